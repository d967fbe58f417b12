//! Which chord does what, by context, read from TOML; and the reverse, for hints and help. What an action does to
//! the program is not known here.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::key::Chord;
use crate::scenario::item::Problem;
use crate::ui::action::Action;

const DEFAULT: &str = include_str!("default_keymap.toml");

crate::choice! {
    /// Where a key is pressed.
    Context {
        /// Every screen; asked last.
        Global = "global",
        /// The home screen.
        Home = "home",
        /// The map of addresses.
        Map = "map",
        /// The route tables.
        Routes = "routes",
        /// The traced packet.
        Trace = "trace",
        /// The comparison of models.
        Compare = "compare",
        /// The matrix of network policies.
        Policy = "policy",
        /// A text field that is being edited; alone, for letters are text there.
        Field = "field",
        /// The page of keys; alone.
        Help = "help",
        /// A list to choose from; alone.
        Picker = "picker",
        /// A question with yes or no; alone.
        Question = "question",
    }
}

impl Context {
    /// The contexts to ask, first to last: a screen and then `global`, or one that stands alone.
    pub fn chain(self) -> &'static [Self] {
        match self {
            Self::Global => &[Self::Global],
            Self::Home => &[Self::Home, Self::Global],
            Self::Map => &[Self::Map, Self::Global],
            Self::Routes => &[Self::Routes, Self::Global],
            Self::Trace => &[Self::Trace, Self::Global],
            Self::Compare => &[Self::Compare, Self::Global],
            Self::Policy => &[Self::Policy, Self::Global],
            Self::Field => &[Self::Field],
            Self::Help => &[Self::Help],
            Self::Picker => &[Self::Picker],
            Self::Question => &[Self::Question],
        }
    }
}

/// One key of one context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Binding {
    context: Context,
    chord: Chord,
    /// `None`: the key was taken away, also from the contexts below.
    action: Option<Action>,
}

/// All bindings, in the order of the file: the first key of an action is the one that hints show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

impl Keymap {
    /// The keymap that is built in.
    ///
    /// # Panics
    /// Never: a test reads the built-in text.
    pub fn built_in() -> Self {
        let (keymap, problems) = Self::default().merged(DEFAULT);
        assert!(problems.is_empty(), "the built-in keymap has problems: {problems:?}");
        keymap
    }

    /// This keymap with another text laid over it, and everything in the text that could not be read.
    #[must_use]
    pub fn merged(&self, text: &str) -> (Self, Vec<Problem>) {
        let (document, errors) = DeTable::parse_recoverable(text);
        let mut problems: Vec<Problem> = errors
            .iter()
            .map(|error| problem("syntax", error.span().unwrap_or(0..0), error.message().to_owned(), None))
            .collect();
        let mut tables: Vec<_> = document.get_ref().iter().collect();
        tables.sort_by_key(|(name, _)| name.span().start);
        let mut read = Vec::new();
        for (name, table) in tables {
            match read_context(name, table) {
                Ok((context, keys)) => read_keys(context, keys, &mut read, &mut problems),
                Err(error) => problems.push(error),
            }
        }
        let mut merged = self.clone();
        for binding in read {
            merged.bind(binding);
        }
        (merged, problems)
    }

    /// What the chord does in the context, or in one that is asked after it.
    pub fn action(&self, context: Context, chord: Chord) -> Option<Action> {
        let bound = |context: &Context| self.find(*context, chord);
        context.chain().iter().find_map(bound)?.action
    }

    /// The chords that do the action in the context, the one to show first.
    pub fn keys(&self, context: Context, action: Action) -> Vec<Chord> {
        let of = |context: Context| self.bindings.iter().filter(move |binding| binding.context == context);
        let chain = context.chain().iter().copied();
        let candidates = chain.flat_map(of).filter(|binding| binding.action == Some(action));
        // A key that the screen itself uses for something else does not reach the contexts below.
        candidates.map(|binding| binding.chord).filter(|chord| self.action(context, *chord) == Some(action)).collect()
    }

    /// Does a key of this very context do the action?
    pub fn binds(&self, context: Context, action: Action) -> bool {
        self.bindings.iter().any(|binding| (binding.context, binding.action) == (context, Some(action)))
    }

    /// The label of the first chord that does the action in the context.
    pub fn label(&self, context: Context, action: Action) -> Option<String> {
        self.keys(context, action).first().map(|chord| chord.label())
    }

    fn find(&self, context: Context, chord: Chord) -> Option<&Binding> {
        self.bindings.iter().find(|binding| binding.context == context && binding.chord == chord)
    }

    fn bind(&mut self, new: Binding) {
        match self.bindings.iter_mut().find(|old| (old.context, old.chord) == (new.context, new.chord)) {
            Some(old) => *old = new,
            None => self.bindings.push(new),
        }
    }
}

fn problem(code: &'static str, span: Range<usize>, message: String, help: Option<String>) -> Problem {
    Problem { code, message, help, span }
}

fn read_context<'a, 'text>(
    name: &Spanned<std::borrow::Cow<'text, str>>,
    table: &'a Spanned<DeValue<'text>>,
) -> Result<(Context, &'a DeTable<'text>), Problem> {
    let context = name.get_ref().parse().map_err(|error: crate::scenario::leaf::LeafError| {
        problem("unknown-context", name.span(), error.message, None)
    })?;
    match table.get_ref() {
        DeValue::Table(keys) => Ok((context, keys)),
        _ => Err(problem("bad-value", table.span(), format!("`{context}` is a table of keys, `[{context}]`"), None)),
    }
}

/// Reads the keys of one context in the order of the text.
fn read_keys(context: Context, table: &DeTable<'_>, read: &mut Vec<Binding>, problems: &mut Vec<Problem>) {
    let mut keys: Vec<_> = table.iter().collect();
    keys.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in keys {
        match read_binding(context, key, value) {
            Ok(new) => match read.iter().find(|old| (old.context, old.chord) == (context, new.chord)) {
                Some(_) => {
                    let message = format!("{:?} is bound twice in `{context}`", key.get_ref());
                    problems.push(problem("key-conflict", key.span(), message, None));
                }
                None => read.push(new),
            },
            Err(error) => problems.push(error),
        }
    }
}

fn read_binding(
    context: Context,
    key: &Spanned<std::borrow::Cow<'_, str>>,
    value: &Spanned<DeValue<'_>>,
) -> Result<Binding, Problem> {
    let chord = key
        .get_ref()
        .parse()
        .map_err(|error: super::key::ChordError| problem("bad-key", key.span(), error.to_string(), None))?;
    let DeValue::String(name) = value.get_ref() else {
        return Err(problem("bad-value", value.span(), "expected the name of an action, or \"none\"".to_owned(), None));
    };
    let action = match name.as_ref() {
        "none" => None,
        name => Some(name.parse().map_err(|error: crate::ui::action::UnknownAction| {
            problem("unknown-action", value.span(), error.to_string(), None)
        })?),
    };
    Ok(Binding { context, chord, action })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::key::Key;

    /// Keys that every layout has, and that no terminal, multiplexer or line discipline takes away.
    fn is_on_every_keyboard(chord: Chord) -> bool {
        let named = [Key::Enter, Key::Esc, Key::Tab, Key::Up, Key::Down, Key::Left, Key::Right];
        chord.is_plain()
            && match chord.base() {
                Key::Char(character) => character.is_ascii_alphanumeric() || "?/:=+- ".contains(character),
                key => named.contains(&key),
            }
    }

    #[test]
    fn the_built_in_keymap_reads_without_problems_and_binds_every_action() {
        let (keymap, problems) = Keymap::default().merged(DEFAULT);
        assert_eq!(problems, []);
        for action in Action::ALL {
            assert!(keymap.bindings.iter().any(|binding| binding.action == Some(*action)), "no key does {action:?}");
        }
        assert_eq!(keymap, Keymap::built_in());
    }

    #[test]
    fn every_action_has_a_key_that_every_keyboard_has() {
        let keymap = Keymap::built_in();
        for action in Action::ALL {
            let chords: Vec<Chord> = Context::ALL.iter().flat_map(|context| keymap.keys(*context, *action)).collect();
            assert!(chords.iter().any(|chord| is_on_every_keyboard(*chord)), "{action}: {chords:?}");
        }
    }

    #[test]
    fn keys_that_terminals_keep_for_themselves_are_not_bound() {
        let keymap = Keymap::built_in();
        for letter in ['s', 'q', 'b', 'a', 'z'] {
            let chord = Chord::ctrl(letter);
            assert!(!keymap.bindings.iter().any(|binding| binding.chord == chord), "{chord}");
        }
        // Ctrl-H, I, M, J and [ cannot be written at all.
        for text in ["ctrl-h", "ctrl-i", "ctrl-m", "ctrl-j", "ctrl-["] {
            assert!(text.parse::<Chord>().is_err(), "{text}");
        }
        for binding in &keymap.bindings {
            assert!(!binding.chord.to_string().contains("alt-"), "{}", binding.chord);
        }
    }

    #[test]
    fn control_c_quits_and_esc_goes_back_everywhere() {
        let keymap = Keymap::built_in();
        for context in Context::ALL {
            assert_eq!(keymap.action(*context, Chord::ctrl('c')), Some(Action::Quit), "{context}");
            assert_eq!(keymap.action(*context, Chord::key(Key::Esc)), Some(Action::Back), "{context}");
        }
    }

    #[test]
    fn letters_are_text_in_a_field() {
        let keymap = Keymap::built_in();
        for letter in (' '..='~').map(Chord::char) {
            assert_eq!(keymap.action(Context::Field, letter), None, "{letter}");
        }
    }

    #[test]
    fn the_screens_share_the_letters_of_the_fields() {
        let keymap = Keymap::built_in();
        for screen in [Context::Home, Context::Map, Context::Routes, Context::Trace, Context::Compare, Context::Policy]
        {
            for (letter, action) in [
                ('m', Action::EditModel),
                ('c', Action::EditNodeSubnet),
                ('n', Action::EditNodes),
                ('p', Action::EditMaxPods),
                ('s', Action::EditSurge),
                ('d', Action::EditPodCidr),
                ('v', Action::EditServiceCidr),
                ('b', Action::EditAutoscaler),
                ('o', Action::NextPool),
                ('u', Action::Undo),
                ('q', Action::Quit),
            ] {
                assert_eq!(keymap.action(screen, Chord::char(letter)), Some(action), "{screen} {letter}");
                assert_eq!(keymap.keys(screen, action)[0], Chord::char(letter));
            }
        }
    }

    #[test]
    fn a_users_text_lies_over_the_default_and_none_takes_a_key_away() {
        let (keymap, problems) = Keymap::built_in().merged("[home]\nu = 'none'\n[global]\nx = 'undo'\nq = 'none'");
        assert_eq!(problems, []);
        assert_eq!(keymap.action(Context::Home, Chord::char('u')), None);
        assert_eq!(keymap.action(Context::Map, Chord::char('u')), Some(Action::Undo));
        assert_eq!(keymap.keys(Context::Home, Action::Undo), [Chord::char('x')]);
        assert_eq!(keymap.label(Context::Trace, Action::Quit).as_deref(), Some("Ctrl-C"));
    }

    #[test]
    fn every_mistake_is_told_with_its_place() {
        let text = "[hom]\nu = 'undo'\n[map]\nctrl-h = 'undo'\nx = 'udno'\ny = 3\nz = 'undo'\n'z' = 'redo'\n[global]\nA = 'undo'";
        let (_, problems) = Keymap::built_in().merged(text);
        let told: Vec<(&str, &str)> =
            problems.iter().map(|problem| (problem.code, &text[problem.span.clone()])).collect();
        assert_eq!(told.len(), 5, "{problems:?}");
        for expected in
            [("unknown-context", "hom"), ("bad-key", "ctrl-h"), ("unknown-action", "'udno'"), ("bad-value", "3")]
        {
            assert!(told.contains(&expected), "{expected:?} in {told:?}");
        }
        let message =
            |code| problems.iter().find(|problem| problem.code == code).map(|problem| problem.message.as_str());
        assert_eq!(message("unknown-action"), Some("no action is named \"udno\"; did you mean \"undo\"?"));
    }
}
