//! Targets with their verdicts, and precision with what was reached.

use crate::experiment::{PrecisionKind, Record, TargetVerdict, Verdict};
use crate::measure::Dimension;
use crate::report::number::{self, Scale};
use crate::report::section::Section;

/// A verdict as people read it.
pub(crate) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::MetByTheory => "met by theory",
        Verdict::MetBySurvivors => "met by the calls that got through",
        Verdict::Unstable => "not settled",
        Verdict::Missed => "MISSED",
        Verdict::Undecided => "undecided",
        Verdict::NotEstimable => "not estimable",
    }
}

/// A target, its estimate and its verdict in words, as `blocking at most 1 %: 39.9 ± 0.4 %, MISSED`.
pub(super) fn in_words(t: &TargetVerdict) -> String {
    format!("{}: {}, {}", wanted(t), in_unit_of_limit(t), verdict(t.verdict))
}

/// What a target asks for, as `blocking at most 1 %`.
pub(crate) fn wanted(t: &TargetVerdict) -> String {
    let limit = number::exact(t.figure.dimension(), t.limit);
    format!("{} {} {limit}", t.figure.label(), t.side.words())
}

/// Its estimate and its verdict, as `39.9 ± 0.4 %, MISSED`.
#[cfg(feature = "charts")]
pub(crate) fn estimate_and_verdict(t: &TargetVerdict) -> String {
    format!("{}, {}", in_unit_of_limit(t), verdict(t.verdict))
}

/// The targets with their verdicts.
pub(crate) fn targets(record: &Record) -> Section {
    let mut section = Section::new("Targets", &["target", ">limit", ">estimate", "verdict"]);
    for t in &record.targets {
        let wanted = number::exact(t.figure.dimension(), t.limit);
        section.rows.push(vec![
            t.figure.label(),
            format!("{} {wanted}", t.side.words()),
            in_unit_of_limit(t),
            with_reason(t),
        ]);
    }
    if record.targets.iter().any(|t| t.verdict == Verdict::Undecided) {
        section.note =
            "undecided: the interval contains the limit; more replications, or a longer study.duration, decide"
                .into();
    }
    section
}

/// The verdict, and why it is not plain.
fn with_reason(t: &TargetVerdict) -> String {
    let word = verdict(t.verdict);
    t.reason.as_ref().map_or_else(|| word.to_owned(), |reason| format!("{word}: {reason}"))
}

/// The estimate in the unit of the limit, so that people can compare them.
fn in_unit_of_limit(t: &TargetVerdict) -> String {
    let scale = Scale::of(t.figure.dimension(), t.limit);
    number::of_figure(&t.figure, [t.value, t.low, t.high], &scale)
}

/// The precision that was requested, and what was reached.
pub(crate) fn precision(record: &Record) -> Section {
    let heads = ["design", "figure", ">goal", ">reached", ">estimate", ""];
    let several = record.precision.iter().any(|p| !p.design.is_empty());
    let mut section = Section::new("Precision", if several { &heads } else { &heads[1..] });
    for p in &record.precision {
        let what = p.figure.label();
        let scale = Scale::of(p.figure.dimension(), p.value.unwrap_or(p.asked));
        // A half-width of a share is in points, so that it cannot be taken for a relative width.
        let is_share = p.figure.dimension() == Dimension::Share;
        let unit = if is_share { "points" } else { &scale.unit };
        let half = |text: &str| number::join(&format!("±{text}"), unit);
        let relative = p.kind == PrecisionKind::Relative;
        let goal = match relative {
            true => format!("±{} %", number::significant(100.0 * p.asked)),
            false => half(&number::significant(p.asked * scale.factor)),
        };
        let reached = match (p.half_width, p.value) {
            (Some(h), Some(value)) if relative && value != 0.0 && !p.never_seen => {
                format!("±{} %", number::half_width(100.0 * h / value.abs()))
            }
            (Some(h), _) => half(&number::half_width(h * scale.factor)),
            (None, _) => "–".to_owned(),
        };
        let estimate = p.value.map(|v| {
            let (v, h) = (v * scale.factor, p.half_width.unwrap_or(0.0) * scale.factor);
            let [text, ..] = number::rounded_alike(v, (v - h, v + h));
            let text = if h > 0.0 { text } else { number::significant(v) };
            number::join(&text, &scale.unit)
        });
        let mut row = if several { vec![p.design.clone()] } else { Vec::new() };
        row.extend([
            what,
            goal,
            reached,
            estimate.unwrap_or_default(),
            match (p.met, p.never_seen) {
                (true, _) => "reached",
                (_, true) if p.value.is_none() => "nothing to estimate",
                (_, true) => "never seen: ask for an absolute precision",
                _ => "NOT REACHED: raise --at-most",
            }
            .to_owned(),
        ]);
        section.rows.push(row);
    }
    if let Some(first) = record.precision.first() {
        section.note = format!(
            "each interval is at {} %, so that all{} hold jointly at {} %; a relative precision γ, in %, refers \
             to the true value: half-width ÷ estimate is at most γ/(1+γ)",
            number::level(first.level),
            if several { " of a design" } else { "" },
            number::level(record.confidence)
        );
    }
    section
}
