//! The rotation of refresh tokens, with two copies of the app, and with answers that are lost.

use std::time::Duration;

use connect_core::RemotePath;
use support::{Direction, Wire};

use crate::desk::{Desk, Plan};
use crate::registration::{BY_LINK, Registration};

/// The life of an access token of this server.
const LIFE: Duration = Duration::from_hours(10);

/// B21: fifty questions of each copy at the end of a token's life, and one refresh. A second one would be
/// theft to this server, and end the sign-in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_copies_of_the_app_share_one_refresh() {
    let desk = Desk::at(Registration::strict(BY_LINK).await);
    desk.connect().await;
    let copy = desk.copy();
    for life in 1..=3 {
        desk.clock.advance(LIFE);
        let questions: Vec<_> = (0..100)
            .map(|number| {
                let app = if number % 2 == 0 { &desk.app } else { &copy }.clone();
                tokio::spawn(async move {
                    // The copy may still be reading its tokens.
                    until_connected(&app).await;
                    app.info(&RemotePath::root()).await
                })
            })
            .collect();
        for question in questions {
            question.await.unwrap().unwrap();
        }
        assert_eq!(desk.registration.grants().await, (1, life));
    }
    copy.stop().await;
    assert!(desk.registration.lets_in(&desk.tokens().access_token).await);
}

async fn until_connected(app: &connect_core::App) {
    let waiting = async {
        while !matches!(
            app.snapshot().connection,
            connect_core::ConnectionState::Connected { .. }
        ) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(support::PATIENCE, waiting)
        .await
        .unwrap();
}

/// B20, B22: the answer of a refresh breaks off. The old token is sent again, the server's time of grace
/// answers it, and nobody notices.
#[tokio::test]
async fn an_answer_that_is_cut_costs_nothing_where_there_is_grace() {
    let registration = Registration::graceful(BY_LINK).await;
    let there = registration.witness.address.trim_start_matches("http://");
    let wire = Wire::to(there.parse().unwrap()).await;
    let plan = Plan {
        address: Some(format!("http://{}", wire.address())),
        ..Plan::of(&registration)
    };
    let mut desk = Desk::with(registration, plan);
    let account = desk.connect().await;
    for bytes in [0, 1, 12, 40, 150, 300, 450] {
        desk.clock.advance(LIFE);
        wire.break_after(Direction::Back, bytes);
        // Not a list: that would be asked for again by itself.
        let _ = desk.app.info(&RemotePath::root()).await;
        assert!(!wire.hold_together(), "nothing was cut after {bytes} bytes");
        desk.restart().await;
        assert_eq!(desk.until_connected().await.id, account.id, "{bytes}");
        assert_eq!(desk.names().await.unwrap(), ["plan.txt"], "{bytes}");
    }
    assert_eq!(desk.browser.opened(), 1);
    assert!(desk.registration.lets_in(&desk.tokens().access_token).await);
}
