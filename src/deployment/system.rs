//! The whole deployment.

use super::{
    AccessNumber, Assumption, AutoAttendant, Connection, DialPlan, Distribution, ExchangeServer,
    Failover, FaxLine, FaxPartner, Gateway, Integration, Link, MailboxPolicy, MediationServer,
    Outage, OutageTimes, OverloadTimes, Pool, Preview, Processing, Reference, Settings, Site,
    Sizing, Target, Traffic, Trust, Users,
};
use crate::base::{SimTime, limits};

/// A whole system as it would be deployed, and what is asked of it.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// The scenario's title.
    pub title: String,
    /// How long, how often, from which seed.
    pub settings: Settings,
    /// What `run` judges.
    pub targets: Vec<Target>,
    /// Exact answers that the run is compared with.
    pub references: Vec<Reference>,
    /// Where things stand.
    pub sites: Vec<Site>,
    /// Lines between sites.
    pub links: Vec<Link>,
    /// One-way delay between two sites that have no link of their own.
    pub wan_delay: Distribution,
    /// Gateways, IP PBXs and session border controllers.
    pub gateways: Vec<Gateway>,
    /// Mediation Servers, stand-alone or on a Front End.
    pub mediation_servers: Vec<MediationServer>,
    /// Lync pools with their Front Ends.
    pub pools: Vec<Pool>,
    /// Exchange servers of every version.
    pub exchange_servers: Vec<ExchangeServer>,
    /// UM dial plans.
    pub dial_plans: Vec<DialPlan>,
    /// UM mailbox policies.
    pub mailbox_policies: Vec<MailboxPolicy>,
    /// Fax partner servers.
    pub fax_partners: Vec<FaxPartner>,
    /// Groups of users who behave alike.
    pub users: Vec<Users>,
    /// Auto attendants.
    pub auto_attendants: Vec<AutoAttendant>,
    /// Outlook Voice Access numbers.
    pub access_numbers: Vec<AccessNumber>,
    /// Fax lines.
    pub fax_lines: Vec<FaxLine>,
    /// Where calls come from.
    pub traffic: Vec<Traffic>,
    /// What one SIP message costs at each role.
    pub processing: Processing,
    /// What a new connection costs.
    pub connection: Connection,
    /// From the submission of a missed-call notification to its arrival in the mailbox.
    pub notification_delivery: Distribution,
    /// From the submission of a voice message to its arrival in the mailbox.
    pub message_delivery: Distribution,
    /// Voice-mail preview.
    pub preview: Preview,
    /// SIP status with which a Mediation Server refuses a fax's re-INVITE.
    pub fax_status: u16,
    /// Certificates and authorities.
    pub trust: Trust,
    /// What joins Lync and Exchange.
    pub integration: Integration,
    /// What fails, and when.
    pub outages: Vec<Outage>,
    /// What `size` is asked.
    pub sizing: Sizing,
    /// How the rest of the system reacts.
    pub failover: Failover,
    /// Timers of SIP and TCP, and the limits of Front Ends.
    pub overload: OverloadTimes,
    /// What no source backs and the scenario did not say itself, in order of first use.
    pub assumptions: Vec<Assumption>,
}

impl Deployment {
    /// Most hosts that a deployment may have, and most sites; a UM server that makes previews counts as two.
    pub const MAX_HOSTS: usize = limits::HOSTS;

    /// Until when the load is as at any other time, in seconds of simulated time: until a planned outage or a surge begins.
    pub fn steady_until(&self) -> f64 {
        let outages = self.outages.iter().filter(|outage| !outage.of.is_empty());
        let outages = outages.filter_map(|outage| match outage.times {
            OutageTimes::Once { from, .. } => Some(from),
            OutageTimes::Random { .. } => None,
        });
        let surges = self.traffic.iter().flat_map(|traffic| &traffic.variation.surges);
        let begins = outages.chain(surges.map(|surge| surge.from));
        begins.map(SimTime::seconds).fold(f64::INFINITY, f64::min)
    }

    /// Users of each pool, in the order of the pools.
    pub fn users_by_pool(&self) -> Vec<u64> {
        let mut users = vec![0; self.pools.len()];
        for group in &self.users {
            if let Some(pool) = group.pool {
                users[pool.index()] += u64::from(group.count);
            }
        }
        users
    }
}
