//! Every revision of a scenario as a tree: undo goes to the parent, redo along the branch that one came from, and every
//! state stays reachable by the list of points. Deliberately keeps snapshots, not inverse edits: revisions share all
//! items that did not change, and those of an earlier run are texts until they are wanted.

use std::sync::Arc;

use super::splice::Splice;
use crate::scenario::read::read;
use crate::scenario::write::write;
use crate::scenario::{Edit, Scenario};

/// So many revisions are kept; beyond, the oldest goes.
pub const REVISIONS_MAX: usize = 500;

/// One revision. It has its scenario, or the text to read it from, or both.
#[derive(Clone, Debug)]
struct Revision {
    parent: Option<usize>,
    /// Where redo goes: the child that was made or left last.
    next: Option<usize>,
    label: String,
    name: Option<String>,
    scenario: Option<Arc<Scenario>>,
    /// The text as a change of the parent's text; made when it is first kept.
    text: Option<Splice>,
    edit: Option<Edit>,
}

/// The revisions and the one that stands. A parent always comes before its children.
#[derive(Clone, Debug)]
pub struct History {
    revisions: Vec<Revision>,
    current: usize,
    standing: Arc<Scenario>,
}

/// One state of the history, for the list of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// Its place, in the order in which the states were made.
    pub place: usize,
    /// The state that it was made from; `None`: everything began here.
    pub parent: Option<usize>,
    /// The step that led to it.
    pub label: String,
    /// The name that a person gave it.
    pub name: Option<String>,
    /// Does it stand?
    pub is_current: bool,
    /// Do undo and redo lead through it?
    pub is_on_branch: bool,
}

/// A state of an earlier run that cannot be read any more. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("that state cannot be read any more: another version of aksplore kept it")]
pub struct Lost;

/// A revision as it is kept between two runs.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptRevision {
    parent: Option<usize>,
    next: Option<usize>,
    label: String,
    name: Option<String>,
    text: Splice,
}

impl History {
    /// A history that begins with this scenario.
    pub fn new(scenario: Arc<Scenario>) -> Self {
        let root = Revision {
            parent: None,
            next: None,
            label: String::new(),
            name: None,
            scenario: Some(Arc::clone(&scenario)),
            text: None,
            edit: None,
        };
        Self { revisions: vec![root], current: 0, standing: scenario }
    }

    /// The scenario that stands.
    pub fn scenario(&self) -> &Arc<Scenario> {
        &self.standing
    }

    /// The scenario before the last step; `None` where everything began.
    pub fn parent(&self) -> Option<Arc<Scenario>> {
        self.revisions[self.current].parent.and_then(|parent| self.scenario_at(parent).ok())
    }

    /// The edit that led to the scenario that stands, unless another revision was made from there since, or a person
    /// named it: a name holds what it names.
    pub fn last_edit(&self) -> Option<&Edit> {
        let revision = &self.revisions[self.current];
        let is_leaf = !self.revisions.iter().any(|other| other.parent == Some(self.current));
        revision.edit.as_ref().filter(|_| is_leaf && revision.name.is_none())
    }

    /// How many steps can be taken back.
    pub fn depth(&self) -> usize {
        self.path(self.current).count() - 1
    }

    /// The step that led here; empty where everything began.
    pub fn label(&self) -> &str {
        &self.revisions[self.current].label
    }

    /// How many states there are.
    pub fn len(&self) -> usize {
        self.revisions.len()
    }

    /// Was nothing ever done?
    pub fn is_empty(&self) -> bool {
        self.revisions.len() == 1
    }

    /// The labels of the steps that led here, the latest first.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        let steps = self.path(self.current).filter(|at| self.revisions[*at].parent.is_some());
        steps.map(|at| self.revisions[at].label.as_str())
    }

    /// Every state, in the order in which they were made.
    pub fn points(&self) -> Vec<Point> {
        let mut is_on_branch = vec![false; self.revisions.len()];
        let ahead = std::iter::successors(Some(self.current), |at| self.revisions[*at].next);
        self.path(self.current).chain(ahead).for_each(|at| is_on_branch[at] = true);
        let point = |(place, revision): (usize, &Revision)| Point {
            place,
            parent: revision.parent,
            label: revision.label.clone(),
            name: revision.name.clone(),
            is_current: place == self.current,
            is_on_branch: is_on_branch[place],
        };
        self.revisions.iter().enumerate().map(point).collect()
    }

    /// The scenario of a state.
    ///
    /// # Errors
    /// When there is no such state, or it was kept by an earlier run and cannot be read any more.
    pub fn scenario_at(&self, place: usize) -> Result<Arc<Scenario>, Lost> {
        let revision = self.revisions.get(place).ok_or(Lost)?;
        if let Some(scenario) = &revision.scenario {
            return Ok(Arc::clone(scenario));
        }
        if place == self.current {
            return Ok(Arc::clone(&self.standing));
        }
        let reading = self.text(place).map(|text| read(&text)).ok_or(Lost)?;
        if reading.is_sound() { Ok(Arc::new(reading.scenario)) } else { Err(Lost) }
    }

    /// A new step from here.
    pub fn commit(&mut self, label: String, scenario: Scenario, edit: Option<Edit>) {
        let scenario = Arc::new(scenario);
        self.standing = Arc::clone(&scenario);
        let place = self.revisions.len();
        let parent = Some(self.current);
        self.revisions[self.current].next = Some(place);
        self.revisions.push(Revision {
            parent,
            next: None,
            label,
            name: None,
            scenario: Some(scenario),
            text: None,
            edit,
        });
        self.current = place;
        if self.revisions.len() > REVISIONS_MAX {
            self.forget_oldest();
        }
    }

    /// The last step with another outcome.
    pub fn amend(&mut self, label: String, scenario: Scenario, edit: Option<Edit>) {
        let scenario = Arc::new(scenario);
        self.standing = Arc::clone(&scenario);
        let revision = &mut self.revisions[self.current];
        *revision = Revision { label, scenario: Some(scenario), text: None, edit, ..revision.clone() };
    }

    /// Gives the state that stands a name; no name takes its name away.
    pub fn name(&mut self, name: Option<String>) {
        self.revisions[self.current].name = name;
    }

    /// Takes the last step back; its label. `None` where everything began.
    ///
    /// # Errors
    /// When the state before cannot be read any more.
    pub fn undo(&mut self) -> Result<Option<String>, Lost> {
        let Some(parent) = self.revisions[self.current].parent else { return Ok(None) };
        let label = self.revisions[self.current].label.clone();
        self.go(parent)?;
        Ok(Some(label))
    }

    /// Makes the step again that was taken back last; its label. `None` at the end of the branch.
    ///
    /// # Errors
    /// When the state after it cannot be read any more.
    pub fn redo(&mut self) -> Result<Option<String>, Lost> {
        let Some(next) = self.revisions[self.current].next else { return Ok(None) };
        self.go(next)?;
        Ok(Some(self.revisions[next].label.clone()))
    }

    /// Lets the state at this place stand. Undo and redo walk its branch from now on.
    ///
    /// # Errors
    /// When there is no such state, or it cannot be read any more.
    pub fn go(&mut self, place: usize) -> Result<(), Lost> {
        self.standing = self.scenario_at(place)?;
        // Redo leads back to where one was: the way there is marked first, and the way to the new place over it.
        for end in [self.current, place] {
            let way: Vec<usize> = self.path(end).collect();
            way.windows(2).for_each(|step| self.revisions[step[1]].next = Some(step[0]));
        }
        self.current = place;
        Ok(())
    }

    /// The revisions as they are kept, and which of them stands.
    pub fn kept(&mut self) -> (Vec<KeptRevision>, usize) {
        for place in 0..self.revisions.len() {
            if self.revisions[place].text.is_none() {
                self.revisions[place].text = Some(self.splice(place));
            }
        }
        let kept = self.revisions.iter().map(|revision| KeptRevision {
            parent: revision.parent,
            next: revision.next,
            label: revision.label.clone(),
            name: revision.name.clone(),
            text: revision.text.clone().unwrap_or_default(),
        });
        (kept.collect(), self.current)
    }

    /// The history that was kept; `None` when what was kept is no history, or the state that stood cannot be read.
    pub fn restored(kept: Vec<KeptRevision>, current: usize) -> Option<Self> {
        let is_child = |place: usize, next: usize| kept.get(next).is_some_and(|child| child.parent == Some(place));
        let fits = |(place, revision): (usize, &KeptRevision)| {
            let is_below = revision.parent.map_or(place == 0, |parent| parent < place);
            is_below && revision.next.is_none_or(|next| is_child(place, next))
        };
        if current >= kept.len() || !kept.iter().enumerate().all(fits) {
            return None;
        }
        let revisions = kept.into_iter().map(|kept| Revision {
            parent: kept.parent,
            next: kept.next,
            label: kept.label,
            name: kept.name,
            scenario: None,
            text: Some(kept.text),
            edit: None,
        });
        let mut history = Self { revisions: revisions.collect(), current: 0, standing: Arc::default() };
        let text = history.text(current)?;
        let reading = read(&text);
        history.standing = reading.is_sound().then(|| Arc::new(reading.scenario))?;
        history.current = current;
        Some(history)
    }

    /// The revision, its parent, and so on to the root.
    fn path(&self, place: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(place), |at| self.revisions[*at].parent)
    }

    /// The text of a state as a fresh file; `None`: what was kept of it does not fit together.
    fn text(&self, place: usize) -> Option<String> {
        let mut changes = Vec::new();
        let mut text = String::new();
        for at in self.path(place) {
            let revision = &self.revisions[at];
            match (&revision.scenario, &revision.text) {
                (Some(scenario), _) => {
                    text = write(scenario);
                    break;
                }
                (None, Some(change)) => changes.push(change),
                (None, None) => return None,
            }
        }
        changes.into_iter().rev().try_fold(text, |text, change| change.apply(&text))
    }

    /// The text of a state as a change of its parent's.
    fn splice(&self, place: usize) -> Splice {
        let before = self.revisions[place].parent.and_then(|parent| self.text(parent)).unwrap_or_default();
        Splice::between(&before, &self.text(place).unwrap_or_default())
    }

    /// The oldest state that nobody named and that does not stand goes: first one at the end of a branch that was left,
    /// then where everything began, then one on the way, whose steps become one.
    fn forget_oldest(&mut self) {
        let children = |at: usize| self.revisions.iter().filter(move |other| other.parent == Some(at)).count();
        let is_free = |at: &usize| *at != self.current && self.revisions[*at].name.is_none();
        let free = || (0..self.revisions.len()).filter(is_free);
        let victim = free()
            .find(|at| children(*at) == 0)
            .or_else(|| free().next().filter(|at| *at == 0 && children(0) == 1))
            .or_else(|| free().find(|at| *at > 0))
            // Everything is named, which nobody does.
            .or_else(|| (0..self.revisions.len()).find(|at| *at != self.current && (*at > 0 || children(0) == 1)));
        if let Some(place) = victim {
            self.remove(place);
        }
    }

    /// Takes out a revision; its children become its parent's.
    fn remove(&mut self, place: usize) {
        let (parent, next, label) = {
            let revision = &self.revisions[place];
            (revision.parent, revision.next, revision.label.clone())
        };
        for at in place + 1..self.revisions.len() {
            if self.revisions[at].parent != Some(place) {
                continue;
            }
            // What is only a text is a change of a text that goes.
            let is_text = self.revisions[at].scenario.is_none();
            let text = is_text.then(|| {
                let before = parent.and_then(|parent| self.text(parent)).unwrap_or_default();
                Splice::between(&before, &self.text(at).unwrap_or_default())
            });
            let child = &mut self.revisions[at];
            (child.text, child.parent, child.edit) = (text, parent, None);
            if parent.is_some() {
                child.label = both(&label, &child.label);
            }
        }
        if let Some(parent) = parent
            && self.revisions[parent].next == Some(place)
        {
            self.revisions[parent].next = next;
        }
        self.revisions.remove(place);
        let moved = |at: usize| if at > place { at - 1 } else { at };
        for revision in &mut self.revisions {
            revision.parent = revision.parent.map(moved);
            revision.next = revision.next.map(moved);
        }
        self.current = moved(self.current);
    }
}

/// The label of two steps that became one. It does not grow with every step that joins.
fn both(first: &str, second: &str) -> String {
    const MORE: &str = " (and steps before it)";
    if first.is_empty() || second.ends_with(MORE) { second.to_owned() } else { format!("{second}{MORE}") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn revision(number: u32) -> Scenario {
        read(&format!("[cluster]\n[[node-pool]]\nname = \"pool\"\ncount = {number}\n")).scenario
    }

    fn number(history: &History) -> u32 {
        history.scenario().pools[0].count.unwrap()
    }

    fn begun() -> History {
        History::new(Arc::new(revision(0)))
    }

    #[test]
    fn redo_follows_the_latest_branch() {
        let mut history = begun();
        history.commit("1".to_owned(), revision(1), None);
        history.undo().unwrap();
        history.commit("2".to_owned(), revision(2), None);
        history.undo().unwrap();
        assert_eq!((history.redo().unwrap().as_deref(), number(&history)), (Some("2"), 2));
        assert_eq!(history.redo(), Ok(None));
    }

    /// A history of two branches: 0 - 1 - 2 and 0 - 3, and 3 stands.
    fn forked() -> History {
        let mut history = begun();
        history.commit("1".to_owned(), revision(1), None);
        history.commit("2".to_owned(), revision(2), None);
        history.undo().unwrap();
        history.undo().unwrap();
        history.commit("3".to_owned(), revision(3), None);
        history
    }

    #[test]
    fn every_state_can_be_gone_to_and_undo_and_redo_walk_its_branch_then() {
        let mut history = forked();
        for place in [2, 0, 1, 3, 1] {
            history.go(place).unwrap();
            assert_eq!(number(&history), u32::try_from(place).unwrap());
        }
        assert_eq!(history.redo().unwrap().as_deref(), Some("2"));
        history.undo().unwrap();
        history.undo().unwrap();
        assert_eq!((number(&history), history.redo().unwrap().as_deref()), (0, Some("1")));
        let on_branch: Vec<bool> = history.points().iter().map(|point| point.is_on_branch).collect();
        assert_eq!(on_branch, [true, true, true, false]);
        assert_eq!(history.go(4), Err(Lost));
        assert_eq!(number(&history), 1);
    }

    #[test]
    fn what_is_kept_is_the_same_history_and_is_read_when_it_is_wanted() {
        let mut history = forked();
        history.name(Some("agreed".to_owned()));
        let (kept, current) = history.kept();
        let mut again = History::restored(kept.clone(), current).unwrap();
        assert_eq!(again.points(), history.points());
        for place in [3, 2, 0, 1] {
            again.go(place).unwrap();
            history.go(place).unwrap();
            assert_eq!(again.scenario(), history.scenario());
        }
        // What is kept of both once more is the same too.
        assert_eq!(again.kept(), history.kept());
        // A new step of a restored history is kept like any other.
        again.go(2).unwrap();
        again.commit("4".to_owned(), revision(4), None);
        let (kept, current) = again.kept();
        assert_eq!(number(&History::restored(kept, current).unwrap()), 4);
    }

    #[test]
    fn what_is_no_history_is_refused() {
        let (kept, _) = forked().kept();
        assert!(History::restored(kept.clone(), 4).is_none());
        assert!(History::restored(Vec::new(), 0).is_none());
        let spoilt = |place: usize, spoil: fn(&mut KeptRevision)| {
            let mut kept = kept.clone();
            spoil(&mut kept[place]);
            History::restored(kept, 3)
        };
        assert!(spoilt(1, |revision| revision.parent = Some(2)).is_none());
        assert!(spoilt(1, |revision| revision.parent = None).is_none());
        assert!(spoilt(1, |revision| revision.next = Some(3)).is_none());
        assert!(spoilt(3, |revision| revision.text = Splice::between("", "[")).is_none());
        // A state that does not stand is missed only when it is wanted, and nothing changes then.
        let mut history = spoilt(2, |revision| revision.text = Splice::between("", "[")).unwrap();
        assert_eq!(history.go(2), Err(Lost));
        assert_eq!(number(&history), 3);
    }

    #[test]
    fn names_outlive_the_oldest_revisions() {
        let mut history = begun();
        history.commit("1".to_owned(), revision(1), None);
        history.name(Some("agreed".to_owned()));
        let (kept, current) = history.kept();
        let mut history = History::restored(kept, current).unwrap();
        for step in 2..=700u32 {
            history.commit(step.to_string(), revision(step), None);
        }
        assert_eq!(history.len(), REVISIONS_MAX);
        let agreed = history.points().into_iter().find(|point| point.name.is_some()).unwrap();
        history.go(agreed.place).unwrap();
        assert_eq!(number(&history), 1);
        assert_eq!(history.redo().unwrap().as_deref(), Some("202 (and steps before it)"));
        assert_eq!(number(&history), 202);
    }

    #[test]
    fn the_oldest_revisions_are_forgotten() {
        let mut history = begun();
        for step in 1..=700u32 {
            history.commit(step.to_string(), revision(step), None);
        }
        assert_eq!(history.depth(), REVISIONS_MAX - 1);
        while history.undo().unwrap().is_some() {}
        assert_eq!(number(&history), 201);
    }

    #[test]
    fn a_side_branch_is_forgotten_before_the_path() {
        let mut history = begun();
        history.commit("1".to_owned(), revision(1), None);
        history.undo().unwrap();
        for step in 2..=500u32 {
            history.commit(step.to_string(), revision(step), None);
        }
        assert_eq!((history.depth(), history.labels().next()), (REVISIONS_MAX - 1, Some("500")));
        while history.undo().unwrap().is_some() {}
        assert_eq!(number(&history), 0);
    }

    proptest! {
        #[test]
        fn undo_n_times_is_where_one_began_and_redo_n_times_brings_it_back(steps in 1u32..60, before in 0u32..20) {
            let mut history = begun();
            for step in 0..before {
                history.commit(step.to_string(), revision(1000 + step), None);
                if step % 3 == 0 {
                    history.undo().unwrap();
                }
            }
            let began = number(&history);
            for step in 1..=steps {
                history.commit(step.to_string(), revision(step), None);
            }
            for _ in 0..steps {
                prop_assert!(history.undo().unwrap().is_some());
            }
            prop_assert_eq!(number(&history), began);
            for _ in 0..steps {
                prop_assert!(history.redo().unwrap().is_some());
            }
            prop_assert_eq!(number(&history), steps);
            prop_assert!(history.redo().unwrap().is_none());
        }
    }
}
