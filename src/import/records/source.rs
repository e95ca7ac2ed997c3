//! A class of calls as tables of a scenario, one for each group of users that gets or makes them.

use super::call::Class;
use super::fit::{Arrivals, DayKind, Fit, Lengths};
use super::parties::Parties;
use super::replay;
use super::value::{count, exact, number, parametric, percent, time, values};
use super::writing::{Writing, days};
use crate::import::{Draft, Table, quoted};
use std::fmt::Write as _;

/// Adds the tables: the first has all keys, the others differ from it in who is called and how often.
pub(super) fn write(fit: &Fit, parties: &Parties<'_>, writing: &Writing, draft: &mut Draft) {
    let Some(arrivals) = &fit.arrivals else { return };
    let class = fit.class.key();
    if parties.assumed {
        let how = match fit.class {
            Class::AutoAttendant | Class::SubscriberAccess | Class::Fax => "evenly",
            _ => "by the number of users of each group",
        };
        draft.not_known(format!(
            "who gets or makes which of the {} calls of class {class}: they are divided {how}",
            fit.calls
        ));
    }
    let replay = writing.stem.as_ref().filter(|_| writing.replay);
    let name = |at: usize| match parties.shares.len() {
        1 => format!("recorded {class} calls"),
        _ => format!("recorded {class} calls, {}", parties.shares[at].name),
    };
    for (at, party) in parties.shares.iter().enumerate() {
        let table = Table::of_list("traffic").text("name", &name(at), "");
        let mut table = match at {
            0 => table.text("class", class, format!("{} records", fit.calls)),
            _ => table.text("like", &name(0), "the same but for what follows"),
        };
        table = table.text(parties.key, party.name, parties.basis(at));
        table = match replay {
            Some(stem) => {
                let value = quoted(&replay::file(stem, fit.class, at, parties));
                let about = format!("{} recorded calls, retries too", fit.calls);
                table.key("arrivals", format!("{{ replay = {value} }}"), about)
            }
            None => table.key("arrivals", profile(arrivals, parties, at), basis(arrivals)),
        };
        if at == 0 {
            table = behaviour(table, fit, writing, draft);
        }
        draft.push(table);
    }
}

/// What all groups have in common.
fn behaviour(mut table: Table, fit: &Fit, writing: &Writing, draft: &mut Draft) -> Table {
    let is_replayed = writing.replay && writing.stem.is_some();
    let arrivals = fit.arrivals.as_ref().filter(|_| !is_replayed);
    if let Some((arrivals, cv)) = arrivals.and_then(|arrivals| Some((arrivals, arrivals.day_cv?))) {
        let about = format!("{} days, which differ more than chance explains", arrivals.days);
        table = table.key("day_factor", format!("{{ cv = {} }}", number(cv)), about);
    }
    table = lengths(table, fit, writing, draft);
    table = patience(table, fit, draft);
    if is_replayed { table } else { retry(table, fit, writing, draft) }
}

fn basis(arrivals: &Arrivals) -> String {
    let kind = match arrivals.kind {
        DayKind::Weekdays => "from Monday to Friday",
        DayKind::All => "of the week",
    };
    let fits = match arrivals.with_factor.or(arrivals.inside) {
        Some(test) if test.p < 0.01 => "; calls vary more than those of a Poisson process",
        Some(_) => "; a Poisson process fits",
        None => "",
    };
    format!("{} calls on {} {kind}{fits}", arrivals.calls, days(arrivals.days))
}

/// The profile of the day, a line for each quarter of an hour whose rate differs from that before.
fn profile(arrivals: &Arrivals, parties: &Parties<'_>, at: usize) -> String {
    let share = parties.shares[at].share;
    let of = if parties.shares.len() == 1 { "" } else { " of all groups" };
    let mut out = "{ profile = [".to_owned();
    let mut last = String::new();
    for (at, quarter) in arrivals.quarters.iter().enumerate() {
        let rate = number(share * quarter.rate);
        if rate == last {
            continue;
        }
        let (hour, minute) = (at / 4, at % 4 * 15);
        let calls = quarter.calls;
        // Writing to a text cannot fail.
        let _ = write!(out, "\n    [\"{hour:02}:{minute:02}\", \"{rate}/h\"], # {calls} calls{of}");
        last = rate;
    }
    out + "\n] }"
}

/// The distribution that the page calls the best, and its words there: in a line, or as a file beside the scenario. Without a
/// file the best one that a line can say.
pub(super) fn distribution(
    lengths: &Lengths,
    name: &str,
    class: Class,
    writing: &Writing,
    draft: &mut Draft,
) -> (String, &'static str) {
    let class = class.key();
    let chosen = lengths.chosen().family;
    match (exact(lengths), &writing.stem) {
        (Some(value), _) => (value, chosen.words()),
        (None, Some(stem)) => {
            let file = format!("{stem}-{name}-{class}.csv");
            let value = format!("{{ empirical = {} }}", quoted(&file));
            draft.files.push((file, values(lengths).into_bytes()));
            (value, chosen.words())
        }
        (None, None) => {
            let what = match name {
                "talk" => "conversations",
                "answer" => "times until an answer",
                _ => "times until the next attempt",
            };
            draft.not_known(format!(
                "{class}: the distribution of {what} ({}) needs a file beside the scenario; without --out the best one of a line is written",
                chosen.words()
            ));
            let best = lengths.parametric().family;
            (parametric(lengths).unwrap_or_else(|| time(lengths.mean)), best.words())
        }
    }
}

/// The length of conversations, where the class has one.
fn lengths(table: Table, fit: &Fit, writing: &Writing, draft: &mut Draft) -> Table {
    // The records of a menu hold the menu, not the conversation after it.
    let has_talk =
        matches!(fit.class, Class::Voice | Class::Outbound | Class::Internal | Class::PlayOnPhone);
    let Some(talk) = fit.talk.as_ref().filter(|_| has_talk) else { return table };
    let (value, words) = distribution(talk, "talk", fit.class, writing, draft);
    let written = talk.candidates.iter().find(|candidate| candidate.family.words() == words);
    let about = format!(
        "{} conversations, mean {} s; {words}, at most {} from the records",
        count(talk.count),
        number(talk.mean),
        number(written.map_or(0.0, |candidate| candidate.distance))
    );
    table.key("talk", value, about)
}

fn patience(table: Table, fit: &Fit, draft: &mut Draft) -> Table {
    if !matches!(fit.class, Class::Voice | Class::Internal) {
        return table;
    }
    let Some((patience, mean)) =
        fit.patience.as_ref().and_then(|patience| Some((patience, patience.exponential_mean()?)))
    else {
        draft.not_known(format!(
            "how long callers of {} calls wait: no record says that one gave up; the default is taken",
            fit.class.key()
        ));
        return table;
    };
    let about = format!(
        "Kaplan-Meier: {} gave up, {} waits were cut short",
        count(patience.ended),
        count(patience.cut)
    );
    let value = match patience.weibull() {
        Some((shape, mean)) => {
            format!("{{ weibull = {{ mean = {}, shape = {} }} }}", time(mean), number(shape))
        }
        None => format!("{{ exponential = {{ mean = {} }} }}", time(mean)),
    };
    table.key("patience", value, about)
}

fn retry(table: Table, fit: &Fit, writing: &Writing, draft: &mut Draft) -> Table {
    let retries = &fit.retries;
    let (Some(share), Some(gaps)) = (retries.share(), &retries.gaps) else { return table };
    let (after, words) = distribution(gaps, "retry", fit.class, writing, draft);
    let most = retries.most.max(1);
    let value = format!("{{ share = {}, after = {after}, at_most = {most} }}", percent(share));
    let about = format!(
        "{} of {} refused calls were followed by another one of the same caller; times {words}",
        retries.again, retries.refused
    );
    table.key("retry", value, about)
}
