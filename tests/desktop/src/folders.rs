//! Where a journey's files lie.

use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::arguments::Arguments;
use crate::desk::SCHEME;

/// The folders of one journey, all inside the stage's home.
#[derive(Debug, Clone)]
pub(crate) struct Folders {
    home: PathBuf,
}

impl Folders {
    pub(crate) fn make(arguments: &Arguments) -> Outcome<Self> {
        let folders = Self {
            home: arguments.home.clone(),
        };
        std::fs::create_dir_all(&arguments.pictures)?;
        for folder in [
            folders.home.clone(),
            folders.chosen(),
            folders.logs(),
            folders.applications(),
            folders.browser_profile(),
        ] {
            std::fs::create_dir_all(folder)?;
        }
        Ok(folders)
    }

    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    /// What the person chooses in a native dialog lies here.
    pub(crate) fn chosen(&self) -> PathBuf {
        self.home.join("chosen")
    }

    pub(crate) fn logs(&self) -> PathBuf {
        self.home.join("logs")
    }

    /// `XDG_DATA_HOME/applications` of the stage.
    pub(crate) fn applications(&self) -> PathBuf {
        self.home.join("data/applications")
    }

    /// Where the app keeps its own files.
    pub(crate) fn app_data(&self) -> PathBuf {
        self.home.join("data").join(SCHEME)
    }

    pub(crate) fn config(&self) -> PathBuf {
        self.home.join("config")
    }

    pub(crate) fn browser_profile(&self) -> PathBuf {
        self.home.join("browser-profile")
    }

    /// Where the password store keeps its files: secrets belong there, encrypted.
    pub(crate) fn keyrings(&self) -> PathBuf {
        self.home.join("data/keyrings")
    }

    /// Written by the app's start script.
    pub(crate) fn app_id(&self) -> PathBuf {
        self.home.join("app.pid")
    }
}

/// A shell script that may be started.
pub(crate) fn write_script(path: &Path, text: &str) -> Outcome {
    use std::os::unix::fs::PermissionsExt;
    std::fs::write(path, text)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))?;
    Ok(())
}

/// A path as one word of a shell.
pub(crate) fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}
