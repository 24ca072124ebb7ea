//! The answer comes back to a socket of this computer.

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use url::Url;

use crate::browser::{self, Choice};
use crate::registration::{BY_LOOPBACK, Registration};

/// C6, C7: a port that the system chose, on an address that only this computer has.
#[tokio::test]
async fn a_code_arrives_at_a_socket_and_becomes_tokens() {
    let registration = Registration::usual(BY_LOOPBACK).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let redirect_uri = format!("http://127.0.0.1:{port}/oauth2/callback");
    let request = registration.request(&redirect_uri);
    let going = async {
        let uri = registration
            .visit(&request, Choice::Allow)
            .await
            .redirection();
        let page = browser::client()
            .get(Url::parse(&uri).unwrap())
            .send()
            .await
            .unwrap();
        page.status().as_u16()
    };
    let listening = async {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut line = String::new();
        let (input, mut output) = socket.split();
        let mut input = BufReader::new(input);
        input.read_line(&mut line).await.unwrap();
        let mut rest = String::new();
        while input.read_line(&mut rest).await.unwrap() > 2 {
            rest.clear();
        }
        output
            .write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
            .await
            .unwrap();
        line.split(' ').nth(1).unwrap().to_owned()
    };
    let (status, target) = tokio::join!(going, listening);
    assert_eq!(status, 204);
    let code = request
        .accept(&format!("http://127.0.0.1:{port}{target}"))
        .unwrap();
    let tokens = registration.exchange(&request, &code).await.unwrap();
    assert!(registration.lets_in(&tokens.access_token).await);
}
