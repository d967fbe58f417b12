//! How full the fullest frontend of the load balancer is: every rule of it, times every node behind it. Deliberately
//! only of Services: no page says what else AKS puts on a frontend of theirs.

use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::plan::Plan;
use crate::engine::rules::{self, RuleId};
use crate::scenario::Path;
use crate::scenario::model::{Service, ServiceType};

/// The fullest frontend that Services of type LoadBalancer have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LoadBalancerLoad {
    /// The first of the Services that share it.
    #[serde(skip)]
    pub path: Path,
    /// The Services that share it, `NAMESPACE/NAME`.
    pub services: Vec<String>,
    /// Rules of it: one a port of a Service.
    pub rules: u64,
    /// Rules times nodes, at the upgrade's peak.
    pub backend_ip_configs: u64,
    /// What a frontend may have.
    pub limit: u64,
    /// The most nodes that so many rules allow, surge included.
    pub peak_nodes_max: u64,
}

/// The fullest frontend of the Services; `None`: no Service of type LoadBalancer exposes a port.
///
/// 1 Service of 5 ports on 2,000 nodes has 10,000 configurations, which is all that a frontend may have.
pub fn load_balancer_backends(plan: &Plan, peak_nodes: u64) -> Option<LoadBalancerLoad> {
    let services = plan.scenario().services.iter().map(|service| &**service);
    let mut frontends: Vec<(&Service, LoadBalancerLoad)> = Vec::new();
    let limit = rules::number(RuleId::BackendIpConfigurationsMax);
    for service in services.filter(|service| service.service_type == Some(ServiceType::LoadBalancer)) {
        let name = format!("{}/{}", service.namespace.as_deref().unwrap_or("default"), service.name);
        // Each Service has a frontend of its own, unless it asks for the address of another.
        let shared =
            |first: &Service| service.load_balancer_ip.is_some() && first.load_balancer_ip == service.load_balancer_ip;
        let place = frontends.iter().position(|(first, _)| shared(first)).unwrap_or_else(|| {
            let path = Path::root().item("service", &name);
            let services = Vec::new();
            let empty = LoadBalancerLoad { path, services, rules: 0, backend_ip_configs: 0, limit, peak_nodes_max: 0 };
            frontends.push((service, empty));
            frontends.len() - 1
        });
        let load = &mut frontends[place].1;
        load.services.push(name);
        load.rules += service.ports.len() as u64;
    }
    let mut fullest = frontends.into_iter().map(|(_, load)| load).rev().max_by_key(|load| load.rules)?;
    fullest.backend_ip_configs = fullest.rules.saturating_mul(peak_nodes);
    fullest.peak_nodes_max = limit.checked_div(fullest.rules)?;
    Some(fullest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::sample::plan;

    fn service(name: &str, ip: &str, ports: usize) -> String {
        let ports: Vec<String> =
            (0..ports).map(|port| format!("{{ name = \"p{port}\", port = {} }}", 80 + port)).collect();
        format!("[[service]]\nname = \"{name}\"\ntype = \"LoadBalancer\"\n{ip}ports = [ {} ]\n", ports.join(", "))
    }

    fn of(nodes: u64, services: &[String]) -> Option<LoadBalancerLoad> {
        load_balancer_backends(&plan(&format!("[cluster]\n{}", services.concat())), nodes)
    }

    #[test]
    fn the_published_example_is_exactly_full() {
        let load = of(2000, &[service("web", "", 5)]).unwrap();
        assert_eq!((load.rules, load.backend_ip_configs, load.limit, load.peak_nodes_max), (5, 10_000, 10_000, 2000));
    }

    #[test]
    fn services_of_one_address_share_its_frontend() {
        let ip = "load-balancer-ip = \"20.50.0.20\"\n";
        let load = of(3, &[service("a", ip, 2), service("b", "", 4), service("c", ip, 3)]).unwrap();
        assert_eq!(
            (load.services, load.rules, load.backend_ip_configs),
            (vec!["default/a".to_owned(), "default/c".to_owned()], 5, 15)
        );
        assert_eq!(of(3, &[]), None);
    }
}
