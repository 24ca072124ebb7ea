//! The app for somebody who has no mouse. There is no click here to be used by mistake.

use std::path::PathBuf;

use fantoccini::key::Key;
use smartfile_sandbox::Sandbox;

use crate::Outcome;
use crate::check;
use crate::desk::Desk;
use crate::wait::{self, until};
use crate::window::Window;

/// So many stops of the Tab key lead around any screen.
const STOPS: usize = 80;

/// A desk with the app's window open, and the keys of it.
#[derive(Debug)]
pub(crate) struct Keyboard<'a> {
    desk: &'a mut Desk,
}

impl<'a> Keyboard<'a> {
    /// From here on a press of the mouse in the app's window fails the journey.
    pub(crate) async fn take(desk: &'a mut Desk) -> Outcome<Self> {
        desk.window()?.count_presses().await?;
        Ok(Self { desk })
    }

    fn window(&self) -> Outcome<&Window> {
        self.desk.window()
    }

    pub(crate) fn sandbox(&self) -> &Sandbox {
        &self.desk.sandbox
    }

    /// Where a file of Maya's lies on the practice server's disk.
    pub(crate) fn on_server(&self, path: &str) -> PathBuf {
        self.desk.on_server(path)
    }

    /// The browser is not the app: there a person does as they like.
    pub(crate) async fn in_browser(
        &mut self,
        visit: impl AsyncFnOnce(&mut Desk) -> Outcome,
    ) -> Outcome {
        visit(self.desk).await
    }

    pub(crate) async fn press(&self, key: Key) -> Outcome {
        self.chord(&[], key).await
    }

    /// A key while others are held.
    pub(crate) async fn chord(&self, held: &[Key], key: impl Into<char>) -> Outcome {
        self.window()?.strike(held, &key.into().to_string()).await
    }

    /// Ctrl and a letter.
    pub(crate) async fn command(&self, letter: char) -> Outcome {
        self.chord(&[Key::Control], letter).await
    }

    /// From wherever the keys are in the list to the row of this name: to the top, then down.
    pub(crate) async fn go_to(&self, name: &str) -> Outcome {
        self.press(Key::Home).await?;
        self.walk(&[], Key::Down, name).await
    }

    /// Opens the menu of what the keys are at, and takes this entry of it.
    pub(crate) async fn menu(&self, entry: &str) -> Outcome {
        let window = self.window()?;
        window.strike_menu().await?;
        until("the keys to be in the menu", wait::LIMIT, async || {
            window
                .focus()
                .await
                .ok()?
                .starts_with("menu-")
                .then_some(())
        })
        .await?;
        self.walk(&[], Key::Down, entry).await?;
        self.press(Key::Enter).await
    }

    pub(crate) async fn write(&self, text: &str) -> Outcome {
        self.window()?.strike(&[], text).await
    }

    /// Goes on with the Tab key until the part with this test id, or the row with this name, has the focus.
    pub(crate) async fn tab_to(&self, place: &str) -> Outcome {
        self.walk(&[], Key::Tab, place).await
    }

    /// The same the other way round.
    pub(crate) async fn tab_back_to(&self, place: &str) -> Outcome {
        self.walk(&[Key::Shift], Key::Tab, place).await
    }

    /// Presses a button: goes to it with the Tab key, then Enter.
    pub(crate) async fn push(&self, button: &str) -> Outcome {
        self.tab_to(button).await?;
        self.press(Key::Enter).await
    }

    async fn walk(&self, held: &[Key], key: Key, place: &str) -> Outcome {
        let mut passed = Vec::new();
        for _ in 0..STOPS {
            let here = self.window()?.focus().await?;
            if here == place {
                return Ok(());
            }
            passed.push(here);
            self.chord(held, key).await?;
        }
        Err(format!("no way to {place:?} by keys, only to {passed:?}").into())
    }

    /// Waits until the keys are there: at a row of this name, or a part with this test id.
    pub(crate) async fn at(&self, place: &str) -> Outcome {
        let mut last = String::new();
        let found = until(
            &format!("the keys to be at {place:?}"),
            wait::LIMIT,
            async || {
                last = self.window().ok()?.focus().await.ok()?;
                (last == place).then_some(())
            },
        )
        .await;
        found.map_err(|problem| format!("{problem}; they were at {last:?}").into())
    }

    /// Waits for a screen.
    pub(crate) async fn screen(&self, name: &str) -> Outcome {
        self.window()?.screen(name).await
    }

    /// Waits for an entry's row.
    pub(crate) async fn row(&self, name: &str) -> Outcome {
        self.window()?.row(name).await.map(|_| ())
    }

    /// Waits until no row has this name.
    pub(crate) async fn no_row(&self, name: &str) -> Outcome {
        self.window()?.no_row(name).await
    }

    /// Waits until a part of the page is no longer there.
    pub(crate) async fn gone(&self, testid: &str) -> Outcome {
        self.window()?.gone(testid).await
    }

    /// Waits until an element's text has `part` in it, and returns the text.
    pub(crate) async fn text_with(&self, testid: &str, part: &str) -> Outcome<String> {
        self.window()?.text_with(testid, part).await
    }

    /// Waits until a picture has come and been drawn.
    pub(crate) async fn picture_is_drawn(&self, testid: &str) -> Outcome {
        self.window()?.picture_is_drawn(testid).await
    }

    /// Waits until what is done at the site is in `phase`, in the open list of transfers.
    pub(crate) async fn operation(&self, deed: &str, phase: &str) -> Outcome {
        self.window()?.operation(deed, phase).await
    }

    /// Ends a step: the keys are somewhere, and the mouse was not touched.
    pub(crate) async fn step(&mut self, words: &str) -> Outcome {
        let window = self.window()?;
        until("the keys to be somewhere", wait::LIMIT, async || {
            (window.focus().await.ok()? != "nowhere").then_some(())
        })
        .await?;
        check::equal("presses of the mouse", &window.presses().await?, &0)?;
        self.desk.step(words).await
    }
}
