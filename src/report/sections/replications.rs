//! How many replications each design got, and why no more.

use super::super::number;
use crate::experiment::{Difference, EffortSummary, Preference, Record, Stopped};
use crate::report::key;
use crate::report::section::Section;

/// The numbers of replications of the designs, in words: `10 replications` or `6 to 100 replications`.
pub(crate) fn in_words(record: &Record) -> String {
    let all = efforts(record).map(|(_, effort)| effort.replications);
    match (all.clone().min(), all.max()) {
        (Some(least), Some(most)) if least < most => format!("{least} to {most} replications"),
        _ if record.replications == 1 => "1 replication".to_owned(),
        _ => format!("{} replications", record.replications),
    }
}

/// The designs that did not get the planned number.
fn efforts(record: &Record) -> impl Iterator<Item = (&str, &EffortSummary)> + Clone {
    record.designs.iter().filter_map(|d| Some((d.name.as_str(), d.effort.as_ref()?)))
}

/// Whether it is worse than another for sure.
pub(super) fn is_worse(record: &Record, design: &str) -> bool {
    let stopped = efforts(record).any(|(name, e)| name == design && e.stopped == Stopped::Worse);
    let Some(compare) = record.comparison() else { return stopped };
    let is_decisive = |d: &&Difference| compare.decides.as_ref() == Some(&d.figure) && d.distinct;
    let mut decisive = compare.differences.iter().filter(is_decisive);
    stopped
        || decisive.any(|d| {
            let higher = if d.difference > 0.0 { &d.to } else { &d.from };
            let lower = if d.difference > 0.0 { &d.from } else { &d.to };
            design == if compare.prefers == Preference::Highest { lower } else { higher }
        })
}

/// How many replications each design got, and why no more.
pub(crate) fn of_designs(record: &Record) -> Section {
    let mut section =
        Section::new("Replications of each design", &["design", ">replications", "why no more"]);
    for (design, effort) in efforts(record) {
        let count = number::grouped(u64::from(effort.replications));
        section.rows.push(vec![key::design(design), count, why(effort)]);
    }
    section.note = note(record).unwrap_or_default();
    section
}

fn why(effort: &EffortSummary) -> String {
    let words = match effort.stopped {
        Stopped::Precise => "as precise as requested",
        Stopped::Met => "every target is met",
        Stopped::Missed => "decided",
        Stopped::Worse => "worse",
        Stopped::Best => "better than all others",
        Stopped::AtMost => "the most allowed",
    };
    match &effort.because {
        Some(because) => format!("{words}: {because}"),
        None => words.to_owned(),
    }
}

/// What the race promises, and what it saved.
fn note(record: &Record) -> Option<String> {
    let race = record.race.as_ref()?;
    let most = u64::from(*race.looks.last()?);
    let used: u64 = efforts(record).map(|(_, effort)| u64::from(effort.replications)).sum();
    let all = most * efforts(record).count() as u64;
    let looks: Vec<String> = race.looks.iter().map(u32::to_string).collect();
    let percent = |level: f64| number::join(&number::level(level), "%");
    Some(format!(
        "looked at after {} replications; all these decisions are right together with a probability of at least {}; each \
         interval is at {}, so that it holds at {} whenever its design stopped; {} of {} replications were simulated",
        looks.join(", "),
        percent(race.level),
        percent(race.shown_level),
        percent(record.confidence),
        number::grouped(used),
        number::grouped(all)
    ))
}
