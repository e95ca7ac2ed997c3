//! Known delays, simulated, written as records of Lync and calibrated from the defaults.

use super::command::busyhour;
use super::generator::{self, Random, TRUTH, Written};
use super::samples;
use crate::charts::faults;
use crate::imported::beside::study;
use busyhour::internals::base::Span;
use busyhour::internals::call::{Call, Latency, Probe, Simulation};
use busyhour::internals::experiment::{Calibration, NoControl, Plan, ROUTING_ROLES, calibrate};
use busyhour::internals::import::records::{Reading, Study as Records, Writing};
use busyhour::internals::import::{Imported, Input, Options, import};
use busyhour::internals::kernel::EventQueue;
use busyhour::internals::measure::Statistic;
use busyhour::internals::report::chart::forms_of_records;
use busyhour::internals::scenario::defaults;
use std::fmt::Write as _;

/// Records of the days of the generator, without a call to Unified Messaging's own address.
fn days() -> String {
    generator::write(Written::Lync, &generator::days(&TRUTH, 5, &mut Random(5)))
}

fn imported(records: &str) -> Imported {
    let reading = Reading { zone: Some("America/New_York".to_owned()), ..Reading::default() };
    let options = Options {
        title: "calibrated".to_owned(),
        reading,
        writing: Writing { replay: false, stem: Some("calibrated".to_owned()) },
        ..Options::default()
    };
    let input = Input::bytes("sessions.csv", records.as_bytes().to_vec());
    import(&[input], &options).expect("records")
}

/// The override of the delays of a role, times a factor.
fn longer(role: &str, factor: f64) -> String {
    let path = format!("processing.{role}");
    let default = defaults::at(&path).next().expect("a default");
    let quantity = |(at, part): (usize, &str)| match part.split_once(' ') {
        Some((number, unit)) if at % 2 == 1 => {
            format!("{:.6} {unit}", factor * number.parse::<f64>().expect("a number"))
        }
        _ => part.to_owned(),
    };
    let parts: Vec<String> = default.text().split('"').enumerate().map(quantity).collect();
    format!("{path}={}", parts.join("\""))
}

/// Keeps how long routing took.
#[derive(Default)]
struct Routing(Vec<Span>);

impl Probe for Routing {
    fn latency(&mut self, _: &Call, latency: Latency, value: Span) {
        if latency == Latency::VoiceMailRouting {
            self.0.push(value);
        }
    }
}

/// Calls to Unified Messaging as Lync writes them, with times of routing of a simulation.
fn direct_calls(of: &Imported, set: &[String], seed: u64, count: usize) -> String {
    let study = study(of, set);
    let mut probe = Routing::default();
    let mut simulation = Simulation::new(study.network(), study.window());
    simulation.run(seed, 0, &mut EventQueue::default(), &mut probe, &|| false);
    assert!(probe.0.len() >= count, "{} calls", probe.0.len());
    let mut out = String::new();
    for (at, span) in probe.0.iter().take(count).enumerate() {
        let start = 7_200_000 + at as i64 * 20_000 + 13;
        let answer = start + (span.seconds() * 1_000.0).round() as i64;
        let time = |at: i64| {
            let (second, milli) = (at / 1_000, at % 1_000);
            format!(
                "2026-09-08 {:02}:{:02}:{:02}.{milli:03}",
                12 + second / 3_600 % 6,
                second / 60 % 60,
                second % 60
            )
        };
        writeln!(
            out,
            "{start},{},{start},{},{},200,0,16,+12025559{at:04},{},UM.contoso.test@contoso.test,9,NULL",
            90_000 + at,
            time(answer),
            time(answer + 30_000),
            70_000 + at,
            start = time(start)
        )
        .expect("text");
    }
    out
}

fn calibrated(records: &str, roles: &[&'static str]) -> Result<Calibration, String> {
    let found = imported(records);
    let study_of: Records = found.records.clone().expect("records");
    let load = |set: &[String]| Ok(study(&found, set));
    let plan = Plan { seed: 1, replications: 1, threads: 2, allow_large: false };
    let times = study_of.routing.expect("times of routing");
    calibrate(&load, &times, roles, plan, &NoControl).map_err(|error| error.to_string())
}

#[test]
fn known_delays_are_recovered_from_the_defaults() {
    let base = imported(&days());
    let (mut covered, mut off) = (0, Vec::new());
    let factors = [0.6, 1.0, 1.5, 2.5];
    for seed in 0..8_u64 {
        let factor = factors[seed as usize % 4];
        let mut set: Vec<String> = ROUTING_ROLES.map(|role| longer(role, factor)).to_vec();
        set.push("study.duration=240 h".to_owned());
        let records = days() + &direct_calls(&base, &set, 100 + seed, 300);
        let found = calibrated(&records, &ROUTING_ROLES).expect("it fits");
        let (low, high) = found.factor.low.zip(found.factor.high).expect("bounds");
        covered += u32::from(low <= factor && factor <= high);
        off.push(found.factor.value / factor - 1.0);
        assert!(high - low < 0.25 * factor, "{:?}", found.factor);
        assert!((found.after.quantiles[0].value / found.measured[0].value - 1.0).abs() < 0.01);
        // The model is the true one, so the other percentiles agree, too.
        assert!(found.misfits().len() <= 1, "{found:?}");
    }
    let mean = off.iter().sum::<f64>() / off.len() as f64;
    assert!(covered >= 7, "{covered} of 8 intervals of 95 % hold the truth: {off:?}");
    assert!(mean.abs() < 0.02, "{off:?}");
}

#[test]
fn one_role_takes_all_of_the_difference_if_it_is_named() {
    let base = imported(&days());
    let set = [longer("worker_process", 2.0), "study.duration=240 h".to_owned()];
    let records = days() + &direct_calls(&base, &set, 7, 300);
    let found = calibrated(&records, &["worker_process"]).expect("it fits");
    assert!((found.factor.value - 2.0).abs() < 0.25, "{:?}", found.factor);
    assert_eq!(found.delays.len(), 1);
    // A host whose delay is constant explains the median, but not the spread.
    let other = calibrated(&records, &["exum_routing"]).expect("it fits");
    assert!(other.factor.value > 30.0, "{:?}", other.factor);
    assert!(other.misfits().contains(&Statistic::P90), "{:?}", other.misfits());
    let study = imported(&records).records.expect("records");
    let drawn = forms_of_records(&study, Some(&other));
    let names: Vec<&str> =
        drawn.iter().map(|form| form.name.trim_start_matches("voice-")).collect();
    for kind in ["profile", "talk", "answer", "patience", "routing"] {
        assert!(names.contains(&kind), "{kind} is not among {names:?}");
    }
    let faults: Vec<String> = drawn.iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_command_writes_fitted_delays_and_shows_before_and_after() {
    let folder = tempfile::tempdir().expect("a folder");
    let base = imported(&days());
    let set: Vec<String> = ROUTING_ROLES.map(|role| longer(role, 1.6)).to_vec();
    let set = [set, vec!["study.duration=240 h".to_owned()]].concat();
    let records = days() + &direct_calls(&base, &set, 9, 200);
    std::fs::write(folder.path().join("sessions.csv"), &records).expect("written");
    let run = |extra: &[&str]| {
        let first = ["import", "sessions.csv", "--zone", "America/New_York", "--out"];
        busyhour(folder.path(), &[&first, extra].concat())
    };
    let (done, _, said) = run(&["model.toml", "--calibrate"]);
    assert!(done, "{said}");
    assert!(said.contains("times their defaults; the median of routing is"), "{said}");
    assert!(said.contains("finds 0 errors"), "{said}");
    let scenario = std::fs::read_to_string(folder.path().join("model.toml")).expect("written");
    for expected in [
        "[processing]",
        "# Fitted to 200 Lync records",
        "worker_process = {",
        "# 200 records; default: ",
    ] {
        assert!(scenario.contains(expected), "{expected} is not in\n{scenario}");
    }
    let page =
        std::fs::read_to_string(folder.path().join("model-records/records.md")).expect("a page");
    for expected in [
        "simulated with defaults, s",
        "with fitted delays, s",
        "(charts/routing.svg)",
        "50 % are not longer",
    ] {
        assert!(page.contains(expected), "{expected} is not in\n{page}");
    }
    // Diverted calls alone need the time of ringing, and nothing is written without it.
    std::fs::write(folder.path().join("sessions.csv"), days()).expect("written");
    let (done, _, said) = run(&["other.toml", "--calibrate"]);
    assert!(!done && said.contains("--ring-out"), "{said}");
    assert!(!folder.path().join("other.toml").exists());
    let (done, _, said) = run(&["other.toml", "--calibrate", "--ring-out", "20 s"]);
    assert!(!done && said.contains("whole seconds"), "{said}");
    // Records of another switch have no such times.
    let asterisk = samples::all().remove(0);
    std::fs::write(folder.path().join("sessions.csv"), asterisk.1).expect("written");
    let (done, _, said) = run(&["other.toml", "--calibrate"]);
    assert!(!done && said.contains("--calibrate needs records of Lync"), "{said}");
}
