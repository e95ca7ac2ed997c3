//! The names in a certificate: common name and alternative names.

use super::effects::{at, from};
use super::rules::RULES;
use crate::base::Severity;
use crate::check::checker::{About, Checker, UNUSED};
use crate::check::rule::{Rule, named};
use crate::check::words::listed;
use crate::deployment::Host;

impl Checker<'_> {
    pub(super) fn subject(&mut self, i: usize, hosts: &[Host]) {
        let d = self.d;
        let certificate = &d.trust.certificates[i];
        let subject = &certificate.subject;
        let unnamed: Vec<Host> =
            hosts.iter().filter(|h| !d.names(certificate, **h)).copied().collect();
        let strict = d.trust.rules.strict_subject && !d.is_public_everywhere(certificate);
        let local = |h: &&Host| {
            [d.own_name(**h), d.called_name(**h)].iter().any(|n| n.eq_ignore_ascii_case(subject))
        };
        let foreign: Vec<Host> = hosts.iter().filter(|h| !local(h)).copied().collect();
        let lync = d.has_lync();
        if lync && certificate.has_wildcard_subject() {
            let message =
                format!("its common name is `{subject}`, which cannot be the name of a SIP peer");
            let about = self.about_certificate(i, "subject");
            self.find_broken(named(&RULES, "wildcard-subject"), about, message, from(hosts));
        } else if lync && !d.has_known_subject(certificate) {
            let message =
                format!("its common name `{subject}` is the name of no host or pool that uses it");
            let about = self.about_certificate(i, "subject");
            self.find_broken(named(&RULES, "subject-of-no-host"), about, message, from(hosts));
        } else if !foreign.is_empty() && (strict || unnamed.is_empty()) {
            let message =
                format!("its common name `{subject}` is not that of {}", self.names_of(&foreign));
            let rule = named(&RULES, "subject-not-local");
            let about = self.about_certificate(i, "subject");
            if strict {
                self.find_strict(rule, about, message, &foreign);
                return;
            }
            self.find(rule, about, message, "no call fails by it: the alternative names hold it");
        }
        self.alternative_names(i, hosts, &unnamed);
    }

    /// Names that are missing, or there by a wildcard only.
    pub(super) fn alternative_names(&mut self, i: usize, hosts: &[Host], unnamed: &[Host]) {
        let d = self.d;
        let certificate = &d.trust.certificates[i];
        let written = |h: &&Host| {
            let name = d.called_name(**h);
            certificate.subject.eq_ignore_ascii_case(name)
                || certificate.san.iter().any(|n| n.eq_ignore_ascii_case(name))
        };
        let by_wildcard =
            |h: &&Host| certificate.has_wildcard_san() && d.has_one_role(**h) && !written(h);
        let wild: Vec<Host> = hosts.iter().filter(by_wildcard).copied().collect();
        let about = self.about_certificate(i, "san");
        if !wild.is_empty() && !certificate.has_wildcard_subject() {
            let message = format!("only a wildcard names {}", self.names_of(&wild));
            let rule = named(&RULES, "wildcard-san-on-separate-roles");
            if d.trust.rules.strict_san_wildcard {
                self.find_strict(rule, about.clone(), message, &wild);
            } else {
                self.find(
                    rule,
                    about.clone(),
                    message,
                    "no call fails by it: the overview allows it",
                );
            }
        }
        let rest: Vec<Host> = unnamed.iter().filter(|h| !wild.contains(h)).copied().collect();
        if !rest.is_empty() {
            let called = listed(rest.iter().map(|h| d.called_name(*h)));
            let message = format!("it does not hold the name {called}");
            self.find_broken(named(&RULES, "name-not-in-certificate"), about, message, at(&rest));
        }
    }

    /// What is an error by the strict reading only.
    fn find_strict(&mut self, rule: &'static Rule, about: About, message: String, hosts: &[Host]) {
        match self.lost(at(hosts)) {
            Some(effect) => self.find_as(rule, Severity::Error, about, message, effect),
            None => self.find(rule, about, message, UNUSED),
        }
    }
}
