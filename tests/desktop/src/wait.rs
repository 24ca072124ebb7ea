//! Waiting for a condition, with a limit and words for when it passes.

use std::time::{Duration, Instant};

use crate::Outcome;

/// Enough for a slow computer; a condition that holds is seen within 25 ms.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);

/// Looks again and again until `look` finds something.
pub(crate) async fn until<T, F>(what: &str, limit: Duration, mut look: F) -> Outcome<T>
where
    F: AsyncFnMut() -> Option<T>,
{
    let start = Instant::now();
    loop {
        if let Some(found) = look().await {
            return Ok(found);
        }
        if start.elapsed() > limit {
            return Err(format!("waited {} s for {what}", limit.as_secs()).into());
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}
