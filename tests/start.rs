//! How the program starts on a terminal: into the design that the command line names, or with an answer where nothing
//! can be drawn. Deliberately presses few keys.
#![cfg(unix)]
#![expect(dead_code, reason = "the terminal of the tests can do more than these ask of it")]

#[path = "support/pty.rs"]
mod pty;

use pty::{Pty, Spawn};

fn started(arguments: &str) -> Pty {
    let words: Vec<&str> = arguments.split_whitespace().collect();
    Spawn::new(env!("CARGO_BIN_EXE_aksplore"), &words).size(100, 30).start()
}

#[test]
fn it_opens_what_the_command_line_names() {
    let cases: &[(&str, &[&str])] = &[
        ("", &["contoso-prod", "FITS"]),
        ("10.240.0.0/22", &["10.240.0.0/22", "FITS"]),
        ("10.240.0.0/22 --model node-subnet --nodes 40 --max-pods 50", &["n 40", "p 50", "NO FIT 220%"]),
        ("example:kubenet --surge 33%", &["kubenet", "33%"]),
        ("--ascii --theme mono example:full-subnet", &["full-subnet", "NO FIT"]),
    ];
    for (arguments, texts) in cases {
        let mut pty = started(arguments);
        for text in *texts {
            pty.wait_for(text);
        }
        pty.keys("q");
        assert_eq!(pty.exit_code(), 0, "{arguments}");
        assert_eq!(pty.left_behind(), Vec::<&str>::new(), "{arguments}");
    }
}

#[test]
fn a_table_that_is_worked_out_beside_the_loop_comes_without_a_key() {
    use std::fmt::Write as _;
    let mut text = "[cluster]\n[[node-pool]]\nname = \"system\"\n[[vnet]]\nname = \"v\"\n".to_owned();
    text.push_str("address-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"s\"\nprefix = \"10.240.0.0/20\"\n");
    for place in 0..30 {
        writeln!(text, "[[vm]]\nname = \"vm{place}\"\nsubnet = \"s\"\nip = \"10.240.15.{place}\"")
            .expect("a string takes all");
    }
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("many.toml");
    std::fs::write(&file, text).expect("a file can be written");
    let mut pty = started(&file.display().to_string());
    pty.wait_for("many");
    pty.keys("4a");
    pty.wait_for("32 ends");
    pty.keys("q");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn a_terminal_that_cannot_be_drawn_on_gets_records() {
    let mut pty = Spawn::new(env!("CARGO_BIN_EXE_aksplore"), &["example:full-subnet"]).env("TERM", "dumb").start();
    pty.wait_for("other_model");
    assert_eq!(pty.exit_code(), 1);
    let sent = String::from_utf8_lossy(pty.raw()).into_owned();
    assert!(sent.contains("TERM names no terminal") && sent.contains("size\tno-fit\t"), "{sent}");
    for command in ["`aksplore size --plain example:full-subnet`", "`aksplore --linear example:full-subnet`"] {
        assert!(sent.contains(command), "{command}: {sent}");
    }
    assert!(!sent.contains('\x1b'), "no escape codes");
}

#[test]
fn a_bad_command_line_draws_nothing() {
    let mut pty = started("10.240.0.1/22");
    pty.wait_for("did you mean 10.240.0.0/22?");
    assert_eq!(pty.exit_code(), 2);
    assert!(!pty.raw().contains(&0x1b), "no escape codes");
}

/// A program with this configuration in a folder of its own.
fn configured(text: &str, arguments: &[&str]) -> (tempfile::TempDir, std::path::PathBuf, Spawn) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("config.toml");
    std::fs::write(&file, text).expect("a file can be written");
    let path = file.display().to_string();
    let spawn = Spawn::new(env!("CARGO_BIN_EXE_aksplore"), &[&["--config", &path], arguments].concat());
    (folder, file, spawn)
}

fn sent(pty: &Pty) -> String {
    String::from_utf8_lossy(pty.raw()).into_owned()
}

#[test]
fn a_broken_config_is_told_in_the_status_line_and_the_rest_of_it_holds() {
    let text = "colour = 'never'\n[keys.global]\n'ö' = 'nodes'\n";
    let (_folder, _, spawn) = configured(text, &[]);
    let mut pty = spawn.size(120, 40).start();
    pty.wait_for("config.toml:1:1: unknown setting `colour`; did you mean `color`?").wait_for("FITS");
    pty.keys("ö").wait_for("Nodes [");
    pty.keys("\x03");
    assert_eq!(pty.exit_code(), 130);
}

#[test]
fn a_signal_reads_the_config_again_and_a_broken_one_leaves_what_there_was() {
    let (_folder, file, spawn) = configured("theme = 'mono'\n", &[]);
    let mut pty = spawn.size(120, 40).start();
    pty.wait_for("FITS");
    std::fs::write(&file, "theme = 'okabe-dark'\n[keys.global]\n'?' = 'none'\nf1 = 'none'\n'ö' = 'help'\n")
        .expect("a file can be written");
    pty.signal("USR1").wait_for("Read the config again").wait_for("ö help");
    assert!(sent(&pty).contains("\x1b[38;5;") || sent(&pty).contains(";38;5;"), "the new theme has colours");
    std::fs::write(&file, "theme = 'okabe-drak'\n").expect("a file can be written");
    pty.signal("USR1").wait_for("nothing of the config was taken over").wait_for("ö help");
    pty.keys("q");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn the_screen_that_is_asked_for_is_drawn_on_and_left_behind() {
    let cases = [("alternate", true, false), ("keep", true, true), ("inline", false, true)];
    for (screen, is_alternate, stays) in cases {
        let mut pty = started(&format!("--set screen={screen}"));
        pty.wait_for("FITS").keys("q");
        assert_eq!(pty.exit_code(), 0);
        assert_eq!(sent(&pty).contains("\x1b[?1049h"), is_alternate, "{screen}");
        assert_eq!(pty.contents().contains("FITS"), stays, "{screen}\n{}", pty.contents());
        assert_eq!(pty.left_behind(), Vec::<&str>::new(), "{screen}");
    }
}

#[test]
fn colours_and_signs_go_down_to_what_the_terminal_has() {
    let cases = [
        ("TERM", "linux", "--theme okabe-dark", &["38;", "48;"][..], "\u{2550}"),
        ("TERM", "xterm-256color", "--theme okabe-dark", &["38;2", "48;2"], "none"),
        ("NO_COLOR", "1", "--theme okabe-dark", &["3", "4", "9", "10"], "none"),
        ("LANG", "C", "", &["38;"], "\u{2500}"),
    ];
    for (name, value, arguments, colors, sign) in cases {
        let words: Vec<&str> = arguments.split_whitespace().collect();
        let mut pty = Spawn::new(env!("CARGO_BIN_EXE_aksplore"), &words).env(name, value).start();
        pty.wait_for("FITS").keys("q");
        assert_eq!(pty.exit_code(), 0, "{name}={value}");
        let sent = sent(&pty);
        // No charset is switched and no mouse is taken, whatever the terminal.
        for text in [sign, "\x1b(0", "\x0e", "\x0f", "\x1b[?1000h", "\x1b[?1006h", "\x1b[?2026h"] {
            assert!(!sent.contains(text), "{text:?} under {name}={value}\n{sent:?}");
        }
        for style in styles(&sent) {
            let is_color = |own: &&str| style.len() > 1 && style.starts_with(own);
            assert!(!colors.iter().any(is_color), "{style} under {name}={value}");
        }
    }
}

/// What sets styles among the sequences: the numbers between `ESC [` and `m`, from the first colour on.
fn styles(sent: &str) -> Vec<String> {
    let sequences = sent.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|sign: char| !sign.is_ascii_digit() && sign != ';')?;
        rest[end..].starts_with('m').then(|| rest[..end].to_owned())
    });
    let colors = |sequence: String| {
        let parts: Vec<&str> = sequence.split(';').skip_while(|part| part.len() < 2).collect();
        parts.join(";")
    };
    sequences.map(colors).collect()
}

#[test]
fn a_slow_line_gets_few_pictures_and_each_can_be_marked() {
    let mut pty = Spawn::new(env!("CARGO_BIN_EXE_aksplore"), &["--slow", "--set", "synchronized=true"]).start();
    pty.wait_for("FITS");
    let frames = |pty: &Pty| sent(pty).matches("\x1b[?2026h").count();
    let before = frames(&pty);
    pty.keys("n4").keys("0\r\x1b").wait_for("contoso-prod*").wait_for(">n 40");
    assert!(frames(&pty) - before <= 2, "{}", frames(&pty));
    assert_eq!(frames(&pty), sent(&pty).matches("\x1b[?2026l").count());
    assert!(sent(&pty).is_ascii(), "a slow line gets ASCII");
    pty.keys("\x03");
    assert_eq!(pty.exit_code(), 130);
}

#[test]
fn the_list_of_themes_is_shown_as_it_is_walked_and_esc_gives_the_old_one_back() {
    let mut pty = started("--theme mono");
    pty.wait_for("FITS").keys("T").wait_for("Themes");
    let painted = |screen: &vt100::Screen| {
        (0..30).any(|row| screen.cell(row, 1).is_some_and(|cell| cell.bgcolor() != vt100::Color::Default))
    };
    assert!(!painted(pty.screen()));
    pty.keys("j").wait_until("a painted ground", painted);
    pty.keys("\x1b").wait_until("the ground of the terminal", |screen| !painted(screen));
    pty.keys("q");
    assert_eq!(pty.exit_code(), 0);
}
