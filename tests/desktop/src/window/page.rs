//! What the page says and holds.

use fantoccini::Locator;
use serde_json::json;

use super::{Window, by_testid};
use crate::Outcome;
use crate::wait::{self, until};

impl Window {
    pub(crate) async fn text(&self, testid: &str) -> Outcome<String> {
        let selector = by_testid(testid);
        until(&format!("{testid} to be there"), wait::LIMIT, async || {
            self.texts(&selector).await.ok()?.into_iter().next()
        })
        .await
    }

    /// Waits until an element's text has `part` in it, and returns the text.
    pub(crate) async fn text_with(&self, testid: &str, part: &str) -> Outcome<String> {
        let selector = by_testid(testid);
        let mut last = Vec::new();
        let found = until(
            &format!("{testid} to say {part:?}"),
            wait::LIMIT,
            async || {
                last = self.texts(&selector).await.ok()?;
                last.iter().find(|text| text.contains(part)).cloned()
            },
        )
        .await;
        found.map_err(|problem| format!("{problem}; it said {last:?}").into())
    }

    /// Waits until the page says `part` anywhere.
    pub(crate) async fn says(&self, part: &str) -> Outcome {
        until(
            &format!("the page to say {part:?}"),
            wait::LIMIT,
            async || {
                let body = self.texts("body").await.ok()?;
                body.first()?.contains(part).then_some(())
            },
        )
        .await
    }

    /// The visible texts of all that a selector finds. By script: WebDriver's own command finds no
    /// text in an element that would cut it off.
    async fn texts(&self, selector: &str) -> Outcome<Vec<String>> {
        let texts = self
            .client
            .execute(
                "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText)",
                vec![json!(selector)],
            )
            .await?;
        Ok(serde_json::from_value(texts)?)
    }

    pub(crate) async fn has(&self, testid: &str) -> Outcome<bool> {
        let found = self
            .client
            .find_all(Locator::Css(&by_testid(testid)))
            .await?;
        Ok(!found.is_empty())
    }

    /// Waits until an element is no longer there.
    pub(crate) async fn gone(&self, testid: &str) -> Outcome {
        until(&format!("{testid} to go"), wait::LIMIT, async || {
            (!self.has(testid).await.ok()?).then_some(())
        })
        .await
    }

    /// Waits for an element, whatever it says.
    pub(crate) async fn find_testid(&self, testid: &str) -> Outcome {
        self.find(&by_testid(testid)).await?;
        Ok(())
    }

    /// Waits until a script in the page answers with something else than false or nothing, and returns that.
    pub(crate) async fn answers(&self, what: &str, script: &str) -> Outcome<serde_json::Value> {
        let mut last = None;
        let found = until(what, wait::LIMIT, async || {
            let answer = self.client.execute(script, Vec::new()).await.ok()?;
            last = Some(answer.clone());
            (!answer.is_null() && answer != json!(false)).then_some(answer)
        })
        .await;
        found.map_err(|problem| format!("{problem}; it answered {last:?}").into())
    }

    /// Waits until a picture has come and been drawn: one that was refused has no size.
    pub(crate) async fn picture_is_drawn(&self, testid: &str) -> Outcome {
        let script = format!(
            "const image = document.querySelector('{}'); return image?.complete && image.naturalWidth > 0",
            by_testid(testid)
        );
        until(&format!("{testid} to be drawn"), wait::LIMIT, async || {
            let drawn = self.client.execute(&script, Vec::new()).await.ok()?;
            drawn.as_bool()?.then_some(())
        })
        .await
    }

    /// Whether the page is drawn dark.
    pub(crate) async fn dark(&self) -> Outcome<bool> {
        let dark = self
            .client
            .execute(
                "return matchMedia('(prefers-color-scheme: dark)').matches",
                Vec::new(),
            )
            .await?;
        Ok(dark == json!(true))
    }

    /// Waits until the page has drawn what it was told: fonts are there, nothing moves.
    pub(crate) async fn settled(&self) -> Outcome {
        self.client
            .execute_async(
                "const done = arguments[0];\
                 const still = () => document.getAnimations()\
                   .filter(a => a.effect?.getComputedTiming().iterations !== Infinity)\
                   .every(a => a.playState !== 'running');\
                 const look = n => requestAnimationFrame(() => \
                   n > 300 || still() ? requestAnimationFrame(() => done(true)) : look(n + 1));\
                 document.fonts.ready.then(() => look(0));",
                Vec::new(),
            )
            .await?;
        Ok(())
    }

    pub(crate) async fn picture(&self) -> Outcome<Vec<u8>> {
        self.settled().await?;
        Ok(self.client.screenshot().await?)
    }

    /// All that the page holds: its elements, fields and stores.
    pub(crate) async fn everything(&self) -> Outcome<String> {
        let held = self
            .client
            .execute(
                "const store = s => { try { return JSON.stringify({...s}) } catch { return '' } };\
                 return [document.documentElement.outerHTML,\
                   ...[...document.querySelectorAll('input,textarea')]\
                     .filter(e => e.type !== 'password').map(e => e.value),\
                   store(localStorage), store(sessionStorage), location.href, document.cookie]\
                   .join('\\n')",
                Vec::new(),
            )
            .await?;
        Ok(held.as_str().unwrap_or_default().to_owned())
    }
}
