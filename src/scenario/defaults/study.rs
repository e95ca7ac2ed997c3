//! Defaults of the study, its targets, sites, links and connections.

use super::value::Basis::{Assumption, Convention, Source};
use super::value::Range::Doubled;
use super::value::Value::Is;
use super::value::{DefaultValue, Range, defaults};

defaults! {
    STUDY_START: "study.start" = Is("2013-11-18T08:00:00"), Convention, "a Monday morning";
    STUDY_WARM_UP: "study.warm_up" = Is("30 min"), Convention, "";
    STUDY_DURATION: "study.duration" = Is("100 min"), Source("domain 4.1"),
        "a busy hour is simulated for at least 1.6 hours";
    STUDY_FOLLOW_AT_MOST: "study.follow_at_most" = Is("60 min"), Convention, "";
    STUDY_REPLICATIONS: "study.replications" = Is("10"), Convention, "";
    STUDY_SEED: "study.seed" = Is("2013"), Convention, "";
    STUDY_CONFIDENCE: "study.confidence" = Is("95 %"), Convention, "";
    STUDY_SERVICE_LEVEL_WITHIN: "study.service_level_within" = Is("20 s"), Convention,
        "the time of 80 % within 20 s";
    STUDY_WAN_DELAY: "study.wan_delay" = Is("20 ms"), Assumption,
        "half of a round trip of 40 ms between sites", Doubled;
    TARGET_SCOPE: "target.scope" = Is("all"), Convention, "";
    REFERENCE_SCOPE: "reference.scope" = Is("all"), Convention, "";
    SITE_LAN_DELAY: "site.lan_delay" = Is("0.5 ms"), Source("domain 5.4"),
        "half of a round trip of 1 ms in a local network";
    CONNECTION_TCP_ROUND_TRIPS: "connection.tcp_round_trips" = Is("1"), Source("domain 5.4"),
        "TCP connects in one round trip";
    CONNECTION_TLS_ROUND_TRIPS: "connection.tls_round_trips" = Is("2"), Source("domain 5.4"),
        "a full handshake of TLS 1.0 to 1.2 takes two";
    CONNECTION_TLS_HANDSHAKE: "connection.tls_handshake" = Is("4 ms"), Assumption,
        "TCP 1 and TLS 2 round trips, signatures on each side", Doubled;
}
