//! What all parts of the resolution share: problems, assumptions, look-ups by name, and defaults.

use crate::base::{Diagnostic, Place, Span};
use crate::deployment::{Assumption, Distribution, Shape, times};
use crate::scenario::defaults::{Basis, DefaultValue};
use crate::scenario::{
    ClassText, DistributionText, Object, Scenario, Share, Time, glob_matches, nearest,
};
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// What is kept while resolving.
pub(super) struct Resolver<'s> {
    pub(super) scenario: &'s Scenario,
    pub(super) problems: Vec<Diagnostic>,
    pub(super) assumptions: Vec<Assumption>,
}

impl Resolver<'_> {
    /// Whether there are calls of this class.
    pub(super) fn has_traffic(&self, class: ClassText) -> bool {
        self.scenario.tables.traffic.iter().any(|t| t.says.class == class)
    }

    /// Whether calls of this class go to this name.
    pub(super) fn is_called(&self, class: ClassText, name: &str) -> bool {
        let mut traffic = self.scenario.tables.traffic.iter().map(|t| &t.says);
        traffic.any(|t| t.class == class && t.to.as_deref() == Some(name))
    }

    /// A problem with an object.
    pub(super) fn problem(&mut self, object: &str, place: Place, message: String, hint: &str) {
        self.problems.push(Diagnostic::error(object, message).at(place).hint(hint));
    }

    /// Lists a default that no source backs.
    pub(super) fn assume(&mut self, default: &DefaultValue) {
        if self.assumptions.iter().all(|a| a.key != default.key) {
            self.assumptions.push(Assumption::of(default));
        }
    }

    /// The position of a name that a key gives, or a problem with the nearest name.
    pub(super) fn find<'n, T>(
        &mut self,
        (object, key): (&Object<T>, &str),
        kind: &str,
        name: &str,
        names: impl Iterator<Item = &'n str> + Clone,
    ) -> Option<usize> {
        let found = names.clone().position(|n| n == name);
        if found.is_none() {
            let message = format!("there is no {kind} `{name}`");
            self.problem(&object.label, object.place_of(key), message, &nearest(name, names));
        }
        found
    }

    /// The positions of the names and globs that a key gives, in order, each once.
    pub(super) fn find_all<'n, T>(
        &mut self,
        (object, key): (&Object<T>, &str),
        kind: &str,
        wanted: &[String],
        names: impl Iterator<Item = &'n str> + Clone,
    ) -> Vec<usize> {
        let mut out = Vec::new();
        for (i, pattern) in wanted.iter().enumerate() {
            let item = object.item(key, i, wanted.len());
            if pattern.contains('*') {
                let hits = names.clone().enumerate().filter(|(_, n)| glob_matches(pattern, n));
                let hits: Vec<usize> = hits.map(|(i, _)| i).collect();
                if hits.is_empty() {
                    let (message, hint) =
                        (format!("no {kind} matches `{pattern}`"), nearest(pattern, names.clone()));
                    self.problem(&object.label, object.place_of(&item), message, &hint);
                }
                out.extend(hits);
            } else {
                out.extend(self.find((object, &item), kind, pattern, names.clone()));
            }
        }
        let mut seen = BTreeSet::new();
        out.retain(|i| seen.insert(*i));
        out
    }

    /// A distribution that the file gives at a key.
    pub(super) fn given_time<T>(
        &mut self,
        object: &Object<T>,
        key: &str,
        text: &DistributionText,
    ) -> Distribution {
        let path = format!("{}.{key}", object.label);
        times::distribution(&path, text, self.scenario).unwrap_or_else(|why| {
            self.problem(&object.label, object.place_of(key), format!("`{key}`: {why}"), "");
            Distribution::zero(path)
        })
    }

    /// A distribution that the file gives, or the default.
    pub(super) fn time<T>(
        &mut self,
        object: &Object<T>,
        default: &DefaultValue,
        text: Option<&DistributionText>,
    ) -> Distribution {
        let key = default.key_in_table();
        match text {
            Some(text) => self.given_time(object, key, text),
            None => Distribution::new(format!("{}.{key}", object.label), self.shape_of(default)),
        }
    }

    /// The shape of a default.
    pub(super) fn shape_of(&self, default: &DefaultValue) -> Shape {
        times::shape(&default.get(), self.scenario).unwrap_or(Shape::Constant(0.0))
    }

    /// As [`Self::time`], for an assumption: the default is listed if it is `used`.
    pub(super) fn assumed_time<T>(
        &mut self,
        object: &Object<T>,
        default: &DefaultValue,
        text: Option<&DistributionText>,
        used: bool,
    ) -> Distribution {
        if text.is_none() && used {
            self.assume(default);
        }
        self.time(object, default, text)
    }

    /// The value that the file gives, or the default, which is listed if it is an assumption.
    pub(super) fn value<T: DeserializeOwned>(
        &mut self,
        default: &DefaultValue,
        given: Option<T>,
    ) -> T {
        if given.is_none() && default.basis == Basis::Assumption {
            self.assume(default);
        }
        default.or(given)
    }

    /// A share that the file gives, or an assumption, which is listed if it is `used`.
    pub(super) fn assumed_share(
        &mut self,
        default: &DefaultValue,
        given: Option<Share>,
        used: bool,
    ) -> f64 {
        if given.is_none() && used {
            self.assume(default);
        }
        default.or(given).0
    }

    /// Reports objects of one kind with the same name.
    pub(super) fn unique<T>(&mut self, objects: &[Object<T>], name: impl Fn(&T) -> &str) {
        let mut names = BTreeSet::new();
        for object in objects {
            if !names.insert(name(&object.says)) {
                let message = "there is another of this name".to_owned();
                self.problem(&object.label, object.place_of("name"), message, "names are unique");
            }
        }
    }

    /// Reports a number outside its range.
    pub(super) fn range<T>(
        &mut self,
        object: &Object<T>,
        key: &str,
        value: u32,
        low: u32,
        high: u32,
    ) {
        if !(low..=high).contains(&value) {
            let message = format!("`{key}` is {value}, outside {low} to {high}");
            self.problem(&object.label, object.place_of(key), message, "");
        }
    }
}

/// The time that is given, or the default.
pub(super) fn span(given: Option<Time>, default: &DefaultValue) -> Span {
    Span::from_seconds(default.or(given).0).unwrap_or_default()
}

/// Names as a message shows them, the first five: `` `HQ`, `BR` ``.
pub(super) fn quoted(names: &[&str]) -> String {
    let mut shown: Vec<String> = names.iter().take(5).map(|name| format!("`{name}`")).collect();
    if names.len() > 5 {
        shown.push("…".to_owned());
    }
    shown.join(", ")
}
