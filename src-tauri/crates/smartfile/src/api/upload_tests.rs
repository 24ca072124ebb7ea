#![allow(clippy::unwrap_used)] // a test may stop at a surprise

use reqwest::header::HeaderMap;

use super::stored;
use crate::error::ErrorKind;
use crate::path::RemotePath;
use crate::reply::Reply;

fn answer(body: &str) -> Result<Option<String>, ErrorKind> {
    let reply = Reply {
        status: 200,
        headers: HeaderMap::new(),
        body: body.as_bytes().to_vec().into(),
    };
    let paths = [RemotePath::parse("/Harbor/plan.pdf").unwrap()];
    let uploaded = stored(&reply, &paths)?.remove(0);
    Ok(uploaded.entry.map(|entry| entry.path.to_string()))
}

#[test]
fn an_array_an_object_and_silence_are_all_answers_to_an_upload() {
    let path = Ok(Some("/Harbor/plan.pdf".to_owned()));
    assert_eq!(
        answer(r#"[{"name": "plan.pdf", "path": "/Harbor/plan.pdf", "size": 5}]"#),
        path
    );
    assert_eq!(
        answer(r#"{"name": "plan.pdf", "path": "/Harbor/plan.pdf", "size": 5}"#),
        path
    );
    assert_eq!(answer(r#"{"name": "plan.pdf", "size": 5}"#), path);
    for body in ["", "  ", "[]", "{}", "null", "true"] {
        assert_eq!(answer(body), Ok(None), "{body}");
    }
}

#[test]
fn a_failure_inside_a_success_is_a_failure() {
    let said = Some("Upload failed midway.".to_owned());
    assert_eq!(
        answer(r#"{"status": 400, "detail": "Upload failed midway."}"#),
        Err(ErrorKind::Rejected {
            status: 400,
            said: said.clone()
        })
    );
    assert_eq!(
        answer(r#"[{"status": "402", "detail": "Upload failed midway."}]"#),
        Err(ErrorKind::QuotaExceeded { said })
    );
    assert_eq!(answer("<html>"), Err(ErrorKind::Page { status: 200 }));
    assert_eq!(
        answer("{"),
        Err(ErrorKind::UnexpectedReply {
            expected: "an answer to an upload"
        })
    );
}
