//! Turns a record into sections: tables of text, in the order in which a planner reads them. The
//! terminal, the Markdown page and the HTML page show the same sections. Sections without data are left out.

pub(super) mod answer;
pub(super) mod changes;
pub(super) mod compare;
pub(super) mod conclusion;
pub(super) mod designs;
pub(super) mod differences;
pub(super) mod outcomes;
#[cfg(feature = "charts")]
pub(super) mod repeat;
pub(super) mod routing;
pub(super) mod rows;
pub(super) mod sensitivity;
pub(super) mod single_losses;
pub(super) mod size;
pub(super) mod sweep;
pub(super) mod targets;
pub(super) mod utilization;
pub(super) mod validation;
pub(super) mod year;

mod analytic;
mod calls;
mod control_variates;
mod headroom;
mod latencies;
mod messages;
mod outages;
mod overload;
pub(crate) mod replications;
mod special_calls;
mod warm_up;

use super::number;
use super::section::Section;
use crate::experiment::{REFERENCE_LEVEL, Record, StudySummary, WarmUpOutcome};
pub(crate) use changes::overrides;

/// The line below the title: how long the run measured, how often, and at what confidence. The designs of a search differ in
/// their replications and in the levels of their intervals, which stand beside each.
pub(crate) fn subtitle(record: &Record) -> String {
    let found = match record.warm_up.as_ref().map(|note| note.outcome) {
        Some(WarmUpOutcome::Found) => " (found)",
        Some(WarmUpOutcome::DayProfile) => " (rates change with time)",
        Some(WarmUpOutcome::TooShort | WarmUpOutcome::Unstable) => " (not settled)",
        None => "",
    };
    let measured = format!(
        "{} measured after {} of warm-up{found}",
        number::span(record.duration_seconds),
        number::span(record.warm_up_seconds),
    );
    match record.size() {
        Some(_) => measured,
        None => format!(
            "{measured}, {}, {} intervals",
            replications::in_words(record),
            number::join(&number::significant(record.confidence * 100.0), "%"),
        ),
    }
}

/// The seed, or both of a search.
fn seeds(record: &Record) -> String {
    match record.size() {
        Some(study) => {
            format!("seed {} (certificate {})", record.seed, study.certified_with_seed)
        }
        None => format!("seed {} · {}", record.seed, replications::in_words(record)),
    }
}

/// The last line: what identifies the run and lets anyone repeat it.
pub(crate) fn provenance(record: &Record) -> String {
    format!(
        "{} · digest {} · scenario {} · {} calls, {} messages, {} events · busyhour {}",
        seeds(record),
        record.digest,
        record.scenario_sha256.get(..12).unwrap_or(&record.scenario_sha256),
        number::grouped(record.calls),
        number::grouped(record.messages),
        number::grouped(record.events),
        record.program_version,
    )
}

/// All sections that have a row, in reading order.
pub(crate) fn sections(record: &Record) -> Vec<Section> {
    let mut sections = results(record);
    sections.extend(record.warm_up.as_ref().map(warm_up::settling));
    sections.retain(|section| !section.rows.is_empty());
    sections
}

fn results(record: &Record) -> Vec<Section> {
    match &record.study {
        StudySummary::Run => of_run(record),
        StudySummary::Sweep(sweep) => sweep::sections(record, sweep),
        StudySummary::Sensitivity(study) => sensitivity::sections(record, study),
        StudySummary::Comparison(compare) => compare::sections(record, compare),
        StudySummary::Losses(study) => single_losses::sections(record, study),
        StudySummary::Headroom(study) => headroom::sections(record, study),
        StudySummary::Year(study) => year::sections(record, study),
        StudySummary::Size(study) => size::sections(record, study),
    }
}

fn of_run(record: &Record) -> Vec<Section> {
    vec![
        targets::targets(record),
        targets::precision(record),
        outages::outages(record),
        overload::overload(record),
        outages::targets_met_again(record),
        outages::backlogs(record),
        outages::periods(record),
        calls::calls(record),
        outcomes::outcomes(record),
        outcomes::shares(record),
        latencies::latencies(record),
        routing::routing_parts(record),
        messages::notifications(record),
        special_calls::faxes(record),
        special_calls::contacts(record),
        messages::messages(record),
        utilization::stations(record),
        utilization::slots(record),
        utilization::links(record),
        analytic::comparisons(record),
        control_variates::of_run(record),
        validation::references(&record.references, REFERENCE_LEVEL),
    ]
}
