//! Talking to the raw server beside what is measured.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;

/// What it has counted.
pub(crate) fn tally(site: &str) -> Value {
    tell(site, "tally", 0)
}

/// Tells it to behave in a way, by a number; what it has counted.
pub(crate) fn tell(site: &str, what: &str, number: u64) -> Value {
    let address = site.split_once("//").unwrap().1;
    let mut stream = TcpStream::connect(address).unwrap();
    // Hung up as soon as the answer is there.
    write!(
        stream,
        "GET /bench/{what}?{number} HTTP/1.1\r\nHost: bench\r\n\r\n"
    )
    .unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}
