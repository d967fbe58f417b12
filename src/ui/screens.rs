//! The screens and what each of them answers: what can be done, what an action does, how it looks. A screen changes no
//! scenario and no other screen: it replies what should happen.

use ratatui::style::Style;

use super::action::Action;
use super::canvas::Canvas;
use super::editor::Editor;
use super::effect::{Effect, Shown};
use super::layer::Layer;
use super::layout::SizeClass;
use crate::config::keymap::{Context, Keymap};
use crate::config::theme::Theme;
use crate::engine::Analysis;
use crate::engine::basis::{self, Basis};
use crate::engine::plan::PoolId;
use crate::scenario::{Edit, Path};

pub mod compare;
pub mod home;
pub mod map;
pub mod policy;
pub mod routes;
pub mod trace;

/// What stands between the two ends of a question that one screen hands to another.
pub const HANDED: &str = " => ";

/// One of the pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Screen {
    /// The verdict and what makes it.
    #[default]
    Home,
    /// Who owns every address.
    Map,
    /// Where a packet goes next.
    Routes,
    /// One packet, hop by hop.
    Trace,
    /// The same question put to every model.
    Compare,
    /// Who may talk to whom.
    Policy,
}

impl Screen {
    /// All of them, in the order of the tabs.
    pub const ALL: &'static [Self] = &[Self::Home, Self::Map, Self::Routes, Self::Trace, Self::Compare, Self::Policy];

    /// The word on its tab, at full width and short.
    pub fn title(self) -> (&'static str, &'static str) {
        match self {
            Self::Home => ("Home", "Home"),
            Self::Map => ("Map", "Map"),
            Self::Routes => ("Routes", "Rts"),
            Self::Trace => ("Trace", "Trc"),
            Self::Compare => ("Compare", "Cmp"),
            Self::Policy => ("Policy", "Pol"),
        }
    }

    /// The action that shows it.
    pub fn action(self) -> Action {
        match self {
            Self::Home => Action::Home,
            Self::Map => Action::Map,
            Self::Routes => Action::Routes,
            Self::Trace => Action::Trace,
            Self::Compare => Action::Compare,
            Self::Policy => Action::Policy,
        }
    }

    /// Where its keys are looked up.
    pub fn context(self) -> Context {
        match self {
            Self::Home => Context::Home,
            Self::Map => Context::Map,
            Self::Routes => Context::Routes,
            Self::Trace => Context::Trace,
            Self::Compare => Context::Compare,
            Self::Policy => Context::Policy,
        }
    }

    /// The screen that the action shows.
    pub fn of(action: Action) -> Option<Self> {
        Self::ALL.iter().copied().find(|screen| screen.action() == action)
    }

    /// The next tab; after the last the first.
    #[must_use]
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|screen| *screen == self).unwrap_or_default();
        Self::ALL[(at + 1) % Self::ALL.len()]
    }
}

/// What a screen may look at.
#[derive(Clone, Copy)]
pub struct Cx<'a> {
    /// The answers to draw: of the preview while a field holds a value that can be read.
    pub analysis: &'a Analysis,
    /// Where styles come from.
    pub theme: &'a Theme,
    /// Where the names of keys come from.
    pub keymap: &'a Keymap,
    /// The layout to draw.
    pub size: SizeClass,
    /// The pool that the field letters edit.
    pub pool: Option<PoolId>,
    /// The field that is open.
    pub editor: Option<&'a Editor>,
    /// The part that has the focus is drawn over the whole picture.
    pub is_enlarged: bool,
}

impl Cx<'_> {
    /// The name of the first key that does the action on this screen; empty when none does.
    pub fn key(&self, context: Context, action: Action) -> String {
        self.keymap.label(context, action).unwrap_or_default()
    }

    /// What the letters of ways out do, and how it is taken back: `letter = try it   u = undo`.
    pub fn trying(&self, context: Context) -> String {
        let undo = self.keymap.label(context, Action::Undo).map(|key| format!("   {key} = undo"));
        format!("letter = try it{}", undo.unwrap_or_default())
    }
}

/// What should happen after an action.
#[derive(Clone, Debug)]
pub enum Reply {
    /// Not mine: let the program see to it.
    Ignored,
    /// Done, nothing else to do.
    Done,
    /// Say this in the status line.
    Say(String),
    /// Do this action, as if its key had been pressed.
    Act(Action),
    /// Change the scenario.
    Edit(Edit),
    /// Change it by one step of a value; steps of the same value are undone together.
    Step(Edit),
    /// Open a field for the value at this path.
    EditValue(Path),
    /// Ask for a line of text; it comes back through [`Pane::asked`], key by key.
    Ask {
        /// What is asked: `Address`.
        label: String,
        /// What stands there at first; the first character typed replaces it.
        text: String,
    },
    /// Hand this text to [`Pane::asked`], as if it had been typed; what a chosen line of a list replies.
    Answer(String),
    /// Put something on top.
    Open(Layer),
    /// Do this action on another screen.
    ActOn(Screen, Action),
    /// Show another screen.
    Go(Screen),
    /// Show this item of the scenario on the map.
    Reveal(Path),
    /// Show another screen and hand it this text, as [`Pane::asked`] takes it: two ends with [`HANDED`] between them.
    Hand(Screen, String),
    /// Give the state that stands a name; an empty one takes its name away.
    NamePoint(String),
    /// Do something to the world.
    Effect(Effect),
}

/// A screen's state.
pub trait Pane {
    /// What makes sense now, the most useful first: hints and help follow from it.
    fn available(&self, cx: &Cx<'_>) -> Vec<Action>;

    /// Does it, or says what should happen.
    fn act(&mut self, action: Action, cx: &Cx<'_>) -> Reply;

    /// Draws itself. Mutable for the sake of scroll offsets alone.
    fn view(&mut self, cx: &Cx<'_>, canvas: &mut Canvas<'_>);

    /// Draws its projector view; a screen without one draws itself.
    fn view_big(&mut self, cx: &Cx<'_>, canvas: &mut Canvas<'_>) {
        self.view(cx, canvas);
    }

    /// The line for the status when nothing else is to be said.
    fn status(&self, cx: &Cx<'_>) -> String;

    /// Takes the text of a line that it asked for, at every key.
    ///
    /// # Errors
    /// What is missing from the text, in words; the screen then stays as it was.
    fn asked(&mut self, text: &str, cx: &Cx<'_>) -> Result<(), String> {
        let _ = (text, cx);
        Ok(())
    }

    /// Goes to this item of the scenario, if the screen has a place for it.
    fn reveal(&mut self, path: &Path, cx: &Cx<'_>) {
        let _ = (path, cx);
    }

    /// The text of what is selected, to be copied.
    fn selected_text(&self, cx: &Cx<'_>) -> String {
        self.status(cx)
    }

    /// The answer that it shows, to be copied whole.
    fn answer_shown(&self, cx: &Cx<'_>) -> Shown;

    /// The rules behind what the screen shows now; those of the whole design where the screen does not say.
    fn basis(&self, cx: &Cx<'_>) -> Vec<Basis> {
        basis::design(cx.analysis)
    }

    /// What was chosen here, as a line of text, to be told again when the design is opened again; `None`: nothing was.
    fn kept(&self) -> Option<String> {
        None
    }

    /// Is told what it kept. What is not there any more changes nothing.
    fn restore(&mut self, kept: &str, cx: &Cx<'_>) {
        let _ = (kept, cx);
    }

    /// A short word for an action in the line of keys, where the action's own does not fit this screen.
    fn hint(&self, action: Action) -> Option<&'static str> {
        let _ = action;
        None
    }

    /// What stands at the right end of the first line; `gap` parts a word from its number.
    fn corner(&self, cx: &Cx<'_>, gap: &str) -> (String, Style);
}
