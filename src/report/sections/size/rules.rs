//! What the vendor's rules of thumb would buy, beside the answer.

use super::sentence::{counted, money};
use crate::experiment::{RuleOfThumb, SizeSummary, ThumbPrice, ThumbRule, VariedCapacity};
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
            price.map_or_else(String::new, |p| priced(study, p)),
            price.map_or_else(String::new, |p| money(study, p.cost)),
        ]);
    }
    section.note = "refused by Erlang B at the mean load of the largest design, as if each took the calls of the others, and \
                    without a loss: the rules know neither targets nor losses; as: the cheapest number of [[vary]] for it, also \
                    outside its range, beside what nothing varies and the least of the other numbers, which the cost includes; \
                    an assumption: the sources differ"
        .to_owned();
    section
}

/// What stands for a purchase, and whether the search could choose it.
fn priced(study: &SizeSummary, price: &ThumbPrice) -> String {
    let mut what = counted(price.value, &price.name);
    if price.beside > 0 {
        what += &format!(" beside {}", number::grouped(u64::from(price.beside)));
    }
    match study.varied.iter().find(|varied| varied.name == price.name) {
        Some(VariedCapacity { from, to, .. }) if !(*from..=*to).contains(&price.value) => {
            format!("{what}, outside {from} to {to}")
        }
        _ => what,
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
    match rule.rule {
        ThumbRule::UsersPerPort
        | ThumbRule::UsersPerFrontEnd
        | ThumbRule::UsersPerStandardEdition => {
            format!("{} users", number::grouped(rule.counted as u64))
        }
        _ => format!("{} calls", number::significant(rule.counted)),
    }
}

fn bought(rule: &RuleOfThumb) -> String {
    let what = match (rule.rule, rule.buys) {
        (ThumbRule::UsersPerPort, 1) => "port",
        (ThumbRule::UsersPerPort, _) => "ports",
        (ThumbRule::UsersPerFrontEnd, 1) => "Front End",
        (ThumbRule::UsersPerFrontEnd, _) => "Front Ends",
        (_, 1) => "server",
        _ => "servers",
    };
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
