//! The rehearsal of a removal: exact, or honest about where it stopped.

use std::sync::Mutex;
use std::time::Duration;

use connect_core::{Bound, Error, Outcome, Rehearsal, RemotePath};
use smartfile_sandbox::{Endpoint, Fault, World};
use support::{Desk, outcome_of};

fn paths(texts: &[&str]) -> Vec<RemotePath> {
    let parse = |text: &&str| RemotePath::parse(text).unwrap();
    texts.iter().map(parse).collect()
}

async fn count(desk: &Desk, texts: &[&str]) -> Result<Rehearsal, Error> {
    desk.app.rehearse_removal(&paths(texts), &|_| {}).await
}

/// B41: counted, not guessed.
#[tokio::test]
async fn everything_that_would_go_is_counted_once() {
    let desk = Desk::connected().await;
    for (name, size) in [
        ("box/a", 3),
        ("box/in/b", 5),
        ("box/in/deep/c", 7),
        ("d", 11),
        ("e", 0),
    ] {
        desk.put_remote(name, &vec![b'x'; size]);
    }
    let told = Mutex::new(Vec::new());
    let chosen = paths(&["/box", "/box/in", "/d", "/d"]);
    let counted = desk
        .app
        .rehearse_removal(&chosen, &|so_far| told.lock().unwrap().push(so_far))
        .await
        .unwrap();
    assert_eq!((counted.files, counted.folders, counted.bytes), (4, 3, 26));
    assert_eq!(counted.bound, None);
    let told = told.into_inner().unwrap();
    assert!(told.windows(2).all(|pair| pair[0].files <= pair[1].files));
    assert_eq!(told.last().map(|last| last.files), Some(4));
    assert_eq!(
        desk.sandbox.ledger().count("POST", "/api/2/path"),
        0,
        "nothing is removed"
    );
}

#[tokio::test]
async fn a_count_of_many_pages_is_exact_whether_the_site_pages_or_not() {
    for paging in [true, false] {
        let desk = Desk::connected().await;
        for n in 0..250 {
            desk.put_remote(&format!("many/{n}"), b"xx");
        }
        desk.sandbox.switches().change(|s| {
            s.paging = paging;
            s.largest_limit = 40;
        });
        let counted = count(&desk, &["/many"]).await.unwrap();
        assert_eq!(
            (counted.files, counted.bytes, counted.bound),
            (250, 500, None)
        );
    }
}

#[tokio::test]
async fn what_cannot_be_looked_into_makes_it_at_least_so_many() {
    let desk = Desk::connected().await;
    desk.put_remote("box/in/a", b"x");
    desk.put_remote("box/b", b"x");
    let faults = desk.sandbox.faults();
    // The box itself, and what is in it; not what is in the folder below.
    faults.times(Endpoint::Info, 2, Fault::Slow(Duration::ZERO));
    faults.always(Endpoint::Info, Fault::Status(500));
    let counted = count(&desk, &["/box"]).await.unwrap();
    assert_eq!((counted.files, counted.folders), (1, 2));
    assert_eq!(counted.bound, Some(Bound::Unseen));
}

/// Stops at once, on the clock or on the person's word, and keeps what it has.
#[tokio::test]
async fn a_count_that_takes_too_long_or_is_stopped_says_at_least() {
    for stop in [false, true] {
        let desk = Desk::connected().await;
        desk.put_remote("box/in/a", b"x");
        desk.put_remote("box/b", b"x");
        let faults = desk.sandbox.faults();
        faults.times(Endpoint::Info, 2, Fault::Slow(Duration::ZERO));
        faults.always(Endpoint::Info, Fault::Hang);
        let seen = tokio::sync::Notify::new();
        let chosen = paths(&["/box"]);
        let on_count = |so_far: Rehearsal| {
            if so_far.files == 1 {
                seen.notify_one();
            }
        };
        let counting = desk.app.rehearse_removal(&chosen, &on_count);
        let stopping = async {
            seen.notified().await;
            if stop {
                desk.app.stop_rehearsal();
            } else {
                desk.clock.advance(Duration::from_secs(5));
            }
        };
        let (counted, ()) = tokio::join!(counting, stopping);
        let counted = counted.unwrap();
        let bound = if stop { Bound::Stopped } else { Bound::TooLong };
        assert_eq!((counted.files, counted.bound), (1, Some(bound)));
        faults.clear();
    }
}

#[tokio::test]
async fn the_root_and_what_is_gone_are_refused_and_what_may_not_go_is_counted() {
    let desk = Desk::in_world(World::Hostile).await;
    desk.connect().await;
    assert_eq!(outcome_of(count(&desk, &["/"]).await), Outcome::Forbidden);
    assert_eq!(
        outcome_of(count(&desk, &["/nowhere"]).await),
        Outcome::NotFound
    );
    let read_only = count(&desk, &["/Hostile/Read only"]).await.unwrap();
    assert!(read_only.kept > 0, "{read_only:?}");
}
