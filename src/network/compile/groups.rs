//! Users, auto attendants, access numbers and fax lines into groups that can be called.

use super::super::groups::{
    Appliance, Callee, Endpoints, Group, GroupAccess, GroupId, MailboxShare,
};
use super::super::hosts::{ExchangeServerId, ResourceKind};
use super::super::names::Home;
use super::access::{group_access, users_access};
use super::builder::Builder;
use super::variates::variate;
use crate::base::{Id, IdRange, Span};
use crate::deployment::{
    self, AccessNumber, AutoAttendant, Cause, Deployment, DialPlanId, FaxLine, FaxRoute,
    MailboxPolicyId, Party, PoolId, Product, SiteId, Traffic, Users,
};
use crate::kernel::{Variate, stable_hash};
use crate::measure::{Scope, ScopeKind};

/// What serves the users of a site while they are cut off from their pool.
fn appliance(deployment: &Deployment, site: SiteId) -> Option<Appliance> {
    let appliance = deployment.sites[site.index()].branch_appliance.as_ref()?;
    let voice_mail_by = appliance.voice_mail_by.iter().map(|id| id.counterpart()).collect();
    Some(Appliance { gateway: appliance.gateway.counterpart(), voice_mail_by })
}

impl Builder {
    /// Adds the groups, in the order on which [`Builder::parties`] relies.
    pub(super) fn groups(&mut self, deployment: &Deployment) {
        deployment.users.iter().for_each(|users| self.users(deployment, users));
        let contact = |there: &[bool], i: usize| {
            let missing = !there.get(i).copied().unwrap_or(true);
            missing.then_some(Cause::NoContactObject)
        };
        for (i, attendant) in deployment.auto_attendants.iter().enumerate() {
            let cause = contact(&deployment.integration.auto_attendant_contacts, i);
            self.auto_attendant(deployment, attendant, cause);
        }
        for (i, number) in deployment.access_numbers.iter().enumerate() {
            let cause = contact(&deployment.integration.access_number_contacts, i);
            self.access_number(deployment, number, cause);
        }
        deployment.fax_lines.iter().for_each(|line| self.fax_line(deployment, line));
    }

    /// The groups that a source's calls may reach, first the one that they are to.
    pub(super) fn parties(&self, deployment: &Deployment, traffic: &Traffic) -> Vec<GroupId> {
        let group = |users: &deployment::UsersId| users.counterpart();
        let attendants = deployment.users.len();
        let numbers = attendants + deployment.auto_attendants.len();
        let lines = numbers + deployment.access_numbers.len();
        match traffic.party {
            Party::Users(users) => vec![group(&users)],
            Party::AutoAttendant(id) => {
                let mut parties = vec![Id::new(attendants + id.index())];
                parties.extend(deployment.auto_attendants[id.index()].to.iter().map(group));
                parties
            }
            Party::AccessNumber(id) => {
                let mut parties = vec![Id::new(numbers + id.index())];
                parties.extend(deployment.access_numbers[id.index()].users.iter().map(group));
                parties
            }
            Party::FaxLine(id) => vec![Id::new(lines + id.index())],
        }
    }

    fn users(&mut self, deployment: &Deployment, users: &Users) {
        let group = Group {
            count: users.count,
            mailboxes: mailbox_shares(deployment, users),
            endpoints: endpoints(users.endpoints, users.count),
            has_endpoints: users.endpoints > 0.0,
            registered: users.registered,
            busy: users.busy,
            do_not_disturb: users.do_not_disturb,
            ring: variate(&users.ring),
            answer_share: users.answers.share,
            answer_after: variate(&users.answers.after),
            greeting: variate(&users.voice_mail.greeting),
            hangs_up_in_greeting: users.voice_mail.hangs_up_in_greeting,
            leaves_message: users.voice_mail.leaves_message,
            message: variate(&users.voice_mail.message),
            minimum_message: users.voice_mail.minimum_message,
            access: users_access(deployment, users),
            appliance: users.pool.and_then(|_| appliance(deployment, users.site)),
            ..self.bare(deployment, &users.name, users.site, users.pool)
        };
        let mailbox =
            MailboxAllows { notifications: users.missed_call_notifications, fax: users.fax };
        let group = with_policy(group, deployment, users.dial_plan, users.policy, mailbox);
        self.add(deployment, ScopeKind::Users, &users.name, users.pool, group);
    }

    fn auto_attendant(
        &mut self,
        deployment: &Deployment,
        attendant: &AutoAttendant,
        cause: Option<Cause>,
    ) {
        let site = contact_site(deployment, attendant.pool);
        let group = Group {
            callee: Callee::AutoAttendant {
                menu: variate(&attendant.menu),
                transfer: attendant.transfer,
            },
            plan: Some(attendant.dial_plan.counterpart()),
            access: GroupAccess { number: cause, ..GroupAccess::default() },
            ..self.bare(deployment, &attendant.name, site, attendant.pool)
        };
        self.add(deployment, ScopeKind::AutoAttendant, &attendant.name, attendant.pool, group);
    }

    fn access_number(
        &mut self,
        deployment: &Deployment,
        number: &AccessNumber,
        cause: Option<Cause>,
    ) {
        let site = contact_site(deployment, number.pool);
        let group = Group {
            callee: Callee::AccessNumber {
                resolved: number.resolved,
                log_on: variate(&number.log_on),
                wrong_pin: number.wrong_pin,
                session: variate(&number.session),
            },
            plan: Some(number.dial_plan.counterpart()),
            access: GroupAccess { number: cause, ..GroupAccess::default() },
            ..self.bare(deployment, &number.name, site, number.pool)
        };
        self.add(deployment, ScopeKind::AccessNumber, &number.name, number.pool, group);
    }

    fn fax_line(&mut self, deployment: &Deployment, line: &FaxLine) {
        let bare = self.bare(deployment, &line.name, line.site, line.pool);
        let bare = Group {
            count: line.numbers,
            greeting: variate(&line.greeting),
            minimum_message: line.minimum_message,
            ..bare
        };
        let group = match &line.route {
            FaxRoute::UnifiedMessaging { dial_plan, mailboxes } => {
                let mailboxes = vec![share(line.numbers, mailboxes)];
                let group = Group { mailboxes, ..bare };
                with_policy(group, deployment, Some(*dial_plan), line.policy, MailboxAllows::ALL)
            }
            FaxRoute::Direct { dial_plan, mailboxes, route } => {
                let mailboxes = vec![share(line.numbers, mailboxes)];
                let group =
                    Group { mailboxes, direct_route: Some(self.direct_route(route)), ..bare };
                with_policy(group, deployment, Some(*dial_plan), line.policy, MailboxAllows::ALL)
            }
            FaxRoute::AnalogueDevice { answers_after } => {
                let scope = Scope::of(ScopeKind::FaxLine, &line.name);
                let kind = ResourceKind::FaxMachines;
                let machines = self.resource(scope, line.numbers, 1, kind);
                let answers_after = variate(answers_after);
                Group { callee: Callee::FaxMachines { answers_after, machines }, ..bare }
            }
        };
        self.add(deployment, ScopeKind::FaxLine, &line.name, line.pool, group);
    }

    /// A group whose calls nobody answers: no endpoint, no mailbox, defaults for the rest.
    fn bare(
        &self,
        deployment: &Deployment,
        name: &str,
        site: SiteId,
        pool: Option<PoolId>,
    ) -> Group {
        let product = pool.map(|id| deployment.pools[id.index()].product);
        Group {
            salt: stable_hash(name),
            callee: Callee::People,
            count: 1,
            site,
            front_ends: pool.map_or(IdRange::EMPTY, |id| self.pool_front_ends[id.index()]),
            version_filter: product != Some(Product::Ocs2007R2),
            access: GroupAccess::default(),
            direct_route: None,
            plan: None,
            mailboxes: Vec::new(),
            notifications: true,
            fax_partner: None,
            preview: true,
            endpoints: Endpoints::default(),
            has_endpoints: false,
            registered: 0.0,
            busy: 0.0,
            do_not_disturb: 0.0,
            ring: Variate::ZERO,
            answer_share: 0.0,
            answer_after: Variate::ZERO,
            greeting: Variate::ZERO,
            hangs_up_in_greeting: 0.0,
            leaves_message: 0.0,
            message: Variate::ZERO,
            minimum_message: Span::ZERO,
            appliance: None,
        }
    }

    fn add(
        &mut self,
        deployment: &Deployment,
        kind: ScopeKind,
        name: &str,
        pool: Option<PoolId>,
        mut group: Group,
    ) {
        if kind != ScopeKind::Users {
            let plan = group.plan.map(|plan| plan.counterpart());
            let number = group.access.number;
            group.access = GroupAccess { number, ..group_access(deployment, pool, plan) };
        }
        self.names.groups.push(Scope::of(kind, name));
        self.names.homes.push(Home {
            site: group.site.index(),
            pool: pool.map(|id| id.index()),
            plan: group.plan.map(|plan| plan.index()),
        });
        self.network.groups.push(group);
    }
}

/// What a mailbox allows by itself.
#[derive(Clone, Copy)]
struct MailboxAllows {
    notifications: bool,
    fax: bool,
}

impl MailboxAllows {
    const ALL: MailboxAllows = MailboxAllows { notifications: true, fax: true };
}

/// Sets what plan, policy and mailbox allow. A fax is referred only if plan, policy, partner and
/// mailbox all allow it (domain §2.7).
fn with_policy(
    group: Group,
    deployment: &Deployment,
    plan: Option<DialPlanId>,
    policy: Option<MailboxPolicyId>,
    mailbox: MailboxAllows,
) -> Group {
    let partner = plan.and_then(|plan| deployment.fax_partner_of(plan, policy, mailbox.fax));
    let policy = policy.map(|id| &deployment.mailbox_policies[id.index()]);
    Group {
        plan: plan.map(|id| id.counterpart()),
        notifications: mailbox.notifications && policy.is_none_or(|p| p.missed_call_notifications),
        fax_partner: partner.map(|id| id.counterpart()),
        preview: policy.is_none_or(|p| p.preview),
        ..group
    }
}

/// Where the caller of a contact is taken to be if it is a client: at the site of the contact's pool.
fn contact_site(deployment: &Deployment, pool: Option<PoolId>) -> SiteId {
    pool.map_or(Id::new(0), |id| deployment.pools[id.index()].site)
}

fn share(below: u32, servers: &[deployment::ExchangeServerId]) -> MailboxShare {
    let servers = servers.iter().map(|id| id.counterpart()).collect::<Vec<ExchangeServerId>>();
    MailboxShare { below, servers }
}

/// The shares of a group's users by the servers that hold their mailboxes; exact.
fn mailbox_shares(deployment: &Deployment, users: &Users) -> Vec<MailboxShare> {
    let ranks = deployment.mailbox_ranks(users);
    ranks.iter().map(|(below, servers)| share(*below, servers)).collect()
}

/// The endpoints of `count` users who have this many on average.
fn endpoints(mean: f64, count: u32) -> Endpoints {
    let whole = mean.floor();
    let one_more = ((mean - whole) * f64::from(count)).round() as u32;
    Endpoints { each: whole as u8, one_more }
}
