//! Things that exist but whose shape nobody wrote down.

use serde_json::Value;

use super::lenient::{number, text, truth};

/// An object of the service whose fields are not documented, or documented in part (API facts §13.35):
/// a version, a task in a list, a subscription, a user's account.
///
/// Every field is optional and is asked for by its name. `Debug` shows the names only, since the values
/// may be anybody's.
#[derive(Clone, Eq, PartialEq)]
pub struct Record(serde_json::Map<String, Value>);

impl Record {
    pub(super) fn read(value: &Value) -> Option<Record> {
        value.as_object().map(|fields| Record(fields.clone()))
    }

    /// The names of its fields.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// A field that is a text and not empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        text(self.0.get(name))
    }

    /// A field that is a whole number, also as a text of digits.
    pub fn number(&self, name: &str) -> Option<u64> {
        number(self.0.get(name))
    }

    /// A field that says yes or no, in any spelling that the service's clients use.
    pub fn truth(&self, name: &str) -> Option<bool> {
        truth(self.0.get(name))
    }

    /// A field that is an object itself.
    pub fn record(&self, name: &str) -> Option<Record> {
        Record::read(self.0.get(name)?)
    }

    /// The objects in a field that is a list of them; none if it is no list.
    pub fn records(&self, name: &str) -> Vec<Record> {
        let list = self.0.get(name).and_then(Value::as_array);
        list.into_iter()
            .flatten()
            .filter_map(Record::read)
            .collect()
    }

    /// The whole as JSON text, for a caller who knows more about it.
    pub fn to_json(&self) -> String {
        Value::Object(self.0.clone()).to_string()
    }
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Record")
            .field(&self.names().collect::<Vec<_>>())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test may stop at a surprise

    use serde_json::json;

    use super::Record;

    #[test]
    fn fields_are_asked_for_by_name_and_a_missing_one_is_none() {
        let value = json!({"name": "a", "size": "7", "active": "on", "user": {"username": "mara"}, "list": [{"n": 1}, 2]});
        let record = Record::read(&value).unwrap();
        assert_eq!(
            (record.text("name"), record.number("size")),
            (Some("a"), Some(7))
        );
        assert_eq!(
            (record.truth("active"), record.text("size_")),
            (Some(true), None)
        );
        assert_eq!(
            record.record("user").unwrap().text("username"),
            Some("mara")
        );
        assert_eq!(record.records("list").len(), 1);
        assert!(record.records("name").is_empty() && record.record("name").is_none());
        assert_eq!(Record::read(&json!([1])), None);
        let printed = format!("{record:?}");
        assert!(
            printed.contains("username") == printed.contains("mara"),
            "{printed}"
        );
        assert!(
            printed.contains("size") && !printed.contains('7'),
            "{printed}"
        );
    }
}
