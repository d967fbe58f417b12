//! The command line as a shell sees it: the real binary with an empty environment. Deliberately starts no terminal:
//! that is another test's.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may fail it")]

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

/// What a run of the program leaves behind.
struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// Runs the program with these words, these bytes on standard input, and nothing in its environment.
fn run_with(arguments: &[&str], input: &str) -> Run {
    run_in(&[], arguments, input)
}

/// The same with these variables alone in its environment.
fn run_in(variables: &[(&str, &str)], arguments: &[&str], input: &str) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_aksplore"))
        .args(arguments)
        .env_clear()
        .envs(variables.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that does not read its input may be gone before it is written.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

fn run(arguments: &str) -> Run {
    run_with(&arguments.split_whitespace().collect::<Vec<_>>(), "")
}

const BROKEN: &str = "[cluster]\nmodle = \"kubenet\"\npod-cidr = \"10.0.1.0/16\"\n";

#[test]
fn the_exit_code_says_what_came_of_it() {
    let cases = [
        ("size", 0),
        ("size example:overlay", 0),
        ("size example:full-subnet", 1),
        ("size example:two-clusters", 0),
        ("size --rehearsal --grid", 0),
        ("size --grid=pod-cidr --pool apps --json", 0),
        ("check example:overlay", 0),
        ("check example:full-subnet", 1),
        ("map", 0),
        ("map 10.240.0.4", 0),
        ("map --place /24,/26", 0),
        ("map --place /8", 1),
        ("map example:hub-spoke --place /24@vnet-hub", 0),
        ("map --place /30", 2),
        ("map --place /24@nowhere", 2),
        ("map example:overlay 10.240.0.4 --place /24", 2),
        ("routes --from subnet:snet-nodes", 0),
        ("routes --from subnet:snet-vms --to 10.244.0.5", 1),
        ("trace --from pod:web --to vm:vm-app", 0),
        ("trace --from vm:vm-app --to pod:web", 1),
        ("trace --from pod:web --to internet --snat-ports-in-use many", 2),
        ("trace --from pod:web --to internet --lb-selects nobody", 2),
        ("reach", 0),
        ("reach example:kubenet --json", 0),
        ("compare", 0),
        ("explain", 0),
        ("explain max-pods-max", 0),
        ("explain node-subnet-full", 0),
        ("explain SubnetIsFull", 0),
        ("explain 10.240.0.0/22 40n 50p 10%", 0),
        ("explain 10.240.0.0/22 40n 50p node-subnet", 1),
        ("examples", 0),
        ("examples overlay", 0),
        ("schema size", 0),
        ("export --format toml", 0),
        ("help", 0),
        ("--help", 0),
        ("--version", 0),
        ("size 10.240.0.1/22", 2),
        ("size fd00::/64", 2),
        ("size example:overlya", 2),
        ("size --nodes many", 2),
        ("size --nodes 3 --pool gpu", 2),
        ("size --vnet 10.0.0.0/8", 2),
        ("size --grid=nowhere", 2),
        ("size --grid --pool gpu", 2),
        ("size --json --plain", 2),
        ("size --nodse 3", 2),
        ("explain max-pods-max --nodes 3", 2),
        ("schema nothing", 2),
        ("routes", 2),
        ("routes --from subnet:gone", 2),
        ("routes --from nowhere", 2),
        ("routes --from subnet:snet-nodes --to here", 2),
        ("trace --from pod:gone --to internet", 2),
        ("check", 2),
        ("check example:kubenet --was example:kubenet", 0),
        ("check example:overlay --was example:node-subnet", 1),
        ("check - --was -", 2),
        ("check example:overlay --was example:overlya", 2),
        ("check example:overlay --was no-such-file.toml", 3),
        ("tarce", 2),
        ("size no-such-file.toml", 3),
        ("check no-such-file.toml", 3),
        ("no-such-file.toml", 3),
        ("size .", 3),
        ("export --format toml -o /no-such-directory/plan.toml", 4),
    ];
    assert_exit_codes(&cases);
}

#[test]
fn the_exit_code_of_what_is_about_the_program_says_so_too() {
    let cases = [
        ("themes", 0),
        ("themes mono", 0),
        ("themes mono --source", 0),
        ("themes okabe", 0),
        ("themes --source", 2),
        ("schema config", 0),
        ("config print", 0),
        ("config print --json", 0),
        ("config default", 0),
        ("config default --json", 0),
        ("config check", 0),
        ("config path", 1),
        ("config path --config some/where.toml", 0),
        ("config", 2),
        ("config print --nodes 3", 2),
        ("doctor", 0),
        ("doctor --json", 0),
        ("completions bash", 0),
        ("completions tcsh", 2),
        ("completions", 2),
        ("man", 0),
        ("size --strict", 0),
        ("size --config -", 2),
        ("size --config no-such-file.toml --strict", 3),
        ("size --set keymap=vim", 0),
        ("size --set keymap=vi", 2),
        ("size --set keymp=vim", 2),
        ("size --set keymap", 2),
        ("size --color sometimes", 2),
        ("size --theme neon", 2),
        ("--version --verbose", 0),
        ("themes --nodes 3", 2),
        ("themes neon", 2),
    ];
    assert_exit_codes(&cases);
}

/// Each of these commands ends with its code, and says something on the one stream that is meant for it.
fn assert_exit_codes(cases: &[(&str, i32)]) {
    for (arguments, code) in cases.iter().copied() {
        let run = run(arguments);
        assert_eq!(run.code, Some(code), "aksplore {arguments}\n{}{}", run.stdout, run.stderr);
        if (code >= 2 || arguments == "config path")
            && !(arguments.starts_with("check") && arguments.ends_with("no-such-file.toml"))
        {
            assert_eq!(run.stdout, "", "aksplore {arguments}");
            assert_ne!(run.stderr, "", "aksplore {arguments}");
        } else {
            assert_eq!(run.stderr, "", "aksplore {arguments}");
            assert_ne!(run.stdout, "", "aksplore {arguments}");
        }
        assert!(!run.stdout.contains('\x1b') && !run.stderr.contains('\x1b'), "aksplore {arguments}");
    }
}

/// What is printed names every crate by name and version; one that was updated since stands there with its old one.
#[test]
fn the_licences_of_what_is_linked_in_are_printed_whole() {
    let notices = include_str!("../THIRD-PARTY.txt");
    for arguments in ["--licenses", "--licences"] {
        let run = run(arguments);
        assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (Some(0), notices, ""), "{arguments}");
    }
    let locked: Vec<&str> = include_str!("../Cargo.lock").split("[[package]]\n").skip(1).collect();
    let (crates, _) = notices.split_once("\nBeside the crates").unwrap();
    let crates = crates.lines().filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')));
    let mut count = 0;
    for line in crates {
        let [name, version] = line.split(' ').take(2).collect::<Vec<_>>()[..] else { panic!("{line}") };
        let wanted = format!("name = \"{name}\"\nversion = \"{version}\"\n");
        assert!(locked.iter().any(|package| package.starts_with(&wanted)), "{name} {version} is not in Cargo.lock");
        count += 1;
    }
    assert!(count > 90, "{count} crates");
    for licence in ["Apache-2.0", "MIT", "Zlib", "MPL-2.0", "LGPL-2.1"] {
        assert!(notices.contains(&format!("=\n{licence}\n=")), "{licence} stands there whole");
    }
}

#[test]
fn a_bad_word_is_named_with_the_nearest_good_one() {
    let cases = [
        ("10.240.0.1/22", "10.240.0.1/22 has host bits set; did you mean 10.240.0.0/22?"),
        (
            "size --node-subnet 10.240.0.1/22",
            "--node-subnet 10.240.0.1/22: 10.240.0.1/22 has host bits set; did you mean 10.240.0.0/22?",
        ),
        ("size 10.240.0.0/22 --vnet 10.1.0.0", "--vnet 10.1.0.0: 10.1.0.0 has no prefix length"),
        ("size --model overlya", "--model overlya: \"overlya\" is not known here; did you mean \"overlay\"?"),
        (
            "size 10.240.0.0/22 --model flat",
            "--model flat: \"flat\" is not known here; expected one of kubenet, node-subnet",
        ),
        ("size --nodes 3 --pool gpu", "there is no pool named \"gpu\"; there is system, apps"),
        ("size example:kubnet", "there is no example named \"kubnet\"; did you mean kubenet?"),
        ("tarce", "did you mean `aksplore trace`?"),
        ("sise plan.toml", "did you mean `aksplore size`?"),
        ("size --nodse 3", "--nodes"),
        ("themes mnoo", "did you mean \"mono\"?"),
        (
            "size --theme okabe-drak",
            "--theme okabe-drak: no theme is named \"okabe-drak\"; did you mean \"okabe-dark\"?",
        ),
        ("size --set colour=never", "unknown setting \"colour\"; did you mean \"color\"?"),
        ("size --set color=nevr", "did you mean \"never\"?"),
        ("doctr", "did you mean `aksplore doctor`?"),
        ("config chek", "check"),
        ("routes --from subnet:snet-node", "did you mean \"snet-nodes\"?"),
    ];
    for (arguments, message) in cases {
        let stderr = run(arguments).stderr;
        assert!(stderr.contains(message), "aksplore {arguments}\n{stderr}");
    }
}

#[test]
fn a_folder_or_a_manifest_in_place_of_a_scenario_is_told_what_was_expected() {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().display().to_string();
    let told = |help: Option<&str>| {
        let run = run(&format!("size {name}"));
        assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""));
        assert!(run.stderr.contains(&format!("{name} is a folder; expected a scenario file")), "{}", run.stderr);
        assert_eq!(run.stderr.matches("= help:").count(), usize::from(help.is_some()), "{}", run.stderr);
        assert!(help.is_none_or(|help| run.stderr.contains(help)), "{}", run.stderr);
    };
    told(None);
    let manifest = folder.path().join("web.yaml");
    std::fs::write(&manifest, "apiVersion: v1\nkind: Namespace\nmetadata: {name: web}\n").unwrap();
    told(Some("`aksplore policy connlist --manifests "));
    std::fs::write(folder.path().join("plan.toml"), "[cluster]\n").unwrap();
    told(Some("plan.toml?"));
    std::fs::write(folder.path().join("other.toml"), "[cluster]\n").unwrap();
    told(Some("other.toml, or another of its 2 .toml files?"));
    for (file, text) in [("web.yaml", None), ("web.json", Some("{\"apiVersion\": \"v1\", \"kind\": \"Namespace\"}"))] {
        let path = folder.path().join(file);
        if let Some(text) = text {
            std::fs::write(&path, text).unwrap();
        }
        let run = run(&format!("size {}", path.display()));
        assert_eq!(run.code, Some(3));
        assert_eq!(run.stderr.matches("error[").count(), 1, "{}", run.stderr);
        assert!(run.stderr.contains("manifest") && run.stderr.contains("--manifests"), "{}", run.stderr);
    }
}

#[test]
fn a_file_that_cannot_be_read_is_shown_with_line_and_column() {
    for command in [&["-"][..], &["size", "-"]] {
        let run = run_with(command, BROKEN);
        assert_eq!(run.code, Some(3));
        assert_eq!(run.stdout, "");
        assert!(run.stderr.contains("--> -:2:1") && run.stderr.contains("did you mean `model`?"), "{}", run.stderr);
        assert!(run.stderr.contains("--> -:3:12") && run.stderr.contains("10.0.0.0/16"), "{}", run.stderr);
    }
    let check = run_with(&["check", "-"], BROKEN);
    assert_eq!(check.code, Some(3));
    assert!(check.stdout.contains("--> -:2:1"), "{}", check.stdout);
}

#[test]
fn an_old_design_that_cannot_be_read_is_shown_too_and_judges_nothing() {
    let check = run_with(&["check", "example:overlay", "--was", "-", "--json"], BROKEN);
    assert_eq!(check.code, Some(3));
    let answer: serde_json::Value = serde_json::from_str(&check.stdout).unwrap();
    assert_eq!(answer["was"]["verdict"], serde_json::Value::Null);
    assert_eq!(answer["diagnostics"][0]["file"], "-");
    assert_eq!(answer["changes"], serde_json::json!([]));
    let text = run_with(&["check", "example:overlay", "--was", "-"], BROKEN).stdout;
    assert!(text.contains("--> -:2:1") && text.contains("example:overlay: FITS"), "{text}");
}

#[test]
fn a_change_is_told_with_its_rule_and_decides_the_exit_code() {
    let old = "[cluster]\npod-cidr = \"10.244.0.0/18\"\n";
    let check = |new: &str| {
        let path = std::env::temp_dir().join(format!("aksplore-was-{}.toml", std::process::id()));
        std::fs::write(&path, new).unwrap();
        let run = run_with(&["check", path.to_str().unwrap(), "--was", "-"], old);
        std::fs::remove_file(&path).unwrap();
        run
    };
    let grown = check("[cluster]\npod-cidr = \"10.244.0.0/16\"\n");
    assert_eq!(grown.code, Some(0), "{}", grown.stdout);
    assert!(grown.stdout.contains("in place cluster.pod-cidr: 10.244.0.0/18 -> 10.244.0.0/16"), "{}", grown.stdout);
    assert!(grown.stdout.contains("rule change-pod-cidr: azure-cni-overlay-pod-expand.md"), "{}", grown.stdout);
    let shrunk = check("[cluster]\npod-cidr = \"10.244.0.0/20\"\n");
    assert_eq!(shrunk.code, Some(1), "{}", shrunk.stdout);
    assert!(shrunk.stdout.contains("needs a new cluster cluster.pod-cidr"), "{}", shrunk.stdout);
    let same = check(old);
    assert_eq!(same.code, Some(0));
    assert!(same.stdout.contains("nothing of the cluster changes from -"), "{}", same.stdout);
}

#[test]
fn standard_input_is_a_scenario_like_any_file() {
    let text = run("examples full-subnet").stdout;
    let by_name = run("size example:full-subnet --json");
    let by_input = run_with(&["size", "-", "--json"], &text);
    assert_eq!(by_input.stdout, by_name.stdout);
    assert_eq!(by_input.code, Some(1));
}

#[test]
fn without_a_terminal_the_answer_is_that_of_size() {
    let size = run("size example:full-subnet");
    let alone = run("example:full-subnet");
    assert_eq!(alone.stdout, size.stdout);
    assert_eq!(alone.code, Some(1));
    assert_eq!(alone.stderr.lines().count(), 1, "{}", alone.stderr);
    assert!(alone.stderr.contains("no terminal"), "{}", alone.stderr);
    assert_eq!(run("example:full-subnet -q").stderr, "");
    assert_eq!(run("10.240.0.0/22 --json").stdout, run("size 10.240.0.0/22 --json").stdout);
}

#[test]
fn flags_stand_before_or_after_the_sub_command() {
    let after = run("size 10.240.0.0/22 --model node-subnet --nodes 40 --max-pods 50 --json").stdout;
    let before = run("--json --nodes 40 --max-pods 50 --model azure-cni-node-subnet size 10.240.0.0/22").stdout;
    let around = run("10.240.0.0/22 --nodes 40 --model node-subnet size --max-pods 50 --json --no-input").stdout;
    assert_eq!(after, before);
    assert_eq!(after, around);
}

#[test]
fn the_flagship_question_has_its_numbers() {
    let run = run("size 10.240.0.0/22 --model azure-cni-node-subnet --nodes 40 --max-pods 50");
    assert_eq!(run.code, Some(1));
    for part in ["NO FIT  220%", "2,244", "1,019", "10.240.0.0/22"] {
        assert!(run.stdout.contains(part), "{part}\n{}", run.stdout);
    }
}

#[test]
fn a_cidr_is_a_whole_design_in_every_model() {
    let cases = [
        ("kubenet", "kubenet", 110),
        ("node-subnet", "azure-cni-node-subnet", 30),
        ("pod-subnet", "azure-cni-pod-subnet", 110),
        ("overlay", "azure-cni-overlay", 250),
        ("byo-cni", "byo-cni", 110),
    ];
    for (flag, model, max_pods) in cases {
        let run = run(&format!("size 10.240.0.0/22 --model {flag} --json"));
        assert_eq!(run.code, Some(0), "{flag}\n{}", run.stdout);
        let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(answer["model"], model);
        assert_eq!(answer["pools"][0]["max_pods"], max_pods, "{flag}");
        assert_eq!(answer["ranges"][0]["prefix"], "10.240.0.0/22", "{flag}");
    }
}

#[test]
fn the_model_of_a_file_changes_as_on_the_screen() {
    // Max pods keep the value in force, and the range that the design lacks is added.
    let run = run("size example:overlay --model pod-subnet --json");
    let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(answer["model"], "azure-cni-pod-subnet");
    assert_eq!(answer["pools"][0]["max_pods"], 250);
    assert!(answer["ranges"].as_array().unwrap().iter().any(|range| range["role"] == "pod-subnet"));
}

#[test]
fn numbers_that_no_cluster_has_are_answered_too() {
    let most = "--nodes 4294967295 --max-pods 4294967295 --surge 4294967295%";
    for cidr in ["0.0.0.0/0", "255.255.255.255/32"] {
        for model in ["kubenet", "node-subnet", "pod-subnet", "overlay", "byo-cni"] {
            for fields in ["--nodes 0 --max-pods 0 --surge 0", most] {
                for command in [
                    "size --json",
                    "map --plain",
                    "routes --from subnet:snet-nodes",
                    "trace --from pod:web --to svc:web",
                ] {
                    let run = run(&format!("{command} {cidr} --model {model} {fields}"));
                    let told = format!("{command} {cidr} --model {model} {fields}\n{}", run.stderr);
                    assert!(matches!(run.code, Some(0..=2)), "{told}");
                    assert!(!run.stderr.contains("panicked"), "{told}");
                }
            }
        }
    }
}

#[test]
fn records_are_ascii_between_tabs() {
    for command in ["size", "check example:kubenet", "map", "compare", "examples", "themes", "config print", "doctor"] {
        let text = run(&format!("{command} --plain")).stdout;
        assert!(text.is_ascii(), "{command}");
        assert!(!text.contains('\x1b'), "{command}");
        let first = text.lines().next().unwrap();
        let kinds = ["size", "file", "map", "model", "example", "theme", "setting", "program"];
        assert!(kinds.contains(&first.split('\t').next().unwrap()), "{command}: {first}");
        for line in text.lines() {
            assert!(line.contains('\t'), "{command}: {line}");
        }
    }
}

#[test]
fn the_same_input_gives_the_same_answer() {
    for command in ["size", "map --json", "compare --plain", "trace --from pod:web --to internet --json"] {
        assert_eq!(run(command).stdout, run(command).stdout, "{command}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_aksplore"))
        .args(["map", "--json", "--nodes", "1000"])
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0];
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut first).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_said() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output =
        Command::new(env!("CARGO_BIN_EXE_aksplore")).arg("examples").env_clear().stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("error: cannot write standard output"));
}

#[test]
fn help_fits_the_screen() {
    let (short, long) = (run("-h").stdout, run("--help").stdout);
    assert!(short.lines().count() <= 25, "{} lines\n{short}", short.lines().count());
    assert!(long.lines().count() <= 60, "{} lines\n{long}", long.lines().count());
    for line in short.lines().chain(long.lines()) {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert!(long.find("Examples:") < long.find("Usage:"), "examples come first");
    assert!(long.trim_end().ends_with("130 interrupted."), "exit codes come last");
    for command in [
        "size",
        "check",
        "map",
        "routes",
        "trace",
        "reach",
        "policy",
        "compare",
        "explain",
        "export",
        "examples",
        "themes",
        "schema",
        "config",
        "doctor",
        "completions",
        "man",
    ] {
        assert!(long.contains(&format!("  {command} ")) || long.contains(&format!(" {command},")), "{command}");
        assert_eq!(run(&format!("help {command}")).stdout, run(&format!("{command} --help")).stdout);
    }
    assert_eq!(run("--version").stdout, concat!("aksplore ", env!("CARGO_PKG_VERSION"), "\n"));
    for arguments in ["--version --verbose", "--verbose -V"] {
        let verbose = run(arguments).stdout;
        let lines: Vec<&str> = verbose.lines().collect();
        assert_eq!(lines[0], concat!("aksplore ", env!("CARGO_PKG_VERSION")));
        let names = ["commit: ", "date: ", "target: ", "rules read up to: 20"];
        assert!(names.iter().zip(&lines[1..]).all(|(name, line)| line.starts_with(name)), "{verbose}");
        assert_eq!(lines.len(), 1 + names.len(), "{verbose}");
    }
}

#[test]
fn an_answer_is_handed_over_in_every_form() {
    let design = "example:full-subnet";
    let export = |form: &str| {
        let run = run(&format!("export {design} --format {form} --no-date"));
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{form}");
        run.stdout
    };
    assert_eq!(export("txt"), run(&format!("size {design}")).stdout);
    assert_eq!(export("json"), run(&format!("size {design} --json")).stdout);
    let csv = export("csv");
    assert!(csv.lines().any(|line| line == "node-subnet,snet-nodes,10.240.0.0/22,2244,2040,1019,17,/20"), "{csv}");
    let markdown = export("md");
    assert!(
        markdown.starts_with("# full-subnet: does it fit?\n\n**NO FIT  220%  azure-cni-node-subnet**"),
        "{markdown}"
    );
    let line = markdown.lines().find(|line| line.starts_with("aksplore1:")).unwrap();
    assert_eq!(run(&format!("size {line}")).stdout, export("txt"));
    let svg = export("svg");
    assert!(svg.starts_with("<svg ") && svg.contains("NO FIT") && svg.contains("44 x 51") && !svg.contains("<script"));
    assert_eq!(export("md"), markdown);
}

#[test]
fn a_design_goes_through_a_chat_as_one_line() {
    let shared = run("share example:node-subnet");
    let line = shared.stdout.trim_end();
    assert_eq!((shared.code, line.lines().count(), line.len()), (Some(0), 1, shared.stdout.len() - 1));
    assert_eq!(run(&format!("size {line}")).stdout, run("size example:node-subnet").stdout);
    assert!(run("share example:overlay").stderr.contains("some chats break a line of more than 300"));
    assert_eq!(run("share -q example:overlay").stderr, "");
    let damaged = run(&format!("size {}", &line[..line.len() - 3]));
    assert_eq!((damaged.code, damaged.stdout.as_str()), (Some(3), ""));
    assert!(damaged.stderr.contains("damaged"), "{}", damaged.stderr);
    let newer = run("size aksplore2:abc");
    assert!(newer.stderr.contains("a newer aksplore"), "{}", newer.stderr);
}

#[test]
fn what_a_later_version_brings_is_absent() {
    for arguments in ["import", "lesson"] {
        let run = run(arguments);
        assert!(matches!(run.code, Some(2 | 3)), "{arguments}");
        assert_eq!(run.stdout, "", "{arguments}");
    }
    assert_eq!(run("export --format bicep").code, Some(2));
}

#[test]
fn what_is_not_explained_says_so_and_what_was_looked_for() {
    let cases = [
        ("explain max-pod-max", "nothing is named \"max-pod-max\"; did you mean \"max-pods-max\"?"),
        ("explain my cluster does not start", "nothing in this text is known: it holds none of"),
        ("explain 10.240.0.0/22 40 50", "40 of what? 40n is nodes"),
    ];
    for (arguments, message) in cases {
        let run = run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""), "{arguments}");
        assert!(run.stderr.contains(message), "{arguments}: {}", run.stderr);
    }
}

#[test]
fn a_question_without_a_range_says_of_which_design_it_is_asked() {
    let asked = run_with(&["explain", "40n 50p"], "");
    assert!(asked.stderr.starts_with("the question names no range, and is asked of the design "), "{}", asked.stderr);
    assert!(asked.stderr.contains("of 40 nodes, "), "the other pools too: {}", asked.stderr);
    assert_eq!(run_with(&["explain", "40n 50p", "--quiet"], "").stderr, "");
    assert_eq!(run_with(&["explain", "10.240.0.0/22 40n 50p"], "").stderr, "");
}

#[test]
fn an_error_is_read_from_standard_input_as_a_terminal_shows_it() {
    let error = "(SubnetIsFull) Subnet aks-sn with address prefix 10.24\r\n0.0.0/29 does not have enough capacity for 1 IP addresses.\r\nCode: SubnetIsFull\r\n";
    let run = run_with(&["explain", "-", "--json"], error);
    let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((run.code, &answer["kind"], &answer["name"]), (Some(0), &"error".into(), &"SubnetIsFull".into()));
    assert_eq!(answer["error"]["range"]["name"], "aks-sn");
    assert_eq!(answer["error"]["range"]["smallest_prefix"], 28);
    assert_eq!(answer["error"]["numbers"]["needed"], 1);
    let long = run_with(&["explain", "-"], &"x".repeat((1 << 20) + 1));
    assert_eq!(long.code, Some(1));
    assert!(long.stderr.contains("longer than 1024 KB"), "{}", long.stderr);
}

#[test]
fn a_question_is_a_scenario_and_answered_as_its_flags_are() {
    let asked = run_with(&["size", "10.240.0.0/22 40n 50p 10% node-subnet", "--json"], "");
    let flags = run("size 10.240.0.0/22 --model node-subnet --nodes 40 --max-pods 50 --surge 10% --json");
    assert_eq!((asked.code, asked.stdout), (flags.code, flags.stdout));
}

const MANIFESTS: &str = "apiVersion: v1
kind: Pod
metadata: {name: a, labels: {app: a}}
spec: {}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{ports: [{name: http, containerPort: 8080}]}]}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress, Egress]
  ingress:
  - from: [{namespaceSelector: {}}]
    ports: [{port: http}, {port: 90, endPort: 95}, {port: 53, protocol: UDP}]
  - from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]
";

#[test]
fn a_connection_list_is_merged_and_sorted() {
    let run = run_with(&["policy", "connlist", "--manifests", "-"], MANIFESTS);
    let expected = "\
0.0.0.0-255.255.255.255[External] => default/a[Pod] : All Connections
10.0.0.0-10.0.255.255[External] => shop/web[Deployment] : All Connections
10.2.0.0-10.255.255.255[External] => shop/web[Deployment] : All Connections
default/a[Pod] => 0.0.0.0-255.255.255.255[External] : All Connections
default/a[Pod] => shop/web[Deployment] : TCP 90-95,8080,UDP 53
";
    assert_eq!((run.stdout.as_str(), run.code), (expected, Some(0)), "{}", run.stderr);
    assert!(run.stderr.starts_with("2 of 2 pods have no address in the manifests"), "{}", run.stderr);
}

#[test]
fn a_question_about_policies_is_answered_with_its_reason() {
    let ask = |port: &str, more: &[&str]| {
        let start = ["policy", "check", "--manifests", "-", "--from", "default/a", "--to", "shop/web", "--port", port];
        run_with(&[&start[..], more].concat(), MANIFESTS)
    };
    let allowed = ask("8080", &["--json"]);
    assert_eq!(allowed.code, Some(0), "{}", allowed.stderr);
    let answer: serde_json::Value = serde_json::from_str(&allowed.stdout).unwrap();
    let by = &answer["decided_by"][1];
    let found = [&answer["allowed"], &by["direction"], &by["policy"], &by["rule"], &by["peer"]];
    assert_eq!(
        found.map(ToString::to_string),
        ["true", "\"ingress\"", "\"shop/web\"", "\"ingress[0]\"", "\"from[0]\""]
    );
    let denied = ask("81", &[]);
    assert_eq!(denied.code, Some(1));
    assert!(
        denied.stdout.starts_with("DENIED  default/a[Pod] => shop/web[Deployment] : TCP 81\n"),
        "{}",
        denied.stdout
    );
    assert_eq!(ask("8080", &["--protocol", "udp"]).code, Some(1));
    assert_eq!(ask("0", &[]).code, Some(2));
    assert_eq!(ask("80", &["--protocol", "icmp"]).code, Some(2));
    assert_eq!(ask("80", &["--engine", "weave"]).code, Some(2));
    let unknown =
        run_with(&["policy", "check", "--manifests", "-", "--from", "a", "--to", "shop/wob", "--port", "1"], MANIFESTS);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.stderr.contains("did you mean shop/web?"), "{}", unknown.stderr);
}

#[test]
fn a_manifest_that_cannot_be_read_is_told_of_and_the_rest_answered() {
    let broken = format!("{MANIFESTS}---\napiVersion: v1\nkind: Pod\nmetadata: {{name: 5}}\n---\nkind: [\n");
    for command in ["connlist", "matrix", "exposure"] {
        let run = run_with(&["policy", command, "--manifests", "-"], &broken);
        assert_eq!(run.code, Some(3), "{command}");
        assert!(run.stderr.contains("-:24:18"), "{}", run.stderr);
        assert!(run.stdout.contains("shop/web[Deployment]"), "{command}: {}", run.stdout);
    }
    assert_eq!(run("policy connlist --manifests no-such-folder").code, Some(3));
    assert_eq!(run("policy connlist").code, Some(2));
    assert_eq!(run("policy").code, Some(2));
}

#[test]
fn a_scenario_brings_its_manifests() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("policies")).unwrap();
    std::fs::write(at("policies/shop.yaml"), MANIFESTS).unwrap();
    let scenario = "[cluster]\nnetwork-policy = \"calico\"\n[policies]\nfiles = [\"policies/*.yaml\"]\n[[workload]]\nname = \"own\"\n";
    std::fs::write(at("net.toml"), scenario).unwrap();
    let file = at("net.toml").display().to_string();
    // The pods have the scenario's addresses, which the block holds; to Cilium no block matches a pod.
    let cases: [(&[&str], &str); 2] = [(&[], "All Connections"), (&["--engine", "cilium"], "TCP 90-95,8080,UDP 53")];
    for (more, conn) in cases {
        let pairs = run_with(&[&["policy", "connlist", &file], more].concat(), "");
        assert_eq!(pairs.code, Some(0), "{}", pairs.stderr);
        let line = format!("default/own[Deployment] => shop/web[Deployment] : {conn}\n");
        assert!(pairs.stdout.contains(&line), "{}", pairs.stdout);
    }
    assert_eq!(run_with(&["check", &file], "").code, Some(0));
    // What the manifests hold is there for every other question as well.
    let trace = run_with(&["trace", &file, "--from", "pod:default/own", "--to", "pod:shop/web", "--json"], "");
    assert!(trace.stdout.contains("\"disposition\""), "{}", trace.stderr);
    std::fs::write(at("policies/bad.yaml"), "kind: [\n").unwrap();
    let check = run_with(&["check", &file], "");
    assert_eq!(check.code, Some(3), "{}", check.stdout);
    assert!(check.stdout.contains("bad.yaml:2:1") || check.stdout.contains("bad.yaml:1:"), "{}", check.stdout);
}

#[test]
fn the_example_of_policies_brings_its_manifests_without_a_file() {
    // In an empty folder and without an environment: one copied binary has it all.
    let folder = tempfile::tempdir().unwrap();
    let bare = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_aksplore"));
        let output = command.args(arguments).current_dir(folder.path()).env_clear().output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let example = "example:network-policies";
    assert!(bare(&["examples"]).1.contains(example));
    assert_eq!(bare(&["check", example]).0, Some(0), "{:?}", bare(&["check", example]));
    let (code, text, problems) = bare(&["policy", "exposure", example, "--json"]);
    assert_eq!(code, Some(0), "{problems}");
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
    // The mistake, the policy without pods, and the hole are all there.
    assert_eq!(answer["never_matching"].as_array().unwrap().len(), 1);
    assert_eq!(answer["never_matching"][0]["policy"], "payments/api");
    assert_eq!(answer["never_matching"][0]["field"], "ingress[0].from[0]");
    assert!(
        answer["never_matching"][0]["place"].as_str().unwrap().starts_with("example:network-policies/policies.yaml:")
    );
    assert_eq!(answer["selecting_nothing"][0]["policy"], "shop/cache");
    let open = answer["open"].as_array().unwrap();
    assert!(open.iter().any(|row| row["workload"] == "shop/db[StatefulSet]" && row["conn"] == "TCP 5432"), "{open:?}");
    // Its manifests can be had as files.
    let policies = bare(&["examples", "network-policies/policies.yaml"]);
    assert_eq!(
        (policies.0, policies.1.as_str()),
        (Some(0), include_str!("../examples/network-policies/policies.yaml"))
    );
    assert_eq!(bare(&["examples", "network-policies/none.yaml"]).0, Some(2));
}

#[test]
fn an_expected_refusal_by_a_policy_is_held_to_the_manifests() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("shop.yaml"), MANIFESTS).unwrap();
    let scenario = "[cluster]\nnetwork-policy = \"calico\"\n[policies]\nfiles = [\"shop.yaml\"]\n\
        [[node-pool]]\nname = \"system\"\ncount = 2\n[[workload]]\nname = \"own\"\n\
        [[expect.trace]]\nfrom = \"pod:default/own\"\nto = \"pod:shop/web:8080\"\ndisposition = \"delivered\"\n\
        [[expect.trace]]\nfrom = \"pod:shop/web\"\nto = \"pod:default/own:443\"\ndisposition = \"denied-policy-egress\"\n";
    std::fs::write(at("net.toml"), scenario).unwrap();
    let file = at("net.toml").display().to_string();
    let check = run_with(&["check", &file], "");
    assert_eq!(check.code, Some(0), "{}{}", check.stdout, check.stderr);
    let trace = run_with(&["trace", &file, "--from", "pod:shop/web", "--to", "pod:default/own:443", "--json"], "");
    let answer: serde_json::Value = serde_json::from_str(&trace.stdout).unwrap();
    let decided = &answer["decided_by"];
    assert_eq!((&decided["kind"], &decided["name"]), (&"network-policy".into(), &"shop/web".into()), "{decided}");
    // Without the manifests the expectation fails: the test above can.
    std::fs::write(at("shop.yaml"), "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec: {}\n")
        .unwrap();
    assert_eq!(run_with(&["check", &file], "").code, Some(1));
}

/// A folder of configuration with this file in it, and its path.
fn configured(text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("aksplore");
    std::fs::create_dir_all(own.join("themes")).unwrap();
    std::fs::write(own.join("config.toml"), text).unwrap();
    let path = folder.path().display().to_string();
    (folder, path)
}

#[test]
fn the_config_file_is_found_where_the_system_keeps_it() {
    type Case<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str], Option<&'a str>);
    let cases: [Case<'_>; 7] = [
        (&[("XDG_CONFIG_HOME", "/etc/x"), ("HOME", "/home/ada")], &[], Some("/etc/x/aksplore/config.toml")),
        (&[("HOME", "/home/ada")], &[], Some("/home/ada/.config/aksplore/config.toml")),
        (&[("XDG_CONFIG_HOME", "conf"), ("HOME", "/home/ada")], &[], Some("/home/ada/.config/aksplore/config.toml")),
        (&[("AKSPLORE_CONFIG", "/etc/a.toml"), ("HOME", "/home/ada")], &[], Some("/etc/a.toml")),
        (&[("AKSPLORE_CONFIG", "/etc/a.toml")], &["--config", "b.toml"], Some("b.toml")),
        (&[("AKSPLORE_CONFIG", ""), ("HOME", "/home/ada")], &[], Some("/home/ada/.config/aksplore/config.toml")),
        (&[], &[], None),
    ];
    for (variables, more, expected) in cases {
        let run = run_in(variables, &[&["config", "path"], more].concat(), "");
        assert_eq!(run.stdout.lines().next(), expected, "{variables:?} {more:?} {}", run.stderr);
        assert_eq!(run.code, Some(i32::from(expected.is_none())), "{variables:?}");
    }
}

#[test]
fn config_print_says_what_holds_and_who_says_so() {
    let (_folder, home) = configured("theme = \"mono\"\nslow = true\nkeymap = \"vim\"\n[keys.global]\nx = \"undo\"\n");
    let variables = [("XDG_CONFIG_HOME", home.as_str()), ("AKSPLORE_SLOW", "false")];
    let json = run_in(&variables, &["config", "print", "--json", "--color", "16"], "");
    let answer: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let setting = |name: &str| {
        let rows = answer["settings"].as_array().unwrap();
        let row = rows.iter().find(|row| row["name"] == name).unwrap();
        (row["value"].clone(), row["origin"].as_str().unwrap().rsplit('/').next().unwrap().to_owned())
    };
    assert_eq!(setting("theme"), ("mono".into(), "config.toml:1".to_owned()));
    assert_eq!(setting("slow"), (false.into(), "AKSPLORE_SLOW".to_owned()));
    assert_eq!(setting("color"), ("16".into(), "--color".to_owned()));
    assert_eq!(setting("glyphs"), ("auto".into(), "default".to_owned()));
    let keys = answer["keys"].as_array().unwrap();
    let key = |key: &str, origin: &str| {
        keys.iter().any(|row| row["key"] == key && row["origin"].as_str().unwrap().ends_with(origin))
    };
    assert!(key("x", "config.toml:5") && key("ctrl-f", "preset vim") && key("u", "default"));
    // What is printed is a file of its own, and says the same.
    let text = run_in(&variables, &["config", "print", "--color", "16"], "").stdout;
    let (_other, other) = configured(&text);
    let again = run_in(&[("XDG_CONFIG_HOME", &other)], &["config", "print", "--json"], "");
    let again: serde_json::Value = serde_json::from_str(&again.stdout).unwrap();
    let values = |answer: &serde_json::Value| {
        let rows = answer["settings"].as_array().unwrap().iter();
        rows.map(|row| row["value"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(values(&again), values(&answer));
    assert_eq!(again["keys"].as_array().unwrap().len(), keys.len());
}

#[test]
fn config_default_is_a_file_with_nothing_wrong_in_it() {
    let text = run("config default").stdout;
    let (_folder, home) = configured(&text);
    let variables = [("XDG_CONFIG_HOME", home.as_str())];
    let check = run_in(&variables, &["config", "check"], "");
    assert_eq!(check.code, Some(0), "{}", check.stdout);
    assert!(check.stdout.contains("nothing is wrong with it"), "{}", check.stdout);
}

#[test]
fn a_broken_config_is_told_of_with_its_place_and_stops_nothing_but_strict() {
    let broken = "theme = \"mono\"\ncolour = \"never\"\n[keys.global]\nx = \"undo\"\nx = \"redo\"\ny = \"udno\"\n";
    let (_folder, home) = configured(broken);
    let variables = [("XDG_CONFIG_HOME", home.as_str())];
    let size = run_in(&variables, &["size"], "");
    assert_eq!(size.code, Some(0));
    for part in [
        "aksplore/config.toml:2:1",
        "did you mean `color`?",
        "config.toml:5:1",
        "\"x\" is both \"undo\" and \"redo\"",
        "config.toml:6:5",
        "did you mean \"undo\"?",
    ] {
        assert!(size.stderr.contains(part), "{part}\n{}", size.stderr);
    }
    assert_eq!(size.stdout, run("size").stdout);
    assert_eq!(run_in(&variables, &["size", "-q"], "").stderr, "");
    let strict = run_in(&variables, &["size", "--strict"], "");
    assert_eq!((strict.code, strict.stdout.as_str()), (Some(3), ""));
    assert!(strict.stderr.contains("config.toml:2:1"), "{}", strict.stderr);
    let check = run_in(&variables, &["config", "check", "--json"], "");
    assert_eq!(check.code, Some(3));
    let answer: serde_json::Value = serde_json::from_str(&check.stdout).unwrap();
    assert_eq!(answer["diagnostics"].as_array().unwrap().len(), 3, "{answer}");
    assert_eq!((&answer["diagnostics"][0]["line"], &answer["diagnostics"][0]["column"]), (&2.into(), &1.into()));
    // The rest of the file holds.
    let print = run_in(&variables, &["config", "print", "-q"], "").stdout;
    assert!(print.contains("theme = \"mono\""), "{print}");
}

#[test]
fn a_theme_of_the_users_is_listed_and_shown() {
    let (folder, home) = configured("theme = \"night\"\n");
    let file = folder.path().join("aksplore/themes/night.toml");
    std::fs::write(&file, "inherits = \"mono\"\n[styles]\ngood = \"light-green\"\ngod = \"red\"\n").unwrap();
    let variables = [("XDG_CONFIG_HOME", home.as_str())];
    let list = run_in(&variables, &["themes", "--json"], "");
    assert!(list.stderr.contains("night.toml:4:1") && list.stderr.contains("warning[unknown-role]"), "{}", list.stderr);
    let answer: serde_json::Value = serde_json::from_str(&list.stdout).unwrap();
    let night = answer["themes"].as_array().unwrap().iter().find(|theme| theme["name"] == "night").unwrap().clone();
    assert_eq!(night["is_chosen"], true);
    let sample = run_in(&variables, &["themes", "night", "-q"], "").stdout;
    assert!(sample.lines().any(|line| line.starts_with("good") && line.contains("light-green")), "{sample}");
    assert_eq!(
        run_in(&variables, &["themes", "night", "--source", "-q"], "").stdout,
        std::fs::read_to_string(file).unwrap()
    );
    // A warning is no reason to end.
    assert_eq!(run_in(&variables, &["size", "--strict", "-q"], "").code, Some(0));
}

#[test]
fn doctor_names_every_decision_and_its_reason() {
    type Case<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str], &'a str, &'a str, &'a str);
    let row = |variables: &[(&str, &str)], arguments: &[&str], name: &str| {
        let run = run_in(variables, &[&["doctor", "--json"], arguments].concat(), "");
        let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let rows = answer["decisions"].as_array().unwrap().clone();
        let row = rows.into_iter().find(|row| row["name"] == name).unwrap();
        (row["value"].as_str().unwrap().to_owned(), row["reason"].as_str().unwrap().to_owned())
    };
    let cases: [Case<'_>; 12] = [
        (&[("TERM", "xterm-256color")], &[], "colors", "256", "TERM is xterm-256color"),
        (&[("NO_COLOR", "1")], &[], "colors", "never", "NO_COLOR is set"),
        (&[("NO_COLOR", "1")], &["--color", "true"], "colors", "true", "--color asks for it"),
        (&[("AKSPLORE_COLOR", "16"), ("NO_COLOR", "1")], &[], "colors", "16", "AKSPLORE_COLOR asks for it"),
        (&[("LANG", "C")], &[], "glyphs", "ascii", "LANG is C, which is not UTF-8"),
        (&[("LANG", "C")], &["--unicode"], "glyphs", "unicode", "--unicode asks for it"),
        (
            &[("LANG", "ja_JP.UTF-8")],
            &[],
            "glyphs",
            "ascii-frames",
            "LANG is ja_JP.UTF-8: lines and blocks may be two cells wide",
        ),
        (&[("STY", "1.pts")], &[], "clipboard", "OSC 52 in pieces", "STY is set: this is GNU screen"),
        (&[], &["--set", "clipboard=off"], "clipboard", "a file alone", "--set asks for it"),
        (&[("COLORFGBG", "0;15")], &[], "theme", "terminal16-light", "built in; default"),
        (&[], &["--theme", "okabe", "--background", "light"], "theme", "okabe-light", "built in; --theme"),
        (&[], &["--slow"], "slow", "yes", "--slow"),
    ];
    for (variables, arguments, name, value, reason) in cases {
        assert_eq!(
            row(variables, arguments, name),
            (value.to_owned(), reason.to_owned()),
            "{variables:?} {arguments:?}"
        );
    }
    let text = run("doctor").stdout;
    for part in ["rules read up to 20", "colors", "config  no place", "standard output is no terminal"] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let (_folder, home) = configured("theme = 3\n");
    let broken = run_in(&[("XDG_CONFIG_HOME", &home)], &["doctor"], "");
    assert_eq!(broken.code, Some(1));
    assert!(broken.stdout.contains("config.toml:1:9: `theme`: found an integer"), "{}", broken.stdout);
}

#[test]
fn the_locale_changes_no_number_of_an_answer() {
    for command in [&["size", "--json"][..], &["size", "--plain"], &["map", "--json"]] {
        let plain = run_with(command, "").stdout;
        let german = run_in(&[("LC_ALL", "de_DE.UTF-8"), ("LANG", "de_DE.UTF-8")], command, "").stdout;
        assert_eq!(plain, german, "{command:?}");
    }
}

#[test]
fn completions_and_the_manual_name_every_sub_command() {
    let words = ["size", "trace", "policy", "connlist", "doctor", "config", "completions", "max-pods", "no-alt-screen"];
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = run(&format!("completions {shell}")).stdout;
        for word in words {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    let page = run("man").stdout;
    for word in words {
        assert!(page.contains(&word.replace('-', "\\-")), "{word}");
    }
    assert!(page.contains(".TH aksplore 1") && page.contains("AKSPLORE_CONFIG"));
    // Only requests begin with a dot.
    let known = [".TH", ".SH", ".SS", ".TP", ".RS", ".RE", ".br", ".ie", ".el", ".PP", ".nf", ".fi"];
    for line in page.lines().filter(|line| line.starts_with('.')) {
        assert!(known.contains(&line.split(' ').next().unwrap()), "{line}");
    }
}

#[cfg(unix)]
#[test]
fn bash_can_read_its_completions() {
    let script = run("completions bash").stdout;
    let mut bash = Command::new("bash").arg("-n").stdin(Stdio::piped()).spawn().unwrap();
    bash.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    assert!(bash.wait().unwrap().success());
}

#[test]
fn the_explorer_runs_as_lines() {
    let commands = "n 40\nmap\nshow\nundo\nundo\nnodes 39\nnonsense\nq now\nquit\n";
    let run = run_with(&["--linear", "10.240.0.0/22", "--model", "node-subnet", "--max-pods", "50"], commands);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    for part in [
        "Verdict: FITS",
        "Verdict: NO FIT 220%",
        "Screen: Map",
        "Undone:",
        "no action is named \"nonsense\"",
        "3 -> 39",
        "no action is named \"q\"",
    ] {
        assert!(run.stdout.contains(part), "{part}\n{}", run.stdout);
    }
    let is_plain = |sign: char| sign == '\n' || sign == ' ' || sign.is_ascii_graphic();
    assert!(run.stdout.chars().all(is_plain), "{}", run.stdout);
}
