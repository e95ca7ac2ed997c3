//! What `size` says about an answer, and what it takes as a key, a cost and a range.

use crate::program::{busyhour, said};
use crate::size::{TWO, loss, sized, sized_with, summary, written};
use busyhour::internals::experiment::{RuleOfThumb, Size, Study, ThumbRule};
use std::fs;

/// `size` of a model: its exit status, and its report with single spaces, or what was wrong.
fn size(model: &str, further: &[&str]) -> (Option<i32>, String) {
    let (folder, _) = written(model);
    let mut command = busyhour();
    let common = ["size", "m.toml", "--out", "out", "--no-charts"];
    command.current_dir(folder.path()).args(common).args(further);
    let output = command.output().expect("runs");
    let report = fs::read_to_string(folder.path().join("out/report.md"));
    let words = report.unwrap_or_else(|_| said(&output));
    (output.status.code(), words.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn costs_may_be_numbers_alone() {
    let sizing = |cost: &str| {
        let (_folder, path) = written(&loss(2.0, "5 %").replace("cost = \"30/month\"", cost));
        Study::load(&path, &[]).map(|study| study.deployment().sizing.clone())
    };
    for (cost, expected, after) in [
        ("cost = \"30 EUR/month\"\nfixed = 100", (30.0, 100.0), " EUR/month"),
        ("cost = \"30 EUR/month\"\nfixed = \"100\"", (30.0, 100.0), " EUR/month"),
        ("cost = 30\nfixed = 99.5", (30.0, 99.5), ""),
    ] {
        let sizing = sizing(cost).unwrap_or_else(|e| panic!("{cost}: {e}"));
        assert_eq!((sizing.vary[0].cost, sizing.vary[0].fixed), expected, "{cost}");
        assert_eq!(sizing.unit.after, after, "{cost}");
    }
    for (cost, expected) in [
        ("cost = -3", "`-3` is not a cost"),
        ("cost = true", "a cost, as \"900 EUR/month\", or a number, is expected, not `true`"),
    ] {
        let error = sizing(cost).expect_err(cost).to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn more_of_a_number_is_no_advice_where_outages_alone_miss_the_target() {
    let outage = "[[outage]]\nof = \"gw1\"\nfrom = \"75 min\"\nlasts = \"60 min\"\n";
    for target in [
        "\"calls_lost\"\nat_most = \"5 %\"",
        "\"failed_by_outage\"\nat_most = \"5 %\"",
        "\"service_availability\"\nat_least = \"95 %\"",
    ] {
        let model = loss(6.0, "5 %").replace("\"blocking\"\nat_most = \"5 %\"", target);
        let (code, words) = size(&format!("{model}{outage}"), &[]);
        assert_eq!(code, Some(1), "{words}");
        let taken = "more cannot help while nothing takes over what is lost";
        assert!(words.contains(taken) && !words.contains("greater `to`"), "{target}: {words}");
    }
}

#[test]
fn rules_of_thumb_count_what_is_offered() {
    let rule = |channels: &str, calls: &str| -> RuleOfThumb {
        let model = loss(20.0, "5 %")
            .replace("measure = \"blocking\"", "measure = \"mediation_rejected\"")
            .replace("channels = 30", channels)
            .replace("gateway[\"gw1\"].channels", "mediation_server[\"med1\"].calls")
            .replace("to = 60", calls);
        let (_folder, path) = written(&model);
        let found = summary(&sized(&path, 1, 20)).rules_of_thumb.clone();
        let wanted = |rule: &RuleOfThumb| rule.rule == ThumbRule::StandAloneMediation;
        found.into_iter().find(wanted).expect("a rule")
    };
    // Five calls at once are all that the largest design carries.
    let free = rule("channels = 90", "to = 5");
    assert!((free.counted / 20.0 - 1.0).abs() < 0.05 && free.kept_away.is_none(), "{free:?}");
    // Ten channels refuse 53.8 % by Erlang B.
    let behind = rule("channels = 10", "to = 30");
    assert!((behind.counted / 9.24 - 1.0).abs() < 0.05, "{behind:?}");
    assert!((behind.kept_away.expect("a share") - 0.538).abs() < 0.02, "{behind:?}");
}

#[test]
fn the_answer_says_that_it_loses_many_calls() {
    // Blocking is met because the Mediation Server refuses most calls.
    let model = loss(6.0, "5 %").replace("to = 60", "to = 12");
    let (_, words) = size(&model, &["--set", "mediation_server[\"med1\"].calls=1"]);
    assert!(words.contains("Careful: 8") && words.contains("which no target limits."), "{words}");
}

#[test]
fn a_search_that_ends_early_says_so_in_one_voice() {
    let (code, words) = size(&loss(6.0, "5 %"), &["--designs", "1"]);
    assert_eq!(code, Some(1), "{words}");
    let ended =
        "the search ended at its limit of 1 design (--designs) before it found the cheapest";
    assert!(words.contains(ended) && !words.contains("none below"), "{words}");
}

#[test]
fn a_key_may_escape_the_quotes_of_a_name() {
    let model = loss(2.0, "5 %").replace("name = \"gw1\"", "name = 'gw 1 \"x\"'");
    for key in [r#"gateway["gw 1 \"x\""].channels"#, r#"gateway["gw 1 "x""].channels"#] {
        let model = model.replace("gateway[\"gw1\"].channels", key);
        let (_folder, path) = written(&model);
        let study = Study::load(&path, &[format!("{key}=7")]).unwrap_or_else(|e| panic!("{e}"));
        let deployment = study.deployment();
        assert_eq!(deployment.sizing.vary[0].name, "channels of gw 1 \"x\"");
        assert_eq!(deployment.gateways[0].channels, 7, "{key}");
    }
}

#[test]
fn steps_end_at_the_end_of_their_range() {
    let of = |range: &str| {
        let (_folder, path) = written(&loss(2.0, "5 %").replace("from = 1\nto = 60", range));
        Study::load(&path, &[]).map_err(|error| error.to_string())
    };
    let error = of("from = 1\nto = 12\nstep = 4").expect_err("12 is between two steps");
    for words in ["steps of 4 from 1 do not reach `to`, 12", "write to = 9 or to = 13"] {
        assert!(error.contains(words), "{error}");
    }
    for range in
        ["from = 1\nto = 9\nstep = 4", "from = 1\nto = 13\nstep = 4", "from = 6\nto = 6\nstep = 4"]
    {
        assert!(of(range).is_ok(), "{range}");
    }
}

#[test]
fn targets_that_exclude_each_other_are_refused_at_once() {
    let second = |limit: &str| {
        let target = "[[target]]\nmeasure = \"blocking\"\n";
        loss(6.0, "5 %").replacen("[[vary]]", &format!("{target}{limit}\n[[vary]]"), 1)
    };
    let (code, words) = size(&second("at_least = \"6 %\""), &[]);
    assert_eq!(code, Some(2), "{words}");
    let expected = "two targets exclude each other: blocking at most 5 % and at least 6 %";
    assert!(words.contains(expected), "{words}");
    // A narrow room is one, and so is another figure.
    for limit in ["at_least = \"4 %\"", "scope = \"gateway:gw1\"\nat_least = \"6 %\""] {
        let (_folder, path) = written(&second(limit));
        let load = |set: &[String]| Study::load(&path, set);
        let plan = load(&[]).unwrap_or_else(|e| panic!("{e}")).plan();
        let size = Size { vary: Vec::new(), confidence: None, at_most: 30, designs: 10 };
        assert!(size.prepare(&load, &[], plan).is_ok(), "{limit}");
    }
}

#[test]
fn what_an_outage_takes_is_not_saved_by_more_of_what_is_lost() {
    let model = loss(6.0, "5 %")
        .replace("\"5 h\"", "\"1 h\"")
        .replace("from = 1\nto = 60", "from = 8\nto = 14")
        .replacen("[[target]]", "[size]\nsurvive = [\"any one site\"]\n[[target]]", 1);
    let (code, words) = size(&model, &["--at-most", "40"]);
    assert_eq!(code, Some(1), "{words}");
    assert!(words.contains("% failed by outages"), "{words}");
    assert!(words.contains("more cannot help while nothing takes over what is lost"), "{words}");
    assert!(!words.contains("a greater `to`"), "{words}");
}

#[test]
fn a_page_says_of_replications_what_holds_for_what_it_shows() {
    let model = loss(2.0, "5 %").replace("\"5 h\"", "\"1 h\"");
    let (folder, _) = written(&model.replace("from = 1\nto = 60", "from = 4\nto = 6"));
    let mut command = busyhour();
    command.current_dir(folder.path()).args(["size", "m.toml", "--out", "out", "--seed", "7"]);
    let output = command.output().expect("runs");
    let read = |name: &str| {
        let text = fs::read_to_string(folder.path().join("out").join(name));
        text.unwrap_or_else(|e| panic!("{name}: {e}: {}", said(&output)))
    };
    let report = read("report.md");
    assert!(report.contains("60 min measured after 15 min of warm-up.\n"), "{report}");
    assert!(report.contains("seed 7 (certificate 8) · digest"), "{report}");
    let chart = read("charts/cost-against-service.svg");
    let words = "search with seed 7, 99 % intervals; certificate with seed 8; windows of 60 min";
    assert!(chart.contains(words), "{chart}");
    // The load is that of the certificate.
    let record = crate::program::record(&folder.path().join("out"));
    let design = record.topology.as_ref().and_then(|t| t.design.as_deref()).expect("the answer");
    let (_, behind) = design.split_once(" (").expect("replications");
    let (replications, _) = behind.split_once(' ').expect("a number");
    let words = format!("{replications} replications of 60 min · seed 8");
    let topology = read("charts/topology.svg");
    assert!(topology.contains(&words), "{words}");
}

/// What a rule says for stand-alone Mediation Servers of 1,500 calls, of two gateways whose servers are bought in this way.
fn mediation_rule(more: &str, servers: &str) -> RuleOfThumb {
    let count = "[[vary]]\nname = \"servers\"\nkey = 'mediation_server[\"med[1-2]\"].count'\nfrom = 1\nto = 3\n\
                 cost = \"250 EUR/month\"\n";
    let model = TWO
        .replacen("[[gateway]]", &format!("{count}{more}[[gateway]]"), 1)
        .replace("name = \"med[1-2]\"", &format!("name = \"med[1-2]\"\n{servers}"));
    let (_folder, path) = written(&model);
    let size = Size { vary: Vec::new(), confidence: None, at_most: 20, designs: 0 };
    let record = sized_with(&size, &path, 1);
    let rules = &summary(&record).rules_of_thumb;
    let is_wanted =
        |rule: &&RuleOfThumb| rule.rule == ThumbRule::StandAloneMediation && rule.each == 1_500;
    rules.iter().find(is_wanted).cloned().unwrap_or_else(|| panic!("{rules:?}"))
}

#[test]
fn a_server_of_a_rule_is_priced_with_the_calls_that_the_rule_says() {
    let calls = "[[vary]]\nname = \"calls of each\"\nkey = 'mediation_server[\"med[1-2]\"].calls'\nfrom = 50\nto = 200\n\
                 step = 50\ncost = \"1 EUR/month\"\n";
    let rule = mediation_rule(calls, "");
    let price = rule.price.as_ref().expect("a price");
    assert_eq!((rule.buys, &*price.name, price.value), (1, "servers", 1));
    let with: Vec<(&str, u32)> = price.with.iter().map(|n| (&*n.name, n.value)).collect();
    assert_eq!((with, price.calls), (vec![("calls of each", 1_500)], None));
    assert_eq!(price.cost, 250.0 + 1_500.0);
    assert!(rule.refused.expect("a share") < 1e-6);
}

#[test]
fn a_server_with_fewer_calls_than_a_rule_says_refuses_as_it_does() {
    // 5 erlang for the 8 calls of a server.
    let rule = mediation_rule("", "calls = 8");
    let price = rule.price.as_ref().expect("a price");
    assert_eq!((price.value, price.calls, price.cost), (1, Some(8), 250.0));
    let refused = rule.refused.expect("a share");
    assert!((0.03..0.12).contains(&refused), "{refused}");
}
