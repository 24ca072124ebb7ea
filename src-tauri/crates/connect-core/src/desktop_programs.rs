//! The person's own programs, as the desktop knows them.

use std::io;
use std::path::Path;
use std::process::Command;

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

    fn show(&self, file: &Path) -> io::Result<()> {
        if !file.is_absolute() || !file.is_file() {
            return Err(io::ErrorKind::NotFound.into());
        }
        let folder = file.parent().ok_or(io::ErrorKind::NotFound)?;
        // Where no program marks the file among the others, its folder is the next best.
        let all = marking(file).into_iter().chain(open::commands(folder));
        for command in all {
            match launch(command) {
                Ok(()) => return Ok(()),
                Err(error) => tracing::info!(kind = ?error.kind(), "nothing showed a file"),
            }
        }
        Err(io::Error::other("no opener worked"))
    }
}

/// Shows a file, marked, in a window of the desktop's own program for files.
#[cfg(target_os = "linux")]
fn marking(file: &Path) -> Option<Command> {
    let address = url::Url::from_file_path(file).ok()?;
    // A comma would begin the next one of a list.
    let address = address.as_str().replace(',', "%2C");
    let mut command = Command::new("dbus-send");
    command.args(["--session", "--print-reply", "--type=method_call"]);
    command.args([
        "--dest=org.freedesktop.FileManager1",
        "/org/freedesktop/FileManager1",
    ]);
    command.arg("org.freedesktop.FileManager1.ShowItems");
    command
        .arg(format!("array:string:{address}"))
        .arg("string:");
    Some(command)
}

#[cfg(target_os = "macos")]
fn marking(file: &Path) -> Option<Command> {
    let mut command = Command::new("open");
    command.arg("-R").arg(file);
    Some(command)
}

#[cfg(windows)]
fn marking(file: &Path) -> Option<Command> {
    use std::os::windows::process::CommandExt as _;
    let mut command = Command::new("explorer.exe");
    // Its own way to read its line: the quotes are around the path alone. No path holds a quote here.
    command.raw_arg(format!("/select,\"{}\"", file.display()));
    Some(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// T8: a name is one address, whatever is in it.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_is_marked_by_one_address() -> Result<(), &'static str> {
        let command = marking(Path::new("/home/maya/a, b\" $(c) %2F.pdf")).ok_or("no command")?;
        let told: Vec<_> = command.get_args().filter_map(|it| it.to_str()).collect();
        let listed = "array:string:file:///home/maya/a%2C%20b%22%20$(c)%20%252F.pdf";
        assert_eq!(told[told.len() - 2..], [listed, "string:"]);
        Ok(())
    }

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
            assert!(DesktopPrograms.show(Path::new(bad)).is_err(), "{bad}");
        }
    }
}
