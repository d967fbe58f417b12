//! What would admit a connection that is refused: the smallest NetworkPolicy for each direction that refuses it, as YAML
//! to copy. Deliberately writes no file: the manifests are the user's.

use std::fmt::Write as _;

use super::PolicyPlan;
use super::cluster::{PodId, Shape};
use super::decide::{Party, Question, side};
use super::row::{Direction, Tier};
use crate::manifest::model::Action;

/// Labels that a controller gives each pod anew: a policy that names them would hold until the next rollout.
const FLEETING: [&str; 5] = [
    "pod-template-hash",
    "pod-template-generation",
    "controller-revision-hash",
    "statefulset.kubernetes.io/pod-name",
    "apps.kubernetes.io/pod-index",
];

/// The policies that would admit it, `---` between two; `None`: it is admitted already, or no NetworkPolicy can.
pub fn admit(plan: &PolicyPlan, question: &Question) -> Option<String> {
    let asked = [(Direction::Egress, question.from, question.to), (Direction::Ingress, question.to, question.from)];
    let mut parts = Vec::new();
    for (direction, own, peer) in asked {
        let Party::Pod(pod) = own else { continue };
        if side(plan, direction, pod, peer, question).allowed {
            continue;
        }
        if is_final(plan, direction, pod) {
            return None;
        }
        parts.push(policy(plan, direction, pod, peer, question)?);
    }
    (!parts.is_empty()).then(|| parts.join("---\n"))
}

/// May a rule that denies, and that no NetworkPolicy overrules, be what refuses it?
fn is_final(plan: &PolicyPlan, direction: Direction, pod: PodId) -> bool {
    let shape = plan.cluster().pod_row(pod).shape;
    plan.policies_of(shape, direction).any(|policy| {
        let denies = policy.side(direction).rules.iter().any(|rule| rule.action == Action::Deny);
        denies && policy.tier != Tier::Baseline
    })
}

fn policy(plan: &PolicyPlan, direction: Direction, pod: PodId, peer: Party, question: &Question) -> Option<String> {
    let cluster = plan.cluster();
    let row = cluster.pod_row(pod);
    let shape = cluster.shape_row(row.shape);
    let namespace = &cluster.namespaces()[shape.namespace].name;
    let (word, list) = match direction {
        Direction::Egress => ("egress", "to"),
        Direction::Ingress => ("ingress", "from"),
    };
    let kind = if direction == Direction::Egress { "Egress" } else { "Ingress" };
    let protocol = question.protocol.name();
    let mut text = format!(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: allow-{word}-{protocol}-{}\n  \
         namespace: {namespace}\nspec:\n  podSelector:\n{}  policyTypes: [{kind}]\n  {word}:\n  - {list}:\n",
        question.port,
        labels(shape, "    "),
    );
    match peer {
        // Cilium's blocks never match a node.
        Party::Node(_) if !plan.engine().blocks_match_pods() => return None,
        Party::Node(address) | Party::Outside(address) => {
            let length = if address.is_ipv4() { 32 } else { 128 };
            let _ = writeln!(text, "    - ipBlock: {{cidr: \"{address}/{length}\"}}");
        }
        Party::Pod(other) => {
            let other = cluster.shape_row(cluster.pod_row(other).shape);
            if other.host_network {
                // No selector matches it, and by its address every pod of the node would be meant.
                return None;
            }
            let theirs = &cluster.namespaces()[other.namespace].name;
            if other.namespace == shape.namespace {
                let _ = write!(text, "    - podSelector:\n{}", labels(other, "        "));
            } else {
                let _ = write!(
                    text,
                    "    - namespaceSelector:\n        matchLabels:\n          kubernetes.io/metadata.name: {theirs}\n      \
                     podSelector:\n{}",
                    labels(other, "        ")
                );
            }
        }
    }
    let _ = write!(text, "    ports:\n    - protocol: {}\n      port: {}\n", protocol.to_uppercase(), question.port);
    Some(text)
}

/// The labels of pods as a selector; those that change from pod to pod are left out.
fn labels(shape: &Shape, indent: &str) -> String {
    let lasting = shape.labels.iter().filter(|(key, _)| !FLEETING.contains(&&***key));
    let lines: Vec<String> = lasting.map(|(key, value)| format!("{indent}  {key}: \"{value}\"\n")).collect();
    if lines.is_empty() {
        format!("{indent}matchLabels: {{}}\n")
    } else {
        format!("{indent}matchLabels:\n{}", lines.concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Source;
    use crate::engine::policy::Engine;
    use crate::engine::policy::decide::decide;
    use crate::net::Protocol;

    const DENIED: &str = "
apiVersion: v1
kind: Pod
metadata: {name: a, labels: {app: a, pod-template-hash: x}}
spec: {}
---
apiVersion: v1
kind: Pod
metadata: {name: b, labels: {app: b}}
spec: {}
---
apiVersion: v1
kind: Pod
metadata: {name: c, namespace: other}
spec: {}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: other}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
";

    fn plan(more: &str) -> PolicyPlan {
        let reading = crate::manifest::read(&[Source::new("a.yaml", DENIED), Source::new("b.yaml", more)]);
        assert_eq!(reading.problems, [], "{more}");
        PolicyPlan::new(&reading.manifests, Engine::Kubernetes)
    }

    fn question(plan: &PolicyPlan, from: &str, to: &str) -> Question {
        let party = |text: &str| match text.split_once('/') {
            Some((namespace, name)) => Party::Pod(plan.cluster().pod_named(namespace, name).unwrap()),
            None => Party::Outside(text.parse().unwrap()),
        };
        Question { from: party(from), to: party(to), protocol: Protocol::Tcp, port: 80 }
    }

    #[test]
    fn what_is_offered_admits_it_and_half_of_it_does_not() {
        let ends = [
            ("default/a", "default/b"),
            ("default/a", "other/c"),
            ("other/c", "default/a"),
            ("1.1.1.1", "default/a"),
            ("default/b", "2001:db8::1"),
        ];
        for (from, to) in ends {
            let before = plan("");
            let asked = question(&before, from, to);
            assert!(!decide(&before, &asked).allowed);
            let offer = admit(&before, &asked).unwrap();
            let after = plan(&offer);
            assert!(decide(&after, &question(&after, from, to)).allowed, "{offer}");
            assert_eq!(admit(&after, &question(&after, from, to)), None);
            let parts: Vec<&str> = offer.split("---\n").collect();
            for part in parts.iter().filter(|_| parts.len() > 1) {
                let half = plan(part);
                assert!(!decide(&half, &question(&half, from, to)).allowed, "{part}");
            }
            // Nothing else is opened.
            let other = question(&after, from, to);
            assert!(!decide(&after, &Question { port: 81, ..other }).allowed);
            assert!(!offer.contains("pod-template-hash"), "{offer}");
        }
    }

    #[test]
    fn what_an_admin_denies_no_policy_admits() {
        let deny = "apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\nmetadata: {name: x}\nspec: {priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}\n";
        let plan = plan(deny);
        assert_eq!(admit(&plan, &question(&plan, "default/a", "default/b")), None);
    }
}
