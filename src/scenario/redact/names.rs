//! The names of a design, each with what is written instead. Deliberately masks no text: where a name stands in one is the
//! parent's to find.

use std::collections::BTreeMap;

use super::OWN_TEXTS;
use crate::engine::rules::{self, RuleId};
use crate::scenario::item::{Kind, Node};
use crate::scenario::leaf::Shape;
use crate::scenario::model::Scenario;

/// Names that say nothing of their owner: Azure, AKS or Kubernetes gave them.
pub const PUBLIC_NAMES: &[&str] = &[
    "AzureBastionSubnet",
    "AzureFirewallManagementSubnet",
    "AzureFirewallSubnet",
    "GatewaySubnet",
    "RouteServerSubnet",
    "aks-routetable",
    "aks-subnet",
    "aks-vnet",
    "calico-system",
    "coredns",
    "default",
    "gatekeeper-system",
    "kube-dns",
    "kube-node-lease",
    "kube-public",
    "kube-system",
    "kubernetes",
];

/// Keys of labels that say nothing of their owner, beside those below the domains of Kubernetes.
const PUBLIC_LABELS: &[&str] = &["app", "component", "env", "name", "role", "tier", "version"];

/// The mask of every name of a design, by the kind of what has it first.
pub(super) fn masks(scenario: &Scenario) -> BTreeMap<String, String> {
    let mut names = Names::default();
    names.gather(scenario);
    names.masks
}

/// Names while they are gathered.
#[derive(Default)]
struct Names {
    masks: BTreeMap<String, String>,
    counts: BTreeMap<String, usize>,
}

impl Names {
    fn gather(&mut self, scenario: &Scenario) {
        self.node(scenario, "design");
        // What is called after something else stays so: a pod after its workload, a node after its pool.
        let whole = self.masks.clone();
        for (name, mask) in &mut self.masks {
            let base = whole.iter().filter(|(base, _)| base.len() > 1 && *base != name).filter_map(|(base, other)| {
                let rest = name.strip_prefix(base.as_str())?;
                rest.starts_with('-').then(|| (base.len(), format!("{other}{rest}")))
            });
            let of_pool = whole.iter().filter(|(base, _)| *base != name).filter_map(|(base, other)| {
                let rest = name.strip_prefix("aks-")?.strip_prefix(base.as_str())?;
                rest.starts_with('-').then(|| (base.len(), format!("aks-{other}{rest}")))
            });
            let is_number =
                |text: &String| text.rsplit('-').next().is_some_and(|end| end.chars().all(char::is_numeric));
            if let Some((_, derived)) = base.chain(of_pool).filter(|(_, text)| is_number(text)).max() {
                *mask = derived;
            }
        }
    }

    fn node(&mut self, node: &dyn Node, kind: &str) {
        for field in node.spec().fields {
            match field.kind {
                Kind::Required(shape) | Kind::Optional(shape) => {
                    let Some(text) = node.get(field.key) else { continue };
                    match (field.key, shape()) {
                        // The design's own name is replaced as a whole.
                        ("name", Shape::Text) if kind != "design" => self.add(&text, kind),
                        ("namespace", Shape::Text) => self.add(&text, "namespace"),
                        (key, Shape::Text) if OWN_TEXTS.contains(&key) => self.add(&text, key),
                        ("labels" | "selector", Shape::Map(_)) => self.add_labels(&text),
                        _ => {}
                    }
                }
                Kind::Tables(_) | Kind::Inline(_) => {
                    let Some(list) = node.list(field.key) else { continue };
                    (0..list.len()).filter_map(|place| list.node(place)).for_each(|item| self.node(item, field.key));
                }
                Kind::One(_) => {
                    if let Some(below) = node.one(field.key) {
                        self.node(below, field.key);
                    }
                }
            }
        }
    }

    /// Labels: `app=web; contoso.com/team=shop`. A key of Kubernetes', or one that everyone uses, is no secret.
    fn add_labels(&mut self, text: &str) {
        for (key, value) in text.split(';').filter_map(|pair| pair.trim().split_once('=')) {
            let key = key.trim();
            let domain = key.split_once('/').map_or("", |(domain, _)| domain);
            let is_public = PUBLIC_LABELS.contains(&key)
                || ["kubernetes.io", "k8s.io", "azure.com"]
                    .iter()
                    .any(|of| domain.strip_suffix(of).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')));
            if !is_public {
                self.add(key, "key");
            }
            self.add(value.trim(), "label");
        }
    }

    fn add(&mut self, name: &str, kind: &str) {
        if name.is_empty() || PUBLIC_NAMES.contains(&name) || self.masks.contains_key(name) {
            return;
        }
        // `network-rules`, but `ingress` and `on-premises`.
        let kind = kind.strip_suffix('s').filter(|one| one.ends_with("rule")).unwrap_or(kind);
        let count = self.counts.entry(kind.to_owned()).or_insert(0);
        *count += 1;
        let mut mask = match kind {
            // A pool's name has letters and digits alone.
            "node-pool" => format!("pool{count}"),
            "host" => format!("host-{count}.example"),
            "external-name" => format!("name-{count}.example"),
            "path" => format!("/path-{count}"),
            kind => format!("{kind}-{count}"),
        };
        // What is wrong with a name is wrong with its mask.
        if kind == "node-pool" && name.starts_with(|c: char| c.is_ascii_digit()) {
            mask.insert(0, '0');
        }
        // A name that is too long has a mask that is too long, and no longer than it must be.
        let limits: &[RuleId] = match kind {
            "node-pool" => &[RuleId::PoolNameMaxWindows, RuleId::PoolNameMaxLinux],
            _ => &[RuleId::NetworkNameMaxOverlay, RuleId::NetworkNameMaxDynamic],
        };
        let passed =
            limits.iter().map(|limit| rules::small(*limit) as usize).filter(|limit| name.chars().count() > *limit);
        if let Some(limit) = passed.max() {
            mask.extend(std::iter::repeat_n('x', (limit + 1).saturating_sub(mask.chars().count())));
        }
        if kind == "node-pool" && !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()) {
            mask.push('-');
        }
        self.masks.insert(name.to_owned(), mask);
    }
}
