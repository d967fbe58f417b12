//! What there is to do about a design, in one order for every list of it: what ends a refusal, what makes room, and what
//! nothing is known to end, with what stands above the list and which lines have a letter. Deliberately knows no key: which
//! one a letter is, is the screen's.

use super::{Fix, LeftOut, ending};

use crate::engine::finding::{Finding, Severity};
use crate::scenario::Edit;
use crate::scenario::model::VerdictWord;

/// The letters of the ways out, as the keys are when nobody has changed them.
pub const LETTERS: [char; 6] = ['A', 'B', 'C', 'D', 'E', 'F'];

/// How many of so many ways that change something have a letter to themselves: all, or where there are more than letters
/// all but the last letter, which lists those beyond.
///
/// Of 6 all, of 7 the first 5.
pub fn lettered(ways: usize) -> usize {
    if ways > LETTERS.len() { LETTERS.len() - 1 } else { ways }
}

/// What stands above the list, among whose lines so many are ways out of want of room.
pub fn heading(verdict: VerdictWord, fixes: usize) -> &'static str {
    match verdict {
        VerdictWord::Fits => "What would make it fit by both readings",
        VerdictWord::NoFit => "What would make it fit",
        VerdictWord::Invalid if fixes == 0 => "What is refused",
        VerdictWord::Invalid => "What is refused, and what would make it fit",
    }
}

/// One line of the list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Way<'a> {
    /// The edit of its own that ends an error.
    Mend(&'a Finding, &'a Edit),
    /// A way out of want of room.
    Fix(&'a Fix),
    /// An error that has no edit of its own: none is known, or one that stands in the list already ends it.
    Refusal(&'a Finding),
    /// A knob that is no way out, and why.
    LeftOut(&'a LeftOut),
}

impl<'a> Way<'a> {
    /// What it does to the design; `None`: nothing.
    pub fn edit(self) -> Option<&'a Edit> {
        match self {
            Self::Mend(_, edit) => Some(edit),
            Self::Fix(fix) => Some(&fix.edit),
            Self::Refusal(_) | Self::LeftOut(_) => None,
        }
    }
}

/// The place of a line's own among the findings, the ways out or the knobs that are none: lines are put in order once,
/// and told as often as a screen is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    Mend(usize),
    Fix(usize),
    Refusal(usize),
    LeftOut(usize),
}

impl Line {
    /// The line in full.
    pub fn way<'a>(self, findings: &'a [Finding], fixes: &'a [Fix], left_out: &'a [LeftOut]) -> Option<Way<'a>> {
        Some(match self {
            Self::Mend(place) => Way::Mend(&findings[place], findings[place].fix.as_ref()?),
            Self::Fix(place) => Way::Fix(&fixes[place]),
            Self::Refusal(place) => Way::Refusal(&findings[place]),
            Self::LeftOut(place) => Way::LeftOut(&left_out[place]),
        })
    }
}

/// All lines, those that change something first.
pub(crate) fn lines(findings: &[Finding], fixes: &[Fix], left_out: usize) -> Vec<Line> {
    let mut edits: Vec<&Edit> = fixes.iter().map(|fix| &fix.edit).collect();
    let (mut mends, mut refusals) = (Vec::new(), Vec::new());
    for (place, finding) in findings.iter().enumerate().filter(|(_, finding)| finding.severity == Severity::Error) {
        // What a way out of want of room ends has its line there.
        let own = finding.fix.as_ref().filter(|_| !finding.is_room || ending(fixes, finding).is_none());
        match own.filter(|edit| !edits.contains(edit)) {
            Some(edit) => {
                edits.push(edit);
                mends.push(Line::Mend(place));
            }
            None if !finding.is_room => refusals.push(Line::Refusal(place)),
            None => {}
        }
    }
    let (fixes, left_out) = ((0..fixes.len()).map(Line::Fix), (0..left_out).map(Line::LeftOut));
    mends.into_iter().chain(fixes).chain(refusals).chain(left_out).collect()
}
