//! Two files of one name on their way to one folder.

use connect_core::{Answer, Outcome, Phase, RemotePath, TransferId};
use smartfile_sandbox::{Endpoint, Fault};
use support::Desk;

/// Sends a file of the same name from a folder of its own.
fn send(desk: &Desk, from: &str, bytes: &[u8]) -> TransferId {
    send_as(desk, "plan.bin", from, bytes)
}

fn send_as(desk: &Desk, name: &str, from: &str, bytes: &[u8]) -> TransferId {
    let any = desk.local_file("any", b"");
    let folder = any.parent().unwrap().join(from);
    std::fs::create_dir_all(&folder).unwrap();
    let local = folder.join(name);
    std::fs::write(&local, bytes).unwrap();
    desk.app.upload(from, local, RemotePath::root()).unwrap()
}

fn there(desk: &Desk, name: &str) -> Vec<u8> {
    std::fs::read(desk.remote_file(name)).unwrap()
}

/// B28: looking whether a name is free and sending to it are one: of two that look at the same time only one may find
/// it free, or the later would silently take the place of the earlier.
#[tokio::test]
async fn of_two_files_that_are_sent_to_one_name_at_once_the_second_asks() {
    let desk = Desk::connected().await;
    let faults = desk.sandbox.faults();
    faults.always(Endpoint::Upload, Fault::Hang);
    let first = send(&desk, "1", b"the first");
    desk.until_phase(&first, Phase::Finishing).await;
    let second = send(&desk, "2", b"the other one");
    desk.until_phase(&second, Phase::Preparing).await;
    // Whoever is asked for later has looked at its name long since.
    let later = send_as(&desk, "later.bin", "3", b"the last");
    desk.until_phase(&later, Phase::Finishing).await;
    faults.clear();
    desk.until_phase(&first, Phase::Done).await;
    let asks = desk.until_phase(&second, Phase::NeedsYou).await;
    assert_eq!(asks.problem.unwrap().outcome, Outcome::NameTaken);
    assert_eq!(there(&desk, "plan.bin"), b"the first");
    desk.app.answer_transfer(&second, Answer::Replace).unwrap();
    desk.until_phase(&second, Phase::Done).await;
    assert_eq!(there(&desk, "plan.bin"), b"the other one");
}

/// B28: the same where both are to be kept.
#[tokio::test]
async fn two_that_are_to_be_kept_beside_a_third_take_two_names() {
    let desk = Desk::connected().await;
    desk.put_remote("plan.bin", b"theirs");
    let both = [
        send(&desk, "1", b"the first"),
        send(&desk, "2", b"the other one"),
    ];
    for id in &both {
        desk.until_phase(id, Phase::NeedsYou).await;
    }
    let faults = desk.sandbox.faults();
    faults.always(Endpoint::Upload, Fault::Hang);
    for id in &both {
        desk.app.answer_transfer(id, Answer::KeepBoth).unwrap();
    }
    desk.until("one is sent", |snapshot| {
        let mut rows = snapshot.transfers.iter();
        rows.any(|row| row.phase == Phase::Finishing).then_some(())
    })
    .await;
    faults.clear();
    for id in &both {
        desk.until_phase(id, Phase::Done).await;
    }
    let mut names = desk.names("/").await;
    names.sort();
    assert_eq!(names, ["plan (2).bin", "plan (3).bin", "plan.bin"]);
    let mut two = [there(&desk, "plan (2).bin"), there(&desk, "plan (3).bin")];
    two.sort();
    assert_eq!(two, [b"the first".to_vec(), b"the other one".to_vec()]);
}
