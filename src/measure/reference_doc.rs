//! The page of all measures, made from the catalogue.

use super::catalogue::Measure;
use super::definition::{Definition, Direction, Over};
use super::scope::ScopeKind;
use std::fmt::Write as _;

/// `docs/measures.md`. A test writes it.
#[cfg(feature = "internals")]
pub fn reference_page() -> String {
    let mut page = String::from(
        "# Measures\n\n\
         Generated from `src/measure` by `UPDATE_DOCS=1 cargo test generated_pages`; `busyhour measures [WORD]` prints them.\n\n\
         A figure is written `measure.statistic@scope`. Without a statistic it is `value`, `mean` or `count`, whichever the measure has, without a\n\
         scope `all`: `blocking`, `post_dial_delay.p95@class:voice`, `utilization@server:mbx1+slots:um`.\n\n\
         Scopes are a kind and a name, joined by `+`. **calls** stands for the scopes of calls: ",
    );
    let calls: Vec<String> = scopes_of_calls().iter().map(|scope| format!("`{scope}`")).collect();
    let _ = writeln!(
        page,
        "{}.\nPercentiles of latencies are kept for `all`, `class:…` and, where a mailbox takes part, `mailbox:…`; those of `queue_wait` for every server.",
        calls.join(", ")
    );
    let _ = writeln!(
        page,
        "\n`+` in the column *better* means that more is better, `-` that less is. *Source* is the standard, the statement (S) or the section of the\n\
         domain facts that defines the measure; a definition of busyhour has none."
    );
    let mut family = "";
    for measure in Measure::ALL {
        let d = measure.definition();
        if d.family != family {
            family = d.family;
            let _ = write!(
                page,
                "\n## {family}\n\n| measure | meaning | unit | better | statistics | scopes | source |\n\
                 |---|---|---|---|---|---|---|\n"
            );
        }
        row(&mut page, d);
    }
    page
}

/// The rows of the measures in `docs/glossary.md`, alphabetical. A test writes them.
#[cfg(feature = "internals")]
pub fn glossary_rows() -> String {
    let mut measures = Measure::ALL.to_vec();
    measures.sort();
    measures.iter().map(|m| format!("| `{m}` | {} |\n", m.definition().meaning)).collect()
}

#[cfg(feature = "internals")]
fn row(page: &mut String, d: &Definition) {
    let statistics: Vec<&str> =
        d.statistics.iter().map(|(statistic, _)| statistic.name()).collect();
    let source = if d.source == "definition" { "" } else { d.source };
    let code = |scope: String| match scope.strip_prefix("calls") {
        Some("") => "calls".to_owned(),
        Some(narrowed) => format!("calls`{narrowed}`"),
        None => format!("`{scope}`"),
    };
    let scopes: Vec<String> = d.scopes().into_iter().map(code).collect();
    let _ = writeln!(
        page,
        "| `{}` | {} | {} | {} | {} | {} | {source} |",
        d.name,
        d.meaning,
        d.units().join(", "),
        d.direction.sign(),
        statistics.join(", "),
        scopes.join(", "),
    );
}

/// `gateway:…+class:…`.
fn pattern(kinds: &[ScopeKind]) -> String {
    let part = |kind: &ScopeKind| match kind.is_flag() {
        true => kind.name().to_owned(),
        false => format!("{}:…", kind.name()),
    };
    match kinds {
        [] => "all".to_owned(),
        kinds => kinds.iter().map(part).collect::<Vec<_>>().join("+"),
    }
}

/// What `calls` stands for among the scopes of a measure.
pub fn scopes_of_calls() -> Vec<String> {
    Over::CALLS.iter().map(|kinds| pattern(kinds)).collect()
}

impl Direction {
    /// `+`, `-` or nothing.
    pub const fn sign(self) -> &'static str {
        match self {
            Direction::MoreIsBetter => "+",
            Direction::LessIsBetter => "-",
            Direction::Neither => "",
        }
    }
}

impl Definition {
    /// Its units, each once.
    pub fn units(&self) -> Vec<&'static str> {
        let mut units: Vec<&str> = self.statistics.iter().map(|(_, d)| d.unit()).collect();
        units.dedup();
        units
    }

    /// Its scopes: `calls` (every scope of calls), `calls+path:…`, `gateway:…`.
    pub fn scopes(&self) -> Vec<String> {
        let one = |over: &Over| match over {
            Over::Calls([]) => "calls".to_owned(),
            Over::Calls(narrowed) => format!("calls+{}", pattern(narrowed)),
            Over::Only(kinds) => pattern(kinds),
        };
        self.scopes.iter().map(one).collect()
    }
}
