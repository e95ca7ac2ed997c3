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
pub(super) const SOFT: Color = Color(0x60, 0x60, 0x60);
pub(super) const GREY: Color = Color(0xA0, 0xA0, 0xA0);
pub(super) const GRID: Color = Color(0xE2, 0xE2, 0xE2);
pub(super) const SHADE: Color = Color(0xF1, 0xF1, 0xF1);
/// Behind an outage.
pub(super) const TINT: Color = Color(0xFB, 0xE3, 0xD3);
pub(super) const PAPER: Color = Color(0xFF, 0xFF, 0xFF);
