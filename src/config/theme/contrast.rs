//! How well two colours can be told apart, by the formula of WCAG 2. It holds the bundled themes to their promise; it
//! says nothing of the terminal's own sixteen, which only the user knows.

use ratatui::style::Color;

use super::quantise::fixed;

/// The red, green and blue of a colour; `None` for those that the terminal decides.
pub fn rgb(color: Color) -> Option<[u8; 3]> {
    match color {
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        Color::Indexed(index) => fixed(index),
        _ => None,
    }
}

/// The contrast of two colours, 1 (none) to 21 (black and white): (L1 + 0.05) / (L2 + 0.05), L the relative luminance,
/// the lighter first. Text wants 4.5, marks and large text 3.
///
/// Grey #767676 (L = 0.181) on white (L = 1): 1.05 / 0.231 = 4.54.
pub fn ratio(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The relative luminance: 0.2126 R + 0.7152 G + 0.0722 B of the linear channels.
fn luminance(color: [u8; 3]) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = color.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::theme::Theme;

    #[test]
    fn known_pairs_have_their_known_contrast() {
        let cases = [
            ([0; 3], [255; 3], 21.0),
            ([0x76; 3], [255; 3], 4.54),
            ([9; 3], [9; 3], 1.0),
            ([255, 0, 0], [255; 3], 4.0),
        ];
        for (one, other, expected) in cases {
            assert!((ratio(one, other) - expected).abs() < 0.01, "{one:?} on {other:?}: {}", ratio(one, other));
            assert!((ratio(one, other) - ratio(other, one)).abs() < f64::EPSILON);
        }
    }

    #[test]
    fn themes_that_paint_the_ground_can_be_read_on_it() {
        // What is seen as a mark or a frame and not read.
        let marks = ["border", "used", "wanted", "surge", "set_aside", "free", "reserved"];
        let mut painted = 0;
        for name in Theme::names() {
            let theme = Theme::named(name).unwrap();
            let (Some(ground), Some(ink)) = (theme.screen.bg.and_then(rgb), theme.screen.fg.and_then(rgb)) else {
                assert_eq!((theme.screen.bg, theme.screen.fg), (None, None), "{name} paints half of the ground");
                continue;
            };
            painted += 1;
            for (role, style) in theme.styles() {
                let fg =
                    style.fg.map_or(Some(ink), rgb).unwrap_or_else(|| panic!("{role} in {name} has no fixed colour"));
                let bg =
                    style.bg.map_or(Some(ground), rgb).unwrap_or_else(|| panic!("{role} in {name}: no fixed ground"));
                let least = if marks.contains(&role) { 3.0 } else { 4.5 };
                assert!(ratio(fg, bg) >= least, "{role} in {name}: {:.2}", ratio(fg, bg));
            }
        }
        assert_eq!(painted, 3);
    }
}
