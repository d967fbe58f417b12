//! The README is of this program: its pictures are what the screens draw, its table of keys is the table of actions with
//! the keys that are built in. `AKSPLORE_UPDATE_DOCS=1 cargo test --test readme` writes both anew, to be looked at.

#[path = "support/explorer.rs"]
mod explorer;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use aksplore::config::keymap::{Context, Keymap};
use aksplore::picture;
use aksplore::ui::App;
use aksplore::ui::action::{Action, Group};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const README: &str = include_str!("../README.md");
/// Between these stands the table of keys.
const MARKS: [&str; 2] = ["<!-- keys: from the table of actions, see tests/readme.rs -->\n", "<!-- end of keys -->\n"];

/// A picture of the README: the file, the example or else the flagship question, the keys, the size, what it shows.
struct Picture(&'static str, &'static str, &'static str, (u16, u16), &'static str);

const PICTURES: [Picture; 5] = [
    Picture(
        "home",
        "",
        "n 4 0 enter 5 0 enter esc",
        (100, 30),
        "Home: 40 nodes of 50 pods do not fit a /22, and what would",
    ),
    Picture("map", "real-pod-subnet-cilium-2026", "2 right right", (100, 34), "Map: who owns every address"),
    Picture("routes", "hub-spoke", "3", (100, 30), "Routes: which route wins, why the others lose, what if not"),
    Picture(
        "trace",
        "overlay",
        "4 space space space right",
        (120, 34),
        "Trace: a packet hop by hop, each rewrite and its reason",
    ),
    Picture("compare", "full-subnet", "5", (100, 34), "Compare: the same question put to every model"),
];

fn app(picture: &Picture) -> App {
    let text = aksplore::examples::named(picture.1).map_or(explorer::FLAGSHIP, |example| example.text);
    let mut app = explorer::explorer(text);
    let (columns, rows) = picture.3;
    app.resize(columns, rows);
    for key in picture.2.split_whitespace() {
        explorer::press(&mut app, key);
        explorer::screen(&mut app, columns, rows);
    }
    app
}

fn svg(picture: &Picture) -> String {
    let (columns, rows) = picture.3;
    let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
    app(picture).draw(buffer.area, &mut buffer);
    picture::svg(&buffer, picture.4)
}

/// Every group of actions, and every screen with the keys of its own: what does it, and what it is.
fn keys() -> String {
    let keymap = Keymap::built_in();
    let entry = |context: Context, action: Action| {
        let keys = keymap.keys(context, action);
        let keys: Vec<String> = keys.iter().map(|chord| format!("`{chord}`")).collect();
        (!keys.is_empty()).then(|| format!("{} {}", keys.join(" "), action.help()))
    };
    let own = |context: Context| {
        let bindings = keymap.bindings().iter().filter(|binding| binding.context == context);
        let mut actions: Vec<Action> = bindings.filter_map(|binding| binding.action).collect();
        actions.dedup();
        actions.iter().filter_map(|action| entry(context, *action)).collect::<Vec<_>>()
    };
    let mut table = String::from("| where | keys |\n|---|---|\n");
    let global = own(Context::Global);
    for group in Group::ALL {
        let actions = Action::ALL.iter().filter(|action| action.group() == *group);
        let entries: Vec<String> = actions
            .filter_map(|action| entry(Context::Global, *action))
            .filter(|entry| global.contains(entry))
            .collect();
        if !entries.is_empty() {
            let _ = writeln!(table, "| everywhere: {} | {} |", group.title().to_lowercase(), entries.join(" · "));
        }
    }
    let screens = [
        Context::Home,
        Context::Map,
        Context::Routes,
        Context::Trace,
        Context::Compare,
        Context::Policy,
        Context::Field,
    ];
    for context in screens {
        let place = if context == Context::Field { "in a field".to_owned() } else { format!("on {context}") };
        let _ = writeln!(table, "| {place} | {} |", own(context).join(" · "));
    }
    table
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The file holds this text, or is given it where that is asked for.
fn hold(name: &str, text: &str) {
    let path = file(name);
    if std::env::var_os("AKSPLORE_UPDATE_DOCS").is_some() {
        std::fs::write(&path, text).expect("the docs can be written");
    }
    let stands = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(stands == text, "{name} is not what the program says: AKSPLORE_UPDATE_DOCS=1 cargo test --test readme");
}

#[test]
fn the_pictures_are_what_the_screens_draw() {
    for picture in &PICTURES {
        hold(&format!("docs/{}.svg", picture.0), &svg(picture));
        let shown = format!("![{}](docs/{}.svg)", picture.4, picture.0);
        assert!(README.contains(&shown), "the README has no {shown}");
    }
}

#[test]
fn the_keys_are_those_of_the_table_of_actions() {
    let (before, rest) = README.split_once(MARKS[0]).expect("the README has a place for the keys");
    let (_, after) = rest.split_once(MARKS[1]).expect("the table of keys has an end");
    hold("README.md", &format!("{before}{}{}{}{after}", MARKS[0], keys(), MARKS[1]));
}
