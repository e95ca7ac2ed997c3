//! The sections of a record as a Markdown page, with charts.

use super::code_spans::code_spans;
use super::section::Section;
use super::sections;
use crate::base::printable;
use crate::experiment::Record;
use crate::report::key;

/// The page. `charts` are pairs of title and path relative to the page, and can be empty.
pub fn render(record: &Record, charts: &[(String, String)]) -> String {
    let mut page = format!("# {}\n\n{}.\n", escaped(&record.title), sections::subtitle(record));
    let overrides = sections::overrides(record);
    if !overrides.is_empty() {
        page.push_str(&format!("\nChanged: {}\n", escaped(&overrides)));
    }
    answer(&mut page, record);
    for warning in &record.warnings {
        let message = coded(&key::warning(&warning.message));
        page.push_str(&format!("\n> **Warning, {}:** {message}\n", escaped(&warning.code)));
    }
    for (i, section) in sections::sections(record).iter().enumerate() {
        add(&mut page, section);
        if i == 0 && section.title == "Targets" {
            embed(&mut page, charts);
        }
    }
    if record.targets.is_empty() {
        embed(&mut page, charts);
    }
    if !record.assumptions.is_empty() {
        page.push_str("\n## Assumptions: values that the model does not set\n\n| key | value | reason |\n| --- | --- | --- |\n");
        for a in &record.assumptions {
            let key = code(&a.key);
            page.push_str(&line([key, escaped(&a.value), escaped(&a.reason)].into_iter()));
        }
    }
    page.push_str(&format!("\n---\n\n{}\n", escaped(&sections::provenance(record))));
    page
}

/// Adds the question of the study, and its answer in sentences.
fn answer(page: &mut String, record: &Record) {
    let found = sections::answer::answer(record);
    page.push_str(&format!("\n## {}\n", escaped(&found.question)));
    for sentence in &found.sentences {
        page.push_str(&format!("\n{}\n", coded(sentence)));
    }
    for (i, (_, point)) in found.points.iter().enumerate() {
        let gap = if i == 0 { "\n" } else { "" };
        page.push_str(&format!("{gap}- {}\n", coded(point)));
    }
}

/// Adds a section: its heading, its table and its note.
pub(super) fn add(page: &mut String, section: &Section) {
    page.push_str(&format!("\n## {}\n\n", escaped(&section.title)));
    let heads = section.columns.iter().map(|c| escaped(&c.title));
    page.push_str(&line(heads));
    let rules = section.columns.iter().map(|c| if c.number { "---:" } else { "---" }.to_owned());
    page.push_str(&line(rules));
    for row in &section.rows {
        page.push_str(&line(row.iter().map(|cell| cell_text(cell, &section.title))));
    }
    if !section.note.is_empty() {
        page.push_str(&format!("\n{}.\n", coded(&section.note)));
    }
    for (what, command) in &section.commands {
        // Four spaces make it code, which no character in it ends.
        page.push_str(&format!("\n{}:\n\n    {}\n", escaped(what), one_line(command)));
    }
}

pub(super) fn embed(page: &mut String, charts: &[(String, String)]) {
    if charts.is_empty() {
        return;
    }
    page.push_str("\n## Charts\n");
    for (title, path) in charts {
        page.push_str(&format!("\n![{}]({})\n", escaped(title), path.replace(' ', "%20")));
    }
}

/// A cell in Markdown: an indent becomes a dash, and a missed target is bold.
fn cell_text(cell: &str, section: &str) -> String {
    match cell.strip_prefix("  ") {
        Some(inner) => format!("– {}", coded(inner)),
        None if section == "Targets" && cell == "MISSED" => "**MISSED**".to_owned(),
        None => coded(cell),
    }
}

/// A text in which what stands between backticks is code, and everything else is escaped.
fn coded(text: &str) -> String {
    let part = |(part, is_code)| if is_code { code(part) } else { escaped(part) };
    code_spans(text).into_iter().map(part).collect()
}

fn line(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
}

/// A key as code; one that would end the code is plain text.
fn code(key: &str) -> String {
    match key.contains('`') {
        true => escaped(key),
        false => format!("`{}`", one_line(key).replace('|', "\\|")),
    }
}

fn one_line(text: &str) -> String {
    printable(&text.replace('\n', " ")).into_owned()
}

/// The text with all characters of Markdown, HTML and terminals escaped, as one line. Addresses do not become
/// links.
pub(super) fn escaped(text: &str) -> String {
    const SIGNS: [char; 14] =
        ['|', '*', '_', '`', '[', ']', '<', '>', '\\', '#', '&', '~', '$', '@'];
    let mut safe = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        if SIGNS.contains(&c) {
            safe.push('\\');
        }
        safe.push(c);
    }
    safe.replace("://", "\\://").replace("www.", "www\\.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::record;

    #[test]
    fn a_page_has_whole_tables_and_its_charts() {
        let charts = vec![("Outcomes".to_owned(), "charts/outcomes.svg".to_owned())];
        let page = render(&record(), &charts);
        assert!(page.contains("![Outcomes](charts/outcomes.svg)"));
        assert!(page.contains("**MISSED**"));
        let (answer, warning) =
            (page.find("\n## Does it meet its targets?"), page.find("**Warning"));
        assert!(answer < warning && answer.is_some(), "{page}");
        let mut columns = 0;
        for line in page.lines() {
            let bars = line.replace("\\|", "").matches('|').count();
            assert!(!line.starts_with('|') || columns == 0 || bars == columns, "{line}");
            columns = if line.starts_with('|') { bars } else { 0 };
        }
    }
}
