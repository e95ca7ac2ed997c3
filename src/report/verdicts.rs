//! The sections that judge: targets met or missed, and exact answers beside simulated ones.

use super::answers::Section;
use super::lookup::figure_label;
use super::number::{self, Scale};
use crate::experiment::{Coverage, Record, ReferenceCheck, TargetVerdict, Verdict};

/// How a verdict is written.
pub(crate) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::Missed => "MISSED",
        Verdict::Undecided => "undecided",
        Verdict::NotEstimable => "not estimable",
    }
}

/// The targets, judged.
pub(crate) fn targets(record: &Record) -> Section {
    let mut section = Section::new("Targets", &["target", ">wanted", ">estimate", "verdict"]);
    for t in &record.targets {
        let wanted = number::exact(&t.measure, &t.unit, t.limit);
        section.rows.push(vec![
            figure_label(&t.measure, &t.statistic, &t.scope),
            format!("{} {wanted}", t.side.replace('_', " ")),
            in_unit_of_limit(t),
            verdict(t.verdict).to_owned(),
        ]);
    }
    if record.targets.iter().any(|t| t.verdict == Verdict::Undecided) {
        section.note =
            "undecided: the limit lies inside the interval; more replications decide".into();
    }
    section
}

/// The estimate in the unit in which its limit is shown, so that the two compare.
fn in_unit_of_limit(t: &TargetVerdict) -> String {
    let scale = Scale::of(&t.measure, &t.unit, t.limit);
    let by = |v: Option<f64>| v.map(|v| v * scale.factor);
    let text = number::with_interval(by(t.value), by(t.low), by(t.high));
    number::join(&text, &scale.unit)
}

/// Precision that was asked for, and what was reached.
pub(crate) fn precision(record: &Record) -> Section {
    let mut section = Section::new("Precision", &["figure", ">asked", ">reached", ">estimate", ""]);
    for p in &record.precision {
        let what = figure_label(&p.measure, &p.statistic, &p.scope);
        let scale = Scale::of(&p.measure, &p.unit, p.value.unwrap_or(p.asked));
        let half = |h: f64| {
            number::join(&format!("±{}", number::significant(h * scale.factor)), &scale.unit)
        };
        let share = |h: f64| format!("±{} %", number::significant(100.0 * h));
        let relative = p.kind == "relative";
        let reached = match (p.half_width, p.value) {
            (Some(h), Some(value)) if relative && value != 0.0 && !p.never_seen => {
                share(h / value.abs())
            }
            (Some(h), _) => half(h),
            (None, _) => "–".to_owned(),
        };
        let estimate =
            p.value.map(|v| number::join(&number::significant(v * scale.factor), &scale.unit));
        section.rows.push(vec![
            what,
            if relative { share(p.asked) } else { half(p.asked) },
            reached,
            estimate.unwrap_or_default(),
            match (p.met, p.never_seen) {
                (true, _) => "reached",
                (_, true) if p.value.is_none() => "nothing to estimate",
                (_, true) => "never seen: only an absolute precision can be reached",
                _ => "NOT REACHED: raise --at-most",
            }
            .to_owned(),
        ]);
    }
    if let Some(first) = record.precision.first() {
        section.note = format!(
            "intervals at {} % each, so that all hold together at {} %; relative to the true value: half-width ÷ estimate \
             at most γ/(1+γ)",
            number::level(first.level),
            number::level(record.confidence)
        );
    }
    section
}

/// How often intervals held exact answers.
pub(crate) fn coverage(found: &[Coverage]) -> Section {
    let columns = [
        "case",
        "figure",
        "interval",
        ">studies",
        ">replications",
        ">events",
        ">covered",
        ">at 95 %",
        "",
    ];
    let mut section = Section::new("Coverage", &columns);
    for c in found {
        let (low, high) = c.interval();
        section.rows.push(vec![
            c.title.clone(),
            c.figure.clone(),
            format!("{}, {} %", c.kind, number::level(c.level)),
            number::grouped(u64::from(c.studies)),
            format!("{:.1}", c.replications),
            number::grouped(c.events.round() as u64),
            format!("{:.2} %", 100.0 * c.share()),
            format!("{:.2}–{:.2} %", 100.0 * low, 100.0 * high),
            match (c.is_thin(), c.is_fine()) {
                (true, _) => "TOO FEW EVENTS",
                (_, true) => "",
                _ => "OUTSIDE",
            }
            .to_owned(),
        ]);
    }
    section
}

/// Exact values beside simulated ones, whose intervals have the level.
pub(crate) fn references(checks: &[ReferenceCheck], level: f64) -> Section {
    let columns = ["exact answer of", ">exact", ">simulated", ">half-width", ">z", "formula"];
    let mut section = Section::new("Exact answers", &columns);
    for r in checks {
        let scale = Scale::of(&r.measure, &r.unit, r.exact);
        let by = |v: Option<f64>| v.map(|v| v * scale.factor);
        let simulated = number::with_interval(by(r.value), by(r.low), by(r.high));
        let relative = r.relative_half_width.filter(|h| h.is_finite());
        section.rows.push(vec![
            figure_label(&r.measure, &r.statistic, &r.scope),
            number::join(&exact_beside(r.exact * scale.factor, by(r.low), by(r.high)), &scale.unit),
            number::join(&simulated, &scale.unit),
            relative.map_or(number::NOT_ESTIMABLE.into(), |h| format!("{:.2} %", 100.0 * h)),
            r.z.map_or(number::NOT_ESTIMABLE.into(), |z| format!("{z:+.2}")),
            r.source.clone(),
        ]);
    }
    if !section.rows.is_empty() {
        section.note = format!(
            "intervals at {} %; half-width ÷ exact; z: difference ÷ standard error",
            number::level(level)
        );
    }
    section
}

/// An exact value with one digit more than the interval beside it, so that they compare.
fn exact_beside(exact: f64, low: Option<f64>, high: Option<f64>) -> String {
    match (low, high) {
        (Some(low), Some(high)) if high > low => {
            let half = (high - low) / 20.0;
            let text = number::with_interval(Some(exact), Some(exact - half), Some(exact + half));
            text.split(' ').next().unwrap_or_default().to_owned()
        }
        _ => number::significant(exact),
    }
}
