//! What a file leaves out: a default that moves an answer is realistic, and the run lists it.

use crate::scenario::{load, load_set};
use busyhour::internals::deployment::{Deployment, Mailboxes};
use busyhour::internals::experiment::{NoControl, Plan, Record, Study, replicate};
use busyhour::internals::scenario::{defaults, reference_page};
use std::collections::BTreeSet;

/// A record of the scenario in `text`, with overrides.
fn run(text: &str, set: &[&str]) -> Record {
    let deployment = load_set(text, set).unwrap_or_else(|e| panic!("{e}"));
    let study = Study::of_deployment(deployment, "test");
    let plan = Plan { replications: 2, ..study.plan() };
    replicate(&study, &plan, &NoControl).unwrap_or_else(|e| panic!("{e}"))
}

fn assumed(record: &Record, key: &str) -> bool {
    record.assumptions.iter().any(|a| a.key == key)
}

/// Half of the mailboxes are on Exchange 2010; the file says nothing of the callers' patience.
const HALF_MIGRATED: &str = r#"
[study]
warm_up = "10 min"
duration = "40 min"
[[gateway]]
name = "gw1"
channels = 300
[[mediation_server]]
name = "med1"
[[pool]]
name = "pool01"
[[exchange_server]]
name = "ex1"
[[exchange_server]]
name = "old1"
version = "exchange-2010"
[[dial_plan]]
name = "UMSIP"
[[users]]
name = "staff"
count = 2500
mailboxes = { current = ["ex1"], legacy = ["old1"], migrated = "50 %" }
[[traffic]]
class = "voice"
to = "staff"
arrivals = "1200/h"
"#;

#[test]
fn callers_hang_up_while_it_rings_unless_the_file_says_that_they_wait() {
    let loss = |record: &Record| {
        let mut found = record.estimates.iter().filter(|e| {
            e.from.is_none()
                && e.figure.measure.name() == "missed_call_notification_loss"
                && e.figure.scope.as_str() == "all"
        });
        found.find_map(|e| e.value).expect("there are missed calls")
    };
    let record = run(HALF_MIGRATED, &[]);
    // Two fifths of the notifications are of callers who hang up while it rings; half of these are lost.
    assert!((0.1..0.3).contains(&loss(&record)), "{}", loss(&record));
    assert!(assumed(&record, "traffic.patience"));
    let patient = run(HALF_MIGRATED, &["traffic[*].patience=never"]);
    assert_eq!(loss(&patient), 0.0);
    assert!(!assumed(&patient, "traffic.patience"));
}

/// Two sites with a pool and users each.
const SITES: &str = r#"
[[site]]
name = "HQ"
[[site]]
name = "Branch"
[[gateway]]
name = "gw1"
site = "HQ"
channels = 30
[[mediation_server]]
name = "med1"
pool = "pool-hq"
[[pool]]
name = "pool-hq"
site = "HQ"
[[pool]]
name = "pool-br"
site = "Branch"
[[users]]
name = "hq users"
pool = "pool-hq"
count = 200
[[users]]
name = "branch users"
pool = "pool-br"
count = 100
[[traffic]]
class = "voice"
to = "branch users"
arrivals = "60/h"
"#;

/// Exchange servers by name and site, and dial plans by name.
fn with_exchange(servers: &[(&str, &str)], plans: &[&str]) -> String {
    let server = |(name, site): &(&str, &str)| {
        format!("[[exchange_server]]\nname = \"{name}\"\nsite = \"{site}\"\n")
    };
    let plan = |name: &&str| format!("[[dial_plan]]\nname = \"{name}\"\n");
    let servers: String = servers.iter().map(server).collect();
    format!("{SITES}{servers}{}", plans.iter().map(plan).collect::<String>())
}

fn problems(text: &str, set: &[&str]) -> String {
    load_set(text, set).expect_err("a problem").to_string()
}

#[test]
fn users_whom_several_dial_plans_fit_are_asked_for_theirs() {
    let text = with_exchange(&[("ex1", "HQ"), ("ex2", "Branch")], &["HQ", "BR"]);
    let said = problems(&text, &[]);
    for part in [
        "`branch users`",
        "test.toml:24:",
        "several fit: `HQ`, `BR`",
        "name one",
        "dial_plan = \"none\"",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    let d = load_set(&text, &["users[*].dial_plan=BR"]).expect("a plan is named");
    assert!(d.users.iter().all(|u| u.dial_plan.is_some_and(|plan| plan.index() == 1)));
    let d = load_set(&text, &["users[*].dial_plan=none"]).expect("no voice mail is wanted");
    assert!(d.users.iter().all(|u| u.dial_plan.is_none() && u.mailboxes.is_none()));
    let said = problems(&with_exchange(&[("ex1", "HQ")], &["none"]), &[]);
    assert!(said.contains("cannot have the name `none`"), "{said}");
}

#[test]
fn users_whom_no_dial_plan_fits_are_asked_too() {
    let text = with_exchange(&[("ex1", "HQ")], &["Extensions"]);
    let set = ["dial_plan[*].uri_type=telephone-extension"];
    let said = problems(&text, &set);
    assert!(said.contains("no dial plan that fits"), "{said}");
    assert!(said.contains("type sip-uri; or write dial_plan = \"none\""), "{said}");
    // Without any plan nobody has voice mail, and the run lists it.
    let d = load(&with_exchange(&[("ex1", "HQ")], &[])).expect("no plan");
    assert!(d.assumptions.iter().any(|a| a.key == "users.dial_plan"));
}

#[test]
fn servers_of_both_versions_need_a_share() {
    let said = problems(&HALF_MIGRATED.replace(", migrated = \"50 %\"", ""), &[]);
    assert!(said.contains("`mailboxes.migrated` is missing"), "{said}");
}

#[test]
fn a_policy_that_nobody_has_is_refused() {
    let policy = "[[mailbox_policy]]\nname = \"quiet\"\nmissed_call_notifications = false\n";
    let text = with_exchange(&[("ex1", "HQ")], &["UMSIP"]) + policy;
    let said = problems(&text, &[]);
    assert!(said.contains("`quiet`: nobody has this policy"), "{said}");
    load_set(&text, &["users[*].policy=quiet"]).unwrap_or_else(|e| panic!("{e}"));
}

/// Names of the servers of a group's mailboxes.
fn homes(d: &Deployment, group: usize) -> Vec<&str> {
    let Some(Mailboxes::Migrating { current, .. }) = &d.users[group].mailboxes else {
        panic!("no mailboxes")
    };
    current.iter().map(|id| d.exchange_servers[id.index()].name.as_str()).collect()
}

#[test]
fn mailboxes_are_at_the_site_of_their_users() {
    let local = with_exchange(&[("ex1", "HQ"), ("ex2", "HQ"), ("ex3", "Branch")], &["UMSIP"]);
    let d = load(&local).expect("one plan");
    assert_eq!((homes(&d, 0), homes(&d, 1)), (vec!["ex1", "ex2"], vec!["ex3"]));
    let keys = |d: &Deployment| -> Vec<String> {
        d.assumptions.iter().map(|a| a.key.clone()).filter(|k| k.contains("mailboxes")).collect()
    };
    assert_eq!(keys(&d), ["users.mailboxes"]);
    let central = with_exchange(&[("ex1", "HQ"), ("ex2", "HQ")], &["UMSIP"]);
    let d = load(&central).expect("one plan");
    assert_eq!((homes(&d, 0), homes(&d, 1)), (vec!["ex1", "ex2"], vec!["ex1", "ex2"]));
    assert_eq!(keys(&d), ["users.mailboxes", "users.mailboxes (no server at their site)"]);
    // A single server leaves nothing to assume.
    let d = load(&with_exchange(&[("ex1", "HQ")], &["UMSIP"])).expect("one plan");
    assert_eq!((homes(&d, 1), keys(&d).len()), (vec!["ex1"], 0));
}

#[test]
fn a_fax_lines_mailboxes_are_at_its_site() {
    let line = "[[fax_line]]\nname = \"fax\"\npool = \"pool-br\"\n\
                [[traffic]]\nclass = \"fax\"\nto = \"fax\"\narrivals = \"6/h\"\n";
    let text = with_exchange(&[("ex1", "HQ"), ("ex2", "Branch")], &["UMSIP"]) + line;
    let d = load(&text).expect("a line");
    let busyhour::internals::deployment::FaxRoute::UnifiedMessaging { mailboxes, .. } =
        &d.fax_lines[0].route
    else {
        panic!("a line to Unified Messaging")
    };
    assert_eq!(mailboxes.iter().map(|id| id.index()).collect::<Vec<_>>(), [1]);
    assert!(d.assumptions.iter().any(|a| a.key == "fax_line.mailboxes"));
}

#[test]
fn a_mediation_server_takes_the_calls_of_its_product() {
    // Domain 4.2 and 4.2b; what is assumed is listed.
    let cases = [
        ("ocs-2007-r2", (1000, true), (226, true)),
        ("lync-2010", (1000, true), (226, true)),
        ("lync-2013", (1100, false), (150, false)),
        ("skype-for-business-2015", (1100, true), (150, false)),
        ("skype-for-business-2019", (1100, true), (150, false)),
    ];
    for (product, alone, collocated) in cases {
        let product = format!("pool[*].product={product}");
        for (set, (calls, listed)) in [("false", alone), ("true", collocated)]
            .map(|(c, e)| (format!("mediation_server[*].collocated={c}"), e))
        {
            let d = load_set(HALF_MIGRATED, &[&product, &set]).unwrap_or_else(|e| panic!("{e}"));
            let assumed = d.assumptions.iter().any(|a| a.key.starts_with("mediation_server.calls"));
            assert_eq!((d.mediation_servers[0].calls, assumed), (calls, listed), "{product} {set}");
        }
    }
}

#[test]
fn exchange_2019_is_refused_and_roles_of_2010_are_its_own() {
    let said = problems(HALF_MIGRATED, &["exchange_server[old1].version=exchange-2019"]);
    assert!(said.contains("Exchange Server 2019 has no Unified Messaging"), "{said}");
    let roles = |roles: &str| {
        let set = format!("exchange_server[*].roles={roles}");
        load_set(HALF_MIGRATED, &["exchange_server[*].version=exchange-2010", &set])
    };
    let d = roles(r#"["client-access", "hub-transport", "unified-messaging", "mailbox"]"#);
    let d = d.unwrap_or_else(|e| panic!("{e}"));
    assert!(d.exchange_servers.iter().all(|s| !s.call_router && s.um_service && s.takes_calls()));
    let said =
        problems(HALF_MIGRATED, &[r#"exchange_server[ex1].roles=["hub-transport", "mailbox"]"#]);
    assert!(said.contains("exchange-2013 has no hub-transport role"), "{said}");
}

/// No call comes to a Client Access or Mailbox server of Exchange 2010, so that its certificate fails none.
#[test]
fn certificates_of_2010_servers_that_take_no_calls_break_nothing() {
    let text = r#"
[[gateway]]
name = "gw1"
channels = 60
[[mediation_server]]
name = "med1"
[[pool]]
name = "pool01"
product = "lync-2010"
[defaults.exchange_server]
version = "exchange-2010"
[[exchange_server]]
name = "cas1"
roles = ["client-access", "hub-transport"]
[[exchange_server]]
name = "um1"
roles = ["unified-messaging"]
[[exchange_server]]
name = "mbx1"
roles = ["mailbox"]
[[dial_plan]]
name = "UMSIP"
[[users]]
name = "staff"
count = 100
[[authority]]
name = "Contoso Root CA"
[[authority]]
name = "Other CA"
trusted_by = ["cas1"]
[[certificate]]
name = "lync"
on = ["gw1", "med1", "pool01"]
subject = "pool01"
issuer = "Contoso Root CA"
[[certificate]]
name = "um"
on = ["um1"]
subject = "um1"
issuer = "Contoso Root CA"
[[certificate]]
name = "cas"
on = ["cas1"]
subject = "cas1"
issuer = "Other CA"
[[traffic]]
class = "play-on-phone"
from = "staff"
arrivals = "60/h"
"#;
    let study = crate::check::study(text);
    let named: Vec<String> =
        study.checked().findings.iter().map(|f| f.rule.name.to_owned()).collect();
    for rule in ["authority-differs", "authority-untrusted", "certificate-missing"] {
        assert!(!named.iter().any(|n| n == rule), "{named:?}");
    }
}

#[test]
fn every_key_that_may_be_left_out_has_a_default_with_its_class() {
    let page = reference_page();
    let (mut table, mut without) = (String::new(), BTreeSet::new());
    for line in page.lines() {
        if let Some(heading) = line.strip_prefix('#') {
            table = heading.trim_matches(['#', ' ', '`', '[', ']']).to_owned();
        }
        let cells: Vec<&str> = line.split(" | ").collect();
        let [key, kind, shown, ..] = cells[..] else { continue };
        let Some(key) = key.strip_prefix("| `").and_then(|k| k.strip_suffix('`')) else { continue };
        // The keys of a table have their own defaults; `like` and the top level set nothing themselves.
        let open = shown.is_empty() && key != "like" && table != "Top level";
        if !open || kind.starts_with("table") {
            continue;
        }
        let every = format!("{table}.*");
        let one = format!("{table}.{key}");
        without.insert(match defaults::WITHOUT.iter().any(|(path, _)| *path == every) {
            true => every,
            false => one,
        });
    }
    let listed: BTreeSet<String> =
        defaults::WITHOUT.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(without, listed);
    for default in defaults::all().chain(defaults::structure()) {
        let assumed = default.basis == defaults::Basis::Assumption;
        assert_eq!(default.range != defaults::Range::NotVaried, assumed, "{}", default.key);
        assert!(!assumed || !default.reason.is_empty(), "{} has no reason", default.key);
    }
}

/// Contacts, a fax line and a group of users more for [`SITES`].
const CONTACTS: &str = r#"
[[fax_line]]
name = "fax"
pool = "pool-br"
[[auto_attendant]]
name = "Reception"
pool = "pool-hq"
[[access_number]]
name = "OVA"
pool = "pool-hq"
[[traffic]]
class = "fax"
to = "fax"
arrivals = { per_user = "6/h" }
retry = { share = "10 %", after = "1 min" }
[[traffic]]
class = "auto-attendant"
to = "Reception"
arrivals = "6/h"
retry = { share = "10 %", after = "1 min" }
[[traffic]]
class = "subscriber-access"
to = "OVA"
arrivals = { profile = [["08:00", "6/h"]] }
"#;

#[test]
fn every_assumption_is_listed_by_a_run_that_uses_it() {
    let mut listed = BTreeSet::new();
    let mut add = |d: Deployment| listed.extend(d.assumptions.into_iter().map(|a| a.key));
    for path in crate::models::models() {
        let scenario = busyhour::internals::scenario::load(&path, &[]).expect("a model");
        add(busyhour::internals::deployment::resolve(&scenario).expect("a model"));
    }
    let central = with_exchange(&[("ex1", "HQ"), ("ex2", "HQ")], &["UMSIP"]) + CONTACTS;
    let local = with_exchange(&[("ex1", "HQ"), ("ex2", "Branch")], &["UMSIP"]) + CONTACTS;
    let gateway = "[[gateway]]\nname = \"gw2\"\nsite = \"Branch\"\nchannels = 30\n";
    let texts = [central, local + gateway, with_exchange(&[("ex1", "HQ")], &[])];
    let days = ["traffic[*].day_factor={ cv = 0.2 }", "study.duration=2 d"];
    add(load_set(&texts[0], &days).unwrap_or_else(|e| panic!("{e}")));
    let places = ["mediation_server[*].site=HQ", "users[*].site=HQ"];
    for text in &texts {
        add(load(text).unwrap_or_else(|e| panic!("{e}")));
        add(load_set(text, &places).unwrap_or_else(|e| panic!("{e}")));
    }
    for product in ["ocs-2007-r2", "lync-2010", "skype-for-business-2019"] {
        for collocated in [true, false] {
            let set = [
                format!("pool[*].product={product}"),
                format!("mediation_server[*].collocated={collocated}"),
            ];
            add(load_set(HALF_MIGRATED, &[&set[0], &set[1]]).unwrap_or_else(|e| panic!("{e}")));
        }
    }
    let spread = ["fax_line[*].mailboxes=[\"ex*\"]"];
    add(load_set(&texts[1], &spread).unwrap_or_else(|e| panic!("{e}")));
    let controls = ["mediation_server[*].overload_control=loss", "pool[*].overload_control=loss"];
    add(load_set(crate::scenario::GOOD, &controls).unwrap_or_else(|e| panic!("{e}")));
    let throttling = "pool[*].overload_control=throttling";
    add(load_set(crate::scenario::GOOD, &[throttling]).unwrap_or_else(|e| panic!("{e}")));
    let lossy = "[[link]]\nbetween = [\"HQ\", \"Branch\"]\ndelay = \"1 ms\"\nloss = \"1 %\"\n";
    add(load(&(texts[0].clone() + lossy)).unwrap_or_else(|e| panic!("{e}")));
    let dns = "[[outage]]\nof = \"dns\"\nfrom = \"1 min\"\nto = \"2 min\"\n";
    add(load(&(texts[0].clone() + dns)).unwrap_or_else(|e| panic!("{e}")));
    add(load(crate::vocabulary::EVERY_KEY).unwrap_or_else(|e| panic!("{e}")));
    let assumptions = defaults::all().chain(defaults::structure());
    let assumptions = assumptions.filter(|d| d.basis == defaults::Basis::Assumption);
    let unlisted: Vec<&str> =
        assumptions.map(|d| d.key).filter(|key| !listed.contains(*key)).collect();
    assert!(unlisted.is_empty(), "{unlisted:?}");
}

#[test]
fn no_default_is_labelled_by_its_key() {
    for default in defaults::all().chain(defaults::structure()) {
        let found = busyhour::internals::report::key::words(default.key);
        assert!(!found.contains(['_', '[']), "{}: {found}", default.key);
        assert!(found != default.key || !default.key.contains('.'), "{found}");
    }
}
