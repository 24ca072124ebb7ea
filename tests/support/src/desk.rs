//! A desk to work at: a sandbox, the app, and a home, wired.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use connect_core::{
    Account, App, AppLinks, ClientSecret, Clock as _, ConnectionState, Error, LinkOwner, Listing,
    LocalDisk, Operation, OperationId, Options, Outcome, Page, Phase, Ports, Problem, Programs,
    ProvidedSite, RemotePath, Rung, ServerZone, Snapshot, Timestamp, Transfer, TransferId, Vault,
    Vfs, Wait,
};
use smartfile_sandbox::{Profile, Sandbox, Secret, World};

use crate::facts::name_of;
use crate::{Authority, Certified, SecureDoor};
use crate::{Chronicle, Facts, FlakyVault, Logs, ManualClock, ScriptedBrowser, SecretsWatch, Wire};

/// How long a test waits for anything, in real time, before it fails.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// The passphrase of whoever chooses one. Every desk looks for it where it does not belong.
pub const PASSPHRASE: &str = "blue kettle on the roof";
/// The redirect URI of every desk.
pub const REDIRECT_URI: &str = "com.smartfile.connect:/oauth2/callback";

/// How a desk is set up.
pub struct DeskPlan {
    /// The sandbox.
    pub profile: Profile,
    /// How the answer comes back from the browser.
    pub return_by: Rung,
    /// Other ways that are registered too.
    pub also: Vec<Rung>,
    /// Ports of the loopback way; 0 is any.
    pub ports: Vec<u16>,
    /// Whose the app's addresses are on this computer.
    pub links: LinkOwner,
    /// Whether the app knows the sandbox from the start.
    pub provided: bool,
    /// The disk.
    pub vfs: Arc<dyn Vfs>,
    /// Whether there is a wire between app and sandbox that can be cut.
    pub wired: bool,
    /// Who certifies the door before the sandbox, and how; without it there is none, and plain `http`.
    pub door: Option<(Arc<Authority>, Certified)>,
    /// Whether the site's address is a name.
    pub named: bool,
    /// The person's programs; without them there are none.
    pub programs: Option<Arc<dyn Programs>>,
    /// The zone that the app reads the site's times in, where it is another one than usual.
    pub zone: ServerZone,
    /// The password store, where it is not to be [`Desk::vault`].
    pub other_vault: Option<Arc<dyn Vault>>,
}

/// A desktop that says whose the app's addresses are.
#[derive(Debug)]
pub struct Desktop(pub LinkOwner);

impl AppLinks for Desktop {
    fn owner(&self) -> LinkOwner {
        self.0.clone()
    }
}

impl std::fmt::Debug for DeskPlan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeskPlan").finish_non_exhaustive()
    }
}

impl Default for DeskPlan {
    fn default() -> Self {
        Self {
            profile: Profile {
                world: World::Empty,
                ..Profile::default()
            },
            return_by: Rung::Redirect,
            also: Vec::new(),
            ports: vec![0],
            links: LinkOwner::Ours,
            provided: true,
            vfs: Arc::new(LocalDisk),
            wired: false,
            door: None,
            named: false,
            programs: None,
            zone: ServerZone::default(),
            other_vault: None,
        }
    }
}

/// A desk. Dropping it fails the test if anything lies about: a temporary file, an unknown file of the
/// app, or a secret in a log, in debug output or in any file.
pub struct Desk {
    /// The service.
    pub sandbox: Sandbox,
    /// The app.
    pub app: App,
    /// The person's browser.
    pub browser: Arc<ScriptedBrowser>,
    /// Time.
    pub clock: Arc<ManualClock>,
    /// The password store.
    pub vault: Arc<FlakyVault>,
    /// What the app announced since its last start.
    pub facts: Arc<Facts>,
    /// What happened, in order.
    pub chronicle: Chronicle,
    /// The wire to the sandbox, if it was planned.
    pub wire: Option<Wire>,
    /// The door before the sandbox, if it was planned.
    pub door: Option<SecureDoor>,
    plan: DeskPlan,
    home: tempfile::TempDir,
    logs: Logs,
    excused: bool,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").finish_non_exhaustive()
    }
}

impl Desk {
    /// An empty world, nobody connected.
    pub async fn new() -> Self {
        Self::with(DeskPlan::default()).await
    }

    /// With this world.
    pub async fn in_world(world: World) -> Self {
        let mut plan = DeskPlan::default();
        plan.profile.world = world;
        Self::with(plan).await
    }

    /// As planned.
    pub async fn with(plan: DeskPlan) -> Self {
        let logs = Logs::listen();
        let sandbox = Sandbox::start(plan.profile.clone()).await.unwrap();
        let door = match &plan.door {
            Some((authority, certified)) => {
                let there = address_of(sandbox.url());
                Some(SecureDoor::before(there, authority, *certified).await)
            }
            None => None,
        };
        let wire = if plan.wired {
            // Before the door, if there is one: what is cut is cut without a word of TLS.
            let there = door
                .as_ref()
                .map_or_else(|| address_of(sandbox.url()), SecureDoor::address);
            Some(Wire::to(there).await)
        } else {
            None
        };
        let home = tempfile::tempdir().unwrap();
        for folder in ["data", "downloads", "local"] {
            std::fs::create_dir(home.path().join(folder)).unwrap();
        }
        let chronicle = Chronicle::default();
        let vault = Arc::new(FlakyVault::new(chronicle.clone()));
        let facts = Arc::new(Facts::new(chronicle.clone()));
        let browser = ScriptedBrowser::new();
        let clock = Arc::new(ManualClock::default());
        let ports = Ports::new(
            Arc::clone(&browser) as _,
            vault_of(&plan, &vault),
            Arc::clone(&clock) as _,
            Arc::clone(&facts) as _,
            Arc::clone(&plan.vfs),
        )
        .with_link_handler(Arc::new(Desktop(plan.links.clone())))
        .with_quick_sealing()
        .with_programs(programs_of(&plan))
        .with_server_zone(plan.zone.clone());
        let address = address_for(&plan, &sandbox, wire.as_ref(), door.as_ref());
        let options = options(&sandbox, &plan, address, home.path().join("data"));
        let app = App::start(ports, options).unwrap();
        browser.attach(&app);
        Self {
            sandbox,
            app,
            browser,
            clock,
            vault,
            facts,
            chronicle,
            wire,
            door,
            plan,
            home,
            logs,
            excused: false,
        }
    }

    /// A desk at which somebody is connected and has confirmed it.
    pub async fn connected() -> Self {
        let desk = Self::new().await;
        desk.connect().await;
        desk
    }

    /// Quits the app and starts it again, with the same vault and home.
    pub async fn restart(&mut self) {
        self.app.stop().await;
        self.facts = Arc::new(Facts::new(self.chronicle.clone()));
        self.app = self.start_telling(Arc::clone(&self.facts)).unwrap();
        self.browser.attach(&self.app);
    }

    /// Starts the app once more, as it was planned. What it tells nobody hears.
    pub fn start_again(&self) -> Result<App, Error> {
        self.start_telling(Arc::new(Facts::new(Chronicle::default())))
    }

    fn start_telling(&self, facts: Arc<Facts>) -> Result<App, Error> {
        let ports = Ports::new(
            Arc::clone(&self.browser) as _,
            vault_of(&self.plan, &self.vault),
            Arc::clone(&self.clock) as _,
            facts as _,
            Arc::clone(&self.plan.vfs),
        )
        .with_link_handler(Arc::new(Desktop(self.plan.links.clone())))
        .with_quick_sealing()
        .with_programs(programs_of(&self.plan))
        .with_server_zone(self.plan.zone.clone());
        let address = address_for(
            &self.plan,
            &self.sandbox,
            self.wire.as_ref(),
            self.door.as_ref(),
        );
        let options = options(&self.sandbox, &self.plan, address, self.data_dir());
        App::start(ports, options)
    }

    /// Connects by redirection and confirms the account.
    pub async fn connect(&self) -> Account {
        self.until_disconnected().await;
        self.app.connect().await.unwrap();
        let account = self.until_connected().await;
        self.app.confirm_account().await.unwrap();
        account
    }

    /// Resolves when the app looks like this.
    pub async fn until<T>(&self, what: &str, look: impl Fn(&Snapshot) -> Option<T>) -> T {
        let mut changes = self.facts.changes();
        // Real time, also where a test lets that of connections pass by hand.
        let begun = std::time::Instant::now();
        loop {
            changes.borrow_and_update();
            if let Some(found) = look(&self.app.snapshot()) {
                return found;
            }
            let news = tokio::time::timeout(PATIENCE, changes.changed()).await;
            if news.is_err() && begun.elapsed() >= PATIENCE {
                let snapshot = self.app.snapshot();
                panic!(
                    "it never came to {what}; the app is {}: {snapshot:#?}",
                    name_of(&snapshot.connection)
                )
            }
        }
    }

    /// Resolves when nobody is connected; gives the reason, if there is one.
    pub async fn until_disconnected(&self) -> Option<Problem> {
        self.until("Disconnected", |snapshot| match &snapshot.connection {
            ConnectionState::Disconnected { problem, .. } => Some(problem.clone()),
            _ => None,
        })
        .await
    }

    /// Resolves when nobody is connected, for a reason.
    pub async fn until_refused(&self) -> Problem {
        self.until("Disconnected with a problem", |snapshot| {
            match &snapshot.connection {
                ConnectionState::Disconnected { problem, .. } => problem.clone(),
                _ => None,
            }
        })
        .await
    }

    /// Resolves when somebody is connected.
    pub async fn until_connected(&self) -> Account {
        self.until("Connected", |snapshot| match &snapshot.connection {
            ConnectionState::Connected { account, .. } => Some(account.clone()),
            _ => None,
        })
        .await
    }

    /// Resolves when the sign-in has ended.
    pub async fn until_ended(&self) -> (Account, Problem) {
        self.until("ReauthorizationRequired", |snapshot| {
            match &snapshot.connection {
                ConnectionState::ReauthorizationRequired { account, problem } => {
                    Some((account.clone(), problem.clone()))
                }
                _ => None,
            }
        })
        .await
    }

    /// Resolves when the app waits for the browser.
    pub async fn until_waiting(&self) -> (Rung, Option<Problem>) {
        self.until("AwaitingResponse", |snapshot| match &snapshot.connection {
            ConnectionState::AwaitingResponse { rung, problem, .. } => {
                Some((*rung, problem.clone()))
            }
            _ => None,
        })
        .await
    }

    /// Resolves when this transfer is in this phase.
    pub async fn until_phase(&self, id: &TransferId, phase: Phase) -> Transfer {
        self.until(&format!("{phase:?}"), |snapshot| {
            snapshot
                .transfers
                .iter()
                .find(|t| t.id == *id && t.phase == phase)
                .cloned()
        })
        .await
    }

    /// Resolves when this transfer waits for this.
    pub async fn until_waiting_for(&self, id: &TransferId, wait: Wait) -> Transfer {
        self.until(&format!("a wait for {wait:?}"), |snapshot| {
            let mut rows = snapshot.transfers.iter();
            let row = rows.find(|row| row.id == *id && row.wait == Some(wait));
            row.filter(|row| row.phase == Phase::Waiting).cloned()
        })
        .await
    }

    /// Resolves when this operation has come to an end, or to a question.
    pub async fn until_ended_operation(&self, id: &OperationId) -> Operation {
        self.until(&format!("the end of operation {id}"), |snapshot| {
            let mut all = snapshot.operations.iter();
            all.find(|o| o.id == *id && !o.phase.is_active()).cloned()
        })
        .await
    }

    /// What the connection is now.
    pub fn state(&self) -> ConnectionState {
        self.app.snapshot().connection
    }

    /// The name of what the connection is now.
    pub fn state_name(&self) -> &'static str {
        name_of(&self.state())
    }

    /// What the calendar says.
    pub fn clock_wall(&self) -> Timestamp {
        self.clock.wall()
    }

    /// Lists a folder, pages thrown away.
    pub async fn list(&self, folder: &str) -> Result<Listing, Error> {
        let folder = RemotePath::parse(folder).unwrap();
        self.app.list(&folder, &|_: Page| {}).await
    }

    /// The names in a folder, in the order they came.
    pub async fn names(&self, folder: &str) -> Vec<String> {
        let names = std::sync::Mutex::new(Vec::new());
        let folder = RemotePath::parse(folder).unwrap();
        self.app
            .list(&folder, &|page: Page| {
                let mut names = names.lock().unwrap();
                names.extend(page.entries.into_iter().map(|entry| entry.name));
            })
            .await
            .unwrap();
        names.into_inner().unwrap()
    }

    /// How many calls the token endpoint got.
    pub fn token_calls(&self) -> usize {
        self.sandbox.ledger().count("POST", "/oauth2/token")
    }

    /// How many calls the revocation endpoint got.
    pub fn revocations(&self) -> usize {
        self.sandbox.ledger().count("POST", "/oauth2/revoke_token")
    }

    /// Where the app keeps its own files.
    pub fn data_dir(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// A place to download to.
    pub fn download_to(&self, name: &str) -> PathBuf {
        self.home.path().join("downloads").join(name)
    }

    /// The names in the download folder, sorted.
    pub fn downloaded(&self) -> Vec<String> {
        names_in(&self.home.path().join("downloads"))
    }

    /// A local file with these bytes.
    pub fn local_file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.home.path().join("local").join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The bytes of a local file, if it is there.
    pub fn local_file_now(&self, name: &str) -> Option<Vec<u8>> {
        std::fs::read(self.home.path().join("local").join(name)).ok()
    }

    /// Where a file of `maya` lies in the sandbox.
    pub fn remote_file(&self, path: &str) -> PathBuf {
        self.sandbox
            .dir()
            .join("maya")
            .join(path.trim_start_matches('/'))
    }

    /// The parts that the journal knows of: they belong to what is unfinished and may go on.
    fn known_parts(&self) -> Vec<String> {
        let journal = rusqlite::Connection::open(self.data_dir().join("journal.db")).unwrap();
        let sql = "SELECT part FROM transfers WHERE part IS NOT NULL";
        let mut query = journal.prepare(sql).unwrap();
        let parts = query.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        parts
            .map(|part| String::from_utf8_lossy(&part.unwrap()).into_owned())
            .filter_map(|part| Some(part.rsplit(std::path::MAIN_SEPARATOR).next()?.to_owned()))
            .collect()
    }

    /// Puts a file into `maya`'s home, behind the app's back.
    pub fn put_remote(&self, path: &str, bytes: &[u8]) {
        let path = self.remote_file(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// Everything in `maya`'s home at the site: each path, and the bytes of those that are files.
    pub fn held(&self) -> BTreeMap<String, Option<Vec<u8>>> {
        let home = self.sandbox.dir().join("maya");
        let mut found = BTreeMap::new();
        below(&home, &home, &mut found);
        found
    }

    /// Ends without the inspection: for a desk that was made dirty on purpose and has been looked at.
    pub fn excuse(mut self) {
        self.excused = true;
    }

    /// The watch over everything this desk has let out: logs, debug output, files.
    pub fn watch(&self) -> SecretsWatch {
        let mut shown = String::new();
        write!(
            shown,
            "{:#?} {:#?} {:#?} {:?} {:?} {:?}",
            self.app.snapshot(),
            self.facts.all(),
            self.app,
            self.vault,
            self.browser,
            self.plan.profile,
        )
        .unwrap();
        SecretsWatch::of(self.sandbox.ledger())
            .and(&[Secret {
                kind: "passphrase",
                value: PASSPHRASE.into(),
            }])
            .text("the log", &self.logs.text())
            .text("debug output", &shown)
            .folder(self.home.path())
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if std::thread::panicking() || self.excused {
            return;
        }
        // A file of the app that is being written has a moment to come to its end.
        let known = [
            "accounts.json",
            "accounts.json.lock",
            "journal.db",
            "journal.db-shm",
            "journal.db-wal",
            "journal.db.damaged",
            "journal.db.damaged-wal",
            "journal.lock",
            "opened",
            "owners",
            "places.json",
            "proxy.json",
            "rotation",
            "sealed.json",
            "sealed.json.damaged",
            "sealed.lock",
            "site.json",
            "transfers.json",
        ];
        let tidy = |own: &[String]| own.iter().all(|name| known.contains(&name.as_str()));
        let start = std::time::Instant::now();
        let own = loop {
            let own = names_in(&self.data_dir());
            if tidy(&own) || start.elapsed() > PATIENCE {
                break own;
            }
            std::thread::yield_now();
        };
        assert!(tidy(&own), "{own:?}");
        self.watch().assert_clean();
        assert_eq!(names_in(self.home.path()), ["data", "downloads", "local"]);
        let mut stray = self.downloaded();
        stray.retain(|name| name.contains(".part"));
        if !stray.is_empty() {
            let known = self.known_parts();
            stray.retain(|name| !known.contains(name));
        }
        assert!(stray.is_empty(), "nobody knows of {stray:?}");
    }
}

/// A computer without programs for files.
struct NoPrograms;

impl Programs for NoPrograms {
    fn open(&self, _file: &Path) -> std::io::Result<()> {
        Err(std::io::ErrorKind::Unsupported.into())
    }
}

fn programs_of(plan: &DeskPlan) -> Arc<dyn Programs> {
    plan.programs
        .clone()
        .unwrap_or_else(|| Arc::new(NoPrograms))
}

fn vault_of(plan: &DeskPlan, own: &Arc<FlakyVault>) -> Arc<dyn Vault> {
    match &plan.other_vault {
        Some(other) => Arc::clone(other),
        None => Arc::clone(own) as _,
    }
}

fn address_of(url: &str) -> std::net::SocketAddr {
    url.trim_start_matches("http://").parse().unwrap()
}

fn address_for(
    plan: &DeskPlan,
    sandbox: &Sandbox,
    wire: Option<&Wire>,
    door: Option<&SecureDoor>,
) -> String {
    let address = match (wire, door) {
        (Some(wire), Some(_)) => format!("https://{}", wire.address()),
        (None, Some(door)) => door.url(),
        (Some(wire), None) => format!("http://{}", wire.address()),
        (None, None) => sandbox.url().to_owned(),
    };
    if plan.named {
        address.replace("127.0.0.1", "localhost")
    } else {
        address
    }
}

fn options(sandbox: &Sandbox, plan: &DeskPlan, address: String, data_dir: PathBuf) -> Options {
    Options {
        data_dir,
        user_agent_name: "Connect SmartFile/test".into(),
        redirect_uri: REDIRECT_URI.into(),
        loopback_ports: plan.ports.clone(),
        provided_site: plan.provided.then(|| ProvidedSite {
            address,
            client_id: sandbox.client_id().into(),
            client_secret: ClientSecret::new(sandbox.client_secret().to_owned()),
            rungs: [&[plan.return_by], plan.also.as_slice()].concat(),
        }),
    }
}

/// How an app is set up that knows its site from its account.
pub fn options_without_a_site() -> Options {
    Options {
        data_dir: PathBuf::new(),
        user_agent_name: "Connect SmartFile/test".into(),
        redirect_uri: REDIRECT_URI.into(),
        loopback_ports: Vec::new(),
        provided_site: None,
    }
}

fn below(home: &Path, folder: &Path, found: &mut BTreeMap<String, Option<Vec<u8>>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("/{}", path.strip_prefix(home).unwrap().display());
        if path.is_dir() {
            found.insert(name, None);
            below(home, &path, found);
        } else {
            found.insert(name, Some(std::fs::read(&path).unwrap()));
        }
    }
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// The outcome of a result that must have failed.
pub fn outcome_of<T: std::fmt::Debug>(result: Result<T, Error>) -> Outcome {
    result.unwrap_err().problem().outcome
}
