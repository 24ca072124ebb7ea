//! A word of the desktop's own when the last transfer has ended. It names no file: whoever passes by may read it.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use tauri::{AppHandle, Runtime};
use unic_langid::langid;

use crate::window;
use crate::work::Ended;

static WORDS: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| {
    let mut bundle = FluentBundle::new_concurrent(vec![langid!("en-GB")]);
    bundle.set_use_isolating(false);
    let text = include_str!("../../ui/locales/en/notices.ftl");
    // What cannot be read is left out, and shows itself by its name; a test reads them all.
    let read = FluentResource::try_new(text.to_owned());
    let resource = read.unwrap_or_else(|(resource, _)| resource);
    let _ = bundle.add_resource(resource);
    bundle
});

/// Says it; a click on it brings the window to the front. Where nothing shows notices, nothing happens.
pub(crate) fn show<R: Runtime>(handle: &AppHandle<R>, ended: Ended) {
    let (title, body) = words(ended);
    let handle = handle.clone();
    // Whoever shows notices may take its time, and waits for the click.
    std::thread::spawn(move || {
        let mut notice = notify_rust::Notification::new();
        notice.appname("Connect SmartFile").summary(&title);
        notice.body(&body).auto_icon();
        #[cfg(all(unix, not(target_os = "macos")))]
        notice.action("default", &say("notice-open", None));
        match notice.show() {
            Ok(shown) => clicked(shown, move || window::raise(&handle)),
            Err(error) => tracing::debug!(%error, "nothing shows notices"),
        }
    });
}

#[cfg(all(unix, not(target_os = "macos")))]
fn clicked(shown: notify_rust::NotificationHandle, raise: impl FnOnce()) {
    shown.wait_for_action(|action| {
        if action == "default" {
            raise();
        }
    });
}

/// These systems bring the app to the front by themselves.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn clicked<T>(_shown: T, _raise: impl FnOnce()) {}

/// Title and text.
fn words(ended: Ended) -> (String, String) {
    let mut args = FluentArgs::new();
    args.set("needing", ended.needing);
    args.set("arrived", ended.arrived);
    let title = match ended.needing {
        0 => "notice-done-title",
        _ => "notice-needs-title",
    };
    (say(title, Some(&args)), say("notice-arrived", Some(&args)))
}

fn say(id: &str, args: Option<&FluentArgs<'_>>) -> String {
    let message = WORDS.get_message(id);
    match message.and_then(|message| message.value()) {
        Some(pattern) => WORDS
            .format_pattern(pattern, args, &mut Vec::new())
            .into_owned(),
        None => id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(arrived: u64, needing: u64) -> [String; 2] {
        let (title, body) = words(Ended { arrived, needing });
        [title, body]
    }

    #[test]
    fn it_says_how_many_arrived_and_how_many_need_somebody() {
        assert_eq!(said(1, 0), ["Your transfers are done", "1 file arrived."]);
        assert_eq!(said(1200, 0)[1], "1200 files arrived.");
        assert_eq!(said(47, 3), ["3 files need you", "47 files arrived."]);
        assert_eq!(said(0, 1), ["1 file needs you", "No file arrived."]);
        assert_eq!(say("notice-open", None), "Show transfers");
    }
}
