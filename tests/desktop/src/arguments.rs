//! What this program is asked to do.

use std::path::PathBuf;

use crate::Outcome;

/// `--list`, or one journey.
#[derive(Debug)]
pub(crate) enum Asked {
    List,
    Journey(Arguments),
}

/// One journey.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) journey: String,
    /// The app's program.
    pub(crate) app: PathBuf,
    /// Where the pictures go.
    pub(crate) pictures: PathBuf,
    /// The stage's home; everything that is written lies in it.
    pub(crate) home: PathBuf,
}

/// `NAME --app PATH --pictures FOLDER --home FOLDER`.
pub(crate) fn read(words: impl Iterator<Item = String>) -> Outcome<Asked> {
    let (mut journey, mut app, mut pictures, mut home) = (None, None, None, None);
    let mut words = words;
    while let Some(word) = words.next() {
        let slot = match word.as_str() {
            "--list" => return Ok(Asked::List),
            "--app" => &mut app,
            "--pictures" => &mut pictures,
            "--home" => &mut home,
            name if !name.starts_with('-') && journey.is_none() => {
                journey = Some(word);
                continue;
            }
            other => return Err(format!("not understood: {other}").into()),
        };
        *slot = words.next().map(PathBuf::from);
    }
    let path = |value: Option<PathBuf>, name: &str| {
        let value = value.ok_or_else(|| format!("{name} is missing"))?;
        std::path::absolute(&value).map_err(|problem| format!("{name}: {problem}"))
    };
    Ok(Asked::Journey(Arguments {
        journey: journey.ok_or("which journey? --list names them")?,
        app: path(app, "--app")?,
        pictures: path(pictures, "--pictures")?,
        home: path(home, "--home")?,
    }))
}
