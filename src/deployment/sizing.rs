//! What `size` may choose, what it costs, and what the design must survive.

use super::loss_kind::LossKind;
use super::money::MoneyUnit;
use crate::scenario::{Share, defaults, unescaped};

/// What `size` is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Sizing {
    /// What may be chosen; empty if the scenario has no `[[vary]]`.
    pub vary: Vec<Vary>,
    /// Losses through which the design must meet its targets, each alone.
    pub survive: Vec<Survive>,
    /// Probability that everything the answer claims is right, in (0, 1).
    pub confidence: f64,
    /// The currency and period of all costs.
    pub unit: MoneyUnit,
}

impl Default for Sizing {
    fn default() -> Self {
        let (vary, survive) = (Vec::new(), Vec::new());
        let confidence = defaults::SIZE_CONFIDENCE.get::<Share>().0;
        Sizing { vary, survive, confidence, unit: MoneyUnit::default() }
    }
}

/// A number that may be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Vary {
    /// What it is, in the answer.
    pub name: String,
    /// Path of the key, as of `--set`.
    pub key: String,
    /// The least value.
    pub from: u32,
    /// The greatest value, at least `from`.
    pub to: u32,
    /// From one value to the next, at least 1.
    pub step: u32,
    /// Cost of a unit of the value.
    pub cost: f64,
    /// Cost that comes once if the value is above 0.
    pub fixed: f64,
}

/// Tables that say what is asked of a deployment, and not what it is made of.
const NOT_BOUGHT: [&str; 9] =
    ["study", "users", "traffic", "target", "reference", "outage", "size", "vary", "title"];

impl Vary {
    /// Why a search may not choose the number of this key: it is nothing that one buys. `None` if it may.
    pub fn refusal(key: &str) -> Option<String> {
        let table = key.trim().split(['[', '.']).next().unwrap_or_default();
        NOT_BOUGHT.contains(&table).then(|| {
            format!("`{table}` says what is asked of the deployment, and is nothing that one buys")
        })
    }

    /// Whether two keys are the same, whatever their quotation marks and escapes: `gateway["gw1"].channels` and
    /// `gateway[gw1].channels`.
    pub fn is_same_key(one: &str, other: &str) -> bool {
        let plain = |key: &str| {
            let key = key.trim().replace("[\"", "[").replace("\"]", "]");
            unescaped(&key).into_owned()
        };
        plain(one) == plain(other)
    }

    /// The two ends of a range that its steps reach, next to an end that they miss: the nearest below it, and above it. `None`
    /// if the steps reach the end.
    pub fn ends_on_steps((from, to): (u32, u32), step: u32) -> Option<(u32, u32)> {
        let beyond = to.checked_sub(from)?.checked_rem(step).filter(|beyond| *beyond > 0)?;
        let below = to - beyond;
        Some((below, below.saturating_add(step)))
    }

    /// What a key is, in words: `E1 lines of gw1`, `Mediation Servers med[1-3]`.
    pub fn name_of(key: &str) -> String {
        let (object, path) = key.split_once("\"].").unwrap_or(("", key));
        let (kind, name) = object.split_once("[\"").unwrap_or((object, ""));
        let name = &*unescaped(name);
        let servers = match kind {
            "mediation_server" => "Mediation Servers",
            "exchange_server" => "Exchange servers",
            "gateway" => "gateways",
            "pool" => "pools",
            "fax_partner" => "fax partner servers",
            _ => "",
        };
        let unit = match path {
            "count" => return format!("{servers} {name}"),
            "lines.e1" => "E1 lines",
            "lines.t1" => "T1 lines",
            "channels" => "channels",
            "front_ends" => "Front Ends",
            "calls" | "max_calls" => "calls",
            "cores" => "cores",
            _ => return key.to_owned(),
        };
        match name.is_empty() {
            true => key.to_owned(),
            false => format!("{unit} of {name}"),
        }
    }
}

/// Losses that a design must survive, each alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survive {
    /// As the scenario says it.
    pub text: String,
    /// The kind of what is lost.
    pub(super) kind: LossKind,
    /// `None` for any one of the kind.
    pub(super) name: Option<String>,
}

impl Survive {
    /// Reads `any one server` or `site London`; `None` if it is neither.
    pub fn parse(text: &str) -> Option<Survive> {
        let kind = |word: &str| match word {
            "server" | "host" => Some(LossKind::Host),
            word => LossKind::NAMED.into_iter().find(|kind| kind.name() == word),
        };
        let trimmed = text.trim();
        let (kind, name) = match trimmed.strip_prefix("any one ") {
            Some(word) => (kind(word.trim())?, None),
            None => {
                let (word, name) = trimmed.split_once(' ')?;
                (kind(word)?, Some(name.trim().to_owned()))
            }
        };
        Some(Survive { text: trimmed.to_owned(), kind, name })
    }
}
