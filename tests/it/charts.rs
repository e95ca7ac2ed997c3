//! The form of every kind of chart: texts lie inside the frame and not on each other, and axes have units.

use crate::pages::{OFFICE, STUDIES};
use crate::program::{busyhour, said};
use busyhour::internals::report::chart::{Form, forms};
use busyhour::internals::report::json;
use std::fs;

/// Points that boxes may share: letters seldom fill their box.
const SLACK: f64 = 1.0;

/// Titles of axes that need no unit: counts, shares that say so on their ticks, and keys of the scenario.
const NO_UNIT: [&str; 8] = [
    "time of day",
    "hours since the start",
    "minutes since the empty start",
    "share of calls within this time",
    "calls in progress",
    "cost",
    "E1 lines of every gateway",
    "Front Ends of every pool",
];

/// Studies whose charts the pages do not have: assumptions that move a figure.
const MORE: [(&str, &[&str]); 1] = [(
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
)];

fn faults(form: &Form) -> Vec<String> {
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
        let has_unit = [", %", ", ms", ", s", ", erlang", "an hour", "% (all above"];
        let has_unit = has_unit.iter().any(|unit| axis.contains(unit));
        if !has_unit && !NO_UNIT.iter().any(|known| axis.starts_with(known)) {
            faults.push(format!("the axis `{axis}` has no unit"));
        }
    }
    faults.into_iter().map(|fault| format!("{}: {fault}", form.name)).collect()
}

#[test]
fn labels_lie_apart_and_inside_the_frame_and_axes_have_units() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("office.toml"), OFFICE).expect("written");
    let mut found = Vec::new();
    let mut kinds = std::collections::BTreeSet::new();
    for (name, arguments) in STUDIES.into_iter().chain(MORE) {
        let mut command = busyhour();
        command.current_dir(folder.path()).args(arguments).args(["--no-charts", "--out", name]);
        let output = command.output().expect("runs");
        let path = folder.path().join(name).join("record.json");
        let record = json::read(&path).unwrap_or_else(|e| panic!("{name}: {e}: {}", said(&output)));
        let drawn = forms(&record);
        kinds.extend(drawn.iter().map(|form| form.name.split('-').next().unwrap_or("").to_owned()));
        found.extend(drawn.iter().flat_map(faults).map(|fault| format!("{name}: {fault}")));
    }
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    let wanted =
        ["cost", "designs", "map", "over", "outcomes", "single", "sweep", "topology", "tornado"];
    for kind in wanted {
        assert!(kinds.contains(&kind), "{kind} is not among {kinds:?}");
    }
}
