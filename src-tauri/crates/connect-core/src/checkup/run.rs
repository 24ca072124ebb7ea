//! Looks at one thing after the other: the way to the site in its order, this computer beside it.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use smartfile::{Route, Server};
use tokio_util::sync::CancellationToken;

use super::judge::{Asked, proxy_finding, room};
use super::{Checkup, Checkups, Finding, Found, Step};
use crate::guarded::Guarded;
use crate::ports::LinkOwner;
use crate::vault::{SecretBytes, VaultError, key};

/// How long looking up a name may take.
const NAME_LIMIT: Duration = Duration::from_secs(5);
/// How long the site may take to answer.
const SITE_LIMIT: Duration = Duration::from_secs(10);
/// How long the password store may take; one that asks the person something takes longer.
const VAULT_LIMIT: Duration = Duration::from_secs(9);
/// How long the desktop may take to say whose our links are.
const LINK_LIMIT: Duration = Duration::from_secs(6);
/// How long writing one small file may take.
const DISK_LIMIT: Duration = Duration::from_secs(7);

/// What was found so far, told as it comes.
struct Progress<'a> {
    told: Guarded<Vec<Finding>>,
    on_finding: &'a (dyn Fn(Finding) + Send + Sync),
}

impl Progress<'_> {
    fn tell(&self, finding: Finding) {
        {
            let mut told = self.told.lock();
            told.retain(|known| known.step != finding.step);
            told.push(finding.clone());
        }
        (self.on_finding)(finding);
    }

    fn begin(&self, step: Step) {
        self.tell(Finding::new(step, Found::Running));
    }

    fn skip(&self, steps: &[Step], why: Found) {
        for step in steps {
            self.tell(Finding::new(*step, why));
        }
    }

    /// Every step in its order; one that has not come to its end was stopped.
    fn ended(self) -> Vec<Finding> {
        for step in Step::ALL {
            let ended = self
                .told
                .lock()
                .iter()
                .any(|known| known.step == step && known.found != Found::Running);
            if !ended {
                self.tell(Finding::new(step, Found::SkippedStopped));
            }
        }
        let mut findings = self.told.lock().clone();
        findings.sort_by_key(|finding| finding.step);
        findings
    }
}

impl Checkups {
    pub(super) async fn look(
        &self,
        server: Option<Server>,
        stop: &CancellationToken,
        on_finding: &(dyn Fn(Finding) + Send + Sync),
    ) -> Checkup {
        let at = self.clock.wall();
        let progress = Progress {
            told: Guarded::default(),
            on_finding,
        };
        let everything = async {
            tokio::join!(
                self.way(server.as_ref(), &progress),
                self.vault(&progress),
                self.link(&progress),
                self.disk(&progress),
            );
        };
        let stopped = tokio::select! {
            biased;
            () = stop.cancelled() => true,
            () = everything => false,
        };
        Checkup {
            findings: progress.ended(),
            host: server.map(|server| server.host()),
            at,
            stopped,
            program: self.program.clone(),
        }
    }

    /// Name, then one request that shows the rest.
    async fn way(&self, server: Option<&Server>, progress: &Progress<'_>) {
        let Some(server) = server else {
            let steps = [Step::Name, Step::Portal, Step::Proxy];
            progress.skip(&steps, Found::SkippedNoSite);
            let steps = [Step::Site, Step::Certificate, Step::Clock];
            return progress.skip(&steps, Found::SkippedNoSite);
        };
        progress.begin(Step::Name);
        let route = self.network.route(&self.http, server);
        let named = self.name(server, &route).await;
        let lost =
            named.found != Found::NameLocal && named.found.standing() != super::Standing::Fine;
        progress.tell(named);
        if lost {
            let proxy = match route {
                Route::Local => Found::ProxyLocal,
                Route::Direct => Found::ProxyNone,
                Route::Proxy { .. } => Found::ProxyUnreachable,
            };
            progress.tell(proxy_finding(&route, proxy));
            let steps = [Step::Portal, Step::Site, Step::Certificate, Step::Clock];
            return progress.skip(&steps, Found::SkippedFirst);
        }
        for step in [
            Step::Portal,
            Step::Proxy,
            Step::Site,
            Step::Certificate,
            Step::Clock,
        ] {
            progress.begin(step);
        }
        let begun = self.clock.now();
        let probe = self
            .within(SITE_LIMIT, self.network.probe(&self.http, server))
            .await;
        let asked = Asked {
            route: &route,
            host: &server.host(),
            probe: probe.as_ref(),
            took: self.clock.now().saturating_duration_since(begun),
            wall: self.clock.wall(),
        };
        for finding in asked.judged() {
            progress.tell(finding);
        }
    }

    /// Whether whoever is spoken with first has a name that is known: the proxy, where there is one, looks up the site's itself.
    async fn name(&self, server: &Server, route: &Route) -> Finding {
        let origin = server.origin();
        let (host, port, found) = match route {
            Route::Local => return Finding::new(Step::Name, Found::NameLocal),
            Route::Direct => (
                origin.host_str().unwrap_or_default(),
                origin.port_or_known_default().unwrap_or(443),
                Found::NameFound,
            ),
            Route::Proxy { host, port } => (host.as_str(), *port, Found::NameByProxy),
        };
        // An IPv6 address stands in brackets in a URL and nowhere else.
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let resolved = self
            .within(NAME_LIMIT, self.network.resolve(bare, port))
            .await;
        let found = match resolved {
            Some(Ok(())) => found,
            Some(Err(_)) => Found::NameUnknown,
            None => Found::NameSlow,
        };
        Finding::new(Step::Name, found).about(host)
    }

    /// Writes, reads back and erases an entry of our own. All of it happens in one piece of work, so that
    /// the entry is gone in the end even if nobody waits for it any more.
    async fn vault(&self, progress: &Progress<'_>) {
        progress.begin(Step::Vault);
        let tried = self.within(
            VAULT_LIMIT,
            self.keeping.probe(
                key::PROBE.to_owned(),
                SecretBytes::new("a probe: may be erased"),
            ),
        );
        let found = match tried.await {
            Some(Ok(())) => Found::VaultWorks,
            // A call that hangs is a store asking the person something.
            None | Some(Err(VaultError::Locked)) => Found::VaultLocked,
            // The last four are the sealed file's, and the probe goes to the password store.
            Some(Err(
                VaultError::Unavailable
                | VaultError::PassphraseNeeded
                | VaultError::PassphraseWrong
                | VaultError::SealedDamaged
                | VaultError::SealedFailed,
            )) => Found::VaultUnavailable,
            Some(Err(VaultError::Refused)) => Found::VaultRefused,
            Some(Err(VaultError::Full)) => Found::VaultFull,
            Some(Err(VaultError::TooLarge)) => Found::VaultTooLarge,
            Some(Err(VaultError::Damaged)) => Found::VaultDamaged,
        };
        progress.tell(Finding::new(Step::Vault, found));
    }

    async fn link(&self, progress: &Progress<'_>) {
        progress.begin(Step::Link);
        let link_handler = Arc::clone(&self.link_handler);
        let owner = tokio::task::spawn_blocking(move || link_handler.owner());
        let found = match self.within(LINK_LIMIT, owner).await {
            Some(Ok(LinkOwner::Ours)) => Found::LinkOurs,
            Some(Ok(LinkOwner::Other(_))) => Found::LinkOther,
            Some(Ok(LinkOwner::Nobody)) => Found::LinkNobody,
            Some(Ok(LinkOwner::Unknown) | Err(_)) | None => Found::SkippedUnknown,
        };
        progress.tell(Finding::new(Step::Link, found));
    }

    async fn disk(&self, progress: &Progress<'_>) {
        progress.begin(Step::Disk);
        let finding = match self.within(DISK_LIMIT, self.write_and_measure()).await {
            Some(Ok(bytes)) => room(bytes),
            Some(Err(error)) => Finding::new(
                Step::Disk,
                match error.kind() {
                    io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Found::DiskFull,
                    _ => Found::DiskUnwritable,
                },
            ),
            None => Finding::new(Step::Disk, Found::DiskUnwritable),
        };
        progress.tell(finding);
    }

    /// The free bytes, after a file could be written; it is never kept.
    async fn write_and_measure(&self) -> io::Result<u64> {
        let target = self.data_dir.join("probe");
        let mut file = self.vfs.create_temporary(&target).await?;
        file.write(b"a probe").await?;
        file.clear().await?;
        drop(file);
        self.vfs.free_space(&self.data_dir).await
    }

    /// `None` when the limit passes first.
    async fn within<T>(&self, limit: Duration, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            done = work => Some(done),
            () = self.clock.sleep(limit) => None,
        }
    }
}
