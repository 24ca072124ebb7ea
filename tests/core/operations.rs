//! What is done to files at the site: done, half done, refused, lied about; and what the list shows afterwards.

use std::time::Duration;

use connect_core::{
    Answer, Deed, Operation, OperationId, OperationPhase as Phase, Outcome, RemotePath, What,
};
use smartfile_sandbox::{Endpoint, Fault, MkdirExisting, OntoExisting, TaskAnswer, TaskStatus};
use support::Desk;

fn path(text: &str) -> RemotePath {
    RemotePath::parse(text).unwrap()
}

fn paths(texts: &[&str]) -> Vec<RemotePath> {
    texts.iter().map(|text| path(text)).collect()
}

/// A desk with a few files, at which short waits pass by themselves.
pub(crate) async fn desk() -> Desk {
    let desk = Desk::connected().await;
    for file in ["a.txt", "b.txt", "c.txt", "From/inside.txt", "Into/b.txt"] {
        desk.put_remote(file, file.as_bytes());
    }
    desk.clock.hurry(Duration::from_secs(8));
    desk
}

async fn ended(desk: &Desk, id: &OperationId) -> Operation {
    desk.until_ended_operation(id).await
}

async fn sorted(desk: &Desk, folder: &str) -> Vec<String> {
    let mut names = desk.names(folder).await;
    names.sort();
    names
}

/// The four that change what is there, each with a name of its own.
fn begin(desk: &Desk, deed: Deed) -> OperationId {
    let app = &desk.app;
    match deed {
        Deed::CreateFolder => app.create_folder("r", &path("/"), "New"),
        Deed::Rename => app.rename("r", &path("/a.txt"), "z.txt"),
        Deed::Move => app.move_into("r", paths(&["/a.txt"]), path("/Into")),
        Deed::Copy => app.copy_into("r", paths(&["/a.txt"]), path("/Into")),
        Deed::Remove => app.remove("r", paths(&["/a.txt"])),
    }
    .unwrap()
}

const DEEDS: [Deed; 5] = [
    Deed::CreateFolder,
    Deed::Rename,
    Deed::Move,
    Deed::Copy,
    Deed::Remove,
];

/// What a deed leaves when it is done, and when it is not.
async fn is_so(desk: &Desk, deed: Deed) -> bool {
    let (root, into) = (sorted(desk, "/").await, sorted(desk, "/Into").await);
    let has = |names: &[String], name: &str| names.iter().any(|n| n == name);
    match deed {
        Deed::CreateFolder => has(&root, "New"),
        Deed::Rename => has(&root, "z.txt") && !has(&root, "a.txt"),
        Deed::Move => has(&into, "a.txt") && !has(&root, "a.txt"),
        Deed::Copy => has(&into, "a.txt") && has(&root, "a.txt"),
        Deed::Remove => !has(&root, "a.txt"),
    }
}

/// S13.14, S13.15: whatever shape a task has.
#[tokio::test]
async fn each_deed_is_done_looked_at_and_its_folders_are_shown_anew() {
    for (answer, status) in [
        (TaskAnswer::Relative, TaskStatus::Nested),
        (TaskAnswer::Absolute, TaskStatus::Top),
        (TaskAnswer::Redirect, TaskStatus::Nested),
    ] {
        for deed in DEEDS {
            let desk = desk().await;
            desk.sandbox.switches().change(|s| {
                s.task_answer = answer;
                s.task_status = status;
            });
            let id = begin(&desk, deed);
            let end = ended(&desk, &id).await;
            assert_eq!((end.phase, end.done), (Phase::Done, 1), "{deed:?}: {end:?}");
            assert!(is_so(&desk, deed).await, "{deed:?}");
            assert_eq!(end.may_undo, deed != Deed::Copy && deed != Deed::Remove);
            desk.app.stop().await;
            let told = desk.facts.all().into_iter().any(
                |fact| matches!(fact.what, What::FolderChanged { folder, .. } if folder.is_root() || folder == path("/Into")),
            );
            assert!(told, "{deed:?}");
        }
    }
}

#[tokio::test]
async fn the_same_request_is_the_same_operation() {
    let desk = desk().await;
    let (first, second) = (begin(&desk, Deed::Copy), begin(&desk, Deed::Copy));
    assert_eq!(first, second);
    ended(&desk, &first).await;
    assert_eq!(begin(&desk, Deed::Copy), first);
    assert_eq!(desk.app.snapshot().operations.len(), 1);
    assert_eq!(desk.sandbox.ledger().count("POST", "/api/2/path/oper"), 1);
}

#[tokio::test]
async fn a_task_that_the_site_gives_up_is_not_done_and_is_told_in_its_words() {
    for deed in [Deed::Move, Deed::Copy, Deed::Remove] {
        let desk = desk().await;
        desk.sandbox
            .faults()
            .next(Endpoint::Operation, Fault::FailTask);
        let end = ended(&desk, &begin(&desk, deed)).await;
        assert_eq!(end.problem.unwrap().outcome, Outcome::NotDone, "{deed:?}");
        assert!(!is_so(&desk, deed).await);
    }
}

/// S13.16: success, with errors in it.
#[tokio::test]
async fn what_stays_behind_is_named_and_the_rest_is_done() {
    for deed in [Deed::Move, Deed::Copy, Deed::Remove] {
        let desk = desk().await;
        let names: Vec<String> = (0..25).map(|n| format!("/many/{n}.txt")).collect();
        for name in &names {
            desk.put_remote(name, b"x");
        }
        desk.sandbox
            .switches()
            .change(|s| s.failing_name = Some("7.txt".into()));
        let all: Vec<RemotePath> = names.iter().map(|name| path(name)).collect();
        let id = match deed {
            Deed::Move => desk.app.move_into("r", all, path("/Into")),
            Deed::Copy => desk.app.copy_into("r", all, path("/Into")),
            _ => desk.app.remove("r", all),
        };
        let end = ended(&desk, &id.unwrap()).await;
        assert_eq!(
            (end.phase, end.done, end.failed),
            (Phase::Partly, 24, 1),
            "{deed:?}"
        );
        assert_eq!(end.failures[0].path, path("/many/7.txt"));
        assert_eq!(end.problem.unwrap().outcome, Outcome::NotDone);
        let left = sorted(&desk, "/many").await;
        assert_eq!(
            left.len(),
            if deed == Deed::Copy { 25 } else { 1 },
            "{deed:?}"
        );
    }
}

#[tokio::test]
async fn one_that_is_gone_does_not_hold_up_the_others() {
    let desk = desk().await;
    let all = paths(&["/a.txt", "/gone.txt", "/b.txt"]);
    let id = desk.app.remove("r", all).unwrap();
    assert_eq!(ended(&desk, &id).await.phase, Phase::Done, "gone is gone");
    let all = paths(&["/c.txt", "/gone.txt"]);
    let id = desk.app.move_into("m", all, path("/Into")).unwrap();
    let end = ended(&desk, &id).await;
    assert_eq!((end.phase, end.done), (Phase::Partly, 1));
    assert_eq!(end.failures[0].problem.outcome, Outcome::NotFound);
}

/// S13.20: checked first, asked, and never left to the server.
#[tokio::test]
async fn a_name_that_is_taken_is_the_persons_to_decide() {
    for server in [OntoExisting::Refused, OntoExisting::Replaced] {
        for deed in [Deed::Rename, Deed::Move, Deed::Copy] {
            for answer in [Answer::Replace, Answer::KeepBoth, Answer::Skip] {
                let desk = desk().await;
                desk.put_remote("Into/a.txt", b"there before");
                desk.put_remote("z.txt", b"there before");
                desk.sandbox.switches().change(|s| s.onto_existing = server);
                let id = begin(&desk, deed);
                let asking = ended(&desk, &id).await;
                let case = format!("{deed:?} {answer:?} {server:?}");
                assert_eq!(asking.phase, Phase::NeedsYou, "{case}");
                assert_eq!(
                    asking.problem.unwrap().outcome,
                    Outcome::NameTaken,
                    "{case}"
                );
                assert_eq!(
                    desk.sandbox.ledger().count("POST", "/api/2/path/oper"),
                    0,
                    "{case}"
                );
                desk.app.answer_operation(&id, answer).unwrap();
                let end = ended(&desk, &id).await;
                let (name, other) = match deed {
                    Deed::Rename => ("z.txt", "z (2).txt"),
                    _ => ("Into/a.txt", "Into/a (2).txt"),
                };
                let read = |name: &str| std::fs::read(desk.remote_file(name)).ok();
                let (old, new) = (Some(b"there before".to_vec()), Some(b"a.txt".to_vec()));
                let stays = deed == Deed::Copy || answer == Answer::Skip;
                assert_eq!(
                    read("a.txt"),
                    new.clone().filter(|_| stays),
                    "{case}: {end:?}"
                );
                match answer {
                    Answer::Replace => assert_eq!((read(name), read(other)), (new, None), "{case}"),
                    Answer::KeepBoth => assert_eq!((read(name), read(other)), (old, new), "{case}"),
                    Answer::Skip => assert_eq!((read(name), read(other)), (old, None), "{case}"),
                }
                let phase = if answer == Answer::Skip {
                    Phase::Cancelled
                } else {
                    Phase::Done
                };
                assert_eq!(end.phase, phase, "{case}: {end:?}");
                assert!(!end.may_undo || answer == Answer::KeepBoth, "{case}");
                for folder in ["/", "/Into"] {
                    let stray = sorted(&desk, folder).await;
                    assert!(
                        !stray.iter().any(|n| n.starts_with(".connect")),
                        "{case}: {stray:?}"
                    );
                }
            }
        }
    }
}

/// Nothing is given up for something that does not come.
#[tokio::test]
async fn what_is_replaced_stays_when_the_new_one_does_not_come() {
    for deed in [Deed::Rename, Deed::Move, Deed::Copy] {
        let desk = desk().await;
        desk.put_remote("Into/a.txt", b"there before");
        desk.put_remote("z.txt", b"there before");
        let id = begin(&desk, deed);
        ended(&desk, &id).await;
        // Setting aside works; what follows does not.
        let faults = desk.sandbox.faults();
        faults.next(Endpoint::Operation, Fault::Slow(Duration::ZERO));
        faults.next(Endpoint::Operation, Fault::Lie);
        desk.app.answer_operation(&id, Answer::Replace).unwrap();
        let end = ended(&desk, &id).await;
        assert_eq!(end.phase, Phase::Failed, "{deed:?}: {end:?}");
        let name = if deed == Deed::Rename {
            "z.txt"
        } else {
            "Into/a.txt"
        };
        assert_eq!(
            std::fs::read(desk.remote_file(name)).unwrap(),
            b"there before"
        );
        assert_eq!(std::fs::read(desk.remote_file("a.txt")).unwrap(), b"a.txt");
    }
}

#[tokio::test]
async fn of_several_only_the_taken_ones_wait() {
    let desk = desk().await;
    let all = paths(&["/a.txt", "/b.txt", "/c.txt"]);
    let id = desk.app.move_into("r", all, path("/Into")).unwrap();
    let asking = ended(&desk, &id).await;
    assert_eq!(
        (asking.phase, asking.done, asking.failed),
        (Phase::NeedsYou, 2, 1)
    );
    desk.app.answer_operation(&id, Answer::Skip).unwrap();
    let end = ended(&desk, &id).await;
    assert_eq!((end.phase, end.done, end.failed), (Phase::Done, 2, 0));
    assert_eq!(sorted(&desk, "/").await, ["From", "Into", "b.txt"]);
}

/// S13.19: made, or there already.
#[tokio::test]
async fn a_new_folder_whose_name_is_taken_asks_and_may_be_the_old_one() {
    for existing in [MkdirExisting::Accepted, MkdirExisting::Conflict] {
        let desk = desk().await;
        desk.sandbox
            .switches()
            .change(|s| s.mkdir_existing = existing);
        for (request, answer, phase) in [
            ("use", Answer::Replace, Phase::Done),
            ("both", Answer::KeepBoth, Phase::Done),
            ("skip", Answer::Skip, Phase::Cancelled),
        ] {
            let id = desk.app.create_folder(request, &path("/"), "From").unwrap();
            assert_eq!(ended(&desk, &id).await.phase, Phase::NeedsYou);
            desk.app.answer_operation(&id, answer).unwrap();
            assert_eq!(ended(&desk, &id).await.phase, phase, "{answer:?}");
        }
        assert!(sorted(&desk, "/").await.contains(&"From (2)".to_owned()));
        assert_eq!(sorted(&desk, "/From").await, ["inside.txt"]);
        let id = desk.app.create_folder("file", &path("/"), "a.txt").unwrap();
        ended(&desk, &id).await;
        desk.app.answer_operation(&id, Answer::Replace).unwrap();
        assert_eq!(
            ended(&desk, &id).await.phase,
            Phase::NeedsYou,
            "a file is no folder"
        );
    }
}

#[tokio::test]
async fn a_folder_does_not_go_into_itself_and_nobody_is_asked() {
    let desk = desk().await;
    let asked = || desk.sandbox.ledger().count("POST", "/api/2/path/oper");
    for (request, into) in [("self", "/From"), ("below", "/From/Deep")] {
        desk.put_remote("From/Deep/x.txt", b"x");
        let id = desk
            .app
            .move_into(request, paths(&["/From"]), path(into))
            .unwrap();
        let end = ended(&desk, &id).await;
        assert_eq!(end.problem.unwrap().outcome, Outcome::IntoItself);
    }
    let id = desk
        .app
        .move_into("here", paths(&["/a.txt"]), path("/"))
        .unwrap();
    assert_eq!(
        ended(&desk, &id).await.phase,
        Phase::Done,
        "it is there already"
    );
    assert_eq!(asked(), 0);
    for refused in [
        desk.app.remove("root", paths(&["/"])),
        desk.app.move_into("root", paths(&["/"]), path("/Into")),
        desk.app.rename("root", &path("/"), "x"),
        desk.app.create_folder("name", &path("/"), "a/b"),
        desk.app.create_folder("name", &path("/"), ".."),
        desk.app.create_folder("name", &path("/"), ""),
    ] {
        assert!(refused.is_err());
    }
}

/// Looked at before it is taken back.
#[tokio::test]
async fn taking_back_leaves_everything_as_it_was() {
    for deed in [Deed::CreateFolder, Deed::Rename, Deed::Move] {
        let desk = desk().await;
        let before = (sorted(&desk, "/").await, sorted(&desk, "/Into").await);
        let id = begin(&desk, deed);
        assert!(ended(&desk, &id).await.may_undo, "{deed:?}");
        let back = desk.app.undo_operation("u", &id).unwrap();
        assert_eq!(desk.app.undo_operation("u", &id).unwrap(), back);
        let end = ended(&desk, &back).await;
        assert_eq!(
            (end.phase, end.undoes),
            (Phase::Done, Some(id.clone())),
            "{deed:?}"
        );
        assert_eq!(
            (sorted(&desk, "/").await, sorted(&desk, "/Into").await),
            before
        );
        assert!(!ended(&desk, &id).await.may_undo);
        assert!(desk.app.undo_operation("again", &id).is_err());
    }
}

#[tokio::test]
async fn what_has_changed_since_is_not_taken_back() {
    for (deed, name) in [
        (Deed::CreateFolder, "New/work.txt"),
        (Deed::Rename, "z.txt"),
        (Deed::Rename, "a.txt"),
        (Deed::Move, "Into/a.txt"),
        (Deed::Move, "a.txt"),
    ] {
        let desk = desk().await;
        let id = begin(&desk, deed);
        ended(&desk, &id).await;
        desk.put_remote(name, b"somebody's work of an hour");
        let back = desk.app.undo_operation("u", &id).unwrap();
        let end = ended(&desk, &back).await;
        assert_eq!(
            end.problem.unwrap().outcome,
            Outcome::UndoTooLate,
            "{deed:?} {name}"
        );
        let kept = std::fs::read(desk.remote_file(name)).unwrap();
        assert_eq!(kept, b"somebody's work of an hour");
    }
}

#[tokio::test]
async fn a_later_deed_on_the_same_file_ends_the_offer_to_take_back() {
    let desk = desk().await;
    let id = begin(&desk, Deed::Rename);
    assert!(ended(&desk, &id).await.may_undo);
    let removal = desk.app.remove("later", paths(&["/z.txt"])).unwrap();
    ended(&desk, &removal).await;
    assert!(!ended(&desk, &id).await.may_undo);
}

/// A job of the site is not stopped by us, and nobody says that it was.
#[tokio::test]
async fn a_stop_ends_the_waiting_at_once_and_says_what_goes_on() {
    let desk = Desk::connected().await;
    let look = Duration::from_millis(192);
    desk.sandbox
        .switches()
        .change(|s| s.task_length = Duration::from_hours(1));
    let mut stuck = Vec::new();
    for name in ["/a.txt", "/b.txt"] {
        desk.put_remote(name, b"x");
        stuck.push(desk.app.remove(name, paths(&[name])).unwrap());
        while desk.sandbox.ledger().count("POST", "/api/2/path/oper") < stuck.len() {
            tokio::task::yield_now().await;
        }
    }
    // They are being followed: nothing moves but by this clock, and the clock stands still.
    assert!(desk.clock.until_asleep_for(look).await);
    for id in &stuck {
        desk.app.cancel_operation(id);
        let end = ended(&desk, id).await;
        assert_eq!((end.phase, end.left_running), (Phase::Cancelled, true));
    }
    let waiting = desk.app.create_folder("n", &path("/"), "N").unwrap();
    let end = ended(&desk, &waiting).await;
    assert_eq!(end.phase, Phase::Done, "both slots were free again");
    assert!(!desk.clock.is_asleep_for(look), "still followed");
    desk.app.clear_operations();
    assert!(desk.app.snapshot().operations.is_empty());
}

#[tokio::test]
async fn stopped_between_the_requests_the_rest_stays_as_it_is() {
    let desk = desk().await;
    let names: Vec<String> = (0..30).map(|n| format!("/many/{n}.txt")).collect();
    for name in &names {
        desk.put_remote(name, b"x");
    }
    let faults = desk.sandbox.faults();
    faults.next(Endpoint::Operation, Fault::Slow(Duration::ZERO));
    faults.next(Endpoint::Operation, Fault::Hang);
    let all = names.iter().map(|name| path(name)).collect();
    let id = desk.app.remove("r", all).unwrap();
    desk.until("ten of thirty", |snapshot| {
        snapshot
            .operations
            .iter()
            .find(|o| o.done == 10)
            .map(|_| ())
    })
    .await;
    desk.app.cancel_operation(&id);
    let end = ended(&desk, &id).await;
    assert_eq!((end.phase, end.done), (Phase::Cancelled, 10));
    assert_eq!(sorted(&desk, "/many").await.len(), 20);
}

/// When nobody can be asked any more, nobody says that it was done or that it was not.
#[tokio::test]
async fn a_site_that_goes_away_in_the_middle_leaves_an_open_question_that_a_look_answers() {
    for deed in DEEDS {
        let desk = desk().await;
        // The look before is answered (two of a move and its folder: three), the look after is not.
        let faults = desk.sandbox.faults();
        faults.next(Endpoint::Operation, Fault::Cut(3));
        let id = begin(&desk, deed);
        let end = ended(&desk, &id).await;
        assert_eq!(end.phase, Phase::Done, "{deed:?}: {end:?}");
        let desk = self::desk().await;
        let before = if matches!(deed, Deed::Move | Deed::Copy) {
            3
        } else {
            2
        };
        let before = if matches!(deed, Deed::CreateFolder | Deed::Remove) {
            1
        } else {
            before
        };
        let faults = desk.sandbox.faults();
        faults.times(Endpoint::Info, before, Fault::Slow(Duration::ZERO));
        faults.always(Endpoint::Info, Fault::Status(500));
        let id = begin(&desk, deed);
        let end = ended(&desk, &id).await;
        assert_eq!(end.problem.unwrap().outcome, Outcome::Unclear, "{deed:?}");
        faults.clear();
        desk.app.retry_operation(&id).unwrap();
        let end = ended(&desk, &id).await;
        assert_eq!((end.phase, end.done), (Phase::Done, 1), "{deed:?}");
        assert_eq!(
            desk.sandbox.ledger().count("POST", "/api/2/path/oper"),
            1,
            "{deed:?}"
        );
        assert!(is_so(&desk, deed).await);
    }
}

/// Looked at, seen not to be done, and asked for once more: what passes is not the person's to deal with.
#[tokio::test]
async fn what_the_site_failed_over_and_did_not_do_is_asked_for_again() {
    for deed in DEEDS {
        for fault in [Fault::Status(500), Fault::Status(503), Fault::Reset] {
            let desk = desk().await;
            desk.sandbox.faults().times(Endpoint::Operation, 2, fault);
            let end = ended(&desk, &begin(&desk, deed)).await;
            assert_eq!((end.phase, end.done), (Phase::Done, 1), "{deed:?}: {end:?}");
            assert!(is_so(&desk, deed).await, "{deed:?}");
        }
        // Done, and the answer lost: looked at, and not asked for again.
        let desk = desk().await;
        desk.sandbox.faults().next(Endpoint::Operation, Fault::Lost);
        let end = ended(&desk, &begin(&desk, deed)).await;
        assert_eq!((end.phase, end.done), (Phase::Done, 1), "{deed:?}: {end:?}");
        let asked = desk.sandbox.ledger().count("POST", "/api/2/path/oper");
        assert_eq!(asked, 1, "{deed:?}");
    }
}

/// S13.29: what was just made may not be visible at once.
#[tokio::test]
async fn what_shows_only_after_a_second_is_waited_for() {
    for deed in [Deed::CreateFolder, Deed::Rename, Deed::Move, Deed::Copy] {
        let desk = desk().await;
        let faults = desk.sandbox.faults();
        let before = match deed {
            Deed::CreateFolder => 1,
            Deed::Rename => 2,
            _ => 3,
        };
        faults.times(Endpoint::Info, before, Fault::Slow(Duration::ZERO));
        faults.times(Endpoint::Info, 2, Fault::Status(404));
        let end = ended(&desk, &begin(&desk, deed)).await;
        assert_eq!(end.phase, Phase::Done, "{deed:?}: {end:?}");
    }
}

#[tokio::test]
async fn who_disconnects_takes_the_rows_along() {
    let desk = desk().await;
    let id = begin(&desk, Deed::Copy);
    ended(&desk, &id).await;
    desk.app.disconnect().await.unwrap();
    assert!(desk.app.snapshot().operations.is_empty());
    assert!(desk.app.create_folder("n", &path("/"), "N").is_err());
}

/// T9, T10, B35, B36, B37: bytes are the identity; nothing is decoded, folded or drawn.
#[tokio::test]
async fn every_hostile_name_goes_there_and_back_and_takes_nobody_else_along() {
    let desk = Desk::in_world(smartfile_sandbox::World::Hostile).await;
    desk.connect().await;
    desk.clock.hurry(Duration::from_secs(8));
    let before = sorted(&desk, "/Hostile").await;
    assert!(before.len() > 60, "{before:?}");
    let id = desk
        .app
        .create_folder("to", &path("/"), "Elsewhere")
        .unwrap();
    ended(&desk, &id).await;
    let all: Vec<RemotePath> = before
        .iter()
        .filter(|name| *name != "Read only")
        .map(|name| path("/Hostile").join(name).unwrap())
        .collect();
    let count = all.len();
    let copy = desk
        .app
        .copy_into("copy", all.clone(), path("/Elsewhere"))
        .unwrap();
    let end = ended(&desk, &copy).await;
    assert_eq!(
        (end.phase, end.done),
        (Phase::Done, count),
        "{:?}",
        end.failures
    );
    assert_eq!(sorted(&desk, "/Elsewhere").await.len(), count);
    for name in [
        "Case.txt",
        "Caf\u{e9}.txt",
        "100%25.txt",
        "report\u{202e}fdp.exe",
        "...",
    ] {
        let from = path("/Elsewhere").join(name).unwrap();
        let request = format!("rename {name}");
        let to = format!("<b>{name}");
        let id = desk.app.rename(&request, &from, &to).unwrap();
        let end = ended(&desk, &id).await;
        assert_eq!(end.phase, Phase::Done, "{name:?}: {:?}", end.failures);
        let back = desk
            .app
            .undo_operation(&format!("back {name}"), &id)
            .unwrap();
        assert_eq!(ended(&desk, &back).await.phase, Phase::Done, "{name:?}");
    }
    let there = sorted(&desk, "/Elsewhere").await;
    // Each by itself: a twin in case or in Unicode form stays.
    for twin in ["Case.txt", "Caf\u{e9}.txt"] {
        let twin = path("/Elsewhere").join(twin).unwrap();
        let id = desk.app.remove(twin.as_str(), vec![twin.clone()]).unwrap();
        assert_eq!(ended(&desk, &id).await.phase, Phase::Done);
    }
    let left = sorted(&desk, "/Elsewhere").await;
    assert_eq!(left.len(), there.len() - 2);
    assert!(left.contains(&"case.txt".to_owned()) && left.contains(&"Cafe\u{301}.txt".to_owned()));
    let all = left
        .iter()
        .map(|name| path("/Elsewhere").join(name).unwrap());
    let id = desk.app.remove("all", all.collect()).unwrap();
    let end = ended(&desk, &id).await;
    assert_eq!(end.phase, Phase::Done, "{:?}", end.failures);
    assert!(sorted(&desk, "/Elsewhere").await.is_empty());
    assert_eq!(sorted(&desk, "/Hostile").await, before, "the originals");
}

/// B39: deep and long.
#[tokio::test]
async fn deep_folders_and_long_names_move_whole() {
    let desk = Desk::in_world(smartfile_sandbox::World::Hostile).await;
    desk.connect().await;
    desk.clock.hurry(Duration::from_secs(8));
    let id = desk
        .app
        .move_into("m", paths(&["/Hostile/Deep"]), path("/"))
        .unwrap();
    assert_eq!(ended(&desk, &id).await.phase, Phase::Done);
    let bottom = format!("/Deep/{}/bottom.txt", vec!["Level"; 32].join("/"));
    assert!(desk.app.info(&path(&bottom)).await.is_ok());
    let long = format!("{}.txt", "n".repeat(251));
    let from = path("/Hostile").join(&long).unwrap();
    desk.app
        .copy_into("c", vec![from], path("/Hostile"))
        .unwrap();
    let id = desk.app.snapshot().operations[1].id.clone();
    assert_eq!(ended(&desk, &id).await.phase, Phase::NeedsYou);
    desk.app.answer_operation(&id, Answer::KeepBoth).unwrap();
    assert_eq!(ended(&desk, &id).await.phase, Phase::Done);
    let names = sorted(&desk, "/Hostile").await;
    let twin = names
        .iter()
        .find(|name| name.ends_with("n (2).txt"))
        .unwrap();
    assert_eq!(twin.len(), 255, "no longer than a name may be");
}
