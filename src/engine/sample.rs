//! Designs for the tests of the engine. Deliberately small: what a user would write stands in `examples/`.

#[cfg(test)]
pub(crate) mod wide;

use std::sync::Arc;

use crate::engine::Plan;
use crate::scenario::read::read;

/// The plan of a text that reads without a complaint.
pub(crate) fn plan(text: &str) -> Plan {
    let reading = read(text);
    assert_eq!(reading.diagnostics, [], "{text}");
    Plan::new(Arc::new(reading.scenario))
}

/// One pool in one subnet of 10.0.0.0/8.
pub(crate) fn text(model: &str, nodes: u32, max_pods: u32, surge: &str, subnet: &str) -> String {
    format!(
        "[cluster]\nmodel = \"{model}\"\nservice-cidr = \"192.168.0.0/16\"\ndns-service-ip = \"192.168.0.10\"\n\
         pod-cidr = \"172.20.0.0/16\"\n\
         [[vnet]]\nname = \"vnet-aks\"\naddress-space = [\"10.0.0.0/8\"]\n\
         [[node-pool]]\nname = \"system\"\ncount = {nodes}\nmax-pods = {max_pods}\nmax-surge = \"{surge}\"\nsubnet = \"snet-nodes\"\n\
         [[vnet.subnet]]\nname = \"snet-nodes\"\nprefix = \"{subnet}\"\n"
    )
}

/// The plan of [`text`].
pub(crate) fn design(model: &str, nodes: u32, max_pods: u32, surge: &str, subnet: &str) -> Plan {
    plan(&text(model, nodes, max_pods, surge, subnet))
}

/// 40 nodes of 50 pods in a /22 of the node subnet model.
pub(crate) fn flagship() -> Plan {
    design("azure-cni-node-subnet", 40, 50, "10%", "10.240.0.0/22")
}
