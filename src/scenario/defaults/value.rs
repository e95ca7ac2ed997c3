//! What a default is: its key, its value, where the value comes from, and how far it may be off.

use crate::base::{Place, SourceFile};
use crate::scenario::node::{Node, Value as Tree};
use crate::scenario::read::read;
use serde::de::DeserializeOwned;
use std::sync::{Arc, OnceLock};

/// The value of a key that a scenario does not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A value as `--set` takes it: `20 s`, `{ exponential = { mean = "180 s" } }`.
    Is(&'static str),
    /// Such a value, and how people read it.
    Named(&'static str, &'static str),
    /// A rule in words, as `the only pool`, where the value depends on the rest of the scenario.
    Means(&'static str),
}

/// Where a default comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// A statement of the product documentation: `S35`.
    Rule(&'static str),
    /// Another documented fact, by section of the facts: `domain 4.4`.
    Source(&'static str),
    /// No source gives it, and it moves answers. A run lists it where the scenario depends on it.
    Assumption,
    /// It names the only thing there is, or says that nothing was added, split off or out of order.
    Structure,
    /// It belongs to the measurement and moves no expected value, as the seed.
    Method,
}

/// How a study of assumptions varies a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// It is not an assumption.
    NotVaried,
    /// Half and double, of a share the odds, because no source gives a range.
    Doubled,
    /// Two values, each in words and as it is set, and who gives the range.
    Between((&'static str, &'static str), (&'static str, &'static str), &'static str),
    /// The other possible values, at most two.
    Instead(&'static [&'static str]),
    /// It cannot be varied, and why.
    Fixed(&'static str),
}

/// The default of one key.
#[derive(Debug)]
pub struct DefaultValue {
    /// Path of the key, as `users.voice_mail.greeting`; with a class of calls or another condition
    /// in parentheses where the default depends on it, as `traffic.retry (fax)`.
    pub key: &'static str,
    /// The value.
    pub value: Value,
    /// Where it comes from.
    pub basis: Basis,
    /// Why it is this value; empty where there is nothing to add.
    pub reason: &'static str,
    /// How far it may be off.
    pub range: Range,
    node: OnceLock<Node>,
}

impl DefaultValue {
    pub(super) const fn new(
        key: &'static str,
        value: Value,
        basis: Basis,
        reason: &'static str,
        range: Range,
    ) -> Self {
        DefaultValue { key, value, basis, reason, range, node: OnceLock::new() }
    }

    /// The value as `--set` takes it; empty where it is a rule in words.
    pub const fn text(&self) -> &'static str {
        match self.value {
            Value::Is(text) | Value::Named(text, _) => text,
            Value::Means(_) => "",
        }
    }

    /// The value for people: `20 s`, `lognormal, mean 8 s, cv 0.6`.
    pub fn words(&self) -> String {
        match self.value {
            Value::Is(text) => in_words(text),
            Value::Named(_, words) | Value::Means(words) => words.to_owned(),
        }
    }

    /// Its class in a word, or the statement or section that gives it.
    pub const fn class(&self) -> &'static str {
        match self.basis {
            Basis::Rule(statement) => statement,
            Basis::Source(source) => source,
            Basis::Assumption => "assumption",
            Basis::Structure => "structure",
            Basis::Method => "method",
        }
    }

    /// Over which range a study of assumptions varies it, or why it does not; empty where it is no assumption.
    pub fn range_words(&self) -> String {
        match self.range {
            Range::NotVaried => String::new(),
            Range::Doubled if self.text().ends_with('%') => "half and double the odds".to_owned(),
            Range::Doubled => "half and double".to_owned(),
            Range::Between((low, _), (high, _), source) => format!("{low} to {high} ({source})"),
            Range::Instead(others) => {
                let words: Vec<String> = others.iter().map(|text| in_words(text)).collect();
                words.join(", ")
            }
            Range::Fixed(why) => format!("not varied: {why}"),
        }
    }

    /// The key without its condition.
    pub fn path(&self) -> &'static str {
        self.key.split(" (").next().unwrap_or_default()
    }

    /// The condition in parentheses, as `fax`.
    pub fn condition(&self) -> Option<&'static str> {
        self.key.split_once(" (").map(|(_, condition)| condition.trim_end_matches(')'))
    }

    /// The key inside its table: `voice_mail.greeting` of `users.voice_mail.greeting`.
    pub fn key_in_table(&self) -> &'static str {
        self.path().split_once('.').map_or(self.path(), |(_, key)| key)
    }

    /// The given value, or the default.
    pub fn or<T: DeserializeOwned>(&self, given: Option<T>) -> T {
        given.unwrap_or_else(|| self.get())
    }

    /// The default as the type of its key.
    ///
    /// # Panics
    /// If the table declares a value that is not of this type; a test reads every default.
    pub fn get<T: DeserializeOwned>(&self) -> T {
        let node = self.node.get_or_init(|| node(self.text()));
        read(node).unwrap_or_else(|e| panic!("the default of `{}`: {e}", self.key))
    }
}

/// The tree of a value: TOML, or else text, as in an override.
fn node(text: &str) -> Node {
    let file = Arc::new(SourceFile::new("default", text));
    match toml::de::DeValue::parse(text) {
        Ok(value) => Node::new(&file, &value),
        Err(_) => {
            let place = Place { file, bytes: 0..text.len() };
            Node { value: Tree::Text(text.to_owned()), place }
        }
    }
}

/// `{ lognormal = { mean = "8 s", cv = 0.6 } }` as `lognormal, mean 8 s, cv 0.6`.
fn in_words(text: &str) -> String {
    let Some(inside) = text.strip_prefix("{ ") else { return text.to_owned() };
    let Some((family, rest)) = inside.split_once(" = { ") else { return text.to_owned() };
    let parameters = rest.trim_end_matches([' ', '}']).replace(['"', '='], "");
    let parameters: Vec<String> = parameters
        .split(", ")
        .map(|one| one.split_whitespace().collect::<Vec<_>>().join(" "))
        .map(|one| one.strip_suffix(".0").map_or(one.clone(), str::to_owned))
        .collect();
    match (family, &parameters[..]) {
        ("uniform", [from, to]) => {
            format!("uniform, {} {to}", from.trim_start_matches("from ")).replace("  ", " ")
        }
        _ => format!("{family}, {}", parameters.join(", ")),
    }
}

/// Declares defaults: `NAME: "key" = value, basis, "reason", range;`, the range only where the
/// default is an assumption.
macro_rules! defaults {
    ($($name:ident: $key:literal = $value:expr, $basis:expr, $reason:expr $(, $range:expr)?;)*) => {
        $(
            #[doc = concat!("The default of `", $key, "`.")]
            pub static $name: DefaultValue = {
                #[allow(unused_mut, unused_assignments)]
                let mut range = Range::NotVaried;
                $(range = $range;)?
                DefaultValue::new($key, $value, $basis, $reason, range)
            };
        )*
        pub(super) static ALL: &[&DefaultValue] = &[$(&$name),*];
    };
}
pub(super) use defaults;

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn distributions_are_put_in_words() {
        for (text, words) in [
            ("20 s", "20 s"),
            (r#"{ lognormal = { mean = "40 s", cv = 1.0 } }"#, "lognormal, mean 40 s, cv 1"),
            (r#"{ lognormal = { mean = "8 s", cv = 0.6 } }"#, "lognormal, mean 8 s, cv 0.6"),
            (r#"{ uniform = { from = "0.5 s", to = "3.5 s" } }"#, "uniform, 0.5 s to 3.5 s"),
            (r#"{ exponential = { mean = "105 s" } }"#, "exponential, mean 105 s"),
        ] {
            assert_eq!(in_words(text), words);
        }
    }
}
