//! What people expect of a program on the terminal they have, by the rows of `ux.md`: lines with noise and delay, `tmux`,
//! small windows, few colours, few signs. Deliberately knows no number of a network beyond those it types.
#![cfg(unix)]
#![expect(dead_code, reason = "the terminal of the tests can do more than these ask of it")]

#[path = "support/pty.rs"]
mod pty;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use pty::{Pty, Spawn};

/// The screens, by the keys that open them.
const SCREENS: [&str; 6] = ["1", "2", "3", "4", "5", "6"];

/// A design whose policies, routes and gateways fill every screen.
const FULL: &str = "example:hub-spoke";

/// A question that has an answer in the node subnet model.
const QUESTION: [&str; 3] = ["10.240.0.0/22", "--model", "node-subnet"];

fn spawn(arguments: &[&str]) -> Spawn {
    Spawn::new(env!("CARGO_BIN_EXE_aksplore"), arguments).size(120, 40)
}

/// The program, once its first frame is there.
fn started(spawn: Spawn) -> Pty {
    let mut pty = spawn.start();
    pty.wait_for("q quit");
    pty
}

/// The text on the screen. Blanks at the ends of lines may be written or erased.
fn picture(screen: &vt100::Screen) -> String {
    screen.contents().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Is no field open? Tabs are in brackets too, but have their digit first.
fn is_no_field(screen: &vt100::Screen) -> bool {
    !["Nodes [", "Max pods per node [", "Max surge ["].iter().any(|field| screen.contents().contains(field))
}

/// The last line of the screen.
fn last_line(screen: &vt100::Screen) -> String {
    let (rows, columns) = screen.size();
    screen.rows(0, columns.get()).nth(usize::from(rows.get()) - 1).unwrap_or_default()
}

/// Shows the screen of that key, whatever a narrow title makes of its tab.
fn go(pty: &mut Pty, key: &str) {
    let tab = |screen: &vt100::Screen| {
        screen.contents().lines().next().is_some_and(|title| title.contains(&format!("[{key}")))
    };
    pty.keys(key).wait_until(&format!("screen {key}"), tab);
}

/// How many bytes the keys cost, once what they do is shown.
fn cost(pty: &mut Pty, keys: &str, text: &str) -> usize {
    let before = pty.settle().raw().len();
    pty.keys(keys).wait_for(text).settle().raw().len() - before
}

/// Everything between `ESC [` and `m` that was sent, a number each.
fn colour_numbers(raw: &[u8]) -> Vec<Vec<u16>> {
    let text = String::from_utf8_lossy(raw).into_owned();
    let ends =
        text.split("\x1b[").skip(1).filter_map(|rest| rest.split_once('m')).map(|(numbers, _)| numbers.to_owned());
    let styles =
        ends.filter(|numbers| numbers.chars().all(|character| character.is_ascii_digit() || ";:".contains(character)));
    styles.map(|numbers| numbers.split([';', ':']).filter_map(|number| number.parse().ok()).collect()).collect()
}

/// The deepest colours that were sent: none, 16, 256 or true.
fn depth(raw: &[u8]) -> &'static str {
    let mut deepest = 0;
    for numbers in colour_numbers(raw) {
        let mut rest = numbers.as_slice();
        while let [number, tail @ ..] = rest {
            let (step, taken) = match (number, tail) {
                (38 | 48, [2, ..]) => (3, 4),
                (38 | 48, [5, ..]) => (2, 2),
                (30..=37 | 40..=47 | 90..=97 | 100..=107, _) => (1, 0),
                _ => (0, 0),
            };
            deepest = deepest.max(step);
            rest = tail.get(taken..).unwrap_or_default();
        }
    }
    ["never", "16", "256", "true"][deepest]
}

/// The characters that were sent and are not ASCII.
fn signs(raw: &[u8]) -> BTreeSet<char> {
    String::from_utf8_lossy(raw).chars().filter(|character| !character.is_ascii()).collect()
}

/// Goes through all screens, with a list and a field open on the way, and ends.
fn tour(spawn: Spawn) -> Pty {
    let mut pty = spawn.start();
    pty.wait_for("q quit");
    for key in SCREENS {
        go(&mut pty, key);
    }
    pty.keys("?").wait_for("Esc").keys("\x1b");
    go(&mut pty, "1");
    pty.keys("n4").wait_for("Nodes [4").keys("\x1b").wait_until("no field", is_no_field).keys("q");
    assert_eq!(pty.exit_code(), 0);
    pty
}

#[test]
fn the_first_frame_waits_for_no_answer_and_asks_for_none() {
    // This terminal answers nothing at all, ever.
    let mut pty = started(spawn(&[]));
    assert!(pty.contents().contains("FITS"), "{}", pty.contents());
    tour(spawn(&[FULL]));
    pty.keys("q");
    pty.exit_code();
    let raw = String::from_utf8_lossy(pty.raw()).into_owned();
    for query in [
        "\x1b[c",
        "\x1b[0c",
        "\x1b[5n",
        "\x1b[6n",
        "\x1b]10;?",
        "\x1b]11;?",
        "\x1b[?u",
        "\x1b[>c",
        "\x1b[>q",
        "$p",
        "\x1bP+q",
        "\x05",
    ] {
        assert!(!raw.contains(query), "{query:?}");
    }
}

#[test]
fn late_answers_of_a_terminal_are_neither_text_nor_keys() {
    let answers = [
        "\x1b[?62;22c",
        "\x1b[12;40R",
        "\x1b]11;rgb:0000/0000/0000\x07",
        "\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
        "\x1b]52;c;cXVpdAo=\x1b\\",
        "\x1bP>|xterm(390)\x1b\\",
        "\x1b[I",
        "\x1b[O",
        "\x1b[?2026;2$y",
        "\x1b[?0u",
    ];
    let mut pty = started(spawn(&[FULL]));
    for key in SCREENS {
        go(&mut pty, key);
        let before = picture(pty.settle().screen());
        for answer in answers {
            pty.keys(answer);
        }
        // In two packets, as a slow line brings it; what comes after is a key again.
        pty.keys("\x1b]11;rgb:00").keys("00/0000/0000\x07");
        pty.keys(":").wait_for("Everything you can do").keys("\x1b");
        pty.wait_until("the same picture", |screen| picture(screen) == before);
    }
    go(&mut pty, "1");
    pty.keys("n").wait_for("Nodes [");
    pty.keys("4").wait_for("Nodes [4 ");
    for answer in answers {
        pty.keys(answer);
    }
    pty.keys("2").wait_for("Nodes [42 ").keys("\x1b").wait_until("no field", is_no_field);
    pty.keys("u").wait_for("Nothing to undo");
}

#[test]
fn a_slow_line_is_sent_little() {
    let mut pty = started(spawn(&QUESTION));
    let first = pty.settle().raw().len();
    assert!(first < 16_000, "the first frame: {first} bytes");
    let moved = cost(&mut pty, "j", "Max pods per node 30:");
    assert!(moved < 1_000, "a move: {moved} bytes");
    let opened = cost(&mut pty, "n", "Nodes [");
    let typed = cost(&mut pty, "4", "Nodes [4 ");
    assert!(opened < 4_000 && typed < 4_000, "a field: {opened}, a digit: {typed} bytes");
    // 960 bytes a second go over a line of 9,600 baud.
    let serial = Spawn::new(env!("CARGO_BIN_EXE_aksplore"), &QUESTION).env("TERM", "vt100").env("LANG", "C");
    let mut pty = started(serial);
    let first = pty.settle().raw().len();
    assert!(first < 2_500, "the first frame of 80x24 in ASCII: {first} bytes");
    let step = cost(&mut pty, "+", "n 4 ");
    assert!(step < 400, "one more node: {step} bytes");
}

#[test]
fn keys_that_wait_are_one_picture() {
    let mut pty = started(spawn(&QUESTION));
    let before = pty.settle().raw().len();
    pty.keys("n").wait_for("Nodes [").keys("\x1b").wait_until("no field", is_no_field);
    pty.keys(&"+".repeat(200)).wait_for("(203 nodes");
    let sent = pty.settle().raw().len() - before;
    assert!(sent < 20_000, "{sent} bytes for 200 keys");
}

#[test]
fn esc_alone_acts_by_itself_and_its_late_tail_is_nothing() {
    let mut pty = started(spawn(&[]));
    let before = picture(pty.settle().screen());
    pty.keys("?").wait_for("On Home");
    // No key follows: the program itself has to decide that nothing more comes.
    pty.keys("\x1b").wait_until("Home", |screen| picture(screen) == before);
    pty.keys("[A").keys("?").wait_for("On Home").keys("\x1b");
    pty.wait_until("Home, where it was", |screen| picture(screen) == before);
}

/// A terminal of `tmux` with the program in it, which starts with nothing of the user's.
fn in_tmux(socket: &str, size: (u16, u16)) -> Option<Pty> {
    Command::new("tmux").arg("-V").output().ok()?;
    let program = env!("CARGO_BIN_EXE_aksplore");
    let tmux = ["-u", "-L", socket, "-f", "/dev/null", "new-session", "-s", "t", program];
    let pty =
        Spawn::new("tmux", &[&tmux[..], &QUESTION].concat()).env("PATH", std::env::var("PATH").unwrap_or_default());
    let pty = pty.env("SHELL", "/bin/sh").size(size.0, size.1).start();
    Some(pty)
}

#[test]
fn within_tmux_it_is_the_same_also_from_a_smaller_client() {
    let socket = format!("aksplore-test-{}", std::process::id());
    let Some(mut pty) = in_tmux(&socket, (120, 41)) else {
        eprintln!("there is no tmux on this machine");
        return;
    };
    pty.wait_for("q quit");
    let mut outside = started(spawn(&QUESTION).env("TERM", "screen"));
    outside.settle();
    let inside: Vec<String> = pty.settle().screen().rows(0, 120).take(40).collect();
    assert_eq!(inside.join("\n").trim_end(), outside.screen().rows(0, 120).collect::<Vec<_>>().join("\n").trim_end());
    pty.keys("n").wait_for("Nodes [").keys("40").wait_for("Nodes [40").keys("\r").wait_for("Max pods per node [");
    pty.keys("50\r").wait_for("NO FIT  220%").wait_for("Max surge [").keys("\x1b").wait_until("no field", is_no_field);
    pty.resize(80, 25).wait_for("NO FIT 220%").wait_for("q quit");
    pty.resize(120, 41).wait_for("NO FIT  220%").wait_for("44 x 51");
    pty.keys("u").wait_for("Undone").keys("q");
    // With no folder to keep the work in, it is asked about first.
    pty.wait_for("Quit without").keys("y");
    pty.exit_code();
}

#[test]
fn only_the_modes_it_needs_are_set_and_the_mouse_stays_the_terminals() {
    let pty = tour(spawn(&[FULL]));
    let raw = String::from_utf8_lossy(pty.raw()).into_owned();
    let set: BTreeSet<&str> = raw
        .split("\x1b[?")
        .skip(1)
        .filter_map(|rest| rest.split_once('h'))
        .map(|(mode, _)| mode)
        .filter(|mode| mode.chars().all(|digit| digit.is_ascii_digit()))
        .collect();
    assert_eq!(set, BTreeSet::from(["1049", "2004", "25"]));
    for sequence in ["\x1b[>", "\x1b=", "\x1b(0", "\x1b)0", "\x0e", "\x0f", "\x07"] {
        assert!(!raw.contains(sequence), "{sequence:?}");
    }
    assert_eq!(pty.left_behind(), Vec::<&str>::new());
}

#[test]
fn a_small_window_shows_the_verdict_the_field_and_the_keys() {
    let question = ["10.240.0.0/22", "--model", "node-subnet", "--nodes", "40", "--max-pods", "50"];
    let mut pty = spawn(&question).size(40, 12).start();
    pty.wait_for("NO FIT").wait_for("n 40").wait_until("the keys", |screen| last_line(screen).contains("q quit"));
    assert!(last_line(pty.screen()).contains("? help"), "{}", pty.contents());
    pty.keys("n").wait_for("Nodes [40");
    for (columns, rows) in [(30, 8), (10, 3)] {
        let mut pty = spawn(&question).size(columns, rows).start();
        pty.wait_for("NO FIT");
        pty.resize(120, 40).wait_for("NO FIT  220%").wait_for("[1 Home]");
    }
}

#[test]
fn another_size_keeps_what_is_half_typed_and_draws_all_of_it() {
    let mut pty = started(spawn(&QUESTION));
    pty.keys("n").wait_for("Nodes [").keys("4").wait_for("Nodes [4 ");
    let before = picture(pty.settle().screen());
    for turn in 0..20u16 {
        pty.resize(41 + 7 * turn, 12 + turn);
    }
    pty.resize(80, 24)
        .wait_for("Nodes [4")
        .resize(120, 40)
        .wait_until("the same picture", |screen| picture(screen) == before);
    pty.keys("2").wait_for("Nodes [42 ").keys("\x1b");
    pty.wait_until("no field", is_no_field);
    // The selection of a list stays, and where it was scrolled to.
    go(&mut pty, "5");
    pty.keys("G").settle();
    let before = picture(pty.screen());
    pty.resize(80, 24)
        .wait_for("5Cmp")
        .resize(120, 40)
        .wait_until("the same picture", |screen| picture(screen) == before);
}

#[test]
fn help_and_the_way_out_stand_in_the_last_line_at_every_width() {
    for (columns, rows) in [(120, 40), (80, 24), (60, 20), (40, 12)] {
        let mut pty = spawn(&[FULL]).size(columns, rows).start();
        pty.wait_until("the keys", |screen| last_line(screen).contains("q quit"));
        for key in SCREENS {
            pty.keys(key).settle();
            let line = last_line(pty.screen());
            assert!(line.contains("? help") && line.contains("q quit"), "{columns}x{rows}: {line}");
        }
    }
}

#[test]
fn the_first_picture_is_a_whole_design_with_its_verdict() {
    let pty = started(spawn(&[]));
    let text = pty.contents();
    for words in ["FITS", "Node subnet", "Nodes", "Max pods per node", "Max surge", "Service CIDR", "need =", "have ="]
    {
        assert!(text.contains(words), "{words:?} is not on\n{text}");
    }
}

#[test]
fn a_file_a_network_and_standard_input_open_into_their_question() {
    let folder = tempfile::tempdir().expect("a folder");
    let plan = folder.path().join("plan.toml");
    fs::write(&plan, "name = \"from-a-file\"\n[cluster]\n[[node-pool]]\nname = \"system\"\ncount = 7\n")
        .expect("a file");
    let plan = plan.display().to_string();
    started(spawn(&[&plan])).wait_for("from-a-file").wait_for("(7)");
    started(spawn(&["10.9.0.0/22"])).wait_for("10.9.0.0/22");
    let mut piped = spawn(&[]);
    piped.arguments = ["-c", "cat \"$1\" | \"$0\" -", &piped.program, &plan].map(str::to_owned).to_vec();
    let mut pty = started(Spawn { program: "/bin/sh".to_owned(), ..piped }.env("PATH", "/usr/bin:/bin"));
    pty.wait_for("from-a-file").keys("q");
    assert_eq!(pty.exit_code(), 0);
}

#[test]
fn letters_typed_into_a_field_are_text() {
    let mut pty = started(spawn(&[]));
    pty.keys("n").wait_for("Nodes [");
    for (typed, shown) in [("q", "Nodes [q"), ("?", "Nodes [q?"), ("j", "Nodes [q?j"), ("1", "Nodes [q?j1")] {
        pty.keys(typed).wait_for(shown);
    }
    pty.keys("\x1b").wait_until("no field", is_no_field);
    assert!(pty.contents().contains("[1 Home]"));
}

#[test]
fn it_opens_no_connection_and_starts_no_program() {
    let mut pty = tour_without_end(spawn(&[FULL]).env("PATH", ""));
    pty.keys("y").wait_for("Sent to the terminal clipboard").keys("Y").settle();
    let process = format!("/proc/{}", pty.process());
    if !Path::new(&process).exists() {
        return;
    }
    let files = fs::read_dir(format!("{process}/fd")).expect("the files of a process of ours");
    for file in files.flatten() {
        let target = fs::read_link(file.path()).unwrap_or_default();
        // The socket pair of the signal handler has no address.
        let target = target.to_string_lossy().into_owned();
        assert!(!target.starts_with("socket:") || !is_on_the_network(&process, &target), "{target}");
    }
    let threads = fs::read_dir(format!("{process}/task")).expect("the threads of a process of ours");
    for thread in threads.flatten() {
        let children = fs::read_to_string(thread.path().join("children")).unwrap_or_default();
        assert_eq!(children.trim(), "", "it has started a program");
    }
    pty.keys("q");
    assert_eq!(pty.exit_code(), 0);
}

/// Is the socket, written `socket:[12345]`, one of the network's?
fn is_on_the_network(process: &str, socket: &str) -> bool {
    let inode = socket.trim_start_matches("socket:[").trim_end_matches(']').to_owned();
    ["tcp", "tcp6", "udp", "udp6", "raw"].iter().any(|family| {
        let table = fs::read_to_string(format!("{process}/net/{family}")).unwrap_or_default();
        table.lines().any(|line| line.split_whitespace().any(|word| word == inode))
    })
}

/// Through all screens, and still there.
fn tour_without_end(spawn: Spawn) -> Pty {
    let mut pty = started(spawn);
    for key in SCREENS {
        go(&mut pty, key);
    }
    go(&mut pty, "1");
    pty
}

/// How often the system has let the threads of the program run, where it tells; what sleeps is not let run.
fn wakes(pty: &Pty) -> Vec<String> {
    let threads = fs::read_dir(format!("/proc/{}/task", pty.process())).into_iter().flatten().flatten();
    let told = threads.map(|thread| fs::read_to_string(thread.path().join("status")).unwrap_or_default());
    told.map(|status| status.lines().filter(|line| line.contains("ctxt_switches")).collect()).collect()
}

#[test]
fn nothing_is_sent_and_nothing_wakes_while_nobody_types() {
    let mut pty = tour_without_end(spawn(&[FULL]));
    let sent = pty.settle().raw().len();
    let before = wakes(&pty);
    for _ in 0..5 {
        pty.settle();
    }
    assert_eq!(pty.raw().len(), sent);
    assert_eq!(wakes(&pty), before);
}

#[test]
fn no_color_means_no_colour_unless_it_is_empty() {
    let of = |spawn: Spawn| depth(tour(spawn).raw());
    let terminal = || spawn(&[FULL]).env("TERM", "xterm-256color").env("COLORTERM", "truecolor");
    assert_eq!(of(terminal().env("NO_COLOR", "1")), "never");
    assert_eq!(of(terminal().env("NO_COLOR", "")), "16");
}

#[test]
fn colours_are_as_deep_as_the_terminal_is_known_for() {
    // A theme of 24 bits is shown everywhere, in the colours that there are.
    let cases = [
        ("xterm-256color", "truecolor", "true"),
        ("xterm", "24bit", "true"),
        ("xterm-256color", "", "256"),
        ("screen-256color", "", "256"),
        ("xterm", "", "16"),
        ("linux", "truecolor", "16"),
        ("screen", "truecolor", "16"),
        ("vt100", "truecolor", "never"),
    ];
    for (term, colorterm, expected) in cases {
        let mut pty = started(spawn(&["--theme", "okabe-dark"]).env("TERM", term).env("COLORTERM", colorterm));
        assert_eq!(depth(pty.settle().raw()), expected, "TERM={term} COLORTERM={colorterm}");
        pty.keys("q");
        assert_eq!(pty.exit_code(), 0);
    }
    let cases = [("never", "never"), ("16", "16"), ("256", "256"), ("true", "true")];
    for (flag, expected) in cases {
        let mut pty = started(spawn(&["--theme", "okabe-dark", "--color", flag]).env("NO_COLOR", "1"));
        assert_eq!(depth(pty.settle().raw()), expected, "--color {flag}");
    }
}

#[test]
fn the_terminals_own_background_is_left_alone() {
    let pty = tour(spawn(&[FULL]).env("COLORTERM", "truecolor"));
    for numbers in colour_numbers(pty.raw()) {
        assert!(!numbers.iter().any(|number| matches!(number, 40..=48 | 100..=107)), "{numbers:?}");
    }
}

#[test]
fn without_a_utf8_locale_every_screen_is_ascii() {
    for (name, value) in [("LANG", "C"), ("LC_ALL", "POSIX"), ("LC_CTYPE", "en_US.ISO-8859-1"), ("LANG", "")] {
        let mut pty = tour(spawn(&[FULL]).env("LANG", "C").env(name, value));
        assert!(pty.raw().is_ascii(), "{name}={value}: {:?}", signs(pty.raw()));
        pty.settle();
    }
}

#[test]
fn either_set_of_signs_can_be_asked_for() {
    let cases = [
        ("C", "--ascii", true),
        ("C.UTF-8", "--ascii", true),
        ("C", "--unicode", false),
        ("C.UTF-8", "--unicode", false),
    ];
    for (locale, flag, is_ascii) in cases {
        let pty = tour(spawn(&[flag, FULL]).env("LANG", locale));
        assert_eq!(pty.raw().is_ascii(), is_ascii, "LANG={locale} {flag}");
    }
}

#[test]
fn signs_are_those_that_every_font_has_and_fewer_on_a_console() {
    let all: BTreeSet<char> = "─│┌┐└┘├┤┬┴┼═║╔╗╚╝█▓▒░■►▲▼·»".chars().collect();
    let double: BTreeSet<char> = "═║╔╗╚╝".chars().collect();
    let sent = signs(tour(spawn(&[FULL])).raw());
    assert!(sent.is_subset(&all), "{:?}", sent.difference(&all));
    assert!(sent.contains(&'─') && sent.contains(&'█'));
    let console = signs(tour(spawn(&[FULL]).env("TERM", "linux")).raw());
    assert!(console.is_subset(&all) && console.is_disjoint(&double) && console.contains(&'─'), "{console:?}");
    for serial in ["vt100", "vt220"] {
        assert!(tour(spawn(&[FULL]).env("TERM", serial)).raw().is_ascii(), "{serial}");
    }
}

#[test]
fn what_steers_a_terminal_is_never_sent_from_a_design_or_a_paste() {
    let folder = tempfile::tempdir().expect("a folder");
    let steering = ["\x1b[31mred", "\x07", "\u{9b}", "\x1b]0;"];
    let is_harmless = |pty: &Pty| {
        let raw = String::from_utf8_lossy(pty.raw()).into_owned();
        steering.iter().all(|sequence| !raw.contains(sequence))
    };
    // In a name it is refused, and spelled out; the name of a file and a paste are shown.
    let plan = folder.path().join("plan.toml");
    fs::write(&plan, "name = \"a\\u001b[31mred\\u0007\\u009b5n\"\n[cluster]\n").expect("a file");
    let mut pty = spawn(&[&plan.display().to_string()]).start();
    pty.wait_for("cannot be shown");
    assert_eq!(pty.exit_code(), 3);
    let sent = String::from_utf8_lossy(pty.raw()).into_owned();
    assert!(!sent.contains("\x1b[31mred") && !sent.contains('\x07'), "{sent:?}");
    let plan = folder.path().join("a\x1b[31mred\x07\u{9b}5n.toml");
    fs::write(&plan, "[cluster]\n").expect("a file");
    let mut pty = started(spawn(&[&plan.display().to_string()]));
    pty.keys("\x1b[200~\x1b[31mred\x1b]0;title\x07\x1b[201~").wait_for("title");
    pty.keys("\x1b").wait_until("Home", |screen| !screen.contents().contains("title"));
    for key in SCREENS {
        go(&mut pty, key);
    }
    assert!(is_harmless(&pty), "{:?}", String::from_utf8_lossy(pty.raw()));
}

#[test]
fn what_is_copied_is_sent_and_kept_in_a_file_and_called_sent() {
    use base64::Engine as _;
    let home = tempfile::tempdir().expect("a folder");
    let at_home = || spawn(&[]).env("HOME", home.path().display().to_string()).env("PATH", "");
    let decoded = |raw: &[u8]| {
        let raw = String::from_utf8_lossy(raw).into_owned();
        let (_, sent) = raw.rsplit_once("\x1b]52;c;").expect("a sequence of the clipboard");
        let coded = sent.split(['\x07', '\x1b']).next().unwrap_or_default();
        let bytes = base64::engine::general_purpose::STANDARD.decode(coded).expect("it is base64");
        String::from_utf8(bytes).expect("it is text")
    };
    let file = home.path().join(".local/state/aksplore/copied.txt");
    for key in ["y", "Y"] {
        let mut pty = started(at_home());
        pty.keys(key).wait_for("Sent to the terminal clipboard").settle();
        assert!(pty.contents().contains("copied.txt") && !pty.contents().contains("opied to"), "{}", pty.contents());
        let text = decoded(pty.raw());
        let text = text.trim_end_matches('\n');
        assert_eq!(fs::read_to_string(&file).expect("it is there too").trim_end(), text);
        assert!(
            if key == "Y" { text.contains("need") && text.lines().count() > 5 } else { !text.is_empty() },
            "{text}"
        );
        pty.keys("q");
        assert_eq!(pty.exit_code(), 0);
    }
    let mut within_screen = started(at_home().env("TERM", "screen").env("STY", "1.pts"));
    within_screen.keys("Y").wait_for("Sent to the terminal clipboard").settle();
    let raw = String::from_utf8_lossy(within_screen.raw()).into_owned();
    let pieces: Vec<&str> =
        raw.split("\x1bP").skip(1).map(|piece| piece.split("\x1b\\").next().unwrap_or_default()).collect();
    assert!(pieces.len() > 1 && pieces.iter().all(|piece| piece.len() <= 512), "{:?}", pieces.len());
}

/// The places of these sequences in what was sent, in their order; fails where one is missing.
fn in_order(pty: &Pty, sequences: &[&str]) {
    let raw = String::from_utf8_lossy(pty.raw()).into_owned();
    let mut from = 0;
    for sequence in sequences {
        let at = raw[from..].find(sequence).unwrap_or_else(|| panic!("{sequence:?} is missing after byte {from}"));
        from += at + sequence.len();
    }
}

#[test]
fn the_mouse_is_taken_only_when_asked_for_and_every_end_gives_it_back() {
    let mut pty = spawn(&[FULL, "--mouse"]).start();
    pty.wait_for("Shift+drag selects text").settle();
    // A tab, the wheel in a list, a hint.
    let place = |screen: &vt100::Screen, text: &str| {
        let rows = screen.rows(0, screen.size().1.get());
        let found = rows.enumerate().find_map(|(row, line)| Some((row, line.find(text)?, line)));
        let (row, at, line) = found.unwrap_or_else(|| panic!("{text} is on the screen"));
        (line[..at].chars().count() + 1, row + 1)
    };
    let click = |pty: &mut Pty, text: &str| {
        let (column, row) = place(pty.screen(), text);
        pty.keys(&format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m"));
    };
    click(&mut pty, "3 Routes");
    pty.wait_for("[3 Routes]").settle();
    click(&mut pty, "? help");
    pty.wait_for("Enter does what is marked");
    pty.keys("\x1b").settle();
    pty.keys("8").wait_for("The mouse is the terminal's again");
    assert!(pty.left_behind().iter().all(|left| *left != "mouse"));
    pty.keys("8").wait_for("Shift+drag");
    assert!(pty.left_behind().contains(&"mouse"));
    pty.keys("q");
    assert_eq!(pty.exit_code(), 0);
    assert_eq!(pty.left_behind(), Vec::<&str>::new());
    for (end, code) in [("signal", 143), ("panic", 101), ("ctrl-c", 130)] {
        let flags: &[&str] = if end == "panic" { &[FULL, "--mouse", "--debug-panic=1"] } else { &[FULL, "--mouse"] };
        let mut pty = started(spawn(flags));
        match end {
            "signal" => _ = pty.signal("TERM"),
            "panic" => _ = pty.keys("j"),
            _ => _ = pty.keys("\x03"),
        }
        assert_eq!(pty.exit_code(), code, "{end}");
        assert_eq!(pty.left_behind(), Vec::<&str>::new(), "{end}");
    }
}

#[test]
fn kittys_protocol_is_off_unless_asked_for_and_taken_back() {
    let mut plain = started(spawn(&[FULL]));
    plain.keys("q");
    assert_eq!(plain.exit_code(), 0);
    assert!(!String::from_utf8_lossy(plain.raw()).contains("\x1b[>"), "off by default");
    let mut pty = started(spawn(&[FULL, "--set", "keyboard=kitty"]));
    pty.keys("3").wait_for("[3 Routes]");
    // Esc as the protocol writes it, and Ctrl-C.
    pty.keys("?").wait_for("Enter does what is marked").keys("\x1b[27u").settle();
    assert!(!pty.contents().contains("Enter does what is marked"), "{}", pty.contents());
    pty.keys("\x1b[99;5u");
    assert_eq!(pty.exit_code(), 130);
    in_order(&pty, &["\x1b[?1049h", "\x1b[>1u", "\x1b[<u", "\x1b[?1049l"]);
    assert_eq!(pty.left_behind(), Vec::<&str>::new());
}

#[test]
fn the_bell_is_never_rung() {
    let mut pty = started(spawn(&[FULL]));
    // What is wrong, what cannot be done, and the end of a list.
    pty.keys("n").wait_for("Nodes [").keys("x9999999\r\x1b\x1b").settle();
    pty.keys("kkkkkk@@").settle();
    assert!(!pty.raw().contains(&7), "a bell");
}
