//! How long a user waits, measured from outside: aksplore and the minimal program of `support/minimal.rs`, turn by turn on
//! a pseudo-terminal of 120x40, so that a busy machine is busy for both. It judges nothing: it prints.
//!
//! `cargo bench --bench pty`

use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

#[path = "support/minimal.rs"]
mod minimal;

/// A program is done when it has sent nothing for so long; the time counts to its last byte.
const QUIET: Duration = Duration::from_millis(30);
/// How often each program is started.
const LIVES: usize = 7;
/// Set for the copy of this program that plays the minimal one.
const MINIMAL: &str = "AKSPLORE_BENCH_MINIMAL";

/// A program, and the keys to press in it.
struct Subject {
    name: &'static str,
    program: String,
    env: Option<&'static str>,
    keys: &'static [(&'static str, &'static str)],
}

/// What was measured: for the first frame and for each kind of key, how long and how many bytes.
#[derive(Default)]
struct Samples {
    ms: Vec<f64>,
    bytes: Vec<usize>,
}

fn main() {
    if std::env::var_os(MINIMAL).is_some() {
        minimal::main().expect("a terminal");
        return;
    }
    let itself = std::env::current_exe().expect("a program knows its own path");
    let subjects = [
        Subject {
            name: "minimal",
            program: itself.to_string_lossy().into_owned(),
            env: Some(MINIMAL),
            keys: &[("one cell", "x")],
        },
        Subject {
            name: "aksplore",
            program: env!("CARGO_BIN_EXE_aksplore").to_owned(),
            env: None,
            keys: &[("an edit", "+"), ("the edit back", "-"), ("move", "j"), ("move back", "k")],
        },
    ];
    let mut all: Vec<Vec<Samples>> =
        subjects.iter().map(|subject| (0..=subject.keys.len()).map(|_| Samples::default()).collect()).collect();
    for _ in 0..LIVES {
        for (subject, samples) in subjects.iter().zip(&mut all) {
            live(subject, samples);
        }
    }
    println!("{:24} {:>9} {:>9} {:>8} {:>9}", "120x40", "median ms", "p95 ms", "bytes", "x minimal");
    let (first_frame, key) = (median(&mut all[0][0].ms), median(&mut all[0][1].ms));
    for (subject, samples) in subjects.iter().zip(&mut all) {
        let kinds = std::iter::once("first frame").chain(subject.keys.iter().map(|(kind, _)| *kind));
        for (index, (kind, samples)) in kinds.zip(samples).enumerate() {
            let against = if index == 0 { first_frame } else { key };
            let (median, p95) = (median(&mut samples.ms), percentile(&samples.ms, 95));
            let name = format!("{} {kind}", subject.name);
            let bytes = samples.bytes.iter().max().copied().unwrap_or_default();
            println!("{name:24} {median:>9.2} {p95:>9.2} {bytes:>8} {:>9.2}", median / against);
        }
    }
}

/// Starts the program, waits for its first frame, presses its keys, and ends it.
fn live(subject: &Subject, samples: &mut [Samples]) {
    let size = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
    let mut command = CommandBuilder::new(&subject.program);
    command.env_clear();
    command.cwd(std::env::temp_dir());
    for (name, value) in [("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("HOME", "/nonexistent")] {
        command.env(name, value);
    }
    if let Some(name) = subject.env {
        command.env(name, "1");
    }
    let mut reader = pair.master.try_clone_reader().expect("the terminal can be read");
    let mut writer = pair.master.take_writer().expect("the terminal can be written");
    let (sender, chunks) = channel();
    std::thread::spawn(move || {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(length @ 1..) = reader.read(&mut buffer) {
            if sender.send((Instant::now(), length)).is_err() {
                return;
            }
        }
    });
    let start = Instant::now();
    let mut child = pair.slave.spawn_command(command).expect("the program starts");
    drop(pair.slave);
    until_quiet(&chunks, start, &mut samples[0]);
    for _ in 0..10 {
        for ((_, key), samples) in subject.keys.iter().zip(&mut samples[1..]) {
            let start = Instant::now();
            if writer.write_all(key.as_bytes()).is_err() {
                println!("{} ended early", subject.name);
                return;
            }
            until_quiet(&chunks, start, samples);
        }
    }
    // One that has ended already needs no key to end.
    let _ = writer.write_all(b"q");
    child.wait().expect("the program ends");
}

/// Takes in what the program sends until it is quiet; a key that changes nothing is not counted.
fn until_quiet(chunks: &Receiver<(Instant, usize)>, start: Instant, samples: &mut Samples) {
    // The first byte may take its time on a busy machine.
    let Ok((mut last, mut bytes)) = chunks.recv_timeout(Duration::from_secs(1)) else {
        return;
    };
    while let Ok((at, length)) = chunks.recv_timeout(QUIET) {
        last = at;
        bytes += length;
    }
    samples.ms.push((last - start).as_secs_f64() * 1000.0);
    samples.bytes.push(bytes);
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    percentile(values, 50)
}

/// Of sorted values.
fn percentile(values: &[f64], percent: usize) -> f64 {
    values.get((values.len() * percent / 100).min(values.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}
