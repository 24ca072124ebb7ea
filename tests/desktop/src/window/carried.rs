//! Files carried over the window from the desktop: what a file manager does, by the protocol of the X desktops
//! (XDND, version 5). The window can't tell it from a hand at the mouse.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use x11rb::CURRENT_TIME;
use x11rb::connection::Connection as _;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask, PropMode,
    SelectionNotifyEvent, SelectionRequestEvent, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use super::{Window, window_id};
use crate::Outcome;
use crate::wait;

x11rb::atom_manager! {
    /// The words of the protocol.
    Atoms: AtomsCookie {
        XdndAware,
        XdndSelection,
        XdndEnter,
        XdndPosition,
        XdndStatus,
        XdndLeave,
        XdndDrop,
        XdndFinished,
        XdndActionCopy,
        URIS: b"text/uri-list",
    }
}

const VERSION: u32 = 5;

/// Files in a hand, over the window.
#[derive(Debug)]
pub(crate) struct Carried {
    display: RustConnection,
    atoms: Atoms,
    root: u32,
    /// A window of our own, as the protocol wants one.
    hand: u32,
    window: u32,
    list: Vec<u8>,
    /// The window would take them where they are.
    welcome: bool,
}

impl Window {
    /// Takes files of this computer and holds them over the middle of the first part of the page that `selector`
    /// finds.
    pub(crate) async fn carry(&self, paths: &[PathBuf], selector: &str) -> Outcome<Carried> {
        let mut carried = Carried::take(window_id().await?.parse()?, paths)?;
        let at = self.middle(selector).await?;
        tokio::task::spawn_blocking(move || {
            carried.send(
                carried.atoms.XdndEnter,
                [VERSION << 24, carried.atoms.URIS, 0, 0],
            )?;
            // With the first the window asks what is carried; with the second it knows.
            carried.hold(at, true)?;
            carried.hold(at, false)?;
            Ok::<_, String>(carried)
        })
        .await?
        .map_err(Into::into)
    }

    async fn middle(&self, selector: &str) -> Outcome<(i16, i16)> {
        self.find(selector).await?;
        let place = self
            .client
            .execute(
                "const box = document.querySelector(arguments[0]).getBoundingClientRect();
                 return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)]",
                vec![serde_json::json!(selector)],
            )
            .await?;
        Ok(serde_json::from_value(place)?)
    }
}

impl Carried {
    fn take(window: u32, paths: &[PathBuf]) -> Outcome<Self> {
        let (display, screen) = RustConnection::connect(None)?;
        let atoms = Atoms::new(&display)?.reply()?;
        let root = display.setup().roots[screen].root;
        let hand = display.generate_id()?;
        display.create_window(
            0,
            hand,
            root,
            0,
            0,
            1,
            1,
            0,
            WindowClass::INPUT_ONLY,
            0,
            &CreateWindowAux::new(),
        )?;
        display.set_selection_owner(hand, atoms.XdndSelection, CURRENT_TIME)?;
        let list: String = paths
            .iter()
            .map(|path| line(path))
            .collect::<Outcome<_>>()?;
        display.flush()?;
        Ok(Self {
            display,
            atoms,
            root,
            hand,
            window,
            list: list.into_bytes(),
            welcome: false,
        })
    }

    /// Lets go of them; whether the window took them.
    pub(crate) async fn drop(self) -> Outcome<bool> {
        let taken = tokio::task::spawn_blocking(move || {
            self.send(self.atoms.XdndDrop, [0, CURRENT_TIME, 0, 0])?;
            let finished = self.serve(|carried, event| match event {
                Event::ClientMessage(said) if said.type_ == carried.atoms.XdndFinished => {
                    Some(said.data.as_data32()[1] & 1 == 1)
                }
                _ => None,
            })?;
            Ok::<_, String>(finished)
        });
        taken.await?.map_err(Into::into)
    }

    /// Whether the pointer says that they may be let go here.
    pub(crate) fn welcome(&self) -> bool {
        self.welcome
    }

    /// Takes them elsewhere.
    pub(crate) fn leave(&self) -> Outcome {
        self.send(self.atoms.XdndLeave, [0; 4])?;
        Ok(())
    }

    /// Over this place of the window; returns once the window has answered, and with `asked` has been told what is
    /// carried.
    fn hold(&mut self, at: (i16, i16), asked: bool) -> Result<(), String> {
        let place = self
            .display
            .translate_coordinates(self.window, self.root, at.0, at.1)
            .map_err(words)?
            .reply()
            .map_err(words)?;
        let (x, y) = (u32::try_from(place.dst_x), u32::try_from(place.dst_y));
        let place = (x.map_err(words)? << 16) | y.map_err(words)?;
        let copy = self.atoms.XdndActionCopy;
        self.send(self.atoms.XdndPosition, [0, place, CURRENT_TIME, copy])?;
        let (mut answered, mut told) = (None, !asked);
        self.welcome = self.serve(|carried, event| {
            match event {
                Event::ClientMessage(said) if said.type_ == carried.atoms.XdndStatus => {
                    answered = Some(said.data.as_data32()[1] & 1 == 1);
                }
                Event::SelectionRequest(_) => told = true,
                _ => {}
            }
            answered.filter(|_| told)
        })?;
        Ok(())
    }

    fn send(&self, word: u32, rest: [u32; 4]) -> Result<(), String> {
        let [a, b, c, d] = rest;
        let message = ClientMessageEvent::new(32, self.window, word, [self.hand, a, b, c, d]);
        self.display
            .send_event(false, self.window, EventMask::NO_EVENT, message)
            .map_err(words)?;
        self.display.flush().map_err(words)
    }

    /// Hands out what is carried to whoever asks, until what came is what is waited for.
    fn serve<T>(&self, mut is: impl FnMut(&Self, &Event) -> Option<T>) -> Result<T, String> {
        let end = Instant::now() + wait::LIMIT;
        loop {
            if let Some(event) = self.display.poll_for_event().map_err(words)? {
                if let Event::SelectionRequest(asked) = &event {
                    self.tell(*asked)?;
                }
                if let Some(found) = is(self, &event) {
                    return Ok(found);
                }
            } else if Instant::now() > end {
                return Err("the window did not answer what is carried over it".to_owned());
            } else {
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }

    fn tell(&self, asked: SelectionRequestEvent) -> Result<(), String> {
        let known = asked.target == self.atoms.URIS;
        if known {
            self.display
                .change_property8(
                    PropMode::REPLACE,
                    asked.requestor,
                    asked.property,
                    asked.target,
                    &self.list,
                )
                .map_err(words)?;
        }
        let answer = SelectionNotifyEvent {
            response_type: x11rb::protocol::xproto::SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: asked.time,
            requestor: asked.requestor,
            selection: asked.selection,
            target: asked.target,
            property: if known {
                asked.property
            } else {
                AtomEnum::NONE.into()
            },
        };
        self.display
            .send_event(false, asked.requestor, EventMask::NO_EVENT, answer)
            .map_err(words)?;
        self.display.flush().map_err(words)
    }
}

/// One line of the list of what is carried.
fn line(path: &Path) -> Outcome<String> {
    let address = url::Url::from_file_path(path);
    let address = address.map_err(|()| format!("{} is no whole path", path.display()))?;
    Ok(format!("{address}\r\n"))
}

fn words(problem: impl std::fmt::Display) -> String {
    format!("the display: {problem}")
}
