//! Where something lies on the server.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but RFC 3986's unreserved characters is encoded, each path segment by itself.
///
/// *seen* (API facts §3.1): `%`→`%25`, `?`→`%3F`, `&`→`%26`, `#`→`%23`, space→`%20`, UTF-8, and `/`
/// stays the separator.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// An absolute path on the server, in decoded form: `/`, `/Harbor/plan.pdf`.
///
/// Validated once and never decoded: a file that is really called `100%25.txt` keeps that name. A
/// segment is never empty, `.`, `..`, and never holds `/` or NUL; nothing else is refused, and the
/// Unicode form is kept as it came (API facts §13.34, *inferred*: what SmartFile forbids is not
/// documented, and names are compared exactly).
#[derive(Clone, Debug, Eq, PartialEq, Hash, PartialOrd, Ord)]
pub struct RemotePath(String);

/// Why a text is no [`RemotePath`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash, thiserror::Error)]
pub enum PathError {
    /// The text does not begin with `/`.
    #[error("a path on the server begins with a slash")]
    NotAbsolute,
    /// A name is empty (as in `/a//b`).
    #[error("a name on the server cannot be empty")]
    EmptyName,
    /// A name is `.` or `..`.
    #[error("a name on the server cannot be \".\" or \"..\"")]
    DotName,
    /// A name holds `/` or the character NUL.
    #[error("a name on the server cannot hold a slash or a zero character")]
    ForbiddenCharacter,
}

impl RemotePath {
    /// `/`: normally the person's own home folder (*documented*, API facts §5).
    pub fn root() -> RemotePath {
        RemotePath("/".to_owned())
    }

    /// Reads an absolute path. One slash at the end is tolerated and dropped.
    pub fn parse(text: &str) -> Result<RemotePath, PathError> {
        let rest = text.strip_prefix('/').ok_or(PathError::NotAbsolute)?;
        if rest.is_empty() {
            return Ok(RemotePath::root());
        }
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        rest.split('/').try_for_each(check)?;
        let mut path = String::with_capacity(rest.len() + 1);
        path.push('/');
        path.push_str(rest);
        Ok(RemotePath(path))
    }

    /// The path of something with this name in this folder.
    pub fn join(&self, name: &str) -> Result<RemotePath, PathError> {
        check(name)?;
        let folder = self.0.strip_suffix('/').unwrap_or(&self.0);
        Ok(RemotePath(format!("{folder}/{name}")))
    }

    /// The folder this lies in; `None` for the root.
    pub fn parent(&self) -> Option<RemotePath> {
        match self.0.rsplit_once('/')? {
            (_, "") => None,
            ("", _) => Some(RemotePath::root()),
            (folder, _) => Some(RemotePath(folder.to_owned())),
        }
    }

    /// The last name; `None` for the root.
    pub fn name(&self) -> Option<&str> {
        self.0
            .rsplit_once('/')
            .map(|(_, name)| name)
            .filter(|name| !name.is_empty())
    }

    /// The names from the root down; none for the root.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.0.split('/').filter(|segment| !segment.is_empty())
    }

    /// The path as text, `/` between the names, no slash at the end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is `/`.
    pub fn is_root(&self) -> bool {
        self.0 == "/"
    }

    /// The path as part of a URL, after an endpoint that ends with a slash: each segment encoded
    /// by itself, a slash after each. Endpoints always end with `/` (API facts §13.31), or Django
    /// may answer a POST with a redirect.
    pub(crate) fn encoded(&self) -> String {
        let mut url = String::new();
        for segment in self.segments() {
            url.extend(utf8_percent_encode(segment, SEGMENT));
            url.push('/');
        }
        url
    }
}

/// One name as a part of a URL, encoded by itself; `None` if it could be taken for anything else.
pub(crate) fn segment(name: &str) -> Option<String> {
    check(name).ok()?;
    Some(utf8_percent_encode(name, SEGMENT).to_string())
}

impl fmt::Display for RemotePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<RemotePath> for String {
    fn from(path: RemotePath) -> String {
        path.0
    }
}

impl std::str::FromStr for RemotePath {
    type Err = PathError;

    fn from_str(text: &str) -> Result<RemotePath, PathError> {
        RemotePath::parse(text)
    }
}

fn check(name: &str) -> Result<(), PathError> {
    match name {
        "" => Err(PathError::EmptyName),
        "." | ".." => Err(PathError::DotName),
        // One after the other: each is found many bytes at a time.
        _ if name.contains('/') || name.contains('\0') => Err(PathError::ForbiddenCharacter),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test may stop at a surprise

    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;

    use super::{PathError, RemotePath, segment};

    #[test]
    fn the_root_has_no_name_and_no_parent() {
        let root = RemotePath::parse("/").unwrap();
        assert!(root.is_root());
        assert_eq!(root, RemotePath::root());
        assert_eq!((root.name(), root.parent()), (None, None));
        assert_eq!(root.segments().count(), 0);
        assert_eq!(root.encoded(), "");
    }

    #[test]
    fn a_path_knows_its_folder_and_its_name() {
        let plan = RemotePath::root()
            .join("Harbor")
            .unwrap()
            .join("plan.pdf")
            .unwrap();
        assert_eq!(plan.as_str(), "/Harbor/plan.pdf");
        assert_eq!(plan.name(), Some("plan.pdf"));
        assert_eq!(plan.parent().unwrap().as_str(), "/Harbor");
        assert_eq!(plan.parent().unwrap().parent(), Some(RemotePath::root()));
        assert_eq!(plan.segments().collect::<Vec<_>>(), ["Harbor", "plan.pdf"]);
        assert_eq!(RemotePath::parse("/Harbor/plan.pdf/"), Ok(plan));
    }

    /// S13.34: these and no others.
    #[test]
    fn unsafe_names_are_refused_with_their_reason() {
        for (text, why) in [
            ("", PathError::NotAbsolute),
            ("a/b", PathError::NotAbsolute),
            ("//", PathError::EmptyName),
            ("/a//b", PathError::EmptyName),
            ("/a/./b", PathError::DotName),
            ("/..", PathError::DotName),
            ("/a\0b", PathError::ForbiddenCharacter),
        ] {
            assert_eq!(RemotePath::parse(text), Err(why), "{text:?}");
        }
        assert_eq!(
            RemotePath::root().join("a/b"),
            Err(PathError::ForbiddenCharacter)
        );
        assert_eq!(RemotePath::root().join(""), Err(PathError::EmptyName));
    }

    #[test]
    fn special_characters_are_encoded_once_as_the_services_own_client_does() {
        let path = RemotePath::parse("/100%25 & more/a?b#c+d;é.txt").unwrap();
        assert_eq!(
            path.encoded(),
            "100%2525%20%26%20more/a%3Fb%23c%2Bd%3B%C3%A9.txt/"
        );
    }

    /// Every character there is, but the two that no name may hold.
    fn any_name() -> impl Strategy<Value = String> {
        let character = any::<char>().prop_filter("no name holds it", |c| !matches!(c, '/' | '\0'));
        let odd = prop::sample::select(vec![
            '%', '.', ' ', '\\', '+', '&', '#', '?', ';', ':', '\n', '\r', '\t', '\u{7f}',
        ]);
        prop::collection::vec(prop_oneof![character, odd], 1..24)
            .prop_map(String::from_iter)
            .prop_filter("no name is these", |name| name != "." && name != "..")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2048))]

        /// S13.34: whatever a name holds, it is carried as it is, its Unicode form kept, encoded once and never
        /// decoded twice.
        #[test]
        fn any_name_survives_the_way_into_a_url_and_back(names in prop::collection::vec(any_name(), 1..4)) {
            let path = names.iter().try_fold(RemotePath::root(), |folder, name| folder.join(name)).unwrap();
            let url = url::Url::parse(&format!("https://acme.smartfile.com/api/2/path/info/{}", path.encoded())).unwrap();
            let carried = url.path().strip_prefix("/api/2/path/info/").unwrap();
            let back: Vec<String> = carried
                .split_terminator('/')
                .map(|segment| percent_decode_str(segment).decode_utf8().unwrap().into_owned())
                .collect();
            prop_assert_eq!(&back, &names);
            prop_assert_eq!(path.segments().collect::<Vec<_>>(), names.clone());
            prop_assert_eq!(RemotePath::parse(path.as_str()).unwrap(), path);
            prop_assert!(url.query().is_none() && url.fragment().is_none());
            for name in &names {
                let alone = segment(name).unwrap();
                prop_assert!(!alone.contains('/') && alone.is_ascii());
                prop_assert_eq!(&percent_decode_str(&alone).decode_utf8().unwrap(), name);
            }
        }
    }
}
