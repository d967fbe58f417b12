//! A design that may be shown: names are replaced, and so are the leading parts of addresses, so that every relation
//! between them stays: what lay inside of what, what overlapped, how large it was. It is done to the scenario before
//! anything is made of it, so that no screen and no answer can let a name through. Deliberately no cryptography: it keeps
//! an onlooker from reading, not someone who knows the design from recognising it.

mod addresses;
mod names;

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::net::IpAddr;

use super::defaults::filled;
use super::item::{Kind, Node, NodeList};
use super::leaf::{Name, Shape};
use super::model::Scenario;
use crate::net::Cidr;
use addresses::AddressMask;

pub use names::PUBLIC_NAMES;

/// What a masked design is called.
pub const TITLE: &str = "masked";

/// Keys whose texts are Azure's or Kubernetes' own words.
const PUBLIC_KEYS: &[&str] = &["kubernetes-version", "delegation", "service-endpoints", "next-hop-type"];

/// Keys whose texts are the user's own, whatever stands in them.
const OWN_TEXTS: &[&str] = &["host", "path", "external-name"];

/// The cluster's own ranges, which AKS chooses where the file does not.
const RANGES: &[&str] = &["service-cidr", "service-cidr-v6", "dns-service-ip", "pod-cidr", "pod-cidr-v6"];

/// What ends a word of a text; a name may hold some of them.
const BETWEEN: [char; 7] = [' ', ',', ';', '=', '@', '[', ']'];

/// What is written instead of what. It is made once, of the design as it is when masking begins; what is done to the copy
/// after that changes no mask.
#[derive(Clone, Debug)]
pub struct Mask {
    names: BTreeMap<String, String>,
    addresses: AddressMask,
}

impl Mask {
    /// The mask of a design: of its names, and those that AKS gives where it says nothing.
    pub fn of(scenario: &Scenario) -> Self {
        let names = names::masks(&filled(scenario));
        // Who knows the names can compute the key: the same design has the same mask in every answer.
        let mut hasher = DefaultHasher::new();
        for name in names.keys() {
            name.hash(&mut hasher);
        }
        Self { names, addresses: AddressMask::new(hasher.finish()) }
    }

    /// The design with everything masked.
    pub fn scenario(&self, scenario: &Scenario) -> Scenario {
        let mut masked = with_ranges(scenario);
        masked.description = None;
        masked.expect = std::sync::Arc::default();
        // Manifests are files of their own, with names of their own.
        if let Some(policies) = masked.one_mut("policies") {
            let _ = policies.set("files", None);
        }
        self.node(&mut masked);
        masked.name = Some(TITLE.parse::<Name>().expect("it is a name"));
        masked
    }

    fn node(&self, node: &mut dyn Node) {
        for field in node.spec().fields {
            match field.kind {
                Kind::Required(shape) | Kind::Optional(shape) => {
                    let Some(old) = node.get(field.key) else { continue };
                    let new = self.value(field.key, &shape(), &old);
                    if new != old {
                        // A mask is of the same form as what it stands for.
                        let _ = node.set(field.key, Some(&new));
                    }
                }
                Kind::Tables(_) | Kind::Inline(_) => {
                    if let Some(list) = node.list_mut(field.key) {
                        (0..list.len()).for_each(|place| self.item(list, place));
                    }
                }
                Kind::One(_) => {
                    if let Some(below) = node.one_mut(field.key) {
                        self.node(below);
                    }
                }
            }
        }
    }

    fn item(&self, list: &mut dyn NodeList, place: usize) {
        if let Some(item) = list.node_mut(place) {
            self.node(item);
        }
    }

    fn value(&self, key: &str, shape: &Shape, text: &str) -> String {
        match shape {
            _ if PUBLIC_KEYS.contains(&key) => text.to_owned(),
            _ if OWN_TEXTS.contains(&key) => self.names.get(text).cloned().unwrap_or_else(|| text.to_owned()),
            Shape::Choice(_) | Shape::Number(..) | Shape::Flag | Shape::Numbers(_) => text.to_owned(),
            Shape::Many(of) if matches!(**of, Shape::Choice(_)) => text.to_owned(),
            _ => self.text(text),
        }
    }

    /// A text with every name and every address in it masked: `pod:shop/web`, `10.1.0.0/16, 10.2.0.0/16`.
    ///
    /// ```
    /// # use aksplore::scenario::{read::read, redact::Mask};
    /// let scenario = read("[cluster]\nmodel = \"azure-cni-overlay\"\n[[vnet]]\nname = \"vnet-contoso\"\naddress-space = [\"10.240.0.0/16\"]\n").scenario;
    /// let mask = Mask::of(&scenario);
    /// assert_eq!(mask.text("vnet-contoso"), "vnet-1");
    /// assert_eq!(mask.text("168.63.129.16"), "168.63.129.16");
    /// assert_ne!(mask.text("10.240.0.0/16"), "10.240.0.0/16");
    /// ```
    pub fn text(&self, text: &str) -> String {
        // A name with a blank or a comma in it is no row of words.
        let long = self.names.iter().filter(|(name, _)| name.contains(BETWEEN)).filter_map(|(name, mask)| {
            let at =
                text.match_indices(name.as_str()).map(|(at, _)| at).find(|at| stands_alone(text, *at, name.len()))?;
            Some((name, mask, at))
        });
        if let Some((name, mask, at)) = long.max_by_key(|(name, ..)| name.len()) {
            return self.text(&text[..at]) + mask + &self.text(&text[at + name.len()..]);
        }
        let mut masked = String::new();
        for piece in text.split_inclusive(BETWEEN) {
            let word = piece.trim_end_matches(BETWEEN);
            masked.push_str(&self.word(word));
            masked.push_str(&piece[word.len()..]);
        }
        masked
    }

    /// The mask of a name: its own, or that of what it is called after: a pod after its workload, a node after its pool.
    fn name(&self, name: &str) -> Option<String> {
        let own = || self.names.get(name).cloned();
        let (base, number) = name.rsplit_once('-').unwrap_or((name, ""));
        let is_number = !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
        let after = |base: &str| Some(self.names.get(base).filter(|_| is_number)?.clone() + "-" + number);
        let of_pool = || Some(format!("aks-{}", after(base.strip_prefix("aks-")?)?));
        own().or_else(|| after(base)).or_else(of_pool)
    }

    /// The mask of an address.
    pub fn address(&self, address: IpAddr) -> IpAddr {
        self.addresses.address(address)
    }

    fn word(&self, word: &str) -> String {
        if let Some(mask) = self.name(word) {
            return mask;
        }
        if let Ok(range) = word.parse::<Cidr>()
            && word.contains('/')
        {
            return self.addresses.range(range).to_string();
        }
        if let Ok(address) = word.parse::<IpAddr>() {
            return self.address(address).to_string();
        }
        // `pod:NS/NAME`, `ADDRESS:PORT`, `VNET/SUBNET`.
        let parts = word.split_inclusive([':', '/']);
        let part = |part: &str| {
            let bare = part.trim_end_matches([':', '/']);
            let address = || bare.parse::<IpAddr>().ok().map(|address| self.address(address).to_string());
            let mask = self.name(bare).or_else(address).unwrap_or_else(|| bare.to_owned());
            format!("{mask}{}", &part[bare.len()..])
        };
        parts.map(part).collect()
    }
}

/// Does what stands there neither begin nor end within a word?
fn stands_alone(text: &str, at: usize, length: usize) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '-' || c == '.';
    !text[..at].ends_with(is_word) && !text[at + length..].starts_with(is_word)
}

/// The design with the ranges written out that AKS would choose: they meet those of the file, and must meet them still.
fn with_ranges(scenario: &Scenario) -> Scenario {
    let (mut written, in_force) = (scenario.clone(), filled(scenario));
    if written.vnets.is_empty() {
        written.vnets = in_force.vnets.clone();
    }
    written.other_clusters = in_force.other_clusters.clone();
    let left_out = |key: &&&str| scenario.cluster.get(key).is_none();
    for key in RANGES.iter().filter(left_out) {
        let default = in_force.cluster.get(key);
        if let (Some(cluster), Some(text)) = (written.one_mut("cluster"), default) {
            // What is in force can be written.
            let _ = cluster.set(key, Some(&text));
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples;
    use crate::scenario::read::read;
    use crate::scenario::write::write;

    #[test]
    fn every_masked_example_reads_and_names_what_it_named() {
        for example in examples::ALL {
            let scenario = read(example.text).scenario;
            let mask = Mask::of(&scenario);
            let text = write(&mask.scenario(&scenario));
            let reading = read(&text);
            assert!(reading.is_sound(), "{}: {:?}\n{text}", example.name, reading.diagnostics);
            // A name without a hyphen may be a word of the format too, like the pool that is called system.
            for name in
                mask.names.keys().filter(|name| name.contains('-') && !mask.names.values().any(|mask| mask == *name))
            {
                let mut words = text.split(|c: char| !(c.is_alphanumeric() || "-_.".contains(c)));
                assert!(!words.any(|word| word == name), "{name} in\n{text}");
            }
        }
    }

    #[test]
    fn names_of_several_words_and_keys_of_labels_are_masked() {
        let text = r#"
[cluster]
model = "azure-cni-overlay"
[[node-pool]]
name = "system"
[[node-pool]]
name = "windows1"
os = "windows"
[[node-pool]]
name = "1st"
[[on-premises]]
name = "Head office Berlin"
address-space = ["192.168.4.0/24"]
[[workload]]
name = "shop"
labels = { app = "shop", "contoso.com/team" = "ops@contoso.com", "kubernetes.io/os" = "linux" }
"#;
        let reading = read(text);
        assert!(reading.is_sound(), "{:?}", reading.diagnostics);
        let mask = Mask::of(&reading.scenario);
        let masked = write(&mask.scenario(&reading.scenario));
        for secret in ["Berlin", "office", "contoso", "shop", "192.168.4."] {
            assert!(!masked.contains(secret), "{secret} in\n{masked}");
        }
        assert!(masked.contains("kubernetes.io/os"), "{masked}");
        assert_eq!(
            mask.text("onprem:Head office Berlin to Head office Berlin, 4"),
            "onprem:on-premises-1 to on-premises-1, 4"
        );
        let codes = |text: &str| {
            let analysis = crate::engine::Analysis::new(std::sync::Arc::new(read(text).scenario));
            analysis
                .findings()
                .iter()
                .map(|finding| finding.code)
                .filter(|code| code.starts_with("pool-name"))
                .collect::<Vec<_>>()
        };
        assert_eq!(codes(&masked), codes(text));
        assert_eq!(codes(text).len(), 2, "{:?}", codes(text));
    }

    #[test]
    fn ranges_that_a_firewall_and_a_tag_name_are_masked_with_the_rest() {
        let text = r#"
[cluster]
model = "azure-cni-overlay"
[[vnet]]
name = "vnet-hub"
address-space = ["10.77.0.0/16"]
[[firewall]]
name = "azfw"
vnet = "vnet-hub"
private-ip = "10.77.1.4"
snat-private-ranges = "10.77.0.0/16"
"#;
        let reading = read(text);
        assert!(reading.is_sound(), "{:?}", reading.diagnostics);
        let mask = Mask::of(&reading.scenario);
        let masked = mask.scenario(&reading.scenario);
        let space = masked.vnets[0].address_space[0].to_string();
        assert_eq!(masked.firewalls[0].snat_private_ranges.as_ref().map(|text| text.0.to_string()), Some(space));
        assert_eq!(mask.text("IANAPrivateRanges"), "IANAPrivateRanges");
    }
}
