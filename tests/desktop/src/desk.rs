//! All that a journey stands on: practice server, browser, app, record, secrets watch.

use std::path::{Path, PathBuf};

use smartfile_sandbox::{Profile, Sandbox, User, World};

use crate::Outcome;
use crate::arguments::Arguments;
use crate::browser::Browser;
use crate::check;
use crate::folders::Folders;
use crate::secrets::{Find, Watch};
use crate::steps::Steps;
use crate::window::{Start, Window};

/// Of the redirect URI; also the bundle identifier.
pub(crate) const SCHEME: &str = "com.smartfile.connect";

/// A practice server in this process, so that its ledger is at hand, and the rest of the stage.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) sandbox: Sandbox,
    pub(crate) browser: Browser,
    pub(crate) folders: Folders,
    pub(crate) steps: Steps,
    app: PathBuf,
    window: Option<Window>,
    pages_watched: usize,
}

impl Desk {
    pub(crate) async fn set(arguments: &Arguments, profile: Profile) -> Outcome<Self> {
        let folders = Folders::make(arguments)?;
        let sandbox = Sandbox::start(profile).await?;
        let browser = Browser::register(&folders, sandbox.url(), SCHEME).await?;
        Ok(Self {
            sandbox,
            browser,
            folders,
            steps: Steps::new(arguments.pictures.clone()),
            app: arguments.app.clone(),
            window: None,
            pages_watched: 0,
        })
    }

    /// Everything the practice server has to show.
    pub(crate) fn everything() -> Profile {
        Profile {
            world: World::Everything,
            ..Profile::default()
        }
    }

    /// Starts the app; `dark` as the desktop's theme says it.
    pub(crate) async fn open_app(&mut self, dark: bool) -> Outcome {
        let start = self.start(dark);
        self.open_app_with(&start).await
    }

    /// The app's program.
    pub(crate) fn app(&self) -> &Path {
        &self.app
    }

    /// How the app is started at this desk.
    pub(crate) fn start(&self, dark: bool) -> Start {
        Start {
            site: self.sandbox.url().to_owned(),
            client_id: self.sandbox.client_id().to_owned(),
            client_secret: self.sandbox.client_secret().to_owned(),
            return_by: "redirect",
            dark,
            browser: true,
        }
    }

    pub(crate) async fn open_app_with(&mut self, start: &Start) -> Outcome {
        self.window = Some(Window::open(&self.app, &self.folders, start).await?);
        Ok(())
    }

    /// The app's window.
    pub(crate) fn window(&self) -> Outcome<&Window> {
        self.window
            .as_ref()
            .ok_or_else(|| "the app is not open".into())
    }

    pub(crate) async fn quit_app(&mut self) -> Outcome {
        match self.window.take() {
            Some(window) => window.quit().await,
            None => Ok(()),
        }
    }

    pub(crate) async fn kill_app(&mut self) -> Outcome {
        match self.window.take() {
            Some(window) => window.kill().await,
            None => Ok(()),
        }
    }

    /// Ends a step in the app: secrets watch over the page, picture, line.
    pub(crate) async fn step(&mut self, words: &str) -> Outcome {
        let window = self.window()?;
        let held = window.everything().await?;
        clean(self.watch().look("the page", held.as_bytes()))?;
        let picture = window.picture().await?;
        self.pages_watched += 1;
        self.steps.done(words, &picture)
    }

    /// The person whom the journeys sign in as.
    pub(crate) fn maya(&self) -> Outcome<User> {
        self.sandbox
            .users()
            .iter()
            .find(|user| user.username == "maya")
            .cloned()
            .ok_or_else(|| "the practice server has no maya".into())
    }

    /// Where a file of Maya's lies on the practice server's disk.
    pub(crate) fn on_server(&self, path: &str) -> PathBuf {
        self.sandbox.dir().join("maya").join(path)
    }

    /// The watch over every secret that was issued or received so far.
    pub(crate) fn watch(&self) -> Watch {
        let secrets = self.sandbox.ledger().secrets();
        Watch::new(
            secrets
                .into_iter()
                .map(|secret| (secret.kind, secret.value)),
        )
    }

    /// Looks through all that was written, and proves that it would have found a secret.
    pub(crate) fn secrets_kept(&self) -> Outcome<String> {
        let watch = self.watch();
        check::that(watch.len() > 0, || "nothing secret was issued".to_owned())?;
        // The browser's profile is the browser's; the password store is where secrets belong.
        let except = [self.folders.browser_profile(), self.folders.keyrings()];
        clean(watch.look_in(self.folders.home(), &except)?)?;
        if let Some(temporary) = std::env::var_os("TMPDIR") {
            let files_of_people = [self.sandbox.dir().to_owned()];
            clean(watch.look_in(Path::new(&temporary), &files_of_people)?)?;
        }
        let planted = self.folders.logs().join("planted.log");
        for secret in self.sandbox.ledger().secrets() {
            if secret.value.len() < 8 {
                continue;
            }
            std::fs::write(
                &planted,
                format!("Authorization: Bearer {}\n", secret.value),
            )?;
            let finds = watch.look_in(&self.folders.logs(), &[])?;
            std::fs::remove_file(&planted)?;
            check::that(!finds.is_empty(), || {
                format!("the secrets watch did not see a planted {}", secret.kind)
            })?;
        }
        Ok(format!(
            "{} secrets, in no file, no log, and none of {} pages",
            self.sandbox.ledger().secrets().len(),
            self.pages_watched
        ))
    }

    /// Keeps what helps to understand a failure.
    pub(crate) async fn keep_failure(&self) {
        let Some(window) = &self.window else { return };
        if let Ok(picture) = window.picture().await {
            let _best_effort = self.steps.keep("failed.png", &picture);
        }
        if let Ok(held) = window.everything().await {
            let _best_effort = self.steps.keep("failed.html", held.as_bytes());
        }
        println!("see {}", self.steps.pictures().display());
        let log = std::fs::read_to_string(self.folders.logs().join("app.log"));
        let lines: Vec<String> = log.unwrap_or_default().lines().map(str::to_owned).collect();
        for line in lines.iter().skip(lines.len().saturating_sub(15)) {
            println!("app | {line}");
        }
    }

    /// Ends everything that this process started.
    pub(crate) async fn clear(mut self) -> Outcome {
        let quit = self.quit_app().await;
        self.browser.end().await?;
        self.sandbox.stop().await;
        quit
    }
}

fn clean(finds: Vec<Find>) -> Outcome {
    check::that(finds.is_empty(), || {
        let places: Vec<String> = finds
            .iter()
            .map(|find| format!("{} in {}", find.kind, find.place))
            .collect();
        format!("SECRET OUTSIDE: {}", places.join(", "))
    })
}
