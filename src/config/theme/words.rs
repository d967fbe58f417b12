//! A style in words, and as a terminal is told it: for a sample of a theme outside of the explorer.

use std::fmt::Write as _;

use ratatui::style::{Color, Modifier, Style};

use super::{ANSI, MODIFIERS};

/// The style as a theme's file has it: `cyan bold`, `#56b4e9 on 17`; `plain` when it adds nothing.
pub fn words(style: Style) -> String {
    let mut words: Vec<String> = style.fg.map(name).into_iter().collect();
    words.extend(style.bg.map(|ground| format!("on {}", name(ground))));
    let weights = MODIFIERS.iter().filter(|(_, weight)| style.add_modifier.contains(*weight));
    words.extend(weights.map(|(word, _)| (*word).to_owned()));
    if words.is_empty() { "plain".to_owned() } else { words.join(" ") }
}

fn name(color: Color) -> String {
    match (ANSI.iter().find(|(_, ansi)| *ansi == color), color) {
        (Some((name, _)), _) => (*name).to_owned(),
        (None, Color::Rgb(red, green, blue)) => format!("#{red:02x}{green:02x}{blue:02x}"),
        (None, Color::Indexed(index)) => index.to_string(),
        (None, other) => other.to_string(),
    }
}

/// The text between the escape codes that set the style and those that take it away.
pub fn painted(text: &str, style: Style) -> String {
    let mut codes: Vec<String> = Vec::new();
    for (weight, code) in [
        (Modifier::BOLD, "1"),
        (Modifier::DIM, "2"),
        (Modifier::ITALIC, "3"),
        (Modifier::UNDERLINED, "4"),
        (Modifier::REVERSED, "7"),
    ] {
        if style.add_modifier.contains(weight) {
            codes.push(code.to_owned());
        }
    }
    codes.extend(style.fg.and_then(|ink| code(ink, 30)));
    codes.extend(style.bg.and_then(|ground| code(ground, 40)));
    if codes.is_empty() { text.to_owned() } else { format!("\x1b[{}m{text}\x1b[0m", codes.join(";")) }
}

/// The code of a colour: of the sixteen the ones that every terminal knows.
fn code(color: Color, base: u8) -> Option<String> {
    const SIXTEEN: [Color; 16] = [
        Color::Black,
        Color::Red,
        Color::Green,
        Color::Yellow,
        Color::Blue,
        Color::Magenta,
        Color::Cyan,
        Color::Gray,
        Color::DarkGray,
        Color::LightRed,
        Color::LightGreen,
        Color::LightYellow,
        Color::LightBlue,
        Color::LightMagenta,
        Color::LightCyan,
        Color::White,
    ];
    let mut text = String::new();
    let _ = match color {
        Color::Rgb(red, green, blue) => write!(text, "{};2;{red};{green};{blue}", base + 8),
        Color::Indexed(index) => write!(text, "{};5;{index}", base + 8),
        color => {
            let place = u8::try_from(SIXTEEN.iter().position(|own| *own == color)?).ok()?;
            write!(text, "{}", if place < 8 { base + place } else { base + 52 + place })
        }
    };
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_is_told_in_words_and_in_codes() {
        let cases = [
            (Style::new(), "plain", "x"),
            (Style::new().fg(Color::Cyan).add_modifier(Modifier::BOLD), "cyan bold", "\x1b[1;36mx\x1b[0m"),
            (Style::new().fg(Color::LightRed), "light-red", "\x1b[91mx\x1b[0m"),
            (Style::new().bg(Color::DarkGray), "on dark-gray", "\x1b[100mx\x1b[0m"),
            (
                Style::new().fg(Color::Rgb(0x56, 0xb4, 0xe9)).bg(Color::Indexed(17)),
                "#56b4e9 on 17",
                "\x1b[38;2;86;180;233;48;5;17mx\x1b[0m",
            ),
            (Style::new().add_modifier(Modifier::REVERSED), "reversed", "\x1b[7mx\x1b[0m"),
        ];
        for (style, in_words, in_codes) in cases {
            assert_eq!((words(style).as_str(), painted("x", style).as_str()), (in_words, in_codes));
        }
    }
}
