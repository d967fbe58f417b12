//! The line of keys: which hints stand there, and how many fit. Keys come from the keymap, so a hint names the key that
//! the user has; what an action does is not known here.

use super::action::Action;
use super::text::width;
use crate::config::keymap::{Context, Keymap};

/// A key, and what it does here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The key's name.
    pub key: String,
    /// A word or two.
    pub words: String,
    /// What the key does, or each of the keys.
    pub actions: Vec<Action>,
}

impl Hint {
    /// The cells that it takes.
    pub fn cells(&self) -> usize {
        width(&self.key) + 1 + width(&self.words)
    }
}

/// Actions that share one hint when all of them are there, and its words.
const TOGETHER: &[(&[Action], &str)] = &[
    (&[Action::Up, Action::Down, Action::Left, Action::Right], "move"),
    (&[Action::Up, Action::Down], "move"),
    (&[Action::Left, Action::Right], "move"),
    (&[Action::StepUp, Action::StepDown], "change"),
    (&[Action::FixA, Action::FixB, Action::FixC, Action::FixD, Action::FixE, Action::FixF], "try"),
    (&[Action::FixA, Action::FixB, Action::FixC, Action::FixD, Action::FixE], "try"),
    (&[Action::FixA, Action::FixB, Action::FixC, Action::FixD], "try"),
    (&[Action::FixA, Action::FixB, Action::FixC], "try"),
    (&[Action::FixA, Action::FixB], "try"),
    (&[Action::ZoomIn, Action::ZoomOut], "zoom"),
];

/// The words of an action where its name would say too little.
fn words(action: Action) -> String {
    match action {
        Action::FixA => "try".to_owned(),
        Action::ZoomIn => "zoom".to_owned(),
        Action::InverseMap => "sizes".to_owned(),
        Action::TraceFrom => "from".to_owned(),
        Action::TraceTo => "to".to_owned(),
        Action::Rehearsal => "rehearse".to_owned(),
        Action::NextPacket => "other packet".to_owned(),
        Action::Explain => "rules".to_owned(),
        Action::AskLine => "ask".to_owned(),
        Action::Palette => "actions".to_owned(),
        other => other.name().replace('-', " "),
    }
}

/// The hints for these actions, in their order; an action without a key has none.
pub fn hints(
    keymap: &Keymap,
    context: Context,
    actions: &[Action],
    own: impl Fn(Action) -> Option<&'static str>,
) -> Vec<Hint> {
    let mut hints = Vec::new();
    let mut done: Vec<Action> = Vec::new();
    for action in actions {
        if done.contains(action) {
            continue;
        }
        let together = TOGETHER.iter().find(|(group, _)| {
            group.contains(action) && group.iter().all(|other| actions.contains(other) && !done.contains(other))
        });
        let (group, together_words) = match together {
            Some((group, words)) => (*group, Some(*words)),
            None => (std::slice::from_ref(action), None),
        };
        done.extend(group);
        let keys: Option<Vec<String>> = group.iter().map(|action| keymap.label(context, *action)).collect();
        let Some(keys) = keys else { continue };
        let named = own(*action).or(together_words).map(str::to_owned);
        hints.push(Hint {
            key: joined(&keys),
            words: named.unwrap_or_else(|| words(*action)),
            actions: group.to_vec(),
        });
    }
    hints
}

/// Several keys as one word: `arrows`, `A-D`, `+ -`, `up/down`.
fn joined(keys: &[String]) -> String {
    let texts: Vec<&str> = keys.iter().map(String::as_str).collect();
    match texts.as_slice() {
        ["Up", "Down", "Left", "Right"] => "arrows".to_owned(),
        ["Up", "Down"] => "up/down".to_owned(),
        ["Left", "Right"] => "left/right".to_owned(),
        [first, .., last] if is_run(&texts) => format!("{first}-{last}"),
        texts => texts.join(" "),
    }
}

/// Are these single letters that follow each other?
fn is_run(texts: &[&str]) -> bool {
    let bytes: Option<Vec<u8>> = texts
        .iter()
        .map(|text| match text.as_bytes() {
            [letter] if letter.is_ascii_alphabetic() => Some(*letter),
            _ => None,
        })
        .collect();
    bytes.is_some_and(|bytes| bytes.len() > 1 && bytes.windows(2).all(|pair| pair[0] + 1 == pair[1]))
}

/// As many whole hints as fit, the last `kept` of them always among them while there is room for any.
pub fn fitting(mut hints: Vec<Hint>, kept: usize, gap: usize, cells: usize) -> Vec<Hint> {
    let total = |hints: &[Hint]| hints.iter().map(Hint::cells).sum::<usize>() + gap * hints.len().saturating_sub(1);
    while total(&hints) > cells && !hints.is_empty() {
        let at = hints.len().saturating_sub(kept + 1);
        hints.remove(at);
    }
    hints
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(hints: &[Hint]) -> String {
        hints.iter().map(|hint| format!("{} {}", hint.key, hint.words)).collect::<Vec<_>>().join("  ")
    }

    #[test]
    fn keys_that_belong_together_share_a_hint() {
        let keymap = Keymap::built_in();
        let actions = [
            Action::Up,
            Action::Down,
            Action::Left,
            Action::Right,
            Action::Enter,
            Action::StepUp,
            Action::StepDown,
            Action::FixA,
            Action::FixB,
            Action::FixC,
            Action::FixD,
            Action::Undo,
            Action::Help,
            Action::Quit,
        ];
        let own = |action| (action == Action::Enter).then_some("edit");
        let hints = hints(&keymap, Context::Home, &actions, own);
        assert_eq!(line(&hints), "arrows move  Enter edit  + - change  A-D try  u undo  ? help  q quit");
    }

    #[test]
    fn a_remapped_key_shows_remapped_and_a_missing_one_not_at_all() {
        let (keymap, problems) = Keymap::built_in().merged(
            "[global]\n'u' = 'none'\n'ctrl-u' = 'none'\n'ö' = 'undo'\n'q' = 'none'\n'U' = 'none'\n'ctrl-r' = 'none'",
        );
        assert_eq!(problems, []);
        let hints = hints(&keymap, Context::Home, &[Action::Undo, Action::Redo, Action::Quit], |_| None);
        assert_eq!(line(&hints), "ö undo  Ctrl-C quit");
    }

    #[test]
    fn only_whole_hints_stand_there_and_the_last_ones_stay() {
        let hint = |key: &str, words: &str| Hint { key: key.to_owned(), words: words.to_owned(), actions: Vec::new() };
        let all = vec![hint("Enter", "edit"), hint("u", "undo"), hint("?", "help"), hint("q", "quit")];
        let cases = [
            (80, "Enter edit  u undo  ? help  q quit"),
            (30, "Enter edit  ? help  q quit"),
            (16, "? help  q quit"),
            (7, "? help"),
            (3, ""),
        ];
        for (cells, expected) in cases {
            let shown = fitting(all.clone(), 2, 2, cells);
            assert!(line(&shown).len() <= cells.max(expected.len()));
            match cells {
                7 => assert_eq!(shown.len(), 1),
                _ => assert_eq!(line(&shown), expected, "{cells}"),
            }
        }
    }
}
