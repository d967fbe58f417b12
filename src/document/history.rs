//! Every revision of a scenario as a tree: undo goes to the parent, redo to the latest child, nothing that was
//! ever made is lost by an undo. Deliberately keeps snapshots, not inverse edits: revisions share all items that
//! did not change.

use std::sync::Arc;

use crate::scenario::{Edit, Scenario};

/// So many revisions are kept; beyond, the oldest goes.
pub const REVISIONS_MAX: usize = 500;

/// One revision.
#[derive(Clone, Debug)]
struct Revision {
    parent: Option<usize>,
    label: String,
    scenario: Arc<Scenario>,
    edit: Option<Edit>,
}

/// The revisions and the one that stands. A parent always comes before its children.
#[derive(Clone, Debug)]
pub struct History {
    revisions: Vec<Revision>,
    current: usize,
}

impl History {
    /// A history that begins with this scenario.
    pub fn new(scenario: Arc<Scenario>) -> Self {
        Self { revisions: vec![Revision { parent: None, label: String::new(), scenario, edit: None }], current: 0 }
    }

    /// The scenario that stands.
    pub fn scenario(&self) -> &Arc<Scenario> {
        &self.revisions[self.current].scenario
    }

    /// The scenario before the last step; `None` where everything began.
    pub fn parent(&self) -> Option<&Arc<Scenario>> {
        self.revisions[self.current].parent.map(|parent| &self.revisions[parent].scenario)
    }

    /// The edit that led to the scenario that stands, unless another revision was made from there since.
    pub fn last_edit(&self) -> Option<&Edit> {
        let is_leaf = self.latest_child().is_none();
        self.revisions[self.current].edit.as_ref().filter(|_| is_leaf)
    }

    /// How many steps can be taken back.
    pub fn depth(&self) -> usize {
        std::iter::successors(self.revisions[self.current].parent, |at| self.revisions[*at].parent).count()
    }

    /// The labels of the steps that led here, the latest first.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        let path = std::iter::successors(Some(self.current), |at| self.revisions[*at].parent);
        path.filter(|at| self.revisions[*at].parent.is_some()).map(|at| self.revisions[at].label.as_str())
    }

    /// A new step from here.
    pub fn commit(&mut self, label: String, scenario: Scenario, edit: Option<Edit>) {
        let scenario = Arc::new(scenario);
        self.revisions.push(Revision { parent: Some(self.current), label, scenario, edit });
        self.current = self.revisions.len() - 1;
        if self.revisions.len() > REVISIONS_MAX {
            self.forget_oldest();
        }
    }

    /// The last step with another outcome.
    pub fn amend(&mut self, label: String, scenario: Scenario, edit: Option<Edit>) {
        let parent = self.revisions[self.current].parent;
        self.revisions[self.current] = Revision { parent, label, scenario: Arc::new(scenario), edit };
    }

    /// Takes the last step back; its label.
    pub fn undo(&mut self) -> Option<String> {
        let revision = &self.revisions[self.current];
        let label = revision.label.clone();
        self.current = revision.parent?;
        Some(label)
    }

    /// Makes the latest step from here again; its label.
    pub fn redo(&mut self) -> Option<String> {
        self.current = self.latest_child()?;
        Some(self.revisions[self.current].label.clone())
    }

    fn latest_child(&self) -> Option<usize> {
        self.revisions.iter().rposition(|revision| revision.parent == Some(self.current))
    }

    /// The oldest branch end that does not lead to the revision that stands goes; where there is none, the root.
    fn forget_oldest(&mut self) {
        let mut needed = vec![false; self.revisions.len()];
        let path = std::iter::successors(Some(self.current), |at| self.revisions[*at].parent);
        path.for_each(|at| needed[at] = true);
        for revision in &self.revisions {
            if let Some(parent) = revision.parent {
                needed[parent] = true;
            }
        }
        match needed.iter().position(|needed| !needed) {
            Some(leaf) => self.remove(leaf),
            None => self.remove(0),
        }
    }

    /// Takes out a revision without children, or the root when it has one child.
    fn remove(&mut self, place: usize) {
        self.revisions.remove(place);
        let moved = |at: usize| if at > place { at - 1 } else { at };
        for revision in &mut self.revisions {
            revision.parent = revision.parent.filter(|parent| *parent != place).map(moved);
        }
        self.current = moved(self.current);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn revision(number: u32) -> Scenario {
        Scenario { schema: Some(number), ..Scenario::default() }
    }

    fn number(history: &History) -> u32 {
        history.scenario().schema.unwrap()
    }

    fn begun() -> History {
        History::new(Arc::new(revision(0)))
    }

    #[test]
    fn redo_follows_the_latest_branch() {
        let mut history = begun();
        history.commit("1".to_owned(), revision(1), None);
        history.undo();
        history.commit("2".to_owned(), revision(2), None);
        history.undo();
        assert_eq!((history.redo().as_deref(), number(&history)), (Some("2"), 2));
        assert_eq!(history.redo(), None);
    }

    #[test]
    fn the_oldest_revisions_are_forgotten() {
        let mut history = begun();
        for step in 1..=700u32 {
            history.commit(step.to_string(), revision(step), None);
        }
        assert_eq!(history.depth(), REVISIONS_MAX - 1);
        while history.undo().is_some() {}
        assert_eq!(number(&history), 201);
    }

    #[test]
    fn a_side_branch_is_forgotten_before_the_path() {
        let mut history = begun();
        history.commit("1".to_owned(), revision(1), None);
        history.undo();
        for step in 2..=500u32 {
            history.commit(step.to_string(), revision(step), None);
        }
        assert_eq!((history.depth(), history.labels().next()), (REVISIONS_MAX - 1, Some("500")));
        while history.undo().is_some() {}
        assert_eq!(number(&history), 0);
    }

    proptest! {
        #[test]
        fn undo_n_times_is_where_one_began_and_redo_n_times_brings_it_back(steps in 1u32..60, before in 0u32..20) {
            let mut history = begun();
            for step in 0..before {
                history.commit(step.to_string(), revision(1000 + step), None);
                if step % 3 == 0 {
                    history.undo();
                }
            }
            let began = number(&history);
            for step in 1..=steps {
                history.commit(step.to_string(), revision(step), None);
            }
            for _ in 0..steps {
                prop_assert!(history.undo().is_some());
            }
            prop_assert_eq!(number(&history), began);
            for _ in 0..steps {
                prop_assert!(history.redo().is_some());
            }
            prop_assert_eq!(number(&history), steps);
            prop_assert!(history.redo().is_none());
        }
    }
}
