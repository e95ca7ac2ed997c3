//! The sections of a search for the cheapest design: the answer in a sentence, the evidence, and how it was found.

mod evidence;
mod forbidden;
pub(crate) mod front;
mod limits;
mod rules;
#[cfg(test)]
pub(crate) mod sample;
pub(crate) mod sentence;

use crate::experiment::{
    CapacityEffect, NotValid, Record, SizeAnswer, SizeSummary, Standing, VariedCapacity,
};
use crate::report::number::{self, Scale};
use crate::report::section::Section;
use evidence::{label, values};
use sentence::{money, numbers};

/// What a formula gives below this is not worth its digits.
const TINY: f64 = 1e-6;

/// Rows of the front at most.
const MOST_ROWS: usize = 15;

/// The sections of the search, in reading order.
pub(crate) fn sections(record: &Record, study: &SizeSummary) -> Vec<Section> {
    let mut sections = Vec::new();
    if let Some(answer) = &study.answer {
        sections.push(bought(record, study, answer));
        sections.push(met(study, answer));
        sections.push(cheaper(study));
    }
    sections.push(forbidden::forbidden(study));
    sections.push(effects(study));
    sections.push(front(study));
    sections.push(rules::rules(study));
    sections.push(search(record, study));
    sections.retain(|section| !section.rows.is_empty());
    sections
}

/// What to buy, and the answer in a sentence.
fn bought(record: &Record, study: &SizeSummary, answer: &SizeAnswer) -> Section {
    let heads = ["what", ">number", "1>may be", ">each", ">once", ">together"];
    let mut section = Section::new("What to buy", &heads);
    let once = study.varied.iter().any(|varied| varied.fixed > 0.0);
    if !once {
        section.columns.remove(4);
    }
    for (varied, value) in study.varied.iter().zip(&answer.values) {
        let fixed = if *value > 0 { varied.fixed } else { 0.0 };
        let all = varied.cost * f64::from(*value) + fixed;
        let mut row =
            vec![varied.name.clone(), value.to_string(), range(varied), money(study, varied.cost)];
        if once {
            row.push(if fixed > 0.0 { money(study, fixed) } else { String::new() });
        }
        row.push(money(study, all));
        section.rows.push(row);
    }
    let verdict = sentence::verdict(record, study);
    section.note = format!("{}. {}", sentence::answer(study), verdict.trim_end_matches('.'));
    let ties = sentence::ties(study);
    if !ties.is_empty() {
        section.note.push_str(&format!(". {ties}"));
    }
    section
}

fn range(varied: &VariedCapacity) -> String {
    let step = if varied.step == 1 { String::new() } else { format!(" by {}", varied.step) };
    format!("{} to {}{step}", varied.from, varied.to)
}

/// Every target in every situation.
fn met(study: &SizeSummary, answer: &SizeAnswer) -> Section {
    let heads = ["target", ">limit", ">estimate", "1>replications", "verdict"];
    let mut section = Section::new("Does it meet the targets?", &heads);
    for evidence in &answer.evidence {
        let mut row = vec![label(evidence)];
        row.extend(values(evidence));
        section.rows.push(row);
    }
    let mut note = format!(
        "the replications are others than those of the search (seed {}); each interval is at {} %, so that all of these, and \
         those of the cheaper designs, hold jointly at {} %",
        study.certified_with_seed,
        answer.evidence.first().map_or_else(String::new, |e| number::level(e.level)),
        number::level(study.confidence)
    );
    if let Some((from, to)) = study.lost_seconds {
        note.push_str(&format!(
            "; what is lost is away from {} to {} after the start: during and after it means calls that arrive then; \
             of losses of a kind the worst is shown",
            number::span(from),
            number::span(to)
        ));
    }
    add_note(&mut note, sentence::rule_of_survivors(answer.evidence.iter()));
    section.note = note;
    section
}

/// The designs one step cheaper in one direction.
fn cheaper(study: &SizeSummary) -> Section {
    let heads =
        ["one step less of", ">cost", "target", ">limit", ">estimate", "1>replications", "verdict"];
    let mut section = Section::new("Why nothing less is enough", &heads);
    for neighbour in &study.neighbours {
        let mut row = vec![neighbour.name.clone(), money(study, neighbour.cost)];
        let Some(evidence) = &neighbour.evidence else {
            let why = neighbour.reason.as_deref().unwrap_or_default();
            row.extend(["", "", "", ""].map(str::to_owned));
            row.push(format!("not valid: {why}"));
            section.rows.push(row);
            continue;
        };
        row.push(label(evidence));
        let [limit, estimate, replications, verdict] = values(evidence);
        let verdict = match neighbour.standing {
            Standing::Meets => "meets every target".to_owned(),
            _ => verdict,
        };
        row.extend([limit, estimate, replications, verdict]);
        section.rows.push(row);
    }
    let least: Vec<&str> = study
        .varied
        .iter()
        .zip(study.answer.iter().flat_map(|answer| &answer.values))
        .filter(|(varied, value)| varied.from == **value)
        .map(|(varied, _)| varied.name.as_str())
        .collect();
    section.note = format!(
        "each is the answer with one number one step less, on the same callers{}",
        match least.len() {
            0 => String::new(),
            _ => format!("; at their least already: {}", least.join(", ")),
        }
    );
    let evidence = study.neighbours.iter().filter_map(|neighbour| neighbour.evidence.as_ref());
    add_note(&mut section.note, sentence::rule_of_survivors(evidence));
    section
}

/// Adds to a note, if there is something to add.
fn add_note(note: &mut String, more: &str) {
    if !more.is_empty() {
        note.push_str("; ");
        note.push_str(more);
    }
}

/// What more of each number does.
fn effects(study: &SizeSummary) -> Section {
    let mut section =
        Section::new("What more of each does to the targets", &["what", "target", "effect"]);
    for effect in &study.effects {
        let words = match effect.effect {
            CapacityEffect::HelpsByTheory => "never worse, by theory",
            CapacityEffect::Helps => "better",
            CapacityEffect::Hurts => "WORSE",
            CapacityEffect::Turns => "better in a part of the range, WORSE in another",
            CapacityEffect::NotSeen => "none seen",
        };
        let target = limits::figure_with_limits(study, &effect.figure, effect.side);
        let row = vec![effect.name.clone(), target, words.to_owned()];
        section.rows.push(row);
    }
    section.note = "from the first design to the least and the greatest number, and from the largest design to the least, there also of all that \
                    alone were not seen to act, together; paired by replication, tested at 99 %; the search relies on it: it takes more to be no worse unless WORSE was seen"
        .into();
    section
}

/// Numbers of a design that have a column each; more are a list.
const MOST_COLUMNS: usize = 3;

/// The designs for which no other is both cheaper and better.
fn front(study: &SizeSummary) -> Section {
    let Some(front) = front::of(study) else { return Section::new("", &[]) };
    let names: Vec<String> = match study.varied.len() {
        n if n > MOST_COLUMNS => vec!["design".to_owned()],
        _ => study.varied.iter().map(|varied| format!(">{}", varied.name)).collect(),
    };
    let last = [">used, %", "worst target", "1>replications", "targets", ""].map(str::to_owned);
    let heads: Vec<String> = std::iter::once(">cost".to_owned()).chain(names).chain(last).collect();
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let mut section = Section::new("What money buys", &heads);
    let chosen = study.answer.as_ref().map(|answer| &answer.values);
    let is_chosen = |point: &&front::Point<'_>| chosen == Some(&point.design.values);
    let best = front.points.iter().filter(|point| point.is_on_front || is_chosen(point));
    for point in front::near(best.collect(), front.answer_cost, MOST_ROWS) {
        let mut row = vec![money(study, point.design.cost)];
        match study.varied.len() {
            n if n > MOST_COLUMNS => row.push(sentence::numbers(study, &point.design.values)),
            _ => row.extend(point.design.values.iter().map(u32::to_string)),
        }
        row.push(number::significant((100.0 * point.used).round()));
        let worst = point.design.worst.as_ref();
        row.push(worst.map_or_else(String::new, |w| limits::label_with_limit(study, w)));
        row.push(worst.map_or_else(String::new, |w| number::grouped(u64::from(w.replications))));
        row.push(sentence::standing(point.standing).to_owned());
        row.push(if is_chosen(&point) { "the answer" } else { "" }.to_owned());
        section.rows.push(row);
    }
    let with = if study.survive.is_empty() { "" } else { " with every loss that the search tries" };
    section.note = format!(
        "of all designs that were simulated{with} those for which none is both cheaper and better by the estimates, and the \
         answer; used: how much of its limit the worst target uses, by its estimate{}; targets: whether they are met, by the \
         intervals (of the search at {} %); UNDECIDED designs may meet or miss them, whatever they use{}",
        match limits::any_share_at_least(study) {
            true =>
                ", of a share that must be at least its limit (100 % − share) ÷ (100 % − limit)",
            false => "",
        },
        number::level(study.search_level),
        match front::left_out(study) {
            0 => String::new(),
            left_out => format!(
                "; left out: {left_out} of which a target is met only by the calls that got through, or while a queue grows, \
                 or has no estimate"
            ),
        }
    );
    section
}

/// How the answer was found.
fn search(record: &Record, study: &SizeSummary) -> Section {
    let mut section = Section::new("Designs considered", &["", ""]);
    let mut add = |what: &str, text: String| section.rows.push(vec![what.to_owned(), text]);
    let combinations = match study.combinations {
        u64::MAX => "more than can be counted".to_owned(),
        n => number::grouped(n),
    };
    add("designs that may be chosen", combinations);
    if !study.first.is_empty() {
        let what = match study.formulas.is_empty() {
            true => "first design, the least of each number: no target has a formula",
            false => "first design, from the formulas",
        };
        add(what, numbers(study, &study.first));
    }
    for note in &study.formulas {
        let dimension = note.figure.dimension();
        let value = match note.value {
            None => "without end".to_owned(),
            Some(value) if value < TINY => "next to nothing".to_owned(),
            Some(value) => {
                let scale = Scale::of(dimension, value);
                number::join(&number::significant(value * scale.factor), &scale.unit)
            }
        };
        let load = number::significant(note.load);
        let what = format!("{} of it, by {} at {load} erlang", note.figure.label(), note.model);
        add(&what, value);
    }
    add("designs that were simulated", number::grouped(study.designs.len() as u64));
    add(
        "designs and losses, each number of replications",
        number::grouped(u64::from(study.situations)),
    );
    if !study.ruled_out.is_empty() {
        let text = number::grouped(study.ruled_out.len() as u64);
        add("ruled out by Erlang B, more than twice the limit at the lower end of the load", text);
    }
    if let Some(NotValid { designs, values, reason }) = &study.not_valid {
        let text =
            format!("{}, e.g. {}: {reason}", number::grouped(*designs), numbers(study, values));
        add("designs that are not valid", text);
    }
    add("calls that were simulated", number::grouped(record.calls));
    section.note = sentence::without_answer(study);
    section.commands = sentence::commands(record, study);
    section
}
