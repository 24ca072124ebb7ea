//! The command line: another thin front of the app in `connect-core`, beside the window and on the same accounts.
//!
//! It translates and decides nothing: arguments into calls of the app, and what the app shows into lines or
//! [JSON](https://www.rfc-editor.org/rfc/rfc8259), with the words of the window's catalogue.

mod arguments;
mod commands;
mod deed;
mod entry_line;
mod exit;
mod folder;
mod interrupt;
mod moment;
mod output;
mod rate;
mod seat;
mod taken;
mod terminal;
mod transfer;
mod trouble;
mod visible;
mod words;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser as _;
use connect_core::{
    App, Error, Keychain, LocalDisk, Options, Phase, Ports, ServerZone, SystemBrowser, SystemClock,
    UserAgent, Vault,
};

use crate::arguments::{Arguments, Command};
use crate::output::Output;
use crate::seat::{Ear, Seat};
use crate::trouble::Trouble;

pub use exit::Exit;

/// How the program names itself, to sites and in reports.
const PROGRAM: &str = concat!("Connect SmartFile CLI/", env!("CARGO_PKG_VERSION"));

/// How long work under way may take to end, such as what the password store is still to be told. Who does not want to
/// wait that long presses Ctrl-C again.
const LAST_MOMENT: Duration = Duration::from_secs(10);

/// What the program finds on a computer, and tests set up themselves.
#[derive(Clone)]
pub struct Computer {
    /// The person's browser.
    pub browser: Arc<dyn UserAgent>,
    /// The password store.
    pub vault: Arc<dyn Vault>,
    /// Where the app's own files live.
    pub data_dir: PathBuf,
}

impl std::fmt::Debug for Computer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Computer").finish_non_exhaustive()
    }
}

impl Computer {
    /// This one, as the window finds it.
    fn this() -> Result<Self, Error> {
        Ok(Self {
            browser: Arc::new(SystemBrowser),
            vault: Arc::new(Keychain::of_the_app()),
            data_dir: connect_core::data_dir()?,
        })
    }
}

/// Runs the program with the arguments it was started with.
pub fn run() -> ExitCode {
    connect_core::core_dumps_off();
    let Ok(runtime) = tokio::runtime::Runtime::new() else {
        return Exit::Failed.into();
    };
    let exit = runtime.block_on(carry_out(std::env::args_os(), Computer::this));
    // A thread that still waits for somebody to type keeps nobody.
    runtime.shutdown_background();
    exit.into()
}

/// Carries out what the arguments say (the first one names the program). `computer` is asked for only by commands
/// that need one.
pub async fn carry_out(
    arguments: impl IntoIterator<Item = OsString>,
    computer: impl FnOnce() -> Result<Computer, Error>,
) -> Exit {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(told) => {
            // Help and version are told in this way too.
            let _ = told.print();
            return if told.use_stderr() {
                Exit::Usage
            } else {
                Exit::Done
            };
        }
    };
    let out = Output::new(arguments.manner.json, arguments.manner.quiet);
    match &arguments.command {
        Command::Completions { shell } => return commands::papers::completions(*shell),
        Command::Man { folder } => return commands::papers::manual(folder.as_deref(), &out),
        _ => {}
    }
    match at_a_seat(arguments, computer, &out).await {
        Ok(exit) => exit,
        Err(trouble) => {
            out.trouble(&trouble, None);
            trouble.exit
        }
    }
}

async fn at_a_seat(
    arguments: Arguments,
    computer: impl FnOnce() -> Result<Computer, Error>,
    out: &Output,
) -> Result<Exit, Trouble> {
    let stop = interrupt::listen();
    let computer = computer()?;
    let (ear, changes) = Ear::new();
    let ports = Ports::new(
        computer.browser,
        computer.vault,
        Arc::new(SystemClock),
        ear,
        Arc::new(LocalDisk),
    )
    .with_server_zone(ServerZone::of_this_computer());
    let options = Options::of_this_computer(computer.data_dir, PROGRAM);
    // What an ended program left is for whoever looks at it: the window, or a command that is about it.
    let goes_on = arguments.command.goes_on();
    let app = if goes_on {
        App::start(ports, options)?
    } else {
        App::start_beside(ports, options)?
    };
    let mut seat = Seat::new(app.clone(), changes, out.clone(), &arguments.manner);
    let work = commands::run(&mut seat, arguments.command);
    let done = tokio::select! {
        biased;
        () = stop.asked() => None,
        done = work => Some(done),
    };
    let Some(done) = done else {
        return Ok(stopped(&app, out, goes_on).await);
    };
    let _ = tokio::time::timeout(LAST_MOMENT, app.stop()).await;
    done
}

/// Ends whatever is under way. Nothing half done stays behind, but what an ended program had left: that is kept as far
/// as it has come, to go on another time.
async fn stopped(app: &App, out: &Output, keeps: bool) -> Exit {
    let under_way = app
        .snapshot()
        .operations
        .iter()
        .any(|o| o.phase.is_active());
    app.cancel_connect().await;
    for transfer in app.snapshot().transfers {
        if !keeps && (transfer.phase == Phase::Waiting || transfer.phase.is_active()) {
            app.cancel_transfer(&transfer.id);
        }
    }
    let _ = tokio::time::timeout(LAST_MOMENT, app.stop()).await;
    for transfer in app.snapshot().transfers {
        if transfer.unchecked {
            out.remark(&transfer::unchecked(&transfer));
        }
    }
    let none = words::With::default();
    let trouble = if keeps {
        Trouble::own(Exit::Stopped, "stopped-kept", &none)
    } else if under_way {
        Trouble::own(Exit::Stopped, "stopped-there", &none)
    } else {
        Trouble::own(Exit::Stopped, "stopped", &none)
    };
    out.trouble(&trouble, None);
    Exit::Stopped
}
