//! What is masked stays masked: no answer, export or screen of a masked example names what the example named, and every
//! number is what it was.

#[path = "support/explorer.rs"]
mod support;

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::process::Command;
use std::sync::Arc;

use aksplore::diag::Source;
use aksplore::document::Document;
use aksplore::engine::Analysis;
use aksplore::examples::{self, Example};
use aksplore::explorer::Explorer;
use aksplore::net::Cidr;
use aksplore::runtime::{Event, Program as _};
use aksplore::scenario::read::read;
use aksplore::scenario::redact::{Mask, PUBLIC_NAMES};
use aksplore::ui::{App, Options};
use support::{FLAGSHIP, explorer, press, screen};

/// What must not be seen of an example: names that are no word of a language, ranges, and the leading halves of
/// addresses, but for those that are the mask of something else.
fn secrets(example: &Example) -> Vec<String> {
    let mask = Mask::of(&read(example.text).scenario);
    let texts: Vec<&str> = example.text.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
    let texts = texts.iter().flat_map(|line| line.split('"').skip(1).step_by(2));
    let (mut names, mut halves, mut masks) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for text in texts {
        let address = text.parse::<Cidr>().map(Cidr::first).or_else(|_| text.parse::<IpAddr>());
        if let Ok(IpAddr::V4(address)) = address {
            let half = |address: std::net::Ipv4Addr| format!("{}.{}.", address.octets()[0], address.octets()[1]);
            if let IpAddr::V4(masked) = mask.address(address.into())
                && masked != address
            {
                masks.insert(half(masked));
                halves.insert(half(address));
            }
        } else if mask.text(text) != text && text.contains('-') && !text.contains([':', '/', ' ']) {
            names.insert(text.to_owned());
        }
    }
    // These begin whole private ranges: what follows is masked, and they themselves say nothing.
    halves.retain(|half| !masks.contains(half) && !["192.168.", "10.0."].contains(&half.as_str()));
    names.into_iter().filter(|name| !PUBLIC_NAMES.contains(&&**name)).chain(halves).collect()
}

/// Fails where a secret stands in a text as a word or at the beginning of one.
fn assert_clean(text: &str, secrets: &[String], of: &str) {
    for secret in secrets {
        let begins = |at: usize| !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '.' || c == '-');
        let ends =
            |at: usize| secret.ends_with('.') || !text[at..].starts_with(|c: char| c.is_alphanumeric() || c == '-');
        let found = text.match_indices(secret.as_str()).find(|(at, _)| begins(*at) && ends(at + secret.len()));
        assert!(found.is_none(), "{of} shows {secret}:\n{text}");
    }
}

fn run(arguments: &[&str]) -> (String, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_aksplore")).args(arguments).output().expect("the program runs");
    (String::from_utf8_lossy(&output.stdout).into_owned(), output.status.code().unwrap_or(-1))
}

#[test]
fn no_answer_and_no_export_of_a_masked_example_names_what_it_named() {
    for example in examples::ALL {
        let secrets = secrets(example);
        assert!(secrets.len() > 1, "{} has something to hide: {secrets:?}", example.name);
        let design = format!("example:{}", example.name);
        let mut asked: Vec<Vec<&str>> =
            ["size", "map", "reach", "compare", "share"].map(|own| vec![own, &design]).into();
        for form in ["toml", "md", "txt", "json", "csv", "svg"] {
            asked.push(vec!["export", &design, "--format", form, "--no-date"]);
        }
        asked.push(vec!["size", &design, "--json", "--rehearsal"]);
        asked.push(vec!["map", &design, "--plain"]);
        for question in asked {
            let (text, code) = run(&[question.as_slice(), &["--redact"]].concat());
            assert!(code < 2 && !text.is_empty(), "{question:?}: {code}");
            assert_clean(&text, &secrets, &format!("{question:?}"));
            assert_eq!(text, run(&[question.as_slice(), &["--redact"]].concat()).0, "the same twice: {question:?}");
        }
    }
}

#[test]
fn no_screen_of_a_masked_example_shows_what_it_named() {
    for example in examples::ALL {
        let secrets = secrets(example);
        let document = Document::open(Source::new(example.name, example.text), None).expect("an example can be read");
        let mut explorer = Explorer::new(App::new(document, Options::default()));
        press(explorer.app_mut(), "Q");
        assert!(explorer.app().is_redacted());
        assert!(screen(explorer.app_mut(), 120, 40)[0].contains("masked"), "the title says so");
        for key in ["1", "2", "3", "4", "5", "6", "1 r", "1 i", "4 a", "2 tab", "e", "esc I", "esc /", "esc 9", "7"] {
            for key in key.split(' ') {
                explorer.handle(Event::Key(key.parse().expect("a key")));
            }
            let picture = screen(explorer.app_mut(), 120, 40).join("\n");
            assert_clean(&picture, &secrets, &format!("{} after {key}", example.name));
        }
    }
}

#[test]
fn every_number_of_a_masked_example_is_what_it_was() {
    for example in examples::ALL {
        let scenario = read(example.text).scenario;
        let masked = Mask::of(&scenario).scenario(&scenario);
        let (own, masked) = (Analysis::new(Arc::new(scenario)), Analysis::new(Arc::new(masked)));
        assert_eq!(own.verdict(), masked.verdict(), "{}", example.name);
        let sums = |analysis: &Analysis| {
            let ranges = analysis.capacity().ranges.iter();
            ranges.map(|range| (range.needed, range.needed_steady, range.usable, range.max_nodes)).collect::<Vec<_>>()
        };
        assert_eq!(sums(&own), sums(&masked), "{}", example.name);
        let codes = |analysis: &Analysis| {
            let mut codes: Vec<&str> = analysis.findings().iter().map(|finding| finding.code).collect();
            codes.sort_unstable();
            codes
        };
        assert_eq!(codes(&own), codes(&masked), "{}", example.name);
        let free = |analysis: &Analysis| analysis.addresses().vnets.iter().map(|vnet| vnet.free).collect::<Vec<_>>();
        assert_eq!(free(&own), free(&masked), "{}", example.name);
        let models = |analysis: &Analysis| {
            analysis.compare().answers.iter().map(|answer| (answer.verdict, answer.max_nodes)).collect::<Vec<_>>()
        };
        assert_eq!(models(&own), models(&masked), "{}", example.name);
    }
}

#[test]
fn the_design_itself_comes_back_as_it_was() {
    let mut app = explorer(FLAGSHIP);
    press(&mut app, "n 9 enter esc");
    let before = app.document().scenario().clone();
    press(&mut app, "Q n 4 0 enter esc");
    assert_eq!(app.document().scenario().pools[0].count, Some(40), "the copy is edited");
    assert_eq!(*app.own_document().scenario(), before, "what is kept is the design itself");
    press(&mut app, "w");
    assert!(app.layers().is_empty(), "the copy is not saved over it");
    press(&mut app, "Q");
    assert!(!app.is_redacted());
    assert_eq!(*app.document().scenario(), before);
    press(&mut app, "u");
    assert_eq!(app.document().scenario().pools[0].count, Some(3), "its history is there too");
}

#[test]
fn a_masked_copy_is_left_by_turning_it_off_alone() {
    let mut app = explorer(FLAGSHIP);
    press(&mut app, "Q / h u b - s p o k e enter");
    assert!(app.is_redacted());
    assert!(!screen(&mut app, 120, 40).join("\n").contains("vnet-hub"), "no example took the place of the copy");
}

#[test]
fn what_the_command_line_names_is_masked_alike() {
    let question = ["trace", "example:hub-spoke", "--from", "node:aks-system-0", "--to", "internet:443"];
    let (own, code) = run(&question);
    let (masked, masked_code) = run(&[question.as_slice(), &["--redact"]].concat());
    assert_eq!(code, masked_code);
    assert_eq!(own.lines().count(), masked.lines().count(), "{masked}");
    assert_eq!(run(&["check", "example:hub-spoke", "--redact"]).1, 2);
    let place = ["map", "example:hub-spoke", "--place", "/24@vnet-hub"];
    assert_eq!(run(&place).1, 0);
    assert_eq!(run(&[place.as_slice(), &["--redact"]].concat()).1, 0);
    let in_use = ["trace", "example:overlay", "--from", "pod:default/web", "--to", "internet:20.70.1.1:443"];
    let in_use = [in_use.as_slice(), &["--snat-ports-in-use", "1024@20.70.1.1:443"]].concat();
    let (own, code) = run(&in_use);
    assert!(own.contains("SNAT") && code == 1, "{code}: {own}");
    assert_eq!(run(&[in_use.as_slice(), &["--redact"]].concat()).1, code);
}
