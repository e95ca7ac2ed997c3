//! What a comparison tells: which design is best, by how much, and how sure that is.

use super::answers::Section;
use super::lookup::figure_label;
use super::number::{self, Scale};
use super::sweep::{Cells, headed};
use crate::experiment::{
    ALL_PAIRS, CompareSummary, Design, Difference, Record, SelectionSummary, SweepFigure,
};

/// More replications than this are no forecast but a difference near zero.
const MANY: u32 = 10_000;

/// The sections of a comparison, in reading order.
pub(crate) fn sections(record: &Record, compare: &CompareSummary) -> Vec<Section> {
    let values = Cells::of(record);
    let mut sections = vec![
        best(record, &values, compare),
        figures(record, &values, compare),
        differences(record, compare),
    ];
    sections.extend(compare.selection.as_ref().map(race));
    sections.retain(|section| !section.rows.is_empty());
    sections
}

/// The unit in which all values of a figure are shown.
pub(crate) fn scale(record: &Record, values: &Cells<'_>, figure: &SweepFigure) -> Scale {
    let value = |design: &str| values.at(figure, design).and_then(|e| e.value);
    let all = record.designs.iter().filter_map(|d| value(&d.name));
    Scale::of(&figure.measure, &figure.unit, all.fold(0.0, f64::max))
}

/// The figure's name for people.
pub(crate) fn name(figure: &SweepFigure) -> String {
    figure_label(&figure.measure, &figure.statistic, &figure.scope)
}

/// The differences of one figure.
pub(crate) fn of_figure<'c>(
    compare: &'c CompareSummary,
    figure: &SweepFigure,
) -> impl Iterator<Item = &'c Difference> {
    let (measure, scope, statistic) =
        (figure.measure.clone(), figure.scope.clone(), figure.statistic.clone());
    let differences = compare.differences.iter();
    differences
        .filter(move |d| d.measure == measure && d.scope == scope && d.statistic == statistic)
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

/// What the comparison comes to, in a sentence that needs no statistics to be read.
pub(crate) fn sentence(record: &Record, compare: &CompareSummary) -> String {
    let Some(figure) = &compare.decides else {
        return "The designs do not differ in any figure: every replication gives the same values."
            .to_owned();
    };
    match &compare.selection {
        Some(selection) => selected(record, figure, selection),
        None => ranked(record, compare, figure),
    }
}

fn selected(record: &Record, figure: &SweepFigure, selection: &SelectionSummary) -> String {
    let scale = scale(record, &Cells::of(record), figure);
    let width = number::exact(&figure.measure, &figure.unit, selection.indifference);
    let width = width.replace('%', scale.of_difference());
    let confidence = number::join(&number::level(selection.confidence), "%");
    match &selection.selected {
        Some(best) => format!(
            "By {}, {best} is best: selected with a probability of at least {confidence} wherever it is better \
             than all others by {width} or more, after {} replications of all designs together.",
            name(figure),
            number::grouped(selection.replications)
        ),
        None => format!(
            "By {}, {} of {} designs could be the best still after {} replications of each: allow more \
             (--at-most), or detect less than differences of {width}.",
            name(figure),
            selection.left.len(),
            record.designs.len(),
            longest(record)
        ),
    }
}

fn longest(record: &Record) -> usize {
    record.replicates.iter().map(|r| r.values.len()).max().unwrap_or(0)
}

fn ranked(record: &Record, compare: &CompareSummary, figure: &SweepFigure) -> String {
    let Some(best) = compare.ranking.first() else { return String::new() };
    let scale = scale(record, &Cells::of(record), figure);
    let against = |other: &str| of_figure(compare, figure).find(|d| joins(d, &best.design, other));
    let others = || compare.ranking.iter().skip(1);
    let near: Vec<&Difference> =
        others().filter_map(|r| against(&r.design)).filter(|d| !d.distinct).collect();
    let level = number::join(&number::level(record.confidence), "%");
    let word = if compare.prefers == "highest" { "higher" } else { "lower" };
    if near.is_empty() {
        let Some(d) = compare.ranking.get(1).and_then(|r| against(&r.design)) else {
            return format!("By {}, {} is best.", name(figure), best.design);
        };
        let by = |v: f64| v.abs() * scale.factor;
        let (low, high) = (d.low.map_or(0.0, by), d.high.map_or(0.0, by));
        let (low, high) = (low.min(high), low.max(high));
        let range = match low < high {
            true => {
                format!(" ({} to {})", number::significant(low), number::significant(high))
            }
            false => String::new(),
        };
        let next = other(d, &best.design);
        let several = compare.ranking.len() > 2;
        let rest = if several { ", the next; all others are further off" } else { "" };
        let together = if several { " for all comparisons together" } else { "" };
        return format!(
            "By {}, {} is best: {}{range} {word} than {next}{rest}. This holds with {level} \
             confidence{together}.",
            name(figure),
            best.design,
            number::join(&number::significant(by(d.difference)), scale.of_difference())
        );
    }
    let same = near.iter().filter(|d| d.same).count();
    let names: Vec<&str> = near.iter().map(|d| other(d, &best.design)).collect();
    let more = near.iter().filter_map(|d| d.replications_to_tell).max();
    let verb = match (names.len(), same == names.len()) {
        (1, true) => "is the same in every replication",
        (_, true) => "are the same in every replication",
        (_, false) => "cannot be told from it",
    };
    let more = match more {
        Some(n) if n > MANY => "; it would take very many replications".to_owned(),
        Some(n) => format!(
            "; if the differences are as they look, about {} replications would tell",
            number::grouped(u64::from(n))
        ),
        None => String::new(),
    };
    let words = if compare.prefers == "highest" { "highest" } else { "lowest" };
    format!(
        "By {}, {} has the {words} value, but {} {verb} at {level} after {} replications{more}.",
        name(figure),
        best.design,
        shortened(&names),
        near[0].replications
    )
}

fn joins(d: &Difference, a: &str, b: &str) -> bool {
    (d.from == a && d.to == b) || (d.from == b && d.to == a)
}

fn other<'d>(d: &'d Difference, one: &str) -> &'d str {
    if d.from == one { &d.to } else { &d.from }
}

/// Up to three names, and how many more.
fn shortened(names: &[&str]) -> String {
    match names {
        [a] => (*a).to_owned(),
        [a, b] => format!("{a} and {b}"),
        [a, b, c] => format!("{a}, {b} and {c}"),
        [a, b, rest @ ..] => format!("{a}, {b} and {} more", rest.len()),
        [] => String::new(),
    }
}

fn best(record: &Record, values: &Cells<'_>, compare: &CompareSummary) -> Section {
    let Some(figure) = &compare.decides else {
        let mut section = Section::new("Which is best", &["", "design"]);
        let row = |d: &Design| vec![tag(record, &d.name), d.name.clone()];
        section.rows.extend(record.designs.iter().map(row));
        section.note = notes(record, compare);
        return section;
    };
    let scale = scale(record, values, figure);
    let heads =
        ["", "design", &format!(">{}", headed(figure, &scale.unit)), "1>replications", "place"];
    let mut section = Section::new("Which is best", &heads);
    let first = compare.ranking.first().map_or("", |r| r.design.as_str());
    for ranked in &compare.ranking {
        let e = values.at(figure, &ranked.design);
        let d = of_figure(compare, figure).find(|d| joins(d, first, &ranked.design));
        section.rows.push(vec![
            tag(record, &ranked.design),
            ranked.design.clone(),
            e.map_or_else(|| number::NOT_ESTIMABLE.to_owned(), |e| number::in_scale(e, &scale)),
            e.map_or_else(String::new, |e| number::grouped(u64::from(e.replications))),
            place(compare, &ranked.design, first, d),
        ]);
    }
    section.note = notes(record, compare);
    section
}

/// The sentence, and what else must be known of it.
fn notes(record: &Record, compare: &CompareSummary) -> String {
    let mut notes = vec![sentence(record, compare)];
    notes.extend(callers(compare));
    if !compare.finished {
        notes.push("Stopped before all was finished; the same command goes on.".to_owned());
    }
    if compare.selection.is_some() {
        notes.push(
            "Values of dropped designs rest on fewer replications; see the differences.".to_owned(),
        );
    }
    // Whoever shows it ends the sentence.
    notes.join(" ").trim_end_matches('.').to_owned()
}

/// A letter for each of a few designs, by which tables name them; nothing where there are two, or many.
fn tag(record: &Record, design: &str) -> String {
    let designs = &record.designs;
    let place = designs.iter().position(|d| d.name == design);
    let letters = (3..=ALL_PAIRS).contains(&designs.len());
    let letter = |place: usize| char::from(b'A' + place as u8).to_string();
    place.filter(|_| letters).map_or_else(String::new, letter)
}

/// A design's place in words.
fn place(compare: &CompareSummary, design: &str, first: &str, d: Option<&Difference>) -> String {
    if let Some(selection) = &compare.selection {
        let dropped = selection.dropped.iter().find(|x| x.design == design);
        return match dropped {
            Some(dropped) => format!("dropped after {}", dropped.after),
            None if selection.selected.as_deref() == Some(design) => "selected".to_owned(),
            None => "could be the best".to_owned(),
        };
    }
    match d {
        None if design == first => "best estimate".to_owned(),
        Some(d) if d.same => "the same".to_owned(),
        Some(d) if d.distinct => "worse for certain".to_owned(),
        _ => "not told from it".to_owned(),
    }
}

/// Whether all designs met the same callers.
fn callers(compare: &CompareSummary) -> Option<String> {
    if compare.callers.is_empty() {
        return None;
    }
    let names: Vec<&str> = compare.callers.iter().map(|c| c.source.as_str()).collect();
    Some(format!(
        "Not the same callers in all designs: {}. The intervals hold, but common random numbers gain less.",
        shortened(&names)
    ))
}

/// Every figure of every design.
fn figures(record: &Record, values: &Cells<'_>, compare: &CompareSummary) -> Section {
    let known = compare
        .figures
        .iter()
        .filter(|f| record.designs.iter().any(|d| values.at(f, &d.name).is_some()));
    let known: Vec<(&SweepFigure, Scale)> =
        known.map(|figure| (figure, scale(record, values, figure))).collect();
    // Few designs stand side by side, figures below each other; many designs the other way.
    if record.designs.len() <= ALL_PAIRS {
        let mut heads = vec!["figure".to_owned()];
        let head = |d: &Design| match tag(record, &d.name) {
            tag if tag.is_empty() => format!(">{}", d.name),
            tag => format!(">{tag}"),
        };
        heads.extend(record.designs.iter().map(head));
        let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
        let mut section = Section::new("Figures", &heads);
        for (figure, scale) in known {
            let cell =
                |design: &str| values.at(figure, design).map(|e| number::in_scale(e, &scale));
            let mut row = vec![headed(figure, &scale.unit)];
            row.extend(
                record
                    .designs
                    .iter()
                    .map(|d| cell(&d.name).unwrap_or_else(|| number::NOT_ESTIMABLE.to_owned())),
            );
            section.rows.push(row);
        }
        return section;
    }
    let mut heads = vec!["design".to_owned()];
    for (i, (figure, scale)) in known.iter().enumerate() {
        let spare = if i == 0 { String::new() } else { (10 - i.min(9)).to_string() };
        heads.push(format!("{spare}>{}", headed(figure, &scale.unit)));
    }
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut section = Section::new("Figures", &heads);
    for design in &record.designs {
        let cell = |(figure, scale): &(&SweepFigure, Scale)| {
            let e = values.at(figure, &design.name);
            e.map_or_else(|| number::NOT_ESTIMABLE.to_owned(), |e| number::in_scale(e, scale))
        };
        let mut row = vec![design.name.clone()];
        row.extend(known.iter().map(cell));
        section.rows.push(row);
    }
    section
}

/// The scale of a figure's differences.
pub(crate) fn difference_scale(compare: &CompareSummary, figure: &SweepFigure) -> Scale {
    let largest = of_figure(compare, figure).map(|d| d.difference.abs()).fold(0.0, f64::max);
    Scale::of(&figure.measure, &figure.unit, largest)
}

/// Differences with their intervals, and what common random numbers were worth.
fn differences(record: &Record, compare: &CompareSummary) -> Section {
    let heads = ["figure", "of", ">difference", "2>correlation", "3>variance ratio", "told apart"];
    let best = compare.ranking.first().map_or("", |r| r.design.as_str());
    let title = match &record.designs[..] {
        [a, b] => format!("Differences: {} less {}", b.name, a.name),
        many if many.len() > ALL_PAIRS => format!("Differences: each design less {best}"),
        _ => "Differences".to_owned(),
    };
    let of = |d: &Difference| match record.designs.len() {
        2 => String::new(),
        n if n > ALL_PAIRS => d.to.clone(),
        _ => format!("{} less {}", tag(record, &d.to), tag(record, &d.from)),
    };
    let mut section = Section::new(&title, &heads);
    for figure in &compare.figures {
        let scale = difference_scale(compare, figure);
        let mut first = headed(figure, scale.of_difference());
        for d in of_figure(compare, figure).filter(|d| !d.same) {
            let told = match d.replications_to_tell {
                _ if d.distinct => "yes".to_owned(),
                Some(n) if n > MANY => "no".to_owned(),
                Some(n) => format!("after some {}", number::grouped(u64::from(n))),
                None => "no".to_owned(),
            };
            section.rows.push(vec![
                std::mem::take(&mut first),
                of(d),
                signed(d, &scale),
                d.correlation.map_or_else(String::new, |r| format!("{r:.2}")),
                d.variance_ratio.map_or_else(String::new, number::significant),
                told,
            ]);
        }
    }
    let same: Vec<String> = compare
        .figures
        .iter()
        .filter(|f| {
            let mut found = of_figure(compare, f).peekable();
            found.peek().is_some() && found.all(|d| d.same)
        })
        .map(name)
        .collect();
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
    section.note = notes.join("; ");
    section
}

/// How the selection went.
fn race(selection: &SelectionSummary) -> Section {
    let mut section = Section::new("Selection", &["", ">"]);
    let mut row = |words: &str, value: String| section.rows.push(vec![words.to_owned(), value]);
    let count = |n: u64| number::grouped(n);
    row("replications of every design at first", count(u64::from(selection.first_stage)));
    for chunk in selection.dropped.chunk_by(|a, b| a.after == b.after) {
        let words = match chunk {
            [one] => format!("  dropped after {}: {}", chunk[0].after, one.design),
            many => format!("  dropped after {}: {} designs", chunk[0].after, many.len()),
        };
        row(&words, count(chunk.len() as u64));
    }
    row("replications of all designs together", count(selection.replications));
    if let Some(two_stages) = selection.two_stages {
        row("  two stages of independent runs would take (Rinott 1978)", count(two_stages));
    }
    section.note = "Kim and Nelson (2001): behind by more than a width that shrinks with every replication, a design is \
                    out; it rests on replications that are near normal"
        .to_owned();
    section
}
