//! Authorities and certificates.

use super::Resolver;
use crate::base::{BeforeStart, Id, SimTime};
use crate::deployment::trust::Shown;
use crate::deployment::{
    Authority, AuthorityId, AuthorityKind, Certificate, CertificateId, Deployment, Host, Rules,
    SecurityCheckedAt, Trust,
};
use crate::scenario::{
    AuthoritiesText, AuthorityKindText, CertificateTable, CountOrNames, MatrixScopeText,
    MediationServerTable, Object, RulesTable, SanWildcardText, SecurityCheckedAtText,
    SubjectNameText, defaults, glob_matches, nearest,
};
use jiff::civil::DateTime;
use jiff::fmt::temporal::Pieces;
use std::collections::BTreeMap;

impl<'s> Resolver<'s> {
    /// Whom hosts trust, and what they show.
    pub(super) fn trust(&mut self, d: &Deployment) -> Trust {
        let tables = &self.scenario.tables;
        self.unique(&tables.authority, |a| &a.name);
        self.unique(&tables.certificate, |c| &c.name);
        let hosts: Vec<(Host, [String; 3])> = d.hosts().map(|h| (h, names_of(d, h))).collect();
        let mut authorities = Vec::new();
        for authority in &tables.authority {
            let by = authority.says.trusted_by.as_ref();
            authorities.push(Authority {
                name: authority.says.name.clone(),
                kind: match defaults::AUTHORITY_KIND.or(authority.says.kind) {
                    AuthorityKindText::Public => AuthorityKind::Public,
                    AuthorityKindText::SelfSigned => AuthorityKind::SelfSigned,
                    AuthorityKindText::Private => AuthorityKind::Private,
                },
                trusted_by: by
                    .map(|names| self.hosts_by_name((authority, "trusted_by"), names, &hosts)),
            });
        }
        let by_host = self.certificates_by_host(&hosts);
        let mut certificates = Vec::new();
        for (i, certificate) in tables.certificate.iter().enumerate() {
            let own = |(host, id): (&Host, &CertificateId)| (id.index() == i).then_some(*host);
            let hosts: Vec<Host> = by_host.iter().filter_map(own).collect();
            certificates.push(self.certificate(certificate, hosts, d));
        }
        let rules = self.rules();
        let shown = |(host, certificate)| {
            (host, Shown { certificate, is_named: false, has_known_subject: false })
        };
        let by_host = by_host.into_iter().map(shown).collect();
        Trust { authorities, certificates, rules, by_host }
    }

    /// The certificate of every host that has one: the one it names, else the one that names it.
    fn certificates_by_host(
        &mut self,
        hosts: &[(Host, [String; 3])],
    ) -> BTreeMap<Host, CertificateId> {
        let mut by_host = BTreeMap::new();
        let named = self.mediation_servers_with_certificates();
        for (i, certificate) in self.scenario.tables.certificate.iter().enumerate() {
            let Some(on) = &certificate.says.on else { continue };
            for host in self.hosts_by_name((certificate, "on"), on, hosts) {
                if by_host.insert(host, Id::new(i)).is_some() {
                    let names_its_own = hosts
                        .iter()
                        .find(|(h, _)| *h == host)
                        .is_some_and(|known| self.own_certificate(known, &named).is_some());
                    if names_its_own {
                        continue;
                    }
                    let name = name_of(host, hosts);
                    let message = format!("`{name}` has another certificate already");
                    let hint = "take it out of one `on`, or name its certificate at the host";
                    let place = certificate.place_of("on");
                    self.problem(&certificate.label, place, message, hint);
                }
            }
        }
        for known in hosts {
            let Some((label, place, name)) = self.own_certificate(known, &named) else { continue };
            let host = &known.0;
            let tables = &self.scenario.tables;
            let names = tables.certificate.iter().map(|c| c.says.name.as_str());
            match names.clone().position(|n| n == name) {
                Some(at) => _ = by_host.insert(*host, Id::new(at)),
                None => {
                    let message = format!("there is no certificate `{name}`");
                    let hint = nearest(&name, names);
                    self.problem(&label, place, message, &hint);
                }
            }
        }
        by_host
    }

    /// The Mediation Servers that name their certificate, by name; of equal names the first.
    fn mediation_servers_with_certificates(
        &self,
    ) -> BTreeMap<&'s str, &'s Object<MediationServerTable>> {
        let servers = self.scenario.tables.mediation_server.iter().rev();
        let named = servers.filter(|server| server.says.certificate.is_some());
        named.map(|server| (server.says.name.as_str(), server)).collect()
    }

    /// The certificate that a host's own table names: label, place and name.
    fn own_certificate(
        &self,
        (host, names): &(Host, [String; 3]),
        mediation_servers: &BTreeMap<&str, &Object<MediationServerTable>>,
    ) -> Option<(String, crate::base::Place, String)> {
        fn named<T>(
            object: Option<&Object<T>>,
            name: impl Fn(&T) -> Option<&String>,
        ) -> Option<(String, crate::base::Place, String)> {
            let object = object?;
            let name = name(&object.says)?.clone();
            Some((object.label.clone(), object.place_of("certificate"), name))
        }
        let tables = &self.scenario.tables;
        match *host {
            Host::Gateway(id) => named(tables.gateway.get(id.index()), |g| g.certificate.as_ref()),
            Host::MediationServer(_) => {
                let table = mediation_servers.get(names[0].as_str()).copied();
                named(table, |m| m.certificate.as_ref())
            }
            Host::FrontEnd(pool, _) => {
                named(tables.pool.get(pool.index()), |p| p.certificate.as_ref())
            }
            Host::Exchange(id) => {
                named(tables.exchange_server.get(id.index()), |e| e.certificate.as_ref())
            }
        }
    }

    /// Hosts by name or glob; a pool's name means its Front Ends.
    fn hosts_by_name<T>(
        &mut self,
        (object, key): (&Object<T>, &str),
        wanted: &[String],
        hosts: &[(Host, [String; 3])],
    ) -> Vec<Host> {
        let mut found = Vec::new();
        for (i, pattern) in wanted.iter().enumerate() {
            let before = found.len();
            let plain = !pattern.contains(['*', '?']);
            let hit = |(_, names): &&(Host, [String; 3])| {
                let mut names = names.iter().filter(|name| !name.is_empty());
                names.any(|n| if plain { n == pattern } else { glob_matches(pattern, n) })
            };
            found.extend(hosts.iter().filter(hit).map(|(host, _)| *host));
            // An estate without hosts is another problem.
            if found.len() == before && !hosts.is_empty() {
                let names = hosts.iter().map(|(_, [own, ..])| own.as_str());
                let message = format!("no host matches `{pattern}`");
                let place = object.place_of(&object.item(key, i, wanted.len()));
                self.problem(&object.label, place, message, &nearest(pattern, names));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn certificate(
        &mut self,
        table: &Object<CertificateTable>,
        hosts: Vec<Host>,
        d: &Deployment,
    ) -> Certificate {
        let says = &table.says;
        let expiry = self.expiry(table, d);
        if hosts.is_empty() {
            let message = "no host uses this certificate".to_owned();
            let hint = "write on = [\"*\"], or certificate = … at a host";
            self.problem(&table.label, table.node.place_of("name"), message, hint);
        }
        Certificate {
            name: says.name.clone(),
            subject: says.subject.clone(),
            san: self.alternative_names(table, &hosts, d),
            issuer: self.issuer(table),
            expires: says.expires.clone(),
            expired: expiry == Some(Err(BeforeStart)),
            expires_at: expiry.and_then(Result::ok).filter(|at| *at != SimTime::MAX),
            revoked: defaults::CERTIFICATE_REVOKED.or(says.revoked),
            server_authentication: defaults::CERTIFICATE_SERVER_AUTHENTICATION
                .or(says.server_authentication),
            hosts,
        }
    }

    fn alternative_names(
        &mut self,
        table: &Object<CertificateTable>,
        hosts: &[Host],
        d: &Deployment,
    ) -> Vec<String> {
        match &table.says.san {
            Some(CountOrNames::Names(names)) if names[..] != ["hosts"] => names.clone(),
            Some(CountOrNames::Count(_)) => {
                let message = "names are expected".to_owned();
                let hint = "write san = \"hosts\", or a list of names";
                self.problem(&table.label, table.place_of("san"), message, hint);
                Vec::new()
            }
            _ => {
                let names = hosts.iter().flat_map(|h| [d.called_name(*h), d.own_name(*h)]);
                let mut names: Vec<String> = names.map(str::to_owned).collect();
                names.sort_unstable();
                names.dedup();
                names
            }
        }
    }

    fn issuer(&mut self, table: &Object<CertificateTable>) -> AuthorityId {
        let authorities = &self.scenario.tables.authority;
        let names = authorities.iter().map(|a| a.says.name.as_str());
        let Some(name) = &table.says.issuer else {
            if authorities.len() != 1 {
                let message = "`issuer` is missing, and there is no single one to use".to_owned();
                let hint = "add an [[authority]], or say which";
                self.problem(&table.label, table.node.place_of("name"), message, hint);
            }
            return Id::new(0);
        };
        Id::new(self.find((table, "issuer"), "authority", name, names).unwrap_or(0))
    }

    /// When a certificate expires: at the end of its last day, or at an instant of it.
    fn expiry(
        &mut self,
        table: &Object<CertificateTable>,
        d: &Deployment,
    ) -> Option<Result<SimTime, BeforeStart>> {
        let text = table.says.expires.as_ref()?;
        let Some((ends, is_day)) = end_of_validity(text) else {
            let message = format!("`{text}` is not a date, or a date and time without an offset");
            let hint = "write 2027-01-31 for its last day, or 2027-01-31T09:30:00";
            self.problem(&table.label, table.place_of("expires"), message, hint);
            return None;
        };
        let clock = &d.settings.clock;
        if let Some(message) = clock.unclear(ends).filter(|_| !is_day) {
            let hint = format!(
                "write another time, or no `expires` and an [[outage]] with of = \"certificate:{}\" and `from`",
                table.says.name
            );
            self.problem(&table.label, table.place_of("expires"), message, &hint);
            return None;
        }
        Some(clock.at(ends))
    }

    /// Which reading of the documentation decides.
    fn rules(&mut self) -> Rules {
        let table = self.scenario.tables.rules.as_ref();
        let says: RulesTable = table.map(|t| t.says.clone()).unwrap_or_default();
        let authorities = defaults::RULES_AUTHORITIES.or(says.authorities);
        let subject_name = defaults::RULES_SUBJECT_NAME.or(says.subject_name);
        let san_wildcard = defaults::RULES_SAN_WILDCARD.or(says.san_wildcard);
        let matrix_scope = defaults::RULES_MATRIX_SCOPE.or(says.matrix_scope);
        Rules {
            mutual_trust: matches!(authorities, AuthoritiesText::MutualTrust),
            strict_subject: matches!(subject_name, SubjectNameText::Cn),
            strict_san_wildcard: matches!(san_wildcard, SanWildcardText::SameServer),
            phone_edition_only: matches!(matrix_scope, MatrixScopeText::Lpe),
            security_checked_at: match defaults::RULES_SECURITY_CHECKED_AT
                .or(says.security_checked_at)
            {
                SecurityCheckedAtText::CallRouter => SecurityCheckedAt::CallRouter,
                SecurityCheckedAtText::UmService => SecurityCheckedAt::UmService,
                SecurityCheckedAtText::WorkerProcess => SecurityCheckedAt::WorkerProcess,
            },
            far_outgoing_works: defaults::RULES_FAR_OUTGOING_WORKS.or(says.far_outgoing_works).0,
        }
    }
}

/// A host's own name, the name it is called by, and for a Mediation Server on a Front End that of its
/// table.
fn names_of(d: &Deployment, host: Host) -> [String; 3] {
    let own = d.own_name(host).to_owned();
    let called = d.called_name(host).to_owned();
    let collocated = match host {
        Host::FrontEnd(pool, at) => {
            let here = |m: &&crate::deployment::MediationServer| {
                m.pool == pool && m.collocated_with == Some(at as usize)
            };
            d.mediation_servers.iter().find(here).and_then(|m| m.name.rsplit_once('#')).map(|n| n.0)
        }
        _ => None,
    };
    [own, called, collocated.unwrap_or_default().to_owned()]
}

fn name_of(host: Host, hosts: &[(Host, [String; 3])]) -> &str {
    hosts.iter().find(|(h, _)| *h == host).map_or("", |(_, [own, ..])| own)
}

/// The civil time at which a certificate is valid no longer.
fn end_of_validity(text: &str) -> Option<(DateTime, bool)> {
    let pieces = Pieces::parse(text).ok()?;
    if pieces.offset().is_some() || text.contains('[') {
        return None;
    }
    let midnight = DateTime::from(pieces.date());
    match pieces.time() {
        Some(time) => Some((pieces.date().to_datetime(time), false)),
        None => Some((midnight.checked_add(jiff::ToSpan::day(1)).unwrap_or(DateTime::MAX), true)),
    }
}
