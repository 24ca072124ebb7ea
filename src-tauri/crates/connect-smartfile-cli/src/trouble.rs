//! What kept a command from being done: its words, and the number the program ends with.

use connect_core::{Error, Problem};
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::words::{self, With};

/// Why it was not done.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Trouble {
    pub(crate) exit: Exit,
    /// For scripts: the outcome's name, or that of the command line's own words.
    pub(crate) code: String,
    /// What happened.
    pub(crate) title: String,
    /// Whether the files are safe, and what to do now.
    pub(crate) detail: String,
}

impl Trouble {
    /// In the command line's own words: of this name, without its `cli-`.
    pub(crate) fn own(exit: Exit, name: &str, with: &With) -> Self {
        let id = format!("cli-{name}");
        Self {
            exit,
            code: name.replace('-', "_"),
            title: words::say(&id, with),
            detail: words::part(&id, "detail", with).unwrap_or_default(),
        }
    }

    /// One object for `--json`.
    pub(crate) fn object(&self, about: Option<&str>) -> Value {
        json!({
            "kind": "problem",
            "code": self.code,
            "exit": self.exit.number(),
            "about": about,
            "title": self.title,
            "detail": self.detail,
        })
    }
}

impl From<&Problem> for Trouble {
    fn from(problem: &Problem) -> Self {
        let (title, detail) = words::of_problem(problem);
        Self {
            exit: Exit::of(problem.outcome),
            code: words::code(problem.outcome),
            title,
            detail,
        }
    }
}

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        Self::from(&problem)
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        match error {
            Error::NotConnected => Self::own(Exit::NotConnected, "not-connected", &With::default()),
            Error::NotConfirmed => Self::own(Exit::NotConnected, "unconfirmed", &With::default()),
            error => error.problem().into(),
        }
    }
}
