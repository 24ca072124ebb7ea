//! One request looked at closely: what each kind of weather on the way shows.

use std::time::{Duration, SystemTime};

use smartfile::{Distrust, ErrorKind, Route, Server, probe};
use smartfile_sandbox::{Endpoint, Fault};

use crate::practice::Practice;

#[tokio::test]
async fn a_site_that_answers_tells_the_time_and_is_asked_once_without_credentials() {
    let practice = Practice::start().await;
    let seen = probe(&practice.http, &practice.server).await;
    assert!(seen.outcome.is_ok(), "{seen:?}");
    let date = seen.date.expect("a Date header");
    let off = SystemTime::now().duration_since(date).unwrap_or_default();
    assert!(off < Duration::from_mins(1), "{off:?}");
    assert_eq!(seen.distrust, None);
    let asked = practice.sandbox.ledger().exchanges();
    assert_eq!(asked.len(), 1);
    assert_eq!(practice.sandbox.ledger().count("GET", "/api/2/ping/"), 1);
    assert_eq!(Route::to(&practice.server), Route::Local);
}

/// B47: a web page or a redirect where data is due is seen for what it is.
#[tokio::test]
async fn a_page_a_redirect_and_a_site_that_moved_are_told_apart() {
    let practice = Practice::start().await;
    for (fault, kind) in [
        (Fault::Html, ErrorKind::Page { status: 200 }),
        (
            Fault::Redirect("https://wifi.hotel.test/login".into()),
            ErrorKind::Moved {
                host: "wifi.hotel.test".into(),
            },
        ),
        (
            Fault::Redirect("https://acme.files.com/".into()),
            ErrorKind::Moved {
                host: "acme.files.com".into(),
            },
        ),
        (Fault::Redirect("/ftp/login".into()), ErrorKind::Redirected),
        (Fault::Status(500), ErrorKind::Server { status: 500 }),
    ] {
        practice.sandbox.faults().next(Endpoint::Ping, fault);
        let seen = probe(&practice.http, &practice.server).await;
        assert_eq!(seen.outcome.unwrap_err().kind(), &kind);
        assert!(seen.distrust.is_none());
    }
}

/// B46: a server that cannot prove who it is gets a reason of its own.
#[tokio::test]
async fn a_server_without_tls_is_distrusted_and_one_that_is_gone_is_not() {
    let practice = Practice::impatient().await;
    let address = practice.sandbox.url().replace("http://", "https://");
    let server = Server::parse(&address).unwrap();
    let seen = probe(&practice.http, &server).await;
    assert_eq!(seen.outcome.unwrap_err().kind(), &ErrorKind::Insecure);
    assert_eq!(seen.distrust, Some(Distrust::Other));
    assert_eq!(seen.date, None);

    practice.sandbox.faults().next(Endpoint::Ping, Fault::Hang);
    let seen = probe(&practice.http, &practice.server).await;
    assert_eq!(seen.outcome.unwrap_err().kind(), &ErrorKind::TimedOut);
    practice.sandbox.stop().await;
    let seen = probe(&practice.http, &practice.server).await;
    assert_eq!(seen.outcome.unwrap_err().kind(), &ErrorKind::Offline);
    assert_eq!((seen.distrust, seen.date), (None, None));
}
