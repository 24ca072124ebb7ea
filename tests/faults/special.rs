//! Cells that are more than one fault at one place.

use std::sync::Mutex;
use std::time::Duration;

use connect_core::{Answer, Deed, Outcome, Page, Phase};
use smartfile_sandbox::{Endpoint, Fault, RangeAnswer};
use support::{Direction, PATIENCE};

use crate::matrix::{Column, Letter};
use crate::names;
use crate::stage::{End, SIZE, Stage, content, path};
use crate::weather::settled;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Special {
    AwayDuringAJob,
    SwallowedDuringAJob,
    UnnamedDuringAJob,
    Slow,
    Sleep,
    Gone,
    Taken,
    Ranges(RangeAnswer),
    ChangesThere,
    PagesShift,
    PagesRepeat,
    Partly,
    ForEver,
    Forgotten,
    Vanished,
    ChangesHere,
    FolderInTheWay,
    Twin,
    Impossible,
    Circle,
    Device,
    Quit,
    TokenEnds,
}

impl Special {
    /// What may look different afterwards because of what was laid out, and not because of the app.
    pub(crate) fn may_differ(self) -> &'static [&'static str] {
        match self {
            Self::Gone => &["/a.txt", "/z.txt", "/Into/a.txt", "/New"],
            Self::Taken => &["/Into/sent.bin"],
            Self::ChangesThere => &["/roof.bin"],
            Self::Partly => &["/b.txt", "/Into/b.txt", "/Into/c.txt", "/c.txt"],
            Self::Vanished | Self::ChangesHere => &["local"],
            Self::Twin => &["/Into/SENT.BIN", "/A.TXT", "/a.txt", "/New", "/z.txt"],
            _ => &[],
        }
    }

    /// What was laid out stays so: the same thing again is another thing.
    pub(crate) fn is_whole(self) -> bool {
        matches!(
            self,
            Self::Gone
                | Self::Taken
                | Self::PagesShift
                | Self::PagesRepeat
                | Self::Partly
                | Self::Vanished
                | Self::Twin
                | Self::Impossible
                | Self::Circle
                | Self::Device
                | Self::FolderInTheWay
                | Self::Quit
        )
    }
}

impl Stage {
    #[allow(clippy::too_many_lines)] // a list
    pub(crate) async fn special(&self, special: Special) -> End {
        let (desk, app) = (&self.desk, &self.desk.app);
        let wire = desk.wire.as_ref().unwrap();
        let faults = desk.sandbox.faults();
        let during = match self.column {
            Column::C => Direction::There,
            _ => Direction::Back,
        };
        match special {
            Special::AwayDuringAJob | Special::SwallowedDuringAJob | Special::UnnamedDuringAJob => {
                // The clock stands still until the wire is cut.
                desk.clock.hurry(Duration::ZERO);
                let away = async {
                    let first = Duration::from_millis(192);
                    assert!(desk.clock.until_asleep_for(first).await);
                    match special {
                        Special::AwayDuringAJob => wire.cut().await,
                        Special::UnnamedDuringAJob => {
                            names::forget();
                            wire.renew().await;
                        }
                        _ => wire.swallow().await,
                    }
                    for wait in [192, 384, 768] {
                        let wait = Duration::from_millis(wait);
                        while !desk.clock.is_asleep_for(wait) {
                            settled().await;
                            support::let_real_time_pass(Duration::from_secs(15)).await;
                        }
                        desk.clock.advance(wait);
                    }
                    match special {
                        Special::UnnamedDuringAJob => names::remember(),
                        _ => wire.mend().await,
                    }
                    desk.clock.hurry(crate::stage::HURRY);
                };
                tokio::join!(self.carry_out(), away).0
            }
            Special::Slow => {
                wire.hold_after(during, SIZE / 3);
                let slowly = async {
                    for _ in 0..8 {
                        while wire.left() > 0 {
                            tokio::task::yield_now().await;
                        }
                        settled().await;
                        desk.clock.advance(Duration::from_secs(1));
                        wire.let_through(1024);
                    }
                    let row = app.snapshot().transfers[0].clone();
                    assert!(row.phase.is_active(), "it goes on: {row:?}");
                    wire.hold_together();
                };
                tokio::join!(self.carry_out(), slowly).0
            }
            Special::Sleep => {
                wire.hold_after(during, SIZE / 2);
                let asleep = async {
                    while wire.left() > 0 {
                        tokio::task::yield_now().await;
                    }
                    let now = desk.clock_wall();
                    desk.clock.set_calendar(now + Duration::from_hours(8));
                    wire.renew().await;
                    wire.hold_together();
                };
                tokio::join!(self.carry_out(), asleep).0
            }
            Special::Gone => {
                std::fs::remove_file(desk.remote_file("a.txt")).unwrap();
                self.note_what_is_held();
                let end = self.carry_out().await;
                let well = matches!(self.deed, Deed::Remove | Deed::CreateFolder);
                assert_eq!(end.letter == Letter::R, well, "{end:?}");
                end
            }
            Special::Taken => {
                desk.put_remote("Into/sent.bin", b"there before");
                self.note_what_is_held();
                let end = self.carry_out().await;
                let there = std::fs::read(desk.remote_file("Into/sent.bin")).unwrap();
                assert_eq!(there, b"there before");
                let id = self.transfer.lock().unwrap().clone().unwrap();
                app.answer_transfer(&id, Answer::KeepBoth).unwrap();
                desk.until_phase(&id, Phase::Done).await;
                let kept = std::fs::read(desk.remote_file("Into/sent.bin")).unwrap();
                assert_eq!(kept, b"there before", "both are kept");
                let copy = desk.remote_file("Into/sent (2).bin");
                assert!(std::fs::read(&copy).unwrap() == content());
                std::fs::remove_file(copy).unwrap();
                end
            }
            Special::Ranges(answer) => {
                desk.sandbox.switches().change(|s| s.range = answer);
                faults.next(Endpoint::Download, Fault::Cut(70_000));
                self.carry_out().await
            }
            Special::ChangesThere => {
                wire.hold_after(Direction::Back, SIZE / 2);
                let changed = async {
                    while wire.left() > 0 {
                        tokio::task::yield_now().await;
                    }
                    desk.put_remote("roof.bin", &content()[..SIZE - 7]);
                    wire.renew().await;
                    wire.hold_together();
                };
                tokio::join!(self.carry_out(), changed).0
            }
            Special::PagesShift | Special::PagesRepeat => self.pages(special).await,
            Special::Partly => {
                if matches!(self.deed, Deed::CreateFolder | Deed::Rename) {
                    // What has no job of its own has no errors in one.
                    return End {
                        letter: Letter::U,
                        outcome: None,
                        said: String::new(),
                    };
                }
                desk.put_remote("c.txt", b"c.txt");
                self.note_what_is_held();
                desk.sandbox
                    .switches()
                    .change(|s| s.failing_name = Some("a.txt".into()));
                let end = self.act("p", vec![path("/a.txt"), path("/c.txt")]).await;
                let row = app.snapshot().operations[0].clone();
                assert_eq!((row.done, row.failed), (1, 1), "{end:?}");
                assert_eq!(row.failures[0].path, path("/a.txt"));
                end
            }
            Special::ForEver => {
                let long = Duration::from_hours(1000);
                desk.sandbox.switches().change(|s| s.task_length = long);
                self.carry_out().await
            }
            Special::Forgotten => {
                faults.always(Endpoint::Task, Fault::Status(404));
                self.carry_out().await
            }
            Special::Vanished => {
                let local = desk.download_to("never there.bin");
                self.rest(app.upload("t", local, path("/Into"))).await
            }
            Special::ChangesHere => {
                // Seen, and not yet read: the site is still thinking about the name.
                faults.next(Endpoint::Info, Fault::Hang);
                let local = desk.local_file("sent.bin", &content());
                let asked = desk.sandbox.ledger().to("/api/2/path/info").len() + 1;
                let changed = async {
                    let ledger = desk.sandbox.ledger();
                    assert!(ledger.wait_until_asked(asked, "/api/2/path/info").await);
                    std::fs::write(&local, &content()[..SIZE - 1]).unwrap();
                    faults.clear();
                };
                let sent = self.rest(app.upload("t", local.clone(), path("/Into")));
                let end = tokio::join!(sent, changed).0;
                desk.local_file("sent.bin", &content());
                end
            }
            Special::FolderInTheWay => {
                let target = desk.download_to("folder");
                std::fs::create_dir_all(target.join("with something in it")).unwrap();
                let end = self.rest(app.download("t", path("/roof.bin"), target.clone()));
                let end = end.await;
                assert!(target.join("with something in it").is_dir());
                std::fs::remove_dir_all(target).unwrap();
                end
            }
            Special::Twin => self.twin().await,
            Special::Impossible => self.impossible().await,
            Special::Circle => {
                let link = desk.download_to("circle");
                #[cfg(unix)]
                std::os::unix::fs::symlink(&link, &link).unwrap();
                let end = self
                    .rest(app.upload("t", link.clone(), path("/Into")))
                    .await;
                let _on_other_systems_there_is_none = std::fs::remove_file(link);
                end
            }
            Special::Device => {
                let device = std::path::PathBuf::from("/dev/zero");
                self.rest(app.upload("t", device, path("/Into"))).await
            }
            Special::Quit => self.quit(during).await,
            Special::TokenEnds => {
                desk.sandbox.switches().change(|s| s.bad_token_status = 401);
                wire.hold_after(Direction::Back, SIZE / 2);
                let ended = async {
                    while wire.left() > 0 {
                        tokio::task::yield_now().await;
                    }
                    desk.sandbox.expire_access_tokens();
                    wire.renew().await;
                    wire.hold_together();
                };
                tokio::join!(self.carry_out(), ended).0
            }
        }
    }

    /// A folder whose pages are not what they were when the next is asked for.
    async fn pages(&self, special: Special) -> End {
        let desk = &self.desk;
        for number in 0..95 {
            desk.put_remote(&format!("many/m{number}"), b"x");
        }
        self.note_what_is_held();
        desk.sandbox.switches().change(|s| s.largest_limit = 20);
        if matches!(special, Special::PagesRepeat) {
            let page = r#"{"path": "/many", "isdir": true, "page": 1, "pages": 4000000, "total": 80000000,
                "children": [{"path": "/many/m1", "isfile": true}, {"path": "/many/m2", "isfile": true}]}"#;
            let fault = Fault::Reply {
                status: 200,
                content_type: "application/json".into(),
                body: page.into(),
            };
            desk.sandbox.faults().always(Endpoint::Info, fault);
        }
        let seen = Mutex::new(Vec::new());
        let listed = desk
            .app
            .list(&path("/many"), &|page: Page| {
                let mut seen = seen.lock().unwrap();
                let shift = seen.len();
                seen.extend(page.entries.into_iter().map(|entry| entry.name));
                if matches!(special, Special::PagesShift) {
                    // Before all others in the order of the names.
                    desk.put_remote(&format!("many/a{shift}"), b"x");
                }
            })
            .await;
        let mut seen = seen.into_inner().unwrap();
        let count = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), count, "nothing is shown twice");
        assert!(listed.is_ok() && count >= 2, "{listed:?}");
        desk.sandbox.faults().clear();
        self.note_what_is_held();
        End {
            letter: Letter::R,
            outcome: None,
            said: String::new(),
        }
    }

    /// A name that differs from another in its letters' case alone is another name.
    async fn twin(&self) -> End {
        let (desk, app) = (&self.desk, &self.desk.app);
        match self.column {
            Column::B => {
                // On this computer a name of the greatest length is a name like any other.
                let target = desk.download_to(&"n".repeat(255));
                let end = self.rest(app.download("t", path("/a.txt"), target.clone()));
                // What came is looked at here: the column's own target is another.
                let done = desk.until("done", |snapshot| {
                    snapshot
                        .transfers
                        .iter()
                        .find(|t| t.phase == Phase::Done)
                        .cloned()
                });
                drop(end);
                done.await;
                assert_eq!(std::fs::read(target).unwrap(), b"a.txt");
                End {
                    letter: Letter::R,
                    outcome: None,
                    said: String::new(),
                }
            }
            Column::C => {
                desk.put_remote("Into/SENT.BIN", b"the twin");
                self.note_what_is_held();
                let end = self.carry_out().await;
                let twin = std::fs::read(desk.remote_file("Into/SENT.BIN")).unwrap();
                assert_eq!(twin, b"the twin", "never overwritten");
                end
            }
            _ => {
                let id = app.rename("twin", &path("/a.txt"), "A.TXT").unwrap();
                let row = desk.until_ended_operation(&id).await;
                let held = desk.held();
                assert_eq!(
                    held.get("/A.TXT"),
                    Some(&Some(b"a.txt".to_vec())),
                    "{row:?}"
                );
                assert!(!held.contains_key("/a.txt"));
                self.note_what_is_held();
                End {
                    letter: Letter::U,
                    outcome: None,
                    said: format!("{row:?}"),
                }
            }
        }
    }

    /// A name that cannot be.
    async fn impossible(&self) -> End {
        let (desk, app) = (&self.desk, &self.desk.app);
        match self.column {
            Column::B => {
                let target = desk.download_to(&"n".repeat(300));
                self.rest(app.download("t", path("/a.txt"), target)).await
            }
            Column::C => {
                #[cfg(unix)]
                let name = {
                    use std::os::unix::ffi::OsStrExt as _;
                    std::ffi::OsStr::from_bytes(b"caf\xe9.bin").to_owned()
                };
                #[cfg(not(unix))]
                let name = std::ffi::OsString::from("caf\u{e9}.bin");
                let local = desk.download_to("x").with_file_name(name);
                std::fs::write(&local, b"x").unwrap();
                let end = self
                    .rest(app.upload("t", local.clone(), path("/Into")))
                    .await;
                assert_eq!(end.outcome, Some(Outcome::NameUnusable));
                std::fs::remove_file(local).unwrap();
                end
            }
            _ => {
                let refused = ["", ".", "..", "a/b", "a\0b"]
                    .map(|name| app.rename("no", &path("/a.txt"), name).unwrap_err());
                let said = format!("{refused:?}");
                let all = refused.map(|error| error.problem().outcome);
                assert!(all.iter().all(|outcome| *outcome == Outcome::NameUnusable));
                End {
                    letter: Letter::U,
                    outcome: Some(Outcome::NameUnusable),
                    said,
                }
            }
        }
    }

    /// Quits in the middle of a transfer: at once, and nothing partial stays.
    async fn quit(&self, during: Direction) -> End {
        let desk = &self.desk;
        desk.wire.as_ref().unwrap().hold_after(during, SIZE / 2);
        let quit = async {
            let wire = desk.wire.as_ref().unwrap();
            while wire.left() > 0 {
                tokio::task::yield_now().await;
            }
            desk.app.stop().await;
            wire.hold_together();
            // At the next start it goes on, once the person says so.
            let again = desk.start_again().unwrap();
            again.continue_interrupted();
            loop {
                let row = again.snapshot().transfers[0].clone();
                if row.phase == Phase::Done {
                    break (again, row);
                }
                assert_ne!(row.phase, Phase::Failed, "{row:?}");
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            end = self.carry_out() => end,
            done = tokio::time::timeout(PATIENCE, quit) => {
                let (again, row) = done.unwrap();
                again.stop().await;
                self.end_of_transfer(&row)
            }
        }
    }
}
