//! How long routing to Unified Messaging takes, by records that have the time of the first INVITE and of the answer.

use super::call::{CallRecord, SetUp, seconds};
use crate::stats::interval::{Interval, quantile};

/// Fewest times from which delays are fitted.
pub const FEWEST: usize = 20;

/// Seconds after the end of ringing within which voice mail has answered: the next longer time of ringing that users set
/// themselves is that much later.
pub const NEAREST: f64 = 5.0;

/// Times from the INVITE to the answer by Unified Messaging, without ringing.
#[derive(Clone, Debug, PartialEq)]
pub struct RoutingTimes {
    /// In seconds, in order.
    seconds: Vec<f64>,
    /// How many of them are of calls to Unified Messaging's own address.
    pub direct: usize,
    /// How many are of diverted calls, less the time of ringing.
    pub diverted: usize,
    /// Diverted calls that are left out: it is not known how long they rang.
    pub left_out: usize,
    /// The time of ringing that was given, in seconds.
    pub ring_out: Option<f64>,
}

impl RoutingTimes {
    /// The times of calls; `None` if no record has both instants of a call that Unified Messaging answered.
    pub fn of(calls: &[CallRecord], ring_out: Option<f64>) -> Option<RoutingTimes> {
        let mut times =
            RoutingTimes { seconds: Vec::new(), direct: 0, diverted: 0, left_out: 0, ring_out };
        for call in calls {
            let Some(answer) = call.answer else { continue };
            let value = seconds(answer - call.start);
            match (call.set_up, ring_out) {
                (SetUp::Unknown, _) => {}
                (SetUp::Direct, _) => {
                    times.direct += 1;
                    times.seconds.push(value);
                }
                (SetUp::Diverted, Some(ring)) if (0.0..NEAREST).contains(&(value - ring)) => {
                    times.diverted += 1;
                    times.seconds.push(value - ring);
                }
                (SetUp::Diverted, _) => times.left_out += 1,
            }
        }
        times.seconds.sort_by(f64::total_cmp);
        (times.count() + times.left_out > 0).then_some(times)
    }

    /// Number of times.
    pub fn count(&self) -> usize {
        self.seconds.len()
    }

    /// The times in seconds, in order.
    pub fn seconds(&self) -> &[f64] {
        &self.seconds
    }

    /// The p-quantile with the order statistics that hold it with a probability of at least `level`; `None` without times.
    pub fn quantile(&self, p: f64, level: f64) -> Option<Interval> {
        quantile(&self.seconds, p, level)
    }

    /// Why delays cannot be fitted to these times, for people; `None` if they can.
    pub fn lacks(&self) -> Option<String> {
        let whole = |value: &f64| (value - value.round()).abs() < 1e-9;
        if self.count() < FEWEST {
            let cure = match self.ring_out {
                None if self.left_out >= FEWEST => format!(
                    "; {} more were diverted to voice mail after a time of ringing that the records do not say: if all users have \
                     the same one, give it as --ring-out \"20 s\"",
                    self.left_out
                ),
                Some(_) if self.left_out >= FEWEST => format!(
                    "; {} more were not answered within {NEAREST} s after the end of ringing: is --ring-out right?",
                    self.left_out
                ),
                _ => String::new(),
            };
            return Some(format!(
                "only {} calls tell how long routing to Unified Messaging takes, and at least {FEWEST} are needed{cure}",
                self.count()
            ));
        }
        self.seconds.iter().all(whole).then(|| {
            "the times of the records are whole seconds, and routing takes less; export InviteTime and ResponseTime with their milliseconds"
                .to_owned()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::call::Class;
    use super::super::leg::Leg;
    use super::*;

    fn call(set_up: SetUp, milliseconds: i64) -> CallRecord {
        let leg = Leg::new(1_000, 90_000, Class::Voice);
        CallRecord { answer: Some(1_000 + milliseconds), set_up, ..leg.call }
    }

    #[test]
    fn ringing_is_not_routing() {
        let calls = [
            call(SetUp::Direct, 420),
            call(SetUp::Diverted, 20_380),
            call(SetUp::Diverted, 30_390),
            call(SetUp::Unknown, 7_000),
        ];
        let times = RoutingTimes::of(&calls, None).expect("one direct call");
        assert_eq!((times.seconds(), times.left_out), (&[0.42][..], 2));
        let times = RoutingTimes::of(&calls, Some(20.0)).expect("two calls");
        assert_eq!((times.direct, times.diverted, times.left_out), (1, 1, 1));
        assert!((times.seconds()[0] - 0.38).abs() < 1e-9);
        assert!(RoutingTimes::of(&calls[3..], None).is_none());
    }

    #[test]
    fn too_few_or_too_coarse_times_are_refused_with_the_cure() {
        let rung: Vec<CallRecord> = (0..30).map(|i| call(SetUp::Diverted, 20_300 + i)).collect();
        let lacks =
            |calls: &[CallRecord], ring| RoutingTimes::of(calls, ring).expect("times").lacks();
        assert!(lacks(&rung, None).expect("unknown ringing").contains("--ring-out"));
        assert!(
            lacks(&rung, Some(10.0)).expect("another ringing").contains("is --ring-out right?")
        );
        assert_eq!(lacks(&rung, Some(20.0)), None);
        let whole: Vec<CallRecord> = (0..30).map(|_| call(SetUp::Direct, 1_000)).collect();
        assert!(lacks(&whole, None).expect("whole seconds").contains("milliseconds"));
    }
}
