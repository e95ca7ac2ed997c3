//! How a section fits a terminal: numbers never wrap, names wrap at their dots and spaces, and
//! where that is not enough the columns go that can be missed.

use super::section::Section;

/// Text narrower than this is hard to read; columns are dropped first.
const COMFORTABLE: usize = 24;
/// Blanks beside each column, and between two.
const PADDING: usize = 2;
const BETWEEN: usize = 1;

/// What is shown, and how wide.
pub(super) struct Layout {
    /// (index of the section's column, width) in order.
    pub columns: Vec<(usize, usize)>,
    /// Titles of columns without room.
    pub dropped: Vec<String>,
}

/// The layout of a section in `width` columns; wider only if it cannot be that narrow.
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
    /// The longest piece that is never broken.
    least: usize,
}

impl Shown {
    fn new(section: &Section, column: usize) -> Shown {
        let cells = || section.rows.iter().map(|row| row[column].as_str());
        let (title, number) = (&section.columns[column].title, section.columns[column].number);
        let word = title.split(' ').map(chars).max().unwrap_or(0);
        let longest = cells().map(chars).max().unwrap_or(0);
        let piece = |text| pieces(text).into_iter().map(|p| chars(p.trim_end())).max().unwrap_or(0);
        // A piece on a further line stands behind the indent.
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

/// Breaks headings of numbers, then names, as far as it does not hurt.
fn narrow(shown: &mut [Shown], width: usize) {
    let headings = |s: &Shown| if s.number { s.least } else { usize::MAX };
    shrink(shown, width, headings);
    shrink(shown, width, |s| s.least.max(COMFORTABLE));
}

/// Narrows the widest column again and again, none below its `floor`.
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

/// Further lines of a name are set in below it.
fn indent(text: &str) -> &'static str {
    if text.starts_with("  ") { "    " } else { "  " }
}

/// A cell in lines of at most `width`, unless a piece of it is longer.
pub(super) fn wrapped(text: &str, width: usize) -> String {
    lines(text, width, indent(text))
}

/// A column's title in lines of at most `width`, unless a word of it is longer.
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

/// Where `text` may be broken: after a blank, and after a dot or hyphen before a letter.
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
        // Blanks at the beginning are the indent, and no place to break.
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
    fn what_can_be_missed_goes_first_and_says_so() {
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
