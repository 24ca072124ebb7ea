//! SmartFile's own Python client at the practice server, signed in with an API key pair.
//!
//! `official.py` says what of the client does not run any more; what does is used here.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::{Once, OnceLock};

use serde_json::{Value, json};
use smartfile_sandbox::{
    Endpoint, Exchange, Fault, Profile, Sandbox, TaskAnswer, ThrottleStyle, World,
};

use crate::environment::{self, Environment, Purpose};

const PURPOSE: Purpose = Purpose {
    name: "official",
    packages: "official.txt",
    imports: "smartfile",
    program: "official.py",
    alone: true,
};

/// The practice server, and a folder for the client to work in.
struct Official {
    sandbox: Sandbox,
    here: tempfile::TempDir,
}

impl Official {
    async fn start() -> Self {
        let profile = Profile {
            world: World::Empty,
            ..Profile::default()
        };
        Self {
            sandbox: Sandbox::start(profile).await.unwrap(),
            here: tempfile::tempdir().unwrap(),
        }
    }

    /// Lets the client do one thing; what it printed.
    async fn does(&self, words: &[&str]) -> Value {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let address = format!("{}/", self.sandbox.url());
        let key = self.sandbox.api_key().to_owned();
        let password = self.sandbox.api_password().to_owned();
        let here = self.here.path().to_owned();
        let run = move || run(&here, &words, &[&address, &key, &password]);
        tokio::task::spawn_blocking(run).await.unwrap()
    }

    fn home(&self, path: &str) -> std::path::PathBuf {
        self.sandbox.dir().join("maya").join(path)
    }

    fn asked(&self, path: &str) -> Vec<Exchange> {
        self.sandbox.ledger().to(path)
    }
}

fn run(here: &Path, words: &[String], [address, key, password]: &[&str; 3]) -> Value {
    static PLACE: OnceLock<Result<Environment, String>> = OnceLock::new();
    let place = PLACE
        .get_or_init(|| environment::prepare(&PURPOSE))
        .as_ref()
        .unwrap_or_else(|problem| panic!("{problem}"));
    let answer = Command::new(&place.python)
        .arg(&place.program)
        .args(words)
        .current_dir(here)
        .env("SMARTFILE_API_URL", address)
        .env("SMARTFILE_API_KEY", key)
        .env("SMARTFILE_API_PASSWORD", password)
        .env("NO_PROXY", "*")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&answer.stdout).into_owned();
    let failed = String::from_utf8_lossy(&answer.stderr).into_owned();
    assert!(answer.status.success(), "{words:?}: {said}{failed}");
    let said: Value = serde_json::from_str(&said).unwrap();
    name_version(&said["version"]);
    said
}

/// Past the test runner, which keeps what passing tests print to itself.
fn name_version(version: &Value) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let version = version.as_str().unwrap_or("?");
        let _unheard = writeln!(
            std::io::stdout(),
            "\nAgainst SmartFile's Python client {version}"
        );
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn the_official_client_pings_and_hears_who_it_is() {
    let official = Official::start().await;
    assert_eq!(
        official.does(&["ping"]).await["said"],
        json!({"ping": "pong"})
    );
    let said = official.does(&["whoami"]).await;
    assert_eq!(said["said"]["user"]["username"], "maya");
    let sent = official.asked("/api/2/whoami/").remove(0);
    assert!(sent.header("authorization").unwrap().starts_with("Basic "));
    assert_eq!(
        sent.header("user-agent"),
        Some("SmartFile Python API client v2.19")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_official_client_lists_a_folder() {
    let official = Official::start().await;
    std::fs::create_dir_all(official.home("Harbor")).unwrap();
    std::fs::write(official.home("Harbor/plan.pdf"), b"12345").unwrap();
    let said = official.does(&["listing", "/Harbor"]).await;
    let children = &said["said"]["children"];
    assert_eq!(children.as_array().map(Vec::len), Some(1), "{said}");
    assert_eq!(
        (&children[0]["name"], &children[0]["size"]),
        (&json!("plan.pdf"), &json!(5))
    );
    let said = official.does(&["listing", "/Nowhere"]).await;
    assert_eq!(said["refused"], 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_official_client_uploads_and_downloads_the_same_bytes() {
    let official = Official::start().await;
    let bytes: Vec<u8> = (0_u8..251).cycle().take(300_000).collect();
    let local = official.here.path().join("plan & more.bin");
    std::fs::write(&local, &bytes).unwrap();
    let said = official.does(&["upload", "plan & more.bin"]).await;
    assert_eq!(said["said"][0]["size"], 300_000, "{said}");
    assert!(std::fs::read(official.home("plan & more.bin")).unwrap() == bytes);
    std::fs::remove_file(&local).unwrap();
    official.does(&["download", "plan & more.bin"]).await;
    assert!(std::fs::read(&local).unwrap() == bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_official_client_moves_into_a_folder_and_follows_the_task() {
    let official = Official::start().await;
    std::fs::create_dir_all(official.home("Harbor")).unwrap();
    for answer in [TaskAnswer::Relative, TaskAnswer::Absolute] {
        official
            .sandbox
            .switches()
            .change(|switches| switches.task_answer = answer);
        std::fs::write(official.home("plan.txt"), b"plan").unwrap();
        let said = official.does(&["move", "plan.txt", "Harbor"]).await;
        assert_eq!(said["said"]["result"]["status"], "SUCCESS", "{said}");
        assert!(official.home("Harbor/plan.txt").exists() && !official.home("plan.txt").exists());
        std::fs::remove_file(official.home("Harbor/plan.txt")).unwrap();
    }
    let said = official.does(&["move", "nothing.txt", "Harbor"]).await;
    assert!(said["refused"].is_u64(), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_official_client_removes_and_is_told_what_is_missing() {
    let official = Official::start().await;
    std::fs::write(official.home("plan.txt"), b"plan").unwrap();
    let said = official.does(&["remove", "/plan.txt"]).await;
    assert_eq!(said["said"]["result"]["status"], "SUCCESS", "{said}");
    assert!(!official.home("plan.txt").exists());
    let said = official.does(&["remove", "/plan.txt"]).await;
    assert!(said["refused"].is_u64(), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_official_client_waits_when_the_old_way_of_throttling_says_so() {
    let official = Official::start().await;
    let faults = official.sandbox.faults();
    faults.next(Endpoint::Ping, Fault::Throttle(ThrottleStyle::Old, 0.05));
    assert_eq!(
        official.does(&["ping"]).await["said"],
        json!({"ping": "pong"})
    );
    assert_eq!(
        official.asked("/api/2/ping/").len(),
        2,
        "asked again by itself"
    );
    // The newer ways came after it: to it they are a refusal.
    faults.next(Endpoint::Ping, Fault::Throttle(ThrottleStyle::New, 0.05));
    assert_eq!(official.does(&["ping"]).await["refused"], 429);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_keeps_the_official_client_out() {
    let official = Official::start().await;
    let address = format!("{}/", official.sandbox.url());
    let here = official.here.path().to_owned();
    let wrong = "x".repeat(30);
    let said = tokio::task::spawn_blocking(move || {
        run(&here, &["whoami".to_owned()], &[&address, &wrong, &wrong])
    });
    assert_eq!(said.await.unwrap()["refused"], 403);
}
