//! Files as `multipart/form-data` (RFC 7578) whose length is known before it is sent.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::Stream;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// The bytes of one file.
pub(super) type FileBytes = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

/// What stands before, between and after the bytes of the files.
pub(super) struct Framing {
    boundary: String,
    heads: Vec<Bytes>,
    tail: Bytes,
}

impl Framing {
    /// The framing for files of these names. The boundary is random, so that no file can hold it.
    pub(super) fn new(names: &[&str]) -> Framing {
        let mut random = [0_u8; 16];
        // If the system has no random numbers, the fixed part alone has to do: a boundary is no
        // secret, and a file would have to be made to hold it.
        let _ = getrandom::fill(&mut random);
        let boundary = random
            .iter()
            .fold(String::from("----smartfile-"), |mut text, byte| {
                let _ = write!(text, "{byte:02x}");
                text
            });
        let head = |(number, name): (usize, &&str)| {
            let end = if number > 0 { "\r\n" } else { "" };
            Bytes::from(format!(
                "{end}--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; {}\r\nContent-Type: application/octet-stream\r\n\r\n",
                filename(name)
            ))
        };
        let heads = names.iter().enumerate().map(head).collect();
        let tail = Bytes::from(format!("\r\n--{boundary}--\r\n"));
        Framing {
            boundary,
            heads,
            tail,
        }
    }

    pub(super) fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }
}

/// The parameter that names the file; the server stores it under this name (API facts §6, *seen*).
///
/// UTF-8 as it is, with `\` and `"` escaped: that is how Django, which the server most likely is,
/// reads the parameter, and a percent sign in it means itself (*inferred*). A control character
/// fits into no quoted string, so such a name goes as RFC 5987's `filename*`.
fn filename(name: &str) -> String {
    if name.chars().any(char::is_control) {
        format!(
            "filename*=UTF-8''{}",
            utf8_percent_encode(name, NON_ALPHANUMERIC)
        )
    } else {
        format!(
            "filename=\"{}\"",
            name.replace('\\', "\\\\").replace('"', "\\\"")
        )
    }
}

/// What the body tells while and after it is sent.
#[derive(Default)]
pub(super) struct Course {
    /// Bytes of the file that were handed over.
    pub(super) moved: AtomicU64,
    failure: Mutex<Option<String>>,
}

impl Course {
    /// How the caller's stream failed, if it did.
    pub(super) fn failure(&self) -> Option<String> {
        self.failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    fn fail(&self, error: &io::Error) {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.to_string());
    }
}

/// A piece of a body.
enum Part {
    Text(Bytes),
    File {
        bytes: FileBytes,
        size: u64,
        left: u64,
    },
}

/// The body: framing and the caller's bytes in turn. Holds no more than the piece in hand. Ends with an
/// error if a stream of the caller fails or has another length than announced.
pub(super) struct Body {
    parts: VecDeque<Part>,
    course: Arc<Course>,
}

impl Body {
    /// Files, each with its size, within this framing.
    pub(super) fn framed(framing: &Framing, files: Vec<(FileBytes, u64)>) -> Body {
        let mut parts = VecDeque::new();
        for (head, (bytes, size)) in framing.heads.iter().zip(files) {
            parts.push_back(Part::Text(head.clone()));
            parts.push_back(Part::file(bytes, size));
        }
        parts.push_back(Part::Text(framing.tail.clone()));
        let course = Arc::default();
        Body { parts, course }
    }

    /// The bytes of one file and nothing else.
    pub(super) fn raw(bytes: FileBytes, size: u64) -> Body {
        Body {
            parts: VecDeque::from([Part::file(bytes, size)]),
            course: Arc::default(),
        }
    }

    /// What it tells while and after it is sent.
    pub(super) fn course(&self) -> Arc<Course> {
        Arc::clone(&self.course)
    }

    /// The length of the whole, before it is sent.
    pub(super) fn length(&self) -> u64 {
        let length = |part: &Part| match part {
            Part::Text(text) => text.len() as u64,
            Part::File { size, .. } => *size,
        };
        self.parts
            .iter()
            .fold(0, |sum, part| sum.saturating_add(length(part)))
    }

    fn fail(&mut self, error: io::Error) -> Poll<Option<io::Result<Bytes>>> {
        self.course.fail(&error);
        self.parts.clear();
        Poll::Ready(Some(Err(error)))
    }
}

impl Part {
    fn file(bytes: FileBytes, size: u64) -> Part {
        let left = size;
        Part::File { bytes, size, left }
    }
}

impl Stream for Body {
    type Item = io::Result<Bytes>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Bytes>>> {
        loop {
            let (polled, size, left) = match self.parts.front_mut() {
                None => return Poll::Ready(None),
                Some(Part::Text(text)) => {
                    let text = std::mem::take(text);
                    self.parts.pop_front();
                    return Poll::Ready(Some(Ok(text)));
                }
                Some(Part::File { bytes, size, left }) => {
                    let polled = bytes.as_mut().poll_next(cx);
                    if let Poll::Ready(Some(Ok(piece))) = &polled {
                        let length = piece.len() as u64;
                        let Some(rest) = left.checked_sub(length) else {
                            let why = format!("there are more than the announced {size} bytes");
                            return self.fail(io::Error::other(why));
                        };
                        *left = rest;
                    }
                    (polled, *size, *left)
                }
            };
            match polled {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(piece))) if piece.is_empty() => {}
                Poll::Ready(Some(Ok(piece))) => {
                    let length = piece.len() as u64;
                    self.course.moved.fetch_add(length, Ordering::Relaxed);
                    return Poll::Ready(Some(Ok(piece)));
                }
                Poll::Ready(Some(Err(error))) => return self.fail(error),
                Poll::Ready(None) if left > 0 => {
                    let sent = size - left;
                    let why = format!("there are only {sent} of the announced {size} bytes");
                    return self.fail(io::Error::other(why));
                }
                Poll::Ready(None) => {
                    self.parts.pop_front();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test may stop at a surprise

    use std::io;
    use std::sync::Arc;
    use std::sync::atomic::Ordering;

    use bytes::Bytes;
    use futures_util::{StreamExt, stream};

    use super::{Body, Course, FileBytes, Framing, filename};

    async fn sent(
        size: u64,
        pieces: Vec<io::Result<Bytes>>,
    ) -> (Result<Vec<u8>, String>, Arc<Course>, Framing) {
        let framing = Framing::new(&["a.txt"]);
        let mut body = Body::framed(&framing, vec![(Box::pin(stream::iter(pieces)), size)]);
        let (course, length) = (body.course(), body.length());
        let mut all = Vec::new();
        while let Some(piece) = body.next().await {
            match piece {
                Ok(piece) => all.extend_from_slice(&piece),
                Err(error) => return (Err(error.to_string()), course, framing),
            }
        }
        assert_eq!(all.len() as u64, length);
        (Ok(all), course, framing)
    }

    #[allow(clippy::unnecessary_wraps)] // what a stream of pieces gives
    fn ok(text: &'static str) -> io::Result<Bytes> {
        Ok(Bytes::from_static(text.as_bytes()))
    }

    #[tokio::test]
    async fn the_body_is_as_long_as_announced_and_framed_by_its_boundary() {
        let (all, course, framing) = sent(5, vec![ok("he"), ok(""), ok("llo")]).await;
        let all = String::from_utf8(all.unwrap()).unwrap();
        let b = &framing.boundary;
        assert_eq!(
            all,
            format!(
                "--{b}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: application/octet-stream\r\n\r\nhello\r\n--{b}--\r\n"
            )
        );
        assert_eq!(
            framing.content_type(),
            format!("multipart/form-data; boundary={b}")
        );
        assert_eq!(
            (course.moved.load(Ordering::Relaxed), course.failure()),
            (5, None)
        );
        assert_ne!(framing.boundary, Framing::new(&["a.txt"]).boundary);
    }

    #[tokio::test]
    async fn an_empty_file_is_only_framing() {
        let (all, _, framing) = sent(0, vec![]).await;
        let framed = [framing.heads[0].clone(), framing.tail].concat();
        assert_eq!(all.unwrap(), framed);
    }

    #[tokio::test]
    async fn several_files_are_parts_of_one_body_and_each_has_its_own_length() {
        let framing = Framing::new(&["a", "b"]);
        let file = |text: &'static str| -> (FileBytes, u64) {
            (Box::pin(stream::iter([ok(text)])), text.len() as u64)
        };
        let body = Body::framed(&framing, vec![file("first"), file("2nd")]);
        let length = body.length();
        let pieces: Vec<Bytes> = body.map(Result::unwrap).collect().await;
        let all = String::from_utf8(pieces.concat()).unwrap();
        let b = &framing.boundary;
        let head = |name: &str| {
            format!(
                "--{b}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
            )
        };
        assert_eq!(
            all,
            format!("{}first\r\n{}2nd\r\n--{b}--\r\n", head("a"), head("b"))
        );
        assert_eq!(all.len() as u64, length);

        // Bytes that the first has too many are not taken for the second's.
        let short: (FileBytes, u64) = (Box::pin(stream::iter([ok("first")])), 4);
        let body = Body::framed(&framing, vec![short, file("2nd")]);
        let course = body.course();
        let pieces: Vec<_> = body.collect().await;
        assert!(pieces.last().unwrap().is_err() && course.failure().is_some());
    }

    #[tokio::test]
    async fn a_stream_of_another_length_or_that_fails_is_said_so() {
        for (pieces, why) in [
            (vec![ok("hel")], "there are only 3 of the announced 5 bytes"),
            (
                vec![ok("hello"), ok("!")],
                "there are more than the announced 5 bytes",
            ),
            (
                vec![ok("he"), Err(io::Error::other("disk gone"))],
                "disk gone",
            ),
        ] {
            let (all, course, _) = sent(5, pieces).await;
            assert_eq!(all.unwrap_err(), why);
            assert_eq!(course.failure().as_deref(), Some(why));
        }
    }

    #[test]
    fn odd_names_are_carried_unchanged() {
        for (name, parameter) in [
            ("plan.pdf", r#"filename="plan.pdf""#),
            ("100%25 sure?.txt", r#"filename="100%25 sure?.txt""#),
            (r#"a "quoted" \ name"#, r#"filename="a \"quoted\" \\ name""#),
            ("Ångström ☂.txt", "filename=\"Ångström ☂.txt\""),
            ("two\r\nlines", "filename*=UTF-8''two%0D%0Alines"),
        ] {
            assert_eq!(filename(name), parameter);
        }
    }
}
