//! Exact and simulated answers compared, and how often intervals contain exact answers.

use crate::experiment::{Coverage, EveryDesign, ManySeeds, ReferenceCheck};
use crate::report::number::{self, Scale};
use crate::report::section::Section;

/// How often intervals contained exact answers.
pub(crate) fn coverage(found: &[Coverage]) -> Section {
    let columns = [
        "case",
        "figure",
        "interval",
        ">studies",
        ">replications",
        "2>events",
        "3>half-width",
        ">covered",
        ">at 95 %",
        "1>too low",
        ">wrong",
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
            match c.events {
                few if few < 10.0 => number::significant(few),
                many => number::grouped(many.round() as u64),
            },
            match c.exact == 0.0 {
                true => number::NOT_ESTIMABLE.to_owned(),
                false => format!("{:.1} %", 100.0 * c.half_width / c.exact.abs()),
            },
            format!("{:.2} %", 100.0 * c.share()),
            format!("{:.2}–{:.2} %", 100.0 * low, 100.0 * high),
            format!("{:.2} %", 100.0 * f64::from(c.below) / f64::from(c.studies.max(1))),
            c.wrong.map_or_else(String::new, |wrong| {
                format!("{:.2} %", 100.0 * f64::from(wrong) / f64::from(c.studies.max(1)))
            }),
            match (c.is_fine(), c.few > 0, c.at_least) {
                (false, ..) => "OUTSIDE",
                (true, true, _) => "few events",
                (true, _, true) => "at least",
                _ => "",
            }
            .to_owned(),
        ]);
    }
    section.note = "half-width: share of the exact value; too low: the whole interval is below it; wrong: races that call a met \
                    target missed, a missed one met, or the better design worse; at least: the interval of a race promises its \
                    level whenever it stops, and may cover more"
        .to_owned();
    section
}

/// Answers of searches for the cheapest design, beside every design tried.
pub(crate) fn every_design(found: &[EveryDesign]) -> Section {
    let columns = [
        "model",
        ">designs",
        ">simulated",
        "answer",
        ">cost",
        ">cheapest of all",
        ">undecided",
        "",
    ];
    let mut section = Section::new("Answers of size beside every design", &columns);
    for f in found {
        let cost =
            |cost: Option<f64>| cost.map_or(number::NOT_ESTIMABLE.into(), number::significant);
        let cheapest = match (f.least, f.surely) {
            (Some(least), Some(surely)) if least < surely => {
                format!("{}–{}", number::significant(least), number::significant(surely))
            }
            (least, surely) => cost(surely.or(least)),
        };
        section.rows.push(vec![
            f.title.clone(),
            number::grouped(f.combinations),
            number::grouped(f.searched),
            f.answer.as_ref().map_or("none".into(), |(design, _)| design.clone()),
            cost(f.answer.as_ref().map(|(_, cost)| *cost)),
            cheapest,
            number::grouped(f.undecided),
            match (f.agrees(), f.certified) {
                (false, _) => "WRONG",
                (true, true) => "",
                (true, false) => "not certified",
            }
            .to_owned(),
        ]);
    }
    section
}

/// Answers of searches for the cheapest design with many seeds.
pub(crate) fn many_seeds(found: &[ManySeeds]) -> Section {
    let columns = [
        "model",
        "answer",
        ">cost",
        ">searches",
        ">certified",
        ">share",
        ">at 95 %",
        ">stated",
        "",
    ];
    let mut section = Section::new("Answers of size with many seeds", &columns);
    for f in found {
        for (i, answer) in f.answers.iter().enumerate() {
            let (low, high) = f.interval();
            let of_first = |text: String| if i == 0 { text } else { String::new() };
            let share = f64::from(answer.searches) / f64::from(f.searches.max(1));
            section.rows.push(vec![
                of_first(f.title.clone()),
                answer.design.clone().unwrap_or_else(|| "none".into()),
                number::significant(answer.cost),
                number::grouped(u64::from(answer.searches)),
                number::grouped(u64::from(answer.certified)),
                format!("{:.1} %", 100.0 * share),
                of_first(format!("{:.1}–{:.1} %", 100.0 * low, 100.0 * high)),
                of_first(format!("{} %", number::level(f.confidence))),
                of_first(if f.is_fine() { "" } else { "TOO FEW" }.to_owned()),
            ]);
        }
    }
    section
}

/// Exact values and simulated ones, with intervals of confidence `level`.
pub(crate) fn references(checks: &[ReferenceCheck], level: f64) -> Section {
    let columns = ["figure", ">exact", ">simulated", ">half-width", ">z", "formula"];
    let mut section = Section::new("Exact answers", &columns);
    for r in checks {
        let scale = Scale::of(r.figure.dimension(), r.exact);
        let by = |v: Option<f64>| v.map(|v| v * scale.factor);
        let simulated = number::with_interval(by(r.value), by(r.low), by(r.high));
        let relative = r.relative_half_width.filter(|h| h.is_finite());
        section.rows.push(vec![
            r.figure.label(),
            number::join(
                &exact_rounded(r.exact * scale.factor, by(r.low), by(r.high)),
                &scale.unit,
            ),
            number::join(&simulated, &scale.unit),
            relative.map_or(number::NOT_ESTIMABLE.into(), |h| format!("{:.2} %", 100.0 * h)),
            r.z.map_or(number::NOT_ESTIMABLE.into(), |z| format!("{z:+.2}").replace('-', "−")),
            r.source.clone(),
        ]);
    }
    if !section.rows.is_empty() {
        section.note = format!(
            "{} % intervals; half-width: share of the exact value; z: difference ÷ standard error",
            number::level(level)
        );
    }
    section
}

/// An exact value with one digit more than the simulated value, so that people can compare them.
fn exact_rounded(exact: f64, low: Option<f64>, high: Option<f64>) -> String {
    match (low, high) {
        (Some(low), Some(high)) if high > low => {
            let half = (high - low) / 20.0;
            let text = number::with_interval(Some(exact), Some(exact - half), Some(exact + half));
            text.split(' ').next().unwrap_or_default().to_owned()
        }
        _ => number::significant(exact),
    }
}
