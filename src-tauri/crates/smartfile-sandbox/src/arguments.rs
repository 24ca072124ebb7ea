//! The program's command line.

use std::time::Duration;

use smartfile_sandbox::{
    CodeParameter, MkdirExisting, Pkce, Profile, RangeAnswer, ThrottleStyle, UploadAnswer,
    WhoAmIShape, World,
};

pub(crate) const HELP: &str = "\
A SmartFile to practise on: the documented service on a folder of this computer.

usage: smartfile-sandbox [option value]…

The first line on standard output is JSON: url, client_id, client_secret, users. Then the
server runs until it is interrupted.

  --port N               port on 127.0.0.1 (0 takes a free one)              [0]
  --dir D                where the homes lie; a home that holds anything is
                         left as it is                                       [a temporary folder]
  --world W              firm, empty, thousand, everything                   [firm]
  --token-life T         life of an access token: 5s, 2m, 10h, 36000s        [36000s]
  --code-life T          life of an authorization code                       [60s]
  --client-id X          the registered client                               [random]
  --redirect-uri U       a registered redirect URI; may be given repeatedly. A loopback
                         address matches with any port   [com.smartfile.connect:/oauth2/callback]

The client secret is random, or SMARTFILE_SANDBOX_CLIENT_SECRET from the environment.

What nobody outside the service knows can be switched:

  --upload-answer A      array, object                                       [array]
  --paging B             listings in pages: on, off                          [on]
  --default-limit N      entries per page when none is asked for             [100]
  --largest-limit N      the most entries per page                           [500]
  --range A              downloads with Range: honoured, ignored             [honoured]
  --chunked-downloads B  no Content-Length on downloads: on, off             [off]
  --bad-token-status N   401 or 403                                          [403]
  --revoke B             a revocation endpoint: on, off (404)                [on]
  --whoami A             nested, flat                                        [nested]
  --rotate-refresh B     a refresh ends the old refresh token: on, off       [on]
  --refresh-ends-access B  a refresh ends older access tokens: on, off       [off]
  --pkce A               honoured, required, refused, ignored                [honoured]
  --code-parameter A     code, verifier                                      [code]
  --throttle-style A     old (503), middle (429), new (429)                  [new]
  --throttle-every N     every n-th API request is throttled; 0 for none     [0]
  --visibility-delay T   how long new files stay invisible                   [0s]
  --moved-site U         redirect every request to this address              [none]
  --disk-limit N         the site's storage in bytes; 0 for no limit         [250000000000]
  --browsable-archives B zip archives are files and folders: on, off         [on]
  --mkdir-existing A     making an existing folder: accepted, conflict       [accepted]
  --help                 this text
";

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
    let switches = &mut profile.switches;
    let set = match option {
        "--port" => put(&mut profile.port, value.parse().ok()),
        "--dir" => put(&mut profile.dir, Some(Some(value.into()))),
        "--world" => {
            let worlds = [
                World::Firm,
                World::Empty,
                World::Thousand,
                World::Everything,
            ];
            put(
                &mut profile.world,
                pick(value, ["firm", "empty", "thousand", "everything"], worlds),
            )
        }
        "--token-life" => put(&mut profile.token_life, duration(value)),
        "--code-life" => put(&mut profile.code_life, duration(value)),
        "--upload-answer" => {
            let answers = [UploadAnswer::Array, UploadAnswer::Object];
            put(
                &mut switches.upload_answer,
                pick(value, ["array", "object"], answers),
            )
        }
        "--paging" => put(&mut switches.paging, on(value)),
        "--default-limit" => put(&mut switches.default_limit, value.parse().ok()),
        "--largest-limit" => put(&mut switches.largest_limit, value.parse().ok()),
        "--range" => {
            let answers = [RangeAnswer::Honoured, RangeAnswer::Ignored];
            put(
                &mut switches.range,
                pick(value, ["honoured", "ignored"], answers),
            )
        }
        "--chunked-downloads" => put(&mut switches.chunked_downloads, on(value)),
        "--bad-token-status" => put(
            &mut switches.bad_token_status,
            pick(value, ["401", "403"], [401, 403]),
        ),
        "--revoke" => put(&mut switches.revoke, on(value)),
        "--whoami" => {
            let shapes = [WhoAmIShape::Nested, WhoAmIShape::Flat];
            put(
                &mut switches.whoami,
                pick(value, ["nested", "flat"], shapes),
            )
        }
        "--rotate-refresh" => put(&mut switches.rotate_refresh, on(value)),
        "--refresh-ends-access" => put(&mut switches.refresh_ends_access, on(value)),
        "--pkce" => {
            let names = ["honoured", "required", "refused", "ignored"];
            let ways = [Pkce::Honoured, Pkce::Required, Pkce::Refused, Pkce::Ignored];
            put(&mut switches.pkce, pick(value, names, ways))
        }
        "--code-parameter" => {
            let names = [CodeParameter::Code, CodeParameter::Verifier];
            put(
                &mut switches.code_parameter,
                pick(value, ["code", "verifier"], names),
            )
        }
        "--throttle-style" => {
            let styles = [
                ThrottleStyle::Old,
                ThrottleStyle::Middle,
                ThrottleStyle::New,
            ];
            put(
                &mut switches.throttle_style,
                pick(value, ["old", "middle", "new"], styles),
            )
        }
        "--throttle-every" => put(&mut switches.throttle_every, value.parse().ok()),
        "--visibility-delay" => put(&mut switches.visibility_delay, duration(value)),
        "--moved-site" => put(&mut switches.moved_site, Some(Some(value.to_owned()))),
        "--disk-limit" => {
            let limit = value.parse::<u64>().ok();
            put(
                &mut switches.disk_limit,
                limit.map(|limit| Some(limit).filter(|limit| *limit > 0)),
            )
        }
        "--browsable-archives" => put(&mut switches.browsable_archives, on(value)),
        "--mkdir-existing" => {
            let answers = [MkdirExisting::Accepted, MkdirExisting::Conflict];
            put(
                &mut switches.mkdir_existing,
                pick(value, ["accepted", "conflict"], answers),
            )
        }
        _ => return Err(Fault::Unknown),
    };
    set.ok_or(Fault::Value)
}

fn put<T>(place: &mut T, value: Option<T>) -> Option<()> {
    *place = value?;
    Some(())
}

fn pick<T: Copy, const N: usize>(value: &str, names: [&str; N], things: [T; N]) -> Option<T> {
    names
        .iter()
        .zip(things)
        .find_map(|(name, thing)| (*name == value).then_some(thing))
}

fn on(value: &str) -> Option<bool> {
    pick(
        value,
        ["on", "off", "true", "false"],
        [true, false, true, false],
    )
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
        assert_eq!(count, 27);
    }
}
