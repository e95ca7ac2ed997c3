//! The end of a certificate, in each form in which PowerShell prints a time.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};

/// A time as a scenario writes it, as `2027-01-31T09:30:00`; `None` if it is not understood, as where day and month
/// could be either.
pub(super) fn read(text: &str) -> Option<String> {
    let text = text.trim();
    let time = milliseconds(text).or_else(|| iso(text)).or_else(|| local(text))?;
    Some(time.strftime("%Y-%m-%dT%H:%M:%S").to_string())
}

/// `/Date(1798675200000)/`, as `ConvertTo-Json` of Windows PowerShell writes a time: milliseconds since 1970, UTC.
fn milliseconds(text: &str) -> Option<DateTime> {
    let number = text.strip_prefix("/Date(")?.strip_suffix(")/")?.parse().ok()?;
    let time = Timestamp::from_millisecond(number).ok()?;
    Some(time.to_zoned(jiff::tz::TimeZone::UTC).datetime())
}

/// `2027-01-31T09:30:00`, with an offset or without.
fn iso(text: &str) -> Option<DateTime> {
    text.get(..19)?.replace(' ', "T").parse().ok()
}

/// `1/31/2027 9:30:00 AM`, `31/01/2027 09:30:00` or `31.01.2027 09:30:00`, if it can be only one of them.
fn local(text: &str) -> Option<DateTime> {
    let mut words = text.split_whitespace();
    let date = words.next()?;
    let clock = words.next().unwrap_or("0:00:00");
    let half = words.next().map(str::to_ascii_uppercase);
    let by = if date.contains('.') { '.' } else { '/' };
    let parts: Vec<i16> = date.split(by).map(str::parse).collect::<Result<_, _>>().ok()?;
    let [first, second, year] = parts[..] else { return None };
    // AM and PM go with the American order; dots with the European one.
    let (day, month) = match half.is_some() || first == second || second > 12 {
        true => (second, first),
        false if by == '.' || first > 12 => (first, second),
        false => return None,
    };
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    let parts: Vec<i8> = clock.split(':').map(str::parse).collect::<Result<_, _>>().ok()?;
    let (hour, minute) = (*parts.first()?, *parts.get(1)?);
    let hour = match half.as_deref() {
        Some("PM") if hour < 12 => hour + 12,
        Some("AM") if hour == 12 => 0,
        _ => hour,
    };
    let time = Time::new(hour, minute, parts.get(2).copied().unwrap_or(0), 0).ok()?;
    Some(date.to_datetime(time))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn each_form_of_a_time_is_read() {
        for (text, expected) in [
            ("/Date(1798675200000)/", Some("2026-12-31T00:00:00")),
            ("2027-01-31T09:30:00+01:00", Some("2027-01-31T09:30:00")),
            ("2027-01-31 09:30:00", Some("2027-01-31T09:30:00")),
            ("1/31/2027 9:30:00 PM", Some("2027-01-31T21:30:00")),
            ("1/2/2027 12:30:00 AM", Some("2027-01-02T00:30:00")),
            ("31.01.2027 09:30:00", Some("2027-01-31T09:30:00")),
            ("31/01/2027 09:30:00", Some("2027-01-31T09:30:00")),
            ("01/02/2027 09:30:00", None),
            ("tomorrow", None),
            ("ü/Date(", None),
            ("99/99/99999", None),
        ] {
            assert_eq!(read(text).as_deref(), expected, "{text}");
        }
    }
}
