//! The stage itself, without the app: browser, practice pages, and the system's way back.
//!
//! When this one fails, the others fail for its reason and not for the app's.

use tokio::process::Command;
use url::Url;

use super::{LastWords, sign_in};
use crate::Outcome;
use crate::check;
use crate::desk::{Desk, SCHEME};
use crate::folders::{quoted, write_script};
use crate::wait::{self, until};

pub(super) async fn drive(desk: &mut Desk) -> Outcome<LastWords> {
    let arrived = desk.folders.home().join("arrived");
    register(desk, &arrived).await?;
    let redirect = format!("{SCHEME}:/oauth2/callback");
    let mut page = Url::parse(desk.sandbox.url())?.join("/oauth2/authorize/")?;
    page.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", desk.sandbox.client_id())
        .append_pair("redirect_uri", &redirect)
        .append_pair("state", "a-state-of-the-stage");
    let opened = Command::new("xdg-open").arg(page.as_str()).status().await?;
    check::that(opened.success(), || format!("xdg-open: {opened}"))?;

    let page = sign_in::as_maya(desk).await?;
    page.click("#allow").await?;
    let answer = until("the answer to come back", wait::LIMIT, async || {
        let text = std::fs::read_to_string(&arrived).ok()?;
        Url::parse(text.trim_end_matches('\n'))
            .ok()
            .filter(|_| text.ends_with('\n'))
    })
    .await?;
    // Never the address itself: it carries a code.
    check::equal("scheme", &answer.scheme(), &SCHEME)?;
    check::equal("path", &answer.path(), &"/oauth2/callback")?;
    check::that(answer.query_pairs().any(|(name, _)| name == "code"), || {
        "the answer has no code".to_owned()
    })?;
    std::fs::remove_file(&arrived)?;
    Ok(vec!["The system handed the answer back".to_owned()])
}

/// A handler that only writes down what it was started with.
async fn register(desk: &Desk, arrived: &std::path::Path) -> Outcome {
    let script = desk.folders.home().join("handler.sh");
    write_script(
        &script,
        &format!("#!/bin/sh\nprintf '%s\\n' \"$1\" > {}\n", quoted(arrived)),
    )?;
    std::fs::write(
        desk.folders.applications().join("stage-handler.desktop"),
        format!(
            "[Desktop Entry]\nType=Application\nName=Stage\nExec=\"{}\" %u\nNoDisplay=true\n\
             MimeType=x-scheme-handler/{SCHEME};\n",
            script.display()
        ),
    )?;
    let status = Command::new("xdg-mime")
        .args(["default", "stage-handler.desktop"])
        .arg(format!("x-scheme-handler/{SCHEME}"))
        .status()
        .await?;
    check::that(status.success(), || format!("xdg-mime: {status}"))
}
