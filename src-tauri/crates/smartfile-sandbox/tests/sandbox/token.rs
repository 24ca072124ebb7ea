//! The token endpoint, byte for byte, and the revocation endpoint.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::browser::{Browser, authorization_url, http};
use crate::practice::{
    Api, REDIRECT_URI, ask_token, code, code_form, empty, pair, refresh_form, start, tokens,
};

const INVALID_GRANT: &str = r#"{"error": "invalid_grant"}"#;

fn refusal(error: &str) -> String {
    format!("{{\"error\": \"{error}\"}}")
}

#[tokio::test]
async fn a_good_answer_is_written_as_documented() {
    let sandbox = empty().await;
    let code = code(&sandbox).await;
    let (status, kind, text) = ask_token(&sandbox, &code_form(&sandbox, &code)).await;
    let (access, refresh) = pair(&text);
    let expected = format!(
        "{{\"access_token\": \"{access}\", \"expires_in\": 36000, \"refresh_token\": \"{refresh}\", \
         \"scope\": \"read write\", \"token_type\": \"Bearer\"}}"
    );
    assert_eq!((status, &*kind, text), (200, "application/json", expected));
    assert_eq!((access.len(), refresh.len()), (30, 30));
    assert_ne!(access, refresh);
}

#[tokio::test]
async fn a_code_works_once() {
    let sandbox = empty().await;
    let code = code(&sandbox).await;
    assert_eq!(
        ask_token(&sandbox, &code_form(&sandbox, &code)).await.0,
        200
    );
    let again = ask_token(&sandbox, &code_form(&sandbox, &code)).await;
    assert_eq!(
        again,
        (400, "application/json".to_owned(), INVALID_GRANT.to_owned())
    );
}

#[tokio::test]
async fn a_wrong_or_expired_code_is_an_invalid_grant() {
    let sandbox = start(|profile| profile.code_life = Duration::ZERO).await;
    let expired = code(&sandbox).await;
    for code in [&*expired, "made-up"] {
        let answer = ask_token(&sandbox, &code_form(&sandbox, code)).await;
        assert_eq!(
            answer,
            (400, "application/json".to_owned(), INVALID_GRANT.to_owned())
        );
    }
}

#[tokio::test]
async fn the_redirect_uri_must_be_the_one_of_the_authorization_request() {
    let sandbox = empty().await;
    let code = code(&sandbox).await;
    let mut form = code_form(&sandbox, &code);
    let good = form.pop().unwrap();
    assert_eq!(ask_token(&sandbox, &form).await.2, INVALID_GRANT);
    form.push(("redirect_uri", "com.smartfile.connect:/oauth2/other"));
    assert_eq!(ask_token(&sandbox, &form).await.2, INVALID_GRANT);
    form.pop();
    form.push(good);
    assert_eq!(ask_token(&sandbox, &form).await.0, 200);
}

#[tokio::test]
async fn a_code_from_the_page_is_redeemed_without_a_redirect_uri() {
    let sandbox = empty().await;
    let url = authorization_url(&sandbox, &[("response_type", "code")]);
    let page = Browser::new().decide(&url, "maya", "allow").await;
    let mut form = code_form(&sandbox, page.element("code"));
    assert_eq!(ask_token(&sandbox, &form).await.2, INVALID_GRANT);
    form.pop();
    assert_eq!(ask_token(&sandbox, &form).await.0, 200);
}

#[tokio::test]
async fn the_code_verifier_must_fit_the_challenge() {
    let sandbox = empty().await;
    let verifier = "dBjftJeZ4CVP-mBpfcGR7kZtWj5Hyh1W1uT9yF1qA5E";
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    let url = authorization_url(
        &sandbox,
        &[
            ("response_type", "code"),
            ("redirect_uri", REDIRECT_URI),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ],
    );
    let page = Browser::new().decide(&url, "maya", "allow").await;
    let code = page.parameter("code").unwrap();
    let mut form = code_form(&sandbox, &code);
    assert_eq!(ask_token(&sandbox, &form).await.2, INVALID_GRANT);
    form.push(("code_verifier", &challenge));
    assert_eq!(ask_token(&sandbox, &form).await.2, INVALID_GRANT);
    form.pop();
    form.push(("code_verifier", verifier));
    assert_eq!(ask_token(&sandbox, &form).await.0, 200);
}

#[tokio::test]
async fn each_other_fault_of_a_token_request_has_its_error() {
    let sandbox = empty().await;
    let code = code(&sandbox).await;
    let good = code_form(&sandbox, &code);
    let change = |name: &str, value: &'static str| {
        let mut form = good.clone();
        form.iter_mut()
            .filter(|(key, _)| *key == name)
            .for_each(|pair| pair.1 = value);
        form
    };
    let doubled = [&good[..], &good[2..3]].concat();
    let cases = [
        (change("client_secret", "wrong"), 401, "invalid_client"),
        (change("client_secret", ""), 401, "invalid_client"),
        (change("client_id", "unknown"), 401, "invalid_client"),
        (
            change("grant_type", "password"),
            400,
            "unsupported_grant_type",
        ),
        (change("grant_type", ""), 400, "invalid_request"),
        (change("code", ""), 400, "invalid_request"),
        (doubled, 400, "invalid_request"),
        (Vec::new(), 400, "invalid_request"),
    ];
    for (form, status, error) in cases {
        let answer = ask_token(&sandbox, &form).await;
        assert_eq!(
            answer,
            (status, "application/json".to_owned(), refusal(error)),
            "{error}"
        );
    }
    assert_eq!(
        ask_token(&sandbox, &good).await.0,
        200,
        "none of them used the code up"
    );
}

#[tokio::test]
async fn a_token_request_is_a_posted_form() {
    let sandbox = empty().await;
    let url = format!("{}/oauth2/token/", sandbox.url());
    let got = http().get(&url).send().await.unwrap();
    assert_eq!(got.status(), 405);
    let json = http()
        .post(&url)
        .json(&serde_json::json!({"grant_type": "x"}))
        .send()
        .await
        .unwrap();
    assert_eq!(json.status(), 400);
    assert_eq!(json.headers()["cache-control"], "no-store");
    assert_eq!(json.text().await.unwrap(), refusal("invalid_request"));
}

#[tokio::test]
async fn client_credentials_may_come_in_a_basic_header() {
    let sandbox = empty().await;
    let code = code(&sandbox).await;
    let form = code_form(&sandbox, &code).split_off(2);
    let url = format!("{}/oauth2/token/", sandbox.url());
    let ask = |secret: &str| {
        http()
            .post(&url)
            .basic_auth(sandbox.client_id(), Some(secret))
            .form(&form)
            .send()
    };
    assert_eq!(ask("wrong").await.unwrap().status(), 401);
    assert_eq!(ask(sandbox.client_secret()).await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_refresh_gives_new_tokens_and_ends_the_old_refresh_token() {
    let sandbox = empty().await;
    let (access, refresh) = tokens(&sandbox).await;
    let (status, _, text) = ask_token(&sandbox, &refresh_form(&sandbox, &refresh)).await;
    assert_eq!(status, 200);
    let (new_access, new_refresh) = pair(&text);
    assert!(new_access != access && new_refresh != refresh);
    let old = ask_token(&sandbox, &refresh_form(&sandbox, &refresh)).await;
    assert_eq!(
        old,
        (400, "application/json".to_owned(), INVALID_GRANT.to_owned())
    );
    assert_eq!(
        ask_token(&sandbox, &refresh_form(&sandbox, &new_refresh))
            .await
            .0,
        200
    );
}

#[tokio::test]
async fn without_rotation_the_refresh_token_comes_back_and_stays_good() {
    let sandbox = empty().await;
    sandbox
        .switches()
        .change(|switches| switches.rotate_refresh = false);
    let (_, refresh) = tokens(&sandbox).await;
    for _ in 0..2 {
        let (_, _, text) = ask_token(&sandbox, &refresh_form(&sandbox, &refresh)).await;
        assert_eq!(pair(&text).1, refresh);
    }
}

async fn whoami(sandbox: &smartfile_sandbox::Sandbox, token: &str) -> u16 {
    let url = format!("{}/api/2/whoami/", sandbox.url());
    http()
        .get(url)
        .bearer_auth(token)
        .send()
        .await
        .unwrap()
        .status()
        .as_u16()
}

#[tokio::test]
async fn a_refresh_may_end_the_access_tokens_before_it() {
    let sandbox = empty().await;
    let (first, refresh) = tokens(&sandbox).await;
    let (_, _, text) = ask_token(&sandbox, &refresh_form(&sandbox, &refresh)).await;
    let (second, refresh) = pair(&text);
    assert_eq!(
        (
            whoami(&sandbox, &first).await,
            whoami(&sandbox, &second).await
        ),
        (200, 200)
    );
    sandbox
        .switches()
        .change(|switches| switches.refresh_ends_access = true);
    let (_, _, text) = ask_token(&sandbox, &refresh_form(&sandbox, &refresh)).await;
    let (third, _) = pair(&text);
    assert_eq!(
        (
            whoami(&sandbox, &first).await,
            whoami(&sandbox, &second).await
        ),
        (403, 403)
    );
    assert_eq!(whoami(&sandbox, &third).await, 200);
}

#[tokio::test(start_paused = true)]
async fn an_access_token_dies_when_its_time_is_over_and_not_before() {
    let sandbox = start(|profile| profile.token_life = Duration::from_mins(50)).await;
    let (access, _) = tokens(&sandbox).await;
    tokio::time::advance(Duration::from_mins(49)).await;
    assert_eq!(whoami(&sandbox, &access).await, 200);
    tokio::time::advance(Duration::from_mins(1)).await;
    assert_eq!(whoami(&sandbox, &access).await, 403);
}

#[tokio::test]
async fn an_access_token_lives_as_long_as_its_answer_says() {
    let sandbox = start(|profile| profile.token_life = Duration::ZERO).await;
    let code = code(&sandbox).await;
    let (_, _, text) = ask_token(&sandbox, &code_form(&sandbox, &code)).await;
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["expires_in"], 0);
    assert_eq!(whoami(&sandbox, &pair(&text).0).await, 403);

    let sandbox = empty().await;
    let (access, refresh) = tokens(&sandbox).await;
    sandbox.expire_access_tokens();
    assert_eq!(whoami(&sandbox, &access).await, 403);
    let (_, _, text) = ask_token(&sandbox, &refresh_form(&sandbox, &refresh)).await;
    assert_eq!(whoami(&sandbox, &pair(&text).0).await, 200);
}

#[tokio::test]
async fn the_service_can_end_a_sign_in_of_one_person() {
    let sandbox = empty().await;
    let (access, refresh) = tokens(&sandbox).await;
    sandbox.end_sign_in("jonas");
    assert_eq!(whoami(&sandbox, &access).await, 200);
    sandbox.end_sign_in("maya");
    assert_eq!(whoami(&sandbox, &access).await, 403);
    assert_eq!(
        ask_token(&sandbox, &refresh_form(&sandbox, &refresh))
            .await
            .2,
        INVALID_GRANT
    );
}

#[tokio::test]
async fn revoking_answers_200_whatever_comes_and_404_when_switched_off() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    let (access, refresh) = tokens(&sandbox).await;
    let url = format!("{}/oauth2/revoke_token/", sandbox.url());
    let revoke = async |token: &str, secret: &str| {
        let form = [
            ("client_id", sandbox.client_id()),
            ("client_secret", secret),
            ("token", token),
        ];
        http()
            .post(&url)
            .form(&form)
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!(revoke("unknown", sandbox.client_secret()).await, 200);
    assert_eq!(revoke(&refresh, "wrong").await, 200);
    assert_eq!(
        whoami(&sandbox, &access).await,
        200,
        "a stranger revokes nothing"
    );
    assert_eq!(revoke(&refresh, sandbox.client_secret()).await, 200);
    assert_eq!(whoami(&sandbox, &access).await, 403);
    assert_eq!(
        ask_token(&sandbox, &refresh_form(&sandbox, &refresh))
            .await
            .2,
        INVALID_GRANT
    );
    assert_eq!(
        whoami(&sandbox, &api.token).await,
        200,
        "another consent is untouched"
    );
    sandbox
        .switches()
        .change(|switches| switches.revoke = false);
    assert_eq!(revoke(&refresh, sandbox.client_secret()).await, 404);
}
