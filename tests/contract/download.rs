//! Bytes down.

use futures_util::StreamExt;
use smartfile::{Error, ErrorKind, SmartFile};
use smartfile_sandbox::{Endpoint, Fault, RangeAnswer};

use crate::practice::{Practice, at, collect};

async fn all(api: &SmartFile, path: &str, from: u64) -> (u64, Vec<u8>, Option<Error>) {
    let download = api.download(&at(path), from).await.unwrap();
    let started_at = download.started_at;
    let (bytes, error) = collect(download.into_stream()).await;
    (started_at, bytes, error)
}

fn pattern(length: usize) -> Vec<u8> {
    (0_u8..251).cycle().take(length).collect()
}

#[tokio::test]
async fn a_file_arrives_whole_with_its_length() {
    let practice = Practice::start().await;
    let bytes = pattern(300_000);
    practice.put("Harbor/plan.bin", &bytes);
    let api = practice.connected().await;
    let download = api.download(&at("/Harbor/plan.bin"), 0).await.unwrap();
    assert_eq!(
        (download.started_at, download.length, download.total),
        (0, Some(300_000), Some(300_000))
    );
    assert!(collect(download.into_stream()).await.0 == bytes);
    let sent = practice.sandbox.ledger().to("/api/2/path/data/").remove(0);
    assert_eq!(
        (sent.path.as_str(), sent.query.as_deref()),
        ("/api/2/path/data/Harbor/plan.bin/", None)
    );
    assert_eq!(
        (sent.header("range"), sent.header("accept")),
        (None, Some("*/*"))
    );
    assert_eq!(sent.header("accept-encoding"), Some("identity"));
}

#[tokio::test]
async fn an_empty_file_is_an_empty_file() {
    let practice = Practice::start().await;
    practice.put("empty", b"");
    let api = practice.connected().await;
    assert!(matches!(all(&api, "/empty", 0).await, (0, bytes, None) if bytes.is_empty()));
}

/// S13.30: a download is never read.
#[tokio::test]
async fn json_and_web_pages_are_files_like_any_other() {
    let practice = Practice::start().await;
    let api = practice.connected().await;
    for (name, content) in [
        ("a.json", r#"{"status": 400, "detail": "not an error"}"#),
        ("a.html", "<!doctype html><p>hello"),
    ] {
        practice.put(name, content.as_bytes());
        let (_, bytes, error) = all(&api, &format!("/{name}"), 0).await;
        assert_eq!(
            (bytes.as_slice(), error.is_none()),
            (content.as_bytes(), true),
            "{name}"
        );
    }
}

/// S13.25: 206 with a fitting range.
#[tokio::test]
async fn a_download_goes_on_where_it_broke_off() {
    let practice = Practice::start().await;
    let bytes = pattern(300_000);
    practice.put("big", &bytes);
    let api = practice.connected().await;
    practice
        .sandbox
        .faults()
        .next(Endpoint::Download, Fault::Cut(100_000));
    let (_, mut have, error) = all(&api, "/big", 0).await;
    let error = error.unwrap();
    assert_eq!(
        (error.kind(), error.is_temporary(), error.path()),
        (&ErrorKind::Cut, true, Some(&at("/big")))
    );
    assert!(have.len() <= 100_000 && bytes.starts_with(&have));

    let download = api.download(&at("/big"), have.len() as u64).await.unwrap();
    assert_eq!(download.started_at, have.len() as u64);
    assert_eq!(download.length, Some((bytes.len() - have.len()) as u64));
    assert_eq!(download.total, Some(300_000));
    have.extend(collect(download.into_stream()).await.0);
    assert!(have == bytes);
    let sent = practice
        .sandbox
        .ledger()
        .to("/api/2/path/data/")
        .pop()
        .unwrap();
    assert!(
        sent.header("range")
            .is_some_and(|range| range.starts_with("bytes=") && range.ends_with('-'))
    );
}

/// S13.25: 200 starts over.
#[tokio::test]
async fn a_server_that_ignores_the_range_is_noticed() {
    let practice = Practice::start().await;
    practice.put("a", b"0123456789");
    practice
        .sandbox
        .switches()
        .change(|switches| switches.range = RangeAnswer::Ignored);
    let api = practice.connected().await;
    let (started_at, bytes, _) = all(&api, "/a", 4).await;
    assert_eq!(
        (started_at, bytes.as_slice()),
        (0, b"0123456789".as_slice())
    );
}

/// S13.25: 416 is judged by the size.
#[tokio::test]
async fn asking_beyond_the_end_is_complete_at_the_length_and_changed_elsewhere() {
    let practice = Practice::start().await;
    practice.put("a", b"0123456789");
    let api = practice.connected().await;
    let download = api.download(&at("/a"), 10).await.unwrap();
    assert_eq!(
        (download.started_at, download.length, download.total),
        (10, Some(0), Some(10))
    );
    assert!(collect(download.into_stream()).await.0.is_empty());
    assert_eq!(
        api.download(&at("/a"), 11).await.unwrap_err().kind(),
        &ErrorKind::Changed
    );
}

#[tokio::test]
async fn a_chunked_download_has_no_length_and_a_cut_in_it_is_noticed() {
    let practice = Practice::start().await;
    let bytes = pattern(200_000);
    practice.put("big", &bytes);
    practice
        .sandbox
        .switches()
        .change(|switches| switches.chunked_downloads = true);
    let api = practice.connected().await;
    let download = api.download(&at("/big"), 0).await.unwrap();
    assert_eq!((download.length, download.total), (None, None));
    assert!(collect(download.into_stream()).await.0 == bytes);

    practice
        .sandbox
        .faults()
        .next(Endpoint::Download, Fault::Cut(70_000));
    let (_, have, error) = all(&api, "/big", 0).await;
    assert_eq!(error.unwrap().kind(), &ErrorKind::Cut);
    assert!(have.len() <= 70_000);
}

#[tokio::test]
async fn a_folder_and_a_used_up_limit_have_their_outcomes() {
    let practice = Practice::start().await;
    practice.put("Harbor/a", b"x");
    let api = practice.connected().await;
    assert_eq!(
        api.download(&at("/Harbor"), 0).await.unwrap_err().kind(),
        &ErrorKind::NotAFile
    );
    let body = r#"{"detail": "The download limit is used up."}"#.into();
    practice.sandbox.faults().next(
        Endpoint::Download,
        Fault::Reply {
            status: 402,
            content_type: "application/json".into(),
            body,
        },
    );
    let said = Some("The download limit is used up.".to_owned());
    assert_eq!(
        api.download(&at("/Harbor/a"), 0).await.unwrap_err().kind(),
        &ErrorKind::QuotaExceeded { said }
    );
}

#[tokio::test]
async fn a_refused_token_is_replaced_before_a_download_begins() {
    let practice = Practice::start().await;
    practice.put("a", b"0123456789");
    let api = practice.connected().await;
    practice.sandbox.expire_access_tokens();
    let (started_at, bytes, error) = all(&api, "/a", 3).await;
    assert_eq!(
        (started_at, bytes.as_slice(), error.is_none()),
        (3, b"3456789".as_slice(), true)
    );
}

#[tokio::test]
async fn a_download_that_falls_silent_is_given_up() {
    let practice = Practice::impatient().await;
    practice.put("a", b"0123456789");
    let api = practice.connected().await;
    practice
        .sandbox
        .faults()
        .next(Endpoint::Download, Fault::Hang);
    assert_eq!(
        api.download(&at("/a"), 0).await.unwrap_err().kind(),
        &ErrorKind::TimedOut
    );
}

#[tokio::test]
async fn a_large_download_is_never_in_memory_as_a_whole() {
    const SIZE: u64 = 64 * 1024 * 1024;
    let practice = Practice::start().await;
    let file = std::fs::File::create(practice.local("huge")).unwrap();
    file.set_len(SIZE).unwrap(); // takes no room on the disk
    let api = practice.connected().await;
    let mut pieces = Box::pin(api.download(&at("/huge"), 0).await.unwrap().into_stream());
    let (mut total, mut largest) = (0, 0);
    while let Some(piece) = pieces.next().await {
        let length = piece.unwrap().len();
        total += length as u64;
        largest = largest.max(length);
    }
    assert_eq!(total, SIZE);
    assert!(largest <= 1024 * 1024, "a piece of {largest} bytes");
}
