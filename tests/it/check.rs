//! `check`: what it finds, where and how it tells it, and how fast it is with a large estate.

use busyhour::internals::base::Severity;
use busyhour::internals::check::{reach, rules};
use busyhour::internals::experiment::Study;
use busyhour::internals::scenario::NoFiles;
use std::path::{Path, PathBuf};

/// The study of a text that stands alone.
pub fn study(text: &str) -> Study {
    Study::parse("test.toml", text, &NoFiles, &[]).unwrap_or_else(|e| panic!("{e}"))
}

fn models(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models").join(folder);
    let entries = std::fs::read_dir(folder).expect("the folder is there").flatten();
    let mut found: Vec<PathBuf> = entries.map(|e| e.path()).filter(|p| p.is_file()).collect();
    found.sort();
    found
}

fn load(path: &Path) -> Study {
    Study::load(path, &[]).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Models that are about what a warning says: calls that reach a server which cannot serve their mailboxes, a
/// certificate that expires, and trunks by UDP.
const WARNED: [(&str, &str); 6] = [
    ("deployments/ocs-2007-r2-with-exchange-2010.toml", "mailbox-not-served"),
    ("deployments/outage-certificate.toml", "certificate-expires"),
    ("deployments/overload-capacity.toml", "trunk-over-udp"),
    ("deployments/overload-collapse.toml", "trunk-over-udp"),
    ("deployments/overload-control.toml", "trunk-over-udp"),
    ("deployments/overload-hysteresis.toml", "trunk-over-udp"),
];

#[test]
fn shipped_models_have_no_error_and_no_warning() {
    let all = ["tutorial", "deployments", "reference", "certificates"].map(models);
    for path in all.iter().flatten() {
        let study = load(path);
        let bad: Vec<String> = study
            .checked()
            .findings
            .iter()
            .filter(|f| f.severity > Severity::Note)
            .filter(|f| !WARNED.iter().any(|(m, rule)| path.ends_with(m) && f.rule.name == *rule))
            .map(|f| format!("{}: {}", f.rule.name, f.message))
            .collect();
        assert!(bad.is_empty(), "{}: {bad:?}", path.display());
    }
}

/// The layouts that the overview recommends: one certificate for all, one for each server, one for a pool.
#[test]
fn every_call_works_with_the_recommended_certificates() {
    for path in models("certificates") {
        let study = load(&path);
        assert!(study.deployment().trust.knows_certificates());
        let plan = study.plan();
        let record = busyhour::internals::experiment::replicate(
            &study,
            &plan,
            &busyhour::internals::experiment::NoControl,
        );
        crate::effects::expect(&record.expect("runs"), &[]);
        let ways = reach(study.deployment());
        assert!(ways.iter().all(|way| way.works() == 1.0 || way.kind.name() == "fax"), "{ways:?}");
    }
}

#[test]
fn no_call_fails_by_the_deployment_in_the_four_topologies() {
    let topology = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("topology-"))
    };
    let topologies: Vec<PathBuf> = models("deployments").into_iter().filter(topology).collect();
    assert_eq!(topologies.len(), 4);
    for path in topologies.into_iter().chain(models("certificates")) {
        let short = ["study.duration=10 min".to_owned(), "study.warm_up=2 min".to_owned()];
        let study = Study::load(&path, &short).unwrap_or_else(|e| panic!("{e}"));
        assert!(study.deployment().trust.knows_certificates(), "{}", path.display());
        let plan = busyhour::internals::experiment::Plan { replications: 1, ..study.plan() };
        let record = busyhour::internals::experiment::replicate(
            &study,
            &plan,
            &busyhour::internals::experiment::NoControl,
        );
        let warnings = record.expect("runs").warnings;
        let codes = ["wrong-deployment", "incompatible-security"];
        let wrong: Vec<_> = warnings.iter().filter(|w| codes.contains(&&*w.code)).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", path.display());
    }
}

#[test]
fn every_rule_has_a_page_with_all_that_it_says() {
    let mut names: Vec<&str> = rules().map(|rule| rule.name).collect();
    for rule in rules() {
        let page = rule.page();
        for part in [rule.title, rule.why, rule.effect, rule.cure] {
            assert!(!part.is_empty() && page.contains(part), "{}: {part}", rule.name);
        }
        assert!(!rule.statements.is_empty(), "{}", rule.name);
        assert!(!rule.effect.contains("may cause"), "{}", rule.name);
    }
    let n = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), n, "rules have names of their own");
}

/// Every statement of the overview that can be checked is a rule's; the rest is not about a deployment's
/// state, or has nothing that a file could say wrongly.
#[test]
fn every_statement_is_checked_or_told_why_not() {
    let unchecked = [
        "S1",  // what Unified Messaging is for
        "S2",  // versions: the vocabulary has no others
        "S23", // how a name is read
        "S29", // a default
        "S48", // the order of steps: the first that is missing stands in every check
        "S55", // that notifications exist
    ];
    let cited: Vec<&str> = rules().flat_map(|rule| rule.statements).copied().collect();
    for n in 1..=58 {
        let statement = format!("S{n}");
        let is_cited = cited.contains(&&*statement);
        assert_eq!(is_cited, !unchecked.contains(&&*statement), "{statement}");
    }
}

/// 20 pools of 20 Front Ends, 50 Mediation Servers, 50 gateways and 500 Exchange servers, with a certificate
/// for each: about 1,000 hosts.
pub fn estate() -> String {
    let mut text = String::from("[[authority]]\nname = \"CA\"\n[[dial_plan]]\nname = \"UMSIP\"\n");
    let mut certificate = |name: &str| {
        text.push_str(&format!(
            "[[certificate]]\nname = \"{name}\"\non = [\"{name}\"]\nsubject = \"{name}\"\n"
        ));
    };
    (1..=20).for_each(|i| certificate(&format!("pool{i}.contoso.test")));
    (1..=50).for_each(|i| certificate(&format!("med{i}.contoso.test")));
    (1..=50).for_each(|i| certificate(&format!("gw{i}.contoso.test")));
    (1..=500).for_each(|i| certificate(&format!("ex{i}.contoso.test")));
    text.push_str("[[pool]]\nname = \"pool[1-20].contoso.test\"\nfront_ends = 20\n");
    text.push_str("[[exchange_server]]\nname = \"ex[1-500].contoso.test\"\n");
    for i in 1..=50 {
        let pool = (i - 1) % 20 + 1;
        text.push_str(&format!("[[mediation_server]]\nname = \"med{i}.contoso.test\"\npool = \"pool{pool}.contoso.test\"\n"));
        text.push_str(&format!("[[gateway]]\nname = \"gw{i}.contoso.test\"\nchannels = 30\nnext_hops = [\"med{i}.contoso.test\"]\n"));
    }
    for i in 1..=20 {
        text.push_str(&format!(
            "[[users]]\nname = \"office {i}\"\ncount = 1000\npool = \"pool{i}.contoso.test\"\n"
        ));
        text.push_str(&format!(
            "[[traffic]]\nclass = \"voice\"\nto = \"office {i}\"\narrivals = \"60/h\"\n"
        ));
    }
    text
}

#[test]
fn an_estate_of_a_thousand_hosts_is_clean_and_walked() {
    let study = study(&estate());
    let d = study.deployment();
    assert!(d.hosts().count() >= 1_000, "{}", d.hosts().count());
    let bad: Vec<_> = study.checked().findings.iter().map(|f| (f.rule.name, &f.object)).collect();
    assert!(bad.is_empty(), "{bad:?}");
    let ways = reach(d);
    let failing = ways.iter().filter(|way| !way.failures.is_empty());
    assert!(
        failing.clone().all(|way| way.kind.name() == "fax"),
        "{:?}",
        failing.collect::<Vec<_>>()
    );
    // Ways that agree are one, so that the table stays readable.
    assert!(ways.len() < 20, "{}", ways.len());
}

/// A scenario with one error, one warning and a note, in a folder.
fn wrong() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("wrong plan.toml");
    let plan = "[[dial_plan]]\nname = \"UMSIP\"\n";
    let text = crate::effects::BASE
        .replace(
            plan,
            &format!("{plan}security = \"unsecured\"\ndialling_rules = [\"Anywhere\"]\n"),
        )
        .replace("roles = [\"mailbox\"]", "roles = [\"mailbox\"]\nstartup_mode = \"tls\"");
    std::fs::write(&path, text).expect("writable");
    (folder, path)
}

fn busyhour(args: &[&str], path: &Path) -> (Option<i32>, String) {
    let mut command = assert_cmd::Command::cargo_bin("busyhour").expect("built");
    let output = command.arg(args[0]).arg(path).args(&args[1..]).output().expect("runs");
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn check_tells_people_what_happens_and_where() {
    let (_folder, path) = wrong();
    let (status, text) = busyhour(&["check"], &path);
    assert_eq!(status, Some(1), "{text}");
    for part in [
        "error[plan-unsecured]: dial_plan `UMSIP`",
        "wrong plan.toml:26:12",
        "what happens: calls to voice mail",
        "all fail with 488",
        "help: set security = \"secured\"",
        "warning[startup-mode-tls]: exchange_server `mbx1.contoso.test`",
        "note[dialling-rules]",
        "Which calls get through",
        "NONE",
        "first missing step of the deployment: secure the dial plan",
        "count as correctly configured: certificates, location",
        "1 error, 1 warning, 1 note",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn check_ends_with_1_on_errors_and_with_strict_on_warnings() {
    let (_folder, path) = wrong();
    let secured = "dial_plan[\"UMSIP\"].security=secured";
    let status = |args: &[&str]| busyhour(args, &path).0;
    assert_eq!(status(&["check", "--set", secured]), Some(0));
    assert_eq!(status(&["check", "--set", secured, "--strict"]), Some(1));
    assert_eq!(status(&["check", "--set", "dial_plan[\"UMSIP\"].security=none"]), Some(2));
}

#[test]
fn check_writes_json_and_sarif() {
    let (folder, path) = wrong();
    let (status, text) = busyhour(&["check", "--json"], &path);
    assert_eq!(status, Some(1));
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let first = &json["findings"][0];
    assert_eq!(
        (first["rule"].as_str(), first["statement"].as_str()),
        (Some("plan-unsecured"), Some("S25"))
    );
    assert_eq!((first["line"].as_u64(), first["column"].as_u64()), (Some(26), Some(12)));
    for key in ["severity", "object", "effect", "cure", "file"] {
        assert!(first[key].as_str().is_some_and(|text| !text.is_empty()), "{key}");
    }
    let ways = json["reachability"].as_array().expect("a list");
    let mail = ways.iter().find(|way| way["calls"] == "voice mail").expect("voice mail");
    assert_eq!(
        (mail["get_through"].as_f64(), mail["failures"][0]["status"].as_u64()),
        (Some(0.0), Some(488))
    );
    let sarif = folder.path().join("check.sarif");
    let option = format!("--sarif={}", sarif.display());
    busyhour(&["check", &option], &path);
    let text = std::fs::read_to_string(&sarif).expect("written");
    let sarif: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    assert_eq!(run["tool"]["driver"]["rules"].as_array().map(Vec::len), Some(rules().count()));
    let result = &run["results"][0];
    assert_eq!(
        (result["ruleId"].as_str(), result["level"].as_str()),
        (Some("plan-unsecured"), Some("error"))
    );
    let index = result["ruleIndex"].as_u64().expect("a number") as usize;
    assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "plan-unsecured");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["region"]["startLine"].as_u64(), Some(26));
    assert!(
        place["artifactLocation"]["uri"]
            .as_str()
            .is_some_and(|uri| uri.ends_with("wrong%20plan.toml"))
    );
}

#[test]
fn a_run_keeps_what_the_check_found() {
    let (_folder, path) = wrong();
    let record = busyhour::internals::experiment::replicate(
        &load(&path),
        &load(&path).plan(),
        &busyhour::internals::experiment::NoControl,
    );
    let record = record.expect("runs");
    let found: Vec<&str> = record.findings.iter().map(|f| f.rule.as_str()).collect();
    assert_eq!(found, ["plan-unsecured", "startup-mode-tls", "dialling-rules"]);
}

#[test]
fn explain_prints_a_page_all_names_or_a_hint() {
    let explain = |args: &[&str]| {
        let mut command = assert_cmd::Command::cargo_bin("busyhour").expect("built");
        let output = command.arg("explain").args(args).output().expect("runs");
        let (out, err) = (output.stdout, output.stderr);
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        (output.status.code(), text(out), text(err))
    };
    let (status, page, _) = explain(&["wildcard-subject"]);
    assert!(
        status == Some(0) && page.contains("S15, S16, S17") && page.contains("Play on Phone"),
        "{page}"
    );
    let (status, all, _) = explain(&[]);
    assert_eq!((status, all.lines().count()), (Some(0), rules().count()));
    let (status, _, said) = explain(&["wildcard-subjekt"]);
    assert!(status == Some(2) && said.contains("wildcard-subject"), "{said}");
}
