//! Optional keys that have no default of their own, and why.

/// Each key, or all keys of a table, `processing.gateway.*`, with the reason.
pub const WITHOUT: &[(&str, &str)] = &[
    ("study.zone", "clocks never change"),
    ("target.at_most", ONE_OF),
    ("target.at_least", ONE_OF),
    ("gateway.channels", ONE_OF),
    ("traffic.to", "must be set for calls to somebody"),
    (
        "traffic.from",
        "must be set for calls from somebody; internal calls without it are of any user",
    ),
    ("gateway.lines.e1", "0: one of the keys is set"),
    ("gateway.lines.t1", "0: one of the keys is set"),
    ("gateway.certificate", CERTIFICATE),
    ("mediation_server.certificate", CERTIFICATE),
    ("pool.certificate", CERTIFICATE),
    ("exchange_server.certificate", CERTIFICATE),
    ("dial_plan.except", "nobody is left out"),
    ("users.mailboxes.current", "part of `users.mailboxes`"),
    ("users.mailboxes.legacy", "part of `users.mailboxes`"),
    ("users.endpoints.lync", "0: part of `users.endpoints`"),
    ("users.endpoints.phone_edition", "0: part of `users.endpoints`"),
    ("outage.role", "the whole host"),
    ("traffic.surges.to", PLANNED),
    ("outage.from", PLANNED),
    ("outage.to", PLANNED),
    ("outage.lasts", PLANNED),
    ("outage.every", PLANNED),
    ("outage.speed", "must be set where `effect` is slow"),
    ("size.survive", "nothing is lost"),
    ("vary.fixed", "nothing"),
    ("processing.gateway.*", "a part of the default of the role"),
    ("processing.gateway.invite.*", "a part of the default of the role"),
];

const PLANNED: &str = "`from` with `to` or `lasts`, or `every` with `lasts`";
const ONE_OF: &str = "exactly one of two keys must be set";
const CERTIFICATE: &str = "the certificate that names it in `on`";
