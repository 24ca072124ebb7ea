//! The wire between the app and the sandbox, which can be cut and mended.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Which way bytes go.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Direction {
    /// From the app to the sandbox.
    There,
    /// From the sandbox to the app.
    Back,
}

/// What becomes of the byte after the last that may pass.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Then {
    Breaks,
    Waits,
}

/// Bytes that may still pass in one direction.
#[derive(Clone, Copy, Debug)]
struct Allowance {
    direction: Direction,
    left: usize,
    then: Then,
}

type Fuse = Arc<watch::Sender<Option<Allowance>>>;

/// Passes bytes on until it is cut. A cut wire refuses connections, as a computer without a network does.
#[derive(Debug)]
pub struct Wire {
    here: SocketAddr,
    there: SocketAddr,
    fuse: Fuse,
    passing: Mutex<Option<tokio::task::JoinHandle<()>>>,
    hole: Mutex<Option<Hole>>,
}

/// A place that takes no connection and refuses none: the one that may wait there is waiting.
#[derive(Debug)]
struct Hole {
    _listener: TcpListener,
    _waiting: Vec<TcpStream>,
}

impl Wire {
    /// A new wire to this address.
    pub async fn to(there: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let here = listener.local_addr().unwrap();
        let fuse = Fuse::new(watch::Sender::new(None));
        let passing = tokio::spawn(pass(listener, there, Arc::clone(&fuse)));
        Self {
            here,
            there,
            fuse,
            passing: Mutex::new(Some(passing)),
            hole: Mutex::default(),
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

    /// Breaks every connection; new ones are neither taken nor refused, as behind a firewall that drops packets.
    pub async fn swallow(&self) {
        self.cut().await;
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind(self.here).unwrap();
        let listener = socket.listen(1).unwrap();
        let mut waiting = Vec::new();
        // Whoever comes when the queue is full hears nothing at all.
        while let Ok(connected) =
            tokio::time::timeout(Duration::from_millis(100), TcpStream::connect(self.here)).await
        {
            waiting.push(connected.unwrap());
        }
        *self.hole.lock().unwrap() = Some(Hole {
            _listener: listener,
            _waiting: waiting,
        });
    }

    /// Works again.
    pub async fn mend(&self) {
        drop(self.hole.lock().unwrap().take());
        let listener = TcpListener::bind(self.here).await.unwrap();
        let passing = tokio::spawn(pass(listener, self.there, Arc::clone(&self.fuse)));
        *self.passing.lock().unwrap() = Some(passing);
    }

    /// Every connection of now breaks; new ones work.
    pub async fn renew(&self) {
        self.cut().await;
        self.mend().await;
    }

    /// The connection that carries the byte after these breaks, once. Counted from now on, over all connections.
    pub fn break_after(&self, direction: Direction, bytes: usize) {
        self.allow(direction, bytes, Then::Breaks);
    }

    /// The byte after these waits, and all that follow it in this direction, until [`Self::hold_together`].
    pub fn hold_after(&self, direction: Direction, bytes: usize) {
        self.allow(direction, bytes, Then::Waits);
    }

    /// So many more bytes may pass of those that wait.
    pub fn let_through(&self, bytes: usize) {
        self.fuse.send_modify(|fuse| {
            if let Some(allowance) = fuse {
                allowance.left += bytes;
            }
        });
    }

    /// How many bytes may still pass.
    pub fn left(&self) -> usize {
        self.fuse
            .borrow()
            .map_or(usize::MAX, |allowance| allowance.left)
    }

    fn allow(&self, direction: Direction, left: usize, then: Then) {
        self.fuse.send_replace(Some(Allowance {
            direction,
            left,
            then,
        }));
    }

    /// Breaks and holds nothing more. Says whether the break was still to come: fewer bytes than allowed have
    /// passed.
    pub fn hold_together(&self) -> bool {
        self.fuse.send_replace(None).is_some()
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
    fuse: &watch::Sender<Option<Allowance>>,
) -> io::Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let read = from.read(&mut buffer).await?;
        if read == 0 {
            return to.shutdown().await;
        }
        let mut passed = 0;
        while passed < read {
            let mut now = 0;
            let mut breaks = false;
            let mut changes = fuse.subscribe();
            fuse.send_if_modified(|fuse| {
                let rest = read - passed;
                now = match fuse {
                    Some(allowance) if allowance.direction == direction => {
                        let now = allowance.left.min(rest);
                        allowance.left -= now;
                        breaks = now < rest && allowance.then == Then::Breaks;
                        now
                    }
                    _ => rest,
                };
                if breaks {
                    *fuse = None;
                }
                false
            });
            to.write_all(&buffer[passed..][..now]).await?;
            passed += now;
            if breaks {
                to.flush().await?;
                return Err(io::ErrorKind::ConnectionReset.into());
            }
            if passed < read {
                // More may have been allowed since.
                let more = |fuse: &Option<Allowance>| fuse.is_none_or(|allowed| allowed.left > 0);
                let _ = changes.wait_for(more).await;
            }
        }
    }
}
