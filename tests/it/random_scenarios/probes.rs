//! A scenario's deployment with capacity for every call, in which each row of `check`'s table of calls has a
//! source of its own.

use busyhour::internals::base::{Id, SimTime, Span};
use busyhour::internals::check::CallKind;
use busyhour::internals::deployment::*;

/// Whether the people of a deployment answer, or are away so that calls go to voice mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum People {
    Answer,
    AreAway,
}

/// A source that shows how the calls of a row end.
pub struct Probe {
    pub source: String,
    pub kind: CallKind,
    pub gateway: Option<String>,
    pub party: String,
    /// The outcome of a call that gets through.
    pub right: &'static str,
    /// Whether a missed-call notification is due for these users.
    pub notified: bool,
}

fn seconds(seconds: f64) -> Distribution {
    Distribution::new("test", Shape::Constant(seconds * 1e9))
}

/// The deployment and its probes. Each source makes about `calls` calls.
pub fn probing(d: &Deployment, people: People, calls: u32) -> (Deployment, Vec<Probe>) {
    let mut d = d.clone();
    d.targets.clear();
    d.references.clear();
    settings(&mut d);
    ample(&mut d);
    behave(&mut d, people);
    let mut probes = Probes { d: &d, people, calls, traffic: Vec::new(), probes: Vec::new() };
    probes.all();
    let (traffic, probes) = (probes.traffic, probes.probes);
    d.traffic = traffic;
    (d, probes)
}

const WINDOW: u64 = 1_000;

fn settings(d: &mut Deployment) {
    let s = &mut d.settings;
    s.find_warm_up = false;
    s.warm_up = Span::ZERO;
    s.duration = Span::from_secs(WINDOW);
    s.follow_at_most = Span::from_secs(300);
    s.replications = 1;
}

/// No call is refused for lack of capacity, and none waits.
fn ample(d: &mut Deployment) {
    let host =
        || HostProcessing { cores: 64, overrides: Vec::new(), overload: HostOverload::default() };
    for gateway in &mut d.gateways {
        (gateway.channels, gateway.host) = (100_000, host());
        gateway.next_hops.iter_mut().for_each(|trunk| trunk.udp = false);
        // By load, a trunk whose calls fail at once gets more of them; how many depends on the others' load.
        if gateway.balance == Balance::LeastLoaded {
            gateway.balance = Balance::RoundRobin;
        }
    }
    for server in &mut d.mediation_servers {
        (server.calls, server.host) = (100_000, host());
    }
    d.pools.iter_mut().for_each(|pool| pool.host = host());
    for server in &mut d.exchange_servers {
        server.host = host();
        server.max_calls = 100_000;
        (server.worker_calls, server.pipeline_limit) = (None, None);
    }
    for partner in &mut d.fax_partners {
        (partner.calls, partner.host) = (100_000, host());
    }
    for work in d.processing.table.iter_mut().flatten() {
        (work.service, work.wait) = (seconds(0.001), seconds(0.0));
    }
    for plan in &mut d.dial_plans {
        plan.max_call_duration = Span::from_secs(3_600);
        plan.max_recording = Span::from_secs(1_200);
    }
    let near = || seconds(0.001);
    d.sites.iter_mut().for_each(|site| site.lan_delay = near());
    d.links.iter_mut().for_each(|link| (link.delay, link.loss) = (near(), 0.0));
    d.wan_delay = near();
}

fn behave(d: &mut Deployment, people: People) {
    for users in &mut d.users {
        users.count = 10_000;
        users.endpoints = users.endpoints.max(1.0);
        (users.registered, users.busy, users.do_not_disturb) = (1.0, 0.0, 0.0);
        users.ring = seconds(10.0);
        let share = if people == People::Answer { 1.0 } else { 0.0 };
        users.answers = Answers { share, after: seconds(1.0) };
        users.voice_mail = VoiceMail {
            greeting: seconds(5.0),
            hangs_up_in_greeting: 0.0,
            leaves_message: 1.0,
            message: seconds(20.0),
            minimum_message: Span::ZERO,
        };
    }
    for line in &mut d.fax_lines {
        line.numbers = 1_000_000;
        if let FaxRoute::AnalogueDevice { answers_after } = &mut line.route {
            *answers_after = seconds(2.0);
        }
    }
    for attendant in &mut d.auto_attendants {
        attendant.menu = seconds(5.0);
        attendant.transfer = if people == People::Answer { 1.0 } else { 0.0 };
    }
    for number in &mut d.access_numbers {
        number.wrong_pin = 0.0;
        (number.log_on, number.session) = (seconds(5.0), seconds(10.0));
    }
}

struct Probes<'d> {
    d: &'d Deployment,
    people: People,
    calls: u32,
    traffic: Vec<Traffic>,
    probes: Vec<Probe>,
}

impl Probes<'_> {
    fn all(&mut self) {
        let d = self.d;
        let lync = |g: &usize| !d.gateways[*g].next_hops.is_empty();
        let to_lync: Vec<usize> = (0..d.gateways.len()).filter(lync).collect();
        let past: Vec<usize> =
            (0..d.gateways.len()).filter(|g| d.gateways[*g].exchange.is_some()).collect();
        for (i, users) in d.users.iter().enumerate() {
            let gateways = if users.pool.is_some() { &to_lync } else { &past };
            let party = Party::Users(Id::new(i));
            let mail = users.dial_plan.is_some();
            match self.people {
                People::Answer => {
                    let has = |g: &usize| d.has_route(users, Id::new(*g));
                    let routed = users.pool.is_some() && gateways.iter().any(has);
                    for g in gateways {
                        self.add(CallKind::Answered, Class::Voice, party, &users.name, Some(*g));
                        // Calls take a gateway that they have a route to.
                        if !routed || has(g) {
                            let class = Class::Outbound;
                            self.add(CallKind::Outbound, class, party, &users.name, Some(*g));
                        }
                    }
                }
                People::AreAway if mail => self.by_voice_mail(party, users, gateways),
                _ => {}
            }
        }
        for (i, attendant) in d.auto_attendants.iter().enumerate() {
            let gateways = if attendant.pool.is_some() { &to_lync } else { &past };
            let kind = if self.people == People::Answer {
                CallKind::Transfer
            } else {
                CallKind::AutoAttendant
            };
            let party = Party::AutoAttendant(Id::new(i));
            for g in
                gateways.iter().filter(|_| kind != CallKind::Transfer || !attendant.to.is_empty())
            {
                self.add(kind, Class::AutoAttendant, party, &attendant.name, Some(*g));
            }
        }
        if self.people == People::AreAway {
            for (i, line) in d.fax_lines.iter().enumerate() {
                let direct = matches!(line.route, FaxRoute::Direct { .. }) && !to_lync.is_empty();
                let gateways = if line.pool.is_some() || direct { &to_lync } else { &past };
                for g in gateways {
                    let party = Party::FaxLine(Id::new(i));
                    self.add(CallKind::Fax, Class::Fax, party, &line.name, Some(*g));
                }
            }
            for (i, number) in d.access_numbers.iter().enumerate() {
                let gateways = if number.pool.is_some() { &to_lync } else { &past };
                let party = Party::AccessNumber(Id::new(i));
                for g in gateways {
                    self.add(
                        CallKind::SubscriberAccess,
                        Class::SubscriberAccess,
                        party,
                        &number.name,
                        Some(*g),
                    );
                }
            }
        }
    }

    fn by_voice_mail(&mut self, party: Party, users: &Users, gateways: &[usize]) {
        let faxes = self.d.traffic.iter().any(|t| t.class == Class::Fax && t.party == party);
        for g in gateways {
            self.add(CallKind::VoiceMail, Class::Voice, party, &users.name, Some(*g));
            if faxes {
                self.add(CallKind::Fax, Class::Fax, party, &users.name, Some(*g));
            }
            let pbx = self.d.gateways[*g].kind == GatewayKind::IpPbx;
            if users.pool.is_none() && pbx {
                self.add(CallKind::Internal, Class::Internal, party, &users.name, Some(*g));
            }
            if users.pool.is_some() {
                self.add(CallKind::MissedCall, Class::Voice, party, &users.name, Some(*g));
            }
        }
        if users.pool.is_some() {
            self.add(CallKind::Internal, Class::Internal, party, &users.name, None);
            self.add(CallKind::MessageWaiting, Class::Internal, party, &users.name, None);
        }
        if !gateways.is_empty() || users.pool.is_some() {
            self.add(CallKind::PlayOnPhone, Class::PlayOnPhone, party, &users.name, None);
        }
    }

    fn add(
        &mut self,
        kind: CallKind,
        class: Class,
        party: Party,
        name: &str,
        gateway: Option<usize>,
    ) {
        let d = self.d;
        let gateways: Vec<GatewayId> = match (gateway, kind) {
            (Some(g), _) => vec![Id::new(g)],
            (None, CallKind::PlayOnPhone) => {
                let Party::Users(id) = party else { return };
                let lync = d.users[id.index()].pool.is_some();
                let leads = |g: &usize| d.gateways[*g].next_hops.is_empty() != lync;
                (0..d.gateways.len()).filter(leads).map(Id::new).collect()
            }
            _ => Vec::new(),
        };
        let gateway = gateway.map(|g| d.gateways[g].name.clone());
        let source = format!("{} {name} {}", kind.name(), gateway.as_deref().unwrap_or(""));
        // Nobody waits for ever where a call is tried again and again.
        let impatient = !matches!(class, Class::Fax | Class::Outbound | Class::PlayOnPhone);
        let steps = vec![(SimTime::ZERO, f64::from(self.calls) / WINDOW as f64)];
        let fax = (class == Class::Fax).then(|| FaxCalls {
            gives_up: seconds(50.0),
            gives_up_from: GivesUpFrom::Dialling,
            person_hangs_up: seconds(5.0),
            transmission: seconds(30.0),
        });
        self.traffic.push(Traffic {
            name: source.clone(),
            class,
            party,
            callers: None,
            gateways,
            choose: Choice::InOrder,
            arrivals: Arrivals::Rate { steps, period: None },
            variation: Variation::default(),
            talk: seconds(20.0),
            patience: impatient
                .then(|| seconds(if kind == CallKind::MissedCall { 5.0 } else { 20.0 })),
            retry: None,
            fax,
            to_telephone_network: 0.0,
        });
        let right = match kind {
            CallKind::Answered | CallKind::Transfer => "answered",
            CallKind::VoiceMail | CallKind::Internal | CallKind::MessageWaiting => "voice-message",
            CallKind::MissedCall => "abandoned-ringing",
            CallKind::Fax => "fax-delivered",
            CallKind::AutoAttendant | CallKind::SubscriberAccess => "served",
            CallKind::PlayOnPhone | CallKind::Outbound => "carried",
        };
        let notified = match party {
            Party::Users(id) => {
                let users = &d.users[id.index()];
                let allows =
                    |id: MailboxPolicyId| d.mailbox_policies[id.index()].missed_call_notifications;
                users.missed_call_notifications && users.policy.is_none_or(allows)
            }
            _ => false,
        };
        self.probes.push(Probe { source, kind, gateway, party: name.to_owned(), right, notified });
    }
}
