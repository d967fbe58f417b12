//! Whole tasks from the first key to the answer, on the terminals that people have: wide with 24-bit colour, small with
//! sixteen, within `screen` or `tmux`, and a serial line that has no colour, no line characters and no answers. What the
//! keys cost is counted in bytes. Deliberately knows the answers and not the screens.
#![cfg(unix)]
#![expect(dead_code, reason = "the terminal of the tests can do more than these ask of it")]

#[path = "support/explorer.rs"]
mod explorer;
#[path = "support/pty.rs"]
mod pty;

use std::cell::RefCell;
use std::io::{self, Write};
use std::path::Path;
use std::rc::Rc;

use aksplore::config::colour::ColorDepth;
use aksplore::config::glyphs::Glyphs;
use aksplore::config::theme::Theme;
use aksplore::diag::Source;
use aksplore::document::Document;
use aksplore::explorer::Explorer;
use aksplore::runtime::{self, Event, Program as _, Screen};
use aksplore::ui::look::Look;
use aksplore::ui::{App, Options};
use pty::Spawn;

/// A terminal: its size, its environment, and what the program makes of it.
struct Terminal {
    name: &'static str,
    size: (u16, u16),
    env: &'static [(&'static str, &'static str)],
    arguments: &'static [&'static str],
    theme: &'static str,
    depth: ColorDepth,
    glyphs: Glyphs,
}

const TERMINALS: [Terminal; 4] = [
    Terminal {
        name: "wide, 24-bit",
        size: (120, 40),
        env: &[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")],
        arguments: &["--theme", "okabe-dark"],
        theme: "okabe-dark",
        depth: ColorDepth::True,
        glyphs: Glyphs::Unicode,
    },
    Terminal {
        name: "small, sixteen colours",
        size: (80, 24),
        env: &[("TERM", "xterm")],
        arguments: &[],
        theme: "terminal16",
        depth: ColorDepth::Ansi16,
        glyphs: Glyphs::Unicode,
    },
    Terminal {
        name: "within screen or tmux",
        size: (80, 24),
        env: &[("TERM", "screen"), ("COLORTERM", "truecolor"), ("TMUX", "default,1,0")],
        arguments: &[],
        theme: "terminal16",
        depth: ColorDepth::Ansi16,
        glyphs: Glyphs::Unicode,
    },
    Terminal {
        name: "a serial line",
        size: (80, 24),
        env: &[("TERM", "vt100"), ("LANG", "C"), ("NO_COLOR", "1")],
        arguments: &[],
        theme: "terminal16",
        depth: ColorDepth::None,
        glyphs: Glyphs::Ascii,
    },
];

/// Keys, parted by blanks, or a text that is pasted; then what must stand on the screen. `esc` is the last key of a step.
struct Step(&'static str, &'static [&'static str]);

/// A task: the example that is opened, or else the design of [`explorer::FLAGSHIP`], and the steps to the answer.
struct Journey {
    name: &'static str,
    design: &'static str,
    steps: &'static [Step],
}

/// What stands before a text that is pasted.
const PASTE: &str = "paste:";
/// What stands for a folder of its own.
const FOLDER: &str = "{folder}";

const JOURNEYS: [Journey; 12] = [
    Journey {
        name: "does it fit, and what would make it fit",
        design: "",
        steps: &[
            Step("n 4 0", &["[40 ", "40 nodes"]),
            Step("enter 5 0", &["NO FIT", "220%", "44 x 51", "2,244", "/22 to /20", "50 to 22", "40 to 17"]),
            Step("enter esc", &["NO FIT"]),
            Step("A", &["FITS", "55%", "/20"]),
        ],
    },
    Journey {
        name: "an operator has an error of Azure's and asks what it means",
        design: "",
        steps: &[
            Step("n 4 0 enter 5 0 enter esc", &["NO FIT"]),
            Step("=", &["a question is like"]),
            Step(
                "paste:(InsufficientSubnetSize) Pre-allocated IPs 2244 exceeds IPs avail\r\nable 1019 in Subnet Cidr 10.240.0.0/22, Subnet Na\r\nme snet-nodes.\r\n",
                &["InsufficientSubnetSize: Enter takes it apart"],
            ),
            Step("enter", &["1,225", "2,244"]),
            Step("esc", &["220%"]),
            Step("B", &["FITS", "99%"]),
        ],
    },
    Journey {
        name: "a learner asks why traffic to on-premises takes the gateway, and what if not",
        design: "hub-spoke",
        steps: &[
            Step("3", &["ANSWER: to VirtualAppliance"]),
            Step("/ 1 9 2 . 1 6 8 . 1 0 . 7 enter", &["ANSWER: to VirtualNetworkGateway"]),
            Step("B", &["ANSWER: to VirtualAppliance"]),
            Step("u", &["ANSWER: to VirtualNetworkGateway"]),
        ],
    },
    Journey {
        name: "a packet to the internet, hop by hop, and what stops it",
        design: "hub-spoke",
        steps: &[
            Step("4", &["from < pod:default/web-0 >"]),
            Step("t i n t e r n e t : 4 4 3 enter", &["azfw", "SNAT", "20.70.0.10"]),
            Step("right", &["Why, hop 2: node aks-system-0"]),
            Step("A", &["DENIED"]),
            Step("u", &["20.70.0.10"]),
        ],
    },
    Journey {
        name: "may these two talk, and which rule says so",
        design: "network-policies",
        steps: &[
            Step("6", &["Who may talk to whom"]),
            Step("down down right", &["=> kube-system/coredns"]),
            Step("enter", &["is selected for"]),
            Step("esc", &["Who may talk to whom"]),
            Step("f", &["What is left open"]),
        ],
    },
    Journey {
        name: "an architect compares the models and takes one",
        design: "",
        steps: &[
            Step("n 4 0 enter 5 0 enter esc", &["NO FIT"]),
            Step("5", &["5 of 6 FIT", "Suggested: Overlay"]),
            Step("g enter", &["Overlay"]),
            Step("1", &["FITS", "17%"]),
            Step("u", &["NO FIT"]),
        ],
    },
    Journey {
        name: "a place for a new subnet",
        design: "hub-spoke",
        steps: &[
            Step("2", &["vnet-spoke"]),
            Step("a enter", &["What if: place /24 in vnet-spoke"]),
            Step("right", &["10.240.2.0/24"]),
            Step("enter", &["10.240.2.0/24"]),
            Step("u", &["Undone"]),
        ],
    },
    Journey {
        name: "whose address is this",
        design: "hub-spoke",
        steps: &[
            Step("2 /", &["Find"]),
            Step("1 0 . 2 4 0 . 0 . 4", &["node aks-system-0 in snet-nodes"]),
            Step("enter", &["10.240.0.4"]),
        ],
    },
    Journey {
        name: "work is saved and opened again",
        design: "",
        steps: &[
            Step("n 7 enter esc", &["7 nodes"]),
            Step("W", &["Save as"]),
            Step("ctrl-u", &["Save as"]),
            Step("paste:{folder}/plan.toml", &["plan.toml"]),
            Step("enter", &["Saved "]),
            Step("u", &["Undone: system count: 3 -> 7"]),
            Step("O", &["Open"]),
            Step("ctrl-u", &["Open"]),
            Step("paste:{folder}/plan.toml", &["plan.toml"]),
            Step("enter", &["7 nodes"]),
        ],
    },
    Journey {
        name: "a design goes to a colleague as one line",
        design: "",
        steps: &[Step("H", &["Sent to the terminal clipboard", "`aksplore LINE` opens it"])],
    },
    Journey {
        name: "what changed since we agreed",
        design: "",
        steps: &[
            Step("n 4 0 enter esc", &["40 nodes"]),
            Step("M", &["Name"]),
            Step("a g r e e d enter", &["\"agreed\""]),
            Step("p 5 0 enter esc", &["44 x 51"]),
            Step("I", &["as it was opened", "\"agreed\""]),
            Step("up", &["From 2 to now", "max-pods"]),
            Step("enter", &["40 nodes"]),
        ],
    },
    Journey {
        name: "a number leads to its rule and the page it is from",
        design: "",
        steps: &[
            Step("e", &["The rules behind Home", "node-subnet-sum"]),
            Step("enter", &["confidence"]),
            Step("esc", &["The rules behind Home"]),
            Step("esc", &["FITS"]),
            Step("= m a x - p o d s - m a x enter", &["250"]),
        ],
    },
];

/// The bytes of a key, as a terminal sends it.
fn bytes_of(key: &str) -> String {
    let named = [
        ("enter", "\r"),
        ("esc", "\x1b"),
        ("up", "\x1b[A"),
        ("down", "\x1b[B"),
        ("right", "\x1b[C"),
        ("left", "\x1b[D"),
        ("space", " "),
        ("ctrl-u", "\x15"),
    ];
    named.iter().find(|(name, _)| *name == key).map_or(key, |(_, bytes)| bytes).to_owned()
}

/// Blanks, line ends and frames made one blank each, so that a sentence that is wrapped can be found.
fn plain(picture: &str) -> String {
    let is_gap = |character: char| character.is_whitespace() || "│|┌┐└┘─".contains(character);
    picture.split(is_gap).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Plays a journey on a pseudo-terminal that never answers.
fn play(journey: &Journey, terminal: &Terminal) {
    let folder = tempfile::tempdir().expect("a folder");
    let design = if journey.design.is_empty() {
        let file = folder.path().join("contoso.toml");
        std::fs::write(&file, explorer::FLAGSHIP).expect("a file");
        file.display().to_string()
    } else {
        format!("example:{}", journey.design)
    };
    let spawn = Spawn::new(env!("CARGO_BIN_EXE_aksplore"), &[terminal.arguments, &[&design]].concat());
    let spawn = spawn.size(terminal.size.0, terminal.size.1).env("HOME", folder.path().display().to_string());
    let mut pty = terminal.env.iter().fold(spawn, |spawn, (name, value)| spawn.env(name, *value)).start();
    pty.wait_for("q quit");
    for Step(keys, shown) in journey.steps {
        let typed = match keys.strip_prefix(PASTE) {
            Some(text) => format!("\x1b[200~{}\x1b[201~", text.replace(FOLDER, &folder.path().display().to_string())),
            None => keys.split(' ').map(bytes_of).collect(),
        };
        pty.keys(&typed);
        for words in *shown {
            let what = format!("{}, {}, after {keys:?}: {words:?}", journey.name, terminal.name);
            pty.wait_until(&what, |screen| plain(&screen.contents()).contains(&plain(words)));
        }
    }
    assert_eq!(terminal.glyphs == Glyphs::Ascii, pty.raw().is_ascii(), "{}, {}", journey.name, terminal.name);
    pty.keys("\x03");
    assert_eq!(pty.exit_code(), 130, "{}, {}", journey.name, terminal.name);
    assert_eq!(pty.left_behind(), Vec::<&str>::new(), "{}, {}", journey.name, terminal.name);
}

/// Plays all journeys on one of the terminals, some at a time.
fn play_all(terminal: &Terminal) {
    let played: usize = std::thread::scope(|scope| {
        let parts = JOURNEYS.chunks(4);
        let played: Vec<_> =
            parts.map(|part| scope.spawn(move || part.iter().map(|journey| play(journey, terminal)).count())).collect();
        played.into_iter().map(|part| part.join().expect("a journey comes to its end")).sum()
    });
    assert_eq!(played, JOURNEYS.len());
}

#[test]
fn journeys_on_a_wide_terminal_with_24_bit_colour() {
    play_all(&TERMINALS[0]);
}

#[test]
fn journeys_on_a_small_terminal_with_sixteen_colours() {
    play_all(&TERMINALS[1]);
}

#[test]
fn journeys_within_screen_or_tmux() {
    play_all(&TERMINALS[2]);
}

#[test]
fn journeys_on_a_serial_line_that_answers_nothing() {
    play_all(&TERMINALS[3]);
}

/// A line that remembers what was sent.
#[derive(Clone, Default)]
struct Line(Rc<RefCell<Vec<u8>>>);

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The explorer of a journey's design, without a terminal.
fn explorer_of(journey: &Journey, terminal: &Terminal, folder: &Path) -> Explorer {
    let example = aksplore::examples::named(journey.design);
    let text = example.map_or(explorer::FLAGSHIP, |example| example.text);
    let document = Document::open(Source::new("test.toml", text), None).expect("a design of the tests can be read");
    let theme = Theme::named(terminal.theme).expect("a bundled theme").quantised(terminal.depth);
    let examples = aksplore::explorer::examples();
    let mut app = App::new(document, Options { look: Look { theme, ..Look::default() }, examples });
    if let Some(example) = example {
        let texts = aksplore::files::manifests::Texts::named_by(app.document().scenario(), None, Some(example));
        app.take_manifests(aksplore::manifest::read(&texts.sources).manifests);
    }
    Explorer::new(app).keeping_in(Some(folder.to_owned()))
}

/// The bytes that each key of a journey costs.
fn costs(journey: &Journey, terminal: &Terminal) -> Vec<usize> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut explorer = explorer_of(journey, terminal, folder.path());
    let line = Line::default();
    let options = runtime::Options { glyphs: terminal.glyphs, ..runtime::Options::default() };
    let mut screen = Screen::new(line.clone(), terminal.size, options);
    let mut tell = |event: Event| {
        explorer.handle(event);
        screen.draw(|area, buffer| explorer.view(area, buffer)).expect("a line that takes everything");
        std::mem::take(&mut *line.0.borrow_mut()).len()
    };
    tell(Event::Resize(terminal.size.0, terminal.size.1));
    let mut costs = Vec::new();
    for Step(keys, _) in journey.steps {
        match keys.strip_prefix(PASTE) {
            Some(text) => {
                tell(Event::Paste(text.replace(FOLDER, &folder.path().display().to_string())));
            }
            None => costs.extend(keys.split(' ').map(|key| tell(Event::Key(key.parse().expect("a key"))))),
        }
    }
    costs
}

/// What half of the keys and all but one of twenty cost at most, terminal by terminal. Every third key of the journeys
/// opens a screen or a list: a screen costs what is on it.
const COSTS: [(usize, usize); 4] = [(700, 6_000), (400, 2_300), (400, 2_300), (350, 1_900)];

#[test]
fn a_key_of_the_journeys_costs_little() {
    for (terminal, (median_max, p95_max)) in TERMINALS.iter().zip(COSTS) {
        let mut all: Vec<usize> = JOURNEYS.iter().flat_map(|journey| costs(journey, terminal)).collect();
        all.sort_unstable();
        let (median, p95) = (all[all.len() / 2], all[all.len() * 95 / 100]);
        assert!(median < median_max && p95 < p95_max, "{}: median {median}, p95 {p95}", terminal.name);
    }
}
