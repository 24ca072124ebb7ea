//! Values that must not be seen: they cannot be printed and are wiped from memory when dropped.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

macro_rules! secret {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// `Debug` prints the name of the type only, there is no `Display`, the comparison takes
        /// constant time, and the memory is wiped on drop.
        #[derive(Clone)]
        pub struct $name(Zeroizing<String>);

        impl $name {
            /// Takes the secret over.
            pub fn new(secret: String) -> $name {
                $name(Zeroizing::new(secret))
            }

            /// The secret itself. Not for logs, errors, URLs or files.
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &$name) -> bool {
                self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
            }
        }

        impl Eq for $name {}
    };
}

secret! {
    /// An access token (RFC 6749 §1.4), sent as `Authorization: Bearer` and in no other way.
    AccessToken
}
secret! {
    /// A refresh token (RFC 6749 §1.5). May change with every refresh.
    RefreshToken
}
secret! {
    /// An authorization code (RFC 6749 §1.3.1). The service's page also calls it *verifier*
    /// (*documented*).
    AuthorizationCode
}
secret! {
    /// The client secret that registering an application yields (step 1 of the service's workflow
    /// page, *documented*).
    ClientSecret
}
secret! {
    /// The password for a company's proxy (RFC 7617). Only the proxy ever gets it.
    ProxyPassword
}

secret! {
    /// An address that opens a file for a while for whoever has it (API facts §6). Not for logs.
    DirectAddress
}

/// Why a pasted text is no authorization code.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash, thiserror::Error)]
pub enum PastedCodeError {
    /// Nothing but white space or quotation marks.
    #[error("there is no code in this text")]
    Empty,
    /// More than 512 bytes.
    #[error("this is too long to be a code")]
    TooLong,
    /// White space inside, or a character that no code may hold (RFC 6749 appendix A.11).
    #[error("this holds characters that no code has")]
    Malformed,
}

impl AuthorizationCode {
    /// The most bytes a pasted code may have.
    pub const LONGEST_PASTED: usize = 512;

    /// A code that a person copied from the service's page and pasted.
    ///
    /// White space and quotation marks around it are dropped. What is left must be visible ASCII
    /// without spaces; RFC 6749 appendix A.11 would allow inner spaces, but a space in a pasted
    /// text means that too much or too little was copied.
    pub fn pasted(text: &str) -> Result<AuthorizationCode, PastedCodeError> {
        let around = |c: char| c.is_whitespace() || "\"'`“”‘’«»„‚\u{feff}\u{200b}".contains(c);
        let code = text.trim_matches(around);
        if code.is_empty() {
            Err(PastedCodeError::Empty)
        } else if code.len() > AuthorizationCode::LONGEST_PASTED {
            Err(PastedCodeError::TooLong)
        } else if !code.bytes().all(|b| b.is_ascii_graphic()) {
            Err(PastedCodeError::Malformed)
        } else {
            Ok(AuthorizationCode::new(code.to_owned()))
        }
    }
}

/// Whether every character may stand in a token or code (RFC 6749 appendix A: VSCHAR).
pub(crate) fn is_vschar(text: &str) -> bool {
    text.bytes().all(|b| (0x20..=0x7e).contains(&b))
}

#[cfg(test)]
mod tests {
    use super::{AccessToken, AuthorizationCode, ClientSecret, PastedCodeError, RefreshToken};

    /// T15: secret types have no readable Debug.
    #[test]
    fn no_secret_is_printed() {
        let printed = format!(
            "{:?} {:#?} {:?} {:?}",
            AccessToken::new("hush".into()),
            RefreshToken::new("hush".into()),
            AuthorizationCode::new("hush".into()),
            ClientSecret::new("hush".into()),
        );
        assert_eq!(
            printed,
            "AccessToken(…) RefreshToken(…) AuthorizationCode(…) ClientSecret(…)"
        );
    }

    #[test]
    fn equal_secrets_are_equal_and_others_are_not() {
        assert_eq!(AccessToken::new("a".into()), AccessToken::new("a".into()));
        assert_ne!(AccessToken::new("a".into()), AccessToken::new("b".into()));
        assert_ne!(AccessToken::new("a".into()), AccessToken::new("ab".into()));
    }

    #[test]
    fn a_pasted_code_is_trimmed() {
        for text in [
            "k3PqZ-_8",
            "  k3PqZ-_8\r\n",
            "“k3PqZ-_8”",
            "'k3PqZ-_8' ",
            "\u{feff}k3PqZ-_8",
        ] {
            let code = AuthorizationCode::pasted(text);
            assert_eq!(
                code.as_ref().map(AuthorizationCode::expose),
                Ok("k3PqZ-_8"),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_pasted_text_that_is_no_code_is_refused() {
        use PastedCodeError::{Empty, Malformed, TooLong};
        for (text, why) in [
            ("", Empty),
            (" \n", Empty),
            ("\"\"", Empty),
            ("two words", Malformed),
            ("two\nlines", Malformed),
            ("käse", Malformed),
            ("a\u{7f}b", Malformed),
            (&"x".repeat(513), TooLong),
        ] {
            assert_eq!(AuthorizationCode::pasted(text), Err(why), "{text:?}");
        }
        assert!(AuthorizationCode::pasted(&"x".repeat(512)).is_ok());
    }
}
