//! The queue at a start: one file that was coming and one that was going when the app ended, under each fault.
#![allow(clippy::similar_names, reason = "a desk has a disk")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use connect_core::{
    ConnectionState, Direction as Way, Outcome, Phase, Proof, ReceiptFilter, Snapshot, TransferId,
    VaultError, Wait,
};
use smartfile_sandbox::{Endpoint, Fault};
use support::{Desk, DeskPlan, Direction, DiskStep, FailingDisk, PATIENCE, let_real_time_pass};

use crate::matrix::{Column, Letter};
use crate::names;
use crate::outcome::Point;
use crate::plan::{Make, Plan};
use crate::stage::{HURRY, Moved, SIZE, content, path};
use crate::weather::{settled, until_held};

/// What is the matter when the app starts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Begun {
    /// Connections are refused.
    Refused,
    /// The site's name is nobody's.
    Unnamed,
    /// Connections are neither taken nor refused.
    Swallowed,
    /// The access token is refused, a refresh works.
    Expired,
    /// The refresh is refused too.
    SignInEnded,
    /// A step of the disk fails, from the n-th on.
    Disk(DiskStep, usize, i32),
    /// So little room is left.
    Room(u64),
    /// The folders of both files are gone.
    FoldersGone,
    /// Another program holds the journal.
    JournalLocked,
    /// The journal is something else.
    JournalReplaced,
    /// This part of sixteen of the journal is something else.
    JournalTorn(u64),
    /// A newer version of the app has written it.
    JournalNewer,
    /// The first version of the app has written it.
    JournalOlder,
    /// Of what the journal had written since it was last tidied up, so many parts of sixteen are on the disk.
    LogLost(u64),
    /// What had come of a file is not what was written.
    Part(Torn),
    /// The app is quit once more, in the middle.
    Quit,
    /// The first app still runs.
    Second,
    /// The calendar is so many hours on, or back.
    Calendar(i64),
    Vault(VaultError),
}

/// What becomes of a part's bytes when the power goes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Torn {
    /// Those that were not made safe are gone.
    Lost,
    /// They are zeros.
    Zeros,
    /// They are something else.
    Others,
    /// Some of the safe ones are gone as well: worse than a disk that keeps its word.
    Short,
    /// Some of the safe ones are something else.
    Damaged,
}

const EIO: i32 = 5;
const ENOSPC: i32 = 28;

/// What is tried of a row at a start.
pub(crate) fn plan(id: &str) -> Plan {
    let tried = |all: Vec<Begun>| Plan::Tried(all.into_iter().map(Make::Start).collect());
    let disk = |step, code| (0..4).map(move |after| Begun::Disk(step, after, code));
    match id {
        "N1" => tried(vec![Begun::Refused]),
        "N3" => tried(vec![Begun::Swallowed]),
        "H2" => tried(vec![Begun::Expired]),
        "H3" => tried(vec![Begun::SignInEnded]),
        "L1" => tried(
            disk(DiskStep::Write, ENOSPC)
                .chain([Begun::Room(1000), Begun::Disk(DiskStep::Keep, 0, ENOSPC)])
                .collect(),
        ),
        "L3" => tried(
            disk(DiskStep::Write, EIO)
                .chain(disk(DiskStep::Stat, EIO))
                .chain(
                    [
                        DiskStep::Open,
                        DiskStep::Read,
                        DiskStep::Create,
                        DiskStep::Settle,
                        DiskStep::Keep,
                    ]
                    .map(|step| Begun::Disk(step, 0, EIO)),
                )
                .collect(),
        ),
        "L8" => Plan::Today(vec![Make::Start(Begun::FoldersGone)], "U", 2),
        "L11" => tried(
            (0..16)
                .map(Begun::JournalTorn)
                .chain([
                    Begun::JournalLocked,
                    Begun::JournalReplaced,
                    Begun::JournalNewer,
                ])
                .collect(),
        ),
        "P2" => tried(vec![Begun::Quit]),
        "P3" => tried((0..=16).map(Begun::LogLost).collect()),
        "P4" => tried(vec![Begun::Second]),
        "P5" => tried([24, -24, 1, -1].map(Begun::Calendar).to_vec()),
        "P7" => tried(
            [
                VaultError::Locked,
                VaultError::Unavailable,
                VaultError::Refused,
            ]
            .map(Begun::Vault)
            .to_vec(),
        ),
        "P8" => tried(vec![Begun::JournalOlder]),
        _ => Plan::Missing,
    }
}

/// The power goes while one file is on its way.
pub(crate) fn plan_of_transfer(id: &str, column: Column) -> Plan {
    let all: Vec<Begun> = match (id, column) {
        ("P3", Column::B) => [
            Torn::Lost,
            Torn::Zeros,
            Torn::Others,
            Torn::Short,
            Torn::Damaged,
        ]
        .map(Begun::Part)
        .to_vec(),
        ("P3", _) => (0..=8).map(|part| Begun::LogLost(part * 2)).collect(),
        _ => return Plan::Missing,
    };
    Plan::Tried(all.into_iter().map(Make::Start).collect())
}

/// A desk whose app has ended half way.
struct Half {
    desk: Desk,
    disk: FailingDisk,
    before: BTreeMap<String, Option<Vec<u8>>>,
}

impl Half {
    async fn new(named: bool) -> Self {
        let disk = FailingDisk::default();
        let desk = Desk::with(DeskPlan {
            wired: true,
            named,
            vfs: Arc::new(disk.clone()),
            ..DeskPlan::default()
        })
        .await;
        desk.connect().await;
        for file in ["a.txt", "Into/b.txt"] {
            desk.put_remote(file, file.as_bytes());
        }
        desk.put_remote("roof.bin", &content());
        std::fs::write(desk.download_to("came.bin"), b"the old one").unwrap();
        desk.local_file("sent.bin", &content());
        desk.clock.hurry(HURRY);
        let before = desk.held();
        Self { desk, disk, before }
    }

    /// Both are asked for, by names that stay the same.
    fn ask(&self) -> [TransferId; 2] {
        let (app, desk) = (&self.desk.app, &self.desk);
        let target = desk.download_to("came.bin");
        let local = desk
            .download_to("")
            .with_file_name("local")
            .join("sent.bin");
        [
            app.download("down", path("/roof.bin"), target).unwrap(),
            app.upload("up", local, path("/Into")).unwrap(),
        ]
    }

    /// Both are under way, and the site says nothing.
    async fn under_way(&self) -> [TransferId; 2] {
        let faults = self.desk.sandbox.faults();
        faults.next(Endpoint::Download, Fault::Hang);
        faults.next(Endpoint::Upload, Fault::Hang);
        let ids = self.ask();
        let ledger = self.desk.sandbox.ledger();
        assert!(ledger.wait_until_asked(2, "/api/2/path/data").await);
        settled().await;
        ids
    }

    /// It ends, and nobody has heard the end of either.
    async fn end(&self) {
        self.desk.app.stop().await;
        self.desk.sandbox.faults().clear();
    }

    /// The next start: what was interrupted is there and keeps still, until the person lets it go on.
    async fn go_on(&mut self) {
        self.desk.restart().await;
        let rows = self.desk.app.snapshot().transfers;
        assert!(
            rows.iter().all(|row| row.phase == Phase::Interrupted),
            "{rows:?}"
        );
        assert_eq!(rows.len(), 2);
        self.desk.app.continue_interrupted();
    }

    async fn until_rows(&self, what: &str, fits: impl Fn(&connect_core::Transfer) -> bool) {
        self.desk
            .until(what, |snapshot| {
                let rows = &snapshot.transfers;
                (!rows.is_empty() && rows.iter().all(&fits)).then_some(())
            })
            .await;
    }

    /// Both files are whole at both ends, nothing else has changed, there is a receipt for each, and another one goes
    /// the same way.
    async fn is_whole(&self) -> Moved {
        self.until_rows("both whole", |row| row.phase == Phase::Done)
            .await;
        let desk = &self.desk;
        let mut expected = self.before.clone();
        expected.insert("/Into/sent.bin".into(), Some(content()));
        let held = desk.held();
        let names =
            |held: &BTreeMap<String, Option<Vec<u8>>>| held.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&held), names(&expected), "lost or done twice");
        assert!(held == expected, "lost: the bytes at the site are others");
        // Where nobody could say that it is the file that was to be replaced, both are kept.
        let rows = desk.app.snapshot().transfers;
        let row = rows
            .iter()
            .find(|row| row.direction == Way::Download)
            .unwrap();
        let came = std::fs::read(desk.download_to(&row.name)).unwrap();
        assert!(came == content(), "silently wrong: done, and other bytes");
        if row.name != "came.bin" {
            let old = std::fs::read(desk.download_to("came.bin")).unwrap();
            assert!(old == b"the old one", "lost");
        }
        assert_eq!(desk.local_file_now("sent.bin"), Some(content()), "lost");
        let receipts = desk.app.receipts(ReceiptFilter::default(), None, 9).await;
        let receipts = receipts.unwrap().receipts;
        let whole = |receipt: &connect_core::Receipt| {
            receipt.size == SIZE as u64 && matches!(receipt.proof, Some(Proof::Fingerprint(_)))
        };
        // What was written into a journal that was found damaged afterwards is kept aside with it.
        let aside = self.journal().with_file_name("journal.db.damaged").exists();
        let proven = receipts.iter().filter(|it| whole(it)).count();
        assert!(proven == 2 || aside, "{receipts:?}");
        let local = desk.local_file("other.txt", b"another one");
        let id = desk.app.upload("other", local, path("/")).unwrap();
        desk.until_phase(&id, Phase::Done).await;
        Moved {
            files: 3,
            bytes: 2 * SIZE + 11,
        }
    }

    /// Nothing came under a name, and nothing went away.
    fn is_untouched(&self) {
        let came = std::fs::read(self.desk.download_to("came.bin")).unwrap();
        assert!(
            came == b"the old one" || came == content(),
            "half a file has a name"
        );
        for (name, bytes) in &self.before {
            assert_eq!(self.desk.held().get(name), Some(bytes), "lost: {name}");
        }
        assert_eq!(
            self.desk.local_file_now("sent.bin"),
            Some(content()),
            "lost"
        );
    }

    /// What failed is tried again, in fair weather.
    async fn try_again(&self) -> Moved {
        let ended = |row: &connect_core::Transfer| matches!(row.phase, Phase::Done | Phase::Failed);
        self.until_rows("an end of both", ended).await;
        for row in self.desk.app.snapshot().transfers {
            let _it_may_be_done = self.desk.app.retry_transfer(&row.id);
        }
        self.is_whole().await
    }

    fn journal(&self) -> PathBuf {
        self.desk.data_dir().join("journal.db")
    }

    /// What nobody knows of any more, after more was lost than a disk loses.
    fn sweep(&self) {
        for name in self.desk.downloaded() {
            if name.contains(".part") {
                std::fs::remove_file(self.desk.download_to(&name)).unwrap();
            }
        }
    }
}

fn outcome_of(snapshot: &Snapshot) -> Option<Outcome> {
    let mut rows = snapshot.transfers.iter();
    rows.find_map(|row| row.problem.as_ref().map(|problem| problem.outcome))
}

fn ended(letter: Letter, moved: Moved) -> Point {
    Point::Ended(letter, None, moved)
}

/// Tries one start.
#[allow(clippy::too_many_lines)] // a list
pub(crate) async fn tried(begun: Begun) -> Point {
    let mut half = Half::new(matches!(begun, Begun::Unnamed)).await;
    if let Begun::Part(torn) = begun {
        return half.torn(torn).await;
    }
    let ids = half.under_way().await;
    match begun {
        Begun::LogLost(part) => return half.log_lost(part).await,
        Begun::Second => {
            let second = half.desk.start_again().unwrap();
            assert!(
                second.snapshot().transfers.is_empty(),
                "they are not its own"
            );
            second.continue_interrupted();
            second.stop().await;
            half.desk.sandbox.faults().clear();
            return ended(Letter::U, half.is_whole().await);
        }
        _ => half.end().await,
    }
    match begun {
        Begun::Refused => {
            half.desk.wire.as_ref().unwrap().cut().await;
            half.go_on().await;
            half.until_rows("a wait", |row| row.wait == Some(Wait::Offline))
                .await;
            half.desk.wire.as_ref().unwrap().mend().await;
            half.desk.clock.hurry(Duration::from_secs(31));
            ended(Letter::R, half.is_whole().await)
        }
        Begun::Unnamed => {
            names::forget();
            half.desk.wire.as_ref().unwrap().renew().await;
            half.go_on().await;
            half.until_rows("a wait", |row| row.wait == Some(Wait::Offline))
                .await;
            names::remember();
            half.desk.clock.hurry(Duration::from_secs(31));
            ended(Letter::R, half.is_whole().await)
        }
        Begun::Swallowed => {
            half.desk.wire.as_ref().unwrap().swallow().await;
            half.go_on().await;
            for _ in 0..8 {
                settled().await;
                let_real_time_pass(Duration::from_secs(11)).await;
            }
            half.desk.wire.as_ref().unwrap().mend().await;
            half.desk.clock.hurry(Duration::from_mins(5));
            ended(Letter::R, half.is_whole().await)
        }
        Begun::Expired => {
            half.desk
                .sandbox
                .switches()
                .change(|s| s.bad_token_status = 401);
            half.desk.sandbox.expire_access_tokens();
            let before = half.desk.token_calls();
            half.go_on().await;
            let moved = half.is_whole().await;
            assert_eq!(half.desk.token_calls(), before + 1, "one for all");
            ended(Letter::R, moved)
        }
        Begun::SignInEnded => {
            half.desk.sandbox.end_sign_in("maya");
            half.go_on().await;
            half.until_rows("a wait", |row| row.wait == Some(Wait::SignIn))
                .await;
            half.is_untouched();
            half.desk.until_ended().await;
            half.desk.clock.hurry(Duration::ZERO);
            half.desk.app.connect().await.unwrap();
            half.desk.until_connected().await;
            half.desk.clock.hurry(HURRY);
            ended(Letter::U, half.is_whole().await)
        }
        Begun::Disk(step, after, code) => {
            half.desk.restart().await;
            half.desk.until_connected().await;
            half.disk.fail(step, after, code);
            half.desk.app.continue_interrupted();
            let ends =
                |row: &connect_core::Transfer| matches!(row.phase, Phase::Done | Phase::Failed);
            half.until_rows("an end of both", ends).await;
            let met = half.disk.mend();
            half.is_untouched();
            let outcome = outcome_of(&half.desk.app.snapshot());
            let both_kept = half.desk.download_to("came (2).bin").exists();
            let moved = half.try_again().await;
            if !met {
                assert_eq!(outcome, None);
                return Point::Untouched;
            }
            let letter = match outcome {
                Some(_) => Letter::U,
                None if both_kept => Letter::K,
                None => Letter::R,
            };
            Point::Ended(letter, outcome, moved)
        }
        Begun::Room(bytes) => {
            half.disk.has_room_for(bytes);
            half.go_on().await;
            half.desk.until_phase(&ids[0], Phase::Failed).await;
            assert_eq!(
                outcome_of(&half.desk.app.snapshot()),
                Some(Outcome::DiskFull)
            );
            half.is_untouched();
            half.disk.mend();
            ended(Letter::U, half.try_again().await)
        }
        Begun::FoldersGone => {
            let folders =
                ["downloads", "local"].map(|name| half.desk.data_dir().with_file_name(name));
            let away = half.desk.data_dir().join("opened");
            std::fs::create_dir_all(&away).unwrap();
            for folder in &folders {
                std::fs::rename(folder, away.join(folder.file_name().unwrap())).unwrap();
            }
            half.go_on().await;
            half.until_rows("both told", |row| row.phase == Phase::Failed)
                .await;
            assert_eq!(half.desk.held(), half.before, "nothing is removed for it");
            for folder in &folders {
                assert!(!folder.exists(), "nothing is made in its place");
                std::fs::rename(away.join(folder.file_name().unwrap()), folder).unwrap();
            }
            ended(Letter::U, half.try_again().await)
        }
        Begun::JournalLocked => {
            let other = rusqlite::Connection::open(half.journal()).unwrap();
            other.execute_batch("BEGIN IMMEDIATE").unwrap();
            half.desk.restart().await;
            half.desk.until_connected().await;
            let local = half.desk.local_file("late.txt", b"late");
            let late = half.desk.app.upload("late", local, path("/")).unwrap();
            let told = half.desk.until_phase(&late, Phase::Failed).await;
            assert_eq!(told.problem.unwrap().outcome, Outcome::OwnFolder);
            other.execute_batch("ROLLBACK").unwrap();
            half.desk.app.cancel_transfer(&late);
            // What was left is there at the next start.
            half.desk.restart().await;
            half.desk.app.continue_interrupted();
            ended(Letter::U, half.whole_of(&ids).await)
        }
        Begun::JournalReplaced => {
            std::fs::write(half.journal(), b"this is no journal").unwrap();
            half.desk.restart().await;
            half.desk.until_connected().await;
            let aside = half.desk.data_dir().join("journal.db.damaged");
            assert_eq!(std::fs::read(aside).unwrap(), b"this is no journal");
            assert!(half.desk.app.snapshot().transfers.is_empty());
            half.is_untouched();
            half.sweep();
            half.ask();
            ended(Letter::U, half.is_whole().await)
        }
        Begun::JournalTorn(part) => {
            let mut bytes = std::fs::read(half.journal()).unwrap();
            let at = usize::try_from(bytes.len() as u64 * part / 16).unwrap();
            let end = (at + bytes.len() / 16).min(bytes.len());
            bytes[at..end].fill(0x5a);
            std::fs::write(half.journal(), bytes).unwrap();
            half.desk.restart().await;
            half.desk.until_connected().await;
            half.is_untouched();
            if half.desk.app.snapshot().transfers.len() < 2 {
                half.sweep();
            }
            half.desk.app.continue_interrupted();
            half.ask();
            ended(Letter::U, half.is_whole().await)
        }
        Begun::JournalNewer => {
            let set = |version: u32| {
                let file = rusqlite::Connection::open(half.journal()).unwrap();
                file.pragma_update(None, "user_version", version).unwrap();
                file.close().unwrap();
            };
            let file = rusqlite::Connection::open(half.journal()).unwrap();
            let version: u32 = file
                .pragma_query_value(None, "user_version", |row| row.get(0))
                .unwrap();
            file.close().unwrap();
            set(1000);
            let before = std::fs::read(half.journal()).unwrap();
            let told = half.desk.start_again().unwrap_err().problem();
            assert_eq!(told.outcome, Outcome::NewerVersion);
            assert_eq!(std::fs::read(half.journal()).unwrap(), before, "left alone");
            set(version);
            half.go_on().await;
            ended(Letter::U, half.is_whole().await)
        }
        Begun::JournalOlder => {
            older(&half.journal());
            half.go_on().await;
            ended(Letter::R, half.is_whole().await)
        }
        Begun::Quit => {
            let wire = half.desk.wire.as_ref().unwrap();
            wire.hold_after(Direction::Back, SIZE / 2);
            half.go_on().await;
            until_held(&half.desk).await;
            // The clock of its waits stands still: it waits for nothing.
            half.desk.clock.hurry(Duration::ZERO);
            half.desk.app.stop().await;
            half.desk.wire.as_ref().unwrap().hold_together();
            half.desk.clock.hurry(HURRY);
            half.desk.restart().await;
            half.desk.app.continue_interrupted();
            ended(Letter::R, half.whole_of(&ids).await)
        }
        Begun::Calendar(hours) => {
            let by = Duration::from_hours(hours.unsigned_abs());
            let now = half.desk.clock_wall();
            let then = if hours > 0 { now + by } else { now - by };
            half.desk.clock.set_calendar(then);
            half.go_on().await;
            ended(Letter::R, half.is_whole().await)
        }
        Begun::Vault(error) => {
            half.desk.vault.fail(Some(error));
            half.go_on().await;
            half.until_rows("a wait", |row| row.wait == Some(Wait::SignIn))
                .await;
            half.desk.vault.mend();
            half.desk.app.retry_vault().await;
            half.desk
                .until("somebody connected", |snapshot| {
                    matches!(snapshot.connection, ConnectionState::Connected { .. }).then_some(())
                })
                .await;
            ended(Letter::R, half.is_whole().await)
        }
        Begun::LogLost(_) | Begun::Part(_) | Begun::Second => unreachable!("done above"),
    }
}

impl Half {
    /// Those rows that are still shown come to their end, and both files are whole.
    async fn whole_of(&self, ids: &[TransferId; 2]) -> Moved {
        self.until_rows("both whole", |row| {
            !ids.contains(&row.id) || row.phase == Phase::Done
        })
        .await;
        self.desk.app.clear_finished();
        self.ask();
        let desk = &self.desk;
        assert_eq!(
            std::fs::read(desk.download_to("came.bin")).unwrap(),
            content()
        );
        assert_eq!(
            std::fs::read(desk.remote_file("Into/sent.bin")).unwrap(),
            content()
        );
        let mut expected = self.before.clone();
        expected.insert("/Into/sent.bin".into(), Some(content()));
        assert!(desk.held() == expected, "lost or done twice");
        Moved {
            files: 2,
            bytes: 2 * SIZE,
        }
    }

    /// The power goes: of the journal's log only the first bytes are on the disk.
    async fn log_lost(mut self, part: u64) -> Point {
        let file = self.journal();
        let log = file.with_file_name("journal.db-wal");
        let (main, written) = (std::fs::read(&file).unwrap(), std::fs::read(&log).unwrap());
        assert!(!written.is_empty(), "there is a log to lose something of");
        self.end().await;
        let kept = usize::try_from(written.len() as u64 * part / 16).unwrap();
        std::fs::write(&file, main).unwrap();
        std::fs::write(&log, &written[..kept]).unwrap();
        self.desk.restart().await;
        self.desk.until_connected().await;
        let rows = self.desk.app.snapshot().transfers;
        if part == 16 {
            assert_eq!(rows.len(), 2, "{rows:?}");
        }
        if rows.len() < 2 || self.known_part().is_none() {
            // More was lost than a disk loses that keeps its word: this had been made safe.
            self.sweep();
        }
        self.is_untouched();
        self.desk.app.continue_interrupted();
        self.ask();
        ended(Letter::R, self.is_whole().await)
    }

    /// The power goes while a file comes.
    async fn torn(mut self, torn: Torn) -> Point {
        let desk = &self.desk;
        let wire = desk.wire.as_ref().unwrap();
        // The other one is not heard of meanwhile.
        let faults = desk.sandbox.faults();
        faults.next(Endpoint::Upload, Fault::Hang);
        wire.hold_after(Direction::Back, SIZE / 2);
        self.ask();
        until_held(desk).await;
        // Five seconds later what has come is made safe with the next bytes.
        desk.clock.advance(Duration::from_secs(6));
        let safe_now = || self.known_part().is_some_and(|(_, safe)| safe > 0);
        let begun = Instant::now();
        let mut turns = 0_usize;
        while !safe_now() {
            assert!(begun.elapsed() < PATIENCE, "it is never made safe");
            // A few bytes now and then: it must not come to its end meanwhile, however slow the disk is.
            if turns.is_multiple_of(25) {
                wire.let_through(1000);
            }
            turns += 1;
            until_held(desk).await;
        }
        desk.app.stop().await;
        faults.clear();
        wire.hold_together();
        let (part, safe) = self.known_part().unwrap();
        let mut bytes = std::fs::read(&part).unwrap();
        assert!(
            safe > 1000 && safe < SIZE && bytes.len() >= safe,
            "{safe} of {}",
            bytes.len()
        );
        let more = safe + 30_000;
        match torn {
            Torn::Lost => bytes.truncate(safe),
            Torn::Zeros => {
                bytes.truncate(safe);
                bytes.resize(more, 0);
            }
            Torn::Others => {
                bytes.truncate(safe);
                bytes.resize(more, 0x5a);
            }
            Torn::Short => bytes.truncate(safe - 1000),
            Torn::Damaged => bytes[safe - 1000..safe - 900].fill(0x5a),
        }
        std::fs::write(part, bytes).unwrap();
        self.go_on().await;
        let moved = self.is_whole().await;
        let calls = self.desk.sandbox.ledger().to("/api/2/path/data");
        let went_on = calls.iter().any(|call| call.header("range").is_some());
        assert_eq!(
            went_on,
            !matches!(torn, Torn::Short),
            "from where it was safe"
        );
        ended(Letter::R, moved)
    }

    /// The part that the journal knows of, and how much of it is safe.
    fn known_part(&self) -> Option<(PathBuf, usize)> {
        let journal = rusqlite::Connection::open(self.journal()).unwrap();
        let sql = "SELECT part, safe FROM transfers WHERE part IS NOT NULL";
        journal
            .query_row(sql, [], |row| {
                let part: Vec<u8> = row.get(0)?;
                let safe: i64 = row.get(1)?;
                let safe = usize::try_from(safe).unwrap();
                Ok((String::from_utf8(part).unwrap().into(), safe))
            })
            .ok()
    }
}

/// The same rows in a file of the first version.
fn older(file: &Path) {
    let old = file.with_file_name("journal.old");
    let first = rusqlite::Connection::open(&old).unwrap();
    first
        .execute_batch(include_str!(
            "../../src-tauri/crates/connect-core/src/journal/0001_transfers_and_receipts.sql"
        ))
        .unwrap();
    first.pragma_update(None, "user_version", 1).unwrap();
    first
        .execute("ATTACH ? AS now", [file.to_str().unwrap()])
        .unwrap();
    let columns: Vec<String> = {
        let mut names = first
            .prepare("SELECT name FROM pragma_table_info('transfers', 'main')")
            .unwrap();
        let names = names.query_map([], |row| row.get(0)).unwrap();
        names.map(Result::unwrap).collect()
    };
    let columns = columns.join(", ");
    let copy =
        format!("INSERT INTO main.transfers ({columns}) SELECT {columns} FROM now.transfers");
    assert_eq!(first.execute(&copy, []).unwrap(), 2);
    first.execute_batch("DETACH now").unwrap();
    first.close().unwrap();
    std::fs::rename(old, file).unwrap();
}
