//! A vault whose process stops at a step, so that it can be killed there.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use connect_core::{SecretBytes, Vault, VaultError};

/// Any vault, with a step at which the process says so and stops for good: somebody is about to kill it.
pub struct StoppingVault {
    inner: Arc<dyn Vault>,
    stop_at: String,
    armed: AtomicBool,
}

impl std::fmt::Debug for StoppingVault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoppingVault")
            .field("stop_at", &self.stop_at)
            .finish_non_exhaustive()
    }
}

impl StoppingVault {
    /// Stops at a step, once armed. Steps are named as in `before write refresh_token.next` or `after erase
    /// access_token`.
    pub fn new(inner: Arc<dyn Vault>, stop_at: String) -> Self {
        Self {
            inner,
            stop_at,
            armed: AtomicBool::new(false),
        }
    }

    /// From now on.
    pub fn arm(&self) {
        self.armed.store(true, Ordering::SeqCst);
    }

    fn step(&self, when: &str, what: &str, key: &str) {
        let kind = key.rsplit('/').next().unwrap_or_default();
        if !self.armed.load(Ordering::SeqCst) || self.stop_at != format!("{when} {what} {kind}") {
            return;
        }
        let mut out = std::io::stdout();
        writeln!(out, "\nstopped").unwrap();
        out.flush().unwrap();
        loop {
            std::thread::park();
        }
    }
}

impl Vault for StoppingVault {
    fn read(&self, key: &str) -> Result<Option<SecretBytes>, VaultError> {
        self.step("before", "read", key);
        self.inner.read(key)
    }

    fn write(&self, key: &str, secret: &SecretBytes) -> Result<(), VaultError> {
        self.step("before", "write", key);
        let written = self.inner.write(key, secret);
        self.step("after", "write", key);
        written
    }

    fn erase(&self, key: &str) -> Result<(), VaultError> {
        self.step("before", "erase", key);
        let erased = self.inner.erase(key);
        self.step("after", "erase", key);
        erased
    }

    fn largest(&self) -> Option<usize> {
        self.inner.largest()
    }
}
