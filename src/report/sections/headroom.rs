//! The sections of a study of head-room: how much load until each target breaks, and which station is at its limit first.

use super::designs::EstimatesByDesign;
use super::sweep;
use crate::experiment::{
    HeadroomSummary, Record, StationHeadroom, StationKind, SweepPoint, TargetCrossing,
    TargetVerdict, Verdict,
};
use crate::measure::Figure;
use crate::report::number;
use crate::report::section::Section;

/// The maximum number of stations in the table; the record has all.
const MAX_STATIONS: usize = 20;

/// No growth is known for so long.
const MANY_MONTHS: f64 = 120.0;

/// A load in percent beyond which a station's limit is no matter of planning.
const FAR: f64 = 1_000.0;

/// The sections of head-room, in reading order.
pub(crate) fn sections(record: &Record, study: &HeadroomSummary) -> Vec<Section> {
    let mut loads = sweep::designs(&EstimatesByDesign::of(record), &study.sweep);
    loads.title = "Simulated loads".to_owned();
    vec![targets(study), stations(study), loads]
}

/// A target and the loads around its break, as shares of `study.load`.
struct Break<'s> {
    crossing: &'s TargetCrossing,
    /// The load next to the break that meets it, and the one that misses it.
    met: Option<f64>,
    missed: Option<f64>,
    /// The highest load up to which the whole interval meets it at every load, and the lowest at which it misses it.
    surely_met: Option<f64>,
    surely_missed: Option<f64>,
    /// The verdict at the model's load.
    now: Option<Verdict>,
}

/// Whether a verdict is on the target of a crossing.
fn is_of(crossing: &TargetCrossing, target: &TargetVerdict) -> bool {
    target.figure == crossing.figure
        && (target.side, target.limit) == (crossing.side, crossing.limit)
}

/// The targets, the first to break first.
fn breaks(study: &HeadroomSummary) -> Vec<Break<'_>> {
    let load = |text: &str| study.load_of(text);
    let mut found = Vec::new();
    for crossing in &study.sweep.target_crossings {
        let judged = |point| {
            let point: &SweepPoint = point;
            let own = |target: &&TargetVerdict| is_of(crossing, target);
            Some((load(point.values.first()?)?, point.targets.iter().find(own)?))
        };
        let mut loads: Vec<(f64, &TargetVerdict)> =
            study.sweep.points.iter().filter_map(judged).collect();
        loads.sort_by(|a, b| a.0.total_cmp(&b.0));
        let at = |wanted: f64| loads.iter().find(|(load, _)| *load == wanted).map(|(_, t)| *t);
        let surely_met = loads.iter().take_while(|(_, target)| target.verdict.is_met()).last();
        let surely_missed = loads.iter().find(|(_, target)| target.verdict.fails());
        let missed = crossing.missed.as_deref().and_then(load);
        found.push(Break {
            crossing,
            met: crossing.met.as_deref().and_then(load),
            missed,
            surely_met: surely_met.map(|(load, _)| *load),
            surely_missed: surely_missed.map(|(load, _)| *load),
            now: at(study.load).map(|target| target.verdict),
        });
    }
    let place = |b: &Break<'_>| (b.missed.unwrap_or(f64::INFINITY), b.met.unwrap_or(0.0));
    found.sort_by(|a, b| place(a).partial_cmp(&place(b)).unwrap_or(std::cmp::Ordering::Equal));
    found
}

fn targets(study: &HeadroomSummary) -> Section {
    let heads = [
        "target",
        ">limit",
        ">met up to, %",
        ">missed from, %",
        ">surely met at, %",
        "1>surely missed at, %",
        "2>users then",
        ">months",
    ];
    let mut section =
        Section::new("Head-room by target (load in % of what the model says)", &heads);
    let breaks = breaks(study);
    for b in &breaks {
        let limit = number::exact(b.crossing.figure.dimension(), b.crossing.limit);
        let percent = |load: Option<f64>| {
            load.map_or_else(|| "–".to_owned(), |load| percent(load / study.load))
        };
        section.rows.push(vec![
            b.crossing.figure.label(),
            format!("{} {limit}", b.crossing.side.words()),
            percent(b.met),
            percent(b.missed),
            percent(b.surely_met),
            percent(b.surely_missed),
            users(study, b.surely_met),
            months(study, b.surely_met),
        ]);
    }
    section.note = note(study, &breaks);
    section
}

/// What a station gets or has.
fn amount(kind: StationKind, value: f64) -> String {
    match kind {
        StationKind::FrontEndUsers => number::grouped(value as u64),
        _ => number::significant(value),
    }
}

/// A factor in percent, with three digits.
fn percent(factor: f64) -> String {
    number::significant(100.0 * factor)
}

/// The users of this load, if each makes as many calls as now.
fn users(study: &HeadroomSummary, load: Option<f64>) -> String {
    let users = |load: f64| number::grouped((study.users as f64 * load / study.load) as u64);
    load.filter(|_| study.users > 0).map_or_else(String::new, users)
}

/// The months until this load; whole ones, rounded down.
fn months(study: &HeadroomSummary, load: Option<f64>) -> String {
    let Some((growth, load)) = study.growth.zip(load) else { return String::new() };
    let months = libm::log(load / study.load) / libm::log1p(growth);
    match months.floor() {
        months if months < 0.0 => "none".to_owned(),
        0.0 => "less than 1".to_owned(),
        months if months > MANY_MONTHS => format!("over {MANY_MONTHS:.0}"),
        months => format!("{months:.0}"),
    }
}

/// The answer in sentences.
pub(crate) fn sentence(study: &HeadroomSummary) -> String {
    sentence_of(study, &breaks(study))
}

fn sentence_of(study: &HeadroomSummary, breaks: &[Break<'_>]) -> String {
    let mut answer = answer(study, breaks);
    if !study.improving.is_empty() {
        let names: Vec<String> = study.improving.iter().map(Figure::label).collect();
        let others = answer.replace("very target", "very other target");
        answer = format!(
            "More load makes {} better, so that it is left out here. {others}",
            names.join(" and ")
        );
    }
    match study.survive.is_empty() {
        true => answer,
        false => format!(
            "{answer} All this while nothing is lost: without {}, as [size] wants it, less may be met, which no head-room is \
             simulated for.",
            study.survive.join(" or ")
        ),
    }
}

/// The answer in sentences, and how to read the table.
fn note(study: &HeadroomSummary, breaks: &[Break<'_>]) -> String {
    let mut notes = vec![sentence_of(study, breaks)];
    notes.push(
        "Met up to and missed from are by the estimates; surely means that the whole interval says so. Users and months \
         are those of the load that surely meets the target: every user calls as often as now."
            .to_owned(),
    );
    let first = breaks.iter().position(|b| b.missed.is_some()).unwrap_or(0);
    for b in breaks.iter().skip(first + 1) {
        let Some(lost) = sweep::lost_before(b.crossing) else { continue };
        let (name, from) = (b.crossing.figure.label(), b.missed.unwrap_or(study.load));
        let from = percent(from / study.load);
        notes.push(format!(
            "From {from} % on, {name} is missed only because {lost} of the calls are lost before it can count them."
        ));
    }
    if !study.improving.is_empty() {
        let names: Vec<String> = study.improving.iter().map(Figure::label).collect();
        let names = names.join(", ");
        notes.push(format!(
            "More load makes better: {names}; what stands there as met up to is the load from which it is met."
        ));
    }
    if (study.load - 1.0).abs() > 1e-9 {
        let load = percent(study.load);
        notes.push(format!(
            "The load factor of the model, study.load, is {load} %: this table counts from there, and what is simulated below \
             from the sources' own load."
        ));
    }
    if study.growth.is_none() {
        notes.push("For months, say how the load grows: study.growth = \"3 %/month\".".to_owned());
    }
    if study.too_large {
        notes.push(
            "The search ended where more calls would be needed than a study may simulate; --allow-large goes on."
                .to_owned(),
        );
    }
    if !study.sweep.finished {
        notes.push(
            "Stopped before all loads were finished; run the same command to continue.".to_owned(),
        );
    }
    // The renderer adds the full stop.
    notes.join(" ").trim_end_matches('.').to_owned()
}

/// How much load is met, and which target breaks first.
fn answer(study: &HeadroomSummary, breaks: &[Break<'_>]) -> String {
    let is_harmed = |b: &&Break<'_>| !study.improving.contains(&b.crossing.figure);
    let breaks: Vec<&Break<'_>> = breaks.iter().filter(is_harmed).collect();
    if breaks.is_empty() {
        return "There is no other target.".to_owned();
    }
    let first = breaks.iter().find(|b| b.missed.is_some());
    let Some(first) = first else {
        let none = "No target was missed at any load that was simulated.";
        return format!("{none}{}", binding(study, None, None));
    };
    let name = first.crossing.figure.label();
    let surely: Option<Vec<f64>> = breaks.iter().map(|b| b.surely_met).collect();
    let surely = surely.and_then(|all| all.into_iter().reduce(f64::min));
    let missed = first.missed.map(|load| percent(load / study.load)).unwrap_or_default();
    let lost = sweep::lost_before(first.crossing).map_or_else(String::new, |lost| {
        format!(", where {lost} of the calls are lost before it can count them, and no target allows that")
    });
    match (surely, first.met) {
        (Some(load), _) if load >= study.load => {
            let more = match load > study.load {
                true => format!("up to {} % of the model's load", percent(load / study.load)),
                false => "at the model's load".to_owned(),
            };
            let users = users(study, Some(load));
            let users = match users.is_empty() {
                true => String::new(),
                false if load > study.load => {
                    format!(", which is {users} users instead of {}", number::grouped(study.users))
                }
                false => format!(", which is {users} users"),
            };
            let months = months(study, Some(load));
            let months = match &months[..] {
                "" => String::new(),
                "1" | "less than 1" => format!(" and lasts {months} month"),
                _ => format!(" and lasts {months} months"),
            };
            format!(
                "Every target is surely met {more}{users}{months}. The first to break is {name}, at {missed} %{lost}.{}",
                binding(study, first.missed, Some(load))
            )
        }
        (Some(load), _) if breaks.iter().any(|b| b.now.is_some_and(Verdict::fails)) => format!(
            "There is no head-room: {name} is missed from {missed} % of the model's load{lost}, and every target is surely met \
             only at {} %.",
            percent(load / study.load)
        ),
        (Some(load), _) => format!(
            "Whether there is head-room is undecided: by the estimate {name} is missed from {missed} % of the model's load{lost}, \
             but every target is surely met only at {} %; more replications may decide.",
            percent(load / study.load)
        ),
        (None, Some(_)) => format!(
            "The first target to break is {name}, at {missed} % of the model's load{lost}; no simulated load surely meets every \
             target: more replications may."
        ),
        (None, None) => {
            format!("{name} is missed at every load that was simulated, down to {missed} %{lost}.")
        }
    }
}

/// The station that formulas name first, and what no target watches although it is full before. `met` is the load up to which
/// the simulation surely meets every target.
fn binding(study: &HeadroomSummary, breaks: Option<f64>, met: Option<f64>) -> String {
    // What stations get is averaged over the outages, and more comes outside them.
    if study.has_outages {
        return String::new();
    }
    let at = |station: &StationHeadroom| percent(station.factor);
    let are = |station: &StationHeadroom| {
        if station.name.contains(" and ") { "are together" } else { "is" }
    };
    let limited = study.stations.iter().find(|station| station.limit.is_some());
    let mut words = limited.map_or_else(String::new, |station| {
        let (name, at) = (&station.name, at(station));
        if met.is_some_and(|met| station.factor * study.load < met) {
            return format!(
                " Formulas see {name} at the limit of its target at {at} %, which the simulation does not confirm: they \
                 know each station by itself, and not what others keep away from it."
            );
        }
        format!(" By formulas {name} {} at the limit of the target first, at {at} %.", are(station))
    });
    let unwatched = study.stations.iter().find(|station| station.limit.is_none());
    let earlier = |station: &&StationHeadroom| {
        let before = breaks.is_none_or(|load| station.factor * study.load < load);
        before && 100.0 * station.factor <= FAR
    };
    if let Some(station) = unwatched.filter(earlier) {
        let what = match station.kind {
            StationKind::FrontEndUsers => "has more users than recommended".to_owned(),
            StationKind::Cores => "is always busy".to_owned(),
            StationKind::Channels | StationKind::Slots => format!("{} full", are(station)),
        };
        let (name, at) = (&station.name, at(station));
        words.push_str(&format!(" But no target watches {name}, which {what} at {at} %."));
    }
    words
}

/// The stations by the load at which each is at its limit, by itself.
fn stations(study: &HeadroomSummary) -> Section {
    let heads = [
        "station",
        "",
        "2>gets now",
        ">has",
        "3limit",
        ">reached at, %",
        "1>users then",
        ">months",
    ];
    let mut section = Section::new("Head-room by station, each by itself, by formulas", &heads);
    for station in study.stations.iter().take(MAX_STATIONS) {
        let load = Some(station.factor * study.load);
        let is_far = 100.0 * station.factor > FAR;
        section.rows.push(vec![
            station.name.clone(),
            kind(station.kind).to_owned(),
            amount(station.kind, station.offered),
            amount(station.kind, station.capacity),
            limit(station),
            if is_far { format!("over {FAR:.0}") } else { percent(station.factor) },
            if is_far { String::new() } else { users(study, load) },
            if is_far { String::new() } else { months(study, load) },
        ]);
    }
    let all = study.stations.len();
    let averaged = match study.has_outages {
        true => {
            "averaged over the outages, so that more comes outside them and limits are reached earlier; "
        }
        false => "",
    };
    let without = match &study.without_formula[..] {
        [] => String::new(),
        names => format!(
            ". No formula knows what {} get{} or may refuse, because calls overflow there",
            names.join(", "),
            if names.len() == 1 { "s" } else { "" }
        ),
    };
    let more = match all > MAX_STATIONS {
        true => format!("; the first {MAX_STATIONS} of {all}, the record has all"),
        false => String::new(),
    };
    section.note = format!(
        "gets now: {averaged}measured from the simulated calls, so it may differ a little from the load that the model states; at the \
         busiest time of the window, as if everything else had room; rates that vary at random count by their \
         mean. Channels and slots with a target by Erlang B (where rates change by the modified offered load, an approximation); without one until as much is offered as there is, and \
         cores until they are always busy, which is too much for any service. It says what to look at next, not what the whole \
         deployment carries{more}{without}"
    );
    section
}

const fn kind(kind: StationKind) -> &'static str {
    match kind {
        StationKind::Channels => "channels, erlang",
        StationKind::Slots => "calls, erlang",
        StationKind::Cores => "busy cores",
        StationKind::FrontEndUsers => "users of the model",
    }
}

fn limit(station: &StationHeadroom) -> String {
    let percent = |limit: f64| number::significant(100.0 * limit);
    match (station.kind, station.limit) {
        (StationKind::Channels | StationKind::Slots, Some(limit)) => {
            format!("at most {} % refused", percent(limit))
        }
        (StationKind::Cores, Some(limit)) => format!("at most {} % busy", percent(limit)),
        (StationKind::FrontEndUsers, _) => "recommended for all users".to_owned(),
        (StationKind::Cores, None) => "always busy".to_owned(),
        (_, None) => "full".to_owned(),
    }
}
