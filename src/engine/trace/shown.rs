//! Addresses and ports as answers show them, and addresses that nobody has given. Deliberately no other words.

use std::net::{IpAddr, Ipv4Addr};

use crate::net::{Flow, Protocol};

/// A public address that nobody has given: shown as `*`.
pub const UNKNOWN_ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

/// The public address of the n-th thing that has one which nobody has given. All of 0.0.0.0/8 is shown as `*`: no
/// host can have one of these, so they stand for addresses that are only told apart.
pub(crate) fn unknown_address(place: usize) -> IpAddr {
    const MOST: u32 = 0x00ff_ffff;
    let number = u32::try_from(place).unwrap_or(MOST).saturating_add(1);
    IpAddr::V4(Ipv4Addr::from(number.min(MOST)))
}

/// Is it one that nobody has given?
pub(crate) fn is_unknown(address: IpAddr) -> bool {
    matches!(address, IpAddr::V4(address) if address.octets()[0] == 0)
}

/// An address as an answer shows it: `*` for a public one that nobody has given.
///
/// ```
/// # use aksplore::engine::trace::{shown, UNKNOWN_ADDRESS};
/// assert_eq!(shown("10.0.0.4".parse()?), "10.0.0.4");
/// assert_eq!(shown(UNKNOWN_ADDRESS), "*");
/// # Ok::<(), std::net::AddrParseError>(())
/// ```
pub fn shown(address: IpAddr) -> String {
    if is_unknown(address) { "*".to_owned() } else { address.to_string() }
}

/// An address and a port as an answer shows them: `10.0.0.4:443`, `[fd00::1]:*`; no port where the protocol has
/// none.
pub fn shown_with_port(address: IpAddr, port: Option<u16>, protocol: Protocol) -> String {
    let address = if address.is_ipv6() { format!("[{address}]") } else { shown(address) };
    match port {
        _ if !has_ports(protocol) => address,
        Some(port) => format!("{address}:{port}"),
        None => format!("{address}:*"),
    }
}

/// The source and the destination of a packet as an answer shows them.
pub fn shown_ends(flow: Flow) -> (String, String) {
    (shown_with_port(flow.src, flow.src_port, flow.protocol), shown_with_port(flow.dst, flow.dst_port, flow.protocol))
}

/// Which protocols have ports.
pub fn has_ports(protocol: Protocol) -> bool {
    protocol != Protocol::Icmp
}
