//! A fingerprint of what happened to calls: each call folds its own chain, and chains are summed,
//! so the digest does not depend on the order in which calls end.

/// The events of one call so far, folded into 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain(u64);

impl Chain {
    /// The chain of call `number` of the source with this hash.
    #[inline]
    pub const fn new(source: u64, number: u64) -> Self {
        Chain(source ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// Folds in one event: when it was (ns), and what it was, packed by the caller.
    #[inline]
    pub const fn fold(&mut self, nanos: u64, what: u64) {
        let x = (self.0 ^ nanos).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        self.0 = (x ^ (x >> 32) ^ what).wrapping_mul(0x94d0_49bb_1331_11eb).rotate_left(29);
    }
}

/// The fingerprint of many calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Digest(u64);

impl Digest {
    /// Adds a call that is over, or that is still live at the stop.
    #[inline]
    pub const fn add(&mut self, chain: Chain) {
        let z = (chain.0 ^ (chain.0 >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        self.0 = self.0.wrapping_add(z ^ (z >> 33));
    }

    /// Adds the digest of replication `index`; the order of merging does not matter, the index does.
    pub const fn merge(&mut self, index: u32, other: Digest) {
        let mut chain = Chain::new(other.0, index as u64 + 1);
        chain.fold(0, index as u64);
        self.add(chain);
    }

    /// The 64 bits.
    pub const fn value(self) -> u64 {
        self.0
    }

    /// The digest that has these 64 bits.
    pub const fn of_value(value: u64) -> Self {
        Digest(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_depends_on_what_and_when_but_not_on_the_order_of_calls() {
        let chain = |source, number, nanos, what| {
            let mut chain = Chain::new(source, number);
            chain.fold(nanos, what);
            chain
        };
        let of = |chains: &[Chain]| {
            let mut digest = Digest::default();
            chains.iter().for_each(|c| digest.add(*c));
            digest
        };
        let (a, b) = (chain(1, 1, 10, 5), chain(1, 2, 10, 5));
        assert_eq!(of(&[a, b]), of(&[b, a]));
        assert_ne!(of(&[a]), of(&[chain(1, 1, 11, 5)]));
        assert_ne!(of(&[a]), of(&[chain(1, 1, 10, 6)]));
        let merged = |digest, index| {
            let mut all = Digest::default();
            all.merge(index, digest);
            all
        };
        assert_ne!(merged(of(&[a]), 0), merged(of(&[b]), 0));
        assert_ne!(merged(of(&[a]), 0), merged(of(&[a]), 1));
    }
}
