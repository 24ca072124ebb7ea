//! Work, not time: what other programs do in between is not counted.

use std::hint::black_box;
use std::time::Instant;

use rustix::time::{ClockId, clock_gettime};

/// What something took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Work {
    /// Milliseconds of this thread's processor, in its own code and in the system's.
    pub(crate) cpu_ms: f64,
    /// Milliseconds that went by.
    pub(crate) wall_ms: f64,
}

pub(crate) fn work<T>(work: impl FnOnce() -> T) -> Work {
    let (begun, cpu) = (Instant::now(), cpu_ms());
    black_box(work());
    Work {
        cpu_ms: cpu_ms() - cpu,
        wall_ms: begun.elapsed().as_secs_f64() * 1e3,
    }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "a benchmark does not run for a hundred days"
)]
fn cpu_ms() -> f64 {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    now.tv_sec as f64 * 1e3 + now.tv_nsec as f64 / 1e6
}
