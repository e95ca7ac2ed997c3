//! UM dial plans, mailbox policies and auto attendants.

use super::draft::Draft;
use super::names::{Kind as Name, Names, clean, is_address};
use super::objects::enumerations::{URI_TYPE, VOIP_SECURITY};
use super::objects::{Kind, Object, short};
use super::servers::Servers;
use super::table::Table;

/// A dial plan.
#[derive(Debug)]
pub(super) struct Plan {
    pub name: String,
    /// As the scenario writes it; `None` if the export does not say it.
    pub uri_type: Option<&'static str>,
}

impl Plan {
    /// Whether Lync can use it.
    pub fn is_sip(&self) -> bool {
        self.uri_type == Some("sip-uri")
    }
}

const URI_WORDS: [&str; 3] = ["telephone-extension", "sip-uri", "e164"];
const SECURITY_WORDS: [&str; 3] = ["unsecured", "sip-secured", "secured"];

/// What an object is called: its name, or the last part of its identity.
pub(super) fn name_of(object: &Object) -> Option<String> {
    let name = object.text("name").or_else(|| object.text("identity").map(short))?;
    Some(clean(name))
}

/// The dial plans of all objects, each name once.
pub(super) fn plans(objects: &[Object]) -> Vec<Plan> {
    let mut found: Vec<Plan> = Vec::new();
    for object in of_kind(objects, Kind::UmDialPlan) {
        let Some(name) = name_of(object) else { continue };
        if !found.iter().any(|plan| plan.name == name) {
            let uri_type = URI_TYPE.of(object).map(|at| URI_WORDS[at]);
            found.push(Plan { name, uri_type });
        }
    }
    found
}

/// The objects of a cmdlet.
pub(super) fn of_kind(objects: &[Object], kind: Kind) -> impl Iterator<Item = &Object> {
    objects.iter().filter(move |object| object.kind == Some(kind))
}

/// Adds the tables of plans, policies and attendants; `in_use` names the policies that users have.
pub(super) fn write(
    objects: &[Object],
    plans: &[Plan],
    in_use: &[String],
    servers: &Servers,
    names: &Names,
    draft: &mut Draft,
) {
    for plan in plans {
        let of_plan = |object: &&Object| name_of(object).as_deref() == Some(&plan.name);
        let table = match of_kind(objects, Kind::UmDialPlan).find(of_plan) {
            Some(object) => plan_table(object, plan, servers, names, draft),
            None => {
                draft.not_known(format!(
                    "type and security of dial plan `{}`: the defaults are taken",
                    plan.name
                ));
                Table::of_list("dial_plan").text(
                    "name",
                    &plan.name,
                    "users or policies name it; it is in no export",
                )
            }
        };
        draft.push(table);
    }
    let mut partners = Vec::new();
    let mut known = Vec::new();
    for object in of_kind(objects, Kind::UmMailboxPolicy) {
        let Some(name) = name_of(object).filter(|name| !known.contains(name)) else { continue };
        if !in_use.contains(&name) {
            draft.say(format!(
                "{}: left out, because no user of the exports has this policy",
                object.from
            ));
            continue;
        }
        let table = policy_table(object, &name, plans, names, &mut partners);
        draft.push(table);
        known.push(name);
    }
    for (partner, from) in partners {
        draft.push(Table::of_list("fax_partner").text("name", &partner, from));
        draft.not_known("the lines of fax partners: the default is taken");
    }
}

fn plan_table(
    object: &Object,
    plan: &Plan,
    servers: &Servers,
    names: &Names,
    draft: &mut Draft,
) -> Table {
    let mut table = Table::of_list("dial_plan").text("name", &plan.name, &object.from);
    if let Some(uri_type) = plan.uri_type {
        table = table.text("uri_type", uri_type, "URIType");
    }
    match VOIP_SECURITY.of(object) {
        Some(at) => table = table.text("security", SECURITY_WORDS[at], "VoIPSecurity"),
        None => draft
            .not_known(format!("the security of dial plan `{}`: the default is taken", plan.name)),
    }
    if plan.is_sip() {
        table = with_servers(table, plan, servers, names, draft);
    }
    if let Some(context) = object.text("phonecontext").filter(|_| !names.anonymise()) {
        table = table.text("phone_context", &clean(context), "PhoneContext");
    }
    if let Some(fax) = object.flag("faxenabled") {
        table = table.key("fax", fax.to_string(), "FaxEnabled");
    }
    for (property, key, range, said) in [
        ("maxcallduration", "max_call_duration", 10..=120, "MaxCallDuration"),
        ("maxrecordingduration", "max_recording", 1..=100, "MaxRecordingDuration"),
    ] {
        let minutes = object.number(property).filter(|minutes| range.contains(minutes));
        if let Some(minutes) = minutes {
            table = table.text(key, &format!("{minutes} min"), said);
        }
    }
    match object.number("logonfailuresbeforedisconnect").filter(|n| (1..=100).contains(n)) {
        Some(n) => table.key("logon_failures", n.to_string(), "LogonFailuresBeforeDisconnect"),
        None => table,
    }
}

/// The member servers, if the exports say them of all servers.
fn with_servers(
    table: Table,
    plan: &Plan,
    servers: &Servers,
    names: &Names,
    draft: &mut Draft,
) -> Table {
    let Some(members) = servers.members(&plan.name) else {
        draft.not_known(format!("which servers are in dial plan `{}`: all are assumed", plan.name));
        return table;
    };
    let members: Vec<String> =
        members.iter().map(|(_, server)| names.of(Name::Exchange, &server.fqdn)).collect();
    table.list("servers", &members, "DialPlans of the servers")
}

fn policy_table(
    object: &Object,
    name: &str,
    plans: &[Plan],
    names: &Names,
    partners: &mut Vec<(String, String)>,
) -> Table {
    let mut table = Table::of_list("mailbox_policy").text("name", name, &object.from);
    table = with_plan(table, object, plans);
    for (property, key, said) in [
        ("allowplayonphone", "play_on_phone", "AllowPlayOnPhone"),
        (
            "allowmissedcallnotifications",
            "missed_call_notifications",
            "AllowMissedCallNotifications",
        ),
        ("allowfax", "fax", "AllowFax"),
        ("allowvoicemailpreview", "preview", "AllowVoiceMailPreview"),
    ] {
        if let Some(allowed) = object.flag(property) {
            table = table.key(key, allowed.to_string(), said);
        }
    }
    let partner = object.text("faxserveruri").and_then(host_of_uri);
    match partner {
        Some(host) => {
            let name = names.of(Name::FaxPartner, host);
            if !partners.iter().any(|(known, _)| *known == name) {
                partners.push((name.clone(), format!("FaxServerURI: {}", object.from)));
            }
            table.text("fax_server", &name, "FaxServerURI")
        }
        None => table,
    }
}

/// Adds the dial plan that an object names, if it is one of the scenario.
pub(super) fn with_plan(table: Table, object: &Object, plans: &[Plan]) -> Table {
    let named = object.text("umdialplan").map(|name| clean(short(name)));
    match named.filter(|name| plans.iter().any(|plan| plan.name == *name)) {
        Some(name) => table.text("dial_plan", &name, "UMDialPlan"),
        None => table,
    }
}

/// The host of `sip:fax1.contoso.test:5060;transport=tcp`.
fn host_of_uri(uri: &str) -> Option<&str> {
    let rest = uri.trim();
    let rest = rest
        .split_once(':')
        .filter(|(scheme, _)| scheme.starts_with("sip"))
        .map_or(rest, |(_, rest)| rest);
    let rest = rest.rsplit('@').next()?.split(';').next()?;
    if is_address(rest) {
        return Some(rest);
    }
    let host = rest.split(':').next()?.trim();
    (!host.is_empty()).then_some(host)
}
