//! What Unified Messaging does when the caller is gone: text previews, and the submission of messages
//! and notifications (domain §4.4).

use crate::system::*;
use busyhour::internals::base::Span;
use busyhour::internals::deployment::*;

/// Messages of 30 s left by calls at these instants; previews cost twice that on one core, delivery
/// takes 3 s.
fn messages(starts: &[f64]) -> Deployment {
    let mut d = small();
    once(&mut d, 1_000);
    d.users[0].answers.share = 0.0;
    d.preview.cpu_per_audio = 2.0;
    d.exchange_servers[0].preview_cores = 1;
    d.message_delivery = seconds(3.0);
    d.notification_delivery = seconds(3.0);
    d.traffic[0].arrivals = at(starts);
    d
}

#[test]
fn a_message_waits_for_its_preview_and_its_submission() {
    let mut d = messages(&[1.0, 1.0]);
    let pipeline = Role::Pipeline as usize;
    d.processing.table[pipeline][MessageKind::Message as usize].service = seconds(1.0);
    let record = run(d);
    // 60 s and 120 s of preview, a second of submission each, three of delivery.
    near(value(&record, "message_delay", "all", "mean"), (64.0 + 124.0) / 2.0);
    near(value(&record, "utilization", "server:ex1+preview", "value") * 1_000.0, 120.0);
    near(value(&record, "occupancy", "server:ex1+pipeline", "mean") * 1_000.0, 61.0 + 121.0);
    assert_eq!(count(&record, "preview_skipped"), 0.0);
}

#[test]
fn previews_are_throttled_switched_off_or_not_attempted() {
    let mut d = messages(&[1.0, 1.0, 1.0]);
    // The third would be ready after 180 s.
    d.preview.at_most = Span::from_secs(150);
    let record = run(d);
    assert_eq!(count(&record, "preview_skipped"), 1.0);
    near(value(&record, "message_delay", "all", "max"), 123.0);

    let mut d = messages(&[1.0]);
    fax_partner(&mut d, 1);
    d.mailbox_policies[0].preview = false;
    near(value(&run(d), "message_delay", "all", "mean"), 3.0);

    // Exchange 2010 attempts none above 75 s; 2007 knows no preview.
    for (version, delay, skipped) in [
        (Version::Exchange2010, 3.0, 1.0),
        (Version::Exchange2007, 3.0, 0.0),
        (Version::Exchange2013, 163.0, 0.0),
    ] {
        let mut d = messages(&[1.0]);
        d.exchange_servers[0] = ExchangeServer { preview_cores: 1, ..exchange("ex1", version) };
        d.preview.longest = Span::from_secs(75);
        d.users[0].voice_mail.message = seconds(80.0);
        let record = run(d);
        near(value(&record, "message_delay", "all", "mean"), delay);
        assert_eq!(count(&record, "preview_skipped"), skipped, "{version:?}");
    }
}

#[test]
fn a_full_pipeline_refuses_new_calls() {
    let mut d = messages(&[1.0, 70.0]);
    d.exchange_servers[0].pipeline_limit = Some(1);
    // The first message is in preview from 63 to 123 s; the second call reaches UM at 90 s.
    let record = run(d);
    assert_eq!(outcome(&record, "pipeline-rejected"), 0.5);
    assert_eq!(value(&record, "voice_mail_failed", "all", "value"), 0.5);
    assert_eq!(value(&record, "failed", "reason:pipeline-rejected+status:503", "count"), 1.0);
}

#[test]
fn notifications_need_submission_and_no_preview() {
    let mut d = messages(&[1.0, 1.0]);
    d.users[0].voice_mail.hangs_up_in_greeting = 1.0;
    d.users[0].voice_mail.greeting = seconds(0.0);
    let pipeline = Role::Pipeline as usize;
    d.processing.table[pipeline][MessageKind::Info as usize].service = seconds(2.0);
    let record = run(d);
    // One core: the second notification waits for the first.
    near(value(&record, "notification_delay", "all", "mean"), (5.0 + 7.0) / 2.0);
}

#[test]
fn a_recording_below_the_least_length_is_a_missed_call() {
    let mut d = messages(&[1.0]);
    d.users[0].voice_mail.minimum_message = Span::from_secs(31);
    let record = run(d);
    assert_eq!(count(&record, "voice_messages"), 0.0);
    assert_eq!(value(&record, "missed_calls", "path:B", "count"), 1.0);
}
