//! The names that this process knows, where it has mounts of its own: the site's, until it is forgotten.

use std::sync::Once;

use support::{is_apart, must};
use tokio::sync::Mutex;

/// One at a time: there is one file of names.
pub(crate) static TURN: Mutex<()> = Mutex::const_new(());

static LAID: Once = Once::new();

const HOSTS: &str = "/etc/hosts";
const KNOWN: &str = "127.0.0.1 localhost\n";

/// Files of this process's own, laid over those of the system. Nobody outside this process sees them.
fn lay() {
    LAID.call_once(|| {
        assert!(
            is_apart(),
            "the names of the whole system are nobody's to change"
        );
        let folder = tempfile::tempdir().unwrap();
        let lay = |text: &str, over: &str| {
            let file = folder.path().join("laid");
            std::fs::write(&file, text).unwrap();
            must("mount", &["--bind", file.to_str().unwrap(), over]);
            // What is laid stays.
            std::fs::remove_file(file).unwrap();
        };
        // A server of names that refuses at once, so that nobody waits for one that is not there.
        lay(
            "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n",
            "/etc/resolv.conf",
        );
        lay(KNOWN, HOSTS);
    });
}

/// The site has a name.
pub(crate) fn remember() {
    lay();
    std::fs::write(HOSTS, KNOWN).unwrap();
}

/// Nobody has that name.
pub(crate) fn forget() {
    lay();
    std::fs::write(HOSTS, "").unwrap();
}
