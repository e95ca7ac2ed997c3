//! The vocabulary: one struct a table. The doc comments become the JSON Schema and
//! `docs/scenario.md`; they are the only copy.

use super::distribution::DistributionText;
use super::node::Object;
use super::units::{PerTime, Quantity, Share, Time};
use crate::base::Place;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

macro_rules! tables {
    ($($key:ident: $table:ty, $about:literal;)*) => {
        /// All tables of a scenario.
        #[derive(Debug, Default)]
        pub struct Tables {
            /// Title, empty if not given.
            pub title: String,
            /// `[study]`.
            pub study: Option<Object<StudyTable>>,
            /// `[processing]`.
            pub processing: Option<Object<ProcessingTable>>,
            /// `[connection]`.
            pub connection: Option<Object<ConnectionTable>>,
            /// `[delivery]`.
            pub delivery: Option<Object<DeliveryTable>>,
            $(#[doc = $about] pub $key: Vec<Object<$table>>,)*
        }

        /// A scenario as JSON Schema sees it.
        #[derive(JsonSchema)]
        #[schemars(deny_unknown_fields, title = "busyhour scenario")]
        #[allow(dead_code)]
        pub(super) struct ScenarioSchema {
            /// Version of this vocabulary: 1.
            schema_version: Option<u32>,
            /// Title of the scenario, shown above every result.
            title: Option<String>,
            /// Further files with the same vocabulary, relative to this one.
            include: Option<Vec<String>>,
            /// Keys for every table of a kind, as `[defaults.exchange_server]`.
            defaults: Option<BTreeMap<String, serde_json::Value>>,
            /// Window, replications and seed.
            study: Option<StudyTable>,
            /// What one SIP message costs at each role.
            processing: Option<ProcessingTable>,
            /// What a new connection costs.
            connection: Option<ConnectionTable>,
            /// Delivery to the mailbox.
            delivery: Option<DeliveryTable>,
            $(#[doc = $about] $key: Option<Vec<$table>>,)*
        }

        /// Keys of lists of tables.
        pub(super) const LISTS: &[&str] = &[$(stringify!($key)),*];

        impl Tables {
            /// Reads every list of tables.
            pub(super) fn read_lists(
                &mut self,
                mut list: impl FnMut(&str, &mut dyn FnMut(super::node::Node, String)
                    -> Result<(), super::node::Rejected>),
            ) {
                $(
                    let into = &mut self.$key;
                    list(stringify!($key), &mut |node, label| {
                        match super::node::read::<$table>(&node) {
                            Ok(says) => {
                                into.push(Object { says, label, node });
                                Ok(())
                            }
                            Err(error) => Err(Box::new((node, error))),
                        }
                    });
                )*
            }
        }
    };
}

tables! {
    target: TargetTable, "Figures that must be met.";
    reference: ReferenceTable, "Exact answers known from theory, which a run is compared with.";
    site: SiteTable, "Places with a local network. Without any, there is one.";
    link: LinkTable, "Lines between two sites.";
    gateway: GatewayTable, "Media gateways, IP PBXs and session border controllers.";
    trunk: TrunkTable, "Settings of one gateway and Mediation Server pair.";
    mediation_server: MediationServerTable, "Mediation Servers.";
    pool: PoolTable, "Lync pools.";
    exchange_server: ExchangeServerTable, "Exchange servers.";
    dial_plan: DialPlanTable, "UM dial plans.";
    mailbox_policy: MailboxPolicyTable, "UM mailbox policies.";
    users: UsersTable, "Groups of users who behave alike.";
    traffic: TrafficTable, "Where calls come from.";
}

/// Window, replications and seed.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudyTable {
    /// The instant of simulated time 0, local time. Default: 2013-11-18T08:00:00.
    pub start: Option<String>,
    /// Simulated before anything is measured. Default: 30 min.
    pub warm_up: Option<Time>,
    /// Calls that arrive in this window are measured, and followed to their end. Default: 100 min.
    pub duration: Option<Time>,
    /// The longest that measured calls are followed after the window. Default: 60 min.
    pub follow_at_most: Option<Time>,
    /// Independent replications. Default: 10.
    pub replications: Option<u32>,
    /// Master seed. Default: 2013.
    pub seed: Option<u64>,
    /// Confidence level of intervals. Default: 95 %.
    pub confidence: Option<Share>,
    /// One-way delay between sites without a link of their own. Default: 20 ms (assumption).
    pub wan_delay: Option<DistributionText>,
}

/// A figure that must be met.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetTable {
    /// Measure of the record, with its statistic: `blocking`, `post_dial_delay.p95`.
    pub measure: String,
    /// Scope of the record. Default: `all`.
    pub scope: Option<String>,
    /// Met at or below.
    pub at_most: Option<Quantity>,
    /// Met at or above.
    pub at_least: Option<Quantity>,
}

/// An exact answer known from theory.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReferenceTable {
    /// Measure of the record, with its statistic: `blocking`, `time_to_greeting.p95`.
    pub measure: String,
    /// Scope of the record. Default: `all`.
    pub scope: Option<String>,
    /// The exact value.
    pub value: Quantity,
    /// Formula or publication.
    pub source: String,
}

/// A place with a local network.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteTable {
    /// Its name.
    pub name: String,
    /// One-way delay between two hosts of the site. Default: 0.5 ms.
    pub lan_delay: Option<DistributionText>,
}

/// A line between two sites, the same both ways.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkTable {
    /// Its two sites.
    pub between: Vec<String>,
    /// One-way delay.
    pub delay: DistributionText,
}

/// How a gateway chooses among its next hops.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BalanceText {
    /// In turn.
    RoundRobin,
    /// The first that accepts.
    InOrder,
    /// The one with the most free call slots.
    LeastLoaded,
}

/// Lines by kind.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinesTable {
    /// E1 lines of 30 bearer channels.
    pub e1: Option<u32>,
    /// T1 lines of 23 bearer channels (PRI).
    pub t1: Option<u32>,
}

/// A media gateway, IP PBX or session border controller.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GatewayTable {
    /// Its fully qualified name; a range `gw[1-2]` stands for several.
    pub name: String,
    /// Where it stands. Default: the only site.
    pub site: Option<String>,
    /// Lines; give these or `channels`.
    pub lines: Option<LinesTable>,
    /// Bearer channels.
    pub channels: Option<u32>,
    /// Mediation Servers it may send calls to, names or globs. Default: all of its site, or all.
    pub next_hops: Option<Vec<String>>,
    /// How it chooses among them. Default: round-robin.
    pub balance: Option<BalanceText>,
    /// Cores. Default: 4 (assumption).
    pub cores: Option<u32>,
    /// Work that differs here.
    pub processing: Option<ProcessingTable>,
}

/// Transport of a trunk's signalling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TransportText {
    /// SIP over TLS.
    Tls,
    /// SIP over TCP.
    Tcp,
}

/// Settings of one gateway and Mediation Server pair.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrunkTable {
    /// Gateway, name or glob.
    pub gateway: String,
    /// Mediation Server, name or glob.
    pub mediation_server: String,
    /// Transport. Default: tls.
    pub transport: Option<TransportText>,
    /// Share of answered calls whose media pass by the Mediation Server. Default: 0 %.
    pub bypass: Option<Share>,
}

/// A Mediation Server.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MediationServerTable {
    /// Its fully qualified name; a range stands for several.
    pub name: String,
    /// Where it stands. Default: its pool's site.
    pub site: Option<String>,
    /// The pool that is its next hop. Default: the only pool.
    pub pool: Option<String>,
    /// Whether it runs on the pool's Front Ends, one on each. Default: false.
    pub collocated: Option<bool>,
    /// Concurrent non-bypass calls. Default: 1100, collocated 150 for each Front End.
    pub calls: Option<u32>,
    /// Cores; not where collocated. Default: 12 (assumption).
    pub cores: Option<u32>,
    /// Work that differs here; not where collocated.
    pub processing: Option<ProcessingTable>,
}

/// Product of a pool.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub enum ProductText {
    /// Office Communications Server 2007 R2: UM servers are not filtered by version.
    #[serde(rename = "ocs-2007-r2")]
    Ocs2007R2,
    /// Lync Server 2010.
    #[serde(rename = "lync-2010")]
    Lync2010,
    /// Lync Server 2013.
    #[serde(rename = "lync-2013")]
    Lync2013,
}

/// A number, one name, or a list of names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CountOrNames {
    /// So many.
    Count(u32),
    /// These; ranges are expanded.
    Names(Vec<String>),
}

impl<'de> Deserialize<'de> for CountOrNames {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = CountOrNames;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number, a name, or a list of names")
            }
            fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Self::Value, E> {
                let count = u32::try_from(value).map_err(|_| E::custom("this is no count"))?;
                Ok(CountOrNames::Count(count))
            }
            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Self::Value, E> {
                let names = super::pattern::range(name);
                names
                    .map(CountOrNames::Names)
                    .ok_or_else(|| E::custom("the range in this name is not understood"))
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut items: A,
            ) -> Result<Self::Value, A::Error> {
                let mut all = Vec::new();
                while let Some(name) = items.next_element::<String>()? {
                    let names = super::pattern::range(&name).ok_or_else(|| {
                        serde::de::Error::custom(format!("the range in `{name}` is not understood"))
                    })?;
                    all.extend(names);
                }
                Ok(CountOrNames::Names(all))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl JsonSchema for CountOrNames {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "CountOrNames".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "description": "A number, a name, or a list of names.",
            "anyOf": [{ "type": "integer" }, { "type": "string" },
                { "type": "array", "items": { "type": "string" } }] })
    }
}

/// Edition of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EditionText {
    /// Several Front Ends.
    Enterprise,
    /// Exactly one server.
    Standard,
}

/// A Lync pool.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PoolTable {
    /// Its fully qualified name.
    pub name: String,
    /// Where it stands. Default: the only site.
    pub site: Option<String>,
    /// Product. Default: lync-2013.
    pub product: Option<ProductText>,
    /// Edition. Default: enterprise.
    pub edition: Option<EditionText>,
    /// How many Front Ends, named `pool#1` and so on, or their names, ranges allowed. Default: 1.
    pub front_ends: Option<CountOrNames>,
    /// Cores of each Front End. Default: 12 (assumption).
    pub cores: Option<u32>,
    /// Work that differs on its Front Ends.
    pub processing: Option<ProcessingTable>,
}

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
    /// Roles. Default: all of its version.
    pub roles: Option<Vec<RoleText>>,
    /// Most concurrent UM calls (`MaxCallsAllowed`). Default: 100.
    pub max_calls: Option<u32>,
    /// Most calls its worker processes take at once. Default: no limit of their own.
    pub worker_calls: Option<u32>,
    /// Cores. Default: 12 (assumption).
    pub cores: Option<u32>,
    /// Work that differs here.
    pub processing: Option<ProcessingTable>,
}

/// Servers of a dial plan.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DialPlanTable {
    /// Its name.
    pub name: String,
    /// Member servers: `"all"`, or names and globs. Default: all.
    pub servers: Option<CountOrNames>,
    /// Servers that are not members, names or globs.
    pub except: Option<Vec<String>>,
    /// Whether a refusal after the redirect is tried at the next Call Router. Default: false.
    pub retry_after_redirect: Option<bool>,
    /// Which notifications legacy mailboxes get beside newer servers. Default: path-b.
    pub legacy_notifications: Option<LegacyText>,
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

/// A UM mailbox policy.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MailboxPolicyTable {
    /// Its name.
    pub name: String,
    /// `AllowMissedCallNotifications`. Default: true.
    pub missed_call_notifications: Option<bool>,
}

/// A group of users who behave alike.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UsersTable {
    /// Its name.
    pub name: String,
    /// How many.
    pub count: u32,
    /// Where their endpoints are. Default: their pool's site.
    pub site: Option<String>,
    /// Their pool. Default: the only pool.
    pub pool: Option<String>,
    /// Their UM dial plan. Default: the only one; without any there is no voice mail.
    pub dial_plan: Option<String>,
    /// Their mailbox policy. Default: notifications allowed.
    pub policy: Option<String>,
    /// Where their mailboxes are. Default: evenly on the plan's newest mailbox servers.
    pub mailboxes: Option<MailboxesTable>,
    /// Endpoints registered for each user, mean. Default: 1.5 Lync clients.
    pub endpoints: Option<EndpointsTable>,
    /// Share of calls that find the user registered. Default: 95 % (assumption).
    pub registered: Option<Share>,
    /// Share of them that find the user busy. Default: 5 % (assumption).
    pub busy: Option<Share>,
    /// Share of them that find do-not-disturb set. Default: 3 % (assumption).
    pub do_not_disturb: Option<Share>,
    /// Ringing until the divert to voice mail. Default: 20 s.
    pub ring: Option<DistributionText>,
    /// Who answers, and when.
    pub answers: Option<AnswersTable>,
    /// What callers do with voice mail.
    pub voice_mail: Option<VoiceMailTable>,
}

/// Where mailboxes are: a migration, or shares of servers.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MailboxesTable {
    /// Servers of the new version, names or globs.
    pub current: Option<Vec<String>>,
    /// Servers of the old version, names or globs.
    pub legacy: Option<Vec<String>>,
    /// Share already on `current`. Default: 100 %.
    pub migrated: Option<Share>,
    /// Instead of these: shares of single servers, which sum to 100 %.
    pub shares: Option<BTreeMap<String, Share>>,
}

/// Endpoints of a user, means.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndpointsTable {
    /// Lync clients.
    pub lync: Option<f64>,
    /// Lync Phone Edition devices.
    pub phone_edition: Option<f64>,
}

/// Answering by a person.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswersTable {
    /// Share that would be answered if callers waited for ever. Default: 70 % (assumption).
    pub share: Option<Share>,
    /// From the start of ringing. Default: lognormal, mean 8 s, cv 0.6 (assumption).
    pub after: Option<DistributionText>,
}

/// What callers do with voice mail.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoiceMailTable {
    /// Length of the greeting. Default: 12 s (assumption).
    pub greeting: Option<DistributionText>,
    /// Share who leave in the greeting. Default: 25 % (assumption).
    pub hangs_up_in_greeting: Option<Share>,
    /// Share of the others who leave a message. Default: 50 % (assumption).
    pub leaves_message: Option<Share>,
    /// Length of a message. Default: lognormal, mean 40 s, cv 1 (assumption).
    pub message: Option<DistributionText>,
}

/// Class of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ClassText {
    /// From the telephone network to a user.
    Voice,
    /// From a user to the telephone network.
    Outbound,
    /// From user to user.
    Internal,
}

/// A source of calls.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrafficTable {
    /// Unique; part of the random keys. Default: `<class> to <to>`.
    pub name: Option<String>,
    /// Class of calls.
    pub class: ClassText,
    /// Group of users that is called (voice, internal).
    pub to: Option<String>,
    /// Group of users that calls (outbound).
    pub from: Option<String>,
    /// Gateways, names or globs. Default: all.
    pub gateways: Option<Vec<String>>,
    /// How a gateway is chosen. Default: in-order.
    pub choose: Option<ChooseText>,
    /// When calls arrive.
    pub arrivals: ArrivalsText,
    /// Conversation with a person. Default: exponential, mean 180 s.
    pub talk: Option<DistributionText>,
    /// From dialling until the caller gives up. Default: never.
    pub patience: Option<DistributionText>,
    /// Whether refused callers try again. Default: they do not.
    pub retry: Option<RetryTable>,
}

/// How a gateway is chosen.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum ChooseText {
    /// The first with a free channel.
    InOrder,
    /// In turn, overflowing to the next.
    RoundRobin,
    /// One, in proportion to channels; no overflow.
    ByChannels,
    /// One, with a share each; no overflow.
    Share(BTreeMap<String, Share>),
}

/// When calls arrive: a rate or load as text, or a table.
#[derive(Clone, Debug)]
pub enum ArrivalsText {
    /// Calls per second.
    Rate(PerTime),
    /// Offered erlang: divided by the mean conversation.
    Load(f64),
    /// One of the forms below.
    Form(ArrivalsForm),
}

/// Further forms of arrivals.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ArrivalsForm {
    /// A rate for each user of the group, as `"0.6/h"`.
    PerUser(PerTime),
    /// A rate by time of day, repeated daily: `[["08:00", "300/h"], …]`.
    Profile(Vec<(String, PerTime)>),
    /// Exactly these instants: seconds in the first column of a CSV.
    Trace(String),
}

impl<'de> Deserialize<'de> for ArrivalsText {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = ArrivalsText;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a rate as \"1200/h\", a load as \"90 erlang\", or a table")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                let parsed = super::units::rate_or_load(text).map_err(E::custom)?;
                Ok(parsed.map_or_else(|e| ArrivalsText::Load(e.0), ArrivalsText::Rate))
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                map: A,
            ) -> Result<Self::Value, A::Error> {
                let form = serde::de::value::MapAccessDeserializer::new(map);
                ArrivalsForm::deserialize(form).map(ArrivalsText::Form)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl JsonSchema for ArrivalsText {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Arrivals".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let form = generator.subschema_for::<ArrivalsForm>();
        schemars::json_schema!({ "description": "A rate as \"1200/h\", a load as \"90 erlang\", or a table.",
            "anyOf": [{ "type": "string" }, form] })
    }
}

/// Trying again after a refusal.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetryTable {
    /// Share of refused callers who try again.
    pub share: Share,
    /// From the refusal to the next attempt.
    pub after: DistributionText,
    /// Most further attempts, 1 to 15. Default: 3.
    pub at_most: Option<u32>,
}

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

/// Delivery to the mailbox.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveryTable {
    /// A missed-call notification, from its hand-over to the mailbox. Default: lognormal, mean 3 s,
    /// cv 1 (assumption).
    pub notification: Option<DistributionText>,
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

impl Tables {
    /// CSV files that are named anywhere, with their places.
    pub(super) fn csv_files(&self) -> Vec<(String, Place)> {
        let mut out: Vec<(String, Place)> = Vec::new();
        let mut from = |distribution: Option<&DistributionText>, place: Place| {
            let mut files = Vec::new();
            distribution.iter().for_each(|d| d.csv_files(&mut files));
            out.extend(files.into_iter().map(|file| (file, place.clone())));
        };
        for t in &self.traffic {
            from(t.says.talk.as_ref(), t.place_of("talk"));
            from(t.says.patience.as_ref(), t.place_of("patience"));
        }
        for u in &self.users {
            from(u.says.ring.as_ref(), u.place_of("ring"));
            let answers = u.says.answers.as_ref().and_then(|a| a.after.as_ref());
            from(answers, u.place_of("answers"));
            let message = u.says.voice_mail.as_ref().and_then(|v| v.message.as_ref());
            from(message, u.place_of("voice_mail"));
        }
        for l in &self.link {
            from(Some(&l.says.delay), l.place_of("delay"));
        }
        let traces = self.traffic.iter().filter_map(|t| match &t.says.arrivals {
            ArrivalsText::Form(ArrivalsForm::Trace(file)) => {
                Some((file.clone(), t.place_of("arrivals")))
            }
            _ => None,
        });
        let traces: Vec<_> = traces.collect();
        out.extend(traces);
        out
    }
}
