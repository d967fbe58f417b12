//! Placing new subnets in free space: the lengths that are asked for, the place that is chosen, and how both look. It
//! finds no place: that is the engine's.

use ratatui::style::Style;

use super::super::{Cx, Reply};
use crate::config::keymap::Context;
use crate::config::theme::Theme;
use crate::engine::packing::{Lengths, Request, Space};
use crate::engine::plan::Plan;
use crate::net::Cidr;
use crate::scenario::{Edit, Path};
use crate::ui::action::Action;
use crate::ui::canvas::{Canvas, Head};
use crate::ui::text::{counted, pad_right, thousands, width, wrap};
use crate::ui::widgets::panel::Panel;

/// How a text begins that asks for places: `place /24@vnet-hub`.
pub const PLACE: &str = "place ";
/// The length that is asked for at first.
const FIRST_LENGTH: u8 = 24;
/// Places that a page key walks.
const PAGE: u64 = 16;

/// What is to be placed, and where: by names, so that edits do not move it.
#[derive(Clone, Debug)]
pub struct Placing {
    vnet: String,
    lengths: Lengths,
    /// The number of the chosen place, where one length is asked for.
    at: u64,
}

/// What is drawn of it.
pub struct Shown<'a> {
    space: Space,
    placing: &'a Placing,
    /// Where the subnets would lie, or why they do not fit.
    places: Result<Vec<Cidr>, String>,
}

impl Placing {
    /// The text that begins it for a VNet, to be handed to the screen.
    pub fn text(vnet: &str) -> String {
        format!("{PLACE}/{FIRST_LENGTH}@{vnet}")
    }

    /// What a text asks for; the place is the lowest within the free block that is selected, else of all.
    ///
    /// # Errors
    /// When it names no lengths, or no VNet.
    pub fn asked(text: &str, plan: &Plan, selected: Option<Cidr>) -> Result<Self, String> {
        let request: Request = text.parse().map_err(|error: crate::engine::packing::LengthsError| error.to_string())?;
        let vnet = request.vnet_of(plan).ok_or("there is no VNet of this name")?;
        let space = Space::of(plan, vnet);
        let first =
            selected.zip(single(&request.lengths)).and_then(|(block, prefix)| space.first_within(prefix, block));
        Ok(Self { vnet: space.name().to_owned(), lengths: request.lengths, at: first.unwrap_or(0) })
    }

    /// Takes other lengths, typed while it goes on.
    ///
    /// # Errors
    /// When the text names none.
    pub fn retyped(&mut self, text: &str) -> Result<(), String> {
        let lengths: Lengths = text.parse().map_err(|error: crate::engine::packing::LengthsError| error.to_string())?;
        if lengths != self.lengths {
            (self.lengths, self.at) = (lengths, 0);
        }
        Ok(())
    }

    /// What it looks like in a plan; `None`: its VNet is not there any more.
    pub fn shown<'a>(&'a self, plan: &Plan) -> Option<Shown<'a>> {
        let space = Space::of(plan, plan.vnet_named(&self.vnet)?);
        let chosen = single(&self.lengths).and_then(|prefix| {
            let last = space.count(prefix).checked_sub(1)?;
            space.nth(prefix, self.at.min(last))
        });
        let places = match chosen {
            Some(place) => Ok(vec![place]),
            None => space.pack(&self.lengths).map_err(|error| error.to_string()),
        };
        Some(Shown { space, placing: self, places })
    }

    /// What makes sense now: of several lengths there is nothing to walk, and what does not fit is not added.
    pub fn available(&self, plan: &Plan) -> Vec<Action> {
        let walk = [Action::Left, Action::Right, Action::ZoomIn, Action::ZoomOut];
        let walk = walk.into_iter().filter(|_| single(&self.lengths).is_some());
        let add = self.shown(plan).filter(|shown| shown.places.is_ok()).map(|_| Action::Enter);
        add.into_iter().chain(walk).chain([Action::Add, Action::Back]).collect()
    }

    /// Walks the places, or takes another length.
    pub fn act(&mut self, action: Action, plan: &Plan) -> Reply {
        let Some(prefix) = single(&self.lengths) else {
            return Reply::Say("Several are placed at once, each at the lowest place".to_owned());
        };
        let Some(vnet) = plan.vnet_named(&self.vnet) else { return Reply::Done };
        let space = Space::of(plan, vnet);
        let last = space.count(prefix).saturating_sub(1);
        let at = self.at.min(last);
        self.at = match action {
            Action::Left | Action::Up => at.saturating_sub(1),
            Action::Right | Action::Down => (at + 1).min(last),
            Action::PageUp => at.saturating_sub(PAGE),
            Action::PageDown => (at + PAGE).min(last),
            Action::First => 0,
            Action::Last => last,
            Action::ZoomIn | Action::StepUp => return self.resize(&space, prefix.checked_sub(1)),
            Action::ZoomOut | Action::StepDown => return self.resize(&space, prefix.checked_add(1)),
            _ => return Reply::Ignored,
        };
        Reply::Done
    }

    /// Another length, near the place that was chosen.
    fn resize(&mut self, space: &Space, prefix: Option<u8>) -> Reply {
        let Some((prefix, lengths)) = prefix.and_then(|prefix| Some((prefix, Lengths::one(prefix)?))) else {
            return Reply::Say("No subnet is of this length".to_owned());
        };
        let old = single(&self.lengths).and_then(|old| space.nth(old, self.at));
        let near = old.map(|old| if prefix < old.prefix() { old.widened(prefix) } else { old });
        self.at = near.and_then(|near| space.first_within(prefix, near)).unwrap_or(0);
        self.lengths = lengths;
        Reply::Done
    }

    /// The edit that makes the subnets, and the path of the first of them.
    ///
    /// # Errors
    /// Why they do not fit.
    pub fn edit(&self, plan: &Plan) -> Result<(Edit, Path), String> {
        let shown = self.shown(plan).ok_or("the VNet is not there any more")?;
        let places = shown.places?;
        let edit = shown.space.edit(plan, &places);
        let after = edit.apply(plan.written()).map_err(|error| error.to_string())?;
        let subnets = after.vnets.iter().find(|vnet| *vnet.name == *self.vnet).map(|vnet| &vnet.subnets);
        let first = subnets.and_then(|subnets| subnets.get(subnets.len() - places.len()));
        let first = first.ok_or("the VNet is not there any more")?;
        Ok((edit, Path::root().item("vnet", &self.vnet).item("subnet", &first.name)))
    }

    /// The lengths as they are typed.
    pub fn lengths(&self) -> String {
        self.lengths.to_string()
    }
}

/// The length, where it is one alone: then its place is chosen.
fn single(lengths: &Lengths) -> Option<u8> {
    match lengths.prefixes() {
        [one] => Some(*one),
        _ => None,
    }
}

impl Shown<'_> {
    /// Where the subnets would lie; none where they do not fit.
    pub fn places(&self) -> &[Cidr] {
        self.places.as_deref().unwrap_or_default()
    }

    /// The line for the status.
    pub fn status(&self) -> String {
        match (&self.places, single(&self.placing.lengths)) {
            (Err(reason), _) => reason.clone(),
            (Ok(places), Some(prefix)) => {
                let count = self.space.count(prefix);
                let at = self.placing.at.min(count.saturating_sub(1)) + 1;
                let place = places.first().map(ToString::to_string).unwrap_or_default();
                format!("Place {place}: {} of {}", thousands(at), counted(count, "place"))
            }
            (Ok(places), None) => format!("{} subnets in VNet {}", places.len(), self.space.name()),
        }
    }

    /// Draws what is placed, where it may lie, and what is not to be had.
    pub fn draw(&self, canvas: &mut Canvas<'_>, panel: Panel, cx: &Cx<'_>) {
        let theme = cx.theme;
        let title = format!("What if: place {} in {}", self.placing.lengths, self.space.name());
        let mut inner = panel.draw(canvas, Head { title: &title, right: "the lowest first" }, theme);
        let mut row = 0;
        match (&self.places, single(&self.placing.lengths)) {
            (Err(reason), _) => row = lines(&mut inner, row, &format!("Does not fit: {reason}"), theme.bad),
            (Ok(_), Some(prefix)) => {
                self.walk(&mut inner, row, prefix, theme);
                row += 1;
            }
            (Ok(places), None) => row = Self::several(&mut inner, row, places, theme),
        }
        for part in self.space.unusable() {
            let text = format!("Not usable although free: {part}");
            row = lines(&mut inner, row, &text, theme.caution);
        }
        if panel == Panel::Boxed && row + 1 < inner.height() {
            lines(&mut inner, row + 1, &self.keys(cx), theme.hint);
        }
    }

    /// The places around the chosen one, in a row.
    fn walk(&self, canvas: &mut Canvas<'_>, row: usize, prefix: u8, theme: &Theme) {
        let count = self.space.count(prefix);
        let at = self.placing.at.min(count.saturating_sub(1));
        let total = counted(count, "place");
        let cells = self.space.nth(prefix, count.saturating_sub(1)).map_or(0, |last| width(&last.to_string())) + 3;
        let room = canvas.width().saturating_sub(width(&total) + 2);
        let fitting = u64::try_from((room / cells).max(1)).unwrap_or(1);
        // The chosen place stays in sight, with one before it where there is one.
        let first = at.saturating_sub(1).min(count.saturating_sub(fitting));
        let mut column = canvas.text(row, 0, &total, theme.label) + 2;
        for number in first..(first + fitting).min(count) {
            let Some(place) = self.space.nth(prefix, number) else { break };
            let is_chosen = number == at;
            canvas.text(row, column, if is_chosen { "►" } else { " " }, theme.accent);
            let style = if is_chosen { theme.selection } else { theme.value };
            canvas.text(row, column + 1, &place.to_string(), style);
            column += cells;
        }
    }

    /// Every subnet with its place, as many a row as there is room for; answers with the row below.
    fn several(canvas: &mut Canvas<'_>, row: usize, places: &[Cidr], theme: &Theme) -> usize {
        let cells = places.iter().map(|place| width(&place.to_string())).max().unwrap_or(0) + 2;
        let across = (canvas.width() / cells).max(1);
        for (at, place) in places.iter().enumerate() {
            let text = pad_right(&place.to_string(), cells);
            canvas.text(row + at / across, at % across * cells, &text, theme.value);
        }
        row + places.len().div_ceil(across)
    }

    fn keys(&self, cx: &Cx<'_>) -> String {
        let key = |action| cx.key(Context::Map, action);
        let walk = match single(&self.placing.lengths) {
            Some(_) => format!(
                "{}/{} walk the places;  {} {} larger, smaller;  ",
                key(Action::Left),
                key(Action::Right),
                key(Action::ZoomIn),
                key(Action::ZoomOut)
            ),
            None => String::new(),
        };
        let adds = if self.places.is_ok() { format!("{} adds;  ", key(Action::Enter)) } else { String::new() };
        format!("{adds}{walk}{} other lengths, several at once;  {} leaves", key(Action::Add), key(Action::Back))
    }
}

/// Draws a text over as many rows as it takes; answers with the row below.
fn lines(canvas: &mut Canvas<'_>, row: usize, text: &str, style: Style) -> usize {
    let lines = wrap(text, canvas.width());
    for (at, line) in lines.iter().enumerate() {
        canvas.text(row + at, 0, line, style);
    }
    row + lines.len()
}
