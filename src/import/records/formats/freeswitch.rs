//! FreeSWITCH `cdr-csv` in its templates. The file does not say which template it is, nor whether both legs are in it.

use crate::import::records::call::{Class, Outcome};
use crate::import::records::callers::is_extension;
use crate::import::records::leg::Leg;
use crate::import::records::lines::Fields;
use crate::import::records::moment::{civil, length};
use crate::import::records::skipped::Reason;
use crate::import::records::tools::{Layout, Tools};

/// The template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FreeSwitch {
    /// `example`, and those that begin with its columns: `snom`, `linksys`.
    Example,
    /// `sql`: the same inside of `INSERT INTO cdr VALUES (…);`.
    Sql,
    /// `asterisk`: the order of Asterisk with causes of hanging up.
    Asterisk,
}

/// Where the columns are.
struct Columns {
    caller: usize,
    context: Option<usize>,
    called: usize,
    start: usize,
    cause: usize,
    uuid: usize,
    bridge: Option<usize>,
}

const EXAMPLE: Columns = Columns {
    caller: 1,
    called: 2,
    context: Some(3),
    start: 4,
    cause: 9,
    uuid: 10,
    bridge: Some(11),
};

const ASTERISK: Columns =
    Columns { caller: 1, called: 2, context: Some(3), start: 9, cause: 14, uuid: 16, bridge: None };

/// What begins a line of the template `sql`.
const INSERT: &str = "INSERT INTO cdr VALUES (";

impl FreeSwitch {
    fn columns(self) -> &'static Columns {
        match self {
            FreeSwitch::Asterisk => &ASTERISK,
            FreeSwitch::Example | FreeSwitch::Sql => &EXAMPLE,
        }
    }

    /// A field; those of `sql` are counted from the end, because the first one holds the statement.
    fn get(self, fields: &Fields, at: usize) -> &str {
        match self {
            FreeSwitch::Sql if fields.len() >= 13 => fields.last(12 - at).trim_matches('"'),
            _ => fields.get(at),
        }
    }

    /// Whether a line has times and a cause where this template has them.
    pub fn fits(self, fields: &Fields) -> bool {
        let columns = self.columns();
        let cause = self.get(fields, columns.cause);
        let is_cause = cause.contains('_') || cause == "NONE" || cause == "UNSPECIFIED";
        let upper =
            cause.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        (self != FreeSwitch::Sql || fields.get(0).starts_with(INSERT))
            && civil(self.get(fields, columns.start)).is_some()
            && is_cause
            && upper
    }
}

impl Layout for FreeSwitch {
    fn leg(&self, fields: &Fields, tools: &mut Tools) -> Result<Leg, Reason> {
        let columns = self.columns();
        if fields.len() <= columns.uuid {
            return Err(Reason::NoRecord);
        }
        let get = |at| self.get(fields, at);
        let time = |at| civil(get(at)).ok_or(Reason::BadTime);
        let duration = length(get(columns.start + 3)).ok_or(Reason::BadLength)?;
        time(columns.start)?;
        let end = tools.times.anchor(time(columns.start + 2)?).ok_or(Reason::BadTime)?;
        let (caller, called) = (get(columns.caller), get(columns.called));
        let context = columns.context.map_or("", get);
        let called_is_user = is_extension(called, tools.extension_digits);
        // The vanilla configuration has calls from outside in `public`.
        let class = match context {
            "public" => Class::Voice,
            _ => tools.class(caller, if called_is_user { called } else { "" }),
        };
        let mut leg = Leg::new(end - duration, end, class);
        let answer = get(columns.start + 1);
        let bridge = columns.bridge.map_or("", get);
        if !answer.is_empty() {
            let answer = civil(answer).ok_or(Reason::BadTime)?;
            leg.call.answer = tools.times.before(answer, end);
        }
        // An answered call without a second leg was taken by an application of the switch.
        let is_machine = columns.bridge.is_some() && bridge.is_empty();
        leg.call.outcome = match leg.call.answer {
            Some(_) if is_machine => Outcome::VoiceMail,
            Some(_) => Outcome::Answered,
            None => unanswered(get(columns.cause), duration),
        };
        leg.call.caller = tools.callers.identity(caller);
        leg.groups = tools.groups(caller, called);
        let key = |uuid: &str| match uuid {
            "" => 0,
            uuid => tools.callers.key(("freeswitch", uuid)),
        };
        leg.ties.call = key(get(columns.uuid));
        leg.ties.bridge = key(bridge);
        Ok(leg)
    }
}

/// By the name of the Q.850 cause. The caller of a call that ended normally before an answer hung up.
fn unanswered(cause: &str, rang: i64) -> Outcome {
    match cause {
        "USER_BUSY" => Outcome::Busy,
        "NO_ANSWER" | "NO_USER_RESPONSE" => Outcome::NoAnswer,
        "ORIGINATOR_CANCEL" => Outcome::Abandoned,
        "NORMAL_CLEARING" if rang > 0 => Outcome::Abandoned,
        "NORMAL_CIRCUIT_CONGESTION" | "SWITCH_CONGESTION" | "REQUESTED_CHAN_UNAVAIL" => {
            Outcome::Blocked
        }
        _ => Outcome::Failed,
    }
}
