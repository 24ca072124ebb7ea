//! One place makes connections, and it checks who answers.

use crate::repository::texts;

/// Whole code of a line, without its comment.
fn code(line: &str) -> &str {
    line.split("//").next().unwrap_or_default()
}

/// T18, C30: a side flow with an HTTP client of its own could forget to check certificates, so there
/// is one place that makes one.
#[test]
fn only_one_file_of_the_product_makes_an_http_client() {
    const HERE: &str = "src-tauri/crates/smartfile/src/http.rs";
    let mut makes = Vec::new();
    for (path, text) in texts(".rs") {
        let product = path.starts_with("src-tauri/") && !path.contains("/tests/");
        let made = text.lines().map(code).any(|line| {
            [
                "Client::builder(",
                "Client::new(",
                "ClientBuilder::new(",
                "reqwest::get(",
            ]
            .iter()
            .any(|call| line.contains(call) && !line.contains(&format!("Api{call}")))
        });
        if product && made {
            makes.push(path);
        }
    }
    assert_eq!(makes, [HERE]);
}

/// T18, C30: nothing in the repository, tests included, turns the check of certificates off.
#[test]
fn nobody_turns_the_check_of_certificates_off() {
    let flags = [
        concat!("danger", "_accept_invalid"),
        concat!("tls_", "danger"),
        concat!(".danger", "ous()"),
        concat!("with_custom_", "certificate_verifier"),
        concat!("ServerCert", "Verifier"),
        concat!("rejectUn", "authorized"),
        concat!("NODE_TLS_", "REJECT"),
    ];
    let mut read = 0;
    for ending in [".rs", ".ts", ".svelte", ".js", ".toml", ".py"] {
        for (path, text) in texts(ending) {
            read += 1;
            for flag in flags {
                assert!(!text.contains(flag), "{path} has {flag}");
            }
        }
    }
    assert!(read > 200, "only {read} files were read");
}
