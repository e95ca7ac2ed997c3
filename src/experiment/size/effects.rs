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

/// A number that grows, all others unchanged: the design with less of it, and the one with more.
pub(crate) type Step = (Point, Point);

/// The effect of each number on each requirement, in each situation in which it is asked for, as its steps show it.
pub(crate) fn seen(
    bench: &Bench<'_>,
    model: &Study,
    steps: &[Vec<Step>],
) -> Vec<Vec<CapacityEffect>> {
    let of = |d: usize| {
        let steps = &steps[d];
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

/// The designs that show the effects, each once: the first one, and those of the steps.
pub(crate) fn probes(first: &Point, steps: &[Vec<Step>]) -> Vec<Point> {
    let mut found = vec![first.clone()];
    for point in steps.iter().flatten().flat_map(|(less, more)| [less, more]) {
        if !found.contains(point) {
            found.push(point.clone());
        }
    }
    found
}

/// By requirement, the largest design with every number at its least that alone was not seen to act: together they may. `None`
/// with fewer than two, or where that design is not valid.
///
/// # Errors
/// A file that cannot be read.
pub(crate) fn together(
    bench: &mut Bench<'_>,
    seen: &[Vec<CapacityEffect>],
    largest: &Point,
) -> Result<Vec<Option<Point>>, Error> {
    let requirements = bench.requirements.all.len();
    let of = |requirement: usize| {
        let unseen = |d: &usize| seen[*d][requirement] == CapacityEffect::NotSeen;
        let unseen: Vec<usize> = (0..seen.len()).filter(unseen).collect();
        let mut point = largest.clone();
        unseen.iter().for_each(|d| point[*d] = 0);
        let is_one = unseen.len() > 1 && point != *largest;
        Ok((is_one && bench.why_not_valid(&point)?.is_none()).then_some(point))
    };
    (0..requirements).map(of).collect()
}

/// Numbers of which less, taken together, is better, though none alone was seen to act, have no end that is best.
pub(crate) fn with_joint(
    bench: &Bench<'_>,
    (seen, largest): (&mut [Vec<CapacityEffect>], &Point),
    together: &[Option<Point>],
) {
    for (i, (requirement, least)) in bench.requirements.all.iter().zip(together).enumerate() {
        let Some(least) = least else { continue };
        let pairs = pairs(bench, (least, largest), requirement.group);
        let level = 1.0 - (1.0 - LEVEL) / pairs.len().max(1) as f64;
        let tests = pairs.into_iter().map(|pair| tested(pair, requirement, level));
        if matches!(both(tests), CapacityEffect::Hurts | CapacityEffect::Turns) {
            for row in seen.iter_mut().filter(|row| row[i] == CapacityEffect::NotSeen) {
                row[i] = CapacityEffect::Turns;
            }
        }
    }
}

/// By number, the steps that show its effects: from the first design to its least and to its greatest, and from the largest
/// design to its least. What a number does can be hidden where another is short: more channels hurt Mediation Servers only where
/// these do not refuse most calls anyway.
///
/// # Errors
/// A file that cannot be read.
pub(crate) fn steps(
    bench: &mut Bench<'_>,
    (first, largest): (&Point, &Point),
) -> Result<Vec<Vec<Step>>, Error> {
    let top = bench.grid.greatest();
    let of = |d: usize| {
        let less = end(bench, first, (d, 0))?;
        let more = end(bench, first, (d, top[d]))?;
        let least = end(bench, largest, (d, 0))?;
        let steps = [(less, first.clone()), (first.clone(), more), (least, largest.clone())];
        Ok(steps.into_iter().filter(|(less, more)| less != more).collect())
    };
    (0..first.len()).map(of).collect()
}

/// A design with one number at an end; where that is not valid, on the way to it.
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
