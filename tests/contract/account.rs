//! Is the server there, and who are we to it?

use std::sync::Arc;

use smartfile::{ErrorKind, SystemClock, ping};
use smartfile_sandbox::{Endpoint, Fault, WhoAmIShape};

use crate::practice::{Keeper, Practice};

#[tokio::test]
async fn a_ping_needs_no_sign_in_and_sends_no_credentials() {
    let practice = Practice::start().await;
    ping(&practice.http, &practice.server).await.unwrap();
    let sent = practice.sandbox.ledger().exchanges().remove(0);
    assert_eq!(
        (sent.method.as_str(), sent.path.as_str()),
        ("GET", "/api/2/ping/")
    );
    assert_eq!(
        (sent.header("authorization"), sent.header("cookie")),
        (None, None)
    );
    assert_eq!(sent.header("accept"), Some("application/json"));
}

/// S13.33: a page is named for what it is.
#[tokio::test]
async fn what_is_no_smartfile_server_is_told_from_one() {
    let practice = Practice::start().await;
    let unexpected = ErrorKind::UnexpectedReply {
        expected: "an answer to a ping",
    };
    let reply = |body: &str| Fault::Reply {
        status: 200,
        content_type: "application/json".into(),
        body: body.into(),
    };
    for (fault, kind) in [
        (Fault::Html, ErrorKind::Page { status: 200 }),
        (Fault::BrokenJson, unexpected.clone()),
        (reply(r#"{"ping": "ping"}"#), unexpected.clone()),
        (reply("pong"), unexpected),
        (Fault::Status(404), ErrorKind::NotFound),
        (Fault::Status(502), ErrorKind::Server { status: 502 }),
        (
            Fault::Redirect("https://acme.files.com/".into()),
            ErrorKind::Moved {
                host: "acme.files.com".into(),
            },
        ),
    ] {
        practice
            .sandbox
            .faults()
            .next(Endpoint::Ping, fault.clone());
        assert_eq!(
            ping(&practice.http, &practice.server)
                .await
                .unwrap_err()
                .kind(),
            &kind,
            "{fault:?}"
        );
    }
}

/// S13.18: flat or nested.
#[tokio::test]
async fn both_shapes_of_whoami_name_the_same_person() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    let nested = api.whoami().await.unwrap();
    assert_eq!(
        (nested.username.as_str(), nested.name.as_deref()),
        ("maya", Some("Maya Lindqvist"))
    );
    assert_eq!(nested.email.as_deref(), Some("maya@harrowfinch.example"));
    assert!(nested.site_name.is_some());
    assert_eq!(nested.storage.unwrap().limit, Some(250_000_000_000));

    practice
        .sandbox
        .switches()
        .change(|switches| switches.whoami = WhoAmIShape::Flat);
    let flat = api.whoami().await.unwrap();
    assert_eq!(
        (&flat.username, &flat.name, &flat.email),
        (&nested.username, &nested.name, &nested.email)
    );
    assert_eq!((flat.site_name, flat.storage), (None, None));
}

#[tokio::test]
async fn a_site_without_a_limit_has_none() {
    let practice = Practice::start().await;
    practice
        .sandbox
        .switches()
        .change(|switches| switches.disk_limit = None);
    let storage = practice
        .connected()
        .await
        .whoami()
        .await
        .unwrap()
        .storage
        .unwrap();
    assert_eq!(storage.limit, None);
}

/// C18, C19, S13.10: in the header alone.
#[tokio::test]
async fn the_token_travels_in_the_header_and_never_in_an_address() {
    let practice = Practice::start().await;
    let tokens = practice.tokens().await;
    let token = tokens.access_token.clone();
    let bearer = practice.bearer(tokens, Arc::new(Keeper::default()), Arc::new(SystemClock));
    practice.api(bearer).whoami().await.unwrap();
    let sent = practice.sandbox.ledger().to("/api/").remove(0);
    assert_eq!(
        sent.header("authorization"),
        Some(format!("Bearer {}", token.expose()).as_str())
    );
    assert_eq!((sent.query, sent.path.as_str()), (None, "/api/2/whoami/"));
    assert!(
        !sent
            .headers
            .iter()
            .any(|(name, _)| name == "cookie" || name == "referer")
    );
}
