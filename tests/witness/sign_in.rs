//! Signing in, as far as the SDK does it.

use std::time::Duration;

use smartfile::{AuthorizationErrorCode, ResponseError, SmartFile};

use crate::browser::Choice;
use crate::registration::{BY_LINK, BY_LOOPBACK, Registration};

#[tokio::test]
async fn a_link_with_the_apps_own_scheme_brings_a_code_that_becomes_tokens() {
    let registration = Registration::usual(BY_LINK).await;
    let request = registration.request(BY_LINK);
    let uri = registration
        .visit(&request, Choice::Allow)
        .await
        .redirection();
    assert!(
        uri.starts_with("com.smartfile.connect:/oauth2/callback?"),
        "the form of the scheme has one slash"
    );
    let code = request.accept(&uri).unwrap();
    let tokens = registration.exchange(&request, &code).await.unwrap();
    assert_eq!(tokens.expires_in, Some(Duration::from_hours(10)));
    assert_eq!(
        tokens.scope.as_deref(),
        Some("read write"),
        "no scope asked for, all granted"
    );
    assert!(tokens.refresh_token.is_some());
    assert!(registration.lets_in(&tokens.access_token).await);
}

/// C7: the port is any, the rest is exact.
#[tokio::test]
async fn a_loopback_address_may_have_any_port_and_no_other_path() {
    let registered = format!("{BY_LOOPBACK} http://[::1]/oauth2/callback");
    let registration = Registration::usual(&registered).await;
    for host in ["127.0.0.1:49152", "127.0.0.1:65535", "[::1]:50123"] {
        let redirect_uri = format!("http://{host}/oauth2/callback");
        let request = registration.request(&redirect_uri);
        let uri = registration
            .visit(&request, Choice::Allow)
            .await
            .redirection();
        let code = request.accept(&uri).unwrap();
        let tokens = registration.exchange(&request, &code).await.unwrap();
        assert!(registration.lets_in(&tokens.access_token).await, "{host}");
    }
    for stranger in [
        "http://127.0.0.1:49152/oauth2/other",
        "http://localhost:49152/oauth2/callback",
        BY_LINK,
    ] {
        let request = registration.request(stranger);
        let landing = registration.visit(&request, Choice::Allow).await;
        assert!(
            matches!(landing, crate::browser::Landing::Page(400, _)),
            "{stranger}: {landing:?}"
        );
    }
}

/// B7: the button without a name is a denial, and it comes back as one.
#[tokio::test]
async fn a_denial_comes_back_as_a_denial() {
    let registration = Registration::usual(BY_LINK).await;
    let request = registration.request(BY_LINK);
    let uri = registration
        .visit(&request, Choice::Deny)
        .await
        .redirection();
    let Err(ResponseError::Refused(refusal)) = request.accept(&uri) else {
        panic!("a denial was taken for something else");
    };
    assert_eq!(refusal.code, AuthorizationErrorCode::AccessDenied);
    assert_eq!(registration.grants().await, (0, 0));
}

/// C13: the strict server names its issuer (RFC 9207); an answer that names another is not ours.
#[tokio::test]
async fn an_issuer_that_is_named_must_be_the_one_that_was_asked() {
    let registration = Registration::strict(BY_LINK).await;
    let request = registration.request(BY_LINK);
    let uri = registration
        .visit(&request, Choice::Allow)
        .await
        .redirection();
    let issuer: String =
        url::form_urlencoded::byte_serialize(registration.witness.address.as_bytes()).collect();
    assert!(
        uri.contains(&format!("iss={issuer}")),
        "the server names no issuer"
    );
    let forged = uri.replace(&issuer, "https%3A%2F%2Felsewhere.example");
    assert_eq!(request.accept(&forged).unwrap_err(), ResponseError::Foreign);
    let code = request.accept(&uri).unwrap();
    let tokens = registration.exchange(&request, &code).await.unwrap();
    assert!(registration.lets_in(&tokens.access_token).await);
}

#[tokio::test]
async fn the_tokens_open_the_api() {
    let registration = Registration::usual(BY_LINK).await;
    let tokens = registration.tokens().await;
    smartfile::ping(&registration.http, &registration.server)
        .await
        .unwrap();
    let bearer = crate::refresh::bearer(&registration, tokens);
    let files = SmartFile::new(
        registration.http.clone(),
        registration.server.clone(),
        bearer,
    );
    let identity = files.whoami().await.unwrap();
    assert_eq!(
        (identity.username.as_str(), identity.name.as_deref()),
        ("maya", Some("Maya Lind"))
    );
    let page = files
        .page(&smartfile::RemotePath::root(), 1, 100)
        .await
        .unwrap();
    assert_eq!(page.entries[0].name, "plan.txt");
}
