//! Finding files, and letting go of a search.

use std::sync::Mutex;

use connect_core::{Error, Outcome, Page, RemotePath, Searched};
use smartfile_sandbox::{Endpoint, Fault};
use support::{Desk, outcome_of};

async fn search(desk: &Desk, words: &str, within: &str) -> (Result<Searched, Error>, Vec<String>) {
    let found = Mutex::new(Vec::new());
    let within = RemotePath::parse(within).unwrap();
    let on_page = |page: Page| {
        let paths = page.entries.into_iter().map(|e| e.path.as_str().to_owned());
        found.lock().unwrap().extend(paths);
    };
    let searched = desk.app.search(words, &within, &on_page).await;
    let mut found = found.into_inner().unwrap();
    found.sort();
    (searched, found)
}

#[tokio::test]
async fn what_fits_is_found_across_the_site_and_only_below_when_asked_so() {
    let desk = Desk::connected().await;
    for name in [
        "plan.pdf",
        "a/plan two.pdf",
        "a/b/Plan three.pdf",
        "a/other.txt",
    ] {
        desk.put_remote(name, b"x");
    }
    let (searched, found) = search(&desk, " plan ", "/").await;
    assert_eq!(
        found,
        ["/a/b/Plan three.pdf", "/a/plan two.pdf", "/plan.pdf"]
    );
    let searched = searched.unwrap();
    assert_eq!(
        (searched.found, searched.more, searched.words.as_str()),
        (3, false, "plan")
    );
    let (_, found) = search(&desk, "plan", "/a").await;
    assert_eq!(found, ["/a/b/Plan three.pdf", "/a/plan two.pdf"]);
    let (none, _) = search(&desk, "   ", "/").await;
    assert_eq!(none.unwrap().found, 0);
    assert_eq!(
        desk.sandbox.ledger().count("GET", "/api/2/search"),
        2,
        "no words, no question"
    );
}

/// B35: words are data, whatever they look like.
#[tokio::test]
async fn odd_words_are_searched_for_as_they_are() {
    let desk = Desk::connected().await;
    desk.put_remote("50% off & more #1?.txt", b"x");
    desk.put_remote("other.txt", b"x");
    for words in ["50%", "& more", "#1?"] {
        let (_, found) = search(&desk, words, "/").await;
        assert_eq!(found, ["/50% off & more #1?.txt"], "{words}");
    }
}

/// At once: the older one is not waited for, and the site may never answer it.
#[tokio::test]
async fn a_newer_search_or_a_stop_ends_the_one_that_is_under_way_at_once() {
    let desk = Desk::connected().await;
    desk.put_remote("plan.pdf", b"x");
    desk.sandbox.faults().next(Endpoint::Search, Fault::Hang);
    let newer = async {
        let ledger = desk.sandbox.ledger();
        assert!(ledger.wait_until_asked(1, "/api/2/search").await);
        search(&desk, "plan", "/").await
    };
    let ((older, _), (newer, found)) = tokio::join!(search(&desk, "old", "/"), newer);
    assert_eq!(outcome_of(older), Outcome::Superseded);
    assert_eq!((newer.unwrap().found, found.len()), (1, 1));
    desk.sandbox.faults().next(Endpoint::Search, Fault::Hang);
    let stop = async {
        let ledger = desk.sandbox.ledger();
        assert!(ledger.wait_until_asked(3, "/api/2/search").await);
        desk.app.stop_search();
    };
    let ((stopped, _), ()) = tokio::join!(search(&desk, "plan", "/"), stop);
    assert_eq!(outcome_of(stopped), Outcome::Superseded);
    desk.sandbox.faults().clear();
}
