//! Random parts of what a large estate exports: each makes a scenario that loads.

use super::beside::study;
use super::exports::{Export, Form, Properties, file};
use busyhour::internals::import::{Imported, Input, Options, import};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::fmt::Write as _;

/// Numbers of what an estate has.
#[derive(Clone, Debug)]
struct Estate {
    pools: usize,
    /// Whether each is one of Lync.
    plans: Vec<bool>,
    servers: usize,
    users: usize,
    /// Whether `Get-CsUser` has the pools of users.
    with_pools: bool,
    /// Which exports there are.
    exports: Vec<bool>,
    with_topology: bool,
    with_records: bool,
}

/// Exports besides the topology and call records.
const EXPORTS: usize = 8;

fn estate() -> impl Strategy<Value = Estate> {
    let counts = (1..=4_usize, proptest::collection::vec(any::<bool>(), 0..4), 1..=4_usize);
    let exports = proptest::collection::vec(any::<bool>(), EXPORTS);
    let others = (0..9_usize, any::<bool>(), any::<bool>(), any::<bool>());
    (counts, exports, others).prop_map(|((pools, plans, servers), exports, others)| {
        let (users, with_pools, with_topology, with_records) = others;
        Estate { pools, plans, servers, users, with_pools, exports, with_topology, with_records }
    })
}

fn pool(at: usize) -> String {
    format!("pool{at}.contoso.test")
}

fn plan(at: usize) -> String {
    format!("Plan {at}")
}

/// A pool with its machine for each number.
fn topology(pools: usize) -> Input {
    let (mut clusters, mut services) = (String::new(), String::new());
    for at in 0..pools {
        let _ = write!(
            clusters,
            "<Cluster Fqdn=\"{}\"><ClusterId SiteId=\"1\" Number=\"{at}\"/><Machine Fqdn=\"fe{at}.contoso.test\"/></Cluster>",
            pool(at)
        );
        let _ = write!(
            services,
            "<Service><ServiceId RoleName=\"UserServices\"/><InstalledOn><ClusterId SiteId=\"1\" Number=\"{at}\"/></InstalledOn></Service>"
        );
    }
    let text = format!(
        "<Topology><Clusters>{clusters}</Clusters><Services>{services}</Services></Topology>"
    );
    Input::bytes("topology.xml", text.into())
}

fn records() -> Input {
    let mut text = String::new();
    for at in 0..30 {
        let time = |second: u32| format!("2026-11-03 10:{at:02}:{second:02}");
        let _ = writeln!(
            text,
            "\"\",\"+12025550{at:03}\",\"1001\",\"inbound\",\"\",\"SIP/gw1-{at}\",\"SIP/1001-{at}\",\"Dial\",\"SIP/1001\",\"{}\",\"{}\",\"{}\",50,41,\"ANSWERED\",\"DOCUMENTATION\"",
            time(0),
            time(9),
            time(50)
        );
    }
    Input::bytes("Master.csv", text.into())
}

/// The exports of an estate that are there.
fn exports(of: &Estate) -> Vec<Export> {
    let address = |at: usize| format!("u{at}@contoso.test");
    let is_lync = |at: usize| of.plans.get(at).copied().unwrap_or(true);
    let own = |at: usize| at.checked_rem(of.plans.len());
    let plans: Vec<String> = (0..of.plans.len()).map(plan).collect();
    let members: Vec<&str> =
        (0..plans.len()).filter(|at| is_lync(*at)).map(|at| &plans[at][..]).collect();
    let plan_of = |at: usize| -> Properties {
        let uri_type = if is_lync(at) { "SipName" } else { "TelExtn" };
        vec![
            ("Name", plan(at).as_str().into()),
            ("URIType", uri_type.into()),
            ("VoIPSecurity", "Unsecured".into()),
        ]
    };
    let gateway = |at: usize| -> Properties {
        vec![
            ("Name", format!("Gateway {at}").as_str().into()),
            ("Address", pool(at).as_str().into()),
            ("Status", "Enabled".into()),
            ("OutcallsAllowed", true.into()),
        ]
    };
    let policy = |at: usize| -> Properties {
        vec![
            ("Name", format!("Policy {at}").as_str().into()),
            ("UMDialPlan", plan(at).as_str().into()),
            ("AllowMissedCallNotifications", true.into()),
        ]
    };
    let service = |at: usize| -> Properties {
        vec![
            ("Name", format!("MBX{at}").as_str().into()),
            ("DialPlans", members[..].into()),
            ("UMStartupMode", "Dual".into()),
            ("MaxCallsAllowed", 100.into()),
        ]
    };
    let mailbox = |at: usize| -> Properties {
        let mut all: Properties = vec![
            ("PrimarySmtpAddress", address(at).as_str().into()),
            ("MissedCallNotificationEnabled", true.into()),
        ];
        if let Some(own) = own(at) {
            all.push(("UMDialPlan", plan(own).as_str().into()));
            all.push(("UMMailboxPolicy", format!("Policy {own}").as_str().into()));
            let sip = if is_lync(own) { address(at) } else { String::new() };
            all.push(("SIPResourceIdentifier", sip.as_str().into()));
        }
        all
    };
    let user = |at: usize| -> Properties {
        let mut all: Properties = vec![
            ("SipAddress", format!("sip:{}", address(at)).as_str().into()),
            ("EnterpriseVoiceEnabled", true.into()),
        ];
        if of.with_pools {
            all.push(("RegistrarPool", pool(at % of.pools).as_str().into()));
        }
        all
    };
    let attendant = |at: usize| -> Properties {
        vec![
            ("Name", format!("Attendant {at}").as_str().into()),
            ("UMDialPlan", plan(at).as_str().into()),
            ("PilotIdentifierList", "+12025550100".into()),
        ]
    };
    let store = |at: usize| -> Properties {
        vec![
            ("Name", format!("User {at}").as_str().into()),
            ("PrimarySmtpAddress", address(at).as_str().into()),
            ("ServerName", format!("MBX{}", at % of.servers).as_str().into()),
            ("AdminDisplayVersion", "Version 15.0 (Build 1497.2)".into()),
        ]
    };
    let count = of.plans.len();
    let all = [
        Export::of("UMDialPlan", (0..count).map(plan_of).collect()),
        Export::of("UMIPGateway", (0..of.pools).map(gateway).collect()),
        Export::of("UMMailboxPolicy", (0..count).map(policy).collect()),
        Export::of("UMService", (0..of.servers).map(service).collect()),
        Export::of("UMMailbox", (0..of.users).map(mailbox).collect()),
        Export::of("CsUser", (0..of.users).map(user).collect()),
        Export::of("UMAutoAttendant", (0..count).map(attendant).collect()),
        Export::of("Mailbox", (0..of.users).map(store).collect()),
    ];
    let there = all.into_iter().zip(&of.exports).filter(|(_, there)| **there);
    there.map(|(export, _)| export).filter(|export| !export.objects.is_empty()).collect()
}

fn imported(of: &Estate) -> Option<Imported> {
    let mut inputs: Vec<Input> =
        (0..).zip(exports(of)).map(|(at, all)| file(&all, Form::Json, false, at)).collect();
    inputs.extend(of.with_topology.then(|| topology(of.pools)));
    inputs.extend(of.with_records.then(records));
    (!inputs.is_empty())
        .then(|| import(&inputs, &Options::default()).unwrap_or_else(|why| panic!("{why}\n{of:?}")))
}

fn seed() -> RngSeed {
    let text = std::env::var("PROPTEST_RNG_SEED").ok();
    RngSeed::Fixed(text.and_then(|text| text.parse().ok()).unwrap_or(1))
}

proptest! {
    // The same estates on every machine. PROPTEST_RNG_SEED draws others.
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        rng_seed: seed(),
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_part_of_an_estate_makes_a_scenario_that_loads(of in estate()) {
        if let Some(imported) = imported(&of) {
            study(&imported, &[]);
        }
    }
}

/// Four pools, and mailboxes in one plan of Lync; nothing says on which pool their users are homed.
fn without_pools() -> Estate {
    Estate {
        pools: 4,
        plans: vec![true],
        servers: 1,
        users: 8,
        with_pools: false,
        exports: vec![true, false, false, true, true, false, false, false],
        with_topology: true,
        with_records: false,
    }
}

#[test]
fn users_are_spread_over_the_pools_if_no_export_says_on_which_they_are() {
    let of = without_pools();
    let spread = imported(&of).expect("imported");
    assert_eq!(spread.text.matches("count = 2 ").count(), 4, "{}", spread.text);
    assert_eq!(spread.text.matches("spread evenly over the pools").count(), 4, "{}", spread.text);
    let said = |imported: &Imported, line: &str| {
        assert!(imported.unknown.iter().any(|known| known == line), "{:?}", imported.unknown);
    };
    said(&spread, "the pools of users (Get-CsUser): 8 are spread evenly over all pools");
    // Users whose export lacks the column of the pool.
    let exports = vec![false, false, false, false, false, true, false, false];
    let users = imported(&Estate { exports, ..of.clone() }).expect("imported");
    assert_eq!(users.text.matches("count = 2 ").count(), 4, "{}", users.text);
    // No users at all.
    let none = imported(&Estate { exports: vec![false; EXPORTS], ..of }).expect("imported");
    assert_eq!(none.text.matches("count = 375 ").count(), 4, "{}", none.text);
    said(
        &none,
        "the users: 375 on each of the 4 pools are assumed, together as many as an office of the user model",
    );
}
