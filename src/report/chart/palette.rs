//! Colours that colour-blind readers can distinguish (Okabe and Ito 2008), and greys.

/// Red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Color(pub u8, pub u8, pub u8);

pub(super) const ORANGE: Color = Color(0xE6, 0x9F, 0x00);
pub(super) const SKY: Color = Color(0x56, 0xB4, 0xE9);
pub(super) const GREEN: Color = Color(0x00, 0x9E, 0x73);
pub(super) const BLUE: Color = Color(0x00, 0x72, 0xB2);
pub(super) const VERMILLION: Color = Color(0xD5, 0x5E, 0x00);
pub(super) const PURPLE: Color = Color(0xCC, 0x79, 0xA7);

pub(super) const INK: Color = Color(0x22, 0x22, 0x22);
/// Of text on a light colour, which is the same in a dark page.
const ON_COLOR: Color = Color(0x11, 0x11, 0x11);
const BLACK: Color = Color(0, 0, 0);
/// Of text on a tint: black on white paper, white on dark.
pub(super) const ON_TINT: Color = Color(0x01, 0x01, 0x01);
pub(super) const SOFT: Color = Color(0x60, 0x60, 0x60);
pub(super) const GREY: Color = Color(0xA0, 0xA0, 0xA0);
pub(super) const GRID: Color = Color(0xE2, 0xE2, 0xE2);
pub(super) const SHADE: Color = Color(0xF1, 0xF1, 0xF1);
/// Behind an outage.
pub(super) const TINT: Color = Color(0xFB, 0xE3, 0xD3);
pub(super) const PAPER: Color = Color(0xFF, 0xFF, 0xFF);
pub(super) const DARK_PAPER: Color = Color(0x14, 0x18, 0x1d);

/// The colour of text on an area of this colour: white or nearly black, what has the greater contrast (WCAG 2.2, 1.4.3).
pub(super) fn ink_on(area: Color) -> Color {
    if contrast(PAPER, area) >= contrast(ON_COLOR, area) { PAPER } else { ON_COLOR }
}

/// The contrast ratio of WCAG 2.2: 1 for one colour, 21 for black on white.
pub(super) fn contrast(text: Color, area: Color) -> f64 {
    let (a, b) = (luminance(text) + 0.05, luminance(area) + 0.05);
    a.max(b) / a.min(b)
}

/// The same for text on a colour that covers a share of the paper, which is white or dark.
pub(super) fn ink_on_tint(color: Color, share: f64) -> Color {
    let is_white = |paper| {
        let area = tint(color, share, paper);
        contrast(PAPER, area) >= contrast(BLACK, area)
    };
    match (is_white(PAPER), is_white(DARK_PAPER)) {
        (true, _) => PAPER,
        (false, true) => ON_TINT,
        (false, false) => BLACK,
    }
}

/// What a colour looks like that covers a share of the paper.
pub(super) fn tint(color: Color, share: f64, paper: Color) -> Color {
    let mix = |c: u8, below: u8| (share * f64::from(c) + (1.0 - share) * f64::from(below)).round();
    let mix = |c, below| mix(c, below) as u8;
    Color(mix(color.0, paper.0), mix(color.1, paper.1), mix(color.2, paper.2))
}

/// The relative luminance of WCAG 2.2: 0 for black, 1 for white.
fn luminance(Color(red, green, blue): Color) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { libm::pow((share + 0.055) / 1.055, 2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_on_every_colour_can_be_read() {
        for area in [ORANGE, SKY, GREEN, BLUE, VERMILLION, PURPLE, GREY] {
            assert!(contrast(ink_on(area), area) >= 4.5, "{area:?}");
        }
    }
}
