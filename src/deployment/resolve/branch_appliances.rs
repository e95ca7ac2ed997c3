//! Survivable Branch Appliances of sites.

use super::Resolver;
use crate::base::Id;
use crate::deployment::{BranchAppliance, Deployment, Gateway, SiteId};
use crate::scenario::{BranchApplianceTable, Object, SiteTable};

/// Where a site's appliance names its gateway, and those for voice mail.
const GATEWAY: &str = "branch_appliance.gateway";
const VOICE_MAIL_BY: &str = "branch_appliance.voice_mail_by";

impl Resolver<'_> {
    /// Joins each site with its appliance, once gateways and users are known.
    pub(super) fn branch_appliances(&mut self, deployment: &mut Deployment) {
        for (i, table) in self.scenario.tables.site.iter().enumerate() {
            if let Some(says) = &table.says.branch_appliance {
                let appliance = self.branch_appliance((table, says), Id::new(i), deployment);
                deployment.sites[i].branch_appliance = appliance;
            }
        }
    }

    fn branch_appliance(
        &mut self,
        (table, says): (&Object<SiteTable>, &BranchApplianceTable),
        site: SiteId,
        d: &Deployment,
    ) -> Option<BranchAppliance> {
        if !d.users.iter().any(|users| users.site == site && users.pool.is_some()) {
            let message = format!("no users at `{}` are in a pool", table.says.name);
            let hint =
                "remove `branch_appliance`, which serves users who are cut off from their pool";
            self.problem(&table.label, table.place_of("branch_appliance"), message, hint);
        }
        let names = d.gateways.iter().map(|gateway| gateway.name.as_str());
        let own = self.find((table, GATEWAY), "gateway", &says.gateway, names.clone());
        if let Some(own) = own.map(|own| &d.gateways[own]) {
            if own.site != site {
                let message = format!("`{}` is not at `{}`", own.name, table.says.name);
                let hint = "name a gateway of this site: the appliance stands beside it";
                self.problem(&table.label, table.place_of(GATEWAY), message, hint);
            }
            self.needs_next_hops((table, GATEWAY), own);
        }
        let wanted = says.voice_mail_by.as_deref().unwrap_or_default();
        let by = self.find_all((table, VOICE_MAIL_BY), "gateway", wanted, names);
        for gateway in by.iter().map(|i| &d.gateways[*i]) {
            if gateway.site == site {
                let message = format!("`{}` is at `{}` itself", gateway.name, table.says.name);
                let hint = "name gateways of the central site, by which calls reach voice mail";
                self.problem(&table.label, table.place_of(VOICE_MAIL_BY), message, hint);
            }
            self.needs_next_hops((table, VOICE_MAIL_BY), gateway);
        }
        let voice_mail_by = by.into_iter().map(Id::new).collect();
        Some(BranchAppliance { gateway: Id::new(own?), voice_mail_by })
    }

    /// A gateway that is connected to Exchange knows nothing of a pool.
    fn needs_next_hops(&mut self, (table, key): (&Object<SiteTable>, &str), gateway: &Gateway) {
        if gateway.next_hops.is_empty() {
            let message = format!("`{}` has no Mediation Server as next hop", gateway.name);
            let hint = "name a gateway that is connected to Lync";
            self.problem(&table.label, table.place_of(key), message, hint);
        }
    }
}
