//! The computer and the site of one run.

use std::net::{Ipv4Addr, SocketAddr};

use connect_core::{LinkOwner, Rung, VaultError};
use smartfile_sandbox::{Endpoint, Fault};
use support::{Chance, Desk, DeskPlan};
use tokio::net::{TcpListener, TcpStream};

use crate::weather::{Restart, Store, Token, Weather, Who};

/// What is in everybody's home.
pub(crate) const FILE: &str = "plan.txt";

/// A port that is taken, on both families, so that nothing is left of a list that names it alone.
#[derive(Debug)]
pub(crate) struct Taken {
    _sockets: Vec<TcpListener>,
    port: u16,
}

impl Taken {
    async fn any() -> Self {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = socket.local_addr().unwrap().port();
        let mut sockets = vec![socket];
        sockets.extend(TcpListener::bind(("::1", port)).await);
        Self {
            _sockets: sockets,
            port,
        }
    }
}

/// A desk whose computer leaves this rung as the best one.
pub(crate) async fn desk(rung: Rung, chance: &mut Chance) -> (Desk, Taken) {
    let taken = Taken::any().await;
    let links = match rung {
        Rung::Redirect => LinkOwner::Ours,
        _ => chance.one_of(&[
            LinkOwner::Nobody,
            LinkOwner::Unknown,
            LinkOwner::Other("Another".into()),
        ]),
    };
    let ports = match rung {
        Rung::Paste => vec![taken.port],
        _ => chance.one_of(&[vec![0], vec![taken.port, 0]]),
    };
    let desk = Desk::with(DeskPlan {
        return_by: Rung::Redirect,
        also: vec![Rung::Loopback, Rung::Paste],
        links,
        ports,
        ..DeskPlan::default()
    })
    .await;
    desk.put_remote(FILE, b"A plan");
    (desk, taken)
}

/// Lays out what goes wrong from the click on.
pub(crate) fn lay_out(desk: &Desk, weather: &Weather) {
    let faults = desk.sandbox.faults();
    match &weather.token {
        Token::Fair => {}
        Token::Fault(fault) => faults.next(Endpoint::Token, fault.clone()),
        Token::Hangs(_) => faults.next(Endpoint::Token, Fault::Hang),
    }
    match &weather.who {
        Who::Fair => {}
        Who::Fault(times, fault) => faults.times(Endpoint::WhoAmI, *times, fault.clone()),
        Who::Hangs(_) => faults.next(Endpoint::WhoAmI, Fault::Hang),
    }
    match weather.store {
        Store::Fair => {}
        Store::TakesNothing(error) => desk.vault.fail_writes(Some(error)),
        Store::Breaks(calls, error) => desk.vault.fail_after(calls, error),
        Store::TooSmall => desk.vault.limit(20),
        Store::Asks(_) => desk.vault.hold(),
    }
}

/// What has happened to the password store while the app was not there.
pub(crate) fn lay_out_restart(desk: &Desk, restart: Restart) {
    match restart {
        Restart::None | Restart::Fair => {}
        Restart::Late(reads) => desk.vault.fail_next(reads, VaultError::Unavailable),
        Restart::Fails(error) => desk.vault.fail(Some(error)),
        Restart::Damaged => desk.vault.damage("_token", &[0xff, 0xfe]),
        Restart::Erased => desk.vault.erase_by_hand("_token"),
        Restart::HalfErased => desk.vault.erase_by_hand("/access_token"),
    }
}

/// The addresses of this computer that a browser was told to come back to.
pub(crate) fn doors(desk: &Desk) -> Vec<SocketAddr> {
    let pages = desk.browser.addresses();
    let uris = pages.iter().filter_map(|page| {
        let mut pairs = page.query_pairs();
        pairs
            .find(|(key, _)| key == "redirect_uri")
            .map(|pair| pair.1.into_owned())
    });
    uris.filter_map(|uri| uri.strip_prefix("http://")?.split('/').next()?.parse().ok())
        .collect()
}

/// Whether nobody listens there.
pub(crate) async fn is_closed(door: SocketAddr) -> bool {
    TcpStream::connect(door).await.is_err()
}
