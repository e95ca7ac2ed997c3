//! The deployment as a diagram: boxes for gateways, servers and pools in the order in which a call meets them, sites as
//! bands, lines for ways and links, and how full each box is.

mod layout;
mod load;
mod ways;

use super::axis::{MARGIN, WIDTH, headings};
use super::canvas::{Align, Canvas, Type, fitted, text_width};
use super::palette::{BLUE, GREY, GRID, INK, PAPER, SHADE, SOFT, VERMILLION};
use super::picture::{Picture, subtitle, subtitle_on};
use crate::experiment::{Record, SizeSummary, StudySummary, Topology, TopologyLink};
use crate::measure::{Figure, Measure, Statistic};
use crate::report::number;
use layout::{BOX, Layout, Place};
use load::{Load, percent};

const NAME: f64 = 12.0;
const SMALL: f64 = 11.0;
/// Links between sites that have a line each; more are a sentence.
const MAX_LINKS: usize = 6;
/// Room for links at the right.
const LINKS: f64 = 128.0;

/// What is drawn where no load was measured.
const UNLOADED: &str = "Boxes from left to right: telephone network, gateways, Mediation Servers, Front End pools, Call Routers, \
                        Unified Messaging; each site is a band. Lines are the ways of calls, and links between sites.";
/// And where it was.
const LOADED: &str = "Boxes from left to right: telephone network, gateways, Mediation Servers, Front End pools, Call Routers, \
                      Unified Messaging; each site is a band. Lines are the ways of calls, and links between sites. Each box says \
                      how full it is and what it refuses; the one nearest to its limit is marked.";

/// The diagram; `None` for a record that does not say how the deployment is connected.
pub(super) fn chart(record: &Record) -> Option<Picture> {
    let topology = record.topology.as_ref().filter(|topology| !topology.nodes.is_empty())?;
    // In other studies the first design may not be what the model says.
    let is_first = matches!(record.study, StudySummary::Run | StudySummary::Losses(_));
    let first = is_first.then(|| record.first_design());
    let design = topology.design.as_deref().or(first);
    let load = |node| design.map_or_else(Load::default, |design| load::of(record, design, node));
    let loads: Vec<Load> = topology.nodes.iter().map(load).collect();
    let limit = load::binding(&loads);
    let links = topology.links.len();
    let right = if links > 0 && links <= MAX_LINKS { LINKS } else { 0.0 };
    let layout = Layout::of(topology, &loads, WIDTH - right);
    let below = if links > MAX_LINKS { 22.0 } else { 0.0 };
    let mut canvas = Canvas::new(WIDTH, layout.bottom + 16.0 + below);
    let heading = heading(topology, &loads, limit);
    let of = drawn_design(record, topology);
    let lines = match record.size() {
        Some(study) => subtitle_on(record, &of, &basis_of_answer(record, study, design)),
        None => subtitle(record, &of),
    };
    headings(&mut canvas, &heading, &lines);
    draw_bands(&mut canvas, &layout);
    draw_ways(&mut canvas, &layout);
    draw_telephone_network(&mut canvas, &layout, record, design);
    for place in &layout.places {
        draw_box(&mut canvas, place, limit.is_some_and(|node| place.members.contains(&node)));
    }
    match right > 0.0 {
        true => draw_links(&mut canvas, &layout, (record, design), topology),
        false if links > 0 => {
            let text = format!("{links} links between sites; the table of links has their load");
            let soft = Type::plain(SMALL).color(SOFT);
            canvas.text((MARGIN, layout.bottom + 14.0), &text, soft, Align::Left);
        }
        false => {}
    }
    let (title, about) = match (limit, &topology.design) {
        (None, _) => ("The deployment", UNLOADED),
        (Some(_), None) => ("The deployment and its load", LOADED),
        (Some(_), Some(_)) => ("The deployment of the answer and its load", LOADED),
    };
    Some(Picture { name: "topology", title: title.to_owned(), about, canvas })
}

/// What the load of the answer of a search rests on: the certificate on the good day. Without an answer no load is drawn.
fn basis_of_answer(record: &Record, study: &SizeSummary, design: Option<&str>) -> String {
    let calls = Figure::of_all(Measure::Calls, Statistic::Count);
    match design.and_then(|design| record.estimates.find(design, &calls)) {
        Some(calls) => format!(
            "{} replications of {} · seed {}",
            number::grouped(u64::from(calls.replications)),
            number::span(record.duration_seconds),
            study.certified_with_seed
        ),
        None => format!("seed {}", record.seed),
    }
}

/// Which design is drawn, where it is not the model itself.
fn drawn_design(record: &Record, topology: &Topology) -> String {
    match (&topology.design, &record.study) {
        (Some(_), _) => "the answer".to_owned(),
        (None, StudySummary::Losses(_)) => "the good day".to_owned(),
        // Each design may be a model of its own.
        (None, StudySummary::Comparison(_)) => format!("of {} only", record.first_design()),
        _ => String::new(),
    }
}

/// What limits the deployment, in a line.
fn heading(topology: &Topology, loads: &[Load], limit: Option<usize>) -> String {
    let hosts = |node: &crate::experiment::TopologyNode| node.hosts.len().max(1);
    let hosts: usize = topology.nodes.iter().map(hosts).sum();
    let Some((node, load)) = limit.and_then(|at| Some((topology.nodes.get(at)?, loads.get(at)?)))
    else {
        let sites = topology.sites.len();
        let of_sites = if sites == 1 { "one site".to_owned() } else { format!("{sites} sites") };
        return format!("The deployment: {hosts} hosts at {of_sites}");
    };
    let name = fitted(&node.name, Type::bold(15.0), 320.0);
    let used = format!("{} of its {} used", percent(load.used), load.of);
    match load.loss {
        Some(loss) if loss > 0.0 => {
            format!("{name} limits: it refuses {}, with {used}", percent(loss))
        }
        _ => format!("Nearest to its limit of calls: {name}, with {used}"),
    }
}

fn draw_bands(canvas: &mut Canvas, layout: &Layout) {
    let soft = Type::plain(SMALL).color(SOFT);
    for (x, title) in &layout.columns {
        canvas.text((x + layout.width / 2.0, layout.top - 12.0), title, soft, Align::Middle);
    }
    for band in &layout.bands {
        let (from, to) = ((layout.left, band.top), (layout.right, band.bottom));
        canvas.rectangle(from, to, SHADE);
        let look = Type::bold(SMALL);
        let title = fitted(&band.title, look, layout.right - layout.left - 16.0);
        canvas.text((layout.left + 8.0, band.top + 12.0), &title, look, Align::Left);
    }
}

fn draw_ways(canvas: &mut Canvas, layout: &Layout) {
    for (from, to) in &layout.ways {
        canvas.line(ways::course(layout, (*from, *to)), GREY, 1.2);
    }
}

/// The telephone network with its lines to the gateways.
fn draw_telephone_network(
    canvas: &mut Canvas,
    layout: &Layout,
    record: &Record,
    design: Option<&str>,
) {
    let gateways: Vec<&Place> = layout.places.iter().filter(|p| p.column == 0).collect();
    let Some((first, last)) = gateways.first().zip(gateways.last()) else { return };
    let y = (first.y + last.y + BOX) / 2.0;
    let (left, wide) = (MARGIN, layout.left - MARGIN - 26.0);
    for gateway in gateways {
        canvas.line(vec![(left + wide, y), gateway.into()], GREY, 1.2);
    }
    frame(canvas, (left, y - BOX / 2.0), (left + wide, y + BOX / 2.0), (GREY, 1.0));
    let middle = left + wide / 2.0;
    canvas.text((middle, y - 13.0), "PSTN", Type::bold(NAME), Align::Middle);
    let calls = Figure::of_all(Measure::Calls, Statistic::PerHour);
    let calls = design.and_then(|design| record.estimates.find(design, &calls));
    if let Some((e, calls)) = calls.and_then(|e| Some((e, e.value?))) {
        let soft = Type::plain(SMALL).color(SOFT);
        let half = e.low.zip(e.high).map(|(low, high)| (high - low) / 2.0);
        canvas.text((middle, y + 4.0), &number::coarse(calls, half), soft, Align::Middle);
        canvas.text((middle, y + 18.0), "calls/h", soft, Align::Middle);
    }
}

fn draw_box(canvas: &mut Canvas, place: &Place, is_limit: bool) {
    let (from, to) = ((place.x, place.y), (place.x + place.width, place.y + BOX));
    frame(canvas, from, to, if is_limit { (VERMILLION, 2.4) } else { (GREY, 1.0) });
    let (x, room) = (place.x + 8.0, place.width - 16.0);
    let bold = Type::bold(NAME);
    canvas.text((x, place.y + 14.0), &fitted(&place.title, bold, room), bold, Align::Left);
    let soft = Type::plain(SMALL).color(SOFT);
    for (i, line) in place.lines.iter().enumerate() {
        let y = place.y + 30.0 + 14.0 * i as f64;
        canvas.text((x, y), &fitted(line, soft, room), soft, Align::Left);
    }
    if let Some(used) = place.used {
        let y = place.y + BOX - 9.0;
        let end = x + room * used.clamp(0.0, 1.0);
        canvas.rectangle((x, y), (x + room, y + 4.0), GRID);
        if end - x >= 0.5 {
            canvas.rectangle((x, y), (end, y + 4.0), if is_limit { VERMILLION } else { BLUE });
        }
    }
}

/// A white area with a border.
fn frame(
    canvas: &mut Canvas,
    from: (f64, f64),
    to: (f64, f64),
    (color, width): (super::palette::Color, f64),
) {
    canvas.rectangle(from, to, PAPER);
    let corners = vec![from, (to.0, from.1), to, (from.0, to.1), from];
    canvas.line(corners, color, width);
}

/// The links between sites, at the right of the bands, with their names right of all of them.
fn draw_links(
    canvas: &mut Canvas,
    layout: &Layout,
    (record, design): (&Record, Option<&str>),
    topology: &Topology,
) {
    let ends = |link: &TopologyLink| {
        let ends = (layout.band_of(&link.between.0)?, layout.band_of(&link.between.1)?);
        (ends.0 != ends.1).then_some(ends)
    };
    let links = topology.links.iter().filter_map(|link| Some((link, ends(link)?)));
    let mut links: Vec<(&TopologyLink, (usize, usize))> = links.collect();
    links.sort_by_key(|(_, (from, to))| (from + to, from.abs_diff(*to)));
    let text_at = layout.right + 10.0 + 7.0 * links.len() as f64 + 5.0;
    let (soft, room) = (Type::plain(SMALL).color(SOFT), WIDTH - 8.0 - text_at);
    let mut free = layout.top;
    for (i, (link, (from, to))) in links.iter().enumerate() {
        let middle = |band: usize| {
            let band = &layout.bands[band];
            (band.top + band.bottom) / 2.0 + 10.0 * (i as f64 - links.len() as f64 / 2.0)
        };
        let (a, b, x) = (middle(*from), middle(*to), layout.right + 10.0 + 7.0 * i as f64);
        canvas.line(vec![(layout.right, a), (x, a), (x, b), (layout.right, b)], INK, 1.6);
        let y = ((a + b) / 2.0).max(free + 10.0);
        canvas.line(vec![(x, y), (text_at - 4.0, y)], GREY, 1.0);
        canvas.text((text_at, y), &fitted(&link.name, soft, room), soft, Align::Left);
        let load = design.map_or_else(String::new, |design| link_load(record, design, link));
        if text_width(&load, soft) <= room {
            canvas.text((text_at, y + 14.0), &load, soft, Align::Left);
        }
        free = y + 26.0;
    }
}

/// The mean bandwidth of the media on a link; empty if there are none.
fn link_load(record: &Record, design: &str, link: &TopologyLink) -> String {
    let mean = record.estimates.find(design, &link.bandwidth()).and_then(|e| e.value);
    match mean {
        Some(mbit) if mbit >= 0.005 => format!("{mbit:.2} Mbit/s"),
        Some(_) => "no media".to_owned(),
        None => String::new(),
    }
}
