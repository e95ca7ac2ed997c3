//! The sections of a comparison: which design is best, by how much, and how certain that is.

use super::conclusion::{is_merely_lowest, sentence, where_missing};
use super::designs::{EstimatesByDesign, letter_of, name_with_unit, shortened};
use super::differences::{differences, is_between, of_figure, scale};
use super::{control_variates, replications, targets};
use crate::experiment::{
    ALL_PAIRS, CompareSummary, Design, Difference, NO_TRAFFIC_IN_COMMON, Record, SelectionSummary,
};
use crate::measure::Figure;
use crate::report::number::{self, Scale};
use crate::report::section::Section;

/// The sections of a comparison, in reading order.
pub(crate) fn sections(record: &Record, compare: &CompareSummary) -> Vec<Section> {
    let values = EstimatesByDesign::of(record);
    let (best, mut figures) = (best(record, &values, compare), figures(record, &values, compare));
    if best.rows.is_empty() {
        // What the first table would say.
        let notes = [best.note.as_str(), figures.note.as_str()];
        let notes: Vec<&str> = notes.into_iter().filter(|note| !note.is_empty()).collect();
        figures.note = notes.join(". ");
    }
    let mut sections = vec![
        best,
        figures,
        replications::of_designs(record),
        targets::precision(record),
        differences(record, compare),
        control_variates::of_designs(record, &|design| short_name(record, design), Some(compare)),
    ];
    sections.extend(compare.selection.as_ref().map(selection));
    sections.retain(|section| !section.rows.is_empty());
    sections
}

/// The letter that stands for a design, or its name.
fn short_name(record: &Record, design: &str) -> String {
    let letter = letter_of(record, design);
    if letter.is_empty() { design.to_owned() } else { letter }
}

fn best(record: &Record, values: &EstimatesByDesign<'_>, compare: &CompareSummary) -> Section {
    let Some(figure) = &compare.decides else {
        // None is best; where the other tables have letters, this one says which is which.
        let mut section = Section::new("Designs", &["", "design"]);
        let row = |d: &Design| vec![letter_of(record, &d.name), d.name.clone()];
        let rows = record.designs.iter().map(row);
        section.rows.extend(rows.filter(|row| !row[0].is_empty()));
        section.note = notes(record, compare);
        return section;
    };
    let scale = scale(record, values, figure);
    let heads = [
        "",
        "design",
        &format!(">{}", name_with_unit(figure, &scale.unit)),
        "1>replications",
        "place",
        "misses",
    ];
    let lowest = is_merely_lowest(compare, figure);
    let title = match compare.missing(figure) {
        Some(_) => "Designs, of which some have no value",
        None if lowest => "Designs, lowest first",
        None => "Which design is best",
    };
    let mut section = Section::new(title, &heads);
    let first = compare.ranking.first().map_or("", |r| r.design.as_str());
    for ranked in &compare.ranking {
        let e = values.at(figure, &ranked.design);
        let d = of_figure(compare, figure).find(|d| is_between(d, first, &ranked.design));
        section.rows.push(vec![
            letter_of(record, &ranked.design),
            ranked.design.clone(),
            e.map_or_else(|| number::NOT_ESTIMABLE.to_owned(), |e| number::in_scale(e, &scale)),
            e.map_or_else(String::new, |e| number::grouped(u64::from(e.replications))),
            match compare.missing(figure) {
                Some(missing) if missing.without.contains(&ranked.design) => "no value".to_owned(),
                Some(_) => "not ranked".to_owned(),
                None if replications::is_worse(record, &ranked.design) => {
                    let word = if lowest { "higher" } else { "worse" };
                    word.to_owned()
                }
                None => place(compare, &ranked.design, (first, lowest), d),
            },
            ranked.fails.iter().map(targets::wanted).collect::<Vec<_>>().join("; "),
        ]);
    }
    if compare.ranking.iter().all(|ranked| ranked.fails.is_empty()) {
        section.columns.pop();
        section.rows.iter_mut().for_each(|row| drop(row.pop()));
    }
    section.note = notes(record, compare);
    section
}

/// The conclusion, and what limits it.
fn notes(record: &Record, compare: &CompareSummary) -> String {
    let mut notes = vec![sentence(record, compare)];
    let others = compare.missing.iter().filter(|m| compare.decides.as_ref() != Some(&m.figure));
    let others: Vec<String> = others.map(where_missing).collect();
    if !others.is_empty() {
        notes.push(format!("The designs differ in what they have: {}.", others.join("; ")));
    }
    notes.extend(sentence_of_callers(compare));
    if !compare.finished {
        notes.push(
            "Stopped before all designs were finished; run the same command to continue."
                .to_owned(),
        );
    }
    if compare.selection.is_some() {
        notes.push("Dropped designs have fewer replications; see the differences.".to_owned());
    }
    // The renderer adds the full stop.
    notes.join(" ").trim_end_matches('.').to_owned()
}

/// A design's place in words, after the `first` of the ranking, which may be `lowest` only.
fn place(
    compare: &CompareSummary,
    design: &str,
    (first, lowest): (&str, bool),
    d: Option<&Difference>,
) -> String {
    if let Some(selection) = &compare.selection {
        let dropped = selection.dropped.iter().find(|x| x.design == design);
        return match dropped {
            Some(dropped) => format!("dropped after {} replications", dropped.after),
            None if selection.selected.as_deref() == Some(design) => "selected".to_owned(),
            None => "could be the best".to_owned(),
        };
    }
    match d {
        None if design == first => {
            if lowest {
                "lowest estimate"
            } else {
                "best estimate"
            }
        }
        Some(d) if d.same => "the same",
        Some(d) if d.distinct => {
            if lowest {
                "higher"
            } else {
                "worse"
            }
        }
        _ => {
            if lowest {
                "may be as low"
            } else {
                "may be as good"
            }
        }
    }
    .to_owned()
}

/// The sources whose callers differ between designs.
pub(crate) fn sentence_of_callers(compare: &CompareSummary) -> Option<String> {
    if let Some(why) = &compare.unpaired {
        let cure = match why.ends_with(NO_TRAFFIC_IN_COMMON) {
            true => "",
            false => {
                ": runs of one version with the same seed, replications, window and warm-up are paired, and their intervals \
                 narrower"
            }
        };
        return Some(format!(
            "The designs are compared as independent samples, because {why}{cure}."
        ));
    }
    if compare.callers.is_empty() {
        return None;
    }
    let names: Vec<&str> = compare.callers.iter().map(|c| c.source.as_str()).collect();
    Some(format!(
        "The designs do not have the same callers: {}. The intervals are valid, but common random numbers \
         narrow them less.",
        shortened(&names)
    ))
}

/// Every figure of every design, and what stands for a value that a design does not have.
fn figures(record: &Record, values: &EstimatesByDesign<'_>, compare: &CompareSummary) -> Section {
    let mut section = figures_of(record, values, compare);
    if !compare.missing.is_empty() {
        let mark = number::NOT_ESTIMABLE;
        section.note =
            format!("{mark}: no value; what is measured does not happen there, or too rarely");
    }
    section
}

fn figures_of(
    record: &Record,
    values: &EstimatesByDesign<'_>,
    compare: &CompareSummary,
) -> Section {
    let known = compare
        .figures
        .iter()
        .filter(|f| record.designs.iter().any(|d| values.at(f, &d.name).is_some()));
    let known: Vec<(&Figure, Scale)> =
        known.map(|figure| (figure, scale(record, values, figure))).collect();
    // A few designs are columns; many designs are rows.
    if record.designs.len() <= ALL_PAIRS {
        let mut heads = vec!["figure".to_owned()];
        let head = |d: &Design| match letter_of(record, &d.name) {
            letter if letter.is_empty() => format!(">{}", d.name),
            letter => format!(">{letter}"),
        };
        heads.extend(record.designs.iter().map(head));
        let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
        let mut section = Section::new("Figures", &heads);
        for (figure, scale) in known {
            let cell =
                |design: &str| values.at(figure, design).map(|e| number::in_scale(e, &scale));
            let mut row = vec![name_with_unit(figure, &scale.unit)];
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
        heads.push(format!("{spare}>{}", name_with_unit(figure, &scale.unit)));
    }
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut section = Section::new("Figures", &heads);
    for design in &record.designs {
        let cell = |(figure, scale): &(&Figure, Scale)| {
            let e = values.at(figure, &design.name);
            e.map_or_else(|| number::NOT_ESTIMABLE.to_owned(), |e| number::in_scale(e, scale))
        };
        let mut row = vec![design.name.clone()];
        row.extend(known.iter().map(cell));
        section.rows.push(row);
    }
    section
}

/// The course of the selection.
fn selection(course: &SelectionSummary) -> Section {
    let mut section = Section::new("Selection", &["", ">"]);
    let mut row = |words: &str, value: String| section.rows.push(vec![words.to_owned(), value]);
    let count = |n: u64| number::grouped(n);
    row("first-stage replications of each design", count(u64::from(course.first_stage)));
    for chunk in course.dropped.chunk_by(|a, b| a.after == b.after) {
        let words = match chunk {
            [one] => format!("  replications of {}, then dropped", one.design),
            many => format!("  replications of each of {} designs, then dropped", many.len()),
        };
        row(&words, count(u64::from(chunk[0].after)));
    }
    row("replications of all designs together", count(course.replications));
    if let Some(two_stages) = course.two_stages {
        row("  independent runs in two stages would need (Rinott 1978)", count(two_stages));
    }
    section.note = "procedure of Kim and Nelson (2001): it drops a design that is behind by more than a limit, which \
                    shrinks with every replication; it assumes nearly normal replications"
        .to_owned();
    section
}
