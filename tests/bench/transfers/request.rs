//! One HTTP/1.1 request as it is read from a connection: its head, and what of its body is a file.

use std::io::{self, BufRead, BufReader, Read, Write};

use super::bytes::BLOCK;

/// A connection, secured or not.
pub(crate) trait Stream: Read + Write + Send {}
impl<T: Read + Write + Send> Stream for T {}

pub(crate) type Connection = BufReader<Box<dyn Stream>>;

/// The head of a request.
pub(crate) struct Head {
    pub(crate) method: String,
    /// Without the query.
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) length: u64,
    pub(crate) authorization: String,
    /// Where a range begins, if one is asked for.
    pub(crate) from: Option<u64>,
    boundary: Option<String>,
    expects: bool,
}

/// A file as it came.
pub(crate) struct Arrived {
    /// The name that a form gave it.
    pub(crate) name: Option<String>,
    pub(crate) size: u64,
    /// Whether its bytes are those of these measurements.
    pub(crate) is_ours: bool,
}

impl Head {
    /// `None` when the other end has hung up.
    pub(crate) fn read(connection: &mut Connection) -> io::Result<Option<Self>> {
        let first = line(connection)?;
        let mut words = first.split(' ');
        let (Some(method), Some(target)) = (words.next(), words.next()) else {
            return Ok(None);
        };
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut head = Self {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            length: 0,
            authorization: String::new(),
            from: None,
            boundary: None,
            expects: false,
        };
        loop {
            let line = line(connection)?;
            let Some((name, value)) = line.split_once(':') else {
                return Ok(Some(head));
            };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => head.length = value.parse().map_err(io::Error::other)?,
                "authorization" => value.clone_into(&mut head.authorization),
                "expect" => head.expects = true,
                "range" => {
                    let from = value.strip_prefix("bytes=").unwrap_or_default();
                    head.from = from.split('-').next().unwrap_or_default().parse().ok();
                }
                "content-type" => {
                    let boundary = value.split_once("boundary=");
                    head.boundary = boundary.map(|(_, it)| it.trim_matches('"').to_owned());
                }
                _ => {}
            }
        }
    }

    /// A short body, whole.
    pub(crate) fn text(&self, connection: &mut Connection) -> io::Result<String> {
        let mut text = String::new();
        connection.take(self.length).read_to_string(&mut text)?;
        Ok(text)
    }

    /// The file in the body: the body itself, or the only part of a form (RFC 7578). Every byte is compared.
    pub(crate) fn file(&self, connection: &mut Connection, block: &[u8]) -> io::Result<Arrived> {
        if self.expects {
            connection
                .get_mut()
                .write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        let Some(boundary) = &self.boundary else {
            let is_ours = swallow(connection, self.length, block)?;
            return Ok(Arrived {
                name: None,
                size: self.length,
                is_ours,
            });
        };
        let (mut name, mut before) = (None, 0);
        loop {
            let mut raw = Vec::new();
            before += connection.read_until(b'\n', &mut raw)? as u64;
            let text = String::from_utf8_lossy(&raw);
            if text.trim_end().is_empty() {
                break;
            }
            if let Some((_, rest)) = text.split_once("filename=\"") {
                name = rest.split_once('"').map(|(name, _)| name.to_owned());
            }
        }
        let after = b"\r\n--".len() + boundary.len() + b"--\r\n".len();
        let size = self.length - before - after as u64;
        let is_ours = swallow(connection, size, block)?;
        io::copy(&mut connection.take(after as u64), &mut io::sink())?;
        Ok(Arrived {
            name,
            size,
            is_ours,
        })
    }
}

fn line(connection: &mut Connection) -> io::Result<String> {
    let mut line = String::new();
    connection.read_line(&mut line)?;
    line.truncate(line.trim_end().len());
    Ok(line)
}

/// Whether `size` bytes were those of the block again and again.
fn swallow(connection: &mut Connection, size: u64, block: &[u8]) -> io::Result<bool> {
    let mut buffer = vec![0; BLOCK.min(usize::try_from(size).unwrap_or(BLOCK))];
    let (mut left, mut at, mut is_ours) = (size, 0, true);
    while left > 0 {
        let room = buffer.len().min(BLOCK - at);
        let room = room.min(usize::try_from(left).unwrap_or(room));
        let read = connection.read(&mut buffer[..room])?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        is_ours &= buffer[..read] == block[at..at + read];
        at = (at + read) % BLOCK;
        left -= read as u64;
    }
    Ok(is_ours)
}
