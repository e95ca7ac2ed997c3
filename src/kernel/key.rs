//! Keyed randomness: the result of a draw depends on what it is for, never on when it is made.
//!
//! A [`Key`] absorbs fields one after another through a full-avalanche mixer; the result seeds a
//! small generator for one purpose only.

use rand::rand_core::TryRng;
use std::convert::Infallible;

/// Weyl increment of SplitMix64 (Steele, Lea and Flood 2014): the golden ratio, odd.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Full-avalanche finalizer of SplitMix64, variant 13 of Stafford.
#[inline]
const fn avalanche(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The identity of a draw, or of a family of draws.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Key {
    state: u64,
    /// The state passed through the mixer once more: members of the family start from it. It is
    /// computed once for all of them; where the key is only drawn from, inlining removes it.
    mixed: u64,
}

impl Key {
    #[inline]
    const fn from_state(state: u64) -> Self {
        Key { state, mixed: avalanche(state) }
    }

    /// The root of all keys of a master seed.
    pub const fn new(seed: u64) -> Self {
        Key::from_state(avalanche(seed.wrapping_add(GOLDEN)))
    }

    /// The key of member `field` of this family. For one family, different fields never collide.
    #[inline]
    pub const fn absorb(self, field: u64) -> Self {
        self.family().absorb(field)
    }

    /// The key as a family, from which keys descend and no draw is made.
    #[inline]
    pub const fn family(self) -> Family {
        Family(self.mixed)
    }

    /// The generator for this purpose.
    #[inline]
    pub const fn rng(self) -> KeyedRng {
        KeyedRng { state: self.state }
    }

    /// One number, uniform in [0, 1) with 53 bits.
    #[inline]
    pub fn uniform(self) -> f64 {
        (self.rng().next() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// One whole number, uniform in [0, n), for n ≥ 1, by multiplication (bias below n·2⁻⁶⁴).
    #[inline]
    pub fn below(self, n: u32) -> u32 {
        ((u128::from(self.rng().next()) * u128::from(n)) >> 64) as u32
    }

    /// The raw key, for the seed of a long stream.
    pub const fn raw(self) -> u64 {
        self.state
    }
}

/// A key from which no draw is made: half of it is enough for the keys that descend from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Family(u64);

impl Family {
    /// The key of member `field`, as by [`Key::absorb`].
    #[inline]
    pub const fn absorb(self, field: u64) -> Key {
        let spread = field.wrapping_mul(0xd6e8_feb8_6659_fd93).wrapping_add(GOLDEN);
        Key::from_state(avalanche(self.0.wrapping_add(spread)))
    }
}

/// SplitMix64 from a keyed start: a few draws for one purpose.
#[derive(Clone, Debug)]
pub struct KeyedRng {
    state: u64,
}

impl KeyedRng {
    /// The next 64 bits.
    #[inline]
    const fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN);
        avalanche(self.state)
    }
}

impl TryRng for KeyedRng {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.next() >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.next())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            let word = self.next().to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

/// A hash of a name that is the same on every platform and in every version: FNV-1a, then the
/// avalanche, so that names that differ in one letter are far apart.
pub fn stable_hash(name: &str) -> u64 {
    let fnv = name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    avalanche(fnv)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Neighbouring fields at every level must look independent: mean, variance, and the
    /// correlation of neighbours, all within five standard errors.
    #[test]
    fn neighbouring_keys_are_uniform_and_uncorrelated() {
        let n = 200_000u64;
        type Family = (&'static str, fn(u64) -> Key);
        let families: [Family; 4] = [
            ("calls", |i| Key::new(1).absorb(0).absorb(7).absorb(i).absorb(1).absorb(3)),
            ("purposes", |i| Key::new(1).absorb(0).absorb(7).absorb(42).absorb(1).absorb(i)),
            ("replications", |i| Key::new(1).absorb(i).absorb(7).absorb(42).absorb(1).absorb(3)),
            ("seeds", |i| Key::new(i).absorb(0).absorb(7).absorb(42).absorb(1).absorb(3)),
        ];
        for (name, key) in families {
            let draws: Vec<f64> = (0..n).map(|i| key(i).uniform() - 0.5).collect();
            let mean = draws.iter().sum::<f64>() / n as f64;
            let variance = draws.iter().map(|u| u * u).sum::<f64>() / n as f64;
            let lag = draws.windows(2).map(|w| w[0] * w[1]).sum::<f64>() / n as f64 * 12.0;
            let root_n = (n as f64).sqrt();
            assert!(mean.abs() < 5.0 * 0.2887 / root_n, "{name}: mean {mean}");
            assert!((variance * 12.0 - 1.0).abs() < 5.0 * 0.9 / root_n, "{name}: {variance}");
            assert!(lag.abs() < 5.0 / root_n, "{name}: correlation {lag}");
        }
    }

    #[test]
    fn buckets_of_neighbouring_calls_pass_chi_square() {
        let (n, buckets) = (256_000u64, 256usize);
        let mut counts = vec![0f64; buckets];
        for call in 0..n {
            counts[Key::new(9).absorb(1).absorb(call).absorb(5).below(256) as usize] += 1.0;
        }
        let expected = n as f64 / buckets as f64;
        let chi: f64 = counts.iter().map(|c| (c - expected).powi(2) / expected).sum();
        // 255 degrees of freedom: mean 255, sd 22.6; five sd either side.
        assert!((142.0..368.0).contains(&chi), "{chi}");
    }

    #[test]
    fn names_hash_to_fixed_values() {
        assert_ne!(stable_hash("gw1"), stable_hash("gw2"));
        assert_eq!(stable_hash(""), avalanche(0xcbf2_9ce4_8422_2325));
    }
}
