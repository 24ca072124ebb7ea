//! The way back from the browser: the desktop hands our scheme's addresses to this program.
//!
//! They are consumed here. The page has no permission to listen for them, and no command that
//! would tell it one.

use connect_core::App;
use tauri::{AppHandle, Runtime};
use tauri_plugin_deep_link::DeepLinkExt as _;

use crate::link_handler;

/// The scheme of [`connect_core::REDIRECT_URI`].
#[cfg(any(target_os = "linux", windows))]
pub(crate) const SCHEME: &str = connect_core::IDENTIFIER;

/// Listens for redirections, and takes the one that may have started the program.
pub fn listen<R: Runtime>(handle: &AppHandle<R>, app: &App) {
    let registering = handle.clone();
    // Takes a few hundred milliseconds of other programs' time: not the start's.
    std::thread::spawn(move || {
        let _turn = link_handler::turn();
        register(&registering);
    });
    if let Ok(Some(urls)) = handle.deep_link().get_current() {
        for url in urls {
            app.receive_redirection(url.as_str());
        }
    }
    let app = app.clone();
    handle.deep_link().on_open_url(move |event| {
        for url in event.urls() {
            app.receive_redirection(url.as_str());
        }
    });
}

/// Tells the desktop whose addresses these are. An installed package has done so already, and a
/// second entry would outlive it.
fn register<R: Runtime>(handle: &AppHandle<R>) {
    #[cfg(any(target_os = "linux", all(windows, debug_assertions)))]
    {
        let installed = std::env::current_exe().is_ok_and(|program| program.starts_with("/usr"));
        if !installed && let Err(error) = handle.deep_link().register_all() {
            tracing::warn!(%error, "the desktop does not know our addresses");
        }
    }
    #[cfg(not(any(target_os = "linux", all(windows, debug_assertions))))]
    let _ = handle;
}
