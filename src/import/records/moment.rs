//! Times as switches write them. Most are local times without a zone: an hour is there twice in autumn and missing in
//! spring.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// How far back a time may lie behind the one before it before the second pass of the hour is meant: lines are in
/// order of the end of calls, up to a little.
const BACK: i64 = 20 * 60 * 1_000;

/// Makes instants of local times, line by line, and counts what is not clear.
#[derive(Clone, Debug)]
pub struct LocalTimes {
    zone: TimeZone,
    last: i64,
    /// Times that the zone has twice; the order of the lines decided.
    pub twice: u64,
    /// Times that the zone skips: a sign that the zone is wrong.
    pub skipped: u64,
}

impl LocalTimes {
    /// Local times of a zone.
    pub fn new(zone: TimeZone) -> Self {
        LocalTimes { zone, last: i64::MIN, twice: 0, skipped: 0 }
    }

    /// The zone.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The instant of the local time that lines are ordered by, in milliseconds.
    pub fn anchor(&mut self, civil: DateTime) -> Option<i64> {
        let ambiguous = self.zone.to_ambiguous_timestamp(civil);
        let instant = match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(civil),
            AmbiguousOffset::Gap { before, .. } => {
                self.skipped += 1;
                before.to_timestamp(civil)
            }
            AmbiguousOffset::Fold { before, after } => {
                self.twice += 1;
                let first = before.to_timestamp(civil).ok()?;
                if first.as_millisecond() < self.last.saturating_sub(BACK) {
                    after.to_timestamp(civil)
                } else {
                    Ok(first)
                }
            }
        };
        self.last = instant.ok()?.as_millisecond();
        Some(self.last)
    }

    /// The latest instant of a local time that is not after `end`; the earliest one if all are.
    pub fn before(&self, civil: DateTime, end: i64) -> Option<i64> {
        let ambiguous = self.zone.to_ambiguous_timestamp(civil);
        let instant = match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(civil).ok()?,
            AmbiguousOffset::Gap { before, .. } => before.to_timestamp(civil).ok()?,
            AmbiguousOffset::Fold { before, after } => {
                let second = after.to_timestamp(civil).ok()?;
                match second.as_millisecond() <= end {
                    true => second,
                    false => before.to_timestamp(civil).ok()?,
                }
            }
        };
        Some(instant.as_millisecond())
    }
}

/// A date and time as `2026-11-02 08:59:41`, with `/` or `-` and a fraction or without.
pub fn civil(text: &str) -> Option<DateTime> {
    let (date, time) = text.trim().split_once([' ', 'T'])?;
    let mut parts = date.splitn(3, ['-', '/']);
    let mut part = || parts.next().filter(|part| digits(part));
    let year = part().filter(|year| year.len() == 4)?.parse().ok()?;
    let (month, day) = (part()?.parse().ok()?, part()?.parse().ok()?);
    let (hour, minute, second, nanos) = time_of_day(time)?;
    DateTime::new(year, month, day, hour, minute, second, nanos).ok()
}

fn time_of_day(text: &str) -> Option<(i8, i8, i8, i32)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut parts = whole.splitn(3, ':');
    let mut part = || parts.next().filter(|p| digits(p)).and_then(|part| part.parse().ok());
    let (hour, minute, second) = (part()?, part()?, part()?);
    if !digits(fraction) || fraction.len() > 9 {
        return None;
    }
    let nanos: i32 = format!("{fraction:0<9}").parse().ok()?;
    Some((hour, minute, second, nanos))
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// A date and time of UTC, `Z` at its end or not, in milliseconds.
pub fn utc(text: &str) -> Option<i64> {
    let text = text.trim();
    let civil = civil(text.strip_suffix(['Z', 'z']).unwrap_or(text))?;
    Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond())
}

/// Seconds since 1970 in UTC, in milliseconds; `None` for 0, which means "never".
pub fn epoch(text: &str) -> Option<i64> {
    let seconds: i64 = text.trim().parse().ok()?;
    // Until the year 5138.
    (1..100_000_000_000).contains(&seconds).then(|| seconds * 1_000)
}

/// Whole seconds, or `hh:mm:ss` with any number of hours, in milliseconds: at most a year.
pub fn length(text: &str) -> Option<i64> {
    const YEAR: f64 = 366.0 * 86_400.0;
    let text = text.trim();
    let seconds = match text.split_once(':') {
        None => text.parse::<f64>().ok()?,
        Some((hours, rest)) => {
            let (minutes, seconds) = rest.split_once(':')?;
            if ![hours, minutes, seconds].into_iter().all(digits) {
                return None;
            }
            let number = |text: &str| text.parse::<f64>().ok();
            number(hours)? * 3_600.0 + number(minutes)? * 60.0 + number(seconds)?
        }
    };
    (0.0..=YEAR).contains(&seconds).then(|| (seconds * 1_000.0).round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str) -> DateTime {
        civil(text).expect("a time")
    }

    #[test]
    fn times_of_every_writing_are_read() {
        assert_eq!(utc("2026-11-02 14:00:25Z"), Some(1_793_628_025_000));
        assert_eq!(utc("2026-11-02T14:00:25.500"), Some(1_793_628_025_500));
        assert_eq!(utc("2026/11/02 14:00:25"), Some(1_793_628_025_000));
        for bad in ["", "2026-11-02", "2026-13-02 00:00:00", "2026-11-02 25:00:00", "11/02/26 1:00"]
        {
            assert_eq!(utc(bad), None, "{bad}");
        }
        assert_eq!(epoch("1793628025"), Some(1_793_628_025_000));
        assert_eq!((epoch("0"), epoch("-5"), epoch("x")), (None, None, None));
        assert_eq!(epoch("9223372036854775807"), None);
        assert_eq!((length("00:02:21"), length("141")), (Some(141_000), Some(141_000)));
        assert_eq!(length("30:00:00"), Some(108_000_000));
        assert_eq!((length("-1"), length("NaN"), length("1:2")), (None, None, None));
    }

    #[test]
    fn the_hour_that_is_there_twice_follows_the_order_of_the_lines() {
        let zone = TimeZone::get("Europe/Berlin").expect("a zone");
        let mut times = LocalTimes::new(zone);
        let minutes =
            |a: Option<i64>, b: Option<i64>| (b.expect("later") - a.expect("earlier")) / 60_000;
        let first = times.anchor(local("2026-10-25 02:10:00"));
        let end = times.anchor(local("2026-10-25 02:55:00"));
        let again = times.anchor(local("2026-10-25 02:05:00"));
        assert_eq!((minutes(first, end), minutes(end, again)), (45, 10));
        assert_eq!((times.twice, times.skipped), (3, 0));
        // A call from 02:50, first pass, to 02:05, second pass.
        let start = times.before(local("2026-10-25 02:50:00"), again.expect("an end"));
        assert_eq!(minutes(start, again), 15);
        times.anchor(local("2026-03-29 02:30:00"));
        assert_eq!(times.skipped, 1);
    }
}
