//! Share links. Whoever has the address of one has what it opens: it is shown to the person who asks, and nowhere else.

use connect_core::{LinkForm, RemotePath, ShareLink};
use jiff::ZonedDateTime;
use serde_json::{Value, json};

use crate::arguments::Share;
use crate::exit::Exit;
use crate::moment;
use crate::seat::{Seat, remote_path, request_id};
use crate::trouble::Trouble;
use crate::visible::visible;
use crate::words::{With, say, word};

/// `share`: the address alone on its line, so that it can be passed on.
pub(crate) async fn share(seat: &mut Seat, asked: Share) -> Result<Exit, Trouble> {
    let path = remote_path(&asked.path)?;
    let expires = match &asked.expires {
        None => None,
        Some(text) => {
            let at = moment::typed(text, &ZonedDateTime::now());
            let wrong = || Trouble::own(Exit::Usage, "expires", &With::text("text", text));
            Some(at.ok_or_else(wrong)?)
        }
    };
    seat.connected().await?;
    let form = LinkForm {
        name: asked.name,
        acl: None,
        expires,
        limit: asked.limit,
    };
    let link = seat.app.create_link(&request_id(), &path, form).await?;
    let address = link.address.as_ref().map(ToString::to_string);
    let address = address.unwrap_or_else(|| word("cli-link-no-address"));
    seat.out.result(&visible(&address), &object(&link));
    seat.out.remark(&terms(&link));
    Ok(Exit::Done)
}

/// `links`.
pub(crate) async fn list(seat: &mut Seat, path: Option<&str>) -> Result<Exit, Trouble> {
    let path = path.map(remote_path).transpose()?;
    seat.connected().await?;
    let links = seat.app.links(path.as_ref()).await?;
    for link in &links.links {
        seat.out.result(&line(link), &object(link));
    }
    if links.links.is_empty() {
        seat.out.remark(&word("cli-links-none"));
    } else if links.more {
        seat.out.remark(&word("cli-links-more"));
    }
    Ok(Exit::Done)
}

/// `unshare`.
pub(crate) async fn end(seat: &mut Seat, id: &str) -> Result<Exit, Trouble> {
    seat.connected().await?;
    seat.app.revoke_link(id).await?;
    let object = json!({ "kind": "link_ended", "id": id });
    seat.out.success(&word("cli-link-ended"), &object);
    Ok(Exit::Done)
}

/// Id, address, what it opens, and how long.
pub(crate) fn line(link: &ShareLink) -> String {
    let address = link.address.as_ref().map(ToString::to_string);
    let path = link.path.as_ref().map(|path| path.as_str().to_owned());
    let parts = [Some(link.id.clone()), address, path, link.name.clone()];
    let parts: Vec<String> = parts
        .into_iter()
        .flatten()
        .map(|part| visible(&part))
        .collect();
    format!("{}  ({})", parts.join("  "), terms(link))
}

/// How long and how often.
fn terms(link: &ShareLink) -> String {
    if link.standing.ended {
        return word("cli-link-over");
    }
    let end = match link.expires {
        Some(at) => say("cli-link-until", &With::text("at", &moment::shown(at))),
        None => word("cli-link-open"),
    };
    let used = link.used.unwrap_or_default();
    match link.limit {
        Some(limit) => {
            let with = With::number("used", used).and_number("limit", limit);
            format!("{end}, {}", say("cli-link-used-of", &with))
        }
        None => end,
    }
}

pub(crate) fn object(link: &ShareLink) -> Value {
    json!({
        "kind": "link",
        "id": link.id,
        "address": link.address.as_ref().map(ToString::to_string),
        "path": link.path.as_ref().map(RemotePath::as_str),
        "name": link.name,
        "owner": link.owner,
        "created": link.created.map(|at| at.to_string()),
        "expires": link.expires.map(|at| at.to_string()),
        "used": link.used,
        "limit": link.limit,
        "ended": link.standing.ended,
    })
}
