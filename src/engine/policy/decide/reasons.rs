//! Why a rule decides or a policy refuses, in words. Deliberately looks up nothing that the verdict did not.

use super::{Asked, Reason};
use crate::engine::policy::row::{PeerRow, PolicyRow, RuleRow};
use crate::manifest::model::{Action, PortMatch};

impl Asked<'_> {
    pub(super) fn reason(&self, policy: &PolicyRow, rule: &RuleRow, peer: Option<&PeerRow>, does: &str) -> Reason {
        let who = peer.map_or_else(|| "for everyone".to_owned(), |peer| format!("{}: {}", peer.label, peer.words()));
        Reason {
            rule: Some(rule.label.clone()),
            peer: peer.map(|peer| peer.label.clone()),
            words: format!("{} {policy} {does}: {}, {who}", policy.kind, rule.label),
            ..self.of_policy(policy)
        }
    }

    fn of_policy(&self, policy: &PolicyRow) -> Reason {
        Reason {
            policy: Some(policy.to_string()),
            kind: Some(policy.kind),
            ..Reason::of_nobody(self.direction, String::new())
        }
    }

    /// Why a policy that isolates lets this through by none of its rules: the rule that comes nearest.
    pub(super) fn refusal(&self, policy: &PolicyRow) -> Reason {
        let word = self.direction.word();
        let rules: Vec<&RuleRow> =
            policy.side(self.direction).rules.iter().filter(|rule| rule.action == Action::Allow).collect();
        let start = format!("{} {policy} isolates {} for {word}", policy.kind, self.own_name());
        let is_near = |rule: &&&RuleRow| match &rule.peers {
            None => true,
            Some(peers) => peers.iter().any(|peer| self.is_met(peer)),
        };
        let (rule, words) = if let Some(rule) = rules.iter().find(is_near) {
            (
                Some(*rule),
                format!(
                    "{} is for {}, but not for {}{}",
                    rule.label,
                    self.peer_name(),
                    self.port_name(),
                    self.unnamed(rule)
                ),
            )
        } else if let Some(rule) = rules.iter().find(|rule| self.has_port(rule)) {
            (
                Some(*rule),
                format!("{} is for {}, but none of its peers is {}", rule.label, self.port_name(), self.peer_name()),
            )
        } else if rules.is_empty() {
            (None, format!("it has no {word} rule"))
        } else {
            (None, format!("none of its rules is for {} or for {}", self.peer_name(), self.port_name()))
        };
        Reason {
            rule: rule.map(|rule| rule.label.clone()),
            words: format!("{start}: {words}"),
            ..self.of_policy(policy)
        }
    }

    /// The names of ports that the pod does not have.
    fn unnamed(&self, rule: &RuleRow) -> String {
        let missing = rule.ports.iter().find_map(|port| match (&port.port, self.target()) {
            (PortMatch::Name(name), Some(shape)) => {
                let mut ports = self.plan.cluster().named_ports(shape, name, port.protocol);
                ports.next().is_none().then(|| format!(" (the pod has no port named {name} of that protocol)"))
            }
            (PortMatch::Name(name), None) => Some(format!(" (nothing outside has a port named {name})")),
            _ => None,
        });
        missing.unwrap_or_default()
    }
}
