//! From a key to what it means here: an action, a character, a change of the line that is open. What an action does is
//! not known here.

use tui_input::InputRequest;

use super::action::Action;
use crate::config::key::{Chord, Key};
use crate::config::keymap::{Context, Keymap};

/// What a key means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// Do this.
    Act(Action),
    /// Type this.
    Type(char),
    /// Move the cursor or delete.
    Change(InputRequest),
    /// Nothing.
    Nothing,
}

/// What the key means in this context. While a line is open, what the keymap does not name is text.
pub fn read(keymap: &Keymap, context: Context, chord: Chord) -> Input {
    if let Some(action) = keymap.action(context, chord) {
        return Input::Act(action);
    }
    if context != Context::Field {
        return Input::Nothing;
    }
    match (chord.text(), change(chord)) {
        (Some(character), _) => Input::Type(character),
        (None, Some(request)) => Input::Change(request),
        (None, None) => Input::Nothing,
    }
}

/// The keys that change a line, as shells have them.
fn change(chord: Chord) -> Option<InputRequest> {
    const KEYS: &[(Chord, InputRequest)] = &[
        (Chord::key(Key::Left), InputRequest::GoToPrevChar),
        (Chord::key(Key::Right), InputRequest::GoToNextChar),
        (Chord::key(Key::Home), InputRequest::GoToStart),
        (Chord::key(Key::End), InputRequest::GoToEnd),
        (Chord::ctrl('a'), InputRequest::GoToStart),
        (Chord::ctrl('e'), InputRequest::GoToEnd),
        (Chord::key(Key::Backspace), InputRequest::DeletePrevChar),
        (Chord::key(Key::Delete), InputRequest::DeleteNextChar),
        (Chord::ctrl('d'), InputRequest::DeleteNextChar),
        (Chord::ctrl('w'), InputRequest::DeletePrevWord),
        (Chord::ctrl('u'), InputRequest::DeleteFromStart),
        (Chord::ctrl('k'), InputRequest::DeleteTillEnd),
    ];
    KEYS.iter().find(|(key, _)| *key == chord).map(|(_, request)| *request)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_text_in_a_field_and_keys_elsewhere() {
        let keymap = Keymap::built_in();
        let cases = [
            (Context::Home, "q", Input::Act(Action::Quit)),
            (Context::Field, "q", Input::Type('q')),
            (Context::Field, "?", Input::Type('?')),
            (Context::Field, "1", Input::Type('1')),
            (Context::Field, "enter", Input::Act(Action::Enter)),
            (Context::Field, "esc", Input::Act(Action::Back)),
            (Context::Field, "up", Input::Act(Action::StepUp)),
            (Context::Field, "ctrl-w", Input::Change(InputRequest::DeletePrevWord)),
            (Context::Field, "ctrl-u", Input::Change(InputRequest::DeleteFromStart)),
            (Context::Field, "home", Input::Change(InputRequest::GoToStart)),
            (Context::Field, "f5", Input::Nothing),
            (Context::Help, "n", Input::Nothing),
            (Context::Question, "y", Input::Act(Action::Enter)),
        ];
        for (context, key, expected) in cases {
            assert_eq!(read(&keymap, context, key.parse().unwrap()), expected, "{key} in {context}");
        }
    }
}
