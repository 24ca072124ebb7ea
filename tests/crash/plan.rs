//! What is moved in one run, what is done about it meanwhile, what goes wrong, and when who is killed. All of it by
//! chance, and the same for the same seed: the killed process makes the same plan for itself.

use std::time::Duration;

use connect_core::Answer;
use smartfile_sandbox::{Endpoint, Fault, ThrottleStyle};
use support::{Chance, LABELS};

/// Who sits before the app, in the order in which they were added.
pub(crate) const PEOPLE: [&str; 2] = ["maya", "jonas"];

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Upload,
    Download,
    Archive,
}

/// What has the file's name at the receiving end, and what is to become of that.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Name {
    Free,
    /// Something had it before, and the answer is this.
    Taken(Answer),
    /// Somebody else's file comes there while the app lies dead. It stays; ours takes another name.
    Comes,
}

/// One file, or one archive of a few.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) number: usize,
    /// Of [`PEOPLE`].
    pub(crate) person: usize,
    pub(crate) kind: Kind,
    pub(crate) name: Name,
    pub(crate) size: usize,
    seed: u64,
}

impl Job {
    /// The name of its request. The window asks again by it, and nothing is done twice.
    pub(crate) fn request(&self) -> String {
        format!("job-{}", self.number)
    }

    /// Its name at the receiving end, with nothing in its way.
    pub(crate) fn file(&self) -> String {
        let ending = match self.kind {
            Kind::Archive => "zip",
            _ => "bin",
        };
        format!("{}.{ending}", self.number)
    }

    /// The same beside what has that name.
    pub(crate) fn other_name(&self) -> String {
        connect_core::numbered_name(&self.file(), 2)
    }

    /// What is moved.
    pub(crate) fn content(&self) -> Vec<u8> {
        bytes(self.seed, self.size)
    }

    /// What had the name before, or takes it meanwhile: of the same size now and then.
    pub(crate) fn theirs(&self) -> Vec<u8> {
        let other = if self.number.is_multiple_of(2) {
            7
        } else {
            self.size
        };
        bytes(!self.seed, other)
    }
}

fn bytes(seed: u64, size: usize) -> Vec<u8> {
    let mut chance = Chance::new(seed);
    let mut bytes = Vec::with_capacity(size + 8);
    while bytes.len() < size {
        bytes.extend_from_slice(&chance.any().to_le_bytes());
    }
    bytes.truncate(size);
    bytes
}

/// What a person does while files are on their way, after so many facts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deed {
    pub(crate) after: usize,
    pub(crate) job: usize,
    pub(crate) what: What,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum What {
    Pause,
    PauseAll,
    Cancel,
    ToTheFront,
}

/// When a program is killed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Moment {
    /// At the nth of the steps of this name; whoever never comes to it is killed at rest.
    Step(&'static str, usize),
    /// After so much time.
    Time(Duration),
    /// At the nth change of the journal's log, seen from outside: in the middle of a commit, or beside one.
    Write(usize),
    /// When the site has answered so often.
    Answer(usize),
}

/// A program is started, and killed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kill {
    pub(crate) moment: Moment,
    /// From its first step on, so that it may die while it is looking what was left; else once it is connected.
    pub(crate) from_the_start: bool,
}

/// How the command line is to treat names that are taken, and which way it moves files.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Line {
    pub(crate) kind: Kind,
    pub(crate) if_exists: Option<&'static str>,
}

#[derive(Clone, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a coin that was tossed"
)]
pub(crate) struct Plan {
    pub(crate) people: usize,
    pub(crate) jobs: Vec<Job>,
    pub(crate) deeds: Vec<Deed>,
    pub(crate) faults: Vec<(Endpoint, Fault)>,
    pub(crate) kills: Vec<Kill>,
    /// What is killed is the command line, with this line; without, the window's core.
    pub(crate) line: Option<Line>,
    /// The window is open beside the command line.
    pub(crate) window_open: bool,
    /// The sign-in is kept in the encrypted file.
    pub(crate) sealed: bool,
    /// Bytes per millisecond that the wire lets through, one way.
    pub(crate) slow: Option<(support::Direction, usize)>,
    /// Bytes of a download are made safe early, so that there is something to go on with.
    pub(crate) hasty: bool,
    /// The command line ends its work before the window does.
    pub(crate) line_ends_it: bool,
}

impl Plan {
    /// Of this seed; one after the other they meet every step there is.
    pub(crate) fn of(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let by_line = chance.percent(35);
        let line = by_line.then(|| Line {
            kind: chance.one_of(&[Kind::Upload, Kind::Download]),
            if_exists: chance.one_of(&[None, Some("replace"), Some("skip")]),
        });
        // Of two accounts only the first would be kept in the encrypted file without being asked.
        let sealed = line.is_none() && chance.percent(15);
        let people = if line.is_none() && !sealed && chance.percent(30) {
            2
        } else {
            1
        };
        let jobs: Vec<Job> = (0..3 + chance.below(5))
            .map(|number| job(&mut chance, number, people, line))
            .collect();
        let deeds = (0..chance.below(4))
            .map(|_| Deed {
                after: chance.below(40),
                job: chance.below(jobs.len()),
                what: chance.one_of(&[
                    What::Pause,
                    What::Pause,
                    What::PauseAll,
                    What::Cancel,
                    What::ToTheFront,
                ]),
            })
            .collect();
        let faults = (0..chance.below(4)).map(|_| fault(&mut chance)).collect();
        let label = LABELS[usize::try_from(seed % LABELS.len() as u64).unwrap()];
        let mut kills = vec![Kill {
            moment: moment(&mut chance, label, line.is_some()),
            from_the_start: chance.percent(20),
        }];
        while kills.len() < 4 && chance.percent(35) {
            let label = chance.one_of(&LABELS);
            kills.push(Kill {
                moment: moment(&mut chance, label, line.is_some()),
                from_the_start: true,
            });
        }
        let slow = chance.percent(60).then(|| {
            let way = chance.one_of(&[support::Direction::There, support::Direction::Back]);
            (way, 400 + chance.below(4_000))
        });
        Self {
            people,
            jobs,
            deeds,
            faults,
            kills,
            line,
            window_open: chance.percent(50),
            sealed,
            slow,
            hasty: chance.percent(60),
            line_ends_it: chance.percent(50),
        }
    }
}

fn job(chance: &mut Chance, number: usize, people: usize, line: Option<Line>) -> Job {
    let kind = match (line, chance.below(20)) {
        (Some(line), _) => line.kind,
        (_, 0..9) => Kind::Upload,
        (_, 9..18) => Kind::Download,
        _ => Kind::Archive,
    };
    let name = match (line, kind, chance.below(12)) {
        (_, _, 0..6) => Name::Free,
        // What somebody lays there while a command is run again is seen by the command before it begins.
        (Some(line), _, _) => Name::Taken(match line.if_exists {
            Some("replace") => Answer::Replace,
            _ => Answer::Skip,
        }),
        (_, Kind::Upload, 6 | 7) => Name::Taken(Answer::Skip),
        (_, Kind::Upload, 8 | 9) => Name::Taken(Answer::KeepBoth),
        (_, Kind::Download | Kind::Archive, 6..9) => Name::Comes,
        // A person chooses the name of a download; what has it already is replaced, for that was asked there.
        _ => Name::Taken(Answer::Replace),
    };
    let size = match chance.below(10) {
        0 => 0,
        1 => 1,
        2 => 64 * 1024,
        3..8 => chance.below(400_000),
        8 => chance.below(1_500_000),
        _ => 1_000_000 + chance.below(2_000_000),
    };
    Job {
        number,
        person: chance.below(people),
        kind,
        name,
        size,
        seed: chance.any(),
    }
}

fn moment(chance: &mut Chance, label: &'static str, by_line: bool) -> Moment {
    match chance.below(if by_line { 6 } else { 12 }) {
        0 | 1 => Moment::Time(Duration::from_millis(chance.below(900) as u64)),
        2 | 3 => Moment::Write(1 + chance.below(20)),
        4 | 5 => Moment::Answer(1 + chance.below(15)),
        _ => Moment::Step(label, 1 + chance.below(5)),
    }
}

fn fault(chance: &mut Chance) -> (Endpoint, Fault) {
    let soon = Fault::Throttle(ThrottleStyle::New, 0.05);
    let at = chance.one_of(&[
        Endpoint::Upload,
        Endpoint::Download,
        Endpoint::Info,
        Endpoint::Operation,
        Endpoint::Task,
    ]);
    let byte = chance.below(300_000);
    let fault = match at {
        Endpoint::Download => chance.one_of(&[Fault::Cut(byte), soon, Fault::Status(500)]),
        Endpoint::Upload => chance.one_of(&[
            Fault::Lost,
            Fault::Reset,
            soon,
            Fault::Status(500),
            Fault::Afterwards(500),
        ]),
        _ => chance.one_of(&[soon, Fault::Status(500), Fault::Reset]),
    };
    (at, fault)
}
