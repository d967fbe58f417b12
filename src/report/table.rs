//! Columns for people: as wide as their widest value, numbers to the right. Deliberately without frames and colours:
//! answers go through pipes.

use unicode_width::UnicodeWidthStr;

/// The space between two columns.
const GAP: &str = "  ";

/// A table with a heading; a column whose values all begin with a digit (or are `-`) stands to the right.
///
/// ```
/// # use aksplore::report::table::table;
/// let rows = [vec!["a".to_owned(), "5".to_owned()], vec!["bc".to_owned(), "10".to_owned()]];
/// assert_eq!(table(&["NAME", "NODES"], &rows), "NAME  NODES\na         5\nbc       10\n");
/// ```
pub fn table(heading: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width());
        cells.chain(std::iter::once(heading[column].width())).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heading.len()).map(width).collect();
    let numeric: Vec<bool> = (0..heading.len()).map(|column| is_numeric(rows, column)).collect();
    let heading: Vec<String> = heading.iter().map(|cell| (*cell).to_owned()).collect();
    let mut text = String::new();
    for row in std::iter::once(&heading).chain(rows) {
        let cells = row.iter().zip(&widths).zip(&numeric).map(|((cell, width), numeric)| {
            let space = " ".repeat(width.saturating_sub(cell.width()));
            if *numeric { format!("{space}{cell}") } else { format!("{cell}{space}") }
        });
        text.push_str(cells.collect::<Vec<_>>().join(GAP).trim_end());
        text.push('\n');
    }
    text
}

/// Numbers, counts with commas, percentages.
fn is_numeric(rows: &[Vec<String>], column: usize) -> bool {
    let mut cells = rows.iter().filter_map(|row| row.get(column)).filter(|cell| *cell != "-").peekable();
    let number = |cell: &String| {
        cell.starts_with(|sign: char| sign.is_ascii_digit())
            && cell.chars().all(|sign| sign.is_ascii_digit() || ",%".contains(sign))
    };
    cells.peek().is_some() && cells.all(number)
}
