//! Sites that say it went well, and it did not: never done, at any size, in either direction, and whole at the next
//! honest try.

use std::time::Duration;

use connect_core::{Phase, Transfer, TransferId};
use smartfile_sandbox::{Endpoint, Fault};
use support::Desk;

use crate::stage::{HURRY, path};

/// Nothing, one byte, one byte less and more than a power of two that buffers like, and many of them.
const SIZES: [usize; 6] = [0, 1, 65_535, 65_536, 65_537, 3 * 1024 * 1024 + 17];

fn content(size: usize) -> Vec<u8> {
    let bytes = (0..u32::try_from(size).unwrap()).map(|at| at.wrapping_mul(2_654_435_761));
    bytes.map(|word| word.to_be_bytes()[1]).collect()
}

fn says(body: &str) -> Fault {
    Fault::Reply {
        status: 200,
        content_type: "application/json".into(),
        body: body.into(),
    }
}

/// What an upload of this size may be told, and whether that is a lie at this size.
fn to_uploads(size: usize) -> Vec<(Fault, bool)> {
    let stored = format!(
        r#"[{{"name": "sent.bin", "path": "/Into/sent.bin", "size": {size}, "isfile": true}}]"#
    );
    let mut all = vec![
        (says(r#"{"status": 500, "detail": "Not stored."}"#), true),
        (says(r#"{"detail": "Not stored."}"#), true),
        (says(&stored), true),
    ];
    for tail in [1, 1000, size] {
        all.push((Fault::DropTail(tail), size > 0 && tail > 0));
    }
    for at in [0, size / 2, size.saturating_sub(1)] {
        all.push((Fault::Corrupt(at), at < size));
    }
    all
}

/// What a download of this size may be given, and whether that is a lie at this size that no going on can mend.
fn to_downloads(size: usize) -> Vec<(Fault, bool)> {
    let mut all = vec![
        (says(r#"{"status": 500, "detail": "Not there."}"#), true),
        (says(r#"{"detail": "Not there."}"#), true),
    ];
    for tail in [1, 1000, size] {
        let left = size.saturating_sub(tail);
        // Of whatever is left it gives as much: what is missing is asked for, until it is whole.
        all.push((Fault::Short(left), left < size && left == 0));
    }
    for at in [0, size / 2, size.saturating_sub(1)] {
        all.push((Fault::Corrupt(at), at < size));
    }
    all
}

async fn end(desk: &Desk, id: &TransferId) -> Transfer {
    desk.until("an end", |snapshot| {
        let rest = [Phase::Done, Phase::Failed, Phase::NeedsYou];
        let mut rows = snapshot.transfers.iter();
        // One that rests for minutes says why, as one does that has failed.
        let ended =
            |row: &&Transfer| row.id == *id && (rest.contains(&row.phase) || row.problem.is_some());
        rows.find(ended).cloned()
    })
    .await
}

/// The same in fair weather, when the person says so or its rest is over.
async fn again(desk: &Desk, id: &TransferId) {
    desk.sandbox.faults().clear();
    let _it_may_only_rest = desk.app.retry_transfer(id);
    desk.clock.hurry(Duration::from_mins(5));
    desk.until_phase(id, Phase::Done).await;
    desk.clock.hurry(HURRY);
}

async fn desk() -> Desk {
    let desk = Desk::connected().await;
    desk.put_remote("Into/b.txt", b"b.txt");
    desk.clock.hurry(HURRY);
    desk
}

/// B4, B28: what a site only says is never done, and nothing is lost by it.
#[tokio::test]
async fn an_upload_that_a_site_lies_about_is_never_done() {
    for size in SIZES {
        let desk = desk().await;
        let bytes = content(size);
        let there = desk.remote_file("Into/sent.bin");
        for (number, (fault, lies)) in to_uploads(size).into_iter().enumerate() {
            let what = format!("{size} {fault:?}");
            desk.sandbox.faults().always(Endpoint::Upload, fault);
            let local = desk.local_file("sent.bin", &bytes);
            let request = format!("up {number}");
            let id = desk.app.upload(&request, local, path("/Into")).unwrap();
            let row = end(&desk, &id).await;
            assert_eq!(row.phase == Phase::Done, !lies, "{what}: {row:?}");
            assert_eq!(
                desk.local_file_now("sent.bin").as_ref(),
                Some(&bytes),
                "{what}"
            );
            desk.sandbox.faults().clear();
            if lies {
                assert!(
                    row.proof.is_none() && row.problem.is_some(),
                    "{what}: {row:?}"
                );
                assert!(desk.app.receipt(&id).await.unwrap().is_none(), "{what}");
                // As the person does who is told that it arrived damaged.
                let _it_may_not_be_there = std::fs::remove_file(&there);
                again(&desk, &id).await;
            }
            assert!(
                std::fs::read(&there).unwrap() == bytes,
                "silently wrong: {what}"
            );
            std::fs::remove_file(&there).unwrap();
        }
    }
}

/// B4, B29: and what it gives under a name is never taken for the file.
#[tokio::test]
async fn a_download_that_a_site_lies_about_is_never_done() {
    for size in SIZES {
        let desk = desk().await;
        let bytes = content(size);
        desk.put_remote("roof.bin", &bytes);
        for (number, (fault, lies)) in to_downloads(size).into_iter().enumerate() {
            let what = format!("{size} {fault:?}");
            desk.sandbox.faults().always(Endpoint::Download, fault);
            let name = format!("came {number}.bin");
            let target = desk.download_to(&name);
            std::fs::write(&target, b"the old one").unwrap();
            let id = desk
                .app
                .download(&name, path("/roof.bin"), target.clone())
                .unwrap();
            let row = end(&desk, &id).await;
            assert_eq!(row.phase == Phase::Done, !lies, "{what}: {row:?}");
            desk.sandbox.faults().clear();
            if lies {
                assert!(
                    row.proof.is_none() && row.problem.is_some(),
                    "{what}: {row:?}"
                );
                assert_eq!(std::fs::read(&target).unwrap(), b"the old one", "{what}");
                again(&desk, &id).await;
            }
            assert!(
                std::fs::read(&target).unwrap() == bytes,
                "silently wrong: {what}"
            );
        }
    }
}
