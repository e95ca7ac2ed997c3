//! Defaults of the study, its targets, sites, links and connections.

use super::value::Basis::{Assumption, Method, Source, Structure};
use super::value::Range::{Doubled, Fixed, Instead};
use super::value::Value::{Is, Means};
use super::value::{DefaultValue, Range, defaults};

defaults! {
    STUDY_START: "study.start" = Is("2013-11-18T08:00:00"), Assumption,
        "a Monday morning: it decides which part of a daily profile is simulated",
        Fixed("another start would be another question");
    STUDY_WARM_UP: "study.warm_up" = Is("30 min"), Method, "";
    STUDY_DURATION: "study.duration" = Is("100 min"), Source("domain 4.1"),
        "a busy hour is simulated for at least 1.6 hours";
    STUDY_FOLLOW_AT_MOST: "study.follow_at_most" = Is("60 min"), Method, "";
    STUDY_LOAD: "study.load" = Is("100 %"), Structure, "";
    STUDY_GROWTH: "study.growth" = Means("not known"), Structure, "";
    STUDY_REPLICATIONS: "study.replications" = Is("10"), Method, "";
    STUDY_SEED: "study.seed" = Is("2013"), Method, "";
    STUDY_CONFIDENCE: "study.confidence" = Is("95 %"), Method, "";
    STUDY_SERVICE_LEVEL_WITHIN: "study.service_level_within" = Is("20 s"), Method,
        "the time of 80 % within 20 s";
    STUDY_BIN: "study.bin" = Is("1 min"), Method,
        "long enough for some calls, and short against an outage";
    STUDY_WAN_DELAY: "study.wan_delay" = Is("20 ms"), Assumption,
        "half of a round trip of 40 ms between sites", Doubled;
    STUDY_LAN_DELAY: "study.lan_delay" = Is("0.5 ms"), Assumption,
        "half of a round trip of 1 ms in a local network", Doubled;
    TARGET_SCOPE: "target.scope" = Is("all"), Structure, "";
    REFERENCE_SCOPE: "reference.scope" = Is("all"), Structure, "";
    SITE_BRANCH_APPLIANCE: "site.branch_appliance" = Means("none"), Structure, "";
    SITE_BRANCH_APPLIANCE_VOICE_MAIL_BY: "site.branch_appliance.voice_mail_by" = Means("none"), Structure, "";
    SITE_LAN_DELAY: "site.lan_delay" = Means("`study.lan_delay`"), Structure, "";
    CONNECTION_TCP_ROUND_TRIPS: "connection.tcp_round_trips" = Is("1"), Assumption,
        "TCP connects in one round trip", Fixed("TCP has no other way to connect");
    CONNECTION_TLS_ROUND_TRIPS: "connection.tls_round_trips" = Is("2"), Assumption,
        "a full handshake of TLS 1.0 to 1.2 takes two, a resumed session one", Instead(&["1"]);
    CONNECTION_TLS_HANDSHAKE: "connection.tls_handshake" = Is("4 ms"), Assumption,
        "TCP 1 and TLS 2 round trips, signatures on each side", Doubled;
}
