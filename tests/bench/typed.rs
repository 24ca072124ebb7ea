//! The peer: `serde_json` alone, into structs with every documented field, owned and strict. It bears no odd answer,
//! reads no time, looks at no path and writes nothing.
#![allow(dead_code, reason = "what is measured is reading the fields")]

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Answer {
    path: String,
    name: String,
    children: Vec<Entry>,
    page: u32,
    pages: u32,
    total: u64,
}

#[derive(Debug, Deserialize)]
struct Entry {
    acl: Acl,
    attributes: BTreeMap<String, String>,
    extension: String,
    id: u64,
    isdir: bool,
    isfile: bool,
    items: Option<u64>,
    mime: String,
    name: String,
    owner: Owner,
    path: String,
    size: u64,
    tags: Vec<String>,
    time: String,
    url: String,
}

#[derive(Debug, Deserialize)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "four rights, as the service names them"
)]
struct Acl {
    list: bool,
    read: bool,
    remove: bool,
    write: bool,
}

#[derive(Debug, Deserialize)]
struct Owner {
    email: String,
    first_name: String,
    last_name: String,
    username: String,
}

/// Parses all answers and keeps everything until the end, as a listing that is stored does; how many entries.
pub(crate) fn parse(answers: &[Vec<u8>]) -> usize {
    let parsed: Vec<Answer> = answers
        .iter()
        .map(|answer| serde_json::from_slice(answer).unwrap())
        .collect();
    std::hint::black_box(&parsed);
    parsed.iter().map(|answer| answer.children.len()).sum()
}
