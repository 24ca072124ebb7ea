//! Whole folders, up and down: one row each, whatever is in them.

use std::path::{Path, PathBuf};

use connect_core::{
    Answer, Contents, ContentsItem, FolderAnswer, ItemState, ItemsShown, LeftOut, Outcome, Phase,
    Proof, ReceiptFilter, RemotePath, Transfer, TransferId,
};
use support::Desk;

use crate::upload::content;

/// A folder of this computer with these files; a name that ends with a slash is an empty folder.
pub(crate) fn folder_here(desk: &Desk, name: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let root = desk.data_dir().parent().unwrap().join("local").join(name);
    std::fs::create_dir_all(&root).unwrap();
    for (path, bytes) in files {
        let place = root.join(path);
        if path.ends_with('/') {
            std::fs::create_dir_all(place).unwrap();
        } else {
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            std::fs::write(place, bytes).unwrap();
        }
    }
    root
}

pub(crate) fn path(text: &str) -> RemotePath {
    RemotePath::parse(text).unwrap()
}

pub(crate) async fn quick(desk: &Desk) {
    desk.connect().await;
    desk.clock.hurry(std::time::Duration::from_secs(2));
}

pub(crate) async fn items(desk: &Desk, id: &TransferId, shown: ItemsShown) -> Vec<ContentsItem> {
    let page = desk.app.folder_items(id, shown, None, 1000).await;
    page.unwrap().items
}

pub(crate) fn paths(items: &[ContentsItem]) -> Vec<&str> {
    let mut paths: Vec<&str> = items.iter().map(|item| item.path.as_str()).collect();
    paths.sort_unstable();
    paths
}

pub(crate) fn counts(transfer: &Transfer) -> Contents {
    transfer.contents.clone().unwrap()
}

/// What is on this computer's disk below a folder: paths, and the bytes of files.
pub(crate) fn held_here(root: &Path) -> Vec<(String, Option<Vec<u8>>)> {
    fn below(root: &Path, folder: &Path, found: &mut Vec<(String, Option<Vec<u8>>)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().display().to_string();
            if path.is_dir() {
                found.push((name, None));
                below(root, &path, found);
            } else {
                found.push((name, Some(std::fs::read(&path).unwrap())));
            }
        }
    }
    let mut found = Vec::new();
    below(root, root, &mut found);
    found.sort();
    found
}

/// B26, B42, D1: every file whole and proven, empty folders and empty files too, and one receipt for each.
#[tokio::test]
async fn a_folder_arrives_whole_at_the_site_as_one_row() {
    let desk = Desk::new().await;
    quick(&desk).await;
    let large = content(700_000);
    let files: &[(&str, &[u8])] = &[
        ("Übersicht & Plan #1.bin", &large),
        ("empty.txt", b""),
        ("2027/Q1/a.txt", b"first"),
        ("2027/Q2/a.txt", b"second"),
        ("nothing in here/", b""),
    ];
    let local = folder_here(&desk, "Harbor", files);
    let id = desk
        .app
        .upload_folder("up", local.clone(), RemotePath::root())
        .unwrap();
    let again = desk
        .app
        .upload_folder("up", local, RemotePath::root())
        .unwrap();
    assert_eq!(id, again, "the same click is the same transfer");
    let done = desk.until_phase(&id, Phase::Done).await;
    let held = desk.held();
    let names: Vec<&str> = held.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "/Harbor",
            "/Harbor/2027",
            "/Harbor/2027/Q1",
            "/Harbor/2027/Q1/a.txt",
            "/Harbor/2027/Q2",
            "/Harbor/2027/Q2/a.txt",
            "/Harbor/empty.txt",
            "/Harbor/nothing in here",
            "/Harbor/Übersicht & Plan #1.bin",
        ]
    );
    assert!(held["/Harbor/Übersicht & Plan #1.bin"].as_ref() == Some(&large));
    assert_eq!(
        held["/Harbor/2027/Q2/a.txt"].as_deref(),
        Some(&b"second"[..])
    );
    let all = counts(&done);
    assert_eq!(
        (all.files, all.folders, all.done, all.waiting),
        (4, 4, 4, 0)
    );
    assert_eq!(
        (all.bytes, all.bytes_done, done.moved),
        (700_011, 700_011, 700_011)
    );
    assert_eq!(all.by_fingerprint + all.by_size, 4, "{all:?}");
    assert!(!all.scanning);
    let receipts = desk
        .app
        .receipts(ReceiptFilter::default(), None, 9)
        .await
        .unwrap();
    assert_eq!(receipts.total, 4);
    let shown = desk.app.snapshot().transfers;
    assert_eq!(shown.len(), 1, "its files are no rows of their own");
    let found = items(&desk, &id, ItemsShown::All).await;
    assert_eq!(found.len(), 8);
    for item in found.iter().filter(|item| item.size.is_some()) {
        assert!(matches!(item.state, ItemState::Done(Some(_))), "{item:?}");
        let receipt = desk
            .app
            .receipt(item.transfer.as_ref().unwrap())
            .await
            .unwrap();
        assert_eq!(receipt.unwrap().size, item.size.unwrap());
    }
}

/// B26, D1: and the other way.
#[tokio::test]
async fn a_folder_arrives_whole_on_this_computer() {
    let desk = Desk::new().await;
    quick(&desk).await;
    let large = content(400_000);
    desk.put_remote("Harbor/plan.bin", &large);
    desk.put_remote("Harbor/2027/Q1/a.txt", b"first");
    desk.put_remote("Harbor/empty.txt", b"");
    std::fs::create_dir_all(desk.remote_file("Harbor/nothing")).unwrap();
    let target = desk.download_to("Harbor");
    let id = desk
        .app
        .download_folder("down", path("/Harbor"), target.clone())
        .unwrap();
    let done = desk.until_phase(&id, Phase::Done).await;
    assert_eq!(
        held_here(&target),
        [
            ("2027".into(), None),
            ("2027/Q1".into(), None),
            ("2027/Q1/a.txt".into(), Some(b"first".to_vec())),
            ("empty.txt".into(), Some(Vec::new())),
            ("nothing".into(), None),
            ("plan.bin".into(), Some(large)),
        ]
    );
    let all = counts(&done);
    assert_eq!(
        (all.files, all.folders, all.done, all.renamed),
        (3, 3, 3, 0)
    );
    let receipts = desk
        .app
        .receipts(ReceiptFilter::default(), None, 9)
        .await
        .unwrap();
    assert_eq!(receipts.total, 3);
    let within = receipts
        .receipts
        .iter()
        .all(|it| matches!(it.proof, Some(Proof::Fingerprint(_))));
    assert!(within, "{receipts:?}");
}

/// B37, B42: a folder with the same name is merged only if the person says so, and its files are asked about.
#[tokio::test]
async fn a_folder_whose_name_is_taken_is_asked_about_and_so_are_its_files() {
    let desk = Desk::new().await;
    quick(&desk).await;
    desk.put_remote("Harbor/a.txt", b"theirs");
    let files: &[(&str, &[u8])] = &[("a.txt", b"mine"), ("b.txt", b"mine too")];
    let local = folder_here(&desk, "Harbor", files);
    let id = desk
        .app
        .upload_folder("up", local, RemotePath::root())
        .unwrap();
    let asked = desk.until_phase(&id, Phase::NeedsYou).await;
    assert_eq!(asked.problem.unwrap().outcome, Outcome::NameTaken);
    assert_eq!(desk.held().len(), 2, "nothing was put anywhere yet");
    desk.app
        .answer_folder(&id, FolderAnswer::Merge(None))
        .unwrap();
    let asked = desk
        .until("a question about one file", |snapshot| {
            let row = snapshot.transfers.iter().find(|row| row.id == id)?;
            (row.phase == Phase::NeedsYou && counts(row).needs_you == 1).then(|| row.clone())
        })
        .await;
    let all = counts(&asked);
    assert_eq!(
        (all.done, all.needs_you, all.waiting),
        (1, 1, 0),
        "never done: {all:?}"
    );
    let open = items(&desk, &id, ItemsShown::NeedsYou).await;
    assert_eq!(paths(&open), ["a.txt"]);
    assert_eq!(open[0].state, ItemState::NeedsYou(Outcome::NameTaken));
    desk.app
        .answer_item(&id, open[0].number, Answer::KeepBoth)
        .await
        .unwrap();
    let done = desk.until_phase(&id, Phase::Done).await;
    assert_eq!(counts(&done).done, 2);
    let held = desk.held();
    assert_eq!(held["/Harbor/a.txt"].as_deref(), Some(&b"theirs"[..]));
    assert_eq!(held["/Harbor/a (2).txt"].as_deref(), Some(&b"mine"[..]));
    let renamed = items(&desk, &id, ItemsShown::Renamed).await;
    assert_eq!(renamed[0].renamed.as_deref(), Some("a (2).txt"));
    assert!(
        desk.app
            .answer_item(&id, open[0].number, Answer::Skip)
            .await
            .is_err()
    );
}

/// B37: one answer for all of them, here and there.
#[tokio::test]
async fn one_answer_is_given_for_all_names_that_are_taken() {
    for (answer, a, b2) in [
        (Answer::Replace, "mine", false),
        (Answer::KeepBoth, "theirs", true),
        (Answer::Skip, "theirs", false),
    ] {
        let desk = Desk::new().await;
        quick(&desk).await;
        desk.put_remote("Harbor/a.txt", b"theirs");
        let files: &[(&str, &[u8])] = &[("a.txt", b"mine"), ("b.txt", b"new")];
        let local = folder_here(&desk, "Harbor", files);
        let id = desk
            .app
            .upload_folder("up", local, RemotePath::root())
            .unwrap();
        desk.until_phase(&id, Phase::NeedsYou).await;
        desk.app
            .answer_folder(&id, FolderAnswer::Merge(Some(answer)))
            .unwrap();
        let done = desk.until_phase(&id, Phase::Done).await;
        let held = desk.held();
        assert_eq!(
            held["/Harbor/a.txt"].as_deref(),
            Some(a.as_bytes()),
            "{answer:?}"
        );
        assert_eq!(
            held["/Harbor/b.txt"].as_deref(),
            Some(&b"new"[..]),
            "{answer:?}"
        );
        assert_eq!(held.contains_key("/Harbor/a (2).txt"), b2, "{answer:?}");
        let left = u64::from(answer == Answer::Skip);
        assert_eq!(counts(&done).left_out, left, "{answer:?}");

        // And down, over what is there.
        let target = desk.download_to("Harbor");
        std::fs::create_dir(&target).unwrap();
        std::fs::write(target.join("b.txt"), b"old").unwrap();
        let id = desk
            .app
            .download_folder("down", path("/Harbor"), target.clone())
            .unwrap();
        desk.until_phase(&id, Phase::NeedsYou).await;
        desk.app
            .answer_folder(&id, FolderAnswer::Merge(Some(answer)))
            .unwrap();
        desk.until_phase(&id, Phase::Done).await;
        let b = std::fs::read_to_string(target.join("b.txt")).unwrap();
        assert_eq!(
            b,
            if answer == Answer::Replace {
                "new"
            } else {
                "old"
            }
        );
        let both = target.join("b (2).txt").exists();
        assert_eq!(both, answer == Answer::KeepBoth);
    }
}

#[tokio::test]
async fn a_folder_whose_name_is_taken_may_keep_both_or_be_left() {
    let desk = Desk::new().await;
    quick(&desk).await;
    desk.put_remote("Harbor/a.txt", b"theirs");
    let local = folder_here(&desk, "Harbor", &[("a.txt", b"mine")]);
    let both = desk
        .app
        .upload_folder("1", local.clone(), RemotePath::root())
        .unwrap();
    desk.until_phase(&both, Phase::NeedsYou).await;
    desk.app.answer_transfer(&both, Answer::KeepBoth).unwrap();
    let done = desk.until_phase(&both, Phase::Done).await;
    assert_eq!(done.name, "Harbor (2)");
    let left = desk
        .app
        .upload_folder("2", local, RemotePath::root())
        .unwrap();
    desk.until_phase(&left, Phase::NeedsYou).await;
    desk.app.answer_transfer(&left, Answer::Skip).unwrap();
    desk.until_phase(&left, Phase::Cancelled).await;
    let names: Vec<String> = desk.held().into_keys().collect();
    assert_eq!(
        names,
        [
            "/Harbor",
            "/Harbor (2)",
            "/Harbor (2)/a.txt",
            "/Harbor/a.txt"
        ]
    );
    // Down: beside the one that is there.
    let target = desk.download_to("Harbor");
    std::fs::create_dir(&target).unwrap();
    let down = desk
        .app
        .download_folder("3", path("/Harbor"), target.clone())
        .unwrap();
    desk.until_phase(&down, Phase::NeedsYou).await;
    desk.app
        .answer_folder(&down, FolderAnswer::KeepBoth)
        .unwrap();
    desk.until_phase(&down, Phase::Done).await;
    assert_eq!(desk.downloaded(), ["Harbor", "Harbor (2)"]);
    assert!(held_here(&target).is_empty());
}

/// B42, T11, T12: what is no file is told with its reason, and no link is followed.
#[cfg(unix)]
#[tokio::test]
async fn what_cannot_be_sent_is_told_with_its_reason() {
    use std::os::unix::ffi::OsStrExt as _;
    let desk = Desk::new().await;
    quick(&desk).await;
    let local = folder_here(
        &desk,
        "Harbor",
        &[("plan.txt", b"plan"), ("sub/a.txt", b"a")],
    );
    let secret = desk.local_file("secret.txt", b"not in the folder");
    std::os::unix::fs::symlink(&secret, local.join("link")).unwrap();
    std::os::unix::fs::symlink(&local, local.join("sub/round")).unwrap();
    std::os::unix::fs::symlink("/nowhere", local.join("dangling")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(local.join("socket")).unwrap();
    let pipe = local.join("pipe");
    let mode = rustix::fs::Mode::RUSR;
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    let no_text = std::ffi::OsStr::from_bytes(b"caf\xe9.txt");
    std::fs::write(local.join(no_text), b"latin").unwrap();
    let id = desk
        .app
        .upload_folder("up", local, RemotePath::root())
        .unwrap();
    let done = desk.until_phase(&id, Phase::Done).await;
    let all = counts(&done);
    assert_eq!((all.files, all.done, all.left_out), (2, 2, 6), "{all:?}");
    let left = items(&desk, &id, ItemsShown::LeftOut).await;
    let mut told: Vec<(String, ItemState)> = left
        .into_iter()
        .map(|item| (item.path, item.state))
        .collect();
    told.sort_by(|one, other| one.0.cmp(&other.0));
    let why = |reason| ItemState::LeftOut(reason);
    assert_eq!(
        told,
        [
            ("caf\u{fffd}.txt".into(), why(LeftOut::NameNotText)),
            ("dangling".into(), why(LeftOut::Link)),
            ("link".into(), why(LeftOut::Link)),
            ("pipe".into(), why(LeftOut::Pipe)),
            ("socket".into(), why(LeftOut::Socket)),
            ("sub/round".into(), why(LeftOut::Link)),
        ]
    );
    assert_eq!(desk.held().len(), 4);
    // Whoever looks through the desk when it is done with would wait at the pipe for ever.
    std::fs::remove_file(pipe).unwrap();
}
