//! The sentences of all answers, of all designs here and of all examples: a count of one takes its noun in the singular,
//! and an article fits the word behind it. Deliberately no more of grammar than that.

use std::collections::BTreeSet;

use aksplore::engine::Analysis;
use aksplore::engine::finding::meaning::MEANINGS;
use aksplore::engine::rules::RULES;
use aksplore::report::Answer as _;
use aksplore::report::check::Check;
use aksplore::report::compare::Compare;
use aksplore::report::explain::Explain;
use aksplore::report::map::Map;
use aksplore::report::size::Size;

use super::ends::designs;

/// Words behind a one that end in `s` and are no plural.
const NO_PLURAL: [&str; 12] =
    ["is", "was", "has", "as", "takes", "fits", "needs", "holds", "less", "this", "does", "counts"];

/// Words whose first letter is a vowel and whose first sound is none.
const NO_VOWEL: [&str; 8] = ["use", "used", "user", "user's", "one", "unit", "usual", "usable"];

/// Words that may stand between a count and what is counted.
const BETWEEN: [&str; 14] = [
    "surge", "outbound", "free", "more", "aligned", "backend", "node", "internal", "user", "public", "private",
    "static", "route", "private",
];

/// What is wrong with a text, each with the words around it. Cells of a table are read one by one.
fn faults(text: &str) -> Vec<String> {
    text.lines().flat_map(|line| line.split("  ")).flat_map(faults_of_cell).collect()
}

fn faults_of_cell(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut found = Vec::new();
    for at in 0..words.len().saturating_sub(1) {
        let bare = |word: &str| word.trim_matches(|sign: char| ",;:.()[]\"".contains(sign)).to_owned();
        let (this, next) = (words[at].trim_start_matches(['(', '[', '"']), bare(words[at + 1]));
        let next = match words.get(at + 2) {
            Some(noun) if this == "1" && BETWEEN.contains(&words[at + 1]) => bare(noun),
            _ => next,
        };
        let is_word = !next.is_empty() && next.chars().all(|sign| sign.is_ascii_lowercase() || sign == '\'');
        let is_plural = next.ends_with('s') && !next.ends_with("ss") && !NO_PLURAL.contains(&next.as_str());
        let verb = words.get(at + 2).map(|word| bare(word));
        let goes_on = words[at + 1].ends_with(char::is_alphabetic);
        let is_many = goes_on && matches!(verb.as_deref(), Some("are" | "were" | "have" | "need" | "take"));
        let begins = !words[at + 1].starts_with('(')
            && next.starts_with(|sign: char| "aeiouAEIO".contains(sign))
            && !next.starts_with("eu");
        let is_wrong = match this {
            "1" => is_word && (is_plural || is_many && !["of", "x", "surge"].contains(&next.as_str())),
            // Something named "a", and what is said of it: "a autoscale: ..", "a is full".
            "a" | "A" if words[at + 1].ends_with(':') || words[at + 1] == "is" => false,
            "a" | "A" => begins && !next.contains('-') && !NO_VOWEL.contains(&next.as_str()) && next.len() > 1,
            "an" | "An" => {
                next.starts_with(|sign: char| "bcdfgjklmpqtvwz".contains(sign)) || NO_VOWEL.contains(&next.as_str())
            }
            _ => false,
        };
        if is_wrong {
            found.push(words[at.saturating_sub(4)..(at + 5).min(words.len())].join(" "));
        }
    }
    found
}

fn texts(analysis: &Analysis) -> [String; 4] {
    let mut check = Check::default();
    let source =
        aksplore::diag::Source::new("design.toml", aksplore::scenario::write::write(analysis.plan().written()));
    check.add(&source, &[], Some(analysis));
    [check.text(), Size::new(analysis).text(), Compare::new(analysis).text(), Map::new(analysis).text()]
}

#[test]
fn one_is_singular_and_articles_fit() {
    let mut found = BTreeSet::new();
    for (_, analysis) in designs() {
        found.extend(texts(&analysis).iter().flat_map(|text| faults(text)));
    }
    found.extend(RULES.iter().flat_map(|rule| faults(&Explain::rule(rule.id).text())));
    found.extend(MEANINGS.iter().flat_map(|meaning| faults(&Explain::finding(meaning).text())));
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn a_fault_is_seen_and_good_words_are_let_pass() {
    for wrong in ["takes over 1 nodes", "1 surge nodes", "the sum of a API server", "1 address are in use", "an table"]
    {
        assert_eq!(faults(wrong).len(), 1, "{wrong}");
    }
    for good in
        ["1 node is", "1 address of it", "1 block holds", "a user route", "an address", "a /24", "1 x /24", "11 nodes"]
    {
        assert_eq!(faults(good), Vec::<String>::new(), "{good}");
    }
}
