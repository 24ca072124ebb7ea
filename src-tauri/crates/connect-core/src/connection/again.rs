//! The way to the site has changed.

use super::Connection;

impl Connection {
    /// Asks the site anew, in the background: what kept it away may be gone. An asking that is on its way
    /// already goes the old way, so its answer is not waited for.
    pub(crate) fn look_again(&self) {
        let Some(this) = self.me.upgrade() else {
            return;
        };
        self.errands.spawn(async move {
            let Ok(session) = this.any_session() else {
                return;
            };
            if this.identify(&session).await.is_err() {
                this.probe().await;
            }
        });
    }
}
