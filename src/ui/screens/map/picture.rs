//! The grid as marks: which block each character of each cell shows. Blocks are powers of two and aligned, so whole
//! cells are exact; smaller blocks share a cell. It knows no colour.

use std::collections::HashMap;

use super::scale::Scale;
use crate::engine::address::{AddressMap, Block, OwnerKind, RangeMap};
use crate::engine::plan::SubnetId;
use crate::net::{Addresses, Span};

/// What a character of the grid shows, beside its block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The block's letter.
    Letter(char),
    /// Addresses in use.
    Used,
    /// Addresses wanted: kept for pods, or more than there are.
    Wanted,
    /// Addresses that an upgrade takes.
    Surge,
    /// Set aside and not used.
    SetAside,
    /// The first character of a free cell.
    Free,
    /// Free on paper, and announced elsewhere.
    Contested,
    /// The rest of a free cell.
    Blank,
    /// More blocks than the cell can show.
    More,
}

impl Mark {
    /// The character.
    pub fn glyph(self) -> char {
        match self {
            Self::Letter(letter) => letter,
            Self::Used => '█',
            Self::Wanted => '▓',
            Self::Surge => '▒',
            Self::SetAside => '░',
            Self::Free => '·',
            Self::Contested => '!',
            Self::Blank => ' ',
            Self::More => '+',
        }
    }
}

/// How many addresses of a block are in use, wanted by pods, taken by surge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    /// Nodes, machines, endpoints: an address that something has.
    pub used: Addresses,
    /// Kept for pods.
    pub wanted: Addresses,
    /// Taken at an upgrade's peak.
    pub surge: Addresses,
    /// All of the block.
    pub total: Addresses,
}

impl Shares {
    /// Of a block and its range: by its owners where it has some, else by the share that is needed.
    pub fn of(block: &Block, range: Option<&RangeMap>) -> Self {
        let total = block.prefix.size().unwrap_or(0);
        if block.used_percent.is_some_and(|percent| percent > 100) {
            return Self { wanted: total, total, ..Self::default() };
        }
        let Some(range) = range else {
            let used = total.saturating_mul(block.used_percent.unwrap_or(0)) / 100;
            return Self { used, total, ..Self::default() };
        };
        let mut shares = Self { total, ..Self::default() };
        for run in &range.runs {
            match mark_of(run.kind) {
                Mark::Used => shares.used += run.span.count(),
                Mark::Wanted => shares.wanted += run.span.count(),
                Mark::Surge => shares.surge += run.span.count(),
                _ => {}
            }
        }
        shares
    }

    /// The mark of the character at place `at` of the `count` that the block has.
    fn mark(&self, at: u64, count: u64) -> Mark {
        let part = |addresses: Addresses| {
            let rounded = (addresses * count * 2 + self.total) / (self.total * 2).max(1);
            if addresses > 0 { rounded.max(1) } else { 0 }
        };
        let used = part(self.used);
        let wanted = used + part(self.wanted);
        let surge = wanted + part(self.surge);
        match at {
            _ if at < used => Mark::Used,
            _ if at < wanted => Mark::Wanted,
            _ if at < surge => Mark::Surge,
            _ => Mark::SetAside,
        }
    }
}

/// The mark for an owner of addresses.
pub fn mark_of(kind: OwnerKind) -> Mark {
    match kind {
        OwnerKind::AzureReserved => Mark::Letter('R'),
        OwnerKind::PodSlot | OwnerKind::Block => Mark::Wanted,
        OwnerKind::NodeSurge => Mark::Surge,
        OwnerKind::Free | OwnerKind::Stranded => Mark::SetAside,
        OwnerKind::Outside => Mark::Blank,
        _ => Mark::Used,
    }
}

/// One character of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dot {
    /// The block, by its place in the map; `None`: outside of all.
    pub block: Option<usize>,
    /// What it shows.
    pub mark: Mark,
}

/// All characters of the grid, row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// What rows and cells stand for.
    pub scale: Scale,
    /// Characters a cell.
    pub cell_width: usize,
    dots: Vec<Dot>,
}

impl Picture {
    /// The picture of the blocks that lie in the window of the scale.
    pub fn new(blocks: &[Block], map: &AddressMap, scale: Scale, cell_width: usize) -> Self {
        let by_subnet = map.ranges.iter().filter_map(|range| Some((range.subnet?, range)));
        let by_subnet: HashMap<SubnetId, &RangeMap> = by_subnet.collect();
        let shares = |block: &Block| Shares::of(block, block.subnet.and_then(|id| by_subnet.get(&id).copied()));
        let blank = Dot { block: None, mark: Mark::Blank };
        let mut picture = Self { scale, cell_width, dots: vec![blank; scale.cells() * cell_width] };
        let mut small: Vec<(usize, Span)> = Vec::new();
        for (index, block) in blocks.iter().enumerate() {
            let Some(whole) = block.prefix.span() else { continue };
            let Some(seen) = whole.intersection(scale.window) else { continue };
            if block.prefix.prefix() <= scale.cell {
                picture.large(index, block, &shares(block), seen);
            } else {
                small.push((index, seen));
            }
        }
        for group in small.chunk_by(|(_, one), (_, other)| scale.cell_of(*one) == scale.cell_of(*other)) {
            picture.shared(group, blocks, shares);
        }
        picture
    }

    /// The characters of a row.
    pub fn row(&self, row: usize) -> &[Dot] {
        let columns = self.scale.columns * self.cell_width;
        &self.dots[row * columns..(row + 1) * columns]
    }

    /// The first and the last character of a block, as row and column.
    pub fn ends(&self, block: usize) -> Option<((usize, usize), (usize, usize))> {
        let is_it = |dot: &Dot| dot.block == Some(block);
        let (first, last) = (self.dots.iter().position(is_it)?, self.dots.iter().rposition(is_it)?);
        let columns = self.scale.columns * self.cell_width;
        Some(((first / columns, first % columns), (last / columns, last % columns)))
    }

    /// A block of one cell or more: exactly its cells.
    fn large(&mut self, index: usize, block: &Block, shares: &Shares, seen: Span) {
        let Some(whole) = block.prefix.span() else { return };
        let cells = seen.count() / self.scale.cell_size();
        let skipped = (u64::from(seen.first()) - u64::from(whole.first())) / self.scale.cell_size();
        let all = whole.count() / self.scale.cell_size();
        let (first, width) = (self.scale.cell_of(seen), self.cell_width);
        // Where a cell is one character, letters would leave no room for the shares: only the first cell has one.
        let inner = if width > 1 { width as u64 - 1 } else { 1 };
        for cell in 0..usize::try_from(cells).expect("the window has few cells") {
            let place = skipped + cell as u64;
            let contested = block.letter.is_none() && self.is_contested(block, first + cell);
            for column in 0..width {
                let lettered = column == 0 && (width > 1 || cell == 0);
                let mark = match block.letter {
                    None if contested && column == 0 => Mark::Contested,
                    None if column == 0 => Mark::Free,
                    None => Mark::Blank,
                    Some(letter) if lettered => Mark::Letter(letter),
                    Some(_) => shares.mark(place * inner + column.saturating_sub(1) as u64, all * inner),
                };
                self.dots[(first + cell) * width + column] = Dot { block: Some(index), mark };
            }
        }
    }

    fn is_contested(&self, block: &Block, cell: usize) -> bool {
        let first = u64::from(self.scale.window.first()) + cell as u64 * self.scale.cell_size();
        let span = u32::try_from(first).ok().and_then(|first| Span::starting(first, self.scale.cell_size()));
        let others = block.contested.iter().filter_map(|(_, range)| range.span());
        span.is_some_and(|span| others.into_iter().any(|range| range.intersection(span).is_some()))
    }

    /// Several blocks in one cell, each with its share of the characters and none with none while there is room.
    fn shared(&mut self, group: &[(usize, Span)], blocks: &[Block], shares: impl Fn(&Block) -> Shares) {
        let Some((_, any)) = group.first() else { return };
        let (cell, width) = (self.scale.cell_of(*any), self.cell_width);
        let sizes: Vec<Addresses> = group.iter().map(|(_, span)| span.count()).collect();
        let start = cell * width;
        let covered = sizes.iter().sum::<Addresses>() >= self.scale.cell_size();
        let mut column = 0;
        for ((index, span), count) in group.iter().zip(apportioned(&sizes, self.scale.cell_size(), width)) {
            let block = &blocks[*index];
            let shares = shares(block);
            if !covered {
                // What overlaps a larger block leaves the rest of the cell to it.
                column = column.max(self.scale.column_of(*span, width)).min(width - count);
            }
            for at in 0..count {
                let mark = match block.letter {
                    None if block.contested.is_empty() => Mark::Free,
                    None => Mark::Contested,
                    Some(letter) if at == 0 => Mark::Letter(letter),
                    Some(_) => shares.mark(at as u64 - 1, count as u64 - 1),
                };
                self.dots[start + column] = Dot { block: Some(*index), mark };
                column += 1;
            }
        }
        if group.len() > width {
            self.dots[start + width - 1].mark = Mark::More;
        }
    }
}

/// How many of `width` characters each part of a cell gets: in proportion, at least one each, in order, as long as
/// there are characters; never more than `width` together.
///
/// In 5 characters a half, a quarter and a quarter get 3, 1 and 1.
pub fn apportioned(sizes: &[Addresses], cell: Addresses, width: usize) -> Vec<usize> {
    let share = |size: Addresses| usize::try_from(size * width as u64 / cell.max(1)).unwrap_or(width).max(1);
    let mut counts: Vec<usize> = sizes.iter().map(|size| share(*size)).collect();
    while counts.iter().sum::<usize>() > width {
        match counts.iter().enumerate().filter(|(_, count)| **count > 1).max_by_key(|(_, count)| **count) {
            Some((largest, _)) => counts[largest] -= 1,
            None => break,
        }
    }
    // What rounding left over goes to the parts that lost most by it; a part that is missing keeps its own share.
    let covered: Addresses = sizes.iter().sum();
    while covered >= cell && counts.iter().sum::<usize>() < width {
        let lost = |index: usize| i128::from(sizes[index]) * width as i128 - counts[index] as i128 * i128::from(cell);
        let Some(most) = (0..counts.len()).max_by_key(|index| (lost(*index), std::cmp::Reverse(*index))) else { break };
        counts[most] += 1;
    }
    let mut left = width;
    for count in &mut counts {
        *count = (*count).min(left);
        left -= *count;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::address::Block;
    use crate::net::Cidr;
    use proptest::prelude::*;

    /// A block of a map; a letter of `.` makes it free space.
    fn block(letter: char, prefix: &str, used_percent: Option<u64>) -> Block {
        Block {
            letter: (letter != '.').then_some(letter),
            name: format!("snet-{letter}"),
            prefix: prefix.parse().unwrap(),
            subnet: None,
            path: None,
            used_percent,
            contested: Vec::new(),
        }
    }

    fn rows(blocks: &[Block], window: &str, rows_max: usize, cell_width: usize) -> Vec<String> {
        let scale = Scale::fit(window.parse().unwrap(), rows_max).unwrap();
        let picture = Picture::new(blocks, &AddressMap::default(), scale, cell_width);
        (0..scale.rows).map(|row| picture.row(row).iter().map(|dot| dot.mark.glyph()).collect()).collect()
    }

    #[test]
    fn whole_cells_are_exact_and_small_blocks_share_one() {
        let blocks = [
            block('A', "10.0.0.0/22", Some(4)),
            block('C', "10.0.4.0/24", Some(31)),
            block('E', "10.0.5.0/25", Some(55)),
            block('F', "10.0.5.128/26", Some(8)),
            block('.', "10.0.5.192/26", None),
            block('.', "10.0.6.0/23", None),
            block('B', "10.0.8.0/21", Some(220)),
        ];
        assert_eq!(
            rows(&blocks, "10.0.0.0/20", 1, 5),
            ["A█░░░A░░░░A░░░░A░░░░C█░░░E█░F··    ·    B▓▓▓▓B▓▓▓▓B▓▓▓▓B▓▓▓▓B▓▓▓▓B▓▓▓▓B▓▓▓▓B▓▓▓▓"]
        );
        assert_eq!(rows(&blocks, "10.0.0.0/20", 1, 1), ["A░░░C+··B▓▓▓▓▓▓▓"]);
    }

    #[test]
    fn what_others_announce_is_marked_over_free_space() {
        let mut free = block('.', "10.0.0.0/22", None);
        free.contested.push(("on-prem".to_owned(), "10.0.1.0/24".parse().unwrap()));
        assert_eq!(rows(&[free], "10.0.0.0/20", 1, 3)[0], "·  !  ·  ·                                      ");
    }

    #[test]
    fn a_zoomed_grid_shows_a_part_of_a_block_with_its_share() {
        let blocks = [block('A', "10.0.0.0/16", Some(50))];
        assert!(rows(&blocks, "10.0.112.0/20", 1, 2)[0].starts_with("A█A█"));
        assert!(rows(&blocks, "10.0.128.0/20", 1, 2)[0].starts_with("A░A░"));
    }

    #[test]
    fn a_block_that_overlaps_another_is_drawn_over_it() {
        let blocks = [block('A', "10.0.0.0/22", Some(0)), block('B', "10.0.1.128/25", Some(0))];
        assert!(rows(&blocks, "10.0.0.0/20", 1, 4)[0].starts_with("A░░░A░B░A░░░A░░░"));
    }

    #[test]
    fn a_half_and_two_quarters_share_five_characters_as_3_1_1() {
        let cases: [(&[u64], usize, &[usize]); 5] = [
            (&[128, 64, 64], 5, &[3, 1, 1]),
            (&[128, 128], 5, &[3, 2]),
            (&[128, 64, 32, 32], 3, &[1, 1, 1, 0]),
            (&[16, 16, 32, 64, 128], 5, &[1, 1, 1, 1, 1]),
            (&[64], 4, &[1]),
        ];
        for (sizes, width, counts) in cases {
            assert_eq!(apportioned(sizes, 256, width), counts, "{sizes:?} in {width}");
        }
    }

    /// Cuts a network in halves by a list of choices, so that the blocks cover it exactly.
    fn cut(net: Cidr, choices: &mut impl Iterator<Item = bool>, blocks: &mut Vec<Block>) {
        if net.prefix() < 30 && choices.next().unwrap_or(false) {
            let lower = net.with_prefix(net.prefix() + 1);
            cut(lower, choices, blocks);
            cut(lower.next().unwrap(), choices, blocks);
            return;
        }
        let letter = if choices.next().unwrap_or(true) {
            '.'
        } else {
            char::from(b'A' + u8::try_from(blocks.len() % 26).unwrap())
        };
        blocks.push(block(letter, &net.to_string(), Some(50)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn every_block_has_its_share_of_the_characters_within_one_cell(
            choices in proptest::collection::vec(any::<bool>(), 0..60),
            prefix in 8u8..29,
            rows_max in 1usize..20,
            cell_width in 1usize..6,
        ) {
            let whole = Cidr::containing("10.0.0.0".parse().unwrap(), prefix);
            let mut blocks = Vec::new();
            cut(whole, &mut choices.into_iter(), &mut blocks);
            let scale = Scale::fit(whole, rows_max).unwrap();
            let picture = Picture::new(&blocks, &AddressMap::default(), scale, cell_width);
            let mut all = 0;
            let mut crowded = vec![0; scale.cells()];
            for block in blocks.iter().filter(|block| block.prefix.prefix() > scale.cell) {
                crowded[scale.cell_of(block.prefix.span().unwrap())] += 1;
            }
            for (index, block) in blocks.iter().enumerate() {
                let dots = (0..scale.rows).flat_map(|row| picture.row(row)).filter(|dot| dot.block == Some(index)).count();
                all += dots;
                // Both in addresses: what the characters stand for, and what the block has.
                let seen = dots as u64 * scale.cell_size();
                let size = block.prefix.size().unwrap() * cell_width as u64;
                let cell = scale.cell_size() * cell_width as u64;
                prop_assert!(seen.abs_diff(size) <= cell, "{}: {dots} characters", block.prefix);
                let crowd = crowded[scale.cell_of(block.prefix.span().unwrap())];
                prop_assert!(dots > 0 || crowd > cell_width, "{} has no character", block.prefix);
            }
            prop_assert_eq!(all, scale.cells() * cell_width);
        }
    }
}
