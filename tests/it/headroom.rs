//! `run --headroom` and `study.load`: how much more load a model carries.

use crate::program::{busyhour, record, said, text};
use busyhour::internals::experiment::{HeadroomSummary, NoControl, StationKind, Study, replicate};
use busyhour::internals::scenario::NoFiles;
use busyhour::internals::stats::erlang;
use std::fs;
use std::path::Path;
use std::process::Output;

/// 10 erlang on 30 channels, with nothing else that is scarce: Erlang B allows 20.337 erlang for 1 %.
const MODEL: &str = r#"
title = "Thirty channels"
[study]
warm_up = "10 min"
duration = "100 min"
replications = 20
growth = "5 %/month"
[[target]]
measure = "blocking"
at_most = "1 %"
[[site]]
name = "HQ"
[[gateway]]
name = "gw1"
site = "HQ"
channels = 30
cores = 64
[[mediation_server]]
name = "med1"
[[trunk]]
gateway = "gw1"
mediation_server = "med1"
[[pool]]
name = "pool01"
site = "HQ"
front_ends = 1
[[users]]
name = "office"
site = "HQ"
count = 200
um_enabled = "0 %"
registered = "100 %"
busy = "0 %"
do_not_disturb = "0 %"
answers = { share = "100 %", after = "0 s" }
[[traffic]]
name = "calls"
class = "voice"
to = "office"
arrivals = { per_user = "3/h" }
patience = "never"
talk = { exponential = { mean = "60 s" } }
"#;

fn run(folder: &Path, model: &str, further: &[&str]) -> Output {
    fs::write(folder.join("m.toml"), model).expect("writable");
    let arguments = [&["run", "m.toml", "--headroom", "--out", "out"], further].concat();
    busyhour().current_dir(folder).args(arguments).output().expect("runs")
}

/// The page without its line breaks.
fn unwrapped(output: &Output) -> String {
    text(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_exact_head_room_of_channels_lies_between_what_is_surely_met_and_surely_missed() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(folder.path(), MODEL, &["--no-charts"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let found = record(&folder.path().join("out"));
    let study = found.headroom().expect("a study of head-room");
    let exact = erlang::load_for(30, 0.01).expect("a load") / 10.0;
    let station = &study.stations[0];
    assert_eq!((station.kind, station.capacity), (StationKind::Channels, 30.0));
    // The set-up takes some 100 ms of a channel's minute, and the load of the run is random.
    assert!((station.factor / exact - 1.0).abs() < 0.04, "{} {exact}", station.factor);
    let judged = |wanted: fn(&busyhour::internals::experiment::TargetVerdict) -> bool| -> Vec<f64> {
        let points = study.sweep.points.iter().filter(|point| wanted(&point.targets[0]));
        points.map(|p| p.values[0].trim_end_matches(" %").parse::<f64>().unwrap() / 100.0).collect()
    };
    let met = judged(|target| target.verdict.is_met()).into_iter().fold(0.0, f64::max);
    let missed = judged(|t| t.verdict == busyhour::internals::experiment::Verdict::Missed);
    let missed = missed.into_iter().fold(f64::INFINITY, f64::min);
    assert!(met < exact && exact < missed, "{met} {exact} {missed}");
    // The interval is narrow enough to plan with: 20 % of the load.
    assert!(met > 0.8 * exact && missed < 1.2 * exact, "{met} {exact} {missed}");
    let table = unwrapped(&output);
    let months = (met.ln() / 1.05_f64.ln()).floor();
    assert!(table.contains(&format!("and lasts {months:.0} months")), "{table}");
    assert!(table.contains("The first to break is blocking"), "{table}");
    assert!(table.contains("By formulas gw1 is at the limit"), "{table}");
}

#[test]
fn a_model_that_misses_its_target_has_no_head_room() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(folder.path(), MODEL, &["--no-charts", "--set", "study.load=250 %"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let table = unwrapped(&output);
    assert!(table.contains("There is no head-room: blocking is missed from"), "{table}");
    assert!(table.contains("none"), "{table}");
}

#[test]
fn a_head_room_does_not_depend_on_threads_and_goes_on_where_it_stopped() {
    let read = |threads: &str, out: &Path| {
        let further = ["--no-charts", "--replications", "3", "--threads", threads];
        let output = run(out, MODEL, &further);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", said(&output));
        fs::read(out.join("out/record.json")).expect("a record")
    };
    let (one, two) =
        (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let first = read("1", one.path());
    assert!(first == read("2", two.path()), "threads change the record");
    // Every second design is forgotten.
    let journal = one.path().join("out/journal.jsonl");
    let lines = fs::read_to_string(&journal).expect("a journal");
    let kept: Vec<&str> =
        lines.lines().enumerate().filter(|(i, _)| i % 2 == 0).map(|(_, l)| l).collect();
    fs::write(&journal, kept.join("\n") + "\n").expect("writable");
    assert!(first == read("2", one.path()), "the journal changes the record");
}

#[test]
fn head_room_needs_targets_and_rates() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = "[[target]]\nmeasure = \"blocking\"\nat_most = \"1 %\"\n";
    let without = MODEL.replacen(target, "", 1);
    let recorded = MODEL.replacen("{ per_user = \"3/h\" }", "{ trace = \"calls.csv\" }", 1);
    fs::write(folder.path().join("calls.csv"), "700\n800\n").expect("writable");
    for (model, further, words) in [
        (&without, &[][..], "the model has no target"),
        (&recorded, &[], "recorded calls cannot be multiplied"),
        (&MODEL.to_owned(), &["--lose", "each"], "cannot be used with"),
        (&MODEL.to_owned(), &["--set", "study.growth=3 %"], "is not a growth"),
    ] {
        let output = run(folder.path(), model, further);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(words), "{}", said(&output));
    }
}

#[test]
fn a_load_of_twice_is_that_of_twice_the_rate() {
    let digest = |model: &str, set: &[String]| {
        let study = Study::parse("m.toml", model, &NoFiles, set).unwrap_or_else(|e| panic!("{e}"));
        replicate(&study, &study.plan(), &NoControl).expect("runs").digest
    };
    let twice = MODEL.replacen("\"3/h\"", "\"6/h\"", 1);
    assert_eq!(digest(&twice, &[]), digest(MODEL, &["study.load=200 %".to_owned()]));
    assert_eq!(digest(MODEL, &[]), digest(MODEL, &["study.load=100 %".to_owned()]));
}

/// The summary of a short study.
fn study(model: &str, further: &[&str]) -> HeadroomSummary {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(folder.path(), model, &[&["--no-charts"], further].concat());
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", said(&output));
    record(&folder.path().join("out")).headroom().expect("a study of head-room").clone()
}

#[test]
fn stations_are_offered_what_others_would_let_through() {
    // 100 erlang on 30 channels, then on 400; the Mediation Server has 50 calls.
    let model = MODEL.replacen("name = \"med1\"", "name = \"med1\"\ncalls = 50", 1).replacen(
        "{ per_user = \"3/h\" }",
        "\"6000/h\"",
        1,
    );
    let wide = model.replacen("channels = 30", "channels = 400", 1);
    for model in [&model, &wide] {
        let found = study(model, &["--replications", "3"]);
        let of = |kind| found.stations.iter().find(|s| s.kind == kind).expect("a station");
        for kind in [StationKind::Slots, StationKind::Channels] {
            let offered = of(kind).offered;
            assert!((offered / 100.0 - 1.0).abs() < 0.05, "{kind:?} {offered}");
        }
        assert!((of(StationKind::Slots).factor - 0.5).abs() < 0.03);
    }
    // No target watches the Mediation Server.
    let folder = tempfile::tempdir().expect("a folder");
    let wide = wide.replacen("\"6000/h\"", "\"1200/h\"", 1);
    let output = run(folder.path(), &wide, &["--no-charts", "--replications", "3"]);
    let table = unwrapped(&output);
    assert!(
        table.contains("But no target watches med1, mediation slots, which is full at"),
        "{table}"
    );
}

#[test]
fn gateways_are_one_station_only_if_all_sources_use_them_alike() {
    let second = "[[gateway]]\nname = \"gw2\"\nsite = \"HQ\"\nchannels = 30\ncores = 64\n[[mediation_server]]";
    let model = MODEL
        .replacen("[[mediation_server]]", second, 1)
        .replacen("gateway = \"gw1\"\nmed", "gateway = \"gw*\"\nmed", 1)
        .replacen("{ per_user = \"3/h\" }", "\"300/h\"\ngateways = [\"gw1\", \"gw2\"]", 1);
    let channels = |model: &str| -> Vec<f64> {
        let found = study(model, &["--replications", "3"]);
        let channels = found.stations.iter().filter(|s| s.kind == StationKind::Channels);
        channels.map(|s| s.capacity).collect()
    };
    assert_eq!(channels(&model), [60.0]);
    let own = "[[traffic]]\nname = \"own\"\nclass = \"voice\"\nto = \"office\"\ngateways = [\"gw1\"]\narrivals = \"300/h\"\n";
    let shared = study(&format!("{model}{own}"), &["--replications", "3"]);
    assert_eq!(shared.without_formula, ["gw1", "gw2"]);
    assert!(shared.stations.iter().all(|station| station.kind != StationKind::Channels));

    // What one of both may refuse is no share of what both refuse.
    let of_one =
        "[[target]]\nmeasure = \"blocking\"\nscope = \"gateway:gw2\"\nat_most = \"40 %\"\n[[site]]";
    let shared = study(&model.replacen("[[site]]", of_one, 1), &["--replications", "3"]);
    assert_eq!(shared.without_formula, ["gw1 and gw2"]);
}

#[test]
fn head_room_says_what_it_leaves_out() {
    let page = |model: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        unwrapped(&run(folder.path(), model, &["--no-charts", "--replications", "3"]))
    };
    let survive = "[size]\nsurvive = [\"any one gateway\"]\n[[target]]";
    let words = page(&MODEL.replacen("[[target]]", survive, 1));
    assert!(words.contains("All this while nothing is lost: without any one gateway"), "{words}");
    let outage = "[[outage]]\nof = \"gw1\"\nfrom = \"40 min\"\nlasts = \"20 min\"\n[[site]]";
    let words = page(&MODEL.replacen("[[site]]", outage, 1));
    assert!(words.contains("averaged over the outages"), "{words}");
    assert!(!words.contains("By formulas"), "{words}");
    let words = page(&MODEL.replacen("replications = 20", "load = \"130 %\"", 1));
    assert!(words.contains("study.load, is 130 %: this table counts from there"), "{words}");
}

#[test]
fn mediation_servers_that_take_each_others_calls_are_one_station() {
    let target = "[[target]]\nmeasure = \"mediation_rejected\"\nat_most = \"1 %\"\n[[site]]";
    let two = "name = \"med[1-2]\"\ncalls = 9\n";
    let second = "[[trunk]]\ngateway = \"gw1\"\nmediation_server = \"med2\"\n[[pool]]";
    let model = MODEL
        .replacen("[[site]]", target, 1)
        .replacen("name = \"med1\"\n", two, 1)
        .replacen("[[pool]]", second, 1);
    let found = study(&model, &["--replications", "3"]);
    let slots = found.stations.iter().filter(|s| s.kind == StationKind::Slots && s.limit.is_some());
    let [both] = &slots.collect::<Vec<_>>()[..] else { panic!("{:?}", found.stations) };
    assert_eq!(both.capacity, 18.0);
    // Erlang B allows 18 servers 10.437 erlang for 1 %; 10 are offered, each call once.
    assert!((both.offered / 10.0 - 1.0).abs() < 0.05, "{both:?}");
    assert!((both.factor - 1.0437).abs() < 0.06, "{both:?}");
}

#[test]
fn a_short_surge_fills_channels_only_as_far_as_calls_last() {
    // A minute at 3,000 calls an hour brings 50 calls of a minute to 5 erlang.
    let model = MODEL.replacen(
        "{ per_user = \"3/h\" }",
        "\"300/h\"\nsurges = [{ from = \"40 min\", lasts = \"1 min\", factor = 10 }]",
        1,
    );
    let found = study(&model, &["--replications", "10"]);
    let station = &found.stations[0];
    assert_eq!(station.kind, StationKind::Channels);
    // m' = a(t) - m for a mean of 60 s: 5 + 45 (1 - 1/e) = 33.4.
    assert!((station.offered / 33.4 - 1.0).abs() < 0.06, "{}", station.offered);
    let missed = found.sweep.target_crossings[0].missed.clone().expect("a load that misses");
    let missed = missed.trim_end_matches(" %").parse::<f64>().expect("a number") / 100.0;
    // The modified offered load is an approximation that a surge shorter than the calls tries hard: it says 118 %, the
    // simulation 90 %. By the highest rate it would be 22 %.
    assert!((station.factor / missed - 1.0).abs() < 0.35, "{} {missed}", station.factor);
}

#[test]
fn a_target_that_more_load_makes_better_does_not_end_the_search() {
    let target = "[[target]]\nmeasure = \"calls\"\nat_least = \"1500\"\n[[site]]";
    let model = MODEL.replacen("[[site]]", target, 1);
    let found = study(&model, &["--replications", "5"]);
    assert_eq!(found.improving.len(), 1);
    let blocking = &found.sweep.target_crossings[0];
    assert!(blocking.missed.is_some() && blocking.met.is_some(), "{blocking:?}");
}

#[test]
fn a_target_that_only_the_calls_that_got_through_meet_is_no_head_room() {
    // Every call that gets through succeeds, whatever the load. Erlang B allows 24.8 erlang for 5 %.
    let target = "measure = \"blocking\"\nat_most = \"1 %\"";
    assert!(MODEL.contains(target));
    let model = MODEL.replace(target, "measure = \"scr\"\nat_least = \"97 %\"");
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(folder.path(), &model, &["--no-charts"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let found = record(&folder.path().join("out"));
    let study = found.headroom().expect("a study of head-room");
    let [crossing] = &study.sweep.target_crossings[..] else { panic!("{study:?}") };
    let exact = 100.0 * erlang::load_for(30, 0.05).expect("a load") / 10.0;
    let load = |text: &Option<String>| -> f64 {
        let text = text.as_deref().expect("a load");
        text.trim_end_matches(" %").parse().expect("a number")
    };
    let (met, missed) = (load(&crossing.surely_met), load(&crossing.surely_missed));
    assert!(met < exact && exact < missed && missed < 1.3 * exact, "{met} {exact} {missed}");
    let lost = crossing.lost_before.expect("a loss");
    assert!(lost > 0.05 && lost < 0.2, "{crossing:?}");
    let page = unwrapped(&output);
    assert!(page.contains("of the calls are lost before it can count them"), "{page}");

    // Beside a target that breaks earlier, the page says why this one breaks; so does its chart.
    let both = model.replace("[[target]]", &format!("[[target]]\n{target}\n[[target]]"));
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(folder.path(), &both, &[]);
    let page = unwrapped(&output);
    assert!(page.contains("is missed only because"), "{page}");
    let charts = std::fs::read_dir(folder.path().join("out/charts")).expect("charts");
    let texts = charts.filter_map(|file| std::fs::read_to_string(file.ok()?.path()).ok());
    assert!(texts.into_iter().any(|svg| svg.contains("(calls are lost before)")));
}

#[test]
fn an_undecided_verdict_at_the_model_s_load_is_not_called_no_head_room() {
    // 10 erlang on 18 channels: Erlang B gives 0.71 %, and 1 % at 104 %.
    let model = MODEL
        .replace("channels = 30", "channels = 18")
        .replace("\"100 min\"", "\"20 min\"")
        .replace("replications = 20", "replications = 5");
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(folder.path(), &model, &["--no-charts", "--seed", "1"]);
    let found = record(&folder.path().join("out"));
    let study = found.headroom().expect("a study of head-room");
    let now = study.sweep.points.iter().find(|point| point.values[0] == "100 %").expect("100 %");
    let page = unwrapped(&output);
    let is_missed = now.targets[0].verdict.fails();
    assert_eq!(page.contains("There is no head-room"), is_missed, "{page}");
    assert!(!is_missed, "{page}");
}

#[test]
fn faxes_that_are_always_refused_are_not_taken_for_load() {
    // Of the faxes of this model none is delivered, whatever the load. A run at a fraction of the load would show few calls.
    let folder = tempfile::tempdir().expect("a folder");
    let out = |name: &str, further: &[&str]| {
        let out = folder.path().join(name);
        let mut command = busyhour();
        command.args(["run", "models/deployments/contoso.toml", "--no-charts", "--out"]).arg(&out);
        command.args(["--replications", "4", "--set", "study.duration=\"30 min\""]).args(further);
        let output = command.output().expect("runs");
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", said(&output));
        record(&out)
    };
    let (plain, study) = (out("plain", &[]), out("headroom", &["--headroom"]));
    let stations = &study.headroom().expect("a study of head-room").stations;
    let channels = stations.iter().find(|s| s.kind == StationKind::Channels).expect("channels");
    let figure = "offered_load@gateway:gw1.contoso.test".parse().expect("a figure");
    let offered = plain.estimate(&figure).and_then(|e| e.value).expect("a load");
    assert!((channels.offered / offered - 1.0).abs() < 0.03, "{channels:?} {offered}");
}
