//! What a design meets and misses, how sure that is, and how many more replications would decide it.

use crate::experiment::record::{HEAVY_LOSS, Record, Side, TargetVerdict, Verdict};
use crate::measure::{Dimension, Figure, Measure, Statistic};

/// How carefully a design is judged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Care {
    /// Confidence level of the intervals that decide.
    pub(crate) level: f64,
    /// Master seed.
    pub(crate) seed: u64,
    /// Replications to begin with.
    pub(crate) first: u32,
    /// Replications at most.
    pub(crate) most: u32,
    /// How often it may add replications and look again, the first time included.
    pub(crate) looks: u32,
    /// Whether every loss is judged, or of servers that are alike only one.
    pub(crate) every_loss: bool,
    /// Whether the last look has the most replications even if those before it show that they will hardly decide.
    pub(crate) to_the_end: bool,
}

/// What a requirement has come to in a design.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    /// What is lost; empty on the good day.
    pub(crate) lost: String,
    pub(crate) target: TargetVerdict,
    pub(crate) replications: u32,
    /// Confidence level of its interval.
    pub(crate) level: f64,
    /// How many calls or other events its estimate is about.
    pub(crate) count: u64,
    /// Share of its attempts that outages end in a way that the target counts; `None` of other targets.
    pub(crate) by_outages: Option<f64>,
}

impl Finding {
    /// Whether outages alone take more calls than the target allows.
    pub(crate) fn is_taken_by_outages(&self) -> bool {
        let TargetVerdict { side, limit, .. } = self.target;
        self.by_outages.is_some_and(|share| match side {
            Side::AtMost => share > limit,
            Side::AtLeast => 1.0 - share < limit,
        })
    }
}

/// What outages do to the attempts that a target is about, if it counts that.
pub(crate) fn by_outages(figure: &Figure) -> Vec<Figure> {
    let of = |measures: &[Measure]| -> Vec<Figure> {
        let of = |measure| Figure::new(measure, figure.scope.clone(), Statistic::Value);
        measures.iter().copied().map(of).collect()
    };
    match figure.measure {
        Measure::CallsLost | Measure::FailedByOutage => of(&[Measure::FailedByOutage]),
        Measure::Dropped => of(&[Measure::Dropped]),
        Measure::ServiceAvailability => of(&[Measure::FailedByOutage, Measure::Dropped]),
        _ => Vec::new(),
    }
}

/// What a design meets and misses.
#[derive(Clone, Debug)]
pub(crate) struct Assessment {
    /// By requirement, its worst finding; `None` where it was not looked at because another one is missed.
    pub(crate) findings: Vec<Option<Finding>>,
}

/// Whether a finding is on the good side, and for sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// It misses the target.
    Missed,
    /// Only the calls that got through meet it, and many did not; or it is met while a queue grows. The design is out of the
    /// question, which says nothing of designs that let more calls through or have no such queue, though they may be less
    /// favourable for this target.
    OutByItself,
    /// Undecided; the estimate is on the bad side.
    LeansMissed,
    /// Undecided whether more than the calls that got through meet it; by the estimate, only they do.
    LeansOut,
    /// It has no estimate, so that it is neither met nor missed. The design cannot be chosen, which says nothing of others.
    NotEstimable,
    /// Undecided; the estimate is on the good side.
    LeansMet,
    /// It meets the target.
    Met,
}

impl State {
    /// Whether more replications are not expected to change it.
    pub(crate) fn is_sure(self) -> bool {
        self <= State::OutByItself || self == State::Met
    }
}

impl Assessment {
    /// The state of each requirement; `None` where it was not looked at.
    pub(crate) fn states(&self) -> impl Iterator<Item = Option<State>> {
        self.findings.iter().map(|f| f.as_ref().map(|f| state(&f.target)))
    }

    /// Whether each requirement is missed for sure, or met for sure.
    pub(crate) fn decided(&self) -> Vec<Option<bool>> {
        let of = |state: Option<State>| match state? {
            State::Missed => Some(true),
            State::Met => Some(false),
            State::OutByItself
            | State::LeansMissed
            | State::LeansOut
            | State::NotEstimable
            | State::LeansMet => None,
        };
        self.states().map(of).collect()
    }

    /// Whether each requirement is missed; where nothing is missed for sure, by the estimate if there is one.
    pub(crate) fn missed(&self) -> Vec<Option<bool>> {
        if self.misses() {
            return self.decided();
        }
        self.unless(|state| state == State::LeansMissed)
    }

    /// Whether each requirement is not met for sure; `None` where it was not looked at, has no estimate, or only the calls that
    /// got through meet it.
    pub(crate) fn not_met(&self) -> Vec<Option<bool>> {
        self.unless(|state| state != State::Met)
    }

    /// What holds of each requirement that was looked at, and of which the design says something for others.
    fn unless(&self, holds: impl Fn(State) -> bool) -> Vec<Option<bool>> {
        let known = |state: &State| !matches!(state, State::NotEstimable | State::LeansOut);
        self.states().map(|state| state.filter(known).map(&holds)).collect()
    }

    /// Whether the design is out of the question: a requirement is missed for sure, or met only by the calls that got
    /// through.
    pub(crate) fn misses(&self) -> bool {
        self.states().flatten().any(|state| state <= State::OutByItself)
    }

    /// The requirement that only the calls that got through meet, for sure or by the estimate, or that has no estimate, if that
    /// alone puts the design out of the question.
    pub(crate) fn out_by_itself(&self) -> Option<usize> {
        let place = |wanted: State| self.states().position(|state| state == Some(wanted));
        let sure = place(State::Missed).is_some();
        let states = [State::OutByItself, State::LeansOut, State::NotEstimable];
        states.into_iter().find_map(place).filter(|_| !sure)
    }

    /// Whether every requirement is met for sure.
    pub(crate) fn meets(&self) -> bool {
        self.states().all(|state| state == Some(State::Met))
    }

    /// The finding that decides: the worst one, a sure one first.
    pub(crate) fn worst(&self) -> Option<&Finding> {
        self.findings.iter().flatten().min_by(|a, b| rank(a).total_cmp(&rank(b)))
    }
}

/// What a record says of each target.
pub(crate) fn findings(record: &Record, lost: &str, level: f64) -> Vec<Finding> {
    let of = |target: &TargetVerdict| Finding {
        lost: lost.to_owned(),
        target: target.clone(),
        replications: record.replications,
        level,
        count: record.estimates.iter().find(|e| e.is(&target.figure)).map_or(0, |e| e.count),
        by_outages: {
            let shares = by_outages(&target.figure);
            let shares = shares.iter().map(|figure| record.estimate(figure)?.value);
            shares.reduce(|a, b| Some(a? + b?)).flatten()
        },
    };
    record.targets.iter().map(of).collect()
}

/// Whether a target is met, and for sure.
pub(crate) fn state(target: &TargetVerdict) -> State {
    let holds = || target.value.is_some_and(|value| target.side.holds(value, target.limit));
    match target.verdict {
        Verdict::Met | Verdict::MetByTheory => State::Met,
        // Whatever the figure comes to, too few calls reach what it measures.
        Verdict::Undecided if target.left_out.is_some_and(|lost| lost.is_surely_heavy()) => {
            State::OutByItself
        }
        Verdict::Undecided if !holds() => State::LeansMissed,
        Verdict::Undecided if target.left_out.is_some_and(|lost| lost.is_heavy()) => {
            State::LeansOut
        }
        Verdict::Undecided => State::LeansMet,
        Verdict::MetBySurvivors => State::OutByItself,
        // What grows without end may be on the good side of its limit by chance of the window, or because it is full.
        Verdict::Unstable if holds() => State::OutByItself,
        Verdict::NotEstimable => State::NotEstimable,
        Verdict::Missed | Verdict::Unstable => State::Missed,
    }
}

/// The order of findings, the worst first: by state, then by how far the value is on the bad side of its limit.
pub(crate) fn rank(finding: &Finding) -> f64 {
    let target = &finding.target;
    let excess = target.value.map_or(0.0, |value| match target.side {
        Side::AtMost => (value - target.limit) / target.limit.abs().max(1e-9),
        Side::AtLeast => (target.limit - value) / target.limit.abs().max(1e-9),
    });
    let state = f64::from(state(target) as u8);
    state - 0.5 * (excess / (1.0 + excess.abs()))
}

/// The share of its limit that a target uses; above 1 it is missed. Of a share that must be large, what is missing counts.
pub(crate) fn used(target: &TargetVerdict) -> Option<f64> {
    let (value, limit) = (target.value?, target.limit);
    let used = match (target.side, target.figure.dimension()) {
        (Side::AtMost, _) => value / limit,
        (Side::AtLeast, Dimension::Share) => (1.0 - value) / (1.0 - limit),
        (Side::AtLeast, _) => limit / value,
    };
    Some(if used.is_nan() { 0.0 } else { used.clamp(0.0, MOST_USED) })
}

/// No use of a limit is shown above this.
const MOST_USED: f64 = 1e6;

/// More replications than this many times the most are not worth the attempt, once this part of the most is made.
const HOPELESS: f64 = 4.0;

/// How many replications the next look has; `None` if there is none. Looks are counted from 1.
pub(crate) fn next_look(
    found: &[Finding],
    (look, replications): (u32, u32),
    care: Care,
) -> Option<u32> {
    let more = wanted(found, replications, care)?;
    // The last look is the last chance to decide.
    (look < care.looks).then_some(if look + 1 == care.looks { care.most } else { more })
}

/// Replications that would decide what is undecided; `None` if all is decided, one is missed, or too few are left. Whoever
/// goes to the end gets the rest instead of none.
fn wanted(found: &[Finding], replications: u32, care: Care) -> Option<u32> {
    let is_out = |f: &Finding| state(&f.target) <= State::OutByItself;
    if found.iter().any(is_out) || replications >= care.most {
        return None;
    }
    let of = |wanted: State| {
        found.iter().filter(move |f| state(&f.target) == wanted).map(|f| needed(&f.target))
    };
    // One miss decides; otherwise everything must be decided, as it cannot be without an estimate.
    let is_unknown = found.iter().any(|f| state(&f.target) == State::NotEstimable);
    let miss = of(State::LeansMissed).chain(of(State::LeansOut)).reduce(f64::min);
    let miss = miss.or(is_unknown.then_some(f64::INFINITY));
    let needed = miss.or_else(|| of(State::LeansMet).reduce(f64::max))?;
    let (needed, most) = (needed * f64::from(replications), f64::from(care.most));
    // Few replications may be near the limit by chance, so that they do not show that none are enough.
    let many = f64::from(replications) >= most / HOPELESS;
    if many && needed > HOPELESS * most {
        return care.to_the_end.then_some(care.most);
    }
    // A fifth more, because the estimate moves.
    let wanted = if needed <= most { 1.2 * needed } else { 4.0 * f64::from(replications) };
    Some((wanted.min(most) as u32).max(2 * replications).min(care.most))
}

/// How many times more replications bring the ends of the intervals to their limits, if the estimates stay: of the figure, and
/// of what is lost before it. A figure that leans to the bad side decides alone, and so does what is lost where it is heavy.
fn needed(target: &TargetVerdict) -> f64 {
    let own = target.value.zip(target.low.zip(target.high));
    let own = own.map(|(value, ends)| factor(value, ends, target.limit));
    let lost = target.left_out.map(|lost| factor(lost.share, (lost.low, lost.high), HEAVY_LOSS));
    match state(target) {
        State::LeansMissed => own.unwrap_or(1.0),
        State::LeansOut => lost.unwrap_or(1.0),
        _ => {
            // What the interval of the figure decides already needs none.
            let own = own.filter(|_| !is_decided(target)).unwrap_or(1.0);
            lost.map_or(own, |lost| lost.max(own))
        }
    }
}

/// Whether the interval of the figure itself does not contain its limit.
fn is_decided(target: &TargetVerdict) -> bool {
    let ends = target.low.zip(target.high);
    ends.is_some_and(|(low, high)| {
        let sides = [low, high].map(|end| target.side.holds(end, target.limit));
        sides[0] == sides[1]
    })
}

/// How many times more replications bring an end of an interval to a limit, if the estimate stays.
fn factor(value: f64, (low, high): (f64, f64), limit: f64) -> f64 {
    let (half, gap) = match value <= limit {
        true => (high - value, limit - value),
        false => (value - low, value - limit),
    };
    let ratio = half / gap;
    if ratio.is_nan() { f64::INFINITY } else { ratio * ratio }
}

#[cfg(test)]
#[path = "assessment_tests.rs"]
mod tests;
