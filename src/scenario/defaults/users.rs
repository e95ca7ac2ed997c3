//! Defaults of users and of what callers do with their voice mail.

use super::value::Basis::{Assumption, Convention, Rule, Source};
use super::value::Range::Doubled;
use super::value::Value::{Is, Means, Named};
use super::value::{DefaultValue, Range, defaults};
use super::words::{NO_SOURCE, OTHER_SERVERS};

defaults! {
    USERS_LYNC: "users.lync" = Means("true if there is a pool, otherwise false"), Convention, "";
    USERS_SITE: "users.site" = Means("their pool's site, or the only site"), Convention, "";
    USERS_POOL: "users.pool" = Means("the only pool"), Convention, "";
    USERS_DIAL_PLAN: "users.dial_plan" =
        Means("the only one that fits"), Convention, "";
    USERS_POLICY: "users.policy" = Means("a policy that allows notifications"), Convention, "";
    USERS_VOICE_POLICY: "users.voice_policy" = Means("the only one"), Convention, "";
    USERS_UM_ENABLED: "users.um_enabled" = Is("100 %"), Rule("S45"), "";
    USERS_SIP_ADDRESS_MATCHES: "users.sip_address_matches" = Is("100 %"), Rule("S30"), "";
    USERS_ENTERPRISE_VOICE: "users.enterprise_voice" = Is("100 %"), Rule("S45"), "";
    USERS_TEL_URI: "users.tel_uri" = Is("100 %"), Rule("S45"), "";
    USERS_MAILBOXES: "users.mailboxes" =
        Means("in equal shares on the newest Mailbox servers of their plan at their site"),
        Assumption, "the file does not say where they are", OTHER_SERVERS;
    USERS_MAILBOXES_ELSEWHERE: "users.mailboxes (no server at their site)" =
        Means("in equal shares on the newest Mailbox servers of their plan, at all sites"),
        Assumption, "the file does not say where they are", OTHER_SERVERS;
    USERS_MAILBOXES_MIGRATED: "users.mailboxes.migrated" = Is("100 %"), Convention, "";
    USERS_MISSED_CALL_NOTIFICATIONS: "users.missed_call_notifications" = Is("true"), Convention, "";
    USERS_FAX: "users.fax" = Is("true"), Convention, "";
    USERS_ENDPOINTS: "users.endpoints" = Named("{ lync = 1.5 }", "1.5 Lync clients"),
        Source("domain 4.1"), "the user model without mobility";
    USERS_REGISTERED: "users.registered" = Is("95 %"), Assumption, NO_SOURCE, Doubled;
    USERS_REGISTERED_WITHOUT_LYNC: "users.registered (without Lync)" = Is("100 %"), Convention, "";
    USERS_BUSY: "users.busy" = Is("5 %"), Assumption, NO_SOURCE, Doubled;
    USERS_DO_NOT_DISTURB: "users.do_not_disturb" = Is("3 %"), Assumption, NO_SOURCE, Doubled;
    USERS_RING: "users.ring" = Is("20 s"), Source("domain 2.3"), "the default ring time of Lync";
    USERS_ANSWERS_SHARE: "users.answers.share" = Is("70 %"), Assumption, NO_SOURCE, Doubled;
    USERS_ANSWERS_AFTER: "users.answers.after" = Is(r#"{ lognormal = { mean = "8 s", cv = 0.6 } }"#),
        Assumption, NO_SOURCE, Doubled;
    USERS_VOICE_MAIL_GREETING: "users.voice_mail.greeting" = Is("12 s"), Assumption, NO_SOURCE, Doubled;
    USERS_VOICE_MAIL_HANGS_UP_IN_GREETING: "users.voice_mail.hangs_up_in_greeting" = Is("25 %"),
        Assumption, NO_SOURCE, Doubled;
    USERS_VOICE_MAIL_LEAVES_MESSAGE: "users.voice_mail.leaves_message" = Is("50 %"), Assumption,
        NO_SOURCE, Doubled;
    USERS_VOICE_MAIL_MESSAGE: "users.voice_mail.message" =
        Is(r#"{ lognormal = { mean = "40 s", cv = 1.0 } }"#), Assumption,
        "the mean is a vendor's default; the shape is assumed", Doubled;
    USERS_VOICE_MAIL_MINIMUM_MESSAGE: "users.voice_mail.minimum_message" = Is("2 s"), Assumption,
        NO_SOURCE, Doubled;
    AUTO_ATTENDANT_DIAL_PLAN: "auto_attendant.dial_plan" = Means("the only one"), Convention, "";
    AUTO_ATTENDANT_POOL: "auto_attendant.pool" = Means("the only pool"), Convention, "";
    AUTO_ATTENDANT_MENU: "auto_attendant.menu" = Is("20 s"), Assumption, NO_SOURCE, Doubled;
    AUTO_ATTENDANT_TRANSFER_SHARE: "auto_attendant.transfer.share" = Is("60 %"), Assumption,
        NO_SOURCE, Doubled;
    AUTO_ATTENDANT_TRANSFER_TO: "auto_attendant.transfer.to" = Means("all groups of its dial plan"),
        Convention, "";
    ACCESS_NUMBER_DIAL_PLAN: "access_number.dial_plan" = Means("the only one"), Convention, "";
    ACCESS_NUMBER_POOL: "access_number.pool" = Means("the only pool"), Convention, "";
    ACCESS_NUMBER_USERS: "access_number.users" = Means("all groups of its dial plan"), Convention, "";
    ACCESS_NUMBER_RESOLVED: "access_number.resolved" = Is("80 %"), Assumption, NO_SOURCE, Doubled;
    ACCESS_NUMBER_LOG_ON: "access_number.log_on" = Is("15 s"), Assumption, NO_SOURCE, Doubled;
    ACCESS_NUMBER_WRONG_PIN: "access_number.wrong_pin" = Is("5 %"), Assumption, NO_SOURCE, Doubled;
    ACCESS_NUMBER_SESSION: "access_number.session" = Is(r#"{ exponential = { mean = "105 s" } }"#),
        Assumption, NO_SOURCE, Doubled;
}
