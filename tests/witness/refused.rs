//! What this server refuses, and what the SDK makes of it.

use smartfile::{
    AuthorizationCode, AuthorizationErrorCode, AuthorizationRequest, Pkce, ResponseError,
};

use crate::browser::Choice;
use crate::registration::{BY_LINK, Registration, refusal};

/// C2: without a code challenge there is no code.
#[tokio::test]
async fn a_request_without_pkce_is_refused() {
    let registration = Registration::usual(BY_LINK).await;
    let request = AuthorizationRequest::new(
        &registration.server,
        &registration.client.id,
        Some(BY_LINK),
        Pkce::Off,
    );
    let uri = registration
        .visit(&request, Choice::Allow)
        .await
        .redirection();
    let Err(ResponseError::Refused(refusal)) = request.accept(&uri) else {
        panic!("the server asked for no code challenge");
    };
    assert_eq!(refusal.code, AuthorizationErrorCode::InvalidRequest);
    assert_eq!(
        refusal.description.as_deref(),
        Some("Code challenge required.")
    );
}

/// C2: a stolen code is worth nothing without the verifier, which never left the app.
#[tokio::test]
async fn a_code_of_another_request_is_refused() {
    let registration = Registration::usual(BY_LINK).await;
    let (_, stolen) = registration.allowed().await;
    let own = registration.request(BY_LINK);
    let answer = registration.exchange(&own, &stolen).await;
    assert_eq!(refusal(answer), AuthorizationErrorCode::InvalidGrant);
}

#[tokio::test]
async fn a_wrong_code_is_refused() {
    let registration = Registration::usual(BY_LINK).await;
    let (request, code) = registration.allowed().await;
    let wrong: String = code.expose().chars().rev().collect();
    let answer = registration
        .exchange(&request, &AuthorizationCode::new(wrong))
        .await;
    assert_eq!(refusal(answer), AuthorizationErrorCode::InvalidGrant);
}

/// C11: the second use gets nothing.
#[tokio::test]
async fn a_code_works_once() {
    let registration = Registration::usual(BY_LINK).await;
    let (request, code) = registration.allowed().await;
    registration.exchange(&request, &code).await.unwrap();
    let answer = registration.exchange(&request, &code).await;
    assert_eq!(refusal(answer), AuthorizationErrorCode::InvalidGrant);
}

/// C8: the redirect URI of the token request is the one of the authorization request.
#[tokio::test]
async fn a_code_that_came_another_way_is_refused() {
    let registration =
        Registration::usual(&format!("{BY_LINK} http://127.0.0.1/oauth2/callback")).await;
    let (_, code) = registration.allowed().await;
    let other = registration.request("http://127.0.0.1:49152/oauth2/callback");
    let answer = registration.exchange(&other, &code).await;
    assert!(
        matches!(
            refusal(answer),
            AuthorizationErrorCode::InvalidGrant | AuthorizationErrorCode::InvalidRequest
        ),
        "the server took the code"
    );
}

/// C17: a wrong secret is a matter of configuration; it costs neither the code nor the sign-in.
#[tokio::test]
async fn a_wrong_secret_is_the_clients_fault_and_uses_nothing_up() {
    let registration = Registration::usual(BY_LINK).await;
    let impostor = registration.impostor();
    let (request, code) = registration.allowed().await;
    let answer = smartfile::exchange_code(&registration.http, &impostor, &request, &code).await;
    assert_eq!(refusal(answer), AuthorizationErrorCode::InvalidClient);
    let tokens = registration.exchange(&request, &code).await.unwrap();

    let token = tokens.refresh_token.as_ref().unwrap();
    let answer =
        smartfile::refresh(&registration.http, &registration.server, &impostor, token).await;
    assert_eq!(refusal(answer), AuthorizationErrorCode::InvalidClient);
    registration.refresh(&tokens).await.unwrap();
}

#[tokio::test]
async fn a_client_nobody_knows_is_shown_a_page_and_not_sent_back() {
    let registration = Registration::usual(BY_LINK).await;
    let request =
        AuthorizationRequest::new(&registration.server, "nobody", Some(BY_LINK), Pkce::S256);
    let landing = registration.visit(&request, Choice::Allow).await;
    assert!(
        matches!(landing, crate::browser::Landing::Page(400, _)),
        "{landing:?}"
    );
}
