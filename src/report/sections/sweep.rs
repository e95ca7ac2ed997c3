//! The sections of a sweep: where targets are first missed and how certain that is, the figures of
//! every design, and the changes from design to design.

use super::designs::{EstimatesByDesign, name_with_unit, ordered, value_of};
use super::targets::verdict;
use crate::experiment::{
    Record, Step, SweepLayout, SweepPoint, SweepSummary, TargetCrossing, Verdict,
};
use crate::measure::Figure;
use crate::report::number::{self, Scale};
use crate::report::section::Section;

/// The sections of a sweep, in reading order.
pub(crate) fn sections(record: &Record, sweep: &SweepSummary) -> Vec<Section> {
    let cells = EstimatesByDesign::of(record);
    let mut sections = vec![target_crossings(sweep), designs(&cells, sweep), steps(sweep)];
    sections.retain(|section| !section.rows.is_empty());
    sections
}

/// The values between which a target changes from met to missed.
fn target_crossings(sweep: &SweepSummary) -> Section {
    let several = sweep.keys.len() > 1;
    let columns = ["target", "where", ">met at", ">missed at", "certainty"];
    let mut section = Section::new("Where targets are first missed", &columns);
    for crossing in &sweep.target_crossings {
        let place = if several { crossing.others.join(", ") } else { crossing.key.clone() };
        let cell = |value: &Option<String>| value.clone().unwrap_or_else(|| "no value".into());
        section.rows.push(vec![
            target(crossing),
            place,
            if crossing.missed.is_none() { "every value".into() } else { cell(&crossing.met) },
            if crossing.met.is_none() { "every value".into() } else { cell(&crossing.missed) },
            certainty(crossing),
        ]);
    }
    if let Some(first) = sweep.target_crossings.first() {
        let along = if several { format!("along {}; ", first.key) } else { String::new() };
        section.note = format!(
            "{along}met or missed by the estimate; all designs share common random numbers; undecided: the \
             interval contains the limit; run more replications to decide"
        );
    }
    section
}

/// `blocking at most 1 %`.
pub(crate) fn target(crossing: &TargetCrossing) -> String {
    let limit = number::exact(crossing.figure.dimension(), crossing.limit);
    format!("{} {} {limit}", crossing.figure.label(), crossing.side.words())
}

/// Whether the intervals confirm a crossing, and how it was found.
pub(crate) fn certainty(crossing: &TargetCrossing) -> String {
    let met = crossing.met_verdict.is_none_or(|v| v == Verdict::Met);
    let missed = crossing.missed_verdict.is_none_or(|v| v == Verdict::Missed);
    let mut words = match (&crossing.surely_met, &crossing.surely_missed) {
        _ if met && missed => "confirmed by the intervals".to_owned(),
        (Some(met), Some(missed)) => {
            format!("certainly met at {met}, certainly missed at {missed}, undecided in between")
        }
        (Some(met), None) => format!("certainly met only at {met}, otherwise undecided"),
        (None, Some(missed)) => format!("certainly missed only at {missed}, otherwise undecided"),
        (None, None) => "undecided at every value".to_owned(),
    };
    if crossing.met.is_some() && crossing.missed.is_some() && !crossing.located {
        words.push_str("; to the nearest value of the grid");
    }
    if !crossing.monotone {
        words.push_str("; not monotone: the verdict changes again at other values");
    }
    words
}

fn designs(cells: &EstimatesByDesign<'_>, sweep: &SweepSummary) -> Section {
    let figures = cells.known(sweep);
    let scales: Vec<Scale> = figures.iter().map(|f| cells.scale(sweep, f)).collect();
    let judged = sweep.points.iter().any(|point| !point.targets.is_empty());
    let mut columns: Vec<String> = sweep.keys.iter().map(|key| format!(">{}", key.path)).collect();
    for (i, (figure, scale)) in figures.iter().zip(&scales).enumerate() {
        // If the terminal is too narrow, the figures requested last are dropped first.
        let spare = if i == 0 { String::new() } else { (10 - i.min(9)).to_string() };
        columns.push(format!("{spare}>{}", name_with_unit(figure, &scale.unit)));
    }
    if judged {
        columns.push("targets".to_owned());
    }
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let title =
        if sweep.layout == SweepLayout::Factorial { "Sweep" } else { "Latin hypercube sample" };
    let mut section = Section::new(title, &columns);
    for point in ordered(sweep) {
        let value = |along: usize| {
            let mark = if point.refined && along == 0 { "+ " } else { "" };
            format!("{mark}{}", value_of(point, along))
        };
        let mut row: Vec<String> = (0..sweep.keys.len()).map(value).collect();
        let cell = |(figure, scale): (&&Figure, &Scale)| {
            cells
                .at(figure, &point.design)
                .map_or_else(|| number::NOT_ESTIMABLE.to_owned(), |e| number::in_scale(e, scale))
        };
        row.extend(figures.iter().zip(&scales).map(cell));
        if judged {
            row.push(verdicts(point));
        }
        section.rows.push(row);
    }
    let mut notes = Vec::new();
    if sweep.points.iter().any(|point| point.refined) {
        notes.push("+ added to locate where a target is first missed");
    }
    if !sweep.finished {
        notes.push("stopped before all designs were finished; run the same command to continue");
    }
    section.note = notes.join("; ");
    section
}

/// The different verdicts of a design's targets.
fn verdicts(point: &SweepPoint) -> String {
    let mut words: Vec<&str> = Vec::new();
    for target in &point.targets {
        let word = verdict(target.verdict);
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(", ")
}

/// Differences between neighbouring values of a single key.
fn steps(sweep: &SweepSummary) -> Section {
    let figures: Vec<&Figure> = sweep.figures.iter().collect();
    let of = |step: &Step, figure: &Figure| step.figure == *figure;
    let changes = |figure: &&&Figure| sweep.steps.iter().any(|step| of(step, figure));
    let figures: Vec<&&Figure> = figures.iter().filter(changes).collect();
    let scale = |figure: &Figure| {
        let largest = sweep.steps.iter().filter(|step| of(step, figure));
        let largest = largest.map(|step| step.difference.abs()).fold(0.0, f64::max);
        Scale::of(figure.dimension(), largest)
    };
    let scales: Vec<Scale> = figures.iter().map(|figure| scale(figure)).collect();
    let mut columns = vec!["from".to_owned(), "to".to_owned()];
    for (i, (figure, scale)) in figures.iter().zip(&scales).enumerate() {
        let spare = if i == 0 { String::new() } else { (10 - i.min(9)).to_string() };
        columns.push(format!("{spare}>{}", name_with_unit(figure, scale.of_difference())));
    }
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut section = Section::new("Change from one value to the next", &columns);
    let [_] = sweep.keys.as_slice() else { return section };
    let value = |design: &str| {
        let point = sweep.points.iter().find(|point| point.design == design);
        point.map_or_else(String::new, |point| value_of(point, 0).to_owned())
    };
    for pair in sweep.steps.chunk_by(|a, b| a.from == b.from && a.to == b.to) {
        let mut row = vec![value(&pair[0].from), value(&pair[0].to)];
        let cell = |(figure, scale): (&&&Figure, &Scale)| {
            let step = pair.iter().find(|step| of(step, figure));
            let by = |v: f64| v * scale.factor;
            step.map_or_else(String::new, |s| {
                number::with_interval(Some(by(s.difference)), s.low.map(by), s.high.map(by))
            })
        };
        row.extend(figures.iter().zip(&scales).map(cell));
        section.rows.push(row);
    }
    section.note = "differences are paired by replication, with common random numbers".to_owned();
    section
}
