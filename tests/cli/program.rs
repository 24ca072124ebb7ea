//! The program, started as a process of its own.
//!
//! A password store that a test can fill must not be in the program that people have. So it is this test program once
//! more, told by its environment to be the command line, with all of it but the store and the browser. What needs
//! neither is tried with the real program.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Output, Stdio};

use connect_smartfile_cli::{Computer, carry_out};
use serde_json::Value;
use smartfile_sandbox::World;
use support::{Desk, DeskPlan, Script, ScriptedBrowser, shared_vault};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

const ARGUMENTS: &str = "CONNECT_TEST_CLI_ARGUMENTS";
const DATA: &str = "CONNECT_TEST_CLI_DATA";
const VAULT: &str = "CONNECT_TEST_CLI_VAULT";
const BROWSER: &str = "CONNECT_TEST_CLI_BROWSER";
const PERSON: &str = "CONNECT_TEST_CLI_PERSON";
/// After this line everything written is the program's.
pub(crate) const BEGUN: &str = "-- the command line begins --";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by the tests beside it"]
async fn the_command_line() {
    use std::io::Write as _;

    let variable = |name| std::env::var(name).unwrap();
    let arguments: Vec<String> = serde_json::from_str(&variable(ARGUMENTS)).unwrap();
    let arguments = arguments.into_iter().map(OsString::from);
    let browser = ScriptedBrowser::new();
    browser.sit_down(&variable(PERSON));
    browser.follow(match variable(BROWSER).as_str() {
        "allow" => Script::Allow,
        "deny" => Script::Deny,
        "none" => Script::CannotOpen,
        _ => Script::Leave,
    });
    let vault: std::sync::Arc<dyn connect_core::Vault> = match variable(VAULT).as_str() {
        "none" => std::sync::Arc::new(NoStore),
        folder => shared_vault(folder),
    };
    let computer = Computer {
        browser,
        vault,
        data_dir: variable(DATA).into(),
    };
    writeln!(std::io::stdout(), "\n{BEGUN}").unwrap();
    writeln!(std::io::stderr(), "\n{BEGUN}").unwrap();
    let exit = carry_out(arguments, || Ok(computer)).await;
    std::io::stdout().flush().unwrap();
    std::process::exit(i32::from(exit.number()));
}

/// A computer without a password store.
struct NoStore;

impl connect_core::Vault for NoStore {
    fn read(&self, _: &str) -> Result<Option<connect_core::SecretBytes>, connect_core::VaultError> {
        Err(connect_core::VaultError::Refused)
    }

    fn write(
        &self,
        _: &str,
        _: &connect_core::SecretBytes,
    ) -> Result<(), connect_core::VaultError> {
        Err(connect_core::VaultError::Refused)
    }

    fn erase(&self, _: &str) -> Result<(), connect_core::VaultError> {
        Err(connect_core::VaultError::Refused)
    }
}

/// How the program ended, and what it wrote.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self {
            code: output.status.code().unwrap_or(-1),
            out: own(&text(&output.stdout)),
            err: own(&text(&output.stderr)),
        }
    }

    /// It ended well.
    #[track_caller]
    pub(crate) fn well(self) -> Self {
        self.ended(0)
    }

    /// It ended with this number.
    #[track_caller]
    pub(crate) fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    /// The lines it wrote as results.
    pub(crate) fn lines(&self) -> Vec<&str> {
        self.out.lines().collect()
    }

    /// Its JSON, an object a line. Nothing else was written.
    #[track_caller]
    pub(crate) fn objects(&self) -> Vec<Value> {
        assert_eq!(self.err, "", "beside JSON");
        let object =
            |line: &str| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
        self.out.lines().map(object).collect()
    }
}

/// What the program wrote, without what the test program wrote before.
pub(crate) fn own(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let (_, own) = text.split_once(&format!("{BEGUN}\n")).unwrap_or_default();
    own.to_owned()
}

/// A practice server, the window's core, and the folders that the command line shares with it.
pub(crate) struct Table {
    pub(crate) desk: Desk,
    vault: tempfile::TempDir,
    /// What the program's browser does.
    pub(crate) browser: &'static str,
    /// Who sits before it.
    pub(crate) person: &'static str,
    /// There is a password store.
    pub(crate) has_store: bool,
    /// The site that the program is given.
    provided: [(&'static str, String); 4],
}

impl Table {
    /// Nobody is connected.
    pub(crate) async fn empty(world: World) -> Self {
        let vault = tempfile::tempdir().unwrap();
        let mut plan = DeskPlan {
            other_vault: Some(shared_vault(vault.path().to_str().unwrap())),
            ..DeskPlan::default()
        };
        plan.profile.world = world;
        let desk = Desk::with(plan).await;
        let sandbox = &desk.sandbox;
        let provided = [
            ("CONNECT_SMARTFILE_SITE", sandbox.url().to_owned()),
            (
                "CONNECT_SMARTFILE_CLIENT_ID",
                sandbox.client_id().to_owned(),
            ),
            (
                "CONNECT_SMARTFILE_CLIENT_SECRET",
                sandbox.client_secret().to_owned(),
            ),
            (
                "CONNECT_SMARTFILE_RETURN_BY",
                "redirect,loopback,paste".to_owned(),
            ),
        ];
        Self {
            desk,
            vault,
            browser: "leave",
            person: "maya",
            has_store: true,
            provided,
        }
    }

    /// From now on only this way back is registered.
    pub(crate) fn only_by(&mut self, way: &str) {
        for (name, value) in &mut self.provided {
            if *name == "CONNECT_SMARTFILE_RETURN_BY" {
                way.clone_into(value);
            }
        }
    }

    /// From now on the program is given no site, only the secret of one.
    pub(crate) fn without_a_site(&mut self) {
        for (name, value) in &mut self.provided {
            if *name != "CONNECT_SMARTFILE_CLIENT_SECRET" {
                value.clear();
            }
        }
    }

    /// Somebody has connected in the window.
    pub(crate) async fn laid(world: World) -> Self {
        let table = Self::empty(world).await;
        table.desk.connect().await;
        table
    }

    /// The program with these arguments, not yet started.
    pub(crate) fn program(&self, arguments: &[&str]) -> std::process::Command {
        let mut all = vec!["connect-smartfile-cli"];
        all.extend(arguments);
        let mut command = std::process::Command::new(std::env::current_exe().unwrap());
        command
            .args(["program::the_command_line", "--exact", "--ignored"])
            .args(["--nocapture", "--test-threads=1"])
            .env(ARGUMENTS, serde_json::to_string(&all).unwrap())
            .env(DATA, self.desk.data_dir())
            .env(
                VAULT,
                if self.has_store {
                    self.vault.path()
                } else {
                    Path::new("none")
                },
            )
            .env(BROWSER, self.browser)
            .env(PERSON, self.person)
            .env("CONNECT_SMARTFILE_PORTS", "0")
            .env("TZ", "UTC")
            .current_dir(self.local("."));
        for (name, value) in &self.provided {
            command.env(name, value);
        }
        command
    }

    /// Runs it to its end, with nobody at a terminal.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Ran {
        self.run_saying(arguments, "").await
    }

    /// The same with this text as its input.
    pub(crate) async fn run_saying(&self, arguments: &[&str], input: &str) -> Ran {
        let mut command = Command::from(self.program(arguments));
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut process = command.spawn().unwrap();
        let mut stdin = process.stdin.take().unwrap();
        // It may have ended without reading.
        let _ = stdin.write_all(input.as_bytes()).await;
        drop(stdin);
        let ended = tokio::time::timeout(support::PATIENCE, process.wait_with_output());
        let output = ended.await.expect("it never ended").unwrap();
        self.look_for_secrets(&output);
        Ran::of(&output)
    }

    /// Whatever it wrote holds no secret.
    pub(crate) fn look_for_secrets(&self, output: &Output) {
        self.desk
            .watch()
            .text("standard output", &String::from_utf8_lossy(&output.stdout))
            .text("standard error", &String::from_utf8_lossy(&output.stderr))
            .assert_clean();
    }

    /// A path on this computer, in the folder that the program is started in.
    pub(crate) fn local(&self, name: &str) -> std::path::PathBuf {
        self.desk.download_to(name)
    }

    /// Puts a file there.
    pub(crate) fn put_local(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.local(name), bytes).unwrap();
    }
}
