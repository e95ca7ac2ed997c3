//! The walk of calls past Lync, from a gateway, IP PBX or session border controller straight to Exchange, and of
//! fax lines.

use super::relation::{CallKind, Why};
use super::survival::{Refusal, Stage, Survival};
use super::um::{Callees, Way, worker};
use super::walk::{Callee, Front, Walk};
use crate::base::Id;
use crate::deployment::{
    Balance, DialPlanId, ExchangeServerId, FaxLine, FaxRoute, GatewayId, GatewayKind, Host,
    MailboxPolicyId, Party, Peer, Users, UsersId,
};

impl Walk<'_> {
    /// From a gateway by its route to Exchange.
    pub fn way_past_lync(&self, gateway: GatewayId, plan: DialPlanId) -> Option<Way> {
        let route = self.d.gateways[gateway.index()].exchange.as_ref()?;
        Some(self.direct(gateway, plan, &route.servers))
    }

    /// From a gateway to some servers.
    fn direct(&self, gateway: GatewayId, plan: DialPlanId, servers: &[ExchangeServerId]) -> Way {
        let d = self.d;
        let peer = d.knows_peer(Peer::Gateway(gateway), plan).err();
        let tls = d.dial_plans[plan.index()].security.is_tls();
        let in_order = d.gateways[gateway.index()].balance == Balance::InOrder;
        self.new_way((Host::Gateway(gateway), None), plan, (servers, in_order), (peer, tls))
    }

    /// Users without Lync.
    pub fn users_past_lync(&mut self, id: UsersId, users: &Users) {
        let d = self.d;
        let party = Party::Users(id);
        let callee = Callee { party, name: &users.name };
        let gateways = self.gateways_past_lync();
        let served = users.dial_plan.map(|plan| (plan, d.served(users, plan)));
        for gateway in gateways.iter().copied() {
            self.add(CallKind::Answered, Some(gateway), callee, Survival::new());
            let home = self.label(Host::Gateway(gateway));
            let out = self.may_dial(users, home, gateway);
            self.add(CallKind::Outbound, Some(gateway), callee, out);
            let Some((plan, served)) = &served else { continue };
            let Some(way) = self.way_past_lync(gateway, *plan) else { continue };
            let enabled = self.part(users.um_enabled, users.count);
            let callees = Callees { enabled, ..Callees::ALL };
            let course = self.asked(&way, &callees, &self.mailboxes(served)).course;
            if self.gets_faxes(party) {
                let fax = self.referred(course.clone(), (*plan, users.policy, users.fax));
                self.add(CallKind::Fax, Some(gateway), callee, fax);
            }
            if d.gateways[gateway.index()].kind == GatewayKind::IpPbx {
                self.add(CallKind::Internal, Some(gateway), callee, course.clone());
            }
            self.add(CallKind::VoiceMail, Some(gateway), callee, course);
        }
        if let Some((_, served)) = served.filter(|_| !gateways.is_empty()) {
            let course = self.may_play(users, &served);
            self.add(CallKind::PlayOnPhone, None, callee, course);
        }
    }

    /// A fax that Unified Messaging has answered: it is referred if plan, policy, partner and mailbox allow it.
    fn referred(
        &self,
        mut course: Survival,
        (plan, policy, mailbox): (DialPlanId, Option<MailboxPolicyId>, bool),
    ) -> Survival {
        if self.d.fax_partner_of(plan, policy, mailbox).is_none() {
            course.fail(1.0, Refusal::plain(Stage::Worker, worker(), Why::NoFaxPartner));
        }
        course
    }

    /// Lines that only faxes call.
    pub fn fax_lines(&mut self) {
        let d = self.d;
        for (i, line) in d.fax_lines.iter().enumerate() {
            let party = Party::FaxLine(Id::new(i));
            let callee = Callee { party, name: &line.name };
            let by_lync = self.gateways();
            let gateways = match &line.route {
                FaxRoute::Direct { .. } if !by_lync.is_empty() => by_lync,
                _ if line.pool.is_some() => by_lync,
                _ => self.gateways_past_lync(),
            };
            for gateway in gateways {
                if let Some(course) = self.fax_line(line, gateway) {
                    self.add(CallKind::Fax, Some(gateway), callee, course);
                }
            }
        }
    }

    fn fax_line(&self, line: &FaxLine, gateway: GatewayId) -> Option<Survival> {
        let past_lync = |plan, mailboxes: &[ExchangeServerId], way: &Way| {
            let ranks = vec![(line.numbers, mailboxes.to_vec())];
            let served = self.d.served_of(line.numbers, &ranks, plan);
            let course = self.asked(way, &Callees::ALL, &self.mailboxes(&served)).course;
            self.referred(course, (plan, line.policy, true))
        };
        let by_lync = || {
            let fronts: Vec<Front> =
                self.by_front_end(line.pool?, line.numbers, |_| Survival::new());
            Some(self.inbound(gateway, line.pool?, &fronts, &|_| None))
        };
        match &line.route {
            FaxRoute::AnalogueDevice { .. } => by_lync(),
            FaxRoute::UnifiedMessaging { .. } if line.pool.is_some() => {
                Some(self.no_fax(by_lync()?))
            }
            FaxRoute::UnifiedMessaging { dial_plan, mailboxes } => {
                let way = self.way_past_lync(gateway, *dial_plan)?;
                Some(past_lync(*dial_plan, mailboxes, &way))
            }
            FaxRoute::Direct { dial_plan, mailboxes, route } => {
                let way = self.direct(gateway, *dial_plan, &route.servers);
                Some(past_lync(*dial_plan, mailboxes, &way))
            }
        }
    }
}
