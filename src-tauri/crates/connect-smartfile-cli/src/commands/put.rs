//! `put`: files and folders into a folder at the site.

use super::browse;
use crate::arguments::Put;
use crate::exit::Exit;
use crate::seat::{Seat, remote_path};
use crate::transfer::{self, Job};
use crate::trouble::Trouble;

pub(crate) async fn put(seat: &mut Seat, asked: Put) -> Result<Exit, Trouble> {
    let into = remote_path(&asked.folder)?;
    seat.connected().await?;
    transfer::pace(seat, asked.pace);
    // A file of that name is not meant, and must not be taken for a folder.
    if !browse::is_folder(seat, &into).await? {
        return Err(browse::no_folder(into.as_str()));
    }
    let jobs = asked.local.into_iter().map(|local| {
        let into = into.clone();
        if local.is_dir() {
            // `.` and `..` have a name only where they are.
            let local = match local.file_name() {
                Some(_) => local,
                None => local.canonicalize().unwrap_or(local),
            };
            Job::UploadFolder { local, into }
        } else {
            Job::Upload { local, into }
        }
    });
    transfer::carry_out(seat, jobs.collect(), asked.taken).await
}
