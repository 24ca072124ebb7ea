//! Each step with a world made for it. The whole app, on a practice server, is in `tests/core/check.rs`.
#![allow(clippy::unwrap_used)] // tests

use std::path::Path;
use std::sync::Mutex;
use std::time::Instant;

use async_trait::async_trait;
use jiff::Timestamp;
use smartfile::{ErrorKind, Probe, Route};
use tokio::io::AsyncRead;

use super::network::Network;
use super::*;
use crate::disk::{LocalDisk, Stat, Temporary};
use crate::ports::{LinkOwner, UserAgent, UserAgentError, Vault};
use crate::vault::memory::MemoryVault;
use crate::vault::sealed::SealedFile;
use crate::vault::{SecretBytes, VaultError};

/// Time that stands still, or in which every limit has passed at once.
#[derive(Debug)]
struct Limits {
    pass: bool,
}

#[async_trait]
impl Clock for Limits {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wall(&self) -> Timestamp {
        Timestamp::now()
    }

    async fn sleep(&self, _: std::time::Duration) {
        if !self.pass {
            std::future::pending::<()>().await;
        }
    }
}

/// A network that answers what the test put there; nothing for one that never answers.
struct Scripted {
    route: Route,
    resolves: Option<bool>,
    outcome: Option<Result<(), ErrorKind>>,
    asked: Mutex<Vec<String>>,
}

impl Default for Scripted {
    fn default() -> Self {
        Self {
            route: Route::Direct,
            resolves: Some(true),
            outcome: Some(Ok(())),
            asked: Mutex::default(),
        }
    }
}

#[async_trait]
impl Network for Scripted {
    fn route(&self, _: &Http, _: &Server) -> Route {
        self.route.clone()
    }

    async fn resolve(&self, host: &str, port: u16) -> std::io::Result<()> {
        self.asked.lock().unwrap().push(format!("{host} {port}"));
        match self.resolves {
            Some(true) => Ok(()),
            Some(false) => Err(std::io::ErrorKind::NotFound.into()),
            None => std::future::pending().await,
        }
    }

    async fn probe(&self, _: &Http, server: &Server) -> Probe {
        self.asked.lock().unwrap().push(server.host());
        let Some(outcome) = self.outcome.clone() else {
            return std::future::pending().await;
        };
        Probe {
            outcome: outcome.map_err(|kind| smartfile::Error::new("ping", kind)),
            date: Some(std::time::SystemTime::now()),
            distrust: None,
        }
    }
}

struct NoBrowser;

impl UserAgent for NoBrowser {
    fn open(&self, _: &url::Url) -> Result<(), UserAgentError> {
        Err(UserAgentError::new("none here"))
    }
}

struct Nobody;

impl crate::ports::Observer for Nobody {
    fn notify(&self, _: crate::fact::Fact) {}
}

/// A store that does one thing wrong.
struct Wrong(VaultError);

impl Vault for Wrong {
    fn read(&self, _: &str) -> Result<Option<SecretBytes>, VaultError> {
        Ok((self.0 == VaultError::Damaged).then(|| SecretBytes::new("something else")))
    }

    fn write(&self, _: &str, _: &SecretBytes) -> Result<(), VaultError> {
        match self.0 {
            VaultError::Damaged => Ok(()),
            error => Err(error),
        }
    }

    fn erase(&self, _: &str) -> Result<(), VaultError> {
        Ok(())
    }
}

struct Owner(LinkOwner);

impl AppLinks for Owner {
    fn owner(&self) -> LinkOwner {
        self.0.clone()
    }
}

/// A disk that does not take a file, or has so much room.
struct Disk(Result<u64, std::io::ErrorKind>);

#[async_trait]
impl Vfs for Disk {
    async fn stat(&self, path: &Path) -> std::io::Result<Stat> {
        LocalDisk.stat(path).await
    }

    async fn open(&self, path: &Path) -> std::io::Result<Box<dyn AsyncRead + Send + Unpin>> {
        LocalDisk.open(path).await
    }

    async fn create_temporary(&self, target: &Path) -> std::io::Result<Box<dyn Temporary>> {
        match self.0 {
            Ok(_) => LocalDisk.create_temporary(target).await,
            Err(kind) => Err(kind.into()),
        }
    }

    async fn create_part(&self, part: &Path) -> std::io::Result<Box<dyn Temporary>> {
        LocalDisk.create_part(part).await
    }

    async fn reopen_part(&self, part: &Path, length: u64) -> std::io::Result<Box<dyn Temporary>> {
        LocalDisk.reopen_part(part, length).await
    }

    async fn remove(&self, path: &Path) -> std::io::Result<()> {
        LocalDisk.remove(path).await
    }

    async fn free_space(&self, _: &Path) -> std::io::Result<u64> {
        self.0.map_err(Into::into)
    }
}

struct Bench {
    network: Arc<Scripted>,
    vault: Arc<dyn Vault>,
    owner: LinkOwner,
    disk: Result<u64, std::io::ErrorKind>,
    limits_pass: bool,
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        Self {
            network: Arc::default(),
            vault: Arc::new(MemoryVault::new()),
            owner: LinkOwner::Ours,
            disk: Ok(212_000_000_000),
            limits_pass: false,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn network(mut self, network: Scripted) -> Self {
        self.network = Arc::new(network);
        self
    }

    fn checkups(&self) -> Checkups {
        let clock: Arc<dyn Clock> = Arc::new(Limits {
            pass: self.limits_pass,
        });
        let mut ports = Ports::new(
            Arc::new(NoBrowser),
            Arc::clone(&self.vault),
            Arc::clone(&clock),
            Arc::new(Nobody),
            Arc::new(Disk(self.disk)),
        )
        .with_link_handler(Arc::new(Owner(self.owner.clone())));
        ports.network = self.network.clone();
        let folder = self.folder.path().to_owned();
        let sealed = SealedFile::new(&folder, ports.work);
        let keeping = Arc::new(Keeping::new(Arc::clone(&self.vault), sealed, clock));
        let http = Http::new("test").unwrap();
        Checkups::new(&ports, &keeping, &http, "Connect SmartFile/9.9", folder)
    }

    async fn run(&self, site: Option<&str>) -> Checkup {
        let server = site.map(|site| Server::parse(site).unwrap());
        self.checkups().run(server, &|_| {}).await
    }

    async fn found(&self, step: Step) -> Found {
        let checkup = self.run(Some("files.acme.test")).await;
        of(&checkup, step).found
    }
}

fn of(checkup: &Checkup, step: Step) -> Finding {
    checkup
        .findings
        .iter()
        .find(|finding| finding.step == step)
        .unwrap()
        .clone()
}

#[tokio::test]
async fn a_good_day_is_fine_in_every_step_and_each_begins_before_it_ends() {
    let bench = Bench::new();
    let told = Mutex::new(Vec::new());
    let server = Server::parse("files.acme.test").unwrap();
    let checkup = bench
        .checkups()
        .run(Some(server), &|finding| told.lock().unwrap().push(finding))
        .await;
    let steps: Vec<Step> = checkup.findings.iter().map(|f| f.step).collect();
    assert_eq!(steps, Step::ALL);
    for finding in &checkup.findings {
        assert_eq!(finding.found.standing(), Standing::Fine, "{finding:?}");
    }
    let told = told.into_inner().unwrap();
    for step in Step::ALL {
        let of_it: Vec<Found> = told
            .iter()
            .filter(|finding| finding.step == step)
            .map(|finding| finding.found)
            .collect();
        assert_eq!(
            of_it,
            [Found::Running, of(&checkup, step).found],
            "{step:?}"
        );
    }
    assert_eq!(
        *bench.network.asked.lock().unwrap(),
        ["files.acme.test 443", "files.acme.test"]
    );
    assert!(!checkup.stopped);
}

#[tokio::test]
async fn a_name_nobody_knows_is_the_one_thing_said_about_the_way() {
    for (resolves, found) in [(Some(false), Found::NameUnknown), (None, Found::NameSlow)] {
        let mut bench = Bench::new().network(Scripted {
            resolves,
            ..Scripted::default()
        });
        bench.limits_pass = resolves.is_none();
        let checkup = bench.run(Some("files.acme.test")).await;
        assert_eq!(of(&checkup, Step::Name).found, found);
        assert_eq!(
            of(&checkup, Step::Name).host.as_deref(),
            Some("files.acme.test")
        );
        assert_eq!(of(&checkup, Step::Proxy).found, Found::ProxyNone);
        for step in [Step::Portal, Step::Site, Step::Certificate, Step::Clock] {
            assert_eq!(of(&checkup, step).found, Found::SkippedFirst);
        }
        let asked = bench.network.asked.lock().unwrap();
        assert_eq!(asked.len(), 1, "no request is sent");
    }
}

/// B45: with a proxy it is the proxy's name that must be known; company networks often know no other.
#[tokio::test]
async fn behind_a_proxy_the_proxys_name_is_looked_up() {
    let proxied = |resolves| {
        Bench::new().network(Scripted {
            route: Route::Proxy {
                host: "proxy.acme.test".into(),
                port: 3128,
            },
            resolves,
            ..Scripted::default()
        })
    };
    let bench = proxied(Some(true));
    let checkup = bench.run(Some("files.acme.test")).await;
    assert_eq!(of(&checkup, Step::Name).found, Found::NameByProxy);
    assert_eq!(of(&checkup, Step::Proxy).found, Found::ProxyUsed);
    assert_eq!(
        bench.network.asked.lock().unwrap()[0],
        "proxy.acme.test 3128"
    );
    let checkup = proxied(Some(false)).run(Some("files.acme.test")).await;
    assert_eq!(of(&checkup, Step::Name).found, Found::NameUnknown);
    assert_eq!(of(&checkup, Step::Proxy).found, Found::ProxyUnreachable);
}

#[tokio::test]
async fn a_site_that_never_answers_ends_with_its_limit() {
    let mut bench = Bench::new().network(Scripted {
        outcome: None,
        ..Scripted::default()
    });
    bench.limits_pass = true;
    assert_eq!(bench.found(Step::Site).await, Found::SiteSilent);
    assert_eq!(bench.found(Step::Clock).await, Found::SkippedFirst);
}

/// B47: a page where data is due is the network's, and what lies behind it stays open.
#[tokio::test]
async fn a_page_in_the_way_is_broken_and_the_site_waits() {
    let bench = Bench::new().network(Scripted {
        outcome: Some(Err(ErrorKind::Page { status: 200 })),
        ..Scripted::default()
    });
    assert_eq!(bench.found(Step::Portal).await, Found::PortalPage);
    assert_eq!(bench.found(Step::Site).await, Found::SkippedFirst);
}

#[tokio::test]
async fn without_an_address_only_this_computer_is_looked_at() {
    let bench = Bench::new();
    let checkup = bench.run(None).await;
    for finding in &checkup.findings {
        let here = matches!(finding.step, Step::Vault | Step::Link | Step::Disk);
        let standing = finding.found.standing();
        assert_eq!(standing == Standing::Fine, here, "{finding:?}");
        assert!(here || finding.found == Found::SkippedNoSite);
    }
    assert!(bench.network.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn each_trouble_of_the_password_store_is_its_own_finding() {
    for (error, found) in [
        (VaultError::Unavailable, Found::VaultUnavailable),
        (VaultError::Locked, Found::VaultLocked),
        (VaultError::Refused, Found::VaultRefused),
        (VaultError::Full, Found::VaultFull),
        (VaultError::TooLarge, Found::VaultTooLarge),
        (VaultError::Damaged, Found::VaultDamaged),
    ] {
        let mut bench = Bench::new();
        bench.vault = Arc::new(Wrong(error));
        assert_eq!(bench.found(Step::Vault).await, found);
    }
}

#[tokio::test]
async fn the_probe_entry_of_the_password_store_is_gone_afterwards() {
    let vault = Arc::new(MemoryVault::new());
    vault.write("mine", &SecretBytes::new("kept")).unwrap();
    let mut bench = Bench::new();
    bench.vault = vault.clone();
    assert_eq!(bench.found(Step::Vault).await, Found::VaultWorks);
    assert_eq!(vault.keys(), ["mine"]);
}

#[tokio::test]
async fn whose_the_links_are_is_told() {
    for (owner, found) in [
        (LinkOwner::Ours, Found::LinkOurs),
        (LinkOwner::Other("Another".into()), Found::LinkOther),
        (LinkOwner::Nobody, Found::LinkNobody),
        (LinkOwner::Unknown, Found::SkippedUnknown),
    ] {
        let mut bench = Bench::new();
        bench.owner = owner;
        assert_eq!(bench.found(Step::Link).await, found);
    }
}

#[tokio::test]
async fn a_disk_without_room_is_told_from_one_that_cannot_be_written() {
    for (disk, found) in [
        (Ok(212_000_000_000), Found::DiskRoom),
        (Ok(300_000_000), Found::DiskLow),
        (Err(std::io::ErrorKind::StorageFull), Found::DiskFull),
        (
            Err(std::io::ErrorKind::PermissionDenied),
            Found::DiskUnwritable,
        ),
    ] {
        let mut bench = Bench::new();
        bench.disk = disk;
        assert_eq!(bench.found(Step::Disk).await, found);
        let left = std::fs::read_dir(bench.folder.path()).unwrap().count();
        assert_eq!(left, 0, "no probe file stays");
    }
}

#[tokio::test]
async fn a_stopped_check_ends_at_once_and_keeps_what_it_has() {
    let bench = Bench::new().network(Scripted {
        outcome: None,
        ..Scripted::default()
    });
    let checkups = bench.checkups();
    let server = Server::parse("files.acme.test").unwrap();
    let checkup = checkups
        .run(Some(server), &|finding| {
            if finding.step == Step::Clock {
                checkups.stop();
            }
        })
        .await;
    assert!(checkup.stopped);
    assert_eq!(of(&checkup, Step::Name).found, Found::NameFound);
    assert_eq!(of(&checkup, Step::Site).found, Found::SkippedStopped);
    assert_eq!(checkup.findings.len(), Step::ALL.len());
}

#[tokio::test]
async fn a_newer_check_ends_the_older_one() {
    let bench = Bench::new().network(Scripted {
        outcome: None,
        ..Scripted::default()
    });
    let checkups = bench.checkups();
    let server = Server::parse("files.acme.test").unwrap();
    let (older, ()) = tokio::join!(checkups.run(Some(server), &|_| {}), async {
        checkups.run(None, &|_| {}).await;
    });
    assert!(older.stopped);
}

#[tokio::test]
async fn the_report_has_every_step_and_nothing_that_is_private() {
    let bench = Bench::new();
    let report = bench
        .run(Some("https://files.acme.test/some/page?next=private"))
        .await
        .report();
    for line in [
        "Program: Connect SmartFile/9.9",
        "Site: files.acme.test",
        "Name lookup: ok (name_found, files.acme.test)",
        "Captive portal: ok (portal_none)",
        "Proxy: ok (proxy_none)",
        "SmartFile: ok (site_answers, files.acme.test)",
        "Clock: ok (clock_right)",
        "Password store: ok (vault_works)",
        "Link handler: ok (link_ours)",
        "Disk: ok (disk_room, 212 GB free)",
    ] {
        assert!(report.contains(line), "{line} is not in\n{report}");
    }
    let folder = bench.folder.path().to_string_lossy().into_owned();
    for private in [folder.as_str(), "private", "some/page", "probe"] {
        assert!(!report.contains(private), "{private} is in\n{report}");
    }
}

#[test]
fn every_finding_has_a_name_of_its_own() {
    let codes: std::collections::HashSet<&str> =
        Found::ALL.iter().map(|found| found.code()).collect();
    assert_eq!(codes.len(), Found::ALL.len());
}
