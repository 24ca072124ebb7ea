//! The REST API, v2 and what of v3 is known: the account, entries, folders and their bytes; what is done to
//! them; who may see them; what happened.
//!
//! Each method says whether it is safe to repeat. None repeats itself, but for a refused token, which is
//! replaced once: a server that refuses who asks has not done what was asked.
//!
//! Every call sends its credentials in the `Authorization` header and to the one server of its
//! [`Bearer`], never follows a redirect, and never sends cookies (API facts §13.10, .32, .40).
//!
//! Answers are read with good will (API facts §13, general rules): unknown fields are ignored,
//! every field but the name is optional, null is missing, numbers may be texts of digits.

mod access;
mod account;
mod activity;
mod call;
mod content;
mod direct;
mod directory;
mod entry;
mod folder;
mod lenient;
mod link;
mod list;
mod multipart;
mod object;
mod operation;
mod record;
mod scalar;
mod search;
mod task;
mod upload;

use std::sync::Arc;

pub(crate) use lenient::number;

pub use access::{AccessGrant, Grantee};
pub use account::{Identity, Right, Storage, ping};
pub use activity::{ACTIVITY_COLUMNS, ActivityFilter, ExportFormat};
pub use content::Download;
pub use directory::{Directory, PreferenceOf};
pub use entry::{Acl, Entry, EntryKind};
pub use folder::{Field, Page};
pub use link::{Link, LinkOptions};
pub use list::List;
pub use operation::{Algorithm, IfTaken};
pub use record::Record;
pub use task::{Patience, Report, Task, TaskState};
pub use upload::{Outgoing, Uploaded};

use crate::address::Server;
use crate::auth::Bearer;
use crate::http::Http;

/// One person's files on one server. Cheap to clone; clones share the bearer.
#[derive(Clone, Debug)]
pub struct SmartFile {
    http: Http,
    server: Server,
    bearer: Arc<Bearer>,
}

impl SmartFile {
    /// Speaks with this server on behalf of the person whose tokens the bearer holds. The bearer
    /// must be of the same server.
    pub fn new(http: Http, server: Server, bearer: Arc<Bearer>) -> SmartFile {
        SmartFile {
            http,
            server,
            bearer,
        }
    }

    /// The server that is spoken with.
    pub fn server(&self) -> &Server {
        &self.server
    }
}
