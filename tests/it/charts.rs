//! The form of every kind of chart: texts lie inside the frame, not on each other and not on a curve, and axes have units.
//! Of the same studies, the tables fit a terminal of 80 columns.

use crate::pages::{OFFICE, STUDIES};
use crate::program::{busyhour, said};
use busyhour::internals::experiment::{Record, StudySummary, VariedCapacity};
use busyhour::internals::report::chart::{
    Cost, Form, Label, all, form_of_costs, form_of_several, forms,
};
use busyhour::internals::report::json;
use busyhour::internals::report::side_by_side::SideBySide;
use busyhour::internals::report::table::{self, TableStyle};
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
    for text in &form.crossed {
        faults.push(format!("a curve runs through `{text}`"));
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

/// Lines of the tables on a terminal that are wider than it. A command is on one line, so that it can be copied, and a name that
/// is as wide as the terminal cannot be broken.
fn too_wide(record: &Record) -> impl Iterator<Item = String> {
    let style = TableStyle { width: 80, color: false, assumptions: true };
    let text = table::render(record, &style);
    let is_wide = |line: &&str| {
        let is_name = line.split_whitespace().count() == 1 && !line.contains(['─', '═']);
        line.chars().count() > 80 && !line.starts_with("  busyhour ") && !is_name
    };
    let wide: Vec<String> = text.lines().filter(is_wide).map(str::to_owned).collect();
    wide.into_iter()
}

/// The record of a search that chose six numbers with long names, made from that of one.
fn with_many_numbers(mut record: Record) -> Record {
    let StudySummary::Size(study) = &mut record.study else { panic!("not a search") };
    let of = |name: &str| VariedCapacity { name: name.to_owned(), ..study.varied[0].clone() };
    let names = [
        "SBC session licences",
        "Mediation Servers",
        "Front Ends",
        "calls of voice mail a server",
        "E1 lines",
    ];
    let more: Vec<VariedCapacity> = names.into_iter().map(of).collect();
    study.varied.extend(more);
    let values = study.designs.iter_mut().map(|design| &mut design.values);
    let values = values.chain(study.answer.iter_mut().map(|answer| &mut answer.values));
    let values = values.chain(study.neighbours.iter_mut().map(|n| &mut n.values));
    values.for_each(|values| values.extend([200, 2, 4, 100, 12]));
    record
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
fn charts_can_be_read_and_tables_fit_a_terminal() {
    let mut found = Vec::new();
    let mut kinds = BTreeSet::new();
    for (name, record) in simulated(STUDIES.into_iter().chain(MORE)) {
        let drawn = forms(&record);
        kinds.extend(drawn.iter().map(|form| form.name.split('-').next().unwrap_or("").to_owned()));
        found.extend(drawn.iter().flat_map(faults).map(|fault| format!("{name}: {fault}")));
        found
            .extend(too_wide(&record).map(|line| format!("{name}: wider than 80 columns: {line}")));
        if name == "sized" {
            let many = with_many_numbers(record.clone());
            let drawn = forms(&many);
            found.extend(
                drawn.iter().flat_map(faults).map(|fault| format!("many numbers: {fault}")),
            );
            found.extend(too_wide(&many).map(|line| format!("many numbers: {line}")));
        }
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
fn the_chart_of_a_bench_has_the_form_of_the_others() {
    let flat = [(90.0, 100.0, 110.0), (95.0, 101.0, 120.0), (80.0, 99.0, 105.0)];
    let steep = [(1.0, 1.1, 1.2), (900.0, 990.0, 999.0), (2.0, 2.1, 2.2), (400.0, 500.0, 900.0)];
    let many = [(600.0, 640.0, 1_234.0); 12];
    for met in [&flat[..], &steep[..], &many[..], &[]] {
        let size = |(i, met): (usize, &(f64, f64, f64))| Cost {
            size: (10usize.pow(i as u32 % 7)).to_string(),
            met: *met,
        };
        let costs: Vec<Cost> = met.iter().enumerate().map(size).collect();
        let titles = ("What a SIP message costs, by servers", "one thread, all included");
        let form = form_of_costs(titles, ("servers", "mean time, ms"), &costs);
        let mut found = faults(&form);
        found.retain(|fault| !fault.ends_with("the axis `servers` has no unit"));
        assert!(found.is_empty(), "{}", found.join("\n"));
        assert_eq!(form.axes, ["servers", "mean time, ms"]);
    }
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
