//! Secrets, from the operating system.

use std::io;

const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// `length` letters and digits, each as likely as any other. SmartFile's own keys and tokens are
/// 30 characters (seen).
///
/// # Errors
/// When the operating system has no randomness to give.
pub(crate) fn letters(length: usize) -> io::Result<String> {
    let mut text = String::with_capacity(length);
    let mut bytes = [0_u8; 64];
    while text.len() < length {
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        // 248 = 4 × 62: larger bytes would favour the first letters.
        let fair = bytes.iter().filter(|byte| **byte < 248);
        text.extend(
            fair.map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]))
                .take(length - text.len()),
        );
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests stop at the first surprise

    use super::letters;

    #[test]
    fn secrets_have_the_length_asked_for_and_differ() {
        let one = letters(30).unwrap();
        assert_eq!(one.len(), 30);
        assert!(one.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_ne!(one, letters(30).unwrap());
        assert_eq!(letters(200).unwrap().len(), 200);
    }
}
