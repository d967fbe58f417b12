//! A screen as SVG: text that can be selected, without a script or a font of its own, light or dark as its reader is. It
//! knows cells and colours and not what they show.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr as _;

use crate::config::theme::contrast::rgb;

/// The width and the height of a cell, and how far the text's foot is from its top, in tenths of a pixel.
const CELL: [usize; 3] = [84, 170, 132];
/// What stands around the cells, in tenths of a pixel.
const MARGIN: usize = 100;

/// The terminal's own sixteen colours, dark and light, which the reader's side chooses between: each can be read on its
/// ground.
const SIXTEEN: [(&str, &str, &str); 18] = [
    ("ground", "#1b1d21", "#ffffff"),
    ("ink", "#d8dae0", "#24262b"),
    ("c0", "#4a4d55", "#24262b"),
    ("c1", "#ff7b72", "#b3261e"),
    ("c2", "#7ecb85", "#1a6e2e"),
    ("c3", "#e3b341", "#7d5400"),
    ("c4", "#79b8ff", "#0b57d0"),
    ("c5", "#d2a8ff", "#8133a8"),
    ("c6", "#5ad1d8", "#006b75"),
    ("c7", "#c4c7ce", "#50535a"),
    ("c8", "#8b8f98", "#6a6e76"),
    ("c9", "#ffa198", "#d1342a"),
    ("c10", "#9fe3a5", "#2a8040"),
    ("c11", "#f5d67b", "#946300"),
    ("c12", "#a5d0ff", "#2b6ee0"),
    ("c13", "#e2c5ff", "#9a4bc2"),
    ("c14", "#8ce4ea", "#007f8a"),
    ("c15", "#ffffff", "#000000"),
];

/// What cells beside each other share.
#[derive(Clone, PartialEq, Eq)]
struct Look {
    ink: String,
    /// `None`: the ground shows through.
    ground: Option<String>,
    weight: Modifier,
}

/// The picture of the cells, named for those who cannot see it.
///
/// ```
/// use ratatui::buffer::Buffer;
/// let svg = aksplore::picture::svg(&Buffer::with_lines(["FITS & more"]), "plan");
/// assert!(svg.contains(">FITS &amp; more</text>") && !svg.contains("<script"));
/// ```
pub fn svg(buffer: &Buffer, title: &str) -> String {
    let area = buffer.area;
    let wide = usize::from(area.width) * CELL[0] + 2 * MARGIN;
    let high = usize::from(area.height) * CELL[1] + 2 * MARGIN;
    let (wide, high) = (pixels(wide), pixels(high));
    let title = escaped(title);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{high}\" viewBox=\"0 0 {wide} {high}\" \
         role=\"img\" aria-label=\"{title}\">\n<title>{title}</title>\n<style>\n{}</style>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"6\" class=\"ground\"/>\n",
        style()
    );
    for row in area.rows() {
        let y = usize::from(row.y - area.y) * CELL[1] + MARGIN;
        let mut run: Option<(usize, usize, Look, String)> = None;
        for column in row.left()..row.right() {
            let cell = &buffer[(column, row.y)];
            let place = usize::from(column - area.x);
            let look = look(cell);
            match &mut run {
                // What follows a wide character is its other half.
                Some((first, cells, ..)) if place < *first + *cells => {}
                Some((_, cells, same, text)) if *same == look => {
                    *cells += cell.symbol().width().max(1);
                    text.push_str(cell.symbol());
                }
                _ => {
                    put(&mut svg, y, run.take());
                    run = Some((place, cell.symbol().width().max(1), look, cell.symbol().to_owned()));
                }
            }
        }
        put(&mut svg, y, run);
    }
    svg.push_str("</svg>\n");
    svg
}

/// One run of cells: what is below it, and its words, each stretched to its cells.
fn put(svg: &mut String, y: usize, run: Option<(usize, usize, Look, String)>) {
    let Some((first, cells, look, text)) = run else { return };
    let left = first * CELL[0] + MARGIN;
    if let Some(ground) = &look.ground {
        let (x, y, wide, high) = (pixels(left), pixels(y), pixels(cells * CELL[0]), pixels(CELL[1]));
        let _ = writeln!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{high}\" {ground}/>");
    }
    let foot = pixels(y + CELL[2]);
    let mut more = look.ink;
    for (weight, attribute) in [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::DIM, " opacity=\"0.7\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
    ] {
        if look.weight.contains(weight) {
            more.push_str(attribute);
        }
    }
    for (at, words) in words(&text) {
        let (x, wide) = (pixels(left + at * CELL[0]), pixels(words.width() * CELL[0]));
        let _ = writeln!(
            svg,
            "<text x=\"{x}\" y=\"{foot}\" textLength=\"{wide}\" lengthAdjust=\"spacingAndGlyphs\" {more}>{}</text>",
            escaped(words)
        );
    }
}

/// The parts of a text between two or more blanks, each with the cell that it begins at: not every reader of SVG keeps
/// blanks beside each other.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split("  ").filter_map(move |part| {
        let begins = at + part.len() - part.trim_start().len();
        at += part.width() + 2;
        let words = part.trim();
        (!words.is_empty()).then_some((begins, words))
    })
}

fn look(cell: &Cell) -> Look {
    let weight = cell.modifier;
    let ink = color(cell.fg).unwrap_or_else(|| "class=\"ink\"".to_owned());
    let ground = color(cell.bg);
    if weight.contains(Modifier::REVERSED) {
        return Look { ink: ground.unwrap_or_else(|| "class=\"ground\"".to_owned()), ground: Some(ink), weight };
    }
    Look { ink, ground, weight }
}

/// A colour as an attribute; `None`: the terminal's own.
fn color(color: Color) -> Option<String> {
    let place = match color {
        Color::Reset => return None,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        Color::Indexed(place @ 0..16) => place,
        other => {
            let [red, green, blue] = rgb(other)?;
            return Some(format!("fill=\"#{red:02x}{green:02x}{blue:02x}\""));
        }
    };
    Some(format!("class=\"c{place}\""))
}

/// Classes, not variables: readers of SVG beside the browsers know no others.
fn style() -> String {
    let list = |of: fn(&(&str, &str, &str)) -> String| SIXTEEN.iter().map(of).collect::<String>();
    let dark = list(|(name, dark, _)| format!(".{name}{{fill:{dark}}}"));
    let light = list(|(name, _, light)| format!(".{name}{{fill:{light}}}"));
    format!(
        "{dark}\n@media (prefers-color-scheme: light){{{light}}}\ntext{{font-family:ui-monospace,'DejaVu Sans Mono',\
         'Cascadia Mono',Consolas,Menlo,monospace;font-size:14px}}\n"
    )
}

/// Tenths of a pixel as pixels.
fn pixels(tenths: usize) -> String {
    match (tenths / 10, tenths % 10) {
        (whole, 0) => whole.to_string(),
        (whole, rest) => format!("{whole}.{rest}"),
    }
}

/// The text with what XML reads as its own written out; control characters are no text.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            control if control.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;
    use crate::config::theme::contrast::ratio;

    #[test]
    fn runs_of_one_look_are_one_text_at_their_place() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 2));
        buffer.set_string(2, 1, "<a & b>", Style::new().fg(Color::Red).add_modifier(Modifier::BOLD));
        buffer.set_string(12, 1, "sel", Style::new().add_modifier(Modifier::REVERSED));
        let svg = svg(&buffer, "a \"title\"");
        assert!(svg.contains("width=\"188\" height=\"54\""), "{svg}");
        assert!(svg.contains("<title>a &quot;title&quot;</title>"));
        let text = "<text x=\"26.8\" y=\"40.2\" textLength=\"58.8\" lengthAdjust=\"spacingAndGlyphs\" \
                    class=\"c1\" font-weight=\"bold\">&lt;a &amp; b&gt;</text>";
        assert!(svg.contains(text), "{svg}");
        assert!(svg.contains("<rect x=\"110.8\" y=\"27\" width=\"25.2\" height=\"17\" class=\"ink\"/>"), "{svg}");
        assert_eq!(svg.matches("<text").count(), 2);
    }

    #[test]
    fn blanks_beside_each_other_part_a_text() {
        let parts: Vec<_> = words("  n 40   網  p ").collect();
        assert_eq!(parts, [(2, "n 40"), (9, "網"), (13, "p")]);
    }

    #[test]
    fn wide_characters_take_their_two_cells() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 1));
        buffer.set_string(0, 0, "網路ab", Style::new());
        assert!(
            svg(&buffer, "").contains("textLength=\"50.4\" lengthAdjust=\"spacingAndGlyphs\" class=\"ink\">網路ab<")
        );
    }

    #[test]
    fn every_colour_can_be_read_on_both_grounds() {
        let parsed = |text: &str| {
            let channel = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
            [channel(1), channel(3), channel(5)]
        };
        let (_, dark_ground, light_ground) = SIXTEEN[0];
        for (name, dark, light) in SIXTEEN.into_iter().skip(1) {
            // Black on black is what it says.
            let least = if name == "c0" { 1.5 } else { 4.5 };
            assert!(ratio(parsed(dark), parsed(dark_ground)) >= least, "{name} {dark}");
            assert!(ratio(parsed(light), parsed(light_ground)) >= 4.5, "{name} {light}");
        }
    }
}
