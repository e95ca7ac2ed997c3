//! Defaults of gateways, trunks and load balancers.

use super::value::Basis::{Assumption, Source, Structure};
use super::value::Range::{Between, Doubled, Instead};
use super::value::Value::{Is, Means, Named};
use super::value::{DefaultValue, Range, defaults};
use super::words::{HALF_AND_DOUBLE, NO_SOURCE, OTHER_SERVERS};

defaults! {
    GATEWAY_KIND: "gateway.kind" = Is("media-gateway"), Structure, "it has no telephones of its own";
    GATEWAY_SITE: "gateway.site" = Means("the only site"), Structure, "";
    GATEWAY_NEXT_HOPS: "gateway.next_hops" = Means("the Mediation Servers of its site, or all; \
        without any, all Call Routers, or all UM servers of 2007 and 2010"), Assumption,
        "the file does not say which of the sites it uses", OTHER_SERVERS;
    GATEWAY_BALANCE: "gateway.balance" = Is("round-robin"), Source("domain 4.5"),
        "a gateway balances over the names of a pool by DNS";
    GATEWAY_CORES: "gateway.cores" = Is("4"), Assumption, NO_SOURCE,
        Between(("2", "2"), ("8", "8"), HALF_AND_DOUBLE);
    GATEWAY_FAX_T38: "gateway.fax.t38" = Is("true"), Assumption,
        "gateways that carry faxes usually have it", Instead(&["false"]);
    GATEWAY_FAX_METHOD: "gateway.fax.method" = Means("re-invite with T.38, otherwise in-band"),
        Source("domain 2.7"), "";
    GATEWAY_FAX_ON_REJECT: "gateway.fax.on_reject" = Is("hang-up"), Assumption, NO_SOURCE,
        Instead(&["g711-passthrough"]);
    GATEWAY_FAX_CNG_DETECT: "gateway.fax.cng_detect" =
        Is(r#"{ uniform = { from = "0.5 s", to = "3.5 s" } }"#), Assumption,
        "one full cycle of the tone", Doubled;
    TRUNK_TRANSPORT: "trunk.transport" = Is("tls"), Source("domain 2.1"),
        "the Mediation Server's default port for gateways is that of TLS";
    TRUNK_SRTP: "trunk.srtp" = Named("required", "required; none over TCP"), Source("domain 1.6"),
        "the default of `SRTPMode`, which TCP overrides";
    TRUNK_BYPASS: "trunk.bypass" = Is("0 %"), Source("domain 7.2"), "`EnableBypass` is off by default";
    TRUNK_REFER: "trunk.refer" = Is("true"), Source("domain 2.6"),
        "`EnableReferSupport` is on by default";
    LOAD_BALANCER_SITE: "load_balancer.site" = Means("the only site"), Structure, "";
    LOAD_BALANCER_SERVERS: "load_balancer.servers" =
        Means("all Call Routers, or all UM servers of 2007 and 2010"), Structure, "";
    LOAD_BALANCER_DELAY: "load_balancer.delay" = Is("0.5 ms"), Assumption, NO_SOURCE, Doubled;
}
