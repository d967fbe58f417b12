//! Random networks in which most things happen: every model and way out, peers, firewalls, gateways, NSGs, routes,
//! Services, policies, and addresses that two things share. Deliberately plausible, so that packets get far.

use std::fmt::Write as _;
use std::sync::Arc;

use proptest::prelude::*;

use crate::diag::Source;
use crate::engine::Analysis;
use crate::scenario::model::OutboundType;
use crate::scenario::read::read;

/// A random network: its scenario, and the manifests beside it.
#[derive(Clone, Debug)]
pub(crate) struct Wide {
    /// The scenario file.
    pub text: String,
    /// The policies.
    pub manifests: String,
}

impl Wide {
    /// Its answers.
    pub(crate) fn analysis(&self) -> Analysis {
        let reading = read(&self.text);
        assert_eq!(reading.diagnostics, [], "{}", self.text);
        let manifests = crate::manifest::read(&[Source::new("p.yaml", self.manifests.clone())]);
        assert!(manifests.problems.is_empty(), "{:?}", manifests.problems);
        Analysis::with_manifests(Arc::new(reading.scenario), Arc::new(manifests.manifests))
    }
}

/// Any of them.
pub(crate) fn wide() -> impl Strategy<Value = Wide> {
    prop::collection::vec(any::<u16>(), 0..260).prop_map(|choices| {
        let mut tape = Tape { choices, at: 0 };
        Wide { text: scenario(&mut tape), manifests: policies(&mut tape) }
    })
}

/// Choices; the empty rest always chooses the first, so that shrinking makes networks simpler.
struct Tape {
    choices: Vec<u16>,
    at: usize,
}

impl Tape {
    fn below(&mut self, count: usize) -> usize {
        let choice = self.choices.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(choice) % count.max(1)
    }

    fn one(&mut self, among: &[&'static str]) -> &'static str {
        among[self.below(among.len())]
    }

    /// One time in so many.
    fn rarely(&mut self, times: usize) -> bool {
        self.below(times) == 1
    }
}

/// Addresses that something has, or nothing.
const ADDRESSES: &[&str] = &[
    "10.240.8.4",
    "10.100.1.4",
    "10.240.0.4",
    "10.240.0.5",
    "10.244.0.4",
    "10.244.1.9",
    "10.240.0.40",
    "10.100.0.4",
    "192.168.10.10",
    "10.0.0.10",
    "10.240.3.20",
    "10.240.4.7",
    "10.9.9.9",
    "203.0.113.9",
];

/// Ranges that rules and routes name.
const RANGES: &[&str] = &[
    "0.0.0.0/0",
    "10.240.0.0/16",
    "10.240.8.0/24",
    "10.240.0.0/30",
    "10.244.0.0/16",
    "10.244.1.0/24",
    "10.100.0.0/16",
    "192.168.0.0/16",
    "198.51.100.0/24",
    "10.0.0.0/8",
    "10.240.8.4/32",
    "10.240.0.5/32",
];

/// What a rule may name besides.
const TAGS: &[&str] = &["*", "VirtualNetwork", "Internet", "AzureLoadBalancer", "Storage"];

fn scenario(tape: &mut Tape) -> String {
    let mut text = cluster(tape);
    text += &pools(tape);
    text += &networks(tape);
    text += &tables(tape);
    text += &guards(tape);
    text += &machines(tape);
    text + &workloads(tape)
}

fn cluster(tape: &mut Tape) -> String {
    let model = tape.one(&[
        "azure-cni-overlay",
        "kubenet",
        "azure-cni-node-subnet",
        "azure-cni-pod-subnet",
        "azure-cni-pod-subnet\"\npod-ip-allocation = \"static-block",
        "azure-cni-overlay\"\ndataplane = \"cilium",
        "azure-cni-node-subnet\"\ndataplane = \"cilium",
        "azure-cni-pod-subnet\"\ndataplane = \"cilium",
        "azure-cni-overlay\"\ndataplane = \"cilium\"\nebpf-host-routing = true\nnetwork-policy = \"cilium",
        "azure-cni-node-subnet\"\ndataplane = \"cilium\"\nebpf-host-routing = true\nnetwork-policy = \"cilium",
        "azure-cni-pod-subnet\"\ndataplane = \"cilium\"\nebpf-host-routing = true\nnetwork-policy = \"cilium",
        "byo-cni",
    ]);
    let outbound = OutboundType::ALL[tape.below(OutboundType::ALL.len())];
    let server = tape.one(&["public", "private-link"]);
    let mut text =
        format!("[cluster]\nmodel = \"{model}\"\noutbound-type = \"{outbound}\"\napi-server = \"{server}\"\n");
    if !model.contains("network-policy") {
        let engine = tape.one(&["none", "azure", "calico", "cilium"]);
        let _ = writeln!(text, "network-policy = \"{engine}\"");
    }
    text += tape.one(&["", "", "", "non-masquerade-cidrs = []\n", "non-masquerade-cidrs = [\"10.0.0.0/8\"]\n"]);
    text += tape.one(&["", "", "api-server-authorized-ranges = [\"20.70.0.0/24\"]\n"]);
    text + tape.one(&["", "[cluster.load-balancer]\noutbound-ips = [\"20.50.0.10\"]\n"])
}

fn pools(tape: &mut Tape) -> String {
    let count = 2 + tape.below(3);
    let mut text = format!(
        "[[node-pool]]\nname = \"system\"\ncount = {count}\nmax-pods = 30\nsubnet = \"snet-nodes\"\npod-subnet = \"snet-pods\"\n"
    );
    if tape.rarely(3) {
        let os = tape.one(&["linux", "windows"]);
        let _ = write!(
            text,
            "[[node-pool]]\nname = \"user\"\ncount = 2\nmax-pods = 30\nos = \"{os}\"\nsubnet = \"snet-vms\"\npod-subnet = \"snet-pods\"\n"
        );
    }
    if tape.rarely(4) {
        text += "[[node-pool]]\nname = \"gate\"\nmode = \"gateway\"\ncount = 1\nmax-pods = 30\nsubnet = \"snet-nodes\"\npod-subnet = \"snet-pods\"\n";
    }
    if tape.rarely(3) {
        let pin = tape.one(&["", "nic-nsg = \"guard-1\"\n", "public-ip = \"20.80.0.1\"\n", "ip = \"10.240.0.40\"\n"]);
        let _ = write!(text, "[[node]]\nname = \"n0\"\npool = \"system\"\n{pin}");
    }
    text
}

fn subnet(tape: &mut Tape, name: &str, prefix: &str) -> String {
    let mut text = format!("[[vnet.subnet]]\nname = \"{name}\"\nprefix = \"{prefix}\"\n");
    text += tape.one(&["", "route-table = \"rt-0\"\n", "route-table = \"rt-1\"\n"]);
    text += tape.one(&["", "nsg = \"guard-0\"\n", "nsg = \"guard-1\"\n"]);
    text += tape.one(&["", "", "nat-gateway = \"ng\"\n"]);
    text += tape.one(&["", "", "default-outbound-access = false\n"]);
    text + tape.one(&["", "", "service-endpoints = [\"Storage\"]\n"])
}

fn networks(tape: &mut Tape) -> String {
    let managed = tape.one(&["", "", "managed = true\n"]);
    let mut text = format!("[[vnet]]\nname = \"spoke\"\naddress-space = [\"10.240.0.0/16\"]\n{managed}");
    for (name, prefix) in
        [("snet-nodes", "10.240.0.0/22"), ("snet-pods", "10.240.4.0/22"), ("snet-vms", "10.240.8.0/24")]
    {
        text += &subnet(tape, name, prefix);
    }
    let is_on = |tape: &mut Tape| tape.one(&["true", "false"]);
    let (transit, forwards, back) = (is_on(tape), is_on(tape), is_on(tape));
    let _ = write!(
        text,
        "[[vnet.peering]]\nremote = \"hub\"\nuse-remote-gateways = {transit}\nallow-forwarded-traffic = {forwards}\n"
    );
    // A hub within the pod CIDR, now and then.
    let hub = tape.one(&["10.100", "10.100", "10.100", "10.244"]);
    let _ = write!(text, "[[vnet]]\nname = \"hub\"\naddress-space = [\"{hub}.0.0/16\"]\n");
    text += &subnet(tape, "snet-hub", &format!("{hub}.1.0/24"));
    let _ = write!(
        text,
        "[[vnet.peering]]\nremote = \"spoke\"\nallow-gateway-transit = true\nallow-forwarded-traffic = {back}\n"
    );
    let learned = tape.one(&["192.168.0.0/16", "192.168.0.0/16\", \"10.240.8.0/25", "10.0.0.0/8"]);
    let _ = write!(
        text,
        "[[gateway]]\nname = \"vpngw\"\nvnet = \"hub\"\nip = \"{hub}.255.4\"\nroutes = [\"{learned}\"]\n\
         [[on-premises]]\nname = \"office\"\nip = \"192.168.10.10\"\ngateway = \"vpngw\"\n\
         [[nat-gateway]]\nname = \"ng\"\npublic-ips = [\"20.60.0.10\"]\n\
         [service-tag]\nStorage = [\"198.51.100.0/25\", \"20.150.0.0/15\"]\n"
    );
    if tape.rarely(3) {
        text += "[[private-endpoint]]\nname = \"pe\"\nip = \"10.240.8.50\"\nsubnet = \"snet-vms\"\n";
    }
    text
}

fn tables(tape: &mut Tape) -> String {
    let mut text = String::new();
    for table in 0..2 {
        let propagation = tape.one(&["true", "true", "false"]);
        let mut rows = String::new();
        let mut taken: Vec<&str> = Vec::new();
        for route in 0..tape.below(4) {
            let prefix = tape.one(RANGES);
            let hop = tape.one(&["10.100.0.4", "10.240.8.4", "10.240.0.4", "10.240.0.5", "10.9.9.9"]);
            let appliance = format!("\"VirtualAppliance\", next-hop-ip = \"{hop}\"");
            let other = tape.one(&["", "", "\"VirtualNetworkGateway\"", "\"Internet\"", "\"None\"", "\"VnetLocal\""]);
            let next = if other.is_empty() { &*appliance } else { other };
            if !taken.contains(&prefix) {
                let _ = write!(rows, "{{ name = \"r{route}\", prefix = \"{prefix}\", next-hop = {next} }},");
                taken.push(prefix);
            }
        }
        let _ = write!(
            text,
            "[[route-table]]\nname = \"rt-{table}\"\nbgp-route-propagation = {propagation}\nroutes = [{rows}]\n"
        );
    }
    text
}

fn guards(tape: &mut Tape) -> String {
    let mut text = String::new();
    for guard in 0..2 {
        let mut rows = String::new();
        for rule in 0..tape.below(4) {
            let way = tape.one(&["inbound", "outbound"]);
            let access = tape.one(&["deny", "allow"]);
            let mut end = || if tape.rarely(2) { tape.one(RANGES) } else { tape.one(TAGS) };
            let (from, to) = (end(), end());
            let ports = tape.one(&["*", "443", "80-8080"]);
            let protocol = tape.one(&["*", "tcp", "udp"]);
            let _ = write!(
                rows,
                "{{ name = \"g{rule}\", priority = {}, direction = \"{way}\", access = \"{access}\", protocol = \"{protocol}\", source = \"{from}\", destination = \"{to}\", destination-ports = \"{ports}\" }},",
                300 + 150 * rule
            );
        }
        let managed = tape.one(&["", "managed = true\n"]);
        let _ = write!(text, "[[nsg]]\nname = \"guard-{guard}\"\n{managed}rules = [{rows}]\n");
    }
    text
}

fn machines(tape: &mut Tape) -> String {
    let is_on = |tape: &mut Tape| tape.one(&["false", "true"]);
    let (forwards, open) = (is_on(tape), is_on(tape));
    let kind = tape.one(&["azure-firewall", "appliance"]);
    let mut rules = String::new();
    for rule in 0..tape.below(3) {
        let action = tape.one(&["allow", "deny"]);
        let to = tape.one(RANGES);
        let _ = write!(rules, "{{ name = \"f{rule}\", action = \"{action}\", destination = \"{to}\" }},");
    }
    if open == "true" {
        rules += "{ name = \"web\", action = \"allow\", ports = \"443\" },";
    }
    let inner = tape.one(&["10.240.3.20", "10.240.8.4", "10.240.0.4"]);
    let mut text = format!(
        "[[firewall]]\nname = \"azfw\"\nkind = \"{kind}\"\nvnet = \"hub\"\nprivate-ip = \"10.100.0.4\"\npublic-ips = [\"20.70.0.10\"]\nnetwork-rules = [{rules}]\n\
         nat-rules = [{{ name = \"in\", protocol = \"tcp\", destination = \"20.70.0.10\", port = 443, translated-ip = \"{inner}\", translated-port = 80 }}]\n\
         [[vm]]\nname = \"near\"\nip = \"10.240.8.4\"\nsubnet = \"snet-vms\"\nip-forwarding = {forwards}\nforwards = {forwards}\n\
         [[vm]]\nname = \"far\"\nsubnet = \"snet-hub\"\n"
    );
    for vm in 0..tape.below(4) {
        let ip = tape.one(ADDRESSES);
        let place = tape.one(&["subnet = \"snet-vms\"", "vnet = \"hub\"", "subnet = \"snet-nodes\""]);
        let nsg = tape.one(&["", "nic-nsg = \"guard-0\"\n", "public-ip = \"20.81.0.1\"\n"]);
        let _ = write!(text, "[[vm]]\nname = \"vm{vm}\"\nip = \"{ip}\"\n{place}\n{nsg}");
    }
    if tape.rarely(3) {
        text += "[[load-balancer]]\nname = \"plain\"\ntype = \"internal\"\nfrontend = \"10.240.8.100\"\nport = 80\nbackend-port = 8080\nbackends = [\"near\", \"far\"]\n";
    }
    text
}

fn workloads(tape: &mut Tape) -> String {
    let mut text = String::from(
        "[[workload]]\nname = \"web\"\nreplicas = 4\nlabels = { app = \"web\" }\nports = [{ name = \"http\", port = 8080 }]\n\
         [[workload]]\nname = \"db\"\nreplicas = 2\nlabels = { app = \"db\" }\nports = [{ port = 5432 }]\n",
    );
    if tape.rarely(3) {
        text += "[[workload]]\nname = \"exit\"\nlabels = { app = \"web\" }\nstatic-egress-gateway = \"egw\"\n\
                 [[static-egress-gateway]]\nname = \"egw\"\npublic-ip-prefix = \"20.90.0.0/31\"\nexclude-cidrs = [\"10.100.0.0/16\"]\n";
    }
    if tape.rarely(3) {
        let ip = tape.one(ADDRESSES);
        let _ = write!(text, "[[workload]]\nname = \"pinned\"\npods = [{{ name = \"pinned-a\", ip = \"{ip}\" }}]\n");
    }
    for service in 0..=tape.below(3) {
        let (kind, more) = [
            ("ClusterIP", ""),
            ("LoadBalancer", ""),
            ("NodePort", ""),
            ("LoadBalancer", "internal = true\nfloating-ip = false\n"),
        ][tape.below(4)];
        let (etp, itp) = (tape.one(&["Cluster", "Local"]), tape.one(&["Cluster", "Local"]));
        let app = tape.one(&["web", "db", "nobody"]);
        let ranges =
            tape.one(&["", "", "source-ranges = [\"10.240.0.0/16\"]\n", "source-ranges = [\"203.0.113.0/24\"]\n"]);
        let _ = write!(
            text,
            "[[service]]\nname = \"s{service}\"\ntype = \"{kind}\"\n{more}selector = {{ app = \"{app}\" }}\nexternal-traffic-policy = \"{etp}\"\ninternal-traffic-policy = \"{itp}\"\n{ranges}ports = [{{ port = 80, target-port = 8080, node-port = {} }}]\n",
            30080 + service
        );
    }
    text
}

fn policies(tape: &mut Tape) -> String {
    let mut text = String::new();
    for policy in 0..tape.below(4) {
        let whom = tape.one(&["{}", "{matchLabels: {app: web}}", "{matchLabels: {app: db}}"]);
        let peer = tape.one(&[
            "podSelector: {matchLabels: {app: web}}",
            "ipBlock: {cidr: 10.240.0.0/16}",
            "ipBlock: {cidr: 0.0.0.0/0, except: [10.240.8.4/32, 10.244.0.0/24]}",
            "namespaceSelector: {}",
        ]);
        let spec = match tape.below(3) {
            0 => format!("{{podSelector: {whom}, policyTypes: [Ingress, Egress]}}"),
            1 => format!("{{podSelector: {whom}, ingress: [{{from: [{{{peer}}}]}}]}}"),
            _ => format!("{{podSelector: {whom}, policyTypes: [Egress], egress: [{{to: [{{{peer}}}]}}]}}"),
        };
        let _ = write!(
            text,
            "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p{policy}}}\nspec: {spec}\n"
        );
    }
    text
}
