//! What of a text is code: what stands between backticks.

/// The parts of a text in order, each with whether it is code. A text whose backticks do not come in pairs, or enclose nothing, is one
/// part: they are those of a name.
pub(super) fn code_spans(text: &str) -> Vec<(&str, bool)> {
    let parts: Vec<(&str, bool)> =
        text.split('`').enumerate().map(|(i, part)| (part, i % 2 == 1)).collect();
    let is_name = parts.len().is_multiple_of(2)
        || parts.iter().any(|(part, is_code)| *is_code && part.is_empty());
    if is_name { vec![(text, false)] } else { parts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pairs_of_backticks_make_code() {
        assert_eq!(code_spans("see `a`."), [("see ", false), ("a", true), (".", false)]);
        for plain in ["", "see a", "see `a", "see ``", "`a` and `"] {
            assert_eq!(code_spans(plain), [(plain, false)]);
        }
    }
}
