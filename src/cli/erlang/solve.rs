//! A question to a formula: what is given, what is asked, and how the answer is printed. It knows no
//! formula.

use super::arguments::{Channels, Shown};
use crate::stats::erlang::{fewest, load_where};
use anyhow::{Result, anyhow, bail};
use serde_json::{Map, json};
use std::fmt::Write;

/// A formula with what is known of its quantities.
pub(super) struct Question<'a> {
    /// Its name in JSON.
    pub formula: &'static str,
    /// Its name for people.
    pub about: &'static str,
    /// Key and label of the load.
    pub load_key: (&'static str, &'static str),
    pub load: Option<f64>,
    pub channels: Option<u32>,
    /// The argument that gives the share.
    pub flag: &'static str,
    /// The key of what is asked when load and channels are given.
    pub share_key: &'static str,
    /// The shares given.
    pub targets: &'a [f64],
    /// The share by load and channels: rises with the load, falls with the channels.
    pub share: &'a dyn Fn(f64, u32) -> Option<f64>,
    /// The numbers printed for a load and channels.
    pub figures: &'a dyn Fn(f64, u32) -> Option<Vec<Figure>>,
    /// Why a load and channels can have no answer, and what to do.
    pub nothing: &'static str,
    /// Mean holding time, seconds.
    pub hold: Option<f64>,
}

/// One number of the answer.
pub(super) struct Figure {
    key: &'static str,
    /// For people; empty if another line has it.
    label: String,
    value: Value,
}

/// A number with its unit.
#[derive(Clone, Copy)]
pub(super) enum Value {
    Share(f64),
    Erlang(f64),
    Seconds(f64),
    /// In mean holding times.
    Holds(f64),
    Count(u32),
    Number(f64),
}

impl Figure {
    pub(super) fn new(key: &'static str, label: &str, value: Value) -> Self {
        Figure { key, label: label.to_owned(), value }
    }
}

impl Question<'_> {
    /// The answer as text: one, or a table of loads.
    pub(super) fn answer(&self, shown: &Shown) -> Result<String> {
        match shown.table {
            Some(channels) => self.table(channels, shown.json),
            None => self.one(shown.json),
        }
    }

    fn one(&self, as_json: bool) -> Result<String> {
        let (load, channels, asked) = self.solve()?;
        let found = (self.figures)(load, channels)
            .ok_or_else(|| anyhow!("{load} erlang on {channels} channels: {}", self.nothing))?;
        let (key, label) = self.load_key;
        let mut figures = vec![
            Figure::new(key, label, Value::Erlang(load)),
            Figure::new("channels", "channels", Value::Count(channels)),
        ];
        if let Some(hold) = self.hold {
            figures.push(Figure::new("hold", "mean holding time", Value::Seconds(hold)));
            let rate = load / hold * 3_600.0;
            figures.push(Figure::new("calls_per_hour", "calls an hour", Value::Number(rate)));
        }
        figures.extend(found);
        if as_json {
            let mut object = Map::new();
            object.insert("formula".to_owned(), json!(self.formula));
            object.insert("asked".to_owned(), json!(asked));
            for Figure { key, value, .. } in &figures {
                // The unit that is not the usual one is part of the name.
                let holds = matches!(value, Value::Holds(_));
                let key = if holds { format!("{key}_in_holding_times") } else { (*key).to_owned() };
                object.insert(key, value.json());
            }
            return Ok(format!("{:#}\n", serde_json::Value::Object(object)));
        }
        let width = figures.iter().map(|f| f.label.chars().count()).max().unwrap_or(0);
        let mut text = format!("{}\n", self.about);
        for Figure { key, label, value } in figures.iter().filter(|f| !f.label.is_empty()) {
            let mark = if *key == asked { "  <- asked" } else { "" };
            let _ = writeln!(text, "  {label:<width$}  {}{mark}", value.text());
        }
        Ok(text)
    }

    /// Load, channels, and the key of what was asked.
    fn solve(&self) -> Result<(f64, u32, &'static str)> {
        let (load_key, _) = self.load_key;
        match (self.load, self.channels, self.targets) {
            (Some(load), Some(channels), []) => Ok((load, channels, self.share_key)),
            (Some(load), None, [target]) => {
                let enough = |n: u32| (self.share)(load, n).is_some_and(|share| share <= *target);
                let channels = fewest(1, enough).ok_or_else(|| out_of_reach("channels"))?;
                Ok((load, channels, "channels"))
            }
            (None, Some(channels), [target]) => {
                let load = self.load_for(channels, *target).ok_or_else(|| {
                    anyhow!(
                        "with {channels} channels no load gives a share of {}; give another {}",
                        percent(*target),
                        self.flag
                    )
                })?;
                Ok((load, channels, load_key))
            }
            _ => {
                let load_flag = load_key.replace('_', "-");
                bail!(
                    "give two of --{load_flag}, --channels and {}, each once; the third is calculated",
                    self.flag
                )
            }
        }
    }

    fn load_for(&self, channels: u32, target: f64) -> Option<f64> {
        let load = load_where(target, |load| (self.share)(load, channels))?;
        // A formula may end before it reaches the target, as when nobody can be blocked.
        let share = (self.share)(load, channels)?;
        ((share - target).abs() <= 1e-6 * target).then_some(load)
    }

    fn table(&self, (from, to, step): Channels, as_json: bool) -> Result<String> {
        if self.targets.is_empty() || self.load.is_some() {
            let (load_key, _) = self.load_key;
            bail!(
                "--table prints loads: give {} and no --{}",
                self.flag,
                load_key.replace('_', "-")
            );
        }
        let rows = (from..=to).step_by(step as usize).map(|channels| {
            let loads = self.targets.iter().map(|target| self.load_for(channels, *target));
            (channels, loads.collect::<Vec<Option<f64>>>())
        });
        if as_json {
            let rows: Vec<_> = rows
                .map(|(channels, loads)| json!({ "channels": channels, "loads": loads }))
                .collect();
            let object = json!({ "formula": self.formula, "shares": self.targets, "rows": rows });
            return Ok(format!("{object:#}\n"));
        }
        let mut text = format!("{}\n{} in erlang by {}\n", self.about, self.load_key.1, self.flag);
        let _ = write!(text, "{:>9}", "channels");
        self.targets.iter().for_each(|target| {
            let _ = write!(text, "{:>14}", percent(*target));
        });
        for (channels, loads) in rows {
            let _ = write!(text, "\n{channels:>9}");
            for load in loads {
                let load = load.map_or_else(|| "–".to_owned(), |load| format!("{load:.6}"));
                let _ = write!(text, "{load:>14}");
            }
        }
        text.push('\n');
        Ok(text)
    }
}

impl Value {
    fn json(self) -> serde_json::Value {
        match self {
            Value::Count(n) => json!(n),
            Value::Share(x)
            | Value::Erlang(x)
            | Value::Seconds(x)
            | Value::Holds(x)
            | Value::Number(x) => json!(x),
        }
    }

    fn text(self) -> String {
        match self {
            Value::Share(x) => percent(x),
            Value::Erlang(x) => format!("{} erlang", digits(x)),
            Value::Seconds(x) => format!("{} s", digits(x)),
            Value::Holds(x) => format!("{} holding times", digits(x)),
            Value::Count(n) => n.to_string(),
            Value::Number(x) => digits(x),
        }
    }
}

/// A share for people.
pub(super) fn percent(share: f64) -> String {
    format!("{} %", digits(100.0 * share))
}

/// Ten significant digits, as many as the inverses are good for.
fn digits(x: f64) -> String {
    let rounded: f64 = format!("{x:.9e}").parse().unwrap_or(x);
    if rounded != 0.0 && rounded.abs() < 1e-6 {
        format!("{rounded:e}")
    } else {
        rounded.to_string()
    }
}

/// Why nothing was found.
pub(super) fn out_of_reach(what: &str) -> anyhow::Error {
    anyhow!("no number of {what} up to 100 million reaches this share; allow a larger one")
}
