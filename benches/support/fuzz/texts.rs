//! Real manifests, damaged: pieces put in, cut out, doubled, and swapped between them. Deliberately knows no answer.

use super::random::Random;

const SEEDS: [&str; 12] = [
    include_str!("../../../examples/network-policies/namespaces.yaml"),
    include_str!("../../../examples/network-policies/workloads.yaml"),
    include_str!("../../../examples/network-policies/policies.yaml"),
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {app: a}, ownerReferences: [{kind: ReplicaSet, name: web-1, controller: true}]}\nspec: {nodeName: n1, containers: [{ports: [{name: http, containerPort: 80}]}]}\nstatus: {podIP: 10.0.0.1, podIPs: [{ip: 10.0.0.1}, {ip: 'fd00::1'}]}\n",
    "apiVersion: v1\nkind: Pod\nmetadata: {name: agent}\nspec: {nodeName: n1, hostNetwork: true, initContainers: [{ports: [{containerPort: 9, protocol: SCTP}]}]}\nstatus: {podIP: 10.9.0.1}\n",
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: n}\nspec:\n  replicas: 2\n  template:\n    metadata: {labels: &l {app: a, tier: b}}\n    spec: {hostNetwork: false}\nx: [*l, *l]\n",
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec:\n  podSelector: {matchExpressions: [{key: app, operator: In, values: [a, b]}]}\n  policyTypes: [Ingress, Egress]\n  ingress:\n  - from:\n    - namespaceSelector: {}\n      podSelector: {matchLabels: {app: a}}\n    - ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}\n    ports: [{port: 80, endPort: 90}, {port: http}, {protocol: UDP}]\n  egress: [{}]\n",
    "apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\nmetadata: {name: x}\nspec:\n  priority: 5\n  subject: {namespaces: {}}\n  ingress: [{action: Pass, from: [{namespaces: {}}], ports: [{portRange: {start: 1, end: 9}}]}]\n  egress: [{action: Deny, to: [{networks: [0.0.0.0/0]}]}]\n",
    "apiVersion: policy.networking.k8s.io/v1alpha1\nkind: BaselineAdminNetworkPolicy\nmetadata: {name: default}\nspec:\n  subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: a}}}}\n  ingress: [{action: Deny, from: [{pods: {namespaceSelector: {}, podSelector: {}}}], ports: [{namedPort: http}, {portNumber: {protocol: UDP, port: 53}}]}]\n",
    "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: c}\nspec:\n  endpointSelector: {}\n  ingress: [{fromEntities: [world, host, remote-node], toPorts: [{ports: [{port: '80', protocol: ANY}]}]}]\n  egressDeny: [{toCIDRSet: [{cidr: 10.0.0.0/8, except: [10.2.0.0/16]}]}]\n",
    "apiVersion: cilium.io/v2\nkind: CiliumClusterwideNetworkPolicy\nmetadata: {name: c}\nspecs:\n- endpointSelector: {matchLabels: {'k8s:io.kubernetes.pod.namespace': n}}\n  enableDefaultDeny: {egress: false}\n  egress: [{toEndpoints: [{matchLabels: {'reserved:kube-apiserver': ''}}]}, {toFQDNs: [{matchName: a.b}]}]\n",
    "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{\"apiVersion\":\"v1\",\"kind\":\"PodList\",\"items\":[{\"metadata\":{\"name\":\"j\"},\"spec\":{}}]}]}\n",
];

/// What is put into a text: signs of YAML, and words of manifests.
const PIECES: [&str; 40] = [
    "{",
    "}",
    "[",
    "]",
    ":",
    " ",
    "\n",
    "  ",
    "- ",
    "&a ",
    "*a",
    "*l",
    "|\n",
    ">",
    "'",
    "\"",
    "#",
    "---\n",
    "...\n",
    "0",
    "65536",
    "-1",
    "null",
    "{}",
    "[]",
    "a",
    "!!str ",
    "\u{e9}",
    "<<: *l",
    "? ",
    "\t",
    "\r\n",
    "%YAML 1.2\n",
    "port: http",
    "endPort: 1",
    "0.0.0.0/0",
    "::/0",
    "podSelector: {}",
    "namespaceSelector: {}",
    "\u{feff}",
];

/// Some of the manifests, with some damage.
pub fn text(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..=random.below(8) {
        text.push_str("---\n");
        text.push_str(random.of(&SEEDS));
    }
    for _ in 0..random.below(8) {
        damage(random, &mut text);
    }
    text
}

fn damage(random: &mut Random, text: &mut String) {
    let start = boundary(random, text);
    match random.below(6) {
        0 => text.insert_str(start, random.of(&PIECES)),
        1 => {
            let end = (start + random.below(20)).min(text.len());
            let end = (end..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
            text.replace_range(start..end, random.of(&PIECES));
        }
        2 => {
            let end = boundary(random, text);
            let part = text[start.min(end)..start.max(end)].to_owned();
            text.insert_str(start, &part);
        }
        3 => {
            // A line of another place, with its own indentation.
            let lines: Vec<&str> = text.lines().collect();
            let line = if lines.is_empty() { String::new() } else { lines[random.below(lines.len())].to_owned() };
            let at = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
            text.insert_str(at, &format!("{line}\n"));
        }
        4 => {
            // A value in place of another.
            let words: Vec<&str> = text.split_whitespace().collect();
            if words.len() > 1 {
                let (old, new) =
                    (words[random.below(words.len())].to_owned(), words[random.below(words.len())].to_owned());
                *text = text.replacen(&old, &new, 1 + random.below(3));
            }
        }
        _ => text.truncate(start),
    }
}

fn boundary(random: &mut Random, text: &str) -> usize {
    let at = random.below(text.len() + 1);
    (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}
