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
    /// Master seed.
    pub seed: u64,
    /// From when on calls count.
    pub from: u64,
    /// Until when.
    pub to: u64,
    /// When calls that count are given up.
    pub horizon: u64,
    /// Hashes of the names of the sources: of the inbound calls, then of the outbound ones.
    pub hashes: [u64; 2],
    /// Calls per ns, by direction.
    pub rates: [f64; 2],
    /// Conversations, by direction.
    pub talks: [Exponential; 2],
    /// For how long a caller waits.
    pub patience: Exponential,
    /// Users.
    pub users: u32,
    /// What each user has, as bits.
    pub attributes: Box<[u8; USERS]>,
    /// Share of users who are registered.
    pub registered: f64,
    /// Share of users on do-not-disturb.
    pub do_not_disturb: f64,
    /// Share of users who are busy.
    pub busy: f64,
    /// Share of calls that a person answers.
    pub answer_share: f64,
    /// Ringing until then.
    pub answer_after: Lognormal,
    /// Ringing until the divert.
    pub ring: u64,
    /// Length of the greeting.
    pub greeting: u64,
    /// Share of callers who leave during it.
    pub leaves_early: f64,
    /// Share of the others who leave a message.
    pub leaves_message: f64,
    /// Length of a message.
    pub message: Lognormal,
    /// A shorter recording is a missed call.
    pub minimum_message: u64,
    /// Longest recording.
    pub longest_recording: u64,
    /// Longest call of Unified Messaging.
    pub longest_call: u64,
    /// One way between two hosts.
    pub delay: u64,
    /// To set up a connection.
    pub connecting: u64,
    /// Channels of each gateway.
    pub channels: u32,
    /// Calls at once of each Exchange server.
    pub um_calls: u32,
    /// From the arrival of a call at a gateway to its INVITE.
    pub gateway_invite: Lognormal,
    /// Core time of an INVITE at the Mediation Server.
    pub mediation_invite: Lognormal,
    /// Core time of any other message there.
    pub mediation: Lognormal,
    /// Core time of a message at the Front End.
    pub front_end: Lognormal,
    /// Wait after an INVITE there.
    pub front_end_lookup: Lognormal,
    /// Core time of a divert.
    pub exum_routing: u64,
    /// From an INVITE at an endpoint to its answer.
    pub endpoint: u64,
    /// Core time of a message at a Call Router.
    pub router: u64,
    /// Waits after an INVITE there, which add up.
    pub router_waits: [Lognormal; 3],
    /// See there.
    pub router_wait: u64,
    /// Core time of a message at the UM service.
    pub um_service: u64,
    /// Core time of a message at a worker process.
    pub worker: u64,
    /// Wait after an INVITE there.
    pub worker_starts: Lognormal,
    /// Core time of a submission.
    pub pipeline: u64,
    /// From a submission to the mailbox, of messages and notifications.
    pub delivery: [Lognormal; 2],
    /// Core time of a preview per time of audio.
    pub preview_work: f64,
    /// A preview that would be ready later is not made.
    pub preview_at_most: u64,
    /// Time of the service level.
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
