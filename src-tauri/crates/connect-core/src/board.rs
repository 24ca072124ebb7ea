//! The picture that was announced, and the one order in which facts leave.

use std::sync::Arc;

use smartfile::RemotePath;
use tokio::sync::{mpsc, oneshot, watch};

use crate::account::{Account, AccountId};
use crate::connection::state::ConnectionState;
use crate::fact::{Fact, Snapshot, What};
use crate::guarded::Guarded;
use crate::operations::{Operation, OperationId};
use crate::places::Places;
use crate::ports::Observer;
use crate::receipts::KeptReceipt;
use crate::roster::{AccountStanding, AccountState};
use crate::site::SiteState;
use crate::transfers::{Transfer, TransferId};

enum Parcel {
    Fact(Box<Fact>),
    Flush(oneshot::Sender<()>),
}

/// The place of one connection among the others. Never given twice.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct SlotId(pub(crate) u64);

/// A connection as it was announced last.
#[derive(Debug)]
struct Place {
    slot: SlotId,
    state: ConnectionState,
    /// Whose it is, as far as anybody knows.
    account: Option<Account>,
}

#[derive(Debug)]
struct Shown {
    picture: Snapshot,
    /// In the order in which accounts were added.
    places: Vec<Place>,
    current: Option<SlotId>,
}

/// Holds the announced picture. Facts are numbered under one lock and handed to the observer by one
/// task, so that an observer may ask for a snapshot while it is being told something.
pub(crate) struct Board {
    shown: Guarded<Shown>,
    outbox: mpsc::UnboundedSender<Parcel>,
    /// Number of the last fact.
    told: watch::Sender<u64>,
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
            shown: Guarded::new(Shown {
                picture: Snapshot {
                    seq: 0,
                    connection: ConnectionState::Restoring,
                    accounts: Vec::new(),
                    transfers: Vec::new(),
                    operations: Vec::new(),
                    site,
                },
                places: Vec::new(),
                current: None,
            }),
            outbox,
            told: watch::Sender::new(0),
        })
    }

    /// Changes with each fact.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.told.subscribe()
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        self.shown.lock().picture.clone()
    }

    /// A connection takes its place. `account` is whom it is going to restore.
    pub(crate) fn place(&self, slot: SlotId, account: Option<Account>) {
        let mut shown = self.shown.lock();
        shown.places.push(Place {
            slot,
            state: ConnectionState::Restoring,
            account,
        });
        self.announce_places(&mut shown);
    }

    /// A connection is gone.
    pub(crate) fn displace(&self, slot: SlotId) {
        let mut shown = self.shown.lock();
        shown.places.retain(|place| place.slot != slot);
        self.announce_places(&mut shown);
    }

    /// From now on this connection is the one that is looked at.
    pub(crate) fn look_at(&self, slot: SlotId) {
        let mut shown = self.shown.lock();
        shown.current = Some(slot);
        self.announce_places(&mut shown);
    }

    /// A connection is in this state now.
    pub(crate) fn connection(
        &self,
        slot: SlotId,
        state: &ConnectionState,
        account: Option<&Account>,
    ) {
        let mut shown = self.shown.lock();
        let Some(place) = shown.places.iter_mut().find(|place| place.slot == slot) else {
            return;
        };
        place.state = state.clone();
        // While it is looked for nobody has it, and it has its name all the same.
        if account.is_some() || *state != ConnectionState::Restoring {
            place.account = account.cloned();
        }
        self.announce_places(&mut shown);
    }

    /// Announces what is different now: of the one that is looked at, and of the list of all.
    fn announce_places(&self, shown: &mut Shown) {
        let current = shown.places.iter().find(|p| Some(p.slot) == shown.current);
        if let Some(state) = current.map(|place| place.state.clone())
            && state != shown.picture.connection
        {
            shown.picture.connection = state.clone();
            self.send(&mut shown.picture, What::ConnectionChanged(state));
        }
        let accounts: Vec<AccountState> = shown
            .places
            .iter()
            .filter_map(|place| {
                let account = place.account.as_ref()?;
                Some(AccountState {
                    id: account.id.clone(),
                    name: account.name.clone().filter(|name| !name.is_empty()),
                    username: account.username.clone(),
                    site: account.server.host(),
                    site_name: account.site_name.clone(),
                    standing: AccountStanding::of(&place.state),
                    current: Some(place.slot) == shown.current,
                })
            })
            .collect();
        if accounts != shown.picture.accounts {
            shown.picture.accounts.clone_from(&accounts);
            self.send(&mut shown.picture, What::AccountsChanged(accounts));
        }
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

    pub(crate) fn operation(&self, operation: &Operation) {
        self.announce(|picture| {
            let mut rows = picture.operations.iter_mut();
            match rows.find(|row| row.id == operation.id) {
                Some(row) => *row = operation.clone(),
                None => picture.operations.push(operation.clone()),
            }
            Some(What::OperationChanged(operation.clone()))
        });
    }

    pub(crate) fn operation_removed(&self, id: &OperationId) {
        self.announce(|picture| {
            picture.operations.retain(|row| row.id != *id);
            Some(What::OperationRemoved(id.clone()))
        });
    }

    pub(crate) fn places(&self, account: &AccountId, places: &Places) {
        self.announce(|_| {
            Some(What::PlacesChanged {
                account: account.clone(),
                places: places.clone(),
            })
        });
    }

    /// A receipt is new, or what was found since was added to it.
    pub(crate) fn receipt(&self, account: &AccountId, receipt: KeptReceipt) {
        self.announce(|_| {
            Some(What::ReceiptKept {
                account: account.clone(),
                receipt: Box::new(receipt),
            })
        });
    }

    pub(crate) fn folder_changed(&self, account: &AccountId, folder: &RemotePath) {
        self.announce(|_| {
            Some(What::FolderChanged {
                account: account.clone(),
                folder: folder.clone(),
            })
        });
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
        let mut shown = self.shown.lock();
        if let Some(what) = change(&mut shown.picture) {
            self.send(&mut shown.picture, what);
        }
    }

    /// Called under the lock: the order of the numbers is the order of delivery.
    fn send(&self, picture: &mut Snapshot, what: What) {
        picture.seq += 1;
        let fact = Fact {
            seq: picture.seq,
            what,
        };
        let _ = self.outbox.send(Parcel::Fact(Box::new(fact)));
        self.told.send_replace(picture.seq);
    }
}
