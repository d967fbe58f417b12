//! What AKS and Azure refuse, and what keeps to their rules by a hair, topic by topic.

use super::Case;

/// The cluster's VNet, 10.240.0.0/16, with the subnet of its nodes; what follows belongs to the subnet.
macro_rules! vnet {
    ($($more:literal),*) => {
        concat!(
            "[[vnet]]\nname = 'v'\naddress-space = ['10.240.0.0/16']\n",
            "[[vnet.subnet]]\nname = 'nodes'\nprefix = '10.240.0.0/24'\n",
            $($more),*
        )
    };
}

/// A cluster with these keys in that VNet.
macro_rules! design {
    ($cluster:literal $(, $more:literal)*) => {
        concat!("[cluster]\n", $cluster, "\n", vnet!($($more),*))
    };
}

mod address;
mod cluster;
mod disputed;
mod dual_stack;
mod kept;
mod limit;
mod outbound;
mod place;
mod pool;
mod size;
mod subnet;

/// All of them.
pub fn cases() -> impl Iterator<Item = &'static Case> {
    let topics = [
        kept::CASES,
        size::CASES,
        place::CASES,
        subnet::CASES,
        address::CASES,
        pool::CASES,
        cluster::CASES,
        dual_stack::CASES,
        outbound::CASES,
        disputed::CASES,
    ];
    topics.into_iter().flatten().chain(limit::CASES.iter())
}
