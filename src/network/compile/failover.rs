//! How peers react to what fails.

use super::super::outages::Failover;
use super::variates::variate;
use crate::deployment;

/// How peers react.
pub(super) fn failover(of: &deployment::Failover) -> Failover {
    Failover {
        connect_timeout: of.connect_timeout,
        options_every: of.options_every,
        options_missed: of.options_missed,
        detect: of.detect,
        re_register: variate(&of.re_register),
        backup_registrar_after: of.backup_registrar_after,
        um_timeout: of.um_timeout,
        um_retry_after: of.um_retry_after,
        database_failover: of.database_failover,
        rtcp_timeout: of.rtcp_timeout,
        keeps_partial_message: of.keeps_partial_message,
    }
}
