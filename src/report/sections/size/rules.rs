//! What the vendor's rules of thumb would buy, beside the answer.

use super::sentence::{counted, money};
use crate::experiment::{
    RuleOfThumb, SizeSummary, ThumbNumber, ThumbPrice, ThumbRule, VariedCapacity,
};
use crate::report::number;
use crate::report::section::Section;

/// Shares of calls refused, in percent, below which the digits say nothing.
const NONE: f64 = 1e-4;

/// The rules, with what each would buy, what is then refused, and what it costs.
pub(super) fn rules(study: &SizeSummary) -> Section {
    let heads = ["rule", "1>counts", ">buys", ">refused then, %", "2as", ">cost"];
    let mut section = Section::new("What the vendor's rules of thumb would buy", &heads);
    for rule in &study.rules_of_thumb {
        let price = rule.price.as_ref();
        section.rows.push(vec![
            words(rule),
            load(rule),
            bought(rule),
            rule.refused.map_or_else(String::new, percent),
            price.map_or_else(String::new, |p| priced(study, rule, p)),
            price.map_or_else(String::new, |p| money(study, p.cost)),
        ]);
    }
    section.note = "refused then: by Erlang B at the mean load of the largest design, as if each server took the calls of the \
                    others, and without a loss; the rules know neither targets nor losses. Where the model limits servers to \
                    fewer calls than the rule says, the model's number counts. As: the cheapest values of [[vary]] that buy as \
                    much, also outside its range, with the calls a server that the rule says; all else has its least value that \
                    buys the same. Cost: of the numbers in this row, and of no other. An assumption: the sources differ"
        .to_owned();
    section
}

/// What stands for a purchase, and whether the search could choose it.
fn priced(study: &SizeSummary, rule: &RuleOfThumb, price: &ThumbPrice) -> String {
    let bought = |name: &str, value: u32| {
        let what = counted(value, name);
        match study.varied.iter().find(|varied| varied.name == name) {
            Some(VariedCapacity { from, to, .. }) if !(*from..=*to).contains(&value) => {
                format!("{what} (outside {from} to {to})")
            }
            _ => what,
        }
    };
    let mut words = bought(&price.name, price.value);
    if price.surplus > 0 {
        let more = number::grouped(u64::from(price.surplus));
        words += &format!(", {more} more than the rule buys, because there can be no fewer");
    }
    for ThumbNumber { name, value } in &price.with {
        words += &format!(", {}", bought(name, *value));
    }
    let beside = beside(rule, price);
    if !beside.is_empty() {
        words += &format!(" beside {beside}");
    }
    if let Some(calls) = price.calls {
        let key = if rule.rule == ThumbRule::UmCalls { "max_calls" } else { "calls" };
        let whose = if rule.buys == 1 { "its" } else { "their" };
        words += &format!("; {whose} `{key}` is {}", number::grouped(u64::from(calls)));
    }
    words
}

/// What stands beside a purchase, by name.
fn beside(rule: &RuleOfThumb, price: &ThumbPrice) -> String {
    let others = price.others.iter().map(|other| counted(other.value, &other.name));
    let mut parts: Vec<String> = others.collect();
    if price.unvaried > 0 {
        let all = number::grouped(u64::from(price.unvaried));
        parts.push(format!("{all} {} that nothing varies", noun(rule.rule, price.unvaried)));
    }
    match parts.is_empty() && price.beside > 0 {
        // A record of an earlier form does not say what they are.
        true => {
            let all = number::grouped(u64::from(price.beside));
            format!("{all} other {}", noun(rule.rule, price.beside))
        }
        false => parts.join(" and "),
    }
}

fn words(rule: &RuleOfThumb) -> String {
    let each = number::grouped(u64::from(rule.each));
    let mut words = match rule.rule {
        ThumbRule::UsersPerPort => format!("{each} users a port"),
        ThumbRule::StandAloneMediation => format!("{each} calls a stand-alone Mediation Server"),
        ThumbRule::CollocatedMediation => format!("{each} calls a Mediation Server on a Front End"),
        ThumbRule::UsersPerFrontEnd if rule.spare > 0 => {
            format!("{each} users a Front End, one spare")
        }
        ThumbRule::UsersPerFrontEnd => format!("{each} users a Front End"),
        ThumbRule::UsersPerStandardEdition => format!("{each} users a Standard Edition server"),
        ThumbRule::UmCalls => format!("{each} calls a Mailbox server, two at least"),
    };
    if let Some(pool) = &rule.pool {
        words += &format!(" of {pool}");
    }
    if rule.is_assumption {
        words += " (assumption)";
    }
    words
}

fn load(rule: &RuleOfThumb) -> String {
    let kept = |share: f64| format!("; {} % are refused before", percent(share));
    let kept = rule.kept_away.map_or_else(String::new, kept);
    match rule.rule {
        ThumbRule::UsersPerPort
        | ThumbRule::UsersPerFrontEnd
        | ThumbRule::UsersPerStandardEdition => {
            format!("{} users", number::grouped(rule.counted as u64))
        }
        _ => format!("{} calls{kept}", number::significant(rule.counted)),
    }
}

/// What a rule buys, as many as it is called.
fn noun(rule: ThumbRule, count: u32) -> &'static str {
    match (rule, count) {
        (ThumbRule::UsersPerPort, 1) => "port",
        (ThumbRule::UsersPerPort, _) => "ports",
        (ThumbRule::UsersPerFrontEnd, 1) => "Front End",
        (ThumbRule::UsersPerFrontEnd, _) => "Front Ends",
        (_, 1) => "server",
        _ => "servers",
    }
}

fn bought(rule: &RuleOfThumb) -> String {
    let what = noun(rule.rule, rule.buys);
    let bought = format!("{} {what}", number::grouped(u64::from(rule.buys)));
    match rule.at_most.filter(|most| rule.buys > *most) {
        Some(most) => format!("{bought}, a pool has {most} at most"),
        None => bought,
    }
}

fn percent(refused: f64) -> String {
    let percent = 100.0 * refused;
    if percent < NONE { format!("below {NONE}") } else { number::significant(percent) }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use serde_json::{Value, json};

    /// The cells of a rule with a price, from what it buys.
    fn cells(rule: &str, (each, buys): (u32, u32), price: Value) -> Vec<String> {
        let rule = json!({
            "rule": rule, "counted": 147.0, "each": each, "buys": buys, "refused": 0.051, "price": price
        });
        let section = rules(&sample::search(json!({ "rules_of_thumb": [rule] })));
        section.rows[0][2..].to_vec()
    }

    #[test]
    fn what_a_price_includes_is_named() {
        let lines = json!({
            "name": "E1 lines", "value": 10, "beside": 34, "unvaried": 24,
            "others": [{ "name": "SBC session licences", "value": 10 }], "cost": 3270.0
        });
        let found = cells("users-per-port", (10, 300), lines);
        let beside = "10 E1 lines beside 10 SBC session licences and 24 ports that nothing varies";
        assert_eq!(found, ["300 ports", "5.10", beside, "3,270 EUR"]);
        let servers = json!({
            "name": "Mailbox servers", "value": 2, "cost": 900.0,
            "with": [{ "name": "calls of voice mail a server", "value": 100 }]
        });
        let found = cells("um-calls", (100, 2), servers);
        assert_eq!(found[2], "2 Mailbox servers, 100 calls of voice mail a server");
        let smaller =
            json!({ "name": "Mediation Servers", "value": 1, "calls": 150, "cost": 250.0 });
        let found = cells("stand-alone-mediation", (1_500, 1), smaller);
        assert_eq!(found[2], "1 Mediation Server; its `calls` is 150");
        // The range is 1 to 40.
        let beyond = json!({ "name": "channels", "value": 67, "beside": 5, "cost": 670.0 });
        let found = cells("users-per-port", (15, 72), beyond);
        assert_eq!(found[2], "67 channels (outside 1 to 40) beside 5 other ports");
    }
}
