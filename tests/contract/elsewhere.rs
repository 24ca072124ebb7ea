//! A site that sends us elsewhere: nothing that belongs to the person goes along.

use std::sync::Arc;

use futures_util::stream;
use smartfile::{
    AuthorizationCode, ErrorKind, Pkce, SystemClock, TokenKeeper, exchange_code, ping, refresh,
    revoke,
};

use crate::practice::{Keeper, Practice, REDIRECT_URI, at};

/// C15, C20, T17, S13.32: no redirect is followed, so another host sees neither token, nor code, nor secret;
/// it is not even called.
#[tokio::test]
async fn credentials_never_go_to_another_host() {
    let practice = Practice::start().await;
    let elsewhere = Practice::start().await;
    let tokens = practice.tokens().await;
    let refresh_token = tokens.refresh_token.clone().unwrap();
    let keeper: Arc<dyn TokenKeeper> = Arc::new(Keeper::default());
    let bearer = practice.bearer(tokens, keeper, Arc::new(SystemClock));
    let api = practice.api(Arc::clone(&bearer));
    practice.put("/plan.txt", b"the plan");
    let target = elsewhere.sandbox.url().to_owned();
    let host = elsewhere.server.host();
    practice
        .sandbox
        .switches()
        .change(|switches| switches.moved_site = Some(target));
    let before = practice.sandbox.ledger().exchanges().len();

    let (http, server, client) = (&practice.http, &practice.server, &practice.client);
    let request = practice.request(Some(REDIRECT_URI), Pkce::S256);
    let code = AuthorizationCode::new("a-code-of-this-test".into());
    let body = stream::iter([Ok(bytes::Bytes::from_static(b"new"))]);
    let answers = [
        ("ping", ping(http, server).await.err()),
        (
            "exchange",
            exchange_code(http, client, &request, &code).await.err(),
        ),
        (
            "refresh",
            refresh(http, server, client, &refresh_token).await.err(),
        ),
        (
            "revoke",
            revoke(http, server, client, &refresh_token).await.err(),
        ),
        ("whoami", api.whoami().await.err()),
        ("info", api.info(&at("/plan.txt")).await.err()),
        ("list", api.page(&at("/"), 1, 100).await.err()),
        ("download", api.download(&at("/plan.txt"), 0).await.err()),
        (
            "upload",
            api.upload(&at("/"), "new.txt", 3, body).await.err(),
        ),
    ];
    for (what, error) in &answers {
        let error = error.as_ref().unwrap_or_else(|| panic!("{what} went on"));
        let moved = ErrorKind::Moved { host: host.clone() };
        assert_eq!(error.kind(), &moved, "{what}");
    }
    let asked = practice.sandbox.ledger().exchanges().len() - before;
    assert_eq!(asked, answers.len(), "each asked its own site once");
    assert!(!bearer.is_ended(), "a redirect ends no sign-in");
    assert_eq!(elsewhere.sandbox.ledger().exchanges().len(), 0);
}
