//! `keep`: a verified copy of a folder on this computer.

use std::path::Path;

use connect_core::{CopyFile, CopyNews, CopyReport, CopySkipped, Error, RemotePath};
use indicatif::ProgressBar;
use serde_json::json;

use super::browse;
use crate::arguments::Keep;
use crate::entry_line;
use crate::exit::Exit;
use crate::output::Output;
use crate::seat::{Seat, remote_path};
use crate::transfer;
use crate::trouble::Trouble;
use crate::visible::visible;
use crate::words::{With, say, word};

pub(crate) async fn keep(seat: &mut Seat, asked: Keep) -> Result<Exit, Trouble> {
    let folder = remote_path(&asked.folder)?;
    seat.connected().await?;
    transfer::pace(seat, asked.pace);
    if !browse::is_folder(seat, &folder).await? {
        return Err(browse::no_folder(folder.as_str()));
    }
    let (app, out) = (seat.app.clone(), seat.out.clone());
    let bar = out.bars().add(ProgressBar::new_spinner());
    let tell = |news: CopyNews<'_>| match news {
        CopyNews::Settled(path, how) => {
            bar.inc(1);
            bar.set_message(visible(path.as_str()));
            settled(&out, path, how);
        }
        CopyNews::SetAside(path, aside) => set_aside(&out, path, aside),
        CopyNews::Skipped(skipped) => {
            let trouble = Trouble::from(&skipped.problem);
            out.trouble(&trouble, Some(skipped.path.as_str()));
        }
    };
    let mut held_up = None;
    let report = {
        let copy = app.keep_copy(&folder, &asked.local, &tell);
        tokio::pin!(copy);
        loop {
            let held = seat.until(|now| now.transfers.iter().find_map(transfer::held_up));
            tokio::select! {
                biased;
                report = &mut copy => break report,
                // A command does not wait for somebody to sign in, or for a network to come back.
                problem = held, if held_up.is_none() => {
                    held_up = Some(problem);
                    app.stop_copy();
                }
            }
        }
    };
    bar.finish_and_clear();
    let shown = asked.local.display().to_string();
    let report = report.map_err(|error| match error {
        Error::NotThisCopy => Trouble::own(Exit::Failed, "keep-other", &With::text("path", &shown)),
        Error::CopyUnderWay => {
            Trouble::own(Exit::Failed, "keep-under-way", &With::text("path", &shown))
        }
        error => error.into(),
    })?;
    sum(&seat.out, &folder, &shown, &report);
    let mut exit = Exit::Done;
    if let Some(problem) = held_up.as_ref().or(report.ended_by.as_ref()) {
        let trouble = Trouble::from(problem);
        seat.out.trouble(&trouble, Some(folder.as_str()));
        exit = trouble.exit;
    }
    let first = report.skipped.iter().map(of_skipped);
    Ok(first.fold(exit, Exit::and))
}

fn of_skipped(skipped: &CopySkipped) -> Exit {
    Trouble::from(&skipped.problem).exit
}

/// What is as it was last time says nothing.
fn settled(out: &Output, path: &RemotePath, how: CopyFile) {
    let (standing, said) = match how {
        CopyFile::Unchanged => ("unchanged", None),
        CopyFile::New => ("new", Some(word("cli-keep-new"))),
        CopyFile::Changed => ("changed", Some(word("cli-keep-changed"))),
        CopyFile::Restored => ("restored", Some(word("cli-keep-restored"))),
        CopyFile::Gone => ("gone", Some(word("cli-keep-gone"))),
    };
    if let Some(said) = said {
        let object = json!({ "kind": "kept", "path": path.as_str(), "standing": standing });
        out.success(&format!("{}: {said}", visible(path.as_str())), &object);
    }
}

fn set_aside(out: &Output, path: &RemotePath, aside: &Path) {
    let aside = aside.display().to_string();
    let name = Path::new(&aside).file_name().unwrap_or_default();
    let said = say(
        "cli-keep-aside",
        &With::text("name", &name.to_string_lossy()),
    );
    let object = json!({ "kind": "set_aside", "path": path.as_str(), "local": aside });
    out.result(&format!("{}: {said}", visible(path.as_str())), &object);
}

fn sum(out: &Output, folder: &RemotePath, local: &str, report: &CopyReport) {
    let object = json!({
        "kind": "copy",
        "folder": folder.as_str(),
        "local": local,
        "whole": report.is_whole(),
        "unchanged": report.unchanged,
        "new": report.new,
        "changed": report.changed,
        "restored": report.restored,
        "gone": report.gone,
        "set_aside": report.set_aside,
        "skipped": report.skipped.len(),
        "by_fingerprint": report.by_fingerprint,
        "by_size": report.by_size,
        "files": report.files,
        "bytes": report.bytes,
    });
    let with = With::number("unchanged", report.unchanged)
        .and_number("new", report.new)
        .and_number("changed", report.changed)
        .and_number("gone", report.gone);
    let counts = say("cli-keep-counts", &with);
    let with = With::number("fingerprint", report.by_fingerprint)
        .and_number("size", report.by_size)
        .and_number("files", report.files)
        .and("amount", &entry_line::amount(report.bytes));
    let proof = say("cli-keep-proof", &with);
    out.success(&format!("{counts}\n{proof}"), &object);
}
