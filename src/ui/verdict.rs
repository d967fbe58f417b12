//! The verdict as every screen writes it. Whether a design fits is the engine's to say.

use ratatui::style::Style;

use crate::config::theme::Theme;
use crate::engine::Analysis;
use crate::engine::capacity::{Capacity, RangeSize};
use crate::scenario::model::VerdictWord;
use crate::ui::text::thousands;

/// The word, as it stands in the corner.
pub fn word(verdict: VerdictWord) -> &'static str {
    match verdict {
        VerdictWord::Fits => "FITS",
        VerdictWord::NoFit => "NO FIT",
        VerdictWord::Invalid => "INVALID",
    }
}

/// Its style.
pub fn style(verdict: VerdictWord, theme: &Theme) -> Style {
    match verdict {
        VerdictWord::Fits => theme.good,
        VerdictWord::NoFit | VerdictWord::Invalid => theme.bad,
    }
}

/// The range that binds; the fullest one where a limit binds that is not a range.
pub fn binding(capacity: &Capacity) -> Option<&RangeSize> {
    let named = |range: &&RangeSize| capacity.binding.as_ref().is_some_and(|binding| *binding.name == *range.name);
    capacity.ranges.iter().find(named).or_else(|| capacity.ranges.iter().max_by_key(|range| range.used_percent()))
}

/// The corner of most screens: `NO FIT  220%`, with `gap` between the two, and its style.
pub fn corner(analysis: &Analysis, theme: &Theme, gap: &str) -> (String, Style) {
    let verdict = analysis.verdict();
    let text = match binding(analysis.capacity()).and_then(RangeSize::used_percent) {
        Some(percent) => format!("{}{gap}{}%", word(verdict), thousands(percent)),
        None => word(verdict).to_owned(),
    };
    (text, style(verdict, theme))
}
