//! The journal's file: made private, brought up to date, looked through, and set aside when it is damaged.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::trouble::{NAME, Trouble};

/// The file's formats, oldest first. Forward only: what is here is never changed, only added to.
const MIGRATIONS: [&str; 4] = [
    include_str!("0001_transfers_and_receipts.sql"),
    include_str!("0002_receipt_checks.sql"),
    include_str!("0003_queue.sql"),
    include_str!("0004_trees.sql"),
];
/// How long another process of ours may keep the file, before a transfer says that it cannot be written down.
const PATIENCE: Duration = Duration::from_secs(3);
/// A log that grew beyond this is cut down again.
const LOG_BYTES: u32 = 4 * 1024 * 1024;

/// Whether the whole file is read before it is trusted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Suspicion {
    /// It was closed properly: a look at its head and its last rows.
    None,
    /// Whoever had it was killed, or it was seen to be wrong: every page of it.
    Some,
}

/// The file in a data folder. While one of these lives, no other process sets the file aside.
#[derive(Debug)]
pub(super) struct Store {
    file: PathBuf,
    users: File,
}

impl Store {
    pub(super) fn new(folder: &Path) -> Result<Self, Trouble> {
        let users = private_file(&folder.join("journal.lock"))?;
        match users.try_lock_shared() {
            Ok(()) => {}
            // Somebody is setting it aside; or there are no locks here, as on some network drives.
            Err(TryLockError::WouldBlock) => return Err(Trouble::Locked),
            Err(TryLockError::Error(error)) => {
                tracing::warn!(kind = ?error.kind(), "the journal is used without a lock");
            }
        }
        let file = folder.join(NAME);
        Ok(Self { file, users })
    }

    /// Opens it. A damaged one is set aside, and this is a new one then.
    pub(super) fn open(&self, suspicion: Suspicion) -> Result<Connection, Trouble> {
        let left = fs::metadata(beside(&self.file, "-wal")).is_ok_and(|log| log.len() > 0);
        let suspicion = if left { Suspicion::Some } else { suspicion };
        match open(&self.file, suspicion) {
            Err(Trouble::Damaged) => {
                self.set_aside()?;
                open(&self.file, Suspicion::None)
            }
            opened => opened,
        }
    }

    /// Out of the way, and not lost. Only while no other process has it open.
    pub(super) fn set_aside(&self) -> Result<(), Trouble> {
        match self.users.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(Trouble::Locked),
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        let aside = beside(&self.file, ".damaged");
        let moved = [("", ""), ("-wal", "-wal")].map(|(from, to)| {
            match fs::rename(beside(&self.file, from), beside(&aside, to)) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                moved => moved,
            }
        });
        let _ = fs::remove_file(beside(&self.file, "-shm"));
        tracing::error!(file = NAME, "damaged; set aside");
        let _ = self.users.try_lock_shared();
        for moved in moved {
            moved?;
        }
        Ok(())
    }

    /// A connection that only reads, beside the one that writes.
    pub(super) fn reader(file: &Path) -> Result<Connection, Trouble> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file, flags)?;
        connection.busy_timeout(PATIENCE)?;
        Ok(connection)
    }

    pub(super) fn file(&self) -> &Path {
        &self.file
    }
}

fn open(file: &Path, suspicion: Suspicion) -> Result<Connection, Trouble> {
    // SQLite gives what lies beside it the same permissions.
    drop(private_file(file)?);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(PATIENCE)?;
    let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version as usize > MIGRATIONS.len() {
        return Err(Trouble::Newer(version));
    }
    // Where shared memory is not to be had the answer is another mode, which is slower and as safe.
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update_and_check(None, "journal_size_limit", LOG_BYTES, |_| Ok(()))?;
    if suspicion == Suspicion::Some {
        let said: String =
            connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if said != "ok" {
            return Err(Trouble::Damaged);
        }
    }
    migrate(&mut connection)?;
    for table in ["transfers", "receipts"] {
        let last = format!("SELECT max(number) FROM {table}");
        connection.query_row(&last, [], |row| row.get::<_, Option<i64>>(0))?;
    }
    Ok(connection)
}

/// Each step in a commit of its own. Another process may be at the same one: it is looked at inside.
fn migrate(connection: &mut Connection) -> Result<(), Trouble> {
    for (step, sql) in (1_u32..).zip(MIGRATIONS) {
        let commit =
            connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let version: u32 = commit.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version < step {
            commit.execute_batch(sql)?;
            commit.pragma_update(None, "user_version", step)?;
            commit.commit()?;
        }
    }
    Ok(())
}

/// Only its owner reads it, where the system knows owners.
pub(super) fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).read(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

pub(super) fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
