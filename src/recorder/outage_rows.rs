//! The rows of outages, and those of calls before, during and after them.

use super::outages::Period;
use super::probe::Recorder;
use super::row::Sink;
use crate::measure::{Measure, Scope, ScopeKind, Statistic};

impl Recorder<'_> {
    /// The rows of outages; none without them.
    pub(super) fn outage_rows(&self, sink: &mut impl Sink) {
        let window = self.window.to.since(self.window.from).nanos() as f64;
        let every = self.outages.of.iter().zip(&self.names.outages);
        for (i, (outage, scope)) in every.enumerate() {
            sink.scope(|| scope.clone());
            sink.count(Measure::Affected, outage.affected, self.hours());
            let worst = Some(outage.worst as f64);
            sink.maximum(Measure::WorstMinute, worst, outage.affected);
            let down = Some(outage.down as f64 / window);
            sink.mean((Measure::TimeDown, Statistic::Value), down, outage.affected);
            let recovered = outage.recovered;
            let time = (Measure::TimeToRecover, Statistic::Mean);
            sink.mean(time, recovered.mean(), recovered.ended - recovered.not);
            sink.share(Measure::NotRecovered, recovered.not, recovered.ended);
            self.targets.outage_rows(sink, i);
        }
        if self.outages.of.is_empty() {
            return;
        }
        let sums = self.sums(Period::ALL.len(), |at| Some(at.period));
        for period in Period::ALL {
            sink.scope(|| Scope::of(ScopeKind::Period, period.name()));
            self.call_rows(sink, sums.of(period as usize));
        }
    }
}
