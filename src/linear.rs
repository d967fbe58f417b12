//! The explorer as lines: a command a line, and every change told in a line. For screen readers, braille displays and
//! terminals that cannot move a cursor. It has the actions of the explorer and none of its own but `show` and `again`.

use std::io::{self, BufRead, Write};

use crate::config::glyphs::Glyphs;
use crate::config::key::{Chord, Key};
use crate::explorer::Explorer;
use crate::runtime::{Effect, Event, Program as _, Rest};
use crate::ui::action::{Action, Group};
use crate::ui::lines::Told;

/// What stands before what the user types.
const PROMPT: &str = "> ";

const WELCOME: &str = "Lines, no picture. help lists the commands, show reads the screen, quit ends.";

const HELP: &str = "\
A command is an action, or a key; a value may follow: nodes 40, n 40, node-subnet 10.240.0.0/22, model overlay.
While a field is open a line is its value; an empty line keeps what stands there, back leaves it.
In a list, a number takes that item. yes and no answer a question.
show: the whole answer of this screen. again: what the screen says now. The actions:";

/// Reads commands until one quits or there are no more; gives the exit code.
///
/// # Errors
/// When the answers cannot be written.
pub fn run(explorer: &mut Explorer, glyphs: Glyphs, input: impl BufRead, output: impl Write) -> io::Result<u8> {
    let mut front = Front { explorer, glyphs, output };
    front.say(WELCOME)?;
    let mut before = Told::default();
    let first = front.explorer.told();
    front.tell(&before, &first)?;
    before = first;
    front.prompt()?;
    for line in input.lines() {
        if let Some(code) = front.take(line?.trim())? {
            front.explorer.rest(Rest::Ended(code));
            return Ok(code);
        }
        // Between two commands the program only waits: what must outlive it is kept now.
        front.explorer.rest(Rest::Suspended);
        let now = front.explorer.told();
        front.tell(&before, &now)?;
        before = now;
        front.prompt()?;
    }
    front.say("")?;
    front.explorer.rest(Rest::Ended(0));
    Ok(0)
}

/// The explorer and where its words go.
struct Front<'a, W: Write> {
    explorer: &'a mut Explorer,
    glyphs: Glyphs,
    output: W,
}

impl<W: Write> Front<'_, W> {
    /// Writes lines: nothing in them moves a cursor.
    fn say(&mut self, text: &str) -> io::Result<()> {
        for line in text.split('\n') {
            let printable: String = line.chars().filter(|sign| !sign.is_control()).collect();
            writeln!(self.output, "{}", self.glyphs.text(&printable))?;
        }
        Ok(())
    }

    fn prompt(&mut self) -> io::Result<()> {
        write!(self.output, "{PROMPT}")?;
        self.output.flush()
    }

    /// Does what the line says; an exit code ends.
    fn take(&mut self, line: &str) -> io::Result<Option<u8>> {
        let (word, rest) = line.split_once(char::is_whitespace).map_or((line, ""), |(word, rest)| (word, rest.trim()));
        if self.explorer.app_mut().asks_yes_or_no() {
            return match line {
                "yes" | "y" => Ok(self.press(Chord::key(Key::Enter))),
                "no" | "n" | "back" => Ok(self.press(Chord::key(Key::Esc))),
                _ => self.say("yes or no?").map(|()| None),
            };
        }
        let told = self.explorer.told();
        let action = word.parse::<Action>();
        if told.layer.is_none() && told.field.is_some() && action.as_ref().is_ok_and(|own| own.group() != Group::Move) {
            // A field that is open does not keep one from going on to something else.
            self.press(Chord::key(Key::Esc));
        } else if self.explorer.app_mut().takes_text() && word != "back" {
            return self.enter(line);
        }
        match (word, action, line.parse::<Chord>()) {
            ("" | "again", ..) => self.tell_all()?,
            ("show", ..) => {
                let text = self.explorer.answer_text().unwrap_or_else(|reason| reason);
                self.say(text.trim_end())?;
            }
            ("help", ..) => self.help()?,
            (_, Ok(action), _) => return self.act(action, rest),
            _ if self.choose(line) => return self.keep(),
            (_, _, Ok(chord)) => return Ok(self.press(chord)),
            (_, Err(error), _) => match self.field_of(word) {
                // The key of a field, with the value behind it: `n 40`.
                Some(action) => return self.act(action, rest),
                None => self.say(&format!("{error}. help lists the commands."))?,
            },
        }
        Ok(None)
    }

    /// Does the action; what follows it is the value of the field or line that it opens.
    fn act(&mut self, action: Action, value: &str) -> io::Result<Option<u8>> {
        if let Some(code) = self.quits(|explorer| explorer.act(action)) {
            return Ok(Some(code));
        }
        match value {
            "" => Ok(None),
            value if self.explorer.app_mut().takes_text() => self.enter(value),
            value if self.choose(value) => self.keep(),
            value => {
                self.say(&format!("{action} takes no value, or not {value:?}"))?;
                Ok(self.explorer.told().field.and_then(|_| self.press(Chord::key(Key::Esc))))
            }
        }
    }

    /// The text takes the place of what stands in the open line, and is kept.
    fn enter(&mut self, text: &str) -> io::Result<Option<u8>> {
        if !text.is_empty() {
            self.explorer.handle(Event::Key(Chord::ctrl('u')));
            self.explorer.handle(Event::Key(Chord::ctrl('k')));
            self.explorer.handle(Event::Paste(text.to_owned()));
        }
        self.keep()
    }

    /// Enter; the field that it would open next stays closed.
    fn keep(&mut self) -> io::Result<Option<u8>> {
        let field = self.explorer.told().field.map(|(label, _, _)| label);
        let ended = self.press(Chord::key(Key::Enter));
        let next = self.explorer.told().field.map(|(label, _, _)| label);
        if next.is_some() && next != field {
            let said = self.explorer.told().message;
            self.explorer.handle(Event::Key(Chord::key(Key::Esc)));
            if let (Some((text, false)), None) = (said, self.explorer.told().message) {
                self.say(&text)?;
            }
        }
        Ok(ended)
    }

    /// Puts the marker on what the text names: a number in a list, a word of a field's choices.
    fn choose(&mut self, text: &str) -> bool {
        let (choices, chosen) = self.explorer.app_mut().choices();
        let bare = |text: &str| text.to_lowercase().replace('-', " ").replace("azure cni ", "");
        let wanted = bare(text);
        let named = |exact: bool| {
            choices.iter().position(|own| if exact { bare(own) == wanted } else { bare(own).contains(&wanted) })
        };
        let number = text.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let (at, place) = match number.or_else(|| named(true)).or_else(|| named(false)) {
            Some(place) if place < choices.len() => (chosen, place),
            Some(place) if choices.is_empty() && self.explorer.told().layer.is_some() => {
                self.explorer.handle(Event::Key(Chord::key(Key::Home)));
                (0, place)
            }
            _ => return false,
        };
        let (key, steps) = if place >= at { (Key::Down, place - at) } else { (Key::Up, at - place) };
        for _ in 0..steps {
            self.explorer.handle(Event::Key(Chord::key(key)));
        }
        true
    }

    fn field_of(&self, word: &str) -> Option<Action> {
        self.explorer.app().field_of(word.parse().ok()?)
    }

    fn press(&mut self, chord: Chord) -> Option<u8> {
        self.quits(|explorer| explorer.handle(Event::Key(chord)))
    }

    /// The exit code, when that is among the effects; the others are for pictures.
    fn quits(&mut self, step: impl FnOnce(&mut Explorer) -> Vec<Effect>) -> Option<u8> {
        step(self.explorer).into_iter().find_map(|effect| match effect {
            Effect::Quit(code) => Some(code),
            Effect::Redraw | Effect::Suspend | Effect::Copy(_) | Effect::Mouse(_) => None,
        })
    }

    fn help(&mut self) -> io::Result<()> {
        self.say(HELP)?;
        for action in Action::ALL {
            self.say(&format!("{action}: {}", action.help()))?;
        }
        Ok(())
    }

    fn tell_all(&mut self) -> io::Result<()> {
        let now = self.explorer.told();
        self.tell(&Told::default(), &now)
    }

    /// Tells what is other than before, a line each.
    fn tell(&mut self, before: &Told, now: &Told) -> io::Result<()> {
        if now.screen != before.screen {
            self.say(&format!("Screen: {}", now.screen))?;
        }
        if let Some((text, is_error)) = now.message.as_ref().filter(|_| now.message != before.message) {
            self.say(&format!("{}{text}", if *is_error { "Not done: " } else { "" }))?;
        }
        if now.verdict != before.verdict {
            self.say(&format!("Verdict: {}", now.verdict))?;
        }
        match (&before.layer, &now.layer) {
            (_, None) => {}
            (Some(before), Some(now)) if before.first() == now.first() => {
                for line in now.iter().filter(|line| !before.contains(line) && line.starts_with('►')) {
                    self.say(line)?;
                }
            }
            (_, Some(now)) => self.say(&now.join("\n"))?,
        }
        if let Some((label, value, note)) = now.field.as_ref().filter(|_| now.field != before.field) {
            let note = if note.is_empty() { String::new() } else { format!(" {note}.") };
            self.say(&format!("Field {label}: {value}.{note} Type a value, or back."))?;
            let (choices, _) = self.explorer.app_mut().choices();
            if !choices.is_empty() {
                self.say(&format!("One of: {}", choices.join(", ")))?;
            }
        }
        let is_quiet = now.layer.is_none() && now.field.is_none();
        if is_quiet && now.selected != before.selected {
            self.say(&format!("Selected: {}", now.selected))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::examples;
    use crate::ui::{App, Options};

    /// What is said to these commands, after the welcome.
    fn session(commands: &str) -> (String, u8) {
        let example = examples::named("overlay").unwrap();
        let source = crate::diag::Source::new(example.name, example.text);
        let options = Options { examples: crate::explorer::examples(), ..Options::default() };
        let state = tempfile::tempdir().unwrap();
        let app = App::new(Document::open(source, None).unwrap(), options);
        let mut explorer = Explorer::new(app).keeping_in(Some(state.path().to_owned())).without_clipboard();
        let mut said = Vec::new();
        let code = run(&mut explorer, Glyphs::Ascii, commands.as_bytes(), &mut said).unwrap();
        let said = String::from_utf8(said).unwrap();
        assert!(said.chars().all(|sign| sign == '\n' || sign.is_ascii_graphic() || sign == ' '), "{said}");
        (said, code)
    }

    #[test]
    fn a_value_is_set_and_told_and_undone() {
        let (said, code) = session("nodes 700\nundo\nnodes many\nback\nquit\n");
        assert_eq!(code, 0);
        for part in ["Verdict: FITS", "-> 700", "Verdict: NO FIT", "Undone:", "Field Nodes", "> "] {
            assert!(said.contains(part), "{part}\n{said}");
        }
    }

    #[test]
    fn every_action_can_be_named() {
        for action in Action::ALL {
            let (said, _) = session(&format!("{action}\nback\nback\nquit\nyes\n"));
            assert!(!said.contains("no action is named"), "{action}\n{said}");
        }
    }

    #[test]
    fn screens_lists_and_choices_are_told() {
        let commands = "map\nmodel kubenet\nmodel azure-cni-node-subnet\nthemes\n3\nnodes\nhome\nnonsense\n";
        let (said, _) = session(commands);
        for part in [
            "Screen: Map",
            "switch to kubenet",
            "switch to azure-cni-node-subnet",
            "Theme mono",
            "Field Nodes: 3.",
            "Screen: Home",
            "no action is named \"nonsense\"",
        ] {
            assert!(said.contains(part), "{part}\n{said}");
        }
    }
}
