//! The program's command line.

mod help;
mod switches;

use std::time::Duration;

use smartfile_sandbox::{Profile, World};

pub(crate) use help::HELP;

/// What the command line asks for.
pub(crate) enum Wish {
    Help,
    Serve(Box<Profile>),
}

/// Reads the arguments after the program's name. An error is a sentence for the person.
pub(crate) fn read(
    arguments: impl Iterator<Item = String>,
    secret: Option<String>,
) -> Result<Wish, String> {
    let mut profile = Profile::default();
    let mut client_id = None;
    let mut redirect_uris = Vec::new();
    let mut arguments = arguments.peekable();
    while let Some(argument) = arguments.next() {
        if matches!(argument.as_str(), "--help" | "-h") {
            return Ok(Wish::Help);
        }
        let (option, value) = match argument.split_once('=') {
            Some((option, value)) => (option.to_owned(), Some(value.to_owned())),
            None => (argument, arguments.next()),
        };
        let value = value.ok_or_else(|| format!("{option} needs a value; see --help"))?;
        match option.as_str() {
            "--client-id" => client_id = Some(value),
            "--redirect-uri" => redirect_uris.push(value),
            _ => set(&mut profile, &option, &value).map_err(|fault| match fault {
                Fault::Unknown => format!("unknown option {option}; see --help"),
                Fault::Value => format!("{option} cannot be {value}; see --help"),
            })?,
        }
    }
    if !redirect_uris.is_empty() {
        profile.redirect_uris = redirect_uris;
    }
    // An empty one is chosen at random when the server starts.
    profile.client = Some((client_id.unwrap_or_default(), secret.unwrap_or_default()));
    Ok(Wish::Serve(Box::new(profile)))
}

/// What is wrong with an option.
enum Fault {
    Unknown,
    Value,
}

/// Sets one option.
fn set(profile: &mut Profile, option: &str, value: &str) -> Result<(), Fault> {
    let set = match option {
        "--port" => put(&mut profile.port, value.parse().ok()),
        "--dir" => put(&mut profile.dir, Some(Some(value.into()))),
        "--world" => put(&mut profile.world, pick(value, WORLDS)),
        "--memory" => put(&mut profile.in_memory, on(value)),
        "--token-life" => put(&mut profile.token_life, duration(value)),
        "--code-life" => put(&mut profile.code_life, duration(value)),
        _ => switches::set(&mut profile.switches, option, value).ok_or(Fault::Unknown)?,
    };
    set.ok_or(Fault::Value)
}

const WORLDS: [(&str, World); 7] = [
    ("firm", World::Firm),
    ("empty", World::Empty),
    ("thousand", World::Thousand),
    ("everything", World::Everything),
    ("huge", World::Huge),
    ("hostile", World::Hostile),
    ("rights", World::Rights),
];

fn put<T>(place: &mut T, value: Option<T>) -> Option<()> {
    *place = value?;
    Some(())
}

/// The thing a word stands for.
fn pick<T: Copy, const N: usize>(value: &str, words: [(&str, T); N]) -> Option<T> {
    let mut words = words.into_iter();
    words.find_map(|(word, thing)| (word == value).then_some(thing))
}

fn on(value: &str) -> Option<bool> {
    pick(
        value,
        [
            ("on", true),
            ("off", false),
            ("true", true),
            ("false", false),
        ],
    )
}

/// Puts a number, of which zero stands for none.
fn put_number<T: std::str::FromStr + PartialEq + Default>(
    place: &mut Option<T>,
    value: &str,
) -> Option<()> {
    let number: T = value.parse().ok()?;
    *place = Some(number).filter(|number| *number != T::default());
    Some(())
}

/// `300ms`, `5s`, `2m`, `10h`; a bare number counts seconds.
fn duration(text: &str) -> Option<Duration> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().ok()?;
    let seconds = match unit {
        "ms" => return Some(Duration::from_millis(number)),
        "" | "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return None,
    };
    Some(Duration::from_secs(number.checked_mul(seconds)?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)] // tests stop at the first surprise

    use super::{HELP, Profile, Wish, duration, read};
    use std::time::Duration;

    fn serve(line: &str) -> Result<Profile, String> {
        match read(line.split_whitespace().map(ToOwned::to_owned), None)? {
            Wish::Serve(profile) => Ok(*profile),
            Wish::Help => Err("help".to_owned()),
        }
    }

    #[test]
    fn durations_are_read_with_their_unit() {
        assert_eq!(duration("5s"), Some(Duration::from_secs(5)));
        assert_eq!(duration("2m"), Some(Duration::from_mins(2)));
        assert_eq!(duration("10h"), Some(Duration::from_hours(10)));
        assert_eq!(duration("36000"), Some(Duration::from_hours(10)));
        assert_eq!(duration("300ms"), Some(Duration::from_millis(300)));
        for wrong in ["", "s", "5d", "-5s", "5 s", "99999999999999999999s"] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn options_arrive_in_the_profile() {
        let profile = serve("--port 4000 --world empty --token-life=3s --redirect-uri a:/b --redirect-uri c:/d --pkce required --disk-limit 0").unwrap();
        assert_eq!(
            (profile.port, profile.token_life),
            (4000, Duration::from_secs(3))
        );
        assert_eq!(profile.redirect_uris, ["a:/b", "c:/d"]);
        assert_eq!(profile.switches.disk_limit, None);
        assert_eq!(profile.switches.pkce, smartfile_sandbox::Pkce::Required);
        let profile =
            serve("--world hostile --memory on --cut-after 0 --failing-name a --versions 0")
                .unwrap();
        assert_eq!(
            (profile.world, profile.in_memory),
            (super::World::Hostile, true)
        );
        assert_eq!(
            (profile.switches.cut_after, profile.switches.versions),
            (None, 0)
        );
        assert_eq!(profile.switches.failing_name.as_deref(), Some("a"));
    }

    #[test]
    fn what_cannot_be_understood_is_named() {
        assert_eq!(
            serve("--port").unwrap_err(),
            "--port needs a value; see --help"
        );
        assert_eq!(
            serve("--port x").unwrap_err(),
            "--port cannot be x; see --help"
        );
        assert_eq!(
            serve("--prot 1").unwrap_err(),
            "unknown option --prot; see --help"
        );
    }

    #[test]
    fn every_option_of_the_help_is_understood() {
        let options = HELP.lines().filter_map(|line| line.strip_prefix("  --"));
        let mut count = 0;
        for option in options
            .map(|line| line.split(' ').next().unwrap())
            .filter(|option| *option != "help")
        {
            let answer = serve(&format!("--{option} \u{1}"));
            assert!(
                !answer.is_err_and(|error| error.starts_with("unknown")),
                "--{option}"
            );
            count += 1;
        }
        assert_eq!(count, 51);
    }
}
