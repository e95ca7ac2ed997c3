//! Faxes: partner servers, fax lines, how a calling machine behaves, and what refuses it.

use super::Resolver;
use super::gateways::{MAX_NEXT_HOPS, Targets};
use crate::base::{Id, Span};
use crate::deployment::{
    Deployment, DialPlanId, DirectRoute, Distribution, ExchangeServerId, FaxCalls, FaxLine,
    FaxMethod, FaxPartner, FaxRoute, GivesUpFrom, Party, PoolId, Shape, Site, SiteId,
};
use crate::scenario::{
    ClassText, FaxLineTable, FaxRouteText, GivesUpFromText, Object, TrafficTable, defaults,
};

impl Resolver<'_> {
    pub(super) fn fax_partners(&mut self, sites: &[Site]) -> Vec<FaxPartner> {
        let tables = &self.scenario.tables;
        self.unique(&tables.fax_partner, |p| &p.name);
        let mut out = Vec::new();
        for partner in &tables.fax_partner {
            let says = &partner.says;
            let calls = defaults::FAX_PARTNER_CALLS.or(says.calls);
            self.range(partner, "calls", calls, 1, 1_000_000);
            if says.calls.is_none() && self.has_traffic(ClassText::Fax) {
                self.assume(&defaults::FAX_PARTNER_CALLS);
            }
            out.push(FaxPartner {
                name: says.name.clone(),
                site: self.site_of(partner, says.site.as_ref(), sites, None),
                calls: calls.max(1),
                host: self.host(
                    partner,
                    says.cores,
                    &defaults::FAX_PARTNER_CORES,
                    says.processing.as_ref(),
                ),
            });
        }
        out
    }

    /// SIP status with which a Mediation Server refuses a fax's re-INVITE.
    pub(super) fn fax_status(&mut self) -> u16 {
        let table = self.scenario.tables.fax.as_ref();
        let status = defaults::FAX_REFUSED_WITH.or(table.and_then(|t| t.says.refused_with));
        if let Some(table) = table {
            self.range(table, "refused_with", status, 400, 699);
        }
        u16::try_from(status).unwrap_or(u16::MAX)
    }

    pub(super) fn fax_lines(&mut self, d: &Deployment, balancers: &[DirectRoute]) -> Vec<FaxLine> {
        let tables = &self.scenario.tables;
        self.unique(&tables.fax_line, |l| &l.name);
        let mut out = Vec::new();
        for line in &tables.fax_line {
            let says = &line.says;
            let numbers = defaults::FAX_LINE_NUMBERS.or(says.numbers);
            self.range(line, "numbers", numbers, 1, 10_000_000);
            self.only_for_its_route(line);
            let (pool, site) = self.fax_home(line, d);
            let (greeting, minimum_message) = self.fax_voice_mail(line);
            out.push(FaxLine {
                name: says.name.clone(),
                numbers: numbers.max(1),
                route: self.fax_route(line, site, d, balancers),
                site,
                pool,
                policy: self.policy_of(line, says.policy.as_ref(), d),
                greeting,
                minimum_message,
            });
        }
        out
    }

    /// Reports keys that belong to another route.
    fn only_for_its_route(&mut self, line: &Object<FaxLineTable>) {
        let (route, foreign): (_, &[&str]) = match defaults::FAX_LINE_ROUTE.or(line.says.route) {
            FaxRouteText::Um => ("um", &["answers_after", "next_hops"]),
            FaxRouteText::AnalogueDevice => (
                "analogue-device",
                &["dial_plan", "policy", "mailboxes", "greeting", "minimum_message", "next_hops"],
            ),
            FaxRouteText::Direct => ("direct", &["pool", "answers_after"]),
        };
        for key in foreign.iter().filter(|key| line.gives(key)) {
            let message = format!("`{key}` has no effect on a line of route {route}");
            self.problem(&line.label, line.place_of(key), message, "remove it");
        }
    }

    /// What a line's mailboxes do with a fax that nobody takes: it hears the greeting, and what it
    /// leaves may be a message.
    fn fax_voice_mail(&mut self, line: &Object<FaxLineTable>) -> (Distribution, Span) {
        let says = &line.says;
        let mailboxes = says.route != Some(FaxRouteText::AnalogueDevice)
            && self.is_called(ClassText::Fax, &says.name);
        let (greeting, minimum) =
            (&defaults::FAX_LINE_GREETING, &defaults::FAX_LINE_MINIMUM_MESSAGE);
        let minimum = self.assumed_span(minimum, says.minimum_message, mailboxes);
        (self.assumed_time(line, greeting, says.greeting.as_ref(), mailboxes), minimum)
    }

    /// Pool and site of a line.
    fn fax_home(
        &mut self,
        line: &Object<FaxLineTable>,
        d: &Deployment,
    ) -> (Option<PoolId>, SiteId) {
        let direct = line.says.route == Some(FaxRouteText::Direct);
        let pool =
            if direct { None } else { Some(self.pool_of(line, line.says.pool.as_ref(), &d.pools)) };
        let home = pool.and_then(|id| d.pools.get(id.index())).map(|p| p.site);
        (pool, self.site_of(line, line.says.site.as_ref(), &d.sites, home))
    }

    fn fax_route(
        &mut self,
        line: &Object<FaxLineTable>,
        site: SiteId,
        d: &Deployment,
        balancers: &[DirectRoute],
    ) -> FaxRoute {
        let says = &line.says;
        match defaults::FAX_LINE_ROUTE.or(says.route) {
            FaxRouteText::AnalogueDevice => {
                let used = self.is_called(ClassText::Fax, &says.name);
                let text = says.answers_after.as_ref();
                let one_ring = &defaults::FAX_LINE_ANSWERS_AFTER;
                let answers_after = self.assumed_time(line, one_ring, text, used);
                FaxRoute::AnalogueDevice { answers_after }
            }
            FaxRouteText::Um => {
                let (dial_plan, mailboxes) = self.fax_mailboxes(line, site, true, d);
                FaxRoute::UnifiedMessaging { dial_plan, mailboxes }
            }
            FaxRouteText::Direct => {
                let (dial_plan, mailboxes) = self.fax_mailboxes(line, site, false, d);
                FaxRoute::Direct {
                    dial_plan,
                    mailboxes,
                    route: self.direct_fax_route(line, d, balancers),
                }
            }
        }
    }

    /// Dial plan and mailbox servers of a line.
    fn fax_mailboxes(
        &mut self,
        line: &Object<FaxLineTable>,
        site: SiteId,
        sip_uri: bool,
        d: &Deployment,
    ) -> (DialPlanId, Vec<ExchangeServerId>) {
        let says = &line.says;
        let what = if sip_uri { "lines of route um" } else { "lines of route direct" };
        let plan = self.plan_of(line, says.dial_plan.as_ref(), sip_uri, what, &d.dial_plans);
        let mailboxes = match (&says.mailboxes, plan) {
            (Some(wanted), _) => self.mailbox_servers(line, "mailboxes", wanted, d),
            (None, Some(plan)) => self.assumed_mailboxes(line, site, plan, d),
            (None, None) => Vec::new(),
        };
        if says.mailboxes.as_ref().is_some_and(Vec::is_empty) {
            let message = "its mailboxes are on no server".to_owned();
            self.problem(&line.label, line.place_of("mailboxes"), message, "name servers");
        }
        (plan.unwrap_or(Id::new(0)), mailboxes)
    }

    /// The direct route of a line.
    fn direct_fax_route(
        &mut self,
        line: &Object<FaxLineTable>,
        d: &Deployment,
        balancers: &[DirectRoute],
    ) -> DirectRoute {
        let targets =
            Targets { mediation: &d.mediation_servers, exchange: &d.exchange_servers, balancers };
        let wanted: Option<Vec<&String>> = line.says.next_hops.as_ref().map(|w| w.iter().collect());
        let route = self
            .direct_route(line, wanted.as_deref(), targets)
            .unwrap_or(DirectRoute { servers: Vec::new(), load_balancer: None });
        if route.servers.is_empty() || route.servers.len() > MAX_NEXT_HOPS {
            let n = route.servers.len();
            let message = format!("a direct line needs 1 to 64 Exchange servers, not {n}");
            let hint = "say `next_hops`";
            self.problem(&line.label, line.place_of("next_hops"), message, hint);
        }
        route
    }

    /// How the calling machines of a source behave, and what its gateways are assumed to do.
    pub(super) fn fax_calls(
        &mut self,
        traffic: &Object<TrafficTable>,
        party: Party,
        gateways: &[usize],
        d: &Deployment,
    ) -> FaxCalls {
        let says = &traffic.says;
        let person = matches!(party, Party::Users(_));
        if !person && says.person_hangs_up.is_some() {
            let message = "no person answers a fax line".to_owned();
            let place = traffic.place_of("person_hangs_up");
            self.problem(&traffic.label, place, message, "remove it");
        }
        let pages = defaults::TRAFFIC_PAGES.or(says.pages);
        self.range(traffic, "pages", pages, 1, 1_000);
        if says.pages.is_none() && is_delivered(party, d) {
            self.assume(&defaults::TRAFFIC_PAGES);
        }
        self.fax_gateways(party, gateways, d);
        let (tone, hangs_up) = (&defaults::TRAFFIC_GIVES_UP, &defaults::TRAFFIC_PERSON_HANGS_UP);
        let mut transmission = self.time(traffic, &defaults::TRAFFIC_PAGE, says.page.as_ref());
        transmission.shape = Shape::Sum(vec![transmission.shape; pages.clamp(1, 1_000) as usize]);
        FaxCalls {
            gives_up: self.assumed_time(traffic, tone, says.gives_up.as_ref(), true),
            gives_up_from: match defaults::TRAFFIC_GIVES_UP_FROM.or(says.gives_up_from) {
                GivesUpFromText::Answer => GivesUpFrom::Answer,
                GivesUpFromText::Dialling => GivesUpFrom::Dialling,
            },
            person_hangs_up: self.assumed_time(
                traffic,
                hangs_up,
                says.person_hangs_up.as_ref(),
                person,
            ),
            transmission,
        }
    }

    /// Lists what the gateways of a fax source are assumed to do; a machine on the gateway itself
    /// needs nothing of it.
    fn fax_gateways(&mut self, party: Party, gateways: &[usize], d: &Deployment) {
        let line = match party {
            Party::FaxLine(id) => Some(&d.fax_lines[id.index()].route),
            _ => None,
        };
        if matches!(line, Some(FaxRoute::AnalogueDevice { .. })) {
            return;
        }
        let tables = &self.scenario.tables;
        for i in gateways {
            let says = tables.gateway[*i].says.fax.clone().unwrap_or_default();
            let re_invites = d.gateways[*i].fax.method == FaxMethod::ReInvite;
            if says.t38.is_none() && says.method.is_none() {
                self.assume(&defaults::GATEWAY_FAX_T38);
            }
            if says.on_reject.is_none() && re_invites {
                self.assume(&defaults::GATEWAY_FAX_ON_REJECT);
            }
            if says.cng_detect.is_none() {
                self.assume(&defaults::GATEWAY_FAX_CNG_DETECT);
            }
            let given = tables.fax.as_ref().and_then(|t| t.says.refused_with);
            if given.is_none() && re_invites && !is_delivered(party, d) {
                self.assume(&defaults::FAX_REFUSED_WITH);
            }
        }
    }
}

/// Whether a fax can be delivered: not by way of Lync to a mailbox (S49, S50).
fn is_delivered(party: Party, d: &Deployment) -> bool {
    match party {
        Party::Users(id) => d.users[id.index()].pool.is_none(),
        Party::FaxLine(id) => {
            !matches!(d.fax_lines[id.index()].route, FaxRoute::UnifiedMessaging { .. })
        }
        Party::AutoAttendant(_) | Party::AccessNumber(_) => false,
    }
}
