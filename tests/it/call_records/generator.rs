//! Days of calls with known rates, lengths, patience and shares, and writers of them in each format.

use busyhour::internals::import::records::{Class, Outcome};
use std::fmt::Write as _;

/// Random numbers (SplitMix64; Steele, Lea and Flood 2014).
pub struct Random(pub u64);

impl Random {
    pub fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.share()).ln()
    }

    fn normal(&mut self) -> f64 {
        let (a, b) = (1.0 - self.share(), self.share());
        (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos()
    }
}

/// What the days are made of.
#[derive(Clone, Copy, Debug)]
pub struct Truth {
    /// Mean of the logarithm of a conversation's seconds.
    pub mu: f64,
    /// Its standard deviation.
    pub sigma: f64,
    /// Mean patience in seconds.
    pub patience: f64,
    /// Share of calls that find the user busy.
    pub busy: f64,
    /// Share of the others that a person would answer.
    pub answered: f64,
    /// Mean time until that answer in seconds.
    pub after: f64,
    /// Time until voice mail answers in seconds.
    pub ring: f64,
    /// Share of refused callers who call again.
    pub retry: f64,
    /// Mean time until they do in seconds.
    pub gap: f64,
    /// Standard deviation of the day's factor.
    pub day_cv: f64,
}

pub const TRUTH: Truth = Truth {
    mu: 4.8,
    sigma: 0.9,
    patience: 40.0,
    busy: 0.1,
    answered: 0.8,
    after: 7.0,
    ring: 20.0,
    retry: 0.5,
    gap: 60.0,
    day_cv: 0.0,
};

/// Calls per hour from 8:00 to 18:00.
pub fn rate(hour: i64) -> f64 {
    match hour {
        9..=11 => 120.0,
        8 | 12..=16 => 60.0,
        17 => 30.0,
        _ => 0.0,
    }
}

/// A call of a user, in whole seconds since midnight before the first day by local time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Told {
    pub id: u64,
    pub caller: u64,
    pub start: i64,
    pub answer: Option<i64>,
    pub end: i64,
    pub outcome: Outcome,
}

/// Midnight before the first day: Monday, 7 September 2026, by local time of New York.
pub const MIDNIGHT: i64 = 1_788_753_600;

/// Inbound calls of working days in a row; Saturday and Sunday have none.
pub fn days(truth: &Truth, days: i64, random: &mut Random) -> Vec<Told> {
    let mut calls = Vec::new();
    for day in (0..days).map(|day| day / 5 * 7 + day % 5) {
        let spread = (truth.day_cv * truth.day_cv).ln_1p().sqrt();
        let factor = (spread * random.normal() - spread * spread / 2.0).exp();
        for hour in 0..24 {
            let mut at = 0.0;
            loop {
                at += random.exponential(1.0);
                let seconds = at / (rate(hour) * factor).max(1e-9) * 3_600.0;
                if seconds >= 3_600.0 {
                    break;
                }
                let start = (day * 24 + hour) as f64 * 3_600.0 + seconds;
                let caller = 2_025_000_000 + calls.len() as u64;
                attempts(truth, start, caller, random, &mut calls);
            }
        }
    }
    calls.sort_by_key(|call| (call.start, call.end, call.answer, call.outcome));
    calls
}

/// A call, and those that follow a refusal.
fn attempts(truth: &Truth, start: f64, caller: u64, random: &mut Random, calls: &mut Vec<Told>) {
    let mut start = start;
    for _ in 0..4 {
        let (answer, end, outcome) = one(truth, start, random);
        let id = calls.len() as u64 + 1;
        let whole = |time: f64| time.floor() as i64;
        let (answer, end) = (answer.map(whole), whole(end));
        calls.push(Told { id, caller, start: whole(start), answer, end, outcome });
        if outcome != Outcome::Busy || random.share() > truth.retry {
            return;
        }
        start = end as f64 + random.exponential(truth.gap);
    }
}

fn one(truth: &Truth, start: f64, random: &mut Random) -> (Option<f64>, f64, Outcome) {
    if random.share() < truth.busy {
        return (None, start, Outcome::Busy);
    }
    let patience = random.exponential(truth.patience);
    let by_person = random.share() < truth.answered;
    let after = if by_person { random.exponential(truth.after) } else { f64::INFINITY };
    let talk = (truth.mu + truth.sigma * random.normal()).exp().min(20_000.0);
    let first = patience.min(after).min(truth.ring);
    let then = start + first;
    match first {
        first if first == patience => (None, then, Outcome::Abandoned),
        first if first == after => (Some(then), then + talk, Outcome::Answered),
        _ => (Some(then), then + random.exponential(35.0), Outcome::VoiceMail),
    }
}

/// A format that the generator writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    Asterisk,
    FreeSwitch,
    Cucm,
    Avaya,
    Lync,
    Mapped,
}

pub const ALL: [Written; 6] = [
    Written::Asterisk,
    Written::FreeSwitch,
    Written::Cucm,
    Written::Avaya,
    Written::Lync,
    Written::Mapped,
];

/// The mapping of [`Written::Mapped`].
pub const MAPPING: &str = "time = \"epoch\"\n[columns]\nstart = \"begin\"\nanswer = \"answered\"\nend = \"end\"\noutcome = \"what\"\ncaller = \"who\"\n[outcomes]\nanswered = [\"Answered\"]\nvoice-mail = [\"VoiceMail\"]\nbusy = [\"Busy\"]\nabandoned = [\"Abandoned\"]\n";

/// Local time as switches write it, with a character between the parts of the date.
fn local(second: i64, between: char) -> String {
    let (day, of_day) = (second.div_euclid(86_400), second.rem_euclid(86_400));
    let date = jiff::civil::date(2026, 9, 7);
    let date = date.checked_add(jiff::Span::new().days(day)).expect("a date");
    let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    format!(
        "{:04}{between}{:02}{between}{:02} {hour:02}:{minute:02}:{second:02}",
        date.year(),
        date.month(),
        date.day()
    )
}

/// The file that a switch writes, its lines in order of the end of calls.
pub fn write(format: Written, calls: &[Told]) -> String {
    let mut calls = calls.to_vec();
    calls.sort_by_key(|call| (call.end, call.start, call.id));
    let mut out = match format {
        Written::Cucm => "\"cdrRecordType\",\"globalCallID_callId\",\"dateTimeOrigination\",\"callingPartyNumber\",\"origCause_value\",\"originalCalledPartyNumber\",\"finalCalledPartyNumber\",\"destCause_value\",\"dateTimeConnect\",\"dateTimeDisconnect\",\"lastRedirectDn\",\"duration\",\"lastRedirectRedirectReason\"\nINTEGER,INTEGER,INTEGER,VARCHAR(50),INTEGER,VARCHAR(50),VARCHAR(50),INTEGER,INTEGER,INTEGER,VARCHAR(50),INTEGER,INTEGER\n",
        Written::Lync => "SessionIdTime,SessionIdSeq,InviteTime,ResponseTime,SessionEndTime,ResponseCode,DiagnosticId,MediaTypes,User1Uri,User1Id,User2Uri,User2Id,TargetUserId\n",
        Written::Mapped => "begin;answered;end;what;who\n",
        _ => "",
    }
    .to_owned();
    for call in &calls {
        let line = match format {
            Written::Asterisk => asterisk(call),
            Written::FreeSwitch => freeswitch(call),
            Written::Cucm => cucm(call),
            Written::Avaya => avaya(call),
            Written::Lync => lync(call),
            Written::Mapped => mapped(call),
        };
        writeln!(out, "{line}").expect("text");
    }
    out
}

fn asterisk(call: &Told) -> String {
    let (duration, talk) = (call.end - call.start, call.answer.map_or(0, |at| call.end - at));
    let (app, disposition) = match call.outcome {
        Outcome::Answered => ("Dial", "ANSWERED"),
        Outcome::VoiceMail => ("VoiceMail", "ANSWERED"),
        Outcome::Busy => ("Dial", "BUSY"),
        _ => ("Dial", "NO ANSWER"),
    };
    let answer = call.answer.map_or(String::new(), |at| format!("\"{}\"", local(at, '-')));
    format!(
        "\"\",\"{}\",\"1001\",\"in\",\"x\",\"SIP/t-{id}\",\"SIP/1001-1\",\"{app}\",\"SIP/1001,60\",\"{}\",{answer},\"{}\",{duration},{talk},\"{disposition}\",\"D\",\"{id}.1\",\"\"",
        call.caller,
        local(call.start, '-'),
        local(call.end, '-'),
        id = call.id
    )
}

fn freeswitch(call: &Told) -> String {
    let (duration, talk) = (call.end - call.start, call.answer.map_or(0, |at| call.end - at));
    let cause = match call.outcome {
        Outcome::Busy => "USER_BUSY",
        Outcome::Abandoned => "ORIGINATOR_CANCEL",
        _ => "NORMAL_CLEARING",
    };
    let answer = call.answer.map_or(String::new(), |at| local(at, '-'));
    let bridge =
        if call.outcome == Outcome::Answered { format!("b{}", call.id) } else { String::new() };
    format!(
        "\"N\",\"{}\",\"1001\",\"public\",\"{}\",\"{answer}\",\"{}\",\"{duration}\",\"{talk}\",\"{cause}\",\"a{}\",\"{bridge}\",\"\",\"PCMU\",\"PCMU\"",
        call.caller,
        local(call.start, '-'),
        local(call.end, '-'),
        call.id
    )
}

fn cucm(call: &Told) -> String {
    let (orig, dest) = match call.outcome {
        Outcome::Busy => (0, 17),
        _ => (16, 0),
    };
    let mail = call.outcome == Outcome::VoiceMail;
    let (called, redirect, reason) = if mail { ("7000", "1001", 2) } else { ("1001", "", 0) };
    let at = |second: i64| second + MIDNIGHT;
    format!(
        "1,{},{},\"{}\",{orig},\"1001\",\"{called}\",{dest},{},{},\"{redirect}\",{},{reason}",
        call.id,
        at(call.start),
        call.caller,
        call.answer.map_or(0, at),
        at(call.end),
        call.answer.map_or(0, |answer| call.end - answer)
    )
}

fn avaya(call: &Told) -> String {
    let talk = call.answer.map_or(0, |at| call.end - at);
    let device = if call.outcome == Outcome::VoiceMail { "V9501" } else { "E1001" };
    format!(
        "{},{:02}:{:02}:{:02},{},{},I,1001,1001,,0,{},0,{device},N,T9001,L,0,0,,,,,,,,,,,,,",
        local(call.start, '/'),
        talk / 3_600,
        talk / 60 % 60,
        talk % 60,
        call.answer.unwrap_or(call.end) - call.start,
        call.caller,
        1_000_000 + call.id
    )
}

fn lync(call: &Told) -> String {
    // Four hours behind UTC in September.
    let utc = |second: i64| format!("{}.000", local(second + 14_400, '-'));
    let code = match call.outcome {
        Outcome::Busy => 486,
        Outcome::Abandoned => 487,
        _ => 200,
    };
    let mail = call.outcome == Outcome::VoiceMail;
    let (uri, id, target) = match mail {
        true => ("UM.contoso.test@contoso.test", 9, "21"),
        false => ("a@contoso.test", 21, "NULL"),
    };
    format!(
        "{start},{},{start},{},{},{code},0,16,+1{},{},{uri},{id},{target}",
        call.id,
        utc(call.answer.unwrap_or(call.end)),
        utc(call.end),
        call.caller,
        call.caller,
        start = utc(call.start)
    )
}

fn mapped(call: &Told) -> String {
    let at = |second: i64| second + MIDNIGHT;
    let answer = call.answer.map_or(String::new(), |answer| at(answer).to_string());
    format!("{};{answer};{};{:?};{}", at(call.start), at(call.end), call.outcome, call.caller)
}

/// What an importer must find: the outcomes that the format can tell.
pub fn expected(format: Written, calls: &[Told]) -> Vec<(i64, Option<i64>, i64, Outcome, Class)> {
    let outcome = |call: &Told| match (format, call.outcome) {
        (Written::Avaya, Outcome::Busy) => Outcome::Failed,
        // Without a second of ringing Avaya cannot tell, either.
        (Written::Avaya, Outcome::Abandoned) if call.start == call.end => Outcome::Failed,
        (Written::Avaya, Outcome::Answered | Outcome::VoiceMail)
            if call.answer == Some(call.end) =>
        {
            if call.start < call.end {
                Outcome::Abandoned
            } else {
                Outcome::Failed
            }
        }
        (_, outcome) => outcome,
    };
    let mut out: Vec<_> = calls
        .iter()
        .map(|call| {
            let outcome = outcome(call);
            let answer = call.answer.filter(|_| outcome.is_answer());
            (call.start, answer, call.end, outcome, Class::Voice)
        })
        .collect();
    out.sort_unstable();
    out
}
