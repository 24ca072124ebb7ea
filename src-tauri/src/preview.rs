//! The bytes of a preview on their way to the page: an address of our own for each ticket.

/// The scheme of those addresses. Nothing but `<img>`, `<audio>` and `<video>` may load it (`tauri.conf.json`).
pub const SCHEME: &str = "preview";

/// Where the page finds what a ticket stands for. The web views of Windows and Android know only `http`.
pub(crate) fn address(ticket: &str) -> String {
    if cfg!(any(windows, target_os = "android")) {
        format!("http://{SCHEME}.localhost/{ticket}")
    } else {
        format!("{SCHEME}://localhost/{ticket}")
    }
}
