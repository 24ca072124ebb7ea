//! Tasks, followed to their end.

use std::time::Duration;

use smartfile::{ErrorKind, IfTaken, Patience, Pauses, SmartFile, Task, TaskState};

use crate::canned::{Answer, Canned, HastyClock};
use crate::practice::at;

const STARTED: &str = r#"{"uuid": "5b0f2c9e", "url": "/api/2/task/5b0f2c9e/", "type": "Remove"}"#;

fn state(status: &str) -> Answer {
    Answer::json(&format!(r#"{{"result": {{"status": "{status}"}}}}"#))
}

async fn removal(api: &SmartFile) -> Task {
    api.remove(&[at("/Harbor/old")]).await.unwrap()
}

/// Follows with the usual patience; the states seen, and the outcome.
async fn followed(
    canned: &Canned,
    clock: &HastyClock,
    patience: Patience,
) -> (Vec<TaskState>, Result<smartfile::Report, smartfile::Error>) {
    let api = canned.client_on(clock);
    let task = removal(&api).await;
    let mut seen = Vec::new();
    let outcome = api
        .follow(&task, clock, patience, |state| seen.push(state))
        .await;
    (seen, outcome)
}

#[tokio::test]
async fn a_task_is_asked_about_ever_more_seldom_until_it_is_done() {
    let states = [
        "PENDING", "PENDING", "PROGRESS", "PROGRESS", "PROGRESS", "PROGRESS", "PROGRESS", "SUCCESS",
    ];
    let canned = Canned::saying([Answer::json(STARTED)]).await;
    for word in states {
        canned.next(state(word));
    }
    let clock = HastyClock::new();
    let (seen, outcome) = followed(&canned, &clock, Patience::default()).await;
    let report = outcome.unwrap().whole().unwrap();
    assert!(report.failures.is_empty() && report.checksums.is_empty());
    assert_eq!(
        seen[..3],
        [TaskState::Waiting, TaskState::Waiting, TaskState::Running]
    );
    assert_eq!(seen.last(), Some(&TaskState::Done));
    assert_eq!(
        clock.millis(),
        [192, 384, 768, 1536, 3072, 6144, 6144, 6144]
    );
    let lines = canned.lines();
    assert_eq!(
        lines[0],
        "POST /api/2/path/oper/remove/ path=%2FHarbor%2Fold"
    );
    assert_eq!(lines[8], "GET /api/2/task/5b0f2c9e/");
}

/// S13.14: the uuid makes the address; without one an address of this server is taken, relative or
/// absolute, in the body or as a redirect; and no other server is ever asked.
#[tokio::test]
async fn every_form_of_a_started_task_leads_to_its_address_on_this_server() {
    let canned = Canned::saying([]).await;
    let api = canned.client();
    let own = canned.url();
    for answer in [
        Answer::json(STARTED),
        Answer::json(
            r#"{"uuid": "5b0f2c9e", "url": "https://elsewhere.test/api/2/task/5b0f2c9e/"}"#,
        ),
        Answer::json(r#"{"url": "/api/2/task/5b0f2c9e/"}"#),
        Answer::json(&format!(r#"{{"url": "{own}/api/2/task/5b0f2c9e/"}}"#)),
        Answer::of(302, "").with("location", "/api/2/task/5b0f2c9e/"),
        Answer::of(303, "").with("location", &format!("{own}/api/2/task/5b0f2c9e/")),
        Answer::of(202, "").with("location", "/api/2/task/5b0f2c9e/"),
    ] {
        canned.next(answer.clone());
        canned.next(state("PENDING"));
        let task = removal(&api).await;
        assert_eq!(api.task_state(&task).await.unwrap(), TaskState::Waiting);
        let asked = canned.lines().pop().unwrap();
        assert_eq!(asked, "GET /api/2/task/5b0f2c9e/", "{answer:?}");
    }

    let before = canned.asked().len();
    let unexpected = ErrorKind::UnexpectedReply { expected: "a task" };
    for (answer, kind) in [
        (
            Answer::json(r#"{"url": "https://elsewhere.test/api/2/task/1/"}"#),
            unexpected.clone(),
        ),
        (
            Answer::json(r#"{"url": "/api/2/path/data/evil/"}"#),
            unexpected.clone(),
        ),
        (Answer::json(r#"{"uuid": ".."}"#), unexpected.clone()),
        (Answer::json("{}"), unexpected.clone()),
        (
            Answer::json(&format!(
                r#"{{"url": "{}/api/2/task/1/"}}"#,
                own.replace("http://", "http://maya@")
            )),
            unexpected,
        ),
        (
            Answer::of(302, "").with("location", "/ftp/login"),
            ErrorKind::Redirected,
        ),
        (Answer::of(302, ""), ErrorKind::Redirected),
        (
            Answer::of(302, "").with("location", "https://acme.files.com/api/2/task/1/"),
            ErrorKind::Moved {
                host: "acme.files.com".into(),
            },
        ),
    ] {
        canned.next(answer.clone());
        let error = api.remove(&[at("/a")]).await.unwrap_err();
        assert_eq!(error.kind(), &kind, "{answer:?}");
    }
    assert_eq!(
        canned.asked().len() - before,
        8,
        "nothing was asked further"
    );
}

/// S13.15: the state is looked for at both places, and a word that nobody knows means that it still runs,
/// until the time is up.
#[tokio::test]
async fn a_state_is_read_from_both_places_and_an_unknown_one_is_still_running() {
    use TaskState::{Done, Running, Waiting};
    let canned = Canned::saying([
        Answer::json(STARTED),
        Answer::json(r#"{"status": "PENDING"}"#),
        Answer::json(r#"{"result": {"status": "RETRY"}, "status": "SUCCESS"}"#),
        Answer::json(r#"{"result": null}"#),
        Answer::json(r#"{"uuid": "5b0f2c9e", "status": "SUCCESS"}"#),
    ])
    .await;
    let (seen, outcome) = followed(&canned, &HastyClock::new(), Patience::default()).await;
    assert!(outcome.unwrap().failures.is_empty());
    assert_eq!(seen, [Waiting, Running, Running, Done]);
}

/// S13.16: a success with errors inside is a partial failure, told path by path.
#[tokio::test]
async fn a_partial_failure_inside_a_success_is_told_for_each_path() {
    let canned = Canned::saying([
        Answer::json(STARTED),
        Answer::json(
            r#"{"result": {"status": "SUCCESS", "result": {"errors": {"/Harbor/old": "Directory is not empty", "Harbor/b": ["In use.", "x"], "/../c": "No\u0000."}}}}"#,
        ),
    ])
    .await;
    let (_, outcome) = followed(&canned, &HastyClock::new(), Patience::default()).await;
    let report = outcome.unwrap();
    let told: Vec<_> = report
        .failures
        .iter()
        .map(|failure| {
            let path = failure.path.as_ref().map(smartfile::RemotePath::as_str);
            (path, failure.said.as_deref())
        })
        .collect();
    assert_eq!(told.len(), 3);
    assert!(told.contains(&(Some("/Harbor/old"), Some("Directory is not empty"))));
    assert!(told.contains(&(Some("/Harbor/b"), Some("In use."))));
    assert!(told.contains(&(None, Some("No ."))), "{told:?}");
    let kind = report.whole().unwrap_err();
    assert_eq!(kind.to_string(), "3 of the paths failed");
    assert!(!format!("{kind:?}").contains("/Harbor"), "{kind:?}");
}

#[tokio::test]
async fn a_task_that_failed_says_why_and_leaves_a_doubt() {
    let canned = Canned::saying([
        Answer::json(STARTED),
        Answer::json(r#"{"result": {"status": "FAILURE", "result": {"errors": {"/Harbor/old": "Disk on fire"}}}}"#),
    ])
    .await;
    let (seen, outcome) = followed(&canned, &HastyClock::new(), Patience::default()).await;
    let error = outcome.unwrap_err();
    let said = Some("Disk on fire".to_owned());
    assert_eq!(error.kind(), &ErrorKind::TaskFailed { said });
    assert_eq!(
        (error.operation(), error.path()),
        ("remove", Some(&at("/Harbor/old")))
    );
    assert!(error.may_have_happened() && !error.is_temporary());
    assert_eq!(seen, [TaskState::Failed]);
}

#[tokio::test]
async fn bad_weather_while_a_task_is_followed_ends_nothing() {
    let canned = Canned::saying([
        Answer::json(STARTED),
        Answer::of(502, "<html>Bad gateway"),
        Answer::lost(),
        Answer::of(429, "THROTTLED").with("retry-after", "20"),
        state("SUCCESS"),
    ])
    .await;
    let clock = HastyClock::new();
    let (_, outcome) = followed(&canned, &clock, Patience::default()).await;
    assert!(outcome.unwrap().failures.is_empty());
    // The server's wish counts, with a little chance, before our own rhythm goes on.
    let waits = clock.waits();
    assert_eq!(clock.millis()[..3], [192, 384, 768]);
    assert!(
        waits[3] >= Duration::from_secs(20) && waits[3] <= Duration::from_secs(25),
        "{waits:?}"
    );
}

#[tokio::test]
async fn a_forgotten_task_and_one_that_takes_too_long_leave_a_doubt() {
    let canned = Canned::saying([
        Answer::json(STARTED),
        state("PENDING"),
        Answer::of(404, "NOT FOUND"),
    ])
    .await;
    let (_, outcome) = followed(&canned, &HastyClock::new(), Patience::default()).await;
    let error = outcome.unwrap_err();
    assert_eq!(
        (error.kind(), error.may_have_happened()),
        (&ErrorKind::TaskLost, true)
    );

    let canned = Canned::saying([Answer::json(STARTED)]).await;
    for _ in 0..20 {
        canned.next(state("PROGRESS"));
    }
    let clock = HastyClock::new();
    let patience = Patience {
        limit: Duration::from_secs(2),
        ..Patience::default()
    };
    let (_, outcome) = followed(&canned, &clock, patience).await;
    let error = outcome.unwrap_err();
    assert_eq!(
        (error.kind(), error.may_have_happened()),
        (&ErrorKind::StillRunning, true)
    );
    assert_eq!(
        clock.millis(),
        [192, 384, 768, 656],
        "the last look is right at the limit"
    );
}

#[tokio::test]
async fn a_follower_who_goes_away_stops_asking() {
    #[derive(Debug)]
    struct Never;
    impl smartfile::Clock for Never {
        fn now(&self) -> std::time::Instant {
            std::time::Instant::now()
        }
    }
    #[async_trait::async_trait]
    impl Pauses for Never {
        async fn pause(&self, _: Duration) {
            std::future::pending::<()>().await;
        }
    }
    let canned = Canned::saying([Answer::json(STARTED)]).await;
    let api = canned.client();
    let task = removal(&api).await;
    let following = api.follow(&task, &Never, Patience::default(), drop);
    let gone = tokio::select! {
        biased;
        _ = following => false,
        () = std::future::ready(()) => true,
    };
    assert!(gone);
    assert_eq!(canned.asked().len(), 1, "only the operation itself");
}

#[tokio::test]
async fn a_checksum_is_in_the_report_under_its_path() {
    let canned = Canned::saying([
        Answer::json(r#"{"uuid": "c"}"#),
        Answer::json(r#"{"result": {"status": "SUCCESS", "result": {"checksums": {"/Harbor/plan.pdf": "ABC123", "Harbor/x": "not hex"}}}}"#),
    ])
    .await;
    let api = canned.client();
    let path = at("/Harbor/plan.pdf");
    let task = api
        .checksum(&path, smartfile::Algorithm::Sha256)
        .await
        .unwrap();
    let report = api
        .follow(&task, &HastyClock::new(), Patience::default(), drop)
        .await
        .unwrap();
    assert_eq!(
        report.checksums.get(&path).map(String::as_str),
        Some("abc123")
    );
    assert_eq!(report.checksums.len(), 1);
    let asked = canned.lines().remove(0);
    assert_eq!(
        asked,
        "POST /api/2/path/oper/checksum/ path=%2FHarbor%2Fplan.pdf&algorithm=SHA256"
    );
}

#[tokio::test]
async fn tasks_are_listed_page_by_page() {
    let canned = Canned::saying([Answer::json(
        r#"{"total": 1, "page": 1, "pages": 1, "results": [{"uuid": "a", "type": "Remove"}]}"#,
    )])
    .await;
    let list = canned.client().tasks(1).await.unwrap();
    assert_eq!(
        (list.items[0].text("type"), list.has_more()),
        (Some("Remove"), false)
    );
    assert_eq!(canned.lines(), ["GET /api/2/task/?page=1&limit=100"]);
}

#[tokio::test]
async fn moving_copying_and_packing_name_every_source_and_the_folder() {
    let canned = Canned::saying((0..3).map(|_| Answer::json(STARTED))).await;
    let api = canned.client();
    let entries = [at("/Harbor/a & b.txt"), at("/100%25.txt")];
    let any = IfTaken::LeaveToServer;
    let _followed_by_nobody = [
        api.move_into(&at("/Pier"), &entries, any).await.unwrap(),
        api.copy_into(&at("/"), &entries, any).await.unwrap(),
        api.compress(&entries, &at("/Pier"), "all.zip", any)
            .await
            .unwrap(),
    ];
    let sources = |key: &str| format!("{key}=%2FHarbor%2Fa+%26+b.txt&{key}=%2F100%2525.txt");
    assert_eq!(
        canned.lines(),
        [
            format!("POST /api/2/path/oper/move/ {}&dst=%2FPier", sources("src")),
            format!("POST /api/2/path/oper/copy/ {}&dst=%2F", sources("src")),
            format!(
                "POST /api/2/path/oper/compress/ {}&dst=%2FPier&name=all.zip",
                sources("path")
            ),
        ]
    );
}
