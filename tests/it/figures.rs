//! Targets and exact answers that name what a study does not measure: a problem before anything is
//! simulated, with its line and its cure.

use crate::program::{busyhour, said};
use busyhour::internals::experiment::Study;
use busyhour::internals::scenario::{NoFiles, starter};

/// The study of the starter with these lines after it.
fn study(lines: &str) -> Result<Study, busyhour::internals::base::Error> {
    let text = format!("{}{lines}", starter("figures"));
    Study::parse("test.toml", &text, &NoFiles, &[])
}

/// Expects one problem: where, what, and the cure.
fn check(measure: &str, scope: &str, quantity: &str, expected: [&str; 3]) {
    for kind in ["target", "reference"] {
        let rest = match kind {
            "target" => format!("at_most = {quantity}"),
            _ => format!("value = {quantity}\nsource = \"s\""),
        };
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
    let check = |measure, scope, expected| {
        let quantity = if measure == "queue_wait" { "\"1 s\"" } else { "\"1 %\"" };
        check(measure, scope, quantity, expected);
    };
    check("blocknig", "all", ["2", "no measure `blocknig`", "did you mean `blocking`"]);
    check("notifications_lost", "all", ["2", "no measure", "`missed_call_notification_loss`"]);
    check("blocking", "al", ["3", "`al` is not a scope", "write `all`"]);
    check("blocking", "gateway:gw9", ["3", "not measured over `gateway:gw9`", "gateway:gw1"]);
    check("post_dial_delay.p96", "all", ["2", "no statistic `p96`", "`p95`"]);
    check("blocking.p95", "all", ["2", "no statistic `p95`", "it has `value`"]);
    check("queue_wait", "all", ["3", "not measured over `all`", "choose from: server:"]);
    check("fax_rejection", "all", ["2", "this study does not measure it", ""]);
}

#[test]
fn a_quantity_of_another_dimension_is_a_problem() {
    for (measure, quantity, message, cure) in [
        ("blocking", "1", "`1` is a number without a unit", "write \"1 %\""),
        ("blocking", "0.01", "`0.01` is a number without a unit", "write \"1 %\""),
        ("blocking", "\"3 s\"", "`3 s` is a time, but the measure is a share", "write \"1 %\""),
        ("blocking", "\"120 %\"", "`120 %` is not a share", "0 % to 100 %"),
        ("post_dial_delay.p95", "\"2 %\"", "`2 %` is a percentage", "write \"3 s\""),
        ("post_dial_delay.p95", "3", "`3` is a number without a unit", "write \"3 s\""),
        ("calls", "\"1 s\"", "`1 s` is a time", "write 20"),
        ("calls.per_hour", "20", "`20` is a number without a unit", "write \"20/h\""),
        ("redirects", "\"2 %\"", "`2 %` is a percentage", "write 2.5"),
        ("calls_lost", "\"-1 %\"", "`-1 %` is below 0", ""),
    ] {
        check(measure, "all", quantity, ["4", message, cure]);
    }
    for bad in ["nan", "inf", "-inf", "\"nan\"", "\"inf %\"", "\"a few\""] {
        check_only(bad);
    }
    for (measure, quantity) in [
        ("calls", "20"),
        ("calls", "\"20 calls\""),
        ("redirects", "2.5"),
        ("calls.per_hour", "\"2/min\""),
    ] {
        let lines = format!("[[target]]\nmeasure = \"{measure}\"\nat_most = {quantity}\n");
        let study = study(&lines).unwrap_or_else(|e| panic!("{e}"));
        assert!(
            study.deployment().targets.iter().any(
                |t| t.named.figure.measure.name() == measure.split('.').next().expect("a name")
            )
        );
    }
}

/// What no measure could have as a limit is a problem at its line.
fn check_only(quantity: &str) {
    let lines = format!("[[target]]\nmeasure = \"blocking\"\nat_most = {quantity}\n");
    let error = study(&lines).expect_err(quantity);
    let [problem] = error.diagnostics() else { panic!("{error}") };
    assert!(problem.to_string().contains("is not a quantity"), "{quantity}: {problem}");
    assert!(problem.place.is_some(), "{quantity}: {problem}");
}

#[test]
fn names_that_a_scope_cannot_hold_are_refused() {
    let objects = [
        ("site", "name = \"a+class:b\"", "+class:"),
        ("gateway", "name = \"gw+slots:um\"\nlines = { e1 = 1 }", "+slots:"),
        ("mediation_server", "name = \"med+server:x\"", "+server:"),
        ("pool", "name = \"p+users:x\"", "+users:"),
        ("pool", "name = \"p\"\nfront_ends = [\"a\", \"b+preview\"]", "+preview"),
        ("exchange_server", "name = \"mbx+pipeline\"", "+pipeline"),
        ("dial_plan", "name = \"d+mailbox:x\"", "+mailbox:"),
        ("fax_partner", "name = \"f+slots:fax\"", "+slots:"),
        ("users", "name = \"office+class:fax\"\ncount = 5", "+class:"),
        ("auto_attendant", "name = \"aa+reason:x\"", "+reason:"),
        ("access_number", "name = \"n+path:A\"", "+path:"),
        ("fax_line", "name = \"l+outcome:x\"\nnumbers = 1", "+outcome:"),
        ("traffic", "name = \"t+part:x\"\nclass = \"voice\"\narrivals = \"1/h\"", "+part:"),
    ];
    for (kind, lines, part) in objects {
        let error = study(&format!("[[{kind}]]\n{lines}\n")).expect_err(kind);
        let found = error.diagnostics().iter().find(|p| p.message.contains("part of a scope"));
        let problem = found.unwrap_or_else(|| panic!("{kind}: {error}"));
        assert!(problem.message.contains(&format!("`{part}`")), "{problem}");
        assert!(
            problem.object.starts_with(&kind.replace('_', " ")) || problem.object.starts_with(kind),
            "{problem}"
        );
        assert!(problem.place.is_some() && problem.hint.contains("write it without"), "{problem}");
    }
    // A `+` or a colon alone is fine.
    let fine = "[[users]]\nname = \"R+D: west\"\ncount = 5\n";
    let error = study(fine).err().map(|e| e.to_string()).unwrap_or_default();
    assert!(!error.contains("part of a scope"), "{error}");
}

#[test]
fn the_usual_statistic_is_filled_in() {
    for (measure, quantity, usual) in [
        ("blocking", "\"1 %\"", "value"),
        ("post_dial_delay", "\"1 s\"", "mean"),
        ("calls", "1", "count"),
    ] {
        let lines = format!("[[target]]\nmeasure = \"{measure}\"\nat_least = {quantity}\n");
        let study = study(&lines).unwrap_or_else(|e| panic!("{e}"));
        let targets = &study.deployment().targets;
        let target = targets.iter().find(|t| t.named.figure.measure.name() == measure);
        assert_eq!(target.expect("the target").named.figure.statistic.name(), usual);
    }
}

#[test]
fn a_precision_that_no_run_can_reach_is_refused_at_once() {
    for (arguments, expected) in [
        (&["--precision", "peak@gateway:gw1=5%"][..], "is a maximum, which has no interval"),
        (&["--precision", "blocking=5%", "--precision", "blocking=1 points"], "twice"),
        (&["--precision", "calls_in_progress=5%"], "measured over time only"),
        (&["--precision", "outcome@all+outcome:blocked=5%"], "write `outcome:blocked`"),
    ] {
        let model = "models/tutorial/2-busy-lines.toml";
        let output = busyhour().args(["run", model]).args(arguments).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(said(&output).contains(expected), "{arguments:?}: {}", said(&output));
    }
}

#[test]
fn a_scope_inside_a_measure_leads_to_its_key() {
    let expected = ["2", "no measure", "scope = \"gateway:gw1\""];
    check("blocking@gateway:gw1", "all", "\"1 %\"", expected);
}
