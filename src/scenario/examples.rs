//! A worked example for every table, for the reference page. A test resolves each of them.

use serde::Deserialize;
use std::collections::BTreeMap;

const EXAMPLES: &str = include_str!("examples.toml");

/// A few lines of TOML, and what they do.
#[derive(Clone, Debug, Deserialize)]
pub struct Example {
    /// What the lines do, in a sentence.
    pub about: String,
    /// The lines.
    pub toml: String,
}

#[derive(Deserialize)]
struct Examples {
    base: String,
    table: BTreeMap<String, Example>,
}

fn read() -> Examples {
    toml::from_str(EXAMPLES)
        .unwrap_or_else(|_| Examples { base: String::new(), table: BTreeMap::new() })
}

/// The scenario to which the examples refer.
pub fn base() -> String {
    read().base
}

/// The examples by the path of their table, as `users.voice_mail`.
pub fn all() -> BTreeMap<String, Example> {
    read().table
}
