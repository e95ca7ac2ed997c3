//! What the file means: every reference resolved to an identity, every default filled in, every
//! unit gone. It knows nothing of events and draws nothing; `network` compiles it into what runs.
//!
//! A [`Deployment`] can only come from [`resolve()`], so its user need not ask whether a
//! name dangles or a share is above one.

mod access;
mod cause;
mod distribution;
mod exchange;
mod handshake;
mod ids;
mod integration;
mod loss_kind;
mod losses;
mod lync;
mod mailboxes;
mod money;
mod outage;
mod overload;
mod processing;
mod resolve;
mod sizing;
mod study;
mod survival;
mod system;
mod telephony;
mod times;
mod traffic;
mod trust;
mod variation;

pub use access::{Fit, fit};
pub use cause::{Cause, TlsProblem};
pub use distribution::{Distribution, Shape};
pub use exchange::{
    AccessNumber, AutoAttendant, DialPlan, ExchangeServer, FaxLine, FaxPartner, FaxRoute,
    LegacyNotifications, MailboxPolicy, OlderServer, Preview, UriType, Version,
};
pub use ids::{
    AccessNumberId, AutoAttendantId, DialPlanId, ExchangeServerId, FaxLineId, FaxPartnerId,
    GatewayId, MailboxPolicyId, MediationServerId, PoolId, SiteId, UsersId,
};
pub use integration::{
    Described, Encryption, HuntGroup, Integration, LocationProfile, Peer, Route, Security,
    StartupMode, Status, UmIpGateway, VoicePolicy, VoicePolicyId,
};
pub use loss_kind::LossKind;
pub use losses::Loss;
pub use lync::{MediationServer, Pool, Product};
pub use mailboxes::{MailboxRanks, NoticeLoss, ServedMailboxes, Taking, notice_loss, taking};
pub use money::{Money, MoneyUnit};
pub use outage::{Effect, Failover, FailoverTimes, Outage, OutageRole, OutageTarget, OutageTimes};
pub use overload::{HostOverload, OverloadControl, OverloadTimes};
pub use processing::{Connection, HostProcessing, MessageKind, Processing, Role, Work};
pub use resolve::resolve;
pub use sizing::{Sizing, Survive, Vary};
pub use study::{Assumption, Bound, NamedFigure, Reference, Settings, Target};
pub use system::Deployment;
pub use telephony::{
    Balance, BranchAppliance, DirectRoute, FaxMethod, FaxOnReject, Gateway, GatewayFax,
    GatewayKind, Link, LoadBalancer, Site, Trunk,
};
pub use traffic::{
    Answers, Arrivals, Choice, Class, FaxCalls, GivesUpFrom, Mailboxes, Party, Replay, Retry,
    Traffic, Users, VoiceMail,
};
pub use trust::{
    Authority, AuthorityId, AuthorityKind, Certificate, CertificateId, Host, Rules,
    SecurityCheckedAt, Trust,
};
pub use variation::{DayFactor, RateState, Surge, Variation};
