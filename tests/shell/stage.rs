//! A stage: a practice server, core, and a page without a window.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use connect_core::{
    App, ClientSecret, LocalDisk, MemoryVault, Options, Ports, ProvidedSite, REDIRECT_URI, Rung,
    SystemClock, Vault,
};
use connect_smartfile::bridge::Bridge;
use connect_smartfile::clipboard::Clipboard;
use connect_smartfile::drops::Drops;
use connect_smartfile::picker::{Dialogs, Tickets};
use connect_smartfile::with_commands;
use serde_json::{Value, json};
use smartfile_sandbox::{Profile, Sandbox, World};
use support::ScriptedBrowser;
use tauri::ipc::{CallbackFn, InvokeBody, InvokeResponseBody};
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{DragDropEvent, Manager, WebviewWindow, WebviewWindowBuilder};

const PATIENCE: Duration = Duration::from_secs(20);

/// Everything that crossed to any page, in order: the channel it came on (nothing for an answer), and the text.
#[derive(Debug, Default)]
pub struct Crossed {
    lines: Mutex<Vec<(Option<u32>, String)>>,
    more: Condvar,
}

impl Crossed {
    fn note(&self, channel: Option<u32>, text: String) {
        self.lines.lock().unwrap().push((channel, text));
        self.more.notify_all();
    }

    /// All of it as one text.
    pub fn text(&self) -> String {
        let lines = self.lines.lock().unwrap();
        let texts: Vec<&str> = lines.iter().map(|(_, text)| text.as_str()).collect();
        texts.join("\n")
    }

    /// The messages of one channel.
    pub fn on(&self, channel: u32) -> Vec<Value> {
        let lines = self.lines.lock().unwrap();
        lines
            .iter()
            .filter(|(on, _)| *on == Some(channel))
            .map(|(_, text)| serde_json::from_str(text).unwrap())
            .collect()
    }

    /// Waits for a message of this channel that looks so.
    pub fn until(&self, channel: u32, looks: impl Fn(&Value) -> bool) -> Value {
        let mut lines = self.lines.lock().unwrap();
        loop {
            let found = lines
                .iter()
                .filter(|(on, _)| *on == Some(channel))
                .map(|(_, text)| serde_json::from_str::<Value>(text).unwrap())
                .find(|message| looks(message));
            if let Some(message) = found {
                return message;
            }
            let (next, waited) = self.more.wait_timeout(lines, PATIENCE).unwrap();
            assert!(!waited.timed_out(), "nothing like this came: {next:#?}");
            lines = next;
        }
    }
}

/// Answers what the test put there.
#[derive(Debug, Default)]
pub struct Scripted {
    pub files: Mutex<Vec<PathBuf>>,
    pub target: Mutex<Option<PathBuf>>,
    /// To upload, or to put something into.
    pub folder: Mutex<Option<PathBuf>>,
    pub offered: Mutex<Option<String>>,
}

#[async_trait]
impl Dialogs for Scripted {
    async fn choose_files(&self) -> Vec<PathBuf> {
        self.files.lock().unwrap().clone()
    }

    async fn choose_folder(&self) -> Option<PathBuf> {
        self.folder.lock().unwrap().clone()
    }

    async fn choose_place(&self) -> Option<PathBuf> {
        self.folder.lock().unwrap().clone()
    }

    async fn choose_target(&self, name: &str) -> Option<PathBuf> {
        *self.offered.lock().unwrap() = Some(name.to_owned());
        self.target.lock().unwrap().clone()
    }
}

/// Keeps what was copied; may be out of order.
#[derive(Debug, Default)]
pub struct Pad {
    pub text: Mutex<Option<String>>,
    pub broken: std::sync::atomic::AtomicBool,
}

#[async_trait]
impl Clipboard for Pad {
    async fn put(&self, text: String) -> Result<(), String> {
        if self.broken.load(Ordering::Relaxed) {
            return Err("no clipboard on this computer".to_owned());
        }
        *self.text.lock().unwrap() = Some(text);
        Ok(())
    }
}

/// A practice server, core, and the app over the mock runtime.
pub struct Stage {
    pub sandbox: Sandbox,
    pub browser: Arc<ScriptedBrowser>,
    pub dialogs: Arc<Scripted>,
    pub pad: Arc<Pad>,
    pub crossed: Arc<Crossed>,
    pub home: tempfile::TempDir,
    pub page: WebviewWindow<MockRuntime>,
    app: tauri::App<MockRuntime>,
    next: AtomicU32,
}

impl Stage {
    pub fn new(world: World) -> Self {
        Self::with_store(world, Arc::new(MemoryVault::new()))
    }

    /// With this password store.
    pub fn with_store(world: World, store: Arc<dyn Vault>) -> Self {
        let home = tempfile::tempdir().unwrap();
        let crossed = Arc::new(Crossed::default());
        let bridge = Arc::new(Bridge::new(|| {}));
        let dialogs = Arc::new(Scripted::default());
        let pad = Arc::new(Pad::default());
        let observer = Arc::clone(&bridge);
        let data_dir = home.path().join("data");
        let (sandbox, browser, core) = tauri::async_runtime::block_on(async move {
            let sandbox = Sandbox::start(Profile {
                world,
                ..Profile::default()
            })
            .await
            .unwrap();
            let browser = ScriptedBrowser::new();
            let ports = Ports::new(
                browser.clone(),
                store,
                Arc::new(SystemClock),
                observer,
                Arc::new(LocalDisk),
            )
            .with_link_handler(Arc::new(support::Desktop(connect_core::LinkOwner::Ours)))
            .with_quick_sealing();
            let options = Options {
                data_dir,
                user_agent_name: "Connect SmartFile/test".into(),
                redirect_uri: REDIRECT_URI.into(),
                loopback_ports: vec![0],
                provided_site: Some(ProvidedSite {
                    address: sandbox.url().to_owned(),
                    client_id: sandbox.client_id().to_owned(),
                    client_secret: ClientSecret::new(sandbox.client_secret().to_owned()),
                    rungs: vec![Rung::Redirect],
                }),
            };
            let core = App::start(ports, options).unwrap();
            browser.attach(&core);
            (sandbox, browser, core)
        });
        let seen = Arc::clone(&crossed);
        let app = with_commands(mock_builder())
            .channel_interceptor(move |_, callback, _, body| {
                seen.note(Some(callback.0), text_of(body));
                true
            })
            .build(tauri::generate_context!(test = true))
            .unwrap();
        app.manage(core);
        app.manage(bridge);
        app.manage(dialogs.clone() as Arc<dyn Dialogs>);
        app.manage(Tickets::default());
        app.manage(Drops::default());
        app.manage(pad.clone() as Arc<dyn Clipboard>);
        let page = open(&app, "main");
        Self {
            sandbox,
            browser,
            dialogs,
            pad,
            crossed,
            home,
            page,
            app,
            next: AtomicU32::new(1),
        }
    }

    /// A stage with a connected and confirmed account, and the channel of its facts.
    pub fn connected(world: World) -> (Self, u32) {
        let stage = Self::new(world);
        let (facts, _) = stage.subscribe();
        stage.ask("connect", json!({})).unwrap();
        stage.until_connection(facts, "connected");
        stage.ask("confirm_account", json!({})).unwrap();
        (stage, facts)
    }

    /// The system tells the window of something dragged over it.
    pub fn drag(&self, event: &DragDropEvent) {
        self.app.state::<Drops>().take(event, 1.0);
    }

    /// Another window, as foreign code might open it.
    pub fn other_window(&self) -> WebviewWindow<MockRuntime> {
        open(&self.app, "other")
    }

    /// Asks as the page does.
    pub fn ask(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        let answer = ask_from(&self.page, command, arguments);
        let text = match &answer {
            Ok(value) | Err(value) => value.to_string(),
        };
        self.crossed.note(None, text);
        answer
    }

    /// A fresh channel: its number, and how it is passed.
    pub fn channel(&self) -> (u32, String) {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        (number, format!("__CHANNEL__:{number}"))
    }

    /// Subscribes: the channel, and the snapshot.
    pub fn subscribe(&self) -> (u32, Value) {
        let (number, channel) = self.channel();
        let snapshot = self
            .ask("subscribe", json!({ "onEvent": channel }))
            .unwrap();
        (number, snapshot)
    }

    /// Waits until the connection is in this state.
    pub fn until_connection(&self, facts: u32, state: &str) -> Value {
        self.crossed.until(facts, |fact| {
            fact["type"] == "connectionChanged" && fact["connection"]["state"] == state
        })["connection"]
            .clone()
    }

    /// Waits until a transfer is in this phase.
    pub fn until_transfer(&self, facts: u32, id: &Value, phase: &str) -> Value {
        self.crossed.until(facts, |fact| {
            fact["type"] == "transferChanged"
                && fact["transfer"]["id"] == *id
                && fact["transfer"]["phase"] == phase
        })["transfer"]
            .clone()
    }

    /// A folder of this computer for the test.
    pub fn folder(&self, name: &str) -> PathBuf {
        let folder = self.home.path().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// Where a person's files lie on the practice server's disk.
    pub fn remote(&self, username: &str) -> PathBuf {
        Path::new(self.sandbox.dir()).join(username)
    }
}

pub fn open(app: &tauri::App<MockRuntime>, label: &str) -> WebviewWindow<MockRuntime> {
    WebviewWindowBuilder::new(app, label, tauri::WebviewUrl::default())
        .build()
        .unwrap()
}

fn text_of(body: &InvokeResponseBody) -> String {
    match body {
        InvokeResponseBody::Json(text) => text.clone(),
        InvokeResponseBody::Raw(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// Asks from any window.
pub fn ask_from(
    window: &WebviewWindow<MockRuntime>,
    command: &str,
    arguments: Value,
) -> Result<Value, Value> {
    let request = InvokeRequest {
        cmd: command.to_owned(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: "tauri://localhost".parse().unwrap(),
        body: InvokeBody::Json(arguments),
        headers: tauri::http::HeaderMap::new(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    get_ipc_response(window, request)
        .map(|body| serde_json::from_str(&text_of(&body)).unwrap_or(Value::Null))
}
