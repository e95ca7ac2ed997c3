//! Searches for tests of what is said about them.

use crate::experiment::SizeSummary;
use serde_json::{Map, Value, json};

/// A target on the share of blocked calls, with its estimate and verdict.
pub(crate) fn blocking(side: &str, limit: f64, value: f64, verdict: &str) -> Value {
    json!({
        "measure": "blocking", "scope": "all", "statistic": "value", "side": side, "limit": limit, "unit": "1",
        "value": value, "low": value * 0.9, "high": value * 1.1, "verdict": verdict, "reason": null
    })
}

/// What a target came to, on the good day or with a loss.
pub(crate) fn evidence(lost: &str, target: &Value) -> Value {
    json!({ "lost": lost, "target": target, "replications": 20, "level": 0.9975 })
}

/// A design with one number, of 10 EUR for each of them.
pub(crate) fn design(value: u32, standing: &str, target: &Value) -> Value {
    json!({
        "design": format!("channels {value}"), "values": [value], "cost": 10 * value, "replications": 20,
        "targets": [target], "standing": standing, "used": 0.5, "worst": evidence("", target)
    })
}

/// An answer of 10 channels for 100 EUR.
pub(crate) fn answer(target: &Value) -> Value {
    json!({ "values": [10], "cost": 100, "evidence": [evidence("", target)], "certified": true })
}

/// The design with one channel less.
pub(crate) fn neighbour(standing: &str, target: &Value) -> Value {
    json!({
        "name": "channels", "values": [9], "cost": 90, "standing": standing, "evidence": evidence("", target)
    })
}

/// A target that no design meets.
pub(crate) fn forbidden(evidence: &Value, limits: &[&str]) -> Value {
    json!({ "values": [40], "evidence": evidence, "limits": limits, "alone": true, "count": 100 })
}

/// A finished search among 1 to 40 channels, with these parts.
pub(crate) fn search(parts: Value) -> SizeSummary {
    let mut all: Map<String, Value> = Map::new();
    let common = json!({
        "varied": [{
            "name": "channels", "key": "gateway[\"gw1\"].channels", "from": 1, "to": 40, "step": 1, "cost": 10, "fixed": 0
        }],
        "currency": ["", " EUR"], "survive": [], "confidence": 0.95, "search_level": 0.99, "certified_with_seed": 8,
        "combinations": 40, "formulas": [], "first": [10], "effects": [], "designs": [], "situations": 3,
        "ruled_out": [], "neighbours": [], "forbidden": [], "at_most_designs": 1000, "finished": true
    });
    for part in [common, parts] {
        let Value::Object(part) = part else { panic!("a table") };
        all.extend(part);
    }
    serde_json::from_value(Value::Object(all)).unwrap_or_else(|e| panic!("{e}"))
}
