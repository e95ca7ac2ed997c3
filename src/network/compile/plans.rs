//! UM dial plans.

use super::super::plans::DialPlan;
use super::builder::Builder;
use crate::deployment::{self, Deployment};
use crate::measure::{Scope, ScopeKind};

impl Builder {
    pub(super) fn plans(&mut self, deployment: &Deployment) {
        for plan in &deployment.dial_plans {
            self.names.plans.push(Scope::of(ScopeKind::DialPlan, &plan.name));
            let server =
                |id: &deployment::ExchangeServerId| &deployment.exchange_servers[id.index()];
            // Call Routers from 2013 on; before 2013, the UM servers themselves.
            let is_entry = |id: &deployment::ExchangeServerId| {
                let s = server(id);
                if s.version.is_legacy() { s.um_service } else { s.call_router }
            };
            let all: Vec<_> = plan.servers.iter().filter(|id| is_entry(id)).collect();
            let newest = all.iter().map(|id| server(id).version.major()).max();
            let index = |id: &deployment::ExchangeServerId| id.counterpart();
            self.network.plans.push(DialPlan {
                entries: all
                    .iter()
                    .filter(|id| Some(server(id).version.major()) == newest)
                    .map(|id| index(id))
                    .collect(),
                unfiltered_entries: all.iter().map(|id| index(id)).collect(),
                legacy_um: plan
                    .servers
                    .iter()
                    .filter(|id| server(id).version.is_legacy() && server(id).um_service)
                    .map(index)
                    .collect(),
                um_servers: {
                    let runs = |id: &&deployment::ExchangeServerId| {
                        server(id).um_service && Some(server(id).version.major()) == newest
                    };
                    plan.servers.iter().filter(runs).map(index).collect()
                },
                tls: plan.security.is_tls(),
                retry_after_redirect: plan.retry_after_redirect,
                legacy_notifications: plan.legacy_notifications,
                legacy_only_plan_notifies: plan.legacy_only_plan_notifies,
                older_server: plan.older_server,
                max_call_duration: plan.max_call_duration,
                max_recording: plan.max_recording,
                logon_failures: plan.logon_failures,
            });
        }
    }
}
