//! What traffic can refer to.

use super::draft::Draft;

/// What the scenario has by the time that call records are read.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Names of the groups of users, the largest first.
    pub users: Vec<String>,
    /// Users of each group, in the same order.
    pub counts: Vec<u64>,
    /// Names of the gateways.
    pub gateways: Vec<String>,
    /// Names of the auto attendants.
    pub auto_attendants: Vec<String>,
    /// Names of the Outlook Voice Access numbers.
    pub access_numbers: Vec<String>,
    /// Names of the fax lines.
    pub fax_lines: Vec<String>,
    /// Whether there is a Lync pool, without which users cannot call each other.
    pub has_pool: bool,
}

impl Known {
    /// What the tables of a scenario have.
    pub(super) fn of(draft: &Draft) -> Known {
        Known {
            users: draft.names_of("users"),
            counts: draft.counts_of("users"),
            gateways: draft.names_of("gateway"),
            auto_attendants: draft.names_of("auto_attendant"),
            access_numbers: draft.names_of("access_number"),
            fax_lines: draft.names_of("fax_line"),
            has_pool: draft.has("pool"),
        }
    }
}
