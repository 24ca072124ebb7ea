//! The token endpoint in bad weather: every odd answer has its outcome, and none is used.

use std::time::Duration;

use smartfile::{AuthorizationErrorCode, Error, ErrorKind, Http, Pkce, TokenSet, exchange_code};
use smartfile_sandbox::{Endpoint, Fault, ThrottleStyle};

use crate::practice::Practice;

async fn exchange(practice: &Practice) -> Result<TokenSet, Error> {
    let (request, code) = practice.allowed(Pkce::S256).await;
    exchange_code(&practice.http, &practice.client, &request, &code).await
}

async fn outcome(fault: Fault) -> ErrorKind {
    let practice = Practice::start().await;
    practice.sandbox.faults().next(Endpoint::Token, fault);
    exchange(&practice).await.unwrap_err().kind().clone()
}

fn reply(status: u16, content_type: &str, body: &str) -> Fault {
    Fault::Reply {
        status,
        content_type: content_type.into(),
        body: body.into(),
    }
}

/// C16: a page is never read as tokens.
#[tokio::test]
async fn a_web_page_is_no_token_response() {
    assert_eq!(outcome(Fault::Html).await, ErrorKind::Page { status: 200 });
    assert_eq!(
        outcome(reply(404, "text/html", "<h1>Not found")).await,
        ErrorKind::Page { status: 404 }
    );
    assert_eq!(
        outcome(reply(200, "application/json", "<!DOCTYPE html>")).await,
        ErrorKind::Page { status: 200 }
    );
}

#[tokio::test]
async fn a_failing_server_is_a_failing_server_in_any_dress() {
    assert_eq!(
        outcome(Fault::Status(500)).await,
        ErrorKind::Server { status: 500 }
    );
    assert_eq!(
        outcome(reply(502, "text/html", "<html>Bad gateway")).await,
        ErrorKind::Server { status: 502 }
    );
    let words = r#"{"error": "Internal Server Error"}"#;
    assert_eq!(
        outcome(reply(500, "application/json", words)).await,
        ErrorKind::Server { status: 500 }
    );
    let known = outcome(reply(
        503,
        "application/json",
        r#"{"error": "temporarily_unavailable"}"#,
    ))
    .await;
    assert!(
        matches!(&known, ErrorKind::Authorization(e) if e.code == AuthorizationErrorCode::TemporarilyUnavailable),
        "{known:?}"
    );
}

/// C16: half, empty, huge and of an unknown type: not used.
#[tokio::test]
async fn what_cannot_be_read_is_an_unexpected_reply() {
    let unexpected = ErrorKind::UnexpectedReply {
        expected: "a token response",
    };
    assert_eq!(outcome(Fault::BrokenJson).await, unexpected);
    for body in [
        "",
        "[]",
        "null",
        "{}",
        r#"{"access_token": ""}"#,
        r#"{"access_token": "a", "token_type": "mac"}"#,
        r#"{"access_token": "a\r\nX-Evil: yes", "token_type": "Bearer"}"#,
    ] {
        assert_eq!(
            outcome(reply(200, "application/json", body)).await,
            unexpected,
            "{body}"
        );
    }
    let huge = format!(
        r#"{{"access_token": "a", "token_type": "Bearer", "x": "{}"}}"#,
        "x".repeat(64 * 1024)
    );
    assert_eq!(
        outcome(reply(200, "application/json", &huge)).await,
        unexpected
    );
}

/// C16: a good status does not make an error a token.
#[tokio::test]
async fn an_error_inside_a_200_is_an_error() {
    let body = r#"{"error": "invalid_grant", "access_token": "a", "token_type": "Bearer"}"#;
    let kind = outcome(reply(200, "application/json", body)).await;
    assert!(
        matches!(&kind, ErrorKind::Authorization(e) if e.code == AuthorizationErrorCode::InvalidGrant),
        "{kind:?}"
    );
}

/// C16: any case of the type, numbers as texts, missing and unknown fields.
#[tokio::test]
async fn an_unusual_but_good_answer_is_used() {
    let practice = Practice::start().await;
    for (content_type, body, life) in [
        (
            "text/plain",
            r#"{"access_token": "a", "token_type": "bearer", "expires_in": "3600"}"#,
            Some(3600),
        ),
        (
            "application/json; charset=utf-8",
            r#"{"access_token": "a", "token_type": "BEARER", "more": [1]}"#,
            None,
        ),
        (
            "application/json",
            r#"{"access_token": "a", "token_type": "Bearer", "expires_in": 2.0}"#,
            Some(2),
        ),
    ] {
        practice
            .sandbox
            .faults()
            .next(Endpoint::Token, reply(200, content_type, body));
        let tokens = exchange(&practice).await.unwrap();
        assert_eq!(tokens.access_token.expose(), "a");
        assert_eq!(
            (tokens.expires_in, tokens.refresh_token),
            (life.map(Duration::from_secs), None),
            "{body}"
        );
    }
}

/// C15, C20: a redirect from the token endpoint is an error.
#[tokio::test]
async fn a_redirect_is_never_followed_and_nothing_is_sent_elsewhere() {
    let (practice, elsewhere) = (Practice::start().await, Practice::start().await);
    for path in ["/oauth2/token/", "/"] {
        let target = format!("{}{path}", elsewhere.sandbox.url());
        practice
            .sandbox
            .faults()
            .next(Endpoint::Token, Fault::Redirect(target));
        let error = exchange(&practice).await.unwrap_err();
        let host = elsewhere.server.host();
        assert_eq!(error.kind(), &ErrorKind::Moved { host });
    }
    assert_eq!(elsewhere.sandbox.ledger().exchanges().len(), 0);

    practice.sandbox.ledger().clear();
    practice.sandbox.faults().next(
        Endpoint::Token,
        Fault::Redirect("/oauth2/token/?again".into()),
    );
    assert_eq!(
        exchange(&practice).await.unwrap_err().kind(),
        &ErrorKind::Redirected
    );
    assert_eq!(practice.sandbox.ledger().count("POST", "/oauth2/token/"), 1);
    assert_eq!(practice.sandbox.ledger().count("GET", "/oauth2/token/"), 0);
}

#[tokio::test]
async fn a_server_that_hangs_is_given_up_and_one_that_breaks_off_is_cut() {
    let practice = Practice::start().await;
    let (request, code) = practice.allowed(Pkce::S256).await;
    let short = Duration::from_millis(100);
    let impatient = Http::with_timeouts("contract test", short, short).unwrap();
    practice.sandbox.faults().next(Endpoint::Token, Fault::Hang);
    let error = exchange_code(&impatient, &practice.client, &request, &code)
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.is_temporary()),
        (&ErrorKind::TimedOut, true)
    );
    assert_eq!(outcome(Fault::Cut(20)).await, ErrorKind::Cut);
}

#[tokio::test]
async fn a_request_for_patience_is_told() {
    let throttled = |seconds| ErrorKind::Throttled {
        retry_after: Duration::from_secs_f64(seconds),
    };
    assert_eq!(
        outcome(Fault::Throttle(ThrottleStyle::New, 3.5)).await,
        throttled(3.5)
    );
    assert_eq!(
        outcome(Fault::Throttle(ThrottleStyle::Old, 0.52)).await,
        throttled(0.52)
    );
}

#[tokio::test]
async fn nobody_there_is_offline() {
    let practice = Practice::start().await;
    let (request, code) = practice.allowed(Pkce::S256).await;
    practice.sandbox.stop().await;
    let error = exchange_code(&practice.http, &practice.client, &request, &code)
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.is_temporary()),
        (&ErrorKind::Offline, true)
    );
}
