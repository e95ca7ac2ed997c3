//! Targets and exact answers that name what a study does not measure: a problem before anything is
//! simulated, with its line and its cure.

use busyhour::internals::experiment::Study;
use busyhour::internals::scenario::{Files, parse, starter};

struct None;

impl Files for None {
    fn read(&self, _: &str) -> Result<String, String> {
        Err("no such file".to_owned())
    }
}

/// The study of the starter with these lines after it.
fn study(lines: &str) -> Result<Study, busyhour::internals::base::Error> {
    let text = format!("{}{lines}", starter("figures"));
    Study::of(&parse("test.toml", &text, &None, &[])?, &[])
}

/// Expects one problem: where, what, and the cure.
fn check(measure: &str, scope: &str, expected: [&str; 3]) {
    for kind in ["target", "reference"] {
        let rest = if kind == "target" { "at_most = 1" } else { "value = 1\nsource = \"s\"" };
        let lines = format!("[[{kind}]]\nmeasure = \"{measure}\"\nscope = \"{scope}\"\n{rest}\n");
        let error = study(&lines).expect_err(measure);
        let [problem] = error.diagnostics() else { panic!("{error}") };
        let line = problem.place.as_ref().expect("a place").line_column().0;
        let line = line - starter("figures").lines().count();
        let found = [&line.to_string(), &problem.message, &problem.hint];
        for (found, expected) in found.into_iter().zip(expected) {
            assert!(found.contains(expected), "{measure} at {scope}: {problem}");
        }
    }
}

#[test]
fn what_is_never_measured_is_a_problem() {
    check("blocknig", "all", ["2", "no such thing", "did you mean `blocking`?"]);
    check("blocking", "al", ["3", "not measured over `al`", "did you mean `all`?"]);
    check("post_dial_delay.p96", "all", ["2", "no statistic `p96`", "p95"]);
    check("blocking.p95", "all", ["2", "no statistic `p95`", "it has `value`"]);
    check("queue_wait", "all", ["3", "not measured over `all`", "choose from: server:"]);
}

#[test]
fn the_usual_statistic_is_filled_in() {
    for (measure, usual) in [("blocking", "value"), ("post_dial_delay", "mean"), ("calls", "count")]
    {
        let lines = format!("[[target]]\nmeasure = \"{measure}\"\nat_least = 1\n");
        let study = study(&lines).unwrap_or_else(|e| panic!("{e}"));
        let target =
            study.deployment().targets.iter().find(|t| t.named.figure.measure.name() == measure);
        assert_eq!(target.expect("the target").named.figure.statistic.name(), usual);
    }
}
