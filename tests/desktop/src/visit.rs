//! Somebody who was sent a link, and has no account.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

use crate::Outcome;

/// The status that a link's address answers with.
pub(crate) async fn status(address: &str) -> Outcome<u16> {
    let address = Url::parse(address)?;
    let host = address.host_str().ok_or("the link leads nowhere")?;
    let port = address.port_or_known_default().unwrap_or(80);
    let mut stream = TcpStream::connect((host, port)).await?;
    let path = address.path();
    let request =
        format!("GET {path} HTTP/1.1\r\nhost: {host}:{port}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let answer = String::from_utf8_lossy(&answer);
    let status = answer.split(' ').nth(1).unwrap_or_default();
    Ok(status.parse()?)
}
