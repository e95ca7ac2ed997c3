//! Charts of call records: the profile of a day, distributions against their fits, and how long callers wait.

use super::axis::{MARGIN, Scale, TOP, WIDTH, headings, legend, tick_text, ticks, x_axis, y_axis};
use super::canvas::Canvas;
use super::palette::{BLUE, Color, GREY, INK, ORANGE, SKY, VERMILLION};
use super::picture::{Chart, Picture, drawn};
use super::print::Print;
use crate::base::Error;
use crate::experiment::Calibration;
use crate::import::records::fit::{Arrivals, Fit, LEVEL, Lengths, QUARTERS, Survival};
use crate::import::records::{RoutingTimes, Study};
use crate::report::number::{grouped, level, significant};

const HEIGHT: f64 = 440.0;

/// Records below which a distribution is not drawn.
const FEWEST: f64 = 30.0;

/// All charts for which the records have data.
///
/// # Errors
/// If a chart cannot be drawn, which is a fault of the program.
pub fn records(study: &Study, calibration: Option<&Calibration>) -> Result<Vec<Chart>, Error> {
    let pictures = pictures(study, calibration);
    pictures.into_iter().map(|named| drawn(named, &Print::default())).collect()
}

/// The same before they are drawn.
pub(super) fn pictures(study: &Study, calibration: Option<&Calibration>) -> Vec<(String, Picture)> {
    let mut pictures: Vec<(String, Picture)> = Vec::new();
    for fit in &study.fits {
        let class = fit.class.key();
        let mut add =
            |name: &str, picture: Picture| pictures.push((format!("{class}-{name}"), picture));
        if let Some(arrivals) = &fit.arrivals {
            add("profile", profile(class, arrivals));
        }
        for (name, words, lengths) in lengths(fit) {
            add(name, distribution(&format!("{class} calls: {words}"), lengths));
            if let Some(picture) = quantiles(&format!("{class} calls: {words}"), lengths) {
                add(&format!("{name}-quantiles"), picture);
            }
        }
        if let Some(patience) = fit.patience.as_ref().filter(|p| p.ended >= FEWEST) {
            add("patience", waiting(class, patience));
        }
    }
    if let Some((times, fitted)) = study.routing.as_ref().zip(calibration) {
        pictures.push(("routing".to_owned(), routing(times, fitted)));
    }
    pictures
}

fn lengths(fit: &Fit) -> Vec<(&'static str, &'static str, &Lengths)> {
    let after = fit.answers.as_ref().map(|answers| &answers.after);
    let all = [
        ("talk", "length of a conversation", fit.talk.as_ref()),
        ("answer", "time until a person answers", after),
    ];
    let drawn = all.into_iter().filter_map(|(name, words, lengths)| Some((name, words, lengths?)));
    drawn.filter(|(_, _, lengths)| lengths.count >= FEWEST).collect()
}

/// Left, right, top and bottom of the area inside the axes.
struct Frame {
    across: (f64, f64),
    down: (f64, f64),
}

/// A canvas with headings and a legend, and the area below them.
fn begin(title: &str, subtitle: &str, entries: &[(String, Color)]) -> (Canvas, Frame) {
    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    headings(&mut canvas, title, &[subtitle.to_owned()]);
    let top = legend(&mut canvas, entries, MARGIN, TOP - 14.0) + 24.0;
    let across = (MARGIN + 58.0, WIDTH - MARGIN - 18.0);
    (canvas, Frame { across, down: (top, HEIGHT - 52.0) })
}

/// Calls per hour by quarter of an hour, with exact bounds and the range of the days.
fn profile(class: &str, arrivals: &Arrivals) -> Picture {
    let title = format!("When {class} calls arrive");
    let days = if arrivals.days == 1 { "1 day" } else { &format!("{} days", arrivals.days) };
    let subtitle = format!(
        "{} calls on {days}, by quarter of an hour; the busy hour is shaded",
        grouped(arrivals.calls as u64)
    );
    let entries = [
        ("mean".to_owned(), BLUE),
        (format!("{} % bounds of the mean", level(LEVEL)), SKY),
        ("least and most of a day".to_owned(), GREY),
    ];
    let (mut canvas, frame) = begin(&title, &subtitle, &entries);
    let most = arrivals.quarters.iter().map(|q| q.bounds.1.max(q.range.1)).fold(0.0, f64::max);
    let marks = ticks(most, 5);
    let y =
        Scale::linear((0.0, marks.last().copied().unwrap_or(1.0)), (frame.down.1, frame.down.0));
    let x = Scale::linear((0.0, QUARTERS as f64), frame.across);
    let (first, _, _) = arrivals.busy_hour;
    let busy = (x.at(first as f64), x.at(first as f64 + 4.0));
    canvas.rectangle((busy.0, frame.down.0), (busy.1, frame.down.1), super::palette::SHADE);
    let hours = (0..=24).step_by(3).map(|hour| (x.at(hour as f64 * 4.0), format!("{hour:02}:00")));
    let hours: Vec<_> = hours.collect();
    x_axis(&mut canvas, &hours, frame.across, frame.down, "time of day");
    let marks: Vec<_> = marks.iter().map(|v| (y.at(*v), tick_text(*v))).collect();
    y_axis(&mut canvas, &marks, frame.across, "calls per hour");
    let steps = |value: &dyn Fn(usize) -> f64| -> Vec<(f64, f64)> {
        let ends = |at: usize| [(at as f64, at), (at as f64 + 1.0, at)];
        let points = (0..QUARTERS).flat_map(ends);
        points.map(|(place, at)| (x.at(place), y.at(value(at)))).collect()
    };
    let quarter = |at: usize| &arrivals.quarters[at];
    let mut band = |low: &dyn Fn(usize) -> f64, high: &dyn Fn(usize) -> f64, color, alpha| {
        let mut outline = steps(high);
        outline.extend(steps(low).into_iter().rev());
        canvas.area(outline, color, alpha);
    };
    band(&|at| quarter(at).range.0, &|at| quarter(at).range.1, GREY, 0.3);
    band(&|at| quarter(at).bounds.0, &|at| quarter(at).bounds.1, SKY, 0.6);
    canvas.line(steps(&|at| quarter(at).rate), BLUE, 1.8);
    Picture {
        name: "profile",
        title,
        about: "Time of day from left to right, calls per hour upwards: a line for the mean of the days, a narrow band for its bounds, a wide one for the least and the most of a day. The busy hour is shaded.",
        canvas,
    }
}

/// The distribution function of the records, and that of the fit.
fn distribution(words: &str, lengths: &Lengths) -> Picture {
    let chosen = lengths.chosen();
    let title = super::picture::capital(words);
    let subtitle = format!(
        "{} records, mean {} s; chosen by BIC: {}, at most {} from the records",
        grouped(lengths.count.round() as u64),
        significant(lengths.mean),
        chosen.family.words(),
        significant(chosen.distance)
    );
    let fit_words = format!("fit: {}", chosen.family.words());
    let mut entries = vec![("records".to_owned(), INK)];
    entries.extend(chosen.model.map(|_| (fit_words, ORANGE)));
    let (mut canvas, frame) = begin(&title, &subtitle, &entries);
    let marks = ticks(lengths.quantile(0.99).max(1.0), 6);
    let most = marks.last().copied().unwrap_or(1.0);
    let x = Scale::linear((0.0, most), frame.across);
    let y = Scale::linear((0.0, 100.0), (frame.down.1, frame.down.0));
    let times: Vec<_> = marks.iter().map(|v| (x.at(*v), tick_text(*v))).collect();
    x_axis(&mut canvas, &times, frame.across, frame.down, "seconds");
    let shares: Vec<_> =
        (0..=5).map(|i| (y.at(f64::from(i) * 20.0), (i * 20).to_string())).collect();
    y_axis(&mut canvas, &shares, frame.across, "share of calls that are not longer, %");
    let mut below = 0.0;
    let mut points = vec![(x.at(0.0), y.at(0.0))];
    for bin in lengths.bins.iter().take_while(|bin| bin.from <= most) {
        points.push((x.at(bin.from), y.at(100.0 * below / lengths.count)));
        below += bin.weight;
        points.push((x.at(bin.to.min(most)), y.at(100.0 * below / lengths.count)));
    }
    canvas.line(points, INK, 3.0);
    if let Some(model) = chosen.model {
        let at = |i: u32| most * f64::from(i) / 300.0;
        let curve = (0..=300).map(|i| (x.at(at(i)), y.at(100.0 * model.cdf(at(i)))));
        canvas.line(curve.collect(), ORANGE, 1.6);
    }
    Picture {
        name: "distribution",
        title,
        about: "Seconds from left to right, the share of calls that are not longer upwards: a line for the records, and one for the fit.",
        canvas,
    }
}

/// Quantiles of the records against those of the fit: on the diagonal, if it fits.
fn quantiles(words: &str, lengths: &Lengths) -> Option<Picture> {
    let chosen = lengths.chosen();
    let model = chosen.model?;
    let title = format!("{}: quantiles of fit and records", super::picture::capital(words));
    let subtitle = format!(
        "each dot is 1 % of {} records; on the line, records and fit ({}) agree",
        grouped(lengths.count.round() as u64),
        chosen.family.words()
    );
    let entries = [("1 % to 99 %".to_owned(), BLUE), ("equal".to_owned(), VERMILLION)];
    let (mut canvas, frame) = begin(&title, &subtitle, &entries);
    let pairs = (1..100).map(|i| f64::from(i) / 100.0);
    let pairs: Vec<_> = pairs.map(|p| (model.quantile(p), lengths.quantile(p))).collect();
    let marks = ticks(pairs.iter().map(|(a, b)| a.max(*b)).fold(1.0, f64::max), 6);
    let most = marks.last().copied().unwrap_or(1.0);
    let x = Scale::linear((0.0, most), frame.across);
    let y = Scale::linear((0.0, most), (frame.down.1, frame.down.0));
    let across: Vec<_> = marks.iter().map(|v| (x.at(*v), tick_text(*v))).collect();
    x_axis(&mut canvas, &across, frame.across, frame.down, "quantile of the fit, s");
    let up: Vec<_> = marks.iter().map(|v| (y.at(*v), tick_text(*v))).collect();
    y_axis(&mut canvas, &up, frame.across, "quantile of the records, s");
    canvas.line(vec![(x.at(0.0), y.at(0.0)), (x.at(most), y.at(most))], VERMILLION, 1.4);
    pairs.iter().for_each(|(fit, seen)| canvas.dot((x.at(*fit), y.at(*seen)), 3.0, BLUE));
    Some(Picture {
        name: "quantiles",
        title,
        about: "Quantiles of the fit from left to right, those of the records upwards: dots from 1 % to 99 %, and the line on which both are equal.",
        canvas,
    })
}

/// The share of callers who wait longer than a time, with bounds, and the distribution that is written.
fn waiting(class: &str, patience: &Survival) -> Picture {
    let title = format!("How long callers of {class} calls wait");
    let subtitle = format!(
        "Kaplan-Meier: {} gave up, {} waits were cut short by an answer or a timer",
        grouped(patience.ended as u64),
        grouped(patience.cut as u64)
    );
    let weibull = patience.weibull();
    let family = if weibull.is_some() { "fit: Weibull" } else { "fit: exponential" };
    let entries = [
        ("records".to_owned(), INK),
        (format!("{} % bounds", level(LEVEL)), GREY),
        (family.to_owned(), ORANGE),
    ];
    let (mut canvas, frame) = begin(&title, &subtitle, &entries);
    // Beyond the time to which 1 % of the calls are followed, the estimate says nothing.
    let enough = (patience.ended + patience.cut) / 100.0;
    let steps: Vec<_> = patience.steps.iter().take_while(|step| step.at_risk >= enough).collect();
    let last = steps.last().map_or(1.0, |step| step.at);
    let marks = ticks(last.max(1.0), 6);
    let most = marks.last().copied().unwrap_or(1.0);
    let x = Scale::linear((0.0, most), frame.across);
    let y = Scale::linear((0.0, 100.0), (frame.down.1, frame.down.0));
    let times: Vec<_> = marks.iter().map(|v| (x.at(*v), tick_text(*v))).collect();
    x_axis(&mut canvas, &times, frame.across, frame.down, "seconds since the call began");
    let shares: Vec<_> =
        (0..=5).map(|i| (y.at(f64::from(i) * 20.0), (i * 20).to_string())).collect();
    y_axis(&mut canvas, &shares, frame.across, "callers who wait longer, %");
    let line = |value: &dyn Fn(&crate::import::records::fit::Step) -> f64| {
        let mut points = vec![(x.at(0.0), y.at(100.0))];
        let mut level = 100.0;
        for step in &steps {
            points.push((x.at(step.at), y.at(level)));
            level = 100.0 * value(step);
            points.push((x.at(step.at), y.at(level)));
        }
        points
    };
    let mut band = line(&|step| step.bounds.1);
    band.extend(line(&|step| step.bounds.0).into_iter().rev());
    canvas.area(band, GREY, 0.35);
    canvas.line(line(&|step| step.survival), INK, 2.0);
    let survival = |time: f64| match weibull {
        Some((shape, mean)) => {
            let scale = mean / libm::tgamma(1.0 + 1.0 / shape);
            libm::exp(-libm::pow(time / scale, shape))
        }
        None => libm::exp(-time / patience.exponential_mean().unwrap_or(f64::INFINITY)),
    };
    let curve = (0..=300).map(|i| most * f64::from(i) / 300.0);
    canvas.line(curve.map(|t| (x.at(t), y.at(100.0 * survival(t)))).collect(), ORANGE, 1.6);
    Picture {
        name: "patience",
        title,
        about: "Seconds from left to right, the share of callers who wait longer upwards: steps for the records with a band for their bounds, and a line for the fit.",
        canvas,
    }
}

/// Times of routing: of the records, and simulated before and after the delays were fitted.
fn routing(times: &RoutingTimes, fitted: &Calibration) -> Picture {
    let title = "How long routing to Unified Messaging takes".to_owned();
    let subtitle = format!(
        "{} records against simulated calls; delays are {:.3} times their defaults",
        grouped(times.count() as u64),
        fitted.factor.value
    );
    let entries = [
        ("records".to_owned(), INK),
        ("simulated with defaults".to_owned(), GREY),
        ("with fitted delays".to_owned(), ORANGE),
    ];
    let (mut canvas, frame) = begin(&title, &subtitle, &entries);
    let simulated = [(&fitted.before, GREY), (&fitted.after, ORANGE)];
    let longest = times.quantile(0.99, LEVEL).map_or(0.0, |found| found.value);
    let longest = simulated
        .iter()
        .filter_map(|(of, _)| of.quantiles.last())
        .fold(longest, |a, b| a.max(b.value));
    let marks = ticks(1_000.0 * longest, 6);
    let most = marks.last().copied().unwrap_or(1.0) / 1_000.0;
    let x = Scale::linear((0.0, most), frame.across);
    let y = Scale::linear((0.0, 100.0), (frame.down.1, frame.down.0));
    let across: Vec<_> = marks.iter().map(|v| (x.at(v / 1_000.0), tick_text(*v))).collect();
    x_axis(&mut canvas, &across, frame.across, frame.down, "milliseconds");
    let shares: Vec<_> =
        (0..=5).map(|i| (y.at(f64::from(i) * 20.0), (i * 20).to_string())).collect();
    y_axis(&mut canvas, &shares, frame.across, "share of calls that are not longer, %");
    let share = |at: usize| 100.0 * at as f64 / times.count() as f64;
    let mut steps = vec![(x.at(0.0), y.at(0.0))];
    for (at, value) in times.seconds().iter().enumerate().take_while(|(_, value)| **value <= most) {
        steps.push((x.at(*value), y.at(share(at))));
        steps.push((x.at(*value), y.at(share(at + 1))));
    }
    canvas.line(steps, INK, 3.0);
    for (of, color) in simulated {
        let shown = of.points.iter().filter(|(value, _)| *value <= most);
        canvas.line(
            shown.map(|(value, share)| (x.at(*value), y.at(100.0 * share))).collect(),
            color,
            1.8,
        );
    }
    Picture {
        name: "routing",
        title,
        about: "Milliseconds from left to right, the share of calls that are not longer upwards: steps for the records, a line for simulated calls with the default delays, and one with the fitted delays.",
        canvas,
    }
}
