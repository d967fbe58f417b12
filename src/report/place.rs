//! Where routes are looked at: the table of a subnet, or of the subnet that a node, a pod or a VM is in. Deliberately
//! follows no packet: that is the trace's.

use crate::engine::Analysis;
use crate::engine::endpoint::resolve::Subject;
use crate::engine::endpoint::{Endpoint, EndpointError};
use crate::engine::inventory::NodeRef;
use crate::engine::plan::SubnetId;
use crate::engine::route::RouteTable;

/// The routes that the packets of this place meet first.
///
/// # Errors
/// When the text is no endpoint, names nothing, or names something that is in no subnet of this file.
pub fn routes<'a>(analysis: &'a Analysis, place: &str) -> Result<&'a RouteTable, String> {
    subnet(analysis, place).map(|subnet| analysis.routes(subnet))
}

/// The subnet whose routes those are.
///
/// # Errors
/// As for [`routes`].
pub fn subnet(analysis: &Analysis, place: &str) -> Result<SubnetId, String> {
    let endpoint: Endpoint = place.parse().map_err(|error: EndpointError| error.to_string())?;
    match analysis.subnet_of(&endpoint).map_err(|error| error.to_string())? {
        Some(subnet) => Ok(subnet),
        None => Err(format!("{place} is in no subnet of this file; name a subnet, a node, a pod or a VM")),
    }
}

/// The node whose own routes come before those, where the place is one or a pod of one.
pub fn node(analysis: &Analysis, place: &str) -> Option<NodeRef> {
    match analysis.resolve(&place.parse().ok()?).ok()?.subject {
        Subject::Node(node) => Some(node),
        Subject::Pod(pod) => analysis.inventory().pod(pod).node,
        _ => None,
    }
}
