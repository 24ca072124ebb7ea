//! The network as a check sees it, as a trait: the real one, or one made for a test.

use std::io;

use async_trait::async_trait;
use smartfile::{Http, Probe, Route, Server};

/// What a check asks of the network.
#[async_trait]
pub trait Network: Send + Sync {
    /// The way to a server. Blocking, but short: a look at the settings.
    fn route(&self, http: &Http, server: &Server) -> Route;
    /// Whether a host name can be looked up.
    async fn resolve(&self, host: &str, port: u16) -> io::Result<()>;
    /// One request to a server.
    async fn probe(&self, http: &Http, server: &Server) -> Probe;
}

/// The network this computer is on.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemNetwork;

#[async_trait]
impl Network for SystemNetwork {
    fn route(&self, http: &Http, server: &Server) -> Route {
        http.route(server)
    }

    async fn resolve(&self, host: &str, port: u16) -> io::Result<()> {
        let mut found = tokio::net::lookup_host((host, port)).await?;
        found
            .next()
            .map(drop)
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    async fn probe(&self, http: &Http, server: &Server) -> Probe {
        smartfile::probe(http, server).await
    }
}
