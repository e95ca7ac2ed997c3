//! The same eight calls in every format. `day/truth.csv` says what they were.

use busyhour::internals::import::records::{CallRecord, Calls, Class, Outcome, Reader, Reading};
use std::fs;
use std::path::Path;

/// The zone of the samples: UTC−05:00 on that day.
const ZONE: &str = "America/New_York";

fn text(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/call_records/day");
    fs::read_to_string(folder.join(name)).expect(name)
}

/// All samples: their names and texts.
pub fn all() -> Vec<(&'static str, String)> {
    let names = [
        "asterisk-Master.csv",
        "avaya-ip-office-smdr.csv",
        "cucm-cdr_StandAloneCluster_01_202611021400_1",
        "freeswitch-Master.csv",
        "lync-LcsCDR-sessions.csv",
        "um_cdr_2026-11-02.csv",
    ];
    names.map(|name| (name, text(name))).to_vec()
}

pub fn read(name: &str, text: &str) -> Calls {
    let how = Reading { zone: Some(ZONE.to_owned()), ..Reading::default() };
    let mut reader = Reader::new(how).expect("a known zone");
    reader.read(name, text.as_bytes()).expect("a known format");
    reader.finish()
}

/// Seconds since 09:00 by local time.
fn clock(text: &str) -> Option<i64> {
    let mut parts = text.split(':').map(|part| part.parse::<i64>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    Some((hour - 9) * 3_600 + minute * 60 + second)
}

/// 09:00 by local time, in milliseconds since 1970.
const NINE: i64 = 1_793_628_000_000;

type Line = (Option<i64>, Option<i64>, Option<i64>, Class, &'static str);

/// Start, answer, end, class and what happened, for each call.
fn truth() -> Vec<Line> {
    let words = [
        "answered",
        "voice mail",
        "busy",
        "answered",
        "blocked",
        "gave up",
        "answered",
        "answered",
    ];
    let lines = text("truth.csv");
    let calls = lines.lines().skip(1).zip(words).map(|(line, what)| {
        let fields: Vec<&str> = line.splitn(8, ',').collect();
        assert!(fields[7].contains(what.trim_end_matches("up").trim()), "{line}");
        let class = match fields[1] {
            "in" => Class::Voice,
            "out" => Class::Outbound,
            _ => Class::Internal,
        };
        (clock(fields[4]), clock(fields[5]), clock(fields[6]), class, what)
    });
    calls.collect()
}

fn told(call: &CallRecord) -> (Option<i64>, Option<i64>, Option<i64>, Class, Outcome) {
    let at = |instant: i64| (instant - NINE) / 1_000;
    (Some(at(call.start)), call.answer.map(at), Some(at(call.end)), call.class, call.outcome)
}

/// The calls of a file against those of the truth with these numbers, from 1.
fn agrees(name: &str, held: &[usize], outcome: impl Fn(&str) -> Outcome) -> Calls {
    let read = read(name, &text(name));
    let truth = truth();
    let expected = held.iter().map(|number| {
        let (start, answer, end, class, what) = truth[number - 1];
        (start, answer, end, class, outcome(what))
    });
    let expected: Vec<_> = expected.collect();
    let found: Vec<_> = read.calls.iter().map(told).collect();
    assert_eq!(found, expected, "{name}");
    read
}

fn exactly(what: &str) -> Outcome {
    match what {
        "answered" => Outcome::Answered,
        "voice mail" => Outcome::VoiceMail,
        "busy" => Outcome::Busy,
        "blocked" => Outcome::Blocked,
        _ => Outcome::Abandoned,
    }
}

fn lacks(calls: &Calls, words: &str) {
    let said = calls.files[0].lacks.join("\n");
    assert!(said.contains(words), "{words} is not in:\n{said}");
}

#[test]
fn asterisk_holds_all_but_the_blocked_call() {
    let read = agrees("asterisk-Master.csv", &[1, 2, 3, 4, 6, 7, 8], exactly);
    lacks(&read, "blocked calls are missing");
    assert_eq!((read.files[0].format, read.files[0].lines), ("Asterisk cdr-csv", 9));
    assert_eq!(read.joined.continued, 2);
}

#[test]
fn freeswitch_holds_all_calls() {
    let read = agrees("freeswitch-Master.csv", &[1, 2, 3, 4, 5, 6, 7, 8], exactly);
    lacks(&read, "without a second leg counts as answered by voice mail");
}

#[test]
fn cisco_holds_all_but_the_blocked_call() {
    let name = "cucm-cdr_StandAloneCluster_01_202611021400_1";
    let read = agrees(name, &[1, 2, 3, 4, 6, 7, 8], exactly);
    lacks(&read, "abandoned and blocked calls may be missing");
    let skipped: Vec<_> = read.files[0].skipped.iter().collect();
    assert_eq!(skipped.len(), 1, "the line of types is left out: {skipped:?}");
    assert_eq!((skipped[0].1, skipped[0].2), (1, 2));
}

#[test]
fn avaya_cannot_tell_busy_from_failed() {
    let outcome = |what: &str| match exactly(what) {
        Outcome::Busy => Outcome::Failed,
        other => other,
    };
    let read = agrees("avaya-ip-office-smdr.csv", &[1, 2, 3, 4, 6, 7, 8], outcome);
    lacks(&read, "blocked calls are missing");
    lacks(&read, "callers who gave up within a second, cannot be told apart");
}

#[test]
fn the_common_query_of_lync_does_not_say_why_nobody_answered() {
    let outcome = |what: &str| match exactly(what) {
        Outcome::Busy | Outcome::Abandoned => Outcome::Unanswered,
        other => other,
    };
    let read = agrees("lync-LcsCDR-sessions.csv", &[1, 2, 3, 4, 6, 7, 8], outcome);
    lacks(&read, "calls that a gateway blocked are missing");
    lacks(&read, "ResponseCode is missing");
}

#[test]
fn exchange_holds_what_reached_unified_messaging() {
    let read = read("um_cdr", &text("um_cdr_2026-11-02.csv"));
    lacks(&read, "calls that a person answered, busy calls, blocked calls");
    let calls: Vec<_> = read.calls.iter().map(told).collect();
    // The second call from its answer on, and the sixth one at its end.
    let truth = truth();
    assert_eq!(calls[0], (truth[1].1, truth[1].1, truth[1].2, Class::Voice, Outcome::VoiceMail));
    assert_eq!(calls[1], (truth[5].2, None, truth[5].2, Class::Voice, Outcome::Abandoned));
    // Two calls that only Unified Messaging has; the part of the menu's call is none.
    let classes: Vec<_> = read.calls[2..].iter().map(|call| call.class).collect();
    assert_eq!(classes, [Class::SubscriberAccess, Class::AutoAttendant]);
    assert!(read.calls.iter().all(|call| call.ring().is_none()));
    assert_eq!(read.files[0].skipped.count(), 1);
}
