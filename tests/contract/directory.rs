//! The people of a site, its rights, preferences and keys; what happened, and being told.

use smartfile::{
    ACTIVITY_COLUMNS, ActivityFilter, Directory, ErrorKind, ExportFormat, PreferenceOf, ServerTime,
    Url,
};

use crate::canned::{Answer, Canned};
use crate::practice::collect;

#[tokio::test]
async fn the_rights_of_a_site_have_names_and_words() {
    let canned = Canned::saying([
        Answer::json(r#"[{"name": "ftp_access", "description": "May use FTP"}, {"name": "sftp_access"}, {}]"#),
        Answer::json(r#"{"detail": "?"}"#),
    ])
    .await;
    let api = canned.client();
    let rights = api.rights().await.unwrap();
    assert_eq!(rights.len(), 2);
    assert_eq!(rights[0].description.as_deref(), Some("May use FTP"));
    api.rights().await.unwrap_err();
    assert_eq!(canned.lines()[0], "GET /api/2/right/");
}

#[tokio::test]
async fn every_kind_of_the_directory_has_its_address() {
    let canned = Canned::saying([]).await;
    let api = canned.client();
    for (kind, endpoint) in [
        (Directory::User, "user"),
        (Directory::Group, "group"),
        (Directory::Role, "role"),
        (Directory::Site, "site"),
        (Directory::UserQuota, "quota/user"),
        (Directory::GroupQuota, "quota/group"),
        (Directory::SiteQuota, "quota/site"),
    ] {
        let before = canned.asked().len();
        canned.next(Answer::json(
            r#"{"page": 1, "pages": 1, "results": [{"name": "R&D"}]}"#,
        ));
        canned.next(Answer::json(r#"{"name": "R&D"}"#));
        canned.next(Answer::of(201, r#"{"name": "R&D"}"#));
        canned.next(Answer::of(200, ""));
        canned.next(Answer::of(204, ""));
        assert_eq!(
            api.directory(kind, 1).await.unwrap().items[0].text("name"),
            Some("R&D")
        );
        assert_eq!(
            api.directory_entry(kind, "R&D").await.unwrap().text("name"),
            Some("R&D")
        );
        let fields = r#"{"name": "R&D", "rights": {"ftp_access": true}}"#;
        assert!(
            api.create_directory_entry(kind, fields)
                .await
                .unwrap()
                .is_some()
        );
        assert_eq!(
            api.change_directory_entry(kind, "R&D", r#"{"active": false}"#)
                .await
                .unwrap(),
            None
        );
        api.delete_directory_entry(kind, "R&D").await.unwrap();
        assert_eq!(
            canned.lines()[before..],
            [
                format!("GET /api/2/{endpoint}/?page=1&limit=100"),
                format!("GET /api/2/{endpoint}/R%26D/"),
                format!(
                    r#"POST /api/2/{endpoint}/ {{"name":"R&D","rights":{{"ftp_access":true}}}}"#
                ),
                format!(r#"POST /api/2/{endpoint}/R%26D/ {{"active":false}}"#),
                format!("DELETE /api/2/{endpoint}/R%26D/"),
            ]
        );
        assert_eq!(
            canned.asked()[before + 2].header("content-type"),
            Some("application/json")
        );
    }
    let before = canned.asked().len();
    for fields in ["[]", "name=x", ""] {
        let error = api
            .create_directory_entry(Directory::User, fields)
            .await
            .unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Local(_)));
    }
    let error = api
        .delete_directory_entry(Directory::User, "")
        .await
        .unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Local(_)),
        "an empty name would be all of them"
    );
    assert_eq!(canned.asked().len(), before);
}

#[tokio::test]
async fn preferences_are_listed_read_and_set_in_both_ways() {
    let canned = Canned::saying([
        Answer::json("[]"),
        Answer::json(r#"{"value": "10"}"#),
        Answer::of(201, ""),
        Answer::of(200, "{}"),
    ])
    .await;
    let api = canned.client();
    let (own, name) = (PreferenceOf::User, "max-per-page");
    assert!(
        api.preferences(PreferenceOf::Site, 1)
            .await
            .unwrap()
            .items
            .is_empty()
    );
    assert_eq!(
        api.preference(own, name).await.unwrap().number("value"),
        Some(10)
    );
    api.set_preference(own, name, "10").await.unwrap();
    api.replace_preference(own, name, "20").await.unwrap();
    assert_eq!(
        canned.lines(),
        [
            "GET /api/2/pref/site/?page=1&limit=100",
            "GET /api/2/pref/user/max-per-page/",
            "POST /api/2/pref/user/ name=max-per-page&value=10",
            "PUT /api/2/pref/user/max-per-page/ value=20",
        ]
    );
}

#[tokio::test]
async fn keys_are_read_stored_changed_and_deleted() {
    let canned = Canned::saying([
        Answer::json(r#"{"name": "laptop", "key": "ssh-ed25519 AAAA"}"#),
        Answer::of(200, ""),
        Answer::of(200, "{}"),
        Answer::of(204, ""),
    ])
    .await;
    let api = canned.client();
    assert_eq!(
        api.ssh_key("mara", "laptop").await.unwrap().text("key"),
        Some("ssh-ed25519 AAAA")
    );
    api.put_ssh_key("mara", "laptop", "k").await.unwrap();
    api.change_ssh_key("mara", "laptop", "k").await.unwrap();
    api.delete_ssh_key("mara", "laptop").await.unwrap();
    let at = "/api/3/sshkeys/mara/laptop/";
    assert_eq!(
        canned.lines(),
        [
            format!("GET {at}"),
            format!(r#"PUT {at} {{"key":"k","name":"laptop"}}"#),
            format!(r#"PATCH {at} {{"key":"k","name":"laptop"}}"#),
            format!("DELETE {at}"),
        ]
    );
}

#[tokio::test]
async fn activity_is_exported_as_bytes_and_an_unknown_parameter_is_told() {
    let canned = Canned::saying([
        Answer::of(200, "timestamp,action\n"),
        Answer::of(
            400,
            r#"["query should NOT have additional properties 'limit'"]"#,
        ),
        Answer::json(r#"{"page": 1, "pages": 1, "results": [{"action": "path written"}]}"#),
    ])
    .await;
    let api = canned.client();
    let filter = ActivityFilter {
        from: Some(ServerTime::new("2023-03-01 00:00:01")),
        until: Some(ServerTime::new("2023-03-30 23:59:59")),
        keyword: Some("plan".into()),
    };
    let export = api
        .export_activity(&filter, &ACTIVITY_COLUMNS[..2], ExportFormat::Csv)
        .await
        .unwrap();
    assert_eq!(collect(export.into_stream()).await.0, b"timestamp,action\n");
    let everything = ActivityFilter::default();
    let error = api
        .export_activity(&everything, &[], ExportFormat::Json)
        .await
        .unwrap_err();
    let said = Some("query should NOT have additional properties 'limit'".to_owned());
    assert_eq!(error.kind(), &ErrorKind::Rejected { status: 400, said });
    let list = api.activity(&filter, 1).await.unwrap();
    assert_eq!(list.items[0].text("action"), Some("path written"));
    assert_eq!(
        canned.lines(),
        [
            "GET /api/3/activity/export/?timestamp%5B%5D=%3E%3D2023-03-01+00%3A00%3A01&timestamp%5B%5D=%3C%3D2023-03-30+23%3A59%3A59&keyword=plan&fields%5B%5D=timestamp&fields%5B%5D=user_name&format=csv",
            "GET /api/3/activity/export/?format=json",
            "GET /api/2/activity/?timestamp_min=2023-03-01+00%3A00%3A01&timestamp_max=2023-03-30+23%3A59%3A59&action=plan&page=1&limit=100",
        ]
    );
}

#[tokio::test]
async fn a_webhook_is_called_over_https_only() {
    let canned = Canned::saying([Answer::of(201, r#"{"id": 5}"#)]).await;
    let api = canned.client();
    let target = Url::parse("https://hooks.example.test/a?b=c").unwrap();
    assert_eq!(
        api.create_webhook(&target)
            .await
            .unwrap()
            .unwrap()
            .number("id"),
        Some(5)
    );
    let plain = Url::parse("http://hooks.example.test/").unwrap();
    assert!(matches!(
        api.create_webhook(&plain).await.unwrap_err().kind(),
        ErrorKind::Local(_)
    ));
    assert_eq!(
        canned.lines(),
        [
            "POST /api/3/webhook/ event=file.uploaded&target=https%3A%2F%2Fhooks.example.test%2Fa%3Fb%3Dc"
        ]
    );
}
