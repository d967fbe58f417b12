//! The nearest colour that a terminal has. Colours that a theme took from the terminal's own sixteen stay as they are:
//! only the terminal knows what they look like.

use ratatui::style::Color;

use super::contrast::rgb;
use crate::config::colour::ColorDepth;

/// The steps of one channel of the 6x6x6 cube in the table of 256.
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The nearest colour at that depth; `None`: leave the colour alone.
pub(super) fn nearest_color(color: Color, depth: ColorDepth) -> Option<Color> {
    match (depth, color) {
        (ColorDepth::None, _) => None,
        (ColorDepth::Indexed, Color::Rgb(red, green, blue)) => Some(Color::Indexed(nearest_index([red, green, blue]))),
        (ColorDepth::Ansi16, Color::Rgb(..) | Color::Indexed(_)) => rgb(color).map(nearest_ansi).or(Some(color)),
        (_, color) => Some(color),
    }
}

/// The nearest of the cube and of the greys. The first sixteen are left out: terminals let users change them.
fn nearest_index(wanted: [u8; 3]) -> u8 {
    let distance = |index: &u8| {
        let found = rgb(Color::Indexed(*index)).expect("the cube and the greys have fixed colours");
        let apart = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
        apart(wanted[0], found[0]) + apart(wanted[1], found[1]) + apart(wanted[2], found[2])
    };
    (16..=255).min_by_key(distance).expect("the range is not empty")
}

/// The colour of the table of 256 from 16 on: a cube of 216, then 24 greys.
pub(super) fn fixed(index: u8) -> Option<[u8; 3]> {
    match index {
        0..16 => None,
        16..232 => {
            let place = index - 16;
            let step = |weight: u8| CUBE[usize::from(place / weight % 6)];
            Some([step(36), step(6), step(1)])
        }
        232.. => Some([8 + 10 * (index - 232); 3]),
    }
}

/// The one of sixteen with the same hue. By hue and not by distance: the nearest of sixteen to a muted green is a cyan
/// or a grey, and "good" must stay green. Plain blue is never chosen, few can read it on black.
fn nearest_ansi([red, green, blue]: [u8; 3]) -> Color {
    let [red, green, blue] = [i32::from(red), i32::from(green), i32::from(blue)];
    let (high, low) = (red.max(green).max(blue), red.min(green).min(blue));
    let chroma = high - low;
    if chroma * 5 <= high {
        return match i32::midpoint(high, low) {
            ..64 => Color::Black,
            64..144 => Color::DarkGray,
            144..224 => Color::Gray,
            _ => Color::White,
        };
    }
    let degrees = if high == red {
        60 * (green - blue) / chroma
    } else if high == green {
        120 + 60 * (blue - red) / chroma
    } else {
        240 + 60 * (red - green) / chroma
    };
    let light = low >= 112;
    match (degrees.rem_euclid(360), light) {
        (30..75, true) => Color::LightYellow,
        (30..75, false) => Color::Yellow,
        (75..170, true) => Color::LightGreen,
        (75..170, false) => Color::Green,
        (170..215, true) => Color::LightCyan,
        (170..215, false) => Color::Cyan,
        (215..270, _) => Color::LightBlue,
        (270..340, true) => Color::LightMagenta,
        (270..340, false) => Color::Magenta,
        (_, true) => Color::LightRed,
        (_, false) => Color::Red,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hues_keep_their_name_among_sixteen() {
        let cases = [
            (0x0000_9E73, Color::Green),
            (0x00E6_9F00, Color::Yellow),
            (0x00D5_5E00, Color::Red),
            (0x0056_B4E9, Color::Cyan),
            (0x00CC_79A7, Color::LightMagenta),
            (0x00F0_E442, Color::Yellow),
            (0x0000_0000, Color::Black),
            (0x00FF_FFFF, Color::White),
            (0x00A8_A8A8, Color::Gray),
            (0x0000_00FF, Color::LightBlue),
        ];
        for (color, ansi) in cases {
            assert_eq!(nearest_color(Color::from_u32(color), ColorDepth::Ansi16), Some(ansi), "{color:06x}");
        }
    }

    #[test]
    fn the_table_of_256_is_met_exactly_where_it_can_be() {
        let cases =
            [([0, 0, 0], 16), ([255, 255, 255], 231), ([95, 135, 175], 67), ([8, 8, 8], 232), ([238, 238, 238], 255)];
        for (color, index) in cases {
            assert_eq!(nearest_index(color), index, "{color:?}");
            assert_eq!(fixed(index), Some(color));
        }
    }

    #[test]
    fn the_terminals_own_colours_stay() {
        for depth in [ColorDepth::Ansi16, ColorDepth::Indexed, ColorDepth::True] {
            for color in [Color::Red, Color::Reset, Color::LightCyan, Color::Indexed(9)] {
                let kept = nearest_color(color, depth);
                assert!(kept == Some(color), "{color:?} at {depth}");
            }
        }
    }
}
