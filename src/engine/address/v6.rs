//! The IPv6 ranges of a design, with what they are for. Deliberately no owners and no counts: nothing there is scarce.

use super::RangeMap;
use crate::engine::capacity::{Capacity, Role};
use crate::engine::plan::Plan;
use crate::net::Cidr;
use crate::scenario::Path;
use crate::scenario::model::IpFamily;

/// Those of the cluster in the order of the answers, then those of subnets that it does not use. A cluster of IPv4
/// alone has no IPv6 ranges, whatever stands beside its subnets.
pub fn ranges_v6(plan: &Plan, capacity: &Capacity) -> Vec<RangeMap> {
    let is_dual = plan.cluster().ip_families.as_ref().is_some_and(|families| families.contains(&IpFamily::V6));
    let used = capacity.ranges.iter().filter(|_| is_dual).filter_map(|range| match range.subnet {
        Some(subnet) => of_subnet(plan, subnet, Some(range.role)),
        None => of_cluster(plan, range.role),
    });
    let mut found: Vec<RangeMap> = used.collect();
    let known: Vec<_> = found.iter().filter_map(|range| range.subnet).collect();
    let others = plan.subnet_ids().filter(|id| !known.contains(id));
    found.extend(others.filter_map(|id| of_subnet(plan, id, None)));
    found
}

/// The IPv6 address spaces of VNets, by their names.
pub(super) fn spaces(plan: &Plan) -> Vec<(String, Cidr)> {
    let of_vnet = |id| {
        let item = &plan.vnet(id).item;
        item.address_space.iter().filter(|space| !space.is_v4()).map(|space| (item.name.to_string(), *space))
    };
    plan.vnet_ids().flat_map(of_vnet).collect()
}

fn of_subnet(plan: &Plan, id: crate::engine::plan::SubnetId, role: Option<Role>) -> Option<RangeMap> {
    let item = &plan.subnet(id).item;
    let prefix = item.prefix_v6.and_then(|prefix| prefix.0)?;
    let path = plan.subnet_path(id);
    Some(RangeMap { role, name: item.name.to_string(), prefix, subnet: Some(id), path, runs: Vec::new() })
}

/// The IPv6 counterpart of a range of the cluster's own.
fn of_cluster(plan: &Plan, role: Role) -> Option<RangeMap> {
    let (prefix, key) = match role {
        Role::PodCidr => (plan.cluster().pod_cidr_v6?, "pod-cidr-v6"),
        Role::ServiceCidr => (plan.cluster().service_cidr_v6?, "service-cidr-v6"),
        _ => return None,
    };
    let path = Path::root().key("cluster").key(key);
    Some(RangeMap { role: Some(role), name: key.to_owned(), prefix, subnet: None, path, runs: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::address::OwnerKind;
    use crate::engine::capacity::judge;
    use crate::engine::sample::plan;

    #[test]
    fn a_cluster_of_both_families_has_an_ipv6_range_beside_each() {
        let text = |families: &str| {
            format!(
                "[cluster]\nip-families = [{families}]\npod-cidr-v6 = \"fd12:3456:789a::/64\"\nservice-cidr-v6 = \"fd12:3456:789a:1::/108\"\n\
                 [[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\", \"fd00:db8::/48\"]\n\
                 [[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/24\"\nprefix-v6 = \"fd00:db8:0:1::/64\"\n\
                 [[vnet.subnet]]\nname = \"more\"\nprefix = \"10.240.1.0/24\"\nprefix-v6 = \"fd00:db8:0:2::/64\"\n"
            )
        };
        let rows = |families: &str| -> Vec<(Option<Role>, String, String)> {
            let plan = plan(&text(families));
            let found = ranges_v6(&plan, &judge(&plan)).into_iter();
            found.map(|range| (range.role, range.name, range.prefix.to_string())).collect()
        };
        let row = |role, name: &str, prefix: &str| (role, name.to_owned(), prefix.to_owned());
        let expected = [
            row(Some(Role::NodeSubnet), "nodes", "fd00:db8:0:1::/64"),
            row(Some(Role::PodCidr), "pod-cidr-v6", "fd12:3456:789a::/64"),
            row(Some(Role::ServiceCidr), "service-cidr-v6", "fd12:3456:789a:1::/108"),
            row(None, "more", "fd00:db8:0:2::/64"),
        ];
        assert_eq!(rows("\"ipv4\", \"ipv6\""), expected);
        assert!(rows("\"ipv4\"").iter().all(|(role, ..)| role.is_none()));
    }

    #[test]
    fn an_ipv6_address_is_in_the_range_that_holds_it_and_nobody_is_named() {
        let plan = plan(
            "[cluster]\nip-families = [\"ipv4\", \"ipv6\"]\npod-cidr-v6 = \"fd12:3456:789a::/64\"\n\
             [[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\", \"fd00:db8::/48\"]\n\
             [[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/24\"\nprefix-v6 = \"fd00:db8:0:1::/64\"\n",
        );
        let analysis = crate::engine::Analysis::of(plan);
        let owners = |address: &str| {
            let found = analysis.addresses().owners(address.parse().expect("it is an address"));
            found.into_iter().map(|owner| (owner.kind, owner.name, owner.range)).collect::<Vec<_>>()
        };
        let within = |range: &str| vec![(OwnerKind::Other, String::new(), Some(range.to_owned()))];
        assert_eq!(owners("fd00:db8:0:1::5"), within("nodes"));
        // In the VNet and in no subnet of it.
        assert_eq!(owners("fd00:db8:0:9::5"), [(OwnerKind::Free, String::new(), Some("v".to_owned()))]);
        assert_eq!(owners("fd12:3456:789a::7"), within("pod-cidr-v6"));
        assert_eq!(owners("2001:db8::1"), []);
    }
}
