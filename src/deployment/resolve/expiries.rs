//! Certificates that expire while the simulation runs.

use super::Resolver;
use crate::base::{Id, SimTime, Span};
use crate::deployment::{
    CertificateId, Deployment, Distribution, Effect, Outage, OutageTarget, OutageTimes, Shape,
};
use crate::measure::{Figure, Measure, ScopeKind};
use crate::scenario::{Object, OutageTable, nearest};

/// What stands before the name of a certificate in the `of` of an outage.
pub(super) const CERTIFICATE: &str = "certificate:";

/// Certificates that expire within the simulated time, are in no outage of the file, and so are never renewed. Where a
/// target or exact answer is about outages, those too that expire later: then it is measured, and none happens.
pub(super) fn unwritten(d: &Deployment, written: &[Outage]) -> Vec<Outage> {
    let end = SimTime::ZERO + d.settings.warm_up + d.settings.duration;
    let references = d.references.iter().map(|reference| &reference.named.figure);
    let mut asked = d.targets.iter().map(|target| &target.named.figure).chain(references);
    let end = if asked.any(is_about_outages) { SimTime::MAX } else { end };
    let mut out = Vec::new();
    for (i, certificate) in d.trust.certificates.iter().enumerate() {
        let id = Id::new(i);
        let Some(from) = certificate.expires_at.filter(|at| *at <= end) else { continue };
        if d.expiry_among(written, id).is_none() {
            let name = format!("{CERTIFICATE}{}", certificate.name);
            out.push(expiry(name, id, (from, for_ever())));
        }
    }
    out
}

/// Whether a study has this figure only if something can fail.
fn is_about_outages(figure: &Figure) -> bool {
    use Measure::{Affected, Dropped, FailedByOutage, MinutesAffected, ServiceAvailability};
    let measures = [Affected, Dropped, FailedByOutage, MinutesAffected, ServiceAvailability];
    let kinds = [ScopeKind::Outage, ScopeKind::Period];
    measures.contains(&figure.measure) || figure.scope.kinds().any(|kind| kinds.contains(&kind))
}

fn expiry(name: String, id: CertificateId, (from, lasts): (SimTime, Distribution)) -> Outage {
    let (of, times) = (vec![OutageTarget::Certificate(id)], OutageTimes::Once { from, lasts });
    Outage { name, of, role: None, effect: Effect::Down, times }
}

/// Longer than any run.
fn for_ever() -> Distribution {
    Distribution::new("certificate", Shape::Constant(u64::MAX as f64))
}

impl Resolver<'_> {
    /// The expiry of a certificate, as the file writes it. It begins when the certificate expires; `from` says
    /// when that is where the certificate does not. It ends when a new one is in place, if one ever is.
    pub(super) fn written_expiry(
        &mut self,
        table: &Object<OutageTable>,
        (name, written, d): (&str, &[Outage], &Deployment),
    ) -> Option<Outage> {
        let says = &table.says;
        let certificates = &d.trust.certificates;
        let Some(i) = certificates.iter().position(|certificate| certificate.name == name) else {
            let message = format!("there is no certificate `{name}`");
            let hint = nearest(name, certificates.iter().map(|c| c.name.as_str()));
            self.problem(&table.label, table.place_of("of"), message, &hint);
            return None;
        };
        let senseless = [
            ("role", says.role.is_some(), "a certificate has no role"),
            ("effect", says.effect.is_some(), "a certificate can only expire"),
            ("speed", says.speed.is_some(), "a certificate can only expire"),
            ("every", says.every.is_some(), "a certificate expires once"),
        ];
        for (key, _, why) in senseless.iter().filter(|(_, given, _)| *given) {
            let message = format!("`{key}` does not fit: {why}");
            self.problem(&table.label, table.place_of(key), message, "remove the key");
        }
        if d.expiry_among(written, Id::new(i)).is_some() {
            let message = format!("another outage is of certificate `{name}`");
            self.problem(&table.label, table.place_of("of"), message, "remove one of them");
        }
        let certificate = &certificates[i];
        let from = match (says.from, certificate.expires_at) {
            (Some(_), at) if at.is_some() || certificate.expired => {
                let message = format!("`from` follows from the `expires` of certificate `{name}`");
                self.problem(&table.label, table.place_of("from"), message, "remove `from`");
                return None;
            }
            (Some(from), _) => SimTime::ZERO + Span::from_seconds(from.0)?,
            (None, Some(at)) => at,
            (None, None) => {
                let message = match certificate.expired {
                    true => format!("certificate `{name}` has expired before the start"),
                    false => format!("it is not clear when certificate `{name}` expires"),
                };
                let hint = format!("give certificate `{name}` an `expires` within the study");
                self.problem(&table.label, table.place_of("of"), message, &hint);
                return None;
            }
        };
        let lasts = self.until_renewal(table, from)?;
        let name = says.name.clone().unwrap_or_else(|| says.of.clone());
        Some(expiry(name, Id::new(i), (from, lasts)))
    }

    /// Until a new certificate is in place.
    fn until_renewal(
        &mut self,
        table: &Object<OutageTable>,
        from: SimTime,
    ) -> Option<Distribution> {
        match (table.says.to, &table.says.lasts) {
            (None, None) => Some(for_ever()),
            (None, Some(lasts)) => Some(self.given_time(table, "lasts", lasts)),
            (Some(to), None) if to.0 >= from.seconds() => {
                let shape = Shape::Constant(((to.0 - from.seconds()) * 1e9).round());
                Some(Distribution::new(format!("{}.to", table.label), shape))
            }
            (to, _) => {
                let twice = table.says.lasts.is_some();
                let message = match twice {
                    true => "`to` and `lasts` say the same twice".to_owned(),
                    false => {
                        "the new certificate is in place before the old one expires".to_owned()
                    }
                };
                let hint = if twice { "remove one of them" } else { "remove this outage" };
                self.problem(&table.label, table.place_of("to"), message, hint);
                to.and(None)
            }
        }
    }
}
