//! The loopback address the browser comes back to (RFC 8252 §7.3): open while a sign-in waits, closed with
//! its answer.
//!
//! Anything on this computer can knock, and any web page can make the browser knock. So nothing is believed
//! before the request is exactly a `GET` of our path at our own address, nothing a stranger does ends the
//! wait, and nothing of a request is ever sent back.

use std::collections::VecDeque;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::ports::Clock;

/// The path of every loopback redirect URI.
const PATH: &str = "/oauth2/callback";
/// Visitors at a time. One more, and the oldest has to go: crowding never keeps the browser out.
const VISITORS: usize = 16;
/// A browser's whole request: an address, and the headers and cookies it may add.
const LONGEST_HEAD: usize = 32 * 1024;
/// An address that is looked at. The redirection itself may be 8 KiB.
const LONGEST_TARGET: usize = 8 * 1024;
/// How long a visitor may take to say what it wants.
const HEAD_LIMIT: Duration = Duration::from_secs(10);
/// How long a visitor may take to hear the answer.
const REPLY_LIMIT: Duration = Duration::from_secs(5);
/// What is read and thrown away after an answer, so that it arrives before the connection ends.
const LONGEST_REST: usize = 256 * 1024;
/// Pause when the system has no connection left to give.
const BREATH: Duration = Duration::from_millis(50);

/// The only style of the page. Its hash stands in the policy, so that nothing else can style it.
const STYLE_HASH: &str = "sha256-kAe5scvZgf3m4IC63Y35JAND7zQE3+ThpXupaBb5ruw=";
const PAGE: &str = include_str!("listener/page.html");

/// Hears the whole redirection; says whether it was the one that is waited for.
pub(crate) type Answer = Arc<dyn Fn(&str) -> bool + Send + Sync>;

/// The redirect URI of a loopback port.
pub(crate) fn redirect_uri(address: SocketAddr) -> String {
    format!("http://{address}{PATH}")
}

/// The redirect URI that is registered for a port of this computer.
pub(crate) fn registered_uri(port: u16) -> String {
    redirect_uri((Ipv4Addr::LOCALHOST, port).into())
}

/// A bound loopback address. Dropping it closes it.
#[derive(Debug)]
pub(crate) struct Listener {
    socket: TcpListener,
    address: SocketAddr,
}

impl Listener {
    /// Takes the first free port of the list, on IPv4, else on IPv6 (RFC 8252 §7.3); never on an interface
    /// that another computer can reach. Port 0 stands for any. `None` when none of them is free.
    pub(crate) async fn open(ports: &[u16]) -> Option<Self> {
        let hosts = [
            IpAddr::from(Ipv4Addr::LOCALHOST),
            IpAddr::from(Ipv6Addr::LOCALHOST),
        ];
        for host in hosts {
            for port in ports {
                if let Ok(socket) = TcpListener::bind((host, *port)).await
                    && let Ok(address) = socket.local_addr()
                {
                    return Some(Self { socket, address });
                }
            }
        }
        None
    }

    /// Where it listens, as a redirect URI.
    pub(crate) fn redirect_uri(&self) -> String {
        redirect_uri(self.address)
    }

    /// Serves visitors until `closed`, or until `answer` has heard what it waits for; the port is free again
    /// before the good visitor is told. `gone` is dropped when it is free.
    pub(crate) async fn serve(
        self,
        clock: Arc<dyn Clock>,
        closed: CancellationToken,
        gone: DropGuard,
        answer: Answer,
    ) {
        let desk = Arc::new(Desk {
            address: self.address,
            clock,
            closed: closed.clone(),
            answer,
        });
        let mut visits = JoinSet::new();
        let mut present: VecDeque<AbortHandle> = VecDeque::new();
        loop {
            tokio::select! {
                biased;
                () = closed.cancelled() => break,
                Some(_) = visits.join_next() => present.retain(|visit| !visit.is_finished()),
                accepted = self.socket.accept() => match accepted {
                    Ok((stream, _)) => {
                        if present.len() >= VISITORS
                            && let Some(oldest) = present.pop_front()
                        {
                            oldest.abort();
                        }
                        present.push_back(visits.spawn(Arc::clone(&desk).receive(stream)));
                    }
                    Err(_) => tokio::time::sleep(BREATH).await,
                }
            }
        }
        drop(self.socket);
        drop(gone);
        // Whoever is being answered hears the end of it; whoever is still talking was let go.
        while visits.join_next().await.is_some() {}
    }
}

/// What a visitor is told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Reply {
    /// The answer that was waited for.
    Welcome,
    /// Our address, but not our sign-in: forged, repeated, or too late.
    Stranger,
    NotFound,
    NotOurs,
    OnlyGet,
    TooLong,
    Malformed,
}

/// What all visits share.
struct Desk {
    address: SocketAddr,
    clock: Arc<dyn Clock>,
    closed: CancellationToken,
    answer: Answer,
}

impl Desk {
    async fn receive(self: Arc<Self>, mut stream: TcpStream) {
        let mut head = Vec::new();
        let reply = tokio::select! {
            biased;
            () = self.closed.cancelled() => return,
            reply = self.hear(&mut stream, &mut head) => match reply {
                Some(reply) => reply,
                None => return,
            },
            () = self.clock.sleep(HEAD_LIMIT) => return,
        };
        if reply == Reply::Welcome {
            self.closed.cancel();
        }
        let bytes = reply.bytes();
        tokio::select! {
            biased;
            () = tell(&mut stream, &bytes) => {}
            () = self.clock.sleep(REPLY_LIMIT) => {}
        }
    }

    /// Reads one request and judges it. `None` when the visitor left.
    async fn hear(&self, stream: &mut TcpStream, head: &mut Vec<u8>) -> Option<Reply> {
        loop {
            if stream.read_buf(head).await.ok()? == 0 {
                return None;
            }
            if let Some(end) = head.windows(4).position(|four| four == b"\r\n\r\n") {
                return Some(self.judge(&head[..end]));
            }
            // Another method, another protocol, or a line that never ends: known before it is over.
            let start = &head[..head.len().min(4)];
            if !b"GET ".starts_with(start) {
                return Some(Reply::OnlyGet);
            }
            if head.len() > LONGEST_HEAD {
                return Some(Reply::TooLong);
            }
        }
    }

    /// The whole of what is understood of HTTP here (RFC 9112 §2, §3).
    fn judge(&self, head: &[u8]) -> Reply {
        let Ok(head) = std::str::from_utf8(head) else {
            return Reply::Malformed;
        };
        let mut lines = head.split("\r\n");
        let mut words = lines.next().unwrap_or_default().split(' ');
        let (Some(method), Some(target), Some(version), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Reply::Malformed;
        };
        if method != "GET" {
            return Reply::OnlyGet;
        }
        if !matches!(version, "HTTP/1.1" | "HTTP/1.0") {
            return Reply::Malformed;
        }
        let mut hosts = Vec::new();
        for line in lines {
            match line.split_once(':') {
                Some((name, value)) if !name.is_empty() && !name.contains([' ', '\t']) => {
                    if name.eq_ignore_ascii_case("host") {
                        hosts.push(value.trim_matches([' ', '\t']));
                    }
                }
                _ => return Reply::Malformed,
            }
        }
        // A name that was made to point here (DNS rebinding) is not our address.
        if hosts != [self.address.to_string()] {
            return Reply::NotOurs;
        }
        if target.len() > LONGEST_TARGET {
            return Reply::TooLong;
        }
        match target.strip_prefix(PATH) {
            Some(rest) if rest.is_empty() || rest.starts_with('?') => {}
            _ => return Reply::NotFound,
        }
        if (self.answer)(&format!("http://{}{target}", self.address)) {
            Reply::Welcome
        } else {
            Reply::Stranger
        }
    }
}

/// Says it, then reads what the visitor may still be saying: closing on unread bytes would take the answer back.
async fn tell(stream: &mut TcpStream, bytes: &[u8]) {
    if stream.write_all(bytes).await.is_err() || stream.shutdown().await.is_err() {
        return;
    }
    let mut scrap = [0; 4096];
    let mut rest = 0;
    while rest < LONGEST_REST {
        match stream.read(&mut scrap).await {
            Ok(0) | Err(_) => return,
            Ok(read) => rest += read,
        }
    }
}

impl Reply {
    fn status(self) -> &'static str {
        match self {
            Self::Welcome => "200 OK",
            Self::Stranger | Self::Malformed => "400 Bad Request",
            Self::NotFound => "404 Not Found",
            Self::NotOurs => "421 Misdirected Request",
            Self::OnlyGet => "405 Method Not Allowed",
            Self::TooLong => "414 URI Too Long",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Welcome => "You can close this tab",
            _ => "Nothing to see here",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Welcome => "You can close this tab and go back to Connect SmartFile.",
            _ => "This page does not belong to a sign-in that is under way. You can close it.",
        }
    }

    /// Status, headers and page. No script, nothing from elsewhere, nothing kept, nothing passed on
    /// (RFC 9700 §4.2.4, §4.3.1); no header lets another origin read it.
    fn bytes(self) -> Vec<u8> {
        let page = PAGE
            .replace("{title}", self.title())
            .replace("{text}", self.text());
        let allow = match self {
            Self::OnlyGet => "Allow: GET\r\n",
            _ => "",
        };
        format!(
            "HTTP/1.1 {}\r\n{allow}Content-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
             Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
             Content-Security-Policy: default-src 'none'; style-src '{STYLE_HASH}'; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'\r\nCross-Origin-Resource-Policy: same-origin\r\n\
             Connection: close\r\n\r\n{page}",
            self.status(),
            page.len(),
        )
        .into_bytes()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests

    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest as _, Sha256};

    use super::{PAGE, STYLE_HASH, registered_uri};

    /// C29: the policy allows the page's own style by its hash, and so no other.
    #[test]
    fn the_policy_knows_the_style_of_the_page() {
        let (_, rest) = PAGE.split_once("<style>").unwrap();
        let (style, rest) = rest.split_once("</style>").unwrap();
        let hash = STANDARD.encode(Sha256::digest(style));
        assert_eq!(STYLE_HASH, format!("sha256-{hash}"));
        assert!(!rest.contains("<style"));
    }

    /// C7: what is registered is an IP literal, as servers with free loopback ports ask for (RFC 8252 §7.3).
    #[test]
    fn the_registered_address_is_an_ip_literal() {
        assert_eq!(
            registered_uri(28671),
            "http://127.0.0.1:28671/oauth2/callback"
        );
    }
}
