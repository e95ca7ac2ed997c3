//! The figures of a chart of lines, from which the page draws it again so that its reader can zoom into it. The page holds
//! them beside the printed chart, as JSON.

use super::palette::{Color, VERMILLION};
use super::print::{Part, Print, Theme};
use crate::base::printable;
use serde::{Serialize, Serializer};

/// Fewer values of a line leave nothing to zoom into.
const FEWEST: usize = 3;

/// A chart of lines: panels one below the other, over the same horizontal axis.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Plot {
    /// The heading.
    pub title: Words,
    /// What the figures rest on.
    pub notes: Vec<Words>,
    pub across: Across,
    /// Places on the horizontal axis, which lines share. For bins, where each begins, and where the last ends.
    pub places: Vec<Vec<Number>>,
    pub shades: Vec<Shade>,
    pub panels: Vec<Pane>,
}

/// A text without hidden characters.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Words(pub String);

/// A number, which is written with six significant digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number(pub f64);

/// The horizontal axis.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Across {
    pub kind: Kind,
    pub title: Words,
    /// Where it begins and ends while everything is shown.
    pub ends: [Number; 2],
    /// The names of values that are no numbers, at 0, 1, 2, and so on.
    pub names: Vec<Words>,
}

/// What the places on the horizontal axis are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    /// Bins of the time of day, seconds since midnight.
    Clock,
    /// Bins of the time since the start, hours.
    Hours,
    /// Bins of the time since the start, minutes.
    Minutes,
    /// Numbers, between which a line is read.
    Continuous,
    /// Numbers with a value each.
    Numbers,
    /// Numbers with a value each, which no line joins.
    Points,
    /// Values that are no numbers.
    Names,
}

/// A shaded part of all panels.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Shade {
    pub from: Number,
    pub to: Number,
    pub colors: Colors,
    pub words: Words,
}

/// One panel.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Pane {
    /// The title of its vertical axis, with the unit.
    pub title: Words,
    /// Where the vertical axis ends while everything is shown.
    pub top: Number,
    pub lines: Vec<Line>,
    /// Limits: horizontal lines.
    pub limits: Vec<Mark>,
    /// Vertical lines.
    pub marks: Vec<Mark>,
    /// Points of a line that have a name.
    pub points: Vec<Point>,
}

/// One line of a panel.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Line {
    pub name: Words,
    pub colors: Colors,
    /// Which of the places of the plot are its.
    pub places: usize,
    pub values: Vec<Option<Number>>,
    /// The ends of the intervals; empty if there are none.
    pub low: Vec<Option<Number>>,
    pub high: Vec<Option<Number>>,
}

/// A line across a panel, and what it says.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Mark {
    pub at: Number,
    pub colors: Colors,
    pub words: Words,
}

/// A point with a name.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Point {
    pub x: Number,
    pub y: Number,
    pub colors: Colors,
    pub words: Words,
}

/// A colour on light paper, and on dark.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Colors([String; 2]);

impl Colors {
    /// The colours of a line.
    pub(super) fn of_line(color: Color) -> Colors {
        Colors::of(color, Part::Line)
    }

    /// The colours of an area.
    pub(super) fn of_area(color: Color) -> Colors {
        Colors::of(color, Part::Area)
    }

    fn of(color: Color, part: Part) -> Colors {
        let hex = |theme| {
            let Color(red, green, blue) = Print { theme, paper: None }.color(color, part);
            format!("#{red:02x}{green:02x}{blue:02x}")
        };
        Colors([hex(Theme::Light), hex(Theme::Dark)])
    }
}

impl Mark {
    /// The limit of a target.
    pub(super) fn limit(at: f64, words: String) -> Mark {
        Mark { at: Number(at), colors: Colors::of_line(VERMILLION), words: Words(words) }
    }
}

impl Plot {
    /// The number of the places, which are added unless they are known.
    pub(super) fn places(&mut self, places: Vec<Number>) -> usize {
        match self.places.iter().position(|known| *known == places) {
            Some(known) => known,
            None => {
                self.places.push(places);
                self.places.len() - 1
            }
        }
    }

    /// The figures as JSON that can stand in a page; `None` if there is nothing to zoom into.
    pub(super) fn json(&self) -> Option<String> {
        let lines = || self.panels.iter().flat_map(|panel| &panel.lines);
        let drawn = |line: &Line| line.values.iter().flatten().count() >= FEWEST;
        if !lines().any(drawn) {
            return None;
        }
        // No text of a record ends the element of the page that holds it.
        Some(serde_json::to_string(self).ok()?.replace('<', "\\u003c"))
    }
}

impl Serialize for Words {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&printable(&self.0))
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let short: f64 = format!("{:.5e}", self.0).parse().map_err(serde::ser::Error::custom)?;
        // Whole numbers without a decimal point.
        if short.fract() == 0.0 && short.abs() < 1e15 {
            serializer.serialize_i64(short as i64)
        } else {
            serializer.serialize_f64(short)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_texts_end_no_element() {
        let numbers = [1.0, 0.1 + 0.2, 34_200.0, 1234.5678, -0.0].map(Number);
        assert_eq!(serde_json::to_string(&numbers).unwrap(), "[1,0.3,34200,1234.57,0]");
        let line = Line {
            name: Words("</script>\u{1b}".to_owned()),
            colors: Colors::of_line(VERMILLION),
            places: 0,
            values: vec![Some(Number(1.0)); 3],
            low: Vec::new(),
            high: Vec::new(),
        };
        let pane = Pane {
            title: Words("calls".to_owned()),
            top: Number(2.0),
            lines: vec![line],
            limits: Vec::new(),
            marks: Vec::new(),
            points: Vec::new(),
        };
        let across = Across {
            kind: Kind::Numbers,
            title: Words("lines".to_owned()),
            ends: [Number(0.0), Number(1.0)],
            names: Vec::new(),
        };
        let mut plot = Plot {
            title: Words(String::new()),
            notes: Vec::new(),
            across,
            places: Vec::new(),
            shades: Vec::new(),
            panels: vec![pane],
        };
        assert_eq!(plot.places(vec![Number(1.0)]), 0);
        assert_eq!(plot.places(vec![Number(1.0)]), 0);
        let json = plot.json().unwrap();
        assert!(json.contains(r"\u003c/script>\\u001b"), "{json}");
        plot.panels[0].lines[0].values.truncate(2);
        assert!(plot.json().is_none());
    }
}
