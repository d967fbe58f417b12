//! Text measured in cells: width, cutting, padding, wrapping, numbers for people. It draws nothing, and no width is
//! too small for it.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

pub use crate::net::{counted, thousands};

/// The cells that the text takes.
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(UnicodeWidthStr::width).sum() }
}

/// As much of the beginning as fits, cut between graphemes.
///
/// ```
/// # use aksplore::ui::text::cut;
/// assert_eq!(cut("node subnet", 4), "node");
/// assert_eq!(cut("漢字", 3), "漢");
/// ```
pub fn cut(text: &str, cells: usize) -> &str {
    let mut used = 0;
    for (start, grapheme) in text.grapheme_indices(true) {
        used += width(grapheme);
        if used > cells {
            return &text[..start];
        }
    }
    text
}

/// As much of the end as fits, cut between graphemes.
fn cut_start(text: &str, cells: usize) -> &str {
    let mut used = 0;
    for (start, grapheme) in text.grapheme_indices(true).rev() {
        used += width(grapheme);
        if used > cells {
            return &text[start + grapheme.len()..];
        }
    }
    text
}

/// The text where it fits, else its two ends with `..` between them: names differ most at their ends.
///
/// ```
/// # use aksplore::ui::text::middle;
/// assert_eq!(middle("snet-production-nodes", 12), "snet-..nodes");
/// assert_eq!(middle("snet", 12), "snet");
/// ```
pub fn middle(text: &str, cells: usize) -> Cow<'_, str> {
    if width(text) <= cells {
        return Cow::Borrowed(text);
    }
    let Some(room) = cells.checked_sub(2).filter(|room| *room >= 2) else {
        return Cow::Borrowed(cut(text, cells));
    };
    let tail = cut_start(text, room / 2);
    Cow::Owned(format!("{}..{tail}", cut(text, room - width(tail))))
}

/// The text where it fits, else its first words with `..` behind them: of a sentence the beginning says most, and its
/// two ends with a gap between them say something else.
///
/// ```
/// # use aksplore::ui::text::lead;
/// assert_eq!(lead("needs 1,807 addresses, has 1,019", 24), "needs 1,807 addresses..");
/// assert_eq!(lead("snet-production", 9), "snet-pr..");
/// ```
pub fn lead(text: &str, cells: usize) -> Cow<'_, str> {
    if width(text) <= cells {
        return Cow::Borrowed(text);
    }
    let Some(room) = cells.checked_sub(2).filter(|room| *room >= 2) else {
        return Cow::Borrowed(cut(text, cells));
    };
    let head = cut(text, room);
    let is_whole_word = text[head.len()..].starts_with([' ', ',', ';', ':']);
    let words = if is_whole_word { Some(head) } else { head.rsplit_once(' ').map(|(words, _)| words) };
    let words = words.unwrap_or(head).trim_end_matches([' ', ',', ';', ':', '-']);
    Cow::Owned(format!("{}..", if words.is_empty() { head } else { words }))
}

/// A line behind which more was left out: its last words that fit with `..` behind them.
///
/// ```
/// # use aksplore::ui::text::unfinished;
/// assert_eq!(unfinished("needs 480 of 251", 20), "needs 480 of 251..");
/// assert_eq!(unfinished("needs 480 of 251", 16), "needs 480 of..");
/// ```
pub fn unfinished(line: &str, cells: usize) -> String {
    let whole = format!("{line}..");
    if width(&whole) <= cells { whole } else { lead(&format!("{line} .."), cells).into_owned() }
}

/// The part of a typed line around its cursor that fits, and the cells before the cursor in it.
///
/// ```
/// # use aksplore::ui::text::tail;
/// assert_eq!(tail("10.240.0.0/22", 13, 6), ("0.0/22", 6));
/// assert_eq!(tail("10.240.0.0/22", 2, 6), ("10.240", 2));
/// ```
pub fn tail(text: &str, cursor: usize, cells: usize) -> (&str, usize) {
    let hidden = cursor.saturating_sub(cells);
    let mut used = 0;
    for (start, grapheme) in text.grapheme_indices(true) {
        if used >= hidden {
            return (cut(&text[start..], cells), cursor - used);
        }
        used += width(grapheme);
    }
    ("", cursor.saturating_sub(used))
}

/// The text cut or filled with spaces to exactly so many cells; it stands left.
pub fn pad_right(text: &str, cells: usize) -> String {
    let text = middle(text, cells);
    format!("{text}{:fill$}", "", fill = cells - width(&text))
}

/// The same for words of a sentence, which are cut at their end.
pub fn pad_lead(text: &str, cells: usize) -> String {
    pad_right(&lead(text, cells), cells)
}

/// A message as a sentence that stands alone: with a capital.
///
/// ```
/// # use aksplore::ui::text::sentence;
/// assert_eq!(sentence("pool apps has 0 nodes"), "Pool apps has 0 nodes");
/// assert_eq!(sentence("azure-cni-overlay has no virtual nodes"), "azure-cni-overlay has no virtual nodes");
/// assert_eq!(sentence(""), "");
/// ```
pub fn sentence(text: &str) -> String {
    let is_id = |word: &str| word.contains(['-', '.', '/']) && !word.ends_with('.') && word != "on-premises";
    let is_name = text.split(' ').next().is_some_and(is_id);
    let mut rest = text.chars();
    match rest.next() {
        Some(first) if !is_name => first.to_uppercase().chain(rest).collect(),
        _ => text.to_owned(),
    }
}

/// The text cut or filled with spaces to exactly so many cells; it stands right, as numbers do.
pub fn pad_left(text: &str, cells: usize) -> String {
    let text = middle(text, cells);
    format!("{:fill$}{text}", "", fill = cells - width(&text))
}

/// The most cells of a line of running text: the eye does not find the next line after a longer one.
pub const LINE_CELLS_MAX: usize = 100;

/// The words on lines of at most so many cells, and never of more than [`LINE_CELLS_MAX`]; a word that is longer than a line is cut. No cells, no lines.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let mut lines = Vec::new();
    if cells == 0 {
        return lines;
    }
    for paragraph in text.lines() {
        wrap_paragraph(paragraph, cells.min(LINE_CELLS_MAX), &mut lines);
    }
    lines
}

fn wrap_paragraph(paragraph: &str, cells: usize, lines: &mut Vec<String>) {
    let mut line = String::new();
    for word in paragraph.split_whitespace() {
        if !line.is_empty() && width(&line) + 1 + width(word) <= cells {
            line.push(' ');
            line.push_str(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        let mut rest = word;
        while width(rest) > cells {
            let head = cut(rest, cells);
            // A grapheme wider than the line cannot be shown at all; the rest of the word goes with it.
            if head.is_empty() {
                rest = "";
                break;
            }
            lines.push(head.to_owned());
            rest = &rest[head.len()..];
        }
        rest.clone_into(&mut line);
    }
    lines.push(line);
}

/// The text with everything that could steer a terminal spelled out: `\x1b`, and `\u{202e}` for what turns the
/// direction of writing or is not seen at all.
///
/// ```
/// # use aksplore::ui::text::printable;
/// assert_eq!(printable("hub\u{1b}[31m"), "hub\\x1b[31m");
/// assert_eq!(printable("hub"), "hub");
/// ```
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        let code = u32::from(character);
        match (is_unsafe(character), code) {
            (false, _) => shown.push(character),
            (true, ..0x100) => write!(shown, "\\x{code:02x}").expect("a String takes every write"),
            (true, _) => write!(shown, "\\u{{{code:x}}}").expect("a String takes every write"),
        }
    }
    Cow::Owned(shown)
}

fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn long_names_keep_both_ends() {
        let cases = [
            ("contoso-production", 10, "cont..tion"),
            ("contoso-production", 18, "contoso-production"),
            ("contoso", 4, "c..o"),
            ("contoso", 3, "con"),
            ("contoso", 0, ""),
            ("漢字漢字漢字", 7, "漢..字"),
        ];
        for (text, cells, shown) in cases {
            assert_eq!(middle(text, cells), shown, "{text} in {cells}");
        }
    }

    #[test]
    fn sentences_are_cut_at_their_end() {
        let cases = [
            ("a subnet has room", 17, "a subnet has room"),
            ("a subnet has room", 16, "a subnet has.."),
            ("a subnet, which", 12, "a subnet.."),
            ("a subnet, which", 10, "a subnet.."),
            ("subnets", 6, "subn.."),
            ("subnets", 3, "sub"),
            ("subnets", 0, ""),
        ];
        for (text, cells, shown) in cases {
            assert_eq!(lead(text, cells), shown, "{text} in {cells}");
        }
    }

    #[test]
    fn padding_gives_exactly_the_width() {
        assert_eq!(pad_right("ab", 4), "ab  ");
        assert_eq!(pad_left("ab", 4), "  ab");
        assert_eq!(pad_left("1,019", 5), "1,019");
        assert_eq!(pad_right("漢字", 3), "漢 ");
    }

    #[test]
    fn words_wrap_and_paragraphs_stay() {
        assert_eq!(wrap("the node uses its own address", 10), ["the node", "uses its", "own", "address"]);
        assert_eq!(wrap("10.240.0.0/22", 5), ["10.24", "0.0.0", "/22"]);
        assert_eq!(wrap("one\n\ntwo", 10), ["one", "", "two"]);
        assert_eq!(wrap("one", 0), Vec::<String>::new());
    }

    #[test]
    fn what_steers_a_terminal_is_spelled_out() {
        let cases = [("a\tb", "a\\x09b"), ("\u{9b}31m", "\\x9b31m"), ("a\u{202e}b", "a\\u{202e}b"), ("é漢", "é漢")];
        for (text, shown) in cases {
            assert_eq!(printable(text), shown);
        }
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_asked(text in "\\PC{0,40}", cells in 0usize..30) {
            prop_assert!(width(cut(&text, cells)) <= cells);
            prop_assert!(width(&middle(&text, cells)) <= cells);
            prop_assert!(width(&lead(&text, cells)) <= cells);
            prop_assert_eq!(width(&pad_left(&text, cells)), cells);
            prop_assert_eq!(width(&pad_right(&text, cells)), cells);
            prop_assert!(wrap(&text, cells).iter().all(|line| width(line) <= cells));
        }

        #[test]
        fn wrapped_lines_hold_every_word(text in "[a-z ]{0,60}", cells in 1usize..20) {
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&wrap(&text, cells).concat()), letters(&text));
        }

        #[test]
        fn printable_text_has_no_control_character(text in any::<String>()) {
            prop_assert!(!printable(&text).chars().any(char::is_control));
        }
    }
}
