//! The conclusion of a comparison in a sentence.

use super::designs::{EstimatesByDesign, in_sentence, some_in_sentence};
use super::differences::{MANY, is_between, of_figure, other, scale};
use super::{replications, targets};
use crate::experiment::{
    CompareSummary, Difference, MissingFigure, Preference, Record, SelectionSummary,
};
use crate::measure::{Direction, Figure};
use crate::report::number;

/// The conclusion, in a sentence for readers without statistics.
pub(crate) fn sentence(record: &Record, compare: &CompareSummary) -> String {
    let Some(figure) = &compare.decides else {
        return none_differs(record, compare);
    };
    let found = match &compare.selection {
        Some(selection) => selected(record, compare, figure, selection),
        None => ranked(record, compare, figure),
    };
    found + &failed_targets(compare)
}

/// That every replication gives the same values, and which figures have none.
fn none_differs(record: &Record, compare: &CompareSummary) -> String {
    let values = EstimatesByDesign::of(record);
    let has_value = |figure: &Figure| {
        record.designs.iter().any(|d| values.at(figure, &d.name).is_some_and(|e| e.value.is_some()))
    };
    let without = compare.figures.iter().filter(|figure| !has_value(figure));
    let without: Vec<String> = without.map(Figure::label).collect();
    let same = "The designs do not differ in any figure that is compared: every replication gives the same values.";
    match without.len() {
        0 => same.to_owned(),
        n if n == compare.figures.len() => {
            format!("Nothing can be compared: no design has a value of {}.", without.join(", "))
        }
        _ => format!("{same} No design has a value of {}.", without.join(", ")),
    }
}

/// Which targets the first design fails, and whether another meets all.
fn failed_targets(compare: &CompareSummary) -> String {
    let Some(first) = compare.ranking.first().filter(|first| !first.fails.is_empty()) else {
        return String::new();
    };
    let fails: Vec<String> = first.fails.iter().map(targets::in_words).collect();
    let meet: Vec<&str> =
        compare.ranking.iter().filter(|r| r.fails.is_empty()).map(|r| r.design.as_str()).collect();
    let others = match meet.len() {
        0 => "No design is without a failed target.".to_owned(),
        1 => format!("{} fails none.", in_sentence(meet[0])),
        _ => format!("{} fail none.", some_in_sentence(&meet)),
    };
    let first = in_sentence(&first.design);
    format!(" But {first} fails a target: {}. {others}", fails.join("; "))
}

fn selected(
    record: &Record,
    compare: &CompareSummary,
    figure: &Figure,
    selection: &SelectionSummary,
) -> String {
    let verb = superlative(compare, figure);
    let scale = scale(record, &EstimatesByDesign::of(record), figure);
    let width = number::exact(figure.dimension(), selection.indifference);
    let width = width.replace('%', scale.of_difference());
    let confidence = number::join(&number::level(selection.confidence), "%");
    match &selection.selected {
        Some(best) => format!(
            "By {}, {} {verb}. The selection is right with a probability of at least {confidence} if the \
             best design is better than all others by {width} or more. It took {} replications of all designs.",
            figure.label(),
            in_sentence(best),
            number::grouped(selection.replications)
        ),
        None => format!(
            "By {}, {} of {} designs could still be the best after {} replications of each: allow more \
             replications (--at-most), or use a larger --indifference than {width}.",
            figure.label(),
            selection.left.len(),
            record.designs.len(),
            longest(record)
        ),
    }
}

fn longest(record: &Record) -> usize {
    record.replicates.iter().map(|r| r.values.len()).max().unwrap_or(0)
}

fn ranked(record: &Record, compare: &CompareSummary, figure: &Figure) -> String {
    if let Some(missing) = compare.missing(figure) {
        return format!(
            "No design is recommended: {}. What it measures does not happen there, or too rarely to estimate it. \
             --rank-by MEASURE ranks by a measure that all designs have.",
            where_missing(missing)
        );
    }
    let Some(best) = compare.ranking.first() else { return String::new() };
    let against =
        |other: &str| of_figure(compare, figure).find(|d| is_between(d, &best.design, other));
    // What is worse than another for sure is not near, though it may not be told from the first.
    let others =
        compare.ranking.iter().skip(1).filter(|r| !replications::is_worse(record, &r.design));
    let near: Vec<&Difference> =
        others.filter_map(|r| against(&r.design)).filter(|d| !d.distinct).collect();
    if near.is_empty() {
        let next = compare.ranking.get(1).and_then(|r| against(&r.design));
        return best_alone(record, compare, figure, next);
    }
    let words = if compare.prefers == Preference::Highest { "highest" } else { "lowest" };
    let (equal, near): (Vec<&Difference>, Vec<&Difference>) =
        near.into_iter().partition(|d| d.same);
    let names = |of: &[&Difference]| {
        of.iter().map(|d| other(d, &best.design).to_owned()).collect::<Vec<_>>()
    };
    let firsts: Vec<String> = [vec![best.design.clone()], names(&equal)].concat();
    let firsts: Vec<&str> = firsts.iter().map(String::as_str).collect();
    let first = match firsts.len() {
        1 => format!("By {}, {} has the {words} value", figure.label(), in_sentence(firsts[0])),
        _ => format!(
            "By {}, {} have the {words} value, the same in every replication",
            figure.label(),
            some_in_sentence(&firsts)
        ),
    };
    if near.is_empty() {
        return format!("{first}.");
    }
    let (several, names) = (near.len() > 1, names(&near));
    let names = some_in_sentence(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let worse = if is_merely_lowest(compare, figure) { "higher" } else { "worse" };
    let more = match near.iter().filter_map(|d| d.replications_to_tell).max() {
        Some(n) if n > MANY => {
            "; very many replications would be needed to separate them".to_owned()
        }
        Some(n) => format!(
            "; if the differences are as estimated, about {} replications would separate them",
            number::grouped(u64::from(n))
        ),
        None => String::new(),
    };
    format!(
        "{first}, but {names} {} not significantly {worse} at the {} level after {} replications{more}.",
        if several { "are" } else { "is" },
        number::join(&number::level(record.confidence), "%"),
        near[0].replications
    )
}

/// In which designs a figure has a value and in which it has none.
pub(super) fn where_missing(missing: &MissingFigure) -> String {
    let names = |designs: &[String]| {
        some_in_sentence(&designs.iter().map(String::as_str).collect::<Vec<_>>())
    };
    format!(
        "{} has a value in {} and none in {}",
        missing.figure.label(),
        names(&missing.with),
        names(&missing.without)
    )
}

/// The conclusion if the best design differs from all others; `next` is its difference from the second.
fn best_alone(
    record: &Record,
    compare: &CompareSummary,
    figure: &Figure,
    next: Option<&Difference>,
) -> String {
    let best = compare.ranking.first().map_or("", |r| r.design.as_str());
    let verb = superlative(compare, figure);
    let name = in_sentence(best);
    let Some(d) = next else {
        return format!("By {}, {name} {verb}.", figure.label());
    };
    let scale = scale(record, &EstimatesByDesign::of(record), figure);
    let by = |v: f64| v.abs() * scale.factor;
    let ends = d.low.zip(d.high).map(|(low, high)| (by(low).min(by(high)), by(low).max(by(high))));
    let (size, range) = match ends {
        Some(ends) if ends.0 < ends.1 => {
            let [size, low, high] = number::rounded_alike(by(d.difference), ends);
            (size, format!(" ({low} to {high})"))
        }
        Some(ends) => {
            let exact =
                (d.difference.abs(), Some(ends.0 / scale.factor), Some(ends.1 / scale.factor));
            let text = number::difference(&d.figure, exact, scale.factor);
            (text.replacen('+', "", 1), String::new())
        }
        None => (number::significant(by(d.difference)), String::new()),
    };
    let several = compare.ranking.len() > 2;
    let rest = if several { ", the second best; all others are further away" } else { "" };
    let together = if several { " for all comparisons jointly" } else { "" };
    let word = if compare.prefers == Preference::Highest { "higher" } else { "lower" };
    format!(
        "By {}, {name} {verb}: {}{range} {word} than {}{rest}. This holds with {} confidence{together}.",
        figure.label(),
        number::join(&size, scale.of_difference().trim_start_matches("% ")),
        in_sentence(other(d, best)),
        number::join(&number::level(record.confidence), "%"),
    )
}

/// Whether the first design of a ranking has only the lowest value and is not best: of a measure without a direction
/// no value is better, unless the user prefers the highest.
pub(crate) fn is_merely_lowest(compare: &CompareSummary, figure: &Figure) -> bool {
    figure.measure.definition().direction == Direction::Neither
        && compare.prefers == Preference::Lowest
}

/// What the first design of a ranking is.
fn superlative(compare: &CompareSummary, figure: &Figure) -> &'static str {
    match is_merely_lowest(compare, figure) {
        true => {
            "has the lowest value, which for this measure is neither better nor worse \
             (--highest ranks the other way)"
        }
        false => "is best",
    }
}
