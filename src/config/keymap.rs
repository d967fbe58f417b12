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
    /// The keys to begin with.
    Preset {
        /// Letters, arrows and the moves of vi.
        Default = "default",
        /// The same with more of vim's.
        Vim = "vim",
        /// The same with the moves of Emacs and of shells.
        Emacs = "emacs",
    }
}

impl Preset {
    /// What is laid over the built-in keys.
    fn text(self) -> &'static str {
        match self {
            Self::Default => "",
            Self::Vim => include_str!("presets/vim.toml"),
            Self::Emacs => include_str!("presets/emacs.toml"),
        }
    }
}

/// Which text a binding comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// The built-in keys.
    BuiltIn,
    /// A preset.
    Preset(Preset),
    /// The user's own text, at this byte.
    User(usize),
}

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
pub struct Binding {
    /// Where it is pressed.
    pub context: Context,
    /// The key.
    pub chord: Chord,
    /// What it does; `None`: the key was taken away, also from the contexts below.
    pub action: Option<Action>,
    /// Which text says so.
    pub layer: Layer,
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
        Self::preset(Preset::Default)
    }

    /// The keymap of a preset.
    ///
    /// # Panics
    /// Never: a test reads the texts of all presets.
    pub fn preset(preset: Preset) -> Self {
        let (built_in, problems) = Self::default().laid_over(DEFAULT, Layer::BuiltIn);
        assert!(problems.is_empty(), "the built-in keymap has problems: {problems:?}");
        let (keymap, problems) = built_in.laid_over(preset.text(), Layer::Preset(preset));
        assert!(problems.is_empty(), "the preset {preset} has problems: {problems:?}");
        keymap
    }

    /// The text of the built-in keys, with their comments.
    pub fn built_in_text() -> &'static str {
        DEFAULT
    }

    /// This keymap with another text laid over it, and everything in the text that could not be read.
    #[must_use]
    pub fn merged(&self, text: &str) -> (Self, Vec<Problem>) {
        self.laid_over(text, Layer::User(0))
    }

    fn laid_over(&self, text: &str, layer: Layer) -> (Self, Vec<Problem>) {
        let (document, errors) = DeTable::parse_recoverable(text);
        let mut problems: Vec<Problem> = errors
            .iter()
            .map(|error| problem("syntax", error.span().unwrap_or(0..0), error.message().to_owned(), None))
            .collect();
        let (keymap, more) = self.with_tables(document.get_ref(), layer, text, &mut problems);
        problems.extend(more);
        (keymap, problems)
    }

    /// This keymap with the tables of a document laid over it, one table a context, and what is wrong with them. Where
    /// the text binds a key twice, both are left out: of `syntax` are taken the errors that say so.
    pub(super) fn with_tables(
        &self,
        tables: &DeTable<'_>,
        layer: Layer,
        text: &str,
        syntax: &mut Vec<Problem>,
    ) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut tables: Vec<_> = tables.iter().collect();
        tables.sort_by_key(|(name, _)| name.span().start);
        let mut read = Vec::new();
        for (name, table) in tables {
            match read_context(name, table) {
                Ok((context, keys)) => read_keys(context, keys, layer, &mut read, &mut problems),
                Err(error) => problems.push(error),
            }
        }
        syntax.retain(|error| match second_binding(text, error, &read) {
            Some((place, conflict)) => {
                read.remove(place);
                problems.push(conflict);
                false
            }
            None => true,
        });
        let mut merged = self.clone();
        for (binding, _) in &read {
            merged.bind(*binding);
        }
        if matches!(layer, Layer::User(_)) {
            problems.extend(read.iter().filter_map(|(binding, span)| self.lost(&merged, *binding, span)));
            problems.extend(read.iter().filter_map(|(binding, span)| merged.shadow(*binding, span)));
        }
        (merged, problems)
    }

    /// Every binding, in the order in which hints prefer them.
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// The action that loses its last key to this binding of a keymap laid over this one.
    fn lost(&self, merged: &Self, binding: Binding, span: &Range<usize>) -> Option<Problem> {
        let old = self.find(binding.context, binding.chord)?.action?;
        let new = binding.action.filter(|new| *new != old)?;
        let has_key = merged.bindings.iter().any(|other| other.action == Some(old));
        let message = format!("{:?} does \"{new}\" now, and no key does \"{old}\" any more", binding.chord.to_string());
        let help = format!("give \"{old}\" another key");
        (!has_key).then(|| problem("action-without-key", span.clone(), message, Some(help)))
    }

    /// The screens on which a key of every screen does something else, because they are asked first.
    fn shadow(&self, binding: Binding, span: &Range<usize>) -> Option<Problem> {
        let action = binding.action.filter(|_| binding.context == Context::Global)?;
        let over = |context: &Context| {
            let own = self.find(*context, binding.chord).filter(|own| own.action != Some(action))?;
            let does = own.action.map_or("nothing".to_owned(), |action| format!("\"{action}\""));
            Some(format!("{does} in {context}"))
        };
        let screens = Context::ALL.iter().filter(|context| context.chain().len() > 1);
        let over: Vec<String> = screens.filter_map(over).collect();
        let message = format!("{:?} does \"{action}\", but {}", binding.chord.to_string(), over.join(", "));
        (!over.is_empty()).then(|| problem("key-shadowed", span.clone(), message, None))
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

/// A binding that was read, and where its key stands.
type Read = (Binding, Range<usize>);

/// Reads the keys of one context in the order of the text.
fn read_keys(context: Context, table: &DeTable<'_>, layer: Layer, read: &mut Vec<Read>, problems: &mut Vec<Problem>) {
    let mut keys: Vec<_> = table.iter().collect();
    keys.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in keys {
        match read_binding(context, key, value, layer) {
            Ok(binding) => read.push((binding, key.span())),
            Err(error) => problems.push(error),
        }
    }
}

fn read_binding(
    context: Context,
    key: &Spanned<std::borrow::Cow<'_, str>>,
    value: &Spanned<DeValue<'_>>,
    layer: Layer,
) -> Result<Binding, Problem> {
    let bad_key = |message: String| problem("bad-key", key.span(), message, None);
    let chord: Chord = key.get_ref().parse().map_err(|error: super::key::ChordError| bad_key(error.to_string()))?;
    let DeValue::String(name) = value.get_ref() else {
        return Err(problem("bad-value", value.span(), "expected the name of an action, or \"none\"".to_owned(), None));
    };
    let action = match name.as_ref() {
        "none" => None,
        name => Some(name.parse().map_err(|error: crate::ui::action::UnknownAction| {
            problem("unknown-action", value.span(), error.to_string(), None)
        })?),
    };
    if context == Context::Field && chord.text().is_some() {
        return Err(bad_key(format!("{:?} is text in a field; only other keys can be bound there", chord.to_string())));
    }
    // The loop around the program takes these two before it is asked.
    let kept = [(Chord::ctrl('c'), Some(Action::Quit), "quits"), (Chord::ctrl('z'), None, "suspends")];
    if let Some((_, _, does)) = kept.iter().find(|(own, does, _)| *own == chord && (*does != action || does.is_none()))
    {
        return Err(bad_key(format!("\"{chord}\" always {does}")));
    }
    let layer = if let Layer::User(_) = layer { Layer::User(key.span().start) } else { layer };
    Ok(Binding { context, chord, action, layer })
}

/// TOML refuses a key that stands twice in a table. Where that is a binding: the place of the first one, and the
/// conflict of the two.
fn second_binding(text: &str, error: &Problem, read: &[Read]) -> Option<(usize, Problem)> {
    if error.message != "duplicate key" {
        return None;
    }
    let rest = text.get(error.span.start..)?;
    let (line, _) = DeTable::parse_recoverable(rest.lines().next()?);
    let (key, value) = line.get_ref().iter().next()?;
    let (chord, other): (Chord, &str) = (key.get_ref().parse().ok()?, value.get_ref().as_str()?);
    let is_first = |(binding, span): &Read| binding.chord == chord && span.start < error.span.start;
    let place = read.iter().rposition(is_first)?;
    let binding = read[place].0;
    let first = binding.action.map_or("none", Action::name);
    let message = format!(
        "{:?} is both \"{first}\" and \"{other}\" in `{}`: it stays what it was",
        chord.to_string(),
        binding.context
    );
    Some((place, problem("key-conflict", error.span.clone(), message, None)))
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
        let (keymap, problems) = Keymap::default().laid_over(DEFAULT, Layer::BuiltIn);
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
        let (keymap, problems) = Keymap::built_in().merged("[home]\nu = 'none'\n[global]\n'ö' = 'undo'\nq = 'none'");
        assert_eq!(problems, []);
        assert_eq!(keymap.action(Context::Home, Chord::char('u')), None);
        assert_eq!(keymap.action(Context::Map, Chord::char('u')), Some(Action::Undo));
        assert_eq!(keymap.keys(Context::Home, Action::Undo), [Chord::char('ö')]);
        assert_eq!(keymap.label(Context::Trace, Action::Quit).as_deref(), Some("Ctrl-C"));
    }

    #[test]
    fn every_mistake_is_told_with_its_place() {
        let text = "[hom]\nu = 'undo'\n[map]\nctrl-h = 'undo'\nx = 'udno'\ny = 3\nz = 'undo'\n'z' = 'redo'\n[global]\nA = 'undo'";
        let (_, problems) = Keymap::built_in().merged(text);
        let told: Vec<(&str, &str)> =
            problems.iter().map(|problem| (problem.code, &text[problem.span.clone()])).collect();
        assert_eq!(told.len(), 6, "{problems:?}");
        for expected in
            [("unknown-context", "hom"), ("bad-key", "ctrl-h"), ("unknown-action", "'udno'"), ("bad-value", "3")]
        {
            assert!(told.contains(&expected), "{expected:?} in {told:?}");
        }
        assert!(told.contains(&("key-conflict", "'z'")) && told.contains(&("key-shadowed", "A")), "{told:?}");
        let message =
            |code| problems.iter().find(|problem| problem.code == code).map(|problem| problem.message.as_str());
        assert_eq!(message("unknown-action"), Some("no action is named \"udno\"; did you mean \"undo\"?"));
        assert_eq!(message("key-conflict"), Some("\"z\" is both \"undo\" and \"redo\" in `map`: it stays what it was"));
        let shadowed = "\"A\" does \"undo\", but \"fix-a\" in home, \"fix-a\" in routes, \"fix-a\" in trace";
        assert_eq!(message("key-shadowed"), Some(shadowed));
    }

    #[test]
    fn a_key_that_is_bound_twice_stays_what_it_was() {
        let (keymap, problems) = Keymap::built_in().merged("[global]\n'u' = 'redo'\n\"u\" = 'save'\n'ö' = 'undo'");
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(keymap.action(Context::Home, Chord::char('u')), Some(Action::Undo));
        assert_eq!(keymap.action(Context::Home, Chord::char('ö')), Some(Action::Undo));
    }

    #[test]
    fn an_action_that_loses_its_last_key_is_told_with_the_one_that_took_it() {
        let code = |text: &str| {
            let (_, problems) = Keymap::built_in().merged(text);
            problems.into_iter().map(|problem| (problem.code, problem.message)).collect::<Vec<_>>()
        };
        let lost = "\"u\" does \"redo\" now, and no key does \"undo\" any more".to_owned();
        assert_eq!(code("[global]\nu = 'redo'"), [("action-without-key", lost)]);
        assert_eq!(code("[global]\nu = 'redo'\n'ö' = 'undo'"), []);
        // Who takes a key away on purpose is not told of it.
        assert_eq!(code("[global]\nu = 'none'"), []);
    }

    #[test]
    fn what_cannot_work_is_refused() {
        let cases = [
            ("[field]\na = 'enter'", "\"a\" is text in a field; only other keys can be bound there"),
            ("[global]\nctrl-c = 'undo'", "\"ctrl-c\" always quits"),
            ("[global]\nctrl-c = 'none'", "\"ctrl-c\" always quits"),
            ("[global]\nctrl-z = 'undo'", "\"ctrl-z\" always suspends"),
        ];
        for (text, message) in cases {
            let (keymap, problems) = Keymap::built_in().merged(text);
            assert_eq!(
                problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>(),
                [message],
                "{text}"
            );
            assert_eq!(keymap, Keymap::built_in(), "{text}");
        }
    }

    #[test]
    fn any_letter_is_a_key_and_an_action_has_several_or_none() {
        let text = "[global]\n'ö' = 'undo'\n'ж' = 'undo'\n'日' = 'help'\n'?' = 'none'\nf1 = 'none'";
        let (keymap, problems) = Keymap::built_in().merged(text);
        assert_eq!(problems, []);
        for letter in ['u', 'ö', 'ж'] {
            assert_eq!(keymap.action(Context::Map, Chord::char(letter)), Some(Action::Undo), "{letter}");
        }
        assert_eq!(keymap.label(Context::Home, Action::Help).as_deref(), Some("日"));
    }

    #[test]
    fn presets_keep_what_the_default_has_but_where_they_say_so() {
        let cases = [
            (Preset::Vim, Context::Home, "ctrl-f", Action::PageDown),
            (Preset::Vim, Context::Help, "ctrl-b", Action::PageUp),
            (Preset::Vim, Context::Map, "u", Action::Undo),
            (Preset::Emacs, Context::Home, "ctrl-n", Action::Down),
            (Preset::Emacs, Context::Picker, "ctrl-p", Action::Up),
            (Preset::Emacs, Context::Field, "ctrl-g", Action::Back),
            (Preset::Emacs, Context::Trace, "n", Action::EditNodes),
        ];
        for (preset, context, key, action) in cases {
            assert_eq!(Keymap::preset(preset).action(context, key.parse().unwrap()), Some(action), "{preset} {key}");
        }
        for preset in Preset::ALL {
            let keymap = Keymap::preset(*preset);
            for action in Action::ALL {
                assert!(keymap.bindings.iter().any(|binding| binding.action == Some(*action)), "{preset}: {action}");
            }
        }
    }
}
