//! A free place for words in a chart: near to the point that they name, where they hide nothing.

use super::canvas::Canvas;
use super::palette::{PAPER, SOFT};
use super::placing::crosses;

/// A point of a chart.
type Spot = (f64, f64);
/// Left, top, right and bottom.
pub(super) type Area = (f64, f64, f64, f64);

/// From one place that is tried to the next.
const STEP: f64 = 12.0;
/// Words begin so far from the point that they name.
const GAP: f64 = 12.0;
/// Words farther than this from their point have a line to it.
const NEAR: f64 = 16.0;

/// What is drawn already.
pub(super) struct Drawn<'d> {
    /// The middles of marks.
    pub marks: &'d [Spot],
    /// How far a mark reaches from its middle.
    pub radius: f64,
    /// Lines, each from point to point.
    pub lines: &'d [&'d [Spot]],
}

impl Drawn<'_> {
    /// How many marks and lines an area hides. A mark counts more than all lines.
    fn hidden(&self, area: Area) -> usize {
        let (left, top, right, bottom) = area;
        let r = self.radius;
        let is_inside = |(x, y): &&Spot| {
            (left - r..=right + r).contains(x) && (top - r..=bottom + r).contains(y)
        };
        let marks = self.marks.iter().filter(is_inside).count();
        let is_crossed = |line: &&&[Spot]| crosses(line, [left, top, right, bottom]);
        marks * (self.lines.len() + 1) + self.lines.iter().filter(is_crossed).count()
    }

    /// The place of an area of this size that hides least, and of these the nearest to a point; with whether it hides nothing.
    pub(super) fn place(&self, at: Spot, (wide, high): (f64, f64), frame: Area) -> (Area, bool) {
        let (left, top, right, bottom) = frame;
        let steps = |from: f64, to: f64| {
            let count = ((to - from) / STEP).max(0.0) as u32;
            (0..=count).map(move |i| from + f64::from(i) * STEP)
        };
        // Next to the point, too: below it, above it, and at its sides.
        let xs =
            steps(left, right - wide).chain([at.0 - wide / 2.0, at.0 + GAP, at.0 - GAP - wide]);
        let ys: Vec<f64> = steps(top, bottom - high)
            .chain([at.1 + GAP, at.1 - GAP - high, at.1 - high / 2.0])
            .map(|y| y.clamp(top, (bottom - high).max(top)))
            .collect();
        let xs = xs.map(|x| x.clamp(left, (right - wide).max(left)));
        let areas = xs.flat_map(|x| ys.iter().map(move |y| (x, *y, x + wide, *y + high)));
        let worth = |area: &Area| (self.hidden(*area), distance(at, *area));
        let best = areas
            .map(|area| (worth(&area), area))
            .min_by(|(a, _), (b, _)| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        best.map_or(((left, top, left + wide, top + high), false), |((hidden, _), area)| {
            (area, hidden == 0)
        })
    }
}

/// Makes room for words: a ground of their own where it hides nothing, and a line from the point that they name where they are
/// not next to it.
pub(super) fn make_room(canvas: &mut Canvas, at: Spot, (area, hides_nothing): (Area, bool)) {
    let (left, top, right, bottom) = area;
    if hides_nothing {
        canvas.rectangle((left, top), (right, bottom), PAPER);
    }
    if distance(at, area) > NEAR {
        let end = (at.0.clamp(left, right), at.1.clamp(top, bottom));
        canvas.line(vec![at, end], SOFT, 1.0);
    }
}

/// How far a point is from an area.
fn distance((x, y): Spot, (left, top, right, bottom): Area) -> f64 {
    let aside = |v: f64, from: f64, to: f64| (from - v).max(v - to).max(0.0);
    let (across, along) = (aside(x, left, right), aside(y, top, bottom));
    (across * across + along * along).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Area = (0.0, 0.0, 600.0, 400.0);

    fn drawn<'d>(marks: &'d [Spot], lines: &'d [&'d [Spot]]) -> Drawn<'d> {
        Drawn { marks, radius: 7.0, lines }
    }

    #[test]
    fn words_stand_next_to_their_point_where_there_is_room() {
        let (area, hides_nothing) =
            drawn(&[(300.0, 200.0)], &[]).place((300.0, 200.0), (120.0, 34.0), FRAME);
        assert!(hides_nothing && distance((300.0, 200.0), area) <= NEAR, "{area:?}");
    }

    #[test]
    fn words_hide_neither_marks_nor_lines() {
        // A column of marks above the point and a row right of it, as designs of the same cost and dearer ones have them.
        let at = (300.0, 330.0);
        let above = (0..24).map(|i| (290.0, 330.0 - 12.0 * f64::from(i)));
        let beside = (0..20).map(|i| (300.0 + 14.0 * f64::from(i), 360.0));
        let marks: Vec<Spot> = above.chain(beside).chain([at]).collect();
        let limit = [(0.0, 290.0), (600.0, 290.0)];
        let lines: [&[Spot]; 1] = [&limit];
        let (area, hides_nothing) = drawn(&marks, &lines).place(at, (220.0, 34.0), FRAME);
        let (left, top, right, bottom) = area;
        assert!(hides_nothing, "{area:?}");
        assert!(left >= 0.0 && right <= 600.0 && top >= 0.0 && bottom <= 400.0, "{area:?}");
        assert!(bottom < 290.0 || top > 290.0, "{area:?}");
        let is_hidden = |(x, y): &Spot| (left..=right).contains(x) && (top..=bottom).contains(y);
        assert!(!marks.iter().any(is_hidden), "{area:?}");
    }

    #[test]
    fn without_a_free_place_lines_are_hidden_rather_than_marks() {
        let marks: Vec<Spot> = (0..10).map(|i| (60.0 * f64::from(i), 20.0)).collect();
        let lines: Vec<[Spot; 2]> = (0..6)
            .map(|i| [(0.0, 80.0 + 60.0 * f64::from(i)), (600.0, 80.0 + 60.0 * f64::from(i))])
            .collect();
        let lines: Vec<&[Spot]> = lines.iter().map(|line| &line[..]).collect();
        let (area, hides_nothing) =
            drawn(&marks, &lines).place((300.0, 20.0), (580.0, 70.0), FRAME);
        assert!(!hides_nothing && area.1 > 27.0, "{area:?}");
    }
}
