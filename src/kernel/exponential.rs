//! e^x for draws: the same bits on every platform, as with `libm`, and faster. A draw waits for it,
//! and an event waits for the draw.

/// The number of powers of two in the table: 2^(0/128) to 2^(127/128).
const STEPS: usize = 128;
/// 128 ÷ ln 2.
const INVERSE_STEP: f64 = STEPS as f64 * std::f64::consts::LOG2_E;
/// ln 2 ÷ 128 in two parts; a product of the first with a small whole number is exact.
const STEP_HIGH: f64 = 6.931_471_803_691_238e-1 / STEPS as f64;
const STEP_LOW: f64 = 1.908_214_929_270_587_7e-10 / STEPS as f64;
/// Adding this to a number below 2⁵¹ and subtracting it again rounds the number to a whole one.
const WHOLE: f64 = 6_755_399_441_055_744.0;

/// e^x, wrong by one unit in the last place at most. `libm` computes values far from 1.
///
/// x = n·ln 2 ÷ 128 + r with |r| ≤ ln 2 ÷ 256, and e^r − 1 by its Taylor polynomial of degree 5, whose
/// remainder is below 2⁻⁶⁰ (a table and a short polynomial as in Tang 1989). The terms are summed in
/// pairs, since a draw waits for the result; the power of two is ready before them.
#[inline]
pub fn exp(x: f64) -> f64 {
    if x.abs() > 700.0 || x.is_nan() {
        return libm::exp(x);
    }
    let shifted = x * INVERSE_STEP + WHOLE;
    let n = shifted - WHOLE;
    let r = (x - n * STEP_HIGH) - n * STEP_LOW;
    // The lowest bits of `shifted` are those of n: 7 for the step, and above them the exponent.
    let bits = shifted.to_bits();
    let (step, short) = POWERS[bits as usize % STEPS];
    let power = f64::from_bits(step.to_bits().wrapping_add((bits / STEPS as u64) << 52));
    let r2 = r * r;
    let more =
        ((short + r) + r2 * (0.5 + r * (1.0 / 6.0))) + (r2 * r2) * (1.0 / 24.0 + r * (1.0 / 120.0));
    power + power * more
}

/// 2^(i/128) as a float, and the share of it by which the float is too small.
const POWERS: [(f64, f64); STEPS] = {
    // As multiples of 2⁻⁶³, wrong by a few of them.
    const ONE: u128 = 1 << 63;
    let mut out = [(1.0, 0.0); STEPS];
    let mut i = 1;
    while i < STEPS {
        let (mut power, mut root, mut bit) = (ONE, 2 * ONE, STEPS / 2);
        while bit > 0 {
            root = (root * ONE).isqrt();
            if i & bit != 0 {
                power = power * root / ONE;
            }
            bit /= 2;
        }
        let nearest = power as f64;
        let short = (power as i128 - nearest as i128) as f64;
        out[i] = (nearest / ONE as f64, short / nearest);
        i += 1;
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
        assert_eq!(all.raw(), 10_778_837_068_758_951_263, "the bits of the results moved");
        // The result of libm is wrong by one unit here.
        assert_eq!(exp(1.0), std::f64::consts::E);
        for x in [0.0, -0.0, f64::MIN_POSITIVE, f64::INFINITY, f64::NEG_INFINITY, 709.9, -745.0] {
            assert_eq!(exp(x), libm::exp(x), "exp({x})");
        }
        assert!(exp(f64::NAN).is_nan());
    }
}
