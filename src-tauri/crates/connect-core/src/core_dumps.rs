//! A crash leaves no picture of the memory, since that holds tokens.

/// Switches core dumps off for this program and everything it starts. Where the system does not let us, it
/// goes on without: a log line tells.
pub fn core_dumps_off() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        // On Linux a limit of zero still hands the dump to a program, where one is set up for that
        // (core(5)); a limit of one byte stops both, since nothing fits into it.
        let bytes = u64::from(cfg!(target_os = "linux"));
        let limit = Rlimit {
            current: Some(bytes),
            maximum: Some(bytes),
        };
        if let Err(error) = setrlimit(Resource::Core, limit) {
            tracing::warn!(%error, "core dumps could not be switched off");
        }
    }
}
