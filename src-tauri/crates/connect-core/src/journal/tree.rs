//! A folder on its way as it is written down.

use std::path::PathBuf;

use jiff::Timestamp;
use rusqlite::{Connection, Row, named_params};
use smartfile::RemotePath;

use super::record::REMEMBERED;
use super::spelling::{foreign, from_local, from_time, from_word, local, time, word};
use super::trouble::Trouble;
use crate::account::AccountId;
use crate::problem::Outcome;
use crate::transfers::state::{Answer, Phase};
use crate::transfers::tree::contents::FolderAnswer;
use crate::transfers::{Direction, TransferId};

/// Everything that is needed to go on with a folder after a crash, but what is in it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct TreeRecord {
    pub(crate) id: TransferId,
    pub(crate) request: String,
    pub(crate) account: AccountId,
    pub(crate) direction: Direction,
    pub(crate) local: PathBuf,
    pub(crate) remote: RemotePath,
    pub(crate) name: String,
    pub(crate) phase: Phase,
    pub(crate) place: i64,
    pub(crate) begun: bool,
    pub(crate) settled: bool,
    pub(crate) answer: Option<FolderAnswer>,
    pub(crate) same_names: Option<Answer>,
    pub(crate) problem: Option<Outcome>,
    pub(crate) created: Timestamp,
    pub(crate) changed: Timestamp,
}

/// A cancelled one is finished when nothing of it lies about any more.
const UNFINISHED: &str = "phase NOT IN ('done', 'cancelled') OR (phase = 'cancelled' AND EXISTS \
     (SELECT 1 FROM transfers WHERE transfers.tree = trees.id))";

/// Writes a row whole, whether it is there or not.
pub(super) fn write(
    connection: &Connection,
    owner: &str,
    record: &TreeRecord,
) -> Result<(), Trouble> {
    let answer = record.answer.map(|answer| serde_json::to_string(&answer));
    let answer = answer
        .transpose()
        .map_err(|error| foreign(Box::new(error)))?;
    let sql = "INSERT INTO trees (owner, id, request, account, direction, local, remote, name, phase, place, begun, settled, \
            answer, same_names, problem, created, changed) \
        VALUES (:owner, :id, :request, :account, :direction, :local, :remote, :name, :phase, :place, :begun, :settled, \
            :answer, :same_names, :problem, :created, :changed) \
        ON CONFLICT (id) DO UPDATE SET owner = :owner, local = :local, name = :name, phase = :phase, place = :place, begun = :begun, \
            settled = :settled, answer = :answer, same_names = :same_names, problem = :problem, changed = :changed";
    connection.prepare_cached(sql)?.execute(named_params! {
        ":owner": owner,
        ":id": record.id.as_str(),
        ":request": record.request,
        ":account": record.account.as_str(),
        ":direction": word(&record.direction),
        ":local": local(&record.local),
        ":remote": record.remote.as_str(),
        ":name": record.name,
        ":phase": word(&record.phase),
        ":place": record.place,
        ":begun": record.begun,
        ":settled": record.settled,
        ":answer": answer,
        ":same_names": record.same_names.as_ref().map(word),
        ":problem": record.problem.as_ref().map(word),
        ":created": time(record.created),
        ":changed": time(record.changed),
    })?;
    Ok(())
}

/// Takes over what a process had that is no more, and answers what it had not finished, oldest first.
pub(super) fn adopt(
    connection: &Connection,
    from: &str,
    to: &str,
) -> Result<Vec<TreeRecord>, Trouble> {
    let found = {
        let sql = format!(
            "SELECT * FROM trees WHERE owner = ?1 AND ({UNFINISHED}) ORDER BY place, number"
        );
        let mut query = connection.prepare(&sql)?;
        let rows = query.query_map([from], read)?;
        rows.collect::<rusqlite::Result<Vec<_>>>()?
    };
    connection.execute("UPDATE trees SET owner = ?2 WHERE owner = ?1", [from, to])?;
    Ok(found)
}

/// The requests of folders that are finished. Those that nobody can ask for again any more are forgotten.
pub(super) fn finished(
    connection: &Connection,
    owner: &str,
    now: Timestamp,
) -> Result<Vec<(String, TransferId)>, Trouble> {
    let old = time(now) - REMEMBERED.as_secs().cast_signed() * 1000;
    let gone = format!("DELETE FROM trees WHERE NOT ({UNFINISHED}) AND changed < ?1");
    connection.execute(&gone, [old])?;
    // Nobody is shown any more what was in those that are finished. Those of a living process still are.
    let gone = format!(
        "DELETE FROM tree_items WHERE tree IN (SELECT id FROM trees WHERE owner = ?1 AND NOT ({UNFINISHED}))"
    );
    connection.execute(&gone, [owner])?;
    let sql = format!("SELECT request, id FROM trees WHERE NOT ({UNFINISHED})");
    let mut query = connection.prepare(&sql)?;
    let found = query.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?.into())))?;
    Ok(found.collect::<rusqlite::Result<Vec<_>>>()?)
}

/// Forgets everything of an account that is going. Its receipts stay.
pub(super) fn erase_account(connection: &Connection, account: &AccountId) -> Result<(), Trouble> {
    connection.execute(
        "DELETE FROM tree_items WHERE tree IN (SELECT id FROM trees WHERE account = ?1)",
        [account.as_str()],
    )?;
    connection.execute("DELETE FROM trees WHERE account = ?1", [account.as_str()])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<TreeRecord> {
    let remote: String = row.get("remote")?;
    let answer: Option<String> = row.get("answer")?;
    let answer = answer.map(|answer| serde_json::from_str(&answer));
    let same_names: Option<String> = row.get("same_names")?;
    let problem: Option<String> = row.get("problem")?;
    Ok(TreeRecord {
        id: row.get::<_, String>("id")?.into(),
        request: row.get("request")?,
        account: row.get::<_, String>("account")?.into(),
        direction: from_word(row.get("direction")?)?,
        local: from_local(row.get("local")?),
        remote: RemotePath::parse(&remote).map_err(|error| foreign(Box::new(error)))?,
        name: row.get("name")?,
        phase: from_word(row.get("phase")?)?,
        place: row.get("place")?,
        begun: row.get("begun")?,
        settled: row.get("settled")?,
        answer: answer
            .transpose()
            .map_err(|error| foreign(Box::new(error)))?,
        same_names: same_names.map(from_word).transpose()?,
        problem: problem.map(from_word).transpose()?,
        created: from_time(row.get("created")?)?,
        changed: from_time(row.get("changed")?)?,
    })
}
