//! Looking into files, opening them, and taking many along as one: bytes go out as what they are, or not at all.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use connect_core::{Glimpse, Opening, Outcome, Phase, Programs, Proof, RemotePath, Risk};
use smartfile_sandbox::{Endpoint, Fault, RangeAnswer};
use support::{Desk, DeskPlan, outcome_of};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nnot much of a picture";

fn path(text: &str) -> RemotePath {
    RemotePath::parse(text).unwrap()
}

async fn glimpse(desk: &Desk, name: &str, bytes: &[u8]) -> Glimpse {
    desk.put_remote(name, bytes);
    desk.app
        .preview(&path(&format!("/{name}")))
        .await
        .unwrap()
        .glimpse
}

fn ticket(glimpse: Glimpse) -> String {
    match glimpse {
        Glimpse::Image(ticket)
        | Glimpse::Audio(ticket)
        | Glimpse::Video(ticket)
        | Glimpse::Paper(ticket) => ticket,
        other => panic!("no ticket: {other:?}"),
    }
}

/// T9: by its bytes, and a web page is a text.
#[tokio::test]
async fn a_file_is_shown_as_what_it_is() {
    let desk = Desk::connected().await;
    assert!(matches!(
        glimpse(&desk, "a.html", PNG).await,
        Glimpse::Image(_)
    ));
    let page = "<!doctype html><script>alert(1)</script>";
    let text = glimpse(&desk, "page.png", page.as_bytes()).await;
    assert_eq!(
        text,
        Glimpse::Text {
            text: page.into(),
            cut: false
        }
    );
    assert_eq!(
        glimpse(&desk, "photo.jpg", b"MZ\x90\0\x03\0\0\0").await,
        Glimpse::Nothing
    );
    assert!(matches!(
        glimpse(&desk, "song", b"ID3\x04...").await,
        Glimpse::Audio(_)
    ));
    assert!(matches!(
        glimpse(&desk, "plan.txt", b"%PDF-1.7").await,
        Glimpse::Paper(_)
    ));
    assert_eq!(
        glimpse(&desk, "plan.docx", b"PK\x03\x04....").await,
        Glimpse::Nothing,
        "no picture of it"
    );
    let long = "line\n".repeat(100_000);
    match glimpse(&desk, "long.txt", long.as_bytes()).await {
        Glimpse::Text { text, cut: true } => assert_eq!(text.len(), 256 * 1024),
        other => panic!("{other:?}"),
    }
    for (name, head, limit) in [
        ("large.png", PNG, 20_000_000),
        ("large.pdf", b"%PDF-1.7", 100_000_000),
    ] {
        let mut large = head.to_vec();
        large.resize(limit + 1, 0);
        assert_eq!(glimpse(&desk, name, &large).await, Glimpse::TooLarge);
    }
    desk.put_remote("folder/x", b"x");
    let folder = desk.app.preview(&path("/folder")).await.unwrap();
    assert_eq!(folder.glimpse, Glimpse::Nothing);
}

#[tokio::test]
async fn a_ticket_gives_these_bytes_for_a_while_and_to_nobody_after() {
    let desk = Desk::connected().await;
    let film: Vec<u8> = [b"\0\0\0\x18ftypmp42".to_vec(), vec![7; 3_000_000]].concat();
    for range in [RangeAnswer::Honoured, RangeAnswer::Ignored] {
        desk.sandbox.switches().change(|s| s.range = range);
        let ticket = ticket(glimpse(&desk, "film.mp4", &film).await);
        let first = desk.app.preview_bytes(&ticket, 0, None).await.unwrap();
        assert_eq!((first.media, first.total), ("video/mp4", film.len() as u64));
        assert_eq!(first.bytes.len(), 1_048_576, "no more at once");
        let two = desk.app.preview_bytes(&ticket, 0, Some(1)).await.unwrap();
        assert_eq!(two.bytes.as_ref(), [0, 0], "as some players begin");
        let middle = desk
            .app
            .preview_bytes(&ticket, 2_000_000, Some(2_000_009))
            .await
            .unwrap();
        assert_eq!(
            (middle.from, middle.bytes.as_ref()),
            (2_000_000, [7; 10].as_slice())
        );
        let end = film.len() as u64;
        assert_eq!(desk.app.preview_bytes(&ticket, end, None).await, None);
        assert_eq!(desk.app.preview_bytes("another", 0, None).await, None);
        desk.app.close_preview(&ticket);
        assert_eq!(desk.app.preview_bytes(&ticket, 0, None).await, None);
    }
    let picture = ticket(glimpse(&desk, "a.png", PNG).await);
    assert_eq!(
        desk.app
            .preview_bytes(&picture, 0, None)
            .await
            .unwrap()
            .bytes,
        PNG
    );
    // What has become a page since is not handed out as a picture.
    desk.put_remote("a.png", b"<html><script>alert(1)</script></html>");
    assert_eq!(desk.app.preview_bytes(&picture, 0, None).await, None);
    desk.put_remote("a.png", PNG);
    desk.clock.advance(Duration::from_secs(3599));
    assert!(desk.app.preview_bytes(&picture, 0, None).await.is_some());
    desk.clock.advance(Duration::from_secs(1));
    assert_eq!(
        desk.app.preview_bytes(&picture, 0, None).await,
        None,
        "an hour is over"
    );
    let picture = ticket(glimpse(&desk, "a.png", PNG).await);
    desk.app.disconnect().await.unwrap();
    assert_eq!(desk.app.preview_bytes(&picture, 0, None).await, None);
}

/// Programs that note what they were given, and whether it could be changed.
#[derive(Default)]
struct Noted {
    opened: Mutex<Vec<(PathBuf, Vec<u8>, bool)>>,
    fail: Mutex<bool>,
}

impl Programs for Noted {
    fn open(&self, file: &Path) -> io::Result<()> {
        if *self.fail.lock().unwrap() {
            return Err(io::ErrorKind::NotFound.into());
        }
        let writable = !std::fs::metadata(file)?.permissions().readonly();
        let bytes = std::fs::read(file)?;
        self.opened
            .lock()
            .unwrap()
            .push((file.to_owned(), bytes, writable));
        Ok(())
    }
}

async fn desk_with_programs() -> (Desk, Arc<Noted>) {
    let programs = Arc::new(Noted::default());
    let desk = Desk::with(DeskPlan {
        programs: Some(Arc::clone(&programs) as _),
        ..DeskPlan::default()
    })
    .await;
    desk.connect().await;
    (desk, programs)
}

/// T13: a private copy, which nobody works in by mistake.
#[tokio::test]
async fn a_copy_is_opened_once_and_cannot_be_changed() {
    let (desk, programs) = desk_with_programs().await;
    desk.put_remote("Plan: EG.pdf", b"%PDF-1.7");
    let plan = path("/Plan: EG.pdf");
    let asked = || desk.app.open_entry("r", &plan, false);
    let Opening::Fetched(id) = asked().await.unwrap() else {
        panic!("a paper is no risk");
    };
    assert_eq!(desk.until_phase(&id, Phase::Done).await.size, Some(8));
    assert_eq!(asked().await.unwrap(), Opening::Fetched(id));
    let opened = programs.opened.lock().unwrap().clone();
    let [(file, bytes, writable)] = opened.as_slice() else {
        panic!("{opened:?}");
    };
    assert_eq!(
        (bytes.as_slice(), *writable),
        (b"%PDF-1.7".as_slice(), false)
    );
    assert_eq!(file.file_name().unwrap(), "Plan_ EG.pdf");
    assert!(file.starts_with(desk.data_dir().join("opened")));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::fs::metadata(file.parent().unwrap()).unwrap();
        assert_eq!(folder.permissions().mode() & 0o777, 0o700);
    }
    desk.app.disconnect().await.unwrap();
    assert!(!file.exists(), "gone with the account");
}

/// T10, T14: asked first, and nothing is fetched before.
#[tokio::test]
async fn what_may_do_harm_is_asked_about_first() {
    let (desk, programs) = desk_with_programs().await;
    for (name, risk) in [
        ("setup.exe", Risk::Program),
        ("page.html", Risk::Page),
        ("invoice\u{202e}fdp.exe", Risk::Disguised),
    ] {
        desk.put_remote(name, b"MZ");
        let file = path(&format!("/{name}"));
        let asked = desk.app.open_entry(name, &file, false).await.unwrap();
        assert_eq!(asked, Opening::AskFirst(risk), "{name:?}");
    }
    assert_eq!(desk.sandbox.ledger().count("GET", "/api/2/path/data"), 0);
    assert!(programs.opened.lock().unwrap().is_empty());
    let sure = desk
        .app
        .open_entry("setup.exe", &path("/setup.exe"), true)
        .await;
    assert!(matches!(sure.unwrap(), Opening::Fetched(_)));
    assert_eq!(programs.opened.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_copy_that_does_not_arrive_is_not_opened_and_no_program_is_said() {
    let (desk, programs) = desk_with_programs().await;
    desk.put_remote("plan.pdf", b"%PDF-1.7");
    desk.sandbox
        .faults()
        .always(Endpoint::Download, Fault::Status(403));
    let Opening::Fetched(id) = desk
        .app
        .open_entry("a", &path("/plan.pdf"), false)
        .await
        .unwrap()
    else {
        panic!("a paper is no risk");
    };
    desk.until_phase(&id, Phase::Failed).await;
    assert!(programs.opened.lock().unwrap().is_empty());
    desk.sandbox.faults().clear();
    *programs.fail.lock().unwrap() = true;
    let refused = desk.app.open_entry("b", &path("/plan.pdf"), false).await;
    assert_eq!(outcome_of(refused), Outcome::ProgramUnavailable);
}

#[tokio::test]
async fn a_folder_comes_as_one_archive_or_not_at_all() {
    let desk = Desk::connected().await;
    desk.put_remote("box/a.txt", b"a");
    desk.put_remote("box/in/b.txt", b"b");
    let zip = |request: &str, name: &str| {
        let target = desk.download_to(name);
        desk.app
            .download_zip(request, vec![path("/box")], target)
            .unwrap()
    };
    desk.clock.hurry(Duration::from_mins(5));
    let id = zip("r", "box.zip");
    let done = desk.until_phase(&id, Phase::Done).await;
    let bytes = std::fs::read(desk.download_to("box.zip")).unwrap();
    assert_eq!(
        (done.proof, done.size),
        (Some(Proof::Archive), Some(bytes.len() as u64))
    );
    assert!(bytes.starts_with(b"PK\x03\x04"));
    for (fault, outcome) in [
        (Fault::Status(403), Outcome::Forbidden),
        (Fault::Status(500), Outcome::ServerFailed),
        (Fault::Html, Outcome::Incomplete),
        (Fault::Cut(40), Outcome::Incomplete),
    ] {
        desk.sandbox
            .faults()
            .always(Endpoint::Operation, fault.clone());
        let id = zip(&format!("{fault:?}"), "broken.zip");
        let failed = desk.until_phase(&id, Phase::Failed).await;
        assert_eq!(failed.problem.unwrap().outcome, outcome, "{fault:?}");
        desk.sandbox.faults().clear();
    }
    assert_eq!(desk.downloaded(), ["box.zip"]);
}
