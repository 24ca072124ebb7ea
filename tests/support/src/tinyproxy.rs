//! A real proxy that we did not write.

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use tempfile::TempDir;

/// Where what went through the proxy comes from.
pub const FROM_THE_PROXY: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

/// A running tinyproxy, stopped when dropped.
#[derive(Debug)]
pub struct Tinyproxy {
    port: u16,
    process: Child,
    folder: TempDir,
}

impl Tinyproxy {
    /// One that wants this name and password, if any. `None`, said aloud, where the program is not installed.
    pub fn start(sign_in: Option<(&str, &str)>) -> Option<Self> {
        for _ in 0..10 {
            let mut proxy = Self::on_a_free_port(sign_in)?;
            if proxy.is_ready() {
                return Some(proxy);
            }
        }
        panic!("tinyproxy does not start");
    }

    fn on_a_free_port(sign_in: Option<(&str, &str)>) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let log = folder.path().join("log");
        let sign_in = sign_in.map_or_else(String::new, |(username, password)| {
            format!("BasicAuth {username} {password}\n")
        });
        let configuration = format!(
            "Port {port}\nListen 127.0.0.1\nAllow 127.0.0.1\nBind {FROM_THE_PROXY}\nTimeout 60\n\
             MaxClients 50\nLogFile \"{}\"\nLogLevel Info\n{sign_in}",
            log.display()
        );
        let file = folder.path().join("tinyproxy.conf");
        std::fs::write(&file, configuration).unwrap();
        let started = Command::new("tinyproxy")
            .arg("-d")
            .arg("-c")
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        match started {
            Ok(process) => Some(Self {
                port,
                process,
                folder,
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                // Past the test harness, which would keep it to itself.
                let _ = writeln!(std::io::stderr(), "skipped: tinyproxy is not installed");
                None
            }
            Err(error) => panic!("tinyproxy did not start: {error}"),
        }
    }

    /// False when somebody else has taken the port meanwhile.
    fn is_ready(&mut self) -> bool {
        let start = Instant::now();
        while !self.log().contains("Accepting connections") {
            if self.process.try_wait().unwrap().is_some() {
                return false;
            }
            assert!(start.elapsed() < crate::PATIENCE, "tinyproxy is not ready");
            std::thread::yield_now();
        }
        true
    }

    /// `127.0.0.1:<port>`.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// What it wrote down so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Tinyproxy {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
