//! Verdicts that an interval alone would give wrongly, and the warnings that stand before the results.

use crate::scenario::load;
use busyhour::internals::experiment::{
    NoControl, Record, Study, Verdict, WarmUpOutcome, find_warm_up, replicate,
};
use busyhour::internals::report::table::{TableStyle, render};

/// 233 erlang on the gateway's channels for every call an hour that 5,000 users get.
fn office(channels: u32, max_calls: u32, users: u32, more: &str) -> Record {
    let text = format!(
        r#"
[study]
warm_up = "10 min"
duration = "20 min"
replications = 3
[[gateway]]
name = "gw1"
channels = {channels}
[[mediation_server]]
name = "med1"
[[pool]]
name = "pool"
front_ends = 3
[[exchange_server]]
name = "ex1"
max_calls = {max_calls}
cores = 16
[[dial_plan]]
name = "UMSIP"
[[users]]
name = "staff"
count = {users}
[[traffic]]
class = "voice"
to = "staff"
arrivals = {{ per_user = "1/h" }}
patience = {{ exponential = {{ mean = "70 s" }} }}
{more}"#
    );
    let study = Study::of_deployment(load(&text).unwrap_or_else(|e| panic!("{e}")), "");
    replicate(&study, &study.plan(), &NoControl).unwrap_or_else(|e| panic!("{e}"))
}

fn warned(record: &Record, code: &str) -> bool {
    record.warnings.iter().any(|warning| warning.code == code)
}

const ROUTING: &str =
    "[[target]]\nmeasure = \"voice_mail_routing_latency.p95\"\nat_most = \"2 s\"\n";

#[test]
fn a_latency_under_heavy_blocking_is_met_only_by_the_calls_that_got_through() {
    let record = office(200, 100, 14_000, ROUTING);
    let target = &record.targets[0];
    assert_eq!(target.verdict, Verdict::MetBySurvivors);
    let reason = target.reason.as_deref().expect("a reason");
    assert!(reason.ends_with(" % were blocked"), "{reason}");
    assert_eq!(record.warnings[0].code, "heavy-loss");
    let text = render(&record, &TableStyle { width: 120, color: false, assumptions: false });
    let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"));
    assert!(place("heavy-loss") < place("Targets"), "{text}");
    assert!(place("met by the calls that got through") < place("Latencies"));
    assert!(text.contains("lost: share of the attempts"), "{text}");
}

#[test]
fn a_target_on_the_loss_allows_it() {
    let allowed = "[[target]]\nmeasure = \"blocking\"\nat_most = \"70 %\"\n";
    let record = office(200, 100, 14_000, &format!("{ROUTING}{allowed}"));
    assert_eq!(record.targets[0].verdict, Verdict::Met);
    assert!(!warned(&record, "heavy-loss"));
    // A limit below the loss does not.
    let below = "[[target]]\nmeasure = \"blocking\"\nat_most = \"10 %\"\n";
    let record = office(200, 100, 14_000, &format!("{ROUTING}{below}"));
    let verdicts: Vec<Verdict> = record.targets.iter().map(|t| t.verdict).collect();
    assert_eq!(verdicts, [Verdict::MetBySurvivors, Verdict::Missed]);
    assert!(warned(&record, "heavy-loss"));
}

#[test]
fn calls_that_voice_mail_refuses_count_as_lost() {
    let people = "[[target]]\nmeasure = \"post_dial_delay.p95\"\nat_most = \"2 s\"\n";
    let record = office(480, 10, 5_000, &format!("{ROUTING}{people}"));
    let [routing, dial] = &record.targets[..] else { panic!("two targets") };
    assert_eq!(routing.verdict, Verdict::MetBySurvivors);
    let reason = routing.reason.as_deref().expect("a reason");
    assert!(reason.contains("of the calls to voice mail were refused"), "{reason}");
    // Ringing comes before voice mail.
    assert_eq!((dial.verdict, dial.reason.as_deref()), (Verdict::Met, None));
    let first = &record.warnings[0];
    assert!(first.code == "heavy-loss" && first.message.contains("voice mail"), "{first:?}");
}

/// The verdict on blocking of at most `limit`, in per cent, and its reason.
fn blocking(channels: u32, users: u32, limit: &str, more: &str) -> (Verdict, String) {
    let target = format!("{more}[[target]]\nmeasure = \"blocking\"\nat_most = \"{limit}\"\n");
    let record = office(channels, 100, users, &target);
    let target = &record.targets[0];
    (target.verdict, target.reason.clone().unwrap_or_default())
}

#[test]
fn blocking_that_is_never_seen_is_decided_by_erlang_b() {
    let (verdict, reason) = blocking(480, 2_000, "0.1 %", "");
    assert_eq!(verdict, Verdict::MetByTheory, "{reason}");
    assert!(reason.starts_with("Erlang B gives less than 0.0001 % for 480 channels"), "{reason}");
    assert!(reason.contains("; never more than "), "{reason}");
    // Callers who would try again change nothing where nobody is blocked.
    let again = "retry = { share = \"50 %\", after = \"1 min\", at_most = 3 }\n";
    let (verdict, reason) = blocking(480, 2_000, "0.1 %", again);
    assert!(verdict == Verdict::MetByTheory && reason.starts_with("Erlang C"), "{reason}");
}

#[test]
fn what_no_formula_decides_says_how_many_calls_would() {
    // 62 erlang on 90 channels: no call in a thousand is blocked, but the load is not known well enough for the limit.
    let (verdict, reason) = blocking(82, 2_000, "0.02 %", "");
    assert_eq!(verdict, Verdict::Undecided, "{reason}");
    assert!(reason.starts_with("about ") && reason.contains(" calls ("), "{reason}");
}

/// Verdicts with 20 seeds on the blocking of 30 channels offered 20 erlang, whose calls last 60 s, by limit.
fn verdicts_of_thirty_channels(set: [&str; 2], limits: &[f64], check: impl Fn(u64, &[Verdict])) {
    use busyhour::internals::deployment::{Bound, NamedFigure, Target};
    use busyhour::internals::experiment::Plan;
    use busyhour::internals::measure::{Figure, Measure, Statistic};
    let model = "models/reference/erlang-b-30-20-exponential.toml";
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(model);
    let loaded = Study::load(&path, &set.map(str::to_owned)).unwrap_or_else(|e| panic!("{e}"));
    let mut deployment = loaded.deployment().clone();
    let figure = Figure::of_all(Measure::Blocking, Statistic::Value);
    let named = NamedFigure { figure, ..deployment.references[0].named.clone() };
    let target = |limit: &f64| Target { named: named.clone(), bound: Bound::AtMost(*limit) };
    deployment.targets = limits.iter().map(target).collect();
    deployment.references.clear();
    let study = Study::of_deployment(deployment, "");
    for seed in 0..20 {
        let plan = Plan { seed, replications: 10, ..study.plan() };
        let record = replicate(&study, &plan, &NoControl).unwrap_or_else(|e| panic!("{e}"));
        let verdicts: Vec<Verdict> = record.targets.iter().map(|t| t.verdict).collect();
        check(seed, &verdicts);
    }
}

/// Verdicts by theory against an exact value: 30 channels offered 20 erlang block 0.846 %.
#[test]
fn theory_never_decides_against_the_exact_value() {
    let set = ["study.duration=5 min", "study.warm_up=10 min"];
    verdicts_of_thirty_channels(set, &[0.007, 0.0084, 0.08], |seed, verdicts| {
        assert!(verdicts[..2].iter().all(|v| *v != Verdict::MetByTheory), "{seed}: {verdicts:?}");
        assert!(verdicts[2].is_met(), "{seed}: {verdicts:?}");
    });
}

/// The share of blocked calls in the first minutes of 30 channels that begin empty, offered 20 erlang by calls of a mean
/// minute: the mean probability that all channels are taken, from the equations of birth and death.
fn blocked_from_empty(minutes: u32) -> f64 {
    let (channels, load) = (30, 20.0);
    let steps = 2_000 * minutes;
    let (mut state, mut sum) = (vec![0.0; channels + 1], 0.0);
    state[0] = 1.0;
    for _ in 0..steps {
        sum += state[channels];
        let flow = |n: usize| load * state[n] - (n + 1) as f64 * state[n + 1];
        let up: Vec<f64> = (0..channels).map(|n| flow(n) / 2_000.0).collect();
        for (n, up) in up.iter().enumerate() {
            state[n] -= up;
            state[n + 1] += up;
        }
    }
    sum / f64::from(steps)
}

#[test]
fn theory_knows_that_a_window_which_begins_empty_lacks_load() {
    assert!((blocked_from_empty(1_000) / 0.008_457_5 - 1.0).abs() < 0.01);
    for minutes in [5, 12, 40] {
        let exact = blocked_from_empty(minutes);
        let duration = format!("study.duration={minutes} min");
        let set = [&duration[..], "study.warm_up=0 s"];
        verdicts_of_thirty_channels(set, &[0.9 * exact, 0.99 * exact, 0.2], |seed, verdicts| {
            let by_theory = |v: &Verdict| *v == Verdict::MetByTheory;
            assert!(!verdicts[..2].iter().any(by_theory), "{minutes}, {seed}: {verdicts:?}");
            // Few holding times show too little of the load for any formula.
            assert!(minutes > 5 || !by_theory(&verdicts[2]), "{seed}: {verdicts:?}");
            assert!(verdicts[2].is_met(), "{minutes}, {seed}: {verdicts:?}");
        });
    }
}

#[test]
fn a_maximum_says_that_it_has_no_interval() {
    let peak = "[[target]]\nmeasure = \"peak\"\nscope = \"gateway:gw1\"\nat_most = 400\n";
    let record = office(480, 100, 2_000, peak);
    let target = &record.targets[0];
    assert_eq!(target.verdict, Verdict::Met);
    assert!(target.reason.as_deref().is_some_and(|reason| reason.contains("no interval")));
}

/// Previews take twice as long as the messages, on one core of each server.
fn previews(at_most: &str, share: &str) -> Study {
    let text = format!(
        r#"
[study]
warm_up = "10 min"
duration = "60 min"
replications = 3
[preview]
at_most = "{at_most}"
[[target]]
measure = "message_delay.mean"
at_most = "5 h"
[[target]]
measure = "voice_mail_routing_latency.p95"
at_most = "2 s"
[[gateway]]
name = "gw1"
channels = 200
[[mediation_server]]
name = "med1"
[[pool]]
name = "pool"
[[exchange_server]]
name = "ex[1-2]"
cores = 2
preview = "50 %"
[[dial_plan]]
name = "UMSIP"
[[users]]
name = "staff"
count = 1000
registered = "0 %"
voice_mail = {{ greeting = "12 s", hangs_up_in_greeting = "0 %", leaves_message = "{share}", message = "60 s" }}
[[traffic]]
class = "voice"
to = "staff"
arrivals = {{ per_user = "0.6/h" }}
"#
    );
    Study::of_deployment(load(&text).unwrap_or_else(|e| panic!("{e}")), "")
}

#[test]
fn a_queue_that_grows_settles_in_no_warm_up_and_meets_no_target() {
    let study = previews("10 h", "100 %");
    let record = replicate(&study, &study.plan(), &NoControl).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(record.warnings[0].code, "unstable-queue", "{:?}", record.warnings);
    let [messages, routing] = &record.targets[..] else { panic!("two targets") };
    assert_eq!(messages.verdict, Verdict::Unstable);
    assert!(messages.reason.as_deref().is_some_and(|r| r.contains("times the work")));
    // Calls do not wait for previews.
    assert_eq!(routing.verdict, Verdict::Met);
    let text = render(&record, &TableStyle { width: 120, color: false, assumptions: false });
    assert!(warned(&record, "messages-not-delivered"), "{text}");
    assert!(text.contains("voice messages had not arrived when the run stopped"), "{text}");
    let found = find_warm_up(&study, &study.plan(), &NoControl).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(found.outcome, WarmUpOutcome::Unstable);
}

#[test]
fn a_queue_that_is_full_and_steady_is_not_unstable() {
    // Previews that would be late are skipped; few messages leave the cores idle.
    for (at_most, share) in [("2 min", "100 %"), ("10 h", "5 %")] {
        let study = previews(at_most, share);
        let record = replicate(&study, &study.plan(), &NoControl).unwrap_or_else(|e| panic!("{e}"));
        assert!(!warned(&record, "unstable-queue"), "{at_most}: {:?}", record.warnings);
        assert_eq!(record.targets[0].verdict, Verdict::Met, "{at_most}");
    }
}
