//! The differences between the designs of a comparison.

use super::designs::{EstimatesByDesign, letter_of, name_with_unit, shortened};
use crate::experiment::{ALL_PAIRS, CompareSummary, Difference, MissingFigure, Record};
use crate::measure::{Dimension, Figure};
use crate::report::number::{self, Scale};
use crate::report::section::Section;

/// Differences with their intervals, and the gain of common random numbers.
pub(super) fn differences(record: &Record, compare: &CompareSummary) -> Section {
    let heads = ["figure", "of", ">difference", "2>correlation", "3>variance ratio", "significant"];
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
                significant(d),
            ]);
        }
        if let Some(missing) = compare.missing(figure) {
            section.rows.push(without_value(record, missing, std::mem::take(&mut first)));
        }
    }
    section.note = note(record, compare);
    section
}

/// The row of a figure that some designs lack: a difference without a number.
fn without_value(record: &Record, missing: &MissingFigure, first: String) -> Vec<String> {
    let short = |design: &String| match letter_of(record, design) {
        letter if letter.is_empty() => design.clone(),
        letter => letter,
    };
    let names: Vec<String> = missing.without.iter().map(short).collect();
    let names = shortened(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let blank = String::new;
    let none = number::NOT_ESTIMABLE.to_owned();
    vec![first, blank(), none, blank(), blank(), format!("no value in {names}")]
}

fn title(record: &Record, compare: &CompareSummary) -> String {
    let best = compare.ranking.first().map_or("", |r| r.design.as_str());
    match &record.designs[..] {
        [a, b] => format!("Differences: {} minus {}", b.name, a.name),
        many if many.len() > ALL_PAIRS => format!("Differences: each design minus {best}"),
        _ => "Differences".to_owned(),
    }
}

/// The two designs of a difference; empty if the comparison has only two.
fn pair(record: &Record, d: &Difference) -> String {
    match record.designs.len() {
        2 => String::new(),
        n if n > ALL_PAIRS => d.to.clone(),
        _ => format!("{} − {}", letter_of(record, &d.to), letter_of(record, &d.from)),
    }
}

fn significant(d: &Difference) -> String {
    match d.replications_to_tell {
        _ if d.distinct => "yes".to_owned(),
        Some(n) if n > MANY => "no".to_owned(),
        Some(n) => format!("after about {}", number::grouped(u64::from(n))),
        None => "no".to_owned(),
    }
}

fn note(record: &Record, compare: &CompareSummary) -> String {
    let same = |figure: &&Figure| {
        let mut found = of_figure(compare, figure).peekable();
        found.peek().is_some() && found.all(|d| d.same)
    };
    let values = EstimatesByDesign::of(record);
    let value = |figure: &Figure, design: &str| values.at(figure, design).and_then(|e| e.value);
    let never = |figure: &&Figure| {
        figure.dimension() == Dimension::Share
            && record.designs.iter().all(|d| value(figure, &d.name) == Some(0.0))
    };
    let (never, same): (Vec<&Figure>, Vec<&Figure>) =
        compare.figures.iter().filter(same).partition(never);
    let [never, same] =
        [never, same].map(|of| of.into_iter().map(Figure::label).collect::<Vec<_>>());
    let level = number::join(&number::level(record.confidence), "%");
    let mut notes = Vec::new();
    if let Some(why) = &compare.unpaired {
        notes.push(format!(
            "independent samples, not paired by replication: {why}; the intervals of a figure hold jointly at {level} \
             (Welch, Bonferroni, all pairs)"
        ));
    } else if compare.differences.iter().any(|d| !d.same) {
        notes.push(format!(
        "paired by replication with common random numbers; the intervals of a figure hold jointly at {level} \
         (Bonferroni, all pairs); variance ratio: how many times more replications independent runs would \
         need; significant after about n replications: a forecast, if the difference is as estimated"
    ));
    }
    if compare.differences.iter().any(|d| !d.same && d.low.is_some() && d.low == d.high) {
        notes.push("exactly, always: the same difference in every replication".to_owned());
    }
    if !same.is_empty() {
        notes.push(format!("equal in all designs: {}", same.join(", ")));
    }
    if !never.is_empty() {
        notes.push(format!("never seen in any design: {}", never.join(", ")));
    }
    notes.join("; ")
}

/// A forecast of more replications than this means a difference near zero.
pub(super) const MANY: u32 = 10_000;

/// The differences of one figure.
pub(crate) fn of_figure<'c>(
    compare: &'c CompareSummary,
    figure: &Figure,
) -> impl Iterator<Item = &'c Difference> {
    let figure = figure.clone();
    compare.differences.iter().filter(move |d| d.figure == figure)
}

/// Whether a difference is between these two designs, in either order.
pub(super) fn is_between(d: &Difference, a: &str, b: &str) -> bool {
    (d.from == a && d.to == b) || (d.from == b && d.to == a)
}

/// The design of a difference that is not `one`.
pub(super) fn other<'d>(d: &'d Difference, one: &str) -> &'d str {
    if d.from == one { &d.to } else { &d.from }
}

/// A difference with its sign and interval, in the unit of `scale`.
pub(crate) fn signed(d: &Difference, scale: &Scale) -> String {
    number::difference(&d.figure, (d.difference, d.low, d.high), scale.factor)
}

/// The unit in which all differences of a figure are shown.
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
