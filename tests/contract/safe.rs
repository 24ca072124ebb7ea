//! What is safe where the service's own facts are unknown: rows of that table that no other file has for its
//! subject.

use std::time::Duration;

use futures_util::TryStreamExt;
use smartfile::{
    Acl, ActivityFilter, Algorithm, Directory, Error, ErrorKind, ExportFormat, Grantee, IfTaken,
    LinkOptions, Outgoing, PreferenceOf, SmartFile,
};

use crate::canned::{Answer, Canned};
use crate::practice::{at, collect};

/// S13.23: what a folder says about its size and number of entries is shown and decides nothing.
#[tokio::test]
async fn a_folder_that_says_it_is_empty_is_listed_all_the_same() {
    let listing = |size: &str, items: &str| {
        Answer::json(&format!(
            r#"{{"path": "/Harbor", "isdir": true, "size": {size}, "items": {items}, "page": 1, "pages": 1, "children": [{{"name": "a"}}, {{"name": "b"}}]}}"#
        ))
    };
    for (size, items) in [
        ("0", "0"),
        ("null", "null"),
        ("\"99\"", "1000000"),
        ("-1", "\"many\""),
    ] {
        let canned = Canned::saying([listing(size, items)]).await;
        let pages: Vec<_> = canned
            .client()
            .folder(&at("/Harbor"))
            .try_collect()
            .await
            .unwrap();
        assert_eq!(
            (pages.len(), pages[0].entries.len()),
            (1, 2),
            "{size} {items}"
        );
    }
}

/// Every method of the SDK that asks the API, called once, with what it said.
async fn everything(api: &SmartFile) -> Vec<(&'static str, Result<(), Error>)> {
    let (a, b, root) = (at("/a"), at("/b"), at("/"));
    let one = std::slice::from_ref(&a);
    let any = IfTaken::LeaveToServer;
    let bytes = || futures_util::stream::iter([Ok(bytes::Bytes::from_static(b"x"))]);
    let (user, own) = (Grantee::User("mara".into()), PreferenceOf::User);
    let filter = ActivityFilter::default();
    let pairs = std::collections::BTreeMap::new();
    let hook = smartfile::Url::parse("https://hooks.example.test/").unwrap();
    let options = LinkOptions::default();
    let people = Directory::User;
    macro_rules! calls {
        ($($name:ident($($argument:expr),*)),* $(,)?) => {
            vec![$((stringify!($name), api.$name($($argument),*).await.map(drop))),*]
        };
    }
    calls![
        whoami(),
        rights(),
        info(&a),
        page(&a, 1, 5),
        page_of(&a, 1, 5, &[]),
        whole_folder(&a),
        set_attributes(&a, &pairs),
        download(&a, 0),
        download_version(&a, "3"),
        preview(&a),
        download_several(one, "a.zip"),
        direct_address(&a, Duration::from_mins(1)),
        versions(&a),
        path_map(),
        upload_progress("an-id"),
        upload(&root, "a", 1, bytes()),
        upload_named("an-id", &root, "a", 1, bytes()),
        upload_several(&root, vec![Outgoing::new("a", 1, bytes())]),
        put(&a, 1, bytes()),
        append(&a, 1, 1, None, bytes()),
        delete_file(&a),
        create_folder(&a),
        rename(&a, &b, any),
        move_into(&b, one, any),
        copy_into(&b, one, any),
        remove(one),
        checksum(&a, Algorithm::Sha256),
        compress(one, &b, "a.zip", any),
        tasks(1),
        search("x", &root, 1),
        search_users("x", 1),
        search_groups("x", 1),
        links(1),
        link("uid"),
        create_link(&a, &options),
        change_link("uid", &options),
        revoke_link("uid"),
        access(&a),
        access_of(&user, 1),
        grant_access(&user, &a, Acl::default()),
        revoke_access(&user, 5),
        export_activity(&filter, &[], ExportFormat::Csv),
        activity(&filter, 1),
        watch(&a),
        unwatch(&a),
        watch_user("mara"),
        watch_group("Harbor"),
        unwatch_user("mara"),
        unwatch_group("Harbor"),
        watched_paths(1),
        watched_users(1),
        watched_groups(1),
        create_webhook(&hook),
        directory(people, 1),
        directory_entry(people, "mara"),
        create_directory_entry(people, "{}"),
        change_directory_entry(people, "mara", "{}"),
        delete_directory_entry(people, "mara"),
        preferences(own, 1),
        preference(own, "max-per-page"),
        set_preference(own, "max-per-page", "5"),
        replace_preference(own, "max-per-page", "5"),
        ssh_key("mara", "laptop"),
        put_ssh_key("mara", "laptop", "k"),
        change_ssh_key("mara", "laptop", "k"),
        delete_ssh_key("mara", "laptop"),
    ]
}

/// S13.31: every address of the API ends with a slash, and whatever a server redirects is not sent again,
/// least of all what changes something.
#[tokio::test]
async fn every_address_ends_with_a_slash_and_no_call_follows_a_redirect() {
    let canned = Canned::saying([]).await;
    for _ in 0..100 {
        canned.next(Answer::of(301, "").with("location", "/api/2/elsewhere/"));
    }
    let outcomes = everything(&canned.client()).await;
    assert!(outcomes.len() > 60, "only {} methods", outcomes.len());
    for (name, outcome) in &outcomes {
        let error = outcome.as_ref().unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Redirected, "{name}");
        assert!(!error.may_have_happened(), "{name}");
    }
    let asked = canned.asked();
    assert_eq!(asked.len(), outcomes.len(), "each asked once");
    for sent in asked {
        let path = sent.target.split('?').next().unwrap_or_default();
        assert!(path.starts_with("/api/") && path.ends_with('/'), "{path}");
    }
}

/// S13.33: a page where data is due is named with its status, for every method, and is never shown.
#[tokio::test]
async fn a_web_page_is_a_page_to_every_method_and_its_words_are_not_shown() {
    let canned = Canned::saying([]).await;
    for _ in 0..100 {
        canned.next(
            Answer::of(404, "<!DOCTYPE html><h1>Farewell</h1>").with("content-type", "text/html"),
        );
    }
    for (name, outcome) in everything(&canned.client()).await {
        let error = outcome.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Page { status: 404 }, "{name}");
        assert!(!format!("{error} {error:?}").contains("Farewell"), "{name}");
    }
}

/// S13.39: refused even where nothing is asked but who they are, the person may not use the API at all; any
/// other refusal is about what was asked.
#[tokio::test]
async fn a_person_who_is_refused_everywhere_may_lack_access_to_the_api() {
    let refusal = || Answer::of(403, r#"{"detail": "Not allowed."}"#);
    let canned = Canned::saying([refusal(), refusal(), Answer::of(404, "")]).await;
    let api = canned.client();
    let error = api.whoami().await.unwrap_err();
    let said = Some("Not allowed.".to_owned());
    assert_eq!(error.kind(), &ErrorKind::Forbidden { said });
    assert!(error.may_lack_api_access());
    assert!(!api.info(&at("/a")).await.unwrap_err().may_lack_api_access());
    assert!(!api.whoami().await.unwrap_err().may_lack_api_access());
}

/// S13.40: a cookie that the server gives is not given back, so that no session and none of its checks get
/// mixed up with the token.
#[tokio::test]
async fn no_cookie_is_ever_sent_whatever_the_server_sets() {
    let canned = Canned::saying([]).await;
    for _ in 0..100 {
        let answer = Answer::json("{}").with("set-cookie", "sessionid=abc; Path=/");
        canned.next(answer.with("set-cookie", "csrftoken=def; Path=/"));
    }
    everything(&canned.client()).await;
    let asked = canned.asked();
    assert!(asked.len() > 60);
    for sent in asked {
        assert_eq!(
            (sent.header("cookie"), sent.header("x-csrftoken")),
            (None, None)
        );
        assert_eq!(
            sent.header("authorization"),
            Some("Bearer a-token-of-this-test")
        );
    }
}

/// S13.26: without a length the end is where the connection says so, and the length is told as unknown, so
/// that it must be compared with the entry's size.
#[tokio::test]
async fn a_download_without_a_length_says_that_it_has_none() {
    let canned = Canned::saying([
        Answer::of(200, "5\r\nhello\r\n0\r\n\r\n").chunked(),
        Answer::of(200, "5\r\nhel").chunked(),
    ])
    .await;
    let api = canned.client();
    let download = api.download(&at("/a"), 0).await.unwrap();
    assert_eq!((download.length, download.total), (None, None));
    let (bytes, error) = collect(download.into_stream()).await;
    assert_eq!(
        (bytes.as_slice(), error.is_none()),
        (b"hello".as_slice(), true)
    );
    let download = api.download(&at("/a"), 0).await.unwrap();
    let (_, error) = collect(download.into_stream()).await;
    assert_eq!(error.unwrap().kind(), &ErrorKind::Cut);
}
