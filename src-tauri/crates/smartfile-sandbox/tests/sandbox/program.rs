//! The program: one line, then answers, then a clean end.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::browser::http;

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_smartfile-sandbox"));
    command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .env_remove("SMARTFILE_SANDBOX_CLIENT_SECRET");
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_line_says_where_it_serves_and_for_whom() {
    let arguments = [
        "--world",
        "empty",
        "--client-id",
        "the-client",
        "--token-life",
        "5s",
    ];
    let mut running = program()
        .args(arguments)
        .env("SMARTFILE_SANDBOX_CLIENT_SECRET", "the-secret")
        .spawn()
        .unwrap();
    let mut out = BufReader::new(running.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let first: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(
        (&first["client_id"], &first["client_secret"]),
        (&"the-client".into(), &"the-secret".into())
    );
    assert_eq!(first["users"][0]["username"], "maya");
    assert_eq!(first["users"][0]["name"], "Maya Lindqvist");
    assert!(first["users"][0]["password"].is_string());
    assert_eq!(first["users"][0]["api_key"], first["api_key"]);
    let links = format!("{}/", first["links_url"].as_str().unwrap());
    assert_eq!(http().get(links).send().await.unwrap().status(), 404);
    let whoami = format!("{}/api/2/whoami/", first["url"].as_str().unwrap());
    let (key, password) = (&first["api_key"], first["api_password"].as_str());
    let request = http()
        .get(whoami)
        .basic_auth(key.as_str().unwrap(), password);
    assert_eq!(request.send().await.unwrap().status(), 200);
    let ping = format!("{}/api/2/ping/", first["url"].as_str().unwrap());
    assert_eq!(http().get(&ping).send().await.unwrap().status(), 200);
    #[cfg(unix)]
    {
        let stop = Command::new("kill")
            .args(["-TERM", &running.id().to_string()])
            .status()
            .unwrap();
        assert!(stop.success());
        assert_eq!(running.wait().unwrap().code(), Some(0));
        let mut rest = String::new();
        out.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "", "one line and no more");
        assert!(http().get(&ping).send().await.is_err());
    }
    #[cfg(not(unix))]
    running.kill().unwrap();
}

#[test]
fn help_names_every_option_and_a_mistake_is_explained() {
    let help = program().arg("--help").output().unwrap();
    assert!(help.status.success());
    let text = String::from_utf8(help.stdout).unwrap();
    for option in [
        "--port",
        "--dir",
        "--world",
        "--token-life",
        "--code-life",
        "--redirect-uri",
        "--pkce",
    ] {
        assert!(text.contains(option), "{option}");
    }
    let wrong = program().args(["--world", "flat"]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    let words = String::from_utf8(wrong.stderr).unwrap();
    assert_eq!(
        words,
        "smartfile-sandbox: --world cannot be flat; see --help\n"
    );
}

/// What `--help` says is what can be turned, and the README names it.
#[test]
fn the_readme_names_every_switch_of_the_help() {
    let out = program().arg("--help").output().unwrap();
    let help = String::from_utf8(out.stdout).unwrap();
    let readme = include_str!("../../README.md");
    let profile = [
        "port",
        "dir",
        "world",
        "memory",
        "token-life",
        "code-life",
        "client-id",
        "redirect-uri",
        "help",
    ];
    let options = help.lines().filter_map(|line| line.strip_prefix("  --"));
    let options = options.map(|line| line.split(' ').next().unwrap());
    let switches: Vec<&str> = options.filter(|option| !profile.contains(option)).collect();
    assert!(switches.len() > 40, "{}", switches.len());
    for switch in switches {
        assert!(readme.contains(&format!("`{switch}`")), "{switch}");
    }
}
