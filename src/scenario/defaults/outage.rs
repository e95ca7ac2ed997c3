//! Defaults of outages and of the reaction to them.

use super::value::Basis::{Assumption, Source, Structure};
use super::value::Range::{Between, Doubled, Instead};
use super::value::Value::{Is, Means};
use super::value::{DefaultValue, Range, defaults};
use super::words::{HALF_AND_DOUBLE, NO_SOURCE};

defaults! {
    OUTAGE_NAME: "outage.name" = Means("what fails, with its role"), Structure, "";
    OUTAGE_EFFECT: "outage.effect" = Is("down"), Structure, "";
    FAILOVER_CONNECT_TIMEOUT: "failover.connect_timeout" = Is("21 s"), Source("domain 5.4"),
        "a Windows host sends three SYN, 3 s and 6 s apart";
    FAILOVER_OPTIONS_EVERY: "failover.options_every" = Is("60 s"), Assumption, NO_SOURCE, Doubled;
    FAILOVER_OPTIONS_MISSED: "failover.options_missed" = Is("5"), Assumption, NO_SOURCE,
        Between(("2", "2"), ("10", "10"), HALF_AND_DOUBLE);
    FAILOVER_DETECT: "failover.detect" = Is("10 s"), Assumption, NO_SOURCE, Doubled;
    FAILOVER_RE_REGISTER: "failover.re_register" = Is(r#"{ uniform = { from = "0 s", to = "120 s" } }"#),
        Assumption, NO_SOURCE, Doubled;
    FAILOVER_BACKUP_REGISTRAR_AFTER: "failover.backup_registrar_after" = Is("300 s"),
        Source("domain 2.11"), "the default time without a heartbeat";
    FAILOVER_UM_TIMEOUT: "failover.um_timeout" = Is("10 s"), Assumption,
        "no source; at most Timer B of SIP, 32 s", Doubled;
    FAILOVER_UM_RETRY_AFTER: "failover.um_retry_after" = Is("30 s"), Assumption, NO_SOURCE, Doubled;
    FAILOVER_DIRECTORY_TIMEOUT: "failover.directory_timeout" = Is("10 s"), Assumption, NO_SOURCE, Doubled;
    FAILOVER_DNS_TTL: "failover.dns_ttl" = Is("20 min"), Assumption,
        "a Windows host registers its own name for so long; who registers a pool's name chooses", Doubled;
    FAILOVER_DNS_TIMEOUT: "failover.dns_timeout" = Is("10 s"), Source("Microsoft KB 2834226"),
        "a Windows host asks a DNS server five times before it stops";
    FAILOVER_DATABASE_FAILOVER: "failover.database_failover" = Is("30 s"), Assumption, NO_SOURCE,
        Doubled;
    FAILOVER_RTCP_TIMEOUT: "failover.rtcp_timeout" = Is("30 s"), Source("domain 2.11"),
        "a call without RTCP is ended after that";
    FAILOVER_LATE_AFTER: "failover.late_after" = Is("5 min"), Assumption, NO_SOURCE, Doubled;
    FAILOVER_PARTIAL_MESSAGE: "failover.partial_message" = Is("lost"), Assumption, NO_SOURCE,
        Instead(&["kept"]);
}
