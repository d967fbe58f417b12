//! Where ranges lie, and what must be apart.

use aksplore::engine::rules::RuleId as R;

use super::super::{Case, Shows};
use Shows::{Finding, FindingAfter, Quiet, Says, Size};

pub const CASES: &[Case] = &[
    // Places.
    (
        R::AutoscaleBounds,
        design!("", "[[node-pool]]\nname = 'a'\ncount = 7\nautoscale = { min = 3, max = 6 }\n"),
        Finding("autoscale-bounds"),
    ),
    (
        R::AutoscaleBounds,
        design!("", "[[node-pool]]\nname = 'a'\nautoscale = { min = 5, max = 4 }\n"),
        Says("autoscale-bounds", "pool a: the autoscaler's minimum 5 is above its maximum 4"),
    ),
    (
        R::AutoscaleBounds,
        design!("", "[[node-pool]]\nname = 'a'\ncount = 3\nautoscale = { min = 5, max = 4 }\n"),
        Size("findings/code=autoscale-bounds/fix/1/value", "\"5\""),
    ),
    (
        R::AutoscaleBounds,
        design!("", "[[node-pool]]\nname = 'a'\ncount = 6\nautoscale = { min = 3, max = 6 }\n"),
        Quiet("autoscale-bounds"),
    ),
    (
        R::SubnetsApart,
        design!("", "[[vnet.subnet]]\nname = 'x'\nprefix = '10.240.0.128/25'\n"),
        Finding("subnets-overlap"),
    ),
    (R::SubnetsApart, design!("", "[[vnet.subnet]]\nname = 'x'\nprefix = '10.240.1.0/25'\n"), Quiet("subnets-overlap")),
    (
        R::SubnetsApart,
        "[cluster]\n[[vnet]]\nname = 'v'\naddress-space = ['10.240.0.0/16', 'fd00::/48']\n[[vnet.subnet]]\nname = 'a'\nprefix = '10.240.0.0/24'\nprefix-v6 = 'fd00::/64'\n[[vnet.subnet]]\nname = 'b'\nprefix = '10.240.1.0/24'\nprefix-v6 = 'fd00::/64'\n",
        Finding("subnets-v6-overlap"),
    ),
    (
        R::SubnetInsideVnet,
        design!("", "[[vnet.subnet]]\nname = 'x'\nprefix = '10.241.0.0/24'\n"),
        Finding("subnet-outside-vnet"),
    ),
    (
        R::SubnetInsideVnet,
        design!("", "[[vnet.subnet]]\nname = 'x'\nprefix = '10.240.255.0/24'\n"),
        Quiet("subnet-outside-vnet"),
    ),
    (R::SubnetInsideVnet, design!("", "prefix-v6 = 'fd00::/64'\n"), Finding("subnet-v6-outside-vnet")),
    (
        R::OneVnet,
        design!("", "[[vnet.subnet]]\nname = 'x'\nprefix = '10.240.1.0/24'\n[[node-pool]]\nname = 'a'\nsubnet = 'x'\n"),
        Quiet("subnet-in-other-vnet"),
    ),
    (
        R::SubnetThere,
        design!("", "[[node-pool]]\nname = 'a'\nsubnet = 'nodes'\n"),
        FindingAfter(&["node-pool", "a", "subnet"], "gone", "unknown-subnet"),
    ),
    (R::SubnetThere, design!("", "[[node-pool]]\nname = 'a'\nsubnet = 'nodes'\n"), Quiet("unknown-subnet")),
    (
        R::OneVnet,
        design!(
            "",
            "[[vnet]]\nname = 'w'\naddress-space = ['10.250.0.0/16']\n[[vnet.subnet]]\nname = 'x'\nprefix = '10.250.0.0/24'\n[[node-pool]]\nname = 'a'\nsubnet = 'x'\n"
        ),
        Finding("subnet-in-other-vnet"),
    ),
    (
        R::PeersApart,
        design!("", "[[vnet.peering]]\nremote = 'w'\n[[vnet]]\nname = 'w'\naddress-space = ['10.240.128.0/17']\n"),
        Finding("vnet-overlaps-peer"),
    ),
    (
        R::PeersApart,
        design!("", "[[vnet.peering]]\nremote = 'w'\n[[vnet]]\nname = 'w'\naddress-space = ['10.241.0.0/16']\n"),
        Quiet("vnet-overlaps-peer"),
    ),
    // What a gateway has learned concerns the VNet that uses it: its own, or one that a peer lends.
    (
        R::VnetBeforeBgp,
        design!("", "[[gateway]]\nname = 'g'\nvnet = 'v'\nroutes = ['10.240.9.0/24']\n"),
        Finding("vnet-overlaps-on-premises"),
    ),
    (
        R::VnetBeforeBgp,
        design!("", "[[gateway]]\nname = 'g'\nvnet = 'v'\nroutes = ['10.241.9.0/24']\n"),
        Quiet("vnet-overlaps-on-premises"),
    ),
    (
        R::VnetBeforeBgp,
        design!(
            "",
            "[[vnet]]\nname = 'w'\naddress-space = ['10.1.0.0/16']\n[[gateway]]\nname = 'g'\nvnet = 'w'\nroutes = ['10.240.9.0/24']\n[[on-premises]]\nname = 'o'\nip = '10.240.9.9'\ngateway = 'g'\n"
        ),
        Quiet("vnet-overlaps-on-premises"),
    ),
    (
        R::VnetBeforeBgp,
        design!(
            "",
            "[[vnet.peering]]\nremote = 'w'\n[[vnet]]\nname = 'w'\naddress-space = ['10.1.0.0/16']\n[[gateway]]\nname = 'g'\nvnet = 'w'\nroutes = ['10.240.9.0/24']\n"
        ),
        Quiet("vnet-overlaps-on-premises"),
    ),
    (
        R::VnetBeforeBgp,
        design!(
            "",
            "[[vnet.peering]]\nremote = 'w'\nuse-remote-gateways = true\n[[vnet]]\nname = 'w'\naddress-space = ['10.1.0.0/16']\n[[gateway]]\nname = 'g'\nvnet = 'w'\nroutes = ['10.240.9.0/24']\n"
        ),
        Finding("vnet-overlaps-on-premises"),
    ),
    (
        R::VnetBeforeBgp,
        design!(
            "",
            "[[vnet.peering]]\nremote = 'w'\nuse-remote-gateways = true\n[[vnet]]\nname = 'w'\naddress-space = ['10.1.0.0/16']\n[[vnet.peering]]\nremote = 'v'\n[[gateway]]\nname = 'g'\nvnet = 'w'\nroutes = ['10.240.9.0/24']\n"
        ),
        Quiet("vnet-overlaps-on-premises"),
    ),
    // The pod CIDR: an error in a subnet, a doubt in the VNet, free to be shared by overlays.
    (
        R::PodCidrApart,
        design!("pod-cidr = '10.240.0.0/24'"),
        Says(
            "pod-cidr-overlaps-subnet",
            "NetworkProfile CIDR 10.240.0.0/24 overlaps with reserved VNET CIDR 10.240.0.0/16",
        ),
    ),
    (R::PodCidrApart, design!("pod-cidr = '10.240.1.0/24'"), Finding("pod-cidr-overlaps-vnet")),
    (R::PodCidrApart, design!("pod-cidr = '10.240.1.0/24'"), Quiet("pod-cidr-overlaps-subnet")),
    (R::PodCidrApart, design!("pod-cidr = '10.241.0.0/16'"), Quiet("pod-cidr-overlaps-vnet")),
    (R::PodCidrApart, "[cluster]\npod-cidr = '10.0.128.0/17'\n", Finding("pod-cidr-overlaps-service-cidr")),
    (
        R::PodCidrApart,
        design!("", "[[vnet.peering]]\nremote = 'w'\n[[vnet]]\nname = 'w'\naddress-space = ['10.244.9.0/24']\n"),
        Finding("pod-cidr-overlaps-peer"),
    ),
    (
        R::PodCidrApart,
        design!("", "[[on-premises]]\nname = 'o'\naddress-space = ['10.244.0.0/14']\n"),
        Finding("pod-cidr-overlaps-on-premises"),
    ),
    // Behind the gateway of a peer that is not used: it would matter, and so it is a note.
    (
        R::PodCidrApart,
        design!(
            "",
            "[[vnet.peering]]\nremote = 'w'\n[[vnet]]\nname = 'w'\naddress-space = ['10.1.0.0/16']\n[[gateway]]\nname = 'g'\nvnet = 'w'\n[[on-premises]]\nname = 'o'\ngateway = 'g'\naddress-space = ['10.244.8.0/24']\n"
        ),
        Says("pod-cidr-overlaps-on-premises", "which the cluster's VNet does not use: should it (use-remote-gateways)"),
    ),
    (
        R::PodCidrApart,
        design!(
            "",
            "[[vnet.peering]]\nremote = 'w'\n[[vnet]]\nname = 'w'\naddress-space = ['10.1.0.0/16']\n[[gateway]]\nname = 'g'\nvnet = 'w'\nroutes = ['10.244.8.0/24', '0.0.0.0/0']\n"
        ),
        Size("findings/code=pod-cidr-overlaps-on-premises/severity", "\"note\""),
    ),
    (
        R::PodCidrApart,
        design!(
            "",
            "[[vnet]]\nname = 'w'\naddress-space = ['10.1.0.0/16']\n[[gateway]]\nname = 'g'\nvnet = 'w'\n[[on-premises]]\nname = 'o'\ngateway = 'g'\naddress-space = ['10.244.8.0/24']\n"
        ),
        Quiet("pod-cidr-overlaps-on-premises"),
    ),
    (
        R::KubenetApart,
        design!(
            "model = 'kubenet'",
            "[[other-cluster]]\nname = 'o'\nnode-subnet = 'nodes'\npod-cidr = '10.245.0.0/16'\n"
        ),
        Finding("kubenet-subnet-shared"),
    ),
    (
        R::KubenetApart,
        design!("", "[[other-cluster]]\nname = 'o'\nmodel = 'kubenet'\nnode-subnet = 'nodes'\n"),
        Finding("kubenet-subnet-shared"),
    ),
    (
        R::KubenetApart,
        design!(
            "",
            "[[other-cluster]]\nname = 'o'\nnode-subnet = 'nodes'\npod-cidr = '10.244.0.0/16'\nservice-cidr = '10.0.0.0/16'\n"
        ),
        Quiet("kubenet-subnet-shared"),
    ),
    (
        R::KubenetApart,
        design!(
            "",
            "[[other-cluster]]\nname = 'o'\nnode-subnet = 'nodes'\npod-cidr = '10.244.0.0/16'\nservice-cidr = '10.0.0.0/16'\n"
        ),
        Quiet("pod-cidr-shared"),
    ),
    (
        R::KubenetApart,
        design!(
            "model = 'kubenet'",
            "[[other-cluster]]\nname = 'o'\nnode-subnet = 'nodes'\npod-cidr = '10.244.0.0/16'\n"
        ),
        Finding("pod-cidr-shared"),
    ),
    (
        R::KubenetTableApart,
        design!(
            "model = 'kubenet'",
            "route-table = 'rt'\n[[vnet.subnet]]\nname = 'b'\nprefix = '10.240.1.0/24'\n[[node-pool]]\nname = 'a'\n[[node-pool]]\nname = 'c'\nsubnet = 'b'\n[[route-table]]\nname = 'rt'\n"
        ),
        Finding("kubenet-two-route-tables"),
    ),
    (
        R::KubenetTableApart,
        design!(
            "model = 'kubenet'",
            "[[vnet.subnet]]\nname = 'b'\nprefix = '10.240.1.0/24'\n[[node-pool]]\nname = 'a'\n[[node-pool]]\nname = 'c'\nsubnet = 'b'\n"
        ),
        Quiet("kubenet-two-route-tables"),
    ),
    (
        R::KubenetTableApart,
        design!(
            "model = 'kubenet'",
            "route-table = 'rt'\n[[vnet.subnet]]\nname = 'b'\nprefix = '10.240.1.0/24'\nroute-table = 'rt'\n[[other-cluster]]\nname = 'o'\nnode-subnet = 'b'\n[[route-table]]\nname = 'rt'\n"
        ),
        Finding("kubenet-route-table-shared"),
    ),
    (
        R::KubenetTableKept,
        design!("model = 'kubenet'", "route-table = 'rt'\n[[route-table]]\nname = 'rt'\nmanaged = false\n"),
        Says("kubenet-pod-routes-missing", "0 nodes of 3"),
    ),
    (
        R::KubenetTableKept,
        design!("model = 'kubenet'", "route-table = 'rt'\n[[route-table]]\nname = 'rt'\n"),
        Quiet("kubenet-pod-routes-missing"),
    ),
    // The service CIDR and the DNS.
    (
        R::ServiceCidrApart,
        design!("service-cidr = '10.240.0.0/24'\ndns-service-ip = '10.240.0.10'"),
        Says(
            "service-cidr-overlaps-subnet",
            "The specified service CIDR 10.240.0.0/24 is conflicted with an existing subnet CIDR 10.240.0.0/24",
        ),
    ),
    (
        R::ServiceCidrApart,
        design!("service-cidr = '10.240.1.0/24'\ndns-service-ip = '10.240.1.10'"),
        Finding("service-cidr-overlaps-vnet"),
    ),
    (
        R::ServiceCidrApart,
        design!("", "[[vnet.peering]]\nremote = 'w'\n[[vnet]]\nname = 'w'\naddress-space = ['10.0.9.0/24']\n"),
        Finding("service-cidr-overlaps-peer"),
    ),
    (
        R::ServiceCidrApart,
        design!("", "[[vnet]]\nname = 'w'\naddress-space = ['10.0.9.0/24']\n"),
        Quiet("service-cidr-overlaps-peer"),
    ),
    (
        R::ServiceCidrApart,
        design!("", "[[on-premises]]\nname = 'o'\nip = '10.0.9.9'\n"),
        Finding("service-cidr-overlaps-on-premises"),
    ),
    (
        R::DnsServiceIpInside,
        "[cluster]\nservice-cidr = '10.200.0.0/16'\n",
        Says(
            "dns-ip-outside-service-cidr",
            "The DNS service IP 10.0.0.10 is out of the range defined by service CIDR 10.200.0.0/16.",
        ),
    ),
    (
        R::DnsServiceIpInside,
        "[cluster]\nservice-cidr = '10.200.0.0/16'\ndns-service-ip = '10.200.255.255'\n",
        Quiet("dns-ip-outside-service-cidr"),
    ),
    (R::DnsServiceIpNotFirst, "[cluster]\ndns-service-ip = '10.0.0.1'\n", Finding("dns-ip-is-first")),
    (
        R::DnsServiceIpNotFirst,
        "[cluster]\ndns-service-ip = '10.0.0.0'\n",
        Says("dns-ip-is-first", "own address, before"),
    ),
    (R::DnsServiceIpNotFirst, "[cluster]\ndns-service-ip = '10.0.0.2'\n", Quiet("dns-ip-is-first")),
    (
        R::DnsServiceIpNotFirst,
        "[cluster]\nservice-cidr = '10.0.0.0/31'\ndns-service-ip = '10.0.0.1'\n",
        Finding("service-cidr-too-small"),
    ),
    (
        R::DnsServiceIpNotFirst,
        "[cluster]\nservice-cidr = '10.0.0.0/30'\ndns-service-ip = '10.0.0.2'\n",
        Quiet("service-cidr-too-small"),
    ),
    // A service CIDR that has to move takes the address of the DNS along: both fixes are one.
    (
        R::ServiceCidrPrivate,
        "[cluster]\nservice-cidr = '224.0.0.0/16'\n",
        Size("findings/code=dns-ip-outside-service-cidr/fix/0/value", "\"10.0.0.0/16\""),
    ),
];
