//! The raw server: SmartFile's addresses for a file up, a file down and its checksum, and a plain `PUT`, as fast as
//! a thread for each connection can be. It compares every byte, and keeps none.
//!
//! Not the practice server, which keeps what comes and reckons checksums when they are asked for: that takes longer
//! than the clients that are compared.

use std::io::{self, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::thread;

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value, json};
use support::{Authority, Certified};

use super::bytes;
use super::request::{Connection, Head, Stream};
use super::tally::Tally;

const INFO: &str = "/api/2/path/info";
const DATA: &str = "/api/2/path/data";

struct Server {
    block: Vec<u8>,
    tally: Tally,
}

/// Serves until its input ends, as it does with whoever started it. Says its addresses first; with `authority`, a folder, it speaks TLS, and the
/// certificate of its authority lies there.
pub(crate) fn serve(authority: Option<&Path>) {
    let secured = authority.map(|folder| {
        let authority = Authority::new();
        authority.write(folder);
        Arc::new(authority.certify(Certified::Well))
    });
    let server = Arc::new(Server {
        block: bytes::block(),
        tally: Tally::default(),
    });
    let mut addresses = vec![server.clone().listen(None)];
    addresses.extend(secured.map(|secured| server.listen(Some(secured))));
    // Measured is at the last one; it is talked to at the first.
    println!("{}", addresses.join(" "));
    let _ = io::copy(&mut io::stdin(), &mut io::sink());
}

impl Server {
    fn listen(self: Arc<Self>, secured: Option<Arc<ServerConfig>>) -> String {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let scheme = if secured.is_some() { "https" } else { "http" };
        let address = format!("{scheme}://{}", listener.local_addr().unwrap());
        thread::spawn(move || {
            for caller in listener.incoming() {
                let (server, secured) = (Arc::clone(&self), secured.clone());
                let caller = caller.unwrap();
                // Whoever hangs up midway has ended only its own connection.
                thread::spawn(move || server.attend(caller, secured));
            }
        });
        address
    }

    fn attend(&self, caller: TcpStream, secured: Option<Arc<ServerConfig>>) -> io::Result<()> {
        caller.set_nodelay(true)?;
        let stream: Box<dyn Stream> = match secured {
            Some(config) => {
                let session = ServerConnection::new(config).map_err(io::Error::other)?;
                Box::new(StreamOwned::new(session, caller))
            }
            None => Box::new(caller),
        };
        let mut connection = BufReader::with_capacity(64 * 1024, stream);
        let mut is_counted = false;
        while let Some(head) = Head::read(&mut connection)? {
            if let Some(asked) = head.path.strip_prefix("/bench/") {
                self.tally.obey(asked, head.query.parse().unwrap_or(0));
                if asked == "know" {
                    self.digest(head.query.parse().unwrap_or(0));
                }
                answer(&mut connection, 200, &self.tally.told())?;
                continue;
            }
            if !std::mem::replace(&mut is_counted, true) {
                self.tally.connected();
            }
            self.answer(&mut connection, &head)?;
        }
        Ok(())
    }

    fn answer(&self, connection: &mut Connection, head: &Head) -> io::Result<()> {
        let is_api = head.path.starts_with("/api/");
        if !is_api && head.method == "PUT" {
            let file = head.file(connection, &self.block)?;
            let status = if file.is_ours { 200 } else { 422 };
            return answer(connection, status, &Value::Null);
        }
        let is_file = head.path.starts_with(DATA);
        // The body is taken before any answer: a form is short, and a file is what is measured.
        let file = (is_file && head.method == "POST")
            .then(|| head.file(connection, &self.block))
            .transpose()?;
        let form = match &file {
            Some(_) => String::new(),
            None => head.text(connection)?,
        };
        let pause = match self.tally.asked() {
            Ok(pause) => pause,
            Err(wait) => return answer_wait(connection, wait.as_secs_f64()),
        };
        // The way to a server that is far away.
        thread::sleep(pause);
        if head.path.starts_with("/oauth2/token") {
            return answer(connection, 200, &self.tally.grant());
        }
        if !self.tally.is_welcome(&head.authorization) {
            return answer(connection, 401, &json!({"detail": "Invalid token."}));
        }
        if let Some(file) = file {
            let folder = head.path.trim_start_matches(DATA).trim_end_matches('/');
            let path = format!("{folder}/{}", file.name.unwrap_or_default());
            // What is not as it should be is there with another size, which whoever sent it must see.
            let size = if file.is_ours { file.size } else { 0 };
            let entry = entry(&path, size);
            self.tally.keep(path, size);
            return answer(connection, 200, &json!([entry]));
        }
        if is_file {
            let path = head.path.trim_start_matches(DATA).trim_end_matches('/');
            return self.give(connection, path, head.from.unwrap_or(0));
        }
        let (status, said) = self.said(&head.path, &form);
        answer(connection, status, &said)
    }

    fn said(&self, path: &str, form: &str) -> (u16, Value) {
        let not_found = || (404, json!({"detail": "Not found."}));
        if let Some(path) = path.strip_prefix(INFO) {
            let path = path.trim_end_matches('/');
            return match self.tally.size(path) {
                Some(size) => (200, entry(path, size)),
                None if path.is_empty() => (200, json!({"path": "/", "name": "", "isdir": true})),
                None => not_found(),
            };
        }
        if path.starts_with("/api/2/whoami") {
            return (200, json!({"user": {"username": "maya", "name": "Maya"}}));
        }
        if path.starts_with("/api/2/path/oper/checksum") {
            // The task's name is its paths: there is nothing more to remember.
            let pairs = || form.split('&');
            let paths: Vec<&str> = pairs()
                .filter_map(|pair| pair.strip_prefix("path=%2F"))
                .collect();
            if pairs().any(|pair| pair == "algorithm=SHA256") && !paths.is_empty() {
                return (200, json!({"type": "Checksum", "uuid": paths.join("~")}));
            }
            return (
                400,
                json!({"algorithm": ["This algorithm is not offered."]}),
            );
        }
        if let Some(name) = path.strip_prefix("/api/2/task/") {
            let mut checksums = serde_json::Map::new();
            for path in name.trim_end_matches('/').split('~') {
                let path = format!("/{path}");
                let Some(size) = self.tally.size(&path) else {
                    return not_found();
                };
                checksums.insert(path, json!(self.digest(size)));
            }
            let result = json!({"errors": {}, "checksums": checksums});
            return (
                200,
                json!({"type": "Checksum", "uuid": name, "result": {"status": "SUCCESS", "result": result}}),
            );
        }
        not_found()
    }

    fn digest(&self, size: u64) -> String {
        self.tally.digest(size, || bytes::digest(&self.block, size))
    }

    fn give(&self, connection: &mut Connection, path: &str, from: u64) -> io::Result<()> {
        let Some(size) = self.tally.size(path).filter(|size| from <= *size) else {
            return answer(connection, 404, &json!({"detail": "Not found."}));
        };
        let left = size - from;
        let range = if from > 0 {
            let last = size - 1;
            format!("206 Partial Content\r\nContent-Range: bytes {from}-{last}/{size}")
        } else {
            "200 OK".to_owned()
        };
        let stream = connection.get_mut();
        write!(
            stream,
            "HTTP/1.1 {range}\r\nContent-Type: application/octet-stream\r\nContent-Length: {left}\r\n\r\n"
        )?;
        let at = usize::try_from(from % bytes::BLOCK as u64).unwrap_or(0);
        let first = left.min((bytes::BLOCK - at) as u64);
        bytes::pieces(&self.block[at..], first, |piece| stream.write_all(piece))?;
        bytes::pieces(&self.block, left - first, |piece| stream.write_all(piece))?;
        stream.flush()
    }
}

fn entry(path: &str, size: u64) -> Value {
    let name = path.rsplit('/').next();
    json!({
        "path": path, "name": name, "size": size, "isfile": true, "isdir": false, "id": 7,
        "mime": "application/octet-stream", "time": "2026-01-05T10:00:00",
        "acl": {"list": true, "read": true, "remove": true, "write": true},
    })
}

fn answer(connection: &mut Connection, status: u16, said: &Value) -> io::Result<()> {
    let body = if said.is_null() {
        String::new()
    } else {
        said.to_string()
    };
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status} Said\r\nETag: \"none\"\r\nContent-Type: application/json\r\n");
    let stream = connection.get_mut();
    // In one piece: a second one would wait for the other end.
    stream.write_all(format!("{head}Content-Length: {length}\r\n\r\n{body}").as_bytes())?;
    stream.flush()
}

fn answer_wait(connection: &mut Connection, seconds: f64) -> io::Result<()> {
    let head =
        format!("HTTP/1.1 429 Wait\r\nRetry-After: {seconds:.3}\r\nContent-Length: 0\r\n\r\n");
    let stream = connection.get_mut();
    stream.write_all(head.as_bytes())?;
    stream.flush()
}
