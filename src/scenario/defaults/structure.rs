//! Assumptions about the structure of the model, which no key changes. A run lists them.

use super::value::Basis::Assumption;
use super::value::Range::Fixed;
use super::value::Value::Means;
use super::value::{DefaultValue, Range, defaults};

defaults! {
    NO_OUTBOUND_TRAFFIC: "traffic (outbound)" = Means("none"), Assumption,
        "there is no outbound source: channels carry inbound calls only",
        Fixed("a source would be another scenario");
    BUSY_INDEPENDENT_OF_LOAD: "users.busy" = Means("independent of load"), Assumption,
        "a user's own calls are not tracked: busy is a share of calls",
        Fixed("the model has no alternative");
    DIRECT_TO_HOME_FRONT_END: "routing between Front Ends" = Means("direct"), Assumption,
        "an INVITE goes straight to the callee's home Front End",
        Fixed("the model has no alternative");
    OLD_EXCHANGE_WITH_SKYPE: "pool.product (Skype for Business)" =
        Means("treats UM servers of Exchange 2007 and 2010 as Lync Server 2013 does"), Assumption,
        "the sources name Exchange 2013 and 2016 only", Fixed("the model has no alternative");
    NO_DIAL_PLAN: "users.dial_plan" = Means("none"), Assumption,
        "there are Exchange servers, but no dial plan: nobody has voice mail",
        Fixed("a plan for them would be another scenario");
}
