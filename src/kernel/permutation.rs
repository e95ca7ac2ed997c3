//! A fixed shuffle of 0..n without a table: which user has which attribute.
//!
//! "The users whose shuffled rank is below share × n" is an exact share, and raising the share
//! adds users without moving any other.

use super::key::Key;

/// A permutation of `0..n`, fixed by a salt: a four-round Feistel network on the next even number
/// of bits, walked until it lands inside (Black and Rogaway 2002).
#[derive(Clone, Copy, Debug)]
pub struct Permutation {
    n: u32,
    half_bits: u32,
    salt: Key,
}

impl Permutation {
    /// The shuffle of `0..n` for this salt, n ≥ 1.
    pub fn new(n: u32, salt: Key) -> Self {
        let bits = (32 - n.saturating_sub(1).leading_zeros()).max(2);
        Permutation { n: n.max(1), half_bits: bits.div_ceil(2), salt }
    }

    /// Where `i` < n goes. At most four walks on average.
    #[inline]
    pub fn rank(&self, i: u32) -> u32 {
        let mut x = i;
        loop {
            x = self.rounds(x);
            if x < self.n {
                return x;
            }
        }
    }

    #[inline]
    fn rounds(&self, x: u32) -> u32 {
        let mask = ((1u64 << self.half_bits) - 1) as u32;
        let (mut left, mut right) = (((u64::from(x) >> self.half_bits) as u32) & mask, x & mask);
        for round in 0..4u64 {
            let f = self.salt.absorb(round << 32 | u64::from(right)).raw() as u32 & mask;
            (left, right) = (right, left ^ f);
        }
        ((u64::from(left) << self.half_bits) as u32) | right
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
