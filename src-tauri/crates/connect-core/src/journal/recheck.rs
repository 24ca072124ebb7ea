//! What was found since a receipt was written, and where its copy on this computer was put.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

use super::spelling::{
    algorithm, from_algorithm, from_local, from_number, from_time, from_word, local, number, time,
    word,
};
use super::trouble::Trouble;
use crate::receipts::{CopyState, Recheck};
use crate::transfers::{Fingerprint, TransferId};

pub(super) fn place(
    connection: &Connection,
    transfer: &TransferId,
    path: &Path,
) -> Result<(), Trouble> {
    let sql = "INSERT INTO receipt_copies (transfer, local) VALUES (?1, ?2) \
        ON CONFLICT (transfer) DO NOTHING";
    let mut query = connection.prepare_cached(sql)?;
    query.execute((transfer.as_str(), local(path)))?;
    Ok(())
}

pub(super) fn placed(
    connection: &Connection,
    transfer: &TransferId,
) -> Result<Option<PathBuf>, Trouble> {
    let mut query = connection.prepare("SELECT local FROM receipt_copies WHERE transfer = ?1")?;
    let found = query.query_row([transfer.as_str()], |row| row.get(0));
    Ok(found.optional()?.map(from_local))
}

pub(super) fn add(
    connection: &Connection,
    transfer: &TransferId,
    recheck: &Recheck,
) -> Result<(), Trouble> {
    let found = |copy: Option<CopyState>| copy.map(|copy| word(&copy.found));
    let means = |copy: Option<CopyState>| copy.map(|copy| word(&copy.means));
    let size = |copy: Option<CopyState>| copy.and_then(|copy| copy.size).map(number);
    let sql = "INSERT INTO receipt_checks (transfer, at, there, there_means, there_size, here, here_means, \
            here_size, algorithm, digest_here, digest_there) \
        VALUES (:transfer, :at, :there, :there_means, :there_size, :here, :here_means, \
            :here_size, :algorithm, :digest_here, :digest_there)";
    let fingerprint = recheck.fingerprint.as_ref();
    connection.prepare_cached(sql)?.execute(named_params! {
        ":transfer": transfer.as_str(),
        ":at": time(recheck.at),
        ":there": found(recheck.there),
        ":there_means": means(recheck.there),
        ":there_size": size(recheck.there),
        ":here": found(recheck.here),
        ":here_means": means(recheck.here),
        ":here_size": size(recheck.here),
        ":algorithm": fingerprint.map(|it| algorithm(it.algorithm)),
        ":digest_here": fingerprint.map(|it| it.here.as_str()),
        ":digest_there": fingerprint.map(|it| it.there.as_str()),
    })?;
    Ok(())
}

/// All of one receipt, the latest first.
pub(super) fn of(connection: &Connection, transfer: &TransferId) -> Result<Vec<Recheck>, Trouble> {
    let sql = "SELECT * FROM receipt_checks WHERE transfer = ?1 ORDER BY number DESC";
    let mut query = connection.prepare_cached(sql)?;
    let found = query.query_map([transfer.as_str()], read)?;
    Ok(found.collect::<rusqlite::Result<Vec<_>>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Recheck> {
    let by: Option<String> = row.get("algorithm")?;
    let fingerprint = match by {
        Some(by) => Some(Fingerprint {
            algorithm: from_algorithm(&by)?,
            here: row.get("digest_here")?,
            there: row.get("digest_there")?,
        }),
        None => None,
    };
    Ok(Recheck {
        at: from_time(row.get("at")?)?,
        there: copy(row, "there", "there_means", "there_size")?,
        here: copy(row, "here", "here_means", "here_size")?,
        fingerprint,
    })
}

fn copy(
    row: &Row<'_>,
    found: &str,
    means: &str,
    size: &str,
) -> rusqlite::Result<Option<CopyState>> {
    let Some(found) = row.get::<_, Option<String>>(found)? else {
        return Ok(None);
    };
    let size: Option<i64> = row.get(size)?;
    Ok(Some(CopyState {
        found: from_word(found)?,
        means: from_word(row.get(means)?)?,
        size: size.map(from_number).transpose()?,
    }))
}
