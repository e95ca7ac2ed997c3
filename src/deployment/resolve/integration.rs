//! What joins Lync and Exchange: what the file writes out, and else what the scripts make.

use super::Resolver;
use crate::base::Id;
use crate::deployment::{
    Class, Deployment, Described, DialPlanId, Encryption, HuntGroup, Integration, LocationProfile,
    Peer, PoolId, Route, StartupMode, Status, UmIpGateway, UriType, VoicePolicy,
};
use crate::scenario::{
    EncryptionText, Object, StartupModeText, StatusText, UmIpGatewayTable, defaults, nearest,
};

impl Resolver<'_> {
    pub(super) fn integration(&mut self, d: &Deployment) -> Integration {
        let tables = &self.scenario.tables;
        let (permission, covered_pools) = self.exchucutil(d);
        let um_ip_gateways = self.um_ip_gateways(d, &covered_pools);
        let hunt_groups = self.hunt_groups(d, &um_ip_gateways);
        let directory = tables.directory.as_ref().map(|t| t.says.clone()).unwrap_or_default();
        let restarted = |t: &Object<crate::scenario::ExchucutilTable>| {
            defaults::EXCHUCUTIL_FRONT_END_RESTARTED.or(t.says.front_end_restarted)
        };
        Integration {
            location_profiles: self.location_profiles(d),
            um_ip_gateways,
            hunt_groups,
            permission,
            covered_pools,
            front_end_restarted: tables.exchucutil.iter().all(restarted),
            auto_attendant_contacts: Vec::new(),
            access_number_contacts: Vec::new(),
            voice_policies: self.voice_policies(),
            routes: self.routes(d),
            lync_schema: directory.lync_schema.unwrap_or(!d.pools.is_empty()),
            proxy_addresses: defaults::DIRECTORY_PROXY_ADDRESSES.or(directory.proxy_addresses),
            resolved_without: defaults::DIRECTORY_RESOLVED_WITHOUT.or(directory.resolved_without).0,
            described: Described {
                certificates: !tables.certificate.is_empty(),
                location_profiles: !tables.location_profile.is_empty(),
                um_ip_gateways: !tables.um_ip_gateway.is_empty(),
                hunt_groups: !tables.hunt_group.is_empty(),
                exchucutil: !tables.exchucutil.is_empty(),
                ocsumutil: !tables.ocsumutil.is_empty(),
                routes: !tables.route.is_empty() || !tables.voice_policy.is_empty(),
            },
        }
    }

    /// The profiles that are given, or one for each plan of type SIP URI at all pools.
    fn location_profiles(&mut self, d: &Deployment) -> Vec<LocationProfile> {
        let tables = &self.scenario.tables;
        self.unique(&tables.location_profile, |p| &p.name);
        let all = || (0..d.pools.len()).map(Id::new).collect();
        let plan_name = |id: DialPlanId| d.dial_plans[id.index()].phone_context.clone();
        if tables.location_profile.is_empty() {
            let profile = |id| LocationProfile { name: plan_name(id), dial_plan: id, pools: all() };
            return d.sip_uri_plans().map(profile).collect();
        }
        let mut out = Vec::new();
        for profile in &tables.location_profile {
            let says = &profile.says;
            let named = says.dial_plan.as_ref();
            let what = "location profiles";
            let found = self.plan_of(profile, named, true, what, &d.dial_plans);
            let Some(dial_plan) = found else { continue };
            let names = d.pools.iter().map(|p| p.name.as_str());
            let pools = match &says.pools {
                Some(wanted) => {
                    let found = self.find_all((profile, "pools"), "pool", wanted, names);
                    found.into_iter().map(Id::new).collect()
                }
                None => all(),
            };
            out.push(LocationProfile { name: says.name.clone(), dial_plan, pools });
        }
        out
    }

    /// What the runs of `ExchUcUtil` covered: by dial plan and by pool.
    fn exchucutil(&mut self, d: &Deployment) -> (Vec<bool>, Vec<bool>) {
        let runs = &self.scenario.tables.exchucutil;
        let sip_uri = |id: usize| d.dial_plans[id].uri_type == UriType::SipUri;
        let mut plans = vec![runs.is_empty(); d.dial_plans.len()];
        let mut pools = vec![runs.is_empty(); d.pools.len()];
        for run in runs {
            let covers = run.says.covers.clone().unwrap_or_default();
            match &covers.dial_plans {
                None => (0..plans.len()).filter(|i| sip_uri(*i)).for_each(|i| plans[i] = true),
                Some(wanted) => {
                    let names = d.dial_plans.iter().map(|p| p.name.as_str());
                    let about = (run, "covers.dial_plans");
                    for found in self.find_all(about, "dial_plan", wanted, names) {
                        plans[found] = true;
                    }
                }
            }
            match &covers.pools {
                None => pools.fill(true),
                Some(wanted) => {
                    let names = d.pools.iter().map(|p| p.name.as_str());
                    for found in self.find_all((run, "covers.pools"), "pool", wanted, names) {
                        pools[found] = true;
                    }
                }
            }
        }
        (plans, pools)
    }

    /// Those that are written out, and those that the script makes for pools without one.
    fn um_ip_gateways(&mut self, d: &Deployment, covered: &[bool]) -> Vec<UmIpGateway> {
        let tables = &self.scenario.tables.um_ip_gateway;
        self.unique(tables, |g| &g.name);
        let mut out = Vec::new();
        let mut says_outgoing = Vec::new();
        for (i, table) in tables.iter().enumerate() {
            let Some(peer) = self.peer(table, d) else { continue };
            let says = &table.says;
            says_outgoing.push(says.outgoing_calls);
            out.push(UmIpGateway {
                name: says.name.clone(),
                peer,
                status: status(defaults::UM_IP_GATEWAY_STATUS.or(says.status)),
                outgoing_calls: false,
                by_script: says.by_script.unwrap_or(matches!(peer, Peer::Pool(_))),
                table: Some(i),
            });
        }
        for (i, pool) in d.pools.iter().enumerate() {
            let peer = Peer::Pool(Id::new(i));
            if covered[i] && out.iter().all(|g| g.peer != peer) {
                says_outgoing.push(None);
                out.push(UmIpGateway {
                    name: pool.name.clone(),
                    peer,
                    status: Status::Enabled,
                    outgoing_calls: false,
                    by_script: true,
                    table: None,
                });
            }
        }
        // A setting that is left out counts as correct: just one of the pools' gateways allows outgoing calls.
        let mut taken = says_outgoing.contains(&Some(true));
        for (gateway, says) in out.iter_mut().zip(says_outgoing) {
            let of_pool = matches!(gateway.peer, Peer::Pool(_));
            gateway.outgoing_calls = says.unwrap_or(!of_pool || (!taken && gateway.by_script));
            taken |= of_pool && gateway.outgoing_calls;
        }
        out
    }

    /// The peer that a UM IP gateway's address names.
    fn peer(&mut self, table: &Object<UmIpGatewayTable>, d: &Deployment) -> Option<Peer> {
        let address = table.says.address.as_ref().unwrap_or(&table.says.name);
        let peer = peer_named(address, d);
        if peer.is_none() {
            let key = if table.says.address.is_some() { "address" } else { "name" };
            let pools = d.pools.iter().map(|p| p.name.as_str());
            let known = pools.chain(d.gateways.iter().map(|g| g.name.as_str()));
            let message = format!("there is no pool or gateway `{address}`");
            self.problem(&table.label, table.place_of(key), message, &nearest(address, known));
        }
        peer
    }

    fn hunt_groups(&mut self, d: &Deployment, gateways: &[UmIpGateway]) -> Vec<HuntGroup> {
        let tables = &self.scenario.tables.hunt_group;
        self.unique(tables, |h| &h.name);
        let mut out = Vec::new();
        for table in tables {
            let says = &table.says;
            let plans = d.dial_plans.iter().map(|p| p.name.as_str());
            let plan = self.find((table, "dial_plan"), "dial_plan", &says.dial_plan, plans);
            let wanted = &says.um_ip_gateway;
            let written = gateways.iter().find(|g| g.name == *wanted).map(|g| g.peer);
            let peer = written.or_else(|| peer_named(wanted, d));
            if peer.is_none() {
                let known = gateways.iter().map(|g| g.name.as_str());
                let message = format!("there is no um_ip_gateway `{wanted}`");
                let hint = nearest(wanted, known);
                self.problem(&table.label, table.place_of("um_ip_gateway"), message, &hint);
            }
            let (Some(plan), Some(peer)) = (plan, peer) else { continue };
            out.push(HuntGroup {
                name: says.name.clone(),
                peer,
                dial_plan: Id::new(plan),
                pilot: says.pilot.clone().unwrap_or_else(|| says.dial_plan.clone()),
            });
        }
        out
    }

    fn voice_policies(&mut self) -> Vec<VoicePolicy> {
        let tables = &self.scenario.tables.voice_policy;
        self.unique(tables, |p| &p.name);
        let policy = |p: &Object<crate::scenario::VoicePolicyTable>| VoicePolicy {
            name: p.says.name.clone(),
            usages: p.says.usages.clone(),
        };
        tables.iter().map(policy).collect()
    }

    fn routes(&mut self, d: &Deployment) -> Vec<Route> {
        let tables = &self.scenario.tables.route;
        self.unique(tables, |r| &r.name);
        let mut out = Vec::new();
        for route in tables {
            let names = d.gateways.iter().map(|g| g.name.as_str());
            let wanted = &route.says.gateways;
            let found = self.find_all((route, "gateways"), "gateway", wanted, names);
            out.push(Route {
                name: route.says.name.clone(),
                usages: route.says.usages.clone(),
                gateways: found.into_iter().map(Id::new).collect(),
            });
        }
        out
    }

    /// Lists what no source says of failures, where calls meet it.
    pub(super) fn fault_assumptions(&mut self, d: &Deployment) {
        if !self.problems.is_empty() {
            return; // What is asked below needs a deployment in which every name was found.
        }
        let pairs = d.homes();
        let says = self.scenario.tables.rules.as_ref().map(|t| t.says.clone()).unwrap_or_default();
        let unfit =
            |(pool, plan): &(PoolId, DialPlanId)| d.fits_security(*pool, *plan, true).is_err();
        if says.security_checked_at.is_none() && pairs.iter().any(unfit) {
            self.assume(&defaults::RULES_SECURITY_CHECKED_AT);
        }
        let played = |class: Class| d.traffic.iter().any(|t| t.class == class);
        let wrong = |(pool, plan): &(PoolId, DialPlanId)| d.outgoing(*pool, *plan).1 > 0;
        if says.far_outgoing_works.is_none()
            && played(Class::PlayOnPhone)
            && pairs.iter().any(wrong)
        {
            self.assume(&defaults::RULES_FAR_OUTGOING_WORKS);
        }
        let directory = self.scenario.tables.directory.as_ref();
        let unnamed = d.traffic.iter().any(|t| d.named_callers(t) < 1.0);
        if unnamed && directory.is_none_or(|t| t.says.proxy_addresses.is_none()) {
            self.assume(&defaults::DIRECTORY_PROXY_ADDRESSES);
        }
        if unnamed && directory.is_none_or(|t| t.says.resolved_without.is_none()) {
            self.assume(&defaults::DIRECTORY_RESOLVED_WITHOUT);
        }
    }

    /// Which auto attendants and access numbers the runs of `OcsUmUtil` covered.
    pub(super) fn contact_objects(&mut self, d: &mut Deployment) {
        let runs = &self.scenario.tables.ocsumutil;
        let mut attendants = vec![runs.is_empty(); d.auto_attendants.len()];
        let mut numbers = vec![runs.is_empty(); d.access_numbers.len()];
        for run in runs {
            let covers = run.says.covers.clone().unwrap_or_default();
            match &covers.auto_attendants {
                None => attendants.fill(true),
                Some(wanted) => {
                    let names = d.auto_attendants.iter().map(|a| a.name.as_str());
                    let about = (run, "covers.auto_attendants");
                    for found in self.find_all(about, "auto_attendant", wanted, names) {
                        attendants[found] = true;
                    }
                }
            }
            match &covers.access_numbers {
                None => numbers.fill(true),
                Some(wanted) => {
                    let names = d.access_numbers.iter().map(|a| a.name.as_str());
                    let about = (run, "covers.access_numbers");
                    for found in self.find_all(about, "access_number", wanted, names) {
                        numbers[found] = true;
                    }
                }
            }
        }
        d.integration.auto_attendant_contacts = attendants;
        d.integration.access_number_contacts = numbers;
    }
}

fn peer_named(name: &str, d: &Deployment) -> Option<Peer> {
    let pool = d.pools.iter().position(|p| p.name == *name);
    let gateway = || d.gateways.iter().position(|g| g.name == *name);
    pool.map(|i| Peer::Pool(Id::new(i))).or_else(|| gateway().map(|i| Peer::Gateway(Id::new(i))))
}

pub(super) const fn encryption(text: EncryptionText) -> Encryption {
    match text {
        EncryptionText::Required => Encryption::Required,
        EncryptionText::Optional => Encryption::Optional,
        EncryptionText::None => Encryption::None,
    }
}

pub(super) const fn status(text: StatusText) -> Status {
    match text {
        StatusText::Enabled => Status::Enabled,
        StatusText::Disabled => Status::Disabled,
        StatusText::NoNewCalls => Status::NoNewCalls,
    }
}

pub(super) const fn mode(text: StartupModeText) -> StartupMode {
    match text {
        StartupModeText::Tcp => StartupMode::Tcp,
        StartupModeText::Tls => StartupMode::Tls,
        StartupModeText::Dual => StartupMode::Dual,
    }
}
