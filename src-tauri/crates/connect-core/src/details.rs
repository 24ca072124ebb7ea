//! All that is known of one entry, gathered in one go; a part that cannot be had leaves the others as they are.

use jiff::Timestamp;
use smartfile::{Acl, EntryKind, Grantee, Record, RemotePath, ServerTime};

use crate::connections::Connections;
use crate::entry::{Entry, ServerZone};
use crate::error::Error;
use crate::links::{Links, ShareLink};

/// Somebody who was given access.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Grant {
    /// A person or a group.
    pub grantee: Grantee,
    /// What they may do.
    pub acl: Acl,
}

/// An earlier content of a file. Its shape is not documented (API facts §13.35), so everything is optional.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Version {
    /// The site's name for it.
    pub id: Option<String>,
    /// Bytes.
    pub size: Option<u64>,
    /// When it was written: an estimate.
    pub changed: Option<Timestamp>,
    /// Who wrote it.
    pub by: Option<String>,
}

/// All that is known of one entry. `None` is a part that could not be asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Details {
    /// The entry as it is now.
    pub entry: Entry,
    /// Whose it is, by the name to sign in with.
    pub owner: Option<String>,
    /// Its share links.
    pub links: Option<Vec<ShareLink>>,
    /// Who was given access to it; of a file, to its folder.
    pub access: Option<Vec<Grant>>,
    /// Its earlier contents.
    pub versions: Option<Vec<Version>>,
    /// Whether it is a starred place.
    pub starred: bool,
}

/// Asks for all of it at once. An error only when the entry itself cannot be had.
pub(crate) async fn gather(
    connections: &Connections,
    links: &Links,
    path: &RemotePath,
) -> Result<Details, Error> {
    let connection = connections.current();
    let session = connection.session()?;
    let remote = &session.remote;
    let entry = session.ask(|| remote.info(path)).await?;
    let is_folder = entry.kind == EntryKind::Folder;
    // Access is given to folders (API facts §10).
    let folder = path.parent().filter(|_| !is_folder);
    let folder = folder.as_ref().unwrap_or(path);
    let asked = async {
        tokio::join!(
            async {
                let listed = links.listed(&session, Some(path)).await;
                part("links", listed.map(|listed| listed.links))
            },
            async {
                let access = session.ask(|| remote.access(folder)).await;
                part("access", access)
            },
            async {
                if is_folder {
                    return Some(Vec::new());
                }
                let versions = session.ask(|| remote.versions(path)).await;
                part("versions", versions.map(|list| list.items))
            },
        )
    };
    let (links, access, versions) = tokio::select! {
        biased;
        () = session.ended.cancelled() => {
            return Err(connection.session().err().unwrap_or(Error::NotConnected));
        }
        asked = asked => asked,
    };
    let zone = &connections.shared().ports.server_zone;
    let grant = |grant: smartfile::AccessGrant| Grant {
        grantee: grant.grantee,
        acl: grant.acl,
    };
    Ok(Details {
        owner: entry.owner.clone(),
        entry: Entry::of(entry, zone),
        links,
        access: access.map(|all| all.into_iter().map(grant).collect()),
        versions: versions.map(|all| all.iter().map(|one| Version::read(one, zone)).collect()),
        starred: false,
    })
}

/// A part that cannot be had is missing, and the log knows why.
fn part<T, E: std::fmt::Display>(name: &'static str, answer: Result<T, E>) -> Option<T> {
    answer
        .map_err(|error| tracing::info!(part = name, %error, "could not be asked for"))
        .ok()
}

impl Version {
    /// Reads with good will what nobody wrote down.
    fn read(record: &Record, zone: &ServerZone) -> Self {
        let text = |names: &[&str]| {
            let found = names.iter().find_map(|name| record.text(name));
            found.map(str::to_owned)
        };
        let number = |names: &[&str]| names.iter().find_map(|name| record.number(name));
        let by = record.record("owner").or_else(|| record.record("user"));
        let id = text(&["version", "id", "uid"]);
        Self {
            id: id.or_else(|| number(&["version", "id"]).map(|number| number.to_string())),
            size: number(&["size"]),
            changed: text(&["time", "created", "modified"])
                .and_then(|time| zone.instant(&ServerTime::new(time))),
            by: by.and_then(|by| by.text("username").map(str::to_owned)),
        }
    }
}
