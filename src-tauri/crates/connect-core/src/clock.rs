//! The computer's clock.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use jiff::Timestamp;

use crate::ports::Clock;

/// Real time.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wall(&self) -> Timestamp {
        Timestamp::now()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

/// The same time, as the API client wants it.
#[derive(Clone, Debug)]
pub(crate) struct ClientClock(pub(crate) Arc<dyn Clock>);

impl smartfile::Clock for ClientClock {
    fn now(&self) -> Instant {
        self.0.now()
    }
}

#[async_trait]
impl smartfile::Pauses for ClientClock {
    async fn pause(&self, duration: Duration) {
        self.0.sleep(duration).await;
    }
}
