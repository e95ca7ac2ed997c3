//! Checks figures that are named in targets, exact answers and arguments against what a study measures.

use crate::base::{Diagnostic, Error};
use crate::deployment::{Deployment, NamedFigure};
use crate::measure::{Figure, Measure, Problem, Scope, ScopeKind};
use crate::recorder::Label;
use crate::scenario::{glob_matches, nearest};

/// A problem for every figure of a deployment that the study does not measure.
pub(super) fn missing(deployment: &Deployment, labels: &[Label]) -> Vec<Diagnostic> {
    let targets = deployment.targets.iter().map(|t| ("target", &t.named));
    let references = deployment.references.iter().map(|r| ("reference", &r.named));
    targets.chain(references).filter_map(|(kind, named)| missing_one(kind, named, labels)).collect()
}

fn missing_one(kind: &str, named: &NamedFigure, labels: &[Label]) -> Option<Diagnostic> {
    let figure = &named.figure;
    let (part, problem) = absence(figure, labels)?;
    let place = match part {
        MissingPart::Measure => &named.place,
        MissingPart::Scope => &named.scope_place,
    };
    let object = format!("{kind} `{}`", figure.measure);
    Some(Diagnostic::error(object, problem.message).hint(problem.hint).at(place.clone()))
}

/// The figures that an argument names: `blocking`, `post_dial_delay.p95`, `blocking@gateway:gw1`
/// or, over every scope that matches, `utilization@server:*`.
///
/// # Errors
/// A figure that is not measured; the message names the closest one.
pub(super) fn asked(text: &str, labels: &[Label]) -> Result<Vec<Figure>, Error> {
    let (named, scope) = text.split_once('@').unwrap_or((text, "all"));
    let usage = |problem: Problem| Error::usage(problem.to_string());
    let (measure, statistic) = Figure::parse_measure(named.trim()).map_err(usage)?;
    let pattern = scope.trim();
    let fits = |l: &&Label| {
        let Figure { measure: of, scope, statistic: is } = &l.figure;
        l.bin.is_none()
            && (*of, *is) == (measure, statistic)
            && glob_matches(pattern, scope.as_str())
    };
    let found: Vec<Figure> = labels.iter().filter(fits).map(|l| l.figure.clone()).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let scope: Scope = pattern.parse().map_err(usage)?;
    let absent = absence(&Figure::new(measure, scope, statistic), labels);
    Err(absent.map_or_else(
        || Error::usage(format!("`{text}` is not measured")),
        |(_, problem)| Error::usage(format!("`{measure}`: {problem}")),
    ))
}

/// The position of a figure's row.
pub(super) fn row_of(figure: &Figure, labels: &[Label]) -> Option<usize> {
    labels.iter().position(|label| label.is(figure))
}

/// Which part of a figure is not measured.
enum MissingPart {
    Measure,
    Scope,
}

/// Why a study does not measure a figure; `None` if it does.
fn absence(figure: &Figure, labels: &[Label]) -> Option<(MissingPart, Problem)> {
    let Figure { measure, scope, statistic } = figure;
    let whole = || labels.iter().filter(|l| l.bin.is_none()).map(|l| &l.figure);
    let has_outages = labels.iter().any(|l| l.figure.measure == Measure::NotRecovered);
    let of_measure = || whole().filter(|f| f.measure == *measure);
    if of_measure().next().is_none() {
        if labels.iter().any(|l| l.figure.measure == *measure) {
            let message = "it is measured over time only, without a value for the whole window";
            let hint = "read its series in the record, or name another measure";
            return Some((MissingPart::Measure, Problem::new(message, hint)));
        }
        if needs_outage(figure) && !has_outages {
            return Some((MissingPart::Measure, no_outage()));
        }
        let message = "this study does not measure it: the event cannot occur here, or there is no such object"
            .to_owned();
        let known = distinct(whole().map(|f| f.measure.name()));
        let hint = nearest(measure.name(), known.into_iter());
        return Some((MissingPart::Measure, Problem::new(message, hint)));
    }
    let mut statistics = of_measure().filter(|f| f.scope == *scope).map(|f| f.statistic.name());
    if statistics.clone().next().is_none() {
        if scope.get(ScopeKind::Period).is_some() && !has_outages {
            return Some((MissingPart::Scope, no_outage()));
        }
        let scopes = distinct(of_measure().map(|f| f.scope.as_str()));
        let message = format!("it is not measured over `{scope}` in this study");
        let hint = nearest(scope.as_str(), scopes.into_iter());
        return Some((MissingPart::Scope, Problem::new(message, hint)));
    }
    if statistics.clone().any(|name| name == statistic.name()) {
        return None;
    }
    let message = format!("it has no statistic `{statistic}` over `{scope}`");
    let elsewhere = of_measure().filter(|f| f.statistic == *statistic).map(|f| f.scope.as_str());
    let elsewhere = distinct(elsewhere);
    let hint = match elsewhere.is_empty() {
        true => format!("it has {}", quoted(&distinct(&mut statistics))),
        false => format!("it has `{statistic}` over {}", quoted(&elsewhere)),
    };
    Some((MissingPart::Measure, Problem::new(message, hint)))
}

/// That a model lacks what a figure is about.
fn no_outage() -> Problem {
    let message = "the model has no outage, which it is about";
    let hint = "add [[outage]]; run --lose needs none, and judges every target for the calls that arrive while something is \
                lost";
    Problem::new(message, hint)
}

/// Whether a figure is about outages alone.
fn needs_outage(figure: &Figure) -> bool {
    use Measure::*;
    let measures = [
        Affected,
        WorstMinute,
        MinutesAffected,
        TimeDown,
        TimeToRecover,
        NotRecovered,
        Backlog,
        BacklogGoneAfter,
        TimeToMeetTarget,
        TargetNotMetAgain,
    ];
    measures.contains(&figure.measure)
}

/// A list of at most twelve names.
fn quoted(names: &[&str]) -> String {
    const MAX: usize = 12;
    let some: Vec<String> = names.iter().take(MAX).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(MAX);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{rest}", some.join(", "))
}

/// Each name once, in order of first appearance.
fn distinct<'l>(names: impl Iterator<Item = &'l str>) -> Vec<&'l str> {
    let mut found: Vec<&str> = Vec::new();
    for name in names {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}
