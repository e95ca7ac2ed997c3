//! Defaults of Mediation Servers, pools, and what joins Lync and Exchange.

use super::value::Basis::{Assumption, Rule, Source, Structure};
use super::value::Range::{Between, Fixed, Instead};
use super::value::Value::{Is, Means, Named};
use super::value::{DefaultValue, Range, defaults};
use super::words::{HALF_AND_DOUBLE, OTHER_SITE, TWO_SIX_CORES};

defaults! {
    MEDIATION_SERVER_SITE: "mediation_server.site" = Means("its pool's site"), Assumption,
        "the file does not say where it is", OTHER_SITE;
    MEDIATION_SERVER_POOL: "mediation_server.pool" = Means("the only pool"), Structure, "";
    MEDIATION_SERVER_COLLOCATED: "mediation_server.collocated" = Is("false"), Assumption,
        "the file does not say whether it runs on the Front Ends", Fixed("its calls and cores would be others");
    MEDIATION_SERVER_CALLS: "mediation_server.calls" = Is("1100"), Source("domain 4.2"),
        "Lync Server 2013, stand-alone, two processors of six cores, hyper-threading off";
    MEDIATION_SERVER_CALLS_COLLOCATED: "mediation_server.calls (collocated)" =
        Named("150", "150 for each Front End"), Source("domain 4.2"),
        "Lync Server 2013 and later";
    MEDIATION_SERVER_CALLS_SKYPE: "mediation_server.calls (Skype for Business)" = Is("1100"),
        Assumption, "without hyper-threading; another page of the same library says about 1,000",
        Between(("1000", "1000"), ("1500", "1500"), "domain 4.2b: the other page, and with hyper-threading");
    MEDIATION_SERVER_CALLS_2010: "mediation_server.calls (Lync Server 2010)" = Is("1000"),
        Assumption, "the sources differ: about 1,000, and 1,200", Instead(&["1200"]);
    MEDIATION_SERVER_CALLS_2010_COLLOCATED:
        "mediation_server.calls (collocated, Lync Server 2010)" =
        Named("226", "226 for each Front End"), Assumption,
        "from a vendor's guide; Microsoft's figure is not known", Instead(&["150"]);
    MEDIATION_SERVER_CALLS_OCS: "mediation_server.calls (OCS 2007 R2)" = Is("1000"), Assumption,
        "no source says; as Lync Server 2010", Between(("500", "500"), ("2000", "2000"), HALF_AND_DOUBLE);
    MEDIATION_SERVER_CALLS_OCS_COLLOCATED: "mediation_server.calls (collocated, OCS 2007 R2)" =
        Named("226", "226 for each Front End"), Assumption, "no source says; as Lync Server 2010",
        Between(("113", "113"), ("452", "452"), HALF_AND_DOUBLE);
    MEDIATION_SERVER_CORES: "mediation_server.cores" = Is("12"), Assumption, TWO_SIX_CORES,
        Between(("6", "6"), ("24", "24"), HALF_AND_DOUBLE);
    POOL_SITE: "pool.site" = Means("the only site"), Structure, "";
    POOL_PRODUCT: "pool.product" = Is("lync-2013"), Assumption, "the file does not say",
        Fixed("another product would be another deployment");
    POOL_EDITION: "pool.edition" = Is("enterprise"), Structure, "";
    POOL_FRONT_ENDS: "pool.front_ends" = Is("1"), Assumption, "the file does not say how many",
        Instead(&["2"]);
    POOL_ENCRYPTION: "pool.encryption" = Is("required"), Rule("S29"),
        "the default of `EncryptionLevel`";
    POOL_UPDATE: "pool.update" = Means("new enough"), Rule("S3"), "";
    POOL_BACKUP: "pool.backup" = Means("none"), Structure, "";
    POOL_CORES: "pool.cores" = Is("12"), Assumption, TWO_SIX_CORES,
        Between(("6", "6"), ("24", "24"), HALF_AND_DOUBLE);
    LOCATION_PROFILE_DIAL_PLAN: "location_profile.dial_plan" =
        Means("the only plan of type sip-uri"), Structure, "";
    LOCATION_PROFILE_POOLS: "location_profile.pools" = Means("all pools"), Structure, "";
    UM_IP_GATEWAY_ADDRESS: "um_ip_gateway.address" = Means("its name"), Structure, "";
    UM_IP_GATEWAY_STATUS: "um_ip_gateway.status" = Is("enabled"), Structure, "";
    UM_IP_GATEWAY_OUTGOING_CALLS: "um_ip_gateway.outgoing_calls" = Means("true for one of the \
        pools' gateways only: the first without this key, unless another sets it to true; true for \
        other gateways"), Rule("S40"), "";
    UM_IP_GATEWAY_BY_SCRIPT: "um_ip_gateway.by_script" = Means("true for a pool, otherwise false"),
        Rule("S39"), "";
    HUNT_GROUP_PILOT: "hunt_group.pilot" = Means("the dial plan's name, which is what Lync sends"),
        Rule("S41"), "";
    EXCHUCUTIL_COVERS_DIAL_PLANS: "exchucutil.covers.dial_plans" =
        Means("all plans of type sip-uri"), Rule("S38"), "";
    EXCHUCUTIL_COVERS_POOLS: "exchucutil.covers.pools" = Means("all pools"), Rule("S39"), "";
    EXCHUCUTIL_FRONT_END_RESTARTED: "exchucutil.front_end_restarted" = Is("true"), Rule("S38"), "";
    OCSUMUTIL_COVERS_AUTO_ATTENDANTS: "ocsumutil.covers.auto_attendants" =
        Means("all auto attendants"), Rule("S42"), "";
    OCSUMUTIL_COVERS_ACCESS_NUMBERS: "ocsumutil.covers.access_numbers" =
        Means("all access numbers"), Rule("S42"), "";
    DIRECTORY_LYNC_SCHEMA: "directory.lync_schema" = Means("true if there is a pool, otherwise false"),
        Rule("S53"), "installing Lync adds the attribute";
    DIRECTORY_PROXY_ADDRESSES: "directory.proxy_addresses" = Is("false"), Assumption,
        "no source says how often they are added", Instead(&["true"]);
    DIRECTORY_RESOLVED_WITHOUT: "directory.resolved_without" = Is("0 %"), Assumption,
        "no source says how often a name is found without msRTC-SIPLine",
        Instead(&["50 %", "100 %"]);
}
