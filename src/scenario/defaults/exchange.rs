//! Defaults of Exchange servers, delivery to the mailbox, voice-mail preview, plans and policies.

use super::value::Basis::{Assumption, Rule, Source, Structure};
use super::value::Range::{Between, Doubled, Fixed, Instead};
use super::value::Value::{Is, Means};
use super::value::{DefaultValue, Range, defaults};
use super::words::{HALF_AND_DOUBLE, NO_SOURCE, TWO_SIX_CORES};

defaults! {
    EXCHANGE_SERVER_SITE: "exchange_server.site" = Means("the only site"), Structure, "";
    EXCHANGE_SERVER_VERSION: "exchange_server.version" = Is("exchange-2013"), Assumption,
        "the file does not say", Fixed("another version would be another deployment");
    EXCHANGE_SERVER_ROLES: "exchange_server.roles" = Means("all roles of its version"), Structure, "";
    EXCHANGE_SERVER_SERVICE_PACK: "exchange_server.service_pack" = Is("3"), Structure,
        "the newest; only a rule of `check` reads it";
    EXCHANGE_SERVER_STATUS: "exchange_server.status" = Is("enabled"), Structure, "";
    EXCHANGE_SERVER_STARTUP_MODE: "exchange_server.startup_mode" = Is("dual"), Rule("S35"),
        "the mode that the integration asks for; Exchange set-up leaves TCP";
    EXCHANGE_SERVER_RESTART_PENDING: "exchange_server.restart_pending" = Is("false"), Rule("S35"), "";
    EXCHANGE_SERVER_MAX_CALLS: "exchange_server.max_calls" = Is("100"), Source("domain 4.4"),
        "the default of `MaxCallsAllowed`";
    EXCHANGE_SERVER_WORKER_CALLS: "exchange_server.worker_calls" = Means("no limit"), Assumption,
        "no source says how many calls its worker processes take", Instead(&["50"]);
    EXCHANGE_SERVER_PREVIEW: "exchange_server.preview" = Is("50 %"), Assumption, NO_SOURCE, Doubled;
    // Performance counters of queued messages are healthy below 50 (domain 4.4).
    EXCHANGE_SERVER_PIPELINE_LIMIT: "exchange_server.pipeline_limit" = Means("none"), Assumption,
        "\"pipeline full\" is documented, its limit is not", Instead(&["50"]);
    EXCHANGE_SERVER_COPIES: "exchange_server.copies" = Means("none"), Structure, "";
    EXCHANGE_SERVER_CORES: "exchange_server.cores" = Is("12"), Assumption, TWO_SIX_CORES,
        Between(("6", "6"), ("24", "24"), HALF_AND_DOUBLE);
    DELIVERY_NOTIFICATION: "delivery.notification" =
        Is(r#"{ lognormal = { mean = "3 s", cv = 1.0 } }"#), Assumption,
        "queue, name resolution, submission and delivery", Doubled;
    DELIVERY_MESSAGE: "delivery.message" = Is(r#"{ lognormal = { mean = "3 s", cv = 1.0 } }"#),
        Assumption, "the same as for a notification", Doubled;
    PREVIEW_CPU_PER_AUDIO: "preview.cpu_per_audio" = Is("2.0"), Source("domain 4.4"),
        "about twice the length of the audio";
    PREVIEW_LONGEST: "preview.longest" = Is("75 s"), Source("domain 4.4"), "";
    PREVIEW_AT_MOST: "preview.at_most" = Is("5 min"), Assumption,
        "late previews are skipped, but no source says when", Doubled;
    DIAL_PLAN_URI_TYPE: "dial_plan.uri_type" =
        Means("sip-uri if there is a pool, otherwise telephone-extension"), Rule("S22"), "";
    DIAL_PLAN_SECURITY: "dial_plan.security" = Means("secured for type sip-uri, otherwise unsecured"),
        Rule("S27"), "secured is recommended; New-UMDialPlan makes an unsecured plan";
    DIAL_PLAN_SERVERS: "dial_plan.servers" = Means("all"), Rule("S33"), "";
    DIAL_PLAN_PHONE_CONTEXT: "dial_plan.phone_context" = Means("its name"), Structure, "";
    DIAL_PLAN_DIALLING_RULES: "dial_plan.dialling_rules" = Means("none"), Rule("S24"), "";
    DIAL_PLAN_RETRY_AFTER_REDIRECT: "dial_plan.retry_after_redirect" = Is("false"), Assumption,
        "only one server can serve a mailbox, so its refusal is final", Instead(&["true"]);
    DIAL_PLAN_LEGACY_NOTIFICATIONS: "dial_plan.legacy_notifications" = Is("path-b"), Assumption,
        "no source says whether notifications of a hang-up in the greeting still arrive",
        Instead(&["none"]);
    DIAL_PLAN_LEGACY_ONLY_PLAN_NOTIFIES: "dial_plan.legacy_only_plan_notifies" = Is("true"),
        Source("domain 2.4"), "";
    DIAL_PLAN_OLDER_SERVER: "dial_plan.older_server" = Is("refuses"), Assumption, NO_SOURCE,
        Instead(&["redirects"]);
    DIAL_PLAN_FAX: "dial_plan.fax" = Is("true"), Source("domain 2.7"), "the default of `FaxEnabled`";
    DIAL_PLAN_MAX_CALL_DURATION: "dial_plan.max_call_duration" = Is("30 min"), Source("domain 2.11"), "";
    DIAL_PLAN_MAX_RECORDING: "dial_plan.max_recording" = Is("20 min"), Source("domain 2.11"), "";
    DIAL_PLAN_LOGON_FAILURES: "dial_plan.logon_failures" = Is("3"), Source("domain 2.5"), "";
    MAILBOX_POLICY_DIAL_PLAN: "mailbox_policy.dial_plan" = Means("any"), Structure, "";
    MAILBOX_POLICY_PLAY_ON_PHONE: "mailbox_policy.play_on_phone" = Is("true"), Source("domain 2.9"), "";
    MAILBOX_POLICY_MISSED_CALL_NOTIFICATIONS: "mailbox_policy.missed_call_notifications" =
        Is("true"), Source("domain 2.4"), "";
    MAILBOX_POLICY_FAX: "mailbox_policy.fax" =
        Means("true if `fax_server` is given, otherwise false"), Source("domain 8.8"), "";
    MAILBOX_POLICY_FAX_SERVER: "mailbox_policy.fax_server" = Means("none"), Structure, "";
    MAILBOX_POLICY_PREVIEW: "mailbox_policy.preview" = Is("true"), Source("domain 7.2"), "";
}
