//! Cost against service: the simulated designs, and those for which no other is both cheaper and better. Service is the share of
//! its limit that the worst target uses.

use crate::experiment::{SizeSummary, SizedDesign, Standing};

/// The designs by cost and service.
pub(crate) struct Front<'r> {
    /// Cost of the answer; of the dearest design where there is none.
    pub(crate) answer_cost: f64,
    /// By cost, then by service.
    pub(crate) points: Vec<Point<'r>>,
}

/// A design.
pub(crate) struct Point<'r> {
    pub(crate) design: &'r SizedDesign,
    /// The share of its limit that the worst target uses, by its estimate.
    pub(crate) used: f64,
    /// Whether it meets the targets, by their intervals.
    pub(crate) standing: Standing,
    /// Whether no cheaper design is as good.
    pub(crate) is_on_front: bool,
}

/// The front; `None` if there are fewer than two designs.
pub(crate) fn of<'r>(study: &'r SizeSummary) -> Option<Front<'r>> {
    let point = |design: &'r SizedDesign| {
        // A record of an earlier form does not say it.
        let standing = design.standing.unwrap_or(Standing::Undecided);
        Some(Point { design, used: design.used?, standing, is_on_front: false })
    };
    let mut points: Vec<Point<'r>> = study.designs.iter().filter_map(point).collect();
    points.sort_by(|a, b| a.design.cost.total_cmp(&b.design.cost).then(a.used.total_cmp(&b.used)));
    let mut best = f64::INFINITY;
    for point in &mut points {
        point.is_on_front = point.used < best;
        best = best.min(point.used);
    }
    let dearest = points.last()?.design.cost;
    let answer_cost = study.answer.as_ref().map_or(dearest, |answer| answer.cost);
    (points.len() > 1).then_some(Front { answer_cost, points })
}

/// Designs without a share that could be shown: a target is met only by the calls that got through, or while a queue grows, or
/// has no estimate.
pub(crate) fn left_out(study: &SizeSummary) -> usize {
    study.designs.iter().filter(|design| design.standing.is_some() && design.used.is_none()).count()
}

/// At most this many points, those whose cost is nearest to a cost, in order.
pub(crate) fn near<'p, 'r>(
    points: Vec<&'p Point<'r>>,
    cost: f64,
    most: usize,
) -> Vec<&'p Point<'r>> {
    let mut far: Vec<(f64, usize)> =
        points.iter().enumerate().map(|(i, point)| ((point.design.cost - cost).abs(), i)).collect();
    far.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut kept: Vec<usize> = far.into_iter().take(most).map(|(_, i)| i).collect();
    kept.sort_unstable();
    kept.into_iter().map(|i| points[i]).collect()
}
