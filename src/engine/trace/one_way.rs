//! Appliances that a connection passes in one direction alone. Deliberately only said and not judged: where a page
//! tells what an appliance does then, it has done it on the way.

use super::{Hop, PlaceKind, Walk};

/// What to know of every appliance that has one of the two ways only, in sentences.
pub(super) fn notes(forward: &Walk, reply: &Walk) -> Vec<String> {
    // Of a reply that is lost the sentence says where.
    if !reply.disposition.is_good() {
        return Vec::new();
    }
    let (there, back) = (appliances(forward), appliances(reply));
    let request_only = there.iter().filter(|place| !back.contains(place)).map(|place| {
        format!(
            "The request passes {place} and its reply does not: {place} sees half of the connection. A stateful firewall drops what follows once the connection is not as it expects; no page that was read says what {place} does."
        )
    });
    let reply_only = back.iter().filter(|place| !there.contains(place)).map(|place| {
        format!(
            "The reply passes {place} and its request did not: a stateful firewall drops the reply of a connection that it has not seen open."
        )
    });
    request_only.chain(reply_only).collect()
}

/// The firewalls on a way, and the machines that forward: ends are none.
fn appliances(walk: &Walk) -> Vec<&str> {
    let last = walk.hops.len().saturating_sub(1);
    let is_between = |place: usize| place > 0 && place < last;
    let is_appliance = |hop: &Hop| matches!(hop.kind, PlaceKind::Firewall | PlaceKind::Vm);
    let hops = walk.hops.iter().enumerate();
    let mut found: Vec<&str> = hops
        .filter(|(place, hop)| is_between(*place) && is_appliance(hop))
        .map(|(_, hop)| hop.place.as_str())
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}
