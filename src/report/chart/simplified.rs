//! A line without the points that nobody sees.

/// Pixels by which a line may be off. Points are rounded to whole pixels, so that a line of many short steps would be jagged.
const OFF: f64 = 0.45;

/// The points, in pixels, from which no left-out point is further than [`OFF`] (Douglas and Peucker 1973).
pub(super) fn simplified(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut kept = vec![false; points.len()];
    let Some(last) = points.len().checked_sub(1) else { return Vec::new() };
    (kept[0], kept[last]) = (true, true);
    let mut parts = vec![(0, last)];
    while let Some((from, to)) = parts.pop() {
        let off = |i: usize| (i, distance(points[i], points[from], points[to]));
        let furthest = (from + 1..to).map(off).max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((at, _)) = furthest.filter(|(_, off)| *off > OFF) {
            kept[at] = true;
            parts.extend([(from, at), (at, to)]);
        }
    }
    points.iter().zip(kept).filter_map(|(point, is_kept)| is_kept.then_some(*point)).collect()
}

/// How far a point lies from the line between two others.
fn distance((x, y): (f64, f64), from: (f64, f64), to: (f64, f64)) -> f64 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx * dx + dy * dy;
    // The nearest place, 0 at the one end and 1 at the other.
    let along = if length > 0.0 { ((x - from.0) * dx + (y - from.1) * dy) / length } else { 0.0 };
    let along = along.clamp(0.0, 1.0);
    libm::hypot(x - from.0 - along * dx, y - from.1 - along * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_sees_is_left_out() {
        let level: Vec<(f64, f64)> =
            (0..100).map(|i| (f64::from(i), f64::from(i % 2) * 0.4)).collect();
        assert_eq!(simplified(&level), [level[0], level[99]]);
        let corner = [(0.0, 0.0), (5.0, 0.1), (10.0, 0.0), (10.0, 8.0), (10.0, 0.0)];
        assert_eq!(simplified(&corner), [corner[0], corner[2], corner[3], corner[4]]);
        assert_eq!(simplified(&corner[..1]), corner[..1]);
        assert!(simplified(&[]).is_empty());
        let circle = |i: u32| {
            let angle = f64::from(i) * 0.01;
            (100.0 * libm::cos(angle), 100.0 * libm::sin(angle))
        };
        let arc: Vec<(f64, f64)> = (0..300).map(circle).collect();
        let kept = simplified(&arc);
        assert!(kept.len() < 30);
        for point in arc {
            let off = |pair: &[(f64, f64)]| distance(point, pair[0], pair[1]);
            assert!(kept.windows(2).map(off).fold(f64::MAX, f64::min) <= OFF);
        }
    }
}
