//! What stays in memory of a secret that is gone.

use std::fs::File;
use std::os::unix::fs::FileExt;

use connect_core::{ClientSecret, SecretBytes};

/// The bytes at an address of this process; none where the page was given back.
fn memory_at(address: usize, length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    let memory = File::open("/proc/self/mem").unwrap();
    match memory.read_exact_at(&mut bytes, address as u64) {
        Ok(()) => bytes,
        Err(_) => Vec::new(),
    }
}

/// Made while the test runs, so that it stands nowhere else in memory.
fn random_text() -> String {
    let random = std::fs::read("/proc/sys/kernel/random/uuid").unwrap();
    String::from_utf8(random.repeat(3)).unwrap()
}

/// Whether any longer piece of the secret is left there. The allocator writes a few bytes of its own.
fn is_left(address: usize, secret: &[u8]) -> bool {
    let now = memory_at(address, secret.len());
    now.windows(8)
        .zip(secret.windows(8))
        .any(|(now, before)| now == before)
}

/// T16: a secret is wiped when it is dropped; an ordinary text is not, which shows that the test can see.
#[test]
fn a_dropped_secret_is_wiped_from_memory() {
    let text = random_text();
    let copy = text.clone().into_bytes();
    let address = text.as_ptr().addr();
    drop(text);
    assert!(is_left(address, &copy), "an ordinary text would be seen");

    let secret = SecretBytes::new(copy.clone());
    let address = secret.expose().as_ptr().addr();
    assert_eq!(memory_at(address, copy.len()), copy);
    drop(secret);
    assert!(!is_left(address, &copy), "SecretBytes");

    let text = String::from_utf8(copy.clone()).unwrap();
    let secret = ClientSecret::new(text);
    let address = secret.expose().as_ptr().addr();
    assert_eq!(memory_at(address, copy.len()), copy);
    drop(secret);
    assert!(!is_left(address, &copy), "the secrets of the API client");
}
