//! Bytes up.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt};
use smartfile::{Error, ErrorKind, RemotePath, SmartFile, Uploaded};
use smartfile_sandbox::{Endpoint, Fault, UploadAnswer};

use crate::practice::{Practice, at};

fn pieces(bytes: &[u8]) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    let pieces: Vec<_> = bytes
        .chunks(7000)
        .map(|piece| Ok(Bytes::copy_from_slice(piece)))
        .collect();
    stream::iter(pieces)
}

async fn upload(
    api: &SmartFile,
    folder: &RemotePath,
    name: &str,
    bytes: &[u8],
) -> Result<Uploaded, Error> {
    api.upload(folder, name, bytes.len() as u64, pieces(bytes))
        .await
}

/// S13.28: multipart to v2, streamed, is what an upload is.
#[tokio::test]
async fn what_is_stored_is_what_was_sent() {
    let practice = Practice::start().await;
    std::fs::create_dir_all(practice.local("Harbor")).unwrap();
    let api = practice.connected().await;
    let bytes: Vec<u8> = (0_u8..251).cycle().take(100_000).collect();
    let entry = upload(&api, &at("/Harbor"), "plan.bin", &bytes)
        .await
        .unwrap()
        .entry
        .unwrap();
    assert_eq!(
        (entry.path.as_str(), entry.size),
        ("/Harbor/plan.bin", Some(100_000))
    );
    assert!(std::fs::read(practice.local("Harbor/plan.bin")).unwrap() == bytes);

    let sent = practice.sandbox.ledger().to("/api/2/path/data/").remove(0);
    assert_eq!(
        (sent.method.as_str(), sent.path.as_str()),
        ("POST", "/api/2/path/data/Harbor/")
    );
    assert!(
        sent.header("content-type")
            .unwrap()
            .starts_with("multipart/form-data; boundary=")
    );
    let length: u64 = sent.header("content-length").unwrap().parse().unwrap();
    assert!(length > 100_000 && length < 100_500, "{length}");
    assert_eq!(sent.header("transfer-encoding"), None);
}

#[tokio::test]
async fn names_that_break_clients_are_stored_as_they_are() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    for name in [
        "it's \"quoted\".txt",
        "100%.txt",
        "100%25.txt",
        "%22.txt",
        "two\nlines\r\n.txt",
        "tab\t.txt",
        "Ångström 日本 ☂.txt",
        "e\u{301}.txt",
        "a;b=c, d&e+f#g?.txt",
        "back\\slash\\\".txt",
        " spaces around ",
        "...",
    ] {
        upload(&api, &RemotePath::root(), name, name.as_bytes())
            .await
            .unwrap();
        let stored = std::fs::read(practice.local("").join(name))
            .unwrap_or_else(|error| panic!("{name:?}: {error}"));
        assert_eq!(stored, name.as_bytes());
    }
}

#[tokio::test]
async fn an_upload_into_a_folder_with_an_odd_name_finds_it() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    let folder = RemotePath::root().join("50% off & more? #1").unwrap();
    std::fs::create_dir_all(practice.local(folder.as_str())).unwrap();
    upload(&api, &folder, "a.txt", b"x").await.unwrap();
    assert_eq!(
        std::fs::read(practice.local("50% off & more? #1/a.txt")).unwrap(),
        b"x"
    );
}

/// S13.13: an array or one object.
#[tokio::test]
async fn both_shapes_of_the_answer_name_the_entry() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    for answer in [UploadAnswer::Array, UploadAnswer::Object] {
        practice
            .sandbox
            .switches()
            .change(|switches| switches.upload_answer = answer);
        let entry = upload(&api, &RemotePath::root(), "a.txt", b"hello")
            .await
            .unwrap()
            .entry
            .unwrap();
        assert_eq!(
            (entry.path.as_str(), entry.size),
            ("/a.txt", Some(5)),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn an_empty_file_is_stored_and_the_same_name_is_replaced() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    upload(&api, &RemotePath::root(), "a.txt", b"first")
        .await
        .unwrap();
    upload(&api, &RemotePath::root(), "a.txt", b"")
        .await
        .unwrap();
    assert_eq!(std::fs::read(practice.local("a.txt")).unwrap(), b"");
}

#[tokio::test]
async fn refusals_have_their_outcomes() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    let error = upload(&api, &at("/nowhere"), "a.txt", b"x")
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.path()),
        (&ErrorKind::FolderMissing, Some(&at("/nowhere/a.txt")))
    );

    practice
        .sandbox
        .switches()
        .change(|switches| switches.disk_limit = Some(3));
    let error = upload(&api, &RemotePath::root(), "a.txt", b"too much")
        .await
        .unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::QuotaExceeded { said: Some(_) }),
        "{error:?}"
    );
    assert!(!practice.local("a.txt").exists());

    let inside = r#"{"status": 400, "detail": "Upload failed midway."}"#.into();
    practice.sandbox.faults().next(
        Endpoint::Upload,
        Fault::Reply {
            status: 200,
            content_type: "application/json".into(),
            body: inside,
        },
    );
    let error = upload(&api, &RemotePath::root(), "a.txt", b"x")
        .await
        .unwrap_err();
    let said = Some("Upload failed midway.".to_owned());
    assert_eq!(error.kind(), &ErrorKind::Rejected { status: 400, said });
}

#[tokio::test]
async fn a_name_that_is_none_is_refused_before_anything_is_sent() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    for name in ["", ".", "..", "a/b", "a\0b"] {
        let error = upload(&api, &RemotePath::root(), name, b"x")
            .await
            .unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Local(_)), "{name:?}");
    }
    assert_eq!(practice.sandbox.ledger().count("POST", "/api/"), 0);
}

#[tokio::test]
async fn a_refused_token_is_replaced_and_the_next_call_succeeds() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    for status in [401, 403] {
        practice
            .sandbox
            .switches()
            .change(|switches| switches.bad_token_status = status);
        practice.sandbox.expire_access_tokens();
        practice.sandbox.ledger().clear();
        let error = upload(&api, &RemotePath::root(), "a.txt", b"hello")
            .await
            .unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Unauthorized, "{status}");
        assert!(
            upload(&api, &RemotePath::root(), "a.txt", b"hello")
                .await
                .is_ok(),
            "{status}"
        );
        assert_eq!(practice.refreshes(), 1);
    }
    practice.sandbox.end_sign_in("maya");
    let error = upload(&api, &RemotePath::root(), "a.txt", b"hello")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::ReauthorizationRequired);
}

#[tokio::test]
async fn a_stream_that_fails_or_has_another_length_is_local_and_nothing_is_stored() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    let root = RemotePath::root();
    let ok = || Ok(Bytes::from_static(b"12345"));
    for (size, pieces, why) in [
        (10, vec![ok()], "there are only 5 of the announced 10 bytes"),
        (
            7,
            vec![ok(), ok()],
            "there are more than the announced 7 bytes",
        ),
        (
            10,
            vec![ok(), Err(io::Error::other("the disk is gone"))],
            "the disk is gone",
        ),
    ] {
        let error = api
            .upload(&root, "a.txt", size, stream::iter(pieces))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Local(why.into()));
    }
    assert!(!practice.local("a.txt").exists());
}

#[tokio::test]
async fn a_server_that_takes_everything_and_says_nothing_is_given_up() {
    let practice = Practice::impatient().await;
    let api = practice.connected().await;
    practice
        .sandbox
        .faults()
        .next(Endpoint::Upload, Fault::Hang);
    let error = upload(&api, &RemotePath::root(), "a.txt", b"hello")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::TimedOut);
}

/// A piece that counts how many of its kind are alive.
struct Piece {
    bytes: Vec<u8>,
    alive: Arc<AtomicI64>,
}

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        self.alive.fetch_sub(1, Ordering::SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_upload_is_never_in_memory_as_a_whole() {
    const PIECE: usize = 64 * 1024;
    const COUNT: u64 = 1024; // 64 MiB
    let practice = Practice::start().await;
    let api = practice.connected().await;
    let (alive, most) = (Arc::new(AtomicI64::new(0)), Arc::new(AtomicI64::new(0)));
    let body = {
        let (alive, most) = (Arc::clone(&alive), Arc::clone(&most));
        stream::iter(0..COUNT).map(move |_| {
            most.fetch_max(alive.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            Ok(Bytes::from_owner(Piece {
                bytes: vec![0; PIECE],
                alive: Arc::clone(&alive),
            }))
        })
    };
    api.upload(&RemotePath::root(), "huge", COUNT * PIECE as u64, body)
        .await
        .unwrap();
    assert_eq!(
        std::fs::metadata(practice.local("huge")).unwrap().len(),
        COUNT * PIECE as u64
    );
    let most = most.load(Ordering::SeqCst);
    assert!(most <= 64, "{most} pieces were alive at once");
    assert_eq!(alive.load(Ordering::SeqCst), 0);
}
