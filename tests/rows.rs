//! Rows of `ux.md` that hold of every picture, and have no better place: how much of a screen is frame, how many hues it
//! has, what becomes of it on a very large terminal, and whether its SVG is one. Deliberately knows no number of a network.

#[path = "support/explorer.rs"]
mod support;

use std::collections::BTreeSet;

use aksplore::config::theme::Theme;
use aksplore::diag::Source;
use aksplore::document::Document;
use aksplore::files::manifests::Texts;
use aksplore::manifest;
use aksplore::picture;
use aksplore::ui::screens::Screen;
use aksplore::ui::{App, Options};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use support::{FLAGSHIP, explorer, press, screen};

/// Every screen of every example, with the manifests that it names.
fn all() -> impl Iterator<Item = (String, App)> {
    aksplore::examples::ALL.iter().flat_map(|example| {
        Screen::ALL.iter().map(move |screen| {
            let document = Document::open(Source::new(example.name, example.text), None).expect("an example is read");
            let texts = Texts::named_by(document.scenario(), None, Some(*example));
            let mut app = App::new(document, Options::default()).on(*screen);
            app.take_manifests(manifest::read(&texts.sources).manifests);
            (format!("{} {screen:?}", example.name), app)
        })
    })
}

fn drawn(app: &mut App, columns: u16, rows: u16) -> Buffer {
    let area = Rect::new(0, 0, columns, rows);
    let mut buffer = Buffer::empty(area);
    app.draw(area, &mut buffer);
    buffer
}

#[test]
fn a_small_screen_is_picture_and_not_frame() {
    for (what, mut app) in all() {
        let lines = screen(&mut app, 80, 24);
        // The title and the keys, and lines across that say nothing.
        let bare = |line: &&String| line.trim().chars().all(|sign| "─│┌┐└┘".contains(sign)) && !line.trim().is_empty();
        let frames = lines[1..22].iter().filter(bare).count();
        assert!(2 + frames <= 4, "{what}: {frames} lines of frame\n{}", lines.join("\n"));
    }
}

#[test]
fn a_screen_has_few_hues_and_most_of_it_is_the_terminals_own() {
    for (what, mut app) in all() {
        let buffer = drawn(&mut app, 120, 40);
        let is_hue = |color: &Color| !matches!(color, Color::Reset | Color::White | Color::Gray | Color::DarkGray);
        let hues: BTreeSet<String> =
            buffer.content.iter().map(|cell| cell.fg).filter(is_hue).map(|color| color.to_string()).collect();
        assert!(hues.len() <= 5, "{what}: {hues:?}");
        // A hue is the exception, also on the map, whose blocks are told apart by their letters.
        let own = buffer.content.iter().filter(|cell| !is_hue(&cell.fg) || cell.symbol() == " ").count();
        assert!(own * 10 >= buffer.content.len() * 8, "{what}: {own} of {}", buffer.content.len());
    }
}

#[test]
fn a_selection_is_reversed_whatever_the_colours() {
    for name in Theme::names() {
        let theme = Theme::named(name).expect("it is one of them");
        assert!(theme.selection.add_modifier.contains(Modifier::REVERSED), "{name}");
    }
    // The field, the block, the route, the hop, the model, the cell; then a list on top.
    let reversed = |app: &mut App, columns, rows| {
        let buffer = drawn(app, columns, rows);
        buffer.content.iter().filter(|cell| cell.modifier.contains(Modifier::REVERSED)).count()
    };
    for (what, mut app) in all().filter(|(what, _)| what.starts_with("network-policies")) {
        for (columns, rows) in [(120, 40), (80, 24)] {
            assert!(reversed(&mut app, columns, rows) > 0, "{what} at {columns}x{rows}");
        }
        press(&mut app, "T");
        assert!(reversed(&mut app, 80, 24) > 10, "the list of themes over {what}");
    }
}

/// The width of the longest sentence of a picture: a run of words that no frame and no two blanks interrupt.
fn longest_line_of_text(lines: &[String]) -> (usize, String) {
    let parts = lines.iter().flat_map(|line| line.split(['│', '─']).flat_map(|part| part.split("  ")));
    let parts = parts.map(|part| (part.trim().chars().count(), part.trim().to_owned()));
    let is_sentence = |part: &str| part.split(' ').filter(|word| word.contains(char::is_alphabetic)).count() > 3;
    parts.filter(|(_, part)| is_sentence(part)).max().unwrap_or_default()
}

#[test]
fn a_very_large_terminal_is_used_and_no_line_of_text_is_as_wide() {
    for (what, mut app) in all() {
        let large = screen(&mut app, 250, 70);
        let lines = screen(&mut app, 120, 40);
        let of = |lines: &[String]| lines.iter().map(|line| line.trim_end().chars().count()).collect::<Vec<_>>();
        let filled = |lines: &[String]| lines.concat().chars().filter(|sign| *sign != ' ').count();
        // The parts reach the right edge and the last row, and show no less than they show with less room.
        let body = &large[1..68];
        assert!(of(body).into_iter().max() > Some(240) || what.ends_with("Policy"), "{what}\n{}", large.join("\n"));
        assert!(!large[66].trim().is_empty() || !large[67].trim().is_empty() || what.ends_with("Policy"), "{what}");
        assert!(filled(&large) >= filled(&lines), "{what}: {} and {}", filled(&large), filled(&lines));
        assert!(large[0].contains("aksplore") && large[69].contains("q quit"), "{what}\n{}", large.join("\n"));
        // The lines of status and keys are no text to be read line after line.
        let (cells, text) = longest_line_of_text(body);
        assert!(cells <= 100, "{what}: {cells} cells: {text}");
        for over in ["?", "0", "7"] {
            press(&mut app, over);
            let (cells, text) = longest_line_of_text(&screen(&mut app, 250, 70)[1..68]);
            assert!(cells <= 100, "{what} {over}: {cells} cells: {text}");
            press(&mut app, "esc");
        }
    }
}

#[test]
fn the_comparison_spends_width_on_its_cells() {
    let compare = |columns: u16| {
        let (_, mut app) = all().find(|(what, _)| what == "network-policies Compare").expect("an example");
        screen(&mut app, columns, 70).join("\n")
    };
    let (wide, narrow) = (compare(250), compare(120));
    assert!(wide.contains("the policy engine cilium needs"), "{wide}");
    assert!(!narrow.contains("the policy engine cilium needs"), "{narrow}");
    // All six models have a column, and none a line of its own.
    assert!(narrow.contains("the plug-in's matter") && !wide.contains("the plug-in's matter"), "{wide}");
}

#[test]
fn each_width_has_its_own_layout() {
    let mut app = explorer(FLAGSHIP);
    press(&mut app, "n 4 0 enter 5 0 enter esc");
    let tabs = |lines: &[String]| lines[0].clone();
    let of = |app: &mut App, columns, rows| screen(app, columns, rows);
    assert!(tabs(&of(&mut app, 120, 40)).contains("[1 Home]  2 Map"));
    assert!(tabs(&of(&mut app, 100, 30)).contains("[1Home] 2Map  3Rts"));
    assert!(tabs(&of(&mut app, 80, 24)).contains("[1Home] 2Map  3Rts"));
    assert!(!tabs(&of(&mut app, 60, 20)).contains("2Map") && tabs(&of(&mut app, 60, 20)).contains("1Home"));
    for (columns, rows) in [(120, 40), (100, 30), (80, 24), (60, 20), (40, 12)] {
        for key in ["1", "2", "3", "4", "5", "6"] {
            press(&mut app, key);
            let lines = of(&mut app, columns, rows);
            assert!(tabs(&lines).contains("FIT") || key == "4" || key == "6", "{columns}x{rows}: {}", lines.join("\n"));
            assert!(lines[usize::from(rows) - 1].contains("? help"), "{columns}x{rows}: {}", lines.join("\n"));
        }
        press(&mut app, "1");
        let home = of(&mut app, columns, rows).join("\n");
        assert!(
            home.contains("NO FIT") && home.contains("2,244") && home.contains("1,019"),
            "{columns}x{rows}\n{home}"
        );
    }
}

/// The text of an SVG, if it is well formed: every element is closed by its own name, every value is quoted, every
/// ampersand begins an entity.
fn text_of(svg: &str) -> Result<String, String> {
    let (mut open, mut text, mut rest) = (Vec::new(), String::new(), svg);
    while let Some((before, after)) = rest.split_once('<') {
        let entities = before.split('&').skip(1);
        for entity in entities {
            let known = ["amp;", "lt;", "gt;", "quot;", "apos;", "#"].iter().any(|name| entity.starts_with(name));
            known.then_some(()).ok_or_else(|| format!("a bare & before {entity:.20}"))?;
        }
        text.push_str(before);
        let (tag, after) = after.split_once('>').ok_or("a tag is not closed")?;
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            let last = open.pop().ok_or_else(|| format!("{name} closes nothing"))?;
            (last == name).then_some(()).ok_or_else(|| format!("{name} closes {last}"))?;
            continue;
        }
        (tag.matches('"').count() % 2 == 0).then_some(()).ok_or_else(|| format!("a quote in <{tag}>"))?;
        let name = tag.split_whitespace().next().unwrap_or_default().trim_end_matches('/');
        for value in tag.split('"').step_by(2).skip(1) {
            let is_gap = value.is_empty() || value.starts_with([' ', '/', '?']) || value.trim().is_empty();
            is_gap.then_some(()).ok_or_else(|| format!("{value:?} between values of <{name}>"))?;
        }
        if !tag.ends_with(['/', '?']) {
            open.push(name);
        }
    }
    open.is_empty().then_some(text).ok_or_else(|| format!("{open:?} stay open"))
}

#[test]
fn an_svg_is_well_formed_and_its_text_is_that_of_the_screen() {
    for (what, mut app) in all() {
        let buffer = drawn(&mut app, 120, 40);
        let svg = picture::svg(&buffer, "a <name> & \"more\"");
        let text = text_of(&svg).unwrap_or_else(|wrong| panic!("{what}: {wrong}"));
        assert!(!svg.contains("<script") && !svg.contains("href") && svg.contains("prefers-color-scheme"), "{what}");
        let words = screen(&mut app, 120, 40);
        let words = words.iter().flat_map(|line| line.split_whitespace());
        for word in words.filter(|word| word.len() > 4 && word.chars().all(|c| c.is_ascii_alphanumeric())) {
            assert!(text.contains(word), "{what}: {word}");
        }
    }
    assert!(text_of("<svg><g></svg>").is_err() && text_of("<svg>a & b</svg>").is_err() && text_of("<svg>").is_err());
}
