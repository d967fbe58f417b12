//! What no policy can refuse: a pod to itself, and a pod and its own node to each other. Deliberately says it of pods
//! alone: what an address stands for is `decide`'s to find out.

use std::collections::HashMap;
use std::sync::Arc;

use super::cluster::{Cluster, PodId};

/// How many of the pairs of two groups of pods no policy can refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Near {
    /// None that is known.
    Nobody,
    /// Some: their pods share a node here and there.
    Some,
    /// Every pair.
    All,
}

/// Can no policy come between these two?
pub fn is_near(cluster: &Cluster, one: PodId, other: PodId) -> bool {
    if one == other { !cluster.is_template(one) } else { shared_node(cluster, one, other).is_some() }
}

/// The node of both, where one of the two uses its node's network and so is the node.
pub fn shared_node(cluster: &Cluster, one: PodId, other: PodId) -> Option<Arc<str>> {
    let is_host = |pod: PodId| cluster.shape_row(cluster.pod_row(pod).shape).host_network;
    let (node, theirs) = (cluster.pod_row(one).node.as_ref()?, cluster.pod_row(other).node.as_ref()?);
    (node == theirs && (is_host(one) || is_host(other))).then(|| Arc::clone(node))
}

/// Of two groups, or of one and itself. A group that is a single pod is near to itself; of a larger one the pairs of
/// different pods count.
pub fn near(cluster: &Cluster, from: &[PodId], to: &[PodId]) -> Near {
    let is_same = from == to;
    if let (true, [pod]) = (is_same, from) {
        return if is_near(cluster, *pod, *pod) { Near::All } else { Near::Nobody };
    }
    let (senders, receivers) = (tally(cluster, from), tally(cluster, to));
    let mut found = 0;
    for (node, [all, hosts]) in &senders {
        let [theirs, their_hosts] = receivers.get(node).copied().unwrap_or_default();
        // All pairs of the node but those of two pods of the pod network.
        found += all * theirs - (all - hosts) * (theirs - their_hosts);
        found -= if is_same { *hosts } else { 0 };
    }
    let pairs = from.len() * if is_same { from.len() - 1 } else { to.len() };
    match found {
        0 => Near::Nobody,
        _ if found == pairs => Near::All,
        _ => Near::Some,
    }
}

/// By node: how many pods are there, and how many of them use its network.
fn tally<'a>(cluster: &'a Cluster, pods: &[PodId]) -> HashMap<&'a str, [usize; 2]> {
    let mut tally: HashMap<&str, [usize; 2]> = HashMap::new();
    for pod in pods {
        let row = cluster.pod_row(*pod);
        if let Some(node) = &row.node {
            let counts = tally.entry(node).or_default();
            counts[0] += 1;
            counts[1] += usize::from(cluster.shape_row(row.shape).host_network);
        }
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Source;
    use crate::engine::policy::connectivity::Connectivity;
    use crate::engine::policy::decide::{Party, Question, decide};
    use crate::engine::policy::{Engine, PolicyPlan};
    use crate::net::Protocol;

    fn pod(name: &str, owner: &str, node: &str, is_host: bool) -> String {
        format!(
            "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: a, labels: {{app: {owner}}}, ownerReferences: [{{apiVersion: apps/v1, kind: DaemonSet, name: {owner}, controller: true}}]}}\nspec: {{nodeName: {node}, hostNetwork: {is_host}}}\n"
        )
    }

    fn plan(pods: &[String]) -> PolicyPlan {
        let deny = "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny, namespace: a}\nspec: {podSelector: {}, policyTypes: [Ingress, Egress]}\n";
        let reading = crate::manifest::read(&[Source::new("a.yaml", pods.concat() + deny)]);
        assert_eq!(reading.problems, []);
        PolicyPlan::new(&reading.manifests, Engine::Azure)
    }

    /// The pods of a workload.
    fn of(plan: &PolicyPlan, name: &str) -> Vec<PodId> {
        plan.cluster().workloads().iter().find(|row| &*row.name == name).unwrap().pods.clone()
    }

    #[test]
    fn of_groups_every_pair_some_or_none_share_a_node() {
        let plan = plan(&[
            pod("web-1", "web", "n1", false),
            pod("web-2", "web", "n2", false),
            pod("db-1", "db", "n2", false),
            pod("hn-1", "hn", "n2", true),
            pod("far-1", "far", "n9", true),
            pod("pair-1", "pair", "n3", true),
            pod("pair-2", "pair", "n3", true),
        ]);
        let near = |from: &str, to: &str| near(plan.cluster(), &of(&plan, from), &of(&plan, to));
        assert_eq!(near("hn", "web"), Near::Some);
        assert_eq!(near("web", "hn"), Near::Some);
        assert_eq!(near("hn", "db"), Near::All);
        assert_eq!(near("web", "db"), Near::Nobody, "none of the two is the node");
        assert_eq!(near("far", "web"), Near::Nobody);
        assert_eq!(near("web", "web"), Near::Nobody);
        assert_eq!(near("db", "db"), Near::All, "a pod and itself");
        assert_eq!(near("pair", "pair"), Near::All);
    }

    #[test]
    fn a_node_that_a_status_has_by_its_address_alone_is_the_same_node() {
        let by_address = |name: &str, is_host: bool| {
            format!(
                "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: a}}\nspec: {{hostNetwork: {is_host}}}\nstatus: {{hostIP: 10.224.0.4}}\n"
            )
        };
        let named = pod("web-1", "web", "n1", false) + "status: {hostIP: 10.224.0.4}\n";
        let plan = plan(&[named, by_address("hn", true), by_address("p1", false)]);
        let near = |from: &str, to: &str| near(plan.cluster(), &of(&plan, from), &of(&plan, to));
        assert_eq!(near("hn", "web"), Near::All);
        assert_eq!(near("hn", "p1"), Near::All);
        assert_eq!(near("web", "p1"), Near::Nobody);
    }

    #[test]
    fn every_pair_of_pods_is_near_just_where_no_policy_is_asked() {
        let plan =
            plan(&[pod("web-1", "web", "n1", false), pod("web-2", "web", "n2", false), pod("hn-1", "hn", "n2", true)]);
        let pods = [of(&plan, "web"), of(&plan, "hn")].concat();
        for from in &pods {
            for to in &pods {
                let question =
                    Question { from: Party::Pod(*from), to: Party::Pod(*to), protocol: Protocol::Tcp, port: 80 };
                let is_to_far = decide(&plan, &question).allowed;
                assert_eq!(is_near(plan.cluster(), *from, *to), is_to_far, "{from:?} {to:?}");
            }
        }
        let connectivity = Connectivity::new(&plan);
        let ends: Vec<&str> = connectivity.ends().iter().map(|end| end.name.as_str()).collect();
        assert_eq!(ends, ["a/hn[DaemonSet]", "a/web[DaemonSet]"]);
    }
}
