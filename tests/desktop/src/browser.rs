//! The system browser: a real Chromium that the desktop starts for links, and a hand on its pages.

use std::path::Path;

use fantoccini::elements::Element;
use fantoccini::wd::WindowHandle;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::json;
use tokio::process::Command;

use crate::Outcome;
use crate::folders::{Folders, quoted, write_script};
use crate::program::{Program, free_port, listening};
use crate::wait::{self, until};

const PROGRAMS: [&str; 4] = [
    "chromium",
    "google-chrome",
    "google-chrome-stable",
    "chromium-browser",
];

/// Registered as the browser; runs once the desktop opens the first link.
#[derive(Debug)]
pub(crate) struct Browser {
    folders: Folders,
    driver: Option<(Program, Client)>,
    /// Tabs that a journey has been through.
    seen: Vec<WindowHandle>,
}

impl Browser {
    /// Makes Chromium the desktop's browser, with a profile of its own.
    ///
    /// The profile already holds the answer "always open" to Chromium's question whether pages of
    /// `origin` may open links of the app: a person gives it once, and it cannot be given by page
    /// scripts.
    pub(crate) async fn register(folders: &Folders, origin: &str, scheme: &str) -> Outcome<Self> {
        let program = PROGRAMS
            .iter()
            .find(|name| on_path(name))
            .ok_or("no Chromium was found")?;
        let profile = folders.browser_profile();
        std::fs::create_dir_all(profile.join("Default"))?;
        let preferences = json!({
            "protocol_handler": { "allowed_origin_protocol_pairs": { origin: { scheme: true } } }
        });
        std::fs::write(
            profile.join("Default/Preferences"),
            serde_json::to_vec(&preferences)?,
        )?;
        let script = folders.home().join("browser.sh");
        write_script(
            &script,
            &format!(
                "#!/bin/sh\n\
                 # Root has no use for Chromium's sandbox, and Chromium refuses to start with it.\n\
                 [ \"$(id -u)\" = 0 ] && set -- --no-sandbox \"$@\"\n\
                 exec {program} --user-data-dir={profile} --remote-debugging-port=0 \\\n\
                 \x20 --no-first-run --no-default-browser-check --disable-background-networking \\\n\
                 \x20 --disable-component-update --disable-sync --password-store=basic \\\n\
                 \x20 --window-size=900,940 --window-position=20,20 \"$@\" >>{log} 2>&1\n",
                profile = quoted(&profile),
                log = quoted(&folders.logs().join("browser.log")),
            ),
        )?;
        std::fs::write(
            folders.applications().join("practice-browser.desktop"),
            format!(
                "[Desktop Entry]\nType=Application\nName=Practice Browser\nExec=\"{}\" %u\n\
                 MimeType=x-scheme-handler/http;x-scheme-handler/https;text/html;\n",
                script.display()
            ),
        )?;
        std::fs::create_dir_all(folders.config())?;
        std::fs::write(
            folders.config().join("mimeapps.list"),
            "[Default Applications]\n\
             x-scheme-handler/http=practice-browser.desktop\n\
             x-scheme-handler/https=practice-browser.desktop\n",
        )?;
        let status = Command::new("update-desktop-database")
            .arg(folders.applications())
            .status()
            .await?;
        if !status.success() {
            return Err(format!("update-desktop-database: {status}").into());
        }
        Ok(Self {
            folders: folders.clone(),
            driver: None,
            seen: Vec::new(),
        })
    }

    /// The tab that was opened last, once its page has `selector`.
    pub(crate) async fn new_page(&mut self, selector: &str) -> Outcome<Page> {
        let client = self.client().await?;
        let seen = self.seen.clone();
        let handle = until(
            &format!("a browser page with {selector}"),
            wait::LIMIT,
            async || {
                for handle in client.windows().await.ok()? {
                    if seen.contains(&handle) {
                        continue;
                    }
                    if client.switch_to_window(handle.clone()).await.is_ok()
                        && client.find(Locator::Css(selector)).await.is_ok()
                    {
                        return Some(handle);
                    }
                }
                None
            },
        )
        .await?;
        self.seen.push(handle);
        Ok(Page { client })
    }

    /// How many tabs the desktop has opened.
    pub(crate) async fn tabs(&mut self) -> Outcome<usize> {
        Ok(self.client().await?.windows().await?.len())
    }

    /// Lets go of the pages. The stage ends the browser.
    pub(crate) async fn end(&mut self) -> Outcome {
        if let Some((program, client)) = self.driver.take() {
            let _a_tab_may_be_gone = client.close().await;
            program.end().await?;
        }
        Ok(())
    }

    async fn client(&mut self) -> Outcome<Client> {
        if let Some((_, client)) = &self.driver {
            return Ok(client.clone());
        }
        let file = self.folders.browser_profile().join("DevToolsActivePort");
        let debugger = until("the browser to start", wait::LIMIT, async || {
            let text = std::fs::read_to_string(&file).ok()?;
            text.lines().next()?.parse::<u16>().ok()
        })
        .await?;
        let port = free_port()?;
        let mut command = Command::new("chromedriver");
        command.arg(format!("--port={port}"));
        let program = Program::start(command, &self.folders.logs().join("chromedriver.log"))?;
        listening("chromedriver", port).await?;
        let wanted = json!({
            "goog:chromeOptions": { "debuggerAddress": format!("127.0.0.1:{debugger}") }
        });
        let client = connect(port, wanted).await?;
        self.driver = Some((program, client.clone()));
        Ok(client)
    }
}

/// One page in the browser.
#[derive(Debug)]
pub(crate) struct Page {
    client: Client,
}

impl Page {
    /// Clicks, once the page has it.
    pub(crate) async fn click(&self, selector: &str) -> Outcome {
        self.once_there(selector, async |element| element.click().await.ok())
            .await
    }

    /// Waits for an element and reads it.
    pub(crate) async fn text(&self, selector: &str) -> Outcome<String> {
        self.once_there(selector, async |element| element.text().await.ok())
            .await
    }

    /// A page that is just being left answers with an error of no meaning (seen: "aborted by navigation"), so
    /// the next look decides.
    async fn once_there<T>(
        &self,
        selector: &str,
        act: impl AsyncFn(Element) -> Option<T>,
    ) -> Outcome<T> {
        until(
            &format!("{selector} on the browser's page"),
            wait::LIMIT,
            async || {
                let element = self.client.find(Locator::Css(selector)).await.ok()?;
                act(element).await
            },
        )
        .await
    }

    /// Whether the page has it now.
    pub(crate) async fn has(&self, selector: &str) -> Outcome<bool> {
        Ok(!self
            .client
            .find_all(Locator::Css(selector))
            .await?
            .is_empty())
    }

    pub(crate) async fn picture(&self) -> Outcome<Vec<u8>> {
        Ok(self.client.screenshot().await?)
    }
}

/// A WebDriver session on a port of this computer.
pub(crate) async fn connect(port: u16, wanted: serde_json::Value) -> Outcome<Client> {
    let serde_json::Value::Object(wanted) = wanted else {
        return Err("capabilities are an object".into());
    };
    let connector = hyper_util::client::legacy::connect::HttpConnector::new();
    let mut builder = ClientBuilder::new(connector);
    builder.capabilities(wanted);
    let address = format!("http://127.0.0.1:{port}");
    let session = builder.connect(&address);
    // A window that cannot be automated never answers. One that can starts a whole web view first.
    let client = tokio::time::timeout(3 * wait::LIMIT, session)
        .await
        .map_err(|_| "the WebDriver session did not begin")??;
    Ok(client)
}

fn on_path(name: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| is_file(&folder.join(name))))
}

fn is_file(path: &Path) -> bool {
    path.is_file()
}
