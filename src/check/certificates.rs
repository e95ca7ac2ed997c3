//! Certificates: who needs one, what it has to hold, who has to trust it.

use super::finding::{About, Checker, listed};
use super::rule::{Rule, named};
use crate::base::{Id, Severity};
use crate::deployment::{AuthorityId, AuthorityKind, Certificate, Encryption, GatewayId, Host};

const SAME_CA: &str = "the overview asks for the same authority (rules.authorities = \"same-ca\", the default), the Lync library for authorities whose \
                       roots are trusted mutually (\"mutual-trust\": then it is a warning)";
const SUBJECT: &str = "the overview asks for the host's name in the common name, and elsewhere allows it among the alternative names: \
                       rules.subject_name = \"cn-or-san\" (the default) or \"cn\" (then it is an error, unless a public certificate is on all hosts)";
const SAN_WILDCARD: &str = "the overview allows wildcards among alternative names (rules.san_wildcard = \"allowed\", the default), the Lync library only \
                            where both roles are on one server (\"same-server\": then it is an error)";

pub(super) static RULES: [Rule; 16] = [
    Rule {
        name: "certificate-missing",
        statements: &["S6", "S10", "S20", "S21", "S44"],
        severity: Severity::Error,
        title: "a host has no certificate",
        why: "Lync servers, Mediation Servers, Client Access and Mailbox servers, and media gateways that are connected by TLS, each need a certificate \
              of a trusted authority. Once a file describes certificates, hosts without one have none.",
        effect: "No connection to or from the host can be secured: calls by it end with 504 (1010) inside Lync, with 480 (15030) towards Exchange.",
        cure: "put a certificate on the host: name it in the certificate's `on`, or write certificate = … at the host",
        switch: None,
    },
    Rule {
        name: "gateway-certificate",
        statements: &["S13", "S14", "S18", "S19"],
        severity: Severity::Error,
        title: "a gateway connected to Exchange has no certificate, and its dial plan is secured",
        why: "A gateway or IP PBX that is connected straight to Client Access and Mailbox servers needs a trusted certificate where the dial plan is SIP \
              secured or secured.",
        effect: "No call of the gateway reaches Exchange.",
        cure: "put a certificate on the gateway, or make the dial plan unsecured",
        switch: None,
    },
    Rule {
        name: "self-signed",
        statements: &["S10"],
        severity: Severity::Error,
        title: "a certificate that signs itself is used with Lync",
        why: "The certificate that Exchange set-up makes works with gateways, PBXs and session border controllers, not with Lync.",
        effect: "No connection with Lync can be secured: UM calls end with 480, 15030, and what Exchange asks of Lync with 504, 1010.",
        cure: "replace it by a certificate of the authority that signed Lync's",
        switch: None,
    },
    Rule {
        name: "authority-differs",
        statements: &["S7", "S8", "S20", "S21", "S44"],
        severity: Severity::Error,
        title: "certificates of Lync and Exchange come from different authorities",
        why: "Exchange servers, Mediation Servers and gateways have certificates of the authority that signed the Lync servers' certificates.",
        effect: "Connections between hosts of different authorities cannot be secured.",
        cure: "replace the certificate by one of the authority that signed Lync's",
        switch: Some(SAME_CA),
    },
    Rule {
        name: "authority-untrusted",
        statements: &["S9"],
        severity: Severity::Error,
        title: "a host does not trust the authority of those it talks to",
        why: "Certificates have to be trusted by Exchange and by Lync computers alike: the authority's root is among each host's trusted roots.",
        effect: "Connections between that host and holders of such certificates cannot be secured.",
        cure: "import the authority's root on the host: name it in `trusted_by`, or leave that key out",
        switch: None,
    },
    Rule {
        name: "name-not-in-certificate",
        statements: &["S11", "S14"],
        severity: Severity::Error,
        title: "a certificate does not hold the name of a host that uses it",
        why: "Whoever connects to a host looks for the name it called: the server's own, of a Front End that of its pool. It has to be the common name or \
              among the alternative names. A certificate for several hosts lists all of them.",
        effect: "Connections to the host fail, and those it makes are not recognised.",
        cure: "issue a certificate whose alternative names hold all hosts that use it: san = \"hosts\"",
        switch: None,
    },
    Rule {
        name: "subject-not-local",
        statements: &["S12", "S14"],
        severity: Severity::Note,
        title: "the common name of a certificate is not that of every host that uses it",
        why: "One statement asks for the local computer's name in the subject; another allows it among the alternative names.",
        effect: "None as long as the alternative names hold it; under the strict reading the host is not found by its name.",
        cure: "give each host a certificate of its own, or one public certificate to all",
        switch: Some(SUBJECT),
    },
    Rule {
        name: "wildcard-subject",
        statements: &["S15", "S16", "S17"],
        severity: Severity::Error,
        title: "a certificate has a wildcard as its common name",
        why: "Lync and Unified Messaging know each other as SIP peers by the subject name, which therefore has to be the name of a host or pool. \
              Trust has a direction: whoever is called looks at the subject of whoever calls.",
        effect: "On an Exchange server voice mail, auto attendants and Outlook Voice Access go on working, and what Exchange asks of Lync fails: Play on \
                 Phone (504, 1010), transfers, message-waiting. On a Lync server every UM call fails.",
        cure: "issue a certificate with the name of the host or pool as its common name; wildcards may stand among the alternative names",
        switch: None,
    },
    Rule {
        name: "subject-of-no-host",
        statements: &["S16"],
        severity: Severity::Error,
        title: "the common name of a certificate is the name of no host or pool that uses it",
        why: "The \"Issued to\" value has to be the fully qualified name by which Lync and Unified Messaging know the peer.",
        effect: "As with a wildcard: what the host asks of its peers fails.",
        cure: "issue a certificate with the name of a host or pool that uses it as its common name",
        switch: None,
    },
    Rule {
        name: "wildcard-san-on-separate-roles",
        statements: &["S17", "domain 8.3"],
        severity: Severity::Note,
        title: "an Exchange server with one role is named by a wildcard only",
        why: "Wildcards are allowed among the alternative names; another page supports them only where the Client Access and Mailbox roles are on one server.",
        effect: "None by default.",
        cure: "list the server's own name among the alternative names",
        switch: Some(SAN_WILDCARD),
    },
    Rule {
        name: "certificates-differ",
        statements: &["S18", "S19"],
        severity: Severity::Warning,
        title: "Client Access and Mailbox servers have certificates of different authorities",
        why: "Without Lync, the certificates on Client Access and Mailbox servers have to match; the one towards the gateway may be the same or another.",
        effect: "Not documented; calls pass in the run as long as the gateway trusts both.",
        cure: "use certificates of one authority on all Client Access and Mailbox servers",
        switch: None,
    },
    Rule {
        name: "certificate-expired",
        statements: &["S6"],
        severity: Severity::Error,
        title: "a certificate has expired",
        why: "Certificates have to be valid; the day is compared with study.start.",
        effect: "No connection to or from its hosts can be secured.",
        cure: "renew it",
        switch: None,
    },
    Rule {
        name: "certificate-expires",
        statements: &["S6"],
        severity: Severity::Warning,
        title: "a certificate expires within the simulated time",
        why: "It is valid when the study starts and not when it ends. The run lets it count to the end.",
        effect: "From that day on no connection to or from its hosts can be secured.",
        cure: "renew it before",
        switch: None,
    },
    Rule {
        name: "certificate-revoked",
        statements: &["S6"],
        severity: Severity::Error,
        title: "a certificate was revoked",
        why: "A revoked certificate is not valid.",
        effect: "No connection to or from its hosts can be secured.",
        cure: "replace it",
        switch: None,
    },
    Rule {
        name: "key-usage",
        statements: &["S6"],
        severity: Severity::Error,
        title: "a certificate is not for server authentication",
        why: "Its enhanced key usage lacks server authentication; the UM Troubleshooting Tool looks for it.",
        effect: "No connection to or from its hosts can be secured.",
        cure: "issue it from a template with server authentication",
        switch: None,
    },
    Rule {
        name: "srtp-over-tcp",
        statements: &["domain 1.6"],
        severity: Severity::Warning,
        title: "a trunk by TCP asks for SRTP",
        why: "Keys of SRTP travel in SIP; where the trunk runs over TCP, Lync forces its SRTP mode to not supported.",
        effect: "Calls pass, with media in the clear between gateway and Mediation Server.",
        cure: "write transport = \"tls\", or srtp = \"none\"",
        switch: None,
    },
];

impl Checker<'_> {
    pub(super) fn certificates(&mut self) {
        self.trunks();
        if !self.d.trust.knows_certificates() {
            return;
        }
        let needy = self.needy();
        self.missing(&needy);
        let authority = self.lync_authority();
        for i in 0..self.d.trust.certificates.len() {
            let certificate = &self.d.trust.certificates[i];
            let hosts: Vec<Host> =
                certificate.hosts.iter().filter(|h| needy.contains(h)).copied().collect();
            if !hosts.is_empty() {
                self.validity(i, &hosts);
                self.authority(i, &hosts, authority);
                self.subject(i, &hosts);
            }
        }
        self.untrusted(&needy);
    }

    fn trunks(&mut self) {
        for trunk in &self.scenario.tables.trunk {
            let hops = self
                .d
                .gateways
                .iter()
                .filter(|g| g.name == trunk.says.gateway)
                .flat_map(|g| &g.next_hops);
            let mut clear = hops.filter(|hop| {
                let name = &self.d.mediation_servers[hop.mediation_server.index()].name;
                let named = *name == trunk.says.mediation_server
                    || name.starts_with(&format!("{}#", trunk.says.mediation_server));
                named && !hop.tls && hop.srtp != Encryption::None
            });
            if trunk.gives("srtp") && clear.next().is_some() {
                let message = "the trunk runs over TCP, where Lync encrypts no media";
                let about = self.about(Some(trunk), "srtp");
                let effect = format!(
                    "media between `{}` and its Mediation Server is in the clear",
                    trunk.says.gateway
                );
                self.find(named(&RULES, "srtp-over-tcp"), about, message, effect);
            }
        }
    }

    /// Hosts some of whose connections have to be secured, sorted.
    fn needy(&self) -> Vec<Host> {
        let d = self.d;
        let secured = |host: &Host| match host {
            Host::FrontEnd(..) | Host::MediationServer(_) => true,
            Host::Exchange(_) => d.has_lync() || self.is_secured_past_lync(),
            Host::Gateway(id) => {
                let gateway = &d.gateways[id.index()];
                gateway.next_hops.iter().any(|hop| hop.tls)
                    || (gateway.exchange.is_some() && self.is_secured_past_lync())
            }
        };
        d.hosts().filter(secured).collect()
    }

    /// Whether calls past Lync run over TLS: some plan that is not of type SIP URI is secured.
    fn is_secured_past_lync(&self) -> bool {
        let d = self.d;
        let direct = d.gateways.iter().any(|g| g.exchange.is_some());
        let sip_uri: Vec<_> = d.sip_uri_plans().collect();
        let mut plans = d.dial_plans.iter().enumerate();
        direct && plans.any(|(i, plan)| !sip_uri.contains(&Id::new(i)) && plan.security.is_tls())
    }

    fn missing(&mut self, needy: &[Host]) {
        for host in needy {
            if self.d.trust.certificate(*host) != Some(None) {
                continue;
            }
            let name = self.d.own_name(*host).to_owned();
            let past_lync = matches!(host, Host::Gateway(id) if self.is_past_lync(*id));
            let rule = if past_lync { "gateway-certificate" } else { "certificate-missing" };
            let message = format!("`{name}` has no certificate");
            let about = self.about_host(*host, "name");
            let effect = if past_lync {
                format!("no call of `{name}` reaches Exchange: 480 at the gateway")
            } else {
                self.both_ways(&[*host])
            };
            self.find(named(&RULES, rule), about, message, effect);
        }
    }

    fn is_past_lync(&self, gateway: GatewayId) -> bool {
        self.d.gateways[gateway.index()].exchange.is_some()
    }

    /// What fails where connections to and from some hosts cannot be secured.
    fn both_ways(&self, hosts: &[Host]) -> String {
        let is = |kind: fn(&Host) -> bool| -> Vec<Host> {
            hosts.iter().filter(|h| kind(h)).copied().collect()
        };
        let mut all = Vec::new();
        let exchange = is(|h| matches!(h, Host::Exchange(_)));
        if !exchange.is_empty() {
            let names = self.names_of(&exchange);
            all.push(format!(
                "UM calls that need {names} end with 480, 15030 \"Failed to route to Exchange Server\" (another Call Router is tried first), and what \
                 {names} asks of Lync (Play on Phone, transfers, message-waiting) fails with 504, 1010"
            ));
        }
        let front_ends = is(|h| matches!(h, Host::FrontEnd(..)));
        if !front_ends.is_empty() {
            let names = self.names_of(&front_ends);
            all.push(format!("calls by telephone to users of {names} end with 504, 1010, and UM calls of theirs with 480, 15030"));
        }
        let others = is(|h| matches!(h, Host::Gateway(_) | Host::MediationServer(_)));
        if !others.is_empty() {
            all.push(format!("calls by way of {} end with 504, 1010", self.names_of(&others)));
        }
        all.join("; ")
    }

    fn about_certificate(&self, i: usize, key: &str) -> About {
        self.about(self.scenario.tables.certificate.get(i), key)
    }

    fn validity(&mut self, i: usize, hosts: &[Host]) {
        let certificate = &self.d.trust.certificates[i];
        let effect = self.both_ways(hosts);
        let day = certificate.expires.as_deref().unwrap_or_default();
        if certificate.expired {
            let message = format!("it expired on {day}, before the study starts");
            self.find(
                named(&RULES, "certificate-expired"),
                self.about_certificate(i, "expires"),
                message,
                effect.clone(),
            );
        } else if certificate.expires_during_study {
            let message = format!("it expires on {day}, before the study ends");
            let effect = format!("from then on {effect}; the run lets it count to the end");
            self.find(
                named(&RULES, "certificate-expires"),
                self.about_certificate(i, "expires"),
                message,
                effect,
            );
        }
        if certificate.revoked {
            self.find(
                named(&RULES, "certificate-revoked"),
                self.about_certificate(i, "revoked"),
                "it was revoked",
                effect.clone(),
            );
        }
        if !certificate.server_authentication {
            let about = self.about_certificate(i, "server_authentication");
            self.find(
                named(&RULES, "key-usage"),
                about,
                "its enhanced key usage lacks server authentication",
                effect,
            );
        }
    }

    /// The authority of Lync's certificates: that of the first Front End that has one.
    fn lync_authority(&self) -> Option<AuthorityId> {
        let front_ends = self.d.hosts().filter(|h| matches!(h, Host::FrontEnd(..)));
        let certificate = |host| self.d.trust.certificate(host).flatten();
        let first = front_ends.filter_map(certificate).next()?;
        Some(self.d.trust.certificates[first.index()].issuer)
    }

    fn authority(&mut self, i: usize, hosts: &[Host], lync: Option<AuthorityId>) {
        let trust = &self.d.trust;
        let issuer = trust.certificates[i].issuer;
        let name = &trust.authorities[issuer.index()].name;
        if trust.authorities[issuer.index()].kind == AuthorityKind::SelfSigned {
            if self.d.has_lync() {
                let message =
                    format!("it signs itself, and {} talk with Lync", self.names_of(hosts));
                self.find(
                    named(&RULES, "self-signed"),
                    self.about_certificate(i, "issuer"),
                    message,
                    self.both_ways(hosts),
                );
            }
            return;
        }
        match lync {
            Some(lync) if lync != issuer => {
                let lync = &trust.authorities[lync.index()].name;
                let message = format!("`{name}` signed it, and `{lync}` those of Lync");
                let about = self.about_certificate(i, "issuer");
                let rule = named(&RULES, "authority-differs");
                if trust.rules.mutual_trust {
                    let effect = "calls pass where each side trusts the other's authority, which the Lync library allows";
                    self.find_as(rule, Severity::Warning, about, message, effect);
                } else {
                    self.find(rule, about, message, self.both_ways(hosts));
                }
            }
            None => self.matches_other_roles(i, hosts),
            _ => {}
        }
    }

    /// Without Lync: certificates of Client Access and Mailbox servers match.
    fn matches_other_roles(&mut self, i: usize, hosts: &[Host]) {
        let exchange = |h: &Host| matches!(h, Host::Exchange(_));
        let trust = &self.d.trust;
        let first = self.d.hosts().filter(exchange).find_map(|h| trust.certificate(h).flatten());
        let Some(first) = first.map(|id| &trust.certificates[id.index()]) else { return };
        if hosts.iter().any(exchange) && first.issuer != trust.certificates[i].issuer {
            let name = |c: &Certificate| &trust.authorities[c.issuer.index()].name;
            let message = format!(
                "`{}` signed it, and `{}` that of other Exchange servers",
                name(&trust.certificates[i]),
                name(first)
            );
            let effect = "what fails is not documented; calls pass in the run as long as the gateway trusts both";
            self.find(
                named(&RULES, "certificates-differ"),
                self.about_certificate(i, "issuer"),
                message,
                effect,
            );
        }
    }

    fn subject(&mut self, i: usize, hosts: &[Host]) {
        let d = self.d;
        let certificate = &d.trust.certificates[i];
        let subject = &certificate.subject;
        let unnamed: Vec<Host> =
            hosts.iter().filter(|h| !d.names(certificate, **h)).copied().collect();
        let strict = d.trust.rules.strict_subject && !d.is_public_everywhere(certificate);
        let local = |h: &&Host| {
            [d.own_name(**h), d.called_name(**h)].iter().any(|n| n.eq_ignore_ascii_case(subject))
        };
        let foreign: Vec<Host> = hosts.iter().filter(|h| !local(h)).copied().collect();
        let lync = d.has_lync();
        if lync && certificate.has_wildcard_subject() {
            let message = format!("its common name is `{subject}`, which is no SIP peer's name");
            self.find(
                named(&RULES, "wildcard-subject"),
                self.about_certificate(i, "subject"),
                message,
                self.one_way(hosts),
            );
        } else if lync && !d.has_known_subject(certificate) {
            let message =
                format!("its common name `{subject}` is the name of no host or pool that uses it");
            self.find(
                named(&RULES, "subject-of-no-host"),
                self.about_certificate(i, "subject"),
                message,
                self.one_way(hosts),
            );
        } else if !foreign.is_empty() && (strict || unnamed.is_empty()) {
            let message =
                format!("its common name `{subject}` is not that of {}", self.names_of(&foreign));
            let rule = named(&RULES, "subject-not-local");
            let about = self.about_certificate(i, "subject");
            if strict {
                self.find_as(rule, Severity::Error, about, message, self.both_ways(&foreign));
                return;
            }
            self.find(rule, about, message, "no call fails: the alternative names hold it");
        }
        self.alternative_names(i, hosts, &unnamed);
    }

    /// Names that are missing, or there by a wildcard only.
    fn alternative_names(&mut self, i: usize, hosts: &[Host], unnamed: &[Host]) {
        let d = self.d;
        let certificate = &d.trust.certificates[i];
        let written = |h: &&Host| {
            let name = d.called_name(**h);
            certificate.subject.eq_ignore_ascii_case(name)
                || certificate.san.iter().any(|n| n.eq_ignore_ascii_case(name))
        };
        let by_wildcard =
            |h: &&Host| certificate.has_wildcard_san() && d.has_one_role(**h) && !written(h);
        let wild: Vec<Host> = hosts.iter().filter(by_wildcard).copied().collect();
        let about = self.about_certificate(i, "san");
        if !wild.is_empty() && !certificate.has_wildcard_subject() {
            let message = format!("only a wildcard names {}", self.names_of(&wild));
            let rule = named(&RULES, "wildcard-san-on-separate-roles");
            if d.trust.rules.strict_san_wildcard {
                self.find_as(rule, Severity::Error, about.clone(), message, self.both_ways(&wild));
            } else {
                self.find(rule, about.clone(), message, "no call fails: the overview allows it");
            }
        }
        let rest: Vec<Host> = unnamed.iter().filter(|h| !wild.contains(h)).copied().collect();
        if !rest.is_empty() {
            let called = listed(rest.iter().map(|h| d.called_name(*h)));
            let message = format!("it does not hold the name {called}");
            self.find(
                named(&RULES, "name-not-in-certificate"),
                about,
                message,
                self.both_ways(&rest),
            );
        }
    }

    /// What fails where hosts are not recognised by those they call.
    fn one_way(&self, hosts: &[Host]) -> String {
        let exchange: Vec<Host> =
            hosts.iter().filter(|h| matches!(h, Host::Exchange(_))).copied().collect();
        let lync: Vec<Host> = hosts.iter().filter(|h| h.is_lync()).copied().collect();
        let mut all = Vec::new();
        if !exchange.is_empty() {
            let names = self.names_of(&exchange);
            all.push(format!(
                "calls from Lync to {names} work; what {names} asks of Lync fails: Play on Phone with 504 (1010), transfers, message-waiting"
            ));
        }
        if !lync.is_empty() {
            all.push(format!("what {} asks of others fails: UM calls with 480 (15030), calls inside Lync with 504 (1010)", self.names_of(&lync)));
        }
        if all.is_empty() {
            "no call fails: gateways are known by any name that the certificate holds".to_owned()
        } else {
            all.join("; ")
        }
    }

    /// Hosts that do not trust the authority of those they talk to.
    fn untrusted(&mut self, needy: &[Host]) {
        let trust = &self.d.trust;
        for (a, authority) in trust.authorities.iter().enumerate() {
            if authority.trusted_by.is_none() {
                continue;
            }
            let id: AuthorityId = Id::new(a);
            let holds = |h: &&Host| {
                let certificate = trust.certificate(**h).flatten();
                certificate.is_some_and(|c| trust.certificates[c.index()].issuer == id)
            };
            let holders: Vec<Host> = needy.iter().filter(holds).copied().collect();
            let distrusts = |h: &&Host| {
                !trust.trusts(**h, id) && holders.iter().any(|other| self.talk(**h, *other))
            };
            let hosts: Vec<Host> = needy.iter().filter(distrusts).copied().collect();
            if !hosts.is_empty() {
                let message = format!("{} do not trust it", self.names_of(&hosts));
                let about = self.about(self.scenario.tables.authority.get(a), "trusted_by");
                let effect = format!(
                    "connections with holders of its certificates fail: {}",
                    self.both_ways(&hosts)
                );
                self.find(named(&RULES, "authority-untrusted"), about, message, effect);
            }
        }
    }

    /// Whether two hosts connect to each other by TLS.
    fn talk(&self, a: Host, b: Host) -> bool {
        use Host::{Exchange, FrontEnd, Gateway, MediationServer};
        match (a, b) {
            (FrontEnd(..), MediationServer(_) | Exchange(_))
            | (MediationServer(_) | Exchange(_), FrontEnd(..)) => true,
            (Gateway(g), MediationServer(_) | FrontEnd(..))
            | (MediationServer(_) | FrontEnd(..), Gateway(g)) => {
                self.d.gateways[g.index()].next_hops.iter().any(|hop| hop.tls)
            }
            (Gateway(g), Exchange(_)) | (Exchange(_), Gateway(g)) => {
                self.is_past_lync(g) && self.is_secured_past_lync()
            }
            _ => false,
        }
    }
}
