//! Tasks of the app.

use std::future::Future;

use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

/// Tasks of the app; all end when it stops.
pub(crate) struct Errands {
    tracker: TaskTracker,
    stop: CancellationToken,
    handle: Handle,
}

impl Errands {
    pub(crate) fn new(handle: Handle) -> Self {
        Self {
            tracker: TaskTracker::new(),
            stop: CancellationToken::new(),
            handle,
        }
    }

    /// May be called from any thread, inside the runtime or not.
    pub(crate) fn spawn(&self, errand: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.tracker.spawn_on(
            async move {
                tokio::select! {
                    biased;
                    () = stop.cancelled() => {}
                    () = errand => {}
                }
            },
            &self.handle,
        );
    }

    /// For what must not be left half done: stopping waits for it. It looks at [`Self::stopping`] wherever it
    /// waits for somebody else.
    pub(crate) fn spawn_whole(&self, errand: impl Future<Output = ()> + Send + 'static) {
        self.tracker.spawn_on(errand, &self.handle);
    }

    /// Cancelled when the app stops.
    pub(crate) fn stopping(&self) -> &CancellationToken {
        &self.stop
    }

    /// Stopping waits until this is dropped.
    pub(crate) fn hold(&self) -> TaskTrackerToken {
        self.tracker.token()
    }

    pub(crate) async fn stop(&self) {
        self.stop.cancel();
        self.tracker.close();
        self.tracker.wait().await;
    }
}
