//! An answer as tables to hand over: Markdown for a page or a chat, CSV for a spreadsheet. What the numbers are, the
//! answers say; nothing is computed here.

mod answers;

use std::fmt::Write as _;

use crate::net::thousands;

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number, which stands to the right.
    Number(u64),
    /// Nothing is known or there is nothing.
    Nothing,
}

/// A table with its heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What it is about.
    pub title: &'static str,
    /// The names of its columns.
    pub columns: &'static [&'static str],
    /// Its rows, each with a value for every column.
    pub rows: Vec<Vec<Cell>>,
}

/// What is handed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The question: `Does it fit?`
    pub title: String,
    /// The answer in a line.
    pub answer: String,
    /// What else is to be said, a paragraph each.
    pub words: Vec<String>,
    /// The tables, the one that CSV gives first.
    pub tables: Vec<Table>,
    /// What was assumed, and what is not known.
    pub notes: Vec<String>,
}

/// Where a sheet comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The design's name.
    pub design: String,
    /// The design as a share line.
    pub share_line: String,
    /// The day, `2026-11-26`; `None`: the same sheet on every day.
    pub day: Option<String>,
}

impl From<u64> for Cell {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Nothing } else { Self::Text(text) }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

impl Table {
    /// A column of numbers alone stands to the right.
    fn is_numeric(&self, column: usize) -> bool {
        let cells = || self.rows.iter().filter_map(|row| row.get(column));
        cells().all(|cell| !matches!(cell, Cell::Text(_))) && cells().any(|cell| matches!(cell, Cell::Number(_)))
    }

    fn markdown(&self, text: &mut String) {
        let mut line = |cells: Vec<String>| {
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        };
        line(self.columns.iter().map(|name| (*name).to_owned()).collect());
        let rule = |column| if self.is_numeric(column) { "---:" } else { "---" };
        line((0..self.columns.len()).map(|column| rule(column).to_owned()).collect());
        for row in &self.rows {
            line(row.iter().map(Cell::markdown).collect());
        }
    }
}

impl Cell {
    fn markdown(&self) -> String {
        match self {
            Self::Text(text) => escaped(text),
            Self::Number(number) => thousands(*number),
            Self::Nothing => String::new(),
        }
    }

    fn plain(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Nothing => String::new(),
        }
    }
}

impl Sheet {
    /// The sheet as Markdown: the answer first, then the tables, then what was assumed, and how to open the design.
    pub fn markdown(&self, origin: &Origin) -> String {
        let mut text =
            format!("# {}: {}\n\n**{}**\n", escaped(&origin.design), escaped(&self.title), escaped(&self.answer));
        for words in &self.words {
            let _ = write!(text, "\n{}\n", escaped(words));
        }
        for table in self.tables.iter().filter(|table| !table.rows.is_empty()) {
            let _ = write!(text, "\n## {}\n\n", table.title);
            table.markdown(&mut text);
        }
        if !self.notes.is_empty() {
            text.push_str("\n## Assumed or not known\n\n");
            for note in &self.notes {
                let _ = writeln!(text, "- {}", escaped(note));
            }
        }
        let day = origin.day.as_ref().map(|day| format!(", {day}")).unwrap_or_default();
        let version = env!("CARGO_PKG_VERSION");
        let _ = write!(text, "\n---\n\naksplore {version}{day}. `aksplore LINE` opens this design, with LINE:\n\n");
        let _ = write!(text, "```text\n{}\n```\n", origin.share_line);
        text
    }

    /// The first table as CSV.
    ///
    /// # Panics
    /// Never: a table's rows are as long as its head, and nothing is written but to memory.
    pub fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        if let Some(table) = self.tables.first() {
            writer.write_record(table.columns).expect("memory takes everything");
            for row in &table.rows {
                writer.write_record(row.iter().map(Cell::plain)).expect("rows are as long as their head");
            }
        }
        let bytes = writer.into_inner().expect("memory takes everything");
        String::from_utf8(bytes).expect("it was text")
    }
}

/// The text with what Markdown reads as its own marked as text, on one line.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' => escaped.extend(['\\', character]),
            control if control.is_control() => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let rows = vec![vec!["a|b".into(), Cell::Number(1_019)], vec!["\"c\", d".into(), Cell::Nothing]];
        Sheet {
            title: "Does it fit?".to_owned(),
            answer: "NO FIT 220%".to_owned(),
            words: vec!["2,244 of 1,019".to_owned()],
            tables: vec![Table { title: "Ranges", columns: &["name", "have"], rows }],
            notes: vec!["max_pods = 250".to_owned()],
        }
    }

    #[test]
    fn the_answer_stands_first_and_the_way_back_last() {
        let origin = Origin {
            design: "plan".to_owned(),
            share_line: "aksplore1:x".to_owned(),
            day: Some("2026-11-26".to_owned()),
        };
        let version = env!("CARGO_PKG_VERSION");
        let expected = format!(
            "# plan: Does it fit?\n\n**NO FIT 220%**\n\n2,244 of 1,019\n\n## Ranges\n\n| name | have |\n| --- | ---: |\n\
             | a\\|b | 1,019 |\n| \"c\", d |  |\n\n## Assumed or not known\n\n- max\\_pods = 250\n\n---\n\n\
             aksplore {version}, 2026-11-26. `aksplore LINE` opens this design, with LINE:\n\n```text\naksplore1:x\n```\n"
        );
        assert_eq!(sheet().markdown(&origin), expected);
    }

    #[test]
    fn a_spreadsheet_gets_bare_numbers() {
        assert_eq!(sheet().csv(), "name,have\na|b,1019\n\"\"\"c\"\", d\",\n");
        assert_eq!(Sheet::default().csv(), "");
    }
}
