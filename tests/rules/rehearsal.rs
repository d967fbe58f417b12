//! The steps of an upgrade: what AKS tries, and what it refuses.

use aksplore::engine::rules::RuleId;

use super::{Case, Shows};

/// 7 nodes of 30 pods and 2 surge nodes: 279 of a /24's 251, and 248 with one.
const SHORT: &str = "
[cluster]
model = 'azure-cni-node-subnet'
[[vnet]]
name = 'v'
address-space = ['10.240.0.0/16']
[[vnet.subnet]]
name = 'nodes'
prefix = '10.240.0.0/24'
[[node-pool]]
name = 'system'
count = 7
max-surge = 2
max-unavailable = 3
";

/// The same where the pool upgrades in place.
const IN_PLACE: &str = "
[cluster]
[[node-pool]]
name = 'system'
max-surge = 0
max-unavailable = 1
";

/// Two pools that surge.
const TWO_POOLS: &str = "
[cluster]
[[node-pool]]
name = 'a'
[[node-pool]]
name = 'b'
";

/// 5,000 nodes in five pools.
const LARGEST: &str = "
[cluster]
pod-cidr = '10.0.0.0/11'
service-cidr = '192.168.0.0/16'
dns-service-ip = '192.168.0.10'
[[vnet]]
name = 'v'
address-space = ['172.16.0.0/16']
[[vnet.subnet]]
name = 'nodes'
prefix = '172.16.0.0/17'
[[node-pool]]
name = 'a'
count = 1000
max-surge = 0
max-unavailable = 1
[[node-pool]]
name = 'b'
count = 1000
max-surge = 0
max-unavailable = 1
[[node-pool]]
name = 'c'
count = 1000
max-surge = 0
max-unavailable = 1
[[node-pool]]
name = 'd'
count = 1000
max-surge = 0
max-unavailable = 1
[[node-pool]]
name = 'e'
count = 1000
max-surge = 0
max-unavailable = 1
";

pub const CASES: &[Case] = &[
    (RuleId::SurgeRetrySinceMinor, SHORT, Shows::Size("rehearsal/1/notes/0/rule", "\"surge-retry-since-minor\"")),
    (RuleId::MaxUnavailableFallback, SHORT, Shows::Size("rehearsal/1/notes/1/rule", "\"max-unavailable-fallback\"")),
    (RuleId::MaxUnavailableInPlace, IN_PLACE, Shows::Size("rehearsal/1/notes/0/rule", "\"max-unavailable-in-place\"")),
    (
        RuleId::SurgeOrUnavailable,
        "[cluster]\n[[node-pool]]\nname = 'a'\nmax-surge = 0\n",
        Shows::Size("rehearsal/1/notes/0/rule", "\"surge-or-unavailable\""),
    ),
    (RuleId::SurgeOfAllPools, TWO_POOLS, Shows::Size("rehearsal/event=all-pools-surge/moved", "2")),
    (RuleId::SurgeOfAllPools, TWO_POOLS, Shows::Size("rehearsal/7/notes/0/rule", "\"surge-of-all-pools\"")),
    (RuleId::UpgradeBlockedNodes, LARGEST, Shows::Size("rehearsal/event=drain/available", "4999")),
    (RuleId::UpgradeUnblockedNodes, LARGEST, Shows::Size("rehearsal/1/notes/1/rule", "\"upgrade-unblocked-nodes\"")),
];
