//! The ends of a question: `pod:default/web`, `vm:db`, `internet:443`. Deliberately only names here; what they
//! are in a plan is looked up by `resolve`.

pub mod resolve;

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use crate::net::Protocol;

/// One end, as written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// A pod, or a workload: then its first pod. `NS/NAME`.
    Pod(String),
    /// A node.
    Node(String),
    /// A virtual machine.
    Vm(String),
    /// A Service by its cluster address. `NS/NAME`.
    Service(String),
    /// A Service by its load balancer's address. `NS/NAME`.
    LoadBalancer(String),
    /// A host on premises.
    OnPremises(String),
    /// A host on the internet.
    Internet(Option<IpAddr>),
    /// An Ingress. `NS/NAME`.
    Ingress(String),
    /// The API server.
    ApiServer,
    /// The cluster's DNS.
    Dns,
    /// 168.63.129.16.
    Platform,
    /// A subnet (routes only).
    Subnet(String),
    /// An address.
    Address(IpAddr),
}

/// The far end of a flow: where, which port, which protocol.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Destination {
    /// Where.
    pub endpoint: Endpoint,
    /// Which port; left out: the Service's or pod's first, else 443.
    pub port: Option<u16>,
    /// Which protocol.
    pub protocol: Protocol,
}

/// Why a text is not an end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// The form is not known.
    #[error("{0:?} is not an endpoint; expected one like pod:default/web, vm:NAME, internet:443 or an address")]
    Form(String),
    /// The port is none.
    #[error("{0} is not a port; expected one from 1 to 65535")]
    Port(String),
    /// There is no such thing in the scenario.
    #[error("there is no {kind} named {name:?}{}", .suggestion.as_ref().map(|near| format!("; did you mean {near:?}?")).unwrap_or_default())]
    Unknown {
        /// What was looked for.
        kind: &'static str,
        /// By which name.
        name: String,
        /// The nearest there is.
        suggestion: Option<String>,
    },
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Pod(name) => format!("pod:{name}"),
            Self::Node(name) => format!("node:{name}"),
            Self::Vm(name) => format!("vm:{name}"),
            Self::Service(name) => format!("svc:{name}"),
            Self::LoadBalancer(name) => format!("lb:{name}"),
            Self::OnPremises(name) => format!("onprem:{name}"),
            Self::Internet(Some(IpAddr::V6(address))) => format!("internet:[{address}]"),
            Self::Internet(Some(address)) => format!("internet:{address}"),
            Self::Internet(None) => "internet".to_owned(),
            Self::Ingress(name) => format!("ingress:{name}"),
            Self::ApiServer => "api-server".to_owned(),
            Self::Dns => "dns".to_owned(),
            Self::Platform => "platform".to_owned(),
            Self::Subnet(name) => format!("subnet:{name}"),
            Self::Address(IpAddr::V6(address)) => format!("[{address}]"),
            Self::Address(address) => address.to_string(),
        };
        formatter.pad(&text)
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        let protocol = if self.protocol == Protocol::Tcp { String::new() } else { format!("/{}", self.protocol) };
        formatter.pad(&format!("{}{port}{protocol}", self.endpoint))
    }
}

impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(text: &str) -> Result<Self, EndpointError> {
        let text = text.trim();
        let bad = || EndpointError::Form(text.to_owned());
        let address = |part: &str| part.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
        match text {
            "internet" => return Ok(Self::Internet(None)),
            "api-server" => return Ok(Self::ApiServer),
            "dns" => return Ok(Self::Dns),
            "platform" => return Ok(Self::Platform),
            _ => {}
        }
        if let Some(address) = address(text) {
            return Ok(Self::Address(address));
        }
        let (kind, name) = text.split_once(':').ok_or_else(bad)?;
        if name.is_empty() {
            return Err(bad());
        }
        let scoped = || if name.contains('/') { name.to_owned() } else { format!("default/{name}") };
        Ok(match kind {
            "pod" => Self::Pod(scoped()),
            "node" => Self::Node(name.to_owned()),
            "vm" => Self::Vm(name.to_owned()),
            "svc" => Self::Service(scoped()),
            "lb" => Self::LoadBalancer(scoped()),
            "onprem" => Self::OnPremises(name.to_owned()),
            "internet" => Self::Internet(Some(address(name).ok_or_else(bad)?)),
            "ingress" => Self::Ingress(scoped()),
            "subnet" => Self::Subnet(name.to_owned()),
            _ => return Err(bad()),
        })
    }
}

impl FromStr for Destination {
    type Err = EndpointError;

    /// `lb:shop/web:80/tcp`, `internet:443`, `internet/icmp`, `[fd00::1]:443`.
    fn from_str(text: &str) -> Result<Self, EndpointError> {
        let text = text.trim();
        let (rest, protocol) = match text.rsplit_once('/') {
            Some((rest, word)) if word.parse::<Protocol>().is_ok() => (rest, word.parse().unwrap_or_default()),
            _ => (text, Protocol::Tcp),
        };
        // An IPv6 address without brackets has no port.
        if let Ok(address) = rest.parse() {
            return Ok(Self { endpoint: Endpoint::Address(address), port: None, protocol });
        }
        if let Some((rest, port)) = rest.rsplit_once(':')
            && port.bytes().all(|byte| byte.is_ascii_digit())
            && !port.is_empty()
            && let Ok(endpoint) = rest.parse()
        {
            let number = port.parse::<u16>().ok().filter(|port| *port > 0);
            let port = Some(number.ok_or_else(|| EndpointError::Port(port.to_owned()))?);
            return Ok(Self { endpoint, port, protocol });
        }
        Ok(Self { endpoint: rest.parse()?, port: None, protocol })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_take_a_port_and_a_protocol() {
        let cases = [
            ("10.0.0.9:443", "10.0.0.9:443"),
            ("lb:shop/web:80/tcp", "lb:shop/web:80"),
            ("internet/icmp", "internet/icmp"),
            ("internet:443", "internet:443"),
            ("internet:8.8.8.8:53/udp", "internet:8.8.8.8:53/udp"),
            ("[fd00::1]:443", "[fd00::1]:443"),
            ("fd00::2:1", "[fd00::2:1]"),
            ("pod:web", "pod:default/web"),
            ("svc:shop/web", "svc:shop/web"),
        ];
        for (text, shown) in cases {
            let read: Destination = text.parse().unwrap();
            assert_eq!(read.to_string(), shown);
            assert_eq!(shown.parse::<Destination>().unwrap(), read);
        }
        for port in ["0", "65536", "70000", "99999999999"] {
            let refused = format!("svc:web:{port}").parse::<Destination>().unwrap_err();
            assert_eq!(refused.to_string(), format!("{port} is not a port; expected one from 1 to 65535"));
        }
        for bad in ["", "pod:", "shop", "internet:door", "10.0.0"] {
            assert!(bad.parse::<Destination>().is_err(), "{bad}");
        }
    }
}
