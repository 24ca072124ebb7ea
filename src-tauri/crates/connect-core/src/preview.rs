//! A look into a file without the person's own program. Bytes go out only for a ticket, only as what they are,
//! and nothing is ever called a web page.

pub(crate) mod media;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use smartfile::{EntryKind, ErrorKind, RemotePath};
use tokio_util::sync::CancellationToken;

use crate::account::AccountId;
use crate::connection::Session;
use crate::connections::Connections;
use crate::error::Error;
use crate::guarded::Guarded;
use crate::remote::RemoteDownload;

use media::{Shown, media_of, text_of};

/// Enough to know what a file is.
const HEAD: usize = 4096;
/// The most of a text that is shown.
const TEXT: usize = 256 * 1024;
/// The largest picture that is shown.
const IMAGE: u64 = 20_000_000;
/// The largest paper that is drawn: the page holds as much of it as it has read.
const PAPER: u64 = 100_000_000;
/// The most of a sound, a film or a paper that is handed out at once.
const STRETCH: u64 = 1_048_576;
/// How long a ticket is good for.
const LIFE: Duration = Duration::from_hours(1);
/// Tickets at once; an older one is let go of.
const TICKETS: usize = 32;

/// What can be shown of a file. A ticket stands for bytes to come.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Glimpse {
    /// A picture.
    Image(String),
    /// A picture that the site has made of it.
    Picture(String),
    /// Something to hear.
    Audio(String),
    /// Something to see and hear.
    Video(String),
    /// A PDF, to be drawn page by page.
    Paper(String),
    /// The beginning of a text.
    Text {
        /// As it is: never to be drawn as anything but text.
        text: String,
        /// There is more than this.
        cut: bool,
    },
    /// Too large to be shown.
    TooLarge,
    /// Nothing that is safely shown.
    Nothing,
}

/// A look into a file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Preview {
    /// What can be shown.
    pub glimpse: Glimpse,
    /// The media type by its bytes, whatever its name says.
    pub media: Option<&'static str>,
    /// Bytes of the whole file.
    pub size: Option<u64>,
}

/// Bytes that a ticket stands for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PreviewBytes {
    /// What they are: a picture, a sound, a film or a PDF.
    pub media: &'static str,
    /// Where they begin in the file.
    pub from: u64,
    /// Bytes of the whole.
    pub total: u64,
    /// These.
    pub bytes: Bytes,
}

#[derive(Clone, Debug)]
struct Ticket {
    account: AccountId,
    path: RemotePath,
    shown: Shown,
    media: &'static str,
    size: u64,
    /// Made by the site, and at hand.
    picture: Option<Bytes>,
    issued: Instant,
}

pub(crate) struct Previews {
    connections: Arc<Connections>,
    tickets: Guarded<HashMap<String, Ticket>>,
    current: Guarded<CancellationToken>,
}

impl Previews {
    pub(crate) fn new(connections: Arc<Connections>) -> Self {
        Self {
            connections,
            tickets: Guarded::default(),
            current: Guarded::default(),
        }
    }

    /// A newer look ends an older one that is still under way.
    pub(crate) async fn look(&self, path: &RemotePath) -> Result<Preview, Error> {
        let superseded = CancellationToken::new();
        std::mem::replace(&mut *self.current.lock(), superseded.clone()).cancel();
        let session = self.connections.current().session()?;
        tokio::select! {
            biased;
            () = superseded.cancelled() => Err(Error::Superseded),
            preview = self.see(&session, path) => preview,
        }
    }

    pub(crate) fn close(&self, ticket: &str) {
        self.tickets.lock().remove(ticket);
    }

    async fn see(&self, session: &Session, path: &RemotePath) -> Result<Preview, Error> {
        let remote = &session.remote;
        let entry = session.ask(|| remote.info(path)).await?;
        let mut preview = Preview {
            glimpse: Glimpse::Nothing,
            media: None,
            size: entry.size,
        };
        if !matches!(entry.kind, EntryKind::File | EntryKind::Archive) {
            return Ok(preview);
        }
        let answer = session.ask(|| remote.download(path, 0)).await?;
        let other = |count: u64| entry.size.is_some_and(|size| size != count);
        let changed = || Error::from(smartfile::Error::new("preview", ErrorKind::Changed).at(path));
        // What has another size is not this file, whatever it is: a page of the network's, for one.
        if answer.total.is_some_and(other) {
            return Err(changed());
        }
        let (head, mut rest) = gather(answer, HEAD).await?;
        let name = path.name().unwrap_or_default();
        let Some(media) = media_of(&head, name) else {
            return Ok(preview);
        };
        preview.media = Some(media.name);
        let size = entry.size.unwrap_or(u64::MAX);
        let issue = |media, shown, size, picture| {
            self.issue(Ticket {
                account: session.account.clone(),
                path: path.clone(),
                shown,
                media,
                size,
                picture,
                issued: self.connections.shared().ports.clock.now(),
            })
        };
        preview.glimpse = match media.shown {
            Shown::Image if size > IMAGE => Glimpse::TooLarge,
            Shown::Image => Glimpse::Image(issue(media.name, media.shown, size, None)),
            Shown::Audio | Shown::Video | Shown::Paper if entry.size.is_none() => Glimpse::Nothing,
            Shown::Audio => Glimpse::Audio(issue(media.name, media.shown, size, None)),
            Shown::Video => Glimpse::Video(issue(media.name, media.shown, size, None)),
            Shown::Paper if size > PAPER => Glimpse::TooLarge,
            Shown::Paper => Glimpse::Paper(issue(media.name, media.shown, size, None)),
            Shown::Document => match picture_of(session, path).await {
                Some((name, picture)) => {
                    let size = picture.len() as u64;
                    Glimpse::Picture(issue(name, Shown::Image, size, Some(picture)))
                }
                None => Glimpse::Nothing,
            },
            Shown::Text => {
                let mut bytes = BytesMut::from(&head[..]);
                more(&mut bytes, &mut rest, TEXT).await?;
                if bytes.len() < TEXT && other(bytes.len() as u64) {
                    return Err(changed());
                }
                let cut = bytes.len() as u64 != size;
                match text_of(&bytes, true) {
                    Some(text) => Glimpse::Text { text, cut },
                    None => Glimpse::Nothing,
                }
            }
        };
        Ok(preview)
    }

    fn issue(&self, ticket: Ticket) -> String {
        let id = uuid::Uuid::new_v4().to_string();
        let mut tickets = self.tickets.lock();
        tickets.retain(|_, known| ticket.issued.saturating_duration_since(known.issued) < LIFE);
        if tickets.len() >= TICKETS {
            let oldest = tickets.iter().min_by_key(|(_, known)| known.issued);
            if let Some(oldest) = oldest.map(|(id, _)| id.clone()) {
                tickets.remove(&oldest);
            }
        }
        tickets.insert(id.clone(), ticket);
        id
    }

    /// The bytes from `from` on to `to` (both inclusive), as many as are handed out at once; `None` for a ticket
    /// that is none, or when there is nothing of that kind any more.
    pub(crate) async fn bytes(
        &self,
        ticket: &str,
        from: u64,
        to: Option<u64>,
    ) -> Option<PreviewBytes> {
        let ticket = self.tickets.lock().get(ticket).cloned()?;
        let now = self.connections.shared().ports.clock.now();
        if now.saturating_duration_since(ticket.issued) >= LIFE {
            return None;
        }
        let session = self.connections.of(&ticket.account).ok()?.session().ok()?;
        let most = match ticket.shown {
            Shown::Image => IMAGE,
            _ => STRETCH,
        };
        let last = ticket.size.checked_sub(1)?;
        let to = to
            .unwrap_or(u64::MAX)
            .min(last)
            .min(from.saturating_add(most - 1));
        if from > to {
            return None;
        }
        let length = usize::try_from(to - from + 1).ok()?;
        // Some players ask for two bytes first; these don't say what a file is.
        let read = if from == 0 { length.max(HEAD) } else { length };
        let bytes = match &ticket.picture {
            Some(picture) => {
                let from = usize::try_from(from).ok()?;
                picture.slice(from..picture.len().min(from + read))
            }
            None => stretch(&session, &ticket.path, from, read).await?,
        };
        // It may have become something else since it was looked at.
        let same = from > 0
            || media_of(&bytes, ticket.path.name().unwrap_or_default())
                .is_some_and(|media| media.name == ticket.media);
        let bytes = bytes.slice(..bytes.len().min(length));
        let total = if ticket.size == u64::MAX {
            bytes.len() as u64
        } else {
            ticket.size
        };
        same.then_some(PreviewBytes {
            media: ticket.media,
            from,
            total,
            bytes,
        })
    }
}

type Rest = futures_util::stream::BoxStream<'static, Result<Bytes, smartfile::Error>>;

/// The first bytes, at least `least` if there are so many, and what follows.
async fn gather(answer: RemoteDownload, least: usize) -> Result<(Bytes, Rest), Error> {
    let mut rest = answer.bytes.fuse().boxed();
    let mut head = BytesMut::new();
    more(&mut head, &mut rest, least).await?;
    Ok((head.freeze(), rest))
}

async fn more(bytes: &mut BytesMut, rest: &mut Rest, upto: usize) -> Result<(), Error> {
    while bytes.len() < upto {
        let Some(piece) = rest.next().await else {
            break;
        };
        bytes.extend_from_slice(&piece?);
    }
    bytes.truncate(upto.max(HEAD));
    Ok(())
}

/// A part of a file. A site that ignores where to begin is read from the start, within reason.
async fn stretch(session: &Session, path: &RemotePath, from: u64, length: usize) -> Option<Bytes> {
    let remote = &session.remote;
    let answer = session.ask(|| remote.download(path, from)).await.ok()?;
    let skipped = from.checked_sub(answer.started_at)?;
    if skipped > IMAGE {
        return None;
    }
    let skipped = usize::try_from(skipped).ok()?;
    let mut rest = answer.bytes;
    let mut bytes = BytesMut::new();
    while bytes.len() < skipped + length {
        match rest.next().await {
            Some(piece) => bytes.extend_from_slice(&piece.ok()?),
            None => break,
        }
    }
    let bytes = bytes.freeze();
    (bytes.len() > skipped).then(|| bytes.slice(skipped..bytes.len().min(skipped + length)))
}

/// What the site makes of a document, if that is a picture: it may as well be the document, or a page.
async fn picture_of(session: &Session, path: &RemotePath) -> Option<(&'static str, Bytes)> {
    let remote = &session.remote;
    let answer = session.ask(|| remote.picture(path)).await.ok()?;
    let (head, mut rest) = gather(answer, HEAD).await.ok()?;
    let media = media_of(&head, "").filter(|media| media.shown == Shown::Image)?;
    let most = usize::try_from(IMAGE).ok()?;
    let mut bytes = BytesMut::from(&head[..]);
    more(&mut bytes, &mut rest, most + 1).await.ok()?;
    (bytes.len() <= most).then(|| (media.name, bytes.freeze()))
}
