//! What must be true when everything has come to its end.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::path::Path;

use connect_core::Answer;
use sha2::{Digest as _, Sha256};
use support::Desk;

use crate::ledger::{Receipt, Written};
use crate::person::{INTO, OUT_OF, number_of, packed};
use crate::plan::{Job, Kind, Name, PEOPLE, Plan, What};

/// What may be found wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Wrong {
    /// A file is not where it belongs, or not whole.
    Lost,
    /// Something is there that nobody asked for, or a delivery has a second receipt.
    Doubled,
    /// A receipt says what is not so, or is missing.
    Untrue,
    /// It came to no end, or ended as it must not.
    Failed,
}

#[derive(Clone, Debug)]
pub(crate) struct Finding(pub(crate) Wrong, pub(crate) String);

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.0, self.1)
    }
}

/// What may be under one name.
enum Wanted {
    One(Vec<u8>),
    Either(Vec<u8>, Vec<u8>),
    Archive,
}

/// A name, what may be there, and whether it has to be.
struct Place {
    wanted: Wanted,
    needed: bool,
}

pub(crate) struct Check<'a> {
    desk: &'a Desk,
    plan: &'a Plan,
    /// At whose target somebody else's file has come.
    came: &'a [usize],
    written: Written,
    pub(crate) findings: Vec<Finding>,
    /// Files that arrived, and their bytes.
    pub(crate) files: usize,
    pub(crate) bytes: u64,
}

impl<'a> Check<'a> {
    pub(crate) fn of(desk: &'a Desk, plan: &'a Plan, came: &'a [usize]) -> Self {
        Self {
            desk,
            plan,
            came,
            written: Written::of(&desk.data_dir()),
            findings: Vec::new(),
            files: 0,
            bytes: 0,
        }
    }

    fn wrong(&mut self, wrong: Wrong, words: String) {
        self.findings.push(Finding(wrong, words));
    }

    pub(crate) fn everything(&mut self) {
        if self.written.integrity != "ok" {
            let said = format!("the journal: {}", self.written.integrity);
            self.wrong(Wrong::Failed, said);
        }
        let mut here = BTreeMap::new();
        let mut there: Vec<BTreeMap<String, Place>> = PEOPLE.map(|_| BTreeMap::new()).into();
        for job in &self.plan.jobs {
            let arrived = self.has_arrived(job);
            let places = self.places(job, arrived);
            match job.kind {
                Kind::Upload => there[job.person].extend(places),
                Kind::Download | Kind::Archive => here.extend(places),
            }
        }
        let home = self.desk.data_dir().parent().unwrap().to_owned();
        self.compare(&home.join("downloads"), &here);
        for (person, there) in there.iter().enumerate().take(self.plan.people) {
            let folder = self.desk.sandbox.dir().join(PEOPLE[person]);
            self.compare(&folder.join(INTO.trim_start_matches('/')), there);
            self.untouched(&folder.join(OUT_OF.trim_start_matches('/')), person);
        }
        self.receipts();
    }

    /// Whether it is done; a file that neither is nor was given up by anybody is lost.
    fn has_arrived(&mut self, job: &Job) -> bool {
        let rows = self.written.rows.iter();
        let rows: Vec<_> = rows
            .filter(|row| number_of(&row.name) == job.number)
            .collect();
        let phases: Vec<&str> = rows.iter().map(|row| row.phase.as_str()).collect();
        let ended = phases.iter().all(|at| matches!(*at, "done" | "cancelled"));
        let arrived = phases.contains(&"done");
        let left = job.name == Name::Taken(Answer::Skip);
        let mut deeds = self.plan.deeds.iter();
        let given_up =
            deeds.any(|deed| deed.job == job.number && matches!(deed.what, What::Cancel));
        let shown = format!("{job:?}: {phases:?}");
        let by_name = rows.iter().filter(|row| row.request == job.request());
        let twice = self.plan.line.is_none() && (by_name.count() != 1 || rows.len() != 1);
        if twice {
            self.wrong(Wrong::Doubled, format!("{} rows of {shown}", phases.len()));
        }
        if left && arrived {
            self.wrong(Wrong::Doubled, format!("it was to be left: {shown}"));
        }
        if !ended || (!arrived && !left && !given_up) {
            self.wrong(Wrong::Lost, shown);
        }
        arrived
    }

    fn places(&self, job: &Job, arrived: bool) -> Vec<(String, Place)> {
        let ours = || match job.kind {
            Kind::Archive => Wanted::Archive,
            _ => Wanted::One(job.content()),
        };
        let theirs = || Wanted::One(job.theirs());
        let place = |name: String, wanted, needed| (name, Place { wanted, needed });
        match job.name {
            Name::Comes if self.came.contains(&job.number) => vec![
                place(job.file(), theirs(), true),
                place(job.other_name(), ours(), arrived),
            ],
            Name::Free | Name::Comes => vec![place(job.file(), ours(), arrived)],
            Name::Taken(Answer::Replace) if arrived => vec![place(job.file(), ours(), true)],
            Name::Taken(Answer::Replace) => {
                let wanted = match job.kind {
                    Kind::Archive => theirs(),
                    _ => Wanted::Either(job.content(), job.theirs()),
                };
                vec![place(job.file(), wanted, true)]
            }
            Name::Taken(Answer::KeepBoth) => vec![
                place(job.file(), theirs(), true),
                place(job.other_name(), ours(), arrived),
            ],
            Name::Taken(Answer::Skip) => vec![place(job.file(), theirs(), true)],
        }
    }

    /// Each name in a folder against what may be there.
    fn compare(&mut self, folder: &Path, wanted: &BTreeMap<String, Place>) {
        let mut found = BTreeMap::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().to_string_lossy().into_owned();
            found.insert(name, std::fs::read(entry.path()).unwrap());
        }
        for (name, bytes) in &found {
            let shown = format!("{} of {} bytes", folder.join(name).display(), bytes.len());
            let is_right = match wanted.get(name).map(|place| &place.wanted) {
                None => {
                    self.wrong(Wrong::Doubled, format!("nobody asked for {shown}"));
                    continue;
                }
                Some(Wanted::One(one)) => bytes == one,
                Some(Wanted::Either(one, other)) => bytes == one || bytes == other,
                Some(Wanted::Archive) => is_whole_archive(bytes),
            };
            if is_right {
                self.files += 1;
                self.bytes += bytes.len() as u64;
            } else {
                self.wrong(Wrong::Lost, format!("not as it was sent: {shown}"));
            }
        }
        for (name, place) in wanted {
            if place.needed && !found.contains_key(name) {
                let shown = folder.join(name).display().to_string();
                self.wrong(Wrong::Lost, format!("{shown} is not there"));
            }
        }
    }

    /// What is only read is still there, and nothing beside it.
    fn untouched(&mut self, folder: &Path, person: usize) {
        let mut wanted = BTreeMap::new();
        for job in self.plan.jobs.iter().filter(|job| job.person == person) {
            for (name, bytes) in sources(job) {
                let wanted_here = Wanted::One(bytes);
                let place = Place {
                    wanted: wanted_here,
                    needed: true,
                };
                wanted.insert(name, place);
            }
        }
        let (files, bytes) = (self.files, self.bytes);
        self.compare(folder, &wanted);
        (self.files, self.bytes) = (files, bytes);
    }

    fn receipts(&mut self) {
        let receipts = std::mem::take(&mut self.written.receipts);
        for row in self.written.rows.clone() {
            let count = receipts.iter().filter(|r| r.transfer == row.id).count();
            let due = usize::from(row.phase == "done");
            if count != due {
                let words = format!("{count} receipts for {row:?}");
                self.wrong(Wrong::Untrue, words);
            }
        }
        // Whoever lets a command replace what is there lets it do so each time it is run.
        let again = self.plan.line.and_then(|line| line.if_exists) == Some("replace");
        for (at, receipt) in receipts.iter().enumerate() {
            let same = |other: &&Receipt| {
                other.username == receipt.username
                    && other.direction == receipt.direction
                    && other.remote == receipt.remote
                    && other.local_name == receipt.local_name
            };
            if !again && receipts[..at].iter().any(|other| same(&other)) {
                self.wrong(Wrong::Doubled, format!("a second receipt: {receipt:?}"));
            }
            if let Err(words) = self.is_true(receipt) {
                self.wrong(Wrong::Untrue, format!("{words}: {receipt:?}"));
            }
        }
    }

    /// Size and fingerprint are those of the file that is really there.
    fn is_true(&self, receipt: &Receipt) -> Result<(), String> {
        let path = if receipt.direction == "upload" {
            let home = self.desk.sandbox.dir().join(&receipt.username);
            home.join(receipt.remote.trim_start_matches('/'))
        } else {
            self.desk.download_to(&receipt.local_name)
        };
        let bytes = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        if bytes.len() as u64 != receipt.size {
            return Err(format!("there are {} bytes", bytes.len()));
        }
        if receipt.algorithm.as_deref() != Some("sha256") {
            // An archive has no fingerprint; nor has what could not be checked because of a fault.
            return Ok(());
        }
        let there = Sha256::digest(&bytes);
        let there = there.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        if Some(&there) != receipt.digest.as_ref() {
            return Err(format!("its fingerprint is {there}"));
        }
        Ok(())
    }
}

/// What lies at the site to be fetched for this job.
pub(crate) fn sources(job: &Job) -> Vec<(String, Vec<u8>)> {
    match job.kind {
        Kind::Upload => Vec::new(),
        Kind::Download => vec![(job.file(), job.content())],
        Kind::Archive => {
            let names = packed(job);
            names.map(|name| (name, job.content())).into()
        }
    }
}

/// It begins as a zip does, and ends with its list, of both files.
fn is_whole_archive(bytes: &[u8]) -> bool {
    const END: usize = 22;
    let Some(end) = bytes.len().checked_sub(END) else {
        return false;
    };
    let end = &bytes[end..];
    bytes.starts_with(b"PK\x03\x04") && end.starts_with(b"PK\x05\x06") && end[10..12] == [2, 0]
}
