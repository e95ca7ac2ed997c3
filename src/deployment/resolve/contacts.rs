//! Auto attendants and Outlook Voice Access numbers.

use super::Resolver;
use crate::base::{Id, Place};
use crate::deployment::{
    AccessNumber, AutoAttendant, Deployment, DialPlanId, PoolId, UriType, Users, UsersId,
};
use crate::scenario::{ClassText, Object, defaults};

impl Resolver<'_> {
    pub(super) fn auto_attendants(&mut self, d: &Deployment) -> Vec<AutoAttendant> {
        let tables = &self.scenario.tables;
        self.unique(&tables.auto_attendant, |a| &a.name);
        let mut out = Vec::new();
        for attendant in &tables.auto_attendant {
            let says = &attendant.says;
            let used = self.is_called(ClassText::AutoAttendant, &says.name);
            let plan = self.contact_plan(attendant, says.dial_plan.as_ref(), d);
            let pool = self.contact_pool(attendant, says.pool.as_ref(), plan, d);
            let transfer = says.transfer.clone().unwrap_or_default();
            let share =
                self.assumed_share(&defaults::AUTO_ATTENDANT_TRANSFER_SHARE, transfer.share, used);
            let to = self.groups(attendant, "transfer", transfer.to.as_ref(), plan, d);
            if share > 0.0 && to.is_empty() && plan.is_some() {
                let message = "there is nobody to transfer callers to".to_owned();
                let hint = "name groups in `to`, or write transfer = { share = \"0 %\" }";
                self.problem(&attendant.label, attendant.place_of("transfer"), message, hint);
            }
            let lync = pool.is_some();
            let apart = |group: &&Users| group.pool.is_some() != lync;
            for group in to.iter().map(|id| &d.users[id.index()]).filter(apart) {
                let message = format!("it cannot transfer callers to `{}`", group.name);
                let hint = if lync {
                    "by way of Lync a transfer reaches groups with Lync"
                } else {
                    "without Lync a transfer reaches groups without Lync"
                };
                self.problem(&attendant.label, attendant.place_of("transfer"), message, hint);
            }
            let menu = &defaults::AUTO_ATTENDANT_MENU;
            out.push(AutoAttendant {
                name: says.name.clone(),
                dial_plan: plan.unwrap_or(Id::new(0)),
                pool,
                menu: self.assumed_time(attendant, menu, says.menu.as_ref(), used),
                transfer: share,
                to,
            });
        }
        out
    }

    pub(super) fn access_numbers(&mut self, d: &Deployment) -> Vec<AccessNumber> {
        let tables = &self.scenario.tables;
        self.unique(&tables.access_number, |n| &n.name);
        let mut out = Vec::new();
        for number in &tables.access_number {
            let says = &number.says;
            let used = self.is_called(ClassText::SubscriberAccess, &says.name);
            let plan = self.contact_plan(number, says.dial_plan.as_ref(), d);
            let users = self.groups(number, "users", says.users.as_ref(), plan, d);
            let foreign = |group: &&Users| group.dial_plan != plan;
            for group in users.iter().map(|id| &d.users[id.index()]).filter(foreign) {
                let message = format!("`{}` is in another dial plan", group.name);
                let hint = "a number gives access to the mailboxes of its own plan";
                self.problem(&number.label, number.place_of("users"), message, hint);
            }
            if users.is_empty() && plan.is_some() {
                let message = "no users have a mailbox behind it".to_owned();
                let hint = "name groups of its dial plan in `users`";
                self.problem(&number.label, number.place_of("users"), message, hint);
            }
            use defaults::{
                ACCESS_NUMBER_LOG_ON, ACCESS_NUMBER_RESOLVED, ACCESS_NUMBER_SESSION,
                ACCESS_NUMBER_WRONG_PIN,
            };
            let (log_on, session) = (says.log_on.as_ref(), says.session.as_ref());
            // The order of these is the order in the list of assumptions.
            let session = self.assumed_time(number, &ACCESS_NUMBER_SESSION, session, used);
            out.push(AccessNumber {
                name: says.name.clone(),
                dial_plan: plan.unwrap_or(Id::new(0)),
                pool: self.contact_pool(number, says.pool.as_ref(), plan, d),
                users,
                resolved: self.assumed_share(&ACCESS_NUMBER_RESOLVED, says.resolved, used),
                log_on: self.assumed_time(number, &ACCESS_NUMBER_LOG_ON, log_on, used),
                wrong_pin: self.assumed_share(&ACCESS_NUMBER_WRONG_PIN, says.wrong_pin, used),
                session,
            });
        }
        out
    }

    /// The plan of a contact: named, or the only one.
    fn contact_plan<T>(
        &mut self,
        object: &Object<T>,
        name: Option<&String>,
        d: &Deployment,
    ) -> Option<DialPlanId> {
        if let Some(name) = name {
            let about = (object, "dial_plan");
            let names = d.dial_plans.iter().map(|p| p.name.as_str());
            return self.find(about, "dial_plan", name, names).map(Id::new);
        }
        if d.dial_plans.len() != 1 {
            let message =
                "`dial_plan` is missing, and there is no single dial plan to use".to_owned();
            self.problem(&object.label, object.node.place_of("name"), message, "say which");
            return None;
        }
        Some(Id::new(0))
    }

    /// The home pool of a contact whose plan is of type SIP URI; others have none.
    fn contact_pool<T>(
        &mut self,
        object: &Object<T>,
        name: Option<&String>,
        plan: Option<DialPlanId>,
        d: &Deployment,
    ) -> Option<PoolId> {
        let plan = &d.dial_plans[plan?.index()];
        if plan.uri_type == UriType::SipUri {
            return Some(self.pool_of(object, name, &d.pools));
        }
        if name.is_some() {
            let message = format!("plan `{}` is of type {}", plan.name, plan.uri_type.name());
            let hint = "only contacts of a plan of type sip-uri are homed on a pool";
            self.problem(&object.label, object.place_of("pool"), message, hint);
        }
        None
    }

    /// Groups by name or glob; by default all of the plan.
    fn groups<T>(
        &mut self,
        object: &Object<T>,
        key: &str,
        wanted: Option<&Vec<String>>,
        plan: Option<DialPlanId>,
        d: &Deployment,
    ) -> Vec<UsersId> {
        let found = match wanted {
            Some(wanted) => {
                let names = d.users.iter().map(|u| u.name.as_str());
                self.find_all((object, key), "users", wanted, names)
            }
            None => {
                let of_plan = |i: &usize| plan.is_some() && d.users[*i].dial_plan == plan;
                (0..d.users.len()).filter(of_plan).collect()
            }
        };
        found.into_iter().map(Id::new).collect()
    }

    /// Reports names that stand for a contact, a fax line or a group, and for another of these.
    pub(super) fn unique_parties(&mut self) {
        fn names<'o, T>(
            objects: &'o [Object<T>],
            name: impl Fn(&'o T) -> &'o str,
        ) -> Vec<(&'o str, &'o str, Place)> {
            let one = |o: &'o Object<T>| (name(&o.says), o.label.as_str(), o.place_of("name"));
            objects.iter().map(one).collect()
        }
        let tables = &self.scenario.tables;
        let kinds = [
            names(&tables.users, |t| &t.name),
            names(&tables.auto_attendant, |t| &t.name),
            names(&tables.access_number, |t| &t.name),
            names(&tables.fax_line, |t| &t.name),
        ];
        for (i, kind) in kinds.iter().enumerate() {
            for (name, label, place) in kind {
                let same = kinds[..i].iter().flatten().find(|(other, _, _)| other == name);
                if let Some((_, other, _)) = same {
                    let message = format!("there is {other} already");
                    let hint = "traffic goes to a name: give each its own";
                    self.problem(label, place.clone(), message, hint);
                }
            }
        }
    }
}
