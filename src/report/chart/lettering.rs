//! Text in a bitmap, each letter at its exact place: plotters moves every letter to a whole pixel and leaves out the space
//! at its left, so that letters stand unevenly.

use super::palette::Color;
use ab_glyph::{Font as _, FontRef, Point, PxScale, ScaleFont as _, point};
use std::sync::OnceLock;

/// How far the base line is below the middle of a text, as a share of its size.
const BELOW: f64 = 0.257;

/// The built-in fonts.
pub(super) const SANS: &[u8] = include_bytes!("fonts/DejaVuSans-subset.ttf");
pub(super) const BOLD: &[u8] = include_bytes!("fonts/DejaVuSans-Bold-subset.ttf");

/// The look of a text in a bitmap.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letters {
    pub bold: bool,
    /// Pixels.
    pub size: f64,
    pub color: Color,
    /// The share of its width that stands left of its point: 0 if it begins there, 1 if it ends there.
    pub before: f64,
}

/// A font. A test reads both; without a font, no text is drawn.
fn font(bold: bool) -> Option<&'static FontRef<'static>> {
    static PLAIN: OnceLock<Option<FontRef<'static>>> = OnceLock::new();
    static HEAVY: OnceLock<Option<FontRef<'static>>> = OnceLock::new();
    let (cell, bytes) = if bold { (&HEAVY, BOLD) } else { (&PLAIN, SANS) };
    cell.get_or_init(|| FontRef::try_from_slice(bytes).ok()).as_ref()
}

/// A bitmap of red, green and blue.
pub(super) struct Bitmap<'p> {
    pub pixels: &'p mut [u8],
    pub width: u32,
    pub height: u32,
}

impl Bitmap<'_> {
    /// Draws a text, vertically centred at a point in pixels.
    pub(super) fn letter(&mut self, (x, y): (f64, f64), text: &str, letters: &Letters) {
        let Letters { bold, size, color, before } = *letters;
        let Some(font) = font(bold) else { return };
        let scale = PxScale::from(size as f32);
        let scaled = font.as_scaled(scale);
        let wide: f32 = text.chars().map(|c| scaled.h_advance(scaled.glyph_id(c))).sum();
        let left = x as f32 - before as f32 * wide;
        // Letters stand on a whole pixel, which keeps their feet sharp.
        let mut at = point(left, (y + BELOW * size).round() as f32);
        for c in text.chars() {
            let glyph = scaled.glyph_id(c);
            if let Some(outline) = font.outline_glyph(glyph.with_scale_and_position(scale, at)) {
                let corner = outline.px_bounds().min;
                outline.draw(|x, y, cover| self.mix(corner, (x, y), color, cover));
            }
            at.x += scaled.h_advance(glyph);
        }
    }

    /// Covers a share of a pixel with a colour; nothing outside the bitmap.
    fn mix(
        &mut self,
        corner: Point,
        (x, y): (u32, u32),
        Color(red, green, blue): Color,
        cover: f32,
    ) {
        let (x, y) = (corner.x as i64 + i64::from(x), corner.y as i64 + i64::from(y));
        let inside =
            (0..i64::from(self.width)).contains(&x) && (0..i64::from(self.height)).contains(&y);
        let at = (y * i64::from(self.width) + x) * 3;
        let Some(pixel) = self.pixels.get_mut(at.max(0) as usize..).filter(|_| inside) else {
            return;
        };
        let cover = cover.clamp(0.0, 1.0);
        for (channel, ink) in pixel.iter_mut().zip([red, green, blue]) {
            let mixed = f32::from(*channel) * (1.0 - cover) + f32::from(ink) * cover;
            *channel = mixed.round() as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(before: f64) -> Letters {
        Letters { bold: false, size: 24.0, color: Color(0, 0, 0), before }
    }

    /// The columns of pixels that a text covers, as runs of neighbours: from, to.
    fn runs(text: &str) -> Vec<(u32, u32)> {
        let (width, height) = (200, 40);
        let mut pixels = vec![255; (width * height * 3) as usize];
        let mut bitmap = Bitmap { pixels: &mut pixels, width, height };
        bitmap.letter((10.0, 20.0), text, &plain(0.0));
        let is_dark = |x: u32| (0..height).any(|y| pixels[((y * width + x) * 3) as usize] < 128);
        let mut runs: Vec<(u32, u32)> = Vec::new();
        for x in (0..width).filter(|x| is_dark(*x)) {
            match runs.last_mut().filter(|run| run.1 + 1 == x) {
                Some(run) => run.1 = x,
                None => runs.push((x, x)),
            }
        }
        runs
    }

    #[test]
    fn equal_letters_stand_at_equal_distances() {
        let stems = runs("lllllllll");
        assert_eq!(stems.len(), 9);
        let gaps: Vec<u32> = stems.windows(2).map(|w| w[1].0 - w[0].1).collect();
        let (least, most) = (gaps.iter().min().unwrap(), gaps.iter().max().unwrap());
        assert!(most - least <= 1, "{gaps:?}");
    }

    #[test]
    fn text_beyond_the_edge_is_cut() {
        let mut pixels = vec![255; 30];
        let mut bitmap = Bitmap { pixels: &mut pixels, width: 5, height: 2 };
        let letters = Letters { bold: true, ..plain(0.5) };
        for at in [(-50.0, 1.0), (2.0, -9.0), (4.0, 1.0), (1e9, 1e9)] {
            bitmap.letter(at, "wide", &letters);
        }
    }
}
