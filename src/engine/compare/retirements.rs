//! What a design would use in a model, and the day from which nobody supports it. Deliberately knows no clock: it says
//! the day, not how far away it is.

use crate::engine::plan::{Plan, PoolRow};
use crate::engine::rules::{self, RuleId};
use crate::scenario::model::{IngressController, Model, NetworkPolicyEngine, Os};

/// Something that retires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retirement {
    /// What: `kubenet`.
    pub name: &'static str,
    /// The day, or the month.
    pub date: &'static str,
    /// What comes instead, or what it means.
    pub note: &'static str,
    /// The rule that names the day.
    pub rule: RuleId,
}

fn retirement(name: &'static str, rule: RuleId, note: &'static str) -> Retirement {
    Retirement { name, date: rules::text(rule), note, rule }
}

/// What retires of a design in a model, the earliest first.
pub fn retirements(plan: &Plan, model: Model) -> Vec<Retirement> {
    let mut found = Vec::new();
    if model == Model::Kubenet {
        found.push(retirement("kubenet", RuleId::KubenetRetires, "move to overlay before"));
    }
    let has = |os| plan.pools().iter().any(|pool| pool.item.os.unwrap_or(Os::Linux) == os);
    let is_azure_cni = !matches!(model, Model::Kubenet | Model::ByoCni);
    if plan.cluster().network_policy == Some(NetworkPolicyEngine::Azure) && is_azure_cni {
        let note = "another engine must enforce the policies by then";
        if has(Os::Windows) {
            found.push(retirement("network policy azure on Windows", RuleId::NpmWindowsRetires, note));
        }
        if has(Os::Linux) {
            found.push(retirement("network policy azure on Linux", RuleId::NpmLinuxRetires, note));
        }
    }
    let is_nginx = |controller| controller == Some(IngressController::AppRoutingNginx);
    if plan.scenario().ingresses.iter().any(|ingress| is_nginx(ingress.controller)) {
        let note = "the application routing add-on goes on with the Gateway API";
        found.push(retirement("app-routing-nginx", RuleId::IngressNginxRetires, note));
    }
    let by_default = |pool: &PoolRow| {
        let subnet = pool.subnet.map(|id| plan.subnet(id));
        subnet.is_some_and(|row| {
            row.item.default_outbound_access == Some(true) && plan.vnet(row.vnet).item.managed == Some(true)
        })
    };
    if plan.pools().iter().any(by_default) {
        let note = "a managed VNet of a cluster that is new from then on has private subnets; a VNet that stands keeps its own";
        found.push(retirement("default outbound access", RuleId::DefaultOutboundRetires, note));
    }
    found.sort_by_key(|retirement| retirement.date);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::sample::plan;

    #[test]
    fn what_a_design_uses_has_its_day() {
        let ingress =
            |controller: &str| format!("[cluster]\n[[ingress]]\nname = \"i\"\ncontroller = \"{controller}\"\n");
        let vnet = |managed: bool| {
            format!(
                "[cluster]\n[[vnet]]\nname = \"v\"\nmanaged = {managed}\naddress-space = [\"10.224.0.0/12\"]\n[[vnet.subnet]]\nname = \"s\"\nprefix = \"10.224.0.0/16\"\ndefault-outbound-access = true\n"
            )
        };
        let cases: &[(String, Model, &[&str])] = &[
            ("[cluster]\n".to_owned(), Model::Overlay, &[]),
            ("[cluster]\n".to_owned(), Model::Kubenet, &["2028-03-31"]),
            ("[cluster]\nnetwork-policy = \"azure\"\n".to_owned(), Model::NodeSubnet, &["2028-09-30"]),
            ("[cluster]\nnetwork-policy = \"calico\"\n".to_owned(), Model::NodeSubnet, &[]),
            (
                "[cluster]\nnetwork-policy = \"azure\"\n[[node-pool]]\nname = \"a\"\n[[node-pool]]\nname = \"w\"\nos = \"windows\"\n".to_owned(),
                Model::Overlay,
                &["2026-09-30", "2028-09-30"],
            ),
            ("[cluster]\nnetwork-policy = \"azure\"\n".to_owned(), Model::ByoCni, &[]),
            (ingress("app-routing-nginx"), Model::Overlay, &["2026-11"]),
            (ingress("application-gateway"), Model::Overlay, &[]),
            (vnet(true), Model::Overlay, &["2026-03-31"]),
            (vnet(false), Model::Overlay, &[]),
        ];
        for (text, model, expected) in cases {
            let dates: Vec<&str> = retirements(&plan(text), *model).iter().map(|retirement| retirement.date).collect();
            assert_eq!(dates, *expected, "{model} of {text}");
        }
    }
}
