//! What manifests say of namespaces, workloads, Services and policies. Deliberately without answers: who may talk to whom
//! is the engine's.

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use super::selector::Selector;
use crate::net::{Cidr, Protocol};

/// Labels by key.
pub type Labels = BTreeMap<Arc<str>, Arc<str>>;

/// Everything that was read, in the order of the files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Manifests {
    /// Namespaces with a manifest of their own.
    pub namespaces: Vec<Namespace>,
    /// Workloads, pods under their owners.
    pub workloads: Vec<Workload>,
    /// Services.
    pub services: Vec<Service>,
    /// NetworkPolicies.
    pub network_policies: Vec<NetworkPolicy>,
    /// AdminNetworkPolicies and BaselineAdminNetworkPolicies.
    pub admin_policies: Vec<AdminPolicy>,
    /// CiliumNetworkPolicies and CiliumClusterwideNetworkPolicies.
    pub cilium_policies: Vec<CiliumPolicy>,
    /// Kinds that were not read, how many of each.
    pub ignored: BTreeMap<String, usize>,
}

impl Manifests {
    /// Do they say nothing at all?
    pub fn is_empty(&self) -> bool {
        let objects = self.namespaces.is_empty() && self.workloads.is_empty() && self.services.is_empty();
        objects && !self.has_policies()
    }

    /// Is there a policy of any kind?
    pub fn has_policies(&self) -> bool {
        !(self.network_policies.is_empty() && self.admin_policies.is_empty() && self.cilium_policies.is_empty())
    }
}

/// Where a manifest stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file as it was named.
    pub file: Arc<str>,
    /// The line of the object, from 1.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.file, self.line)
    }
}

/// A namespace.
#[derive(Clone, Debug, PartialEq)]
pub struct Namespace {
    /// Its name.
    pub name: Arc<str>,
    /// Its labels as written.
    pub labels: Labels,
}

/// Pods of one owner, or a pod of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Workload {
    /// Its namespace.
    pub namespace: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// Its kind as Kubernetes writes it: `Deployment`, `Pod`.
    pub kind: Arc<str>,
    /// How many pods it asks for.
    pub replicas: u32,
    /// What its pods are made from; `None` when only pods were read.
    pub template: Option<PodShape>,
    /// Its pods, as far as they were read themselves.
    pub pods: Vec<Pod>,
}

/// What policies see of a pod.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PodShape {
    /// Its labels.
    pub labels: Arc<Labels>,
    /// The ports that its containers name.
    pub ports: Arc<[ContainerPort]>,
    /// Does it use its node's network?
    pub host_network: bool,
}

/// One pod.
#[derive(Clone, Debug, PartialEq)]
pub struct Pod {
    /// Its name.
    pub name: Arc<str>,
    /// Its labels, ports and network.
    pub shape: PodShape,
    /// Its addresses, as far as they are known.
    pub addresses: Vec<IpAddr>,
    /// Its node, when known.
    pub node: Option<Arc<str>>,
}

/// A port that a container names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ContainerPort {
    /// Its name, when it has one.
    pub name: Option<Arc<str>>,
    /// Its number.
    pub port: u16,
    /// Its protocol.
    pub protocol: Protocol,
}

/// A Service, as far as a scenario holds one.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Its namespace.
    pub namespace: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// `ClusterIP`, `NodePort`, `LoadBalancer` or `ExternalName`.
    pub service_type: Arc<str>,
    /// Its load balancer answers inside only, by AKS's annotation.
    pub internal: bool,
    /// The labels of its pods.
    pub selector: Labels,
    /// Its address.
    pub cluster_ip: Option<IpAddr>,
    /// Its load balancer's address.
    pub load_balancer_ip: Option<IpAddr>,
    /// Its ports.
    pub ports: Vec<ServicePort>,
    /// Only endpoints of the node that a packet from outside enters by.
    pub external_local: bool,
    /// Only endpoints of the client's own node.
    pub internal_local: bool,
    /// Who may reach the load balancer; empty: everyone.
    pub source_ranges: Vec<Cidr>,
    /// The name that an `ExternalName` stands for.
    pub external_name: Option<Arc<str>>,
}

/// A port of a Service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServicePort {
    /// Its name.
    pub name: Option<Arc<str>>,
    /// Its number.
    pub port: u16,
    /// The pods' port.
    pub target: PortName,
    /// Its protocol.
    pub protocol: Protocol,
    /// The port on every node.
    pub node_port: Option<u16>,
}

/// A port by number or by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PortName {
    /// Its number.
    Number(u16),
    /// The name that each pod gives it.
    Name(Arc<str>),
}

/// A NetworkPolicy.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkPolicy {
    /// Its namespace.
    pub namespace: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// Where it stands.
    pub place: Place,
    /// The pods of its namespace that it is for.
    pub pods: Selector,
    /// Its rules for packets that come; `None`: it does not isolate that direction.
    pub ingress: Option<Vec<Rule>>,
    /// Its rules for packets that leave; `None`: it does not isolate that direction.
    pub egress: Option<Vec<Rule>>,
    /// Rules stand there for a direction that `policyTypes` leaves out: they are never used.
    pub unused: Vec<&'static str>,
}

/// A rule: who, on which ports.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rule {
    /// Its line in its file, from 1; 0 where it comes from none.
    pub line: usize,
    /// Any of these; empty: everyone.
    pub peers: Vec<Peer>,
    /// Any of these; empty: every port.
    pub ports: Vec<PortRule>,
}

/// Whom a rule is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Peer {
    /// Pods of some namespaces.
    Pods {
        /// Of which namespaces.
        namespaces: Namespaces,
        /// Which of their pods.
        pods: Selector,
    },
    /// Addresses.
    Block(Block),
    /// Everything that is not of the cluster: a Cilium entity.
    World,
    /// Every pod and node of the cluster: a Cilium entity.
    Cluster,
    /// The pod's own node, and what uses its network: a Cilium entity.
    Host,
    /// The other nodes, and what uses their networks: a Cilium entity.
    RemoteNodes,
    /// A Cilium entity whose addresses no manifest holds.
    Unlisted(Entity),
}

/// An entity of Cilium's that is in no manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Entity {
    /// The API server.
    ApiServer,
    /// Cilium's own Envoy.
    Ingress,
    /// The endpoints that Cilium probes itself with.
    Health,
    /// Endpoints that are only starting.
    Init,
    /// Endpoints that Cilium does not manage.
    Unmanaged,
}

impl Entity {
    /// Cilium's word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::ApiServer => "kube-apiserver",
            Self::Ingress => "ingress",
            Self::Health => "health",
            Self::Init => "init",
            Self::Unmanaged => "unmanaged",
        }
    }
}

/// The namespaces of a peer.
#[derive(Clone, Debug, PartialEq)]
pub enum Namespaces {
    /// The policy's own.
    Own,
    /// Those whose labels match.
    Matching(Selector),
}

/// A range of addresses with holes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The range.
    pub cidr: Cidr,
    /// What is cut out of it.
    pub except: Vec<Cidr>,
}

impl Block {
    /// Does it hold the address?
    pub fn contains(&self, address: IpAddr) -> bool {
        self.cidr.contains(address) && !self.except.iter().any(|hole| hole.contains(address))
    }
}

impl fmt::Display for Block {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.cidr)?;
        if !self.except.is_empty() {
            let holes: Vec<String> = self.except.iter().map(ToString::to_string).collect();
            write!(formatter, " except {}", holes.join(", "))?;
        }
        Ok(())
    }
}

/// The ports of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortRule {
    /// The protocol; `None`: any.
    pub protocol: Option<Protocol>,
    /// Which of its ports.
    pub port: PortMatch,
}

/// Which ports of a protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PortMatch {
    /// All.
    All,
    /// From and to, both included.
    Range(u16, u16),
    /// What each pod calls so.
    Name(Arc<str>),
}

/// The tier of an admin policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tier {
    /// Before every NetworkPolicy.
    Admin,
    /// After them.
    Baseline,
}

/// An AdminNetworkPolicy or BaselineAdminNetworkPolicy.
#[derive(Clone, Debug, PartialEq)]
pub struct AdminPolicy {
    /// Which of the two.
    pub tier: Tier,
    /// Its name.
    pub name: Arc<str>,
    /// Where it stands.
    pub place: Place,
    /// The lowest decides first; 0 for the baseline.
    pub priority: u32,
    /// The pods that it is for.
    pub subject: Subject,
    /// Its rules for packets that come, the first that matches decides.
    pub ingress: Vec<AdminRule>,
    /// Its rules for packets that leave.
    pub egress: Vec<AdminRule>,
}

/// Pods of any namespaces.
#[derive(Clone, Debug, PartialEq)]
pub struct Subject {
    /// Of which namespaces.
    pub namespaces: Selector,
    /// Which of their pods.
    pub pods: Selector,
}

/// What an admin rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Lets through, whatever comes later.
    Allow,
    /// Stops, whatever comes later.
    Deny,
    /// Leaves it to the NetworkPolicies.
    Pass,
}

/// A rule of an admin policy.
#[derive(Clone, Debug, PartialEq)]
pub struct AdminRule {
    /// Its name; empty: none.
    pub name: Arc<str>,
    /// What it does.
    pub action: Action,
    /// Whom it is about and on which ports. Here no peers match nobody.
    pub rule: Rule,
}

/// A CiliumNetworkPolicy or CiliumClusterwideNetworkPolicy.
#[derive(Clone, Debug, PartialEq)]
pub struct CiliumPolicy {
    /// Its namespace; `None`: it is for the whole cluster.
    pub namespace: Option<Arc<str>>,
    /// Its name.
    pub name: Arc<str>,
    /// Where it stands.
    pub place: Place,
    /// The pods that it is for.
    pub subject: Subject,
    /// What it says of packets that come.
    pub ingress: CiliumSide,
    /// What it says of packets that leave.
    pub egress: CiliumSide,
    /// What is not decided here, in words: FQDN and L7 rules, services, groups.
    pub undecided: Vec<Undecided>,
}

/// One direction of a Cilium policy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CiliumSide {
    /// Is everything else refused from now on?
    pub isolates: bool,
    /// What it lets through; each rule with its place, as those for nobody are left out.
    pub allow: Vec<(usize, Rule)>,
    /// What it refuses, before anything that lets through.
    pub deny: Vec<(usize, Rule)>,
}

/// A part of a policy that is recognised and not decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecided {
    /// Where in the policy: `egress[0].toFQDNs`.
    pub field: String,
    /// Does it need Advanced Container Networking Services?
    pub needs_acns: bool,
    /// Does it narrow what is let through, rather than let more through?
    pub refuses: bool,
}
