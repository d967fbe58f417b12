//! One network: an address with its host bits zero, and a prefix length. Deliberately without Azure's
//! five reserved addresses: those are a rule, not arithmetic.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use ipnet::{IpNet, Ipv4Net};

use super::{Addresses, Span};

/// A network whose host bits are zero.
///
/// Two values are equal exactly when they name the same network; two families never compare equal.
///
/// ```
/// # use aksplore::net::Cidr;
/// assert_eq!("10.1.0.0/16".parse::<Cidr>()?.size(), Some(65_536));
/// assert!("10.1.0.9/16".parse::<Cidr>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cidr(IpNet);

/// Why a text is not a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CidrError {
    /// The host bits are not zero.
    #[error("{given} has host bits set; did you mean {suggested}?")]
    HostBits {
        /// What was written.
        given: String,
        /// The network that contains it.
        suggested: Cidr,
    },
    /// There is an address and no prefix length.
    #[error("{given} has no prefix length; did you mean {suggested}?")]
    NoPrefix {
        /// What was written.
        given: String,
        /// The single address as a network.
        suggested: Cidr,
    },
    /// The prefix length is not a number that the family allows.
    #[error("/{prefix} is not a prefix length; expected /0 to /{max}")]
    Prefix {
        /// What stands behind the slash.
        prefix: String,
        /// 32 or 128.
        max: u8,
    },
    /// The part before the slash is not an address, and nothing near it is.
    #[error("{given:?} is not a network; expected one like 10.240.0.0/16")]
    Address {
        /// What was written.
        given: String,
    },
    /// An octet is out of range; the nearest good network is known.
    #[error("{given} has an octet above 255; did you mean {suggested}?")]
    Octet {
        /// What was written.
        given: String,
        /// The network with that octet cut to 255 and its host bits cleared.
        suggested: Cidr,
    },
}

impl Cidr {
    /// The network of length `prefix` that contains `address`; lengths over the family's are cut to it.
    pub fn containing(address: IpAddr, prefix: u8) -> Self {
        let prefix = prefix.min(if address.is_ipv4() { 32 } else { 128 });
        let net = IpNet::new(address, prefix).expect("the prefix was cut to the family's length");
        Self(net.trunc())
    }

    /// As [`Cidr::containing`], for IPv4.
    pub fn v4(address: Ipv4Addr, prefix: u8) -> Self {
        Self::containing(IpAddr::V4(address), prefix)
    }

    /// The IPv4 form, or `None` for an IPv6 network.
    pub fn as_v4(self) -> Option<Ipv4Net> {
        match self.0 {
            IpNet::V4(net) => Some(net),
            IpNet::V6(_) => None,
        }
    }

    /// True for IPv4.
    pub fn is_v4(self) -> bool {
        matches!(self.0, IpNet::V4(_))
    }

    /// The prefix length.
    pub fn prefix(self) -> u8 {
        self.0.prefix_len()
    }

    /// The first address.
    pub fn first(self) -> IpAddr {
        self.0.network()
    }

    /// The last address.
    pub fn last(self) -> IpAddr {
        self.0.broadcast()
    }

    /// The IPv4 addresses as a span; `None` for IPv6.
    pub fn span(self) -> Option<Span> {
        self.as_v4().map(|net| Span::new(u32::from(net.network()), u32::from(net.broadcast())))
    }

    /// How many addresses an IPv4 network has; `None` for IPv6, where nothing is scarce.
    ///
    /// A /22 has 1,024.
    pub fn size(self) -> Option<Addresses> {
        self.as_v4().map(|net| 1u64 << (32 - net.prefix_len()))
    }

    /// Does it contain the address?
    pub fn contains(self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }

    /// Does it contain the whole other network (or equal it)?
    pub fn covers(self, other: Self) -> bool {
        self.0.contains(&other.0)
    }

    /// Do the two share an address?
    pub fn overlaps(self, other: Self) -> bool {
        self.covers(other) || other.covers(self)
    }

    /// The network of length `prefix` around this one; itself when `prefix` is not shorter.
    #[must_use]
    pub fn widened(self, prefix: u8) -> Self {
        if prefix >= self.prefix() { self } else { Self::containing(self.first(), prefix) }
    }

    /// The first network of length `prefix` that begins where this one does.
    #[must_use]
    pub fn with_prefix(self, prefix: u8) -> Self {
        Self::containing(self.first(), prefix)
    }

    /// The next aligned network of the same length, or `None` at the end of the space.
    pub fn next(self) -> Option<Self> {
        let last = match self.last() {
            IpAddr::V4(address) => IpAddr::V4(Ipv4Addr::from(u32::from(address).checked_add(1)?)),
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from(u128::from(address).checked_add(1)?)),
        };
        Some(Self::containing(last, self.prefix()))
    }

    /// The aligned network of the same length before this one, or `None` at the start of the space.
    pub fn previous(self) -> Option<Self> {
        let before = match self.first() {
            IpAddr::V4(address) => IpAddr::V4(Ipv4Addr::from(u32::from(address).checked_sub(1)?)),
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from(u128::from(address).checked_sub(1)?)),
        };
        Some(Self::containing(before, self.prefix()))
    }

    /// Reads what people paste: `/22`, a dotted mask, a range, blanks around; host bits are cleared.
    ///
    /// ```
    /// # use aksplore::net::Cidr;
    /// for text in ["10.240.0.0/22", "10.240.0.0/255.255.252.0", "10.240.0.0 255.255.252.0", "10.240.0.0 - 10.240.3.255", " 10.240.1.7/22\n"] {
    ///     assert_eq!(Cidr::lenient(text)?.to_string(), "10.240.0.0/22");
    /// }
    /// assert!(Cidr::lenient("10.240.0.0 - 10.240.3.0").is_err());
    /// # Ok::<(), aksplore::net::CidrError>(())
    /// ```
    ///
    /// # Errors
    /// When no network can be read from the text.
    pub fn lenient(text: &str) -> Result<Self, CidrError> {
        let text = text.trim();
        if let Some(net) = Self::masked(text).or_else(|| Self::ranged(text)) {
            return Ok(net);
        }
        match text.parse() {
            Err(CidrError::HostBits { suggested, .. }) => Ok(suggested),
            other => other,
        }
    }

    fn masked(text: &str) -> Option<Self> {
        let (address, mask) = text.split_once('/').or_else(|| text.split_once(char::is_whitespace))?;
        let address: Ipv4Addr = address.trim().parse().ok()?;
        let mask = u32::from(mask.trim().parse::<Ipv4Addr>().ok()?);
        let prefix = u8::try_from(mask.leading_ones()).ok()?;
        (mask.count_ones() == u32::from(prefix)).then(|| Self::v4(address, prefix))
    }

    fn ranged(text: &str) -> Option<Self> {
        let (first, last) = text.split_once('-')?;
        let first = u32::from(first.trim().parse::<Ipv4Addr>().ok()?);
        let last = u32::from(last.trim().parse::<Ipv4Addr>().ok()?);
        let prefix = u8::try_from((first ^ last).leading_zeros()).ok()?;
        let net = Self::v4(Ipv4Addr::from(first), prefix);
        (net.span()? == Span::checked(first, last)?).then_some(net)
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Through `pad`, so that a caller's width is kept.
        formatter.pad(&self.0.to_string())
    }
}

impl FromStr for Cidr {
    type Err = CidrError;

    fn from_str(text: &str) -> Result<Self, CidrError> {
        let given = || text.to_owned();
        let Some((address, prefix)) = text.split_once('/') else {
            return Err(match text.parse::<IpAddr>() {
                Ok(address) => CidrError::NoPrefix { given: given(), suggested: Self::containing(address, 128) },
                Err(_) => CidrError::Address { given: given() },
            });
        };
        let Ok(address) = address.parse::<IpAddr>() else {
            return Err(near_miss(text, address, prefix));
        };
        let max = if address.is_ipv4() { 32 } else { 128 };
        let bad_prefix = || CidrError::Prefix { prefix: prefix.to_owned(), max };
        if prefix.is_empty() || !prefix.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(bad_prefix());
        }
        let length = prefix.parse::<u8>().ok().filter(|length| *length <= max).ok_or_else(bad_prefix)?;
        let net = Self::containing(address, length);
        if net.first() == address { Ok(net) } else { Err(CidrError::HostBits { given: given(), suggested: net }) }
    }
}

/// Four numbers of which one is over 255 were meant as an address.
fn near_miss(text: &str, address: &str, prefix: &str) -> CidrError {
    let octets: Option<Vec<u8>> = address
        .split('.')
        .map(|octet| octet.parse::<u32>().ok().map(|number| u8::try_from(number).unwrap_or(255)))
        .collect();
    let length = prefix.parse::<u8>().ok().filter(|length| *length <= 32);
    match (octets.as_deref(), length) {
        (Some(&[a, b, c, d]), Some(length)) => {
            CidrError::Octet { given: text.to_owned(), suggested: Cidr::v4(Ipv4Addr::new(a, b, c, d), length) }
        }
        _ => CidrError::Address { given: text.to_owned() },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cidr(text: &str) -> Cidr {
        text.parse().unwrap()
    }

    #[test]
    fn bad_texts_name_the_nearest_good_one() {
        let cases = [
            ("10.0.1.0/16", "10.0.1.0/16 has host bits set; did you mean 10.0.0.0/16?"),
            ("10.0.0.0", "10.0.0.0 has no prefix length; did you mean 10.0.0.0/32?"),
            ("10.0.0.0/33", "/33 is not a prefix length; expected /0 to /32"),
            ("10.0.0.0/", "/ is not a prefix length; expected /0 to /32"),
            ("10.0.0.0/+8", "/+8 is not a prefix length; expected /0 to /32"),
            ("10.300.0.0/16", "10.300.0.0/16 has an octet above 255; did you mean 10.255.0.0/16?"),
            ("fd00::1/64", "fd00::1/64 has host bits set; did you mean fd00::/64?"),
            ("ten/8", "\"ten/8\" is not a network; expected one like 10.240.0.0/16"),
            ("", "\"\" is not a network; expected one like 10.240.0.0/16"),
        ];
        for (text, message) in cases {
            assert_eq!(text.parse::<Cidr>().unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn the_ends_of_the_space_have_no_neighbour() {
        assert_eq!(cidr("0.0.0.0/0").next(), None);
        assert_eq!(cidr("0.0.0.0/0").size(), Some(1 << 32));
        assert_eq!(cidr("255.255.255.255/32").next(), None);
        assert_eq!(cidr("0.0.0.0/8").previous(), None);
        assert_eq!(cidr("10.240.0.0/22").next(), Some(cidr("10.240.4.0/22")));
        assert_eq!(cidr("10.240.0.0/22").previous(), Some(cidr("10.239.252.0/22")));
        assert_eq!(cidr("10.240.0.0/22").widened(20), cidr("10.240.0.0/20"));
    }

    #[test]
    fn families_never_overlap() {
        assert!(!cidr("0.0.0.0/0").overlaps(cidr("::/0")));
        assert_eq!(cidr("fd00::/8").size(), None);
    }

    proptest! {
        #[test]
        fn display_and_parse_are_inverse(address: u32, prefix in 0u8..=32) {
            let net = Cidr::v4(Ipv4Addr::from(address), prefix);
            prop_assert_eq!(net.to_string().parse::<Cidr>().unwrap(), net);
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,40}") {
            let _ = text.parse::<Cidr>();
            let _ = Cidr::lenient(&text);
        }
    }
}
