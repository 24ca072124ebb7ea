//! A transfer as it is written down.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};
use serde::{Deserialize, Serialize};
use smartfile::{Algorithm, RemotePath};

use super::spelling::{
    algorithm, foreign, from_algorithm, from_local, from_number, from_time, from_word, local,
    number, time, word,
};
use super::trouble::Trouble;
use crate::account::AccountId;
use crate::problem::Outcome;
use crate::transfers::TransferId;
use crate::transfers::state::{Answer, Phase};

/// What a transfer does.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Upload,
    Download,
    Archive,
}

/// What the file at the sending end was when its transfer began. Going on makes sense only with the same one.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Source {
    pub(crate) size: Option<u64>,
    /// As that end spells it.
    pub(crate) time: Option<String>,
    /// The site's number for it.
    pub(crate) id: Option<u64>,
}

/// A file's place in a folder that is on its way.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Member {
    pub(crate) tree: TransferId,
    pub(crate) item: i64,
}

/// Everything that is needed to go on with a transfer after a crash.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Record {
    pub(crate) id: TransferId,
    /// The folder that it is a file of.
    pub(crate) member: Option<Member>,
    pub(crate) request: String,
    pub(crate) account: AccountId,
    pub(crate) kind: Kind,
    pub(crate) local: PathBuf,
    pub(crate) remote: Vec<RemotePath>,
    pub(crate) name: String,
    pub(crate) size: Option<u64>,
    pub(crate) phase: Phase,
    /// In the queue.
    pub(crate) place: i64,
    pub(crate) answer: Option<Answer>,
    pub(crate) source: Option<Source>,
    pub(crate) was_free: bool,
    /// What had the name of a download when it was chosen.
    pub(crate) replaces: Option<Source>,
    pub(crate) part: Option<PathBuf>,
    pub(crate) safe: u64,
    /// Of all its bytes.
    pub(crate) digest: Option<(Algorithm, String)>,
    pub(crate) problem: Option<Outcome>,
    pub(crate) created: Timestamp,
    pub(crate) changed: Timestamp,
}

/// How long the click of a finished transfer is known, so that it means the same transfer.
pub(super) const REMEMBERED: Duration = Duration::from_hours(7 * 24);
/// Something is still to be done about it, if only that its part is removed.
const UNFINISHED: &str =
    "phase NOT IN ('done', 'cancelled') OR (phase = 'cancelled' AND part IS NOT NULL)";
const COLUMNS: &str = "id, request, account, kind, local, remote, name, size, phase, place, answer, source_size, \
     source_time, source_id, was_free, replaces_size, replaces_time, part, safe, algorithm, digest, problem, created, changed, tree, item";

/// Writes a row whole, whether it is there or not: a journal that had to begin anew gets it back so.
pub(super) fn write(connection: &Connection, owner: &str, record: &Record) -> Result<(), Trouble> {
    let remote = serde_json::to_string(
        &record
            .remote
            .iter()
            .map(RemotePath::as_str)
            .collect::<Vec<_>>(),
    );
    let remote = remote.map_err(|error| foreign(Box::new(error)))?;
    let source = record.source.clone().unwrap_or_default();
    let replaces = record.replaces.clone().unwrap_or_default();
    let (algorithm, digest) = record
        .digest
        .as_ref()
        .map(|(by, digest)| (algorithm(*by), digest.as_str()))
        .unzip();
    let sql = "INSERT INTO transfers (owner, id, request, account, kind, local, remote, name, size, phase, place, answer, \
            source_size, source_time, source_id, was_free, replaces_size, replaces_time, part, safe, algorithm, digest, problem, created, changed, tree, item) \
        VALUES (:owner, :id, :request, :account, :kind, :local, :remote, :name, :size, :phase, :place, :answer, \
            :source_size, :source_time, :source_id, :was_free, :replaces_size, :replaces_time, :part, :safe, :algorithm, :digest, :problem, \
            :created, :changed, :tree, :item) \
        ON CONFLICT (id) DO UPDATE SET owner = :owner, local = :local, name = :name, size = :size, phase = :phase, place = :place, answer = :answer, \
            source_size = :source_size, source_time = :source_time, source_id = :source_id, was_free = :was_free, replaces_size = :replaces_size, replaces_time = :replaces_time, \
            part = :part, safe = :safe, algorithm = :algorithm, digest = :digest, problem = :problem, \
            changed = :changed";
    connection.prepare_cached(sql)?.execute(named_params! {
        ":owner": owner,
        ":id": record.id.as_str(),
        ":request": record.request,
        ":account": record.account.as_str(),
        ":kind": word(&record.kind),
        ":local": local(&record.local),
        ":remote": remote,
        ":name": record.name,
        ":size": record.size.map(number),
        ":phase": word(&record.phase),
        ":place": record.place,
        ":answer": record.answer.as_ref().map(word),
        ":source_size": source.size.map(number),
        ":source_time": source.time,
        ":source_id": source.id.map(number),
        ":was_free": record.was_free,
        ":replaces_size": replaces.size.map(number),
        ":replaces_time": replaces.time,
        ":part": record.part.as_deref().map(local),
        ":safe": number(record.safe),
        ":algorithm": algorithm,
        ":digest": digest,
        ":problem": record.problem.as_ref().map(word),
        ":created": time(record.created),
        ":changed": time(record.changed),
        ":tree": record.member.as_ref().map(|member| member.tree.as_str()),
        ":item": record.member.as_ref().map(|member| member.item),
    })?;
    Ok(())
}

/// Files of a folder are kept no longer than they are at work.
pub(super) fn forget(connection: &Connection, id: &TransferId) -> Result<(), Trouble> {
    let sql = "DELETE FROM transfers WHERE id = ?1";
    connection.prepare_cached(sql)?.execute([id.as_str()])?;
    Ok(())
}

/// What is known of a folder's file that was at work before.
pub(super) fn of_item(
    connection: &Connection,
    tree: &TransferId,
    item: i64,
) -> Result<Option<Record>, Trouble> {
    let sql = format!("SELECT {COLUMNS} FROM transfers WHERE tree = ?1 AND item = ?2");
    let mut query = connection.prepare_cached(&sql)?;
    Ok(query.query_row((tree.as_str(), item), read).optional()?)
}

/// Unfinished files of this computer that a folder's transfers have left.
pub(super) fn parts_of(
    connection: &Connection,
    tree: &TransferId,
) -> Result<Vec<PathBuf>, Trouble> {
    let sql = "SELECT part FROM transfers WHERE tree = ?1 AND part IS NOT NULL";
    let mut query = connection.prepare(sql)?;
    let parts = query.query_map([tree.as_str()], |row| {
        Ok(from_local(row.get::<_, Vec<u8>>(0)?))
    })?;
    Ok(parts.collect::<rusqlite::Result<Vec<_>>>()?)
}

/// How much of a download is on the disk for good.
pub(super) fn write_safe(
    connection: &Connection,
    id: &TransferId,
    safe: u64,
) -> Result<(), Trouble> {
    let sql = "UPDATE transfers SET safe = ?2 WHERE id = ?1";
    connection
        .prepare_cached(sql)?
        .execute((id.as_str(), number(safe)))?;
    Ok(())
}

/// Takes over what a process had that is no more, and answers what it had not finished, oldest first.
pub(super) fn adopt(connection: &Connection, from: &str, to: &str) -> Result<Vec<Record>, Trouble> {
    let found = {
        let sql = format!(
            "SELECT {COLUMNS} FROM transfers WHERE owner = ?1 AND tree IS NULL AND ({UNFINISHED}) ORDER BY place, number"
        );
        let mut query = connection.prepare(&sql)?;
        let rows = query.query_map([from], read)?;
        rows.collect::<rusqlite::Result<Vec<_>>>()?
    };
    connection.execute(
        "UPDATE transfers SET owner = ?2 WHERE owner = ?1",
        [from, to],
    )?;
    Ok(found)
}

/// Gives each of these rows from the owner that is named with it to another. One that is another's by now stays there.
pub(super) fn hand_on(
    connection: &Connection,
    rows: &[(TransferId, String)],
    to: &str,
) -> Result<(), Trouble> {
    let sql = "UPDATE transfers SET owner = ?3 WHERE id = ?1 AND owner = ?2";
    for (id, from) in rows {
        connection
            .prepare_cached(sql)?
            .execute([id.as_str(), from, to])?;
    }
    Ok(())
}

/// What nobody has finished, with whose it is; oldest first.
pub(super) fn unfinished(connection: &Connection) -> Result<Vec<(String, Record)>, Trouble> {
    let sql = format!(
        "SELECT owner, {COLUMNS} FROM transfers WHERE phase NOT IN ('done', 'cancelled') ORDER BY place, number"
    );
    let mut query = connection.prepare(&sql)?;
    let found = query.query_map([], |row| Ok((row.get("owner")?, read(row)?)))?;
    Ok(found.collect::<rusqlite::Result<Vec<_>>>()?)
}

/// The requests of transfers that are finished. Those that nobody can ask for again any more are forgotten.
pub(super) fn finished(
    connection: &Connection,
    now: Timestamp,
) -> Result<Vec<(String, TransferId)>, Trouble> {
    let old = time(now) - REMEMBERED.as_secs().cast_signed() * 1000;
    connection.execute(
        &format!(
            "DELETE FROM transfers WHERE tree IS NULL AND NOT ({UNFINISHED}) AND changed < ?1"
        ),
        [old],
    )?;
    let sql =
        format!("SELECT request, id FROM transfers WHERE tree IS NULL AND NOT ({UNFINISHED})");
    let mut query = connection.prepare(&sql)?;
    let found = query.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?.into())))?;
    Ok(found.collect::<rusqlite::Result<Vec<_>>>()?)
}

/// Forgets everything of an account that is going. Its receipts stay.
pub(super) fn erase_account(connection: &Connection, account: &AccountId) -> Result<(), Trouble> {
    connection.execute(
        "DELETE FROM transfers WHERE account = ?1",
        [account.as_str()],
    )?;
    Ok(())
}

/// The processes that have rows.
pub(super) fn owners(connection: &Connection) -> Result<Vec<String>, Trouble> {
    let mut query =
        connection.prepare("SELECT owner FROM transfers UNION SELECT owner FROM trees")?;
    let owners = query.query_map([], |row| row.get(0))?;
    Ok(owners.collect::<rusqlite::Result<Vec<_>>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Record> {
    let remote: Vec<String> = serde_json::from_str(&row.get::<_, String>("remote")?)
        .map_err(|error| foreign(Box::new(error)))?;
    let remote = remote.iter().map(|path| RemotePath::parse(path));
    let remote = remote
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| foreign(Box::new(error)))?;
    let source = Source {
        size: optional(row, "source_size")?,
        time: row.get("source_time")?,
        id: optional(row, "source_id")?,
    };
    let replaces = Source {
        size: optional(row, "replaces_size")?,
        time: row.get("replaces_time")?,
        id: None,
    };
    let by: Option<String> = row.get("algorithm")?;
    let digest: Option<String> = row.get("digest")?;
    let by = by.map(|word| from_algorithm(&word)).transpose()?;
    let answer: Option<String> = row.get("answer")?;
    let problem: Option<String> = row.get("problem")?;
    let tree: Option<String> = row.get("tree")?;
    let item: Option<i64> = row.get("item")?;
    Ok(Record {
        id: row.get::<_, String>("id")?.into(),
        member: tree.zip(item).map(|(tree, item)| Member {
            tree: tree.into(),
            item,
        }),
        request: row.get("request")?,
        account: row.get::<_, String>("account")?.into(),
        kind: from_word(row.get("kind")?)?,
        local: from_local(row.get("local")?),
        remote,
        name: row.get("name")?,
        size: optional(row, "size")?,
        phase: from_word(row.get("phase")?)?,
        place: row.get("place")?,
        answer: answer.map(from_word).transpose()?,
        source: (source != Source::default()).then_some(source),
        was_free: row.get("was_free")?,
        replaces: (replaces != Source::default()).then_some(replaces),
        part: row.get::<_, Option<Vec<u8>>>("part")?.map(from_local),
        safe: from_number(row.get("safe")?)?,
        digest: by.zip(digest),
        problem: problem.map(from_word).transpose()?,
        created: from_time(row.get("created")?)?,
        changed: from_time(row.get("changed")?)?,
    })
}

fn optional(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<u64>> {
    let value: Option<i64> = row.get(column)?;
    value.map(from_number).transpose()
}
