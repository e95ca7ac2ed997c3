//! What messages and connections cost.

use crate::scenario::DistributionText;
use schemars::JsonSchema;
use serde::Deserialize;

/// What a new connection costs.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectionTable {
    /// Round trips of TCP.
    pub tcp_round_trips: Option<u32>,
    /// Round trips of the TLS handshake, after those of TCP.
    pub tls_round_trips: Option<u32>,
    /// Time that each side takes for the signatures of the TLS handshake.
    pub tls_handshake: Option<DistributionText>,
}

/// Work by role.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProcessingTable {
    /// Gateway, IP PBX or SBC.
    pub gateway: Option<WorkText>,
    /// Mediation Server.
    pub mediation_server: Option<WorkText>,
    /// Front End.
    pub front_end: Option<WorkText>,
    /// ExumRouting on the Front End.
    pub exum_routing: Option<WorkText>,
    /// Clients and telephones.
    pub endpoint: Option<WorkText>,
    /// UM Call Router.
    pub call_router: Option<WorkText>,
    /// UM service.
    pub um_service: Option<WorkText>,
    /// UM worker process.
    pub worker_process: Option<WorkText>,
    /// Submission of messages and notifications on a UM server.
    pub pipeline: Option<WorkText>,
    /// Fax partner server.
    pub fax_partner: Option<WorkText>,
}

/// Work of one message at a role. A time or distribution stands for `service`. If `service` is
/// given, everything that is not given costs nothing; otherwise the defaults hold for it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkText {
    /// Time that holds a core.
    pub service: Option<DistributionText>,
    /// Time that delays the message and holds no core.
    pub wait: Option<DistributionText>,
    /// INVITE.
    pub invite: Option<KindTable>,
    /// 100.
    pub trying: Option<KindTable>,
    /// 180 and 183.
    pub ringing: Option<KindTable>,
    /// 200.
    pub ok: Option<KindTable>,
    /// 302.
    pub redirect: Option<KindTable>,
    /// 4xx to 6xx.
    pub failure: Option<KindTable>,
    /// ACK.
    pub ack: Option<KindTable>,
    /// CANCEL.
    pub cancel: Option<KindTable>,
    /// BYE.
    pub bye: Option<KindTable>,
    /// INFO.
    pub info: Option<KindTable>,
    /// re-INVITE, or the tone that signals a fax.
    pub reinvite: Option<KindTable>,
    /// REFER; at a worker process, the work before it.
    pub refer: Option<KindTable>,
    /// A voice message in the pipeline.
    pub message: Option<KindTable>,
}

/// Work of one kind of message. If only one of the keys is given, the other is 0.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KindTable {
    /// Time that holds a core.
    pub service: Option<DistributionText>,
    /// Time that delays the message and holds no core.
    pub wait: Option<DistributionText>,
}
