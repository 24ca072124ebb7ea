//! A desktop of our own: display, window manager, session bus, unlocked password store, home.
//!
//! Everything on it carries a mark in its environment, and is ended by that mark: browsers and
//! bus services leave their parent's process group, an environment they keep.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::Outcome;
use crate::process::{end_marked, into_log, on_path, until};

const MARK: &str = "CONNECT_STAGE";
const LIMIT: Duration = Duration::from_secs(20);

/// What of the caller's session must not reach the stage.
const FOREIGN: &[&str] = &[
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "DESKTOP_SESSION",
    "GNOME_KEYRING_CONTROL",
    "GTK_THEME",
    "BROWSER",
    "SSH_AUTH_SOCK",
];

/// The running desktop. Ends with all its programs when dropped.
#[derive(Debug)]
pub(crate) struct Stage {
    environment: Vec<(String, PathBuf)>,
    children: Vec<Child>,
    sockets: PathBuf,
    home: PathBuf,
    logs: PathBuf,
}

impl Stage {
    /// Starts a desktop whose home is `home`, which is emptied first.
    pub(crate) fn start(home: &Path) -> Outcome<Self> {
        if cfg!(not(target_os = "linux")) {
            return Err("a display of our own can only be made on Linux".to_owned());
        }
        if home.exists() {
            fs::remove_dir_all(home).map_err(|problem| at(home, &problem))?;
        }
        let sockets = private_folder_for_sockets()?;
        let mut environment = vec![(MARK.to_owned(), sockets.clone())];
        for (name, folder) in [
            ("HOME", "person"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_STATE_HOME", "state"),
        ] {
            let folder = home.join(folder);
            fs::create_dir_all(&folder).map_err(|problem| at(&folder, &problem))?;
            environment.push((name.to_owned(), folder));
        }
        only_for_us(home)?;
        fonts(&home.join("config"))?;
        // Not in the repository: a socket's path may have 107 bytes at most.
        environment.push(("XDG_RUNTIME_DIR".to_owned(), sockets.clone()));
        environment.push(("TMPDIR".to_owned(), sockets.clone()));
        for (name, value) in [
            // With a known desktop, xdg-open asks gio, which runs a handler whose path is quoted.
            ("XDG_CURRENT_DESKTOP", "GNOME"),
            ("XDG_SESSION_TYPE", "x11"),
            ("GDK_BACKEND", "x11"),
            ("GSETTINGS_BACKEND", "memory"),
            ("GTK_USE_PORTAL", "0"),
            ("NO_AT_BRIDGE", "1"),
            ("LANG", "C.UTF-8"),
        ] {
            environment.push((name.to_owned(), value.into()));
        }
        let mut stage = Self {
            environment,
            children: Vec::new(),
            sockets,
            home: home.to_owned(),
            logs: home.join("logs"),
        };
        fs::create_dir_all(&stage.logs).map_err(|problem| at(&stage.logs, &problem))?;
        stage.display()?;
        stage.bus()?;
        stage.window_manager()?;
        stage.password_store()?;
        Ok(stage)
    }

    /// Puts a command on the stage.
    pub(crate) fn dress(&self, command: &mut Command) {
        // Rust's own folders are found through the home, which is another one here.
        for (name, folder) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
            if std::env::var_os(name).is_none()
                && let Some(home) = std::env::var_os("HOME")
            {
                command.env(name, PathBuf::from(home).join(folder));
            }
        }
        if let Some(settings) = settings_of_pip() {
            command.env("PIP_CONFIG_FILE", settings);
        }
        for name in FOREIGN {
            command.env_remove(name);
        }
        for (name, value) in &self.environment {
            command.env(name, value);
        }
    }

    fn display(&mut self) -> Outcome<()> {
        let mut command = self.program("Xvfb");
        command
            .args(["-displayfd", "1", "-screen", "0", "1600x1000x24"])
            .args(["-nolisten", "tcp", "-noreset"]);
        let number = self.first_line(command, "Xvfb")?;
        self.environment
            .push(("DISPLAY".to_owned(), format!(":{number}").into()));
        Ok(())
    }

    fn bus(&mut self) -> Outcome<()> {
        let mut command = self.program("dbus-daemon");
        command.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        let address = self.first_line(command, "dbus-daemon")?;
        self.environment
            .push(("DBUS_SESSION_BUS_ADDRESS".to_owned(), address.into()));
        Ok(())
    }

    fn window_manager(&mut self) -> Outcome<()> {
        let mut command = self.program("openbox");
        command.arg("--sm-disable");
        into_log(&mut command, &self.logs.join("openbox.log"))?;
        self.keep(command, "openbox")?;
        self.wait_for("the window manager", |stage| {
            let mut look = stage.program("xprop");
            look.args(["-root", "_NET_SUPPORTING_WM_CHECK"]);
            said(look).is_some_and(|text| text.contains("window id"))
        })
    }

    fn password_store(&mut self) -> Outcome<()> {
        let mut command = self.program("gnome-keyring-daemon");
        command.args(["--foreground", "--unlock", "--components=secrets"]);
        into_log(&mut command, &self.logs.join("gnome-keyring.log"))?;
        command.stdin(Stdio::piped());
        let mut child = command
            .spawn()
            .map_err(|problem| format!("gnome-keyring-daemon did not start: {problem}"))?;
        if let Some(mut password) = child.stdin.take() {
            password
                .write_all(b"practice")
                .map_err(|problem| format!("gnome-keyring-daemon: {problem}"))?;
        }
        self.children.push(child);
        // First the name: asking the service itself would start a second one that wins the race.
        self.wait_for("the password store", |stage| {
            stage.bus_says(
                "org.freedesktop.DBus",
                "/org/freedesktop/DBus",
                "org.freedesktop.DBus.NameHasOwner",
                &["string:org.freedesktop.secrets"],
                "boolean true",
            )
        })?;
        self.wait_for("the password store to be unlocked", |stage| {
            stage.bus_says(
                "org.freedesktop.secrets",
                "/org/freedesktop/secrets/aliases/default",
                "org.freedesktop.DBus.Properties.Get",
                &["string:org.freedesktop.Secret.Collection", "string:Locked"],
                "boolean false",
            )
        })
    }

    fn bus_says(
        &self,
        whom: &str,
        object: &str,
        method: &str,
        words: &[&str],
        answer: &str,
    ) -> bool {
        let mut ask = self.program("dbus-send");
        ask.args(["--session", "--print-reply=literal"])
            .arg(format!("--dest={whom}"))
            .args([object, method])
            .args(words);
        said(ask).is_some_and(|text| text.contains(answer))
    }

    /// A program on this stage. With util-linux it also ends when we are killed.
    fn program(&self, name: &str) -> Command {
        let mut command = if on_path("setpriv") {
            let mut command = Command::new("setpriv");
            command.args(["--pdeathsig", "TERM", name]);
            command
        } else {
            Command::new(name)
        };
        self.dress(&mut command);
        command.stdin(Stdio::null());
        command
    }

    fn keep(&mut self, mut command: Command, name: &str) -> Outcome<()> {
        let child = command
            .spawn()
            .map_err(|problem| format!("{name} did not start: {problem}"))?;
        self.children.push(child);
        Ok(())
    }

    /// Starts a program that says on its first line where it can be reached.
    fn first_line(&mut self, mut command: Command, name: &str) -> Outcome<String> {
        into_log(&mut command, &self.logs.join(format!("{name}.log")))?;
        command.stdout(Stdio::piped());
        let mut child = command
            .spawn()
            .map_err(|problem| format!("{name} did not start: {problem}"))?;
        let output = child.stdout.take();
        self.children.push(child);
        let mut line = String::new();
        if let Some(output) = output {
            BufReader::new(output)
                .read_line(&mut line)
                .map_err(|problem| format!("{name}: {problem}"))?;
        }
        if line.trim().is_empty() {
            let said = fs::read_to_string(self.logs.join(format!("{name}.log")));
            return Err(format!(
                "{name} did not come up:\n{}",
                said.unwrap_or_default()
            ));
        }
        Ok(line.trim().to_owned())
    }

    fn wait_for(&self, what: &str, ready: impl Fn(&Self) -> bool) -> Outcome<()> {
        if until(LIMIT, || ready(self)) {
            return Ok(());
        }
        Err(format!(
            "waited {} s for {what}; see {}",
            LIMIT.as_secs(),
            self.logs.display()
        ))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        end_marked(&format!("{MARK}={}", self.sockets.display()), &self.home);
        for child in &mut self.children {
            let _already_ended = child.kill();
            let _status = child.wait();
        }
        let _best_effort = fs::remove_dir_all(&self.sockets);
    }
}

/// A new folder that only we may enter.
fn private_folder_for_sockets() -> Outcome<PathBuf> {
    let moment = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_nanos());
    let folder = std::env::temp_dir().join(format!("connect-{}-{moment:x}", std::process::id()));
    fs::create_dir(&folder).map_err(|problem| at(&folder, &problem))?;
    only_for_us(&folder)?;
    Ok(folder)
}

#[cfg(unix)]
fn only_for_us(folder: &Path) -> Outcome<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
        .map_err(|problem| at(folder, &problem))
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "one shape on every system")]
fn only_for_us(_folder: &Path) -> Outcome<()> {
    Ok(())
}

/// The face of a current desktop: its own name is not among Debian's packages, its design is.
fn fonts(config: &Path) -> Outcome<()> {
    let folder = config.join("fontconfig");
    fs::create_dir_all(&folder).map_err(|problem| at(&folder, &problem))?;
    let file = folder.join("fonts.conf");
    let rules = "<?xml version=\"1.0\"?>\n\
        <!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">\n\
        <fontconfig>\n\
        \x20 <alias binding=\"same\"><family>Adwaita Sans</family>\n\
        \x20   <prefer><family>Inter</family></prefer></alias>\n\
        </fontconfig>\n";
    fs::write(&file, rules).map_err(|problem| at(&file, &problem))
}

/// Where the person's pip finds its packages, if that is written in the home and nowhere else.
fn settings_of_pip() -> Option<PathBuf> {
    if std::env::var_os("PIP_CONFIG_FILE").is_some() {
        return None;
    }
    let home = PathBuf::from(std::env::var_os("HOME")?);
    let config = std::env::var_os("XDG_CONFIG_HOME")
        .map_or_else(|| home.join(".config"), PathBuf::from)
        .join("pip");
    [config, home.join(".pip")]
        .into_iter()
        .map(|folder| folder.join("pip.conf"))
        .find(|file| file.is_file())
}

/// What a program printed, if it succeeded.
fn said(mut command: Command) -> Option<String> {
    let answer = command.stderr(Stdio::null()).output().ok()?;
    answer
        .status
        .success()
        .then(|| String::from_utf8_lossy(&answer.stdout).into_owned())
}

fn at(path: &Path, problem: &std::io::Error) -> String {
    format!("{}: {problem}", path.display())
}
