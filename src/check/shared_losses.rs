//! What many hosts share, and nothing takes over if it is lost: sites, links, certificates.

use super::losses::{Loss, LossKind, found, names, servers_of};
use super::other_ways::{handed_on, ways};
use super::reach::{Row, rows};
use crate::base::Id;
use crate::deployment::{CertificateId, Deployment, GatewayId, SiteId, Users};
use std::collections::BTreeSet;

/// The losses of what is shared; `now` is what gets through today.
pub(super) fn shared_losses(d: &Deployment, now: &[Row]) -> Vec<Loss> {
    [sites(d), links(d), certificates(d, now)].into_iter().flatten().collect()
}

/// Sites at which every gateway of some calls stands, or a pool or mailboxes without a successor elsewhere.
fn sites(d: &Deployment) -> Option<Loss> {
    let (mut of, mut whose) = (BTreeSet::<SiteId>::new(), Vec::new());
    if d.sites.len() < 2 {
        return None;
    }
    for traffic in &d.traffic {
        let site = |id: &GatewayId| d.gateways[id.index()].site;
        let sites = ways(traffic).into_iter().map(|way| way.iter().map(site).collect());
        let alone: Vec<BTreeSet<SiteId>> =
            sites.filter(|sites: &BTreeSet<SiteId>| sites.len() == 1).collect();
        if !alone.is_empty() {
            of.extend(alone.into_iter().flatten());
            whose.push(traffic.name.clone());
        }
    }
    for users in &d.users {
        let needed: BTreeSet<SiteId> =
            pool_site(d, users).into_iter().chain(mailbox_sites(d, users)).collect();
        if !needed.is_empty() {
            of.extend(needed);
            whose.push(users.name.clone());
        }
    }
    let of = names(&of, &d.sites, |site| &site.name);
    found(LossKind::Site, of, "no other site takes over for", whose)
}

/// The site of a group's pool, if no pool elsewhere takes over.
fn pool_site(d: &Deployment, users: &Users) -> Option<SiteId> {
    let pool = &d.pools[users.pool?.index()];
    let backup = pool.backup.map(|backup| d.pools[backup.index()].site);
    (backup.is_none() || backup == Some(pool.site)).then_some(pool.site)
}

/// Sites of a group's mailboxes without a copy elsewhere.
fn mailbox_sites(d: &Deployment, users: &Users) -> Vec<SiteId> {
    let Some(mailboxes) = users.mailboxes.as_ref().filter(|_| users.um_enabled > 0.0) else {
        return Vec::new();
    };
    let site = |id: crate::deployment::ExchangeServerId| d.exchange_servers[id.index()].site;
    let alone = |id: &crate::deployment::ExchangeServerId| {
        d.exchange_servers[id.index()].copies.iter().all(|copy| site(*copy) == site(*id))
    };
    servers_of(mailboxes).into_iter().filter(alone).map(site).collect()
}

/// Links between users and their pool.
fn links(d: &Deployment) -> Option<Loss> {
    let (mut of, mut whose) = (Vec::new(), Vec::new());
    for link in &d.links {
        let crosses = |users: &&Users| {
            let pool = users.pool.map(|pool| d.pools[pool.index()].site);
            let (a, b) = link.between;
            [Some((a, b)), Some((b, a))].contains(&pool.map(|pool| (users.site, pool)))
        };
        let served = |users: &&Users| d.sites[users.site.index()].branch_appliance.is_some();
        let cut_off: Vec<String> = d
            .users
            .iter()
            .filter(|users| crosses(users) && !served(users))
            .map(|users| users.name.clone())
            .collect();
        if !cut_off.is_empty() {
            of.push(link.name.clone());
            whose.extend(cut_off);
        }
    }
    found(LossKind::Link, of, "these users can neither call nor answer", whose)
}

/// Certificates on several hosts, or with an end, without which calls fail that get through now.
fn certificates(d: &Deployment, now: &[Row]) -> Option<Loss> {
    let (mut of, mut whose) = (BTreeSet::<CertificateId>::new(), BTreeSet::<String>::new());
    for (i, certificate) in d.trust.certificates.iter().enumerate() {
        let ends = certificate.expires_at.is_some() || d.expiry(Id::new(i)).is_some();
        if certificate.expired || (certificate.hosts.len() < 2 && !ends) {
            continue;
        }
        let mut then = d.clone();
        then.trust.certificates[i].expired = true;
        let rows = rows(&then);
        let elsewhere = handed_on(&then, &rows);
        let fails = |(before, then): &(&Row, &Row)| {
            let relation = then.gateway.map(|gateway| (then.kind, gateway, then.party));
            before.failures != then.failures
                && !relation.is_some_and(|relation| elsewhere.contains(&relation))
        };
        let failing: Vec<String> =
            now.iter().zip(&rows).filter(fails).map(|(_, then)| then.name.to_string()).collect();
        if !failing.is_empty() {
            of.insert(Id::new(i));
            whose.extend(failing);
        }
    }
    let of = names(&of, &d.trust.certificates, |certificate| &certificate.name);
    let then = "after its end, new connections fail for calls of";
    found(LossKind::Certificate, of, then, whose.into_iter().collect())
}
