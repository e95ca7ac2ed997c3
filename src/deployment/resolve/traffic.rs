//! Traffic: when callers call, and by which gateway.

use super::Resolver;
use crate::base::{Id, SimTime, Span};
use crate::deployment::{Arrivals, Choice, Class, Deployment, Party, Retry, Shape, Traffic};
use crate::scenario::{
    ArrivalsForm, ArrivalsText, ChooseText, ClassText, Object, PerTime, TrafficTable,
    default_source_name,
};

/// A day, the period of profiles.
const DAY: u64 = 86_400;

impl Resolver<'_> {
    /// All traffic sources.
    pub(super) fn traffic(&mut self, d: &Deployment) -> Vec<Traffic> {
        let tables = &self.scenario.tables;
        if tables.traffic.is_empty() {
            let hint = "add a [[traffic]] with class, to and arrivals";
            let message = "nobody calls";
            self.problems.push(crate::base::Diagnostic::error("traffic", message).hint(hint));
        }
        if tables.traffic.len() > 1_000 {
            let message = "more than 1,000 traffic sources";
            self.problems.push(crate::base::Diagnostic::error("traffic", message));
        }
        let mut out: Vec<Traffic> = Vec::new();
        for traffic in &tables.traffic {
            let Some(source) = self.source(traffic, d) else { continue };
            if out.iter().any(|other| other.name == source.name) {
                let message = format!("there is another source named `{}`", source.name);
                let place = traffic.place_of("class");
                self.problem(&traffic.label, place, message, "give each a `name`");
            }
            out.push(source);
        }
        out
    }

    fn source(&mut self, traffic: &Object<TrafficTable>, d: &Deployment) -> Option<Traffic> {
        let says = &traffic.says;
        let (class, wanted, key, other) = match says.class {
            ClassText::Voice => (Class::Voice, &says.to, "to", &says.from),
            ClassText::Internal => (Class::Internal, &says.to, "to", &says.from),
            ClassText::Outbound => (Class::Outbound, &says.from, "from", &says.to),
        };
        if other.is_some() {
            let wrong = if key == "to" { "from" } else { "to" };
            let message = format!("{} calls have no `{wrong}`", class.name());
            self.problem(&traffic.label, traffic.place_of(wrong), message, "take it away");
        }
        let Some(group) = wanted else {
            let message = format!("`{key}` is missing");
            let hint = "name a group of users";
            self.problem(&traffic.label, traffic.place_of("class"), message, hint);
            return None;
        };
        let names = d.users.iter().map(|u| u.name.as_str());
        let users = self.find((traffic, key), "group of users", group, names)?;
        let gateways = self.source_gateways(traffic, class, d);
        if says.patience.is_some() && class == Class::Outbound {
            let message = "outbound calls do not wait".to_owned();
            self.problem(&traffic.label, traffic.place_of("patience"), message, "take it away");
        }
        let talk =
            self.time(traffic, "talk", says.talk.as_ref(), Shape::Exponential { mean: 180e9 });
        let mean_talk = talk.shape.mean() * 1e-9;
        let count = d.users[users].count;
        let arrivals = self.arrivals(traffic, count, mean_talk, d)?;
        let choose = self.choose(traffic, &gateways, d);
        let patience = says
            .patience
            .as_ref()
            .map(|p| self.time(traffic, "patience", Some(p), Shape::Constant(0.0)));
        let retry = says.retry.as_ref().map(|retry| {
            let at_most = retry.at_most.unwrap_or(3);
            if !(1..=14).contains(&at_most) {
                let message = "`at_most` lies between 1 and 14 further attempts".to_owned();
                self.problem(&traffic.label, traffic.place_of("retry"), message, "");
            }
            let after = self.time(traffic, "retry.after", Some(&retry.after), Shape::Constant(0.0));
            Retry { share: retry.share.0, after, at_most }
        });
        let default_name = || default_source_name(class.name(), group);
        Some(Traffic {
            name: says.name.clone().unwrap_or_else(default_name),
            class,
            party: Party::Users(Id::new(users)),
            fax: None,
            to_telephone_network: 0.5,
            gateways: gateways.into_iter().map(Id::new).collect(),
            choose,
            arrivals,
            talk,
            patience,
            retry,
        })
    }

    fn source_gateways(
        &mut self,
        traffic: &Object<TrafficTable>,
        class: Class,
        d: &Deployment,
    ) -> Vec<usize> {
        let place = traffic.place_of("gateways");
        if class == Class::Internal {
            for key in ["gateways", "choose"] {
                if traffic.gives(key) {
                    let message = format!("internal calls take no gateway: `{key}` has no effect");
                    self.problem(&traffic.label, traffic.place_of(key), message, "take it away");
                }
            }
            return Vec::new();
        }
        let names = d.gateways.iter().map(|g| g.name.as_str());
        let gateways = match &traffic.says.gateways {
            Some(wanted) => self.find_all((traffic, "gateways"), "gateway", wanted, names),
            None => (0..d.gateways.len()).collect(),
        };
        if gateways.is_empty() {
            let message = "there is no gateway for these calls".to_owned();
            self.problem(&traffic.label, place, message, "add a [[gateway]]");
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
        match &traffic.says.choose {
            None | Some(ChooseText::InOrder) => Choice::InOrder,
            Some(ChooseText::RoundRobin) => Choice::RoundRobin,
            Some(ChooseText::ByChannels) => {
                let channels = |i: &usize| f64::from(d.gateways[*i].channels);
                let sum: f64 = gateways.iter().map(channels).sum();
                Choice::Shares(gateways.iter().map(|i| channels(i) / sum.max(1.0)).collect())
            }
            Some(ChooseText::Share(shares)) => {
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

    fn arrivals(
        &mut self,
        traffic: &Object<TrafficTable>,
        count: u32,
        mean_talk: f64,
        d: &Deployment,
    ) -> Option<Arrivals> {
        let flat = |rate: f64| Arrivals::Rate { steps: vec![(SimTime::ZERO, rate)], period: None };
        let place = traffic.place_of("arrivals");
        Some(match &traffic.says.arrivals {
            ArrivalsText::Rate(rate) => flat(rate.0),
            ArrivalsText::Load(_) if mean_talk <= 0.0 => {
                let message = "a load needs a conversation of some length".to_owned();
                self.problem(&traffic.label, place, message, "give a rate, as \"1200/h\"");
                return None;
            }
            ArrivalsText::Load(erlang) => flat(erlang / mean_talk),
            ArrivalsText::Form(ArrivalsForm::PerUser(rate)) => flat(rate.0 * f64::from(count)),
            ArrivalsText::Form(ArrivalsForm::Profile(profile)) => {
                let start = d.settings.start_second_of_day;
                match profile_steps(profile, start) {
                    Ok(steps) => Arrivals::Rate { steps, period: Some(Span::from_secs(DAY)) },
                    Err(why) => {
                        let hint = "write [[\"08:00\", \"300/h\"], [\"17:00\", \"60/h\"]]";
                        self.problem(&traffic.label, place, why, hint);
                        return None;
                    }
                }
            }
            ArrivalsText::Form(ArrivalsForm::Trace(file)) => {
                let mut instants: Vec<SimTime> = self
                    .scenario
                    .column(file)
                    .iter()
                    .filter_map(|seconds| Span::from_seconds(*seconds))
                    .map(|span| SimTime::ZERO + span)
                    .collect();
                instants.sort_unstable();
                Arrivals::Trace(instants)
            }
        })
    }
}

/// A daily profile as steps from simulated time 0, which is `start` seconds after midnight. Before
/// its first time of day the last rate of the day before holds.
fn profile_steps(profile: &[(String, PerTime)], start: u32) -> Result<Vec<(SimTime, f64)>, String> {
    let mut by_day: Vec<(u64, f64)> = Vec::new();
    for (time, rate) in profile {
        let second = time
            .parse::<jiff::civil::Time>()
            .map(|t| {
                i64::from(t.hour()) * 3_600 + i64::from(t.minute()) * 60 + i64::from(t.second())
            })
            .map_err(|_| format!("`{time}` is no time of day"))?;
        by_day.push((u64::try_from(second).unwrap_or(0), rate.0));
    }
    if by_day.is_empty() || by_day.windows(2).any(|pair| pair[0].0 >= pair[1].0) {
        return Err("a profile has at least one time of day, each later than the last".to_owned());
    }
    let start = u64::from(start);
    let held = by_day.iter().rev().find(|(at, _)| *at <= start).or(by_day.last());
    let mut steps = vec![(SimTime::ZERO, held.map_or(0.0, |(_, rate)| *rate))];
    let mut later: Vec<(u64, f64)> = by_day
        .iter()
        .map(|(at, rate)| ((at + DAY - start) % DAY, *rate))
        .filter(|(offset, _)| *offset > 0)
        .collect();
    later.sort_unstable_by_key(|(offset, _)| *offset);
    steps.extend(
        later.into_iter().map(|(offset, rate)| (SimTime::ZERO + Span::from_secs(offset), rate)),
    );
    Ok(steps)
}
