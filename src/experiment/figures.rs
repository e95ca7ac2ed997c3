//! Targets, exact answers and measures asked for against what a study measures: the usual statistic
//! filled in where none is named, and a problem for every figure that no run would produce.

use crate::base::{Diagnostic, Error, Place};
use crate::deployment::{Deployment, Figure};
use crate::recorder::Label;
use crate::scenario::{glob_matches, nearest};

/// The statistic that is meant when none is named: the first of these that the measure has.
const USUAL: [&str; 3] = ["value", "mean", "count"];

/// Completes the figures of a deployment; every one that is never measured is a problem.
pub(super) fn complete(deployment: &mut Deployment, labels: &[Label]) -> Vec<Diagnostic> {
    let targets = deployment.targets.iter_mut().map(|t| ("target", &mut t.figure));
    let references = deployment.references.iter_mut().map(|r| ("reference", &mut r.figure));
    targets
        .chain(references)
        .filter_map(|(kind, figure)| complete_one(kind, figure, labels))
        .collect()
}

/// The figures that a command line names: `blocking`, `post_dial_delay.p95`,
/// `blocking@gateway:gw1` or, over every scope that matches, `utilization@server:*`.
///
/// # Errors
/// What is not measured, with the nearest that is.
pub(super) fn asked(text: &str, labels: &[Label]) -> Result<Vec<Figure>, Error> {
    let (named, scope) = text.split_once('@').unwrap_or((text, "all"));
    let figure = Figure::named(named.trim(), scope.trim());
    let fits = |l: &&Label| {
        l.bin.is_none()
            && l.measure == figure.measure
            && (figure.statistic.is_empty() || l.statistic == figure.statistic)
            && glob_matches(&figure.scope, &l.scope)
    };
    let scopes = distinct(labels.iter().filter(fits).map(|l| &*l.scope));
    let scopes = if scopes.is_empty() { vec![figure.scope.as_str()] } else { scopes };
    let complete = |scope: &str| {
        let mut one = Figure { scope: scope.to_owned(), ..figure.clone() };
        match complete_one("--measure", &mut one, labels) {
            Some(problem) => Err(Error::usage(problem.to_string())),
            None => Ok(one),
        }
    };
    scopes.into_iter().map(complete).collect()
}

/// The place of a figure's row.
pub(super) fn row_of(figure: &Figure, labels: &[Label]) -> Option<usize> {
    let Figure { measure, scope, statistic, .. } = figure;
    labels.iter().position(|label| label.is(measure, scope, statistic))
}

fn complete_one(kind: &str, figure: &mut Figure, labels: &[Label]) -> Option<Diagnostic> {
    let whole = || labels.iter().filter(|l| l.bin.is_none());
    let of_measure = || whole().filter(|l| l.measure == figure.measure);
    let problem = |place: &Option<Place>, message: String, hint: String| {
        let diagnostic = Diagnostic::error(format!("{kind} `{}`", figure.measure), message);
        let diagnostic = diagnostic.hint(hint);
        Some(match place {
            Some(place) => diagnostic.at(place.clone()),
            None => diagnostic,
        })
    };
    if of_measure().next().is_none() {
        let (message, hint) = unknown_measure(&figure.measure, whole().map(|l| l.measure));
        return problem(&figure.place, message, hint);
    }
    let statistics: Vec<&str> =
        of_measure().filter(|l| *l.scope == *figure.scope).map(|l| l.statistic).collect();
    if statistics.is_empty() {
        let scopes = distinct(of_measure().map(|l| &*l.scope));
        let message = format!("it is not measured over `{}` in this study", figure.scope);
        return problem(
            &figure.scope_place,
            message,
            nearest(&figure.scope, scopes.iter().copied()),
        );
    }
    if figure.statistic.is_empty() {
        let usual = USUAL.iter().find(|usual| statistics.contains(usual));
        figure.statistic = usual.copied().unwrap_or(statistics[0]).to_owned();
        return None;
    }
    if statistics.contains(&figure.statistic.as_str()) {
        return None;
    }
    let message = format!("over `{}` it has no statistic `{}`", figure.scope, figure.statistic);
    let elsewhere: Vec<&str> =
        distinct(of_measure().filter(|l| l.statistic == figure.statistic).map(|l| &*l.scope));
    let hint = if elsewhere.is_empty() {
        format!("it has {}", quoted(&distinct(statistics.into_iter())))
    } else {
        format!("it has that over {}", quoted(&elsewhere))
    };
    problem(&figure.place, message, hint)
}

/// Message and cure for a measure that does not exist; `a.p96` is a known measure with a statistic
/// that no measure has.
fn unknown_measure<'l>(name: &str, known: impl Iterator<Item = &'l str>) -> (String, String) {
    let known = distinct(known);
    if let Some((measure, statistic)) = name.rsplit_once('.')
        && known.contains(&measure)
    {
        let hint = "write value, mean, p50, p90, p95, p99, p99.9, max, count or per_hour";
        return (format!("there is no statistic `{statistic}`"), hint.to_owned());
    }
    let message = "this study measures no such thing".to_owned();
    (message, nearest(name, known.iter().copied()))
}

/// At most a dozen of them.
fn quoted(names: &[&str]) -> String {
    const MOST: usize = 12;
    let some: Vec<String> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(MOST);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{rest}", some.join(", "))
}

/// Each once, in the order of first appearance.
fn distinct<'l>(names: impl Iterator<Item = &'l str>) -> Vec<&'l str> {
    let mut found: Vec<&str> = Vec::new();
    for name in names {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}
