//! What one crate cannot have the compiler enforce: which part of the program may know what. It reads the sources as
//! text; it does not judge what they do.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Words that some files must not hold.
struct Rule {
    /// The rule holds for files below these (relative to `src`, without `.rs`); empty: for all.
    within: &'static [&'static str],
    /// But not for files below these.
    except: &'static [&'static str],
    words: &'static [&'static str],
    why: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        within: &["net", "scenario", "engine"],
        except: &[],
        words: &[
            "ratatui",
            "crossterm",
            "crate::ui",
            "crate::config",
            "crate::runtime",
            "crate::document",
            "std::fs",
            "std::env",
            "Instant",
            "SystemTime",
        ],
        why: "the engine knows no file, clock, environment, key or colour",
    },
    Rule {
        within: &["explain"],
        except: &[],
        words: &[
            "ratatui",
            "crossterm",
            "crate::ui",
            "crate::cli",
            "crate::report",
            "crate::config",
            "crate::runtime",
            "crate::document",
            "std::fs",
            "std::env",
            "Instant",
            "SystemTime",
        ],
        why: "explaining reads a text and asks the engine, and knows neither screen nor command line",
    },
    Rule {
        within: &["net", "diag"],
        except: &[],
        words: &["crate::scenario", "crate::engine", "crate::config", "crate::document", "crate::ui", "crate::report"],
        why: "addresses and the places of a text are arithmetic, and know nothing of AKS",
    },
    Rule {
        within: &["document", "files", "state", "share", "picture"],
        except: &[],
        words: &["crate::cli", "crate::report", "crate::runtime", "crate::explorer", "crossterm"],
        why: "a file, its revisions and its forms know neither screens nor the command line",
    },
    Rule {
        // A session holds the view that it is opened with.
        within: &["document", "files", "share", "picture"],
        except: &[],
        words: &["crate::ui"],
        why: "a file, its revisions and its forms know no screen",
    },
    Rule {
        within: &["share", "picture", "config", "report"],
        except: &[],
        words: &["std::fs", "std::env", "crate::files", "crate::runtime", "crate::cli"],
        why: "a line, a picture, a setting and an answer are texts: who reads or writes files hands them over",
    },
    Rule {
        within: &["report"],
        except: &[],
        words: &["ratatui", "crate::ui", "crate::document", "crate::state"],
        why: "an answer is made of the analysis, whatever screen shows",
    },
    Rule {
        within: &["runtime", "worker"],
        except: &[],
        words: &["crate::ui", "crate::engine", "crate::scenario", "crate::report", "crate::document", "crate::files"],
        why: "the loop and the worker carry events and work, and know nothing of either",
    },
    Rule {
        within: &["ui"],
        except: &[],
        words: &["crate::cli", "crate::explorer", "crate::files", "crate::state"],
        why: "the interface knows neither who runs it nor where anything lies",
    },
    Rule {
        within: &["manifest"],
        except: &[],
        words: &["std::fs", "std::env", "crate::engine", "crate::ui", "crate::cli", "crate::report"],
        why: "a manifest is text with places, and knows no network",
    },
    Rule {
        within: &["ui"],
        except: &[],
        words: &["std::fs", "std::env", "std::process", "std::thread", "Instant", "SystemTime", "crate::runtime::run"],
        why: "the interface gives out effects and leaves doing them to the runtime",
    },
    Rule {
        within: &[],
        except: &["config/theme", "runtime/painter", "picture"],
        words: &["Color"],
        why: "only the theme knows colours, the painter sends them and a picture keeps them; a widget asks for a role",
    },
    Rule {
        within: &[],
        except: &["config/key", "ui/input"],
        words: &["KeyCode"],
        why: "only the key module knows what terminals call keys",
    },
    Rule {
        within: &[],
        except: &["config/key", "ui/input", "runtime"],
        words: &["crossterm", "mio", "signal_hook", "signal_hook_mio"],
        why: "only the runtime touches the terminal",
    },
    Rule {
        within: &[],
        except: &["engine/plan", "engine/analysis", "explain/uses"],
        words: &["Plan::new", "Analysis::new"],
        why: "a plan without its manifests judges another design: edit the plan, or take the document's",
    },
    Rule { within: &[], except: &[], words: &["#[allow("], why: "a lint is expected, with a reason" },
    Rule { within: &[], except: &[], words: &[".unwrap()"], why: "say why it cannot fail, or handle it" },
    Rule { within: &[], except: &[], words: &["todo!", "unimplemented!"], why: "what is absent is absent" },
];

/// Numbers that the engine may hold outside the table of rules: the file, the constant, and whose number it is. What ends
/// in `_MAX` is a limit of the program's own, and needs no entry.
const NUMBERS: &[(&str, &str, &str)] = &[
    ("engine/analysis", "WHAT_IFS", "the letters of the screen"),
    ("engine/fix/ladder", "RUNGS", "the rows of the screen"),
    ("engine/fix/max_pods", "FULL_PERCENT", "the project's own"),
    ("engine/grid", "NODE_STEPS", "the project's own; the end is a rule"),
    ("engine/grid", "POD_STEPS", "the project's own; both ends are rules"),
    ("engine/policy/ports", "FIRST", "IANA"),
    ("engine/policy/reference/coverage", "COUNT", "the test's own"),
    ("engine/reach", "PORT_ASKED", "IANA: HTTPS"),
    ("engine/route/table", "USER_RANK", "an order"),
    ("engine/service", "NODE_PORTS", "Kubernetes"),
    ("engine/trace/shown", "MOST", "the program's own: how many addresses 0.0.0.0/8 has"),
    ("engine/trace/chain", "LETTERS", "an alphabet"),
    ("engine/trace/api_server", "PORT", "IANA: HTTPS"),
    ("engine/trace/follow", "PORT", "IANA: HTTPS"),
];

/// The name of the constant that a line declares to be a number, or several.
fn number_declared(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = line.split_once(") ").filter(|(head, _)| head.starts_with("pub(")).map_or(line, |(_, rest)| rest);
    let line = line.strip_prefix("pub ").unwrap_or(line);
    let (name, rest) = line.strip_prefix("const ").or_else(|| line.strip_prefix("static "))?.split_once(": ")?;
    let (kind, value) = rest.split_once(" = ")?;
    let types = ["u8", "u16", "u32", "u64", "usize", "Addresses"];
    let is_of_numbers = types.iter().any(|number| has_word(kind, number)) && !kind.contains("&str");
    (is_of_numbers && value.contains(|sign: char| sign.is_ascii_digit())).then_some(name)
}

/// A number of Azure's that stands outside the table of rules, as far as a declaration shows it.
fn number_outside(stem: &str, line: &str) -> Option<String> {
    if !stem.starts_with("engine/") || stem.starts_with("engine/rules") {
        return None;
    }
    let name = number_declared(line).filter(|name| !name.ends_with("_MAX"))?;
    let is_known = NUMBERS.iter().any(|(file, known, _)| *file == stem && *known == name);
    (!is_known).then(|| format!("declares the number `{name}`: is it Azure's, it is a row of the table of rules"))
}

/// The line and the message of everything in the file that breaks a rule; its tests are free.
fn violations(path: &str, text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    if !text.starts_with("//!") {
        found.push((1, "does not begin with `//!`: what is it for?".to_owned()));
    }
    if path == "mod.rs" || path.ends_with("/mod.rs") {
        found.push((1, "is named mod.rs: write name.rs beside name/".to_owned()));
    }
    let stem = path.trim_end_matches(".rs");
    let rules: Vec<&Rule> = RULES.iter().filter(|rule| holds(rule, stem)).collect();
    for (index, line) in text.lines().enumerate() {
        if line.trim() == "#[cfg(test)]"
            && text.lines().nth(index + 1).is_some_and(|next| next.starts_with("mod tests"))
        {
            break;
        }
        if line.trim_start().starts_with("//") {
            continue;
        }
        found.extend(number_outside(stem, line).map(|message| (index + 1, message)));
        for rule in &rules {
            for word in rule.words.iter().filter(|word| has_word(line, word)) {
                found.push((index + 1, format!("mentions `{word}`: {}", rule.why)));
            }
        }
    }
    found
}

/// `config/theme` stands for config/theme.rs and everything in config/theme/.
fn holds(rule: &Rule, stem: &str) -> bool {
    let below = |folder: &&str| stem == *folder || stem.strip_prefix(*folder).is_some_and(|rest| rest.starts_with('/'));
    (rule.within.is_empty() || rule.within.iter().any(below)) && !rule.except.iter().any(below)
}

/// Does the line hold the word, and not as a part of a longer one?
fn has_word(line: &str, word: &str) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    line.match_indices(word).any(|(start, _)| {
        let before = line[..start].chars().next_back().is_some_and(is_part) && word.starts_with(is_part);
        let after = line[start + word.len()..].chars().next().is_some_and(is_part) && word.ends_with(is_part);
        !before && !after
    })
}

/// Is the module compiled for tests alone, as its parent declares it?
fn is_for_tests(parent: &str, module: &str) -> bool {
    let declaration = format!("mod {module};");
    let mut pairs = parent.lines().zip(parent.lines().skip(1));
    pairs.any(|(line, next)| {
        line == "#[cfg(test)]" && next.split(' ').skip_while(|word| *word != "mod").eq(declaration.split(' '))
    })
}

fn visit(folder: &Path, source: &Path, report: &mut String, files: &mut usize) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).expect("a folder of sources").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            visit(&path, source, report, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            *files += 1;
            let name = path.strip_prefix(source).expect("it is below").to_string_lossy().replace('\\', "/");
            let parent = fs::read_to_string(folder.with_extension("rs")).unwrap_or_default();
            if is_for_tests(&parent, &path.file_stem().unwrap_or_default().to_string_lossy()) {
                continue;
            }
            for (line, message) in violations(&name, &fs::read_to_string(&path).expect("a source of text")) {
                writeln!(report, "src/{name}:{line}: {message}").expect("a String takes every write");
            }
        }
    }
}

#[test]
fn the_sources_keep_to_the_architecture() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut report, mut files) = (String::new(), 0);
    visit(&source, &source, &mut report, &mut files);
    assert!(files > 20, "only {files} files were read");
    assert!(report.is_empty(), "\n{report}");
}

#[test]
fn a_planted_violation_is_found_with_its_line() {
    let cases = [
        ("engine/route.rs", "//! X.\nuse ratatui::style::Style;\n", 2, "`ratatui`"),
        ("net.rs", "//! X.\n\nfn f() { std::env::var(\"HOME\"); }\n", 3, "`std::env`"),
        ("scenario/read.rs", "//! X.\nuse std::time::Instant;\n", 2, "`Instant`"),
        ("ui/screens/home.rs", "//! X.\nlet red = Color::Red;\n", 2, "`Color`"),
        ("ui/app.rs", "//! X.\nuse std::fs;\n", 2, "`std::fs`"),
        ("ui/app.rs", "//! X.\nKeyCode::Enter => 1,\n", 2, "`KeyCode`"),
        ("explain/question.rs", "//! X.\nuse crate::ui::text;\n", 2, "`crate::ui`"),
        ("cli.rs", "//! X.\nuse crossterm::terminal;\n", 2, "`crossterm`"),
        ("net/cidr.rs", "//! X.\nuse crate::engine::rules;\n", 2, "`crate::engine`"),
        ("document/history.rs", "//! X.\nuse crate::ui::App;\n", 2, "`crate::ui`"),
        ("share.rs", "//! X.\nlet text = std::fs::read(path);\n", 2, "`std::fs`"),
        ("config/settings.rs", "//! X.\nuse crate::files;\n", 2, "`crate::files`"),
        ("report/size/text.rs", "//! X.\nuse crate::ui::text;\n", 2, "`crate::ui`"),
        ("runtime/painter.rs", "//! X.\nuse crate::engine::Plan;\n", 2, "`crate::engine`"),
        ("ui/update.rs", "//! X.\nuse crate::explorer::Explorer;\n", 2, "`crate::explorer`"),
        ("report/compare.rs", "//! X.\nlet after = Analysis::new(scenario);\n", 2, "`Analysis::new`"),
        ("report.rs", "//! X.\nlet x = y.unwrap();\n", 2, "`.unwrap()`"),
        ("report.rs", "//! X.\n#[allow(dead_code)]\n", 2, "`#[allow(`"),
        ("report.rs", "fn main() {}\n", 1, "`//!`"),
        ("engine/mod.rs", "//! X.\n", 1, "mod.rs"),
        ("engine/trace/nsg.rs", "//! X.\npub(super) const PRIORITY: u32 = 500;\n", 2, "`PRIORITY`"),
        ("engine/trace/pod.rs", "//! X.\n    const KEPT: [u16; 2] = [80, 32_526];\n", 2, "`KEPT`"),
        ("engine/formula.rs", "//! X.\npub static BATCH: Addresses = 16;\n", 2, "`BATCH`"),
    ];
    for (path, text, line, message) in cases {
        let found = violations(path, text);
        assert!(
            found.iter().any(|(at, told)| *at == line && told.contains(message)),
            "{message} in {path} was not found: {found:?}"
        );
    }
}

#[test]
fn every_number_that_is_let_pass_is_there() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (file, name, _) in NUMBERS {
        let text = fs::read_to_string(source.join(format!("{file}.rs"))).expect("a source that is named is there");
        assert!(text.lines().any(|line| number_declared(line) == Some(name)), "{file}: {name}");
    }
}

#[test]
fn a_module_for_tests_is_known_by_its_declaration() {
    let parent = "pub mod read;\n#[cfg(test)]\npub(crate) mod arbitrary;\n#[cfg(test)]\nmod tests {}\n";
    assert!(is_for_tests(parent, "arbitrary"));
    assert!(!is_for_tests(parent, "read"));
    assert!(!is_for_tests(parent, "trary"));
}

#[test]
fn what_is_allowed_is_not_reported() {
    let cases = [
        ("engine/route.rs", "//! Knows no ratatui.\n// Instant is for clocks.\nlet instance = Instants;\n"),
        ("config/theme/parse.rs", "//! X.\nuse ratatui::style::Color;\n"),
        ("cli/policy.rs", "//! X.\nlet plan = PolicyPlan::new(&manifests, engine);\n"),
        ("ui/screens/home.rs", "//! X.\nuse crate::config::colour::ColorDepth;\n"),
        ("runtime/terminal.rs", "//! X.\nuse crossterm::cursor::Hide;\n"),
        ("report.rs", "//! X.\n#[cfg(test)]\nmod tests {\n    fn f() { y.unwrap(); }\n}\n"),
        ("engine/rules/table.rs", "//! X.\nconst PRIORITY: u32 = 500;\n"),
        ("engine/trace.rs", "//! X.\npub const HOPS_MAX: usize = 32;\n"),
        ("engine/trace/api_server.rs", "//! X.\nconst PORT: u16 = 443;\n"),
        ("engine/trace/chain.rs", "//! X.\nconst LETTERS: &str = \"234567\";\n"),
        ("engineering.rs", "//! X.\nuse ratatui::style::Style;\n"),
    ];
    for (path, text) in cases {
        assert_eq!(violations(path, text), [], "{path}");
    }
}
