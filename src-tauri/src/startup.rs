//! The app's start, which may fail and be tried again: the window is there in any case, and says what is wrong.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use connect_core::{App, Error, start_report};
use tauri::{AppHandle, Manager, Runtime};

use crate::wire::UiError;

/// How the app names itself, to sites and in reports.
pub(crate) const PROGRAM: &str = concat!("Connect SmartFile/", env!("CARGO_PKG_VERSION"));

type Start = Box<dyn Fn() -> Result<App, Error> + Send + Sync>;

/// Starts the app, once.
pub struct Startup {
    start: Start,
    folder: PathBuf,
    failed: Mutex<Option<Failure>>,
}

struct Failure {
    problem: UiError,
    report: String,
}

impl fmt::Debug for Startup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Startup").finish_non_exhaustive()
    }
}

impl Startup {
    /// `start` is called on threads that may block, once at a time and not again after it has succeeded. `folder` is
    /// where the app keeps its own files; the page never learns it.
    pub fn new(
        folder: PathBuf,
        start: impl Fn() -> Result<App, Error> + Send + Sync + 'static,
    ) -> Arc<Self> {
        Arc::new(Self {
            start: Box::new(start),
            folder,
            failed: Mutex::new(None),
        })
    }

    /// Starts the app and makes it known to the commands, unless it is there already.
    ///
    /// # Errors
    /// What kept it from starting. Nothing was changed.
    pub fn begin<R: Runtime>(&self, handle: &AppHandle<R>) -> Result<(), UiError> {
        let mut failed = self.failed();
        if handle.try_state::<App>().is_some() {
            return Ok(());
        }
        match (self.start)() {
            Ok(app) => {
                handle.manage(app);
                *failed = None;
                Ok(())
            }
            Err(error) => {
                let problem = error.problem();
                let report = start_report(PROGRAM, &self.folder, &error, &problem);
                let problem = UiError::at_start(problem);
                *failed = Some(Failure {
                    problem: problem.clone(),
                    report,
                });
                Err(problem)
            }
        }
    }

    /// Why the app is not there.
    pub(crate) fn problem(&self) -> Option<UiError> {
        self.failed()
            .as_ref()
            .map(|failure| failure.problem.clone())
    }

    /// The same for somebody who helps.
    pub(crate) fn report(&self) -> Option<String> {
        self.failed().as_ref().map(|failure| failure.report.clone())
    }

    fn failed(&self) -> MutexGuard<'_, Option<Failure>> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
