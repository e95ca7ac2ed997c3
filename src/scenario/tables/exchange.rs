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
}

/// Role of an Exchange server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RoleText {
    /// UM Call Router (2013 and later).
    ClientAccess,
    /// Mailboxes; from 2013 on also the UM service and its worker processes.
    Mailbox,
    /// UM service and worker processes (2007 and 2010).
    UnifiedMessaging,
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
    /// Where it stands. Default: the only site.
    pub site: Option<String>,
    /// Version. Default: exchange-2013.
    pub version: Option<VersionText>,
    /// Roles. Default: all of its version. Exchange 2016 has them together only.
    pub roles: Option<Vec<RoleText>>,
    /// Service pack of Exchange 2010, 0 to 3. Default: 3.
    pub service_pack: Option<u32>,
    /// Whether it takes UM calls; 2007 and 2010 only. Default: enabled.
    pub status: Option<StatusText>,
    /// Transports of its UM services (`UMStartupMode`). Default: dual.
    pub startup_mode: Option<StartupModeText>,
    /// Whether its UM services were not restarted since the mode was changed, so that they still
    /// listen on TCP only, as after set-up. Default: false.
    pub restart_pending: Option<bool>,
    /// Its certificate, instead of one that names it in `on`.
    pub certificate: Option<String>,
    /// Most concurrent UM calls (`MaxCallsAllowed`). Default: 100.
    pub max_calls: Option<u32>,
    /// Most calls its worker processes take at once. Default: no limit of their own.
    pub worker_calls: Option<u32>,
    /// Share of the cores that voice-mail preview may use, rounded up to whole cores. Default: 50 %
    /// (assumption).
    pub preview: Option<Share>,
    /// Messages waiting for submission at which new calls are refused. Default: no limit
    /// (assumption).
    pub pipeline_limit: Option<u32>,
    /// Cores. Default: 12 (assumption).
    pub cores: Option<u32>,
    /// Work that differs here.
    pub processing: Option<ProcessingTable>,
}

/// Delivery to the mailbox.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveryTable {
    /// A missed-call notification, from its hand-over to the mailbox. Default: lognormal, mean 3 s,
    /// cv 1 (assumption).
    pub notification: Option<DistributionText>,
    /// A voice message, from its submission to the mailbox. Default: lognormal, mean 3 s, cv 1
    /// (assumption).
    pub message: Option<DistributionText>,
}

/// Voice-mail preview: speech recognition of a message before it is submitted.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewTable {
    /// Processor time per time of audio. Default: 2.0.
    pub cpu_per_audio: Option<f64>,
    /// Exchange 2010 attempts no preview of longer messages. Default: 75 s.
    pub longest: Option<Time>,
    /// A preview that would be ready later than this after its message is skipped. Default: 5 min
    /// (assumption).
    pub at_most: Option<Time>,
}
