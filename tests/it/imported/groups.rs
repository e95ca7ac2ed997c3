//! Call records are divided by the groups of users that the exports have.

use super::beside::study;
use super::exports::{Export, Form, file};
use busyhour::internals::import::records::Writing;
use busyhour::internals::import::{Imported, Input, Options, import};

/// Ten users on each of two pools; their addresses are a0 to a9 and b0 to b9.
fn users() -> Input {
    let user = |pool: &str, letter: &str, at: u32| {
        vec![
            ("SipAddress", format!("sip:{letter}{at}@contoso.test").as_str().into()),
            ("RegistrarPool", pool.into()),
            ("EnterpriseVoiceEnabled", true.into()),
            (
                "LineURI",
                format!("tel:+120255501{letter}{at};ext={letter}{at}")
                    .replace('a', "1")
                    .replace('b', "2")
                    .as_str()
                    .into(),
            ),
        ]
    };
    let of = |pool, letter, count| (0..count).map(move |at| user(pool, letter, at));
    let all = of("pool01.contoso.test", "a", 10).chain(of("pool02.contoso.test", "b", 5));
    file(&Export::of("CsUser", all.collect()), Form::Json, false, 0)
}

/// Forty calls from outside; `called` is who gets the call with a number.
fn calls(called: impl Fn(u32) -> String) -> Input {
    let mut text = "SessionIdTime,SessionIdSeq,InviteTime,FromUri,ToUri,ResponseTime,ResponseCode,EndTime,MediaTypes\n".to_owned();
    for at in 0..40 {
        let time = |second: u32| format!("2026-11-03 10:{at:02}:{second:02}.000");
        text.push_str(&format!(
            "{start},1,{start},+1202555{at:04},{},{},200,{},16\n",
            called(at),
            time(9),
            time(50),
            start = time(1)
        ));
    }
    Input::bytes("sessions.csv", text.into_bytes())
}

fn imported(calls: Input, replay: bool) -> Imported {
    let writing = Writing { replay, stem: Some("m".to_owned()) };
    let options = Options { title: "groups".to_owned(), writing, ..Options::default() };
    import(&[users(), calls], &options).expect("imported")
}

/// The expected number of calls of each source of class voice.
fn rates(imported: &Imported) -> Vec<(String, f64)> {
    let whole_day = ["study.start=2026-11-03T00:00:00", "study.warm_up=0 s", "study.duration=24 h"];
    let study = study(imported, &whole_day.map(str::to_owned));
    let sources = study.deployment().traffic.iter().zip(study.network().sources.iter());
    let named = sources.filter(|(traffic, _)| traffic.name.contains("voice"));
    let end = study.window().to;
    named
        .map(|(traffic, source)| {
            let from = busyhour::internals::base::SimTime::ZERO;
            (traffic.name.clone(), source.arrivals.expected(from, end).unwrap_or(f64::NAN))
        })
        .collect()
}

#[test]
fn calls_go_to_the_group_of_the_user_who_is_called() {
    // Every fourth call is for the second pool, although it has half of the users of the first.
    let by_address = calls(|at| match at % 4 {
        0 => format!("sip:b{}@contoso.test", at % 5),
        _ => format!("a{}@contoso.test", at % 10),
    });
    let found = imported(by_address, false);
    let rates = rates(&found);
    assert_eq!(rates.len(), 2, "{rates:?}");
    for ((name, calls), (pool, expected)) in rates.iter().zip([("pool01", 30.0), ("pool02", 10.0)])
    {
        assert!(name.contains(pool) && (calls - expected).abs() < 0.01, "{rates:?}");
    }
    assert!(
        found.text.contains("75.0 % of the calls; 40 of 40 calls name one of the exports"),
        "{}",
        found.text
    );
    assert!(
        found.text.contains("like = \"recorded voice calls, pool01.contoso.test"),
        "{}",
        found.text
    );
    for secret in ["a1@", "2025551", "20255501"] {
        assert!(!found.text.contains(secret), "{secret}\n{}", found.text);
    }
}

#[test]
fn calls_whose_users_nobody_knows_are_divided_by_the_number_of_users() {
    let found = imported(calls(|_| "sip:someone@fabrikam.test".to_owned()), false);
    let rates = rates(&found);
    let share = rates[0].1 / (rates[0].1 + rates[1].1);
    assert!((share - 2.0 / 3.0).abs() < 1e-3, "{rates:?}");
    assert!(
        found
            .unknown
            .iter()
            .any(|line| line.contains("divided by the number of users of each group"))
    );
    assert!(found.text.contains("assumed: by the number of users"), "{}", found.text);
}

#[test]
fn each_group_replays_its_own_calls() {
    let half = calls(|at| match at % 4 {
        0 => "b1@contoso.test".to_owned(),
        1 => "a1@contoso.test".to_owned(),
        _ => "someone@fabrikam.test".to_owned(),
    });
    let found = imported(half, true);
    let lines = |name: &str| {
        let file = found.files.iter().find(|(known, _)| known == name).expect(name);
        String::from_utf8_lossy(&file.1).lines().count() - 1
    };
    // Those of nobody are divided as the others are.
    assert_eq!((lines("m-calls-voice-1.csv"), lines("m-calls-voice-2.csv")), (20, 20));
    study(&found, &[]);
}

#[test]
fn calls_to_attendants_and_access_numbers_go_to_those_that_records_name() {
    let plan = |name: &str, number: &str| {
        vec![
            ("Name", name.into()),
            ("URIType", "SipName".into()),
            ("VoIPSecurity", "Secured".into()),
            ("AccessTelephoneNumbers", number.into()),
        ]
    };
    let plans = Export::of(
        "UMDialPlan",
        vec![plan("North", "+12025550191"), plan("South", "+12025550192")],
    );
    let attendant = |name: &str, plan: &str| {
        vec![("Name", name.into()), ("UMDialPlan", plan.into()), ("SpeechEnabled", true.into())]
    };
    let attendants = Export::of(
        "UMAutoAttendant",
        vec![attendant("Sales", "North"), attendant("Help", "South")],
    );
    let mailbox = |at: usize, plan: &str| {
        vec![
            ("PrimarySmtpAddress", format!("u{at}@contoso.test").as_str().into()),
            ("UMMailboxPolicy", format!("{plan} policy").as_str().into()),
            ("UMDialPlan", plan.into()),
        ]
    };
    let mailboxes = Export::of("UMMailbox", vec![mailbox(1, "North"), mailbox(2, "South")]);
    let mut text = "CallStartTime,CallType,CallIdentity,DialPlanName,CallDuration,OfferResult,AutoAttendantName\n".to_owned();
    for at in 0..40 {
        let (kind, plan, attendant) = match at % 4 {
            0 => ("Auto Attendant", "South", "Help"),
            3 => ("Auto Attendant", "North", "Sales"),
            _ => ("Subscriber Access", "South", ""),
        };
        text.push_str(&format!(
            "2026-11-03 10:{at:02}:00Z,{kind},{at},{plan},60,Answer,{attendant}\n"
        ));
    }
    let mut inputs: Vec<Input> = [&plans, &attendants, &mailboxes]
        .iter()
        .map(|export| file(export, Form::Json, false, 0))
        .collect();
    inputs.push(Input::bytes("um_cdr.csv", text.into_bytes()));
    let found = import(&inputs, &Options::default()).expect("imported");
    study(&found, &[]);
    for line in [
        "name = \"recorded auto-attendant calls, Sales\"",
        "name = \"recorded auto-attendant calls, Help\"",
        "50.0 % of the calls; 20 of 20 calls name one of the exports",
        "name = \"recorded subscriber-access calls\"",
        "to = \"Outlook Voice Access of South\"",
    ] {
        assert!(found.text.contains(line), "{line}\n{}", found.text);
    }
}

#[test]
fn a_group_without_a_recorded_call_has_none_to_replay() {
    // Nobody knows whose the only call is.
    let text = "SessionIdTime,SessionIdSeq,InviteTime,FromUri,ToUri,ResponseTime,ResponseCode,EndTime,MediaTypes\n2026-11-03 10:00:00.000,1,2026-11-03 10:00:00.000,+12025550001,sip:stranger@contoso.test,2026-11-03 10:00:09.000,200,2026-11-03 10:00:50.000,16\n";
    let found = imported(Input::bytes("sessions.csv", text.into()), true);
    assert_eq!(found.text.matches("replay = ").count(), 1, "{}", found.text);
    study(&found, &[]);
}
