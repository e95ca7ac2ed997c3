//! Whether a certificate is valid: dates, revocation, key usage.

use super::effects::at;
use super::rules::RULES;
use crate::base::{Id, SimTime, Span};
use crate::check::checker::Checker;
use crate::check::other_ways::handed_on;
use crate::check::rule::named;
use crate::check::words::listed;
use crate::deployment::{Host, OutageTimes};
use std::collections::BTreeSet;

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
        } else if let Some((from, lasts)) = self.expiry(i) {
            let after = from.since(SimTime::ZERO);
            let clock = &self.d.settings.clock;
            let message = format!("it expires {after} after the start, at {}", clock.civil(from));
            let effect = match self.lost_from_then(i, hosts) {
                Some(lost) => {
                    let hosts = self.names_of(hosts);
                    let until = match lasts {
                        Some(lasts) => format!(", for {lasts} until it is renewed"),
                        None => String::new(),
                    };
                    format!(
                        "nothing fails while connections stand; from then on{until}, new ones with {hosts} cannot be secured, \
                         for example after a restart, and then: {lost}"
                    )
                }
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

    /// When a certificate expires within the simulated time, and how long it takes until it is renewed, if it is.
    fn expiry(&self, i: usize) -> Option<(SimTime, Option<Span>)> {
        let d = self.d;
        let OutageTimes::Once { from, lasts } = &d.expiry(Id::new(i))?.times else { return None };
        let end = SimTime::ZERO + d.settings.warm_up + d.settings.duration;
        let mean = lasts.shape.mean();
        let lasts = (mean < u64::MAX as f64).then(|| Span::from_nanos(mean as u64));
        (*from <= end && lasts != Some(Span::ZERO)).then_some((*from, lasts))
    }

    /// Which calls that need a new connection fail once a certificate has expired, and which gateways' calls others take.
    fn lost_from_then(&self, i: usize, hosts: &[Host]) -> Option<String> {
        let mut then = self.d.clone();
        then.trust.certificates[i].expired = true;
        let mut checker = Checker::new(self.scenario, &then);
        let elsewhere = handed_on(&then, &checker.rows);
        let broken = at(hosts);
        let (mut closed, mut others) = (BTreeSet::new(), Vec::new());
        for row in &checker.rows {
            let relation = row.gateway.map(|gateway| (row.kind, gateway, row.party));
            let Some(relation) = relation.filter(|relation| elsewhere.contains(relation)) else {
                continue;
            };
            if row.failures.iter().any(|failure| broken(row, failure)) {
                closed.insert(relation);
                others.push(then.gateways[relation.1.index()].name.as_str());
            }
        }
        let lost = checker.lost(|row, failure| {
            let relation = row.gateway.map(|gateway| (row.kind, gateway, row.party));
            broken(row, failure) && !relation.is_some_and(|relation| closed.contains(&relation))
        });
        others.dedup();
        let others = (!others.is_empty())
            .then(|| format!("other gateways take the calls of {}", listed(others.into_iter())));
        match (lost, others) {
            (Some(lost), Some(others)) => Some(format!("{lost}; {others}")),
            (lost, others) => lost.or(others),
        }
    }
}
