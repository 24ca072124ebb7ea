//! How each cell of the matrix is made: the faults that are laid out for it, one after the other.

use std::time::Duration;

use connect_core::VaultError;
use smartfile_sandbox::{Fault, RangeAnswer, ThrottleStyle};
use support::{Certified, Direction, DiskStep};

use crate::killed::{self, Course};
use crate::matrix::Column::{self, A, B, C, D, E, F, H};
use crate::special::Special;
use crate::stage::SIZE;
use crate::start::{self, Begun};

/// The longest that the app waits for an answer to begin, and for the next bytes of one.
const SILENCE: Duration = Duration::from_secs(76);
/// The same of an upload: a server may need a while to store what it got.
const LONG_SILENCE: Duration = Duration::from_secs(316);

const EIO: i32 = 5;
const EACCES: i32 = 13;
const ENOENT: i32 = 2;
const EMFILE: i32 = 24;
const ENOSPC: i32 = 28;

/// One way in which it goes wrong.
#[derive(Clone, Debug)]
pub(crate) enum Make {
    /// Nothing goes wrong.
    Fair,
    /// These, one after the other, where the column asks.
    Then(Vec<Fault>),
    /// This, as long as it lasts.
    Always(Fault),
    /// Told to wait for so many seconds.
    Told(ThrottleStyle, f64),
    /// The access token is refused, a refresh works.
    Expired,
    /// The refresh is refused too.
    SignInEnded,
    /// Connections are refused.
    Refused,
    /// The site's name is nobody's.
    Unnamed,
    /// Connections are neither taken nor refused.
    Swallowed,
    /// The connection breaks after so many bytes.
    Break(Direction, usize),
    /// Nothing comes after so many bytes, and this passes so many times.
    Silent(Direction, usize, Duration, usize),
    /// No answer begins, and this passes so many times.
    Unanswered(Duration, usize),
    /// The next connection breaks in its handshake.
    Handshake,
    /// TLS ends without a word after so many bytes.
    Unclosed(usize),
    /// Another certificate.
    Certificate(Certified),
    /// A certificate of an authority that nobody trusts.
    Stranger,
    /// A step of the disk fails, from the n-th on.
    Disk(DiskStep, usize, i32),
    /// A step of the disk fails so many times.
    Brief(DiskStep, usize, i32),
    /// So little room is left.
    Room(u64),
    /// The calendar is set this many hours on, or back.
    Calendar(i64),
    Vault(VaultError),
    /// The process is killed at the steps of this name.
    Killed(Course, &'static str),
    /// What needs a process with limits or a place of its own: the test of this name.
    Apart(&'static str),
    /// What is done at a start.
    Start(Begun),
    Special(Special),
}

/// What is done about a cell.
#[derive(Debug)]
pub(crate) enum Plan {
    Tried(Vec<Make>),
    /// Tried, and every one of them ends with one of these letters, for the reason with this number.
    Today(Vec<Make>, &'static str, usize),
    /// Not tried, for the reason with this number.
    NotYet(usize),
    /// Forgotten.
    Missing,
}

fn reply(status: u16, content_type: &str, body: &str) -> Fault {
    Fault::Reply {
        status,
        content_type: content_type.into(),
        body: body.into(),
    }
}

fn json(status: u16, body: &str) -> Fault {
    reply(status, "application/json", body)
}

fn once(fault: Fault) -> Make {
    Make::Then(vec![fault])
}

fn each(faults: impl IntoIterator<Item = Fault>) -> Vec<Make> {
    faults.into_iter().map(once).collect()
}

fn always(faults: impl IntoIterator<Item = Fault>) -> Vec<Make> {
    faults.into_iter().map(Make::Always).collect()
}

/// Every so many bytes of the file.
fn offsets() -> impl Iterator<Item = usize> {
    (0..SIZE).step_by(SIZE / 16)
}

/// With this many steps a file of [`SIZE`] bytes has long been moved.
fn steps(step: DiskStep, code: i32) -> impl Iterator<Item = Make> {
    (0..6).map(move |after| Make::Disk(step, after, code))
}

/// The faults that are laid out for a cell. What is elsewhere is the address where nobody is to go.
#[allow(clippy::too_many_lines)] // a table
pub(crate) fn plan(id: &str, column: Column, elsewhere: &str) -> Plan {
    use Plan::{NotYet, Today, Tried};
    let page = |status| reply(status, "text/html", "<html><body>Bad gateway</body></html>");
    let inner = || json(200, r#"{"status": 500, "detail": "Not just now."}"#);
    match (id, column) {
        ("N1", A | B | C | D | F) => Tried(vec![Make::Refused]),
        ("N1", E) => Tried(vec![Make::Special(Special::AwayDuringAJob)]),
        ("N2", _) if !support::is_apart() => NotYet(4),
        ("N2", E) => Tried(vec![Make::Special(Special::UnnamedDuringAJob)]),
        ("N2", H) => Tried(vec![Make::Start(Begun::Unnamed)]),
        ("N2", _) => Tried(vec![Make::Unnamed]),
        ("P1", B) => killed::plan(Course::Comes),
        ("P1", C) => killed::plan(Course::Goes),
        ("P1", H) => killed::plan(Course::Again),
        (_, H) => start::plan(id),
        ("N3", A | B | C | D | F) => Tried(vec![Make::Swallowed]),
        ("N3", E) => Tried(vec![Make::Special(Special::SwallowedDuringAJob)]),
        ("N4", A | B | E) => Tried(each([Fault::Reset])),
        ("N4", C | D) => Tried(each([Fault::Reset, Fault::Lost])),
        ("N4", F) => Today(each([Fault::Reset]), "RU", 1),
        ("N5" | "N6", A) => Tried(each([0, 1, 50, 200].map(Fault::Cut))),
        ("N5", B) => Tried(
            offsets()
                .map(|at| Make::Break(Direction::Back, 2000 + at))
                .collect(),
        ),
        ("N5", C) => Tried(
            offsets()
                .map(|at| Make::Break(Direction::There, 2000 + at))
                .collect(),
        ),
        ("N6", B) => Tried(each(offsets().map(Fault::Cut))),
        ("N7", A) => Tried(each([30].map(Fault::Short))),
        ("N7", B) => Tried(each(offsets().map(Fault::Short))),
        ("N8", A) => Tried(vec![
            Make::Unanswered(SILENCE, 1),
            Make::Silent(Direction::Back, 20, SILENCE, 1),
        ]),
        ("N8", C) => Tried(vec![Make::Unanswered(LONG_SILENCE, 2)]),
        ("N8", B | D | E) => Tried(vec![Make::Unanswered(SILENCE, 1)]),
        ("N8", F) => Today(vec![Make::Unanswered(SILENCE, 1)], "RU", 1),
        ("N9", B) => Tried(
            offsets()
                .skip(1)
                .step_by(4)
                .map(|at| Make::Silent(Direction::Back, at, SILENCE, 1))
                .collect(),
        ),
        ("N9", C) => Tried(vec![Make::Silent(
            Direction::There,
            SIZE / 3,
            LONG_SILENCE,
            3,
        )]),
        ("N10", _) => Tried(vec![Make::Special(Special::Slow)]),
        ("N11", _) => Tried(vec![Make::Special(Special::Sleep)]),
        ("T1", _) => Tried(vec![Make::Certificate(Certified::Ended)]),
        ("T2", _) => Tried(vec![Make::Certificate(Certified::Elsewhere)]),
        ("T3", _) => Tried(vec![Make::Stranger]),
        ("T4", _) => Tried(vec![Make::Handshake]),
        ("T5", A) => Tried([900, 1100].map(Make::Unclosed).to_vec()),
        ("T5", B) => Tried(offsets().map(|at| Make::Unclosed(6000 + at)).collect()),
        ("H1", F) => Tried(each([json(400, r#"{"error": "invalid_request"}"#)])),
        ("H1", _) => Tried(always([
            json(
                400,
                r#"{"field_errors": {"dst": ["No such folder."]}, "errors": []}"#,
            ),
            json(400, r#"{"dst": ["No such folder."]}"#),
        ])),
        ("H2", C) => Tried(vec![Make::Expired, once(Fault::Status(401))]),
        ("H2", _) => Tried(vec![Make::Expired]),
        ("H3", _) => Tried(vec![Make::SignInEnded]),
        ("H4", _) => Tried(always([Fault::Status(403)])),
        ("H5", D) => Tried(vec![Make::Special(Special::Gone)]),
        ("H5", _) => Tried(always([Fault::Status(404)])),
        ("H6", C) => Tried(vec![Make::Special(Special::Taken)]),
        ("H6", _) => Tried(always([Fault::Status(409)])),
        ("H7", _) => Tried(always([Fault::Status(412)])),
        ("H8", _) => Tried(always([Fault::Status(413)])),
        ("H9", _) => Tried(always([
            Fault::Status(402),
            Fault::Status(507),
            json(400, r#"{"detail": "The storage quota has been reached."}"#),
        ])),
        ("H10" | "H11" | "H12", _) => Tried(told(id)),
        ("H13", F) => Today(each([503, 502, 504].map(page)), "RU", 1),
        ("H13", _) => Tried(each([503, 502, 504].map(page))),
        ("H14", _) => Tried(each([Fault::Status(500)])),
        ("H15", A | B) => Tried(always([inner()])),
        ("H15", _) => Tried(each([inner(), json(200, r#"{"detail": "No."}"#)])),
        ("H16", A | B | C | D) => Tried(always([Fault::Html])),
        ("H16", _) => Tried(each([Fault::Html])),
        ("H17", A) => Tried(always(unreadable())),
        ("H17", _) => Tried(each(unreadable())),
        ("H18", _) => Tried(each(
            ["text/plain", "", "application/octet-stream"]
                .map(|label| Fault::Labelled(label.into())),
        )),
        ("H19", _) => {
            let away = ["https://files.acme.example/", elsewhere].map(str::to_owned);
            Tried(always(away.map(Fault::Redirect)))
        }
        ("H20", _) => Tried(vec![
            Make::Special(Special::Ranges(RangeAnswer::Ignored)),
            Make::Then(vec![Fault::Cut(70_000), Fault::Status(416)]),
        ]),
        ("H21", _) => Tried(vec![Make::Then(vec![
            Fault::Cut(70_000),
            Fault::OtherPart(5),
        ])]),
        ("H22", _) => Tried(vec![Make::Special(Special::ChangesThere)]),
        ("H23", _) => Tried(vec![
            Make::Special(Special::PagesShift),
            Make::Special(Special::PagesRepeat),
        ]),
        ("H24", _) => Tried(vec![Make::Special(Special::Partly)]),
        ("H25", _) => Tried(vec![
            Make::Special(Special::ForEver),
            Make::Special(Special::Forgotten),
        ]),
        ("H26", _) => Tried(each([1, 5000, SIZE].map(Fault::DropTail))),
        ("L1", _) => Tried(
            steps(DiskStep::Write, ENOSPC)
                .chain([Make::Room(1000), Make::Disk(DiskStep::Keep, 0, ENOSPC)])
                .collect(),
        ),
        ("L2", B) => Tried(vec![Make::Disk(DiskStep::Create, 0, EACCES)]),
        ("L2", _) => Tried(vec![
            Make::Disk(DiskStep::Open, 0, EACCES),
            Make::Disk(DiskStep::Stat, 0, EACCES),
        ]),
        ("L3", B) => Tried(
            steps(DiskStep::Write, EIO)
                .chain([
                    Make::Disk(DiskStep::Create, 0, EIO),
                    Make::Disk(DiskStep::Settle, 0, EIO),
                    Make::Disk(DiskStep::Keep, 0, EIO),
                ])
                .collect(),
        ),
        ("L3", _) => Tried(
            (0..1)
                .map(|after| Make::Disk(DiskStep::Read, after, EIO))
                .chain([
                    Make::Disk(DiskStep::Open, 0, EIO),
                    Make::Disk(DiskStep::Stat, 0, EIO),
                    Make::Disk(DiskStep::Stat, 1, EIO),
                ])
                .collect(),
        ),
        ("L4", _) => Tried(vec![
            Make::Disk(DiskStep::Open, 0, ENOENT),
            Make::Special(Special::Vanished),
        ]),
        ("L5", _) => Tried(vec![Make::Special(Special::ChangesHere)]),
        ("L6", _) => Tried(vec![Make::Special(Special::FolderInTheWay)]),
        ("L7", _) => Tried(vec![
            Make::Special(Special::Twin),
            Make::Special(Special::Impossible),
        ]),
        ("L10", A) => Tried(vec![Make::Apart("too_many_files_open_while_browsing")]),
        ("L10", B) => Tried(vec![Make::Brief(DiskStep::Create, 3, EMFILE)]),
        ("L10", _) => Tried(vec![
            Make::Brief(DiskStep::Open, 3, EMFILE),
            Make::Brief(DiskStep::Stat, 3, EMFILE),
        ]),
        ("L12", _) => Tried(vec![
            Make::Special(Special::Circle),
            Make::Special(Special::Device),
        ]),
        ("P3", B | C) => start::plan_of_transfer(id, column),
        ("P1", _) => NotYet(3),
        ("P2", _) => Tried(vec![Make::Special(Special::Quit)]),
        ("P5", _) => Tried([24, -24, 1, -1].map(Make::Calendar).to_vec()),
        ("P6", B) => Tried(vec![Make::Special(Special::TokenEnds)]),
        ("P6", _) => Tried(vec![once(Fault::Status(401))]),
        ("P7", _) => Tried(
            [
                VaultError::Locked,
                VaultError::Unavailable,
                VaultError::Refused,
            ]
            .map(Make::Vault)
            .to_vec(),
        ),
        _ => Plan::Missing,
    }
}

/// What the site asks for, in the generation that this fault is about.
fn told(id: &str) -> Vec<Make> {
    match id {
        "H11" => vec![Make::Told(ThrottleStyle::Middle, 7.0)],
        "H12" => vec![Make::Told(ThrottleStyle::Old, 6.52)],
        _ => vec![
            Make::Told(ThrottleStyle::New, 6.0),
            Make::Told(ThrottleStyle::New, 6.5),
            Make::Told(ThrottleStyle::Dated, 7.0),
        ],
    }
}

fn unreadable() -> [Fault; 4] {
    let long = format!("{{\"name\": \"{}\"", "x".repeat(2 * 1024 * 1024));
    [
        Fault::BrokenJson,
        json(200, ""),
        json(200, &long),
        json(200, &"[".repeat(100_000)),
    ]
}
