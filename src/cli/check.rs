//! `check` and `explain`: what is wrong before a single call is made.

use super::arguments::{Check, Explain};
use super::outcome::Outcome;
use super::{destinations, outputs, terminal};
use crate::base::Severity;
use crate::check::{rule, rules, severity};
use crate::experiment::{Study, Work};
use crate::report::{findings, findings_json};
use crate::scenario;
use anyhow::anyhow;

/// `check MODEL`.
pub fn check(args: &Check) -> anyhow::Result<Outcome> {
    let study = Study::load(&args.model, &args.set)?;
    let options = [("--json", args.json.as_deref()), ("--sarif", args.sarif.as_deref())];
    destinations::check(&options, study.files())?;
    super::session::list_traces(&study);
    let checked = study.checked();
    let taken = outputs::asked_for(args.json.as_deref(), || findings_json::json(checked))?
        | outputs::asked_for(args.sarif.as_deref(), || findings_json::sarif(checked))?;
    if !taken {
        let model = args.model.display().to_string();
        terminal::drawn(&findings::render(&model, checked, &terminal::table_style()))?;
    }
    // To the other stream, because it is no finding about the deployment.
    let work = Work::of(&study, &study.plan());
    terminal::message(&format!("a run simulates {work}"));
    let excess = work.excess();
    if let Some(problem) = &excess {
        terminal::message(&format!("a run would be refused: {problem}"));
    }
    let bad = usize::from(excess.is_some())
        + checked.count(Severity::Error)
        + if args.strict { checked.count(Severity::Warning) } else { 0 };
    Ok(if bad > 0 { Outcome::Findings } else { Outcome::Done })
}

/// `explain RULE`.
pub fn explain(args: &Explain) -> anyhow::Result<Outcome> {
    let Some(name) = &args.rule else {
        for rule in rules() {
            terminal::data(&format!(
                "{:32} {:8} {}\n",
                rule.name,
                severity(rule.severity),
                rule.title
            ))?;
        }
        return Ok(Outcome::Done);
    };
    let Some(rule) = rule(name) else {
        let hint = scenario::nearest(name, rules().map(|rule| rule.name));
        let hint = if hint.is_empty() { "`busyhour explain` lists all".to_owned() } else { hint };
        return Err(anyhow!("there is no rule `{name}`; {hint}"));
    };
    terminal::data(&rule.page())?;
    Ok(Outcome::Done)
}
