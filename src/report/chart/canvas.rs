//! A picture as a list of marks in points, drawn by plotters as SVG and as PNG. No other file uses
//! plotters. The fonts are built in, so pictures are the same on every machine.

use super::hint::{self, Hint};
use super::lettering::{BOLD, Bitmap, Letters, SANS};
use super::palette::{Color, INK};
#[cfg(feature = "internals")]
use super::palette::{GREY, GRID, PAPER};
#[cfg(feature = "internals")]
use super::placing::crosses;
use super::plot::Plot;
use super::print::{Part, Print};
use super::simplified::simplified;
use crate::base::{Error, printable};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, FontDesc, FontStyle, RGBAColor, register_font};
use std::sync::Once;

/// Plotters rounds to whole pixels; at four times the size this is invisible.
const SVG_SCALE: f64 = 4.0;
/// Two pixels per point, for screens of high resolution.
const PNG_SCALE: f64 = 2.0;

/// Colours of lines that are no curves: of the grid, of frames and of what leads to a text.
#[cfg(feature = "internals")]
const QUIET: [Color; 4] = [GRID, GREY, INK, PAPER];

/// The height of letters as a share of their size.
#[cfg(feature = "internals")]
const LETTER: f64 = 0.75;

/// No line of a picture has room for more letters.
const MAX_LETTERS: usize = 1_000;

/// Browsers without DejaVu Sans use Verdana, which has the same width.
const FONT: &str = "DejaVu Sans, Verdana, sans-serif";

/// How a text is aligned to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Middle,
    Right,
}

/// The look of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    pub size: f64,
    pub bold: bool,
    pub color: Color,
}

impl Type {
    pub(super) fn plain(size: f64) -> Type {
        Type { size, bold: false, color: INK }
    }

    pub(super) fn bold(size: f64) -> Type {
        Type { bold: true, ..Type::plain(size) }
    }

    pub(super) fn color(self, color: Color) -> Type {
        Type { color, ..self }
    }
}

enum Mark {
    Line { points: Vec<(f64, f64)>, color: Color, width: f64 },
    Area { points: Vec<(f64, f64)>, color: Color, alpha: f64 },
    Rectangle { from: (f64, f64), to: (f64, f64), color: Color },
    Dot { at: (f64, f64), radius: f64, color: Color },
    Text { at: (f64, f64), text: String, look: Type, align: Align },
}

/// Points of a side of a picture at most: what lies beyond is not drawn. It holds some hundred bars, and its PNG takes
/// less than 300 MB while it is drawn.
const MAX_SIDE: f64 = 16_000.0;

/// A picture; the origin is the upper left corner.
pub(super) struct Canvas {
    pub width: f64,
    pub height: f64,
    marks: Vec<Mark>,
    hints: Vec<Hint>,
    axes: Vec<String>,
    plot: Option<String>,
}

/// A text of a chart and the box around its letters, in points.
#[cfg(feature = "internals")]
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// What it says.
    pub text: String,
    /// Left, top, right, bottom.
    pub around: [f64; 4],
}

/// The text of a mark and the box around its letters; `None` if it is no text.
#[cfg(feature = "internals")]
fn label(mark: &Mark) -> Option<Label> {
    let Mark::Text { at: (x, y), text, look, align } = mark else { return None };
    let (wide, half) = (text_width(text, *look), look.size * LETTER / 2.0);
    let left = match align {
        Align::Left => *x,
        Align::Middle => x - wide / 2.0,
        Align::Right => x - wide,
    };
    Some(Label { text: text.clone(), around: [left, y - half, left + wide, y + half] })
}

impl Canvas {
    pub(super) fn new(width: f64, height: f64) -> Canvas {
        let (width, height) = (width.min(MAX_SIDE), height.min(MAX_SIDE));
        let (marks, hints, axes) = (Vec::new(), Vec::new(), Vec::new());
        Canvas { width, height, marks, hints, axes, plot: None }
    }

    pub(super) fn line(&mut self, points: Vec<(f64, f64)>, color: Color, width: f64) {
        if points.len() > 1 {
            self.marks.push(Mark::Line { points, color, width });
        }
    }

    pub(super) fn area(&mut self, points: Vec<(f64, f64)>, color: Color, alpha: f64) {
        if points.len() > 2 {
            self.marks.push(Mark::Area { points, color, alpha });
        }
    }

    pub(super) fn rectangle(&mut self, from: (f64, f64), to: (f64, f64), color: Color) {
        self.marks.push(Mark::Rectangle { from, to, color });
    }

    pub(super) fn dot(&mut self, at: (f64, f64), radius: f64, color: Color) {
        self.marks.push(Mark::Dot { at, radius, color });
    }

    /// Text, vertically centred at `at`.
    pub(super) fn text(&mut self, at: (f64, f64), text: &str, look: Type, align: Align) {
        if !text.is_empty() {
            self.marks.push(Mark::Text { at, text: printable(text).into_owned(), look, align });
        }
    }

    /// What a browser shows where the pointer rests between two corners.
    pub(super) fn hint(&mut self, from: (f64, f64), to: (f64, f64), text: String) {
        self.hints.push(Hint { from, to, text });
    }

    /// The figures from which a page draws the chart again.
    pub(super) fn plot(&mut self, plot: &Plot) {
        self.plot = plot.json();
    }

    /// These figures as JSON.
    pub(super) fn take_plot(&mut self) -> Option<String> {
        self.plot.take()
    }

    /// Notes the title of an axis.
    pub(super) fn axis(&mut self, title: &str) {
        self.axes.push(title.to_owned());
    }

    /// The titles of the axes, with their units.
    #[cfg(feature = "internals")]
    pub(super) fn axes(&self) -> &[String] {
        &self.axes
    }

    /// The texts through which a curve runs that is drawn beside them or over them: not below the ground of the text.
    #[cfg(feature = "internals")]
    pub(super) fn crossed(&self) -> Vec<String> {
        let of = |(i, mark): (usize, &Mark)| {
            let label = label(mark)?;
            let [left, top, right, bottom] = label.around;
            let covers = |mark: &Mark| match mark {
                Mark::Rectangle { from, to, .. } => {
                    from.0 <= left && from.1 <= top && to.0 >= right && to.1 >= bottom
                }
                _ => false,
            };
            let ground = self.marks[..i].iter().rposition(covers).unwrap_or(0);
            let is_over = |mark: &Mark| match mark {
                Mark::Line { points, color, .. } => {
                    !QUIET.contains(color) && crosses(points, label.around)
                }
                _ => false,
            };
            self.marks[ground..].iter().any(is_over).then_some(label.text)
        };
        self.marks.iter().enumerate().filter_map(of).collect()
    }

    /// All texts with the boxes around their letters.
    #[cfg(feature = "internals")]
    pub(super) fn labels(&self) -> Vec<Label> {
        self.marks.iter().filter_map(label).collect()
    }

    pub(super) fn svg(&self, print: &Print) -> Result<String, Error> {
        let mut svg = String::new();
        let (width, height) = self.pixels(SVG_SCALE);
        let root = SVGBackend::with_string(&mut svg, (width, height)).into_drawing_area();
        root.fill(&rgba(print.paper(), 1.0)).map_err(fault)?;
        let marks: Vec<&Mark> = self.marks.iter().collect();
        let place = Place { scale: SVG_SCALE, left: 0.0, top: 0.0 };
        draw(&root, &marks, &place, print).and_then(|()| root.present().map_err(fault))?;
        drop(root);
        let size = |w: f64, h: f64| format!("width=\"{w}\" height=\"{h}\"");
        let drawn = size(f64::from(width), f64::from(height));
        let (wide, high) = print.size(self.width, self.height, 1.0);
        let mut svg = svg.replacen(&drawn, &size(wide, high), 1);
        if print.paper.is_some() {
            let Color(red, green, blue) = print.paper();
            let paper = format!("<svg style=\"background:rgb({red},{green},{blue})\" ");
            svg = svg.replacen("<svg ", &paper, 1);
        }
        let end = svg.rfind("</svg>").unwrap_or(svg.len());
        let hints = hint::svg(&self.hints, SVG_SCALE);
        Ok(format!("{}{hints}{}", &svg[..end], &svg[end..]))
    }

    pub(super) fn png(&self, print: &Print) -> Result<Vec<u8>, Error> {
        let (wide, high) = print.size(self.width, self.height, PNG_SCALE);
        let (width, height) = (wide.round() as u32, high.round() as u32);
        let scale = (wide / self.width).min(high / self.height);
        let place = Place {
            scale,
            left: (wide - self.width * scale) / 2.0,
            top: (high - self.height * scale) / 2.0,
        };
        let Color(red, green, blue) = print.paper();
        let mut pixels = [red, green, blue].repeat(width as usize * height as usize);
        for marks in self.marks.chunk_by(|a, b| a.is_text() == b.is_text()) {
            let marks: Vec<&Mark> = marks.iter().collect();
            if marks.first().is_some_and(|mark| mark.is_text()) {
                let mut bitmap = Bitmap { pixels: &mut pixels, width, height };
                letter(&mut bitmap, &marks, &place, print);
            } else {
                let root =
                    BitMapBackend::with_buffer(&mut pixels, (width, height)).into_drawing_area();
                draw(&root, &marks, &place, print).and_then(|()| root.present().map_err(fault))?;
            }
        }
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        // Areas of one colour compress best without a filter.
        encoder.set_filter(png::FilterType::NoFilter);
        encoder.set_compression(png::Compression::Best);
        let mut writer = encoder.write_header().map_err(fault)?;
        writer.write_image_data(&pixels).map_err(fault)?;
        writer.finish().map_err(fault)?;
        Ok(bytes)
    }

    fn pixels(&self, scale: f64) -> (u32, u32) {
        ((self.width * scale).round() as u32, (self.height * scale).round() as u32)
    }
}

impl Mark {
    fn is_text(&self) -> bool {
        matches!(self, Mark::Text { .. })
    }
}

/// Where a picture lies on its paper, in pixels: its scale, and its upper left corner.
struct Place {
    scale: f64,
    left: f64,
    top: f64,
}

impl Place {
    fn at(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (x * self.scale + self.left, y * self.scale + self.top)
    }

    fn pixel(&self, point: (f64, f64)) -> (i32, i32) {
        whole(self.at(point))
    }
}

/// The pixel at a place.
fn whole((x, y): (f64, f64)) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

/// Draws marks by plotters.
fn draw<B: DrawingBackend>(
    root: &DrawingArea<B, plotters::coord::Shift>,
    marks: &[&Mark],
    place: &Place,
    print: &Print,
) -> Result<(), Error> {
    let at = |point| place.pixel(point);
    let all = |points: &[(f64, f64)]| points.iter().map(|p| at(*p)).collect::<Vec<_>>();
    let stroke = |width: f64| (width * place.scale).round().max(1.0) as u32;
    let ink = |color: &Color, part, alpha| rgba(print.color(*color, part), alpha);
    for mark in marks {
        match mark {
            Mark::Line { points, color, width } => {
                let style = ink(color, Part::Line, 1.0).stroke_width(stroke(*width));
                let points: Vec<_> = points.iter().map(|point| place.at(*point)).collect();
                let points: Vec<_> = simplified(&points).into_iter().map(whole).collect();
                root.draw(&PathElement::new(points, style)).map_err(fault)?;
            }
            Mark::Area { points, color, alpha } => {
                let style = ink(color, Part::Area, *alpha).filled();
                root.draw(&Polygon::new(all(points), style)).map_err(fault)?;
            }
            Mark::Rectangle { from, to, color } => {
                let corners = [at(*from), at(*to)];
                let style = ink(color, Part::Area, 1.0).filled();
                root.draw(&Rectangle::new(corners, style)).map_err(fault)?;
            }
            Mark::Dot { at: middle, radius, color } => {
                let style = ink(color, Part::Area, 1.0).filled();
                root.draw(&Circle::new(at(*middle), stroke(*radius), style)).map_err(fault)?;
            }
            Mark::Text { at: point, text, look, align } => {
                let side = match align {
                    Align::Left => HPos::Left,
                    Align::Middle => HPos::Center,
                    Align::Right => HPos::Right,
                };
                let ink = ink(&look.color, Part::Text, 1.0);
                let style = TextStyle::from(font(look, place.scale))
                    .color(&ink)
                    .pos(Pos::new(side, VPos::Center));
                root.draw(&Text::new(text.as_str(), at(*point), style)).map_err(fault)?;
            }
        }
    }
    Ok(())
}

/// Draws texts into a bitmap.
fn letter(bitmap: &mut Bitmap<'_>, marks: &[&Mark], place: &Place, print: &Print) {
    for mark in marks {
        if let Mark::Text { at, text, look, align } = mark {
            let letters = Letters {
                bold: look.bold,
                size: look.size * place.scale,
                color: print.color(look.color, Part::Text),
                before: match align {
                    Align::Left => 0.0,
                    Align::Middle => 0.5,
                    Align::Right => 1.0,
                },
            };
            bitmap.letter(place.at(*at), text, &letters);
        }
    }
}

/// The width of `text` in points.
pub(super) fn text_width(text: &str, look: Type) -> f64 {
    const FINE: f64 = 8.0;
    let size = font(&look, FINE).box_size(&printable(text));
    size.map_or(0.0, |(width, _)| f64::from(width) / FINE)
}

/// `text`, cut at the end if it is wider than `width`.
pub(super) fn cut(text: &str, look: Type, width: f64) -> String {
    let text = printable(text);
    longest(&text, look, width, |letters, kept| {
        let head: String = letters[..kept].iter().collect();
        format!("{}…", head.trim_end())
    })
}

/// `text`, cut in the middle if it is wider than `width`: names of hosts often differ only at the
/// beginning or at the end.
pub(super) fn fitted(text: &str, look: Type, width: f64) -> String {
    let text = printable(text);
    longest(&text, look, width, |letters, kept| {
        let (head, tail) = (kept.div_ceil(2), kept / 2);
        let ends = letters[..head].iter().chain(std::iter::once(&'…'));
        ends.chain(&letters[letters.len() - tail..]).collect()
    })
}

/// `text`, or as much of it as fits into `width`; `shorter` keeps a number of its letters. Its search halves what
/// is left, because a record may hold a name of any length.
fn longest(
    text: &str,
    look: Type,
    width: f64,
    shorter: impl Fn(&[char], usize) -> String,
) -> String {
    let short = text.chars().count() <= MAX_LETTERS;
    if text.is_empty() || short && text_width(text, look) <= width {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let (mut fits, mut wide) = (0, letters.len().min(MAX_LETTERS + 1));
    while fits + 1 < wide {
        let middle = fits.midpoint(wide);
        match text_width(&shorter(&letters, middle), look) <= width {
            true => fits = middle,
            false => wide = middle,
        }
    }
    shorter(&letters, fits)
}

fn font(look: &Type, scale: f64) -> FontDesc<'static> {
    static FONTS: Once = Once::new();
    FONTS.call_once(|| {
        // A test reads both fonts; if a font is broken, drawing fails.
        let _ = register_font(FONT, FontStyle::Normal, SANS);
        let _ = register_font(FONT, FontStyle::Bold, BOLD);
    });
    let style = if look.bold { FontStyle::Bold } else { FontStyle::Normal };
    FontDesc::new(FontFamily::Name(FONT), look.size * scale, style)
}

fn rgba(color: Color, alpha: f64) -> RGBAColor {
    RGBAColor(color.0, color.1, color.2, alpha)
}

fn fault(error: impl std::fmt::Display) -> Error {
    Error::fault(format!("a chart cannot be drawn: {error}"))
}
