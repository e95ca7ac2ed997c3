//! The security matrix (domain §1.6 and §10): which UM calls fail because the encryption of a pool does
//! not fit the security of a dial plan.

use crate::system::*;
use busyhour::internals::deployment::*;
use busyhour::internals::experiment::Record;

/// One call, answered by a person or diverted to voice mail.
fn call(encryption: Encryption, security: Security, answered: bool) -> Record {
    let mut d = small();
    once(&mut d, 200);
    d.pools[0].encryption = encryption;
    d.dial_plans[0].security = security;
    d.users[0].answers.share = if answered { 1.0 } else { 0.0 };
    d.traffic[0].arrivals = at(&[1.0]);
    run(d)
}

#[test]
fn every_cell_of_the_matrix() {
    use Encryption::{None, Optional, Required};
    use Security::{Secured, SipSecured, Unsecured};
    let cells = [
        (Required, Unsecured, false),
        (Required, SipSecured, false),
        (Required, Secured, true),
        (Optional, Unsecured, false),
        (Optional, SipSecured, true),
        (Optional, Secured, true),
        (None, Unsecured, false),
        (None, SipSecured, true),
        (None, Secured, false),
    ];
    for (encryption, security, fits) in cells {
        let record = call(encryption, security, false);
        let failed = f64::from(u8::from(!fits));
        let about = format!("{encryption:?} {security:?}");
        let scope = "outcome:security-mismatch";
        let told = record
            .estimates
            .iter()
            .find(|e| e.figure.measure.name() == "outcome" && e.figure.scope.as_str() == scope);
        // A way to fail that cannot occur has no row.
        assert_eq!(told.and_then(|e| e.value), (!fits).then_some(1.0), "{about}");
        assert_eq!(outcome(&record, "voice-message"), 1.0 - failed, "{about}");
        assert_eq!(value(&record, "voice_mail_failed", "all", "value"), failed, "{about}");
        let warned = record.warnings.iter().any(|w| w.code == "incompatible-security");
        assert_eq!(warned, !fits, "{about}");
        // Who is answered by a person never meets it.
        assert_eq!(outcome(&call(encryption, security, true), "answered"), 1.0, "{about}");
    }
}

#[test]
fn the_call_is_refused_with_488_and_frees_what_it_held() {
    let record = call(Encryption::Required, Security::SipSecured, false);
    let scope = "reason:security-mismatch+status:488";
    assert_eq!(value(&record, "failed", scope, "count"), 1.0);
    assert_eq!(value(&record, "um_rejected", "all", "value"), 0.0);
    assert_eq!(value(&record, "voice_mail_routing_latency.left_out", "all", "value"), 1.0);
    assert_eq!(value(&record, "carried_load", "server:ex1+slots:um", "value"), 0.0);
}
