//! A browser without a window: it keeps one cookie and follows nothing by itself.

use std::sync::LazyLock;

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, Response};
use smartfile_sandbox::Sandbox;

/// A client that follows no redirection and uses no proxy. It is shared, so it keeps no connection:
/// each test has a runtime of its own, and connections belong to one.
pub(crate) fn http() -> Client {
    static CLIENT: LazyLock<Client> = LazyLock::new(|| {
        rustls::crypto::ring::default_provider()
            .install_default()
            .unwrap();
        Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .pool_max_idle_per_host(0)
            .build()
            .unwrap()
    });
    CLIENT.clone()
}

pub(crate) struct Browser {
    http: Client,
    cookie: Option<String>,
}

/// A page, read to its end.
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) policy: String,
    pub(crate) html: String,
}

impl Browser {
    pub(crate) fn new() -> Self {
        Self {
            http: http(),
            cookie: None,
        }
    }

    pub(crate) async fn get(&mut self, url: &str) -> Page {
        let mut request = self.http.get(url);
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        self.read(request.send().await.unwrap()).await
    }

    pub(crate) async fn post(&mut self, url: &str, form: &[(&str, &str)]) -> Page {
        let mut request = self.http.post(url).form(form);
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        self.read(request.send().await.unwrap()).await
    }

    async fn read(&mut self, response: Response) -> Page {
        let header = |name| {
            let value = response.headers().get(name)?;
            Some(value.to_str().unwrap().to_owned())
        };
        if let Some(cookie) = header(SET_COOKIE.as_str()) {
            assert!(
                cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
                "{cookie}"
            );
            self.cookie = Some(cookie.split(';').next().unwrap().to_owned());
        }
        Page {
            status: response.status().as_u16(),
            location: header(LOCATION.as_str()),
            policy: header("content-security-policy").unwrap_or_default(),
            html: response.text().await.unwrap(),
        }
    }

    /// Signs in and stops at the consent page.
    pub(crate) async fn sign_in(&mut self, url: &str, username: &str) -> Page {
        let page = self.get(url).await;
        assert_eq!(page.status, 200);
        let form = [
            ("csrf", page.csrf()),
            ("username", username),
            ("password", "practice"),
            ("step", "sign-in"),
        ];
        let next = self.post(url, &form).await;
        assert_eq!(next.status, 303, "{}", next.html);
        self.get(url).await
    }

    /// Signs in and presses a button of the consent page.
    pub(crate) async fn decide(&mut self, url: &str, username: &str, step: &str) -> Page {
        let page = self.sign_in(url, username).await;
        self.post(url, &[("csrf", page.csrf()), ("step", step)])
            .await
    }
}

impl Page {
    pub(crate) fn csrf(&self) -> &str {
        self.between("name=\"csrf\" value=\"", "\"")
    }

    /// The text of the element with this id.
    pub(crate) fn element(&self, id: &str) -> &str {
        let from = self
            .html
            .find(&format!("id=\"{id}\""))
            .expect("the element");
        let text = self.html[from..].split_once('>').unwrap().1;
        text.split_once('<').unwrap().0
    }

    pub(crate) fn between(&self, before: &str, after: &str) -> &str {
        let rest = self
            .html
            .split_once(before)
            .unwrap_or_else(|| panic!("{}", self.html))
            .1;
        rest.split_once(after).unwrap().0
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let (_, query) = self.location.as_ref()?.split_once('?')?;
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.find_map(|(key, value)| (key == name).then(|| value.into_owned()))
    }
}

/// The authorization URL with these parameters.
pub(crate) fn authorization_url(sandbox: &Sandbox, parameters: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", sandbox.client_id())
        .extend_pairs(parameters)
        .finish();
    format!("{}/oauth2/authorize/?{query}", sandbox.url())
}
