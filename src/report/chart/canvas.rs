//! A picture as a list of marks in points, drawn by plotters as SVG and as PNG. No other file uses
//! plotters. The fonts are built in, so pictures are the same on every machine.

use super::palette::{Color, INK};
use crate::base::{Error, printable};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, FontDesc, FontStyle, RGBAColor, register_font};
use std::sync::Once;

/// Plotters rounds to whole pixels; at four times the size this is invisible.
const SVG_SCALE: f64 = 4.0;
/// Two pixels per point, for screens of high resolution.
const PNG_SCALE: f64 = 2.0;

/// Plotters centres the box of a text, not its letters: in a bitmap, text is too high by this share of
/// its size.
const PNG_DROP: f64 = 0.16;

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
}

impl Canvas {
    pub(super) fn new(width: f64, height: f64) -> Canvas {
        let (width, height) = (width.min(MAX_SIDE), height.min(MAX_SIDE));
        Canvas { width, height, marks: Vec::new() }
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

    pub(super) fn svg(&self) -> Result<String, Error> {
        let mut svg = String::new();
        let (width, height) = self.pixels(SVG_SCALE);
        let root = SVGBackend::with_string(&mut svg, (width, height)).into_drawing_area();
        self.draw(&root, SVG_SCALE, 0.0).and_then(|()| root.present().map_err(fault))?;
        drop(root);
        let size = |w: f64, h: f64| format!("width=\"{w}\" height=\"{h}\"");
        let drawn = size(f64::from(width), f64::from(height));
        Ok(svg.replacen(&drawn, &size(self.width, self.height), 1))
    }

    pub(super) fn png(&self) -> Result<Vec<u8>, Error> {
        let (width, height) = self.pixels(PNG_SCALE);
        let mut pixels = vec![0; width as usize * height as usize * 3];
        let root = BitMapBackend::with_buffer(&mut pixels, (width, height)).into_drawing_area();
        self.draw(&root, PNG_SCALE, PNG_DROP).and_then(|()| root.present().map_err(fault))?;
        drop(root);
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

    fn draw<B: DrawingBackend>(
        &self,
        root: &DrawingArea<B, plotters::coord::Shift>,
        scale: f64,
        drop: f64,
    ) -> Result<(), Error> {
        root.fill(&WHITE).map_err(fault)?;
        let at = |(x, y): (f64, f64)| ((x * scale).round() as i32, (y * scale).round() as i32);
        let all = |points: &[(f64, f64)]| points.iter().map(|p| at(*p)).collect::<Vec<_>>();
        let stroke = |width: f64| (width * scale).round().max(1.0) as u32;
        for mark in &self.marks {
            match mark {
                Mark::Line { points, color, width } => {
                    let style = rgba(*color, 1.0).stroke_width(stroke(*width));
                    root.draw(&PathElement::new(all(points), style)).map_err(fault)?;
                }
                Mark::Area { points, color, alpha } => {
                    let style = rgba(*color, *alpha).filled();
                    root.draw(&Polygon::new(all(points), style)).map_err(fault)?;
                }
                Mark::Rectangle { from, to, color } => {
                    let corners = [at(*from), at(*to)];
                    root.draw(&Rectangle::new(corners, rgba(*color, 1.0).filled()))
                        .map_err(fault)?;
                }
                Mark::Dot { at: middle, radius, color } => {
                    let style = rgba(*color, 1.0).filled();
                    root.draw(&Circle::new(at(*middle), stroke(*radius), style)).map_err(fault)?;
                }
                Mark::Text { at: point, text, look, align } => {
                    let side = match align {
                        Align::Left => HPos::Left,
                        Align::Middle => HPos::Center,
                        Align::Right => HPos::Right,
                    };
                    let point = (point.0, point.1 + drop * look.size);
                    let ink = rgba(look.color, 1.0);
                    let style = TextStyle::from(font(look, scale))
                        .color(&ink)
                        .pos(Pos::new(side, VPos::Center));
                    root.draw(&Text::new(text.as_str(), at(point), style)).map_err(fault)?;
                }
            }
        }
        Ok(())
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
        let sans = include_bytes!("fonts/DejaVuSans-subset.ttf");
        let bold = include_bytes!("fonts/DejaVuSans-Bold-subset.ttf");
        // A test reads both fonts; if a font is broken, drawing fails.
        let _ = register_font(FONT, FontStyle::Normal, sans);
        let _ = register_font(FONT, FontStyle::Bold, bold);
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
