//! The owners within each range, as runs. Deliberately paints what `inventory` has laid out, and decides nothing.

use std::net::IpAddr;

use super::{OwnerKind, RangeMap, Run};
use crate::engine::capacity::{Capacity, RangeSize, Role};
use crate::engine::formula;
use crate::engine::inventory::Inventory;
use crate::engine::layout::{Fixed, Layout, scaled, usable};
use crate::engine::plan::{Plan, PoolId, SubnetId};
use crate::net::span::gaps;
use crate::net::{Cidr, Span};
use crate::scenario::model::ServiceType;

/// Every subnet and CIDR with its owners: those of the cluster in the order of the answers, then the others.
pub(super) fn ranges(plan: &Plan, inventory: &Inventory, capacity: &Capacity) -> Vec<RangeMap> {
    let mut found: Vec<RangeMap> = capacity.ranges.iter().map(|range| used(plan, inventory, range)).collect();
    let mut known = vec![false; plan.subnets().len()];
    capacity.ranges.iter().filter_map(|range| range.subnet).for_each(|subnet| known[subnet.index()] = true);
    for id in plan.subnet_ids().filter(|id| !known[id.index()]) {
        let item = &plan.subnet(id).item;
        found.push(RangeMap {
            role: None,
            name: item.name.to_string(),
            prefix: item.prefix,
            subnet: Some(id),
            path: plan.subnet_path(id),
            runs: subnet(inventory, id, item.prefix, None),
        });
    }
    found
}

fn used(plan: &Plan, inventory: &Inventory, range: &RangeSize) -> RangeMap {
    let runs = match (range.subnet, range.role) {
        (Some(id), _) => subnet(inventory, id, range.prefix, Some(range)),
        (None, Role::PodCidr) => pod_cidr(plan, inventory, range.prefix),
        (None, _) => service_cidr(plan, range.prefix),
    };
    RangeMap {
        role: Some(range.role),
        name: range.name.to_string(),
        prefix: range.prefix,
        subnet: range.subnet,
        path: range.subnet.map_or_else(|| range.path.clone(), |id| plan.subnet_path(id)),
        runs,
    }
}

/// Runs of one range, put together in any order.
struct Painter {
    runs: Vec<Run>,
}

impl Painter {
    fn paint(&mut self, span: Span, kind: OwnerKind, name: &str, pool: Option<PoolId>, assumed: bool) {
        self.runs.push(Run { span, kind, name: name.to_owned(), pool, assumed });
    }

    fn fixed(&mut self, fixed: &[Fixed]) {
        for one in fixed {
            self.paint(Span::new(one.address, one.address), one.kind, &one.name, one.pool, false);
        }
    }

    /// The runs of a layout whose numbers stand for so many addresses each.
    fn takes(&mut self, layout: &Layout, size: u32) {
        for take in &layout.takes {
            for run in layout.free.slice(take.start, take.count) {
                let span = if size == 1 { run } else { scaled(run, size) };
                self.paint(span, take.kind, &take.name, take.pool, true);
            }
        }
    }

    /// The runs in order; the rest of the range is of these kinds.
    fn finish(mut self, whole: Span, rest: impl Fn(Span) -> Parts) -> Vec<Run> {
        self.runs.sort_by_key(|run| run.span);
        let taken = self.runs.len();
        let mut next = u64::from(whole.first());
        for place in 0..=taken {
            // Behind the last run there is one gap more, up to the end.
            let (until, end) = match self.runs[..taken].get(place).map(|run| run.span) {
                Some(span) => (u64::from(span.first()).min(u64::from(whole.last()) + 1), u64::from(span.last()) + 1),
                None => (u64::from(whole.last()) + 1, 0),
            };
            let gap = until.checked_sub(next).and_then(|count| Span::starting(u32::try_from(next).ok()?, count));
            for (span, kind) in gap.map(&rest).into_iter().flatten().flatten() {
                self.paint(span, kind, "", None, false);
            }
            next = next.max(end);
        }
        self.runs.sort_by_key(|run| run.span);
        self.runs
    }
}

/// What a gap is cut into.
type Parts = [Option<(Span, OwnerKind)>; 3];

fn all(kind: OwnerKind) -> impl Fn(Span) -> Parts {
    move |gap| [Some((gap, kind)), None, None]
}

/// A gap, of which the part that lies within another span is of another kind.
fn parted(gap: Span, other: Option<Span>, inside: OwnerKind, outside: OwnerKind) -> Parts {
    let Some(part) = other.and_then(|other| other.intersection(gap)) else {
        return [Some((gap, outside)), None, None];
    };
    let before = part.first().checked_sub(1).and_then(|last| Span::checked(gap.first(), last));
    let behind = part.last().checked_add(1).and_then(|first| Span::checked(first, gap.last()));
    [before.map(|span| (span, outside)), Some((part, inside)), behind.map(|span| (span, outside))]
}

fn subnet(inventory: &Inventory, id: SubnetId, prefix: Cidr, size: Option<&RangeSize>) -> Vec<Run> {
    let Some(whole) = prefix.span() else { return Vec::new() };
    let mut painter = Painter { runs: Vec::new() };
    let left = usable(prefix);
    for (span, kind) in parted(whole, left, OwnerKind::Free, OwnerKind::AzureReserved).into_iter().flatten() {
        if kind == OwnerKind::AzureReserved {
            painter.paint(span, kind, "", None, false);
        }
    }
    let layout = inventory.layout(id);
    painter.fixed(&layout.fixed);
    painter.takes(layout, 1);
    let block = u32::try_from(formula::static_block()).expect("a static block is small");
    if let Some(blocks) = inventory.block_layout(id) {
        for take in &blocks.takes {
            for run in blocks.free.slice(take.start, take.count) {
                // A pinned address within a block stays its owner's.
                let span = scaled(run, block);
                let pinned: Vec<Span> = layout.fixed.iter().map(|one| Span::new(one.address, one.address)).collect();
                for span in gaps(span, &pinned) {
                    painter.paint(span, take.kind, &take.name, take.pool, true);
                }
            }
        }
        let inner = Span::checked(whole.first().saturating_add(block), whole.last().saturating_sub(block));
        return painter.finish(whole, |gap| parted(gap, inner, OwnerKind::Free, OwnerKind::Stranded));
    }
    let stranded = size.map_or(0, |size| size.stranded);
    let free = layout.free.total();
    let tail = free.checked_sub(stranded).filter(|start| *start >= layout.end());
    let tail = tail
        .and_then(|start| layout.free.slice(start, stranded).into_iter().reduce(|a, b| Span::new(a.first(), b.last())));
    painter.finish(whole, |gap| parted(gap, tail, OwnerKind::Stranded, OwnerKind::Free))
}

fn pod_cidr(plan: &Plan, inventory: &Inventory, prefix: Cidr) -> Vec<Run> {
    let Some(whole) = prefix.span() else { return Vec::new() };
    let size = u32::try_from(formula::node_block()).expect("a node's block is small");
    let mut painter = Painter { runs: Vec::new() };
    if whole.count() < formula::node_block() {
        return painter.finish(whole, all(OwnerKind::Stranded));
    }
    let mut taken: Vec<Span> = Vec::new();
    for pin in &plan.scenario().nodes {
        for range in pin.pod_cidr.iter().flat_map(|ranges| &ranges.0) {
            let Some(span) = range.span() else { continue };
            let blocks = scaled(Span::new(span.first() / size, span.last() / size), size);
            let pool = inventory.node_named(&pin.name).map(|at| at.pool);
            let Some(inside) = blocks.intersection(whole) else { continue };
            for span in gaps(inside, &taken) {
                painter.paint(span, OwnerKind::Block, &pin.name, pool, false);
            }
            taken.push(inside);
        }
    }
    if let Some(layout) = inventory.pod_cidr_layout() {
        painter.takes(layout, size);
    }
    painter.finish(whole, all(OwnerKind::Free))
}

/// `kubernetes.default` has the first address, the DNS its own, Services theirs or the lowest free ones.
fn service_cidr(plan: &Plan, prefix: Cidr) -> Vec<Run> {
    let Some(whole) = prefix.span() else { return Vec::new() };
    let mut fixed = Vec::new();
    let mut push = |address: Option<u32>, kind: OwnerKind, name: String| {
        fixed.extend(address.map(|address| Fixed { address, kind, name, pool: None }));
    };
    let v4 = |ip: Option<IpAddr>| match ip {
        Some(IpAddr::V4(ip)) => Some(u32::from(ip)),
        _ => None,
    };
    push(v4(plan.cluster().dns_service_ip), OwnerKind::Dns, "kube-system/kube-dns".to_owned());
    push(whole.first().checked_add(1), OwnerKind::Service, "default/kubernetes".to_owned());
    let mut floating = 0;
    for service in plan.scenario().services.iter().filter(|one| one.service_type != Some(ServiceType::ExternalName)) {
        let namespace = service.namespace.as_ref().map_or("default", |name| name.as_str());
        match v4(service.cluster_ip) {
            Some(ip) => push(Some(ip), OwnerKind::Service, format!("{namespace}/{}", service.name)),
            None => floating += 1,
        }
    }
    let inner = whole.first().checked_add(1).and_then(|first| Span::checked(first, whole.last()));
    let mut layout = inner.map_or_else(Layout::default, |span| Layout::within(span, fixed, &[]));
    layout.take(OwnerKind::Service, None, "", false, floating);
    let mut painter = Painter { runs: Vec::new() };
    painter.fixed(&layout.fixed);
    painter.takes(&layout, 1);
    let network = Some(Span::new(whole.first(), whole.first()));
    painter.finish(whole, |gap| parted(gap, network, OwnerKind::Stranded, OwnerKind::Free))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::engine::address::map;
    use crate::engine::capacity::{Label, judge};
    use crate::engine::sample::{flagship, plan, text};

    const FREE: [OwnerKind; 3] = [OwnerKind::Free, OwnerKind::Stranded, OwnerKind::AzureReserved];

    #[test]
    fn the_flagship_fills_its_subnet() {
        let plan = flagship();
        let map = map(&plan, &Inventory::new(&plan), &judge(&plan));
        let nodes = &map.ranges[0];
        let counts =
            [OwnerKind::AzureReserved, OwnerKind::Node, OwnerKind::NodeSurge, OwnerKind::PodSlot, OwnerKind::Free];
        assert_eq!(counts.map(|kind| nodes.count(kind)), [5, 40, 0, 979, 0]);
        let owner = &map.owners("10.240.0.4".parse().unwrap())[0];
        assert_eq!((owner.kind, owner.name.as_str(), owner.assumed), (OwnerKind::Node, "system", true));
        assert_eq!(map.owners("10.9.0.4".parse().unwrap())[0].kind, OwnerKind::Free);
        assert!(map.owners("8.8.8.8".parse().unwrap()).is_empty());
    }

    #[test]
    fn an_address_has_the_name_of_its_node_or_pod() {
        let text = text("azure-cni-node-subnet", 2, 30, "1", "10.240.0.0/24")
            + "[[workload]]\nname = \"web\"\n[[gateway]]\nname = \"gw\"\nvnet = \"vnet-aks\"\nip = \"10.250.0.4\"\n";
        let plan = plan(&text);
        let inventory = Inventory::new(&plan);
        let map = map(&plan, &inventory, &judge(&plan));
        let owner = |address: &str| {
            let owner = map.owners_by_name(&inventory, address.parse().unwrap()).swap_remove(0);
            (owner.kind, owner.name)
        };
        let cases = [
            ("10.240.0.4", OwnerKind::Node, "aks-system-0"),
            ("10.240.0.6", OwnerKind::Pod, "default/web-0"),
            ("10.240.0.35", OwnerKind::PodSlot, "aks-system-0"),
            ("10.240.0.66", OwnerKind::NodeSurge, "system"),
            ("10.250.0.4", OwnerKind::Gateway, "gw"),
            ("10.250.0.5", OwnerKind::Free, ""),
        ];
        for (address, kind, name) in cases {
            assert_eq!(owner(address), (kind, name.to_owned()), "{address}");
        }
    }

    fn designs() -> impl Strategy<Value = String> {
        const MODELS: [&str; 5] =
            ["kubenet", "azure-cni-overlay", "azure-cni-node-subnet", "azure-cni-pod-subnet", "byo-cni"];
        let numbers = (0u32..40, 1u32..120, 0u32..60, 20u8..33, 18u8..33);
        (prop::sample::select(&MODELS[..]), any::<bool>(), numbers, 0u32..30, prop::collection::vec(0u32..2048, 0..6)).prop_map(
            |(model, blocks, (nodes, pods, surge, subnet, pod_subnet), used, pins)| {
                let base = text(model, nodes, pods, &format!("{surge}%"), &format!("10.240.0.0/{subnet}"));
                let allocation = if blocks { "static-block" } else { "dynamic" };
                let base = base.replace("subnet = \"snet-nodes\"", &format!("subnet = \"snet-nodes\"\npod-subnet = \"snet-pods\"\npod-ip-allocation = \"{allocation}\""));
                let vms: Vec<String> = pins.iter().enumerate().map(|(index, pin)| {
                    let ip = std::net::Ipv4Addr::from(0x0af0_0000 + pin);
                    format!("[[vm]]\nname = \"vm{index}\"\nsubnet = \"snet-nodes\"\nip = \"{ip}\"\n")
                }).collect();
                format!("{base}used-by-others = {used}\n[[vnet.subnet]]\nname = \"snet-pods\"\nprefix = \"10.241.0.0/{pod_subnet}\"\n{}[[service]]\nname = \"s\"\nports = [ {{ port = 80 }} ]\n", vms.concat())
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn owners_cover_every_range_exactly_and_sum_to_its_need(text in designs()) {
            let plan = plan(&text);
            let capacity = judge(&plan);
            let map = map(&plan, &Inventory::new(&plan), &capacity);
            for range in &map.ranges {
                let mut next = u64::from(range.prefix.span().unwrap().first());
                for run in &range.runs {
                    prop_assert_eq!(u64::from(run.span.first()), next, "{} {:?}", range.name, run);
                    next = u64::from(run.span.last()) + 1;
                }
                prop_assert_eq!(next, u64::from(range.prefix.span().unwrap().last()) + 1);
            }
            for (size, range) in capacity.ranges.iter().zip(&map.ranges) {
                let owned: u64 = range.runs.iter().filter(|run| !FREE.contains(&run.kind)).map(|run| run.span.count()).sum();
                let blocks = size.blocks.filter(|_| size.role == Role::PodSubnet && size.needed % 16 == 0);
                // The blocks at both ends hold what Azure keeps; whether the rest of them is lost no page says.
                let edges = blocks.is_some_and(|blocks| blocks.needed + 2 > blocks.available + 1);
                // A pinned machine outside its subnet takes nothing of it.
                let pinned: u64 = range.runs.iter().filter(|run| run.kind == OwnerKind::Vm).map(|run| run.span.count()).sum();
                let machines: u64 = size.terms.iter().filter(|term| term.label == Label::Other("virtual machines".to_owned())).map(|term| term.value).sum();
                if size.fits() && !edges && pinned == machines && size.prefix.prefix() < 30 {
                    prop_assert_eq!(owned, size.needed, "{} {:?}", range.name, &range.runs);
                }
            }
        }
    }
}
