//! The wire between the app and the sandbox, which can be cut and mended.

use std::net::SocketAddr;
use std::sync::Mutex;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// Passes bytes on until it is cut. A cut wire refuses connections, as a computer without a network does.
#[derive(Debug)]
pub struct Wire {
    here: SocketAddr,
    there: SocketAddr,
    passing: Mutex<Option<tokio::task::JoinHandle<()>>>,
}

impl Wire {
    /// A new wire to this address.
    pub async fn to(there: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let here = listener.local_addr().unwrap();
        Self {
            here,
            there,
            passing: Mutex::new(Some(tokio::spawn(pass(listener, there)))),
        }
    }

    /// The address of this end.
    pub fn address(&self) -> SocketAddr {
        self.here
    }

    /// Breaks every connection and refuses new ones.
    pub async fn cut(&self) {
        let passing = self.passing.lock().unwrap().take();
        if let Some(passing) = passing {
            passing.abort();
            let _ = passing.await;
        }
    }

    /// Works again.
    pub async fn mend(&self) {
        let listener = TcpListener::bind(self.here).await.unwrap();
        *self.passing.lock().unwrap() = Some(tokio::spawn(pass(listener, self.there)));
    }
}

/// Dropped as a whole: the set of its connections ends with it.
async fn pass(listener: TcpListener, there: SocketAddr) {
    let mut connections = JoinSet::new();
    loop {
        let (mut near, _) = listener.accept().await.unwrap();
        connections.spawn(async move {
            if let Ok(mut far) = TcpStream::connect(there).await {
                let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
            }
        });
    }
}
