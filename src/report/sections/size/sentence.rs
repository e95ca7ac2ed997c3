//! The answer of a search for the cheapest design in sentences.

use crate::deployment::Vary;
use crate::experiment::{
    Evidence, Forbidden, Record, SizeSummary, SizedDesign, Standing, TargetVerdict, VariedCapacity,
    Verdict, Warning,
};
use crate::report::number;
use crate::report::sections::changes::{overrides_list, quoted};
use crate::report::sections::single_losses;

/// What helps where a target is not estimable.
pub(crate) const LONGER: &str = "measure longer (study.duration), or with more calls";

/// Where there is no answer: that no design meets the targets, or that none was shown to.
pub(crate) fn none(study: &SizeSummary) -> &'static str {
    match (is_open(study), not_estimable(study)) {
        (false, _) => "No design meets the targets",
        (true, Some(_)) => {
            "UNDECIDED: a target is not estimable, so that no design is known to meet or to miss it"
        }
        (true, None) => "UNDECIDED: no design was shown to meet the targets, nor all to miss them",
    }
}

/// Whether it is open that a design meets the targets: no target is missed by every design alone, and what keeps some designs
/// from being chosen is no miss for sure.
pub(crate) fn is_open(study: &SizeSummary) -> bool {
    let is_missed = |f: &Forbidden| match f.evidence.target.verdict {
        Verdict::Undecided | Verdict::NotEstimable | Verdict::Met | Verdict::MetByTheory => false,
        Verdict::Missed | Verdict::MetBySurvivors | Verdict::Unstable => true,
    };
    let by_one = study.forbidden.iter().any(|f| f.alone && is_missed(f));
    !study.forbidden.is_empty() && !by_one && !study.forbidden.iter().all(is_missed)
}

/// A target without an estimate that keeps designs from being chosen.
fn not_estimable(study: &SizeSummary) -> Option<&Forbidden> {
    study.forbidden.iter().find(|f| f.evidence.target.verdict == Verdict::NotEstimable)
}

/// That there is no answer, why, and what helps.
fn no_answer(study: &SizeSummary) -> String {
    let Some(found) = not_estimable(study).filter(|_| is_open(study)) else {
        return none(study).to_owned();
    };
    let label = found.evidence.target.figure.label();
    let without = match found.evidence.lost.as_str() {
        "" => String::new(),
        lost => format!(" without {lost}"),
    };
    match found.count {
        Some(0) => format!(
            "UNDECIDED: {label}{without} is not estimable, as nothing of it was measured. See whether any call gets so far, \
             and {LONGER}"
        ),
        _ => format!(
            "UNDECIDED: {label}{without} is not estimable, as too few values were measured. To decide, {LONGER}"
        ),
    }
}

/// Whether a design meets the targets, as a table and a chart say it.
pub(crate) fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Meets => "met",
        Standing::Undecided => "UNDECIDED",
        Standing::Misses => "MISSED",
        Standing::NotValid => "not valid",
    }
}

/// What to buy, in a sentence.
pub(crate) fn answer(study: &SizeSummary) -> String {
    match &study.answer {
        None if study.forbidden.is_empty() && study.finished && study.searched_to.is_none() => {
            "No answer: none of the designs that the search took for it was shown to meet the targets. Measure longer".to_owned()
        }
        None if study.forbidden.is_empty() => "No answer: the search was not finished".to_owned(),
        None => no_answer(study),
        Some(answer) => {
            let bought: Vec<String> = study
                .varied
                .iter()
                .zip(&answer.values)
                .filter(|(_, value)| **value > 0)
                .map(|(varied, value)| counted(*value, &varied.name))
                .collect();
            let list = match &bought[..] {
                [] => "nothing".to_owned(),
                [one] => one.clone(),
                [some @ .., last] => format!("{} and {last}", some.join(", ")),
            };
            let cost = money(study, answer.cost);
            match answer.certified {
                true => format!("Buy {list}: {cost}"),
                false => format!("UNDECIDED whether to buy {list}: {cost}"),
            }
        }
    }
}

/// How sure the answer is, in sentences.
pub(crate) fn verdict(record: &Record, study: &SizeSummary) -> String {
    let level = number::join(&number::level(study.confidence), "%");
    let Some(answer) = &study.answer else { return String::new() };
    let through = match study.survive.is_empty() {
        true => String::new(),
        false => format!(", also without {}", study.survive.join(" or ")),
    };
    let undecided: Vec<&str> =
        study.neighbours.iter().filter(|n| !n.standing.is_out()).map(|n| n.name.as_str()).collect();
    let is_estimable = |e: &Evidence| e.target.verdict != Verdict::NotEstimable;
    let mut text = match (answer.certified, undecided.is_empty()) {
        (false, _) if !answer.evidence.iter().all(is_estimable) => format!(
            "UNDECIDED: not every target is estimable, so that nothing shows that it meets them{through}. To decide, {LONGER}."
        ),
        (false, _) => format!(
            "UNDECIDED: the replications do not show with {level} probability that it meets every target{through}. Allow \
             more of them (--at-most), or measure longer."
        ),
        (true, true) if study.neighbours.is_empty() => format!(
            "With {level} probability it meets every target{through}. {}",
            match study
                .varied
                .iter()
                .zip(&answer.values)
                .all(|(varied, value)| *value == varied.from)
            {
                true => "Every number is at its least: lower `from` to look for a cheaper design.",
                false => "One step less of no number is cheaper, so that nothing less was tested.",
            }
        ),
        (true, true) => format!(
            "With {level} probability it meets every target{through}, and no design one step cheaper in one direction does{}.",
            out_by_itself(study)
        ),
        (true, false) => format!(
            "With {level} probability it meets every target{through}. UNDECIDED: whether one step less of {} is enough. \
             Allow more replications (--at-most), or measure longer.",
            undecided.join(" or of ")
        ),
    };
    if let Some(lost) = heavy_loss(record).filter(|_| answer.certified) {
        text.push_str(&format!(" Careful: {lost}, which no target limits."));
    }
    let targets = answer.evidence.iter().map(|evidence| &evidence.target);
    if !study.survive.is_empty() && !single_losses::limits_loss(targets) {
        text.push_str(&format!(" Careful: {}.", single_losses::NO_LIMIT));
    }
    if let Some(cost) = study.searched_to {
        text.push_str(&format!(
            " The search ended at its limit of {} designs: no design below {} meets the targets, but designs between that and \
             the answer were not all tried (--designs).",
            study.at_most_designs,
            money(study, cost)
        ));
    }
    if !study.finished {
        text.push_str(" Stopped before the search was finished; run the same command to continue.");
    }
    let seen = record.findings.len();
    if seen > 0 {
        text.push_str(&format!(" `busyhour check` has {seen} findings about the model."));
    }
    text
}

/// What is lost in the answer, if it is much and no target allows it.
fn heavy_loss(record: &Record) -> Option<&str> {
    let warning = record.warnings.iter().find(|warning| warning.code == Warning::HEAVY_LOSS)?;
    warning.message.split_once(": latencies").map(|(lost, _)| lost)
}

/// How cheaper neighbours are on the good side of their targets and yet out of the question; empty if none is.
fn out_by_itself(study: &SizeSummary) -> &'static str {
    let targets = study.neighbours.iter().filter(|n| n.standing == Standing::Misses);
    let targets = targets.filter_map(|n| n.evidence.as_ref()).map(|evidence| &evidence.target);
    let any = |wanted: Verdict| {
        let mut holding = targets.clone().filter(|t| is_on_the_good_side(t));
        holding.any(|t| t.verdict == wanted)
    };
    match (any(Verdict::MetBySurvivors), any(Verdict::Unstable)) {
        (true, true) => ", or only by the calls that got through, or while a queue grows",
        (true, false) => ", or only by the calls that got through",
        (false, true) => ", or only while a queue grows",
        (false, false) => "",
    }
}

fn is_on_the_good_side(target: &TargetVerdict) -> bool {
    target.value.is_some_and(|value| target.side.holds(value, target.limit))
}

/// The rule by which a target counts as not met though the estimate is on its good side; empty where no evidence rests on it.
pub(crate) fn rule_of_survivors<'e>(
    mut evidence: impl Iterator<Item = &'e Evidence>,
) -> &'static str {
    match evidence.any(|e| e.target.verdict == Verdict::MetBySurvivors) {
        true => {
            "met by the calls that got through: more than 5 % of the calls were lost before this target could count them, \
             which no target allows, so that it does not count as met"
        }
        false => "",
    }
}

/// How many other designs that were simulated cost as much as the answer and meet every target; empty if none does.
pub(crate) fn ties(study: &SizeSummary) -> String {
    let Some(answer) = study.answer.as_ref().filter(|answer| answer.certified) else {
        return String::new();
    };
    let is_tied = |design: &&SizedDesign| {
        let apart = (design.cost - answer.cost).abs();
        design.values != answer.values
            && design.standing == Some(Standing::Meets)
            && apart <= 1e-9 * answer.cost.abs()
    };
    match study.designs.iter().filter(is_tied).count() {
        0 => String::new(),
        1 => {
            let other = study.designs.iter().find(is_tied).map(|design| &design.values[..]);
            let other = numbers(study, other.unwrap_or_default());
            format!(
                "One other design that was simulated, {other}, costs the same and meets every target by its intervals"
            )
        }
        n => format!(
            "{n} other designs that were simulated cost the same and meet every target by their intervals"
        ),
    }
}

/// Why a search without an answer ended; empty if there is an answer, or nothing more to say.
pub(crate) fn without_answer(study: &SizeSummary) -> String {
    match (&study.answer, study.searched_to, study.finished) {
        (Some(_), ..) => String::new(),
        (None, Some(cost), _) => {
            let limit = study.at_most_designs;
            let designs = if limit == 1 { "design" } else { "designs" };
            let least = study.varied.iter().map(least_cost).sum::<f64>();
            let below = match cost > least {
                true => format!("; none below {} meets the targets", money(study, cost)),
                false => String::new(),
            };
            format!(
                "the search ended at its limit of {limit} {designs} (--designs) before it found the cheapest{below}"
            )
        }
        (None, None, false) => {
            "stopped before the search was finished; run the same command to continue".to_owned()
        }
        (None, None, true) => String::new(),
    }
}

/// What a number costs at its least.
fn least_cost(varied: &VariedCapacity) -> f64 {
    let fixed = if varied.from > 0 { varied.fixed } else { 0.0 };
    f64::from(varied.from) * varied.cost + fixed
}

/// How the reader finds out how much more load the answer carries, and what it leans on.
pub(crate) fn commands(record: &Record, study: &SizeSummary) -> Vec<(String, String)> {
    let Some(answer) = &study.answer else { return Vec::new() };
    let own = study.varied.iter().zip(&answer.values);
    let own = own.map(|(varied, value)| format!("{}={value}", varied.key));
    let is_varied = |set: &&String| {
        let key = set.split_once('=').map_or("", |(key, _)| key);
        study.varied.iter().any(|varied| Vary::is_same_key(&varied.key, key))
    };
    let common = overrides_list(record).filter(|set| !is_varied(set)).cloned();
    let set: String = common.chain(own).map(|set| format!(" --set {}", quoted(&set))).collect();
    let losses = match study.survive.is_empty() {
        true => "",
        false => ", while nothing is lost: it does not look at the losses that the design survives",
    };
    vec![
        (
            format!("which limit binds first with more load, and how much more{losses}"),
            format!("busyhour run MODEL.toml --headroom{set}"),
        ),
        (
            "the answer leans on assumptions; which of them moves its targets most".to_owned(),
            format!("busyhour sensitivity MODEL.toml{set}"),
        ),
    ]
}

/// The numbers of a design: `4 E1 lines, 3 Mediation Servers`.
pub(crate) fn numbers(study: &SizeSummary, values: &[u32]) -> String {
    let of = study.varied.iter().zip(values).map(|(varied, value)| counted(*value, &varied.name));
    of.collect::<Vec<_>>().join(", ")
}

/// Words for what is bought, whose last letter is only in the plural.
const PLURALS: [&str; 21] = [
    "calls",
    "channels",
    "circuits",
    "cores",
    "ends",
    "gateways",
    "hosts",
    "licences",
    "licenses",
    "lines",
    "links",
    "machines",
    "pools",
    "ports",
    "processes",
    "servers",
    "sessions",
    "sites",
    "slots",
    "trunks",
    "users",
];

/// A number of what has this name: `3 channels of gw1`, `1 channel of gw1`. Of names with other words nothing is changed.
pub(crate) fn counted(value: u32, name: &str) -> String {
    let is_plural = |word: &&str| PLURALS.contains(&word.to_lowercase().as_str());
    let word = name.split(' ').find(is_plural).filter(|_| value == 1);
    let Some(word) = word else { return format!("{value} {name}") };
    let end = if word.ends_with("sses") { "es" } else { "s" };
    let one = word.strip_suffix(end).unwrap_or(word);
    format!("{value} {}", name.replacen(word, one, 1))
}

/// A cost below this has more digits than cents.
const SMALL: f64 = 0.1;

/// A cost with its currency and period.
pub(crate) fn money(study: &SizeSummary, amount: f64) -> String {
    let (before, after) = &study.currency;
    let gap = if before.is_empty() { "" } else { " " };
    if amount > 0.0 && amount < SMALL {
        return format!("{before}{gap}{amount}{after}");
    }
    let cents = (amount * 100.0).round();
    let (whole, part) = ((cents / 100.0).trunc(), cents % 100.0);
    let digits = number::grouped(whole.max(0.0) as u64);
    let part = if part > 0.0 { format!(".{part:02.0}") } else { String::new() };
    format!("{before}{gap}{digits}{part}{after}")
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn designs_that_cost_the_same_are_counted() {
        let target = sample::blocking("at_most", 0.05, 0.04, "met");
        let tied = |standing: &str, cost: f64| {
            let mut design = sample::design(11, standing, &target);
            design["cost"] = json!(cost);
            design
        };
        let words = |others: &[Value]| {
            let own = [sample::design(10, "meets", &target)];
            let designs: Vec<&Value> = own.iter().chain(others).collect();
            ties(&sample::search(json!({ "answer": sample::answer(&target), "designs": designs })))
        };
        assert_eq!(words(&[tied("undecided", 100.0), tied("meets", 101.0)]), "");
        let one = words(&[tied("meets", 100.0), tied("misses", 100.0)]);
        assert!(
            one.starts_with("One other design that was simulated, 11 channels, costs"),
            "{one}"
        );
        let two = words(&[tied("meets", 100.0), tied("meets", 100.0)]);
        assert!(two.starts_with("2 other designs"), "{two}");
    }

    #[test]
    fn a_cheaper_design_may_meet_its_targets_by_the_calls_that_got_through() {
        let met = sample::blocking("at_most", 0.05, 0.04, "met");
        let cheaper = |of: &str, value: f64| {
            let target = sample::blocking("at_most", 0.05, value, of);
            let neighbour = sample::neighbour("misses", &target);
            let parts = json!({ "answer": sample::answer(&met), "neighbours": [neighbour] });
            verdict(&crate::report::sample::record(), &sample::search(parts))
        };
        let end = "no design one step cheaper in one direction does";
        for (of, value, behind) in [
            ("missed", 0.07, "."),
            ("met-by-survivors", 0.0, ", or only by the calls that got through."),
            ("unstable", 0.01, ", or only while a queue grows."),
            // What grows beyond the limit misses it.
            ("unstable", 0.2, "."),
        ] {
            let words = cheaper(of, value);
            assert!(words.contains(&format!("{end}{behind}")), "{of} {value}: {words}");
        }
    }

    #[test]
    fn the_rule_of_five_percent_is_named_where_it_decides() {
        let rule = |verdict: &str| {
            let target = sample::blocking("at_most", 0.05, 0.04, verdict);
            let evidence: Evidence =
                serde_json::from_value(sample::evidence("", &target)).expect("evidence");
            rule_of_survivors(std::iter::once(&evidence))
        };
        assert!(rule("met-by-survivors").contains("more than 5 %"));
        assert_eq!(rule("missed"), "");
    }

    #[test]
    fn one_is_singular() {
        for (value, name, expected) in [
            (1, "channels of gw1", "1 channel of gw1"),
            (2, "channels of gw1", "2 channels of gw1"),
            (1, "E1 lines of gw1", "1 E1 line of gw1"),
            (1, "Mediation Servers med[1-3]", "1 Mediation Server med[1-3]"),
            (1, "Front Ends of pool01", "1 Front End of pool01"),
            (1, "worker processes", "1 worker process"),
            (1, "Paris", "1 Paris"),
            (0, "cores", "0 cores"),
        ] {
            assert_eq!(counted(value, name), expected);
        }
    }
}
