//! Holds `ux.md` whole: every row of the list of what people expect stands there once, with tests that exist, or with the
//! reason why there is none. Deliberately judges no test.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The rows that must hold and those that should, group by group.
const ROWS: [&str; 13] = [
    "S01 S02 S03 S04 S05 S06 S07 S08 S09 S10 S11 S12",
    "N01 N02 N03 N04 N05 N06 N07 N08 N09 N10 N11 N12 N13 N14",
    "E01 E02 E03 E04 E05 E06 E07 E08 E09 E10 E11 E12 E13 E14 E15 E16 E17",
    "F01 F02 F03 F04 F05 F06 F07 F08 F09 F10 F11 F12",
    "L01 L02 L03 L04 L05 L06 L07 L08 L09 L10 L11 L12",
    "C01 C02 C03 C04 C05 C06 C07 C08 C09 C10 C11 C12 C13",
    "U01 U02 U03 U04 U05 U06 U07 U08 U09",
    "T01 T02 T03 T04 T05 T06 T07 T08 T09 T10 T11 T12 T13 T14 T15 T16",
    "M01 M02 M03 M04 M05 M06 M07",
    "P01 P02 P03 P04 P05 P06 P07 P08 P09 P10 P11 P12 P13",
    "A01 A02 A03 A04 A05 A06 A07 A08 A09 A10 A11 A12 A13 A14 A15 A16",
    "H01 H02 H03 H04 H05 H06 H07 H08 H09 H10 H11 H12",
    "K01 K02 K03 K04 K05 K06 K07 K08 K09 K10",
];

/// What stands instead of a test, and a reason follows.
const INSTEAD: [&str; 3] = ["not run: ", "does not hold: ", "out of scope: "];

/// One row of the table.
struct Row {
    id: String,
    what: String,
    tests: String,
}

impl Row {
    /// The names between backticks.
    fn named(&self) -> Vec<&str> {
        self.tests.split('`').skip(1).step_by(2).collect()
    }
}

fn rows() -> Vec<Row> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ux.md")).expect("the table");
    let cells = |line: &str| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let tables = text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| row"));
    let row = |line: &str| match <[String; 3]>::try_from(cells(line)) {
        Ok([id, what, tests]) => Row { id, what, tests },
        Err(cells) => panic!("a row has three cells: {cells:?}"),
    };
    tables.map(row).collect()
}

/// The names of all tests below a folder.
fn tests_below(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            tests_below(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.extend(tests_in(&fs::read_to_string(path).expect("a source")));
        }
    }
}

/// The functions that `#[test]` stands before.
fn tests_in(source: &str) -> Vec<String> {
    let (mut names, mut is_test) = (Vec::new(), false);
    for line in source.lines().map(str::trim) {
        match line.strip_prefix("fn ").and_then(|rest| rest.split_once('(')) {
            Some((name, _)) if is_test => names.push(name.to_owned()),
            _ => {}
        }
        is_test = line == "#[test]" || is_test && (line.starts_with("#[") || line.starts_with("//"));
    }
    names
}

#[test]
fn every_row_stands_in_the_table_once() {
    let listed: Vec<String> = rows().into_iter().map(|row| row.id).collect();
    let wanted: Vec<&str> = ROWS.iter().flat_map(|group| group.split(' ')).collect();
    assert_eq!(listed, wanted, "the rows of ux.md, in their order");
}

#[test]
fn every_test_that_is_named_exists_and_every_other_row_has_a_reason() {
    let (root, mut tests) = (Path::new(env!("CARGO_MANIFEST_DIR")), BTreeSet::new());
    tests_below(&root.join("src"), &mut tests);
    tests_below(&root.join("tests"), &mut tests);
    for row in rows() {
        let reason = INSTEAD.iter().find_map(|word| row.tests.split_once(word)).map(|(_, reason)| reason);
        let is_explained = reason.is_some_and(|reason| reason.split(' ').count() > 2);
        assert!(!row.named().is_empty() || is_explained, "{} has neither a test nor a reason", row.id);
        assert!(row.what.split(' ').count() > 2, "{}: {:?} says too little", row.id, row.what);
        for name in row.named() {
            assert!(tests.contains(name), "{}: no test is named {name}", row.id);
        }
    }
}

#[test]
fn a_test_is_known_by_its_attribute() {
    let source =
        "#[test]\nfn one() {}\nfn two() {}\n    #[test]\n    // Why.\n    #[ignore]\n    fn three(x in any()) {}\n";
    assert_eq!(tests_in(source), ["one", "three"]);
}
