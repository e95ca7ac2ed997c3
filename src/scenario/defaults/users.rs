//! Defaults of users and of what callers do with their voice mail.

use super::value::Basis::{Assumption, Rule, Source, Structure};
use super::value::Range::{Doubled, Instead};
use super::value::Value::{Is, Means, Named};
use super::value::{DefaultValue, Range, defaults};
use super::words::{NO_SOURCE, OTHER_GROUPS, OTHER_SERVERS, OTHER_SHARES, OTHER_SITE};

defaults! {
    USERS_LYNC: "users.lync" = Means("true if there is a pool, otherwise false"), Structure, "";
    USERS_SITE: "users.site" = Means("their pool's site, or the only site"), Assumption,
        "the file does not say where they are", OTHER_SITE;
    USERS_POOL: "users.pool" = Means("the only pool"), Structure, "";
    USERS_DIAL_PLAN: "users.dial_plan" =
        Means("the only one that fits"), Structure, "";
    USERS_POLICY: "users.policy" = Means("the default policy of the plan, which allows notifications"),
        Structure, "";
    USERS_VOICE_POLICY: "users.voice_policy" = Means("the only one"), Structure, "";
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
    USERS_MAILBOXES_SHARES: "users.mailboxes.shares" = Means("equal on the servers that are named"),
        Assumption, "the file does not say how they are spread", OTHER_SHARES;
    USERS_MAILBOXES_MIGRATED: "users.mailboxes.migrated" = Is("100 %"), Structure, "";
    USERS_MISSED_CALL_NOTIFICATIONS: "users.missed_call_notifications" = Is("true"),
        Source("domain 2.4"), "";
    USERS_FAX: "users.fax" = Is("true"), Source("domain 2.7"), "";
    USERS_ENDPOINTS: "users.endpoints" = Named("{ lync = 1.5 }", "1.5 Lync clients"),
        Source("domain 4.1"), "the user model without mobility";
    USERS_REGISTERED: "users.registered" = Is("95 %"), Assumption, NO_SOURCE, Doubled;
    USERS_REGISTERED_WITHOUT_LYNC: "users.registered (without Lync)" = Is("100 %"), Assumption,
        "a telephone of a PBX stays connected", Instead(&["95 %"]);
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
    AUTO_ATTENDANT_DIAL_PLAN: "auto_attendant.dial_plan" = Means("the only one"), Structure, "";
    AUTO_ATTENDANT_POOL: "auto_attendant.pool" = Means("the only pool"), Structure, "";
    AUTO_ATTENDANT_MENU: "auto_attendant.menu" = Is("20 s"), Assumption, NO_SOURCE, Doubled;
    AUTO_ATTENDANT_TRANSFER_SHARE: "auto_attendant.transfer.share" = Is("60 %"), Assumption,
        NO_SOURCE, Doubled;
    AUTO_ATTENDANT_TRANSFER_TO: "auto_attendant.transfer.to" = Means("all groups of its dial plan"),
        Assumption, "the file does not say whom callers ask for", OTHER_GROUPS;
    ACCESS_NUMBER_DIAL_PLAN: "access_number.dial_plan" = Means("the only one"), Structure, "";
    ACCESS_NUMBER_POOL: "access_number.pool" = Means("the only pool"), Structure, "";
    ACCESS_NUMBER_USERS: "access_number.users" =
        Means("all groups of its dial plan, by their numbers of users"), Assumption,
        "the file does not say who listens to messages by telephone", OTHER_GROUPS;
    ACCESS_NUMBER_RESOLVED: "access_number.resolved" = Is("80 %"), Assumption, NO_SOURCE, Doubled;
    ACCESS_NUMBER_LOG_ON: "access_number.log_on" = Is("15 s"), Assumption, NO_SOURCE, Doubled;
    ACCESS_NUMBER_WRONG_PIN: "access_number.wrong_pin" = Is("5 %"), Assumption, NO_SOURCE, Doubled;
    ACCESS_NUMBER_SESSION: "access_number.session" = Is(r#"{ exponential = { mean = "105 s" } }"#),
        Assumption, NO_SOURCE, Doubled;
}
