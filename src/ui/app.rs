//! The explorer's whole state: one document, its answers, the screens, what lies on top, the field that is open. Nothing
//! is global, and nothing here touches the world.

use std::collections::BTreeMap;
use std::sync::Arc;

use ratatui::layout::Rect;

use super::action::Action;
use super::canvas::Canvas;
use super::editor::Editor;
use super::layer::Layer;
use super::layout::SizeClass;
use super::look::Look;
use super::redact::PutBy;
use super::screens::compare::Compare;
use super::screens::home::Home;
use super::screens::map::Map;
use super::screens::policy::Policy;
use super::screens::routes::Routes;
use super::screens::trace::Trace;
use super::screens::{Cx, Pane, Screen};
use crate::config::keymap::{Context, Keymap};
use crate::config::theme::Theme;
use crate::document::Document;
use crate::engine::Analysis;
use crate::manifest::model::Manifests;

/// What an explorer is given at the start.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The theme, the themes there are, and the keys.
    pub look: Look,
    /// The examples that can be opened: their names and what they show.
    pub examples: Vec<(String, String)>,
}

/// The explorer.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and any may stand beside any")]
pub struct App {
    pub(super) state: State,
    pub(super) panes: Panes,
    pub(super) screen: Screen,
    /// The screens that handed a question on, the latest last: the way back.
    pub(super) trail: Vec<Screen>,
    pub(super) layers: Vec<Layer>,
    pub(super) message: Option<Message>,
    pub(super) examples: Vec<(String, String)>,
    /// The name of the theme that is shown, and the themes there are.
    pub(super) theme_name: String,
    pub(super) themes: Vec<(String, Theme)>,
    /// What was asked in the line of `=`, the latest last.
    pub(super) asked: Vec<String>,
    /// The values that stood in each field, the latest last.
    pub(super) values: BTreeMap<String, Vec<String>>,
    /// The changes of the document when it was opened: those are no work of this run.
    pub(super) began: u64,
    /// The design itself, while its masked copy is shown.
    pub(super) put_by: Option<Box<PutBy>>,
    /// Is the projector view on?
    pub(super) is_big: bool,
    /// The screen of which one part is over all of it.
    pub(super) enlarged: Option<Screen>,
    /// Is the mouse ours?
    pub(super) has_mouse: bool,
    /// What a click on these cells of the picture does.
    pub(super) spots: Vec<(Rect, Vec<Action>)>,
    /// Does work outlive the program by itself? Then nothing has to be asked before it ends.
    pub(super) is_kept: bool,
    /// Was an edit made by the burst of keys that has not been drawn yet?
    pub(super) is_burst: bool,
    /// Did the key that is being handled come in a burst?
    pub(super) is_hurried: bool,
}

/// What every screen looks at.
#[derive(Debug)]
pub(super) struct State {
    pub(super) document: Document,
    /// The answers to the document as it stands, without what is being typed.
    pub(super) analysis: Arc<Analysis>,
    pub(super) editor: Option<Editor>,
    /// The name of the pool that the letters edit; `None`: the first.
    pub(super) pool: Option<String>,
    pub(super) theme: Theme,
    pub(super) keymap: Keymap,
    pub(super) size: (u16, u16),
}

/// The screens' own states.
#[derive(Debug, Default)]
pub(super) struct Panes {
    home: Home,
    map: Map,
    routes: Routes,
    trace: Trace,
    compare: Compare,
    policy: Policy,
}

/// A sentence for the status line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) text: String,
    pub(super) is_error: bool,
}

impl App {
    /// An explorer of this document, 120 columns by 40 rows until it is told otherwise.
    pub fn new(document: Document, options: Options) -> Self {
        let analysis = Arc::new(analysed(&document));
        let began = document.changes();
        let Look { name, theme, themes, keymap } = options.look;
        let state = State { document, analysis, editor: None, pool: None, theme, keymap, size: (120, 40) };
        Self {
            state,
            panes: Panes::default(),
            screen: Screen::default(),
            trail: Vec::new(),
            layers: Vec::new(),
            message: None,
            examples: options.examples,
            theme_name: name,
            themes,
            asked: Vec::new(),
            values: BTreeMap::new(),
            began,
            put_by: None,
            is_big: false,
            enlarged: None,
            has_mouse: false,
            spots: Vec::new(),
            is_kept: false,
            is_burst: false,
            is_hurried: false,
        }
    }

    /// Work outlives the program by itself, or does not any more.
    pub fn set_kept(&mut self, is_kept: bool) {
        self.is_kept = is_kept;
    }

    /// Shows this screen.
    #[must_use]
    pub fn on(mut self, screen: Screen) -> Self {
        self.screen = screen;
        self
    }

    /// The document.
    pub fn document(&self) -> &Document {
        &self.state.document
    }

    /// The answers that are drawn: with the value that is being typed, where it is one.
    pub fn shown(&self) -> &Analysis {
        self.state.shown()
    }

    /// The answers of which the screen waits for a large one that has not been computed yet; `None`: it waits for
    /// nothing. Whoever runs the app computes it in these very answers, and draws again.
    pub fn awaited(&self) -> Option<Arc<Analysis>> {
        let shown = self.state.editor.as_ref().and_then(Editor::preview).unwrap_or(&self.state.analysis);
        let waits = self.screen == Screen::Trace && self.panes.trace.shows_reach();
        (waits && shown.reach_at_once().is_none()).then(|| Arc::clone(shown))
    }

    /// The screen that is shown.
    pub fn screen(&self) -> Screen {
        self.screen
    }

    /// The field that is open.
    pub fn editor(&self) -> Option<&Editor> {
        self.state.editor.as_ref()
    }

    /// Is the status line free for a message?
    pub fn shows_status(&self) -> bool {
        self.layers.is_empty() && self.state.editor.is_none()
    }

    /// The cells that the terminal has.
    pub fn area(&self) -> Rect {
        Rect::new(0, 0, self.state.size.0, self.state.size.1)
    }

    /// What lies on top.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The terminal has this size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.state.size = (columns, rows);
    }

    /// Another document takes the place of this one.
    pub fn open(&mut self, document: Document) {
        self.put_by = None;
        self.began = document.changes();
        self.state.document = document;
        self.state.editor = None;
        self.state.pool = None;
        self.panes = Panes::default();
        self.layers.clear();
        self.renew();
    }

    /// Says something that went well.
    pub fn say(&mut self, text: impl Into<String>) {
        self.message = Some(Message { text: text.into(), is_error: false });
    }

    /// What was said that went well, as long as it stands in the status line.
    pub fn said(&self) -> Option<&str> {
        self.message.as_ref().filter(|message| !message.is_error).map(|message| message.text.as_str())
    }

    /// Takes back what was said: it was there long enough.
    pub fn hush(&mut self) {
        self.message = self.message.take().filter(|message| message.is_error);
    }

    /// Says something that did not.
    pub fn complain(&mut self, text: impl Into<String>) {
        self.message = Some(Message { text: text.into(), is_error: true });
    }

    /// Where keys are looked up now.
    pub(super) fn context(&self) -> Context {
        match (self.layers.last(), &self.state.editor) {
            (Some(layer), _) => layer.context(),
            (None, Some(editor)) if editor.line().is_none() => Context::Picker,
            (None, Some(_)) => Context::Field,
            (None, None) => self.screen.context(),
        }
    }

    /// Takes what the manifests of the document say now.
    pub fn take_manifests(&mut self, manifests: Manifests) {
        self.state.document.set_manifests(manifests);
        self.renew();
    }

    /// The document changed: its answers are asked for afresh.
    pub(super) fn renew(&mut self) {
        self.state.analysis = Arc::new(analysed(&self.state.document));
    }

    /// The screen and what it may look at.
    pub(super) fn pane(&mut self) -> (&mut dyn Pane, Cx<'_>) {
        let cx = Cx { is_enlarged: self.is_enlarged(), ..self.state.cx() };
        (self.panes.of(self.screen), cx)
    }

    /// Is one part over all of the screen that is shown?
    pub(super) fn is_enlarged(&self) -> bool {
        self.enlarged == Some(self.screen)
    }

    /// Draws the layers, from the lowest to the topmost.
    pub(super) fn draw_layers(&mut self, canvas: &mut Canvas<'_>) -> Option<(u16, u16)> {
        let theme = &self.state.theme;
        self.layers.iter_mut().map(|layer| layer.draw(canvas, theme)).last().flatten()
    }
}

/// The answers to a document as it stands.
fn analysed(document: &Document) -> Analysis {
    Analysis::with_manifests(Arc::clone(document.scenario()), Arc::clone(document.manifests()))
}

impl Panes {
    pub(super) fn of(&mut self, screen: Screen) -> &mut dyn Pane {
        match screen {
            Screen::Home => &mut self.home,
            Screen::Map => &mut self.map,
            Screen::Routes => &mut self.routes,
            Screen::Trace => &mut self.trace,
            Screen::Compare => &mut self.compare,
            Screen::Policy => &mut self.policy,
        }
    }
}

impl State {
    pub(super) fn shown(&self) -> &Analysis {
        self.editor.as_ref().and_then(Editor::preview).unwrap_or(&self.analysis)
    }

    pub(super) fn class(&self) -> SizeClass {
        SizeClass::of(self.size.0, self.size.1)
    }

    pub(super) fn cx(&self) -> Cx<'_> {
        let analysis = self.shown();
        let named = self.pool.as_deref().and_then(|name| analysis.plan().pool_named(name));
        let pool = named.or_else(|| analysis.plan().pool_ids().next());
        Cx {
            analysis,
            theme: &self.theme,
            keymap: &self.keymap,
            size: self.class(),
            pool,
            editor: self.editor.as_ref(),
            is_enlarged: false,
        }
    }
}
