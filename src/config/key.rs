//! Chords: one key with its modifiers, in one canonical form, as text and from the terminal. What a chord does is
//! not known here; the keymap says so.

use std::fmt;
use std::str::FromStr;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// A key, without modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// A printable character, as typed: `a`, `A`, `+`, ` `.
    Char(char),
    /// A function key, 1 to 24.
    F(u8),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Backspace, whichever byte the terminal sends for it.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
}

/// The keys that have a name: the one written in a keymap, and the one shown in a hint.
const NAMED: &[(Key, &str, &str)] = &[
    (Key::Char(' '), "space", "Space"),
    (Key::Enter, "enter", "Enter"),
    (Key::Esc, "esc", "Esc"),
    (Key::Tab, "tab", "Tab"),
    (Key::Backspace, "backspace", "Backspace"),
    (Key::Delete, "delete", "Del"),
    (Key::Insert, "insert", "Ins"),
    (Key::Home, "home", "Home"),
    (Key::End, "end", "End"),
    (Key::PageUp, "page-up", "PgUp"),
    (Key::PageDown, "page-down", "PgDn"),
    (Key::Up, "up", "Up"),
    (Key::Down, "down", "Down"),
    (Key::Left, "left", "Left"),
    (Key::Right, "right", "Right"),
];

/// The letters that terminals send as another key when Ctrl is held, and that key.
const ALIASES: &[(char, Key)] =
    &[('h', Key::Backspace), ('i', Key::Tab), ('j', Key::Enter), ('m', Key::Enter), ('[', Key::Esc)];

/// A key with its modifiers, canonical: a printable key never carries Shift, a letter held with Ctrl is small, and
/// what terminals cannot tell apart (Ctrl-H and Backspace) is one chord.
///
/// ```
/// # use aksplore::config::key::Chord;
/// assert_eq!("ctrl-r".parse::<Chord>()?.to_string(), "ctrl-r");
/// assert!("shift-a".parse::<Chord>().is_err()); // written `A`
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Chord {
    key: Key,
    ctrl: bool,
    alt: bool,
    shift: bool,
}

/// Why a text is not a chord.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChordError {
    /// Nothing there.
    #[error("a key is missing")]
    Empty,
    /// No such key.
    #[error("no key is named {0:?}; write one character, or enter, esc, tab, space, backspace, up, page-down, f1 ..")]
    Unknown(String),
    /// Shift on a printable key is another character.
    #[error("shift cannot be told from the character itself; write {0:?}")]
    Shift(String),
    /// A letter that Ctrl turns into another key.
    #[error("terminals send {given} as {sent}; write {sent:?}")]
    Alias {
        /// What was written.
        given: String,
        /// What arrives.
        sent: String,
    },
}

impl Chord {
    /// The key alone.
    pub const fn key(key: Key) -> Self {
        Self { key, ctrl: false, alt: false, shift: false }
    }

    /// A printable character.
    pub const fn char(character: char) -> Self {
        Self::key(Key::Char(character))
    }

    /// The character held with Ctrl.
    pub const fn ctrl(character: char) -> Self {
        Self { key: Key::Char(character.to_ascii_lowercase()), ctrl: true, alt: false, shift: false }
    }

    /// The same key with Ctrl held.
    #[must_use]
    pub fn with_ctrl(self) -> Self {
        Self { ctrl: true, ..self }.canonical()
    }

    /// The same key with Alt held.
    #[must_use]
    pub fn with_alt(self) -> Self {
        Self { alt: true, ..self }.canonical()
    }

    /// The same key with Shift held; of a printable key, its capital.
    #[must_use]
    pub fn with_shift(self) -> Self {
        Self { shift: true, ..self }.canonical()
    }

    /// What the terminal reported, if it is the press (or repeat) of a key that we know.
    ///
    /// Releases are dropped: Windows and the kitty protocol report them, and `n4` must not become `nn44`.
    pub fn from_event(event: KeyEvent) -> Option<Self> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        let held = |modifier| event.modifiers.contains(modifier);
        let (key, back) = match event.code {
            KeyCode::BackTab => (Key::Tab, true),
            code => (key_of(code)?, false),
        };
        let shift = back || held(KeyModifiers::SHIFT);
        Some(Self { key, ctrl: held(KeyModifiers::CONTROL), alt: held(KeyModifiers::ALT), shift }.canonical())
    }

    /// The key without its modifiers.
    pub fn base(self) -> Key {
        self.key
    }

    /// Is a modifier held?
    pub fn is_plain(self) -> bool {
        !(self.ctrl || self.alt || self.shift)
    }

    /// The key that followed an Esc, if the chord may be both: terminals send Alt with a key as Esc and that key.
    pub fn after_esc(self) -> Option<Self> {
        let is_sent_so = matches!(self.key, Key::Char(_) | Key::Enter | Key::Tab | Key::Backspace);
        (self.alt && is_sent_so).then_some(Self { alt: false, ..self })
    }

    /// The character it types into a text field, if it types one. `AltGr` arrives as Ctrl with Alt on Windows, so
    /// a sign that is no letter and holds both is text.
    pub fn text(self) -> Option<char> {
        match self.key {
            Key::Char(character) if self.is_plain() => Some(character),
            Key::Char(character) if self.ctrl && self.alt && !character.is_ascii_alphanumeric() => Some(character),
            _ => None,
        }
    }

    /// The name for people, as hints show it: `Enter`, `Ctrl-R`, `PgDn`, `n`.
    pub fn label(self) -> String {
        let name = match (self.key, named(self.key)) {
            (_, Some((_, _, label))) => (*label).to_owned(),
            (Key::Char(character), None) if self.ctrl || self.alt => character.to_uppercase().collect(),
            (Key::F(number), None) => format!("F{number}"),
            (key, None) => plain_name(key),
        };
        format!("{}{}{}{name}", part(self.ctrl, "Ctrl-"), part(self.alt, "Alt-"), part(self.shift, "Shift-"))
    }

    /// The one form of chords that mean the same key press.
    fn canonical(mut self) -> Self {
        if let Key::Char(character) = self.key {
            self.key = Key::Char(if self.ctrl {
                character.to_ascii_lowercase()
            } else if self.shift {
                capital(character)
            } else {
                character
            });
            self.shift = false;
        }
        if let (true, false, Some(key)) = (self.ctrl, self.alt, self.alias()) {
            return Self::key(key);
        }
        self
    }

    fn alias(self) -> Option<Key> {
        ALIASES.iter().find(|(letter, _)| self.ctrl && self.key == Key::Char(*letter)).map(|(_, key)| *key)
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (ctrl, alt, shift) = (part(self.ctrl, "ctrl-"), part(self.alt, "alt-"), part(self.shift, "shift-"));
        formatter.pad(&format!("{ctrl}{alt}{shift}{}", plain_name(self.key)))
    }
}

impl FromStr for Chord {
    type Err = ChordError;

    fn from_str(text: &str) -> Result<Self, ChordError> {
        let (mut rest, mut chord) = (text, Self::key(Key::Esc));
        while let Some((flag, tail)) = modifier(&mut chord, rest) {
            *flag = true;
            rest = tail;
        }
        chord.key = key_named(rest)?;
        if let (true, Key::Char(character)) = (chord.shift, chord.key) {
            let written = Self { key: Key::Char(capital(character)), shift: false, ..chord };
            return Err(ChordError::Shift(written.to_string()));
        }
        let canonical = chord.canonical();
        if chord.ctrl && !chord.alt && chord.alias().is_some() || canonical.key != chord.key {
            return Err(ChordError::Alias { given: text.to_owned(), sent: canonical.to_string() });
        }
        Ok(canonical)
    }
}

/// The modifier that the text begins with, and what follows it; `ctrl--` is Ctrl with the minus key.
fn modifier<'a, 'b>(chord: &'a mut Chord, text: &'b str) -> Option<(&'a mut bool, &'b str)> {
    let (head, tail) = text.split_once('-').filter(|(_, tail)| !tail.is_empty())?;
    match head {
        "ctrl" => Some((&mut chord.ctrl, tail)),
        "alt" => Some((&mut chord.alt, tail)),
        "shift" => Some((&mut chord.shift, tail)),
        _ => None,
    }
}

fn key_named(text: &str) -> Result<Key, ChordError> {
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (None, _) => return Err(ChordError::Empty),
        (Some(one), None) if !one.is_control() && one != ' ' => return Ok(Key::Char(one)),
        _ => {}
    }
    let function = text.strip_prefix('f').and_then(|number| number.parse().ok()).filter(|n| (1..=24).contains(n));
    let name = NAMED.iter().find(|(_, name, _)| *name == text).map(|(key, _, _)| *key);
    // `f01` must not be a second spelling of `f1`.
    function
        .map(Key::F)
        .filter(|key| plain_name(*key) == text)
        .or(name)
        .ok_or_else(|| ChordError::Unknown(text.to_owned()))
}

fn named(key: Key) -> Option<&'static (Key, &'static str, &'static str)> {
    NAMED.iter().find(|(named, _, _)| *named == key)
}

fn plain_name(key: Key) -> String {
    match (named(key), key) {
        (Some((_, name, _)), _) => (*name).to_owned(),
        (None, Key::Char(character)) => character.to_string(),
        (None, Key::F(number)) => format!("f{number}"),
        (None, other) => unreachable!("every key but characters and function keys is named: {other:?}"),
    }
}

/// The capital, where it is one character.
fn capital(character: char) -> char {
    let mut upper = character.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(one), None) => one,
        _ => character,
    }
}

fn part(held: bool, name: &'static str) -> &'static str {
    if held { name } else { "" }
}

fn key_of(code: KeyCode) -> Option<Key> {
    Some(match code {
        KeyCode::Char(character) if !character.is_control() => Key::Char(character),
        KeyCode::F(number @ 1..=24) => Key::F(number),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Insert => Key::Insert,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn press(code: KeyCode, modifiers: KeyModifiers) -> Option<String> {
        Chord::from_event(KeyEvent::new(code, modifiers)).map(|chord| chord.to_string())
    }

    #[test]
    fn what_the_terminal_sends_has_one_name() {
        let (none, shift, ctrl) = (KeyModifiers::NONE, KeyModifiers::SHIFT, KeyModifiers::CONTROL);
        let cases = [
            (KeyCode::Char('a'), none, "a"),
            (KeyCode::Char('a'), shift, "A"),
            (KeyCode::Char('A'), shift, "A"),
            (KeyCode::Char('+'), shift, "+"),
            (KeyCode::Char('R'), ctrl | shift, "ctrl-r"),
            (KeyCode::Char('h'), ctrl, "backspace"),
            (KeyCode::Char('j'), ctrl, "enter"),
            (KeyCode::Char(' '), none, "space"),
            (KeyCode::Char('-'), none, "-"),
            (KeyCode::BackTab, shift, "shift-tab"),
            (KeyCode::BackTab, none, "shift-tab"),
            (KeyCode::F(5), none, "f5"),
            (KeyCode::Up, KeyModifiers::ALT, "alt-up"),
        ];
        for (code, modifiers, name) in cases {
            assert_eq!(press(code, modifiers).as_deref(), Some(name), "{code:?} {modifiers:?}");
        }
        assert_eq!(press(KeyCode::CapsLock, none), None);
    }

    #[test]
    fn a_release_is_not_a_press_and_a_repeat_is() {
        let event = |kind| KeyEvent::new_with_kind(KeyCode::Char('4'), KeyModifiers::NONE, kind);
        assert_eq!(Chord::from_event(event(KeyEventKind::Release)), None);
        assert_eq!(Chord::from_event(event(KeyEventKind::Repeat)), Some(Chord::char('4')));
    }

    #[test]
    fn what_cannot_be_a_chord_says_why() {
        let cases = [
            ("", "a key is missing"),
            ("shift-a", "shift cannot be told from the character itself; write \"A\""),
            ("ctrl-shift-1", "shift cannot be told from the character itself; write \"ctrl-1\""),
            ("ctrl-h", "terminals send ctrl-h as backspace; write \"backspace\""),
            ("ctrl-[", "terminals send ctrl-[ as esc; write \"esc\""),
            ("ctrl-R", "terminals send ctrl-R as ctrl-r; write \"ctrl-r\""),
        ];
        for (text, message) in cases {
            assert_eq!(text.parse::<Chord>().map_err(|error| error.to_string()), Err(message.to_owned()), "{text}");
        }
        for text in ["ctrl", "f0", "f25", "f01", "ctrl-ctl-x", "enterr", " "] {
            assert!(matches!(text.parse::<Chord>(), Err(ChordError::Unknown(_))), "{text:?}");
        }
    }

    #[test]
    fn labels_are_for_people() {
        let cases =
            [("ctrl-r", "Ctrl-R"), ("n", "n"), ("U", "U"), ("page-down", "PgDn"), ("f1", "F1"), ("ctrl--", "Ctrl--")];
        for (text, label) in cases {
            assert_eq!(text.parse::<Chord>().unwrap().label(), label);
        }
    }

    #[test]
    fn altgr_types_text_and_control_does_not() {
        let both = KeyModifiers::CONTROL | KeyModifiers::ALT;
        let text = |code, modifiers| Chord::from_event(KeyEvent::new(code, modifiers)).and_then(Chord::text);
        assert_eq!(text(KeyCode::Char('['), both), Some('['));
        assert_eq!(text(KeyCode::Char('@'), KeyModifiers::NONE), Some('@'));
        assert_eq!(text(KeyCode::Char('a'), both), None);
        assert_eq!(text(KeyCode::Char('w'), KeyModifiers::CONTROL), None);
    }

    #[test]
    fn alt_may_be_esc_and_a_key() {
        let after = |text: &str| text.parse::<Chord>().unwrap().after_esc().map(|chord| chord.to_string());
        let cases = [
            ("alt-u", Some("u")),
            ("ctrl-alt-r", Some("ctrl-r")),
            ("alt-enter", Some("enter")),
            ("alt-up", None),
            ("u", None),
        ];
        for (text, key) in cases {
            assert_eq!(after(text).as_deref(), key, "{text}");
        }
    }

    proptest! {
        #[test]
        fn display_reads_back(character in any::<char>(), code in 0usize..40, bits in 0u8..8) {
            let mut modifiers = KeyModifiers::NONE;
            modifiers.set(KeyModifiers::SHIFT, bits & 1 > 0);
            modifiers.set(KeyModifiers::CONTROL, bits & 2 > 0);
            modifiers.set(KeyModifiers::ALT, bits & 4 > 0);
            let named = [KeyCode::Enter, KeyCode::Esc, KeyCode::Tab, KeyCode::BackTab, KeyCode::PageUp, KeyCode::F(12)];
            let code = named.get(code).copied().unwrap_or(KeyCode::Char(character));
            if let Some(chord) = Chord::from_event(KeyEvent::new(code, modifiers)) {
                prop_assert_eq!(chord.to_string().parse::<Chord>(), Ok(chord));
            }
        }
    }
}
