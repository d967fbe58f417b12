//! What is in a VNet: its subnets, the addresses given in it, Azure's own limits. Deliberately not its ranges: those are
//! `range`'s.

meanings! { Network:
    // Subnets, and what they may hold.
    "api-server-subnet-missing": Error at Create, ApiServerSubnetNeeded;
        "the API server is to stand in the user's own VNet, and has no subnet there";
        "a subnet for the API server; an API server without VNet integration";
    "api-server-subnet-not-delegated": Error at Create, ApiServerSubnetDelegated;
        "the API server's subnet is not delegated to AKS";
        "the delegation to AKS";
    "api-server-subnet-too-small": Error at Create, ApiServerPrefixMax;
        "the API server's subnet is smaller than the smallest that AKS takes";
        "a shorter prefix of that subnet";
    "api-server-subnet-shared": Error at Create, ApiServerSubnetAlone;
        "the API server's subnet holds nodes or machines too, and must hold nothing else";
        "a subnet of its own for the API server";
    "pod-subnet-has-nodes": Error at Create, PodSubnetAlone;
        "a pod subnet is also the node subnet of a pool, and must hold pods only";
        "a subnet of its own for the pods";
    "pod-subnet-has-machines": Error at RunTime, PodSubnetAlone;
        "a pod subnet holds a virtual machine, and must hold pods only";
        "another subnet for the machine, or for the pods";
    "network-name-too-long": Error at Create, NetworkNameMaxOverlay | NetworkNameMaxDynamic;
        "the name of the VNet or of a subnet is longer than the model allows";
        "a shorter name; another model";
    "pool-subnets-mixed": Error at Create, PoolSubnetsAllOrNone;
        "one pool names its subnet and another does not: in a VNet that AKS makes all do, or none";
        "no subnet named by any pool; a subnet named by each";

    // Kubenet's route tables.
    "kubenet-two-route-tables": Error at RunTime, KubenetTableApart;
        "the node subnets of a kubenet cluster have different route tables, and such a cluster has one";
        "one route table for all of its node subnets; another model";
    "kubenet-route-table-shared": Error at RunTime, KubenetTableApart;
        "another cluster has a subnet with the route table of a kubenet cluster, which shares it with none";
        "a route table of its own for each cluster; another model";
    "kubenet-pod-routes-missing": Error at RunTime, KubenetTableKept;
        "the route table of a kubenet cluster is said to be complete as written, and has fewer routes to pods than there are nodes";
        "AKS left to keep the table; the routes that are missing";

    // Addresses that are given.
    "address-reserved": Error at Create | RunTime, SubnetReservedFirst | SubnetReservedLast;
        "an address is given that Azure keeps for itself in the subnet; a Service that asks for one is taken, and never gets it";
        "another address of the subnet; no address given, where none has to be";
    "address-outside-subnet": Error at Create, AddressPlace;
        "an address is given that is not in the subnet of what has it";
        "an address of the subnet; another subnet";
    "internal-lb-in-service-cidr": Error at RunTime, InternalLoadBalancerIp;
        "an internal load balancer is to have an address of the service CIDR, and never gets it";
        "a free address of a subnet; no address given";
    "internal-lb-outside-subnet": Error at RunTime, InternalLoadBalancerIp;
        "an internal load balancer is to have an address that no subnet of the cluster's VNet has, and never gets it";
        "a free address of a subnet; no address given";
    "address-taken": Error at Create | RunTime, AddressPlace | InternalLoadBalancerIp;
        "an address is given to two things in one VNet; only internal load balancers of Services may share one";
        "another address for one of them; no address given, where none has to be";

    // Azure's own limits.
    "vnet-subnets-limit": Error at Create, SubnetsMax;
        "a VNet has more subnets than Azure allows in one";
        "fewer subnets; a second VNet";
    "vnet-peerings-limit": Error at Create, PeeringsMax;
        "a VNet has more peerings than Azure allows one";
        "fewer peerings";
    "nsg-rules-limit": Error at Create, NsgRulesMax;
        "an NSG has more rules than Azure allows in one";
        "fewer, wider rules";
    "route-table-limit": Error at Create, RouteTableRoutesMax;
        "a route table has more routes than Azure allows in one";
        "fewer, wider routes";
    "route-tables-limit": Warning at Create, RouteTablesMax;
        "the design has more route tables than a subscription may have in one region; in which region each is, it does not say";
        "fewer route tables; another subscription or region";
    "nsg-priority-range": Error at Create, NsgPriorityMin | NsgPriorityMax;
        "the priority of an NSG's rule lies outside of Azure's bounds";
        "a priority within the bounds";
    "nsg-priority-taken": Error at Create, NsgPriorityUnique;
        "two rules of one NSG and direction have the same priority";
        "another priority for one of them";
}
