//! The remote side of an account, as a trait: SmartFile itself, or something made for a test.

use std::io;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use smartfile::{
    AccessGrant, Algorithm, Bearer, Entry, Error, Http, Identity, IfTaken, Link, LinkOptions, List,
    Page, Patience, Pauses, Record, RemotePath, Report, Server, SmartFile, Task,
};

/// What the app asks of a site. The names and promises are those of [`smartfile::SmartFile`].
#[async_trait]
pub trait Remote: Send + Sync {
    /// Who is connected.
    async fn whoami(&self) -> Result<Identity, Error>;
    /// One entry.
    async fn info(&self, path: &RemotePath) -> Result<Entry, Error>;
    /// Has the site sum up a file; the sum is in the report of the task.
    async fn checksum(&self, path: &RemotePath, algorithm: Algorithm) -> Result<Task, Error>;
    /// Has the site sum up several files in one task. Those that its report does not name are to be asked for alone.
    async fn checksums(&self, files: &[RemotePath], algorithm: Algorithm) -> Result<Task, Error>;
    /// One page of a folder; pages count from 1.
    async fn page(&self, folder: &RemotePath, page: u32, limit: u32) -> Result<Page, Error>;
    /// The bytes of a file from `from` on.
    async fn download(&self, path: &RemotePath, from: u64) -> Result<RemoteDownload, Error>;
    /// Sends a file of exactly `size` bytes. Answers the entry if the site described it.
    async fn upload(
        &self,
        folder: &RemotePath,
        name: &str,
        size: u64,
        body: BoxStream<'static, io::Result<Bytes>>,
    ) -> Result<Option<Entry>, Error>;
    /// Makes a folder; one that is there is a success.
    async fn create_folder(&self, path: &RemotePath) -> Result<(), Error>;
    /// Gives an entry another path. Whoever asks has looked whether it is free.
    async fn rename(&self, from: &RemotePath, to: &RemotePath) -> Result<(), Error>;
    /// Moves entries into a folder. Whoever asks has looked whether their names are free there.
    async fn move_into(&self, folder: &RemotePath, entries: &[RemotePath]) -> Result<Task, Error>;
    /// Copies entries into a folder. Whoever asks has looked whether their names are free there.
    async fn copy_into(&self, folder: &RemotePath, entries: &[RemotePath]) -> Result<Task, Error>;
    /// Removes entries, folders with everything in them.
    async fn remove(&self, entries: &[RemotePath]) -> Result<Task, Error>;
    /// Follows a task to its end, on this clock.
    async fn follow(
        &self,
        task: &Task,
        clock: &dyn Pauses,
        patience: Patience,
    ) -> Result<Report, Error>;
    /// One page of what fits these words, here and below.
    async fn search(
        &self,
        words: &str,
        within: &RemotePath,
        page: u32,
    ) -> Result<List<Entry>, Error>;
    /// One page of the person's links.
    async fn links(&self, page: u32) -> Result<List<Link>, Error>;
    /// One link.
    async fn link(&self, id: &str) -> Result<Link, Error>;
    /// Makes a link.
    async fn create_link(&self, path: &RemotePath, options: &LinkOptions) -> Result<Link, Error>;
    /// Changes a link.
    async fn change_link(&self, id: &str, options: &LinkOptions) -> Result<Link, Error>;
    /// Ends a link.
    async fn revoke_link(&self, id: &str) -> Result<(), Error>;
    /// Who was given access to a path.
    async fn access(&self, path: &RemotePath) -> Result<Vec<AccessGrant>, Error>;
    /// The earlier contents of a file.
    async fn versions(&self, path: &RemotePath) -> Result<List<Record>, Error>;
    /// A picture that the site makes of a file.
    async fn picture(&self, path: &RemotePath) -> Result<RemoteDownload, Error>;
    /// Entries as one zip archive, packed while it comes.
    async fn download_zip(
        &self,
        entries: &[RemotePath],
        name: &str,
    ) -> Result<RemoteDownload, Error>;
}

/// A download that has begun.
pub struct RemoteDownload {
    /// Where it begins: 0 when the site ignored the wish.
    pub started_at: u64,
    /// Bytes still to come, if the site says so.
    pub length: Option<u64>,
    /// Size of the whole file, if the site says so.
    pub total: Option<u64>,
    /// The bytes.
    pub bytes: BoxStream<'static, Result<Bytes, Error>>,
}

impl std::fmt::Debug for RemoteDownload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RemoteDownload")
            .field("started_at", &self.started_at)
            .field("length", &self.length)
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}

impl From<smartfile::Download> for RemoteDownload {
    fn from(download: smartfile::Download) -> Self {
        Self {
            started_at: download.started_at,
            length: download.length,
            total: download.total,
            bytes: download.into_stream().boxed(),
        }
    }
}

/// Makes the remote side of an account.
pub trait RemoteOf: Send + Sync {
    /// For this server and whatever the bearer presents.
    fn open(&self, http: &Http, server: &Server, bearer: Arc<Bearer>) -> Arc<dyn Remote>;
}

/// SmartFile itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct SmartFileRemotes;

impl RemoteOf for SmartFileRemotes {
    fn open(&self, http: &Http, server: &Server, bearer: Arc<Bearer>) -> Arc<dyn Remote> {
        Arc::new(SmartFile::new(http.clone(), server.clone(), bearer))
    }
}

#[async_trait]
impl Remote for SmartFile {
    async fn whoami(&self) -> Result<Identity, Error> {
        SmartFile::whoami(self).await
    }

    async fn info(&self, path: &RemotePath) -> Result<Entry, Error> {
        SmartFile::info(self, path).await
    }

    async fn checksum(&self, path: &RemotePath, algorithm: Algorithm) -> Result<Task, Error> {
        SmartFile::checksum(self, path, algorithm).await
    }

    async fn checksums(&self, files: &[RemotePath], algorithm: Algorithm) -> Result<Task, Error> {
        SmartFile::checksums(self, files, algorithm).await
    }

    async fn page(&self, folder: &RemotePath, page: u32, limit: u32) -> Result<Page, Error> {
        SmartFile::page(self, folder, page, limit).await
    }

    async fn download(&self, path: &RemotePath, from: u64) -> Result<RemoteDownload, Error> {
        Ok(SmartFile::download(self, path, from).await?.into())
    }

    async fn upload(
        &self,
        folder: &RemotePath,
        name: &str,
        size: u64,
        body: BoxStream<'static, io::Result<Bytes>>,
    ) -> Result<Option<Entry>, Error> {
        let uploaded = SmartFile::upload(self, folder, name, size, body).await?;
        Ok(uploaded.entry)
    }

    async fn create_folder(&self, path: &RemotePath) -> Result<(), Error> {
        SmartFile::create_folder(self, path).await.map(drop)
    }

    async fn rename(&self, from: &RemotePath, to: &RemotePath) -> Result<(), Error> {
        let renamed = SmartFile::rename(self, from, to, IfTaken::LeaveToServer);
        renamed.await.map(drop)
    }

    async fn move_into(&self, folder: &RemotePath, entries: &[RemotePath]) -> Result<Task, Error> {
        SmartFile::move_into(self, folder, entries, IfTaken::LeaveToServer).await
    }

    async fn copy_into(&self, folder: &RemotePath, entries: &[RemotePath]) -> Result<Task, Error> {
        SmartFile::copy_into(self, folder, entries, IfTaken::LeaveToServer).await
    }

    async fn remove(&self, entries: &[RemotePath]) -> Result<Task, Error> {
        SmartFile::remove(self, entries).await
    }

    async fn follow(
        &self,
        task: &Task,
        clock: &dyn Pauses,
        patience: Patience,
    ) -> Result<Report, Error> {
        SmartFile::follow(self, task, clock, patience, |_| {}).await
    }

    async fn search(
        &self,
        words: &str,
        within: &RemotePath,
        page: u32,
    ) -> Result<List<Entry>, Error> {
        SmartFile::search(self, words, within, page).await
    }

    async fn links(&self, page: u32) -> Result<List<Link>, Error> {
        SmartFile::links(self, page).await
    }

    async fn link(&self, id: &str) -> Result<Link, Error> {
        SmartFile::link(self, id).await
    }

    async fn create_link(&self, path: &RemotePath, options: &LinkOptions) -> Result<Link, Error> {
        SmartFile::create_link(self, path, options).await
    }

    async fn change_link(&self, id: &str, options: &LinkOptions) -> Result<Link, Error> {
        SmartFile::change_link(self, id, options).await
    }

    async fn revoke_link(&self, id: &str) -> Result<(), Error> {
        SmartFile::revoke_link(self, id).await
    }

    async fn access(&self, path: &RemotePath) -> Result<Vec<AccessGrant>, Error> {
        SmartFile::access(self, path).await
    }

    async fn versions(&self, path: &RemotePath) -> Result<List<Record>, Error> {
        SmartFile::versions(self, path).await
    }

    async fn picture(&self, path: &RemotePath) -> Result<RemoteDownload, Error> {
        Ok(SmartFile::preview(self, path).await?.into())
    }

    async fn download_zip(
        &self,
        entries: &[RemotePath],
        name: &str,
    ) -> Result<RemoteDownload, Error> {
        let download = SmartFile::download_several(self, entries, name).await?;
        Ok(download.into())
    }
}
