//! What messages cost: the documented defaults, and what the file says instead.

use super::{Resolver, takes_voice_mail};
use crate::deployment::times::{constant_default, lognormal_default};
use crate::deployment::{
    Connection, Deployment, Distribution, HostProcessing, MessageKind, Processing, Role, Shape,
    Work,
};
use crate::scenario::{ClassText, KindTable, Object, ProcessingTable, WorkText};

/// Service and wait of a role's messages where nothing else is said, all assumptions (domain §5.4).
fn default_work(role: Role, kind: MessageKind) -> (Shape, Shape) {
    let zero = || constant_default(0.0);
    let invite = kind == MessageKind::Invite;
    match role {
        Role::Gateway if invite => (zero(), lognormal_default(0.060, 0.5)),
        Role::Gateway => (zero(), zero()),
        Role::MediationServer if invite => (lognormal_default(0.025, 0.5), zero()),
        Role::MediationServer => (lognormal_default(0.010, 0.5), zero()),
        Role::FrontEnd if invite => (lognormal_default(0.020, 0.5), lognormal_default(0.020, 1.0)),
        Role::FrontEnd => (lognormal_default(0.020, 0.5), zero()),
        Role::ExumRouting => (constant_default(0.005), zero()),
        Role::Endpoint if invite => (zero(), constant_default(0.020)),
        Role::Endpoint => (zero(), zero()),
        Role::CallRouter if invite => {
            let look_up = || lognormal_default(0.010, 1.0);
            let wait = vec![look_up(), look_up(), look_up(), constant_default(0.010)];
            (constant_default(0.002), Shape::Sum(wait))
        }
        Role::CallRouter => (constant_default(0.002), zero()),
        Role::UmService => (constant_default(0.010), zero()),
        Role::WorkerProcess if invite => (constant_default(0.020), lognormal_default(0.250, 0.6)),
        Role::WorkerProcess if kind == MessageKind::Refer => {
            (constant_default(0.020), lognormal_default(0.010, 1.0))
        }
        Role::WorkerProcess => (constant_default(0.020), zero()),
        Role::Pipeline => (constant_default(0.020), zero()),
        Role::FaxPartner => (constant_default(0.010), zero()),
    }
}

/// The defaults in words, for the list of assumptions.
const fn default_words(role: Role) -> &'static str {
    match role {
        Role::Gateway => "INVITE: wait lognormal, mean 60 ms, cv 0.5; others 0",
        Role::MediationServer => "lognormal, mean 10 ms (INVITE 25 ms), cv 0.5",
        Role::FrontEnd => "lognormal, mean 20 ms, cv 0.5; INVITE also waits, mean 20 ms, cv 1",
        Role::ExumRouting => "5 ms",
        Role::Endpoint => "INVITE: 20 ms; others 0",
        Role::CallRouter => "2 ms; INVITE also waits for 3 look-ups of mean 10 ms, cv 1, and 10 ms",
        Role::UmService => "10 ms",
        Role::WorkerProcess => {
            "20 ms; INVITE also waits, lognormal, mean 250 ms, cv 0.6; REFER mean 10 ms, cv 1"
        }
        Role::Pipeline => "20 ms for each message or notification",
        Role::FaxPartner => "10 ms",
    }
}

fn role_text(table: &ProcessingTable, role: Role) -> Option<&WorkText> {
    match role {
        Role::Gateway => table.gateway.as_ref(),
        Role::MediationServer => table.mediation_server.as_ref(),
        Role::FrontEnd => table.front_end.as_ref(),
        Role::ExumRouting => table.exum_routing.as_ref(),
        Role::Endpoint => table.endpoint.as_ref(),
        Role::CallRouter => table.call_router.as_ref(),
        Role::UmService => table.um_service.as_ref(),
        Role::WorkerProcess => table.worker_process.as_ref(),
        Role::Pipeline => table.pipeline.as_ref(),
        Role::FaxPartner => table.fax_partner.as_ref(),
    }
}

fn kind_text(work: &WorkText, kind: MessageKind) -> Option<&KindTable> {
    match kind {
        MessageKind::Invite => work.invite.as_ref(),
        MessageKind::Trying => work.trying.as_ref(),
        MessageKind::Ringing => work.ringing.as_ref(),
        MessageKind::Ok => work.ok.as_ref(),
        MessageKind::Redirect => work.redirect.as_ref(),
        MessageKind::Failure => work.failure.as_ref(),
        MessageKind::Ack => work.ack.as_ref(),
        MessageKind::Cancel => work.cancel.as_ref(),
        MessageKind::Bye => work.bye.as_ref(),
        MessageKind::Info => work.info.as_ref(),
        MessageKind::Reinvite => work.reinvite.as_ref(),
        MessageKind::Refer => work.refer.as_ref(),
        MessageKind::Message => work.message.as_ref(),
    }
}

impl Resolver<'_> {
    /// The common table of work; the defaults of the roles that are there are listed.
    pub(super) fn processing(&mut self, d: &Deployment) -> Processing {
        let given = self.scenario.tables.processing.as_ref();
        let mut table = Vec::with_capacity(Role::ALL.len());
        for role in Role::ALL {
            let text = given.and_then(|g| role_text(&g.says, role).map(|text| (g, text)));
            if text.is_none() && self.has_role(d, role) {
                let key = format!("processing.{}", role.name());
                let reason = "suggested unloaded delay, to be calibrated";
                self.assume(&key, default_words(role), reason);
            }
            let row = MessageKind::ALL.iter().map(|kind| match text {
                Some((object, text)) => self.work(object, "", role, *kind, text),
                None => {
                    let (service, wait) = default_work(role, *kind);
                    let key = format!("processing.{}", role.name());
                    Work {
                        service: Distribution::new(key.clone(), service),
                        wait: Distribution::new(key, wait),
                    }
                }
            });
            table.push(row.collect());
        }
        Processing { table }
    }

    /// Whether anything in the deployment does this role's work.
    fn has_role(&self, d: &Deployment, role: Role) -> bool {
        let voice_mail = takes_voice_mail(&d.dial_plans, &d.exchange_servers);
        match role {
            Role::Gateway => !d.gateways.is_empty(),
            Role::MediationServer => !d.mediation_servers.is_empty(),
            Role::FrontEnd => !d.pools.is_empty(),
            Role::ExumRouting => !d.pools.is_empty() && voice_mail,
            Role::Endpoint => true,
            Role::CallRouter => voice_mail && d.exchange_servers.iter().any(|s| s.call_router),
            Role::UmService | Role::WorkerProcess | Role::Pipeline => voice_mail,
            Role::FaxPartner => !d.fax_partners.is_empty() && self.has_traffic(ClassText::Fax),
        }
    }

    /// A role that says `service` says everything: what it leaves out costs nothing. One that says
    /// only some kinds, or only `wait`, keeps the defaults for the rest.
    fn work<T>(
        &mut self,
        object: &Object<T>,
        prefix: &str,
        role: Role,
        kind: MessageKind,
        text: &WorkText,
    ) -> Work {
        let path = format!("{prefix}{}", role.name());
        let (service, wait) = match text.service {
            Some(_) => (constant_default(0.0), constant_default(0.0)),
            None => default_work(role, kind),
        };
        let own = kind_text(text, kind);
        let own_service = own.and_then(|k| k.service.as_ref());
        let own_wait = own.and_then(|k| k.wait.as_ref());
        // A kind that says only its service does not wait, and the other way round.
        let (service, wait) = match (own_service, own_wait) {
            (Some(_), None) => (service, constant_default(0.0)),
            (None, Some(_)) => (constant_default(0.0), wait),
            _ => (service, wait),
        };
        let role_service = text.service.as_ref().filter(|_| own.is_none());
        let role_wait = text.wait.as_ref().filter(|_| own.is_none());
        Work {
            service: self.time(object, &path, own_service.or(role_service), service),
            wait: self.time(object, &path, own_wait.or(role_wait), wait),
        }
    }

    /// Cores of a host, and what differs there.
    pub(super) fn host<T>(
        &mut self,
        object: &Object<T>,
        cores: Option<u32>,
        default: u32,
        processing: Option<&ProcessingTable>,
    ) -> HostProcessing {
        let n = cores.unwrap_or(default);
        self.range(object, "cores", n, 1, 100_000);
        let kind = object.kind();
        let used = kind != "fax_partner" || self.has_traffic(ClassText::Fax);
        if cores.is_none() && used {
            let reason = match default {
                12 => "two processors of six cores, the documented hardware baseline",
                _ => "no source says",
            };
            self.assume(&format!("{kind}.cores"), &default.to_string(), reason);
        }
        let mut overrides = Vec::new();
        if let Some(table) = processing {
            for role in Role::ALL {
                let Some(text) = role_text(table, role) else { continue };
                for kind in MessageKind::ALL {
                    let work = self.work(object, "processing.", role, kind, text);
                    overrides.push((role, kind, work));
                }
            }
        }
        HostProcessing { cores: n.max(1), overrides }
    }

    /// What a new connection costs.
    pub(super) fn connection(&mut self) -> Connection {
        let handshake = constant_default(0.004);
        let Some(table) = self.scenario.tables.connection.as_ref() else {
            let reason = "TCP 1 and TLS 2 round trips, signatures on each side";
            self.assume("connection.tls_handshake", "4 ms", reason);
            return Connection {
                tcp_round_trips: 1,
                tls_round_trips: 2,
                tls_handshake: Distribution::new("connection.tls_handshake", handshake),
            };
        };
        let says = &table.says;
        let (tcp, tls) = (says.tcp_round_trips.unwrap_or(1), says.tls_round_trips.unwrap_or(2));
        self.range(table, "tcp_round_trips", tcp, 0, 1_000);
        self.range(table, "tls_round_trips", tls, 0, 1_000);
        let text = says.tls_handshake.as_ref();
        let tls_handshake = self.time(table, "tls_handshake", text, handshake);
        Connection { tcp_round_trips: tcp, tls_round_trips: tls, tls_handshake }
    }
}
