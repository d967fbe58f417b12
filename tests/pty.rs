//! The event loop on a real pseudo-terminal, with a small program of its own: starts, draws, ends, gives the terminal
//! back. What the screens show is tested elsewhere.

#![cfg(unix)]

#[path = "support/pty.rs"]
mod pty;

use aksplore::config::glyphs::Glyphs;
use aksplore::config::key::Chord;
use aksplore::runtime::{Effect, Event, Options, Program, Waker, Wrapper, run};
use pty::{Pty, Spawn};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

/// Writes down every event; quits on `q`, panics on `P`, draws afresh on `L`.
#[derive(Default)]
struct Diary {
    events: Vec<String>,
    frames: usize,
    waker: Option<Waker>,
}

impl Program for Diary {
    fn begin(&mut self, waker: Waker) {
        self.waker = Some(waker);
    }

    fn handle(&mut self, event: Event) -> Vec<Effect> {
        let (word, effects) = match event {
            Event::Key(chord) if chord == Chord::char('q') => return vec![Effect::Quit(0)],
            Event::Key(chord) if chord == Chord::char('P') => panic!("as asked"),
            Event::Key(chord) if chord == Chord::char('W') => {
                let waker = self.waker.clone().expect("a program is begun before it is told anything");
                std::thread::spawn(move || waker.wake());
                return vec![];
            }
            Event::Key(chord) if chord == Chord::char('Y') => {
                ("copied".to_owned(), vec![Effect::Copy("hello".to_owned())])
            }
            Event::Key(chord) if chord == Chord::char('L') => ("redraw".to_owned(), vec![Effect::Redraw]),
            Event::Key(chord) => (chord.to_string(), vec![]),
            Event::HurriedKey(chord) => (format!("hurried-{chord}"), vec![]),
            Event::Paste(text) => (format!("paste:{text}"), vec![]),
            Event::Mouse(mouse) => (format!("{mouse:?}"), vec![]),
            Event::Resize(columns, rows) => (format!("{columns}x{rows}"), vec![]),
            Event::Woken => ("woken".to_owned(), vec![]),
            Event::Due => ("due".to_owned(), vec![]),
            Event::Reload => ("reload".to_owned(), vec![]),
        };
        self.events.push(word);
        effects
    }

    fn view(&mut self, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        self.frames += 1;
        buffer.set_string(0, 0, "─ Diary ─", Style::new().add_modifier(Modifier::REVERSED));
        let recent = self.events.iter().rev().take(8).rev().cloned().collect::<Vec<_>>().join(" ");
        buffer.set_stringn(0, 1, format!("last: {recent}."), usize::from(area.width), Style::new());
        buffer.set_stringn(0, 2, format!("{} events", self.events.len()), usize::from(area.width), Style::new());
        // Frames are counted without being drawn, or no frame would equal the one before.
        if recent.ends_with("how-many") {
            buffer.set_string(0, 3, format!("{} frames", self.frames), Style::new());
        }
        None
    }
}

/// Runs the diary when a test below has started this program anew on its own terminal, and otherwise does nothing.
#[test]
fn diary() {
    if std::env::var_os("DIARY").is_none() {
        return;
    }
    let env = |name: &str| std::env::var(name).ok();
    let code = run(
        &mut Diary::default(),
        Options { glyphs: Glyphs::detect(None, env).0, wrapper: Wrapper::detect(env), ..Options::default() },
    )
    .unwrap();
    std::process::exit(code.into());
}

fn spawn() -> Spawn {
    let program = std::env::current_exe().expect("a test knows its own program").to_string_lossy().into_owned();
    Spawn::new(program, &["--exact", "diary", "--nocapture", "--test-threads=1"]).env("DIARY", "1")
}

fn started() -> Pty {
    let mut pty = spawn().start();
    pty.wait_for("Diary");
    pty
}

#[test]
fn it_ends_with_its_code_and_gives_the_terminal_back() {
    type End = fn(&mut Pty);
    let ends: &[(&str, u32, End)] = &[
        ("q", 0, |pty| _ = pty.keys("q")),
        ("Ctrl-C", 130, |pty| _ = pty.keys("\x03")),
        ("SIGTERM", 143, |pty| _ = pty.signal("TERM")),
        ("SIGHUP", 129, |pty| _ = pty.signal("HUP")),
        ("SIGINT", 130, |pty| _ = pty.signal("INT")),
        ("a panic", 101, |pty| _ = pty.keys("P")),
    ];
    for (name, code, end) in ends {
        let mut pty = started();
        assert_eq!(pty.left_behind(), ["alternate screen", "hidden cursor", "bracketed paste", "modes of the line"]);
        end(&mut pty);
        assert_eq!(pty.exit_code(), *code, "{name}");
        assert_eq!(pty.left_behind(), Vec::<&str>::new(), "{name}");
    }
}

#[test]
fn a_panic_is_told_on_the_screen_that_the_user_came_from() {
    let mut pty = started();
    pty.keys("P");
    assert_eq!(pty.exit_code(), 101);
    assert!(pty.contents().contains("as asked"), "{}", pty.contents());
}

#[test]
fn it_ends_when_the_terminal_goes_away() {
    assert_eq!(started().hang_up("j"), 129);
}

#[test]
fn half_a_sequence_does_not_make_it_deaf_to_signals() {
    let mut pty = started();
    pty.keys("\x1b[").signal("TERM");
    assert_eq!(pty.exit_code(), 143);
}

#[test]
fn keys_arrive_and_replies_and_pastes_are_no_keys() {
    let mut pty = spawn().size(200, 24).start();
    pty.wait_for("Diary");
    pty.keys("j").wait_for("last: j.");
    pty.keys("\x1b[A").wait_for("j up.");
    pty.keys("\x1b").wait_for("up esc.");
    pty.keys("[B").keys("\x1b]11;rgb:0/0/0\x07").keys("\x1b[200~quit q\x1b[201~").wait_for("esc paste:quit q.");
    pty.keys("quit now please, all of it").wait_for("paste:quit now please, all of it.");
    pty.keys("xq").wait_for("hurried-x hurried-q.");
    pty.keys("q");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn queued_keys_are_handled_before_a_frame_is_drawn() {
    let mut pty = started();
    pty.keys(&"j".repeat(100)).wait_for("100 events");
    pty.keys("\x1b[200~how-many\x1b[201~").wait_for("frames");
    let frames = (1..=6).find(|frames| pty.contents().contains(&format!("{frames} frames")));
    assert!(frames.is_some(), "{}", pty.contents());
}

#[test]
fn another_size_is_told_and_drawn() {
    let mut pty = started();
    pty.resize(40, 12).wait_for("40x12").resize(100, 30).wait_for("100x30");
    assert!(pty.contents().contains("Diary"));
}

#[test]
fn control_z_stops_and_fg_goes_on_twice() {
    let Spawn { program, mut arguments, env, size } = spawn();
    let script = "\"$0\" \"$@\"; for turn in 1 2; do echo shell $turn; read line; fg; done; exit $?";
    arguments.splice(0..0, ["-mc".to_owned(), script.to_owned(), program]);
    let mut pty = Spawn { program: "/bin/sh".to_owned(), arguments, env, size }.start();
    for turn in ["shell 1", "shell 2"] {
        pty.wait_for("Diary").keys("\x1a").wait_for(turn);
        assert_eq!(pty.left_behind(), Vec::<&str>::new());
        pty.keys("\n");
    }
    pty.wait_for("Diary").keys("q");
    assert_eq!(pty.exit_code(), 0);
    assert_eq!(pty.left_behind(), Vec::<&str>::new());
}

#[test]
fn noise_is_covered_when_it_is_asked_for() {
    let mut pty = started();
    pty.settle()
        .spoil()
        .keys("L")
        .wait_for("Diary")
        .wait_until("no noise", |screen| !screen.contents().contains("noise"));
}

#[test]
fn control_z_without_a_shell_only_draws_afresh() {
    let mut pty = started();
    pty.keys("\x1a").keys("j").wait_for("j.").keys("q");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn the_selection_stays_reversed_under_no_color() {
    let mut pty = spawn().env("NO_COLOR", "1").start();
    pty.wait_for("Diary");
    assert!(pty.screen().cell(0, 3).unwrap().inverse());
}

#[test]
fn without_a_locale_only_ascii_is_sent() {
    let mut pty = spawn().env("LANG", "C").start();
    pty.wait_for("- Diary -");
    assert!(pty.raw().is_ascii());
}

#[test]
fn the_terminal_is_asked_nothing() {
    let mut pty = started();
    pty.keys("q");
    pty.exit_code();
    let raw = String::from_utf8_lossy(pty.raw()).into_owned();
    for query in ["\x1b[c", "\x1b[6n", "\x1b]11;?", "\x1b[?u", "\x1b[>c", "$p", "\x1b(0", "\x1b[?1000h"] {
        assert!(!raw.contains(query), "{query:?}");
    }
}

#[test]
fn what_is_copied_goes_to_the_terminals_clipboard() {
    let mut plain = started();
    plain.keys("Y").wait_for("copied");
    let raw = String::from_utf8_lossy(plain.raw()).into_owned();
    assert!(raw.contains("\x1b]52;c;aGVsbG8="), "{raw:?}");
    let mut within_screen = spawn().env("STY", "1.pts").env("TMUX", "").start();
    within_screen.wait_for("Diary");
    within_screen.keys("Y").wait_for("copied");
    let raw = String::from_utf8_lossy(within_screen.raw()).into_owned();
    assert!(raw.contains("\x1bP\x1b]52;c;aGVsbG8="), "{raw:?}");
}

#[test]
fn another_thread_wakes_the_loop() {
    started().keys("W").wait_for("last: woken.");
}
