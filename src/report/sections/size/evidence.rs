//! A target in a situation, as the tables of a search show it.

use super::super::{single_losses, targets};
use crate::experiment::{Evidence, TargetVerdict};
use crate::report::number::{self, Scale};

/// Limit, estimate, replications and verdict.
pub(super) fn values(evidence: &Evidence) -> [String; 4] {
    let TargetVerdict { figure, side, limit, value, low, high, verdict, reason, .. } =
        &evidence.target;
    let scale = Scale::of(figure.dimension(), *limit);
    let word = targets::verdict(*verdict);
    [
        format!("{} {}", side.words(), number::exact(figure.dimension(), *limit)),
        number::of_figure(figure, [*value, *low, *high], &scale),
        number::grouped(u64::from(evidence.replications)),
        reason.as_ref().map_or_else(|| word.to_owned(), |reason| format!("{word}: {reason}")),
    ]
}

/// A target with its situation.
pub(super) fn label(evidence: &Evidence) -> String {
    let figure = single_losses::label(&evidence.target.figure);
    match evidence.lost.as_str() {
        "" => figure,
        lost => format!("{figure}, without {lost}"),
    }
}
