//! From the authorization request to the code.

use smartfile::{AuthorizationCode, AuthorizationErrorCode, Pkce, ResponseError, exchange_code};
use smartfile_sandbox::{CodeParameter, Pkce as ServerPkce};

use crate::browser::{self, Outcome};
use crate::practice::{Practice, REDIRECT_URI};

/// C27: nothing in the request skips the page that asks the person.
#[tokio::test]
async fn the_documented_parameters_reach_the_server_in_the_documented_order() {
    let practice = Practice::start().await;
    let (request, _) = practice.allowed(Pkce::S256).await;
    let asked = &practice.sandbox.ledger().to("/oauth2/authorize/")[0];
    assert_eq!(
        (asked.method.as_str(), asked.path.as_str()),
        ("GET", "/oauth2/authorize/")
    );
    let query = asked.query.clone().unwrap();
    let id = practice.sandbox.client_id();
    let documented = format!(
        "client_id={id}&response_type=code&redirect_uri=com.smartfile.connect%3A%2Foauth2%2Fcallback&state="
    );
    assert!(query.starts_with(&documented), "{query}");
    let names: Vec<&str> = query
        .split('&')
        .map(|pair| pair.split('=').next().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "client_id",
            "response_type",
            "redirect_uri",
            "state",
            "code_challenge",
            "code_challenge_method"
        ]
    );
    assert_eq!(Some(query.as_str()), request.url().query());
}

/// C3, C11: a state is good for one answer.
#[tokio::test]
async fn the_redirection_of_the_server_is_accepted_once() {
    let practice = Practice::start().await;
    let request = practice.request(Some(REDIRECT_URI), Pkce::S256);
    let outcome = browser::press("allow", request.url().as_str(), "maya").await;
    let Outcome::Redirection(uri) = outcome else {
        panic!("{outcome:?}")
    };
    assert!(
        uri.starts_with("com.smartfile.connect:/oauth2/callback?"),
        "another address"
    );
    assert!(request.accept(&uri).is_ok());
    assert_eq!(request.accept(&uri), Err(ResponseError::Foreign));
}

/// S13.7: either name will do.
#[tokio::test]
async fn the_code_may_be_called_verifier() {
    let practice = Practice::start().await;
    practice
        .sandbox
        .switches()
        .change(|s| s.code_parameter = CodeParameter::Verifier);
    let (request, code) = practice.allowed(Pkce::S256).await;
    assert!(
        exchange_code(&practice.http, &practice.client, &request, &code)
            .await
            .is_ok()
    );
}

/// B7, C9: a denial is told and ends the attempt.
#[tokio::test]
async fn a_person_who_denies_gives_access_denied() {
    let practice = Practice::start().await;
    let request = practice.request(Some(REDIRECT_URI), Pkce::S256);
    let outcome = browser::press("deny", request.url().as_str(), "maya").await;
    let Outcome::Redirection(uri) = outcome else {
        panic!("{outcome:?}")
    };
    let Err(ResponseError::Refused(error)) = request.accept(&uri) else {
        panic!("not refused")
    };
    assert_eq!(error.code, AuthorizationErrorCode::AccessDenied);
    assert!(!request.is_pending());
    assert_eq!(practice.sandbox.ledger().count("POST", "/oauth2/token/"), 0);
}

/// C3, C12, S13.4: the state binds an answer to its own request.
#[tokio::test]
async fn an_answer_to_another_request_moves_nothing() {
    let practice = Practice::start().await;
    let (mine, other) = (
        practice.request(Some(REDIRECT_URI), Pkce::S256),
        practice.request(Some(REDIRECT_URI), Pkce::S256),
    );
    let outcome = browser::press("allow", other.url().as_str(), "jonas").await;
    let Outcome::Redirection(uri) = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(mine.accept(&uri), Err(ResponseError::StateMismatch));
    assert!(mine.is_pending());
}

/// S13.4: PKCE can be switched off.
#[tokio::test]
async fn a_server_that_refuses_pkce_says_so_and_takes_a_request_without_it() {
    let practice = Practice::start().await;
    practice
        .sandbox
        .switches()
        .change(|s| s.pkce = ServerPkce::Refused);
    let request = practice.request(Some(REDIRECT_URI), Pkce::S256);
    let outcome = browser::press("allow", request.url().as_str(), "maya").await;
    let Outcome::Redirection(uri) = outcome else {
        panic!("{outcome:?}")
    };
    let Err(ResponseError::Refused(error)) = request.accept(&uri) else {
        panic!("not refused")
    };
    assert_eq!(error.code, AuthorizationErrorCode::InvalidRequest);
    assert_eq!(
        error.description.as_deref(),
        Some("Unknown parameter code_challenge.")
    );

    let (request, code) = practice.allowed(Pkce::Off).await;
    assert!(
        exchange_code(&practice.http, &practice.client, &request, &code)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn servers_that_require_pkce_or_do_not_know_it_are_both_served() {
    for kind in [ServerPkce::Required, ServerPkce::Ignored] {
        let practice = Practice::start().await;
        practice.sandbox.switches().change(|s| s.pkce = kind);
        let (request, code) = practice.allowed(Pkce::S256).await;
        assert!(
            exchange_code(&practice.http, &practice.client, &request, &code)
                .await
                .is_ok(),
            "{kind:?}"
        );
    }
}

/// C8, S13.6: what the first request left out is left out of the second.
#[tokio::test]
async fn without_a_redirect_uri_the_code_is_shown_and_pasted() {
    let practice = Practice::start().await;
    let request = practice.request(None, Pkce::S256);
    let outcome = browser::press("allow", request.url().as_str(), "maya").await;
    let Outcome::Code(shown) = outcome else {
        panic!("{outcome:?}")
    };
    let code = AuthorizationCode::pasted(&format!(" \n“{shown}” ")).unwrap();
    exchange_code(&practice.http, &practice.client, &request, &code)
        .await
        .unwrap();

    let ledger = practice.sandbox.ledger();
    let asked = ledger.to("/oauth2/authorize/")[0].query.clone().unwrap();
    let sent = String::from_utf8(ledger.to("/oauth2/token/")[0].body.to_vec()).unwrap();
    assert!(!asked.contains("redirect_uri") && !sent.contains("redirect_uri"));
}
