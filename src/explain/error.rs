//! A pasted error taken apart: which one it is, its numbers, its range, what those may mean and what helps.
//! Deliberately knows no design: what a design at hand could do is the design's own to say.

use super::azure::{AzureError, ERRORS};
use super::next_size::{NextSize, reserved};
use super::pasted::Pasted;
use super::reading::{Kind, Reading, doubt, readings};
use super::template::{Found, find};
use crate::engine::finding::usual_dns;
use crate::engine::formula;
use crate::engine::rules::{self, RuleId};
use crate::net::{Addresses, Cidr, counted, is_or_are, thousands};

/// An error, taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct TakenApart {
    /// Which one it is.
    pub error: &'static AzureError,
    /// The code that stands in the text.
    pub code: Option<&'static str>,
    /// The field that Azure names.
    pub target: Option<String>,
    /// What stood at the places of its sentence.
    pub found: Found,
    /// The range that it is about.
    pub range: Option<NamedRange>,
    /// Addresses, or ports, that are missing.
    pub short_by: Option<u64>,
    /// What the count may be made of.
    pub readings: Vec<Reading>,
    /// What to say where no reading is likely.
    pub doubt: Option<String>,
    /// What helps at once.
    pub tonight: Vec<String>,
    /// What needs something new.
    pub later: Vec<String>,
}

/// The range that an error names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedRange {
    /// The subnet's name, where one is given.
    pub name: Option<String>,
    /// The range, where one is given.
    pub prefix: Option<Cidr>,
    /// What it was counted for.
    pub kind: Kind,
    /// Addresses that can be had of it when nothing is in it.
    pub usable: Option<Addresses>,
    /// Addresses that are taken already.
    pub in_use: Option<Addresses>,
    /// The range that would hold it.
    pub next_size: Option<NextSize>,
}

/// Takes a text apart; `None`: it holds no error that is known.
pub fn take_apart(text: &str) -> Option<TakenApart> {
    let pasted = Pasted::new(text);
    let by_sentence = ERRORS.iter().find_map(|error| {
        let found = error.sentences.iter().find_map(|sentence| find(&pasted, sentence))?;
        Some((error, found))
    });
    let code = codes_in(&pasted);
    let (error, mut found) = match (by_sentence, code) {
        (Some(both), _) => both,
        (None, Some((error, _))) => (error, Found::default()),
        (None, None) => return None,
    };
    for also in error.also.iter().filter_map(|also| find(&pasted, also)) {
        found.extend(also);
    }
    let target = target(&pasted);
    let code = code.filter(|(of, _)| std::ptr::eq(*of, error)).map(|(_, code)| code);
    Some(TakenApart::new(error, code, target, found))
}

/// The first known code in the text.
fn codes_in(pasted: &Pasted) -> Option<(&'static AzureError, &'static str)> {
    let held = |code: &&&'static str| pasted.lower().contains(&code.to_ascii_lowercase());
    ERRORS.iter().find_map(|error| Some((error, *error.codes.iter().find(held)?)))
}

/// The field that Azure names: behind `target`, whatever marks stand between.
fn target(pasted: &Pasted) -> Option<String> {
    let is_mark = |character: char| "\"':=".contains(character);
    pasted.lower().match_indices("target").find_map(|(at, word)| {
        let rest = &pasted.written()[at + word.len()..];
        let name = rest.trim_start_matches(is_mark);
        let start = pasted.written().len() - name.len();
        let is_part = |(place, character): (usize, char)| {
            let goes_on = place == 0 || pasted.gap(start + place) == super::pasted::Gap::None;
            goes_on && (character.is_ascii_alphanumeric() || "._".contains(character))
        };
        let end = name.char_indices().find(|pair| !is_part(*pair)).map_or(name.len(), |(place, _)| place);
        let name = name[..end].trim_end_matches('.');
        (rest.len() > name.len() && rest.starts_with(is_mark) && name.len() > 2).then(|| name.to_owned())
    })
}

impl TakenApart {
    fn new(error: &'static AzureError, code: Option<&'static str>, target: Option<String>, found: Found) -> Self {
        let owned = |words: &[&str]| words.iter().map(|words| (*words).to_owned()).collect();
        let mut apart = Self {
            error,
            code,
            target,
            found,
            range: None,
            short_by: None,
            readings: Vec::new(),
            doubt: None,
            tonight: owned(error.tonight),
            later: owned(error.later),
        };
        apart.range = apart.named_range();
        match error.title {
            "InsufficientSubnetSize" => apart.count(),
            "SubnetIsFull" => apart.fill(),
            "InvalidLoadBalancerProfileAllocatedOutboundPorts" => apart.ports(),
            "DnsServiceIpOutOfServiceCidr" => apart.dns(),
            "NCUpdateFailed" => apart.blocks(),
            _ => {}
        }
        apart
    }

    fn named_range(&self) -> Option<NamedRange> {
        let (name, prefix) = (self.found.word("name"), self.found.range("range"));
        if name.is_none() && prefix.is_none() {
            return None;
        }
        let kind = match self.error.title {
            "DnsServiceIpOutOfServiceCidr" | "ServiceCidrOverlapExistingSubnetsCidr" => Kind::ServiceCidr,
            "NetworkProfileCIDROverlapVNET" => Kind::PodCidr,
            _ => Kind::of(name, self.target.as_deref()),
        };
        let usable = prefix.and_then(Cidr::size).map(|size| size.saturating_sub(reserved(kind)));
        let have = self.found.number("have").filter(|_| self.error.title == "InsufficientSubnetSize");
        let in_use = usable.zip(have).and_then(|(usable, have)| usable.checked_sub(have));
        let name = name.map(|name| name.trim_matches('\'').to_owned());
        Some(NamedRange { name, prefix, kind, usable, in_use, next_size: None })
    }

    /// Wanted and free addresses: what the count is made of, what is missing, what would hold it.
    fn count(&mut self) {
        let (Some(need), have) = (self.found.number("need"), self.found.number("have")) else { return };
        let kind = self.range.as_ref().map_or(Kind::of(None, self.target.as_deref()), |range| range.kind);
        self.readings = readings(need, kind);
        self.doubt = doubt(need, have, kind, &self.readings);
        if let Some(have) = have.filter(|have| need <= *have) {
            let (need, have) = (thousands(need), thousands(have));
            self.doubt = Some(format!("{need} is not more than {have}: by these numbers nothing is short"));
            return;
        }
        self.short_by = have.and_then(|have| need.checked_sub(have));
        let in_use = self.range.as_ref().and_then(|range| range.in_use).unwrap_or(0);
        let next = NextSize::new(need.saturating_add(in_use), kind, &self.readings);
        if let Some(range) = &mut self.range {
            range.next_size = next;
        }
        if let (Some(have), Some(likely)) = (have, self.readings.iter().find(|reading| reading.is_likely)) {
            let fit = have / likely.each;
            let fewer = likely.nodes.saturating_sub(fit);
            if fewer > 0 && self.doubt.is_none() {
                let words = format!(
                    "{} fewer: {} at {} each fit in {}",
                    counted(fewer, "node"),
                    thousands(fit),
                    likely.each,
                    thousands(have)
                );
                self.tonight.insert(0, words);
            }
        }
        match kind {
            Kind::PodCidr => self.wider_pod_cidr(next),
            Kind::PodSubnet | Kind::Subnet if self.readings.iter().any(|reading| reading.model == STATIC_MODEL) => {
                self.later.push(more_blocks());
            }
            _ => {}
        }
        if kind != Kind::PodCidr {
            if in_use > 0 {
                let words = format!(
                    "{} of the subnet {} in use already: what is not needed can be freed",
                    counted(in_use, "address"),
                    is_or_are(in_use)
                );
                self.tonight.push(words);
            }
            if let Some(next) = next {
                self.later[0] = format!(
                    "a new subnet of /{} or wider with a new pool: a subnet with nodes in it cannot be resized",
                    next.advised()
                );
            }
        }
        self.later.extend(next.and_then(NextSize::words));
    }

    fn wider_pod_cidr(&mut self, next: Option<NextSize>) {
        let Some(prefix) = next.map(NextSize::advised) else { return };
        let around = self.found.range("range").map(|range| format!(", such as {}", range.widened(prefix)));
        self.later = vec![format!(
            "a pod CIDR of /{prefix} or wider{}: a cluster with Linux nodes alone can be given one that holds the old one",
            around.unwrap_or_default()
        )];
    }

    /// A full subnet: how many it has at all, and the next size.
    fn fill(&mut self) {
        self.short_by = self.found.number("need").filter(|need| *need > 0);
        let (Some(range), need) = (&mut self.range, self.short_by.unwrap_or(1)) else { return };
        let Some(usable) = range.usable else { return };
        // What is in it is not said: it is full, so that at least one more than all of it is wanted.
        range.next_size = NextSize::at_least(usable.saturating_add(need), range.kind);
        if let Some(next) = range.next_size {
            self.later[0] = format!(
                "a new subnet of /{} or wider with a new pool: a subnet with nodes in it cannot be resized",
                next.prefix
            );
        }
    }

    /// Outbound ports: what each node may have, or how many addresses it takes.
    fn ports(&mut self) {
        let of = |place| self.found.number(place).filter(|number| *number > 0);
        let (Some(nodes), Some(need), Some(have), Some(addresses)) =
            (of("nodes"), of("need"), of("have"), of("addresses"))
        else {
            return;
        };
        self.short_by = need.checked_sub(have);
        let each = have / addresses;
        let step = rules::number(RuleId::AllocatedPortsStep);
        let ports = have / nodes / step * step;
        let mut ways = vec![format!(
            "{} ports a node: {nodes} x {} = {}",
            thousands(ports),
            thousands(ports),
            thousands(ports * nodes)
        )];
        if let Some(enough) = (each > 0).then(|| need.div_ceil(each)) {
            ways.push(format!("{} outbound addresses, each with {} ports", thousands(enough), thousands(each)));
        }
        if let Some(fit) = of("ports").map(|ports| have / ports) {
            ways.push(format!("{} of these {nodes} nodes, surge among them", thousands(fit)));
        }
        self.tonight = ways;
    }

    fn dns(&mut self) {
        let Some(usual) = self.found.range("range").and_then(usual_dns) else { return };
        self.tonight = vec![format!("set the DNS service IP to {usual}")];
    }

    fn blocks(&mut self) {
        if let Some(pods) = self.found.number("each").and_then(|pods| u32::try_from(pods).ok()) {
            let (blocks, block) = (formula::static_blocks(pods), formula::static_block());
            self.doubt = Some(format!(
                "a node of {pods} pods takes {blocks} blocks of {block}, {} addresses, and the check before counted {block}",
                thousands(blocks * block)
            ));
        }
    }
}

const STATIC_MODEL: &str = "azure-cni-pod-subnet";

/// What the check of static blocks does not count.
fn more_blocks() -> String {
    let block = formula::static_block();
    format!(
        "where this is a pod subnet of static blocks, {block} a node is only what is checked: a node of {block} pods or more takes a second block, and nodes that were accepted may not start"
    )
}
