//! The wire between the app and the sandbox, which can be cut and mended.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// Which way bytes go.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Direction {
    /// From the app to the sandbox.
    There,
    /// From the sandbox to the app.
    Back,
}

/// Bytes that may still pass in one direction.
#[derive(Debug)]
struct Allowance {
    direction: Direction,
    left: usize,
}

type Fuse = Arc<Mutex<Option<Allowance>>>;

/// Passes bytes on until it is cut. A cut wire refuses connections, as a computer without a network does.
#[derive(Debug)]
pub struct Wire {
    here: SocketAddr,
    there: SocketAddr,
    fuse: Fuse,
    passing: Mutex<Option<tokio::task::JoinHandle<()>>>,
}

impl Wire {
    /// A new wire to this address.
    pub async fn to(there: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let here = listener.local_addr().unwrap();
        let fuse = Fuse::default();
        let passing = tokio::spawn(pass(listener, there, Arc::clone(&fuse)));
        Self {
            here,
            there,
            fuse,
            passing: Mutex::new(Some(passing)),
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
        let passing = tokio::spawn(pass(listener, self.there, Arc::clone(&self.fuse)));
        *self.passing.lock().unwrap() = Some(passing);
    }

    /// The connection that carries the byte after these breaks, once. Counted from now on, over all connections.
    pub fn break_after(&self, direction: Direction, bytes: usize) {
        *self.fuse.lock().unwrap() = Some(Allowance {
            direction,
            left: bytes,
        });
    }

    /// Breaks nothing more. Says whether the break was still to come: fewer bytes than allowed have passed.
    pub fn hold_together(&self) -> bool {
        self.fuse.lock().unwrap().take().is_some()
    }
}

/// Dropped as a whole: the set of its connections ends with it.
async fn pass(listener: TcpListener, there: SocketAddr, fuse: Fuse) {
    let mut connections = JoinSet::new();
    loop {
        let (near, _) = listener.accept().await.unwrap();
        let fuse = Arc::clone(&fuse);
        connections.spawn(async move {
            let Ok(far) = TcpStream::connect(there).await else {
                return;
            };
            let (near_out, near_in) = near.into_split();
            let (far_out, far_in) = far.into_split();
            // Both ends are dropped as soon as one direction breaks.
            let _ = tokio::try_join!(
                carry(near_out, far_in, Direction::There, &fuse),
                carry(far_out, near_in, Direction::Back, &fuse),
            );
        });
    }
}

async fn carry(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    direction: Direction,
    fuse: &Fuse,
) -> io::Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let read = from.read(&mut buffer).await?;
        if read == 0 {
            return to.shutdown().await;
        }
        let (passes, breaks) = {
            let mut fuse = fuse.lock().unwrap();
            match fuse.as_mut() {
                Some(allowance) if allowance.direction == direction => {
                    if allowance.left < read {
                        let passes = allowance.left;
                        *fuse = None;
                        (passes, true)
                    } else {
                        allowance.left -= read;
                        (read, false)
                    }
                }
                _ => (read, false),
            }
        };
        to.write_all(&buffer[..passes]).await?;
        if breaks {
            to.flush().await?;
            return Err(io::ErrorKind::ConnectionReset.into());
        }
    }
}
