//! Numbered requirements that no other file has for its subject.

use std::collections::BTreeSet;
use std::time::Duration;

use connect_core::{ConnectionState, Outcome, RemotePath, Rung};
use smartfile_sandbox::{Endpoint, Fault};
use support::{Desk, DeskPlan, Script, Visit, outcome_of};

/// B12: however a sign-in has died, a start opens no browser; only a click does.
#[tokio::test]
async fn a_start_with_a_dead_sign_in_opens_no_browser() {
    let deaths: [fn(&Desk); 3] = [
        |desk| desk.sandbox.end_sign_in("maya"),
        |desk| desk.vault.erase_by_hand("_token"),
        |desk| {
            desk.vault.damage("/access_token", &[0xff, 0xfe]);
            desk.vault.damage("/refresh_token", &[0xff, 0xfe]);
        },
    ];
    for (number, dies) in deaths.into_iter().enumerate() {
        let mut desk = Desk::connected().await;
        let opened = desk.browser.opened();
        dies(&desk);
        desk.restart().await;
        if number == 0 {
            desk.list("/").await.unwrap_err();
        }
        desk.until_ended().await;
        // Nor after a while.
        desk.clock.advance(Duration::from_hours(1));
        desk.restart().await;
        desk.until_ended().await;
        assert_eq!(desk.browser.opened(), opened, "death {number}");
        desk.app.connect().await.unwrap();
        desk.until_connected().await;
        assert_eq!(desk.browser.opened(), opened + 1, "death {number}");
    }
}

/// B24: offline is said at the first call that fails, its end is noticed within 30 s without a click,
/// and a sign-in that the server ended is not called connected any more.
#[tokio::test]
async fn what_is_said_about_the_connection_is_true_within_thirty_seconds() {
    let desk = Desk::with(DeskPlan {
        wired: true,
        ..DeskPlan::default()
    })
    .await;
    desk.connect().await;
    // What the sign-in itself waited for is over.
    desk.clock.advance(Duration::from_mins(11));
    // A list that fails is asked for again after moments.
    desk.clock.hurry(Duration::from_secs(2));
    let wire = desk.wire.as_ref().unwrap();
    let is_offline = || {
        matches!(
            desk.state(),
            ConnectionState::Connected { offline: true, .. }
        )
    };
    wire.cut().await;
    assert_eq!(outcome_of(desk.list("/").await), Outcome::Offline);
    assert!(is_offline(), "{}", desk.state_name());
    // However long it lasts, no wait is longer than half a minute.
    for wait in [5, 10, 20, 30, 30, 30] {
        let wait = Duration::from_secs(wait);
        assert!(desk.clock.until_asleep_for(wait).await, "{wait:?}");
        assert!(is_offline());
        desk.clock.advance(wait);
    }
    let last = Duration::from_secs(30);
    assert!(desk.clock.until_asleep_for(last).await);
    wire.mend().await;
    desk.clock.advance(last);
    desk.until("online again", |snapshot| match &snapshot.connection {
        ConnectionState::Connected { offline: false, .. } => Some(()),
        _ => None,
    })
    .await;

    desk.sandbox.end_sign_in("maya");
    desk.list("/").await.unwrap_err();
    assert_eq!(desk.state_name(), "ReauthorizationRequired");
}

/// C31: the code of somebody else's account, pasted in good faith: the app says whose account it is, and
/// not one file moves before the person has said that this is them.
#[tokio::test]
async fn a_code_for_somebody_elses_account_moves_nothing_before_the_question_who_this_is() {
    let desk = Desk::with(DeskPlan {
        return_by: Rung::Paste,
        ..DeskPlan::default()
    })
    .await;
    desk.until_disconnected().await;
    desk.browser.sit_down("jonas");
    desk.app.connect().await.unwrap();
    let Visit::Code(code) = desk.browser.visit(0).await else {
        panic!("no code");
    };
    desk.app.submit_code(&code).await.unwrap();
    let account = desk.until_connected().await;
    assert_eq!(
        (account.username.as_str(), account.confirmed),
        ("jonas", false)
    );

    let secret_plans = desk.local_file("plans.txt", b"for maya's folder only");
    let refused = desk.app.upload("1", secret_plans, RemotePath::root());
    assert_eq!(outcome_of(refused), Outcome::Internal);
    assert_eq!(outcome_of(desk.list("/").await), Outcome::Internal);
    assert_eq!(desk.sandbox.ledger().count("POST", "/api/2/path"), 0);
    assert_eq!(desk.sandbox.ledger().count("GET", "/api/2/path"), 0);

    // "Not me" leaves nothing of it.
    desk.app.disconnect().await.unwrap();
    assert!(desk.vault.keys().is_empty());
    assert_eq!(desk.revocations(), 1);
}

/// C32: a code is exchanged at once; where nobody knows whether it was used, it is not sent again, and a
/// fresh start with a fresh code is one click away.
#[tokio::test]
async fn a_code_whose_answer_was_lost_is_never_sent_again() {
    for fault in [
        Fault::Cut(0),
        Fault::Cut(25),
        Fault::BrokenJson,
        Fault::Status(502),
    ] {
        let desk = Desk::new().await;
        desk.until_disconnected().await;
        desk.sandbox.faults().next(Endpoint::Token, fault.clone());
        desk.app.connect().await.unwrap();
        // Without a turn of the clock in between: at once.
        desk.until_refused().await;
        assert_eq!(desk.token_calls(), 1, "{fault:?}");
        desk.clock.advance(Duration::from_mins(5));
        let Visit::Redirection(uri) = desk.browser.visit(0).await else {
            panic!("no redirection");
        };
        desk.app.receive_redirection(&uri);
        assert_eq!(desk.token_calls(), 1, "{fault:?}: sent again");

        desk.app.connect().await.unwrap();
        desk.until_connected().await;
        let codes: BTreeSet<String> = desk
            .sandbox
            .ledger()
            .to("/oauth2/token")
            .iter()
            .map(|call| String::from_utf8_lossy(&call.body).into_owned())
            .map(|body| {
                let code = body.split('&').find(|field| field.starts_with("code="));
                code.unwrap().to_owned()
            })
            .collect();
        assert_eq!((desk.token_calls(), codes.len()), (2, 2), "{fault:?}");
    }
}

/// B6: whatever is waited for, Cancel is done at once: the app is where it was before the hand leaves
/// the mouse.
#[tokio::test]
async fn cancelling_takes_less_than_a_fifth_of_a_second_at_every_step() {
    let desk = Desk::new().await;
    desk.until_disconnected().await;
    for (script, hangs) in [
        (Script::Leave, false),
        (Script::CannotOpen, false),
        (Script::Allow, true),
    ] {
        desk.browser.follow(script.clone());
        if hangs {
            desk.sandbox.faults().next(Endpoint::Token, Fault::Hang);
        }
        let asked = desk.token_calls();
        desk.app.connect().await.unwrap();
        if hangs {
            let ledger = desk.sandbox.ledger();
            assert!(ledger.wait_until_asked(asked + 1, "/oauth2/token").await);
        } else {
            desk.until_waiting().await;
        }
        let begun = std::time::Instant::now();
        desk.app.cancel_connect().await;
        let took = begun.elapsed();
        assert_eq!(desk.state_name(), "Disconnected", "{script:?}");
        assert!(took < Duration::from_millis(200), "{script:?}: {took:?}");
    }
    desk.sandbox.faults().clear();
}
