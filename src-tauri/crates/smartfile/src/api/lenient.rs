//! Reading JSON fields with good will, in one place.

use serde_json::Value;

use super::scalar::Scalar;

/// A whole number, also as a text of digits (API facts §13.37).
pub(crate) fn number(value: Option<&Value>) -> Option<u64> {
    Scalar::of(value?).number()
}

/// A text that is not empty.
pub(super) fn text(value: Option<&Value>) -> Option<&str> {
    value?.as_str().filter(|text| !text.is_empty())
}

/// Yes or no, in the spellings that the service's clients use (API facts §3.1).
pub(super) fn truth(value: Option<&Value>) -> Option<bool> {
    Scalar::of(value?).truth()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{number, text, truth};

    /// S13.37: numbers and digit strings.
    #[test]
    fn numbers_may_be_texts_of_digits() {
        for (value, read) in [
            (json!(5), Some(5)),
            (json!("5"), Some(5)),
            (json!(5.0), Some(5)),
            (json!(u64::MAX), Some(u64::MAX)),
            (json!("18446744073709551615"), Some(u64::MAX)),
            (json!(5.5), None),
            (json!(-5), None),
            (json!(1e300), None),
            (json!("many"), None),
            (json!(null), None),
            (json!([5]), None),
        ] {
            assert_eq!(number(Some(&value)), read, "{value}");
        }
        assert_eq!(number(None), None);
    }

    #[test]
    fn truth_has_several_spellings() {
        for (value, read) in [
            (json!(true), Some(true)),
            (json!("True"), Some(true)),
            (json!("on"), Some(true)),
            (json!(1), Some(true)),
            (json!(0), Some(false)),
            (json!("false"), Some(false)),
            (json!("maybe"), None),
            (json!(null), None),
        ] {
            assert_eq!(truth(Some(&value)), read, "{value}");
        }
    }

    #[test]
    fn an_empty_text_is_no_text() {
        assert_eq!(text(Some(&json!(""))), None);
        assert_eq!(text(Some(&json!("a"))), Some("a"));
        assert_eq!(text(Some(&json!(1))), None);
    }
}
