//! A terminal of its own, with the program at it and a person before it.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use support::PATIENCE;

use crate::program::{Table, own};

#[derive(Default)]
struct Seen {
    text: Mutex<(String, bool)>,
    more: Condvar,
}

/// The terminal. The program is killed when it is dropped.
pub(crate) struct Screen {
    process: Child,
    keyboard: File,
    seen: Arc<Seen>,
}

impl Screen {
    /// Starts the program there.
    pub(crate) fn start(table: &Table, arguments: &[&str]) -> Self {
        Self::with(table.program(arguments))
    }

    fn with(program: Command) -> Self {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap();
        let there = File::options()
            .read(true)
            .write(true)
            .open(name.to_str().unwrap())
            .unwrap();
        let end = || Stdio::from(OwnedFd::from(there.try_clone().unwrap()));
        // With the terminal as its own, so that Ctrl-C reaches it.
        let mut command = Command::new("setsid");
        command.arg("--ctty").arg(program.get_program());
        command.args(program.get_args()).envs(
            program
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        command.env("TERM", "xterm");
        if let Some(folder) = program.get_current_dir() {
            command.current_dir(folder);
        }
        command.stdin(end()).stdout(end()).stderr(end());
        let process = command.spawn().unwrap();
        // Else the terminal would never end.
        drop(command);
        drop(there);
        let keyboard = File::from(master);
        let seen = Arc::new(Seen::default());
        let (mut screen, filled) = (keyboard.try_clone().unwrap(), Arc::clone(&seen));
        std::thread::spawn(move || {
            let mut piece = [0; 4096];
            loop {
                // Linux says the end of a terminal as an error.
                let count = screen.read(&mut piece).unwrap_or_default();
                let mut text = filled.text.lock().unwrap();
                text.0.push_str(&String::from_utf8_lossy(&piece[..count]));
                text.1 = count == 0;
                filled.more.notify_all();
                if count == 0 {
                    return;
                }
            }
        });
        Self {
            process,
            keyboard,
            seen,
        }
    }

    /// Waits until this can be read.
    pub(crate) fn until(&self, words: &str) {
        self.until_times(1, words);
    }

    /// Waits until this can be read so many times.
    pub(crate) fn until_times(&self, times: usize, words: &str) {
        let text = self.seen.text.lock().unwrap();
        let said = |text: &str| text.matches(words).count() >= times;
        let waits = |(text, ended): &mut (String, bool)| !said(text) && !*ended;
        let waited = self.seen.more.wait_timeout_while(text, PATIENCE, waits);
        let (text, _) = waited.unwrap();
        assert!(said(&text.0), "never said {words:?}: {}", text.0);
    }

    /// The address of a page, as soon as it can be read there whole.
    pub(crate) fn address(&self) -> connect_core::Url {
        let line = |text: &str| {
            let (_, rest) = text.split_once("\nhttp")?;
            let (line, _) = rest.split_once('\n')?;
            Some(format!("http{}", line.trim_end()))
        };
        let text = self.seen.text.lock().unwrap();
        let waits = |(text, ended): &mut (String, bool)| line(text).is_none() && !*ended;
        let waited = self.seen.more.wait_timeout_while(text, PATIENCE, waits);
        let (text, _) = waited.unwrap();
        line(&text.0).expect("an address").parse().unwrap()
    }

    /// Whether the terminal echoes.
    pub(crate) fn shows_what_is_typed(&self) -> bool {
        let modes = rustix::termios::tcgetattr(&self.keyboard)
            .unwrap()
            .local_modes;
        modes.contains(rustix::termios::LocalModes::ECHO)
    }

    /// Types, as fast as a person never does.
    pub(crate) fn type_in(&mut self, text: &str) {
        self.keyboard.write_all(text.as_bytes()).unwrap();
    }

    /// Waits for its end: the number, and all that could be read.
    pub(crate) fn end(mut self) -> (i32, String) {
        let text = self.seen.text.lock().unwrap();
        let (text, _) = self
            .seen
            .more
            .wait_timeout_while(text, PATIENCE, |(_, ended)| !*ended)
            .unwrap();
        assert!(text.1, "it never ended: {}", text.0);
        let shown = own(&text.0);
        drop(text);
        let status: ExitStatus = self.process.wait().unwrap();
        (status.code().unwrap_or(-1), shown)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
