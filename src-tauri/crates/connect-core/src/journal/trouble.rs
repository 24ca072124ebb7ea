//! What can be the matter with the journal.

use std::io;

use rusqlite::ErrorCode;

use crate::error::Error;

/// The journal's file, as it is named in errors.
pub(super) const NAME: &str = "journal.db";

/// What is the matter. Names no path: SQLite's own sentences do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Trouble {
    /// No room on the disk.
    Full,
    /// Another program keeps it for longer than anything here takes.
    Locked,
    /// It is not what was written.
    Damaged,
    /// A newer version of the app wrote it.
    Newer(u32),
    /// The app is stopping.
    Closed,
    /// Anything else, by SQLite's extended code or the system's kind of error.
    Failed(Failure),
}

/// What failed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Failure {
    /// SQLite's extended result code; 0 where the mistake is ours.
    Sqlite(i32),
    /// The system.
    System(io::ErrorKind),
}

impl From<rusqlite::Error> for Trouble {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(code, _) = error else {
            // A column that is not what it was written as.
            return match error {
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::IntegralValueOutOfRange(..) => Self::Damaged,
                _ => Self::Failed(Failure::Sqlite(0)),
            };
        };
        match code.code {
            ErrorCode::DiskFull => Self::Full,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Locked,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Damaged,
            _ => Self::Failed(Failure::Sqlite(code.extended_code)),
        }
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            kind => Self::Failed(Failure::System(kind)),
        }
    }
}

impl From<Trouble> for Error {
    fn from(trouble: Trouble) -> Self {
        let source = match trouble {
            Trouble::Newer(version) => {
                return Self::Newer {
                    name: NAME,
                    version,
                };
            }
            Trouble::Closed => return Self::Stopping,
            Trouble::Full => io::ErrorKind::StorageFull.into(),
            Trouble::Locked => io::ErrorKind::ResourceBusy.into(),
            Trouble::Damaged => io::ErrorKind::InvalidData.into(),
            Trouble::Failed(Failure::System(kind)) => kind.into(),
            Trouble::Failed(Failure::Sqlite(code)) => {
                io::Error::other(format!("SQLite answered {code}"))
            }
        };
        Self::Own { name: NAME, source }
    }
}
