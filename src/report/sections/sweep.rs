//! The sections of a sweep: where targets are first missed and how certain that is, the figures of
//! every design, and the changes from design to design.

use super::designs::{EstimatesByDesign, name_with_unit, ordered, shortened, value_of};
use super::targets::verdict;
use super::{control_variates, replications, targets};
use crate::experiment::{
    Record, Step, SweepLayout, SweepPoint, SweepSummary, TargetCrossing, TargetVerdict, Verdict,
};
use crate::measure::Figure;
use crate::report::key;
use crate::report::number::{self, Scale};
use crate::report::section::Section;

/// The sections of a sweep, in reading order.
pub(crate) fn sections(record: &Record, sweep: &SweepSummary) -> Vec<Section> {
    let cells = EstimatesByDesign::of(record);
    let mut sections = vec![
        target_crossings(sweep),
        designs(&cells, sweep),
        replications::of_designs(record),
        targets::precision(record),
        control_variates::of_designs(record, &|design| values_of(sweep, design), None),
        steps(&cells, sweep),
    ];
    sections.retain(|section| !section.rows.is_empty());
    sections
}

/// The values of the keys in a design.
fn values_of(sweep: &SweepSummary, design: &str) -> String {
    let point = sweep.points.iter().find(|point| point.design == design);
    point.map_or_else(|| design.to_owned(), |point| point.values.join(", "))
}

/// The values between which a target changes from met to missed.
fn target_crossings(sweep: &SweepSummary) -> Section {
    let several = sweep.keys.len() > 1;
    let columns = ["target", "where", ">met at", ">missed at", "certainty"];
    let mut section = Section::new("Where targets are first missed", &columns);
    let every = |crossing: &TargetCrossing| match crossing.no_estimate_at.is_empty() {
        true => "every value".to_owned(),
        false => "every estimate".to_owned(),
    };
    for crossing in &sweep.target_crossings {
        let place = match several {
            true => others(crossing),
            false => key::words(&crossing.key),
        };
        let cell = |value: &Option<String>| value.clone().unwrap_or_else(|| "no value".into());
        section.rows.push(vec![
            target(crossing),
            place,
            if crossing.missed.is_none() { every(crossing) } else { cell(&crossing.met) },
            if crossing.met.is_none() { every(crossing) } else { cell(&crossing.missed) },
            certainty(crossing),
        ]);
    }
    if let Some(first) = sweep.target_crossings.first() {
        let along =
            if several { format!("along {}; ", key::words(&first.key)) } else { String::new() };
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

/// The values of the other keys at a crossing, in words.
pub(crate) fn others(crossing: &TargetCrossing) -> String {
    key::settings(crossing.others.iter().map(String::as_str))
}

/// `5.3 %`: the calls that are lost before the figure, if that is why the target is missed.
pub(crate) fn lost_before(crossing: &TargetCrossing) -> Option<String> {
    crossing.lost_before.map(number::lost)
}

/// Whether the intervals say the same about a crossing as the estimates; where there is none, at every value.
pub(crate) fn is_confirmed(crossing: &TargetCrossing) -> bool {
    let is_crossed = crossing.met.is_some() && crossing.missed.is_some();
    (is_crossed || crossing.undecided_at.is_empty())
        && crossing.met_verdict.is_none_or(Verdict::is_met)
        && crossing.missed_verdict.is_none_or(Verdict::fails)
}

/// Whether the intervals confirm a crossing, and how it was found.
pub(crate) fn certainty(crossing: &TargetCrossing) -> String {
    let open: Vec<&str> = crossing.undecided_at.iter().map(String::as_str).collect();
    let mut words = match (&crossing.surely_met, &crossing.surely_missed) {
        _ if is_confirmed(crossing) && open.is_empty() => "confirmed by the intervals".to_owned(),
        _ if is_confirmed(crossing) => {
            format!("confirmed by the intervals, but undecided at {}", shortened(&open))
        }
        (Some(met), Some(missed)) => {
            format!("certainly met at {met}, certainly missed at {missed}, undecided in between")
        }
        (Some(_), None) => format!("undecided at {}, certainly met otherwise", shortened(&open)),
        (None, Some(_)) => format!("undecided at {}, certainly missed otherwise", shortened(&open)),
        (None, None) => "undecided at every value".to_owned(),
    };
    if let Some(lost) = lost_before(crossing) {
        words.push_str(&format!(
            "; missed only because {lost} of the calls are lost before it can count them"
        ));
    } else if crossing.missed_verdict == Some(Verdict::Unstable) {
        words.push_str("; missed: a queue grows as long as the run lasts");
    }
    if crossing.met.is_some() && crossing.missed.is_some() && !crossing.located {
        words.push_str("; to the nearest value of the grid");
    }
    if !crossing.no_estimate_at.is_empty() {
        let values = crossing.no_estimate_at.iter().map(String::as_str).collect::<Vec<_>>();
        words.push_str(&format!("; unknown without an estimate, at {}", shortened(&values)));
    }
    if !crossing.monotone {
        words.push_str("; not monotone: the verdict changes again at other values");
    }
    words
}

pub(super) fn designs(cells: &EstimatesByDesign<'_>, sweep: &SweepSummary) -> Section {
    let figures = cells.known(sweep);
    let scales: Vec<Scale> = figures.iter().map(|f| cells.scale(sweep, f)).collect();
    let judged = sweep.points.iter().any(|point| judged_targets(sweep, point).next().is_some());
    let mut columns: Vec<String> =
        sweep.keys.iter().map(|key| format!(">{}", key::words(&key.path))).collect();
    for (i, (figure, scale)) in figures.iter().zip(&scales).enumerate() {
        // If the terminal is too narrow, the figures requested last are dropped first.
        let spare = if i == 0 { String::new() } else { (10 - i.min(9)).to_string() };
        columns.push(format!("{spare}>{}", name_with_unit(figure, &scale.unit)));
    }
    if judged {
        let first = sweep.points.first();
        let one = first.is_some_and(|point| judged_targets(sweep, point).count() == 1);
        columns.push(if one { "target".to_owned() } else { "targets".to_owned() });
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
            row.push(verdicts(sweep, point));
        }
        section.rows.push(row);
    }
    let mut notes: Vec<String> = sweep.keys.iter().map(|key| key::with_key(&key.path)).collect();
    notes.extend(left_out(sweep));
    if sweep.points.iter().any(|point| point.refined) {
        notes.push("+ added to locate where a target is first missed".to_owned());
    }
    if !sweep.finished {
        let what = "stopped before all designs were finished; run the same command to continue";
        notes.push(what.to_owned());
    }
    section.note = notes.join("; ");
    section
}

/// The targets of the figures that the sweep reports, in a design.
fn judged_targets<'s>(
    sweep: &'s SweepSummary,
    point: &'s SweepPoint,
) -> impl Iterator<Item = &'s TargetVerdict> {
    point.targets.iter().filter(|target| sweep.figures.contains(&target.figure))
}

/// The verdict of a design's targets if they have the same one, or each verdict with its targets.
fn verdicts(sweep: &SweepSummary, point: &SweepPoint) -> String {
    let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
    for target in judged_targets(sweep, point) {
        let word = verdict(target.verdict);
        let alike = judged_targets(sweep, point).filter(|t| t.figure == target.figure);
        // Several targets of a figure differ in their limits.
        let name = match alike.count() {
            1 => target.figure.label(),
            _ => {
                let limit = number::exact(target.figure.dimension(), target.limit);
                format!("{} {} {limit}", target.figure.label(), target.side.words())
            }
        };
        match groups.iter_mut().find(|(known, _)| *known == word) {
            Some((_, figures)) => figures.push(name),
            None => groups.push((word, vec![name])),
        }
    }
    match &groups[..] {
        [(word, _)] => (*word).to_owned(),
        several => {
            let text =
                |(word, figures): &(&str, Vec<String>)| format!("{word}: {}", figures.join(", "));
            several.iter().map(text).collect::<Vec<_>>().join("; ")
        }
    }
}

/// The targets of the model that the sweep does not judge, because it reports other measures.
fn left_out(sweep: &SweepSummary) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for target in sweep.points.iter().flat_map(|point| &point.targets) {
        let name = target.figure.label();
        if !sweep.figures.contains(&target.figure) && !names.contains(&name) {
            names.push(name);
        }
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    (!names.is_empty()).then(|| {
        format!(
            "the model also has targets of other measures, which are not judged here: {}",
            shortened(&names)
        )
    })
}

/// Differences between neighbouring values of a single key.
fn steps(cells: &EstimatesByDesign<'_>, sweep: &SweepSummary) -> Section {
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
    // The designs of a sample are in no order.
    if sweep.layout != SweepLayout::Factorial {
        return section;
    }
    let value = |design: &str| {
        let point = sweep.points.iter().find(|point| point.design == design);
        point.map_or_else(String::new, |point| value_of(point, 0).to_owned())
    };
    for pair in sweep.steps.chunk_by(|a, b| a.from == b.from && a.to == b.to) {
        let mut row = vec![value(&pair[0].from), value(&pair[0].to)];
        let cell = |(figure, scale): (&&&Figure, &Scale)| {
            let step = pair.iter().find(|step| of(step, figure));
            let is_zero =
                |design: &str| cells.at(figure, design).is_some_and(|e| e.value == Some(0.0));
            match step {
                None => number::NOT_ESTIMABLE.to_owned(),
                // What was not seen may still differ.
                Some(s) if is_zero(&s.from) && is_zero(&s.to) => "none seen".to_owned(),
                Some(s) => {
                    number::difference(&s.figure, (s.difference, s.low, s.high), scale.factor)
                }
            }
        };
        row.extend(figures.iter().zip(&scales).map(cell));
        section.rows.push(row);
    }
    section.note = "differences are paired by replication, with common random numbers".to_owned();
    section
}
