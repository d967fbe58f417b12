//! The answers of `explain`: a rule, a finding, an error of Azure's; and the list of all rules. Deliberately only names
//! and orders: what a text means is `explain`'s, what a number is made of the engine's.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::table::table;
use super::{Answer, SCHEMA, word};
use crate::engine::capacity::as_text_or_null;
use crate::engine::finding::meaning::Meaning;
use crate::engine::finding::{Severity, SourceRef, When};
use crate::engine::rules::{self, Confidence, RULES, RuleId};
use crate::explain::azure::AzureError;
use crate::explain::error::{NamedRange, TakenApart};
use crate::explain::glossary::Term;
use crate::explain::next_size::NextSize;
use crate::explain::reading::{Kind, Reading, lines};
use crate::explain::rule_named;
use crate::explain::uses;
use crate::net::{Cidr, counted, thousands};

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Explain {
    /// The version of the answer's format.
    pub schema: u32,
    /// `rule`, `finding`, `error` or `term`.
    pub kind: &'static str,
    /// The rule's name, the finding's code, Azure's code, the word.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// The rule that was asked for; that of a finding's name, where there is one.
    pub rule: Option<RuleRow>,
    /// The finding that was asked for.
    pub finding: Option<MeaningRow>,
    /// The error, taken apart.
    pub error: Option<ErrorRow>,
    /// The rules behind a finding or an error.
    pub rules: Vec<RuleRow>,
    /// What helps.
    pub fixes: Vec<Help>,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RuleRow {
    /// Its name.
    pub id: String,
    /// What it is about.
    pub title: &'static str,
    /// What it says.
    pub value: String,
    /// From when on it holds; null: no page says.
    pub since: Option<&'static str>,
    /// Until when it holds; null: no page names a day.
    pub until: Option<&'static str>,
    /// How well it is founded.
    pub confidence: Confidence,
    /// The page.
    pub source: SourceRef,
    /// What other pages say.
    pub disputed: Vec<OtherValue>,
    /// What in the program rests on it.
    pub used_by: Vec<String>,
}

/// What another page says of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OtherValue {
    /// The value.
    pub value: &'static str,
    /// The page.
    pub page: &'static str,
}

/// What a finding's code means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MeaningRow {
    /// The code.
    pub code: &'static str,
    /// How bad.
    pub severity: Severity,
    /// When it may bite.
    pub when: Vec<When>,
    /// Azure's own code; null: no page gives one.
    pub azure_error: Option<&'static str>,
}

/// An error, taken apart.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ErrorRow {
    /// The code in the text; null: none.
    pub code: Option<&'static str>,
    /// The field that Azure names.
    pub target: Option<String>,
    /// Who says it.
    pub said_by: &'static str,
    /// What the readings leave open.
    pub doubt: Option<String>,
    /// Its numbers.
    pub numbers: Numbers,
    /// The range that it is about.
    pub range: Option<ErrorRange>,
    /// What the numbers may be made of: inferred, the likely ones first.
    pub readings: Vec<ReadingRow>,
    /// The readings in lines for people.
    #[serde(skip)]
    told: Vec<String>,
    /// The page.
    pub source: SourceRef,
}

/// The numbers of an error; null: not in the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Numbers {
    /// Addresses, or ports, that are wanted.
    pub needed: Option<u64>,
    /// Those that there are.
    pub available: Option<u64>,
    /// Those that are missing.
    pub short_by: Option<u64>,
    /// Nodes that Azure counted.
    pub nodes: Option<u64>,
    /// Ports a node.
    pub ports: Option<u64>,
    /// Outbound addresses.
    pub outbound_ips: Option<u64>,
    /// Pod addresses that a node asked for.
    pub pods_per_node: Option<u64>,
}

/// The range that an error is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ErrorRange {
    /// `pod-cidr`, `service-cidr`, `pod-subnet`, `node-subnet`, or `subnet` where the text does not say.
    pub role: &'static str,
    /// The name in the text.
    pub name: Option<String>,
    /// The range in the text.
    #[serde(serialize_with = "as_text_or_null")]
    #[schemars(with = "Option<String>")]
    pub prefix: Option<Cidr>,
    /// Addresses that can be had of it.
    pub usable: Option<u64>,
    /// Addresses that are taken already.
    pub in_use: Option<u64>,
    /// The longest prefix that would hold it.
    pub smallest_prefix: Option<u8>,
    /// Addresses that are left in a range of that prefix.
    pub left: Option<u64>,
    /// The longest prefix that would hold the surge of an upgrade by AKS's default too; null: the count does not say
    /// how many nodes there are.
    pub smallest_prefix_with_surge: Option<u8>,
    /// The same for people.
    #[serde(skip)]
    next_size: Option<NextSize>,
    /// Another range that the text names, which it meets.
    #[serde(serialize_with = "as_text_or_null")]
    #[schemars(with = "Option<String>")]
    pub meets: Option<Cidr>,
}

/// One way to make the count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReadingRow {
    /// The model.
    pub model: &'static str,
    /// The sum.
    pub sum: String,
    /// What it says.
    pub says: String,
    /// The nodes.
    pub nodes: u64,
    /// The most pods a node, where they are in the count.
    pub max_pods: Option<u64>,
    /// Does it come out with a default of AKS's, or a size that AKS sets?
    pub likely: bool,
}

/// Something that helps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Help {
    /// `tonight`: with what there is; `later`: with a new subnet, pool or cluster.
    pub when: &'static str,
    /// What to do.
    pub label: String,
}

/// The answer without an argument: every rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Rules {
    /// The version of the answer's format.
    pub schema: u32,
    /// The rules, in the order of the table.
    pub rules: Vec<RuleRow>,
}

impl RuleRow {
    /// Of a rule.
    pub fn new(id: RuleId) -> Self {
        let rule = rules::rule(id);
        Self {
            id: id.name(),
            title: rule.title,
            value: rule.value.to_string(),
            since: rule.since,
            until: rule.until,
            confidence: rule.confidence,
            source: rule.source,
            disputed: rule.disputed.iter().map(|(value, page)| OtherValue { value, page }).collect(),
            used_by: uses::of(id),
        }
    }
}

impl Explain {
    /// Of a rule.
    pub fn rule(id: RuleId) -> Self {
        let row = RuleRow::new(id);
        Self { rule: Some(row.clone()), ..Self::new("rule", row.id, row.title) }
    }

    /// Of a finding's code.
    pub fn finding(meaning: &Meaning) -> Self {
        let row = MeaningRow {
            code: meaning.code,
            severity: meaning.severity,
            when: meaning.when.to_vec(),
            azure_error: meaning.azure_error,
        };
        Self {
            finding: Some(row),
            rule: rule_named(meaning.code).map(RuleRow::new),
            rules: meaning.rules.iter().copied().map(RuleRow::new).collect(),
            fixes: meaning.ends.split("; ").map(|label| Help { when: "later", label: label.to_owned() }).collect(),
            ..Self::new("finding", meaning.code.to_owned(), meaning.says)
        }
    }

    /// Of a word.
    pub fn term(term: &Term) -> Self {
        Self { rule: term.rule.map(RuleRow::new), ..Self::new("term", term.name.to_owned(), &term.says) }
    }

    /// Of a code of Azure's alone.
    pub fn code(error: &AzureError) -> Self {
        let owned = |words: &[&str]| words.iter().map(|words| (*words).to_owned()).collect::<Vec<_>>();
        let row = ErrorRow {
            code: error.codes.first().copied(),
            target: None,
            said_by: error.by.words(),
            doubt: None,
            numbers: Numbers::default(),
            range: None,
            readings: Vec::new(),
            told: Vec::new(),
            source: error.source,
        };
        Self::of_error(error, row, &owned(error.tonight), &owned(error.later))
    }

    /// Of an error that was taken apart.
    pub fn error(apart: &TakenApart) -> Self {
        let number = |place| apart.found.number(place);
        let numbers = Numbers {
            needed: number("need"),
            available: number("have"),
            short_by: apart.short_by,
            nodes: number("nodes"),
            ports: number("ports"),
            outbound_ips: number("addresses"),
            pods_per_node: number("each"),
        };
        let row = ErrorRow {
            code: apart.code,
            target: apart.target.clone(),
            said_by: apart.error.by.words(),
            doubt: apart.doubt.clone(),
            numbers,
            range: apart.range.as_ref().map(|range| ErrorRange::new(range, apart.found.range("other"))),
            readings: apart.readings.iter().map(ReadingRow::new).collect(),
            told: lines(&apart.readings),
            source: apart.error.source,
        };
        Self::of_error(apart.error, row, &apart.tonight, &apart.later)
    }

    fn of_error(error: &AzureError, row: ErrorRow, tonight: &[String], later: &[String]) -> Self {
        let help = |when: &'static str| move |label: &String| Help { when, label: label.clone() };
        Self {
            error: Some(row),
            rules: error.rules.iter().copied().map(RuleRow::new).collect(),
            fixes: tonight.iter().map(help("tonight")).chain(later.iter().map(help("later"))).collect(),
            ..Self::new("error", error.title.to_owned(), error.says)
        }
    }

    fn new(kind: &'static str, name: String, meaning: &str) -> Self {
        Self {
            schema: SCHEMA,
            kind,
            name,
            meaning: meaning.to_owned(),
            rule: None,
            finding: None,
            error: None,
            rules: Vec::new(),
            fixes: Vec::new(),
        }
    }
}

impl ErrorRange {
    fn new(range: &NamedRange, meets: Option<Cidr>) -> Self {
        let role = match range.kind {
            Kind::PodCidr => "pod-cidr",
            Kind::PodSubnet => "pod-subnet",
            Kind::NodeSubnet => "node-subnet",
            Kind::Subnet => "subnet",
            Kind::ServiceCidr => "service-cidr",
        };
        Self {
            role,
            name: range.name.clone(),
            prefix: range.prefix,
            usable: range.usable,
            in_use: range.in_use,
            smallest_prefix: range.next_size.map(|next| next.prefix),
            left: range.next_size.and_then(|next| next.left),
            smallest_prefix_with_surge: range.next_size.and_then(|next| next.with_surge),
            next_size: range.next_size,
            meets,
        }
    }
}

impl ReadingRow {
    fn new(reading: &Reading) -> Self {
        Self {
            model: reading.model,
            sum: reading.sum.clone(),
            says: reading.says.clone(),
            nodes: reading.nodes,
            max_pods: reading.max_pods,
            likely: reading.is_likely,
        }
    }
}

impl Answer for Explain {
    const KIND: &'static str = "explain";

    fn text(&self) -> String {
        let mut text = format!("{}\n", self.name);
        paragraph(&mut text, "  ", &self.meaning);
        if let Some(rule) = &self.rule {
            if self.kind == "term" {
                pair(&mut text, "rule", &rule.id);
            }
            rule_text(&mut text, rule);
        }
        if let Some(finding) = &self.finding {
            let when: Vec<String> = finding.when.iter().map(word).collect();
            pair(&mut text, "how bad", &word(&finding.severity));
            pair(&mut text, "bites at", &when.join(", "));
            pair(&mut text, "Azure's code", finding.azure_error.unwrap_or("no page gives one"));
        }
        if let Some(error) = &self.error {
            error_text(&mut text, error);
        }
        self.helps(&mut text);
        if let Some(error) = &self.error {
            readings_text(&mut text, error);
        }
        if !self.rules.is_empty() {
            text.push_str("\nThe rules behind it:\n");
            let rows = self.rules.iter().map(|rule| vec![format!("  {}", rule.id), rule.value.clone()]);
            text.push_str(&table(&["  RULE", "VALUE"], &rows.collect::<Vec<_>>()));
            text.push_str("`aksplore explain RULE` has the page of each.\n");
        }
        text
    }

    fn is_good(&self) -> bool {
        true
    }
}

impl Explain {
    fn helps(&self, text: &mut String) {
        let title = if self.finding.is_some() { "What ends it" } else { "What needs a new subnet, pool or cluster" };
        for (when, title) in [("tonight", "What helps tonight"), ("later", title)] {
            let mut helps = self.fixes.iter().filter(|help| help.when == when).peekable();
            if helps.peek().is_some() {
                let _ = writeln!(text, "\n{title}:");
            }
            helps.for_each(|help| item(text, &help.label));
        }
    }
}

fn rule_text(text: &mut String, rule: &RuleRow) {
    pair(text, "value", &rule.value);
    if let Some(since) = rule.since {
        pair(text, "since", since);
    }
    if let Some(until) = rule.until {
        pair(text, "until", until);
    }
    if rule.source.is_own() {
        pair(text, "source", rule.source.page);
    } else {
        pair(text, "page", rule.source.page);
        pair(text, "read", rule.source.as_of);
    }
    pair(text, "confidence", &word(&rule.confidence));
    for other in &rule.disputed {
        pair(text, "others say", &format!("{} ({})", other.value, other.page));
    }
    for (place, used) in rule.used_by.iter().enumerate() {
        pair(text, if place == 0 { "rests on it" } else { "" }, used);
    }
}

fn error_text(text: &mut String, error: &ErrorRow) {
    pair(text, "said by", error.said_by);
    if let Some(target) = &error.target {
        pair(text, "field", target);
    }
    let numbers = &error.numbers;
    let told = [
        ("wanted", numbers.needed),
        ("there are", numbers.available),
        ("missing", numbers.short_by),
        ("nodes", numbers.nodes),
        ("ports a node", numbers.ports),
        ("outbound IPs", numbers.outbound_ips),
        ("pods a node", numbers.pods_per_node),
    ];
    for (name, number) in told {
        if let Some(number) = number {
            pair(text, name, &thousands(number));
        }
    }
    if let Some(range) = &error.range {
        range_text(text, range);
    }
}

/// What the count may be made of, what that leaves open, and the page.
fn readings_text(text: &mut String, error: &ErrorRow) {
    if !error.readings.is_empty() {
        text.push_str("\nWhat the count may be made of (inferred: Azure prints the product alone):\n");
        for line in &error.told {
            item(text, line);
        }
    }
    if let Some(doubt) = &error.doubt {
        text.push('\n');
        paragraph(text, "  ", doubt);
    }
    let _ = writeln!(text);
    pair(text, "page", &error.source.to_string());
}

fn range_text(text: &mut String, range: &ErrorRange) {
    let words = [range.name.clone(), range.prefix.map(|prefix| prefix.to_string())];
    pair(text, &range.role.replace('-', " "), &words.into_iter().flatten().collect::<Vec<_>>().join(" "));
    if let Some(meets) = range.meets {
        pair(text, "meets", &meets.to_string());
    }
    if let Some(usable) = range.usable {
        let in_use = range.in_use.filter(|in_use| *in_use > 0);
        let in_use = in_use.map(|in_use| format!(", {} of them in use", thousands(in_use))).unwrap_or_default();
        pair(text, "has", &format!("{}{in_use}", counted(usable, "address")));
    }
    if let Some(next) = range.next_size {
        pair(text, "next size", &next.to_string());
    }
}

impl Rules {
    /// All of them.
    pub fn all() -> Self {
        Self { schema: SCHEMA, rules: RULES.iter().map(|rule| RuleRow::new(rule.id)).collect() }
    }
}

impl Answer for Rules {
    const KIND: &'static str = "explain";

    fn text(&self) -> String {
        let row = |rule: &RuleRow| {
            vec![rule.id.clone(), rule.value.clone(), rule.source.page.to_owned(), rule.source.as_of.to_owned()]
        };
        table(&["RULE", "VALUE", "PAGE", "READ"], &self.rules.iter().map(row).collect::<Vec<_>>())
    }

    fn is_good(&self) -> bool {
        true
    }
}

/// The columns of a text that is wrapped.
const COLUMNS: usize = 80;
/// The columns of a pair's name.
const NAME_COLUMNS: usize = 14;

fn pair(text: &mut String, name: &str, value: &str) {
    let mut lines = wrapped(value, COLUMNS - NAME_COLUMNS - 2).into_iter();
    let _ = writeln!(text, "  {name:NAME_COLUMNS$}{}", lines.next().unwrap_or_default());
    for line in lines {
        let _ = writeln!(text, "  {:NAME_COLUMNS$}{line}", "");
    }
}

fn item(text: &mut String, words: &str) {
    for (place, line) in wrapped(words, COLUMNS - 4).into_iter().enumerate() {
        let _ = writeln!(text, "  {} {line}", if place == 0 { "-" } else { " " });
    }
}

fn paragraph(text: &mut String, indent: &str, words: &str) {
    for line in wrapped(words, COLUMNS - indent.len()) {
        let _ = writeln!(text, "{indent}{line}");
    }
}

/// Lines of at most so many characters, broken at blanks; a longer word stands on a line of its own.
fn wrapped(words: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > columns {
            lines.push(word.to_owned());
        } else {
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_blanks() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("overlong word", 4), ["overlong", "word"]);
        assert_eq!(wrapped("", 4), [""]);
    }

    #[test]
    fn no_explanation_is_wider_than_a_screen() {
        for rule in RULES {
            let text = Explain::rule(rule.id).text();
            assert!(text.lines().all(|line| line.chars().count() <= COLUMNS), "{text}");
        }
    }
}
