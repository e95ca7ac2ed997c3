//! What fails when connections cannot be secured.

use crate::check::checker::{About, Checker};
use crate::check::reach::{Failure, Row, Why};
use crate::check::rule::Rule;
use crate::deployment::{Cause, Host};

/// What is said of a fault that no call meets.
const UNUSED: &str = "no call of this file fails: none needs a connection that this prevents";

/// Whether a connection by TLS fails at one of some hosts, whichever calls.
pub(super) fn at(hosts: &[Host]) -> impl Fn(&Row, &Failure) -> bool {
    move |_, failure| {
        is_tls(failure)
            && failure.connections.iter().any(|(a, b)| hosts.contains(a) || hosts.contains(b))
    }
}

/// Whether a connection by TLS fails that one of some hosts makes.
pub(super) fn from(hosts: &[Host]) -> impl Fn(&Row, &Failure) -> bool {
    move |_, failure| is_tls(failure) && failure.connections.iter().any(|(a, _)| hosts.contains(a))
}

const fn is_tls(failure: &Failure) -> bool {
    matches!(
        failure.why,
        Why::Wrong(Cause::TlsToLync(_) | Cause::TlsToExchange(_) | Cause::TlsFromExchange(_))
    )
}

impl Checker<'_> {
    /// A fault of certificates, with the calls that fail by it.
    pub(super) fn find_broken(
        &mut self,
        rule: &'static Rule,
        about: About,
        message: impl Into<String>,
        by: impl Fn(&Row, &Failure) -> bool,
    ) {
        self.find_failing(rule, about, message, by, UNUSED);
    }

    pub(super) fn about_certificate(&self, i: usize, key: &str) -> About {
        self.about(self.scenario.tables.certificate.get(i), key)
    }
}
