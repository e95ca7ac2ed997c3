//! Certificates of `Get-ExchangeCertificate`, and those of Lync, which no export has and which are assumed to be right.

use super::dates;
use super::draft::Draft;
use super::names::{Kind as Name, Names, clean};
use super::objects::{Kind, Object};
use super::plans::of_kind;
use super::servers::{Server, Servers, certificate_host, serves_um};
use super::table::Table;
use std::collections::BTreeMap;

/// A certificate and the servers that use it.
struct Certificate<'o> {
    object: &'o Object,
    on: Vec<String>,
}

/// Adds the tables.
pub(super) fn write(objects: &[Object], servers: &Servers, names: &Names, draft: &mut Draft) {
    let exported: Vec<&Object> = of_kind(objects, Kind::ExchangeCertificate).collect();
    if exported.is_empty() {
        draft.not_known("certificates (Get-ExchangeCertificate): all are assumed to be right");
        return;
    }
    let found = of_servers(&exported, servers, draft);
    let issuers: Vec<String> = found.iter().map(|c| issuer(c.object)).collect();
    let signed = |c: &&Certificate<'_>| c.object.flag("isselfsigned") != Some(true);
    let common = found.iter().find(signed).map(|c| issuer(c.object));
    let common = common.unwrap_or_else(|| "assumed authority".to_owned());
    authorities(&found, &issuers, &common, draft);
    for (i, (certificate, issuer)) in found.iter().zip(&issuers).enumerate() {
        let expires = end(certificate, draft);
        draft.push(table(certificate, issuer, i + 1, names, expires));
    }
    assumed(&found, servers, &exported, &common, names, draft);
}

/// The end of its validity; what is not understood is said.
fn end(certificate: &Certificate<'_>, draft: &mut Draft) -> Option<String> {
    let text = certificate.object.text("notafter");
    let date = text.and_then(dates::read);
    if date.is_none() {
        let from = &certificate.object.from;
        draft.not_known(format!(
            "when the certificate of {from} expires (NotAfter): it is assumed to be valid"
        ));
    }
    date
}

/// The certificates that Unified Messaging uses, each with its servers. One that several servers have is one.
fn of_servers<'o>(
    exported: &[&'o Object],
    servers: &Servers,
    draft: &mut Draft,
) -> Vec<Certificate<'o>> {
    let mut found: Vec<Certificate<'o>> = Vec::new();
    let mut taken: Vec<String> = Vec::new();
    for object in exported {
        if !serves_um(object) {
            continue;
        }
        let mut on = hosts(object, servers);
        if on.is_empty() {
            draft.say(format!(
                "{}: it is not clear on which server this certificate is; left out",
                object.from
            ));
            continue;
        }
        let before = on.len();
        on.retain(|host| !taken.contains(host));
        if on.len() < before {
            draft.say(format!(
                "{}: a second certificate for Unified Messaging on a server; the first counts",
                object.from
            ));
        }
        if on.is_empty() {
            continue;
        }
        taken.extend(on.iter().cloned());
        let same = |c: &&mut Certificate<'_>| {
            object.text("thumbprint").is_some()
                && c.object.text("thumbprint") == object.text("thumbprint")
        };
        match found.iter_mut().find(same) {
            Some(known) => known.on.extend(on),
            None => found.push(Certificate { object, on }),
        }
    }
    found
}

/// The servers that have it: the one that the object names, or else those that it names itself.
fn hosts(object: &Object, servers: &Servers) -> Vec<String> {
    let key = |name: &str| name.to_lowercase().split('.').next().unwrap_or_default().to_owned();
    if let Some(host) = certificate_host(object) {
        return servers
            .0
            .get(&key(host))
            .map(|server| vec![server.fqdn.clone()])
            .unwrap_or_default();
    }
    let mut named = object.items("certificatedomains");
    named.extend(common_name(object));
    let has = |server: &&Server| named.iter().any(|name| name.eq_ignore_ascii_case(&server.fqdn));
    let found: Vec<String> = servers.0.values().filter(has).map(|s| s.fqdn.clone()).collect();
    match (found.is_empty(), servers.0.len()) {
        // Whatever it names, there is only one server that can have it.
        (true, 1) => servers.0.values().map(|server| server.fqdn.clone()).collect(),
        _ => found,
    }
}

/// `CN=` of a distinguished name.
fn cn(name: &str) -> Option<String> {
    let mut parts = name.split(',').map(str::trim);
    let found = parts.find(|part| part.get(..3).is_some_and(|p| p.eq_ignore_ascii_case("cn=")))?;
    Some(found[3..].trim().to_owned()).filter(|cn| !cn.is_empty())
}

fn common_name(object: &Object) -> Option<String> {
    object.text("subject").and_then(cn)
}

fn issuer(object: &Object) -> String {
    if object.flag("isselfsigned") == Some(true) {
        return "self-signed".to_owned();
    }
    let issuer = object.text("issuer").map(|name| cn(name).unwrap_or_else(|| name.to_owned()));
    issuer.map_or_else(|| "assumed authority".to_owned(), |name| clean(&name))
}

fn authorities(found: &[Certificate<'_>], issuers: &[String], common: &str, draft: &mut Draft) {
    let mut known: BTreeMap<&str, &str> = BTreeMap::new();
    for (certificate, issuer) in found.iter().zip(issuers) {
        known.entry(issuer).or_insert(&certificate.object.from);
    }
    known.entry(common).or_insert("assumed");
    for (name, from) in known {
        let mut table = Table::of_list("authority").text("name", name, format!("Issuer: {from}"));
        if name == "self-signed" {
            table = table.text("kind", "self-signed", "IsSelfSigned");
        }
        draft.push(table);
    }
    draft.not_known("which hosts trust which authority: all are assumed to trust each");
}

fn table(
    certificate: &Certificate<'_>,
    issuer: &str,
    number: usize,
    names: &Names,
    expires: Option<String>,
) -> Table {
    let object = certificate.object;
    let on: Vec<String> =
        certificate.on.iter().map(|host| names.of(Name::Exchange, host)).collect();
    let subject =
        common_name(object).map_or_else(|| "unnamed".to_owned(), |cn| names.in_certificate(&cn));
    let mut table = Table::of_list("certificate")
        .text("name", &format!("exchange-certificate-{number}"), &object.from)
        .list("on", &on, "the servers that have it")
        .text("subject", &subject, "Subject");
    let domains = object.items("certificatedomains");
    if !domains.is_empty() {
        let domains: Vec<String> = domains.iter().map(|name| names.in_certificate(name)).collect();
        table = table.list("san", &domains, "CertificateDomains");
    }
    table = table.text("issuer", issuer, "Issuer");
    match expires {
        Some(date) => table.text("expires", &date, "NotAfter"),
        None => table,
    }
}

/// Certificates of the hosts of which no export has any: once a scenario describes certificates, a host without one has
/// none.
fn assumed(
    found: &[Certificate<'_>],
    servers: &Servers,
    exported: &[&Object],
    issuer: &str,
    names: &Names,
    draft: &mut Draft,
) {
    let mut hosts = draft.names_of("pool");
    hosts.extend(draft.names_without("mediation_server", "collocated"));
    hosts.extend(draft.names_of("gateway"));
    // An export that names a server of a certificate has all certificates of that server.
    let is_known = |server: &Server| {
        let said = exported.iter().filter_map(|object| certificate_host(object));
        said.into_iter().any(|host| {
            let short = server.fqdn.split('.').next();
            host.split('.').next().map(str::to_lowercase).as_deref() == short
        })
    };
    for server in servers.0.values() {
        let has = found.iter().any(|certificate| certificate.on.contains(&server.fqdn));
        if !has && !is_known(server) {
            hosts.push(names.of(Name::Exchange, &server.fqdn));
        }
    }
    for host in hosts {
        draft.not_known(format!(
            "the certificate of {host}: it is assumed to be right, and of `{issuer}`"
        ));
        draft.push(
            Table::of_list("certificate")
                .text("name", &host, "assumed: no export has it")
                .list("on", std::slice::from_ref(&host), "")
                .text("subject", &host, "")
                .text("issuer", issuer, ""),
        );
    }
}
