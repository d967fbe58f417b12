//! What a half-typed text is: a value, something that may become one, or nothing that ever will. It changes nothing.

use std::net::IpAddr;

use crate::net::{Cidr, CidrError};
use crate::scenario::Edit;
use crate::scenario::leaf::LeafError;

/// A typed text, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Draft {
    /// What stood there before.
    #[default]
    Same,
    /// A value, and the edit that sets it.
    Valid(Edit),
    /// Not quite a value; the nearest one is known, and Enter takes it.
    Near {
        /// Why, and what Enter does.
        message: String,
        /// The edit that sets the nearest value.
        edit: Edit,
    },
    /// More has to be typed.
    Unfinished(String),
    /// No more typing makes it a value.
    Wrong(String),
}

impl Draft {
    /// The edit that Enter makes.
    pub fn edit(&self) -> Option<&Edit> {
        match self {
            Self::Valid(edit) | Self::Near { edit, .. } => Some(edit),
            Self::Same | Self::Unfinished(_) | Self::Wrong(_) => None,
        }
    }

    /// Reads a text as a network.
    pub fn cidr(text: &str, edit: impl Fn(Cidr) -> Result<Edit, LeafError>) -> Self {
        let text = text.trim();
        let made = |net: Cidr| edit(net).map_err(|error| Self::Wrong(error.to_string()));
        let draft = match text.parse::<Cidr>() {
            Ok(net) => made(net).map(Self::Valid),
            Err(CidrError::HostBits { given, suggested }) => {
                let message = format!("{given} is inside {suggested}, Enter uses that");
                made(suggested).map(|edit| Self::Near { message, edit })
            }
            Err(error) => match Cidr::lenient(text) {
                Ok(net) => made(net).map(Self::Valid),
                Err(_) => Ok(missing_from_cidr(text).map_or(Self::Wrong(error.to_string()), Self::Unfinished)),
            },
        };
        draft.unwrap_or_else(|wrong| wrong)
    }

    /// Reads a text by the scenario's own rules as what it should be; nothing typed is not finished.
    pub fn value(text: &str, what: &str, edit: impl Fn(&str) -> Result<Edit, LeafError>) -> Self {
        let text = text.trim();
        match edit(text) {
            Ok(edit) => Self::Valid(edit),
            Err(_) if text.is_empty() => Self::Unfinished(format!("type {what}")),
            Err(_) => Self::Wrong(format!("{text:?} is not {what}")),
        }
    }
}

/// What an incomplete network still lacks; `None` when nothing that follows could make it one.
///
/// `10.2` lacks the rest of its address, `10.240.0.0` its prefix; `10.300` cannot become a network.
fn missing_from_cidr(text: &str) -> Option<String> {
    let (address, rest) = match text.split_once(['/', '-', ' ']) {
        Some((address, rest)) => (address, Some(rest.trim())),
        None => (text, None),
    };
    match rest {
        None if address.parse::<IpAddr>().is_ok() => Some(format!("{address} is not finished: add a prefix, like /22")),
        None => begins_address(address).then(|| "not finished: a network is like 10.240.0.0/22".to_owned()),
        Some(rest) => {
            let address = address.trim().parse::<IpAddr>().ok()?;
            let longest = if address.is_ipv4() { 32 } else { 128u32 };
            let prefix = rest.parse::<u32>().is_ok_and(|prefix| prefix <= longest);
            let mask = MASK_OCTETS.iter().any(|octet| octet.starts_with(rest))
                || MASK_OCTETS.iter().any(|octet| rest.starts_with(&format!("{octet}.")) && begins_address(rest));
            let last = text.contains('-') && begins_address(rest.trim_start_matches('-').trim());
            (prefix || mask || last).then(|| "not finished: the prefix is missing, like /22".to_owned())
        }
    }
}

/// What the first octet of a mask may be.
const MASK_OCTETS: [&str; 9] = ["0", "128", "192", "224", "240", "248", "252", "254", "255"];

/// Could an address begin like this?
fn begins_address(text: &str) -> bool {
    if text.contains(':') {
        return text.chars().all(|character| character.is_ascii_hexdigit() || ":.".contains(character));
    }
    let octets: Vec<&str> = text.split('.').collect();
    let last = octets.len() - 1;
    let is_octet = |(at, octet): (usize, &&str)| match octet.parse::<u16>() {
        Ok(number) => number <= 255 && octet.len() <= 3 && !octet.starts_with('+'),
        Err(_) => octet.is_empty() && at == last,
    };
    // `fd` may become an IPv6 network.
    let hex = octets.len() == 1 && text.len() <= 4 && text.chars().all(|character| character.is_ascii_hexdigit());
    hex || (octets.len() <= 4 && octets.iter().enumerate().all(is_octet))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Path;

    fn cidr(text: &str) -> Draft {
        Draft::cidr(text, |net| Ok(Edit::set(Path::root().key("name"), net.to_string())))
    }

    #[test]
    fn a_network_is_never_wrong_while_it_is_typed() {
        for whole in ["10.240.0.0/22", "10.240.0.0/255.255.252.0", "10.240.0.0 - 10.240.3.255", "fd00:db8::/64"] {
            for length in 1..whole.len() {
                let draft = cidr(&whole[..length]);
                assert!(!matches!(draft, Draft::Wrong(_)), "{:?} is {draft:?}", &whole[..length]);
            }
            assert!(matches!(cidr(whole), Draft::Valid(_)), "{whole}");
        }
    }

    #[test]
    fn what_is_missing_is_said_and_what_cannot_be_is_wrong() {
        let cases = [
            ("10.2", "not finished: a network is like 10.240.0.0/22"),
            ("10.240.0.0", "10.240.0.0 is not finished: add a prefix, like /22"),
            ("10.240.0.0/", "not finished: the prefix is missing, like /22"),
            ("", "not finished: a network is like 10.240.0.0/22"),
        ];
        for (text, message) in cases {
            assert_eq!(cidr(text), Draft::Unfinished(message.to_owned()), "{text}");
        }
        for text in ["10.300", "10..2", "10.240.0.0/33", "10.240.0.0/x", "1.2.3.4.5", "hello", "10.0.0.1-x"] {
            assert!(matches!(cidr(text), Draft::Wrong(_)), "{text} is {:?}", cidr(text));
        }
    }

    #[test]
    fn host_bits_offer_the_network_around_them() {
        let Draft::Near { message, edit } = cidr("10.240.1.7/22") else { panic!("not near") };
        assert_eq!(message, "10.240.1.7/22 is inside 10.240.0.0/22, Enter uses that");
        assert_eq!(edit, Edit::set(Path::root().key("name"), "10.240.0.0/22"));
    }

    #[test]
    fn an_empty_value_is_not_finished_unless_it_is_a_value() {
        let refuse = |_: &str| Err(LeafError::new("not a number"));
        assert_eq!(Draft::value(" ", "a number", refuse), Draft::Unfinished("type a number".to_owned()));
        assert_eq!(Draft::value("x", "a number", refuse), Draft::Wrong("\"x\" is not a number".to_owned()));
        let edit = Edit::unset(Path::root().key("name"));
        assert_eq!(Draft::value("", "a number", |_| Ok(edit.clone())), Draft::Valid(edit.clone()));
    }
}
