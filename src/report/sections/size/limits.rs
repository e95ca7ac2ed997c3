//! The limits of the targets of a search, which tell the targets of one figure apart.

use super::evidence::label;
use crate::experiment::{Evidence, Side, SizeSummary, TargetVerdict};
use crate::measure::{Dimension, Figure, Scope, ScopeKind};
use crate::report::number;

/// A target with its situation; with its limit where its figure has more than one.
pub(super) fn label_with_limit(study: &SizeSummary, evidence: &Evidence) -> String {
    let TargetVerdict { figure, side, limit, .. } = &evidence.target;
    match of(study, figure).len() {
        0 | 1 => label(evidence),
        _ => format!("{} ({})", label(evidence), words(figure, (*side, *limit))),
    }
}

/// A figure with its limits on one side, where it has more than one.
pub(super) fn figure_with_limits(
    study: &SizeSummary,
    figure: &Figure,
    side: Option<Side>,
) -> String {
    let all = of(study, figure);
    let own = all.iter().filter(|(of, _)| Some(*of) == side).map(|limit| words(figure, *limit));
    let own: Vec<String> = own.collect();
    match all.len() > 1 && !own.is_empty() {
        true => format!("{} ({})", figure.label(), own.join(", ")),
        false => figure.label(),
    }
}

/// Whether a target asks that a share is at least something: what is missing to all uses its limit.
pub(super) fn any_share_at_least(study: &SizeSummary) -> bool {
    targets(study).any(|t| t.side == Side::AtLeast && t.figure.dimension() == Dimension::Share)
}

fn words(figure: &Figure, (side, limit): (Side, f64)) -> String {
    format!("{} {}", side.words(), number::exact(figure.dimension(), limit))
}

/// The limits of a figure in any period, each once.
fn of(study: &SizeSummary, figure: &Figure) -> Vec<(Side, f64)> {
    let figure = at_any_time(figure);
    let mut found: Vec<(Side, f64)> = Vec::new();
    for target in targets(study).filter(|target| at_any_time(&target.figure) == figure) {
        let limit = (target.side, target.limit);
        if !found.contains(&limit) {
            found.push(limit);
        }
    }
    found
}

/// A figure without the period that it is about: before, during or after a loss the limits are the same.
fn at_any_time(figure: &Figure) -> Figure {
    let others = figure.scope.parts().filter(|(kind, _)| *kind != ScopeKind::Period);
    let scope = others.fold(Scope::all(), |scope, (kind, name)| scope.and(kind, name));
    Figure { scope, ..figure.clone() }
}

/// The targets of all that was simulated, of which many are the same.
fn targets(study: &SizeSummary) -> impl Iterator<Item = &TargetVerdict> {
    let of_designs = study.designs.iter().flat_map(|design| {
        design.targets.iter().chain(design.worst.iter().map(|worst| &worst.target))
    });
    let of_answer = study.answer.iter().flat_map(|answer| &answer.evidence);
    let neighbours = study.neighbours.iter().filter_map(|neighbour| neighbour.evidence.as_ref());
    let forbidden = study.forbidden.iter().map(|found| &found.evidence);
    let evidence = of_answer.chain(neighbours).chain(forbidden);
    of_designs.chain(evidence.map(|evidence| &evidence.target))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use serde_json::json;

    #[test]
    fn a_limit_is_said_where_a_figure_has_more_than_one() {
        let (most, least) = (
            sample::blocking("at_most", 0.02, 0.01, "met"),
            sample::blocking("at_least", 0.001, 0.01, "met"),
        );
        let mut during = most.clone();
        during["scope"] = json!("period:during");
        let one = sample::search(json!({ "designs": [sample::design(10, "meets", &most)] }));
        let designs = [sample::design(10, "meets", &most), sample::design(11, "meets", &least)];
        let two = sample::search(json!({ "designs": designs }));
        let read = |target| -> Evidence {
            serde_json::from_value(sample::evidence("gateway gw1", target)).expect("evidence")
        };
        assert_eq!(label_with_limit(&one, &read(&most)), "blocking, without gateway gw1");
        let words = label_with_limit(&two, &read(&least));
        assert_eq!(words, "blocking, without gateway gw1 (at least 0.1 %)");
        let words = label_with_limit(&two, &read(&during));
        assert!(words.ends_with("(at most 2 %)"), "{words}");
        let blocking: Figure = "blocking".parse().expect("a figure");
        let of = |study, side| figure_with_limits(study, &blocking, side);
        assert_eq!(of(&one, Some(Side::AtMost)), "blocking");
        assert_eq!(of(&two, Some(Side::AtMost)), "blocking (at most 2 %)");
        assert_eq!(of(&two, None), "blocking");
        assert!(any_share_at_least(&two) && !any_share_at_least(&one));
    }
}
