//! The mask of addresses: leading bits are flipped, so that what lay in what lies in it still. Deliberately leaves ranges
//! with a meaning of their own where they are.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::engine::rules::{self, RuleId};
use crate::net::Cidr;

/// Ranges to which Azure or AKS gives a meaning: nothing in them is changed.
const FIXED_RULES: &[RuleId] = &[
    RuleId::VnetForbidsLoopback,
    RuleId::VnetForbidsLinkLocal,
    RuleId::VnetForbidsPlatform,
    RuleId::VnetForbidsMulticast,
    RuleId::VnetForbidsBroadcast,
    RuleId::ReservedLower,
    RuleId::ReservedUpper,
    RuleId::ReservedTest,
];

/// Ranges with a meaning that others give them: IANA, and the owners of resolvers that everyone knows.
const FIXED: &[&str] = &[
    "0.0.0.0/8",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
    "1.1.1.1/32",
    "8.8.4.4/32",
    "8.8.8.8/32",
    "9.9.9.9/32",
    "::/8",
    "64:ff9b::/96",
    "2001:db8::/32",
    "fe80::/10",
    "ff00::/8",
];

/// Private ranges and how many leading bits of an address in them are masked at most: no address leaves its range.
const PRIVATE: &[(RuleId, u8)] =
    &[(RuleId::Private10, 16), (RuleId::Private172, 16), (RuleId::Private192, 24), (RuleId::PrivateShared, 16)];
/// The private range of IPv6, with the half of it that nobody may give out yet.
const PRIVATE_V6: (&str, u8) = ("fc00::/7", 48);

/// The leading bits that are masked of any other address.
const PUBLIC_BITS: u8 = 16;
const PUBLIC_BITS_V6: u8 = 48;

/// What is flipped of an address.
#[derive(Clone, Debug)]
pub(super) struct AddressMask {
    /// Mixed into every coin.
    key: u64,
    fixed: Vec<Cidr>,
    private: Vec<(Cidr, u8)>,
}

impl AddressMask {
    /// The mask of this key.
    pub(super) fn new(key: u64) -> Self {
        let parsed = |text: &str| text.parse::<Cidr>().expect("a test reads every range of the table");
        let fixed = FIXED.iter().map(|text| parsed(text)).chain(FIXED_RULES.iter().copied().map(rules::cidr));
        let private = PRIVATE.iter().map(|(rule, bits)| (rules::cidr(*rule), *bits));
        let private = private.chain([(parsed(PRIVATE_V6.0), PRIVATE_V6.1)]);
        Self { key, fixed: fixed.collect(), private: private.collect() }
    }

    /// The mask of a range: as large, and inside of the masks of all ranges that it was inside of.
    pub(super) fn range(&self, range: Cidr) -> Cidr {
        Cidr::containing(self.flipped(range.first(), range.prefix()), range.prefix())
    }

    /// The mask of an address.
    pub(super) fn address(&self, address: IpAddr) -> IpAddr {
        self.flipped(address, 128)
    }

    /// The address with bits among the first `length` flipped.
    fn flipped(&self, address: IpAddr, length: u8) -> IpAddr {
        let (whole, size) = match address {
            IpAddr::V4(address) => (u128::from(u32::from(address)) << 96, 32),
            IpAddr::V6(address) => (u128::from(address), 128),
        };
        let own = self.private.iter().find(|(range, _)| range.contains(address));
        let other = if size == 32 { PUBLIC_BITS } else { PUBLIC_BITS_V6 };
        let last = own.map_or(other, |(_, bits)| *bits);
        let mut masked = whole;
        for bit in 0..last.min(length).min(size) {
            let known = Cidr::containing(address, bit);
            if self.is_free(known) && (bit + 1 == last || self.is_heads(known)) {
                masked ^= 1 << (127 - bit);
            }
        }
        match address {
            IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::from(u32::try_from(masked >> 96).expect("32 bits are left"))),
            IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::from(masked)),
        }
    }

    /// May the bit after these leading ones be flipped? Not where that would move a range with a meaning of its own.
    fn is_free(&self, known: Cidr) -> bool {
        let keeps = |range: &Cidr| range.covers(known) || known.covers(*range);
        let splits = |range: &Cidr| known.covers(*range) && known.prefix() < range.prefix();
        !self.fixed.iter().any(keeps) && !self.private.iter().any(|(range, _)| splits(range))
    }

    /// A coin that falls the same way for the same leading bits.
    fn is_heads(&self, known: Cidr) -> bool {
        let mut hasher = DefaultHasher::new();
        (self.key, known.first(), known.prefix()).hash(&mut hasher);
        hasher.finish() & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cidr(text: &str) -> Cidr {
        text.parse().unwrap()
    }

    #[test]
    fn ranges_with_a_meaning_stay_and_private_ones_stay_private() {
        let mask = AddressMask::new(7);
        for range in mask.fixed.iter().chain(mask.private.iter().map(|(range, _)| range)) {
            assert_eq!(mask.range(*range), *range);
        }
        for text in
            ["10.0.0.0/16", "10.240.0.0/22", "172.16.4.0/24", "192.168.7.0/24", "100.64.1.0/24", "20.70.0.10/32"]
        {
            let masked = mask.range(cidr(text));
            assert_ne!(masked, cidr(text));
            assert_eq!(masked.prefix(), cidr(text).prefix());
            for (private, _) in &mask.private {
                assert_eq!(private.covers(masked), private.covers(cidr(text)), "{text}: {masked}");
            }
        }
        assert_eq!(mask.range(cidr("0.0.0.0/0")), cidr("0.0.0.0/0"));
    }

    fn ranges() -> impl Strategy<Value = Cidr> {
        (any::<u32>(), 0u8..=32).prop_map(|(address, prefix)| Cidr::v4(Ipv4Addr::from(address), prefix))
    }

    proptest! {
        #[test]
        fn what_lay_in_what_lies_in_it_still(one in ranges(), length in 0u8..=32, other in ranges()) {
            let mask = AddressMask::new(7);
            let inside = Cidr::containing(one.first(), length.max(one.prefix()));
            for (a, b) in [(one, inside), (one, other)] {
                prop_assert_eq!(mask.range(a).covers(mask.range(b)), a.covers(b), "{} {}", a, b);
                prop_assert_eq!(mask.range(a).overlaps(mask.range(b)), a.overlaps(b), "{} {}", a, b);
            }
            prop_assert_eq!(mask.range(one).prefix(), one.prefix());
            prop_assert!(mask.range(one).contains(mask.address(one.last())));
        }
    }
}
