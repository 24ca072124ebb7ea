//! Files on their way, compared byte by byte with the practice server's disk.

use std::path::{Path, PathBuf};
use std::time::Duration;

use smartfile_sandbox::{Endpoint, Fault};

use crate::Outcome;
use crate::check;
use crate::desk::Desk;

const UPLOAD: &str = "upload-me.txt";

/// A folder in Maya's home that has a folder in it, and that folder.
pub(super) fn a_folder_with_folders(desk: &Desk) -> Outcome<(String, String)> {
    for folder in folders_in(&desk.on_server(""))? {
        if let Some(inside) = folders_in(&desk.on_server(&folder))?.into_iter().next() {
            return Ok((folder, inside));
        }
    }
    Err("no folder of the practice server has a folder in it".into())
}

/// Downloads a file into the folder "chosen in the dialog".
pub(super) async fn download(desk: &mut Desk) -> Outcome {
    let (folder, file) = a_folder_with_a_file(desk)?;
    open_path(desk, &folder).await?;
    let name = name_of(&file);
    let window = desk.window()?;
    window.choose(&name).await?;
    window.click("download").await?;
    window.transfer(&name, "done").await?;
    let here = std::fs::read(desk.folders.chosen().join(&name))?;
    let there = std::fs::read(&file)?;
    check::that(!there.is_empty() && here == there, || {
        format!("{name}: {} bytes arrived of {}", here.len(), there.len())
    })?;
    desk.step(&format!(
        "Downloaded {} bytes, the same as on the server",
        here.len()
    ))
    .await?;
    Ok(())
}

/// Cancels a download on its way: nothing of it is left.
pub(super) async fn cancel(desk: &mut Desk) -> Outcome {
    let (_, file) = a_folder_with_a_file(desk)?;
    let name = name_of(&file);
    let chosen = desk.folders.chosen();
    std::fs::remove_file(chosen.join(&name))?;
    let window = desk.window()?;
    window.click("tray-clear").await?;
    let slowly = Fault::Slow(Duration::from_mins(1));
    desk.sandbox.faults().next(Endpoint::Download, slowly);
    window.choose(&name).await?;
    window.click("download").await?;
    window.transfer(&name, "moving").await?;
    window.click("transfer-cancel").await?;
    window.transfer(&name, "cancelled").await?;
    desk.sandbox.faults().clear();
    let left: Vec<_> = std::fs::read_dir(&chosen)?.collect();
    check::that(left.is_empty(), || {
        format!("after cancelling, the folder holds {left:?}")
    })?;
    desk.step("Cancelled a download: nothing of it is left")
        .await
}

/// Uploads the file "chosen in the dialog" into the folder that is open.
pub(super) async fn upload(desk: &mut Desk) -> Outcome {
    let (folder, _) = a_folder_with_a_file(desk)?;
    let bytes: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    std::fs::write(desk.folders.chosen().join(UPLOAD), &bytes)?;
    let window = desk.window()?;
    window.click("upload").await?;
    window.transfer(UPLOAD, "done").await?;
    let there = std::fs::read(desk.on_server(&folder).join(UPLOAD))?;
    check::that(there == bytes, || {
        format!("{UPLOAD}: {} bytes arrived of {}", there.len(), bytes.len())
    })?;
    window.row(UPLOAD).await?;
    desk.step(&format!(
        "Uploaded {} bytes; the list shows the file",
        bytes.len()
    ))
    .await
}

/// From the root, folder by folder.
async fn open_path(desk: &Desk, path: &str) -> Outcome {
    let window = desk.window()?;
    for folder in path.split('/').filter(|part| !part.is_empty()) {
        window.double_click(folder).await?;
        window.text_with("crumb", folder).await?;
    }
    Ok(())
}

/// The path of a folder in a folder at most, and a file in it of a size worth comparing.
fn a_folder_with_a_file(desk: &Desk) -> Outcome<(String, PathBuf)> {
    let mut paths = Vec::new();
    for folder in folders_in(&desk.on_server(""))? {
        if ["Thousand", "Names"].contains(&folder.as_str()) {
            continue;
        }
        for inside in folders_in(&desk.on_server(&folder))? {
            paths.push(format!("{folder}/{inside}"));
        }
        paths.push(folder);
    }
    paths.sort();
    let mut best: Option<(u64, String, PathBuf)> = None;
    for path in paths {
        for entry in std::fs::read_dir(desk.on_server(&path))? {
            let entry = entry?;
            let facts = entry.metadata()?;
            let plain = entry.file_name().to_string_lossy().is_ascii();
            let better = best.as_ref().is_none_or(|(size, ..)| facts.len() > *size);
            if facts.is_file() && plain && better && name_of(&entry.path()) != UPLOAD {
                best = Some((facts.len(), path.clone(), entry.path()));
            }
        }
    }
    best.map(|(_, path, file)| (path, file))
        .ok_or_else(|| "the practice server has no file in a folder".into())
}

/// The names of a folder's visible folders, in order.
fn folders_in(path: &Path) -> Outcome<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() && !name.starts_with('.') {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
