//! What the vendor's rules of thumb would buy.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a rule of thumb would buy for a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleOfThumb {
    /// The rule.
    pub rule: ThumbRule,
    /// What it counts: users, or calls at once on average.
    pub counted: f64,
    /// How many of these it gives to a port, a server or a Front End.
    pub each: u32,
    /// Whether that figure is an assumption: of Lync Server 2010 and earlier, where the sources differ.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_assumption: bool,
    /// The pool that it is about; absent where it is about all of the deployment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<String>,
    /// How many ports, servers or Front Ends it buys.
    pub buys: u32,
    /// How many of these are spare.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub spare: u32,
    /// How many a pool can have; absent where nothing limits them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u32>,
    /// Share of the calls that the largest design refuses before they reach what the rule counts, if that is more than 1 %: the
    /// rule then counts too few.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_away: Option<f64>,
    /// Share of the calls that find no port or no slot, by Erlang B at the load that was measured, as if every port or server
    /// took the calls of the others; of what is priced, with no more calls a server than the model allows. Absent where the
    /// rule limits no calls.
    pub refused: Option<f64>,
    /// The cheapest number of `[[vary]]` in which this can be bought; absent if the model prices none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<ThumbPrice>,
}

impl RuleOfThumb {
    /// A rule with what it counts, how many of these it gives to each, and how many it buys.
    pub(crate) const fn new(rule: ThumbRule, (counted, each): (f64, u32), buys: u32) -> Self {
        RuleOfThumb {
            rule,
            counted,
            each,
            is_assumption: false,
            pool: None,
            buys,
            spare: 0,
            at_most: None,
            kept_away: None,
            refused: None,
            price: None,
        }
    }
}

/// What a rule's purchase costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ThumbPrice {
    /// The number's name.
    pub name: String,
    /// Its value.
    pub value: u32,
    /// How many more there are than the rule buys, because the numbers have no less.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub surplus: u32,
    /// How many ports, servers or Front Ends stand beside it: those that nothing varies, and the least of each other number.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub beside: u32,
    /// How many of these nothing varies.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unvaried: u32,
    /// The other numbers that buy the same, at their least.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<ThumbNumber>,
    /// The numbers that say how many calls each server takes, at the least that is as many as the rule says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<ThumbNumber>,
    /// How many calls each server of the model takes, where no number says it and these are fewer than the rule says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calls: Option<u32>,
    /// What all these numbers cost.
    pub cost: f64,
}

/// A number of `[[vary]]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ThumbNumber {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: u32,
}

/// A rule of thumb of the product's documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ThumbRule {
    /// 15, 10 or 5 users a port, for up to one, two, or more PSTN calls a user and hour.
    UsersPerPort,
    /// 1,500 calls without media bypass a stand-alone Mediation Server with hyper-threading, 1,100 without; 1,000 before
    /// Lync Server 2013 (assumption).
    StandAloneMediation,
    /// 150 calls without media bypass a Mediation Server on a Front End; 226 before Lync Server 2013 (assumption).
    CollocatedMediation,
    /// 6,660 users a Front End; 10,000 of Lync Server 2010, and one spare.
    UsersPerFrontEnd,
    /// 5,000 users a Standard Edition server, or 2,500 in a pair of them since Lync Server 2013.
    UsersPerStandardEdition,
    /// 100 calls a Mailbox server, and two servers at least.
    UmCalls,
}

const fn is_zero(value: &u32) -> bool {
    *value == 0
}
