//! UM dial plans and UM mailbox policies.

use super::CountOrNames;
use crate::scenario::Time;
use schemars::JsonSchema;
use serde::Deserialize;

/// Form of the addresses of a dial plan's users.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UriTypeText {
    /// SIP addresses: the only form that works with Lync.
    SipUri,
    /// Extensions of a PBX.
    TelephoneExtension,
    /// International numbers.
    E164,
}

/// Encryption of a dial plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SecurityText {
    /// SIP over TCP, RTP in clear.
    Unsecured,
    /// SIP over TLS, RTP in clear.
    SipSecured,
    /// SIP over TLS, SRTP.
    Secured,
}

/// A UM dial plan.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DialPlanTable {
    /// Its name.
    pub name: String,
    /// Form of its users' addresses.
    pub uri_type: Option<UriTypeText>,
    /// Encryption (`VoIPSecurity`). An unsecured plan takes no calls from Lync.
    pub security: Option<SecurityText>,
    /// Member servers of a plan of type sip-uri: `"all"`, or names and globs. Plans of other types
    /// have no members: every server answers for them.
    pub servers: Option<CountOrNames>,
    /// Servers that are not members, as names or globs; only for type sip-uri.
    pub except: Option<Vec<String>>,
    /// Its fully qualified name (`PhoneContext`).
    pub phone_context: Option<String>,
    /// Its own dialling rule groups. Lync ignores them.
    pub dialling_rules: Option<Vec<String>>,
    /// Whether a call that is refused after the redirect is tried again at the next Call Router. It helps
    /// where any server may take the call: to auto attendants and Outlook Voice Access, and for mailboxes
    /// before Exchange 2013.
    pub retry_after_redirect: Option<bool>,
    /// Which missed-call notifications mailboxes on Exchange 2007 and 2010 get while the plan also
    /// has newer servers.
    pub legacy_notifications: Option<LegacyText>,
    /// Whether notifications of calls that end while ringing reach these mailboxes while the plan
    /// has only servers of 2007 and 2010; only for type sip-uri.
    pub legacy_only_plan_notifies: Option<bool>,
    /// What a UM server of 2007 or 2010 does with a call for a mailbox on a newer server.
    pub older_server: Option<OlderServerText>,
    /// Whether its users may receive faxes (`FaxEnabled`); takes precedence over the users' own
    /// setting.
    pub fax: Option<bool>,
    /// Longest duration of a UM call (`MaxCallDuration`), 10 min to 120 min.
    pub max_call_duration: Option<Time>,
    /// Longest recording (`MaxRecordingDuration`), 1 min to 100 min, and shorter than
    /// `max_call_duration`.
    pub max_recording: Option<Time>,
    /// Number of failed log-ons after which a caller of Outlook Voice Access is disconnected
    /// (`LogonFailuresBeforeDisconnect`), 1 to 100.
    pub logon_failures: Option<u32>,
}

/// Which notifications mailboxes on Exchange 2007 and 2010 get.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LegacyText {
    /// Those of callers who hang up in the greeting.
    PathB,
    /// None.
    None,
}

/// What an older UM server does with a call for a newer mailbox.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OlderServerText {
    /// Refuses it.
    Refuses,
    /// Redirects it to a server that can serve the mailbox.
    Redirects,
}

/// A UM mailbox policy.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MailboxPolicyTable {
    /// Its name.
    pub name: String,
    /// The dial plan that it belongs to. All users with this policy must have this plan.
    pub dial_plan: Option<String>,
    /// Whether its users may use Play on Phone (`AllowPlayOnPhone`).
    pub play_on_phone: Option<bool>,
    /// Whether its users get missed-call notifications (`AllowMissedCallNotifications`).
    pub missed_call_notifications: Option<bool>,
    /// Whether its users may receive faxes (`AllowFax`); has no effect without `fax_server`.
    pub fax: Option<bool>,
    /// The fax partner (`FaxServerURI`): its name, or its URI as
    /// `sip:fax1.contoso.test:5060;transport=tcp`.
    pub fax_server: Option<String>,
    /// Whether its users get a preview of their voice messages (`AllowVoiceMailPreview`).
    pub preview: Option<bool>,
}
