//! How many addresses things take, and the limits on them.

use super::Case;

pub const CASES: &[Case] = &[];
