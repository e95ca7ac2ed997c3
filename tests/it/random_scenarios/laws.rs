//! What holds of every run, whatever the scenario.

use super::Written;
use busyhour::internals::experiment::{Estimate, NoControl, Plan, Record, Study, replicate};
use busyhour::internals::measure::Dimension;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What is wrong with a run, in a word that groups like faults, and in full.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub kind: String,
    pub what: String,
}

impl Fault {
    pub fn new(kind: &str, what: impl Into<String>) -> Self {
        Fault { kind: kind.to_owned(), what: what.into() }
    }
}

/// What the run of a scenario breaks: nothing, if all is well. `None` if the reader refuses the scenario.
pub fn broken(written: &Written) -> Option<Vec<Fault>> {
    match catch_unwind(AssertUnwindSafe(|| written.study(&[]))) {
        Ok(study) => Some(faults(&study.ok()?)),
        Err(panic) => Some(vec![Fault::new("panic in reading", said(&panic))]),
    }
}

fn faults(study: &Study) -> Vec<Fault> {
    let run = |threads| {
        let plan = Plan { threads, ..study.plan() };
        catch_unwind(AssertUnwindSafe(|| replicate(study, &plan, &NoControl)))
    };
    let record = match run(1) {
        Ok(Ok(record)) => record,
        Ok(Err(error)) => {
            let text = error.to_string();
            let law = text.contains("Little's law");
            return vec![Fault::new(if law { "law broken" } else { "run fails" }, text)];
        }
        Err(panic) => return vec![Fault::new("panic in running", said(&panic))],
    };
    let mut found = Vec::new();
    match run(2) {
        Ok(Ok(other)) if other == record => {}
        _ => found.push(Fault::new("threads differ", "1 and 2 threads differ")),
    }
    found.extend(record.estimates.iter().filter_map(estimate));
    counts(&record, &mut found);
    outages(&record, &mut found);
    order(&record, &mut found);
    bins(&record, &mut found);
    found
}

fn said(panic: &Box<dyn std::any::Any + Send>) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned())).unwrap_or_default()
}

fn name(e: &Estimate) -> String {
    format!(
        "{} {} {} {:?}: {:?} [{:?}, {:?}]",
        e.figure.measure.name(),
        e.figure.scope.as_str(),
        e.figure.statistic.name(),
        e.from,
        e.value,
        e.low,
        e.high
    )
}

/// Whether a value and its interval can be.
fn estimate(e: &Estimate) -> Option<Fault> {
    const EPS: f64 = 1e-9;
    let numbers = [e.low, e.value, e.high];
    if numbers.iter().flatten().any(|v| !v.is_finite()) {
        return Some(Fault::new("no finite number", name(e)));
    }
    if numbers.iter().flatten().any(|v| *v < 0.0)
        && e.figure.dimension() != Dimension::Share
        && e.value.is_some_and(|v| v < 0.0)
    {
        return Some(Fault::new("negative", name(e)));
    }
    let share = e.figure.dimension() == Dimension::Share;
    if share && numbers.iter().flatten().any(|v| !(-EPS..=1.0 + EPS).contains(v)) {
        return Some(Fault::new(
            &format!("share outside 0 to 1: {}", e.figure.measure.name()),
            name(e),
        ));
    }
    let sorted = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => a <= b + EPS * b.abs().max(1.0),
        _ => true,
    };
    if !sorted(e.low, e.value) || !sorted(e.value, e.high) || !sorted(e.low, e.high) {
        return Some(Fault::new("value outside its interval", name(e)));
    }
    None
}

/// The counts of the whole window, by measure and scope.
pub fn counted(record: &Record) -> BTreeMap<(&str, &str), u64> {
    let whole = record.estimates.iter().filter(|e| e.from.is_none());
    whole
        .filter(|e| matches!(e.figure.statistic.name(), "count" | "value"))
        .map(|e| ((e.figure.measure.name(), e.figure.scope.as_str()), e.count))
        .collect()
}

/// Whether what has parts is their sum, and no part is greater than the whole.
fn counts(record: &Record, found: &mut Vec<Fault>) {
    let counts = counted(record);
    let get = |measure: &str, scope: &str| counts.get(&(measure, scope)).copied();
    let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
    for ((measure, scope), count) in &counts {
        if *measure == "outcome" {
            let of = scope.rsplit_once("+outcome:").map_or("all", |(of, _)| of);
            *sums.entry(of).or_default() += count;
        }
    }
    for (scope, sum) in sums {
        if get("attempts", scope) != Some(sum) {
            let attempts = get("attempts", scope);
            found.push(Fault::new(
                "outcomes do not sum to attempts",
                format!("{scope}: {sum} of {attempts:?}"),
            ));
        }
    }
    for (part, whole) in [
        ("calls", "attempts"),
        ("retries", "attempts"),
        ("missed_call_notifications_due", "missed_calls"),
        ("missed_call_notifications_sent", "missed_call_notifications_due"),
        ("missed_call_notifications_lost", "missed_call_notifications_due"),
        ("fax_delivered", "fax_offered"),
        ("fax_rejected", "fax_offered"),
        ("fax_offered", "attempts"),
        ("fax_answered_by_person", "fax_rejected"),
        ("calls_lost", "calls"),
        ("log_on_failed", "attempts"),
    ] {
        for ((measure, scope), count) in counts.iter().filter(|((measure, _), _)| *measure == part)
        {
            if let Some(all) = get(whole, scope)
                && *count > all
            {
                let text = format!("{measure} {scope}: {count} of {all}");
                found.push(Fault::new(&format!("{part} above {whole}"), text));
            }
        }
    }
    for measure in
        ["attempts", "calls", "missed_calls", "blocking", "missed_call_notifications_lost"]
    {
        for kind in ["class:", "source:"] {
            let of_kind = |scope: &str| scope.starts_with(kind) && !scope.contains('+');
            let sum: u64 = counts
                .iter()
                .filter(|((m, s), _)| *m == measure && of_kind(s))
                .map(|(_, n)| n)
                .sum();
            if get(measure, "all").is_some_and(|all| all != sum) {
                found
                    .push(Fault::new("parts do not sum to all", format!("{measure} {kind} {sum}")));
            }
        }
    }
}

/// Whether each attempt that outages have ended counts to one of them.
fn outages(record: &Record, found: &mut Vec<Fault>) {
    let counts = counted(record);
    for (measure, reason) in [("dropped", "dropped"), ("failed_by_outage", "failed")] {
        let end = format!("+reason:{reason}");
        let by_outage = |(m, scope): &(&str, &str)| {
            *m == "affected" && scope.starts_with("outage:") && scope.ends_with(&end)
        };
        let sum: u64 = counts.iter().filter(|(key, _)| by_outage(key)).map(|(_, n)| n).sum();
        let Some(all) = counts.get(&(measure, "all")).copied().filter(|all| *all != sum) else {
            continue;
        };
        let text = format!("{measure}: {sum} of {all}");
        found.push(Fault::new(&format!("{measure} does not count to outages"), text));
    }
}

/// Whether percentiles, mean and greatest value are in order.
fn order(record: &Record, found: &mut Vec<Fault>) {
    const RISING: [&str; 6] = ["p50", "p90", "p95", "p99", "p99.9", "max"];
    let mut values: BTreeMap<(&str, &str), BTreeMap<&str, f64>> = BTreeMap::new();
    for e in record.estimates.iter().filter(|e| e.from.is_none()) {
        if let Some(value) = e.value {
            values
                .entry((e.figure.measure.name(), e.figure.scope.as_str()))
                .or_default()
                .insert(e.figure.statistic.name(), value);
        }
    }
    for ((measure, scope), of) in values {
        let rising: Vec<f64> = RISING.iter().filter_map(|s| of.get(s).copied()).collect();
        if rising.windows(2).any(|pair| pair[0] > pair[1] * (1.0 + 1e-9)) {
            found.push(Fault::new("percentiles not in order", format!("{measure} {scope} {of:?}")));
        }
        if let (Some(mean), Some(max)) = (of.get("mean"), of.get("max"))
            && *mean > max * (1.0 + 1e-9) + 1e-9
        {
            found.push(Fault::new("mean above greatest", format!("{measure} {scope} {of:?}")));
        }
    }
}

/// Whether the bins of every series follow each other from 0 to the end of the window.
fn bins(record: &Record, found: &mut Vec<Fault>) {
    type Key<'r> = (&'r str, &'r str, &'r str);
    let mut series: BTreeMap<Key<'_>, Vec<(f64, f64)>> = BTreeMap::new();
    for e in &record.estimates {
        if let Some(bin) = e.from.zip(e.to) {
            let figure = &e.figure;
            let of = (figure.measure.name(), figure.scope.as_str(), figure.statistic.name());
            series.entry(of).or_default().push(bin);
        }
    }
    let end = record.warm_up_seconds + record.duration_seconds;
    for ((measure, scope, statistic), bins) in series {
        let gap = bins.windows(2).any(|pair| pair[0].1 != pair[1].0);
        let (first, last) = (bins[0].0, bins[bins.len() - 1].1);
        if gap || first != 0.0 || (last - end).abs() > 1e-9 * end {
            let text = format!("{measure} {scope} {statistic}: {first} to {last}, window to {end}");
            found.push(Fault::new("bins do not fill the run", text));
        }
    }
}
