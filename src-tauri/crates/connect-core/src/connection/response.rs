//! What comes back from the browser: a redirection, or a code that a person brings.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

use smartfile::{AuthorizationCode, ResponseError};

use super::Connection;
use super::attempt::Brought;
use super::state::Event;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::problem::Problem;

/// What came back from browsers so far, whichever account it was for.
#[derive(Debug, Default)]
pub(crate) struct Redirections {
    /// Fingerprint of the one that was consumed last: the system may deliver it twice.
    consumed: Guarded<Option<u64>>,
    fingerprints: RandomState,
    foreign: AtomicU64,
}

impl Redirections {
    /// How many answered no pending request.
    pub(crate) fn foreign(&self) -> u64 {
        self.foreign.load(Ordering::Relaxed)
    }

    fn fingerprint(&self, uri: &str) -> u64 {
        self.fingerprints.hash_one(uri)
    }

    fn is_consumed(&self, fingerprint: u64) -> bool {
        *self.consumed.lock() == Some(fingerprint)
    }

    fn consume(&self, fingerprint: u64) {
        *self.consumed.lock() = Some(fingerprint);
    }

    fn count_foreign(&self) {
        self.foreign.fetch_add(1, Ordering::Relaxed);
    }
}

impl Connection {
    /// What a person pasted: a code, or the whole address the browser ended at.
    pub(crate) fn submit_code(&self, text: &str) -> Result<(), Error> {
        let text = text.trim();
        let uri = self.sites.redirect_uri();
        if text.starts_with(uri) || text.contains("://") {
            return self.receive(text);
        }
        let code = AuthorizationCode::pasted(text).map_err(Error::Code)?;
        let brought = {
            let attempt = self.attempt.lock();
            let attempt = attempt.as_ref().ok_or(Error::AuthorizationMismatch)?;
            let asked = attempt.of_code().ok_or(Error::AuthorizationMismatch)?;
            Brought {
                code,
                asked: asked.clone(),
                server: attempt.site.server.clone(),
                pasted: true,
            }
        };
        let taken = self.feed_with(Event::CodeArrived { pasted: true }, || {
            *self.brought.lock() = Some(brought);
        });
        if taken {
            Ok(())
        } else {
            Err(Error::AuthorizationMismatch)
        }
    }

    /// A redirection, from the operating system or pasted. One that answers no pending request moves
    /// nothing and makes no call (RFC 9700 §4.7); it is counted.
    pub(crate) fn receive(&self, uri: &str) -> Result<(), Error> {
        let fingerprint = self.redirections.fingerprint(uri);
        if self.redirections.is_consumed(fingerprint) {
            self.redirections.count_foreign();
            return Err(Error::AuthorizationMismatch);
        }
        let pending = {
            let attempt = self.attempt.lock();
            attempt.as_ref().and_then(|attempt| {
                let asked = attempt.of_redirection(uri)?;
                Some((asked.clone(), attempt.site.server.clone()))
            })
        };
        let Some((asked, server)) = pending else {
            self.redirections.count_foreign();
            if self.is_ours(uri) {
                let problem = Error::AuthorizationMismatch.problem();
                self.feed(Event::StrayRedirection(problem));
            }
            return Err(Error::AuthorizationMismatch);
        };
        match asked.request.accept(uri) {
            Ok(code) => {
                self.redirections.consume(fingerprint);
                let brought = Brought {
                    code,
                    asked,
                    server,
                    pasted: false,
                };
                self.feed_with(Event::CodeArrived { pasted: false }, || {
                    if let Some(attempt) = self.attempt.lock().as_mut() {
                        attempt.stop_listening();
                    }
                    *self.brought.lock() = Some(brought);
                });
                Ok(())
            }
            Err(ResponseError::Refused(refusal)) => {
                self.redirections.consume(fingerprint);
                let problem = Problem::from_refusal(&refusal).at(server.host());
                self.feed(Event::ResponseRefused(problem.clone()));
                Err(Error::Refused(Box::new(problem)))
            }
            // Its state is the right one, so the server itself sent no code.
            Err(ResponseError::MissingCode) => {
                let problem = Error::AuthorizationIncomplete.problem();
                self.feed(Event::ResponseRefused(problem.at(server.host())));
                Err(Error::AuthorizationIncomplete)
            }
            Err(error) => {
                self.redirections.count_foreign();
                tracing::info!("a redirection that answers no pending request was ignored");
                Err(match error {
                    ResponseError::Malformed => Error::AuthorizationIncomplete,
                    _ => Error::AuthorizationMismatch,
                })
            }
        }
    }

    fn is_ours(&self, uri: &str) -> bool {
        uri.split(['?', '#']).next() == Some(self.sites.redirect_uri())
    }
}
