//! XML as a tree of bounded size, without namespaces: a document as a whole, or the parts of a long one after another.

use crate::base::limits::{EXPORT_DEPTH, EXPORT_ELEMENTS};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// An element. Names are local: what stands before a colon is left out.
#[derive(Clone, Debug, Default)]
pub(super) struct Element {
    pub name: String,
    attributes: Vec<(String, String)>,
    pub children: Vec<Element>,
    /// The text in it, without that of its children.
    pub text: String,
}

impl Element {
    /// The value of an attribute, by its name in any case; `None` if it is empty.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The children with this name.
    pub fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first child with this name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The first element on a way down, as `["InstalledOn", "ClusterId"]`.
    pub fn at(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The element itself and all below it, parents before their children.
    pub fn walk(&self, visit: &mut impl FnMut(&Element)) {
        visit(self);
        self.children.iter().for_each(|child| child.walk(visit));
    }
}

/// The whole document.
///
/// # Errors
/// For people: it is no well-formed XML, nests too deep or has too many elements.
pub(super) fn document(text: &str) -> Result<Element, String> {
    let mut root = None;
    parts(text, 0, |element| {
        root.get_or_insert(element);
        Ok(())
    })?;
    root.ok_or_else(|| "this file has no element".to_owned())
}

/// Calls `each` with every element at a depth, the root at depth 0; only one of them is in memory at a time.
///
/// # Errors
/// Those of `document`, for each part, and those of `each`.
pub(super) fn parts(
    text: &str,
    depth: usize,
    mut each: impl FnMut(Element) -> Result<(), String>,
) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut elements = 0_usize;
    loop {
        let at = reader.buffer_position();
        let event = reader.read_event().map_err(|e| broken(text, at, &e.to_string()))?;
        match event {
            Event::Start(start) => {
                count(&mut elements, open.len())?;
                open.push(element(&start));
            }
            Event::Empty(start) => {
                count(&mut elements, open.len())?;
                let done = element(&start);
                close(&mut open, done, depth, &mut elements, &mut each)?;
            }
            Event::End(_) => {
                let Some(done) = open.pop() else { continue };
                close(&mut open, done, depth, &mut elements, &mut each)?;
            }
            Event::Text(said) => add_text(&mut open, &said.xml10_content()),
            Event::CData(said) => add_text(&mut open, &said.xml10_content()),
            Event::GeneralRef(said) => add_text(&mut open, &referred(&said)),
            Event::Eof => break,
            Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => {}
        }
    }
    match open.first() {
        Some(root) => {
            Err(format!("this XML ends before `{}` is closed; is the file cut?", root.name))
        }
        None => Ok(()),
    }
}

fn count(elements: &mut usize, depth: usize) -> Result<(), String> {
    *elements += 1;
    if depth >= EXPORT_DEPTH {
        return Err(format!("elements of this XML nest more than {EXPORT_DEPTH} deep"));
    }
    match *elements > EXPORT_ELEMENTS {
        true => Err(format!("an object of this XML has more than {EXPORT_ELEMENTS} elements")),
        false => Ok(()),
    }
}

/// What is done with an element that is complete: it is a part, or it goes into its parent, or its depth does not matter.
fn close(
    open: &mut [Element],
    done: Element,
    depth: usize,
    elements: &mut usize,
    each: &mut impl FnMut(Element) -> Result<(), String>,
) -> Result<(), String> {
    if open.len() == depth {
        *elements = 0;
        return each(done);
    }
    let inside = open.len() > depth;
    if let Some(parent) = open.last_mut().filter(|_| inside) {
        parent.children.push(done);
    }
    Ok(())
}

fn element(start: &BytesStart<'_>) -> Element {
    let name = start.local_name().as_ref().to_owned();
    let known = start.attributes().flatten().map(|attribute| {
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        let value = value.map_or_else(|_| attribute.value.to_string(), |v| v.into_owned());
        (attribute.key.local_name().as_ref().to_owned(), value)
    });
    Element { name, attributes: known.collect(), ..Element::default() }
}

fn add_text(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// The text of `&amp;`, `&#10;` and so on; an entity that the document declares stays as it is written.
fn referred(said: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(c)) = said.resolve_char_ref() {
        return c.to_string();
    }
    let name = said.xml10_content();
    match quick_xml::escape::resolve_predefined_entity(&name) {
        Some(text) => text.to_owned(),
        None => format!("&{name};"),
    }
}

fn broken(text: &str, at: u64, why: &str) -> String {
    let at = usize::try_from(at).unwrap_or(usize::MAX).min(text.len());
    let line = text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    format!("line {line} is no well-formed XML: {why}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_without_namespaces() {
        let root = document(
            "<?xml version=\"1.0\"?><t:A xmlns:t=\"urn:x\" t:Fqdn=\"a&amp;b\"><B>x &lt; &#x79;<!-- c --></B><B/></t:A>",
        )
        .expect("well-formed");
        assert_eq!((root.name.as_str(), root.attribute("fqdn")), ("A", Some("a&b")));
        assert_eq!(root.all("B").count(), 2);
        assert_eq!(root.at(&["B"]).map(|b| b.text.as_str()), Some("x < y"));
    }

    #[test]
    fn parts_of_a_long_document_come_one_by_one() {
        let mut seen = Vec::new();
        parts("<R><a><b>1</b></a><c/>text<a/></R>", 1, |part| {
            seen.push((part.name.clone(), part.children.len()));
            Ok(())
        })
        .expect("well-formed");
        assert_eq!(seen, [("a".to_owned(), 1), ("c".to_owned(), 0), ("a".to_owned(), 0)]);
    }

    #[test]
    fn what_is_broken_or_too_deep_is_refused() {
        for (text, said) in [
            ("<a><b></a>", "line 1 is no well-formed XML"),
            ("<a>\n<b>", "ends before `a` is closed"),
            ("", "no element"),
        ] {
            let why = document(text).expect_err(text);
            assert!(why.contains(said), "{why}");
        }
        let deep = "<a>".repeat(100_000);
        assert!(document(&deep).expect_err("deep").contains("nest more than"));
        // An entity that stands for more and more text is not expanded.
        let bomb = "<!DOCTYPE a [<!ENTITY x \"aaaa\"><!ENTITY y \"&x;&x;\">]><a>&y;</a>";
        assert_eq!(document(bomb).expect("well-formed").text, "&y;");
    }
}
