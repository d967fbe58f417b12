//! The explorer without a terminal: keys in, files and pictures out.

use super::output::{CLIPBOARD_BYTES_MAX, COPIED};
use super::*;
use crate::document::Document;
use crate::ui::Options;

fn explorer(name: &str) -> Explorer {
    let mut explorer =
        Explorer::new(App::new(Document::of("new", crate::scenario::Scenario::default()), Options::default()));
    explorer.open(name);
    explorer
}

fn press(explorer: &mut Explorer, keys: &str) -> Vec<runtime::Effect> {
    let chords = keys.split_whitespace().map(|key| Event::Key(key.parse().unwrap()));
    chords.flat_map(|event| explorer.handle(event)).collect()
}

fn first_line(explorer: &mut Explorer) -> String {
    let area = Rect::new(0, 0, 80, 24);
    let mut buffer = Buffer::empty(area);
    explorer.view(area, &mut buffer);
    buffer.content[..80].iter().map(ratatui::buffer::Cell::symbol).collect()
}

#[test]
fn an_edit_is_saved_under_a_name_and_then_under_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.toml");
    let mut explorer = explorer("example:overlay");
    press(&mut explorer, "n 7 enter esc W ctrl-u");
    explorer.handle(Event::Paste(file.display().to_string()));
    press(&mut explorer, "enter");
    assert!(std::fs::read_to_string(&file).unwrap().contains("count = 7"));
    assert!(!first_line(&mut explorer).contains('*'));
    press(&mut explorer, "n 8 enter esc");
    assert!(first_line(&mut explorer).contains('*'));
    press(&mut explorer, "w");
    assert!(std::fs::read_to_string(&file).unwrap().contains("count = 8"));
}

#[test]
fn every_screen_is_written_in_every_form_and_a_file_that_is_there_is_asked_about() {
    let folder = tempfile::tempdir().unwrap();
    for design in ["example:hub-spoke", "example:network-policies"] {
        let mut explorer = explorer(design);
        explorer.read_manifests();
        for screen_key in ["1", "2", "3", "4", "5", "6"] {
            for (place, form) in Form::ALL.iter().enumerate() {
                let file = folder.path().join(format!("{screen_key}.{form}"));
                let down = "down ".repeat((place + Form::ALL.len() - 1) % Form::ALL.len());
                press(&mut explorer, &format!("{screen_key} x {down} enter ctrl-u"));
                explorer.handle(Event::Paste(file.display().to_string()));
                press(&mut explorer, "enter y");
                let text = std::fs::read_to_string(&file).unwrap();
                let begins = match form {
                    Form::Svg => text.starts_with("<svg "),
                    Form::Markdown => text.starts_with("# ") && text.contains("aksplore1:"),
                    Form::Json => serde_json::from_str::<serde_json::Value>(&text).unwrap()["schema"] == 1,
                    Form::Csv => text.lines().next().unwrap().contains(','),
                    Form::Text => !text.is_empty(),
                    Form::Toml => crate::scenario::read::read(&text).is_sound(),
                };
                assert!(begins, "{design} {screen_key} {form}: {text}");
                assert!(explorer.app().layers().is_empty(), "{design} {screen_key} {form}");
            }
        }
    }
}

#[test]
fn what_is_copied_is_what_the_command_line_answers_and_stands_in_a_file_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut explorer = explorer("example:hub-spoke").keeping_in(Some(folder.path().to_owned()));
    let file = folder.path().join(COPIED);
    let cases = [
        ("1 y", "3"),
        ("1 Y", "FITS  10%  azure-cni-overlay"),
        ("2 Y", "10.240.0.0/24 snet-nodes"),
        ("3 Y", "VirtualAppliance"),
        ("4 Y", "default/web-0"),
        ("4 y", "gets the packet"),
        ("5 Y", "azure-cni-pod-subnet"),
        ("6 Y", "outside"),
    ];
    for (keys, expected) in cases {
        let effects = press(&mut explorer, keys);
        let [runtime::Effect::Copy(text)] = effects.as_slice() else { panic!("{keys}: {effects:?}") };
        assert!(text.contains(expected), "{keys}: {text}");
        assert_eq!(std::fs::read_to_string(&file).unwrap().trim_end(), text);
    }
}

#[test]
fn what_is_too_long_for_a_clipboard_or_has_no_folder_is_said() {
    let mut explorer = explorer("example:overlay");
    assert!(explorer.copy("short").is_some());
    assert!(explorer.copy(&"x".repeat(CLIPBOARD_BYTES_MAX + 1)).is_none());
}

#[test]
fn esc_and_a_key_that_arrive_as_one_are_both_heard() {
    let mut explorer = explorer("example:overlay");
    let before = explorer.app().document().scenario().clone();
    press(&mut explorer, "n 7 enter alt-u");
    assert!(explorer.app().editor().is_none());
    assert_eq!(*explorer.app().document().scenario(), before);
}

#[test]
fn a_file_that_changed_underneath_is_kept_and_can_be_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.toml");
    std::fs::write(&file, "[cluster]\n[[node-pool]]\nname = \"system\"\ncount = 3\n").unwrap();
    let mut explorer = explorer(&file.display().to_string());
    press(&mut explorer, "n 4 enter esc");
    std::fs::write(&file, "[cluster]\n[[node-pool]]\nname = \"system\"\ncount = 9\n").unwrap();
    press(&mut explorer, "w");
    assert!(std::fs::read_to_string(&file).unwrap().contains("count = 9"));
    assert_eq!(explorer.app().layers().len(), 1);
    // Beside it, over it, or what is there.
    press(&mut explorer, "down down enter");
    assert_eq!(explorer.app().document().scenario().pools[0].count, Some(9));
    press(&mut explorer, "u");
    assert_eq!(explorer.app().document().scenario().pools[0].count, Some(4));
    std::fs::write(&file, "[cluster]\n[[node-pool]]\nname = \"system\"\ncount = 8\n").unwrap();
    press(&mut explorer, "w enter");
    assert!(std::fs::read_to_string(folder.path().join("plan-2.toml")).unwrap().contains("count = 4"));
    press(&mut explorer, "n 5 enter esc");
    std::fs::write(folder.path().join("plan-2.toml"), "").unwrap();
    press(&mut explorer, "w down enter");
    assert!(std::fs::read_to_string(folder.path().join("plan-2.toml")).unwrap().contains("count = 5"));
}

#[test]
fn what_was_said_goes_after_a_while_and_an_error_stays() {
    let mut explorer = explorer("example:overlay");
    let hushed = |explorer: &mut Explorer| {
        explorer.hush = explorer.hush.map(|_| Instant::now());
        explorer.handle(Event::Due);
        (explorer.due(), explorer.app.said().map(str::to_owned))
    };
    press(&mut explorer, "e esc u");
    assert_eq!(explorer.app.said(), Some("Nothing to undo"));
    assert!(explorer.due().is_some_and(|due| due > Instant::now()));
    assert_eq!(hushed(&mut explorer), (None, None));
    press(&mut explorer, "W ctrl-u");
    explorer.handle(Event::Paste("/nowhere/at/all.toml".to_owned()));
    press(&mut explorer, "enter");
    assert_eq!(hushed(&mut explorer), (None, None));
    assert!(picture(&mut explorer).contains("cannot write /nowhere/at/all.toml"));
}

#[test]
fn what_changed_since_a_point_is_told_as_check_was_tells_it() {
    let mut explorer = explorer("example:overlay");
    press(&mut explorer, "M a g r e e d enter c up enter esc I up e");
    let shown = picture(&mut explorer);
    for words in [
        "What changed since \"agreed\"",
        "A cluster of \"agreed\" cannot become this as it is: 1 change is in the way",
        "rule change-subnet-prefix",
        "Keys that differ",
        "prefix: 10.240.0.0/22 -> 10.240.0.0/21",
    ] {
        assert!(shown.contains(words), "{words:?} is not on\n{shown}");
    }
}

#[test]
fn what_cannot_be_opened_is_said_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.toml");
    std::fs::write(&broken, "[cluster]\nmodle = 1\n").unwrap();
    let mut explorer = explorer("example:overlay");
    let before = explorer.app().document().scenario().clone();
    for name in ["example:none", "/nowhere/at/all.toml", &broken.display().to_string()] {
        explorer.open(name);
        assert_eq!(*explorer.app().document().scenario(), before, "{name}");
    }
}

/// A design with so many ends that who reaches whom is worked out beside the loop.
fn many_ends() -> String {
    use std::fmt::Write as _;
    let mut text = "[cluster]\n[[node-pool]]\nname = \"system\"\ncount = 3\n".to_owned();
    text.push_str("[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n");
    text.push_str("[[vnet.subnet]]\nname = \"s\"\nprefix = \"10.240.0.0/20\"\n");
    for place in 0..40 {
        write!(text, "[[vm]]\nname = \"vm{place}\"\nsubnet = \"s\"\nip = \"10.240.15.{place}\"\n").unwrap();
    }
    text
}

fn picture(explorer: &mut Explorer) -> String {
    let area = Rect::new(0, 0, 120, 40);
    let mut buffer = Buffer::empty(area);
    explorer.view(area, &mut buffer);
    buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect()
}

/// Lets the worker finish, and tells the program as the loop would.
fn finish(explorer: &mut Explorer) {
    if explorer.app.awaited().is_some() {
        explorer.worker.wait();
    }
    explorer.handle(Event::Woken);
    assert!(explorer.app.awaited().is_none() && explorer.working_on.is_none());
}

#[test]
fn a_large_table_is_computed_beside_the_loop_and_an_edit_begins_it_anew() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("many.toml");
    std::fs::write(&file, many_ends()).unwrap();
    let mut explorer = explorer(&file.display().to_string());
    press(&mut explorer, "4 a");
    finish(&mut explorer);
    let table = picture(&mut explorer);
    assert!(table.contains("42 ends") && !table.contains("omputing"), "{table}");
    let first = Arc::clone(explorer.app.shown().reach_at_once().unwrap());
    // The next revision is worked out by itself.
    press(&mut explorer, "n 5 enter esc");
    finish(&mut explorer);
    assert!(explorer.app.shown().reach_at_once().is_some_and(|reach| !Arc::ptr_eq(reach, &first)));
    // What nobody looks at any more is not worked out.
    press(&mut explorer, "n 8 enter esc a");
    assert!(explorer.working_on.is_none() && explorer.worker.wait().is_none());
}

#[test]
fn q_quits_but_not_in_a_burst_and_not_over_unsaved_changes_of_a_file() {
    let mut plain = explorer("example:overlay");
    assert_eq!(plain.handle(Event::HurriedKey("q".parse().unwrap())), []);
    assert_eq!(press(&mut plain, "q"), [runtime::Effect::Quit(0)]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.toml");
    std::fs::write(&file, "[cluster]\n[[node-pool]]\nname = \"system\"\ncount = 3\n").unwrap();
    let mut dirty = explorer(&file.display().to_string());
    press(&mut dirty, "n 4 enter esc");
    assert_eq!(press(&mut dirty, "q"), []);
    assert_eq!(press(&mut dirty, "y"), [runtime::Effect::Quit(0)]);
}
