//! A path of the service, as a request names it.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What stays as it is in an encoded segment: RFC 3986's unreserved characters.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A path inside a home: names, none of which can lead out of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RemotePath {
    names: Vec<String>,
}

/// A path that no folder can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Impossible;

impl RemotePath {
    /// Reads what follows the endpoint in a URL: segments, each percent-encoded by itself (seen).
    /// Slashes at the ends and in a row are tolerated (seen for the end).
    pub(crate) fn from_url(text: &str) -> Result<Self, Impossible> {
        let names = text
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(|segment| {
                let name = percent_decode_str(segment)
                    .decode_utf8()
                    .map_err(|_| Impossible)?;
                check(&name)
            });
        Ok(Self {
            names: names.collect::<Result<_, _>>()?,
        })
    }

    /// Reads a form value, which is plain (seen).
    pub(crate) fn from_form(text: &str) -> Result<Self, Impossible> {
        let names = text.split('/').filter(|name| !name.is_empty()).map(check);
        Ok(Self {
            names: names.collect::<Result<_, _>>()?,
        })
    }

    pub(crate) fn join(&self, name: &str) -> Result<Self, Impossible> {
        let mut path = self.clone();
        path.names.push(check(name)?);
        Ok(path)
    }

    pub(crate) fn parent(&self) -> Self {
        let names = self
            .names
            .split_last()
            .map_or(&[] as &[String], |(_, parents)| parents);
        Self {
            names: names.to_vec(),
        }
    }

    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// The last name; empty for the root (documented).
    pub(crate) fn name(&self) -> &str {
        self.names.last().map_or("", |name| name)
    }

    pub(crate) fn is_root(&self) -> bool {
        self.names.is_empty()
    }

    /// Whether this is the folder `other` or lies in it.
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        self.names.starts_with(&other.names)
    }

    /// Where this lies after `from`, which is above it or is itself, has become `to`.
    pub(crate) fn moved(&self, from: &Self, to: &Self) -> Option<Self> {
        let below = self.names.strip_prefix(&*from.names)?;
        Some(Self {
            names: [&to.names, below].concat(),
        })
    }

    /// The path for a URL, without a slash at either end.
    pub(crate) fn encoded(&self) -> String {
        let names: Vec<_> = self
            .names
            .iter()
            .map(|name| utf8_percent_encode(name, SEGMENT).to_string())
            .collect();
        names.join("/")
    }
}

/// Absolute, without a slash at the end (documented); the root is `/`.
impl fmt::Display for RemotePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "/{}", self.names.join("/"))
    }
}

/// A name that can stand in a folder.
fn check(name: &str) -> Result<String, Impossible> {
    if matches!(name, "" | "." | "..") || name.contains(['/', '\0']) {
        Err(Impossible)
    } else {
        Ok(name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // tests stop at the first surprise

    use super::RemotePath;

    #[test]
    fn a_path_survives_the_way_into_a_url_and_back() {
        for text in [
            "/",
            "/a",
            "/R&D #1/50% off?.txt",
            "/Ärger/日本語",
            "/a+b/c d",
            "/x/%2e%2e",
        ] {
            let path = RemotePath::from_form(text).unwrap();
            assert_eq!(path.to_string(), text);
            assert_eq!(
                RemotePath::from_url(&path.encoded()).unwrap(),
                path,
                "{text}"
            );
        }
    }

    #[test]
    fn slashes_at_the_end_and_in_a_row_do_not_matter() {
        for text in ["a/b", "/a/b/", "a//b", "//a/b//"] {
            assert_eq!(RemotePath::from_url(text).unwrap().to_string(), "/a/b");
        }
    }

    #[test]
    fn a_path_that_leads_out_is_impossible() {
        for text in [
            "..",
            "a/../b",
            "%2e%2e",
            "%2E%2e/etc",
            "a/%2e/b",
            "a%2fb",
            "%00",
            "x%00.txt",
            "%ff",
        ] {
            assert!(RemotePath::from_url(text).is_err(), "{text}");
        }
        assert!(RemotePath::from_form("/a/../b").is_err());
        assert!(RemotePath::default().join("a/b").is_err());
    }

    #[test]
    fn a_folder_holds_itself_and_what_is_below_but_not_its_neighbours() {
        let path = |text| RemotePath::from_form(text).unwrap();
        let folder = path("/a b");
        assert!(path("/a b").is_within(&folder));
        assert!(path("/a b/c").is_within(&folder));
        assert!(!path("/a bc").is_within(&folder));
        assert!(!path("/").is_within(&folder));
        let moved = path("/a b/c").moved(&folder, &path("/x/y"));
        assert_eq!(moved, Some(path("/x/y/c")));
        assert_eq!(path("/a bc").moved(&folder, &path("/x")), None);
    }
}
