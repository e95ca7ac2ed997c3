//! The models of wrong deployments: each breaks one rule of `check` and no other, and in the run its calls end
//! as the rule foretells.

use crate::effects::{all_um, ended, expect};
use busyhour::internals::base::Severity;
use busyhour::internals::check::{CallKind, reach, rules};
use busyhour::internals::experiment::{NoControl, Record, Study, replicate};
use busyhour::internals::report::findings;
use busyhour::internals::report::table::TableStyle;
use std::path::{Path, PathBuf};

/// Models named after what people notice, with the rules that `check` names as the cause.
const SYMPTOMS: [(&str, &str); 3] = [
    ("callers-prompted-twice", "callers-prompted-twice"),
    ("new-server-gets-no-calls", "server-not-in-plan"),
    ("new-server-refuses-calls", "restart-pending"),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("models/broken")
}

/// The files of a folder that are models.
fn models(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder is there").flatten();
    let is_model = |path: &PathBuf| path.extension().is_some_and(|e| e == "toml");
    let mut models: Vec<PathBuf> = entries.map(|e| e.path()).filter(is_model).collect();
    models.sort();
    models
}

fn name(path: &Path) -> &str {
    path.file_stem().and_then(|name| name.to_str()).unwrap_or_default()
}

/// The model of that name in the folder, or below it as `symptoms/name`.
fn study(model: &str) -> Study {
    let path = folder().join(format!("{model}.toml"));
    Study::load(&path, &[]).unwrap_or_else(|e| panic!("{model}: {e}"))
}

fn run(study: &Study) -> Record {
    replicate(study, &study.plan(), &NoControl).unwrap_or_else(|e| panic!("{e}"))
}

fn record(model: &str) -> Record {
    run(&study(model))
}

#[test]
fn every_rule_has_a_model_that_breaks_it_and_no_other() {
    for rule in rules() {
        let study = study(rule.name);
        let found = &study.checked().findings;
        assert!(!found.is_empty(), "{}: nothing found", rule.name);
        for finding in found {
            // Mailboxes on an older version lose these as well.
            if (rule.name, finding.rule.name) == ("callers-prompted-twice", "legacy-missed-calls") {
                continue;
            }
            assert_eq!(finding.rule.name, rule.name, "{}", finding.message);
            assert!(finding.place.is_some() && !finding.object.is_empty(), "{}", rule.name);
            assert!(!finding.effect.is_empty(), "{}", rule.name);
        }
    }
    for path in models(&folder()) {
        let name = name(&path);
        assert!(busyhour::internals::check::rule(name).is_some(), "{name} is no rule");
    }
}

/// What Unified Messaging answers ends so, and Play on Phone otherwise.
fn um_and_play(um: &'static str, play: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut wrong = all_um(um);
    wrong.extend([("play", play), ("play outside", play)]);
    wrong
}

/// How calls end in the model of each rule where all calls of a source end alike: by source what is not as in a
/// correct deployment.
pub fn effects() -> Vec<(&'static str, Vec<(&'static str, &'static str)>)> {
    let secured = || um_and_play("tls-to-exchange", "tls-from-exchange");
    let one_way = || {
        let failed = ["play", "play outside"].map(|source| (source, "tls-from-exchange"));
        [&failed[..], &[("attendant", "transfer-failed")]].concat()
    };
    vec![
        ("no-pool", vec![]),
        ("no-call-router", all_um("no-server-in-plan")),
        ("no-um-service", um_and_play("no-server-in-plan", "no-um-server")),
        ("update-missing", vec![]),
        ("certificate-missing", secured()),
        ("gateway-certificate", vec![("voice mail", "tls-to-exchange")]),
        ("self-signed", secured()),
        ("authority-differs", secured()),
        ("authority-untrusted", secured()),
        ("name-not-in-certificate", secured()),
        ("subject-not-local", secured()),
        ("wildcard-subject", one_way()),
        ("subject-of-no-host", one_way()),
        ("wildcard-san-on-separate-roles", secured()),
        ("certificates-differ", vec![]),
        ("certificate-expired", secured()),
        ("certificate-expires", vec![]),
        ("certificate-revoked", secured()),
        ("key-usage", secured()),
        ("srtp-over-tcp", vec![]),
        ("trunk-over-udp", vec![]),
        ("location-profile-missing", all_um("no-location-profile")),
        ("location-profile-not-assigned", all_um("no-location-profile")),
        ("location-profile-name", all_um("no-location-profile")),
        ("dialling-rules", vec![]),
        ("plan-unsecured", um_and_play("security-mismatch", "security-mismatch")),
        ("security-incompatible", um_and_play("security-mismatch", "security-mismatch")),
        (
            "phone-edition-security",
            ["voice mail", "internal", "play", "play outside"]
                .map(|s| (s, "security-mismatch"))
                .to_vec(),
        ),
        ("plan-not-secured", vec![]),
        ("sip-address-differs", ["voice mail", "internal"].map(|s| (s, "not-um-enabled")).to_vec()),
        (
            "not-um-enabled",
            ["voice mail", "internal", "play", "play outside"]
                .map(|s| (s, "not-um-enabled"))
                .to_vec(),
        ),
        (
            "server-not-in-plan",
            vec![
                ("attendant", "unanswered"),
                ("play", "server-not-trusted"),
                ("play outside", "server-not-trusted"),
            ],
        ),
        ("server-in-some-plans", vec![("play for others", "server-not-trusted")]),
        ("startup-mode-tcp", all_um("not-listening")),
        ("startup-mode-tls", vec![]),
        ("restart-pending", all_um("not-listening")),
        ("mailbox-not-served", vec![("voice mail", "no-um-server")]),
        ("fax-without-partner", vec![("faxes", "fax-refused")]),
        ("legacy-server-disabled", all_um("server-disabled")),
        ("exchucutil-not-run", um_and_play("plan-not-read", "no-outgoing-gateway")),
        ("plan-without-permission", all_um("plan-not-read")),
        ("front-end-not-restarted", all_um("plan-not-read")),
        ("um-ip-gateway-missing", um_and_play("no-um-ip-gateway", "no-outgoing-gateway")),
        ("um-ip-gateway-disabled", um_and_play("um-ip-gateway-disabled", "no-outgoing-gateway")),
        (
            "outgoing-calls-none",
            ["play", "play outside"].map(|s| (s, "no-outgoing-gateway")).to_vec(),
        ),
        ("hunt-group-missing", um_and_play("no-hunt-group", "no-outgoing-gateway")),
        ("hunt-group-pilot", um_and_play("no-hunt-group", "no-outgoing-gateway")),
        ("contact-object-missing", vec![("attendant", "no-contact-object")]),
        (
            "enterprise-voice-missing",
            vec![
                ("answered", "number-unknown"),
                ("voice mail", "number-unknown"),
                ("impatient", "number-unknown"),
                ("outbound", "not-allowed"),
            ],
        ),
        (
            "tel-uri-missing",
            ["answered", "voice mail", "impatient"].map(|s| (s, "number-unknown")).to_vec(),
        ),
        ("no-route", ["play outside", "outbound"].map(|s| (s, "no-route")).to_vec()),
        ("uri-type", ["voice mail", "internal"].map(|s| (s, "uri-type-mismatch")).to_vec()),
        ("legacy-missed-calls", vec![]),
        ("callers-prompted-twice", vec![]),
        ("sip-line-missing", vec![]),
        ("play-on-phone-forbidden", ["play", "play outside"].map(|s| (s, "not-allowed")).to_vec()),
    ]
}

/// A value of a record, of a source.
fn of_source(record: &Record, measure: &str, source: &str) -> f64 {
    let scope = format!("source:{source}");
    let found = record.estimates.iter().find(|e| {
        e.figure.measure.name() == measure
            && e.figure.scope.as_str() == scope
            && (e.figure.statistic.name() == "value" || e.figure.statistic.name() == "count")
    });
    found.and_then(|e| e.value).unwrap_or_else(|| panic!("no {measure} {scope}"))
}

#[test]
fn calls_end_as_each_rule_foretells() {
    let told = effects();
    let elsewhere = ["outgoing-calls-several", "fax-on-sip-uri"];
    for rule in rules() {
        let Some((_, wrong)) = told.iter().find(|(name, _)| *name == rule.name) else {
            assert!(elsewhere.contains(&rule.name), "{}", rule.name);
            continue;
        };
        let record = record(rule.name);
        expect(&record, wrong);
        for (source, outcome) in wrong {
            assert_eq!(ended(&record, source, outcome), 1.0, "{}: {source} {outcome}", rule.name);
        }
        // What fails is said by the run itself.
        let codes = ["wrong-deployment", "incompatible-security"];
        let says = record.warnings.iter().any(|w| codes.contains(&&*w.code));
        // Their failures are outcomes of their own, not causes.
        let own = ["mailbox-not-served", "fax-without-partner"].contains(&rule.name);
        assert_eq!(says, !wrong.is_empty() && !own, "{}", rule.name);
        if rule.severity == Severity::Error && rule.name != "no-pool" {
            assert!(!wrong.is_empty(), "{}", rule.name);
        }
    }
}

#[test]
fn what_is_lost_besides_calls() {
    let loss = |rule: &str| of_source(&record(rule), "missed_call_notification_loss", "impatient");
    // Domain 6.1: a fast busy instead of voice mail, and the missed call still arrives.
    assert_eq!(loss("authority-differs"), 0.0);
    for rule in
        ["exchucutil-not-run", "plan-without-permission", "hunt-group-pilot", "startup-mode-tcp"]
    {
        assert_eq!(loss(rule), 1.0, "{rule}");
    }
    // Domain 6.1: missed-call mails vanish for some users.
    assert_eq!(loss("legacy-missed-calls"), 1.0);
    for rule in ["wildcard-subject", "subject-of-no-host", "server-not-in-plan"] {
        assert_eq!(of_source(&record(rule), "message_waiting_failed", "voice mail"), 1.0, "{rule}");
    }
    assert!(of_source(&record("sip-line-missing"), "caller_not_named", "from others") > 0.0);
    let several = record("outgoing-calls-several");
    let wrong = ended(&several, "play", "wrong-outgoing-gateway");
    assert!((0.2..0.8).contains(&wrong), "{wrong}");
    let faxes = record("fax-on-sip-uri");
    assert!(of_source(&faxes, "fax_offered", "faxes") > 0.0);
    assert_eq!(of_source(&faxes, "fax_delivered", "faxes"), 0.0);
}

/// What a walk without calls says gets through, calls in the run do, and the other way round.
#[test]
fn the_walk_agrees_with_the_run() {
    // Which of several gateways calls out is drawn for each call, so its share is not exact.
    for rule in rules().filter(|rule| rule.name != "outgoing-calls-several") {
        walk_agrees(rule.name, &study(rule.name), 0.0);
    }
    for (symptom, _) in SYMPTOMS {
        let name = format!("symptoms/{symptom}");
        walk_agrees(&name, &study(&name), 0.15);
    }
}

/// Each source's calls get through as often as the walk says, to `within` where a share of them does.
fn walk_agrees(name: &str, study: &Study, within: f64) {
    let sources = [
        ("answered", CallKind::Answered, "talk"),
        ("voice mail", CallKind::VoiceMail, "away"),
        ("access", CallKind::SubscriberAccess, "OVA"),
        ("attendant", CallKind::Transfer, "Reception"),
        ("internal", CallKind::Internal, "away"),
        ("play", CallKind::PlayOnPhone, "talk"),
        ("outbound", CallKind::Outbound, "talk"),
    ];
    let record = run(study);
    let relations = reach(study.deployment());
    for (source, kind, party) in sources {
        let Some((_, right)) = crate::effects::RIGHT.iter().find(|(s, _)| *s == source) else {
            continue;
        };
        let mut relations = relations.iter().filter(|relation| relation.kind == kind);
        let relation = relations.find(|relation| relation.parties.iter().any(|p| p == party));
        if !record.sources.iter().any(|s| s.source == source) {
            continue;
        }
        let walked = relation.map_or(f64::NAN, busyhour::internals::check::TrafficRelation::works);
        let run = ended(&record, source, right);
        let exact = within == 0.0 || [0.0, 1.0].contains(&walked);
        let agrees = if exact { walked == run } else { (walked - run).abs() < within };
        assert!(agrees, "{name} {source}: {run} in the run, {relation:?}");
    }
}

/// What says that every connection can be secured without asking each pair of hosts is right, for every model.
#[test]
fn where_everything_is_secured_no_pair_fails() {
    let root = folder().parent().expect("models").to_owned();
    let (mut sound, mut others) = (0, 0);
    for path in [models(&folder()), models(&root.join("certificates"))].concat() {
        let study = Study::load(&path, &[]).unwrap_or_else(|e| panic!("{e}"));
        let d = study.deployment();
        let hosts: Vec<_> = d.hosts().collect();
        let fails =
            hosts.iter().any(|a| hosts.iter().any(|b| a != b && d.handshake(*a, *b).is_err()));
        assert!(!(fails && d.secures_everything()), "{}", path.display());
        sound += u32::from(d.trust.knows_certificates() && d.secures_everything());
        others += u32::from(fails);
    }
    assert!(sound >= 3 && others >= 10, "{sound} {others}");
}

/// Faults of some hosts take their hosts' shares of calls, and each call fails once.
#[test]
fn the_walk_adds_up_where_some_hosts_fail() {
    let common = folder().join("common");
    let read = |file: &str| std::fs::read_to_string(common.join(file)).expect("readable");
    let base = ["base.toml", "exchange.toml", "contacts.toml"].map(read).concat();
    let base = base
        .replace("front_ends = [\"fe1.contoso.test\"]", "front_ends = [\"fe[1-4].contoso.test\"]")
        .replace("name = \"mbx1.contoso.test\"", "name = \"mbx[1-4].contoso.test\"")
        .replace("duration = \"20 min\"", "duration = \"4 h\"")
        .replace("resolved = \"100 %\"", "resolved = \"50 %\"");
    // Two of six Mailbox servers refuse, and nobody trusts two of four Front Ends.
    let faults = r#"
[[exchange_server]]
name = "mbx[5-6].contoso.test"
site = "London"
roles = ["mailbox"]
restart_pending = true
[[authority]]
name = "Contoso Root CA"
[[authority]]
name = "Other CA"
[[certificate]]
name = "front ends"
on = ["fe1.contoso.test", "fe2.contoso.test"]
subject = "pool01.contoso.test"
issuer = "Contoso Root CA"
[[certificate]]
name = "expired"
on = ["fe3.contoso.test", "fe4.contoso.test"]
subject = "pool01.contoso.test"
issuer = "Contoso Root CA"
expires = 2013-01-01
"#;
    let deployment = crate::scenario::load(&format!("{base}{faults}"));
    let study = Study::of_deployment(deployment.unwrap_or_else(|e| panic!("{e}")), "test");
    walk_agrees("some hosts", &study, 0.06);
}

/// A share as people write it.
fn percent(share: f64) -> String {
    let tenths = (share * 1000.0).round();
    let decimals = usize::from(tenths % 10.0 != 0.0);
    format!("{:.decimals$} %", tenths / 10.0)
}

fn names(record: &Record) -> impl Iterator<Item = &str> {
    record.sources.iter().map(|s| s.source.as_str())
}

/// How calls end that would end otherwise in a correct deployment: of each outcome and share the sources.
fn wrong_ends(record: &Record) -> Vec<(String, Vec<&str>)> {
    let mut ends: Vec<(String, Vec<&str>)> = Vec::new();
    for source in names(record) {
        let right = crate::effects::RIGHT.iter().find(|(s, _)| *s == source);
        let (_, right) = right.unwrap_or_else(|| panic!("{source}: how does it end?"));
        let prefix = format!("source:{source}+outcome:");
        for e in record.estimates.iter().filter(|e| e.figure.measure.name() == "outcome") {
            let (Some(outcome), Some(share)) =
                (e.figure.scope.as_str().strip_prefix(&prefix), e.value)
            else {
                continue;
            };
            if outcome == *right || share == 0.0 {
                continue;
            }
            let text = format!("end in {outcome}: {}", percent(share));
            match ends.iter_mut().find(|(end, _)| *end == text) {
                Some((_, sources)) => sources.push(source),
                None => ends.push((text, vec![source])),
            }
        }
    }
    ends
}

/// What the head of a model says was measured.
fn measured(study: &Study) -> Vec<String> {
    let record = run(study);
    let value = |measure: &str, scope: &str| {
        let found = record.estimates.iter().find(|e| {
            (e.figure.measure.name(), e.figure.scope.as_str()) == (measure, scope)
                && (e.figure.statistic.name() == "value" || e.figure.statistic.name() == "count")
        });
        found.and_then(|e| e.value).unwrap_or(0.0)
    };
    let mut lines: Vec<String> = wrong_ends(&record)
        .into_iter()
        .map(|(end, sources)| format!("{end} of {}", sources.join(", ")))
        .collect();
    for (measure, what) in [
        ("missed_call_notification_loss", "missed-call notifications lost"),
        ("message_waiting_failed", "message-waiting notices failed"),
    ] {
        let share = value(measure, "all");
        if share > 0.0 {
            lines.push(format!("{what}: {}", percent(share)));
        }
    }
    if value("caller_not_named", "all") > 0.0 {
        let messages = value("voice_messages", "source:from others");
        let unnamed = value("caller_not_named", "source:from others") / messages;
        lines.push(format!("caller not named: {} of messages from others", percent(unnamed)));
    }
    if names(&record).any(|source| source == "access") {
        let moved = value("transfers", "source:access") / value("served", "source:access");
        if moved > 0.0 {
            lines.push(format!(
                "moved to another server after the log-on: {} of access",
                percent(moved)
            ));
        }
    }
    let servers = study.deployment().exchange_servers.iter().map(|server| server.name.as_str());
    let idle = |name: &&str| value("messages_per_second", &format!("server:{name}")) == 0.0;
    let idle: Vec<&str> = servers.filter(idle).collect();
    if !idle.is_empty() {
        lines.push(format!("no message arrives at {}", idle.join(", ")));
    }
    if lines.is_empty() {
        lines.push("every call ends as in a correct deployment".to_owned());
    }
    lines.iter().map(|line| format!("# Measured: {line}.")).collect()
}

/// The figures at the head of each model are those of its run. `UPDATE_DOCS=1` writes them.
#[test]
fn each_model_says_what_it_does_to_calls() {
    for path in [models(&folder()), models(&folder().join("symptoms"))].concat() {
        let text = std::fs::read_to_string(&path).expect("readable");
        let (kept, rest): (Vec<&str>, Vec<&str>) =
            text.lines().partition(|line| line.starts_with("# Measured: "));
        let study = Study::load(&path, &[]).unwrap_or_else(|e| panic!("{e}"));
        let says = measured(&study);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            let title = rest.iter().position(|line| line.starts_with("title = ")).expect("a title");
            let mut lines = rest;
            lines.splice(title..title, says.iter().map(String::as_str));
            std::fs::write(&path, lines.join("\n") + "\n").expect("writable");
        } else {
            assert_eq!(kept, says, "{}", path.display());
        }
    }
}

#[test]
fn check_names_the_cause_of_each_symptom() {
    let shipped = models(&folder().join("symptoms"));
    let names: Vec<&str> = shipped.iter().map(|path| name(path)).collect();
    assert_eq!(names, SYMPTOMS.map(|(name, _)| name));
    for (name, cause) in SYMPTOMS {
        let study = study(&format!("symptoms/{name}"));
        let mut found: Vec<&str> = study.checked().findings.iter().map(|f| f.rule.name).collect();
        // Mailboxes on an older version lose these as well.
        found.retain(|rule| *rule != "legacy-missed-calls");
        found.dedup();
        assert_eq!(found, [cause], "{name}");
    }
}

#[test]
fn what_people_notice_is_seen_in_the_run() {
    let of_server = |record: &Record, server: &str| {
        let scope = format!("server:{server}.contoso.test");
        let mut found =
            record.estimates.iter().filter(|e| e.figure.measure.name() == "messages_per_second");
        found.find(|e| e.figure.scope.as_str() == scope).and_then(|e| e.value)
    };
    let idle = record("symptoms/new-server-gets-no-calls");
    expect(&idle, &[]);
    for server in ["cas3", "mbx2"] {
        assert_eq!(of_server(&idle, server), Some(0.0), "{server}");
    }
    // A caller whose mailbox nobody knows is sent to either Mailbox server, and one does not listen.
    let refusing = record("symptoms/new-server-refuses-calls");
    let refused = ended(&refusing, "attendant", "not-listening");
    assert!((0.3..0.7).contains(&refused), "{refused}");
    assert!((ended(&refusing, "attendant", "answered") + refused - 1.0).abs() < 1e-9);
    assert_eq!(ended(&refusing, "voice mail", "voice-message"), 1.0);
    // Nobody is known before the log-on, so everybody is moved after it.
    let moved = record("symptoms/callers-prompted-twice");
    expect(&moved, &[]);
    let (transfers, served) =
        (of_source(&moved, "transfers", "access"), of_source(&moved, "served", "access"));
    assert!(served > 0.0);
    assert_eq!(transfers, served);
}

/// Where the older server prompts again, a call holds it by a log-on longer than the session.
#[test]
fn callers_who_are_prompted_twice_log_on_at_the_older_server() {
    let path = folder().join("callers-prompted-twice.toml");
    // Erlang at the older server, and its callers of Outlook Voice Access a second.
    let carried = |log_on: &str, resolved: &str| {
        let set = [
            format!("access_number[*].log_on={log_on}"),
            format!("access_number[*].resolved={resolved}"),
            "study.duration=10 h".to_owned(),
        ];
        let record = run(&Study::load(&path, &set).unwrap_or_else(|e| panic!("{e}")));
        let of =
            |measure, scope, statistic| crate::system::value(&record, measure, scope, statistic);
        let slots = "server:ex2007.contoso.test+slots:um";
        let served = of("served", "mailbox:exchange-2007", "per_hour") / 3600.0;
        (of("carried_load", slots, "value"), served)
    };
    let (without, served) = carried("0 s", "0 %");
    let (with, _) = carried("30 s", "0 %");
    let (known, _) = carried("30 s", "100 %");
    let log_on = (with - without) / served;
    assert!((log_on - 30.0).abs() < 0.3, "{log_on} s");
    // Whoever is known logs on there as well, and only there.
    assert!((known - with).abs() / served < 0.3, "{known} {with}");
}

/// What a head says of the other reading is so: by it every call works.
#[test]
fn by_the_other_reading_every_call_works() {
    for (rule, reading) in [
        ("authority-differs", "rules.authorities=mutual-trust"),
        ("subject-not-local", "rules.subject_name=cn-or-san"),
        ("wildcard-san-on-separate-roles", "rules.san_wildcard=allowed"),
        ("outgoing-calls-several", "rules.far_outgoing_works=100 %"),
    ] {
        let path = folder().join(format!("{rule}.toml"));
        let study = Study::load(&path, &[reading.to_owned()]).unwrap_or_else(|e| panic!("{e}"));
        expect(&run(&study), &[]);
    }
}

/// Lines of the program's own words; those of a model's text and of a message are as long as they are.
#[test]
fn the_tables_of_check_fit_a_terminal() {
    let style = TableStyle { width: 80, color: false, assumptions: false };
    for path in models(&folder()) {
        let study = study(name(&path));
        let text = findings::render("test.toml", study.checked(), &style);
        let tables = text.split_once("Which calls get through\n").map_or("", |(_, tables)| tables);
        let wide = tables.lines().find(|line| line.chars().count() > 80);
        assert_eq!(wide, None, "{}", name(&path));
    }
}
