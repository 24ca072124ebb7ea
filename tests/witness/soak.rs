//! Many connects in random weather, and late password stores, at this server.

use std::time::{Duration, Instant};

use connect_core::{ConnectionState, LinkOwner, Rung, VaultError};
use support::{Broken, Chance, Direction, Ending, PATIENCE, Run, Wire};

use crate::browser::Choice;
use crate::desk::{Desk, Plan, Way, deliver};
use crate::registration::{BY_LINK, BY_LOOPBACK, Registration};
use crate::server::Witness;

/// In the suite; `cargo xtask soak connect` makes more.
const RUNS: usize = 6;

/// What goes wrong in one run.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Trouble {
    Nothing,
    Denied,
    OtherCode,
    OtherState,
    /// Nothing comes back; the person asks for the page again.
    PageAgain,
    /// Nothing comes back; the person clicks again.
    ClickAgain,
    /// Nothing comes back; the person gives up.
    Cancelled,
    /// The connection breaks after so many bytes of the server's answers.
    Cut(usize),
    /// The password store takes nothing.
    Store(VaultError),
}

#[derive(Clone, Copy, Debug)]
struct Weather {
    rung: Rung,
    trouble: Trouble,
    /// The server is the strict one.
    strict: bool,
    /// The app is started again with a store that fails its first reads.
    late_reads: usize,
}

impl support::Weather for Weather {
    fn of(chance: &mut Chance) -> Self {
        let trouble = match chance.below(16) {
            0 | 1 => Trouble::Denied,
            2 => Trouble::OtherCode,
            3 => Trouble::OtherState,
            4 => Trouble::PageAgain,
            5 => Trouble::ClickAgain,
            6 => Trouble::Cancelled,
            7..10 => Trouble::Cut(chance.below(1500)),
            10 | 11 => Trouble::Store(chance.one_of(&[
                VaultError::Unavailable,
                VaultError::Locked,
                VaultError::Full,
            ])),
            _ => Trouble::Nothing,
        };
        Self {
            rung: chance.one_of(&Rung::ALL),
            trouble,
            strict: chance.percent(50),
            late_reads: chance.one_of(&[0, 0, 1, 3, 6]),
        }
    }

    fn faults(&self) -> usize {
        usize::from(self.trouble != Trouble::Nothing) + usize::from(self.late_reads > 0)
    }
}

/// B3, B6, B7: in whatever weather one connects, one is connected in the end or told how to get on.
#[test]
fn every_connect_ends_connected_or_in_a_named_state_with_a_way_on() {
    // Named before the runs are.
    Witness::usual();
    support::soak("witness", RUNS, |weather: Weather, _| run(weather));
}

/// B14, B15: twenty restarts, each with a store that fails its first k reads: each ends connected, by itself.
#[tokio::test]
async fn a_store_that_starts_late_is_tried_again_by_itself() {
    let mut desk = Desk::at(Registration::strict(BY_LINK).await);
    desk.connect().await;
    for reads in 1..=20 {
        start_again(&mut desk, reads).await;
        assert_eq!(desk.names().await.unwrap(), ["plan.txt"]);
    }
    assert_eq!(desk.browser.opened(), 1);
}

async fn start_again(desk: &mut Desk, late_reads: usize) {
    desk.vault.fail_next(late_reads, VaultError::Unavailable);
    desk.restart().await;
    let waits = [2, 4, 8, 16, 30].into_iter().chain(std::iter::repeat(60));
    for wait in waits.take(late_reads).map(Duration::from_secs) {
        assert!(desk.clock.until_asleep_for(wait).await);
        desk.clock.advance(wait);
    }
    desk.until_connected().await;
}

/// A client for this rung, on a computer that leaves it as the best one. The toolkit shows no code on a page: at
/// the last rung the person takes it from the address at which the browser could not go on.
async fn desk(weather: &Weather) -> (Desk, Wire) {
    let uris = match weather.rung {
        Rung::Loopback => format!("{BY_LINK} {BY_LOOPBACK}"),
        _ => BY_LINK.to_owned(),
    };
    let registration = if weather.strict {
        Registration::strict(&uris).await
    } else {
        Registration::usual(&uris).await
    };
    let there = registration.witness.address.trim_start_matches("http://");
    let wire = Wire::to(there.parse().unwrap()).await;
    let plan = Plan {
        rungs: match weather.rung {
            Rung::Redirect => vec![Rung::Redirect],
            Rung::Loopback => vec![Rung::Redirect, Rung::Loopback],
            Rung::Paste => vec![Rung::Paste],
        },
        links: match weather.rung {
            Rung::Redirect => LinkOwner::Ours,
            _ => LinkOwner::Nobody,
        },
        address: Some(format!("http://{}", wire.address())),
        ..Plan::of(&registration)
    };
    (Desk::with(registration, plan), wire)
}

async fn run(weather: Weather) -> Result<Run, Broken> {
    let (mut desk, wire) = desk(&weather).await;
    desk.until_disconnected().await;
    desk.browser.go(match weather.trouble {
        Trouble::Denied => Way::Straight(Choice::Deny),
        Trouble::OtherCode => Way::OtherCode,
        Trouble::OtherState => Way::OtherState,
        Trouble::PageAgain | Trouble::ClickAgain | Trouble::Cancelled | Trouble::Cut(_) => {
            Way::Kept
        }
        Trouble::Nothing | Trouble::Store(_) => good(weather.rung),
    });
    if let Trouble::Store(error) = weather.trouble {
        desk.vault.fail_writes(Some(error));
    }
    let clicked = Instant::now();
    desk.app.connect().await.unwrap();
    go_on(&desk, &weather, &wire).await;
    rest(&desk).await?;
    wire.hold_together();
    let ending = ending(&desk)?;
    let mut to_the_list = None;
    if ending.is_connected() {
        list(&desk).await?;
        to_the_list = Some(clicked.elapsed()).filter(|_| weather.trouble == Trouble::Nothing);
        if !matches!(weather.trouble, Trouble::Store(_)) {
            start_again(&mut desk, weather.late_reads).await;
        }
    } else if !desk.vault.keys().is_empty() {
        desk.vault
            .until("no entry", |vault| vault.keys().is_empty())
            .await;
    }
    desk.vault.mend();
    desk.browser.go(good(weather.rung));
    if !ending.is_connected() {
        desk.app.connect().await.unwrap();
        bring(&desk, weather.rung).await;
        rest(&desk).await?;
    }
    list(&desk).await?;
    desk.app.disconnect().await.unwrap();
    if !desk.vault.keys().is_empty() {
        let kinds = desk.vault.kinds();
        return Err(Broken::Wrong(format!("disconnected, and left {kinds:?}")));
    }
    Ok(Run {
        rung: weather.rung,
        ending,
        to_the_list,
    })
}

fn good(rung: Rung) -> Way {
    match rung {
        Rung::Paste => Way::Kept,
        _ => Way::Straight(Choice::Allow),
    }
}

/// What the person does until something is on its way to the app.
async fn go_on(desk: &Desk, weather: &Weather, wire: &Wire) {
    let came_back = desk.browser.came_back().await;
    match weather.trouble {
        // What is forged or kept from the app goes nowhere; a link of another state is not even looked at.
        Trouble::OtherState | Trouble::PageAgain | Trouble::ClickAgain => {
            desk.browser.go(good(weather.rung));
            if weather.trouble == Trouble::ClickAgain {
                desk.app.connect().await.unwrap();
            } else {
                desk.app.reopen_page().await.unwrap();
            }
            bring(desk, weather.rung).await;
        }
        Trouble::Cut(bytes) => {
            // Not before the browser is done: it goes the same way.
            wire.break_after(Direction::Back, bytes);
            if weather.rung == Rung::Paste {
                desk.app.submit_code(&code_in(&came_back)).await.unwrap();
            } else {
                deliver(&desk.app, came_back.as_str(), true).await;
            }
        }
        Trouble::Cancelled => desk.app.cancel_connect().await,
        Trouble::Denied if weather.rung == Rung::Paste => desk.app.cancel_connect().await,
        Trouble::OtherCode if weather.rung == Rung::Paste => {
            desk.app.submit_code(&code_in(&came_back)).await.unwrap();
        }
        _ => bring(desk, weather.rung).await,
    }
}

/// The code that a person brings at the last rung.
async fn bring(desk: &Desk, rung: Rung) {
    let came_back = desk.browser.came_back().await;
    if rung == Rung::Paste {
        desk.app.submit_code(&code_in(&came_back)).await.unwrap();
    }
}

fn code_in(address: &url::Url) -> String {
    let mut pairs = address.query_pairs();
    let code = pairs.find(|(key, _)| key == "code");
    code.expect("a code").1.into_owned()
}

/// Resolves when it is the person's turn again, or nobody's; lets the waits between two questions who this is pass.
async fn rest(desk: &Desk) -> Result<(), Broken> {
    let mut facts = desk.facts().changes();
    let mut clock = desk.clock.changes();
    let resting = async {
        loop {
            facts.borrow_and_update();
            clock.borrow_and_update();
            if !matches!(
                desk.app.snapshot().connection,
                ConnectionState::ExchangingCode { .. } | ConnectionState::Restoring
            ) {
                return;
            }
            let waits = [500, 1000, 2000].map(Duration::from_millis);
            if let Some(wait) = waits
                .into_iter()
                .find(|wait| desk.clock.is_asleep_for(*wait))
            {
                desk.clock.advance(wait);
                continue;
            }
            tokio::select! {
                _ = facts.changed() => {}
                _ = clock.changed() => {}
            }
        }
    };
    let rested = tokio::time::timeout(PATIENCE, resting).await;
    rested.map_err(|_| Broken::Stuck(format!("{:?}", desk.app.snapshot().connection)))
}

fn ending(desk: &Desk) -> Result<Ending, Broken> {
    let state = desk.app.snapshot().connection;
    Ending::of(&state).ok_or_else(|| Broken::Wrong(format!("no way on is known from {state:?}")))
}

async fn list(desk: &Desk) -> Result<(), Broken> {
    let wrong = |error: connect_core::Error| Broken::Wrong(format!("connected, but {error}"));
    desk.app.confirm_account().await.map_err(wrong)?;
    let names = desk.names().await.map_err(wrong)?;
    assert_eq!(names, ["plan.txt"]);
    Ok(())
}
