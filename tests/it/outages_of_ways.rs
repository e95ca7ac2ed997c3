//! Gateways with Mediation Servers of their own: to which outage calls count, who takes over, and what `check` says.

use crate::system::value;
use busyhour::internals::check::LossKind;
use busyhour::internals::experiment::{NoControl, Record, Study, replicate};
use busyhour::internals::scenario::NoFiles;

/// Two gateways, each with its own Mediation Server. Nobody gives up while a gateway waits for one that is lost.
pub const MED2: &str = r#"
study = { warm_up = "10 min", duration = "1 h", replications = 3 }
gateway = [
    { name = "gw1", lines = { e1 = 4 }, next_hops = ["med1"] },
    { name = "gw2", lines = { e1 = 4 }, next_hops = ["med2"] },
]
mediation_server = [{ name = "med[1-2]" }]
pool = [{ name = "pool01", front_ends = 2 }]
exchange_server = [{ name = "ex[1-2]" }]
dial_plan = [{ name = "P" }]
users = [{ name = "office", count = 1000 }]
target = [{ measure = "blocking", at_most = "1 %" }]
traffic = [
    { class = "voice", to = "office", arrivals = "1800/h", patience = "never" },
    { class = "outbound", from = "office", arrivals = "600/h" },
]
"#;

pub fn study(lines: &str, set: &[&str]) -> Study {
    let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
    let text = format!("{MED2}{lines}");
    Study::parse("test.toml", &text, &NoFiles, &set).unwrap_or_else(|e| panic!("{e}"))
}

pub fn run(lines: &str, set: &[&str]) -> Record {
    let study = study(lines, set);
    replicate(&study, &study.plan(), &NoControl).unwrap_or_else(|e| panic!("{e}"))
}

fn count(record: &Record, measure: &str, scope: &str) -> u64 {
    let whole = |e: &&busyhour::internals::experiment::Estimate| {
        e.from.is_none()
            && e.figure.measure.name() == measure
            && e.figure.scope.as_str() == scope
            && matches!(e.figure.statistic.name(), "count" | "value")
    };
    let found = record.estimates.iter().find(whole);
    found.unwrap_or_else(|| panic!("no {measure} {scope}")).count
}

/// Lost from a second after the start to the end of the run.
fn lost(of: &str) -> String {
    format!("[[outage]]\nof = \"{of}\"\nfrom = \"1 s\"\nto = \"3 h\"\n")
}

#[test]
fn an_attempt_that_is_refused_counts_to_the_outage_whatever_its_effect() {
    let all_hops = "gateway[*].next_hops=[\"med1\",\"med2\"]";
    for of in ["med*", "gw*", "pool01", "ex*"] {
        for effect in ["down", "refuses", "draining"] {
            let outage = format!(
                "[[outage]]\nname = \"o\"\nof = \"{of}\"\nfrom = \"30 min\"\nlasts = \"10 min\"\neffect = \"{effect}\"\n"
            );
            let record = run(&outage, &[all_hops]);
            let failed = count(&record, "failed_by_outage", "all");
            assert!(failed > 100, "{of} {effect}: {failed}");
            assert_eq!(
                count(&record, "affected", "outage:o+reason:failed"),
                failed,
                "{of} {effect}"
            );
            let dropped = count(&record, "dropped", "all");
            assert_eq!(count(&record, "affected", "outage:o+reason:dropped"), dropped);
            // Conversations go on without their Front Ends.
            assert_eq!(dropped > 0, effect == "down" && of != "pool01", "{of} {effect}");
            assert!(value(&record, "worst_minute", "outage:o", "max") > 1.0, "{of} {effect}");
        }
    }
}

/// Half a minute after the Mediation Servers of one gateway begin to drain, those of the other are lost.
#[test]
fn calls_count_to_the_outage_that_refuses_them_and_not_to_a_slow_host() {
    let lines = r#"
[[outage]]
name = "drain"
of = "med1"
from = "20 min"
lasts = "20 min"
effect = "draining"
[[outage]]
name = "slow"
of = "med1"
from = "30 min"
lasts = "20 min"
effect = "slow"
speed = "90 %"
"#;
    let record = run(lines, &["traffic[*].gateways=[\"gw1\"]"]);
    let failed = count(&record, "failed_by_outage", "all");
    assert!(failed > 100);
    assert_eq!(count(&record, "affected", "outage:drain+reason:failed"), failed);
    assert_eq!(count(&record, "affected", "outage:slow+reason:failed"), 0);
}

/// Whichever part of a way is lost: calls in both directions take the other way.
#[test]
fn calls_take_the_other_way_whichever_part_of_the_first_is_lost() {
    for of in ["gw1", "med1"] {
        let record = run(&lost(of), &["gateway[*].lines={e1=8}"]);
        for class in ["class:voice", "class:outbound"] {
            assert_eq!(count(&record, "failed_by_outage", class), 0, "{of} {class}");
            assert!(value(&record, "blocking", class, "value") < 0.001, "{of} {class}");
        }
    }
    // Without another way outgoing calls fail by the outage, as incoming ones do.
    for of in ["gw1", "med1"] {
        let record = run(&lost(of), &["traffic[*].gateways=[\"gw1\"]"]);
        for class in ["class:voice", "class:outbound"] {
            let failed = value(&record, "failed_by_outage", class, "value");
            assert!(failed > 0.999, "{of} {class}: {failed}");
        }
    }
}

/// The way that is left is too small: its channels are full, and that is blocking, whichever part is lost.
#[test]
fn what_is_left_blocks_alike_whichever_part_is_lost() {
    let small = ["gateway[gw2].lines={e1=1}"];
    let of = |name: &str| {
        let record = run(&lost(name), &small);
        for class in ["class:voice", "class:outbound"] {
            assert_eq!(count(&record, "failed_by_outage", class), 0, "{name} {class}");
        }
        value(&record, "blocking", "all", "value")
    };
    let (gateway, mediation) = (of("gw1"), of("med1"));
    assert!(gateway > 0.4, "{gateway}");
    assert!((gateway - mediation).abs() < 0.02, "{gateway} and {mediation}");
}

/// The same where calls come to the lost part last, because the first gateway is full.
#[test]
fn callers_who_overflow_to_what_is_lost_are_blocked() {
    let small = ["gateway[gw1].lines={e1=1}", "traffic[*].choose=\"in-order\""];
    for of in ["gw2", "med2"] {
        let record = run(&lost(of), &small);
        assert_eq!(count(&record, "failed_by_outage", "all"), 0, "{of}");
        assert!(value(&record, "blocking", "all", "value") > 0.3, "{of}");
    }
}

/// Every host has a certificate; that of `on` expires.
/// Voice mail drops its callers, whose Mediation Server goes down before it has missed their media. Those who try again
/// later hold nothing there meanwhile: the run checks it.
#[test]
fn what_callers_held_is_gone_with_its_host_while_they_wait_to_try_again() {
    let outage = |of: &str, from: &str| {
        format!("[[outage]]\nof = \"{of}\"\nfrom = \"{from}\"\nlasts = \"20 min\"\n")
    };
    let lines = format!("{}{}", outage("ex*", "30 min"), outage("med1", "30.2 min"));
    let retry = "traffic[*].retry={ share = \"100 %\", after = \"10 min\", at_most = 1 }";
    let record = run(&lines, &[retry, "users[*].answers.share=\"0 %\""]);
    assert!(count(&record, "retries", "all") > 100);
}

fn certificates(on: &str, expires: &str) -> String {
    let mut text = "[[authority]]\nname = \"ca\"\n".to_owned();
    for (name, subject) in [
        ("gw1", "gw1"),
        ("gw2", "gw2"),
        ("med1", "med1"),
        ("med2", "med2"),
        ("pool01", "pool01"),
        ("ex*", "ex1"),
    ] {
        let end = if name == on { format!("expires = \"{expires}\"\n") } else { String::new() };
        text += &format!(
            "[[certificate]]\nname = \"c-{name}\"\non = [\"{name}\"]\nsubject = \"{subject}\"\n{end}"
        );
    }
    text
}

const START: &str = "study.start=2013-11-18T08:00:00";
const ONE_GATEWAY: &str = "traffic[*].gateways=[\"gw1\"]";

/// What `check` says of the certificate that expires.
fn effect(study: &Study) -> String {
    let found = study.checked().findings.iter().find(|f| f.rule.name == "certificate-expires");
    found.expect("a finding").effect.clone()
}

#[test]
fn check_says_of_an_expiry_what_fails_when_the_rest_works() {
    for on in ["gw1", "med1"] {
        let lines = certificates(on, "2013-11-18T08:00:00");
        // The other gateway takes the calls.
        let record = run(&lines, &[START]);
        assert_eq!(count(&record, "failed_by_outage", "all"), 0, "{on}");
        let said = effect(&study(&lines, &[START]));
        assert!(said.ends_with("and then: other gateways take the calls of `gw1`"), "{on}: {said}");
        // There is no other, or the network does not know it.
        for alone in [ONE_GATEWAY, "traffic[*].choose=\"by-channels\""] {
            let record = run(&lines, &[START, alone]);
            assert!(value(&record, "failed_by_outage", "all", "value") > 0.4, "{on}");
            let said = effect(&study(&lines, &[START, alone]));
            assert!(said.contains("all fail with"), "{on}: {said}");
            assert!(!said.contains("other gateways"), "{on}: {said}");
        }
    }
}

#[test]
fn check_does_not_say_that_calls_fail_whose_connections_stand() {
    let lines = certificates("ex*", "2013-11-18T08:30:00");
    assert_eq!(count(&run(&lines, &[START]), "failed_by_outage", "all"), 0);
    let said = effect(&study(&lines, &[START]));
    let starts = "nothing fails while connections stand; from then on, new ones with ex1 and ex2 cannot be secured, \
                  for example after a restart, and then: calls to voice mail";
    assert!(said.replace('`', "").starts_with(starts), "{said}");
}

#[test]
fn a_certificate_of_one_host_that_ends_is_among_what_nothing_takes_over() {
    let of = |on: &str, set: &[&str]| {
        let study = study(&certificates(on, "2013-11-18T09:00:00"), set);
        let losses = study.checked().losses.iter();
        let certificates = losses.filter(|loss| loss.kind == LossKind::Certificate);
        certificates.flat_map(|loss| loss.of.clone()).collect::<Vec<_>>()
    };
    assert!(of("gw1", &[START, ONE_GATEWAY]).contains(&"c-gw1".to_owned()));
    assert!(!of("gw1", &[START]).contains(&"c-gw1".to_owned()));
}

/// Numbers that look like chance.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    /// Some of these, in their order, at least one.
    fn some(&mut self, names: &[String]) -> Vec<String> {
        let mut some: Vec<String> = names.iter().filter(|_| self.below(2) == 0).cloned().collect();
        if some.is_empty() {
            some.push(names[self.below(names.len())].clone());
        }
        some
    }
}

/// A deployment with some gateways and Mediation Servers, and their names.
fn random_ways(seed: u64) -> (String, Vec<String>) {
    let mut dice = Dice(seed);
    let numbered = |name: &str, n: usize| (1..=n).map(|i| format!("{name}{i}")).collect::<Vec<_>>();
    let (gateways, servers) =
        (numbered("gw", 1 + dice.below(3)), numbered("med", 1 + dice.below(3)));
    let mut text =
        "[study]\nwarm_up = \"0 s\"\nduration = \"5 min\"\nreplications = 1\n".to_owned();
    for gateway in &gateways {
        let hops = dice.some(&servers);
        text += &format!(
            "[[gateway]]\nname = \"{gateway}\"\nlines = {{ e1 = 4 }}\nnext_hops = {hops:?}\n"
        );
    }
    for server in &servers {
        text += &format!("[[mediation_server]]\nname = \"{server}\"\n");
    }
    text += "[[pool]]\nname = \"pool01\"\n[[exchange_server]]\nname = \"ex1\"\n[[dial_plan]]\nname = \"P\"\n";
    text += "[[users]]\nname = \"office\"\ncount = 1000\n";
    let never = "patience = \"never\"\n";
    for (class, way, patience) in [("voice", "to", never), ("outbound", "from", "")] {
        let choose = ["in-order", "round-robin", "by-channels"][dice.below(3)];
        let by = dice.some(&gateways);
        text += &format!(
            "[[traffic]]\nclass = \"{class}\"\n{way} = \"office\"\narrivals = \"600/h\"\ngateways = {by:?}\nchoose = \"{choose}\"\n{patience}"
        );
    }
    (text, gateways.into_iter().chain(servers).collect())
}

/// What the table names, and nothing else, ends calls if it is lost.
#[test]
fn the_table_of_what_nothing_takes_over_agrees_with_runs_that_lose_each() {
    let mut listed = [0, 0];
    for seed in 0..30 {
        let (text, names) = random_ways(seed);
        let parse = |text: &str| {
            let study = Study::parse("test.toml", text, &NoFiles, &[]);
            study.unwrap_or_else(|e| panic!("{e}\n{text}"))
        };
        let losses = parse(&text).checked().losses.clone();
        let kinds = [LossKind::Gateway, LossKind::MediationServer];
        let table: Vec<&String> = losses
            .iter()
            .filter(|loss| kinds.contains(&loss.kind))
            .flat_map(|loss| &loss.of)
            .collect();
        for name in &names {
            let study = parse(&format!("{text}{}", lost(name)));
            let record =
                replicate(&study, &study.plan(), &NoControl).unwrap_or_else(|e| panic!("{e}"));
            let ended = count(&record, "failed_by_outage", "all") > 0;
            assert_eq!(table.contains(&name), ended, "{seed}, {name}: {table:?}\n{text}");
            listed[usize::from(ended)] += 1;
        }
    }
    assert!(listed.iter().all(|n| *n > 20), "{listed:?}");
}
