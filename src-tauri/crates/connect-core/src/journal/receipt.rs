//! Receipts: what arrived, and how that was proven.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params, params_from_iter};
use smartfile::{Algorithm, RemotePath};
use unicode_normalization::UnicodeNormalization as _;

use super::spelling::{
    algorithm, foreign, from_algorithm, from_local, from_number, from_time, from_word, local,
    number, time, unknown, word,
};
use super::store::Store;
use super::trouble::Trouble;
use crate::account::AccountId;
use crate::error::Error;
use crate::transfers::{Direction, Fingerprint, Proof, TransferId};

/// Rows that are read at once for an export: memory stays flat however many there are.
const AT_ONCE: u32 = 500;
/// Receipts that are looked through for what a site speaks: a start must not take longer the more there are.
const LATEST: u32 = 1000;
/// Words that are looked for; nobody needs more.
const WORDS: usize = 8;

/// What arrived: written in the same commit that makes its transfer done, and never changed afterwards. It
/// outlives the transfer's row and the account. Contains no secret and no path of this computer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Receipt {
    /// Its transfer; no two receipts have the same.
    pub transfer: TransferId,
    /// Whose, as long as the account is on this computer.
    pub account: AccountId,
    /// The name to sign in with, as the site has it; empty while it had not said.
    pub username: String,
    /// Host of the site.
    pub site: String,
    /// When it was done, by this computer's calendar.
    pub at: Timestamp,
    /// Which way.
    pub direction: Direction,
    /// The file at the site; of an archive the folder its entries are in.
    pub remote: RemotePath,
    /// The file's name on this computer, without its folder.
    pub local_name: String,
    /// Bytes.
    pub size: u64,
    /// How it was proven. `None`: the site tells neither size nor fingerprint.
    pub proof: Option<Proof>,
}

/// Where a receipt stands among all of them: the later, the greater. Never given twice.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct ReceiptNumber(i64);

impl From<i64> for ReceiptNumber {
    fn from(number: i64) -> Self {
        Self(number)
    }
}

impl From<ReceiptNumber> for i64 {
    fn from(ReceiptNumber(number): ReceiptNumber) -> Self {
        number
    }
}

/// Which receipts. The default is all of them.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ReceiptFilter {
    /// Each of its words is somewhere in path, local name, user name or site; upper and lower case are the same.
    pub words: String,
    /// Of this account.
    pub account: Option<AccountId>,
    /// Of this person, whatever account they came by.
    pub person: Option<Person>,
    /// Of this entry of the site, or of one below it. Of an archive that is the folder its entries are in.
    pub within: Option<RemotePath>,
    /// This way.
    pub direction: Option<Direction>,
    /// Written then or later.
    pub since: Option<Timestamp>,
}

/// Somebody at a site. One who disconnects and connects again is another account, and the same person.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Person {
    /// The name to sign in with.
    pub username: String,
    /// Host of the site.
    pub site: String,
}

/// Some receipts, newest first.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ReceiptPage {
    /// Them.
    pub receipts: Vec<Receipt>,
    /// There are more, before this one. `None` when these were the last.
    pub next: Option<ReceiptNumber>,
    /// How many there are by this filter.
    pub total: u64,
}

/// All receipts of a filter, oldest first, read as they are asked for. Blocking: for a thread of its own. Those
/// that are written meanwhile are not missed.
#[derive(Debug)]
pub struct Receipts {
    file: PathBuf,
    filter: ReceiptFilter,
    after: i64,
    read: std::vec::IntoIter<Receipt>,
    ended: bool,
}

impl Receipts {
    pub(super) fn of(file: PathBuf, filter: ReceiptFilter) -> Self {
        Self {
            file,
            filter,
            after: 0,
            read: Vec::new().into_iter(),
            ended: false,
        }
    }

    fn read_on(&mut self) -> Result<(), Trouble> {
        let connection = Store::reader(&self.file)?;
        let after = Bound::After(self.after);
        let found = select(&connection, &self.filter, Some(after), AT_ONCE)?;
        match found.last() {
            Some((number, _)) => self.after = *number,
            None => self.ended = true,
        }
        let found: Vec<_> = found.into_iter().map(|(_, receipt)| receipt).collect();
        self.read = found.into_iter();
        Ok(())
    }
}

impl Iterator for Receipts {
    type Item = Result<Receipt, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(receipt) = self.read.next() {
                return Some(Ok(receipt));
            }
            if self.ended {
                return None;
            }
            if let Err(trouble) = self.read_on() {
                self.ended = true;
                return Some(Err(trouble.into()));
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Bound {
    /// Newest first.
    Before(i64),
    /// Oldest first.
    After(i64),
}

pub(super) fn write(connection: &Connection, receipt: &Receipt) -> Result<(), Trouble> {
    let (proof, fingerprint) = match &receipt.proof {
        None => ("none", None),
        Some(Proof::Size) => ("size", None),
        Some(Proof::Archive) => ("archive", None),
        Some(Proof::Fingerprint(fingerprint)) => ("fingerprint", Some(fingerprint)),
    };
    let searched = [
        receipt.remote.as_str(),
        &receipt.local_name,
        &receipt.username,
        &receipt.site,
    ];
    // The one that is there already says the same, and was told.
    let sql = "INSERT INTO receipts (transfer, account, username, site, at, direction, remote, local_name, size, \
            proof, algorithm, digest, folded) \
        VALUES (:transfer, :account, :username, :site, :at, :direction, :remote, :local_name, :size, \
            :proof, :algorithm, :digest, :folded) \
        ON CONFLICT (transfer) DO NOTHING";
    connection.prepare_cached(sql)?.execute(named_params! {
        ":transfer": receipt.transfer.as_str(),
        ":account": receipt.account.as_str(),
        ":username": receipt.username,
        ":site": receipt.site,
        ":at": time(receipt.at),
        ":direction": word(&receipt.direction),
        ":remote": receipt.remote.as_str(),
        ":local_name": receipt.local_name,
        ":size": number(receipt.size),
        ":proof": proof,
        ":algorithm": fingerprint.map(|it| algorithm(it.algorithm)),
        ":digest": fingerprint.map(|it| it.here.as_str()),
        ":folded": fold(&searched.join("\n")),
    })?;
    Ok(())
}

pub(super) fn page(
    connection: &Connection,
    filter: &ReceiptFilter,
    before: Option<ReceiptNumber>,
    limit: u32,
) -> Result<ReceiptPage, Trouble> {
    // One more than asked for tells whether there are more.
    let bound = before.map(|ReceiptNumber(number)| Bound::Before(number));
    let mut found = select(connection, filter, bound, limit.saturating_add(1))?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let last = found.last().map(|(number, _)| ReceiptNumber(*number));
    let (condition, values) = condition(filter, None);
    let count = format!("SELECT count(*) FROM receipts WHERE {condition}");
    let total = connection.query_row(&count, params_from_iter(values), |row| row.get(0))?;
    Ok(ReceiptPage {
        receipts: found.into_iter().map(|(_, receipt)| receipt).collect(),
        next: last.filter(|_| more),
        total: from_number(total)?,
    })
}

pub(super) fn one(connection: &Connection, id: &TransferId) -> Result<Option<Receipt>, Trouble> {
    let mut query = connection.prepare("SELECT * FROM receipts WHERE transfer = ?1")?;
    Ok(query.query_row([id.as_str()], read).optional()?)
}

/// The latest one of a file of just these bytes, whatever it is called now. Where a site could only say the size,
/// name and size are all that there is to know it by.
pub(super) fn of_bytes(
    connection: &Connection,
    person: &Person,
    (name, size): (&str, u64),
    digests: &[(Algorithm, String)],
) -> Result<Option<Receipt>, Trouble> {
    let sql = "SELECT * FROM receipts WHERE username = ?1 AND site = ?2 AND size = ?3 \
        AND ((algorithm = ?4 AND digest = ?5) OR (?4 IS NULL AND proof = 'size' AND local_name = ?6)) \
        ORDER BY number DESC LIMIT 1";
    let mut query = connection.prepare_cached(sql)?;
    let by_sum = digests
        .iter()
        .map(|(by, digest)| (Some(algorithm(*by)), Some(digest.as_str())));
    for (by, digest) in by_sum.chain([(None, None)]) {
        let values = (
            &person.username,
            &person.site,
            number(size),
            by,
            digest,
            name,
        );
        if let Some(found) = query.query_row(values, read).optional()? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Those of downloads that were put at this place of this computer, or below it, with where that was; newest first.
pub(super) fn placed_at(
    connection: &Connection,
    person: &Person,
    place: &Path,
) -> Result<Vec<(Receipt, PathBuf)>, Trouble> {
    let (whole, below) = (local(place), local(&place.join("")));
    let sql = "SELECT receipts.*, receipt_copies.local FROM receipts JOIN receipt_copies USING (transfer) \
        WHERE username = ?1 AND site = ?2 AND (local = ?3 OR substr(local, 1, length(?4)) = ?4) \
        ORDER BY number DESC";
    let mut query = connection.prepare_cached(sql)?;
    let found = query.query_map((&person.username, &person.site, whole, below), |row| {
        Ok((read(row)?, from_local(row.get("local")?)))
    })?;
    Ok(found.collect::<rusqlite::Result<Vec<_>>>()?)
}

fn select(
    connection: &Connection,
    filter: &ReceiptFilter,
    bound: Option<Bound>,
    limit: u32,
) -> Result<Vec<(i64, Receipt)>, Trouble> {
    let (condition, mut values) = condition(filter, bound);
    values.push(i64::from(limit).into());
    let order = match bound {
        Some(Bound::After(_)) => "ASC",
        Some(Bound::Before(_)) | None => "DESC",
    };
    let sql = format!("SELECT * FROM receipts WHERE {condition} ORDER BY number {order} LIMIT ?");
    let mut query = connection.prepare(&sql)?;
    let found = query.query_map(params_from_iter(values), |row| {
        Ok((row.get("number")?, read(row)?))
    })?;
    Ok(found.collect::<rusqlite::Result<Vec<_>>>()?)
}

/// Only question marks: what a person typed is never part of the question.
fn condition(filter: &ReceiptFilter, bound: Option<Bound>) -> (String, Vec<Value>) {
    let mut condition = String::from("1");
    let mut values: Vec<Value> = Vec::new();
    let mut and = |sql: &str, value: Value| {
        condition.push_str(" AND ");
        condition.push_str(sql);
        values.push(value);
    };
    match bound {
        Some(Bound::Before(number)) => and("number < ?", number.into()),
        Some(Bound::After(number)) => and("number > ?", number.into()),
        None => {}
    }
    if let Some(account) = &filter.account {
        and("account = ?", account.as_str().to_owned().into());
    }
    if let Some(person) = &filter.person {
        and("username = ?", person.username.clone().into());
        and("site = ?", person.site.clone().into());
    }
    if let Some(within) = filter.within.as_ref().filter(|path| !path.is_root()) {
        // With a slash behind both: no other name that only begins like it.
        let path = format!("{}/", within.as_str());
        and("instr(remote || '/', ?) = 1", path.into());
    }
    if let Some(direction) = &filter.direction {
        and("direction = ?", word(direction).into());
    }
    if let Some(since) = filter.since {
        and("at >= ?", time(since).into());
    }
    for word in fold(&filter.words).split_whitespace().take(WORDS) {
        and("instr(folded, ?) > 0", word.to_owned().into());
    }
    (condition, values)
}

fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Receipt> {
    let proof = match row.get::<_, String>("proof")?.as_str() {
        "none" => None,
        "size" => Some(Proof::Size),
        "archive" => Some(Proof::Archive),
        "fingerprint" => {
            let digest: String = row.get("digest")?;
            Some(Proof::Fingerprint(Fingerprint {
                algorithm: from_algorithm(&row.get::<_, String>("algorithm")?)?,
                here: digest.clone(),
                // Only two that are the same are ever written.
                there: digest,
            }))
        }
        _ => return Err(unknown()),
    };
    let remote: String = row.get("remote")?;
    Ok(Receipt {
        transfer: row.get::<_, String>("transfer")?.into(),
        account: row.get::<_, String>("account")?.into(),
        username: row.get("username")?,
        site: row.get("site")?,
        at: from_time(row.get("at")?)?,
        direction: from_word(row.get("direction")?)?,
        remote: RemotePath::parse(&remote).map_err(|error| foreign(Box::new(error)))?,
        local_name: row.get("local_name")?,
        size: from_number(row.get("size")?)?,
        proof,
    })
}
/// By which algorithm each account's site has last summed up a file. None for one whose last file had only its
/// size: what it spoke before, it does not speak any more.
pub(super) fn spoken(connection: &Connection) -> Result<Vec<(AccountId, Algorithm)>, Trouble> {
    let sql = "SELECT account, algorithm FROM receipts WHERE algorithm IS NOT NULL AND number IN (\
               SELECT max(number) FROM receipts WHERE proof IN ('fingerprint', 'size') \
               AND number > (SELECT max(number) FROM receipts) - ?1 GROUP BY account)";
    let mut query = connection.prepare(sql)?;
    let found = query.query_map([LATEST], |row| {
        let algorithm: String = row.get(1)?;
        Ok((row.get::<_, String>(0)?.into(), from_algorithm(&algorithm)?))
    })?;
    Ok(found.collect::<rusqlite::Result<Vec<_>>>()?)
}
