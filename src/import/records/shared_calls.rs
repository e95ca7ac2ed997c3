//! Calls that records of Unified Messaging and records of another system hold: each counts once.

use super::call::{CallRecord, Class};

/// How far the clocks of two systems may differ.
const APART: i64 = 5_000;

/// Leaves out what is there twice, and says how many calls that were. `calls` are in order of their start, and stay so.
///
/// - A voice call of Unified Messaging is one that other records hold from its beginning, if there are any.
/// - A call to an auto attendant or to Outlook Voice Access is the one of another system that was answered when it began and
///   has the same caller, or is to the address of Unified Messaging. The record of Unified Messaging stays, because it alone
///   says what the call was.
pub(super) fn leave_out(calls: &mut Vec<CallRecord>) -> u64 {
    let before = calls.len();
    let is_voice = |call: &CallRecord, rings| call.class == Class::Voice && call.rings == rings;
    if calls.iter().any(|call| is_voice(call, true)) {
        calls.retain(|call| !is_voice(call, false));
    }
    let mut goes = others(calls).into_iter();
    calls.retain(|_| !goes.next().unwrap_or(false));
    (before - calls.len()) as u64
}

/// Which calls of other systems are calls to an attendant or to Outlook Voice Access that Unified Messaging recorded, too.
fn others(calls: &[CallRecord]) -> Vec<bool> {
    let is_menu = |call: &&CallRecord| {
        !call.rings && matches!(call.class, Class::AutoAttendant | Class::SubscriberAccess)
    };
    if !calls.iter().any(|call| is_menu(&call)) {
        return Vec::new();
    }
    let answered = calls.iter().enumerate().filter(|(_, call)| call.rings);
    let mut answers: Vec<(i64, usize)> =
        answered.filter_map(|(at, call)| Some((call.answer?, at))).collect();
    answers.sort_unstable();
    let mut goes = vec![false; calls.len()];
    for menu in calls.iter().filter(is_menu) {
        let from = answers.partition_point(|(answer, _)| *answer < menu.start - APART);
        let near = answers[from..].iter().take_while(|(answer, _)| *answer <= menu.start + APART);
        let free = near.map(|(_, at)| *at).filter(|at| !goes[*at]);
        let same = free.filter_map(|at| {
            let call = &calls[at];
            let same_caller = call.caller.is_some() && call.caller == menu.caller;
            let to_menu = call.class == Class::SubscriberAccess;
            let apart = (call.answer? - menu.start).abs();
            (same_caller || to_menu).then_some((!same_caller, apart, at))
        });
        if let Some((.., at)) = same.min() {
            goes[at] = true;
        }
    }
    goes
}

#[cfg(test)]
mod tests {
    use super::super::leg::Leg;
    use super::*;

    /// A call that was answered at a time in seconds; one of Unified Messaging begins with its answer.
    fn call(class: Class, answer: i64, caller: u64, rings: bool) -> CallRecord {
        let start = if rings { answer - 2 } else { answer };
        let leg = Leg::new(start * 1_000, (answer + 60) * 1_000, class);
        CallRecord { answer: Some(answer * 1_000), caller: Some(caller), rings, ..leg.call }
    }

    fn left(mut calls: Vec<CallRecord>) -> (Vec<(Class, bool)>, u64) {
        calls.sort_by_key(|call| call.start);
        let gone = leave_out(&mut calls);
        (calls.iter().map(|call| (call.class, call.rings)).collect(), gone)
    }

    #[test]
    fn a_call_to_a_menu_counts_once_as_unified_messaging_calls_it() {
        let attendant = call(Class::AutoAttendant, 101, 7, false);
        let to_um = call(Class::SubscriberAccess, 100, 7, true);
        assert_eq!(left(vec![to_um, attendant]), (vec![(Class::AutoAttendant, false)], 1));
        // A switch does not know that the number is that of an attendant, but who called.
        let of_switch = call(Class::Voice, 100, 7, true);
        assert_eq!(left(vec![of_switch, attendant]), (vec![(Class::AutoAttendant, false)], 1));
        let of_another = call(Class::Voice, 100, 8, true);
        assert_eq!(left(vec![of_another, attendant]).1, 0);
        let later = call(Class::SubscriberAccess, 110, 7, true);
        assert_eq!(left(vec![later, attendant]).1, 0);
    }

    #[test]
    fn one_record_stands_for_one_call_and_the_same_caller_goes_first() {
        let menu = call(Class::SubscriberAccess, 100, 1, false);
        let near = call(Class::SubscriberAccess, 100, 2, true);
        let same = call(Class::SubscriberAccess, 103, 1, true);
        let mut calls = vec![near, same, menu];
        calls.sort_by_key(|call| call.start);
        assert_eq!(leave_out(&mut calls), 1);
        assert!(calls.contains(&near) && !calls.contains(&same));
    }

    #[test]
    fn voice_calls_of_unified_messaging_count_only_without_others() {
        let mailbox = call(Class::Voice, 120, 1, false);
        assert_eq!(left(vec![mailbox]).1, 0);
        let whole = call(Class::Voice, 119, 1, true);
        assert_eq!(left(vec![whole, mailbox]), (vec![(Class::Voice, true)], 1));
    }
}
