//! Exchange servers, and what they do with messages.

use super::{ProcessingTable, StatusText};
use crate::scenario::{DistributionText, Share, Time};
use schemars::JsonSchema;
use serde::Deserialize;

/// Version of an Exchange server.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub enum VersionText {
    /// Exchange Server 2007.
    #[serde(rename = "exchange-2007")]
    Exchange2007,
    /// Exchange Server 2010.
    #[serde(rename = "exchange-2010")]
    Exchange2010,
    /// Exchange Server 2013.
    #[serde(rename = "exchange-2013")]
    Exchange2013,
    /// Exchange Server 2016.
    #[serde(rename = "exchange-2016")]
    Exchange2016,
    /// Exchange Server 2019, which is refused: it has no Unified Messaging.
    #[serde(rename = "exchange-2019")]
    #[schemars(skip)]
    Exchange2019,
}

/// Role of an Exchange server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RoleText {
    /// UM Call Router (2013 and later). No call comes to the Client Access servers of 2007 and 2010.
    ClientAccess,
    /// Mailboxes; from 2013 on also the UM service and its worker processes.
    Mailbox,
    /// UM service and worker processes (2007 and 2010).
    UnifiedMessaging,
    /// Mail transport (2007 and 2010): no call comes to it.
    HubTransport,
}

/// On which transports a UM service listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StartupModeText {
    /// TCP: for unsecured plans.
    Tcp,
    /// TLS: for SIP secured and secured plans.
    Tls,
    /// Both.
    Dual,
}

/// An Exchange server.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExchangeServerTable {
    /// Its fully qualified name; a range `mbx[1-2]` stands for several.
    pub name: String,
    /// Its site.
    pub site: Option<String>,
    /// Version.
    pub version: Option<VersionText>,
    /// Roles: of 2007 and 2010 client-access, hub-transport, unified-messaging and mailbox, of 2013
    /// client-access and mailbox. On Exchange 2016 the roles cannot be separated.
    pub roles: Option<Vec<RoleText>>,
    /// Service pack of Exchange 2010, 0 to 3.
    pub service_pack: Option<u32>,
    /// Whether it takes UM calls; only for Exchange 2007 and 2010.
    pub status: Option<StatusText>,
    /// Transports of its UM services (`UMStartupMode`).
    pub startup_mode: Option<StartupModeText>,
    /// Whether its UM services have not been restarted since the mode was changed. They then listen
    /// on TCP only, as after set-up.
    pub restart_pending: Option<bool>,
    /// Its certificate, instead of a certificate that names it in `on`.
    pub certificate: Option<String>,
    /// Highest number of concurrent UM calls (`MaxCallsAllowed`).
    pub max_calls: Option<u32>,
    /// Highest number of concurrent calls in its worker processes.
    pub worker_calls: Option<u32>,
    /// Share of the cores that voice-mail preview may use, rounded up to whole cores.
    pub preview: Option<Share>,
    /// Number of messages waiting for submission at which new calls are refused.
    pub pipeline_limit: Option<u32>,
    /// Servers of the same version with copies of its mailbox databases, in the order in which they
    /// become active.
    pub copies: Option<Vec<String>>,
    /// Cores.
    pub cores: Option<u32>,
    /// Work that differs on this server from `[processing]`.
    pub processing: Option<ProcessingTable>,
}

/// Delivery to the mailbox.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveryTable {
    /// Time from the submission of a missed-call notification to its arrival in the mailbox.
    pub notification: Option<DistributionText>,
    /// Time from the submission of a voice message to its arrival in the mailbox.
    pub message: Option<DistributionText>,
}

/// Voice-mail preview: speech recognition of a message before it is submitted.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewTable {
    /// Processor time for each second of audio, in seconds.
    pub cpu_per_audio: Option<f64>,
    /// Length above which Exchange 2010 attempts no preview.
    pub longest: Option<Time>,
    /// A preview is skipped if it would be ready later than this after its message.
    pub at_most: Option<Time>,
}
