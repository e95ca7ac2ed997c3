//! Certificates: which hosts need one, which names it must hold, and who must trust it.

mod authority;
mod connections;
mod effects;
mod names;
mod rules;
mod validity;

pub(super) use rules::RULES;

use super::checker::Checker;
use crate::deployment::Host;

impl Checker<'_> {
    pub(super) fn certificates(&mut self) {
        self.trunks();
        if !self.d.trust.knows_certificates() {
            return;
        }
        let needy = self.needy();
        self.missing(&needy);
        let authority = self.lync_authority();
        for i in 0..self.d.trust.certificates.len() {
            let certificate = &self.d.trust.certificates[i];
            let hosts: Vec<Host> =
                certificate.hosts.iter().filter(|h| needy.contains(h)).copied().collect();
            if !hosts.is_empty() {
                self.validity(i, &hosts);
                self.authority(i, &hosts, authority);
                self.subject(i, &hosts);
            }
        }
        self.untrusted(&needy);
    }
}
