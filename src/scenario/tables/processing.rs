//! What messages and connections cost.

use crate::scenario::DistributionText;
use schemars::JsonSchema;
use serde::Deserialize;

/// What a new connection costs.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectionTable {
    /// Round trips of TCP. Default: 1.
    pub tcp_round_trips: Option<u32>,
    /// Further round trips of the TLS handshake. Default: 2.
    pub tls_round_trips: Option<u32>,
    /// Time of the handshake's signatures. Default: 4 ms (assumption).
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

/// Work of a message: a time or distribution is service; a table says more.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkText {
    /// Holds a core.
    pub service: Option<DistributionText>,
    /// Delays the message and holds no core.
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
    /// re-INVITE, or the tone that tells of a fax.
    pub reinvite: Option<KindTable>,
    /// REFER; at a worker process, what precedes it.
    pub refer: Option<KindTable>,
    /// A voice message in the pipeline.
    pub message: Option<KindTable>,
}

/// Work of one kind of message.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KindTable {
    /// Holds a core. Default: as the role's other messages.
    pub service: Option<DistributionText>,
    /// Delays the message and holds no core. Default: as the role's other messages.
    pub wait: Option<DistributionText>,
}
