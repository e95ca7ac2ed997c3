//! What `check` says of losses that nothing takes over, and that an outage then does it.

use busyhour::internals::check::{Loss, LossKind};
use busyhour::internals::experiment::{NoControl, Plan, Study, replicate};
use busyhour::internals::report::findings_json;
use busyhour::internals::scenario::NoFiles;

/// Users with one host of every kind, and two Front Ends.
const NO_SPARES: &str = r#"
[study]
warm_up = "5 min"
duration = "30 min"
[[gateway]]
name = "gw1"
channels = 600
[[gateway]]
name = "gw2"
channels = 600
[[mediation_server]]
name = "med1"
[[mediation_server]]
name = "med2"
[[pool]]
name = "pool01"
front_ends = 2
[[pool]]
name = "pool02"
[[exchange_server]]
name = "cas1"
roles = ["client-access"]
[[exchange_server]]
name = "cas2"
roles = ["client-access"]
[[exchange_server]]
name = "mbx1"
roles = ["mailbox"]
[[exchange_server]]
name = "mbx2"
roles = ["mailbox"]
[[dial_plan]]
name = "plan"
servers = ["cas1", "mbx1", "mbx2"]
[[users]]
name = "staff"
pool = "pool01"
count = 8000
mailboxes = { current = ["mbx1"] }
[[traffic]]
class = "voice"
to = "staff"
gateways = ["gw1"]
arrivals = { per_user = "0.05/h" }
"#;

/// What gives each its spare.
const SPARES: [(LossKind, &str, &str); 6] = [
    (LossKind::Gateway, "gw1", "traffic[voice to staff].gateways=[\"gw1\",\"gw2\"]"),
    (LossKind::MediationServer, "med1", "gateway[*].next_hops=[\"med1\",\"med2\"]"),
    (LossKind::FrontEnd, "one of pool01", "pool[pool01].front_ends=3"),
    (LossKind::Pool, "pool01", "pool[pool01].backup=\"pool02\""),
    (LossKind::CallRouter, "cas1", "dial_plan[plan].servers=[\"*\"]"),
    (LossKind::MailboxServer, "mbx1", "exchange_server[mbx1].copies=[\"mbx2\"]"),
];

fn with(set: &[&str]) -> Study {
    let base = "gateway[*].next_hops=[\"med1\"]";
    let mediation = "mediation_server[*].pool=\"pool01\"";
    let set: Vec<String> = [base, mediation].iter().chain(set).map(|s| (*s).to_owned()).collect();
    Study::parse("test.toml", NO_SPARES, &NoFiles, &set).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn each_loss_is_listed_until_it_has_a_spare() {
    let bare = with(&[]);
    let found: Vec<LossKind> = bare.checked().losses.iter().map(|loss| loss.kind).collect();
    assert_eq!(found, SPARES.map(|(kind, ..)| kind));
    for (loss, (_, name, _)) in bare.checked().losses.iter().zip(SPARES) {
        assert_eq!(loss.of, [name], "{:?}", loss.kind);
    }
    let front_end = bare.checked().losses.iter().find(|loss| loss.kind == LossKind::FrontEnd);
    let then = "up to 8000 users on each of the others, above the recommended 6660";
    assert_eq!(front_end.map(|loss| loss.then.as_str()), Some(then));
    for (kind, _, spare) in SPARES {
        let study = with(&[spare]);
        let left: Vec<LossKind> = study.checked().losses.iter().map(|loss| loss.kind).collect();
        assert!(!left.contains(&kind) && left.len() == SPARES.len() - 1, "{kind:?}: {left:?}");
    }
    let all: Vec<&str> = SPARES.iter().map(|(_, _, spare)| *spare).collect();
    assert_eq!(with(&all).checked().losses, Vec::<Loss>::new());
}

/// Two sites with all spares inside each, a link between users and their pool, and one certificate for all.
#[test]
fn what_many_share_is_listed_as_well() {
    let shared = r#"
[[site]]
name = "London"
[[site]]
name = "Leeds"
[[link]]
between = ["London", "Leeds"]
delay = "10 ms"
[[authority]]
name = "CA"
[[certificate]]
name = "uc"
on = ["*"]
subject = "pool01"
"#;
    let text = format!("{NO_SPARES}{shared}");
    let set = ["gateway", "mediation_server", "pool", "exchange_server"]
        .map(|table| format!("{table}[*].site=\"London\""));
    let of = |more: &[&str]| {
        let mut set = set.to_vec();
        set.extend(SPARES.map(|(.., spare)| spare.to_owned()));
        set.extend(
            ["gateway[*].next_hops=[\"med1\"]", "mediation_server[*].pool=\"pool01\""]
                .map(str::to_owned),
        );
        set.push("gateway[*].next_hops=[\"med1\",\"med2\"]".to_owned());
        set.push("users[staff].site=\"Leeds\"".to_owned());
        set.extend(more.iter().map(|s| (*s).to_owned()));
        let study =
            Study::parse("test.toml", &text, &NoFiles, &set).unwrap_or_else(|e| panic!("{e}"));
        let losses = study.checked().losses.iter();
        losses
            .map(|loss| (loss.kind, loss.of.join(", "), loss.whose.join(", ")))
            .collect::<Vec<_>>()
    };
    let found = of(&[]);
    let row = |kind, of: &str, whose: &str| (kind, of.to_owned(), whose.to_owned());
    assert_eq!(
        found,
        [
            row(LossKind::Site, "London", "voice to staff, staff"),
            row(LossKind::Link, "London - Leeds", "staff"),
            row(LossKind::Certificate, "uc", "staff"),
        ]
    );
    // A gateway, the backup pool and the copies stand at the other site.
    let elsewhere = ["gateway[gw2]", "pool[pool02]", "exchange_server[mbx2]"];
    let elsewhere = elsewhere.map(|table| format!("{table}.site=\"Leeds\""));
    let elsewhere: Vec<&str> = elsewhere.iter().map(String::as_str).collect();
    let kinds: Vec<LossKind> = of(&elsewhere).into_iter().map(|(kind, ..)| kind).collect();
    assert_eq!(kinds, [LossKind::Link, LossKind::Certificate]);
}

/// Share of the attempts that an outage of the whole window does not end.
fn availability(name: &str, set: &[&str]) -> f64 {
    let outage = format!("[[outage]]\nof = \"{name}\"\nfrom = \"0 s\"\nlasts = \"1 d\"\n");
    // Callers wait: one who gives up while an outage makes the call wait counts as failed by it.
    let base = [
        "gateway[*].next_hops=[\"med1\"]",
        "mediation_server[*].pool=\"pool01\"",
        "traffic[*].patience=never",
    ];
    let set: Vec<String> = base.iter().chain(set).map(|s| (*s).to_owned()).collect();
    let text = format!("{NO_SPARES}\n{outage}");
    let study = Study::parse("test.toml", &text, &NoFiles, &set).unwrap_or_else(|e| panic!("{e}"));
    let plan = Plan { replications: 2, ..study.plan() };
    let record = replicate(&study, &plan, &NoControl).unwrap_or_else(|e| panic!("{e}"));
    crate::system::value(&record, "service_availability", "all", "value")
}

#[test]
fn calls_fail_in_the_run_without_a_spare_and_do_not_with_one() {
    for (kind, name, spare) in SPARES {
        if kind == LossKind::FrontEnd {
            continue; // That is about load.
        }
        let (without, with) = (availability(name, &[]), availability(name, &[spare]));
        assert!(without < 0.8, "{kind:?}: {without}");
        assert_eq!(with, 1.0, "{kind:?}");
    }
}

#[test]
fn losses_are_no_findings_and_stand_in_the_json() {
    let study = with(&[]);
    let findings = &study.checked().findings;
    assert!(findings.iter().all(|f| f.rule.name == "server-not-in-plan"), "{findings:?}");
    let json = findings_json::json(study.checked()).expect("JSON");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let first = &json["without_alternative"][0];
    assert_eq!(first["kind"], "gateway");
    assert_eq!(first["lost"], serde_json::json!(["gw1"]));
    assert_eq!(first["whose"], serde_json::json!(["voice to staff"]));
}
