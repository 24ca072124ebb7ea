//! The refresh exchange is cut, byte by byte, and the vault fails in the middle of a switch.

use std::time::Duration;

use connect_core::{Clock, ConnectionState, KeptIn, Outcome, RemotePath, VaultError};
use smartfile_sandbox::{Endpoint, Fault};
use support::{Desk, DeskPlan, Direction};

const LIFE: Duration = Duration::from_hours(10);
/// Longer than any test.
const GRACE: Duration = Duration::from_hours(1);

async fn wired(grace: Duration) -> Desk {
    let desk = Desk::with(DeskPlan {
        wired: true,
        ..DeskPlan::default()
    })
    .await;
    desk.sandbox.switches().change(|s| s.refresh_grace = grace);
    desk.connect().await;
    desk
}

/// Cuts the exchange after each number of bytes until one goes through whole; gives that number.
async fn cut_at_each_byte(desk: &mut Desk, direction: Direction) -> usize {
    for bytes in 0.. {
        let before = desk.vault.secret("/refresh_token").unwrap();
        let wire = desk.wire.as_ref().unwrap();
        desk.clock.advance(LIFE);
        wire.break_after(direction, bytes);
        // It may fail, or succeed with another connection; what counts is what stays. Not a list: that would be
        // asked for again.
        let _ = desk.app.info(&RemotePath::root()).await;
        // The app asks by itself too, and may have got through since: it was whole only if nothing was cut.
        let uncut = wire.hold_together();
        let whole = uncut && desk.vault.secret("/refresh_token").unwrap() != before;
        assert_eq!(desk.state_name(), "Connected", "{direction:?} {bytes}");

        desk.clock.advance(Duration::from_mins(1));
        let now = desk.clock.wall();
        desk.restart().await;
        // The app asks by itself who this is; until that is answered, more bytes are on their way.
        let what = format!("an answer after {direction:?} {bytes}");
        desk.until(&what, |snapshot| match &snapshot.connection {
            ConnectionState::Connected { account, .. } => {
                (account.last_answered == Some(now)).then_some(())
            }
            _ => None,
        })
        .await;
        if whole && bytes > 0 {
            return bytes;
        }
    }
    unreachable!()
}

/// B20, B22: a connection cut at any byte of the request changes nothing, and the next start is connected,
/// even where the old token works only once.
#[tokio::test]
async fn a_refresh_cut_at_any_byte_of_its_request_loses_nothing() {
    let mut desk = wired(Duration::ZERO).await;
    let bytes = cut_at_each_byte(&mut desk, Direction::There).await;
    assert!(bytes > 200, "the whole request was {bytes} bytes");
    assert_eq!(desk.browser.opened(), 1);
}

/// B20, B22: cut at any byte of the answer, the old token is sent once more; a server with a time of grace
/// answers it again, and the next start is connected.
#[tokio::test]
async fn a_refresh_cut_at_any_byte_of_its_answer_loses_nothing_where_there_is_grace() {
    let mut desk = wired(GRACE).await;
    let bytes = cut_at_each_byte(&mut desk, Direction::Back).await;
    assert!(bytes > 200, "the whole answer was {bytes} bytes");
    assert_eq!(desk.browser.opened(), 1);
}

/// B22: the same where refresh tokens are not rotated.
#[tokio::test]
async fn a_lost_answer_of_a_server_that_does_not_rotate_loses_nothing() {
    let mut desk = wired(Duration::ZERO).await;
    // A list whose answer was lost is asked for again after moments.
    desk.clock.hurry(Duration::from_secs(2));
    desk.sandbox.switches().change(|s| s.rotate_refresh = false);
    for bytes in [0, 1, 40, 200] {
        desk.clock.advance(LIFE);
        let wire = desk.wire.as_ref().unwrap();
        wire.break_after(Direction::Back, bytes);
        let _ = desk.list("/").await;
        wire.hold_together();
        desk.restart().await;
        desk.until_connected().await;
        desk.list("/").await.unwrap();
    }
    assert_eq!(desk.browser.opened(), 1);
}

/// B22: what no client can save. The server has ended the old token and its answer is lost: the person is
/// asked, the account stays, and one click connects again.
#[tokio::test]
async fn a_lost_answer_of_a_server_without_grace_asks_the_person_once() {
    let mut desk = wired(Duration::ZERO).await;
    let account = desk.until_connected().await;
    desk.clock.advance(LIFE);
    desk.wire.as_ref().unwrap().break_after(Direction::Back, 10);
    // Not a list: that would be asked for again, and find out at once.
    desk.app.links(None).await.unwrap_err();
    assert_eq!(desk.state_name(), "Connected", "nobody knows yet");
    assert_eq!(desk.vault.kinds().len(), 3, "so nothing is thrown away");
    desk.restart().await;
    let (kept, problem) = desk.until_ended().await;
    assert_eq!(
        (kept.id, problem.outcome),
        (account.id, Outcome::ReauthorizationRequired)
    );
    assert_eq!(desk.browser.opened(), 1, "no browser without a click");
    desk.app.connect().await.unwrap();
    desk.until_connected().await;
    desk.list("/").await.unwrap();
}

/// B22, C23: whichever step of the switch the vault refuses, one whole set is in it, and the next start
/// finds that one.
#[tokio::test]
async fn a_vault_that_fails_at_any_step_of_the_switch_loses_nothing() {
    // Four writes, each read back, then two erasures; the first two writes keep the set.
    for step in 0..10 {
        let mut desk = Desk::connected().await;
        desk.clock.advance(LIFE);
        desk.vault.fail_after(4 + step, VaultError::Unavailable);
        desk.list("/").await.unwrap();
        let account = desk.until_connected().await;
        let kept = step >= 4;
        assert_eq!(account.kept_in == KeptIn::Vault, kept, "step {step}");
        desk.vault.fail(None);
        if !kept {
            // The person was told; asked again, the store takes what it refused.
            desk.app.retry_vault().await;
            desk.until("kept in the vault", |snapshot| match &snapshot.connection {
                ConnectionState::Connected { account, .. } if account.kept_in == KeptIn::Vault => {
                    Some(())
                }
                _ => None,
            })
            .await;
        }
        desk.restart().await;
        desk.until_connected().await;
        desk.list("/").await.unwrap();
        desk.clock.advance(LIFE);
        desk.list("/").await.unwrap();
        assert_eq!(
            desk.vault.kinds(),
            ["access_token", "client_secret", "refresh_token"],
            "step {step}"
        );
        assert_eq!(desk.browser.opened(), 1, "step {step}");
    }
}

/// C17: `invalid_grant` ends a sign-in; `invalid_client` is a matter of settings; everything else is worth another try.
#[tokio::test]
async fn only_the_word_about_the_grant_ends_it() {
    for (status, error, ends, erased) in [
        (400, "invalid_grant", true, true),
        (401, "invalid_client", true, false),
        (400, "invalid_request", false, false),
        (400, "unauthorized_client", false, false),
        (400, "unsupported_grant_type", false, false),
        (400, "invalid_scope", false, false),
        (400, "slow_down", false, false),
        (500, "server_error", false, false),
        (503, "temporarily_unavailable", false, false),
    ] {
        let desk = Desk::connected().await;
        desk.clock.advance(LIFE);
        desk.sandbox.faults().next(
            Endpoint::Token,
            Fault::Reply {
                status,
                content_type: "application/json".into(),
                body: format!(r#"{{"error": "{error}"}}"#),
            },
        );
        // Not a list: that would be asked for again.
        desk.app.links(None).await.unwrap_err();
        let ended = desk.state_name() == "ReauthorizationRequired";
        assert_eq!(ended, ends, "{error}");
        let left = if erased { 1 } else { 3 };
        desk.vault
            .until(error, |vault| vault.kinds().len() == left)
            .await;
        if !ends {
            desk.clock.advance(Duration::from_mins(1));
            desk.list("/").await.unwrap();
        }
    }
}

/// C23, C24: each refresh sends the newest token, once, and asks for no scope.
#[tokio::test]
async fn each_refresh_sends_the_newest_token_and_no_scope() {
    let desk = Desk::connected().await;
    let mut sent = Vec::new();
    for _ in 0..4 {
        sent.push(desk.vault.secret("/refresh_token").unwrap());
        desk.clock.advance(LIFE);
        desk.list("/").await.unwrap();
    }
    let bodies: Vec<String> = desk
        .sandbox
        .ledger()
        .to("/oauth2/token")
        .iter()
        .map(|call| String::from_utf8_lossy(&call.body).into_owned())
        .filter(|body| body.contains("grant_type=refresh_token"))
        .collect();
    assert_eq!(bodies.len(), 4);
    for (body, token) in bodies.iter().zip(&sent) {
        assert!(
            body.ends_with(&format!("&refresh_token={token}")),
            "another token"
        );
        assert!(!body.contains("scope"), "a scope was asked for");
    }
}
