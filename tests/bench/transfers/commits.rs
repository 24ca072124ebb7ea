//! The peer of a row that is written down: SQLite with nothing around it.

use std::path::Path;
use std::time::Instant;

use rusqlite::{Connection, params};

/// A table like the journal's, on the same disk, set up in the same way.
pub(crate) struct Bare(Connection);

impl Bare {
    pub(crate) fn open(folder: &Path) -> Self {
        let connection = Connection::open(folder.join("bare.db")).unwrap();
        let set = |name, value| connection.pragma_update_and_check(None, name, value, |_| Ok(()));
        set("journal_mode", "wal").unwrap();
        connection
            .pragma_update(None, "synchronous", "full")
            .unwrap();
        let table = "CREATE TABLE rows (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, row TEXT NOT NULL)";
        connection.execute_batch(table).unwrap();
        Self(connection)
    }

    /// A row of the same length in a commit of its own that survives power loss; microseconds.
    pub(crate) fn commit(&self) -> f64 {
        let id = format!("{:?}", Instant::now());
        let begun = Instant::now();
        let mut insert = self
            .0
            .prepare_cached("INSERT INTO rows (id, row) VALUES (?1, ?2)")
            .unwrap();
        insert.execute(params![id, "r".repeat(300)]).unwrap();
        begun.elapsed().as_secs_f64() * 1e6
    }
}
