//! Numbers in the texts of terms: a text names the rule, and what stands there is the rule's value. Deliberately no
//! number of its own.
//!
//! `{max-pods-max}` is the rule's value, `{node-block-prefix as addresses}` how many addresses a range of that length has,
//! `{vnet-forbids-platform as address}` the one address of a range.

use std::borrow::Cow;

use crate::engine::rules::{self, RuleId};
use crate::net::thousands;

/// The text with the values of the rules that it names.
pub(super) fn filled(text: Cow<'static, str>) -> Cow<'static, str> {
    if !text.contains('{') {
        return text;
    }
    let mut parts = text.split('{');
    let mut told = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (named, rest) = part.split_once('}').expect("a test reads every text of the table");
        told.push_str(&value(named));
        told.push_str(rest);
    }
    Cow::Owned(told)
}

fn value(named: &str) -> String {
    let (name, form) = named.split_once(" as ").unwrap_or((named, ""));
    let id: RuleId = name.parse().expect("a test reads every text of the table");
    match form {
        "" => rules::rule(id).value.to_string(),
        "addresses" => thousands(1u64 << (32 - rules::number(id))),
        "address" => rules::cidr(id).first().to_string(),
        form => unreachable!("{named}: a number of the table cannot stand as {form:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ALL, TERMS, of};
    use super::*;
    use crate::engine::formula;

    /// Numbers that are no one's: of an example, of IANA, of the file's own format.
    const EXAMPLES: &[(&str, &[&str])] = &[
        ("CIDR", &["10.240.0.0/22", "10.240.0.0", "1,024"]),
        ("prefix", &["22", "1,024", "23", "512"]),
        ("userDefinedRouting", &["0.0.0.0/0"]),
        ("schema", &["1"]),
        ("kubernetes-version", &["1.33"]),
        ("allocated-outbound-ports", &["0"]),
        ("tls", &["443", "80"]),
    ];

    /// The numbers of a text; digits within a word, as in IPv4, are none.
    fn numbers(text: &str) -> Vec<&str> {
        let words = text.split(|c: char| !(c.is_alphanumeric() || "-.,/:".contains(c)));
        words
            .map(|word| word.trim_matches(['/', ',', '.', ':']))
            .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()))
            .collect()
    }

    fn without_rules(text: &str) -> String {
        text.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest)).collect()
    }

    #[test]
    fn every_number_of_a_term_is_a_rules_value_or_of_an_example() {
        let is_of_table = |name: &str| TERMS.iter().any(|term| term.name == name);
        let others = ALL.iter().filter(|term| !is_of_table(term.name));
        for term in TERMS.iter().chain(others) {
            let bare = without_rules(&term.says);
            let known = EXAMPLES.iter().find(|(name, _)| *name == term.name).map_or(&[][..], |(_, numbers)| numbers);
            // A row of the comparison may name the day at which its own rule ends.
            let until = term.rule.and_then(|id| rules::rule(id).until);
            let found: Vec<&str> = numbers(&bare).into_iter().filter(|number| Some(*number) != until).collect();
            assert_eq!(found, known, "{}: {}", term.name, term.says);
        }
        assert!(EXAMPLES.iter().all(|(name, _)| ALL.iter().any(|term| term.name == *name)));
    }

    #[test]
    fn numbers_in_words_are_the_rules_too() {
        let cases = [
            ("subnet", "first four addresses", rules::number(RuleId::SubnetReservedFirst), 4),
            ("subnet", "and the last one", rules::number(RuleId::SubnetReservedLast), 1),
            ("reserved", "five of every subnet", formula::reserved(), 5),
            ("usable", "five fewer", formula::reserved(), 5),
            ("batch", "half a batch", rules::number(RuleId::DynamicBatchFreePercent), 50),
        ];
        for (term, words, value, number) in cases {
            assert_eq!(value, number, "{term}: {words}");
            assert!(of(term).unwrap().says.contains(words), "{term}: {words}");
        }
        let named = |word: &str| TERMS.iter().filter(|term| term.says.split(' ').any(|own| own == word)).count();
        assert_eq!(["four", "five", "six", "seven", "eight", "half"].map(named), [1, 2, 0, 0, 0, 1]);
    }

    #[test]
    fn a_text_shows_the_value_of_the_rule_that_it_names() {
        let cases = [
            ("Max pods per node", "10 to 250."),
            ("Nodes", "holds 5,000 at most"),
            ("batch", "16 addresses, and 16 more"),
            ("kubenet", "a /24 of the pod CIDR"),
            ("kubenet", "retires on 2028-03-31."),
            ("VNet integration", "at least 9 addresses"),
            ("route table", "a table 400 routes"),
            ("Overlay", "a block of 256 a node"),
            ("static blocks", "blocks of 16 addresses"),
            ("azure-dns", "168.63.129.16: Azure's DNS"),
        ];
        for (term, words) in cases {
            let says = &of(term).unwrap().says;
            assert!(says.contains(words), "{term}: {says}");
        }
        assert!(ALL.iter().all(|term| !term.says.contains(['{', '}'])));
    }
}
