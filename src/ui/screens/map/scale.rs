//! The scale of the grid: which network it shows, what one row and one cell stand for. Arithmetic only.

use std::net::{IpAddr, Ipv4Addr};

use crate::net::{Cidr, Span};

/// Bits of an address that a row of cells counts: 16 cells.
const COLUMN_BITS_MAX: u32 = 4;
/// Bits that the rows count: 16 rows.
const ROW_BITS_MAX: u32 = 4;
/// Bits that one step of zoom looks closer: a row becomes the whole grid.
pub const ZOOM_BITS: u8 = 4;

/// A grid over a network: every row and every cell is a network of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// What the grid shows.
    pub window: Span,
    /// The prefix length of a row.
    pub row: u8,
    /// The prefix length of a cell.
    pub cell: u8,
    /// How many rows.
    pub rows: usize,
    /// How many cells a row.
    pub columns: usize,
}

impl Scale {
    /// The grid of a network in at most so many rows; `None` for IPv6, and where there is no row.
    ///
    /// A /16 in 16 rows has rows of /20 and cells of /24; in 10 rows it has 8 of /19, and cells of /23.
    pub fn fit(window: Cidr, rows_max: usize) -> Option<Self> {
        let span = window.span()?;
        let bits = 32 - u32::from(window.prefix());
        let column_bits = bits.min(COLUMN_BITS_MAX);
        let row_bits = rows_max.checked_ilog2()?.min(ROW_BITS_MAX).min(bits - column_bits);
        let prefix = |bits: u32| window.prefix() + u8::try_from(bits).expect("at most 8 bits");
        Some(Self {
            window: span,
            row: prefix(row_bits),
            cell: prefix(row_bits + column_bits),
            rows: 1 << row_bits,
            columns: 1 << column_bits,
        })
    }

    /// The network that a grid shows when it looks `zoom` steps closer at an address of `whole`.
    pub fn window(whole: Cidr, at: Ipv4Addr, zoom: u8) -> Cidr {
        let closest = whole.prefix().max(32 - ZOOM_BITS);
        let prefix = whole.prefix().saturating_add(zoom.saturating_mul(ZOOM_BITS)).min(closest);
        Cidr::containing(IpAddr::V4(at), prefix)
    }

    /// The most steps of zoom that still show more.
    pub fn zoom_max(whole: Cidr) -> u8 {
        (32 - ZOOM_BITS).saturating_sub(whole.prefix()).div_ceil(ZOOM_BITS)
    }

    /// Addresses a cell.
    pub fn cell_size(&self) -> u64 {
        1 << (32 - u32::from(self.cell))
    }

    /// How many cells.
    pub fn cells(&self) -> usize {
        self.rows * self.columns
    }

    /// The cell that the first address of a span of the window lies in.
    pub fn cell_of(&self, span: Span) -> usize {
        let offset = u64::from(span.first()) - u64::from(self.window.first());
        usize::try_from(offset / self.cell_size()).expect("a window has few cells")
    }

    /// The character, of `width` a cell, that the first address of a span falls on in its cell.
    pub fn column_of(&self, span: Span, width: usize) -> usize {
        let inside = u64::from(span.first()) % self.cell_size();
        usize::try_from(inside * width as u64 / self.cell_size()).expect("less than the width")
    }

    /// The first address of a row.
    pub fn row_first(&self, row: usize) -> Ipv4Addr {
        let offset = row as u64 * self.cell_size() * self.columns as u64;
        let first = u64::from(self.window.first()) + offset;
        Ipv4Addr::from(u32::try_from(first).expect("a row begins inside the window"))
    }

    /// The label of a row: its first address without the octets that are zero in every row, and, where that is too
    /// long, without the octets that are the same in every row.
    pub fn row_label(&self, row: usize, whole: Cidr, cells: usize) -> String {
        let kept = usize::from(self.row.div_ceil(8).max(1));
        let same = usize::from(whole.prefix() / 8).min(3);
        let text = |row: usize, from: usize, to: usize| {
            self.row_first(row).octets()[from..to].iter().map(u8::to_string).collect::<Vec<_>>().join(".")
        };
        // All rows are labelled alike, and the last one's numbers are the longest.
        let last = self.rows - 1;
        match () {
            () if text(last, 0, kept).len() <= cells => text(row, 0, kept),
            () if text(last, same, 4).len() < cells => format!(".{}", text(row, same, 4)),
            () => format!(".{}", text(row, same.min(kept - 1), kept)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(text: &str) -> Cidr {
        text.parse().unwrap()
    }

    #[test]
    fn rows_and_cells_are_networks_that_make_up_the_window() {
        let cases = [
            ("10.240.0.0/16", 16, (20, 24, 16, 16)),
            ("10.240.0.0/16", 10, (19, 23, 8, 16)),
            ("10.224.0.0/12", 16, (16, 20, 16, 16)),
            ("10.0.0.0/24", 40, (28, 32, 16, 16)),
            ("10.0.0.0/29", 16, (29, 32, 1, 8)),
            ("10.0.0.4/32", 16, (32, 32, 1, 1)),
            ("0.0.0.0/0", 16, (4, 8, 16, 16)),
        ];
        for (window, rows_max, expected) in cases {
            let scale = Scale::fit(net(window), rows_max).unwrap();
            assert_eq!((scale.row, scale.cell, scale.rows, scale.columns), expected, "{window}");
            assert_eq!(scale.cells() as u64 * scale.cell_size(), net(window).size().unwrap());
        }
        assert_eq!(Scale::fit(net("fd00::/48"), 16), None);
        assert_eq!(Scale::fit(net("10.0.0.0/8"), 0), None);
    }

    #[test]
    fn zoom_stays_inside_and_ends_at_single_addresses() {
        let whole = net("10.240.0.0/16");
        let at = "10.240.65.7".parse().unwrap();
        let windows: Vec<String> =
            (0..=Scale::zoom_max(whole) + 1).map(|zoom| Scale::window(whole, at, zoom).to_string()).collect();
        assert_eq!(windows, ["10.240.0.0/16", "10.240.64.0/20", "10.240.65.0/24", "10.240.65.0/28", "10.240.65.0/28"]);
        assert_eq!(Scale::zoom_max(net("10.0.0.0/30")), 0);
        assert_eq!(Scale::window(net("10.0.0.0/30"), "10.0.0.1".parse().unwrap(), 3), net("10.0.0.0/30"));
    }

    #[test]
    fn labels_say_what_differs() {
        let cases = [
            ("10.240.0.0/16", 10, "10.240.16"),
            ("10.240.0.0/16", 8, ".16.0"),
            ("10.224.0.0/12", 10, "10.225"),
            ("10.240.3.0/24", 10, ".16"),
            ("172.30.111.0/24", 15, "172.30.111.16"),
        ];
        for (whole, cells, label) in cases {
            assert_eq!(Scale::fit(net(whole), 16).unwrap().row_label(1, net(whole), cells), label, "{whole}");
        }
    }
}
