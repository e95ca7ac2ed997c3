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
pub(super) const SOFT: Color = Color(0x60, 0x60, 0x60);
pub(super) const GREY: Color = Color(0xA0, 0xA0, 0xA0);
pub(super) const GRID: Color = Color(0xE2, 0xE2, 0xE2);
pub(super) const SHADE: Color = Color(0xF1, 0xF1, 0xF1);
/// Behind an outage.
pub(super) const TINT: Color = Color(0xFB, 0xE3, 0xD3);
pub(super) const PAPER: Color = Color(0xFF, 0xFF, 0xFF);

/// The colour of text on an area of this colour: white or nearly black, what has the greater contrast (WCAG 2.2, 1.4.3).
pub(super) fn ink_on(area: Color) -> Color {
    let contrast = |text: Color| {
        let (a, b) = (luminance(text) + 0.05, luminance(area) + 0.05);
        a.max(b) / a.min(b)
    };
    if contrast(PAPER) >= contrast(ON_COLOR) { PAPER } else { ON_COLOR }
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
            let (a, b) = (luminance(ink_on(area)) + 0.05, luminance(area) + 0.05);
            assert!(a.max(b) / a.min(b) >= 4.5, "{area:?}");
        }
    }
}
