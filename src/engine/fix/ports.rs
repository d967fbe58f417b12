//! The knob of outbound ports: the most ports a node that the outbound addresses have for all nodes. Deliberately no
//! address of its own: how many more would do is a sentence, for which they are is not the program's to say.

use super::attempt::{Base, Draft, Shortage};
use super::{Cost, Fix, Knob};
use crate::engine::capacity::question::Limit;
use crate::engine::outbound::fewer_ports;
use crate::engine::rules::{self, RuleId};
use crate::net::{counted, thousands};
use crate::scenario::{Edit, Path};

/// Fewer ports a node.
pub(super) fn fix(base: &Base<'_>, short: Shortage) -> Option<Fix> {
    let asked = base.question.ports.filter(|_| short.limit == Limit::OutboundPorts)?;
    let fewer = fewer_ports(short.have, base.question.peak_nodes())?;
    let path = Path::root().key("cluster").key("load-balancer").key("allocated-outbound-ports");
    let draft = Draft {
        knob: Knob::Ports,
        label: "fewer outbound ports per node".to_owned(),
        change: format!("{} to {}", thousands(asked.per_node), thousands(fewer)),
        edit: Edit::set(path, fewer.to_string()),
        costs: more_addresses(short).into_iter().collect(),
        rule: RuleId::OutboundPortsCount,
    };
    base.tried(short, draft)
}

/// How many outbound IPs would do instead; `None`: more than AKS makes.
///
/// 120,000 ports are those of 2 addresses of 64,000.
fn more_addresses(short: Shortage) -> Option<Cost> {
    let each = rules::number(RuleId::LoadBalancerPortsPerIp);
    let addresses = short.need.div_ceil(each);
    let words = || format!("or {} instead: each has {} ports", counted(addresses, "outbound IP"), thousands(each));
    (addresses <= rules::number(RuleId::LoadBalancerIpsMax)).then(|| Cost::by(RuleId::LoadBalancerPortsPerIp, words()))
}
