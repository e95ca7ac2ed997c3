//! Lists the choices that a file leaves open although they move answers: where something is, which product it is, which
//! way calls take, whether callers try again.

use super::Resolver;
use crate::base::SimTime;
use crate::deployment::{Deployment, FaxRoute, GatewayId, Mailboxes, Product, Traffic};
use crate::scenario::defaults::{self, DefaultValue};
use crate::scenario::{ArrivalsForm, ArrivalsText, ClassText, EditionText, RateStateTable};

impl Resolver<'_> {
    /// Lists every default of this kind that the run uses.
    pub(super) fn open_choices(&mut self, d: &Deployment) {
        if !self.problems.is_empty() {
            return; // What is asked below needs a deployment in which every name was found.
        }
        self.open_places(d);
        self.open_products(d);
        self.open_spreads(d);
        self.open_contacts(d);
        self.open_ways(d);
        self.open_attempts();
    }

    fn assume_where(&mut self, open: bool, default: &DefaultValue) {
        if open {
            self.assume(default);
        }
    }

    /// Which of several sites something is at.
    fn open_places(&mut self, d: &Deployment) {
        if d.sites.len() < 2 {
            return;
        }
        let t = &self.scenario.tables;
        let users = t.users.iter().any(|u| u.says.site.is_none());
        let servers = t
            .mediation_server
            .iter()
            .map(|m| &m.says)
            .any(|m| m.site.is_none() && m.collocated != Some(true));
        let lines = t.fax_line.iter().any(|l| l.says.site.is_none());
        let targets = d.mediation_servers.len().max(d.exchange_servers.len());
        let hops = targets > 1 && t.gateway.iter().any(|g| g.says.next_hops.is_none());
        self.assume_where(users, &defaults::USERS_SITE);
        self.assume_where(servers, &defaults::MEDIATION_SERVER_SITE);
        self.assume_where(lines, &defaults::FAX_LINE_SITE);
        self.assume_where(hops, &defaults::GATEWAY_NEXT_HOPS);
    }

    /// Which product runs, on how many servers.
    fn open_products(&mut self, d: &Deployment) {
        let t = &self.scenario.tables;
        let product = t.pool.iter().any(|p| p.says.product.is_none());
        let standard = |edition| matches!(edition, Some(EditionText::Standard));
        let front_ends =
            t.pool.iter().any(|p| p.says.front_ends.is_none() && !standard(p.says.edition));
        let collocated = t.mediation_server.iter().any(|m| m.says.collocated.is_none());
        let version = t.exchange_server.iter().any(|e| e.says.version.is_none());
        let mut takers = t.exchange_server.iter().zip(&d.exchange_servers);
        let workers = !d.dial_plans.is_empty()
            && takers.any(|(e, server)| e.says.worker_calls.is_none() && server.um_service);
        let skype =
            |p: Product| matches!(p, Product::SkypeForBusiness2015 | Product::SkypeForBusiness2019);
        let old = d.exchange_servers.iter().any(|e| e.um_service && e.version.is_legacy())
            && d.pools.iter().any(|p| skype(p.product));
        self.assume_where(product, &defaults::POOL_PRODUCT);
        self.assume_where(front_ends, &defaults::POOL_FRONT_ENDS);
        self.assume_where(collocated, &defaults::MEDIATION_SERVER_COLLOCATED);
        self.assume_where(version, &defaults::EXCHANGE_SERVER_VERSION);
        self.assume_where(workers, &defaults::EXCHANGE_SERVER_WORKER_CALLS);
        self.assume_where(old, &defaults::OLD_EXCHANGE_WITH_SKYPE);
    }

    /// How mailboxes are spread over the servers that the file names.
    fn open_spreads(&mut self, d: &Deployment) {
        let t = &self.scenario.tables;
        let several = |mailboxes: &Option<Mailboxes>| match mailboxes {
            Some(Mailboxes::Migrating { current, legacy, .. }) => {
                current.len() > 1 || legacy.len() > 1
            }
            _ => false,
        };
        let mut users = t.users.iter().zip(&d.users);
        let users = users.any(|(table, u)| table.says.mailboxes.is_some() && several(&u.mailboxes));
        let mut lines = t.fax_line.iter().zip(&d.fax_lines);
        let lines = lines.any(|(table, line)| match &line.route {
            FaxRoute::UnifiedMessaging { mailboxes, .. } | FaxRoute::Direct { mailboxes, .. } => {
                table.says.mailboxes.is_some() && mailboxes.len() > 1
            }
            FaxRoute::AnalogueDevice { .. } => false,
        });
        self.assume_where(users, &defaults::USERS_MAILBOXES_SHARES);
        self.assume_where(lines, &defaults::FAX_LINE_MAILBOXES_SPREAD);
    }

    /// Whom an attendant, an access number or a fax line is for.
    fn open_contacts(&mut self, d: &Deployment) {
        let t = &self.scenario.tables;
        let attendants = t.auto_attendant.iter().zip(&d.auto_attendants).any(|(table, a)| {
            let open = table.says.transfer.as_ref().is_none_or(|t| t.to.is_none());
            open && a.transfer > 0.0
                && a.to.len() > 1
                && self.is_called(ClassText::AutoAttendant, &a.name)
        });
        let numbers = t.access_number.iter().zip(&d.access_numbers).any(|(table, n)| {
            table.says.users.is_none()
                && n.users.len() > 1
                && self.is_called(ClassText::SubscriberAccess, &n.name)
        });
        let lines = t.fax_line.iter().zip(&d.fax_lines);
        let routes = lines.clone().any(|(table, line)| {
            let by_um = matches!(line.route, FaxRoute::UnifiedMessaging { .. });
            table.says.route.is_none() && by_um && self.is_called(ClassText::Fax, &line.name)
        });
        let counted = |name: &str| {
            t.traffic.iter().map(|t| &t.says).any(|t| {
                let counts = matches!(t.arrivals, ArrivalsText::Form(ArrivalsForm::PerUser(_)));
                counts && t.to.as_deref() == Some(name)
            })
        };
        let numbers_of_line =
            lines.clone().any(|(table, line)| table.says.numbers.is_none() && counted(&line.name));
        let without_lync = t.users.iter().zip(&d.users);
        let connected = without_lync
            .clone()
            .any(|(table, users)| table.says.registered.is_none() && users.pool.is_none());
        self.assume_where(attendants, &defaults::AUTO_ATTENDANT_TRANSFER_TO);
        self.assume_where(numbers, &defaults::ACCESS_NUMBER_USERS);
        self.assume_where(routes, &defaults::FAX_LINE_ROUTE);
        self.assume_where(numbers_of_line, &defaults::FAX_LINE_NUMBERS);
        self.assume_where(connected, &defaults::USERS_REGISTERED_WITHOUT_LYNC);
    }

    /// By which of several gateways calls come, and which part of a profile they follow.
    fn open_ways(&mut self, d: &Deployment) {
        let t = &self.scenario.tables;
        let sources = t.traffic.iter().zip(&d.traffic);
        let site = |id: &GatewayId| d.gateways[id.index()].site;
        let far = |source: &Traffic| {
            let mut sites = source.gateways.iter().map(site);
            let first = sites.next();
            sites.any(|other| Some(other) != first)
        };
        let gateways = sources.clone().any(|(table, s)| table.says.gateways.is_none() && far(s));
        let choose =
            sources.clone().any(|(table, s)| table.says.choose.is_none() && s.gateways.len() > 1);
        let follows = |a: &ArrivalsText| matches!(a, ArrivalsText::Form(ArrivalsForm::Profile(_)));
        let profile = t.traffic.iter().any(|t| follows(&t.says.arrivals));
        let start = t.study.as_ref().is_none_or(|s| s.says.start.is_none());
        let days = || t.traffic.iter().filter_map(|t| t.says.day_factor.as_ref());
        let settings = &d.settings;
        let end = SimTime::ZERO + settings.warm_up + settings.duration;
        let several_days = !settings.clock.midnights(end).is_empty();
        let correlation = several_days && days().any(|day| day.correlation.is_none());
        let shared = days().count() > 1 && days().any(|day| day.shared.is_none());
        let states = |t: &Vec<RateStateTable>| t.len() > 2 && t.iter().any(|s| s.next.is_none());
        let states = t.traffic.iter().filter_map(|t| t.says.rate_states.as_ref()).any(states);
        self.assume_where(correlation, &defaults::TRAFFIC_DAY_FACTOR_CORRELATION);
        self.assume_where(shared, &defaults::TRAFFIC_DAY_FACTOR_SHARED);
        self.assume_where(states, &defaults::TRAFFIC_RATE_STATES_NEXT);
        self.assume_where(gateways, &defaults::TRAFFIC_GATEWAYS);
        self.assume_where(choose, &defaults::TRAFFIC_CHOOSE);
        self.assume_where(profile && start, &defaults::STUDY_START);
    }

    /// Whether and how often refused callers try again; what fax machines do without a word is listed with them.
    fn open_attempts(&mut self) {
        let t = &self.scenario.tables;
        let sources = || t.traffic.iter().map(|t| &t.says);
        let never = sources().any(|s| s.class != ClassText::Fax && s.retry.is_none());
        let open = |fax: bool| {
            let of_class = sources().filter(|s| (s.class == ClassText::Fax) == fax);
            of_class.filter_map(|s| s.retry.as_ref()).any(|retry| retry.at_most.is_none())
        };
        let (people, machines) = (open(false), open(true));
        self.assume_where(never, &defaults::TRAFFIC_RETRY);
        self.assume_where(people, &defaults::TRAFFIC_RETRY_AT_MOST);
        self.assume_where(machines, &defaults::TRAFFIC_RETRY_AT_MOST_FAX);
    }
}
