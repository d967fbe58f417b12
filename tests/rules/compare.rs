//! What the models have, and what retires when.

use aksplore::engine::rules::RuleId;

use super::{Case, Shows};

pub const CASES: &[Case] = &[(
    RuleId::KubenetRetires,
    "[cluster]\n",
    Shows::Compare("models/model=kubenet/features/name=retires/note", "\"2028-03-31\""),
)];
