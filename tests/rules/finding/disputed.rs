//! Verdicts that hang on which of two pages is right.

use aksplore::engine::rules::RuleId as R;

use super::super::{Case, Shows};
use Shows::{Quiet, Says};

/// Two pools of so many nodes whose nodes hold 48 addresses of a pod subnet each, or 32 if no more than their max pods.
macro_rules! held {
    ($count:literal) => {
        concat!(
            "[cluster]\nmodel = 'azure-cni-pod-subnet'\n[[vnet]]\nname = 'v'\naddress-space = ['10.224.0.0/11']\n",
            "[[vnet.subnet]]\nname = 'nodes'\nprefix = '10.224.0.0/16'\n",
            "[[vnet.subnet]]\nname = 'pods'\nprefix = '10.228.0.0/14'\n",
            "[[node-pool]]\nname = 'a'\nmax-pods = 32\nmax-surge = 0\nsubnet = 'nodes'\npod-subnet = 'pods'\ncount = ",
            $count,
            "\n[[node-pool]]\nname = 'b'\nmax-pods = 32\nmax-surge = 0\nsubnet = 'nodes'\npod-subnet = 'pods'\ncount = ",
            $count,
            "\n"
        )
    };
}

pub const CASES: &[Case] = &[
    // Which page is right decides: 228 nodes fit a /24 with one of surge and not with 10%; 57 pods' worth likewise.
    (
        R::SurgePercentDefault,
        design!("pod-cidr = '10.244.0.0/14'", "[[node-pool]]\nname = 'a'\ncount = 229\n"),
        Says("surge-default-disputed", "needs 252 of 251, with 1 node"),
    ),
    (
        R::SurgePercentDefault,
        design!("pod-cidr = '10.244.0.0/14'", "[[node-pool]]\nname = 'a'\ncount = 228\n"),
        Quiet("surge-default-disputed"),
    ),
    (
        R::SurgePercentDefault,
        design!("pod-cidr = '10.244.0.0/14'", "[[node-pool]]\nname = 'a'\ncount = 229\nmax-surge = '10%'\n"),
        Quiet("surge-default-disputed"),
    ),
    (
        R::SurgePercentSinceMinor,
        design!("kubernetes-version = '1.31'\npod-cidr = '10.244.0.0/14'", "[[node-pool]]\nname = 'a'\ncount = 229\n"),
        Says("surge-default-disputed", "with 10% (CHANGELOG.md, Release 2023-10-01)"),
    ),
    (
        R::SurgePercentSinceMinor,
        design!("kubernetes-version = '1.27'\npod-cidr = '10.244.0.0/14'", "[[node-pool]]\nname = 'a'\ncount = 229\n"),
        Quiet("surge-default-disputed"),
    ),
    // 3 nodes and one more hold 4 x 128 at 110 pods, and 4 x 250 at 250.
    (
        R::MaxPodsPodSubnetDefault,
        design!(
            "model = 'azure-cni-pod-subnet'",
            "[[vnet.subnet]]\nname = 'pods'\nprefix = '10.240.4.0/23'\n[[node-pool]]\nname = 'a'\npod-subnet = 'pods'\n"
        ),
        Quiet("max-pods-default-disputed"),
    ),
    (
        R::MaxPodsPodSubnetDefault,
        design!(
            "model = 'azure-cni-pod-subnet'",
            "[[vnet.subnet]]\nname = 'pods'\nprefix = '10.240.4.0/22'\n[[node-pool]]\nname = 'a'\npod-subnet = 'pods'\ncount = 4\n"
        ),
        Says("max-pods-default-disputed", "needs 640 of 1,019, with 250"),
    ),
    (
        R::MaxPodsPodSubnetDefault,
        design!(
            "model = 'azure-cni-pod-subnet'",
            "[[vnet.subnet]]\nname = 'pods'\nprefix = '10.240.4.0/22'\n[[node-pool]]\nname = 'a'\npod-subnet = 'pods'\ncount = 4\nmax-pods = 110\n"
        ),
        Quiet("max-pods-default-disputed"),
    ),
    // 1,338 nodes of 49 addresses are the first beyond a VNet's 65,536, and of 33 they are far below.
    (R::DynamicHeldMax, held!(668), Quiet("vnet-addresses-disputed")),
    (R::DynamicHeldMax, held!(669), Says("vnet-addresses-disputed", "65,562 addresses in use")),
    (R::DynamicHeldMax, held!(994), Quiet("vnet-addresses-disputed")),
    (R::VnetAddressesMax, held!(994), Says("vnet-addresses-limit", "may have 65,536")),
];
