//! The addresses outside, cut at every border that a policy draws: within one cell no policy tells two addresses apart.
//! Deliberately knows no policy: it takes ranges.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use crate::manifest::model::Block;
use crate::net::Cidr;

/// All addresses, IPv4 first, as runs between borders. IPv6 is there only where it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cells {
    cells: Vec<(IpAddr, IpAddr)>,
}

impl Cells {
    /// The cells between the borders of these blocks.
    pub fn new<'a>(blocks: impl Iterator<Item = &'a Block>, has_v6: bool) -> Self {
        let mut starts = vec![IpAddr::V4(Ipv4Addr::UNSPECIFIED)];
        if has_v6 {
            starts.push(IpAddr::V6(Ipv6Addr::UNSPECIFIED));
        }
        for cidr in blocks.flat_map(|block| block.except.iter().chain([&block.cidr])) {
            if cidr.is_v4() || has_v6 {
                starts.push(cidr.first());
                starts.extend(after(cidr.last()));
            }
        }
        starts.sort_unstable();
        starts.dedup();
        let ends = starts.iter().skip(1).map(|next| before(*next)).chain([end(has_v6)]);
        Self { cells: starts.iter().copied().zip(ends).collect() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// There is always one.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The first and the last address of a cell.
    pub fn cell(&self, place: usize) -> (IpAddr, IpAddr) {
        self.cells[place]
    }

    /// The cell that holds an address; `None` for IPv6 where nobody asked for it.
    pub fn position(&self, address: IpAddr) -> Option<usize> {
        let place = self.cells.partition_point(|(first, _)| *first <= address).checked_sub(1)?;
        (self.cells[place].1 >= address).then_some(place)
    }

    /// The cells of a network.
    pub fn of(&self, cidr: Cidr) -> Range<usize> {
        match (self.position(cidr.first()), self.position(cidr.last())) {
            (Some(first), Some(last)) => first..last + 1,
            _ => 0..0,
        }
    }

    /// The cells of a block, its holes left out.
    pub fn of_block<'a>(&'a self, block: &'a Block) -> impl Iterator<Item = usize> + 'a {
        let holes: Vec<Range<usize>> = block.except.iter().map(|hole| self.of(*hole)).collect();
        self.of(block.cidr).filter(move |cell| !holes.iter().any(|hole| hole.contains(cell)))
    }

    /// Does the next cell go on where this one ends?
    pub fn is_followed(&self, place: usize) -> bool {
        self.cells.get(place + 1).is_some_and(|(next, _)| next.is_ipv4() == self.cells[place].0.is_ipv4())
    }
}

/// The last address of all.
fn end(has_v6: bool) -> IpAddr {
    if has_v6 { IpAddr::V6(Ipv6Addr::from(u128::MAX)) } else { IpAddr::V4(Ipv4Addr::BROADCAST) }
}

/// The address after; `None` at the end of its family.
fn after(address: IpAddr) -> Option<IpAddr> {
    match address {
        IpAddr::V4(address) => u32::from(address).checked_add(1).map(|next| Ipv4Addr::from(next).into()),
        IpAddr::V6(address) => u128::from(address).checked_add(1).map(|next| Ipv6Addr::from(next).into()),
    }
}

/// The address before the start of a cell that is not the first.
fn before(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(address) => Ipv4Addr::from(u32::from(address).saturating_sub(1)).into(),
        IpAddr::V6(address) if address.is_unspecified() => IpAddr::V4(Ipv4Addr::BROADCAST),
        IpAddr::V6(address) => Ipv6Addr::from(u128::from(address).saturating_sub(1)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(cidr: &str, except: &[&str]) -> Block {
        Block { cidr: cidr.parse().unwrap(), except: except.iter().map(|hole| hole.parse().unwrap()).collect() }
    }

    fn texts(cells: &Cells) -> Vec<String> {
        (0..cells.len()).map(|place| cells.cell(place)).map(|(first, last)| format!("{first}-{last}")).collect()
    }

    #[test]
    fn cells_end_at_every_border() {
        let blocks = [block("10.0.0.0/8", &["10.1.0.0/16"]), block("0.0.0.0/0", &[]), block("255.255.255.255/32", &[])];
        let cells = Cells::new(blocks.iter(), false);
        let expected = [
            "0.0.0.0-9.255.255.255",
            "10.0.0.0-10.0.255.255",
            "10.1.0.0-10.1.255.255",
            "10.2.0.0-10.255.255.255",
            "11.0.0.0-255.255.255.254",
            "255.255.255.255-255.255.255.255",
        ];
        assert_eq!(texts(&cells), expected);
        assert_eq!(cells.of_block(&blocks[0]).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(cells.position("10.1.2.3".parse().unwrap()), Some(2));
        assert_eq!(cells.position("fd00::1".parse().unwrap()), None);
    }

    #[test]
    fn families_stand_apart() {
        let blocks = [block("fd00::/8", &[])];
        let cells = Cells::new(blocks.iter(), true);
        let expected = [
            "0.0.0.0-255.255.255.255",
            "::-fcff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            "fd00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            "fe00::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        ];
        assert_eq!(texts(&cells), expected);
        assert_eq!((cells.is_followed(0), cells.is_followed(1), cells.is_followed(3)), (false, true, false));
        assert_eq!(Cells::new(blocks.iter(), false).len(), 1);
    }
}
