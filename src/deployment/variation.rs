//! How the rate of a source moves: surges.

use crate::base::SimTime;

/// How the rate of a source moves, besides a profile. All factors multiply.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Variation {
    /// Parts of the time with more or fewer calls, in the order of the file.
    pub surges: Vec<Surge>,
}

/// A part of the time in which a rate is multiplied by a factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Surge {
    /// When it begins.
    pub from: SimTime,
    /// When it ends; `None` lasts to the end of the simulation.
    pub to: Option<SimTime>,
    /// The factor, 0 or more.
    pub factor: f64,
}

impl Variation {
    /// The factor of all surges together from each of these instants to the next, the first at 0; empty without surges.
    pub fn surge_factors(&self) -> Vec<(SimTime, f64)> {
        if self.surges.is_empty() {
            return Vec::new();
        }
        let ends = self.surges.iter().filter_map(|surge| surge.to);
        let mut borders: Vec<SimTime> =
            self.surges.iter().map(|surge| surge.from).chain(ends).chain([SimTime::ZERO]).collect();
        borders.sort_unstable();
        borders.dedup();
        let at = |border: SimTime| {
            let holds = |s: &&Surge| s.from <= border && s.to.is_none_or(|to| border < to);
            self.surges.iter().filter(holds).map(|s| s.factor).product()
        };
        borders.into_iter().map(|border| (border, at(border))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surges_multiply_where_they_overlap() {
        let at = |seconds: u64| SimTime::from_nanos(seconds * 1_000_000_000);
        let surge =
            |from, to: Option<u64>, factor| Surge { from: at(from), to: to.map(at), factor };
        let surges = vec![surge(10, Some(30), 3.0), surge(20, None, 2.0), surge(25, Some(25), 9.0)];
        let factors = Variation { surges }.surge_factors();
        let expected = [(0, 1.0), (10, 3.0), (20, 6.0), (25, 6.0), (30, 2.0)];
        assert_eq!(factors, expected.map(|(from, factor)| (at(from), factor)));
    }
}
