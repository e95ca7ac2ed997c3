//! The keys of a scenario in words, for the labels of charts and tables: `channels of every gateway` for
//! `gateway[*].channels`. The key itself stands beside the words where a reader needs it to change something.

/// Tables of a scenario that hold objects with names, and what one of them is called.
const OBJECTS: [(&str, &str); 17] = [
    ("access_number", "access number"),
    ("auto_attendant", "auto attendant"),
    ("dial_plan", "dial plan"),
    ("exchange_server", "Exchange server"),
    ("fax_line", "fax line"),
    ("fax_partner", "fax partner server"),
    ("gateway", "gateway"),
    ("link", "link"),
    ("load_balancer", "load balancer"),
    ("mailbox_policy", "mailbox policy"),
    ("mediation_server", "Mediation Server"),
    ("outage", "outage"),
    ("pool", "pool"),
    ("site", "site"),
    ("traffic", "traffic"),
    ("trunk", "trunk"),
    ("users", "users"),
];

/// Keys whose words are not their own letters: below the name of an object, or whole.
const WORDS: [(&str, &str); 66] = [
    ("answers.after", "time until an answer"),
    ("answers.share", "share of calls that are answered"),
    ("arrivals.per_hour", "calls per hour"),
    ("arrivals.per_user", "calls per user"),
    ("backup", "backup pool"),
    ("busy", "share of users who are busy"),
    ("calls", "calls at once"),
    ("choose", "how calls are spread"),
    ("copies", "database copies"),
    ("cores", "processor cores"),
    ("count", "number"),
    ("do_not_disturb", "share of users in Do Not Disturb"),
    ("fax.cng_detect", "time to detect a fax tone"),
    ("fax.on_reject", "what it does with a refused fax"),
    ("fax.refused_with", "SIP status that refuses a fax"),
    ("fax.t38", "T.38 for faxes"),
    ("front_ends", "Front Ends"),
    ("gives_up", "time until a caller gives up"),
    ("greeting", "length of the greeting"),
    ("legacy_notifications", "notifications by legacy servers"),
    ("lines.e1", "E1 lines"),
    ("lines.t1", "T1 lines"),
    ("log_on", "time to log on"),
    ("mailboxes.migrated", "share of mailboxes moved"),
    ("mailboxes.shares", "how mailboxes are spread"),
    ("max_calls", "calls at once"),
    ("minimum_message", "shortest message"),
    ("next_hops", "next hops"),
    ("patience", "patience of callers"),
    ("pipeline_limit", "limit of the message pipeline"),
    ("preview", "share of the cores for previews"),
    ("preview.at_most", "longest wait for a preview"),
    ("registered", "share of users who are registered"),
    ("resolved", "share of callers who are recognised"),
    ("retry", "who tries again"),
    ("retry (fax)", "who sends a fax again"),
    ("retry.share", "share of refused callers who try again"),
    ("retry_after_redirect", "another server after a refused redirect"),
    ("ring", "ringing time"),
    ("session", "length of a session"),
    ("talk", "length of a conversation"),
    ("um_enabled", "share of users with Unified Messaging"),
    ("voice_mail.greeting", "length of the greeting"),
    ("voice_mail.hangs_up_in_greeting", "share of callers who hang up in the greeting"),
    ("voice_mail.leaves_message", "share of callers who leave a message"),
    ("voice_mail.message", "length of a voice message"),
    ("voice_mail.minimum_message", "shortest voice message"),
    ("worker_calls", "calls of a worker process"),
    ("wrong_pin", "share of wrong PINs"),
    ("connection.tcp_round_trips", "round trips of TCP"),
    ("connection.tls_handshake", "computing time of a TLS handshake"),
    ("connection.tls_round_trips", "round trips of TLS"),
    ("delivery.message", "delivery time of a voice message"),
    ("delivery.notification", "delivery time of a notification"),
    ("processing.call_router", "delay of the Call Router"),
    ("processing.endpoint", "delay of a telephone"),
    ("processing.exum_routing", "delay of ExUM routing"),
    ("processing.front_end", "delay of a Front End"),
    ("processing.gateway", "delay of a gateway"),
    ("processing.mediation_server", "delay of a Mediation Server"),
    ("processing.pipeline", "delay of the message pipeline"),
    ("processing.um_service", "delay of the UM service"),
    ("processing.worker_process", "delay of a UM worker process"),
    ("study.lan_delay", "delay inside a site"),
    ("study.load", "load factor"),
    ("study.wan_delay", "delay between sites"),
];

/// A key in words. What has no words of its own is read from its letters.
pub fn words(key: &str) -> String {
    if let Some(words) = of(key) {
        return words.to_owned();
    }
    let table = key.split(['[', '.']).next().unwrap_or_default();
    let rest = &key[table.len()..];
    let (name, rest) = match rest.strip_prefix('[').and_then(|rest| rest.rsplit_once("].")) {
        Some((name, rest)) => (Some(name.trim_matches(['"', '\''])), rest),
        None => (None, rest.strip_prefix('.').unwrap_or_default()),
    };
    if rest.is_empty() {
        return plain(key);
    }
    let property = of(rest).map_or_else(|| plain(rest), str::to_owned);
    let object = OBJECTS.iter().find(|(known, _)| *known == table).map(|(_, words)| *words);
    match (object, name) {
        (Some("users"), Some("*")) if rest == "count" => {
            "number of users of every group".to_owned()
        }
        (Some("users"), Some(name)) if rest == "count" => format!("number of users, {name}"),
        (Some("users"), None) if rest == "count" => "number of users".to_owned(),
        (Some(object), Some("*")) if is_plural(object) => format!("{property}, all {object}"),
        (Some(object), Some("*")) => format!("{property} of every {object}"),
        (Some("traffic"), Some(name)) => format!("{property}, traffic {name}"),
        (Some(object), Some(name)) => format!("{property}, {object} {name}"),
        (Some(object), None) => format!("{property} ({object})"),
        (None, _) => format!("{property} ({})", plain(table)),
    }
}

/// The same, with the key behind it.
pub fn with_key(key: &str) -> String {
    let words = words(key);
    if words == key { words } else { format!("{words} ({key})") }
}

/// A key in words for a list, whose items are separated by commas: `ringing time (all users)`.
pub fn in_list(key: &str) -> String {
    let words = words(key);
    match words.split_once(", ") {
        Some((property, object)) => format!("{property} ({object})"),
        None => words,
    }
}

/// `key=value` in words: `Front Ends, pool pool01: 3`.
pub fn setting(text: &str) -> String {
    // A name in brackets can have an equals sign.
    let from = text.rfind("].").unwrap_or(0);
    match text[from..].find('=') {
        Some(at) => {
            let value = text[from + at + 1..].trim_matches(['"', '\'']);
            format!("{}: {value}", words(&text[..from + at]))
        }
        None => text.to_owned(),
    }
}

/// The message of a warning that begins with the design that it is about, with the keys of the design in words.
pub fn warning(message: &str) -> String {
    let design = message.strip_prefix("design `").and_then(|rest| rest.split_once('`'));
    match design {
        Some((name, rest)) => format!("design {}{rest}", self::design(name)),
        None => message.to_owned(),
    }
}

/// The name of a design; with its keys in words if it consists of settings.
pub fn design(name: &str) -> String {
    if name.contains('=') { settings(name.split(", ")) } else { name.to_owned() }
}

/// Several of them: `Front Ends, pool pool01: 3; E1 lines, gateway gw1: 4`.
pub fn settings<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    texts.map(setting).collect::<Vec<_>>().join("; ")
}

/// The words of a whole key, or of what follows the name of an object.
fn of(key: &str) -> Option<&'static str> {
    WORDS.iter().find(|(known, _)| *known == key).map(|(_, words)| *words)
}

fn is_plural(object: &str) -> bool {
    matches!(object, "users" | "traffic")
}

fn plain(letters: &str) -> String {
    letters.replace(['.', '_'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_said_in_words() {
        for (key, expected) in [
            ("gateway[*].channels", "channels of every gateway"),
            ("gateway[\"gw1\"].lines.e1", "E1 lines, gateway gw1"),
            ("gateway[\"a].b\"].lines.e1", "E1 lines, gateway a].b"),
            ("users[*].mailboxes.migrated", "share of mailboxes moved, all users"),
            ("users[head office].busy", "share of users who are busy, users head office"),
            ("pool[pool01].front_ends", "Front Ends, pool pool01"),
            ("traffic[*].retry.share", "share of refused callers who try again, all traffic"),
            ("processing.worker_process", "delay of a UM worker process"),
            ("mediation_server.cores", "processor cores (Mediation Server)"),
            ("study.lan_delay", "delay inside a site"),
            ("users[office].count", "number of users, office"),
            ("users[*].count", "number of users of every group"),
            ("traffic.retry (fax)", "who sends a fax again (traffic)"),
            ("a", "a"),
            ("", ""),
            ("gateway[", "gateway["),
        ] {
            assert_eq!(words(key), expected, "{key}");
        }
        assert_eq!(with_key("pool[*].cores"), "processor cores of every pool (pool[*].cores)");
        assert_eq!(with_key("load"), "load");
        assert_eq!(in_list("gateway[gw1].lines.e1"), "E1 lines (gateway gw1)");
        assert_eq!(in_list("pool[*].cores"), "processor cores of every pool");
        assert_eq!(setting("pool[a=b].front_ends=3"), "Front Ends, pool a=b: 3");
        assert_eq!(setting("users[*].ring=\"15 s\""), "ringing time, all users: 15 s");
        assert_eq!(setting("3"), "3");
        let message = "design `study.load=132 %` and one other: 4 % were lost";
        let words = "design load factor: 132 % and one other: 4 % were lost";
        assert_eq!(warning(message), words);
        assert_eq!(warning("4 % were lost"), "4 % were lost");
        assert_eq!(design("E1 lines, gateway gw1: 4"), "E1 lines, gateway gw1: 4");
        let two = ["pool[a].front_ends=3", "study.load=120 %"];
        let words = "Front Ends, pool a: 3; load factor: 120 %";
        assert_eq!(settings(two.into_iter()), words);
    }
}
