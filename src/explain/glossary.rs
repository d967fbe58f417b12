//! The words on the screens, explained: terms in two lines each, beside what the rows of the comparison and the keys of
//! the scenario file say of themselves. It claims nothing that no rule or row stands behind; what is drawn is not known
//! here.

mod numbers;
mod terms;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::engine::compare::features;
use crate::engine::rules::RuleId;
use crate::scenario::Scenario;
use crate::scenario::item::{Item as _, Kind, TableSpec};

use terms::TERMS;

/// A word, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The word.
    pub name: &'static str,
    /// Other spellings, by which it is found too.
    pub also: &'static [&'static str],
    /// What it means.
    pub says: Cow<'static, str>,
    /// The rule that says so; `None`: it is arithmetic, or a word of this program's own.
    pub rule: Option<RuleId>,
}

impl Term {
    /// All its spellings.
    pub fn spellings(&self) -> impl Iterator<Item = &'static str> {
        [self.name].into_iter().chain(self.also.iter().copied())
    }
}

/// Every term: those of the table, the rows of the comparison, the keys of the file.
pub static ALL: LazyLock<Vec<Term>> = LazyLock::new(|| {
    let told = |term: &Term| Term { says: numbers::filled(term.says.clone()), ..term.clone() };
    let mut all: Vec<Term> = TERMS.iter().map(told).collect();
    let mut known: BTreeSet<String> = all.iter().flat_map(Term::spellings).map(folded).collect();
    let mut add = |term: Term, all: &mut Vec<Term>| {
        if known.insert(folded(term.name)) {
            all.push(term);
        }
    };
    for row in features() {
        let rule = row.cells.first().map(|cell| cell.rule);
        add(Term { name: row.name, also: &[], says: row.about.into(), rule }, &mut all);
    }
    for key in keys() {
        add(Term { name: key.name, also: &[], says: key.says(), rule: None }, &mut all);
    }
    all
});

/// A key of the scenario file.
struct Key {
    name: &'static str,
    /// What it is, each meaning once, with the tables that have it so.
    meanings: Vec<(&'static str, Vec<String>)>,
}

impl Key {
    /// What it is, of each table that has it: one key may be several things.
    fn says(&self) -> Cow<'static, str> {
        match self.meanings.as_slice() {
            // A table of the file itself.
            [(doc, tables)] if tables.iter().all(String::is_empty) => Cow::Borrowed(doc),
            meanings => {
                let in_tables = |(doc, tables): &(&str, Vec<String>)| format!("In {}: {doc}", tables.join(", "));
                Cow::Owned(meanings.iter().map(in_tables).collect::<Vec<_>>().join(" "))
            }
        }
    }
}

/// Every key of the scenario file, in the order of its documentation.
fn keys() -> Vec<Key> {
    let mut keys = Vec::new();
    gather(Scenario::table(), "", &mut keys);
    keys
}

/// Adds the keys of a table, and of those below it, to those that are known.
fn gather(spec: &'static TableSpec, table: &str, keys: &mut Vec<Key>) {
    for field in spec.fields {
        let doc = field.doc.trim();
        let place = keys.iter().position(|key| key.name == field.key).unwrap_or_else(|| {
            keys.push(Key { name: field.key, meanings: Vec::new() });
            keys.len() - 1
        });
        let meanings = &mut keys[place].meanings;
        match meanings.iter_mut().find(|(own, _)| *own == doc) {
            Some((_, tables)) => tables.push(table.to_owned()),
            None => meanings.push((doc, vec![table.to_owned()])),
        }
        if let Kind::Tables(below) | Kind::Inline(below) | Kind::One(below) = field.kind {
            let header = if table.is_empty() { field.key.to_owned() } else { format!("{table}.{}", field.key) };
            gather(below(), &header, keys);
        }
    }
}

/// A text without what spellings differ in: case, hyphens, a colon at the end.
fn folded(text: &str) -> String {
    text.trim().trim_end_matches(':').replace(['-', '_'], " ").to_lowercase()
}

/// The term that is spelled so, whatever its case.
///
/// ```
/// # use aksplore::explain::glossary;
/// assert_eq!(glossary::of("max-surge").unwrap().name, "Max surge");
/// assert!(glossary::of("perpetual motion").is_none());
/// ```
pub fn of(text: &str) -> Option<&'static Term> {
    let text = folded(text);
    let exact = |term: &&Term| term.spellings().any(|own| folded(own) == text);
    // "Nodes" and "node" are one word to a reader.
    let singular = || text.strip_suffix('s').map(str::to_owned);
    let like = |term: &&Term| singular().is_some_and(|text| term.spellings().any(|own| folded(own) == text));
    ALL.iter().find(exact).or_else(|| ALL.iter().find(like))
}

/// The terms that stand in a text as whole words, in the order of the table.
pub fn within(text: &str) -> Vec<&'static Term> {
    let text = spaced(text);
    let stands = |term: &&Term| {
        // Words that every sentence has say nothing of the screen.
        let mut spellings = term.spellings().filter(|own| !COMMON.contains(&&*own.to_lowercase()));
        spellings.any(|own| text.contains(&spaced(own)))
    };
    ALL.iter().filter(stands).collect()
}

/// Spellings that are common words too.
const COMMON: &[&str] = &[
    "all", "no", "part", "to", "from", "has", "none", "name", "own", "max", "limit", "port", "here", "system", "length",
];

/// A text between blanks, every sign in it a blank, in lower case.
fn spaced(text: &str) -> String {
    let mut words = vec![""];
    // What stands in two frames beside each other is no one word.
    for part in text.split(['|', '│', '\n']) {
        let cut = part.split(|c: char| !(c.is_alphanumeric() || "-.*/".contains(c)));
        words.extend(cut.map(|word| word.trim_end_matches('.')).filter(|word| !word.is_empty()));
        words.push("|");
    }
    // Both ends are blanks, so that a spelling is found as whole words alone.
    *words.last_mut().expect("a text has a part") = "";
    words.join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::trace::Disposition;
    use crate::scenario::model::{Model, OutboundType};

    /// The cells of a line of explanation on a terminal of 80 columns.
    const LINE_CELLS: usize = 74;

    /// The lines that a text takes.
    fn lines(text: &str) -> usize {
        let (mut lines, mut cells) = (1, 0);
        for word in text.split(' ').map(|word| word.chars().count()) {
            if cells + word > LINE_CELLS {
                (lines, cells) = (lines + 1, 0);
            }
            cells += word + 1;
        }
        lines
    }

    #[test]
    fn every_term_is_explained_in_two_lines_at_80_columns() {
        for term in &ALL[..TERMS.len()] {
            assert!(lines(&term.says) <= 2, "{}: {}", term.name, term.says);
            assert!(
                term.says.ends_with(['.', '?']) && term.says.split(' ').count() > 3,
                "{}: {}",
                term.name,
                term.says
            );
        }
    }

    #[test]
    fn no_spelling_names_two_terms() {
        let mut seen = BTreeSet::new();
        for term in TERMS {
            let own: BTreeSet<String> = term.spellings().map(folded).collect();
            for spelling in own {
                assert!(seen.insert(spelling.clone()), "{spelling} of {}", term.name);
            }
        }
    }

    #[test]
    fn what_the_file_and_the_answers_can_say_is_a_term() {
        let words = Model::WORDS.iter().chain(OutboundType::WORDS).chain(Disposition::WORDS);
        for word in words {
            assert!(of(word).is_some(), "{word}");
        }
        for row in features() {
            assert!(of(row.name).is_some(), "{}", row.name);
        }
        for key in keys() {
            assert!(of(key.name).is_some(), "{}", key.name);
        }
    }

    #[test]
    fn a_key_of_several_tables_is_explained_for_each() {
        for (key, tables) in [
            ("type", &["In gateway: ", " In load-balancer: ", " In service: "][..]),
            ("ip", &["In gateway, vm, private-endpoint", " In on-premises: ", " In ingress: "]),
            ("access", &["In nsg.rules: "]),
        ] {
            let says = &of(key).unwrap().says;
            assert!(tables.iter().all(|table| says.contains(table)), "{says}");
        }
        // A word of the table, or a row of the comparison, goes before a key of its name.
        let others: Vec<&str> =
            TERMS.iter().flat_map(Term::spellings).chain(features().iter().map(|row| row.name)).collect();
        for key in keys().iter().filter(|key| !others.iter().any(|own| folded(own) == folded(key.name))) {
            let says = &of(key.name).unwrap().says;
            assert!(key.meanings.iter().all(|(doc, _)| says.contains(doc)), "{}: {says}", key.name);
        }
    }

    #[test]
    fn a_text_holds_the_terms_that_stand_in_it_as_words() {
        let names = |text: &str| within(text).iter().map(|term| term.name).collect::<Vec<_>>();
        assert_eq!(names("│ s  Max surge   10% = 4"), ["Max surge"]);
        assert_eq!(names("podium to from all"), [""; 0]);
        assert!(names("next hop VnetLocal").contains(&"VnetLocal"));
    }
}
