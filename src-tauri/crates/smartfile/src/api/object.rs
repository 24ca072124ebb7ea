//! The path object as it stands in an answer (API facts §5).

use std::collections::BTreeMap;

use serde::de::MapAccess;

use super::Acl;
use super::scalar::{Fields, Items, Maybe, Scalar};

/// The fields that anybody here reads, none of them judged yet.
#[derive(Debug, Default)]
pub(super) struct Object<'a> {
    pub(super) path: Scalar<'a>,
    pub(super) name: Scalar<'a>,
    pub(super) id: Scalar<'a>,
    pub(super) isdir: Scalar<'a>,
    pub(super) isfile: Scalar<'a>,
    pub(super) size: Scalar<'a>,
    pub(super) items: Scalar<'a>,
    pub(super) mime: Scalar<'a>,
    pub(super) time: Scalar<'a>,
    pub(super) acl: Maybe<Rights>,
    pub(super) owner: Maybe<Owner<'a>>,
    pub(super) attributes: Maybe<Attributes>,
    pub(super) tags: Items<Scalar<'a>>,
}

impl<'de: 'a, 'a> Fields<'de> for Object<'a> {
    fn take<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error> {
        match name {
            "path" => self.path = map.next_value()?,
            "name" => self.name = map.next_value()?,
            "id" => self.id = map.next_value()?,
            "isdir" => self.isdir = map.next_value()?,
            "isfile" => self.isfile = map.next_value()?,
            "size" => self.size = map.next_value()?,
            "items" => self.items = map.next_value()?,
            "mime" => self.mime = map.next_value()?,
            "time" => self.time = map.next_value()?,
            "acl" => self.acl = map.next_value()?,
            "owner" => self.owner = map.next_value()?,
            "attributes" => self.attributes = map.next_value()?,
            "tags" => self.tags = map.next_value()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// Four rights, each as far as the server names it.
#[derive(Debug, Default)]
pub(super) struct Rights {
    list: Option<bool>,
    read: Option<bool>,
    write: Option<bool>,
    remove: Option<bool>,
}

impl Rights {
    /// One that the server does not name is `unnamed`.
    pub(super) fn acl(&self, unnamed: bool) -> Acl {
        Acl {
            list: self.list.unwrap_or(unnamed),
            read: self.read.unwrap_or(unnamed),
            write: self.write.unwrap_or(unnamed),
            remove: self.remove.unwrap_or(unnamed),
        }
    }
}

impl<'de> Fields<'de> for Rights {
    fn take<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error> {
        let right = match name {
            "list" => &mut self.list,
            "read" => &mut self.read,
            "write" => &mut self.write,
            "remove" => &mut self.remove,
            _ => return Ok(false),
        };
        *right = map.next_value::<Scalar<'_>>()?.truth();
        Ok(true)
    }
}

/// A person, by the name to sign in with.
#[derive(Debug, Default)]
pub(super) struct Owner<'a> {
    pub(super) username: Scalar<'a>,
}

impl<'de: 'a, 'a> Fields<'de> for Owner<'a> {
    fn take<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error> {
        if name != "username" {
            return Ok(false);
        }
        self.username = map.next_value()?;
        Ok(true)
    }
}

/// Text by text (*documented*, API facts §5); a number or a truth is kept as it is written.
#[derive(Debug, Default)]
pub(super) struct Attributes(pub(super) BTreeMap<String, String>);

impl<'de> Fields<'de> for Attributes {
    fn take<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error> {
        let written = match map.next_value()? {
            Scalar::Text(text) => text.into_owned(),
            Scalar::Number(number) => number.to_string(),
            Scalar::Truth(truth) => truth.to_string(),
            Scalar::Missing | Scalar::Other => {
                self.0.remove(name);
                return Ok(true);
            }
        };
        self.0.insert(name.to_owned(), written);
        Ok(true)
    }
}
