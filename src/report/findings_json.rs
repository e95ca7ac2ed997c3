//! Findings of a check for programs: JSON, and SARIF 2.1.0 for tools that review code.

use crate::base::{Error, Place, printable_json};
use crate::check::{Checked, Finding, Rule, rules, severity};
use serde::Serialize;

#[derive(Serialize)]
struct Review<'a> {
    schema_version: u32,
    program_version: &'static str,
    findings: Vec<Found<'a>>,
    first_missing_step: Option<&'static str>,
    counts_as_correct: &'a [&'static str],
    /// Gateways some of whose calls fail, and more of them than `reachability` says, because they take the least loaded
    /// Mediation Server.
    least_loaded: &'a [String],
    reachability: Vec<Reached<'a>>,
    without_alternative: Vec<Lost<'a>>,
}

/// What nothing takes over if it is lost.
#[derive(Serialize)]
struct Lost<'a> {
    kind: &'static str,
    lost: &'a [String],
    then: &'a str,
    whose: &'a [String],
    cure: &'static str,
}

#[derive(Serialize)]
struct Found<'a> {
    rule: &'a str,
    statement: String,
    severity: &'static str,
    object: &'a str,
    message: &'a str,
    effect: &'a str,
    cure: &'a str,
    switch: Option<&'a str>,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
}

#[derive(Serialize)]
struct Reached<'a> {
    calls: &'static str,
    gateways: &'a [String],
    parties: &'a [String],
    get_through: f64,
    failures: Vec<Failed<'a>>,
}

#[derive(Serialize)]
struct Failed<'a> {
    share: f64,
    hop: &'a str,
    more_hops: usize,
    status: u16,
    diagnostics: Option<u16>,
    diagnostics_reason: Option<&'static str>,
    reason: &'a str,
}

/// The whole check as indented JSON with a final newline.
///
/// # Errors
/// If it cannot be written as JSON, which is a fault of the program.
pub fn json(checked: &Checked) -> Result<String, Error> {
    let found = |f: &'_ Finding| line_column(f.place.as_ref());
    let findings = checked.findings.iter().map(|f| Found {
        rule: f.rule.name,
        statement: f.rule.cited(),
        severity: severity(f.severity),
        object: &f.object,
        message: &f.message,
        effect: &f.effect,
        cure: f.rule.cure,
        switch: f.rule.switch,
        file: f.place.as_ref().map(|place| place.file.name.as_str()),
        line: found(f).map(|(line, _)| line),
        column: found(f).map(|(_, column)| column),
    });
    let without_alternative = checked.losses.iter().map(|loss| Lost {
        kind: loss.kind.name(),
        lost: &loss.of,
        then: &loss.then,
        whose: &loss.whose,
        cure: loss.kind.cure(),
    });
    let reachability = checked.relations.iter().map(|relation| Reached {
        calls: relation.kind.name(),
        gateways: &relation.gateways,
        parties: &relation.parties,
        get_through: relation.works(),
        failures: relation
            .failures
            .iter()
            .map(|f| Failed {
                share: f.share,
                hop: &f.hop,
                more_hops: f.others,
                status: f.status,
                diagnostics: f.diagnostics.map(|(id, _)| id),
                diagnostics_reason: f.diagnostics.map(|(_, reason)| reason),
                reason: &f.reason,
            })
            .collect(),
    });
    text(&Review {
        schema_version: 1,
        program_version: env!("CARGO_PKG_VERSION"),
        findings: findings.collect(),
        first_missing_step: checked.first_missing_step,
        counts_as_correct: &checked.left_out,
        least_loaded: &checked.least_loaded,
        reachability: reachability.collect(),
        without_alternative: without_alternative.collect(),
    })
}

/// The findings as SARIF 2.1.0, with every rule described, indented, with a final newline.
///
/// # Errors
/// If it cannot be written as JSON, which is a fault of the program.
pub fn sarif(checked: &Checked) -> Result<String, Error> {
    let all: Vec<&Rule> = rules().collect();
    let described: Vec<_> = all.iter().map(|rule| described(rule)).collect();
    let results: Vec<_> = checked
        .findings
        .iter()
        .map(|f| {
            let index = all.iter().position(|rule| rule.name == f.rule.name);
            let locations: Vec<_> = f.place.iter().map(location).collect();
            serde_json::json!({
                "ruleId": f.rule.name,
                "ruleIndex": index,
                "level": severity(f.severity),
                "message": { "text": format!("{}: {}. What happens: {}. Cure: {}", f.object, f.message, f.effect, f.rule.cure) },
                "locations": locations,
            })
        })
        .collect();
    text(&serde_json::json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "busyhour",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": described,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

fn described(rule: &Rule) -> serde_json::Value {
    serde_json::json!({
        "id": rule.name,
        "shortDescription": { "text": rule.title },
        "fullDescription": { "text": rule.why },
        "help": {
            "text": format!("What happens: {} Cure: {} ({})", rule.effect, rule.cure, rule.cited()),
            "markdown": rule.page(),
        },
        "defaultConfiguration": { "level": severity(rule.severity) },
        "properties": { "statements": rule.statements },
    })
}

fn location(place: &Place) -> serde_json::Value {
    let (line, column) = place.line_column();
    let end = Place { file: place.file.clone(), bytes: place.bytes.end..place.bytes.end };
    let (end_line, end_column) = end.line_column();
    serde_json::json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(&place.file.name) },
        "region": { "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column },
    } })
}

/// A path as a URI, relative if the path is relative: with slashes, and percent-encoded.
fn uri(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    let written = |b: u8| match b {
        b'\\' => "/".to_owned(),
        b if plain(b) => char::from(b).to_string(),
        b => format!("%{b:02X}"),
    };
    let written: String = path.bytes().map(written).collect();
    if path.starts_with('/') { format!("file://{written}") } else { written }
}

fn line_column(place: Option<&Place>) -> Option<(usize, usize)> {
    place.map(Place::line_column)
}

fn text(value: &impl Serialize) -> Result<String, Error> {
    let mut text = serde_json::to_string_pretty(value)
        .map_err(|e| Error::fault(format!("the check cannot be written as JSON: {e}")))?;
    text.push('\n');
    Ok(printable_json(text))
}
