//! Prints the connection's table and compares it with `table.txt`, so that a change is read in review as a
//! changed table. `UPDATE_TABLES=1 cargo test` writes it anew.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // tests

use std::fmt::Write as _;

use super::state::{ConnectionState, Event, State, Waiting, next};
use crate::account::{Account, AccountId, KeptIn};
use crate::problem::{Outcome, Problem};
use crate::site::Rung;
use jiff::Timestamp;
use smartfile::{Identity, Server};

fn now() -> Timestamp {
    "2026-03-01T10:00:00Z".parse().unwrap()
}

fn problem(outcome: Outcome) -> Problem {
    Problem::new(outcome)
}

fn account(kept_in: KeptIn, confirmed: bool) -> Account {
    let server = Server::parse("acme").unwrap();
    let id: AccountId = serde_json::from_str("\"1\"").unwrap();
    let mut account = Account::unknown(id, server, "client".into(), kept_in, now());
    account.username = "maya".into();
    account.confirmed = confirmed;
    account.last_answered = Some(now());
    account
}

fn identity() -> Identity {
    Identity {
        username: "maya".into(),
        name: None,
        email: None,
        site_name: None,
        storage: None,
    }
}

fn waiting(rung: Rung) -> Waiting {
    Waiting {
        rung,
        site: "acme.smartfile.com".into(),
        deadline: now(),
        code_page_opened: rung == Rung::Paste,
        other_way: None,
        problem: None,
    }
}

/// From this rung down.
fn asked(rung: Rung) -> Event {
    let below = Rung::ALL.into_iter().filter(|below| *below > rung);
    Event::ConnectAsked(waiting(rung), below.collect())
}

/// The state reached by these events from the start.
fn after(events: Vec<Event>) -> State {
    events
        .into_iter()
        .fold(State::new(), |state, event| next(state, event).0)
}

fn awaiting(rung: Rung) -> Vec<Event> {
    vec![Event::NothingStored, asked(rung)]
}

fn exchanging(pasted: bool) -> Vec<Event> {
    let rung = if pasted { Rung::Paste } else { Rung::Redirect };
    let mut events = awaiting(rung);
    events.push(Event::CodeArrived { pasted });
    events
}

fn ended() -> Vec<Event> {
    vec![
        Event::Found(account(KeptIn::Vault, true)),
        Event::RefreshRefused(problem(Outcome::ReauthorizationRequired)),
    ]
}

fn with(mut events: Vec<Event>, more: Event) -> Vec<Event> {
    events.push(more);
    events
}

fn states() -> Vec<(&'static str, State)> {
    vec![
        ("Restoring", State::new()),
        ("Disconnected", after(vec![Event::NothingStored])),
        (
            "AwaitingResponse(redirect)",
            after(awaiting(Rung::Redirect)),
        ),
        (
            "AwaitingResponse(other way offered)",
            // The first attempt's number is 1.
            after(with(awaiting(Rung::Redirect), Event::PatienceEnded(1))),
        ),
        (
            "AwaitingResponse(loopback)",
            after(awaiting(Rung::Loopback)),
        ),
        ("AwaitingResponse(paste)", after(awaiting(Rung::Paste))),
        (
            "AwaitingResponse(account held)",
            after(with(ended(), asked(Rung::Redirect))),
        ),
        ("ExchangingCode(redirect)", after(exchanging(false))),
        ("ExchangingCode(paste)", after(exchanging(true))),
        (
            "Connected(unconfirmed)",
            after(vec![Event::Found(account(KeptIn::Vault, false))]),
        ),
        (
            "Connected",
            after(vec![Event::Found(account(KeptIn::Vault, true))]),
        ),
        (
            "Connected(until quit)",
            after(vec![Event::Found(account(KeptIn::Memory, true))]),
        ),
        (
            "Connected(offline)",
            after(vec![
                Event::Found(account(KeptIn::Vault, true)),
                Event::NetworkLost(None),
            ]),
        ),
        ("ReauthorizationRequired", after(ended())),
        (
            "VaultUnavailable",
            after(vec![Event::VaultFailed(
                account(KeptIn::Vault, true),
                problem(Outcome::VaultUnavailable),
            )]),
        ),
        (
            "VaultUnavailable(passphrase needed)",
            after(vec![Event::VaultFailed(
                account(KeptIn::File, true),
                problem(Outcome::PassphraseNeeded),
            )]),
        ),
        (
            "Disconnecting",
            after(vec![
                Event::Found(account(KeptIn::Vault, true)),
                Event::DisconnectAsked,
            ]),
        ),
    ]
}

#[allow(clippy::too_many_lines)] // one list, read from top to bottom
fn events(state: &State) -> Vec<(&'static str, Event)> {
    let account = account(KeptIn::Vault, true);
    let later = now() + jiff::SignedDuration::from_secs(60);
    let exchange = state.exchange;
    let watch = state.watch;
    let ended = || problem(Outcome::ReauthorizationRequired);
    vec![
        ("Found", Event::Found(account.clone())),
        ("NothingStored", Event::NothingStored),
        (
            "TokensMissing",
            Event::TokensMissing(account.clone(), ended()),
        ),
        (
            "VaultFailed(unavailable)",
            Event::VaultFailed(account.clone(), problem(Outcome::VaultUnavailable)),
        ),
        (
            "VaultFailed(locked)",
            Event::VaultFailed(account.clone(), problem(Outcome::VaultLocked)),
        ),
        (
            "VaultFailed(passphrase needed)",
            Event::VaultFailed(account.clone(), problem(Outcome::PassphraseNeeded)),
        ),
        (
            "VaultFailed(passphrase wrong)",
            Event::VaultFailed(account.clone(), problem(Outcome::PassphraseWrong)),
        ),
        ("VaultRetryAsked", Event::VaultRetryAsked),
        ("ConnectAsked(redirect)", asked(Rung::Redirect)),
        ("ConnectAsked(paste)", asked(Rung::Paste)),
        ("ConnectAsked(loopback)", asked(Rung::Loopback)),
        ("PatienceEnded", Event::PatienceEnded(watch)),
        ("PatienceEnded(old)", Event::PatienceEnded(watch + 1)),
        (
            "OtherWayTaken(loopback)",
            Event::OtherWayTaken {
                watch,
                rung: Rung::Loopback,
            },
        ),
        (
            "OtherWayTaken(paste)",
            Event::OtherWayTaken {
                watch,
                rung: Rung::Paste,
            },
        ),
        (
            "OtherWayTaken(old)",
            Event::OtherWayTaken {
                watch: watch + 1,
                rung: Rung::Paste,
            },
        ),
        ("ReopenAsked", Event::ReopenAsked),
        ("CodeOffered", Event::CodeOffered),
        ("CodePageAsked", Event::CodePageAsked),
        (
            "PageNotOpened",
            Event::PageNotOpened(problem(Outcome::BrowserUnavailable)),
        ),
        (
            "CodeArrived(redirection)",
            Event::CodeArrived { pasted: false },
        ),
        ("CodeArrived(pasted)", Event::CodeArrived { pasted: true }),
        (
            "ResponseRefused",
            Event::ResponseRefused(problem(Outcome::AuthorizationDenied)),
        ),
        (
            "StrayRedirection",
            Event::StrayRedirection(problem(Outcome::AuthorizationMismatch)),
        ),
        ("DeadlinePassed", Event::DeadlinePassed(watch)),
        ("DeadlinePassed(old)", Event::DeadlinePassed(watch + 1)),
        ("CancelAsked", Event::CancelAsked),
        (
            "ExchangeFailed",
            Event::ExchangeFailed {
                exchange,
                problem: problem(Outcome::TokenFailed),
            },
        ),
        (
            "ExchangeFailed(old)",
            Event::ExchangeFailed {
                exchange: exchange + 1,
                problem: problem(Outcome::TokenFailed),
            },
        ),
        (
            "PastedCodeRefused",
            Event::PastedCodeRefused {
                exchange,
                problem: problem(Outcome::GrantRefused),
                deadline: later,
            },
        ),
        (
            "Identified",
            Event::Identified {
                exchange,
                account: account.clone(),
                problem: None,
            },
        ),
        (
            "Identified(old)",
            Event::Identified {
                exchange: exchange + 1,
                account,
                problem: None,
            },
        ),
        (
            "GrantOffered",
            Event::GrantOffered {
                site: "acme.smartfile.com".into(),
            },
        ),
        ("ConfirmAsked", Event::ConfirmAsked),
        (
            "Told",
            Event::Told {
                identity: identity(),
                at: later,
            },
        ),
        (
            "SomebodyElse",
            Event::SomebodyElse(problem(Outcome::DifferentAccount)),
        ),
        ("NetworkLost", Event::NetworkLost(None)),
        ("NetworkFound", Event::NetworkFound(now())),
        ("NetworkFound(a minute later)", Event::NetworkFound(later)),
        (
            "Renewed",
            Event::Renewed {
                at: later,
                kept_in: KeptIn::Vault,
                problem: None,
            },
        ),
        ("Moved(file)", Event::Moved(KeptIn::File)),
        ("Moved(until quit)", Event::Moved(KeptIn::Memory)),
        ("RefreshRefused", Event::RefreshRefused(ended())),
        ("BearerRefused", Event::BearerRefused(ended())),
        ("DisconnectAsked", Event::DisconnectAsked),
        ("Erased", Event::Erased(None)),
    ]
}

/// A state in a few words.
fn shown(state: &State) -> String {
    let reason = |problem: &Option<Problem>| {
        problem
            .as_ref()
            .map_or(String::new(), |p| format!(" [{:?}]", p.outcome))
    };
    let held = if state.held.is_some() {
        ", account held"
    } else {
        ""
    };
    match &state.shown {
        ConnectionState::Restoring => format!("Restoring{}", reason(&state.stray)),
        ConnectionState::Disconnected { problem, erased } => {
            format!(
                "Disconnected{}{}",
                if *erased { " erased" } else { "" },
                reason(problem)
            )
        }
        ConnectionState::AwaitingResponse {
            rung,
            problem,
            code_page_opened,
            other_way,
            ..
        } => {
            let page = if *code_page_opened { ", code page" } else { "" };
            let offered = other_way.map_or(String::new(), |way| format!(", {way:?} offered"));
            format!(
                "AwaitingResponse({rung:?}{page}{offered}{held}){}",
                reason(problem)
            )
        }
        ConnectionState::ExchangingCode { .. } => {
            let pasted = if state.pasting.is_some() {
                "pasted"
            } else {
                "redirection"
            };
            format!("ExchangingCode({pasted}{held})")
        }
        ConnectionState::Connected {
            account,
            confirmed,
            offline,
            problem,
        } => {
            let mut words = vec![if *confirmed {
                "confirmed"
            } else {
                "unconfirmed"
            }];
            words.extend(offline.then_some("offline"));
            words.extend((account.kept_in == KeptIn::Memory).then_some("until quit"));
            words.extend((account.kept_in == KeptIn::File).then_some("in the file"));
            format!("Connected({}){}", words.join(", "), reason(problem))
        }
        ConnectionState::ReauthorizationRequired { problem, .. } => {
            format!("ReauthorizationRequired [{:?}]", problem.outcome)
        }
        ConnectionState::VaultUnavailable { problem, .. } => {
            format!("VaultUnavailable [{:?}]", problem.outcome)
        }
        ConnectionState::Disconnecting { .. } => "Disconnecting".into(),
    }
}

fn table() -> String {
    let mut table = String::from("state | event | → state | effects\n");
    for (name, state) in states() {
        for (event_name, event) in events(&state) {
            let (to, effects) = next(state.clone(), event);
            if effects == [super::state::Effect::Note] {
                assert_eq!(to, state, "a noted event changes nothing");
                continue;
            }
            let effects: Vec<String> = effects.iter().map(|effect| format!("{effect:?}")).collect();
            writeln!(
                table,
                "{name} | {event_name} | {} | {}",
                shown(&to),
                effects.join(", ")
            )
            .unwrap();
        }
    }
    table.push_str("any other pair | | unchanged | Note\n");
    table
}

#[test]
fn the_table_is_the_one_that_was_reviewed() {
    let printed = table();
    if std::env::var_os("UPDATE_TABLES").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/connection/table.txt");
        std::fs::write(path, &printed).unwrap();
        return;
    }
    assert_eq!(
        printed,
        include_str!("table.txt"),
        "UPDATE_TABLES=1 writes it anew"
    );
}

#[test]
fn no_event_in_any_order_reaches_connected_without_tokens() {
    // Every pair of events from every state: only two events bring tokens.
    for (name, state) in states() {
        for (first, event) in events(&state) {
            let middle = next(state.clone(), event).0;
            for (second, event) in events(&middle) {
                let was = matches!(middle.shown, ConnectionState::Connected { .. });
                let end = next(middle.clone(), event).0;
                let is = matches!(end.shown, ConnectionState::Connected { .. });
                let bringers = ["Found", "Identified"];
                assert!(
                    was || !is || bringers.contains(&second),
                    "{name} | {first} | {second}"
                );
            }
        }
    }
}

#[test]
fn an_account_is_only_lost_by_disconnecting() {
    for (name, state) in states() {
        if state.account().is_none() || name == "Disconnecting" {
            continue;
        }
        for (event_name, event) in events(&state) {
            let end = next(state.clone(), event).0;
            let kept = end.account().is_some() || matches!(end.shown, ConnectionState::Restoring);
            assert!(kept, "{name} | {event_name}");
        }
    }
}
