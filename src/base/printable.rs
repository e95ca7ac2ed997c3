//! Text that is safe to show. A terminal obeys control characters, and a reader does not see characters
//! that have no width or that turn the direction of what follows. All output shows them as TOML and JSON
//! write them, as `\u001b`.

use std::borrow::Cow;

/// Whether a character must not be shown as it is: control characters (C0, DEL, C1), line and paragraph
/// separators, marks of direction, and what has no width. Source: Unicode, general categories Cc, Cf, Zl and
/// Zp, and the fillers that look like nothing.
pub fn is_hidden(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    matches!(
        c,
        '\u{80}'..='\u{9f}'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{600}'..='\u{605}'
            | '\u{61c}'
            | '\u{6dd}'
            | '\u{70f}'
            | '\u{890}'..='\u{891}'
            | '\u{8e2}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{fffe}'..='\u{ffff}'
            | '\u{110bd}'
            | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Whether a text is ASCII without control characters other than line breaks: nearly every text is, and its
/// bytes are looked at many at a time.
fn is_plain(text: &str) -> bool {
    let plain = |byte: &u8| (b' '..=b'~').contains(byte) || *byte == b'\n';
    text.as_bytes().chunks(256).all(|chunk| chunk.iter().filter(|byte| !plain(byte)).count() == 0)
}

/// The text for one line: every hidden character escaped, line breaks and tabs as well.
pub fn printable(text: &str) -> Cow<'_, str> {
    escaped(text, |_| false)
}

/// The text for several lines: line breaks stay.
pub fn printable_lines(text: &str) -> Cow<'_, str> {
    escaped(text, |c| c == '\n')
}

/// The same for JSON, where a character beyond the basic plane is written as two.
pub fn printable_json(json: String) -> String {
    let is_safe = |line: &str| is_plain(line) || !line.contains(|c| is_hidden(c) && c != '\n');
    if json.split_inclusive('\n').all(is_safe) {
        return json;
    }
    let mut safe = String::with_capacity(json.len() + 64);
    let mut units = [0; 2];
    for c in json.chars() {
        if is_hidden(c) && c != '\n' {
            c.encode_utf16(&mut units)
                .iter()
                .for_each(|unit| safe.push_str(&format!("\\u{unit:04x}")));
        } else {
            safe.push(c);
        }
    }
    safe
}

/// The text for a terminal with the program's own colours, `ESC [ digits m`; line breaks stay. Texts from
/// outside must be printable before they are coloured.
#[cfg(feature = "cli")]
pub fn printable_colors(text: &str) -> Cow<'_, str> {
    let parts: Vec<&str> = text.split("\u{1b}[").collect();
    let Some((first, colored)) = parts.split_first() else { return Cow::Borrowed(text) };
    if parts.len() == 1 {
        return printable_lines(text);
    }
    let mut safe = printable_lines(first).into_owned();
    for part in colored {
        let digits = part.bytes().take_while(|b| b.is_ascii_digit() || *b == b';').count();
        let is_color = part.as_bytes().get(digits) == Some(&b'm');
        safe.push_str(if is_color { "\u{1b}[" } else { "\\u001b[" });
        safe.push_str(&printable_lines(part));
    }
    Cow::Owned(safe)
}

fn escaped(text: &str, stays: impl Fn(char) -> bool) -> Cow<'_, str> {
    if is_plain(text) && (stays('\n') || !text.contains('\n')) {
        return Cow::Borrowed(text);
    }
    if !text.contains(|c| is_hidden(c) && !stays(c)) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            _ if stays(c) || !is_hidden(c) => safe.push(c),
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            '\t' => safe.push_str("\\t"),
            '\0'..='\u{ffff}' => safe.push_str(&format!("\\u{:04x}", u32::from(c))),
            _ => safe.push_str(&format!("\\U{:08x}", u32::from(c))),
        }
    }
    Cow::Owned(safe)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_terminal_obeys_is_written_out() {
        for (text, expected) in [
            ("plain ä µ ± — 日本", "plain ä µ ± — 日本"),
            ("a\u{1b}[31mred\u{7}", "a\\u001b[31mred\\u0007"),
            ("a\nb\tc\r", "a\\nb\\tc\\r"),
            ("\u{9b}2J\u{7f}", "\\u009b2J\\u007f"),
            ("\u{202e}gpj.exe\u{2066}", "\\u202egpj.exe\\u2066"),
            ("a\u{200b}b\u{feff}", "a\\u200bb\\ufeff"),
            ("\u{e0041}", "\\U000e0041"),
        ] {
            assert_eq!(printable(text), expected);
        }
        assert_eq!(printable_lines("a\n\u{8}b"), "a\n\\u0008b");
    }

    #[cfg(feature = "cli")]
    #[test]
    fn colours_stay_and_every_other_sequence_is_written_out() {
        for (text, expected) in [
            ("\u{1b}[1;31mred\u{1b}[0m\n", "\u{1b}[1;31mred\u{1b}[0m\n"),
            ("\u{1b}[2J", "\\u001b[2J"),
            ("\u{1b}[1m\u{1b}]0;x\u{7}", "\u{1b}[1m\\u001b]0;x\\u0007"),
            ("\u{1b}", "\\u001b"),
            ("\u{1b}[", "\\u001b["),
        ] {
            assert_eq!(printable_colors(text), expected);
        }
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_left_and_json_means_the_same(text in any::<String>()) {
            prop_assert!(!printable(&text).contains(is_hidden));
            prop_assert!(!printable_lines(&text).contains(|c| is_hidden(c) && c != '\n'));
            let json = printable_json(serde_json::to_string(&text).unwrap());
            prop_assert!(!json.contains(is_hidden));
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}
