//! The clock on the wall: which civil time it is at an instant of the simulation, with the changes of
//! the clocks where a time zone is given. The zones are in the program, so that an answer does not
//! depend on the machine.

use super::time::{SimTime, Span};
use jiff::civil::DateTime;
use jiff::fmt::temporal::Pieces;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{Timestamp, Zoned};

/// Civil time at every instant of a simulation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clock {
    start: Zoned,
    /// Neither a zone nor an offset is known.
    plain: bool,
}

/// A civil time is before simulated time 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BeforeStart;

/// Why a start or a zone is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockError {
    /// The key: `start` or `zone`.
    pub key: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl ClockError {
    fn start(message: String, hint: impl Into<String>) -> Self {
        ClockError { key: "start", message, hint: hint.into() }
    }
}

impl Clock {
    /// From the civil time of simulated time 0 (`2026-10-25T00:00:00`, with an offset or without) and
    /// the name of a time zone (`Europe/Berlin`). Without a zone clocks never change.
    ///
    /// # Errors
    /// A text that is no date and time, an unknown zone, a time that the zone skips, has twice, or
    /// has with another offset.
    pub fn new(start: &str, zone: Option<&str>) -> Result<Clock, ClockError> {
        let unreadable = || {
            let message = format!("`{start}` is not a date and time");
            ClockError::start(message, "write start = 2013-11-18T08:00:00")
        };
        let pieces = Pieces::parse(start).map_err(|_| unreadable())?;
        if let Ok(Some(annotation)) = pieces.to_time_zone() {
            let name = annotation.iana_name().unwrap_or("Europe/Berlin");
            let message = format!("`{start}` holds a time zone");
            return Err(ClockError::start(message, format!("write it as zone = \"{name}\"")));
        }
        if start.contains('[') {
            let hint = "write the date and time alone, and zone = \"Europe/Berlin\"";
            return Err(ClockError::start(format!("`{start}` holds a time zone"), hint));
        }
        let civil = pieces.date().to_datetime(pieces.time().unwrap_or_default());
        let offset = pieces.to_numeric_offset();
        let zoned = match (zone, offset) {
            (Some(name), offset) => civil.to_zoned_at(&zone_of(name)?, name, offset)?,
            (None, Some(offset)) => offset
                .to_timestamp(civil)
                .map_err(|_| unreadable())?
                .to_zoned(offset.to_time_zone()),
            (None, None) => civil.to_zoned(TimeZone::UTC).map_err(|_| unreadable())?,
        };
        Ok(Clock { start: zoned, plain: zone.is_none() && offset.is_none() })
    }

    /// From what [`Clock::text`] gave; `None` if it is not such a text.
    pub fn read(text: &str) -> Option<Clock> {
        match text.parse::<Zoned>() {
            Ok(start) => Some(Clock { start, plain: false }),
            Err(_) => Clock::new(text, None).ok(),
        }
    }

    /// Simulated time 0 as text: `2026-10-25T00:00:00`, or with offset and zone
    /// `2026-10-25T00:00:00+02:00[Europe/Berlin]` (RFC 9557).
    pub fn text(&self) -> String {
        match self.plain {
            true => self.start.datetime().to_string(),
            false => self.start.to_string(),
        }
    }

    /// The civil time at an instant; that of the start, if it is beyond the year 9999.
    pub fn civil(&self, at: SimTime) -> DateTime {
        self.instant(at).map_or(self.start.datetime(), |at| at.datetime())
    }

    /// The instant of a civil time, not before the start; the last one of simulated time if it is later. Of a time that the clocks skip or have twice, the one by the offset before the change.
    ///
    /// # Errors
    /// [`BeforeStart`] if simulated time 0 is after it.
    pub fn at(&self, civil: DateTime) -> Result<SimTime, BeforeStart> {
        let Ok(there) = civil.to_zoned(self.start.time_zone().clone()) else {
            return Ok(SimTime::MAX);
        };
        let nanos = there.timestamp().duration_since(self.start.timestamp()).as_nanos();
        match u64::try_from(nanos) {
            Ok(nanos) => Ok(SimTime::from_nanos(nanos)),
            Err(_) if nanos < 0 => Err(BeforeStart),
            Err(_) => Ok(SimTime::MAX),
        }
    }

    /// Why it is not clear which instant a civil time is: the clocks skip it, or have it twice.
    pub fn unclear(&self, civil: DateTime) -> Option<String> {
        let (time, date) = (civil.time(), civil.date());
        match self.start.time_zone().to_ambiguous_timestamp(civil).offset() {
            AmbiguousOffset::Unambiguous { .. } => None,
            AmbiguousOffset::Gap { .. } => {
                Some(format!("there is no {time} on {date}: the clocks are put forward then"))
            }
            AmbiguousOffset::Fold { .. } => {
                Some(format!("there is {time} twice on {date}: the clocks are put back then"))
            }
        }
    }

    fn instant(&self, at: SimTime) -> Option<Zoned> {
        let nanos = i64::try_from(at.nanos()).ok()?;
        self.start.checked_add(jiff::SignedDuration::from_nanos(nanos)).ok()
    }

    /// The instant of a civil time: after a gap if it is skipped, the first one if it is there twice. `None` before the
    /// start.
    pub fn instant_of(&self, civil: DateTime) -> Option<SimTime> {
        let at = civil.to_zoned(self.start.time_zone().clone()).ok()?;
        let nanos = at.timestamp().duration_since(self.start.timestamp()).as_nanos();
        u64::try_from(nanos).ok().map(SimTime::from_nanos)
    }

    /// Seconds from midnight to an instant by the clock on the wall, fractions of a second left out.
    pub fn second_of_day(&self, at: SimTime) -> u32 {
        second_of_day(self.civil(at).time())
    }

    /// The start and every later instant before `until` at which the clocks change.
    pub fn changes(&self, until: SimTime) -> Vec<SimTime> {
        let mut out = vec![SimTime::ZERO];
        let Some(end) = self.instant(until).map(|end| end.timestamp()) else { return out };
        let start = self.start.timestamp();
        let mut offset = self.start.offset();
        for change in self.start.time_zone().following(start) {
            if change.timestamp() >= end {
                break;
            }
            // Some changes give the same time another name.
            if change.offset() != offset {
                offset = change.offset();
                let nanos = change.timestamp().duration_since(start).as_nanos();
                let span = Span::from_nanos(u64::try_from(nanos).unwrap_or(0));
                out.push(SimTime::ZERO + span);
            }
        }
        out
    }

    /// Every instant after the start and before `until` at which a day begins by the clock on the wall.
    pub fn midnights(&self, until: SimTime) -> Vec<SimTime> {
        let mut out = Vec::new();
        let mut day = self.start.start_of_day();
        loop {
            let next = day.and_then(|day| day.tomorrow()?.start_of_day());
            let Ok(midnight) = next else { return out };
            let nanos = midnight.timestamp().duration_since(self.start.timestamp()).as_nanos();
            let Ok(nanos) = u64::try_from(nanos) else { return out };
            if nanos >= until.nanos() {
                return out;
            }
            out.push(SimTime::from_nanos(nanos));
            day = Ok(midnight);
        }
    }
}

/// Seconds from midnight to a time of day.
pub fn second_of_day(time: jiff::civil::Time) -> u32 {
    let seconds =
        i32::from(time.hour()) * 3_600 + i32::from(time.minute()) * 60 + i32::from(time.second());
    u32::try_from(seconds).unwrap_or(0)
}

/// The names of all time zones.
pub fn zone_names() -> Vec<String> {
    jiff::tz::db().available().map(|name| name.as_str().to_owned()).collect()
}

fn zone_of(name: &str) -> Result<TimeZone, ClockError> {
    TimeZone::get(name).map_err(|_| ClockError {
        key: "zone",
        message: format!("there is no time zone `{name}`"),
        hint: "write a name of the IANA database, as \"Europe/Berlin\"".to_owned(),
    })
}

/// A civil time in a zone: the one instant that it can be.
trait InZone {
    fn to_zoned_at(
        self,
        zone: &TimeZone,
        name: &str,
        given: Option<Offset>,
    ) -> Result<Zoned, ClockError>;
}

impl InZone for DateTime {
    fn to_zoned_at(
        self,
        zone: &TimeZone,
        name: &str,
        given: Option<Offset>,
    ) -> Result<Zoned, ClockError> {
        let at = |offset: Offset| {
            let instant = offset.to_timestamp(self).map(|at: Timestamp| at.to_zoned(zone.clone()));
            instant.map_err(|_| {
                let message = format!("`{self}` is beyond the calendar");
                ClockError::start(message, "write start = 2013-11-18T08:00:00")
            })
        };
        let (time, date) = (self.time(), self.date());
        match (zone.to_ambiguous_timestamp(self).offset(), given) {
            (AmbiguousOffset::Gap { before, after }, _) => {
                // The offset before the change gives the time after it, and the other way round.
                let (later, earlier) = (at(before)?.datetime(), at(after)?.datetime());
                let message = format!(
                    "in {name} there is no {time} on {date}: the clocks are put forward then"
                );
                Err(ClockError::start(
                    message,
                    format!("write start = {earlier} or start = {later}"),
                ))
            }
            (AmbiguousOffset::Unambiguous { offset }, None) => at(offset),
            (AmbiguousOffset::Unambiguous { offset }, Some(given)) if given == offset => at(offset),
            (AmbiguousOffset::Fold { before, after }, Some(given))
                if given == before || given == after =>
            {
                at(given)
            }
            (AmbiguousOffset::Fold { before, after }, _) => Err(ClockError::start(
                format!("in {name} there is {time} twice on {date}: the clocks are put back then"),
                format!(
                    "write start = {self}{} for the first time, or {self}{} for the second",
                    signed(before),
                    signed(after)
                ),
            )),
            (AmbiguousOffset::Unambiguous { offset }, Some(given)) => Err(ClockError::start(
                format!(
                    "the offset is {} in {name} at {self}, not {}",
                    signed(offset),
                    signed(given)
                ),
                format!("write start = {self}, or remove `zone`"),
            )),
        }
    }
}

/// An offset as TOML writes it: `+02:00`.
fn signed(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(hours: u64) -> SimTime {
        SimTime::ZERO + Span::from_secs(3_600 * hours)
    }

    #[test]
    fn days_have_23_and_25_hours() {
        for (start, midnight, change) in
            [("2026-03-29T00:00:00", 23, 2), ("2026-10-25T00:00:00", 25, 3)]
        {
            let clock = Clock::new(start, Some("Europe/Berlin")).expect("a start");
            assert_eq!(clock.second_of_day(hours(midnight)), 0, "{start}");
            assert_eq!(clock.changes(hours(30)), [SimTime::ZERO, hours(change)]);
            assert_eq!(Clock::read(&clock.text()), Some(clock));
        }
        let berlin = Clock::new("2026-10-24T22:00:00", Some("Europe/Berlin")).expect("a start");
        assert_eq!(berlin.midnights(hours(27)), [hours(2)]);
        assert_eq!(berlin.midnights(hours(28)), [hours(2), hours(27)]);
        let plain = Clock::new("2026-10-25T00:00:00", None).expect("a start");
        assert_eq!(plain.midnights(hours(49)), [hours(24), hours(48)]);
        assert_eq!(plain.second_of_day(hours(24)), 0);
        assert_eq!(plain.changes(hours(10_000)), [SimTime::ZERO]);
        assert_eq!(plain.text(), "2026-10-25T00:00:00");
        let fixed = Clock::new("2026-10-25T00:00:00+02:00", None).expect("a start");
        assert_eq!(fixed.changes(hours(10_000)), [SimTime::ZERO]);
        assert_eq!(Clock::read(&fixed.text()), Some(fixed));
    }

    #[test]
    fn a_time_that_is_not_or_is_twice_is_refused() {
        let berlin = |start: &str| Clock::new(start, Some("Europe/Berlin"));
        for (start, expected, cure) in [
            ("2026-03-29T02:30:00", "there is no 02:30:00 on 2026-03-29", "2026-03-29T03:30:00"),
            ("2026-03-29T02:30:00+01:00", "there is no 02:30:00", "2026-03-29T01:30:00"),
            ("2026-10-25T02:30:00", "02:30:00 twice on 2026-10-25", "2026-10-25T02:30:00+02:00"),
            ("2026-10-25T02:30:00+05:00", "twice", "2026-10-25T02:30:00+01:00"),
            ("2026-07-01T08:00:00+01:00", "the offset is +02:00", "remove `zone`"),
            ("2026-07-01T08:00:00Z", "the offset is +02:00", "remove `zone`"),
            ("2026-07-01T08:00:00[Europe/Paris]", "holds a time zone", "zone = \"Europe/Paris\""),
            ("someday", "is not a date and time", "write start"),
        ] {
            let error = berlin(start).expect_err(start);
            assert!(error.message.contains(expected), "{error:?}");
            assert!(error.hint.contains(cure), "{error:?}");
        }
        for good in ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", "2026-07-01"] {
            assert!(berlin(good).is_ok(), "{good}");
        }
        assert_eq!(Clock::new("2026-07-01", Some("Mars")).expect_err("no zone").key, "zone");
    }
}
