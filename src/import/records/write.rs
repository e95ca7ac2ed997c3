//! What the records say as tables of a scenario: every value has a comment with the number of records it rests on.

use super::call::{Class, Outcome};
use super::fit::{Arrivals, Fit};
use super::parties::Parties;
use super::reading::Calls;
use super::replay;
use super::source::{self, distribution};
use super::study::Study;
use super::value::{count, number, percent, time};
use super::writing::{Writing, calls as in_words, days};
use crate::import::{Draft, Known, Table};

/// The tables of a scenario for these calls. The study has the date of `now`, because certificates are judged by it.
pub fn draft(
    calls: &Calls,
    study: &Study,
    known: &Known,
    writing: &Writing,
    now: Option<&str>,
) -> Draft {
    let mut draft = Draft::default();
    study.said().iter().for_each(|line| draft.say(line));
    study.lacks().iter().for_each(|lack| draft.not_known(lack));
    if known.gateways.len() > 1 {
        draft.not_known("which gateway takes which recorded calls: all that lead to the users do, in order; `gateways` in [[traffic]] names others");
    }
    let mut sources: Vec<(&Fit, Parties<'_>)> = Vec::new();
    for fit in &study.fits {
        let class = fit.class.key();
        match Parties::of(fit, known) {
            None => draft.not_known(format!(
                "who gets the {} of class {class}: the scenario has nobody for them, and they are left out",
                in_words(fit.calls)
            )),
            Some(_) if fit.class == Class::Voice && !fit.rings => draft.not_known(format!(
                "the {} voice calls in records of Unified Messaging are only those that reached it; how many there are in all is not known",
                fit.calls
            )),
            Some(parties) if fit.arrivals.is_some() => sources.push((fit, parties)),
            Some(_) => {}
        }
    }
    let replay = writing.stem.as_ref().filter(|_| writing.replay);
    match replay {
        Some(stem) => replay::write(calls, &mut sources, stem, &mut draft),
        None => draft.tables.extend(study.all.as_ref().map(|all| study_table(all, study, now))),
    }
    if let Some(fit) = study.fits.iter().find(|fit| fit.class == Class::Voice) {
        let table = users(fit, writing, &mut draft);
        draft.tables.extend(table);
    }
    for (fit, parties) in &sources {
        source::write(fit, parties, writing, &mut draft);
    }
    draft
}

/// The busy hour of a usual day, with half an hour before it.
fn study_table(all: &Arrivals, study: &Study, now: Option<&str>) -> Table {
    let (quarter, calls, erlangs) = all.busy_hour;
    // The warm-up begins half an hour earlier, at midnight at the earliest.
    let warm_up = (quarter * 15).min(30);
    let minute = quarter * 15 - warm_up;
    let typical = all.typical.to_string();
    let date = now.and_then(|now| now.split('T').next()).unwrap_or(&typical);
    let start = format!("{date}T{:02}:{:02}:00", minute / 60, minute % 60);
    let hour = format!(
        "busy hour {:02}:{:02} on the mean of {}: {} calls, {} erlang",
        quarter / 4,
        quarter % 4 * 15,
        days(all.days),
        number(calls),
        number(erlangs)
    );
    let table = Table::single("study").key("start", start, hour);
    let table = match &study.zone_name {
        Some(zone) => table.text("zone", zone, "as given"),
        None => table,
    };
    let table = table.text("warm_up", &format!("{warm_up} min"), "the time before the busy hour");
    table.text("duration", "60 min", "the busy hour")
}

/// How the users answer.
fn users(fit: &Fit, writing: &Writing, draft: &mut Draft) -> Option<Table> {
    let mut table = Table::single("defaults.users");
    let mut any = false;
    let ended = [Outcome::Answered, Outcome::VoiceMail, Outcome::NoAnswer, Outcome::Abandoned];
    let reached = ended.iter().map(|outcome| fit.count(*outcome)).sum::<u64>();
    let busy = fit.count(Outcome::Busy);
    if busy > 0 {
        let share = percent(busy as f64 / (reached + busy) as f64);
        table = table.key("busy", share, format!("{busy} of {} calls", reached + busy));
        any = true;
    }
    let until = fit.divert.as_ref().map(|divert| divert.quantile(0.5));
    if let Some((divert, ring)) = fit.divert.as_ref().zip(until) {
        let about = format!("median of {} calls that voice mail answered", count(divert.count));
        table = table.key("ring", time(ring), about);
        any = true;
    }
    if let Some(answers) = &fit.answers {
        let (after, words) = distribution(&answers.after, "answer", fit.class, writing, draft);
        // A fitted model has answers that come later than voice mail and do not count; the values themselves have none.
        let model = answers.after.candidates.iter().find(|c| c.family.words() == words);
        let in_time =
            model.and_then(|c| c.model).zip(until).map_or(1.0, |(model, until)| model.cdf(until));
        let share = (answers.share / in_time.max(0.01)).min(1.0);
        let value = format!("{{ share = {}, after = {after} }}", percent(share));
        let about =
            format!("{} of {} calls that rang; {words}", count(answers.after.count), answers.calls);
        table = table.key("answers", value, about);
        any = true;
    }
    any.then_some(table)
}
