//! Problems and findings for people: the line of the file with the words underlined, and the cure. Control
//! characters in all of it are escaped.

use crate::base::limits::PROBLEMS_SHOWN;
use crate::base::{Diagnostic, Place, Severity, printable, printable_lines};
use crate::check::Finding;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::ops::Range;

/// The first fifty diagnostics in the order given, separated by blank lines, and a last line that counts all.
/// Empty if there are none.
pub fn render(diagnostics: &[Diagnostic], color: bool) -> String {
    if diagnostics.is_empty() {
        return String::new();
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for diagnostic in diagnostics.iter().take(PROBLEMS_SHOWN) {
        text.push_str(renderer.render(&[group(diagnostic)]).trim_end());
        text.push_str("\n\n");
    }
    if diagnostics.len() > PROBLEMS_SHOWN {
        let more = diagnostics.len() - PROBLEMS_SHOWN;
        text.push_str(&format!("… and {more} more; correct these first\n\n"));
    }
    text.push_str(&count_line(diagnostics));
    text.push('\n');
    text
}

/// A finding: the line of the file, what happens to which calls, the cure, and where to read more. Ends
/// with a line break.
pub fn finding(finding: &Finding, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let diagnostic = finding.diagnostic();
    let rule = finding.rule;
    let happens = format!("what happens: {}", printable(&finding.effect));
    let more = format!("{} ({}); more: busyhour explain {}", rule.title, rule.cited(), rule.name);
    let mut group = grouped(&diagnostic, Some(rule.name)).element(Level::NOTE.message(happens));
    let assumption = rule.switch.map(|switch| format!("assumption: {switch}"));
    if let Some(assumption) = &assumption {
        group = group.element(Level::NOTE.message(assumption.as_str()));
    }
    group = group.element(Level::NOTE.message(more));
    renderer.render(&[group]).trim_end().to_owned() + "\n"
}

fn group(diagnostic: &Diagnostic) -> Group<'_> {
    grouped(diagnostic, None)
}

fn grouped<'d>(diagnostic: &'d Diagnostic, rule: Option<&'d str>) -> Group<'d> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = if diagnostic.object.is_empty() {
        diagnostic.message.clone()
    } else {
        format!("{}: {}", diagnostic.object, diagnostic.message)
    };
    let title = level.primary_title(printable(&title).into_owned());
    let mut group = Group::with_title(match rule {
        Some(rule) => title.id(rule),
        None => title,
    });
    if let Some(place) = &diagnostic.place {
        let lines = Lines::of(place);
        let annotation = AnnotationKind::Primary.span(lines.marked);
        let snippet = Snippet::source(lines.text).line_start(lines.first);
        group = group.element(snippet.path(printable(&place.file.name)).annotation(annotation));
    }
    if !diagnostic.hint.is_empty() {
        group = group.element(Level::HELP.message(printable(&diagnostic.hint)));
    }
    group
}

/// The lines of a file in which a place lies. The rest of the file is not drawn, so that a thousand problems of a
/// long file take no longer than those of a short one.
struct Lines {
    text: String,
    /// The number of the first line, from 1.
    first: usize,
    /// The bytes of the place in `text`.
    marked: Range<usize>,
}

impl Lines {
    fn of(place: &Place) -> Lines {
        let text = place.file.text.as_str();
        // What is past the end is shown at the end of the last line.
        let last = text.trim_end_matches(['\n', '\r']).len();
        let start = text.floor_char_boundary(place.bytes.start.min(last));
        let end = text.ceil_char_boundary(place.bytes.end.clamp(start, text.len()));
        let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let to = text[end..].find('\n').map_or(text.len(), |at| end + at);
        let [before, within, after] =
            [from..start, start..end, end..to].map(|part| source(&text[part]));
        let marked = before.len()..before.len() + within.len();
        let first = 1 + text[..from].matches('\n').count();
        Lines { text: before + &within + &after, first, marked }
    }
}

/// A part of a file. Tabs and line ends stay, for the renderer knows them.
fn source(text: &str) -> String {
    let line = |line: &str| line.split('\t').map(printable_lines).collect::<Vec<_>>().join("\t");
    text.split("\r\n").map(line).collect::<Vec<_>>().join("\r\n")
}

fn count_line(diagnostics: &[Diagnostic]) -> String {
    let count = |severity, one: &str| {
        let n = diagnostics.iter().filter(|d| d.severity == severity).count();
        (n > 0).then(|| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") })
    };
    [
        count(Severity::Error, "error"),
        count(Severity::Warning, "warning"),
        count(Severity::Note, "note"),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SourceFile;
    use std::sync::Arc;

    #[test]
    fn a_problem_shows_its_line_and_its_cure() {
        let text = "title = \"x\"\n[[gateway]]\nname = \"gw1\"\nlines = 12\n".to_owned();
        let at = text.find("12").unwrap();
        let file = Arc::new(SourceFile::new("m.toml", text));
        let problems = [
            Diagnostic::error("gateway `gw1`", "a number of lines needs a unit")
                .at(Place { file: file.clone(), bytes: at..at + 2 })
                .hint("write `lines = { e1 = 12 }`"),
            Diagnostic::error("", "there is no traffic").hint("add a [[traffic]] table"),
            Diagnostic::error("", "past the end").at(Place { file, bytes: 900..1000 }),
        ];
        let text = render(&problems, false);
        insta::assert_snapshot!(text);
        assert!(render(&problems, true).contains('\u{1b}'));
        assert_eq!(render(&[], true), "");
    }
}
