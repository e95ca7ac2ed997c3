//! The sections of a sensitivity study: for each figure, which assumptions move it and how far.

use crate::experiment::{Change, Estimate, Record, SensitivitySummary, Swing, VariedAssumption};
use crate::measure::Figure;
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
pub(crate) fn change(change: &Change, scale: &Scale) -> String {
    let by = |v: f64| v * scale.factor;
    let text =
        number::with_interval(Some(by(change.difference)), change.low.map(by), change.high.map(by));
    // For a difference, an interval of width zero means no change, not an event that was never seen.
    let text = if text.starts_with("0 ") { "0".to_owned() } else { text };
    if change.difference > 0.0 { format!("+{text}") } else { text }
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
    let value =
        base(record, figure).map_or_else(|| number::NOT_ESTIMABLE.to_owned(), number::estimate);
    let mut section =
        Section::new(&format!("What moves {name} ({value} at the assumed values)"), &heads);
    let found = of(study, figure);
    for swing in found.iter().filter(|swing| swing.distinct) {
        let Some(a) = assumption(study, &swing.key) else { continue };
        let mark = if a.sourced || a.low.is_none() { "" } else { " *" };
        let end = |c: &Option<Change>| c.as_ref().map_or_else(String::new, |c| change(c, &scale));
        section.rows.push(vec![
            a.key.clone(),
            a.value.clone(),
            format!("{}{mark}", range(a)),
            end(&swing.low),
            end(&swing.high),
            change(&swing.swing, &scale).trim_start_matches(['+', '-']).to_owned(),
        ]);
    }
    if section.rows.is_empty() && !found.is_empty() {
        let mut row = vec![String::new(); heads.len()];
        row[0] = "no change is significant".to_owned();
        section.rows.push(row);
    }
    section.note = note(&found);
    section
}

/// How to read the swings, and which assumptions have no significant one.
fn note(swings: &[&Swing]) -> String {
    let keys = |changes: bool| -> Vec<&str> {
        let is = |s: &&&Swing| !s.distinct && (s.swing.difference != 0.0) == changes;
        swings.iter().filter(is).map(|s| s.key.as_str()).collect()
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
    if !rest.is_empty() {
        notes.push(format!("not significant: {}", rest.join(", ")));
    }
    if !idle.is_empty() {
        notes.push(format!("no effect on the mean: {}", idle.join(", ")));
    }
    notes.join("; ")
}

fn left_out(study: &SensitivitySummary) -> Section {
    let mut section = Section::new("Not varied", &["assumption", "assumed", "reason"]);
    for a in &study.left_out {
        section.rows.push(vec![a.key.clone(), a.value.clone(), a.why.clone()]);
    }
    if !study.finished {
        section.note =
            "stopped before all designs were finished; run the same command to continue".into();
    }
    section
}
