//! B48, B26: files dropped on the window arrive; killed on their way they go on where they were; and each has a
//! receipt that can be looked at again and saved. Every file is compared with the practice server's disk.

use std::path::{Path, PathBuf};
use std::time::Duration;

use smartfile_sandbox::{Endpoint, Fault};

use super::{LastWords, disk, sign_in};
use crate::Outcome;
use crate::check;
use crate::desk::Desk;

const FOLDER: &str = "Projects";
/// One for each file that arrived: three, one, six, and the twelve of a folder.
const RECEIPTS: &str = "22";
/// A part of the list where no folder lies, however many there are.
const LIST: &str = "[data-testid=\"file-list\"] [role=\"columnheader\"]";

pub(super) async fn drive(desk: &mut Desk) -> Outcome<LastWords> {
    desk.open_app(false).await?;
    sign_in::connect(desk).await?;
    sign_in::show_files(desk).await?;
    drop_into_the_list(desk).await?;
    drop_onto_a_folder(desk).await?;
    drop_where_nothing_takes_it(desk).await?;
    let carried = killed_on_the_way(desk).await?;
    let in_folder = folder_killed_on_the_way(desk).await?;
    receipts(desk).await?;
    Ok(vec![format!(
        "Dropped, killed on the way, started again: {carried} files and a folder of {in_folder} arrived whole"
    )])
}

async fn drop_into_the_list(desk: &mut Desk) -> Outcome {
    let files = files(desk, "first", 3, 40_000)?;
    let window = desk.window()?;
    window.double_click(FOLDER).await?;
    window.text_with("crumb", FOLDER).await?;
    let carried = window.carry(&files, LIST).await?;
    window
        .text_with("drop-tip", "Drop to upload to Projects")
        .await?;
    window.text_with("drop-tip", "3 items").await?;
    desk.step("Three files held over the list").await?;
    let window = desk.window()?;
    check::equal("the drop", &carried.drop().await?, &true)?;
    for file in &files {
        let name = name_of(file);
        window.transfer(&name, "done").await?;
        disk::holds(&desk.on_server(FOLDER).join(&name), &std::fs::read(file)?).await?;
    }
    window.gone("drop-tip").await?;
    desk.step("Dropped: they arrived in the folder that is open")
        .await
}

async fn drop_onto_a_folder(desk: &mut Desk) -> Outcome {
    let files = files(desk, "second", 1, 5_000)?;
    let name = name_of(&files[0]);
    let window = desk.window()?;
    let onto = first_folder(desk)?;
    let row = format!("[data-testid=\"row\"][data-name=\"{onto}\"]");
    let carried = window.carry(&files, &row).await?;
    window
        .text_with("drop-tip", &format!("Drop to upload to {onto}"))
        .await?;
    desk.step("Held over a folder's row").await?;
    check::equal("the drop", &carried.drop().await?, &true)?;
    let window = desk.window()?;
    window.transfer(&name, "done").await?;
    let there = desk.on_server(FOLDER).join(&onto).join(&name);
    disk::holds(&there, &std::fs::read(&files[0])?).await
}

async fn drop_where_nothing_takes_it(desk: &mut Desk) -> Outcome {
    let files = files(desk, "third", 1, 5_000)?;
    let before = desk.sandbox.ledger().count("POST", "/api/2/path/data/");
    let window = desk.window()?;
    window.click("nav-receipts").await?;
    window.screen("receipts").await?;
    let carried = window.carry(&files, "main").await?;
    window.text_with("drop-tip", "Open Files first").await?;
    check::equal("the pointer takes it", &carried.welcome(), &false)?;
    desk.step("Over the receipts: refused, with words").await?;
    carried.leave()?;
    let window = desk.window()?;
    window.gone("drop-tip").await?;
    window.screen("receipts").await?;
    check::equal(
        "uploads",
        &desk.sandbox.ledger().count("POST", "/api/2/path/data/"),
        &before,
    )?;
    window.click("nav-files").await?;
    window.screen("files").await
}

/// One is paused, the others are at different points of their way when the app is killed.
async fn killed_on_the_way(desk: &mut Desk) -> Outcome<usize> {
    let files = files(desk, "long", 6, 700_000)?;
    let folder = desk.on_server(FOLDER);
    let before = disk::count(&folder)?;
    let window = desk.window()?;
    window.click("tray-clear").await?;
    let slowly = Fault::Slow(Duration::from_mins(5));
    desk.sandbox.faults().always(Endpoint::Upload, slowly);
    let carried = window.carry(&files, LIST).await?;
    carried.drop().await?;
    let held = name_of(&files[5]);
    window.transfer(&name_of(&files[0]), "finishing").await?;
    window.transfer(&held, "waiting").await?;
    window.click_at(&in_row(&held, "transfer-pause")).await?;
    window.transfer(&held, "paused").await?;
    desk.step("Six files on their way, one of them paused")
        .await?;
    desk.kill_app().await?;
    desk.sandbox.faults().clear();

    desk.open_app(false).await?;
    sign_in::in_files(desk).await?;
    let window = desk.window()?;
    window.text_with("interrupted", "5").await?;
    window.transfer(&held, "paused").await?;
    desk.step("Killed and started again: nothing moves before somebody says so")
        .await?;
    let window = desk.window()?;
    window.click("interrupted-continue").await?;
    for file in &files[..5] {
        window.transfer(&name_of(file), "done").await?;
    }
    window.click_at(&in_row(&held, "transfer-resume")).await?;
    window.transfer(&held, "done").await?;
    for file in &files {
        disk::holds(&folder.join(name_of(file)), &std::fs::read(file)?).await?;
    }
    check::equal(
        "entries of the folder",
        &disk::count(&folder)?,
        &(before + files.len()),
    )?;
    desk.step("All six arrived whole, each once").await?;
    Ok(files.len())
}

/// A folder is dropped, paused and killed on its way; started again it is one row that goes on, and every file in it is
/// the one that was dropped, once.
async fn folder_killed_on_the_way(desk: &mut Desk) -> Outcome<usize> {
    let folder = desk.folders.home().join("to-drop/Harbor");
    let mut files = Vec::new();
    for place in ["", "Drawings", "Drawings/Old"] {
        std::fs::create_dir_all(folder.join(place))?;
        for number in 1..=4_u8 {
            let path = Path::new(place).join(format!("sheet {number}.bin"));
            let bytes = format!("{place} {number} ").repeat(20_000);
            std::fs::write(folder.join(&path), bytes)?;
            files.push(path);
        }
    }
    std::os::unix::fs::symlink("/etc/hostname", folder.join("link"))?;
    let window = desk.window()?;
    window.click("tray-clear").await?;
    // The first files arrive, the others stay on their way.
    let slowly = Fault::Slow(Duration::from_mins(5));
    let carried = window.carry(std::slice::from_ref(&folder), LIST).await?;
    desk.sandbox.faults().always(Endpoint::Upload, slowly);
    check::equal("the drop", &carried.drop().await?, &true)?;
    let window = desk.window()?;
    window.transfer("Harbor", "moving").await?;
    window.click_at(&in_row("Harbor", "transfer-pause")).await?;
    window.transfer("Harbor", "paused").await?;
    window
        .click_at(&in_row("Harbor", "transfer-resume"))
        .await?;
    window.transfer("Harbor", "moving").await?;
    desk.step("A folder on its way, held and let go on").await?;
    desk.kill_app().await?;
    desk.sandbox.faults().clear();

    desk.open_app(false).await?;
    sign_in::in_files(desk).await?;
    let window = desk.window()?;
    window.transfer("Harbor", "interrupted").await?;
    desk.step("Killed and started again: the folder is one row that waits")
        .await?;
    let window = desk.window()?;
    window.click("interrupted-continue").await?;
    window.transfer("Harbor", "done").await?;
    window.click_at(&in_row("Harbor", "folder-show")).await?;
    window.text_with("items-leftOut", "link").await?;
    // The file list is at the root after a start.
    let there = desk.on_server("Harbor");
    for file in &files {
        disk::holds(&there.join(file), &std::fs::read(folder.join(file))?).await?;
    }
    for (place, count) in [("", 5), ("Drawings", 5), ("Drawings/Old", 4)] {
        check::equal(place, &disk::count(&there.join(place))?, &count)?;
    }
    desk.step("Every file of the folder arrived whole, once; a link was left out")
        .await?;
    Ok(files.len())
}

async fn receipts(desk: &mut Desk) -> Outcome {
    let window = desk.window()?;
    window.click("nav-receipts").await?;
    window.screen("receipts").await?;
    window.text_with("receipts-count", RECEIPTS).await?;
    window.type_into("receipts-search", "long 3.txt").await?;
    window.text_with("receipts-count", "1 found").await?;
    window.click("receipt").await?;
    window.click("receipt-check").await?;
    window
        .text_with("receipt-history", "still the same")
        .await?;
    desk.step("A receipt found, and its copies looked at again")
        .await?;

    // Somebody else changes the file at the site: the same look says so.
    let there = desk.on_server(FOLDER).join("long 3.txt");
    let mut bytes = std::fs::read(&there)?;
    bytes[0] ^= 1;
    std::fs::write(&there, bytes)?;
    let window = desk.window()?;
    window.click("receipt-check").await?;
    window
        .text_with("receipt-history", "Something else")
        .await?;
    desk.step("The copy at SmartFile was changed: the receipt says so")
        .await?;

    let window = desk.window()?;
    window.type_into("receipts-search", "maya").await?;
    window.text_with("receipts-count", RECEIPTS).await?;
    window.click("receipts-save").await?;
    window.click("menu-save-csv").await?;
    window.text_with("receipts-said", RECEIPTS).await?;
    let saved = saved_table(&desk.folders.chosen())?;
    for name in ["first 1.txt", "second 1.txt", "long 6.txt", "sheet 4.bin"] {
        check::contains("the saved receipts", &saved, name)?;
    }
    desk.step("All receipts saved as one table").await
}

/// Files of this computer that are all different: `name 1.txt` and on.
fn files(desk: &Desk, name: &str, count: usize, length: u32) -> Outcome<Vec<PathBuf>> {
    let folder = desk.folders.home().join("to-drop");
    std::fs::create_dir_all(&folder)?;
    (1..=count)
        .map(|number| {
            let path = folder.join(format!("{name} {number}.txt"));
            let seed = u32::try_from(number)?;
            let bytes: Vec<u8> = (0..length / 4)
                .flat_map(|at| (at.wrapping_mul(seed * 2 + 1)).to_le_bytes())
                .collect();
            std::fs::write(&path, bytes)?;
            Ok(path)
        })
        .collect()
}

/// A folder in the one that is open.
fn first_folder(desk: &Desk) -> Outcome<String> {
    let mut names: Vec<String> = std::fs::read_dir(desk.on_server(FOLDER))?
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort();
    let first = names.into_iter().next();
    first.ok_or_else(|| format!("no folder is in {FOLDER}").into())
}

/// What was saved last, of all that the person chose a place for.
fn saved_table(folder: &Path) -> Outcome<String> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "csv") {
            return Ok(std::fs::read_to_string(path)?);
        }
    }
    Err("no table was saved".into())
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn in_row(name: &str, testid: &str) -> String {
    format!("[data-testid=\"transfer\"][data-name=\"{name}\"] [data-testid=\"{testid}\"]")
}
