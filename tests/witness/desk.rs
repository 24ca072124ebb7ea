//! The app without a window, its site this server, its person at this server's pages.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use connect_core::{
    Account, App, ClientSecret, ConnectionState, LinkOwner, LocalDisk, Options, Ports, Problem,
    ProvidedSite, RemotePath, Rung, Snapshot, UserAgent, UserAgentError, Vault,
};
use smartfile::{AccessToken, Client, RefreshToken, TokenSet};
use smartfile_sandbox::Secret;
use support::{Chronicle, Desktop, Facts, FlakyVault, Logs, ManualClock, PATIENCE, SecretsWatch};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::sync::watch;
use url::Url;

use crate::browser::{self, Choice};
use crate::registration::{BY_LINK, Registration};
use crate::server::Witness;

/// What happens between the person's click and the app.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Way {
    /// The answer goes back as it is.
    Straight(Choice),
    /// The code is another one.
    OtherCode,
    /// The state is another one.
    OtherState,
    /// Allowed, and only kept for the test: the browser cannot hand it over.
    Kept,
}

/// The system's browser.
pub(crate) struct Browser {
    handle: Handle,
    witness: &'static Witness,
    way: Mutex<Way>,
    app: Mutex<Option<App>>,
    opened: Mutex<usize>,
    /// The redirection that has arrived last.
    came_back: watch::Sender<Option<String>>,
}

impl Browser {
    /// How the next pages come back; what came back before is forgotten.
    pub(crate) fn go(&self, way: Way) {
        *self.way.lock().unwrap() = way;
        self.came_back.send_replace(None);
    }

    pub(crate) fn opened(&self) -> usize {
        *self.opened.lock().unwrap()
    }

    /// The redirection, when it has arrived where it led.
    pub(crate) async fn came_back(&self) -> Url {
        let mut changes = self.came_back.subscribe();
        let waiting = changes.wait_for(Option::is_some);
        let uri = tokio::time::timeout(PATIENCE, waiting).await.unwrap();
        Url::parse(uri.unwrap().as_deref().unwrap()).unwrap()
    }
}

impl UserAgent for Browser {
    fn open(&self, url: &Url) -> Result<(), UserAgentError> {
        *self.opened.lock().unwrap() += 1;
        let (witness, url) = (self.witness, url.clone());
        let way = *self.way.lock().unwrap();
        let app = self.app.lock().unwrap().clone().unwrap();
        let came_back = self.came_back.clone();
        self.handle.spawn(async move {
            let choice = match way {
                Way::Straight(choice) => choice,
                Way::OtherCode | Way::OtherState | Way::Kept => Choice::Allow,
            };
            let mut uri = browser::visit(witness, &url, choice).await.redirection();
            if way == Way::OtherCode {
                uri = uri.replace("code=", "code=x");
            }
            if way == Way::OtherState {
                uri = uri.replace("state=", "state=x");
            }
            if way != Way::Kept {
                deliver(&app, &uri, way != Way::OtherState).await;
            }
            came_back.send_replace(Some(uri));
        });
        Ok(())
    }
}

/// Hands a redirection to whom its address leads to; a loopback address shows a page that says whether it was
/// the one that was waited for.
pub(crate) async fn deliver(app: &App, uri: &str, is_welcome: bool) {
    if !uri.starts_with("http:") {
        return app.receive_redirection(uri);
    }
    let page = browser::client().get(uri).send().await.unwrap();
    let status = if is_welcome { 200 } else { 400 };
    assert_eq!(page.status().as_u16(), status);
}

/// What the app knows of the site and of this computer.
#[derive(Clone)]
pub(crate) struct Plan {
    /// The client it acts as: the registered one, or an impostor.
    pub(crate) client: Client,
    /// The ways back that the site allows.
    pub(crate) rungs: Vec<Rung>,
    /// Whose the app's own addresses are.
    pub(crate) links: LinkOwner,
    /// Where the app finds the site, if not right at its address.
    pub(crate) address: Option<String>,
    /// The password store, where it is not to be [`Desk::vault`].
    pub(crate) vault: Option<Arc<dyn Vault>>,
}

impl Plan {
    /// The registered client, by link.
    pub(crate) fn of(registration: &Registration) -> Self {
        Self {
            client: registration.client.clone(),
            rungs: vec![Rung::Redirect],
            links: LinkOwner::Ours,
            address: None,
            vault: None,
        }
    }
}

/// The app and its surroundings. Dropping it looks for secrets in logs and files.
pub(crate) struct Desk {
    pub(crate) registration: Registration,
    pub(crate) app: App,
    pub(crate) browser: Arc<Browser>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) vault: Arc<FlakyVault>,
    facts: Arc<Facts>,
    plan: Plan,
    home: tempfile::TempDir,
    logs: Logs,
    secrets: Mutex<Vec<Secret>>,
}

impl Desk {
    /// Nobody is connected; the app's own addresses come back to it.
    pub(crate) fn at(registration: Registration) -> Self {
        let plan = Plan::of(&registration);
        Self::with(registration, plan)
    }

    pub(crate) fn with(registration: Registration, plan: Plan) -> Self {
        let home = tempfile::tempdir().unwrap();
        let facts = Arc::new(Facts::new(Chronicle::default()));
        let browser = Arc::new(Browser {
            handle: Handle::current(),
            witness: registration.witness,
            way: Mutex::new(Way::Straight(Choice::Allow)),
            app: Mutex::default(),
            opened: Mutex::default(),
            came_back: watch::Sender::new(None),
        });
        let logs = Logs::listen();
        let clock = Arc::new(ManualClock::default());
        let vault = Arc::new(FlakyVault::new(Chronicle::default()));
        let ports = ports(&browser, &vault, &clock, &facts, &plan);
        let options = options(&registration, &plan, home.path().join("data"));
        let app = App::start(ports, options).unwrap();
        *browser.app.lock().unwrap() = Some(app.clone());
        Self {
            registration,
            app,
            browser,
            clock,
            vault,
            facts,
            plan,
            home,
            logs,
            secrets: Mutex::default(),
        }
    }

    /// Quits the app and starts it again.
    pub(crate) async fn restart(&mut self) {
        self.app.stop().await;
        self.facts = Arc::new(Facts::new(Chronicle::default()));
        let ports = ports(
            &self.browser,
            &self.vault,
            &self.clock,
            &self.facts,
            &self.plan,
        );
        let data = self.data_dir();
        self.app = App::start(ports, options(&self.registration, &self.plan, data)).unwrap();
        *self.browser.app.lock().unwrap() = Some(self.app.clone());
    }

    /// A second copy of the app, with the same vault and folder. It must be stopped by hand.
    pub(crate) fn copy(&self) -> App {
        let facts = Arc::new(Facts::new(Chronicle::default()));
        let ports = ports(&self.browser, &self.vault, &self.clock, &facts, &self.plan);
        let data = self.data_dir();
        App::start(ports, options(&self.registration, &self.plan, data)).unwrap()
    }

    /// Connects and confirms.
    pub(crate) async fn connect(&self) -> Account {
        self.until_disconnected().await;
        self.app.connect().await.unwrap();
        let account = self.until_connected().await;
        self.app.confirm_account().await.unwrap();
        account
    }

    /// The tokens in the vault at this moment.
    pub(crate) fn tokens(&self) -> TokenSet {
        let secret = |kind: &'static str| {
            let value = self.vault.secret(&format!("/{kind}")).unwrap();
            let secret = Secret {
                kind,
                value: value.clone(),
            };
            self.secrets.lock().unwrap().push(secret);
            value
        };
        TokenSet {
            access_token: AccessToken::new(secret("access_token")),
            refresh_token: Some(RefreshToken::new(secret("refresh_token"))),
            expires_in: None,
            scope: None,
        }
    }

    /// Where the app keeps its own files.
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// What the app announced since its last start.
    pub(crate) fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The names in the root folder.
    pub(crate) async fn names(&self) -> Result<Vec<String>, connect_core::Error> {
        let names = Mutex::new(Vec::new());
        let on_page = |page: connect_core::Page| {
            let new = page.entries.into_iter().map(|entry| entry.name);
            names.lock().unwrap().extend(new);
        };
        self.app.list(&RemotePath::root(), &on_page).await?;
        Ok(names.into_inner().unwrap())
    }

    pub(crate) async fn until_disconnected(&self) -> Option<Problem> {
        self.until("Disconnected", |state| match state {
            ConnectionState::Disconnected { problem, .. } => Some(problem.clone()),
            _ => None,
        })
        .await
    }

    pub(crate) async fn until_refused(&self) -> Problem {
        self.until("Disconnected with a problem", |state| match state {
            ConnectionState::Disconnected { problem, .. } => problem.clone(),
            _ => None,
        })
        .await
    }

    pub(crate) async fn until_connected(&self) -> Account {
        self.until("Connected", |state| match state {
            ConnectionState::Connected { account, .. } => Some(account.clone()),
            _ => None,
        })
        .await
    }

    pub(crate) async fn until_ended(&self) -> (Account, Problem) {
        self.until("ReauthorizationRequired", |state| match state {
            ConnectionState::ReauthorizationRequired { account, problem } => {
                Some((account.clone(), problem.clone()))
            }
            _ => None,
        })
        .await
    }

    /// Resolves when nobody listens at this port of the computer.
    pub(crate) async fn until_closed(&self, port: u16) {
        let waiting = async {
            while TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.unwrap();
    }

    async fn until<T>(&self, what: &str, look: impl Fn(&ConnectionState) -> Option<T>) -> T {
        let mut changes = self.facts.changes();
        let waiting = async {
            loop {
                changes.borrow_and_update();
                let Snapshot { connection, .. } = self.app.snapshot();
                if let Some(found) = look(&connection) {
                    return found;
                }
                changes.changed().await.unwrap();
            }
        };
        tokio::time::timeout(PATIENCE, waiting)
            .await
            .unwrap_or_else(|_| panic!("it never came to {what}: {:#?}", self.app.snapshot()))
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let mut secrets = std::mem::take(&mut *self.secrets.lock().unwrap());
        secrets.push(Secret {
            kind: "client_secret",
            value: self.plan.client.secret.expose().to_owned(),
        });
        SecretsWatch::for_secrets(secrets)
            .text("the log", &self.logs.text())
            .text("debug output", &format!("{:#?}", self.facts.all()))
            .folder(self.home.path())
            .assert_clean();
    }
}

fn ports(
    browser: &Arc<Browser>,
    vault: &Arc<FlakyVault>,
    clock: &Arc<ManualClock>,
    facts: &Arc<Facts>,
    plan: &Plan,
) -> Ports {
    let own = || Arc::clone(vault) as Arc<dyn Vault>;
    Ports::new(
        Arc::clone(browser) as _,
        plan.vault.clone().unwrap_or_else(own),
        Arc::clone(clock) as _,
        Arc::clone(facts) as _,
        Arc::new(LocalDisk),
    )
    .with_link_handler(Arc::new(Desktop(plan.links.clone())))
}

fn options(registration: &Registration, plan: &Plan, data_dir: PathBuf) -> Options {
    Options {
        data_dir,
        user_agent_name: "Connect SmartFile/test".into(),
        redirect_uri: BY_LINK.into(),
        // Any that is free: the server allows it.
        loopback_ports: vec![0],
        provided_site: Some(ProvidedSite {
            address: plan
                .address
                .clone()
                .unwrap_or_else(|| registration.witness.address.clone()),
            client_id: plan.client.id.clone(),
            client_secret: ClientSecret::new(plan.client.secret.expose().to_owned()),
            rungs: plan.rungs.clone(),
        }),
    }
}
