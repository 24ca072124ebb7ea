//! The person in front of it, and what comes back through their browser.

use std::net::SocketAddr;
use std::time::Duration;

use connect_core::{ConnectionState, Rung};
use support::{Broken, Chance, Desk, REDIRECT_URI, Script, Visit};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::journey::Journey;
use crate::stage;
use crate::weather::{Page, Then};

/// How long a page may wait before another way is offered.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a page may wait at all.
pub(crate) const ATTEMPT: Duration = Duration::from_mins(10);

impl Journey {
    /// From the click until something came back, or until the person did something else.
    pub(crate) async fn click(&mut self) -> Result<(), Broken> {
        let page = self.weather.page.clone();
        let swallowed = [Script::Leave, Script::WebOnly];
        self.desk.browser.follow(match &page {
            Page::Allowed => Script::Allow,
            Page::Denied => Script::Deny,
            Page::Refused(code) => Script::Error(code),
            Page::Twice => Script::ReturnTwice,
            Page::Strangers(_) | Page::ByHand => Script::AllowAndHold,
            Page::Lost(_) if self.weather.rung == Rung::Redirect => self.chance.one_of(&swallowed),
            Page::Lost(_) => Script::Leave,
            Page::Forged(_) => Script::ChangeState,
            Page::NoBrowser(_) => Script::CannotOpen,
        });
        self.desk.app.connect().await.unwrap();
        // A swift browser may be back already; then the rung shows in the account.
        if let ConnectionState::AwaitingResponse { rung, .. } = self.desk.state() {
            assert_eq!(rung, self.weather.rung, "the rung that was verified");
        }
        if !matches!(page, Page::NoBrowser(_)) {
            self.pages += 1;
        }
        match page {
            Page::Allowed | Page::Refused(_) => self.come_back().await,
            Page::Denied => {
                // A page without a redirect URI says it on the page alone, and the person goes back.
                if let Visit::Page(_) = self.visit().await {
                    self.desk.app.cancel_connect().await;
                }
            }
            Page::Twice => {
                self.come_back().await;
                if let Visit::Code(code) = self.visit().await {
                    let _ = self.desk.app.submit_code(&code).await;
                }
            }
            Page::Strangers(many) => {
                let visit = self.visit().await;
                for _ in 0..many {
                    stranger(&self.desk, &visit, &mut self.chance).await;
                }
                deliver(&self.desk, &visit).await;
            }
            Page::ByHand => self.bring_by_hand().await?,
            Page::Lost(then) | Page::Forged(then) => {
                self.visit().await;
                self.go_on(then).await?;
            }
            Page::NoBrowser(then) => {
                self.until("a browser that did not open", |state| {
                    matches!(
                        state,
                        ConnectionState::AwaitingResponse {
                            problem: Some(_),
                            ..
                        }
                    )
                })
                .await?;
                self.go_on(then).await?;
            }
        }
        Ok(())
    }

    /// The whole address, or a mistyped code and then the right one.
    async fn bring_by_hand(&mut self) -> Result<(), Broken> {
        match self.visit().await {
            Visit::Code(code) => {
                let mistyped: String = code.chars().rev().collect();
                self.desk.app.submit_code(&mistyped).await.unwrap();
                self.rest().await?;
                if matches!(self.desk.state(), ConnectionState::AwaitingResponse { .. }) {
                    self.desk.app.submit_code(&code).await.unwrap();
                }
            }
            Visit::Redirection(uri) => {
                self.desk.app.offer_code().await.unwrap();
                self.desk
                    .app
                    .submit_code(&format!(" {uri}\n"))
                    .await
                    .unwrap();
            }
            other => panic!("nothing to bring: {other:?}"),
        }
        Ok(())
    }

    async fn go_on(&mut self, then: Then) -> Result<(), Broken> {
        if !matches!(then, Then::Look) {
            self.desk.browser.follow(Script::Allow);
        }
        match then {
            Then::OtherWay => {
                self.wait(PATIENCE).await?;
                self.until("another way", |state| {
                    matches!(
                        state,
                        ConnectionState::AwaitingResponse {
                            other_way: Some(_),
                            ..
                        }
                    )
                })
                .await?;
                self.desk.app.try_other_way().await.unwrap();
                self.pages += 1;
                self.come_back().await;
            }
            Then::PageAgain => self.open_page_again().await,
            Then::ClickAgain => self.click_again().await,
            Then::Cancel => self.desk.app.cancel_connect().await,
            Then::Lunch => {
                self.wait(ATTEMPT).await?;
                self.until("the end of an attempt", |state| {
                    matches!(state, ConnectionState::Disconnected { .. })
                })
                .await?;
            }
            Then::Quit => self.desk.restart().await,
            Then::Look => {}
        }
        Ok(())
    }

    pub(crate) async fn open_page_again(&mut self) {
        self.desk.app.reopen_page().await.unwrap();
        self.pages += 1;
        self.come_back().await;
    }

    pub(crate) async fn click_again(&mut self) {
        self.desk.app.connect().await.unwrap();
        self.pages += 1;
        self.come_back().await;
    }

    /// The page that was opened last, at its end.
    async fn visit(&self) -> Visit {
        self.desk.browser.visit(self.pages - 1).await
    }

    /// What the browser brings back by itself, and a code that the person brings.
    async fn come_back(&mut self) {
        if let Visit::Code(code) = self.visit().await {
            self.desk.app.submit_code(&code).await.unwrap();
        }
    }
}

/// The answer itself, as it would have come.
async fn deliver(desk: &Desk, visit: &Visit) {
    match visit {
        Visit::Code(code) => desk.app.submit_code(code).await.unwrap(),
        Visit::Redirection(uri) => match door_of(uri) {
            Some((door, target)) => {
                let get = format!("GET {target} HTTP/1.1\r\nHost: {door}\r\n\r\n");
                say(door, get.as_bytes()).await;
            }
            None => desk.app.receive_redirection(uri),
        },
        other => panic!("nothing to deliver: {other:?}"),
    }
}

/// Something that is not the answer, at the place where the answer is due.
async fn stranger(desk: &Desk, visit: &Visit, chance: &mut Chance) {
    let guess = chance.any();
    let Visit::Redirection(uri) = visit else {
        let words = chance.one_of(&["", "two words", "schlüssel", "a\u{7}b"]);
        desk.app.submit_code(words).await.unwrap_err();
        return;
    };
    let (place, query) = uri.split_once('?').unwrap();
    let forged = chance.one_of(&[
        format!("code={guess:x}&state={guess:x}"),
        format!("error=access_denied&state={guess:x}"),
        format!("{query}&code={guess:x}"),
        String::new(),
    ]);
    let Some((door, target)) = door_of(place) else {
        let forged = format!("{REDIRECT_URI}?{forged}");
        return desk.app.receive_redirection(&forged);
    };
    let said = chance.one_of(&[
        format!("GET {target}?{forged} HTTP/1.1\r\nHost: {door}\r\n\r\n"),
        format!("GET {target}?{query} HTTP/1.1\r\nHost: rebound.example\r\n\r\n"),
        format!("POST {target}?{query} HTTP/1.1\r\nHost: {door}\r\n\r\n"),
        format!("{guess:x}\r\n\r\n"),
    ]);
    say(door, said.as_bytes()).await;
}

fn door_of(uri: &str) -> Option<(SocketAddr, &str)> {
    let rest = uri.strip_prefix("http://")?;
    let path = rest.find('/')?;
    Some((rest[..path].parse().ok()?, &rest[path..]))
}

async fn say(door: SocketAddr, bytes: &[u8]) {
    assert!(!stage::is_closed(door).await, "the port is closed");
    let mut stream = TcpStream::connect(door).await.unwrap();
    // A visitor that is turned away may find the door closed while it is still talking.
    let _ = stream.write_all(bytes).await;
    let _ = stream.read_to_end(&mut Vec::new()).await;
}
