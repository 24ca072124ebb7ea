//! Opening a file with the person's own program: a copy in a private folder, which can be read and not changed, so
//! that nobody's work goes into something that is thrown away.

pub(crate) mod local_name;
mod risk;

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use smartfile::RemotePath;

use crate::account::AccountId;
use crate::connections::Connections;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::transfers::state::Phase;
use crate::transfers::{TransferId, Transfers};

use local_name::local_name;
use risk::risk_of;

/// After this long nobody is reading a copy any more.
const KEPT: Duration = Duration::from_hours(24);

/// Why a file should not be opened without a thought.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Risk {
    /// It is a program, or installs one.
    Program,
    /// It tells the computer what to do.
    Script,
    /// A document that may carry a program.
    Macro,
    /// It leads to something else.
    Shortcut,
    /// A web page from somewhere, opened as if from this computer.
    Page,
    /// Its name pretends another ending than it has.
    Disguised,
}

/// What becomes of the wish to open a file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Opening {
    /// A copy was fetched, as this transfer, and opened if it arrived.
    Fetched(TransferId),
    /// Nothing was fetched: the person has to say that they are sure.
    AskFirst(Risk),
}

pub(crate) struct Openings {
    connections: Arc<Connections>,
    transfers: Arc<Transfers>,
    folder: PathBuf,
    asked: Guarded<HashMap<String, TransferId>>,
}

impl Openings {
    /// Copies that were left by an earlier day are gone afterwards.
    pub(crate) fn new(
        data_dir: &Path,
        connections: Arc<Connections>,
        transfers: Arc<Transfers>,
    ) -> Self {
        let folder = data_dir.join("opened");
        let for_sweeping = folder.clone();
        connections.shared().errands.spawn(async move {
            let swept = tokio::task::spawn_blocking(move || sweep(&for_sweeping));
            let _ = swept.await;
        });
        Self {
            connections,
            transfers,
            folder,
            asked: Guarded::default(),
        }
    }

    /// Fetches a copy and opens it. Resolves when it was opened, or when its transfer came to another end: that
    /// shows in its row.
    pub(crate) async fn open(
        &self,
        request_id: &str,
        path: &RemotePath,
        sure: bool,
    ) -> Result<Opening, Error> {
        let name = path.name().ok_or(Error::NotTheRoot)?;
        if let Some(risk) = risk_of(name).filter(|_| !sure) {
            return Ok(Opening::AskFirst(risk));
        }
        if let Some(id) = self.asked.lock().get(request_id) {
            return Ok(Opening::Fetched(id.clone()));
        }
        let account = self.connections.current().session()?.account.clone();
        let place = self.folder.join(account.as_str());
        let place = place.join(uuid::Uuid::new_v4().simple().to_string());
        let target = place.join(local_name(name));
        blocking(move || crate::disk::make_private_folder(&place)).await?;
        let id = self
            .transfers
            .download(request_id, path.clone(), target.clone())?;
        self.asked.lock().insert(request_id.to_owned(), id.clone());
        if self.arrived(&id).await {
            let programs = Arc::clone(&self.connections.shared().ports.programs);
            let name = name.to_owned();
            let opened = tokio::task::spawn_blocking(move || {
                make_read_only(&target)?;
                programs.open(&target)
            });
            opened
                .await
                .unwrap_or_else(|error| Err(io::Error::other(error)))
                .map_err(|error| Error::ProgramUnavailable(name, error.kind()))?;
        }
        Ok(Opening::Fetched(id))
    }

    /// Whether it came to a good end.
    async fn arrived(&self, id: &TransferId) -> bool {
        let board = &self.connections.shared().board;
        let mut changes = board.changes();
        loop {
            changes.borrow_and_update();
            let rows = board.snapshot().transfers;
            match rows.iter().find(|row| row.id == *id).map(|row| row.phase) {
                Some(Phase::Done) => return true,
                None | Some(Phase::Cancelled | Phase::Failed) => return false,
                Some(_) => {}
            }
            if changes.changed().await.is_err() {
                return false;
            }
        }
    }

    /// The account is going, and its copies with it.
    pub(crate) async fn forget(&self, account: &AccountId) {
        let folder = self.folder.join(account.as_str());
        let gone = blocking(move || match fs::remove_dir_all(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        });
        if let Err(error) = gone.await {
            tracing::warn!(%error, "a copy that was opened could not be removed");
        }
    }
}

/// Removes the copies of earlier days. One that is still open stays where the system says so.
fn sweep(folder: &Path) {
    let in_folder = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
    for copy in in_folder(folder).flat_map(|account| in_folder(&account.path())) {
        let written = copy.metadata().and_then(|found| found.modified());
        let age = written.map(|at| SystemTime::now().duration_since(at).unwrap_or_default());
        if age.is_ok_and(|age| age > KEPT) {
            let _ = fs::remove_dir_all(copy.path());
        }
    }
}

fn make_read_only(file: &Path) -> io::Result<()> {
    let mut permissions = fs::metadata(file)?.permissions();
    permissions.set_readonly(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        permissions.set_mode(0o400);
    }
    fs::set_permissions(file, permissions)
}

async fn blocking(work: impl FnOnce() -> io::Result<()> + Send + 'static) -> Result<(), Error> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(io::Error::other(error)))
        .map_err(|source| Error::Own {
            name: "opened",
            source,
        })
}
