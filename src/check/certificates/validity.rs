//! Whether a certificate is valid: dates, revocation, key usage.

use super::effects::at;
use super::rules::RULES;
use crate::check::checker::Checker;
use crate::check::rule::named;
use crate::deployment::Host;

impl Checker<'_> {
    pub(super) fn validity(&mut self, i: usize, hosts: &[Host]) {
        let certificate = &self.d.trust.certificates[i];
        let day = certificate.expires.as_deref().unwrap_or_default();
        let about = |key: &str| self.about_certificate(i, key);
        let places = ["expires", "revoked", "server_authentication"].map(about);
        let [expires, revoked, usage] = places;
        if certificate.expired {
            let message = format!("it expired on {day}, before the study starts");
            self.find_broken(named(&RULES, "certificate-expired"), expires, message, at(hosts));
        } else if certificate.expires_during_study {
            let message = format!("it expires on {day}, before the study ends");
            let effect = match self.lost_from_then(i, hosts) {
                Some(lost) => format!("from then on {lost}; the run treats it as valid to the end"),
                None => "no call of this file fails, then or before".to_owned(),
            };
            self.find(named(&RULES, "certificate-expires"), expires, message, effect);
        }
        if certificate.revoked {
            let message = "it was revoked";
            self.find_broken(named(&RULES, "certificate-revoked"), revoked, message, at(hosts));
        }
        if !certificate.server_authentication {
            let message = "its enhanced key usage lacks server authentication";
            self.find_broken(named(&RULES, "key-usage"), usage, message, at(hosts));
        }
    }

    /// Which calls fail from the day on which a certificate expires.
    fn lost_from_then(&self, i: usize, hosts: &[Host]) -> Option<String> {
        let mut then = self.d.clone();
        then.trust.certificates[i].expired = true;
        Checker::new(self.scenario, &then).lost(at(hosts))
    }
}
