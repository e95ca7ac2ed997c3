//! Cost against service: every simulated design near the answer, the front of those that nothing beats, the limit, and the
//! answer.

use super::axis::{LABEL, MARGIN, Scale, TICK, TOP, WIDTH};
use super::axis::{headings, legend_of, tick_text, ticks, ticks_between, x_axis, y_axis};
use super::canvas::{Align, Canvas, Type, fitted, text_width};
use super::free_place::{Drawn, make_room};
use super::palette::{BLUE, Color, GREEN, GREY, INK, ORANGE, VERMILLION};
use super::picture::{Picture, subtitle_on};
use crate::experiment::{Record, SizeSummary, Standing};
use crate::report::number;
use crate::report::sections::size::front::{self, Point};
use crate::report::sections::size::sentence::{money, none, numbers, standing};

const HEIGHT: f64 = 520.0;
/// More of a limit than this would hide what happens at the limit, in per cent.
const BEYOND: f64 = 400.0;
/// The words beside the answer are no wider.
const WIDEST: f64 = 330.0;
/// Costs farther from the answer than this share of it are left out.
const ASIDE: f64 = 0.6;

/// The chart; `None` if there are fewer than two designs to show.
pub(super) fn chart(record: &Record, study: &SizeSummary) -> Option<Picture> {
    let front = front::of(study)?;
    let is_near = |p: &&Point<'_>| {
        let aside = (p.design.cost - front.answer_cost).abs();
        aside <= ASIDE * front.answer_cost.max(1.0)
    };
    let shown: Vec<&Point<'_>> = front.points.iter().filter(is_near).collect();
    if shown.len() < 2 {
        return None;
    }
    let (count, all) = (shown.len(), study.designs.len());
    let near = if study.answer.is_some() { "answer" } else { "dearest" };
    let tried = if study.survive.is_empty() { "" } else { ", tried with every loss" };
    let more = match count == all {
        true => format!("{count} designs"),
        false => format!("{count} of {all} designs: near the {near}{tried}"),
    };
    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    let title = title(study);
    let basis = format!(
        "search with seed {}, {} % intervals; certificate with seed {}; windows of {}",
        record.seed,
        number::level(study.search_level),
        study.certified_with_seed,
        number::span(record.duration_seconds)
    );
    headings(&mut canvas, &title, &subtitle_on(record, &more, &basis));
    let other = |p: &&&Point<'_>| !is_chosen(study, p);
    let of = |standing: Standing, words: &str| {
        let is_there = shown.iter().filter(other).any(|p| p.standing == standing);
        is_there.then(|| (words.to_owned(), Mark::Design(standing, color(standing))))
    };
    let answer = shown.iter().find(|p| is_chosen(study, p));
    let answer = answer.map(|p| ("the answer".to_owned(), Mark::Design(p.standing, GREEN)));
    let entries: Vec<(String, Mark)> = [
        of(Standing::Misses, "misses a target"),
        of(Standing::Undecided, "undecided"),
        of(Standing::Meets, "meets the targets"),
        Some(("limit".to_owned(), Mark::Limit)),
        answer,
    ]
    .into_iter()
    .flatten()
    .collect();
    let draw_mark = |canvas: &mut Canvas, at: (f64, f64), mark: &Mark| mark.draw(canvas, at, 5.0);
    let top = legend_of(&mut canvas, &entries, (MARGIN, TOP + 4.0), draw_mark) + 8.0;
    let frame = (MARGIN + 58.0, WIDTH - MARGIN - 24.0, top + 18.0, HEIGHT - 52.0);
    let scales = axes(&mut canvas, &shown, front.answer_cost, frame, study);
    draw(&mut canvas, &shown, study, scales, frame);
    if let Some(point) = shown.iter().find(|p| is_chosen(study, p)) {
        name_answer(&mut canvas, study, (*point, &shown[..]), (scales, frame));
    }
    let about = "A mark for each design: its cost, how much of its limit the worst target uses by its estimate, and whether the targets are met by their intervals.";
    Some(Picture { name: "cost-against-service", title, about, canvas })
}

/// The answer, with the same reservation as on the page.
fn title(study: &SizeSummary) -> String {
    let Some(answer) = &study.answer else { return none(study).to_owned() };
    let cost = money(study, answer.cost);
    match (answer.certified, study.is_certified()) {
        (true, true) => format!("The cheapest design that meets the targets costs {cost}"),
        (true, false) => {
            format!("A design for {cost} meets the targets; UNDECIDED whether a cheaper one does")
        }
        (false, _) => format!("UNDECIDED whether a design for {cost} meets the targets"),
    }
}

/// What stands for something in the chart: a shape and a colour, so that either tells designs apart.
enum Mark {
    Design(Standing, Color),
    Limit,
}

fn color(standing: Standing) -> Color {
    match standing {
        Standing::Meets => BLUE,
        Standing::Undecided => ORANGE,
        Standing::Misses | Standing::NotValid => GREY,
    }
}

impl Mark {
    /// A disc for what meets the targets, a diamond for what is undecided, a cross for what misses one.
    fn draw(&self, canvas: &mut Canvas, (x, y): (f64, f64), radius: f64) {
        let r = radius;
        match *self {
            Mark::Limit => canvas.line(vec![(x - 6.0, y), (x + 6.0, y)], VERMILLION, 1.6),
            Mark::Design(Standing::Meets, color) => canvas.dot((x, y), r, color),
            Mark::Design(Standing::Undecided, color) => {
                let r = 1.3 * r;
                canvas.area(vec![(x - r, y), (x, y - r), (x + r, y), (x, y + r)], color, 1.0);
            }
            Mark::Design(Standing::Misses | Standing::NotValid, color) => {
                canvas.line(vec![(x - r, y - r), (x + r, y + r)], color, 2.0);
                canvas.line(vec![(x - r, y + r), (x + r, y - r)], color, 2.0);
            }
        }
    }
}

/// Left, right, top and bottom of the area inside the axes.
type Frame = (f64, f64, f64, f64);

fn is_chosen(study: &SizeSummary, point: &Point<'_>) -> bool {
    study.answer.as_ref().is_some_and(|answer| answer.values == point.design.values)
}

fn percent(p: &Point<'_>) -> f64 {
    (100.0 * p.used).min(BEYOND)
}

fn axes(
    canvas: &mut Canvas,
    shown: &[&Point<'_>],
    answer: f64,
    (left, right, top, bottom): Frame,
    study: &SizeSummary,
) -> (Scale, Scale) {
    let costs = shown.iter().map(|p| p.design.cost).chain([answer]);
    let (low, high) =
        costs.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)));
    let room = ((high - low) * 0.06).max(high.abs() * 0.01).max(1e-9);
    let span = ((low - room).max(0.0), high + room);
    // The highest line of the grid is the upper edge, below the title of the axis.
    let heights = ticks(shown.iter().map(|p| percent(p)).fold(120.0, f64::max), 6);
    let most = heights.last().copied().unwrap_or(BEYOND);
    let x = Scale::linear(span, (left, right));
    let y = Scale::linear((0.0, most), (bottom, top));
    let marks = ticks_between(span.0, span.1, 5);
    let marks: Vec<_> = marks.iter().map(|t| (x.at(*t), tick_text(*t))).collect();
    x_axis(canvas, &marks, (left, right), (top, bottom), &title_of_cost(study));
    let marks: Vec<_> = heights.iter().map(|t| (y.at(*t), tick_text(*t))).collect();
    let words = "how much of its limit the worst target uses, % (all above 400 at 400)";
    y_axis(canvas, &marks, (left, right), words);
    (x, y)
}

/// The front as steps.
fn steps(shown: &[&Point<'_>], (x, y): (Scale, Scale)) -> Vec<(f64, f64)> {
    let mut steps: Vec<(f64, f64)> = Vec::new();
    for p in shown.iter().filter(|p| p.is_on_front) {
        let at = (x.at(p.design.cost), y.at(percent(p)));
        if let Some((_, before)) = steps.last().copied() {
            steps.push((at.0, before));
        }
        steps.push(at);
    }
    steps
}

/// The title of the axis of costs, with their unit.
fn title_of_cost(study: &SizeSummary) -> String {
    let (before, after) = &study.currency;
    let unit = format!("{before} {}", after.trim());
    match unit.trim() {
        "" => "cost".to_owned(),
        unit => format!("cost, {unit}"),
    }
}

/// The limit, the front as steps, and the designs.
fn draw(
    canvas: &mut Canvas,
    shown: &[&Point<'_>],
    study: &SizeSummary,
    (x, y): (Scale, Scale),
    (left, right, ..): Frame,
) {
    let at = |p: &Point<'_>| (x.at(p.design.cost), y.at(percent(p)));
    let chosen = |p: &Point<'_>| is_chosen(study, p);
    canvas.line(vec![(left, y.at(100.0)), (right, y.at(100.0))], VERMILLION, 1.6);
    canvas.line(steps(shown, (x, y)), INK, 1.2);
    for p in shown.iter().filter(|p| !chosen(p)) {
        Mark::Design(p.standing, color(p.standing)).draw(canvas, at(p), 4.0);
    }
    for p in shown.iter().filter(|p| chosen(p)) {
        Mark::Design(p.standing, GREEN).draw(canvas, at(p), 7.0);
    }
    for p in shown {
        let ((x, y), cost) = (at(p), money(study, p.design.cost));
        let used = number::significant((100.0 * p.used).round());
        let says = format!(
            "{}: {cost}; targets {}; by its estimate the worst target uses {used} % of its limit",
            numbers(study, &p.design.values),
            standing(p.standing)
        );
        canvas.hint((x - 6.0, y - 6.0), (x + 6.0, y + 6.0), says);
    }
}

/// What the answer is and costs, near to its point, where it hides neither a design nor the limit.
fn name_answer(
    canvas: &mut Canvas,
    study: &SizeSummary,
    (point, shown): (&Point<'_>, &[&Point<'_>]),
    ((x, y), (left, right, top, bottom)): ((Scale, Scale), Frame),
) {
    const LINE: f64 = 15.0;
    let (bold, plain) = (Type::bold(LABEL), Type::plain(TICK));
    let first = format!("the answer: {}", money(study, point.design.cost));
    let mut lines = vec![(first, bold)];
    let numbers = lines_of(&numbers(study, &point.design.values), plain, WIDEST);
    lines.extend(numbers.into_iter().map(|line| (line, plain)));
    let wide = lines.iter().map(|(text, look)| text_width(text, *look)).fold(0.0, f64::max) + 12.0;
    let high = LINE * lines.len() as f64 + 4.0;
    let at = |p: &Point<'_>| (x.at(p.design.cost), y.at(percent(p)));
    let marks: Vec<(f64, f64)> = shown.iter().map(|p| at(p)).collect();
    let (steps, limit) = (steps(shown, (x, y)), [(left, y.at(100.0)), (right, y.at(100.0))]);
    let drawn = Drawn { marks: &marks, radius: 8.0, lines: &[&limit[..], &steps[..]] };
    let inside = (left + 4.0, top, right - 4.0, bottom - 2.0);
    let place = drawn.place(at(point), (wide, high), inside);
    make_room(canvas, at(point), place);
    let (from, upper, ..) = place.0;
    for (i, (text, look)) in lines.iter().enumerate() {
        let at = (from + 6.0, upper + 2.0 + LINE * (i as f64 + 0.5));
        canvas.text(at, text, *look, Align::Left);
    }
}

/// A list, broken after commas into lines that are no wider than `room`; an entry that is wider is cut.
fn lines_of(list: &str, look: Type, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for entry in list.split_inclusive(", ") {
        match lines.last_mut() {
            Some(line) if text_width(&format!("{line}{entry}"), look) <= room => {
                line.push_str(entry)
            }
            _ => lines.push(entry.to_owned()),
        }
    }
    lines.iter().map(|line| fitted(line.trim_end(), look, room)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sections::size::sample;
    use serde_json::json;

    #[test]
    fn the_title_has_the_reservation_of_the_page() {
        let (met, missed) = (
            sample::blocking("at_most", 0.05, 0.04, "met"),
            sample::blocking("at_most", 0.05, 0.07, "missed"),
        );
        let open = sample::blocking("at_most", 0.05, 0.05, "undecided");
        let of = |neighbour, further: serde_json::Value| {
            let mut parts = json!({ "answer": sample::answer(&met), "neighbours": [neighbour] });
            let serde_json::Value::Object(further) = further else { panic!("a table") };
            parts.as_object_mut().expect("a table").extend(further);
            title(&sample::search(parts))
        };
        let (out, undecided) =
            (sample::neighbour("misses", &missed), sample::neighbour("undecided", &open));
        let sure = "The cheapest design that meets the targets costs 100 EUR";
        let not_sure =
            "A design for 100 EUR meets the targets; UNDECIDED whether a cheaper one does";
        assert_eq!(of(out.clone(), json!({})), sure);
        assert_eq!(of(undecided, json!({})), not_sure);
        assert_eq!(of(out.clone(), json!({ "searched_to": 80.0 })), not_sure);
        assert_eq!(of(out, json!({ "finished": false })), not_sure);
        let mut answer = sample::answer(&open);
        answer["certified"] = json!(false);
        let title = title(&sample::search(json!({ "answer": answer })));
        assert_eq!(title, "UNDECIDED whether a design for 100 EUR meets the targets");
    }
}
