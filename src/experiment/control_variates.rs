//! Control variates: estimates whose variance is reduced by a known quantity, the calls expected from the arrival rates.

use super::estimate::Rows;
use super::record::{ControlMethod, ControlVariate};
use super::study::Study;
use crate::measure::{Dimension, Figure, Measure, Statistic};
use crate::network::{Arrivals, ResourceKind, Source};
use crate::stats::interval;

/// Minimum replications: fewer do not give a reliable regression on the control.
const MIN_REPLICATIONS: usize = 10;
/// Minimum gain that is reported.
const MIN_GAIN: f64 = 1.1;
/// Figures that depend on the number of calls.
const FIGURES: [(Measure, Statistic); 6] = [
    (Measure::Blocking, Statistic::Value),
    (Measure::PostDialDelay, Statistic::Mean),
    (Measure::VoiceMailRoutingLatency, Statistic::Mean),
    (Measure::VoiceMessages, Statistic::PerHour),
    (Measure::MissedCallNotificationsLost, Statistic::PerHour),
    (Measure::UmRejected, Statistic::Value),
];

/// The figures whose variance the expected arrivals reduce by [`MIN_GAIN`] or more.
pub(super) fn estimates(study: &Study, rows: &Rows<'_>, level: f64) -> Vec<ControlVariate> {
    if rows.len() < MIN_REPLICATIONS {
        return Vec::new();
    }
    let mut found: Vec<ControlVariate> = gateways(study, rows, level).collect();
    if let Some(expected) = expected(study, study.network().sources.iter()) {
        found
            .extend(FIGURES.iter().filter_map(|figure| controlled(rows, *figure, expected, level)));
    }
    found.retain(|estimate| estimate.gain >= MIN_GAIN);
    found
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

/// A figure with the calls of each replication as a control.
fn controlled(
    rows: &Rows<'_>,
    (measure, statistic): (Measure, Statistic),
    expected: f64,
    level: f64,
) -> Option<ControlVariate> {
    let figure = Figure::of_all(measure, statistic);
    let row = rows.find(&figure)?;
    let calls = rows.find(&Figure::of_all(Measure::Calls, Statistic::Count))?;
    let of = |row: usize| (0..rows.len()).map(|r| rows.value(row, r)).collect::<Option<Vec<f64>>>();
    let plain = rows.compute(row, level).value?;
    let found = interval::controlled(&of(row)?, &of(calls)?, expected, level)?;
    with_plain(figure, ControlMethod::Control, plain, found)
}

/// Blocking of gateways whose sources use no other gateway and do not retry. There are two estimates: the observed share,
/// and 1 − admitted ÷ expected calls. Their difference has mean 0 and is the control; the result is the combination of
/// both with the least variance.
fn gateways(study: &Study, rows: &Rows<'_>, level: f64) -> impl Iterator<Item = ControlVariate> {
    let net = study.network();
    let one = |(i, resource): (usize, &crate::network::Resource)| -> Option<ControlVariate> {
        if resource.kind != ResourceKind::Channels {
            return None;
        }
        let here = |s: &&Source| s.gateways.iter().any(|g| net.gateways[*g].channels.index() == i);
        let sources = || net.sources.iter().filter(here);
        let is_alone = |s: &Source| {
            let retries =
                s.retry.as_ref().is_some_and(|retry| retry.share.max(retry.after_drop) > 0.0);
            s.gateways.len() == 1 && !retries && !s.rings_before_gateway
        };
        if !sources().all(is_alone) {
            return None;
        }
        let expected = expected(study, sources())?;
        let scope = study.names().resources[i].clone();
        let figure = Figure::new(Measure::Blocking, scope, Statistic::Value);
        let row = rows.find(&figure)?;
        let parts = rows.events_and_trials(row);
        let natural: Vec<f64> = parts.iter().map(|(blocked, of)| blocked / of.max(1.0)).collect();
        let control: Vec<f64> = parts
            .iter()
            .zip(&natural)
            .map(|((blocked, of), natural)| natural - (1.0 - (of - blocked) / expected))
            .collect();
        let plain = rows.compute(row, level).value.filter(|b| *b > 0.0)?;
        let found = interval::controlled(&natural, &control, 0.0, level)?;
        with_plain(figure, ControlMethod::Combined, plain, found)
    };
    net.resources.iter().enumerate().filter_map(one).collect::<Vec<_>>().into_iter()
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
