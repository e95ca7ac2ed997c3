//! Whether a certificate is valid: dates, revocation, key usage.

use super::rules::RULES;
use crate::check::checker::Checker;
use crate::check::rule::named;
use crate::deployment::Host;

impl Checker<'_> {
    pub(super) fn validity(&mut self, i: usize, hosts: &[Host]) {
        let certificate = &self.d.trust.certificates[i];
        let effect = self.both_ways(hosts);
        let day = certificate.expires.as_deref().unwrap_or_default();
        if certificate.expired {
            let message = format!("it expired on {day}, before the study starts");
            self.find(
                named(&RULES, "certificate-expired"),
                self.about_certificate(i, "expires"),
                message,
                effect.clone(),
            );
        } else if certificate.expires_during_study {
            let message = format!("it expires on {day}, before the study ends");
            let effect = format!("from then on {effect}; the run lets it count to the end");
            self.find(
                named(&RULES, "certificate-expires"),
                self.about_certificate(i, "expires"),
                message,
                effect,
            );
        }
        if certificate.revoked {
            self.find(
                named(&RULES, "certificate-revoked"),
                self.about_certificate(i, "revoked"),
                "it was revoked",
                effect.clone(),
            );
        }
        if !certificate.server_authentication {
            let about = self.about_certificate(i, "server_authentication");
            self.find(
                named(&RULES, "key-usage"),
                about,
                "its enhanced key usage lacks server authentication",
                effect,
            );
        }
    }
}
