//! How a scenario uses the records.

/// How the scenario uses the records.
#[derive(Clone, Debug, Default)]
pub struct Writing {
    /// Whether the calls themselves are replayed.
    pub replay: bool,
    /// What the names of further files begin with; without it none is written.
    pub stem: Option<String>,
}

/// A number of days in words.
pub(super) fn days(count: usize) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

/// A number of calls in words.
pub(super) fn calls(count: usize) -> String {
    if count == 1 { "1 call".to_owned() } else { format!("{count} calls") }
}
