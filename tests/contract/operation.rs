//! What is done to entries, and the looks before and after.

use std::collections::BTreeMap;

use smartfile::{Error, ErrorKind, IfTaken};

use crate::canned::{Answer, Canned, HastyClock, client_of_nobody};
use crate::practice::at;

const FOLDER: &str = r#"{"name": "Harbor", "path": "/Harbor", "isdir": true, "isfile": false}"#;
const FILE: &str = r#"{"name": "Harbor", "path": "/Harbor", "isdir": false, "isfile": true}"#;

#[tokio::test]
async fn a_new_folder_is_told_in_the_answer() {
    let canned = Canned::saying([Answer::json(FOLDER), Answer::of(200, "")]).await;
    let api = canned.client();
    let entry = api.create_folder(&at("/Harbor")).await.unwrap().unwrap();
    assert_eq!(entry.path, at("/Harbor"));
    assert_eq!(api.create_folder(&at("/Harbor")).await.unwrap(), None);
    assert_eq!(
        canned.lines()[0],
        "POST /api/2/path/oper/mkdir/ path=%2FHarbor"
    );
    let sent = &canned.asked()[0];
    assert_eq!(
        sent.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(
        sent.header("authorization"),
        Some("Bearer a-token-of-this-test")
    );
}

/// S13.19: whatever the server says about a folder that is there already, it is one; and missing parents are
/// made from the top down.
#[tokio::test]
async fn a_folder_that_is_there_already_is_a_success_and_parents_are_made_level_by_level() {
    for (status, body) in [
        (400, r#"{"path": ["Exists."]}"#),
        (409, "TAKEN"),
        (403, "{}"),
        (404, ""),
    ] {
        let canned = Canned::saying([Answer::of(status, body), Answer::json(FOLDER)]).await;
        let made = canned.client().create_folder(&at("/Harbor")).await;
        assert_eq!(made.unwrap().unwrap().path, at("/Harbor"), "{status}");
        assert_eq!(canned.lines()[1], "GET /api/2/path/info/Harbor/");

        // A file is no folder, and where there is nothing the refusal stands.
        let canned = Canned::saying([Answer::of(status, body), Answer::json(FILE)]).await;
        let error = canned
            .client()
            .create_folder(&at("/Harbor"))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::NameTaken, "{status}");
        let canned = Canned::saying([Answer::of(status, body), Answer::of(404, "")]).await;
        let error = canned
            .client()
            .create_folder(&at("/Harbor"))
            .await
            .unwrap_err();
        assert_eq!(
            (error.status(), error.operation()),
            (Some(status), "create folder")
        );
    }
    // Who asks, how often, and a server in trouble are other matters: nothing is looked at.
    let throttled = Answer::of(429, "").with("retry-after", "3");
    for answer in [throttled, Answer::of(500, ""), Answer::of(402, "{}")] {
        let canned = Canned::saying([answer]).await;
        canned
            .client()
            .create_folder(&at("/Harbor"))
            .await
            .unwrap_err();
        assert_eq!(canned.asked().len(), 1);
    }

    let canned = Canned::saying([
        Answer::of(404, ""),
        Answer::of(404, ""),
        Answer::json(FOLDER),
        Answer::of(200, "{}"),
        // The folder that was just made cannot be seen yet.
        Answer::of(404, ""),
        Answer::of(404, ""),
        Answer::of(200, "{}"),
    ])
    .await;
    let clock = HastyClock::new();
    canned
        .client()
        .create_folders(&at("/Harbor/a/b"), &clock)
        .await
        .unwrap();
    assert_eq!(
        canned.lines(),
        [
            "GET /api/2/path/info/Harbor/a/b/",
            "GET /api/2/path/info/Harbor/a/",
            "GET /api/2/path/info/Harbor/",
            "POST /api/2/path/oper/mkdir/ path=%2FHarbor%2Fa",
            "POST /api/2/path/oper/mkdir/ path=%2FHarbor%2Fa%2Fb",
            "GET /api/2/path/info/Harbor/a/b/",
            "POST /api/2/path/oper/mkdir/ path=%2FHarbor%2Fa%2Fb",
        ]
    );
    assert_eq!(clock.millis(), [500]);
}

#[tokio::test]
async fn folders_that_are_all_there_are_not_made_and_a_file_in_the_way_is_told() {
    let canned = Canned::saying([
        Answer::json(FOLDER),
        Answer::of(404, ""),
        Answer::json(FILE),
    ])
    .await;
    let (api, clock) = (canned.client(), HastyClock::new());
    api.create_folders(&at("/Harbor"), &clock).await.unwrap();
    api.create_folders(&at("/"), &clock).await.unwrap();
    let error = api
        .create_folders(&at("/Harbor/a"), &clock)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::NameTaken);
    assert_eq!(canned.asked().len(), 3);
}

/// S13.20: before renaming, moving, copying and packing it is looked whether the name is free, and nothing
/// is done where it is not; the server is never relied on to refuse.
#[tokio::test]
async fn nothing_is_renamed_moved_copied_or_packed_onto_a_name_that_is_taken() {
    let canned = Canned::saying([]).await;
    let api = canned.client();
    let from = [at("/plan.pdf")];
    let look = IfTaken::Refuse;
    assert_eq!(IfTaken::default(), look);
    let there = || {
        canned.next(Answer::json(
            r#"{"path": "/Harbor/plan.pdf", "isfile": true}"#,
        ));
    };
    there();
    let mut errors: Vec<Error> = vec![
        api.rename(&from[0], &at("/Harbor/plan.pdf"), look)
            .await
            .unwrap_err(),
    ];
    there();
    errors.push(
        api.move_into(&at("/Harbor"), &from, look)
            .await
            .unwrap_err(),
    );
    there();
    errors.push(
        api.copy_into(&at("/Harbor"), &from, look)
            .await
            .unwrap_err(),
    );
    there();
    errors.push(
        api.compress(&from, &at("/Harbor"), "plan.pdf", look)
            .await
            .unwrap_err(),
    );
    for error in errors {
        assert_eq!(error.kind(), &ErrorKind::NameTaken);
        assert_eq!(error.path(), Some(&at("/Harbor/plan.pdf")));
        assert!(!error.may_have_happened());
    }
    assert_eq!(canned.lines(), ["GET /api/2/path/info/Harbor/plan.pdf/"; 4]);

    // A look that fails is no free name.
    canned.next(Answer::of(503, ""));
    let error = api
        .rename(&from[0], &at("/Harbor/plan.pdf"), look)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Server { status: 503 });
    assert_eq!(canned.asked().len(), 5);

    canned.next(Answer::of(404, ""));
    canned.next(Answer::json("{ }"));
    assert_eq!(
        api.rename(&from[0], &at("/Harbor/plan.pdf"), look)
            .await
            .unwrap(),
        None
    );
    let lines = canned.lines();
    assert_eq!(
        lines[6],
        "POST /api/2/path/oper/rename/ src=%2Fplan.pdf&dst=%2FHarbor%2Fplan.pdf"
    );
}

#[tokio::test]
async fn nothing_is_done_to_the_root_or_to_nothing() {
    let canned = Canned::saying([]).await;
    let api = canned.client();
    let (root, a) = (at("/"), at("/a"));
    let any = IfTaken::LeaveToServer;
    for outcome in [
        api.remove(&[]).await.map(drop),
        api.remove(&[a.clone(), root.clone()]).await.map(drop),
        api.rename(&root, &a, any).await.map(drop),
        api.rename(&a, &root, any).await.map(drop),
        api.move_into(&a, std::slice::from_ref(&root), any)
            .await
            .map(drop),
        api.copy_into(&a, &[], any).await.map(drop),
        api.compress(std::slice::from_ref(&a), &root, "a/b", any)
            .await
            .map(drop),
        api.delete_file(&root).await,
    ] {
        assert!(matches!(outcome.unwrap_err().kind(), ErrorKind::Local(_)));
    }
    assert_eq!(canned.asked().len(), 0);
}

/// S13.29: what was just made may not be there for a moment, and that is not believed at once.
#[tokio::test]
async fn something_that_was_just_made_is_asked_about_again_before_it_is_called_missing() {
    let missing = || Answer::of(404, "NOT FOUND");
    let canned = Canned::saying([missing(), missing(), Answer::json(FOLDER)]).await;
    let clock = HastyClock::new();
    let entry = canned
        .client()
        .info_after_change(&at("/Harbor"), &clock)
        .await
        .unwrap();
    assert_eq!(
        (entry.path, clock.millis()),
        (at("/Harbor"), vec![500, 1000])
    );

    let canned = Canned::saying((0..4).map(|_| missing())).await;
    let clock = HastyClock::new();
    let error = canned
        .client()
        .info_after_change(&at("/Harbor"), &clock)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::NotFound);
    assert_eq!(
        (clock.millis(), canned.asked().len()),
        (vec![500, 1000, 2000], 4)
    );

    let canned = Canned::saying([Answer::of(500, "")]).await;
    let clock = HastyClock::new();
    canned
        .client()
        .info_after_change(&at("/Harbor"), &clock)
        .await
        .unwrap_err();
    assert!(
        clock.waits().is_empty(),
        "any other failure is told at once"
    );
}

#[tokio::test]
async fn a_lost_answer_to_a_change_is_a_doubt_and_the_change_is_not_repeated() {
    let rename = async |answer: Answer| {
        let canned = Canned::saying([answer]).await;
        let outcome = canned
            .client()
            .rename(&at("/a"), &at("/b"), IfTaken::LeaveToServer)
            .await;
        (canned.asked().len(), outcome.unwrap_err())
    };
    for (answer, doubt) in [
        (Answer::lost(), true),
        (Answer::of(500, ""), true),
        (Answer::of(504, ""), true),
        (Answer::of(200, "{half"), true),
        (Answer::of(200, "<html>Welcome"), true),
        (Answer::of(400, r#"{"dst": ["No."]}"#), false),
        (Answer::of(404, ""), false),
        (Answer::of(429, ""), false),
        (Answer::of(403, r#"{"detail": "Read-only."}"#), false),
    ] {
        let (asked, error) = rename(answer).await;
        assert_eq!((asked, error.may_have_happened()), (1, doubt), "{error:?}");
    }
    // Whoever only reads is never in doubt, and whoever never got through neither.
    let canned = Canned::saying([Answer::lost()]).await;
    let error = canned.client().info(&at("/a")).await.unwrap_err();
    assert!(error.is_temporary() && !error.may_have_happened());
    let error = client_of_nobody().remove(&[at("/a")]).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.may_have_happened()),
        (&ErrorKind::Offline, false)
    );
    let canned = Canned::saying([]).await;
    let error = canned
        .client_over_tls()
        .remove(&[at("/a")])
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.may_have_happened()),
        (&ErrorKind::Insecure, false)
    );
}

#[tokio::test]
async fn attributes_are_written_as_pairs_and_the_entry_comes_back() {
    let canned = Canned::saying([
        Answer::json(r#"{"path": "/plan.pdf", "name": "plan.pdf", "isfile": true, "attributes": {"checksum": "0c=1", "n": 5, "x": []}}"#),
        Answer::json("{}"),
    ])
    .await;
    let api = canned.client();
    let wanted = BTreeMap::from([
        ("checksum".to_owned(), "0c=1".to_owned()),
        ("zone & time".to_owned(), "é".to_owned()),
    ]);
    let entry = api
        .set_attributes(&at("/plan.pdf"), &wanted)
        .await
        .unwrap()
        .unwrap();
    let read: Vec<_> = entry
        .attributes
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    assert_eq!(read, [("checksum", "0c=1"), ("n", "5")]);
    assert_eq!(
        canned.lines()[0],
        "POST /api/2/path/info/plan.pdf/ attributes=checksum%3D0c%3D1&attributes=zone+%26+time%3D%C3%A9"
    );
    assert_eq!(
        api.set_attributes(&at("/plan.pdf"), &wanted).await.unwrap(),
        None
    );
    for name in ["", "a=b"] {
        let wrong = BTreeMap::from([(name.to_owned(), String::new())]);
        let error = api
            .set_attributes(&at("/plan.pdf"), &wrong)
            .await
            .unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Local(_)));
    }
    assert_eq!(canned.asked().len(), 2);
}
