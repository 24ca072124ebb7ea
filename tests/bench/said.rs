//! What a measuring program says: one pair a line, as `cargo xtask bench` reads it.

use serde_json::{Value, json};

/// `same` if both sides are the same case, to see what the computer adds. `more` is told beside the ratio.
pub(crate) fn say(figure: &str, case: &str, unit: &str, same: bool, pair: [f64; 2], more: Value) {
    let mut sample = json!({
        "figure": figure, "case": case, "unit": unit, "same": same, "ours": pair[0], "peer": pair[1],
    });
    if let (Some(sample), Value::Object(more)) = (sample.as_object_mut(), more) {
        sample.extend(more);
    }
    println!("bench| {sample}");
}
