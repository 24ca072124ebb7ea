//! Faults, laid out and taken away again.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use connect_core::ConnectionState;
use smartfile_sandbox::{Endpoint, Fault, SwitchValues};
use support::{Authority, Certified, Desk, Direction, PATIENCE, let_real_time_pass};

use crate::matrix::{Column, Letter};
use crate::names;
use crate::plan::Make;
use crate::special::Special;
use crate::stage::{End, HURRY, Stage};

/// Everybody has had turns enough to come to a wait.
pub(crate) async fn settled() {
    for _ in 0..400 {
        tokio::task::yield_now().await;
    }
}

/// As many bytes have passed as may, and nothing more comes of it.
pub(crate) async fn until_held(desk: &Desk) {
    let begun = Instant::now();
    while desk.wire.as_ref().unwrap().left() > 0 {
        assert!(begun.elapsed() < PATIENCE, "so many bytes never came");
        tokio::task::yield_now().await;
    }
    settled().await;
}

impl Make {
    pub(crate) fn is_secure(&self) -> bool {
        matches!(
            self,
            Self::Handshake | Self::Unclosed(_) | Self::Certificate(_) | Self::Stranger
        )
    }

    pub(crate) fn needs_a_name(&self) -> bool {
        matches!(
            self,
            Self::Unnamed | Self::Special(Special::UnnamedDuringAJob)
        )
    }

    /// How long the site asks to wait.
    pub(crate) fn told(&self) -> Option<Duration> {
        match self {
            // A second less, for dates are rounded.
            Self::Told(_, seconds) => Some(Duration::from_secs_f64(seconds - 1.5)),
            _ => None,
        }
    }
}

fn endpoint(column: Column) -> Endpoint {
    match column {
        Column::A => Endpoint::Info,
        Column::B => Endpoint::Download,
        Column::C => Endpoint::Upload,
        Column::D => Endpoint::Operation,
        Column::E => Endpoint::Task,
        Column::F | Column::H => Endpoint::Token,
    }
}

fn place(column: Column) -> &'static str {
    match column {
        Column::A => "/api/2/path/info",
        Column::B | Column::C => "/api/2/path/data",
        Column::D => "/api/2/path/oper",
        Column::E => "/api/2/task",
        Column::F | Column::H => "/oauth2/token",
    }
}

impl Stage {
    pub(crate) async fn lay_out(&self, make: &Make, authority: &Authority) {
        let desk = &self.desk;
        let (faults, at) = (desk.sandbox.faults(), endpoint(self.column));
        let wire = desk.wire.as_ref().unwrap();
        match make {
            Make::Fair | Make::Special(_) | Make::Start(_) | Make::Killed(..) | Make::Apart(_) => {}
            Make::Then(all) => {
                for fault in all {
                    faults.next(at, fault.clone());
                }
            }
            Make::Always(fault) => faults.always(at, fault.clone()),
            Make::Told(style, seconds) => faults.next(at, Fault::Throttle(*style, *seconds)),
            Make::Expired => {
                desk.sandbox.switches().change(|s| s.bad_token_status = 401);
                desk.sandbox.expire_access_tokens();
            }
            Make::SignInEnded => desk.sandbox.end_sign_in("maya"),
            Make::Refused => wire.cut().await,
            Make::Unnamed => {
                names::forget();
                wire.renew().await;
            }
            Make::Swallowed => wire.swallow().await,
            Make::Break(direction, bytes) => wire.break_after(*direction, *bytes),
            Make::Silent(direction, bytes, ..) => wire.hold_after(*direction, *bytes),
            Make::Unanswered(..) => faults.next(at, Fault::Hang),
            Make::Handshake => {
                wire.renew().await;
                wire.break_after(Direction::Back, 10);
            }
            Make::Unclosed(bytes) => {
                wire.renew().await;
                wire.break_after(Direction::Back, *bytes);
            }
            Make::Certificate(certified) => {
                desk.door.as_ref().unwrap().certify(authority, *certified);
                wire.renew().await;
            }
            Make::Stranger => {
                let stranger = Authority::new();
                let door = desk.door.as_ref().unwrap();
                door.certify(&stranger, Certified::Well);
                wire.renew().await;
            }
            Make::Disk(step, after, code) => self.disk.fail(*step, *after, *code),
            Make::Brief(step, times, code) => self.disk.fail_briefly(*step, *times, *code),
            Make::Room(bytes) => self.disk.has_room_for(*bytes),
            Make::Calendar(hours) => {
                let by = Duration::from_hours(hours.unsigned_abs());
                let now = desk.clock_wall();
                let then = if *hours > 0 { now + by } else { now - by };
                desk.clock.set_calendar(then);
            }
            Make::Vault(error) => desk.vault.fail(Some(*error)),
        }
    }

    /// Carries it out while what was laid out takes its course.
    pub(crate) async fn under(&self, make: &Make, authority: &Authority) -> End {
        if let Make::Special(special) = make {
            return self.special(*special).await;
        }
        if self.column == Column::F && !self.renews {
            self.hold_the_answer().await;
        }
        let desk_clock = &self.desk.clock;
        let asked = self.desk.sandbox.ledger().to(place(self.column)).len() + 1;
        if matches!(make, Make::Refused | Make::Unnamed | Make::Swallowed) {
            self.lasting.store(true, Ordering::SeqCst);
            if matches!(self.column, Column::D | Column::F) {
                // The clock stands still until the way is there again.
                desk_clock.hurry(Duration::ZERO);
            }
        }
        self.lay_out(make, authority).await;
        let course = async {
            self.course(make, asked).await;
            std::future::pending::<()>().await;
        };
        let end = tokio::select! {
            end = self.carry_out() => end,
            () = course => unreachable!("it has no end"),
        };
        match (make, self.column) {
            // The way to the site comes back, and the app finds it by itself.
            (Make::Refused | Make::Unnamed | Make::Swallowed, Column::A) => {
                assert_eq!(end.letter, Letter::U, "{end:?}");
                self.way_back(make).await;
                // It looks by itself, in growing steps up to half a minute.
                self.desk.clock.hurry(Duration::from_secs(31));
                self.desk
                    .until("online by itself", |snapshot| match &snapshot.connection {
                        ConnectionState::Connected { offline: false, .. } => Some(()),
                        _ => None,
                    })
                    .await;
                let again = self.browse("/").await;
                End {
                    said: end.said,
                    ..again
                }
            }
            // So does what waits for it.
            (Make::Refused | Make::Unnamed | Make::Swallowed, Column::B | Column::C) => {
                assert_eq!(end.letter, Letter::U, "{end:?}");
                self.way_back(make).await;
                self.desk.clock.hurry(Duration::from_mins(5));
                let id = self.transfer.lock().unwrap().clone().unwrap();
                let again = self.end_of_transfer(&self.at_rest(&id, false).await);
                self.desk.clock.hurry(HURRY);
                End {
                    said: end.said + &again.said,
                    ..again
                }
            }
            _ => end,
        }
    }

    async fn way_back(&self, make: &Make) {
        match make {
            Make::Unnamed => names::remember(),
            _ => self.desk.wire.as_ref().unwrap().mend().await,
        }
    }

    /// The way is there again after a few tries.
    async fn comes_back(&self, make: &Make) {
        let clock = &self.desk.clock;
        let waits = match self.column {
            Column::F if self.renews => [500, 1000],
            _ => [1000, 2000],
        };
        for wait in waits.map(Duration::from_millis) {
            while !clock.is_asleep_for(wait) {
                settled().await;
                if matches!(make, Make::Swallowed) {
                    let_real_time_pass(Duration::from_secs(11)).await;
                }
            }
            if wait == Duration::from_millis(waits[0]) {
                clock.advance(wait);
            }
        }
        self.way_back(make).await;
        clock.hurry(HURRY);
    }

    async fn course(&self, make: &Make, asked: usize) {
        let wire = self.desk.wire.as_ref().unwrap();
        match make {
            Make::Refused | Make::Unnamed | Make::Swallowed
                if matches!(self.column, Column::D | Column::F) =>
            {
                self.comes_back(make).await;
            }
            Make::Swallowed => loop {
                settled().await;
                let_real_time_pass(Duration::from_secs(16)).await;
            },
            Make::Silent(_, _, silence, times) => {
                let begun = Instant::now();
                while wire.left() > 0 {
                    assert!(begun.elapsed() < PATIENCE, "so many bytes never came");
                    tokio::task::yield_now().await;
                }
                for _ in 0..*times {
                    settled().await;
                    let_real_time_pass(*silence).await;
                }
                wire.hold_together();
            }
            Make::Unanswered(silence, times) => {
                let ledger = self.desk.sandbox.ledger();
                assert!(ledger.wait_until_asked(asked, place(self.column)).await);
                for _ in 0..*times {
                    settled().await;
                    let_real_time_pass(*silence).await;
                }
            }
            _ => {}
        }
    }

    /// Fair weather again.
    pub(crate) async fn clear_up(&self, make: &Make, authority: &Authority) {
        let desk = &self.desk;
        desk.sandbox.faults().clear();
        desk.sandbox.switches().set(SwitchValues::default());
        desk.vault.mend();
        self.disk.mend();
        let wire = desk.wire.as_ref().unwrap();
        wire.hold_together();
        if let Some(door) = &desk.door {
            door.certify(authority, Certified::Well);
        }
        match make {
            _ if make.is_secure() => wire.renew().await,
            _ => {}
        }
    }
}
