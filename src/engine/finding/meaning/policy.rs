//! Network policies that nobody enforces or reads. Deliberately not what goes with the engine itself: that is `cluster`'s.

meanings! {
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
}
