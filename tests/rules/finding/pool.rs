//! Priorities, names of pools, system and gateway pools, upgrades.

use aksplore::engine::rules::RuleId as R;

use super::super::{Case, Shows};
use Shows::{Finding, Quiet, Says, Size};

pub const CASES: &[Case] = &[
    // Azure's limits and numbers.
    (
        R::NsgPriorityMin,
        "[cluster]\n[[nsg]]\nname = 'n'\nrules = [{ name = 'r', priority = 99, direction = 'inbound', access = 'deny' }]\n",
        Finding("nsg-priority-range"),
    ),
    (
        R::NsgPriorityMin,
        "[cluster]\n[[nsg]]\nname = 'n'\nrules = [{ name = 'r', priority = 100, direction = 'inbound', access = 'deny' }]\n",
        Quiet("nsg-priority-range"),
    ),
    (
        R::NsgPriorityMax,
        "[cluster]\n[[nsg]]\nname = 'n'\nrules = [{ name = 'r', priority = 4097, direction = 'inbound', access = 'deny' }]\n",
        Finding("nsg-priority-range"),
    ),
    (
        R::NsgPriorityMax,
        "[cluster]\n[[nsg]]\nname = 'n'\nrules = [{ name = 'r', priority = 4096, direction = 'inbound', access = 'deny' }]\n",
        Quiet("nsg-priority-range"),
    ),
    (
        R::NsgPriorityUnique,
        "[cluster]\n[[nsg]]\nname = 'n'\nrules = [{ name = 'q', priority = 100, direction = 'inbound', access = 'deny' }, { name = 'r', priority = 100, direction = 'inbound', access = 'allow' }]\n",
        Finding("nsg-priority-taken"),
    ),
    (
        R::NsgPriorityUnique,
        "[cluster]\n[[nsg]]\nname = 'n'\nrules = [{ name = 'q', priority = 100, direction = 'inbound', access = 'deny' }, { name = 'r', priority = 100, direction = 'outbound', access = 'deny' }]\n",
        Quiet("nsg-priority-taken"),
    ),
    (R::PoolNameForm, design!("", "[[node-pool]]\nname = 'Apps-1'\n"), Finding("pool-name-form")),
    (R::PoolNameForm, design!("", "[[node-pool]]\nname = '1apps'\n"), Finding("pool-name-form")),
    (R::PoolNameForm, design!("", "[[node-pool]]\nname = 'apps1'\n"), Quiet("pool-name-form")),
    (R::PoolNameMaxLinux, design!("", "[[node-pool]]\nname = 'a234567890123'\n"), Finding("pool-name-length")),
    (R::PoolNameMaxLinux, design!("", "[[node-pool]]\nname = 'a23456789012'\n"), Quiet("pool-name-length")),
    (
        R::PoolNameMaxWindows,
        design!("", "[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'w234567'\nos = 'windows'\n"),
        Finding("pool-name-length"),
    ),
    (
        R::PoolNameMaxWindows,
        design!("", "[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'w23456'\nos = 'windows'\n"),
        Quiet("pool-name-length"),
    ),
    (R::SystemPoolNeeded, design!("", "[[node-pool]]\nname = 'a'\nmode = 'user'\n"), Finding("system-pool-missing")),
    (R::SystemPoolNeeded, design!("", "[[node-pool]]\nname = 'a'\n"), Quiet("system-pool-missing")),
    (R::SystemPoolLinux, design!("", "[[node-pool]]\nname = 'w'\nos = 'windows'\n"), Finding("system-pool-windows")),
    (
        R::SystemPoolLinux,
        design!("", "[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'w'\nos = 'windows'\n"),
        Quiet("system-pool-windows"),
    ),
    (R::SystemPoolNodesMin, design!("", "[[node-pool]]\nname = 'a'\ncount = 0\n"), Finding("system-pool-nodes")),
    (
        R::SystemPoolNodesMin,
        design!("", "[[node-pool]]\nname = 'a'\ncount = 1\n"),
        Says("system-pool-nodes-disputed", "use-system-pools.md"),
    ),
    (R::SystemPoolNodesMin, design!("", "[[node-pool]]\nname = 'a'\ncount = 2\n"), Quiet("system-pool-nodes-disputed")),
    (
        R::SurgeOrUnavailable,
        design!("", "[[node-pool]]\nname = 'a'\nmax-surge = 0\n"),
        Finding("surge-and-unavailable-zero"),
    ),
    (
        R::SurgeOrUnavailable,
        design!("", "[[node-pool]]\nname = 'a'\n[[node-pool]]\nname = 'b'\nmax-surge = 0\nmax-unavailable = 1\n"),
        Quiet("surge-and-unavailable-zero"),
    ),
    (
        R::UnavailableNotSystem,
        design!("", "[[node-pool]]\nname = 'a'\nmax-surge = 0\nmax-unavailable = 1\n"),
        Finding("max-unavailable-on-system"),
    ),
    (
        R::UnavailableNotSystem,
        design!("", "[[node-pool]]\nname = 'a'\n[[node-pool]]\nname = 'b'\nmax-unavailable = 1\n"),
        Quiet("max-unavailable-on-system"),
    ),
    (R::UpgradeUnblockedNodes, "[cluster]\n[[node-pool]]\nname = 'a'\ncount = 5000\n", Finding("upgrade-nodes-limit")),
    (R::UpgradeUnblockedNodes, "[cluster]\n[[node-pool]]\nname = 'a'\ncount = 4999\n", Quiet("upgrade-nodes-limit")),
    (
        R::GatewayNotScaled,
        design!(
            "",
            "[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'g'\nmode = 'gateway'\ncount = 2\nautoscale = { min = 2, max = 4 }\n"
        ),
        Finding("gateway-autoscale"),
    ),
    (
        R::GatewayNotScaled,
        design!("", "[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'g'\nmode = 'gateway'\ncount = 2\n"),
        Quiet("gateway-autoscale"),
    ),
    (
        R::GatewayNeeds,
        design!(
            "model = 'azure-cni-pod-subnet'",
            "[[vnet.subnet]]\nname = 'pods'\nprefix = '10.240.4.0/22'\n[[node-pool]]\nname = 's'\npod-subnet = 'pods'\n[[node-pool]]\nname = 'g'\nmode = 'gateway'\npod-subnet = 'pods'\n"
        ),
        Finding("gateway-not-supported"),
    ),
    (
        R::GatewayNeeds,
        design!("", "[[node-pool]]\nname = 's'\n[[node-pool]]\nname = 'g'\nmode = 'gateway'\ncount = 2\n"),
        Quiet("gateway-not-supported"),
    ),
    // The order of the rules stays: what is in the way gives way.
    (
        R::NsgPriorityUnique,
        "[cluster]\n[[nsg]]\nname = 'n'\nrules = [{ name = 'q', priority = 100, direction = 'inbound', access = 'deny' }, { name = 'r', priority = 100, direction = 'inbound', access = 'allow' }, { name = 's', priority = 101, direction = 'inbound', access = 'deny' }]\n",
        Size("findings/code=nsg-priority-taken/fix/1/value", "\"102\""),
    ),
    (
        R::NsgPriorityMax,
        "[cluster]\n[[nsg]]\nname = 'n'\nrules = [{ name = 'q', priority = 4096, direction = 'inbound', access = 'deny' }, { name = 'r', priority = 5000, direction = 'inbound', access = 'allow' }]\n",
        Size("findings/code=nsg-priority-range/fix/1/value", "\"4095\""),
    ),
];
