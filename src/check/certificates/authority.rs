//! Who signed a certificate, and who trusts that authority.

use super::effects::at;
use super::rules::RULES;
use crate::base::{Id, Severity};
use crate::check::checker::Checker;
use crate::check::reach::{Failure, Row};
use crate::check::rule::named;
use crate::deployment::{AuthorityId, AuthorityKind, Certificate, Host};

impl Checker<'_> {
    /// The authority of Lync's certificates: that of the first Front End that has one.
    pub(super) fn lync_authority(&self) -> Option<AuthorityId> {
        let front_ends = self.d.hosts().filter(|h| matches!(h, Host::FrontEnd(..)));
        let certificate = |host| self.d.trust.certificate(host).flatten();
        let first = front_ends.filter_map(certificate).next()?;
        Some(self.d.trust.certificates[first.index()].issuer)
    }

    pub(super) fn authority(&mut self, i: usize, hosts: &[Host], lync: Option<AuthorityId>) {
        let trust = &self.d.trust;
        let issuer = trust.certificates[i].issuer;
        let name = &trust.authorities[issuer.index()].name;
        if trust.authorities[issuer.index()].kind == AuthorityKind::SelfSigned {
            if self.d.has_lync() {
                let message =
                    format!("it signs itself, and {} talk with Lync", self.names_of(hosts));
                let about = self.about_certificate(i, "issuer");
                self.find_broken(named(&RULES, "self-signed"), about, message, at(hosts));
            }
            return;
        }
        match lync {
            Some(lync) if lync != issuer => {
                let lync = &trust.authorities[lync.index()].name;
                let message =
                    format!("`{name}` signed it, but `{lync}` signed Lync's certificates");
                let about = self.about_certificate(i, "issuer");
                let rule = named(&RULES, "authority-differs");
                if trust.rules.mutual_trust {
                    let effect = "no call fails by it where each side trusts the other's authority, which the Lync library allows";
                    self.find_as(rule, Severity::Warning, about, message, effect);
                } else {
                    self.find_broken(rule, about, message, at(hosts));
                }
            }
            None => self.matches_other_roles(i, hosts),
            _ => {}
        }
    }

    /// Without Lync: certificates of Client Access and Mailbox servers match.
    pub(super) fn matches_other_roles(&mut self, i: usize, hosts: &[Host]) {
        let servers = &self.d.exchange_servers;
        let exchange =
            |h: &Host| matches!(h, Host::Exchange(id) if servers[id.index()].takes_calls());
        let trust = &self.d.trust;
        let first = self.d.hosts().filter(exchange).find_map(|h| trust.certificate(h).flatten());
        let Some(first) = first.map(|id| &trust.certificates[id.index()]) else { return };
        if hosts.iter().any(exchange) && first.issuer != trust.certificates[i].issuer {
            let name = |c: &Certificate| &trust.authorities[c.issuer.index()].name;
            let message = format!(
                "`{}` signed it, and `{}` that of other Exchange servers",
                name(&trust.certificates[i]),
                name(first)
            );
            let effect = "what fails is not documented; calls pass in the run as long as the gateway trusts both";
            self.find(
                named(&RULES, "certificates-differ"),
                self.about_certificate(i, "issuer"),
                message,
                effect,
            );
        }
    }

    /// Hosts that do not trust the authority of those they talk to.
    pub(super) fn untrusted(&mut self, needy: &[Host]) {
        let trust = &self.d.trust;
        for (a, authority) in trust.authorities.iter().enumerate() {
            if authority.trusted_by.is_none() {
                continue;
            }
            let id: AuthorityId = Id::new(a);
            let holds = |h: &&Host| {
                let certificate = trust.certificate(**h).flatten();
                certificate.is_some_and(|c| trust.certificates[c.index()].issuer == id)
            };
            let holders: Vec<Host> = needy.iter().filter(holds).copied().collect();
            let distrusts = |h: &&Host| {
                !trust.trusts(**h, id) && holders.iter().any(|other| self.talk(**h, *other))
            };
            let hosts: Vec<Host> = needy.iter().filter(distrusts).copied().collect();
            if !hosts.is_empty() {
                let message = format!("{} do not trust it", self.names_of(&hosts));
                let about = self.about(self.scenario.tables.authority.get(a), "trusted_by");
                let pairs = |a: &Host, b: &Host| hosts.contains(a) && holders.contains(b);
                let by = |row: &Row, failure: &Failure| {
                    at(&hosts)(row, failure)
                        && failure.connections.iter().any(|(a, b)| pairs(a, b) || pairs(b, a))
                };
                self.find_broken(named(&RULES, "authority-untrusted"), about, message, by);
            }
        }
    }
}
