//! Pairs of designs on the same callers: their differences, and how much the common random numbers reduce the variance.

use crate::experiment::control_variates;
use crate::experiment::designs::paired::{self, paired_values, varies};
use crate::experiment::record::{
    CallersSummary, Difference, MissingFigure, Ranked, Record, SelectionSummary, SourceIdentity,
    Stopped,
};
use crate::experiment::stopping_rule::forecast;
use crate::measure::Figure;
use crate::stats::interval::{self, Interval};

/// Up to this many designs, every pair is compared; of more, each design is compared with the best.
pub const ALL_PAIRS: usize = 6;

/// How the replications of two designs belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pairing {
    /// The same replication of both has the same random numbers.
    ByReplication,
    /// They are independent samples.
    Independent,
}

/// The first figure that has different values in two designs, or a value in one and none in the other.
pub(super) fn first_differing_figure<'f>(
    designs: &[Record],
    figures: &'f [Figure],
    pairing: Pairing,
) -> Option<&'f Figure> {
    let first = designs.first()?;
    let differs = |d: &Record, figure: &Figure| {
        let (one, other) = (has_value(first, figure), has_value(d, figure));
        one != other
            || (one && difference(first, d, figure, (0.95, pairing)).is_none_or(|d| !d.same))
    };
    figures.iter().find(|figure| designs[1..].iter().any(|d| differs(d, figure)))
}

/// The designs sorted by a figure, the best first, those without a value last.
pub(super) fn ranking(designs: &[Record], figure: &Figure, highest: bool) -> Vec<Ranked> {
    let of = |design: &Record| {
        let found = design.estimate(figure);
        Ranked {
            design: design.first_design().to_owned(),
            value: found.and_then(|e| e.value),
            fails: design.targets.iter().filter(|t| t.verdict.fails()).cloned().collect(),
        }
    };
    let mut ranking: Vec<Ranked> = designs.iter().map(of).collect();
    let cost = |r: &Ranked| match r.value {
        Some(value) if highest => -value,
        Some(value) => value,
        None => f64::INFINITY,
    };
    ranking.sort_by(|a, b| cost(a).total_cmp(&cost(b)));
    ranking
}

/// Sorts by the outcome of a selection: the selected design, then the remaining ones, then the dropped ones, the last
/// dropped first. Values over different numbers of replications cannot be compared.
pub(super) fn order_by_selection(ranking: &mut [Ranked], selection: &SelectionSummary) {
    let place = |ranked: &Ranked| {
        let dropped = selection.dropped.iter().find(|d| d.design == ranked.design);
        let is_selected = selection.selected.as_ref() == Some(&ranked.design);
        (!is_selected, dropped.map_or(0, |d| u32::MAX - d.after))
    };
    ranking.sort_by_key(place);
}

/// Sorts by the outcome of a race, if there was one: the designs that are worse for sure last, the first that stopped last of all.
pub(super) fn order_by_race(ranking: &mut [Ranked], designs: &[Record]) {
    let effort = |ranked: &Ranked| {
        let design = designs.iter().find(|d| d.first_design() == ranked.design)?;
        design.designs.first()?.effort.as_ref()
    };
    ranking.sort_by_key(|ranked| match effort(ranked) {
        Some(effort) if effort.stopped == Stopped::Worse => u32::MAX - effort.replications,
        _ => 0,
    });
}

/// The differences of every figure, for all pairs of few designs or for each of many designs and the best. The level
/// is Bonferroni's for all pairs, even where only some are reported, because the data choose the best.
pub(super) fn differences(
    designs: &[Record],
    figures: &[Figure],
    (level, best): (f64, Option<&str>),
    pairing: Pairing,
) -> Vec<Difference> {
    let k = designs.len();
    let level = 1.0 - (1.0 - level) / (k * (k - 1) / 2) as f64;
    let best = best.and_then(|name| designs.iter().position(|d| d.first_design() == name));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    if k <= ALL_PAIRS {
        (0..k).for_each(|i| pairs.extend((i + 1..k).map(|j| (i, j))));
    } else {
        let best = best.unwrap_or(0);
        pairs.extend((0..k).filter(|i| *i != best).map(|i| (best, i)));
    }
    let of = |figure| {
        let how = (level, pairing);
        pairs.iter().filter_map(move |(i, j)| difference(&designs[*i], &designs[*j], figure, how))
    };
    figures.iter().flat_map(of).collect()
}

fn difference(
    from: &Record,
    to: &Record,
    figure: &Figure,
    (level, pairing): (f64, Pairing),
) -> Option<Difference> {
    if pairing == Pairing::Independent {
        return independent_difference(from, to, figure, level);
    }
    let (before, after) = paired_values(from, to, figure)?;
    let found = paired::difference(&before, &after, level)?;
    let is_constant = found.low == found.high;
    let same = is_constant && found.value == 0.0 && have_equal_gaps(from, to, figure);
    let distinct = !same && found.low.is_some() && !found.contains(0.0);
    let gain = interval::common_random_numbers(&before, &after).filter(|_| !same);
    // The rounding errors of what does not vary are no correlation.
    let size = |values: &[f64]| values.iter().fold(0.0_f64, |size, v| size.max(v.abs()));
    let both_vary = varies(&before, size(&before)) && varies(&after, size(&after));
    let needed = found
        .half_width()
        .filter(|_| !distinct && found.value != 0.0)
        .map(|half| forecast(found.n as u32, half, found.value.abs(), level));
    Some(Difference {
        correlation: gain.filter(|_| both_vary).and_then(|g| g.correlation),
        variance_ratio: gain.filter(|_| !is_constant).and_then(|g| g.variance_ratio),
        replications_to_tell: needed.map(|n| n.min(f64::from(u32::MAX)) as u32),
        controlled: control_variates::difference([from, to], figure, level),
        ..of_interval([from, to], figure, &found, (level, same))
    })
}

/// The difference of two independent samples. They are the same only if neither varies.
fn independent_difference(
    from: &Record,
    to: &Record,
    figure: &Figure,
    level: f64,
) -> Option<Difference> {
    let values = |record| paired::values(record, figure);
    let found = interval::independent_difference(&values(to)?, &values(from)?, level)?;
    let same = found.value == 0.0 && found.low == Some(0.0) && found.high == Some(0.0);
    Some(of_interval([from, to], figure, &found, (level, same)))
}

/// A difference with its interval, and nothing that only pairs have.
fn of_interval(
    [from, to]: [&Record; 2],
    figure: &Figure,
    found: &Interval,
    (level, same): (f64, bool),
) -> Difference {
    Difference {
        from: from.first_design().to_owned(),
        to: to.first_design().to_owned(),
        figure: figure.clone(),
        difference: found.value,
        low: found.low,
        high: found.high,
        level,
        replications: found.n as u32,
        same,
        distinct: !same && found.low.is_some() && !found.contains(0.0),
        correlation: None,
        variance_ratio: None,
        replications_to_tell: None,
        controlled: None,
    }
}

/// The figures that have a value in some designs and none in others.
pub(super) fn missing(designs: &[Record], figures: &[Figure]) -> Vec<MissingFigure> {
    let of = |figure: &Figure| {
        let has = |d: &&Record| has_value(d, figure);
        let (with, without): (Vec<&Record>, Vec<&Record>) = designs.iter().partition(has);
        let names = |designs: &[&Record]| -> Vec<String> {
            designs.iter().map(|d| d.first_design().to_owned()).collect()
        };
        let some = !with.is_empty() && !without.is_empty();
        some.then(|| MissingFigure {
            figure: figure.clone(),
            with: names(&with),
            without: names(&without),
        })
    };
    figures.iter().filter_map(of).collect()
}

/// Whether the figure has a value in the same replications of both designs.
fn have_equal_gaps(a: &Record, b: &Record, figure: &Figure) -> bool {
    let has = |record: &Record| -> Option<Vec<bool>> {
        let found = record.replicates_of(figure)?;
        Some(found.values.iter().map(Option::is_some).collect())
    };
    has(a) == has(b)
}

fn has_value(design: &Record, figure: &Figure) -> bool {
    design.estimate(figure).is_some_and(|e| e.value.is_some())
}

/// Traffic sources whose calls are not the same in every design.
pub(super) fn differing_callers(designs: &[Record]) -> Vec<CallersSummary> {
    let mut names: Vec<&str> = Vec::new();
    for source in designs.iter().flat_map(|d| &d.sources) {
        if !names.contains(&source.source.as_str()) {
            names.push(&source.source);
        }
    }
    let of = |name: &str| {
        let found = |d: &Record| -> Option<SourceIdentity> {
            d.sources.iter().find(|s| s.source == name).cloned()
        };
        let first = designs.iter().find_map(found)?;
        let names = |keep: &dyn Fn(Option<SourceIdentity>) -> bool| -> Vec<String> {
            let kept = designs.iter().filter(|d| keep(found(d)));
            kept.map(|d| d.first_design().to_owned()).collect()
        };
        let absent = names(&|s| s.is_none());
        let other = names(&|s| s.is_some_and(|s| s != first));
        let source = name.to_owned();
        let differs = !absent.is_empty() || !other.is_empty();
        differs.then_some(CallersSummary { source, absent, other })
    };
    names.into_iter().filter_map(of).collect()
}
