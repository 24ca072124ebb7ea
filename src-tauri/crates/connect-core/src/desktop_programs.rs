//! The person's own programs, as the desktop knows them.

use std::io;
use std::path::Path;

use crate::ports::Programs;
use crate::system_browser::launch;

/// Opens files the way the desktop does.
#[derive(Debug)]
pub struct DesktopPrograms;

impl Programs for DesktopPrograms {
    fn open(&self, file: &Path) -> io::Result<()> {
        // Only a whole path: a name that begins with a dash, or looks like an address, would mean something else.
        if !file.is_absolute() || !file.is_file() {
            return Err(io::ErrorKind::NotFound.into());
        }
        for command in open::commands(file) {
            match launch(command) {
                Ok(()) => return Ok(()),
                // The name of a file is personal: it stays out of the log.
                Err(error) => tracing::info!(kind = ?error.kind(), "an opener did not work"),
            }
        }
        Err(io::Error::other("no opener worked"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// T8: a file that is there, by its whole path.
    #[test]
    fn nothing_but_a_file_by_its_whole_path_is_opened() {
        for bad in [
            "plan.pdf",
            "-rf",
            "https://example.com/",
            "/",
            "/nowhere/plan.pdf",
        ] {
            assert!(DesktopPrograms.open(Path::new(bad)).is_err(), "{bad}");
        }
    }
}
