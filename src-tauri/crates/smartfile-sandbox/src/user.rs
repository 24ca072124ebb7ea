//! The people of the practice site.

use std::fmt;
use std::io;

use crate::profile::World;
use crate::random;

/// How long the service's own keys and passwords are (seen).
const KEY_LENGTH: usize = 30;

/// Someone who can sign in on the practice site.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// In most worlds also the name of their home inside [`Sandbox::dir`](crate::Sandbox::dir).
    pub username: String,
    /// Not a secret: the sign-in page shows it.
    pub password: String,
    /// The full name.
    pub name: String,
    /// The e-mail address, under the reserved domain `example`.
    pub email: String,
    /// The name to use on HTTP Basic in place of the user name (documented).
    pub api_key: String,
    /// The password that belongs to the key. Random, and a secret.
    pub api_password: String,
    /// What the person may do beside files; one of the site's roles.
    pub(crate) role: String,
    /// Whose folder is their `/`. Several people can have the same.
    pub(crate) home: String,
    /// Whether the person is let in.
    pub(crate) active: bool,
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

/// The home everybody in the world of rights shares.
pub(crate) const SHARED: &str = "office";

impl User {
    pub(crate) fn new(username: &str, name: &str, role: &str) -> io::Result<Self> {
        Ok(Self {
            username: username.to_owned(),
            password: "practice".to_owned(),
            name: name.to_owned(),
            email: format!("{username}@harrowfinch.example"),
            api_key: random::letters(KEY_LENGTH)?,
            api_password: random::letters(KEY_LENGTH)?,
            role: role.to_owned(),
            home: username.to_owned(),
            active: true,
        })
    }

    /// Everyone at the firm; in the world of rights there are more, and they share one home.
    pub(crate) fn everyone(world: World) -> io::Result<Vec<Self>> {
        let mut users = vec![
            Self::new("maya", "Maya Lindqvist", "Administrator")?,
            Self::new("jonas", "Jonas Weir", "User")?,
            Self::new("priya", "Priya Nair", "User")?,
        ];
        if world == World::Rights {
            users.push(Self::new("tomas", "Tomas Berg", "No API")?);
            users.push(Self::new("lena", "Lena Okoro", "No links")?);
            for user in &mut users {
                SHARED.clone_into(&mut user.home);
            }
        }
        Ok(users)
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
