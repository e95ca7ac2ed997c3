//! Findings of a check for people: each finding with its line and its cure, then which calls get
//! through.

use super::diagnostics;
use super::section::Section;
use super::table::{TableStyle, section, wrap};
use crate::base::{Severity, printable};
use crate::check::{Checked, Failure, Loss, TrafficRelation};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Findings, reachability and a last line, with a final newline.
pub fn render(model: &str, checked: &Checked, style: &TableStyle) -> String {
    let relations = &checked.relations;
    let mut text = String::new();
    text.push_str(&details(checked, style));
    if !relations.is_empty() {
        text.push_str("Which calls get through\n");
        text.push_str(&section(&reachability(relations), style));
        let mut listed: Vec<(u16, &str)> =
            relations.iter().flat_map(|w| &w.failures).filter_map(|f| f.diagnostics).collect();
        listed.sort_unstable();
        listed.dedup();
        for (id, reason) in listed {
            text.push_str(&wrap(
                &format!("({id}) ms-diagnostics: {id}; reason=\"{reason}\""),
                style.width,
                "  ",
            ));
        }
        text.push('\n');
    }
    if !checked.losses.is_empty() {
        text.push_str("If one of these is lost, nothing takes over\n");
        text.push_str(&section(&losses(&checked.losses), style));
        text.push('\n');
    }
    if !checked.least_loaded.is_empty() {
        text.push_str(&wrap(
            &format!(
                "By load ({}): a Mediation Server whose calls fail at once stays the least loaded and gets more of \
                 them, so more calls can fail than the table says.",
                several(&checked.least_loaded)
            ),
            style.width,
            "",
        ));
    }
    if let Some(step) = checked.first_missing_step {
        text.push_str(&wrap(
            &format!("The first missing step of the deployment: {step} (S48)."),
            style.width,
            "",
        ));
    }
    if !checked.left_out.is_empty() {
        let list = checked.left_out.join(", ");
        text.push_str(&wrap(
            &format!(
                "The file does not describe these; they count as correctly configured: {list}."
            ),
            style.width,
            "",
        ));
    }
    text.push_str(&format!("{}: {}\n", printable(model), summary(checked)));
    // Beside the verdict, so that nobody takes it for one about capacity.
    let load = "How much load it carries is not judged here: `busyhour run` does that.";
    text.push_str(&wrap(load, style.width, ""));
    text
}

/// Findings by one rule that are shown in full: people read no more of one kind.
const SHOWN: usize = 20;

/// Each finding with its line and its cure; of many by one rule the first, and how many more there are.
fn details(checked: &Checked, style: &TableStyle) -> String {
    let mut text = String::new();
    let mut by_rule: BTreeMap<(Reverse<Severity>, &str), usize> = BTreeMap::new();
    for finding in &checked.findings {
        let count = by_rule.entry((Reverse(finding.severity), finding.rule.name)).or_default();
        *count += 1;
        if *count <= SHOWN {
            text.push_str(&diagnostics::finding(finding, style.color));
            text.push('\n');
        }
    }
    for ((severity, name), count) in by_rule.into_iter().filter(|(_, count)| *count > SHOWN) {
        let line = format!(
            "{}[{name}]: {} more objects have this finding ({count} in all); --json shows them all.",
            crate::check::severity(severity.0),
            count - SHOWN,
        );
        text.push_str(&wrap(&line, style.width, ""));
        text.push('\n');
    }
    text
}

/// How many findings there are, worst first.
pub fn summary(checked: &Checked) -> String {
    let counts =
        [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let said = counts.map(|(severity, one)| match checked.count(severity) {
        0 => String::new(),
        1 => format!("1 {one}"),
        n => format!("{n} {one}s"),
    });
    let said: Vec<String> = said.into_iter().filter(|text| !text.is_empty()).collect();
    if said.is_empty() { "no findings".to_owned() } else { said.join(", ") }
}

/// A row for each traffic relation, and for each reason why calls fail on it.
fn reachability(relations: &[TrafficRelation]) -> Section {
    let mut table =
        Section::new("", &["calls", "2by", "for", "get through", "fails at", "1SIP", "why"]);
    for (calls, relation) in alike(relations) {
        let by = if relation.gateways.is_empty() {
            "–".to_owned()
        } else {
            several(&relation.gateways)
        };
        let first = [calls, by, several(&relation.parties), through(relation.works())];
        let mut head = first.to_vec();
        if relation.failures.is_empty() {
            head.extend(["", "", ""].map(str::to_owned));
            table.rows.push(head);
            continue;
        }
        for failure in &relation.failures {
            let mut row = std::mem::replace(&mut head, vec![String::new(); 4]);
            row.extend(failed(failure));
            table.rows.push(row);
        }
    }
    table
}

/// Kinds of calls with the same path and the same failures share a row.
fn alike(relations: &[TrafficRelation]) -> Vec<(String, &TrafficRelation)> {
    let mut rows: Vec<(String, &TrafficRelation)> = Vec::new();
    for relation in relations {
        let fits = |w: &TrafficRelation| {
            (&w.gateways, &w.parties, &w.failures)
                == (&relation.gateways, &relation.parties, &relation.failures)
        };
        match rows.iter_mut().find(|(_, w)| fits(w)) {
            Some((calls, _)) => *calls = format!("{calls}, {}", relation.kind.name()),
            None => rows.push((relation.kind.name().to_owned(), relation)),
        }
    }
    rows
}

/// A row for each kind of host that has no alternative.
fn losses(losses: &[Loss]) -> Section {
    let mut table = Section::new("", &["", "lost", "then", "cure"]);
    for loss in losses {
        let then = match loss.whose.is_empty() {
            true => loss.then.clone(),
            false => format!("{}: {}", loss.then, several(&loss.whose)),
        };
        let (kind, cure) = (loss.kind.name().to_owned(), loss.kind.cure().to_owned());
        table.rows.push(vec![kind, several(&loss.of), then, cure]);
    }
    table
}

fn failed(failure: &Failure) -> [String; 3] {
    let why = match failure.diagnostics {
        Some((id, _)) => format!("{} ({id})", failure.reason),
        None => failure.reason.clone(),
    };
    let at = match failure.others {
        0 => failure.hop.clone(),
        n => format!("{} and {} more", failure.hop, super::number::grouped(n as u64)),
    };
    [at, failure.status.to_string(), why]
}

fn through(share: f64) -> String {
    match share {
        s if s >= 1.0 - 1e-9 => "all".to_owned(),
        s if s <= 1e-9 => "NONE".to_owned(),
        s => format!("{:.3} %", 100.0 * s).replace(".000", ""),
    }
}

/// Up to two names, and how many more.
fn several(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [a, b] => format!("{a}, {b}"),
        [a, rest @ ..] => format!("{a} and {} more", rest.len()),
    }
}
