//! Why subnets do not fit, in words: a count that no arrangement changes. Deliberately not what would make them fit: that
//! is `fix`'s.

use std::fmt;

use crate::net::{Addresses, thousands};

/// Why subnets of the lengths asked for do not fit: a count that no arrangement changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoRoom {
    /// The VNet.
    pub vnet: String,
    /// The length at which it fails.
    pub prefix: u8,
    /// Places of that length that are asked for, longer prefixes apart: a /22 takes four of /24.
    pub wanted: u64,
    /// Places of that length that there are.
    pub places: u64,
    /// Addresses that are free and usable.
    pub free: Addresses,
    /// The largest aligned block that is free; `None`: nothing is.
    pub largest: Option<u8>,
    /// Would it fit, were it not for others that have free space?
    pub fits_on_paper: bool,
}

impl fmt::Display for NoRoom {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { vnet, prefix, wanted, places, free, .. } = self;
        match self.largest {
            None => write!(formatter, "VNet {vnet} has no free space that is usable")?,
            Some(largest) if *places == 0 => write!(
                formatter,
                "VNet {vnet} has {} free addresses, but the largest aligned block of them is a /{largest}: no /{prefix} fits",
                thousands(*free)
            )?,
            Some(largest) => write!(
                formatter,
                "VNet {vnet} has room for {} of /{prefix} or its like, and {} are asked for: {} addresses are free, the largest aligned block is a /{largest}",
                thousands(*places),
                thousands(*wanted),
                thousands(*free)
            )?,
        }
        if self.fits_on_paper {
            formatter.write_str("; it would fit if the space that others have were free")?;
        }
        Ok(())
    }
}
