//! The names of kube-proxy's chains, as `iptables-save` of a node shows them. Deliberately not what the chains do:
//! that is `service`.

use sha2::{Digest, Sha256};

use crate::net::Protocol;

/// What follows `KUBE-SVC-` for a port of a Service (`default/web:http`), or `KUBE-SEP-` for an endpoint of it too:
/// the first sixteen letters, in base 32, of a digest.
///
/// `default/web:http` over tcp is `CDGGSHYLG3RE2FKL`.
pub(super) fn hash(port_name: &str, protocol: Protocol, endpoint: Option<&str>) -> String {
    let digest = Sha256::digest(format!("{port_name}{protocol}{}", endpoint.unwrap_or_default()));
    // Sixteen letters of five bits are the first ten bytes, so no letter is cut and nothing needs padding.
    let bits = digest.iter().take(10).fold(0u128, |bits, byte| bits << 8 | u128::from(*byte));
    (0..16).rev().map(|place| char::from(LETTERS[(bits >> (5 * place) & 31) as usize])).collect()
}

/// The letters of base 32 (RFC 4648).
const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_port_is_the_one_that_a_node_shows() {
        assert_eq!(hash("default/web:http", Protocol::Tcp, None), "CDGGSHYLG3RE2FKL");
    }

    #[test]
    fn every_letter_can_stand_in_a_name() {
        let names: String =
            (0..64).map(|port| hash("default/web", Protocol::Udp, Some(&format!("10.0.0.1:{port}")))).collect();
        for letter in LETTERS {
            assert!(names.contains(char::from(*letter)), "{}", char::from(*letter));
        }
    }
}
