//! What is no scenario at all: files of other formats and other encodings, so that a message says so
//! and does not point at their first character.

/// The text of a file.
///
/// # Errors
/// That it is not text in UTF-8, and what to do.
pub(super) fn text(bytes: Vec<u8>) -> Result<String, String> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err("this file is text in UTF-16; save it as UTF-8".to_owned());
    }
    // Archives, spreadsheets and programs have zeros near their beginning, texts have none.
    if bytes.starts_with(b"PK\x03\x04") || bytes.iter().take(8_192).any(|byte| *byte == 0) {
        return Err("this file is binary, as a spreadsheet or an archive is; give a text file \
                    in UTF-8"
            .to_owned());
    }
    String::from_utf8(bytes).map_err(|why| {
        let before = why.as_bytes().iter().take(why.utf8_error().valid_up_to());
        let line = before.filter(|byte| **byte == b'\n').count() + 1;
        format!("line {line} is not text in UTF-8; save the file as UTF-8")
    })
}

/// The format of a text that is no TOML, where its beginning tells: XML, JSON, CSV or YAML.
pub(super) fn format(text: &str) -> Option<&'static str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    let first = lines.next()?;
    let start: String = text.chars().filter(|c| !c.is_whitespace()).take(2).collect();
    if start.starts_with('<') {
        return Some("XML");
    }
    if matches!(&*start, "{\"" | "{}" | "[{" | "[\"" | "[]") {
        return Some("JSON");
    }
    if first.contains('=') || first.starts_with('[') {
        return None;
    }
    let fields = |line: &str, by| line.matches(by).count();
    let parts = [';', '\t', ','].into_iter().find(|by| fields(first, *by) > 0);
    if parts.is_some_and(|by| lines.next().is_none_or(|line| fields(line, by) > 0)) {
        return Some("CSV");
    }
    if first == "---" || first.ends_with(':') || first.contains(": ") {
        return Some("YAML");
    }
    None
}

/// What to do with a file of this format.
pub(super) fn hint(format: &str) -> &'static str {
    match format {
        "CSV" => "name it in a scenario, as arrivals = { trace = \"calls.csv\" }",
        "JSON" => {
            "give the model's .toml file; `busyhour chart` and `busyhour report` take a record.json"
        }
        _ => "give the model's .toml file; `busyhour new` writes one to start from",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_formats_are_recognised_and_toml_is_not() {
        for (text, expected) in [
            ("<?xml version=\"1.0\"?>\n<Topology>", Some("XML")),
            ("\u{feff}\n <Topology/>", Some("XML")),
            ("{\n  \"title\": \"x\"", Some("JSON")),
            ("[\n {\"Identity\": 1}]", Some("JSON")),
            ("\"2025550101\",\"1001\",\"public\"\n\"2025550103\",\"1003\",\"\"", Some("CSV")),
            ("start;end\n1;2", Some("CSV")),
            ("gateway:\n  - name: gw1", Some("YAML")),
            ("[[gateway]\nname = 1", None),
            ("[gateway\n", None),
            ("name = [1, 2", None),
            ("# a comment, with a comma\ntitle = x", None),
            ("gateway", None),
            ("", None),
        ] {
            assert_eq!(format(text), expected, "{text}");
        }
    }

    #[test]
    fn only_text_in_utf_8_is_read() {
        assert_eq!(text(b"title".to_vec()), Ok("title".to_owned()));
        for (bytes, expected) in [
            (&b"\xff\xfet\0"[..], "UTF-16"),
            (b"PK\x03\x04", "binary"),
            (b"a\0b", "binary"),
            (b"a\nb\xe4c", "line 2 is not text in UTF-8"),
        ] {
            assert!(text(bytes.to_vec()).is_err_and(|why| why.contains(expected)), "{bytes:?}");
        }
    }
}
