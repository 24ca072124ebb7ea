//! What a hand at the keyboard does.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;

use super::{Window, by_testid, xdotool};
use crate::Outcome;

/// Where the keys are, once what the last key did is drawn.
const FOCUS: &str = "const done = arguments[0];\
     const place = () => {\
       const at = document.activeElement;\
       if (!at || at === document.body) return 'nowhere';\
       const entry = ['row', 'chooser-folder'].includes(at.dataset.testid);\
       return (entry ? at.dataset.name : at.dataset.testid) ?? at.localName;\
     };\
     requestAnimationFrame(() => requestAnimationFrame(() => done(place())));";

/// Hears every press of a button of the mouse from now on; a button pressed by a key is none.
const LISTEN: &str = "window.presses ??= 0;\
     for (const kind of ['pointerdown', 'mousedown', 'wheel'])\
       addEventListener(kind, () => { window.presses += 1 }, true);";

impl Window {
    pub(crate) async fn type_into(&self, testid: &str, text: &str) -> Outcome {
        let field = self.find(&by_testid(testid)).await?;
        // Typed over what is there: WebDriver's own clearing is not seen by the page's script.
        let select_all = format!("{}a{}", Key::Control, Key::Null);
        field.send_keys(&select_all).await?;
        field.send_keys(text).await?;
        Ok(())
    }

    /// A key, to whatever has the focus.
    pub(crate) async fn press(&self, key: Key) -> Outcome {
        let focused = self.client.active_element().await?;
        focused.send_keys(&key.to_string()).await?;
        Ok(())
    }

    /// Keys one after the other while others are held; nothing but the keys themselves, wherever the focus is.
    pub(crate) async fn strike(&self, held: &[Key], struck: &str) -> Outcome {
        let down = |value| KeyAction::Down { value };
        let up = |value| KeyAction::Up { value };
        let held: Vec<char> = held.iter().flat_map(|key| key.chars()).collect();
        // All at once: between letters that come too slowly the list would begin a new word.
        let mut keys = KeyActions::new("keyboard".to_owned());
        for key in &held {
            keys = keys.then(down(*key));
        }
        for key in struck.chars() {
            keys = keys.then(down(key)).then(up(key));
        }
        for key in held.iter().rev() {
            keys = keys.then(up(*key));
        }
        self.client.perform_actions(keys).await?;
        Ok(())
    }

    /// The key for the menu of what one is at. WebDriver has no name for it, the desktop has.
    pub(crate) async fn strike_menu(&self) -> Outcome {
        xdotool(&["key", "Menu"]).await
    }

    /// Where the keys are: a row's name, a test id, what kind of thing it is, or "nowhere".
    pub(crate) async fn focus(&self) -> Outcome<String> {
        let at = self.client.execute_async(FOCUS, Vec::new()).await?;
        Ok(at.as_str().unwrap_or_default().to_owned())
    }

    /// From now on every press of the mouse is counted.
    pub(crate) async fn count_presses(&self) -> Outcome {
        self.client.execute(LISTEN, Vec::new()).await?;
        Ok(())
    }

    /// How often the mouse was pressed since the counting began.
    pub(crate) async fn presses(&self) -> Outcome<u64> {
        let presses = self
            .client
            .execute("return window.presses", Vec::new())
            .await?;
        presses
            .as_u64()
            .ok_or_else(|| "nobody counted the presses of the mouse".into())
    }
}
