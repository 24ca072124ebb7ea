//! One desk on which one thing is done under one fault, and what must hold afterwards whatever the fault was.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use connect_core::{
    Answer, Clock as _, ConnectionState, Deed, Operation, OperationId, OperationPhase, Outcome,
    Page, Phase, RemotePath, Transfer, TransferId, Wait,
};
use support::{Authority, Certified, Desk, DeskPlan, FailingDisk, Script, SecretsWatch, Visit};

use crate::Attempt;
use crate::matrix::{Column, Letter};

/// Bytes of the file that is moved.
pub(crate) const SIZE: usize = 200_000;
/// The longest wait that passes by itself. Nothing of the app's own waits between this and half a minute.
pub(crate) const HURRY: Duration = Duration::from_secs(9);

type Held = BTreeMap<String, Option<Vec<u8>>>;

/// How it ended.
#[derive(Clone, Debug)]
pub(crate) struct End {
    pub(crate) letter: Letter,
    pub(crate) outcome: Option<Outcome>,
    /// Everything that was said about it.
    pub(crate) said: String,
}

/// What moved, as far as it arrived and was compared.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Moved {
    pub(crate) files: usize,
    pub(crate) bytes: usize,
}

pub(crate) fn path(text: &str) -> RemotePath {
    RemotePath::parse(text).unwrap()
}

/// Bytes that are the same each time and nowhere alike.
pub(crate) fn content() -> Vec<u8> {
    (0..u32::try_from(SIZE).unwrap())
        .map(|at| at.wrapping_mul(2_654_435_761).to_be_bytes()[1])
        .collect()
}

pub(crate) struct Stage {
    pub(crate) desk: Desk,
    pub(crate) disk: FailingDisk,
    pub(crate) column: Column,
    pub(crate) deed: Deed,
    /// At column F: the renewal of a sign-in, and not the sign-in.
    pub(crate) renews: bool,
    /// Nobody listens to whoever is sent here.
    pub(crate) elsewhere: std::net::TcpListener,
    /// What was there before.
    held: Mutex<Held>,
    answer: Mutex<Option<String>>,
    since: Instant,
    pub(crate) operation: Mutex<Option<OperationId>>,
    pub(crate) transfer: Mutex<Option<TransferId>>,
    pub(crate) moved: Mutex<Moved>,
    /// What keeps it from going lasts until somebody ends it: whatever waits for that is at rest.
    pub(crate) lasting: AtomicBool,
}

impl Stage {
    /// `secure`: behind a door with a certificate of this authority; `named`: at an address that is a name.
    pub(crate) async fn new(
        attempt: &Attempt,
        secure: Option<Arc<Authority>>,
        named: bool,
    ) -> Self {
        let &Attempt {
            column,
            deed,
            renews,
            ..
        } = attempt;
        let failing = FailingDisk::default();
        let desk = Desk::with(DeskPlan {
            wired: true,
            named,
            door: secure.map(|authority| (authority, Certified::Well)),
            vfs: Arc::new(failing.clone()),
            ..DeskPlan::default()
        })
        .await;
        if column == Column::F && !renews {
            desk.until_disconnected().await;
        } else {
            desk.connect().await;
        }
        for file in ["a.txt", "b.txt", "Into/b.txt"] {
            desk.put_remote(file, file.as_bytes());
        }
        desk.put_remote("roof.bin", &content());
        std::fs::write(desk.download_to("came.bin"), b"the old one").unwrap();
        desk.local_file("sent.bin", &content());
        desk.clock.hurry(HURRY);
        let elsewhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        elsewhere.set_nonblocking(true).unwrap();
        Self {
            held: Mutex::new(desk.held()),
            answer: Mutex::default(),
            since: desk.clock.now(),
            desk,
            disk: failing,
            column,
            deed,
            renews,
            elsewhere,
            operation: Mutex::default(),
            transfer: Mutex::default(),
            moved: Mutex::default(),
            lasting: AtomicBool::new(false),
        }
    }

    /// What was laid out at the site is no change of the app's.
    pub(crate) fn note_what_is_held(&self) {
        *self.held.lock().unwrap() = self.desk.held();
    }

    /// Starts what this column is about, and waits until it rests.
    pub(crate) async fn carry_out(&self) -> End {
        match self.column {
            Column::A => self.browse("/").await,
            Column::B => {
                let target = self.desk.download_to("came.bin");
                self.rest(self.desk.app.download("t", path("/roof.bin"), target))
                    .await
            }
            Column::C => {
                let local = self.desk.local_file("sent.bin", &content());
                self.rest(self.desk.app.upload("t", local, path("/Into")))
                    .await
            }
            Column::D | Column::E => self.act("d", vec![path("/a.txt")]).await,
            Column::F => self.sign_in().await,
            Column::H => unreachable!("a start has a file of its own"),
        }
    }

    /// The same once more in fair weather. Nothing was lost, so that it ends well.
    pub(crate) async fn carry_out_again(&self) {
        let desk = &self.desk;
        if let ConnectionState::ReauthorizationRequired { .. } = desk.state() {
            self.connect().await;
        }
        let operation = self.operation.lock().unwrap().clone();
        let transfer = self.transfer.lock().unwrap().clone();
        let end = if let Some(id) = operation {
            match desk.until_ended_operation(&id).await.phase {
                OperationPhase::NeedsYou => {
                    desk.app.answer_operation(&id, Answer::Replace).unwrap();
                }
                OperationPhase::Failed | OperationPhase::Partly => {
                    desk.app.retry_operation(&id).unwrap();
                }
                _ => {}
            }
            end_of_operation(&desk.until_ended_operation(&id).await)
        } else if let Some(id) = transfer {
            let _it_may_have_ended = desk.app.retry_transfer(&id);
            // What waits for the network goes on by itself, as soon as somebody finds it there again.
            desk.app.in_sight(false);
            desk.app.in_sight(true);
            let mut row = self.at_rest(&id, false).await;
            if desk.app.answer_transfer(&id, Answer::Replace).is_ok() {
                row = self.at_rest(&id, false).await;
            }
            self.end_of_transfer(&row)
        } else if self.column == Column::F {
            desk.app.retry_vault().await;
            let nobody = matches!(
                desk.state(),
                ConnectionState::Disconnected { .. }
                    | ConnectionState::ReauthorizationRequired { .. }
            );
            if nobody {
                self.connect().await;
            }
            desk.until_connected().await;
            desk.app.confirm_account().await.unwrap();
            self.browse("/").await
        } else {
            self.browse("/").await
        };
        assert!(
            matches!(end.letter, Letter::R | Letter::W),
            "again, in fair weather: {end:?}"
        );
    }

    pub(crate) async fn browse(&self, folder: &str) -> End {
        let names = Mutex::new(Vec::new());
        let keep = |page: Page| {
            let mut names = names.lock().unwrap();
            names.extend(page.entries.into_iter().map(|entry| entry.name));
        };
        let listed = self.desk.app.list(&path(folder), &keep).await;
        let mut names = names.into_inner().unwrap();
        names.sort();
        match listed {
            Ok(_) => {
                let start = format!("{}/", folder.trim_end_matches('/'));
                let below = |path: &String| path.strip_prefix(&start).map(str::to_owned);
                let held = self.desk.held().into_keys();
                let own: Vec<String> = held
                    .filter_map(|path| below(&path))
                    .filter(|name| !name.contains('/'))
                    .collect();
                assert_eq!(names, own, "silently wrong: the list is another");
                well(String::new())
            }
            Err(error) => {
                let problem = error.problem();
                End {
                    letter: Letter::U,
                    outcome: Some(problem.outcome),
                    said: format!("{error:?} {error} {problem:?}"),
                }
            }
        }
    }

    pub(crate) async fn act(&self, request: &str, paths: Vec<RemotePath>) -> End {
        let app = &self.desk.app;
        let one = paths[0].clone();
        let id = match self.deed {
            Deed::CreateFolder => app.create_folder(request, &path("/"), "New"),
            Deed::Rename => app.rename(request, &one, "z.txt"),
            Deed::Move => app.move_into(request, paths, path("/Into")),
            Deed::Copy => app.copy_into(request, paths, path("/Into")),
            Deed::Remove => app.remove(request, paths),
        }
        .unwrap();
        *self.operation.lock().unwrap() = Some(id.clone());
        end_of_operation(&self.desk.until_ended_operation(&id).await)
    }

    pub(crate) async fn rest(&self, begun: Result<TransferId, connect_core::Error>) -> End {
        let id = begun.unwrap();
        *self.transfer.lock().unwrap() = Some(id.clone());
        self.end_of_transfer(&self.at_rest(&id, true).await)
    }

    /// With `held_up`, one that waits for a sign-in is at rest as well, and, where that lasts, for the way to the site.
    pub(crate) async fn at_rest(&self, id: &TransferId, held_up: bool) -> Transfer {
        let lasting = self.lasting.load(Ordering::SeqCst);
        let at_rest = |row: &Transfer| {
            let waits = match row.wait {
                Some(Wait::SignIn) => true,
                Some(Wait::Offline) => lasting,
                // Not the short waits between a few tries.
                Some(Wait::Again(_)) => lasting && row.problem.is_some(),
                _ => false,
            };
            matches!(
                row.phase,
                Phase::Done | Phase::Failed | Phase::NeedsYou | Phase::Cancelled
            ) || (held_up && waits)
        };
        self.desk
            .until("the end of a transfer", |snapshot| {
                let mut all = snapshot.transfers.iter();
                all.find(|t| t.id == *id && at_rest(t)).cloned()
            })
            .await
    }

    pub(crate) fn end_of_transfer(&self, row: &Transfer) -> End {
        let said = format!("{row:?}");
        if row.phase == Phase::Done {
            let (there, here) = (
                std::fs::read(self.desk.remote_file("Into/sent.bin")).unwrap_or_default(),
                std::fs::read(self.desk.download_to("came.bin")).unwrap_or_default(),
            );
            let arrived = if self.column == Column::C {
                there
            } else {
                here
            };
            let wanted = match self.column {
                Column::C => content(),
                _ => std::fs::read(self.desk.remote_file("roof.bin")).unwrap(),
            };
            assert!(
                arrived == wanted,
                "silently wrong: done, and other bytes: {said}"
            );
            let mut moved = self.moved.lock().unwrap();
            moved.files += 1;
            moved.bytes += arrived.len();
            return well(said);
        }
        End {
            letter: if row.phase == Phase::NeedsYou {
                Letter::K
            } else {
                Letter::U
            },
            outcome: match row.wait {
                Some(Wait::Offline) => Some(Outcome::Offline),
                Some(Wait::SignIn) => Some(Outcome::ReauthorizationRequired),
                _ => row.problem.as_ref().map(|problem| problem.outcome),
            },
            said,
        }
    }

    /// A sign-in from the click to the list, or a list after a renewal that was due.
    async fn sign_in(&self) -> End {
        let desk = &self.desk;
        if self.renews {
            // Nine tenths of a life are over: the token is good for another hour, and due.
            desk.clock.advance(Duration::from_mins(9 * 60 + 5));
            return self.browse("/").await;
        }
        let answer = self.answer.lock().unwrap().take().unwrap();
        desk.app.receive_redirection(&answer);
        let state = desk
            .until("a sign-in at rest", |snapshot| match &snapshot.connection {
                state @ (ConnectionState::Connected { .. }
                | ConnectionState::Disconnected {
                    problem: Some(_), ..
                }
                | ConnectionState::ReauthorizationRequired { .. }) => Some(state.clone()),
                _ => None,
            })
            .await;
        let said = format!("{state:?}");
        match state {
            ConnectionState::Disconnected {
                problem: Some(problem),
                ..
            }
            | ConnectionState::ReauthorizationRequired { problem, .. } => End {
                letter: Letter::U,
                outcome: Some(problem.outcome),
                said,
            },
            _ => {
                desk.app.confirm_account().await.unwrap();
                let end = self.browse("/").await;
                End { said, ..end }
            }
        }
    }

    /// A click, in fair weather. Time stands still: a desktop that has to think is not given up on.
    async fn connect(&self) {
        let desk = &self.desk;
        desk.clock.hurry(Duration::ZERO);
        desk.browser.follow(Script::Allow);
        desk.app.connect().await.unwrap();
        desk.until_connected().await;
        desk.clock.hurry(HURRY);
    }

    /// Opens the page and keeps what comes back: what goes wrong goes wrong with the exchange.
    pub(crate) async fn hold_the_answer(&self) {
        let desk = &self.desk;
        desk.clock.hurry(Duration::ZERO);
        desk.browser.follow(Script::AllowAndHold);
        desk.app.connect().await.unwrap();
        let visit = desk.browser.visit(0).await;
        let Visit::Redirection(answer) = visit else {
            panic!("no redirection: {visit:?}");
        };
        *self.answer.lock().unwrap() = Some(answer);
        desk.clock.hurry(HURRY);
    }

    /// How much of the app's own time has passed.
    pub(crate) fn passed(&self) -> Duration {
        self.desk.clock.now() - self.since
    }

    /// What must hold whatever has happened. I1: no byte is lost on either side; I2: nothing partial has a name; I3:
    /// nothing was done twice; I6: no secret is in what was said. (I4, that it ends in a named state, shows in that
    /// there is an end; I5, that others go on, in that another one is done afterwards.)
    pub(crate) fn holds(&self, end: &End, may_differ: &[&str]) {
        let done = matches!(end.letter, Letter::R | Letter::W);
        let (before, now) = (self.held.lock().unwrap().clone(), self.desk.held());
        let mut expected = before;
        if done {
            self.apply(&mut expected);
        }
        for path in may_differ {
            match now.get(*path) {
                Some(bytes) => expected.insert((*path).to_owned(), bytes.clone()),
                None => expected.remove(*path),
            };
        }
        let names = |held: &Held| held.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&now), names(&expected), "lost or done twice: {end:?}");
        assert!(
            now == expected,
            "lost: the bytes at the site are others: {end:?}"
        );
        let local = self.desk.local_file_now("sent.bin");
        if !may_differ.contains(&"local") {
            assert!(
                local.is_some_and(|bytes| bytes == content()),
                "lost: {end:?}"
            );
        }
        let came = std::fs::read(self.desk.download_to("came.bin")).unwrap_or_default();
        let roof = std::fs::read(self.desk.remote_file("roof.bin")).unwrap_or_default();
        assert!(
            came == b"the old one" || came == roof || came == content(),
            "half a file has a name: {end:?}"
        );
        let parts: Vec<String> = self.desk.downloaded();
        assert!(
            !parts.iter().any(|name| name.contains(".part")) || !done,
            "{parts:?}"
        );
        SecretsWatch::of(self.desk.sandbox.ledger())
            .text("what was said", &end.said)
            .assert_clean();
        assert_ne!(end.outcome, Some(Outcome::Internal), "{end:?}");
        let followed = self.elsewhere.accept();
        assert!(
            followed.is_err(),
            "somebody was sent elsewhere and went: {end:?}"
        );
    }

    /// What the site has when it was done.
    fn apply(&self, held: &mut Held) {
        match self.column {
            Column::C => {
                held.insert("/Into/sent.bin".into(), Some(content()));
            }
            Column::D | Column::E => {
                let moved = held.get("/a.txt").cloned().flatten();
                let (to, goes) = match self.deed {
                    Deed::CreateFolder => ("/New", false),
                    Deed::Rename => ("/z.txt", true),
                    Deed::Move => ("/Into/a.txt", true),
                    Deed::Copy => ("/Into/a.txt", false),
                    Deed::Remove => ("", true),
                };
                if goes {
                    held.remove("/a.txt");
                }
                if !to.is_empty() {
                    let bytes = moved.filter(|_| self.deed != Deed::CreateFolder);
                    held.insert(to.into(), bytes);
                }
            }
            _ => {}
        }
    }

    /// Another one of the same kind, in fair weather (I5).
    pub(crate) async fn others_go_on(&self) {
        let (app, desk) = (&self.desk.app, &self.desk);
        match self.column {
            Column::B => {
                let id = app.download("other", path("/b.txt"), desk.download_to("other.txt"));
                desk.until_phase(&id.unwrap(), Phase::Done).await;
                assert_eq!(
                    std::fs::read(desk.download_to("other.txt")).unwrap(),
                    b"b.txt"
                );
            }
            Column::C => {
                let local = desk.local_file("other.txt", b"another one");
                let id = app.upload("other", local, RemotePath::root());
                desk.until_phase(&id.unwrap(), Phase::Done).await;
                assert_eq!(
                    std::fs::read(desk.remote_file("other.txt")).unwrap(),
                    b"another one"
                );
            }
            Column::D | Column::E => {
                let id = app.create_folder("other", &path("/"), "Other").unwrap();
                let row = desk.until_ended_operation(&id).await;
                assert_eq!(row.phase, OperationPhase::Done);
            }
            _ => {
                desk.list("/Into").await.unwrap();
            }
        }
    }
}

fn well(said: String) -> End {
    End {
        letter: Letter::R,
        outcome: None,
        said,
    }
}

fn end_of_operation(row: &Operation) -> End {
    let said = format!("{row:?}");
    match row.phase {
        OperationPhase::Done => well(said),
        phase => End {
            letter: if phase == OperationPhase::NeedsYou {
                Letter::K
            } else {
                Letter::U
            },
            outcome: row.problem.as_ref().map(|problem| problem.outcome),
            said,
        },
    }
}
