//! The rows of outages, and those of calls before, during and after them.

use super::origin::Origin;
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
            let ended = outage.ended();
            sink.count(Measure::Affected, ended + outage.late, self.hours());
            let any = Origin::of_measure(Measure::Affected);
            // Without a target on a latency nothing can be late.
            let late = if self.targets.can_be_late() { any } else { Origin::Never };
            for (reason, count, origin) in [
                ("dropped", outage.dropped, any),
                ("failed", outage.failed, any),
                ("late", outage.late, late),
            ] {
                sink.narrow(|outage| outage.and(ScopeKind::Reason, reason));
                sink.count_from(origin, Measure::Affected, count, self.hours());
            }
            sink.widen();
            let worst = Some(outage.worst as f64);
            sink.maximum(Measure::WorstMinute, worst, ended);
            let down = Some(outage.down as f64 / window);
            sink.mean((Measure::TimeDown, Statistic::Value), down, ended);
            if !self.net.exchange.is_empty() {
                let [notifications, messages] = outage.late_submissions;
                sink.count(Measure::NotificationsLate, notifications, self.hours());
                sink.count(Measure::MessagesLate, messages, self.hours());
                let waiting = self.outages.backlog.of(i);
                let each = |sum: f64, of: u64| (of > 0).then(|| sum / of as f64);
                let at_end = each(waiting.at_ends as f64, waiting.ends);
                sink.mean((Measure::Backlog, Statistic::Mean), at_end, waiting.ends);
                sink.maximum(Measure::Backlog, Some(waiting.most as f64), waiting.ends);
                let gone = each(waiting.until_gone as f64 * 1e-9, waiting.gone);
                sink.mean((Measure::BacklogGoneAfter, Statistic::Mean), gone, waiting.gone);
            }
            let recovered = outage.recovered;
            let time = (Measure::TimeToRecover, Statistic::Mean);
            sink.mean(time, recovered.mean(), recovered.ended - recovered.not);
            sink.share(Measure::NotRecovered, recovered.not, recovered.ended);
            self.targets.outage_rows(sink, i);
        }
        if self.outages.of.is_empty() {
            return;
        }
        sink.scope(Scope::all);
        let minutes = self.outages.by_minute.affected();
        let what = (Measure::MinutesAffected, Statistic::Count);
        sink.mean(what, Some(minutes as f64), minutes);
        let sums = self.sums(Period::ALL.len(), |at| Some(at.period));
        for period in Period::ALL {
            sink.scope(|| Scope::of(ScopeKind::Period, period.name()));
            self.call_rows(sink, sums.of(period as usize));
        }
    }
}
