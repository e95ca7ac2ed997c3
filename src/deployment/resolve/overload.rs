//! Finite queues, overload control, lossy links and the timers of SIP.

use super::{Resolver, span};
use crate::deployment::{HostOverload, OverloadControl, OverloadTimes};
use crate::scenario::defaults::{self, DefaultValue};
use crate::scenario::{LinkTable, Object, OverloadControlText, OverloadTable, Share};

/// Most that a link may lose: with more, TCP itself no longer works.
const MOST_LOSS: f64 = 0.5;

/// Longest queue that may be asked for.
const MOST_WAITING: u32 = 10_000_000;

impl Resolver<'_> {
    /// How a host behaves under load: its queue limit, control and target. Without a default for the target it has
    /// no control.
    pub(super) fn host_overload<T>(
        &mut self,
        object: &Object<T>,
        says: (Option<u32>, Option<OverloadControlText>, Option<Share>),
        target: Option<&DefaultValue>,
    ) -> HostOverload {
        let (queue_limit, control, utilization) = says;
        if let Some(limit) = queue_limit {
            self.range(object, "queue_limit", limit, 1, MOST_WAITING);
        }
        let control = control.unwrap_or(OverloadControlText::None);
        if utilization.is_some() && control != OverloadControlText::Loss {
            let message = "without loss-based control there is no target of it".to_owned();
            let place = object.place_of("target_utilization");
            self.problem(&object.label, place, message, "write overload_control = \"loss\"");
        }
        let control = match (control, target) {
            (OverloadControlText::Loss, Some(default)) => {
                let target = self.value(default, utilization).0;
                if target <= 0.0 {
                    let message = "`target_utilization` must be above 0".to_owned();
                    let place = object.place_of("target_utilization");
                    self.problem(&object.label, place, message, "write \"90 %\"");
                }
                OverloadControl::Loss { target }
            }
            (OverloadControlText::Throttling, _) if object.kind() != "pool" => {
                let message = "only Front Ends throttle".to_owned();
                let place = object.place_of("overload_control");
                self.problem(
                    &object.label,
                    place,
                    message,
                    "write \"loss\", or give it at the pool",
                );
                OverloadControl::None
            }
            (OverloadControlText::Throttling, _) => OverloadControl::Throttling,
            _ => OverloadControl::None,
        };
        HostOverload { queue_limit, control }
    }

    /// The share of its messages that a link loses.
    pub(super) fn loss(&mut self, link: &Object<LinkTable>) -> f64 {
        let loss = defaults::LINK_LOSS.or(link.says.loss).0;
        if loss > MOST_LOSS {
            let message = "a link that loses more than 50 % carries no signalling".to_owned();
            let hint = "write at most \"50 %\", or an [[outage]] of the link";
            self.problem(&link.label, link.place_of("loss"), message, hint);
        }
        loss
    }

    /// Timers and limits; those that nobody documents are listed where they matter.
    pub(super) fn overload_times(&mut self) -> OverloadTimes {
        use defaults::*;
        let tables = &self.scenario.tables;
        let loses = tables.link.iter().any(|link| link.says.loss.is_some_and(|l| l.0 > 0.0));
        let throttling = Some(OverloadControlText::Throttling);
        let throttles = tables.pool.iter().any(|pool| pool.says.overload_control == throttling);
        let table = tables.overload.as_ref();
        let says = table.map(|t| t.says.clone()).unwrap_or_default();
        let assumed = [
            (&OVERLOAD_TCP_TIMEOUT, says.tcp_timeout.is_none() && loses),
            (&OVERLOAD_HOLDING_OVER, says.holding_over.is_none() && throttles),
            (&OVERLOAD_RETRY_AFTER, says.retry_after.is_none() && throttles),
        ];
        assumed.iter().filter(|(_, used)| *used).for_each(|(default, _)| self.assume(default));
        let times = OverloadTimes {
            t1: span(says.t1, &OVERLOAD_T1),
            t2: span(says.t2, &OVERLOAD_T2),
            tcp_timeout: span(says.tcp_timeout, &OVERLOAD_TCP_TIMEOUT),
            holding_over: span(says.holding_over, &OVERLOAD_HOLDING_OVER),
            throttle_above: span(says.throttle_above, &OVERLOAD_THROTTLE_ABOVE),
            throttle_below: span(says.throttle_below, &OVERLOAD_THROTTLE_BELOW),
            refuse_above: span(says.refuse_above, &OVERLOAD_REFUSE_ABOVE),
            retry_after: span(says.retry_after, &OVERLOAD_RETRY_AFTER),
        };
        if let Some(table) = table {
            self.overload_contradictions(table, &times);
        }
        times
    }

    fn overload_contradictions(&mut self, table: &Object<OverloadTable>, times: &OverloadTimes) {
        let positive = [
            ("t1", times.t1),
            ("tcp_timeout", times.tcp_timeout),
            ("holding_over", times.holding_over),
        ];
        for (key, _) in positive.into_iter().filter(|(_, time)| time.is_zero()) {
            let message = format!("`{key}` must be above 0");
            self.problem(&table.label, table.place_of(key), message, "");
        }
        if times.t2 < times.t1 {
            let message = "`t2` is below `t1`".to_owned();
            self.problem(&table.label, table.place_of("t2"), message, "T2 is the longest interval");
        }
        if times.throttle_below > times.throttle_above {
            let message = "`throttle_below` is above `throttle_above`".to_owned();
            let hint = "throttling begins above the one and ends below the other";
            self.problem(&table.label, table.place_of("throttle_below"), message, hint);
        }
    }
}
