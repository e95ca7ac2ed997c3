//! Comparisons from the command line: differences on the same callers, what these are worth, the selection of the
//! best, and what is refused.

use crate::program::{busyhour, record, said, text};
use busyhour::internals::experiment::{Difference, Record};
use busyhour::internals::report::json;
use std::path::Path;
use std::process::Output;

const NO_LYNC: &str = "models/deployments/topology-2-two-servers-no-lync.toml";
const LYNC: &str = "models/deployments/topology-4-two-servers-lync.toml";
const BUSY: &str = "models/tutorial/2-busy-lines.toml";
const LATENCY: &str = "voice_mail_routing_latency.mean";

fn compare(out: &Path, arguments: &[&str]) -> Output {
    busyhour().arg("compare").args(arguments).arg("--out").arg(out).output().expect("runs")
}

fn done(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

fn differences(record: &Record) -> &[Difference] {
    &record.comparison().expect("a comparison").differences
}

fn values(record: &Record, design: &str) -> Vec<f64> {
    let found = record
        .replicates
        .iter()
        .find(|r| r.design == design && r.figure.statistic.name() == "mean");
    found.expect("values").values.iter().flatten().copied().collect()
}

fn variance(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (values.len() - 1) as f64
}

/// The same callers meet both topologies, so their difference varies at least five times less than that of runs with
/// callers of their own; and the record says so.
#[test]
fn common_random_numbers_save_four_of_five_replications() {
    let folder = tempfile::tempdir().expect("a folder");
    let more = ["--replications", "60", "--measure", LATENCY, "--no-charts"];
    let table = done(&compare(folder.path(), &[&[NO_LYNC, LYNC][..], &more].concat()));
    let paired = record(folder.path());
    let [d] = differences(&paired) else { panic!("{:?}", differences(&paired)) };
    // S18–S21: without Lync one hop less, 45 ms.
    assert!(d.distinct && (0.03..0.06).contains(&d.difference), "{d:?}");
    assert!(d.correlation.expect("correlated") > 0.85, "{d:?}");
    assert!(d.variance_ratio.expect("varies") > 5.0, "{d:?}");
    assert!(table.contains("topology-2-two-servers-no-lync is best"), "{table}");
    assert!(paired.comparison().is_some_and(|c| c.callers.is_empty()));

    let other = tempfile::tempdir().expect("a folder");
    let seed = [&[LYNC, NO_LYNC, "--seed", "77"][..], &more].concat();
    done(&compare(other.path(), &seed));
    let name = |model: &str| Path::new(model).file_stem().unwrap().to_string_lossy().into_owned();
    let (a, b) = (values(&paired, &name(NO_LYNC)), values(&record(other.path()), &name(LYNC)));
    let independent: Vec<f64> = a.iter().zip(&b).map(|(a, b)| b - a).collect();
    let with = values(&paired, &name(LYNC));
    let together: Vec<f64> = a.iter().zip(&with).map(|(a, b)| b - a).collect();
    let gain = variance(&independent) / variance(&together);
    assert!(gain > 5.0, "{gain}");
}

#[test]
fn the_same_for_any_number_of_threads_and_again_from_the_journal() {
    let vary = ["--vary", "gateway[*].channels=[10,12]", "--replications", "6", "--no-charts"];
    let of = |threads: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        done(&compare(folder.path(), &[&[BUSY, "--threads", threads][..], &vary].concat()));
        folder
    };
    let (one, two) = (of("1"), of("2"));
    let read = |folder: &Path, name: &str| std::fs::read(folder.join(name)).expect("readable");
    for name in ["record.json", "estimates.csv", "report.html", "report.md"] {
        assert_eq!(read(one.path(), name), read(two.path(), name), "{name}");
    }
    // Cut after its first design, it goes on to the same bytes.
    let journal = one.path().join("journal.jsonl");
    let lines = std::fs::read_to_string(&journal).expect("readable");
    let kept: Vec<&str> = lines.lines().take(2).collect();
    std::fs::write(&journal, kept.join("\n") + "\n").expect("writable");
    let again = compare(one.path(), &[&[BUSY][..], &vary].concat());
    done(&again);
    assert!(text(&again.stderr).contains("one design is already finished"), "{again:?}");
    assert_eq!(read(one.path(), "record.json"), read(two.path(), "record.json"));
}

#[test]
fn no_design_is_best_by_a_measure_without_a_direction() {
    let folder = tempfile::tempdir().expect("a folder");
    let vary = ["--vary", "gateway[*].channels=20,30", "--measure", "outcome@outcome:answered"];
    let table = done(&compare(folder.path(), &[&[BUSY][..], &vary].concat()));
    for words in ["Designs, lowest first", "lowest estimate", "has the lowest value", "higher"] {
        assert!(table.contains(words), "{words}: {table}");
    }
    assert!(!table.contains("best"), "{table}");
    let table = done(&compare(folder.path(), &[&[BUSY][..], &vary, &["--highest"]].concat()));
    assert!(table.contains("“channels of every gateway: 30” is best"), "{table}");
}

/// The design with the lowest latency is the one that blocks callers, and its target says that this is not wanted.
#[test]
fn the_best_design_that_fails_a_target_is_not_praised_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let design = |name: &str, channels: u32, more: &str| {
        let path = folder.path().join(name);
        let model = format!(
            r#"
target = [
    {{ measure = "voice_mail_routing_latency.p95", at_most = "2 s" }},
    {{ measure = "blocking", at_most = "1 %" }},
]
gateway = [{{ name = "gw1", channels = {channels}{more} }}]
mediation_server = [{{ name = "med1"{more} }}]
pool = [{{ name = "pool01"{more} }}]
dial_plan = [{{ name = "UMSIP" }}]
users = [{{ name = "office", count = 1000 }}]
traffic = [{{ class = "voice", to = "office", arrivals = {{ per_user = "2/h" }} }}]
"#
        );
        let sites = match more {
            "" => "exchange_server = [{ name = \"ex1\" }]\n",
            _ => {
                "site = [{ name = \"HQ\" }, { name = \"DC\" }]\n\
                 exchange_server = [{ name = \"ex1\", site = \"DC\" }]\n"
            }
        };
        std::fs::write(&path, model + sites).expect("written");
        path.to_string_lossy().into_owned()
    };
    let (near, far) = (design("near.toml", 40, ""), design("far.toml", 140, ", site = \"HQ\""));
    let out = folder.path().join("out");
    let found = compare(&out, &[&near, &far, "--no-charts", "--replications", "5"]);
    let table = text(&found.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(table.contains("near is best"), "{table}");
    assert!(table.contains("But near fails a target:"), "{table}");
    assert!(table.contains("MISSED"), "{table}");
    assert!(table.contains("far fails none"), "{table}");
    let kept = record(&out);
    let fails: Vec<usize> =
        kept.comparison().expect("one").ranking.iter().map(|r| r.fails.len()).collect();
    assert!(fails[0] > 0 && fails[1] == 0, "{fails:?}");
}

#[test]
fn what_is_the_same_is_said_to_be_and_other_callers_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let same = ["--vary", "mediation_server[*].calls=[1000,1100]", "--replications", "3"];
    let table = done(&compare(folder.path(), &[&[LYNC][..], &same].concat()));
    assert!(table.contains("do not differ in any figure that is compared"), "{table}");
    let found = record(folder.path());
    assert!(differences(&found).iter().all(|d| d.same && !d.distinct && d.difference == 0.0));
    assert!(found.comparison().is_some_and(|c| c.decides.is_none()));

    let folder = tempfile::tempdir().expect("a folder");
    let other = ["--vary", "traffic[*].arrivals=[\"800/h\",\"900/h\"]", "--replications", "3"];
    let table = done(&compare(folder.path(), &[&[BUSY][..], &other].concat()));
    let words: Vec<&str> = table.split_whitespace().collect();
    assert!(words.join(" ").contains("The designs do not have the same callers"), "{table}");
    let found = record(folder.path());
    let callers = &found.comparison().expect("a comparison").callers;
    assert!(callers.iter().all(|c| c.other.len() == 1 && c.absent.is_empty()), "{callers:?}");
    assert!(!callers.is_empty());
    for chart in ["designs-blocking", "differences-blocking"] {
        assert!(folder.path().join(format!("charts/{chart}.png")).is_file(), "{chart}");
    }
    // Charts and report again from the record, without simulating.
    let kept = std::fs::read(folder.path().join("report.md")).expect("readable");
    let again = tempfile::tempdir().expect("a folder");
    let mut command = busyhour();
    let saved = folder.path().join("record.json");
    let report = command.arg("report").arg(saved).arg("--out").arg(again.path()).output();
    assert_eq!(report.expect("runs").status.code(), Some(0));
    assert_eq!(std::fs::read(again.path().join("report.md")).expect("readable"), kept);
}

/// Users without Unified Messaging have no latency of voice mail: no number, but a difference, and no ground for a
/// recommendation.
#[test]
fn a_figure_that_one_design_lacks_is_a_difference() {
    let folder = tempfile::tempdir().expect("a folder");
    let vary = ["--vary", "users[*].um_enabled=[\"100 %\",\"0 %\"]", "--replications", "3"];
    let more = ["--measure", LATENCY, "--measure", "mediation_rejected"];
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let table = words(&done(&compare(folder.path(), &[&[LYNC][..], &vary, &more].concat())));
    let expected = "No design is recommended: voice-mail routing latency mean has a value in \
                    “share of users with Unified Messaging, all users: 100 %” and none in “share of users with Unified Messaging, all users: 0 %”";
    assert!(table.contains(expected), "{table}");
    assert!(
        table.contains("no value in share of users with Unified Messaging, all users: 0 %"),
        "{table}"
    );
    assert!(!table.contains("do not differ") && !table.contains("is best"), "{table}");
    let report = std::fs::read_to_string(folder.path().join("report.md")).expect("readable");
    assert!(report.contains("No design is recommended"), "{report}");
    let found = record(folder.path());
    let note = found.comparison().expect("a comparison");
    let [missing] = &note.missing[..] else { panic!("{:?}", note.missing) };
    assert_eq!((missing.with.len(), missing.without.len()), (1, 1));
    assert_eq!(note.decides.as_ref(), Some(&missing.figure));
    let chart = folder.path().join("charts/designs-voice-mail-routing-latency-mean.svg");
    assert!(std::fs::read_to_string(chart).expect("a chart").contains("no value"));
    // A measure that both have ranks them, and the other one is still said to differ.
    let rank = ["--rank-by", "post_dial_delay.mean"];
    let all = [&[LYNC][..], &vary, &more, &rank].concat();
    let table = words(&done(&compare(folder.path(), &all)));
    assert!(table.contains("By post-dial delay mean, "), "{table}");
    assert!(table.contains("The designs differ in what they have: voice-mail routing"), "{table}");
}

/// Every call passes the Front End twice, which takes a constant time: the difference is the same in every replication, and
/// no variance ratio is made of rounding errors.
#[test]
fn an_exact_difference_is_said_to_be_exact() {
    let folder = tempfile::tempdir().expect("a folder");
    let vary = ["--vary", "processing.front_end=[\"177 ms\",\"0 s\"]", "--replications", "5"];
    let measures = ["--measure", "post_dial_delay.mean", "--measure", "post_dial_delay.p95"];
    let short = ["--set", "study.duration=1 h", "--no-charts"];
    let model = "models/reference/erlang-b-20-20-lognormal.toml";
    let all = [&[model][..], &vary, &measures, &short].concat();
    let table = done(&compare(folder.path(), &all));
    assert!(table.contains("exactly −354") && table.contains("always −354"), "{table}");
    assert!(!table.contains("± 0"), "{table}");
    let found = record(folder.path());
    for d in differences(&found) {
        assert!(d.distinct && d.low == d.high && d.variance_ratio.is_none(), "{d:?}");
        assert!(d.correlation.is_none(), "{d:?}");
    }
}

/// 200 designs, of which the more channels the fewer are blocked: most are dropped after the first stage, and what is
/// selected is among those within the indifference zone of the best.
#[test]
fn two_hundred_designs_are_screened_and_one_is_selected() {
    let folder = tempfile::tempdir().expect("a folder");
    let all = ["--vary", "gateway[*].channels=1..200:1", "--indifference", "blocking=1 %"];
    let more = ["--replications", "10", "--no-charts", "--set", "study.duration=60 min"];
    let table = done(&compare(folder.path(), &[&[BUSY][..], &all, &more].concat()));
    assert!(table.contains("selected"), "{table}");
    let found = record(folder.path());
    let note = found.comparison().expect("a comparison");
    let selection = note.selection.as_ref().expect("a selection");
    let best = selection.selected.as_deref().expect("selected");
    let value = |design: &str| {
        let e = found
            .estimates
            .iter()
            .find(|e| e.design == design && e.figure.measure.name() == "blocking");
        e.and_then(|e| e.value).expect("a value")
    };
    let least = found.designs.iter().map(|d| value(&d.name)).fold(1.0, f64::min);
    assert!(value(best) <= least + 0.01, "{best}");
    assert_eq!(found.designs.len(), 200);
    assert_eq!(note.ranking.first().map(|r| r.design.as_str()), Some(best));
    assert!(selection.replications < selection.two_stages.expect("known"), "{selection:?}");
}

#[test]
fn a_selection_that_needs_more_than_allowed_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let near = ["--vary", "gateway[*].channels=[10,11]", "--indifference", "blocking=0.001 %"];
    let more = ["--at-most", "12", "--highest", "--no-charts", "--set", "users[*].busy=\"50 %\""];
    let near =
        [&[BUSY, "--vary", "users[*].answers.after=[\"8 s\",\"8.1 s\"]"][..], &near].concat();
    let output = compare(folder.path(), &[&near[..], &more].concat());
    let table = text(&output.stdout);
    let found = record(folder.path());
    let selection = found.comparison().and_then(|c| c.selection.clone()).expect("one");
    assert_eq!(output.status.code(), Some(1), "{table}");
    assert!(selection.selected.is_none() && selection.left.len() > 1, "{selection:?}");
    assert!(table.contains("could still be the best"), "{table}");
    let longest = found.replicates.iter().map(|r| r.values.len()).max();
    assert_eq!(longest, Some(12));
}

#[test]
fn what_cannot_be_compared_is_refused_with_its_cure() {
    let folder = tempfile::tempdir().expect("a folder");
    for (arguments, expected) in [
        (&[LYNC][..], "name two or more"),
        (&[LYNC, LYNC], "is named twice"),
        (&[LYNC, "models/deployments/contoso.toml", "--set", "targets=1"], "target"),
        (&[LYNC, "models/deployments/user-model-6660.toml"], "compare equal windows"),
        (&[NO_LYNC, LYNC, "--measure", "blockin"], "blocking"),
        (&[NO_LYNC, LYNC, "--rank-by", "calls@source:*"], "only one figure can decide"),
        (&[NO_LYNC, LYNC, "--indifference", "1 %"], "MEASURE=WIDTH"),
        (&[NO_LYNC, LYNC, "--indifference", "post_dial_delay.mean=1 %"], "is a percentage, but"),
        (
            &[NO_LYNC, LYNC, "--indifference", "blocking=1 s"],
            "is a time, but the measure is a share",
        ),
        (&[NO_LYNC, LYNC, "--indifference", "blocking=0 %"], "above 0"),
        (&[NO_LYNC, LYNC, "--confidence", "99 %"], "--indifference"),
        (
            &[NO_LYNC, LYNC, "--indifference", "blocking=1 %", "--confidence", "100 %"],
            "below 100 %",
        ),
        (&[NO_LYNC, "nowhere.toml"], "nowhere.toml"),
    ] {
        let output = compare(folder.path(), arguments);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
}

/// Runs a tutorial model with these options, and returns the path of its record.
fn saved(folder: &std::path::Path, name: &str, more: &[&str]) -> String {
    let out = folder.join(name);
    let output = busyhour()
        .args([
            "run",
            "models/tutorial/2-busy-lines.toml",
            "--no-charts",
            "--set",
            "study.duration=20 min",
        ])
        .args(more)
        .arg("--out")
        .arg(&out)
        .output()
        .expect("runs");
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", said(&output));
    out.join("record.json").display().to_string()
}

#[test]
fn saved_runs_are_compared_paired_or_as_independent_samples() {
    let folder = tempfile::tempdir().expect("a folder");
    let four = ["--replications", "4"];
    let one = saved(folder.path(), "few-channels", &four);
    let more = ["--replications", "4", "--set", "gateway[*].channels=25"];
    let two = saved(folder.path(), "more-channels", &more);
    let late = saved(folder.path(), "another-day", &["--replications", "4", "--seed", "7"]);
    let out = folder.path().join("both");
    let compare = |records: &[&str], more: &[&str]| {
        let mut command = busyhour();
        command.arg("compare").args(records).args(more).arg("--out").arg(&out);
        command.output().expect("runs")
    };
    // As if both were simulated in one study.
    let output = compare(&[&one, &two], &[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let text = said(&output);
    assert!(
        text.contains("few-channels or more-channels") && text.contains("paired by replication"),
        "{text}"
    );
    let record = json::read(&out.join("record.json")).expect("a record");
    let note = record.comparison().expect("a comparison");
    assert_eq!(note.unpaired, None);
    assert!(note.differences.iter().any(|d| d.correlation.is_some()), "{note:?}");
    for name in ["report.html", "report.md", "estimates.csv"] {
        assert!(out.join(name).is_file(), "{name}");
    }
    let output = compare(&[&one, &late], &[]);
    let text = said(&output);
    let why = "independent samples, because `few-channels` has the seed 2013 and `another-day` 7";
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(line.contains(why), "{text}");
    // What only a simulation obeys, and what is no run.
    let refused = |records: &[&str], more: &[&str], expected: &str| {
        let output = compare(records, more);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(expected), "{}", said(&output));
    };
    refused(&[&one, &two], &["--seed", "3"], "--seed needs the models");
    refused(&[&one, "models/tutorial/2-busy-lines.toml"], &[], "is no record (.json)");
    refused(&[&one], &[], "name two or more");
    let study = out.join("record.json").display().to_string();
    let elsewhere = folder.path().join("elsewhere");
    let output = busyhour().args(["compare", &one, &study, "--out"]).arg(&elsewhere).output();
    assert!(said(&output.expect("runs")).contains("holds a study of several designs"));
}
