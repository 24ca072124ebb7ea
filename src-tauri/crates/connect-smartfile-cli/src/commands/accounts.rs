//! `accounts`: the same list as in the window, and the same current one.

use connect_core::{AccountStanding, AccountState, RemotePath};
use serde_json::{Value, json};

use crate::arguments::{Accounts, Choice};
use crate::exit::Exit;
use crate::seat::Seat;
use crate::trouble::Trouble;
use crate::visible::visible;
use crate::words::{With, say, word};

pub(crate) async fn accounts(seat: &mut Seat, asked: Accounts) -> Result<Exit, Trouble> {
    seat.found().await;
    let accounts = seat.app.snapshot().accounts;
    match asked.choice {
        None => {
            for account in &standing_now(seat, accounts).await {
                seat.out.result(&line(account), &object(account));
            }
        }
        Some(Choice::Use { account }) => {
            let mut chosen = chosen(&accounts, &account)?.clone();
            seat.app.switch_account(&chosen.id)?;
            chosen.current = true;
            let with = With::text("who", &who(&chosen));
            seat.out.success(&say("cli-using", &with), &object(&chosen));
        }
    }
    Ok(Exit::Done)
}

/// The same after the site was asked for the current one: a sign-in may have ended since it was used last.
async fn standing_now(seat: &mut Seat, accounts: Vec<AccountState>) -> Vec<AccountState> {
    if accounts.is_empty() {
        seat.out.remark(&word("cli-accounts-none"));
        return accounts;
    }
    // Whatever is wrong shows in how the account stands.
    let _ = seat.app.info(&RemotePath::root()).await;
    seat.app.snapshot().accounts
}

/// The one that is meant: by id, by name, or by name and site.
fn chosen<'a>(accounts: &'a [AccountState], text: &str) -> Result<&'a AccountState, Trouble> {
    let is_meant = |account: &&AccountState| {
        let full = format!("{}@{}", account.username, account.site);
        account.id.as_str() == text || account.username == text || full == text
    };
    let mut meant = accounts.iter().filter(is_meant);
    let with = || With::text("name", text);
    match (meant.next(), meant.next()) {
        (Some(account), None) => Ok(account),
        (None, _) => Err(Trouble::own(Exit::Failed, "account-unknown", &with())),
        (Some(_), Some(_)) => Err(Trouble::own(Exit::Usage, "account-unclear", &with())),
    }
}

fn who(account: &AccountState) -> String {
    format!("{}@{}", account.username, account.site)
}

fn line(account: &AccountState) -> String {
    let mark = if account.current { "*" } else { " " };
    let name = account.name.as_deref().map(visible).unwrap_or_default();
    let standing = match account.standing {
        AccountStanding::Busy => "standing-busy",
        AccountStanding::Connected => "cli-standing-connected",
        AccountStanding::Unconfirmed => "standing-unconfirmed",
        AccountStanding::Offline => "standing-offline",
        AccountStanding::Ended => "standing-ended",
        AccountStanding::Waiting => "standing-waiting",
        AccountStanding::Locked => "standing-locked",
    };
    let who = visible(&who(account));
    format!("{mark} {who}  {name}  {}", word(standing))
}

fn object(account: &AccountState) -> Value {
    json!({
        "kind": "account",
        "id": account.id.as_str(),
        "username": account.username,
        "name": account.name,
        "site": account.site,
        "standing": match account.standing {
            AccountStanding::Busy => "busy",
            AccountStanding::Connected => "connected",
            AccountStanding::Unconfirmed => "unconfirmed",
            AccountStanding::Offline => "offline",
            AccountStanding::Ended => "ended",
            AccountStanding::Waiting => "waiting",
            AccountStanding::Locked => "locked",
        },
        "current": account.current,
    })
}
