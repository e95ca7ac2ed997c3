//! The earliest of some instants, for the loops by hand.

/// The lowest bits of an instant say whose it is, which moves it by some nanoseconds: so the earliest instant and its owner
/// are found by the same minimum, without a branch.
const OWNER: u64 = 0x7ff;

/// The instant with its owner, below 2,048.
#[inline]
pub fn owned(at: f64, owner: usize) -> f64 {
    f64::from_bits(at.to_bits() & !OWNER | owner as u64)
}

/// Whose the instant is.
#[inline]
pub fn owner(at: f64) -> usize {
    (at.to_bits() & OWNER) as usize
}

/// The earlier of two.
#[inline]
pub fn earlier(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// Sets one of eight instants, and returns the earliest. The seven others are compared first, so that only one comparison
/// waits for the new one.
#[inline]
pub fn set_of_eight(at: &mut [f64; 8], place: usize, new: f64) -> f64 {
    at[place & 7] = new;
    let other = |i: usize| at[(place ^ i) & 7];
    let (a, b) = (earlier(other(1), other(2)), earlier(other(3), other(4)));
    earlier(new, earlier(earlier(a, b), earlier(earlier(other(5), other(6)), other(7))))
}

/// Sets one of many instants, and returns the earliest of its four.
#[inline]
fn set_of_four<const N: usize>(at: &mut [f64; N], place: usize, new: f64) -> f64 {
    at[place & (N - 1)] = new;
    let other = |i: usize| at[(place ^ i) & (N - 1)];
    earlier(new, earlier(earlier(other(1), other(2)), other(3)))
}

/// Instants by place, up to 128: a tournament of fours, and of eight at last.
pub struct Earliest {
    at: [f64; 128],
    fours: [f64; 32],
    sixteens: [f64; 8],
}

impl Earliest {
    /// No instants.
    pub fn new() -> Self {
        Earliest {
            at: [f64::INFINITY; 128],
            fours: [f64::INFINITY; 32],
            sixteens: [f64::INFINITY; 8],
        }
    }

    /// Sets the instant of a place, and returns the earliest of all.
    #[inline]
    pub fn set(&mut self, place: usize, at: f64) -> f64 {
        let first = set_of_four(&mut self.at, place, at);
        let first = set_of_four(&mut self.fours, place >> 2, first);
        set_of_eight(&mut self.sixteens, place >> 4, first)
    }
}
