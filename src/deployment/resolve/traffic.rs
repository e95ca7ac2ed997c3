//! Traffic: who calls whom, and by which gateway.

use super::Resolver;
use super::call_paths::{CallPath, call_path};
use crate::base::{Id, limits};
use crate::deployment::{
    Choice, Class, Deployment, Distribution, Party, Retry, Traffic, UsersId, times,
};
use crate::scenario::{
    ChooseText, ClassText, Object, PatienceText, RetryTable, TrafficTable, default_source_name,
    defaults,
};
use std::collections::BTreeSet;

impl Resolver<'_> {
    /// All traffic sources.
    pub(super) fn traffic(&mut self, d: &Deployment) -> Vec<Traffic> {
        let tables = &self.scenario.tables;
        if tables.traffic.is_empty() {
            let hint = "add a [[traffic]] with class, to and arrivals";
            let message = "nobody calls";
            self.problems.push(crate::base::Diagnostic::error("traffic", message).hint(hint));
        }
        if let Some(first) = tables.traffic.get(limits::SOURCES) {
            let (n, most) = (tables.traffic.len(), limits::SOURCES);
            let message =
                format!("this is traffic source {} of {n}; a model has at most {most}", most + 1);
            let hint = "let one source call several offices, or split the model into parts that exchange no calls";
            self.problem(&first.label, first.place_of("class"), message, hint);
            return Vec::new();
        }
        let mut out: Vec<Traffic> = Vec::new();
        let mut names = BTreeSet::new();
        for traffic in &tables.traffic {
            let Some(source) = self.source(traffic, d) else { continue };
            if !names.insert(source.name.clone()) {
                let message = format!("there is another source named `{}`", source.name);
                let place = traffic.place_of("class");
                self.problem(&traffic.label, place, message, "give each a `name`");
            }
            out.push(source);
        }
        self.replays();
        out
    }

    fn source(&mut self, traffic: &Object<TrafficTable>, d: &Deployment) -> Option<Traffic> {
        let says = &traffic.says;
        let class = class_of(says.class);
        self.only_for_its_class(traffic, class);
        let (party, name) = self.party(traffic, class, d)?;
        let to_network = match class {
            Class::PlayOnPhone => {
                let default = &defaults::TRAFFIC_TO_TELEPHONE_NETWORK;
                self.assumed_share(default, says.to_telephone_network, true)
            }
            _ => 0.0,
        };
        let path = call_path(class, party, to_network, d);
        let gateways = self.source_gateways(traffic, path, d);
        let talk = self.talk(traffic, class);
        // The menu, not the conversation, holds most calls to an auto attendant.
        let mean_talk = if class == Class::AutoAttendant { 0.0 } else { talk.shape.mean() * 1e-9 };
        let arrivals = self.arrivals(traffic, (class, party, counted(party, d)), mean_talk, d)?;
        let variation = self.variation(traffic, &arrivals, d);
        let choose = self.choose(traffic, &gateways, d);
        let fax = (class == Class::Fax).then(|| self.fax_calls(traffic, party, &gateways, d));
        let default_name = || default_source_name(class.name(), &name);
        Some(Traffic {
            name: says.name.clone().unwrap_or_else(default_name),
            class,
            party,
            callers: self.callers(traffic, class, d),
            gateways: gateways.into_iter().map(Id::new).collect(),
            choose,
            arrivals,
            variation,
            talk,
            patience: self.patience(traffic, class),
            retry: self.retry(traffic, class),
            fax,
            to_telephone_network: to_network,
        })
    }

    /// Reports keys that have no effect on calls of this class.
    fn only_for_its_class(&mut self, traffic: &Object<TrafficTable>, class: Class) {
        let fax: &[Class] = &[Class::Fax];
        let talks = [
            Class::Voice,
            Class::Outbound,
            Class::Internal,
            Class::AutoAttendant,
            Class::PlayOnPhone,
        ];
        let keys = [
            ("patience", &WAITING[..]),
            ("talk", &talks[..]),
            ("gives_up", fax),
            ("gives_up_from", fax),
            ("person_hangs_up", fax),
            ("pages", fax),
            ("page", fax),
            ("to_telephone_network", &[Class::PlayOnPhone]),
        ];
        for (key, classes) in keys {
            if traffic.gives(key) && !classes.contains(&class) {
                let message = format!("`{key}` has no effect on {} calls", class.name());
                let hint = match (key, class) {
                    ("patience", Class::Fax) => "the patience of a fax machine is `gives_up`",
                    _ => "remove it",
                };
                self.problem(&traffic.label, traffic.place_of(key), message, hint);
            }
        }
    }

    /// Whom calls are for, or from whom they are, with its name.
    fn party(
        &mut self,
        traffic: &Object<TrafficTable>,
        class: Class,
        d: &Deployment,
    ) -> Option<(Party, String)> {
        let says = &traffic.says;
        let (key, wanted, wrong, other) = match is_from(class) {
            true => ("from", &says.from, "to", &says.to),
            false => ("to", &says.to, "from", &says.from),
        };
        if other.is_some() && class != Class::Internal {
            let message = format!("{} calls have no `{wrong}`", class.name());
            self.problem(&traffic.label, traffic.place_of(wrong), message, "remove it");
        }
        let kind = match class {
            Class::AutoAttendant => "auto_attendant",
            Class::SubscriberAccess => "access_number",
            Class::Fax => "users or fax_line",
            _ => "users",
        };
        let Some(name) = wanted else {
            let message = format!("`{key}` is missing");
            let hint = format!("name one of [[{kind}]]");
            self.problem(&traffic.label, traffic.place_of("class"), message, &hint);
            return None;
        };
        let about = (traffic, key);
        let users = d.users.iter().map(|u| u.name.as_str());
        let party = match class {
            Class::AutoAttendant => {
                let names = d.auto_attendants.iter().map(|a| a.name.as_str());
                Party::AutoAttendant(Id::new(self.find(about, kind, name, names)?))
            }
            Class::SubscriberAccess => {
                let names = d.access_numbers.iter().map(|n| n.name.as_str());
                Party::AccessNumber(Id::new(self.find(about, kind, name, names)?))
            }
            Class::Fax => {
                let names = users.chain(d.fax_lines.iter().map(|l| l.name.as_str()));
                let found = self.find(about, kind, name, names)?;
                match found.checked_sub(d.users.len()) {
                    Some(line) => Party::FaxLine(Id::new(line)),
                    None => Party::Users(Id::new(found)),
                }
            }
            _ => Party::Users(Id::new(self.find(about, kind, name, users)?)),
        };
        let silent = |id: UsersId| d.users[id.index()].dial_plan.is_none();
        if class == Class::PlayOnPhone && matches!(party, Party::Users(id) if silent(id)) {
            let message = format!("users `{name}` have no voice mail");
            let hint = "name their dial plan in [[users]]";
            self.problem(&traffic.label, traffic.place_of(key), message, hint);
        }
        Some((party, name.clone()))
    }

    /// Who calls inside Lync, where that is said.
    fn callers(
        &mut self,
        traffic: &Object<TrafficTable>,
        class: Class,
        d: &Deployment,
    ) -> Option<UsersId> {
        let name = traffic.says.from.as_ref().filter(|_| class == Class::Internal)?;
        let users = d.users.iter().map(|u| u.name.as_str());
        self.find((traffic, "from"), "users", name, users).map(Id::new)
    }

    /// Conversation with a person; none in faxes and Outlook Voice Access.
    fn talk(&mut self, traffic: &Object<TrafficTable>, class: Class) -> Distribution {
        let text = traffic.says.talk.as_ref();
        match class {
            Class::Fax | Class::SubscriberAccess => Distribution::zero("traffic.talk"),
            Class::PlayOnPhone => {
                self.assumed_time(traffic, &defaults::TRAFFIC_TALK_PLAY_ON_PHONE, text, true)
            }
            _ => self.time(traffic, &defaults::TRAFFIC_TALK, text),
        }
    }

    /// How long callers wait for an answer; `None` where they wait as long as it takes.
    fn patience(&mut self, traffic: &Object<TrafficTable>, class: Class) -> Option<Distribution> {
        let default = &defaults::TRAFFIC_PATIENCE;
        match &traffic.says.patience {
            _ if !WAITING.contains(&class) => None,
            Some(PatienceText::Never) => None,
            Some(PatienceText::After(text)) => Some(self.given_time(traffic, "patience", text)),
            None => Some(self.assumed_time(traffic, default, None, true)),
        }
    }

    /// Whether refused callers try again; fax machines do unless it is said that they do not.
    fn retry(&mut self, traffic: &Object<TrafficTable>, class: Class) -> Option<Retry> {
        let fax = class == Class::Fax;
        let Some(retry) = &traffic.says.retry else {
            if !fax {
                return None;
            }
            self.assume(&defaults::TRAFFIC_RETRY_FAX);
            let retry: RetryTable = defaults::TRAFFIC_RETRY_FAX.get();
            let after = times::distribution("traffic.retry.after", &retry.after, self.scenario);
            return Some(Retry {
                share: retry.share.0,
                after_drop: retry.share.0,
                after: after.unwrap_or(Distribution::zero("traffic.retry.after")),
                at_most: defaults::TRAFFIC_RETRY_AT_MOST_FAX.or(retry.at_most),
            });
        };
        let at_most = match fax {
            true => defaults::TRAFFIC_RETRY_AT_MOST_FAX.or(retry.at_most),
            false => defaults::TRAFFIC_RETRY_AT_MOST.or(retry.at_most),
        };
        if !(1..=14).contains(&at_most) {
            let message = "`at_most` must be between 1 and 14".to_owned();
            self.problem(&traffic.label, traffic.place_of("retry"), message, "");
        }
        let after = self.given_time(traffic, "retry.after", &retry.after);
        let after_drop = retry.after_drop.unwrap_or(retry.share).0;
        Some(Retry { share: retry.share.0, after_drop, after, at_most })
    }

    /// Gateways that lead to the party, named or all of them; none where the calls need none.
    fn source_gateways(
        &mut self,
        traffic: &Object<TrafficTable>,
        path: CallPath,
        d: &Deployment,
    ) -> Vec<usize> {
        let place = traffic.place_of("gateways");
        if path == CallPath::None {
            for key in ["gateways", "choose"].into_iter().filter(|key| traffic.gives(key)) {
                let message = format!("these calls take no gateway: `{key}` has no effect");
                self.problem(&traffic.label, traffic.place_of(key), message, "remove it");
            }
            return Vec::new();
        }
        let names = d.gateways.iter().map(|g| g.name.as_str());
        let all = || 0..d.gateways.len();
        let leads = |i: &usize| path.is_by(&d.gateways[*i]);
        let wanted = traffic.says.gateways.as_deref().unwrap_or_default();
        if wanted.is_empty() {
            let gateways: Vec<usize> = all().filter(leads).collect();
            if gateways.is_empty() || traffic.gives("gateways") {
                let message = "there is no gateway for these calls".to_owned();
                self.problem(&traffic.label, place, message, path.cure());
            }
            return gateways;
        }
        let gateways = self.find_all((traffic, "gateways"), "gateway", wanted, names);
        for i in gateways.iter().filter(|i| !leads(i)) {
            let message = format!("gateway `{}` does not lead there", d.gateways[*i].name);
            self.problem(&traffic.label, place.clone(), message, path.cure());
        }
        gateways
    }

    fn choose(
        &mut self,
        traffic: &Object<TrafficTable>,
        gateways: &[usize],
        d: &Deployment,
    ) -> Choice {
        let name = |i: &usize| d.gateways[*i].name.as_str();
        match defaults::TRAFFIC_CHOOSE.or(traffic.says.choose.clone()) {
            ChooseText::InOrder => Choice::InOrder,
            ChooseText::RoundRobin => Choice::RoundRobin,
            ChooseText::ByChannels => {
                let channels = |i: &usize| f64::from(d.gateways[*i].channels);
                let sum: f64 = gateways.iter().map(channels).sum();
                Choice::Shares(gateways.iter().map(|i| channels(i) / sum.max(1.0)).collect())
            }
            ChooseText::Share(shares) => {
                let place = traffic.place_of("choose");
                for wanted in shares.keys() {
                    self.find((traffic, "choose"), "gateway", wanted, gateways.iter().map(name));
                }
                let share = |i: &usize| shares.get(name(i)).map_or(0.0, |share| share.0);
                let list: Vec<f64> = gateways.iter().map(share).collect();
                let sum: f64 = list.iter().sum();
                if (sum - 1.0).abs() > 1e-9 {
                    let message = format!("the shares sum to {:.4} %, not 100 %", 100.0 * sum);
                    self.problem(&traffic.label, place, message, "");
                }
                Choice::Shares(list)
            }
        }
    }
}

/// Classes whose callers are people who wait for an answer and may give up.
const WAITING: [Class; 4] =
    [Class::Voice, Class::Internal, Class::AutoAttendant, Class::SubscriberAccess];

pub(super) const fn class_of(text: ClassText) -> Class {
    match text {
        ClassText::Voice => Class::Voice,
        ClassText::Outbound => Class::Outbound,
        ClassText::Internal => Class::Internal,
        ClassText::Fax => Class::Fax,
        ClassText::AutoAttendant => Class::AutoAttendant,
        ClassText::SubscriberAccess => Class::SubscriberAccess,
        ClassText::PlayOnPhone => Class::PlayOnPhone,
    }
}

/// Whether a source says from whom its calls are, not for whom.
const fn is_from(class: Class) -> bool {
    matches!(class, Class::Outbound | Class::PlayOnPhone)
}

/// What `per_user` counts: users, or the numbers of a fax line.
fn counted(party: Party, d: &Deployment) -> Option<u32> {
    let users = |id: &UsersId| d.users[id.index()].count;
    match party {
        Party::Users(id) => Some(users(&id)),
        Party::AutoAttendant(_) => None,
        Party::AccessNumber(id) => {
            let groups = d.access_numbers[id.index()].users.iter();
            Some(groups.map(users).fold(0, u32::saturating_add))
        }
        Party::FaxLine(id) => Some(d.fax_lines[id.index()].numbers),
    }
}
