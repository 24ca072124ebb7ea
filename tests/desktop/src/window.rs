//! The app in its real window, under `WebKitWebDriver`.

mod carried;
mod frame;
mod keys;
mod mouse;
mod page;
mod rows;

use std::ffi::OsString;
use std::path::Path;
use std::sync::atomic::AtomicU32;
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use serde_json::json;
use tokio::process::Command;

use crate::Outcome;
use crate::browser::connect;
use crate::folders::{Folders, quoted, write_script};
use crate::program::{self, Program, free_port, listening};
use crate::wait::{self, until};

pub(crate) use frame::{clipboard, close, in_front, windows};
use frame::{window_id, xdotool};

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

fn by_testid(testid: &str) -> String {
    format!("[data-testid=\"{testid}\"]")
}
