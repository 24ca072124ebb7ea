//! The shell: a window for the app in `connect-core`, and the only code that knows Tauri.
//!
//! It translates and decides nothing. The page asks through [`commands`], hears through one
//! stream of facts ([`bridge`]), and sees only what [`wire`] lets across: no secret, no path of
//! this computer, no redirection.

pub mod attention;
pub mod bridge;
pub mod clipboard;
pub mod commands;
pub mod drops;
mod link_handler;
pub mod log;
mod notice;
pub mod picker;
pub mod preview;
pub mod redirect;
mod remote_path;
mod sight;
pub mod startup;
mod window;
pub mod wire;
pub mod words;
pub mod work;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use connect_core::{
    App, DesktopPrograms, Keychain, LocalDisk, Options, Ports, ServerZone, SystemBrowser,
    SystemClock,
};
use tauri::{AppHandle, Builder, Manager, RunEvent, Runtime};

use crate::attention::{Attention, Both};
use crate::bridge::Bridge;
use crate::clipboard::{Clipboard, SystemClipboard};
use crate::drops::Drops;
use crate::picker::{Dialogs, NativeDialogs, Tickets};
use crate::startup::Startup;

/// How long work under way may take to end when the person quits.
const LAST_MOMENT: Duration = Duration::from_secs(3);

/// Runs the app until the person quits.
pub fn run() -> ExitCode {
    // The order matters: a second start must hand over its address and end before anything else.
    let built = with_commands(Builder::default())
        .plugin(tauri_plugin_single_instance::init(|handle, _, _| {
            window::raise(handle);
        }))
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_dialog::init())
        .setup(|app| {
            let handle = app.handle();
            if let Err(error) = set_up(handle) {
                // An error here would be a panic of the framework.
                tracing::error!(%error, "there is no window");
                handle.exit(1);
            }
            Ok(())
        })
        .build(tauri::generate_context!());
    let app = match built {
        Ok(app) => app,
        Err(error) => {
            tracing::error!(%error, "Connect SmartFile could not start");
            return ExitCode::FAILURE;
        }
    };
    let began = Arc::new(AtomicBool::new(false));
    let was_there = Arc::clone(&began);
    let code = app.run_return(move |handle, event| {
        if let RunEvent::Exit = event
            && let Some(core) = handle.try_state::<App>()
        {
            was_there.store(true, Ordering::Relaxed);
            let core = core.inner().clone();
            tauri::async_runtime::block_on(async move {
                let _ = tokio::time::timeout(LAST_MOMENT, core.stop()).await;
            });
        }
    });
    // However it was closed: a program that never began has not succeeded.
    if code == 0 && began.load(Ordering::Relaxed) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Every command and the addresses of previews, over any runtime: tests use the mock one, with the real permissions.
pub fn with_commands<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    preview::with_previews(builder).invoke_handler(tauri::generate_handler![
        commands::app::subscribe,
        commands::accounts::switch_account,
        commands::accounts::add_account,
        commands::app::start_again,
        commands::app::copy_start_report,
        commands::app::quit,
        commands::check::check_connection,
        commands::check::stop_check,
        commands::connection::connect,
        commands::connection::cancel_connect,
        commands::connection::reopen_page,
        commands::connection::copy_page_address,
        commands::connection::offer_code,
        commands::connection::open_code_page,
        commands::connection::try_other_way,
        commands::connection::submit_code,
        commands::connection::confirm_account,
        commands::connection::retry_vault,
        commands::connection::disconnect,
        commands::sealed::keep_in_file,
        commands::sealed::unlock,
        commands::sealed::forget_passphrase,
        commands::sealed::keep_in_store,
        commands::sealed::keep_until_quit,
        commands::site::save_site,
        commands::site::forget_site,
        commands::network::check_site,
        commands::network::proxy,
        commands::network::save_proxy,
        commands::contents::upload_folder,
        commands::contents::download_folder,
        commands::contents::answer_folder,
        commands::contents::folder_items,
        commands::contents::answer_item,
        commands::contents::retry_item,
        commands::contents::leave_failed_items,
        commands::drop::watch_drags,
        commands::drop::upload_dropped,
        commands::folder::list_folder,
        commands::folder::stop_listing,
        commands::limits::transfer_limits,
        commands::limits::limit_transfers,
        commands::look::details,
        commands::look::preview,
        commands::look::close_preview,
        commands::look::open_entry,
        commands::operation::create_folder,
        commands::operation::rename_entry,
        commands::operation::move_entries,
        commands::operation::copy_entries,
        commands::operation::rehearse_removal,
        commands::operation::stop_rehearsal,
        commands::operation::remove_entries,
        commands::operation::answer_operation,
        commands::operation::cancel_operation,
        commands::operation::retry_operation,
        commands::operation::undo_operation,
        commands::operation::dismiss_operation,
        commands::operation::clear_operations,
        commands::place::places,
        commands::place::star,
        commands::place::forget_recent,
        commands::receipt::receipts,
        commands::receipt::receipt,
        commands::receipt::check_again,
        commands::receipt::verify_entry,
        commands::receipt::stop_check_again,
        commands::receipt::save_receipt,
        commands::receipt::save_receipts,
        commands::receipt::show_received,
        commands::search::search,
        commands::search::stop_search,
        commands::share::links,
        commands::share::create_link,
        commands::share::change_link,
        commands::share::revoke_link,
        commands::transfer::choose_upload,
        commands::transfer::upload,
        commands::transfer::download,
        commands::transfer::download_zip,
        commands::transfer::answer_transfer,
        commands::transfer::cancel_transfer,
        commands::transfer::retry_transfer,
        commands::transfer::pause_transfer,
        commands::transfer::resume_transfer,
        commands::transfer::move_transfer_to_front,
        commands::transfer::pause_transfers,
        commands::transfer::resume_transfers,
        commands::transfer::cancel_transfers,
        commands::transfer::retry_transfers,
        commands::transfer::continue_interrupted,
        commands::transfer::forget_interrupted,
        commands::transfer::clear_finished,
    ])
}

fn set_up<R: Runtime>(handle: &AppHandle<R>) -> tauri::Result<()> {
    connect_core::core_dumps_off();
    if let Ok(folder) = handle.path().app_log_dir() {
        handle.manage(log::start(&folder));
    }
    let to_front = handle.clone();
    let bridge = Arc::new(Bridge::new(move || window::raise(&to_front)));
    handle.manage(bridge.clone());
    handle.manage(dialogs(handle));
    handle.manage(Tickets::default());
    handle.manage(Drops::default());
    handle.manage(Arc::new(SystemClipboard::default()) as Arc<dyn Clipboard>);
    let startup = startup(handle, bridge);
    handle.manage(startup.clone());
    // Without the app the page says why, and what to do.
    let _ = startup.begin(handle);
    let window = window::open(handle)?;
    sight::watch(&window);
    drops::watch(&window);
    Ok(())
}

/// How the app is started on this computer.
fn startup<R: Runtime>(handle: &AppHandle<R>, bridge: Arc<Bridge>) -> Arc<Startup> {
    let attention = Arc::new(Attention::of_desktop(handle));
    let ports = Ports::new(
        Arc::new(SystemBrowser),
        Arc::new(Keychain::of_the_app()),
        Arc::new(SystemClock),
        Arc::new(Both(bridge, attention)),
        Arc::new(LocalDisk),
    )
    .with_link_handler(link_handler::of_desktop(handle))
    .with_programs(Arc::new(DesktopPrograms))
    .with_server_zone(ServerZone::of_this_computer());
    let shown = connect_core::data_dir().unwrap_or_default();
    let handle = handle.clone();
    Startup::new(shown, move || {
        let options = Options::of_this_computer(connect_core::data_dir()?, startup::PROGRAM);
        let ports = ports.clone();
        let core = tauri::async_runtime::block_on(async { App::start(ports, options) })?;
        redirect::listen(&handle, &core);
        if let Some(window) = handle.get_webview_window(window::MAIN) {
            sight::tell(&window);
        }
        Ok(core)
    })
}

fn dialogs<R: Runtime>(handle: &AppHandle<R>) -> Arc<dyn Dialogs> {
    #[cfg(debug_assertions)]
    if let Some(scripted) = picker::FolderDialogs::from_environment() {
        return Arc::new(scripted);
    }
    Arc::new(NativeDialogs::new(handle.clone()))
}
