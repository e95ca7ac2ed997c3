//! What the two scripts leave: permission on dial plans, UM IP gateways, hunt groups and contact objects.

use super::checker::{Checker, UNUSED, distinct, home};
use super::reach::{Failure, Row, Why};
use super::rule::{Rule, named};
use super::words::listed;
use crate::base::{Id, Severity};
use crate::deployment::{Cause, DialPlanId, Party, Peer, PoolId, Status};

pub(super) static RULES: [Rule; 10] = [
    Rule {
        name: "exchucutil-not-run",
        statements: &["S36", "S38", "S39"],
        severity: Severity::Error,
        title: "ExchUcUtil covered nothing",
        why: "The script, run on a Mailbox server, lets Lync read the UM dial plans and makes a UM IP gateway and a hunt group for each pool. Run before \
              plans and pools are there it does neither.",
        effect: "Lync does not see the dial plans: every UM call ends with 480, 15030 \"Failed to route to Exchange Server\", and missed-call \
                 notifications are lost.",
        cure: "run ExchUcUtil again now that plans and pools are there, and restart the Front End service",
        switch: None,
    },
    Rule {
        name: "plan-without-permission",
        statements: &["S36", "S38", "S58"],
        severity: Severity::Error,
        title: "Lync may not read a dial plan",
        why: "ExchUcUtil grants the permission for the plans that exist when it runs. A plan made later has no permission and no hunt groups.",
        effect: "UM calls of the plan's users end with 480, 15030 \"Failed to route to Exchange Server\", and their missed-call notifications are lost.",
        cure: "run ExchUcUtil again, and restart the Front End service",
        switch: None,
    },
    Rule {
        name: "front-end-not-restarted",
        statements: &["S38"],
        severity: Severity::Error,
        title: "the Front End service was not restarted after ExchUcUtil",
        why: "Lync detects Unified Messaging when its Front End service starts, with the permissions it has then.",
        effect: "Unified Messaging is not detected: every UM call ends with 480, 15030 \"Failed to route to Exchange Server\".",
        cure: "restart the Front End service (rtcsrv.exe) on every pool",
        switch: None,
    },
    Rule {
        name: "um-ip-gateway-missing",
        statements: &["S36", "S39", "S58"],
        severity: Severity::Error,
        title: "a pool has no UM IP gateway",
        why: "Unified Messaging knows a caller's pool by its UM IP gateway. ExchUcUtil makes one for each pool that exists when it runs.",
        effect: "Every UM call of the pool's users is refused with 403, \"UM IP gateway information not found\".",
        cure: "run ExchUcUtil again",
        switch: None,
    },
    Rule {
        name: "um-ip-gateway-disabled",
        statements: &["S39"],
        severity: Severity::Error,
        title: "a UM IP gateway takes no calls",
        why: "A UM IP gateway that is disabled, or takes no new calls, accepts no call from its peer.",
        effect: "Every UM call by its peer is refused with 403, \"UM IP gateway disabled\", and Exchange sends no call there.",
        cure: "set status = \"enabled\"",
        switch: None,
    },
    Rule {
        name: "outgoing-calls-several",
        statements: &["S40"],
        severity: Severity::Error,
        title: "several UM IP gateways allow outgoing calls",
        why: "Only one gateway may allow them: the one that the script made for the pool with most traffic. If several allow them, Exchange may use any of them, and media \
              do not cross the firewall reliably by a gateway at another site, or by one that existed before the integration.",
        effect: "Play on Phone calls fail with 504 if they leave by the UM IP gateway of a pool at another site, or by one that belongs to no pool.",
        cure: "set outgoing_calls = false on all UM IP gateways but one",
        switch: Some(
            "how many of these calls still work is not documented: rules.far_outgoing_works, 0 % by default",
        ),
    },
    Rule {
        name: "outgoing-calls-none",
        statements: &["S40"],
        severity: Severity::Error,
        title: "no UM IP gateway allows outgoing calls",
        why: "Unified Messaging places Play on Phone calls by a UM IP gateway that allows outgoing calls; a plan with a single gateway has to keep them.",
        effect: "Every Play on Phone call fails with 403.",
        cure: "set outgoing_calls = true on one UM IP gateway that the script made",
        switch: None,
    },
    Rule {
        name: "hunt-group-missing",
        statements: &["S41"],
        severity: Severity::Error,
        title: "a dial plan has no hunt group at a UM IP gateway",
        why: "The hunt group of a UM IP gateway tells Unified Messaging which dial plan a call is for. If the file lists hunt groups for a gateway, it has no others.",
        effect: "UM calls of the plan by that gateway are refused with 403, \"UM hunt group information not found\".",
        cure: "add a [[hunt_group]] of this plan for the gateway, or run ExchUcUtil again",
        switch: None,
    },
    Rule {
        name: "hunt-group-pilot",
        statements: &["S41"],
        severity: Severity::Error,
        title: "a hunt group's pilot identifier is not the dial plan's name",
        why: "Lync sends the name of the dial plan as the pilot; a call that matches no pilot identifier is not answered.",
        effect: "UM calls of the plan by that gateway are refused with 403, \"UM hunt group information not found\".",
        cure: "give the hunt group the dial plan's name as its pilot",
        switch: None,
    },
    Rule {
        name: "contact-object-missing",
        statements: &["S37", "S42", "S43"],
        severity: Severity::Error,
        title: "an auto attendant or access number has no contact object",
        why: "Lync knows the numbers of auto attendants and of Outlook Voice Access by contact objects, which OcsUmUtil makes on a Lync server.",
        effect: "Every call to the number ends with 404, 4005: the number is unknown to Lync.",
        cure: "run OcsUmUtil and create the contact object",
        switch: None,
    },
];

impl Checker<'_> {
    pub(super) fn scripts(&mut self) {
        let homes = self.d.homes();
        if homes.is_empty() {
            return;
        }
        if self.exchucutil(&homes) {
            self.gateways(&homes);
            self.outgoing(&homes);
        }
        self.contacts();
    }

    /// What `ExchUcUtil` covered; false if nothing.
    fn exchucutil(&mut self, homes: &[(PoolId, DialPlanId)]) -> bool {
        let d = self.d;
        let tables = &self.scenario.tables;
        let i = &d.integration;
        let run = tables.exchucutil.last();
        let permitted = |plan: &DialPlanId| i.permission.get(plan.index()).copied().unwrap_or(true);
        let (pools, plans) =
            (distinct(homes.iter().map(|h| h.0)), distinct(homes.iter().map(|h| h.1)));
        let sip_uri = |plan: &DialPlanId| d.sip_uri_plans().any(|p| p == *plan);
        let plans: Vec<DialPlanId> = plans.into_iter().filter(sip_uri).collect();
        if i.described.exchucutil
            && !plans.iter().any(permitted)
            && !pools.iter().any(|p| d.is_covered(*p))
        {
            let rule = named(&RULES, "exchucutil-not-run");
            let message = "it covered none of the dial plans and pools that are in use";
            let about = self.about(run, "covers");
            let by = |_: &Row, f: &Failure| {
                matches!(
                    f.why,
                    Why::Wrong(
                        Cause::PlanNotRead
                            | Cause::NoUmIpGateway
                            | Cause::NoHuntGroup
                            | Cause::NoOutgoingGateway
                    )
                )
            };
            self.find_failing(rule, about, message, by, UNUSED);
            return false;
        }
        for plan in plans.iter().filter(|plan| !permitted(plan)) {
            let name = &d.dial_plans[plan.index()].name;
            let message =
                format!("ExchUcUtil did not cover dial plan `{name}`, so Lync cannot read it");
            let about = self.about(tables.dial_plan.get(plan.index()), "name");
            let by = |row: &Row, f: &Failure| {
                f.why == Why::Wrong(Cause::PlanNotRead) && home(d, row).1 == Some(*plan)
            };
            self.find_failing(named(&RULES, "plan-without-permission"), about, message, by, UNUSED);
        }
        if !i.front_end_restarted {
            let wanted = |t: &&crate::scenario::Object<crate::scenario::ExchucutilTable>| {
                t.says.front_end_restarted == Some(false)
            };
            let about = self.about(tables.exchucutil.iter().find(wanted), "front_end_restarted");
            let message = "Lync has not detected Unified Messaging since ExchUcUtil ran";
            let by = |_: &Row, f: &Failure| f.why == Why::Wrong(Cause::PlanNotRead);
            self.find_failing(named(&RULES, "front-end-not-restarted"), about, message, by, UNUSED);
        }
        true
    }

    /// UM IP gateways and hunt groups of the pools that call, and of gateways connected to Exchange.
    fn gateways(&mut self, homes: &[(PoolId, DialPlanId)]) {
        let d = self.d;
        let tables = &self.scenario.tables;
        for pool in distinct(homes.iter().map(|h| h.0)) {
            let name = &d.pools[pool.index()].name;
            let by = |row: &Row, f: &Failure| {
                let wrong =
                    [Cause::NoUmIpGateway, Cause::UmIpGatewayDisabled, Cause::NoOutgoingGateway];
                home(d, row).0 == Some(pool)
                    && wrong.iter().any(|cause| f.why == Why::Wrong(*cause))
            };
            match d.um_ip_gateway(Peer::Pool(pool)) {
                None if !d.is_covered(pool) => {
                    let message = format!(
                        "ExchUcUtil did not cover pool `{name}`, and no UM IP gateway is written out for it"
                    );
                    let about = self.about(tables.pool.get(pool.index()), "name");
                    let rule = named(&RULES, "um-ip-gateway-missing");
                    self.find_failing(rule, about, message, by, UNUSED);
                    continue;
                }
                Some(gateway) if gateway.status != Status::Enabled => {
                    let about = self
                        .about(gateway.table.and_then(|t| tables.um_ip_gateway.get(t)), "status");
                    let message = format!("the UM IP gateway of pool `{name}` takes no calls");
                    let rule = named(&RULES, "um-ip-gateway-disabled");
                    self.find_failing(rule, about, message, by, UNUSED);
                    continue;
                }
                _ => {}
            }
            for (_, plan) in homes.iter().filter(|(p, _)| *p == pool) {
                self.hunt_group(pool, *plan);
            }
        }
    }

    fn hunt_group(&mut self, pool: PoolId, plan: DialPlanId) {
        let d = self.d;
        if d.has_hunt_group(Peer::Pool(pool), plan) {
            return;
        }
        let (pool_name, name) = (&d.pools[pool.index()].name, &d.dial_plans[plan.index()].name);
        let by = |row: &Row, f: &Failure| {
            let (there, of_plan) = home(d, row);
            let refused = f.why == Why::Wrong(Cause::NoHuntGroup) && there == Some(pool);
            (refused || f.why == Why::Wrong(Cause::NoOutgoingGateway)) && of_plan == Some(plan)
        };
        let hunts = d.integration.hunt_groups.iter().enumerate();
        let of_peer: Vec<usize> =
            hunts.filter(|(_, h)| h.peer == Peer::Pool(pool)).map(|(i, _)| i).collect();
        let group = |i: &usize| &d.integration.hunt_groups[*i];
        let table = |i: usize| self.scenario.tables.hunt_group.get(i);
        if let Some(wrong) = of_peer.iter().find(|i| group(i).dial_plan == plan) {
            let message = format!("its pilot is `{}`, and Lync sends `{name}`", group(wrong).pilot);
            let about = self.about(table(*wrong), "pilot");
            self.find_failing(named(&RULES, "hunt-group-pilot"), about, message, by, UNUSED);
        } else {
            let message =
                format!("no hunt group of pool `{pool_name}` stands for dial plan `{name}`");
            let about = self.about(of_peer.first().and_then(|i| table(*i)), "dial_plan");
            self.find_failing(named(&RULES, "hunt-group-missing"), about, message, by, UNUSED);
        }
    }

    /// Just one UM IP gateway for outgoing calls.
    fn outgoing(&mut self, homes: &[(PoolId, DialPlanId)]) {
        let d = self.d;
        let blocked = [
            "um-ip-gateway-missing",
            "um-ip-gateway-disabled",
            "hunt-group-missing",
            "hunt-group-pilot",
        ];
        let tables = &self.scenario.tables;
        let all = &d.integration.um_ip_gateways;
        let allows = all.iter().filter(|g| g.outgoing_calls);
        let place = |g: Option<&crate::deployment::UmIpGateway>| {
            self.about(
                g.and_then(|g| g.table).and_then(|t| tables.um_ip_gateway.get(t)),
                "outgoing_calls",
            )
        };
        for plan in distinct(homes.iter().map(|h| h.1)) {
            let Some((pool, _)) = homes.iter().find(|(_, p)| *p == plan) else { continue };
            let name = &d.dial_plans[plan.index()].name;
            match d.outgoing(*pool, plan).0 {
                1 => {}
                0 if blocked.iter().any(|rule| self.has_found(rule)) => {}
                0 => {
                    let message =
                        format!("no UM IP gateway of dial plan `{name}` allows outgoing calls");
                    let about = place(all.iter().find(|g| g.table.is_some()));
                    let by = |_: &Row, f: &Failure| f.why == Why::Wrong(Cause::NoOutgoingGateway);
                    let rule = named(&RULES, "outgoing-calls-none");
                    self.find_failing(rule, about, message, by, UNUSED);
                    return;
                }
                n => {
                    let names = listed(allows.clone().map(|g| g.name.as_str()));
                    let message = format!("{n} UM IP gateways allow outgoing calls: {names}");
                    let about = place(allows.clone().rfind(|g| g.table.is_some()));
                    let by =
                        |_: &Row, f: &Failure| f.why == Why::Wrong(Cause::WrongOutgoingGateway);
                    let rule = named(&RULES, "outgoing-calls-several");
                    let unused = "no call of this file fails by it: each of them stands for a pool at the users' site";
                    self.find_failing(rule, about, message, by, unused);
                    return;
                }
            }
        }
    }

    fn contacts(&mut self) {
        let d = self.d;
        let tables = &self.scenario.tables;
        let rule = named(&RULES, "contact-object-missing");
        let missing = |there: &[bool], i: usize| there.get(i) == Some(&false);
        let said = |name: &str| format!("OcsUmUtil made no contact object for `{name}`");
        let by = |party: Party| {
            move |row: &Row, f: &Failure| {
                f.why == Why::Wrong(Cause::NoContactObject) && row.party == party
            }
        };
        for (i, attendant) in d.auto_attendants.iter().enumerate().filter(|(_, a)| a.pool.is_some())
        {
            if missing(&d.integration.auto_attendant_contacts, i) {
                let about = self.about(tables.auto_attendant.get(i), "name");
                let by = by(Party::AutoAttendant(Id::new(i)));
                self.find_failing(rule, about, said(&attendant.name), by, UNUSED);
            }
        }
        for (i, number) in d.access_numbers.iter().enumerate().filter(|(_, n)| n.pool.is_some()) {
            if missing(&d.integration.access_number_contacts, i) {
                let about = self.about(tables.access_number.get(i), "name");
                let by = by(Party::AccessNumber(Id::new(i)));
                self.find_failing(rule, about, said(&number.name), by, UNUSED);
            }
        }
    }
}
