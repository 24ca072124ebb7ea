//! A server that answers what it is told to, and remembers what it was asked: for answers that the
//! practice server never gives.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use smartfile::{
    AccessToken, Bearer, Client, ClientSecret, Clock, Http, Pauses, Server, SmartFile, SystemClock,
    TokenSet,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::practice::Keeper;

/// What the server says.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    status: u16,
    headers: String,
    body: Vec<u8>,
    /// Nothing is said at all; the connection ends.
    silent: bool,
    /// The body tells its own end.
    chunked: bool,
}

impl Answer {
    pub(crate) fn of(status: u16, body: &str) -> Answer {
        Answer {
            status,
            headers: String::new(),
            body: body.as_bytes().to_vec(),
            silent: false,
            chunked: false,
        }
    }

    pub(crate) fn json(body: &str) -> Answer {
        Answer::of(200, body).with("content-type", "application/json")
    }

    /// The connection ends after the request was read.
    pub(crate) fn lost() -> Answer {
        Answer {
            silent: true,
            ..Answer::of(200, "")
        }
    }

    /// The body is in chunks already, and has no length.
    pub(crate) fn chunked(self) -> Answer {
        let chunked = true;
        Answer { chunked, ..self }
    }

    pub(crate) fn with(mut self, header: &str, value: &str) -> Answer {
        let _never_fails = write!(self.headers, "{header}: {value}\r\n");
        self
    }
}

/// What the server was asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// With its query, as it was sent.
    pub(crate) target: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(given, _)| given == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Method, target, and the body if there is one.
    pub(crate) fn line(&self) -> String {
        format!("{} {} {}", self.method, self.target, self.text())
            .trim_end()
            .to_owned()
    }
}

/// The server. It says each answer once, then 599.
pub(crate) struct Canned {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    answers: Arc<Mutex<VecDeque<Answer>>>,
    serving: JoinHandle<()>,
}

impl Canned {
    pub(crate) async fn saying(answers: impl IntoIterator<Item = Answer>) -> Canned {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::<Mutex<Vec<Asked>>>::default();
        let answers = Arc::new(Mutex::new(answers.into_iter().collect::<VecDeque<_>>()));
        let serving = tokio::spawn({
            let (asked, answers) = (Arc::clone(&asked), Arc::clone(&answers));
            async move {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    let _gone = serve(stream, &asked, &answers).await;
                }
            }
        });
        Canned {
            address,
            asked,
            answers,
            serving,
        }
    }

    /// `http://127.0.0.1:…`
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn next(&self, answer: Answer) {
        self.answers.lock().unwrap().push_back(answer);
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// What was asked, a line each.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.asked().iter().map(Asked::line).collect()
    }

    /// A client with a token that never needs to be renewed.
    pub(crate) fn client(&self) -> SmartFile {
        self.client_with(lasting())
    }

    /// A client that wants a certificate, which this server does not have.
    pub(crate) fn client_over_tls(&self) -> SmartFile {
        let url = self.url().replace("http://", "https://");
        client_of(&url, lasting(), Arc::new(SystemClock))
    }

    pub(crate) fn client_with(&self, tokens: TokenSet) -> SmartFile {
        client_of(&self.url(), tokens, Arc::new(SystemClock))
    }

    /// A client that leaves this server alone by this clock.
    pub(crate) fn client_on(&self, clock: &HastyClock) -> SmartFile {
        client_of(&self.url(), lasting(), Arc::new(clock.clone()))
    }
}

/// A client of a server that is not there.
pub(crate) fn client_of_nobody() -> SmartFile {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    client_of(
        &format!("http://{address}"),
        lasting(),
        Arc::new(SystemClock),
    )
}

fn lasting() -> TokenSet {
    TokenSet {
        access_token: AccessToken::new("a-token-of-this-test".into()),
        refresh_token: None,
        expires_in: None,
        scope: None,
    }
}

fn client_of(address: &str, tokens: TokenSet, clock: Arc<dyn Clock>) -> SmartFile {
    let limit = Duration::from_secs(5);
    let http = Http::with_timeouts("contract test", limit, limit).unwrap();
    let http = http.on_clock(clock);
    let server = Server::parse(address).unwrap();
    let client = Client {
        id: "an-application".into(),
        secret: ClientSecret::new("its-secret".into()),
    };
    let bearer = Bearer::new(
        http.clone(),
        server.clone(),
        client,
        tokens,
        Duration::ZERO,
        Arc::new(Keeper::default()),
        Arc::new(SystemClock),
    );
    SmartFile::new(http, server, bearer)
}

impl Drop for Canned {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(
    mut stream: TcpStream,
    asked: &Mutex<Vec<Asked>>,
    answers: &Mutex<VecDeque<Answer>>,
) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(());
        }
        if !bytes[0].is_ascii_uppercase() {
            // No method begins like this: somebody greets in TLS.
            return stream.write_all(b"HTTP/1.1 400 No\r\n\r\n").await;
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let mut lines = text.lines();
    let mut first = lines.next().unwrap_or_default().split(' ');
    let mut request = Asked {
        method: first.next().unwrap_or_default().to_owned(),
        target: first.next().unwrap_or_default().to_owned(),
        headers: lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect(),
        body: bytes.split_off(head + 4),
    };
    let length = request.header("content-length").unwrap_or("0");
    let length: usize = length.parse().unwrap();
    while request.body.len() < length {
        if stream.read_buf(&mut request.body).await? == 0 {
            return Ok(());
        }
    }
    asked.lock().unwrap().push(request);
    let answer = answers.lock().unwrap().pop_front();
    let answer = answer.unwrap_or_else(|| Answer::of(599, "nobody told me what to say"));
    if answer.silent {
        return Ok(());
    }
    let Answer {
        status,
        headers,
        body,
        chunked,
        ..
    } = answer;
    let length = if chunked {
        "transfer-encoding: chunked".to_owned()
    } else {
        format!("content-length: {}", body.len())
    };
    let head = format!("HTTP/1.1 {status} Said\r\n{headers}{length}\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&body).await?;
    stream.shutdown().await
}

/// A clock on which every wait is over at once, and remembered.
#[derive(Clone, Debug)]
pub(crate) struct HastyClock {
    start: Instant,
    waits: Arc<Mutex<Vec<Duration>>>,
}

impl HastyClock {
    pub(crate) fn new() -> HastyClock {
        HastyClock {
            start: Instant::now(),
            waits: Arc::default(),
        }
    }

    pub(crate) fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap().clone()
    }

    pub(crate) fn millis(&self) -> Vec<u128> {
        self.waits().iter().map(Duration::as_millis).collect()
    }
}

impl Clock for HastyClock {
    fn now(&self) -> Instant {
        self.start + self.waits().iter().sum::<Duration>()
    }
}

#[async_trait]
impl Pauses for HastyClock {
    async fn pause(&self, duration: Duration) {
        self.waits.lock().unwrap().push(duration);
    }
}
