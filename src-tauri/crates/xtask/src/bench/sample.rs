//! What a measuring program says: one pair a line.

use serde_json::Value;

/// How such a line begins.
const MARK: &str = "bench| ";

/// Two values measured one right after the other, in the same unit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sample {
    /// Such as `P11`.
    pub(crate) figure: String,
    /// What was done to what.
    pub(crate) case: String,
    /// Of both values.
    pub(crate) unit: String,
    /// Whether both are the same case, to see what the computer adds.
    pub(crate) same: bool,
    pub(crate) ours: f64,
    pub(crate) peer: f64,
    /// What went by meanwhile, in milliseconds, where `unit` is something else.
    pub(crate) wall: Option<(f64, f64)>,
    /// What the server worked meanwhile, in milliseconds, where there is one.
    pub(crate) server: Option<(f64, f64)>,
}

impl Sample {
    /// `bench| {"figure":"P11","case":"…","unit":"ms CPU","same":false,"ours":9.1,"peer":4.5,"wall":[9.3,4.6]}`;
    /// `None` for every other line.
    pub(crate) fn read(line: &str) -> Option<Self> {
        let sample: Value = serde_json::from_str(line.strip_prefix(MARK)?).ok()?;
        let text = |name: &str| sample[name].as_str().map(str::to_owned);
        let number = |name: &str| sample[name].as_f64();
        let both = |name: &str| sample[name][0].as_f64().zip(sample[name][1].as_f64());
        Some(Self {
            figure: text("figure")?,
            case: text("case")?,
            unit: text("unit")?,
            same: sample["same"].as_bool().unwrap_or(false),
            ours: number("ours")?,
            peer: number("peer")?,
            wall: both("wall"),
            server: both("server"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Sample;

    #[test]
    fn a_pair_is_read_and_other_lines_are_not() {
        let line = r#"bench| {"figure":"P11","case":"10,000","unit":"ms CPU","same":true,"ours":2,"peer":4.5,"wall":[2.5,5]}"#;
        let sample = Sample::read(line).unwrap();
        assert_eq!(
            (sample.figure.as_str(), sample.case.as_str()),
            ("P11", "10,000")
        );
        assert_eq!((sample.ours, sample.peer, sample.same), (2.0, 4.5, true));
        assert_eq!(sample.wall, Some((2.5, 5.0)));
        assert_eq!(Sample::read("running 3 tests"), None);
        assert_eq!(Sample::read(r#"bench| {"figure":"P11"}"#), None);
    }
}
