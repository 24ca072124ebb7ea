//! `put`: files into a folder at the site.

use super::browse;
use crate::arguments::Put;
use crate::exit::Exit;
use crate::seat::{Seat, remote_path};
use crate::transfer::{self, Job};
use crate::trouble::Trouble;
use crate::words::With;

pub(crate) async fn put(seat: &mut Seat, asked: Put) -> Result<Exit, Trouble> {
    let into = remote_path(&asked.folder)?;
    seat.connected().await?;
    transfer::pace(seat, asked.pace);
    // A file of that name is not meant, and must not be taken for a folder.
    if !browse::is_folder(seat, &into).await? {
        return Err(browse::no_folder(into.as_str()));
    }
    let mut exit = Exit::Done;
    let mut jobs = Vec::new();
    for local in asked.local {
        if local.is_dir() {
            let shown = local.display().to_string();
            let with = With::text("path", &shown);
            let trouble = Trouble::own(Exit::Failed, "is-folder-here", &with);
            seat.out.trouble(&trouble, Some(&shown));
            exit = exit.and(trouble.exit);
            continue;
        }
        jobs.push(Job::Upload {
            local,
            into: into.clone(),
        });
    }
    Ok(exit.and(transfer::carry_out(seat, jobs, asked.taken).await?))
}
