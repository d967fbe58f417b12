//! What network policy engines go with, and what they read.

use aksplore::engine::rules::RuleId;

use super::{Case, Shows};

const BLOCKS: &str = "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p}
spec: {ingress: [{from: [{ipBlock: {cidr: 1.0.0.0/8}}, {ipBlock: {cidr: 2.0.0.0/8}}, {ipBlock: {cidr: 3.0.0.0/8}}, {ipBlock: {cidr: 4.0.0.0/8}}]}]}
";
const MORE_BLOCKS: &str = "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p}
spec: {ingress: [{from: [{ipBlock: {cidr: 1.0.0.0/8}}, {ipBlock: {cidr: 2.0.0.0/8}}, {ipBlock: {cidr: 3.0.0.0/8}}, {ipBlock: {cidr: 4.0.0.0/8}}, {ipBlock: {cidr: 5.0.0.0/8}}]}]}
";
const IPV6: &str = "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p}
spec: {ingress: [{from: [{ipBlock: {cidr: 'fd00::/8'}}]}]}
";
const LEAVING: &str = "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p}
spec: {egress: [{to: [{ipBlock: {cidr: 1.0.0.0/8}}]}], policyTypes: [Egress]}
";
const NAMES: &str = "
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: p}
spec: {endpointSelector: {}, egress: [{toFQDNs: [{matchName: example.com}]}]}
";
const PODS_AND_BLOCK: &str = "
apiVersion: v1
kind: Pod
metadata: {name: a}
spec: {}
status: {podIP: 10.0.0.1}
---
apiVersion: v1
kind: Pod
metadata: {name: b}
spec: {}
status: {podIP: 10.0.0.2}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p}
spec: {ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}
";

const WINDOWS: &str = "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p}
spec: {ingress: [{ports: [{port: web}]}]}
";
const NUMBERED: &str = "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p}
spec: {ingress: [{ports: [{port: 80, endPort: 80}]}]}
";
const RANGE: &str = "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p}
spec: {ingress: [{ports: [{port: 80, endPort: 81}]}]}
";
const ADMIN: &str = "
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: x}
spec: {priority: 1, subject: {namespaces: {}}}
";
const NODES: &str = "
apiVersion: v1
kind: Pod
metadata: {name: agent}
spec: {hostNetwork: true}
---
apiVersion: v1
kind: Pod
metadata: {name: a, labels: {app: a}}
spec: {}
---
apiVersion: v1
kind: Pod
metadata: {name: b, labels: {app: b}}
spec: {}
---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: p}
spec: {endpointSelector: {matchLabels: {app: a}}, ingress: [{fromEntities: [remote-node]}]}
---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: q}
spec: {endpointSelector: {matchLabels: {app: b}}, ingress: [{fromEntities: [host]}]}
";
const API_SERVER: &str = "
apiVersion: v1
kind: Pod
metadata: {name: a, labels: {app: a}}
spec: {}
---
apiVersion: v1
kind: Pod
metadata: {name: b, labels: {app: b}}
spec: {}
---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: p}
spec: {endpointSelector: {matchLabels: {app: a}}, egress: [{toEntities: [kube-apiserver]}]}
---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: q}
spec: {endpointSelector: {matchLabels: {app: b}}, egress: [{toEntities: [cluster]}]}
";

const WITH_WINDOWS: &str = "[cluster]\nnetwork-policy = \"azure\"\n[[node-pool]]\nname = \"sys\"\n[[node-pool]]\nname = \"win\"\nos = \"windows\"\n";
const AZURE: &str = "[cluster]\nnetwork-policy = \"azure\"\n";
const CALICO: &str = "[cluster]\nnetwork-policy = \"calico\"\n";
const CILIUM: &str = "[cluster]\nnetwork-policy = \"cilium\"\ndataplane = \"cilium\"\n";
const ACNS: &str = "[cluster]\nnetwork-policy = \"cilium\"\ndataplane = \"cilium\"\nacns = [\"fqdn\"]\n";

pub const CASES: &[Case] = &[
    (RuleId::PolicyEngineNone, "[cluster]\n", Shows::FindingWith(BLOCKS, "policies-not-enforced")),
    (RuleId::PolicyEngineNone, CALICO, Shows::QuietWith(BLOCKS, "policies-not-enforced")),
    (RuleId::NpmBlocksAdvised, AZURE, Shows::FindingWith(MORE_BLOCKS, "npm-many-blocks")),
    (RuleId::NpmBlocksAdvised, AZURE, Shows::QuietWith(BLOCKS, "npm-many-blocks")),
    (RuleId::NpmFamily, AZURE, Shows::FindingWith(IPV6, "npm-ipv6-policy")),
    (RuleId::NpmFamily, CALICO, Shows::QuietWith(IPV6, "npm-ipv6-policy")),
    (RuleId::CiliumOwnPolicies, CALICO, Shows::FindingWith(NAMES, "cilium-policy-elsewhere")),
    (RuleId::CiliumOwnPolicies, CILIUM, Shows::QuietWith(NAMES, "cilium-policy-elsewhere")),
    (RuleId::CiliumLayer7NeedsAcns, CILIUM, Shows::FindingWith(NAMES, "policy-needs-acns")),
    (RuleId::CiliumLayer7NeedsAcns, ACNS, Shows::QuietWith(NAMES, "policy-needs-acns")),
    (RuleId::NpmWindowsLacks, WITH_WINDOWS, Shows::FindingWith(WINDOWS, "npm-windows-policy")),
    (RuleId::NpmWindowsLacks, WITH_WINDOWS, Shows::QuietWith(NUMBERED, "npm-windows-policy")),
    (RuleId::NpmWindowsLacks, AZURE, Shows::QuietWith(WINDOWS, "npm-windows-policy")),
    (RuleId::CiliumEndPortSince, CILIUM, Shows::FindingWith(RANGE, "cilium-end-port")),
    (RuleId::CiliumEndPortSince, CILIUM, Shows::QuietWith(NUMBERED, "cilium-end-port")),
    (RuleId::CiliumEndPortSince, CALICO, Shows::QuietWith(RANGE, "cilium-end-port")),
    (RuleId::AdminPolicyEngines, CALICO, Shows::FindingWith(ADMIN, "admin-policy-unknown")),
    (RuleId::AdminPolicyEngines, CALICO, Shows::QuietWith(RANGE, "admin-policy-unknown")),
    (
        RuleId::CiliumEntities,
        CILIUM,
        Shows::Pairs(NODES, "default/agent[Pod] => default/a[Pod] : All Connections", true),
    ),
    (
        RuleId::CiliumEntities,
        CILIUM,
        Shows::Pairs(NODES, "default/agent[Pod] => default/b[Pod] : All Connections", false),
    ),
    (RuleId::CiliumApiServer, CILIUM, Shows::TracedWith(API_SERVER, "pod:default/a", "api-server", "exits-network")),
    (
        RuleId::CiliumApiServer,
        CILIUM,
        Shows::TracedWith(API_SERVER, "pod:default/b", "api-server", "denied-policy-egress"),
    ),
    (
        RuleId::CiliumBlocksSkipPods,
        CALICO,
        Shows::Pairs(PODS_AND_BLOCK, "default/a[Pod] => default/b[Pod] : All Connections", true),
    ),
    (
        RuleId::CiliumBlocksSkipPods,
        CILIUM,
        Shows::Pairs(PODS_AND_BLOCK, "default/a[Pod] => default/b[Pod] : All Connections", false),
    ),
    (RuleId::LocalDnsRange, CILIUM, Shows::FindingWith(LEAVING, "policy-local-dns")),
    (RuleId::LocalDnsRange, CILIUM, Shows::QuietWith(BLOCKS, "policy-local-dns")),
    (RuleId::LocalDnsRange, CALICO, Shows::QuietWith(LEAVING, "policy-local-dns")),
];
