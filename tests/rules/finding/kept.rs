//! Ranges and addresses that AKS and Azure keep.

use aksplore::engine::rules::RuleId as R;

use super::super::{Case, Shows};
use Shows::{Finding, Quiet, Says, Size};

pub const CASES: &[Case] = &[
    // Kept by AKS: touched from inside, from outside, and missed by a hair.
    (R::ReservedLinkLocal, "[cluster]\npod-cidr = '169.254.0.0/16'\n", Finding("reserved-range")),
    (R::ReservedLinkLocal, "[cluster]\npod-cidr = '10.254.0.0/16'\n", Quiet("reserved-range")),
    (R::ReservedLower, "[cluster]\npod-cidr = '172.30.128.0/17'\n", Finding("reserved-range")),
    (
        R::ReservedLower,
        "[cluster]\npod-cidr = '172.16.0.0/12'\n",
        Says("reserved-range", "172.16.0.0/12 contains 172.30.0.0/16"),
    ),
    (R::ReservedLower, "[cluster]\npod-cidr = '172.28.0.0/15'\n", Quiet("reserved-range")),
    (
        R::ReservedUpper,
        "[cluster]\nservice-cidr = '172.31.0.0/24'\ndns-service-ip = '172.31.0.10'\n",
        Finding("reserved-range"),
    ),
    (
        R::ReservedUpper,
        "[cluster]\npod-cidr = '172.16.0.0/12'\n",
        Says("reserved-range", "172.16.0.0/12 contains 172.31.0.0/16"),
    ),
    (R::ReservedUpper, "[cluster]\npod-cidr = '172.16.0.0/13'\n", Quiet("reserved-range")),
    (R::ReservedTest, "[cluster]\npod-cidr = '192.0.0.0/16'\n", Finding("reserved-range")),
    (R::ReservedTest, "[cluster]\npod-cidr = '192.0.0.0/23'\n", Quiet("reserved-range")),
    // Since when AKS itself looks, and where no page says that it does.
    (
        R::LinkLocalRefused,
        "[cluster]\nservice-cidr = '169.254.128.0/24'\ndns-service-ip = '169.254.128.10'\n",
        Says("reserved-range", "refuses since 2025-01-30"),
    ),
    (
        R::LowerAndUpperRefused,
        "[cluster]\npod-cidr = '172.30.0.0/16'\n",
        Says("reserved-range", "refuses since 2026-05-29"),
    ),
    (
        R::LowerAndUpperRefused,
        "[cluster]\nmodel = 'byo-cni'\npod-cidr = '172.30.0.0/16'\n",
        Says("reserved-range", "which AKS keeps for itself"),
    ),
    (
        R::TestRangeRefused,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['192.0.2.0/24']\n[[vnet.subnet]]\nname = 's'\nprefix = '192.0.2.0/25'\n",
        Says("reserved-range", "refuses since 2019-05-20"),
    ),
    // What no VNet may hold.
    (
        R::VnetForbidsMulticast,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['224.0.0.0/24']\n",
        Finding("vnet-forbidden-range"),
    ),
    (
        R::VnetForbidsMulticast,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['223.255.255.0/24']\n",
        Quiet("vnet-forbidden-range"),
    ),
    (
        R::VnetForbidsBroadcast,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['255.255.255.0/24']\n",
        Finding("vnet-forbidden-range"),
    ),
    (
        R::VnetForbidsBroadcast,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['255.255.254.0/24']\n",
        Quiet("vnet-forbidden-range"),
    ),
    (
        R::VnetForbidsLoopback,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['126.0.0.0/7']\n",
        Finding("vnet-forbidden-range"),
    ),
    (
        R::VnetForbidsLoopback,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['126.0.0.0/8']\n",
        Quiet("vnet-forbidden-range"),
    ),
    (
        R::VnetForbidsPlatform,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['168.63.129.0/24']\n",
        Finding("vnet-forbidden-range"),
    ),
    (
        R::VnetForbidsPlatform,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['168.63.130.0/24']\n",
        Quiet("vnet-forbidden-range"),
    ),
    (
        R::VnetForbidsLinkLocal,
        design!("", "[[vnet]]\nname = 'w'\naddress-space = ['169.254.9.0/24']\n"),
        Finding("vnet-forbidden-range"),
    ),
    (
        R::VnetForbidsLinkLocal,
        design!("", "[[vnet]]\nname = 'w'\naddress-space = ['169.253.9.0/24']\n"),
        Quiet("vnet-forbidden-range"),
    ),
    // Private space, to both of its edges.
    (R::Private10, "[cluster]\npod-cidr = '10.255.0.0/16'\n", Quiet("pod-cidr-public")),
    (R::Private172, "[cluster]\npod-cidr = '172.16.0.0/16'\n", Quiet("pod-cidr-public")),
    (R::Private192, "[cluster]\npod-cidr = '192.168.0.0/16'\n", Quiet("pod-cidr-public")),
    (R::PrivateShared, "[cluster]\npod-cidr = '100.127.0.0/16'\n", Quiet("pod-cidr-public")),
    (R::PodCidrPrivate, "[cluster]\npod-cidr = '100.128.0.0/16'\n", Finding("pod-cidr-public")),
    (R::PodCidrPrivate, "[cluster]\npod-cidr = '172.32.0.0/16'\n", Finding("pod-cidr-public")),
    (
        R::ServiceCidrPrivate,
        "[cluster]\nservice-cidr = '11.0.0.0/16'\ndns-service-ip = '11.0.0.10'\n",
        Finding("service-cidr-public"),
    ),
    (R::ServiceCidrPrivate, "[cluster]\nservice-cidr = '10.0.0.0/16'\n", Quiet("service-cidr-public")),
    // Five addresses of a subnet, none of a pod CIDR.
    (R::SubnetReservedFirst, design!(""), Size("ranges/role=node-subnet/usable", "251")),
    (R::SubnetReservedFirst, design!("pod-cidr = '10.244.0.0/22'"), Size("ranges/role=pod-cidr/usable", "1024")),
    (
        R::SubnetReservedFirst,
        design!("", "[[vm]]\nname = 'm'\nsubnet = 'nodes'\nip = '10.240.0.3'\n"),
        Finding("address-reserved"),
    ),
    (
        R::SubnetReservedFirst,
        design!("", "[[vm]]\nname = 'm'\nsubnet = 'nodes'\nip = '10.240.0.4'\n"),
        Quiet("address-reserved"),
    ),
    (
        R::SubnetReservedLast,
        design!("", "[[vm]]\nname = 'm'\nsubnet = 'nodes'\nip = '10.240.0.255'\n"),
        Finding("address-reserved"),
    ),
    (
        R::SubnetReservedLast,
        design!("", "[[vm]]\nname = 'm'\nsubnet = 'nodes'\nip = '10.240.0.254'\n"),
        Quiet("address-reserved"),
    ),
];
