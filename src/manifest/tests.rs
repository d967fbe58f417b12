//! Manifests as people write them, and what becomes of those that are wrong.

use proptest::prelude::*;

use super::*;
use crate::manifest::model::{Namespaces, Peer, PortMatch};

fn reading(text: &str) -> Reading {
    read(&[Source::new("a.yaml", text)])
}

/// What is told of a text: code, line, column and words.
fn told(text: &str) -> Vec<String> {
    let source = Source::new("a.yaml", text);
    let problems = read(std::slice::from_ref(&source)).problems;
    let words = problems.iter().map(|(_, problem)| {
        let located = problem.located(&source);
        let place = format!("{}:{}", located.line.unwrap_or(0), located.column.unwrap_or(0));
        format!("{} {place} {}", located.code, located.message)
    });
    words.collect()
}

fn policy(spec: &str) -> String {
    format!("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p}}\nspec:\n{spec}")
}

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {app: a}}\nspec: {containers: []}\n";

#[test]
fn lists_documents_and_json_are_read_alike() {
    let json =
        r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","labels":{"app":"a"}},"spec":{"containers":[]}}"#;
    let list =
        format!("apiVersion: v1\nkind: List\nitems:\n- {json}\n- kind: PodList\n  apiVersion: v1\n  items: [{json}]\n");
    let expected = reading(POD).manifests.workloads;
    assert_eq!(expected.len(), 1);
    assert_eq!(reading(json).manifests.workloads, expected);
    // The same pod twice is one pod.
    assert_eq!(reading(&list).manifests.workloads, expected);
    assert_eq!(told(&list)[0].split(' ').next(), Some("object-twice"));
    assert_eq!(reading(&format!("---\n{POD}---\n---\n# nothing\n")).problems, []);
}

#[test]
fn the_items_of_a_typed_list_need_no_kind() {
    let text = r#"{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicyList","items":[
        {"metadata":{"name":"p"},"spec":{"podSelector":{}}},
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{}}]}"#;
    let found = reading(text);
    assert_eq!(found.problems, []);
    assert_eq!((found.manifests.network_policies.len(), found.manifests.workloads.len()), (1, 1));
    // A list of anything says nothing of its items.
    let bare = r#"{"apiVersion":"v1","kind":"List","items":[{"metadata":{"name":"p"},"spec":{}}]}"#;
    assert_eq!(told(bare)[0].split(' ').next(), Some("not-an-object"));
}

#[test]
fn problems_without_end_are_counted_and_not_listed() {
    let rules = vec!["{nope: 1}"; 1_200].join(", ");
    let words = told(&policy(&format!("  ingress: [{rules}]\n")));
    assert_eq!(words.len(), 1_001);
    assert_eq!(words[1_000], "too-many-problems 0:0 and 200 more problems of this file");
}

#[test]
fn entities_of_cilium_are_kept_apart_and_what_narrows_is_told_so() {
    let text = "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: c}\nspec:\n  endpointSelector: {}\n  ingress:\n  - fromEntities: [host, remote-node, kube-apiserver, health]\n  - fromEndpoints: [{matchLabels: {'reserved:world': ''}}]\n  - fromEntities: [none]\n  - fromCIDRSet: [{cidrGroupRef: g}]\n  - fromRequires: [{matchLabels: {a: b}}]\n  ingressDeny: [{fromNodes: [{}]}]\n";
    let found = reading(text);
    assert_eq!(found.problems, []);
    let policy = &found.manifests.cilium_policies[0];
    let expected = vec![
        Peer::Host,
        Peer::RemoteNodes,
        Peer::Unlisted(model::Entity::ApiServer),
        Peer::Unlisted(model::Entity::Health),
    ];
    assert_eq!(policy.ingress.allow[0].1.peers, expected);
    assert_eq!(policy.ingress.allow[1].1.peers, [Peer::World]);
    // An entity that is nobody lets nobody in, and is a rule without effect.
    assert_eq!(policy.ingress.allow.len(), 2);
    let undecided: Vec<_> = policy.undecided.iter().map(|part| (&*part.field, part.refuses)).collect();
    let expected = [
        ("spec.ingress[3].fromCIDRSet[0].cidrGroupRef", false),
        ("spec.ingress[4].fromRequires", true),
        ("spec.ingressDeny[0].fromNodes", true),
    ];
    assert_eq!(undecided, expected);
    let mixed = text.replace("'reserved:world': ''", "'reserved:world': '', a: b");
    assert!(told(&mixed)[0].starts_with("not-decided 8:"), "{:?}", told(&mixed));
    let unknown = text.replace("[none]", "[mars]");
    assert!(told(&unknown)[0].contains("\"mars\" is no entity of Cilium's"), "{:?}", told(&unknown));
}

#[test]
fn a_bad_manifest_is_told_of_with_its_place_and_the_rest_is_read() {
    let cases = [
        ("kind: Pod\nmetadata: {name: [}\n", "bad-yaml 2:"),
        ("- 1\n", "not-an-object 1:1 this is no Kubernetes object, and not read"),
        ("apiVersion: v1\nmetadata: {}\n", "missing-key 1:1 kind is missing"),
        ("apiVersion: v1\nkind: Pod\nspec: {}\n", "missing-key 1:1 metadata is missing"),
        (
            "apiVersion: v1\nkind: Pod\nmetadata: {name: 5}\n",
            "wrong-type 3:18 metadata.name: found the number 5, expected a text: write \"5\"",
        ),
        (
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: b\n  labels: {on: yes}\nspec: {}\n",
            "wrong-type 5:16 metadata.labels.on: found the truth value yes, expected a text: write \"yes\"",
        ),
        (
            &policy("  ingress:\n  - from:\n    - {}\n"),
            "bad-peer 7:7 spec.ingress[0].from[0]: a peer needs podSelector, namespaceSelector or ipBlock",
        ),
        (&policy("  ingres: []\n"), "unknown-key 5:3 spec: the key \"ingres\" is not known here, and not read"),
        (
            &policy("  ingress: [{ports: [{port: 0}]}]\n"),
            "wrong-type 5:29 spec.ingress[0].ports[0].port: found the number 0, expected a number from 1 to 65535",
        ),
        (
            &policy("  ingress: [{ports: [{port: \"80\"}]}]\n"),
            "bad-port 5:29 spec.ingress[0].ports[0].port: \"80\" is no name of a port; write the number without quotes",
        ),
        (
            &policy("  ingress: [{ports: [{endPort: 80}]}]\n"),
            "bad-port 5:32 spec.ingress[0].ports[0].endPort: endPort needs a port that is a number",
        ),
        (
            &policy("  ingress: [{ports: [{port: 90, endPort: 80}]}]\n"),
            "bad-port 5:42 spec.ingress[0].ports[0].endPort: endPort 80 is below port 90",
        ),
        (
            &policy("  ingress: [{ports: [{protocol: tcp}]}]\n"),
            "unknown-word 5:33 spec.ingress[0].ports[0].protocol: \"tcp\" is none of TCP, UDP, SCTP",
        ),
        (
            &policy("  ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/8]}}]}]\n"),
            "bad-block 5:59 spec.ingress[0].from[0].ipBlock.except[0]: 11.0.0.0/8 is no part of 10.0.0.0/8",
        ),
        (
            &policy("  ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}]}]\n"),
            "bad-block 5:59 spec.ingress[0].from[0].ipBlock.except[0]: 10.0.0.0/8 is the whole block: an exception must be strictly smaller",
        ),
        (
            &policy("  ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}}]}]\n"),
            "bad-peer 5:21 spec.ingress[0].from[0]: ipBlock cannot stand together with a selector; write two peers",
        ),
        (
            &policy("  ingress: [{from: [{ipBlock: {cidr: 10.0.0.7/8}}]}]\n"),
            "host-bits 5:38 spec.ingress[0].from[0].ipBlock.cidr: 10.0.0.7/8 has host bits set; Kubernetes reads it as 10.0.0.0/8",
        ),
        (
            &policy("  podSelector: {matchExpressions: [{key: a, operator: In}]}\n"),
            "bad-selector 5:55 spec.podSelector.matchExpressions[0].operator: In needs at least one value",
        ),
        (
            &policy("  policyTypes: [ingress]\n"),
            "unknown-word 5:17 spec.policyTypes[0]: \"ingress\" is none of Ingress, Egress",
        ),
    ];
    for (text, expected) in cases {
        let found = told(text);
        assert!(found.iter().any(|words| words.starts_with(expected)), "{text}: {expected}\n{found:#?}");
        let both = reading(&format!("{text}---\n{POD}"));
        assert_eq!(both.manifests.workloads.len(), 1, "{text}");
    }
}

#[test]
fn what_kubernetes_implies_is_filled_in() {
    // Egress rules without policyTypes isolate ingress as well; with the types written, nothing is implied.
    let cases = [
        ("  podSelector: {}\n", (true, false)),
        ("  egress: []\n", (true, false)),
        ("  egress: [{}]\n", (true, true)),
        ("  policyTypes: [Egress]\n  egress: [{}]\n", (false, true)),
        ("  policyTypes: [Egress]\n", (false, true)),
        ("  policyTypes: [Ingress]\n  egress: [{}]\n", (true, false)),
        ("  policyTypes: []\n  egress: [{}]\n", (true, true)),
    ];
    for (spec, expected) in cases {
        let policies = reading(&policy(spec)).manifests.network_policies;
        assert_eq!((policies[0].ingress.is_some(), policies[0].egress.is_some()), expected, "{spec}");
    }
    let unused = reading(&policy("  policyTypes: [Ingress]\n  egress: [{}]\n")).manifests.network_policies;
    assert_eq!((&*unused[0].namespace, &unused[0].unused[..]), ("default", &["egress"][..]));
}

#[test]
fn two_selectors_in_one_peer_are_one_demand_and_ports_keep_their_bounds() {
    let text = policy(
        "  ingress:\n  - from: [{namespaceSelector: {}, podSelector: {matchLabels: {a: b}}}, {podSelector: {}}]\n    ports: [{port: 80, endPort: 90}, {port: http}, {protocol: UDP}]\n",
    );
    let policies = reading(&text).manifests.network_policies;
    let rule = &policies[0].ingress.as_ref().unwrap()[0];
    let Peer::Pods { namespaces: Namespaces::Matching(namespaces), pods } = &rule.peers[0] else { panic!("{rule:?}") };
    assert_eq!((namespaces.is_all(), pods.to_string()), (true, "a=b".to_owned()));
    assert!(matches!(&rule.peers[1], Peer::Pods { namespaces: Namespaces::Own, .. }));
    let ports: Vec<_> = rule.ports.iter().map(|port| port.port.clone()).collect();
    assert_eq!(ports, [PortMatch::Range(80, 90), PortMatch::Name("http".into()), PortMatch::All]);
}

#[test]
fn pods_stand_under_the_last_owner_that_is_known() {
    let pod = |name: &str, owner: &str| {
        format!(
            "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\n  labels: {{app: web, pod-template-hash: 5d8f}}\n  ownerReferences: [{owner}]\nspec: {{}}\n"
        )
    };
    let set = "{kind: ReplicaSet, name: web-5d8f, controller: true}";
    let replica_set = "---\napiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: web-5d8f, ownerReferences: [{kind: Deployment, name: web}]}\nspec: {template: {spec: {}}}\n";
    let deployment = "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 5, template: {metadata: {labels: {app: web}}, spec: {}}}\n";
    let pods = pod("web-1", set) + &pod("web-2", set);
    for text in [
        pods.clone(),
        format!("{replica_set}{pods}"),
        format!("{pods}{replica_set}{deployment}"),
        format!("{deployment}{pods}"),
    ] {
        let workloads = reading(&text).manifests.workloads;
        assert_eq!(workloads.len(), 1, "{text}\n{workloads:#?}");
        let web = &workloads[0];
        assert_eq!((&*web.kind, &*web.name, web.replicas, web.pods.len()), ("Deployment", "web", 2, 2), "{text}");
    }
    let alone = reading(&pod("x", "{kind: MyThing, name: y}")).manifests.workloads;
    assert_eq!((&*alone[0].kind, &*alone[0].name), ("MyThing", "y"));
    assert_eq!(reading(deployment).manifests.workloads[0].replicas, 5);
}

#[test]
fn kinds_that_are_not_read_are_counted() {
    let text = "apiVersion: v1\nkind: ConfigMap\n---\napiVersion: x.io/v1\nkind: Deployment\n---\napiVersion: v1\nkind: ConfigMap\n";
    let ignored = reading(text).manifests.ignored;
    let expected = [("ConfigMap".to_owned(), 2), ("Deployment.x.io".to_owned(), 1)];
    assert_eq!(ignored.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn cilium_rules_that_ask_for_more_are_left_out_whole() {
    let text = "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: c, namespace: shop}\nspec:\n  endpointSelector: {matchLabels: {'k8s:app': a}}\n  egress:\n  - toFQDNs: [{matchName: example.com}]\n    toPorts: [{ports: [{port: '443'}]}]\n  - toEndpoints: [{matchLabels: {io.kubernetes.pod.namespace: b, app: x}}]\n    toPorts: [{ports: [{port: '80', protocol: TCP}]}]\n  - toEntities: [world]\n    toPorts: [{ports: [{port: '80'}], rules: {http: [{}]}}]\n  ingress: [{}]\n";
    let reading = reading(text);
    assert_eq!(reading.problems, []);
    let policy = &reading.manifests.cilium_policies[0];
    let fields: Vec<&str> = policy.undecided.iter().map(|undecided| &*undecided.field).collect();
    assert_eq!(fields, ["spec.egress[0].toFQDNs", "spec.egress[2].toPorts[0].rules"]);
    assert!(policy.undecided.iter().all(|undecided| undecided.needs_acns));
    assert_eq!((policy.egress.allow.len(), policy.egress.isolates), (1, true));
    // An empty rule lets nobody in, and isolates.
    assert_eq!((policy.ingress.allow.len(), policy.ingress.isolates), (0, true));
    assert_eq!(policy.subject.pods.to_string(), "app=a");
    assert_eq!(policy.subject.namespaces.to_string(), "kubernetes.io/metadata.name=shop");
}

#[test]
fn files_that_are_too_long_are_refused_and_the_others_read() {
    let long = Source::new("long.yaml", "#".repeat(FILE_BYTES_MAX + 1));
    let reading = read(&[long, Source::new("a.yaml", POD)]);
    let codes: Vec<_> = reading.problems.iter().map(|(place, problem)| (*place, problem.code)).collect();
    assert_eq!((codes, reading.manifests.workloads.len()), (vec![(0, "too-long")], 1));
}

#[test]
fn merged_maps_count_as_written() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels:\n    <<: &base {app: x, tier: y}\n    app: a\nspec: {}\n";
    let workloads = reading(text).manifests.workloads;
    let labels: Vec<_> =
        workloads[0].pods[0].shape.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    assert_eq!(labels, ["app=a", "tier=y"]);
}

proptest! {
    /// Any bytes end in an answer.
    #[test]
    fn any_text_is_read_or_told_of(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let source = Source::new("f", text);
        for (_, problem) in read(std::slice::from_ref(&source)).problems {
            prop_assert!(!problem.located(&source).message.is_empty());
        }
    }

    /// So does a manifest with anything cut out of it, doubled or put in.
    #[test]
    fn any_damage_to_a_manifest_is_told_of(at in 0usize..900, cut in 0usize..40, put in "[-a-z{}\\[\\]:&*!|>'\"# \n\t0-9]{0,12}") {
        let text = policy("  podSelector: {matchLabels: {app: a}}\n  policyTypes: [Ingress, Egress]\n  ingress:\n  - from:\n    - namespaceSelector: {matchExpressions: [{key: a, operator: NotIn, values: [b]}]}\n    - ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}\n    ports: [{port: 80, endPort: 90}, {port: http, protocol: UDP}]\n  egress: [{}]\n");
        let at = at.min(text.len());
        let end = (at + cut).min(text.len());
        let damaged = format!("{}{put}{}", &text[..at], &text[end..]);
        let source = Source::new("f", damaged);
        for (_, problem) in read(std::slice::from_ref(&source)).problems {
            prop_assert!(problem.located(&source).line.unwrap_or(1) >= 1);
        }
    }
}
