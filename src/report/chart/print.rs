//! How charts are printed: in which size, and light or dark.

use super::palette::{BLUE, Color, DARK_PAPER, GRID, INK, ON_TINT, PAPER, SHADE, SKY, SOFT, TINT};

/// The look of the paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark ink on white paper.
    #[default]
    Light,
    /// Light ink on dark paper, as the HTML page where the reader prefers that.
    Dark,
}

/// Size and look of printed charts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Print {
    /// Light or dark.
    pub theme: Theme,
    /// Width and height of the paper, in points of the SVG and pixels of the PNG; by default a chart has the size that it
    /// needs. A chart of another shape keeps its own in the middle of the paper.
    pub paper: Option<(u32, u32)>,
}

/// What of a picture has a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Line,
    Area,
    Text,
}

/// Colours of light paper and of dark paper, as in the style of the page.
const DARK: [(Color, Color); 7] = [
    (PAPER, DARK_PAPER),
    (INK, Color(0xe8, 0xea, 0xed)),
    (SOFT, Color(0xb3, 0xba, 0xc2)),
    (GRID, Color(0x33, 0x3b, 0x44)),
    (SHADE, Color(0x22, 0x29, 0x30)),
    (TINT, Color(0x45, 0x30, 0x1f)),
    (ON_TINT, Color(0xff, 0xff, 0xff)),
];
/// Lines need more light than areas do; the lighter blue stays apart from the darker one.
const DARK_LINES: [(Color, Color); 2] =
    [(BLUE, Color(0x3f, 0x9b, 0xdc)), (SKY, Color(0xa9, 0xdc, 0xf7))];

impl Print {
    /// Width and height of the paper for a picture of this size, which takes `scale` units of a point by default.
    pub(super) fn size(&self, width: f64, height: f64, scale: f64) -> (f64, f64) {
        match self.paper {
            Some((wide, high)) => (f64::from(wide.max(1)), f64::from(high.max(1))),
            None => (width * scale, height * scale),
        }
    }

    pub(super) fn paper(&self) -> Color {
        self.color(PAPER, Part::Area)
    }

    /// The colour of a part on this paper. White text stands on an area of a colour, which stays.
    pub(super) fn color(&self, color: Color, part: Part) -> Color {
        let of =
            |all: &[(Color, Color)]| all.iter().find(|(light, _)| *light == color).map(|of| of.1);
        let lines: &[_] = if part == Part::Line { &DARK_LINES } else { &[] };
        match (self.theme, color, part) {
            (Theme::Light, ..) | (_, PAPER, Part::Text) => color,
            _ => of(lines).or_else(|| of(&DARK)).unwrap_or(color),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::palette::{ORANGE, VERMILLION, contrast, ink_on_tint, tint};
    use super::*;

    #[test]
    fn the_dark_colours_are_those_of_the_page() {
        let page = include_str!("../page/style.css");
        for (_, Color(red, green, blue)) in DARK.into_iter().chain(DARK_LINES) {
            let hex = format!("#{red:02x}{green:02x}{blue:02x}");
            assert!(page.contains(&hex), "{hex}");
        }
        let dark = Print { theme: Theme::Dark, paper: None };
        assert_eq!(dark.color(PAPER, Part::Text), PAPER);
        assert_eq!(Print::default().color(INK, Part::Line), INK);
    }

    #[test]
    fn text_on_every_tint_can_be_read_on_white_and_on_dark_paper() {
        let dark = Print { theme: Theme::Dark, paper: None };
        for (color, percent) in
            [BLUE, ORANGE, VERMILLION].iter().flat_map(|c| (30..=90).map(move |p| (*c, p)))
        {
            let share = f64::from(percent) / 100.0;
            for print in [Print::default(), dark] {
                let text = print.color(ink_on_tint(color, share), Part::Text);
                let found = contrast(text, tint(color, share, print.paper()));
                assert!(found >= 4.5, "{color:?} at {percent} %: {found:.2}");
            }
        }
    }
}
