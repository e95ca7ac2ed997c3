//! Inverts any formula: finds the load, or the number of channels or sources, that gives a share. Erlang B has faster
//! inverses of its own in `loss`.

/// Maximum load (erlang), and maximum number of channels or sources, that is searched.
const MAX_RESULT: f64 = 1e8;

/// The load in erlang at which `share` reaches `target`, to 13 digits. `share` must not fall as the load rises; `None`
/// (an unstable queue) counts as above the target. The result is `None` if 10⁸ erlang do not reach the target, or if load
/// 0 does already. About fifty evaluations.
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
    // Halve the load until it is known to a factor of two.
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

/// The least integer from `from` on for which `enough` holds; `enough` must also hold for all greater integers. `None`
/// if it does not hold up to 10⁸. The number of evaluations is about 2·log₂ of the result.
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
