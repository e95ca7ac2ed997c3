//! The vendor's rules of thumb: what they would buy for a model, beside what a search finds.

use crate::deployment::{Class, Deployment, Party, UsersId, Vary};
use crate::experiment::record::{Record, RuleOfThumb, ThumbPrice, ThumbRule};
use crate::experiment::study::Study;
use crate::measure::{Figure, Measure, Statistic};
use crate::network::ResourceKind;
use crate::stats::erlang;
use std::collections::BTreeSet;

/// Users a port by calls a user and hour, PSTN calls only (domain §4.3): up to so many calls, and the users.
const USERS_PER_PORT: [(f64, u32); 3] = [(1.0, 15), (2.0, 10), (f64::INFINITY, 5)];

/// Calls without media bypass that a stand-alone Mediation Server takes with hyper-threading, and without (domain §4.2).
const STAND_ALONE: [u32; 2] = [1_500, 1_100];

/// Calls without media bypass that a Mediation Server takes on each Front End (domain §4.2).
const COLLOCATED: u32 = 150;

/// Concurrent calls of a Mailbox server: the default of `MaxCallsAllowed` (domain §4.4).
const UM_CALLS: u32 = 100;

/// Mailbox servers of a SIP URI dial plan at least, for redundancy (domain §4.4).
const FEWEST_UM_SERVERS: u32 = 2;

/// Bearer channels of an E1 and of a T1 with PRI (domain §4.3).
const LINES: [(&str, u32); 3] = [(".lines.e1", 30), (".lines.t1", 23), (".channels", 1)];

/// Mean load of each kind of station, erlang.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Offered {
    /// Of the channels of all gateways.
    channels: f64,
    /// Of Mediation Servers, without media bypass.
    mediation: f64,
    /// Of UM servers.
    um: f64,
}

/// The figures that [`rules`] read from a record.
pub(super) fn figures(study: &Study) -> impl Iterator<Item = Figure> {
    let scopes = study.names().resources.clone();
    scopes.into_iter().map(|scope| Figure::new(Measure::CarriedLoad, scope, Statistic::Value))
}

/// Every rule that says something about a design, with the load that its record has. It is a design that refuses hardly any
/// call, so that what is carried is what is offered.
pub(super) fn rules(study: &Study, record: &Record, vary: &[Vary]) -> Vec<RuleOfThumb> {
    let mut found = of_load(study, carried(study, record));
    found.iter_mut().for_each(|rule| rule.price = price(rule, vary));
    found
}

fn carried(study: &Study, record: &Record) -> Offered {
    let mut load = Offered::default();
    for (resource, figure) in study.network().resources.iter().zip(figures(study)) {
        let carried = record.estimate(&figure).and_then(|e| e.value).unwrap_or(0.0);
        match resource.kind {
            ResourceKind::Channels => load.channels += carried,
            ResourceKind::MediationSlots => load.mediation += carried,
            ResourceKind::UmSlots => load.um += carried,
            _ => {}
        }
    }
    load
}

/// What a rule's purchase costs in the cheapest number that may be chosen.
fn price(rule: &RuleOfThumb, vary: &[Vary]) -> Option<ThumbPrice> {
    let servers =
        |key: &str, table: &str| (key.starts_with(table) && key.ends_with(".count")).then_some(1);
    let size = |key: &str| match rule.rule {
        ThumbRule::UsersPerPort if key.starts_with("gateway[") => {
            LINES.iter().find(|(end, _)| key.ends_with(end)).map(|(_, size)| *size)
        }
        ThumbRule::UsersPerPort => None,
        ThumbRule::StandAloneMediation => servers(key, "mediation_server["),
        ThumbRule::UmCalls => servers(key, "exchange_server["),
        ThumbRule::UsersPerFrontEnd | ThumbRule::CollocatedMediation => {
            (key.starts_with("pool[") && key.ends_with(".front_ends")).then_some(1)
        }
    };
    let of = |vary: &Vary| {
        let value = rule.buys.div_ceil(size(&vary.key)?);
        let fixed = if value > 0 { vary.fixed } else { 0.0 };
        let cost = vary.cost * f64::from(value) + fixed;
        Some(ThumbPrice { name: vary.name.clone(), value, cost })
    };
    vary.iter().filter_map(of).min_by(|a, b| a.cost.total_cmp(&b.cost))
}

fn of_load(study: &Study, offered: Offered) -> Vec<RuleOfThumb> {
    let deployment = study.deployment();
    let mut found = Vec::new();
    found.extend(ports(study, offered.channels));
    let collocated = deployment.mediation_servers.iter().any(|m| m.collocated_with.is_some());
    if offered.mediation > 0.0 && collocated {
        found.push(servers(ThumbRule::CollocatedMediation, offered.mediation, COLLOCATED, 1));
    } else if offered.mediation > 0.0 {
        let rule = |calls| servers(ThumbRule::StandAloneMediation, offered.mediation, calls, 1);
        found.extend(STAND_ALONE.map(rule));
    }
    found.extend(front_ends(deployment));
    if offered.um > 0.0 {
        found.push(servers(ThumbRule::UmCalls, offered.um, UM_CALLS, FEWEST_UM_SERVERS));
    }
    found
}

/// The vendor sizes servers by the mean load: the user model has 139.9 calls without bypass on a server for 150.
fn servers(rule: ThumbRule, load: f64, calls: u32, fewest: u32) -> RuleOfThumb {
    let buys = ((load / f64::from(calls)).ceil() as u32).max(fewest);
    let refused = erlang::erlang_b(load, buys.saturating_mul(calls));
    RuleOfThumb { rule, counted: load, each: calls, buys, refused, price: None }
}

/// Ports by users who make or get PSTN calls.
fn ports(study: &Study, offered: f64) -> Option<RuleOfThumb> {
    let (users, per_hour) = pstn_calls(study)?;
    let calls = per_hour / users as f64;
    let (_, each) = USERS_PER_PORT.into_iter().find(|(most, _)| calls <= most + 1e-9)?;
    let buys = u32::try_from(users.div_ceil(u64::from(each))).ok()?;
    let refused = erlang::erlang_b(offered, buys).filter(|_| offered > 0.0);
    Some(RuleOfThumb {
        rule: ThumbRule::UsersPerPort,
        counted: users as f64,
        each,
        buys,
        refused,
        price: None,
    })
}

/// Users with PSTN calls, and all calls by gateways an hour of the window; `None` without users, or where calls are recorded.
fn pstn_calls(study: &Study) -> Option<(u64, f64)> {
    let (deployment, network, window) = (study.deployment(), study.network(), study.window());
    let hours = window.to.since(window.from).seconds() / 3600.0;
    let (mut groups, mut calls): (BTreeSet<UsersId>, f64) = (BTreeSet::new(), 0.0);
    let sources = deployment.traffic.iter().zip(&network.sources);
    for (given, source) in sources.filter(|(given, _)| !given.gateways.is_empty()) {
        calls += source.arrivals.expected(window.from, window.to)?;
        let party = match given.party {
            Party::Users(users) if given.class != Class::Internal => Some(users),
            _ => None,
        };
        groups.extend(party);
    }
    let of = |group: &UsersId| u64::from(deployment.users[group.index()].count);
    let users: u64 = groups.iter().map(of).sum();
    (users > 0 && hours > 0.0).then_some((users, calls / hours))
}

/// Front Ends of all pools by their users.
fn front_ends(deployment: &Deployment) -> Option<RuleOfThumb> {
    let mut found: Option<RuleOfThumb> = None;
    for (pool, users) in deployment.pools.iter().zip(deployment.users_by_pool()) {
        let each = pool.product.recommended_users()?;
        let buys = u32::try_from(users.div_ceil(u64::from(each))).ok()?;
        let before = found.take();
        let (counted, sum) = before.map_or((0.0, 0), |rule| (rule.counted, rule.buys));
        let (counted, buys) = (counted + users as f64, sum + buys);
        let rule = ThumbRule::UsersPerFrontEnd;
        found = Some(RuleOfThumb { rule, counted, each, buys, refused: None, price: None });
    }
    found.filter(|rule| rule.buys > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::NoFiles;

    fn study(users: u32, per_hour: f64, further: &str) -> Study {
        let text = format!(
            "[[gateway]]\nname = \"gw1\"\nlines = {{ e1 = 8 }}\n[[mediation_server]]\nname = \"med1\"\n{further}\
             [[pool]]\nname = \"pool01\"\nfront_ends = 5\n[[users]]\nname = \"office\"\ncount = {users}\n\
             um_enabled = \"0 %\"\n[[traffic]]\nclass = \"voice\"\nto = \"office\"\narrivals = {{ per_user = \"{per_hour}/h\" }}\n"
        );
        Study::parse("m.toml", &text, &NoFiles, &[]).unwrap_or_else(|e| panic!("{e}"))
    }

    fn of(rules: &[RuleOfThumb], rule: ThumbRule) -> &RuleOfThumb {
        rules.iter().find(|found| found.rule == rule).unwrap_or_else(|| panic!("{rules:?}"))
    }

    #[test]
    fn ports_follow_the_users_and_their_calls() {
        // The examples of the documentation: 10,000 users at medium, 47,000 at heavy use.
        for (users, per_hour, each, ports) in [
            (10_000, 2.0, 10, 1_000),
            (47_000, 3.0, 5, 9_400),
            (300, 1.0, 15, 20),
            (301, 0.4, 15, 21),
        ] {
            let offered =
                Offered { channels: f64::from(users) * per_hour / 20.0, ..Offered::default() };
            let found = of_load(&study(users, per_hour, ""), offered);
            let rule = of(&found, ThumbRule::UsersPerPort);
            assert_eq!((rule.each, rule.buys, rule.counted), (each, ports, f64::from(users)));
            assert_eq!(rule.refused, erlang::erlang_b(offered.channels, ports));
        }
        // Three-minute calls, one an hour: 15 users a port are too lean for 100 users, 7 ports for 5 erlang.
        let offered = Offered { channels: 5.0, ..Offered::default() };
        let found = of_load(&study(100, 1.0, ""), offered);
        let refused = of(&found, ThumbRule::UsersPerPort).refused.expect("a share");
        assert!((0.11..0.13).contains(&refused), "{refused}");
    }

    #[test]
    fn mediation_servers_follow_the_calls_without_bypass() {
        let offered = Offered { mediation: 1_600.0, ..Offered::default() };
        let found = of_load(&study(100, 1.0, ""), offered);
        let alone: Vec<(u32, u32)> = found
            .iter()
            .filter(|rule| rule.rule == ThumbRule::StandAloneMediation)
            .map(|rule| (rule.each, rule.buys))
            .collect();
        assert_eq!(alone, [(1_500, 2), (1_100, 2)]);
        // The user model of one Front End: 139.9 calls for 150, by the mean; 2.8 % are refused.
        let offered = Offered { mediation: 139.9, ..Offered::default() };
        let found = of_load(&study(6_660, 1.0, "pool = \"pool01\"\ncollocated = true\n"), offered);
        let rule = of(&found, ThumbRule::CollocatedMediation);
        assert_eq!((rule.each, rule.buys), (150, 1));
        assert!((rule.refused.expect("a share") - 0.028).abs() < 0.0005, "{rule:?}");
    }

    #[test]
    fn front_ends_follow_the_users_and_mailbox_servers_the_calls() {
        for (users, buys) in [(30_000, 5), (6_660, 1), (6_661, 2), (80_000, 13)] {
            let found = of_load(&study(users, 0.1, ""), Offered::default());
            assert_eq!(of(&found, ThumbRule::UsersPerFrontEnd).buys, buys);
        }
        for (load, buys) in [(12.0, 2), (200.0, 2), (250.0, 3)] {
            let offered = Offered { um: load, ..Offered::default() };
            let found = of_load(&study(100, 0.1, ""), offered);
            let rule = of(&found, ThumbRule::UmCalls);
            assert_eq!((rule.each, rule.buys), (100, buys));
            assert_eq!(rule.refused, erlang::erlang_b(load, 100 * buys));
        }
    }
}
