//! Defaults of the work that one SIP message costs at each role.

use super::value::Basis::Assumption;
use super::value::Range::{Between, Doubled};
use super::value::Value::Named;
use super::value::{DefaultValue, Range, defaults};

const SUGGESTED: &str = "suggested unloaded delay, to be calibrated";
const FRONT_END: &str = "domain facts §5.4: 20 to 40 ms";
const WORKER: &str = "domain facts §5.4: 150 to 400 ms for an INVITE";

defaults! {
    PROCESSING_GATEWAY: "processing.gateway" = Named(
        r#"{ invite = { wait = { lognormal = { mean = "60 ms", cv = 0.5 } } } }"#,
        "INVITE: wait lognormal, mean 60 ms, cv 0.5; others 0",
    ), Assumption, SUGGESTED, Doubled;
    PROCESSING_MEDIATION_SERVER: "processing.mediation_server" = Named(
        r#"{ service = { lognormal = { mean = "10 ms", cv = 0.5 } }, invite = { service = { lognormal = { mean = "25 ms", cv = 0.5 } } } }"#,
        "lognormal, mean 10 ms (INVITE 25 ms), cv 0.5",
    ), Assumption, SUGGESTED, Doubled;
    PROCESSING_FRONT_END: "processing.front_end" = Named(
        r#"{ service = { lognormal = { mean = "20 ms", cv = 0.5 } }, invite = { service = { lognormal = { mean = "20 ms", cv = 0.5 } }, wait = { lognormal = { mean = "20 ms", cv = 1.0 } } } }"#,
        "lognormal, mean 20 ms, cv 0.5; INVITE also waits, mean 20 ms, cv 1",
    ), Assumption, SUGGESTED, Between(
        ("20 ms a message", r#"{ service = { lognormal = { mean = "20 ms", cv = 0.5 } } }"#),
        ("40 ms a message", r#"{ service = { lognormal = { mean = "40 ms", cv = 0.5 } } }"#),
        FRONT_END,
    );
    PROCESSING_EXUM_ROUTING: "processing.exum_routing" =
        Named(r#"{ service = "5 ms" }"#, "5 ms"), Assumption, SUGGESTED, Doubled;
    PROCESSING_ENDPOINT: "processing.endpoint" =
        Named(r#"{ invite = { wait = "20 ms" } }"#, "INVITE: 20 ms; others 0"), Assumption, SUGGESTED,
        Doubled;
    PROCESSING_CALL_ROUTER: "processing.call_router" = Named(
        r#"{ service = "2 ms", invite = { service = "2 ms", wait = { sum = [{ lognormal = { mean = "10 ms", cv = 1.0 } }, { lognormal = { mean = "10 ms", cv = 1.0 } }, { lognormal = { mean = "10 ms", cv = 1.0 } }, "10 ms"] } } }"#,
        "2 ms; INVITE also waits for 3 look-ups of mean 10 ms, cv 1, and 10 ms",
    ), Assumption, SUGGESTED, Doubled;
    PROCESSING_UM_SERVICE: "processing.um_service" =
        Named(r#"{ service = "10 ms" }"#, "10 ms"), Assumption, SUGGESTED, Doubled;
    PROCESSING_WORKER_PROCESS: "processing.worker_process" = Named(
        r#"{ service = "20 ms", invite = { service = "20 ms", wait = { lognormal = { mean = "250 ms", cv = 0.6 } } }, refer = { service = "20 ms", wait = { lognormal = { mean = "10 ms", cv = 1.0 } } } }"#,
        "20 ms; INVITE also waits, lognormal, mean 250 ms, cv 0.6; REFER mean 10 ms, cv 1",
    ), Assumption, SUGGESTED, Between(
        (
            "150 ms an INVITE",
            r#"{ service = "20 ms", invite = { service = "20 ms", wait = { lognormal = { mean = "130 ms", cv = 0.6 } } }, refer = { service = "20 ms", wait = { lognormal = { mean = "10 ms", cv = 1.0 } } } }"#,
        ),
        (
            "400 ms an INVITE",
            r#"{ service = "20 ms", invite = { service = "20 ms", wait = { lognormal = { mean = "380 ms", cv = 0.6 } } }, refer = { service = "20 ms", wait = { lognormal = { mean = "10 ms", cv = 1.0 } } } }"#,
        ),
        WORKER,
    );
    PROCESSING_PIPELINE: "processing.pipeline" =
        Named(r#"{ service = "20 ms" }"#, "20 ms for each message or notification"), Assumption,
        SUGGESTED, Doubled;
    PROCESSING_FAX_PARTNER: "processing.fax_partner" =
        Named(r#"{ service = "10 ms" }"#, "10 ms"), Assumption, SUGGESTED, Doubled;
}
