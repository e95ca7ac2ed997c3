//! Whether two hosts can secure a connection (domain §3.3).

use super::cause::TlsProblem;
use super::trust::{AuthorityKind, Certificate, CertificateId, Host, Shown};
use super::{Deployment, MediationServerId, Outage, OutageTarget};
use crate::base::Id;

impl Deployment {
    /// The name by which others call a host: of a Front End that of its pool (S14).
    pub fn called_name(&self, host: Host) -> &str {
        match host {
            Host::Gateway(id) => &self.gateways[id.index()].name,
            Host::MediationServer(id) => &self.mediation_servers[id.index()].name,
            Host::FrontEnd(pool, _) => &self.pools[pool.index()].name,
            Host::Exchange(id) => &self.exchange_servers[id.index()].name,
        }
    }

    /// Its own name.
    pub fn own_name(&self, host: Host) -> &str {
        match host {
            Host::FrontEnd(pool, at) => &self.pools[pool.index()].front_ends[at as usize],
            _ => self.called_name(host),
        }
    }

    /// The computer a Mediation Server runs on.
    pub fn mediation_host(&self, id: MediationServerId) -> Host {
        let server = &self.mediation_servers[id.index()];
        match server.collocated_with {
            Some(at) => Host::FrontEnd(server.pool, at as u32),
            None => Host::MediationServer(id),
        }
    }

    /// Every computer that can have a certificate, in the order of [`Host`].
    pub fn hosts(&self) -> impl Iterator<Item = Host> + '_ {
        let gateways = (0..self.gateways.len()).map(|i| Host::Gateway(Id::new(i)));
        let alone = |i: &usize| self.mediation_servers[*i].collocated_with.is_none();
        let mediation = (0..self.mediation_servers.len())
            .filter(alone)
            .map(|i| Host::MediationServer(Id::new(i)));
        let front_ends = self.pools.iter().enumerate().flat_map(|(pool, p)| {
            (0..p.front_ends.len() as u32).map(move |at| Host::FrontEnd(Id::new(pool), at))
        });
        let exchange = (0..self.exchange_servers.len()).map(|i| Host::Exchange(Id::new(i)));
        gateways.chain(mediation).chain(front_ends).chain(exchange)
    }

    /// Whether a connection from one host to another can be secured by mutual TLS.
    ///
    /// # Errors
    /// The first check that fails, as the UM Troubleshooting Tool would tell it.
    pub fn handshake(&self, from: Host, to: Host) -> Result<(), TlsProblem> {
        let trust = &self.trust;
        if !trust.knows_certificates() {
            return Ok(());
        }
        let caller = trust.shown(from).ok_or(TlsProblem::NoCertificate)?;
        let callee = trust.shown(to).ok_or(TlsProblem::NotTrusted)?;
        let (own_id, shown_id) = (caller.certificate, callee.certificate);
        let (own, shown) =
            (&trust.certificates[own_id.index()], &trust.certificates[shown_id.index()]);
        if !self.trusts_shown(from, shown, own) || self.is_refused_self_signed(shown_id, from, to) {
            return Err(TlsProblem::NotTrusted);
        }
        if !callee.is_named {
            return Err(TlsProblem::NameInvalid);
        }
        if shown.expired || own.expired {
            return Err(TlsProblem::Expired);
        }
        let distrusted = !self.trusts_shown(to, own, shown)
            || self.is_refused_self_signed(own_id, from, to)
            || !self.knows_subject(to, from, caller);
        if distrusted {
            return Err(TlsProblem::RemoteDistrusts);
        }
        if shown.revoked || own.revoked {
            return Err(TlsProblem::Revoked);
        }
        if !shown.server_authentication || !own.server_authentication {
            return Err(TlsProblem::KeyUsage);
        }
        Ok(())
    }

    /// Whether every connection can be secured, found without looking at every pair of hosts: all show a certificate of
    /// one authority that all trust, and nothing is wrong with any. False says nothing.
    pub fn secures_everything(&self) -> bool {
        let trust = &self.trust;
        let Some((_, first)) = trust.by_host.first() else { return !trust.knows_certificates() };
        let issuer = trust.certificates[first.certificate.index()].issuer;
        let faultless = |(_, shown): &(Host, Shown)| {
            let certificate = &trust.certificates[shown.certificate.index()];
            certificate.issuer == issuer
                && shown.is_named
                && shown.has_known_subject
                && certificate.server_authentication
                && !certificate.expired
                && !certificate.revoked
        };
        trust.authorities[issuer.index()].kind != AuthorityKind::SelfSigned
            && trust.by_host.iter().all(faultless)
            && self.hosts().all(|host| trust.shown(host).is_some() && trust.trusts(host, issuer))
    }

    /// Whether `host`, whose own certificate is `own`, trusts the authority of a certificate it is shown.
    fn trusts_shown(&self, host: Host, shown: &Certificate, own: &Certificate) -> bool {
        // Both sides of a connection with Lync have the same authority (S7, S8, S44), unless the
        // other reading is chosen.
        let lync = self.has_lync();
        let same = self.trust.rules.mutual_trust || !lync || shown.issuer == own.issuer;
        same && self.trust.trusts(host, shown.issuer)
    }

    /// Whether Lync takes part in any call, so that its rules on certificates hold.
    pub fn has_lync(&self) -> bool {
        !self.pools.is_empty()
    }

    /// A certificate that signs itself works with gateways and PBXs, not with Lync (S10).
    fn is_refused_self_signed(&self, id: CertificateId, from: Host, to: Host) -> bool {
        let issuer = self.trust.certificates[id.index()].issuer;
        let signs_itself = self.trust.authorities[issuer.index()].kind == AuthorityKind::SelfSigned;
        signs_itself && [from, to].iter().any(|host| host.is_lync())
    }

    /// Whether a certificate holds the name by which `host` is called.
    pub fn names(&self, certificate: &Certificate, host: Host) -> bool {
        let name = self.called_name(host);
        if matches_name(&certificate.subject, name) {
            return true;
        }
        if self.trust.rules.strict_subject && !self.is_public_everywhere(certificate) {
            return false;
        }
        let wildcards = !self.trust.rules.strict_san_wildcard || !self.has_one_role(host);
        let matches = |san: &String| matches_name(san, name) && (wildcards || !san.contains('*'));
        certificate.san.iter().any(matches)
    }

    /// Whether it is an Exchange server with one of the two roles only.
    pub fn has_one_role(&self, host: Host) -> bool {
        let Host::Exchange(id) = host else { return false };
        let server = &self.exchange_servers[id.index()];
        server.call_router != server.um_service
    }

    /// S12's way round: a public certificate that is the same on all hosts.
    pub fn is_public_everywhere(&self, certificate: &Certificate) -> bool {
        let issuer = &self.trust.authorities[certificate.issuer.index()];
        issuer.kind == AuthorityKind::Public && certificate.hosts.len() == self.hosts().count()
    }

    /// Whether Lync or Exchange, being called, knows the caller by the subject of its certificate
    /// (S16): not a wildcard, and the name of a host or pool that uses it. Gateways are known by any
    /// name of theirs that it holds; gateways do not look.
    fn knows_subject(&self, callee: Host, caller: Host, own: Shown) -> bool {
        match (caller, callee) {
            (_, Host::Gateway(_)) => true,
            (Host::Gateway(_), _) => own.is_named,
            _ => own.is_named && (!self.has_lync() || own.has_known_subject),
        }
    }

    /// The expiry of a certificate while the simulation runs.
    pub fn expiry(&self, certificate: CertificateId) -> Option<&Outage> {
        self.expiry_among(&self.outages, certificate)
    }

    /// The same, among some outages.
    pub(super) fn expiry_among<'o>(
        &self,
        outages: &'o [Outage],
        certificate: CertificateId,
    ) -> Option<&'o Outage> {
        outages.iter().find(|outage| outage.of.contains(&OutageTarget::Certificate(certificate)))
    }

    /// Looks at every certificate once, when all that hosts show is known.
    pub(super) fn settle_trust(&mut self) {
        let known: Vec<bool> =
            self.trust.certificates.iter().map(|c| self.has_known_subject(c)).collect();
        let mut by_host = std::mem::take(&mut self.trust.by_host);
        for (host, shown) in &mut by_host {
            let index = shown.certificate.index();
            shown.is_named = self.names(&self.trust.certificates[index], *host);
            shown.has_known_subject = known[index];
        }
        self.trust.by_host = by_host;
    }

    /// Whether the common name is that of a host or pool that uses the certificate.
    pub fn has_known_subject(&self, certificate: &Certificate) -> bool {
        let is = |host: &Host| {
            [self.own_name(*host), self.called_name(*host)]
                .iter()
                .any(|name| name.eq_ignore_ascii_case(&certificate.subject))
        };
        certificate.hosts.iter().any(is)
    }
}

/// Whether a name in a certificate stands for a host's name; a wildcard for one label.
fn matches_name(pattern: &str, name: &str) -> bool {
    match pattern.strip_prefix("*.") {
        Some(domain) => {
            name.split_once('.').is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(domain))
        }
        None => pattern.eq_ignore_ascii_case(name),
    }
}
