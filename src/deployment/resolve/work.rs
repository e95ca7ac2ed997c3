//! What messages cost: what the file gives, or the defaults.

use super::{Resolver, takes_voice_mail};
use crate::deployment::{
    Connection, Deployment, Distribution, HostOverload, HostProcessing, MessageKind, Processing,
    Role, Shape, Work, times,
};
use crate::scenario::defaults::{self, DefaultValue};
use crate::scenario::{ClassText, DistributionText, KindTable, Object, ProcessingTable, WorkText};

/// The default of a role's work.
const fn default_of(role: Role) -> &'static DefaultValue {
    match role {
        Role::Gateway => &defaults::PROCESSING_GATEWAY,
        Role::MediationServer => &defaults::PROCESSING_MEDIATION_SERVER,
        Role::FrontEnd => &defaults::PROCESSING_FRONT_END,
        Role::ExumRouting => &defaults::PROCESSING_EXUM_ROUTING,
        Role::Endpoint => &defaults::PROCESSING_ENDPOINT,
        Role::CallRouter => &defaults::PROCESSING_CALL_ROUTER,
        Role::UmService => &defaults::PROCESSING_UM_SERVICE,
        Role::WorkerProcess => &defaults::PROCESSING_WORKER_PROCESS,
        Role::Pipeline => &defaults::PROCESSING_PIPELINE,
        Role::FaxPartner => &defaults::PROCESSING_FAX_PARTNER,
    }
}

/// What a text gives as service and wait of a kind of message: the kind's own, or else the role's.
fn given(
    text: &WorkText,
    kind: MessageKind,
) -> (Option<&DistributionText>, Option<&DistributionText>) {
    match kind_text(text, kind) {
        Some(own) => (own.service.as_ref(), own.wait.as_ref()),
        None => (text.service.as_ref(), text.wait.as_ref()),
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
    /// The common table of work. Lists the defaults of the roles that the deployment has.
    pub(super) fn processing(&mut self, d: &Deployment) -> Processing {
        let table = self.scenario.tables.processing.as_ref();
        let row = |role| {
            let text = table.and_then(|g| role_text(&g.says, role).map(|text| (g, text)));
            if text.is_none() && self.has_role(d, role) {
                self.assume(default_of(role));
            }
            let default: WorkText = default_of(role).get();
            let work = |kind: &MessageKind| match text {
                Some((object, text)) => self.work(object, "", (role, *kind), (text, &default)),
                None => {
                    let key = format!("processing.{}", role.name());
                    let (service, wait) = self.default_work(&default, *kind);
                    Work {
                        service: Distribution::new(key.clone(), service),
                        wait: Distribution::new(key, wait),
                    }
                }
            };
            MessageKind::ALL.iter().map(work).collect()
        };
        Processing { table: Role::ALL.into_iter().map(row).collect() }
    }

    /// Service and wait of a kind of message by default.
    fn default_work(&self, default: &WorkText, kind: MessageKind) -> (Shape, Shape) {
        let shape = |text: Option<&DistributionText>| {
            let shape = text.and_then(|text| times::shape(text, self.scenario).ok());
            shape.unwrap_or(Shape::Constant(0.0))
        };
        let (service, wait) = given(default, kind);
        (shape(service), shape(wait))
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

    /// Work that a file gives. If it gives `service` for the role, what it leaves out costs nothing;
    /// otherwise the defaults hold for the rest. If a kind of message gives only one of service and
    /// wait, the other costs nothing.
    fn work<T>(
        &mut self,
        object: &Object<T>,
        prefix: &str,
        (role, kind): (Role, MessageKind),
        (text, default): (&WorkText, &WorkText),
    ) -> Work {
        let zero = || Shape::Constant(0.0);
        let (service, wait) = match text.service {
            Some(_) => (zero(), zero()),
            None => self.default_work(default, kind),
        };
        let (own_service, own_wait) = given(text, kind);
        let (service, wait) = match (kind_text(text, kind), own_service, own_wait) {
            (Some(_), Some(_), None) => (service, zero()),
            (Some(_), None, Some(_)) => (zero(), wait),
            _ => (service, wait),
        };
        let path = format!("{prefix}{}", role.name());
        let mut time = |text: Option<&DistributionText>, otherwise: Shape| match text {
            Some(text) => self.given_time(object, &path, text),
            None => Distribution::new(format!("{}.{path}", object.label), otherwise),
        };
        Work { service: time(own_service, service), wait: time(own_wait, wait) }
    }

    /// Cores of a host, and the work that differs there.
    pub(super) fn host<T>(
        &mut self,
        object: &Object<T>,
        cores: Option<u32>,
        default: &DefaultValue,
        processing: Option<&ProcessingTable>,
    ) -> HostProcessing {
        let n = default.or(cores);
        self.range(object, "cores", n, 1, 100_000);
        let used = object.kind() != "fax_partner" || self.has_traffic(ClassText::Fax);
        if cores.is_none() && used {
            self.assume(default);
        }
        let mut overrides = Vec::new();
        if let Some(table) = processing {
            for role in Role::ALL {
                let Some(text) = role_text(table, role) else { continue };
                let default: WorkText = default_of(role).get();
                for kind in MessageKind::ALL {
                    let work = self.work(object, "processing.", (role, kind), (text, &default));
                    overrides.push((role, kind, work));
                }
            }
        }
        HostProcessing { cores: n.max(1), overrides, overload: HostOverload::default() }
    }

    /// What a new connection costs.
    pub(super) fn connection(&mut self) -> Connection {
        use defaults::{
            CONNECTION_TCP_ROUND_TRIPS, CONNECTION_TLS_HANDSHAKE, CONNECTION_TLS_ROUND_TRIPS,
        };
        let table = self.scenario.tables.connection.as_ref();
        let says = table.map(|t| t.says.clone()).unwrap_or_default();
        let tcp_round_trips = self.value(&CONNECTION_TCP_ROUND_TRIPS, says.tcp_round_trips);
        let tls_round_trips = self.value(&CONNECTION_TLS_ROUND_TRIPS, says.tls_round_trips);
        let tls_handshake = match table {
            Some(table) => {
                self.range(table, "tcp_round_trips", tcp_round_trips, 0, 1_000);
                self.range(table, "tls_round_trips", tls_round_trips, 0, 1_000);
                self.time(table, &CONNECTION_TLS_HANDSHAKE, says.tls_handshake.as_ref())
            }
            None => {
                self.assume(&CONNECTION_TLS_HANDSHAKE);
                let shape = self.shape_of(&CONNECTION_TLS_HANDSHAKE);
                Distribution::new(CONNECTION_TLS_HANDSHAKE.key, shape)
            }
        };
        Connection { tcp_round_trips, tls_round_trips, tls_handshake }
    }
}
