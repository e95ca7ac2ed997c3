//! Mediation Servers and Lync pools.

use super::{EncryptionText, OverloadControlText, ProcessingTable};
use crate::base::limits::RANGE_NAMES;
use crate::scenario::Share;
use schemars::JsonSchema;
use serde::Deserialize;

/// A Mediation Server.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MediationServerTable {
    /// Its fully qualified name; a range stands for several.
    pub name: String,
    /// Its site.
    pub site: Option<String>,
    /// Its pool, to which it sends its calls.
    pub pool: Option<String>,
    /// Whether it is collocated: one instance on each of the pool's Front Ends.
    pub collocated: Option<bool>,
    /// Its certificate, instead of a certificate that names it in `on`; not if collocated.
    pub certificate: Option<String>,
    /// Highest number of concurrent calls whose media pass it.
    pub calls: Option<u32>,
    /// Cores; not if collocated.
    pub cores: Option<u32>,
    /// How many messages wait for its cores at most; not if collocated. What comes by UDP and does not fit is dropped;
    /// what comes by TCP or TLS waits at its sender.
    pub queue_limit: Option<u32>,
    /// What it does about too much load; not if collocated.
    pub overload_control: Option<OverloadControlText>,
    /// Share of its capacity at which loss-based control holds its load; not if collocated.
    pub target_utilization: Option<Share>,
    /// Work that differs on this server from `[processing]`; not if collocated.
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
    /// Skype for Business Server 2015.
    #[serde(rename = "skype-for-business-2015")]
    SkypeForBusiness2015,
    /// Skype for Business Server 2019.
    #[serde(rename = "skype-for-business-2019")]
    SkypeForBusiness2019,
}

/// A number, one name, or a list of names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CountOrNames {
    /// The number of them.
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
                let count = u32::try_from(value).map_err(|_| E::custom("this is not a count"))?;
                if count as usize > RANGE_NAMES {
                    let why = format!("a pool has at most {RANGE_NAMES} Front Ends, not {count}");
                    return Err(E::custom(why));
                }
                Ok(CountOrNames::Count(count))
            }
            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Self::Value, E> {
                let names = crate::scenario::pattern::range(name);
                names.map(CountOrNames::Names).map_err(|why| {
                    E::custom(format!("the range in this name is not understood: {why}"))
                })
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut items: A,
            ) -> Result<Self::Value, A::Error> {
                let mut all = Vec::new();
                while let Some(name) = items.next_element::<String>()? {
                    let names = crate::scenario::pattern::range(&name).map_err(|why| {
                        serde::de::Error::custom(format!(
                            "the range in `{name}` is not understood: {why}"
                        ))
                    })?;
                    all.extend(names);
                    if all.len() > RANGE_NAMES {
                        let why = format!("a list has at most {RANGE_NAMES} names");
                        return Err(serde::de::Error::custom(why));
                    }
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
    /// Its site.
    pub site: Option<String>,
    /// Product.
    pub product: Option<ProductText>,
    /// Edition.
    pub edition: Option<EditionText>,
    /// How many Front Ends it has, which are named `pool#1` and so on; or their names, also as
    /// ranges.
    pub front_ends: Option<CountOrNames>,
    /// Encryption of media (`EncryptionLevel`).
    pub encryption: Option<EncryptionText>,
    /// Its cumulative update, as `CU10`.
    pub update: Option<String>,
    /// Certificate of its Front Ends, instead of a certificate that names them in `on`.
    pub certificate: Option<String>,
    /// The pool that is backup registrar for its users.
    pub backup: Option<String>,
    /// Cores of each Front End.
    pub cores: Option<u32>,
    /// How many messages wait for the cores of a Front End at most. What comes by UDP and does not fit is dropped;
    /// what comes by TCP or TLS waits at its sender.
    pub queue_limit: Option<u32>,
    /// What its Front Ends do about too much load.
    pub overload_control: Option<OverloadControlText>,
    /// Share of a Front End's capacity at which loss-based control holds its load.
    pub target_utilization: Option<Share>,
    /// Work that differs on its Front Ends from `[processing]`.
    pub processing: Option<ProcessingTable>,
}
