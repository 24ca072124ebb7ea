//! The list: an endpoint a line, in columns, and the reasons that empty columns give.

use std::collections::BTreeMap;
use std::fmt;

use crate::Outcome;

/// What stands in a column.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Cell {
    /// These names, to be looked up.
    Named(Vec<String>),
    /// `listed`: the practice server's own list has it.
    Listed,
    /// `@name`: nothing, for this reason.
    Reason(String),
}

impl Cell {
    fn parse(text: &str) -> Option<Self> {
        if text == "listed" {
            return Some(Self::Listed);
        }
        if let Some(name) = text.strip_prefix('@') {
            return Some(Self::Reason(name.to_owned()));
        }
        let names: Vec<String> = text.split(", ").map(str::to_owned).collect();
        let is_name = |name: &String| {
            !name.is_empty()
                && name
                    .chars()
                    .all(|c| c.is_alphanumeric() || "_:".contains(c))
        };
        names.iter().all(is_name).then_some(Self::Named(names))
    }

    pub(crate) fn is_named(&self) -> bool {
        matches!(self, Self::Named(_))
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(names) => f.write_str(&names.join(", ")),
            Self::Listed => f.write_str("listed"),
            Self::Reason(name) => write!(f, "@{name}"),
        }
    }
}

/// One endpoint.
#[derive(Debug)]
pub(crate) struct Row {
    /// Method and path.
    pub(crate) endpoint: String,
    pub(crate) sdk: Cell,
    pub(crate) sandbox: Cell,
    pub(crate) test: Cell,
    pub(crate) witness: Cell,
}

/// All of them.
#[derive(Debug, Default)]
pub(crate) struct List {
    pub(crate) rows: Vec<Row>,
    /// By their names, a sentence each.
    pub(crate) reasons: BTreeMap<String, String>,
}

impl List {
    pub(crate) fn parse(written: &str) -> Outcome<Self> {
        let mut list = Self::default();
        for line in written.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let not_understood = || format!("the list of endpoints: not understood: {line}");
            if let Some(reason) = line.strip_prefix('@') {
                let (name, words) = reason.split_once(": ").ok_or_else(not_understood)?;
                list.reasons.insert(name.to_owned(), words.to_owned());
                continue;
            }
            let columns: Vec<&str> = line.split('|').map(str::trim).collect();
            let &[endpoint, sdk, sandbox, test, witness] = columns.as_slice() else {
                return Err(not_understood());
            };
            let cell = |text| Cell::parse(text).ok_or_else(not_understood);
            list.rows.push(Row {
                endpoint: endpoint.to_owned(),
                sdk: cell(sdk)?,
                sandbox: cell(sandbox)?,
                test: cell(test)?,
                witness: cell(witness)?,
            });
        }
        let mut shapes: Vec<String> = list.rows.iter().map(|row| shape(&row.endpoint)).collect();
        shapes.sort();
        match shapes.windows(2).find(|two| two[0] == two[1]) {
            Some(two) => Err(format!("the list of endpoints has {} twice", two[0])),
            None => Ok(list),
        }
    }
}

/// An endpoint by which two lists can be compared: what stands in angle brackets is anybody's to name, and so is
/// a slash after a path.
pub(crate) fn shape(endpoint: &str) -> String {
    let mut shape = String::new();
    let mut inside = false;
    for letter in endpoint.trim().chars() {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                shape.push_str("<>");
            }
            _ if inside => {}
            other => shape.push(other),
        }
    }
    shape.trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_five_columns_and_no_column_is_empty() {
        let list =
            List::parse("# words\n\n@why: It is so.\nGET /a/<id>/ | A::b, c | listed | d | @why\n")
                .unwrap();
        assert_eq!(list.reasons["why"], "It is so.");
        let row = &list.rows[0];
        assert_eq!(row.sdk, Cell::Named(vec!["A::b".into(), "c".into()]));
        assert_eq!(
            (&row.sandbox, row.witness.to_string()),
            (&Cell::Listed, "@why".to_owned())
        );
        for wrong in [
            "GET /a/ | b | listed | d",
            "GET /a/ |  | listed | d | e",
            "GET /a/ | not a name | listed | d | e",
            "@why It is so.",
            "GET /a/ | b | listed | d | e\nGET /a | b | listed | d | e",
        ] {
            assert!(List::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn endpoints_are_compared_by_shape() {
        assert_eq!(shape("GET /a/<uid>/"), shape("GET /a/<link>"));
        assert_ne!(shape("GET /a/<uid>/"), shape("POST /a/<uid>/"));
        assert_ne!(shape("GET /a/"), shape("GET /a/<x>/"));
    }
}
