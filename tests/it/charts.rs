//! The form of every kind of chart: texts lie inside the frame and not on each other, and axes have units.

use crate::pages::{OFFICE, STUDIES};
use crate::program::{busyhour, said};
use busyhour::internals::experiment::Record;
use busyhour::internals::report::chart::{Form, Label, all, form_of_several, forms};
use busyhour::internals::report::json;
use busyhour::internals::report::side_by_side::SideBySide;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Points that boxes may share: letters seldom fill their box.
const SLACK: f64 = 1.0;

/// Titles of axes that need no unit, or are one: counts, shares that say so on their ticks, and keys of the scenario.
const NO_UNIT: [&str; 11] = [
    "time of day",
    "hours since the start",
    "minutes since the empty start",
    "calls per hour",
    "seconds",
    "milliseconds",
    "share of calls within this time",
    "calls in progress",
    "cost",
    "E1 lines of every gateway",
    "Front Ends of every pool",
];

/// Studies whose charts the pages do not have: assumptions that move a figure, notifications that are lost, an answer of a
/// search, and faxes that end in several ways.
const MORE: [(&str, &[&str]); 4] = [
    (
        "tornado",
        &[
            "sensitivity",
            "office.toml",
            "--set",
            "gateway[*].lines.e1=1",
            "--only",
            "users.*",
            "--only",
            "traffic.*",
        ],
    ),
    ("notifications", &["run", "deployments/contoso.toml", "--set", "study.duration=5 min"]),
    ("sized", &["size", "sizing/channels.toml"]),
    ("faxes", &["run", "deployments/fax-branch-analogue.toml", "--set", "study.duration=30 min"]),
];

/// Every kind of chart, by the first word of its name.
const KINDS: [&str; 21] = [
    "cost",
    "designs",
    "differences",
    "distributions",
    "faxes",
    "latency",
    "map",
    "notifications",
    "occupancy",
    "outages",
    "outcomes",
    "over",
    "post",
    "single",
    "sweep",
    "time",
    "topology",
    "tornado",
    "utilization",
    "voice",
    "warm",
];

/// Studies whose diagram says how full each box is.
const LOADED: [&str; 6] = ["run", "lose", "sized", "found", "notifications", "faxes"];

/// What is wrong with a chart.
pub fn faults(form: &Form) -> Vec<String> {
    let mut faults = Vec::new();
    let (wide, high) = form.size;
    for label in &form.labels {
        let [left, top, right, bottom] = label.around;
        if left < 0.0 || top < 0.0 || right > wide || bottom > high {
            faults.push(format!("`{}` leaves the frame: {:?}", label.text, label.around));
        }
    }
    for (i, a) in form.labels.iter().enumerate() {
        for b in &form.labels[i + 1..] {
            let shared = |low: usize, high: usize| {
                a.around[high].min(b.around[high]) - a.around[low].max(b.around[low])
            };
            if shared(0, 2) > SLACK && shared(1, 3) > SLACK {
                faults.push(format!("`{}` lies on `{}`", a.text, b.text));
            }
        }
    }
    for axis in form.axes.iter().filter(|axis| !axis.is_empty()) {
        let has_unit = [", %", ", ms", ", s", ", erlang", ", calls", "an hour", "% (all above"];
        let has_unit = has_unit.iter().any(|unit| axis.contains(unit));
        if !has_unit && !NO_UNIT.iter().any(|known| axis.starts_with(known)) {
            faults.push(format!("the axis `{axis}` has no unit"));
        }
    }
    faults.into_iter().map(|fault| format!("{}: {fault}", form.name)).collect()
}

/// Studies that are simulated in a folder, and their records.
fn simulated(
    studies: impl Iterator<Item = (&'static str, &'static [&'static str])>,
) -> Vec<(String, Record)> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("office.toml"), OFFICE).expect("written");
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let record = |(name, arguments): (&str, &[&str])| {
        let mut command = busyhour();
        for argument in arguments {
            match argument.contains('/') && argument.ends_with(".toml") {
                true => command.arg(models.join(argument)),
                false => command.arg(argument),
            };
        }
        command.current_dir(folder.path()).args(["--no-charts", "--out", name]);
        let output = command.output().expect("runs");
        let path = folder.path().join(name).join("record.json");
        let record = json::read(&path).unwrap_or_else(|e| panic!("{name}: {e}: {}", said(&output)));
        (name.to_owned(), record)
    };
    studies.map(record).collect()
}

#[test]
fn labels_lie_apart_and_inside_the_frame_and_axes_have_units() {
    let mut found = Vec::new();
    let mut kinds = BTreeSet::new();
    for (name, record) in simulated(STUDIES.into_iter().chain(MORE)) {
        let drawn = forms(&record);
        kinds.extend(drawn.iter().map(|form| form.name.split('-').next().unwrap_or("").to_owned()));
        found.extend(drawn.iter().flat_map(faults).map(|fault| format!("{name}: {fault}")));
        let diagram = drawn.iter().find(|form| form.name == "topology").expect("a diagram");
        let is_full =
            |label: &Label| label.text.contains(" used") || label.text.contains(" of cores");
        let is_loaded = diagram.labels.iter().any(is_full);
        assert_eq!(is_loaded, LOADED.contains(&name.as_str()), "{name}: {:?}", diagram.labels);
    }
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    assert_eq!(kinds, KINDS);
}

#[test]
fn the_chart_of_several_runs_has_the_form_of_the_others() {
    let run = ["run", "office.toml"].as_slice();
    let other = ["run", "office.toml", "--seed", "7"].as_slice();
    let runs = simulated([("one", run), ("other", other)].into_iter());
    let several = SideBySide::new(runs, vec![String::new(); 2]).expect("comparable");
    let mut drawn = forms(&several.comparison);
    drawn.push(form_of_several(&several.comparison, &several.runs).expect("a course of the day"));
    let found: Vec<String> = drawn.iter().flat_map(faults).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn samples_and_the_warm_up_zoom_as_other_charts_do() {
    let wanted = [("found", "warm-up", "minutes"), ("sample", "sweep-blocking-key-1", "points")];
    let studies = STUDIES.into_iter().filter(|(name, _)| wanted.iter().any(|(of, ..)| of == name));
    for (name, record) in simulated(studies) {
        let (_, chart, kind) = wanted.into_iter().find(|(of, ..)| *of == name).expect("wanted");
        let charts = all(&record).expect("drawn");
        let plot = charts.into_iter().find(|one| one.name == chart).and_then(|one| one.plot);
        let plot = plot.unwrap_or_else(|| panic!("{chart} has no figures"));
        assert!(plot.contains(&format!("\"kind\":\"{kind}\"")), "{plot}");
    }
}
