//! What an object inside of another one is called.

use super::object::Value;

/// Collects what an object inside of another one is called.
#[derive(Debug, Default)]
pub struct Called {
    best: Option<(usize, String)>,
    version: [Option<String>; 2],
}

impl Called {
    /// The properties by which an object is called, the best first.
    const NAMES: [&str; 6] = ["Name", "Fqdn", "Address", "Domain", "DistinguishedName", "Value"];

    /// Whether a property matters for the name.
    pub fn asks(name: &str) -> bool {
        Called::NAMES.contains(&name) || matches!(name, "Major" | "Minor")
    }

    pub fn add(&mut self, name: &str, text: String) {
        match name {
            "Major" => self.version[0] = Some(text),
            "Minor" => self.version[1] = Some(text),
            _ => {
                let rank = Called::NAMES.iter().position(|known| *known == name);
                let Some(rank) = rank else { return };
                if self.best.as_ref().is_none_or(|(best, _)| rank < *best) {
                    self.best = Some((rank, text));
                }
            }
        }
    }

    /// The name, or a version as `Version 15.0`.
    pub fn value(self) -> Option<Value> {
        match (self.best, self.version) {
            (Some((_, text)), _) => Some(Value::Text(text)),
            (None, [Some(major), minor]) => {
                Some(Value::Text(format!("Version {major}.{}", minor.unwrap_or_default())))
            }
            (None, _) => None,
        }
    }
}
