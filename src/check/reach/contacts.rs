//! The walk of calls to auto attendants and to Outlook Voice Access.

use super::relation::CallKind;
use super::survival::{Refusal, Stage, Survival};
use super::walk::Walk;
use crate::deployment::{AccessNumber, Cause, DialPlanId, ExchangeServerId, Host, PoolId};

impl Walk<'_> {
    /// Auto attendants and access numbers of Lync.
    pub fn contacts(&mut self) {
        let d = self.d;
        for (i, attendant) in d.auto_attendants.iter().enumerate() {
            let (Some(pool), plan) = (attendant.pool, attendant.dial_plan) else { continue };
            let there = d.integration.auto_attendant_contacts.get(i) != Some(&false);
            let course = |at: u32, asks: bool| {
                let on = |server| match asks {
                    true => self.ask(server, (pool, at), plan),
                    false => Survival::new(),
                };
                let anybody = self.anybody((pool, at), plan, on);
                self.found((pool, at), plan, there).then(&anybody)
            };
            let heard = self.by_front_end(pool, |at| course(at, false));
            let moved = self.by_front_end(pool, |at| course(at, true));
            self.by_each_gateway(CallKind::AutoAttendant, pool, &attendant.name, &heard);
            if !attendant.to.is_empty() {
                self.by_each_gateway(CallKind::Transfer, pool, &attendant.name, &moved);
            }
        }
        for (i, number) in d.access_numbers.iter().enumerate() {
            let Some(pool) = number.pool else { continue };
            let there = d.integration.access_number_contacts.get(i) != Some(&false);
            let course = |at| {
                let heard = self.access((pool, at), number);
                self.found((pool, at), number.dial_plan, there).then(&heard)
            };
            let heard = self.by_front_end(pool, course);
            self.by_each_gateway(CallKind::SubscriberAccess, pool, &number.name, &heard);
        }
    }

    fn by_each_gateway(&mut self, kind: CallKind, pool: PoolId, name: &str, on: &[Survival]) {
        for gateway in self.gateways() {
            let course = self.inbound(gateway, pool, on);
            self.add(kind, Some(gateway), name, course);
        }
    }

    /// Whether a Front End finds a contact, and Exchange takes its call.
    fn found(&self, (pool, at): (PoolId, u32), plan: DialPlanId, there: bool) -> Survival {
        let missing = if there { Ok(()) } else { Err(Cause::NoContactObject) };
        Survival::unless(Stage::FrontEnd, || self.pool_name(pool), missing)
            .then(&self.routed((pool, at), plan))
            .then(&self.entered(pool, plan, None))
    }

    /// A caller whose mailbox nobody knows: any UM server of the plan's newest version, and on from it.
    fn anybody(
        &self,
        (pool, at): (PoolId, u32),
        plan: DialPlanId,
        on: impl Fn(ExchangeServerId) -> Survival,
    ) -> Survival {
        let servers = self.d.um_servers(plan);
        if servers.is_empty() {
            let reason = "no server of the plan runs the UM service";
            let home = self.pool_name(pool);
            return Survival::failing(Refusal::plain(Stage::FrontEnd, home, 480, reason));
        }
        let here = Host::FrontEnd(pool, at);
        let secured = self.secured(pool, plan, 0.0);
        let share = 1.0 / servers.len() as f64;
        Survival::new().among(
            servers.into_iter().map(|server| {
                (share, self.to_um(here, server, true).then(&secured).then(&on(server)))
            }),
        )
    }

    /// A caller to Outlook Voice Access: known by the number and sent to the mailbox's server at once, or
    /// moved there by REFER after the log-on.
    fn access(&self, (pool, at): (PoolId, u32), number: &AccessNumber) -> Survival {
        let plan = number.dial_plan;
        let here = Host::FrontEnd(pool, at);
        let listeners = self.d.heard_at(number);
        let to_each = |from: Option<ExchangeServerId>| {
            Survival::new().among(listeners.iter().map(|(home, share)| {
                let serving = self.d.serving(*home, plan);
                let moved = match from {
                    None => self.to_mailbox(here, *home, plan),
                    // Whom no other server serves stays where the log-on was.
                    Some(_) if serving.is_none() || serving == from => Survival::new(),
                    Some(server) => {
                        let asked = self.ask(server, (pool, at), plan);
                        asked.then(&self.to_mailbox(here, *home, plan))
                    }
                };
                (*share, moved)
            }))
        };
        let known = to_each(None).then(&self.secured(pool, plan, 0.0));
        let unknown = self.anybody((pool, at), plan, |server| to_each(Some(server)));
        Survival::new().among([(number.resolved, known), (1.0 - number.resolved, unknown)])
    }
}
