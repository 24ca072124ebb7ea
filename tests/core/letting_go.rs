//! Letting go takes effect at once, whatever is being waited for: nobody waits for an answer of the site, nor for a
//! clock. The clock of these tests stands still and the site never answers, so that what comes back comes back
//! because of the person's word alone.

use std::time::{Duration, Instant};

use connect_core::{
    Bound, Clock as _, Deed, OperationId, OperationPhase, Outcome, Phase, RemotePath, TransferId,
};
use smartfile_sandbox::{Endpoint, Fault, ThrottleStyle};
use support::{Desk, outcome_of, report};

fn path(text: &str) -> RemotePath {
    RemotePath::parse(text).unwrap()
}

/// What the site does in place of answering.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Site {
    Hangs,
    /// It asks for an hour of patience, which is more than anybody is given.
    AsksToWait,
}

const SITES: [Site; 2] = [Site::Hangs, Site::AsksToWait];

/// Whether something newer takes its place. A site that asked to wait is not asked for the newer one either, so that this
/// would wait as well.
fn newer(site: Site) -> &'static [bool] {
    match site {
        Site::Hangs => &[false, true],
        Site::AsksToWait => &[false],
    }
}

/// A desk with something to look for in every corner.
async fn desk() -> Desk {
    let desk = Desk::connected().await;
    for file in ["a.txt", "From/inside.txt", "Into/b.txt"] {
        desk.put_remote(file, b"some text");
    }
    desk
}

/// Something under way that the site does not answer.
struct Waiting<'a> {
    desk: &'a Desk,
    what: String,
    at: &'static str,
    asked_before: usize,
    answered: usize,
    since: Instant,
}

impl<'a> Waiting<'a> {
    /// From now on the site does this at this place, once.
    fn at(desk: &'a Desk, what: &str, site: Site, endpoint: Endpoint, at: &'static str) -> Self {
        let answered = desk.sandbox.ledger().to(at).len();
        let fault = match site {
            Site::Hangs => Fault::Hang,
            Site::AsksToWait => Fault::Throttle(ThrottleStyle::Middle, 3600.0),
        };
        desk.sandbox.faults().next(endpoint, fault);
        Self {
            desk,
            what: format!("{what}, the site {site:?}"),
            at,
            asked_before: answered,
            answered: answered + usize::from(site == Site::AsksToWait),
            since: desk.clock.now(),
        }
    }

    /// Resolves when the site was asked and whoever asked waits.
    async fn begun(&self) {
        let ledger = self.desk.sandbox.ledger();
        assert!(
            ledger
                .wait_until_asked(self.asked_before + 1, self.at)
                .await
        );
        if self.answered > self.asked_before {
            let wait = Duration::from_mins(2);
            assert!(
                self.desk.clock.until_asleep_for(wait).await,
                "{}",
                self.what
            );
        }
    }

    /// What was let go of has come back: nothing else has moved.
    fn ended(self, let_go: Instant, newer: usize) {
        let took = let_go.elapsed();
        assert_eq!(self.desk.clock.now(), self.since, "{}", self.what);
        let answered = self.desk.sandbox.ledger().to(self.at).len();
        assert_eq!(answered, self.answered + newer, "answered: {}", self.what);
        report(&format!("let go of {}: {took:.1?}", self.what));
        self.desk.sandbox.faults().clear();
    }
}

#[tokio::test]
async fn a_listing_that_is_stopped_or_left_for_another_folder_ends_at_once() {
    for site in SITES {
        for &newer in newer(site) {
            let desk = desk().await;
            let waiting = Waiting::at(&desk, "a listing", site, Endpoint::Info, "/api/2/path/info");
            let stop = async {
                waiting.begun().await;
                let now = Instant::now();
                if newer {
                    desk.list("/Into").await.unwrap();
                } else {
                    desk.app.stop_listing();
                }
                now
            };
            let (listed, now) = tokio::join!(desk.list("/"), stop);
            assert_eq!(outcome_of(listed), Outcome::Superseded);
            waiting.ended(now, usize::from(newer));
        }
    }
}

#[tokio::test]
async fn a_listing_is_stopped_between_its_pages_too() {
    let desk = desk().await;
    for number in 0..150 {
        desk.put_remote(&format!("many/{number}"), b"x");
    }
    desk.sandbox
        .faults()
        .next(Endpoint::Info, Fault::Slow(Duration::ZERO));
    let waiting = Waiting::at(
        &desk,
        "a second page",
        Site::Hangs,
        Endpoint::Info,
        "/api/2/path/info",
    );
    let stop = async {
        let ledger = desk.sandbox.ledger();
        assert!(ledger.wait_until_asked(2, "/api/2/path/info").await);
        let now = Instant::now();
        desk.app.stop_listing();
        now
    };
    let (listed, now) = tokio::join!(desk.list("/many"), stop);
    assert_eq!(outcome_of(listed), Outcome::Superseded);
    waiting.ended(now, 1);
}

#[tokio::test]
async fn a_search_that_is_stopped_or_replaced_ends_at_once() {
    let root = RemotePath::root();
    for site in SITES {
        for &newer in newer(site) {
            let desk = desk().await;
            let waiting = Waiting::at(&desk, "a search", site, Endpoint::Search, "/api/2/search");
            let stop = async {
                waiting.begun().await;
                let now = Instant::now();
                if newer {
                    desk.app.search("a.txt", &root, &|_| {}).await.unwrap();
                } else {
                    desk.app.stop_search();
                }
                now
            };
            let (found, now) = tokio::join!(desk.app.search("x", &root, &|_| {}), stop);
            assert_eq!(outcome_of(found), Outcome::Superseded);
            waiting.ended(now, usize::from(newer));
        }
    }
}

#[tokio::test]
async fn a_count_before_a_removal_that_is_stopped_or_replaced_ends_at_once() {
    for site in SITES {
        for &newer in newer(site) {
            let desk = desk().await;
            let waiting = Waiting::at(&desk, "a count", site, Endpoint::Info, "/api/2/path/info");
            let (first, other) = ([path("/From")], [path("/a.txt")]);
            let stop = async {
                waiting.begun().await;
                let now = Instant::now();
                if newer {
                    desk.app.rehearse_removal(&other, &|_| {}).await.unwrap();
                } else {
                    desk.app.stop_rehearsal();
                }
                now
            };
            let (counted, now) = tokio::join!(desk.app.rehearse_removal(&first, &|_| {}), stop);
            assert_eq!(counted.unwrap().bound, Some(Bound::Stopped));
            waiting.ended(now, usize::from(newer));
        }
    }
}

#[tokio::test]
async fn a_look_into_a_file_ends_when_another_is_looked_into() {
    let (first, other) = (path("/a.txt"), path("/Into/b.txt"));
    for (endpoint, at) in [
        (Endpoint::Info, "/api/2/path/info"),
        (Endpoint::Download, "/api/2/path/data"),
    ] {
        let desk = desk().await;
        let waiting = Waiting::at(&desk, "a look into a file", Site::Hangs, endpoint, at);
        let stop = async {
            waiting.begun().await;
            let now = Instant::now();
            desk.app.preview(&other).await.unwrap();
            now
        };
        let (seen, now) = tokio::join!(desk.app.preview(&first), stop);
        assert_eq!(outcome_of(seen), Outcome::Superseded);
        waiting.ended(now, 1);
    }
}

fn begin(desk: &Desk, deed: Deed) -> OperationId {
    let app = &desk.app;
    match deed {
        Deed::CreateFolder => app.create_folder("r", &path("/"), "New"),
        Deed::Rename => app.rename("r", &path("/a.txt"), "z.txt"),
        Deed::Move => app.move_into("r", vec![path("/a.txt")], path("/Into")),
        Deed::Copy => app.copy_into("r", vec![path("/a.txt")], path("/Into")),
        Deed::Remove => app.remove("r", vec![path("/a.txt")]),
    }
    .unwrap()
}

/// Whether the look before it, the request, or the question how far the site's own job is hangs.
#[tokio::test]
async fn a_deed_that_is_stopped_ends_at_once_wherever_it_waits() {
    let places = [
        (Endpoint::Info, "/api/2/path/info"),
        (Endpoint::Operation, "/api/2/path/oper"),
        (Endpoint::Task, "/api/2/task"),
    ];
    for deed in [
        Deed::CreateFolder,
        Deed::Rename,
        Deed::Move,
        Deed::Copy,
        Deed::Remove,
    ] {
        for (endpoint, at) in places {
            let has_job = !matches!(deed, Deed::CreateFolder | Deed::Rename);
            if endpoint == Endpoint::Task && !has_job {
                continue;
            }
            let desk = desk().await;
            let what = format!("{deed:?} at {endpoint:?}");
            if endpoint == Endpoint::Task {
                // The first wait before the job is asked about passes by itself, no other does.
                desk.clock.hurry(Duration::from_millis(192));
            }
            let waiting = Waiting::at(&desk, &what, Site::Hangs, endpoint, at);
            let id = begin(&desk, deed);
            let ledger = desk.sandbox.ledger();
            assert!(ledger.wait_until_asked(waiting.asked_before + 1, at).await);
            let before = desk.clock.now();
            let now = Instant::now();
            desk.app.cancel_operation(&id);
            let row = desk.until_ended_operation(&id).await;
            assert_eq!(row.phase, OperationPhase::Cancelled, "{what}");
            let waiting = Waiting {
                since: before,
                ..waiting
            };
            waiting.ended(now, 0);
        }
    }
}

fn send(desk: &Desk, which: Endpoint) -> TransferId {
    let target = desk.download_to("came");
    let sent = match which {
        Endpoint::Upload => {
            let local = desk.local_file("sent.txt", b"what is sent");
            desk.app.upload("t", local, RemotePath::root())
        }
        Endpoint::Operation => desk.app.download_zip("t", vec![path("/From")], target),
        _ => desk.app.download("t", path("/a.txt"), target),
    };
    sent.unwrap()
}

#[tokio::test]
async fn a_transfer_that_is_stopped_ends_at_once() {
    for (which, at) in [
        (Endpoint::Download, "/api/2/path/data"),
        (Endpoint::Upload, "/api/2/path/data"),
        (Endpoint::Operation, "/api/2/path/oper"),
    ] {
        for site in SITES {
            let desk = desk().await;
            let what = format!("a transfer at {which:?}");
            let waiting = Waiting::at(&desk, &what, site, which, at);
            let id = send(&desk, which);
            waiting.begun().await;
            let now = Instant::now();
            desk.app.cancel_transfer(&id);
            desk.until_phase(&id, Phase::Cancelled).await;
            waiting.ended(now, 0);
            desk.app.stop().await;
            assert_eq!(desk.downloaded(), [""; 0], "{what}");
        }
    }
}

/// P2: whoever quits waits for nobody, and finds what was on its way at the next start.
#[tokio::test]
async fn quitting_ends_everything_that_is_under_way() {
    let mut desk = desk().await;
    let faults = desk.sandbox.faults();
    faults.next(Endpoint::Operation, Fault::Hang);
    faults.next(Endpoint::Download, Fault::Hang);
    let (deed, transfer) = (begin(&desk, Deed::Remove), send(&desk, Endpoint::Download));
    let ledger = desk.sandbox.ledger();
    assert!(ledger.wait_until_asked(1, "/api/2/path/oper").await);
    assert!(ledger.wait_until_asked(1, "/api/2/path/data").await);
    let before = desk.clock.now();
    let now = Instant::now();
    desk.app.stop().await;
    report(&format!("quit: {:.1?}", now.elapsed()));
    assert_eq!(desk.clock.now(), before);
    let row = desk.until_ended_operation(&deed).await;
    assert_eq!(row.phase, OperationPhase::Cancelled);
    assert_eq!(
        ledger.count("POST", "/api/2/path/oper"),
        0,
        "never answered"
    );
    desk.restart().await;
    desk.until_phase(&transfer, Phase::Interrupted).await;
}
