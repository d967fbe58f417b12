//! How many addresses nodes and pods take, model by model: one function a formula. Deliberately knows no plan:
//! numbers in, numbers out.

use crate::engine::rules::{self, RuleId};
use crate::net::Addresses;

/// Addresses of a node subnet whose nodes give their pods addresses of it: one a node and one a pod.
///
/// 44 nodes of 50 pods take 44 x 51 = 2,244; 51 of 30 take 51 x 31 = 1,581.
pub fn node_subnet(nodes: Addresses, max_pods: u32) -> Addresses {
    nodes.saturating_mul(u64::from(max_pods) + 1)
}

/// Addresses that a node of a dynamic pod subnet holds when it runs so many pods: batches of 16, another when
/// fewer than 8 are free, and never more than 250.
///
/// 8 pods hold 16, 9 hold 32, 26 hold 48, 50 hold 64, 250 hold 250 (and not 272).
pub fn held(pods: u32) -> Addresses {
    let batch = rules::number(RuleId::DynamicBatch);
    let spare = batch * rules::number(RuleId::DynamicBatchFreePercent) / 100;
    let held = batch * (u64::from(pods) + spare).div_ceil(batch);
    held.min(rules::number(RuleId::DynamicHeldMax).max(batch))
}

/// The same if AKS lets a node hold no more than its max pods, which one cluster showed and no page confirms.
///
/// 26 pods of at most 32 hold 32 (and not 48), 50 of at most 250 hold 64 either way.
pub fn held_if_capped(pods: u32, max_pods: u32) -> Addresses {
    held(pods).min(max_pods.into())
}

/// Static blocks of 16 that a node of so many pods takes; one address of them is the node's own.
///
/// 31 pods take 2, 32 take 3, 250 take 16.
pub fn static_blocks(max_pods: u32) -> Addresses {
    (u64::from(max_pods) + 1).div_ceil(static_block())
}

/// Addresses of a node's static blocks that are neither a pod's nor the node's own.
///
/// 31 pods leave 0 of 32, 32 leave 15 of 48, 250 leave 5 of 256.
pub fn static_waste(max_pods: u32) -> Addresses {
    static_blocks(max_pods) * static_block() - 1 - u64::from(max_pods)
}

/// What a node's static blocks count of the addresses that a VNet may have in use: one a block.
///
/// 31 pods count 2, 250 count 16.
pub fn counted_blocks(max_pods: u32) -> Addresses {
    static_blocks(max_pods) * rules::number(RuleId::StaticBlockCounted)
}

/// Addresses of a static block: 16.
pub fn static_block() -> Addresses {
    1 << (32 - rules::number(RuleId::StaticBlockPrefix))
}

/// Addresses of a node's block of pods in overlay and kubenet: 256.
pub fn node_block() -> Addresses {
    1 << (32 - rules::number(RuleId::NodeBlockPrefix))
}

/// The longest prefix of a range that holds so many addresses, when Azure keeps `reserved` of them.
///
/// 1,581 with 5 kept need a /21; 251 a /24, 252 a /23; none holds more than a /0.
pub fn smallest_prefix(needed: Addresses, reserved: Addresses) -> Option<u8> {
    let size = needed.checked_add(reserved)?.max(1).checked_next_power_of_two()?;
    u8::try_from(32u32.checked_sub(size.ilog2())?).ok()
}

/// Addresses that Azure keeps of every subnet: five.
pub fn reserved() -> Addresses {
    rules::number(RuleId::SubnetReservedFirst) + rules::number(RuleId::SubnetReservedLast)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_examples_come_out() {
        assert_eq!(node_subnet(44, 50), 2244);
        assert_eq!(node_subnet(51, 30), 1581);
        for (pods, expected) in [(0, 16), (8, 16), (9, 32), (24, 32), (25, 48), (50, 64), (110, 128), (250, 250)] {
            assert_eq!(held(pods), expected, "{pods} pods");
        }
        for (pods, expected) in [(15, 1), (16, 2), (31, 2), (32, 3), (239, 15), (250, 16)] {
            assert_eq!(static_blocks(pods), expected, "{pods} pods");
        }
        assert_eq!((static_block(), node_block()), (16, 256));
        assert_eq!((counted_blocks(31), counted_blocks(250)), (2, 16));
        for (pods, max_pods, expected) in [(26, 32, 32), (50, 250, 64), (110, 110, 110), (250, 250, 250)] {
            assert_eq!(held_if_capped(pods, max_pods), expected, "{pods} of {max_pods}");
        }
        for (max_pods, expected) in [(15, 0), (31, 0), (32, 15), (50, 13), (239, 0), (250, 5)] {
            assert_eq!(static_waste(max_pods), expected, "{max_pods}");
        }
    }

    #[test]
    fn the_smallest_prefix_holds_the_need_and_one_longer_does_not() {
        let cases = [(1581, 5, 21), (251, 5, 24), (252, 5, 23), (256 * 256, 0, 16), (1, 0, 32), (3, 5, 29)];
        for (needed, reserved, expected) in cases {
            assert_eq!(smallest_prefix(needed, reserved), Some(expected), "{needed}");
        }
        assert_eq!(smallest_prefix(1 << 32, 0), Some(0));
        assert_eq!(smallest_prefix((1 << 32) + 1, 0), None);
        assert_eq!(smallest_prefix(u64::MAX, 5), None);
    }
}
