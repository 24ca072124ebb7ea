//! What is in a folder on its way, as it is written down: found, waiting, done, or to be decided about.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

use super::record;
use super::record::Record;
use super::spelling::{from_local, from_number, from_word, local, number, word};
use super::trouble::Trouble;
use crate::disk::NameRules;
use crate::problem::Outcome;
use crate::transfers::state::Answer;
use crate::transfers::tree::contents::{
    Contents, ContentsItem, ItemKind, ItemNumber, ItemState, ItemsPage, ItemsShown, LeftOut,
};
use crate::transfers::tree::names;
use crate::transfers::tree::tally::Stand;
use crate::transfers::{Direction, Proof, TransferId};

/// Something that was found in a folder.
#[derive(Clone, Debug)]
pub(crate) struct NewItem {
    pub(crate) kind: ItemKind,
    /// Below the folder of this computer.
    pub(crate) local: PathBuf,
    /// Below the folder at the site, `/` between the names.
    pub(crate) remote: String,
    pub(crate) size: Option<u64>,
    pub(crate) left_out: Option<LeftOut>,
    /// It was there, and could not be looked at.
    pub(crate) failed: Option<Outcome>,
}

/// Something that has its turn.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) number: i64,
    pub(crate) local: PathBuf,
    pub(crate) remote: String,
    pub(crate) size: Option<u64>,
    pub(crate) answer: Option<Answer>,
    /// Of a folder: it is there, and only what is in it is not known yet.
    pub(crate) made: bool,
    /// What an earlier run has written down.
    pub(crate) record: Option<Record>,
}

/// Adds what was found, each once. Answers the counts of what is new.
pub(super) fn add(
    connection: &Connection,
    tree: &TransferId,
    direction: Direction,
    rules: NameRules,
    found: &[NewItem],
) -> Result<Contents, Trouble> {
    let mut added = Contents::default();
    let known = "SELECT 1 FROM tree_items WHERE tree = ?1 AND source = ?2";
    let mut known = connection.prepare_cached(known)?;
    let taken = "SELECT 1 FROM tree_items WHERE tree = ?1 AND seat = ?2";
    let mut taken = connection.prepare_cached(taken)?;
    let sql = "INSERT INTO tree_items (tree, kind, source, seat, local, remote, renamed, size, state, listed, why) \
        VALUES (:tree, :kind, :source, :seat, :local, :remote, :renamed, :size, :state, 0, :why)";
    let mut insert = connection.prepare_cached(sql)?;
    for item in found {
        let source = match direction {
            Direction::Upload => local(&item.local),
            Direction::Download => item.remote.clone().into_bytes(),
        };
        if known.exists((tree.as_str(), &source))? {
            continue;
        }
        let mut place = item.local.clone();
        let mut seat = names::key(&place, rules);
        if direction == Direction::Download {
            let spelled = last_name(&item.local);
            let mut twin = 2;
            while taken.exists((tree.as_str(), &seat))? {
                place.set_file_name(names::twin(&spelled, twin, rules));
                seat = names::key(&place, rules);
                twin += 1;
            }
        }
        let there = item.remote.rsplit('/').next().unwrap_or_default();
        let here = last_name(&place);
        let renamed =
            (direction == Direction::Download && item.left_out.is_none() && here != there)
                .then_some(here);
        let stand = match (item.left_out, item.failed) {
            (Some(_), _) => Stand::LeftOut,
            (_, Some(_)) => Stand::Failed,
            _ => Stand::Waiting,
        };
        let why = item.left_out.as_ref().map(word);
        insert.execute(named_params! {
            ":tree": tree.as_str(),
            ":kind": word(&item.kind),
            ":source": source,
            ":seat": seat,
            ":local": local(&place),
            ":remote": item.remote,
            ":renamed": renamed,
            ":size": item.size.map(number),
            ":state": stand.word(),
            ":why": why.or(item.failed.as_ref().map(word)),
        })?;
        added.add(item.kind, stand, 1, item.size.unwrap_or(0));
        added.renamed += u64::from(renamed.is_some());
    }
    Ok(added)
}

/// The folder itself: what is in it is still to be found. It is none of those that are counted or shown.
pub(super) fn add_root(connection: &Connection, tree: &TransferId) -> Result<(), Trouble> {
    let sql = "INSERT INTO tree_items (tree, kind, source, seat, local, remote, state, listed) \
        VALUES (?1, 'folder', x'', x'', x'', '', 'done', 0) ON CONFLICT (tree, source) DO UPDATE SET listed = 0";
    connection.execute(sql, [tree.as_str()])?;
    Ok(())
}

fn last_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Everything that is in this folder is here.
pub(super) fn is_listed(connection: &Connection, item: i64) -> Result<(), Trouble> {
    let sql = "UPDATE tree_items SET listed = 1 WHERE number = ?1";
    connection.prepare_cached(sql)?.execute([item])?;
    Ok(())
}

/// Folders that are to be made or looked into.
pub(super) fn open_folders(
    connection: &Connection,
    tree: &TransferId,
    limit: usize,
) -> Result<Vec<Item>, Trouble> {
    let sql = "SELECT * FROM tree_items WHERE tree = ?1 AND kind = 'folder' AND listed = 0 \
        AND state IN ('waiting', 'done') ORDER BY number LIMIT ?2";
    let mut query = connection.prepare_cached(sql)?;
    let found = query.query_map(
        (tree.as_str(), i64::try_from(limit).unwrap_or(i64::MAX)),
        item,
    )?;
    Ok(found.collect::<rusqlite::Result<Vec<_>>>()?)
}

/// The next files, behind this one, with what earlier runs have written down of them.
pub(super) fn next_files(
    connection: &Connection,
    tree: &TransferId,
    after: i64,
    limit: usize,
) -> Result<Vec<Item>, Trouble> {
    let sql = "SELECT * FROM tree_items WHERE tree = ?1 AND state = 'waiting' AND kind = 'file' AND number > ?2 \
        ORDER BY number LIMIT ?3";
    let mut query = connection.prepare_cached(sql)?;
    let found = query.query_map(
        (
            tree.as_str(),
            after,
            i64::try_from(limit).unwrap_or(i64::MAX),
        ),
        item,
    )?;
    let mut found = found.collect::<rusqlite::Result<Vec<_>>>()?;
    for item in &mut found {
        item.record = record::of_item(connection, tree, item.number)?;
    }
    Ok(found)
}

fn item(row: &Row<'_>) -> rusqlite::Result<Item> {
    let size: Option<i64> = row.get("size")?;
    let answer: Option<String> = row.get("answer")?;
    Ok(Item {
        number: row.get("number")?,
        local: from_local(row.get("local")?),
        remote: row.get("remote")?,
        size: size.map(from_number).transpose()?,
        answer: answer.map(from_word).transpose()?,
        made: row.get::<_, String>("state")? == Stand::Done.word(),
        record: None,
    })
}

/// What became of one, and why.
pub(super) fn set(
    connection: &Connection,
    item: i64,
    stand: Stand,
    why: Option<&str>,
    transfer: Option<&TransferId>,
) -> Result<(), Trouble> {
    let sql = "UPDATE tree_items SET state = ?2, why = ?3, transfer = coalesce(?4, transfer) WHERE number = ?1";
    connection.prepare_cached(sql)?.execute((
        item,
        stand.word(),
        why,
        transfer.map(TransferId::as_str),
    ))?;
    Ok(())
}

/// A file has arrived, under this name. In the commit of its receipt.
pub(super) fn done(connection: &Connection, item: i64, record: &Record) -> Result<(), Trouble> {
    let sql = "SELECT remote FROM tree_items WHERE number = ?1";
    let mut query = connection.prepare_cached(sql)?;
    let remote: Option<String> = query.query_row([item], |row| row.get(0)).optional()?;
    let name = remote.as_deref().and_then(|path| path.rsplit('/').next());
    let renamed = (name != Some(record.name.as_str())).then_some(record.name.as_str());
    let sql = "UPDATE tree_items SET state = 'done', why = NULL, transfer = ?2, size = coalesce(?3, size), renamed = ?4 \
        WHERE number = ?1";
    connection.prepare_cached(sql)?.execute((
        item,
        record.id.as_str(),
        record.size.map(number),
        renamed,
    ))?;
    record::forget(connection, &record.id)
}

/// The person has said what is to become of one that waits for that, or, by leaving it, of one that failed.
pub(super) fn answer(
    connection: &Connection,
    tree: &TransferId,
    which: Option<ItemNumber>,
    answer: Answer,
) -> Result<bool, Trouble> {
    let sql = match (answer, which) {
        (Answer::Skip, Some(_)) => {
            "UPDATE tree_items SET why = CASE state WHEN 'needs_you' THEN 'name_taken' ELSE 'by_you' END, \
             state = 'left_out' WHERE tree = ?1 AND state IN ('needs_you', 'failed') AND number = ?2"
        }
        (Answer::Skip, None) => {
            "UPDATE tree_items SET why = 'name_taken', state = 'left_out' \
             WHERE tree = ?1 AND state = 'needs_you' AND ?2 IS NULL"
        }
        (_, Some(_)) => {
            "UPDATE tree_items SET answer = ?3, state = 'waiting', why = NULL \
             WHERE tree = ?1 AND state = 'needs_you' AND number = ?2"
        }
        (_, None) => {
            "UPDATE tree_items SET answer = ?3, state = 'waiting', why = NULL \
             WHERE tree = ?1 AND state = 'needs_you' AND ?2 IS NULL"
        }
    };
    let which = which.map(i64::from);
    let changed = match answer {
        Answer::Skip => connection.execute(sql, (tree.as_str(), which))?,
        _ => connection.execute(sql, (tree.as_str(), which, word(&answer)))?,
    };
    if answer == Answer::Skip {
        forget_left_out(connection, tree)?;
    }
    Ok(changed > 0)
}

/// Those that failed, or one of them, wait for another turn.
pub(super) fn retry(
    connection: &Connection,
    tree: &TransferId,
    which: Option<ItemNumber>,
) -> Result<bool, Trouble> {
    let sql = "UPDATE tree_items SET state = 'waiting', why = NULL \
        WHERE tree = ?1 AND state = 'failed' AND (?2 IS NULL OR number = ?2)";
    let changed = connection.execute(sql, (tree.as_str(), which.map(i64::from)))?;
    Ok(changed > 0)
}

/// Those that failed are left.
pub(super) fn leave_failed(connection: &Connection, tree: &TransferId) -> Result<(), Trouble> {
    let sql = "UPDATE tree_items SET state = 'left_out', why = 'by_you' WHERE tree = ?1 AND state = 'failed'";
    connection.execute(sql, [tree.as_str()])?;
    forget_left_out(connection, tree)
}

fn forget_left_out(connection: &Connection, tree: &TransferId) -> Result<(), Trouble> {
    let sql = "DELETE FROM transfers WHERE tree = ?1 AND item IN \
        (SELECT number FROM tree_items WHERE tree = ?1 AND state = 'left_out')";
    connection.execute(sql, [tree.as_str()])?;
    Ok(())
}

/// Forgets what was in a folder, and whatever of it was at work.
pub(super) fn forget(connection: &Connection, tree: &TransferId) -> Result<(), Trouble> {
    connection.execute("DELETE FROM tree_items WHERE tree = ?1", [tree.as_str()])?;
    stop(connection, tree)
}

/// Forgets what was at work: nothing of it lies about any more.
pub(super) fn stop(connection: &Connection, tree: &TransferId) -> Result<(), Trouble> {
    connection.execute("DELETE FROM transfers WHERE tree = ?1", [tree.as_str()])?;
    Ok(())
}

/// Counts everything anew.
pub(super) fn tally(connection: &Connection, tree: &TransferId) -> Result<Contents, Trouble> {
    let mut contents = Contents::default();
    let sql = "SELECT kind, state, count(*), sum(coalesce(size, 0)), count(renamed) FROM tree_items \
        WHERE tree = ?1 AND source <> x'' GROUP BY kind, state";
    let mut query = connection.prepare(sql)?;
    let mut rows = query.query([tree.as_str()])?;
    while let Some(row) = rows.next()? {
        let kind: ItemKind = from_word(row.get(0)?)?;
        let stand = stand(&row.get::<_, String>(1)?);
        let count = from_number(row.get(2)?)?;
        contents.add(kind, stand, count, from_number(row.get(3)?)?);
        if stand != Stand::LeftOut {
            contents.renamed += from_number(row.get(4)?)?;
        }
    }
    let sql = "SELECT receipts.proof, count(*) FROM tree_items JOIN receipts ON receipts.transfer = tree_items.transfer \
        WHERE tree_items.tree = ?1 AND tree_items.state = 'done' GROUP BY receipts.proof";
    let mut query = connection.prepare(sql)?;
    let mut rows = query.query([tree.as_str()])?;
    while let Some(row) = rows.next()? {
        let count = from_number(row.get(1)?)?;
        match row.get::<_, String>(0)?.as_str() {
            "fingerprint" => contents.by_fingerprint = count,
            "size" => contents.by_size = count,
            _ => {}
        }
    }
    Ok(contents)
}

fn stand(word: &str) -> Stand {
    let all = [Stand::Waiting, Stand::Done, Stand::NeedsYou, Stand::Failed];
    let mut all = all.into_iter();
    // The column holds no other word than these and the last.
    all.find(|stand| stand.word() == word)
        .unwrap_or(Stand::LeftOut)
}

/// Some of them, as they are shown.
pub(super) fn page(
    connection: &Connection,
    tree: &TransferId,
    direction: Direction,
    shown: ItemsShown,
    after: Option<ItemNumber>,
    limit: u32,
) -> Result<ItemsPage, Trouble> {
    let condition = match shown {
        ItemsShown::All => "1",
        ItemsShown::NeedsYou => "state = 'needs_you'",
        ItemsShown::Failed => "state = 'failed'",
        ItemsShown::LeftOut => "state = 'left_out'",
        ItemsShown::Renamed => "renamed IS NOT NULL AND state <> 'left_out'",
    };
    let sql = format!(
        "SELECT * FROM tree_items WHERE tree = ?1 AND number > ?2 AND source <> x'' AND {condition} ORDER BY number LIMIT ?3"
    );
    let mut query = connection.prepare(&sql)?;
    let after = after.map_or(0, i64::from);
    let more = i64::from(limit) + 1;
    let found = query.query_map((tree.as_str(), after, more), |row| {
        shown_item(connection, row, direction)
    })?;
    let mut items = found.collect::<rusqlite::Result<Vec<_>>>()?;
    let more = items.len() > limit as usize;
    items.truncate(limit as usize);
    let next = items.last().map(|item| item.number).filter(|_| more);
    Ok(ItemsPage { items, next })
}

fn shown_item(
    connection: &Connection,
    row: &Row<'_>,
    direction: Direction,
) -> rusqlite::Result<ContentsItem> {
    let size: Option<i64> = row.get("size")?;
    let why: Option<String> = row.get("why")?;
    let transfer: Option<TransferId> = row.get::<_, Option<String>>("transfer")?.map(Into::into);
    let problem = |why: Option<String>| why.map_or(Ok(Outcome::Internal), from_word);
    let state = match stand(&row.get::<_, String>("state")?) {
        Stand::Waiting => ItemState::Waiting,
        Stand::Done => ItemState::Done(proof_of(connection, transfer.as_ref())?),
        Stand::NeedsYou => ItemState::NeedsYou(problem(why)?),
        Stand::Failed => ItemState::Failed(problem(why)?),
        Stand::LeftOut => ItemState::LeftOut(why.map_or(Ok(LeftOut::ByYou), from_word)?),
    };
    let path = match direction {
        Direction::Upload => {
            let local = from_local(row.get("local")?);
            let names = local.iter().map(|name| name.to_string_lossy());
            names.collect::<Vec<_>>().join("/")
        }
        Direction::Download => row.get("remote")?,
    };
    Ok(ContentsItem {
        number: ItemNumber(row.get("number")?),
        kind: from_word(row.get("kind")?)?,
        path,
        renamed: row.get("renamed")?,
        size: size.map(from_number).transpose()?,
        state,
        transfer,
    })
}

fn proof_of(
    connection: &Connection,
    transfer: Option<&TransferId>,
) -> rusqlite::Result<Option<Proof>> {
    let Some(transfer) = transfer else {
        return Ok(None);
    };
    let mut query = connection.prepare_cached("SELECT * FROM receipts WHERE transfer = ?1")?;
    let receipt = query
        .query_row([transfer.as_str()], super::receipt::read)
        .optional()?;
    Ok(receipt.and_then(|receipt| receipt.proof))
}
