//! A chart before and after it is drawn, and the text that all charts share.

use super::axis::{MARGIN, WIDTH, subtitle_look};
use super::canvas::{Canvas, cut, text_width};
use super::print::Print;
use crate::base::Error;
use crate::experiment::Record;
use crate::report::number;
use crate::report::sections::{overrides, replications};

/// A chart, drawn.
#[derive(Clone, Debug)]
pub struct Chart {
    /// File name without extension, as `outcomes`.
    pub name: String,
    /// What it shows, as alternative text.
    pub title: String,
    /// How it shows that, for readers who do not see it.
    pub about: &'static str,
    /// The picture as SVG.
    pub svg: String,
    /// The same as PNG, with two pixels per point unless another size was wanted.
    pub png: Vec<u8>,
    /// Of a chart of lines, the figures from which a page draws it again, as JSON.
    pub plot: Option<String>,
}

/// A chart before it is drawn.
pub(super) struct Picture {
    pub name: &'static str,
    pub title: String,
    /// What is drawn, in sentences.
    pub about: &'static str,
    pub canvas: Canvas,
}

/// Draws a picture under the name of its file.
pub(super) fn drawn((name, mut picture): (String, Picture), print: &Print) -> Result<Chart, Error> {
    Ok(Chart {
        name,
        title: picture.title,
        about: picture.about,
        svg: picture.canvas.svg(print)?,
        png: picture.canvas.png(print)?,
        plot: picture.canvas.take_plot(),
    })
}

/// The two lines below the title of a chart: `more` and the title of the scenario; then what the figures rest on and what
/// identifies the run: replications, seed, version, and what the command line changed.
pub(super) fn subtitle(record: &Record, more: &str) -> [String; 2] {
    let basis = match record.comparison().is_some_and(|compare| compare.unpaired.is_some()) {
        // What the runs rest on differs.
        true => "independent samples".to_owned(),
        false => format!("{} · seed {}", basis(record), record.seed),
    };
    subtitle_on(record, more, &basis)
}

/// The same with what the figures rest on, where that is not what the record says of all.
pub(super) fn subtitle_on(record: &Record, more: &str, basis: &str) -> [String; 2] {
    let mut origin = format!("{basis} · busyhour {}", record.program_version);
    let overrides = overrides(record);
    if !overrides.is_empty() {
        origin.push_str(&format!(" · {overrides}"));
    }
    lines(more, &record.title, origin)
}

/// `more` stands before the title, or before the origin where the title leaves it no room. A title that does not fit is cut.
fn lines(more: &str, title: &str, origin: String) -> [String; 2] {
    let room = WIDTH - 2.0 * MARGIN - 4.0;
    let before = |text: &str| match more {
        "" => text.to_owned(),
        _ => format!("{more} · {text}"),
    };
    let fits = |text: &str| text_width(text, subtitle_look()) <= room;
    if !fits(&before(title)) && fits(&before(&origin)) {
        return [cut(title, subtitle_look(), room), before(&origin)];
    }
    let begin = before("");
    let title = cut(title, subtitle_look(), room - text_width(&begin, subtitle_look()));
    [if title.is_empty() { more.to_owned() } else { format!("{begin}{title}") }, origin]
}

/// How much was measured, how often, and at what confidence.
fn basis(record: &Record) -> String {
    let replications = replications::in_words(record);
    let confidence = number::join(&number::significant(record.confidence * 100.0), "%");
    format!("{replications} of {}, {confidence} intervals", number::span(record.duration_seconds))
}

/// The text with a capital first letter.
pub(super) fn capital(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(letter) = text.get_mut(..1) {
        letter.make_ascii_uppercase();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_cut_only_where_neither_line_has_room() {
        let origin = || "10 replications".to_owned();
        assert_eq!(lines("", "Title", origin()), ["Title", "10 replications"]);
        assert_eq!(lines("more", "Title", origin()), ["more · Title", "10 replications"]);
        let long = "a title of some words ".repeat(7).trim_end().to_owned();
        let more = "what the chart is about";
        let below = format!("{more} · 10 replications");
        assert_eq!(lines(more, &long, origin()), [long.clone(), below.clone()]);
        let longest = long.repeat(3);
        let [title, second] = lines(more, &longest, origin());
        assert!(title.ends_with('…') && second == below);
        let [title, below] = lines(&long, &longest, origin());
        assert!(title.starts_with(&long) && below == "10 replications");
    }
}
