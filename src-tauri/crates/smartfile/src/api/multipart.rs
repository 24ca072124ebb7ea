//! One file as `multipart/form-data` (RFC 7578) whose length is known before it is sent.

use std::fmt::Write as _;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::Stream;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands before and after the bytes of the file.
pub(super) struct Framing {
    boundary: String,
    head: Bytes,
    tail: Bytes,
}

impl Framing {
    /// The framing for a file of this name. The boundary is random, so that no file can hold it.
    pub(super) fn new(name: &str) -> Framing {
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
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; {}\r\nContent-Type: application/octet-stream\r\n\r\n",
            filename(name)
        );
        let tail = format!("\r\n--{boundary}--\r\n");
        Framing {
            boundary,
            head: Bytes::from(head),
            tail: Bytes::from(tail),
        }
    }

    pub(super) fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    /// The length of the whole body around `size` bytes.
    pub(super) fn length(&self, size: u64) -> u64 {
        size.saturating_add((self.head.len() + self.tail.len()) as u64)
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

/// The body: head, the caller's bytes, tail. Holds no more than the piece in hand. Ends with an
/// error if the caller's stream fails or has another length than announced.
pub(super) struct Body<S> {
    head: Option<Bytes>,
    file: Pin<Box<S>>,
    tail: Option<Bytes>,
    left: u64,
    size: u64,
    course: Arc<Course>,
}

impl<S> Body<S> {
    pub(super) fn new(framing: &Framing, file: S, size: u64, course: Arc<Course>) -> Body<S> {
        let (head, tail) = (Some(framing.head.clone()), Some(framing.tail.clone()));
        Body {
            head,
            file: Box::pin(file),
            tail,
            left: size,
            size,
            course,
        }
    }

    fn fail(&mut self, error: io::Error) -> Poll<Option<io::Result<Bytes>>> {
        self.course.fail(&error);
        self.tail = None;
        Poll::Ready(Some(Err(error)))
    }
}

impl<S: Stream<Item = io::Result<Bytes>>> Stream for Body<S> {
    type Item = io::Result<Bytes>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Bytes>>> {
        if let Some(head) = self.head.take() {
            return Poll::Ready(Some(Ok(head)));
        }
        if self.tail.is_none() {
            return Poll::Ready(None);
        }
        loop {
            return match self.file.as_mut().poll_next(cx) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(Some(Ok(piece))) if piece.is_empty() => continue,
                Poll::Ready(Some(Ok(piece))) => {
                    let length = piece.len() as u64;
                    let Some(left) = self.left.checked_sub(length) else {
                        let size = self.size;
                        return self.fail(io::Error::other(format!(
                            "there are more than the announced {size} bytes"
                        )));
                    };
                    self.left = left;
                    self.course.moved.fetch_add(length, Ordering::Relaxed);
                    Poll::Ready(Some(Ok(piece)))
                }
                Poll::Ready(Some(Err(error))) => self.fail(error),
                Poll::Ready(None) if self.left > 0 => {
                    let (size, sent) = (self.size, self.size - self.left);
                    self.fail(io::Error::other(format!(
                        "there are only {sent} of the announced {size} bytes"
                    )))
                }
                Poll::Ready(None) => Poll::Ready(self.tail.take().map(Ok)),
            };
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

    use super::{Body, Course, Framing, filename};

    async fn sent(
        size: u64,
        pieces: Vec<io::Result<Bytes>>,
    ) -> (Result<Vec<u8>, String>, Arc<Course>, Framing) {
        let (framing, course) = (Framing::new("a.txt"), Arc::new(Course::default()));
        let mut body = Body::new(&framing, stream::iter(pieces), size, Arc::clone(&course));
        let mut all = Vec::new();
        while let Some(piece) = body.next().await {
            match piece {
                Ok(piece) => all.extend_from_slice(&piece),
                Err(error) => return (Err(error.to_string()), course, framing),
            }
        }
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
        assert_eq!(all.len() as u64, framing.length(5));
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
        assert_ne!(framing.boundary, Framing::new("a.txt").boundary);
    }

    #[tokio::test]
    async fn an_empty_file_is_only_framing() {
        let (all, _, framing) = sent(0, vec![]).await;
        assert_eq!(all.unwrap().len() as u64, framing.length(0));
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
