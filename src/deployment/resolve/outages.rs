//! Outages, and how peers react to them.

use super::expiries::{CERTIFICATE, unwritten};
use super::{Resolver, span};
use crate::base::{Id, SimTime};
use crate::deployment::{
    Assumption, Deployment, Distribution, Effect, Failover, FailoverTimes, Outage, OutageRole,
    OutageTarget, OutageTimes, Shape,
};
use crate::scenario::defaults;
use crate::scenario::{
    EffectText, Object, OutageRoleText, OutageTable, PartialMessageText, glob_matches, nearest,
};

impl Resolver<'_> {
    /// How peers react; its assumptions are listed if anything fails.
    pub(super) fn failover(&mut self) -> Failover {
        use defaults::*;
        let fails = !self.scenario.tables.outage.is_empty();
        let names_fail = self.scenario.tables.outage.iter().any(|table| table.says.of == DNS);
        let table = self.scenario.tables.failover.as_ref();
        let says = table.map(|t| t.says.clone()).unwrap_or_default();
        let assumed: [(&defaults::DefaultValue, bool); 11] = [
            (&FAILOVER_OPTIONS_EVERY, says.options_every.is_none()),
            (&FAILOVER_OPTIONS_MISSED, says.options_missed.is_none()),
            (&FAILOVER_DETECT, says.detect.is_none()),
            (&FAILOVER_RE_REGISTER, says.re_register.is_none()),
            (&FAILOVER_UM_TIMEOUT, says.um_timeout.is_none()),
            (&FAILOVER_UM_RETRY_AFTER, says.um_retry_after.is_none()),
            (&FAILOVER_DIRECTORY_TIMEOUT, says.directory_timeout.is_none()),
            (&FAILOVER_DNS_TTL, names_fail && says.dns_ttl.is_none()),
            (&FAILOVER_DATABASE_FAILOVER, says.database_failover.is_none()),
            (&FAILOVER_LATE_AFTER, says.late_after.is_none()),
            (&FAILOVER_PARTIAL_MESSAGE, says.partial_message.is_none()),
        ];
        let assumed = assumed.into_iter().filter(|(_, is_default)| *is_default);
        let assumed: Vec<&defaults::DefaultValue> = assumed.map(|(default, _)| default).collect();
        if fails {
            assumed.iter().for_each(|default| self.assume(default));
        }
        let re_register = match (table, &says.re_register) {
            (Some(table), Some(text)) => self.given_time(table, "re_register", text),
            _ => Distribution::new(FAILOVER_RE_REGISTER.key, self.shape_of(&FAILOVER_RE_REGISTER)),
        };
        let options_missed = FAILOVER_OPTIONS_MISSED.or(says.options_missed);
        let times = FailoverTimes {
            connect_timeout: span(says.connect_timeout, &FAILOVER_CONNECT_TIMEOUT),
            options_every: span(says.options_every, &FAILOVER_OPTIONS_EVERY),
            options_missed,
            detect: span(says.detect, &FAILOVER_DETECT),
            backup_registrar_after: span(
                says.backup_registrar_after,
                &FAILOVER_BACKUP_REGISTRAR_AFTER,
            ),
            um_timeout: span(says.um_timeout, &FAILOVER_UM_TIMEOUT),
            um_retry_after: span(says.um_retry_after, &FAILOVER_UM_RETRY_AFTER),
            directory_timeout: span(says.directory_timeout, &FAILOVER_DIRECTORY_TIMEOUT),
            dns_ttl: span(says.dns_ttl, &FAILOVER_DNS_TTL),
            dns_timeout: span(says.dns_timeout, &FAILOVER_DNS_TIMEOUT),
            database_failover: span(says.database_failover, &FAILOVER_DATABASE_FAILOVER),
            rtcp_timeout: span(says.rtcp_timeout, &FAILOVER_RTCP_TIMEOUT),
            late_after: span(says.late_after, &FAILOVER_LATE_AFTER),
            keeps_partial_message: FAILOVER_PARTIAL_MESSAGE.or(says.partial_message)
                == PartialMessageText::Kept,
        };
        if let Some(table) = table {
            self.range(table, "options_missed", options_missed, 1, 1_000);
            if times.options_every.is_zero() {
                let message = "`options_every` must be above 0".to_owned();
                self.problem(
                    &table.label,
                    table.place_of("options_every"),
                    message,
                    "write \"60 s\"",
                );
            }
        }
        let assumed = assumed.into_iter().map(Assumption::of).collect();
        Failover { times, re_register, assumed }
    }

    /// All outages of the scenario.
    pub(super) fn outages(&mut self, deployment: &Deployment) -> Vec<Outage> {
        let mut out: Vec<Outage> = Vec::new();
        let names = target_names(deployment);
        for table in &self.scenario.tables.outage {
            let outage = match table.says.of.strip_prefix(CERTIFICATE) {
                Some(name) => self.written_expiry(table, (name, &out, deployment)),
                None => self.outage(table, &names, deployment),
            };
            let outages = outage.map_or_else(Vec::new, |outage| {
                by_object(outage, &table.says.of, (&names, deployment))
            });
            if let Some(known) = outages.iter().find(|o| out.iter().any(|p| p.name == o.name)) {
                let message = format!("there is another outage named `{}`", known.name);
                self.problem(
                    &table.label,
                    table.place_of("of"),
                    message,
                    "give each a `name` of its own",
                );
            }
            out.extend(outages);
        }
        out.extend(unwritten(deployment, &out));
        out
    }

    fn outage(
        &mut self,
        table: &Object<OutageTable>,
        names: &[(String, OutageTarget)],
        deployment: &Deployment,
    ) -> Option<Outage> {
        let says = &table.says;
        let hit = |name: &str| is_hit(&says.of, name);
        let mut of: Vec<OutageTarget> =
            names.iter().filter(|(name, _)| hit(name)).map(|(_, target)| *target).collect();
        of.dedup();
        let service = match says.of.as_str() {
            DIRECTORY => Some((OutageTarget::Directory, "the directory")),
            DNS => Some((OutageTarget::Dns, "DNS")),
            _ => None,
        };
        if let Some((target, service)) = service {
            if !of.is_empty() {
                let message = format!("`{}` is a host, and {service}", says.of);
                self.problem(&table.label, table.place_of("of"), message, "rename the host");
            }
            of = vec![target];
        }
        let service = service.map(|(_, service)| service).or_else(|| {
            of.iter().find_map(|of| match of {
                OutageTarget::Link(_) => Some("a link"),
                OutageTarget::Certificate(_) => Some("a certificate"),
                _ => None,
            })
        });
        if let Some(service) = service
            && says.effect.is_some_and(|effect| effect != EffectText::Down)
        {
            let message = format!("{service} can only be down");
            self.problem(&table.label, table.place_of("effect"), message, "remove `effect`");
        }
        if of.is_empty() {
            let message = format!("there is nothing named `{}`", says.of);
            let pools = deployment.pools.iter().map(|pool| pool.name.as_str());
            let certificates = deployment.trust.certificates.iter();
            let certificates: Vec<String> =
                certificates.map(|known| format!("{CERTIFICATE}{}", known.name)).collect();
            let known = names.iter().map(|(name, _)| name.as_str()).chain(pools);
            let known =
                known.chain([DIRECTORY, DNS]).chain(certificates.iter().map(String::as_str));
            self.problem(&table.label, table.place_of("of"), message, &nearest(&says.of, known));
            return None;
        }
        let role = says.role.map(role);
        if let Some(role) =
            role.filter(|role| !of.iter().any(|of| has_role(deployment, *of, *role)))
        {
            let message = format!("`{}` has no role {}", says.of, role.name());
            self.problem(
                &table.label,
                table.place_of("role"),
                message,
                "remove `role` for the whole host",
            );
        }
        Some(Outage {
            name: says.name.clone().unwrap_or_else(|| with_role(&says.of, role)),
            of,
            role,
            effect: self.effect(table),
            times: self.outage_times(table)?,
        })
    }

    fn effect(&mut self, table: &Object<OutageTable>) -> Effect {
        let effect = defaults::OUTAGE_EFFECT.or(table.says.effect);
        let speed = table.says.speed.map(|speed| speed.0);
        if effect != EffectText::Slow && speed.is_some() {
            let message = "`speed` is only for what is slow".to_owned();
            self.problem(&table.label, table.place_of("speed"), message, "write effect = \"slow\"");
        }
        match effect {
            EffectText::Down => Effect::Down,
            EffectText::Draining => Effect::Draining,
            EffectText::Refuses => Effect::Refuses,
            EffectText::Slow => match speed {
                Some(speed) if speed > 0.0 && speed < 1.0 => Effect::Slow(speed),
                _ => {
                    let message =
                        "what is slow needs a `speed` above 0 % and below 100 %".to_owned();
                    self.problem(
                        &table.label,
                        table.place_of("effect"),
                        message,
                        "write speed = \"25 %\"",
                    );
                    Effect::Slow(0.5)
                }
            },
        }
    }

    fn outage_times(&mut self, table: &Object<OutageTable>) -> Option<OutageTimes> {
        let says = &table.says;
        let start =
            |seconds: f64| crate::base::Span::from_seconds(seconds).map(|s| SimTime::ZERO + s);
        match (says.from, says.to, &says.lasts, &says.every) {
            (Some(from), Some(to), None, None) => {
                if to.0 < from.0 {
                    let message = "`to` is before `from`".to_owned();
                    self.problem(
                        &table.label,
                        table.place_of("to"),
                        message,
                        "an outage ends after it begins",
                    );
                }
                let shape = Shape::Constant(((to.0 - from.0).max(0.0) * 1e9).round());
                let lasts = Distribution::new(format!("{}.to", table.label), shape);
                Some(OutageTimes::Once { from: start(from.0)?, lasts })
            }
            (Some(from), None, Some(lasts), None) => {
                let lasts = self.given_time(table, "lasts", lasts);
                Some(OutageTimes::Once { from: start(from.0)?, lasts })
            }
            (None, None, Some(lasts), Some(every)) => {
                let every = self.given_time(table, "every", every);
                let lasts = self.given_time(table, "lasts", lasts);
                if every.shape.mean() + lasts.shape.mean() < 1e9 {
                    let message = "outages at random come at most once a second".to_owned();
                    self.problem(
                        &table.label,
                        table.place_of("every"),
                        message,
                        "write a longer time",
                    );
                }
                Some(OutageTimes::Random { every, lasts })
            }
            _ => {
                let message = "it is not clear when this happens".to_owned();
                let hint = "give `from` and `to`, `from` and `lasts`, or `every` and `lasts`";
                self.problem(&table.label, table.place_of("of"), message, hint);
                None
            }
        }
    }
}

/// The name of DNS.
const DNS: &str = "dns";

/// The name of the directory.
const DIRECTORY: &str = "directory";

/// Everything that can fail, by name.
fn target_names(d: &Deployment) -> Vec<(String, OutageTarget)> {
    let mut out = Vec::new();
    let mut add = |name: &str, target| out.push((name.to_owned(), target));
    d.gateways
        .iter()
        .enumerate()
        .for_each(|(i, g)| add(&g.name, OutageTarget::Gateway(Id::new(i))));
    for (i, server) in d.mediation_servers.iter().enumerate() {
        add(&server.name, OutageTarget::MediationServer(Id::new(i)));
    }
    for (i, pool) in d.pools.iter().enumerate() {
        for (position, name) in pool.front_ends.iter().enumerate() {
            let target = OutageTarget::FrontEnd(Id::new(i), position);
            add(name, target);
            if !is_instance_of(name, &pool.name) && *name != pool.name {
                add(&pool.name, target);
            }
        }
    }
    for (i, server) in d.exchange_servers.iter().enumerate() {
        add(&server.name, OutageTarget::ExchangeServer(Id::new(i)));
    }
    for (i, partner) in d.fax_partners.iter().enumerate() {
        add(&partner.name, OutageTarget::FaxPartner(Id::new(i)));
    }
    d.sites
        .iter()
        .enumerate()
        .for_each(|(i, site)| add(&site.name, OutageTarget::Site(Id::new(i))));
    for (i, link) in d.links.iter().enumerate() {
        add(&link.name, OutageTarget::Link(i));
        if let Some((a, b)) = link.name.split_once(" - ") {
            add(&format!("{b} - {a}"), OutageTarget::Link(i));
        }
    }
    out
}

/// Whether `of` stands for what has this name.
fn is_hit(of: &str, name: &str) -> bool {
    glob_matches(of, name) || is_instance_of(name, of)
}

/// The name of an outage of what has this name, or of its role.
fn with_role(name: &str, role: Option<OutageRole>) -> String {
    role.map_or_else(|| name.to_owned(), |role| format!("{name} {}", role.name()))
}

/// An outage at random for each object that it hits: each fails independently of the others. What belongs to one object,
/// as the Front Ends of a pool, fails with it. A planned outage stays one.
fn by_object(
    outage: Outage,
    of: &str,
    (names, deployment): (&[(String, OutageTarget)], &Deployment),
) -> Vec<Outage> {
    let is_service = matches!(outage.of[..], [OutageTarget::Directory | OutageTarget::Dns]);
    if matches!(outage.times, OutageTimes::Once { .. }) || is_service {
        return vec![outage];
    }
    let mut objects: Vec<(String, Vec<OutageTarget>)> = Vec::new();
    for (name, target) in names.iter().filter(|(name, _)| is_hit(of, name)) {
        let is_known = objects.iter().any(|(_, known)| known.contains(target));
        let has_role = outage.role.is_none_or(|role| has_role(deployment, *target, role));
        if is_known || !has_role || is_on_hit(outage.of.as_slice(), *target, deployment) {
            continue;
        }
        let pool = match target {
            OutageTarget::FrontEnd(pool, _) => Some(&deployment.pools[pool.index()].name),
            _ => None,
        };
        let object = pool.filter(|pool| is_hit(of, pool)).unwrap_or(name);
        match objects.iter_mut().find(|(known, _)| known == object) {
            Some((_, of)) => of.push(*target),
            None => objects.push((object.clone(), vec![*target])),
        }
    }
    if let [(object, _)] = &objects[..]
        && object == of
    {
        return vec![outage];
    }
    let own_name = outage.name != with_role(of, outage.role);
    let one = |(object, of): (String, Vec<OutageTarget>)| {
        let name = match own_name {
            true => format!("{} {object}", outage.name),
            false => with_role(&object, outage.role),
        };
        Outage { name, of, ..outage.clone() }
    };
    objects.into_iter().map(one).collect()
}

/// Whether a Mediation Server is collocated with a Front End that is hit as well.
fn is_on_hit(hit: &[OutageTarget], target: OutageTarget, deployment: &Deployment) -> bool {
    let OutageTarget::MediationServer(id) = target else { return false };
    let server = &deployment.mediation_servers[id.index()];
    let front_end = server.collocated_with.map(|at| OutageTarget::FrontEnd(server.pool, at));
    front_end.is_some_and(|front_end| hit.contains(&front_end))
}

/// Whether a host is one of those that a name stands for: `pool01#2` of `pool01`.
fn is_instance_of(host: &str, name: &str) -> bool {
    host.strip_prefix(name).is_some_and(|rest| rest.starts_with('#'))
}

const fn role(text: OutageRoleText) -> OutageRole {
    match text {
        OutageRoleText::FrontEnd => OutageRole::FrontEnd,
        OutageRoleText::MediationServer => OutageRole::MediationServer,
        OutageRoleText::CallRouter => OutageRole::CallRouter,
        OutageRoleText::Um => OutageRole::UnifiedMessaging,
    }
}

fn has_role(d: &Deployment, of: OutageTarget, role: OutageRole) -> bool {
    match (of, role) {
        (OutageTarget::FrontEnd(..), OutageRole::FrontEnd)
        | (OutageTarget::MediationServer(_), OutageRole::MediationServer)
        | (OutageTarget::Site(_), _) => true,
        (OutageTarget::FrontEnd(pool, at), OutageRole::MediationServer) => {
            let here = |s: &crate::deployment::MediationServer| {
                s.pool == pool && s.collocated_with == Some(at)
            };
            d.mediation_servers.iter().any(here)
        }
        (OutageTarget::ExchangeServer(id), OutageRole::CallRouter) => {
            d.exchange_servers[id.index()].call_router
        }
        (OutageTarget::ExchangeServer(id), OutageRole::UnifiedMessaging) => {
            d.exchange_servers[id.index()].um_service
        }
        _ => false,
    }
}
