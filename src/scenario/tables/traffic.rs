//! Where calls come from, and when.

use crate::scenario::{DistributionText, PerTime, Share};
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

/// From when a fax machine's patience runs.
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
    /// Unique; part of the random keys. Default: `<class> to <to>`, or `<class> from <from>`.
    pub name: Option<String>,
    /// Class of calls.
    pub class: ClassText,
    /// Who is called: a group of users (voice, internal), a group or a fax line (fax), an auto
    /// attendant, or an access number (subscriber-access).
    pub to: Option<String>,
    /// Group of users that calls (outbound; internal, by which their names are found or not), or hears its
    /// messages (play-on-phone).
    pub from: Option<String>,
    /// Gateways that lead there, names or globs: with Mediation Servers to Lync, connected to
    /// Exchange to the rest, an IP PBX for internal calls without Lync. Default: all of these.
    pub gateways: Option<Vec<String>>,
    /// How a gateway is chosen. Default: in-order.
    pub choose: Option<ChooseText>,
    /// When calls arrive.
    pub arrivals: ArrivalsText,
    /// Conversation with a person; in play-on-phone how long the user listens. Not of fax and
    /// subscriber-access. Default: exponential, mean 180 s; play-on-phone lognormal, mean 40 s,
    /// cv 1 (assumption).
    pub talk: Option<DistributionText>,
    /// From dialling until the caller gives up; voice, internal, auto-attendant and
    /// subscriber-access. Default: never.
    pub patience: Option<DistributionText>,
    /// Whether refused callers try again. Default: they do not; of faxes 80 % do, after 3 min, at
    /// most twice (assumption).
    pub retry: Option<RetryTable>,
    /// How long a fax machine sends its tone until it gives up. Default: uniform, 35 s to 60 s
    /// (assumption).
    pub gives_up: Option<DistributionText>,
    /// From when that counts (fax). Default: dialling.
    pub gives_up_from: Option<GivesUpFromText>,
    /// From a person's answer until the person, hearing a fax's tone, hangs up. Default: 5 s
    /// (assumption).
    pub person_hangs_up: Option<DistributionText>,
    /// Pages of a fax, 1 to 1000. Default: 3 (assumption).
    pub pages: Option<u32>,
    /// Time of one page of a fax. Default: 60 s.
    pub page: Option<DistributionText>,
    /// Share of play-on-phone calls that go to the telephone network; the rest ring the user's own
    /// telephone. Default: 50 % (assumption).
    pub to_telephone_network: Option<Share>,
}

/// The name of a source that gives none: `voice to office`, `outbound from office`.
pub fn default_source_name(class: &str, group: &str) -> String {
    let way = if matches!(class, "outbound" | "play-on-phone") { "from" } else { "to" };
    format!("{class} {way} {group}")
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
    /// A rate for each user of the group, as `"0.6/h"`; for each user of an access number, each
    /// number of a fax line.
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

/// Trying again after a refusal.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetryTable {
    /// Share of refused callers who try again.
    pub share: Share,
    /// From the refusal to the next attempt.
    pub after: DistributionText,
    /// Most further attempts, 1 to 14. Default: 3, of faxes 2.
    pub at_most: Option<u32>,
}
