//! Our side: the app without a window, started as the app starts, doing one thing and ending.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use connect_core::{
    App, ClientSecret, ConnectionState, Fact, LinkOwner, LocalDisk, Observer, Options, Phase,
    Ports, Proof, ProvidedSite, RemotePath, Rung, SystemClock, Transfer, TransferLimits, Url,
    UserAgent, UserAgentError, What,
};
use serde_json::json;
use support::{Desktop, FileVault};
use tokio::sync::watch;

use super::{commits, control};

const REDIRECT_URI: &str = "com.smartfile.connect:/oauth2/callback";
/// As many as ask at once when the token is refused.
const CALLERS: usize = 100;

/// Does what the words say, in this home, at this site. One line of JSON says what only this side can tell.
pub(crate) fn run(home: &Path, site: &str, words: &[String]) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let client = Client::start(home, site);
        if let Some(parallel) = words.get(1) {
            let limits = TransferLimits {
                parallel: parallel.parse().unwrap(),
                ..TransferLimits::default()
            };
            client.app.limit_transfers(limits).await.unwrap();
        }
        match words[0].as_str() {
            "connect" => client.connect().await,
            "upload" => client.upload(&words[2..]).await,
            "download" => client.download(&words[2], Path::new(&words[3])).await,
            "renew" => client.renew(site).await,
            "promise" => client.promise(home, &words[2..]).await,
            other => panic!("{other}?"),
        }
        client.app.stop().await;
    });
}

/// What has become of the transfers.
#[derive(Clone, Copy, Debug, Default)]
struct Ends {
    begun: usize,
    proven: usize,
    last_begun: Option<Instant>,
}

/// Hears what the app says, and stops everything at a transfer that does not arrive.
#[derive(Debug)]
struct Ear(watch::Sender<Ends>);

impl Observer for Ear {
    fn notify(&self, fact: Fact) {
        match fact.what {
            What::ConnectionChanged(_) => self.0.send_modify(|_| {}),
            What::TransferChanged(transfer) => self.0.send_modify(|seen| seen.hear(&transfer)),
            _ => {}
        }
    }
}

impl Ends {
    fn hear(&mut self, transfer: &Transfer) {
        match transfer.phase {
            Phase::Preparing => {
                self.begun += 1;
                self.last_begun = Some(Instant::now());
            }
            Phase::Done => {
                assert!(
                    matches!(transfer.proof, Some(Proof::Fingerprint(_))),
                    "{transfer:?}"
                );
                self.proven += 1;
            }
            Phase::Failed | Phase::NeedsYou | Phase::Cancelled => panic!("{transfer:?}"),
            _ => {}
        }
    }
}

/// Allows at once: no page is opened, and nobody is asked.
#[derive(Debug, Default)]
struct Allowing(OnceLock<App>);

impl UserAgent for Allowing {
    fn open(&self, url: &Url) -> Result<(), UserAgentError> {
        let state = url
            .query_pairs()
            .find(|(name, _)| name == "state")
            .unwrap()
            .1;
        self.0
            .get()
            .unwrap()
            .receive_redirection(&format!("{REDIRECT_URI}?code=code&state={state}"));
        Ok(())
    }
}

struct Client {
    app: App,
    seen: watch::Receiver<Ends>,
}

impl Client {
    fn start(home: &Path, site: &str) -> Self {
        for folder in ["data", "vault"] {
            std::fs::create_dir_all(home.join(folder)).unwrap();
        }
        let (tell, seen) = watch::channel(Ends::default());
        let agent = Arc::new(Allowing::default());
        let ports = Ports::new(
            Arc::clone(&agent) as _,
            Arc::new(FileVault::new(&home.join("vault"))),
            Arc::new(SystemClock),
            Arc::new(Ear(tell)),
            Arc::new(LocalDisk),
        )
        .with_link_handler(Arc::new(Desktop(LinkOwner::Ours)));
        let options = Options {
            data_dir: home.join("data"),
            user_agent_name: "Connect SmartFile/bench".into(),
            redirect_uri: REDIRECT_URI.into(),
            loopback_ports: vec![0],
            provided_site: Some(ProvidedSite {
                address: site.to_owned(),
                client_id: "bench".to_owned(),
                client_secret: ClientSecret::new("bench".to_owned()),
                rungs: vec![Rung::Redirect],
            }),
        };
        let app = App::start(ports, options).unwrap();
        assert!(agent.0.set(app.clone()).is_ok());
        Self { app, seen }
    }

    async fn until(&self, look: impl FnMut(&Ends) -> bool) -> Ends {
        *self.seen.clone().wait_for(look).await.unwrap()
    }

    /// Resolves when the app's connection looks like this.
    async fn until_it_is(&self, look: fn(&ConnectionState) -> bool) {
        self.until(|_| look(&self.app.snapshot().connection)).await;
    }

    async fn connected(&self) {
        self.until_it_is(|state| matches!(state, ConnectionState::Connected { .. }))
            .await;
    }

    async fn connect(&self) {
        // What is remembered comes first: nothing.
        self.until_it_is(|state| matches!(state, ConnectionState::Disconnected { .. }))
            .await;
        self.app.connect().await.unwrap();
        self.connected().await;
        self.app.confirm_account().await.unwrap();
    }

    async fn upload(&self, what: &[String]) {
        self.connected().await;
        let begun = Instant::now();
        let files = files(what);
        for file in &files {
            self.send(file);
        }
        self.until(|seen| seen.proven == files.len()).await;
        println!(
            "{}",
            json!({"wall_ms": begun.elapsed().as_secs_f64() * 1e3})
        );
    }

    fn send(&self, file: &Path) {
        let request = file.to_string_lossy();
        self.app
            .upload(&request, file.to_owned(), RemotePath::root())
            .unwrap();
    }

    async fn download(&self, path: &str, target: &Path) {
        self.connected().await;
        let path = RemotePath::parse(path).unwrap();
        self.app
            .download("download", path, target.to_owned())
            .unwrap();
        self.until(|seen| seen.proven == 1).await;
    }

    /// The token is refused from now on, and many ask at the same moment.
    async fn renew(&self, site: &str) {
        self.connected().await;
        let ask = || {
            let app = self.app.clone();
            tokio::spawn(async move { app.info(&RemotePath::root()).await.unwrap() })
        };
        ask().await.unwrap();
        control::tell(site, "expire", 0);
        let before = control::tally(site)["grants"].as_u64().unwrap();
        let asked: Vec<_> = (0..CALLERS).map(|_| ask()).collect();
        for one in asked {
            one.await.unwrap();
        }
        let grants = control::tally(site)["grants"].as_u64().unwrap();
        println!("{}", json!({"renewals": grants - before}));
    }

    /// One file after the other: from the call to the fact that it has its turn, which comes when its row is on the
    /// disk for good. In turn with it, a bare commit of the same strength.
    async fn promise(&self, home: &Path, what: &[String]) {
        self.connected().await;
        let bare = commits::Bare::open(home);
        let (mut ours, mut peer) = (Vec::new(), Vec::new());
        for (number, file) in files(what).iter().enumerate() {
            if number % 2 == 0 {
                peer.push(bare.commit());
            }
            let begun = Instant::now();
            self.send(file);
            let ends = self.until(|seen| seen.begun > number).await;
            ours.push((ends.last_begun.unwrap() - begun).as_secs_f64() * 1e6);
            if number % 2 == 1 {
                peer.push(bare.commit());
            }
            // Nothing else is being written when the next one begins.
            self.until(|seen| seen.proven > number).await;
        }
        println!("{}", json!({"promise_us": ours, "commit_us": peer}));
    }
}

/// The files that are named, and those in the folders that are.
fn files(what: &[String]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in what.iter().map(PathBuf::from) {
        if path.is_dir() {
            files.extend(
                std::fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else {
            files.push(path);
        }
    }
    files
}
