//! Cuts and insertions in a text, in whole lines or between commas. Deliberately knows no scenario: it sees
//! byte ranges and texts.

use std::ops::Range;

/// Changes of one text, collected in any order and made at once.
pub(super) struct Splices<'a> {
    text: &'a str,
    line_end: &'static str,
    cuts: Vec<Splice>,
}

struct Splice {
    at: Range<usize>,
    rank: usize,
    text: String,
}

/// A list between brackets: its elements in the order of the text, and what becomes of them.
pub(super) struct Sequence {
    /// The whole list, brackets included.
    pub whole: Range<usize>,
    /// Each element.
    pub elements: Vec<Range<usize>>,
    /// Which elements go.
    pub removed: Vec<bool>,
    /// New elements, each behind so many of the old ones.
    pub added: Vec<(usize, String)>,
}

/// Lines of keys come before tables that are put at the same place.
const RANK_KEY: usize = 0;
/// Deeper tables come before those around them; no table is as deep as this.
const RANK_TABLE: usize = 64;

impl<'a> Splices<'a> {
    pub fn new(text: &'a str) -> Self {
        let crlf = text.find('\n').is_some_and(|newline| text[..newline].ends_with('\r'));
        Self { text, line_end: if crlf { "\r\n" } else { "\n" }, cuts: Vec::new() }
    }

    /// The text with every change made.
    pub fn apply(mut self) -> String {
        self.cuts.sort_by_key(|splice| (splice.at.start, !splice.at.is_empty(), splice.rank));
        let mut patched = String::with_capacity(self.text.len());
        let mut from = 0;
        for splice in &self.cuts {
            // Ranges that were cut twice overlap; what is gone already is not cut again.
            patched.push_str(&self.text[from..splice.at.start.max(from)]);
            patched.push_str(&splice.text);
            from = from.max(splice.at.end);
        }
        patched.push_str(&self.text[from..]);
        patched
    }

    pub fn replace(&mut self, at: Range<usize>, text: impl Into<String>) {
        self.cuts.push(Splice { at, rank: RANK_KEY, text: text.into() });
    }

    /// The start of the line that holds a byte.
    pub fn line_start(&self, byte: usize) -> usize {
        self.text[..byte].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// The start of the line after the one that holds a byte.
    pub fn line_after(&self, byte: usize) -> usize {
        self.text[byte..].find('\n').map_or(self.text.len(), |newline| byte + newline + 1)
    }

    /// The blanks that the line of a byte begins with.
    pub fn indent(&self, byte: usize) -> &'a str {
        let line = &self.text[self.line_start(byte)..];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    /// Where the comment lines directly above a line begin.
    pub fn above_comments(&self, byte: usize) -> usize {
        self.rise(byte, |line| line.trim_start().starts_with('#'))
    }

    fn rise(&self, byte: usize, through: impl Fn(&str) -> bool) -> usize {
        let mut start = self.line_start(byte);
        while start > 0 {
            let above = self.line_start(start - 1);
            if !through(&self.text[above..start]) {
                break;
            }
            start = above;
        }
        start
    }

    /// Removes the lines of a range, whole.
    pub fn remove_lines(&mut self, range: &Range<usize>) {
        self.replace(self.line_start(range.start)..self.line_after(range.end), "");
    }

    /// Removes the lines of a table, and the blank lines above it.
    pub fn remove_table(&mut self, range: &Range<usize>) {
        let start = self.rise(range.start, |line| line.trim().is_empty());
        self.replace(start..self.line_after(range.end), "");
    }

    /// Puts the line of a key where a line begins.
    pub fn insert_line(&mut self, at: usize, line: &str) {
        self.insert(at, RANK_KEY, &format!("{line}\n"));
    }

    /// Puts a table, so many levels deep, where a line begins.
    pub fn insert_table(&mut self, at: usize, depth: usize, table: &str) {
        self.insert(at, RANK_TABLE.saturating_sub(depth).max(RANK_KEY + 1), table);
    }

    /// Inserts whole lines with the text's own line ends, also behind a last line that has none.
    fn insert(&mut self, at: usize, rank: usize, lines: &str) {
        let unfinished = at == self.text.len() && !self.text.is_empty() && !self.text.ends_with('\n');
        let lines = if unfinished { format!("\n{}", lines.trim_end_matches('\n')) } else { lines.to_owned() };
        let text = if self.line_end == "\n" { lines } else { lines.replace('\n', self.line_end) };
        self.cuts.push(Splice { at: at..at, rank, text });
    }

    /// Changes a list between brackets, on one line or on several.
    pub fn sequence(&mut self, sequence: &Sequence) {
        self.remove_elements(sequence);
        let count = sequence.elements.len();
        for (behind, text) in &sequence.added {
            let kept = |index: &usize| !sequence.removed[*index];
            match ((0..*behind).rev().find(kept), (*behind..count).find(kept)) {
                (Some(anchor), _) => self.add_behind(&sequence.elements[anchor], text),
                (None, Some(next)) => self.add_before(&sequence.elements[next], text),
                (None, None) => {}
            }
        }
        if !sequence.removed.contains(&false) && !sequence.added.is_empty() {
            self.add_to_empty(sequence);
        }
    }

    fn remove_elements(&mut self, sequence: &Sequence) {
        let Sequence { elements, removed, .. } = sequence;
        let mut index = 0;
        while index < elements.len() {
            let run = (index..elements.len()).take_while(|index| removed[*index]).count();
            if run == 0 {
                index += 1;
                continue;
            }
            let last = index + run - 1;
            if elements[index..=last].iter().all(|element| self.stands_alone(element)) {
                elements[index..=last].iter().for_each(|element| self.remove_lines(element));
            } else if let Some(next) = elements.get(last + 1) {
                self.replace(elements[index].start..next.start, "");
            } else if index > 0 {
                self.replace(elements[index - 1].end..elements[last].end, "");
            } else {
                self.replace(elements[0].start..self.past_comma(elements[last].end), "");
            }
            index = last + 1;
        }
    }

    fn add_behind(&mut self, anchor: &Range<usize>, text: &str) {
        if !self.stands_alone(anchor) {
            return self.replace(anchor.end..anchor.end, format!(", {text}"));
        }
        if self.past_comma(anchor.end) == anchor.end && !self.has_comma_at(anchor.end) {
            self.replace(anchor.end..anchor.end, ",");
        }
        let line = format!("{}{text},", self.indent(anchor.start));
        self.insert_line(self.line_after(anchor.end), &line);
    }

    fn add_before(&mut self, next: &Range<usize>, text: &str) {
        if self.stands_alone(next) {
            let line = format!("{}{text},", self.indent(next.start));
            self.insert_line(self.line_start(next.start), &line);
        } else {
            self.replace(next.start..next.start, format!("{text}, "));
        }
    }

    /// All elements are gone, or there were none.
    fn add_to_empty(&mut self, sequence: &Sequence) {
        let texts: Vec<&str> = sequence.added.iter().map(|(_, text)| text.as_str()).collect();
        let close = sequence.whole.end - 1;
        match sequence.elements.first() {
            Some(first) if self.stands_alone(first) => {
                let lines = texts.iter().map(|text| format!("{}{text},\n", self.indent(first.start)));
                self.insert(self.line_start(first.start), RANK_KEY, &lines.collect::<String>());
            }
            Some(first) => self.replace(first.start..first.start, texts.join(", ")),
            None if self.text[sequence.whole.clone()].contains('\n') => {
                let lines = texts.iter().map(|text| format!("{}  {text},\n", self.indent(close)));
                self.insert(self.line_start(close), RANK_KEY, &lines.collect::<String>());
            }
            None if self.text[close..].starts_with('}') => {
                self.replace(sequence.whole.clone(), format!("{{ {} }}", texts.join(", ")));
            }
            None => self.replace(sequence.whole.clone(), format!("[{}]", texts.join(", "))),
        }
    }

    /// Has the element its lines for itself, but for a comma and a comment behind it?
    fn stands_alone(&self, element: &Range<usize>) -> bool {
        let before = &self.text[self.line_start(element.start)..element.start];
        let behind = &self.text[self.past_comma(element.end)..self.line_after(element.end)];
        let behind = behind.trim();
        before.trim().is_empty()
            && (behind.is_empty() || behind.starts_with('#'))
            && self.text[element.end..].contains('\n')
    }

    fn has_comma_at(&self, byte: usize) -> bool {
        self.text[byte..].starts_with(',')
    }

    /// The byte behind the comma that follows on the same line; the byte itself when none does.
    fn past_comma(&self, byte: usize) -> usize {
        let rest = &self.text[byte..];
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        if rest[blanks..].starts_with(',') { byte + blanks + 1 } else { byte }
    }
}
