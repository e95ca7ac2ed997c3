//! What the findings about a design show of it, for the chart and the table of what money buys: by its intervals, not by its
//! estimates.

use super::assessment::{Finding, State, rank, state, used};
use crate::experiment::record::Standing;

/// What is shown of a design.
#[derive(Debug)]
pub(crate) struct Shown<'f> {
    /// `None` if not every situation was simulated, unless a target is missed anyway.
    pub(crate) standing: Option<Standing>,
    /// The share of its limit that the target uses which decides; `None` without a standing, and where only the calls that got
    /// through meet it: of the others it says nothing.
    pub(crate) used: Option<f64>,
    pub(crate) worst: Option<&'f Finding>,
}

/// What the findings about a design show, whether it was simulated in every situation or not.
pub(crate) fn shown<'f>(findings: &[&'f Finding], is_everywhere: bool) -> Shown<'f> {
    let any = |is: &dyn Fn(State) -> bool| findings.iter().any(|f| is(state(&f.target)));
    let standing = if any(&|state| state <= State::OutByItself) {
        Standing::Misses
    } else if !is_everywhere || findings.is_empty() {
        return Shown { standing: None, used: None, worst: None };
    } else if any(&|state| state != State::Met) {
        Standing::Undecided
    } else {
        Standing::Meets
    };
    let decides = |finding: &&&Finding| match (standing, state(&finding.target)) {
        (Standing::Misses, state) => state == State::Missed,
        (Standing::Undecided, state) => !matches!(state, State::Met | State::LeansOut),
        _ => true,
    };
    let decisive = findings.iter().filter(decides);
    let most = decisive
        .filter_map(|finding| Some((used(&finding.target)?, *finding)))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let worst = findings.iter().min_by(|a, b| rank(a).total_cmp(&rank(b))).copied();
    Shown {
        standing: Some(standing),
        used: most.map(|(used, _)| used),
        worst: most.map(|(_, finding)| finding).or(worst),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::record::{Side, TargetVerdict, Verdict};
    use crate::measure::{Figure, Measure, Statistic};

    #[test]
    fn designs_stand_by_their_intervals_and_not_by_their_estimates() {
        let finding = |(verdict, value): (Verdict, f64)| Finding {
            lost: String::new(),
            target: TargetVerdict {
                figure: Figure::of_all(Measure::Blocking, Statistic::Value),
                side: Side::AtMost,
                limit: 0.04,
                value: Some(value),
                low: None,
                high: None,
                verdict,
                reason: None,
                left_out: None,
            },
            replications: 10,
            level: 0.99,
            count: 100,
            by_outages: None,
        };
        use Standing::{Meets, Misses, Undecided};
        use Verdict::{Met, MetBySurvivors, Missed, Undecided as Open, Unstable};
        let cases: [(&[(Verdict, f64)], _, _, _); 8] = [
            (&[(Met, 0.01), (Met, 0.03)], Some(Meets), Some(75.0), Met),
            // On the good side, but nothing shows it.
            (&[(Open, 0.036), (Met, 0.01)], Some(Undecided), Some(90.0), Open),
            // On the bad side, but nothing shows it.
            (&[(Open, 0.0404)], Some(Undecided), Some(101.0), Open),
            (&[(Met, 0.038), (Open, 0.02)], Some(Undecided), Some(50.0), Open),
            (&[(Missed, 0.06), (Open, 0.1)], Some(Misses), Some(150.0), Missed),
            // That nothing reaches a station is no good service.
            (&[(MetBySurvivors, 0.0)], Some(Misses), None, MetBySurvivors),
            (&[(MetBySurvivors, 0.0), (Met, 0.02)], Some(Misses), None, MetBySurvivors),
            (&[(Unstable, 0.01), (Missed, 0.08)], Some(Misses), Some(200.0), Missed),
        ];
        for (all, standing, percent, worst) in cases {
            let all: Vec<Finding> = all.iter().copied().map(finding).collect();
            let all: Vec<&Finding> = all.iter().collect();
            let found = shown(&all, true);
            assert_eq!(found.standing, standing, "{all:?}");
            assert_eq!(found.used.map(|used| (1000.0 * used).round() / 10.0), percent, "{all:?}");
            assert_eq!(found.worst.map(|f| f.target.verdict), Some(worst), "{all:?}");
            // A miss is one whatever else was not simulated.
            let part = shown(&all, false).standing;
            assert_eq!(part, standing.filter(|standing| *standing == Misses));
        }
    }
}
