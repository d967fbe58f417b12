//! The Map, Routes and Trace screens through keys: what they show, and that no size and no key breaks them. How a cell
//! is computed is tested beside the code.

use std::fs;

use aksplore::config::glyphs::Glyphs;
use aksplore::config::key::Chord;
use aksplore::document::Document;
use aksplore::engine::address::AddressMap;
use aksplore::scenario::read::read;
use aksplore::ui::{App, Options};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

fn example(name: &str) -> App {
    let text = fs::read_to_string(format!("examples/{name}.toml")).expect("the example is there");
    App::new(Document::of(name, read(&text).scenario), Options::default())
}

fn lines(app: &mut App, columns: u16, rows: u16) -> Vec<String> {
    app.resize(columns, rows);
    let area = Rect::new(0, 0, columns, rows);
    let mut buffer = Buffer::empty(area);
    app.draw(area, &mut buffer);
    (0..rows).map(|y| (0..columns).map(|x| buffer[(x, y)].symbol()).collect::<String>()).collect()
}

/// Keys by their names, parted by blanks, drawn after each: `2 tab down enter`.
fn press(app: &mut App, keys: &str) {
    for key in keys.split_whitespace() {
        app.key(key.parse::<Chord>().expect("the name of a key"), false);
        lines(app, 120, 40);
    }
}

/// The screen after the keys, without the title and the keys, which are the program's.
fn screen(name: &str, keys: &str, (columns, rows): (u16, u16)) -> String {
    let mut app = example(name);
    press(&mut app, keys);
    let lines = lines(&mut app, columns, rows);
    lines[1..lines.len() - 1].iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

const WIDE: (u16, u16) = (120, 40);
const NORMAL: (u16, u16) = (80, 24);

#[test]
fn map_at_both_sizes() {
    insta::assert_snapshot!("map_120", screen("hub-spoke", "2", WIDE));
    insta::assert_snapshot!("map_80", screen("hub-spoke", "2", NORMAL));
    insta::assert_snapshot!("map_tree_120", screen("hub-spoke", "2 tab right down enter down", WIDE));
}

#[test]
fn routes_at_both_sizes() {
    insta::assert_snapshot!("routes_120", screen("hub-spoke", "3", WIDE));
    insta::assert_snapshot!("routes_80", screen("hub-spoke", "3 down", NORMAL));
}

#[test]
fn trace_at_both_sizes() {
    insta::assert_snapshot!("trace_120", screen("hub-spoke", "4 space space right", WIDE));
    insta::assert_snapshot!("trace_80", screen("hub-spoke", "4 space space right", NORMAL));
}

#[test]
fn who_reaches_whom_at_each_size() {
    insta::assert_snapshot!("reach_120", screen("hub-spoke", "4 a down right right", WIDE));
    insta::assert_snapshot!("reach_80", screen("hub-spoke", "4 a down right right", NORMAL));
    insta::assert_snapshot!("reach_40", screen("hub-spoke", "4 a down right right", (40, 12)));
}

#[test]
fn the_numbers_on_the_map_are_those_of_the_answers() {
    for name in ["hub-spoke", "node-subnet", "full-subnet", "two-clusters", "pod-subnet-static"] {
        let mut app = example(name);
        press(&mut app, "2");
        let shown = lines(&mut app, 120, 40).join("\n");
        let map: &AddressMap = app.shown().addresses();
        let range = &map.vnets[0];
        for block in range.blocks.iter().filter(|block| block.letter.is_some()) {
            let percent = block.used_percent.map(|percent| format!("{percent}%")).unwrap_or_default();
            let row = shown
                .lines()
                .find(|line| line.contains(&format!("/{:<3}", block.prefix.prefix())) && line.contains(&percent));
            assert!(row.is_some(), "{name}: {} {percent}", block.name);
        }
        assert!(shown.contains(&range.prefix.to_string()), "{name}");
    }
}

#[test]
fn every_glyph_has_an_ascii_form_and_the_form_has_the_same_cells() {
    for (keys, size) in
        [("2", WIDE), ("2 tab", NORMAL), ("3", WIDE), ("4 space space", WIDE), ("4", NORMAL), ("4 a", NORMAL)]
    {
        let mut app = example("hub-spoke");
        press(&mut app, keys);
        app.resize(size.0, size.1);
        let area = Rect::new(0, 0, size.0, size.1);
        let mut buffer = Buffer::empty(area);
        app.draw(area, &mut buffer);
        let drawn = buffer.clone();
        Glyphs::Ascii.apply(&mut buffer);
        for (drawn, shown) in drawn.content.iter().zip(&buffer.content) {
            assert!(
                shown.symbol().is_ascii() && (shown.symbol() != "?" || drawn.symbol() == "?"),
                "{:?} after {keys}",
                drawn.symbol()
            );
            assert_eq!(drawn.symbol() == " ", shown.symbol() == " ", "{:?}", drawn.symbol());
        }
    }
}

#[test]
fn what_is_only_assumed_can_be_edited_and_is_written_then() {
    let mut app = App::new(Document::of("empty", read("[cluster]\n").scenario), Options::default());
    // The first block of the assumed VNet, its keys, its prefix.
    press(&mut app, "2 enter down enter");
    assert_eq!(app.editor().map(|editor| editor.label().to_owned()).as_deref(), Some("prefix"));
    press(&mut app, "1 0 . 2 2 4 . 0 . 0 / 2 0 enter");
    assert_eq!(app.document().scenario().vnets[0].subnets[0].prefix.to_string(), "10.224.0.0/20");
}

#[test]
fn a_subnet_is_added_in_free_space_edited_left_out_and_removed() {
    let mut app = example("hub-spoke");
    let before = app.document().scenario().clone();
    press(&mut app, "2 right a down enter");
    let subnets = |app: &App| app.document().scenario().vnets[0].subnets.len();
    assert_eq!(subnets(&app), 3);
    let added = app.document().scenario().vnets[0].subnets[2].clone();
    assert_eq!((added.name.as_str(), added.prefix.to_string().as_str()), ("subnet-new", "10.240.1.0/24"));
    // The new item's keys have the focus: `used-by-others` is the last of them.
    press(&mut app, "end enter 7 enter");
    assert_eq!(app.document().scenario().vnets[0].subnets[2].used_by_others, Some(7));
    press(&mut app, "X");
    assert_eq!(app.document().scenario().vnets[0].subnets[2].used_by_others, None);
    press(&mut app, "esc X");
    assert_eq!(subnets(&app), 2);
    press(&mut app, "u u u u");
    assert_eq!(*app.document().scenario(), before);
}

#[test]
fn subnets_are_placed_in_free_space_by_their_lengths() {
    let mut app = example("hub-spoke");
    let before = app.document().scenario().clone();
    let prefixes = |app: &App| -> Vec<String> {
        app.document().scenario().vnets[0].subnets.iter().skip(2).map(|subnet| subnet.prefix.to_string()).collect()
    };
    // The menu, its first line, the next place: nothing is changed before Enter.
    press(&mut app, "2 a enter right");
    for (columns, rows) in [(120, 40), (80, 24)] {
        let shown = lines(&mut app, columns, rows).join("\n");
        for words in ["What if: place /24 in vnet-spoke", "►10.240.2.0/24", "Enter add", "Esc leave", "[▓"] {
            assert!(shown.contains(words), "{words:?} is not on\n{shown}");
        }
    }
    assert_eq!(*app.document().scenario(), before);
    press(&mut app, "+ enter");
    assert_eq!(prefixes(&app), ["10.240.2.0/23"]);
    assert!(
        lines(&mut app, 120, 40)[38].contains("snet-new") || lines(&mut app, 120, 40)[38].contains("10.240.2.0/23")
    );
    press(&mut app, "u");
    // Several at once, the largest first.
    press(&mut app, "a enter a / 2 6 space / 1 8 space / 2 4");
    assert!(lines(&mut app, 120, 40).join("\n").contains("10.240.64.0/18"));
    press(&mut app, "enter enter");
    assert_eq!(prefixes(&app), ["10.240.2.0/26", "10.240.64.0/18", "10.240.1.0/24"]);
    press(&mut app, "u");
    // What does not fit says so, and is not added.
    press(&mut app, "a enter a / 1 6 enter enter");
    let shown = lines(&mut app, 80, 24).join("\n");
    assert!(shown.contains("Does not fit: VNet vnet-spoke has no room for /16"), "{shown}");
    assert!(shown.contains("/17, /18, /19, /20, 2 x /22, 2 x /23, 2 x /24; none holds a /16"), "{shown}");
    press(&mut app, "esc");
    assert_eq!(*app.document().scenario(), before);
    assert!(!lines(&mut app, 80, 24).join("\n").contains("What if"));
}

#[test]
fn a_hop_opens_its_routes_and_a_route_its_packet() {
    let mut app = example("hub-spoke");
    press(&mut app, "4 space space right enter");
    let shown = lines(&mut app, 120, 40).join("\n");
    assert!(shown.contains("[3 Routes]") && shown.contains("ANSWER"), "{shown}");
    press(&mut app, "t");
    let shown = lines(&mut app, 120, 40).join("\n");
    assert!(shown.contains("[4 Trace]") && shown.contains("from < node:"), "{shown}");
}

#[test]
fn an_address_is_asked_for_as_it_is_typed() {
    let mut app = example("hub-spoke");
    press(&mut app, "3 a 1 9 2 . 1 6 8 . 1 0 . 1 0");
    assert!(lines(&mut app, 120, 40).join("\n").contains("ANSWER: to VirtualNetworkGateway"));
    press(&mut app, "esc");
    assert!(lines(&mut app, 120, 40).join("\n").contains("[internet"));
    press(&mut app, "2 / 1 0 . 2 4 0 . 8 . 9 enter");
    assert!(lines(&mut app, 120, 40)[38].starts_with(" B  snet-vms"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]
    #[test]
    fn no_size_and_no_key_breaks_a_screen(
        name in prop::sample::select(vec!["hub-spoke", "kubenet", "full-subnet", "two-clusters", "real-pod-subnet-cilium-2026"]),
        screen in prop::sample::select(vec!["2", "3", "4"]),
        keys in prop::collection::vec(prop::sample::select(KEYS.to_vec()), 0..25),
        sizes in prop::collection::vec((1u16..300, 1u16..100), 1..4),
    ) {
        let mut app = example(name);
        app.key(screen.parse().expect("a digit"), false);
        for (index, key) in keys.iter().enumerate() {
            app.key(key.parse().expect("the name of a key"), false);
            let (columns, rows) = sizes[index % sizes.len()];
            prop_assert_eq!(lines(&mut app, columns, rows).len(), usize::from(rows));
        }
        for (columns, rows) in sizes {
            lines(&mut app, columns, rows);
        }
    }
}

/// Keys that mean something on these screens.
const KEYS: [&str; 34] = [
    "up",
    "down",
    "left",
    "right",
    "enter",
    "esc",
    "tab",
    "e",
    "a",
    "X",
    "u",
    "U",
    "z",
    "+",
    "-",
    "/",
    "page-down",
    "page-up",
    "home",
    "end",
    "space",
    "r",
    "t",
    "f",
    "2",
    "3",
    "4",
    "1",
    "0",
    ".",
    "backspace",
    "A",
    "P",
    "S",
];
