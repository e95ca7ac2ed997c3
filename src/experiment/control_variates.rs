//! Control variates: estimates whose variance is reduced by a known quantity: the calls expected from the arrival rates, and the
//! share of missed calls that is expected for mailboxes before Exchange 2013.

use super::designs::paired;
use super::estimate::Rows;
use super::figures::row_of;
use super::record::{
    ControlMethod, ControlVariate, ControlledDifference, ExpectedCalls, Method, Record,
};
use super::study::Study;
use crate::call::LegacyShares;
use crate::measure::{Dimension, Figure, Measure, Scope, Statistic};
use crate::network::{Arrivals, ResourceKind, Source};
use crate::recorder::Label;
use crate::stats::interval;

/// Minimum replications: fewer do not give a reliable regression on the control.
const MIN_REPLICATIONS: usize = 10;
/// Minimum gain that is reported.
pub(super) const MIN_GAIN: f64 = 1.1;
/// Figures of all calls that depend on their number.
const FIGURES: [(Measure, Statistic); 6] = [
    (Measure::Blocking, Statistic::Value),
    (Measure::PostDialDelay, Statistic::Mean),
    (Measure::VoiceMailRoutingLatency, Statistic::Mean),
    (Measure::VoiceMessages, Statistic::PerHour),
    (Measure::MissedCallNotificationsLost, Statistic::PerHour),
    (Measure::UmRejected, Statistic::Value),
];

/// Figures of notifications, which depend on where the mailboxes are of those who miss calls.
const OF_MAILBOXES: [(Measure, Statistic); 2] = [
    (Measure::MissedCallNotificationLoss, Statistic::Value),
    (Measure::MissedCallNotificationsLost, Statistic::PerHour),
];

/// The calls of a study's window whose expected number is known.
#[derive(Debug, PartialEq)]
pub(super) struct KnownCalls {
    /// All calls; `None` where the times of a source are recorded.
    all: Option<f64>,
    /// The calls that are offered to each gateway whose sources call nowhere else and do not try again.
    gateways: Vec<(Scope, f64)>,
    /// Whether the share of mailboxes before Exchange 2013 is known.
    mailboxes: bool,
}

impl KnownCalls {
    pub(super) fn of(study: &Study) -> Self {
        let net = study.network();
        let gateway = |(i, resource): (usize, &crate::network::Resource)| {
            let here =
                |s: &&Source| s.gateways.iter().any(|g| net.gateways[*g].channels.index() == i);
            let sources = || net.sources.iter().filter(here);
            let is_known = resource.kind == ResourceKind::Channels && sources().all(is_alone);
            let expected = if is_known { expected(study, sources())? } else { return None };
            Some((study.names().resources[i].clone(), expected))
        };
        KnownCalls {
            all: expected(study, net.sources.iter()),
            gateways: net.resources.iter().enumerate().filter_map(gateway).collect(),
            mailboxes: LegacyShares::has_any(net),
        }
    }

    /// Adds to some rows those that hold the figures and the calls, as far as they are not among them.
    pub(super) fn add_rows(&self, rows: &mut Vec<usize>, labels: &[Label]) {
        let gateways = self.gateways.iter().map(|(scope, _)| blocking(scope));
        let figures =
            FIGURES.iter().map(|(measure, statistic)| Figure::of_all(*measure, *statistic));
        let all = figures.chain([calls()]).filter(|_| self.all.is_some());
        let of_mailboxes = OF_MAILBOXES.iter().map(|(m, s)| Figure::of_all(*m, *s));
        let mailboxes = of_mailboxes.chain(legacy_notices()).filter(|_| self.mailboxes);
        for row in gateways.chain(all).chain(mailboxes).filter_map(|figure| row_of(&figure, labels))
        {
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
    }

    /// The numbers of calls in each replication; none where there are too few replications for a regression.
    pub(super) fn numbers(&self, rows: &Rows<'_>) -> Vec<ExpectedCalls> {
        if rows.len() < MIN_REPLICATIONS {
            return Vec::new();
        }
        let of = |scope: &Scope, expected: f64, calls: Vec<f64>| ExpectedCalls {
            design: String::new(),
            scope: scope.clone(),
            expected,
            // They were whole numbers before they became a `Value`.
            calls: calls.into_iter().map(|calls| calls.round() as u64).collect(),
        };
        let all = self.all.and_then(|expected| {
            Some(of(&Scope::all(), expected, by_replication(rows, &calls())?))
        });
        let gateway = |(scope, expected): &(Scope, f64)| {
            let row = rows.find(&blocking(scope))?;
            let calls = rows.events_and_trials(row).into_iter().map(|(_, offered)| offered);
            Some(of(scope, *expected, calls.collect()))
        };
        self.gateways.iter().filter_map(gateway).chain(all).collect()
    }

    /// The figures whose variance the expected calls reduce by [`MIN_GAIN`] or more.
    pub(super) fn estimates(&self, rows: &Rows<'_>, level: f64) -> Vec<ControlVariate> {
        let mut found = self.every_estimate(rows, level);
        found.retain(|estimate| estimate.gain >= MIN_GAIN);
        found
    }

    /// The same whatever they gain.
    pub(super) fn every_estimate(&self, rows: &Rows<'_>, level: f64) -> Vec<ControlVariate> {
        let numbers = self.numbers(rows);
        let of = |calls: &ExpectedCalls| match calls.scope.is_all() {
            true => {
                let figures = FIGURES.iter().map(|(m, s)| Figure::of_all(*m, *s));
                figures.filter_map(|figure| controlled(rows, figure, calls, level)).collect()
            }
            false => combined(rows, calls, level).into_iter().collect::<Vec<_>>(),
        };
        let by_mailboxes = if self.mailboxes { by_mailboxes(rows, level) } else { Vec::new() };
        let mut found: Vec<ControlVariate> = numbers.iter().flat_map(of).collect();
        // Who misses calls says more of a figure than how many calls there are.
        found.retain(|c| by_mailboxes.iter().all(|other| other.figure != c.figure));
        found.extend(by_mailboxes);
        found
    }
}

fn calls() -> Figure {
    Figure::of_all(Measure::Calls, Statistic::Count)
}

/// Missed calls of users with mailboxes before Exchange 2013, and those expected.
fn legacy_notices() -> [Figure; 2] {
    [Measure::LegacyNotices, Measure::LegacyNoticesExpected]
        .map(|measure| Figure::of_all(measure, Statistic::Count))
}

fn blocking(gateway: &Scope) -> Figure {
    Figure::new(Measure::Blocking, gateway.clone(), Statistic::Value)
}

/// Whether the calls of a source are offered once, to one gateway.
fn is_alone(source: &Source) -> bool {
    let retry = source.retry.as_ref();
    let retries = retry.is_some_and(|retry| retry.share.max(retry.after_drop) > 0.0);
    source.gateways.len() == 1 && !retries && !source.rings_before_gateway
}

/// Expected calls of some sources in the window; `None` for recorded times.
fn expected<'s>(study: &Study, sources: impl Iterator<Item = &'s Source>) -> Option<f64> {
    let window = study.window();
    let mut sum = 0.0;
    for source in sources {
        let Arrivals::Poisson(curve) = &source.arrivals else { return None };
        sum += curve.expected(window.to) - curve.expected(window.from);
    }
    (sum > 0.0).then_some(sum)
}

/// The value of a figure in each replication; `None` where one has none.
fn by_replication(rows: &Rows<'_>, figure: &Figure) -> Option<Vec<f64>> {
    let row = rows.find(figure)?;
    (0..rows.len()).map(|r| rows.value(row, r)).collect()
}

/// The plain estimate of a row, and a value for each replication whose mean it is. `None` where a replication has no value, and
/// where the estimate rests on few events: its interval is wider than that of any regression.
fn plain(rows: &Rows<'_>, figure: &Figure, level: f64) -> Option<(f64, Vec<f64>)> {
    let row = rows.find(figure)?;
    let found = rows.compute(row, level);
    let many = matches!(found.method, Method::ReplicationsT | Method::RatioDelta);
    let values = paired::values_of(&rows.replicates(row))?;
    Some((found.value.filter(|_| many)?, values)).filter(|(_, values)| values.len() == rows.len())
}

/// A figure with the calls of each replication as a control.
fn controlled(
    rows: &Rows<'_>,
    figure: Figure,
    calls: &ExpectedCalls,
    level: f64,
) -> Option<ControlVariate> {
    let (plain, values) = plain(rows, &figure, level)?;
    let found = interval::controlled(&values, &numbers(&calls.calls), calls.expected, level)?;
    with_plain(figure, ControlMethod::Control, plain, found)
}

/// Figures of notifications with a control of which zero is expected: the missed calls of users with mailboxes before Exchange 2013,
/// beyond those that their share lets expect.
fn by_mailboxes(rows: &Rows<'_>, level: f64) -> Vec<ControlVariate> {
    if rows.len() < MIN_REPLICATIONS {
        return Vec::new();
    }
    let [found, expected] = legacy_notices().map(|figure| by_replication(rows, &figure));
    let Some((found, expected)) = found.zip(expected) else { return Vec::new() };
    let control: Vec<f64> = found.iter().zip(expected).map(|(found, of)| found - of).collect();
    let of = |(measure, statistic): &(Measure, Statistic)| {
        let figure = Figure::of_all(*measure, *statistic);
        let (plain, values) = plain(rows, &figure, level)?;
        let found = interval::controlled(&values, &control, 0.0, level)?;
        with_plain(figure, ControlMethod::Mailboxes, plain, found)
    };
    OF_MAILBOXES.iter().filter_map(of).collect()
}

fn numbers(calls: &[u64]) -> Vec<f64> {
    calls.iter().map(|calls| *calls as f64).collect()
}

/// Blocking of a gateway of which the expected calls are known. There are two estimates: the observed share,
/// and 1 − admitted ÷ expected calls. Their difference has mean 0 and is the control; the result is the combination of
/// both with the least variance.
fn combined(rows: &Rows<'_>, calls: &ExpectedCalls, level: f64) -> Option<ControlVariate> {
    let figure = blocking(&calls.scope);
    let parts = rows.events_and_trials(rows.find(&figure)?);
    let (plain, natural) = plain(rows, &figure, level)?;
    let control: Vec<f64> = parts
        .iter()
        .zip(&natural)
        .map(|((blocked, of), natural)| natural - (1.0 - (of - blocked) / calls.expected))
        .collect();
    let found = interval::controlled(&natural, &control, 0.0, level)?;
    with_plain(figure, ControlMethod::Combined, plain, found)
}

/// The controlled estimate, with the plain one and the gain.
fn with_plain(
    figure: Figure,
    method: ControlMethod,
    plain: f64,
    found: interval::Controlled,
) -> Option<ControlVariate> {
    let (low, high) = found.interval.low.zip(found.interval.high)?;
    // No measure is below 0 and no share above 1, but regression allows both.
    let most = if figure.dimension() == Dimension::Share { 1.0 } else { f64::INFINITY };
    Some(ControlVariate {
        design: String::new(),
        figure,
        method,
        plain,
        value: found.interval.value.clamp(0.0, most),
        low: low.clamp(0.0, most),
        high: high.clamp(0.0, most),
        level: found.interval.level,
        gain: found.variance_ratio,
    })
}

/// The difference of a figure between two designs with the same callers, with the number of calls as a control, if the expected
/// calls reduce its variance by [`MIN_GAIN`] or more.
pub(super) fn difference(
    [from, to]: [&Record; 2],
    figure: &Figure,
    level: f64,
) -> Option<ControlledDifference> {
    let calls = same_calls(from, to, figure)?;
    let (before, after) = paired::paired_values(from, to, figure)?;
    let found = controlled_difference((&before, &after), &calls, level)?;
    Some(found).filter(|found| found.gain >= MIN_GAIN)
}

/// The same of the values of both designs, whatever it gains.
pub(super) fn controlled_difference(
    (before, after): (&[f64], &[f64]),
    calls: &ExpectedCalls,
    level: f64,
) -> Option<ControlledDifference> {
    if before.len() < MIN_REPLICATIONS || before.len() != calls.calls.len() {
        return None;
    }
    let size = before.iter().chain(after).fold(0.0_f64, |size, v| size.max(v.abs()));
    let differences: Vec<f64> = after.iter().zip(before).map(|(a, b)| a - b).collect();
    if !paired::varies(&differences, size) {
        return None;
    }
    let numbers = numbers(&calls.calls);
    let found = interval::controlled(&differences, &numbers, calls.expected, level)?;
    let (low, high) = found.interval.low.zip(found.interval.high)?;
    Some(ControlledDifference {
        difference: found.interval.value,
        low,
        high,
        gain: found.variance_ratio,
    })
}

/// The calls behind a figure, if their numbers are the same in both designs, in the replications that both have.
fn same_calls(from: &Record, to: &Record, figure: &Figure) -> Option<ExpectedCalls> {
    let is_known = |(measure, statistic): &(Measure, Statistic)| {
        *figure == Figure::of_all(*measure, *statistic)
    };
    let is_of_gateway = *figure == blocking(&figure.scope);
    let is_of = |calls: &&ExpectedCalls| {
        calls.scope == figure.scope && (is_of_gateway || FIGURES.iter().any(is_known))
    };
    let of = |record: &Record| record.expected_calls.iter().find(is_of).cloned();
    let (mut one, other) = (of(from)?, of(to)?);
    let both = one.calls.len().min(other.calls.len());
    one.calls.truncate(both);
    (one.expected == other.expected && one.calls == other.calls[..both]).then_some(one)
}
