//! One run over a copy: what the site has, file by file, and in the end its papers.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use futures_util::{StreamExt as _, stream};
use jiff::Timestamp;
use smartfile::RemotePath;

use super::file::{Desk, Settled, Turn, place};
use super::names::Names;
use super::record::{Book, Kept, KeptFolder, NAME};
use super::walk::{Found, below};
use super::{CopyFile, CopyNews, CopyReport, CopySkipped, MANIFEST, SUMMARY, manifest, summary};
use crate::account::Account;
use crate::connection::Session;
use crate::error::Error;
use crate::ports::Ports;
use crate::problem::{Outcome, Problem};
use crate::receipts::unwritable;
use crate::transfers::Transfers;

type Tell<'a> = &'a (dyn Fn(CopyNews<'_>) + Send + Sync);

/// Files that are settled at once: some are proven while others move.
const AT_ONCE: usize = 16;

pub(super) struct Run<'a> {
    transfers: &'a Transfers,
    session: &'a Session,
    ports: &'a Ports,
    account: Account,
    into: PathBuf,
    book: Book,
    began: Timestamp,
    report: CopyReport,
    /// The manifest of last time says what is not so any more.
    outdated: bool,
}

/// What is to be done with what was met.
enum Step {
    Folder(RemotePath, String),
    Settled(Box<Settled>),
    Unseen(CopySkipped),
}

impl<'a> Run<'a> {
    /// Says in the copy that a run is under way: one that is killed has said so before.
    pub(super) async fn begin(
        transfers: &'a Transfers,
        session: &'a Session,
        ports: &'a Ports,
        account: Account,
        into: PathBuf,
        book: Book,
    ) -> Result<Self, Error> {
        let began = ports.clock.wall();
        let run = Self {
            transfers,
            session,
            ports,
            account,
            into,
            book,
            began,
            report: CopyReport::default(),
            outdated: false,
        };
        let text = summary::under_way(&run.book.head, &run.account, began);
        run.write(SUMMARY, text.as_bytes()).await?;
        Ok(run)
    }

    /// Everything there is. Answers why it did not get to its end.
    pub(super) async fn work(
        &mut self,
        folder: &RemotePath,
        tell: Tell<'_>,
    ) -> Result<Option<Problem>, Error> {
        let into = self.into.clone();
        let desk = Desk {
            transfers: self.transfers,
            session: self.session,
            vfs: self.ports.vfs.as_ref(),
            into: &into,
            now: self.began,
        };
        let earlier = self.book.files.clone();
        let mut names = Names::of(&self.book);
        let mut folders = self.book.folders.clone();
        folders.insert(folder.as_str().to_owned(), String::new());
        let mut unseen: Vec<RemotePath> = Vec::new();
        let mut met: HashSet<String> = HashSet::new();
        let mut steps = below(self.session, folder)
            .map(|found| {
                let mut within = |path: &RemotePath| {
                    let parent = path.parent().unwrap_or_else(RemotePath::root);
                    let parent = folders.get(parent.as_str()).cloned().unwrap_or_default();
                    names.place(&parent, path.name().unwrap_or_default())
                };
                let begun = match found {
                    Found::Unseen(path, error) => Err(Step::Unseen(cannot_see(path, error))),
                    Found::Folder(path) => {
                        let known = folders.get(path.as_str()).cloned();
                        let local = known.unwrap_or_else(|| within(&path));
                        folders.insert(path.as_str().to_owned(), local.clone());
                        Err(Step::Folder(path, local))
                    }
                    Found::File(entry) => {
                        let before = earlier.get(entry.path.as_str()).cloned();
                        let known = before.as_ref().map(|kept| kept.file.clone());
                        let file = known.unwrap_or_else(|| within(&entry.path));
                        Ok(Turn {
                            entry,
                            file,
                            before,
                        })
                    }
                };
                async move {
                    match begun {
                        Ok(turn) => Step::Settled(Box::new(desk.settle(turn).await)),
                        Err(step) => step,
                    }
                }
            })
            .buffer_unordered(AT_ONCE)
            .boxed();
        while let Some(step) = steps.next().await {
            match step {
                Step::Folder(path, local) => {
                    let made = tokio::fs::create_dir_all(place(&self.into, &local)).await;
                    if let Err(error) = made {
                        return Err(unwritable(&self.into.join(&local), error));
                    }
                    self.book.keep_folder(KeptFolder {
                        folder: path.as_str().to_owned(),
                        local,
                    })?;
                }
                Step::Settled(settled) => {
                    met.insert(settled.path.as_str().to_owned());
                    if let Some(ended) = self.note(*settled, tell).await? {
                        return Ok(Some(ended));
                    }
                }
                Step::Unseen(skipped) => {
                    if ends_all(&skipped.problem) {
                        return Ok(Some(skipped.problem));
                    }
                    unseen.push(skipped.path.clone());
                    tell(CopyNews::Skipped(&skipped));
                    self.report.skipped.push(skipped);
                }
            }
        }
        drop(steps);
        let gone: Vec<Kept> = earlier
            .into_values()
            .filter(|kept| !met.contains(&kept.path))
            .filter(|kept| !unseen.iter().any(|folder| lies_in(&kept.path, folder)))
            .collect();
        self.keep_gone(desk, &gone, tell).await?;
        Ok(None)
    }

    async fn keep_gone(
        &mut self,
        desk: Desk<'_>,
        gone: &[Kept],
        tell: Tell<'_>,
    ) -> Result<(), Error> {
        let mut looked = stream::iter(gone)
            .map(|kept| async move { (kept, desk.keep_gone(kept).await) })
            .buffered(AT_ONCE)
            .boxed();
        while let Some((kept, looked)) = looked.next().await {
            let Ok(path) = RemotePath::parse(&kept.path) else {
                continue;
            };
            match looked {
                Ok(kept) => {
                    self.book.keep(kept)?;
                    self.report.gone += 1;
                    tell(CopyNews::Settled(&path, CopyFile::Gone));
                }
                Err(problem) => self.skip(path, problem, tell),
            }
        }
        Ok(())
    }

    async fn note(&mut self, settled: Settled, tell: Tell<'_>) -> Result<Option<Problem>, Error> {
        if let Some(aside) = &settled.aside {
            self.report.set_aside += 1;
            tell(CopyNews::SetAside(&settled.path, aside));
        }
        let (kept, how) = match settled.how {
            Ok(settled) => settled,
            Err(problem) if ends_all(&problem) => return Ok(Some(problem)),
            Err(problem) => {
                self.skip(settled.path, problem, tell);
                return Ok(None);
            }
        };
        if how == CopyFile::Changed && !self.outdated {
            // A manifest that is not there says nothing that is not so.
            self.outdated = true;
            let manifest = self.into.join(MANIFEST);
            let removed = self.ports.vfs.remove(&manifest).await;
            removed.map_err(|error| unwritable(&manifest, error))?;
        }
        let count = match how {
            CopyFile::Unchanged => &mut self.report.unchanged,
            CopyFile::New => &mut self.report.new,
            CopyFile::Changed => &mut self.report.changed,
            CopyFile::Restored => &mut self.report.restored,
            CopyFile::Gone => &mut self.report.gone,
        };
        *count += 1;
        if kept.proof.is_some() {
            self.report.by_fingerprint += 1;
        } else {
            self.report.by_size += 1;
        }
        self.book.keep(kept)?;
        tell(CopyNews::Settled(&settled.path, how));
        Ok(None)
    }

    fn skip(&mut self, path: RemotePath, problem: Problem, tell: Tell<'_>) {
        let skipped = CopySkipped {
            path,
            is_folder: false,
            problem,
        };
        tell(CopyNews::Skipped(&skipped));
        self.report.skipped.push(skipped);
    }

    /// Writes what the copy says about itself, whole.
    pub(super) async fn end(mut self, ended_by: Option<Problem>) -> Result<CopyReport, Error> {
        self.report.ended_by = ended_by;
        self.report.files = self.book.files.len() as u64;
        self.report.bytes = self.book.files.values().map(|kept| kept.bytes).sum();
        let mut lines: Vec<(&str, &str)> = self
            .book
            .files
            .values()
            .map(|kept| (kept.file.as_str(), kept.sha256.as_str()))
            .collect();
        lines.sort_unstable();
        let lines = lines.into_iter();
        let manifest: String = lines
            .map(|(file, sha256)| manifest::line(sha256, &format!("{}/{file}", super::FILES)))
            .collect();
        self.write(MANIFEST, manifest.as_bytes()).await?;
        self.write(NAME, self.book.text().as_bytes()).await?;
        let now = self.ports.clock.wall();
        let text = summary::ended(&self.book, &self.account, (self.began, now), &self.report);
        self.write(SUMMARY, text.as_bytes()).await?;
        Ok(self.report)
    }

    async fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let target: &Path = &self.into.join(name);
        let failed = |error| unwritable(target, error);
        let vfs = &self.ports.vfs;
        let mut part = vfs.create_temporary(target).await.map_err(failed)?;
        part.write(bytes).await.map_err(failed)?;
        part.keep(target, true).await.map_err(failed)
    }
}

fn cannot_see(path: RemotePath, error: Option<smartfile::Error>) -> CopySkipped {
    let problem = match error {
        Some(error) => Problem::from_api(&error),
        None => Problem::new(Outcome::Forbidden),
    };
    CopySkipped {
        problem: problem.about(path.name().unwrap_or("/")),
        path,
        is_folder: true,
    }
}

/// Nothing after it would be answered, or kept.
fn ends_all(problem: &Problem) -> bool {
    matches!(
        problem.outcome,
        Outcome::DiskFull
            | Outcome::Offline
            | Outcome::Cancelled
            | Outcome::ReauthorizationRequired
            | Outcome::ProxyFailed
            | Outcome::ProxySignIn
            | Outcome::NetworkSignIn
    )
}

fn lies_in(path: &str, folder: &RemotePath) -> bool {
    folder.is_root() || path.starts_with(&format!("{}/", folder.as_str()))
}
