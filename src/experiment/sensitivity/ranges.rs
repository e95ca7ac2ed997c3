//! Over which range each assumption is varied, by the key under which a study lists it. Where a source
//! gives a range, that is it; where none does, half and double, of a share the odds.

/// Both ends of a range: in words, and as they are set.
#[derive(Clone, Debug)]
pub(crate) struct Ends {
    /// The lower end; `None` where there is only one other way.
    pub(crate) low: Option<(String, String)>,
    /// The upper end, or the other way.
    pub(crate) high: (String, String),
    /// Who gives the range, or that nobody does.
    pub(crate) source: String,
    /// Whether a source gives it.
    pub(crate) sourced: bool,
}

/// How far an assumption may be off.
#[derive(Clone, Copy, Debug)]
enum Range {
    /// Half and double, because no source gives a range.
    Doubled,
    /// Two values, each in words and as it is set, and who says so.
    Between((&'static str, &'static str), (&'static str, &'static str), &'static str),
    /// The other ways it could be.
    Instead(&'static [&'static str]),
}

use Range::{Between, Doubled, Instead};

/// An assumption that can be varied.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ranged {
    /// As the study lists it.
    pub(crate) key: &'static str,
    /// The path that changes it, wherever nothing says it.
    pub(crate) path: &'static str,
    /// What is assumed, as it would be set.
    pub(crate) base: &'static str,
    range: Range,
}

/// Keys of assumptions about structure, and the word for why they are not varied.
const STRUCTURE: &[(&str, &str)] = &[
    ("traffic (outbound)", "a source would be another scenario"),
    ("routing between Front Ends", "the model knows no other way"),
    ("fax.refused_with", "only the number of the status changes"),
    ("users.dial_plan", "a plan for them would be another scenario"),
    ("incompatible security", "the model knows no other place"),
];

const FRONT_END: &str = "domain facts §5.4: 20 to 40 ms";
const WORKER: &str = "domain facts §5.4: 150 to 400 ms for an INVITE";
const CORES: &str = "half and double: no source gives a range";
const RETRY: &str = "half and double the odds of another attempt: no source gives a range";

const fn ranged(key: &'static str, path: &'static str, base: &'static str, range: Range) -> Ranged {
    Ranged { key, path, base, range }
}

const RANGES: &[Ranged] = &[
    ranged(
        "processing.gateway",
        "processing.gateway",
        r#"{ invite = { wait = { lognormal = { mean = "60 ms", cv = 0.5 } } } }"#,
        Doubled,
    ),
    ranged(
        "processing.mediation_server",
        "processing.mediation_server",
        r#"{ service = { lognormal = { mean = "10 ms", cv = 0.5 } }, invite = { service = { lognormal = { mean = "25 ms", cv = 0.5 } } } }"#,
        Doubled,
    ),
    ranged(
        "processing.front_end",
        "processing.front_end",
        r#"{ service = { lognormal = { mean = "20 ms", cv = 0.5 } }, invite = { service = { lognormal = { mean = "20 ms", cv = 0.5 } }, wait = { lognormal = { mean = "20 ms", cv = 1.0 } } } }"#,
        Between(
            ("20 ms a message", r#"{ service = { lognormal = { mean = "20 ms", cv = 0.5 } } }"#),
            ("40 ms a message", r#"{ service = { lognormal = { mean = "40 ms", cv = 0.5 } } }"#),
            FRONT_END,
        ),
    ),
    ranged(
        "processing.exum_routing",
        "processing.exum_routing",
        r#"{ service = "5 ms" }"#,
        Doubled,
    ),
    ranged(
        "processing.endpoint",
        "processing.endpoint",
        r#"{ invite = { wait = "20 ms" } }"#,
        Doubled,
    ),
    ranged(
        "processing.call_router",
        "processing.call_router",
        r#"{ service = "2 ms", invite = { service = "2 ms", wait = { sum = [{ lognormal = { mean = "10 ms", cv = 1.0 } }, { lognormal = { mean = "10 ms", cv = 1.0 } }, { lognormal = { mean = "10 ms", cv = 1.0 } }, "10 ms"] } } }"#,
        Doubled,
    ),
    ranged("processing.um_service", "processing.um_service", r#"{ service = "10 ms" }"#, Doubled),
    ranged(
        "processing.worker_process",
        "processing.worker_process",
        r#"{ service = "20 ms", invite = { service = "20 ms", wait = { lognormal = { mean = "250 ms", cv = 0.6 } } }, refer = { service = "20 ms", wait = { lognormal = { mean = "10 ms", cv = 1.0 } } } }"#,
        Between(
            (
                "150 ms an INVITE",
                r#"{ service = "20 ms", invite = { service = "20 ms", wait = { lognormal = { mean = "130 ms", cv = 0.6 } } }, refer = { service = "20 ms", wait = { lognormal = { mean = "10 ms", cv = 1.0 } } } }"#,
            ),
            (
                "400 ms an INVITE",
                r#"{ service = "20 ms", invite = { service = "20 ms", wait = { lognormal = { mean = "380 ms", cv = 0.6 } } }, refer = { service = "20 ms", wait = { lognormal = { mean = "10 ms", cv = 1.0 } } } }"#,
            ),
            WORKER,
        ),
    ),
    ranged("processing.pipeline", "processing.pipeline", r#"{ service = "20 ms" }"#, Doubled),
    ranged("processing.fax_partner", "processing.fax_partner", r#"{ service = "10 ms" }"#, Doubled),
    ranged(
        "delivery.notification",
        "delivery.notification",
        r#"{ lognormal = { mean = "3 s", cv = 1.0 } }"#,
        Doubled,
    ),
    ranged(
        "delivery.message",
        "delivery.message",
        r#"{ lognormal = { mean = "3 s", cv = 1.0 } }"#,
        Doubled,
    ),
    ranged("connection.tls_handshake", "connection.tls_handshake", "4 ms", Doubled),
    ranged("preview.at_most", "preview.at_most", "5 min", Doubled),
    ranged("gateway.cores", "gateway[*].cores", "4", Between(("2", "2"), ("8", "8"), CORES)),
    ranged("pool.cores", "pool[*].cores", "12", Between(("6", "6"), ("24", "24"), CORES)),
    ranged(
        "mediation_server.cores",
        "mediation_server[*].cores",
        "12",
        Between(("6", "6"), ("24", "24"), CORES),
    ),
    ranged(
        "exchange_server.cores",
        "exchange_server[*].cores",
        "12",
        Between(("6", "6"), ("24", "24"), CORES),
    ),
    ranged(
        "fax_partner.cores",
        "fax_partner[*].cores",
        "4",
        Between(("2", "2"), ("8", "8"), CORES),
    ),
    ranged(
        "fax_partner.calls",
        "fax_partner[*].calls",
        "48",
        Between(("24", "24"), ("96", "96"), CORES),
    ),
    ranged("exchange_server.preview", "exchange_server[*].preview", "50 %", Doubled),
    // Performance counters of queued messages are healthy below 50 (domain facts §5.2).
    ranged(
        "exchange_server.pipeline_limit",
        "exchange_server[*].pipeline_limit",
        "",
        Instead(&["50"]),
    ),
    ranged(
        "dial_plan.retry_after_redirect",
        "dial_plan[*].retry_after_redirect",
        "false",
        Instead(&["true"]),
    ),
    ranged(
        "dial_plan.legacy_notifications",
        "dial_plan[*].legacy_notifications",
        "path-b",
        Instead(&["none"]),
    ),
    ranged(
        "dial_plan.older_server",
        "dial_plan[*].older_server",
        "refuses",
        Instead(&["redirects"]),
    ),
    ranged(
        "directory.resolved_without",
        "directory.resolved_without",
        "0 %",
        Instead(&["50 %", "100 %"]),
    ),
    ranged(
        "rules.far_outgoing_works",
        "rules.far_outgoing_works",
        "0 %",
        Instead(&["50 %", "100 %"]),
    ),
    ranged(
        "rules.security_checked_at",
        "rules.security_checked_at",
        "worker-process",
        Instead(&["call-router", "um-service"]),
    ),
    ranged("study.wan_delay", "study.wan_delay", "20 ms", Doubled),
    ranged("load_balancer.delay", "load_balancer[*].delay", "0.5 ms", Doubled),
    ranged("users.registered", "users[*].registered", "95 %", Doubled),
    ranged("users.busy", "users[*].busy", "5 %", Doubled),
    ranged("users.do_not_disturb", "users[*].do_not_disturb", "3 %", Doubled),
    ranged("users.answers.share", "users[*].answers.share", "70 %", Doubled),
    ranged(
        "users.answers.after",
        "users[*].answers.after",
        r#"{ lognormal = { mean = "8 s", cv = 0.6 } }"#,
        Doubled,
    ),
    ranged("users.voice_mail.greeting", "users[*].voice_mail.greeting", "12 s", Doubled),
    ranged(
        "users.voice_mail.message",
        "users[*].voice_mail.message",
        r#"{ lognormal = { mean = "40 s", cv = 1.0 } }"#,
        Doubled,
    ),
    ranged(
        "users.voice_mail.minimum_message",
        "users[*].voice_mail.minimum_message",
        "2 s",
        Doubled,
    ),
    ranged(
        "users.voice_mail.hangs_up_in_greeting",
        "users[*].voice_mail.hangs_up_in_greeting",
        "25 %",
        Doubled,
    ),
    ranged(
        "users.voice_mail.leaves_message",
        "users[*].voice_mail.leaves_message",
        "50 %",
        Doubled,
    ),
    ranged("auto_attendant.menu", "auto_attendant[*].menu", "20 s", Doubled),
    ranged("auto_attendant.transfer.share", "auto_attendant[*].transfer.share", "60 %", Doubled),
    ranged("access_number.log_on", "access_number[*].log_on", "15 s", Doubled),
    ranged("access_number.resolved", "access_number[*].resolved", "80 %", Doubled),
    ranged(
        "access_number.session",
        "access_number[*].session",
        r#"{ exponential = { mean = "105 s" } }"#,
        Doubled,
    ),
    ranged("access_number.wrong_pin", "access_number[*].wrong_pin", "5 %", Doubled),
    ranged("fax_line.greeting", "fax_line[*].greeting", "12 s", Doubled),
    ranged("fax_line.minimum_message", "fax_line[*].minimum_message", "2 s", Doubled),
    ranged("fax_line.answers_after", "fax_line[*].answers_after", "6 s", Doubled),
    ranged("gateway.fax.t38", "gateway[*].fax.t38", "true", Instead(&["false"])),
    ranged(
        "gateway.fax.on_reject",
        "gateway[*].fax.on_reject",
        "hang-up",
        Instead(&["g711-passthrough"]),
    ),
    ranged(
        "gateway.fax.cng_detect",
        "gateway[*].fax.cng_detect",
        r#"{ uniform = { from = "0.5 s", to = "3.5 s" } }"#,
        Doubled,
    ),
    ranged(
        "traffic.gives_up",
        "traffic[*].gives_up",
        r#"{ uniform = { from = "35 s", to = "60 s" } }"#,
        Doubled,
    ),
    ranged("traffic.person_hangs_up", "traffic[*].person_hangs_up", "5 s", Doubled),
    ranged(
        "traffic.pages",
        "traffic[*].pages",
        "3",
        Between(("1", "1"), ("6", "6"), "a page, and double"),
    ),
    ranged(
        "traffic.retry (fax)",
        "traffic[*].retry",
        r#"{ share = "80 %", after = "3 min", at_most = 2 }"#,
        Between(
            ("66.7 % try again", r#"{ share = "66.7 %", after = "3 min", at_most = 2 }"#),
            ("88.9 % try again", r#"{ share = "88.9 %", after = "3 min", at_most = 2 }"#),
            RETRY,
        ),
    ),
    ranged(
        "traffic.talk (play-on-phone)",
        "traffic[*].talk",
        r#"{ lognormal = { mean = "40 s", cv = 1.0 } }"#,
        Doubled,
    ),
    ranged("traffic.to_telephone_network", "traffic[*].to_telephone_network", "50 %", Doubled),
];

/// The range of an assumption; why there is none.
pub(crate) fn of(key: &str, value: &str) -> Result<Ranged, &'static str> {
    // The share of busy users is a parameter, that it does not depend on their calls is structure.
    if value == "independent of load" {
        return Err("the model knows no other way");
    }
    if let Some((_, why)) = STRUCTURE.iter().find(|(known, _)| *known == key) {
        return Err(why);
    }
    RANGES.iter().find(|r| r.key == key).copied().ok_or("no range is known for it")
}

impl Ranged {
    /// The class of the traffic sources that it is about, as `fax`; `None` for all objects.
    pub(crate) fn class(&self) -> Option<&'static str> {
        self.key.split_once(" (").map(|(_, class)| class.trim_end_matches(')'))
    }

    /// Both ends, in words and as they are set.
    pub(crate) fn ends(&self) -> Ends {
        let same = |text: &str| (text.to_owned(), text.to_owned());
        let own = |(words, set): (&str, &str)| (words.to_owned(), set.to_owned());
        match self.range {
            Doubled => {
                let end = |factor: f64, words: &str| {
                    let set = scaled(self.base, factor);
                    (if set.starts_with('{') { words.to_owned() } else { set.clone() }, set)
                };
                let (low, high) = (end(0.5, "half the time"), end(2.0, "twice the time"));
                let share = self.base.ends_with('%');
                let source = if share {
                    "half and double the odds: no source gives a range"
                } else {
                    "half and double: no source gives a range"
                };
                Ends { low: Some(low), high, source: source.to_owned(), sourced: false }
            }
            Between(low, high, source) => Ends {
                low: Some(own(low)),
                high: own(high),
                source: source.to_owned(),
                sourced: source.starts_with("domain"),
            },
            Instead(others) => {
                let low = if others.len() > 1 { others.first().map(|t| same(t)) } else { None };
                let high = others.last().map(|text| same(text)).unwrap_or_default();
                let source = "what else it could be".to_owned();
                Ends { low, high, source, sourced: false }
            }
        }
    }
}

/// A value with its times multiplied and the odds of its shares: in a table every quoted quantity,
/// while coefficients without a unit stay.
fn scaled(text: &str, factor: f64) -> String {
    if !text.starts_with('{') {
        return quantity(text, factor);
    }
    let part = |(i, part): (usize, &str)| {
        if i % 2 == 1 { quantity(part, factor) } else { part.to_owned() }
    };
    text.split('"').enumerate().map(part).collect::<Vec<_>>().join("\"")
}

fn quantity(text: &str, factor: f64) -> String {
    let Some((number, unit)) = text.split_once(' ') else { return text.to_owned() };
    let Ok(value) = number.parse::<f64>() else { return text.to_owned() };
    if unit == "%" {
        let odds = factor * value / (100.0 - value);
        return format!("{:.1} %", 100.0 * odds / (1.0 + odds));
    }
    format!("{} {unit}", value * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_halved_and_doubled_and_of_shares_the_odds() {
        assert_eq!(scaled("12 s", 0.5), "6 s");
        assert_eq!(scaled("70 %", 2.0), "82.4 %");
        assert_eq!(scaled("70 %", 0.5), "53.8 %");
        let text = r#"{ lognormal = { mean = "40 s", cv = 1.0 } }"#;
        assert_eq!(scaled(text, 2.0), r#"{ lognormal = { mean = "80 s", cv = 1.0 } }"#);
    }

    #[test]
    fn every_range_has_two_ends_that_differ_from_what_is_assumed() {
        for ranged in RANGES {
            let ends = ranged.ends();
            assert_ne!(ends.high.1, ranged.base, "{}", ranged.key);
            assert!(ends.low.is_none_or(|low| low.1 != ranged.base && low.1 != ends.high.1));
            assert!(!ends.source.is_empty());
            assert_eq!(of(ranged.key, ranged.base).unwrap().key, ranged.key);
        }
        assert!(of("users.busy", "independent of load").is_err());
        assert!(of("traffic (outbound)", "none").is_err());
    }
}
