//! The app in its real window, under `WebKitWebDriver`.

use std::ffi::OsString;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use fantoccini::actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use serde_json::json;
use tokio::process::Command;

use crate::Outcome;
use crate::browser::connect;
use crate::folders::{Folders, quoted, write_script};
use crate::program::{self, Program, free_port, listening};
use crate::wait::{self, until};

/// What the app is started with.
#[derive(Debug, Clone)]
pub(crate) struct Start {
    pub(crate) site: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    /// The ways back that are registered.
    pub(crate) return_by: &'static str,
    pub(crate) dark: bool,
    /// Whether the desktop can open a page.
    pub(crate) browser: bool,
}

/// A `PATH` on which nothing opens a page, though what the desktop opens pages with is there.
fn without_a_browser(folders: &Folders) -> Outcome<OsString> {
    let folder = folders.home().join("no-browser");
    std::fs::create_dir_all(&folder)?;
    for opener in ["xdg-open", "gio", "gnome-open", "kde-open", "wslview"] {
        write_script(&folder.join(opener), "#!/bin/sh\nexit 3\n")?;
    }
    let usual = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(folder).chain(std::env::split_paths(&usual));
    Ok(std::env::join_paths(all)?)
}

/// The running app.
#[derive(Debug)]
pub(crate) struct Window {
    client: Client,
    driver: Program,
    id: u32,
    clicks: AtomicU32,
}

impl Window {
    /// Starts the app and waits until its page is there.
    pub(crate) async fn open(app: &Path, folders: &Folders, start: &Start) -> Outcome<Self> {
        let script = folders.home().join("app.sh");
        // The script keeps what the app says in a file of its own, and its id.
        write_script(
            &script,
            &format!(
                "#!/bin/sh\necho $$ > {id}\nexec {app} >>{log} 2>&1\n",
                id = quoted(&folders.app_id()),
                app = quoted(app),
                log = quoted(&folders.logs().join("app.log")),
            ),
        )?;
        let _from_the_last_start = std::fs::remove_file(folders.app_id());
        let port = free_port()?;
        let mut command = Command::new("WebKitWebDriver");
        command
            .arg(format!("--port={port}"))
            .arg("--host=127.0.0.1")
            // Without it the app does not let itself be driven.
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("CONNECT_SMARTFILE_SITE", &start.site)
            .env("CONNECT_SMARTFILE_CLIENT_ID", &start.client_id)
            .env("CONNECT_SMARTFILE_CLIENT_SECRET", &start.client_secret)
            .env("CONNECT_SMARTFILE_RETURN_BY", start.return_by)
            .env("CONNECT_SMARTFILE_TEST_DIALOG", folders.chosen());
        if !start.browser {
            command.env("PATH", without_a_browser(folders)?);
        }
        if start.dark {
            command.env("GTK_THEME", "Adwaita:dark");
        }
        let driver = Program::start(command, &folders.logs().join("webkit-driver.log"))?;
        listening("WebKitWebDriver", port).await?;
        let wanted = json!({
            "webkitgtk:browserOptions": { "binary": script, "args": [] }
        });
        let client = connect(port, wanted).await?;
        let id = std::fs::read_to_string(folders.app_id())?.trim().parse()?;
        Ok(Self {
            client,
            driver,
            id,
            clicks: AtomicU32::new(0),
        })
    }

    /// Closes the window as a person does, and waits for the app to end.
    pub(crate) async fn quit(self) -> Outcome {
        close().await?;
        program::gone("the app", self.id, Duration::from_secs(10)).await?;
        self.driver.end().await
    }

    /// Ends the app with no warning, as a crash or a power cut does.
    pub(crate) async fn kill(self) -> Outcome {
        program::signal("KILL", self.id).await?;
        program::gone("the app", self.id, Duration::from_secs(10)).await?;
        self.driver.end().await
    }

    /// Waits for a screen.
    pub(crate) async fn screen(&self, name: &str) -> Outcome {
        self.find(&format!("[data-screen=\"{name}\"]")).await?;
        Ok(())
    }

    /// The screen that is shown now.
    pub(crate) async fn screen_now(&self) -> Outcome<String> {
        let name = self
            .client
            .execute(
                "return document.querySelector('[data-screen]')?.dataset.screen ?? ''",
                Vec::new(),
            )
            .await?;
        Ok(name.as_str().unwrap_or_default().to_owned())
    }

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
        self.find(&format!(
            "[data-testid=\"row\"][data-name={}]",
            serde_json::to_string(name)?
        ))
        .await
    }

    /// Marks an entry.
    pub(crate) async fn choose(&self, name: &str) -> Outcome {
        self.row(name).await?.click().await?;
        Ok(())
    }

    /// Opens an entry with two clicks.
    pub(crate) async fn double_click(&self, name: &str) -> Outcome {
        let row = self.row(name).await?;
        let press = || {
            [
                PointerAction::Down {
                    button: MOUSE_BUTTON_LEFT,
                },
                PointerAction::Up {
                    button: MOUSE_BUTTON_LEFT,
                },
            ]
        };
        let mut mouse = MouseActions::new("mouse".to_owned()).then(PointerAction::MoveToElement {
            element: row,
            duration: None,
            // Elsewhere each time: at one place within a second, the next two clicks would count
            // as the third and the fourth.
            x: f64::from(self.clicks.fetch_add(1, Ordering::Relaxed) % 8) * 15.0,
            y: 0.0,
        });
        for action in press().into_iter().chain(press()) {
            mouse = mouse.then(action);
        }
        self.client.perform_actions(mouse).await?;
        self.client.release_actions().await?;
        Ok(())
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

    /// Sets the size of the page.
    pub(crate) async fn size(&self, width: u32, height: u32) -> Outcome {
        let id = window_id().await?;
        xdotool(&["windowsize", &id, &width.to_string(), &height.to_string()]).await?;
        until(
            &format!("the page to be {width} by {height}"),
            wait::LIMIT,
            async || {
                let now = self
                    .client
                    .execute("return [innerWidth, innerHeight]", Vec::new())
                    .await
                    .ok()?;
                (now == json!([width, height])).then_some(())
            },
        )
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

    async fn find(&self, selector: &str) -> Outcome<Element> {
        let found = self
            .client
            .wait()
            .at_most(wait::LIMIT)
            .every(Duration::from_millis(25))
            .for_element(Locator::Css(selector))
            .await;
        match found {
            Ok(element) => Ok(element),
            Err(problem) => {
                let screen = self.screen_now().await.unwrap_or_default();
                Err(format!("{selector} on screen {screen:?}: {problem}").into())
            }
        }
    }
}

/// Whether the app's window is the one in front.
pub(crate) async fn in_front() -> Outcome {
    until("the window to come to the front", wait::LIMIT, async || {
        let answer = Command::new("xdotool")
            .args(["getactivewindow", "getwindowname"])
            .output()
            .await
            .ok()?;
        (answer.stdout.trim_ascii() == b"Connect SmartFile").then_some(())
    })
    .await
}

/// Closes it by its title bar's button, as far as the app can tell. Not by Alt+F4: a browser that comes to the
/// front at that moment would be closed in its place (seen).
pub(crate) async fn close() -> Outcome {
    let status = Command::new("wmctrl")
        .args(["-i", "-c", &window_id().await?])
        .status()
        .await?;
    if status.success() {
        return Ok(());
    }
    Err("the window could not be closed".into())
}

/// How many windows of the app there are.
pub(crate) async fn windows() -> Outcome<usize> {
    let answer = Command::new("xdotool")
        .args(["search", "--onlyvisible", "--name", "^Connect SmartFile$"])
        .output()
        .await?;
    Ok(String::from_utf8(answer.stdout)?.lines().count())
}

/// What a person would paste now.
pub(crate) async fn clipboard() -> Outcome<String> {
    let read = tokio::task::spawn_blocking(|| arboard::Clipboard::new()?.get_text());
    read.await?
        .map_err(|error| format!("the clipboard: {error}").into())
}

async fn xdotool(words: &[&str]) -> Outcome {
    let status = Command::new("xdotool").args(words).status().await?;
    if status.success() {
        return Ok(());
    }
    Err(format!("xdotool {}: {status}", words.join(" ")).into())
}

/// Looked for more than once: while another window comes or goes a search may end without one (seen).
async fn window_id() -> Outcome<String> {
    until("the window to be found", wait::LIMIT, async || {
        let answer = Command::new("xdotool")
            .args(["search", "--onlyvisible", "--name", "^Connect SmartFile$"])
            .output()
            .await
            .ok()?;
        let text = String::from_utf8(answer.stdout).ok()?;
        text.lines().last().map(str::to_owned)
    })
    .await
}

fn by_testid(testid: &str) -> String {
    format!("[data-testid=\"{testid}\"]")
}
