//! The API in bad weather.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use smartfile::{Algorithm, ErrorKind, Pkce, RemotePath, exchange_code, probe};
use smartfile_sandbox::{Endpoint, Fault, ThrottleStyle};

use crate::practice::{ManualClock, Practice, at};

fn reply(status: u16, content_type: &str, body: &str) -> Fault {
    Fault::Reply {
        status,
        content_type: content_type.into(),
        body: body.into(),
    }
}

/// B34, S13.12: whichever way the service asks to wait, the person's own client waits as long as it says.
#[tokio::test]
async fn all_three_generations_of_throttling_tell_how_long() {
    let (practice, clock) = on_a_manual_clock().await;
    let api = practice.connected().await;
    for (style, seconds) in [
        (ThrottleStyle::Old, 0.52),
        (ThrottleStyle::Middle, 7.0),
        (ThrottleStyle::New, 3.5),
    ] {
        practice
            .sandbox
            .faults()
            .next(Endpoint::Info, Fault::Throttle(style, seconds));
        let error = api.info(&at("/")).await.unwrap_err();
        assert_eq!(
            error.retry_after(),
            Some(Duration::from_secs_f64(seconds)),
            "{style:?}"
        );
        assert!(error.is_temporary());
        clock.advance(8);
    }
    // The old generation marks good answers, too.
    practice
        .sandbox
        .switches()
        .change(|switches| switches.throttle_style = ThrottleStyle::Old);
    assert!(api.info(&at("/")).await.is_ok());
}

async fn on_a_manual_clock() -> (Practice, Arc<ManualClock>) {
    let clock = ManualClock::new();
    let practice = Practice::start().await;
    let http = practice.http.clone().on_clock(clock.clone());
    (Practice { http, ..practice }, clock)
}

/// B34, P25: a server that asked to wait is asked nothing before that is over: not by another sign-in, not for another
/// thing, not for tokens. Each is told how much of the wait is left, and nothing is sent. Another server is not meant.
#[tokio::test]
async fn inside_a_wait_nothing_is_sent_by_anybody() {
    let (practice, clock) = on_a_manual_clock().await;
    let other = Practice {
        http: practice.http.clone(),
        ..Practice::start().await
    };
    let (maya, again) = (practice.connected().await, practice.connected().await);
    let (elsewhere, root) = (other.connected().await, RemotePath::root());
    let (request, code) = practice.allowed(Pkce::S256).await;
    for style in [
        ThrottleStyle::Old,
        ThrottleStyle::Middle,
        ThrottleStyle::New,
    ] {
        let wait = Fault::Throttle(style, 30.0);
        practice.sandbox.faults().next(Endpoint::Info, wait);
        maya.info(&at("/")).await.unwrap_err();
        let before = practice.sandbox.ledger().exchanges().len();
        clock.advance(10);
        let left = Some(Duration::from_secs(20));
        let upload = || {
            let bytes = stream::iter([Ok(Bytes::from_static(b"plan"))]);
            maya.upload(&root, "plan.txt", 4, bytes)
        };
        let exchanged = exchange_code(&practice.http, &practice.client, &request, &code).await;
        let probed = probe(&practice.http, &practice.server).await.outcome;
        for told in [
            maya.info(&at("/")).await.err(),
            maya.page(&at("/"), 1, 100).await.err(),
            maya.download(&at("/plan.txt"), 0).await.err(),
            maya.checksum(&at("/plan.txt"), Algorithm::Sha256)
                .await
                .err(),
            upload().await.err(),
            again.whoami().await.err(),
            exchanged.err(),
            probed.err(),
        ] {
            let told = told.unwrap();
            assert_eq!(told.retry_after(), left, "{told}");
            assert!(!told.may_have_happened());
        }
        assert_eq!(
            practice.sandbox.ledger().exchanges().len(),
            before,
            "nothing is sent"
        );
        elsewhere.info(&at("/")).await.unwrap();
        clock.advance(20);
        upload().await.unwrap();
        again.whoami().await.unwrap();
    }
    // It was not used up by not being sent.
    exchange_code(&practice.http, &practice.client, &request, &code)
        .await
        .unwrap();
}

#[tokio::test]
async fn the_servers_words_are_kept_from_every_kind_of_error_body() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    for (body, words) in [
        (r#"{"detail": "No."}"#, Some("No.")),
        (
            r#"{"field_errors": {"path": ["Bad path."]}, "errors": ["Invalid."]}"#,
            Some("Invalid."),
        ),
        (
            r#"{"field_errors": {"path": ["Bad path."]}}"#,
            Some("Bad path."),
        ),
        (r#"{"path": ["Bad path."]}"#, Some("Bad path.")),
        (r#"["Unknown parameter."]"#, Some("Unknown parameter.")),
        (
            r#"{"error": "odd", "error_description": "Very odd."}"#,
            Some("Very odd."),
        ),
        ("NO", Some("NO")),
        ("", None),
    ] {
        practice
            .sandbox
            .faults()
            .next(Endpoint::Info, reply(400, "application/json", body));
        let said = words.map(str::to_owned);
        assert_eq!(
            api.info(&at("/")).await.unwrap_err().kind(),
            &ErrorKind::Rejected { status: 400, said },
            "{body}"
        );
    }
}

#[tokio::test]
async fn an_endless_error_body_is_not_read_to_its_end() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    practice.sandbox.faults().next(
        Endpoint::Info,
        reply(400, "text/plain", &"x".repeat(8 * 1024 * 1024)),
    );
    assert_eq!(
        api.info(&at("/")).await.unwrap_err().kind(),
        &ErrorKind::Rejected {
            status: 400,
            said: None
        }
    );
    let huge = format!(r#"{{"path": "/", "x": "{}"}}"#, "x".repeat(2 * 1024 * 1024));
    practice
        .sandbox
        .faults()
        .next(Endpoint::Info, reply(200, "application/json", &huge));
    let expected = "a file or folder";
    assert_eq!(
        api.info(&at("/")).await.unwrap_err().kind(),
        &ErrorKind::UnexpectedReply { expected }
    );
}

#[tokio::test]
async fn pages_nonsense_and_failures_are_told_apart() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    for (fault, kind, temporary) in [
        (Fault::Html, ErrorKind::Page { status: 200 }, false),
        (
            reply(404, "text/html", "<h1>Gone"),
            ErrorKind::Page { status: 404 },
            false,
        ),
        (
            Fault::BrokenJson,
            ErrorKind::UnexpectedReply {
                expected: "a file or folder",
            },
            false,
        ),
        (
            reply(200, "application/json", "[]"),
            ErrorKind::UnexpectedReply {
                expected: "a file or folder",
            },
            false,
        ),
        (Fault::Status(500), ErrorKind::Server { status: 500 }, true),
        (Fault::Status(503), ErrorKind::Server { status: 503 }, true),
        (Fault::Cut(10), ErrorKind::Cut, true),
        (Fault::Status(404), ErrorKind::NotFound, false),
    ] {
        practice
            .sandbox
            .faults()
            .next(Endpoint::Info, fault.clone());
        let error = api.info(&at("/")).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.is_temporary()),
            (&kind, temporary),
            "{fault:?}"
        );
    }
    assert!(api.info(&at("/")).await.is_ok());
}

#[tokio::test]
async fn a_site_that_moved_is_named_and_its_new_host_never_sees_a_request() {
    let (practice, elsewhere) = (Practice::start().await, Practice::start().await);
    let api = practice.connected().await;
    practice.put("a.txt", b"x");
    practice
        .sandbox
        .switches()
        .change(|switches| switches.moved_site = Some(elsewhere.sandbox.url().to_owned()));
    let moved = ErrorKind::Moved {
        host: elsewhere.server.host(),
    };
    let body = stream::iter([Ok(Bytes::from_static(b"x"))]);
    let outcomes = [
        api.whoami().await.map(drop),
        api.info(&at("/")).await.map(drop),
        api.page(&at("/"), 1, 100).await.map(drop),
        api.download(&at("/a.txt"), 0).await.map(drop),
        api.upload(&at("/"), "b.txt", 1, body).await.map(drop),
        smartfile::ping(&practice.http, &practice.server).await,
    ];
    for outcome in outcomes {
        assert_eq!(outcome.unwrap_err().kind(), &moved);
    }
    assert_eq!(elsewhere.sandbox.ledger().exchanges().len(), 0);
}

/// S13.31: no redirect is followed.
#[tokio::test]
async fn a_redirect_within_the_server_is_not_followed_either() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    practice
        .sandbox
        .faults()
        .next(Endpoint::Info, Fault::Redirect("/ftp/login".into()));
    assert_eq!(
        api.info(&at("/")).await.unwrap_err().kind(),
        &ErrorKind::Redirected
    );
    assert_eq!(practice.sandbox.ledger().count("GET", "/ftp/"), 0);
}

#[tokio::test]
async fn a_server_that_hangs_times_out_and_one_that_is_gone_is_offline() {
    let practice = Practice::impatient().await;
    let api = practice.connected().await;
    practice.sandbox.faults().next(Endpoint::Info, Fault::Hang);
    assert_eq!(
        api.info(&at("/")).await.unwrap_err().kind(),
        &ErrorKind::TimedOut
    );
    practice.sandbox.stop().await;
    let error = api.info(&at("/")).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.is_temporary()),
        (&ErrorKind::Offline, true)
    );
}

#[tokio::test]
async fn a_server_that_does_not_speak_tls_is_not_believed() {
    let practice = Practice::start().await;
    let address = practice.sandbox.url().replace("http://", "https://");
    let server = smartfile::Server::parse(&address).unwrap();
    let error = smartfile::ping(&practice.http, &server).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.is_temporary()),
        (&ErrorKind::Insecure, false)
    );
    assert_eq!(practice.sandbox.ledger().exchanges().len(), 0);
}
