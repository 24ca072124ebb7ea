# What the desktop says for the app while nobody looks at its window. Read by Rust.

notice-done-title = Your transfers are done
notice-needs-title = { $needing ->
    [one] 1 file needs you
   *[other] { $needing } files need you
}
notice-arrived = { $arrived ->
    [0] No file arrived.
    [one] 1 file arrived.
   *[other] { $arrived } files arrived.
}
notice-open = Show transfers
