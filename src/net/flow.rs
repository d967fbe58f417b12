//! The question a trace answers: one packet's five-tuple. Deliberately without names: ends are resolved before.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// A transport protocol, as a Service or a rule names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Protocol {
    /// TCP.
    #[default]
    Tcp,
    /// UDP.
    Udp,
    /// SCTP.
    Sctp,
    /// ICMP, which has no ports.
    Icmp,
}

impl Protocol {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Tcp, Self::Udp, Self::Sctp, Self::Icmp];

    /// The lower-case name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Sctp => "sctp",
            Self::Icmp => "icmp",
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl FromStr for Protocol {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|protocol| protocol.name().eq_ignore_ascii_case(text))
            .ok_or_else(|| format!("{text:?} is not a protocol; expected tcp, udp, sctp or icmp"))
    }
}

/// One packet's header. A port some NAT chooses, or that nobody gave, is `None` and written `*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Flow {
    /// The source address.
    pub src: IpAddr,
    /// The source port.
    pub src_port: Option<u16>,
    /// The destination address.
    pub dst: IpAddr,
    /// The destination port.
    pub dst_port: Option<u16>,
    /// The protocol.
    pub protocol: Protocol,
}

impl Flow {
    /// The header of a reply to this packet.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self { src: self.dst, src_port: self.dst_port, dst: self.src, dst_port: self.src_port, protocol: self.protocol }
    }
}
