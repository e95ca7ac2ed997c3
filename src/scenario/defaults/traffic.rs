//! Defaults of traffic, fax lines and fax partners.

use super::value::Basis::{Assumption, Source, Structure};
use super::value::Range::{Between, Doubled, Fixed, Instead};
use super::value::Value::{Is, Means, Named};
use super::value::{DefaultValue, Range, defaults};
use super::words::{HALF_AND_DOUBLE, NO_SOURCE, OTHER_SERVERS, OTHER_SHARES, OTHER_SITE};

const RETRY: &str = "half and double the odds of another attempt: no source gives a range";

defaults! {
    TRAFFIC_NAME: "traffic.name" = Means("`<class> to <to>`, or `<class> from <from>`"), Structure, "";
    TRAFFIC_GATEWAYS: "traffic.gateways" = Means("all that lead there"), Assumption,
        "the file does not say by which site the calls come",
        Fixed("other gateways would be another deployment");
    TRAFFIC_CHOOSE: "traffic.choose" = Is("in-order"), Assumption,
        "the file does not say how the network spreads calls over gateways",
        Instead(&["by-channels", "round-robin"]);
    TRAFFIC_SURGES: "traffic.surges" = Means("none"), Structure, "";
    TRAFFIC_SURGES_LASTS: "traffic.surges.lasts" = Means("to the end of the simulation"), Structure, "";
    TRAFFIC_DAY_FACTOR: "traffic.day_factor" = Means("every day has the same rates"), Structure, "";
    TRAFFIC_DAY_FACTOR_CORRELATION: "traffic.day_factor.correlation" = Is("0 %"), Assumption, NO_SOURCE,
        Instead(&["50 %"]);
    TRAFFIC_DAY_FACTOR_SHARED: "traffic.day_factor.shared" = Is("100 %"), Assumption,
        "a busy day is busy everywhere; no source says how far", Instead(&["0 %"]);
    TRAFFIC_RATE_STATES: "traffic.rate_states" = Means("none"), Structure, "";
    TRAFFIC_RATE_STATES_NEXT: "traffic.rate_states.next" = Means("every other state equally often"),
        Assumption, "the file does not say which state follows", Fixed("another order would be another process");
    TRAFFIC_TALK: "traffic.talk" = Is(r#"{ exponential = { mean = "180 s" } }"#), Source("domain 4.1"),
        "the user model's call duration";
    TRAFFIC_TALK_PLAY_ON_PHONE: "traffic.talk (play-on-phone)" =
        Is(r#"{ lognormal = { mean = "40 s", cv = 1.0 } }"#), Assumption, "as long as a message",
        Doubled;
    TRAFFIC_PATIENCE: "traffic.patience" = Is(r#"{ exponential = { mean = "70 s" } }"#), Assumption,
        "a quarter of the callers whom nobody answers hang up within 20 s; no source says",
        Between(
            ("mean 35 s", r#"{ exponential = { mean = "35 s" } }"#),
            ("mean 347 s", r#"{ exponential = { mean = "347 s" } }"#),
            "half, and the mean of callers who waited in the queue of a bank's call centre",
        );
    TRAFFIC_RETRY: "traffic.retry" = Means("nobody tries again"), Assumption,
        "no source says how many refused callers do",
        Instead(&[r#"{ share = "50 %", after = "30 s", at_most = 3 }"#]);
    TRAFFIC_RETRY_FAX: "traffic.retry (fax)" =
        Named(r#"{ share = "80 %", after = "3 min", at_most = 2 }"#, "80 %, after 3 min, at most 2"),
        Assumption, NO_SOURCE,
        Between(
            ("66.7 % try again", r#"{ share = "66.7 %", after = "3 min", at_most = 2 }"#),
            ("88.9 % try again", r#"{ share = "88.9 %", after = "3 min", at_most = 2 }"#),
            RETRY,
        );
    TRAFFIC_RETRY_AT_MOST: "traffic.retry.at_most" = Is("3"), Assumption, NO_SOURCE,
        Between(("1", "1"), ("6", "6"), "one, and double");
    TRAFFIC_RETRY_AFTER_DROP: "traffic.retry.after_drop" = Means("as `share`"), Structure, "";
    TRAFFIC_RETRY_AT_MOST_FAX: "traffic.retry.at_most (fax)" = Is("2"), Assumption, NO_SOURCE,
        Between(("1", "1"), ("4", "4"), HALF_AND_DOUBLE);
    TRAFFIC_GIVES_UP: "traffic.gives_up" = Is(r#"{ uniform = { from = "35 s", to = "60 s" } }"#),
        Assumption, NO_SOURCE, Doubled;
    TRAFFIC_GIVES_UP_FROM: "traffic.gives_up_from" = Is("dialling"), Source("domain 2.7"), "";
    TRAFFIC_PERSON_HANGS_UP: "traffic.person_hangs_up" = Is("5 s"), Assumption, NO_SOURCE, Doubled;
    TRAFFIC_PAGES: "traffic.pages" = Is("3"), Assumption, NO_SOURCE,
        Between(("1", "1"), ("6", "6"), "a page, and double");
    TRAFFIC_PAGE: "traffic.page" = Is("60 s"), Source("vendors' figures"), "about a minute a page";
    TRAFFIC_TO_TELEPHONE_NETWORK: "traffic.to_telephone_network" = Is("50 %"), Assumption, NO_SOURCE,
        Doubled;
    FAX_REFUSED_WITH: "fax.refused_with" = Is("488"), Assumption,
        "no source documents the status", Fixed("only the number of the status changes");
    FAX_PARTNER_SITE: "fax_partner.site" = Means("the only site"), Structure, "";
    FAX_PARTNER_CALLS: "fax_partner.calls" = Is("48"), Assumption, NO_SOURCE,
        Between(("24", "24"), ("96", "96"), HALF_AND_DOUBLE);
    FAX_PARTNER_CORES: "fax_partner.cores" = Is("4"), Assumption, NO_SOURCE,
        Between(("2", "2"), ("8", "8"), HALF_AND_DOUBLE);
    FAX_LINE_NUMBERS: "fax_line.numbers" = Is("1"), Assumption,
        "the file does not say how many `per_user` counts",
        Fixed("more numbers would be more calls");
    FAX_LINE_ROUTE: "fax_line.route" = Is("um"), Assumption,
        "the file does not say by which way its faxes come",
        Fixed("another route would be another deployment");
    FAX_LINE_SITE: "fax_line.site" = Means("its pool's site, or the only site"), Assumption,
        "the file does not say where it is", OTHER_SITE;
    FAX_LINE_POOL: "fax_line.pool" = Means("the only pool"), Structure, "";
    FAX_LINE_DIAL_PLAN: "fax_line.dial_plan" = Means("the only one that fits"), Structure, "";
    FAX_LINE_POLICY: "fax_line.policy" =
        Means("the default policy of the plan, without a fax partner"), Structure, "";
    FAX_LINE_MAILBOXES: "fax_line.mailboxes" =
        Means("in equal shares on the newest Mailbox servers of its plan at its site"), Assumption,
        "the file does not say where they are", OTHER_SERVERS;
    FAX_LINE_MAILBOXES_ELSEWHERE: "fax_line.mailboxes (no server at its site)" =
        Means("in equal shares on the newest Mailbox servers of its plan, at all sites"), Assumption,
        "the file does not say where they are", OTHER_SERVERS;
    FAX_LINE_MAILBOXES_SPREAD: "fax_line.mailboxes (several named)" = Means("in equal shares"),
        Assumption, "the file does not say how they are spread", OTHER_SHARES;
    FAX_LINE_GREETING: "fax_line.greeting" = Is("12 s"), Assumption, NO_SOURCE, Doubled;
    FAX_LINE_MINIMUM_MESSAGE: "fax_line.minimum_message" = Is("2 s"), Assumption, NO_SOURCE, Doubled;
    FAX_LINE_ANSWERS_AFTER: "fax_line.answers_after" = Is("6 s"), Assumption, "one ring", Doubled;
    FAX_LINE_NEXT_HOPS: "fax_line.next_hops" =
        Means("all Call Routers, or all UM servers of 2007 and 2010"), Structure, "";
}
