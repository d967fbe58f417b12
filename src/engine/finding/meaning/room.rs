//! Room, and what stands on a default that pages disagree on. Deliberately not sizes that no cluster may have: those
//! are `range`'s.

meanings! { Room:
    "node-subnet-full": Error at Create | Upgrade | RunTime, PreflightCount, Azure "InsufficientSubnetSize";
        "the node subnet has fewer addresses than its nodes, their surge and, in the node subnet model, their pods need; Azure counts an autoscaler's maximum, not the nodes there are, and of other models no pods, which then find no address";
        "fewer nodes, a lower autoscaler maximum or less surge at once; a wider subnet or fewer pods a node with a new subnet or pool";
    "pod-subnet-full": Error at Create | RunTime, DynamicBatch | StaticPrecheckBlocks, Azure "InsufficientSubnetSize";
        "the pod subnet has fewer addresses than the batches or blocks of its nodes take; blocks are checked beforehand at one a node, batches not at all, and the rest shows when nodes start";
        "fewer nodes, or fewer pods a node; a second, wider pod subnet with a new pool";
    "pod-subnet-cap-disputed": Warning at RunTime, DynamicHeldMax;
        "the pod subnet has fewer addresses than the batches of its nodes take by the formula of the pages, and enough if a node holds no more than its max pods, which one cluster showed and no page confirms";
        "fewer nodes, fewer pods a node, or a wider pod subnet with a new pool";
    "pod-cidr-full": Error at Create | Upgrade | RunTime, NodeBlockPrefix, Azure "InsufficientSubnetSize";
        "the pod CIDR has fewer blocks than there are nodes: each node takes one whole block, and nothing is kept from a pod CIDR";
        "fewer nodes, or a lower autoscaler maximum; a shorter prefix of the pod CIDR";
    "service-cidr-full": Error at RunTime, ServiceAddresses;
        "the service CIDR has fewer addresses than there are Services";
        "a shorter prefix of the service CIDR, which a cluster that stands cannot take in its place";
    "api-server-subnet-full": Error at RunTime, ApiServerAddresses;
        "the API server's subnet has fewer addresses than the API server takes";
        "a wider subnet for the API server";
    "application-gateway-subnet-full": Error at Create, GatewayForContainersAddresses;
        "the subnet of Application Gateway for Containers has fewer addresses free than it must have";
        "a wider subnet for the gateway";
    "other-subnet-full": Error at RunTime, SubnetReservedFirst;
        "a subnet without nodes or pods has fewer addresses than what is placed in it: private endpoints, internal load balancers, gateways, other clusters, what others use";
        "a wider subnet, or some of it in another one";
    "kubenet-routes-full": Error at Create, RoutesMax;
        "kubenet writes a route a node into a route table, and the table holds fewer than are needed";
        "fewer nodes, fewer routes of one's own; another model has no such routes";
    "kubenet-routes-at-limit": Warning at Upgrade, RoutesMax;
        "kubenet needs the routes that a table holds, or at an upgrade more: such a cluster is created, and by one page an upgrade asks for fewer than the table holds";
        "one node or route fewer";
    "kubenet-routes-near-limit": Warning at Scale, RoutesNear;
        "kubenet's routes come near to what a route table holds";
        "another model before the cluster grows on";
    "pod-subnet-edge-blocks": Warning at RunTime, StaticEdgeBlocks;
        "the first and the last block of a pod subnet hold what Azure keeps, and no page says whether they are handed out; this design needs one of them";
        "fewer nodes, or a wider pod subnet";
    "vnet-addresses-limit": Error at Create | Upgrade, VnetAddressesMax;
        "the VNet would have more private addresses in use than Azure allows in one";
        "fewer nodes or pods; a model whose pods take no addresses of the VNet, or static blocks";
    "vnet-addresses-disputed": Warning at RunTime, DynamicHeldMax;
        "a VNet, or it and its peers, would have more private addresses in use than Azure allows by the formula of the pages, and not if a node holds no more than its max pods, which one cluster showed and no page confirms";
        "fewer nodes, fewer pods a node, or static blocks, which that limit does not count";
    "peered-addresses-limit": Error at Create | Upgrade, PeeredAddressesMax;
        "the VNet and its peers together would have more private addresses in use than Azure allows in such a group";
        "fewer nodes or pods, or fewer peers";
    "node-subnet-addresses-limit": Warning at Scale, NodeSubnetAddressesMax;
        "nodes and pods take more addresses than one page allows a cluster whose pods share the node subnet; another page stops at the VNet's own limit";
        "fewer nodes or pods a node, or a model whose pods take no addresses of the VNet";
    "pods-limit": Warning at RunTime, OverlayPodsMax | DynamicPodsMax | StaticPodsMax;
        "nodes times max pods are more pods than the pages support for the model; AKS does not multiply, and refuses nothing";
        "fewer nodes, fewer pods a node, or another model";
    "npm-nodes-limit": Warning at Scale, NpmNodesMax;
        "more nodes than Azure Network Policy Manager is supported with";
        "another policy engine, or fewer nodes";
    "npm-pods-limit": Warning at Scale, NpmPodsMax;
        "more pods than Azure Network Policy Manager is supported with";
        "another policy engine, or fewer pods";
    "layer-seven-limit": Warning at Scale, LayerSevenNodesMax;
        "more nodes and more pods than policies of layer 7 are supported with";
        "fewer nodes or pods";
    "cilium-identities-limit": Note at RunTime, CiliumIdentitiesMax;
        "more pods than Cilium has identities; pods with the same labels share one";
        "fewer sets of labels among the pods";

    // Defaults on which pages disagree.
    "surge-default-disputed": Warning at Upgrade, SurgePercentDefault | SurgePercentSinceMinor;
        "max surge is left out, pages disagree on its default, and the one fits where the other does not";
        "max surge written down, at the value that fits";
    "max-pods-default-disputed": Warning at Upgrade, MaxPodsPodSubnetDefault;
        "max pods are left out in a pod subnet cluster, pages disagree on their default, and the one fits where the other does not";
        "max pods written down, at the value that fits";
}
