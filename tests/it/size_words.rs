//! What `size` says about an answer, and what it takes as a key, a cost and a range.

use crate::size::{loss, written};
use busyhour::internals::experiment::Study;

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
