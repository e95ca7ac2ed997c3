//! Targets that no design gives an estimate of, as a percentile of too few calls: no search can tell what meets them.

use super::assessment::{State, findings, state};
use super::bench::Bench;
use super::certify::evidence;
use super::grid::Point;
use super::requirements::Requirement;
use crate::experiment::record::Forbidden;

/// Requirements without an estimate in all of these designs: no search can tell what meets or misses them.
pub(crate) fn not_estimable(bench: &Bench<'_>, probes: &[Point]) -> Vec<Forbidden> {
    let Some(last) = probes.last() else { return Vec::new() };
    let found = |point: &Point, r: &Requirement| {
        let good_day = bench.good_day(point).filter(|_| r.group == 0).map(|record| ("", record));
        let all = good_day.into_iter().chain(bench.without(point, r.group));
        let all = all.flat_map(|(lost, record)| findings(record, lost, record.confidence));
        all.filter(|f| (&f.target.figure, f.target.side) == (&r.figure, r.side))
            .find(|f| state(&f.target) == State::NotEstimable)
    };
    let of = |r: &Requirement| {
        let finding =
            probes.iter().map(|point| found(point, r)).collect::<Option<Vec<_>>>()?.pop()?;
        Some(Forbidden {
            values: bench.grid.values(last),
            evidence: evidence(&finding),
            limits: Vec::new(),
            alone: true,
            count: Some(finding.count),
            nothing_acts: false,
            taken_by_outages: false,
        })
    };
    bench.requirements.all.iter().filter_map(of).collect()
}
