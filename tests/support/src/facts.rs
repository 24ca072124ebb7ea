//! Everything the app announced.

use std::sync::Mutex;

use connect_core::{ConnectionState, Fact, Observer, What};
use tokio::sync::watch;

use crate::Chronicle;

/// Collects the facts, checks that their numbers have no gap, and says when there is a new one.
#[derive(Debug)]
pub struct Facts {
    seen: Mutex<Vec<Fact>>,
    changed: watch::Sender<()>,
    chronicle: Chronicle,
}

impl Facts {
    /// None yet.
    pub fn new(chronicle: Chronicle) -> Self {
        Self {
            seen: Mutex::default(),
            changed: watch::Sender::new(()),
            chronicle,
        }
    }

    /// All facts so far, in order.
    pub fn all(&self) -> Vec<Fact> {
        self.seen.lock().unwrap().clone()
    }

    /// The names of the connection states so far, in order.
    pub fn connection_states(&self) -> Vec<&'static str> {
        let facts = self.all();
        facts
            .iter()
            .filter_map(|fact| match &fact.what {
                What::ConnectionChanged(state) => Some(name_of(state)),
                _ => None,
            })
            .collect()
    }

    /// Changes with each fact.
    pub fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }
}

impl Observer for Facts {
    fn notify(&self, fact: Fact) {
        let mut seen = self.seen.lock().unwrap();
        if let Some(last) = seen.last()
            && fact.seq > 1
        {
            assert_eq!(fact.seq, last.seq + 1, "a fact is missing");
        }
        if let What::ConnectionChanged(state) = &fact.what {
            self.chronicle.note(format!("announced {}", name_of(state)));
        }
        seen.push(fact);
        drop(seen);
        self.changed.send_replace(());
    }
}

pub(crate) fn name_of(state: &ConnectionState) -> &'static str {
    match state {
        ConnectionState::Restoring => "Restoring",
        ConnectionState::Disconnected { .. } => "Disconnected",
        ConnectionState::AwaitingResponse { .. } => "AwaitingResponse",
        ConnectionState::ExchangingCode { .. } => "ExchangingCode",
        ConnectionState::Connected { .. } => "Connected",
        ConnectionState::ReauthorizationRequired { .. } => "ReauthorizationRequired",
        ConnectionState::VaultUnavailable { .. } => "VaultUnavailable",
        ConnectionState::Disconnecting { .. } => "Disconnecting",
    }
}
