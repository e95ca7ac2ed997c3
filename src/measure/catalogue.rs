//! The catalogue: every measure is declared once, in the file of its family. A new measure
//! needs a declaration there and one line in `recorder`, and a count in `recorder::cell` if it counts something new.
//! Pages, messages and charts follow.

use super::calls::calls;
use super::definition::Direction::{LessIsBetter, MoreIsBetter, Neither};
use super::definition::Over::{Calls, Only};
use super::definition::{COUNT, Definition, LATENCY, LOAD, NUMBER, OTHER, SHARE};
use super::dimension::Dimension;
use super::faxes::faxes;
use super::latencies::latencies;
use super::notifications::notifications;
use super::outages::outages;
use super::overload::overload;
use super::places::{PLACES, SERVERS, places};
use super::scope::ScopeKind;
use super::statistic::Statistic;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

/// Declares the enum, the table of definitions and the names, from all families.
macro_rules! declare {
    (; $($family:literal [$(
        $measure:ident $name:literal = $meaning:literal,
            $shape:ident { $($field:ident: $value:expr),* $(,)? };
    )*])*) => {
        /// A measure.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Measure { $($(#[doc = $meaning] $measure,)*)* }

        static DEFINITIONS: &[Definition] = &[$($(
            Definition {
                name: $name, meaning: $meaning, family: $family, $($field: $value,)* ..$shape
            },
        )*)*];

        impl Measure {
            /// All measures, by family.
            pub const ALL: &'static [Measure] = &[$($(Measure::$measure,)*)*];

            /// The measure of this name.
            pub(super) fn named(name: &str) -> Option<Measure> {
                match name {
                    $($($name => Some(Measure::$measure),)*)*
                    _ => None,
                }
            }
        }
    };
}

// Each family hands its measures on to the next, and the last one to `declare`.
calls! { latencies notifications faxes outages overload places declare; }

impl Measure {
    /// Its definition in the catalogue.
    pub fn definition(self) -> &'static Definition {
        &DEFINITIONS[self as usize]
    }

    /// Its name in the record, as `blocking`.
    pub fn name(self) -> &'static str {
        self.definition().name
    }

    /// Its name for people, as `voice-mail routing latency`.
    pub fn label(self) -> &'static str {
        self.definition().label
    }

    /// The dimension of one of its statistics; `None` if it does not have this statistic.
    pub fn dimension(self, statistic: Statistic) -> Option<Dimension> {
        let of =
            |(is, dimension): &(Statistic, Dimension)| (*is == statistic).then_some(*dimension);
        self.definition().statistics.iter().find_map(of)
    }

    /// The statistic that is meant when none is named: value, mean or count, or its only one.
    pub fn usual_statistic(self) -> Statistic {
        const USUAL: [Statistic; 3] = [Statistic::Value, Statistic::Mean, Statistic::Count];
        let usual = USUAL.into_iter().find(|usual| self.dimension(*usual).is_some());
        usual.unwrap_or(self.definition().statistics[0].0)
    }

    /// Whether it has scopes with parts of these kinds.
    pub fn covers(self, kinds: &[ScopeKind]) -> bool {
        self.definition().scopes.iter().any(|over| over.covers(kinds))
    }
}

/// Ordered by name, as in a record.
impl Ord for Measure {
    fn cmp(&self, other: &Self) -> Ordering {
        match self == other {
            true => Ordering::Equal,
            false => self.name().cmp(other.name()),
        }
    }
}

impl PartialOrd for Measure {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for Measure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Measure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::scope::from_text(deserializer)
    }
}

impl JsonSchema for Measure {
    fn schema_name() -> Cow<'static, str> {
        "Measure".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = Measure::ALL.iter().map(|measure| measure.name()).collect();
        json_schema!({ "enum": names })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_measure_is_declared_completely() {
        let mut names = BTreeSet::new();
        for measure in Measure::ALL {
            let d = measure.definition();
            assert!(names.insert(d.name), "{measure} is declared twice");
            assert_eq!(d.name.parse(), Ok(*measure));
            assert!(!d.label.is_empty() && !d.source.is_empty(), "{measure}");
            assert!(!d.statistics.is_empty() && !d.scopes.is_empty(), "{measure}");
            assert!(d.meaning.ends_with('.'), "{measure}");
            let sentences = d.meaning.matches(". ").count() + 1;
            assert_eq!(sentences, 1, "{measure} takes more than one sentence");
        }
    }

    #[test]
    fn a_latency_is_defined_by_two_instants() {
        let is_latency = |m: &&Measure| {
            m.definition().family == "Latencies" && m.dimension(Statistic::P95).is_some()
        };
        let latencies: Vec<_> = Measure::ALL.iter().filter(is_latency).collect();
        assert_eq!(latencies.len(), 14);
        for measure in latencies {
            let meaning = measure.definition().meaning;
            assert!(meaning.starts_with("From ") && meaning.contains(" to "), "{measure}");
        }
    }
}
