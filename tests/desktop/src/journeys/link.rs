//! A link in the hands of somebody else.

use smartfile_sandbox::Sandbox;

use crate::Outcome;
use crate::visit;
use crate::wait::{self, until};
use crate::window::clipboard;

/// Waits until the clipboard holds a link of this site.
pub(super) async fn copied(sandbox: &Sandbox) -> Outcome<String> {
    until("the link on the clipboard", wait::LIMIT, async || {
        let text = clipboard().await.ok()?;
        text.starts_with(sandbox.links_url()).then_some(text)
    })
    .await
}

/// Whether it leads to what was shared.
pub(super) async fn opens(address: &str) -> Outcome<bool> {
    match visit::status(address).await? {
        200 => Ok(true),
        404 | 410 => Ok(false),
        other => Err(format!("the link answered with {other}").into()),
    }
}
