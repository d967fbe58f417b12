//! Everything that can be done, as lines to choose from: what works on this screen first, then the rest, group by group.
//! It is made from the table of actions and the keymap, and knows no key itself.

use super::action::{Action, Group};
use super::app::App;
use super::effect::Effect;
use super::layer::{Aim, Entry, Finder};
use super::screens::{Reply, Screen};
use crate::config::keymap::{Context, Keymap};

/// The keys that work here, or the palette.
pub fn finder(app: &mut App, aim: Aim) -> Finder {
    Finder::new(aim, entries(app))
}

/// A line for each action.
pub fn entries(app: &mut App) -> Vec<Entry> {
    let screen = app.screen();
    let (pane, cx) = app.pane();
    let here = pane.available(&cx);
    let keymap = cx.keymap;
    let mut entries: Vec<Entry> = here
        .iter()
        .map(|action| Entry {
            name: action.name(),
            heading: format!("On {}", screen.title().0),
            mark: keys(keymap, screen.context(), *action),
            label: action.help().to_owned(),
            detail: String::new(),
            reply: Reply::Act(*action),
        })
        .collect();
    for group in Group::ALL {
        let rest = Action::ALL.iter().filter(|action| action.group() == *group && !here.contains(action));
        entries.extend(rest.map(|action| elsewhere(keymap, screen, *action)));
    }
    entries
}

/// The line of an action that this screen does not offer now: it works everywhere, or on another screen, or not now.
fn elsewhere(keymap: &Keymap, screen: Screen, action: Action) -> Entry {
    let (context, detail, reply) = match owner(action) {
        None => (screen.context(), String::new(), Reply::Act(action)),
        Some(owners) if owners.contains(&screen) => {
            let say = format!("Not possible here now: {}", action.help());
            (screen.context(), "not now".to_owned(), Reply::Say(say))
        }
        Some(owners) => {
            let owner = owners[0];
            (owner.context(), format!("on {}", owner.title().0), Reply::ActOn(owner, action))
        }
    };
    Entry {
        name: action.name(),
        heading: action.group().title().to_owned(),
        mark: keys(keymap, context, action),
        label: action.help().to_owned(),
        detail,
        reply,
    }
}

/// The screens that an action belongs to; `None`: to none, it works on all of them.
fn owner(action: Action) -> Option<Vec<Screen>> {
    let keymap = Keymap::built_in();
    let binds = |context| keymap.binds(context, action);
    let owners: Vec<Screen> = Screen::ALL.iter().copied().filter(|screen| binds(screen.context())).collect();
    (!binds(Context::Global) && !owners.is_empty()).then_some(owners)
}

/// The names of the keys that do the action.
fn keys(keymap: &Keymap, context: Context, action: Action) -> String {
    keymap.keys(context, action).iter().map(|chord| chord.label()).collect::<Vec<_>>().join(" ")
}

/// What a typed text is by itself: `w FILE` saves under that name.
pub fn meant(text: &str) -> Vec<Entry> {
    let name = text.trim().split_once(' ').filter(|(word, _)| *word == "w").map(|(_, name)| name.trim());
    name.filter(|name| !name.is_empty())
        .map(|name| Entry {
            name: "",
            heading: String::new(),
            mark: "w".to_owned(),
            label: format!("Save as {name}"),
            detail: String::new(),
            reply: Reply::Effect(Effect::SaveAs { name: name.to_owned(), replace: false }),
        })
        .into_iter()
        .collect()
}
