//! Faxes: partner servers, and the status that refuses them.

use super::Resolver;
use crate::deployment::{FaxPartner, Site};

impl Resolver<'_> {
    pub(super) fn fax_partners(&mut self, sites: &[Site]) -> Vec<FaxPartner> {
        let tables = &self.scenario.tables;
        self.unique(&tables.fax_partner, |p| &p.name);
        let mut out = Vec::new();
        for partner in &tables.fax_partner {
            let says = &partner.says;
            let calls = says.calls.unwrap_or(48);
            self.range(partner, "calls", calls, 1, 1_000_000);
            out.push(FaxPartner {
                name: says.name.clone(),
                site: self.site_of(partner, says.site.as_ref(), sites, None),
                calls: calls.max(1),
                host: self.host(partner, says.cores, 4, says.processing.as_ref()),
            });
        }
        out
    }

    /// SIP status with which a Mediation Server refuses a fax's re-INVITE.
    pub(super) fn fax_status(&mut self) -> u16 {
        let table = self.scenario.tables.fax.as_ref();
        let status = table.and_then(|t| t.says.refused_with).unwrap_or(488);
        if let Some(table) = table {
            self.range(table, "refused_with", status, 400, 699);
        }
        u16::try_from(status).unwrap_or(488)
    }
}
