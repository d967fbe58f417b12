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
    assert!(!sent.contains('\x1b'), "no escape codes");
}

#[test]
fn a_bad_command_line_draws_nothing() {
    let mut pty = started("10.240.0.1/22");
    pty.wait_for("did you mean 10.240.0.0/22?");
    assert_eq!(pty.exit_code(), 2);
    assert!(!pty.raw().contains(&0x1b), "no escape codes");
}
