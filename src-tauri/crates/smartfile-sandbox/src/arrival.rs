//! A file that is on its way in.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::time::SystemTime;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use serde_json::Value;
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt as _;

use crate::call::Call;
use crate::faults::Fault;
use crate::home::Home;
use crate::progress;
use crate::remote_path::RemotePath;
use crate::site::Site;
use crate::storage::Facts;
use crate::{entry, site_time};

/// How many bytes may still come: the site's storage, and the person's quota.
pub(crate) struct Room {
    left: Option<u64>,
}

impl Room {
    pub(crate) fn of(home: &Home) -> Self {
        let site = &home.site;
        let limit = site.switches.get().disk_limit;
        let on_site = limit.map(|limit| limit.saturating_sub(site.tally.bytes()));
        let own = site.quotas.disk_left(home);
        Self {
            left: [on_site, own].into_iter().flatten().min(),
        }
    }

    /// The room beside so many bytes that have arrived already.
    pub(crate) fn without(&self, bytes: u64) -> Self {
        Self {
            left: self.left.map(|left| left.saturating_sub(bytes)),
        }
    }

    pub(crate) fn fits(&self, bytes: u64) -> bool {
        self.left.is_none_or(|left| bytes <= left)
    }
}

/// What keeps a file from arriving.
pub(crate) enum Trouble {
    /// A quota is used up; what came before is here.
    Full(Arrival),
    /// The connection broke; what came before is here.
    Broken(Arrival),
    /// It could not be written.
    Disk,
}

/// What has arrived so far, under a temporary name.
pub(crate) struct Arrival {
    file: NamedTempFile,
    size: u64,
}

impl Arrival {
    pub(crate) fn begin(site: &Site) -> io::Result<Self> {
        let file = NamedTempFile::new_in(site.incoming())?;
        Ok(Self { file, size: 0 })
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Writes the first `bytes` of something that is there already.
    pub(crate) fn start_with(mut self, source: impl io::Read, bytes: u64) -> io::Result<Self> {
        self.size = io::copy(&mut source.take(bytes), &mut self.file)?;
        Ok(self)
    }

    /// Takes chunks to their end, or until there is no room for more than so many.
    pub(crate) async fn receive<E>(
        mut self,
        chunks: &mut (impl Stream<Item = Result<Bytes, E>> + Unpin),
        room: &Room,
        progress: &mut progress::Watch,
    ) -> Result<Self, Trouble> {
        let file = self.file.as_file().try_clone().map_err(|_| Trouble::Disk)?;
        let mut writer = tokio::fs::File::from_std(file);
        let mut came = 0;
        while let Some(chunk) = chunks.next().await {
            let Ok(chunk) = chunk else {
                let _ = writer.flush().await;
                return Err(Trouble::Broken(self));
            };
            came += chunk.len() as u64;
            progress.add(chunk.len() as u64);
            if !room.fits(came) {
                let _ = writer.flush().await;
                return Err(Trouble::Full(self));
            }
            writer.write_all(&chunk).await.map_err(|_| Trouble::Disk)?;
            self.size += chunk.len() as u64;
        }
        writer.flush().await.map_err(|_| Trouble::Disk)?;
        Ok(self)
    }
}

/// Makes one byte another one; beyond the end of the file there is none to turn.
fn turn(mut file: &File, place: u64) -> io::Result<()> {
    let mut byte = [0];
    file.seek(SeekFrom::Start(place))?;
    if file.read(&mut byte)? == 0 {
        return Ok(());
    }
    file.seek(SeekFrom::Start(place))?;
    file.write_all(&[byte[0] ^ 1])
}

/// Gives an arrived file its name. What had the name before is replaced (documented), and becomes
/// a version where those are kept.
pub(crate) fn keep(call: &Call, path: &RemotePath, arrival: Arrival) -> io::Result<Value> {
    let home = call.home();
    let (site, place) = (&call.site, &home.user.home);
    let Arrival { file, size } = arrival;
    let before = home.facts_at_once(path);
    if before.is_some_and(|facts| facts.folder) {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    // The answer claims what was sent, whatever is lost behind it.
    let claimed = Facts {
        folder: false,
        size,
        time: SystemTime::now(),
    };
    let object = entry::object(&home, path, claimed, &site_time::zone());
    let lost = match call.fault {
        Some(Fault::DropTail(bytes)) => bytes as u64,
        _ => call.switches.lossy_uploads,
    };
    let kept = size.saturating_sub(lost);
    if kept != size {
        file.as_file().set_len(kept)?;
    }
    if let Some(Fault::Corrupt(place)) = call.fault {
        turn(file.as_file(), place as u64)?;
    }
    let versions = call.switches.versions;
    if let Some(old) = site.storage.place(place, path, file, versions > 0)? {
        site.notes.replaced(place, path, old, versions);
    }
    site.tally
        .replaced(before.map_or(0, |facts| facts.size), kept);
    if before.is_none() {
        home.made(path);
    }
    call.note("path written", path, size);
    Ok(Value::Object(object))
}
