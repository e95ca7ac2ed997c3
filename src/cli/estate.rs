//! A large estate as a scenario, sized by the documented rules: the text of `new --users N --sites M`.

use super::arguments::New;
use crate::base::{Error, printable};
use crate::stats::erlang;
use std::fmt::Write as _;

/// Users of a pool at most: a fourth of what the product allows (80,000), so that one pool can take over
/// others; an assumption.
const POOL: u64 = 20_000;
/// Users of a Front End (user model, hyper-threading on).
const FRONT_END: u64 = 6_660;
/// Share of users who are enabled for Enterprise Voice and for the telephone network: 50 % × 60 %.
const PSTN_ENABLED: f64 = 0.3;
/// Calls of such a user in the busy hour, half of them inbound (the half is an assumption), hours each.
const CALLS: f64 = 4.0;
const CALL_HOURS: f64 = 0.05;
/// Calls without media bypass that a stand-alone Mediation Server takes, hyper-threading off.
const MEDIATION: f64 = 1_100.0;
/// Share of calls whose media pass it: what does not bypass (35 %), and voice mail; an assumption.
const PASSING: f64 = 0.5;
/// Share of inbound calls that go to voice mail, and how long they hold a UM call, hours: assumptions of the
/// user model's gaps.
const TO_VOICE_MAIL: f64 = 0.3;
const VOICE_MAIL_HOURS: f64 = 45.0 / 3_600.0;
/// Calls of a UM server (MaxCallsAllowed).
const UM_CALLS: u32 = 100;
/// Bearer channels of an E1.
const E1: u32 = 30;
/// Gateways of a pool, for one may fail.
const GATEWAYS: u32 = 2;
/// Share of a day's calls in each hour, the bank's weekdays of February 1999, in ten-thousandths.
const HOURS: [u32; 24] = [
    33, 20, 15, 15, 20, 33, 100, 267, 629, 717, 826, 746, 621, 795, 761, 749, 767, 624, 551, 440,
    388, 410, 352, 269,
];

/// What is needed, pool by pool; all pools are alike.
struct Sizes {
    pools: u64,
    users: u64,
    front_ends: u64,
    e1_each: u32,
    mediation: u32,
    /// Exchange servers of a site.
    exchange: u32,
}

/// The scenario of an estate; `name` is its title.
///
/// # Errors
/// Fewer users than sites, or more than an estate has.
pub fn text(args: &New, name: &str) -> Result<String, Error> {
    let (users, sites) = (args.users.unwrap_or(10_000), args.sites.unwrap_or(1));
    let (users, sites) = (u64::from(users), u64::from(sites));
    if users < 10 * sites {
        let what = format!(
            "{users} users at {sites} sites are fewer than ten users per site; give more users or fewer sites"
        );
        return Err(Error::usage(what));
    }
    let sizes = sized(users, sites).ok_or_else(|| Error::fault("the estate cannot be sized"))?;
    let mut text = head(name, users, sites, &sizes);
    for site in 1..=sites {
        site_text(&mut text, site, sites, &sizes);
    }
    Ok(text)
}

fn sized(users: u64, sites: u64) -> Option<Sizes> {
    let at_site = users.div_ceil(sites);
    let pools = at_site.div_ceil(POOL);
    let users = at_site.div_ceil(pools);
    let load = users as f64 * PSTN_ENABLED * CALLS * CALL_HOURS;
    let channels = erlang::channels_for(load, 0.01)?;
    let inbound = users as f64 * PSTN_ENABLED * CALLS / 2.0;
    let voice_mail = pools as f64 * inbound * TO_VOICE_MAIL * VOICE_MAIL_HOURS;
    let one_server = erlang::load_for(UM_CALLS, 0.01)?;
    Some(Sizes {
        pools,
        users,
        front_ends: users.div_ceil(FRONT_END).max(2),
        e1_each: channels.div_ceil(E1 * GATEWAYS),
        mediation: ((load * PASSING / MEDIATION).ceil() as u32).max(2),
        exchange: ((voice_mail / one_server).ceil() as u32).max(2),
    })
}

/// The lines of the profile of a pool's calls by hour.
fn rates(s: &Sizes) -> String {
    let busiest = f64::from(HOURS.iter().copied().max().unwrap_or(1));
    let enabled = (s.users as f64 * PSTN_ENABLED).round();
    let rates: Vec<String> = HOURS
        .iter()
        .enumerate()
        .map(|(hour, share)| {
            let rate = enabled * CALLS / 2.0 * f64::from(*share) / busiest;
            format!("[\"{hour:02}:00\", \"{rate:.0}/h\"]")
        })
        .collect();
    rates.chunks(6).map(|row| format!("  {},\n", row.join(", "))).collect()
}

/// What all sites share.
fn head(name: &str, users: u64, sites: u64, s: &Sizes) -> String {
    let title = name.replace(['\\', '"'], "");
    let title = printable(&title);
    let rates = rates(s);
    format!(
        r#"# {users} users at {sites} sites, {pools} pools in all, each of {pool_users} users: sized by the documented rules where there are any.
# Lync Server 2013 user model: 50 % of users Enterprise Voice, 60 % of these for the telephone network, 4 calls of 3 minutes each
# in the busy hour, 65 % media bypass (domain §4.1); half of the calls inbound (an assumption).
# Front Ends: 6,660 users each, at least two. Mediation Servers: 1,100 calls each (domain §4.2), at least two; half of the calls
# pass them (an assumption). Gateways: two a pool, so many E1 that 1 % are blocked in the busy hour (Erlang B). Exchange: both roles, 100
# UM calls each (domain §4.4), at least two a site. Pools of at most 20,000 users (an assumption).
# The day: shares of a bank's weekday by hour, with 8.26 % in the busiest (Anonymous Bank, February 1999).
schema_version = 1
title = "{title}"

[study]
start = 2013-11-18T00:00:00
warm_up = "0 s"                    # a day begins where it begins
duration = "24 h"
replications = 5

[[target]]
measure = "blocking"
at_most = "1 %"
[[target]]
measure = "voice_mail_routing_latency.p95"
at_most = "3 s"

[[trunk]]
gateway = "*"
mediation_server = "*"
bypass = "65 %"
[[dial_plan]]
name = "UMSIP"                     # all Exchange servers belong to it (S33)

[defaults.gateway]
lines = {{ e1 = {e1} }}
[defaults.mediation_server]
calls = 1100
[defaults.pool]
front_ends = {front_ends}
[defaults.users]
endpoints = {{ lync = 1.5 }}
[defaults.traffic]
choose = "round-robin"
talk = {{ exponential = {{ mean = "180 s" }} }}
arrivals = {{ profile = [
{rates}] }}
"#,
        pools = s.pools * sites,
        pool_users = s.users,
        e1 = s.e1_each,
        front_ends = s.front_ends,
    )
}

/// Everything of a site.
fn site_text(text: &mut String, site: u64, sites: u64, s: &Sizes) {
    let digits = sites.to_string().len();
    let here = format!("{site:0digits$}");
    let _ = write!(
        text,
        "\n[[site]]\nname = \"Site {here}\"\n[[exchange_server]]\nname = \"ex{here}-[1-{n}]\"\nsite = \"Site {here}\"\n",
        n = s.exchange
    );
    let enabled = (s.users as f64 * PSTN_ENABLED).round();
    for pool in 1..=s.pools {
        let id = format!("{here}-{pool}");
        let _ = write!(
            text,
            r#"[[gateway]]
name = "gw{id}-[1-{GATEWAYS}]"
site = "Site {here}"
next_hops = ["med{id}-*"]
[[mediation_server]]
name = "med{id}-[1-{mediation}]"
site = "Site {here}"
pool = "pool{id}"
[[pool]]
name = "pool{id}"
site = "Site {here}"
[[users]]
name = "users {id}"
count = {enabled}
pool = "pool{id}"
mailboxes = {{ current = ["ex{here}-*"] }}
[[traffic]]
class = "voice"
to = "users {id}"
gateways = ["gw{id}-*"]
patience = {{ exponential = {{ mean = "70 s" }} }}
[[traffic]]
class = "outbound"
from = "users {id}"
gateways = ["gw{id}-*"]
"#,
            mediation = s.mediation,
        );
    }
}
