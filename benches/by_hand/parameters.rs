//! What the scenario gives, read from the loaded network once: numbers only. The structure is not read; it is written by
//! hand, and what it takes for granted is asserted here.

use super::draws::{Exponential, Lognormal};
use busyhour::internals::base::SimTime;
use busyhour::internals::call::Window;
use busyhour::internals::experiment::Study;
use busyhour::internals::kernel::{Key, Permutation, Variate};
use busyhour::internals::network::{Arrivals, Group, MessageKind, Network, Role, Source, Work};

fn constant(variate: &Variate) -> u64 {
    match variate {
        Variate::Constant(span) => span.nanos(),
        other => panic!("{other:?} is not constant"),
    }
}

/// Has a mailbox on the second server, not on the first.
pub const SECOND_MAILBOX: u8 = 1;
/// Has two endpoints, not one.
pub const TWO_ENDPOINTS: u8 = 2;
/// Has media that bypass the Mediation Server.
pub const BYPASSES: u8 = 4;

/// Places in the table of users.
pub const USERS: usize = 1 << 11;

/// All numbers of the deployment. Times are in nanoseconds.
pub struct Parameters {
    pub seed: u64,
    pub from: u64,
    pub to: u64,
    pub horizon: u64,
    /// Of the inbound calls, then of the outbound ones.
    pub hashes: [u64; 2],
    pub rates: [f64; 2],
    pub talks: [Exponential; 2],
    pub patience: Exponential,
    pub users: u32,
    /// What each user has, as bits.
    pub attributes: Box<[u8; USERS]>,
    pub registered: f64,
    pub do_not_disturb: f64,
    pub busy: f64,
    pub answer_share: f64,
    pub answer_after: Lognormal,
    pub ring: u64,
    pub greeting: u64,
    pub leaves_early: f64,
    pub leaves_message: f64,
    pub message: Lognormal,
    pub minimum_message: u64,
    pub longest_recording: u64,
    pub longest_call: u64,
    /// One way between two hosts.
    pub delay: u64,
    /// To set up a connection.
    pub connecting: u64,
    pub channels: u32,
    pub um_calls: u32,
    pub gateway_invite: Lognormal,
    pub mediation_invite: Lognormal,
    pub mediation: Lognormal,
    pub front_end: Lognormal,
    pub front_end_lookup: Lognormal,
    pub exum_routing: u64,
    pub endpoint: u64,
    pub router: u64,
    pub router_waits: [Lognormal; 3],
    pub router_wait: u64,
    pub um_service: u64,
    pub worker: u64,
    pub worker_starts: Lognormal,
    pub pipeline: u64,
    pub delivery: [Lognormal; 2],
    pub preview_work: f64,
    pub preview_at_most: u64,
    pub promptly: u64,
}

impl Parameters {
    /// Reads them.
    pub fn new(study: &Study) -> Self {
        let net = study.network();
        check(net);
        let Window { from, to, horizon } = study.window();
        let (group, plan, sources) = (&net.groups[0], &net.plans[0], &net.sources);
        let work = |role: Role, kind: MessageKind| &net.work[0][role as usize][kind as usize];
        let service = |role, kind| constant(&work(role, kind).service);
        let router = work(Role::CallRouter, MessageKind::Invite);
        let (router_waits, router_wait) = sum_of_three(router);
        let setup = &net.connection_setup;
        let delay = constant(net.delay(group.site, group.site));
        Parameters {
            seed: study.plan().seed,
            from: from.nanos(),
            to: to.nanos(),
            horizon: horizon.nanos(),
            hashes: [sources[0].hash, sources[1].hash],
            rates: [rate(&sources[0]), rate(&sources[1])],
            talks: [Exponential::of(&sources[0].talk), Exponential::of(&sources[1].talk)],
            patience: sources[0].patience.as_ref().map(Exponential::of).expect("patience"),
            users: group.count,
            attributes: attributes(net, group),
            registered: group.registered,
            do_not_disturb: group.do_not_disturb,
            busy: group.busy,
            answer_share: group.answer_share,
            answer_after: Lognormal::of(&group.answer_after),
            ring: constant(&group.ring),
            greeting: constant(&group.greeting),
            leaves_early: group.hangs_up_in_greeting,
            leaves_message: group.leaves_message,
            message: Lognormal::of(&group.message),
            minimum_message: group.minimum_message.nanos(),
            longest_recording: plan.max_recording.nanos(),
            longest_call: plan.max_call_duration.nanos(),
            delay,
            connecting: 2 * u64::from(setup.tls_round_trips) * delay
                + constant(&setup.tls_handshake),
            channels: net.resources[5].units,
            um_calls: net.resources[1].units,
            gateway_invite: Lognormal::of(&work(Role::Gateway, MessageKind::Invite).wait),
            mediation_invite: Lognormal::of(
                &work(Role::MediationServer, MessageKind::Invite).service,
            ),
            mediation: Lognormal::of(&work(Role::MediationServer, MessageKind::Ok).service),
            front_end: Lognormal::of(&work(Role::FrontEnd, MessageKind::Ok).service),
            front_end_lookup: Lognormal::of(&work(Role::FrontEnd, MessageKind::Invite).wait),
            exum_routing: service(Role::ExumRouting, MessageKind::Invite),
            endpoint: constant(&work(Role::Endpoint, MessageKind::Invite).wait),
            router: service(Role::CallRouter, MessageKind::Invite),
            router_waits,
            router_wait,
            um_service: service(Role::UmService, MessageKind::Invite),
            worker: service(Role::WorkerProcess, MessageKind::Invite),
            worker_starts: Lognormal::of(&work(Role::WorkerProcess, MessageKind::Invite).wait),
            pipeline: service(Role::Pipeline, MessageKind::Message),
            delivery: [&net.message_delivery, &net.notification_delivery].map(Lognormal::of),
            preview_work: net.preview.cpu_per_audio,
            preview_at_most: net.preview.at_most.nanos(),
            promptly: net.service_level_within.nanos(),
        }
    }
}

/// The structure that is written by hand: two gateways, one Mediation Server, one Front End, two Exchange servers that hold
/// the mailboxes of one group, and its calls in both directions.
fn check(net: &Network) {
    let cores: Vec<u32> = net.stations.iter().map(|host| host.cores).collect();
    assert_eq!(cores[..6], [12, 12, 12, 6, 12, 6], "cores of the servers");
    let all = [net.gateways.len(), net.trunks.len(), net.mediation_servers.len()];
    assert_eq!(all, [2, 2, 1], "gateways, trunks, Mediation Servers");
    let all = [net.front_ends.len(), net.exchange.len(), net.groups.len(), net.sources.len()];
    assert_eq!(all, [1, 2, 1, 2], "Front Ends, Exchange servers, groups, sources");
    assert_eq!([net.sites, net.links, net.outages.len()], [1, 0, 0], "sites, links, outages");
    assert_eq!(net.resources[5].units, net.resources[6].units, "channels of the gateways");
    let group = &net.groups[0];
    assert!(group.count as usize <= USERS && group.endpoints.each == 1, "users");
    assert!(net.sources.iter().all(|source| source.retry.is_none()), "nobody tries again");
}

/// The wait at the Call Router: three draws, and a constant time.
fn sum_of_three(work: &Work) -> ([Lognormal; 3], u64) {
    let Variate::Sum(terms) = &work.wait else { panic!("{:?} is no sum", work.wait) };
    let [a, b, c, last] = &terms[..] else { panic!("{terms:?} are not four") };
    ([a, b, c].map(Lognormal::of), constant(last))
}

/// Calls per nanosecond of a source whose rate is constant.
fn rate(source: &Source) -> f64 {
    let Arrivals::Poisson(curve) = &source.arrivals else { panic!("calls are no Poisson process") };
    curve.expected(SimTime::from_nanos(1))
}

/// What each user has. Who has something is fixed by the user's rank in a shuffle, as in every model.
fn attributes(net: &Network, group: &Group) -> Box<[u8; USERS]> {
    let ranks = |attribute: u64| {
        Permutation::new(group.count, Key::new(group.salt).absorb(attribute)).tabulated()
    };
    let [servers, bypass, endpoints] = [2, 4, 5].map(ranks);
    let bypassing = net.trunks[0].bypassing(group.count);
    let mut attributes = Box::new([0; USERS]);
    for user in 0..group.count {
        let is = |has: bool, what: u8| if has { what } else { 0 };
        attributes[user as usize] = is(servers.rank(user) % 2 == 1, SECOND_MAILBOX)
            | is(endpoints.rank(user) < group.endpoints.one_more, TWO_ENDPOINTS)
            | is(u64::from(bypass.rank(user)) < bypassing, BYPASSES);
    }
    attributes
}
