//! System packages: says which are missing, and installs them where it can.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use crate::Outcome;
use crate::process::{must_quietly, on_path};
use crate::repository::Repository;

/// To compile the window.
const COMPILE: &[&str] = &[
    "libayatana-appindicator3-dev",
    "libdbus-1-dev",
    "librsvg2-dev",
    "libssl-dev",
    "libwebkit2gtk-4.1-dev",
    "libxdo-dev",
    "pkg-config",
];

/// To open links in the browser and take them back.
const LINKS: &[&str] = &[
    "desktop-file-utils",
    "libglib2.0-bin",
    "shared-mime-info",
    "xdg-utils",
];

/// A display, a session bus and a password store of our own, what drives the window, and what the
/// witnesses of the tests are written in.
const STAGE: &[&str] = &[
    "curl",
    "dbus",
    "faketime",
    "fonts-dejavu-core",
    "fonts-inter",
    "fonts-noto-core",
    "gnome-keyring",
    "iproute2",
    "libsecret-tools",
    "openbox",
    "python3-venv",
    "tinyproxy",
    "webkit2gtk-driver",
    "x11-utils",
    "wmctrl",
    "xdotool",
    "xvfb",
];

/// Who transfers are compared with, and what weighs them.
const PEERS: &[&str] = &["curl", "openssl", "python3-venv", "rclone", "time"];

/// What a command is about to do.
#[derive(Debug, Clone, Copy, Eq, PartialEq)]
pub(crate) enum Need {
    /// Compile, and show the window on the display that is there.
    Window,
    /// The same, and drive it on a display of our own.
    Stage,
    /// Compile, and compare with other programs that move files; there is no window.
    Peers,
}

/// Installs what is missing for `need`; only says so where it does not know how.
pub(crate) fn install(repository: &Repository, need: Need) -> Outcome<()> {
    if need != Need::Peers && !on_path("npm") {
        return Err("npm was not found: install Node.js 20.19 or newer".to_owned());
    }
    if cfg!(not(target_os = "linux")) {
        return Ok(());
    }
    let missing = if on_path("dpkg-query") {
        missing_on_debian(need)?
    } else {
        missing_elsewhere(need)
    };
    if missing.is_empty() {
        return Ok(());
    }
    if !on_path("apt-get") || !on_path("dpkg-query") {
        return Err(format!(
            "please install these first (named as Debian names them; your system may differ):\n  {}",
            missing.join(" ")
        ));
    }
    println!("Installing {}", missing.join(" "));
    apt(repository, &missing)
}

fn wanted(need: Need) -> Vec<&'static str> {
    if need == Need::Peers {
        return PEERS.to_vec();
    }
    let mut wanted = [COMPILE, LINKS].concat();
    if need == Need::Stage {
        wanted.extend(STAGE);
        // Another browser of the same family that is there already will do.
        if !browser_and_driver() {
            wanted.extend(["chromium", "chromium-driver"]);
        }
    }
    wanted
}

fn browser_and_driver() -> bool {
    on_path("chromedriver")
        && [
            "chromium",
            "google-chrome",
            "google-chrome-stable",
            "chromium-browser",
        ]
        .iter()
        .any(|name| on_path(name))
}

fn missing_on_debian(need: Need) -> Outcome<Vec<&'static str>> {
    let answer = Command::new("dpkg-query")
        .args(["-W", "-f", "${db:Status-Status} ${Package}\n"])
        .stderr(Stdio::null())
        .output()
        .map_err(|problem| format!("dpkg-query did not start: {problem}"))?;
    let text = String::from_utf8_lossy(&answer.stdout);
    let installed: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("installed "))
        .collect();
    Ok(without(&wanted(need), &installed))
}

fn without(wanted: &[&'static str], installed: &BTreeSet<&str>) -> Vec<&'static str> {
    wanted
        .iter()
        .copied()
        .filter(|package| !installed.contains(package))
        .collect()
}

/// Without dpkg: a program of each package that has one, and pkg-config for the library.
fn missing_elsewhere(need: Need) -> Vec<&'static str> {
    let absent = |programs: &[(&str, &'static str)]| {
        let absent = programs.iter().filter(|(program, _)| !on_path(program));
        absent.map(|(_, package)| *package).collect::<Vec<_>>()
    };
    if need == Need::Peers {
        return absent(&[
            ("curl", "curl"),
            ("faketime", "faketime"),
            ("ip", "iproute2"),
            ("openssl", "openssl"),
            ("python3", "python3-venv"),
            ("rclone", "rclone"),
            ("time", "time"),
        ]);
    }
    let mut missing = Vec::new();
    let webkit = Command::new("pkg-config")
        .args(["--exists", "webkit2gtk-4.1"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !webkit {
        missing.push("libwebkit2gtk-4.1-dev");
    }
    let mut programs = vec![
        ("xdg-open", "xdg-utils"),
        ("update-desktop-database", "desktop-file-utils"),
    ];
    if need == Need::Stage {
        programs.extend([
            ("Xvfb", "xvfb"),
            ("openbox", "openbox"),
            ("python3", "python3-venv"),
            ("curl", "curl"),
            ("dbus-daemon", "dbus"),
            ("gnome-keyring-daemon", "gnome-keyring"),
            ("secret-tool", "libsecret-tools"),
            ("WebKitWebDriver", "webkit2gtk-driver"),
            ("xprop", "x11-utils"),
            ("wmctrl", "wmctrl"),
            ("xdotool", "xdotool"),
            ("chromedriver", "chromium-driver"),
        ]);
    }
    missing.extend(absent(&programs));
    missing
}

fn apt(repository: &Repository, missing: &[&str]) -> Outcome<()> {
    let log = repository.output("test-logs").join("packages.log");
    must_quietly(apt_get(&["update"])?, "apt-get update", &log)?;
    let mut words = vec!["install", "--yes", "--no-install-recommends"];
    words.extend(missing);
    must_quietly(apt_get(&words)?, "apt-get install", &log)
}

fn apt_get(words: &[&str]) -> Outcome<Command> {
    let mut command = if is_root() {
        Command::new("apt-get")
    } else if on_path("sudo") {
        let mut command = Command::new("sudo");
        command.args(["--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
        command
    } else {
        return Err(format!(
            "please run this as root, then start again:\n  apt-get {}",
            words.join(" ")
        ));
    };
    command.args(words).env("DEBIAN_FRONTEND", "noninteractive");
    Ok(command)
}

/// Whether this process may write where packages go.
fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|answer| answer.stdout.trim_ascii() == b"0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_installed_is_missing() {
        let installed = BTreeSet::from(["xvfb", "libssl-dev"]);
        assert_eq!(
            without(&["xvfb", "xdotool", "libssl-dev"], &installed),
            ["xdotool"]
        );
    }

    #[test]
    fn a_window_on_a_real_display_needs_no_display_of_our_own() {
        assert!(!wanted(Need::Window).contains(&"xvfb"));
        assert!(wanted(Need::Stage).contains(&"xvfb"));
    }

    #[test]
    fn moving_files_needs_no_window() {
        let wanted = wanted(Need::Peers);
        assert!(wanted.contains(&"rclone") && !wanted.contains(&"libwebkit2gtk-4.1-dev"));
    }
}
