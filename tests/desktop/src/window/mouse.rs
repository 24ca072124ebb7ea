//! What a hand at the mouse does.

use std::sync::atomic::Ordering;

use fantoccini::Locator;
use fantoccini::actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use fantoccini::elements::Element;

use super::rows::row;
use super::{Window, by_testid};
use crate::Outcome;
use crate::wait::{self, until};

impl Window {
    pub(crate) async fn click(&self, testid: &str) -> Outcome {
        self.click_at(&by_testid(testid)).await
    }

    /// Where the name alone does not say which.
    pub(crate) async fn click_at(&self, selector: &str) -> Outcome {
        // An element may be drawn anew between being found and being clicked.
        until(
            &format!("{selector} to be clicked"),
            wait::LIMIT,
            async || {
                let element = self.client.find(Locator::Css(selector)).await.ok()?;
                element.click().await.ok()
            },
        )
        .await
    }

    /// Marks an entry.
    pub(crate) async fn choose(&self, name: &str) -> Outcome {
        self.click_at(&row(name)).await
    }

    /// Marks one entry more: a click into its box.
    pub(crate) async fn choose_too(&self, name: &str) -> Outcome {
        self.click_at(&format!("{} [data-check]", row(name))).await
    }

    /// Opens the menu of an entry by the button in its row.
    pub(crate) async fn open_menu(&self, name: &str) -> Outcome {
        self.click_at(&format!("{} [data-more]", row(name))).await
    }

    /// Opens an entry with two clicks.
    pub(crate) async fn double_click(&self, name: &str) -> Outcome {
        // Elsewhere each time: at one place within a second, the next two clicks would count as
        // the third and the fourth.
        let x = f64::from(self.clicks.fetch_add(1, Ordering::Relaxed) % 8) * 15.0;
        until(
            &format!("{name} to be opened by two clicks"),
            wait::LIMIT,
            async || {
                let row = self.row(name).await.ok()?;
                let actions = [over(row, x), DOWN, UP, DOWN, UP];
                self.hand(actions).await.ok()?;
                self.client.release_actions().await.ok()
            },
        )
        .await
    }

    /// Takes an entry to a folder, and holds it there.
    pub(crate) async fn drag(&self, name: &str, onto: &str) -> Outcome {
        let a_little = PointerAction::MoveBy {
            duration: None,
            x: 12.0,
            y: 6.0,
        };
        let (from, to) = (self.row(name).await?, self.row(onto).await?);
        self.hand([over(from, 0.0), DOWN, a_little, over(to, 0.0)])
            .await
    }

    /// Lets go of what is held.
    pub(crate) async fn let_go(&self) -> Outcome {
        self.hand([UP]).await?;
        self.client.release_actions().await?;
        Ok(())
    }

    async fn hand<const N: usize>(&self, actions: [PointerAction; N]) -> Outcome {
        let mouse = MouseActions::new("mouse".to_owned());
        let mouse = actions.into_iter().fold(mouse, InputSource::then);
        self.client.perform_actions(mouse).await?;
        Ok(())
    }
}

const DOWN: PointerAction = PointerAction::Down {
    button: MOUSE_BUTTON_LEFT,
};
const UP: PointerAction = PointerAction::Up {
    button: MOUSE_BUTTON_LEFT,
};

/// Over the middle of an element, so far to the right of it.
fn over(element: Element, x: f64) -> PointerAction {
    PointerAction::MoveToElement {
        element,
        duration: None,
        x,
        y: 0.0,
    }
}
