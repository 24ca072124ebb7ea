//! The remote side of an account, as a trait: SmartFile itself, or something made for a test.

use std::io;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use smartfile::{Bearer, Entry, Error, Http, Identity, Page, RemotePath, Server, SmartFile};

/// What the app asks of a site. The names and promises are those of [`smartfile::SmartFile`].
#[async_trait]
pub trait Remote: Send + Sync {
    /// Who is connected.
    async fn whoami(&self) -> Result<Identity, Error>;
    /// One entry.
    async fn info(&self, path: &RemotePath) -> Result<Entry, Error>;
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

    async fn page(&self, folder: &RemotePath, page: u32, limit: u32) -> Result<Page, Error> {
        SmartFile::page(self, folder, page, limit).await
    }

    async fn download(&self, path: &RemotePath, from: u64) -> Result<RemoteDownload, Error> {
        let download = SmartFile::download(self, path, from).await?;
        Ok(RemoteDownload {
            started_at: download.started_at,
            length: download.length,
            total: download.total,
            bytes: download.into_stream().boxed(),
        })
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
}
