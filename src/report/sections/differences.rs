//! Differences between the designs of a comparison.

use super::designs::{EstimatesByDesign, letter_of, name_with_unit};
use crate::experiment::{ALL_PAIRS, CompareSummary, Difference, Record};
use crate::measure::Figure;
use crate::report::number::{self, Scale};
use crate::report::section::Section;

/// Differences with their intervals, and what common random numbers were worth.
pub(super) fn differences(record: &Record, compare: &CompareSummary) -> Section {
    let heads = ["figure", "of", ">difference", "2>correlation", "3>variance ratio", "told apart"];
    let mut section = Section::new(&title(record, compare), &heads);
    for figure in &compare.figures {
        let scale = difference_scale(compare, figure);
        let mut first = name_with_unit(figure, scale.of_difference());
        for d in of_figure(compare, figure).filter(|d| !d.same) {
            section.rows.push(vec![
                std::mem::take(&mut first),
                pair(record, d),
                signed(d, &scale),
                d.correlation.map_or_else(String::new, |r| format!("{r:.2}")),
                d.variance_ratio.map_or_else(String::new, number::significant),
                told_apart(d),
            ]);
        }
    }
    section.note = note(record, compare);
    section
}

fn title(record: &Record, compare: &CompareSummary) -> String {
    let best = compare.ranking.first().map_or("", |r| r.design.as_str());
    match &record.designs[..] {
        [a, b] => format!("Differences: {} less {}", b.name, a.name),
        many if many.len() > ALL_PAIRS => format!("Differences: each design less {best}"),
        _ => "Differences".to_owned(),
    }
}

/// Which designs a difference is of; nothing if there are only two.
fn pair(record: &Record, d: &Difference) -> String {
    match record.designs.len() {
        2 => String::new(),
        n if n > ALL_PAIRS => d.to.clone(),
        _ => format!("{} less {}", letter_of(record, &d.to), letter_of(record, &d.from)),
    }
}

fn told_apart(d: &Difference) -> String {
    match d.replications_to_tell {
        _ if d.distinct => "yes".to_owned(),
        Some(n) if n > MANY => "no".to_owned(),
        Some(n) => format!("after some {}", number::grouped(u64::from(n))),
        None => "no".to_owned(),
    }
}

fn note(record: &Record, compare: &CompareSummary) -> String {
    let same = |figure: &&Figure| {
        let mut found = of_figure(compare, figure).peekable();
        found.peek().is_some() && found.all(|d| d.same)
    };
    let same: Vec<String> = compare.figures.iter().filter(same).map(Figure::label).collect();
    let level = number::join(&number::level(record.confidence), "%");
    let mut notes = vec![format!(
        "paired over replications with common random numbers; the intervals of a figure hold together at \
         {level} (Bonferroni over all pairs); variance ratio: so many times more replications would \
         independent runs need; told apart after some: a forecast in replications, if the difference is as it \
         looks"
    )];
    if !same.is_empty() {
        notes.push(format!("the same in all designs: {}", same.join(", ")));
    }
    notes.join("; ")
}

/// More replications than this are no forecast but a difference near zero.
pub(super) const MANY: u32 = 10_000;

/// The differences of one figure.
pub(crate) fn of_figure<'c>(
    compare: &'c CompareSummary,
    figure: &Figure,
) -> impl Iterator<Item = &'c Difference> {
    let figure = figure.clone();
    compare.differences.iter().filter(move |d| d.figure == figure)
}

pub(super) fn joins(d: &Difference, a: &str, b: &str) -> bool {
    (d.from == a && d.to == b) || (d.from == b && d.to == a)
}

pub(super) fn other<'d>(d: &'d Difference, one: &str) -> &'d str {
    if d.from == one { &d.to } else { &d.from }
}

/// A difference with its interval in the unit of a scale, signed.
pub(crate) fn signed(d: &Difference, scale: &Scale) -> String {
    if d.same {
        return "0".to_owned();
    }
    let by = |v: f64| v * scale.factor;
    let text = plain(d, by);
    if d.difference > 0.0 { format!("+{text}") } else { text }
}

/// Value and interval of a difference; a bound at zero is no limit of what was never seen.
fn plain(d: &Difference, by: impl Fn(f64) -> f64) -> String {
    match d.low.zip(d.high) {
        Some((low, high)) if low < high => {
            number::with_interval(Some(by(d.difference)), Some(by(low)), Some(by(high)))
        }
        _ => number::significant(by(d.difference)),
    }
}

/// The scale of a figure's differences.
pub(crate) fn difference_scale(compare: &CompareSummary, figure: &Figure) -> Scale {
    let largest = of_figure(compare, figure).map(|d| d.difference.abs()).fold(0.0, f64::max);
    Scale::of(figure.dimension(), largest)
}

/// The unit in which all values of a figure are shown.
pub(crate) fn scale(record: &Record, values: &EstimatesByDesign<'_>, figure: &Figure) -> Scale {
    let value = |design: &str| values.at(figure, design).and_then(|e| e.value);
    let all = record.designs.iter().filter_map(|d| value(&d.name));
    Scale::of(figure.dimension(), all.fold(0.0, f64::max))
}
