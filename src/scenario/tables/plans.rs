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
    /// Form of its users' addresses. Default: sip-uri where there is a pool, else
    /// telephone-extension.
    pub uri_type: Option<UriTypeText>,
    /// Encryption (`VoIPSecurity`); with Lync an unsecured plan takes no call. Default: secured for
    /// type sip-uri, else unsecured.
    pub security: Option<SecurityText>,
    /// Member servers of a plan of type sip-uri: `"all"`, or names and globs. Default: all. Servers
    /// cannot be added to plans of other types: there every server answers.
    pub servers: Option<CountOrNames>,
    /// Servers that are not members, names or globs; type sip-uri only.
    pub except: Option<Vec<String>>,
    /// Its fully qualified name (`PhoneContext`). Default: its name.
    pub phone_context: Option<String>,
    /// Dialling rule groups of its own; with Lync they do nothing. Default: none.
    pub dialling_rules: Option<Vec<String>>,
    /// Whether a refusal after the redirect is tried at the next Call Router. Default: false.
    pub retry_after_redirect: Option<bool>,
    /// Which notifications legacy mailboxes get beside newer servers. Default: path-b.
    pub legacy_notifications: Option<LegacyText>,
    /// Whether notifications of calls that end while ringing reach legacy mailboxes while the plan
    /// has only legacy servers; type sip-uri only. Default: true.
    pub legacy_only_plan_notifies: Option<bool>,
    /// What a UM server of 2007 or 2010 does with a call for a newer mailbox. Default: refuses
    /// (assumption).
    pub older_server: Option<OlderServerText>,
    /// Whether its users may receive faxes at all (`FaxEnabled`, overrides the user's). Default:
    /// true.
    pub fax: Option<bool>,
    /// Longest UM call (`MaxCallDuration`), 10 min to 120 min. Default: 30 min.
    pub max_call_duration: Option<Time>,
    /// Longest recording (`MaxRecordingDuration`), 1 min to 100 min and below the longest call.
    /// Default: 20 min.
    pub max_recording: Option<Time>,
    /// Wrong log-ons after which an Outlook Voice Access caller is disconnected
    /// (`LogonFailuresBeforeDisconnect`), 1 to 100. Default: 3.
    pub logon_failures: Option<u32>,
}

/// What legacy mailboxes get.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LegacyText {
    /// Those for a hang-up in the greeting.
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
    /// The dial plan it belongs to: users who have it have this plan. Default: any.
    pub dial_plan: Option<String>,
    /// `AllowPlayOnPhone`. Default: true.
    pub play_on_phone: Option<bool>,
    /// `AllowMissedCallNotifications`. Default: true.
    pub missed_call_notifications: Option<bool>,
    /// `AllowFax`; without a fax server it has nothing to allow. Default: true where `fax_server`
    /// is given, else false.
    pub fax: Option<bool>,
    /// `FaxServerURI`: a fax partner's name, or its URI as
    /// `sip:fax1.contoso.test:5060;transport=tcp`. Default: none.
    pub fax_server: Option<String>,
    /// `AllowVoiceMailPreview`. Default: true.
    pub preview: Option<bool>,
}
