//! Any formula the other way round: the load, or the number of channels or sources, that gives a
//! share. It knows no formula; Erlang B has faster ways of its own in `loss`.

/// The greatest load, in erlang, and the most channels or sources that are looked at.
const MAX_RESULT: f64 = 1e8;

/// The load in erlang at which `share` reaches `target`, to 13 digits. `share` must not fall as the
/// load rises; where it is `None` (a queue that would grow for ever) it counts as past the target.
/// `None` if a load of 10⁸ erlang does not reach it, or if no load at all passes it. Some fifty
/// evaluations.
pub fn load_where(target: f64, share: impl Fn(f64) -> Option<f64>) -> Option<f64> {
    let reached = |load: f64| share(load).is_none_or(|share| share >= target);
    let (mut low, mut high) = (0.0, 1.0);
    if target.is_nan() || reached(low) {
        return None;
    }
    while !reached(high) {
        (low, high) = (high, 2.0 * high);
        if high > 2.0 * MAX_RESULT {
            return None;
        }
    }
    // Small loads are halved towards 0 until they are known to a factor of two.
    while low == 0.0 && high > f64::MIN_POSITIVE {
        if reached(0.5 * high) {
            high *= 0.5;
        } else {
            low = 0.5 * high;
        }
    }
    while high - low > 1e-14 * high {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if reached(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(0.5 * (low + high))
}

/// The least whole number from `from` on for which `enough` holds; it must go on to hold from there.
/// `None` if it does not hold up to 10⁸. Twice the logarithm of the result in evaluations.
pub fn fewest(from: u32, enough: impl Fn(u32) -> bool) -> Option<u32> {
    if enough(from) {
        return Some(from);
    }
    let (mut low, mut step) = (from, 1_u32);
    let mut high = loop {
        let next = low.checked_add(step).filter(|next| f64::from(*next) <= 2.0 * MAX_RESULT)?;
        if enough(next) {
            break next;
        }
        (low, step) = (next, 2 * step);
    };
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if enough(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(high)
}
