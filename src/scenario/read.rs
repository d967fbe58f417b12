//! Text to scenario, reporting every problem in one pass. Deliberately opens no file and judges no network: an
//! overlap is read like anything else.

use toml::de::DeTable;

use super::item::{Item, Problem, Reader};
use super::model::Scenario;
use super::reference;
use crate::diag::{Diagnostic, Severity};

mod sections;

/// The longest text that is read.
pub const TEXT_BYTES_MAX: usize = 8 * 1024 * 1024;

/// A text that is longer is read in sections: the tree of a document takes ten times as much memory as its text.
const WHOLE_BYTES_MAX: usize = 64 * 1024;

/// The least that such a section has.
const SECTION_BYTES: usize = 16 * 1024;

/// The version of the file's format that this program knows.
pub const SCHEMA: u32 = 1;

/// What came of a text: the scenario that could be read, and every problem.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// All that could be read.
    pub scenario: Scenario,
    /// Every problem, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl Reading {
    /// May the scenario be used? False when anything could not be read.
    pub fn is_sound(&self) -> bool {
        self.diagnostics.iter().all(|diagnostic| diagnostic.severity != Severity::Error)
    }
}

/// Reads a scenario file.
///
/// ```
/// # use aksplore::scenario::read::read;
/// let reading = read("schema = 1\n[cluster]\nmodel = \"kubenet\"\n");
/// assert!(reading.is_sound());
/// let reading = read("[cluster]\nmodle = \"kubenet\"\npod-cidr = \"10.0.1.0/16\"\n");
/// let messages: Vec<_> = reading.diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
/// assert_eq!(messages, [
///     "unknown key `modle`",
///     "`pod-cidr`: 10.0.1.0/16 has host bits set; did you mean 10.0.0.0/16?",
/// ]);
/// ```
pub fn read(text: &str) -> Reading {
    if text.len() > TEXT_BYTES_MAX {
        let message = format!("the text has more than {TEXT_BYTES_MAX} bytes");
        return Reading { diagnostics: vec![Diagnostic::error("too-long", 0..0, message)], ..Reading::default() };
    }
    let is_long = text.len() > WHOLE_BYTES_MAX;
    match is_long.then(|| sections::read_in_sections(text, SECTION_BYTES)).flatten() {
        Some(scenario) => Reading { scenario, diagnostics: Vec::new() },
        None => whole(text),
    }
}

/// Reads a text as one document.
fn whole(text: &str) -> Reading {
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() && is_manifest(text) {
        let help = "`aksplore policy connlist --manifests FILE` reads it; a scenario names it in [policies] files";
        let message = "this is a Kubernetes manifest and no scenario";
        let diagnostic = Diagnostic { help: Some(help.to_owned()), ..Diagnostic::error("manifest", 0..0, message) };
        return Reading { diagnostics: vec![diagnostic], ..Reading::default() };
    }
    let syntax = errors.iter().map(|error| syntax_problem(text, error)).collect::<Vec<_>>();
    let root = root.get_ref();

    let mut reader = Reader::default();
    let scenario = Scenario::read_table(root, &mut reader).unwrap_or_default();
    check_root(root, &scenario, &mut reader);
    reader.problems.extend(reference::check(root));

    let meaning = std::mem::take(&mut reader.problems);
    let mut problems = without_echoes(text, syntax, meaning);
    problems.sort_by_key(|problem| problem.span.start);
    Reading { scenario, diagnostics: problems.into_iter().map(diagnostic).collect() }
}

/// Does a text that is no TOML begin like a Kubernetes object, in YAML or in JSON?
fn is_manifest(text: &str) -> bool {
    let begins = |word: &str| {
        text.lines().any(|line| {
            let bare = line.trim_start_matches(['{', ' ', '\t', '-', '"']);
            bare.strip_prefix(word).is_some_and(|rest| rest.trim_start_matches('"').trim_start().starts_with(':'))
        })
    };
    begins("apiVersion")
}

fn diagnostic(problem: Problem) -> Diagnostic {
    Diagnostic {
        code: problem.code,
        severity: Severity::Error,
        message: problem.message,
        help: problem.help,
        span: Some(problem.span),
    }
}

/// What only the root must have.
fn check_root(root: &DeTable<'_>, scenario: &Scenario, reader: &mut Reader) {
    if let Some(schema) = scenario.schema.filter(|schema| *schema != SCHEMA) {
        let span = root.get("schema").map_or(0..0, toml::Spanned::span);
        let message = format!("`schema`: found {schema}, this program reads {SCHEMA}");
        reader.problem("unknown-schema", span, message, Some(format!("write schema = {SCHEMA}")));
    }
    if !root.contains_key("cluster") {
        let help = "write [cluster]; every key in it may be left out";
        reader.problem("missing-table", 0..0, "the table `cluster` is missing", Some(help.to_owned()));
    }
}

fn syntax_problem(text: &str, error: &toml::de::Error) -> Problem {
    let span = error.span().unwrap_or(text.len()..text.len());
    let message = error.message().trim_end_matches(", expected nothing").to_owned();
    Problem { code: "syntax", message, help: quoted(line_of(text, span.start)), span }
}

fn line_of(text: &str, byte: usize) -> &str {
    let byte = (0..=byte.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let start = text[..byte].rfind('\n').map_or(0, |newline| newline + 1);
    text[start..].lines().next().unwrap_or_default()
}

/// Most values are texts; the commonest slip is to leave out their quotes.
fn quoted(line: &str) -> Option<String> {
    let (key, value) = line.split_once('=')?;
    let value = value.split('#').next()?.trim();
    let bare = !value.is_empty() && !value.contains(['"', '\'', '=', '[', ']', '{', '}', ',']);
    bare.then(|| format!("text stands in quotes: {} = {value:?}", key.trim()))
}

/// All syntax errors, one a line, and the other problems that are not a mere echo of them: on a line that could
/// not be parsed nothing else is said, and nothing is missing from a text of which parts could not be parsed.
fn without_echoes(text: &str, syntax: Vec<Problem>, meaning: Vec<Problem>) -> Vec<Problem> {
    if syntax.is_empty() {
        return meaning;
    }
    let mut starts: Vec<usize> = vec![0];
    starts.extend(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1));
    let line = |byte: usize| starts.partition_point(|start| *start <= byte);
    let mut broken = std::collections::HashSet::new();
    let mut kept: Vec<Problem> = syntax.into_iter().filter(|problem| broken.insert(line(problem.span.start))).collect();
    // The keys below a header that cannot be read end up in another table, where they are unknown.
    let headless = kept.iter().any(|problem| line_of(text, problem.span.start).trim_start().starts_with('['));
    let mut echoes = vec!["missing-key", "missing-table", "unknown-name"];
    echoes.extend(headless.then_some("unknown-key"));
    kept.extend(meaning.into_iter().filter(|problem| {
        // What stands in for a value that cannot be read has no place.
        !problem.span.is_empty()
            && !echoes.contains(&problem.code)
            && !(line(problem.span.start)..=line(problem.span.end)).any(|line| broken.contains(&line))
    }));
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scenario::arbitrary::text_strategy;

    fn messages(text: &str) -> Vec<String> {
        read(text).diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn one_pass_reports_all_problems_and_no_echoes() {
        let cases = [
            (
                "[cluster]\nx = \ny = 1\nmodel = 'kubnet'\n",
                vec![
                    "string values must be quoted, expected literal string",
                    "unknown key `y`",
                    "`model`: \"kubnet\" is not known here; did you mean \"kubenet\"?",
                ],
            ),
            ("[cluster\nmodel = 'kubenet'\ntier = 'free'\n", vec!["unclosed table, expected `]`"]),
            (
                "[cluster]\n[[vnet]]\nname = 'v'\n[[vnet.subnet]]\nname = 's'\nprefix = '10.0.0.0/40'\nnsg = 'n'\n[[vm]]\nname = 'm'\nsubnet = 's'",
                vec![
                    "`address-space` is missing from this `vnet`",
                    "`prefix`: /40 is not a prefix length; expected /0 to /32",
                    "`nsg`: no nsg is named \"n\"",
                ],
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(messages(text), expected, "{text}");
        }
    }

    #[test]
    fn an_overlap_is_no_mistake() {
        let text = "[cluster]\npod-cidr = '10.0.0.0/16'\nservice-cidr = '10.0.0.0/16'\ndns-service-ip = '1.2.3.4'\n";
        assert_eq!(messages(text), Vec::<String>::new());
    }

    #[test]
    fn empty_texts_are_no_names() {
        let text = "[cluster]\n[[vm]]\nname = 'm'\nnic-nsg = ''\npublic-ip = ''\n[[workload]]\nname = 'w'\nstatic-egress-gateway = ''\n\
                    [[other-cluster]]\nname = 'o'\npod-subnet = ''\n[[ingress]]\nname = 'i'\nip = ''\nsubnet = ''\n";
        assert_eq!(messages(text), Vec::<String>::new());
    }

    #[test]
    fn a_service_may_come_from_a_manifest() {
        let ingress = "[[ingress]]\nname = 'i'\nservice = 'shop/web'\n";
        assert_eq!(messages(&format!("[cluster]\n{ingress}")).len(), 1);
        assert_eq!(messages(&format!("[cluster]\n[policies]\nfiles = ['a.yaml']\n{ingress}")), Vec::<String>::new());
    }

    #[test]
    fn sizes_have_limits() {
        assert_eq!(read(&"#".repeat(TEXT_BYTES_MAX + 1)).diagnostics[0].code, "too-long");
        let items = "{name=''},".repeat(crate::scenario::item::ITEMS_MAX + 2);
        let codes: Vec<_> = read(&format!(
            "[cluster]\n[policies]\n[x]\n[expect]\ntrace=[{}]",
            items.replace("{name=''}", "{from='a',to='b'}")
        ))
        .diagnostics
        .into_iter()
        .map(|diagnostic| diagnostic.code)
        .collect();
        assert_eq!(codes, ["unknown-key", "too-many-items"]);
    }

    #[test]
    fn a_mark_at_the_start_of_the_text_moves_no_place() {
        let text = "\u{feff}[cluster]\nmodel = 'kubenet'\nmodle = 'kubenet'\n";
        let reading = read(text);
        assert_eq!(reading.scenario.cluster.model, Some(crate::scenario::model::Model::Kubenet));
        assert_eq!(&text[reading.diagnostics[0].span.clone().unwrap()], "modle");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn any_text_is_read(text in "[a-z\\[\\]{}=.,\"'#\n 0-9é]{0,80}") {
            let reading = read(&text);
            prop_assert!(!reading.is_sound() || text.contains("cluster"));
        }

        #[test]
        fn a_good_text_with_a_slip_is_read(text in text_strategy(), at in any::<prop::sample::Index>(), slip in ".?") {
            let mut characters: Vec<char> = text.chars().collect();
            let at = at.index(characters.len());
            characters.splice(at..=at, slip.chars());
            let text: String = characters.into_iter().collect();
            for diagnostic in read(&text).diagnostics {
                let span = diagnostic.span.unwrap();
                prop_assert!(span.start <= span.end && span.end <= text.len());
            }
        }
    }
}
