//! `checksum`: the fingerprint of a file's content.

use std::fmt::Write as _;
use std::io::{self, Read as _};

use axum::body::Body;
use axum::http::Response;
use md5::Md5;
use serde_json::{Map, json};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::begin;
use crate::call::Call;
use crate::faults::Fault;
use crate::form::Form;
use crate::home::Home;
use crate::remote_path::RemotePath;
use crate::reply;
use crate::storage::Source;
use crate::switches::ChecksumAnswer;
use crate::tasks::Outcome;

#[derive(Clone, Copy, PartialEq)]
enum Algorithm {
    Md5,
    Sha1,
    Sha256,
    Sha512,
    Crc32,
}

/// The names the service gives them (documented); any case works (seen for `md5`).
fn algorithm(name: &str) -> Option<Algorithm> {
    Some(match name.to_ascii_uppercase().as_str() {
        "MD5" => Algorithm::Md5,
        "SHA1" => Algorithm::Sha1,
        "SHA256" => Algorithm::Sha256,
        "SHA512" => Algorithm::Sha512,
        "CRC-32" | "CRC32" => Algorithm::Crc32,
        _ => return None,
    })
}

/// Reckons the checksum of `path` by `algorithm` (seen). That `path` may be repeated is inferred from its neighbours,
/// and can be switched off.
pub(crate) async fn checksum(call: &Call, form: &Form) -> Result<Response<Body>, Response<Body>> {
    if call.switches.checksum == ChecksumAnswer::Unsupported {
        return Err(reply::not_found());
    }
    let mut paths = Call::paths(form, "path")?;
    if call.switches.checksum == ChecksumAnswer::OnlyLast {
        paths.drain(..paths.len().saturating_sub(1));
    }
    let algorithm = match form.get("algorithm") {
        None => return Err(reply::required("algorithm")),
        Some(name) => algorithm(name).ok_or_else(|| {
            reply::invalid("algorithm", "Choose MD5, SHA1, SHA256, SHA512 or CRC-32.")
        })?,
    };
    let only = match call.switches.checksum {
        ChecksumAnswer::OnlyMd5 => Some(Algorithm::Md5),
        ChecksumAnswer::OnlySha1 => Some(Algorithm::Sha1),
        _ => None,
    };
    if only.is_some_and(|only| only != algorithm) {
        return Err(reply::invalid(
            "algorithm",
            "This algorithm is not offered.",
        ));
    }
    let home = call.home();
    if paths.iter().any(|path| home.facts(path).is_none()) {
        return Err(reply::not_found());
    }
    if paths.iter().any(|path| !home.acl(path).read) {
        return Err(reply::no_right());
    }
    let wrong =
        call.switches.checksum == ChecksumAnswer::Wrong || call.fault == Some(Fault::WrongChecksum);
    let work = move |home: Home| {
        let mut outcome = Outcome::default();
        let mut checksums = Map::new();
        for path in &paths {
            if let Ok(text) = of(&home, path, algorithm) {
                let text = if wrong { turned(&text) } else { text };
                checksums.insert(path.to_string(), json!(text));
            } else {
                let words = json!("Only a file has a checksum");
                outcome.errors.insert(path.to_string(), words);
            }
        }
        outcome.checksums = Some(checksums);
        outcome
    };
    Ok(begin(call, "Checksum", work).await)
}

fn of(home: &Home, path: &RemotePath, algorithm: Algorithm) -> io::Result<String> {
    if home.is_folder(path) {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let source = home.site.storage.open(&home.user.home, path)?;
    match algorithm {
        Algorithm::Md5 => digest::<Md5>(source),
        Algorithm::Sha1 => digest::<Sha1>(source),
        Algorithm::Sha256 => digest::<Sha256>(source),
        Algorithm::Sha512 => digest::<Sha512>(source),
        Algorithm::Crc32 => {
            let mut crc = crc32fast::Hasher::new();
            pieces(source, |piece| crc.update(piece))?;
            Ok(format!("{:08x}", crc.finalize()))
        }
    }
}

fn digest<D: Digest>(source: Source) -> io::Result<String> {
    let mut digest = D::new();
    pieces(source, |piece| digest.update(piece))?;
    let mut text = String::new();
    for byte in digest.finalize() {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}

fn pieces(mut source: Source, mut take: impl FnMut(&[u8])) -> io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match source.read(&mut buffer)? {
            0 => return Ok(()),
            bytes => take(&buffer[..bytes]),
        }
    }
}

/// Another checksum of the same length.
fn turned(text: &str) -> String {
    let turn = |letter| if letter == '0' { '1' } else { '0' };
    text.chars().map(turn).collect()
}
