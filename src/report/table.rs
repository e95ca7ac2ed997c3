//! Shows a record on the terminal: title, sections, warnings, assumptions, provenance. Colour says
//! nothing that the words do not say.

use super::section::Section;
use super::sections::{self, targets, validation};
use super::{column_widths, key, number};
use crate::base::printable;
use crate::experiment::{
    COVERED, Coverage, Estimate, EveryDesign, FAMILY_LEVEL, ManySeeds, Record, ReferenceCheck,
    StudySummary, Verdict, Warning,
};
use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{CellAlignment, ContentArrangement, Table};

/// The width of the terminal, and whether to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableStyle {
    /// Columns of the terminal. Lines are longer only if a table cannot be that narrow.
    pub width: u16,
    /// Whether to write ANSI colours.
    pub color: bool,
    /// Whether to list the assumptions, instead of how many there are.
    pub assumptions: bool,
}

const BOLD: &str = "\u{1b}[1m";
const RED: &str = "\u{1b}[1;31m";
const GREEN: &str = "\u{1b}[32m";
const YELLOW: &str = "\u{1b}[33m";
const DIM: &str = "\u{1b}[2m";
const RESET: &str = "\u{1b}[0m";

/// The whole record as text with a final newline. Control characters in it are escaped.
pub fn render(record: &Record, style: &TableStyle) -> String {
    let paint = |text: &str, color: &str| painted(text, color, style.color);
    let title = wrap(&record.title, style.width, "");
    let mut text = format!("{}\n", paint(title.trim_end(), BOLD));
    text.push_str(&wrap(&sections::subtitle(record), style.width, ""));
    let overrides = sections::overrides(record);
    if !overrides.is_empty() {
        text.push_str(&wrap(&format!("changed: {overrides}"), style.width, "  "));
    }
    text.push_str(&lead(record, style));
    let (first, others): (Vec<&Warning>, Vec<&Warning>) =
        record.warnings.iter().partition(|warning| warning.is_first());
    text.push_str(&warnings(&first, style));
    for section in sections::sections(record).iter().map(Section::printable) {
        let title = wrap(&section.title, style.width, "");
        text.push_str(&format!("\n{}\n", paint(title.trim_end(), BOLD)));
        let table = table(&section, style);
        text.push_str(&if section.title == "Targets" {
            painted_verdicts(&table, record, style)
        } else {
            table
        });
        if !section.note.is_empty() {
            let note = wrap(&section.note, style.width, "");
            text.push_str(&format!("{}\n", paint(note.trim_end(), DIM)));
        }
        for (what, command) in &section.commands {
            let what = wrap(&format!("{what}:"), style.width, "");
            // Not broken into lines, so that it can be copied.
            text.push_str(&format!("{}\n  {command}\n", paint(what.trim_end(), DIM)));
        }
    }
    text.push_str(&warnings(&others, style));
    text.push_str(&assumptions(record, style));
    if is_judged(record) {
        text.push_str(&answer(record, style, false));
    }
    let provenance = wrap(&sections::provenance(record), style.width, "");
    format!("{text}\n{}\n", paint(provenance.trim_end(), DIM))
}

/// Whether a study has an answer that the tables do not say by themselves.
fn is_judged(record: &Record) -> bool {
    !matches!(record.study, StudySummary::Run) || !record.targets.is_empty()
}

/// The question and the first sentence of its answer, which stands in full at the end; nothing where nothing is asked.
fn lead(record: &Record, style: &TableStyle) -> String {
    let found = sections::answer::answer(record);
    let Some(first) = found.sentences.first().filter(|_| is_judged(record)) else {
        return String::new();
    };
    let question = painted(&printable(&found.question), BOLD, style.color);
    let mut text = format!("\n{question}\n{}", wrap(first, style.width, "  "));
    for (_, point) in found.points.iter().filter(|_| first.ends_with(':')) {
        text.push_str(&wrap(&format!("– {point}"), style.width, "  "));
    }
    text
}

/// The assumptions if they are wanted, and otherwise how many there are and where they stand.
fn assumptions(record: &Record, style: &TableStyle) -> String {
    const TITLE: &str = "Assumptions: values that the model does not set";
    let count = record.assumptions.len();
    if count == 0 {
        return String::new();
    }
    if style.assumptions {
        let lines = record.assumptions.iter().map(|a| {
            let line = format!("{} = {}: {}", a.key, a.value, a.reason);
            wrap(&line, style.width, "  ")
        });
        return format!("\n{}\n{}", painted(TITLE, BOLD, style.color), lines.collect::<String>());
    }
    let title = painted("Assumptions", BOLD, style.color);
    let values = if count == 1 { "1 value that" } else { &format!("{count} values that") };
    let which = match record.study {
        StudySummary::Sensitivity(_) => "",
        _ => "; `busyhour sensitivity` finds which of them move the answer most",
    };
    let line = format!(
        "{values} the model does not set: --assumptions lists them here, and the report always does{which}"
    );
    format!("\n{title}\n{}", wrap(&line, style.width, "  "))
}

/// Only title, warnings that change the meaning of all figures, and the answer.
pub fn brief(record: &Record, style: &TableStyle) -> String {
    let title = wrap(&record.title, style.width, "");
    let mut text = format!("{}\n", painted(title.trim_end(), BOLD, style.color));
    text.push_str(&wrap(&sections::subtitle(record), style.width, ""));
    let first: Vec<&Warning> = record.warnings.iter().filter(|w| w.is_first()).collect();
    text.push_str(&warnings(&first, style));
    let others = record.warnings.len() - first.len();
    text.push_str(&answer(record, style, true));
    let more = |n: usize, what: &str| match n {
        0 => String::new(),
        1 => format!(", 1 {what}"),
        n => format!(", {n} {what}s"),
    };
    let (rest, assumed) =
        (more(others, "more warning"), more(record.assumptions.len(), "assumption"));
    let whole = format!("the report has all figures{rest}{assumed}");
    format!("{text}\n{}", wrap(&whole, style.width, ""))
}

/// The question of a study and its answer, with what it rests on if that is not in a table above.
fn answer(record: &Record, style: &TableStyle, with_points: bool) -> String {
    let found = sections::answer::answer(record);
    let mut text = format!("\n{}\n", painted(&printable(&found.question), BOLD, style.color));
    for sentence in &found.sentences {
        text.push_str(&wrap(sentence, style.width, "  "));
    }
    let with_points = with_points || found.sentences.iter().any(|s| s.ends_with(':'));
    for (_, point) in found.points.iter().filter(|_| with_points) {
        text.push_str(&wrap(&format!("– {point}"), style.width, "  "));
    }
    text
}

/// Warnings under their heading; nothing where there are none.
fn warnings(warnings: &[&Warning], style: &TableStyle) -> String {
    if warnings.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{}\n", painted("Warnings", BOLD, style.color));
    for warning in warnings {
        let message = key::warning(&warning.message);
        let lines = wrap(&format!("{}: {message}", warning.code), style.width, "  ");
        // The code is one word, so that no line breaks within it.
        let (code, message) = lines.split_once(':').unwrap_or((&lines, ""));
        text.push_str(&format!("{}:{message}", painted(code, YELLOW, style.color)));
    }
    text
}

/// The name of an estimate as people read it: `post-dial delay p95, class fax`.
pub fn figure_name(e: &Estimate) -> String {
    e.figure.label()
}

/// Only the table of exact and simulated answers, with intervals of confidence `level`.
pub fn references(checks: &[ReferenceCheck], level: f64, style: &TableStyle) -> String {
    table(&validation::references(checks, level), style)
}

/// How often intervals contained exact answers.
pub fn coverage(found: &[Coverage], style: &TableStyle) -> String {
    table(&validation::coverage(found), style)
}

/// How many kinds of interval do not contain exact answers as often as they promise.
pub fn coverage_line(found: &[Coverage]) -> String {
    let (low, high) = (100.0 * COVERED.0, 100.0 * COVERED.1);
    let off = found.iter().filter(|c| !c.is_fine()).count();
    let few = found.iter().filter(|c| c.few > 0).count();
    let races = found.iter().filter(|c| c.at_least).count();
    format!(
        "{} kinds of interval: {off} outside {low:.0} % to {high:.0} %; {few} rest on few events and {races} are of races: these may cover more\n",
        found.len()
    )
}

/// Answers of searches for the cheapest design beside every design tried, and how many of them are right.
pub fn every_design(found: &[EveryDesign], style: &TableStyle) -> String {
    let text = table(&validation::every_design(found), style);
    let wrong = found.iter().filter(|f| !f.agrees()).count();
    format!(
        "{text}{} answers of size beside every design tried, whose intervals hold jointly at {} %: {wrong} cost more or \
         less than the cheapest design\n",
        found.len(),
        number::level(FAMILY_LEVEL),
    )
}

/// Answers of searches for the cheapest design with many seeds, and in how many models they differ too often.
pub fn many_seeds(found: &[ManySeeds], style: &TableStyle) -> String {
    let text = table(&validation::many_seeds(found), style);
    let searches: u64 = found.iter().map(|f| u64::from(f.searches)).sum();
    let calls: u64 = found.iter().map(|f| f.calls).sum();
    let off = found.iter().filter(|f| !f.is_fine()).count();
    format!(
        "{text}{} searches of {} models ({} calls): in {off} of them fewer than the stated share gave the same answer\n",
        number::grouped(searches),
        found.len(),
        number::grouped(calls),
    )
}

/// How many exact answers a validation compared, and how well they agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Answers that the models hold.
    pub all: usize,
    /// Answers that were compared with an interval.
    pub compared: usize,
    /// Answers that were simulated, but have no interval: too few replications, or no observation.
    pub without: usize,
    /// Compared answers that lie outside their interval.
    pub wrong: usize,
    /// Compared answers whose interval is wider than requested.
    pub wide: usize,
}

/// The last line of a validation: how many answers were compared, how many intervals miss the exact value or are wider
/// than requested, and how many answers have no interval.
pub fn validation_line(found: &Compared, level: f64) -> String {
    let Compared { all, compared, without, wrong, wide } = found;
    let mut text = format!(
        "{compared} of {all} exact answers compared, each at {} %, so that all hold jointly at {} %: \
         {wrong} outside their interval, {wide} less precise than requested",
        number::level(level),
        number::level(FAMILY_LEVEL),
    );
    if *wide > 0 {
        text.push_str(": more than 10⁹ calls would be needed");
    }
    if *without > 0 {
        text.push_str(&format!("; {without} not compared, without an interval: simulate more"));
    }
    text + "\n"
}

/// A section as a table, without its title.
pub(super) fn section(section: &Section, style: &TableStyle) -> String {
    table(section, style)
}

fn table(section: &Section, style: &TableStyle) -> String {
    let section = &section.printable();
    let layout = column_widths::of(section, usize::from(style.width.max(40)));
    let head =
        |&(c, wide): &(usize, usize)| column_widths::title_lines(&section.columns[c].title, wide);
    let mut table = Table::new();
    table
        .load_style(UTF8_HORIZONTAL_ONLY.row_separator(comfy_table::LineStyle::none()))
        .set_content_arrangement(ContentArrangement::Disabled);
    // A list of names and their values has no titles.
    if layout.columns.iter().any(|(c, _)| !section.columns[*c].title.is_empty()) {
        table.set_header(layout.columns.iter().map(head));
    }
    for row in &section.rows {
        let cell = |&(c, wide): &(usize, usize)| match section.columns[c].number {
            true => column_widths::wrapped_number(&row[c], wide),
            false => column_widths::wrapped(&row[c], wide),
        };
        table.add_row(layout.columns.iter().map(cell));
    }
    for (i, (c, _)) in layout.columns.iter().enumerate() {
        if let Some(drawn) = table.column_mut(i)
            && section.columns[*c].number
        {
            drawn.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut text: String =
        table.to_string().lines().map(|line| format!("{}\n", line.trim_end())).collect();
    if !layout.hidden.is_empty() {
        let names = format!("columns hidden: {}", layout.hidden.join(", "));
        text.push_str(&wrap(&names, style.width, "  "));
    }
    text
}

/// Colours the verdict at the end of each line of the table of targets.
fn painted_verdicts(table: &str, record: &Record, style: &TableStyle) -> String {
    if !style.color {
        return table.to_owned();
    }
    let mut text = String::new();
    for line in table.lines() {
        // The verdict ends the line, or its reason follows.
        let place = |verdict: Verdict| {
            let word = targets::verdict(verdict);
            let at = line.rfind(&format!("{word}:")).or(line.strip_suffix(word).map(str::len))?;
            Some((verdict, at, at + word.len()))
        };
        let Some((verdict, from, to)) = record.targets.iter().find_map(|t| place(t.verdict)) else {
            text.push_str(&format!("{line}\n"));
            continue;
        };
        let color = match verdict {
            Verdict::Met | Verdict::MetByTheory => GREEN,
            Verdict::Missed => RED,
            Verdict::MetBySurvivors
            | Verdict::Unstable
            | Verdict::Undecided
            | Verdict::NotEstimable => YELLOW,
        };
        let (before, word, after) = (&line[..from], &line[from..to], &line[to..]);
        text.push_str(&format!("{before}{color}{word}{RESET}{after}\n"));
    }
    text
}

fn painted(text: &str, color: &str, on: bool) -> String {
    if on { format!("{color}{text}{RESET}") } else { text.to_owned() }
}

/// Breaks lines at spaces; all lines after the first begin with `indent`. A word longer than the
/// width has a line of its own. Control characters are escaped.
pub(super) fn wrap(text: &str, width: u16, indent: &str) -> String {
    let width = usize::from(width.max(40));
    let mut lines = String::new();
    let mut used = 0;
    for word in text.split_whitespace().map(printable) {
        let long = word.chars().count();
        if used > 0 && used + 1 + long > width {
            lines.push('\n');
            lines.push_str(indent);
            used = indent.len();
        } else if used > 0 {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(&word);
        used += long;
    }
    lines.push('\n');
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::record;

    const PLAIN: TableStyle = TableStyle { width: 110, color: false, assumptions: false };

    #[test]
    fn a_record_reads_like_this() {
        insta::assert_snapshot!(render(&record(), &PLAIN));
    }

    #[test]
    fn lines_fit_and_long_names_do_not_break_the_layout() {
        for width in [80, 110, 160] {
            let text = render(&record(), &TableStyle { width, ..PLAIN });
            for line in text.lines() {
                assert!(line.chars().count() <= usize::from(width), "{width}: {line}");
            }
        }
    }

    #[test]
    fn colour_adds_nothing_but_colour() {
        let plain = render(&record(), &PLAIN);
        let mut colored = render(&record(), &TableStyle { color: true, ..PLAIN });
        assert!(colored.contains(RED));
        for code in [BOLD, RED, GREEN, YELLOW, DIM, RESET] {
            colored = colored.replace(code, "");
        }
        assert_eq!(
            colored.split_whitespace().collect::<Vec<_>>(),
            plain.split_whitespace().collect::<Vec<_>>()
        );
    }

    #[test]
    fn the_answer_alone_is_short() {
        let (text, whole) = (brief(&record(), &PLAIN), render(&record(), &PLAIN));
        assert!(text.lines().count() < 20, "{text}");
        for words in ["Does it meet its targets?", "No: 1 of 3 targets is missed.", "– blocking"]
        {
            assert!(text.contains(words), "{text}");
        }
        let first = whole.find("No: 1 of 3 targets is missed.").unwrap();
        assert!(whole[..first].lines().count() < 6, "the answer is not first:\n{whole}");
        let answer = whole.rfind("No: 1 of 3 targets is missed.").unwrap();
        assert!(whole[answer..].lines().count() < 9, "the answer is not last:\n{whole}");
    }

    #[test]
    fn assumptions_are_counted_unless_they_are_wanted() {
        let few = render(&record(), &PLAIN);
        assert!(few.contains("\n1 value that the model does not set: --assumptions"), "{few}");
        assert!(!few.contains(&record().assumptions[0].reason), "{few}");
        let all = render(&record(), &TableStyle { assumptions: true, ..PLAIN });
        let line = format!("{} = ", record().assumptions[0].key);
        assert!(all.contains(&line) && all.contains(&record().assumptions[0].reason), "{all}");
    }

    #[test]
    fn an_empty_record_is_a_title_and_a_provenance() {
        let mut empty = record();
        empty.estimates = Vec::new().into();
        empty.targets.clear();
        empty.references.clear();
        empty.warnings.clear();
        empty.assumptions.clear();
        let text = render(&empty, &PLAIN);
        assert!(text.lines().count() <= 6, "{text}");
    }
}
