//! The ledger knows what was asked and answered, and every secret.

use smartfile_sandbox::{Endpoint, Fault, Profile, Sandbox, World};

use crate::browser::{Browser, authorization_url, http};
use crate::practice::{Api, REDIRECT_URI, ask_token, code, code_form, empty, pair, refresh_form};

#[tokio::test]
async fn an_exchange_is_kept_as_it_was() {
    let sandbox = empty().await;
    let code = code(&sandbox).await;
    sandbox.ledger().clear();
    assert_eq!(sandbox.ledger().exchanges().len(), 0);
    let (_, _, text) = ask_token(&sandbox, &code_form(&sandbox, &code)).await;
    let exchanges = sandbox.ledger().to("/oauth2/token/");
    let [exchange] = exchanges.as_slice() else {
        panic!("{exchanges:?}")
    };
    assert_eq!((exchange.method.as_str(), exchange.status), ("POST", 200));
    assert_eq!(
        (exchange.path.as_str(), &exchange.query),
        ("/oauth2/token/", &None)
    );
    assert_eq!(
        exchange.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    let expected = format!(
        "client_id={}&client_secret={}&code={code}&grant_type=authorization_code\
         &redirect_uri=com.smartfile.connect%3A%2Foauth2%2Fcallback",
        sandbox.client_id(),
        sandbox.client_secret()
    );
    assert_eq!(exchange.body, expected);
    assert_eq!(
        (&*exchange.reply, exchange.reply_type.as_str()),
        (text.as_bytes(), "application/json")
    );
}

#[tokio::test]
async fn long_bodies_are_kept_to_64_kib_and_pass_in_full() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    let part = reqwest::multipart::Part::bytes(vec![5; 200_000]).file_name("a.bin");
    let form = reqwest::multipart::Form::new().part("f", part);
    api.post("path/data/").multipart(form).send().await.unwrap();
    let got = api
        .get("path/data/a.bin?x=1")
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    assert_eq!(got.len(), 200_000);
    let exchanges = sandbox.ledger().to("/api/2/path/data/");
    let [upload, download] = exchanges.as_slice() else {
        panic!("{exchanges:?}")
    };
    assert_eq!((upload.body.len(), download.reply.len()), (65_536, 65_536));
    assert_eq!(download.query.as_deref(), Some("x=1"));
    assert_eq!(sandbox.ledger().count("POST", "/api/2/path/data/"), 1);
    assert_eq!(sandbox.ledger().count("GET", "/api/2/path/"), 1);
}

#[tokio::test]
async fn waiting_ends_when_enough_has_been_answered() {
    let sandbox = empty().await;
    let ask = async {
        for _ in 0..3 {
            http()
                .get(format!("{}/api/2/ping/", sandbox.url()))
                .send()
                .await
                .unwrap();
        }
    };
    let (reached, ()) = tokio::join!(sandbox.ledger().wait_for(3, "/api/2/ping/"), ask);
    assert!(reached);
    assert_eq!(sandbox.ledger().count("GET", "/api/2/ping/"), 3);
}

#[tokio::test]
async fn every_secret_is_known_once_also_those_received_in_vain() {
    let sandbox = empty().await;
    let url = authorization_url(
        &sandbox,
        &[
            ("response_type", "code"),
            ("redirect_uri", REDIRECT_URI),
            ("state", "the state"),
        ],
    );
    let page = Browser::new().decide(&url, "maya", "allow").await;
    let code = page.parameter("code").unwrap();
    let mut form = code_form(&sandbox, "wrong");
    form.push(("code_verifier", "the verifier"));
    ask_token(&sandbox, &form).await;
    let (_, _, text) = ask_token(&sandbox, &code_form(&sandbox, &code)).await;
    let (access, refresh) = pair(&text);
    let (_, _, text) = ask_token(&sandbox, &refresh_form(&sandbox, &refresh)).await;
    let (second_access, second_refresh) = pair(&text);
    let mut found: Vec<_> = sandbox
        .ledger()
        .secrets()
        .into_iter()
        .map(|secret| (secret.kind, secret.value))
        .collect();
    let mut expected = vec![
        ("client_secret", sandbox.client_secret().to_owned()),
        ("state", "the state".to_owned()),
        ("code", code),
        ("code_verifier", "the verifier".to_owned()),
        ("access_token", access),
        ("refresh_token", refresh),
        ("access_token", second_access),
        ("refresh_token", second_refresh),
    ];
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    sandbox.ledger().clear();
    assert_eq!(
        sandbox.ledger().secrets().len(),
        8,
        "secrets outlive a clear"
    );
}

#[tokio::test]
async fn debug_output_shows_no_secret() {
    let sandbox = empty().await;
    let api = Api::new(&sandbox).await;
    let faults = sandbox.faults();
    faults.next(Endpoint::Ping, Fault::Status(500));
    let ledger = sandbox.ledger();
    let shown = format!(
        "{sandbox:?} {ledger:?} {:?} {:?} {faults:?} {:?} {:?}",
        ledger.exchanges(),
        ledger.secrets(),
        sandbox.switches(),
        sandbox.users(),
    );
    assert!(shown.contains("POST /oauth2/token/ → 200"));
    assert!(!shown.contains(&api.token));
    for secret in ledger.secrets() {
        assert!(!shown.contains(&secret.value), "{}", secret.kind);
    }
    let client = Some(("id".to_owned(), "the-secret".to_owned()));
    let profile = Profile {
        client,
        ..Profile::default()
    };
    assert!(!format!("{profile:?}").contains("the-secret"));
}

#[tokio::test]
async fn a_dropped_sandbox_closes_its_connections() {
    let profile = Profile {
        world: World::Empty,
        ..Profile::default()
    };
    let sandbox = Sandbox::start(profile.clone()).await.unwrap();
    let (url, dir) = (
        format!("{}/api/2/ping/", sandbox.url()),
        sandbox.dir().to_owned(),
    );
    let client = http();
    assert_eq!(client.get(&url).send().await.unwrap().status(), 200);
    sandbox.faults().next(Endpoint::Ping, Fault::Hang);
    let hanging = tokio::spawn(client.get(&url).send());
    assert!(sandbox.ledger().wait_until_asked(2, "/api/2/ping/").await);
    sandbox.stop().await;
    assert!(hanging.await.unwrap().is_err());
    assert!(client.get(&url).send().await.is_err());
    assert!(!dir.exists(), "its own folder goes with it");
    let again = Sandbox::start(profile).await.unwrap();
    drop(again);
}
