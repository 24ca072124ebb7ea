//! `connect` and `disconnect`: by the person's own browser, like the window.

use connect_core::{
    Account, ClientSecret, ConnectionState, KeptIn, Outcome, Passphrase, Problem, Rung, Server,
    SiteForm, Url,
};
use serde_json::{Value, json};

use crate::arguments::Connect;
use crate::exit::Exit;
use crate::seat::Seat;
use crate::terminal::Terminal;
use crate::trouble::Trouble;
use crate::words::{With, say, word};

/// The client secret of a site that is named; never an argument, which every program of the computer can read.
const SECRET: &str = "CONNECT_SMARTFILE_CLIENT_SECRET";

pub(crate) async fn connect(seat: &mut Seat, asked: Connect) -> Result<Exit, Trouble> {
    let state = seat.restored().await?;
    if asked.add {
        seat.app.add_account();
    }
    set_site(seat, &asked).await?;
    let connected = match state {
        ConnectionState::Connected {
            account, confirmed, ..
        } if !asked.add && asked.site.is_none() => Some((account, confirmed)),
        _ => None,
    };
    let (account, confirmed) = if let Some(connected) = connected {
        connected
    } else {
        seat.app.connect().await?;
        sign_in(seat).await?
    };
    if account.kept_in == KeptIn::Memory {
        keep(seat).await?;
    }
    if !confirmed {
        confirm(seat, &account, asked.yes).await?;
    }
    let with = who(&account);
    seat.out
        .success(&say("cli-connected", &with), &object(&account));
    Ok(Exit::Done)
}

/// `disconnect`: of the account that is worked with.
pub(crate) async fn disconnect(seat: &mut Seat) -> Result<Exit, Trouble> {
    let (ConnectionState::Connected { account, .. }
    | ConnectionState::ReauthorizationRequired { account, .. }
    | ConnectionState::VaultUnavailable { account, .. }) = seat.found().await
    else {
        return Err(connect_core::Error::NotConnected.into());
    };
    seat.app.disconnect().await?;
    let ended = seat.app.snapshot().connection;
    if let ConnectionState::Disconnected {
        problem: Some(problem),
        ..
    } = ended
    {
        return Err(problem.into());
    }
    let object = json!({
        "kind": "disconnected",
        "id": account.id.as_str(),
        "username": account.username,
        "site": account.server.host(),
    });
    let with = who(&account);
    seat.out.success(&say("cli-disconnected", &with), &object);
    Ok(Exit::Done)
}

/// The site that was named, unless it is the one that is set.
async fn set_site(seat: &mut Seat, asked: &Connect) -> Result<(), Trouble> {
    let site = seat.app.snapshot().site;
    let Some(address) = &asked.site else {
        if site.ready {
            return Ok(());
        }
        return Err(Problem::new(Outcome::SiteNotConfigured).into());
    };
    let named = Server::parse(address).map_err(connect_core::Error::Address)?;
    if site.ready && asked.client_id.is_none() && named.host() == site.address {
        return Ok(());
    }
    let Some(client_id) = asked.client_id.clone() else {
        return Err(Trouble::own(
            Exit::Usage,
            "site-client",
            &With::text("site", address),
        ));
    };
    let form = SiteForm {
        address: address.clone(),
        client_id,
        client_secret: client_secret(seat).await,
        return_by: asked.return_by.into(),
        ports: asked.port.clone(),
    };
    let saved = seat.app.save_site(form).await?;
    if saved.ready {
        Ok(())
    } else {
        Err(Problem::new(Outcome::SiteNotConfigured).into())
    }
}

/// From the environment, or typed unseen. `None` keeps the one that is stored.
async fn client_secret(seat: &mut Seat) -> Option<ClientSecret> {
    let secret = match std::env::var(SECRET) {
        Ok(secret) => Some(secret),
        Err(_) if Terminal::is_there() => seat.terminal.secret(&word("cli-ask-secret")).await,
        Err(_) => None,
    };
    let secret = secret.filter(|secret| !secret.trim().is_empty());
    secret.map(ClientSecret::new)
}

/// What the sign-in shows that a person should be told once.
#[derive(Clone, Debug, PartialEq)]
struct Waiting {
    rung: Rung,
    site: String,
    other_way: Option<Rung>,
    problem: Option<Problem>,
}

enum News {
    Waiting(Waiting),
    Ended(Result<(Account, bool), Trouble>),
}

/// Waits for the browser; where a code has to be brought, the person brings it here.
async fn sign_in(seat: &mut Seat) -> Result<(Account, bool), Trouble> {
    let mut told: Option<Waiting> = None;
    loop {
        let pasting = told.as_ref().is_some_and(|told| told.rung == Rung::Paste);
        let news = if pasting || (told.is_some() && Terminal::is_there()) {
            let Heard { news, line } = hear(seat, told.as_ref()).await;
            if let Some(line) = line {
                bring(seat, &line, pasting).await;
                continue;
            }
            news
        } else {
            Some(changed(seat, told.as_ref()).await)
        };
        match news {
            None => return Err(give_up(seat).await),
            Some(News::Ended(ended)) => return ended,
            Some(News::Waiting(waiting)) => {
                if waiting.rung == Rung::Paste && !Terminal::is_there() {
                    return Err(give_up(seat).await);
                }
                tell(seat, told.as_ref(), &waiting);
                told = Some(waiting);
            }
        }
    }
}

struct Heard {
    news: Option<News>,
    line: Option<String>,
}

/// Whichever is first: something new, or a line that was typed. Neither: nobody will type any more.
async fn hear(seat: &mut Seat, told: Option<&Waiting>) -> Heard {
    let mut terminal = std::mem::take(&mut seat.terminal);
    let heard = tokio::select! {
        biased;
        news = changed(seat, told) => Heard { news: Some(news), line: None },
        line = terminal.line() => Heard { news: None, line },
    };
    seat.terminal = terminal;
    heard
}

async fn changed(seat: &mut Seat, told: Option<&Waiting>) -> News {
    let own = |name: &str| Trouble::own(Exit::NotConnected, name, &With::default());
    seat.until(|now| match &now.connection {
        ConnectionState::AwaitingResponse {
            rung,
            site,
            other_way,
            problem,
            ..
        } => {
            let waiting = Waiting {
                rung: *rung,
                site: site.clone(),
                other_way: *other_way,
                problem: problem.clone(),
            };
            (told != Some(&waiting)).then_some(News::Waiting(waiting))
        }
        ConnectionState::Restoring
        | ConnectionState::ExchangingCode { .. }
        | ConnectionState::Disconnecting { .. } => None,
        ConnectionState::Connected {
            account, confirmed, ..
        } => Some(News::Ended(Ok((account.clone(), *confirmed)))),
        ConnectionState::Disconnected { problem, .. } => {
            let problem = problem.as_ref().map(Trouble::from);
            Some(News::Ended(Err(
                problem.unwrap_or_else(|| own("not-connected"))
            )))
        }
        ConnectionState::ReauthorizationRequired { problem, .. }
        | ConnectionState::VaultUnavailable { problem, .. } => {
            Some(News::Ended(Err(problem.into())))
        }
    })
    .await
}

/// What is new of a sign-in that waits.
fn tell(seat: &Seat, told: Option<&Waiting>, waiting: &Waiting) {
    let with = With::text("site", &waiting.site);
    let news = |of: fn(&Waiting) -> bool| of(waiting) && !told.is_some_and(of);
    if let Some(problem) = &waiting.problem
        && told.and_then(|told| told.problem.as_ref()) != Some(problem)
    {
        seat.out.trouble(&problem.into(), None);
        if problem.outcome == Outcome::BrowserUnavailable {
            show_address(seat);
        }
    }
    if told.is_none_or(|told| told.rung != waiting.rung) {
        seat.out.remark(&match waiting.rung {
            Rung::Paste => say("cli-paste", &with),
            Rung::Redirect | Rung::Loopback => say("cli-waiting", &with),
        });
    }
    if news(|waiting| waiting.other_way.is_some()) && Terminal::is_there() {
        seat.out.remark(&word("cli-other-way"));
    }
}

/// The page's address, for a person who opens it by hand. It belongs to this sign-in alone, so it is shown on a terminal
/// and written nowhere else.
fn show_address(seat: &Seat) {
    if !Terminal::is_there() {
        return;
    }
    if let Ok(address) = seat.app.page_address() {
        let address: Url = address;
        seat.out.remark(&format!("\n{address}\n"));
    }
}

/// A line that was typed: a code, or, where none is due, the wish to bring one.
async fn bring(seat: &mut Seat, line: &str, pasting: bool) {
    let done = if pasting {
        if line.trim().is_empty() {
            return;
        }
        seat.app.submit_code(line).await
    } else {
        match seat.app.offer_code().await {
            Ok(()) => seat.app.open_code_page().await,
            failed => failed,
        }
    };
    if let Err(error) = done {
        seat.out.trouble(&error.into(), None);
    }
}

/// Nobody can bring the code.
async fn give_up(seat: &Seat) -> Trouble {
    seat.app.cancel_connect().await;
    Trouble::own(Exit::NeedsAnswer, "paste-unasked", &With::default())
}

/// A sign-in that would end with this program is of no use: it goes into the encrypted file if the person wants
/// that, and is given back otherwise.
async fn keep(seat: &mut Seat) -> Result<(), Trouble> {
    let mut trouble = Trouble::own(Exit::NoStore, "no-store", &With::default());
    if Terminal::is_there() {
        for line in [
            "error-vault-unavailable",
            "cli-keep-file",
            "keep-asks",
            "keep-forgotten",
        ] {
            seat.out.remark(&word(line));
        }
        loop {
            let Some(passphrase) = new_passphrase(seat).await else {
                break;
            };
            match seat.app.keep_in_file(passphrase).await {
                Ok(()) => return Ok(()),
                Err(error @ connect_core::Error::PassphraseWeak) => {
                    seat.out.trouble(&error.into(), None);
                }
                Err(error) => {
                    trouble = error.into();
                    break;
                }
            }
        }
    }
    seat.app.disconnect().await?;
    Err(trouble)
}

/// Typed twice the same; `None` when the person wants none.
async fn new_passphrase(seat: &mut Seat) -> Option<Passphrase> {
    loop {
        let question = format!("{}:", word("keep-passphrase"));
        let first = seat.terminal.secret(&question).await?;
        if first.is_empty() {
            return None;
        }
        let question = format!("{}:", word("keep-again"));
        if seat.terminal.secret(&question).await? == first {
            return Some(Passphrase::new(first));
        }
        seat.out.remark(&word("cli-keep-differ"));
    }
}

async fn confirm(seat: &mut Seat, account: &Account, yes: bool) -> Result<(), Trouble> {
    let question = say("cli-ask-confirm", &who(account));
    if yes {
        seat.app.confirm_account().await?;
        return Ok(());
    }
    if !Terminal::is_there() {
        return Err(Trouble::own(
            Exit::NeedsAnswer,
            "confirm-unasked",
            &who(account),
        ));
    }
    if seat.terminal.agrees(&question).await {
        seat.app.confirm_account().await?;
        return Ok(());
    }
    seat.app.disconnect().await?;
    Err(Trouble::own(Exit::NotConnected, "not-me", &With::default()))
}

fn who(account: &Account) -> With {
    let name = account.name.clone();
    With::text("name", &name.unwrap_or_else(|| account.username.clone()))
        .and("username", &account.username)
        .and("site", &account.server.host())
}

fn object(account: &Account) -> Value {
    json!({
        "kind": "connected",
        "id": account.id.as_str(),
        "username": account.username,
        "name": account.name,
        "site": account.server.host(),
    })
}
