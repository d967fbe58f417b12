//! What of a cluster goes together: versions, data plane, policy engine, gateways, address families. Deliberately not
//! its ways out: those are `outbound`'s.

meanings! { Cluster:
    // Versions.
    "kubernetes-version-unknown": Warning at RunTime, KubernetesVersionNewest;
        "the version of Kubernetes is none, or newer than any that is known: the rules of the newest known are used";
        "a version that is known";
    "static-block-needs-version": Error at Create, StaticBlockSinceMinor;
        "static blocks need a newer version of Kubernetes";
        "a newer version; dynamic allocation";
    "ebpf-needs-version": Error at Create, EbpfSinceMinor;
        "host routing in eBPF needs a newer version of Kubernetes";
        "a newer version; host routing as it is by default";
    "policy-change-needs-version": Note at RunTime, ChangePolicyVersion;
        "below a version of Kubernetes a network policy engine can no longer be added or taken away";
        "a newer version before the engine changes";

    // Data plane and policy engine.
    "acns-needs-cilium": Error at Create, AcnsNeedsCilium;
        "features of Advanced Container Networking Services are asked for that need the Cilium data plane, and the cluster has another";
        "the Cilium data plane; the features left out";
    "ebpf-needs-cilium": Error at Create, EbpfNeedsCilium;
        "host routing in eBPF needs the Cilium data plane, and the cluster has another";
        "the Cilium data plane; host routing as it is by default";
    "wireguard-throughput": Note at RunTime, WireguardThroughput;
        "nodes encrypt what they send each other by WireGuard, which passes less than the network does";
        "a larger MTU; no encryption where it is not needed";
    "cilium-policy-needs-cilium": Error at Create, PolicyCilium;
        "the policy engine Cilium needs the Cilium data plane, and the cluster has another";
        "the Cilium data plane; another policy engine";
    "policy-replaced-by-cilium": Warning at RunTime, PolicyReplaced;
        "the cluster has the Cilium data plane, whose own policy engine takes the place of the one that is asked for";
        "the policy engine Cilium; Azure's own data plane";
    "policy-not-on-kubenet": Error at Create, PolicyKubenet;
        "kubenet does not have Azure's own policy engine";
        "the policy engine Calico; another model";
    "policy-on-byo-cni": Warning at RunTime, PolicyAzureCni;
        "the policy engines of AKS are named with Azure CNI and kubenet, and with no CNI of one's own";
        "no policy engine of AKS; a model of Azure CNI";
    "npm-windows-ended": Warning at RunTime, NpmWindowsRetires;
        "Azure Network Policy Manager has ended on Windows, and the cluster has a Windows pool";
        "another policy engine; Linux nodes";
    "npm-ends": Note at RunTime, NpmLinuxRetires;
        "Azure Network Policy Manager ends on Linux on a day that is known";
        "another policy engine before that day";
    "non-masquerade-outside-pods": Warning at RunTime, OverlayMasquerade;
        "pods of an overlay keep their own address towards a range outside of the pod CIDR, where nobody can answer it";
        "the range left out; a model whose pods have addresses of the VNet";

    // Gateways.
    "gateway-autoscale": Error at Create, GatewayNotScaled;
        "a gateway pool has an autoscaler, which such a pool cannot have";
        "a number of nodes in the autoscaler's place";
    "gateway-not-supported": Warning at RunTime, GatewayNeeds;
        "a gateway pool stands beside something that a static egress gateway is not supported with";
        "no gateway pool; the cluster without what does not go with it";
    "gateway-prefix-size": Error at Create, GatewayPrefixMin | GatewayPrefixMax;
        "the prefix of a gateway pool's public addresses is shorter or longer than AKS allows";
        "a prefix within the bounds";
    "gateway-nodes-limit": Error at Scale, GatewayNodesMax;
        "a gateway pool has more nodes than its prefix has public addresses";
        "fewer nodes; a shorter prefix";
    "container-gateway-on-kubenet": Error at RunTime, FeatureApplicationGatewayForContainers;
        "kubenet has no Application Gateway for Containers, which sends packets to pods by itself";
        "another model; another ingress controller";
    "container-gateway-subnet-too-small": Error at Create, ContainerGatewayPrefixMax;
        "the subnet of Application Gateway for Containers is smaller than the smallest that it takes";
        "a shorter prefix of that subnet";
    "container-gateway-not-delegated": Error at Create, ContainerGatewayDelegated | ContainerGatewayDelegation;
        "the subnet of Application Gateway for Containers is not delegated to it";
        "the delegation to Application Gateway for Containers";
    "ingress-nginx-ends": Note at RunTime, IngressNginxRetires;
        "the support of the managed NGINX ingress controller ends in a month that is known";
        "another ingress controller before then";

    // The API server's list of sources.
    "authorized-ranges-limit": Error at Create, ApiServerRangesMax;
        "the API server has more authorized ranges than AKS takes";
        "fewer ranges; wider ones";
    "authorized-ranges-address": Error at Create, ApiServerRangesKind;
        "an authorized range of the API server is none that is taken: private, IPv6, or 0.0.0.0/32 beside others";
        "the public addresses that callers are seen with; 0.0.0.0/32 alone, to let nobody in";
    "authorized-ranges-private": Warning at RunTime, ApiServerRangesPublic;
        "the API server of a private cluster has authorized ranges, which are not supported there";
        "no authorized ranges; a public API server";
    "authorized-ranges-without-egress": Error at RunTime, ApiServerRangesEgress;
        "packets of the cluster's nodes or pods leave with an address that the authorized ranges do not hold, so that the API server blocks them";
        "the address among the authorized ranges; no authorized ranges; outbound type loadBalancer";

    // IPv4 and IPv6.
    "ipv6-only": Error at Create, IpFamilies;
        "the cluster has IPv6 alone, which AKS does not offer";
        "IPv4, or both families";
    "ip-families-order": Error at Create, IpFamilies;
        "the address families are not such as AKS takes, or not in the order in which it takes them";
        "IPv4 alone; IPv4, then IPv6";
    "range-family": Error at Create, RangeFamily;
        "a range of the cluster is of the other address family than its key is for";
        "a range of the key's own family; the key left out";
    "dual-stack-needs-overlay": Error at Create, FeatureDualStack;
        "both address families need the overlay, and the cluster has another model";
        "IPv4 alone; the model azure-cni-overlay";
    "dual-stack-static-disputed": Warning at Create | RunTime, FeatureDualStackStatic;
        "static blocks with both address families: one page keeps them to the overlay, a newer note has them with static blocks as well";
        "IPv4 alone; the model azure-cni-overlay";
    "dual-stack-needs-version": Error at Create, DualStackCiliumSinceMinor;
        "both address families with the Cilium data plane need a newer version of Kubernetes";
        "a newer version; Azure's own data plane; IPv4 alone";
    "dual-stack-policy": Warning at RunTime, DualStackPolicy;
        "both address families are not supported with the policy engine that is asked for";
        "no policy engine, or Cilium's with its data plane; IPv4 alone";
    "pod-cidr-v6-too-small": Error at RunTime, DualStackNodePrefix;
        "the IPv6 pod CIDR has fewer blocks than there are nodes, surge included: each takes a whole one";
        "a shorter prefix of the IPv6 pod CIDR; the key left out";
    "pod-cidr-v6-prefix": Warning at RunTime, DualStackPodPrefix;
        "the IPv6 pod CIDR has another length than the only one that the pages show";
        "a range of that length; the key left out";
    "vnet-without-ipv6": Error at Create, DualStackSubnet;
        "the cluster has both address families, and its VNet no IPv6 range";
        "an IPv6 range of the VNet; IPv4 alone";
    "subnet-without-ipv6": Error at Create, DualStackSubnet;
        "the cluster has both address families, and one of its node subnets no IPv6 range";
        "an IPv6 range of that subnet; IPv4 alone";
    "subnet-v6-outside-vnet": Error at Create, SubnetInsideVnet;
        "the IPv6 range of a subnet lies in none of its VNet's ranges";
        "a range inside the VNet; one more range of the VNet";
    "subnets-v6-overlap": Error at Create, SubnetsApart;
        "two subnets of one VNet share IPv6 addresses";
        "another IPv6 range for one of them";
    "dual-stack-nat-gateway": Warning at RunTime, DualStackNatGateway;
        "the cluster has both address families, and a NAT gateway whose SKU has no IPv6";
        "a NAT gateway of SKU StandardV2; another outbound type; IPv4 alone";
    "dual-stack-azure-linux": Note at RunTime, DualStackAzureLinux;
        "on Azure Linux the IPv6 address of a Service of type LoadBalancer works with the external traffic policy Local only";
        "the external traffic policy Local; nodes of another Linux";
}
