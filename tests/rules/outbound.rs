//! Outbound ports and addresses.

use super::Case;

pub const CASES: &[Case] = &[];
