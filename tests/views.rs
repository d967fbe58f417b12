//! The projector view, the plain view and the mouse, without a terminal: keys and clicks in, pictures out.

#[path = "support/explorer.rs"]
mod support;

use aksplore::explorer::Explorer;
use aksplore::runtime::{Event, Program as _};
use aksplore::ui::screens::Screen;
use aksplore::ui::{App, Mouse};
use support::{FLAGSHIP, explorer, press, screen};

fn text(app: &mut App, columns: u16, rows: u16) -> String {
    screen(app, columns, rows).join("\n")
}

/// The row of the first line that holds the text.
fn row_of(lines: &[String], text: &str) -> u16 {
    let row = lines.iter().position(|line| line.contains(text));
    u16::try_from(row.unwrap_or_else(|| panic!("{text} in\n{}", lines.join("\n")))).expect("a row")
}

#[test]
fn the_projector_view_has_verdict_numbers_and_one_map_at_60x18_and_is_edited() {
    let mut app = explorer(FLAGSHIP);
    app.resize(60, 18);
    press(&mut app, "9");
    let fits = text(&mut app, 60, 18);
    for part in ["FITS", "124", "1,019", "12%", "snet-nodes", "free 98%", "►n 3 nodes"] {
        assert!(fits.contains(part), "{part} in\n{fits}");
    }
    press(&mut app, "n 4 0 enter 5 0 enter esc");
    let full = text(&mut app, 60, 18);
    for part in ["NO FIT", "2,244", "1,019", "220%", "n 40 nodes", "p 50 pods"] {
        assert!(full.contains(part), "{part} in\n{full}");
    }
    press(&mut app, "A");
    assert!(text(&mut app, 60, 18).contains("FITS"), "the first way out is tried");
    press(&mut app, "u");
    let before = text(&mut app, 60, 18);
    press(&mut app, "u U j G");
    assert_eq!(
        text(&mut app, 60, 18).lines().take(16).collect::<Vec<_>>(),
        before.lines().take(16).collect::<Vec<_>>()
    );
    insta::assert_snapshot!("projector_60x18", full);
    press(&mut app, "esc");
    assert!(!text(&mut app, 60, 18).contains("█   █  ███"), "the whole screen");
    press(&mut app, "9");
    press(&mut app, "3");
    assert_eq!(app.screen(), Screen::Routes, "another screen is the whole screen again");
    assert!(!text(&mut app, 120, 40).contains("██████  "), "no big letters");
    press(&mut app, "1 9 / 1 0 . 2 4 0 . 0 . 0 enter");
    assert!(
        text(&mut app, 80, 24).lines().next().is_some_and(|line| line.contains("1Home")),
        "what was found is shown whole"
    );
}

#[test]
fn the_projector_view_draws_every_verdict_at_every_size() {
    for keys in ["", "n 4 0 0 enter esc", "p 3 0 0 enter esc", "c 1 6 9 . 2 5 4 . 0 . 0 / 2 4 enter esc"] {
        let mut app = explorer(FLAGSHIP);
        press(&mut app, keys);
        press(&mut app, "9");
        for (columns, rows) in [(40, 12), (41, 13), (60, 18), (80, 24), (120, 40), (200, 60), (250, 70)] {
            let picture = text(&mut app, columns, rows);
            let corner = ["NO FIT", "FITS", "INVALID"].iter().any(|word| picture.contains(word));
            assert!(corner, "{keys} at {columns}x{rows}:\n{picture}");
        }
    }
}

#[test]
fn the_plain_view_has_the_answer_without_frames() {
    for (key, known) in [("1", "snet-nodes"), ("2", "10.240.0.0/22"), ("3", "VnetLocal"), ("5", "azure-cni-overlay")] {
        let app = explorer(FLAGSHIP);
        let mut explorer = Explorer::new(app);
        for key in [key, "7"] {
            explorer.handle(Event::Key(key.parse().expect("a key")));
        }
        let lines = screen(explorer.app_mut(), 80, 24);
        let picture = lines.join("\n");
        assert!(picture.contains(known), "{key}:\n{picture}");
        let frames = "─│┌┐└┘├┤┬┴┼═║╔╗╚╝";
        let body = &lines[1..22];
        assert!(!body.iter().any(|line| line.contains(|sign| frames.contains(sign))), "{key}:\n{picture}");
        explorer.handle(Event::Key("esc".parse().expect("a key")));
        assert!(explorer.app().layers().is_empty());
    }
}

/// An explorer of an example and its manifests.
fn opened(name: &str) -> App {
    let example = aksplore::examples::named(name).expect("an example");
    let mut app = explorer(example.text);
    let texts = aksplore::files::manifests::Texts::named_by(app.document().scenario(), None, Some(example));
    app.take_manifests(aksplore::manifest::read(&texts.sources).manifests);
    app
}

/// The titles of the parts that a picture has.
fn parts(lines: &[String]) -> Vec<&str> {
    let framed = |line: &&String| line.starts_with("──") || line.contains("┌─");
    let titles = lines
        .iter()
        .filter(framed)
        .filter_map(|line| line.split(['─', '┌', '┐']).map(str::trim).find(|part| !part.is_empty()));
    titles.collect()
}

/// A screen, the keys that lead to one of its parts, the part's title, and what is cut away or elsewhere without it.
const ENLARGED: [(&str, &str, &str, &str); 10] = [
    ("full-subnet", "", "Verdict", "need = system"),
    ("full-subnet", "G", "Checks", "nothing refused"),
    ("full-subnet", "r", "Rehearsal", "4"),
    ("hub-spoke", "2", "", "free"),
    ("hub-spoke", "2 tab", "Everything in the file", "workload"),
    ("hub-spoke", "3", "Effective routes", "192.168.0.0/16"),
    ("overlay", "4 space space space right", "Why, hop 2", "Not modelled"),
    ("full-subnet", "5", "Node subnet (flat)", "MOST NODES IT HOLDS"),
    ("kubenet", "4 a", "Who reaches whom", "7   internet"),
    ("network-policies", "6", "Who may talk to whom", "8   outside"),
];

#[test]
fn one_part_is_over_the_whole_picture_until_the_same_key_or_esc() {
    for (columns, rows) in [(80, 24), (120, 40)] {
        for (example, keys, title, shown) in ENLARGED {
            let what = format!("{example} {keys:?} at {columns}x{rows}");
            let mut app = opened(example);
            app.resize(columns, rows);
            press(&mut app, keys);
            app.hush();
            let whole = screen(&mut app, columns, rows);
            press(&mut app, "z");
            let large = screen(&mut app, columns, rows);
            let text = large.join("\n");
            assert_eq!(large[0], whole[0], "{what}: the verdict stays\n{text}");
            assert!(large[usize::from(rows) - 2].contains("z or Esc shows the whole screen"), "{what}\n{text}");
            assert!(large[usize::from(rows) - 1].starts_with(" z whole screen"), "{what}\n{text}");
            assert!(text.contains(shown), "{what}: {shown}\n{text}");
            let titles = parts(&large);
            assert!(titles.len() <= 1 && titles.iter().all(|own| own.starts_with(title)), "{what}: {titles:?}\n{text}");
            assert_eq!(titles.is_empty(), title.is_empty(), "{what}\n{text}");
            for key in ["z", "esc"] {
                press(&mut app, key);
                app.hush();
                assert_eq!(screen(&mut app, columns, rows), whole, "{what}: {key} shows the whole screen again");
                press(&mut app, "z");
            }
            // Another screen is whole, and so is this one at every size when it is left and enlarged again.
            press(&mut app, if keys.starts_with('3') { "5" } else { "3" });
            app.hush();
            assert!(
                screen(&mut app, columns, rows).last().is_some_and(|line| !line.contains("whole screen")),
                "{what}"
            );
        }
    }
}

#[test]
fn what_is_enlarged_follows_the_focus_and_what_is_typed() {
    let mut app = explorer(FLAGSHIP);
    app.resize(80, 24);
    press(&mut app, "z n 4 0 enter 5 0 enter esc");
    let lines = text(&mut app, 80, 24);
    assert!(lines.contains("44 x 51") && lines.contains("z whole screen"), "{lines}");
    press(&mut app, "G g G");
    assert!(text(&mut app, 80, 24).contains("─ Checks ─"));
    press(&mut app, "g");
    assert!(text(&mut app, 80, 24).contains("─ Verdict ─"));
}

#[test]
fn a_click_selects_its_line_and_the_wheel_moves() {
    let mut app = explorer(FLAGSHIP);
    press(&mut app, "3");
    let lines = screen(&mut app, 120, 40);
    let row = row_of(&lines, "192.168.0.0/16");
    app.mouse(Mouse::Click(20, row));
    let lines = screen(&mut app, 120, 40);
    assert!(lines[usize::from(row)].contains('►'), "{}", lines.join("\n"));
    app.mouse(Mouse::WheelUp);
    let above = row_of(&screen(&mut app, 120, 40), "►");
    assert!(above < row, "{above} and {row}");

    // In a list on top a second click takes the line.
    press(&mut app, "T");
    let lines = screen(&mut app, 120, 40);
    let row = row_of(&lines, "high-contrast");
    app.mouse(Mouse::Click(30, row));
    assert!(screen(&mut app, 120, 40)[usize::from(row)].contains('►'));
    app.mouse(Mouse::Click(30, row));
    assert!(app.layers().is_empty());
}

#[test]
fn a_click_on_a_field_of_a_row_goes_to_it_and_one_elsewhere_changes_nothing() {
    let mut app = explorer(FLAGSHIP);
    let lines = screen(&mut app, 80, 24);
    let column = |field: &str| u16::try_from(lines[1].find(&format!(" {field}")).expect("a field") + 1).unwrap();
    for field in ["p ", "c ", "s "] {
        app.mouse(Mouse::Click(column(field), 1));
        let now = screen(&mut app, 80, 24);
        assert!(now[1].contains(&format!("►{field}")), "{field}: {}", now[1]);
    }
    let before = screen(&mut app, 80, 24)[1].clone();
    for row in 3..20 {
        app.mouse(Mouse::Click(40, row));
        assert_eq!(screen(&mut app, 80, 24)[1], before, "a click in row {row}");
    }
}

#[test]
fn a_wheel_over_an_open_field_changes_nothing() {
    let mut app = explorer(FLAGSHIP);
    press(&mut app, "n 7");
    let before = text(&mut app, 80, 24);
    app.mouse(Mouse::WheelUp);
    app.mouse(Mouse::WheelDown);
    app.mouse(Mouse::Click(5, 10));
    assert_eq!(text(&mut app, 80, 24), before);
}

#[test]
fn a_click_goes_to_the_very_line_where_another_sign_looks_like_the_marker() {
    // The head of the comparison has the sign of a selection too, and a line of it has none.
    let mut app = explorer(FLAGSHIP);
    press(&mut app, "5");
    let picture = screen(&mut app, 120, 40);
    for line in ["retires", "tightest limit", "source seen by peers"] {
        app.mouse(Mouse::Click(20, row_of(&picture, line)));
        let below = screen(&mut app, 120, 40);
        let told = format!("e explains {}", picture[usize::from(row_of(&picture, line))][..25].trim());
        assert!(below[38].contains(&told), "{told}: {}", below[38]);
    }
    let mut app = explorer(FLAGSHIP);
    press(&mut app, "4");
    let row = row_of(&screen(&mut app, 80, 24), " 2 ");
    app.mouse(Mouse::Click(5, row));
    assert!(screen(&mut app, 80, 24)[usize::from(row)].contains("►2 "), "{}", text(&mut app, 80, 24));
}
