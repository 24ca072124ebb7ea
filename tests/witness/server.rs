//! The server, started once for all tests of this program.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::{Once, OnceLock};

use serde_json::Value;

use crate::environment::{self, Environment, Purpose};

/// The scheme that the server may redirect to: the product's own.
pub(crate) const SCHEME: &str = "com.smartfile.connect";

/// What the server is written in.
const PURPOSE: Purpose = Purpose {
    name: "environment",
    packages: "requirements.txt",
    imports: "oauth2_provider",
    program: "server.py",
    alone: false,
};

/// A running server. It ends when this program does: its standard input ends then.
#[derive(Debug)]
pub(crate) struct Witness {
    /// `http://127.0.0.1:…`
    pub(crate) address: String,
    /// The only person.
    pub(crate) username: String,
    pub(crate) password: String,
    _process: Child,
}

impl Witness {
    /// The toolkit's own defaults.
    pub(crate) fn usual() -> &'static Self {
        static SERVER: OnceLock<Result<Witness, String>> = OnceLock::new();
        running(SERVER.get_or_init(|| Self::start("usual", &[])))
    }

    /// What the toolkit's next version will do by default (RFC 9700), and no second use of a refresh token.
    pub(crate) fn strict() -> &'static Self {
        static SERVER: OnceLock<Result<Witness, String>> = OnceLock::new();
        running(SERVER.get_or_init(|| Self::start("strict", &["--strict"])))
    }

    /// A refresh token that was used may be used again for a while.
    pub(crate) fn graceful() -> &'static Self {
        static SERVER: OnceLock<Result<Witness, String>> = OnceLock::new();
        running(SERVER.get_or_init(|| Self::start("graceful", &["--grace"])))
    }

    fn start(name: &str, options: &[&str]) -> Result<Self, String> {
        static PLACE: OnceLock<Result<Environment, String>> = OnceLock::new();
        let place = PLACE
            .get_or_init(|| environment::prepare(&PURPOSE))
            .as_ref()
            .map_err(String::clone)?;
        let log = place.folder.join(format!("{name}.log"));
        let file = File::create(&log).map_err(|problem| problem.to_string())?;
        let mut process = Command::new(&place.python)
            .arg(&place.program)
            .arg(SCHEME)
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(file)
            .spawn()
            .map_err(|problem| format!("the server did not start: {problem}"))?;
        let mut line = String::new();
        if let Some(output) = process.stdout.take() {
            let _missing = BufReader::new(output).read_line(&mut line);
        }
        let ready: Value = serde_json::from_str(&line).map_err(|_| {
            let said = std::fs::read_to_string(&log).unwrap_or_default();
            format!("the server did not come up:\n{said}")
        })?;
        name_versions(&ready["versions"]);
        let text = |key: &str| ready[key].as_str().unwrap_or_default().to_owned();
        Ok(Self {
            address: text("address"),
            username: text("username"),
            password: text("password"),
            _process: process,
        })
    }
}

fn running(server: &'static Result<Witness, String>) -> &'static Witness {
    server
        .as_ref()
        .unwrap_or_else(|problem| panic!("{problem}"))
}

/// Past the test runner, which keeps what passing tests print to itself.
fn name_versions(versions: &Value) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let named: Vec<String> = ["django-oauth-toolkit", "Django", "oauthlib"]
            .into_iter()
            .map(|name| format!("{name} {}", versions[name].as_str().unwrap_or("?")))
            .collect();
        let _unheard = writeln!(std::io::stdout(), "\nAgainst {}", named.join(", "));
    });
}
