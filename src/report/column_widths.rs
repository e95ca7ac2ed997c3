//! Fits a section to the width of a terminal: names wrap at spaces, then optional columns are hidden, then numbers wrap
//! before their interval, and only then names wrap within a word, at dots and hyphens. Nothing else breaks a number.

use super::section::Section;

/// Text narrower than this is hard to read; optional columns are hidden first.
const COMFORTABLE: usize = 24;
/// Spaces at the sides of a column, and between two columns.
const PADDING: usize = 2;
const BETWEEN: usize = 1;

/// The columns that are shown, and their widths.
pub(super) struct Layout {
    /// (index of the section's column, width) in order.
    pub columns: Vec<(usize, usize)>,
    /// Titles of the columns that are hidden.
    pub hidden: Vec<String>,
}

/// The layout of a section on a terminal of `width` characters; wider only if it cannot be that narrow.
pub(super) fn of(section: &Section, width: usize) -> Layout {
    let filled = |c: &usize| section.rows.iter().any(|row| !row[*c].is_empty());
    let mut shown: Vec<Shown> =
        (0..section.columns.len()).filter(filled).map(|c| Shown::new(section, c)).collect();
    let mut hidden = Vec::new();
    narrow(&mut shown, width);
    while total(&shown) > width {
        let next = shown.iter().enumerate().filter(|(_, s)| section.columns[s.column].spare > 0);
        let Some((i, _)) = next.min_by_key(|(_, s)| section.columns[s.column].spare) else { break };
        let gone = shown.remove(i);
        hidden.push(section.columns[gone.column].title.clone());
        shown.iter_mut().for_each(|s| s.width = s.natural);
        narrow(&mut shown, width);
    }
    shrink(&mut shown, width, |s| if s.number { s.heading } else { s.word });
    shrink(&mut shown, width, |s| if s.number { s.piece } else { s.word });
    shrink(&mut shown, width, |s| s.piece);
    Layout { columns: shown.iter().map(|s| (s.column, s.width)).collect(), hidden }
}

struct Shown {
    column: usize,
    number: bool,
    width: usize,
    natural: usize,
    /// The least width at which no number breaks; of names, the natural width.
    heading: usize,
    /// The least width at which no word breaks.
    word: usize,
    /// The longest piece that cannot be broken.
    piece: usize,
}

impl Shown {
    fn new(section: &Section, column: usize) -> Shown {
        let cells = || section.rows.iter().map(|row| row[column].as_str());
        let (title, number) = (&section.columns[column].title, section.columns[column].number);
        let heading = title.split(' ').map(chars).max().unwrap_or(0);
        let longest = cells().map(chars).max().unwrap_or(0);
        let natural = longest.max(chars(title));
        // What stands on a later line is indented.
        let widest = |split: fn(&str) -> Vec<&str>| {
            let piece =
                |text: &str| split(text).iter().map(|p| chars(p.trim_end())).max().unwrap_or(0);
            let indent = |text| if number { 0 } else { chars(indent(text)) };
            let least = cells().map(|text| piece(text) + indent(text)).max().unwrap_or(0);
            least.min(longest).max(heading)
        };
        let (word, piece) = match number {
            true => (longest.max(heading), widest(parts)),
            false => (widest(words), widest(pieces)),
        };
        let heading = if number { word } else { natural };
        Shown { column, number, width: natural, natural, heading, word, piece }
    }
}

fn total(shown: &[Shown]) -> usize {
    let widths: usize = shown.iter().map(|s| s.width + PADDING + BETWEEN).sum();
    widths.saturating_sub(BETWEEN)
}

/// Breaks the headings of numbers, then names that stay readable.
fn narrow(shown: &mut [Shown], width: usize) {
    shrink(shown, width, |s| s.heading);
    shrink(shown, width, |s| s.word.max(COMFORTABLE));
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

/// A name, broken into lines of at most `width`: at spaces, and within a word that is longer.
pub(super) fn wrapped(text: &str, width: usize) -> String {
    let is_short = |word: &&str| chars(word.trim_end()) + chars(indent(text)) <= width;
    let split = if words(text).iter().all(is_short) { words } else { pieces };
    lines(text, split(text), width, indent(text))
}

/// A number, broken before its interval if it is longer than `width`, and before a word that is its unit if that is not enough.
pub(super) fn wrapped_number(text: &str, width: usize) -> String {
    let is_short = |piece: &&str| chars(piece.trim_end()) <= width;
    let split = if intervals(text).iter().all(is_short) { intervals } else { parts };
    lines(text, split(text), width, "")
}

/// The title of a column, broken into lines of at most `width`; longer only if a word is longer.
pub(super) fn title_lines(title: &str, width: usize) -> String {
    let words = split(title, |before, after| before == ' ' && after != ' ');
    lines(title, words, width, "")
}

fn lines(text: &str, pieces: Vec<&str>, width: usize, indent: &str) -> String {
    if chars(text) <= width {
        return text.to_owned();
    }
    let mut lines = String::new();
    let mut line = String::new();
    for piece in pieces {
        if !line.trim().is_empty() && chars(&line) + chars(piece.trim_end()) > width {
            lines.push_str(line.trim_end());
            lines.push('\n');
            line = indent.to_owned();
        }
        line.push_str(piece);
    }
    lines + line.trim_end()
}

/// Splits `text` after spaces, but not between a number and its sign. Those at its beginning are the indent.
fn words(text: &str) -> Vec<&str> {
    split(text, ends_word)
}

/// Whether a word ends between two characters.
fn ends_word(before: char, after: char) -> bool {
    before == ' ' && !matches!(after, ' ' | '%' | '±')
}

/// Splits `text` where a line may break at last: after a space, and after a dot or hyphen before a letter.
fn pieces(text: &str) -> Vec<&str> {
    split(text, |before, after| match before {
        ' ' => ends_word(before, after),
        '.' | '-' => after.is_alphabetic(),
        _ => false,
    })
}

/// Splits a number before the bracket of its interval.
fn intervals(text: &str) -> Vec<&str> {
    split(text, |before, after| before == ' ' && matches!(after, '[' | '('))
}

/// Splits a number before the bracket of its interval, and before its unit if that is a word.
fn parts(text: &str) -> Vec<&str> {
    const WORD: &str = "points";
    let number = text.strip_suffix(WORD).filter(|number| number.ends_with(' ')).unwrap_or(text);
    let mut found = intervals(number);
    if number != text {
        found.push(WORD);
    }
    found
}

/// Splits `text` between characters where `breaks` says so, but not within the spaces at its beginning.
fn split(text: &str, breaks: impl Fn(char, char) -> bool) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let Some((next, after)) = letters.peek().copied() else { break };
        if breaks(c, after) && !text[..=at].trim().is_empty() {
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
        assert_eq!(wrapped("med1.contoso.test, UM calls", 18), "med1.contoso.test,\n  UM calls");
        assert_eq!(wrapped_number("0.007 [0.000, 0.050] %", 16), "0.007\n[0.000, 0.050] %");
        assert_eq!(wrapped_number("203 ± 0.061", 4), "203 ± 0.061");
        let difference = "0.0000 [−0.0049, 0.0000] points";
        assert_eq!(wrapped_number(difference, 24), "0.0000\n[−0.0049, 0.0000] points");
        assert_eq!(wrapped_number(difference, 17), "0.0000\n[−0.0049, 0.0000]\npoints");
        assert_eq!(wrapped("not met: 97 % lost", 13), "not met: 97 %\n  lost");
        assert_eq!(wrapped("not met: 97 % lost", 11), "not met:\n  97 % lost");
        assert_eq!(pieces("B(8.5) at 10"), ["B(8.5) ", "at ", "10"]);
    }

    #[test]
    fn optional_columns_are_hidden_first_and_listed() {
        let mut section = Section::new("t", &["name", ">mean", "2>p50", "1>n"]);
        let row = ["mediation1.contoso.test", "20.6422 ± 0.0082", "20.3014 ± 0.0061", "19,919"];
        section.rows.push(row.map(str::to_owned).to_vec());
        let at = |width| of(&section, width);
        assert!(at(80).hidden.is_empty());
        assert_eq!(at(66).hidden, ["n"]);
        assert_eq!(at(50).hidden, ["n", "p50"]);
        for (width, layout) in [80, 66, 50, 44].map(|w| (w, at(w))) {
            let wide: usize = layout.columns.iter().map(|(_, w)| w + PADDING + BETWEEN).sum();
            assert!(wide <= width + BETWEEN, "{width}: {wide}");
            assert_eq!(layout.columns[1].1, 16);
        }
    }

    #[test]
    fn words_and_numbers_stay_whole_until_nothing_else_helps() {
        let mut section = Section::new("t", &["station", ">refused", "formula", "agrees"]);
        let row =
            ["mbx1.contoso.test, UM calls", "0.007 [0.000, 0.050] %", "A(1 − B)", "cannot tell"];
        section.rows.push(row.map(str::to_owned).to_vec());
        let widths = |width| of(&section, width).columns.iter().map(|c| c.1).collect::<Vec<_>>();
        assert_eq!(widths(80), [27, 22, 8, 11]);
        // Names at spaces, then numbers before the bracket, then names at dots.
        assert_eq!(widths(72)[..2], [20, 22]);
        assert_eq!(widths(62)[..2], [20, 16]);
        assert!(widths(50)[0] < 19 && widths(50)[1] == 16, "{:?}", widths(50));
    }
}
