//! A figure over two keys: a cell for each pair of values. Larger values are darker; the colour shows
//! whether the target is met.

use super::axis::{LABEL, MARGIN, TICK, TOP, WIDTH, headings, legend};
use super::canvas::{Align, Canvas, Type, cut, text_width};
use super::curve::target;
use super::palette::{BLUE, Color, INK, ORANGE, SOFT, VERMILLION, ink_on_tint};
use super::picture::{Picture, capital, subtitle};
use crate::experiment::{
    Estimate, Record, SweepLayout, SweepPoint, SweepSummary, TargetVerdict, VariedKey, Verdict,
};
use crate::measure::Figure;
use crate::report::sections::designs::{EstimatesByDesign, value_of};
use crate::report::sections::targets;
use crate::report::{key, number};

/// Cells are at most this high, so that few of them do not fill the page.
const MAX_CELL_HEIGHT: f64 = 56.0;
/// Smaller cells have no space for text.
const MIN_CELL: f64 = 12.0;

/// The map of a figure over two keys; `None` for another number of keys, for a sample, or if there are
/// too many values.
pub(super) fn chart(
    record: &Record,
    cells: &EstimatesByDesign<'_>,
    sweep: &SweepSummary,
    figure: &Figure,
) -> Option<Picture> {
    let [first, second] = sweep.keys.as_slice() else { return None };
    let (columns, rows) = (first.values.len(), second.values.len());
    if sweep.layout != SweepLayout::Factorial || columns < 2 || rows < 2 {
        return None;
    }
    let names = second.values.iter().map(|v| text_width(v, Type::plain(TICK))).fold(0.0, f64::max);
    let left = MARGIN + names.min(220.0) + 12.0;
    let width = (WIDTH - MARGIN - left) / columns as f64;
    let height = (620.0 / rows as f64).min(MAX_CELL_HEIGHT);
    if width < MIN_CELL || height < MIN_CELL {
        return None;
    }
    let mut canvas = Canvas::new(WIDTH, TOP + 60.0 + height * rows as f64 + 52.0);
    let title = title(figure, &key::words(&first.path), &key::words(&second.path));
    headings(&mut canvas, &title, &subtitle(record, "common random numbers"));
    let top = target(sweep, figure).map_or(TOP, |t| verdict_legend(&mut canvas, t));
    let soft = Type::plain(TICK).color(SOFT);
    canvas.text(
        (MARGIN, top + 8.0),
        &cut(&key::with_key(&second.path), soft, WIDTH * 0.8),
        soft,
        Align::Left,
    );
    let grid = Grid { left, top: top + 22.0, width, height, rows };
    let unit = cells.scale(sweep, figure);
    fill(&mut canvas, &grid, cells, (sweep, figure), &unit);
    boundary(&mut canvas, &grid, cells, (sweep, figure));
    labels(&mut canvas, &grid, (first, second));
    let bottom = grid.bottom();
    let words = figure.label();
    let in_unit = number::join(&format!("in the cells: {words}"), &bracketed(&unit.unit));
    let below = cut(&key::with_key(&first.path), soft, WIDTH - MARGIN - left);
    canvas.text(((left + WIDTH - MARGIN) / 2.0, bottom + 34.0), &below, soft, Align::Middle);
    let look = Type::plain(LABEL).color(SOFT);
    canvas.text((MARGIN, bottom + 34.0 + 20.0), &in_unit, look, Align::Left);
    canvas.height = bottom + 74.0;
    let about = "A cell for each pair of values: the figure as a number, coloured by whether its target is met.";
    Some(Picture { name: "map", title, about, canvas })
}

/// Where the cells are: the corner at the left above, the size of a cell, and the number of rows.
struct Grid {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
    rows: usize,
}

impl Grid {
    /// The upper left corner of a cell. The first row is at the bottom, as on an axis.
    fn corner(&self, column: usize, row: usize) -> (f64, f64) {
        let above = self.rows - 1 - row;
        (self.left + column as f64 * self.width, self.top + above as f64 * self.height)
    }

    fn bottom(&self) -> f64 {
        self.top + self.height * self.rows as f64
    }
}

/// What the colours mean; the height below it.
fn verdict_legend(canvas: &mut Canvas, target: &TargetVerdict) -> f64 {
    let limit = number::exact(target.figure.dimension(), target.limit);
    let wanted = format!("{} {limit}", target.side.words());
    let entries = [
        (format!("{wanted}: met"), BLUE),
        ("undecided or doubtful".to_owned(), ORANGE),
        ("missed".to_owned(), VERMILLION),
        ("between met and missed, by the estimates".to_owned(), INK),
    ];
    legend(canvas, &entries, MARGIN, TOP + 4.0)
}

/// A coloured cell for each design, with its value where there is room.
fn fill(
    canvas: &mut Canvas,
    grid: &Grid,
    cells: &EstimatesByDesign<'_>,
    (sweep, figure): (&SweepSummary, &Figure),
    unit: &number::Scale,
) {
    let [first, second] = sweep.keys.as_slice() else { return };
    let points = || sweep.points.iter().filter(|point| !point.refined);
    let value = |point: &SweepPoint| cells.at(figure, &point.design).and_then(|e| e.value);
    let largest = points().filter_map(value).fold(0.0, f64::max);
    for point in points() {
        let place = |key: &VariedKey, value: &str| key.values.iter().position(|v| v == value);
        let Some((i, j)) = place(first, value_of(point, 0)).zip(place(second, value_of(point, 1)))
        else {
            continue;
        };
        let (x, y) = grid.corner(i, j);
        let (right, bottom) = (x + grid.width, y + grid.height);
        let depth = value(point).map_or(0.0, |v| if largest > 0.0 { v / largest } else { 0.0 });
        let (color, share) = (hue(point, figure), 0.3 + 0.6 * depth.clamp(0.0, 1.0));
        canvas.area(corners((x, y), (right, bottom)), color, share);
        let look = Type::plain(TICK).color(ink_on_tint(color, share));
        let text = cells.at(figure, &point.design).map_or_else(String::new, |e| match e.value {
            // Nothing was seen: `≤` says how frequent it can be in the room that there is.
            Some(0.0) => {
                let by = |v: f64| v * unit.factor;
                number::with_interval(Some(0.0), e.low.map(by), e.high.map(by))
            }
            Some(v) => {
                let half = e.low.zip(e.high).map(|(low, high)| (high - low) / 2.0 * unit.factor);
                number::coarse(v * unit.factor, half)
            }
            None => number::NOT_ESTIMABLE.to_owned(),
        });
        let says = |e: &Estimate| number::of_figure(figure, [e.value, e.low, e.high], unit);
        let says = cells.at(figure, &point.design).map_or_else(|| text.clone(), says);
        let judged = point.targets.iter().find(|t| t.figure == *figure);
        let judged =
            judged.map_or_else(String::new, |t| format!(", {}", targets::verdict(t.verdict)));
        let values = [(first, 0), (second, 1)];
        let values =
            values.map(|(key, i)| format!("{} {}", key::words(&key.path), value_of(point, i)));
        canvas.hint((x, y), (right, bottom), format!("{}: {says}{judged}", values.join(", ")));
        if text_width(&text, look) < grid.width - 4.0 {
            canvas.text(((x + right) / 2.0, (y + bottom) / 2.0), &text, look, Align::Middle);
        }
    }
}

/// A line between neighbouring cells of which one meets the target by its estimate and the other misses it.
fn boundary(
    canvas: &mut Canvas,
    grid: &Grid,
    cells: &EstimatesByDesign<'_>,
    (sweep, figure): (&SweepSummary, &Figure),
) {
    let Some(target) = target(sweep, figure) else { return };
    let [first, second] = sweep.keys.as_slice() else { return };
    let meets = |i: usize, j: usize| {
        let (a, b) = (first.values.get(i)?, second.values.get(j)?);
        let is = |p: &&SweepPoint| !p.refined && value_of(p, 0) == a && value_of(p, 1) == b;
        let point = sweep.points.iter().find(is)?;
        let value = cells.at(figure, &point.design)?.value?;
        Some(target.side.holds(value, target.limit))
    };
    let differ = |a: Option<bool>, b: Option<bool>| a.zip(b).is_some_and(|(a, b)| a != b);
    for i in 0..first.values.len() {
        for j in 0..second.values.len() {
            let ((x, y), own) = (grid.corner(i, j), meets(i, j));
            let (right, bottom) = (x + grid.width, y + grid.height);
            if differ(own, meets(i + 1, j)) {
                canvas.line(vec![(right, y), (right, bottom)], INK, 3.0);
            }
            // The next row is above.
            if differ(own, meets(i, j + 1)) {
                canvas.line(vec![(x, y), (right, y)], INK, 3.0);
            }
        }
    }
}

/// The values of the second key at the left and of the first below.
fn labels(canvas: &mut Canvas, grid: &Grid, (first, second): (&VariedKey, &VariedKey)) {
    let soft = Type::plain(TICK).color(SOFT);
    for (j, text) in second.values.iter().enumerate() {
        let y = grid.corner(0, j).1 + grid.height / 2.0;
        canvas.text((grid.left - 8.0, y), &cut(text, soft, 220.0), soft, Align::Right);
    }
    let mut free = f64::NEG_INFINITY;
    for (i, text) in first.values.iter().enumerate() {
        let x = grid.left + (i as f64 + 0.5) * grid.width;
        let half = text_width(text, soft) / 2.0;
        if x - half > free {
            canvas.text((x, grid.bottom() + 13.0), text, soft, Align::Middle);
            free = x + half + 6.0;
        }
    }
}

fn bracketed(unit: &str) -> String {
    if unit.is_empty() { String::new() } else { format!("({unit})") }
}

fn title(figure: &Figure, first: &str, second: &str) -> String {
    let name = capital(&figure.label());
    format!("{name} over {first} and {second}")
}

/// The colour of the verdict of a design on this figure; blue if there is no target.
fn hue(point: &SweepPoint, figure: &Figure) -> Color {
    let judged = point.targets.iter().find(|t| t.figure == *figure);
    match judged.map(|t| t.verdict) {
        Some(Verdict::Missed) => VERMILLION,
        Some(
            Verdict::MetBySurvivors
            | Verdict::Unstable
            | Verdict::Undecided
            | Verdict::NotEstimable,
        ) => ORANGE,
        Some(Verdict::Met | Verdict::MetByTheory) | None => BLUE,
    }
}

/// The corners of a cell. Between cells there is a gap.
fn corners((left, top): (f64, f64), (right, bottom): (f64, f64)) -> Vec<(f64, f64)> {
    let (left, top, right, bottom) = (left + 1.0, top + 1.0, right - 1.0, bottom - 1.0);
    vec![(left, top), (right, top), (right, bottom), (left, bottom)]
}
