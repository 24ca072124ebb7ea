//! The rows of the list, and those of the transfers.

use fantoccini::Locator;
use fantoccini::elements::Element;

use super::{Window, by_testid};
use crate::Outcome;
use crate::wait::{self, until};

impl Window {
    /// The name of the row that has the focus.
    pub(crate) async fn focused_row(&self) -> Outcome<String> {
        let name = self
            .client
            .execute(
                "return document.activeElement?.closest('[data-name]')?.dataset.name ?? ''",
                Vec::new(),
            )
            .await?;
        Ok(name.as_str().unwrap_or_default().to_owned())
    }

    /// Waits for an entry's row.
    pub(crate) async fn row(&self, name: &str) -> Outcome<Element> {
        self.find(&row(name)).await
    }

    /// The names of the rows on the page now: those in view, and some around them.
    pub(crate) async fn row_names(&self) -> Outcome<Vec<String>> {
        let names = self
            .client
            .execute(
                "return [...document.querySelectorAll('[data-testid=row]')].map(row => row.dataset.name)",
                Vec::new(),
            )
            .await?;
        Ok(serde_json::from_value(names)?)
    }

    /// Waits until no row has this name.
    pub(crate) async fn no_row(&self, name: &str) -> Outcome {
        until(&format!("the row {name} to go"), wait::LIMIT, async || {
            let names = self.row_names().await.ok()?;
            (!names.iter().any(|known| known == name)).then_some(())
        })
        .await
    }

    /// Waits until what is done at the site is in `phase`, in the open list of transfers.
    pub(crate) async fn operation(&self, deed: &str, phase: &str) -> Outcome {
        self.find(&format!(
            "[data-testid=\"operation\"][data-deed=\"{deed}\"][data-phase=\"{phase}\"]"
        ))
        .await?;
        Ok(())
    }

    /// Waits until a transfer is in `phase`, with the list of transfers open.
    pub(crate) async fn transfer(&self, name: &str, phase: &str) -> Outcome {
        let show = by_testid("tray-show");
        until("the list of transfers", wait::LIMIT, async || {
            if self.has("tray-hide").await.ok()? {
                return Some(());
            }
            // Once: the list may open by itself before the click, and the button be gone for good.
            let button = self.client.find(Locator::Css(&show)).await.ok()?;
            button.click().await.ok()
        })
        .await?;
        self.find(&format!(
            "[data-testid=\"transfer\"][data-name={}][data-phase=\"{phase}\"]",
            serde_json::to_string(name)?
        ))
        .await?;
        Ok(())
    }
}

/// Finds an entry's row.
pub(super) fn row(name: &str) -> String {
    format!(
        "[data-testid=\"row\"][data-name={}]",
        serde_json::Value::from(name)
    )
}
