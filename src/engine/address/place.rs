//! Free places of a VNet: where a new subnet could lie. Deliberately no judgement: what is announced elsewhere is
//! not free, and that is all.

use std::net::Ipv4Addr;

use crate::engine::plan::{Plan, SubnetId, VnetId};
use crate::engine::rules::{self, RuleId};
use crate::net::span::gaps;
use crate::net::{Cidr, Span};

/// The free space of a VNet, in address order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    spans: Vec<Span>,
}

/// Free space that is not to be had: who has it, and the range.
pub fn kept_clear(plan: &Plan, vnet: VnetId) -> Vec<(String, Cidr)> {
    let cluster = plan.cluster();
    let own = [("the service CIDR", cluster.service_cidr), ("the pod CIDR", cluster.pod_cidr)];
    let own = own.into_iter().filter_map(|(name, range)| Some((name.to_owned(), range?)));
    let neighbours = plan.scenario().other_clusters.iter().flat_map(|other| {
        let ranges = [("pod CIDR", other.pod_cidr), ("service CIDR", other.service_cidr)];
        ranges.into_iter().filter_map(|(what, range)| Some((format!("{what} of cluster {}", other.name), range?)))
    });
    let kept = [RuleId::ReservedLinkLocal, RuleId::ReservedLower, RuleId::ReservedUpper, RuleId::ReservedTest];
    let kept = kept.map(|rule| ("AKS".to_owned(), rules::cidr(rule)));
    super::announced(plan, vnet).into_iter().chain(own).chain(neighbours).chain(kept).collect()
}

impl Places {
    /// The space that no subnet has, no network announces and no range of a cluster covers; a subnet that is to move
    /// or grow is not in its own way.
    pub fn of(plan: &Plan, vnet: VnetId, moving: Option<SubnetId>) -> Self {
        Self::without(plan, vnet, moving, kept_clear(plan, vnet).into_iter().map(|(_, range)| range))
    }

    /// The space that no subnet has, whoever else has it.
    pub fn on_paper(plan: &Plan, vnet: VnetId) -> Self {
        Self::without(plan, vnet, None, std::iter::empty())
    }

    fn without(plan: &Plan, vnet: VnetId, moving: Option<SubnetId>, others: impl Iterator<Item = Cidr>) -> Self {
        let row = plan.vnet(vnet);
        let subnets = row.subnets.iter().filter(|id| Some(**id) != moving).map(|id| plan.subnet(*id).item.prefix);
        let taken: Vec<Span> = subnets.chain(others).filter_map(Cidr::span).collect();
        let spaces = &row.item.address_space;
        // A range inside of another would be counted twice; of equals the first counts.
        let is_counted = |(at, space): &(usize, &Cidr)| {
            let covers = |(other, range): (usize, &Cidr)| range.covers(**space) && (range != *space || other < *at);
            !spaces.iter().enumerate().any(covers)
        };
        let spaces = spaces.iter().enumerate().filter(is_counted).filter_map(|(_, space)| space.span());
        let mut spans: Vec<Span> = spaces.flat_map(|space| gaps(space, &taken)).collect();
        spans.sort_unstable();
        Self { spans }
    }

    /// Its spans, in address order.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// These spans.
    pub fn within(spans: Vec<Span>) -> Self {
        Self { spans }
    }

    /// The lowest aligned place of this length.
    pub fn lowest(&self, prefix: u8) -> Option<Cidr> {
        self.all(prefix).next()
    }

    /// All aligned places of this length, in address order.
    pub fn all(&self, prefix: u8) -> impl Iterator<Item = Cidr> + '_ {
        self.spans.iter().flat_map(move |span| {
            let size = 1u64 << (32 - prefix.min(32));
            let first = u64::from(span.first()).div_ceil(size);
            let end = (u64::from(span.last()) + 1) / size;
            (first..end.max(first)).map(move |number| {
                let address = u32::try_from(number * size).expect("a place within a span is an address");
                Cidr::v4(Ipv4Addr::from(address), prefix)
            })
        })
    }

    /// Is the whole range free?
    pub fn holds(&self, range: Cidr) -> bool {
        range.span().is_some_and(|range| self.spans.iter().any(|span| span.intersection(range) == Some(range)))
    }
}

#[cfg(test)]
mod tests {
    use crate::engine::address::Places;
    use crate::engine::sample::flagship;

    #[test]
    fn places_are_aligned_and_free() {
        let plan = flagship();
        let places = Places::of(&plan, plan.cluster_vnet(), None);
        assert_eq!(places.lowest(22).unwrap().to_string(), "10.0.0.0/22");
        assert!(places.all(22).all(|place| !place.overlaps("10.240.0.0/22".parse().unwrap())));
        assert!(!places.holds("10.240.0.0/20".parse().unwrap()));
        let own = plan.subnet_named("snet-nodes");
        assert!(Places::of(&plan, plan.cluster_vnet(), own).holds("10.240.0.0/20".parse().unwrap()));
        assert_eq!(places.all(32).take(3).count(), 3);
        assert_eq!(places.lowest(0), None);
    }
}
