//! The page of keys: what works on this screen first, then everything that works everywhere. It is made from the table
//! of actions and the keymap, and knows no key itself.

use super::action::{Action, Group};
use super::app::App;
use super::layer::{Page, Part};
use crate::config::keymap::{Context, Keymap};

/// The page for the explorer as it stands.
pub fn page(app: &mut App) -> Page {
    let (title, _) = app.screen().title();
    let context = app.screen().context();
    let (pane, cx) = app.pane();
    let here = pane.available(&cx);
    let keymap = cx.keymap;
    let mut parts = vec![Part::Heading(format!("On {title}"))];
    parts.extend(here.iter().filter_map(|action| pair(keymap, context, *action)));
    for group in Group::ALL {
        let elsewhere = |action: &&Action| action.group() == *group && !here.contains(action);
        let pairs: Vec<Part> =
            Action::ALL.iter().filter(elsewhere).filter_map(|action| pair(keymap, Context::Global, *action)).collect();
        if !pairs.is_empty() {
            parts.extend([Part::Blank, Part::Heading(group.title().to_owned())]);
            parts.extend(pairs);
        }
    }
    parts.extend([Part::Blank, Part::Heading("In a field".to_owned())]);
    let in_field = [Action::Enter, Action::Back, Action::StepUp, Action::StepDown, Action::PageUp, Action::PageDown];
    parts.extend(in_field.iter().filter_map(|action| pair(keymap, Context::Field, *action)));
    Page::new("Keys", parts)
}

/// The keys of an action and what it does; `None` when no key does it.
fn pair(keymap: &Keymap, context: Context, action: Action) -> Option<Part> {
    let keys: Vec<String> = keymap.keys(context, action).iter().map(|chord| chord.label()).collect();
    (!keys.is_empty()).then(|| Part::Pair(keys.join(" "), action.help().to_owned()))
}
