//! `mkdir`, `mv`, `cp`.

use connect_core::{Outcome, RemotePath};

use super::browse;
use crate::arguments::Carry;
use crate::deed;
use crate::exit::Exit;
use crate::seat::{Seat, remote_path, request_id};
use crate::trouble::Trouble;

/// `mkdir`. A name that is taken is an end of its own: there is nothing to choose.
pub(crate) async fn make_folder(seat: &mut Seat, path: &str) -> Result<Exit, Trouble> {
    let path = remote_path(path)?;
    seat.connected().await?;
    let (Some(folder), Some(name)) = (path.parent(), path.name()) else {
        return Err(connect_core::Problem::new(Outcome::NameTaken).into());
    };
    let id = seat.app.create_folder(&request_id(), &folder, name)?;
    deed::follow(seat, &id, None).await
}

/// `mv`: into a folder that is there; else another name in the same folder.
pub(crate) async fn move_into(seat: &mut Seat, asked: Carry) -> Result<Exit, Trouble> {
    let (paths, target) = places(&asked)?;
    seat.connected().await?;
    let request = request_id();
    let id = match (leads(seat, &target).await?, paths.as_slice()) {
        (Some(true), _) => seat.app.move_into(&request, paths, target)?,
        (_, [path]) if path.parent() == target.parent() => {
            let name = target.name().unwrap_or_default();
            seat.app.rename(&request, path, name)?
        }
        _ => return Err(browse::no_folder(target.as_str())),
    };
    deed::follow(seat, &id, Some(asked.taken)).await
}

/// `cp`: into a folder that is there.
pub(crate) async fn copy_into(seat: &mut Seat, asked: Carry) -> Result<Exit, Trouble> {
    let (paths, target) = places(&asked)?;
    seat.connected().await?;
    if leads(seat, &target).await? != Some(true) {
        return Err(browse::no_folder(target.as_str()));
    }
    let id = seat.app.copy_into(&request_id(), paths, target)?;
    deed::follow(seat, &id, Some(asked.taken)).await
}

fn places(asked: &Carry) -> Result<(Vec<RemotePath>, RemotePath), Trouble> {
    let paths: Result<_, Trouble> = asked.paths.iter().map(|text| remote_path(text)).collect();
    Ok((paths?, remote_path(&asked.target)?))
}

/// Whether a folder is there; `None` when nothing is.
async fn leads(seat: &Seat, path: &RemotePath) -> Result<Option<bool>, Trouble> {
    match browse::is_folder(seat, path).await {
        Ok(is_folder) => Ok(Some(is_folder)),
        Err(trouble) if trouble.code == "not_found" => Ok(None),
        Err(trouble) => Err(trouble),
    }
}
