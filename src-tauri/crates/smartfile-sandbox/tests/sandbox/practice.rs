//! A sandbox, and somebody who is connected to it.

use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use smartfile_sandbox::{Profile, Sandbox, World};

use crate::browser::{Browser, authorization_url, http};

pub(crate) const REDIRECT_URI: &str = "com.smartfile.connect:/oauth2/callback";

/// A sandbox with empty homes.
pub(crate) async fn empty() -> Sandbox {
    start(|_| {}).await
}

pub(crate) async fn start(set: impl FnOnce(&mut Profile)) -> Sandbox {
    let mut profile = Profile {
        world: World::Empty,
        ..Profile::default()
    };
    set(&mut profile);
    Sandbox::start(profile).await.unwrap()
}

/// A code for maya, for the usual redirect URI and without PKCE.
pub(crate) async fn code(sandbox: &Sandbox) -> String {
    let url = authorization_url(
        sandbox,
        &[
            ("response_type", "code"),
            ("redirect_uri", REDIRECT_URI),
            ("state", "s-0123456789"),
        ],
    );
    let page = Browser::new().decide(&url, "maya", "allow").await;
    assert_eq!(page.status, 302, "{}", page.html);
    page.parameter("code").unwrap()
}

/// The status, content type and text of a token answer.
pub(crate) async fn ask_token(sandbox: &Sandbox, form: &[(&str, &str)]) -> (u16, String, String) {
    let url = format!("{}/oauth2/token/", sandbox.url());
    let response = http().post(url).form(form).send().await.unwrap();
    let kind = response
        .headers()
        .get("content-type")
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();
    (
        response.status().as_u16(),
        kind,
        response.text().await.unwrap(),
    )
}

/// The documented fields of a token request.
pub(crate) fn code_form<'a>(sandbox: &'a Sandbox, code: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("client_id", sandbox.client_id()),
        ("client_secret", sandbox.client_secret()),
        ("code", code),
        ("grant_type", "authorization_code"),
        ("redirect_uri", REDIRECT_URI),
    ]
}

pub(crate) fn refresh_form<'a>(sandbox: &'a Sandbox, token: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("client_id", sandbox.client_id()),
        ("client_secret", sandbox.client_secret()),
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
    ]
}

/// Access token and refresh token for maya.
pub(crate) async fn tokens(sandbox: &Sandbox) -> (String, String) {
    let code = code(sandbox).await;
    let (status, _, text) = ask_token(sandbox, &code_form(sandbox, &code)).await;
    assert_eq!(status, 200, "{text}");
    pair(&text)
}

pub(crate) fn pair(text: &str) -> (String, String) {
    let value: Value = serde_json::from_str(text).unwrap();
    let field = |name: &str| value[name].as_str().unwrap().to_owned();
    (field("access_token"), field("refresh_token"))
}

/// A client of the API with maya's token.
pub(crate) struct Api<'a> {
    pub(crate) sandbox: &'a Sandbox,
    pub(crate) token: String,
    http: Client,
}

impl<'a> Api<'a> {
    pub(crate) async fn new(sandbox: &'a Sandbox) -> Self {
        let (token, _) = tokens(sandbox).await;
        Self {
            sandbox,
            token,
            http: http(),
        }
    }

    pub(crate) fn request(&self, method: Method, rest: &str) -> RequestBuilder {
        let url = format!("{}/api/2/{rest}", self.sandbox.url());
        self.http.request(method, url).bearer_auth(&self.token)
    }

    pub(crate) fn get(&self, rest: &str) -> RequestBuilder {
        self.request(Method::GET, rest)
    }

    /// Status and JSON of a GET.
    pub(crate) async fn json(&self, rest: &str) -> (u16, Value) {
        let response = self.get(rest).send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.json().await.unwrap())
    }

    pub(crate) fn post(&self, rest: &str) -> RequestBuilder {
        self.request(Method::POST, rest)
    }

    /// Puts a file into maya's home, past the API.
    pub(crate) fn lay(&self, path: &str, bytes: &[u8]) {
        let local = self.home().join(path);
        std::fs::create_dir_all(local.parent().unwrap()).unwrap();
        std::fs::write(local, bytes).unwrap();
    }

    pub(crate) fn home(&self) -> std::path::PathBuf {
        self.sandbox.dir().join("maya")
    }
}
