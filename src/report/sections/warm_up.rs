//! How long the warm-up is, and how it was found.

use crate::experiment::WarmUpSummary;
use crate::report::number;
use crate::report::section::Section;

/// How the warm-up was found.
pub(super) fn settling(note: &WarmUpSummary) -> Section {
    let mut section = Section::new("Warm-up", &["measure", ">settled after"]);
    for series in &note.series {
        let after = series.seconds.map_or_else(|| "not settled".to_owned(), number::span);
        section.rows.push(vec![series.measure.label().to_owned(), after]);
    }
    section.note = format!(
        "by MSER-5 on the means of {} replications of a pilot of {} that starts empty; the longest counts",
        note.pilot_replications,
        number::span(note.pilot_seconds)
    );
    section
}
