//! How each number acts on each requirement: shown by theory, or tested by simulation with common random numbers.

use super::bench::Bench;
use super::grid::Point;
use super::requirements::Requirement;
use super::search::Effect;
use crate::base::Error;
use crate::deployment::Vary;
use crate::experiment::designs::paired::paired;
use crate::experiment::record::{CapacityEffect, Record, Side};
use crate::experiment::study::Study;
use crate::measure::{Measure, Scope, ScopeKind};

/// Level of the intervals that show an effect: of the one on the good day, or of those through all losses together.
pub(crate) const LEVEL: f64 = 0.99;

/// Each number from that of the first design to its least and to its greatest, all others as in the first design: the effect
/// on each requirement, in each situation in which it is asked for.
pub(crate) fn seen(
    bench: &Bench<'_>,
    model: &Study,
    (first, ends): (&Point, &[[Point; 2]]),
) -> Vec<Vec<CapacityEffect>> {
    let of = |d: usize| {
        let [low, high] = &ends[d];
        let steps = [(low, first), (first, high)];
        let steps = steps.into_iter().filter(|(less, more)| less != more);
        let steps: Vec<(&Point, &Point)> = steps.collect();
        let effect = |r: &Requirement| {
            if by_theory(&bench.vary[d], r, model) {
                return CapacityEffect::HelpsByTheory;
            }
            let pairs = steps.iter().flat_map(|(less, more)| pairs(bench, (less, more), r.group));
            let pairs: Vec<(&Record, &Record)> = pairs.collect();
            let level = 1.0 - (1.0 - LEVEL) * steps.len() as f64 / pairs.len().max(1) as f64;
            both(pairs.into_iter().map(|(less, more)| tested((less, more), r, level)))
        };
        bench.requirements.all.iter().map(effect).collect()
    };
    (0..bench.grid.dimensions()).map(of).collect()
}

/// The records of two designs in each situation of a group in which both were simulated.
fn pairs<'b>(
    bench: &'b Bench<'_>,
    (less, more): (&Point, &Point),
    group: usize,
) -> Vec<(&'b Record, &'b Record)> {
    if group == 0 {
        return bench.good_day(less).zip(bench.good_day(more)).into_iter().collect();
    }
    let more = bench.without(more, group);
    let pair = |(lost, less)| {
        let (_, more) = more.iter().find(|(other, _)| *other == lost)?;
        Some((less, *more))
    };
    bench.without(less, group).into_iter().filter_map(pair).collect()
}

/// The effect that several tests show together.
fn both(tested: impl Iterator<Item = CapacityEffect>) -> CapacityEffect {
    let found: Vec<CapacityEffect> = tested.collect();
    let seen = |effect: CapacityEffect| found.contains(&effect);
    match (seen(CapacityEffect::Helps), seen(CapacityEffect::Hurts)) {
        (true, true) => CapacityEffect::Turns,
        (true, false) => CapacityEffect::Helps,
        (false, true) => CapacityEffect::Hurts,
        (false, false) => CapacityEffect::NotSeen,
    }
}

/// For the search.
pub(crate) fn of_search(seen: &[Vec<CapacityEffect>]) -> Vec<Vec<Effect>> {
    let effect = |seen: &CapacityEffect| match seen {
        CapacityEffect::Hurts => Effect::Hurts,
        CapacityEffect::Turns => Effect::Turns,
        CapacityEffect::NotSeen => Effect::Unseen,
        CapacityEffect::Helps | CapacityEffect::HelpsByTheory => Effect::Helps,
    };
    seen.iter().map(|row| row.iter().map(effect).collect()).collect()
}

/// The designs that show the effects: the first one, and with each number at both ends.
pub(crate) fn probes(first: &Point, ends: &[[Point; 2]]) -> Vec<Point> {
    let others = ends.iter().flatten().filter(|other| *other != first);
    std::iter::once(first).chain(others).cloned().collect()
}

/// By number, the first design with it at its least, and at its greatest.
///
/// # Errors
/// A file that cannot be read.
pub(crate) fn ends(bench: &mut Bench<'_>, first: &Point) -> Result<Vec<[Point; 2]>, Error> {
    let top = bench.grid.greatest();
    let of = |d: usize| Ok([end(bench, first, (d, 0))?, end(bench, first, (d, top[d]))?]);
    (0..first.len()).map(of).collect()
}

/// The first design with one number at an end; where that is not valid, on the way to it.
fn end(
    bench: &mut Bench<'_>,
    first: &Point,
    (dimension, mut at): (usize, u32),
) -> Result<Point, Error> {
    let home = first[dimension];
    loop {
        let mut moved = first.clone();
        moved[dimension] = at;
        if at == home || bench.why_not_valid(&moved)?.is_none() {
            return Ok(moved);
        }
        // Half of the way back.
        at = if at < home { at + (home - at).div_ceil(2) } else { at - (at - home).div_ceil(2) };
    }
}

/// Whether more channels of a gateway never raise the blocking of its own calls: they come whatever it has, and are
/// offered to no other first. More channels never raise the blocking of a loss system (Erlang B is monotone).
fn by_theory(vary: &Vary, requirement: &Requirement, model: &Study) -> bool {
    let figure = &requirement.figure;
    let is_blocking = matches!(figure.measure, Measure::Blocking | Measure::FirstAttemptBlocking);
    let gateways = &model.deployment().gateways;
    let own = gateways.iter().find(|gateway| {
        let path = |key: &str| format!("gateway[\"{}\"].{key}", gateway.name);
        [path("channels"), path("lines.e1"), path("lines.t1")].contains(&vary.key)
    });
    let network = model.network();
    let plain = network.sources.iter().all(|s| !s.has_overflow() && s.retry.is_none());
    let of_own = |scope: &Scope| {
        own.is_some_and(|gateway| *scope == Scope::of(ScopeKind::Gateway, &gateway.name))
            || own.is_some() && gateways.len() == 1 && scope.is_all()
    };
    let at_most = requirement.side == Side::AtMost;
    is_blocking && at_most && plain && requirement.group == 0 && of_own(&figure.scope)
}

/// What a requirement's figure shows between less and more of a number.
fn tested(
    (less, more): (&Record, &Record),
    requirement: &Requirement,
    level: f64,
) -> CapacityEffect {
    let change = paired(less, more, &requirement.figure, level);
    let Some(change) = change else { return CapacityEffect::NotSeen };
    let Some((least, most)) = change.low.zip(change.high) else { return CapacityEffect::NotSeen };
    let rises = least > 0.0;
    let falls = most < 0.0;
    match (requirement.side, rises, falls) {
        (Side::AtMost, false, true) | (Side::AtLeast, true, false) => CapacityEffect::Helps,
        (Side::AtMost, true, false) | (Side::AtLeast, false, true) => CapacityEffect::Hurts,
        _ => CapacityEffect::NotSeen,
    }
}
