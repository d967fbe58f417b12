//! What ways out stand on.

use aksplore::engine::rules::RuleId;

use super::{Case, Shows};

/// 40 nodes of 50 pods in a /22.
const FULL: &str = "[cluster]\nmodel = \"azure-cni-node-subnet\"\n[[node-pool]]\nname = \"system\"\ncount = 40\nmax-pods = 50\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/22\"\n";
/// 300 nodes of 30 pods: 330 blocks of a /16 that holds 256.
const PODS: &str =
    "[cluster]\npod-cidr = \"10.244.0.0/16\"\n[[node-pool]]\nname = \"system\"\ncount = 300\nmax-pods = 30\n";
const WINDOWS: &str = "[cluster]\npod-cidr = \"10.244.0.0/16\"\n[[node-pool]]\nname = \"system\"\ncount = 300\nmax-pods = 30\n[[node-pool]]\nname = \"win\"\nos = \"windows\"\ncount = 3\nmax-pods = 30\n";
const KUBENET: &str = "[cluster]\nmodel = \"kubenet\"\npod-cidr = \"10.244.0.0/16\"\n[[node-pool]]\nname = \"system\"\ncount = 300\nmax-pods = 30\n";
/// Two addresses of a /31 are kubernetes.default and the DNS; one Service finds none.
const SERVICES: &str = "[cluster]\nservice-cidr = \"10.0.0.0/31\"\ndns-service-ip = \"10.0.0.1\"\n[[service]]\nname = \"web\"\nports = [{ port = 80 }]\n";
const POD_SUBNET: &str = "[cluster]\nmodel = \"azure-cni-pod-subnet\"\n[[node-pool]]\nname = \"system\"\ncount = 9\nmax-pods = 50\nsubnet = \"nodes\"\npod-subnet = \"pods\"\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.240.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.240.0.0/22\"\n[[vnet.subnet]]\nname = \"pods\"\nprefix = \"10.240.8.0/24\"\n";
/// 248 nodes and 25 surge nodes of a /24.
const SURGE: &str = "[cluster]\npod-cidr = \"10.128.0.0/10\"\n[[node-pool]]\nname = \"system\"\ncount = 248\nmax-pods = 30\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.8.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.8.0.0/24\"\n";
const NO_SURGE: &str = "[cluster]\npod-cidr = \"10.128.0.0/10\"\n[[node-pool]]\nname = \"system\"\ncount = 251\nmax-pods = 30\nmax-surge = 1\nmax-unavailable = 1\n[[vnet]]\nname = \"v\"\naddress-space = [\"10.8.0.0/16\"]\n[[vnet.subnet]]\nname = \"nodes\"\nprefix = \"10.8.0.0/24\"\n";

pub const CASES: &[Case] = &[
    (RuleId::ChangeNodeSubnet, FULL, Shows::Size("fixes/knob=prefix/rules/0", "\"change-node-subnet\"")),
    // What ends the finding is the smallest change of its own range.
    (RuleId::ChangeNodeSubnet, FULL, Shows::Size("findings/code=node-subnet-full/fix/0/value", "\"10.240.0.0/20\"")),
    (RuleId::ChangeMaxPods, FULL, Shows::Size("fixes/knob=max-pods/rules/0", "\"change-max-pods\"")),
    (RuleId::ChangeCount, FULL, Shows::Size("fixes/knob=nodes/rules/1", "\"change-count\"")),
    (RuleId::ChangeModel, FULL, Shows::Size("fixes/knob=model/rules/0", "\"change-model\"")),
    (RuleId::ChangeModelReimage, FULL, Shows::Size("fixes/knob=model/rules/2", "\"change-model-reimage\"")),
    (RuleId::ChangePools, FULL, Shows::Size("fixes/knob=split/rules/2", "\"change-pools\"")),
    (RuleId::ChangePodCidr, PODS, Shows::Size("fixes/knob=prefix/rules/0", "\"change-pod-cidr\"")),
    (RuleId::ChangePodCidrWindows, WINDOWS, Shows::Size("fixes/knob=prefix/rules/0", "\"change-pod-cidr-windows\"")),
    (RuleId::ChangePodCidrOther, KUBENET, Shows::Size("fixes/knob=prefix/rules/0", "\"change-pod-cidr-other\"")),
    (RuleId::ChangeServiceCidr, SERVICES, Shows::Size("fixes/knob=prefix/rules/0", "\"change-service-cidr\"")),
    (RuleId::ChangeServiceCidrMore, SERVICES, Shows::Size("fixes/knob=prefix/rules/2", "\"change-service-cidr-more\"")),
    (RuleId::ChangeSubnetPrefix, POD_SUBNET, Shows::Size("fixes/knob=prefix/rules/0", "\"change-subnet-prefix\"")),
    (RuleId::ChangeSurge, SURGE, Shows::Size("fixes/knob=surge/rules/0", "\"change-surge\"")),
    (RuleId::SurgeAtOnce, SURGE, Shows::Size("fixes/knob=surge/rules/1", "\"surge-at-once\"")),
    (RuleId::SurgeOrUnavailable, NO_SURGE, Shows::Size("fixes/knob=surge/rules/1", "\"surge-or-unavailable\"")),
];
