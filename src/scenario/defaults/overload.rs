//! Defaults of UDP, of lossy links and of overload control.

use super::value::Basis::{Assumption, Source, Structure};
use super::value::Range::{Doubled, Instead};
use super::value::Value::{Is, Means};
use super::value::{DefaultValue, Range, defaults};
use super::words::NO_SOURCE;

defaults! {
    LINK_LOSS: "link.loss" = Is("0 %"), Structure, "";
    GATEWAY_QUEUE_LIMIT: "gateway.queue_limit" = Means("no limit"), Structure, "";
    MEDIATION_SERVER_QUEUE_LIMIT: "mediation_server.queue_limit" = Means("no limit"), Structure, "";
    MEDIATION_SERVER_OVERLOAD_CONTROL: "mediation_server.overload_control" = Is("none"), Structure, "";
    MEDIATION_SERVER_TARGET_UTILIZATION: "mediation_server.target_utilization" = Is("90 %"),
        Assumption, NO_SOURCE, Instead(&["80 %", "95 %"]);
    POOL_QUEUE_LIMIT: "pool.queue_limit" = Means("no limit"), Structure, "";
    POOL_OVERLOAD_CONTROL: "pool.overload_control" = Is("none"), Structure, "";
    POOL_TARGET_UTILIZATION: "pool.target_utilization" = Is("90 %"), Assumption, NO_SOURCE,
        Instead(&["80 %", "95 %"]);
    OVERLOAD_T1: "overload.t1" = Is("0.5 s"), Source("domain 2.11"), "T1 of RFC 3261";
    OVERLOAD_T2: "overload.t2" = Is("4 s"), Source("domain 2.11"), "T2 of RFC 3261";
    OVERLOAD_TCP_TIMEOUT: "overload.tcp_timeout" = Is("1 s"), Assumption,
        "the first time-out of RFC 6298; systems shorten it by measuring", Doubled;
    OVERLOAD_HOLDING_OVER: "overload.holding_over" = Is("10 s"), Assumption, NO_SOURCE, Doubled;
    OVERLOAD_THROTTLE_ABOVE: "overload.throttle_above" = Is("6 s"), Source("domain 5.2"),
        "mean holding time of incoming messages";
    OVERLOAD_THROTTLE_BELOW: "overload.throttle_below" = Is("3 s"), Source("domain 5.2"),
        "mean holding time of incoming messages";
    OVERLOAD_REFUSE_ABOVE: "overload.refuse_above" = Is("12 s"), Source("domain 5.2"),
        "latency of the database queue";
    OVERLOAD_RETRY_AFTER: "overload.retry_after" = Is("10 s"), Assumption, NO_SOURCE, Doubled;
}
