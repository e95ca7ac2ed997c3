//! What a browser shows where the pointer rests on a chart: the value of the mark below it. The chart says everything
//! essential without it.

use crate::base::printable;
use maud::html;

/// A place of a picture in points, and what it says.
pub(super) struct Hint {
    pub from: (f64, f64),
    pub to: (f64, f64),
    pub text: String,
}

/// The hints as elements of SVG, in which a point is `scale` units.
pub(super) fn svg(hints: &[Hint], scale: f64) -> String {
    if hints.is_empty() {
        return String::new();
    }
    let number = |v: f64| format!("{}", (v * scale).round());
    let one = |hint: &Hint| {
        let (left, top) = (hint.from.0.min(hint.to.0), hint.from.1.min(hint.to.1));
        let (wide, high) = ((hint.to.0 - hint.from.0).abs(), (hint.to.1 - hint.from.1).abs());
        html! {
            rect x=(number(left)) y=(number(top)) width=(number(wide)) height=(number(high)) {
                title { (printable(&hint.text)) }
            }
        }
    };
    let markup = html! {
        g fill="none" pointer-events="all" { @for hint in hints { (one(hint)) } }
    };
    markup.into_string() + "\n"
}
