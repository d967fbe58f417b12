//! The glossary: every label of every screen is a word that it explains, and it is one key away.

#[path = "support/explorer.rs"]
mod support;

use std::collections::BTreeSet;

use aksplore::diag::Source;
use aksplore::document::Document;
use aksplore::explain::glossary;
use aksplore::ui::screens::Screen;
use aksplore::ui::{App, Look, Options};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use support::{FLAGSHIP, explorer, press, screen};

/// A colour that nothing but labels has.
const LABEL: Color = Color::Indexed(200);

/// The texts that a picture draws as labels.
fn labels(app: &mut App, columns: u16, rows: u16) -> BTreeSet<String> {
    let area = Rect::new(0, 0, columns, rows);
    let mut buffer = Buffer::empty(area);
    app.draw(area, &mut buffer);
    let mut labels = BTreeSet::new();
    for row in buffer.content.chunks(usize::from(columns)) {
        let text: String = row.iter().map(|cell| if cell.fg == LABEL { cell.symbol() } else { "\n" }).collect();
        labels.extend(text.lines().flat_map(|run| run.split("  ")).map(word).filter(|word| !word.is_empty()));
    }
    labels
}

/// The words of a label, without what is a number or a key's.
fn word(text: &str) -> String {
    let text = text.trim().trim_start_matches(char::is_numeric).trim();
    let text = text.split_once(" /").filter(|(_, length)| length.parse::<u8>().is_ok()).map_or(text, |(word, _)| word);
    let text = text.split_once(": ").map_or(text, |(word, _)| word);
    let is_word = text.contains(char::is_alphabetic) && !text.contains('=');
    if is_word { text.to_owned() } else { String::new() }
}

/// Is a label a term, or the headings of two columns side by side that are?
fn is_explained(label: &str) -> bool {
    let parts = || label.match_indices(' ').map(|(at, _)| label.split_at(at));
    glossary::of(label).is_some()
        || parts().any(|(one, other)| glossary::of(one).is_some() && glossary::of(other).is_some())
}

fn of_example(example: &aksplore::examples::Example, screen: Screen) -> App {
    let mut look = Look::default();
    look.theme.label = Style::new().fg(LABEL);
    let document = Document::open(Source::new(example.name, example.text), None).expect("an example can be read");
    App::new(document, Options { look, ..Options::default() }).on(screen)
}

#[test]
fn every_label_of_every_screen_is_a_word_of_the_glossary() {
    let mut all = BTreeSet::new();
    for example in aksplore::examples::ALL {
        for screen in Screen::ALL {
            for (columns, rows) in [(120, 40), (80, 24), (40, 12)] {
                let mut app = of_example(example, *screen);
                app.resize(columns, rows);
                all.extend(labels(&mut app, columns, rows));
                for key in ["f", "i", "end"] {
                    press(&mut app, key);
                    all.extend(labels(&mut app, columns, rows));
                }
            }
        }
    }
    assert!(all.len() > 50, "labels are drawn as labels: {all:?}");
    let missing: Vec<&String> = all.iter().filter(|label| !is_explained(label)).collect();
    assert!(missing.is_empty(), "no term explains {missing:#?}");
}

#[test]
fn one_key_lists_the_words_of_this_screen_first_and_explains_the_marked_one() {
    for (columns, rows) in [(120, 40), (80, 24)] {
        let mut app = explorer(FLAGSHIP);
        app.resize(columns, rows);
        press(&mut app, "0");
        let text = screen(&mut app, columns, rows).join("\n");
        assert!(text.contains("On Home now"), "{text}");
        for letter in "surge".chars() {
            press(&mut app, &letter.to_string());
        }
        let text = screen(&mut app, columns, rows).join("\n");
        assert!(text.contains("Max surge"), "{text}");
        assert!(text.contains("the old ones: a") && text.contains("is rounded up."), "the whole of it:\n{text}");
        press(&mut app, "enter");
        let text = screen(&mut app, columns, rows).join("\n");
        assert!(text.contains("surge-rounding") && text.contains(".md"), "the rule and its page:\n{text}");
        press(&mut app, "esc esc");
        assert!(app.layers().is_empty());
    }
}

#[test]
fn a_word_is_found_among_everything_else() {
    let mut app = explorer(FLAGSHIP);
    press(&mut app, "/ V n e t L o c a l");
    let text = screen(&mut app, 120, 40).join("\n");
    assert!(text.contains("word") && text.contains("straight to the machine"), "{text}");
}
