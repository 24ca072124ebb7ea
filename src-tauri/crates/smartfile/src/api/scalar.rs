//! JSON that is read straight from the bytes of an answer, with the good will of [`super::lenient`]: whatever a
//! field holds, it is no error, and what nobody asks for is skipped. Texts without escapes stay where they are.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

/// One field, as far as it is a single value.
#[derive(Debug, Default)]
pub(super) enum Scalar<'a> {
    /// Not there, or null.
    #[default]
    Missing,
    Truth(bool),
    Number(Number),
    Text(Cow<'a, str>),
    /// A list or an object.
    Other,
}

impl<'a> Scalar<'a> {
    /// A field that was read already.
    pub(super) fn of(value: &'a Value) -> Scalar<'a> {
        match value {
            Value::Null => Scalar::Missing,
            Value::Bool(truth) => Scalar::Truth(*truth),
            Value::Number(number) => Scalar::Number(number.clone()),
            Value::String(text) => Scalar::Text(Cow::Borrowed(text)),
            Value::Array(_) | Value::Object(_) => Scalar::Other,
        }
    }

    /// A whole number, also as a text of digits (API facts §13.37).
    pub(super) fn number(&self) -> Option<u64> {
        match self {
            Scalar::Number(number) => number.as_u64().or_else(|| whole(number.as_f64()?)),
            Scalar::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// The same, where no more than 32 bits are meant.
    pub(super) fn small(&self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    /// Yes or no, in the spellings that the service's clients use (API facts §3.1).
    pub(super) fn truth(&self) -> Option<bool> {
        match self {
            Scalar::Truth(truth) => Some(*truth),
            Scalar::Number(number) => number.as_u64().map(|n| n != 0),
            Scalar::Text(text) => [("true", true), ("on", true), ("1", true)]
                .into_iter()
                .chain([("false", false), ("off", false), ("0", false)])
                .find_map(|(word, truth)| text.eq_ignore_ascii_case(word).then_some(truth)),
            _ => None,
        }
    }

    /// A text that is not empty.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Scalar::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }
}

/// A float that is a whole number not too large to be one exactly.
fn whole(float: f64) -> Option<u64> {
    let exact = (0.0..=9_007_199_254_740_992.0).contains(&float) && float.fract() == 0.0;
    exact.then(|| format!("{float:.0}").parse().ok())?
}

/// An object whose fields are taken one by one. A field that comes twice counts as it came last.
pub(super) trait Fields<'de>: Default {
    /// Takes a field's value from `map` and answers true; or leaves it, to be skipped.
    fn take<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error>;
}

/// An object; `None` if it was anything else.
#[derive(Debug)]
pub(super) struct Maybe<T>(pub(super) Option<T>);

// Not derived: what is inside need not have one.
impl<T> Default for Maybe<T> {
    fn default() -> Self {
        Maybe(None)
    }
}

/// A list.
#[derive(Debug, Default)]
pub(super) enum Items<T> {
    /// Not there, or null.
    #[default]
    Missing,
    These(Vec<T>),
    Other,
}

/// The name of a field.
struct Name<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Name<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Scalar::deserialize(from)? {
            Scalar::Text(text) => Ok(Name(text)),
            _ => Err(D::Error::custom("a field without a name")),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Scalar<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Scalar::Missing)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Self::Value, E> {
        Ok(Scalar::Truth(truth))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Scalar::Number(number.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Scalar::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Number::from_f64(number).map_or(Scalar::Missing, Scalar::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }
}

impl<'de, T: Fields<'de>> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(MaybeVisitor(PhantomData))
    }
}

struct MaybeVisitor<T>(PhantomData<T>);

impl<'de, T: Fields<'de>> Visitor<'de> for MaybeVisitor<T> {
    type Value = Maybe<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut object = T::default();
        while let Some(Name(name)) = map.next_key()? {
            if !object.take(&name, &mut map)? {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Maybe(Some(object)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Maybe(None))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Maybe(None))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Maybe(None))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Maybe(None))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Maybe(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Maybe(None))
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Maybe(None))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Items<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ItemsVisitor(PhantomData))
    }
}

struct ItemsVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ItemsVisitor<T> {
    type Value = Items<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Items::These(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Items::Other)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Items::Missing)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Items::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Items::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Items::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Items::Other)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Items::Other)
    }
}
