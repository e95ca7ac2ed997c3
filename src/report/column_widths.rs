//! Fits a section to the width of a terminal. Numbers never wrap; names wrap at dots and spaces. If
//! that is not enough, optional columns are left out.

use super::section::Section;

/// Text narrower than this is hard to read; columns are dropped first.
const COMFORTABLE: usize = 24;
/// Spaces at the sides of a column, and between two columns.
const PADDING: usize = 2;
const BETWEEN: usize = 1;

/// The columns that are shown, and their widths.
pub(super) struct Layout {
    /// (index of the section's column, width) in order.
    pub columns: Vec<(usize, usize)>,
    /// Titles of the columns that are left out.
    pub dropped: Vec<String>,
}

/// The layout of a section on a terminal of `width` characters; wider only if it cannot be that narrow.
pub(super) fn of(section: &Section, width: usize) -> Layout {
    let filled = |c: &usize| section.rows.iter().any(|row| !row[*c].is_empty());
    let mut shown: Vec<Shown> =
        (0..section.columns.len()).filter(filled).map(|c| Shown::new(section, c)).collect();
    let mut dropped = Vec::new();
    narrow(&mut shown, width);
    while total(&shown) > width {
        let next = shown.iter().enumerate().filter(|(_, s)| section.columns[s.column].spare > 0);
        let Some((i, _)) = next.min_by_key(|(_, s)| section.columns[s.column].spare) else { break };
        let gone = shown.remove(i);
        dropped.push(section.columns[gone.column].title.clone());
        shown.iter_mut().for_each(|s| s.width = s.natural);
        narrow(&mut shown, width);
    }
    shrink(&mut shown, width, |s| s.least);
    Layout { columns: shown.iter().map(|s| (s.column, s.width)).collect(), dropped }
}

struct Shown {
    column: usize,
    number: bool,
    width: usize,
    natural: usize,
    /// The longest piece that cannot be broken.
    least: usize,
}

impl Shown {
    fn new(section: &Section, column: usize) -> Shown {
        let cells = || section.rows.iter().map(|row| row[column].as_str());
        let (title, number) = (&section.columns[column].title, section.columns[column].number);
        let word = title.split(' ').map(chars).max().unwrap_or(0);
        let longest = cells().map(chars).max().unwrap_or(0);
        let piece = |text| pieces(text).into_iter().map(|p| chars(p.trim_end())).max().unwrap_or(0);
        // A piece on a later line is indented.
        let broken = cells().map(|text| piece(text) + chars(indent(text))).max().unwrap_or(0);
        let natural = longest.max(chars(title));
        let least = if number { longest } else { broken.min(longest) }.max(word);
        Shown { column, number, width: natural, natural, least }
    }
}

fn total(shown: &[Shown]) -> usize {
    let widths: usize = shown.iter().map(|s| s.width + PADDING + BETWEEN).sum();
    widths.saturating_sub(BETWEEN)
}

/// Breaks the headings of numbers, then names that stay readable.
fn narrow(shown: &mut [Shown], width: usize) {
    let headings = |s: &Shown| if s.number { s.least } else { usize::MAX };
    shrink(shown, width, headings);
    shrink(shown, width, |s| s.least.max(COMFORTABLE));
}

/// Narrows the widest column until all fit; no column becomes narrower than its `floor`.
fn shrink(shown: &mut [Shown], width: usize, floor: impl Fn(&Shown) -> usize) {
    while total(shown) > width {
        let can = shown.iter_mut().filter(|s| s.width > floor(s));
        match can.max_by_key(|s| s.width) {
            Some(widest) => widest.width -= 1,
            None => return,
        }
    }
}

fn chars(text: &str) -> usize {
    text.chars().count()
}

/// The indent of the second and later lines of a name.
fn indent(text: &str) -> &'static str {
    if text.starts_with("  ") { "    " } else { "  " }
}

/// A cell, broken into lines of at most `width`; longer only if a piece of it is longer.
pub(super) fn wrapped(text: &str, width: usize) -> String {
    lines(text, width, indent(text))
}

/// The title of a column, broken into lines of at most `width`; longer only if a word is longer.
pub(super) fn title_lines(title: &str, width: usize) -> String {
    lines(title, width, "")
}

fn lines(text: &str, width: usize, indent: &str) -> String {
    if chars(text) <= width {
        return text.to_owned();
    }
    let mut lines = String::new();
    let mut line = String::new();
    for piece in pieces(text) {
        if !line.trim().is_empty() && chars(&line) + chars(piece.trim_end()) > width {
            lines.push_str(line.trim_end());
            lines.push('\n');
            line = indent.to_owned();
        }
        line.push_str(piece);
    }
    lines + line.trim_end()
}

/// Splits `text` where lines may break: after a space, and after a dot or hyphen before a letter.
fn pieces(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let Some((next, after)) = letters.peek().copied() else { break };
        let breaks = match c {
            ' ' => after != ' ',
            '.' | '-' => after.is_alphabetic(),
            _ => false,
        };
        // Spaces at the beginning are the indent; lines do not break there.
        if breaks && !text[..=at].trim().is_empty() {
            found.push(&text[from..next]);
            from = next;
        }
    }
    found.push(&text[from..]);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_break_at_dots_and_numbers_never() {
        assert_eq!(wrapped("gw1.contoso.test", 16), "gw1.contoso.test");
        assert_eq!(wrapped("gw1.contoso.test", 12), "gw1.contoso.\n  test");
        assert_eq!(wrapped("  mbx1.contoso.test", 15), "  mbx1.contoso.\n    test");
        assert_eq!(wrapped("203 ± 0.061", 4), "203\n  ±\n  0.061");
        assert_eq!(pieces("B(8.5) at 10"), ["B(8.5) ", "at ", "10"]);
    }

    #[test]
    fn optional_columns_are_left_out_first_and_listed() {
        let mut section = Section::new("t", &["name", ">mean", "2>p50", "1>n"]);
        let row = ["mediation1.contoso.test", "20.6422 ± 0.0082", "20.3014 ± 0.0061", "19,919"];
        section.rows.push(row.map(str::to_owned).to_vec());
        let at = |width| of(&section, width);
        assert!(at(80).dropped.is_empty());
        assert_eq!(at(66).dropped, ["n"]);
        assert_eq!(at(50).dropped, ["n", "p50"]);
        for (width, layout) in [80, 66, 50, 44].map(|w| (w, at(w))) {
            let wide: usize = layout.columns.iter().map(|(_, w)| w + PADDING + BETWEEN).sum();
            assert!(wide <= width + BETWEEN, "{width}: {wide}");
            assert_eq!(layout.columns[1].1, 16);
        }
    }
}
