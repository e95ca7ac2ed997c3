//! Over which range each assumption is varied, as its default declares. Where a source gives a range,
//! that is it; where none does, half and double, of a share the odds.

use crate::scenario::defaults::{self, Basis, DefaultValue, Range};
use crate::scenario::is_list;

/// Both ends of a range: in words, and as they are set.
#[derive(Clone, Debug)]
pub(crate) struct Ends {
    /// The lower end; `None` if there is only one alternative.
    pub(crate) low: Option<(String, String)>,
    /// The upper end, or the only alternative.
    pub(crate) high: (String, String),
    /// The source of the range, or that there is none.
    pub(crate) source: String,
    /// Whether a source gives the range.
    pub(crate) sourced: bool,
}

/// The default behind an assumption that a study lists, if it can be varied; why not otherwise.
pub(crate) fn of(key: &str, value: &str) -> Result<&'static DefaultValue, &'static str> {
    let structure = defaults::structure().find(|d| d.key == key && d.words() == value);
    let assumed = || defaults::all().find(|d| d.key == key && d.basis == Basis::Assumption);
    let default = structure.or_else(assumed).ok_or("no range is known for it")?;
    match default.range {
        Range::Fixed(why) => Err(why),
        Range::NotVaried => Err("no range is known for it"),
        _ => Ok(default),
    }
}

/// The path that changes a default wherever the file does not set the key.
pub(crate) fn path(default: &DefaultValue) -> String {
    match default.path().split_once('.') {
        Some((kind, key)) if is_list(kind) => format!("{kind}[*].{key}"),
        _ => default.path().to_owned(),
    }
}

/// Both ends of a default's range, in words and as they are set.
pub(crate) fn ends(default: &DefaultValue) -> Ends {
    let same = |text: &str| (text.to_owned(), text.to_owned());
    let own = |(words, set): (&str, &str)| (words.to_owned(), set.to_owned());
    match default.range {
        Range::Between(low, high, source) => Ends {
            low: Some(own(low)),
            high: own(high),
            source: source.to_owned(),
            sourced: source.starts_with("domain"),
        },
        Range::Instead(others) => {
            let low = if others.len() > 1 { others.first().map(|t| same(t)) } else { None };
            let high = others.last().map(|text| same(text)).unwrap_or_default();
            Ends { low, high, source: "what else it could be".to_owned(), sourced: false }
        }
        Range::Doubled | Range::Fixed(_) | Range::NotVaried => {
            let base = default.text();
            let end = |factor: f64, words: &str| {
                let set = scaled(base, factor);
                (if set.starts_with('{') { words.to_owned() } else { set.clone() }, set)
            };
            let (low, high) = (end(0.5, "half the time"), end(2.0, "twice the time"));
            let source = if base.ends_with('%') {
                "half and double the odds: no source gives a range"
            } else {
                "half and double: no source gives a range"
            };
            Ends { low: Some(low), high, source: source.to_owned(), sourced: false }
        }
    }
}

/// A value with its times multiplied and the odds of its shares: in a table every quoted quantity,
/// while coefficients without a unit stay. Six significant digits.
pub(crate) fn scaled(text: &str, factor: f64) -> String {
    if !text.starts_with('{') {
        return quantity(text, factor);
    }
    let part = |(i, part): (usize, &str)| {
        if i % 2 == 1 { quantity(part, factor) } else { part.to_owned() }
    };
    text.split('"').enumerate().map(part).collect::<Vec<_>>().join("\"")
}

fn quantity(text: &str, factor: f64) -> String {
    let Some((number, unit)) = text.split_once(' ') else { return text.to_owned() };
    let Ok(value) = number.parse::<f64>() else { return text.to_owned() };
    if unit == "%" {
        let odds = factor * value / (100.0 - value);
        return format!("{:.1} %", 100.0 * odds / (1.0 + odds));
    }
    format!("{} {unit}", six_digits(value * factor))
}

fn six_digits(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_halved_and_doubled_and_of_shares_the_odds() {
        assert_eq!(scaled("12 s", 0.5), "6 s");
        assert_eq!(scaled("25 ms", 1.1), "27.5 ms");
        assert_eq!(scaled("70 %", 2.0), "82.4 %");
        assert_eq!(scaled("70 %", 0.5), "53.8 %");
        let text = r#"{ lognormal = { mean = "40 s", cv = 1.0 } }"#;
        assert_eq!(scaled(text, 2.0), r#"{ lognormal = { mean = "80 s", cv = 1.0 } }"#);
    }

    #[test]
    fn every_range_has_two_ends_that_differ_from_what_is_assumed() {
        for default in defaults::all().filter(|d| d.basis == Basis::Assumption) {
            if matches!(default.range, Range::Fixed(_)) {
                continue;
            }
            assert_ne!(default.range, Range::NotVaried, "{}", default.key);
            let ends = ends(default);
            assert_ne!(ends.high.1, default.text(), "{}", default.key);
            assert!(ends.low.is_none_or(|low| low.1 != default.text() && low.1 != ends.high.1));
            assert!(!ends.source.is_empty());
            assert_eq!(of(default.key, &default.words()).unwrap().key, default.key);
        }
        assert!(of("users.busy", "independent of load").is_err());
        assert!(of("traffic (outbound)", "none").is_err());
        assert_eq!(path(&defaults::USERS_BUSY), "users[*].busy");
        assert_eq!(path(&defaults::STUDY_WAN_DELAY), "study.wan_delay");
    }
}
