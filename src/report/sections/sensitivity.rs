//! The sections of a sensitivity study: for each figure, which assumptions move it and how far.

use crate::experiment::{Change, Estimate, Record, SensitivitySummary, Swing, VariedAssumption};
use crate::measure::Figure;
use crate::report::key;
use crate::report::number::{self, Scale};
use crate::report::section::Section;

/// A section for each figure, then the assumptions that were not varied.
pub(crate) fn sections(record: &Record, study: &SensitivitySummary) -> Vec<Section> {
    let of_figure = |figure| swings(record, study, figure);
    let mut sections: Vec<Section> = study.figures.iter().map(of_figure).collect();
    sections.push(left_out(study));
    sections.retain(|section| !section.rows.is_empty());
    sections
}

/// The swings of a figure, the largest first.
pub(crate) fn of<'s>(study: &'s SensitivitySummary, figure: &Figure) -> Vec<&'s Swing> {
    let is = |swing: &&Swing| swing.figure == *figure;
    study.swings.iter().filter(is).collect()
}

/// The assumption whose swing is larger by its estimate than the largest significant one, but not significant itself.
pub(crate) fn larger_but_open<'s>(swings: &[&'s Swing], largest: &Swing) -> Option<&'s Swing> {
    let size = |swing: &Swing| swing.swing.difference.abs();
    let open = swings.iter().filter(|swing| !swing.distinct && size(swing) > size(largest));
    open.max_by(|a, b| size(a).total_cmp(&size(b))).copied()
}

/// The assumption with this key.
pub(crate) fn assumption<'s>(
    study: &'s SensitivitySummary,
    key: &str,
) -> Option<&'s VariedAssumption> {
    study.assumptions.iter().find(|a| a.key == key)
}

/// The range, `10 ms … 40 ms`, or the only alternative.
pub(crate) fn range(assumption: &VariedAssumption) -> String {
    match &assumption.low {
        Some(low) => format!("{low} … {}", assumption.high),
        None => assumption.high.clone(),
    }
}

/// The figure at the assumed values.
pub(crate) fn base<'r>(record: &'r Record, figure: &Figure) -> Option<&'r Estimate> {
    record.estimate(figure)
}

/// The unit in which a figure and its changes are shown.
pub(crate) fn scale(record: &Record, figure: &Figure) -> Scale {
    let value = base(record, figure).and_then(|e| e.value).unwrap_or(0.0);
    Scale::of(figure.dimension(), value)
}

/// A difference with its sign and interval.
pub(crate) fn change(figure: &Figure, change: &Change, scale: &Scale) -> String {
    number::difference(figure, (change.difference, change.low, change.high), scale.factor)
}

/// A difference with its interval, without a sign.
pub(crate) fn size(figure: &Figure, swing: &Change, scale: &Scale) -> String {
    let Change { difference, low, high, level } = *swing;
    match difference < 0.0 {
        true => {
            let (low, high) = (high.map(|v| -v), low.map(|v| -v));
            size(figure, &Change { difference: -difference, low, high, level }, scale)
        }
        false => change(figure, swing, scale).replacen('+', "", 1),
    }
}

fn swings(record: &Record, study: &SensitivitySummary, figure: &Figure) -> Section {
    let scale = scale(record, figure);
    let name = figure.label();
    let in_unit = |text: &str| match scale.of_difference() {
        "" => format!(">{text}"),
        unit => format!(">{text}, {unit}"),
    };
    let [low, high, swing] = ["at the low end", "at the high end", "swing"].map(in_unit);
    let heads = ["assumption", "1assumed", "varied over", &low, &high, &swing];
    let mut section = Section::new(&format!("What moves {name}"), &heads);
    let found = of(study, figure);
    for swing in found.iter().filter(|swing| swing.distinct) {
        let Some(a) = assumption(study, &swing.key) else { continue };
        let mark = if a.sourced || a.low.is_none() { "" } else { " *" };
        let end = |c: &Option<Change>, varied: bool| match c {
            Some(c) => change(figure, c, &scale),
            None if varied => "no value".to_owned(),
            None => String::new(),
        };
        section.rows.push(vec![
            key::with_key(&a.key),
            a.value.clone(),
            format!("{}{mark}", range(a)),
            end(&swing.low, a.low.is_some()),
            end(&swing.high, true),
            size(figure, &swing.swing, &scale),
        ]);
    }
    if section.rows.is_empty() {
        let mut row = vec![String::new(); heads.len()];
        row[0] = match found.is_empty() {
            true => "no two designs have a value: measure longer (study.duration)".to_owned(),
            false => "no change is significant".to_owned(),
        };
        section.rows.push(row);
    }
    section.note = note(&found, &without_value(study, &found));
    let value = base(record, figure).filter(|e| e.value.is_some()).map(number::estimate);
    let value = value.unwrap_or_else(|| "no value".to_owned());
    let gap = if section.note.is_empty() { "" } else { "; " };
    section.note = format!("at the assumed values: {value}{gap}{}", section.note);
    section
}

/// Assumptions without an effect that a note names.
const FEW: usize = 6;

/// How to read the swings, and which assumptions have no significant one.
fn note(swings: &[&Swing], without_value: &[String]) -> String {
    let keys = |changes: bool| -> Vec<String> {
        let is = |s: &&&Swing| !s.distinct && (s.swing.difference != 0.0) == changes;
        swings.iter().filter(is).map(|s| key::in_list(&s.key)).collect()
    };
    let (rest, idle) = (keys(true), keys(false));
    let mut notes = Vec::new();
    if swings.iter().any(|s| s.distinct) {
        notes.push(
            "changes from the assumed values, paired by replication with common random numbers; the \
             intervals hold jointly; *: no source gives a range"
                .to_owned(),
        );
    }
    let is_exact = |c: &Change| c.difference != 0.0 && c.low.is_some() && c.low == c.high;
    let shown = swings.iter().filter(|s| s.distinct);
    if shown.flat_map(|s| [s.low, s.high, Some(s.swing)]).flatten().any(|c| is_exact(&c)) {
        notes.push("exactly, always: the same change in every replication".to_owned());
    }
    if !rest.is_empty() {
        notes.push(format!("not significant: {}", rest.join(", ")));
    }
    match idle.len() {
        0 => {}
        1..=FEW => notes.push(format!("no effect on the mean: {}", idle.join(", "))),
        n => notes.push(format!("no effect on the mean: {n} others, which the record lists")),
    }
    if !without_value.is_empty() {
        notes.push(format!("no value at an end of the range: {}", without_value.join(", ")));
    }
    notes.join("; ")
}

/// The assumptions with an end at which the figure has no value, which is no small change.
fn without_value(study: &SensitivitySummary, swings: &[&Swing]) -> Vec<String> {
    let lacks = |a: &&VariedAssumption| {
        let swing = swings.iter().find(|s| s.key == a.key);
        swing.is_none_or(|s| s.high.is_none() || (a.low.is_some() && s.low.is_none()))
    };
    let any = !swings.is_empty() && study.finished;
    study.assumptions.iter().filter(|_| any).filter(lacks).map(|a| key::in_list(&a.key)).collect()
}

fn left_out(study: &SensitivitySummary) -> Section {
    let mut section = Section::new("Not varied", &["assumption", "assumed", "reason"]);
    for a in &study.left_out {
        section.rows.push(vec![key::with_key(&a.key), a.value.clone(), a.why.clone()]);
    }
    if !study.finished {
        section.note =
            "stopped before all designs were finished; run the same command to continue".into();
    }
    section
}
