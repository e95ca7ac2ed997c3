//! Where a text has room beside what is drawn.

/// A box: left, top, right, bottom.
pub(super) type Around = [f64; 4];

/// Whether a line through these points enters a box.
pub(super) fn crosses(points: &[(f64, f64)], around: Around) -> bool {
    points.windows(2).any(|ends| enters((ends[0], ends[1]), around))
}

/// Whether a segment enters a box (Liang and Barsky 1984): the part of it inside all four edges is not empty.
fn enters(
    ((x, y), (to_x, to_y)): ((f64, f64), (f64, f64)),
    [left, top, right, bottom]: Around,
) -> bool {
    let (dx, dy) = (to_x - x, to_y - y);
    let (mut from, mut until) = (0.0_f64, 1.0_f64);
    for (step, room) in [(-dx, x - left), (dx, right - x), (-dy, y - top), (dy, bottom - y)] {
        if step == 0.0 {
            if room <= 0.0 {
                return false;
            }
        } else if step < 0.0 {
            from = from.max(room / step);
        } else {
            until = until.min(room / step);
        }
    }
    from < until
}

/// Whether two boxes share an area.
pub(super) fn overlap(a: Around, b: Around) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/// The first of these boxes that no curve enters and that shares no area with another text; the first of all if there is
/// none.
pub(super) fn free(places: &[Around], curves: &[Vec<(f64, f64)>], taken: &[Around]) -> usize {
    let is_free = |place: &Around| {
        !curves.iter().any(|curve| crosses(curve, *place))
            && !taken.iter().any(|other| overlap(*place, *other))
    };
    places.iter().position(is_free).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_enters_a_box_or_passes_it() {
        let around = [0.0, 0.0, 10.0, 10.0];
        for (line, expected) in [
            ([(-5.0, 5.0), (15.0, 5.0)], true),
            ([(5.0, 5.0), (6.0, 6.0)], true),
            ([(-5.0, 8.0), (3.0, 15.0)], false),
            ([(-5.0, -1.0), (15.0, -1.0)], false),
            ([(10.0, -5.0), (10.0, 15.0)], false),
            ([(12.0, 5.0), (15.0, 5.0)], false),
        ] {
            assert_eq!(crosses(&line, around), expected, "{line:?}");
        }
    }

    #[test]
    fn the_first_place_with_room_is_taken() {
        let places = [[0.0, 0.0, 10.0, 10.0], [0.0, 20.0, 10.0, 30.0], [0.0, 40.0, 10.0, 50.0]];
        let curve = vec![(-5.0, 5.0), (15.0, 5.0)];
        assert_eq!(free(&places, &[], &[]), 0);
        assert_eq!(free(&places, std::slice::from_ref(&curve), &[]), 1);
        assert_eq!(free(&places, std::slice::from_ref(&curve), &[[5.0, 25.0, 20.0, 35.0]]), 2);
        assert_eq!(free(&places[..1], &[curve], &[]), 0);
    }
}
