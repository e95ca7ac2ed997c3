//! UM dial plans.

use super::super::hosts::ExchangeServerId;
use super::super::plans::DialPlan;
use super::builder::Builder;
use crate::base::Id;
use crate::deployment::{self, Deployment};
use crate::measure::{Scope, ScopeKind};

impl Builder {
    pub(super) fn plans(&mut self, deployment: &Deployment) {
        for (i, plan) in deployment.dial_plans.iter().enumerate() {
            self.names.plans.push(Scope::of(ScopeKind::DialPlan, &plan.name));
            let id = Id::new(i);
            let servers = |ids: Vec<deployment::ExchangeServerId>| -> Vec<ExchangeServerId> {
                ids.iter().map(|id| id.counterpart()).collect()
            };
            let legacy = |id: &&deployment::ExchangeServerId| {
                let server = &deployment.exchange_servers[id.index()];
                server.version.is_legacy() && server.um_service
            };
            self.network.plans.push(DialPlan {
                entries: servers(deployment.entries(id, false)),
                unfiltered_entries: servers(deployment.entries(id, true)),
                legacy_um: servers(plan.servers.iter().filter(legacy).copied().collect()),
                um_servers: servers(deployment.um_servers(id)),
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
