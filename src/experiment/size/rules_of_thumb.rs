//! The vendor's rules of thumb: what they would buy for a model, beside what a search finds.

use super::thumb_loads::{Loads, Mediation, Offered};
use crate::deployment::{Class, Deployment, Party, Pool, Product, UsersId};
use crate::experiment::record::{Record, RuleOfThumb, ThumbRule};
use crate::experiment::study::Study;
use crate::network::{ResourceKind, UNLIMITED};
use crate::stats::erlang;
use std::collections::BTreeSet;

/// Users a port by calls a user and hour, PSTN calls only (domain §4.3): up to so many calls, and the users.
const USERS_PER_PORT: [(f64, u32); 3] = [(1.0, 15), (2.0, 10), (f64::INFINITY, 5)];

/// Concurrent calls of a Mailbox server: the default of `MaxCallsAllowed` (domain §4.4).
const UM_CALLS: u32 = 100;

/// Mailbox servers of a SIP URI dial plan at least, for redundancy (domain §4.4).
const FEWEST_UM_SERVERS: u32 = 2;

/// Front Ends of Lync Server 2010 besides those for the users (domain §4.1).
const LYNC_2010_SPARE: u32 = 1;

impl Mediation {
    const fn rule(self) -> ThumbRule {
        if self.collocated {
            ThumbRule::CollocatedMediation
        } else {
            ThumbRule::StandAloneMediation
        }
    }

    /// Calls without media bypass for each server (domain §4.2 and §4.2b): stand-alone with hyper-threading, and without.
    /// Those of the older products are assumptions: the sources differ.
    const fn calls(self) -> &'static [u32] {
        match (self.older, self.collocated) {
            (false, false) => &[1_500, 1_100],
            (false, true) => &[150],
            (true, false) => &[1_000],
            (true, true) => &[226],
        }
    }
}

/// What a rule buys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bought {
    /// Channels of gateways.
    Ports,
    /// Mediation Servers.
    Mediation(Mediation),
    /// Front Ends of the pool with this number.
    FrontEnds(usize),
    /// Servers that take UM calls.
    Um,
}

impl Bought {
    /// How many of them a deployment has. `None` if a gateway has no limit.
    pub(super) fn in_study(self, study: &Study) -> Option<u64> {
        let deployment = study.deployment();
        let of_kind = |kind| {
            let resources = study.network().resources.iter();
            resources.filter(move |resource| resource.kind == kind)
        };
        let count = match self {
            Bought::Ports => {
                let units = |r: &crate::network::Resource| {
                    (r.units != UNLIMITED).then_some(u64::from(r.units))
                };
                return of_kind(ResourceKind::Channels).map(units).sum();
            }
            Bought::Mediation(which) => {
                let all = deployment.mediation_servers.iter();
                all.filter(|server| Mediation::of(deployment, server) == which).count()
            }
            Bought::FrontEnds(pool) => deployment.pools.get(pool)?.front_ends.len(),
            Bought::Um => of_kind(ResourceKind::UmSlots).count(),
        };
        Some(count as u64)
    }

    /// How many calls each of these servers takes, or the one that takes fewest. `None` of what is no server for calls, and
    /// without any.
    pub(super) fn calls_each(self, study: &Study) -> Option<u32> {
        let deployment = study.deployment();
        match self {
            Bought::Ports | Bought::FrontEnds(_) => None,
            Bought::Mediation(which) => {
                let all = deployment.mediation_servers.iter();
                let own = all.filter(|server| Mediation::of(deployment, server) == which);
                own.map(|server| server.calls).min()
            }
            Bought::Um => {
                let slots = study.network().resources.iter();
                let slots = slots.filter(|resource| resource.kind == ResourceKind::UmSlots);
                slots.map(|resource| resource.calls()).min()
            }
        }
    }
}

/// Share of calls that are kept away from a station above which the rule says so.
const MANY_KEPT_AWAY: f64 = 0.01;

/// Every rule that says something about a design, with the load that its record has, and what it buys.
pub(super) fn rules(study: &Study, record: &Record) -> Vec<(RuleOfThumb, Bought)> {
    let loads = Loads { study, record };
    let mut found = of_load(study, loads.offered());
    let (mediation, um) = loads.kept_away();
    for (rule, bought) in &mut found {
        let kept_away = match bought {
            Bought::Mediation(_) => mediation,
            Bought::Um => um,
            Bought::Ports | Bought::FrontEnds(_) => 0.0,
        };
        rule.kept_away = (kept_away > MANY_KEPT_AWAY).then_some(kept_away);
    }
    found
}

fn of_load(study: &Study, offered: Offered) -> Vec<(RuleOfThumb, Bought)> {
    let mut found = Vec::new();
    found.extend(ports(study, offered.channels).map(|rule| (rule, Bought::Ports)));
    for (which, load) in Mediation::ALL.into_iter().zip(offered.mediation) {
        if load > 0.0 {
            let rule = |&calls| RuleOfThumb {
                is_assumption: which.older,
                ..servers(which.rule(), load, calls, 1)
            };
            let bought = Bought::Mediation(which);
            found.extend(which.calls().iter().map(rule).map(|rule| (rule, bought)));
        }
    }
    found.extend(front_ends(study.deployment()));
    if offered.um > 0.0 {
        let rule = servers(ThumbRule::UmCalls, offered.um, UM_CALLS, FEWEST_UM_SERVERS);
        found.push((rule, Bought::Um));
    }
    found
}

/// The vendor sizes servers by the mean load: the user model has 139.9 calls without bypass on a server for 150.
fn servers(rule: ThumbRule, load: f64, calls: u32, fewest: u32) -> RuleOfThumb {
    let buys = ((load / f64::from(calls)).ceil() as u32).max(fewest);
    let refused = erlang::erlang_b(load, buys.saturating_mul(calls));
    RuleOfThumb { refused, ..RuleOfThumb::new(rule, (load, calls), buys) }
}

/// Ports by users who make or get PSTN calls.
fn ports(study: &Study, offered: f64) -> Option<RuleOfThumb> {
    let (users, per_hour) = pstn_calls(study)?;
    let calls = per_hour / users as f64;
    let (_, each) = USERS_PER_PORT.into_iter().find(|(most, _)| calls <= most + 1e-9)?;
    let buys = u32::try_from(users.div_ceil(u64::from(each))).ok()?;
    let refused = erlang::erlang_b(offered, buys).filter(|_| offered > 0.0);
    let rule = RuleOfThumb::new(ThumbRule::UsersPerPort, (users as f64, each), buys);
    Some(RuleOfThumb { refused, ..rule })
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

/// Front Ends of each pool by its users.
fn front_ends(deployment: &Deployment) -> Vec<(RuleOfThumb, Bought)> {
    let pools = deployment.pools.iter().zip(deployment.users_by_pool()).enumerate();
    let rule = |(number, (pool, users)): (usize, (&Pool, u64))| {
        let each = pool.recommended_users()?;
        let buys = u32::try_from(users.div_ceil(u64::from(each))).ok().filter(|buys| *buys > 0)?;
        let (rule, spare) = match (pool.is_standard, pool.product) {
            (true, _) => (ThumbRule::UsersPerStandardEdition, 0),
            (false, Product::Lync2010) => (ThumbRule::UsersPerFrontEnd, LYNC_2010_SPARE),
            _ => (ThumbRule::UsersPerFrontEnd, 0),
        };
        let rule = RuleOfThumb::new(rule, (users as f64, each), buys + spare);
        let at_most = pool.most_front_ends();
        let pool = (deployment.pools.len() > 1).then(|| pool.name.clone());
        Some((RuleOfThumb { pool, spare, at_most, ..rule }, Bought::FrontEnds(number)))
    };
    pools.filter_map(rule).collect()
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

    fn of(rules: &[(RuleOfThumb, Bought)], rule: ThumbRule) -> &RuleOfThumb {
        let found = rules.iter().find(|(found, _)| found.rule == rule);
        &found.unwrap_or_else(|| panic!("{rules:?}")).0
    }

    /// With this load of Mediation Servers.
    fn mediation(older: bool, collocated: bool, load: f64) -> Offered {
        let which = |of: Mediation| of == Mediation { older, collocated };
        Offered {
            mediation: Mediation::ALL.map(|of| if which(of) { load } else { 0.0 }),
            ..Offered::default()
        }
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
        let alone = |older| -> Vec<(u32, u32, bool)> {
            let found = of_load(&study(100, 1.0, ""), mediation(older, false, 1_600.0));
            let all = found.iter().map(|(rule, _)| rule);
            all.filter(|rule| rule.rule == ThumbRule::StandAloneMediation)
                .map(|rule| (rule.each, rule.buys, rule.is_assumption))
                .collect()
        };
        assert_eq!(alone(false), [(1_500, 2, false), (1_100, 2, false)]);
        assert_eq!(alone(true), [(1_000, 2, true)]);
        // The user model of one Front End: 139.9 calls for 150, by the mean; 2.8 % are refused.
        let collocated = study(6_660, 1.0, "pool = \"pool01\"\ncollocated = true\n");
        let found = of_load(&collocated, mediation(false, true, 139.9));
        let rule = of(&found, ThumbRule::CollocatedMediation);
        assert_eq!((rule.each, rule.buys), (150, 1));
        assert!((rule.refused.expect("a share") - 0.028).abs() < 0.0005, "{rule:?}");
        // Of Lync Server 2010 only another vendor's figure is known.
        let found = of_load(&collocated, mediation(true, true, 139.9));
        let rule = of(&found, ThumbRule::CollocatedMediation);
        assert_eq!((rule.each, rule.buys, rule.is_assumption), (226, 1, true));
    }

    #[test]
    fn front_ends_follow_the_users_and_mailbox_servers_the_calls() {
        for (users, buys) in [(30_000, 5), (6_660, 1), (6_661, 2), (80_000, 13)] {
            let found = of_load(&study(users, 0.1, ""), Offered::default());
            assert_eq!(of(&found, ThumbRule::UsersPerFrontEnd).buys, buys);
        }
        // A Standard Edition server is alone; a pool has no more than twelve; Lync Server 2010 keeps a spare.
        let of_pool = |users: u32, pool: &str| {
            let text = format!(
                "[[gateway]]\nname = \"gw1\"\nchannels = 60\n[[mediation_server]]\nname = \"med1\"\n[[pool]]\n\
                 name = \"pool01\"\n{pool}\n[[users]]\nname = \"office\"\ncount = {users}\num_enabled = \"0 %\"\n\
                 [[traffic]]\nclass = \"voice\"\nto = \"office\"\narrivals = \"60/h\"\n"
            );
            let study =
                Study::parse("m.toml", &text, &NoFiles, &[]).unwrap_or_else(|e| panic!("{e}"));
            let found = of_load(&study, Offered::default()).into_iter().map(|(rule, _)| rule);
            let is_of_users = |rule: &RuleOfThumb| {
                matches!(
                    rule.rule,
                    ThumbRule::UsersPerFrontEnd | ThumbRule::UsersPerStandardEdition
                )
            };
            let rule = found.into_iter().find(is_of_users).expect("a rule");
            (rule.rule, rule.each, rule.buys, rule.at_most)
        };
        let (of_front_ends, of_standard) =
            (ThumbRule::UsersPerFrontEnd, ThumbRule::UsersPerStandardEdition);
        let standard = of_pool(6_000, "edition = \"standard\"");
        assert_eq!(standard, (of_standard, 5_000, 2, Some(1)));
        let large = of_pool(85_000, "front_ends = 12");
        assert_eq!(large, (of_front_ends, 6_660, 13, Some(12)));
        let older = of_pool(30_000, "front_ends = 3\nproduct = \"lync-2010\"");
        assert_eq!(older, (of_front_ends, 10_000, 4, Some(8)));
        for (load, buys) in [(12.0, 2), (200.0, 2), (250.0, 3)] {
            let offered = Offered { um: load, ..Offered::default() };
            let found = of_load(&study(100, 0.1, ""), offered);
            let rule = of(&found, ThumbRule::UmCalls);
            assert_eq!((rule.each, rule.buys), (100, buys));
            assert_eq!(rule.refused, erlang::erlang_b(load, 100 * buys));
        }
    }
}
