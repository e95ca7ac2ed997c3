//! The warm-up, if a pilot found it.

use crate::experiment::WarmUpSummary;
use crate::report::number;
use crate::report::section::Section;

/// When each measure of the pilot settled.
pub(super) fn settling(note: &WarmUpSummary) -> Section {
    let mut section = Section::new("Warm-up", &["measure", ">settled after"]);
    for series in &note.series {
        let after = series.seconds.map_or_else(|| "not settled".to_owned(), number::span);
        let name = match series.scope.is_all() {
            true => series.measure.label().to_owned(),
            false => format!("{}, {}", series.measure.label(), series.scope.label()),
        };
        section.rows.push(vec![name, after]);
    }
    section.note = format!(
        "MSER-5 on the means of {} pilot replications of {}, which start empty; the longest time is the \
         warm-up",
        note.pilot_replications,
        number::span(note.pilot_seconds)
    );
    section
}
