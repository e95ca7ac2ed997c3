//! A figure: one number of a study.

use super::catalogue::Measure;
use super::dimension::{Dimension, Unit};
use super::problem::Problem;
use super::scope::Scope;
use super::search;
use super::statistic::Statistic;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// One number of a study: which statistic of which measure, over what.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Figure {
    /// What is measured.
    pub measure: Measure,
    /// Over what.
    pub scope: Scope,
    /// Which statistic.
    pub statistic: Statistic,
}

impl Figure {
    /// A statistic of a measure over a scope.
    pub fn new(measure: Measure, scope: Scope, statistic: Statistic) -> Self {
        Figure { measure, scope, statistic }
    }

    /// A statistic of a measure over everything.
    pub fn of_all(measure: Measure, statistic: Statistic) -> Self {
        Figure::new(measure, Scope::all(), statistic)
    }

    /// Measure and statistic from text such as `post_dial_delay.p95`; without a statistic the usual
    /// one of the measure.
    ///
    /// # Errors
    /// An unknown measure or statistic; the message says what to write.
    pub fn parse_measure(text: &str) -> Result<(Measure, Statistic), Problem> {
        if let Some(measure) = Measure::named(text) {
            return Ok((measure, measure.usual_statistic()));
        }
        let dots = text.match_indices('.');
        let splits = dots.map(|(at, _)| (&text[..at], &text[at + 1..]));
        // The longest name first: a measure's name may hold a dot, as a statistic's may.
        let mut known = splits.filter_map(|(name, rest)| Some((Measure::named(name)?, rest)));
        let Some((measure, statistic)) = known.next_back() else {
            return Err(search::unknown(text));
        };
        let statistics = || {
            let names = measure.definition().statistics.iter().map(|(s, _)| format!("`{s}`"));
            names.collect::<Vec<_>>().join(", ")
        };
        match statistic.parse::<Statistic>() {
            Ok(statistic) if measure.dimension(statistic).is_some() => Ok((measure, statistic)),
            _ => {
                let message = format!("`{measure}` has no statistic `{statistic}`");
                Err(Problem::new(message, format!("it has {}", statistics())))
            }
        }
    }

    /// A figure from the columns of a record.
    ///
    /// # Errors
    /// The measure does not have the statistic, or has another unit.
    pub fn from_columns(
        (measure, scope, statistic): (Measure, Scope, Statistic),
        unit: Option<Unit>,
    ) -> Result<Self, String> {
        let Some(dimension) = measure.dimension(statistic) else {
            return Err(format!("the measure `{measure}` has no statistic `{statistic}`"));
        };
        match unit.filter(|unit| *unit != Unit::of(dimension)) {
            None => Ok(Figure::new(measure, scope, statistic)),
            Some(unit) => Err(format!(
                "`{measure}` has the unit `{}`, not `{}`",
                dimension.unit(),
                unit.as_str()
            )),
        }
    }

    /// The dimension of its value. Figures read from text always have a statistic of their measure.
    pub fn dimension(&self) -> Dimension {
        self.measure.dimension(self.statistic).unwrap_or(Dimension::Number)
    }

    /// The unit of its value in the record.
    pub fn unit(&self) -> &'static str {
        self.dimension().unit()
    }

    /// As the name of a part of a scope: a plus sign would begin another part.
    pub fn as_part(&self) -> String {
        self.to_string().replace('+', " ")
    }

    /// For people: `post-dial delay p95, class fax`.
    pub fn label(&self) -> String {
        let statistic = match self.statistic {
            Statistic::Value => String::new(),
            other => format!(" {}", other.name().replace('_', " ")),
        };
        let scope = match self.scope.is_all() {
            true => String::new(),
            false => format!(", {}", self.scope.label()),
        };
        format!("{}{statistic}{scope}", self.measure.label())
    }
}

/// `measure`, then `.statistic` unless it is the usual one, then `@scope` unless it is everything.
impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.measure.name())?;
        if self.statistic != self.measure.usual_statistic() {
            write!(f, ".{}", self.statistic)?;
        }
        if !self.scope.is_all() {
            write!(f, "@{}", self.scope)?;
        }
        Ok(())
    }
}

impl FromStr for Figure {
    type Err = Problem;

    /// # Errors
    /// An unknown measure, statistic or scope; the message says what to write.
    fn from_str(text: &str) -> Result<Self, Problem> {
        let (named, scope) = text.split_once('@').unwrap_or((text, "all"));
        let (measure, statistic) = Figure::parse_measure(named.trim())?;
        Ok(Figure::new(measure, scope.trim().parse()?, statistic))
    }
}

/// The columns of a figure in a record.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Columns {
    /// What is measured, as `blocking`.
    measure: Measure,
    /// Over what, as `all` or `users:head office+mailbox:exchange-2010`.
    scope: Scope,
    /// Which statistic, as `p95`.
    statistic: Statistic,
    /// The unit of its value.
    unit: Unit,
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Figure { measure, scope, statistic } = self.clone();
        Columns { measure, scope, statistic, unit: Unit::of(self.dimension()) }
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Figure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Columns { measure, scope, statistic, unit } = Columns::deserialize(deserializer)?;
        Figure::from_columns((measure, scope, statistic), Some(unit))
            .map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Figure {
    fn schema_name() -> Cow<'static, str> {
        "Figure".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Columns::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::ScopeKind;

    #[test]
    fn figures_are_written_and_read_alike() {
        for measure in Measure::ALL {
            for (statistic, _) in measure.definition().statistics {
                let scope = Scope::of(ScopeKind::Users, "R+D @ home");
                for scope in [Scope::all(), scope] {
                    let figure = Figure::new(*measure, scope, *statistic);
                    assert_eq!(figure.to_string().parse(), Ok(figure));
                }
            }
        }
        let text = |text: &str| text.parse::<Figure>().map(|figure| figure.to_string());
        assert_eq!(text("blocking.value@all"), Ok("blocking".to_owned()));
        assert_eq!(text("post_dial_delay.left_out"), Ok("post_dial_delay.left_out".to_owned()));
        assert_eq!(text("time_to_greeting.p99.9"), Ok("time_to_greeting.p99.9".to_owned()));
        assert_eq!(text("peak @ gateway:gw1"), Ok("peak@gateway:gw1".to_owned()));
    }

    #[test]
    fn errors_in_figures_name_the_cure() {
        let error = |text: &str| text.parse::<Figure>().expect_err("no figure").to_string();
        assert_eq!(
            error("time_to_greeting.p96"),
            "`time_to_greeting` has no statistic `p96`; it has `mean`, `p50`, `p90`, `p95`, `p99`, \
             `p99.9`, `max`"
        );
        assert_eq!(error("blocking.p95"), "`blocking` has no statistic `p95`; it has `value`");
        assert!(error("bloking").contains("did you mean `blocking`"));
        assert!(error("blocking@gateways:gw1").contains("is not a scope"));
    }
}
