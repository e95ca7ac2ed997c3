//! A fingerprint of what happened to calls: each call folds its own chain, and chains are summed,
//! so the digest does not depend on the order in which calls end.

/// What happened to one call so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain(u64);

impl Chain {
    /// The chain of call `number` of the source with this hash.
    #[inline]
    pub const fn new(source: u64, number: u64) -> Self {
        Chain(source ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// Folds one happening: when (ns), and what with where, packed by the caller.
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

    /// Adds the digest of replication `index`; order matters not, but the index does.
    pub const fn merge(&mut self, index: u32, other: Digest) {
        let mut chain = Chain::new(other.0, index as u64 + 1);
        chain.fold(other.0, index as u64);
        self.add(chain);
    }

    /// The 64 bits.
    pub const fn value(self) -> u64 {
        self.0
    }
}
