//! Which of a table: an identity for each kind of thing in a deployment.

use super::{
    AccessNumber, AutoAttendant, DialPlan, ExchangeServer, FaxLine, FaxPartner, Gateway,
    MailboxPolicy, MediationServer, Pool, Site, Users,
};
use crate::base::Id;

/// Which [`Site`].
pub type SiteId = Id<Site>;
/// Which [`Gateway`].
pub type GatewayId = Id<Gateway>;
/// Which [`MediationServer`].
pub type MediationServerId = Id<MediationServer>;
/// Which [`Pool`].
pub type PoolId = Id<Pool>;
/// Which [`ExchangeServer`].
pub type ExchangeServerId = Id<ExchangeServer>;
/// Which [`DialPlan`].
pub type DialPlanId = Id<DialPlan>;
/// Which [`MailboxPolicy`].
pub type MailboxPolicyId = Id<MailboxPolicy>;
/// Which [`FaxPartner`].
pub type FaxPartnerId = Id<FaxPartner>;
/// Which [`AutoAttendant`].
pub type AutoAttendantId = Id<AutoAttendant>;
/// Which [`AccessNumber`].
pub type AccessNumberId = Id<AccessNumber>;
/// Which [`FaxLine`].
pub type FaxLineId = Id<FaxLine>;
/// Which group of [`Users`].
pub type UsersId = Id<Users>;
