//! What a wrong deployment does to calls: one thing is made wrong in a small deployment with every kind of
//! call, and every kind ends as it would.

use crate::scenario::load;
use crate::system::{run, value};
use busyhour::internals::experiment::Record;
use busyhour::internals::kernel::Key;

/// Every kind of call of a small deployment with Lync, which works.
pub const BASE: &str = concat!(
    include_str!("../../models/broken/common/base.toml"),
    include_str!("../../models/broken/common/exchange.toml"),
    include_str!("../../models/broken/common/contacts.toml"),
);

/// The base with a line at a place: behind the name of the plan, the policy of the users, the name of the
/// policy, at the end, or in place of the text that is named.
fn put(text: &str, place: &str, line: &str) -> String {
    let behind = match place {
        "" => return format!("{text}{line}"),
        "plan" => "[[dial_plan]]\nname = \"UMSIP\"\n",
        "policy" => "[[mailbox_policy]]\nname = \"default\"\n",
        "users" => "policy = \"default\"\n",
        other => {
            assert!(text.contains(other), "{other}");
            return text.replace(other, line);
        }
    };
    assert!(text.contains(behind), "{place}");
    text.replace(behind, &format!("{behind}{line}\n"))
}

/// A certificate for each host, all by one authority.
const CERTIFICATES: &str = r#"
[[authority]]
name = "Contoso Root CA"
[[certificate]]
name = "lync"
on = ["gw1*", "med1*", "fe1*"]
subject = "pool01.contoso.test"
[[certificate]]
name = "cas"
on = ["cas*"]
subject = "cas1.contoso.test"
[[certificate]]
name = "mbx"
on = ["mbx1*"]
subject = "mbx1.contoso.test"
"#;

/// The base with lines at places of it, and `more` at its end.
fn with(more: &str, lines: &[(&str, &str)]) -> Record {
    let text = lines.iter().fold(BASE.to_owned(), |text, (place, line)| put(&text, place, line));
    run(load(&format!("{text}{more}")).unwrap_or_else(|e| panic!("{e}")))
}

/// The share of a source's attempts that ended so; 0 where that cannot occur.
pub fn ended(record: &Record, source: &str, outcome: &str) -> f64 {
    let scope = format!("source:{source}+outcome:{outcome}");
    let found = record
        .estimates
        .iter()
        .find(|e| e.figure.measure.name() == "outcome" && e.figure.scope.as_str() == scope);
    found.and_then(|e| e.value).unwrap_or(0.0)
}

/// How every source's calls end in a correct deployment.
pub const RIGHT: [(&str, &str); 12] = [
    ("answered", "answered"),
    ("voice mail", "voice-message"),
    ("impatient", "abandoned-ringing"),
    ("attendant", "answered"),
    ("access", "served"),
    ("play", "carried"),
    ("play outside", "carried"),
    ("outbound", "carried"),
    ("internal", "voice-message"),
    ("from others", "voice-message"),
    ("play for others", "carried"),
    ("faxes", "fax-delivered"),
];

/// Every source that is there ends as in a correct deployment, but for those given, which all end so.
pub fn expect(record: &Record, wrong: &[(&str, &str)]) {
    let there = |source: &str| record.sources.iter().any(|s| s.source == source);
    for (source, right) in RIGHT.into_iter().filter(|(source, _)| there(source)) {
        let expected = wrong.iter().find(|(s, _)| *s == source).map_or(right, |(_, o)| o);
        let share = ended(record, source, expected);
        let all: Vec<String> = record
            .estimates
            .iter()
            .filter(|e| e.figure.measure.name() == "outcome" && e.value > Some(0.0))
            .filter(|e| e.figure.scope.as_str().starts_with(&format!("source:{source}+")))
            .map(|e| format!("{} {:?}", e.figure.scope.as_str(), e.value))
            .collect();
        assert_eq!(share, 1.0, "{source} {expected}: {all:?}");
    }
}

/// All calls that Unified Messaging answers end so.
pub fn all_um(outcome: &'static str) -> Vec<(&'static str, &'static str)> {
    ["voice mail", "attendant", "access", "internal"].map(|source| (source, outcome)).to_vec()
}

fn lost_notifications(record: &Record) -> f64 {
    value(record, "missed_call_notification_loss", "source:impatient", "value")
}

#[test]
fn a_correct_deployment_works_with_and_without_certificates() {
    for more in ["", CERTIFICATES] {
        let record = with(more, &[]);
        expect(&record, &[]);
        assert_eq!(lost_notifications(&record), 0.0);
        assert!(record.warnings.iter().all(|w| w.code != "wrong-deployment"));
    }
}

#[test]
fn a_wildcard_subject_on_exchange_fails_what_exchange_asks_of_lync() {
    let wild =
        CERTIFICATES.replace("subject = \"mbx1.contoso.test\"", "subject = \"*.contoso.test\"");
    let record = with(&wild, &[]);
    expect(
        &record,
        &[
            ("attendant", "transfer-failed"),
            ("play", "tls-from-exchange"),
            ("play outside", "tls-from-exchange"),
        ],
    );
    assert_eq!(value(&record, "message_waiting_failed", "all", "value"), 1.0);
    assert_eq!(lost_notifications(&record), 0.0);
    let warning = record.warnings.iter().find(|w| w.code == "wrong-deployment");
    assert!(warning.is_some_and(|w| w.message.contains("busyhour check")), "{:?}", record.warnings);
}

#[test]
fn untrusted_mailbox_servers_give_a_fast_busy_and_the_missed_call_still_arrives() {
    let other = format!("{CERTIFICATES}[[authority]]\nname = \"Other CA\"\n")
        .replace("on = [\"mbx1*\"]", "on = [\"mbx1*\"]\nissuer = \"Other CA\"")
        .replace("on = [\"cas*\"]", "on = [\"cas*\"]\nissuer = \"Contoso Root CA\"")
        .replace("on = [\"gw1*\"", "issuer = \"Contoso Root CA\"\non = [\"gw1*\"");
    let record = with(&other, &[]);
    let mut wrong = all_um("tls-to-exchange");
    wrong.extend([("play", "tls-from-exchange"), ("play outside", "tls-from-exchange")]);
    expect(&record, &wrong);
    let scope = "reason:tls-to-exchange+status:480";
    assert!(value(&record, "failed", scope, "count") > 0.0);
    // The Call Router is reached, and hands the notice on.
    let loss = value(&record, "missed_call_notification_loss", "source:voice mail", "value");
    assert_eq!((loss, lost_notifications(&record)), (0.0, 0.0));
    let trusting = format!("{other}[rules]\nauthorities = \"mutual-trust\"\n");
    expect(&with(&trusting, &[]), &[]);
}

#[test]
fn one_untrusted_call_router_is_passed_over() {
    let second = CERTIFICATES.replace("on = [\"cas*\"]", "on = [\"cas1*\"]");
    let record = with(&second, &[]);
    expect(&record, &[]);
    // Every other call lost the time of a failed handshake.
    let part = "hop:call_router+part:connection";
    let lost = |record| value(record, "voice_mail_routing_latency.part", part, "mean");
    let (two, all) = (lost(&record), lost(&with(CERTIFICATES, &[])));
    assert!(two > 2.0 * all && two > 0.001, "{two} {all}");
}

#[test]
fn trust_inside_lync_concerns_every_call_by_telephone() {
    let split = CERTIFICATES.replace("\"gw1*\", ", "");
    let record = with(&split, &[]);
    let by_telephone = ["answered", "voice mail", "impatient", "attendant", "access"];
    let mut wrong = by_telephone.map(|source| (source, "tls-to-lync")).to_vec();
    wrong.extend([("play outside", "tls-to-lync"), ("outbound", "tls-to-lync")]);
    expect(&record, &wrong);
    let clear = "[[trunk]]\ngateway = \"gw1.contoso.test\"\nmediation_server = \"med1.contoso.test\"\n\
                 transport = \"tcp\"\n";
    expect(&with(&format!("{split}{clear}"), &[]), &[]);
    // A Mediation Server without a certificate reaches no Front End either.
    let record = with(&format!("{}{clear}", CERTIFICATES.replace("\"med1*\", ", "")), &[]);
    expect(&record, &wrong);
}

#[test]
fn startup_mode_and_pending_restart() {
    let server = "name = \"mbx1.contoso.test\"\n";
    for mode in ["startup_mode = \"tcp\"", "restart_pending = true"] {
        let record = with("", &[(server, &format!("{server}{mode}\n"))]);
        expect(&record, &all_um("not-listening"));
    }
    let both = "name = \"cas[1-2].contoso.test\"\n";
    let record = with("", &[(both, &format!("{both}startup_mode = \"tcp\"\n"))]);
    expect(&record, &all_um("not-listening"));
    assert_eq!(lost_notifications(&record), 1.0);
    let tls = format!("{server}startup_mode = \"tls\"\n");
    expect(&with("", &[(server, &tls)]), &[]);
}

#[test]
fn what_lync_finds_wrong_with_the_plan() {
    let cases = [
        ("[[exchucutil]]\ncovers = { dial_plans = [] }\n", "plan-not-read"),
        ("[[exchucutil]]\nfront_end_restarted = false\n", "plan-not-read"),
        ("[[location_profile]]\nname = \"LondonVoice\"\npools = []\n", "no-location-profile"),
    ];
    for (more, outcome) in cases {
        let record = with(more, &[]);
        expect(&record, &all_um(outcome));
        assert_eq!(lost_notifications(&record), 1.0, "{outcome}");
    }
    let record = with("", &[("plan", "servers = [\"mbx1*\"]")]);
    expect(&record, &all_um("no-server-in-plan"));
}

#[test]
fn what_unified_messaging_finds_wrong_with_whoever_calls() {
    let gateway = "[[um_ip_gateway]]\nname = \"pool01.contoso.test\"\n";
    let disabled = format!("{gateway}status = \"disabled\"\noutgoing_calls = true\n");
    let mut wrong = all_um("um-ip-gateway-disabled");
    let played = [("play", "no-outgoing-gateway"), ("play outside", "no-outgoing-gateway")];
    wrong.extend(played);
    expect(&with(&disabled, &[]), &wrong);
    let mut wrong = all_um("no-um-ip-gateway");
    wrong.extend(played);
    expect(&with("[[exchucutil]]\ncovers = { pools = [] }\n", &[]), &wrong);
    let hunt = "[[hunt_group]]\nname = \"h\"\num_ip_gateway = \"pool01.contoso.test\"\ndial_plan = \"UMSIP\"\n\
                pilot = \"9000\"\n";
    let mut wrong = all_um("no-hunt-group");
    wrong.extend(played);
    let record = with(hunt, &[]);
    expect(&record, &wrong);
    assert_eq!(lost_notifications(&record), 1.0);
    let scope = "reason:no-hunt-group+status:403";
    assert!(value(&record, "failed", scope, "count") > 0.0);
}

#[test]
fn a_mailbox_server_outside_the_plan_is_reached_and_not_heard() {
    let users = ("users", "mailboxes = { current = [\"mbx1*\"] }");
    let record = with("", &[("plan", "servers = [\"cas*\"]"), users]);
    expect(
        &record,
        &[
            ("attendant", "unanswered"),
            ("play", "server-not-trusted"),
            ("play outside", "server-not-trusted"),
        ],
    );
    assert_eq!(value(&record, "message_waiting_failed", "all", "value"), 1.0);
}

#[test]
fn encryption_is_refused_where_the_file_says_and_on_phone_edition_only() {
    let security = [("plan", "security = \"sip-secured\"")];
    let mut wrong = all_um("security-mismatch");
    wrong.extend([("play", "security-mismatch"), ("play outside", "security-mismatch")]);
    for place in ["call-router", "um-service", "worker-process"] {
        let more = format!("[rules]\nsecurity_checked_at = \"{place}\"\n");
        let record = with(&more, &security);
        expect(&record, &wrong);
        let granted = |record: &Record| {
            value(record, "carried_load", "server:mbx1.contoso.test+slots:um", "value")
        };
        assert_eq!(granted(&record) > 0.0, place == "worker-process", "{place}");
    }
    let none = (
        "front_ends = [\"fe1.contoso.test\"]",
        "front_ends = [\"fe1.contoso.test\"]\nencryption = \"none\"",
    );
    expect(&with("", &[none]), &wrong);
    let phones = ("users", "endpoints = { lync = 1, phone_edition = 0.2 }");
    let record = with("[rules]\nmatrix_scope = \"lpe\"\n", &[none, phones]);
    let failed = ended(&record, "voice mail", "security-mismatch");
    assert!((0.05..0.4).contains(&failed), "{failed}");
    assert_eq!(ended(&record, "attendant", "answered"), 1.0);
}

#[test]
fn what_the_scripts_did_not_make() {
    let record = with("[[ocsumutil]]\ncovers = { auto_attendants = [] }\n", &[]);
    expect(&record, &[("attendant", "no-contact-object")]);
    let record = with("[[ocsumutil]]\ncovers = { access_numbers = [] }\n", &[]);
    expect(&record, &[("access", "no-contact-object")]);
    assert!(value(&record, "failed", "reason:no-contact-object+status:404", "count") > 0.0);
}

#[test]
fn what_some_users_have_not() {
    let near = |record: &Record, source: &str, outcome: &str, share: f64| {
        let got = ended(record, source, outcome);
        assert!((got - share).abs() < 0.15, "{source} {outcome} {got}");
    };
    for key in ["enterprise_voice", "tel_uri"] {
        let record = with("", &[("users", &format!("{key} = \"60 %\""))]);
        near(&record, "answered", "number-unknown", 0.4);
        near(&record, "voice mail", "number-unknown", 0.4);
        near(&record, "internal", "number-unknown", 0.0);
        near(&record, "outbound", "not-allowed", if key == "tel_uri" { 0.0 } else { 0.4 });
    }
    for key in ["um_enabled", "sip_address_matches"] {
        let record = with("", &[("users", &format!("{key} = \"60 %\""))]);
        near(&record, "answered", "answered", 1.0);
        near(&record, "voice mail", "not-um-enabled", 0.4);
        near(&record, "internal", "not-um-enabled", 0.4);
    }
}

#[test]
fn outbound_calls_need_a_route_and_play_on_phone_a_right() {
    let policy = "[[voice_policy]]\nname = \"p\"\nusages = [\"local\"]\n";
    let route = "[[route]]\nname = \"r\"\nusages = [\"far\"]\ngateways = [\"gw1*\"]\n";
    let record = with(&format!("{policy}{route}"), &[]);
    expect(&record, &[("outbound", "no-route"), ("play outside", "no-route")]);
    let right = route.replace("far", "local");
    expect(&with(&format!("{policy}{right}"), &[]), &[]);
    let record = with("", &[("policy", "play_on_phone = false")]);
    expect(&record, &[("play", "not-allowed"), ("play outside", "not-allowed")]);
}

/// Of a source with fixed shares of gateways, the share of the gateway without a route fails, and is not blocked.
#[test]
fn shares_of_gateways_without_a_route_fail() {
    let more = "[[gateway]]\nname = \"gw2.contoso.test\"\nsite = \"London\"\nchannels = 200\nnext_hops = [\"med1.contoso.test\"]\n\
                [[voice_policy]]\nname = \"p\"\nusages = [\"local\"]\n\
                [[route]]\nname = \"r\"\nusages = [\"local\"]\ngateways = [\"gw1*\"]\n\
                [[traffic]]\nname = \"shared\"\nclass = \"outbound\"\nfrom = \"talk\"\narrivals = \"600/h\"\ntalk = \"60 s\"\n\
                choose = { share = { \"gw1.contoso.test\" = \"75 %\", \"gw2.contoso.test\" = \"25 %\" } }\n";
    let record = with(more, &[]);
    let lost = ended(&record, "shared", "no-route");
    assert!((lost - 0.25).abs() < 0.1, "{lost}");
    assert!((ended(&record, "shared", "carried") + lost - 1.0).abs() < 1e-9);
    assert_eq!(ended(&record, "shared", "blocked"), 0.0);
}

#[test]
fn several_ways_out_lose_what_leaves_by_another_site() {
    let more = "[[site]]\nname = \"Leeds\"\n[[pool]]\nname = \"pool02.contoso.test\"\nsite = \"Leeds\"\n\
                [[um_ip_gateway]]\nname = \"pool01.contoso.test\"\noutgoing_calls = true\n\
                [[um_ip_gateway]]\nname = \"pool02.contoso.test\"\noutgoing_calls = OUT\n";
    expect(&with(&more.replace("OUT", "false"), &[]), &[]);
    let both = more.replace("OUT", "true");
    let record = with(&both, &[]);
    let lost = ended(&record, "play", "wrong-outgoing-gateway");
    assert!((0.25..0.75).contains(&lost), "{lost}");
    assert!(record.assumptions.iter().any(|a| a.key == "rules.far_outgoing_works"));
    let works = format!("{both}[rules]\nfar_outgoing_works = \"100 %\"\n");
    expect(&with(&works, &[]), &[]);
}

#[test]
fn callers_of_another_plan_are_not_named_without_the_attribute() {
    let from = (
        "class = \"internal\"\nto = \"away\"",
        "class = \"internal\"\nto = \"away\"\nfrom = \"others\"",
    );
    let others = "[[dial_plan]]\nname = \"other\"\n[[users]]\nname = \"others\"\ncount = 10\npool = \"pool01.contoso.test\"\ndial_plan = \"other\"\n";
    let names = |directory: &str| {
        let record = with(&format!("{others}{directory}"), &[from]);
        expect(&record, &[]);
        let found = record.estimates.iter();
        let mut found = found.filter(|e| {
            e.figure.measure.name() == "caller_not_named" && e.figure.statistic.name() == "count"
        });
        found.find(|e| e.figure.scope.as_str() == "source:internal").map(|e| e.count)
    };
    assert_eq!(names(""), None);
    let unnamed = names("[directory]\nlync_schema = false\n").expect("is told");
    assert!(unnamed > 40, "{unnamed}");
    assert_eq!(names("[directory]\nlync_schema = false\nproxy_addresses = true\n"), None);
    let half = names("[directory]\nlync_schema = false\nresolved_without = \"50 %\"\n");
    assert!(half.is_some_and(|half| half > 10 && half < unnamed), "{half:?}");
}

#[test]
fn users_of_lync_on_a_plan_of_extensions_are_rejected_except_by_2007() {
    // No contacts: Lync's have to be in a plan of type SIP URI.
    let hosts = include_str!("../../models/broken/common/base.toml");
    let plan = put(hosts, "plan", "uri_type = \"telephone-extension\"\nsecurity = \"secured\"");
    let by =
        |servers: &str| run(load(&format!("{plan}{servers}")).unwrap_or_else(|e| panic!("{e}")));
    let record = by(include_str!("../../models/broken/common/exchange.toml"));
    assert_eq!(ended(&record, "voice mail", "uri-type-mismatch"), 1.0);
    assert_eq!(ended(&record, "answered", "answered"), 1.0);
    for (version, outcome) in [("2007", "voice-message"), ("2010", "uri-type-mismatch")] {
        let server = format!(
            "[[exchange_server]]\nname = \"old\"\nsite = \"London\"\nversion = \"exchange-{version}\"\n"
        );
        assert_eq!(ended(&by(&server), "voice mail", outcome), 1.0, "{version}");
    }
}

/// What a random wrong deployment is made of: at the end of the file, or at a marked place.
const FAULTS: [(&str, &str); 22] = [
    ("", "[[exchucutil]]\ncovers = { dial_plans = [] }\n"),
    ("", "[[exchucutil]]\nfront_end_restarted = false\n"),
    ("", "[[location_profile]]\nname = \"LondonVoice\"\npools = []\n"),
    ("", "[[um_ip_gateway]]\nname = \"pool01.contoso.test\"\nstatus = \"no-new-calls\"\n"),
    ("", "[[ocsumutil]]\ncovers = { auto_attendants = [] }\n"),
    ("", "[[voice_policy]]\nname = \"p\"\nusages = []\n"),
    ("", "[rules]\nmatrix_scope = \"lpe\"\nsecurity_checked_at = \"call-router\"\n"),
    ("users", "tel_uri = \"50 %\"\num_enabled = \"70 %\"\nsip_address_matches = \"80 %\""),
    ("users", "enterprise_voice = \"60 %\""),
    ("users", "endpoints = { lync = 2, phone_edition = 0.5 }"),
    ("plan", "security = \"sip-secured\""),
    ("plan", "retry_after_redirect = true"),
    ("policy", "play_on_phone = false"),
    ("name = \"mbx1.contoso.test\"\n", "name = \"mbx1.contoso.test\"\nrestart_pending = true\n"),
    (
        "name = \"cas[1-2].contoso.test\"\n",
        "name = \"cas[1-2].contoso.test\"\nstartup_mode = \"tcp\"\n",
    ),
    ("front_ends = [\"fe1", "encryption = \"none\"\nfront_ends = [\"fe1"),
    ("patience = \"4 s\"", "patience = \"5.01 s\"\nretry = { share = \"50 %\", after = \"10 s\" }"),
    (
        "class = \"voice\"\nto = \"away\"\narrivals = \"240/h\"\ntalk = \"60 s\"\npatience = \"never\"",
        "class = \"voice\"\nto = \"away\"\narrivals = \"240/h\"\ntalk = \"60 s\"\npatience = \"10 ms\"",
    ),
    (
        "to = \"away\"\narrivals = \"240/h\"",
        "to = \"away\"\narrivals = \"240/h\"\nretry = { share = \"90 %\", after = \"1 s\" }",
    ),
    ("on = [\"cas*\"]", "on = [\"cas1*\"]"),
    ("subject = \"mbx1.contoso.test\"", "subject = \"*.contoso.test\""),
    ("\"med1*\", ", ""),
];

/// Calls are conserved, held things are given back and Little's law holds, whatever is wrong: the run
/// itself refuses to end otherwise.
#[test]
fn the_laws_hold_in_two_hundred_wrong_deployments() {
    for case in 0..200u64 {
        let key = Key::new(4).absorb(case);
        let mut text = format!("{BASE}{CERTIFICATES}");
        for (i, (place, line)) in FAULTS.iter().enumerate() {
            if key.absorb(i as u64).uniform() > 0.15 {
                continue;
            }
            text = put(&text, place, line);
        }
        let record = run(load(&text).unwrap_or_else(|e| panic!("{case}: {e}")));
        let ends = record.estimates.iter().filter(|e| e.figure.measure.name() == "outcome");
        let sum: f64 = ends
            .filter(|e| {
                e.figure.scope.as_str().starts_with("outcome:")
                    && e.figure.statistic.name() == "value"
            })
            .filter_map(|e| e.value)
            .sum();
        assert!((sum - 1.0).abs() < 1e-9, "{case}: {sum}");
    }
}
