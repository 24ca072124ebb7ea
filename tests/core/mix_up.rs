//! Two servers, one of which may be hostile (RFC 9207 §1: mix-up).

use connect_core::{ClientSecret, Rung, SiteForm};
use smartfile_sandbox::{Profile, Sandbox, World};
use support::{Desk, Script, Visit};

/// C13: an attempt keeps the one server it began with: an answer that began at another is sent to neither, and
/// the attempt that waits goes on.
#[tokio::test]
async fn an_answer_of_another_server_is_sent_to_nobody() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.browser.follow(Script::AllowAndHold);
    desk.app.connect().await.unwrap();
    let Visit::Redirection(held) = desk.browser.visit(0).await else {
        panic!("the first server did not answer");
    };
    desk.app.cancel_connect().await;

    let profile = Profile {
        world: World::Empty,
        ..Profile::default()
    };
    let second = Sandbox::start(profile).await.unwrap();
    let other = SiteForm {
        address: second.url().to_owned(),
        client_id: second.client_id().to_owned(),
        client_secret: Some(ClientSecret::new(second.client_secret().to_owned())),
        return_by: Rung::Redirect,
        ports: Vec::new(),
    };
    desk.app.save_site(other).await.unwrap();
    desk.app.connect().await.unwrap();
    let Visit::Redirection(own) = desk.browser.visit(1).await else {
        panic!("the second server did not answer");
    };

    desk.app.receive_redirection(&held);
    assert_eq!(desk.state_name(), "AwaitingResponse");
    desk.app.receive_redirection(&own);
    let account = desk.until_connected().await;
    assert_eq!(format!("http://{}", account.server.host()), second.url());
    assert_eq!(desk.token_calls(), 0, "the first server is asked nothing");
    assert_eq!(second.ledger().count("POST", "/oauth2/token"), 1);
    let first_code = held
        .split("code=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap();
    for exchange in second.ledger().exchanges() {
        let body = String::from_utf8_lossy(&exchange.body).into_owned();
        assert!(!body.contains(first_code), "{exchange:?}");
    }
}
