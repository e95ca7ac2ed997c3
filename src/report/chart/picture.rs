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

/// The two lines below the title of a chart: `more` and the title of the scenario, which is cut only if it fills a line by
/// itself; then what the figures rest on and what identifies the run: replications, seed, version, and what the command line changed.
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
    [subject(record, more), origin]
}

fn subject(record: &Record, more: &str) -> String {
    let begin = if more.is_empty() { String::new() } else { format!("{more} · ") };
    let room = WIDTH - 2.0 * MARGIN - text_width(&begin, subtitle_look()) - 4.0;
    let title = cut(&record.title, subtitle_look(), room);
    if title.is_empty() { more.to_owned() } else { format!("{begin}{title}") }
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
