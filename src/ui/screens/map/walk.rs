//! The way over the blocks of a grid: the next in address order, or the one a row above or below. It moves nothing
//! itself.

use super::scale::ZOOM_BITS;
use super::view::View;
use crate::engine::address::VnetMap;
use crate::ui::action::Action;

/// The place of the block that an action leads to; `None`: it does not move.
pub fn target(view: &View<'_>, action: Action) -> Option<usize> {
    let last = view.range().map_or(0, |range| range.blocks.len().saturating_sub(1));
    let at = view.block;
    Some(match action {
        Action::Left => at.saturating_sub(1),
        Action::Right => (at + 1).min(last),
        Action::Up => above(view).unwrap_or(at),
        Action::Down => below(view).unwrap_or(at),
        Action::First => 0,
        Action::Last => last,
        _ => return None,
    })
}

/// The block that lies a row above the selected one, on the grid's own scale.
fn above(view: &View<'_>) -> Option<usize> {
    let (range, block) = (view.range()?, view.selected()?);
    let target = u64::from(block.prefix.span()?.first()).checked_sub(row_size(view)?)?;
    at_address(range, target).or(Some(0))
}

/// The block that lies a row below the selected one, or the next after it where that is larger than a row.
fn below(view: &View<'_>) -> Option<usize> {
    let (range, block) = (view.range()?, view.selected()?);
    let span = block.prefix.span()?;
    let target = (u64::from(span.first()) + row_size(view)?).max(u64::from(span.last()) + 1);
    at_address(range, target)
}

fn row_size(view: &View<'_>) -> Option<u64> {
    let window = view.range()?.prefix.prefix() + view.zoom * ZOOM_BITS;
    Some(1u64 << (32 - u32::from(window + ZOOM_BITS).min(32)))
}

fn at_address(range: &VnetMap, address: u64) -> Option<usize> {
    let address = std::net::IpAddr::from(u32::try_from(address).ok()?.to_be_bytes());
    range.blocks.iter().position(|block| block.prefix.contains(address))
}
