//! A few JSON objects under their names: groups, roles, quotas, preferences and the like.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::Value;

use crate::lock::held;

/// Objects by name, in memory: they end with the sandbox.
#[derive(Default)]
pub(crate) struct Shelf {
    kept: Mutex<BTreeMap<String, Value>>,
}

impl Shelf {
    pub(crate) fn get(&self, name: &str) -> Option<Value> {
        held(&self.kept).get(name).cloned()
    }

    pub(crate) fn put(&self, name: &str, value: Value) {
        held(&self.kept).insert(name.to_owned(), value);
    }

    /// Takes one away, and says whether it was there.
    pub(crate) fn take(&self, name: &str) -> bool {
        held(&self.kept).remove(name).is_some()
    }

    /// All of them whose name starts so, sorted by name.
    pub(crate) fn below(&self, prefix: &str) -> Vec<Value> {
        let kept = held(&self.kept);
        kept.iter()
            .filter(|(name, _)| name.starts_with(prefix))
            .map(|(_, value)| value.clone())
            .collect()
    }
}
