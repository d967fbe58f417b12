//! What becomes of the work, on a real pseudo-terminal: however a run ends, the next one goes on with it. What a session
//! holds is tested beside its code.
#![cfg(unix)]
#![expect(dead_code, reason = "the terminal of the tests can do more than these ask of it")]

#[path = "support/pty.rs"]
mod pty;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use pty::{Pty, Spawn};
use tempfile::TempDir;

/// So long may a machine under load take; a test that passes does not wait for it.
const DEADLINE: Duration = Duration::from_secs(20);

const PLAN: &str = "[cluster]\n[[node-pool]]\nname = \"system\"\ncount = 3\n";

fn home() -> TempDir {
    tempfile::tempdir().expect("a folder can be made")
}

fn spawn(home: &Path, arguments: &[&str]) -> Spawn {
    Spawn::new(env!("CARGO_BIN_EXE_aksplore"), arguments).env("HOME", home.display().to_string()).size(120, 40)
}

/// The program with this home, once it has drawn.
fn started(home: &Path, arguments: &[&str]) -> Pty {
    let mut pty = spawn(home, arguments).start();
    pty.wait_for("q quit");
    pty
}

fn folder(home: &Path) -> PathBuf {
    home.join(".local/state/aksplore/sessions")
}

/// The files of the sessions.
fn sessions(home: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder(home)).into_iter().flatten().map(|entry| entry.expect("an entry").path());
    entries.filter(|path| path.extension().is_some_and(|ending| ending == "session")).collect()
}

/// Waits until a session holds this text.
fn wait_for_session(home: &Path, text: &str) {
    let deadline = Instant::now() + DEADLINE;
    let holds = |path: &PathBuf| fs::read_to_string(path).is_ok_and(|kept| kept.contains(text));
    while !sessions(home).iter().any(holds) {
        assert!(Instant::now() < deadline, "no session holds {text:?}: {:?}", sessions(home));
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Sets the nodes by keys, and waits until that is drawn.
fn set_nodes(pty: &mut Pty, nodes: &str) {
    pty.keys("n").wait_for("Nodes [");
    pty.keys(nodes).wait_for(&format!("Nodes [{nodes} "));
    pty.keys("\r").wait_for("Max pods per node [");
    pty.keys("\x1b").wait_until("no field", |screen| !screen.contents().contains("Max pods per node ["));
}

/// The text on the screen. Blanks at the ends of lines may be written or erased.
fn picture(screen: &vt100::Screen) -> String {
    screen.contents().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Every file below a folder.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        found.extend(below(&path));
        found.push(path);
    }
    found
}

#[test]
fn a_killed_run_is_recovered_with_its_history() {
    let home = home();
    let mut pty = started(home.path(), &[]);
    set_nodes(&mut pty, "40");
    set_nodes(&mut pty, "41");
    wait_for_session(home.path(), "count: 40 -> 41");
    for path in below(&home.path().join(".local/state/aksplore")) {
        let mode = fs::metadata(&path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!(mode, if path.is_dir() { 0o700 } else { 0o600 }, "{}", path.display());
    }
    pty.signal("KILL");
    pty.exit_code();
    let mut again = started(home.path(), &[]);
    again.wait_for("Recovered contoso-prod of a run that was killed: 2 steps");
    again.keys("u").wait_for("Undone: system count: 40 -> 41");
    again.keys("u").wait_for("Undone: system count: 3 -> 40");
    again.keys("U").wait_for("Done again: system count: 3 -> 40");
    again.keys("q");
    assert_eq!(again.exit_code(), 0);
    // It goes on in the same file, and says when it ended.
    assert_eq!(sessions(home.path()).len(), 1);
    started(home.path(), &[]).wait_for("contoso-prod as you left it: 1 step");
}

#[test]
fn every_end_keeps_the_work_and_gives_the_terminal_back() {
    type End = fn(&mut Pty);
    let ends: &[(&str, u32, &[&str], End)] = &[
        ("q", 0, &[], |pty| _ = pty.keys("q")),
        ("Ctrl-C", 130, &[], |pty| _ = pty.keys("\x03")),
        ("SIGTERM", 143, &[], |pty| _ = pty.signal("TERM")),
        ("SIGHUP", 129, &[], |pty| _ = pty.signal("HUP")),
        ("SIGINT", 130, &[], |pty| _ = pty.signal("INT")),
        ("a panic", 101, &["--debug-panic=6"], |pty| _ = pty.keys("j")),
    ];
    for (name, code, arguments, end) in ends {
        let home = home();
        let mut pty = started(home.path(), arguments);
        // Five keys; the work is not a second old when it ends.
        set_nodes(&mut pty, "40");
        end(&mut pty);
        assert_eq!(pty.exit_code(), *code, "{name}");
        assert_eq!(pty.left_behind(), Vec::<&str>::new(), "{name}");
        let told = if *code == 101 { "The work is kept in" } else { "has changes that are not saved; `aksplore`" };
        assert!(pty.contents().contains(told), "{name}: {}", pty.contents());
        let mut again = started(home.path(), &[]);
        let told = if *code == 101 { "Recovered" } else { "as you left it: 1 step" };
        again.wait_for(told).keys("u").wait_for("Undone: system count: 3 -> 40");
    }
}

#[test]
fn what_the_program_failed_at_twice_is_not_opened_by_itself() {
    let home = home();
    let mut pty = started(home.path(), &["--debug-panic=6"]);
    set_nodes(&mut pty, "40");
    pty.keys("j");
    assert_eq!(pty.exit_code(), 101);
    let mut again = spawn(home.path(), &["--debug-panic"]).start();
    assert_eq!(again.exit_code(), 101);
    let mut third = started(home.path(), &[]);
    third.wait_for("aksplore failed on contoso-prod before: O opens it again");
    third.keys("O").wait_for("kept ").keys("\r").wait_for("Recovered contoso-prod of a run that failed");
}

#[test]
fn a_lost_terminal_keeps_the_work_and_ends_at_once_also_without_its_signal() {
    let home = home();
    let mut spawn = spawn(home.path(), &[]);
    let script = "trap '' HUP; exec \"$0\" \"$@\"";
    spawn.arguments.splice(0..0, ["-c".to_owned(), script.to_owned(), spawn.program]);
    let mut pty = Spawn { program: "/bin/sh".to_owned(), ..spawn }.start();
    pty.wait_for("q quit");
    set_nodes(&mut pty, "40");
    let lost = Instant::now();
    assert_eq!(pty.hang_up("j"), 129);
    assert!(lost.elapsed() < Duration::from_secs(1), "{:?}", lost.elapsed());
    started(home.path(), &[]).wait_for("as you left it: 1 step");
}

#[test]
fn a_stopped_run_has_kept_its_work_and_goes_on() {
    let home = home();
    let mut spawn = spawn(home.path(), &[]);
    let script = "\"$0\" \"$@\"; for turn in 1 2; do echo shell $turn; read line; fg; done; exit $?";
    spawn.arguments.splice(0..0, ["-mc".to_owned(), script.to_owned(), spawn.program]);
    let mut pty = Spawn { program: "/bin/sh".to_owned(), ..spawn }.start();
    pty.wait_for("q quit");
    for (turn, nodes) in [("shell 1", "40"), ("shell 2", "41")] {
        set_nodes(&mut pty, nodes);
        let before = picture(pty.settle().screen());
        pty.keys("\x1a").wait_for(turn);
        assert_eq!(pty.left_behind(), Vec::<&str>::new());
        assert!(fs::read_to_string(&sessions(home.path())[0]).expect("a session").contains(&format!("-> {nodes}")));
        pty.keys("\n").wait_until("the same picture", |screen| picture(screen) == before);
    }
    pty.keys("q");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn control_l_draws_everything_afresh() {
    let home = home();
    let mut pty = started(home.path(), &[]);
    pty.keys("2").wait_for("[2 Map]");
    for key in ["\x0c", "L"] {
        let before = picture(pty.settle().screen());
        pty.spoil().keys(key).wait_until("the same picture", |screen| picture(screen) == before);
    }
}

#[test]
fn two_runs_keep_their_work_apart() {
    let home = home();
    let (mut one, mut other) = (started(home.path(), &[]), started(home.path(), &["--fresh"]));
    set_nodes(&mut one, "40");
    set_nodes(&mut other, "50");
    wait_for_session(home.path(), "-> 40");
    wait_for_session(home.path(), "-> 50");
    // A third does not take what another has.
    let mut third = started(home.path(), &[]);
    third.keys("u").wait_for("Nothing to undo").keys("q");
    third.exit_code();
    for pty in [&mut one, &mut other] {
        pty.signal("KILL");
        pty.exit_code();
    }
    let (mut one, mut other) = (started(home.path(), &[]), started(home.path(), &[]));
    one.keys("u").wait_for("Undone: system count: 3 -> 50");
    other.keys("u").wait_for("Undone: system count: 3 -> 40");
    assert_eq!(sessions(home.path()).len(), 2);
}

#[test]
fn nothing_is_written_before_something_changes() {
    let home = home();
    let mut pty = started(home.path(), &[]);
    pty.keys("u").wait_for("Nothing to undo");
    pty.keys("?").wait_for("On Home").keys("\x1b").wait_until("Home", |screen| !screen.contents().contains("On Home"));
    pty.keys("q");
    assert_eq!(pty.exit_code(), 0);
    assert_eq!(below(home.path()), Vec::<PathBuf>::new());
}

#[test]
fn one_line_greets_who_is_new_and_is_gone_once_something_is_kept() {
    let (home, line) = (home(), "New here? Press ? for the keys");
    let mut pty = started(home.path(), &[]);
    pty.wait_for(line).keys("j").wait_until("no greeting", |screen| !screen.contents().contains("New here?"));
    set_nodes(&mut pty, "40");
    pty.keys("q");
    assert_eq!(pty.exit_code(), 0);
    let mut again = started(home.path(), &[]);
    again.wait_for("as you left it");
    assert!(!again.settle().screen().contents().contains("New here?"));
    let mut fresh = started(home.path(), &["--fresh"]);
    fresh.wait_for("Nodes 3");
    assert!(!fresh.settle().screen().contents().contains("New here?"));
    // Where nothing can ever be kept it would be said for ever.
    let mut homeless = started(Path::new("/nonexistent"), &[]);
    homeless.wait_for("Nodes 3");
    assert!(!homeless.settle().screen().contents().contains("New here?"));
}

#[test]
fn it_opens_where_one_left_unless_told_otherwise() {
    let home = home();
    let mut pty = started(home.path(), &["example:hub-spoke"]);
    pty.keys("5").wait_for("[5 Compare]");
    let before = picture(pty.settle().screen());
    pty.keys("j").wait_until("another row", |screen| picture(screen) != before).keys("q");
    assert_eq!(pty.exit_code(), 0);
    started(home.path(), &[]).wait_for("hub-spoke").wait_for("[5 Compare]");
    let mut fresh = started(home.path(), &["--fresh"]);
    fresh.wait_for("contoso-prod").wait_for("[1 Home]");
    started(home.path(), &["10.9.0.0/22"]).wait_for("10.9.0.0/22");
}

#[test]
fn where_nothing_can_be_kept_that_is_said_once_and_asked_about() {
    let (home, file) = (home(), "no home folder");
    let blocked = home.path().join("blocked");
    fs::create_dir(&blocked).expect("a folder");
    fs::write(blocked.join(".local"), "").expect("a file");
    for (home, why) in [(Path::new("/nonexistent"), file), (blocked.as_path(), "cannot write in")] {
        let mut pty = started(home, &[]);
        set_nodes(&mut pty, "40");
        pty.wait_for("This work is not kept: ").wait_for(why);
        pty.keys("u").wait_for("Undone");
        pty.keys("U").wait_for("Done again: ").keys("q").wait_for("Quit without them?").keys("y");
        assert_eq!(pty.exit_code(), 0);
    }
    assert_eq!(
        fs::metadata("/nonexistent").map(|_| ()).map_err(|error| error.kind()),
        Err(std::io::ErrorKind::NotFound)
    );
}

#[test]
fn what_is_damaged_or_foreign_never_keeps_it_from_starting() {
    let home = home();
    let mut pty = started(home.path(), &[]);
    set_nodes(&mut pty, "40");
    pty.keys("q");
    pty.exit_code();
    let session = sessions(home.path()).remove(0);
    let text = fs::read_to_string(&session).expect("a session");
    for (spoilt, why) in [
        (text.replacen("\"format\":1", "\"format\":2", 1), "another version of aksplore kept it"),
        (text[..text.len() / 2].to_owned(), "it is damaged"),
        (String::new(), "it is damaged"),
    ] {
        fs::write(&session, spoilt).expect("it can be spoilt");
        let mut pty = started(home.path(), &[]);
        pty.wait_for("What was kept last cannot be read: ").wait_for(why).wait_for("FITS").keys("q");
        assert_eq!(pty.exit_code(), 0);
    }
}

#[test]
fn unsaved_work_on_a_file_is_offered_in_one_line() {
    let home = home();
    let plan = home.path().join("plan.toml");
    fs::write(&plan, PLAN).expect("a file");
    let name = plan.display().to_string();
    let mut pty = started(home.path(), &[&name]);
    set_nodes(&mut pty, "40");
    wait_for_session(home.path(), "-> 40");
    started(home.path(), &[&name]).wait_for("plan is open in another aksplore too");
    pty.signal("KILL");
    pty.exit_code();
    let mut again = started(home.path(), &[&name]);
    again.wait_for("There is unsaved work on plan").keys("O").wait_for("not saved, ~/plan.toml");
    again.keys("\r").wait_for("Recovered plan of a run that was killed");
    // It is saved, and there is nothing to offer any more.
    again.keys("w").wait_for("Saved ").keys("q");
    again.exit_code();
    assert!(fs::read_to_string(&plan).expect("a file").contains("count = 40"));
    let mut saved = started(home.path(), &[&name]);
    assert!(!saved.contents().contains("unsaved work"), "{}", saved.contents());
    saved.keys("q");
    saved.exit_code();
}

#[test]
fn a_file_that_changed_is_read_again_when_it_is_opened_where_one_left() {
    let home = home();
    let plan = home.path().join("plan.toml");
    fs::write(&plan, PLAN).expect("a file");
    let mut pty = started(home.path(), &[&plan.display().to_string()]);
    set_nodes(&mut pty, "40");
    pty.keys("w").wait_for("Saved ").keys("q");
    pty.exit_code();
    fs::write(&plan, PLAN.replace('3', "7")).expect("a file");
    let mut again = started(home.path(), &[]);
    again.wait_for("Read plan.toml again: it has changed since");
    again.keys("u").wait_for("Undone: reload");
    again.keys("u").wait_for("Undone: system count: 3 -> 40");
}

#[test]
fn a_file_that_changed_outside_is_not_overwritten_unasked() {
    let home = home();
    let plan = home.path().join("plan.toml");
    fs::write(&plan, PLAN).expect("a file");
    let outside = PLAN.replace('3', "9");
    let mut pty = started(home.path(), &[&plan.display().to_string()]);
    pty.wait_until("no star", |screen| !screen.contents().contains("plan *"));
    set_nodes(&mut pty, "40");
    pty.wait_for("plan *");
    fs::write(&plan, &outside).expect("a file");
    pty.keys("w").wait_for("The file has changed since it was read").wait_for("overwrite it").wait_for("reload");
    pty.keys("\r").wait_for("Saved ");
    assert_eq!(fs::read_to_string(&plan).expect("a file"), outside);
    assert!(fs::read_to_string(home.path().join("plan-2.toml")).expect("a file").contains("count = 40"));
    // A name that is taken is asked about, and a save that fails says where and why.
    let cases =
        [("/nowhere/at/all.toml", "cannot write /nowhere/at/all.toml: "), ("/dev/full", "it is no regular file")];
    set_nodes(&mut pty, "41");
    for (name, told) in cases {
        pty.keys("W").wait_for("Save as").keys("\x15").keys(&format!("\x1b[200~{name}\x1b[201~\r")).wait_for(told);
    }
    pty.wait_for("plan-2 *").keys("u").wait_for("Undone: system count: 40 -> 41");
}

#[test]
fn what_is_pasted_is_never_keys() {
    let home = home();
    let mut pty = started(home.path(), &[]);
    for screen in ["1", "2", "3", "4", "5", "6"] {
        pty.keys(screen).wait_for(&format!("[{screen} "));
        let before = picture(pty.settle().screen());
        pty.keys("\x1b[200~quit\nq\x1b[201~").wait_for("quit q");
        pty.keys("\x1b").wait_until("the screen as before", |screen| picture(screen) == before);
    }
    pty.keys("1").wait_for("[1 Home]").keys("n\x1b[200~ 40\n\x1b[201~").wait_for("Nodes [40 ").keys("\x1b");
    pty.wait_until("no field", |screen| !screen.contents().contains("Nodes ["));
    pty.keys("u").wait_for("Nothing to undo");
}

#[test]
fn a_burst_of_keys_does_no_harm_and_is_one_step() {
    let home = home();
    let mut pty = started(home.path(), &[]);
    // The first key takes the greeting away.
    pty.keys("k").wait_until("no greeting", |screen| !screen.contents().contains("New here?"));
    let before = picture(pty.settle().screen());
    pty.keys("excellent").wait_until("another screen", |screen| picture(screen) != before);
    pty.keys("\x1b").wait_until("the screen as before", |screen| picture(screen) == before);
    pty.keys("quit now please, all of it").wait_for("quit now please, all of it").keys("\x1b");
    pty.wait_until("the screen as before", |screen| picture(screen) == before);
    pty.keys("u").wait_for("Nothing to undo");
    // Type-ahead on a slow line works, and is taken back as one.
    pty.keys("n40\r50\r").wait_for("Max surge [");
    pty.keys("\x1b").wait_until("no field", |screen| !screen.contents().contains("Max surge ["));
    pty.keys("u").wait_for("Undone: system count: 3 -> 40; system max-pods: left out -> 50");
    pty.keys("u").wait_for("Nothing to undo");
    pty.keys("q");
    assert_eq!(pty.exit_code(), 0);
}
