//! The rows of the tidy table, which never change, with an index that finds them.

use super::table::{Estimate, Method};
use crate::measure::{Figure, Measure, Scope, Statistic};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::ops::Deref;
use std::sync::OnceLock;

/// The rows of the tidy table in order. They cannot be changed, so what finds them stays right.
#[derive(Clone, Debug, Default)]
pub struct Estimates {
    rows: Vec<Estimate>,
    /// Positions of the rows that are not part of a series, by design and figure; made when it is first needed.
    by_figure: OnceLock<Vec<u32>>,
    /// The same by design and measure, each in the order of the rows.
    by_measure: OnceLock<Vec<u32>>,
}

impl Estimates {
    /// The estimate of a figure of a design that is not part of a series; of several, the first.
    /// O(log n) after the first call.
    pub fn find(&self, design: &str, figure: &Figure) -> Option<&Estimate> {
        let index = self.by_figure.get_or_init(|| self.sorted_by(by_figure));
        let wanted = key(design, figure);
        let first = index.partition_point(|position| by_figure(self.at(*position)) < wanted);
        let found = index.get(first).map(|position| self.at(*position));
        found.filter(|e| by_figure(e) == wanted)
    }

    /// The estimates of a measure of a design that are not part of a series, in order. O(log n) for the first estimate,
    /// after the first call.
    pub fn of_measure<'a>(
        &'a self,
        design: &'a str,
        measure: Measure,
    ) -> impl Iterator<Item = &'a Estimate> {
        let index = self.by_measure.get_or_init(|| self.sorted_by(by_measure));
        let wanted = (measure as u8, design);
        let first = index.partition_point(|position| by_measure(self.at(*position)) < wanted);
        let from = index[first..].iter().map(|position| self.at(*position));
        from.take_while(move |e| by_measure(e) == wanted)
    }

    /// The rows themselves.
    pub fn into_rows(self) -> Vec<Estimate> {
        self.rows
    }

    fn at(&self, position: u32) -> &Estimate {
        &self.rows[position as usize]
    }

    fn sorted_by<'a, K: Ord>(&'a self, key: fn(&'a Estimate) -> K) -> Vec<u32> {
        let whole = (0..).zip(&self.rows).filter(|(_, e)| e.from.is_none());
        let mut found: Vec<(u32, &Estimate)> = whole.collect();
        // Stable: of several with the same key the first stays first.
        found.sort_by_key(|(_, e)| key(e));
        found.into_iter().map(|(position, _)| position).collect()
    }
}

/// What an estimate is found by: scopes differ most, and numbers compare faster than names.
type FigureKey<'a> = (&'a Scope, u8, u8, &'a str);

fn by_figure(e: &Estimate) -> FigureKey<'_> {
    key(&e.design, &e.figure)
}

fn key<'a>(design: &'a str, figure: &'a Figure) -> FigureKey<'a> {
    (&figure.scope, figure.measure as u8, figure.statistic as u8, design)
}

fn by_measure(e: &Estimate) -> (u8, &str) {
    (e.figure.measure as u8, &e.design)
}

impl From<Vec<Estimate>> for Estimates {
    fn from(rows: Vec<Estimate>) -> Self {
        Estimates { rows, ..Estimates::default() }
    }
}

impl FromIterator<Estimate> for Estimates {
    fn from_iter<I: IntoIterator<Item = Estimate>>(rows: I) -> Self {
        Vec::from_iter(rows).into()
    }
}

impl Deref for Estimates {
    type Target = [Estimate];
    fn deref(&self) -> &[Estimate] {
        &self.rows
    }
}

impl<'a> IntoIterator for &'a Estimates {
    type Item = &'a Estimate;
    type IntoIter = std::slice::Iter<'a, Estimate>;
    fn into_iter(self) -> Self::IntoIter {
        self.rows.iter()
    }
}

impl PartialEq for Estimates {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}

impl Serialize for Estimates {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.rows.iter().map(Row::of))
    }
}

/// A row of a record: without what it does not have, which would make the record a tenth as large again.
#[derive(Serialize)]
struct Row<'e> {
    #[serde(skip_serializing_if = "str::is_empty")]
    design: &'e str,
    measure: Measure,
    scope: &'e Scope,
    statistic: Statistic,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<f64>,
    unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<f64>,
    level: f64,
    method: Method,
    replications: u32,
    count: u64,
}

impl<'e> Row<'e> {
    fn of(e: &'e Estimate) -> Row<'e> {
        let Estimate { design, figure, from, to, value, low, high, .. } = e;
        Row {
            design,
            measure: figure.measure,
            scope: &figure.scope,
            statistic: figure.statistic,
            from: *from,
            to: *to,
            unit: figure.unit(),
            value: *value,
            low: *low,
            high: *high,
            level: e.level,
            method: e.method,
            replications: e.replications,
            count: e.count,
        }
    }
}

impl<'de> Deserialize<'de> for Estimates {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::deserialize(deserializer)?.into())
    }
}

impl JsonSchema for Estimates {
    fn schema_name() -> Cow<'static, str> {
        Vec::<Estimate>::schema_name()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<Estimate>::json_schema(generator)
    }
}
