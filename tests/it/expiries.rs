//! Certificates that expire while the simulation runs: new connections fail, those that stand go on.

use crate::contradictions::more;
use crate::scenario::GOOD;
use crate::system::at;
use busyhour::internals::experiment::{NoControl, Record, Study, Verdict, replicate};
use busyhour::internals::scenario::NoFiles;
use std::collections::BTreeMap;
use std::path::Path;

/// The model of the rule about expired certificates, in which every host has one of its own.
fn study(set: &[&str]) -> Study {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/broken/certificate-expired.toml");
    let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
    Study::load(&path, &set).unwrap_or_else(|e| panic!("{e}"))
}

fn run(study: &Study) -> Record {
    replicate(study, &study.plan(), &NoControl).unwrap_or_else(|e| panic!("{e}"))
}

const VALID: &str = "certificate[mbx1].expires=\"2031-01-31\"";

/// Hosts with a certificate.
const NAMES: [&str; 6] = ["gw1", "med1", "pool01", "cas1", "cas2", "mbx1"];

/// Outcomes by source; `fail` is the one name of all that expired certificates cause.
fn outcomes(record: &Record) -> BTreeMap<(String, String), u64> {
    let mut out = BTreeMap::new();
    for e in &record.estimates {
        let scope = e.figure.scope.as_str();
        let Some((source, outcome)) = scope.split_once("+outcome:") else { continue };
        let is_count = e.from.is_none() && e.figure.measure.name() == "outcome";
        if !is_count || !source.starts_with("source:") || e.value.unwrap_or(0.0) == 0.0 {
            continue;
        }
        let by_expiry = ["tls-to-lync", "tls-to-exchange", "tls-from-exchange"];
        let by_outage = ["failed-by-outage", "dropped", "transfer-failed"];
        let fails = by_expiry.contains(&outcome) || by_outage.contains(&outcome);
        let outcome = if fails { "fails" } else { outcome };
        let share = e.value.unwrap_or(0.0) * 1e9;
        *out.entry((source.to_owned(), outcome.to_owned())).or_default() += share.round() as u64;
    }
    out
}

/// As an expiry before the start, if it comes before any connection stands. So the run agrees with `check`, which agrees
/// with the run of certificates that have expired.
#[test]
fn before_any_connection_stands_it_is_as_expired_from_the_start() {
    for name in NAMES {
        let key = format!("certificate[{name}].expires");
        // Whether just before the start, at it or just after it.
        let at_start = study(&[VALID, &format!("{key}=\"2013-11-18T08:00:00\"")]);
        let from_start = study(&[VALID, &format!("{key}=\"2013-11-18T07:59:59\"")]);
        let then = study(&[VALID, &format!("{key}=\"2013-11-18T08:00:00.001\"")]);
        assert_eq!(then.deployment().outages.len(), 1, "{name}");
        assert_eq!(at_start.deployment().outages.len(), 1, "{name}");
        assert_eq!(outcomes(&run(&at_start)), outcomes(&run(&then)), "{name}");
        let (from_start, then) = (outcomes(&run(&from_start)), outcomes(&run(&then)));
        let valid = outcomes(&run(&study(&[VALID])));
        assert_eq!(from_start, then, "{name}");
        let spare = ["cas1", "cas2"].contains(&name);
        assert_eq!(then == valid, spare, "{name}");
    }
}

/// One call a minute to voice mail, from 08:00:10 on.
const CALLS: &str = r#"
[study]
warm_up = "0 s"
duration = "60 min"
replications = 1
start = 2013-11-18T08:00:00
[[gateway]]
name = "gw1"
channels = 30
[[mediation_server]]
name = "med1"
[[pool]]
name = "pool01"
[[exchange_server]]
name = "ex1"
[[dial_plan]]
name = "plan"
[[users]]
name = "staff"
count = 1
registered = "0 %"
voice_mail = { greeting = "5 s", hangs_up_in_greeting = "0 %", leaves_message = "100 %", message = "20 s" }
[[traffic]]
class = "voice"
to = "staff"
arrivals = "60/h"
patience = "never"
[[authority]]
name = "ca"
[[certificate]]
name = "lync"
on = ["gw1", "med1", "pool01"]
subject = "pool01"
[[certificate]]
name = "um"
on = ["ex1"]
subject = "ex1"
expires = "2013-11-18T08:20:30"
"#;

/// The calls of that text with some lines more, one a minute.
fn calls(text: &str) -> Record {
    let study = Study::parse("test.toml", text, &NoFiles, &[]).unwrap_or_else(|e| panic!("{e}"));
    let mut deployment = study.deployment().clone();
    let minutes: Vec<f64> = (0..60).map(|minute| f64::from(minute) * 60.0 + 10.0).collect();
    deployment.traffic[0].arrivals = at(&minutes);
    crate::system::run(deployment)
}

fn with(lines: &str) -> Record {
    calls(&format!("{CALLS}{lines}"))
}

fn count(record: &Record, measure: &str, scope: &str) -> f64 {
    crate::system::value(record, measure, scope, "count")
}

const RESTART: &str =
    "[[outage]]\nname = \"restart\"\nof = \"ex1\"\nfrom = \"30.8 min\"\nto = \"30.9 min\"\n";

#[test]
fn connections_that_stand_go_on_until_a_host_restarts() {
    let alone = with("");
    assert_eq!(count(&alone, "affected", "outage:certificate:um"), 0.0);
    assert_eq!(crate::system::outcome(&alone, "voice-message"), 1.0);
    let restarted = with(RESTART);
    // From the restart to the end: the calls of the minutes 31 to 59.
    assert_eq!(count(&restarted, "affected", "outage:certificate:um"), 29.0);
    assert_eq!(count(&restarted, "affected", "outage:restart"), 0.0);
}

#[test]
fn a_new_certificate_ends_it() {
    let renewed = "[[outage]]\nof = \"certificate:um\"\nto = \"40.5 min\"\n";
    let record = with(&format!("{RESTART}{renewed}"));
    // The calls of the minutes 31 to 40.
    assert_eq!(count(&record, "affected", "outage:certificate:um"), 10.0);
    let down = crate::system::value(&record, "time_down", "outage:certificate:um", "value");
    assert!((down - 20.0 / 60.0).abs() < 1e-9, "{down}");
}

#[test]
fn an_expiry_that_lasts_no_time_or_comes_too_late_changes_nothing() {
    let without = with(RESTART).digest;
    let valid = CALLS.replace("expires = ", "# ");
    let run_of = |lines: &str| calls(&format!("{valid}{RESTART}{lines}")).digest;
    let never = run_of("");
    assert_ne!(without, never);
    let of = |times: &str| run_of(&format!("[[outage]]\nof = \"certificate:um\"\n{times}\n"));
    assert_eq!(of("from = \"20 min\"\nlasts = \"0 s\""), never);
    assert_eq!(of("from = \"600 min\""), never);
    assert_ne!(of("from = \"20 min\""), never);
}

#[test]
fn check_says_when_and_which_calls() {
    let text = format!("{CALLS}[[outage]]\nof = \"certificate:um\"\nto = \"40.5 min\"\n");
    let study = Study::parse("test.toml", &text, &NoFiles, &[]).unwrap_or_else(|e| panic!("{e}"));
    let found = &study.checked().findings;
    let expiry = found.iter().find(|f| f.rule.name == "certificate-expires").expect("a finding");
    assert_eq!(expiry.message, "it expires 20.5 min after the start, at 2013-11-18T08:20:30");
    let starts = "nothing fails while connections stand; from then on, for 20 min until it is renewed, new ones with \
                  `ex1` cannot be secured, for example after a restart, and then: ";
    assert!(expiry.effect.starts_with(starts), "{}", expiry.effect);
    assert!(expiry.effect.contains("calls to voice mail"), "{}", expiry.effect);
}

#[test]
fn contradictions_of_expiries() {
    let certificate = "[[authority]]\nname = \"ca\"\n[[certificate]]\nname = \"c\"\non = [\"*\"]\nsubject = \"pool01\"\n";
    let of = |expires: &str, lines: &str, expected: &str| {
        let outage = format!("[[outage]]\nof = \"certificate:c\"\n{lines}");
        more(GOOD, &format!("{certificate}{expires}{outage}"), &[expected]);
    };
    let expires = "expires = \"2013-11-18T08:10:00\"\n";
    of("", "", "27: it is not clear when certificate `c` expires");
    of("", "from = \"9 min\"\neffect = \"slow\"", "29: a certificate can only expire");
    of(expires, "from = \"1 min\"", "29: `from` follows from the `expires` of certificate `c`");
    of(expires, "to = \"1 min\"", "29: before the old one expires");
    of(expires, "to = \"1 h\"\nlasts = \"1 h\"", "29: say the same twice");
    of(expires, "role = \"um\"", "29: a certificate has no role");
    of("expires = \"2012-01-01\"\n", "", "28: has expired before the start");
    of(
        "expires = \"2013-11-18T08:00:00\"\n",
        "to = \"1 min\"\nlasts = \"1 min\"",
        "29: say the same twice",
    );
    of("expires = \"2012-01-01T09:00+01:00\"\n", "from = \"1 min\"", "26: without an offset");
    let two = "name = \"first\"\n[[outage]]\nof = \"certificate:c\"\n";
    of(expires, two, "31: another outage is of certificate `c`");
    more(GOOD, "[[outage]]\nof = \"certificate:d\"", &["21: there is no certificate `d`"]);
}

/// It expires when the simulation begins, and is renewed after 20.5 min.
#[test]
fn a_certificate_that_expires_at_the_start_can_be_renewed() {
    let text = CALLS.replace("2013-11-18T08:20:30", "2013-11-18T08:00:00");
    let record = calls(&format!("{text}[[outage]]\nof = \"certificate:um\"\nto = \"20.5 min\"\n"));
    assert_eq!(count(&record, "affected", "outage:certificate:um"), 21.0);
}

/// The only outage comes after the window, or the certificate was given a later date.
#[test]
fn targets_about_outages_hold_where_none_happens() {
    let targets = "[[target]]\nmeasure = \"service_availability\"\nat_least = \"90 %\"\n\
                   [[target]]\nmeasure = \"affected\"\nscope = \"outage:certificate:um\"\nat_most = 10\n";
    for expires in ["2013-11-18T23:00:00", "2013-11-19", "2031-01-31"] {
        let text = CALLS
            .replace("2013-11-18T08:20:30", expires)
            .replace("replications = 1", "replications = 3");
        let run = |text: &str| {
            let study = Study::parse("test.toml", text, &NoFiles, &[]);
            run(&study.unwrap_or_else(|e| panic!("{e}")))
        };
        let record = run(&format!("{text}{targets}"));
        let verdicts: Vec<Verdict> = record.targets.iter().map(|target| target.verdict).collect();
        assert_eq!(verdicts, [Verdict::Met; 2], "{expires}");
        assert_eq!(record.targets[0].value, Some(1.0), "{expires}");
        // Nothing else changes by the question.
        assert_eq!(record.digest, run(&text).digest, "{expires}");
    }
}

#[test]
fn a_time_that_the_clocks_have_twice_or_not_at_all_is_refused() {
    for (start, expires, expected) in [
        ("2026-10-25T01:30:00", "2026-10-25T02:30:00", "02:30:00 twice on 2026-10-25"),
        ("2026-03-29T01:30:00", "2026-03-29T02:30:00", "no 02:30:00 on 2026-03-29"),
    ] {
        let text = CALLS
            .replace(
                "start = 2013-11-18T08:00:00",
                &format!("start = {start}\nzone = \"Europe/Berlin\""),
            )
            .replace("2013-11-18T08:20:30", expires);
        let error = Study::parse("test.toml", &text, &NoFiles, &[]).expect_err(expires).to_string();
        assert!(error.contains(expected) && error.contains("`from`"), "{error}");
        // A day ends at one instant.
        let day = text.replace(expires, &expires[..10]);
        assert!(Study::parse("test.toml", &day, &NoFiles, &[]).is_ok(), "{expires}");
    }
}

#[test]
fn contradictions_of_the_directory_and_dns() {
    let directory = "[[outage]]\nof = \"directory\"\nfrom = \"1 min\"\nto = \"2 min\"\n";
    let of = |lines: &str, expected: &str| more(GOOD, &format!("{directory}{lines}"), &[expected]);
    of("effect = \"slow\"\nspeed = \"50 %\"", "24: the directory can only be down");
    of("role = \"um\"", "24: `directory` has no role um");
    let host = "[[gateway]]\nname = \"directory\"\nchannels = 1\n";
    of(host, "21: `directory` is a host, and the directory");
    let dns = directory.replace("directory", "dns");
    let of = |lines: &str, expected: &str| more(GOOD, &format!("{dns}{lines}"), &[expected]);
    of("effect = \"refuses\"", "24: DNS can only be down");
    of("role = \"um\"", "24: `dns` has no role um");
    of(&host.replace("directory", "dns"), "21: `dns` is a host, and DNS");
}
