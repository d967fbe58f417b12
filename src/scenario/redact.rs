//! A design that may be shown: names are replaced, and so are the leading parts of addresses, so that every relation
//! between them stays: what lay inside of what, what overlapped, how large it was. It is done to the scenario before
//! anything is made of it, so that no screen and no answer can let a name through. Deliberately no cryptography: it keeps
//! an onlooker from reading, not someone who knows the design from recognising it.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::defaults::filled;
use super::item::{Kind, Node, NodeList};
use super::leaf::{Name, Shape};
use super::model::Scenario;
use crate::engine::rules::{self, RuleId};
use crate::net::Cidr;

/// What a masked design is called.
pub const TITLE: &str = "masked";

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

/// Keys whose texts are Azure's or Kubernetes' own words.
const PUBLIC_KEYS: &[&str] = &["kubernetes-version", "delegation", "service-endpoints", "next-hop-type"];

/// Keys of labels that say nothing of their owner, beside those below the domains of Kubernetes.
const PUBLIC_LABELS: &[&str] = &["app", "component", "env", "name", "role", "tier", "version"];

/// Keys whose texts are the user's own, whatever stands in them.
const OWN_TEXTS: &[&str] = &["host", "path", "external-name"];

/// The cluster's own ranges, which AKS chooses where the file does not.
const RANGES: &[&str] = &["service-cidr", "service-cidr-v6", "dns-service-ip", "pod-cidr", "pod-cidr-v6"];

/// Ranges to which Azure or AKS gives a meaning: nothing in them is changed.
const FIXED_RULES: &[RuleId] = &[
    RuleId::VnetForbidsLoopback,
    RuleId::VnetForbidsLinkLocal,
    RuleId::VnetForbidsPlatform,
    RuleId::VnetForbidsMulticast,
    RuleId::VnetForbidsBroadcast,
    RuleId::ReservedLower,
    RuleId::ReservedUpper,
    RuleId::ReservedTest,
];

/// Ranges with a meaning that others give them: IANA, and the owners of resolvers that everyone knows.
const FIXED: &[&str] = &[
    "0.0.0.0/8",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
    "1.1.1.1/32",
    "8.8.4.4/32",
    "8.8.8.8/32",
    "9.9.9.9/32",
    "::/8",
    "64:ff9b::/96",
    "2001:db8::/32",
    "fe80::/10",
    "ff00::/8",
];

/// Private ranges and how many leading bits of an address in them are masked at most: no address leaves its range.
const PRIVATE: &[(RuleId, u8)] =
    &[(RuleId::Private10, 16), (RuleId::Private172, 16), (RuleId::Private192, 24), (RuleId::PrivateShared, 16)];
/// The private range of IPv6, with the half of it that nobody may give out yet.
const PRIVATE_V6: (&str, u8) = ("fc00::/7", 48);

/// The leading bits that are masked of any other address.
const PUBLIC_BITS: u8 = 16;
const PUBLIC_BITS_V6: u8 = 48;

/// What ends a word of a text; a name may hold some of them.
const BETWEEN: [char; 7] = [' ', ',', ';', '=', '@', '[', ']'];

/// What is written instead of what. It is made once, of the design as it is when masking begins; what is done to the copy
/// after that changes no mask.
#[derive(Clone, Debug)]
pub struct Mask {
    names: BTreeMap<String, String>,
    /// Mixed into what is flipped of an address. It follows from the names, so that the same design has the same mask in
    /// every answer; who knows the names can compute it.
    key: u64,
    fixed: Vec<Cidr>,
    private: Vec<(Cidr, u8)>,
}

impl Mask {
    /// The mask of a design: of its names, and those that AKS gives where it says nothing.
    pub fn of(scenario: &Scenario) -> Self {
        let mut names = Names::default();
        names.gather(&filled(scenario));
        let mut hasher = DefaultHasher::new();
        names.masks.keys().for_each(|name| name.hash(&mut hasher));
        let parsed = |text: &str| text.parse::<Cidr>().expect("a test reads every range of the table");
        Self {
            names: names.masks,
            key: hasher.finish(),
            fixed: FIXED.iter().map(|text| parsed(text)).chain(FIXED_RULES.iter().copied().map(rules::cidr)).collect(),
            private: PRIVATE
                .iter()
                .map(|(rule, bits)| (rules::cidr(*rule), *bits))
                .chain([(parsed(PRIVATE_V6.0), PRIVATE_V6.1)])
                .collect(),
        }
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

    fn word(&self, word: &str) -> String {
        if let Some(mask) = self.name(word) {
            return mask;
        }
        if let Ok(range) = word.parse::<Cidr>()
            && word.contains('/')
        {
            return self.range(range).to_string();
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

    /// The mask of a range: as large, and inside of the masks of all ranges that it was inside of.
    pub fn range(&self, range: Cidr) -> Cidr {
        Cidr::containing(self.flipped(range.first(), range.prefix()), range.prefix())
    }

    /// The mask of an address.
    pub fn address(&self, address: IpAddr) -> IpAddr {
        self.flipped(address, 128)
    }

    /// The address with bits among the first `length` flipped.
    fn flipped(&self, address: IpAddr, length: u8) -> IpAddr {
        let (whole, size) = match address {
            IpAddr::V4(address) => (u128::from(u32::from(address)) << 96, 32),
            IpAddr::V6(address) => (u128::from(address), 128),
        };
        let own = self.private.iter().find(|(range, _)| range.contains(address));
        let other = if size == 32 { PUBLIC_BITS } else { PUBLIC_BITS_V6 };
        let last = own.map_or(other, |(_, bits)| *bits);
        let mut masked = whole;
        for bit in 0..last.min(length).min(size) {
            let known = Cidr::containing(address, bit);
            if self.is_free(known) && (bit + 1 == last || self.is_heads(known)) {
                masked ^= 1 << (127 - bit);
            }
        }
        match address {
            IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::from(u32::try_from(masked >> 96).expect("32 bits are left"))),
            IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::from(masked)),
        }
    }

    /// May the bit after these leading ones be flipped? Not where that would move a range with a meaning of its own.
    fn is_free(&self, known: Cidr) -> bool {
        let keeps = |range: &Cidr| range.covers(known) || known.covers(*range);
        let splits = |range: &Cidr| known.covers(*range) && known.prefix() < range.prefix();
        !self.fixed.iter().any(keeps) && !self.private.iter().any(|(range, _)| splits(range))
    }

    /// A coin that falls the same way for the same leading bits.
    fn is_heads(&self, known: Cidr) -> bool {
        let mut hasher = DefaultHasher::new();
        (self.key, known.first(), known.prefix()).hash(&mut hasher);
        hasher.finish() & 1 == 1
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

/// Gathers names, and gives each a mask by the kind of what has it first.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples;
    use crate::scenario::read::read;
    use crate::scenario::write::write;
    use proptest::prelude::*;

    fn mask() -> Mask {
        Mask::of(&read(examples::ALL[0].text).scenario)
    }

    fn cidr(text: &str) -> Cidr {
        text.parse().unwrap()
    }

    #[test]
    fn ranges_with_a_meaning_stay_and_private_ones_stay_private() {
        let mask = mask();
        for range in mask.fixed.iter().chain(mask.private.iter().map(|(range, _)| range)) {
            assert_eq!(mask.range(*range), *range);
        }
        for text in
            ["10.0.0.0/16", "10.240.0.0/22", "172.16.4.0/24", "192.168.7.0/24", "100.64.1.0/24", "20.70.0.10/32"]
        {
            let masked = mask.range(cidr(text));
            assert_ne!(masked, cidr(text));
            assert_eq!(masked.prefix(), cidr(text).prefix());
            for (private, _) in &mask.private {
                assert_eq!(private.covers(masked), private.covers(cidr(text)), "{text}: {masked}");
            }
        }
        assert_eq!(mask.range(cidr("0.0.0.0/0")), cidr("0.0.0.0/0"));
    }

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

    fn ranges() -> impl Strategy<Value = Cidr> {
        (any::<u32>(), 0u8..=32).prop_map(|(address, prefix)| Cidr::v4(Ipv4Addr::from(address), prefix))
    }

    proptest! {
        #[test]
        fn what_lay_in_what_lies_in_it_still(one in ranges(), length in 0u8..=32, other in ranges()) {
            let mask = mask();
            let inside = Cidr::containing(one.first(), length.max(one.prefix()));
            for (a, b) in [(one, inside), (one, other)] {
                prop_assert_eq!(mask.range(a).covers(mask.range(b)), a.covers(b), "{} {}", a, b);
                prop_assert_eq!(mask.range(a).overlaps(mask.range(b)), a.overlaps(b), "{} {}", a, b);
            }
            prop_assert_eq!(mask.range(one).prefix(), one.prefix());
            prop_assert!(mask.range(one).contains(mask.address(one.last())));
        }
    }
}
