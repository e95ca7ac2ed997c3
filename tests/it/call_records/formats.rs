//! Other layouts of the formats, and lines that are no records.

use super::samples::read;
use busyhour::internals::import::records::{Class, MappingTable, Outcome, Reader, Reading, Reason};

/// Start, length of the conversation, outcome and class.
type Told = (i64, Option<f64>, Outcome, Class);

fn reading(mapping: &str, text: &str) -> Result<Vec<Told>, String> {
    let mapping = MappingTable::read(mapping)?;
    let how = Reading { mapping: Some(mapping), ..Reading::default() };
    let mut reader = Reader::new(how).expect("no zone");
    reader.read("calls.csv", text.as_bytes()).map_err(|error| error.to_string())?;
    let calls = reader.finish().calls;
    Ok(calls.iter().map(|call| (call.start, call.talk(), call.outcome, call.class)).collect())
}

fn outcomes(text: &str) -> Vec<Outcome> {
    read("file", text).calls.iter().map(|call| call.outcome).collect()
}

#[test]
fn all_layouts_of_asterisk_are_told_apart() {
    let csv = r#""","2025550101","1001","in","x","SIP/a-1","SIP/b-2","Dial","SIP/b,20","2026-11-02 08:59:41",,"2026-11-02 09:00:01",20,0,"NO ANSWER","D""#;
    let custom = r#""x","2025550101","1001","in","SIP/a-1","SIP/b-2","Dial","SIP/b","2026-11-02 08:59:41","2026-11-02 08:59:49","2026-11-02 09:02:10",149,141,"ANSWERED","D","","1.1","""#;
    let table = "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,amaflags,accountcode,uniqueid,userfield,did\n2026-11-02 08:59:41,x,2025550101,1001,in,SIP/a-1,SIP/b-2,Dial,SIP/b,149,141,ANSWERED,3,,1.1,,\n";
    for (text, format, outcome, talk) in [
        (csv, "Asterisk cdr-csv", Outcome::NoAnswer, None),
        (custom, "Asterisk cdr-custom", Outcome::Answered, Some(141.0)),
        (table, "FreePBX table cdr", Outcome::Answered, Some(141.0)),
        (
            table.split_once('\n').expect("a heading").1,
            "FreePBX table cdr",
            Outcome::Answered,
            Some(141.0),
        ),
    ] {
        let read = read("file", text);
        assert_eq!(read.files[0].format, format);
        let call = &read.calls[0];
        assert_eq!((call.outcome, call.talk()), (outcome, talk), "{format}");
    }
}

#[test]
fn the_templates_of_freeswitch_are_told_apart_and_both_legs_are_one_call() {
    let a = r#""A","2025550101","1001","public","2026-11-02 08:59:41","2026-11-02 08:59:49","2026-11-02 09:02:10","149","141","NORMAL_CLEARING","u1","u2","","PCMU","PCMU""#;
    let b = r#""A","2025550101","1001","default","2026-11-02 08:59:41","2026-11-02 08:59:49","2026-11-02 09:02:10","149","141","NORMAL_CLEARING","u2","u1","","PCMU","PCMU""#;
    let both = read("file", &format!("{b}\n{a}\n"));
    assert_eq!((both.calls.len(), both.joined.repeated), (1, 1));
    let sql = r#"INSERT INTO cdr VALUES ("Last, First","2025550101","1001","public","2026-11-02 08:59:41","","2026-11-02 08:59:53","12","0","ORIGINATOR_CANCEL","u1","","");"#;
    assert_eq!(outcomes(sql), [Outcome::Abandoned]);
    let asterisk = r#""","2025550101","1001","public","x","c","d","bridge","y","2026-11-02 08:59:41","","2026-11-02 08:59:41","0","0","USER_BUSY","3","u1","""#;
    assert_eq!(outcomes(asterisk), [Outcome::Busy]);
    assert_eq!(read("file", asterisk).files[0].format, "FreeSWITCH cdr-csv, template asterisk");
}

#[test]
fn lync_sessions_with_results_and_gateways_say_more() {
    let text = "SessionIdTime,SessionIdSeq,InviteTime,ResponseTime,SessionEndTime,ResponseCode,DiagnosticId,MediaTypes,User1Id,User2Id\n\
        2026-11-02 13:59:41.000,1,2026-11-02 13:59:40.500,2026-11-02 13:59:49.000,2026-11-02 14:02:10.000,200,0,48,1,2\n\
        2026-11-02 14:00:00.000,1,2026-11-02 14:00:00.000,2026-11-02 14:00:00.100,NULL,486,0,16,1,2\n\
        2026-11-02 14:01:00.000,1,2026-11-02 14:01:00.000,2026-11-02 14:01:00.100,NULL,503,12000,16,3,2\n\
        2026-11-02 14:02:00.000,1,2026-11-02 14:02:00.000,2026-11-02 14:02:01.000,2026-11-02 14:09:00.000,200,0,1,3,2\n";
    let read = read("sessions", text);
    let found: Vec<_> = read.calls.iter().map(|call| call.outcome).collect();
    assert_eq!(found, [Outcome::Answered, Outcome::Busy, Outcome::Blocked]);
    assert_eq!(read.calls[0].ring(), Some(8.5));
    assert_eq!(read.files[0].skipped.iter().next(), Some((Reason::NoAudio, 1, 5)));
    // Without addresses only VoipDetails tells who was in the telephone network.
    assert_eq!(read.calls[0].class, Class::Internal);
    let voip = "SessionIdTime,SessionIdSeq,FromNumberId,FromGatewayId,ToGatewayId\n2026-11-02 13:59:41.000,1,7,3,NULL\n";
    let mut reader = Reader::new(Reading::default()).expect("no zone");
    reader.read("voip", voip.as_bytes()).expect("a known format");
    reader.read("sessions", text.as_bytes()).expect("a known format");
    let classes: Vec<_> = reader.finish().calls.iter().map(|call| call.class).collect();
    assert_eq!(classes, [Class::Voice, Class::Internal, Class::Internal]);
}

#[test]
fn any_csv_is_read_by_a_mapping() {
    let mapping = "time = \"%d.%m.%Y %H:%M:%S\"\nutc = true\n[columns]\nstart = \"Beginn\"\ntalk = \"Dauer\"\nring = \"Rufzeit\"\noutcome = \"Ergebnis\"\ncaller = 4\n[outcomes]\nanswered = [\"OK\"]\nbusy = [\"besetzt\"]\n";
    let text = "Beginn;Dauer;Rufzeit;Von;Ergebnis\n02.11.2026 14:00:25;37;5;2025550101;ok\n02.11.2026 14:00:26;0;0;2025550101;besetzt\n02.11.2026 14:00:27;0;0;1;neu\n";
    let calls = reading(mapping, text).expect("readable");
    let first = (1_793_628_025_000, Some(37.0), Outcome::Answered, Class::Voice);
    assert_eq!(calls, [first, (1_793_628_026_000, None, Outcome::Busy, Class::Voice)]);
    for (mapping, expected) in [
        ("[columns]\nend = 1\n", "names no `start`"),
        ("[columns]\nstart = 1\n", "how long calls last"),
        ("[columns]\nstart = 0\nend = 2\n", "count from 1"),
        ("[columns]\nstart = \"When\"\nend = 2\n", "`When`, which is not in its heading"),
        ("delimiter = \"x\"\n[columns]\nstart = 1\nend = 2\n", "`delimiter` is none of"),
        ("columns = 1", "invalid type"),
    ] {
        let said = reading(mapping, text).expect_err(mapping);
        assert!(said.contains(expected), "{mapping}: {said}");
    }
}

#[test]
fn a_file_that_is_no_record_is_refused_with_what_it_looks_like() {
    for (text, expected) in [
        ("", "it is empty"),
        ("<Topology/>", "looks like XML"),
        ("[1]", "looks like JSON"),
        ("a;b;c\n1;2;3\n", "a table of 3 columns between semicolons"),
        ("hello\n", "text without columns"),
        ("\u{1}\0\0", "a binary file"),
    ] {
        let mut reader = Reader::new(Reading::default()).expect("no zone");
        let said = reader.read("file", text.as_bytes()).expect_err(text).to_string();
        assert!(said.contains(expected), "{text:?}: {said}");
    }
    let how = Reading { zone: Some("Mars/Olympus".to_owned()), ..Reading::default() };
    assert!(Reader::new(how).err().expect("refused").to_string().contains("no time zone"));
}

#[test]
fn bad_lines_are_counted_by_reason_with_the_first_of_each() {
    let good = r#""","2025550101","1001","in","x","SIP/a-1","SIP/b-2","Dial","SIP/b,20","2026-11-02 08:59:41","2026-11-02 08:59:49","2026-11-02 09:02:10",149,141,"ANSWERED","D","1.1","""#;
    let lines = [
        good.to_owned(),
        good.replace("1.1", "open"),
        good.replace("09:02:10", "noon"),
        good.replace("149", "-3"),
        good.replace("141", "500"),
        good.replace("ANSWERED", "MAYBE"),
        good.replace(",149,", ",100000,").replace("141", "99999"),
        "short,line".to_owned(),
        "\"open".to_owned(),
        "another,short".to_owned(),
        "x".repeat(70_000),
        good.to_owned(),
    ];
    let read = read("file", &lines.join("\n"));
    let skipped: Vec<_> = read.files[0].skipped.iter().collect();
    let expected = [
        (Reason::NoRecord, 2, 8),
        (Reason::Quotes, 1, 9),
        (Reason::TooLong, 1, 11),
        (Reason::BadTime, 1, 3),
        (Reason::BadLength, 1, 4),
        (Reason::WrongOrder, 1, 5),
        (Reason::TooLarge, 1, 7),
        (Reason::UnknownOutcome, 1, 6),
    ];
    assert_eq!(skipped, expected);
    assert_eq!((read.calls.len(), read.joined.repeated, read.files[0].lines), (2, 1, 12));
}

/// A record of Cisco in the documented order: each column is empty, or a number that stands for nothing, but for those given.
fn cisco_in_order(columns: usize, given: &[(usize, &str)]) -> String {
    let mut fields = vec!["0"; columns];
    fields[8] = "\"2025550101\"";
    fields[7] = "-123456789";
    // pkid.
    fields[50] = "\"00000000-0000-4000-8000-000000000010\"";
    given.iter().for_each(|(at, text)| fields[*at] = text);
    fields.join(",")
}

#[test]
fn records_of_cisco_without_a_heading_are_read_in_the_documented_order() {
    let answered = [(0, "1"), (2, "1001"), (4, "1793627981"), (30, "\"1001\""), (29, "\"1001\"")];
    let times = [(47, "1793627989"), (48, "1793628130"), (55, "141"), (33, "16")];
    let line = cisco_in_order(78, &[&answered[..], &times].concat());
    let types = "INTEGER,INTEGER,INTEGER,INTEGER,INTEGER,VARCHAR(50)";
    let read = read("cdr", &format!("{types}\n{line}\n"));
    assert_eq!(read.files[0].format, "Cisco Unified Communications Manager");
    assert_eq!(read.calls.len(), 1);
    let call = &read.calls[0];
    assert_eq!(
        (call.outcome, call.talk(), call.ring()),
        (Outcome::Answered, Some(141.0), Some(8.0))
    );
    // Later releases have more columns at the end.
    let longer = format!("{line},\"\",\"\",0");
    assert_eq!(outcomes(&longer), [Outcome::Answered]);
    // Columns in another order are refused with what they look like.
    let shuffled = line.split(',').rev().collect::<Vec<_>>().join(",");
    let shuffled = format!("1,{shuffled}");
    let mut reader = Reader::new(Reading::default()).expect("no zone");
    let error = reader.read("cdr", shuffled.as_bytes()).expect_err("refused").to_string();
    assert!(error.contains("without their heading"), "{error}");
}

#[test]
fn calls_that_unified_messaging_and_lync_record_count_once() {
    let mut sessions = "SessionIdTime,SessionIdSeq,InviteTime,ResponseTime,SessionEndTime,ResponseCode,MediaTypes,User1Uri,User1Id,User2Uri,User2Id,TargetUserId\n".to_owned();
    let mut calls =
        "CallStartTime,CallType,CallIdentity,CallDuration,CallerPhoneNumber,OfferResult\n"
            .to_owned();
    for at in 10..40 {
        let time = |second: &str| format!("2026-11-03 10:{at}:{second}");
        let (invite, answer, end) = (time("00.100"), time("00.513"), time("40.000"));
        sessions.push_str(&format!("{invite},{at},{invite},{answer},{end},200,16,+120255501{at},{at},UM.contoso.test@contoso.test,30,NULL\n"));
        let kind = if at < 20 { "Auto Attendant" } else { "Subscriber Access" };
        calls.push_str(&format!("{}Z,{kind},{at},39,+120255501{at},Answer\n", time("01")));
    }
    let mut reader = Reader::new(Reading::default()).expect("no zone");
    reader.read("sessions", sessions.as_bytes()).expect("a known format");
    reader.read("um_cdr", calls.as_bytes()).expect("a known format");
    let read = reader.finish();
    let count = |class: Class| read.calls.iter().filter(|call| call.class == class).count();
    assert_eq!((count(Class::AutoAttendant), count(Class::SubscriberAccess)), (10, 20));
    assert_eq!(read.joined.elsewhere, 30);
    // What Lync alone knows is still there.
    assert_eq!(read.routing.expect("times").seconds(), [0.413; 30]);
}
