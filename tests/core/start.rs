//! A start that fails: each reason is an outcome with words, nothing is changed, and it can be tried again.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use connect_core::{
    App, ConnectionState, Error, LocalDisk, MemoryVault, Options, Outcome, Ports, start_report,
};
use support::{Chronicle, Facts, ManualClock, ScriptedBrowser};

fn start(data_dir: &Path) -> Result<App, Error> {
    let ports = Ports::new(
        ScriptedBrowser::new(),
        Arc::new(MemoryVault::new()),
        Arc::new(ManualClock::default()),
        Arc::new(Facts::new(Chronicle::default())),
        Arc::new(LocalDisk),
    );
    App::start(
        ports,
        Options {
            data_dir: data_dir.to_owned(),
            ..support::options_without_a_site()
        },
    )
}

fn outcome(data_dir: &Path) -> Outcome {
    start(data_dir).unwrap_err().problem().outcome
}

/// A folder that can't be made is said, and works once it can.
#[tokio::test]
async fn a_folder_that_cannot_be_made_is_said_and_works_once_it_can() {
    let home = tempfile::tempdir().unwrap();
    let in_the_way = home.path().join("app");
    fs::write(&in_the_way, b"a file of somebody").unwrap();
    let data = in_the_way.join("data");
    assert_eq!(outcome(&data), Outcome::OwnFolder);
    assert_eq!(fs::read(&in_the_way).unwrap(), b"a file of somebody");
    fs::remove_file(&in_the_way).unwrap();
    let app = start(&data).unwrap();
    app.stop().await;
    for entry in fs::read_dir(&data).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(!name.starts_with(".unfinished-"), "left behind: {name}");
    }
}

/// A folder that is there and takes nothing is noticed at once, not when there is something to lose.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_folder_that_takes_nothing_is_noticed_at_the_start() {
    // Nobody may make a file there, not even the superuser, for whom permissions are none.
    let error = start(Path::new("/proc/self")).unwrap_err();
    let problem = error.problem();
    assert_eq!(problem.outcome, Outcome::OwnFolder);
    let report = start_report("Program/1", Path::new("/proc/self"), &error, &problem);
    assert!(report.contains(&problem.reference), "{report}");
    assert!(!error.to_string().contains("/proc"), "{error}");
}

/// Each file that a newer version has written is left as it is, whatever else is there.
#[tokio::test]
async fn files_of_a_newer_version_are_left_alone_and_said() {
    for name in ["accounts.json", "site.json", "proxy.json"] {
        let home = tempfile::tempdir().unwrap();
        let newer = br#"{"version":99,"what":"nobody knows"}"#;
        let file = home.path().join(name);
        fs::write(&file, newer).unwrap();
        assert_eq!(outcome(home.path()), Outcome::NewerVersion, "{name}");
        assert_eq!(fs::read(&file).unwrap(), newer, "{name}");
        fs::remove_file(&file).unwrap();
        start(home.path()).unwrap().stop().await;
    }
}

/// A file that can't be read is not a damaged one: it is neither set aside nor written over.
#[tokio::test]
async fn a_file_that_cannot_be_read_is_said_and_not_set_aside() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("accounts.json");
    // A folder cannot be read as a file, whoever asks.
    fs::create_dir(&file).unwrap();
    assert_eq!(outcome(home.path()), Outcome::OwnFolder);
    assert!(file.is_dir());
    fs::remove_dir(&file).unwrap();
    let app = start(home.path()).unwrap();
    assert!(matches!(
        app.snapshot().connection,
        ConnectionState::Restoring | ConnectionState::Disconnected { .. }
    ));
    app.stop().await;
}
