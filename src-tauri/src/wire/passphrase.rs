//! The passphrase on its way in. Nothing of it ever goes back.

use std::fmt;

use serde::Deserialize;

/// What a person typed. Cannot be printed, and has no way to become text again here; core's own type wipes it.
#[derive(Deserialize)]
#[serde(transparent)]
pub struct Passphrase(String);

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

impl From<Passphrase> for connect_core::Passphrase {
    fn from(passphrase: Passphrase) -> Self {
        Self::new(passphrase.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests

    use super::Passphrase;

    /// T15: no readable Debug.
    #[test]
    fn a_passphrase_from_the_page_is_never_printed() {
        let typed: Passphrase = serde_json::from_str("\"blue kettle on the roof\"").unwrap();
        assert_eq!(format!("{typed:?}"), "Passphrase(…)");
    }
}
