//! What Azure's own tools call the keys of a scenario, where that is something else: who writes `minCount`, `--min-count` or
//! `min_count` is told the key. Deliberately reads nothing under those names: a file has one way to say a thing.

/// A table, a name in it that `az`, ARM templates or Terraform have, and what is written instead.
const NAMES: &[(&str, &str, &str)] = &[
    ("Cluster", "network-plugin", "write model = \"azure-cni-overlay\", or another of the models"),
    ("Cluster", "network-plugin-mode", "write model = \"azure-cni-overlay\", or another of the models"),
    ("Cluster", "network-dataplane", "did you mean `dataplane`?"),
    ("Cluster", "pod-cidrs", "did you mean `pod-cidr`, and `pod-cidr-v6`?"),
    ("Cluster", "service-cidrs", "did you mean `service-cidr`, and `service-cidr-v6`?"),
    ("Cluster", "sku-tier", "did you mean `tier`?"),
    ("Cluster", "vnet-subnet-id", "a node pool has it: did you mean `subnet` of [[node-pool]]?"),
    ("Cluster", "pod-subnet-id", "a node pool has it: did you mean `pod-subnet` of [[node-pool]]?"),
    ("Cluster", "node-count", "a node pool has it: did you mean `count` of [[node-pool]]?"),
    ("Cluster", "max-pods", "a node pool has it: did you mean `max-pods` of [[node-pool]]?"),
    ("Cluster", "enable-private-cluster", "write api-server = \"private-link\""),
    ("Cluster", "enable-apiserver-vnet-integration", "write api-server = \"vnet-integration\""),
    ("Cluster", "api-server-authorized-ip-ranges", "did you mean `api-server-authorized-ranges`?"),
    ("Cluster", "authorized-ip-ranges", "did you mean `api-server-authorized-ranges`?"),
    ("Cluster", "api-server-access-profile", "did you mean `api-server-authorized-ranges`?"),
    ("Cluster", "authorized-ranges", "did you mean `api-server-authorized-ranges`?"),
    ("Cluster", "outbound", "did you mean `outbound-type`?"),
    ("Cluster", "apiserver-subnet-id", "did you mean `api-server-subnet`?"),
    ("Cluster", "enable-acns", "did you mean `acns`?"),
    ("Cluster", "node-provisioning", "did you mean `node-provisioning-mode`?"),
    ("ClusterLoadBalancer", "load-balancer-outbound-ports", "did you mean `allocated-outbound-ports`?"),
    ("ClusterLoadBalancer", "load-balancer-idle-timeout", "did you mean `idle-timeout-minutes`?"),
    ("ClusterLoadBalancer", "idle-timeout-in-minutes", "did you mean `idle-timeout-minutes`?"),
    ("Pool", "node-count", "did you mean `count`?"),
    ("Pool", "node-pool-name", "did you mean `name`?"),
    ("Pool", "min-count", "write autoscale = { min = 1, max = 5 }"),
    ("Pool", "max-count", "write autoscale = { min = 1, max = 5 }"),
    ("Pool", "enable-auto-scaling", "write autoscale = { min = 1, max = 5 }"),
    ("Pool", "enable-cluster-autoscaler", "write autoscale = { min = 1, max = 5 }"),
    ("Pool", "upgrade-settings", "did you mean `max-surge`, and `max-unavailable`?"),
    ("Pool", "vnet-subnet-id", "did you mean `subnet`?"),
    ("Pool", "pod-subnet-id", "did you mean `pod-subnet`?"),
    ("Pool", "pod-ip-allocation-mode", "did you mean `pod-ip-allocation`?"),
    ("Pool", "os-type", "did you mean `os`?"),
    ("Vnet", "address-prefixes", "did you mean `address-space`?"),
    ("Vnet", "virtual-network-peerings", "write [[vnet.peering]]"),
    ("Vnet", "subnets", "write [[vnet.subnet]]"),
    ("Subnet", "address-prefix", "did you mean `prefix`?"),
    ("Subnet", "address-prefixes", "did you mean `prefix`, and `prefix-v6`?"),
    ("Subnet", "network-security-group", "did you mean `nsg`?"),
    ("Subnet", "delegations", "did you mean `delegation`?"),
    ("Subnet", "private-endpoint-network-policies", "did you mean `private-endpoint-policies`?"),
    ("Peering", "remote-vnet", "did you mean `remote`?"),
    ("Peering", "remote-virtual-network", "did you mean `remote`?"),
    ("Peering", "peering-state", "did you mean `state`?"),
    ("RouteTable", "disable-bgp-route-propagation", "write the contrary: `bgp-route-propagation`"),
    ("RouteTable", "disable-bgp-propagation", "write the contrary: `bgp-route-propagation`"),
    ("Route", "address-prefix", "did you mean `prefix`?"),
    ("Route", "next-hop-type", "did you mean `next-hop`?"),
    ("Route", "next-hop-ip-address", "did you mean `next-hop-ip`?"),
    ("Nsg", "security-rules", "did you mean `rules`?"),
    ("NsgRule", "source-address-prefix", "did you mean `source`?"),
    ("NsgRule", "source-address-prefixes", "did you mean `source`?"),
    ("NsgRule", "destination-address-prefix", "did you mean `destination`?"),
    ("NsgRule", "destination-address-prefixes", "did you mean `destination`?"),
    ("NsgRule", "source-port-range", "did you mean `source-ports`?"),
    ("NsgRule", "source-port-ranges", "did you mean `source-ports`?"),
    ("NsgRule", "destination-port-range", "did you mean `destination-ports`?"),
    ("NsgRule", "destination-port-ranges", "did you mean `destination-ports`?"),
    ("Gateway", "gateway-type", "did you mean `type`?"),
    ("NatGateway", "public-ip-addresses", "did you mean `public-ips`?"),
    ("Firewall", "sku-name", "did you mean `kind`?"),
    ("Vm", "enable-ip-forwarding", "did you mean `ip-forwarding`?"),
    ("Vm", "private-ip-address", "did you mean `ip`?"),
    ("PrivateEndpoint", "private-ip-address", "did you mean `ip`?"),
    ("StaticEgressGateway", "public-ip-prefix-id", "did you mean `public-ip-prefix`?"),
];

/// What is written instead of a name of Azure's in this table; `None`: it is none.
pub fn meant(table: &str, name: &str) -> Option<&'static str> {
    let name = kebab(name);
    NAMES.iter().find(|(own, azures, _)| *own == table && *azures == name).map(|(_, _, help)| *help)
}

/// A name as files have it: `maxPods`, `max_pods` and `MaxPods` are `max-pods`, `vnetSubnetID` is `vnet-subnet-id`.
pub fn kebab(name: &str) -> String {
    let letters: Vec<char> = name.trim_start_matches('-').chars().collect();
    let is_lower = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let mut text = String::new();
    for (at, letter) in letters.iter().enumerate() {
        // A word begins after a small letter, and at the last capital of an acronym that another word follows.
        let before = at.checked_sub(1).map(|before| letters[before]);
        let is_first = before.is_some_and(|before| {
            let ends_acronym = letters.get(at + 1).is_some_and(char::is_ascii_lowercase);
            is_lower(before) || before.is_ascii_uppercase() && ends_acronym
        });
        if letter.is_ascii_uppercase() && is_first {
            text.push('-');
        }
        text.push(if *letter == '_' { '-' } else { letter.to_ascii_lowercase() });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::item::{Item as _, Kind, TableSpec};
    use crate::scenario::model::Scenario;

    /// All tables that a scenario can have.
    fn tables(spec: &'static TableSpec, found: &mut Vec<&'static TableSpec>) {
        found.push(spec);
        for field in spec.fields {
            if let Kind::Tables(inner) | Kind::Inline(inner) | Kind::One(inner) = field.kind {
                tables(inner(), found);
            }
        }
    }

    #[test]
    fn every_name_is_of_a_table_that_has_not_got_it_and_leads_to_a_key_that_there_is() {
        let mut all = Vec::new();
        tables(Scenario::table(), &mut all);
        for (table, name, help) in NAMES {
            let spec = all.iter().find(|spec| spec.name == *table).unwrap_or_else(|| panic!("no table {table}"));
            assert!(spec.field(name).is_none(), "{table} has a key {name}");
            assert_eq!(kebab(name), *name);
            // `write KEY = ...` and `did you mean KEY?` are of the same table, unless the help names another.
            let written = help.strip_prefix("write ").and_then(|rest| Some(rest.split_once(" = ")?.0));
            let named: Vec<&str> = help.split('`').skip(1).step_by(2).chain(written).collect();
            let is_of_pool = help.contains("of [[node-pool]]");
            let spec = if is_of_pool { all.iter().find(|spec| spec.name == "Pool").unwrap() } else { spec };
            assert!(!named.is_empty() || help.starts_with("write [["), "{table} {name}: {help}");
            for key in named {
                assert!(spec.field(key).is_some(), "{table} {name}: {} has no key {key}", spec.name);
            }
        }
    }

    #[test]
    fn names_of_templates_and_of_terraform_are_those_of_az() {
        for name in ["maxPods", "max_pods", "MaxPods", "--max-pods", "max-pods"] {
            assert_eq!(kebab(name), "max-pods");
        }
        assert_eq!(kebab("vnetSubnetID"), "vnet-subnet-id");
        assert_eq!(kebab("nextHopIpAddress"), "next-hop-ip-address");
        assert_eq!(kebab("podIPAllocationMode"), "pod-ip-allocation-mode");
        assert_eq!(kebab("enableIPForwarding"), "enable-ip-forwarding");
        assert_eq!(kebab("privateIPAddress"), "private-ip-address");
    }
}
