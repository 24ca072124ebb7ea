//! Whose our scheme is on this computer: looked up before a sign-in relies on it.
//!
//! Linux is asked with `xdg-mime`, as the browsers' own openers do. The deep-link plugin's own
//! question compares file names only: it neither knows an installed package's entry nor notices
//! that a program was moved. On Windows the plugin compares the whole command, which is right.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use connect_core::AppLinks;
use tauri::{AppHandle, Runtime};

/// Held while the desktop is being told or asked: an answer from before would be a wrong one.
static TURN: Mutex<()> = Mutex::new(());

pub(crate) fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The desktop of this computer.
pub(crate) fn of_desktop<R: Runtime>(handle: &AppHandle<R>) -> Arc<dyn AppLinks> {
    #[cfg(target_os = "linux")]
    {
        let _ = handle;
        Arc::new(linux::XdgLinks)
    }
    #[cfg(not(target_os = "linux"))]
    {
        Arc::new(elsewhere::PluginLinks(handle.clone()))
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::ffi::OsString;
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio};

    use connect_core::{AppLinks, LinkOwner};

    use crate::redirect::SCHEME;

    /// What opens an address for a browser. Without one, a browser has nothing to hand it to.
    const OPENERS: [&str; 3] = ["xdg-open", "gio", "kde-open"];

    /// How much of another program's name is shown.
    const NAME_LIMIT: usize = 60;

    #[derive(Debug)]
    pub(super) struct XdgLinks;

    impl AppLinks for XdgLinks {
        fn owner(&self) -> LinkOwner {
            let _turn = super::turn();
            if !OPENERS.iter().any(|opener| in_path(opener).is_some()) {
                return LinkOwner::Unknown;
            }
            let asked = Command::new("xdg-mime")
                .args(["query", "default"])
                .arg(format!("x-scheme-handler/{SCHEME}"))
                .stdin(Stdio::null())
                .stderr(Stdio::null())
                .output();
            let Ok(answer) = asked else {
                return LinkOwner::Unknown;
            };
            // Backends may print more lines; the first one counts. Nothing at all means: nobody.
            let answer = String::from_utf8_lossy(&answer.stdout);
            let entry = answer.lines().next().unwrap_or_default().trim();
            owner_of(entry, &data_folders(), &programs())
        }
    }

    /// Whose desktop entry that is. `programs` are the paths under which this program may be named.
    pub(super) fn owner_of(entry: &str, folders: &[PathBuf], programs: &[PathBuf]) -> LinkOwner {
        if entry.is_empty() {
            return LinkOwner::Nobody;
        }
        if entry.contains('/') {
            return LinkOwner::Other(shown(entry));
        }
        let found = folders
            .iter()
            .find_map(|folder| fs::read_to_string(folder.join("applications").join(entry)).ok());
        // A default that names an entry that is gone: the desktop would start nothing.
        let Some(text) = found else {
            return LinkOwner::Nobody;
        };
        let ours = value(&text, "Exec")
            .and_then(program_of)
            .and_then(|program| {
                if program.contains('/') {
                    Some(PathBuf::from(program))
                } else {
                    in_path(&program)
                }
            })
            .and_then(|program| fs::canonicalize(program).ok())
            .is_some_and(|program| programs.contains(&program));
        if ours {
            LinkOwner::Ours
        } else {
            LinkOwner::Other(shown(value(&text, "Name").unwrap_or(entry)))
        }
    }

    /// A key of the group `[Desktop Entry]`.
    fn value<'t>(text: &'t str, key: &str) -> Option<&'t str> {
        text.lines()
            .map(str::trim)
            .skip_while(|line| *line != "[Desktop Entry]")
            .skip(1)
            .take_while(|line| !line.starts_with('['))
            .find_map(|line| {
                let (name, value) = line.split_once('=')?;
                (name.trim_end() == key).then(|| value.trim_start())
            })
    }

    /// The program of an `Exec` line that hands over an address and nothing else: the plugin takes
    /// an address only as the single argument.
    fn program_of(exec: &str) -> Option<String> {
        let (program, rest) = if let Some(quoted) = exec.strip_prefix('"') {
            let mut program = String::new();
            let mut characters = quoted.chars();
            loop {
                match characters.next()? {
                    '"' => break,
                    '\\' => program.push(characters.next()?),
                    other => program.push(other),
                }
            }
            (program, characters.as_str())
        } else {
            let (program, rest) = exec.split_once(' ')?;
            (program.to_owned(), rest)
        };
        matches!(rest.trim(), "%u" | "%U").then_some(program)
    }

    fn shown(name: &str) -> String {
        let plain = name.chars().filter(|c| !c.is_control());
        plain.take(NAME_LIMIT).collect()
    }

    /// Where desktop entries lie, nearest first (XDG base directory specification).
    fn data_folders() -> Vec<PathBuf> {
        let filled = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let own = filled("XDG_DATA_HOME").map(PathBuf::from).or_else(|| {
            let home = filled("HOME")?;
            Some(Path::new(&home).join(".local/share"))
        });
        let shared = filled("XDG_DATA_DIRS")
            .unwrap_or_else(|| OsString::from("/usr/local/share:/usr/share"));
        own.into_iter()
            .chain(std::env::split_paths(&shared))
            .collect()
    }

    /// This program's own paths: the file, and the image it may be running from.
    fn programs() -> Vec<PathBuf> {
        let image = std::env::var_os("APPIMAGE").map(PathBuf::from);
        let file = std::env::current_exe().ok();
        [image, file]
            .into_iter()
            .flatten()
            .filter_map(|path| fs::canonicalize(path).ok())
            .collect()
    }

    fn in_path(program: &str) -> Option<PathBuf> {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path)
            .map(|folder| folder.join(program))
            .find(|file| file.is_file())
    }
}

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use connect_core::{AppLinks, LinkOwner};
    use tauri::{AppHandle, Runtime};

    #[derive(Debug)]
    pub(super) struct PluginLinks<R: Runtime>(pub(super) AppHandle<R>);

    impl<R: Runtime> AppLinks for PluginLinks<R> {
        #[cfg(windows)]
        fn owner(&self) -> LinkOwner {
            use tauri_plugin_deep_link::DeepLinkExt as _;

            match self.0.deep_link().is_registered(crate::redirect::SCHEME) {
                Ok(true) => LinkOwner::Ours,
                Ok(false) => LinkOwner::Nobody,
                Err(_) => LinkOwner::Unknown,
            }
        }

        /// macOS takes the scheme from a bundle when it first sees it; a program outside of one has none.
        #[cfg(not(windows))]
        fn owner(&self) -> LinkOwner {
            let program = std::env::current_exe().unwrap_or_default();
            if program.to_string_lossy().contains(".app/Contents/MacOS/") {
                LinkOwner::Ours
            } else {
                LinkOwner::Nobody
            }
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use std::fs;
    use std::path::PathBuf;

    use connect_core::LinkOwner;

    use super::linux::owner_of;

    struct Desktop {
        folder: tempfile::TempDir,
        program: PathBuf,
    }

    impl Desktop {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            fs::create_dir(folder.path().join("applications")).unwrap();
            let program = folder.path().join("my program");
            fs::write(&program, "").unwrap();
            let program = fs::canonicalize(program).unwrap();
            Self { folder, program }
        }

        fn owner_with(&self, entry: &str) -> LinkOwner {
            let path = self.folder.path().join("applications/it.desktop");
            fs::write(path, entry).unwrap();
            self.owner("it.desktop")
        }

        fn owner(&self, name: &str) -> LinkOwner {
            owner_of(
                name,
                &[self.folder.path().to_owned()],
                std::slice::from_ref(&self.program),
            )
        }
    }

    /// B3, T6: the scheme counts as ours only if the entry the desktop names starts this very file.
    #[test]
    fn the_scheme_is_ours_only_if_its_entry_starts_this_very_program() {
        let desktop = Desktop::new();
        let program = desktop.program.display();
        let ours = format!("[Desktop Entry]\nName=Us\nExec=\"{program}\" %u\n");
        assert_eq!(desktop.owner_with(&ours), LinkOwner::Ours);
        let field = ours.replace("%u", "%U");
        assert_eq!(desktop.owner_with(&field), LinkOwner::Ours);

        let moved = "[Desktop Entry]\nName=An older copy\nExec=\"/nowhere/program\" %u\n";
        let other = LinkOwner::Other("An older copy".to_owned());
        assert_eq!(desktop.owner_with(moved), other);
        // A stray group after the entry is not the entry.
        let hidden = format!("{moved}\n[Desktop Action x]\nExec=\"{program}\" %u\n");
        assert_eq!(desktop.owner_with(&hidden), other);

        assert_eq!(desktop.owner("gone.desktop"), LinkOwner::Nobody);
        assert_eq!(desktop.owner(""), LinkOwner::Nobody);
    }

    /// T7: an entry that passes more than the address, or no address, would have its links dropped.
    #[test]
    fn an_entry_that_passes_anything_but_one_address_is_not_relied_on() {
        let desktop = Desktop::new();
        let program = desktop.program.display();
        for rest in ["", " --quiet %u", " %u --quiet", " %f"] {
            let entry = format!("[Desktop Entry]\nName=Us\nExec=\"{program}\"{rest}\n");
            let owner = desktop.owner_with(&entry);
            assert_eq!(owner, LinkOwner::Other("Us".to_owned()), "{rest:?}");
        }
    }

    #[test]
    fn a_name_is_shown_without_control_characters_and_not_at_any_length() {
        let desktop = Desktop::new();
        let entry = format!(
            "[Desktop Entry]\nName=A\u{7}{}\nExec=x %u\n",
            "b".repeat(200)
        );
        let LinkOwner::Other(name) = desktop.owner_with(&entry) else {
            unreachable!("it is somebody else's");
        };
        assert_eq!(name, format!("A{}", "b".repeat(59)));
    }
}
