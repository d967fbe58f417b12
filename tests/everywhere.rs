//! What must hold on every screen, whatever is pressed, by the rows of `ux.md` that need no terminal. Deliberately knows
//! no screen in particular.

#[path = "support/explorer.rs"]
mod support;

use std::fmt::Write as _;

use aksplore::document::Document;
use aksplore::ui::screens::Screen;
use aksplore::ui::{App, Effect};
use support::{FLAGSHIP, explorer, press, screen};

/// Columns and rows of the designed layouts, and between them.
const LAYOUTS: [(u16, u16); 5] = [(120, 40), (100, 30), (80, 24), (60, 20), (40, 12)];

fn hub_spoke() -> &'static str {
    aksplore::examples::named("hub-spoke").expect("the example is there").text
}

/// The example of policies with its manifests.
fn policies() -> App {
    let example = aksplore::examples::named("network-policies").expect("the example is there");
    let mut app = explorer(example.text);
    let texts = aksplore::files::manifests::Texts::named_by(app.document().scenario(), None, Some(example));
    app.take_manifests(aksplore::manifest::read(&texts.sources).manifests);
    app
}

/// A design with 200 subnets, the node subnet first, and as many routes.
fn long() -> String {
    let mut text = FLAGSHIP.replace("prefix = \"10.240.0.0/22\"", "prefix = \"10.240.0.0/22\"\nroute-table = \"rt\"");
    for place in 0..200 {
        let network = 1024 + place;
        let (third, fourth) = (network / 8, network % 8 * 32);
        writeln!(text, "[[vnet.subnet]]\nname = \"s{place}\"\nprefix = \"10.240.{third}.{fourth}/27\"")
            .expect("a string takes all");
    }
    text.push_str("[[route-table]]\nname = \"rt\"\nroutes = [\n");
    for place in 0..200 {
        writeln!(text, "{{ name = \"r{place}\", prefix = \"172.30.{place}.0/24\", next-hop = \"None\" }},")
            .expect("a string takes all");
    }
    text.push_str("]\n");
    text
}

/// The picture after these keys, all but the status line, which tells what the last key did.
fn after(text: &str, shown: Screen, (columns, rows): (u16, u16), keys: &str) -> Vec<String> {
    let mut app = explorer(text).on(shown);
    app.resize(columns, rows);
    press(&mut app, keys);
    screen(&mut app, columns, rows)
}

#[test]
fn letters_move_as_arrows_do() {
    // They do move: each screen has a direction to go to, and Policy has one where there are policies.
    let mut with_policies = policies().on(Screen::Policy);
    let before = screen(&mut with_policies, 120, 40);
    press(&mut with_policies, "j");
    assert_ne!(screen(&mut with_policies, 120, 40)[1..38], before[1..38], "Policy");
    for shown in Screen::ALL.iter().filter(|shown| **shown != Screen::Policy) {
        let still = after(hub_spoke(), *shown, (120, 40), "");
        let moved = ["j", "l"].map(|key| after(hub_spoke(), *shown, (120, 40), key)[1..38] != still[1..38]);
        assert!(moved.contains(&true), "{shown:?}");
    }
    for shown in Screen::ALL {
        for (letter, arrow) in [("j", "down"), ("k", "up"), ("h", "left"), ("l", "right")] {
            for before in ["", "down down right"] {
                let by_letter = after(hub_spoke(), *shown, (120, 40), &format!("{before} {letter}"));
                assert_eq!(
                    by_letter,
                    after(hub_spoke(), *shown, (120, 40), &format!("{before} {arrow}")),
                    "{shown:?} {letter}"
                );
            }
        }
    }
}

#[test]
fn every_screen_opens_by_its_digit_and_by_its_name() {
    let names = ["home", "map", "routes", "trace", "compare", "policy"];
    assert_eq!(names.len(), Screen::ALL.len());
    for from in Screen::ALL {
        for (place, (name, to)) in names.iter().zip(Screen::ALL).enumerate() {
            let mut app = explorer(FLAGSHIP).on(*from);
            press(&mut app, &(place + 1).to_string());
            assert_eq!(app.screen(), *to);
            let mut app = explorer(FLAGSHIP).on(*from);
            let letters: Vec<String> = name.chars().map(String::from).collect();
            press(&mut app, &format!(": {} : enter", letters.join(" ")));
            assert_eq!(app.screen(), *to, "{name}, from {from:?}");
        }
    }
}

/// What can lie on top of a screen.
const ON_TOP: [&str; 12] = ["", "?", ":", "/", "=", "O", "W", "I", "M", "e", "n 4", "? / x"];

#[test]
fn esc_never_quits_and_leads_back_from_everywhere() {
    for shown in Screen::ALL {
        for keys in ON_TOP {
            let mut app = explorer(hub_spoke()).on(*shown);
            press(&mut app, keys);
            for _ in 0..10 {
                assert_eq!(app.key("esc".parse().expect("a key"), false), [], "{shown:?} {keys}");
            }
            assert!(app.layers().is_empty() && app.editor().is_none(), "{shown:?} {keys}");
            // At the top it says what does quit.
            assert_eq!(app.said(), Some("q quits"), "{shown:?} {keys}");
        }
    }
}

#[test]
fn every_list_scrolls_by_the_same_keys() {
    let text = long();
    let pairs =
        [("G", "end"), ("G g", "home"), ("J", "page-down"), ("J", "ctrl-d"), ("J J K", "page-up"), ("J J K", "ctrl-u")];
    for (shown, before) in [(Screen::Map, "tab"), (Screen::Routes, ""), (Screen::Compare, ""), (Screen::Home, "?")] {
        let of = |keys: &str| after(&text, shown, (80, 24), &format!("{before} {keys}"))[..22].join("\n");
        for (one, other) in pairs {
            let first = one.rsplit_once(' ').map_or("", |(first, _)| first);
            assert_eq!(of(one), of(&format!("{first} {other}")), "{shown:?} {before}: {one} and {other}");
        }
        assert_ne!(of("G"), of(""), "{shown:?} {before}");
        assert_ne!(of("J"), of(""), "{shown:?} {before}");
        assert_eq!(of("G g"), of("g"), "{shown:?} {before}");
    }
}

#[test]
fn every_screen_marks_one_thing_without_colour() {
    // Policy has nothing to select in this design, and a cell in one with policies.
    for size in [(120, 40), (80, 24)] {
        let mut app = policies().on(Screen::Policy);
        press(&mut app, "down right");
        let picture = screen(&mut app, size.0, size.1).join("\n");
        assert_eq!(picture.matches('►').count(), 1, "Policy at {size:?}\n{picture}");
    }
    for shown in Screen::ALL.iter().filter(|shown| **shown != Screen::Policy) {
        for size in [(120, 40), (80, 24)] {
            for keys in ["", "down", "down down down", "right"] {
                let picture = after(hub_spoke(), *shown, size, keys).join("\n");
                // A wide trace draws hops as boxes, with arrows between them.
                let mark = if *shown == Screen::Trace && size.0 >= 120 { "(selected)" } else { "►" };
                assert_eq!(picture.matches(mark).count(), 1, "{shown:?} {keys:?} at {size:?}\n{picture}");
            }
        }
    }
}

#[test]
fn a_field_is_edited_as_every_line_is() {
    let cases = [
        ("n 4", "4"),
        ("n right 4", "34"),
        ("n 4 0 left 5", "450"),
        ("n 4 0 home 5", "540"),
        ("n 4 0 home end 5", "405"),
        ("n 4 0 backspace", "4"),
        ("n 4 0 left delete", "4"),
        ("n 4 0 ctrl-u 5", "5"),
        ("n 4 0 ctrl-w 5", "5"),
        ("n home 4", "43"),
    ];
    for (keys, typed) in cases {
        let mut app = explorer(FLAGSHIP);
        press(&mut app, keys);
        assert_eq!(app.editor().map(aksplore::ui::editor::Editor::text), Some(typed), "{keys}");
    }
}

#[test]
fn long_names_never_take_the_place_of_verdict_and_keys() {
    let name = format!("begin-{}-finish", "x".repeat(200));
    let text = FLAGSHIP.replace("contoso-prod", &name).replace("snet-nodes", &format!("nodes-{}", "y".repeat(60)));
    for shown in Screen::ALL {
        for (columns, rows) in LAYOUTS {
            let lines = after(&text, *shown, (columns, rows), "n 4 enter esc");
            assert!(lines[0].contains(".."), "{shown:?} {columns}x{rows}: {}", lines[0]);
            let last = &lines[usize::from(rows) - 1];
            assert!(last.contains("? help") && last.contains("q quit"), "{shown:?} {columns}x{rows}: {last}");
        }
    }
    let title = &after(&text, Screen::Home, (120, 40), "")[0];
    assert!(title.contains("begin-") && title.contains("finish"), "{title}");
}

#[test]
fn the_capacity_of_a_step_is_told_in_azures_words() {
    let picture = after(FLAGSHIP, Screen::Home, (120, 40), "n 4 0 enter 5 0 enter esc").join(" ");
    let words: Vec<&str> = picture.split_whitespace().filter(|word| !word.contains('│')).collect();
    assert!(
        words.join(" ").contains("create: Pre-allocated IPs 2040 exceeds IPs available 1019 in Subnet"),
        "{picture}"
    );
    let picture = after(FLAGSHIP, Screen::Home, (120, 40), "n 1 7 enter 5 7 enter esc").join("\n");
    assert!(picture.contains("upgrade: Pre-allocated IPs 1102 exceeds IPs available 1019 in Subnet"), "{picture}");
}

#[test]
fn the_steady_state_and_the_peak_of_an_upgrade_are_two_numbers() {
    // At rest 18 x 51 is 918 of 1,019; with one node more 969 fits, and with two 1,020 does not: the peak decides.
    let fits = after(FLAGSHIP, Screen::Home, (120, 40), "n 1 8 enter 5 0 enter 1 enter esc r").join("\n");
    let lacks = after(FLAGSHIP, Screen::Home, (120, 40), "n 1 8 enter 5 0 enter 2 enter esc r").join("\n");
    for (picture, verdict, sum, peak) in
        [(&fits, "FITS  95%", "19 x 51", "969"), (&lacks, "NO FIT  101%", "20 x 51", "1,020")]
    {
        for words in [verdict, sum, peak, "918 of 1,019"] {
            assert!(picture.contains(words), "{words} is not on\n{picture}");
        }
    }
}

#[test]
fn what_changed_and_what_is_wrong_is_said_in_words_and_signs() {
    let picture = after(FLAGSHIP, Screen::Home, (120, 40), "n 4 0 enter 5 0 enter esc").join("\n");
    for sign in ["NO FIT", "[!!]", "[! ]", "[OK]", "►n  Nodes"] {
        assert!(picture.contains(sign), "{sign} is not on\n{picture}");
    }
    let trace = after(hub_spoke(), Screen::Trace, (120, 40), "space space").join("\n");
    assert!(trace.contains('»') && trace.contains("» = rewritten here"), "{trace}");
    let map = after(hub_spoke(), Screen::Map, (120, 40), "").join("\n");
    assert!(map.contains("A ") && map.contains("B "), "{map}");
    let routes = after(hub_spoke(), Screen::Routes, (120, 40), "").join("\n");
    assert!(routes.contains("WINS") && routes.contains("loses"), "{routes}");
}

#[test]
fn help_of_every_screen_begins_with_its_own_keys_and_closes_three_ways() {
    for shown in Screen::ALL {
        let lines = after(hub_spoke(), *shown, (80, 24), "?");
        // There is no policy to look at in this design: nothing but the keys of every screen works there.
        let first = if *shown == Screen::Policy { "Move".to_owned() } else { format!("On {shown:?}") };
        assert!(lines[3].trim_matches(['│', ' ']) == first, "{shown:?}: {lines:#?}");
        assert!(!lines.iter().any(|line| line.contains("..")), "{shown:?}: {lines:#?}");
        for close in ["?", "esc", "q"] {
            let mut app = explorer(hub_spoke()).on(*shown);
            press(&mut app, &format!("? {close}"));
            assert!(app.layers().is_empty(), "{shown:?} {close}");
        }
        let found = after(hub_spoke(), *shown, (80, 24), "? / u n d o").join("\n");
        assert!(found.contains("Undo the last edit"), "{shown:?}: {found}");
    }
}

#[test]
fn hints_are_whole_and_show_only_what_works_now() {
    for shown in Screen::ALL {
        let mut widest: Vec<String> = Vec::new();
        for columns in (40..=200u16).rev() {
            let lines = after(hub_spoke(), *shown, (columns, 24), "");
            let hints: Vec<String> = lines[23]
                .trim()
                .split("  ")
                .map(|hint| hint.trim().to_owned())
                .filter(|hint| !hint.is_empty())
                .collect();
            if widest.is_empty() {
                widest.clone_from(&hints);
            }
            assert!(hints.iter().any(|hint| hint == "? help"), "{shown:?} {columns}: {hints:?}");
            assert!(hints.iter().all(|hint| widest.contains(hint)), "{shown:?} {columns}: {hints:?}");
            assert!(columns < 80 || hints.len() >= 4, "{shown:?} {columns}: {hints:?}");
        }
    }
    let last = |keys: &str| after(FLAGSHIP, Screen::Home, (120, 40), keys)[39].clone();
    assert!(!last("").contains("u undo") && last("+").contains("u undo"));
    assert!(!last("").contains("try") && last("n 4 0 enter 5 0 enter esc").contains("A-E try"));
}

/// The next of a fixed row of numbers that looks random.
fn next(seed: &mut u64) -> usize {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*seed >> 40).expect("24 bits fit")
}

const NAMED_KEYS: [&str; 22] = [
    "enter",
    "enter",
    "esc",
    "esc",
    "up",
    "down",
    "left",
    "right",
    "tab",
    "backspace",
    "delete",
    "home",
    "end",
    "page-up",
    "page-down",
    "ctrl-u",
    "ctrl-w",
    "ctrl-up",
    "ctrl-p",
    "ctrl-r",
    "space",
    "f1",
];
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPRSTUVWXYZ0123456789./+-?=:%";
const PASTES: [&str; 6] = [
    "10.240.0.0/22",
    "10.240.0.0/22 40n 50p 10%",
    "quit\nq",
    "(InsufficientSubnetSize) Pre-allocated IPs 2244 exceeds IPs available 1019 in Subnet Cidr 10.240.0.0/22",
    "\u{1b}[31m\u{9b}漢字 e\u{301} \u{202e}",
    "",
];

/// One random thing that can happen to an explorer.
fn shake(app: &mut App, keys: &[String], seed: &mut u64) -> Vec<Effect> {
    match next(seed) % 100 {
        0 => app.paste(PASTES[next(seed) % PASTES.len()]),
        1..=3 => {
            // Small sizes are as likely as large ones.
            let most = [(12, 6), (60, 20), (130, 45), (300, 100)][next(seed) % 4];
            let of = |most: u16, random: usize| 1 + u16::try_from(random % usize::from(most)).expect("it is below");
            let (columns, rows) = (of(most.0, next(seed)), of(most.1, next(seed)));
            let before = (Document::to_text(app.document()), app.editor().map(|editor| editor.text().to_owned()));
            app.resize(columns, rows);
            assert_eq!(screen(app, columns, rows).len(), usize::from(rows));
            let after = (Document::to_text(app.document()), app.editor().map(|editor| editor.text().to_owned()));
            assert_eq!(after, before, "another size changed the work");
        }
        _ => return app.key(keys[next(seed) % keys.len()].parse().expect("a key"), next(seed).is_multiple_of(7)),
    }
    Vec::new()
}

/// So many random keys, sizes and pastes, each a thousand in a design of its own.
fn random_keys(count: usize, first_seed: u64) {
    let keys: Vec<String> =
        NAMED_KEYS.iter().map(|key| (*key).to_owned()).chain(LETTERS.chars().map(String::from)).collect();
    let designs = [FLAGSHIP, hub_spoke(), "[cluster]\n"];
    for turn in 0..count.div_ceil(1_000) {
        let seed = first_seed + u64::try_from(turn).expect("it fits");
        eprintln!("seed {seed}");
        let mut random = seed;
        let mut app = explorer(designs[turn % designs.len()]);
        let start = app.document().to_text();
        for _ in 0..1_000 {
            shake(&mut app, &keys, &mut random);
        }
        nothing_is_lost(&mut app, &start);
    }
}

/// All that was done can be taken back to the start and made again, and outlives the program.
fn nothing_is_lost(app: &mut App, start: &str) {
    app.resize(120, 40);
    press(app, &"esc ".repeat(12));
    let (end, depth) = (app.document().to_text(), app.document().history().depth());
    let kept = app.own_document_mut().kept();
    assert_eq!(Document::restored(kept).expect("what was kept can be read").to_text(), end);
    press(app, &"u ".repeat(depth));
    if depth < 200 {
        assert_eq!(app.document().to_text(), start, "undo leads back to the start");
    }
    press(app, &"U ".repeat(depth));
    assert_eq!(app.document().to_text(), end, "redo leads to the end again");
}

#[test]
fn random_keys_at_random_sizes_neither_panic_nor_lose_work() {
    // More of them, by hand: AKSPLORE_RANDOM_KEYS=1000000 cargo test --release --test everywhere random
    let count = std::env::var("AKSPLORE_RANDOM_KEYS").ok().and_then(|count| count.parse().ok());
    random_keys(count.unwrap_or(3_000), 1);
}
