//! What surrounds the files, at the practice server: links, access, search, people, what happened.

use smartfile::{
    Acl, ActivityFilter, Directory, ErrorKind, ExportFormat, Grantee, LinkOptions, PreferenceOf,
    Url,
};
use smartfile_sandbox::World;

use crate::practice::{Practice, at, collect};

const READ: Acl = Acl {
    list: true,
    read: true,
    write: false,
    remove: false,
};

#[tokio::test]
async fn a_link_lives_from_its_making_to_its_end() {
    let practice = Practice::start().await;
    practice.put("Harbor/a & b.txt", b"hello");
    let api = practice.connected().await;
    let options = LinkOptions {
        acl: Some(READ),
        name: Some("for you & me".into()),
        recursive: Some(true),
        ..LinkOptions::default()
    };
    let made = api.create_link(&at("/Harbor"), &options).await.unwrap();
    assert_eq!(
        (made.name.as_deref(), made.path.clone()),
        (Some("for you & me"), Some(at("/Harbor")))
    );
    assert_eq!((made.acl, made.usage_count), (READ, Some(0)));
    assert!(made.created.is_some() && made.address.is_some());
    let file = made.address_of("a & b.txt").unwrap();
    let browser = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = browser.get(file.as_str()).send().await.unwrap();
    assert_eq!(answer.bytes().await.unwrap(), "hello");

    let limited = LinkOptions {
        usage_limit: Some(7),
        ..LinkOptions::default()
    };
    assert_eq!(
        api.change_link(&made.uid, &limited)
            .await
            .unwrap()
            .usage_limit,
        Some(7)
    );
    let links = api.links(1).await.unwrap();
    assert_eq!((links.items.len(), links.skipped), (1, 0));
    assert_eq!(links.items[0], api.link(&made.uid).await.unwrap());
    api.revoke_link(&made.uid).await.unwrap();
    assert_eq!(
        api.link(&made.uid).await.unwrap_err().kind(),
        &ErrorKind::NotFound
    );
    assert_eq!(
        api.revoke_link(&made.uid).await.unwrap_err().kind(),
        &ErrorKind::NotFound
    );
    let error = api
        .create_link(&at("/nowhere"), &options)
        .await
        .unwrap_err();
    assert!(
        !error.may_have_happened() && !error.is_temporary(),
        "{error:?}"
    );
}

#[tokio::test]
async fn who_may_see_a_folder_is_given_told_and_taken_back() {
    let practice = Practice::within(World::Rights).await;
    let api = practice.connected().await;
    let folder = at("/Projects");
    let jonas = Grantee::User("jonas".into());
    let made = api
        .grant_access(&jonas, &folder, READ)
        .await
        .unwrap()
        .unwrap();
    let grants = api.access(&folder).await.unwrap();
    let grant = grants.iter().find(|grant| grant.grantee == jonas).unwrap();
    assert_eq!(grant.acl, READ);
    let id = made.number("id").unwrap();
    assert!(
        api.access_of(&jonas, 1)
            .await
            .unwrap()
            .items
            .iter()
            .any(|record| record.number("id") == Some(id))
    );
    api.revoke_access(&jonas, id).await.unwrap();
    assert_eq!(
        api.revoke_access(&jonas, id).await.unwrap_err().kind(),
        &ErrorKind::NotFound
    );
}

#[tokio::test]
async fn files_and_people_are_found_by_words() {
    let practice = Practice::start().await;
    practice.put("Harbor/Budget & plan.txt", b"x");
    practice.put("Pier/Budget.txt", b"x");
    let api = practice.connected().await;
    let names = async |words: &str, within: &str| {
        let found = api.search(words, &at(within), 1).await.unwrap();
        assert_eq!(found.skipped, 0);
        found
            .items
            .into_iter()
            .map(|entry| entry.path.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(names("budget", "/").await.len(), 2);
    assert_eq!(
        names("Budget & plan", "/").await,
        ["/Harbor/Budget & plan.txt"]
    );
    assert_eq!(names("budget", "/Pier").await, ["/Pier/Budget.txt"]);
    assert!(names("nothing of the kind", "/").await.is_empty());
    assert_eq!(
        api.search_users("maya", 1).await.unwrap().items[0].text("username"),
        Some("maya")
    );
    api.search_groups("a", 1).await.unwrap();
}

#[tokio::test]
async fn the_site_tells_its_rights_paths_and_people() {
    let practice = Practice::within(World::Rights).await;
    let api = practice.connected().await;
    let rights = api.rights().await.unwrap();
    assert!(
        rights
            .iter()
            .any(|right| right.name == "ftp_access" && right.description.is_some())
    );
    assert!(api.path_map().await.unwrap().names().count() > 0);
    for kind in [
        Directory::User,
        Directory::Group,
        Directory::Role,
        Directory::Site,
    ] {
        let list = api.directory(kind, 1).await.unwrap();
        assert!(!list.items.is_empty() && list.skipped == 0, "{kind:?}");
    }
    assert_eq!(
        api.directory_entry(Directory::User, "jonas")
            .await
            .unwrap()
            .text("username"),
        Some("jonas")
    );
    let fields = r#"{"name": "Surveyors & co", "users": ["jonas"]}"#;
    api.create_directory_entry(Directory::Group, fields)
        .await
        .unwrap();
    let group = api
        .directory_entry(Directory::Group, "Surveyors & co")
        .await
        .unwrap();
    assert_eq!(group.text("name"), Some("Surveyors & co"));
    api.delete_directory_entry(Directory::Group, "Surveyors & co")
        .await
        .unwrap();
    let gone = api
        .directory_entry(Directory::Group, "Surveyors & co")
        .await
        .unwrap_err();
    assert_eq!(gone.kind(), &ErrorKind::NotFound);
}

#[tokio::test]
async fn roles_and_quotas_are_made_changed_and_deleted() {
    let practice = Practice::within(World::Rights).await;
    let api = practice.connected().await;
    let role = r#"{"name": "Guest", "rights": {"ftp_access": false}}"#;
    api.create_directory_entry(Directory::Role, role)
        .await
        .unwrap();
    let rights = api
        .directory_entry(Directory::Role, "Guest")
        .await
        .unwrap()
        .record("rights")
        .unwrap();
    assert_eq!(rights.truth("ftp_access"), Some(false));
    api.change_directory_entry(
        Directory::Role,
        "Guest",
        r#"{"rights": {"ftp_access": true}}"#,
    )
    .await
    .unwrap();
    api.delete_directory_entry(Directory::Role, "Guest")
        .await
        .unwrap();
    api.directory(Directory::UserQuota, 1).await.unwrap();
}

#[tokio::test]
async fn preferences_and_keys_are_kept() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    let own = PreferenceOf::User;
    api.set_preference(own, "max-per-page", "10").await.unwrap();
    assert_eq!(
        api.preference(own, "max-per-page")
            .await
            .unwrap()
            .text("value"),
        Some("10")
    );
    api.replace_preference(own, "max-per-page", "20")
        .await
        .unwrap();
    assert_eq!(
        api.preference(own, "max-per-page")
            .await
            .unwrap()
            .number("value"),
        Some(20)
    );
    assert!(!api.preferences(own, 1).await.unwrap().items.is_empty());

    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHpracticeonly maya";
    api.put_ssh_key("maya", "laptop", key).await.unwrap();
    assert_eq!(
        api.ssh_key("maya", "laptop").await.unwrap().text("key"),
        Some(key)
    );
    api.change_ssh_key("maya", "laptop", "ssh-rsa AAAA other")
        .await
        .unwrap();
    api.delete_ssh_key("maya", "laptop").await.unwrap();
    assert_eq!(
        api.ssh_key("maya", "laptop").await.unwrap_err().kind(),
        &ErrorKind::NotFound
    );
}

#[tokio::test]
async fn what_is_watched_is_listed_until_it_is_not() {
    let practice = Practice::start().await;
    std::fs::create_dir_all(practice.local("Harbor & Pier")).unwrap();
    let api = practice.connected().await;
    let harbor = at("/Harbor & Pier");
    api.watch(&harbor).await.unwrap();
    assert_eq!(api.watched_paths(1).await.unwrap().items.len(), 1);
    api.unwatch(&harbor).await.unwrap();
    assert!(api.watched_paths(1).await.unwrap().items.is_empty());
    assert_eq!(
        api.unwatch(&harbor).await.unwrap_err().kind(),
        &ErrorKind::NotFound
    );
    api.watch_user("jonas").await.unwrap();
    assert_eq!(api.watched_users(1).await.unwrap().items.len(), 1);
    api.unwatch_user("jonas").await.unwrap();
    assert!(api.watched_users(1).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn what_happened_can_be_exported_and_read_where_it_is_not_switched_off() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    api.create_folder(&at("/Harbor")).await.unwrap();
    let everything = ActivityFilter::default();
    let columns = ["timestamp", "user_username", "action", "obj0_name"];
    for format in [
        ExportFormat::Csv,
        ExportFormat::Tsv,
        ExportFormat::Json,
        ExportFormat::Xml,
    ] {
        let export = api
            .export_activity(&everything, &columns, format)
            .await
            .unwrap();
        let text = String::from_utf8(collect(export.into_stream()).await.0).unwrap();
        assert!(
            text.contains("Harbor") && text.contains("maya"),
            "{format:?}: {text}"
        );
    }
    let error = api
        .export_activity(&everything, &["shoe_size"], ExportFormat::Csv)
        .await
        .unwrap_err();
    assert!(
        matches!(
            error.kind(),
            ErrorKind::Rejected {
                status: 400,
                said: Some(_)
            }
        ),
        "{error:?}"
    );
    assert!(api.activity(&everything, 1).await.is_err());
    practice
        .sandbox
        .switches()
        .change(|switches| switches.activity_2 = true);
    assert!(!api.activity(&everything, 1).await.unwrap().items.is_empty());
    let target = Url::parse("https://hooks.example.test/").unwrap();
    api.create_webhook(&target).await.unwrap();
}

/// S13.39: as the practice server's person whose role may not use the API.
#[tokio::test]
async fn a_role_without_the_api_is_told_from_a_folder_that_may_not_be_seen() {
    let practice = Practice::within(World::Rights).await;
    let refused = practice
        .connected_as("tomas")
        .await
        .whoami()
        .await
        .unwrap_err();
    assert!(refused.may_lack_api_access(), "{refused:?}");
    let read_only = practice.connected_as("jonas").await;
    let error = read_only
        .create_folder(&at("/Contracts/new"))
        .await
        .unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Forbidden { .. }) && !error.may_lack_api_access(),
        "{error:?}"
    );
}
