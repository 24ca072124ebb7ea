//! What a person does, and what it leaves at the site.

use std::sync::Mutex;

use connect_core::{
    Answer, Deed, Error, Glimpse, LinkForm, OperationId, OperationPhase, Page, Phase, RemotePath,
    TransferId,
};
use support::Desk;

use super::trouble::Trouble;
use super::truth::{self, Truth};
use super::{End, outcome_of_row};

/// A part of the details of an entry.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Part {
    Links,
    Access,
    Versions,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Doing {
    /// The request itself is what goes wrong.
    Deed(Deed),
    /// The request is taken; the question how far the job is goes wrong.
    Job(Deed),
    List,
    Search,
    Details,
    Part(Part),
    Preview,
    Links,
    CreateLink,
    ChangeLink,
    RevokeLink,
    Zip,
    Download,
    Upload,
}

pub(super) const DOINGS: [Doing; 22] = [
    Doing::Deed(Deed::CreateFolder),
    Doing::Deed(Deed::Rename),
    Doing::Deed(Deed::Move),
    Doing::Deed(Deed::Copy),
    Doing::Deed(Deed::Remove),
    Doing::Job(Deed::Move),
    Doing::Job(Deed::Copy),
    Doing::Job(Deed::Remove),
    Doing::List,
    Doing::Search,
    Doing::Details,
    Doing::Part(Part::Links),
    Doing::Part(Part::Access),
    Doing::Part(Part::Versions),
    Doing::Preview,
    Doing::Links,
    Doing::CreateLink,
    Doing::ChangeLink,
    Doing::RevokeLink,
    Doing::Zip,
    Doing::Download,
    Doing::Upload,
];

/// Something about to be done, and what the site had before.
pub(super) struct Held {
    doing: Doing,
    before: Truth,
    /// The link that is changed or ended.
    link: Option<String>,
    row: Mutex<Option<OperationId>>,
    transfer: Mutex<Option<TransferId>>,
}

fn path(text: &str) -> RemotePath {
    RemotePath::parse(text).unwrap()
}

fn called(name: &str) -> LinkForm {
    LinkForm {
        name: Some(name.into()),
        ..LinkForm::default()
    }
}

impl Held {
    pub(super) async fn before(desk: &Desk, doing: Doing) -> Self {
        let link = if matches!(doing, Doing::ChangeLink | Doing::RevokeLink) {
            let file = path("/a.txt");
            let made = desk.app.create_link("made", &file, called("First"));
            Some(made.await.unwrap().id)
        } else {
            None
        };
        let links = truth::links(desk).await.into_values().collect();
        Self {
            doing,
            before: Truth {
                files: desk.held(),
                links,
            },
            link,
            row: Mutex::default(),
            transfer: Mutex::default(),
        }
    }

    pub(super) async fn carry_out(&self, desk: &Desk) -> End {
        match self.doing {
            Doing::Deed(deed) | Doing::Job(deed) => {
                let id = begin(desk, deed);
                *self.row.lock().unwrap() = Some(id.clone());
                outcome_of_row(desk, &id).await
            }
            Doing::Zip | Doing::Download | Doing::Upload => {
                let id = self.send(desk);
                *self.transfer.lock().unwrap() = Some(id.clone());
                rest(desk, &id).await
            }
            _ => self.ask(desk, false).await,
        }
    }

    /// The same once more, as a person would in fair weather.
    pub(super) async fn carry_out_again(&self, desk: &Desk) -> End {
        let row = self.row.lock().unwrap().clone();
        if let Some(id) = row {
            match desk.until_ended_operation(&id).await.phase {
                OperationPhase::NeedsYou => {
                    desk.app.answer_operation(&id, Answer::Replace).unwrap();
                }
                OperationPhase::Failed => desk.app.retry_operation(&id).unwrap(),
                _ => {}
            }
            return outcome_of_row(desk, &id).await;
        }
        let transfer = self.transfer.lock().unwrap().clone();
        if let Some(id) = transfer {
            if desk.app.retry_transfer(&id).is_ok() {
                let end = rest(desk, &id).await;
                // What the site has taken already has the name.
                if desk.app.answer_transfer(&id, Answer::Replace).is_err() {
                    return end;
                }
            }
            return rest(desk, &id).await;
        }
        self.ask(desk, true).await
    }

    fn send(&self, desk: &Desk) -> TransferId {
        let target = desk.download_to("came");
        let sent = match self.doing {
            Doing::Zip => desk.app.download_zip("t", vec![path("/From")], target),
            Doing::Download => desk.app.download("t", path("/a.txt"), target),
            _ => {
                let local = desk.local_file("sent.txt", b"what is sent");
                desk.app.upload("t", local, path("/Into"))
            }
        };
        sent.unwrap()
    }

    async fn ask(&self, desk: &Desk, fair: bool) -> End {
        let app = &desk.app;
        let link = self.link.clone().unwrap_or_default();
        let found = Mutex::new(Vec::new());
        let keep = |page: Page| found.lock().unwrap().extend(page.entries);
        let asked = match self.doing {
            Doing::List => app.list(&path("/"), &keep).await.map(drop),
            Doing::Search => app.search("a.txt", &path("/"), &keep).await.map(drop),
            Doing::Details => app.details(&path("/a.txt")).await.map(drop),
            Doing::Part(part) => self.part(desk, part, fair).await,
            Doing::Preview => app.preview(&path("/a.txt")).await.map(|preview| {
                let text = "a.txt".into();
                assert_eq!(preview.glimpse, Glimpse::Text { text, cut: false });
            }),
            Doing::Links => app.links(None).await.map(drop),
            Doing::CreateLink => {
                let file = path("/a.txt");
                let made = app.create_link("r", &file, called("For the client"));
                made.await.map(drop)
            }
            Doing::ChangeLink => app.change_link(&link, called("Renamed")).await.map(drop),
            _ => app.revoke_link(&link).await,
        };
        let nothing = found.into_inner().unwrap().is_empty();
        if matches!(self.doing, Doing::List | Doing::Search) {
            assert_eq!(nothing, asked.is_err(), "shown for nothing: {asked:?}");
        }
        ended(asked)
    }

    /// Known only if it was answered: a part that was not is no empty one.
    async fn part(&self, desk: &Desk, part: Part, fair: bool) -> Result<(), Error> {
        let details = desk.app.details(&path("/a.txt")).await?;
        let known = [
            (Part::Links, details.links.is_some()),
            (Part::Access, details.access.is_some()),
            (Part::Versions, details.versions.is_some()),
        ];
        let throttled = desk.sandbox.ledger().exchanges().iter().any(|exchange| {
            exchange.status == 429 || exchange.reply.windows(9).any(|w| w == b"throttled")
        });
        for (which, known) in known {
            let answered = which != part || fair || throttled;
            assert_eq!(known, answered, "{which:?}");
        }
        Ok(())
    }

    /// What the site is to have when it was done, or was not.
    pub(super) fn left(&self, desk: &Desk, trouble: Trouble, done: bool) -> Truth {
        let mut left = self.before.clone();
        if self.doing == Doing::Upload && trouble == Trouble::Lie {
            // What the site has made of it is its own; that it is not whole was told.
            left.files = desk.held();
            assert!(!done);
        }
        if !done {
            return left;
        }
        if let Some(deed) = self.doing.deed() {
            let moved = left.files.get("/a.txt").cloned().unwrap();
            let (to, goes) = match deed {
                Deed::CreateFolder => ("/New", None),
                Deed::Rename => ("/z.txt", Some("/a.txt")),
                Deed::Move => ("/Into/a.txt", Some("/a.txt")),
                Deed::Copy => ("/Into/a.txt", None),
                Deed::Remove => ("", Some("/a.txt")),
            };
            if let Some(goes) = goes {
                left.files.remove(goes);
            }
            if !to.is_empty() {
                let bytes = moved.filter(|_| deed != Deed::CreateFolder);
                left.files.insert(to.into(), bytes);
            }
        }
        match self.doing {
            Doing::CreateLink => left.links.push("For the client".into()),
            Doing::ChangeLink => left.links = vec!["Renamed".into()],
            Doing::RevokeLink => left.links.clear(),
            Doing::Upload => {
                let sent = Some(b"what is sent".to_vec());
                left.files.insert("/Into/sent.txt".into(), sent);
            }
            Doing::Download => {
                let came = std::fs::read(desk.download_to("came")).unwrap();
                assert_eq!(came, b"a.txt");
            }
            _ => {}
        }
        left
    }
}

fn begin(desk: &Desk, deed: Deed) -> OperationId {
    let app = &desk.app;
    match deed {
        Deed::CreateFolder => app.create_folder("r", &path("/"), "New"),
        Deed::Rename => app.rename("r", &path("/a.txt"), "z.txt"),
        Deed::Move => app.move_into("r", vec![path("/a.txt")], path("/Into")),
        Deed::Copy => app.copy_into("r", vec![path("/a.txt")], path("/Into")),
        Deed::Remove => app.remove("r", vec![path("/a.txt")]),
    }
    .unwrap()
}

fn ended(asked: Result<(), Error>) -> End {
    let problem = asked.as_ref().err().map(Error::problem);
    End {
        said: format!(
            "{asked:?} {problem:?} {}",
            asked
                .as_ref()
                .err()
                .map_or(String::new(), ToString::to_string)
        ),
        outcome: problem.map(|problem| problem.outcome),
    }
}

/// Where a transfer rests. Nothing that is not whole has a name.
async fn rest(desk: &Desk, id: &TransferId) -> End {
    let row = desk
        .until("the end of a transfer", |snapshot| {
            let mut all = snapshot.transfers.iter();
            all.find(|t| {
                t.id == *id && matches!(t.phase, Phase::Done | Phase::Failed | Phase::NeedsYou)
            })
            .cloned()
        })
        .await;
    if row.phase == Phase::Failed {
        assert_eq!(desk.downloaded(), [""; 0], "{row:?}");
    }
    End {
        outcome: row.problem.as_ref().map(|problem| problem.outcome),
        said: format!("{row:?}"),
    }
}
