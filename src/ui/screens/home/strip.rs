//! The cluster's VNet to scale, as one row of cells, and its blocks by letter. Who owns what is the address map's.

use super::super::Cx;
use crate::engine::address::{Block, VnetMap};
use crate::net::Addresses;
use crate::ui::canvas::Canvas;
use crate::ui::text::{thousands, width};

/// The map of the range that holds the cluster's nodes.
pub fn vnet<'a>(cx: &Cx<'a>) -> Option<&'a VnetMap> {
    let plan = cx.analysis.plan();
    let own = || cx.analysis.addresses().vnets.iter().filter(|map| map.vnet == plan.cluster_vnet());
    let subnet = cx.pool.and_then(|pool| plan.pool(pool).subnet).map(|subnet| plan.subnet(subnet).item.prefix);
    own().find(|map| subnet.is_some_and(|subnet| map.prefix.covers(subnet))).or_else(|| own().next())
}

/// The title of the strip.
pub fn title(map: &VnetMap) -> String {
    format!("{} {}", map.name, map.prefix)
}

/// First cell and count of each block: proportional, and never none.
fn cells(map: &VnetMap, wide: usize) -> Vec<(usize, usize)> {
    let Some(whole) = map.prefix.span() else { return Vec::new() };
    let size = whole.count();
    let at = |offset: Addresses| {
        let scaled = u128::from(offset) * wide as u128 / u128::from(size.max(1));
        usize::try_from(scaled).unwrap_or(wide).min(wide)
    };
    let place = |block: &Block| {
        let span = block.prefix.span().and_then(|span| span.intersection(whole));
        span.map_or((0, 0), |span| {
            let first = u64::from(span.first() - whole.first());
            let (start, end) = (at(first), at(first + span.count()));
            (start.min(wide.saturating_sub(1)), (end - start).max(usize::from(wide > 0)))
        })
    };
    map.blocks.iter().map(place).collect()
}

/// Draws the row of cells; blocks lie over free space, small ones over large ones.
pub fn draw_cells(canvas: &mut Canvas<'_>, row: usize, map: &VnetMap, cx: &Cx<'_>) {
    let wide = canvas.width().saturating_sub(2);
    canvas.fill(row, 1, wide, '·', cx.theme.free);
    let mut placed: Vec<(usize, &Block, (usize, usize))> =
        map.blocks.iter().enumerate().zip(cells(map, wide)).map(|((at, block), place)| (at, block, place)).collect();
    placed.sort_by_key(|(_, block, _)| block.prefix.prefix());
    for (at, block, (start, count)) in placed {
        if let Some(letter) = block.letter {
            canvas.fill(row, 1 + start, count, letter, cx.theme.block(at));
        }
    }
}

/// Draws the addresses under the cells, at the quarters.
pub fn draw_axis(canvas: &mut Canvas<'_>, row: usize, map: &VnetMap, cx: &Cx<'_>) {
    let wide = canvas.width().saturating_sub(2);
    let quarter = map.prefix.prefix().saturating_add(2);
    let mut next = (quarter <= 32).then(|| map.prefix.with_prefix(quarter));
    for at in 0..4 {
        let Some(here) = next else { return };
        canvas.text(row, 1 + wide * at / 4, &here.first().to_string(), cx.theme.dim);
        next = here.next();
    }
}

/// Draws the blocks by letter, as many as fit, and the share that is free.
pub fn draw_legend(canvas: &mut Canvas<'_>, row: usize, map: &VnetMap, cx: &Cx<'_>) {
    let theme = cx.theme;
    let free = map.free_percent().map(|percent| format!("· free {percent}%")).unwrap_or_default();
    let end = canvas.width().saturating_sub(width(&free) + 2);
    let mut column = 1;
    for (at, block) in map.blocks.iter().enumerate() {
        let Some(letter) = block.letter else { continue };
        let used = block.used_percent.map(|percent| format!(" ({percent}%)")).unwrap_or_default();
        let words = format!(" {} /{}{used}", block.name, block.prefix.prefix());
        if column + 1 + width(&words) > end {
            break;
        }
        column = canvas.spans(row, column, &[(letter.to_string(), theme.block(at)), (words, theme.text)]) + 3;
    }
    let right = canvas.width().saturating_sub(1);
    canvas.right(row, right, &free, theme.free);
}

/// The largest free blocks, in words.
pub fn largest_free(map: &VnetMap) -> String {
    let names: Vec<String> = map.free_blocks().iter().take(3).map(|block| block.prefix.to_string()).collect();
    if names.is_empty() {
        return "No free block".to_owned();
    }
    format!("Largest free blocks: {}   {} free in all", names.join("   "), thousands(map.free))
}
