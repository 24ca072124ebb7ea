//! Nobody asks for anything, and what the window says stays true.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use connect_core::{ConnectionState, Outcome};
use smartfile_sandbox::{Endpoint, Fault, ThrottleStyle};
use support::{Desk, DeskPlan};
use tracing_subscriber::filter::LevelFilter;

/// How often the app looks while its window can be seen, and while it cannot.
const IN_SIGHT: Duration = Duration::from_secs(20);
const OUT_OF_SIGHT: Duration = Duration::from_mins(5);
/// How long it waits for the answer.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);
/// What is shown may be out of date for so long.
const TRUTH: Duration = Duration::from_secs(30);

/// Connected, with a wire that can be cut, and in sight.
async fn desk() -> Desk {
    let desk = Desk::with(DeskPlan {
        wired: true,
        ..DeskPlan::default()
    })
    .await;
    desk.connect().await;
    desk.app.in_sight(true);
    desk
}

fn questions(desk: &Desk) -> usize {
    desk.sandbox.ledger().count("GET", "/api/")
}

/// Lets one wait of exactly this length pass, and the question after it be answered.
async fn beat(desk: &Desk, wait: Duration) {
    let before = questions(desk);
    assert!(desk.clock.until_asleep_for(wait).await, "{wait:?}");
    assert_eq!(questions(desk), before, "asked before its time");
    desk.clock.advance(wait);
    assert!(desk.sandbox.ledger().wait_for(before + 1, "/api/").await);
}

async fn until_offline(desk: &Desk, is: bool) {
    let what = if is { "offline" } else { "online" };
    desk.until(what, |snapshot| match &snapshot.connection {
        ConnectionState::Connected { offline, .. } if *offline == is => Some(()),
        _ => None,
    })
    .await;
}

/// B24: the site ends a sign-in that nobody uses, and the window says so within half a minute, by itself.
#[tokio::test]
async fn an_ended_sign_in_is_said_within_half_a_minute_though_nobody_asks() {
    let desk = desk().await;
    beat(&desk, IN_SIGHT).await;
    assert!(desk.clock.until_asleep_for(IN_SIGHT).await);
    desk.sandbox.end_sign_in("maya");
    desk.clock.advance(TRUTH);
    let (account, problem) = desk.until_ended().await;
    assert_eq!(problem.outcome, Outcome::ReauthorizationRequired);
    assert_eq!(account.username, "maya");
    assert_eq!(desk.browser.opened(), 1, "no browser without a click");
}

/// B24: a network that is cut is said within half a minute, and its return within half a minute as well.
#[tokio::test]
async fn a_lost_network_is_said_within_half_a_minute_and_comes_back_by_itself() {
    let desk = desk().await;
    assert!(desk.clock.until_asleep_for(IN_SIGHT).await);
    desk.wire.as_ref().unwrap().cut().await;
    desk.clock.advance(TRUTH);
    until_offline(&desk, true).await;
    // The search for its return has begun: the first look comes after five seconds.
    assert!(desk.clock.until_asleep_for(Duration::from_secs(5)).await);
    desk.wire.as_ref().unwrap().mend().await;
    desk.clock.advance(TRUTH);
    until_offline(&desk, false).await;
    beat(&desk, IN_SIGHT).await;
    assert_eq!(desk.state_name(), "Connected");
}

/// B24: a network that swallows everything is noticed like one that is gone.
#[tokio::test]
async fn a_network_that_swallows_the_question_is_said_within_half_a_minute() {
    let desk = desk().await;
    assert!(desk.clock.until_asleep_for(IN_SIGHT).await);
    desk.sandbox.faults().always(Endpoint::WhoAmI, Fault::Hang);
    desk.clock.advance(IN_SIGHT);
    assert!(desk.clock.until_asleep_for(ANSWER_LIMIT).await);
    desk.clock.advance(ANSWER_LIMIT);
    until_offline(&desk, true).await;
    assert!(IN_SIGHT + ANSWER_LIMIT <= TRUTH);
    desk.sandbox.faults().clear();
    until_offline(&desk, false).await;
}

/// B24: an hour of idleness is 180 small questions and nothing else: no line in the log, no renewal, no file
/// written anew for each.
#[tokio::test]
async fn an_idle_hour_writes_no_log_and_asks_a_bounded_number_of_questions() {
    let desk = desk().await;
    desk.list("/").await.unwrap();
    let lines = Lines::default();
    let kept = || std::fs::read_to_string(desk.data_dir().join("accounts.json")).unwrap();
    let (before, tokens) = (questions(&desk), desk.token_calls());
    // Others log on other threads; whatever this app does is done on this one.
    let listening = tracing::subscriber::set_default(
        tracing_subscriber::fmt()
            .with_max_level(LevelFilter::INFO)
            .with_writer({
                let lines = lines.clone();
                move || lines.clone()
            })
            .finish(),
    );
    beat(&desk, IN_SIGHT).await;
    // What connecting had still to remember is written before this.
    desk.app.confirm_account().await.unwrap();
    let file = kept();
    for _ in 1..180 {
        beat(&desk, IN_SIGHT).await;
    }
    assert_eq!(questions(&desk) - before, 180);
    assert_eq!(desk.sandbox.ledger().count("GET", "/api/2/path/"), 1);
    assert_eq!(desk.token_calls(), tokens);
    assert_eq!(lines.count(), 0, "{}", lines.text());
    assert_eq!(kept(), file);
    // The listening itself: a line would have been counted.
    tracing::info!("a line of this test");
    assert_eq!(lines.count(), 1);
    drop(listening);
}

/// B24: an hour without a network writes one line, not one for each look.
#[tokio::test]
async fn an_hour_without_a_network_writes_no_line_for_each_look() {
    let desk = desk().await;
    assert!(desk.clock.until_asleep_for(IN_SIGHT).await);
    desk.wire.as_ref().unwrap().cut().await;
    let lines = Lines::default();
    let listening = tracing::subscriber::set_default(
        tracing_subscriber::fmt()
            .with_max_level(LevelFilter::INFO)
            .with_writer({
                let lines = lines.clone();
                move || lines.clone()
            })
            .finish(),
    );
    desk.clock.advance(IN_SIGHT);
    until_offline(&desk, true).await;
    // Out of sight no other wait is as long as one of these.
    desk.app.in_sight(false);
    for wait in [5, 10, 20] {
        let wait = Duration::from_secs(wait);
        assert!(desk.clock.until_asleep_for(wait).await);
        desk.clock.advance(wait);
    }
    for _ in 0..118 {
        assert!(desk.clock.until_asleep_for(TRUTH).await);
        desk.clock.advance(TRUTH);
    }
    assert!(lines.count() <= 1, "{}", lines.text());
    drop(listening);
    until_offline(&desk, true).await;
}

/// B24: out of sight the site is asked twelve times in an hour; who looks again sees the truth at once.
#[tokio::test]
async fn a_hidden_window_asks_rarely_and_one_that_is_shown_again_at_once() {
    let desk = desk().await;
    assert!(desk.clock.until_asleep_for(IN_SIGHT).await);
    desk.app.in_sight(false);
    let before = questions(&desk);
    for _ in 0..12 {
        beat(&desk, OUT_OF_SIGHT).await;
    }
    assert_eq!(questions(&desk) - before, 12);
    assert!(desk.clock.until_asleep_for(OUT_OF_SIGHT).await);
    desk.clock.advance(Duration::from_mins(1));
    desk.sandbox.end_sign_in("maya");
    desk.app.in_sight(true);
    desk.until_ended().await;
}

/// B24: who works is not asked about: an answer to anything else counts.
#[tokio::test]
async fn a_site_that_has_just_answered_something_else_is_not_asked() {
    let desk = desk().await;
    assert!(desk.clock.until_asleep_for(IN_SIGHT).await);
    desk.clock.advance(IN_SIGHT / 2);
    desk.list("/").await.unwrap();
    desk.clock.advance(IN_SIGHT / 2);
    for _ in 0..20 {
        // The wait that has ended leads to another, from the answer on.
        assert!(desk.clock.until_asleep_for(IN_SIGHT / 2).await);
        desk.list("/").await.unwrap();
        desk.clock.advance(IN_SIGHT / 2);
    }
    let asked = desk.sandbox.ledger().count("GET", "/api/2/whoami");
    assert_eq!(asked, 1, "the one that belongs to connecting");
}

/// B24: a site that asks to wait is left alone for as long as it says, and one that fails is asked ever less often.
#[tokio::test]
async fn a_site_that_is_busy_or_failing_is_not_pestered() {
    let desk = desk().await;
    desk.sandbox
        .faults()
        .next(Endpoint::WhoAmI, Fault::Throttle(ThrottleStyle::New, 100.0));
    beat(&desk, IN_SIGHT).await;
    beat(&desk, Duration::from_secs(100)).await;
    desk.sandbox
        .faults()
        .always(Endpoint::WhoAmI, Fault::Status(500));
    for wait in [20, 40, 80, 160, 300, 300] {
        beat(&desk, Duration::from_secs(wait)).await;
    }
    assert_eq!(desk.state_name(), "Connected");
    desk.sandbox.faults().clear();
    beat(&desk, OUT_OF_SIGHT).await;
    beat(&desk, IN_SIGHT).await;
}

/// An app that nobody has told of a window asks nothing by itself.
#[tokio::test]
async fn without_a_window_nothing_is_asked() {
    let desk = Desk::connected().await;
    desk.list("/").await.unwrap();
    let before = questions(&desk);
    for wait in [IN_SIGHT, OUT_OF_SIGHT] {
        assert!(!desk.clock.is_asleep_for(wait), "{wait:?}");
    }
    desk.clock.advance(Duration::from_hours(1));
    desk.list("/").await.unwrap();
    assert_eq!(questions(&desk), before + 1);
}

#[derive(Clone, Debug, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    fn count(&self) -> usize {
        self.text().lines().count()
    }
}

impl std::io::Write for Lines {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
