//! What fails when connections cannot be secured.

use crate::check::checker::{About, Checker};
use crate::deployment::Host;

impl Checker<'_> {
    /// What fails where connections to and from some hosts cannot be secured.
    pub(super) fn both_ways(&self, hosts: &[Host]) -> String {
        let is = |kind: fn(&Host) -> bool| -> Vec<Host> {
            hosts.iter().filter(|h| kind(h)).copied().collect()
        };
        let mut all = Vec::new();
        let exchange = is(|h| matches!(h, Host::Exchange(_)));
        if !exchange.is_empty() {
            let names = self.names_of(&exchange);
            all.push(format!(
                "UM calls that need {names} end with 480, 15030 \"Failed to route to Exchange Server\" (another Call Router is tried first), and what \
                 {names} asks of Lync (Play on Phone, transfers, message-waiting) fails with 504, 1010"
            ));
        }
        let front_ends = is(|h| matches!(h, Host::FrontEnd(..)));
        if !front_ends.is_empty() {
            let names = self.names_of(&front_ends);
            all.push(format!("calls by telephone to users of {names} end with 504, 1010, and their UM calls with 480, 15030"));
        }
        let others = is(|h| matches!(h, Host::Gateway(_) | Host::MediationServer(_)));
        if !others.is_empty() {
            all.push(format!("calls by way of {} end with 504, 1010", self.names_of(&others)));
        }
        all.join("; ")
    }

    /// What fails where hosts are not recognised by those they call.
    pub(super) fn one_way(&self, hosts: &[Host]) -> String {
        let exchange: Vec<Host> =
            hosts.iter().filter(|h| matches!(h, Host::Exchange(_))).copied().collect();
        let lync: Vec<Host> = hosts.iter().filter(|h| h.is_lync()).copied().collect();
        let mut all = Vec::new();
        if !exchange.is_empty() {
            let names = self.names_of(&exchange);
            all.push(format!(
                "calls from Lync to {names} work; what {names} asks of Lync fails: Play on Phone with 504 (1010), transfers, message-waiting"
            ));
        }
        if !lync.is_empty() {
            all.push(format!("requests of {} to other hosts fail: UM calls with 480 (15030), calls inside Lync with 504 (1010)", self.names_of(&lync)));
        }
        if all.is_empty() {
            "no call fails: gateways are known by any name that the certificate holds".to_owned()
        } else {
            all.join("; ")
        }
    }

    pub(super) fn about_certificate(&self, i: usize, key: &str) -> About {
        self.about(self.scenario.tables.certificate.get(i), key)
    }
}
