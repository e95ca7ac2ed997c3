//! The search for the cheapest design that meets every requirement: best-first branch and bound on boxes of designs.
//!
//! A box is refused as a whole when its most favourable design misses a requirement. Which design that is follows from how
//! each number acts on each requirement ([`Effect`]): the greatest number where more helps, the least where more hurts. Boxes
//! are taken in the order of their cheapest design, so the first design that is found to meet everything costs least,
//! as far as the effects are as stated. It simulates nothing itself.

use super::grid::{Grid, Point};
use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// How a number acts on a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// More makes it better.
    Helps,
    /// More was not seen to change it. It counts as helping, but other numbers are tried before it.
    Unseen,
    /// More never makes it better.
    Hurts,
    /// More makes it better at first and worse later, or the other way round: no end of a range is best.
    Turns,
}

/// What is known of a design: by requirement, whether it is missed; `None` where it is not known.
pub(crate) type Missed = Vec<Option<bool>>;

/// What the search needs next.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Next {
    /// Whether this design misses a requirement for sure; without one, carefully, what it misses.
    Judge(Point, Option<usize>),
    /// The cheapest design that misses nothing.
    Found(Point),
    /// No design is left.
    Nothing,
}

/// A part of the grid.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    low: Point,
    high: Point,
}

/// A part in the order in which parts are taken.
#[derive(Clone, Debug)]
struct Queued {
    cost: f64,
    part: Part,
}

impl PartialEq for Queued {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Queued {}

impl PartialOrd for Queued {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Queued {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |q: &Queued| (q.part.low.clone(), q.part.high.clone());
        self.cost.total_cmp(&other.cost).then_with(|| key(self).cmp(&key(other)))
    }
}

/// Raises the least of each number to the least that any design can have, all others being as favourable as they may.
#[derive(Clone, Debug)]
struct Bounding {
    whole: Part,
    /// The number in question; `None` before the whole grid was looked at.
    dimension: Option<usize>,
    /// Between these positions lies its least.
    least: (u32, u32),
}

/// The search so far.
#[derive(Debug)]
pub(crate) struct Search<'g> {
    grid: &'g Grid,
    /// By number, then by requirement.
    effects: Vec<Vec<Effect>>,
    requirements: usize,
    /// Where parts are divided first.
    guess: Point,
    /// What is left of the whole grid, and how far its least numbers were raised; `None` once that is done.
    bounding: Option<Bounding>,
    queue: BinaryHeap<Reverse<Queued>>,
    known: BTreeMap<Point, Missed>,
    /// Designs that were judged carefully.
    careful: BTreeSet<Point>,
    /// Designs that are out of the question for a reason that says nothing of other designs, with the requirement; without
    /// one, those that are not valid.
    unfit: BTreeMap<Point, Option<usize>>,
    /// What was asked before.
    asked: BTreeSet<(Point, usize)>,
    /// Parts that were refused: the requirement, and the design that missed it.
    refused: Vec<(usize, Point)>,
}

impl<'g> Search<'g> {
    /// A search of the whole grid that expects the answer at `guess`.
    pub(crate) fn new(grid: &'g Grid, effects: Vec<Vec<Effect>>, guess: Point) -> Self {
        let requirements = effects.first().map_or(0, Vec::len);
        let whole = Part { low: grid.least(), high: grid.greatest() };
        Search {
            grid,
            effects,
            requirements,
            guess,
            bounding: Some(Bounding { whole, dimension: None, least: (0, 0) }),
            queue: BinaryHeap::new(),
            known: BTreeMap::new(),
            careful: BTreeSet::new(),
            unfit: BTreeMap::new(),
            asked: BTreeSet::new(),
            refused: Vec::new(),
        }
    }

    /// States what a design misses, as it was found out carefully; and the requirement for which it is out of the question
    /// though it does not miss it.
    pub(crate) fn learn(&mut self, point: &Point, missed: Missed, unfit: Option<usize>) {
        self.careful.insert(point.clone());
        match unfit {
            Some(_) => self.unfit.insert(point.clone(), unfit),
            None => self.unfit.remove(point),
        };
        self.known.insert(point.clone(), missed);
    }

    /// States that a design is not valid. That says nothing of other designs, and no requirement is blamed for it.
    pub(crate) fn exclude(&mut self, point: &Point) {
        self.careful.insert(point.clone());
        self.unfit.insert(point.clone(), None);
        self.known.insert(point.clone(), vec![None; self.requirements]);
    }

    /// States what a design misses for sure, when this requirement was asked for.
    pub(crate) fn hint(&mut self, point: &Point, requirement: usize, missed: Missed) {
        self.asked.insert((point.clone(), requirement));
        let unknown = || vec![None; missed.len()];
        let known = self.known.entry(point.clone()).or_insert_with(unknown);
        for (known, missed) in known.iter_mut().zip(missed) {
            *known = known.or(missed);
        }
    }

    /// States that a design meets everything although the search has refused it.
    pub(crate) fn restore(&mut self, point: &Point) {
        self.learn(point, vec![Some(false); self.requirements], None);
        self.push(Part { low: point.clone(), high: point.clone() });
    }

    /// Cost below which no design is left.
    pub(crate) fn least_cost(&self) -> Option<f64> {
        self.queue.peek().map(|Reverse(queued)| queued.cost)
    }

    /// Parts that were refused: the requirement, and the most favourable design, which misses it.
    pub(crate) fn refused(&self) -> &[(usize, Point)] {
        &self.refused
    }

    /// By requirement, the design of the whole grid that is best for it, if that is known.
    pub(crate) fn best_of_all(&self) -> Vec<Option<Point>> {
        let whole = Part { low: self.grid.least(), high: self.grid.greatest() };
        (0..self.requirements).map(|requirement| self.corner(&whole, requirement)).collect()
    }

    /// Goes on until it needs to know what a design misses, or has an answer.
    pub(crate) fn next(&mut self) -> Next {
        if let Some(needed) = self.bound() {
            return needed;
        }
        while let Some(Reverse(Queued { part, cost })) = self.queue.pop() {
            match self.step(&part) {
                Step::Needs(point, requirement) => {
                    self.queue.push(Reverse(Queued { part, cost }));
                    return Next::Judge(point, requirement);
                }
                Step::Found => {
                    let point = part.low.clone();
                    self.queue.push(Reverse(Queued { part, cost }));
                    return Next::Found(point);
                }
                Step::Refused(requirement, point) => self.refused.push((requirement, point)),
                Step::Excluded => {}
                Step::Divided(parts) => parts.into_iter().for_each(|part| self.push(part)),
            }
        }
        Next::Nothing
    }

    /// Goes on with the bounds of each number; `None` once they are known.
    fn bound(&mut self) -> Option<Next> {
        while let Some(mut bounding) = self.bounding.take() {
            let (low, high) = bounding.least;
            let mut part = bounding.whole.clone();
            if let Some(dimension) = bounding.dimension {
                if low == high {
                    bounding.whole.low[dimension] = low;
                    self.next_bound(bounding, dimension + 1);
                    continue;
                }
                part.high[dimension] = low + (high - low) / 2;
            }
            match (self.refusal(&part, |_| true), bounding.dimension) {
                (Some(Step::Needs(point, requirement)), _) => {
                    self.bounding = Some(bounding);
                    return Some(Next::Judge(point, requirement));
                }
                (Some(Step::Refused(requirement, point)), dimension) => {
                    self.refused.push((requirement, point));
                    // If the whole grid is refused, nothing is left.
                    let Some(dimension) = dimension else { continue };
                    bounding.least.0 = part.high[dimension] + 1;
                    self.bounding = Some(bounding);
                }
                (_, None) => self.next_bound(bounding, 0),
                (_, Some(dimension)) => {
                    bounding.least.1 = part.high[dimension];
                    self.bounding = Some(bounding);
                }
            }
        }
        None
    }

    /// Goes on with the bounds of this number, or with what is left of the grid.
    fn next_bound(&mut self, bounding: Bounding, dimension: usize) {
        let Bounding { whole, .. } = bounding;
        if dimension < whole.low.len() {
            let least = (whole.low[dimension], whole.high[dimension]);
            self.bounding = Some(Bounding { whole, dimension: Some(dimension), least });
            return;
        }
        self.guess.iter_mut().zip(&whole.low).for_each(|(guess, low)| *guess = (*guess).max(*low));
        self.push(whole);
    }

    fn push(&mut self, part: Part) {
        let cost = self.grid.cost(&part.low);
        self.queue.push(Reverse(Queued { cost, part }));
    }

    fn step(&self, part: &Part) -> Step {
        let is_at_guess = part.low == part.high || part.low == self.guess;
        if !is_at_guess && let Some(dimension) = self.at_guess(part) {
            return Step::Divided(divided(part, dimension, self.guess[dimension]));
        }
        let known = self.known.get(&part.low);
        let is_unfit = self.unfit.contains_key(&part.low);
        if let Some(missed) = known.filter(|missed| is_unfit || missed.contains(&Some(true))) {
            return self.beyond(part, missed);
        }
        if self.careful.contains(&part.low) {
            return Step::Found;
        }
        if !is_at_guess && let Some(step) = self.refusal(part, |_| true) {
            return step;
        }
        Step::Needs(part.low.clone(), None)
    }

    /// A part whose cheapest design misses something.
    fn beyond(&self, part: &Part, missed: &Missed) -> Step {
        if let Some(step) = self.refusal(part, |requirement| missed[requirement] == Some(true)) {
            return step;
        }
        match self.widest(part, missed) {
            Some(dimension) => {
                let (low, high) = (part.low[dimension], part.high[dimension]);
                Step::Divided(divided(part, dimension, low + (high - low).div_ceil(2)))
            }
            None => {
                let missed = missed.iter().position(|missed| *missed == Some(true));
                let requirement = missed.or(self.unfit.get(&part.low).copied().flatten());
                let refused = |requirement| Step::Refused(requirement, part.low.clone());
                requirement.map_or(Step::Excluded, refused)
            }
        }
    }

    /// Refuses a part if its most favourable design for a requirement misses it, or asks for that.
    fn refusal(&self, part: &Part, asked: impl Fn(usize) -> bool) -> Option<Step> {
        let mut unknown = None;
        for requirement in (0..self.requirements).filter(|r| asked(*r)) {
            let Some(corner) = self.corner(part, requirement) else { continue };
            if let Some(worse) = self.known_to(true, &corner, requirement) {
                return Some(Step::Refused(requirement, worse));
            }
            let is_new = || !self.asked.contains(&(corner.clone(), requirement));
            if unknown.is_none() && self.known_to(false, &corner, requirement).is_none() && is_new()
            {
                unknown = Some((corner.clone(), requirement));
            }
        }
        unknown.map(|(corner, requirement)| Step::Needs(corner, Some(requirement)))
    }

    /// The design of a part that is best for a requirement; `None` where an effect turns round inside.
    fn corner(&self, part: &Part, requirement: usize) -> Option<Point> {
        let ends = part.low.iter().zip(&part.high);
        let end = |((low, high), effects): ((&u32, &u32), &Vec<Effect>)| match effects[requirement]
        {
            Effect::Turns => (low == high).then_some(*low),
            Effect::Hurts => Some(*low),
            Effect::Helps | Effect::Unseen => Some(*high),
        };
        ends.zip(&self.effects).map(end).collect()
    }

    /// A design that is known to miss a requirement, and at least as favourable for it as this one; or one that is known to
    /// meet it, and at most as favourable.
    fn known_to(&self, miss: bool, point: &Point, requirement: usize) -> Option<Point> {
        let fits = |known: &Point| {
            known.iter().zip(point).zip(&self.effects).all(|((known, at), effects)| {
                match effects[requirement] {
                    Effect::Turns => known == at,
                    Effect::Hurts => {
                        if miss {
                            known <= at
                        } else {
                            known >= at
                        }
                    }
                    Effect::Helps | Effect::Unseen => {
                        if miss {
                            known >= at
                        } else {
                            known <= at
                        }
                    }
                }
            })
        };
        let mut known = self.known.iter();
        known
            .find(|(k, missed)| missed[requirement] == Some(miss) && fits(k))
            .map(|(k, _)| k.clone())
    }

    /// The number at which a part is divided so that its upper half begins at the guess. Numbers that hurt a requirement come
    /// first: it is judged at their least.
    fn at_guess(&self, part: &Part) -> Option<usize> {
        let inside = |d: &usize| part.low[*d] < self.guess[*d] && self.guess[*d] <= part.high[*d];
        let is_worse = |effect: &Effect| matches!(effect, Effect::Hurts | Effect::Turns);
        let hurts = |d: &usize| self.effects[*d].iter().any(is_worse);
        (0..self.guess.len()).filter(inside).min_by_key(|d| (!hurts(d), *d))
    }

    /// The widest number of a part among those that help what is missed, or else among all.
    fn widest(&self, part: &Part, missed: &Missed) -> Option<usize> {
        let width = |d: usize| part.high[d] - part.low[d];
        let helps = |d: usize| {
            let of = |(effect, missed): (&Effect, &Option<bool>)| {
                *missed == Some(true) && matches!(effect, Effect::Helps | Effect::Turns)
            };
            self.effects[d].iter().zip(missed).any(of)
        };
        let open = (0..part.low.len()).filter(|d| width(*d) > 0);
        open.max_by_key(|d| (helps(*d), width(*d), Reverse(*d)))
    }
}

/// What becomes of a part.
enum Step {
    Needs(Point, Option<usize>),
    Found,
    Refused(usize, Point),
    /// Its one design is not valid.
    Excluded,
    Divided([Part; 2]),
}

/// Both halves of a part; the upper one begins at `at`.
fn divided(part: &Part, dimension: usize, at: u32) -> [Part; 2] {
    let (mut below, mut above) = (part.clone(), part.clone());
    below.high[dimension] = at - 1;
    above.low[dimension] = at;
    [below, above]
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
