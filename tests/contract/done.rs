//! What the SDK does, done at the practice server, which knows nothing of it.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::{TryStreamExt, stream};
use smartfile::{
    Algorithm, EntryKind, Error, ErrorKind, Field, IfTaken, Outgoing, Page, Patience, RemotePath,
    Report, SmartFile, Task,
};
use smartfile_sandbox::{
    ChecksumAnswer, ErrorBodies, MkdirExisting, TaskAnswer, TaskStatus, World,
};

use crate::canned::HastyClock;
use crate::practice::{Practice, at, collect};

/// Follows a task whose waits are over at once.
async fn finished(api: &SmartFile, task: Result<Task, Error>) -> Report {
    let (task, clock) = (task.unwrap(), HastyClock::new());
    let outcome = api.follow(&task, &clock, Patience::default(), drop).await;
    outcome.unwrap()
}

fn bytes(
    text: &str,
) -> impl futures_util::Stream<Item = std::io::Result<bytes::Bytes>> + Send + 'static + use<> {
    stream::iter([Ok(bytes::Bytes::copy_from_slice(text.as_bytes()))])
}

async fn content(api: &SmartFile, path: &RemotePath) -> Vec<u8> {
    let download = api.download(path, 0).await.unwrap();
    collect(download.into_stream()).await.0
}

/// Names that break clients that encode too little, too much, or twice.
const HARD: [&str; 7] = [
    "with space.txt",
    "100%25.txt",
    "a&b=c+d.txt",
    "what?#.txt",
    "Ångström 日本 ☂.txt",
    "e\u{301}.txt",
    "it's \"quoted\";.txt",
];

#[tokio::test]
async fn hard_names_survive_every_operation() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    let there = at("/50% off & more");
    api.create_folder(&there).await.unwrap();
    for name in HARD {
        practice.put(name, name.as_bytes());
        let start = RemotePath::root().join(name).unwrap();
        let (copied, renamed) = (
            there.join(name).unwrap(),
            there.join(&format!("new {name}")).unwrap(),
        );
        let from = std::slice::from_ref(&start);
        let report = finished(&api, api.copy_into(&there, from, IfTaken::Refuse).await).await;
        assert_eq!(report, Report::default(), "{name}");
        let entry = api
            .rename(&copied, &renamed, IfTaken::Refuse)
            .await
            .unwrap();
        assert_eq!(
            entry.map(|entry| entry.path),
            Some(renamed.clone()),
            "{name}"
        );
        assert_eq!(content(&api, &renamed).await, name.as_bytes());
        let report = finished(&api, api.move_into(&there, from, IfTaken::Refuse).await).await;
        assert_eq!(report, Report::default(), "{name}");
        assert_eq!(
            api.info(&start).await.unwrap_err().kind(),
            &ErrorKind::NotFound
        );
        let both = [copied.clone(), renamed];
        assert_eq!(
            finished(&api, api.remove(&both).await).await,
            Report::default()
        );
        assert_eq!(
            api.info(&copied).await.unwrap_err().kind(),
            &ErrorKind::NotFound
        );
    }
    assert_eq!(
        practice.local("50% off & more").read_dir().unwrap().count(),
        0
    );
}

/// S13.34: also with the most hostile names that a server can hold, which come from it as they are and go back
/// to it as they came.
#[tokio::test]
async fn the_most_hostile_names_go_back_to_the_server_as_they_came() {
    let practice = Practice::within(World::Hostile).await;
    let api = practice.connected().await;
    let (copies, mut seen) = (at("/copies"), 0);
    api.create_folder(&copies).await.unwrap();
    let pages: Vec<Page> = api.folder(&at("/Hostile")).try_collect().await.unwrap();
    assert!(pages.iter().all(|page| page.skipped == 0));
    for entry in pages.into_iter().flat_map(|page| page.entries) {
        assert_eq!(api.info(&entry.path).await.unwrap(), entry);
        if entry.kind != EntryKind::File {
            continue;
        }
        let one = std::slice::from_ref(&entry.path);
        let task = api.copy_into(&copies, one, IfTaken::Refuse).await;
        assert_eq!(finished(&api, task).await, Report::default());
        let copy = copies.join(&entry.name).unwrap();
        assert!(content(&api, &copy).await == content(&api, &entry.path).await);
        let size = api.info(&copy).await.unwrap().size;
        assert_eq!(size, entry.size, "{:?}", entry.name);
        api.delete_file(&copy).await.unwrap();
        seen += 1;
    }
    assert!(seen > 20, "only {seen} names");
}

#[tokio::test]
async fn a_refusal_has_its_words_in_every_generation_of_bodies() {
    let practice = Practice::start().await;
    practice.put("a", b"1");
    practice.put("b", b"2");
    let api = practice.connected().await;
    for bodies in [ErrorBodies::Newer, ErrorBodies::Older, ErrorBodies::Plain] {
        practice
            .sandbox
            .switches()
            .change(|switches| switches.error_bodies = bodies);
        let error = api
            .rename(&at("/a"), &at("/b"), IfTaken::LeaveToServer)
            .await
            .unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Rejected { status: 400, said: Some(words) } if !words.contains(['{', '['])),
            "{bodies:?}: {error:?}"
        );
    }
}

/// A server that says that it did something is not believed by this crate; it is asked.
#[tokio::test]
async fn an_operation_that_only_says_it_was_done_shows_in_what_is_there() {
    let practice = Practice::start().await;
    practice.put("a", b"1");
    let api = practice.connected().await;
    practice
        .sandbox
        .switches()
        .change(|switches| switches.lying_operations = true);
    let removed = api.remove(&[at("/a")]).await;
    assert_eq!(finished(&api, removed).await, Report::default());
    assert!(api.info(&at("/a")).await.is_ok());
    api.rename(&at("/a"), &at("/b"), IfTaken::Refuse)
        .await
        .unwrap();
    let error = api.info(&at("/b")).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::NotFound);
}

#[tokio::test]
async fn every_kind_of_task_answer_is_followed() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    for answer in [
        TaskAnswer::Relative,
        TaskAnswer::Absolute,
        TaskAnswer::Redirect,
    ] {
        for status in [TaskStatus::Nested, TaskStatus::Top] {
            practice.sandbox.switches().change(|switches| {
                switches.task_answer = answer;
                switches.task_status = status;
            });
            practice.put("a.txt", b"x");
            assert_eq!(
                finished(&api, api.remove(&[at("/a.txt")]).await).await,
                Report::default()
            );
            assert!(!practice.local("a.txt").exists(), "{answer:?} {status:?}");
        }
    }
    let uuids = api.tasks(1).await.unwrap();
    assert_eq!(uuids.items.len(), 6);
    assert!(uuids.items.iter().all(|task| task.text("uuid").is_some()));
}

#[tokio::test]
async fn what_fails_of_several_is_told_by_its_path_and_the_rest_is_done() {
    let practice = Practice::start().await;
    for name in ["a", "stuck", "b"] {
        practice.put(name, b"x");
    }
    practice
        .sandbox
        .switches()
        .change(|switches| switches.failing_name = Some("stuck".into()));
    let api = practice.connected().await;
    let report = finished(&api, api.remove(&["/a", "/stuck", "/b"].map(at)).await).await;
    let failed: Vec<_> = report
        .failures
        .iter()
        .map(|failure| failure.path.clone())
        .collect();
    assert_eq!(failed, [Some(at("/stuck"))]);
    assert!(report.failures[0].said.is_some());
    assert!(matches!(
        report.whole(),
        Err(ErrorKind::PartlyFailed { .. })
    ));
    assert!(
        !practice.local("a").exists()
            && practice.local("stuck").exists()
            && !practice.local("b").exists()
    );
}

#[tokio::test]
async fn a_task_still_runs_when_time_is_up_and_is_lost_when_it_is_forgotten() {
    let practice = Practice::start().await;
    practice.put("a", b"x");
    let api = practice.connected().await;
    practice
        .sandbox
        .switches()
        .change(|switches| switches.task_length = Duration::from_hours(1));
    let task = api.remove(&[at("/a")]).await.unwrap();
    let patience = Patience {
        limit: Duration::from_secs(3),
        ..Patience::default()
    };
    let error = api
        .follow(&task, &HastyClock::new(), patience, drop)
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.may_have_happened()),
        (&ErrorKind::StillRunning, true)
    );

    practice.sandbox.switches().change(|switches| {
        switches.task_length = Duration::ZERO;
        switches.task_memory = Duration::ZERO;
    });
    practice.put("b", b"x");
    let task = api.remove(&[at("/b")]).await.unwrap();
    let error = api
        .follow(&task, &HastyClock::new(), Patience::default(), drop)
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.may_have_happened()),
        (&ErrorKind::TaskLost, true)
    );
    assert!(!practice.local("b").exists(), "the doubt was right");
}

#[tokio::test]
async fn what_is_missing_fails_before_any_task() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    let nowhere = at("/nowhere");
    let error = api
        .remove(std::slice::from_ref(&nowhere))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.path()),
        (&ErrorKind::NotFound, Some(&nowhere))
    );
    let error = api.checksum(&nowhere, Algorithm::Md5).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::NotFound);
    assert_eq!(practice.sandbox.ledger().to("/api/2/task/").len(), 0);
}

#[tokio::test]
async fn folders_are_made_from_the_top_down_whatever_is_there_already() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    for existing in [MkdirExisting::Accepted, MkdirExisting::Conflict] {
        practice
            .sandbox
            .switches()
            .change(|switches| switches.mkdir_existing = existing);
        for _ in 0..2 {
            let made = api.create_folder(&at("/Harbor")).await.unwrap().unwrap();
            assert_eq!(made.path, at("/Harbor"), "{existing:?}");
        }
        let deep = at(&format!("/Harbor/{existing:?}/b/c"));
        api.create_folders(&deep, &HastyClock::new()).await.unwrap();
        api.create_folders(&deep, &HastyClock::new()).await.unwrap();
        assert!(practice.local(deep.as_str()).is_dir());
    }
    practice.put("file", b"x");
    for path in ["/file", "/file/below"] {
        let error = api
            .create_folders(&at(path), &HastyClock::new())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::NameTaken, "{path}");
    }
}

#[tokio::test]
async fn a_name_that_is_taken_stops_renaming_moving_copying_and_packing() {
    let practice = Practice::start().await;
    practice.put("a", b"new");
    practice.put("There/a", b"old");
    let api = practice.connected().await;
    let (a, there) = (at("/a"), at("/There"));
    let one = std::slice::from_ref(&a);
    let look = IfTaken::Refuse;
    for outcome in [
        api.rename(&a, &at("/There/a"), look).await.map(drop),
        api.move_into(&there, one, look).await.map(drop),
        api.copy_into(&there, one, look).await.map(drop),
        api.compress(one, &there, "a", look).await.map(drop),
    ] {
        assert_eq!(outcome.unwrap_err().kind(), &ErrorKind::NameTaken);
    }
    assert_eq!(content(&api, &at("/There/a")).await, b"old");
    // Left to a server that refuses, it is refused, by whatever name.
    assert!(
        api.rename(&a, &at("/There/a"), IfTaken::LeaveToServer)
            .await
            .is_err()
    );
    assert_eq!(content(&api, &at("/There/a")).await, b"old");
}

#[tokio::test]
async fn every_checksum_is_that_of_the_bytes_and_a_server_without_them_says_so() {
    let practice = Practice::start().await;
    practice.put("abc", b"abc");
    let api = practice.connected().await;
    let abc = at("/abc");
    for (algorithm, sum) in [
        (Algorithm::Md5, "900150983cd24fb0d6963f7d28e17f72"),
        (Algorithm::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            Algorithm::Sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        (
            Algorithm::Sha512,
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        ),
        (Algorithm::Crc32, "352441c2"),
    ] {
        let report = finished(&api, api.checksum(&abc, algorithm).await).await;
        assert_eq!(
            report.checksums.get(&abc).map(String::as_str),
            Some(sum),
            "{algorithm:?}"
        );
    }
    practice
        .sandbox
        .switches()
        .change(|switches| switches.checksum = ChecksumAnswer::Unsupported);
    let error = api.checksum(&abc, Algorithm::Sha256).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::NotFound);
}

#[tokio::test]
async fn several_entries_are_packed_at_the_server_or_on_the_way() {
    let practice = Practice::start().await;
    practice.put("a.txt", b"first");
    practice.put("Harbor/b.txt", b"second");
    let api = practice.connected().await;
    let both = [at("/a.txt"), at("/Harbor")];
    let report = finished(
        &api,
        api.compress(&both, &at("/Harbor"), "all.zip", IfTaken::Refuse)
            .await,
    )
    .await;
    assert_eq!(report, Report::default());
    let stored = content(&api, &at("/Harbor/all.zip")).await;
    let download = api.download_several(&both, "all.zip").await.unwrap();
    let (streamed, error) = collect(download.into_stream()).await;
    assert!(error.is_none());
    for zip in [stored, streamed] {
        assert!(zip.starts_with(b"PK\x03\x04"));
        let holds = |text: &[u8]| zip.windows(text.len()).any(|window| window == text);
        assert!(holds(b"a.txt") && holds(b"Harbor/b.txt"));
    }
}

#[tokio::test]
async fn attributes_are_kept_with_the_entry() {
    let practice = Practice::start().await;
    practice.put("a.txt", b"x");
    let api = practice.connected().await;
    let wanted = BTreeMap::from([
        ("checksum".to_owned(), "ab=c & é".to_owned()),
        ("modified".to_owned(), "2021".to_owned()),
    ]);
    api.set_attributes(&at("/a.txt"), &wanted).await.unwrap();
    assert_eq!(api.info(&at("/a.txt")).await.unwrap().attributes, wanted);
}

#[tokio::test]
async fn a_listing_of_some_facts_has_them_and_all_entries() {
    let practice = Practice::start().await;
    for number in 0..7 {
        practice.put(&format!("Harbor/{number}"), b"12345");
    }
    let api = practice.connected().await;
    let harbor = at("/Harbor");
    let page = api.page_of(&harbor, 2, 5, &[Field::Size]).await.unwrap();
    assert_eq!((page.entries.len(), page.pages), (2, Some(2)));
    assert_eq!(
        (page.entries[0].size, page.entries[0].time.as_ref()),
        (Some(5), None)
    );
    let asked = practice.sandbox.ledger().to("/api/2/path/info/Harbor/");
    assert_eq!(
        asked.len(),
        1,
        "the children came although they were not among the fields"
    );
    assert_eq!(api.whole_folder(&harbor).await.unwrap().entries.len(), 7);
}

#[tokio::test]
async fn several_files_arrive_in_one_request_and_one_too_many_is_refused() {
    let practice = Practice::start().await;
    std::fs::create_dir_all(practice.local("Harbor")).unwrap();
    let api = practice.connected().await;
    let files = || {
        vec![
            Outgoing::new("a \"b\".txt", 5, bytes("first")),
            Outgoing::new("ü.txt", 3, bytes("2nd")),
        ]
    };
    let uploaded = api.upload_several(&at("/Harbor"), files()).await.unwrap();
    let told: Vec<_> = uploaded
        .iter()
        .map(|up| up.entry.as_ref().unwrap())
        .map(|e| (e.name.as_str(), e.size))
        .collect();
    assert_eq!(told, [("a \"b\".txt", Some(5)), ("ü.txt", Some(3))]);
    assert_eq!(
        std::fs::read(practice.local("Harbor/ü.txt")).unwrap(),
        b"2nd"
    );
    practice
        .sandbox
        .switches()
        .change(|switches| switches.bulk_upload = false);
    let error = api
        .upload_several(&at("/Harbor"), files())
        .await
        .unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Rejected { status: 400, .. }),
        "{error:?}"
    );
    let error = api
        .upload_several(&at("/Nowhere"), files())
        .await
        .unwrap_err();
    assert!(
        error.status() == Some(409) || error.status() == Some(400),
        "{error:?}"
    );
}

#[tokio::test]
async fn raw_bytes_are_stored_continued_and_deleted() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    for name in HARD {
        let path = RemotePath::root().join(name).unwrap();
        let stored = api
            .put(&path, 5, bytes("hello"))
            .await
            .unwrap()
            .entry
            .unwrap();
        assert_eq!(
            (stored.path, stored.size),
            (path.clone(), Some(5)),
            "{name}"
        );
        let stored = api
            .append(&path, 5, 6, None, bytes(" world"))
            .await
            .unwrap();
        assert_eq!(stored.entry.unwrap().size, Some(11), "{name}");
        assert_eq!(content(&api, &path).await, b"hello world");
        api.delete_file(&path).await.unwrap();
        assert_eq!(
            api.delete_file(&path).await.unwrap_err().kind(),
            &ErrorKind::NotFound
        );
    }
    let long_ago = Some(std::time::UNIX_EPOCH + Duration::from_hours(24));
    practice.put("a.txt", b"hello");
    let error = api
        .append(&at("/a.txt"), 5, 1, long_ago, bytes("!"))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Changed);
    practice
        .sandbox
        .switches()
        .change(|switches| switches.v3_midway = Some(2));
    let error = api.put(&at("/b.txt"), 5, bytes("hello")).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Rejected { status: 400.., .. }),
        "{error:?}"
    );
    practice.sandbox.switches().change(|switches| {
        switches.v3_midway = None;
        switches.version_3 = false;
    });
    assert_eq!(
        api.put(&at("/b.txt"), 1, bytes("x"))
            .await
            .unwrap_err()
            .kind(),
        &ErrorKind::NotFound
    );
    practice.sandbox.switches().change(|switches| {
        switches.version_3 = true;
        switches.unpaid_name = Some("b.txt".into());
    });
    let error = api.put(&at("/b.txt"), 1, bytes("x")).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::QuotaExceeded { .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn earlier_versions_are_listed_and_downloaded() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    for text in ["first", "second", "third"] {
        api.upload(&at("/"), "a.txt", text.len() as u64, bytes(text))
            .await
            .unwrap();
    }
    let versions = api.versions(&at("/a.txt")).await.unwrap();
    assert_eq!(
        (versions.items.len(), versions.skipped),
        (2, 0),
        "{versions:?}"
    );
    let mut found = Vec::new();
    for version in &versions.items {
        let id = version.number("version").unwrap().to_string();
        let download = api.download_version(&at("/a.txt"), &id).await.unwrap();
        found.push(String::from_utf8(collect(download.into_stream()).await.0).unwrap());
    }
    found.sort();
    assert_eq!(found, ["first", "second"]);
    assert_eq!(content(&api, &at("/a.txt")).await, b"third");
}

#[tokio::test]
async fn an_address_for_a_while_opens_the_file_without_a_sign_in() {
    let practice = Practice::start().await;
    practice.put("100%25 & more.txt", b"hello");
    let api = practice.connected().await;
    let address = api
        .direct_address(&at("/100%25 & more.txt"), Duration::from_mins(5))
        .await
        .unwrap();
    let answer = reqwest::Client::builder()
        .no_proxy()
        .build()
        .unwrap()
        .get(address.expose())
        .send()
        .await
        .unwrap();
    assert_eq!(answer.bytes().await.unwrap(), "hello");
    let error = api
        .direct_address(&at("/nowhere"), Duration::from_mins(5))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::NotFound);
}

#[tokio::test]
async fn an_upload_with_a_name_tells_how_far_it_is() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    let id = "5b0f2c9e-1d7c-4f0e-9a52-6b7d1e4a90c3";
    api.upload_named(id, &at("/"), "a.txt", 5, bytes("hello"))
        .await
        .unwrap();
    let progress = api.upload_progress(id).await.unwrap();
    assert!(progress.names().count() > 0, "{progress:?}");
    let other = "00000000-1d7c-4f0e-9a52-6b7d1e4a90c3";
    assert_eq!(
        api.upload_progress(other).await.unwrap_err().kind(),
        &ErrorKind::NotFound
    );
}

/// S13.29: with a server that shows new things late.
#[tokio::test]
async fn what_shows_up_late_is_waited_for() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    practice
        .sandbox
        .switches()
        .change(|switches| switches.visibility_delay = Duration::from_hours(1));
    api.upload(&at("/"), "a.txt", 5, bytes("hello"))
        .await
        .unwrap();
    let clock = HastyClock::new();
    let error = api
        .info_after_change(&at("/a.txt"), &clock)
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), clock.millis()),
        (&ErrorKind::NotFound, vec![500, 1000, 2000])
    );
    practice
        .sandbox
        .switches()
        .change(|switches| switches.visibility_delay = Duration::ZERO);
    api.upload(&at("/"), "b.txt", 5, bytes("hello"))
        .await
        .unwrap();
    let clock = HastyClock::new();
    let entry = api.info_after_change(&at("/b.txt"), &clock).await.unwrap();
    assert_eq!((entry.size, clock.waits()), (Some(5), Vec::new()));
}
