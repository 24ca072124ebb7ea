//! Listings and the facts of entries.

use futures_util::{StreamExt, TryStreamExt};
use smartfile::{EntryKind, ErrorKind, Page};
use smartfile_sandbox::{Endpoint, Fault, ThrottleStyle, World};

use crate::practice::{ManualClock, Practice, at};

/// Names that break clients, among them one that looks encoded.
const NAMES: [&str; 16] = [
    "plain.txt",
    "with space.txt",
    "a&b.txt",
    "a#b.txt",
    "100%.txt",
    "100%25.txt",
    "what?.txt",
    "a+b.txt",
    "it's \"quoted\".txt",
    "semi;colon=.txt",
    "Ångström 日本 ☂.txt",
    "e\u{301}.txt",
    "back\\slash.txt",
    "...",
    "Case.txt",
    "case.txt",
];

fn many(practice: &Practice, count: usize) {
    for number in 0..count {
        practice.put(&format!("Many/{number:04}.txt"), b"x");
    }
}

fn names(pages: &[Page]) -> Vec<String> {
    pages
        .iter()
        .flat_map(|page| page.entries.iter().map(|entry| entry.name.clone()))
        .collect()
}

#[tokio::test]
async fn a_thousand_entries_arrive_page_by_page_each_once() {
    let practice = Practice::start().await;
    many(&practice, 1000);
    let api = practice.connected().await;
    let pages: Vec<Page> = api.folder(&at("/Many")).try_collect().await.unwrap();
    assert_eq!(
        pages
            .iter()
            .map(|page| (page.page, page.entries.len()))
            .collect::<Vec<_>>(),
        (1..=10).map(|n| (n, 100)).collect::<Vec<_>>()
    );
    assert!(
        pages
            .iter()
            .all(|page| page.pages == Some(10) && page.total == Some(1000) && page.skipped == 0)
    );
    let expected: Vec<String> = (0..1000).map(|number| format!("{number:04}.txt")).collect();
    assert_eq!(names(&pages), expected);
    let asked = practice.sandbox.ledger().to("/api/2/path/info/Many/");
    assert_eq!(asked.len(), 10);
    assert_eq!(
        asked[9].query.as_deref(),
        Some("children=true&limit=100&page=10")
    );
}

#[tokio::test]
async fn pages_are_asked_for_only_when_they_are_wanted() {
    let practice = Practice::start().await;
    many(&practice, 150);
    let api = practice.connected().await;
    let mut pages = Box::pin(api.folder(&at("/Many")));
    assert_eq!(practice.sandbox.ledger().count("GET", "/api/"), 0);
    pages.next().await.unwrap().unwrap();
    assert_eq!(practice.sandbox.ledger().count("GET", "/api/"), 1);
}

/// S13.17: no pages are believed in that were not told.
#[tokio::test]
async fn a_server_without_pages_gives_everything_at_once() {
    let practice = Practice::start().await;
    many(&practice, 150);
    practice
        .sandbox
        .switches()
        .change(|switches| switches.paging = false);
    let api = practice.connected().await;
    let pages: Vec<Page> = api.folder(&at("/Many")).try_collect().await.unwrap();
    assert_eq!(
        (pages.len(), pages[0].entries.len(), pages[0].pages),
        (1, 150, None)
    );
    assert_eq!(practice.sandbox.ledger().count("GET", "/api/"), 1);
}

/// S13.17: its own numbers count.
#[tokio::test]
async fn a_server_that_gives_fewer_is_followed_by_its_own_numbers() {
    let practice = Practice::start().await;
    many(&practice, 20);
    practice
        .sandbox
        .switches()
        .change(|switches| switches.largest_limit = 7);
    let api = practice.connected().await;
    let pages: Vec<Page> = api.folder(&at("/Many")).try_collect().await.unwrap();
    assert_eq!(
        pages
            .iter()
            .map(|page| page.entries.len())
            .collect::<Vec<_>>(),
        [7, 7, 6]
    );
    let page = api.page(&at("/Many"), 2, 5).await.unwrap();
    assert_eq!(
        (page.page, page.pages, page.entries[0].name.as_str()),
        (2, Some(4), "0005.txt")
    );
}

#[tokio::test]
async fn the_folder_itself_comes_with_every_page_and_an_empty_one_has_one_page() {
    let practice = Practice::start().await;
    std::fs::create_dir_all(practice.local("Empty")).unwrap();
    let api = practice.connected().await;
    let pages: Vec<Page> = api.folder(&at("/Empty")).try_collect().await.unwrap();
    assert_eq!((pages.len(), pages[0].entries.len()), (1, 0));
    assert_eq!(
        (pages[0].folder.path.as_str(), pages[0].folder.kind),
        ("/Empty", EntryKind::Folder)
    );

    let root: Vec<Page> = api.folder(&at("/")).try_collect().await.unwrap();
    assert!(root[0].folder.path.is_root() && root[0].folder.name.is_empty());
    assert!(names(&root).contains(&"Empty".to_owned()));
}

#[tokio::test]
async fn an_entry_that_shows_up_again_is_dropped_and_a_page_with_nothing_new_is_the_last() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    let page = |page: u32, names: &[&str]| Fault::Reply {
        status: 200,
        content_type: "application/json".into(),
        body: format!(
            r#"{{"path": "/Many", "isdir": true, "page": {page}, "pages": 99, "children": [{}]}}"#,
            names
                .iter()
                .map(|name| format!(r#"{{"name": "{name}"}}"#))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    };
    for (number, content) in [
        (1, ["a", "b"]),
        (2, ["b", "c"]),
        (3, ["b", "c"]),
        (4, ["d", "e"]),
    ] {
        practice
            .sandbox
            .faults()
            .next(Endpoint::Info, page(number, &content));
    }
    let pages: Vec<Page> = api.folder(&at("/Many")).try_collect().await.unwrap();
    assert_eq!(names(&pages), ["a", "b", "c"]);
    assert_eq!(practice.sandbox.ledger().count("GET", "/api/"), 3);
}

#[tokio::test]
async fn after_a_pause_the_listing_goes_on_where_it_was() {
    let (mut practice, clock) = (Practice::start().await, ManualClock::new());
    practice.http = practice.http.on_clock(clock.clone());
    many(&practice, 150);
    let api = practice.connected().await;
    let mut pages = Box::pin(api.folder(&at("/Many")));
    let mut all = vec![pages.next().await.unwrap().unwrap()];
    practice
        .sandbox
        .faults()
        .next(Endpoint::Info, Fault::Throttle(ThrottleStyle::Middle, 7.0));
    let error = pages.next().await.unwrap().unwrap_err();
    assert_eq!(error.retry_after(), Some(std::time::Duration::from_secs(7)));
    clock.advance(7);
    while let Some(page) = pages.next().await {
        all.push(page.unwrap());
    }
    assert_eq!(names(&all).len(), 150);
}

#[tokio::test]
async fn a_token_that_dies_in_the_middle_of_a_listing_is_not_noticed() {
    let practice = Practice::start().await;
    many(&practice, 150);
    let api = practice.connected().await;
    let mut pages = Box::pin(api.folder(&at("/Many")));
    let mut all = vec![pages.next().await.unwrap().unwrap()];
    practice.sandbox.expire_access_tokens();
    while let Some(page) = pages.next().await {
        all.push(page.unwrap());
    }
    assert_eq!(names(&all).len(), 150);
}

#[tokio::test]
async fn names_that_break_clients_are_listed_asked_about_and_downloaded() {
    let practice = Practice::start().await;
    for name in NAMES {
        practice.put(&format!("Names/{name}"), name.as_bytes());
    }
    let api = practice.connected().await;
    let folder = at("/Names");
    let pages: Vec<Page> = api.folder(&folder).try_collect().await.unwrap();
    let mut listed = names(&pages);
    listed.sort();
    let mut expected = NAMES.to_vec();
    expected.sort_unstable();
    assert_eq!(listed, expected);
    for name in NAMES {
        let path = folder.join(name).unwrap();
        let entry = api.info(&path).await.unwrap();
        assert_eq!(
            (entry.name.as_str(), &entry.path, entry.size),
            (name, &path, Some(name.len() as u64))
        );
        let download = api.download(&path, 0).await.unwrap();
        let (bytes, error) = crate::practice::collect(download.into_stream()).await;
        assert_eq!((bytes.as_slice(), error.is_none()), (name.as_bytes(), true));
    }
}

#[tokio::test]
async fn every_file_of_the_practice_world_has_the_size_that_its_entry_says() {
    let practice = Practice::within(World::Thousand).await;
    let api = practice.connected().await;
    let mut folders = vec![at("/Names")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        let pages: Vec<Page> = api.folder(&folder).try_collect().await.unwrap();
        for entry in pages.into_iter().flat_map(|page| page.entries) {
            assert_eq!(api.info(&entry.path).await.unwrap(), entry);
            if entry.kind == EntryKind::Folder {
                folders.push(entry.path);
                continue;
            }
            let download = api.download(&entry.path, 0).await.unwrap();
            let (bytes, error) = crate::practice::collect(download.into_stream()).await;
            assert!(
                error.is_none() && entry.size == Some(bytes.len() as u64),
                "{entry:?}"
            );
            files += 1;
        }
    }
    assert!(files > 20, "only {files} files");
}

#[tokio::test]
async fn an_entry_has_the_facts_of_the_file() {
    let practice = Practice::start().await;
    practice.put("Harbor/plan.pdf", &[7; 4821]);
    let api = practice.connected().await;
    let entry = api.info(&at("/Harbor/plan.pdf")).await.unwrap();
    assert_eq!((entry.kind, entry.size), (EntryKind::File, Some(4821)));
    assert_eq!(entry.mime.as_deref(), Some("application/pdf"));
    assert!(entry.id.is_some() && entry.time.unwrap().parts().is_some());
    let sent = practice.sandbox.ledger().to("/api/").remove(0);
    assert_eq!(
        (sent.path.as_str(), sent.query),
        ("/api/2/path/info/Harbor/plan.pdf/", None)
    );
}

#[tokio::test]
async fn what_is_not_there_is_not_found_with_its_path() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    let nowhere = at("/nowhere");
    for error in [
        api.info(&nowhere).await.unwrap_err(),
        api.page(&nowhere, 1, 100).await.unwrap_err(),
        api.download(&nowhere, 0).await.unwrap_err(),
    ] {
        assert_eq!(
            (error.kind(), error.path(), error.status()),
            (&ErrorKind::NotFound, Some(&nowhere), Some(404))
        );
        assert!(!error.to_string().contains("nowhere"));
    }
}

#[tokio::test]
async fn a_file_is_no_folder() {
    let practice = Practice::start().await;
    practice.put("a.txt", b"x");
    let error = practice
        .connected()
        .await
        .page(&at("/a.txt"), 1, 100)
        .await
        .unwrap_err();
    assert_eq!(
        error.kind(),
        &ErrorKind::UnexpectedReply {
            expected: "a folder"
        }
    );
}
