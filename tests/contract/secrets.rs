//! Nothing that must stay secret is ever shown.

use std::error::Error as StdError;
use std::fmt::Write as _;
use std::sync::Arc;

use smartfile::{
    AuthorizationCode, AuthorizationRequest, ClientSecret, Error, Pkce, RefreshToken, SystemClock,
    TokenSet, exchange_code, refresh, revoke,
};
use smartfile_sandbox::{Endpoint, Fault, Sandbox, ThrottleStyle};

use crate::practice::{Keeper, Practice, at};

/// Every way in which an error may be shown.
fn show(shown: &mut String, error: &Error) {
    write!(
        shown,
        "{error} {error:?} {error:#?} {:?} {} ",
        error.kind(),
        error.kind()
    )
    .unwrap();
    let mut cause: Option<&(dyn StdError + 'static)> = error.source();
    while let Some(inner) = cause {
        write!(shown, "{inner} {inner:?} {inner:#?} ").unwrap();
        cause = inner.source();
    }
}

fn found<'s>(sandbox: &'s Sandbox, shown: &str) -> Vec<&'s str> {
    let secrets = sandbox.ledger().secrets();
    for kind in [
        "access_token",
        "refresh_token",
        "code",
        "client_secret",
        "state",
        "code_verifier",
    ] {
        assert!(
            secrets.iter().any(|secret| secret.kind == kind),
            "no {kind} was made, so this test proves nothing"
        );
    }
    secrets
        .iter()
        .filter(|secret| shown.contains(&secret.value))
        .map(|secret| secret.kind)
        .collect()
}

/// T15: values that hold a secret do not print it.
#[tokio::test]
async fn nothing_that_holds_a_secret_shows_it() {
    let practice = Practice::start().await;
    let (request, code) = practice.allowed(Pkce::S256).await;
    let tokens = exchange_code(&practice.http, &practice.client, &request, &code)
        .await
        .unwrap();
    let bearer = practice.bearer(
        tokens.clone(),
        Arc::new(Keeper::default()),
        Arc::new(SystemClock),
    );
    let api = practice.api(Arc::clone(&bearer));
    let download = {
        practice.put("a.txt", b"x");
        api.download(&at("/a.txt"), 0).await.unwrap()
    };
    let mut shown = format!(
        "{request:?} {request:#?} {code:?} {tokens:?} {tokens:#?} {:?} {:#?} ",
        practice.client, practice.client
    );
    write!(
        shown,
        "{bearer:?} {bearer:#?} {api:?} {api:#?} {:?} {:#?} {download:?}",
        practice.http, practice.http
    )
    .unwrap();
    assert_eq!(found(&practice.sandbox, &shown), Vec::<&str>::new());
    // The same look turns red when something is shown.
    assert_eq!(
        found(&practice.sandbox, tokens.access_token.expose()),
        ["access_token"]
    );
    assert_eq!(found(&practice.sandbox, request.url().as_str()), ["state"]);
}

/// Fails in many ways and collects what that shows.
struct Clumsy {
    practice: Practice,
    request: AuthorizationRequest,
    code: AuthorizationCode,
    tokens: TokenSet,
    shown: String,
}

impl Clumsy {
    async fn start() -> Clumsy {
        let practice = Practice::impatient().await;
        let (request, code) = practice.allowed(Pkce::S256).await;
        let (http, client) = (&practice.http, &practice.client);
        let tokens = exchange_code(http, client, &request, &code).await.unwrap();
        let shown = String::new();
        Clumsy {
            practice,
            request,
            code,
            tokens,
            shown,
        }
    }

    fn refresh_token(&self) -> &RefreshToken {
        self.tokens.refresh_token.as_ref().unwrap()
    }

    fn answers(&self, at: Endpoint, body: String) {
        self.practice.sandbox.faults().next(at, json(400, body));
    }

    async fn exchanges(&mut self) {
        let (http, client) = (&self.practice.http, &self.practice.client);
        let outcome = exchange_code(http, client, &self.request, &self.code).await;
        show(&mut self.shown, &outcome.unwrap_err());
    }

    async fn refreshes(&mut self) {
        let Practice {
            http,
            server,
            client,
            ..
        } = &self.practice;
        let outcome = refresh(http, server, client, self.refresh_token()).await;
        show(&mut self.shown, &outcome.unwrap_err());
    }

    async fn revokes(&mut self) {
        let Practice {
            http,
            server,
            client,
            ..
        } = &self.practice;
        let outcome = revoke(http, server, client, self.refresh_token()).await;
        show(&mut self.shown, &outcome.unwrap_err());
    }

    fn showed_nothing(&self) {
        assert!(self.shown.len() > 1000, "too little failed");
        assert_eq!(
            found(&self.practice.sandbox, &self.shown),
            Vec::<&str>::new()
        );
        assert!(!self.shown.contains("http://"), "an address is shown");
    }
}

fn json(status: u16, body: String) -> Fault {
    Fault::Reply {
        status,
        content_type: "application/json".into(),
        body,
    }
}

/// T15, C15: what was sent is in no error.
#[tokio::test]
async fn no_failure_of_the_token_endpoint_shows_a_secret() {
    let mut clumsy = Clumsy::start().await;
    let secret = clumsy.practice.client.secret.expose().to_owned();
    for fault in [
        Fault::Hang,
        Fault::Cut(5),
        Fault::Html,
        Fault::BrokenJson,
        Fault::Status(400),
        Fault::Status(401),
        Fault::Status(500),
        Fault::Throttle(ThrottleStyle::New, 1.0),
        Fault::Redirect("https://acme.files.com/".into()),
        json(400, format!(r#"{{"error": "{secret}"}}"#)),
        json(400, format!("\"{secret}\"")),
    ] {
        clumsy
            .practice
            .sandbox
            .faults()
            .always(Endpoint::Token, fault);
        clumsy.exchanges().await;
        clumsy.refreshes().await;
        clumsy.practice.sandbox.faults().clear();
    }

    // A server that repeats what it was sent.
    let token = clumsy.refresh_token().expose().to_owned();
    let words = format!(r#"{{"error": "invalid_request", "error_description": "{token}"}}"#);
    clumsy.answers(Endpoint::Token, words);
    clumsy.refreshes().await;
    clumsy.answers(Endpoint::Revoke, format!(r#"{{"detail": "{token}"}}"#));
    clumsy.revokes().await;
    let secrets = clumsy.practice.sandbox.ledger().secrets();
    let verifier = &secrets
        .iter()
        .find(|secret| secret.kind == "code_verifier")
        .unwrap()
        .value;
    let code = clumsy.code.expose();
    clumsy.answers(
        Endpoint::Token,
        format!(r#"{{"error": "{code}", "error_description": "{verifier}"}}"#),
    );
    clumsy.exchanges().await;
    clumsy.showed_nothing();
}

/// T15: what was sent is in no error.
#[tokio::test]
async fn no_failure_of_the_api_shows_a_secret() {
    let mut clumsy = Clumsy::start().await;
    let tokens = clumsy.tokens.clone();
    let access = tokens.access_token.expose().to_owned();
    let bearer = clumsy
        .practice
        .bearer(tokens, Arc::new(Keeper::default()), Arc::new(SystemClock));
    let api = clumsy.practice.api(bearer);
    for fault in [
        Fault::Hang,
        Fault::Cut(5),
        Fault::Html,
        Fault::BrokenJson,
        Fault::Status(500),
        json(400, format!(r#"{{"detail": "{access}"}}"#)),
        json(402, format!("\"{access}\"")),
    ] {
        clumsy
            .practice
            .sandbox
            .faults()
            .always(Endpoint::Any, fault);
        show(&mut clumsy.shown, &api.whoami().await.unwrap_err());
        show(&mut clumsy.shown, &api.info(&at("/a")).await.unwrap_err());
        let body = futures_util::stream::iter([Ok(bytes::Bytes::from_static(b"x"))]);
        show(
            &mut clumsy.shown,
            &api.upload(&at("/"), "b.txt", 1, body).await.unwrap_err(),
        );
        clumsy.practice.sandbox.faults().clear();
    }
    clumsy.showed_nothing();
}

/// T15: also where the server repeats it.
#[tokio::test]
async fn a_foreign_secret_of_the_application_is_struck_out_of_the_servers_words() {
    let practice = Practice::start().await;
    let (request, code) = practice.allowed(Pkce::S256).await;
    let client = smartfile::Client {
        secret: ClientSecret::new("sesame-open".into()),
        ..practice.client.clone()
    };
    let body =
        r#"{"error": "invalid_client", "error_description": "Secret sesame-open is wrong."}"#
            .into();
    practice.sandbox.faults().next(
        Endpoint::Token,
        Fault::Reply {
            status: 401,
            content_type: "application/json".into(),
            body,
        },
    );
    let error = exchange_code(&practice.http, &client, &request, &code)
        .await
        .unwrap_err();
    let smartfile::ErrorKind::Authorization(error) = error.kind() else {
        panic!("{error:?}")
    };
    assert_eq!(error.description.as_deref(), Some("Secret … is wrong."));
}
