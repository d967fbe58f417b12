//! What would admit a connection that is refused: the smallest NetworkPolicy for each direction that refuses it, as YAML
//! to copy. Deliberately writes no file: the manifests are the user's.

use std::fmt::Write as _;
use std::sync::Arc;

use super::PolicyPlan;
use super::cluster::{PodId, Shape, ShapeId};
use super::decide::{Named, Party, Question, always, side};
use super::row::{Direction, Tier};

/// Labels that a controller gives each pod anew: a policy that names them would hold until the next rollout.
const FLEETING: [&str; 5] = [
    "pod-template-hash",
    "pod-template-generation",
    "controller-revision-hash",
    "statefulset.kubernetes.io/pod-name",
    "apps.kubernetes.io/pod-index",
];

/// What can be done about a connection that is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// The policies that would admit it, as YAML, `---` between two.
    Policies(String),
    /// No NetworkPolicy would, and why.
    Never(String),
}

impl Offer {
    /// The policies, and why there are none.
    pub fn parts(offer: Option<Self>) -> (Option<String>, Option<String>) {
        match offer {
            None => (None, None),
            Some(Self::Policies(text)) => (Some(text), None),
            Some(Self::Never(why)) => (None, Some(why)),
        }
    }
}

/// What would admit it; `None`: it is admitted already.
pub fn admit(plan: &PolicyPlan, question: &Question) -> Option<Offer> {
    if always(plan, question).is_some() {
        return None;
    }
    let asked = [(Direction::Egress, question.from, question.to), (Direction::Ingress, question.to, question.from)];
    let mut parts = Vec::new();
    for (direction, own, peer) in asked {
        let Party::Pod(pod) = own else { continue };
        let verdict = side(plan, direction, pod, peer, question);
        if verdict.allowed {
            continue;
        }
        if verdict.is_final {
            let words = verdict.reasons.first().map_or("a rule denies it", |reason| &reason.words);
            return Some(Offer::Never(format!("{words}: no NetworkPolicy overrules that")));
        }
        match policy(plan, direction, pod, peer, question) {
            Ok(text) => parts.push(text),
            Err(why) => return Some(Offer::Never(why)),
        }
    }
    (!parts.is_empty()).then(|| Offer::Policies(parts.join("---\n")))
}

/// The policy for one direction, or why there is none.
fn policy(
    plan: &PolicyPlan,
    direction: Direction,
    pod: PodId,
    peer: Party,
    question: &Question,
) -> Result<String, String> {
    let cluster = plan.cluster();
    let row = cluster.pod_row(pod);
    let shape = cluster.shape_row(row.shape);
    let namespace = &cluster.namespaces()[shape.namespace].name;
    let (word, list, kind) = match direction {
        Direction::Egress => ("egress", "to", "Egress"),
        Direction::Ingress => ("ingress", "from", "Ingress"),
    };
    let protocol = question.protocol.name();
    let mut text = String::new();
    let is_isolated = |shape| {
        let mut policies = plan.policies_of(shape, direction);
        policies.any(|policy| policy.tier == Tier::Network && policy.side(direction).isolates)
    };
    if !selected(plan, shape).all(is_isolated) {
        // Where no NetworkPolicy held a pod, be it that a baseline refused, the first takes that place, and isolates.
        let _ = writeln!(
            text,
            "# The first NetworkPolicy of these pods, or of some, for {word}: from then on only what such policies allow is \
             let through."
        );
    }
    let _ = write!(
        text,
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: allow-{word}-{protocol}-{}\n  \
         namespace: {namespace}\nspec:\n  podSelector:\n{}  policyTypes: [{kind}]\n  {word}:\n  - {list}:\n",
        question.port,
        labels(shape, "    "),
    );
    match peer {
        // Cilium's blocks match no node, and whether they match the API server no page says.
        Party::Node(_) | Party::ApiServer(_) if !plan.engine().blocks_match_pods() => {
            return Err(format!(
                "to Cilium {} is an entity and no address: only a CiliumNetworkPolicy names it",
                Named(plan, peer)
            ));
        }
        Party::Node(address) | Party::Outside(address) | Party::ApiServer(address) => {
            let length = if address.is_ipv4() { 32 } else { 128 };
            let _ = writeln!(text, "    - ipBlock: {{cidr: \"{address}/{length}\"}}");
        }
        Party::Pod(other) => {
            let other = cluster.shape_row(cluster.pod_row(other).shape);
            if other.host_network {
                return Err(format!(
                    "{} uses its node's network: no selector matches it, and its address is that of every such pod",
                    Named(plan, peer)
                ));
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
    Ok(text)
}

/// The pods that a selector made of these labels selects.
fn selected<'a>(plan: &'a PolicyPlan, like: &'a Shape) -> impl Iterator<Item = ShapeId> + 'a {
    plan.cluster().shape_ids().filter(move |id| {
        let shape = plan.cluster().shape_row(*id);
        let has = |(key, value): (&_, &_)| shape.labels.get(key) == Some(value);
        shape.namespace == like.namespace && !shape.host_network && lasting(like).all(has)
    })
}

/// The labels that hold longer than a rollout.
fn lasting(shape: &Shape) -> impl Iterator<Item = (&Arc<str>, &Arc<str>)> {
    shape.labels.iter().filter(|(key, _)| !FLEETING.contains(&&***key))
}

/// The labels of pods as a selector; those that change from pod to pod are left out.
fn labels(shape: &Shape, indent: &str) -> String {
    let lines: Vec<String> =
        lasting(shape).map(|(key, value)| format!("{indent}  {}: \"{value}\"\n", bare_or_quoted(key))).collect();
    if lines.is_empty() {
        format!("{indent}matchLabels: {{}}\n")
    } else {
        format!("{indent}matchLabels:\n{}", lines.concat())
    }
}

/// A key as YAML reads it back: a bare number or truth value would be none.
fn bare_or_quoted(key: &str) -> String {
    const WORDS: [&str; 10] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~"];
    let is_word = WORDS.iter().any(|word| key.eq_ignore_ascii_case(word));
    if is_word || key.parse::<f64>().is_ok() { format!("\"{key}\"") } else { key.to_owned() }
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
            let Some(Offer::Policies(offer)) = admit(&before, &asked) else { panic!("{from} {to}") };
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
    fn what_an_admin_denies_no_policy_admits_and_it_says_so() {
        let deny = "apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\nmetadata: {name: x}\nspec: {priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}], ports: [{portNumber: {protocol: TCP, port: 80}}]}]}\n";
        let plan = plan(deny);
        let asked = question(&plan, "default/a", "default/b");
        let Some(Offer::Never(why)) = admit(&plan, &asked) else { panic!("an offer") };
        assert!(why.starts_with("AdminNetworkPolicy x denies it: ingress[0], from[0]"), "{why}");
        assert!(why.ends_with("no NetworkPolicy overrules that"), "{why}");
        // What the same policy does not deny is only isolated, and can be admitted.
        assert!(matches!(admit(&plan, &Question { port: 81, ..asked }), Some(Offer::Policies(_))));
    }

    #[test]
    fn a_key_that_yaml_takes_for_something_else_is_quoted() {
        for (key, expected) in
            [("app", "app"), ("on", "\"on\""), ("1", "\"1\""), ("app.kubernetes.io/name", "app.kubernetes.io/name")]
        {
            assert_eq!(bare_or_quoted(key), expected);
        }
    }
}
