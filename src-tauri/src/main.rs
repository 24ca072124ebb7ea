//! The program. Everything it does is in the library, where tests can reach it.

// No second, black window beside ours on Windows.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    connect_smartfile::run()
}
