//! Objects as `Format-List` prints them: blocks of `Name : value`, an empty line between two objects, and often the
//! command on a line of its own before them.

use super::kind::Kind;
use super::object::{Object, Value};
use crate::base::limits::EXPORT_OBJECTS;

/// Columns after which PowerShell wraps where nobody has set another width.
const WIDTH: usize = 79;

/// The objects of a text.
///
/// # Errors
/// For people: it has too many objects.
pub(super) fn read(text: &str, file: &str) -> Result<Vec<Object>, String> {
    let mut reader = ListReader { file, kind: None, found: Vec::new(), object: None, open: None };
    for line in text.lines() {
        reader.line(line.trim_end())?;
    }
    reader.end_object();
    Ok(reader.found)
}

struct ListReader<'t> {
    file: &'t str,
    /// The cmdlet that the last command named.
    kind: Option<Kind>,
    found: Vec<Object>,
    object: Option<Object>,
    /// The property whose value may go on in the next line, and the length of its last line.
    open: Option<(String, String, usize)>,
}

impl ListReader<'_> {
    fn line(&mut self, line: &str) -> Result<(), String> {
        if line.is_empty() {
            self.end_object();
            return Ok(());
        }
        if line.starts_with([' ', '\t']) {
            if let Some((_, value, width)) = &mut self.open {
                // A word that was too long for the line is broken anywhere.
                let broken = *width >= WIDTH && !value.contains(' ');
                value.push_str(if broken { "" } else { " " });
                value.push_str(line.trim());
                *width = line.chars().count();
            }
            return Ok(());
        }
        match property(line) {
            Some((name, value)) => {
                self.end_property();
                if self.found.len() >= EXPORT_OBJECTS {
                    return Err(format!("it has more than {EXPORT_OBJECTS} objects"));
                }
                let at = self.found.len() + 1;
                let object = self
                    .object
                    .get_or_insert_with(|| Object::new(format!("{}, object {at}", self.file)));
                object.kind = self.kind;
                self.open = Some((name.to_owned(), value.to_owned(), line.chars().count()));
            }
            None => {
                self.end_object();
                if line.to_ascii_lowercase().contains("get-") {
                    self.kind = Kind::named(line);
                }
            }
        }
        Ok(())
    }

    fn end_property(&mut self) {
        if let (Some((name, value, _)), Some(object)) = (self.open.take(), &mut self.object) {
            // A property twice: another object began without an empty line.
            object.set(&name, Value::Text(value));
        }
    }

    fn end_object(&mut self) {
        self.end_property();
        if let Some(object) = self.object.take().filter(|object| !object.is_empty()) {
            self.found.push(object);
        }
    }
}

/// Name and value of a line.
fn property(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    // The name is followed by spaces: this tells it from a path or a time.
    let padded = name.ends_with(' ');
    let name = name.trim_end();
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (padded && is_name).then(|| (name, value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_go_on_in_the_next_line() {
        let text = "Get-UMService | fl\r\n\r\nIdentity      : EX1\r\nDialPlans     : {UMSIP,\r\n                Second}\r\n\r\nIdentity : EX2\n";
        let found = read(text, "a.txt").expect("read");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].items("dialplans"), ["UMSIP", "Second"]);
        assert_eq!(found[1].text("identity"), Some("EX2"));
        assert!(found.iter().all(|object| object.kind == Some(Kind::UmService)));
    }
}
