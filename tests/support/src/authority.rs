//! A company's own certificate authority, and a door with one of its certificates before the sandbox.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// An authority that nobody trusts before its certificate lies in the system's store.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: String,
    key: String,
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authority").finish_non_exhaustive()
    }
}

/// What is written in a certificate of the sandbox.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Certified {
    /// All is well.
    #[default]
    Well,
    /// It ended years ago.
    Ended,
    /// It begins in the far future.
    NotBegun,
    /// It is another host's.
    Elsewhere,
}

impl Authority {
    /// A new one.
    pub fn new() -> Self {
        Self::of(&KeyPair::generate().unwrap().serialize_pem())
    }

    /// The one with this key.
    pub fn of(key: &str) -> Self {
        let pair = KeyPair::from_pem(key).unwrap();
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        // Its own name: two authorities of one name would be told apart by their signatures only.
        let name = format!("Harrow & Finch {:02x?}", &pair.public_key_raw()[1..9]);
        params.distinguished_name.push(DnType::CommonName, name);
        let certificate = params.self_signed(&pair).unwrap().pem();
        Self {
            issuer: Issuer::new(params, pair),
            certificate,
            key: key.to_owned(),
        }
    }

    /// Its key, to make it again in another process.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Writes its certificate, as an administrator would hand it out.
    pub fn write(&self, folder: &Path) -> PathBuf {
        let path = folder.join("company-authority.pem");
        std::fs::write(&path, &self.certificate).unwrap();
        path
    }

    /// Keys and a certificate of its own for a server on this computer.
    pub fn certify(&self, certified: Certified) -> ServerConfig {
        let names = match certified {
            Certified::Elsewhere => vec!["wifi.hotel.test".to_owned()],
            _ => vec!["127.0.0.1".to_owned(), "localhost".to_owned()],
        };
        let mut params = CertificateParams::new(names).unwrap();
        match certified {
            Certified::Ended => params.not_after = rcgen::date_time_ymd(2020, 1, 1),
            Certified::NotBegun => params.not_before = rcgen::date_time_ymd(4000, 1, 1),
            Certified::Well | Certified::Elsewhere => {}
        }
        let pair = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&pair, &self.issuer).unwrap();
        let key = PrivateKeyDer::try_from(pair.serialize_der()).unwrap();
        let _ = rustls::crypto::ring::default_provider().install_default();
        ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap()
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

/// A connection that came to the door and was believed: who it came from, and its first line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Caller {
    /// Where from.
    pub from: IpAddr,
    /// Method, path and version of its first request.
    pub first_line: String,
}

/// A door with a certificate. Behind it, bytes go on to the sandbox as they are.
pub struct SecureDoor {
    address: SocketAddr,
    callers: Arc<Mutex<Vec<Caller>>>,
    acceptor: Arc<Mutex<TlsAcceptor>>,
    passing: tokio::task::JoinHandle<()>,
}

impl std::fmt::Debug for SecureDoor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecureDoor").finish_non_exhaustive()
    }
}

impl SecureDoor {
    /// Before this address.
    pub async fn before(there: SocketAddr, authority: &Authority, certified: Certified) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(authority.certify(certified)));
        let acceptor = Arc::new(Mutex::new(acceptor));
        let callers = Arc::default();
        let passing = tokio::spawn(pass(
            listener,
            Arc::clone(&acceptor),
            there,
            Arc::clone(&callers),
        ));
        Self {
            address,
            callers,
            acceptor,
            passing,
        }
    }

    /// `https://127.0.0.1:<port>`.
    pub fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// New connections meet another certificate.
    pub fn certify(&self, authority: &Authority, certified: Certified) {
        let acceptor = TlsAcceptor::from(Arc::new(authority.certify(certified)));
        *self.acceptor.lock().unwrap() = acceptor;
    }

    /// Where it is.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Everybody who believed the certificate and then said something.
    pub fn callers(&self) -> Vec<Caller> {
        self.callers.lock().unwrap().clone()
    }
}

impl Drop for SecureDoor {
    fn drop(&mut self) {
        self.passing.abort();
    }
}

async fn pass(
    listener: TcpListener,
    acceptor: Arc<Mutex<TlsAcceptor>>,
    there: SocketAddr,
    callers: Arc<Mutex<Vec<Caller>>>,
) {
    let mut connections = JoinSet::new();
    loop {
        let (near, from) = listener.accept().await.unwrap();
        let acceptor = acceptor.lock().unwrap().clone();
        let callers = Arc::clone(&callers);
        connections.spawn(async move {
            let Ok(mut near) = acceptor.accept(near).await else {
                return;
            };
            let mut first = vec![0; 16 * 1024];
            let Ok(read @ 1..) = near.read(&mut first).await else {
                return;
            };
            let text = String::from_utf8_lossy(&first[..read]);
            callers.lock().unwrap().push(Caller {
                from: from.ip(),
                first_line: text.lines().next().unwrap_or_default().to_owned(),
            });
            if let Ok(mut far) = TcpStream::connect(there).await
                && far.write_all(&first[..read]).await.is_ok()
            {
                let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
            }
        });
    }
}
