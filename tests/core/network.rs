//! A company's network: a proxy that wants a sign-in, and an authority of its own.
//!
//! The system's proxy and the system's trust store are the environment of a process, so a journey that
//! needs its own runs in a process of its own: the same test, started once more.

use std::sync::Arc;

use connect_core::{
    ConnectionState, Distrust, Outcome, Phase, ProxyForm, ProxyPassword, RemotePath,
};
use support::{
    AUTHORITY, Authority, Certified, Desk, DeskPlan, FROM_THE_PROXY, REDIRECT_URI, Script,
    Tinyproxy, in_the_company, outcome_of,
};

const PASSWORD: &str = "opensesame";

/// Runs `journey` in a process whose trust store holds the company's authority and nothing else. `name` is
/// the test's own, with its module.
fn where_the_company_is_trusted(
    name: &str,
    proxy: Option<&Tinyproxy>,
    journey: impl AsyncFnOnce(Arc<Authority>),
) {
    let proxy = proxy.map(Tinyproxy::address);
    if let Some(authority) = in_the_company(name, proxy.as_deref()).inside() {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(journey(authority));
    }
}

async fn desk(authority: Arc<Authority>, certified: Certified) -> Desk {
    let desk = Desk::with(DeskPlan {
        door: Some((authority, certified)),
        ..DeskPlan::default()
    })
    .await;
    desk.until_disconnected().await;
    desk
}

fn form(address: &str, username: &str, password: Option<&str>) -> ProxyForm {
    ProxyForm {
        address: address.into(),
        username: username.into(),
        password: password.map(|password| ProxyPassword::new(password.into())),
    }
}

/// Lists, uploads, downloads.
async fn work_with_files(desk: &Desk) {
    desk.put_remote("/plan.txt", b"the plan");
    assert_eq!(desk.names("/").await, ["plan.txt"]);
    let local = desk.local_file("letter.txt", b"a letter");
    let sent = desk.app.upload("up", local, RemotePath::root()).unwrap();
    desk.until_phase(&sent, Phase::Done).await;
    let target = desk.download_to("plan.txt");
    let plan = RemotePath::parse("/plan.txt").unwrap();
    let fetched = desk.app.download("down", plan, target.clone()).unwrap();
    desk.until_phase(&fetched, Phase::Done).await;
    assert_eq!(std::fs::read(target).unwrap(), b"the plan");
    assert_eq!(
        std::fs::read(desk.remote_file("/letter.txt")).unwrap(),
        b"a letter"
    );
}

/// Whoever came to the site without the proxy. The person's browser has settings of its own.
fn past_the_proxy(desk: &Desk) -> Vec<String> {
    let callers = desk.door.as_ref().unwrap().callers();
    assert!(callers.iter().any(|caller| caller.from == FROM_THE_PROXY));
    callers
        .into_iter()
        .filter(|caller| caller.from != FROM_THE_PROXY)
        .map(|caller| caller.first_line)
        .filter(|line| !line.contains(" /oauth2/authorize/"))
        .collect()
}

async fn problem_of(desk: &Desk) -> connect_core::Problem {
    let address = desk.door.as_ref().unwrap().url();
    let check = desk.app.check_site(&address).await.unwrap();
    check.problem.expect("a problem")
}

/// B13, B45: one way out for everything, the token exchange included; a proxy that wants a sign-in is a
/// state of its own, and its password outlives a restart.
#[test]
fn connecting_and_moving_files_go_through_a_proxy_that_wants_a_sign_in() {
    let name = "network::connecting_and_moving_files_go_through_a_proxy_that_wants_a_sign_in";
    where_the_company_is_trusted(name, None, async |authority| {
        let Some(proxy) = Tinyproxy::start(Some(("maya", PASSWORD))) else {
            return;
        };
        let mut desk = desk(authority, Certified::Well).await;
        let address = proxy.address();
        desk.app.save_proxy(form(&address, "", None)).await.unwrap();
        desk.app.connect().await.unwrap();
        assert_eq!(desk.until_refused().await.outcome, Outcome::ProxySignIn);
        let wrong = form(&address, "maya", Some("guess"));
        desk.app.save_proxy(wrong).await.unwrap();
        // This proxy answers a wrong password like any other refusal.
        assert_eq!(problem_of(&desk).await.outcome, Outcome::ProxyFailed);
        assert_eq!(desk.token_calls(), 0, "nothing reached the site");

        let right = form(&address, "maya", Some(PASSWORD));
        assert!(desk.app.save_proxy(right).await.unwrap().has_password);
        desk.connect().await;
        work_with_files(&desk).await;
        let file = std::fs::read_to_string(desk.data_dir().join("proxy.json")).unwrap();
        assert!(file.contains("maya") && !file.contains(PASSWORD), "{file}");

        desk.app.save_proxy(form(&address, "", None)).await.unwrap();
        assert_eq!(outcome_of(desk.list("/").await), Outcome::ProxySignIn);
        let said = desk.until("a banner", |snapshot| match &snapshot.connection {
            ConnectionState::Connected { problem, .. } => problem.clone(),
            _ => None,
        });
        assert_eq!(said.await.outcome, Outcome::ProxySignIn);
        let right = form(&address, "maya", Some(PASSWORD));
        desk.app.save_proxy(right).await.unwrap();
        desk.until("online again", |snapshot| match &snapshot.connection {
            ConnectionState::Connected {
                offline: false,
                problem: None,
                ..
            } => Some(()),
            _ => None,
        })
        .await;

        desk.restart().await;
        desk.until_connected().await;
        assert_eq!(desk.names("/").await, ["letter.txt", "plan.txt"]);
        desk.app.disconnect().await.unwrap();
        assert_eq!(desk.revocations(), 1);
        assert_eq!(past_the_proxy(&desk), [""; 0]);
        let port = desk.door.as_ref().unwrap().port();
        let log = proxy.log();
        assert!(log.contains(&format!("CONNECT 127.0.0.1:{port}")), "{log}");
        assert!(!log.contains("oauth2"), "the proxy sees no address inside");
    });
}

/// B45: the proxy that the system names is used by itself, and its sign-in needs no address.
#[test]
fn the_systems_own_proxy_is_used_and_can_be_signed_in_to() {
    let name = "network::the_systems_own_proxy_is_used_and_can_be_signed_in_to";
    let proxy = match std::env::var(AUTHORITY) {
        // In the second process the first one's proxy is the environment's.
        Ok(_) => None,
        Err(_) => match Tinyproxy::start(Some(("maya", PASSWORD))) {
            Some(proxy) => Some(proxy),
            None => return,
        },
    };
    where_the_company_is_trusted(name, proxy.as_ref(), async |authority| {
        let desk = desk(authority, Certified::Well).await;
        let system = desk.app.proxy().system.expect("the system's proxy");
        assert!(std::env::var("HTTPS_PROXY").unwrap().ends_with(&system));
        assert_eq!(problem_of(&desk).await.outcome, Outcome::ProxySignIn);
        let sign_in = form("", "maya", Some(PASSWORD));
        desk.app.save_proxy(sign_in).await.unwrap();
        desk.connect().await;
        work_with_files(&desk).await;
        assert_eq!(past_the_proxy(&desk), [""; 0]);
    });
}

/// B46, C30: an authority in the system's store is enough, for connecting and for files.
#[test]
fn a_companys_own_certificate_is_good_when_the_system_trusts_it() {
    let name = "network::a_companys_own_certificate_is_good_when_the_system_trusts_it";
    where_the_company_is_trusted(name, None, async |authority| {
        let desk = desk(authority, Certified::Well).await;
        desk.connect().await;
        work_with_files(&desk).await;
        let stranger = Arc::new(Authority::new());
        let other = self::desk(stranger, Certified::Well).await;
        assert_eq!(
            problem_of(&other).await.distrust,
            Some(Distrust::UnknownIssuer)
        );
    });
}

/// B46: a certificate that is not good says why, and which site it is about.
#[test]
fn a_certificate_that_is_not_good_says_why() {
    let name = "network::a_certificate_that_is_not_good_says_why";
    where_the_company_is_trusted(name, None, async |authority| {
        for (certified, reason) in [
            (Certified::Ended, Distrust::Expired),
            (Certified::NotBegun, Distrust::NotYetValid),
            (Certified::Elsewhere, Distrust::OtherName),
        ] {
            let desk = desk(Arc::clone(&authority), certified).await;
            let problem = problem_of(&desk).await;
            assert_eq!(problem.outcome, Outcome::Insecure, "{certified:?}");
            assert_eq!(problem.distrust, Some(reason), "{certified:?}");
            let host = desk.door.as_ref().unwrap().url().replace("https://", "");
            assert_eq!(problem.site, Some(host));
            assert_eq!(desk.door.as_ref().unwrap().callers(), []);
        }
    });
}

/// B46, C30: with a certificate that nobody vouches for, connecting ends, nothing was sent, and there is no
/// way to go on anyway.
#[tokio::test]
async fn an_unknown_certificate_gets_no_code_and_no_secret() {
    let desk = desk(Arc::new(Authority::new()), Certified::Well).await;
    desk.browser.follow(Script::Leave);
    desk.app.connect().await.unwrap();
    desk.browser.visit(0).await;
    let state = desk
        .browser
        .last_address()
        .query_pairs()
        .find(|(name, _)| name == "state")
        .unwrap()
        .1
        .into_owned();
    let answer = format!("{REDIRECT_URI}?code=a-code-of-this-test&state={state}");
    desk.app.receive_redirection(&answer);
    let problem = desk.until_refused().await;
    assert_eq!(problem.outcome, Outcome::Insecure);
    assert!(problem.distrust.is_some());
    assert_eq!(desk.door.as_ref().unwrap().callers(), []);
    assert_eq!(desk.sandbox.ledger().exchanges().len(), 0);
    let address = desk.door.as_ref().unwrap().url();
    let check = desk.app.check_site(&address).await.unwrap();
    assert!(!check.may_keep, "nothing invites to go on");
}

/// B45: a proxy that is gone is not "offline", and an old one can be forgotten.
#[tokio::test]
async fn a_proxy_that_is_gone_is_named_and_can_be_forgotten() {
    let desk = desk(Arc::new(Authority::new()), Certified::Well).await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let gone = free.local_addr().unwrap().to_string();
    drop(free);
    let entered = form(&gone, "maya", Some(PASSWORD));
    let state = desk.app.save_proxy(entered).await.unwrap();
    assert_eq!(
        (state.address.as_str(), state.has_password),
        (gone.as_str(), true)
    );
    assert_eq!(problem_of(&desk).await.outcome, Outcome::ProxyFailed);
    let forgotten = desk.app.save_proxy(form("", "", None)).await.unwrap();
    assert!(forgotten.address.is_empty() && !forgotten.has_password);
    assert_eq!(desk.vault.secret("proxy/password"), None);
    assert!(!desk.data_dir().join("proxy.json").exists());
    assert_eq!(
        problem_of(&desk).await.outcome,
        Outcome::Insecure,
        "it is asked itself"
    );
}

#[tokio::test]
async fn a_proxys_password_is_never_told_to_another_proxy_or_name() {
    let desk = Desk::new().await;
    let save = async |address: &str, username: &str| {
        let saved = desk.app.save_proxy(form(address, username, None)).await;
        saved.unwrap().has_password
    };
    for (address, username, kept) in [
        ("127.0.0.1:3128", "maya", true),
        ("127.0.0.1:3129", "maya", false),
        ("127.0.0.1:3128", "jonas", false),
        ("", "maya", false),
    ] {
        let entered = form("127.0.0.1:3128", "maya", Some(PASSWORD));
        desk.app.save_proxy(entered).await.unwrap();
        assert_eq!(save(address, username).await, kept, "{address} {username}");
        let secret = desk.vault.secret("proxy/password");
        assert_eq!(secret.is_some(), kept, "{address} {username}");
    }
    let bad = desk.app.save_proxy(form("proxy", "", None)).await;
    assert_eq!(outcome_of(bad), Outcome::ProxyAddressInvalid);
}
