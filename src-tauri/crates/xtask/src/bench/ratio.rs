//! From pairs to one ratio, and how far it can be trusted.

use std::fmt;

use super::sample::Sample;

/// The same case twice should give 1, up to this much.
const STEADY: f64 = 0.05;
/// What is measured and not counted: it depends on the computer's other work.
const MEASURED: [&str; 4] = ["ms", "ms CPU", "MiB", "µs"];

/// How ours compares to the peer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ratio {
    /// The median of the ratios of the pairs: what drifts is in both sides of a pair.
    pub(crate) median: f64,
    lower: f64,
    upper: f64,
    minima: f64,
    pub(crate) pairs: usize,
    unit: String,
    ours: f64,
    peer: f64,
    wall: Option<(f64, f64)>,
    server: Option<(f64, f64)>,
}

impl Ratio {
    /// `None` without pairs, or if the peer measured nothing.
    pub(crate) fn of(samples: &[&Sample]) -> Option<Self> {
        let first = samples.first()?;
        let values = |side: fn(&Sample) -> f64| sorted(samples.iter().map(|sample| side(sample)));
        let ratios = values(|sample| sample.ours / sample.peer);
        let (ours, peer) = (values(|sample| sample.ours), values(|sample| sample.peer));
        let both = |of: fn(&Sample) -> Option<(f64, f64)>| {
            let pairs: Vec<(f64, f64)> = samples.iter().filter_map(|sample| of(sample)).collect();
            let middle =
                |side: fn(&(f64, f64)) -> f64| quantile(&sorted(pairs.iter().map(side)), 0.5);
            middle(|pair| pair.0).zip(middle(|pair| pair.1))
        };
        ratios.iter().all(|ratio| ratio.is_finite()).then_some(())?;
        Some(Self {
            median: quantile(&ratios, 0.5)?,
            lower: quantile(&ratios, 0.25)?,
            upper: quantile(&ratios, 0.75)?,
            minima: ours.first()? / peer.first()?,
            pairs: ratios.len(),
            unit: first.unit.clone(),
            ours: quantile(&ours, 0.5)?,
            peer: quantile(&peer, 0.5)?,
            wall: both(|sample| sample.wall),
            server: both(|sample| sample.server),
        })
    }

    /// Whether a pair of the same case is the same.
    pub(crate) fn is_steady(&self) -> bool {
        (self.median - 1.0).abs() <= STEADY
    }

    /// Whether it was measured, and not counted: what is counted does not depend on the computer's other work.
    pub(crate) fn is_measured(&self) -> bool {
        MEASURED.contains(&self.unit.as_str())
    }

    /// The medians of both sides, with their unit.
    pub(crate) fn sides(&self) -> String {
        let Self {
            ours, peer, unit, ..
        } = self;
        if !self.is_measured() {
            return format!("{ours:.0} ÷ {peer:.0} {unit}");
        }
        let beside = |both: Option<(f64, f64)>, what: &str| {
            both.map_or(String::new(), |(ours, peer)| {
                format!(", {ours:.1} ÷ {peer:.1} ms {what}")
            })
        };
        let (wall, server) = (
            beside(self.wall, "wall"),
            beside(self.server, "of the server"),
        );
        format!("{ours:.1} ÷ {peer:.1} {unit}{wall}{server}")
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            median,
            lower,
            upper,
            minima,
            pairs,
            ..
        } = self;
        if !self.is_measured() {
            return write!(f, "{median:.2}, counted");
        }
        let of = if *pairs == 1 { "pair" } else { "pairs" };
        write!(
            f,
            "{median:.2} ({lower:.2}–{upper:.2}), minima {minima:.2}, {pairs} {of}"
        )
    }
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// Of sorted values, between the two nearest ones.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a few dozen values, and positions between 0 and their number"
)]
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * sorted.len().checked_sub(1)? as f64;
    let (below, above) = (
        sorted[place.floor() as usize],
        sorted[place.ceil() as usize],
    );
    Some(below + (above - below) * place.fract())
}

#[cfg(test)]
mod tests {
    use super::{Ratio, Sample};

    fn pair(ours: f64, peer: f64) -> Sample {
        Sample {
            figure: "P11".to_owned(),
            case: "any".to_owned(),
            unit: "ms".to_owned(),
            same: false,
            ours,
            peer,
            wall: None,
            server: None,
        }
    }

    fn ratio(pairs: &[Sample]) -> Option<Ratio> {
        Ratio::of(&pairs.iter().collect::<Vec<_>>())
    }

    #[test]
    fn the_ratio_is_the_median_of_the_pairs_and_not_of_the_sides() {
        // A neighbour woke up at the third pair, and slowed both sides of it.
        let pairs = [
            pair(2.0, 1.0),
            pair(2.2, 1.0),
            pair(20.0, 10.0),
            pair(1.8, 1.0),
            pair(2.0, 0.8),
        ];
        let text = ratio(&pairs).unwrap().to_string();
        assert_eq!(text, "2.00 (2.00–2.20), minima 2.25, 5 pairs");
    }

    #[test]
    fn the_same_twice_is_steady_up_to_five_in_a_hundred() {
        assert!(ratio(&[pair(1.04, 1.0)]).unwrap().is_steady());
        assert!(!ratio(&[pair(1.06, 1.0)]).unwrap().is_steady());
        assert!(!ratio(&[pair(0.94, 1.0)]).unwrap().is_steady());
    }

    #[test]
    fn without_pairs_or_with_a_peer_that_measured_nothing_there_is_no_ratio() {
        assert_eq!(ratio(&[]), None);
        assert_eq!(ratio(&[pair(1.0, 0.0)]), None);
    }
}
