//! Address arithmetic. Deliberately knows nothing of Azure or AKS: no limits, no reserved addresses.

pub mod cidr;
pub mod count;
pub mod flow;
pub mod span;
pub mod spans;

pub use cidr::{Cidr, CidrError};
pub use count::{article, counted, is_or_are, thousands};
pub use flow::{Flow, Protocol};
pub use span::Span;
pub use spans::Spans;

/// A count of addresses. Wide enough for the sums of any IPv4 plan; IPv6 ranges are never counted.
pub type Addresses = u64;
