//! e^x for draws: the same bits on every platform, like `libm`'s, and sooner: a draw waits
//! for it, and an event for the draw.

/// 1 ÷ ln 2.
const INVERSE_LN_2: f64 = std::f64::consts::LOG2_E;
/// ln 2 in two parts; a product of the first with a small whole number is exact.
const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
/// Added to a number below 2⁵¹ and taken away again, it rounds it to a whole one.
const WHOLE: f64 = 6_755_399_441_055_744.0;

/// e^x, off by less than a unit in the last place. `libm` does what is far from 1.
///
/// x = k·ln 2 + r with |r| ≤ ½·ln 2, and e^r by its Taylor polynomial of degree 13, whose remainder
/// is below 2⁻⁵⁷. The terms are summed in pairs of pairs, since a draw waits for the result.
#[inline]
pub(super) fn exp(x: f64) -> f64 {
    if x.abs() > 700.0 || x.is_nan() {
        return libm::exp(x);
    }
    let shifted = x * INVERSE_LN_2 + WHOLE;
    let k = shifted - WHOLE;
    let r = (x - k * LN_2_HIGH) - k * LN_2_LOW;
    let pair = |n: usize| INVERSE_FACTORIAL[n] + r * INVERSE_FACTORIAL[n + 1];
    let r2 = r * r;
    let r4 = r2 * r2;
    let low = (pair(2) + r2 * pair(4)) + r4 * (pair(6) + r2 * pair(8));
    let high = pair(10) + r2 * pair(12);
    let y = 1.0 + (r + r2 * (low + (r4 * r4) * high));
    // The lowest bits of `shifted` are those of k, and make 2^k, which is ready long before y.
    y * f64::from_bits((shifted.to_bits() << 52).wrapping_add(1.0f64.to_bits()))
}

/// 1 ÷ n!.
const INVERSE_FACTORIAL: [f64; 14] = {
    let mut out = [1.0; 14];
    let mut factorial = 1.0;
    let mut n = 1;
    while n < out.len() {
        factorial *= n as f64;
        out[n] = 1.0 / factorial;
        n += 1;
    }
    out
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Key;

    #[test]
    fn is_next_to_libm_and_the_same_everywhere() {
        let mut all = Key::new(9);
        for i in 0..200_000u64 {
            let half = Key::new(9).absorb(i).uniform() - 0.5;
            let x = half * if i % 2 == 0 { 80.0 } else { 1_500.0 };
            let (ours, theirs) = (exp(x), libm::exp(x));
            let apart = ours.to_bits().abs_diff(theirs.to_bits());
            assert!(apart <= 1, "exp({x}): {ours:e} and {theirs:e}");
            all = all.absorb(ours.to_bits());
        }
        assert_eq!(all.raw(), 2_013_557_653_779_638_507, "the bits of the results moved");
        for x in
            [0.0, -0.0, 1.0, f64::MIN_POSITIVE, f64::INFINITY, f64::NEG_INFINITY, 709.9, -745.0]
        {
            assert_eq!(exp(x), libm::exp(x), "exp({x})");
        }
        assert!(exp(f64::NAN).is_nan());
    }
}
