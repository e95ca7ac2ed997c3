//! Values of the statistics by hand beside those of a study of one replication.

use super::model::Model;
use super::outcome;
use super::parameters::Parameters;
use super::statistics::Statistics;
use busyhour::internals::call::Latency;
use busyhour::internals::experiment::{NoControl, Plan, Record, Study, replicate};
use busyhour::internals::measure::{Figure, Measure, Scope, Statistic};

/// Latencies that this deployment has.
const LATENCIES: [Latency; 11] = [
    Latency::PostDialDelay,
    Latency::PostSelectionDelay,
    Latency::SessionRequestDelay,
    Latency::VoiceMailRouting,
    Latency::TimeToGreeting,
    Latency::GreetingDelay,
    Latency::Notification,
    Latency::AnswerDelay,
    Latency::Message,
    Latency::SessionDisconnectDelay,
    Latency::SessionDuration,
];

/// Compares attempts, blocking, latencies, mean and most units in use, messages and busy cores.
pub fn with_record(study: &Study, p: &Parameters) {
    let mut model = Model::<true>::new(p);
    model.run();
    let found = &model.statistics;
    assert!(found.is_consistent(), "Little's law or the conservation of calls");
    let plan = Plan { replications: 1, threads: 1, ..study.plan() };
    let record = replicate(study, &plan, &NoControl).unwrap_or_else(|e| panic!("{e}"));
    let all = |measure: Measure| Figure::of_all(measure, measure.usual_statistic());
    let attempts: u64 = found.counts.iter().map(|counts| counts.calls).sum();
    let blocked = found.counts.iter().map(|counts| counts.outcomes[outcome::BLOCKED as usize]);
    same(&record, &all(Measure::Attempts), attempts as f64);
    same(&record, &all(Measure::Blocking), blocked.sum::<u64>() as f64 / attempts as f64);
    for latency in LATENCIES {
        let figure = Figure::of_all(latency.measure(), Statistic::Mean);
        same(&record, &figure, found.latencies[latency as usize].mean());
    }
    resources(study, &record, (p, found));
    hosts(study, &record, (p, found));
}

fn resources(study: &Study, record: &Record, (p, found): (&Parameters, &Statistics)) {
    let all = study.network().resources.iter().zip(&study.names().resources);
    for ((resource, scope), units) in all.zip(&found.units) {
        let calls = |units: f64| units / f64::from(resource.units_per_call);
        let mean = calls(units.mean((p.from, p.to)));
        same(record, &figure(Measure::Occupancy, scope), mean);
        same(record, &figure(Measure::Peak, scope), calls(units.peak as f64));
        let means = units.series.means();
        let bins = means.len() as u64 * (p.to - p.from) / p.to;
        let sum: f64 = means.iter().rev().take(bins as usize).sum();
        let of_bins = calls(sum / bins as f64);
        assert!((of_bins - mean).abs() <= 1e-9 * mean, "{scope:?}: {mean}, by bins {of_bins}");
    }
}

fn hosts(study: &Study, record: &Record, (p, found): (&Parameters, &Statistics)) {
    let window = (p.to - p.from) as f64;
    let all = study.network().stations.iter().zip(&study.names().stations);
    for (i, ((host, scope), sums)) in all.zip(&found.hosts).enumerate() {
        let per_second = sums.messages as f64 / window * 1e9;
        let busy = sums.busy as f64 / window / f64::from(host.cores);
        if !super::statistics::PREVIEW.contains(&i) {
            same(record, &figure(Measure::MessagesPerSecond, scope), per_second);
        }
        if busy > 0.0 {
            same(record, &figure(Measure::Utilization, scope), busy);
        }
    }
}

fn figure(measure: Measure, scope: &Scope) -> Figure {
    Figure::new(measure, scope.clone(), measure.usual_statistic())
}

fn same(record: &Record, figure: &Figure, value: f64) {
    let ours = record.estimate(figure).and_then(|estimate| estimate.value);
    let ours = ours.unwrap_or_else(|| panic!("{figure:?} is not in the record"));
    assert!((ours - value).abs() <= 1e-9 * ours.abs(), "{figure:?}: {ours}, by hand {value}");
}
