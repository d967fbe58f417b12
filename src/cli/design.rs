//! The design around a CIDR: a real scenario text with comments, read like any file. Deliberately without numbers of
//! its own: what it leaves out is AKS's default.

use crate::net::{Cidr, CidrError};
use crate::scenario::model::Model;

/// Is this argument meant as a CIDR? A file's name that looks like one is given as `./10.0.0.0`.
pub fn is_cidr_like(text: &str) -> bool {
    let starts = text.starts_with(|first: char| first.is_ascii_digit()) && text.contains('.') || text.contains("::");
    starts && text.chars().all(|sign| sign.is_ascii_hexdigit() || matches!(sign, '.' | ':' | '/'))
}

/// The node subnet that a person names.
///
/// # Errors
/// When it is not a CIDR; the words name the nearest.
pub fn node_subnet(text: &str) -> Result<Cidr, String> {
    let net = text.parse::<Cidr>().map_err(|error: CidrError| error.to_string())?;
    if net.is_v4() { Ok(net) } else { Err(format!("{net} is IPv6; a node subnet is IPv4, like 10.240.0.0/22")) }
}

/// The text of the design: one pool in this subnet, one workload and a Service of it so that packets have ends.
pub fn text(subnet: Cidr, vnet: Cidr, model: Model) -> String {
    format!(
        r#"# A cluster in {subnet}, otherwise as AKS would make it. What is left out here takes AKS's own default.
schema = 1
name = "{subnet}"

[cluster]
model = "{model}"

[[node-pool]]
name = "system"
count = 3
subnet = "snet-nodes"

[[vnet]]
name = "vnet"
address-space = ["{vnet}"]

  [[vnet.subnet]]
  name = "snet-nodes"
  prefix = "{subnet}"

# A workload and a Service, so that packets have a start and an end.
[[workload]]
name = "web"
replicas = 2
labels = {{ app = "web" }}
ports = [{{ name = "http", port = 8080 }}]

[[service]]
name = "web"
selector = {{ app = "web" }}
ports = [{{ name = "http", port = 80, target-port = 8080 }}]
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::field::vnet_around;
    use crate::scenario::read::read;

    #[test]
    fn the_design_around_any_cidr_can_be_read() {
        let cases = [
            ("10.240.4.0/22", "10.240.0.0/16"),
            ("10.0.0.0/12", "10.0.0.0/12"),
            ("0.0.0.0/0", "0.0.0.0/0"),
            ("10.1.2.3/32", "10.1.0.0/16"),
        ];
        for (subnet, vnet) in cases {
            let subnet = node_subnet(subnet).unwrap();
            assert_eq!(vnet_around(subnet).to_string(), vnet);
            for model in Model::ALL {
                let reading = read(&text(subnet, vnet_around(subnet), *model));
                assert_eq!(reading.diagnostics, []);
                assert_eq!(reading.scenario.vnets[0].subnets[0].prefix, subnet);
                assert_eq!(reading.scenario.cluster.model, Some(*model));
            }
        }
    }

    #[test]
    fn what_looks_like_a_cidr_is_one_or_is_refused() {
        for text in ["10.0.0.0/8", "10.0.0.1/8", "10.0.0.0", "10.0.0.0/33", "fd00::/64", "::/0"] {
            assert!(is_cidr_like(text), "{text}");
        }
        for text in ["plan.toml", "./10.0.0.0", "10", "plans/10.0.0.0/plan.toml", "-", "example:overlay"] {
            assert!(!is_cidr_like(text), "{text}");
        }
        assert!(node_subnet("fd00::/64").unwrap_err().contains("is IPv6"));
        assert_eq!(node_subnet("10.0.1.0/16").unwrap_err(), "10.0.1.0/16 has host bits set; did you mean 10.0.0.0/16?");
    }
}
