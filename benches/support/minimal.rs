//! The least that a ratatui program can do: a full screen of text, of which a key changes one cell. It is what aksplore
//! is measured against, and does nothing else.

use std::io;

use ratatui::crossterm::event::{self, Event, KeyCode, KeyEventKind};
use ratatui::layout::Rect;
use ratatui::widgets::Paragraph;

/// Runs until `q`.
///
/// # Errors
/// When there is no terminal.
pub fn main() -> io::Result<()> {
    let mut terminal = ratatui::init();
    let outcome = keys(&mut terminal);
    ratatui::restore();
    outcome
}

fn keys(terminal: &mut ratatui::DefaultTerminal) -> io::Result<()> {
    let mut pressed: u8 = 0;
    loop {
        terminal.draw(|frame| {
            let area = frame.area();
            frame.render_widget(Paragraph::new(text(area, pressed)), area);
        })?;
        match event::read()? {
            Event::Key(key) if key.kind == KeyEventKind::Press && key.code == KeyCode::Char('q') => return Ok(()),
            Event::Key(_) => pressed = (pressed + 1) % 26,
            _ => {}
        }
    }
}

/// Letters from edge to edge; the first tells the keys pressed.
fn text(area: Rect, pressed: u8) -> String {
    let mut text = String::with_capacity(area.area() as usize + 64);
    text.push(char::from(b'A' + pressed));
    for row in 0..area.height {
        for column in u16::from(row == 0)..area.width {
            text.push(char::from(b'a' + ((row + column) % 26) as u8));
        }
        text.push('\n');
    }
    text
}
