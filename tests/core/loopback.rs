//! The loopback address: what may knock there, and who is let in.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use connect_core::{ConnectionState, Rung};
use support::{Desk, DeskPlan, Script, Visit};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A desk whose only registration comes back to a port of this computer.
async fn desk_on(ports: Vec<u16>) -> Desk {
    let desk = Desk::with(DeskPlan {
        return_by: Rung::Loopback,
        ports,
        ..DeskPlan::default()
    })
    .await;
    desk.until_disconnected().await;
    desk
}

/// The redirect URI of the page that was opened last, and its socket.
fn address(desk: &Desk) -> (String, SocketAddr) {
    let page = desk.browser.last_address();
    let (_, uri) = page
        .query_pairs()
        .find(|(key, _)| key == "redirect_uri")
        .expect("a redirect URI");
    let host = uri.strip_prefix("http://").unwrap();
    let host = host.strip_suffix("/oauth2/callback").unwrap();
    (uri.clone().into_owned(), host.parse().unwrap())
}

/// A sign-in that waits, and the answer that the browser is about to bring.
async fn waiting(desk: &Desk) -> (SocketAddr, String) {
    desk.browser.follow(Script::AllowAndHold);
    desk.app.connect().await.unwrap();
    let Visit::Redirection(real) = desk.browser.visit(0).await else {
        panic!("no redirection");
    };
    let (uri, address) = address(desk);
    assert!(real.starts_with(&uri));
    (address, real)
}

/// Everything the listener says to these bytes; empty if it says nothing and leaves.
async fn say(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // A visitor that is turned away may find the door closed while it is still talking.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

fn get(address: SocketAddr, target: &str) -> String {
    format!("GET {target} HTTP/1.1\r\nHost: {address}\r\n\r\n")
}

/// Path and query of an address.
fn target(uri: &str) -> &str {
    &uri[uri.find("/oauth2").unwrap()..]
}

async fn is_closed(address: SocketAddr) -> bool {
    TcpStream::connect(address).await.is_err()
}

/// B8, C28, C29: the page after a sign-in, byte by byte: shown by every browser, kept by none, with no
/// script, nothing from elsewhere, nothing of the request, and leading nowhere.
#[tokio::test]
async fn the_browser_comes_back_to_this_computer_and_its_page_says_what_to_do() {
    let desk = desk_on(vec![0]).await;
    let (address, real) = waiting(&desk).await;
    let answer = say(address, get(address, target(&real)).as_bytes()).await;
    assert_eq!(desk.until_connected().await.username, "maya");
    assert!(is_closed(address).await, "it is closed with its answer");
    let (head, page) = answer.split_once("\r\n\r\n").unwrap();
    let mut lines: Vec<&str> = head.split("\r\n").collect();
    assert_eq!(lines.remove(0), "HTTP/1.1 200 OK");
    let length = format!("Content-Length: {}", page.len());
    for header in [
        "Content-Type: text/html; charset=utf-8",
        "Cache-Control: no-store",
        "Referrer-Policy: no-referrer",
        "X-Content-Type-Options: nosniff",
        "Connection: close",
        &length,
    ] {
        assert!(lines.contains(&header), "{header} is not in {head}");
    }
    assert!(head.contains("\r\nContent-Security-Policy: default-src 'none'; style-src 'sha256-"));
    let forbidden_heads = ["location", "set-cookie", "access-control", "refresh"];
    let low = head.to_ascii_lowercase();
    assert!(
        !forbidden_heads.iter().any(|word| low.contains(word)),
        "{head}"
    );
    assert!(page.contains("You can close this tab and go back to Connect SmartFile."));
    let low = page.to_ascii_lowercase();
    for forbidden in [
        "<script", "http", "src=", "href=", "url(", "code=", "state=",
    ] {
        assert!(!low.contains(forbidden), "{forbidden} is in {page}");
    }
    let (_, query) = real.split_once('?').unwrap();
    for pair in query.split('&') {
        let value = pair.split_once('=').unwrap().1;
        assert!(
            !answer.contains(value),
            "something of the request came back"
        );
    }
}

/// C8: the redirect URI of the token request is that of the authorization request, byte for byte, with
/// the port that was free.
#[tokio::test]
async fn the_exchange_names_the_address_that_was_listened_on() {
    let desk = desk_on(vec![0]).await;
    desk.connect().await;
    let (uri, _) = address(&desk);
    let exchange = desk.sandbox.ledger().to("/oauth2/token").remove(0);
    let body = String::from_utf8(exchange.body.to_vec()).unwrap();
    let form = connect_core::Url::parse(&format!("http://form/?{body}")).unwrap();
    let sent = form.query_pairs().find(|(key, _)| key == "redirect_uri");
    assert_eq!(sent.unwrap().1, uri);
    let arrivals = desk.browser.arrivals();
    assert_eq!(arrivals.len(), 1);
    assert_eq!(arrivals[0].status, 200);
}

/// B9, T19: 100 connections of garbage, 20 that never finish their sentence, and every wrong kind of
/// request: none is believed, none ends the wait, and the good redirection still wins.
#[tokio::test]
async fn nothing_a_stranger_sends_keeps_the_browser_out() {
    let desk = desk_on(vec![0]).await;
    let (address, real) = waiting(&desk).await;
    let good = target(&real);
    let (path, query) = good.split_once('?').unwrap();
    let port = address.port();

    for number in 0..100_u32 {
        let byte = u8::try_from(number % 256).unwrap();
        let garbage: Vec<u8> = (0..=(number * 7) % 500)
            .map(|at| byte.wrapping_mul(31).wrapping_add(at.to_le_bytes()[0]))
            .chain(*b"\r\n\r\n")
            .collect();
        let answer = say(address, &garbage).await;
        assert!(
            answer.is_empty() || !answer.contains(" 200 "),
            "{garbage:?}"
        );
    }
    let mut open = Vec::new();
    for number in 0..20 {
        let mut half = TcpStream::connect(address).await.unwrap();
        let start = &b"GET /oauth2/callback?code=x HTTP/1.1\r\nHost: "[..number * 2];
        half.write_all(start).await.unwrap();
        open.push(half);
    }

    let other_state = format!("{path}?code=abcdefgh&state=forged-by-a-page");
    let long = format!("{path}?code={}", "x".repeat(64 * 1024));
    let host = |name: &str| format!("GET {good} HTTP/1.1\r\nHost: {name}\r\n\r\n");
    let cases = [
        (get(address, "/favicon.ico"), "404"),
        (get(address, "/"), "404"),
        (get(address, &format!("/oauth2/callback2?{query}")), "404"),
        (get(address, &format!("//oauth2/callback?{query}")), "404"),
        (get(address, &format!("/exit?{query}")), "404"),
        (get(address, &format!("http://{address}{good}")), "404"),
        (get(address, &other_state), "400"),
        (get(address, path), "400"),
        (get(address, &format!("{path}?error=access_denied")), "400"),
        (get(address, &format!("{good}&code=another")), "400"),
        (get(address, &long), "414"),
        (
            format!("HEAD {good} HTTP/1.1\r\nHost: {address}\r\n\r\n"),
            "405",
        ),
        (
            format!("POST {good} HTTP/1.1\r\nHost: {address}\r\n\r\n"),
            "405",
        ),
        (
            format!("OPTIONS {good} HTTP/1.1\r\nHost: {address}\r\n\r\n"),
            "405",
        ),
        (
            format!("GET {good} HTTP/2.0\r\nHost: {address}\r\n\r\n"),
            "400",
        ),
        (format!("GET {good}\r\nHost: {address}\r\n\r\n"), "400"),
        (format!("GET {good} HTTP/1.1\r\n\r\n"), "421"),
        (
            format!("GET {good} HTTP/1.1\r\nHost: {address}\r\nHost: {address}\r\n\r\n"),
            "421",
        ),
        (host("rebound.example"), "421"),
        (host(&format!("rebound.example:{port}")), "421"),
        (host(&format!("localhost:{port}")), "421"),
        (host("127.0.0.1"), "421"),
        (host(&format!("127.0.0.1:{port}.evil.example")), "421"),
        (host(&format!("[::1]:{port}")), "421"),
    ];
    for (request, status) in &cases {
        let answer = say(address, request.as_bytes()).await;
        let expected = format!("HTTP/1.1 {status} ");
        assert!(
            answer.starts_with(&expected),
            "{request:.120}: {answer:.60}"
        );
        assert!(!answer.to_ascii_lowercase().contains("access-control"));
    }
    assert_eq!(desk.state_name(), "AwaitingResponse");
    assert_eq!(desk.token_calls(), 0);
    drop(open);

    let answer = say(address, get(address, good).as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer:.60}");
    desk.until_connected().await;
    assert_eq!(desk.token_calls(), 1);
}

/// B9: crowding does not help either: of 64 silent visitors the oldest have to go, and whoever says
/// nothing for 10 s has to go too.
#[tokio::test]
async fn silent_visitors_make_room_and_are_sent_away() {
    let desk = desk_on(vec![0]).await;
    let (address, real) = waiting(&desk).await;
    let mut silent = Vec::new();
    for _ in 0..64 {
        silent.push(TcpStream::connect(address).await.unwrap());
    }
    // The first of them has had to make room.
    let mut byte = [0; 1];
    assert!(matches!(silent[0].read(&mut byte).await, Ok(0) | Err(_)));
    assert!(desk.clock.until_asleep_for(Duration::from_secs(10)).await);
    desk.clock.advance(Duration::from_secs(10));
    for stream in &mut silent {
        let ended = tokio::time::timeout(support::PATIENCE, stream.read(&mut byte)).await;
        assert!(matches!(ended, Ok(Ok(0) | Err(_))), "it was sent away");
    }
    let answer = say(address, get(address, target(&real)).as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer:.60}");
    desk.until_connected().await;
}

/// B9: an answer that arrives one byte at a time is an answer.
#[tokio::test]
async fn a_slow_browser_is_heard_to_its_end() {
    let desk = desk_on(vec![0]).await;
    let (address, real) = waiting(&desk).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    for byte in get(address, target(&real)).as_bytes() {
        stream.write_all(std::slice::from_ref(byte)).await.unwrap();
        tokio::task::yield_now().await;
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer:.60}");
    desk.until_connected().await;
}

/// The listening sockets of this computer with this port: their local addresses as the kernel writes them.
#[cfg(target_os = "linux")]
fn listening(port: u16) -> Vec<String> {
    const LISTEN: &str = "0A";
    let mut found = Vec::new();
    for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
        let text = std::fs::read_to_string(table).unwrap_or_default();
        for line in text.lines().skip(1) {
            let words: Vec<&str> = line.split_whitespace().collect();
            if words[3] == LISTEN && words[1].ends_with(&format!(":{port:04X}")) {
                found.push(words[1].to_owned());
            }
        }
    }
    found
}

/// C6: the kernel's own list of sockets: nothing listens before a sign-in or after it, and during it
/// exactly one socket does, on 127.0.0.1 alone, which no other address of this computer reaches.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn nothing_listens_before_or_after_and_only_this_computer_is_heard() {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let desk = desk_on(vec![port]).await;
    assert_eq!(listening(port), Vec::<String>::new());

    desk.browser.follow(Script::AllowAndHold);
    desk.app.connect().await.unwrap();
    let Visit::Redirection(real) = desk.browser.visit(0).await else {
        panic!("no redirection");
    };
    // 127.0.0.1, as the kernel writes it on a little-endian machine.
    let local = format!("{:08X}", u32::from_ne_bytes([127, 0, 0, 1]));
    assert_eq!(listening(port), [format!("{local}:{port:04X}")]);
    let elsewhere = SocketAddr::from(([127, 0, 0, 2], port));
    assert!(is_closed(elsewhere).await, "another address is not served");

    let here = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    say(here, get(here, target(&real)).as_bytes()).await;
    desk.until_connected().await;
    assert_eq!(listening(port), Vec::<String>::new());
}

/// B10: the first port of the list is busy: the second one is named in the request and listened on.
#[tokio::test]
async fn a_busy_port_gives_way_to_the_next() {
    let busy = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let taken = busy.local_addr().unwrap().port();
    let desk = desk_on(vec![taken, 0]).await;
    desk.connect().await;
    let (_, address) = address(&desk);
    assert!(address.ip().is_loopback());
    assert_ne!(address.port(), taken);
}

/// B10, C6: where every port of the list is taken on IPv4, IPv6 is tried, with its own address in the request.
#[tokio::test]
async fn a_port_that_is_free_on_ipv6_alone_is_used_there() {
    let busy = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = busy.local_addr().unwrap().port();
    if TcpListener::bind(("::1", port)).await.is_err() {
        // This computer has no IPv6: then the code page is what is left.
        let desk = desk_on(vec![port]).await;
        desk.browser.follow(Script::Leave);
        desk.app.connect().await.unwrap();
        assert_eq!(desk.until_waiting().await.0, Rung::Paste);
        return;
    }
    let desk = desk_on(vec![port]).await;
    desk.connect().await;
    assert_eq!(
        address(&desk).0,
        format!("http://[::1]:{port}/oauth2/callback")
    );
}

/// C6: cancelling closes the port at once, and the next attempt has the same one.
#[tokio::test]
async fn a_cancelled_sign_in_gives_its_port_back() {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let desk = desk_on(vec![port, 0]).await;
    desk.browser.follow(Script::Leave);
    for number in 0..5 {
        desk.app.connect().await.unwrap();
        desk.browser.visit(number * 2).await;
        // Asked while waiting, it starts anew, and has the port all the same.
        desk.app.connect().await.unwrap();
        desk.browser.visit(number * 2 + 1).await;
        assert_eq!(address(&desk).1.port(), port);
        desk.app.cancel_connect().await;
        assert_eq!(desk.state_name(), "Disconnected");
    }
    desk.browser.follow(Script::Allow);
    desk.connect().await;
    assert_eq!(address(&desk).1.port(), port);
}

/// B7: *Deny* comes back through the loopback address too, and ends the attempt.
#[tokio::test]
async fn a_person_who_denies_is_heard() {
    let desk = desk_on(vec![0]).await;
    desk.browser.follow(Script::Deny);
    desk.app.connect().await.unwrap();
    let problem = desk.until_refused().await;
    assert_eq!(problem.outcome, connect_core::Outcome::AuthorizationDenied);
    desk.browser.visit(0).await;
    assert_eq!(desk.browser.arrivals()[0].status, 200);
    assert!(is_closed(address(&desk).1).await);
}

/// C11: a browser that asks twice finds the door closed: one token call.
#[tokio::test]
async fn an_answer_that_comes_twice_is_taken_once() {
    let desk = desk_on(vec![0]).await;
    desk.browser.follow(Script::ReturnTwice);
    desk.app.connect().await.unwrap();
    desk.until_connected().await;
    desk.browser.visit(0).await;
    assert_eq!(desk.token_calls(), 1);
    assert!(matches!(desk.state(), ConnectionState::Connected { .. }));
}
