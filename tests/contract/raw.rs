//! Bytes up in the other ways: several files at once, raw, appended; and deleting one file.

use std::io;
use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use futures_util::stream::{self, Stream};
use smartfile::{ErrorKind, Outgoing};

use crate::canned::{Answer, Canned};
use crate::practice::at;

fn bytes(text: &'static str) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    stream::iter([Ok(Bytes::from_static(text.as_bytes()))])
}

fn outgoing(name: &str, text: &'static str) -> Outgoing {
    Outgoing::new(name, text.len() as u64, bytes(text))
}

/// S13.13: an array, one object, or nothing of use: what is told is told, and what is not is `None`, to be
/// asked about.
#[tokio::test]
async fn of_several_files_each_finds_its_own_entry_in_any_shape_of_the_answer() {
    for (answer, told) in [
        (
            r#"[{"path": "/Harbor/b"}, {"name": "a", "size": 5}]"#,
            [true, true],
        ),
        (r#"[{"name": "b"}, {"name": "c"}]"#, [false, true]),
        (r#"{"name": "a", "size": 5}"#, [true, false]),
        ("[]", [false, false]),
        ("{}", [false, false]),
        ("", [false, false]),
    ] {
        let canned = Canned::saying([Answer::json(answer)]).await;
        let files = vec![outgoing("a", "first"), outgoing("b", "2nd")];
        let uploaded = canned
            .client()
            .upload_several(&at("/Harbor"), files)
            .await
            .unwrap();
        let names: Vec<_> = uploaded
            .iter()
            .map(|up| up.entry.as_ref().map(|e| e.name.as_str()))
            .collect();
        assert_eq!(
            names,
            [told[0].then_some("a"), told[1].then_some("b")],
            "{answer}"
        );
        let sent = canned.asked().remove(0);
        assert_eq!(
            (sent.method.as_str(), sent.target.as_str()),
            ("POST", "/api/2/path/data/Harbor/")
        );
        let (kind, boundary) = sent
            .header("content-type")
            .unwrap()
            .split_once("; boundary=")
            .unwrap();
        assert_eq!(kind, "multipart/form-data");
        let body = sent.text();
        assert_eq!(body.matches(&format!("--{boundary}\r\n")).count(), 2);
        assert!(body.contains("filename=\"a\"") && body.contains("\r\n\r\nfirst\r\n--"));
        assert!(
            body.contains("filename=\"b\"")
                && body.ends_with(&format!("\r\n\r\n2nd\r\n--{boundary}--\r\n"))
        );
    }
}

#[tokio::test]
async fn no_files_are_no_request_and_two_of_one_name_are_refused_here() {
    let canned = Canned::saying([]).await;
    let api = canned.client();
    assert_eq!(api.upload_several(&at("/"), Vec::new()).await.unwrap(), []);
    for files in [
        vec![outgoing("a", "x"), outgoing("a", "y")],
        vec![outgoing("a", "x"), outgoing("..", "y")],
    ] {
        let error = api.upload_several(&at("/"), files).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Local(_)));
    }
    assert_eq!(canned.asked().len(), 0);
}

#[tokio::test]
async fn an_upload_can_be_named_and_asked_about() {
    let canned = Canned::saying([
        Answer::json("[]"),
        Answer::json(r#"{"received": "5", "size": 10}"#),
    ])
    .await;
    let api = canned.client();
    let id = "5b0f2c9e-1d7c-4f0e-9a52-6b7d1e4a90c3";
    api.upload_named(id, &at("/"), "a.txt", 1, bytes("x"))
        .await
        .unwrap();
    assert_eq!(canned.asked()[0].header("x-upload-uuid"), Some(id));
    let progress = api.upload_progress(id).await.unwrap();
    assert_eq!(progress.number("received"), Some(5));
    assert_eq!(canned.lines()[1], format!("GET /api/2/path/progress/{id}/"));
    for wrong in ["a\r\nX-Evil: 1", "\u{0}"] {
        let error = api
            .upload_named(wrong, &at("/"), "a.txt", 1, bytes("x"))
            .await
            .unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Local(_)));
    }
    assert!(matches!(
        api.upload_progress("..").await.unwrap_err().kind(),
        ErrorKind::Local(_)
    ));
    assert_eq!(canned.asked().len(), 2);
}

#[tokio::test]
async fn raw_bytes_go_to_exactly_one_path_with_their_length() {
    let canned = Canned::saying([Answer::json(
        r#"{"name": "a b.txt", "path": "/Harbor/a b.txt", "size": 5}"#,
    )])
    .await;
    let uploaded = canned
        .client()
        .put(&at("/Harbor/a b.txt"), 5, bytes("hello"))
        .await
        .unwrap();
    assert_eq!(uploaded.entry.unwrap().size, Some(5));
    let sent = canned.asked().remove(0);
    assert_eq!(sent.line(), "PUT /api/3/path/data/Harbor/a%20b.txt/ hello");
    assert_eq!(
        (sent.header("content-length"), sent.header("content-type")),
        (Some("5"), Some("application/octet-stream"))
    );
    assert_eq!(sent.header("transfer-encoding"), None);
}

/// S13.27: a raw upload that comes back with 200 is believed only after a look at what is inside, and at
/// the size.
#[tokio::test]
async fn a_raw_upload_that_failed_midway_is_a_failure_although_it_says_200() {
    let said = Some("Upload failed midway.".to_owned());
    for (answer, kind) in [
        (
            r#"{"status": 400, "detail": "Upload failed midway."}"#,
            ErrorKind::Rejected {
                status: 400,
                said: said.clone(),
            },
        ),
        (
            r#"{"status": "402", "detail": "Upload failed midway."}"#,
            ErrorKind::QuotaExceeded { said },
        ),
        (
            r#"{"path": "/a.txt", "size": 3}"#,
            ErrorKind::UnexpectedReply {
                expected: "a file of the size that was sent",
            },
        ),
    ] {
        let canned = Canned::saying([Answer::json(answer), Answer::json(answer)]).await;
        let api = canned.client();
        let error = api.put(&at("/a.txt"), 5, bytes("hello")).await.unwrap_err();
        assert_eq!(error.kind(), &kind);
        let error = api
            .append(&at("/a.txt"), 2, 5, None, bytes("hello"))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), &kind);
    }
    // Refused beforehand, with a status of its own; and silence tells nothing, so it is to be asked about.
    let canned = Canned::saying([
        Answer::of(402, r#"{"detail": "Full."}"#),
        Answer::of(200, ""),
    ])
    .await;
    let api = canned.client();
    let error = api.put(&at("/a.txt"), 5, bytes("hello")).await.unwrap_err();
    assert_eq!(
        error.kind(),
        &ErrorKind::QuotaExceeded {
            said: Some("Full.".into())
        }
    );
    let uploaded = api.put(&at("/a.txt"), 5, bytes("hello")).await.unwrap();
    assert_eq!(uploaded.entry, None);
}

#[tokio::test]
async fn an_appended_part_names_its_place_and_the_state_it_builds_on() {
    let canned = Canned::saying([
        Answer::json(r#"{"path": "/a.txt", "size": 10}"#),
        Answer::of(412, ""),
    ])
    .await;
    let api = canned.client();
    let moment = UNIX_EPOCH + Duration::from_secs(784_111_777);
    let done = api
        .append(&at("/a.txt"), 5, 5, Some(moment), bytes("world"))
        .await
        .unwrap();
    assert_eq!(done.entry.unwrap().size, Some(10));
    let sent = canned.asked().remove(0);
    assert_eq!(sent.line(), "PATCH /api/3/path/data/a.txt/ world");
    assert_eq!(sent.header("range"), Some("bytes=5-"));
    assert_eq!(
        sent.header("if-unmodified-since"),
        Some("Sun, 06 Nov 1994 08:49:37 GMT")
    );
    let error = api
        .append(&at("/a.txt"), 10, 1, Some(moment), bytes("!"))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Changed);
}

#[tokio::test]
async fn a_stream_of_another_length_is_local_and_its_request_is_not_finished() {
    let canned = Canned::saying([]).await;
    for size in [4, 6] {
        let error = canned
            .client()
            .put(&at("/a.txt"), size, bytes("hello"))
            .await
            .unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Local(_)),
            "{size}: {error:?}"
        );
    }
    assert_eq!(canned.asked().len(), 0, "no whole request arrived");
}

#[tokio::test]
async fn one_file_is_deleted_at_once_and_a_second_time_it_is_gone() {
    let canned = Canned::saying([Answer::of(204, ""), Answer::of(404, "NOT FOUND")]).await;
    let api = canned.client();
    api.delete_file(&at("/Harbor/a#b.txt")).await.unwrap();
    let error = api.delete_file(&at("/Harbor/a#b.txt")).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.may_have_happened()),
        (&ErrorKind::NotFound, false)
    );
    assert_eq!(
        canned.lines(),
        ["DELETE /api/3/path/data/Harbor/a%23b.txt/"; 2]
    );
}

#[tokio::test]
async fn a_refused_token_is_replaced_although_the_call_changes_something() {
    let canned = Canned::saying([
        Answer::of(401, ""),
        Answer::json(
            r#"{"access_token": "the-next-token", "token_type": "Bearer", "refresh_token": "r2"}"#,
        ),
        Answer::of(204, ""),
    ])
    .await;
    let api = canned.client_with(smartfile::TokenSet {
        access_token: smartfile::AccessToken::new("the-old-token".into()),
        refresh_token: Some(smartfile::RefreshToken::new("r1".into())),
        expires_in: None,
        scope: None,
    });
    api.delete_file(&at("/a")).await.unwrap();
    let given: Vec<_> = canned
        .asked()
        .iter()
        .map(|sent| sent.header("authorization").map(str::to_owned))
        .collect();
    assert_eq!(
        given,
        [
            Some("Bearer the-old-token".into()),
            None,
            Some("Bearer the-next-token".into())
        ]
    );
}
