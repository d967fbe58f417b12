//! Rules that only an explanation shows.

use super::Case;

pub const CASES: &[Case] = &[];
