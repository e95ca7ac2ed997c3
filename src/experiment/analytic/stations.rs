//! Which formula fits each station, and why the simulation may differ from it.

use super::prediction::{Indexed, Kind, Prediction, STEPS};
use crate::base::SimTime;
use crate::experiment::study::Study;
use crate::measure::{Figure, Measure, Scope, Statistic};
use crate::network::{
    Arrivals, Choose, DialPlan, ExchangeServerId, GatewayId, MEDIATION_UNITS, Resource,
    ResourceKind, Source, UNLIMITED,
};

/// Blocking of channels above which the calls that pass are no longer Poisson arrivals.
const SMOOTHING_BLOCKING: f64 = 0.001;

pub(super) fn predictions(study: &Study, rows: &Indexed<'_, '_>) -> Vec<Prediction> {
    let varying = relative_rates(study);
    let common = common_reasons(study, varying.is_some());
    let mut found = loss_predictions(study, rows, &common, varying);
    found.extend(super::queues::predictions(study, &common));
    found
}

/// Blocking and utilization of channels and slots.
fn loss_predictions(
    study: &Study,
    rows: &Indexed<'_, '_>,
    common: &[String],
    varying: Option<Vec<f64>>,
) -> Vec<Prediction> {
    let (net, names) = (study.network(), study.names());
    let behind = behind_channels(study, rows);
    let refused = refused_behind(study, rows);
    let mut found = Vec::new();
    for (i, resource) in net.resources.iter().enumerate() {
        let measure = match resource.kind {
            ResourceKind::Pipeline => continue,
            ResourceKind::Channels => Measure::Blocking,
            _ => Measure::Rejected,
        };
        let servers = resource.calls();
        if resource.units == UNLIMITED || servers == 0 {
            continue;
        }
        let mut reasons = common.to_vec();
        let mut peaked = None;
        if resource.kind == ResourceKind::Channels {
            peaked = overflow(study, i, &mut reasons);
            reasons.extend(refused.clone());
        } else {
            reasons.extend(behind.clone());
            reasons.extend(slot_reasons(study, resource));
        }
        let model = match (&peaked, &varying) {
            (Some(_), _) => "Erlang B, overflow",
            (_, Some(_)) => "M_t/G/∞",
            _ => "Erlang B",
        };
        // With outages the utilization is that of the time up, and the formula's is that of the window.
        let is_plain = peaked.is_none() && varying.is_none() && !study.has_outages();
        let prediction = |measure, model, kind| Prediction {
            figure: Figure::new(measure, names.resources[i].clone(), Statistic::Value),
            model,
            servers,
            reasons: reasons.clone(),
            kind,
        };
        let varying = varying.clone();
        let blocking = prediction(measure, model, Kind::Blocking { peaked, varying });
        let refusals = blocking.figure.clone();
        found.push(blocking);
        if is_plain {
            let kind = Kind::Utilization { refusals };
            found.push(prediction(Measure::Utilization, "A(1 − B)", kind));
        }
    }
    found
}

/// Why call slots may differ from Erlang B.
fn slot_reasons(study: &Study, resource: &Resource) -> Vec<String> {
    let mut reasons = Vec::new();
    if resource.units_per_call == MEDIATION_UNITS && mixed_sizes(study) {
        reasons.push("calls with media bypass use less capacity".to_owned());
    }
    let has_alternative = || study.network().gateways.iter().any(|g| g.trunks.len() > 1);
    if resource.kind == ResourceKind::MediationSlots && has_alternative() {
        reasons.push("calls that one Mediation Server refuses are offered to the next".to_owned());
    }
    if matches!(resource.kind, ResourceKind::UmSlots | ResourceKind::WorkerSlots) {
        reasons.extend(um_reasons(study));
    }
    reasons
}

/// Why calls do not reach the UM servers of a plan at random and once each.
fn um_reasons(study: &Study) -> Vec<String> {
    let net = study.network();
    let several = |plan: &&DialPlan| plan.unfiltered_entries.len() > 1;
    let mut reasons = Vec::new();
    if net.plans.iter().filter(several).any(|plan| plan.retry_after_redirect) {
        reasons.push("calls that one UM server refuses are tried again".to_owned());
    }
    let is_legacy = |server: &ExchangeServerId| net.exchange[*server].version.is_legacy();
    let in_turn = |plan: &DialPlan| plan.unfiltered_entries.iter().any(is_legacy);
    if net.plans.iter().filter(several).any(in_turn) {
        let words = "UM servers before 2013 get calls in turn, more evenly than at random";
        reasons.push(words.to_owned());
    }
    reasons
}

/// Why attempts are not Poisson arrivals at a constant rate.
fn common_reasons(study: &Study, varying: bool) -> Vec<String> {
    let sources = &study.network().sources;
    let mut reasons = Vec::new();
    let mut add = |applies: bool, words: &str| {
        if applies {
            reasons.push(words.to_owned());
        }
    };
    add(
        sources.iter().any(|s| s.retry.as_ref().is_some_and(|r| r.share > 0.0)),
        "callers who are refused try again",
    );
    add(
        sources.iter().any(|s| matches!(s.arrivals, Arrivals::Recorded(_))),
        "calls arrive at recorded times",
    );
    let modulated = || {
        sources.iter().filter_map(|s| match &s.arrivals {
            Arrivals::Modulated(rate) => Some(rate),
            _ => None,
        })
    };
    add(modulated().any(|rate| rate.days.is_some()), "rates differ from day to day");
    add(modulated().any(|rate| rate.states.is_some()), "rates change at random between states");
    add(varying, "rates change with time");
    add(study.has_outages(), "outages take a part away");
    reasons
}

/// The reason that applies behind channels that block enough to smooth the traffic they carry.
fn behind_channels(study: &Study, rows: &Indexed<'_, '_>) -> Option<String> {
    let full = |(i, resource): (usize, &Resource)| {
        resource.kind == ResourceKind::Channels && {
            let scope = &study.names().resources[i];
            let row = rows.of(Measure::Blocking, scope, Statistic::Value);
            row.and_then(|row| rows.compute(row, 0.95).value)
                .is_some_and(|b| b > SMOOTHING_BLOCKING)
        }
    };
    let any = study.network().resources.iter().enumerate().any(full);
    any.then(|| "channels before it are full at times, so calls reach it more evenly".to_owned())
}

/// The reason that applies to channels where slots behind them refuse calls: how long a call holds its channel then depends
/// on how many others there are, and Erlang B holds for any holding time only if it does not.
fn refused_behind(study: &Study, rows: &Indexed<'_, '_>) -> Option<String> {
    let refuses = |(resource, scope): (&Resource, &Scope)| {
        let row = rows.of(Measure::Rejected, scope, Statistic::Value);
        let share = row.and_then(|row| rows.compute(row, 0.95).value);
        resource.kind != ResourceKind::Channels && share.is_some_and(|b| b > SMOOTHING_BLOCKING)
    };
    let mut all = study.network().resources.iter().zip(&study.names().resources);
    let words =
        "calls that are refused behind it leave it at once, and more of them when it is full";
    all.any(refuses).then(|| words.to_owned())
}

fn mixed_sizes(study: &Study) -> bool {
    study.network().trunks.iter().any(|trunk| trunk.bypass > 0.0)
}

/// For a gateway that gets the overflow of others in one common order: the resource of the first gateway, which is
/// offered all calls, and the channels of all gateways before this one. Adds a reason where the order is not common.
fn overflow(study: &Study, resource: usize, reasons: &mut Vec<String>) -> Option<(usize, u32)> {
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
    // Sources that use a gateway before this one, but not this one, leave more for it than the formula says.
    let before = &first.gateways[..place];
    let uses = |s: &&Source| s.gateways.iter().any(|gateway| before.contains(gateway));
    if !offers.iter().all(alike) || !net.sources.iter().filter(uses).all(|s| alike(&s)) {
        reasons.push("calls that one gateway refuses overflow to others".to_owned());
        return None;
    }
    if place == 0 {
        return None;
    }
    let units = before.iter().map(|g| net.resources[channels(g)].units).sum();
    Some((channels(&first.gateways[0]), units))
}

/// Arrival rate of all sources in each step of the window, relative to its mean; `None` where no rate changes.
pub(in crate::experiment) fn relative_rates(study: &Study) -> Option<Vec<f64>> {
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
