//! A part of the page, and text in it.

use crate::base::printable;
use maud::Markup;

/// A part of the page with a heading, to which the list of contents leads.
pub(super) struct Part {
    pub id: String,
    pub title: String,
    pub body: Markup,
}

impl Part {
    pub(super) fn new(id: &str, title: &str, body: Markup) -> Part {
        Part { id: id.to_owned(), title: title.to_owned(), body }
    }
}

/// A text with hidden characters escaped; the markup escapes what HTML needs.
pub(super) fn text(text: &str) -> String {
    printable(text).into_owned()
}
