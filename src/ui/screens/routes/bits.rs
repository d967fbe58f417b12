//! An address and a prefix as bits, so that the longest match is a length that can be seen. IPv4 only: 128 bits fit no
//! line.

use std::net::IpAddr;

use crate::engine::route::table::difference;
use crate::net::Cidr;

/// Thirty-two marks in groups of eight, one a bit: full where the prefix has a bit, a dot where it has none.
///
/// A /16 is `████████ ████████ ········ ········`.
pub fn ruler(prefix: Cidr) -> Option<String> {
    prefix.as_v4()?;
    Some(grouped((0..32).map(|bit| if bit < prefix.prefix() { '█' } else { '·' }), 8))
}

/// The bits of an address, in groups; `None` for IPv6.
///
/// 192.168.10.7 in groups of eight is `11000000 10101000 00001010 00000111`.
pub fn of_address(address: IpAddr, group: usize) -> Option<String> {
    match address {
        IpAddr::V4(address) => Some(shown(u32::from(address), 32, group)),
        IpAddr::V6(_) => None,
    }
}

/// The bits that a prefix fixes.
pub fn of_prefix(prefix: Cidr, group: usize) -> Option<String> {
    let net = prefix.as_v4()?;
    Some(shown(u32::from(net.network()), usize::from(net.prefix_len()), group))
}

/// `the first 16 bits are equal: it matches`, or where the two differ.
pub fn comparison(prefix: Cidr, address: IpAddr) -> String {
    match prefix.prefix() {
        _ if !prefix.contains(address) => format!("it does not match: {}", difference(prefix, address)),
        0 => "no bit is compared: all match".to_owned(),
        bits => format!("the first {bits} bits are equal: it matches"),
    }
}

fn shown(number: u32, bits: usize, group: usize) -> String {
    grouped((0..bits).map(|bit| if number << bit >> 31 == 1 { '1' } else { '0' }), group)
}

fn grouped(marks: impl Iterator<Item = char>, group: usize) -> String {
    let mut text = String::new();
    for (index, mark) in marks.enumerate() {
        if index > 0 && index % group == 0 {
            text.push(' ');
        }
        text.push(mark);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_those_of_the_address() {
        let address: IpAddr = "192.168.10.7".parse().unwrap();
        let prefix: Cidr = "192.168.0.0/16".parse().unwrap();
        assert_eq!(of_address(address, 8).unwrap(), "11000000 10101000 00001010 00000111");
        assert_eq!(of_prefix(prefix, 4).unwrap(), "1100 0000 1010 1000");
        assert_eq!(ruler(prefix).unwrap(), "████████ ████████ ········ ········");
        assert_eq!(of_prefix("0.0.0.0/0".parse().unwrap(), 8).unwrap(), "");
        assert_eq!(ruler("fd00::/8".parse().unwrap()), None);
    }

    #[test]
    fn a_comparison_says_how_many_bits_or_where() {
        let address: IpAddr = "192.168.10.7".parse().unwrap();
        let cases = [
            ("192.168.0.0/16", "the first 16 bits are equal: it matches"),
            ("0.0.0.0/0", "no bit is compared: all match"),
            ("10.0.0.0/8", "it does not match: differs at bit 1"),
        ];
        for (prefix, words) in cases {
            assert_eq!(comparison(prefix.parse().unwrap(), address), words);
        }
    }
}
