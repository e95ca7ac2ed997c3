//! What a file is, by its content: the format of an export, or what it looks like if it is none.

use super::input::Input;
use super::objects::Form;

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// `Get-CsTopology -AsXml`, or Topology Builder's `.tbxml`.
    Topology,
    /// Objects of PowerShell.
    Objects(Form),
    /// Call records.
    Records,
}

/// The format of a file.
///
/// # Errors
/// For people: what it looks like instead.
pub(super) fn of(input: &Input) -> Result<Format, String> {
    if input.is_binary() {
        let what = "a binary file, as a spreadsheet, an archive or a program is";
        return Err(unknown(what));
    }
    let head = input.head().trim_start();
    match head.chars().next() {
        None => Err(unknown("an empty file")),
        Some('<') => xml(head),
        Some('{' | '[') if json(head) => Ok(Format::Objects(Form::Json)),
        Some(_) if super::records::recognise(input) => Ok(Format::Records),
        Some(_) if is_list(head) => Ok(Format::Objects(Form::List)),
        Some(_) if is_csv_of_objects(head) => Ok(Format::Objects(Form::Csv)),
        Some(_) => match other(head) {
            TABLE => Err(unknown(TABLE) + MAPPED),
            what => Err(unknown(what)),
        },
    }
}

/// What CSV looks like that is neither a list of objects nor one of calls in a known format.
const TABLE: &str = "a table of values in CSV whose columns are not known";

/// What helps if such a table holds calls.
const MAPPED: &str =
    "; if it holds call records, write a mapping that names its columns (--mapping)";

fn unknown(what: &str) -> String {
    format!("this looks like {what}, which is no format that is imported; docs/import.md lists all")
}

/// The name of the first element of XML.
fn root(head: &str) -> Option<&str> {
    let mut rest = head;
    loop {
        rest = &rest[rest.find('<')? + 1..];
        if rest.starts_with(['?', '!']) {
            continue;
        }
        let name = rest.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next()?;
        return Some(name.rsplit(':').next().unwrap_or(name));
    }
}

fn xml(head: &str) -> Result<Format, String> {
    match root(head) {
        Some(name) if super::topology::is_topology(name) => Ok(Format::Topology),
        Some("Objs") => Ok(Format::Objects(Form::Clixml)),
        Some("html" | "HTML") => Err(unknown("a web page")),
        Some(name) => Err(unknown(&format!("XML whose first element is `{name}`"))),
        None => Err(unknown("XML without an element")),
    }
}

/// An object of JSON or a list of them; TOML and lines of a log may begin with a bracket, too.
fn json(head: &str) -> bool {
    let next = head[1..].trim_start().chars().next();
    match head.starts_with('{') {
        true => matches!(next, Some('"' | '}')),
        false => matches!(next, Some('{' | ']')),
    }
}

/// Whether some of the first lines are `Name : value`, as `Format-List` prints them, with the name of a property.
fn is_list(head: &str) -> bool {
    let property = |line: &str| {
        let Some((name, _)) = line.split_once(" : ").or_else(|| line.split_once(" :")) else {
            return false;
        };
        let name = name.trim_end();
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    head.lines().take(200).filter(|line| property(line)).count() > 0
}

/// Whether a first line names properties of objects: all columns are names, and one is that of an identity.
fn is_csv_of_objects(head: &str) -> bool {
    if head.starts_with("#TYPE ") {
        return true;
    }
    let Some(first) = head.lines().next() else { return false };
    let names = first.split([',', ';', '\t']).map(|name| name.trim().trim_matches('"'));
    let mut count = 0;
    let mut known = false;
    for name in names {
        count += 1;
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return false;
        }
        known |= super::objects::is_read(name);
    }
    known && count > 1
}

fn other(head: &str) -> &'static str {
    let first = head.lines().next().unwrap_or_default();
    if first.trim_start().starts_with('[') || (first.contains(" = ") && !first.contains(',')) {
        return "TOML or settings";
    }
    let cisco = head.lines().take(3).find_map(super::records::looks_like);
    if let Some(what) = cisco {
        return what;
    }
    if first.contains(',') || first.contains(';') || first.contains('\t') {
        return TABLE;
    }
    "plain text"
}
