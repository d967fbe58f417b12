//! The published semantics, case by case: manifests as people write them, and who may talk to whom because of them.

use super::connectivity::Connectivity;
use super::decide::{Answer, Party, Question, decide};
use super::exposure::Exposure;
use super::row::Direction;
use super::{Engine, PolicyPlan};
use crate::diag::Source;
use crate::net::Protocol;

/// Two namespaces with pods: `default/a` (port http 80), `default/b`, `other/c`.
const PODS: &str = "
apiVersion: v1
kind: Namespace
metadata: {name: other, labels: {team: x}}
---
apiVersion: v1
kind: Pod
metadata: {name: a, labels: {app: a}}
spec: {nodeName: n1, containers: [{ports: [{name: http, containerPort: 80}, {name: dns, containerPort: 53, protocol: UDP}]}]}
status: {podIP: 10.0.0.1}
---
apiVersion: v1
kind: Pod
metadata: {name: b, labels: {app: b}}
spec: {nodeName: n2}
status: {podIP: 10.0.0.2}
---
apiVersion: v1
kind: Pod
metadata: {name: c, namespace: other, labels: {app: c}}
spec: {nodeName: n2}
status: {podIP: 10.0.0.3}
---
apiVersion: v1
kind: Pod
metadata: {name: agent, namespace: other, labels: {app: c}}
spec: {nodeName: n1, hostNetwork: true}
status: {podIP: 10.9.0.1}
";

fn plan(policies: &str, engine: Engine) -> PolicyPlan {
    let reading = crate::manifest::read(&[Source::new("pods.yaml", PODS), Source::new("p.yaml", policies)]);
    assert_eq!(reading.problems, [], "{policies}");
    PolicyPlan::new(&reading.manifests, engine)
}

fn policy(name: &str, spec: &str) -> String {
    format!("---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}}}\nspec: {spec}\n")
}

fn party(plan: &PolicyPlan, text: &str) -> Party {
    match text.split_once('/') {
        Some((namespace, name)) => Party::Pod(plan.cluster().pod_named(namespace, name).unwrap()),
        None => Party::Outside(text.parse().unwrap()),
    }
}

/// `default/b -> default/a 80/tcp`.
fn ask(plan: &PolicyPlan, text: &str) -> Answer {
    let words: Vec<&str> = text.split(' ').collect();
    let (port, protocol) = words[3].split_once('/').unwrap();
    let protocol: Protocol = protocol.parse().unwrap();
    let (from, to) = (party(plan, words[0]), party(plan, words[2]));
    decide(plan, &Question { from, to, protocol, port: port.parse().unwrap() })
}

fn assert_answers(policies: &str, engine: Engine, cases: &[(&str, bool)]) {
    let plan = plan(policies, engine);
    for (question, expected) in cases {
        let answer = ask(&plan, question);
        assert_eq!(answer.allowed, *expected, "{question} by\n{policies}\n{answer:#?}");
        assert!(!answer.reasons.is_empty(), "{question}");
    }
}

#[test]
fn without_a_policy_everything_is_allowed_and_default_deny_ends_it() {
    assert_answers(
        "",
        Engine::Kubernetes,
        &[("default/b -> default/a 80/tcp", true), ("1.1.1.1 -> default/a 80/tcp", true)],
    );
    let deny = policy("deny", "{podSelector: {}, policyTypes: [Ingress]}");
    let cases = [
        ("default/b -> default/a 80/tcp", false),
        ("1.1.1.1 -> default/a 80/sctp", false),
        // The other direction and the other namespace are not isolated.
        ("default/a -> 1.1.1.1 80/tcp", true),
        ("default/a -> other/c 80/tcp", true),
        ("default/a -> default/a 80/tcp", true),
    ];
    assert_answers(&deny, Engine::Kubernetes, &cases);
    // Policies only add: beside a rule for everyone, a default deny denies nothing.
    let allow = policy("allow", "{podSelector: {}, ingress: [{}]}");
    assert_answers(&format!("{deny}{allow}"), Engine::Kubernetes, &[("default/b -> default/a 80/tcp", true)]);
}

#[test]
fn both_sides_must_allow() {
    let egress = policy(
        "out",
        "{podSelector: {matchLabels: {app: b}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: a}}}]}]}",
    );
    let ingress = policy(
        "in",
        "{podSelector: {matchLabels: {app: a}}, ingress: [{from: [{podSelector: {matchLabels: {app: x}}}]}]}",
    );
    assert_answers(
        &egress,
        Engine::Kubernetes,
        &[("default/b -> default/a 80/tcp", true), ("default/b -> other/c 80/tcp", false)],
    );
    assert_answers(&format!("{egress}{ingress}"), Engine::Kubernetes, &[("default/b -> default/a 80/tcp", false)]);
}

#[test]
fn two_selectors_in_a_peer_are_both_asked_and_two_peers_are_alternatives() {
    let both = policy(
        "and",
        "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: x}}, podSelector: {matchLabels: {app: b}}}]}]}",
    );
    let either = policy(
        "or",
        "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: x}}}, {podSelector: {matchLabels: {app: b}}}]}]}",
    );
    let (from_b, from_c) = ("default/b -> default/a 80/tcp", "other/c -> default/a 80/tcp");
    assert_answers(&both, Engine::Kubernetes, &[(from_b, false), (from_c, false)]);
    assert_answers(&either, Engine::Kubernetes, &[(from_b, true), (from_c, true)]);
}

#[test]
fn empty_selectors_match_all_and_missing_ones_stay_at_home() {
    let cases = [
        ("{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}", [true, false]),
        ("{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}", [true, true]),
        (
            "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: other}}}]}]}",
            [false, true],
        ),
        ("{podSelector: {}, ingress: [{from: []}]}", [true, true]),
        ("{podSelector: {}, ingress: []}", [false, false]),
        ("{}", [false, false]),
        ("{podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [a]}]}, ingress: []}", [true, true]),
        ("{podSelector: {matchExpressions: [{key: none, operator: NotIn, values: [a]}]}, ingress: []}", [false, false]),
        ("{podSelector: {matchExpressions: [{key: none, operator: Exists}]}, ingress: []}", [true, true]),
        ("{podSelector: {matchExpressions: [{key: none, operator: DoesNotExist}]}, ingress: []}", [false, false]),
    ];
    for (spec, [from_b, from_c]) in cases {
        let cases = [("default/b -> default/a 80/tcp", from_b), ("other/c -> default/a 80/tcp", from_c)];
        assert_answers(&policy("p", spec), Engine::Kubernetes, &cases);
    }
}

#[test]
fn egress_rules_without_types_isolate_ingress_too() {
    let text = policy("p", "{podSelector: {matchLabels: {app: a}}, egress: [{}]}");
    assert_answers(
        &text,
        Engine::Kubernetes,
        &[("default/b -> default/a 80/tcp", false), ("default/a -> 1.1.1.1 1/tcp", true)],
    );
}

#[test]
fn ports_mean_what_the_destination_calls_them() {
    let rule = |ports: &str| policy("p", &format!("{{podSelector: {{}}, ingress: [{{ports: [{ports}]}}]}}"));
    let cases: &[(&str, &[(&str, bool)])] = &[
        (
            "{port: http}",
            &[
                ("other/c -> default/a 80/tcp", true),
                ("other/c -> default/a 81/tcp", false),
                ("other/c -> default/b 80/tcp", false),
            ],
        ),
        // The name with another protocol is another port.
        ("{port: dns}", &[("other/c -> default/a 53/udp", false), ("other/c -> default/a 53/tcp", false)]),
        ("{port: dns, protocol: UDP}", &[("other/c -> default/a 53/udp", true)]),
        ("{port: 80}", &[("other/c -> default/a 80/tcp", true), ("other/c -> default/a 80/udp", false)]),
        (
            "{port: 80, endPort: 90}",
            &[
                ("other/c -> default/a 79/tcp", false),
                ("other/c -> default/a 80/tcp", true),
                ("other/c -> default/a 90/tcp", true),
                ("other/c -> default/a 91/tcp", false),
            ],
        ),
        (
            "{protocol: UDP}",
            &[
                ("other/c -> default/a 1/udp", true),
                ("other/c -> default/a 65535/udp", true),
                ("other/c -> default/a 1/tcp", false),
            ],
        ),
        ("{protocol: SCTP, port: 7}", &[("other/c -> default/a 7/sctp", true), ("other/c -> default/a 7/tcp", false)]),
    ];
    for (ports, cases) in cases {
        assert_answers(&rule(ports), Engine::Kubernetes, cases);
    }
    let egress = policy("p", "{podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: http}]}]}");
    let cases = [
        ("default/b -> default/a 80/tcp", true),
        ("default/b -> other/c 80/tcp", false),
        ("default/b -> 1.1.1.1 80/tcp", false),
    ];
    assert_answers(&egress, Engine::Kubernetes, &cases);
}

#[test]
fn holes_are_of_their_block_alone_and_engines_differ_on_pods() {
    let text = policy(
        "p",
        "{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/24, except: [10.0.0.2/31]}}, {ipBlock: {cidr: 10.0.0.8/29, except: [10.0.0.12/30]}}]}]}",
    );
    let outside = [
        ("10.0.0.9 -> default/a 1/tcp", true),
        ("10.0.0.13 -> default/a 1/tcp", true),
        ("10.0.0.2 -> default/a 1/tcp", false),
        ("10.0.1.0 -> default/a 1/tcp", false),
    ];
    for engine in Engine::ALL {
        assert_answers(&text, engine, &outside);
    }
    // default/a is 10.0.0.1, default/b the hole 10.0.0.2; to Cilium neither is an address.
    assert_answers(
        &text,
        Engine::Kubernetes,
        &[("default/a -> default/b 1/tcp", true), ("default/b -> default/a 1/tcp", false)],
    );
    assert_answers(&text, Engine::Cilium, &[("default/a -> default/b 1/tcp", false)]);
    let all = policy("p", "{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}");
    assert_answers(&all, Engine::Azure, &[("default/b -> default/a 1/tcp", true)]);
    assert_answers(
        &all,
        Engine::Cilium,
        &[("default/b -> default/a 1/tcp", false), ("1.1.1.1 -> default/a 1/tcp", true)],
    );
}

#[test]
fn a_pods_own_node_always_reaches_it_and_is_not_selected() {
    let text = policy("p", "{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}");
    let cases = [
        ("other/agent -> default/a 80/tcp", true),
        ("10.9.0.1 -> default/a 80/tcp", true),
        ("other/agent -> default/b 80/tcp", false),
        ("default/a -> other/agent 80/tcp", true),
    ];
    assert_answers(&text, Engine::Kubernetes, &cases);
}

#[test]
fn admin_tiers_stand_around_the_policies() {
    let admin = |name: &str, priority: u32, rules: &str| {
        format!(
            "---\napiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\nmetadata: {{name: {name}}}\nspec: {{priority: {priority}, subject: {{namespaces: {{}}}}, ingress: [{rules}]}}\n"
        )
    };
    let baseline = "---\napiVersion: policy.networking.k8s.io/v1alpha1\nkind: BaselineAdminNetworkPolicy\nmetadata: {name: default}\nspec: {subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}\n";
    let peers = "from: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: b}}}}]";
    let deny = policy("deny", "{podSelector: {}, policyTypes: [Ingress]}");
    let open = policy("open", "{podSelector: {}, ingress: [{}]}");
    let rule =
        |action: &str| format!("{{action: {action}, {peers}, ports: [{{portNumber: {{protocol: TCP, port: 80}}}}]}}");
    let (b80, b81, c80) =
        ("default/b -> default/a 80/tcp", "default/b -> default/a 81/tcp", "other/c -> default/a 80/tcp");
    let cases: &[(String, &[(&str, bool)])] = &[
        (admin("x", 5, &rule("Allow")) + &deny, &[(b80, true), (b81, false), (c80, false)]),
        (admin("x", 5, &rule("Deny")) + &open, &[(b80, false), (b81, true), (c80, true)]),
        (admin("x", 5, &rule("Pass")) + &admin("y", 6, &rule("Deny")) + &open, &[(b80, true)]),
        (admin("x", 6, &rule("Pass")) + &admin("y", 5, &rule("Deny")) + &open, &[(b80, false)]),
        (admin("x", 5, &rule("Pass")) + baseline, &[(b80, false), ("1.1.1.1 -> default/a 80/tcp", true)]),
        (baseline.to_owned() + &open, &[(b80, true)]),
        (baseline.to_owned(), &[(b80, false), (c80, false)]),
    ];
    for (text, cases) in cases {
        assert_answers(text, Engine::Kubernetes, cases);
    }
}

#[test]
fn cilium_policies_allow_deny_and_isolate() {
    let text = |spec: &str| {
        format!(
            "---\napiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {{name: p}}\nspec: {{endpointSelector: {{matchLabels: {{app: a}}}}, {spec}}}\n"
        )
    };
    let (b, c, out) = ("default/b -> default/a 80/tcp", "other/c -> default/a 80/tcp", "1.1.1.1 -> default/a 80/tcp");
    let cases: &[(&str, [bool; 3])] = &[
        ("ingress: [{}]", [false, false, false]),
        ("ingress: []", [true, true, true]),
        ("ingress: [{fromEndpoints: [{}]}]", [true, false, false]),
        ("ingress: [{fromEntities: [cluster]}]", [true, true, false]),
        ("ingress: [{fromEntities: [world]}]", [false, false, true]),
        ("ingress: [{fromCIDR: [0.0.0.0/0]}]", [false, false, true]),
        ("ingress: [{toPorts: [{ports: [{port: '80', protocol: TCP}]}]}]", [true, true, true]),
        (
            "ingress: [{fromEndpoints: [{matchLabels: {'k8s:io.kubernetes.pod.namespace': other}}]}]",
            [false, true, false],
        ),
        ("ingressDeny: [{fromEndpoints: [{}]}], enableDefaultDeny: {ingress: false}", [false, true, true]),
        ("ingressDeny: [{fromEndpoints: [{}]}], ingress: [{fromEntities: [all]}]", [false, true, true]),
    ];
    for (spec, expected) in cases {
        assert_answers(&text(spec), Engine::Cilium, &[(b, expected[0]), (c, expected[1]), (out, expected[2])]);
        // No other engine reads them.
        assert_answers(&text(spec), Engine::Calico, &[(b, true)]);
    }
}

#[test]
fn reasons_name_policy_rule_and_peer_or_what_came_nearest() {
    let text = policy(
        "web",
        "{podSelector: {matchLabels: {app: a}}, ingress: [{from: [{ipBlock: {cidr: 1.0.0.0/8}}, {podSelector: {matchLabels: {app: b}}}], ports: [{port: 80}]}]}",
    );
    let plan = plan(&text, Engine::Kubernetes);
    let words =
        |question: &str| ask(&plan, question).reasons.into_iter().map(|reason| reason.words).collect::<Vec<_>>();
    let expected = [
        "no policy selects default/b for egress: everything is allowed",
        "NetworkPolicy default/web allows it: ingress[0], from[1]: pods app=b of the policy's own namespace",
    ];
    assert_eq!(words("default/b -> default/a 80/tcp"), expected);
    let start = "NetworkPolicy default/web isolates default/a for ingress";
    let near = format!("{start}: ingress[0] is for default/b, but not for TCP 81");
    assert_eq!(words("default/b -> default/a 81/tcp"), [near]);
    let far = format!("{start}: ingress[0] is for TCP 80, but none of its peers is other/c");
    assert_eq!(words("other/c -> default/a 80/tcp"), [far]);
}

#[test]
fn what_is_open_and_what_never_matches_is_told() {
    let text = policy(
        "p",
        "{podSelector: {matchLabels: {app: a}}, ingress: [{from: [{podSelector: {matchLabels: {app: nobody}}}, {ipBlock: {cidr: 1.0.0.0/8}}], ports: [{port: metrics}, {port: 80}]}]}",
    ) + &policy("q", "{podSelector: {matchLabels: {app: nobody}}}");
    let plan = plan(&text, Engine::Kubernetes);
    let exposure = Exposure::new(&plan, &Connectivity::new(&plan));
    let never: Vec<_> = exposure.never_matching.iter().map(|never| (&*never.field, &*never.why)).collect();
    let expected = [
        ("ingress[0].from[0]", "pods app=nobody of the policy's own namespace match no pod of the 4 read"),
        ("ingress[0].ports", "no pod that it is about has a port named metrics"),
    ];
    assert_eq!(never, expected);
    let nothing: Vec<String> =
        exposure.selecting_nothing.iter().map(|index| plan.policies()[*index].to_string()).collect();
    assert_eq!(nothing, ["default/q"]);
    let unheld: Vec<_> = exposure.unheld.iter().map(|unheld| (&*unheld.end, unheld.directions.len())).collect();
    assert_eq!(unheld, [("default/a[Pod]", 1), ("default/b[Pod]", 2), ("other/agent[Pod]", 2), ("other/c[Pod]", 2)]);
    let open = exposure.open.iter().find(|open| open.end == "default/a[Pod]").unwrap();
    assert_eq!(open.runs.len(), 1);
}

#[test]
fn a_block_that_is_a_services_cluster_address_never_matches_and_is_told_at_its_rules_line() {
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {clusterIP: 10.0.0.5, selector: {app: a}, ports: [{port: 80}]}\n---\n";
    let text = format!(
        "{service}apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: out\nspec:\n  podSelector: {{}}\n  egress:\n  - to:\n    - ipBlock: {{cidr: 1.0.0.0/8}}\n  - to:\n    - ipBlock: {{cidr: 10.0.0.5/32}}\n    - ipBlock: {{cidr: 10.0.0.0/16}}\n  ingress:\n  - from:\n    - ipBlock: {{cidr: 10.0.0.5/32}}\n---\n"
    );
    let plan = plan(&text, Engine::Kubernetes);
    let exposure = Exposure::new(&plan, &Connectivity::new(&plan));
    let found: Vec<_> = exposure.never_matching.iter().map(|never| (&*never.field, &*never.why)).collect();
    let why = "10.0.0.5 is the cluster address of Service default/db: an endpoint's address stands in its place before egress is asked";
    assert_eq!(found, [("egress[1].to[0]", why)]);
    let line = text.lines().position(|line| line.contains("10.0.0.5/32")).unwrap();
    let place = &exposure.never_matching[0].place;
    // The rule begins a line above its block; other manifests may stand before it in the file.
    assert_eq!((place.line - plan.policies()[0].place.line) + 6, line);
}

#[test]
fn what_may_talk_and_what_is_open_agree_that_egress_to_a_services_cluster_address_lets_nothing_through() {
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {clusterIP: 10.5.0.5, selector: {app: a}, ports: [{port: 80}]}\n";
    let policy = policy(
        "out",
        "{podSelector: {matchLabels: {app: b}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.5.0.5/32}}, {ipBlock: {cidr: 10.6.0.0/16}}]}]}",
    );
    let plan = plan(&format!("{service}{policy}"), Engine::Kubernetes);
    let connectivity = Connectivity::new(&plan);
    let end = connectivity.ends().iter().find(|end| end.name == "default/b[Pod]").unwrap();
    let runs = connectivity.outside(end.class, Direction::Egress);
    let firsts: Vec<String> = runs.iter().map(|run| run.first.to_string()).collect();
    assert_eq!(firsts, ["10.6.0.0"]);
    let answer = ask(&plan, "default/b -> 10.5.0.5 80/tcp");
    assert!(!answer.allowed);
    let told =
        |answer: &Answer| answer.notes.iter().any(|note| note.contains("is the cluster address of Service default/db"));
    assert!(told(&answer), "{:?}", answer.notes);
    // Of a pod that nothing holds it is told as well: who refuses it may be the Service's pods.
    let free = ask(&plan, "default/a -> 10.5.0.5 80/tcp");
    assert!(free.allowed && told(&free));
    assert!(!told(&ask(&plan, "default/b -> 10.6.0.5 80/tcp")));
}
