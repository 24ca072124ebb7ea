//! A browser that knows this server's two pages: one to sign in, one to agree.

use std::collections::BTreeMap;

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, Response};
use url::Url;

use crate::server::Witness;

/// What the person does on the second page.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Choice {
    Allow,
    Deny,
}

/// Where a visit came to its end.
#[derive(Debug)]
pub(crate) enum Landing {
    /// At an address that is not this server's.
    Redirection(String),
    /// At a page with nothing to do on it.
    Page(u16, String),
}

impl Landing {
    /// The redirection that it must be.
    pub(crate) fn redirection(self) -> String {
        match self {
            Landing::Redirection(uri) => uri,
            Landing::Page(status, text) => panic!("no redirection but a page, {status}: {text}"),
        }
    }
}

/// Follows nothing by itself and keeps no cookies: both are the visit's.
pub(crate) fn client() -> Client {
    // Plain HTTP only, but the client wants to know whose cryptography it would use.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap()
}

/// Opens an address as somebody who is not signed in, and goes on to the end.
pub(crate) async fn visit(witness: &Witness, address: &Url, choice: Choice) -> Landing {
    let client = client();
    let mut cookies = BTreeMap::new();
    let mut at = address.clone();
    let mut form: Option<Vec<(String, String)>> = None;
    for _ in 0..10 {
        let request = match form.take() {
            Some(fields) => client.post(at.clone()).form(&fields),
            None => client.get(at.clone()),
        };
        let answer = request.header(COOKIE, line(&cookies)).send().await.unwrap();
        remember(&mut cookies, &answer);
        if answer.status().is_redirection() {
            let target = answer.headers()[LOCATION].to_str().unwrap();
            match at.join(target) {
                Ok(next) if next.origin() == address.origin() => at = next,
                _ => return Landing::Redirection(target.to_owned()),
            }
            continue;
        }
        let status = answer.status().as_u16();
        let page = answer.text().await.unwrap();
        let Some(fields) = filled(&page, witness, choice) else {
            return Landing::Page(status, page);
        };
        form = Some(fields);
    }
    panic!("the pages lead nowhere: {}", at.path())
}

/// The fields of the form on a page, as the person sends them.
fn filled(page: &str, witness: &Witness, choice: Choice) -> Option<Vec<(String, String)>> {
    let mut fields = hidden(page);
    if page.contains("id=\"signIn\"") {
        fields.push(("username".into(), witness.username.clone()));
        fields.push(("password".into(), witness.password.clone()));
    } else if page.contains("id=\"authorizationForm\"") {
        // The other button has no name: the server knows it by that.
        if choice == Choice::Allow {
            fields.push(("allow".into(), "Authorize".into()));
        }
    } else {
        return None;
    }
    Some(fields)
}

fn hidden(page: &str) -> Vec<(String, String)> {
    let tags = page.split("<input").skip(1);
    tags.filter_map(|rest| {
        let tag = rest.split('>').next()?;
        if !tag.contains("type=\"hidden\"") {
            return None;
        }
        let attribute = |name: &str| {
            let (_, value) = tag.split_once(&format!("{name}=\""))?;
            Some(unescaped(value.split('"').next()?))
        };
        Some((attribute(" name")?, attribute(" value").unwrap_or_default()))
    })
    .collect()
}

fn unescaped(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

fn remember(cookies: &mut BTreeMap<String, String>, answer: &Response) {
    for cookie in answer.headers().get_all(SET_COOKIE) {
        let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
        let (name, value) = cookie.split_once('=').unwrap();
        cookies.insert(name.to_owned(), value.to_owned());
    }
}

fn line(cookies: &BTreeMap<String, String>) -> String {
    let pairs: Vec<String> = cookies
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("; ")
}
