//! `get`: files and folders to this computer.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use connect_core::{Answer, App, RemotePath, local_name};
use serde_json::json;

use super::browse;
use crate::arguments::{Get, Taken};
use crate::exit::Exit;
use crate::seat::{Seat, remote_path};
use crate::taken;
use crate::transfer::{self, Job};
use crate::trouble::Trouble;
use crate::words::{With, say};

/// Where it goes: into a folder, under the names of the site, or to one file.
enum Place {
    Folder(PathBuf),
    File(PathBuf),
}

impl Place {
    fn of(local: Option<&str>) -> Self {
        let Some(local) = local else {
            return Self::Folder(PathBuf::from("."));
        };
        let path = PathBuf::from(local);
        if path.is_dir() || local.ends_with(std::path::is_separator) {
            Self::Folder(path)
        } else {
            Self::File(path)
        }
    }

    fn named(&self, name: &str) -> PathBuf {
        match self {
            // A name of the site is no path here, and none of this computer's own devices.
            Self::Folder(folder) => folder.join(local_name(name)),
            Self::File(file) => file.clone(),
        }
    }
}

pub(crate) async fn get(seat: &mut Seat, asked: Get) -> Result<Exit, Trouble> {
    let (remote, local) = match asked.paths.as_slice() {
        [one] => (std::slice::from_ref(one), None),
        [remote @ .., local] => (remote, Some(local.as_str())),
        [] => return Err(Trouble::own(Exit::Usage, "path", &With::text("path", ""))),
    };
    let paths: Result<Vec<RemotePath>, Trouble> =
        remote.iter().map(|text| remote_path(text)).collect();
    let paths = paths?;
    let place = Place::of(local);
    if let (Place::File(file), true) = (&place, paths.len() > 1 && !asked.zip) {
        let with = With::text("path", &file.display().to_string());
        return Err(Trouble::own(Exit::Usage, "several-into-one", &with));
    }
    if let Place::Folder(folder) = &place
        && !folder.is_dir()
    {
        return Err(browse::no_folder(&folder.display().to_string()));
    }
    seat.connected().await?;
    transfer::pace(seat, asked.pace);
    let mut exit = Exit::Done;
    let mut jobs = Vec::new();
    let mut chosen = HashSet::new();
    if asked.zip {
        let target = place.named(&App::zip_name(&paths));
        match free(seat, asked.taken, target, &mut chosen).await {
            Ok(target) => jobs.push(Job::Archive { paths, target }),
            Err(ended) => exit = ended,
        }
        return Ok(exit.and(transfer::carry_out(seat, jobs, asked.taken).await?));
    }
    for path in paths {
        match browse::is_folder(seat, &path).await {
            Ok(false) => {}
            Ok(true) => {
                // A folder that is there already is asked about when it is seen.
                let target = place.named(path.name().unwrap_or("SmartFile"));
                jobs.push(Job::DownloadFolder { path, target });
                continue;
            }
            Err(trouble) => {
                seat.out.trouble(&trouble, Some(path.as_str()));
                exit = exit.and(trouble.exit);
                continue;
            }
        }
        let target = place.named(path.name().unwrap_or_default());
        match free(seat, asked.taken, target, &mut chosen).await {
            Ok(target) => jobs.push(Job::Download { path, target }),
            Err(ended) => exit = exit.and(ended),
        }
    }
    Ok(exit.and(transfer::carry_out(seat, jobs, asked.taken).await?))
}

/// The name to fetch to when this one may be taken; else how this file ends.
pub(super) async fn free(
    seat: &mut Seat,
    taken: Taken,
    target: PathBuf,
    chosen: &mut HashSet<PathBuf>,
) -> Result<PathBuf, Exit> {
    let is_free = |path: &Path, chosen: &HashSet<PathBuf>| {
        !chosen.contains(path) && path.symlink_metadata().is_err()
    };
    if is_free(&target, chosen) {
        chosen.insert(target.clone());
        return Ok(target);
    }
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let name = name.into_owned();
    // Two of one command never take the same name.
    let own = chosen.contains(&target);
    let answer = if own && taken.if_exists == Some(crate::arguments::IfExists::Replace) {
        None
    } else {
        taken::answer(seat, taken, &name).await
    };
    match answer {
        Some(Answer::Replace) => {
            chosen.insert(target.clone());
            Ok(target)
        }
        Some(Answer::KeepBoth) => {
            let mut others = (2..).map(|number| {
                let other = connect_core::numbered_name(&name, number);
                target.with_file_name(other)
            });
            let other = others.find(|path| is_free(path, chosen)).unwrap_or(target);
            chosen.insert(other.clone());
            Ok(other)
        }
        Some(Answer::Skip) => {
            let object = json!({
                "kind": "transfer",
                "direction": "download",
                "ended": "skipped",
                "name": name,
                "local": target.display().to_string(),
            });
            let left = say("cli-left", &With::text("name", &name));
            seat.out.success(&left, &object);
            Err(Exit::Done)
        }
        None => {
            let with = With::text("name", &name);
            let trouble = Trouble::own(Exit::NeedsAnswer, "taken-here", &with);
            let about = target.display().to_string();
            seat.out.trouble(&trouble, Some(&about));
            Err(trouble.exit)
        }
    }
}
