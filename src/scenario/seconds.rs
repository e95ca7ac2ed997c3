//! Seconds in a field of a CSV.

/// The longest number of seconds that is taken for a time: 366 days. Telephone numbers and epoch
/// seconds are far above it.
const LONGEST: f64 = 366.0 * 86_400.0;

/// The seconds of a field, or why it is no time.
pub(super) fn seconds(field: &str) -> Result<f64, String> {
    let digits = field.strip_prefix('+').unwrap_or(field);
    let dialled = digits.starts_with('0') && digits.len() > 1 && !digits.starts_with("0.");
    match field.parse::<f64>() {
        Ok(_) if field.starts_with('+') || dialled => {
            Err("looks like a telephone number, not seconds; put the seconds into the first column"
                .to_owned())
        }
        Ok(seconds) if (1e9..5e9).contains(&seconds) => Err(
            "is more than 366 days of seconds: a telephone number, or seconds since 1970; put the \
             seconds since the start of the study into the first column"
                .to_owned(),
        ),
        Ok(seconds) if seconds.is_finite() && seconds > LONGEST => Err(
            "is more than 366 days of seconds, as a telephone number is; put the seconds into the \
             first column"
                .to_owned(),
        ),
        Ok(seconds) if seconds.is_finite() && seconds >= 0.0 => Ok(seconds),
        _ if field.parse::<jiff::civil::DateTime>().is_ok() => Err(
            "is a date, not seconds; put the seconds since the start of the study into the first \
             column"
                .to_owned(),
        ),
        _ => Err("is not seconds, 0 or more; write the number alone, as 12.5".to_owned()),
    }
}
