//! Where calls come from, and when.

use super::variation::{DayFactorTable, RateStateTable, SurgeTable};
use crate::scenario::{DistributionText, PerTime, Share, Time};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

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
    /// From a fax machine in the telephone network to a user or a fax line.
    Fax,
    /// From the telephone network to an auto attendant.
    AutoAttendant,
    /// From a user in the telephone network to an Outlook Voice Access number.
    SubscriberAccess,
    /// From Unified Messaging to a telephone that the user chose, to play a message.
    PlayOnPhone,
}

/// When the patience of a fax machine starts.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GivesUpFromText {
    /// From the end of dialling: an analogue line has no answer supervision.
    Dialling,
    /// From the answer.
    Answer,
}

/// A source of calls.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrafficTable {
    /// Its unique name, from which its random numbers derive.
    pub name: Option<String>,
    /// Class of calls.
    pub class: ClassText,
    /// Who is called: a group of users (voice, internal), a group or a fax line (fax), an auto
    /// attendant, or an access number (subscriber-access).
    pub to: Option<String>,
    /// Group of users that calls (outbound; optional for internal, where it decides whether the
    /// caller's name is found), or that listens to its messages (play-on-phone).
    pub from: Option<String>,
    /// Gateways of these calls, as names or globs: for users of Lync, gateways with Mediation
    /// Servers; for others, gateways that are connected directly to Exchange, and for their
    /// internal calls an IP PBX.
    pub gateways: Option<Vec<String>>,
    /// How a gateway is chosen.
    pub choose: Option<ChooseText>,
    /// When calls arrive.
    pub arrivals: ArrivalsText,
    /// Parts of the time with more or fewer calls, as
    /// `[{ from = "30 min", lasts = "10 min", factor = 5 }]`.
    pub surges: Option<Vec<SurgeTable>>,
    /// How days differ, as `{ cv = 0.2 }`.
    pub day_factor: Option<DayFactorTable>,
    /// States between which the rate changes at random, two or more, as
    /// `[{ factor = 0.5, lasts = "20 min" }, { factor = 3, lasts = "5 min" }]`.
    pub rate_states: Option<Vec<RateStateTable>>,
    /// Length of the conversation with a person; for play-on-phone, how long the user listens. Not
    /// for fax and subscriber-access.
    pub talk: Option<DistributionText>,
    /// Time from dialling until a caller who hears no answer gives up, or `"never"`; only for voice,
    /// internal, auto-attendant and subscriber-access.
    pub patience: Option<PatienceText>,
    /// Whether refused callers try again.
    pub retry: Option<RetryTable>,
    /// How long a fax machine waits before it gives up; only for fax.
    pub gives_up: Option<DistributionText>,
    /// When the time of `gives_up` starts; only for fax.
    pub gives_up_from: Option<GivesUpFromText>,
    /// Time from the answer until a person who hears the tone of a fax hangs up; only for fax to
    /// users.
    pub person_hangs_up: Option<DistributionText>,
    /// Pages of a fax, 1 to 1000; only for fax.
    pub pages: Option<u32>,
    /// Transmission time of one page; only for fax.
    pub page: Option<DistributionText>,
    /// Share of calls that go to the telephone network; the others ring the user's own telephone.
    /// Only for play-on-phone.
    pub to_telephone_network: Option<Share>,
}

/// The name of a source that gives none: `voice to office`, `outbound from office`.
pub fn default_source_name(class: &str, group: &str) -> String {
    let way = if matches!(class, "outbound" | "play-on-phone") { "from" } else { "to" };
    format!("{class} {way} {group}")
}

/// How long callers wait for an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum PatienceText {
    /// `"never"`: nobody gives up.
    Never,
    /// Until this time has passed.
    After(DistributionText),
}

impl<'de> Deserialize<'de> for PatienceText {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = PatienceText;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a time with its unit, as \"60 s\", a distribution, or \"never\"")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                if text.trim() == "never" {
                    return Ok(PatienceText::Never);
                }
                let time = Time::try_from(text.to_owned()).map_err(E::custom)?;
                Ok(PatienceText::After(DistributionText::Constant(time)))
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                map: A,
            ) -> Result<Self::Value, A::Error> {
                let family = crate::scenario::read::variant(map)?;
                Ok(PatienceText::After(DistributionText::Family(family)))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl JsonSchema for PatienceText {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Patience".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let time = generator.subschema_for::<DistributionText>();
        schemars::json_schema!({
            "description": "A time as \"60 s\", a distribution of times, or \"never\": nobody gives up.",
            "anyOf": [time, { "type": "string", "enum": ["never"] }]
        })
    }
}

/// How a gateway is chosen.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum ChooseText {
    /// The first gateway with a free channel.
    InOrder,
    /// Each gateway in turn; if it has no free channel, the next one.
    RoundRobin,
    /// One gateway at random, in proportion to its channels. If it has no free channel, the call is
    /// blocked.
    ByChannels,
    /// One gateway at random, with the given shares. If it has no free channel, the call is
    /// blocked.
    Share(BTreeMap<String, Share>),
}

/// When calls arrive: a rate or load as text, or a table.
#[derive(Clone, Debug)]
pub enum ArrivalsText {
    /// Calls per second.
    Rate(PerTime),
    /// Offered load in erlang. The rate is the load divided by the mean of `talk`.
    Load(f64),
    /// One of the forms below.
    Form(ArrivalsForm),
}

/// Further forms of arrivals.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ArrivalsForm {
    /// A rate for each user of the group, as `"0.6/h"`; for an access number, for each of its
    /// users; for a fax line, for each of its numbers.
    PerUser(PerTime),
    /// A rate by time of day, which repeats every day: `[["08:00", "300/h"], …]`.
    Profile(Vec<(String, PerTime)>),
    /// Recorded instants: seconds from the start of the simulation, at most 366 days, in the first
    /// column of a CSV file. A first line without any number is a heading. A run and `check` say how
    /// many instants are measured; none is an error.
    Trace(String),
    /// A list of recorded calls, which every replication replays: a CSV whose first line names its columns. `at` is
    /// when a call arrives: seconds from the start of the simulation, a time on the day of `study.start`, or a date and
    /// time. The others are optional, and empty fields are drawn: `talk`, seconds; `user`, the number of the called user
    /// in the group, from 1; `class`, so that each source replays the calls of its class.
    Replay(String),
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
                let parsed = crate::scenario::units::rate_or_load(text).map_err(E::custom)?;
                Ok(parsed.map_or_else(|e| ArrivalsText::Load(e.0), ArrivalsText::Rate))
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                map: A,
            ) -> Result<Self::Value, A::Error> {
                crate::scenario::read::variant(map).map(ArrivalsText::Form)
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

/// Calling again after a refusal.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetryTable {
    /// Share of refused callers who call again.
    pub share: Share,
    /// Time from the refusal to the next attempt.
    pub after: DistributionText,
    /// Highest number of further attempts, 1 to 14.
    pub at_most: Option<u32>,
    /// Share of callers cut off by an outage who call again.
    pub after_drop: Option<Share>,
}
