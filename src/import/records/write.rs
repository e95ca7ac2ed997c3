//! What the records say as tables of a scenario: every value has a comment with the number of records it rests on.

use super::call::{CallRecord, Class, Outcome, seconds};
use super::fit::{Arrivals, DayKind, Fit};
use super::reading::Calls;
use super::study::Study;
use super::value::{count, exact, number, parametric, percent, time, values};
use crate::import::{Draft, Known, Table, quoted};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::fmt::Write as _;

/// How the scenario uses the records.
#[derive(Clone, Debug, Default)]
pub struct Writing {
    /// Whether the calls themselves are replayed.
    pub replay: bool,
    /// What the names of further files begin with; without it none is written.
    pub stem: Option<String>,
}

/// The tables of a scenario for these calls. The study has the date of `now`, because certificates are judged by it.
pub fn draft(
    calls: &Calls,
    study: &Study,
    known: &Known,
    writing: &Writing,
    now: Option<&str>,
) -> Draft {
    let mut draft = Draft::default();
    study.lacks().iter().for_each(|lack| draft.not_known(lack));
    let replay = writing.stem.as_ref().filter(|_| writing.replay);
    match replay {
        Some(stem) => replayed(calls, stem, &mut draft),
        None => draft.tables.extend(study.all.as_ref().map(|all| study_table(all, study, now))),
    }
    if let Some(table) = study.fits.iter().find(|fit| fit.class == Class::Voice).and_then(users) {
        draft.push(table);
    }
    for fit in &study.fits {
        let Some(target) = target(fit.class, known) else {
            draft.not_known(format!(
                "who gets the {} calls of class {}: the scenario has nobody for them, and they are left out",
                fit.calls,
                fit.class.key()
            ));
            continue;
        };
        if let Some(table) = source(fit, target, writing, &mut draft) {
            draft.push(table);
        }
    }
    draft
}

/// Who is called, or calls: the key and the name. All calls go to the largest group.
fn target(class: Class, known: &Known) -> Option<(&'static str, &str)> {
    let (key, names) = match class {
        Class::Internal if !known.has_pool => return None,
        Class::Voice | Class::Internal => ("to", &known.users),
        Class::Outbound | Class::PlayOnPhone => ("from", &known.users),
        Class::AutoAttendant => ("to", &known.auto_attendants),
        Class::SubscriberAccess => ("to", &known.access_numbers),
        Class::Fax => ("to", &known.fax_lines),
    };
    names.first().map(|name| (key, name.as_str()))
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
fn users(fit: &Fit) -> Option<Table> {
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
    if let Some(divert) = &fit.divert {
        let ring = divert.quantile(0.5);
        let about = format!("median of {} calls that voice mail answered", count(divert.count));
        table = table.key("ring", time(ring), about);
        any = true;
    }
    if let Some(answers) = &fit.answers {
        let after = answers.after.parametric();
        let until = fit.divert.as_ref().map(|divert| divert.quantile(0.5));
        let in_time = after.model.zip(until).map_or(1.0, |(model, until)| model.cdf(until));
        let share = (answers.share / in_time.max(0.01)).min(1.0);
        let value = format!(
            "{{ share = {}, after = {} }}",
            percent(share),
            parametric(&answers.after).unwrap_or_else(|| time(answers.after.mean))
        );
        let about = format!(
            "{} of {} calls that rang; {}",
            count(answers.after.count),
            answers.calls,
            after.family.words()
        );
        table = table.key("answers", value, about);
        any = true;
    }
    any.then_some(table)
}

/// A source of calls.
fn source(
    fit: &Fit,
    (key, name): (&'static str, &str),
    writing: &Writing,
    draft: &mut Draft,
) -> Option<Table> {
    let arrivals = fit.arrivals.as_ref()?;
    let class = fit.class.key();
    if fit.class == Class::Voice && !fit.rings {
        draft.not_known(format!(
            "the {} voice calls in records of Unified Messaging are only those that reached it; how many there are in all is not known",
            fit.calls
        ));
        return None;
    }
    let mut table = Table::of_list("traffic")
        .text("name", &format!("recorded {class} calls"), "")
        .text("class", class, format!("{} records", fit.calls))
        .text(key, name, "assumed: records do not name groups");
    let replay = writing.stem.as_ref().filter(|_| writing.replay);
    table = match replay {
        Some(stem) => {
            let value = format!("{{ replay = {} }}", quoted(&format!("{stem}-calls.csv")));
            table.key("arrivals", value, format!("{} recorded calls, retries too", fit.calls))
        }
        None => table.key("arrivals", profile(arrivals), basis(arrivals)),
    };
    if let Some(cv) = arrivals.day_cv.filter(|_| replay.is_none()) {
        let about = format!("{} days, which differ more than chance explains", arrivals.days);
        table = table.key("day_factor", format!("{{ cv = {} }}", number(cv)), about);
    }
    table = lengths(table, fit, writing, draft);
    table = patience(table, fit, draft);
    if replay.is_none() {
        table = retry(table, fit);
    }
    Some(table)
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

fn days(count: usize) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

/// The profile of the day, a line for each quarter of an hour whose rate differs from that before.
fn profile(arrivals: &Arrivals) -> String {
    let mut out = "{ profile = [".to_owned();
    let mut last = String::new();
    for (at, quarter) in arrivals.quarters.iter().enumerate() {
        let rate = number(quarter.rate);
        if rate == last {
            continue;
        }
        // Writing to a text cannot fail.
        let _ = write!(
            out,
            "\n    [\"{:02}:{:02}\", \"{rate}/h\"], # {} calls",
            at / 4,
            at % 4 * 15,
            quarter.calls
        );
        last = rate;
    }
    out + "\n] }"
}

/// The length of conversations, where the class has one.
fn lengths(table: Table, fit: &Fit, writing: &Writing, draft: &mut Draft) -> Table {
    let has_talk = matches!(
        fit.class,
        Class::Voice
            | Class::Outbound
            | Class::Internal
            | Class::AutoAttendant
            | Class::PlayOnPhone
    );
    let Some(talk) = fit.talk.as_ref().filter(|_| has_talk) else { return table };
    // The records of a menu hold the menu, not the conversation after it.
    if fit.class == Class::AutoAttendant {
        return table;
    }
    let chosen = talk.chosen();
    let about = format!(
        "{} conversations, mean {} s; {}, at most {} from the records",
        count(talk.count),
        number(talk.mean),
        chosen.family.words(),
        number(chosen.distance)
    );
    let value = match (exact(talk), &writing.stem) {
        (Some(value), _) => value,
        (None, Some(stem)) => {
            let name = format!("{stem}-talk-{}.csv", fit.class.key());
            let value = format!("{{ empirical = {} }}", quoted(&name));
            draft.files.push((name, values(talk).into_bytes()));
            value
        }
        (None, None) => {
            draft.not_known(format!(
                "{}: the distribution of conversations needs a file beside the scenario; without --out a simpler one is written",
                fit.class.key()
            ));
            parametric(talk).unwrap_or_else(|| time(talk.mean))
        }
    };
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

fn retry(table: Table, fit: &Fit) -> Table {
    let retries = &fit.retries;
    let (Some(share), Some(gaps)) = (retries.share(), &retries.gaps) else { return table };
    let value = format!(
        "{{ share = {}, after = {}, at_most = {} }}",
        percent(share),
        parametric(gaps).unwrap_or_else(|| time(gaps.mean)),
        retries.most.max(1)
    );
    let about = format!(
        "{} of {} refused calls were followed by another one of the same caller",
        retries.again, retries.refused
    );
    table.key("retry", value, about)
}

/// The calls themselves, and a study of all their days.
fn replayed(calls: &Calls, stem: &str, draft: &mut Draft) {
    let (Some(first), Some(last)) = (calls.calls.first(), calls.calls.last()) else { return };
    let zone = &calls.zone;
    let Some(start) = midnight(first.start, zone) else { return };
    let days = (last.start - start) / 86_400_000 + 1;
    let mut text = "at,talk,class\n".to_owned();
    for call in &calls.calls {
        // Writing to a text cannot fail.
        let _ = writeln!(
            text,
            "{},{},{}",
            seconds(call.start - start),
            spoken(call).map_or_else(String::new, |talk| talk.to_string()),
            call.class.key()
        );
    }
    draft.files.push((format!("{stem}-calls.csv"), text.into_bytes()));
    let civil = Timestamp::from_millisecond(start).map(|at| zone.to_datetime(at));
    let Ok(civil) = civil else { return };
    let about = format!("midnight before the first of {} calls", calls.calls.len());
    let mut table = Table::single("study").key("start", civil.to_string(), about);
    if let Some(zone) = &calls.zone_name {
        table = table.text("zone", zone, "as given");
    }
    let table = table.text("warm_up", "0 s", "the first call is measured, too");
    draft.push(table.text("duration", &format!("{days} d"), "until after the last call"));
}

/// Only a conversation with a person is replayed: other calls have no talk, and their times are drawn.
fn spoken(call: &CallRecord) -> Option<f64> {
    call.talk().filter(|_| call.outcome == Outcome::Answered)
}

fn midnight(instant: i64, zone: &TimeZone) -> Option<i64> {
    let instant = Timestamp::from_millisecond(instant).ok()?;
    let start = instant.to_zoned(zone.clone()).start_of_day().ok()?;
    Some(start.timestamp().as_millisecond())
}
