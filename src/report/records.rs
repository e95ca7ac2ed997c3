//! The page about call records: what was read, what the records cannot hold, and every fit with what it rests on.

use super::calibration;
use super::markdown::{add, embed, escaped};
use super::number::{grouped, level, significant};
use super::section::Section;
use crate::experiment::Calibration;
use crate::import::records::fit::{Arrivals, ChiSquareTest, DayKind, Fit, LEVEL, Lengths, WITHIN};
use crate::import::records::{FileRead, Outcome, Study};

/// Quantiles whose times the table of patience shows.
const WAITS: [f64; 7] = [5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0];

/// The page. `charts` are pairs of title and path relative to the page.
pub fn page(
    study: &Study,
    calibration: Option<&Calibration>,
    charts: &[(String, String)],
) -> String {
    let mut page = "# What the call records say\n".to_owned();
    page.push_str(&format!("\n{}.\n", escaped(&headline(study))));
    add(&mut page, &files(study));
    let left_out = left_out(&study.files);
    if !left_out.rows.is_empty() {
        add(&mut page, &left_out);
    }
    let lacks = study.lacks();
    if !lacks.is_empty() {
        page.push_str("\n## What these records cannot say\n\n");
        lacks.iter().for_each(|line| page.push_str(&format!("- {}.\n", escaped(line))));
    }
    let others = [
        outcomes(study),
        arrivals(study),
        tests(study),
        weekdays(study),
        lengths(study),
        patience(study),
        answers(study),
        retries(study),
    ];
    others.iter().filter(|section| !section.rows.is_empty()).for_each(|s| add(&mut page, s));
    calibration::section(study, calibration).iter().for_each(|section| add(&mut page, section));
    embed(&mut page, charts);
    page
}

/// What counts most, in one line: for the terminal, too.
pub fn headline(study: &Study) -> String {
    let calls = grouped(study.calls as u64);
    match &study.all {
        None => format!("{calls} calls"),
        Some(all) => {
            let (quarter, busy, erlangs) = all.busy_hour;
            let hour = format!("{:02}:{:02}", quarter / 4, quarter % 4 * 15);
            format!(
                "{calls} calls, {} at once at most; on the mean of {}, the busy hour begins at {hour} and has {} calls and {} erlang, ringing included",
                grouped(study.peak as u64),
                days(all),
                significant(busy),
                significant(erlangs)
            )
        }
    }
}

fn days(arrivals: &Arrivals) -> String {
    let kind = match arrivals.kind {
        DayKind::Weekdays => "day from Monday to Friday",
        DayKind::All => "day",
    };
    match arrivals.days {
        1 => format!("1 {kind}"),
        count => format!("{count} {}", kind.replacen("day", "days", 1)),
    }
}

fn files(study: &Study) -> Section {
    let columns = ["file", "format", ">lines", ">records", ">left out"];
    let mut section = Section::new("What was read", &columns);
    for file in &study.files {
        section.rows.push(vec![
            file.name.clone(),
            file.format.to_owned(),
            grouped(file.lines),
            grouped(file.legs),
            grouped(file.skipped.count()),
        ]);
    }
    section.note = format!(
        "{} calls; {} records continue a call of another record, {} are there twice, and {} calls are in records of Unified Messaging and in those of another system, and count once",
        grouped(study.calls as u64),
        grouped(study.joined.continued),
        grouped(study.joined.repeated),
        grouped(study.joined.elsewhere)
    );
    section
}

fn left_out(files: &[FileRead]) -> Section {
    let columns = ["file", "reason", ">lines", ">first line"];
    let mut section = Section::new("Lines that were left out", &columns);
    for file in files {
        for (reason, count, first) in file.skipped.iter() {
            let words = reason.words().to_owned();
            section.rows.push(vec![file.name.clone(), words, grouped(count), first.to_string()]);
        }
    }
    section
}

fn outcomes(study: &Study) -> Section {
    let mut section = Section::new("How calls ended", &["class", "outcome", ">calls", ">share, %"]);
    for fit in &study.fits {
        for outcome in Outcome::ALL {
            let count = fit.count(outcome);
            if count > 0 {
                let share = 100.0 * count as f64 / fit.calls as f64;
                let words = outcome.words().to_owned();
                let class = fit.class.key().to_owned();
                section.rows.push(vec![class, words, grouped(count), format!("{share:.1}")]);
            }
        }
    }
    section
}

fn arrivals(study: &Study) -> Section {
    let columns = [
        "class",
        ">days",
        ">calls",
        ">calls a day",
        "busy hour from",
        ">calls in it",
        ">erlang in it",
        ">cv of days",
    ];
    let mut section = Section::new("When calls arrive", &columns);
    let classes =
        study.fits.iter().filter_map(|fit| Some((fit.class.key(), fit.arrivals.as_ref()?)));
    for (class, arrivals) in classes {
        let (quarter, calls, erlangs) = arrivals.busy_hour;
        section.rows.push(vec![
            class.to_owned(),
            arrivals.days.to_string(),
            grouped(arrivals.calls as u64),
            significant(arrivals.calls / arrivals.days as f64),
            format!("{:02}:{:02}", quarter / 4, quarter % 4 * 15),
            significant(calls),
            significant(erlangs),
            arrivals.day_cv.map_or_else(|| "–".to_owned(), |cv| format!("{cv:.3}")),
        ]);
    }
    section.note = "days from Monday to Friday, if there are any; without days that have less than a quarter of the calls of a usual day; attempts after a refusal do not count. The busy hour is time-consistent: the four quarters in a row with the most traffic on the mean of all days. The cv of days is the standard deviation of a day's factor, where days differ more than chance explains".to_owned();
    section
}

fn tests(study: &Study) -> Section {
    let columns = ["class", "hypothesis", ">variance ÷ mean", ">degrees of freedom", ">p", "fits"];
    let mut section = Section::new("Whether a Poisson process fits", &columns);
    for fit in &study.fits {
        let Some(arrivals) = &fit.arrivals else { continue };
        for (words, test) in [
            ("all days have the same rates", arrivals.same_days),
            ("each day has a factor of its own", arrivals.with_factor),
            ("calls inside a quarter of an hour are random", arrivals.inside),
        ] {
            section.rows.extend(test.map(|test| tested(fit.class.key(), words, &test)));
        }
    }
    section.note = "chi-square tests of the counts by quarter of an hour, and by minute inside of them. A Poisson process has variance ÷ mean = 1".to_owned();
    section
}

fn tested(class: &str, words: &str, test: &ChiSquareTest) -> Vec<String> {
    let p = if test.p < 0.0001 { "< 0.0001".to_owned() } else { format!("{:.4}", test.p) };
    vec![
        class.to_owned(),
        words.to_owned(),
        format!("{:.3}", test.dispersion()),
        format!("{:.0}", test.degrees),
        p,
        if test.p < 0.01 { "no" } else { "yes" }.to_owned(),
    ]
}

fn weekdays(study: &Study) -> Section {
    let mut section = Section::new("Days of the week", &["class", "day", ">days", ">calls a day"]);
    for fit in &study.fits {
        let Some(arrivals) = &fit.arrivals else { continue };
        for (weekday, mean, count) in &arrivals.weekdays {
            let name = format!("{weekday:?}");
            let class = fit.class.key().to_owned();
            section.rows.push(vec![class, name, count.to_string(), significant(*mean)]);
        }
    }
    section
}

/// Lengths of a class, with their words.
fn all_lengths(fit: &Fit) -> Vec<(&'static str, &Lengths)> {
    let answers = fit.answers.as_ref().map(|answers| &answers.after);
    let all = [
        ("conversation", fit.talk.as_ref()),
        ("time until a person answers", answers),
        ("time until voice mail answers", fit.divert.as_ref()),
        ("time until the next attempt", fit.retries.gaps.as_ref()),
    ];
    all.into_iter().filter_map(|(words, lengths)| Some((words, lengths?))).collect()
}

fn lengths(study: &Study) -> Section {
    let columns =
        ["class", "of what", ">records", ">mean, s", ">sd, s", "distribution", ">BIC", ">distance"];
    let mut section = Section::new("Lengths", &columns);
    for fit in &study.fits {
        for (words, lengths) in all_lengths(fit) {
            for (at, candidate) in lengths.candidates.iter().enumerate() {
                let first = |text: String| if at == 0 { text } else { String::new() };
                section.rows.push(vec![
                    first(fit.class.key().to_owned()),
                    first(words.to_owned()),
                    first(grouped(lengths.count.round() as u64)),
                    first(significant(lengths.mean)),
                    first(significant(lengths.sd)),
                    candidate.family.words().to_owned(),
                    format!("{:.0}", candidate.bic),
                    format!("{:.4}", candidate.distance),
                ]);
            }
        }
    }
    section.note = "the distribution with the smallest BIC is chosen; distance is the greatest difference between the distribution functions of fit and records. Values that were rounded count with the interval that they stand for; below 30 records only the exponential distribution is tried".to_owned();
    section
}

fn patience(study: &Study) -> Section {
    let columns =
        ["class", "waits longer than", ">share, %", ">from", ">to", ">calls still waiting"];
    let mut section = Section::new("How long callers wait", &columns);
    let mut notes = Vec::new();
    for fit in &study.fits {
        let Some(patience) = &fit.patience else { continue };
        let last = patience.steps.last().map_or(0.0, |step| step.at);
        for wait in WAITS.into_iter().filter(|wait| *wait <= last) {
            let Some(step) = patience.steps.iter().rev().find(|step| step.at <= wait) else {
                continue;
            };
            let percent = |share: f64| format!("{:.1}", 100.0 * share);
            section.rows.push(vec![
                fit.class.key().to_owned(),
                format!("{wait:.0} s"),
                percent(step.survival),
                percent(step.bounds.0),
                percent(step.bounds.1),
                grouped(step.at_risk as u64),
            ]);
        }
        if let (Some(mean), Some((low, high))) =
            (patience.exponential_mean(), patience.mean_bounds(LEVEL))
        {
            notes.push(format!(
                "{}: {} callers gave up, and {} waits ended otherwise; exponential mean {} s ({} to {})",
                fit.class.key(),
                grouped(patience.ended as u64),
                grouped(patience.cut as u64),
                significant(mean),
                significant(low),
                significant(high)
            ));
        }
    }
    let percent = level(LEVEL);
    section.note = format!(
        "Kaplan-Meier: an answer cuts the waiting short, so the mean of those who gave up would be far too low. Bounds of {percent} %. {}",
        notes.join(". ")
    );
    section
}

fn answers(study: &Study) -> Section {
    let columns = ["class", ">share, %", ">calls", ">mean time until the answer, s"];
    let mut section = Section::new("Answers by a person", &columns);
    for fit in &study.fits {
        let Some(answers) = &fit.answers else { continue };
        section.rows.push(vec![
            fit.class.key().to_owned(),
            format!("{:.1}", 100.0 * answers.share),
            grouped(answers.calls),
            significant(answers.after.mean),
        ]);
    }
    section.note = "of calls that rang, if no caller gave up before the answer".to_owned();
    section
}

fn retries(study: &Study) -> Section {
    let columns = [
        "class",
        ">refused calls",
        ">followed by another",
        ">by chance, %",
        ">call again, %",
        ">most in a row",
    ];
    let mut section = Section::new("Callers who call again", &columns);
    for fit in &study.fits {
        let Some(share) = fit.retries.share() else { continue };
        section.rows.push(vec![
            fit.class.key().to_owned(),
            grouped(fit.retries.refused),
            grouped(fit.retries.again),
            format!("{:.1}", 100.0 * fit.retries.by_chance),
            format!("{:.1}", 100.0 * share),
            fit.retries.most.to_string(),
        ]);
    }
    section.note = format!(
        "a call of the same caller within {} min of a refusal (busy, blocked, failed) is another attempt. By chance: so many answered calls are followed by another one as well",
        WITHIN / 60_000
    );
    section
}
