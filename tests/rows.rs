//! Rows of `ux.md` that hold of every picture, and have no better place: how much of a screen is frame, how many hues it
//! has, what becomes of it on a very large terminal, and whether its SVG is one. Deliberately knows no number of a network.

#[path = "support/explorer.rs"]
mod support;

use std::collections::BTreeSet;

use aksplore::diag::Source;
use aksplore::document::Document;
use aksplore::picture;
use aksplore::ui::screens::Screen;
use aksplore::ui::{App, Options};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use support::{FLAGSHIP, explorer, press, screen};

/// Every screen of every example.
fn all() -> impl Iterator<Item = (String, App)> {
    aksplore::examples::ALL.iter().flat_map(|example| {
        Screen::ALL.iter().map(move |screen| {
            let document = Document::open(Source::new(example.name, example.text), None).expect("an example is read");
            (format!("{} {screen:?}", example.name), App::new(document, Options::default()).on(*screen))
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
    let mut app = explorer(FLAGSHIP);
    press(&mut app, "T");
    let buffer = drawn(&mut app, 80, 24);
    let reversed = buffer.content.iter().filter(|cell| cell.modifier.contains(Modifier::REVERSED)).count();
    assert!(reversed > 10, "{reversed} cells");
}

#[test]
fn a_very_large_terminal_is_used_and_no_line_of_text_is_as_wide() {
    for (what, mut app) in all() {
        let lines = screen(&mut app, 250, 70);
        let used = lines.iter().filter(|line| !line.trim().is_empty()).count();
        let is_full = what.ends_with("Home") || what.ends_with("Map");
        assert!(used > if is_full { 50 } else { 3 }, "{what}: {used} lines");
        assert!(lines[0].contains("aksplore") && lines[69].contains("q quit"), "{what}\n{}", lines.join("\n"));
    }
    let mut app = explorer(FLAGSHIP);
    app.resize(250, 70);
    press(&mut app, "?");
    let lines = screen(&mut app, 250, 70);
    let inside = |line: &String| line.split('│').map(|part| part.trim().chars().count()).max().unwrap_or(0);
    let widest = lines.iter().filter(|line| line.contains("Quit")).map(inside);
    assert!(widest.max().unwrap_or(0) <= 100);
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
