//! Numbered requirements that can be read off the repository.

use crate::repository::{metadata, read, texts};

/// The product's own code: neither tests nor the tool, the practice server, or the part of a file
/// that holds its tests.
fn product() -> Vec<(String, String)> {
    let ours = |path: &str| {
        let crates = [
            "src-tauri/src/",
            "src-tauri/crates/smartfile/src/",
            "src-tauri/crates/connect-core/src/",
        ];
        crates.iter().any(|start| path.starts_with(start))
            && !path.ends_with("_tests.rs")
            && !path.ends_with("/table.rs")
    };
    let found: Vec<_> = texts(".rs")
        .into_iter()
        .filter(|(path, _)| ours(path))
        .map(|(path, text)| {
            let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            let code: Vec<&str> = code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect();
            (path, code.join("\n"))
        })
        .collect();
    assert!(
        found.len() > 60,
        "only {} files of the product",
        found.len()
    );
    found
}

/// B1, B2: a second start hands its address over before it does anything else that could end it.
#[test]
fn a_second_start_hands_over_before_anything_can_stop_it() {
    let manifest = read("Cargo.toml");
    let plugin = manifest
        .lines()
        .find(|line| line.starts_with("tauri-plugin-single-instance ="))
        .expect("the plugin that makes one app of two starts");
    assert!(
        plugin.contains("\"deep-link\""),
        "{plugin}: it would drop the address"
    );

    let shell = read("src-tauri/src/lib.rs");
    let (_, run) = shell.split_once("pub fn run() -> ExitCode {").expect("run");
    let (first, _) = run
        .split_once(".plugin(tauri_plugin_single_instance::init(")
        .expect("the plugin");
    let statements: Vec<&str> = first
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("//"))
        .collect();
    assert_eq!(
        statements,
        ["let built = with_commands(Builder::default())"],
        "before it"
    );

    let program = read("src-tauri/src/main.rs");
    let (_, main) = program.split_once("fn main()").expect("main");
    let (_, body) = main.split_once('{').expect("a body");
    let body: String = body.split_whitespace().collect();
    assert_eq!(
        body, "connect_smartfile::run()}",
        "main does something of its own"
    );
}

/// B5: an installed entry says that our addresses are ours. Tauri fills the placeholder from the scheme.
#[test]
fn an_installed_entry_names_our_scheme() {
    let entry = read("src-tauri/linux/app.desktop");
    let lines: Vec<&str> = entry.lines().collect();
    assert!(lines.contains(&"Exec={{exec}} %u"), "{entry}");
    assert!(lines.contains(&"MimeType={{mime_type}}"), "{entry}");
    let configuration: serde_json::Value = serde_json::from_str(&read("tauri.conf.json")).unwrap();
    let schemes = &configuration["plugins"]["deep-link"]["desktop"]["schemes"];
    assert_eq!(schemes, &serde_json::json!([configuration["identifier"]]));
}

/// B18: the Linux kernel's key store is emptied at a restart of the computer, so no crate that could
/// open it is built in, for any system.
#[test]
fn the_kernels_key_store_is_in_no_build() {
    let names: Vec<String> = metadata(true)["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| package["name"].as_str().unwrap().to_owned())
        .collect();
    assert!(
        names.iter().any(|name| name == "keyring-core"),
        "no store at all"
    );
    let kernel: Vec<&String> = names
        .iter()
        .filter(|name| name.contains("keyutils"))
        .collect();
    assert!(kernel.is_empty(), "{kernel:?}");
    assert!(!read("Cargo.lock").contains("keyutils"));
}

/// C1, T1: one place opens a window, on our own page.
#[test]
fn only_one_place_opens_a_window_and_it_shows_our_own_page() {
    let mut places = Vec::new();
    for (path, code) in product() {
        if [
            "WebviewWindowBuilder::new(",
            "WebviewBuilder::new(",
            "WebviewUrl::External",
            "WebviewUrl::CustomProtocol",
        ]
        .iter()
        .any(|opens| code.contains(opens))
        {
            assert!(
                code.contains("WebviewUrl::default()"),
                "{path} opens another page"
            );
            assert!(
                !code.contains("WebviewUrl::External"),
                "{path} opens a page of the net"
            );
            assert!(
                code.contains(".on_navigation("),
                "{path} lets the page go anywhere"
            );
            places.push(path);
        }
    }
    assert_eq!(places, ["src-tauri/src/window.rs"]);
}

/// C14: neither the password grant nor the implicit one nor any other: a code, and refreshing.
#[test]
fn only_the_two_grants_that_are_allowed_are_in_the_code() {
    let (mut grants, mut responses) = (Vec::new(), Vec::new());
    for (path, code) in product() {
        for (name, found) in [
            ("grant_type", &mut grants),
            ("response_type", &mut responses),
        ] {
            for after in code.split(&format!("\"{name}\", \"")).skip(1) {
                found.push(after.split('"').next().unwrap_or_default().to_owned());
            }
            let all = code.matches(&format!("\"{name}\"")).count();
            let plain = code.matches(&format!("\"{name}\", \"")).count();
            assert_eq!(all, plain, "{path} makes a {name} at run time");
        }
        for other in [
            "\"password\", \"grant\"",
            "client_credentials",
            "response_type=token",
            "grant_type=password",
        ] {
            assert!(!code.contains(other), "{path} has {other}");
        }
    }
    grants.sort();
    assert_eq!(grants, ["authorization_code", "refresh_token"]);
    assert_eq!(responses, ["code"]);
}

/// C26, S13.8: a secret that is shipped is none. No client secret is written down in the product, nor hidden
/// in it: it comes from the person, from the environment, or from whoever builds for a company.
#[test]
fn no_client_secret_is_in_the_product() {
    let mut made = 0;
    for (path, code) in product() {
        for call in code.split("ClientSecret::new(").skip(1) {
            made += 1;
            assert!(
                !call.trim_start().starts_with('"'),
                "{path} writes a client secret down"
            );
        }
        for hidden in ["include_bytes!", "obfstr", "litcrypt", "cryptify"] {
            assert!(!code.contains(hidden), "{path} has {hidden}");
        }
    }
    assert!(made > 0, "the search finds nothing even where it must");
    for name in ["CLIENT_ID", "CLIENT_SECRET"] {
        let provided = read("src-tauri/crates/connect-core/src/provided.rs");
        assert!(
            provided.contains(&format!("option_env!(\"CONNECT_SMARTFILE_BUILD_{name}\")")),
            "{name}"
        );
        for (path, text) in texts(".toml")
            .into_iter()
            .chain(texts(".yml"))
            .chain(texts(".env"))
        {
            let given = text.lines().any(|line| {
                line.contains(&format!("CONNECT_SMARTFILE_BUILD_{name}")) && line.contains('=')
            });
            assert!(!given, "{path} names a {name}");
        }
    }
}

/// C18: no query is ever given a token: the word is in no query the product writes.
#[test]
fn no_query_of_the_product_has_a_token() {
    for (path, code) in product() {
        for written in [
            "?access_token=",
            "&access_token=",
            "append_pair(\"access_token\"",
            "(\"access_token\", ",
        ] {
            assert!(!code.contains(written), "{path} writes {written}");
        }
    }
}

/// S13.38: whoever removes files by the SDK reads that they may be gone for good, and that the person is to be
/// asked. No page of the app offers it without asking.
#[test]
fn every_method_that_removes_files_says_to_ask_the_person_first() {
    let mut found = Vec::new();
    for (path, text) in texts(".rs") {
        if !path.starts_with("src-tauri/crates/smartfile/src/api/") {
            continue;
        }
        let mut words = String::new();
        for line in text.lines().map(str::trim) {
            if let Some(comment) = line.strip_prefix("///") {
                words.push_str(comment);
            } else if let Some(method) = line.strip_prefix("pub async fn ") {
                let name = method.split(['(', '<']).next().unwrap_or_default();
                if ["remove", "delete_file"].contains(&name) {
                    assert!(words.contains("gone for good"), "{path}: {name}");
                    assert!(words.contains("ask the person before"), "{path}: {name}");
                    found.push(name.to_owned());
                }
                words.clear();
            } else if !line.starts_with("#[") {
                words.clear();
            }
        }
    }
    found.sort();
    assert_eq!(found, ["delete_file", "remove"]);
}
