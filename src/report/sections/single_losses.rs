//! The sections of a study of single losses: what each costs, the worst first, and which targets it breaks.

use super::outages;
use super::sensitivity::change;
use super::targets::verdict;
use crate::experiment::{
    BrokenTarget, Estimate, LossSummary, LossesSummary, Record, Recovery, TargetVerdict, Verdict,
};
use crate::measure::{Figure, Measure, Scope, ScopeKind, Statistic};
use crate::report::number::{self, Scale};
use crate::report::section::Section;

/// The sections of single losses, in reading order.
pub(crate) fn sections(record: &Record, study: &LossesSummary) -> Vec<Section> {
    vec![losses(record, study), broken(record, study)]
}

/// The share of calls that are lost in a design.
pub(crate) fn calls_lost() -> Figure {
    Figure::of_all(Measure::CallsLost, Statistic::Value)
}

/// Measures that count calls that a loss ends.
const LIMIT_LOSS: [Measure; 4] =
    [Measure::CallsLost, Measure::ServiceAvailability, Measure::Dropped, Measure::FailedByOutage];

/// Whether one of these targets limits the calls that a loss ends.
pub(crate) fn limits_loss<'t>(mut targets: impl Iterator<Item = &'t TargetVerdict>) -> bool {
    targets.any(|target| LIMIT_LOSS.contains(&target.figure.measure))
}

/// What to do where none does.
pub(crate) const NO_LIMIT: &str =
    "no target of the model limits the calls that a loss ends: give it one on calls_lost";

/// The good day, then every loss.
fn losses(record: &Record, study: &LossesSummary) -> Section {
    let heads = [
        ">place",
        "what is lost",
        "targets that break",
        ">calls lost, %",
        "2>more than on the good day, points",
        ">available, %",
        "1>attempts affected",
        "afterwards",
        ">met again",
    ];
    let mut section = Section::new("What a single loss costs", &heads);
    let find = |design: &str, figure: &Figure, factor: f64| {
        let of = |e: &Estimate| [e.value, e.low, e.high].map(|v| v.map(|v| v * factor));
        record.estimates.find(design, figure).map_or_else(String::new, |e| match of(e) {
            // Whole, without a limit for what was never seen.
            [Some(v), ..] if v == 0.0 || e.value == Some(1.0) => number::significant(v),
            [value, low, high] => number::with_interval(value, low, high),
        })
    };
    let during = Scope::of(ScopeKind::Period, "during");
    let availability = Figure::new(Measure::ServiceAvailability, during, Statistic::Value);
    let mut add = |design: &str, first: String, name: String, breaks: String, last: [String; 4]| {
        let [more, ended, over, again] = last;
        let (lost, available) =
            (find(design, &calls_lost(), 100.0), find(design, &availability, 100.0));
        section.rows.push(vec![first, name, breaks, lost, more, available, ended, over, again]);
    };
    let good_day = "nothing (the good day)".to_owned();
    let none = [String::new(), String::new(), String::new(), String::new()];
    add(&study.good_day, String::new(), good_day, on_the_good_day(study), none);
    for loss in &study.losses {
        let outage = Scope::of(ScopeKind::Outage, &loss.outage);
        let ended = Figure::new(Measure::Affected, outage, Statistic::Count);
        let ended = find(&loss.design, &ended, 1.0);
        let scale = Scale { factor: 100.0, unit: String::new() };
        let more = loss.more_calls_lost.as_ref();
        let more = more.map_or_else(String::new, |c| change(&calls_lost(), c, &scale));
        let place = if loss.tied { format!("={}", loss.rank) } else { loss.rank.to_string() };
        let name = match loss.kind.as_str() {
            "host" | "gateway" | "role" => loss.design.clone(),
            kind if loss.design.starts_with(kind) => loss.design.clone(),
            kind => format!("{kind} {}", loss.design),
        };
        let over = words(loss.recovery).to_owned();
        let again = longest(record, study, loss);
        add(&loss.design, place, name, names(loss, study), [more, ended, over, again]);
    }
    section.note = note(study);
    section
}

fn note(study: &LossesSummary) -> String {
    let mut notes = vec![format!(
        "each is lost alone, from {} to {} after the start, and the callers are the same on every row; the worst \
         first: by the calls lost, whose differences are paired with the good day by replication and hold jointly; where they \
         do not tell losses apart, by the number of targets that break; available: share of the attempts of calls \
         that arrive while it lasts and that it does not end; attempts affected: ended by it, or late while it lasts, in a replication; met again: the last of those that break, or fail on the good day already",
        number::span(study.from_seconds),
        number::span(study.to_seconds)
    )];
    if study.losses.iter().any(|loss| loss.tied) {
        notes.push("= shares its place with others".to_owned());
    }
    notes
        .push("directory, DNS and certificates are not tried: an [[outage]] takes them".to_owned());
    if study.targets.is_empty() {
        notes.push("the model has no target that could break: give it [[target]]".to_owned());
    }
    if study.losses.iter().any(|loss| loss.recovery == Recovery::AlreadyDown) {
        let what = "already down: an outage of the model takes it in the same time; choose another time by --lose-from";
        notes.push(what.to_owned());
    }
    if !study.targets.is_empty() && !limits_loss(study.targets.iter()) {
        notes.push(NO_LIMIT.to_owned());
    }
    if study.losses.iter().any(|loss| !loss.undecided.is_empty()) {
        let what = "undecided: the interval contains the limit, or it is not sure that few calls are lost before; more replications, or a \
                    longer study.duration, decide";
        notes.push(what.to_owned());
    }
    if !study.finished {
        notes.push(
            "stopped before all designs were finished; run the same command to continue".to_owned(),
        );
    }
    notes.join("; ")
}

/// The targets that fail without any loss.
fn on_the_good_day(study: &LossesSummary) -> String {
    let failing = study.targets.iter().filter(|target| target.verdict.fails());
    let names: Vec<String> = failing.map(|t| label(&t.figure)).collect();
    let open: Vec<String> = study.undecided_on_the_good_day().map(|t| label(&t.figure)).collect();
    let mut parts = Vec::new();
    if !names.is_empty() {
        parts.push(format!("fails already: {}", names.join(", ")));
    }
    if !open.is_empty() {
        parts.push(format!("undecided already: {}", open.join(", ")));
    }
    match (study.targets.is_empty(), parts.is_empty()) {
        (true, _) => String::new(),
        (_, true) => "none".to_owned(),
        _ => parts.join("; "),
    }
}

/// The targets that a loss breaks or may break, each once.
fn names(loss: &LossSummary, study: &LossesSummary) -> String {
    if loss.recovery == Recovery::AlreadyDown {
        return words(loss.recovery).to_owned();
    }
    if study.targets.is_empty() {
        return String::new();
    }
    let (broken, open) = (each_once(&loss.broken), each_once(&loss.undecided));
    match (broken.is_empty(), open.is_empty()) {
        (true, true) => "none".to_owned(),
        (false, true) => broken.join(", "),
        (true, false) => format!("undecided: {}", open.join(", ")),
        (false, false) => format!("{}; undecided: {}", broken.join(", "), open.join(", ")),
    }
}

/// The names of targets, whatever their period, each once.
fn each_once(targets: &[BrokenTarget]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for broken in targets {
        let name = label(&broken.target.figure).replace(DURING, "");
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// What the label of a figure ends with for calls that arrive during the loss.
const DURING: &str = ", during the loss";

/// A figure, with its period in words.
pub(super) fn label(figure: &Figure) -> String {
    let (mut scope, mut when) = (Scope::all(), "");
    for (kind, name) in figure.scope.parts() {
        match (kind, name) {
            (ScopeKind::Period, "during") => when = DURING,
            (ScopeKind::Period, "after") => when = ", after the loss",
            (kind, name) => scope = scope.and(kind, name),
        }
    }
    format!("{}{when}", Figure { scope, ..figure.clone() }.label())
}

/// Whether a loss is over, in words.
pub(crate) fn words(recovery: Recovery) -> &'static str {
    match recovery {
        Recovery::AlreadyDown => "already down",
        Recovery::NotNeeded => "nothing to recover from",
        Recovery::Recovered => "recovered",
        Recovery::NotAtOnce => "NOT AT ONCE",
        Recovery::Undecided => "undecided",
        Recovery::NotSeen => "no call after it",
    }
}

/// The part of a scope that names a target, whatever its period.
fn target_part(figure: &Figure) -> String {
    let parts = figure.scope.parts().filter(|(kind, _)| *kind != ScopeKind::Period);
    let scope = parts.fold(Scope::all(), |scope, (kind, name)| scope.and(kind, name));
    Figure { scope, ..figure.clone() }.as_part()
}

/// After what time a target is met again, and how often it is not: mean time and share.
fn met_again<'r>(
    record: &'r Record,
    loss: &LossSummary,
    target: &TargetVerdict,
) -> Option<(&'r Estimate, &'r Estimate)> {
    let scope = Scope::of(ScopeKind::Outage, &loss.outage);
    let scope = scope.and(ScopeKind::Target, target_part(&target.figure));
    let of = |measure, statistic| {
        record.estimates.find(&loss.design, &Figure::new(measure, scope.clone(), statistic))
    };
    let time = of(Measure::TimeToMeetTarget, Statistic::Mean)?;
    Some((time, of(Measure::TargetNotMetAgain, Statistic::Value)?))
}

/// When the last of the targets is met again that break, or fail on the good day already.
fn longest(record: &Record, study: &LossesSummary, loss: &LossSummary) -> String {
    let broken = loss.broken.iter().map(|broken| &broken.target);
    let failing = study.targets.iter().filter(|target| target.verdict.fails());
    let mut targets = broken.chain(failing).peekable();
    if targets.peek().is_none() {
        return String::new();
    }
    let size = |(time, not): &(&Estimate, &Estimate)| {
        (not.value.unwrap_or(0.0), time.value.unwrap_or(f64::INFINITY))
    };
    let last = targets.filter_map(|target| met_again(record, loss, target)).max_by(|a, b| {
        let ((a, t), (b, u)) = (size(a), size(b));
        a.total_cmp(&b).then(t.total_cmp(&u))
    });
    last.map_or_else(|| "not judged by bin".to_owned(), in_words)
}

/// `after 4.1 ± 0.6 min`, or how often a target is not met again.
fn in_words((time, not): (&Estimate, &Estimate)) -> String {
    match (not.count, time.count) {
        (0, 0) => String::new(),
        (0, _) => outages::after(Some(time)),
        _ => format!("not in {}", outages::never(Some(not), Some(time))),
    }
}

/// Every target that a loss breaks or may break, with its estimates.
fn broken(record: &Record, study: &LossesSummary) -> Section {
    let heads = [
        "what is lost",
        "target",
        ">limit",
        "2>on the good day",
        ">with the loss",
        "verdict",
        "3afterwards",
        "1>met again",
    ];
    let mut section = Section::new("Targets that single losses break", &heads);
    for loss in &study.losses {
        for broken in loss.broken.iter().chain(&loss.undecided) {
            let BrokenTarget { target, good_day, after } = broken;
            let again = met_again(record, loss, target);
            section.rows.push(vec![
                loss.design.clone(),
                label(&target.figure),
                format!("{} {}", target.side.words(), limit(target)),
                in_unit(target, [*good_day, None, None]),
                in_unit(target, [target.value, target.low, target.high]),
                match target.verdict {
                    Verdict::NotEstimable => "no call gets so far".to_owned(),
                    Verdict::MetBySurvivors => of_few(target),
                    Verdict::Undecided => open(target),
                    other => verdict(other).to_owned(),
                },
                after.map_or("not counted by period", verdict).to_owned(),
                again.map_or_else(|| "not judged by bin".to_owned(), in_words),
            ]);
        }
    }
    section.note =
        "during the loss: calls that arrive while it lasts; afterwards: those that arrive after it, to the end of the window; met \
         again: from the end of the loss to the first bin of study.bin in which the target is met and with which it is met over five \
         bins together; not in 2 of 10: in as many replications it was not met again in the window; lost before: the share of the \
         calls that are lost before the target can count them, so that only those that got through meet it"
            .into();
    section
}

/// That too few calls get so far for the others to meet a target.
fn of_few(target: &TargetVerdict) -> String {
    match target.left_out {
        Some(lost) => format!("not met: {} lost before", number::lost(lost.share)),
        None => format!("not met: only {}", verdict(Verdict::MetBySurvivors)),
    }
}

/// That a verdict is not known, and where the figure itself would decide, that it rests on what may be lost before.
fn open(target: &TargetVerdict) -> String {
    let word = verdict(Verdict::Undecided);
    let holds = |v: Option<f64>| v.is_some_and(|v| target.side.holds(v, target.limit));
    match target.left_out.filter(|_| holds(target.low) && holds(target.high)) {
        Some(lost) => format!("{word}: up to {} lost before", number::lost(lost.high)),
        None => word.to_owned(),
    }
}

fn limit(target: &TargetVerdict) -> String {
    number::exact(target.figure.dimension(), target.limit)
}

/// Value and interval in the unit of the limit.
fn in_unit(target: &TargetVerdict, parts: [Option<f64>; 3]) -> String {
    let scale = Scale::of(target.figure.dimension(), target.limit);
    number::of_figure(&target.figure, parts, &scale)
}
