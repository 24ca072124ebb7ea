//! Redirections that nobody asked for.

use connect_core::{ConnectionState, Outcome};
use support::{Desk, REDIRECT_URI, Script, Visit};

/// A redirection that only the real browser has.
async fn held(desk: &Desk, visit: usize) -> String {
    match desk.browser.visit(visit).await {
        Visit::Redirection(uri) => uri,
        other => panic!("no redirection but {other:?}"),
    }
}

#[tokio::test]
async fn a_wrong_state_moves_nothing_and_the_real_answer_still_wins() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.browser.follow(Script::ChangeState);
    desk.app.connect().await.unwrap();
    let real = held(&desk, 0).await;
    assert_eq!(desk.state_name(), "AwaitingResponse");
    assert_eq!(desk.app.foreign_redirections(), 1);
    assert_eq!(desk.token_calls(), 0);
    desk.app.receive_redirection(&real);
    desk.until_connected().await;
    assert_eq!(desk.token_calls(), 1);
}

#[tokio::test]
async fn strangers_and_doubled_parameters_move_nothing_and_the_real_answer_still_wins() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.browser.follow(Script::AllowAndHold);
    desk.app.connect().await.unwrap();
    let real = held(&desk, 0).await;
    let (_, query) = real.split_once('?').unwrap();
    let long = format!("{REDIRECT_URI}?code={}", "x".repeat(70_000));
    let strangers = [
        format!("com.smartfile.connect:/oauth2/callback2?{query}"),
        format!("com.smartfile.connect://oauth2/callback?{query}"),
        format!("com.example.other:/oauth2/callback?{query}"),
        format!("https://evil.example/oauth2/callback?{query}"),
        format!("{real}&code=another-code-to-take"),
        format!("{real}&state=another"),
        format!("{REDIRECT_URI}?error=access_denied"),
        format!("{REDIRECT_URI}?code=guessed-by-somebody"),
        REDIRECT_URI.to_owned(),
        String::new(),
        "\u{0}\u{ffff}".to_owned(),
        long,
    ];
    for stranger in &strangers {
        desk.app.receive_redirection(stranger);
        assert_eq!(desk.state_name(), "AwaitingResponse", "{stranger:.60}");
    }
    assert_eq!(desk.app.foreign_redirections(), strangers.len() as u64);
    assert_eq!(desk.token_calls(), 0);
    desk.app.receive_redirection(&real);
    desk.until_connected().await;
}

#[tokio::test]
async fn a_redirection_delivered_twice_makes_one_token_call() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.browser.follow(Script::ReturnTwice);
    desk.app.connect().await.unwrap();
    desk.until_connected().await;
    let uri = held(&desk, 0).await;
    desk.app.receive_redirection(&uri);
    assert_eq!(desk.state_name(), "Connected");
    assert_eq!(desk.token_calls(), 1);
    assert_eq!(desk.app.foreign_redirections(), 2);
}

#[tokio::test]
async fn an_answer_to_a_sign_in_of_earlier_is_said_calmly_and_makes_no_call() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.app
        .receive_redirection("com.example.other:/oauth2/callback?code=1&state=2");
    assert!(
        desk.until_disconnected().await.is_none(),
        "a stranger's is not worth a word"
    );
    desk.app.receive_redirection(&format!(
        "{REDIRECT_URI}?code=from-before-the-restart&state=old"
    ));
    assert_eq!(
        desk.until_refused().await.outcome,
        Outcome::AuthorizationMismatch
    );
    assert_eq!(desk.token_calls(), 0);
}

#[tokio::test]
async fn an_answer_that_starts_the_app_is_said_calmly_too() {
    let mut desk = Desk::new().await;
    desk.until_disconnected().await;
    desk.restart().await;
    desk.app
        .receive_redirection(&format!("{REDIRECT_URI}?code=it-started-the-app&state=old"));
    assert_eq!(
        desk.until_refused().await.outcome,
        Outcome::AuthorizationMismatch
    );
}

#[tokio::test]
async fn strangers_do_not_disturb_who_is_connected() {
    let desk = Desk::connected().await;
    desk.app.receive_redirection(&format!(
        "{REDIRECT_URI}?code=forged-by-a-page&state=forged"
    ));
    desk.app
        .receive_redirection(&format!("{REDIRECT_URI}?error=access_denied"));
    assert!(matches!(
        desk.state(),
        ConnectionState::Connected { problem: None, .. }
    ));
    assert_eq!(desk.token_calls(), 1);
}
