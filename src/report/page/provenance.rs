//! What the result rests on and what repeats it: findings of the check, assumptions, designs,
//! the scenario, seed, versions, command.

use super::part::{Part, text};
use super::table;
use crate::base::{Severity, printable_lines};
use crate::experiment::Record;
use crate::report::number;
use crate::report::sections::{changes, repeat};
use crate::report::side_by_side::SideBySide;
use maud::html;

/// Designs that are printed; of more, nobody would read the paper.
const MOST_PRINTED: usize = 100;

/// The last parts of the page.
pub(super) fn parts(record: &Record) -> Vec<Part> {
    [
        findings(record),
        assumptions(record),
        designs(record),
        scenario(record),
        Some(provenance(record)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The last parts of the page of several records.
pub(super) fn of_several(several: &SideBySide) -> Vec<Part> {
    let mut parts: Vec<Part> = [assumptions(&several.comparison), scenario(&several.comparison)]
        .into_iter()
        .flatten()
        .collect();
    let files: String =
        several.files.iter().map(|file| format!(" {}", changes::quoted(file))).collect();
    let body = html! {
        p { "The same records give the same page, byte for byte. This command makes it again:" }
        (table::line_to_copy(&text(&format!("busyhour report{files}"))))
    };
    parts.push(Part::new("provenance", "How to repeat this", body));
    parts
}

/// What `busyhour check` found.
fn findings(record: &Record) -> Option<Part> {
    const TITLE: &str = "Findings of the check";
    let row = |f: &crate::experiment::FindingSummary| {
        let severity = match f.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        [severity, &f.object, &f.message, &f.effect, &f.rule].map(str::to_owned).to_vec()
    };
    let rows: Vec<Vec<String>> = record.findings.iter().map(row).collect();
    let heads = ["severity", "object", "finding", "effect", "rule"];
    (!rows.is_empty()).then(|| Part::new("findings", TITLE, table::plain(TITLE, &heads, &rows)))
}

/// The values that the model does not set.
fn assumptions(record: &Record) -> Option<Part> {
    const TITLE: &str = "Assumptions: values that the model does not set";
    let all = &record.assumptions;
    let row = |a: &crate::experiment::AssumptionSummary| {
        [&a.key, &a.value, &a.reason].map(String::clone).to_vec()
    };
    let rows: Vec<Vec<String>> = all.iter().map(row).collect();
    let body = html! {
        details {
            summary { "Show all " (all.len()) ", each with the key that changes it" }
            (table::plain(TITLE, &["key", "value", "reason"], &rows))
        }
    };
    (!rows.is_empty()).then(|| Part::new("assumptions", TITLE, body))
}

/// The designs of a study of several.
fn designs(record: &Record) -> Option<Part> {
    const TITLE: &str = "Designs and what each changes";
    let row = |d: &crate::experiment::Design| {
        let hash = short(&d.scenario_sha256).to_owned();
        vec![d.name.clone(), d.overrides.join(" "), hash]
    };
    let rows: Vec<Vec<String>> = record.designs.iter().map(row).collect();
    let is_long = rows.len() > MOST_PRINTED;
    let body = html! {
        details.long[is_long] {
            summary { "Show all " (rows.len()) }
            (table::plain(TITLE, &["design", "changes", "scenario"], &rows))
        }
        @if is_long { p.printed { "The page on a screen, and the record, list all " (rows.len()) "." } }
    };
    (rows.len() > 1).then(|| Part::new("designs", TITLE, body))
}

/// The text of the model's file.
fn scenario(record: &Record) -> Option<Part> {
    let scenario = record.scenario.as_ref()?;
    let lines = scenario.lines().count();
    let body = html! {
        details {
            summary { "Show its " (lines) " lines, before overrides and without the files that it names" }
            pre tabindex="0" { code { (printable_lines(&scenario.replace("\r\n", "\n"))) } }
        }
    };
    Some(Part::new("scenario", "The scenario", body))
}

fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

/// What identifies the result and repeats it.
fn provenance(record: &Record) -> Part {
    let simulated = format!(
        "{} calls, {} messages, {} events",
        number::grouped(record.calls),
        number::grouped(record.messages),
        number::grouped(record.events)
    );
    // The designs of a search have replications of their own.
    let often = match record.size() {
        Some(study) => ("seed of the certificate", study.certified_with_seed.to_string()),
        None => ("replications", record.replications.to_string()),
    };
    let facts = [
        ("seed", record.seed.to_string()),
        often,
        ("digest of every call", record.digest.clone()),
        ("SHA-256 of the scenario", record.scenario_sha256.clone()),
        ("simulated time begins", record.start.clone()),
        ("simulated", simulated),
        ("busyhour", record.program_version.clone()),
    ];
    let command = repeat::command(record);
    // Of some studies the record does not hold every option.
    let this = match command.contains('…') {
        true => "This command repeats it, with what was given then in place of each “…”:",
        false => "This command repeats it:",
    };
    let body = html! {
        p { "The same scenario and seed give the same record, byte for byte. " (this) }
        (table::line_to_copy(&text(&command)))
        dl.facts { @for (name, value) in &facts { dt { (name) } dd { (text(value)) } } }
    };
    Part::new("provenance", "How to repeat this", body)
}
