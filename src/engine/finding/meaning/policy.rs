//! Network policies that nobody enforces or reads. Deliberately not what goes with the engine itself: that is `cluster`'s.

meanings! { Policy:
    "policies-not-enforced": Warning at RunTime, PolicyEngineNone;
        "the scenario names network policies, and the cluster has no engine that enforces them: all pods may talk";
        "a network policy engine; no policies";
    "cilium-policy-elsewhere": Warning at RunTime, CiliumOwnPolicies;
        "a policy of Cilium's own kind stands among the manifests, and the cluster's engine does not read it";
        "the Cilium data plane and engine; the same as a NetworkPolicy";
    "policy-needs-acns": Warning at RunTime, CiliumLayer7NeedsAcns;
        "a rule by names or of layer 7 needs Advanced Container Networking Services, which the cluster does not have";
        "Advanced Container Networking Services; a rule by addresses and ports";
    "npm-ipv6-policy": Warning at RunTime, NpmFamily;
        "a policy names an IPv6 range, and Azure Network Policy Manager knows IPv4 alone";
        "another engine; a policy without it";
    "npm-many-blocks": Note at RunTime, NpmBlocksAdvised;
        "a policy has more ipBlocks than are advised with Azure Network Policy Manager";
        "several policies, or wider blocks; another engine";
    "policy-local-dns": Note at RunTime, LocalDnsRange;
        "a policy holds what leaves pods, and Cilium counts LocalDNS among what it holds, where LocalDNS runs";
        "a rule of the policy that lets pods ask LocalDNS";
    "npm-windows-policy": Warning at RunTime, NpmWindowsLacks;
        "a policy uses what Azure Network Policy Manager does not read on Windows nodes";
        "numbers in place of named ports, TCP or UDP, selectors without not, a block without holes; another engine";
    "cilium-end-port": Note at RunTime, CiliumEndPortSince;
        "a policy has a range of ports, which Cilium reads only from a version on";
        "a version of Kubernetes whose Cilium reads it; the ports one by one";
    "admin-policy-unknown": Note at RunTime, AdminPolicyEngines;
        "an AdminNetworkPolicy stands among the manifests, and no page of AKS says that an engine reads it";
        "the same as a NetworkPolicy; a test on the cluster";
}
