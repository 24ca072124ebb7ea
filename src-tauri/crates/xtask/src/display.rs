//! Is there a display with a person at it?

/// A display is there, and this is not an automatic run.
pub(crate) fn for_a_person() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if set("CI") {
        return false;
    }
    cfg!(not(target_os = "linux")) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
