//! The ladder: which way back is taken, and how one gets to the next.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use connect_core::{ConnectionState, LinkOwner, Outcome, Rung};
use support::{Chance, Desk, DeskPlan, REDIRECT_URI, Script, Visit};
use tokio::net::TcpListener;

const PATIENCE: Duration = Duration::from_secs(20);

fn all_rungs(links: LinkOwner) -> DeskPlan {
    DeskPlan {
        return_by: Rung::Redirect,
        also: vec![Rung::Loopback, Rung::Paste],
        links,
        ..DeskPlan::default()
    }
}

async fn desk_with(plan: DeskPlan) -> Desk {
    let desk = Desk::with(plan).await;
    desk.until_disconnected().await;
    desk
}

fn other_way(desk: &Desk) -> Option<Rung> {
    match desk.state() {
        ConnectionState::AwaitingResponse { other_way, .. } => other_way,
        _ => None,
    }
}

/// Lets nothing come for 20 s.
async fn wait_in_vain(desk: &Desk) -> Rung {
    assert!(desk.clock.until_asleep_for(PATIENCE).await);
    desk.clock.advance(PATIENCE);
    desk.until("another way", |snapshot| match &snapshot.connection {
        ConnectionState::AwaitingResponse { other_way, .. } => *other_way,
        _ => None,
    })
    .await
}

/// C5, B3, T6: the ladder starts at the best rung that was verified on this computer: our own address if it
/// is really ours, else a free port, else the code on screen.
#[tokio::test]
async fn the_first_rung_is_the_best_one_whose_preconditions_hold() {
    let busy = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let taken = busy.local_addr().unwrap().port();
    // Held on both families, so that nothing is left of the list.
    let both = TcpListener::bind(("::1", taken)).await;
    let cases = [
        (LinkOwner::Ours, vec![0], Rung::Redirect),
        (LinkOwner::Nobody, vec![0], Rung::Loopback),
        (LinkOwner::Unknown, vec![0], Rung::Loopback),
        (LinkOwner::Other("Another".into()), vec![0], Rung::Loopback),
        (LinkOwner::Nobody, vec![taken], Rung::Paste),
    ];
    for (links, ports, expected) in cases {
        let desk = desk_with(DeskPlan {
            ports,
            ..all_rungs(links.clone())
        })
        .await;
        desk.browser.follow(Script::Leave);
        desk.app.connect().await.unwrap();
        assert_eq!(desk.until_waiting().await.0, expected, "{links:?}");
    }
    drop(both);
}

/// B3: no desktop tools at all, and one click still connects, through the loopback address.
#[tokio::test]
async fn without_a_link_handler_one_click_still_connects() {
    let desk = desk_with(all_rungs(LinkOwner::Unknown)).await;
    assert_eq!(desk.connect().await.rung, Rung::Loopback);
    assert_eq!(desk.browser.opened(), 1);
}

/// B4: the browser swallows the redirection. Not before 20 s another way is offered; taken, it goes on within
/// the same attempt, and rung 2 completes it.
#[tokio::test]
async fn a_browser_that_swallows_the_redirection_is_left_by_another_way() {
    let desk = desk_with(all_rungs(LinkOwner::Ours)).await;
    desk.browser.follow(Script::WebOnly);
    desk.app.connect().await.unwrap();
    desk.browser.visit(0).await;
    assert!(desk.clock.until_asleep_for(PATIENCE).await);
    desk.clock.advance(Duration::from_secs(19));
    assert_eq!(other_way(&desk), None);
    assert!(
        desk.app.try_other_way().await.is_err(),
        "nothing is offered yet"
    );
    desk.clock.advance(Duration::from_secs(1));
    let offered = desk
        .until("another way", |snapshot| match &snapshot.connection {
            ConnectionState::AwaitingResponse { other_way, .. } => *other_way,
            _ => None,
        })
        .await;
    assert_eq!(offered, Rung::Loopback);
    desk.app.try_other_way().await.unwrap();
    let account = desk.until_connected().await;
    assert_eq!(
        (account.username.as_str(), account.rung),
        ("maya", Rung::Loopback)
    );
    assert_eq!((desk.browser.opened(), desk.token_calls()), (2, 1));
    let states = desk.facts.connection_states();
    let left = states
        .iter()
        .filter(|name| **name == "Disconnected")
        .count();
    assert_eq!(left, 1, "the attempt was never given up: {states:?}");
}

/// B4: down to the last rung: each one waits its 20 s, and the code page is the end of it.
#[tokio::test]
async fn the_ladder_leads_down_to_the_code_page() {
    let desk = desk_with(all_rungs(LinkOwner::Ours)).await;
    desk.browser.follow(Script::Leave);
    desk.app.connect().await.unwrap();
    assert_eq!(wait_in_vain(&desk).await, Rung::Loopback);
    desk.app.try_other_way().await.unwrap();
    assert_eq!(desk.until_waiting().await.0, Rung::Loopback);
    assert_eq!(other_way(&desk), None);
    assert_eq!(wait_in_vain(&desk).await, Rung::Paste);
    desk.browser.visit(1).await;
    desk.browser.follow(Script::Allow);
    desk.app.try_other_way().await.unwrap();
    let Visit::Code(code) = desk.browser.visit(2).await else {
        panic!("no code on the page");
    };
    desk.app.submit_code(&code).await.unwrap();
    assert_eq!(desk.until_connected().await.rung, Rung::Paste);
}

/// B4: everything that was opened stays open: the first page's answer still wins after two other ways were tried.
#[tokio::test]
async fn a_late_answer_of_the_first_rung_still_wins() {
    let desk = desk_with(all_rungs(LinkOwner::Ours)).await;
    desk.browser.follow(Script::AllowAndHold);
    desk.app.connect().await.unwrap();
    let Visit::Redirection(first) = desk.browser.visit(0).await else {
        panic!("no redirection");
    };
    desk.browser.follow(Script::Leave);
    wait_in_vain(&desk).await;
    desk.app.try_other_way().await.unwrap();
    wait_in_vain(&desk).await;
    desk.app.try_other_way().await.unwrap();
    desk.browser.visit(2).await;
    assert!(first.starts_with(REDIRECT_URI));
    desk.app.receive_redirection(&first);
    assert_eq!(desk.until_connected().await.rung, Rung::Redirect);
    assert_eq!(desk.token_calls(), 1);
}

/// B4: the loopback answer wins although the person has already gone on to the code page; and its whole
/// address may be pasted, from a tab that could not be shown.
#[tokio::test]
async fn an_answer_for_the_second_rung_can_also_be_pasted() {
    let desk = desk_with(all_rungs(LinkOwner::Nobody)).await;
    desk.browser.follow(Script::AllowAndHold);
    desk.app.connect().await.unwrap();
    let Visit::Redirection(real) = desk.browser.visit(0).await else {
        panic!("no redirection");
    };
    desk.app.offer_code().await.unwrap();
    desk.app.submit_code(&format!("  {real}\n")).await.unwrap();
    assert_eq!(desk.until_connected().await.rung, Rung::Loopback);
}

/// C12, T5: 10,000 forged links, made from the real one by a seeded generator: no token call, no change of
/// state, nothing written down, and the real attempt still completes.
#[tokio::test]
async fn ten_thousand_forged_links_move_nothing_and_the_real_answer_still_wins() {
    let desk = desk_with(all_rungs(LinkOwner::Ours)).await;
    desk.browser.follow(Script::AllowAndHold);
    desk.app.connect().await.unwrap();
    let Visit::Redirection(real) = desk.browser.visit(0).await else {
        panic!("no redirection");
    };
    let before = desk.state();
    let facts = desk.facts.all().len();
    let seed = 0x5eed_2026_u64;
    let mut chance = Chance::new(seed);
    let mut forged = 0;
    while forged < 10_000 {
        let link = forge(&real, &mut chance);
        // One that only differs in what nobody reads is the real one.
        if link == real || same_answer(&link, &real) {
            continue;
        }
        desk.app.receive_redirection(&link);
        forged += 1;
        assert_eq!(
            desk.app.foreign_redirections(),
            forged,
            "seed {seed:#x}: {link}"
        );
    }
    assert_eq!(desk.state(), before);
    assert_eq!(desk.facts.all().len(), facts);
    assert_eq!(desk.token_calls(), 0);
    desk.app.receive_redirection(&real);
    desk.until_connected().await;
    assert_eq!(desk.token_calls(), 1);
}

fn forge(real: &str, chance: &mut Chance) -> String {
    let (uri, query) = real.split_once('?').unwrap();
    let (code, state) = query.split_once('&').unwrap();
    let guess = chance.any();
    match chance.below(9) {
        0 => format!("{uri}?code={guess:x}&state={guess:x}{guess:x}"),
        1 => format!("{uri}?{code}&state={guess:x}"),
        2 => format!("{uri}?{code}"),
        3 => format!("{uri}?error=access_denied&state={guess:x}"),
        4 => format!("{uri}?{query}&{code}"),
        5 => format!("{uri}{guess:x}?{query}"),
        6 => {
            // A letter of the address or of the state is another one.
            let end = real.len() - state.len();
            let at = if guess.is_multiple_of(2) {
                chance.below(uri.len())
            } else {
                end + "state=".len() + chance.below(state.len() - "state=".len())
            };
            let mut letters: Vec<char> = real.chars().collect();
            letters[at] = if letters[at] == 'x' { 'y' } else { 'x' };
            letters.into_iter().collect()
        }
        7 => real[..uri.len() + chance.below(real.len() - uri.len())].to_owned(),
        _ => (0..chance.below(200))
            .filter_map(|_| char::from_u32(u32::try_from(chance.below(0x3000)).unwrap()))
            .collect(),
    }
}

/// Whether it says the same to who reads it.
fn same_answer(link: &str, real: &str) -> bool {
    link.split('#').next() == Some(real)
}

/// B6: an opener that fails is said, whichever rung it was for; another way is offered in time, and Cancel
/// answers within 200 ms.
#[tokio::test]
async fn an_opener_that_fails_is_said_and_cancel_always_answers_at_once() {
    for links in [LinkOwner::Ours, LinkOwner::Nobody] {
        let desk = desk_with(all_rungs(links)).await;
        desk.browser.follow(Script::CannotOpen);
        desk.app.connect().await.unwrap();
        let problem = desk
            .until("a problem while waiting", |snapshot| {
                match &snapshot.connection {
                    ConnectionState::AwaitingResponse { problem, .. } => problem.clone(),
                    _ => None,
                }
            })
            .await;
        assert_eq!(problem.outcome, Outcome::BrowserUnavailable);
        wait_in_vain(&desk).await;
        desk.app.try_other_way().await.unwrap();
        let begun = Instant::now();
        desk.app.cancel_connect().await;
        assert_eq!(desk.state_name(), "Disconnected");
        assert!(begun.elapsed() < Duration::from_millis(200));
    }
}

/// B6: climbing down gives no new time: ten minutes after the click the attempt ends at every rung.
#[tokio::test]
async fn ten_minutes_after_the_click_it_is_over_on_every_rung() {
    let desk = desk_with(all_rungs(LinkOwner::Ours)).await;
    desk.browser.follow(Script::Leave);
    desk.app.connect().await.unwrap();
    let ConnectionState::AwaitingResponse { deadline, .. } = desk.state() else {
        panic!("not waiting");
    };
    wait_in_vain(&desk).await;
    desk.app.try_other_way().await.unwrap();
    assert!(matches!(
        desk.state(),
        ConnectionState::AwaitingResponse { deadline: same, .. } if same == deadline
    ));
    desk.clock
        .advance(Duration::from_mins(10).saturating_sub(PATIENCE));
    assert_eq!(
        desk.until_refused().await.outcome,
        Outcome::AuthorizationExpired
    );
}
