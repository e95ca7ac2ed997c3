//! The designs that may be chosen: a grid of whole numbers, with the cost of each point.

use crate::deployment::Vary;

/// A design: the position of each number on its dimension, from 0.
pub(crate) type Point = Vec<u32>;

/// All designs.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    dimensions: Vec<Dimension>,
}

/// A number that may be chosen.
#[derive(Clone, Copy, Debug)]
struct Dimension {
    from: u32,
    step: u32,
    /// The greatest position.
    last: u32,
    cost: f64,
    fixed: f64,
}

impl Grid {
    pub(crate) fn new(varied: &[Vary]) -> Self {
        let dimension = |vary: &Vary| Dimension {
            from: vary.from,
            step: vary.step,
            last: (vary.to - vary.from) / vary.step,
            cost: vary.cost,
            fixed: vary.fixed,
        };
        Grid { dimensions: varied.iter().map(dimension).collect() }
    }

    /// How many numbers are chosen.
    pub(crate) fn dimensions(&self) -> usize {
        self.dimensions.len()
    }

    /// The design with every number at its least.
    pub(crate) fn least(&self) -> Point {
        vec![0; self.dimensions.len()]
    }

    /// The design with every number at its greatest.
    pub(crate) fn greatest(&self) -> Point {
        self.dimensions.iter().map(|d| d.last).collect()
    }

    /// The numbers of a design.
    pub(crate) fn values(&self, point: &[u32]) -> Vec<u32> {
        self.dimensions.iter().zip(point).map(|(d, at)| d.from + at * d.step).collect()
    }

    /// What a design costs. It never falls as a number grows.
    pub(crate) fn cost(&self, point: &[u32]) -> f64 {
        let of = |(d, at): (&Dimension, &u32)| match d.from + at * d.step {
            0 => 0.0,
            value => d.fixed + d.cost * f64::from(value),
        };
        self.dimensions.iter().zip(point).map(of).sum()
    }

    /// How many designs there are; of more than 2⁶⁴, 2⁶⁴ − 1.
    pub(crate) fn designs(&self) -> u64 {
        let sizes = self.dimensions.iter().map(|d| u64::from(d.last) + 1);
        sizes.fold(1, u64::saturating_mul)
    }

    /// The design after this one, in an order that reaches each one once; `None` after the last.
    pub(crate) fn after(&self, point: &[u32]) -> Option<Point> {
        let d = (0..point.len()).find(|d| point[*d] < self.dimensions[*d].last)?;
        let mut next = point.to_vec();
        next[..d].fill(0);
        next[d] += 1;
        Some(next)
    }

    /// The design with one number moved by this many steps; `None` beyond its ends.
    pub(crate) fn moved(&self, point: &[u32], dimension: usize, steps: i64) -> Option<Point> {
        let to = i64::from(point[dimension]) + steps;
        let to = u32::try_from(to).ok().filter(|to| *to <= self.dimensions[dimension].last)?;
        let mut moved = point.to_vec();
        moved[dimension] = to;
        Some(moved)
    }
}
