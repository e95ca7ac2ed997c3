//! A fixed shuffle of 0..n in a table of about 8·√n bytes: which user has which attribute.
//!
//! "The users whose shuffled rank is below share × n" is an exact share, and raising the share
//! adds users without moving any other.

use super::key::Key;

const ROUNDS: usize = 4;

/// A permutation of `0..n`, fixed by a salt: a four-round Feistel network on the next even number
/// of bits, walked until it lands inside (Black and Rogaway 2002).
#[derive(Clone, Debug)]
pub struct Permutation {
    n: u32,
    half_bits: u32,
    /// What each round adds, by the half that it reads: `rounds[half][round]`.
    rounds: Box<[[u16; ROUNDS]]>,
    /// The rank of each, once tabulated.
    ranks: Box<[u16]>,
}

impl Permutation {
    /// The shuffle of `0..n` for this salt, n ≥ 1. O(√n).
    pub fn new(n: u32, salt: Key) -> Self {
        let bits = (32 - n.saturating_sub(1).leading_zeros()).max(2);
        let half_bits = bits.div_ceil(2);
        let mask = ((1u32 << half_bits) - 1) as u16;
        let round = |round: usize, half: u64| salt.absorb((round as u64) << 32 | half).raw() as u16;
        let rounds = (0..1u64 << half_bits)
            .map(|half| std::array::from_fn(|index| round(index, half) & mask));
        Permutation { n: n.max(1), half_bits, rounds: rounds.collect(), ranks: Box::default() }
    }

    /// The same shuffle, with all ranks in a table if that takes no more than 128 KiB: a rank otherwise
    /// takes an unknown number of walks, one after the other. O(n).
    pub fn tabulated(mut self) -> Self {
        if self.n <= 1 << u16::BITS {
            self.ranks = (0..self.n).map(|i| self.rank(i) as u16).collect();
        }
        self
    }

    /// The rank of `i` < n. At most four walks on average, unless tabulated.
    #[inline]
    pub fn rank(&self, i: u32) -> u32 {
        if let Some(rank) = self.ranks.get(i as usize) {
            return u32::from(*rank);
        }
        self.walk_inside(i)
    }

    fn walk_inside(&self, i: u32) -> u32 {
        let mut x = i;
        loop {
            x = self.walk(x);
            if x < self.n {
                return x;
            }
        }
    }

    #[inline]
    fn walk(&self, x: u32) -> u32 {
        let mask = self.rounds.len() as u32 - 1;
        let (mut left, mut right) = (x >> self.half_bits & mask, x & mask);
        for round in 0..ROUNDS {
            let f = u32::from(self.rounds[right as usize][round]);
            (left, right) = (right, left ^ f);
        }
        left << self.half_bits | right
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn does_not_move_users() {
        // Which user has which attribute is part of every result.
        let shuffle = Permutation::new(80_000, Key::new(3));
        assert_eq!([0, 1, 2, 79_999].map(|i| shuffle.rank(i)), [25_245, 79_342, 25_470, 42_361]);
        let shuffle = Permutation::new(u32::MAX, Key::new(3));
        assert_eq!(
            [0, 1, 2, u32::MAX - 1].map(|i| shuffle.rank(i)),
            [3_862_078_928, 1_577_942_934, 755_371_470, 3_840_631_394]
        );
    }

    #[test]
    fn is_a_permutation_for_every_small_size() {
        for n in 1..200u32 {
            let shuffle = Permutation::new(n, Key::new(3));
            let mut seen = vec![false; n as usize];
            for i in 0..n {
                let rank = shuffle.rank(i) as usize;
                assert!(!seen[rank], "n = {n}: {rank} twice");
                seen[rank] = true;
            }
        }
    }
}
