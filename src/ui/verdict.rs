//! The verdict as every screen writes it. Whether a design fits is the engine's to say.

use ratatui::style::Style;

use crate::config::theme::Theme;
use crate::engine::Analysis;
use crate::engine::capacity::question::Limit;
use crate::engine::capacity::{Capacity, RangeSize, Room, percent, share};
use crate::engine::compare::ModelAnswer;
use crate::net::Addresses;
use crate::scenario::model::VerdictWord;
use crate::ui::text::thousands;

/// The word, as it stands in the corner; what hangs on the reading of one rule is asked and not said.
pub fn word(verdict: VerdictWord, room: Room) -> &'static str {
    match verdict {
        VerdictWord::Fits if room.is_disputed() => "FITS?",
        VerdictWord::Fits => "FITS",
        VerdictWord::NoFit => "NO FIT",
        VerdictWord::Invalid => "INVALID",
    }
}

/// Its style.
pub fn style(verdict: VerdictWord, room: Room, theme: &Theme) -> Style {
    match verdict {
        VerdictWord::Fits if room.is_disputed() => theme.caution,
        VerdictWord::Fits => theme.good,
        VerdictWord::NoFit | VerdictWord::Invalid => theme.bad,
    }
}

/// The range that binds; the fullest one where a limit binds that is not a range.
pub fn binding(capacity: &Capacity) -> Option<&RangeSize> {
    let bound = capacity.binding.as_ref().and_then(|binding| capacity.ranges.get(binding.range?));
    bound.or_else(|| capacity.ranges.iter().max_by_key(|range| range.used_percent()))
}

/// Need and have of what binds: of a range, or of a limit that is none.
#[derive(Clone, Copy, Debug)]
pub struct Bound<'a> {
    /// At the upgrade's peak.
    pub needed: Addresses,
    /// Between upgrades.
    pub steady: Addresses,
    /// What there is.
    pub available: Addresses,
    /// What is counted.
    pub limit: Limit,
    /// The range, where it is one.
    pub range: Option<&'a RangeSize>,
}

impl Bound<'_> {
    /// The same as a text; empty: nothing is there of which it could be a share.
    pub fn share(&self) -> String {
        share(self.needed, self.available).map_or_else(String::new, |percent| format!("{}%", thousands(percent)))
    }

    /// Need of have in whole percent.
    pub fn used_percent(&self) -> u64 {
        percent(self.needed, self.available)
    }

    /// Is there room at the peak?
    pub fn fits(&self) -> bool {
        self.needed <= self.available
    }
}

/// What binds; the fullest range where nothing limits the nodes. `None`: nothing is scarce.
pub fn bound(analysis: &Analysis) -> Option<Bound<'_>> {
    let capacity = analysis.capacity();
    let of_range = |at: usize| {
        let range = capacity.ranges.get(at)?;
        let (needed, available) = (range.needed, range.usable?);
        Some(Bound { needed, steady: range.needed_steady, available, limit: Limit::Range(at), range: Some(range) })
    };
    let Some((limit, needed, available)) = analysis.question().binding() else {
        return (0..capacity.ranges.len()).filter_map(of_range).max_by_key(Bound::used_percent);
    };
    let steady = match limit {
        Limit::Range(at) => return of_range(at),
        Limit::OutboundPorts => capacity.outbound_ports.map(|count| count.needed_steady),
        Limit::Vnet => Some(capacity.vnet_addresses.needed_steady),
        Limit::Peered => capacity.peered_addresses.map(|count| count.needed_steady),
        Limit::Routes | Limit::PoolNodes(_) | Limit::Nodes => None,
    };
    Some(Bound { needed, steady: steady.unwrap_or(needed), available, limit, range: None })
}

/// The most nodes of a model: `17`, `17/25` where it hangs on the reading of one rule, `none`, `no limit`.
pub fn most_nodes(answer: &ModelAnswer) -> String {
    let words = |most: u32| if most == 0 { "none".to_owned() } else { thousands(most) };
    let Some(most) = answer.max_nodes else { return "no limit".to_owned() };
    let capped = answer.capacity.max_nodes_if_capped.filter(|capped| *capped != most && answer.missing.is_none());
    capped.map_or_else(|| words(most), |capped| format!("{}/{}", words(most), words(capped)))
}

/// The corner of most screens: `NO FIT  220%`, with `gap` between the two, and its style.
pub fn corner(analysis: &Analysis, theme: &Theme, gap: &str) -> (String, Style) {
    let (verdict, room) = (analysis.verdict(), analysis.capacity().room());
    let text = match bound(analysis) {
        Some(bound) if !bound.share().is_empty() => format!("{}{gap}{}", word(verdict, room), bound.share()),
        _ => word(verdict, room).to_owned(),
    };
    (text, style(verdict, room, theme))
}
