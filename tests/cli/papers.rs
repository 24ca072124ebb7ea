//! What needs neither account nor password store, by the real program: help, version, completions, the manual. And
//! that the documents say what the program says.

use std::process::{Command, Output};

use connect_smartfile_cli::Exit;

fn real(arguments: &[&str]) -> Output {
    let home = tempfile::tempdir().unwrap();
    Command::new(env!("CARGO_BIN_EXE_connect-smartfile-cli"))
        .args(arguments)
        .env("HOME", home.path())
        .env_remove("XDG_DATA_HOME")
        .output()
        .unwrap()
}

fn text(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

const COMMANDS: [&str; 18] = [
    "connect",
    "accounts",
    "disconnect",
    "ls",
    "info",
    "get",
    "put",
    "mkdir",
    "mv",
    "cp",
    "rm",
    "search",
    "share",
    "links",
    "unshare",
    "doctor",
    "completions",
    "man",
];

#[test]
fn help_names_every_command_and_every_number() {
    let help = text(&real(&["--help"]));
    for command in COMMANDS {
        assert!(
            help.contains(&format!("\n  {command} ")),
            "{command}: {help}"
        );
        text(&real(&[command, "--help"]));
    }
    for exit in Exit::ALL {
        let line = format!("{:>3}  {}", exit.number(), exit.meaning());
        assert!(help.contains(&line), "{line}: {help}");
    }
    let version = text(&real(&["--version"]));
    assert_eq!(
        version,
        format!("connect-smartfile-cli {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn every_shell_gets_completions_and_the_manual_has_a_page_for_each_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = text(&real(&["completions", shell]));
        assert!(script.contains("unshare"), "{shell}");
    }
    let page = text(&real(&["man"]));
    assert!(page.contains(".TH connect-smartfile-cli 1"), "{page}");
    assert!(page.contains("130"), "{page}");
    let folder = tempfile::tempdir().unwrap();
    text(&real(&["man", folder.path().to_str().unwrap()]));
    for command in COMMANDS {
        let page = folder
            .path()
            .join(format!("connect-smartfile-cli-{command}.1"));
        assert!(page.is_file(), "{command}");
    }
    let nowhere = folder.path().join("none");
    let failed = real(&["man", nowhere.to_str().unwrap()]);
    assert_eq!(failed.status.code(), Some(1));
}

#[test]
fn the_document_has_every_command_every_number_and_every_kind_of_object() {
    let document = include_str!("../../src-tauri/docs/cli.md");
    for command in COMMANDS {
        assert!(document.contains(&format!("`{command}")), "{command}");
    }
    for exit in Exit::ALL {
        let row = format!("| {} | {} |", exit.number(), exit.meaning());
        assert!(document.contains(&row), "{row}");
    }
    let sources = [
        include_str!("../../src-tauri/crates/connect-smartfile-cli/src/entry_line.rs"),
        include_str!("../../src-tauri/crates/connect-smartfile-cli/src/transfer.rs"),
        include_str!("../../src-tauri/crates/connect-smartfile-cli/src/deed.rs"),
        include_str!("../../src-tauri/crates/connect-smartfile-cli/src/trouble.rs"),
        include_str!("../../src-tauri/crates/connect-smartfile-cli/src/commands/accounts.rs"),
        include_str!("../../src-tauri/crates/connect-smartfile-cli/src/commands/browse.rs"),
        include_str!("../../src-tauri/crates/connect-smartfile-cli/src/commands/connect.rs"),
        include_str!("../../src-tauri/crates/connect-smartfile-cli/src/commands/doctor.rs"),
        include_str!("../../src-tauri/crates/connect-smartfile-cli/src/commands/links.rs"),
    ];
    let mut kinds = 0;
    for source in sources {
        for line in source.lines().filter(|line| line.contains("\"kind\": \"")) {
            let (_, rest) = line.split_once("\"kind\": \"").unwrap();
            let (kind, _) = rest.split_once('"').unwrap();
            kinds += 1;
            assert!(document.contains(&format!("`{kind}`")), "{kind}");
        }
    }
    assert!(kinds > 8, "only {kinds}");
}
