//! SNAT ports that are in use already, as a question states them: `1024`, `1024@20.30.40.50:443`. Deliberately not
//! how many there are: each translator knows that of itself.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use crate::net::Flow;

/// How many ports of the translator that the packet meets are in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PortsInUse {
    /// How many.
    pub count: u32,
    /// Towards which address and port; left out: the packet's own destination.
    pub towards: Option<(IpAddr, u16)>,
}

impl PortsInUse {
    /// Those that the packet cannot have: a port that is in use towards another destination is used once more. Where a
    /// port serves an address only once (`by_address`), the destination's own port makes no other of it.
    pub(super) fn towards(self, packet: Flow, by_address: bool) -> u32 {
        let is_other = self
            .towards
            .is_some_and(|(address, port)| address != packet.dst || (!by_address && Some(port) != packet.dst_port));
        if is_other { 0 } else { self.count }
    }
}

impl fmt::Display for PortsInUse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.count)?;
        match self.towards {
            Some((IpAddr::V6(address), port)) => write!(formatter, "@[{address}]:{port}"),
            Some((address, port)) => write!(formatter, "@{address}:{port}"),
            None => Ok(()),
        }
    }
}

/// The text is not a number of ports.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a number of SNAT ports; expected one like 1024 or 1024@20.30.40.50:443")]
pub struct PortsInUseError(String);

impl FromStr for PortsInUse {
    type Err = PortsInUseError;

    fn from_str(text: &str) -> Result<Self, PortsInUseError> {
        let bad = || PortsInUseError(text.to_owned());
        let (count, towards) = match text.split_once('@') {
            None => (text, None),
            Some((count, end)) => {
                let end: std::net::SocketAddr = end.parse().map_err(|_| bad())?;
                if end.port() == 0 {
                    return Err(bad());
                }
                (count, Some((end.ip(), end.port())))
            }
        };
        Ok(Self { count: count.parse().map_err(|_| bad())?, towards })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_in_use_are_written_as_they_are_read() {
        for text in ["0", "1024", "64000@20.30.40.50:443", "8@[2001:db8::1]:53"] {
            assert_eq!(text.parse::<PortsInUse>().unwrap().to_string(), text);
        }
        for bad in
            ["", "many", "-1", "1024@", "1024@20.30.40.50", "1024@host:443", "@20.30.40.50:443", "8@20.30.40.50:0"]
        {
            assert!(bad.parse::<PortsInUse>().is_err(), "{bad}");
        }
    }
}
