//! What a person reads: the same catalogues as the window's, told once, in `ui/locales`.

use std::sync::LazyLock;

use connect_core::{Distrust, Outcome, Problem};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde_json::Value;
use unic_langid::langid;

use crate::visible::visible;

const CATALOGUES: [&str; 5] = [
    include_str!("../../../../ui/locales/en/errors.ftl"),
    include_str!("../../../../ui/locales/en/check.ftl"),
    include_str!("../../../../ui/locales/en/screens.ftl"),
    include_str!("../../../../ui/locales/en/receipts.ftl"),
    include_str!("../../../../ui/locales/en/cli.ftl"),
];

static WORDS: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| {
    let mut bundle = FluentBundle::new_concurrent(vec![langid!("en-GB")]);
    bundle.set_use_isolating(false);
    for text in CATALOGUES {
        // What cannot be read is left out, and shows itself by its name; a test reads them all.
        let read = FluentResource::try_new(text.to_owned());
        let resource = read.unwrap_or_else(|(resource, _)| resource);
        let _ = bundle.add_resource(resource);
    }
    bundle
});

/// Values for a sentence. Texts from outside are made harmless here.
#[derive(Debug, Default)]
pub(crate) struct With(FluentArgs<'static>);

impl With {
    pub(crate) fn text(key: &'static str, value: &str) -> Self {
        Self::default().and(key, value)
    }

    pub(crate) fn number(key: &'static str, value: u64) -> Self {
        Self::default().and_number(key, value)
    }

    pub(crate) fn and(mut self, key: &'static str, value: &str) -> Self {
        self.0.set(key, visible(value));
        self
    }

    pub(crate) fn and_number(mut self, key: &'static str, value: u64) -> Self {
        self.0.set(key, FluentValue::from(value));
        self
    }
}

/// The sentence with this name; an unknown name shows itself.
pub(crate) fn say(id: &str, with: &With) -> String {
    let message = WORDS.get_message(id);
    match message.and_then(|message| message.value()) {
        Some(pattern) => {
            let said = WORDS.format_pattern(pattern, Some(&with.0), &mut Vec::new());
            said.into_owned()
        }
        None => id.to_owned(),
    }
}

/// A sentence that takes no values.
pub(crate) fn word(id: &str) -> String {
    say(id, &With::default())
}

/// An attribute of a sentence, if it has it.
pub(crate) fn part(id: &str, attribute: &str, with: &With) -> Option<String> {
    let message = WORDS.get_message(id)?;
    let pattern = message.get_attribute(attribute)?.value();
    let said = WORDS.format_pattern(pattern, Some(&with.0), &mut Vec::new());
    Some(said.into_owned())
}

/// The name of an outcome, as `--json` has it: `name_taken`.
pub(crate) fn code(outcome: Outcome) -> String {
    let outcome = match outcome {
        // Nobody is told of these two by themselves.
        Outcome::Superseded | Outcome::Cancelled => Outcome::Internal,
        outcome => outcome,
    };
    match serde_json::to_value(outcome) {
        Ok(Value::String(code)) => code,
        _ => "internal".to_owned(),
    }
}

/// What happened, and whether the files are safe.
pub(crate) fn of_problem(problem: &Problem) -> (String, String) {
    let id = format!("error-{}", code(problem.outcome).replace('_', "-"));
    let name = problem.name.clone();
    let name = name.unwrap_or_else(|| word("fallback-name"));
    let site = problem.site.clone();
    let seconds = problem
        .wait
        .map_or(0, |wait| wait.as_millis().div_ceil(1000));
    let with = With::text("name", &name)
        .and("site", &site.unwrap_or_else(|| word("fallback-site")))
        .and("said", problem.said.as_deref().unwrap_or("none"))
        .and("reason", problem.distrust.map_or("other", reason))
        .and_number("seconds", u64::try_from(seconds).unwrap_or(u64::MAX));
    let title = say(&id, &with);
    let detail = part(&id, "detail", &with).unwrap_or_default();
    (capital(&title), detail)
}

/// A stand-in that begins the sentence takes a capital; a real name stays as it is written.
fn capital(title: &str) -> String {
    match title.strip_prefix(&word("fallback-name")) {
        Some(rest) => {
            let stand_in = word("fallback-name");
            let mut letters = stand_in.chars();
            let first = letters
                .next()
                .map(|letter| letter.to_uppercase().to_string());
            format!("{}{}{rest}", first.unwrap_or_default(), letters.as_str())
        }
        None => title.to_owned(),
    }
}

fn reason(distrust: Distrust) -> &'static str {
    match distrust {
        Distrust::Expired => "expired",
        Distrust::NotYetValid => "notYetValid",
        Distrust::OtherName => "otherName",
        Distrust::UnknownIssuer => "unknownIssuer",
        Distrust::Other => "other",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests

    use super::*;

    #[test]
    fn every_catalogue_is_read_whole() {
        let mut read = 0;
        for text in CATALOGUES {
            let whole = FluentResource::try_new(text.to_owned());
            assert!(whole.is_ok(), "{:?}", whole.map_err(|(_, errors)| errors));
            for line in text
                .lines()
                .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                let (id, _) = line.split_once(" =").unwrap();
                assert!(WORDS.has_message(id), "{id}");
                read += 1;
            }
        }
        assert!(read > 400, "only {read}");
        assert_eq!(word("fallback-site"), "SmartFile");
    }

    /// the same words as in the window, with the same values in them.
    #[test]
    fn a_problem_is_told_in_the_windows_words() {
        let mut problem = Problem::new(Outcome::NotFound);
        let (title, detail) = of_problem(&problem);
        assert_eq!(title, "The file is no longer there");
        assert_eq!(
            detail,
            "Someone may have moved or renamed it. Nothing was changed."
        );
        problem.name = Some("plan\u{202e}fdp.exe".to_owned());
        let (title, _) = of_problem(&problem);
        assert_eq!(title, "plan\\u{202e}fdp.exe is no longer there");
    }
}
