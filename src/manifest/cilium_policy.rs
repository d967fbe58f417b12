//! CiliumNetworkPolicies at layers 3 and 4. Deliberately decides no rule that asks for more: a rule with names, HTTP,
//! groups or services is told of and left out whole, never half.

use std::sync::Arc;

use super::model::{
    Block, CiliumPolicy, CiliumSide, Entity, Namespaces, Peer, Place, PortMatch, PortRule, Rule, Subject, Undecided,
};
use super::network_policy::cidr;
use super::reader::Reader;
use super::selector::{self, Demand, Operator, Selector};
use crate::net::{Cidr, Protocol};

/// How Cilium names the namespace of a pod among its labels.
const NAMESPACE: &str = "io.kubernetes.pod.namespace";
/// How Cilium names the labels of a pod's namespace among its labels.
const NAMESPACE_LABELS: &str = "io.cilium.k8s.namespace.labels.";
/// How Cilium names an entity among labels.
const RESERVED: [&str; 2] = ["reserved:", "reserved."];
/// The label that every namespace has.
pub(super) const METADATA_NAME: &str = "kubernetes.io/metadata.name";

/// The keys of one direction.
struct Direction {
    rules: &'static str,
    deny: &'static str,
    endpoints: &'static str,
    entities: &'static str,
    cidrs: &'static str,
    cidr_sets: &'static str,
    /// What is not decided here, and whether it needs Advanced Container Networking Services.
    others: &'static [(&'static str, bool)],
}

const INGRESS: Direction = Direction {
    rules: "ingress",
    deny: "ingressDeny",
    endpoints: "fromEndpoints",
    entities: "fromEntities",
    cidrs: "fromCIDR",
    cidr_sets: "fromCIDRSet",
    others: &[("fromRequires", false), ("fromNodes", false), ("fromGroups", false)],
};
const EGRESS: Direction = Direction {
    rules: "egress",
    deny: "egressDeny",
    endpoints: "toEndpoints",
    entities: "toEntities",
    cidrs: "toCIDR",
    cidr_sets: "toCIDRSet",
    others: &[("toFQDNs", true), ("toServices", false), ("toRequires", false), ("toNodes", false), ("toGroups", false)],
};
/// Keys of a rule that hold in both directions and are not decided here.
const OTHERS: [&str; 2] = ["icmps", "authentication"];

/// The policies of an object: it may hold one `spec`, several `specs`, or both.
pub(super) fn read(
    root: &Reader<'_>,
    namespace: Option<&Arc<str>>,
    name: &Arc<str>,
    place: &Place,
) -> Option<Vec<CiliumPolicy>> {
    let specs: Vec<Reader<'_>> = root.get("spec").into_iter().chain(root.list("specs")?).collect();
    if specs.is_empty() {
        root.error("missing-key", "spec is missing");
        return None;
    }
    specs.iter().map(|spec| policy(spec, namespace, name, place)).collect()
}

fn policy(spec: &Reader<'_>, namespace: Option<&Arc<str>>, name: &Arc<str>, place: &Place) -> Option<CiliumPolicy> {
    spec.known(&[
        "endpointSelector",
        "nodeSelector",
        "ingress",
        "ingressDeny",
        "egress",
        "egressDeny",
        "enableDefaultDeny",
        "labels",
        "description",
        "log",
    ]);
    let mut undecided = Vec::new();
    let subject = match (spec.get("endpointSelector"), spec.get("nodeSelector")) {
        (Some(selector), _) => {
            let (namespaces, pods) = endpoints(&selector, namespace)?;
            let namespaces = match namespaces {
                Namespaces::Matching(namespaces) => namespaces,
                Namespaces::Own => in_namespace(namespace?),
            };
            Subject { namespaces, pods }
        }
        (None, Some(nodes)) => {
            nodes.warn("not-decided", "policies for nodes are not decided here");
            return Some(nobody(namespace, name, place));
        }
        (None, None) => {
            spec.error("missing-key", "endpointSelector is missing");
            return None;
        }
    };
    let ingress = side(spec, &INGRESS, namespace, &mut undecided)?;
    let egress = side(spec, &EGRESS, namespace, &mut undecided)?;
    let (namespace, name, place) = (namespace.cloned(), Arc::clone(name), place.clone());
    Some(CiliumPolicy { namespace, name, place, subject, ingress, egress, undecided })
}

/// A policy for nodes: it is for no pod.
fn nobody(namespace: Option<&Arc<str>>, name: &Arc<str>, place: &Place) -> CiliumPolicy {
    let nobody = Demand { key: Arc::from(METADATA_NAME), operator: Operator::In, values: Vec::new() };
    CiliumPolicy {
        namespace: namespace.cloned(),
        name: Arc::clone(name),
        place: place.clone(),
        subject: Subject { namespaces: Selector { demands: vec![nobody] }, pods: Selector::default() },
        ingress: CiliumSide::default(),
        egress: CiliumSide::default(),
        undecided: vec![Undecided { field: "nodeSelector".to_owned(), needs_acns: false, refuses: true }],
    }
}

fn in_namespace(name: &Arc<str>) -> Selector {
    let values = vec![Arc::clone(name)];
    Selector { demands: vec![Demand { key: Arc::from(METADATA_NAME), operator: Operator::In, values }] }
}

fn side(
    spec: &Reader<'_>,
    keys: &Direction,
    namespace: Option<&Arc<str>>,
    undecided: &mut Vec<Undecided>,
) -> Option<CiliumSide> {
    let (allowed, denied) = (spec.list(keys.rules)?, spec.list(keys.deny)?);
    let is_default = !allowed.is_empty() || !denied.is_empty();
    let isolates = spec.at(&["enableDefaultDeny", keys.rules]).map_or(Some(is_default), |flag| flag.flag())?;
    let mut read = |rules: &[Reader<'_>], refuses: bool| {
        let (mut list, before) = (Vec::new(), undecided.len());
        for (place, reader) in rules.iter().enumerate() {
            list.extend(rule(reader, keys, namespace, undecided)?.map(|rule| (place, rule)));
        }
        undecided[before..].iter_mut().for_each(|part| part.refuses |= refuses);
        Some(list)
    };
    Some(CiliumSide { isolates, allow: read(&allowed, false)?, deny: read(&denied, true)? })
}

/// What a rule stands for: nothing when it is empty or not decided here.
#[expect(clippy::option_option, reason = "the outer one says whether it could be read, as everywhere here")]
fn rule(
    reader: &Reader<'_>,
    keys: &Direction,
    namespace: Option<&Arc<str>>,
    undecided: &mut Vec<Undecided>,
) -> Option<Option<Rule>> {
    let mut known = vec![keys.endpoints, keys.entities, keys.cidrs, keys.cidr_sets, "toPorts"];
    known.extend(keys.others.iter().map(|(key, _)| *key).chain(OTHERS));
    reader.known(&known);
    let others = keys.others.iter().copied().chain(OTHERS.map(|key| (key, false)));
    let other = others.into_iter().find(|(key, _)| reader.get(key).is_some());
    if let Some((key, needs_acns)) = other {
        let refuses = key.ends_with("Requires");
        undecided.push(Undecided { field: format!("{}.{key}", reader.path()), needs_acns, refuses });
        return Some(None);
    }
    let mut ports = Vec::new();
    for item in reader.list("toPorts")? {
        if let Some(rules) = item.get("rules").filter(|rules| !rules.keys().is_empty()) {
            undecided.push(Undecided { field: rules.path().to_owned(), needs_acns: true, refuses: false });
            return Some(None);
        }
        item.known(&["ports", "rules", "originatingTLS", "terminatingTLS", "serverNames", "listener"]);
        for port in item.list("ports")? {
            ports.push(read_port(&port)?);
        }
    }
    // A group of ranges is an object of its own, which is not read.
    let groups = reader.list(keys.cidr_sets)?;
    if let Some(group) = groups.iter().find_map(|set| set.get("cidrGroupRef").or_else(|| set.get("cidrGroupSelector")))
    {
        undecided.push(Undecided { field: group.path().to_owned(), needs_acns: false, refuses: false });
        return Some(None);
    }
    let sources = [keys.endpoints, keys.entities, keys.cidrs, keys.cidr_sets];
    let names_peers = sources.iter().any(|key| reader.get(key).is_some());
    let peers = peers(reader, keys, namespace)?;
    // Ports alone stand for everyone. A rule without anything, or with an empty list of peers, is for nobody.
    let is_for_nobody = if names_peers { peers.is_empty() } else { ports.is_empty() };
    Some((!is_for_nobody).then_some(Rule { line: reader.line(), peers, ports }))
}

fn peers(reader: &Reader<'_>, keys: &Direction, namespace: Option<&Arc<str>>) -> Option<Vec<Peer>> {
    let mut peers = Vec::new();
    for selector in reader.list(keys.endpoints)? {
        if let Some(word) = reserved(&selector) {
            entity(&selector, word, &mut peers)?;
            continue;
        }
        let (namespaces, pods) = endpoints(&selector, namespace)?;
        peers.push(Peer::Pods { namespaces, pods });
    }
    for named in reader.list(keys.entities)? {
        entity(&named, &named.text()?, &mut peers)?;
    }
    for network in reader.list(keys.cidrs)? {
        peers.push(Peer::Block(Block { cidr: cidr(&network)?, except: Vec::new() }));
    }
    for set in reader.list(keys.cidr_sets)? {
        set.known(&["cidr", "except", "cidrGroupRef", "cidrGroupSelector"]);
        let except: Vec<Cidr> = set.list("except")?.iter().map(cidr).collect::<Option<_>>()?;
        peers.push(Peer::Block(Block { cidr: cidr(&set.required("cidr")?)?, except }));
    }
    Some(peers)
}

/// Adds what an entity stands for.
fn entity(reader: &Reader<'_>, word: &str, peers: &mut Vec<Peer>) -> Option<()> {
    let any = |address: std::net::IpAddr| Peer::Block(Block { cidr: Cidr::containing(address, 0), except: Vec::new() });
    match word {
        "all" => peers.extend([Peer::World, Peer::Cluster]),
        "world" => peers.push(Peer::World),
        "world-ipv4" => peers.push(any(std::net::Ipv4Addr::UNSPECIFIED.into())),
        "world-ipv6" => peers.push(any(std::net::Ipv6Addr::UNSPECIFIED.into())),
        "cluster" => peers.push(Peer::Cluster),
        "host" => peers.push(Peer::Host),
        "remote-node" => peers.push(Peer::RemoteNodes),
        "kube-apiserver" => peers.push(Peer::Unlisted(Entity::ApiServer)),
        "ingress" => peers.push(Peer::Unlisted(Entity::Ingress)),
        "health" => peers.push(Peer::Unlisted(Entity::Health)),
        "init" => peers.push(Peer::Unlisted(Entity::Init)),
        "unmanaged" => peers.push(Peer::Unlisted(Entity::Unmanaged)),
        "none" => {}
        other => {
            reader.error("unknown-word", format!("{other:?} is no entity of Cilium's"));
            return None;
        }
    }
    Some(())
}

/// The entity that a selector of one label means: `matchLabels: {'reserved:host': ''}`.
fn reserved<'a>(selector: &Reader<'a>) -> Option<&'a str> {
    let labels = selector.get("matchLabels").filter(|_| selector.get("matchExpressions").is_none())?;
    let [key] = labels.keys()[..] else { return None };
    RESERVED.into_iter().find_map(|prefix| key.strip_prefix(prefix))
}

/// The namespaces and pods of an endpoint selector: labels of the namespace stand among the pod's.
fn endpoints(reader: &Reader<'_>, namespace: Option<&Arc<str>>) -> Option<(Namespaces, Selector)> {
    let mut pods = selector::read(reader)?;
    if let Some(demand) = pods.demands.iter().find(|demand| RESERVED.iter().any(|own| demand.key.starts_with(own))) {
        let key = &demand.key;
        reader.error("not-decided", format!("{key} stands beside other demands: that is not decided here"));
        return None;
    }
    let mut namespaces = Vec::new();
    pods.demands.retain_mut(|demand| {
        let key = bare(&demand.key).to_owned();
        let of_namespace = if key == NAMESPACE { Some(METADATA_NAME) } else { key.strip_prefix(NAMESPACE_LABELS) };
        let is_pods = of_namespace.is_none();
        match of_namespace {
            Some(label) => namespaces.push(Demand { key: Arc::from(label), ..demand.clone() }),
            None => demand.key = Arc::from(&*key),
        }
        is_pods
    });
    let scope = match (namespaces.is_empty(), namespace) {
        (true, Some(_)) => Namespaces::Own,
        _ => Namespaces::Matching(Selector { demands: namespaces }),
    };
    Some((scope, pods))
}

/// The key without the name of its source.
fn bare(key: &str) -> &str {
    ["k8s:", "any:", "k8s.", "any."].into_iter().find_map(|source| key.strip_prefix(source)).unwrap_or(key)
}

fn read_port(reader: &Reader<'_>) -> Option<PortRule> {
    const PROTOCOLS: [(&str, Option<Protocol>); 4] =
        [("ANY", None), ("TCP", Some(Protocol::Tcp)), ("UDP", Some(Protocol::Udp)), ("SCTP", Some(Protocol::Sctp))];
    reader.known(&["port", "endPort", "protocol"]);
    let protocol = reader.get("protocol").map_or(Some(None), |word| word.choice(&PROTOCOLS))?;
    let port = reader.required("port")?;
    // Cilium writes its ports as texts.
    let text = if port.is_number() { port.port()?.to_string().into() } else { port.text()? };
    let port = match text.parse::<u16>() {
        Ok(0) => PortMatch::All,
        Ok(first) => {
            let last = reader.get("endPort").map_or(Some(first), |end| end.port())?;
            if last < first {
                reader.error("bad-port", format!("endPort {last} is below port {first}"));
                return None;
            }
            PortMatch::Range(first, last)
        }
        Err(_) => PortMatch::Name(text),
    };
    Some(PortRule { protocol, port })
}
