//! Exchange servers, put together from what `Get-UMService`, `Get-UMCallRouterSettings`, `Get-UMServer` and mailboxes say
//! of them.

use super::draft::Draft;
use super::names::{Kind as Name, Names};
use super::objects::enumerations::{STARTUP_MODE, STATUS};
use super::objects::{Kind, Object, short};
use super::table::Table;
use std::collections::BTreeMap;

/// An Exchange server.
#[derive(Debug, Default)]
pub(super) struct Server {
    /// Its fully qualified name in lower case, or its short name if no export has more.
    pub fqdn: String,
    /// Where the domain of the name is from.
    domain_from: &'static str,
    /// The objects that say something of it.
    from: Vec<String>,
    pub router: bool,
    pub service: bool,
    /// Of Exchange 2007 or 2010.
    pub legacy: bool,
    pub mailboxes: bool,
    /// The cmdlet that names it although no object is its own.
    also: Option<&'static str>,
    version: Option<&'static str>,
    modes: Vec<(usize, String)>,
    max_calls: Option<(u32, String)>,
    status: Option<(&'static str, String)>,
    /// Short names of its dial plans, in lower case, by the role that says so.
    plans: Vec<(Kind, Vec<String>)>,
    /// A list of its plans was cut when it was printed.
    cut: bool,
}

impl Server {
    /// Whether calls for Unified Messaging come to it, as far as it is known.
    pub fn takes_calls(&self) -> bool {
        self.legacy || !is_legacy(self)
    }

    /// Whether it is in a plan with each of its roles.
    pub fn is_member(&self, plan: &str) -> bool {
        let holds =
            |(_, plans): &(Kind, Vec<String>)| plans.iter().any(|p| p.eq_ignore_ascii_case(plan));
        self.plans.is_empty() || self.plans.iter().all(holds)
    }

    /// Its version as the scenario writes it, if an export says it.
    pub fn version(&self) -> Option<&'static str> {
        self.version
    }

    /// Whether it may hold mailboxes.
    fn may_hold_mailboxes(&self) -> bool {
        self.mailboxes || self.service || self.legacy || !self.router
    }

    /// Whether an export says which plans it has.
    pub fn knows_plans(&self) -> bool {
        !self.plans.is_empty() && !self.cut
    }
}

/// All servers, by their short name in lower case.
#[derive(Debug, Default)]
pub(super) struct Servers(pub BTreeMap<String, Server>);

/// The words of the scenario for `UMStartupMode`, in the order in which the weaker counts.
const MODES: [&str; 3] = ["tcp", "tls", "dual"];

impl Servers {
    /// Collects the servers of all objects. `domain` is that of machines that are named without one.
    pub fn of(objects: &[Object], domain: Option<&str>) -> Servers {
        let mut found = Servers::default();
        for object in objects {
            found.add(object);
        }
        let names = qualified(objects);
        for (key, server) in &mut found.0 {
            if server.fqdn.contains('.') {
                continue;
            }
            let named = names.iter().find(|(name, _)| name.split('.').next() == Some(key));
            (server.fqdn, server.domain_from) = match (named, domain) {
                (Some((name, why)), _) => (name.clone(), *why),
                (None, Some(domain)) => (format!("{key}.{domain}"), "; the domain is that of Lync"),
                (None, None) => (key.clone(), "; no export has its domain"),
            };
        }
        found
    }

    fn add(&mut self, object: &Object) {
        let Some(kind) = object.kind else { return };
        let name = match kind {
            Kind::UmService | Kind::UmServer => object.text("name").or(object.text("identity")),
            Kind::UmCallRouterSettings => {
                object.text("server").or(object.text("identity")).or(object.text("name"))
            }
            Kind::Mailbox => object.text("servername"),
            Kind::ExchangeCertificate if serves_um(object) => certificate_host(object),
            _ => None,
        };
        let Some(name) = name else { return };
        let name = host(name).to_lowercase();
        let key = name.split('.').next().unwrap_or(&name).to_owned();
        let server = self.0.entry(key.clone()).or_default();
        if server.fqdn.len() < name.len() {
            server.fqdn = name;
        }
        if let Some(fqdn) =
            object.text("serverfqdn").or(object.text("fqdn")).filter(|_| kind != Kind::Mailbox)
        {
            server.fqdn = fqdn.to_lowercase();
        }
        let version = object.text("admindisplayversion").and_then(version);
        server.version = server.version.or(version);
        if kind == Kind::Mailbox || kind == Kind::ExchangeCertificate {
            server.mailboxes |= kind == Kind::Mailbox;
            server.also.get_or_insert(if server.mailboxes {
                "ServerName of Get-Mailbox"
            } else {
                "Get-ExchangeCertificate"
            });
            return;
        }
        server.from.push(object.from.clone());
        server.router |= kind == Kind::UmCallRouterSettings;
        server.service |= kind == Kind::UmService;
        server.legacy |= kind == Kind::UmServer;
        let source = |property: &str| format!("{property}: {}", object.from);
        if let Some(at) = STARTUP_MODE.of(object) {
            server.modes.push((at, source("UMStartupMode")));
        }
        // Deprecated for the Call Router, which holds no calls.
        let calls = object.number("maxcallsallowed").filter(|_| kind != Kind::UmCallRouterSettings);
        if let Some(calls) = calls {
            server.max_calls = Some((calls, source("MaxCallsAllowed")));
        }
        if let Some(at) = STATUS.of(object).filter(|_| kind == Kind::UmServer) {
            server.status = Some((["enabled", "disabled", "no-new-calls"][at], source("Status")));
        }
        if object.has("dialplans") {
            let plans = object.items("dialplans");
            server
                .plans
                .push((kind, plans.iter().map(|plan| short(plan).to_lowercase()).collect()));
            server.cut |= object.is_cut("dialplans");
        }
    }

    /// Those that hold mailboxes, by their key: those of `Get-Mailbox`, or without it all that may.
    pub fn of_mailboxes(&self) -> BTreeMap<String, usize> {
        let any = self.0.values().any(|server| server.mailboxes);
        let holds = |server: &Server| match any {
            true => server.mailboxes,
            false => server.may_hold_mailboxes(),
        };
        self.0.iter().filter(|(_, server)| holds(server)).map(|(key, _)| (key.clone(), 1)).collect()
    }

    /// The servers of a plan, by their key, if the exports say them of all servers that take calls.
    pub fn members(&self, plan: &str) -> Option<Vec<(&String, &Server)>> {
        let known: Vec<_> = self.0.iter().filter(|(_, server)| server.takes_calls()).collect();
        if known.is_empty() || known.iter().any(|(_, server)| !server.knows_plans()) {
            return None;
        }
        Some(known.into_iter().filter(|(_, server)| server.is_member(plan)).collect())
    }

    /// The servers to which gateways send their calls that do not pass Lync.
    pub fn first_hops(&self) -> Vec<String> {
        let routers = self.0.values().filter(|server| server.router);
        let routers: Vec<String> = routers.map(|server| server.fqdn.clone()).collect();
        match routers.is_empty() {
            true => {
                self.0.values().filter(|s| s.service || s.legacy).map(|s| s.fqdn.clone()).collect()
            }
            false => routers,
        }
    }

    /// Adds the tables.
    pub fn write(&self, names: &Names, draft: &mut Draft) {
        let routers = self.0.values().any(|server| server.router);
        let services = self.0.values().any(|server| server.service);
        let mailboxes = self.0.values().any(|server| server.mailboxes);
        for server in self.0.values() {
            draft.push(table(server, routers && services, mailboxes, names));
        }
        if !self.0.is_empty() {
            draft.not_known("cores of hosts, and whether services were restarted after the last change of UMStartupMode: the defaults are taken");
        }
        if services && !routers {
            draft.not_known("which servers run the UM Call Router (Get-UMCallRouterSettings): every server with the UM service is assumed to");
        }
        if routers && !services {
            draft.not_known("which servers run the UM service (Get-UMService): every server with the UM Call Router is assumed to");
        }
    }
}

fn table(server: &Server, roles_known: bool, mailboxes_known: bool, names: &Names) -> Table {
    let from = match server.from.first() {
        Some(first) => format!("{first}{}", server.domain_from),
        None => format!("{}{}", server.also.unwrap_or_default(), server.domain_from),
    };
    let mut table = Table::of_list("exchange_server").text(
        "name",
        &names.of(Name::Exchange, &server.fqdn),
        from,
    );
    let legacy = is_legacy(server);
    if let Some(version) = server.version {
        table = table.text("version", version, "AdminDisplayVersion");
    } else if legacy {
        table = table.text(
            "version",
            "exchange-2010",
            "assumed: Get-UMServer lists it, without AdminDisplayVersion",
        );
    }
    let roles: Vec<&str> = match (legacy, server.mailboxes) {
        (true, true) => vec!["mailbox", "unified-messaging"],
        // Somebody has the mailboxes: without a server that is known to, all servers.
        (true, false) if !mailboxes_known => Vec::new(),
        (true, false) if server.legacy => vec!["unified-messaging"],
        (true, false) => vec!["mailbox"],
        (false, _) if !roles_known => Vec::new(),
        (false, mailboxes) => {
            let service = server.service || (mailboxes && !server.router);
            [("client-access", server.router), ("mailbox", service)]
                .into_iter()
                .filter_map(|(role, has)| has.then_some(role))
                .collect()
        }
    };
    if roles.len() == 1 || (legacy && !roles.is_empty()) {
        let roles: Vec<String> = roles.into_iter().map(str::to_owned).collect();
        table = table.list("roles", &roles, "the cmdlets that list it");
    }
    if let Some((at, from)) = server.modes.iter().min_by_key(|(at, _)| *at) {
        table = table.text("startup_mode", MODES[*at], from);
    }
    if let Some((calls, from)) = &server.max_calls {
        table = table.key("max_calls", calls.to_string(), from);
    }
    match &server.status {
        Some((status, from)) => table.text("status", status, from),
        None => table,
    }
}

fn is_legacy(server: &Server) -> bool {
    match server.version {
        Some(version) => matches!(version, "exchange-2007" | "exchange-2010"),
        None => server.legacy && !server.service && !server.router,
    }
}

/// Whether a certificate is assigned to one of the two services of Unified Messaging; if its services are not known, it is.
pub(super) fn serves_um(object: &Object) -> bool {
    let services = object.items("services");
    let is_um = |service: &String| {
        let service = service.to_ascii_lowercase();
        service == "um" || service == "umcallrouter"
    };
    services.is_empty() || services.iter().any(is_um)
}

/// The server that a certificate says it is of.
pub(super) fn certificate_host(object: &Object) -> Option<&str> {
    let by_identity = || object.text("identity")?.split_once('\\').map(|(host, _)| host);
    object.text("server").or_else(|| object.text("pscomputername")).or_else(by_identity).map(short)
}

/// The host of an identity, as `EX1` of `EX1\UMCallRouterSettings`.
fn host(identity: &str) -> &str {
    let identity = identity.trim();
    match identity.split_once('\\') {
        Some((host, _)) => host.trim(),
        None => short(identity),
    }
}

/// The version that `AdminDisplayVersion` begins with, as the scenario writes it.
pub(super) fn version(text: &str) -> Option<&'static str> {
    let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let mut parts = digits.split(|c: char| !c.is_ascii_digit()).map(str::parse::<u32>);
    match (parts.next()?.ok()?, parts.next().and_then(Result::ok)) {
        (8, _) => Some("exchange-2007"),
        (14, _) => Some("exchange-2010"),
        (15, None | Some(0)) => Some("exchange-2013"),
        (15, Some(1)) => Some("exchange-2016"),
        _ => None,
    }
}

/// Fully qualified names of hosts in lower case, and where they are from: certificates and distinguished names.
fn qualified(objects: &[Object]) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    for object in objects {
        if object.kind == Some(Kind::ExchangeCertificate) {
            let domains = object.items("certificatedomains").into_iter();
            let names = domains.filter(|name| name.contains('.') && !name.contains('*'));
            found.extend(
                names.map(|name| (name.to_lowercase(), "; the domain is from a certificate")),
            );
        }
    }
    for object in objects {
        let Some(dn) = object.text("distinguishedname") else { continue };
        let parts =
            dn.split(',').filter_map(|part| part.trim().get(3..).map(|rest| (part.trim(), rest)));
        let domain: Vec<&str> = parts
            .filter(|(part, _)| part.to_ascii_lowercase().starts_with("dc="))
            .map(|(_, rest)| rest)
            .collect();
        if !domain.is_empty()
            && matches!(
                object.kind,
                Some(Kind::UmService | Kind::UmServer | Kind::UmCallRouterSettings)
            )
        {
            let name = format!("{}.{}", short(dn), domain.join(".")).to_lowercase();
            found.push((name, "; the domain is from its distinguished name"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_known_in_each_form() {
        for (text, expected) in [
            ("Version 15.0 (Build 1497.2)", Some("exchange-2013")),
            ("Version 15.1", Some("exchange-2016")),
            ("14.3.123.4", Some("exchange-2010")),
            ("Version 8.3 (Build 83.6)", Some("exchange-2007")),
            ("Version 15.2 (Build 1)", None),
            ("", None),
        ] {
            assert_eq!(version(text), expected, "{text}");
        }
    }
}
