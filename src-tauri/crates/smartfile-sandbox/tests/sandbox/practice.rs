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

/// Somebody who calls the API with user name and password.
pub(crate) struct Person<'a> {
    pub(crate) sandbox: &'a Sandbox,
    pub(crate) username: &'a str,
    http: Client,
}

impl<'a> Person<'a> {
    pub(crate) fn new(sandbox: &'a Sandbox, username: &'a str) -> Self {
        Self {
            sandbox,
            username,
            http: http(),
        }
    }

    /// `rest` begins with the version.
    pub(crate) fn request(&self, method: &str, rest: &str) -> RequestBuilder {
        let url = format!("{}/api/{rest}", self.sandbox.url());
        let method = method.parse::<Method>().unwrap();
        self.http
            .request(method, url)
            .basic_auth(self.username, Some("practice"))
    }

    /// Status and JSON; `null` when the answer is none.
    pub(crate) async fn ask(
        &self,
        method: &str,
        rest: &str,
        form: &[(&str, &str)],
    ) -> (u16, Value) {
        let mut request = self.request(method, rest);
        if !form.is_empty() {
            request = request.form(form);
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.json().await.unwrap_or_default())
    }

    pub(crate) async fn get(&self, rest: &str) -> (u16, Value) {
        self.ask("GET", rest, &[]).await
    }

    /// Writes a file in API 3.
    pub(crate) async fn put(&self, path: &str, bytes: impl Into<reqwest::Body>) -> u16 {
        let request = self.request("PUT", &format!("3/path/data/{path}"));
        request.body(bytes).send().await.unwrap().status().as_u16()
    }

    /// A file's bytes as text.
    pub(crate) async fn text(&self, path: &str) -> String {
        let request = self.request("GET", &format!("2/path/data/{path}"));
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        response.text().await.unwrap()
    }

    /// Sends one part of a multipart upload.
    pub(crate) async fn upload(&self, folder: &str, name: &str, bytes: &[u8]) -> (u16, Value) {
        let part = reqwest::multipart::Part::bytes(bytes.to_vec()).file_name(name.to_owned());
        let form = reqwest::multipart::Form::new().part("file", part);
        let request = self.request("POST", &format!("2/path/data/{folder}"));
        let response = request.multipart(form).send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.json().await.unwrap_or_default())
    }

    /// Begins an operation and gives what its task says at once.
    pub(crate) async fn operate(&self, name: &str, form: &[(&str, &str)]) -> Value {
        let (status, begun) = self
            .ask("POST", &format!("2/path/oper/{name}/"), form)
            .await;
        assert_eq!(status, 200, "{name}: {begun}");
        let uuid = begun["uuid"].as_str().unwrap();
        self.get(&format!("2/task/{uuid}/")).await.1
    }

    /// The names in a folder.
    pub(crate) async fn names(&self, folder: &str) -> Vec<String> {
        let rest = format!("2/path/info/{folder}?children=true&limit=500");
        let (status, listing) = self.get(&rest).await;
        assert_eq!(status, 200, "{listing}");
        let children = listing["children"].as_array().unwrap().iter();
        children
            .map(|child| child["name"].as_str().unwrap().to_owned())
            .collect()
    }
}
