//! The person's own browser (RFC 8252 §5: never a view of ours).

use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use url::{Host, Url};

use crate::ports::{UserAgent, UserAgentError};

/// How long an opener may take to say that it failed. One that is still running then has a
/// browser open: some of them stay for as long as it does.
const PATIENCE: Duration = Duration::from_secs(3);
const GLANCE: Duration = Duration::from_millis(20);

/// Opens addresses the way the desktop does.
#[derive(Debug)]
pub struct SystemBrowser;

impl UserAgent for SystemBrowser {
    fn open(&self, url: &Url) -> Result<(), UserAgentError> {
        if !is_a_web_address(url) {
            return Err(UserAgentError::new("not the address of a web page"));
        }
        for command in open::commands(url.as_str()) {
            match launch(command) {
                Ok(()) => return Ok(()),
                // The address carries the sign-in's state: it stays out of the log.
                Err(error) => tracing::info!(kind = ?error.kind(), "an opener did not work"),
            }
        }
        Err(UserAgentError::new("no opener worked"))
    }
}

/// Nothing but a web page is ever handed to the desktop: a `file:` or `smb:` address would open
/// whatever its kind is bound to.
fn is_a_web_address(url: &Url) -> bool {
    match url.scheme() {
        "https" => true,
        "http" => match url.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        },
        _ => false,
    }
}

/// Starts an opener of the desktop; an error when it says at once that it could not.
pub(crate) fn launch(mut command: Command) -> std::io::Result<()> {
    // What the program was started with is not the browser's to know.
    for (name, _) in std::env::vars_os() {
        if name
            .to_str()
            .is_some_and(|name| name.starts_with("CONNECT_SMARTFILE_"))
        {
            command.env_remove(name);
        }
    }
    let mut opener = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if let Some(status) = opener.try_wait()? {
            return if status.success() {
                Ok(())
            } else {
                Err(std::io::Error::other("the opener failed"))
            };
        }
        thread::sleep(GLANCE);
    }
    let_be(opener);
    Ok(())
}

/// Waits for the opener in the background, so that it does not stay behind as a dead process.
fn let_be(mut opener: Child) {
    thread::spawn(move || {
        let _ = opener.wait();
    });
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;

    /// T8: no file, share or program is opened.
    #[test]
    fn only_web_pages_are_handed_to_the_desktop() {
        for good in [
            "https://acme.smartfile.com/oauth2/authorize/",
            "http://127.0.0.1:8000/",
            "http://[::1]:8000/",
            "http://localhost:8000/",
        ] {
            assert!(is_a_web_address(&good.parse().unwrap()), "{good}");
        }
        for bad in [
            "http://acme.smartfile.com/",
            "file:///etc/passwd",
            "smb://host/share",
            "javascript:alert(1)",
            "com.smartfile.connect:/oauth2/callback",
        ] {
            assert!(!is_a_web_address(&bad.parse().unwrap()), "{bad}");
            assert!(SystemBrowser.open(&bad.parse().unwrap()).is_err(), "{bad}");
        }
    }

    /// B6: and said, instead of waiting.
    #[cfg(unix)]
    #[test]
    fn an_opener_that_fails_is_noticed() {
        assert!(launch(Command::new("false")).is_err());
        assert!(launch(Command::new("true")).is_ok());
        assert!(launch(Command::new("there-is-no-such-opener")).is_err());
    }
}
