//! Writes the exports of a deployment, as PowerShell does: objects in each form and encoding, and a topology.

use busyhour::internals::import::Input;
use std::fmt::Write as _;

/// The value of a property.
#[derive(Clone, Debug)]
pub enum Said {
    Text(String),
    Flag(bool),
    Number(u32),
    List(Vec<String>),
}

impl From<&str> for Said {
    fn from(text: &str) -> Said {
        Said::Text(text.to_owned())
    }
}

impl From<bool> for Said {
    fn from(flag: bool) -> Said {
        Said::Flag(flag)
    }
}

impl From<u32> for Said {
    fn from(number: u32) -> Said {
        Said::Number(number)
    }
}

impl From<&[&str]> for Said {
    fn from(items: &[&str]) -> Said {
        Said::List(items.iter().map(|item| (*item).to_owned()).collect())
    }
}

/// An object: names and values of properties, in order.
pub type Properties = Vec<(&'static str, Said)>;

/// The objects of a cmdlet.
#[derive(Clone, Debug)]
pub struct Export {
    /// What stands behind `Get-`.
    pub noun: &'static str,
    pub objects: Vec<Properties>,
}

impl Export {
    pub fn of(noun: &'static str, objects: Vec<Properties>) -> Export {
        Export { noun, objects }
    }

    /// Changes a property of an object.
    pub fn set(&mut self, object: usize, name: &str, value: impl Into<Said>) {
        let known = self.objects[object].iter_mut().find(|(known, _)| *known == name);
        known.unwrap_or_else(|| panic!("{} has no {name}", self.noun)).1 = value.into();
    }
}

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Json,
    Clixml,
    Csv,
    List,
}

pub const FORMS: [Form; 4] = [Form::Json, Form::Clixml, Form::Csv, Form::List];

/// The file of an export. A list, which CSV cannot hold, goes into JSON instead. Its name says nothing, unless two cmdlets
/// write the same properties.
pub fn file(export: &Export, form: Form, wide: bool, number: usize) -> Input {
    let lists = |(_, value): &(&str, Said)| matches!(value, Said::List(_));
    let has_lists = export.objects.iter().flatten().any(lists);
    let text = match form {
        Form::Json => json(export),
        Form::Csv if has_lists => json(export),
        Form::Clixml => clixml(export),
        Form::Csv => csv(export),
        Form::List => list(export),
    };
    let name = format!("{number}-{}.txt", export.noun);
    Input::bytes(name, encoded(&text, wide))
}

/// UTF-16 with a byte-order mark, as PowerShell's `>` writes, or UTF-8.
pub fn encoded(text: &str, wide: bool) -> Vec<u8> {
    match wide {
        true => {
            let text = format!("\u{feff}{}", text.replace('\n', "\r\n"));
            text.encode_utf16().flat_map(u16::to_le_bytes).collect()
        }
        false => text.as_bytes().to_vec(),
    }
}

fn plain(value: &Said) -> String {
    match value {
        Said::Text(text) => text.clone(),
        Said::Flag(flag) => if *flag { "True" } else { "False" }.to_owned(),
        Said::Number(number) => number.to_string(),
        Said::List(items) => format!("{{{}}}", items.join(", ")),
    }
}

fn json(export: &Export) -> String {
    let value = |value: &Said| match value {
        Said::Text(text) => serde_json::json!(text),
        Said::Flag(flag) => serde_json::json!(flag),
        Said::Number(number) => serde_json::json!(number),
        Said::List(items) => serde_json::json!(items),
    };
    let object = |properties: &Properties| {
        let pairs = properties.iter().map(|(name, said)| ((*name).to_owned(), value(said)));
        serde_json::Value::Object(pairs.collect())
    };
    let mut objects: Vec<serde_json::Value> = export.objects.iter().map(object).collect();
    // One object is no list.
    let all = if objects.len() == 1 { objects.remove(0) } else { objects.into() };
    serde_json::to_string_pretty(&all).expect("JSON")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn clixml(export: &Export) -> String {
    let mut out = String::from(
        "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">\n",
    );
    for (i, properties) in export.objects.iter().enumerate() {
        let types = match i {
            0 => format!(
                "<TN RefId=\"0\"><T>Deserialized.X.{}</T><T>System.Object</T></TN>",
                export.noun
            ),
            _ => "<TNRef RefId=\"0\" />".to_owned(),
        };
        let _ = write!(out, "<Obj RefId=\"{i}\">{types}<Props>");
        for (name, value) in properties {
            let _ = match value {
                Said::Text(text) => write!(out, "<S N=\"{name}\">{}</S>", escaped(text)),
                Said::Flag(flag) => write!(out, "<B N=\"{name}\">{flag}</B>"),
                Said::Number(number) => write!(out, "<I32 N=\"{name}\">{number}</I32>"),
                Said::List(items) => {
                    let items: String =
                        items.iter().map(|item| format!("<S>{}</S>", escaped(item))).collect();
                    write!(out, "<Obj N=\"{name}\" RefId=\"9{i}\"><LST>{items}</LST></Obj>")
                }
            };
        }
        out.push_str("</Props></Obj>\n");
    }
    out + "</Objs>\n"
}

fn csv(export: &Export) -> String {
    let mut out = format!("#TYPE X.{}\n", export.noun);
    let names: Vec<String> =
        export.objects[0].iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let _ = writeln!(out, "{}", names.join(","));
    for properties in &export.objects {
        let values =
            properties.iter().map(|(_, said)| format!("\"{}\"", plain(said).replace('"', "\"\"")));
        let _ = writeln!(out, "{}", values.collect::<Vec<_>>().join(","));
    }
    out
}

fn list(export: &Export) -> String {
    let mut out = format!("[PS] C:\\>Get-{} | Format-List\n\n\n", export.noun);
    for properties in &export.objects {
        let width = properties.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (name, value) in properties {
            let line = format!("{name:width$} : {}", plain(value));
            // A long value goes on in the next line, below its beginning.
            match line.char_indices().nth(100).and_then(|_| line[..90].rfind(' ')) {
                Some(at) if at > width + 3 => {
                    let (first, rest) = line.split_at(at);
                    let _ = writeln!(out, "{first}\n{}{}", " ".repeat(width + 3), rest.trim());
                }
                _ => {
                    let _ = writeln!(out, "{line}");
                }
            }
        }
        out.push('\n');
    }
    out
}
