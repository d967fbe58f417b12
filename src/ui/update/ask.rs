//! The line of `=`: what is understood at each key, and what Enter does with it. What a text means is `explain`'s.

use super::Commit;
use crate::engine::Analysis;
use crate::engine::finding::{Finding, Severity};
use crate::explain::question::{ASKED, FORM, Question};
use crate::explain::{Explained, NotExplained, explain};
use crate::scenario::Edit;
use crate::ui::app::App;
use crate::ui::explain::errors;
use crate::ui::layer::{Aim, AskLine, Heard, Layer, RuleList};
use crate::ui::screens::Screen;
use crate::ui::verdict;
use crate::ui::{find, palette, words};

/// How many questions are kept for the keys up and down.
const ASKED_MAX: usize = 50;

impl App {
    /// Opens the line.
    pub(super) fn open_ask_line(&mut self) {
        let heard = Heard { text: FORM.to_owned(), is_clear: true };
        self.layers.push(Layer::AskLine(AskLine::new(self.asked.clone(), heard)));
    }

    /// Opens the list of the rules behind what the screen shows.
    pub(super) fn open_rules(&mut self) {
        let (title, _) = self.screen.title();
        let (pane, cx) = self.pane();
        let bases = pane.basis(&cx);
        if bases.is_empty() {
            self.say("No rule stands behind what is selected");
        } else {
            self.layers.push(Layer::Rules(RuleList::new(format!("The rules behind {title}"), bases)));
        }
    }

    /// The text of the line changed: says what is understood of it now.
    pub(super) fn listen(&mut self) {
        match self.layers.last() {
            Some(Layer::AskLine(ask)) => {
                let heard = self.heard(ask.text());
                if let Some(Layer::AskLine(ask)) = self.layers.last_mut() {
                    ask.hear(heard);
                }
            }
            Some(Layer::Finder(finder)) if finder.is_behind() => {
                let meant = match finder.aim() {
                    Aim::Design => find::meant(self, finder.text()),
                    Aim::Words => Vec::new(),
                    Aim::Keys | Aim::Palette => palette::meant(finder.text()),
                };
                if let Some(Layer::Finder(finder)) = self.layers.last_mut() {
                    finder.seek(meant);
                }
            }
            _ => {}
        }
    }

    /// Opens the list of everything that can be found.
    pub(super) fn open_find(&mut self) {
        let finder = find::finder(self);
        self.layers.push(Layer::Finder(finder));
    }

    /// Opens the words of this screen and all others, explained.
    pub(super) fn open_words(&mut self) {
        let finder = words::finder(self);
        self.layers.push(Layer::Finder(finder));
    }

    /// A text was pasted where no line is open: a question, a code or an error goes behind `=`, everything else is looked
    /// for, also a word that is a name as well. Nothing is done with it before Enter.
    pub(super) fn take_pasted(&mut self, text: &str) {
        match explain(text) {
            Ok(Explained::Term(_)) | Err(_) => self.open_find(),
            Ok(_) => self.open_ask_line(),
        }
        self.paste(text);
    }

    fn heard(&self, text: &str) -> Heard {
        let clear = |text: String| Heard { text, is_clear: true };
        match explain(text) {
            Ok(Explained::Rule(rule)) => clear(format!("rule {rule}: Enter shows it")),
            Ok(Explained::Finding(meaning)) => clear(format!("finding {}: {}", meaning.code, meaning.says)),
            Ok(Explained::Code(error)) => clear(format!("{}: {}", error.title, error.says)),
            Ok(Explained::Error(apart)) => clear(format!("{}: Enter takes it apart", apart.error.title)),
            Ok(Explained::Term(term)) => clear(format!("{}: {}", term.name, term.says)),
            Ok(Explained::Question(question)) => match self.asked_edit(&question) {
                Ok((edit, analysis)) => {
                    let (corner, _) = verdict::corner(&analysis, &self.state.theme, " ");
                    let label = edit.label(self.state.analysis.plan().written());
                    let words = label.strip_prefix(ASKED).unwrap_or(&label);
                    let refused = self.newly_refused(&analysis).map(|what| format!("; {what}")).unwrap_or_default();
                    clear(format!("{words} -> {corner}{refused}"))
                }
                Err(reason) => Heard { text: reason, is_clear: false },
            },
            Err(NotExplained::Empty) => clear(FORM.to_owned()),
            Err(error) => Heard { text: error.to_string(), is_clear: false },
        }
    }

    /// The first thing that is refused of other answers and not of the present ones.
    fn newly_refused<'a>(&self, analysis: &'a Analysis) -> Option<&'a str> {
        let known = self.state.analysis.findings();
        let is_new =
            |finding: &&Finding| known.iter().all(|own| (own.code, &own.subject) != (finding.code, &finding.subject));
        let errors = analysis.findings().iter();
        let mut refused = errors.filter(|finding| finding.severity == Severity::Error && !finding.is_room);
        refused.find(is_new).map(|finding| finding.message.as_str())
    }

    /// The edit of a question, and the answers that it would give.
    fn asked_edit(&self, question: &Question) -> Result<(Edit, Analysis), String> {
        let plan = self.state.analysis.plan();
        let edit = question.edit(plan, self.state.pool.as_deref())?;
        let edited = plan.edited(&edit).map_err(|error| error.to_string())?;
        Ok((edit, Analysis::of(edited)))
    }

    /// Enter in the line: a question changes the design, everything else is explained; what is not clear stays.
    pub(super) fn enter_ask_line(&mut self) {
        let Some(Layer::AskLine(ask)) = self.layers.last() else { return };
        let (text, shown) = (ask.text().to_owned(), ask.shown().trim().to_owned());
        let explained = match explain(&text) {
            Ok(explained) => explained,
            Err(NotExplained::Empty) => {
                self.layers.pop();
                return;
            }
            Err(_) => return self.listen(),
        };
        if let Explained::Question(question) = &explained {
            match self.asked_edit(question) {
                Ok((edit, _)) => {
                    self.layers.pop();
                    self.state.editor = None;
                    self.commit(Commit::Edit(edit));
                    self.screen = Screen::Home;
                }
                Err(_) => return self.listen(),
            }
        } else {
            self.layers.pop();
            let page = errors::page(&explained, &self.state.analysis, &self.state.keymap);
            self.layers.extend(page.map(Layer::Page));
        }
        self.asked.retain(|own| *own != shown);
        self.asked.push(shown);
        if self.asked.len() > ASKED_MAX {
            self.asked.remove(0);
        }
    }
}
