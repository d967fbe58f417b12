//! One text as a change of another: how much of its beginning and end stays, and what comes between. It is for texts that
//! differ in one place, and knows nothing of scenarios.

use serde::{Deserialize, Serialize};

/// A change of a text.
///
/// ```
/// # use aksplore::document::splice::Splice;
/// let change = Splice::between("count = 3\n", "count = 50\n");
/// assert_eq!(change.apply("count = 3\n").as_deref(), Some("count = 50\n"));
/// assert_eq!(change.apply("c"), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Splice {
    /// So many bytes of the beginning stay.
    head: usize,
    /// So many bytes of the end stay.
    tail: usize,
    /// What stands between them.
    put: String,
}

impl Splice {
    /// The change that makes `new` of `old`.
    pub fn between(old: &str, new: &str) -> Self {
        let shorter = old.len().min(new.len());
        let same = |(one, other): &(&u8, &u8)| one == other;
        let mut head = old.as_bytes().iter().zip(new.as_bytes()).take_while(same).count();
        while !(old.is_char_boundary(head) && new.is_char_boundary(head)) {
            head -= 1;
        }
        let (old_ends, new_ends) = (old.as_bytes().iter().rev(), new.as_bytes().iter().rev());
        let mut tail = old_ends.zip(new_ends).take(shorter - head).take_while(same).count();
        while !(old.is_char_boundary(old.len() - tail) && new.is_char_boundary(new.len() - tail)) {
            tail -= 1;
        }
        Self { head, tail, put: new[head..new.len() - tail].to_owned() }
    }

    /// The text after the change; `None`: it is a change of another text.
    pub fn apply(&self, old: &str) -> Option<String> {
        let end = old.len().checked_sub(self.tail).filter(|end| *end >= self.head)?;
        Some([old.get(..self.head)?, &self.put, old.get(end..)?].concat())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_change_holds_only_what_differs() {
        let cases = [
            ("", "new", 0, 0, "new"),
            ("same", "same", 4, 0, ""),
            ("count = 3\n", "count = 50\n", 8, 1, "50"),
            ("aaa", "aa", 2, 0, ""),
            ("\u{e9}", "\u{e8}", 0, 0, "\u{e8}"),
        ];
        for (old, new, head, tail, put) in cases {
            assert_eq!(Splice::between(old, new), Splice { head, tail, put: put.to_owned() }, "{old:?} {new:?}");
        }
    }

    #[test]
    fn a_change_that_does_not_fit_gives_nothing() {
        let change = Splice { head: 1, tail: 0, put: String::new() };
        assert_eq!(change.apply("\u{e9}"), None);
        assert_eq!(Splice { head: 2, tail: 2, put: String::new() }.apply("abc"), None);
        assert_eq!(Splice { head: 0, tail: usize::MAX, put: String::new() }.apply("abc"), None);
    }

    proptest! {
        #[test]
        fn a_change_makes_the_new_text_of_the_old(old in "[a\u{e9}\u{20ac}]{0,12}", new in "[a\u{e9}\u{20ac}]{0,12}") {
            prop_assert_eq!(Splice::between(&old, &new).apply(&old), Some(new));
        }
    }
}
