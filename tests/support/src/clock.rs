//! A clock that is moved by hand.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use connect_core::{Clock, Timestamp};
use tokio::sync::{oneshot, watch};

/// Time stands still until [`ManualClock::advance`]. The calendar can be set on its own.
#[derive(Debug)]
pub struct ManualClock {
    start: Instant,
    inner: Mutex<Inner>,
    changed: watch::Sender<()>,
}

#[derive(Debug)]
struct Inner {
    passed: Duration,
    calendar: Timestamp,
    sleepers: Vec<Sleeper>,
    /// Whoever wants to sleep no longer than this does not.
    hurry: Duration,
}

#[derive(Debug)]
struct Sleeper {
    asked: Duration,
    due: Duration,
    wake: oneshot::Sender<()>,
}

impl Default for ManualClock {
    fn default() -> Self {
        Self {
            start: Instant::now(),
            inner: Mutex::new(Inner {
                passed: Duration::ZERO,
                calendar: Timestamp::now(),
                sleepers: Vec::new(),
                hurry: Duration::ZERO,
            }),
            changed: watch::Sender::new(()),
        }
    }
}

impl ManualClock {
    /// Lets time pass and wakes everyone who is due.
    pub fn advance(&self, by: Duration) {
        let mut inner = self.inner.lock().unwrap();
        inner.passed += by;
        inner.calendar += by;
        let passed = inner.passed;
        let (due, rest) = std::mem::take(&mut inner.sleepers)
            .into_iter()
            .partition(|sleeper| sleeper.due <= passed);
        inner.sleepers = rest;
        drop(inner);
        for sleeper in due {
            let _ = sleeper.wake.send(());
        }
    }

    /// From now on time passes by itself wherever somebody wants to sleep no longer than this.
    pub fn hurry(&self, limit: Duration) {
        self.inner.lock().unwrap().hurry = limit;
        self.advance(limit);
    }

    /// Sets the calendar without letting time pass, as a person or a time server does.
    pub fn set_calendar(&self, to: Timestamp) {
        self.inner.lock().unwrap().calendar = to;
    }

    /// Resolves when somebody sleeps for exactly this long; false if nobody does within the patience of a test.
    pub async fn until_asleep_for(&self, duration: Duration) -> bool {
        let mut changes = self.changed.subscribe();
        let waiting = async {
            loop {
                changes.borrow_and_update();
                if self.is_asleep_for(duration) {
                    return;
                }
                changes.changed().await.unwrap();
            }
        };
        tokio::time::timeout(crate::PATIENCE, waiting).await.is_ok()
    }

    /// Resolves when somebody sleeps for at least this long and not much longer (waits may have a little
    /// chance added to them), and lets that time pass.
    pub async fn sleep_through_about(&self, duration: Duration) {
        let mut changes = self.changed.subscribe();
        let waiting = async {
            loop {
                changes.borrow_and_update();
                let asked = self
                    .inner
                    .lock()
                    .unwrap()
                    .sleepers
                    .iter()
                    .find_map(|sleeper| {
                        let fits =
                            sleeper.asked >= duration && sleeper.asked <= duration.mul_f64(1.5);
                        (fits && !sleeper.wake.is_closed()).then_some(sleeper.asked)
                    });
                match asked {
                    Some(asked) => return asked,
                    None => changes.changed().await.unwrap(),
                }
            }
        };
        let asked = tokio::time::timeout(crate::PATIENCE, waiting)
            .await
            .unwrap_or_else(|_| panic!("nobody slept for about {duration:?}"));
        self.advance(asked);
    }

    /// Changes whenever somebody lies down to sleep.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    /// Whether somebody sleeps for exactly this long.
    pub fn is_asleep_for(&self, duration: Duration) -> bool {
        let inner = self.inner.lock().unwrap();
        inner
            .sleepers
            .iter()
            .any(|sleeper| sleeper.asked == duration && !sleeper.wake.is_closed())
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> Instant {
        self.start + self.inner.lock().unwrap().passed
    }

    fn wall(&self) -> Timestamp {
        self.inner.lock().unwrap().calendar
    }

    async fn sleep(&self, duration: Duration) {
        if duration <= self.inner.lock().unwrap().hurry {
            self.advance(duration);
            // A turn for everybody else, as a real wait would be.
            tokio::task::yield_now().await;
            return;
        }
        let woken = {
            let mut inner = self.inner.lock().unwrap();
            inner.sleepers.retain(|sleeper| !sleeper.wake.is_closed());
            let due = inner.passed + duration;
            let (wake, woken) = oneshot::channel();
            inner.sleepers.push(Sleeper {
                asked: duration,
                due,
                wake,
            });
            woken
        };
        self.changed.send_replace(());
        let _ = woken.await;
    }
}

/// Lets this much of the time pass that limits of connections are measured on: nobody waits for it. For a runtime of
/// one thread.
pub async fn let_real_time_pass(by: Duration) {
    tokio::time::pause();
    tokio::time::advance(by).await;
    tokio::time::resume();
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test]
    async fn a_sleeper_wakes_when_its_time_has_passed_and_not_before() {
        let clock = Arc::new(ManualClock::default());
        let sleeper = {
            let clock = Arc::clone(&clock);
            tokio::spawn(async move { clock.sleep(Duration::from_secs(5)).await })
        };
        assert!(clock.until_asleep_for(Duration::from_secs(5)).await);
        clock.advance(Duration::from_secs(4));
        assert!(clock.is_asleep_for(Duration::from_secs(5)));
        clock.advance(Duration::from_secs(1));
        sleeper.await.unwrap();
        assert!(!clock.is_asleep_for(Duration::from_secs(5)));
    }
}
