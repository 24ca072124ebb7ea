//! The real password store. Runs only where `CONNECT_TEST_KEYCHAIN=1` says that there is one that may be
//! written to: inside a session of its own with an unlocked store.

use connect_core::{Keychain, SecretBytes, Vault};

/// An entry of its own for each test, since callers must not meet on one entry.
fn keychain(test: &str) -> Option<Keychain> {
    if std::env::var_os("CONNECT_TEST_KEYCHAIN").is_none_or(|value| value != "1") {
        skipped(test);
        return None;
    }
    Some(Keychain::new(format!(
        "connect-smartfile test {test} {}",
        std::process::id()
    )))
}

#[allow(clippy::print_stdout)] // the test program's own report
pub(crate) fn skipped(test: &str) {
    println!("skipped: {test} (CONNECT_TEST_KEYCHAIN is not 1)");
}

#[test]
fn keychain_keeps_replaces_and_erases_an_entry() {
    let Some(keychain) = keychain("keeps") else {
        return;
    };
    let key = "account/access_token";
    assert_eq!(keychain.read(key).unwrap(), None);
    for value in ["first-value", "second-value"] {
        let secret = SecretBytes::new(value);
        keychain.write(key, &secret).unwrap();
        assert_eq!(keychain.read(key).unwrap(), Some(secret));
    }
    let other = Keychain::new("connect-smartfile test, another service");
    assert_eq!(
        other.read(key).unwrap(),
        None,
        "services do not see each other's entries"
    );
    keychain.erase(key).unwrap();
    assert_eq!(keychain.read(key).unwrap(), None);
}

#[test]
fn keychain_erases_what_is_not_there() {
    let Some(keychain) = keychain("erases") else {
        return;
    };
    keychain.erase("account/never_written").unwrap();
    assert_eq!(keychain.read("account/never_written").unwrap(), None);
}

#[test]
fn keychain_keeps_a_token_of_sixty_kilobytes() {
    let Some(keychain) = keychain("big") else {
        return;
    };
    let secret = SecretBytes::new("t".repeat(60_000));
    let written = keychain.write("account/access_token", &secret);
    if cfg!(windows) {
        assert_eq!(written, Err(connect_core::VaultError::TooLarge));
        return;
    }
    written.unwrap();
    assert_eq!(keychain.read("account/access_token").unwrap(), Some(secret));
    keychain.erase("account/access_token").unwrap();
}
