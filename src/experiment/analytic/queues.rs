//! Which formula fits the queue of each server.

use super::prediction::{Kind, Prediction};
use crate::base::Id;
use crate::deployment::{MessageKind, OverloadControl, Role};
use crate::experiment::study::Study;
use crate::kernel::Variate;
use crate::measure::{Figure, Measure, Scope, Statistic};
use crate::network::{Network, Station, StationId};

/// Mean queueing times at servers, and the messages that full queues drop.
pub(super) fn predictions(study: &Study, common: &[String]) -> Vec<Prediction> {
    let net = study.network();
    let mut found = Vec::new();
    for (i, station) in net.stations.iter().enumerate() {
        let id = Id::new(i);
        let mut reasons = common.to_vec();
        reasons.push("the messages of a call arrive in clusters, not at random".to_owned());
        reasons.extend(overload_reasons(net, id).map(str::to_owned));
        let scope = &study.names().stations[i];
        let prediction = |measure, statistic, model, kind| Prediction {
            figure: Figure::new(measure, Scope::clone(scope), statistic),
            model,
            servers: station.cores,
            reasons: reasons.clone(),
            kind,
        };
        let wait = (Measure::QueueWait, Statistic::Mean);
        match net.drops_beyond(id) {
            None => {
                let model = if station.cores == 1 { "M/G/1" } else { "M/G/c" };
                found.push(prediction(wait.0, wait.1, model, Kind::Wait));
            }
            // No formula is known for a finite queue unless all service times have one exponential distribution.
            Some(limit) if is_exponential(net, id, station) => {
                let model = if station.cores == 1 { "M/M/1/K" } else { "M/M/c/K" };
                let places = station.cores.saturating_add(limit);
                let ratio = (Measure::DropRatio, Statistic::Value);
                found.push(prediction(wait.0, wait.1, model, Kind::FiniteWait { places }));
                found.push(prediction(ratio.0, ratio.1, model, Kind::Drops { places }));
            }
            Some(_) => {}
        }
    }
    found
}

/// What UDP and overload control do to the arrivals of a queue.
fn overload_reasons(net: &Network, station: StationId) -> impl Iterator<Item = &'static str> {
    let control = net.stations[station].overload.control;
    let applies = [
        (net.has_datagrams(station), "what is not answered in time is sent again"),
        (net.drops_beyond(station).is_some(), "messages over TCP and TLS are not dropped"),
        (matches!(control, OverloadControl::Loss { .. }), "new calls are held back"),
        (
            control == OverloadControl::Throttling,
            "INVITEs wait until a throttling server reads them",
        ),
    ];
    applies.into_iter().filter(|(applies, _)| *applies).map(|(_, words)| words)
}

/// Whether all messages that need a core of a host have exponential service times with one mean.
fn is_exponential(net: &Network, id: StationId, station: &Station) -> bool {
    let roles = [
        (Role::Gateway, net.gateways.iter().any(|host| host.station == id)),
        (Role::MediationServer, net.mediation_servers.iter().any(|host| host.station == id)),
        (Role::FrontEnd, net.front_ends.iter().any(|host| host.station == id)),
        (Role::ExumRouting, net.front_ends.iter().any(|host| host.station == id)),
    ];
    let mut means = Vec::new();
    for (role, _) in roles.into_iter().filter(|(_, has)| *has) {
        for kind in MessageKind::ALL {
            match &net.work[station.work][role as usize][kind as usize].service {
                service if service.is_zero() => {}
                Variate::Exponential(mean) => means.push(*mean),
                _ => return false,
            }
        }
    }
    means.windows(2).all(|pair| pair[0] == pair[1])
}
