//! The rules about certificates.

use crate::base::Severity;
use crate::check::rule::Rule;

const SAME_CA: &str = "the overview asks for the same authority (rules.authorities = \"same-ca\", the default), the Lync library for authorities whose \
                       roots are trusted mutually (\"mutual-trust\": then it is a warning)";
const SUBJECT: &str = "the overview asks for the host's name in the common name, and elsewhere allows it among the alternative names: \
                       rules.subject_name = \"cn-or-san\" (the default) or \"cn\" (then it is an error, unless a public certificate is on all hosts)";
const SAN_WILDCARD: &str = "the overview allows wildcards among alternative names (rules.san_wildcard = \"allowed\", the default), the Lync library only \
                            where both roles are on one server (\"same-server\": then it is an error)";

pub(in crate::check) static RULES: [Rule; 16] = [
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
        effect: "No connection with Lync can be secured: UM calls end with 480, 15030, and requests from Exchange to Lync with 504, 1010.",
        cure: "replace it with one from the authority that signed Lync's certificates",
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
        title: "a host does not trust the authority of a peer's certificate",
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
        why: "A host that connects looks for the name it called: the server's own name or, for a Front End, its pool's. It has to be the common name or \
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
        effect: "Nothing, as long as the alternative names hold it; under the strict reading the host is not found by its name.",
        cure: "give each host a certificate of its own, or one public certificate to all",
        switch: Some(SUBJECT),
    },
    Rule {
        name: "wildcard-subject",
        statements: &["S15", "S16", "S17"],
        severity: Severity::Error,
        title: "a certificate has a wildcard as its common name",
        why: "Lync and Unified Messaging know each other as SIP peers by the subject name, which therefore has to be the name of a host or pool. \
              Trust has a direction: the called host checks the caller's subject name.",
        effect: "On an Exchange server: voice mail, auto attendants and Outlook Voice Access work, but requests from Exchange to Lync fail: Play on \
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
        effect: "The same as with a wildcard: the host's requests to its peers fail.",
        cure: "issue a certificate with the name of a host or pool that uses it as its common name",
        switch: None,
    },
    Rule {
        name: "wildcard-san-on-separate-roles",
        statements: &["S17", "domain 8.3"],
        severity: Severity::Note,
        title: "an Exchange server with one role is named by a wildcard only",
        why: "Wildcards are allowed among the alternative names; another page supports them only where the Client Access and Mailbox roles are on one server.",
        effect: "Nothing by default.",
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
        why: "It is valid when the study starts and not when it ends. The run simulates this as an outage.",
        effect: "From that instant on no new connection to or from its hosts can be secured, until it is renewed. Connections that stand go on.",
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
