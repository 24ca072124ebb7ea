//! A browser that follows a script.

use std::sync::{Arc, Mutex};

use connect_core::{App, UserAgent, UserAgentError};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use tokio::runtime::Handle;
use tokio::sync::watch;
use url::Url;

/// What the person does with the page that opens.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Script {
    /// Signs in, allows; the answer goes back to the app.
    Allow,
    /// Signs in, denies; the answer goes back to the app.
    Deny,
    /// Signs in, allows; the answer is only kept for the test.
    AllowAndHold,
    /// Does nothing and never comes back.
    Leave,
    /// Allows, but what comes back carries another state.
    ChangeState,
    /// Allows; follows web addresses, but cannot hand any other to a program (a sandboxed browser).
    WebOnly,
    /// Allows; the answer is delivered twice.
    ReturnTwice,
    /// The server sends the app this error code (RFC 6749 §4.1.2.1), with a description.
    Error(&'static str),
    /// There is no browser.
    CannotOpen,
}

/// How a visit to the page ended.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Visit {
    /// At the redirect URI.
    Redirection(String),
    /// At the page that shows a code.
    Code(String),
    /// At some other page.
    Page(u16),
    /// Nowhere.
    Left,
}

/// What a loopback address answered.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Arrival {
    /// HTTP status.
    pub status: u16,
    /// The page.
    pub page: String,
}

/// Opens pages of a sandbox as a person would, without a window.
pub struct ScriptedBrowser {
    me: std::sync::Weak<Self>,
    handle: Handle,
    client: reqwest::Client,
    script: Mutex<Script>,
    username: Mutex<String>,
    app: Mutex<Option<App>>,
    opened: Mutex<Vec<Url>>,
    visits: Mutex<Vec<Visit>>,
    arrivals: Mutex<Vec<Arrival>>,
    changed: watch::Sender<()>,
}

impl std::fmt::Debug for ScriptedBrowser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ScriptedBrowser").finish_non_exhaustive()
    }
}

impl ScriptedBrowser {
    /// Allows everything as `maya`. Made inside a tokio runtime.
    pub fn new() -> Arc<Self> {
        // Plain HTTP only, but the client wants to know whose cryptography it would use.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Arc::new_cyclic(|me| Self {
            me: me.clone(),
            handle: Handle::current(),
            client,
            script: Mutex::new(Script::Allow),
            username: Mutex::new("maya".to_owned()),
            app: Mutex::default(),
            opened: Mutex::default(),
            visits: Mutex::default(),
            arrivals: Mutex::default(),
            changed: watch::Sender::new(()),
        })
    }

    /// What is done with the pages from now on.
    pub fn follow(&self, script: Script) {
        *self.script.lock().unwrap() = script;
    }

    /// Who sits in front of it from now on.
    pub fn sit_down(&self, username: &str) {
        username.clone_into(&mut self.username.lock().unwrap());
    }

    /// The app that answers go to.
    pub fn attach(&self, app: &App) {
        *self.app.lock().unwrap() = Some(app.clone());
    }

    /// How many pages were opened.
    pub fn opened(&self) -> usize {
        self.opened.lock().unwrap().len()
    }

    /// The addresses that were opened, in order.
    pub fn addresses(&self) -> Vec<Url> {
        self.opened.lock().unwrap().clone()
    }

    /// The address that was opened last.
    pub fn last_address(&self) -> Url {
        self.opened.lock().unwrap().last().unwrap().clone()
    }

    /// What loopback addresses have answered so far.
    pub fn arrivals(&self) -> Vec<Arrival> {
        self.arrivals.lock().unwrap().clone()
    }

    /// The n-th visit, from 0, when it has ended.
    pub async fn visit(&self, number: usize) -> Visit {
        let mut changes = self.changed.subscribe();
        let waiting = async {
            loop {
                changes.borrow_and_update();
                if let Some(visit) = self.visits.lock().unwrap().get(number) {
                    return visit.clone();
                }
                changes.changed().await.unwrap();
            }
        };
        tokio::time::timeout(crate::PATIENCE, waiting)
            .await
            .unwrap_or_else(|_| panic!("the browser never ended visit {number}"))
    }

    async fn go(self: Arc<Self>, url: Url, script: Script, username: String) {
        let visit = match script {
            Script::Leave | Script::CannotOpen => Visit::Left,
            Script::Error(code) => Visit::Redirection(refusal(&url, code)),
            Script::Deny => self.walk(&url, &username, "deny").await,
            _ => self.walk(&url, &username, "allow").await,
        };
        let app = self.app.lock().unwrap().clone();
        if let Visit::Redirection(uri) = &visit {
            let app = app.as_ref();
            match script {
                Script::AllowAndHold => {}
                Script::WebOnly if !uri.starts_with("http://") => {}
                Script::ChangeState => self.deliver(app, &with_other_state(uri)).await,
                Script::ReturnTwice => {
                    self.deliver(app, uri).await;
                    self.deliver(app, uri).await;
                }
                _ => self.deliver(app, uri).await,
            }
        }
        self.visits.lock().unwrap().push(visit);
        self.changed.send_replace(());
    }

    /// A web address is followed; any other goes to the program it belongs to.
    async fn deliver(&self, app: Option<&App>, uri: &str) {
        if !uri.starts_with("http://") {
            if let Some(app) = app {
                app.receive_redirection(uri);
            }
            return;
        }
        // Nobody may be listening any more.
        if let Ok(answer) = self.client.get(uri).send().await {
            let status = answer.status().as_u16();
            let page = answer.text().await.unwrap();
            self.arrivals.lock().unwrap().push(Arrival { status, page });
        }
    }

    /// Sign-in page, consent page, button.
    async fn walk(&self, url: &Url, username: &str, button: &str) -> Visit {
        let first = self.client.get(url.clone()).send().await.unwrap();
        if let Some(visit) = ended(&first) {
            return visit;
        }
        let cookie = cookie_of(&first);
        let page = first.text().await.unwrap();
        let form = [
            ("csrf", token_of(&page)),
            ("step", "sign-in".into()),
            ("username", username.into()),
            ("password", "practice".into()),
        ];
        let signed_in = self.post(url, &cookie, &form).await;
        let cookie = cookie_of(&signed_in);
        let page = self.client.get(url.clone()).header(COOKIE, &cookie);
        let page = page.send().await.unwrap().text().await.unwrap();
        let form = [("csrf", token_of(&page)), ("step", button.into())];
        let answer = self.post(url, &cookie, &form).await;
        if let Some(visit) = ended(&answer) {
            return visit;
        }
        let status = answer.status().as_u16();
        let page = answer.text().await.unwrap();
        match page.split_once("id=\"code\"") {
            Some((_, rest)) => {
                let code = rest.split_once('>').unwrap().1;
                Visit::Code(code.split_once('<').unwrap().0.to_owned())
            }
            None => Visit::Page(status),
        }
    }

    async fn post(&self, url: &Url, cookie: &str, form: &[(&str, String)]) -> reqwest::Response {
        let request = self.client.post(url.clone()).header(COOKIE, cookie);
        request.form(form).send().await.unwrap()
    }
}

impl UserAgent for ScriptedBrowser {
    fn open(&self, url: &Url) -> Result<(), UserAgentError> {
        let script = self.script.lock().unwrap().clone();
        if script == Script::CannotOpen {
            return Err(UserAgentError::new("no browser on this computer"));
        }
        self.opened.lock().unwrap().push(url.clone());
        let username = self.username.lock().unwrap().clone();
        if let Some(this) = self.me.upgrade() {
            self.handle.spawn(this.go(url.clone(), script, username));
        }
        Ok(())
    }
}

/// Where a redirection with a client's scheme leads, or an error page.
fn ended(answer: &reqwest::Response) -> Option<Visit> {
    if answer.status() == reqwest::StatusCode::FOUND {
        let target = answer.headers().get(LOCATION)?.to_str().ok()?;
        return Some(Visit::Redirection(target.to_owned()));
    }
    let failed = answer.status().is_client_error() || answer.status().is_server_error();
    failed.then(|| Visit::Page(answer.status().as_u16()))
}

fn cookie_of(answer: &reqwest::Response) -> String {
    let cookie = answer.headers().get(SET_COOKIE).expect("a session cookie");
    let cookie = cookie.to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

fn token_of(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"csrf\"").expect("a form");
    let (_, rest) = rest.split_once("value=\"").unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

fn parameter(url: &Url, name: &str) -> String {
    let mut pairs = url.query_pairs();
    let found = pairs.find(|(key, _)| key == name);
    found.expect("the parameter").1.into_owned()
}

fn refusal(url: &Url, code: &str) -> String {
    let mut target = Url::parse(&parameter(url, "redirect_uri")).unwrap();
    target
        .query_pairs_mut()
        .append_pair("error", code)
        .append_pair("error_description", "<b>The server's own words</b>")
        .append_pair("state", &parameter(url, "state"));
    target.into()
}

fn with_other_state(uri: &str) -> String {
    let mut url = Url::parse(uri).unwrap();
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    url.query_pairs_mut()
        .clear()
        .extend_pairs(pairs.into_iter().map(|(key, value)| match key.as_str() {
            "state" => (key, value.chars().rev().collect()),
            _ => (key, value),
        }));
    url.into()
}
