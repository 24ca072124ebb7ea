//! Who is signed in, in which browser.

use std::collections::VecDeque;
use std::io;
use std::sync::Mutex;

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

use crate::lock::held;
use crate::random;

/// Sessions beyond this number push the oldest out.
const MOST: usize = 1000;

/// A browser's session.
#[derive(Clone)]
pub(crate) struct Session {
    /// The cookie's value.
    pub(crate) id: String,
    /// What every form of this session must carry, so that another page cannot post one.
    pub(crate) csrf: String,
    /// The user name, after signing in.
    pub(crate) username: Option<String>,
}

#[derive(Default)]
pub(crate) struct Sessions {
    kept: Mutex<VecDeque<Session>>,
}

impl Sessions {
    /// The session of a request, by its cookie.
    pub(crate) fn of(&self, headers: &HeaderMap, port: u16) -> Option<Session> {
        let name = cookie_name(port);
        let id = headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|header| header.to_str().ok())
            .flat_map(|header| header.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(key, value)| (key == name).then_some(value))?;
        held(&self.kept)
            .iter()
            .find(|session| session.id == id)
            .cloned()
    }

    /// A new session, for somebody or nobody yet.
    pub(crate) fn start(&self, username: Option<String>) -> io::Result<Session> {
        let session = Session {
            id: random::letters(30)?,
            csrf: random::letters(30)?,
            username,
        };
        let mut kept = held(&self.kept);
        kept.push_back(session.clone());
        if kept.len() > MOST {
            kept.pop_front();
        }
        Ok(session)
    }

    pub(crate) fn end(&self, id: &str) {
        held(&self.kept).retain(|session| session.id != id);
    }
}

/// Cookies do not tell ports apart, so the name does.
fn cookie_name(port: u16) -> String {
    format!("practice_session_{port}")
}

/// The `Set-Cookie` value for a session.
pub(crate) fn cookie(session: &Session, port: u16) -> String {
    format!(
        "{}={}; Path=/oauth2/; HttpOnly; SameSite=Lax",
        cookie_name(port),
        session.id
    )
}
