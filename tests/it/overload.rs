//! Messages over UDP, finite queues, lossy links and overload control: cases that are worked out by hand.

use crate::outages::calls_at;
use crate::system::*;
use busyhour::internals::base::{Id, Span};
use busyhour::internals::deployment::*;
use busyhour::internals::experiment::Record;

/// Calls at these seconds over UDP. One core of the Mediation Server handles an INVITE in `service` seconds, and takes no
/// time for anything else.
fn by_udp(times: &[f64], service: f64, queue_limit: Option<u32>) -> Deployment {
    let mut d = calls_at(times);
    d.gateways[0].next_hops[0].udp = true;
    work(&mut d, Role::MediationServer, MessageKind::Invite, service);
    d.mediation_servers[0].host.overload.queue_limit = queue_limit;
    d
}

fn work(d: &mut Deployment, role: Role, kind: MessageKind, service: f64) {
    d.processing.table[role as usize][kind as usize].service = seconds(service);
}

fn of_host(record: &Record, measure: &str, host: &str) -> f64 {
    value(record, measure, &format!("server:{host}"), "count")
}

#[test]
fn an_invite_is_sent_again_until_100_comes_and_each_copy_costs_a_message() {
    let record = run(by_udp(&[100.0], 1.2, None));
    near(outcome(&record, "answered"), 1.0);
    // A copy after 0.5 s; the next would follow after 1.5 s, and 100 comes after 1.2 s.
    near(of_host(&record, "messages_sent_again", "gw1"), 1.0);
    // The Mediation Server handles the copy and answers it.
    near(of_host(&record, "messages_sent_again", "med1"), 1.0);
    near(value(&record, "utilization", "server:med1", "value"), 2.4 / 10_000.0);
    near(value(&record, "session_request_delay", "all", "max"), 1.2);
}

#[test]
fn a_full_queue_drops_what_comes_by_udp_and_a_copy_gets_through() {
    let record = run(by_udp(&[100.0, 100.1, 100.2], 0.4, Some(1)));
    near(outcome(&record, "answered"), 1.0);
    // The second waits until 100.4 s. Its copy of 100.6 s waits until 100.8 s, so that the third call's INVITE of 100.2 s
    // and its copy of 100.7 s find the queue full. The copy of 101.7 s is handled until 102.1 s.
    near(of_host(&record, "messages_dropped", "med1"), 2.0);
    near(of_host(&record, "messages_sent_again", "gw1"), 3.0);
    near(of_host(&record, "messages_sent_again", "med1"), 1.0);
    near(value(&record, "session_request_delay", "all", "max"), 1.9);
}

#[test]
fn a_gateway_gives_up_after_timer_b() {
    let mut d = by_udp(&[100.0, 101.0], 100.0, Some(1));
    d.traffic[0].retry = None;
    let record = run(d);
    near(outcome(&record, "timed-out"), 1.0);
    near(value(&record, "timed_out", "all", "value"), 1.0);
    // Copies after 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s.
    near(of_host(&record, "messages_sent_again", "gw1"), 12.0);
    // The first call's first copy takes the only place.
    near(of_host(&record, "messages_dropped", "med1"), 12.0);
    near(value(&record, "holding_time", "gateway:gw1", "mean"), 32.0);
}

#[test]
fn after_timer_b_the_gateway_takes_its_next_trunk() {
    let mut d = by_udp(&[100.0, 101.0], 100.0, Some(1));
    let host = host();
    let other = MediationServer { name: "med2".into(), host, ..d.mediation_servers[0].clone() };
    d.mediation_servers.push(other);
    d.gateways[0].next_hops.push(trunk(1));
    d.gateways[0].balance = Balance::InOrder;
    d.processing.table[Role::MediationServer as usize][MessageKind::Invite as usize].service =
        seconds(100.0);
    let record = run(d);
    // The first INVITE was received, so that its call fails; the second was not.
    near(outcome(&record, "timed-out"), 0.5);
    near(outcome(&record, "answered"), 0.5);
    near(value(&record, "session_request_delay", "all", "max"), 132.0);
}

#[test]
fn other_requests_are_sent_again_every_four_seconds_at_last() {
    let mut d = by_udp(&[100.0], 0.0, None);
    work(&mut d, Role::FrontEnd, MessageKind::Bye, 20.0);
    let record = run(d);
    near(outcome(&record, "answered"), 1.0);
    // After 0.5, 1.5, 3.5, 7.5, 11.5, 15.5 and 19.5 s.
    near(of_host(&record, "messages_sent_again", "gw1"), 7.0);
    near(of_host(&record, "messages_sent_again", "med1"), 0.0);
    near(value(&record, "session_disconnect_delay", "all", "max"), 20.0);
}

#[test]
fn over_tcp_nothing_is_sent_again_or_dropped() {
    let mut d = by_udp(&[100.0, 101.0, 102.0, 103.0], 30.0, Some(1));
    d.gateways[0].next_hops[0].udp = false;
    let record = run(d);
    near(outcome(&record, "answered"), 1.0);
    for measure in ["messages_sent_again", "messages_dropped"] {
        near(of_host(&record, measure, "gw1") + of_host(&record, measure, "med1"), 0.0);
    }
    // The last waits for three others, at its sender or in the queue.
    near(value(&record, "session_request_delay", "all", "max"), 117.0);
}

#[test]
fn a_caller_who_leaves_before_100_is_cancelled_when_it_comes() {
    let mut d = by_udp(&[100.0], 10.0, None);
    d.users[0].answers.after = seconds(100.0);
    d.traffic[0].patience = Some(seconds(3.0));
    let record = run(d);
    near(outcome(&record, "abandoned-ringing"), 1.0);
    // Copies after 0.5, 1.5, 3.5 and 7.5 s, although the caller has gone.
    near(of_host(&record, "messages_sent_again", "gw1"), 4.0);
}

/// Two sites with a link that loses this share: the gateway at one, all else at the other.
fn lossy(times: &[f64], loss: f64) -> Deployment {
    let mut d = calls_at(times);
    let other = Site { name: "b".into(), ..d.sites[0].clone() };
    d.sites.push(other);
    d.gateways[0].site = Id::new(1);
    let between = (Id::new(0), Id::new(1));
    d.links = vec![Link { name: "site - b".into(), between, delay: seconds(0.0), loss }];
    d
}

#[test]
fn tcp_delays_what_a_link_loses() {
    let mut d = lossy(&[], 0.2);
    d.traffic[0].arrivals = rate(1.0);
    d.settings.duration = Span::from_secs(20_000);
    d.settings.confidence = 0.999;
    d.settings.replications = 10;
    d.users[0].answers.after = seconds(20.0);
    d.users[0].ring = seconds(60.0);
    let record = run(d);
    // INVITE and 180 each take 1 s · (2ⁿ − 1) with chance 0.2ⁿ · 0.8: 1/3 s on average.
    let delay = record.estimates.iter().find(|e| {
        e.figure.measure.name() == "session_request_delay"
            && e.figure.scope.as_str() == "all"
            && e.figure.statistic.name() == "mean"
    });
    let delay = delay.expect("estimated");
    let (low, high) = (delay.low.expect("low"), delay.high.expect("high"));
    assert!(low <= 2.0 / 3.0 && 2.0 / 3.0 <= high, "[{low}, {high}]");
    assert!(high - low < 0.2, "[{low}, {high}] is too wide");
}

#[test]
fn udp_recovers_what_a_link_loses() {
    let mut d = lossy(&[], 0.3);
    d.gateways[0].next_hops[0].udp = true;
    d.traffic[0].arrivals = rate(1.0);
    let record = run(d);
    // The INVITE or 100 and 180 must be lost seven times in turn, the 200 or its ACK eleven times.
    let timed_out = outcome(&record, "timed-out");
    assert!(timed_out < 0.02, "{timed_out}");
    assert!(of_host(&record, "messages_sent_again", "gw1") > 1_000.0);
}

#[test]
fn loss_based_control_holds_the_load_at_its_target() {
    let mut d = small();
    d.gateways[0].next_hops[0].udp = true;
    // Twice what the Mediation Server can do: 10 ms for the INVITE, 200 calls a second.
    work(&mut d, Role::MediationServer, MessageKind::Invite, 0.01);
    d.traffic[0].arrivals = rate(200.0);
    d.traffic[0].talk = seconds(1.0);
    d.settings.duration = Span::from_secs(300);
    d.settings.replications = 2;
    d.mediation_servers[0].host.overload.control = OverloadControl::Loss { target: 0.8 };
    let record = run(d);
    let used = value(&record, "utilization", "server:med1", "value");
    assert!((0.74..0.82).contains(&used), "{used}");
    let held_back = outcome(&record, "held-back");
    assert!((0.58..0.64).contains(&held_back), "{held_back}");
    near(value(&record, "refused_by_overload", "all", "value"), held_back);
}

/// Calls at these seconds over TCP to a Front End that throttles, and takes 2 s for each INVITE.
fn throttling(times: &[f64]) -> Deployment {
    let mut d = calls_at(times);
    work(&mut d, Role::FrontEnd, MessageKind::Invite, 2.0);
    d.pools[0].host.overload.control = OverloadControl::Throttling;
    d
}

#[test]
fn a_front_end_that_throttles_reads_one_invite_at_a_time() {
    let times = [100.0, 100.1, 100.2, 100.3];
    for (above, waits) in [(1, 0.0), (1_000, 5.7)] {
        let mut d = throttling(&times);
        d.overload.throttle_above = Span::from_secs(above);
        d.overload.throttle_below = Span::from_secs(1);
        d.overload.refuse_above = Span::from_secs(1_000);
        let record = run(d);
        near(outcome(&record, "answered"), 1.0);
        // The last waits for the three others: at the Mediation Server, or in the Front End's queue.
        near(value(&record, "session_request_delay", "all", "max"), 7.7);
        near(value(&record, "queue_wait", "server:pool01#1", "max"), waits);
    }
}

#[test]
fn what_waits_for_a_front_end_that_fails_goes_on() {
    let mut d = throttling(&[100.0, 100.1, 100.2, 100.3, 200.0]);
    d.overload.throttle_above = Span::from_secs(1);
    d.overload.throttle_below = Span::from_secs(1);
    d.outages = vec![crate::outages::outage(crate::outages::FRONT_END, 101, 150)];
    let record = run(d);
    // All four fail when the failure is detected; the last call finds the Front End back.
    near(outcome(&record, "failed-by-outage"), 0.8);
    near(outcome(&record, "answered"), 0.2);
}

#[test]
fn a_front_end_whose_messages_queue_too_long_answers_503_and_is_left_alone() {
    let mut d = throttling(&[100.0, 100.1, 103.0, 110.0, 120.0]);
    d.overload.throttle_above = Span::from_secs(1_000);
    d.overload.refuse_above = Span::from_nanos(900_000_000);
    let record = run(d);
    // The first two queued 0 s and 1.9 s. So the third is refused, and until 10 s after its 503 of 106 s the Mediation
    // Server refuses by itself. At 120 s nobody has queued for 10 s.
    near(outcome(&record, "overload-refused"), 0.4);
    near(outcome(&record, "answered"), 0.6);
    near(value(&record, "refused_by_overload", "all", "value"), 0.4);
    near(of_host(&record, "overload_refusals", "pool01#1"), 2.0);
    near(value(&record, "failed", "reason:overload-refused+status:503", "count"), 2.0);
}

fn warning<'r>(record: &'r Record, code: &str) -> Option<&'r str> {
    record.warnings.iter().find(|w| w.code == code).map(|w| w.message.as_str())
}

/// Calls at random to a core that takes 0.1 s (exponential) for each INVITE. What is dropped is never sent again.
fn finite_queue_of_calls(per_second: f64, cores: u32, limit: u32) -> Deployment {
    let mut d = by_udp(&[], 0.0, Some(limit));
    let work = &mut d.processing.table[Role::MediationServer as usize];
    work[MessageKind::Invite as usize].service = exponential(0.1);
    d.mediation_servers[0].host.cores = cores;
    d.overload.t1 = Span::from_secs(100_000);
    d.overload.t2 = Span::from_secs(100_000);
    d.traffic[0].arrivals = rate(per_second);
    d.traffic[0].talk = seconds(1.0);
    d.traffic[0].patience = Some(seconds(5.0));
    d.settings.duration = Span::from_secs(4_000);
    d.settings.confidence = 0.999;
    d.settings.replications = 10;
    d
}

#[test]
fn a_finite_queue_is_m_m_c_k() {
    use busyhour::internals::experiment::AnalyticVerdict;
    use busyhour::internals::stats::erlang::finite_queue;
    for (per_second, cores, limit) in [(12.0, 1, 4), (25.0, 3, 2), (8.0, 1, 6)] {
        let record = run(finite_queue_of_calls(per_second, cores, limit));
        let exact = finite_queue(0.1 * per_second, cores, cores + limit).expect("computable");
        for (measure, statistic, exact) in
            [("drop_ratio", "value", exact.blocking), ("queue_wait", "mean", 0.1 * exact.mean_wait)]
        {
            let is = |e: &&busyhour::internals::experiment::Estimate| {
                e.figure.measure.name() == measure
                    && e.figure.statistic.name() == statistic
                    && e.figure.scope.as_str() == "server:med1"
                    && e.from.is_none()
            };
            let found = record.estimates.iter().find(is).expect("estimated");
            let (low, high) = (found.low.expect("low"), found.high.expect("high"));
            assert!(low <= exact && exact <= high, "{measure}: {exact} not in [{low}, {high}]");
            assert!(high - low < 0.2 * exact.max(0.001), "[{low}, {high}] is too wide");
            let beside = record
                .analytic
                .iter()
                .find(|c| c.figure == found.figure)
                .unwrap_or_else(|| panic!("no formula for {measure}"));
            let name = if cores == 1 { "M/M/1/K" } else { "M/M/c/K" };
            assert_eq!((beside.model.as_str(), beside.verdict), (name, AnalyticVerdict::Agrees));
        }
    }
}

#[test]
fn a_finite_queue_drops_and_does_not_grow() {
    let record = run(finite_queue_of_calls(20.0, 1, 4));
    assert_eq!(warning(&record, "unstable-queue"), None);
    assert_eq!(warning(&record, "saturated-station"), None);
    let words = warning(&record, "messages-dropped").expect("warned");
    assert!(words.starts_with("med1 drops 5"), "{words}");
    // What is dropped has arrived.
    let dropped = of_host(&record, "messages_dropped", "med1");
    let rate = value(&record, "messages_per_second", "server:med1", "value");
    let ratio = value(&record, "drop_ratio", "server:med1", "value");
    let wait = record.estimates.iter().find(|e| e.figure.to_string() == "queue_wait@server:med1");
    let served = wait.expect("estimated").count as f64 / 10.0;
    near(ratio, dropped / (dropped + served));
    assert!(rate * 4_000.0 > dropped + 1.5 * served);
    // The service time of another distribution has no known formula with a finite queue.
    let record = run(by_udp(&[100.0, 100.1, 100.2], 0.4, Some(1)));
    let of_queue = |c: &&busyhour::internals::experiment::AnalyticComparison| {
        c.figure.scope.as_str() == "server:med1" && c.figure.measure.name() == "queue_wait"
    };
    assert!(record.analytic.iter().find(of_queue).is_none());
}

#[test]
fn a_host_by_udp_that_copies_could_overload_is_warned_of() {
    let busy = |per_second| {
        let mut d = finite_queue_of_calls(per_second, 1, 1_000);
        d.settings.duration = Span::from_secs(400);
        d
    };
    assert_eq!(warning(&run(busy(4.0)), "may-collapse"), None);
    let record = run(busy(6.0));
    let text = warning(&record, "may-collapse").expect("a warning");
    assert!(text.starts_with("med1 is busy 59 %"), "{text}");
    let mut d = busy(6.0);
    d.mediation_servers[0].host.overload.control = OverloadControl::Loss { target: 0.9 };
    assert_eq!(warning(&run(d), "may-collapse"), None);
}

#[test]
fn over_tcp_a_limited_queue_grows_at_the_senders() {
    let mut d = finite_queue_of_calls(20.0, 1, 4);
    d.gateways[0].next_hops[0].udp = false;
    d.settings.duration = Span::from_secs(300);
    let record = run(d);
    assert!(warning(&record, "unstable-queue").is_some(), "{:?}", record.warnings);
    assert_eq!(warning(&record, "messages-dropped"), None);
}

#[test]
fn what_cannot_happen_has_no_interval_and_no_column() {
    use busyhour::internals::report::table::{TableStyle, render};
    let mut d = by_udp(&[100.0], 1.2, None);
    d.settings.replications = 2;
    let record = run(d);
    let dropped = record
        .estimates
        .iter()
        .find(|e| e.figure.to_string() == "messages_dropped@server:med1")
        .expect("in the record");
    assert_eq!((dropped.value, dropped.high), (Some(0.0), Some(0.0)));
    let text = render(&record, &TableStyle { width: 120, color: false, assumptions: false });
    assert!(text.contains("messages sent again") && !text.contains("dropped"), "{text}");
    assert!(!text.contains("held back"), "{text}");
}
