//! A section of the report as a table.

use super::part::{coded, prose, text};
use crate::report::section::Section;
use maud::{Markup, html};

/// Tables of so few rows are not broken between pages.
const MOST_TOGETHER: usize = 12;

/// A cell of more letters is a sentence, which a narrow window does not squeeze.
const FEW_LETTERS: usize = 24;

/// The table of a section with its note. It scrolls by itself where the window is narrow.
pub(super) fn table(section: &Section) -> Markup {
    let filled = |c: &usize| section.rows.iter().any(|row| !row[*c].is_empty());
    let columns: Vec<usize> = (0..section.columns.len()).filter(filled).collect();
    let is_short = section.rows.len() <= MOST_TOGETHER;
    html! {
        div.scroll.short[is_short] tabindex="0" role="group" aria-label=(section.title) {
            table {
                caption { (section.title) }
                thead { tr { @for c in &columns { (head(section, *c)) } } }
                tbody {
                    @for row in &section.rows {
                        tr { @for (i, c) in columns.iter().enumerate() { (cell(section, row, (i, *c))) } }
                    }
                }
            }
        }
        @if !section.note.is_empty() { p.note { (prose(&section.note)) "." } }
        @for (what, command) in &section.commands { p.note { (what) ":" } (line_to_copy(command)) }
    }
}

/// A command. Where it is longer than the window it is shown on several lines, and is still one when it is copied.
pub(super) fn line_to_copy(command: &str) -> Markup {
    html! { pre.command tabindex="0" { code { (command) } } }
}

fn head(section: &Section, c: usize) -> Markup {
    let column = &section.columns[c];
    let class = column.number.then_some("number");
    html! {
        @if column.title.is_empty() { td class=[class] {} }
        @else { th scope="col" class=[class] { (column.title) } }
    }
}

fn cell(section: &Section, row: &[String], (place, c): (usize, usize)) -> Markup {
    let (shown, column) = (row[c].as_str(), &section.columns[c]);
    let part = shown.starts_with("  ").then_some("part");
    let words = (shown.chars().count() > FEW_LETTERS).then_some("words");
    let class = if column.number { Some("number") } else { part };
    let tone = (column.title == "verdict").then(|| tone(shown));
    html! {
        @if place == 0 && !column.number && !shown.is_empty() {
            th scope="row" class=[class] { (coded(shown.trim_start())) }
        } @else if let Some(tone) = tone {
            td.words[words.is_some()] class=(tone) { (shown) }
        } @else if column.number {
            (number(shown))
        } @else {
            td class=[class.or(words)] { (coded(shown.trim_start())) }
        }
    }
}

/// A number. A narrow table breaks it before its interval, and nowhere else.
fn number(shown: &str) -> Markup {
    let interval = shown.find(" [").or_else(|| shown.find(" ("));
    match interval.map(|at| (&shown[..at], &shown[at + 1..])) {
        Some((value, interval)) if !value.is_empty() => {
            html! { td class="number parts" { span { (value) } " " span { (interval) } } }
        }
        _ => html! { td.number { (shown) } },
    }
}

/// The class of a verdict. Its words say the same.
fn tone(verdict: &str) -> &'static str {
    let word = verdict.split(':').next().unwrap_or_default();
    match word {
        "met" | "met by theory" => "good",
        "MISSED" => "bad",
        "" => "",
        _ => "open",
    }
}

/// A table of plain texts.
pub(super) fn plain(title: &str, heads: &[&str], rows: &[Vec<String>]) -> Markup {
    let mut section = Section::new(title, heads);
    section.rows = rows.iter().map(|row| row.iter().map(|cell| text(cell)).collect()).collect();
    table(&section)
}
