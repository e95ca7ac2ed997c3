//! The analytic comparison: beside what was simulated at a station, what the closed formula says that fits it; and, where
//! they differ, whether that is because of something that the formula does not know.

use super::estimate::Rows;
use super::record::{AnalyticComparison, AnalyticVerdict};
use super::study::Study;
use crate::base::SimTime;
use crate::measure::{Figure, Measure, Scope, Statistic};
use crate::network::{
    Arrivals, Choose, GatewayId, MEDIATION_UNITS, ResourceKind, Source, UNLIMITED,
};
use crate::stats::{erlang, interval};
use std::collections::BTreeMap;

/// All comparisons of a run hold together at this level, so that a right model is hardly ever warned of.
pub const ANALYTIC_LEVEL: f64 = 0.999;
/// Blocking of channels from which calls behind them are no longer as fresh ones.
const SMOOTHING_BLOCKING: f64 = 0.001;
/// What the formulas are given and compared with.
const MEASURES: [Measure; 6] = [
    Measure::Blocking,
    Measure::Rejected,
    Measure::Utilization,
    Measure::QueueWait,
    Measure::OfferedLoad,
    Measure::ServiceTime,
];
/// Steps into which a window with changing rates is cut.
const STEPS: u64 = 400;

/// The rows with an index of those that are asked for.
struct Indexed<'r, 'l> {
    rows: &'r Rows<'l>,
    places: BTreeMap<&'l Figure, usize>,
}

impl Indexed<'_, '_> {
    fn of(&self, measure: Measure, scope: &Scope, statistic: Statistic) -> Option<usize> {
        self.places.get(&Figure::new(measure, scope.clone(), statistic)).copied()
    }
}

impl<'l> std::ops::Deref for Indexed<'_, 'l> {
    type Target = Rows<'l>;
    fn deref(&self) -> &Rows<'l> {
        self.rows
    }
}

/// A station with the formula that fits it.
struct Prediction {
    figure: Figure,
    model: &'static str,
    servers: u32,
    reasons: Vec<String>,
    kind: Kind,
}

/// Formulas, by what they are a function of: the offered load in erlang, and of queues also cv² of the service.
enum Kind {
    Blocking { peaked: Option<(f64, u32)>, varying: Option<Vec<f64>> },
    Utilization,
    Wait,
}

/// Every station of a study at which anything arrived.
pub(super) fn comparisons(study: &Study, rows: &Rows<'_>) -> Vec<AnalyticComparison> {
    let rows = &Indexed { rows, places: rows.places(&MEASURES) };
    let predictions = predictions(study, rows);
    let level = 1.0 - (1.0 - ANALYTIC_LEVEL) / predictions.len().max(1) as f64;
    predictions.iter().filter_map(|prediction| compare(prediction, study, rows, level)).collect()
}

fn predictions(study: &Study, rows: &Indexed<'_, '_>) -> Vec<Prediction> {
    let (net, names) = (study.network(), study.names());
    // The same for all of them.
    let varying = rates(study);
    let common = common_reasons(study, varying.is_some());
    let behind = behind_channels(study, rows);
    let (mixed, several) =
        (mixed_sizes(study), net.gateways.iter().any(|gateway| gateway.trunks.len() > 1));
    let mut found = Vec::new();
    for (i, resource) in net.resources.iter().enumerate() {
        let measure = match resource.kind {
            ResourceKind::Pipeline => continue,
            ResourceKind::Channels => Measure::Blocking,
            _ => Measure::Rejected,
        };
        let servers = resource.units / resource.units_per_call.max(1);
        if resource.units == UNLIMITED || servers == 0 {
            continue;
        }
        let scope = &names.resources[i];
        let mut reasons = common.clone();
        let mut peaked = None;
        if resource.kind == ResourceKind::Channels {
            peaked = overflow(study, i, &mut reasons);
        } else {
            reasons.extend(behind.clone());
            if resource.units_per_call == MEDIATION_UNITS && mixed {
                reasons.push("calls with media bypass take less".to_owned());
            }
            if resource.kind == ResourceKind::MediationSlots && several {
                reasons.push("what one Mediation Server refuses is offered to the next".to_owned());
            }
        }
        let model = match (&peaked, &varying) {
            (Some(_), _) => "Erlang B, overflow",
            (_, Some(_)) => "M_t/G/∞",
            _ => "Erlang B",
        };
        let plain = peaked.is_none() && varying.is_none();
        let prediction = |measure, model, kind| Prediction {
            figure: Figure::new(measure, scope.clone(), Statistic::Value),
            model,
            servers,
            reasons: reasons.clone(),
            kind,
        };
        let varying = varying.clone();
        found.push(prediction(measure, model, Kind::Blocking { peaked, varying }));
        if plain {
            found.push(prediction(Measure::Utilization, "A(1 − B)", Kind::Utilization));
        }
    }
    for (i, station) in net.stations.iter().enumerate() {
        let mut reasons = common.clone();
        reasons
            .push("a call's messages come close together, shaped by the hosts before".to_owned());
        found.push(Prediction {
            figure: Figure::new(Measure::QueueWait, names.stations[i].clone(), Statistic::Mean),
            model: if station.cores == 1 { "M/G/1" } else { "M/G/c" },
            servers: station.cores,
            reasons,
            kind: Kind::Wait,
        });
    }
    found
}

/// What makes attempts anything but fresh calls at a constant rate.
fn common_reasons(study: &Study, varying: bool) -> Vec<String> {
    let sources = &study.network().sources;
    let mut reasons = Vec::new();
    let mut tell = |is: bool, words: &str| {
        if is {
            reasons.push(words.to_owned());
        }
    };
    tell(
        sources.iter().any(|s| s.retry.as_ref().is_some_and(|r| r.share > 0.0)),
        "who is refused tries again",
    );
    tell(
        sources.iter().any(|s| matches!(s.arrivals, Arrivals::Recorded(_))),
        "calls come at recorded times",
    );
    tell(varying, "rates change with the time of day");
    reasons
}

/// Whether channels before it turn away enough to smooth what comes behind them.
fn behind_channels(study: &Study, rows: &Indexed<'_, '_>) -> Option<String> {
    let full = |(i, resource): (usize, &crate::network::Resource)| {
        resource.kind == ResourceKind::Channels && {
            let scope = &study.names().resources[i];
            let row = rows.of(Measure::Blocking, scope, Statistic::Value);
            row.and_then(|row| rows.compute(row, 0.95).value)
                .is_some_and(|b| b > SMOOTHING_BLOCKING)
        }
    };
    let any = study.network().resources.iter().enumerate().any(full);
    any.then(|| {
        "channels before it are full at times, and let calls through more evenly".to_owned()
    })
}

fn mixed_sizes(study: &Study) -> bool {
    study.network().trunks.iter().any(|trunk| trunk.bypass > 0.0)
}

/// What a gateway's channels are offered beyond fresh calls: the (load, channels) of the gateways before it in one
/// common order, whose overflow it gets.
fn overflow(study: &Study, resource: usize, reasons: &mut Vec<String>) -> Option<(f64, u32)> {
    let net = study.network();
    let channels = |gateway: &GatewayId| net.gateways[*gateway].channels.index();
    let offers: Vec<&Source> = net
        .sources
        .iter()
        .filter(|s| s.gateways.iter().any(|gateway| channels(gateway) == resource))
        .collect();
    let shares = |s: &&Source| s.gateways.len() == 1 || matches!(s.choose, Choose::Shares(_));
    if offers.iter().all(shares) {
        return None;
    }
    let first = offers.first()?;
    let alike = |s: &&Source| s.gateways == first.gateways && matches!(s.choose, Choose::InOrder);
    let place = first.gateways.iter().position(|gateway| channels(gateway) == resource)?;
    if !offers.iter().all(alike) {
        reasons.push("what one gateway refuses overflows to others".to_owned());
        return None;
    }
    if place == 0 {
        return None;
    }
    let before = first.gateways[..place].iter();
    let units = before.map(|g| net.resources[channels(g)].units).sum();
    // The load is that of the first gateway, which is offered all.
    Some((channels(&first.gateways[0]) as f64, units))
}

/// Calls a second of all sources from the start of the window, step by step, relative to their mean; `None`
/// where no rate changes.
fn rates(study: &Study) -> Option<Vec<f64>> {
    let window = study.window();
    let (from, to) = (window.from.nanos(), window.to.nanos());
    let width = ((to - from) / STEPS).max(1);
    let at = |i: u64| SimTime::from_nanos(from + i * width);
    let mut steps = vec![0.0; STEPS as usize];
    for source in &study.network().sources {
        let Arrivals::Poisson(curve) = &source.arrivals else { return None };
        for (i, step) in steps.iter_mut().enumerate() {
            *step += curve.expected(at(i as u64 + 1)) - curve.expected(at(i as u64));
        }
    }
    let mean = steps.iter().sum::<f64>() / STEPS as f64;
    let changes = steps.iter().any(|step| (step - mean).abs() > 1e-6 * mean);
    (mean > 0.0 && changes).then(|| steps.iter().map(|step| step / mean).collect())
}

fn compare(
    prediction: &Prediction,
    study: &Study,
    rows: &Indexed<'_, '_>,
    level: f64,
) -> Option<AnalyticComparison> {
    let scope = &prediction.figure.scope;
    let row = *rows.places.get(&prediction.figure)?;
    let simulated = rows.compute(row, level);
    let value = simulated.value?;
    let values = |measure: Measure, statistic: Statistic| -> Option<Vec<f64>> {
        let row = rows.of(measure, scope, statistic)?;
        (0..rows.len()).map(|r| rows.value(row, r)).collect()
    };
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (loads, other) = match prediction.kind {
        Kind::Wait => {
            let used = values(Measure::Utilization, Statistic::Value)?;
            let load = used.iter().map(|u| u * f64::from(prediction.servers)).collect();
            (load, values(Measure::ServiceTime, Statistic::Cv2)?)
        }
        _ => (values(Measure::OfferedLoad, Statistic::Value)?, Vec::new()),
    };
    let load: f64 = mean(&loads);
    if load <= 0.0 {
        return None;
    }
    let service = match prediction.kind {
        Kind::Wait => mean(&values(Measure::ServiceTime, Statistic::Mean)?),
        _ => 1.0,
    };
    let cv2 = if other.is_empty() { 0.0 } else { mean(&other) };
    let holding = || mean_holding(prediction, study, rows, load);
    let formula = |load: f64| prediction.formula(load, (study, rows), (cv2, service), &holding);
    let exact = formula(load)?;
    // The formula is given the load that was met, which has an error of its own: what is left of each replication's
    // value after its load's part.
    let step = (1e-4 * load).max(1e-9);
    let slope = (formula(load + step)? - formula(load - step)?) / (2.0 * step);
    let own: Vec<f64> = (0..rows.len()).map(|r| rows.value(row, r)).collect::<Option<_>>()?;
    let rest: Vec<f64> = own.iter().zip(&loads).map(|(b, a)| b - slope * (a - load)).collect();
    let spread = interval::replications(&rest, level)?;
    let half = spread.half_width();
    let seen = !simulated.method.is_limit();
    let (low, high) = match (half, seen) {
        (Some(half), true) => (Some(value - exact - half), Some(value - exact + half)),
        // Of what was never seen there is a limit only.
        _ => (simulated.low.map(|v| v - exact), simulated.high.map(|v| v - exact)),
    };
    let agrees = low.zip(high).map(|(low, high)| low <= 0.0 && 0.0 <= high);
    let verdict = match (agrees, prediction.reasons.is_empty()) {
        (None, _) => AnalyticVerdict::Unknown,
        (Some(true), _) => AnalyticVerdict::Agrees,
        (Some(false), false) => AnalyticVerdict::Explained,
        (Some(false), true) => AnalyticVerdict::Differs,
    };
    Some(AnalyticComparison {
        figure: prediction.figure.clone(),
        model: prediction.model.to_owned(),
        servers: prediction.servers,
        load,
        exact,
        value,
        difference: value - exact,
        low,
        high,
        reasons: if agrees == Some(true) { Vec::new() } else { prediction.reasons.clone() },
        verdict,
    })
}

/// Mean holding time at a station, seconds: load ÷ attempts a second.
fn mean_holding(
    prediction: &Prediction,
    study: &Study,
    rows: &Indexed<'_, '_>,
    load: f64,
) -> Option<f64> {
    let row = rows.of(Measure::OfferedLoad, &prediction.figure.scope, Statistic::Value)?;
    let window = study.window();
    let seconds = window.to.since(window.from).seconds() * rows.len() as f64;
    let attempts = rows.count(row) as f64;
    (attempts > 0.0).then(|| load * seconds / attempts)
}

impl Prediction {
    fn formula(
        &self,
        load: f64,
        (study, rows): (&Study, &Indexed<'_, '_>),
        (cv2, service): (f64, f64),
        holding: &dyn Fn() -> Option<f64>,
    ) -> Option<f64> {
        match &self.kind {
            Kind::Blocking { peaked: Some((first, before)), .. } => {
                let scope = &study.names().resources[*first as usize];
                let row = rows.of(Measure::OfferedLoad, scope, Statistic::Value)?;
                let fresh = rows.compute(row, 0.95).value?;
                let over = erlang::overflow(fresh, *before)?;
                erlang::peaked_blocking(load, over.peakedness, self.servers)
            }
            Kind::Blocking { varying: Some(steps), .. } => {
                let window = study.window();
                let length = window.to.since(window.from).seconds() / STEPS as f64 / holding()?;
                let steps: Vec<(f64, f64)> = steps.iter().map(|r| (length, r * load)).collect();
                // What came before the window has settled at its first rate.
                erlang::modified_offered_load(steps.first()?.1, &steps, self.servers)
            }
            Kind::Blocking { .. } => erlang::erlang_b(load, self.servers),
            Kind::Utilization => {
                let blocking = erlang::erlang_b(load, self.servers)?;
                Some(load * (1.0 - blocking) / f64::from(self.servers))
            }
            Kind::Wait => Some(erlang::mean_wait_general(load, self.servers, cv2)? * service),
        }
    }
}
