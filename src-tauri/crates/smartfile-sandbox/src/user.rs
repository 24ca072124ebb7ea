//! The people of the practice site.

use std::fmt;

/// Someone who can sign in on the practice site.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// Also the name of their home inside [`Sandbox::dir`](crate::Sandbox::dir).
    pub username: String,
    /// Not a secret: the sign-in page shows it.
    pub password: String,
    /// The full name.
    pub name: String,
    /// The e-mail address, under the reserved domain `example`.
    pub email: String,
}

impl fmt::Debug for User {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("User")
            .field("username", &self.username)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl User {
    fn new(username: &str, name: &str) -> Self {
        Self {
            username: username.to_owned(),
            password: "practice".to_owned(),
            name: name.to_owned(),
            email: format!("{username}@harrowfinch.example"),
        }
    }

    /// Everyone at the firm.
    pub(crate) fn everyone() -> Vec<Self> {
        vec![
            Self::new("maya", "Maya Lindqvist"),
            Self::new("jonas", "Jonas Weir"),
            Self::new("priya", "Priya Nair"),
        ]
    }

    /// The part before the last word of the name.
    pub(crate) fn first_name(&self) -> &str {
        self.name
            .rsplit_once(' ')
            .map_or(&*self.name, |(first, _)| first)
    }

    /// The last word of the name.
    pub(crate) fn last_name(&self) -> &str {
        self.name.rsplit_once(' ').map_or("", |(_, last)| last)
    }
}
