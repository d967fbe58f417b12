//! Outbound ports and addresses: too few ports, settings that are refused, nodes that are left with fewer. Deliberately
//! without the way that a packet takes, and without a figure of its own: those are `outbound`'s.

use super::{Finding, Severity, When};
use crate::engine::capacity::Capacity;
use crate::engine::outbound::{
    allocated, fewer_ports, load_balancer_backends, load_balancer_ips, next_band, nodes_now, ports_by_nodes,
};
use crate::engine::plan::Plan;
use crate::engine::preflight::{Answer, ports_check};
use crate::engine::rules::{self, RuleId};
use crate::net::{Addresses, counted, thousands};
use crate::scenario::model::OutboundType;
use crate::scenario::{Edit, Path};

/// Ports that the design asks for every node, and that its outbound addresses do not have.
pub(super) fn ports(plan: &Plan, capacity: &Capacity, found: &mut Vec<Finding>) {
    let Some(ports) = capacity.outbound_ports.filter(|ports| !ports.fits()) else { return };
    let each = plan.cluster().load_balancer.allocated_outbound_ports.unwrap_or(0);
    let (nodes, ips) = (peak_nodes(capacity), load_balancer_ips(plan));
    let message = format!(
        "{} nodes, surge included, of {} outbound ports each need {}; {} {} {}",
        thousands(nodes),
        thousands(each),
        thousands(ports.needed),
        counted(ips, "outbound IP"),
        if ips == 1 { "has" } else { "have" },
        thousands(ports.limit)
    );
    let path = balancer("allocated-outbound-ports");
    let finding = Finding::error("outbound-ports-short", path, RuleId::OutboundPortsCount, message);
    let check = allocated(plan).map(|asked| ports_check(asked, nodes));
    let mut finding = match check.as_ref().and_then(|check| check.answer()).cloned() {
        Some(Answer { code, target, sentence }) => finding.azure(code, target, sentence),
        None => finding,
    };
    finding.is_room = true;
    found.push(match fewer_ports(ports.limit, nodes) {
        Some(ports) => finding.fixed_by(Edit::set(balancer("allocated-outbound-ports"), ports.to_string())),
        None => finding,
    });
}

fn peak_nodes(capacity: &Capacity) -> Addresses {
    capacity.pools.iter().map(|pool| u64::from(pool.peak_nodes)).fold(0, Addresses::saturating_add)
}

fn balancer(key: &'static str) -> Path {
    Path::root().key("cluster").key("load-balancer").key(key)
}

/// Settings of the load balancer and of NAT gateways outside their ranges.
pub(super) fn settings(plan: &Plan, _: &Capacity, found: &mut Vec<Finding>) {
    for gateway in &plan.scenario().nat_gateways {
        let count = gateway.public_ips.as_ref().map_or(0, Vec::len) as u64;
        let most = rules::number(RuleId::NatGatewayIpsMax);
        if count > most {
            let message = format!("NAT gateway {} has {count} addresses; it may have {most}", gateway.name);
            let path = Path::root().item("nat-gateway", &gateway.name).key("public-ips");
            let first = gateway.public_ips.iter().flatten().take(usize::try_from(most).unwrap_or(usize::MAX));
            let fix = Edit::set(path.clone(), first.map(ToString::to_string).collect::<Vec<_>>().join(", "));
            let finding = Finding::refused("nat-gateway-ips-range", path, RuleId::NatGatewayIpsMax, message);
            found.push(finding.fixed_by(fix));
        }
    }
    if plan.cluster().outbound_type != Some(OutboundType::LoadBalancer) {
        return;
    }
    allocated_ports(plan, found);
    let (count, most) = (load_balancer_ips(plan), rules::number(RuleId::LoadBalancerIpsMax));
    if count > most {
        let message = format!("{count} outbound IPs: AKS makes at most {most} for its load balancer");
        let rule = RuleId::LoadBalancerIpsMax;
        found.push(Finding::warning("outbound-ips-range", balancer("outbound-ips"), rule, message).when(When::Create));
    }
}

fn allocated_ports(plan: &Plan, found: &mut Vec<Finding>) {
    let ports = u64::from(plan.cluster().load_balancer.allocated_outbound_ports.unwrap_or(0));
    let (step, most) = (rules::number(RuleId::AllocatedPortsStep), rules::number(RuleId::AllocatedPortsMax));
    let path = balancer("allocated-outbound-ports");
    if ports > most {
        let message =
            format!("{} outbound ports a node: at most {} can be asked for", thousands(ports), thousands(most));
        let fix = Edit::set(path.clone(), most.to_string());
        found.push(Finding::refused("outbound-ports-range", path, RuleId::AllocatedPortsMax, message).fixed_by(fix));
    } else if ports % step != 0 {
        let message = format!("{} a node: not a multiple of {step}", counted(ports, "outbound port"));
        // Never more than was asked for, but for the fewest that can be.
        let near = (ports / step * step).max(step);
        let fix = Edit::set(path.clone(), near.to_string());
        found.push(Finding::refused("outbound-ports-range", path, RuleId::AllocatedPortsStep, message).fixed_by(fix));
    }
}

/// Nodes that autoscaler or upgrade leave with fewer ports, where AKS allocates them.
pub(super) fn bands(plan: &Plan, capacity: &Capacity, found: &mut Vec<Finding>) {
    let asked = plan.cluster().load_balancer.allocated_outbound_ports.unwrap_or(0);
    if plan.cluster().outbound_type != Some(OutboundType::LoadBalancer) || asked > 0 {
        return;
    }
    let (now, steady, peak) = (nodes_now(plan), capacity.nodes(), peak_nodes(capacity));
    let path = Path::root().key("cluster").key("outbound-type");
    let rule = RuleId::LoadBalancerPortsByNodes;
    let (Some(before), Some(after)) = (ports_by_nodes(now), ports_by_nodes(peak)) else {
        let message = format!("no page says how many outbound ports each of {} nodes has", thousands(peak));
        found.push(Finding::new("outbound-ports-not-known", Severity::Note, path, rule, message).when(When::RunTime));
        return;
    };
    let Some(band) = next_band(now).filter(|_| after < before) else { return };
    let message = format!(
        "from {} nodes on each has {} outbound ports instead of {}, also those that there are; {} are planned, {} at an upgrade",
        thousands(band.nodes),
        thousands(band.ports_per_node),
        thousands(before),
        thousands(steady),
        thousands(peak)
    );
    let when = if ports_by_nodes(steady) == Some(before) { When::Upgrade } else { When::Scale };
    found.push(Finding::warning("outbound-ports-shrink", path, rule, message).when(when));
}

/// A frontend of the load balancer with more rules times nodes than it may have.
pub(super) fn backends(plan: &Plan, capacity: &Capacity, found: &mut Vec<Finding>) {
    let Some(load) = load_balancer_backends(plan, peak_nodes(capacity)) else { return };
    if load.backend_ip_configs <= load.limit {
        return;
    }
    let message = format!(
        "the frontend of {} has {} rules, and {} backend IP configurations at the peak; it may have {}",
        load.services.join(", "),
        load.rules,
        thousands(load.backend_ip_configs),
        thousands(load.limit)
    );
    let path = load.path;
    let rule = RuleId::BackendIpConfigurationsMax;
    found.push(Finding::warning("backend-ip-configurations-exceeded", path, rule, message).when(When::Scale));
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::engine::Analysis;
    use crate::engine::sample::plan;
    use crate::scenario::Scenario;

    fn text(ports: u64, nodes: u32) -> String {
        format!(
            "[cluster]\n[cluster.load-balancer]\nallocated-outbound-ports = {ports}\n[[node-pool]]\nname = \"a\"\ncount = {nodes}\nmax-surge = \"10%\"\n"
        )
    }

    fn short(scenario: Arc<Scenario>) -> Option<Finding> {
        let analysis = Analysis::new(scenario);
        analysis.findings().iter().find(|finding| finding.code == "outbound-ports-short").cloned()
    }

    #[test]
    fn the_published_sentence_comes_out() {
        let finding = short(Arc::clone(plan(&text(8000, 8)).written())).unwrap();
        assert_eq!(
            finding.azure_message.as_deref(),
            Some(
                "Load balancer profile allocated ports 8000 is not in an allowable range given the number of nodes and IPs provisioned. Total node count 9 requires 72000 ports but only 64000 ports are available given 1 outbound public IPs."
            )
        );
        assert_eq!(finding.azure_error, Some("InvalidLoadBalancerProfileAllocatedOutboundPorts"));
        assert_eq!(fewer_ports(64_000, 9), Some(7104));
        assert_eq!(fewer_ports(64_000, 8001), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn as_many_ports_as_offered_suffice_and_eight_more_do_not(eighths in 1u64..8_000, nodes in 1u32..900) {
            let before = plan(&text(eighths * 8, nodes));
            let Some(fix) = short(Arc::clone(before.written())).and_then(|finding| finding.fix) else { return Ok(()) };
            let after = fix.apply(before.written()).unwrap();
            let ports = after.cluster.load_balancer.allocated_outbound_ports.unwrap();
            prop_assert!(short(Arc::new(after)).is_none(), "{ports}");
            prop_assert!(short(Arc::clone(plan(&text(u64::from(ports) + 8, nodes)).written())).is_some(), "{ports}");
        }
    }
}
