//! Reading JSON fields with good will, in one place.

use serde_json::Value;

/// A whole number, also as a text of digits (API facts §13.37).
pub(super) fn number(value: Option<&Value>) -> Option<u64> {
    match value? {
        Value::Number(number) => number.as_u64().or_else(|| whole(number.as_f64()?)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A float that is a whole number not too large to be one exactly.
fn whole(float: f64) -> Option<u64> {
    let exact = (0.0..=9_007_199_254_740_992.0).contains(&float) && float.fract() == 0.0;
    exact.then(|| format!("{float:.0}").parse().ok())?
}

/// A text that is not empty.
pub(super) fn text(value: Option<&Value>) -> Option<&str> {
    value?.as_str().filter(|text| !text.is_empty())
}

/// Yes or no, in the spellings that the service's clients use (API facts §3.1).
pub(super) fn truth(value: Option<&Value>) -> Option<bool> {
    match value? {
        Value::Bool(truth) => Some(*truth),
        Value::Number(number) => number.as_u64().map(|n| n != 0),
        Value::String(text) => match text.to_ascii_lowercase().as_str() {
            "true" | "on" | "1" => Some(true),
            "false" | "off" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    }
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
