//! The journal as another program reads it.

use std::path::Path;

use rusqlite::Connection;

/// A transfer as it is written down.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) request: String,
    pub(crate) name: String,
    pub(crate) phase: String,
}

/// A receipt as it is written down.
#[derive(Clone, Debug)]
pub(crate) struct Receipt {
    pub(crate) transfer: String,
    pub(crate) username: String,
    pub(crate) direction: String,
    pub(crate) remote: String,
    pub(crate) local_name: String,
    pub(crate) size: u64,
    pub(crate) algorithm: Option<String>,
    pub(crate) digest: Option<String>,
}

/// Everything in a journal.
#[derive(Debug, Default)]
pub(crate) struct Written {
    pub(crate) rows: Vec<Row>,
    pub(crate) receipts: Vec<Receipt>,
    /// What SQLite says of the whole file.
    pub(crate) integrity: String,
}

impl Written {
    /// What a killed process has left, read in a copy: whoever starts next finds the file as it was.
    pub(crate) fn left_in(data_dir: &Path) -> Self {
        let copy = tempfile::tempdir().unwrap();
        for name in ["journal.db", "journal.db-wal"] {
            let _ = std::fs::copy(data_dir.join(name), copy.path().join(name));
        }
        // One that was killed before it had tables has written nothing.
        Self::read(&copy.path().join("journal.db")).unwrap_or_default()
    }

    pub(crate) fn of(data_dir: &Path) -> Self {
        Self::read(&data_dir.join("journal.db")).unwrap()
    }

    fn read(file: &Path) -> rusqlite::Result<Self> {
        let journal = Connection::open(file)?;
        let mut query = journal.prepare("SELECT id, request, name, phase FROM transfers")?;
        let rows = query.query_map([], |row| {
            Ok(Row {
                id: row.get(0)?,
                request: row.get(1)?,
                name: row.get(2)?,
                phase: row.get(3)?,
            })
        })?;
        let rows = rows.collect::<rusqlite::Result<_>>()?;
        let sql = "SELECT transfer, username, direction, remote, local_name, size, algorithm, digest FROM receipts";
        let mut query = journal.prepare(sql)?;
        let receipts = query.query_map([], |row| {
            Ok(Receipt {
                transfer: row.get(0)?,
                username: row.get(1)?,
                direction: row.get(2)?,
                remote: row.get(3)?,
                local_name: row.get(4)?,
                size: row.get::<_, i64>(5)?.cast_unsigned(),
                algorithm: row.get(6)?,
                digest: row.get(7)?,
            })
        })?;
        let receipts = receipts.collect::<rusqlite::Result<_>>()?;
        let integrity = journal.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        Ok(Self {
            rows,
            receipts,
            integrity,
        })
    }
}
