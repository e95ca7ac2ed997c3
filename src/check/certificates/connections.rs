//! Which connections are secured, and which hosts need a certificate for them.

use super::effects::at;
use super::rules::RULES;
use crate::base::Id;
use crate::check::checker::Checker;
use crate::check::rule::named;
use crate::deployment::{Encryption, GatewayId, Host};

impl Checker<'_> {
    pub(super) fn trunks(&mut self) {
        for trunk in &self.scenario.tables.trunk {
            let hops = self
                .d
                .gateways
                .iter()
                .filter(|g| g.name == trunk.says.gateway)
                .flat_map(|g| &g.next_hops);
            let of_trunk = hops.filter(|hop| {
                let name = &self.d.mediation_servers[hop.mediation_server.index()].name;
                *name == trunk.says.mediation_server
                    || name.starts_with(&format!("{}#", trunk.says.mediation_server))
            });
            let hops: Vec<_> = of_trunk.collect();
            let gateway = &trunk.says.gateway;
            if trunk.gives("srtp") && hops.iter().any(|h| !h.tls && h.srtp != Encryption::None) {
                let message = "the trunk runs over TCP, where Lync encrypts no media";
                let about = self.about(Some(trunk), "srtp");
                let effect =
                    format!("media between `{gateway}` and its Mediation Server is in the clear");
                self.find(named(&RULES, "srtp-over-tcp"), about, message, effect);
            }
            if trunk.gives("transport") && hops.iter().any(|hop| hop.udp) {
                let message =
                    "the trunk runs over UDP, which the Mediation Server of Lync does not take";
                let about = self.about(Some(trunk), "transport");
                let effect = format!(
                    "the run lets calls of `{gateway}` pass, as another product in this place would"
                );
                self.find(named(&RULES, "trunk-over-udp"), about, message, effect);
            }
        }
    }

    /// Hosts some of whose connections have to be secured, sorted.
    pub(super) fn needy(&self) -> Vec<Host> {
        let d = self.d;
        let secured = |host: &Host| match host {
            Host::FrontEnd(..) | Host::MediationServer(_) => true,
            Host::Exchange(id) => {
                let secured = d.has_lync() || self.is_secured_past_lync();
                secured && d.exchange_servers[id.index()].takes_calls()
            }
            Host::Gateway(id) => {
                let gateway = &d.gateways[id.index()];
                gateway.next_hops.iter().any(|hop| hop.tls)
                    || (gateway.exchange.is_some() && self.is_secured_past_lync())
            }
        };
        d.hosts().filter(secured).collect()
    }

    /// Whether calls past Lync run over TLS: some plan that is not of type SIP URI is secured.
    pub(super) fn is_secured_past_lync(&self) -> bool {
        let d = self.d;
        let direct = d.gateways.iter().any(|g| g.exchange.is_some());
        let sip_uri: Vec<_> = d.sip_uri_plans().collect();
        let mut plans = d.dial_plans.iter().enumerate();
        direct && plans.any(|(i, plan)| !sip_uri.contains(&Id::new(i)) && plan.security.is_tls())
    }

    pub(super) fn is_past_lync(&self, gateway: GatewayId) -> bool {
        self.d.gateways[gateway.index()].exchange.is_some()
    }

    /// Whether two hosts connect to each other by TLS.
    pub(super) fn talk(&self, a: Host, b: Host) -> bool {
        use Host::{Exchange, FrontEnd, Gateway, MediationServer};
        match (a, b) {
            (FrontEnd(..), MediationServer(_) | Exchange(_))
            | (MediationServer(_) | Exchange(_), FrontEnd(..)) => true,
            (Gateway(g), MediationServer(_) | FrontEnd(..))
            | (MediationServer(_) | FrontEnd(..), Gateway(g)) => {
                self.d.gateways[g.index()].next_hops.iter().any(|hop| hop.tls)
            }
            (Gateway(g), Exchange(_)) | (Exchange(_), Gateway(g)) => {
                self.is_past_lync(g) && self.is_secured_past_lync()
            }
            _ => false,
        }
    }

    pub(super) fn missing(&mut self, needy: &[Host]) {
        for host in needy {
            if self.d.trust.certificate(*host) != Some(None) {
                continue;
            }
            let name = self.d.own_name(*host).to_owned();
            let past_lync = matches!(host, Host::Gateway(id) if self.is_past_lync(*id));
            let rule = if past_lync { "gateway-certificate" } else { "certificate-missing" };
            let message = format!("`{name}` has no certificate");
            let about = self.about_host(*host, "name");
            self.find_broken(named(&RULES, rule), about, message, at(&[*host]));
        }
    }
}
