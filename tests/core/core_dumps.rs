//! What a crash would leave.

/// T16: the process that holds tokens leaves no picture of its memory behind, and cannot be made to again.
#[cfg(target_os = "linux")]
#[test]
fn core_dumps_are_switched_off_for_good() {
    connect_core::core_dumps_off();
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let line = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap();
    let numbers: Vec<&str> = line.split_whitespace().skip(4).collect();
    assert_eq!(numbers, ["1", "1", "bytes"], "{line}");
}
