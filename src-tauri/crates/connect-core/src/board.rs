//! The picture that was announced, and the one order in which facts leave.

use std::sync::Arc;

use smartfile::RemotePath;
use tokio::sync::{mpsc, oneshot};

use crate::connection::state::ConnectionState;
use crate::fact::{Fact, Snapshot, What};
use crate::guarded::Guarded;
use crate::ports::Observer;
use crate::site::SiteState;
use crate::transfers::{Transfer, TransferId};

enum Parcel {
    Fact(Box<Fact>),
    Flush(oneshot::Sender<()>),
}

/// Holds the announced picture. Facts are numbered under one lock and handed to the observer by one
/// task, so that an observer may ask for a snapshot while it is being told something.
pub(crate) struct Board {
    picture: Guarded<Snapshot>,
    outbox: mpsc::UnboundedSender<Parcel>,
}

impl Board {
    pub(crate) fn new(observer: Arc<dyn Observer>, site: SiteState) -> Arc<Self> {
        let (outbox, mut parcels) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Some(parcel) = parcels.recv().await {
                match parcel {
                    Parcel::Fact(fact) => observer.notify(*fact),
                    Parcel::Flush(done) => drop(done.send(())),
                }
            }
        });
        Arc::new(Self {
            picture: Guarded::new(Snapshot {
                seq: 0,
                connection: ConnectionState::Restoring,
                transfers: Vec::new(),
                site,
            }),
            outbox,
        })
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        self.picture.lock().clone()
    }

    pub(crate) fn connection(&self, state: &ConnectionState) {
        self.announce(|picture| {
            if picture.connection == *state {
                return None;
            }
            picture.connection = state.clone();
            Some(What::ConnectionChanged(state.clone()))
        });
    }

    pub(crate) fn site(&self, site: &SiteState) {
        self.announce(|picture| {
            if picture.site == *site {
                return None;
            }
            picture.site = site.clone();
            Some(What::SiteChanged(site.clone()))
        });
    }

    pub(crate) fn transfer(&self, transfer: &Transfer) {
        self.announce(|picture| {
            match picture.transfers.iter_mut().find(|t| t.id == transfer.id) {
                Some(row) => *row = transfer.clone(),
                None => picture.transfers.push(transfer.clone()),
            }
            Some(What::TransferChanged(transfer.clone()))
        });
    }

    pub(crate) fn transfer_removed(&self, id: &TransferId) {
        self.announce(|picture| {
            picture.transfers.retain(|t| t.id != *id);
            Some(What::TransferRemoved(id.clone()))
        });
    }

    pub(crate) fn folder_changed(&self, folder: &RemotePath) {
        self.announce(|_| Some(What::FolderChanged(folder.clone())));
    }

    pub(crate) fn raised(&self) {
        self.announce(|_| Some(What::Raised));
    }

    /// Resolves when every fact announced so far was delivered.
    pub(crate) async fn flush(&self) {
        let (done, delivered) = oneshot::channel();
        if self.outbox.send(Parcel::Flush(done)).is_ok() {
            // An observer that panicked ends the deliveries; then there is nothing left to wait for.
            let _ = delivered.await;
        }
    }

    fn announce(&self, change: impl FnOnce(&mut Snapshot) -> Option<What>) {
        let mut picture = self.picture.lock();
        if let Some(what) = change(&mut picture) {
            picture.seq += 1;
            let fact = Fact {
                seq: picture.seq,
                what,
            };
            // Sent under the lock: the order of the numbers is the order of delivery.
            let _ = self.outbox.send(Parcel::Fact(Box::new(fact)));
        }
    }
}
