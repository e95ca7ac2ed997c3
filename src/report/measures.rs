//! The catalogue of measures for the terminal and for programs.

use super::table::wrap;
use crate::measure::{Dimension, Direction, Measure, Statistic, scopes_of_calls};
use serde::Serialize;

/// These measures by family, each with its statistics, unit, meaning and scopes. Lines are at most
/// `width` characters long, or 40 if `width` is less.
pub fn render(measures: &[Measure], width: u16) -> String {
    let mut text = String::new();
    let mut family = "";
    for measure in measures {
        let d = measure.definition();
        if d.family != family {
            let blank = if family.is_empty() { "" } else { "\n" };
            text.push_str(&format!("{blank}{}\n", d.family));
            family = d.family;
        }
        let better = match d.direction {
            Direction::MoreIsBetter => "; more is better",
            Direction::LessIsBetter => "; less is better",
            Direction::Neither => "",
        };
        let statistics: Vec<&str> = d.statistics.iter().map(|(s, _)| s.name()).collect();
        let head =
            format!("{} ({}), {}{better}", d.name, d.units().join(", "), statistics.join(", "));
        text.push_str(&indented(&head, 2, width));
        text.push_str(&indented(d.meaning, 6, width));
        text.push_str(&indented(&format!("scopes: {}", d.scopes().join(", ")), 6, width));
    }
    let is_of_calls = |m: &Measure| m.definition().scopes().iter().any(|s| s.starts_with("calls"));
    if measures.iter().any(is_of_calls) {
        let scopes = scopes_of_calls().join(", ");
        let words = format!("calls, as a scope, stands for {scopes}");
        text.push_str(&format!("\n{}", indented(&words, 0, width)));
    }
    text
}

/// The text in lines that begin with `by` spaces.
fn indented(text: &str, by: u16, width: u16) -> String {
    let blanks = " ".repeat(usize::from(by));
    wrap(text, width.max(40) - by, "").lines().map(|line| format!("{blanks}{line}\n")).collect()
}

#[derive(Serialize)]
struct Row {
    name: &'static str,
    label: &'static str,
    meaning: &'static str,
    family: &'static str,
    source: &'static str,
    /// `more`, `less` or `neither`.
    better: &'static str,
    statistics: Vec<StatisticRow>,
    scopes: Vec<String>,
}

#[derive(Serialize)]
struct StatisticRow {
    statistic: &'static str,
    unit: &'static str,
}

/// These measures as a JSON array with a final newline.
pub fn json(measures: &[Measure]) -> String {
    let row = |measure: &Measure| {
        let d = measure.definition();
        let statistic = |(statistic, dimension): &(Statistic, Dimension)| StatisticRow {
            statistic: statistic.name(),
            unit: dimension.unit(),
        };
        Row {
            name: d.name,
            label: d.label,
            meaning: d.meaning,
            family: d.family,
            source: d.source,
            better: match d.direction {
                Direction::MoreIsBetter => "more",
                Direction::LessIsBetter => "less",
                Direction::Neither => "neither",
            },
            statistics: d.statistics.iter().map(statistic).collect(),
            scopes: d.scopes(),
        }
    };
    let rows: Vec<Row> = measures.iter().map(row).collect();
    serde_json::to_string_pretty(&rows).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measure_is_listed_and_fits() {
        for width in [60, 80, 120] {
            let text = render(Measure::ALL, width);
            for measure in Measure::ALL {
                assert!(text.contains(&format!("\n  {measure} (")), "{measure}");
            }
            for line in text.lines() {
                assert!(line.chars().count() <= usize::from(width), "{width}: {line}");
            }
        }
    }

    #[test]
    fn the_list_for_programs_has_every_measure() {
        let rows: Vec<serde_json::Value> = serde_json::from_str(&json(Measure::ALL)).unwrap();
        assert_eq!(rows.len(), Measure::ALL.len());
        let blocking = rows.iter().find(|row| row["name"] == "blocking").expect("blocking");
        assert_eq!(blocking["statistics"][0]["unit"], "1");
        assert!(blocking["scopes"].as_array().unwrap().iter().any(|s| s == "gateway:…"));
    }
}
