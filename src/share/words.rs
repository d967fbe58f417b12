//! The words of share lines: how lines of a scenario file begin, each written as one byte. They are frozen: a line that
//! was handed out must be read for ever, so words are added at the end and never changed, moved or taken away.

/// How lines begin. A word that ends in a quote, a bracket and a quote, or a brace also says how the line ends. The first
/// that fits counts, so a word that begins with another stands before it.
pub(super) const HEADS: &[&str] = &[
    "[cluster]",
    "[cluster.load-balancer]",
    "[[node-pool]]",
    "[[vnet]]",
    "[[vnet.subnet]]",
    "[[vnet.peering]]",
    "[[route-table]]",
    "[[nsg]]",
    "[[gateway]]",
    "[[other-cluster]]",
    "[[on-premises]]",
    "[[nat-gateway]]",
    "[[firewall]]",
    "[[vm]]",
    "[[load-balancer]]",
    "[[private-endpoint]]",
    "[service-tag]",
    "[[node]]",
    "[[namespace]]",
    "[[workload]]",
    "[[service]]",
    "[[ingress]]",
    "[[static-egress-gateway]]",
    "[policies]",
    "[expect]",
    "[[expect.trace]]",
    "[[expect.route]]",
    "schema = 1",
    r#"name = ""#,
    r#"description = ""#,
    r#"model = ""#,
    r#"pod-ip-allocation = ""#,
    r#"dataplane = ""#,
    "ebpf-host-routing = ",
    r#"network-policy = ""#,
    r#"acns = [""#,
    r#"outbound-type = ""#,
    r#"tier = ""#,
    r#"kubernetes-version = ""#,
    r#"vnet = ""#,
    r#"pod-cidr = ""#,
    r#"pod-cidr-v6 = ""#,
    r#"service-cidr = ""#,
    r#"service-cidr-v6 = ""#,
    r#"dns-service-ip = ""#,
    r#"ip-families = [""#,
    r#"api-server = ""#,
    r#"api-server-subnet = ""#,
    r#"non-masquerade-cidrs = [""#,
    r#"outbound-ips = [""#,
    "allocated-outbound-ports = ",
    "idle-timeout-minutes = ",
    r#"mode = ""#,
    r#"os = ""#,
    "count = ",
    "autoscale = { ",
    "max-pods = ",
    r#"max-surge = ""#,
    "max-surge = ",
    "max-unavailable = ",
    r#"subnet = ""#,
    r#"pod-subnet = ""#,
    "pods-in-use = ",
    "gateway-prefix-size = ",
    r#"address-space = [""#,
    "managed = ",
    r#"prefix = ""#,
    r#"prefix-v6 = ""#,
    r#"nsg = ""#,
    r#"route-table = ""#,
    r#"nat-gateway = ""#,
    r#"service-endpoints = [""#,
    r#"delegation = ""#,
    "default-outbound-access = ",
    r#"private-endpoint-policies = ""#,
    "used-by-others = ",
    r#"remote = ""#,
    "allow-forwarded-traffic = ",
    "use-remote-gateways = ",
    "allow-gateway-transit = ",
    r#"state = ""#,
    "bgp-route-propagation = ",
    r#"routes = [""#,
    "routes = [",
    r#"next-hop = ""#,
    r#"next-hop-ip = ""#,
    "rules = [",
    "priority = ",
    r#"direction = ""#,
    r#"access = ""#,
    r#"protocol = ""#,
    r#"source = ""#,
    r#"source-ports = ""#,
    r#"destination = ""#,
    r#"destination-ports = ""#,
    r#"type = ""#,
    r#"ip = ""#,
    r#"node-subnet = ""#,
    r#"nodes = [""#,
    "nodes = ",
    r#"gateway = ""#,
    r#"sku = ""#,
    r#"public-ips = [""#,
    r#"kind = ""#,
    r#"private-ip = ""#,
    r#"snat-private-ranges = ""#,
    "network-rules = [",
    "nat-rules = [",
    r#"action = ""#,
    r#"ports = ""#,
    "port = ",
    r#"translated-ip = ""#,
    "translated-port = ",
    "ip-forwarding = ",
    "forwards = ",
    r#"nic-nsg = ""#,
    r#"public-ip = ""#,
    r#"frontend = ""#,
    "backend-port = ",
    "floating-ip = ",
    r#"backends = [""#,
    r#"pool = ""#,
    "labels = { ",
    r#"namespace = ""#,
    "replicas = ",
    "ports = [",
    "host-network = ",
    r#"static-egress-gateway = ""#,
    "pods = [",
    r#"node = ""#,
    "internal = ",
    "selector = { ",
    r#"cluster-ip = ""#,
    r#"load-balancer-ip = ""#,
    r#"external-traffic-policy = ""#,
    r#"internal-traffic-policy = ""#,
    "health-check-node-port = ",
    r#"source-ranges = [""#,
    r#"external-name = ""#,
    "target-port = ",
    "node-port = ",
    r#"service = ""#,
    r#"controller = ""#,
    "preserve-client-ip = ",
    r#"host = ""#,
    r#"path = ""#,
    r#"public-ip-prefix = ""#,
    r#"exclude-cidrs = [""#,
    r#"files = [""#,
    r#"verdict = ""#,
    r#"binding = ""#,
    "needed = { ",
    r#"findings = [""#,
    r#"from = ""#,
    r#"to = ""#,
    r#"disposition = ""#,
    r#"return-disposition = ""#,
    r#"source-seen = ""#,
    r#"next-hop-type = ""#,
    r#"{ name = ""#,
];

/// What a design is likely to hold, as lines of a scenario file: a share line refers to it instead of saying it.
pub(super) const EXPECTED: &str = r#"
[cluster]
model = "azure-cni-node-subnet"
model = "azure-cni-pod-subnet"
pod-ip-allocation = "static-block"
pod-ip-allocation = "dynamic"
model = "kubenet"
model = "azure-cni-overlay"
dataplane = "azure"
dataplane = "cilium"
network-policy = "calico"
network-policy = "azure"
network-policy = "cilium"
outbound-type = "managedNATGateway"
outbound-type = "userAssignedNATGateway"
outbound-type = "loadBalancer"
outbound-type = "userDefinedRouting"
tier = "standard"
tier = "premium"
kubernetes-version = "1.33"
pod-cidr = "192.168.0.0/16"
pod-cidr = "10.244.0.0/16"
service-cidr = "172.16.0.0/16"
dns-service-ip = "172.16.0.10"
service-cidr = "10.0.0.0/16"
dns-service-ip = "10.0.0.10"
api-server = "vnet-integration"
api-server-subnet = "snet-apiserver"
[[private-endpoint]]
name = "pe-
ip = "10.1.0.4"
subnet = "snet-private-endpoints"
[[firewall]]
name = "azfw"
kind = "azure-firewall"
vnet = "vnet-hub"
private-ip = "10.100.0.4"
public-ips = ["20.70.0.10"]
[[nat-gateway]]
name = "natgw"
[[gateway]]
name = "vpngw"
type = "expressroute"
type = "vpn"
vnet = "vnet-hub"
routes = ["192.168.0.0/16"]
[[nsg]]
name = "nsg-nodes"
[[route-table]]
name = "rt-aks"
routes = [
{ name = "to-firewall", prefix = "0.0.0.0/0", next-hop = "VirtualAppliance", next-hop-ip = "10.100.0.4" },
]
[[vnet]]
name = "vnet-hub-prod-westeurope-001"
address-space = ["10.100.0.0/16"]
[[vnet.subnet]]
name = "AzureFirewallSubnet"
prefix = "10.100.0.0/26"
[[vnet.subnet]]
name = "GatewaySubnet"
prefix = "10.100.255.0/27"
[[vnet.subnet]]
name = "AzureBastionSubnet"
[[vnet.peering]]
remote = "vnet-spoke"
allow-forwarded-traffic = true
use-remote-gateways = true
allow-gateway-transit = true
[[workload]]
name = "web"
replicas = 3
labels = { app = "web" }
ports = [{ name = "http", port = 8080 }]
[[service]]
name = "web"
type = "LoadBalancer"
internal = true
selector = { app = "web" }
ports = [{ name = "http", port = 80, target-port = 8080 }]
[[node-pool]]
name = "windows"
mode = "user"
os = "windows"
count = 5
max-pods = 30
max-surge = "33%"
max-surge = 1
subnet = "snet-aks"
pod-subnet = "snet-pods"
[[node-pool]]
name = "userpool"
mode = "user"
count = 10
max-pods = 110
[[node-pool]]
name = "system"
mode = "system"
count = 3
autoscale = { min = 3, max = 10 }
max-pods = 250
max-surge = "10%"
subnet = "snet-nodes"
[[vnet]]
name = "vnet-aks"
address-space = ["10.224.0.0/12"]
address-space = ["10.240.0.0/16"]
[[vnet.subnet]]
name = "snet-appgw"
prefix = "10.240.0.0/24"
nsg = "nsg-nodes"
route-table = "rt-aks"
nat-gateway = "natgw"
used-by-others = 0
[[vnet.subnet]]
name = "snet-pods"
prefix = "10.240.64.0/18"
[[vnet.subnet]]
name = "snet-nodes"
prefix = "10.240.0.0/22"
"#;
