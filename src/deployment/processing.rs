//! What one SIP message costs at each role, on which cores, and what a new connection costs.

use super::{Distribution, HostOverload};

/// A part of the system that handles messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Gateway, IP PBX or SBC.
    Gateway,
    /// Mediation Server.
    MediationServer,
    /// Front End: proxy, lookup, inbound routing.
    FrontEnd,
    /// ExumRouting on the Front End.
    ExumRouting,
    /// A user's client or telephone; a delay, without a queue.
    Endpoint,
    /// UM Call Router on the Client Access server.
    CallRouter,
    /// UM service that hands a call to a worker process.
    UmService,
    /// UM worker process.
    WorkerProcess,
    /// Submission of messages and notifications on a UM server.
    Pipeline,
    /// Fax partner server.
    FaxPartner,
}

impl Role {
    /// All roles, in the order of a call's way.
    pub const ALL: [Role; 10] = [
        Role::Gateway,
        Role::MediationServer,
        Role::FrontEnd,
        Role::ExumRouting,
        Role::Endpoint,
        Role::CallRouter,
        Role::UmService,
        Role::WorkerProcess,
        Role::Pipeline,
        Role::FaxPartner,
    ];

    /// The name used in scenarios and scopes, as `call_router`.
    pub const fn name(self) -> &'static str {
        match self {
            Role::Gateway => "gateway",
            Role::MediationServer => "mediation_server",
            Role::FrontEnd => "front_end",
            Role::ExumRouting => "exum_routing",
            Role::Endpoint => "endpoint",
            Role::CallRouter => "call_router",
            Role::UmService => "um_service",
            Role::WorkerProcess => "worker_process",
            Role::Pipeline => "pipeline",
            Role::FaxPartner => "fax_partner",
        }
    }
}

/// Kinds of SIP message that may be processed differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageKind {
    /// INVITE (at a gateway also the set-up from the telephone network; at ExumRouting its request).
    Invite,
    /// 100 Trying.
    Trying,
    /// 180 Ringing or 183 Session Progress.
    Ringing,
    /// 200 OK to any request.
    Ok,
    /// 302 Moved Temporarily.
    Redirect,
    /// Any final failure, 4xx to 6xx.
    Failure,
    /// ACK.
    Ack,
    /// CANCEL.
    Cancel,
    /// BYE.
    Bye,
    /// INFO that carries a missed-call notification; in the pipeline, a notification.
    Info,
    /// re-INVITE, or the tone itself, that tells of a fax.
    Reinvite,
    /// REFER; at a worker process, what precedes it.
    Refer,
    /// A voice message in the pipeline.
    Message,
}

impl MessageKind {
    /// All kinds.
    pub const ALL: [MessageKind; 13] = [
        MessageKind::Invite,
        MessageKind::Trying,
        MessageKind::Ringing,
        MessageKind::Ok,
        MessageKind::Redirect,
        MessageKind::Failure,
        MessageKind::Ack,
        MessageKind::Cancel,
        MessageKind::Bye,
        MessageKind::Info,
        MessageKind::Reinvite,
        MessageKind::Refer,
        MessageKind::Message,
    ];

    /// The key in `[processing.ROLE]`, as `invite`.
    pub const fn name(self) -> &'static str {
        match self {
            MessageKind::Invite => "invite",
            MessageKind::Trying => "trying",
            MessageKind::Ringing => "ringing",
            MessageKind::Ok => "ok",
            MessageKind::Redirect => "redirect",
            MessageKind::Failure => "failure",
            MessageKind::Ack => "ack",
            MessageKind::Cancel => "cancel",
            MessageKind::Bye => "bye",
            MessageKind::Info => "info",
            MessageKind::Reinvite => "reinvite",
            MessageKind::Refer => "refer",
            MessageKind::Message => "message",
        }
    }
}

/// What one message costs.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// Holds a core.
    pub service: Distribution,
    /// Delays the message after its service and holds no core.
    pub wait: Distribution,
}

/// Work by role and kind of message: `table[role as usize][kind as usize]`, 10 × 13.
#[derive(Clone, Debug, PartialEq)]
pub struct Processing {
    /// The table.
    pub table: Vec<Vec<Work>>,
}

impl Processing {
    /// The work of one message of `kind` at `role`.
    pub fn work(&self, role: Role, kind: MessageKind) -> &Work {
        &self.table[role as usize][kind as usize]
    }
}

/// The cores of a host and the work that differs from [`Processing`] there.
#[derive(Clone, Debug, PartialEq)]
pub struct HostProcessing {
    /// Cores, at least 1.
    pub cores: u32,
    /// Work that replaces the table's for one role and kind on this host.
    pub overrides: Vec<(Role, MessageKind, Work)>,
    /// How it behaves under load.
    pub overload: HostOverload,
}

/// What setting up a connection between two hosts costs before the first message may go.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    /// Round trips of a TCP connection.
    pub tcp_round_trips: u32,
    /// Further round trips of the TLS handshake.
    pub tls_round_trips: u32,
    /// Time spent on signatures and checks in a TLS handshake.
    pub tls_handshake: Distribution,
}
