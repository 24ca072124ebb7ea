//! Where it is measured: folders in memory, servers, and everybody who is compared.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::bytes;
use super::control;
use super::cost::{self, Cost};
use super::environment::{self, Environment, Purpose};

const OFFICIAL: Purpose = Purpose {
    name: "official",
    packages: "official.txt",
    imports: "smartfile",
    program: "official.py",
    alone: true,
};
/// What rclone is told, so that it does no more than send (its S3 backend checks, asks and sums up by itself).
const RCLONE: &[&str] = &[
    "--config",
    "/dev/null",
    "--quiet",
    "--transfers=8",
    "--s3-no-head",
    "--s3-no-check-bucket",
    "--s3-disable-checksum",
    "--ignore-checksum",
    "--no-check-dest",
    "--no-traverse",
    "--ignore-times",
];

/// A server of ours, ended when dropped.
pub(crate) struct Server {
    process: Child,
    pub(crate) url: String,
    /// Where it is talked to beside what is measured.
    pub(crate) control: String,
}

impl Server {
    fn start(authority: Option<&Path>) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg("serve").args(authority);
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut said)
            .unwrap();
        let mut addresses = said.split_whitespace().map(str::to_owned);
        let control = addresses.next().unwrap();
        Self {
            process,
            url: addresses.next().unwrap_or_else(|| control.clone()),
            control,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A folder that is gone at the end. What a run left that was stopped goes first.
struct Folder(PathBuf);

impl Folder {
    fn make(path: PathBuf) -> Self {
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// How large everything is.
#[derive(Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) large: u64,
    pub(crate) medium: u64,
    pub(crate) small_files: usize,
    pub(crate) slow_files: usize,
    pub(crate) promises: usize,
    pub(crate) large_pairs: usize,
    pub(crate) small_pairs: usize,
}

pub(crate) struct Stage {
    /// In memory where there is such a disk, gone at the end.
    folder: Folder,
    pub(crate) http: Server,
    pub(crate) https: Server,
    official: Environment,
    block: Vec<u8>,
    runs: std::cell::Cell<usize>,
}

impl Stage {
    pub(crate) fn set(sizes: &Sizes) -> Self {
        // Half of what is measured is the disk's otherwise.
        let memory = Path::new("/dev/shm");
        let at = if memory.is_dir() {
            memory.to_owned()
        } else {
            std::env::temp_dir()
        };
        let (free, needed) = (
            fs4::available_space(&at).unwrap(),
            sizes.large * 3 + (1 << 28),
        );
        assert!(
            free > needed,
            "{needed} bytes are needed in {}, and {free} are free",
            at.display()
        );
        let folder = Folder::make(at.join("connect-smartfile-bench"));
        let http = Server::start(None);
        let https = Server::start(Some(&folder.0));
        let official = environment::prepare(&OFFICIAL).unwrap();
        let runs = std::cell::Cell::default();
        let stage = Self {
            folder,
            http,
            https,
            official,
            block: bytes::block(),
            runs,
        };
        stage.file("large", sizes.large);
        stage.file("medium", sizes.medium);
        stage.file("first", 1);
        stage.many("small", sizes.small_files);
        stage.many("slow", sizes.slow_files);
        for size in [sizes.large, sizes.medium, 4096] {
            for server in [&stage.http, &stage.https] {
                control::tell(&server.control, "know", size);
            }
        }
        for (server, home) in [(&stage.http, "home"), (&stage.https, "home-tls")] {
            let home = stage.path(home);
            stage.cost_of(&stage.app(&home, server, &["connect"]), server);
            // As on every day but the first: it is known by which algorithm the site sums up.
            let first = stage.app(&home, server, &["upload", "1", "first"]);
            stage.cost_of(&first, server);
        }
        stage
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.0.join(name)
    }

    fn file(&self, name: &str, size: u64) {
        bytes::write(&self.path(name), &self.block, size).unwrap();
    }

    /// A folder of files of 4 KiB.
    pub(crate) fn many(&self, name: &str, number: usize) {
        std::fs::create_dir(self.path(name)).unwrap();
        for number in 0..number {
            self.file(&format!("{name}/{name}-{number}.bin"), 4096);
        }
    }

    fn app(&self, home: &Path, server: &Server, words: &[&str]) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg("ours").arg(home).arg(&server.url).args(words);
        self.trusting(command)
    }

    fn trusting(&self, mut command: Command) -> Command {
        command
            .current_dir(&self.folder.0)
            .env_remove("SSL_CERT_DIR");
        for name in ["SSL_CERT_FILE", "CURL_CA_BUNDLE"] {
            command.env(name, self.path("company-authority.pem"));
        }
        command.env("NO_PROXY", "*");
        command
    }

    fn cost_of(&self, command: &Command, server: &Server) -> Cost {
        let server_ms = || control::tally(&server.control)["cpu_ms"].as_f64().unwrap();
        cost::of(command, &self.folder.0, server_ms)
    }

    /// Ours, signed in, with a journal that is as good as new, and a server that has no files.
    pub(crate) fn ours(&self, server: &Server, words: &[&str]) -> Cost {
        self.run(&self.folder.0, server, ("", 0), words)
    }

    /// The same, with its own files in this folder.
    pub(crate) fn ours_at(&self, folder: &Path, server: &Server, words: &[&str]) -> Cost {
        self.run(folder, server, ("", 0), words)
    }

    /// The same, while the server behaves like this.
    pub(crate) fn ours_behaving(&self, server: &Server, how: (&str, u64), words: &[&str]) -> Cost {
        self.run(&self.folder.0, server, how, words)
    }

    fn run(&self, folder: &Path, server: &Server, how: (&str, u64), words: &[&str]) -> Cost {
        self.runs.set(self.runs.get() + 1);
        let home = folder.join(format!("run-{}", self.runs.get()));
        let is_secured = server.url.starts_with("https");
        copy(
            &self.path(if is_secured { "home-tls" } else { "home" }),
            &home,
        );
        control::tell(&server.control, "forget", 0);
        control::tell(&server.control, how.0, how.1);
        let cost = self.cost_of(&self.app(&home, server, words), server);
        std::fs::remove_dir_all(home).unwrap();
        cost
    }

    pub(crate) fn curl(&self, server: &Server, words: &[&str], path: &str, output: &str) -> Cost {
        let mut command = Command::new("curl");
        command
            .args(["-sSf", "--http1.1", "-o", output])
            .args(words);
        command.arg(format!("{}{path}", server.url));
        self.cost_of(&self.trusting(command), server)
    }

    /// The same, and this file summed up beside it, as who wants the same proof has to do: by the fastest program for
    /// it, since `sha256sum` may not know what the processor can.
    pub(crate) fn curl_and_sum(
        &self,
        server: &Server,
        words: &[&str],
        path: &str,
        [output, summed]: [&str; 2],
    ) -> Cost {
        let script = r#"out=$1 sum=$2; shift 2; curl -sSf --http1.1 -o "$out" "$@" && openssl dgst -sha256 "$sum""#;
        let mut command = Command::new("sh");
        command
            .args(["-c", script, "sh", output, summed])
            .args(words);
        command.arg(format!("{}{path}", server.url));
        self.cost_of(&self.trusting(command), server)
    }

    /// Each file of a folder by `PUT`, 8 at once.
    pub(crate) fn curl_many(&self, server: &Server, folder: &str) -> Cost {
        let list = self.path("list");
        let one = |entry: std::io::Result<std::fs::DirEntry>| {
            let name = entry.unwrap().file_name().into_string().unwrap();
            format!(
                "upload-file = \"{folder}/{name}\"\nurl = \"{}/raw/{name}\"\n",
                server.url
            )
        };
        let lines: String = std::fs::read_dir(self.path(folder))
            .unwrap()
            .map(one)
            .collect();
        std::fs::write(&list, lines).unwrap();
        let mut command = Command::new("curl");
        command
            .args(["-sSf", "--parallel", "--parallel-max", "8", "-K"])
            .arg(list);
        self.cost_of(&self.trusting(command), server)
    }

    pub(crate) fn rclone(&self, server: &Server, folder: &str) -> Cost {
        let target = format!(
            ":s3,provider=Other,env_auth=false,access_key_id=key,secret_access_key=secret,endpoint=\"{}\":raw",
            server.url
        );
        let mut command = Command::new("rclone");
        // It ends at an authority of one's own before it has read anything.
        command
            .args(RCLONE)
            .args(["copy", folder, &target])
            .env_remove("AWS_CA_BUNDLE");
        self.cost_of(&self.trusting(command), server)
    }

    /// SmartFile's own Python client.
    pub(crate) fn official(&self, server: &Server, step: &str, what: &str) -> Cost {
        let mut command = Command::new(&self.official.python);
        command.arg(&self.official.program).args([step, what]);
        command.env("SMARTFILE_API_URL", format!("{}/", server.url));
        command
            .env("SMARTFILE_API_KEY", "k".repeat(30))
            .env("SMARTFILE_API_PASSWORD", "p".repeat(30));
        self.cost_of(&self.trusting(command), server)
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
